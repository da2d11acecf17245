"""Days of the reporting periods: calendar days, working days, and the teaching days of a school crossing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from apk_lib import calendars
from apk_lib.dataset import Dataset
from apk_lib.periods import Period
from apk_lib.verification.compare import Case, Comparison, read_sources

AREA = "calendar"
SATURDAY = 6


def compare_calendar(reference: Path, project: Dataset) -> Iterator[Comparison]:
    """Days of each period by the calendar of the library beside the figures settled before it was written."""
    sources = read_sources(reference)
    holidays = _holidays(reference / sources["holidays"]["files"][0])
    case = Case(AREA, "holidays", sources["holidays"]["origin"])
    found = calendars.public_holidays(date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31))
    yield case.exact("holidays", len(found), sources["holidays"]["facts"]["holidays"])
    yield case.exact("holidays_equal", len(found & holidays), len(holidays))
    counted = _days(project)
    with (reference / sources["days"]["files"][0]).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            golden = Case(AREA, "periods", row["source"])
            ours = counted[row["what"], row["period"]]
            yield golden.exact(row["what"], ours, int(row["days"]), row["period"])


def _holidays(path: Path) -> set[date]:
    with path.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]) for row in csv.DictReader(file)}


def _days(project: Dataset) -> dict[tuple[str, str], int]:
    """Days by what is counted and period."""
    sheet = project.project
    whole = Period("all", sheet.start, sheet.end, sheet.end)
    crossing = project.table("localities").drop_nulls("school").head(1)
    school = project.table("schools").join(crossing, on="school", how="semi")
    breaks, events = project.table("school_breaks"), project.table("context_events")
    held, undisturbed = (
        calendars.school_days(school, breaks, closures, sheet.start, sheet.end) for closures in (events, events.clear())
    )
    types = calendars.day_types(crossing, held, sheet.start, sheet.end)
    tables = {
        "calendar_days": types,
        "working_days": _working_days(whole),
        "teaching_days": types.filter(pl.col("day_type") == "teaching_day"),
        "teaching_days_without_closures": undisturbed,
        "teaching_days_all_attend": held.filter(pl.col("attendance") == "all"),
    }
    return {
        (what, period.id): days.filter(period.holds(pl.col("day")))["day"].n_unique()
        for what, days in tables.items()
        for period in (*sheet.periods, whole)
    }


def _working_days(period: Period) -> pl.DataFrame:
    off = calendars.public_holidays(period.start, period.end)
    days = pl.select(day=pl.date_range(period.start, period.end))
    return days.filter((pl.col("day").dt.weekday() < SATURDAY) & ~pl.col("day").is_in(list(off)))
