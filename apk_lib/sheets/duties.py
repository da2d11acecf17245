"""What a project owes its funder beside figures: publicity, problems, outputs, what the next period has to bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import ceil

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators.publicity import in_force
from apk_lib.indicators.supervision import planned_meetings
from apk_lib.labels import ABSENT, ROW, Reading
from apk_lib.periods import Period
from apk_lib.prose.duties import next_period
from apk_lib.sheets.core import Sheet
from apk_lib.tables.codes import OUTPUT_KINDS, PLAN_MEASURES, PUBLICITY_KINDS, RISK_SEVERITIES
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Lang, Text, day, number, sentence

_YES_NO = {True: Text(cs="ano", en="yes"), False: Text(cs="ne", en="no"), None: Text(cs="nezapsáno", en="not recorded")}


def _sheet(
    summary: Text, caption: Text, heads: tuple[tuple[str, str], ...], rows: Sequence[tuple[str, ...]], lang: Lang,
    numeric: tuple[int, ...] = (),
) -> Sheet:  # fmt: skip
    written = tuple(Text(*pair)(lang) for pair in heads)
    numbers = tuple(place in numeric for place in range(len(heads)))
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), written, numbers, tuple(rows))


def _day(value: date | None, lang: Lang) -> str:
    return day(value, lang) if value is not None else ABSENT


def publicity_table(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    """The mandatory kinds of publicity first, each with where it is, then whatever else the project has."""
    lang, known = reading.lang, dataset.table("publicity")
    now = in_force(known, period).sort("since", "item")
    mandatory = dataset.project.programme.publicity_kinds
    others = [kind for kind in PUBLICITY_KINDS if kind not in mandatory and kind in set(now["kind"])]
    rows = []
    for kind in (*mandatory, *others):
        found = now.filter(kind=kind).select("place", "since", "evidence").rows()
        for place, since, evidence in found or [(None, None, None)]:
            since = _unbroken(known.filter(kind=kind), since) if since else None
            rows.append((
                sentence(PUBLICITY_KINDS[kind](lang)), _YES_NO[kind in mandatory](lang), _YES_NO[bool(place)](lang),
                place or ABSENT, _day(since, lang), evidence or ABSENT,
            ))  # fmt: skip
    heads = (("Prvek", "Item"), ("Povinný", "Mandatory"), ("Zajištěn", "In place"), ("Kde", "Where"), ("Od", "Since"),
             ("Doklad", "Evidence"))  # fmt: skip
    summary = Text(cs="Kontrolní seznam publicity ({rows})", en="Publicity checklist ({rows})")
    caption = Text(cs="Publicita na konci období.", en="Publicity at the end of the period.")
    return _sheet(summary, caption, heads, rows, lang)


def _unbroken(items: pl.DataFrame, since: date) -> date:
    """The day since which one item of a kind has followed another up to the one of `since`."""
    while (before := items.filter(pl.col("since") < since, pl.col("until") >= since - timedelta(days=1))).height:
        since = min(before["since"].to_list())
    return since


def promised_outputs(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    """The outputs by key activity: when they were due and finished, and whether they say who paid."""
    lang, end = reading.lang, period.end
    done = pl.when(pl.col("finished_on") <= end).then("finished_on")
    known = dataset.table("outputs").with_columns(finished_on=done)
    known = known.sort(
        pl.col("key_activity").fill_null("~"), pl.col("due_on").fill_null(pl.col("finished_on")), "output"
    )
    columns = ("key_activity", "name", "kind", "due_on", "finished_on", "published_on", "logo_strip",
               "registration_number")  # fmt: skip
    rows = [
        (activity or ABSENT, name, OUTPUT_KINDS[kind](lang), _day(due, lang), _day(finished, lang),
         _day(published if published and published <= end else None, lang),
         *(_YES_NO[carries](lang) if finished else ABSENT for carries in (strip, number_on)))
        for activity, name, kind, due, finished, published, strip, number_on in known.select(columns).iter_rows()
    ]  # fmt: skip
    heads = (("Aktivita", "Activity"), ("Výstup", "Output"), ("Druh", "Kind"), ("Termín", "Due"),
             ("Dokončeno", "Finished"), ("Zveřejněno", "Published"), ("Pruh log", "Logo strip"),
             ("Registrační číslo", "Registration number"))  # fmt: skip
    summary = Text(cs="Výstupy podle klíčových aktivit ({rows})", en="Outputs by key activity ({rows})")
    caption = Text(cs="Výstupy, které projekt slíbil, a jejich stav na konci období.",
                   en="The outputs the project promised, as they stood at the end of the period.")  # fmt: skip
    return _sheet(summary, caption, heads, rows, lang)


def problems_table(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    """Problems open at the end of the period, the gravest and oldest first, then those solved in it."""
    lang = reading.lang
    grave = {severity: place for place, severity in enumerate(reversed(RISK_SEVERITIES))}
    closed = pl.col("closed_on")
    risks = (
        dataset.table("risks")
        .filter(pl.col("found_on") <= period.end, closed.is_null() | (closed >= period.start))
        .with_columns(
            open=closed.is_null() | (closed > period.end),
            rank=pl.col("severity").replace_strict(grave, return_dtype=pl.Int64),
        )
        .sort(~pl.col("open"), "rank", "found_on", "risk")
    )
    columns = ("description", "severity", "key_activity", "found_on", "open", "closed_on", "solution")
    rows = []
    for text, severity, activity, found, open, until, solution in risks.select(columns).iter_rows():
        lasted = ((period.end if open else until) - found).days
        state = Text(cs="otevřený", en="open")(lang) if open else f"{_SOLVED(lang)} {day(until, lang)}"
        rows.append((text, RISK_SEVERITIES[severity](lang), activity or ABSENT, day(found, lang), state,
                     solution or _NO_SOLUTION(lang), number(lasted, lang)))  # fmt: skip
    heads = (("Problém", "Problem"), ("Závažnost", "Severity"), ("Aktivita", "Activity"), ("Zjištěn", "Found"),
             ("Stav", "State"), ("Řešení", "Solution"), ("Trvá dní", "Days it lasts"))  # fmt: skip
    summary = Text(cs="Problémy a jejich řešení ({rows})", en="Problems and their solution ({rows})")
    caption = Text(
        cs="Problémy otevřené na konci období a vyřešené v něm; popis a řešení slovy toho, kdo je zapsal.",
        en="Problems open at the end of the period and solved in it; in the words of whoever recorded them.",
    )
    return _sheet(summary, caption, heads, rows, lang, (6,))


_SOLVED = Text(cs="vyřešen", en="solved")
_NO_SOLUTION = Text(cs="řešení není zapsáno", en="no solution is recorded")


def next_period_table(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    """What the plan and the rules ask of the next period, and what falls due in it."""
    lang, coming = reading.lang, next_period(dataset, period)
    rows = list(_reports(dataset, period, lang))
    if coming is not None:
        rows += [*_planned_service(dataset, coming, lang), *_supervisions(dataset, coming, lang),
                 *_due_outputs(dataset, period, coming, lang)]  # fmt: skip
    heads = (("Co", "What"), ("Kolik", "How much"), ("Termín", "When"), ("Podle čeho", "According to"))
    summary = Text(cs="Co přinese další období ({rows})", en="What the next period has to bring ({rows})")
    caption = Text(
        cs="Závazky dalšího období podle plánu služeb, listu projektu a seznamu výstupů.",
        en="What is owed in the next period by the patrol plan, the project sheet and the list of outputs.",
    )
    return _sheet(summary, caption, heads, rows, lang, (1,))


def _reports(dataset: Dataset, period: Period, lang: Lang) -> Iterator[tuple[str, ...]]:
    report = Text(cs="zpráva za období {id}", en="report on period {id}")
    final = Text(cs="závěrečná zpráva (období {id})", en="final report (period {id})")
    if one := next_period(dataset, period):
        source = Text(cs="list projektu", en="project sheet")
        unsure = "" if one.confirmed else Text(cs=" (nedoloženo)", en=" (not confirmed)")(lang)
        called = (final if one.final else report).fill(lang, id=one.id)
        yield called, ABSENT, day(one.report_due, lang), f"{source(lang)}{unsure}"


def _planned_service(dataset: Dataset, coming: Period, lang: Lang) -> Iterator[tuple[str, ...]]:
    service = Text(cs="služba podle plánu: {measure}", en="planned service: {measure}")
    planned = dataset.plan_slots.filter(coming.holds(pl.col("plan_day")))
    sums = dict(planned.group_by("measure").agg(pl.col("planned").sum()).iter_rows())
    for measure, label in PLAN_MEASURES.items():
        if sums.get(measure):
            amount = sums[measure] if measure == "visits" else sums[measure] / MICROSECONDS_PER_HOUR
            yield (service.fill(lang, measure=label(lang)), number(amount, lang), coming.describe(lang),
                   Text(cs="plán služeb", en="patrol plan")(lang))  # fmt: skip


def _supervisions(dataset: Dataset, coming: Period, lang: Lang) -> Iterator[tuple[str, ...]]:
    if owed := planned_meetings(dataset.project, coming):
        # rounded first: parts of months may add up to a little more than a whole number
        meetings = number(ceil(round(owed, 6)), lang)
        yield (Text(cs="supervize", en="supervision meetings")(lang), meetings, coming.describe(lang),
               Text(cs="pravidla projektu", en="rules of the project")(lang))  # fmt: skip


def _due_outputs(dataset: Dataset, period: Period, coming: Period, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Outputs that fall due by the end of the next period and are not finished at the end of this one.

    Reports are told by their periods.
    """
    open = pl.col("finished_on").is_null() | (pl.col("finished_on") > period.end)
    owed = open & (pl.col("kind") != "progress_report") & (pl.col("due_on") <= coming.end)
    due = dataset.table("outputs").filter(owed).sort("due_on", "output")
    for name, activity, when in due.select("name", "key_activity", "due_on").iter_rows():
        late = Text(cs=" (po termínu)", en=" (overdue)")(lang) if when <= period.end else ""
        source = Text(cs="seznam výstupů", en="list of outputs")(lang)
        yield name, ABSENT, f"{day(when, lang)}{late}", f"{source}{f', {activity}' if activity else ''}"
