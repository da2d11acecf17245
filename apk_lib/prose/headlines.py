"""What is said of an indicator in one sentence: the table of headline measures, for key activities and wider plans.

A sentence names measures of its indicator in braces, shown for the period (of a state: at its end). Beside them
`{k}`, `{n}`, `{of_n}` and `{k_of_n}` are the parts of the main one, `{bare}` is its number without the noun, `{ever}`
that since the start of the project, and `{since}` its value since then where it differs from that of the period. Of
several sentences the first one whose figures are all there is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from string import Formatter
from typing import Any

from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import of, out_of
from apk_lib.prose.people import helped
from apk_lib.prose.perception import perception
from apk_lib.text import NBSP, Text, sentence

_HELP = ("contacts", "offered", "accepted")


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of one indicator, the fullest first; `measure` is the one that has to be there.

    `parts` is the unit of the numerator and the denominator where it is not that of the measure; `nothing` is said
    where the measure is 0, `whole` is what is told of the whole project only. What no template can say `say` says.
    """

    indicator: str
    measure: str
    sentences: tuple[Text, ...] = ()
    nothing: Text | None = None
    parts: str | None = None
    whole: bool = False
    say: Callable[[Reading], str] | None = None


def _safety(reading: Reading) -> str:
    """The finding on the feeling of safety, where there is any answer."""
    answered = reading.results.filter(indicator="safe_after_dark", measure="share_safe")["value"].drop_nulls()
    return f"{perception(reading).heading}." if len(answered) else ""


def _victims(reading: Reading) -> str:
    """Contacts with victims of hidden crime and the help they got."""
    if not reading.has("victim_support"):
        return ""
    lang, now = reading.lang, {id: reading.figure("victim_support", id, "period") for id in _HELP}
    if now["contacts"].state == "missing":
        return ""
    if not now["contacts"].value:
        return Text(cs="S oběťmi skryté kriminality nezapsali žádný kontakt.",
                    en="They recorded no contact with a victim of hidden crime.")(lang)  # fmt: skip
    text = Text(
        cs="S oběťmi skryté kriminality měli {contacts}; {help} (jen souhrn, kontakty nejsou osoby).",
        en="They had {contacts} with victims of hidden crime; {help} (totals only, contacts are not persons).",
    )
    help = helped(now["offered"].value or 0.0, now["accepted"].value or 0.0, lang)
    return text.fill(lang, contacts=now["contacts"].show(), help=help)


