"""Exact arithmetic on stretches of time.

Every frame here has `start` and `end` instants, half-open [start, end). Nothing is rounded: lengths
are differences of instants in whole microseconds, so a night on which clocks change has its true
length and sums are conserved however finely time is cut.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Instants = npt.NDArray[np.int64]

LENGTH = (pl.col("end") - pl.col("start")).dt.total_microseconds()


def union(stretches: pl.DataFrame, by: list[str], gap: int = 0) -> pl.DataFrame:
    """The time covered at least once, per group: disjoint stretches with gaps between them.

    Stretches that touch are one; with `gap`, so are those at most that many microseconds apart (a stay that
    a short absence does not end, the absence included). Returns `by, start, end`, sorted; a null in `by` is a
    group of its own.

    Raises:
        ValueError: a stretch has no start or no end, or ends before it starts.
    """
    _refuse_open(stretches)
    groups = stretches.group_by(by).agg(pl.col("start").sort(), pl.col("end").sort()).sort(by)
    times = groups.select("start", "end", group=pl.int_range(pl.len())).explode("start", "end")
    # Starts and ends are sorted apart: n starts come before the n-th and the next, so a new stretch begins
    # where the n-th end does too. No sum of times is formed, so no number of groups and no span is too large.
    apart = (pl.col("start") - pl.col("end").shift(1)).dt.total_microseconds() > gap
    opens = times.select(pl.col("group").ne_missing(pl.col("group").shift(1)) | apart).to_series()
    closes = opens.shift(-1, fill_value=True)
    merged = groups.select(by)[times["group"].filter(opens)]
    return merged.with_columns(times["start"].filter(opens), times["end"].filter(closes))


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
    """Each stretch cut at the edges of the slots it touches, in the order of the stretches.

    `slots` are consecutive stretches without gaps, sorted; their other columns are added to the
    pieces.

    Raises:
        ValueError: a stretch reaches outside all slots, has no start or no end, or ends before it starts.
    """
    _refuse_open(stretches)
    # rows that lie in many chunks are gathered four times as slowly
    stretches = stretches.rechunk()
    if len(stretches) == 0:
        return stretches.hstack(slots.clear().drop("start", "end"))
    start, end = _microseconds(stretches["start"]), _microseconds(stretches["end"])
    edges = _microseconds(slots["start"])
    if len(slots) == 0 or start.min() < edges[0] or end.max() > _microseconds(slots["end"])[-1]:
        raise ValueError("a stretch reaches outside all slots")
    first = _last_not_after(edges, start)
    pieces = _last_not_after(edges, np.maximum(end - 1, start)) - first + 1
    row = np.repeat(np.arange(len(stretches)), pieces)
    touched = slots[np.arange(len(row)) + (first - pieces.cumsum() + pieces)[row]]
    return (
        stretches[row]
        .with_columns(slot_start=touched["start"], slot_end=touched["end"])
        .with_columns(
            start=pl.max_horizontal("start", "slot_start"),
            end=pl.min_horizontal("end", "slot_end"),
        )
        .drop("slot_start", "slot_end")
        .hstack(touched.drop("start", "end"))
    )


def _last_not_after(edges: Instants, instants: Instants) -> Instants:
    """The place of the last edge that is not after each instant; edges are sorted, no instant is before the first.

    A binary search that begins at a table of evenly spaced marks: one step is usually left of it, so a million
    instants take a fifth of the time of `search_sorted`.
    """
    width = (max(edges[-1], instants.max()) - edges[0]) // (2 * len(edges)) + 1
    marks = np.searchsorted(edges, edges[0] + np.arange(2 * len(edges) + 2) * width, side="right") - 1
    mark = (instants - edges[0]) // width
    low: Instants
    low, high = marks[mark], marks[mark + 1]
    for _ in range(int(np.diff(marks).max()).bit_length()):
        middle = (low + high + 1) >> 1
        reached = edges[middle] <= instants
        low, high = np.where(reached, middle, low), np.where(reached, high, middle - 1)
    return low


def _microseconds(instants: pl.Series) -> Instants:
    plain: Instants = instants.to_physical().to_numpy()
    return plain


def gaps(stays: pl.DataFrame, service: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The time of service without a stay, per group: from one stay to the next, and at both edges.

    `stays` and `service` have `by, start, end`, in any order. Service is walked as if it were one stretch: a gap
    over a night without service is as long as the service in it. What lies outside service counts for nothing, and
    a stay wholly outside it divides no gap.

    Returns `by, start, end, length, censored`, sorted: `start` and `end` are the first and the last moment of
    service in the gap, `length` the microseconds of service between them, never 0. A `censored` gap begins with
    the first or ends with the last moment of all service, so its true length is unknown; a group never visited
    has one, its whole service. Lengths and the time of stays within service sum to the time of service.

    Raises:
        ValueError: a stretch has no start or no end, or ends before it starts.
    """
    served = union(service, by).filter(pl.col("start") < pl.col("end"))
    groups = (
        served.group_by(by, maintain_order=True)
        .agg(opens=pl.col("start").first(), closes=pl.col("end").last(), whole=LENGTH.sum())
        .with_row_index("group")
    )
    numbered = groups.select(*by, "group")
    served, inside = (
        frame.join(numbered, on=by, nulls_equal=True, maintain_order="left").select("group", "start", "end")
        for frame in (served, stays)
    )
    # the edges of service are stays without length, so that every gap lies between two stays
    edges = [groups.select("group", start=edge, end=edge) for edge in ("opens", "closes")]
    marks = _on_service(union(pl.concat([inside, *edges]), ["group"]), served)
    marks = marks.join(groups.select("group", "whole"), on="group", maintain_order="left").with_columns(
        pl.col("begun").fill_null(0), pl.col("done").fill_null(pl.col("whole"))
    )
    at_edge = (pl.col("done") == 0) | (pl.col("begun") == pl.col("whole"))
    between = marks.filter(at_edge | (pl.col("begun") < pl.col("done"))).select(
        "group",
        start="leaves",
        end=pl.col("comes").shift(-1),
        length=pl.col("begun").shift(-1) - pl.col("done"),
        censored=(pl.col("done") == 0) | (pl.col("begun").shift(-1) == pl.col("whole")),
        same=pl.col("group") == pl.col("group").shift(-1),
    )
    found = between.filter("same", pl.col("length") > 0)
    return groups.select(by)[found["group"]].hstack(found.drop("group", "same"))


