"""Sentences on employment and help to victims."""

from __future__ import annotations

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.prose import leaving
from apk_lib.prose.core import IS, Finding, as_of, no_figure, of, out_of, times
from apk_lib.text import Lang, Noun, Text

# posts filled for less of the planned time call for attention (the indicators' specification, A1)
ALERT = 0.9
_LIKE_THEM = Text(
    cs="Bereme-li původní asistenty jako vzorek podobných lidí, vydrží jich do konce období {interval} (95% "
    "interval). ",
    en="If the original assistants are read as a sample of similar people, {interval} of such people stay to the end "
    "of the period (95% interval). ",
)
# four assistants are four known people
UNSAID = Text(
    cs="Kdo v práci zůstal, jak dlouho a proč jiní odešli, tato verze neuvádí.",
    en="This version does not say who stayed at work, how long, and why others left.",
)
_TAKEN = Noun(cs=("je obsazeno", "jsou obsazena", "je obsazeno", "je obsazeno"), en=("is filled", "are filled"))


def employment(reading: Reading) -> Finding:
    """Posts filled, people who stayed, how long."""
    lang = reading.lang
    filled = reading.figure("posts_filled", "filled_at_end")
    kept = reading.figure("retention", "still_employed")
    if not filled or not (kept or kept.withheld):
        return no_figure(filled, Text(cs="Obsazenost míst", en="Posts filled"), lang)
    if kept.withheld:
        return Finding(posts_alone(reading, filled), (UNSAID(lang),), ())
    heading = Text(
        cs="{when} {taken} {filled} míst a v práci {are} stále {kept} původních asistentů",
        en="{when} {filled} posts {taken} and {kept} original assistants {are} still at work",
    ).fill(
        lang,
        when=as_of(reading, filled),
        taken=_TAKEN.form(filled.value, lang),
        filled=out_of(filled.value, filled.denominator, lang),
        are=IS.form(kept.numerator, lang),
        kept=out_of(kept.numerator, kept.denominator, lang),
    )
    paragraphs = (_filled(reading), _stayed(reading), *_left(reading))
    strip = Text(cs="Obsazenost jednotlivých míst po měsících; číslo je tam, kde měsíc nebyl plný.",
                 en="How far each post was filled, month by month; a number where a month was not full.")  # fmt: skip
    curve = Text(
        cs="Udržení podle Kaplana a Meiera těch, kdo nastoupili za projektu, včetně nástupců; kdo pracoval už před "
        "ním, v křivce není. Pás je 95% interval (beta-product) pro podobné lidi, u tak malého počtu široký.",
        en="Kaplan–Meier retention of those who started during the project, replacements included; who had worked "
        "before it is not in the curve. The band is the 95% interval (beta-product) for others like them, wide with "
        "so few people.",
    )(lang)
    pictures = ((strip(lang), f"{heading}. {paragraphs[0]}"), (curve, paragraphs[1]))
    drawn = (len(reading.rows("person_months", "person_months", "cumulative", "post", "month").drop_nulls("value")),
             len(reading.curves))  # fmt: skip
    return Finding(
        heading, paragraphs, tuple(said if marks else None for said, marks in zip(pictures, drawn, strict=True))
    )


def posts_alone(reading: Reading, filled: Figure) -> str:
    """How many posts are filled, and nothing of the people on them."""
    return Text(cs="{when} {taken} {filled} míst", en="{when} {filled} posts {taken}").fill(
        reading.lang,
        when=as_of(reading, filled),
        taken=_TAKEN.form(filled.value, reading.lang),
        filled=out_of(filled.value, filled.denominator, reading.lang),
    )


def _left(reading: Reading) -> list[str]:
    """What the section says of leaving, where those figures were selected."""
    told = {
        "retention_milestones": leaving.milestones,
        "exits": leaving.leavings,
        "turnover": leaving.replaced,
    }
    said = (say(reading) for indicator, say in told.items() if reading.has(indicator))
    return [sentence for sentence in said if sentence]


def _filled(reading: Reading) -> str:
    lang = reading.lang
    months = reading.figure("person_months", "person_months", "period")
    rate = reading.figure("posts_filled", "fill_rate", "period")
    vacant = reading.figure("posts_filled", "vacant_days", "period")
    if not months or not rate:
        return Text(cs="V období nebylo plánováno žádné místo.", en="No post was planned in the period.")(lang)
    return Text(
        cs="Za období jde o {months} zaměstnání {of_planned} {planned} plánovaných, místa byla obsazena {of_rate} "
        "{rate}{alert}. Neobsazené dny v období: {vacant}.",
        en="In the period that is {months} of employment {of_planned} {planned} planned; the fill rate was "
        "{rate}{alert}. Vacant days in the period: {vacant}.",
    ).fill(
        lang,
        months=months.show(),
        of_planned=of(months.denominator, lang),
        planned=months.bare("denominator"),
        of_rate=of(rate.value * 100, lang),
        rate=rate.show(),
        alert=_alert(rate),
        vacant=vacant.bare(),
    )


