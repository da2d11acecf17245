"""What is said of an indicator in one sentence: the table of headline measures, for key activities and wider plans.

A sentence names measures of its indicator in braces, shown for the period (of a state: at its end). Beside them
`{k}`, `{n}`, `{of_n}` and `{k_of_n}` are the parts of the main one, `{bare}` is its number without the noun, `{ever}`
that since the start of the project, and `{since}` its value since then where it differs from that of the period.
`words` take the form that goes with what is counted. Of several sentences the first one whose figures are all there is
said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import of, out_of
from apk_lib.prose.esf import grew
from apk_lib.prose.people import helped
from apk_lib.prose.perception import perception
from apk_lib.text import NBSP, Lang, Noun, Text, number, sentence

_RECORDED = Noun(cs=("byl evidován", "byly evidovány", "bylo evidováno", "bylo evidováno"), en=("was", "were"))
_OFFENCES = Noun(
    cs=("přestupek nebo trestný čin", "přestupky a trestné činy", "přestupků a trestných činů",
        "přestupku a trestného činu"),
    en=("offence or crime", "offences and crimes"),
)  # fmt: skip
_HELP = ("contacts", "offered", "accepted")


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of one indicator, the fullest first; `measure` is the one that has to be there.

    `parts` is the unit of the numerator and the denominator where it is not that of the measure; `nothing` is said
    where the measure is 0, `whole` is what is told of the whole project only, `activity` the one key activity to tell
    it of where the project sheet lists none. What no template can say `say` says.
    """

    indicator: str
    measure: str
    sentences: tuple[Text, ...] = ()
    nothing: Text | None = None
    parts: str | None = None
    whole: bool = False
    say: Callable[[Reading], str] | None = None
    words: Mapping[str, Noun] = field(default_factory=dict)
    activity: str | None = None


def _safety(reading: Reading) -> str:
    """The finding on the feeling of safety, where there is any answer."""
    answered = reading.results.filter(indicator="safe_after_dark", measure="share_safe")["value"].drop_nulls()
    return f"{perception(reading).heading}." if len(answered) else ""


def _victims(reading: Reading) -> str:
    """Contacts with victims of hidden crime and the help they got."""
    if not reading.has("victim_support"):
        return ""
    lang, now = reading.lang, {id: reading.figure("victim_support", id, "period") for id in _HELP}
    if now["contacts"].state == "missing" or now["contacts"].withheld:
        return ""
    if not now["contacts"].value:
        return Text(cs="S oběťmi skryté kriminality nezapsali žádný kontakt.",
                    en="They recorded no contact with a victim of hidden crime.")(lang)  # fmt: skip
    text = Text(
        cs="S oběťmi skryté kriminality měli {contacts}; {help} (jen souhrn, kontakty nejsou osoby).",
        en="They had {contacts} with victims of hidden crime; {help} (totals only, contacts are not persons).",
    )
    help = helped(now["offered"], now["accepted"])
    return text.fill(lang, contacts=now["contacts"].show(), help=help)


def _offences(reading: Reading) -> str:
    """What the police recorded in the risk localities and around them; elsewhere is no field of the assistants."""
    found = _by_arm("recorded_offences", "offences", reading)
    if not found:
        return ""
    first = next(iter(found.values()))
    said = {
        "risk": Text(cs="V rizikových lokalitách {was} {n}", en="In the risk localities {n} {was} recorded"),
        "surroundings": Text(cs=", v jejich okolí {n}", en=", in their surroundings {n}"),
        "": Text(cs="V celém městě {was} {n}", en="In the whole town {n} {was} recorded"),
    }
    return _told(found, said, was=_RECORDED.form(first, reading.lang), noun=_OFFENCES, lang=reading.lang)


def _complaints(reading: Reading) -> str:
    """How many complaints came from the risk localities and from around them."""
    said = {
        "risk": Text(cs="Stížností z rizikových lokalit bylo {n}", en="Complaints from the risk localities: {n}"),
        "surroundings": Text(cs=", z okolí {n}", en=", from their surroundings: {n}"),
        "": Text(cs="Stížností z celého města bylo {n}", en="Complaints from the whole town: {n}"),
    }
    found = _by_arm("complaints_received", "complaints", reading)
    return _told(found, said, was="", noun=None, lang=reading.lang) if found else ""


