"""Rows as a clerk enters them, and the typed tables they become."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from apk_lib.periods import TIME_ZONE
from apk_lib.tables import TABLES

Row = dict[str, Any]
PRAGUE = ZoneInfo(TIME_ZONE)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The instant at which the clocks of the town show this time."""
    return datetime.combine(day, time(hour, minute), PRAGUE).astimezone(UTC)


def local_date(instant: datetime) -> date:
    """The town's calendar day of an instant."""
    return instant.astimezone(PRAGUE).date()


def entered(recorded_at: datetime, **values: Any) -> Row:
    """A row with the moment it was recorded."""
    return values | {"recorded_at": recorded_at, "withdrawn": False}


def days_between(start: date, end: date) -> list[date]:
    """Calendar days, both ends included."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def months_between(start: date, end: date) -> list[date]:
    """The first days of the months from that of `start` to that of `end`, both included."""
    return [day for day in days_between(start.replace(day=1), end) if day.day == 1]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def table(name: str, rows: Iterable[Row]) -> pl.DataFrame:
    """The rows as a typed table of the data model, sorted by its key."""
    columns = TABLES[name].schema.columns()
    types = {column: declared.dtype for column, declared in columns.items() if column != "source_row"}
    key = [*TABLES[name].key, "recorded_at"]
    frame = pl.DataFrame(list(rows), schema=types, orient="row").sort(key)
    # the first line of a file is its header
    numbered = frame.with_columns(source_row=pl.int_range(2, pl.len() + 2, dtype=pl.Int64))
    return numbered.select(list(columns))