def _alert(rate: Figure) -> str:
    if rate.value >= ALERT:
        return ""
    said = Text(cs=" (pod {limit}, kdy je třeba jednat)", en=" (below {limit}, where action is due)")
    return said.fill(rate.labels.lang, limit=rate.labels.value(ALERT, "share"))


def _stayed(reading: Reading) -> str:
    lang = reading.lang
    kept = reading.figure("retention", "still_employed")
    tenure = {id: reading.figure("tenure", id) for id in ("median", "shortest", "longest", "persons")}
    ends = [tenure[id].bare() for id in ("shortest", "longest")]
    spread = Text(cs=" (rozpětí {ends})", en=" (range {ends})").fill(lang, ends=ABSENT.join(ends))
    length = Text(
        cs="; prostřední dosavadní délka zaměstnání (medián) je {median}{spread}",
        en="; their median tenure so far is {median}{spread}",
    ).fill(lang, median=tenure["median"].show(), spread=spread if ends[0] != ends[1] else "")
    return Text(
        cs="{like}V projektu dosud pracovalo lidí: {persons}{length}.",
        en="{like}People who have worked in the project so far: {persons}{length}.",
    ).fill(
        lang,
        like="" if kept.of_few else _LIKE_THEM.fill(lang, interval=kept.interval),
        persons=tenure["persons"].bare(),
        length="" if tenure["median"].withheld else length,
    )


def victims(reading: Reading) -> Finding:
    """Contacts with victims of hidden crime, as totals only."""
    lang = reading.lang
    now, ever = (
        {id: reading.figure("victim_support", id, scope) for id in ("contacts", "offered", "accepted")}
        for scope in ("period", "cumulative")
    )
    if not ever["contacts"]:
        return no_figure(
            ever["contacts"],
            Text(cs="Pomoc obětem skryté kriminality", en="Help to victims of hidden crime"),
            lang,
        )
    so_far = Text(
        cs="Od začátku projektu to je {contacts}; {help}. Počítají se kontakty, ne osoby: kolik lidí za nimi stojí, "
        "záznamy neříkají.",
        en="Since the start of the project the count is {contacts}; {help}. Contacts are counted, not persons: how "
        "many people stand behind them the records do not say.",
    ).fill(
        lang, contacts=ever["contacts"].show(), help=helped(ever["offered"], ever["accepted"])
    )  # fmt: skip
    heading = _met(now, lang)
    caption = Text(
        cs="Kontakty s oběťmi skryté kriminality, jen souhrnně.",
        en="Contacts with victims of hidden crime, totals only.",
    )
    return Finding(heading, (so_far,), ((caption(lang), f"{heading}. {so_far}"),))


def _met(now: dict[str, Figure], lang: Lang) -> str:
    if now["contacts"].withheld:
        return Text(cs="Kontakty s oběťmi skryté kriminality v období: {few}",
                    en="Contacts with victims of hidden crime in the period: {few}").fill(
            lang, few=now["contacts"].show())  # fmt: skip
    if not now["contacts"].value:
        return Text(
            cs="V období asistenti nezaznamenali žádný kontakt s obětí skryté kriminality",
            en="In the period the assistants recorded no contact with a victim of hidden crime",
        )(lang)
    met = Text(cs="Asistenti měli v období {contacts} s oběťmi skryté kriminality; {help}",
               en="The assistants had {contacts} with victims of hidden crime in the period; {help}")  # fmt: skip
    return met.fill(lang, contacts=now["contacts"].show(), help=helped(now["offered"], now["accepted"]))


def helped(offered: Figure, accepted: Figure) -> str:
    """How often help was offered and how often accepted, in words a reader would use."""
    lang = offered.labels.lang
    if offered.withheld or accepted.withheld:
        return _helped_few(offered)
    return _helped(offered.value or 0.0, accepted.value or 0.0, lang)


def _helped_few(offered: Figure) -> str:
    """What is told of the help where one of its counts is withheld."""
    if offered.withheld:
        return Text(cs="kolikrát nabídli pomoc, tato verze neuvádí",
                    en="this version does not say how often help was offered")(offered.labels.lang)  # fmt: skip
    return Text(
        cs="pomoc nabídli {n}, kolikrát byla přijata, tato verze neuvádí",
        en="help was offered {n}; this version does not say how often it was accepted",
    ).fill(offered.labels.lang, n=times(offered.value or 0.0, offered.labels.lang))


def _helped(offered: float, accepted: float, lang: Lang) -> str:
    offers = {
        True: Text(cs="pomoc nabídli {n}", en="help was offered {n}"),
        False: Text(cs="pomoc nenabídli {n}", en="help was never offered"),
    }[offered > 0]
    if offered == 0:
        return offers.fill(lang, n=times(0, lang))
    accepts = {
        True: Text(cs="přijata byla {n}", en="accepted {n}"),
        False: Text(cs="přijata nebyla {n}", en="never accepted"),
    }[accepted > 0]
    return f"{offers.fill(lang, n=times(offered, lang))}, {accepts.fill(lang, n=times(accepted, lang))}"