def _by_arm(indicator: str, measure: str, reading: Reading) -> dict[str, float]:
    """The counts of the risk localities and their surroundings; of the town, under "", where none are at risk."""
    rows = reading.rows(indicator, measure, "period", "arm").drop_nulls("value")
    counts = dict(rows.select("category_1", "value").iter_rows())
    if "risk" in counts:
        return {arm: counts[arm] for arm in ("risk", "surroundings") if arm in counts}
    whole = _figure(indicator, measure, reading)
    return {"": whole.value} if whole else {}


def _told(found: dict[str, float], said: Mapping[str, Text], was: str, noun: Noun | None, lang: Lang) -> str:
    """The counts one after the other; the first one with its noun."""
    shown = [number(n, lang) for n in found.values()]
    if noun:
        shown[0] = noun.count(next(iter(found.values())), lang)
    return "".join(said[arm].fill(lang, n=n, was=was) for arm, n in zip(found, shown, strict=True)) + "."


def _growth(reading: Reading) -> str:
    """Whether courses of the period, or all so far where it had none, taught anything; nothing of a person or two."""
    if not reading.has("competence_growth"):
        return ""
    figures = (reading.figure("competence_growth", "knowledge", scope) for scope in ("period", "cumulative"))
    return next((f"{sentence(grew(one))}." for one in figures if one and not one.of_few), "")


def _said(indicator: str, measure: str, *pairs: tuple[str, str], nothing: tuple[str, str] | None = None,
          parts: str | None = None, whole: bool = False, activity: str | None = None,
          **words: Noun) -> Said:  # fmt: skip
    texts = tuple(Text(*pair) for pair in pairs)
    return Said(indicator, measure, texts, Text(*nothing) if nothing else None, parts, whole, words=words,
                activity=activity)  # fmt: skip


