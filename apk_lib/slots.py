"""Time in the field and time in the plan, on the same dated slots.

A slot is one time band of one local day. Recorded stays are cut exactly at slot edges; the plan is
expanded into the slots it names. A night band belongs to the evening's date in the plan
(`plan_day`) and to calendar dates in tables of hours (`day`).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from apk_lib.errors import PlanError
from apk_lib.intervals import LENGTH, cut, one_place_at_a_time, union
from apk_lib.periods import TIME_ZONE
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

ASSISTANTS = ("assistant",)


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


def crewed(
    visits: pl.DataFrame,
    shift_crew: pl.DataFrame,
    visit_crew: pl.DataFrame,
    persons: pl.DataFrame,
    roles: tuple[str, ...] = ASSISTANTS,
) -> pl.DataFrame:
    """One row a visit and person who made it: the crew named for the visit, otherwise that of its shift.

    `visit, shift, locality, activity, start, end, source_row, person`. Mentors come along only where `roles`
    names them.
    """
    of_role = persons.filter(pl.col("role").is_in(roles)).select("person")
    stays = visits.select("visit", "shift", "locality", "activity", "start", "end", "source_row")
    shared = stays.join(visit_crew, on="visit", how="anti").join(shift_crew.select("shift", "person"), on="shift")
    named = stays.join(visit_crew.select("visit", "person"), on="visit")
    return pl.concat([shared, named]).join(of_role, on="person", how="semi")


def effort(crewed: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """The time of each person in the field, cut at slot edges.

    One row a person, visit and slot: `person, visit, shift, locality, activity, start, end, day,
    band, plan_day, length, double_booked, source_row`; `length` is microseconds. A row that is
    `double_booked` was taken over by a stay of the same person that started later; the others never
    overlap for one person. A visit without a departure has no known length and is not here (see
    `open_visits`).
    """
    pieces = cut(one_place_at_a_time(crewed.drop_nulls("end"), "person", "visit"), slots)
    return pieces.with_columns(length=LENGTH).sort("person", "start", "visit")


def visit_starts(crewed: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """Every visit once, in the slot in which it started, whoever and however many made it.

    `visit, locality, activity, start, day, band, plan_day, open, source_row`; `open` where the departure is not known.
    """
    once = crewed.unique("visit", keep="any").sort("start", "visit")
    placed = once.join_asof(slots.select("start", "day", "band", "plan_day"), on="start", strategy="backward")
    return placed.select(
        "visit", "locality", "activity", "start", "day", "band", "plan_day", "source_row", open=pl.col("end").is_null()
    )


def open_visits(crewed: pl.DataFrame, shifts: pl.DataFrame, slots: pl.DataFrame, longest: int) -> pl.DataFrame:
    """What a visit without a departure can have lasted at most, for each of its persons.

    Nothing is invented: such a visit adds no hours to any figure. It ended at the latest with the shift, with
    the person's next visit, or after `longest` microseconds. One row a visit and person: `visit, person,
    locality, day, at_most, source_row, next_row` (microseconds), the whole of it on the day of the start; `next_row` is
    the record of the person's next visit.
    """
    following, next_row = (pl.col(name).shift(-1).over("person", order_by=["start", "visit"])
                           for name in ("start", "source_row"))  # fmt: skip
    ends = shifts.select("shift", shift_end="end")
    latest = pl.min_horizontal("shift_end", "following", pl.col("start") + pl.duration(microseconds=longest))
    unended = (
        crewed.with_columns(following=following, next_row=next_row)
        .filter(pl.col("end").is_null())
        .join(ends, on="shift", how="left")
        .with_columns(
            at_most=(latest - pl.col("start")).dt.total_microseconds().clip(0),
        )
        .sort("start", "visit", "person")
    )
    placed = unended.join_asof(slots.select("start", "day"), on="start", strategy="backward")
    return placed.select("visit", "person", "locality", "day", "at_most", "source_row", "next_row")


def service(shifts: pl.DataFrame, shift_crew: pl.DataFrame, crewed: pl.DataFrame, persons: pl.DataFrame,
            slots: pl.DataFrame) -> pl.DataFrame:  # fmt: skip
    """The time each assistant served, counted once and cut at slot edges; `length` in microseconds.

    That is the time on shift, and that of visits made on somebody else's: a substitute's hours count where done.
    """
    crew = shift_crew.join(persons.filter(pl.col("role").is_in(ASSISTANTS)), on="person", how="semi")
    on_shift = shifts.select("shift", "start", "end").join(crew.select("shift", "person"), on="shift")
    substituted = crewed.drop_nulls("end").select(on_shift.columns)
    return cut(union(pl.concat([on_shift, substituted]), ["person"]), slots).with_columns(length=LENGTH)


def counted(effort: pl.DataFrame) -> pl.DataFrame:
    """Effort in a locality, each person in one place at a time."""
    return effort.filter(~pl.col("double_booked") & pl.col("locality").is_not_null())


def presence(effort: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """The time at least one assistant was in a locality, cut at slot edges; `length` in microseconds."""
    return cut(union(counted(effort), ["locality"]), slots).with_columns(length=LENGTH).sort("locality", "start")


def plan_slots(
    patrol_plan: pl.DataFrame,
    localities: pl.DataFrame,
    day_types: pl.DataFrame,
    bands: pl.DataFrame,
    slots: pl.DataFrame,
) -> pl.DataFrame:
    """The plan expanded into dated slots.

    One row a locality, day and band: `plan_row, locality, plan_day, band, day_type, confirmed,
    measure, per, unit, planned, ends_on, patrol_plan_row`. `unit` is the first day of the stretch in which the
    row states its amount (the slot's own day, or the week's Monday); `planned` is microseconds (or a count for
    visits); a night `ends_on` the next day. A week's amount is spread over all days of the week it names, so that
    a week cut by the edge of a period, of the plan's version or of the locality's validity owes only its part. A
    row that asks for its whole band (or several people through all of it) asks for as long as the night lasts on
    which clocks change; a part of a band stays as stated. `patrol_plan_row` is the `source_row` of the plan.

    Raises:
        PlanError: two rows name the same slot, or a row names only teaching days of a locality
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
    whole_band = (pl.col("per") != "week") & (pl.col("measure") != "visits") & (pl.col("amount") % pl.col("usual") == 0)
    longer = pl.when(whole_band).then(pl.col("amount") // pl.col("usual") * pl.col("longer")).fill_null(0)
    night = (pl.col("end_hour") <= pl.col("start_hour")) & (pl.col("end_hour") > 0)
    nights = bands.select("band", later=pl.when(night).then(1).otherwise(0))
    validity = localities.select("locality", opened="valid_from", closed="valid_to")
    dated = (
        whole.join(_band_lengths(bands, slots), on=["plan_day", "band"], how="left", maintain_order="left")
        .with_columns(planned=share + longer)
        .join(nights, on="band")
        .with_columns(ends_on=pl.col("plan_day") + pl.duration(days="later"))
        .join(validity, on="locality")
        .filter(_in_force("valid_from", "valid_to"), _in_force("opened", "closed"))
        .drop("opened", "closed")
    )
    _one_row_a_slot(dated)
    _has_a_day(patrol_plan, whole)
    columns = ("plan_row", "locality", "plan_day", "band", "day_type", "confirmed", "measure", "per", "unit", "planned")
    return dated.select(*columns, "ends_on", patrol_plan_row="source_row").sort("plan_row", "plan_day")


def _band_lengths(bands: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """How long a band usually is and how much longer it is on a day, in microseconds; only where it differs."""
    hours = (pl.col("end_hour") - pl.col("start_hour") - 1) % 24 + 1
    usual = bands.select("band", usual=hours * MICROSECONDS_PER_HOUR)
    lengths = slots.group_by("plan_day", "band").agg(length=LENGTH.sum())
    # the days at both ends of the dated slots hold half a night
    edges = pl.col("plan_day").is_in([slots["plan_day"].min(), slots["plan_day"].max()])
    differing = lengths.filter(~edges).join(usual, on="band").with_columns(longer=pl.col("length") - pl.col("usual"))
    return differing.filter(pl.col("longer") != 0).drop("length")


def as_it_stood(patrol_plan: pl.DataFrame) -> pl.DataFrame:
    """The plan as it stood on each day itself: a row entered late holds only from the day it was entered.

    A row that another of its locality, band and day type follows without a gap had been closed by that one, so
    until the follower was entered the earlier row still held, unless a later one had begun by then. One row a
    row of the plan and day type; `source_row` lists its record and those of the later rows, which say how long it held.
    """
    here = ["locality", "band", "day_type"]
    named = patrol_plan.with_columns(day_type=pl.col("day_types").str.split(";")).explode("day_type")
    begun = named.with_columns(begun=pl.max_horizontal("valid_from", "entered_on"))
    pairs = begun.join(begun.select(*here, "valid_from", "entered_on", "begun", "source_row"), on=here, suffix="_next")
    later = pairs.filter(pl.col("valid_from_next") > pl.col("valid_from"))
    follows = pl.col("valid_from_next") == pl.col("valid_to").dt.offset_by("1d")
    ended = later.group_by("plan_row", "day_type").agg(
        known=pl.col("entered_on_next").filter(follows).min().dt.offset_by("-1d"),
        taken_over=pl.col("begun_next").min().dt.offset_by("-1d"),
        later="source_row_next",
    )
    held = pl.max_horizontal("valid_to", pl.when(pl.col("known").is_not_null()).then(
        pl.min_horizontal("known", "taken_over")))  # fmt: skip
    stood = begun.join(ended, on=["plan_row", "day_type"], how="left", maintain_order="left").with_columns(
        day_types="day_type", valid_from="begun", valid_to=pl.when(pl.col("valid_to").is_not_null()).then(held),
        source_row=pl.concat_list("source_row", pl.col("later").fill_null(pl.lit([], pl.List(pl.Int64)))),
    )  # fmt: skip
    lasting = pl.col("valid_to").is_null() | (pl.col("valid_from") <= pl.col("valid_to"))
    return stood.filter(lasting).select(patrol_plan.columns)


def _in_force(start: str, end: str) -> pl.Expr:
    """Whether the planned day lies in a span whose end may be open."""
    return (pl.col("plan_day") >= pl.col(start)) & (pl.col(end).is_null() | (pl.col("plan_day") <= pl.col(end)))


def _one_row_a_slot(dated: pl.DataFrame) -> None:
    clash = dated.filter(pl.struct("locality", "plan_day", "band").is_duplicated()).sort("locality", "plan_day", "band")
    if len(clash):
        first, second = clash.head(2).iter_rows(named=True)
        raise PlanError(
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
        raise PlanError(
            Text(
                cs=f"patrol_plan: řádek {row['plan_row']} plánuje jen vyučovací dny, ale lokalita "
                f"{row['locality']} žádný nemá. Doplňte lokalitě školu, nebo změňte typy dnů.",
                en=f"patrol_plan: row {row['plan_row']} plans only teaching days, but locality "
                f"{row['locality']} has none. Give the locality a school or change the day types.",
            )
        )
