"""Checks of visits: one person in two places, one visit written twice, what nobody wrote down, who really went."""

from __future__ import annotations

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.wording import expected, lasting, moment, stretch
from apk_lib.intervals import LENGTH, one_place_at_a_time
from apk_lib.slots import crewed
from apk_lib.tables.codes import ROLES
from apk_lib.text import Text

# of the shorter of two visits, in per cent
NEARLY_ALL = 80


@check("visits")
def visit_without_departure(visits: pl.DataFrame) -> pl.DataFrame:
    """Visits whose departure nobody wrote down: they are counted, and add no hours to any figure."""
    return visits.filter(pl.col("end").is_null()).with_columns(value=moment("start"), field=pl.lit("end"))


@check("visits", optional=("visit_crew",))
def person_in_two_places(
    visits: pl.DataFrame, shift_crew: pl.DataFrame, visit_crew: pl.DataFrame, persons: pl.DataFrame
) -> pl.DataFrame:
    """Visits of an assistant that go on while another one in another place has begun.

    The later start wins, and the value says how many hours of the visit it takes, each of its people counted.
    Time outside every locality is a place too; two visits in one place only count once and lose nothing.
    """
    stays = crewed(visits, shift_crew, visit_crew, persons).drop_nulls("end")
    pieces = one_place_at_a_time(stays, "person", "visit")
    won = pieces.filter(~pl.col("double_booked")).select("person", "start", other="visit", there="locality")
    lost = pieces.filter("double_booked").join(won, on=["person", "start"])
    elsewhere = lost.filter(pl.col("locality").ne_missing(pl.col("there"))).sort("start", "person")
    moved = elsewhere.group_by("visit").agg(pl.col("other").first(), until=pl.col("start").first(), moved=LENGTH.sum())
    said = Text(
        cs="odchod nejpozději {until}, pak už běží návštěva {other}",
        en="a departure by {until}, then visit {other} goes on",
    )
    return visits.join(moved, on="visit").with_columns(
        value=lasting(pl.col("moved")), field=pl.lit("end"),
        **expected(said, until=moment("until"), other=pl.col("other")),
    )  # fmt: skip


@check("visits", optional=("visit_crew",))
def near_duplicate_visit(
    visits: pl.DataFrame, shift_crew: pl.DataFrame, visit_crew: pl.DataFrame, persons: pl.DataFrame
) -> pl.DataFrame:
    """Visits of a person to a place that share four fifths of the shorter one's time with an earlier row.

    Two people of one crew wrote down one visit: its hours count once anyway, but it is counted as two visits. The
    later row is told, the first one stands.
    """
    stays = crewed(visits, shift_crew, visit_crew, persons, tuple(ROLES)).drop_nulls("end")
    ordered = stays.sort("person", "locality", "start", "visit")
    reached = pl.col("end").cum_max().shift(1).over("person", "locality")
    apart = reached.is_null() | (pl.col("start") >= reached)
    tangled = ordered.with_columns(knot=apart.cum_sum()).filter(pl.len().over("knot") > 1)
    earlier = tangled.select("knot", first="visit", begins="start", finishes="end", above="source_row")
    pairs = tangled.join(earlier, on="knot").filter(pl.col("above") < pl.col("source_row"))
    shared = pl.min_horizontal("end", "finishes") - pl.max_horizontal("start", "begins")
    shorter = pl.min_horizontal(pl.col("end") - pl.col("start"), pl.col("finishes") - pl.col("begins"))
    same = pairs.filter(100 * shared.dt.total_microseconds() >= NEARLY_ALL * shorter.dt.total_microseconds())
    first = same.sort("above").group_by("visit").agg(pl.col("first").first())
    said = Text(cs="jediný řádek; totéž je zapsáno jako {first}", en="one row; the same is entered as {first}")
    return visits.join(first, on="visit").with_columns(
        value=stretch("start", "end"), field=pl.lit("visit"), **expected(said, first=pl.col("first"))
    )


@check("visit_crew")
def visit_crew_on_shift(visit_crew: pl.DataFrame, visits: pl.DataFrame, shift_crew: pl.DataFrame) -> pl.DataFrame:
    """People who made a visit without being on its shift: the person or the visit is wrong."""
    placed = visit_crew.join(visits.select("visit", "shift"), on="visit")
    said = Text(cs="osoba z posádky směny {shift}", en="a person of the crew of shift {shift}")
    return placed.join(shift_crew, on=["shift", "person"], how="anti").with_columns(
        value=pl.col("person"), field=pl.lit("person"), **expected(said, shift=pl.col("shift"))
    )