_HOURS = (
    _said("plan_adherence", "capped",
          ("Z plánu {n} tým odsloužil {k} tam a tehdy, kde byly plánovány, tedy {capped}.",
           "Of {n} planned the team served {k} where and when they were planned, that is {capped}."),
          parts="person_hours"),
    _said("person_hours", "person_hours",
          ("V lokalitách strávil {person_hours}, od začátku projektu {since}.",
           "It spent {person_hours} in the localities, {since} since the start of the project."),
          ("V lokalitách strávil {person_hours}.", "It spent {person_hours} in the localities.")),
    _said("field_share", "of_fund",
          ("V terénu strávil {of_fund} fondu pracovní doby.",
           "{of_fund} of its working-time fund went into the field.")),
    _said("presence_adherence", "capped",
          ("Na přechodech u škol byl někdo přítomen po {capped} plánované doby.",
           "At the school crossings somebody was present for {capped} of the time planned.")),
    _said("late_presence", "after_18",
          ("Na dobu po 18. hodině připadá {after_18} hodin, na víkendy {weekend}.",
           "{after_18} of the hours fall after 6 p.m., {weekend} on weekends.")),
)  # fmt: skip
_MET = (
    _said("contacts_made", "contacts",
          (f"Při návštěvách asistenti zapsali {{contacts}} s lidmi ({{per_100_hours}} na 100{NBSP}osobohodin).",
           f"During visits the assistants recorded {{contacts}} with people ({{per_100_hours}} per 100{NBSP}"
           "person-hours).")),
    _said("event_outcomes", "events",
          ("Zapsali {events}; kde je výsledek znám, vyřešili domluvou {settled} a předali {handed_over} "
           "(z toho policii {handed_to_police}).",
           "They recorded {events}; where the outcome is known, {settled} were settled by talking and {handed_over} "
           "handed over ({handed_to_police} to the police)."),
          ("Zapsali {events}; kde je výsledek znám, vyřešili domluvou {settled}.",
           "They recorded {events}; where the outcome is known, {settled} were settled by talking."),
          ("Zapsali {events}.", "They recorded {events}.")),
    Said("victim_support", "contacts", say=_victims),
)  # fmt: skip
_STAFF = (
    _said("posts_filled", "filled_at_end",
          ("Na konci období bylo obsazeno {k_of_n} míst.", "At the end of the period {k_of_n} posts were filled.")),
    _said("retention", "still_employed",
          ("V práci {stay} {k_of_n} původních asistentů.", "{k_of_n} original assistants {stay} at work."),
          stay=Noun(cs=("zůstává", "zůstávají", "zůstává", "zůstává"), en=("is still", "are still"))),
    _said("pairs", "pairs",
          ("Nejméně ve dvojici se konalo {pairs} směn.", "{pairs} of shifts were served by two or more.")),
    _said("mentor_checks", "checked",
          ("Mentor zkontroloval {checked} směn.", "The mentor checked {checked} of shifts."),
          nothing=("Mentor nezapsal kontrolu žádné směny.", "The mentor recorded no check of a shift.")),
)  # fmt: skip
_PLACES = (
    _said("monitoring_done", "done",
          ("{of_n} plánovaných kontrol lokalit se uskutečnilo {k}, tedy {done}.",
           "{of_n} planned checks of localities {k} took place, that is {done}.")),
    _said("locality_state", "score",
          ("Stav lokalit dostal průměrnou známku {score} (0 v pořádku, 3 velmi špatný).",
           "The state of the localities got a mean mark of {score} (0 fine, 3 very bad).")),
    _said("repairs", "mended_within",
          ("Ve lhůtě bylo odstraněno {mended_within} nahlášených závad; oprava těch odstraněných trvala {median_days} "
           "(medián).",
           "{mended_within} of the defects reported were repaired on time; those repaired took {median_days} "
           "(median)."),
          ("Ve lhůtě bylo odstraněno {mended_within} nahlášených závad.",
           "{mended_within} of the defects reported were repaired on time.")),
    _said("locality_weeks", "covered",
          ("V {covered} týdnů (po lokalitách) se uskutečnily všechny plánované návštěvy.",
           "In {covered} of the weeks of localities all planned visits took place."), activity="KA02"),
    _said("extent", "localities_visited",
          ("Asistenti navštívili {k_of_n} lokalit.", "The assistants visited {k_of_n} localities.")),
    _said("finds", "finds",
          ("Nálezů (injekční materiál, odpad a jiné) zapsali {bare}.",
           "Finds (needles, waste and others) recorded: {bare}."),
          nothing=("Nález nezapsali žádný.", "They recorded no find.")),
)  # fmt: skip
_TOWN = (
    Said("recorded_offences", "offences", say=_offences),
    Said("complaints_received", "complaints", say=_complaints),
    Said("safe_after_dark", "share_safe", say=_safety),
)  # fmt: skip
_LEARNING = (
    _said("initial_training", "persons_trained",
          (f"Zkoušku vstupního vzdělávání {{passed}} od začátku projektu {{ever}}{NBSP}{{people}}.",
           f"Since the start of the project {{ever}}{NBSP}{{people}} {{passed}} the test of the initial training."),
          whole=True, people=Noun(cs=("člověk", "lidé", "lidí", "člověka"), en=("person", "people")),
          passed=Noun(cs=("složil", "složili", "složilo", "složilo"), en=("has passed", "have passed"))),
    _said("training_hours", "hours",
          ("Vzděláváním tým strávil {hours}, od začátku projektu {since}.",
           "The team spent {hours} in training, {since} since the start of the project."),
          ("Vzděláváním tým strávil {hours}.", "The team spent {hours} in training."),
          nothing=("V období se žádné vzdělávání nekonalo.", "No training took place in the period.")),
    Said("competence_growth", "knowledge", say=_growth),
    _said("supervision", "held",
          ("Supervizí se konalo {k}, plánováno bylo {n}.", "Supervision meetings held: {k}; planned: {n}."),
          ("Supervizí se konalo {bare}.", "Supervision meetings held: {bare}.")),
    _said("weekly_reviews", "reviewed",
          ("Mentor vyhodnotil {reviewed} týdnů ve službě.", "The mentor reviewed {reviewed} of the weeks in service.")),
)  # fmt: skip
_PAPERS = (
    _said("documents", "finished",
          (f"Od začátku projektu {{were}} {{ever}}{NBSP}{{documents}}.",
           f"Since the start of the project {{ever}}{NBSP}{{documents}} {{were}} finished."), whole=True,
          were=Noun(cs=("byl dokončen", "byly dokončeny", "bylo dokončeno", "bylo dokončeno"), en=("was", "were")),
          documents=Noun(cs=("analytický dokument", "analytické dokumenty", "analytických dokumentů",
                             "analytického dokumentu"), en=("analytical document", "analytical documents"))),
)  # fmt: skip
# a paragraph each
_GROUPS = (_HOURS, _MET, _STAFF, _PLACES, _TOWN, _LEARNING, _PAPERS)
HEADLINES = {one.indicator: one for group in _GROUPS for one in group}


