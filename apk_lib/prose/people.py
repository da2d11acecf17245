"""Sentences on employment, training and help to victims."""

from __future__ import annotations

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.prose.core import IS, Finding, as_of, no_figure, of, out_of, times
from apk_lib.text import Lang, Noun, Text

_FINISHED = Noun(cs=("dokončila", "dokončily", "dokončilo", "dokončily"), en=("completed", "completed"))
_TAKEN = Noun(cs=("je obsazeno", "jsou obsazena", "je obsazeno", "je obsazeno"), en=("is filled", "are filled"))


def employment(reading: Reading) -> Finding:
    """Posts filled, people who stayed, how long."""
    lang = reading.lang
    filled = reading.figure("posts_filled", "filled_at_end")
    kept = reading.figure("retention", "still_employed")
    if not filled or not kept:
        return no_figure(filled, Text(cs="Obsazenost míst", en="Posts filled"), lang)
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
    paragraphs = (_filled(reading), _stayed(reading))
    strip = Text(cs="Obsazenost jednotlivých míst po měsících; číslo je tam, kde měsíc nebyl plný.",
                 en="How far each post was filled, month by month; a number where a month was not full.")  # fmt: skip
    curve = Text(
        cs="Udržení všech {persons} lidí včetně nástupců podle Kaplana a Meiera; pás je 95% interval (beta-product) "
        "pro podobné lidi. U tak malého počtu je široký.",
        en="Kaplan–Meier retention of all {persons} people, replacements included; the band is the 95% interval "
        "(beta-product) for others like them. With so few people it is wide.",
    ).fill(lang, persons=reading.figure("tenure", "persons").bare())
    return Finding(heading, paragraphs, ((strip(lang), f"{heading}. {paragraphs[0]}"), (curve, paragraphs[1])))


def _filled(reading: Reading) -> str:
    lang = reading.lang
    months = reading.figure("person_months", "person_months", "period")
    rate = reading.figure("posts_filled", "fill_rate", "period")
    vacant = reading.figure("posts_filled", "vacant_days", "period")
    return Text(
        cs="Za období jde o {months} zaměstnání {of_planned} {planned} plánovaných, místa byla obsazena {of_rate} "
        "{rate}. Neobsazené dny v období: {vacant}.",
        en="In the period that is {months} of employment {of_planned} {planned} planned; the fill rate was {rate}. "
        "Vacant days in the period: {vacant}.",
    ).fill(
        lang,
        months=months.show(),
        of_planned=of(months.denominator, lang),
        planned=months.bare("denominator"),
        of_rate=of(rate.value * 100, lang),
        rate=rate.show(),
        vacant=vacant.bare(),
    )


def _stayed(reading: Reading) -> str:
    lang = reading.lang
    kept = reading.figure("retention", "still_employed")
    tenure = {id: reading.figure("tenure", id) for id in ("median", "shortest", "longest", "persons")}
    ends = [tenure[id].bare() for id in ("shortest", "longest")]
    spread = Text(cs=" (rozpětí {ends})", en=" (range {ends})").fill(lang, ends=ABSENT.join(ends))
    return Text(
        cs="Bereme-li původní asistenty jako vzorek podobných lidí, vydrží jich do konce období {interval} (95% "
        "interval). V projektu dosud pracovalo lidí: {persons}; prostřední dosavadní délka zaměstnání (medián) je "
        "{median}{spread}.",
        en="If the original assistants are read as a sample of similar people, {interval} of such people stay to the "
        "end of the period (95% interval). People who have worked in the project so far: {persons}; their median "
        "tenure so far is {median}{spread}.",
    ).fill(
        lang,
        interval=kept.interval,
        persons=tenure["persons"].bare(),
        median=tenure["median"].show(),
        spread=spread if ends[0] != ends[1] else "",
    )


def training(reading: Reading) -> Finding:
    """Who was trained and for how long."""
    lang = reading.lang
    trained = reading.figure("initial_training", "persons_trained")
    hours, total = (reading.figure("training_hours", "hours", scope) for scope in ("period", "cumulative"))
    if not trained:
        return no_figure(trained, Text(cs="Vzdělávání", en="Training"), lang)
    heading = Text(
        cs="Vstupní vzdělávání {finished} {trained}{tail}",
        en="{trained} {finished} the initial training{tail}",
    ).fill(lang, trained=trained.show(), finished=_FINISHED.form(trained.value, lang), tail=_against_target(trained))
    spent = {
        True: Text(
            cs="V období tým strávil vzděláváním {hours}, od začátku projektu {total}.",
            en="In the period the team spent {hours} in training, {total} since the start of the project.",
        ),
        False: Text(
            cs="V období se žádné vzdělávání nekonalo; od začátku projektu tým strávil vzděláváním {total}.",
            en="No training took place in the period; since the start of the project the team has spent {total} in "
            "training.",
        ),
    }[bool(hours) and hours.value > 0].fill(lang, hours=hours.show(), total=total.show())
    paragraphs = [spent]
    if trained.target is not None:
        paragraphs.append(
            Text(
                cs="Cíl projektu: {target}. Počítá se každý, kdo zkoušku složil, tedy i nástupce na uvolněném místě.",
                en="The project's target: {target}. Everybody who passed the test counts, a replacement too.",
            ).fill(lang, target=trained.show("target"))
        )
    caption = Text(
        cs="Hodiny vzdělávání všech účastníků po měsících.",
        en="Training hours over all participants, by month.",
    )
    return Finding(heading, tuple(paragraphs), ((caption(lang), f"{heading}. {spent}"),))


def _against_target(trained: Figure) -> str:
    if trained.target is None:
        return ""
    met = Text(cs=", cíl je splněn", en=", the target is met")
    unmet = Text(cs=", cíl zatím splněn není", en=", the target is not met yet")
    return (met if trained.value >= trained.target else unmet)(trained.labels.lang)


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
    heading = _met(now, lang)
    so_far = Text(
        cs="Od začátku projektu to je {contacts}; {help}. Počítají se kontakty, ne osoby: kolik lidí za nimi stojí, "
        "záznamy neříkají.",
        en="Since the start of the project the count is {contacts}; {help}. Contacts are counted, not persons: how "
        "many people stand behind them the records do not say.",
    ).fill(
        lang, contacts=ever["contacts"].show(), help=helped(ever["offered"].value, ever["accepted"].value, lang)
    )  # fmt: skip
    caption = Text(
        cs="Kontakty s oběťmi skryté kriminality, jen souhrnně.",
        en="Contacts with victims of hidden crime, totals only.",
    )
    return Finding(heading, (so_far,), ((caption(lang), f"{heading}. {so_far}"),))


def _met(now: dict[str, Figure], lang: Lang) -> str:
    if not now["contacts"].value:
        return Text(
            cs="V období asistenti nezaznamenali žádný kontakt s obětí skryté kriminality",
            en="In the period the assistants recorded no contact with a victim of hidden crime",
        )(lang)
    met = Text(cs="Asistenti měli v období {contacts} s oběťmi skryté kriminality; {help}",
               en="The assistants had {contacts} with victims of hidden crime in the period; {help}")  # fmt: skip
    return met.fill(
        lang, contacts=now["contacts"].show(), help=helped(now["offered"].value, now["accepted"].value, lang)
    )


def helped(offered: float, accepted: float, lang: Lang) -> str:
    """How often help was offered and how often accepted, in words a reader would use."""
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
