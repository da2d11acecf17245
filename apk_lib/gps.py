"""What GPS says beside the records: it never adds an hour to them, it only validates.

The one source of hours are the records. GPS presence is compared with them where it can be: while at least
one device knew where it was.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import shapely

from apk_lib.intervals import LENGTH, cut, union
from apk_lib.periods import local_day
from apk_lib.places import EARTH_METRES, Floats, Numbers, Places
from apk_lib.tracks import INSTANT, Tracks

STRETCH = {"start": INSTANT, "end": INSTANT}
COMPARED = {"locality": pl.String, **STRETCH, "day": pl.Date, "recorded": pl.Int64, "gps": pl.Int64, "both": pl.Int64}
ON_SHIFT = {"device": pl.String, **STRETCH, "day": pl.Date, "tracked": pl.Int64, "outside": pl.Int64,
            "assumed": pl.Int64, "moved": pl.Int64, "gaps": pl.Int64, "off_shift": pl.Int64}  # fmt: skip
_INSET = 1e-6
CELLS = {"cell": pl.String, "locality": pl.String, "day": pl.Date}


def compared(presence: pl.DataFrame, stays: pl.DataFrame, places: Places, slots: pl.DataFrame) -> pl.DataFrame:
    """Recorded presence beside GPS presence by locality, while at least one device was tracked (also outside).

    `presence` are stretches with somebody recorded in a `locality` (`slots.presence`), `stays` those of devices.
    One row a stretch of one local day in which records, GPS or both say that somebody was there: `locality,
    start, end, day, recorded, gps, both`, each in microseconds, null where it does not say so. A locality
    without a polygon is left out: GPS cannot speak of it.
    """
    tracked = _covered(stays)
    known = pl.col("locality").is_in(list(places.localities))
    recorded = union(presence.filter(known), ["locality"])
    recorded = _beside(recorded, tracked).filter("beside").drop("beside")
    by_gps = union(stays.filter(pl.col("locality").is_not_null()), ["locality"])
    parts = [pl.DataFrame(schema={"locality": pl.String, **STRETCH, "said": pl.Boolean, "seen": pl.Boolean})]
    for locality in places.localities:
        said, seen = recorded.filter(locality=locality), by_gps.filter(locality=locality)
        in_records = _beside(said, seen).select("locality", "start", "end", said=pl.lit(True), seen="beside")
        not_there = _beside(seen, said).filter(~pl.col("beside"))
        parts += [in_records, not_there.select("locality", "start", "end", said=pl.lit(False), seen=pl.lit(True))]
    pieces = cut(pl.concat(parts), slots).with_columns(
        recorded=pl.when("said").then(LENGTH),
        gps=pl.when("seen").then(LENGTH),
        both=pl.when(pl.col("said") & pl.col("seen")).then(LENGTH),
    )
    return pieces.select(list(COMPARED)).sort("locality", "start")


def on_shift(tracks: Tracks, service: pl.DataFrame, slots: pl.DataFrame) -> pl.DataFrame:
    """The time of devices, with those gaps in it that fall into service.

    A device is switched off for nights, days off, and shifts that go without it. So a gap counts where it begins
    and ends within one unbroken stretch of shifts, whoever served. Microseconds of each stretch of one local day
    stand in one column, the others are null: `tracked` on shift, `gaps` on shift, `off_shift` tracked while nobody
    was on shift. Of `tracked`, `outside` is the part outside localities, `assumed` the part no walk was seen in,
    and `moved`, in rows of its own, the part that went to a place beside it as flicker at a border.
    """
    shifts = _covered(service)
    silent = tracks.gaps.with_columns(begins="start", finishes="end")
    unbroken = (pl.col("start") == pl.col("begins")) & (pl.col("end") == pl.col("finishes"))
    silent = _beside(silent, shifts).filter("beside", unbroken)
    told = pl.concat([
        _beside(tracks.stays, shifts).with_columns(kind=pl.lit("stay")),
        silent.with_columns(kind=pl.lit("gap")),
        _beside(tracks.flicker, shifts).filter("beside").with_columns(kind=pl.lit("flicker")),
    ], how="diagonal")  # fmt: skip
    stay, gap = pl.col("kind") == "stay", pl.col("kind") == "gap"
    tracked = stay & pl.col("beside")
    pieces = cut(told, slots).with_columns(
        tracked=pl.when(tracked).then(LENGTH),
        outside=pl.when(tracked & pl.col("locality").is_null()).then(LENGTH),
        assumed=pl.when(tracked & pl.col("assumed")).then(LENGTH),
        moved=pl.when(kind="flicker").then(LENGTH),
        gaps=pl.when(gap & pl.col("beside")).then(LENGTH),
        off_shift=pl.when(stay & ~pl.col("beside")).then(LENGTH),
    )
    return pieces.select(list(ON_SHIFT)).sort("device", "start")


def _covered(stretches: pl.DataFrame) -> pl.DataFrame:
    return union(stretches.select("start", "end", one=pl.lit(0)), ["one"]).drop("one")


def _beside(stretches: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Stretches cut at the edges of others (disjoint and sorted), with `beside`: whether one of them lasts there."""
    if stretches.is_empty() or others.is_empty():
        return stretches.with_columns(beside=pl.lit(False))
    first = min(stretches["start"].min(), others["start"].min())  # type: ignore[type-var]
    last = max(stretches["end"].max(), others["end"].max())  # type: ignore[type-var]
    between = pl.DataFrame({"start": [first, *others["end"]], "end": [*others["start"], last]}, schema=STRETCH)
    every = pl.concat([
        others.select("start", "end", beside=pl.lit(True)),
        between.with_columns(beside=pl.lit(False)),
    ])  # fmt: skip
    return cut(stretches, every.filter(pl.col("start") < pl.col("end")).sort("start"))


