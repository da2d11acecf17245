"""Stretches of time of persons: cut at local midnight, counted once, and held against those before."""

from __future__ import annotations

import polars as pl

from apk_lib.intervals import LENGTH, union
from apk_lib.periods import TIME_ZONE, local_day
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR

SIX_HOURS = 6 * MICROSECONDS_PER_HOUR
HALF_HOUR = MICROSECONDS_PER_HOUR // 2


def served(shift_crew: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """The shifts of each person: `shift, person, start, end` and the crew's `source_row`."""
    return shift_crew.select("shift", "person", "source_row").join(shifts.select("shift", "start", "end"), on="shift")


def by_day(stretches: pl.DataFrame) -> pl.DataFrame:
    """Stretches cut at local midnight, with the local `day` of each piece.

    A day on which clocks change has 23 or 25 hours, and its pieces their true length.
    """
    last_moment = pl.col("end") - pl.duration(microseconds=1)
    days = pl.date_ranges(local_day(pl.col("start")), local_day(last_moment))
    return (
        stretches.with_columns(day=days)
        .explode("day")
        .with_columns(
            start=pl.max_horizontal("start", _midnight(pl.col("day"))),
            end=pl.min_horizontal("end", _midnight(pl.col("day").dt.offset_by("1d"))),
        )
    )


def hours_by_day(pieces: pl.DataFrame) -> pl.DataFrame:
    """The time of each person on each day, overlaps counted once: `person, day, length`, microseconds."""
    return union(pieces, ["person", "day"]).group_by("person", "day", maintain_order=True).agg(length=LENGTH.sum())


def presence_by_month(shift_crew: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """Each person's time on shifts by local month: `person, month, presence, breaks` in microseconds, sorted.

    Shifts are split at local midnight and overlaps count once. Presence is longer than the work in it by meal
    breaks, half an hour after each six hours at the latest (§ 88 of the Czech Labour Code): `breaks` are half an
    hour for each whole six hours of continuous presence, however many shifts it is written in, in the month in
    which it began.
    """
    mine = served(shift_crew, shifts)
    days = hours_by_day(by_day(mine))
    presence = days.group_by("person", month=pl.col("day").dt.truncate("1mo")).agg(presence=pl.col("length").sum())
    begun = local_day(pl.col("start")).dt.truncate("1mo")
    resting = (LENGTH // SIX_HOURS * HALF_HOUR).sum()
    breaks = union(mine, ["person"]).group_by("person", month=begun).agg(breaks=resting)
    known = presence.join(breaks, on=["person", "month"], how="left").with_columns(pl.col("breaks").fill_null(0))
    return known.sort("person", "month")


def day_length(day: pl.Expr) -> pl.Expr:
    """The length of a local day in microseconds: 23 or 25 hours where clocks change."""
    return (_midnight(day.dt.offset_by("1d")) - _midnight(day)).dt.total_microseconds()


def after_earlier(stretches: pl.DataFrame, end: str, id: str) -> pl.DataFrame:
    """Stretches of each person in the order of their starts, with what those before have reached.

    `until` is the latest end among the person's earlier ones and `other` the id of the one that has it, both
    null for the first. Equal starts are decided by the id.
    """
    ordered = stretches.sort("person", "start", id).with_columns(reached=pl.col(end).cum_max().over("person"))
    # the first row of a person reaches its own end, so filling never crosses persons
    holder = pl.when(pl.col(end) == pl.col("reached")).then(id).forward_fill()
    return ordered.with_columns(holder=holder).with_columns(
        until=pl.col("reached").shift(1).over("person"), other=pl.col("holder").shift(1).over("person")
    )


def _midnight(day: pl.Expr) -> pl.Expr:
    midnight = day.dt.combine(pl.time(0)).dt.replace_time_zone(TIME_ZONE)
    return midnight.dt.convert_time_zone("UTC").dt.cast_time_unit("us")
