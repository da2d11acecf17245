"""Sentences on papers: outputs by their dates, and timesheets against shifts and wages."""

from __future__ import annotations

from apk_lib.labels import Reading
from apk_lib.prose.core import Finding, no_figure, out_of
from apk_lib.text import Lang, Noun, Text

_MONTH = Noun(cs=("měsíc osoby", "měsíce osob", "měsíců osob", "měsíce osob"),
              en=("month of a person", "months of persons"))  # fmt: skip
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
        cs="Včas bylo hotovo {count} výstupů a zpráv s termínem", en="{count} outputs and reports due were on time"
    ).fill(lang, count=out_of(ready.numerator, ready.denominator, lang))
    text = {
        True: Text(cs="Polovina z nich byla hotova {days} před termínem nebo dřív.",
                   en="Half of them were ready {days} before they were due or sooner."),
        False: Text(cs="Polovina z nich byla hotova {days} po termínu nebo později.",
                    en="Half of them were ready {days} after they were due or later."),
    }  # fmt: skip
    said = (
        (text[early.value >= 0].fill(lang, days=early.labels.value(abs(early.value), "days", digits=1)),)
        if early
        else ()
    )
    published = _published(reading)
    return Finding(heading, said + ((published,) if published else ()), ())


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
    """How many months of persons would stand a check on the spot, and why the others would not."""
    lang = reading.lang
    agree = reading.figure("reconciliation", "agree")
    if not agree:
        return no_figure(agree, Text(cs="Souhlas výkazů, směn a mezd", en="Timesheets, shifts and wages"), lang)
    heading = Text(
        cs="Výkaz, směny a mzda souhlasí v {count} měsících osob",
        en="Timesheet, shifts and wage agree in {count} months of persons",
    ).fill(lang, count=out_of(agree.numerator, agree.denominator, lang))
    paragraphs = (_hours(reading), _lacking(reading))
    return Finding(heading, paragraphs, ((_CAPTION(lang), f"{heading}. {paragraphs[0]}"),))


def _hours(reading: Reading) -> str:
    hours = {
        id: reading.figure("reconciliation", f"{id}_hours").show()
        for id in ("timesheet", "shift", "training", "difference")
    }
    tolerance = reading.labels.value(reading.labels.limits["reconciliation_hours"], "hours", digits=1)
    return Text(
        cs="Výkazy mají od začátku projektu {timesheet}, směny bez přestávek {shift} a kurzy {training}. Rozdíly "
        "jednotlivých měsíců dávají bez ohledu na znaménko {difference}; v měsíci osoby se smějí lišit nejvýše o: "
        "{tolerance}.",
        en="Since the start timesheets hold {timesheet}, shifts without breaks {shift} and courses {training}. The "
        "differences of the months, whatever their sign, are {difference}; a month may differ by {tolerance}.",
    ).fill(reading.lang, tolerance=tolerance, **hours)


def _lacking(reading: Reading) -> str:
    lang = reading.lang
    sheet, wage = (reading.figure("reconciliation", id) for id in ("without_timesheet", "without_wage"))
    unpaid = {
        True: Text(cs="bez mzdy mezi výdaji {wage}", en="without a wage among the expenses {wage}"),
        False: Text(
            cs="mzdy se neposuzují, výdaje nikoho nejmenují", en="wages are not judged: no expense names anybody"
        ),
    }[bool(wage)].fill(lang, wage=_months(wage.value, lang) if wage else "")
    return Text(cs="Bez výkazu: {sheet}; {unpaid}.", en="Without a timesheet: {sheet}; {unpaid}.").fill(
        lang, sheet=_months(sheet.value, lang), unpaid=unpaid
    )


def _months(n: float, lang: Lang) -> str:
    return _MONTH.count(n, lang)