# --- cells of the grid -----------------------------------------------------------------------------


def cells(steps: pl.DataFrame, places: Places, side: float) -> pl.DataFrame:
    """The cells of a square grid that touch localities, and the days on which a device was in them.

    The grid of `side` metres stands on the middle of all places, in their local plane. One row a cell, a
    locality it touches and a day (of the start of a step); a cell never visited has one row a locality without a
    day. A share of cells visited holds for its size of cells only.
    """
    if not places.localities:
        return pl.DataFrame(schema=CELLS)
    touched = _touched(places, side)
    visited = _visited(steps, places, side).join(touched, on=["x", "y"], how="semi")
    days = visited.unique(["x", "y", "day"])
    told = touched.join(days, on=["x", "y"], how="left")
    cell = pl.format("{}|{}", "x", "y").alias("cell")
    return told.select(cell, "locality", "day").sort("cell", "locality", "day")


def _sides(places: Places, side: float) -> tuple[float, float]:
    """The side of a cell in degrees of longitude and of latitude."""
    metre = math.degrees(1 / EARTH_METRES)
    return side * metre / math.cos(math.radians(places.middle[1])), side * metre


def _touched(places: Places, side: float) -> pl.DataFrame:
    (west, south), (wide, high) = places.middle, _sides(places, side)
    parts = []
    for locality, shape in zip(places.localities, places.shapes, strict=True):
        left, low, right, top = shape.bounds
        x = np.arange(math.floor((left - west) / wide), math.floor((right - west) / wide) + 1)
        y = np.arange(math.floor((low - south) / high), math.floor((top - south) / high) + 1)
        x, y = (axis.ravel() for axis in np.meshgrid(x, y))
        # a border that only runs along a cell does not touch it
        near, far = _INSET, 1 - _INSET
        boxes = shapely.box(west + (x + near) * wide, south + (y + near) * high,
                            west + (x + far) * wide, south + (y + far) * high)  # fmt: skip
        shapely.prepare(shape)
        meets = shapely.intersects(shape, boxes)
        parts.append(pl.DataFrame({"x": x[meets], "y": y[meets], "locality": [locality] * int(meets.sum())}))
    return pl.concat(parts)


def _visited(steps: pl.DataFrame, places: Places, side: float) -> pl.DataFrame:
    """The cells in which steps began or which they crossed: `x, y, day`, with repeats."""
    (west, south), (wide, high) = places.middle, _sides(places, side)
    start, end = (
        np.column_stack([(steps[lon].to_numpy() - west) / wide, (steps[lat].to_numpy() - south) / high])
        for lon, lat in (("lon", "lat"), ("to_lon", "to_lat"))
    )
    day = steps.select(local_day(pl.col("at"))).to_series()
    crossing = np.flatnonzero((np.floor(start) != np.floor(end)).any(axis=1))
    number, x, y = _crossed(start[crossing], end[crossing])
    begun = np.floor(start).astype(np.int64)
    return pl.concat([
        pl.DataFrame({"x": begun[:, 0], "y": begun[:, 1], "day": day}),
        pl.DataFrame({"x": x, "y": y, "day": day.gather(crossing[number])}),
    ])  # fmt: skip


def _crossed(start: Floats, end: Floats) -> tuple[Numbers, Numbers, Numbers]:
    """The cells lines pass through, in a grid of whole numbers: the number of the line, and the cell."""
    numbers, fractions = [np.arange(len(start))] * 2, [np.zeros(len(start)), np.ones(len(start))]
    for axis in (0, 1):
        low = np.floor(np.minimum(start[:, axis], end[:, axis])).astype(np.int64)
        high = np.floor(np.maximum(start[:, axis], end[:, axis])).astype(np.int64)
        line = np.repeat(np.arange(len(start)), high - low)
        edge = low[line] + 1 + np.arange(len(line)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
        numbers.append(line)
        fractions.append((edge - start[line, axis]) / (end[line, axis] - start[line, axis]))
    number, fraction = np.concatenate(numbers), np.concatenate(fractions)
    order = np.lexsort((fraction, number))
    number, fraction = number[order], fraction[order]
    piece = np.flatnonzero((number[1:] == number[:-1]) & (fraction[1:] > fraction[:-1]))
    line, middle = number[piece], (fraction[piece] + fraction[piece + 1]) / 2
    cell = np.floor(start[line] + middle[:, None] * (end[line] - start[line])).astype(np.int64)
    return line, cell[:, 0], cell[:, 1]