def _on_service(stays: pl.DataFrame, service: pl.DataFrame) -> pl.DataFrame:
    """Where stays begin and end in the service of their group, both disjoint and sorted.

    Adds `comes` and `begun`, the last moment of service before the stay and how much service lies before it, and
    `leaves` and `done`, the first moment of service after it and how much lies before that; null where there is none.
    """
    walked = service.with_columns(before=LENGTH.cum_sum().over("group") - LENGTH)
    earlier = walked.select("group", opened="start", closed="end", ahead="before")
    later = walked.select("group", opens="start", closes="end", before="before")
    return (
        stays.join_asof(
            earlier, left_on="start", right_on="opened", by="group",
            strategy="backward", allow_exact_matches=False, check_sortedness=False,
        )
        .join_asof(
            later, left_on="end", right_on="closes", by="group",
            strategy="forward", allow_exact_matches=False, check_sortedness=False,
        )
        .with_columns(comes=pl.min_horizontal("start", "closed"), leaves=pl.max_horizontal("end", "opens"))
        .with_columns(
            begun=pl.col("ahead") + (pl.col("comes") - pl.col("opened")).dt.total_microseconds(),
            done=pl.col("before") + (pl.col("leaves") - pl.col("opens")).dt.total_microseconds(),
        )
    )  # fmt: skip


def _refuse_open(stretches: pl.DataFrame) -> None:
    if stretches["start"].null_count() or stretches["end"].null_count():
        raise ValueError("a stretch has no start or no end")
    if (stretches["end"] < stretches["start"]).any():
        raise ValueError("a stretch ends before it starts")
