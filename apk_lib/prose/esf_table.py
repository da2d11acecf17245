"""What the table of the fund's indicators says: who was added, and whether the indicators contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from apk_lib.dataset import Dataset
from apk_lib.evaluate import evaluate, first_reached
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Figure, Labels, Reading
from apk_lib.periods import Period
from apk_lib.programmes import EsfIndicator, Programme
from apk_lib.prose.core import Finding
from apk_lib.tables.codes import SEXES
from apk_lib.text import Noun, Text

_ADDED = Noun(cs=("přibyla", "přibyly", "přibylo", "přibylo"), en=("was added", "were added"))
_TITLE = Text(cs="Ukazatele programu", en="Indicators of the programme")
_MORE = Text(
    cs="Ukazatele si odporují: {result} ({k}) je víc než {output} ({n}){who}. Výsledek nemůže přesáhnout svůj výstup; "
    "záznamy prověří koordinátor.",
    en="Indicators contradict each other: {result} ({k}) exceeds {output} ({n}){who}. A result cannot exceed its "
    "output; the coordinator looks into the records.",
)
_BANDS = Text(
    cs="Jaká sankce hrozí při nesplnění cíle, veřejný dokument neříká: pásma stanoví rozhodnutí o poskytnutí dotace, "
    "dodá je koordinátor.",
    en="What is lost where a target is missed no public document says: the grant decision sets the bands; the "
    "coordinator supplies them.",
)


def esf_indicators(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """Participants added and in all, contradictions between results and their output, what is not known."""
    programme, lang = dataset.project.programme, reading.lang
    broken = tuple(contradictions(programme, reading))
    said = (*broken, *_rests(dataset, reading), *(() if programme.tolerance_bands else (_BANDS(lang),)))
    return Finding(_heading(programme, reading), said, ())


def esf_figure(one: EsfIndicator, reading: Reading, scope: str = "cumulative", **category: str) -> Figure | None:
    """The figure that shows an indicator of the programme; none where the project has nothing to show."""
    if one.indicator is None or one.measure is None or one.indicator not in CATALOGUE:
        return None
    found = reading.rows(one.indicator, one.measure, scope, *category)
    for value in category.values():
        found = found.filter(category_1=value)
    return Figure(found.row(0, named=True), reading.labels) if len(found) == 1 else None


def counted(figure: Figure | None) -> float | None:
    """How many things a figure counts: of a share its numerator."""
    if figure is None or not figure:
        return None
    value: float = figure.numerator if figure.unit == "share" else figure.value
    return value


def _heading(programme: Programme, reading: Reading) -> str:
    main = _participants(programme)
    now, ever = (esf_figure(main, reading, scope) if main else None for scope in ("period", "cumulative"))
    if now is None or ever is None or not ever:
        return f"{_TITLE(reading.lang)}: {ever.show() if ever is not None else '–'}"
    if now.value:
        text = Text(
            cs="Mezi účastníky v období {added} {now}, od začátku projektu jich je {ever}{target}",
            en="{now} {added} to the participants in the period; {ever} since the start of the project{target}",
        )
    else:
        text = Text(
            cs="Mezi účastníky v období nikdo nepřibyl, od začátku projektu jich je {ever}{target}",
            en="Nobody was added to the participants in the period; {ever} since the start of the project{target}",
        )
    target = Text(cs=" (cíl {n})", en=" (target {n})")
    return text.fill(
        reading.lang, added=_ADDED.form(now.value or 0, reading.lang), now=now.show(), ever=ever.bare(),
        target=target.fill(reading.lang, n=ever.bare("target")) if ever.target is not None else "",
    )  # fmt: skip


def _participants(programme: Programme) -> EsfIndicator | None:
    """The output in which the programme counts supported persons: the first one that a project reports."""
    ours = (one for one in programme.indicators if one.kind == "output" and one.reported_by == "beneficiary")
    return next((one for one in ours if one.counts == "persons" and one.indicator), None)


def contradictions(programme: Programme, reading: Reading) -> Iterator[str]:
    """A result among persons that exceeds the number of participants, in all or of one sex."""
    output = _participants(programme)
    if output is None:
        return
    results = [one for one in programme.indicators if one.kind != "output" and one.counts == "persons"]
    for result in results:
        for category in ({}, *({"sex": sex} for sex in SEXES)):
            k = _figure_of(result, reading, category)
            n = _figure_of(output, reading, category)
            if k is not None and n is not None and (counted(k) or 0) > (counted(n) or 0):
                yield _contradiction(result, output, k, n, category.get("sex", ""), reading)


def _figure_of(one: EsfIndicator, reading: Reading, category: dict[str, str]) -> Figure | None:
    figure = esf_figure(one, reading, "cumulative", **category)
    return figure if figure is not None and figure.state != "missing" else None


def _contradiction(result: EsfIndicator, output: EsfIndicator, k: Figure, n: Figure, sex: str, reading: Reading) -> str:
    lang, labels = reading.lang, reading.labels
    of_sex = Text(cs=" (pohlaví: {sex})", en=" (sex: {sex})")
    return _MORE.fill(
        lang, result=result.code, output=output.code, k=_count(k, labels), n=_count(n, labels),
        who=of_sex.fill(lang, sex=labels.name("sex", sex)) if sex else "",
    )  # fmt: skip


def _count(figure: Figure, labels: Labels) -> str:
    return labels.value(counted(figure) or 0.0, "persons")


def _rests(dataset: Dataset, reading: Reading) -> tuple[str, ...]:
    """Where the numbers come from, and that the fund's own system may have others."""
    if dataset.table("participants").is_empty():
        return (
            Text(cs="Karty účastníků nejsou zapsány: bez nich nelze účastníky vykázat (dodá koordinátor).",
                 en="Cards of participants are not recorded: without them participants cannot be reported (the "
                    "coordinator supplies them).")(reading.lang),
        )  # fmt: skip
    return (
        Text(cs="Čísla jsou ze záznamů města; do formuláře poskytovatele se přebírají ze systému fondu, s nímž je "
                "třeba je porovnat.",
             en="The numbers come from the town's records; the funder's form takes them from the fund's system, with "
                "which they have to be compared.")(reading.lang),
    )  # fmt: skip


