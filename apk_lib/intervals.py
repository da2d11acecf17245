"""Exact arithmetic on stretches of time.

Every frame here has `start` and `end` instants, half-open [start, end). Nothing is rounded: lengths
are differences of instants in whole microseconds, so a night on which clocks change has its true
length and sums are conserved however finely time is cut.
"""

from __future__ import annotations

import polars as pl

LENGTH = (pl.col("end") - pl.col("start")).dt.total_microseconds()


def union(stretches: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The time covered at least once, per group: disjoint stretches with gaps between them.

    Stretches that touch are one. Returns `by, start, end`, sorted.
    """
    ordered = stretches.sort(*by, "start")
    reached = pl.col("end").cum_max().shift(1).over(by)
    return (
        ordered.with_columns(block=(reached.is_null() | (pl.col("start") > reached)).cum_sum())
        .group_by(*by, "block", maintain_order=True)
        .agg(pl.col("start").min(), pl.col("end").max())
        .drop("block")
    )


def one_place_at_a_time(stays: pl.DataFrame, person: str, tie: str) -> pl.DataFrame:
    """Stays cut so that at each moment one stay of a person counts: the one that started last.

    Returns the same columns with `double_booked`: true for the stretches that another stay took
    over. The lengths of all rows sum to the lengths given. Equal starts are decided by `tie`, the
    larger id wins, so the answer never depends on the order of rows.
    """
    ordered = stays.sort(person, "start", tie)
    reached = pl.col("end").cum_max().shift(1).over(person)
    grouped = ordered.with_columns(knot=(reached.is_null() | (pl.col("start") >= reached)).cum_sum()).with_columns(
        tangled=pl.len().over("knot") > 1
    )
    clear = grouped.filter(~pl.col("tangled")).with_columns(double_booked=pl.lit(False))
    tangled = grouped.filter("tangled")
    cuts = pl.concat([tangled.select("knot", at="start"), tangled.select("knot", at="end")]).unique()
    pieces = (
        tangled.rename({"start": "stay_start", "end": "stay_end"})
        .join(
            cuts.sort("knot", "at").with_columns(next=pl.col("at").shift(-1).over("knot")).drop_nulls(),
            on="knot",
        )
        .filter((pl.col("at") >= pl.col("stay_start")) & (pl.col("next") <= pl.col("stay_end")))
        .sort("knot", "at", "stay_start", tie)
        .with_columns(double_booked=pl.int_range(pl.len()).over("knot", "at") < pl.len().over("knot", "at") - 1)
        .rename({"at": "start", "next": "end"})
    )
    columns = [*stays.columns, "double_booked"]
    return pl.concat([clear.select(columns), pieces.select(columns)]).sort(person, "start", tie)


def cut(stretches: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """Each stretch cut at the edges of the slots it touches.

    `slots` are consecutive stretches without gaps, sorted; their other columns are added to the
    pieces. A stretch that reaches outside all slots is an error of the caller.
    """
    first = slots["start"].search_sorted(stretches["start"], side="right").cast(pl.Int64) - 1
    last = slots["start"].search_sorted(stretches["end"], side="left").cast(pl.Int64) - 1
    numbered = slots.rename({"start": "slot_start", "end": "slot_end"}).with_row_index("slot")
    return (
        stretches.with_columns(slot=pl.int_ranges(first, last + 1, dtype=pl.UInt32))
        .explode("slot")
        .join(numbered, on="slot", how="left", maintain_order="left")
        .with_columns(
            start=pl.max_horizontal("start", "slot_start"),
            end=pl.min_horizontal("end", "slot_end"),
        )
        .drop("slot", "slot_start", "slot_end")
    )
