"""Sentences on participants as the European Social Fund counts them, and on what they learned."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure, out_of
from apk_lib.text import Noun, Text, listing

_REACHED = Noun(cs=("dosáhla", "dosáhly", "dosáhlo", "dosáhlo"), en=("has", "have"))
_COME = Noun(cs=("přibyl", "přibyli", "přibylo", "přibylo"), en=("was added", "were added"))
_PARTICIPANTS = Noun(cs=("účastník", "účastníci", "účastníků", "účastníka"), en=("participant", "participants"))
_WHEN = {
    "period": Text(cs="v období", en="in the period"),
    "cumulative": Text(cs="od začátku projektu", en="since the start of the project"),
}
_GREW = {
    1: Text(cs="znalosti se po kurzech {when} zlepšily v průměru o {by}",
            en="after courses {when} knowledge was better by {by} on average"),
    0: Text(cs="změna znalostí po kurzech {when} není doložena",
            en="no change of knowledge after courses {when} is shown"),
    -1: Text(cs="znalosti se po kurzech {when} zhoršily v průměru o {by}",
             en="after courses {when} knowledge was worse by {by} on average"),
}  # fmt: skip
_FEW = Text(
    cs="Změnu po kurzech neuvádíme: test před kurzem i po něm mají méně než tři lidé",
    en="The change after courses is not given: fewer than three people have a test before and after",
)
_LEFT_OUT = Text(cs="Kurzy s méně než třemi účastníky neuvádíme.",
                 en="Courses with fewer than three participants are not listed.")  # fmt: skip
_REST = {
    "four_weeks": {
        "unknown_four_weeks": Text(cs=", nezjištěno či ještě nenastalo: {n}", en=", not known or not yet due: {n}")
    },
    "six_months": {
        "unknown_six_months": Text(cs=", nezjištěno: {n}", en=", not known: {n}"),
        "not_due_six_months": Text(cs=", ještě nenastalo: {n}", en=", not yet due: {n}"),
    },
}
_HAVE = Noun(cs=("má", "mají", "má", "má"), en=("has", "have"))


def participants(reading: Reading) -> Finding:
    """Who counts as a participant in both readings, what came of it, and what the funder's system reports itself."""
    lang = reading.lang
    worked = reading.figure("participants_supported", "with_work")
    if not worked:
        return no_figure(worked, Text(cs="Podpoření účastníci", en="Participants supported"), lang)
    met = {
        True: Text(cs="; cíl {target} je splněn", en="; the target of {target} is met"),
        False: Text(cs="; cíl {target} zatím splněn není", en="; the target of {target} is not met yet"),
    }
    target = "" if worked.target is None else met[worked.value >= worked.target].fill(
        lang, target=worked.bare("target")
    )  # fmt: skip
    reached = {
        True: Text(cs="Započítá-li se i práce, hranice podpory {reached} {worked}{target}",
                   en="With work counted, {worked} {reached} reached the threshold of support{target}"),
        False: Text(cs="Hranice podpory zatím nedosáhl nikdo{target}",
                    en="Nobody has reached the threshold of support yet{target}"),
    }[worked.value > 0]  # fmt: skip
    heading = reached.fill(lang, reached=_REACHED.form(worked.value, lang), worked=worked.show(), target=target)
    told = (_readings(reading), _cards(reading), _results(reading), _estimates(reading))
    return Finding(heading, tuple(part for part in told if part), ())


def _readings(reading: Reading) -> str:
    lang = reading.lang
    worked, trained = (reading.figure("participants_supported", id) for id in ("with_work", "training_only"))
    now = reading.figure("participants_supported", "with_work", "period")
    added = {
        True: Text(cs="V období {come} {now}", en="In the period {now} {come}"),
        False: Text(cs="V období nikdo nepřibyl", en="In the period nobody was added"),
    }[bool(now.value)].fill(
        lang, come=_COME.form(now.value or 0, lang), now=_PARTICIPANTS.count(now.value or 0, lang)
    )  # fmt: skip
    if trained.value == worked.value:
        beside = Text(cs="stejně vychází i čtení, které počítá jen vzdělávání a supervizi",
                      en="the reading that counts only training and supervision gives the same")  # fmt: skip
    elif trained.value:
        beside = Text(cs="počítá-li se jen vzdělávání a supervize, je to {trained}",
                      en="if only training and supervision count, it is {trained}")  # fmt: skip
    else:
        beside = Text(cs="počítá-li se jen vzdělávání a supervize, nedosáhl jí nikdo",
                      en="if only training and supervision count, nobody has reached it")  # fmt: skip
    return Text(
        cs="{added}; {beside}. Které čtení platí, určuje výzva. Každý se počítá jednou, v období, kdy hranice dosáhl; "
        "účastníky jsou asistenti, ne lidé, s nimiž mluví.",
        en="{added}; {beside}. The call decides which reading holds. Everybody counts once, in the period when the "
        "threshold was reached; participants are the assistants, not the people they talk to.",
    ).fill(lang, added=added, beside=beside.fill(lang, trained=trained.show()))


def _cards(reading: Reading) -> str:
    lang = reading.lang
    worked, incomplete = (reading.figure("participants_supported", id) for id in ("with_work", "incomplete_cards"))
    if not worked.value:
        return ""
    if not incomplete.value:
        return Text(cs="Karty všech podpořených účastníků jsou úplné.",
                    en="The cards of all supported participants are complete.")(lang)  # fmt: skip
    return Text(
        cs="Neúplnou kartu {have} z nich {incomplete}: do doplnění patří jen do celku, ne do členění podle pohlaví a "
        "věku ani mezi výsledky.",
        en="{incomplete} of them {have} an incomplete card: until it is completed such a person counts in the total "
        "only, not by sex and age nor among results.",
    ).fill(lang, have=_HAVE.form(incomplete.value, lang), incomplete=incomplete.show())