def reached(dataset: Dataset, period: Period, reading: Reading) -> dict[str, date]:
    """By code the first day on which an indicator was as high as it is at the end of the period.

    Only counts that the beneficiary reports are asked: a share may fall again, and of an estimate no day is known.
    """
    found: dict[str, date] = {}
    for one in (one for one in dataset.project.programme.indicators if one.reported_by == "beneficiary"):
        figure = esf_figure(one, reading)
        if figure is not None and figure.value and figure.unit != "share":
            on = first_reached(dataset, period, figure.indicator, figure.measure, figure.value)
            found |= {one.code: on} if on else {}
    return found


def stated_before(dataset: Dataset, period: Period, reading: Reading) -> dict[str, float]:
    """By code what the report on the period before stated since the start: as known on the day it was due.

    An increment over it holds also what came late for earlier periods, so increments add up to the last cumulative
    value. What that report could not state, and what nobody had reported before the first one, counts as none.
    """
    before = [one for one in dataset.project.periods if one.end < period.start]
    if not before:
        return {}
    ours = [one for one in dataset.project.programme.indicators if esf_figure(one, reading) is not None]
    ids = list(dict.fromkeys(str(one.indicator) for one in ours))
    needs = tuple(dict.fromkeys(name for id in ids for one in CATALOGUE.definitions(id) for name in one.needs))
    then = evaluate(dataset.known_at(min(before[-1].report_due, dataset.as_of), needs), before[-1], ids)
    stated = Reading(then.results, then.curves, reading.labels)
    values = {one.code: counted(esf_figure(one, stated)) for one in ours}
    return {code: value for code, value in values.items() if value is not None}
