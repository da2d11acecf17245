"""Time in the field and time in the plan, on the same dated slots.

A slot is one time band of one local day. Recorded stays are cut exactly at slot edges; the plan is
expanded into the slots it names. A night band belongs to the evening's date in the plan
(`plan_day`) and to calendar dates in tables of hours (`day`).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from apk_lib.errors import DataError
from apk_lib.intervals import LENGTH, cut, one_place_at_a_time, union
from apk_lib.periods import TIME_ZONE
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text


def slots(bands: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """All slots that touch the days from `start` to `end`: `start, end, day, band, plan_day`.

    A night band gives two slots, before and after midnight, with one `plan_day`. Edges are wall-clock
    hours turned into instants, so a slot on a night when clocks change is an hour shorter or longer.
    """
    days = [start + timedelta(days=offset) for offset in range(-1, (end - start).days + 2)]
    night = pl.col("end_hour") <= pl.col("start_hour")
    evening = bands.select("band", hour="start_hour", back=pl.lit(0))
    morning = bands.filter(night & (pl.col("end_hour") > 0)).select("band", hour=pl.lit(0, pl.Int64), back=pl.lit(1))
    edges = (
        pl.DataFrame({"day": days})
        .join(pl.concat([evening, morning]), how="cross")
        .with_columns(
            start=pl.col("day").dt.combine(pl.time(pl.col("hour"))).dt.replace_time_zone(TIME_ZONE)
            .dt.convert_time_zone("UTC").dt.cast_time_unit("us"),
            plan_day=pl.col("day") - pl.duration(days=pl.col("back")),
        )
        .sort("start")
    )  # fmt: skip
    return (
        edges.with_columns(end=pl.col("start").shift(-1))
        .drop_nulls("end")
        .select("start", "end", "day", "band", "plan_day")
    )


def effort(visits: pl.DataFrame, shift_crew: pl.DataFrame, persons: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """The time of each assistant in the field, cut at slot edges.

    One row a person, visit and slot: `person, visit, shift, locality, activity, start, end, day,
    band, plan_day, length, double_booked, source_row`; `length` is microseconds. A row that is
    `double_booked` was taken over by a stay of the same person that started later; the others never
    overlap for one person. Mentors are not counted.
    """
    crew = shift_crew.join(persons.filter(pl.col("role") == "assistant"), on="person", how="semi")
    stays = visits.select("visit", "shift", "locality", "activity", "start", "end", "source_row").join(
        crew.select("shift", "person"), on="shift"
    )
    pieces = cut(one_place_at_a_time(stays, "person", "visit"), slots)
    return pieces.with_columns(length=LENGTH).sort("person", "start", "visit")


def service(shifts: pl.DataFrame, shift_crew: pl.DataFrame, persons: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """The time each assistant was on shift, counted once and cut at slot edges; `length` in microseconds."""
    crew = shift_crew.join(persons.filter(pl.col("role") == "assistant"), on="person", how="semi")
    served = shifts.select("shift", "start", "end").join(crew.select("shift", "person"), on="shift")
    return cut(union(served, ["person"]), slots).with_columns(length=LENGTH)


def presence(effort: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """The time at least one assistant was in a locality, cut at slot edges; `length` in microseconds."""
    counted = effort.filter(~pl.col("double_booked") & pl.col("locality").is_not_null())
    return cut(union(counted, ["locality"]), slots).with_columns(length=LENGTH).sort("locality", "start")


def plan_slots(patrol_plan: pl.DataFrame, localities: pl.DataFrame, day_types: pl.DataFrame) -> pl.DataFrame:
    """The plan expanded into dated slots.

    One row a locality, day and band: `plan_row, locality, plan_day, band, day_type, confirmed,
    measure, per, unit, planned`. `unit` is the first day of the stretch in which the row states its
    amount (the slot's own day, or the week's Monday); `planned` is microseconds (or a count for
    visits). A week's amount is spread over all days of the week it names, so that a week cut by the
    edge of a period, of the plan's version or of the locality's validity owes only its part.

    Raises:
        DataError: two rows name the same slot, or a row names only teaching days of a locality
            that has no school.
    """
    named = patrol_plan.with_columns(day_type=pl.col("day_types").str.split(";")).explode("day_type")
    whole = (
        named.join(day_types.rename({"day": "plan_day"}), on=["locality", "day_type"])
        .sort("plan_row", "plan_day")
        .with_columns(
            unit=pl.when(pl.col("per") == "week").then(pl.col("plan_day").dt.truncate("1w")).otherwise("plan_day"),
            amount=pl.when(pl.col("measure") == "visits")
            .then("amount")
            .otherwise((pl.col("amount") * MICROSECONDS_PER_HOUR).round())
            .cast(pl.Int64),
        )
    )
    place = pl.int_range(pl.len()).over("plan_row", "unit")
    count = pl.len().over("plan_row", "unit").cast(pl.Int64)
    # whole microseconds, and the shares of a unit sum to its amount
    share = pl.col("amount") * (place + 1) // count - pl.col("amount") * place // count
    validity = localities.select("locality", opened="valid_from", closed="valid_to")
    dated = (
        whole.with_columns(planned=share)
        .join(validity, on="locality")
        .filter(_in_force("valid_from", "valid_to"), _in_force("opened", "closed"))
        .drop("opened", "closed")
    )
    _one_row_a_slot(dated)
    _has_a_day(patrol_plan, whole)
    columns = ("plan_row", "locality", "plan_day", "band", "day_type", "confirmed", "measure", "per", "unit", "planned")
    return dated.select(columns)


def _in_force(start: str, end: str) -> pl.Expr:
    """Whether the planned day lies in a span whose end may be open."""
    return (pl.col("plan_day") >= pl.col(start)) & (pl.col(end).is_null() | (pl.col("plan_day") <= pl.col(end)))


def _one_row_a_slot(dated: pl.DataFrame) -> None:
    clash = dated.filter(pl.struct("locality", "plan_day", "band").is_duplicated()).sort("locality", "plan_day", "band")
    if len(clash):
        first, second = clash.head(2).iter_rows(named=True)
        raise DataError(
            Text(
                cs=f"patrol_plan: řádky {first['plan_row']} a {second['plan_row']} plánují totéž "
                f"({first['locality']}, {first['plan_day']}, {first['band']}). Ukončete platnost jednoho z nich.",
                en=f"patrol_plan: rows {first['plan_row']} and {second['plan_row']} plan the same slot "
                f"({first['locality']}, {first['plan_day']}, {first['band']}). End one of them.",
            )
        )


def _has_a_day(patrol_plan: pl.DataFrame, dated: pl.DataFrame) -> None:
    lost = patrol_plan.join(dated, on="plan_row", how="anti").filter(pl.col("day_types") == "teaching_day")
    if len(lost):
        row = lost.row(0, named=True)
        raise DataError(
            Text(
                cs=f"patrol_plan: řádek {row['plan_row']} plánuje jen vyučovací dny, ale lokalita "
                f"{row['locality']} žádný nemá. Doplňte lokalitě školu, nebo změňte typy dnů.",
                en=f"patrol_plan: row {row['plan_row']} plans only teaching days, but locality "
                f"{row['locality']} has none. Give the locality a school or change the day types.",
            )
        )
