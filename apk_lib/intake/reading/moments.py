"""Columns of days and times to instants: over midnight, and over the nights when clocks change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from apk_lib.intake.reading.values import Mark
from apk_lib.periods import TIME_ZONE
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR

START, END = "start", "end"
SUBMITTED = "recorded_at"


@dataclass(frozen=True, slots=True)
class Moments:
    """A column of instants in UTC and what is to be said of its cells."""

    series: pl.Series
    marks: list[Mark]


def moments(
    columns: Mapping[str, Sequence[object]],
    days: Sequence[object] | None,
    written: Sequence[bool] | None,
    rollover_hours: float | None,
) -> dict[str, Moments]:
    """The columns of a sheet that hold moments, each by itself or with the day that stands beside it.

    Args:
        columns: naive (local) or aware `datetime`, microseconds since midnight, or None.
        days: the day of a row, for cells that hold only a time.
        written: whether anything stands in the cell of the day; an unreadable day is not missing.
        rollover_hours: how long a time may last over midnight where no day is written; None: any length.
    """
    done: dict[str, Moments] = {}
    locals_: dict[str, pl.Series] = {}
    # an end is read against its start, wherever their columns stand
    for name, cells in sorted(columns.items(), key=lambda column: column[0] == END):
        if name == END and START in locals_:
            done[name] = _ends(cells, locals_[START], days, rollover_hours)
            continue
        local, aware, marks = _local(cells, None if name == SUBMITTED else days)
        locals_[name] = local if aware is None else _with_known(local, aware)
        done[name] = _instants(name, local, aware, marks)
    if written is not None:
        for read in done.values():
            read.marks[:] = [mark for mark in read.marks if mark.rule != "missing_day" or not written[mark.place]]
    return done


def _parts(cells: Sequence[object]) -> tuple[pl.Series, pl.Series, pl.Series | None]:
    """The cells as local datetimes, as times of day (microseconds), and as aware instants if there are any."""
    kinds = set(map(type, cells))
    naive = cells
    clock: Sequence[object] = [None] * len(cells)
    aware = None
    if int in kinds:
        clock = [cell if type(cell) is int else None for cell in cells]
        naive = [None if type(cell) is int else cell for cell in cells]
    if any(isinstance(cell, datetime) and cell.tzinfo is not None for cell in naive):
        known = [cell if isinstance(cell, datetime) and cell.tzinfo is not None else None for cell in naive]
        naive = [cell if isinstance(cell, datetime) and cell.tzinfo is None else None for cell in naive]
        aware = pl.Series([cell and cell.timestamp() * 1_000_000 for cell in known], dtype=pl.Float64)
        aware = aware.round().cast(pl.Int64).cast(pl.Datetime("us", "UTC"))
    return pl.Series(naive, dtype=pl.Datetime("us")), pl.Series(clock, dtype=pl.Int64), aware


def _local(cells: Sequence[object], days: Sequence[object] | None) -> tuple[pl.Series, pl.Series | None, list[Mark]]:
    naive, clock, aware = _parts(cells)
    marks: list[Mark] = []
    if clock.null_count() < len(clock):
        given = pl.Series(days if days is not None else [None] * len(cells), dtype=pl.Date)
        dayless = (clock.is_not_null() & given.is_null()).arg_true()
        marks += [Mark(place, "missing_day") for place in dayless]
        naive = naive.zip_with(naive.is_not_null(), given.cast(pl.Datetime("us")) + clock.cast(pl.Duration("us")))
    if days is not None:
        other = [place for place, (day, cell) in enumerate(zip(days, cells, strict=True))
                 if day is not None and isinstance(cell, datetime) and cell.date() != day]  # fmt: skip
        marks += [Mark(place, "day_ignored") for place in other]
    return naive, aware, marks


def _with_known(local: pl.Series, aware: pl.Series) -> pl.Series:
    """Local datetimes, also of the moments whose offset was written."""
    shown = aware.dt.convert_time_zone(TIME_ZONE).dt.replace_time_zone(None)
    return local.zip_with(local.is_not_null(), shown)


def _ends(
    cells: Sequence[object], starts: pl.Series, days: Sequence[object] | None, rollover_hours: float | None
) -> Moments:
    """Ends: a time alone belongs to the day of the start, or to the next one if it comes before it."""
    naive, clock, aware = _parts(cells)
    given = pl.Series(days if days is not None else [None] * len(cells), dtype=pl.Date).cast(pl.Datetime("us"))
    base = starts.dt.truncate("1d").zip_with(starts.is_not_null(), given)
    same_day = base + clock.cast(pl.Duration("us"))
    over = clock.is_not_null() & (same_day <= starts)
    next_day = same_day.dt.offset_by("1d")
    too_long = pl.Series([False] * len(cells), dtype=pl.Boolean)
    if rollover_hours is not None:
        too_long = over & ((next_day - starts).dt.total_microseconds() > rollover_hours * MICROSECONDS_PER_HOUR)
    marks = [Mark(place, "missing_day") for place in (clock.is_not_null() & base.is_null()).arg_true()]
    marks += [Mark(place, "too_long_over_midnight") for place in too_long.arg_true()]
    marks += [Mark(place, "over_midnight") for place in (over & ~too_long).arg_true()]
    local = naive.zip_with(naive.is_not_null(), same_day.zip_with(~over.fill_null(False), next_day))
    return _instants(END, local, aware, marks)


def _instants(name: str, local: pl.Series, aware: pl.Series | None, marks: list[Mark]) -> Moments:
    """UTC instants of local datetimes; an hour that happened twice or never is nobody's guess."""
    frame = pl.DataFrame({"local": local}).with_columns(
        sure=pl.col("local").dt.replace_time_zone(TIME_ZONE, ambiguous="null", non_existent="null"),
        first=pl.col("local").dt.replace_time_zone(TIME_ZONE, ambiguous="earliest", non_existent="null"),
    )
    unsure = frame["sure"].is_null() & frame["local"].is_not_null()
    if aware is not None:
        unsure &= aware.is_null()
    for place in unsure.arg_true():
        marks.append(Mark(place, "ambiguous_time" if frame["first"][place] is not None else "skipped_time"))
    series = frame["sure"].dt.convert_time_zone("UTC")
    if aware is not None:
        series = aware.zip_with(aware.is_not_null(), series)
    return Moments(series.alias(name), marks)


def submitted(cells: Sequence[object]) -> pl.Series:
    """Moments of submission as form servers write them: UTC, whether or not they say so."""
    naive, _, aware = _parts(cells)
    utc = naive.dt.replace_time_zone("UTC")
    return utc if aware is None else aware.zip_with(aware.is_not_null(), utc)
