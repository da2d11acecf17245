"""What holds for all tracks: time is conserved and lies where the line between two fixes ran.

Places and fixes stand on a grid of whole numbers, which a power of two turns into degrees without rounding.
The answers are compared with a fine grid of moments, each placed here by whole-number arithmetic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import shapely
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from apk_lib.intervals import LENGTH
from apk_lib.places import Places, places
from apk_lib.tracks import Limits, Tracks, follow

ORIGIN, DEGREE = (17, 49), 2**12
NOON = datetime(2020, 9, 7, 12, tzinfo=UTC)
SECOND = 1_000_000
PARTS = 1000  # moments looked at between two fixes
SIZE = 16

Point = tuple[int, int]
Fix = tuple[str, int, Point]  # device, second, where
Drawn = list[list[Point]]  # an outline and its holes

DRAWN: dict[str, list[Drawn]] = {
    "U": [[[(0, 0), (12, 0), (12, 10), (8, 10), (8, 3), (4, 3), (4, 10), (0, 10)]]],
    "ring": [[[(2, 2), (14, 2), (14, 14), (2, 14)], [(5, 5), (11, 4), (10, 11)]]],
    "comb": [
        [[(0, 16), (0, 12), (3, 16), (3, 12), (6, 16), (6, 10), (9, 16), (9, 11), (12, 16), (16, 8), (16, 18), (0, 18)]]
    ],
    "neighbour": [[[(12, 0), (16, 0), (16, 10), (12, 10)]]],
    "slope": [[[(0, 0), (16, 8), (16, 4), (3, 1)]]],
    "islands": [[[(1, 5), (5, 6), (2, 9)]], [[(7, 7), (15, 6), (13, 13), (6, 12)], [(9, 9), (11, 8), (11, 11)]]],
}
WALK_ALL = Limits(gap_minutes=60, same_place_gap_minutes=0, same_place_metres=0, speed_kmh=1e9, border_seconds=0)
STRICT = Limits(gap_minutes=5, same_place_gap_minutes=15, same_place_metres=900, speed_kmh=100, border_seconds=60)


def ground(names: Sequence[str]) -> Places:
    """The drawn localities of these names, the first of them before the others."""

    def shape(parts: list[Drawn]) -> shapely.Polygon | shapely.MultiPolygon:
        rings = [[[_degrees(point) for point in ring] for ring in part] for part in parts]
        polygons = [shapely.Polygon(outline, holes) for outline, *holes in rings]
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)

    return places((name, rank, shape(DRAWN[name])) for rank, name in enumerate(names))


def _degrees(point: Point) -> tuple[float, float]:
    return ORIGIN[0] + point[0] / DEGREE, ORIGIN[1] + point[1] / DEGREE


grounds = st.lists(st.sampled_from(sorted(DRAWN)), unique=True, min_size=1)
points = st.tuples(st.integers(-1, SIZE), st.integers(-1, SIZE))


@st.composite
def walks(draw: st.DrawFn, devices: str = "PQ", longest: int = 400) -> list[Fix]:
    """Up to twelve fixes of each device, in time; where one stood it often stands again."""
    found: list[Fix] = []
    for device in draw(st.lists(st.sampled_from(devices), unique=True, min_size=1)):
        second, where = draw(st.integers(0, 600)), draw(points)
        for _ in range(draw(st.integers(0, 11))):
            found.append((device, second, where))
            second += draw(st.integers(1, longest))
            where = draw(st.just(where) | points)
        found.append((device, second, where))
    return found


def framed(fixes: list[Fix]) -> pl.DataFrame:
    rows = [(device, NOON + timedelta(seconds=second), *_degrees(where)) for device, second, where in fixes]
    schema = {"device": pl.String, "at": pl.Datetime("us", "UTC"), "lon": pl.Float64, "lat": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def spent(tracks: Tracks) -> dict[str | None, int]:
    """Microseconds by place; `gap` is untracked."""
    by_place = tracks.stays.group_by("locality").agg(LENGTH.sum())
    return Counter(dict(by_place.iter_rows()) | {"gap": tracks.gaps.select(LENGTH.sum()).item()})


# --- the grid of moments ---------------------------------------------------------------------------


def _holds(rings: Drawn, x: np.ndarray, y: np.ndarray, scale: int) -> np.ndarray:
    """Whether points (in whole numbers, `scale` times finer) lie in a polygon or on its border."""
    inside, border = np.zeros(len(x), dtype=bool), np.zeros(len(x), dtype=bool)
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            ax, ay, bx, by = (scale * value for value in (ax, ay, bx, by))
            side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            within = (np.minimum(ax, bx) <= x) & (x <= max(ax, bx)) & (min(ay, by) <= y) & (y <= max(ay, by))
            border |= (side == 0) & within
            inside ^= ((ay <= y) & (y < by) & (side > 0)) | ((by <= y) & (y < ay) & (side < 0))
    return inside | border


def sampled(fixes: list[Fix], names: Sequence[str]) -> tuple[dict[str | None, float], float]:
    """Microseconds by place from the middles of a thousand parts of each step, and how far off they may be."""
    found: Counter[str | None] = Counter()
    slack = 0.0
    for (device, start, (ax, ay)), (other, end, (bx, by)) in pairwise(fixes):
        if device != other:
            continue
        # the middles are odd multiples of half a part
        odd = 2 * np.arange(PARTS) + 1
        x, y = (2 * PARTS * a + odd * (b - a) for a, b in ((ax, bx), (ay, by)))
        place = np.full(PARTS, len(names))
        for rank in reversed(range(len(names))):
            for part in DRAWN[names[rank]]:
                place[_holds(part, x, y, 2 * PARTS)] = rank
        share = (end - start) * SECOND / PARTS
        slack += share * (2 + np.count_nonzero(np.diff(place)))
        for rank, count in zip(*np.unique(place, return_counts=True), strict=True):
            found[names[rank] if rank < len(names) else None] += count * share
    return found, slack


@given(walks(), grounds)
def test_time_lies_where_the_line_ran(fixes: list[Fix], names: list[str]) -> None:
    ours = spent(follow(framed(fixes), ground(names), WALK_ALL))
    moments, slack = sampled(fixes, names)
    for place in [*names, None]:
        assert abs(ours[place] - moments[place]) <= slack, place


# --- invariants ------------------------------------------------------------------------------------


@given(walks(longest=1200), grounds)
def test_time_is_conserved(fixes: list[Fix], names: list[str]) -> None:
    tracks = follow(framed(fixes), ground(names), STRICT)
    span = (
        framed(fixes).group_by("device").agg(length=(pl.col("at").max() - pl.col("at").min()).dt.total_microseconds())
    )
    told = pl.concat([tracks.stays.select("device", "start", "end"), tracks.gaps])
    for device, length in span.iter_rows():
        own = told.filter(device=device).sort("start")
        assert own.select(LENGTH.sum()).item() == length
        # one stretch after another, without a hole
        assert (own["end"].head(-1) == own["start"].tail(-1)).all()
    kept = len(fixes) - len(tracks.dropped)
    assert kept >= span.height


@given(walks(longest=1200), grounds, st.data())
def test_rows_may_come_in_any_order(fixes: list[Fix], names: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(fixes))
    one, other = (follow(framed(rows), ground(names), STRICT) for rows in (fixes, shuffled))
    for name in Tracks.__slots__:
        assert_frame_equal(getattr(one, name), getattr(other, name))


@given(walks(longest=1200), st.permutations(sorted(DRAWN)), st.integers(1, len(DRAWN) - 1), st.integers(0, 4))
def test_another_locality_never_raises_the_hours_of_the_others(
    fixes: list[Fix], names: list[str], many: int, rank: int
) -> None:
    # without hysteresis: what is flicker depends on where one flickered from
    limits = Limits(gap_minutes=5, same_place_gap_minutes=15, same_place_metres=900, speed_kmh=1e9, border_seconds=0)
    fewer, newcomer = names[:many], names[many]
    more = [*fewer[:rank], newcomer, *fewer[rank:]]
    before, after = (spent(follow(framed(fixes), ground(which), limits)) for which in (fewer, more))
    # a border is met to the microsecond, twice a step at the most for each of its sides
    slack = 100 * len(fixes)
    assert all(after[place] <= before[place] + slack for place in [*fewer, None])
    assert sum(after.values()) == sum(before.values())


@given(walks(longest=400), grounds, st.integers(1, 7))
def test_more_fixes_on_the_same_line_change_nothing(fixes: list[Fix], names: list[str], eighth: int) -> None:
    wide = [(device, 8 * second, (8 * x, 8 * y)) for device, second, (x, y) in fixes]
    finer = list(wide)
    for (device, start, (ax, ay)), (other, end, (bx, by)) in pairwise(wide):
        if device == other:
            step = tuple(a + (b - a) * eighth // 8 for a, b in ((ax, bx), (ay, by)))
            finer.append((device, start + (end - start) * eighth // 8, step))
    one, other = (
        spent(follow(framed(rows).with_columns(_eighth("lon", 0), _eighth("lat", 1)), ground(names), WALK_ALL))
        for rows in (wide, finer)
    )
    assert one.keys() == other.keys()
    # a cut is rounded to a microsecond in each step it falls into
    assert all(abs(one[place] - other[place]) <= 2 * 100 * len(finer) for place in one)


def _eighth(name: str, axis: int) -> pl.Expr:
    """Degrees of a grid eight times finer; exact, as eight is a power of two."""
    return (pl.col(name) - ORIGIN[axis]) / 8 + ORIGIN[axis]


@given(walks(longest=1200), grounds)
def test_each_device_is_followed_alone(fixes: list[Fix], names: list[str]) -> None:
    together = follow(framed(fixes), ground(names), STRICT)
    for device in {device for device, _, _ in fixes}:
        alone = follow(framed(fixes).filter(device=device), ground(names), STRICT)
        for name in Tracks.__slots__:
            assert_frame_equal(getattr(together, name).filter(device=device), getattr(alone, name))
