"""Checks of shifts, visits and events: what the records of one service say of each other.

Lengths are differences of instants and limits are held against those, so a night on which clocks change is
as long as it was; days and hours of the day are local.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.stretches import after_earlier, by_day, day_length, hours_by_day, served
from apk_lib.checks.wording import expected, lasting, local, moment, stretch
from apk_lib.intervals import LENGTH, union
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

DAY_BREAKS, NIGHT_FALLS = time(6), time(22)
_AT_MOST = Text(cs="nejvýše {most}", en="at most {most}")
_WITHIN = Text(cs="v rozmezí {bounds}", en="within {bounds}")


@check("visits")
def inside_shift(visits: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """Visits that do not lie inside their shift; hours balance only if they all do.

    A visit without a departure began before its shift ended.
    """
    bounds = shifts.select("shift", begins="start", finishes="end")
    outside = (pl.col("start") < pl.col("begins")) | (pl.col("end") > pl.col("finishes"))
    outside |= pl.col("end").is_null() & (pl.col("start") >= pl.col("finishes"))
    return visits.join(bounds, on="shift").filter(outside).with_columns(
        value=stretch("start", "end"), **expected(_WITHIN, bounds=stretch("begins", "finishes"))
    )  # fmt: skip


@check("visits")
def crossing_at_night(visits: pl.DataFrame, localities: pl.DataFrame) -> pl.DataFrame:
    """Supervision of a school crossing that reaches, even partly, into local 22–6 o'clock.

    No child crosses then: day and night, or start and end, were swapped when it was written. Of a visit without a
    departure only the arrival is judged.
    """
    crossings = localities.filter(pl.col("kind") == "crossing")
    supervised = visits.filter(pl.col("activity") == "crossing_supervision").join(crossings, on="locality", how="semi")
    start, end = local("start"), pl.coalesce(local("end"), local("start"))
    by_day = (
        (start.dt.date() == end.dt.date())
        & (start.dt.time() >= pl.lit(DAY_BREAKS))
        & (end.dt.time() <= pl.lit(NIGHT_FALLS))
    )
    return supervised.filter(~by_day).with_columns(value=stretch("start", "end"))


@check("shifts")
def shift_without_crew(shifts: pl.DataFrame, shift_crew: pl.DataFrame) -> pl.DataFrame:
    """Shifts that nobody served: their visits are nobody's hours."""
    return shifts.join(shift_crew, on="shift", how="anti").with_columns(value=stretch("start", "end"))


@check("shift_crew")
def two_shifts_at_once(shift_crew: pl.DataFrame, shifts: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """An assistant on a shift that starts before an earlier one has ended; shifts that only touch are in order.

    Hours are counted once anyway; one of the two shifts or of the two names is wrong. A mentor may supervise the
    crews of both.
    """
    ahead = after_earlier(_of_assistants(shift_crew, shifts, persons), "end", "shift")
    said = Text(cs="začátek až po konci směny {other}, {until}", en="a start after the end of shift {other}, {until}")
    return ahead.filter(pl.col("start") < pl.col("until")).with_columns(
        value=moment("start"), **expected(said, other=pl.col("other"), until=moment("until"))
    )  # fmt: skip


@check("visits")
def visit_hours(visits: pl.DataFrame, limits: Mapping[str, float]) -> pl.DataFrame:
    """Visits longer than the limit of the programme: mostly a departure on a wrong day."""
    return _too_long(visits, limits.get("visit_hours"))


@check("shifts")
def shift_hours(shifts: pl.DataFrame, limits: Mapping[str, float]) -> pl.DataFrame:
    """Shifts longer than the limit of the programme."""
    return _too_long(shifts, limits.get("shift_hours"))


@check("shift_crew")
def day_hours(
    shift_crew: pl.DataFrame, shifts: pl.DataFrame, persons: pl.DataFrame, limits: Mapping[str, float]
) -> pl.DataFrame:
    """Assistants with more hours in a local calendar day than the limit; mentors are officers of the town.

    A shift over midnight gives each day its part, shifts that overlap count once. On the day that has an hour more
    the limit has it too: whoever serves that night did not choose it. The finding is told of the person's place on
    the last shift of that day, the one that made it too long.
    """
    if "day_hours" not in limits:
        return shift_crew.clear()
    stated = round(limits["day_hours"] * MICROSECONDS_PER_HOUR)
    extra = pl.max_horizontal(day_length(pl.col("day")) - 24 * MICROSECONDS_PER_HOUR, 0)
    pieces = by_day(_of_assistants(shift_crew, shifts, persons))
    days = hours_by_day(pieces).with_columns(most=stated + extra)
    long_days = days.filter(pl.col("length") > pl.col("most"))
    last = (
        pieces.join(long_days, on=["person", "day"])
        .sort("start", "shift")
        .unique(["person", "day"], keep="last", maintain_order=True)
    )
    there = pl.format("{}: {}", pl.col("day").cast(pl.String), lasting(pl.col("length")))
    return last.with_columns(value=there, **expected(_AT_MOST, most=lasting(pl.col("most"))))


@check("events")
def event_in_service(events: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """Events at a time when nobody served; both ends of a shift still belong to it."""
    team = union(shifts.select("start", "end", all=pl.lit(True)), ["all"])
    service = team.select(begins="start", finishes="end").sort("begins")
    placed = events.sort("at").join_asof(service, left_on="at", right_on="begins", strategy="backward")
    return placed.filter(pl.col("finishes").is_null() | (pl.col("at") > pl.col("finishes"))).with_columns(
        value=moment("at"), field=pl.lit("at")
    )


@check("events")
def event_during_visit(events: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Events that name a visit and did not happen in its time; both ends still belong to it.

    After the arrival of a visit without a departure nobody can say.
    """
    bounds = visits.select("visit", begins="start", finishes="end")
    apart = (pl.col("at") < pl.col("begins")) | (pl.col("at") > pl.col("finishes"))
    return events.join(bounds, on="visit").filter(apart).with_columns(
        value=moment("at"), field=pl.lit("at"), **expected(_WITHIN, bounds=stretch("begins", "finishes"))
    )  # fmt: skip


@check("events")
def duplicate_event(events: pl.DataFrame) -> pl.DataFrame:
    """Events at the same moment, in the same place (or both in none) and of the same kind.

    Two people of one patrol wrote down one thing; the later rows are told, the first one stands.
    """
    first = pl.col("event").first().over("at", "locality", "kind")
    again = events.sort("source_row").with_columns(first=first).filter(pl.col("event") != pl.col("first"))
    said = Text(cs="jediný řádek; totéž je zapsáno jako {first}", en="one row; the same is entered as {first}")
    return again.with_columns(value=pl.col("event"), field=pl.lit("event"), **expected(said, first=pl.col("first")))


def _of_assistants(shift_crew: pl.DataFrame, shifts: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    assistants = persons.filter(pl.col("role") == "assistant")
    return served(shift_crew.join(assistants, on="person", how="semi"), shifts)


def _too_long(rows: pl.DataFrame, limit: float | None) -> pl.DataFrame:
    if limit is None:
        return rows.clear()
    most = round(limit * MICROSECONDS_PER_HOUR)
    return rows.filter(most < LENGTH).with_columns(
        value=lasting(LENGTH), field=pl.lit("end"), **expected(_AT_MOST, most=lasting(pl.lit(most)))
    )
