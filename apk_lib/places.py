"""Where the localities lie: polygons from GeoJSON, and which single locality a point belongs to.

Polygons may touch and even overlap, yet every point belongs to one locality: the one with the smaller
`priority`, then with the smaller id; a border belongs to the polygon it bounds. Geometry stays in degrees.
A straight line in degrees is a straight line in any local plane with constant scales, and a point divides
it in the same ratio, so no projection is needed to find where a line crosses a border.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn, TypeAlias

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from apk_lib.errors import DataError
from apk_lib.findings import KEY_SEPARATOR, findings, no_findings
from apk_lib.text import Text, number

Shape: TypeAlias = shapely.Polygon | shapely.MultiPolygon
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

EARTH_METRES = 6_371_008.8
OUTSIDE = -1
# a tenth of a millimetre: nearer to a border than coordinates can say, a point is on it
ON_THE_BORDER = 1e-9
# below this sine of their angle two lines are taken for parallel: where they meet is lost in rounding
_PARALLEL = 1e-12
# what is left of an overlap by the rounding of coordinates, in square metres
_ROUNDING = 0.01


@dataclass(frozen=True)
class Places:
    """The polygons of localities, in the order in which they claim a point.

    `localities[i]` is the id of `shapes[i]`; the shapes are valid polygons in degrees (longitude, latitude).
    """

    localities: tuple[str, ...]
    shapes: tuple[Shape, ...]

    def at(self, lon: Floats, lat: Floats) -> Numbers:
        """The place of each point: its number in `localities`, or `OUTSIDE`."""
        found = np.full(len(lon), len(self.localities), dtype=np.int64)
        point, place = self._tree.query(shapely.points(lon, lat), predicate="dwithin", distance=ON_THE_BORDER)
        np.minimum.at(found, point, place)
        found[found == len(self.localities)] = OUTSIDE
        return found

    def crossings(self, lines: Floats) -> tuple[Numbers, Floats]:
        """Where lines meet borders: the number of a line and the fraction of it, one row a meeting.

        `lines` has one row a straight line: lon, lat of its start, lon, lat of its end. A line that is
        not among the answer lies whole in one place; one that runs along a border meets it at both
        ends of the common stretch. A meeting of several edges may be told several times.
        """
        found, edge = self._edge_tree.query(shapely.linestrings(lines.reshape(-1, 2, 2)), predicate="intersects")
        return _meetings(lines, found, self._edges[edge])

    def overlaps(self) -> pl.DataFrame:
        """Localities that claim the same ground: `first, second, square_metres`; the first one has it."""
        pairs = self._tree.query(np.array(self.shapes, dtype=object), predicate="intersects").T.tolist()
        rows = []
        for one, other in sorted((one, other) for one, other in pairs if one < other):
            common = square_metres(shapely.intersection(self.shapes[one], self.shapes[other]))
            rows.append((self.localities[one], self.localities[other], common))
        schema = {"first": pl.String, "second": pl.String, "square_metres": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row").filter(pl.col("square_metres") > _ROUNDING)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of all places; the origin of local measures."""
        west, south, east, north = shapely.total_bounds(np.array(self.shapes, dtype=object))
        return float(west + east) / 2, float(south + north) / 2

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    @cached_property
    def _edges(self) -> Floats:
        """Every side of every ring once, in one row: the side of two neighbours is the same border."""
        # a shape of several parts has no rings of its own
        rings = shapely.get_rings(shapely.get_parts(np.array(self.shapes, dtype=object)))
        points, ring = shapely.get_coordinates(rings, return_index=True)
        sides = np.hstack([points[:-1], points[1:]])[ring[:-1] == ring[1:]]
        backwards = (sides[:, 0] > sides[:, 2]) | ((sides[:, 0] == sides[:, 2]) & (sides[:, 1] > sides[:, 3]))
        sides[backwards] = sides[backwards][:, [2, 3, 0, 1]]
        once: Floats = np.unique(sides[(sides[:, :2] != sides[:, 2:]).any(axis=1)], axis=0)
        return once

    @cached_property
    def _edge_tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.linestrings(self._edges.reshape(-1, 2, 2)))


def places(shapes: Iterable[tuple[str, float | None, Shape]]) -> Places:
    """Places from `(locality, priority, shape)`; a locality without a priority comes after those with one."""
    ordered = sorted(shapes, key=lambda one: (math.inf if one[1] is None else one[1], one[0]))
    return Places(tuple(one[0] for one in ordered), tuple(one[2] for one in ordered))


