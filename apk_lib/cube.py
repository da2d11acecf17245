"""Coverage of any number of visits, in a table small enough to look at: locality × weekday × time band.

For files of many towns and years, too large to hold at once; a report on one town works from `slots`, by
the same arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from apk_lib.intervals import LENGTH, cut, gaps, union

# visits held at a time: about a gigabyte at the most
BLOCK = 4_000_000


@dataclass(frozen=True)
class Coverage:
    """What `coverage` counts; lengths are whole microseconds, rows are sorted.

    `cube` has `locality, weekday, band, person_hours, presence_hours, visits`: an hour belongs to the local day
    on which it was spent, a visit, once however many made it, to the slot in which it began; weekday 1 is Monday.
    `idleness` has `locality, service, gaps, worst, total, squares`: the length of service, the number of gaps
    between stays within it, the longest gap, the sum of gaps and the sum of their squares, from which the mean
    gap is `total / gaps` and the average idleness `squares / (2 * service)`.
    """

    cube: pl.DataFrame
    idleness: pl.DataFrame


def coverage(visits: pl.LazyFrame, slots: pl.DataFrame, service: pl.DataFrame, *, block: int = BLOCK) -> Coverage:
    """Person-hours, presence-hours, visits and gaps of each locality, worked off by blocks of localities.

    Nobody is asked for by name here, so stays of one person that overlap count twice in person-hours. They must
    have been resolved before: `intervals.one_place_at_a_time`, without what is `double_booked`.

    Args:
        visits: `visit, locality, start, end`, one row a person and visit, or several where a stay was cut; a visit
            begins with the earliest of its rows and lies in one locality. A null locality is a group of its own.
            Of a scanned file no more is in memory than `block` rows and the visits of one locality.
        slots: consecutive slots with their `day` and `band` (`slots.slots`).
        service: the time in which the gaps are measured, `locality, start, end`; a locality without it has no
            row in `idleness`, one without a visit has a single gap.
        block: how many rows to take at a time; the result does not depend on it.

    Raises:
        ValueError: a row reaches outside all slots, has no start or no end, or ends before it starts.
    """
    weekday = pl.col("day").dt.weekday()
    cells = slots.select("band", weekday=weekday).unique().sort("weekday", "band").with_row_index("cell")
    dated = slots.with_columns(weekday=weekday).join(cells, on=["weekday", "band"], maintain_order="left")
    dated = dated.select("start", "end", "cell")
    places = _places(visits, service, block)
    # at least one block, so that nothing has its columns, too
    blocks = places.partition_by("block", maintain_order=True) or [places]
    hours, idle = zip(*(_counted(visits, service, dated, some) for some in blocks), strict=True)
    cube = pl.concat(hours).join(places, on="place").join(cells, on="cell").sort("place", "weekday", "band")
    idleness = pl.concat(idle).join(places, on="place").sort("place")
    return Coverage(
        cube.select("locality", "weekday", "band", "person_hours", "presence_hours", "visits"),
        idleness.select("locality", "service", "gaps", "worst", "total", "squares"),
    )


def _places(visits: pl.LazyFrame, service: pl.DataFrame, block: int) -> pl.DataFrame:
    """Every locality, sorted, with its number `place` and the `block` in which it is worked off."""
    rows = visits.group_by("locality").agg(rows=pl.len().cast(pl.Int64)).collect(engine="streaming")
    never = service.select("locality", rows=pl.lit(0, pl.Int64)).unique()
    sizes = pl.concat([rows, never]).group_by("locality").agg(pl.col("rows").sum()).sort("locality")
    before = pl.col("rows").cum_sum() - pl.col("rows")
    return sizes.select("locality", block=before // block).with_row_index("place")


def _counted(
    visits: pl.LazyFrame, service: pl.DataFrame, slots: pl.DataFrame, places: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Hours and visits by place and cell, and the gaps of each place."""
    rows, served = (
        frame.join(places.lazy(), on="locality", nulls_equal=True)
        .select("place", "start", "end", *named)
        .collect(engine="streaming")
        for frame, named in ((visits, ["visit"]), (service.lazy(), []))
    )
    stays = union(rows, ["place"])
    there = cut(stays, slots).group_by("place", "cell").agg(presence_hours=LENGTH.sum())
    # a visit without length, on the edge of a stay and of a slot, is in a cell where nobody was present
    spent = _spent(rows, slots).join(there, on=["place", "cell"], how="left")
    return spent.with_columns(pl.col("presence_hours").fill_null(0)), _idle(stays, served)


def _spent(visits: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """Person-hours and visits by place and cell; a visit is counted where the first piece of its first row is."""
    began = visits.lazy().group_by("place", "visit").agg(pl.col("start").min()).collect(engine="streaming")
    begun = cut(began.select("place", "start", end="start"), slots).group_by("place", "cell").len("visits")
    hours = (
        cut(visits.select("place", "start", "end"), slots)
        .lazy()
        .group_by("place", "cell")
        .agg(person_hours=LENGTH.sum())
        # a third of the time of the other engine, for a million rows and a thousand groups
        .collect(engine="streaming")
    )
    counted = hours.join(begun, on=["place", "cell"], how="left")
    return counted.with_columns(pl.col("visits").cast(pl.Int64).fill_null(0))


def _idle(stays: pl.DataFrame, service: pl.DataFrame) -> pl.DataFrame:
    """Service and the gaps in it by place."""
    length = pl.col("length")
    found = gaps(stays, service, ["place"]).group_by("place").agg(
        gaps=length.len().cast(pl.Int64),
        worst=length.max(),
        total=length.sum(),
        # a square of microseconds is too large for 64 bits
        squares=length.cast(pl.Int128).pow(2).sum(),
    )  # fmt: skip
    served = union(service, ["place"]).group_by("place").agg(service=LENGTH.sum())
    return served.join(found, on="place", how="left").with_columns(pl.col("gaps", "total", "squares").fill_null(0))