def _said(indicator: str, measure: str, *pairs: tuple[str, str], nothing: tuple[str, str] | None = None,
          parts: str | None = None, whole: bool = False) -> Said:  # fmt: skip
    texts = tuple(Text(*pair) for pair in pairs)
    return Said(indicator, measure, texts, Text(*nothing) if nothing else None, parts, whole)


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
          ("V terénu byl {of_fund} fondu pracovní doby.", "{of_fund} of its working-time fund went into the field.")),
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
          ("Zapsali {events}; kde je výsledek znám, vyřešili domluvou {settled} a předali {handed_over}.",
           "They recorded {events}; where the outcome is known, {settled} were settled by talking and {handed_over} "
           "handed over."),
          ("Zapsali {events}; kde je výsledek znám, vyřešili domluvou {settled}.",
           "They recorded {events}; where the outcome is known, {settled} were settled by talking."),
          ("Zapsali {events}.", "They recorded {events}.")),
    Said("victim_support", "contacts", say=_victims),
)  # fmt: skip
_STAFF = (
    _said("posts_filled", "filled_at_end",
          ("Na konci období bylo obsazeno {k_of_n} míst.", "At the end of the period {k_of_n} posts were filled.")),
    _said("retention", "still_employed",
          ("V práci zůstává {k_of_n} původních asistentů.", "{k_of_n} original assistants are still at work.")),
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
          ("Ve lhůtě bylo odstraněno {mended_within} nahlášených závad; oprava obvykle trvala {median_days} (medián).",
           "{mended_within} of the defects reported were mended in time; a repair took {median_days} (median)."),
          ("Ve lhůtě bylo odstraněno {mended_within} nahlášených závad.",
           "{mended_within} of the defects reported were mended in time.")),
    _said("locality_weeks", "covered",
          ("Plánované návštěvy mělo {covered} týdnů lokalit.", "{covered} of locality-weeks had the visits planned.")),
    _said("extent", "localities_visited",
          ("Asistenti navštívili {k_of_n} lokalit.", "The assistants visited {k_of_n} localities.")),
    _said("finds", "finds",
          ("Nálezů (injekční materiál, odpad a jiné) zapsali {bare}.",
           "Finds (needles, waste and others) recorded: {bare}."),
          nothing=("Nález nezapsali žádný.", "They recorded no find.")),
)  # fmt: skip
_TOWN = (
    _said("recorded_offences", "offences",
          ("Policie v lokalitách a kolem nich evidovala {offences}.",
           "The police recorded {offences} in the localities and around them.")),
    _said("complaints_received", "complaints",
          ("Obyvatelé podali {complaints}.", "Residents made {complaints}."),
          nothing=("Obyvatelé nepodali žádnou stížnost.", "Residents made no complaint.")),
    Said("safe_after_dark", "share_safe", say=_safety),
)  # fmt: skip
_LEARNING = (
    _said("initial_training", "persons_trained",
          ("Zkoušku vstupního vzdělávání má od začátku projektu složenou lidí: {ever}.",
           "People who have passed the test of the initial training since the start: {ever}."), whole=True),
    _said("training_hours", "hours",
          ("Vzděláváním tým strávil {hours}, od začátku projektu {since}.",
           "The team spent {hours} in training, {since} since the start of the project."),
          ("Vzděláváním tým strávil {hours}.", "The team spent {hours} in training."),
          nothing=("V období se žádné vzdělávání nekonalo.", "No training took place in the period.")),
    _said("competence_growth", "knowledge",
          ("Znalosti po kurzech proti znalostem před nimi: v průměru {knowledge} (kladné číslo je zlepšení).",
           "Knowledge after courses against that before them: {knowledge} on average (above zero is better).")),
    _said("supervision", "held",
          ("{of_n} plánovaných supervizí se konalo {k}.", "{of_n} planned supervision meetings {k} were held."),
          ("Supervizí se konalo {bare}.", "Supervision meetings held: {bare}.")),
    _said("weekly_reviews", "reviewed",
          ("Mentor vyhodnotil {reviewed} týdnů ve službě.", "The mentor reviewed {reviewed} of the weeks in service.")),
)  # fmt: skip
_PAPERS = (
    _said("documents", "finished",
          ("Analytických dokumentů je od začátku projektu dokončeno {ever}.",
           "Analytical documents finished since the start of the project: {ever}."), whole=True),
    _said("outputs_on_time", "on_time",
          ("Včas bylo hotovo {k_of_n} výstupů a zpráv s termínem.", "{k_of_n} outputs and reports due were on time.")),
)  # fmt: skip
# a paragraph each
_GROUPS = (_HOURS, _MET, _STAFF, _PLACES, _TOWN, _LEARNING, _PAPERS)
HEADLINES = {one.indicator: one for group in _GROUPS for one in group}


def serving(activity: str, listed: str | None) -> tuple[str, ...]:
    """The indicators that show an activity: those its sheet lists, otherwise those of the table that serve it."""
    if listed:
        return tuple(id for id in (part.strip() for part in listed.split(";")) if id)
    return tuple(id for id in HEADLINES if id in CATALOGUE and activity in CATALOGUE[id].serves)


def headline(indicator: str, reading: Reading) -> str:
    """The sentence on an indicator; empty where there is no figure to speak of."""
    said = HEADLINES.get(indicator) or _plain(indicator)
    if said.say:
        return said.say(reading)
    main = _figure(indicator, said.measure, reading, said.whole) if indicator in CATALOGUE else None
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


def _plain(indicator: str) -> Said:
    """What is said of an indicator for which the table has no sentence."""
    declared = CATALOGUE.get(indicator)
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
    found = reading.rows(indicator, measure, "cumulative" if whole else CATALOGUE[indicator].scopes[0])
    return Figure(found.row(0, named=True), reading.labels) if len(found) == 1 else None


def _values(said: Said, main: Figure, reading: Reading) -> dict[str, Any]:
    """What the braces of a sentence stand for; empty where there is no figure."""
    figures = {one.id: _figure(said.indicator, one.id, reading) for one in CATALOGUE[said.indicator].measures}
    ever = reading.rows(said.indicator, said.measure, "cumulative")
    values = {id: figure.show() if figure else "" for id, figure in figures.items()}
    values["bare"] = main.bare()
    whole = Figure(ever.row(0, named=True), reading.labels) if len(ever) == 1 else None
    values["ever"] = whole.bare() if whole else ""
    values["since"] = whole.show() if whole and whole.value != main.value else ""
    if main.numerator is not None and main.denominator is not None:
        unit = said.parts or ("persons" if main.unit == "share" else main.unit)
        counted = said.parts is None
        values["k"] = main.bare("numerator", unit=unit)
        values["n"] = main.bare("denominator", unit=unit) if counted else main.show("denominator", unit=unit)
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
