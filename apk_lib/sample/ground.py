"""The ground of a town in whole millionths of a degree: polygons of localities, points, distances.

Whole numbers fall the same way everywhere, which fractions of degrees would not.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import pairwise

from apk_lib.sample.dice import Dice

MILLIONTHS = 1_000_000
# millimetres in a millionth of a degree, eastwards at the latitude of the country's middle and northwards
EAST, NORTH = 72, 111
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """A polygon: its outline first, then its holes; the last point of a ring is its first one again."""

    rings: tuple[tuple[Point, ...], ...]

    def holds(self, point: Point) -> bool:
        """Whether the point is inside: a ray to the east leaves the rings an odd number of times."""
        x, y = point
        inside = False
        for ring in self.rings:
            for (x1, y1), (x2, y2) in pairwise(ring):
                if (y1 > y) != (y2 > y):
                    east = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
                    inside ^= (east > 0) == (y2 > y1)
        return inside

    def somewhere(self, dice: Dice) -> Point:
        """A point inside, each as likely."""
        xs, ys = zip(*self.rings[0], strict=True)
        while True:
            point = dice.between(min(xs), max(xs)), dice.between(min(ys), max(ys))
            if self.holds(point):
                return point


def grounds(geojson: str) -> dict[str, Ground]:
    """The polygons of a collection of features by the `locality` each names."""
    return {
        feature["properties"]["locality"]: Ground(
            tuple(tuple(_point(*corner) for corner in ring) for ring in feature["geometry"]["coordinates"])
        )
        for feature in json.loads(geojson)["features"]
    }


def _point(lon: float, lat: float) -> Point:
    return round(lon * MILLIONTHS), round(lat * MILLIONTHS)


def distance(one: Point, other: Point) -> int:
    """Millimetres between two points of a town."""
    return math.isqrt(((one[0] - other[0]) * EAST) ** 2 + ((one[1] - other[1]) * NORTH) ** 2)


def towards(here: Point, there: Point, millimetres: int) -> Point:
    """Where somebody is after so many millimetres of a straight way, or at its end."""
    way = distance(here, there)
    if way <= millimetres:
        return there
    return tuple(a + (b - a) * millimetres // way for a, b in zip(here, there, strict=True))  # type: ignore[return-value]