def _results(reading: Reading) -> str:
    lang = reading.lang
    names = {
        "participants_in_education": Text(cs="po odchodu ve vzdělávání", en="in education after leaving"),
        "participants_qualified": Text(cs="s kvalifikací", en="with a qualification"),
        "disadvantaged_improved": Text(cs="znevýhodnění v lepším postavení", en="disadvantaged and better off"),
    }
    said = [f"{name(lang)} {reading.figure(id, 'persons').bare()}" for id, name in names.items() if reading.has(id)]
    return Text(
        cs="Výsledky od začátku projektu (osoby): {said}.",
        en="Results since the start of the project (people): {said}.",
    ).fill(lang, said=", ".join(said))


def _estimates(reading: Reading) -> str:
    """What the town knows of those who left; a few people are counts, never a bare percentage."""
    lang = reading.lang
    moments = {
        "four_weeks": Text(cs="do čtyř týdnů po odchodu", en="within four weeks of leaving"),
        "six_months": Text(cs="šest měsíců po odchodu", en="six months after leaving"),
    }
    said = [_employed(reading, id, when(lang)) for id, when in moments.items()]
    return Text(
        cs="Zaměstnání po odchodu je odhad města, vykazuje je systém z registrů: {said}. Srovnání: projekt "
        "Ministerstva vnitra (2012–2014) si dal za cíl stálou práci pro 10 z 50 asistentů (mvcr.cz).",
        en="Employment after leaving is the town's estimate, the funder's system reports it from registers: {said}. "
        "For comparison: the project of the Ministry of the Interior (2012–2014) aimed at a permanent job for 10 of "
        "50 assistants (mvcr.cz).",
    ).fill(lang, said="; ".join(said))


def _employed(reading: Reading, moment: str, when: str) -> str:
    lang = reading.lang
    share = reading.figure("employed_after_leaving", moment)
    if share:
        span = "" if share.of_few else f" (95% interval {share.interval})"
        known = f"{when} {out_of(share.numerator, share.denominator, lang)}{span}"
    else:
        known = Text(cs="{when} zatím o nikom nevíme", en="{when} nobody's status is known yet").fill(lang, when=when)
    counted = ((reading.figure("employed_after_leaving", id), words) for id, words in _REST[moment].items())
    return known + "".join(words.fill(lang, n=one.bare()) for one, words in counted if one.value)


def competence(reading: Reading) -> Finding | None:
    """By how much knowledge and confidence grew since the start, and whether so few people can tell."""
    lang = reading.lang
    knowledge, confidence = (reading.figure("competence_growth", id) for id in ("knowledge", "confidence"))
    if knowledge.withheld and confidence.withheld:
        return None
    if not knowledge and not confidence:
        return no_figure(
            knowledge, Text(cs="Růst znalostí a sebedůvěry", en="Growth of knowledge and confidence"), lang
        )
    named = ((knowledge, Text(cs="znalosti", en="knowledge")), (confidence, Text(cs="sebedůvěra", en="confidence")))
    said = [f"{name(lang)} {_gain(figure)}" for figure, name in named if figure and not figure.of_few]
    if not said:
        return Finding(_FEW(lang), (), ())
    heading = Text(
        cs="Změna po kurzech od začátku projektu: {said}",
        en="Change after courses since the start of the project: {said}",
    ).fill(lang, said=listing(said, lang))
    method = Text(
        cs="Průměr rozdílu po − před přes ty, kdo mají obojí, s 95% intervalem (Studentův); kurzy mají různé "
        "stupnice, porovnávejte proto jen v rámci kurzu.",
        en="The mean of after − before over those who have both, with the 95% interval (Student's); courses have "
        "scales of their own, so compare within a course only.",
    )(lang)
    return Finding(heading, tuple(part for part in (_by_course(reading), method) if part), ())


def grew(knowledge: Figure) -> str:
    """A clause: whether knowledge after courses was better or worse, or, where the interval holds zero, neither."""
    lang = knowledge.labels.lang
    by = knowledge.labels.value(abs(knowledge.value), "points")
    return _GREW[_direction(knowledge)].fill(lang, by=by, when=_WHEN[knowledge.scope](lang))


def _direction(gain: Figure) -> int:
    """1 where it grew, -1 where it fell, 0 where the interval allows both."""
    if gain.lower is None or gain.lower <= 0 <= gain.upper:
        return 0
    return 1 if gain.value > 0 else -1


def _gain(figure: Figure) -> str:
    """The mean with how many people it rests on; where the interval holds zero, that no growth is shown."""
    lang = figure.labels.lang
    sign = "+" if figure.value > 0 else ""
    doubt = "" if _direction(figure) else Text(cs=", růst tím není doložen", en=", no proof of growth")(lang)
    span = "" if figure.lower is None else f", {figure.interval}"
    return f"{sign}{figure.show()} (n = {figure.n}{span}{doubt})"


def _by_course(reading: Reading) -> str:
    """The gain by course; a course of one or two people would tell how each of them did."""
    lang = reading.lang
    rows = reading.rows("competence_growth", "knowledge", "cumulative", "training").drop_nulls("value")
    courses = [Figure(row, reading.labels) for row in rows.iter_rows(named=True)]
    if len(courses) < 2:
        return ""
    said = [f"{reading.labels.name('training', one.category_1)} {_gain(one)}" for one in courses if not one.of_few]
    told = Text(cs="Znalosti podle kurzů: {said}.", en="Knowledge by course: {said}.")
    left = _LEFT_OUT(lang) if len(said) < len(courses) else ""
    return " ".join(part for part in (told.fill(lang, said="; ".join(said)) if said else "", left) if part)