def metres(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Floats:
    """Great-circle distances in metres, on a sphere: within half a percent of the true ones."""
    lon, lat, other_lon, other_lat = map(np.radians, (lon, lat, other_lon, other_lat))
    half = np.sin((other_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    distance: Floats = 2 * EARTH_METRES * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return distance


def square_metres(shape: shapely.Geometry) -> float:
    """The area of a shape of the size of a town, in the local plane of its own middle."""
    if not shape.area:
        return 0.0
    degree = math.radians(1) * EARTH_METRES
    return float(shape.area) * degree**2 * math.cos(math.radians(shape.centroid.y))


def _meetings(lines: Floats, found: Numbers, edges: Floats) -> tuple[Numbers, Floats]:
    """The fractions at which lines meet the edges they are known to intersect."""
    start, along = lines[found, :2], lines[found, 2:] - lines[found, :2]
    side = edges[:, 2:] - edges[:, :2]
    sine = _cross(along, side)
    lengths = np.hypot(*along.T) * np.hypot(*side.T)
    parallel = np.abs(sine) <= _PARALLEL * lengths
    with np.errstate(divide="ignore", invalid="ignore"):
        once = _cross(edges[:, :2] - start, side) / sine
    both = [
        ((edges[parallel, corner : corner + 2] - start[parallel]) * along[parallel]).sum(axis=1)
        / (along[parallel] ** 2).sum(axis=1)
        for corner in (0, 2)
    ]
    fractions = np.concatenate([once[~parallel], *both])
    numbers = np.concatenate([found[~parallel], found[parallel], found[parallel]])
    return numbers, np.clip(fractions, 0.0, 1.0)


def _cross(one: Floats, other: Floats) -> Floats:
    product: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return product


# --- reading ---------------------------------------------------------------------------------------


def read_places(text: str, name: str, localities: Collection[str]) -> Places:
    """Places from the text of a GeoJSON file: a FeatureCollection in WGS 84, one feature a locality.

    A feature is a Polygon or a MultiPolygon, may have holes, and carries the property `locality` and, where
    localities overlap, `priority`: a number, the smaller one wins. `name` is how errors call the file,
    `localities` are the ids of the project sheet; some of them may have no polygon.

    Raises:
        DataError: the file is something else, or a polygon is broken; the message names the feature.
    """
    found: dict[str, tuple[str, float | None, Shape]] = {}
    for place, feature in enumerate(_features(text, name), start=1):
        reading = _Feature(name, place)
        locality, priority = reading.properties(feature, localities)
        if locality in found:
            reading.refuse(
                cs=f"lokalita „{locality}“ tu už jednou je. Území z více částí zapište jako MultiPolygon",
                en=f"locality “{locality}” stands here already. Write ground of several parts as a MultiPolygon",
            )
        found[locality] = locality, priority, reading.shape(feature)
    return places(found.values())


def read_outline(text: str, name: str) -> Shape:
    """The outline of a town from the text of a GeoJSON file: all its polygons together, for a map alone.

    Raises:
        DataError: as `read_places`.
    """
    features = enumerate(_features(text, name), start=1)
    together: Shape = shapely.union_all([_Feature(name, place).shape(feature) for place, feature in features])
    return together


def unclear_places(known: Places, name: str, localities: Collection[str]) -> pl.DataFrame:
    """Findings: localities that claim the same ground, and those of the project that have no polygon."""
    rows = known.overlaps().iter_rows()
    clashes = [
        findings("overlapping_localities", file=name, table="localities",
                 key=f"{first}{KEY_SEPARATOR}{second}", value=f"{number(area, 'cs')} m²")
        for first, second, area in rows
    ]  # fmt: skip
    without = [
        findings("locality_without_polygon", file=name, table="localities", key=locality)
        for locality in sorted(set(localities) - set(known.localities))
    ]
    return pl.concat([no_findings(), *clashes, *without])


def _features(text: str, name: str) -> list[Any]:
    wanted = Text(
        cs="Čekáme FeatureCollection s polygony lokalit v souřadnicích WGS 84.",
        en="Expected a FeatureCollection with the polygons of localities in WGS 84.",
    )
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise DataError(
            Text(
                cs=f"{name}, řádek {line}: soubor není platný GeoJSON. {wanted.cs}",
                en=f"{name}, line {line}: the file is no valid GeoJSON. {wanted.en}",
            )
        ) from error
    features = content.get("features") if isinstance(content, dict) else None
    system = _system(content)
    other = bool(system) and not system.endswith(_WGS_84)
    if other or not isinstance(features, list) or content.get("type") != "FeatureCollection":
        told = f" ({system})" if system else ""
        raise DataError(
            Text(
                cs=f"{name}: soubor je něco jiného{told}. {wanted.cs}",
                en=f"{name}: the file is something else{told}. {wanted.en}",
            )
        )
    return features


# the names under which programs write WGS 84 with the longitude first
_WGS_84 = ("CRS84", "4326")


def _system(content: Any) -> str:
    """The coordinate system a file of the older GeoJSON names; nothing where it names none."""
    named = content.get("crs") if isinstance(content, dict) else None
    properties = named.get("properties") if isinstance(named, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


# where the Czech Republic lies, for telling that latitude was written first
_WEST, _EAST, _SOUTH, _NORTH = 12.0, 19.0, 48.5, 51.1
_BROKEN = {
    "Self-intersection": Text(cs="hranice se kříží", en="its border crosses itself"),
    "Ring Self-intersection": Text(cs="hranice se sama sebe dotýká", en="its border touches itself"),
    "Hole lies outside shell": Text(cs="díra leží mimo obrys", en="a hole lies outside the outline"),
    "Holes are nested": Text(cs="díra leží v díře", en="a hole lies in a hole"),
    "Nested shells": Text(cs="část leží uvnitř jiné části", en="a part lies inside another part"),
    "Interior is disconnected": Text(cs="díra území přetíná", en="a hole cuts it in two"),
    "Too few points in geometry component": Text(cs="polygon nemá žádnou plochu", en="it has no area"),
}
_POINTS_OF_A_RING = 4


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature being read: the file and the number by which errors call it."""

    file: str
    number: int

    def refuse(self, cs: str, en: str) -> NoReturn:
        raise DataError(
            Text(cs=f"{self.file}, prvek č. {self.number}: {cs}.", en=f"{self.file}, feature no. {self.number}: {en}.")
        )

    def properties(self, feature: Any, localities: Collection[str]) -> tuple[str, float | None]:
        """The locality and its priority."""
        said = feature.get("properties") if isinstance(feature, dict) else None
        said = said if isinstance(said, dict) else {}
        locality, priority = said.get("locality"), said.get("priority")
        if not isinstance(locality, str) or locality not in localities:
            near = difflib.get_close_matches(str(locality), localities, n=1)
            cs = f", mysleli jste „{near[0]}“?" if near else f". Známé lokality: {', '.join(sorted(localities))}"
            en = f", did you mean “{near[0]}”?" if near else f". Known localities: {', '.join(sorted(localities))}"
            given = "" if locality is None else str(locality)
            self.refuse(
                cs=f"vlastnost locality „{given}“ není označením lokality projektu{cs}".removesuffix("."),
                en=f"property locality “{given}” is no locality of the project{en}".removesuffix("."),
            )
        if priority is not None and not _is_number(priority):
            self.refuse(cs=f"priority „{priority}“ není číslo", en=f"priority “{priority}” is no number")
        return locality, None if priority is None else float(priority)

    def shape(self, feature: dict[str, Any]) -> Shape:
        """The geometry, valid."""
        geometry = feature.get("geometry")
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
            self.refuse(
                cs=f"geometrie je {kind or 'prázdná'}, čekáme Polygon nebo MultiPolygon",
                en=f"the geometry is {kind or 'empty'}, expected a Polygon or a MultiPolygon",
            )
        coordinates = geometry.get("coordinates")
        parts = coordinates if kind == "MultiPolygon" and isinstance(coordinates, list) else [coordinates]
        polygons = [shapely.Polygon(outline, holes) for outline, *holes in map(self._rings, parts)]
        shape: Shape = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
        if shape.is_empty or not shapely.is_valid(shape):
            what, _, where = str(shapely.is_valid_reason(shape)).partition("[")
            told = _BROKEN.get(what, Text(cs="polygon není platný", en="the polygon is not valid"))
            at = f" [{where}" if where else ""
            self.refuse(cs=f"{told.cs}{at}", en=f"{told.en}{at}")
        return shape

    def _rings(self, polygon: Any) -> list[list[tuple[float, float]]]:
        rings = [list(self._points(ring)) for ring in polygon] if isinstance(polygon, list) else []
        if not rings:
            self.refuse(cs="polygon nemá žádné souřadnice", en="the polygon has no coordinates")
        for ring in rings:
            if len(ring) < _POINTS_OF_A_RING or ring[0] != ring[-1]:
                self.refuse(
                    cs="obrys není uzavřený: čekáme aspoň čtyři body, poslední stejný jako první",
                    en="a ring is not closed: expected at least four points, the last one equal to the first",
                )
        return rings

    def _points(self, ring: Any) -> Iterator[tuple[float, float]]:
        for point in ring if isinstance(ring, list) else [ring]:
            if not isinstance(point, list) or len(point) < 2 or not all(map(_is_number, point)):
                self.refuse(
                    cs=f"„{point}“ není bod; čekáme [délka, šířka] ve stupních, např. [17.39, 49.30]",
                    en=f"“{point}” is no point; expected [longitude, latitude] in degrees, such as [17.39, 49.30]",
                )
            lon, lat = float(point[0]), float(point[1])
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                self.refuse(
                    cs=f"bod [{lon:g}, {lat:g}] není ve stupních WGS 84; převeďte souřadnice",
                    en=f"point [{lon:g}, {lat:g}] is not in degrees of WGS 84; convert the coordinates",
                )
            if _WEST <= lat <= _EAST and _SOUTH <= lon <= _NORTH:
                self.refuse(
                    cs=f"bod [{lon:g}, {lat:g}] má souřadnice v opačném pořadí; čekáme [délka, šířka]",
                    en=f"point [{lon:g}, {lat:g}] has its coordinates in the wrong order; expected [longitude, "
                    "latitude]",
                )
            yield lon, lat


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
