"""Sentences on papers: outputs by their dates, and timesheets against shifts and wages."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure, out_of
from apk_lib.text import Lang, Noun, Text, number, sentence

_WAS = Noun(cs=("byl", "byly", "bylo", "bylo"), en=("was", "were"))
_HOURS = Noun(cs=("hodinu", "hodiny", "hodin", "hodiny"), en=("hour", "hours"))
_NO_SHEET = Text(cs="žádný výkaz nechybí", en="no timesheet is missing")
_SHEETS = Text(cs="výkaz chybí u {n}", en="a timesheet is missing for {n}")
_NO_WAGE = Text(cs=", mzda nechybí u žádného", en=", no wage is missing")
_WAGES = Text(cs=", mzda chybí u {n}", en=", a wage is missing for {n}")
_UNJUDGED = Text(
    cs="; mzdy se neposuzují, výdaje nikoho nejmenují", en="; wages are not judged: no expense names anybody"
)
_CAPTION = Text(
    cs="Hodiny podle výkazů a hodiny na směnách a kurzech po měsících, všichni asistenti dohromady.",
    en="Hours by timesheets, and hours on shifts and courses, by month, all assistants together.",
)


def papers(reading: Reading) -> Finding:
    """Whether outputs and reports were ready by the day they were due."""
    lang = reading.lang
    ready, early = (reading.figure("outputs_on_time", id) for id in ("on_time", "days_early"))
    if not ready:
        return no_figure(ready, Text(cs="Výstupy s termínem", en="Outputs with a due date"), lang)
    heading = Text(
        cs="Od začátku projektu {was} včas {count} výstupů a zpráv s termínem{median}",
        en="Since the start of the project {count} outputs and reports due {was} on time{median}",
    ).fill(
        lang, was=_WAS.form(ready.numerator, lang), count=out_of(ready.numerator, ready.denominator, lang),
        median=_early(early) if early else "",
    )  # fmt: skip
    published = _published(reading)
    return Finding(heading, (published,) if published else (), ())


def _early(early: Figure) -> str:
    """By how many days half of them were ready sooner or later than they were due."""
    said = {
        True: Text(cs="; medián předstihu je {days}", en="; the median is {days} early"),
        False: Text(cs="; medián zpoždění je {days}", en="; the median is {days} late"),
    }[early.value >= 0]
    return said.fill(early.labels.lang, days=early.labels.value(abs(early.value), "days", digits=1))


def _published(reading: Reading) -> str:
    if not reading.has("documents"):
        return ""
    finished, published = (reading.figure("documents", id) for id in ("finished", "published"))
    if not finished:
        return ""
    return Text(
        cs="Analytické dokumenty dokončené od začátku projektu: {finished}, zveřejněné: {published}.",
        en="Analytical documents finished since the start of the project: {finished}, published: {published}.",
    ).fill(reading.lang, finished=finished.bare(), published=published.bare())


def reconciliation(reading: Reading) -> Finding:
    """How many person-months would stand a check on the spot, and why the others would not."""
    lang = reading.lang
    agree = reading.figure("reconciliation", "agree")
    if not agree:
        return no_figure(agree, Text(cs="Souhlas výkazů, směn a mezd", en="Timesheets, shifts and wages"), lang)
    heading = Text(
        cs="Výkaz, směny a mzda souhlasí u {count} měsíčních výkazů",
        en="Timesheet, shifts and wage agree in {count} person-months",
    ).fill(lang, count=out_of(agree.numerator, agree.denominator, lang))
    paragraphs = (_hours(reading), _lacking(reading))
    return Finding(heading, paragraphs, ((_CAPTION(lang), f"{heading}. {paragraphs[0]}"),))


def _hours(reading: Reading) -> str:
    lang = reading.lang
    hours = {
        id: reading.figure("reconciliation", f"{id}_hours").show()
        for id in ("timesheet", "shift", "training", "difference")
    }
    return Text(
        cs="Výkazy mají od začátku projektu {timesheet}, směny bez přestávek {shift} a kurzy {training}. Rozdíly "
        "jednotlivých měsíců dávají bez ohledu na znaménko {difference}; v měsíčním výkazu se smějí lišit nejvýše o "
        "{tolerance}.",
        en="Since the start timesheets hold {timesheet}, shifts without breaks {shift} and courses {training}. The "
        "differences of the months, whatever their sign, are {difference}; a person-month may differ by {tolerance} "
        "at most.",
    ).fill(lang, tolerance=_HOURS.count(reading.labels.limits["reconciliation_hours"], lang, 1), **hours)


def _lacking(reading: Reading) -> str:
    """How many timesheets and wages are not there; wages are judged only where expenses name somebody."""
    lang = reading.lang
    sheet, wage = (reading.figure("reconciliation", id) for id in ("without_timesheet", "without_wage"))
    sheets = _none_or_some(sheet.value, _NO_SHEET, _SHEETS, lang)
    wages = _none_or_some(wage.value, _NO_WAGE, _WAGES, lang) if wage else _UNJUDGED(lang)
    return sentence(f"{sheets}{wages}.")


def _none_or_some(n: float, none: Text, some: Text, lang: Lang) -> str:
    return some.fill(lang, n=number(n, lang)) if n else none(lang)