def serving(activity: str, listed: str | None) -> tuple[str, ...]:
    """The indicators that show an activity: those its sheet lists, otherwise those of the table that serve it."""
    if listed:
        return tuple(id for id in (part.strip() for part in listed.split(";")) if id)
    return tuple(
        id
        for id, one in HEADLINES.items()
        if id in CATALOGUE and activity in CATALOGUE[id].serves and one.activity in (None, activity)
    )


def headline(indicator: str, reading: Reading) -> str:
    """The sentence on an indicator; empty where there is no figure to speak of."""
    said = HEADLINES.get(indicator) or _plain(indicator, reading)
    if said.say:
        return said.say(reading)
    main = _figure(indicator, said.measure, reading, said.whole)
    if said.nothing and main is not None and main.value == 0:
        return said.nothing(reading.lang)
    if main is None or not main:
        return ""
    values = _values(said, main, reading)
    for text in said.sentences:
        written = text(reading.lang)
        if all(values.get(name) for name in _names(written)):
            return sentence(text.fill(reading.lang, **values))
    return ""


def _plain(indicator: str, reading: Reading) -> Said:
    """What is said of an indicator for which the table has no sentence."""
    declared = reading.declared(indicator)
    if declared is None or not declared.measures:
        return Said(indicator, "")
    label, first = declared.label, declared.measures[0]
    cs, en = (f"{first.label(lang)} ({label(lang)})" for lang in ("cs", "en"))
    braces = "{" + first.id + "}"
    text = Text(cs=f"Ukazatel {cs} má hodnotu {braces}.", en=f"The indicator {en} stands at {braces}.")
    return Said(indicator, first.id, (text,))


def _names(text: str) -> Iterable[str]:
    return (name for _, name, _, _ in Formatter().parse(text) if name)


def _figure(indicator: str, measure: str, reading: Reading, whole: bool = False) -> Figure | None:
    """The total of a measure, of the period or of the state at its end; none where it has no total."""
    declared = reading.declared(indicator)
    if declared is None:
        return None
    found = reading.rows(indicator, measure, "cumulative" if whole else declared.scopes[0])
    return Figure(found.row(0, named=True), reading.labels) if len(found) == 1 else None


def _values(said: Said, main: Figure, reading: Reading) -> dict[str, Any]:
    """What the braces of a sentence stand for; empty where there is no figure."""
    figures = {one.id: _figure(said.indicator, one.id, reading) for one in main.declared.measures}
    ever = reading.rows(said.indicator, said.measure, "cumulative")
    values = {id: figure.show() if figure else "" for id, figure in figures.items()}
    values["bare"] = main.bare()
    whole = Figure(ever.row(0, named=True), reading.labels) if len(ever) == 1 else None
    counted = main.value if main.numerator is None else main.numerator
    values |= {id: noun.form(counted, reading.lang) for id, noun in said.words.items()}
    values["ever"] = whole.bare() if whole else ""
    values["since"] = whole.show() if whole and whole.value != main.value else ""
    if main.numerator is not None and main.denominator is not None:
        unit = said.parts or ("persons" if main.unit == "share" else main.unit)
        plain = said.parts is None
        values["k"] = main.bare("numerator", unit=unit)
        values["n"] = main.bare("denominator", unit=unit) if plain else main.show("denominator", unit=unit)
        values["k_of_n"] = out_of(main.numerator, main.denominator, reading.lang)
        values["of_n"] = f"{of(main.denominator, reading.lang)}{NBSP}{values['n']}"
    return values


def is_missing(indicator: str, reading: Reading) -> bool:
    """Whether nobody supplied what the indicator needs; otherwise there was only no case."""
    states = reading.results.filter(indicator=indicator)["state"]
    return len(states) > 0 and (states == "missing").all()


def told_of(indicators: Iterable[str], reading: Reading) -> tuple[str, ...]:
    """The sentences on some indicators, those on one theme as a paragraph, in the order in which they are asked for."""
    themes = {one.indicator: place for place, group in enumerate(_GROUPS) for one in group}
    paragraphs: dict[int, list[str]] = {}
    for id in indicators:
        if told := headline(id, reading):
            paragraphs.setdefault(themes.get(id, len(_GROUPS)), []).append(told)
    return tuple(" ".join(sentences) for sentences in paragraphs.values())
