"""Maps of localities, shaded and named at the side: polygons alone, no tiles, nothing fetched."""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import shapely
from shapely.geometry import mapping, shape

from apk_lib.charts.style import DARK_BLUE, GRID, INK, MUTED, PALE_BLUE, across, down, finished, values
from apk_lib.labels import Reading
from apk_lib.text import NBSP, Text, number

_TOWN = Text(cs="výřez v obrysu města", en="the map within the town")
_METRES_A_DEGREE = 111_195.0
# the map stands between two columns of labels; under it a scale, and the place of the map in the town
_COLUMN, _MAP, _LOWEST, _TALLEST, _EDGE = 148, 304, 220, 420, 14
_STRIP, _INSET = 28, 72
_LINE, _BETWEEN, _LETTERS = 14, 9, 22
_LAND = "#f3f5f7"
_ROUND = [step * 10**power for power in range(1, 6) for step in (1, 2, 5)]


@dataclass(frozen=True, slots=True)
class _Plane:
    """From degrees to pixels: a local plane true to shape, good for a town."""

    west: float
    north: float
    degree_x: float  # pixels a degree of longitude
    degree_y: float
    left: float
    top: float

    def x(self, lon: float) -> float:
        return self.left + (lon - self.west) * self.degree_x

    def y(self, lat: float) -> float:
        return self.top + (self.north - lat) * self.degree_y

    def lon(self, x: float) -> float:
        return self.west + (x - self.left) / self.degree_x

    def lat(self, y: float) -> float:
        return self.north - (y - self.top) / self.degree_y

    def drawn(self, geometry: Any) -> Any:
        """The geometry in pixels."""
        return shapely.transform(geometry, lambda at: [(self.x(lon), self.y(lat)) for lon, lat in at])

    @property
    def metre(self) -> float:
        """Pixels a metre."""
        return self.degree_y / _METRES_A_DEGREE


@dataclass(frozen=True, slots=True)
class Shade:
    """How dark a locality is drawn (white at zero), and what stands under its name."""

    value: float
    text: str


def locality_map(reading: Reading) -> Any:
    """Localities shaded by presence-hours, named with their hours at the side; white where nobody was.

    A locality whose hours are withheld is not drawn.
    """
    shapes = reading.labels.shapes
    assert shapes is not None, "no shapes to draw"
    rows = reading.rows("presence_hours", "presence_hours", "period", "locality")
    spent = dict(rows.select("category_1", "value").iter_rows())
    withheld = set(rows.filter(state="suppressed")["category_1"])
    hours = {id: spent.get(id) or 0.0 for id in shapes.localities if id not in withheld}
    shades = {id: Shade(value, f"{reading.labels.bare(value, 'hours')}{NBSP}h") for id, value in hours.items()}
    return shaded_map(reading, shades, max(hours.values(), default=0.0) or 1.0)


def shaded_map(reading: Reading, shades: Mapping[str, Shade], darkest: float) -> Any:
    """The localities of `shades` by a value from zero to `darkest`, named at the side.

    The map is zoomed to the localities; the town's outline lies under them, and a small one shows where they are.
    """
    shapes = reading.labels.shapes
    assert shapes is not None, "no shapes to draw"
    known = {id: shape(geometry) for id, geometry in shapes.localities.items() if id in shades}
    plane, height, sides = _laid_out(reading, known, shades)
    frame = shapely.box(_COLUMN, 0, _COLUMN + _MAP, height)
    town = None if shapes.town is None else shape(shapes.town)
    ground = frame if town is None else plane.drawn(town).intersection(frame)
    whole = height + (_STRIP if town is None else _INSET + _STRIP - 10)
    layers = [
        _land([ground]),
        _filled([*sides[0], *sides[1]], darkest),
        *_named(sides, whole),
        *_scale(plane, height, whole, reading),
    ]
    if town is not None:
        layers += _inset(town, plane, frame, whole, reading)
    return finished(alt.layer(*layers).properties(width=_COLUMN * 2 + _MAP, height=whole))


def _laid_out(
    reading: Reading, known: Mapping[str, Any], shades: Mapping[str, Shade]
) -> tuple[_Plane, float, list[list[dict[str, Any]]]]:
    """The plane, its height, and the places of the left and of the right side with their labels in place."""
    bounds = shapely.union_all(list(known.values())).bounds
    lowest = float(_LOWEST)
    # once to know how high the labels are, once to fit the map to that height
    for _ in range(2):
        plane, height = _fitted(bounds, _COLUMN, _MAP, (lowest, max(lowest, _TALLEST)))
        sides = _sides(_places(reading, {id: plane.drawn(geometry) for id, geometry in known.items()}, shades))
        lowest = max(height, *(sum(row["room"] for row in side) for side in sides))
    return (
        plane,
        height,
        [_untangled(side, edge, height) for side, edge in zip(sides, (_COLUMN, _COLUMN + _MAP), strict=True)],
    )


def _fitted(bounds: tuple[float, ...], left: float, width: float, heights: tuple[float, float]) -> tuple[_Plane, float]:
    """The plane that shows these bounds in the given width, and the height it takes."""
    west, south, east, north = bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    room = width - 2 * _EDGE
    degree_y = min(room / max((east - west) * squeeze, 1e-6), (heights[1] - 2 * _EDGE) / max(north - south, 1e-6))
    height = max((north - south) * degree_y + 2 * _EDGE, heights[0])
    degree_x = degree_y * squeeze
    middle_x, middle_y = left + (width - (east - west) * degree_x) / 2, (height - (north - south) * degree_y) / 2
    return _Plane(west, north, degree_x, degree_y, middle_x, middle_y), height


def _places(reading: Reading, drawn: Mapping[str, Any], shades: Mapping[str, Shade]) -> list[dict[str, Any]]:
    """One row a locality with its shape in pixels, a point inside it, and its label."""
    rows = []
    for id, geometry in drawn.items():
        inside = geometry.representative_point()
        lines = textwrap.wrap(reading.labels.name("locality", id), _LETTERS)
        rows.append(
            {"shape": geometry, "shade": shades[id].value, "x": inside.x, "y": inside.y, "lines": lines,
             "room": (len(lines) + 1) * _LINE + _BETWEEN, "text": shades[id].text}
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["x"], row["y"]))


def _sides(places: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The places labelled on the left and on the right, half and half, each from the top."""
    half = (len(places) + 1) // 2
    left, right = places[:half], places[half:]
    return sorted(left, key=lambda row: row["y"]), sorted(right, key=lambda row: row["y"])


def _spread(side: list[dict[str, Any]], height: float) -> None:
    """Give each label of a side its `top` so that none touches another."""
    free = 0.0
    for row in side:
        row["top"] = max(row["y"] - row["room"] / 2, free)
        free = row["top"] + row["room"]
    floor = height
    for row in reversed(side):
        row["top"] = min(row["top"], floor - row["room"])
        floor = row["top"]


def _untangled(side: list[dict[str, Any]], edge: float, height: float) -> list[dict[str, Any]]:
    """The labels of a side in an order in which no leader crosses another; each swap makes the leaders shorter."""
    for _ in range(len(side) ** 2):
        _spread(side, height)
        leaders = [shapely.LineString([(edge, _middle(row)), (row["x"], row["y"])]) for row in side]
        pairs = itertools.combinations(range(len(side)), 2)
        crossed = next((pair for pair in pairs if leaders[pair[0]].crosses(leaders[pair[1]])), None)
        if crossed is None:
            break
        first, second = crossed
        side[first], side[second] = side[second], side[first]
    return side


def _middle(row: dict[str, Any]) -> float:
    """Where the leader of a label begins."""
    return float(row["top"] + (len(row["lines"]) + 1) * _LINE / 2)


def _land(geometries: list[Any], stroke: str = GRID, fill: str = _LAND) -> Any:
    features = [_feature(one) for one in geometries if not one.is_empty]
    return _shapes(features).mark_geoshape(fill=fill, stroke=stroke, clip=False)


def _filled(places: list[dict[str, Any]], darkest: float) -> Any:
    # the largest first, so that a small locality inside a large one stays visible
    ordered = sorted(places, key=lambda row: -row["shape"].area)
    features = [_feature(row["shape"], shade=row["shade"]) for row in ordered]
    scale = alt.Scale(domain=[0, darkest], range=[PALE_BLUE, DARK_BLUE])
    shade = alt.Color("properties.shade:Q", scale=scale, legend=None)
    return (
        _shapes(features)
        .mark_geoshape(stroke=INK, strokeWidth=0.7, clip=False)
        .encode(fill=alt.condition("datum.properties.shade > 0", shade, alt.value("white")))
    )


def _feature(geometry: Any, **properties: float) -> dict[str, Any]:
    return {"type": "Feature", "geometry": mapping(geometry), "properties": properties}


def _shapes(features: list[dict[str, Any]]) -> Any:
    """Shapes already in pixels."""
    return alt.Chart(alt.InlineData(values=features)).project(type="identity", scale=1, translate=[0, 0])


def _named(sides: list[list[dict[str, Any]]], whole: float) -> list[Any]:
    """The labels at both sides and the lines that lead from them into the shapes."""
    width = _COLUMN * 2 + _MAP
    layers, lines = [], []
    edges: tuple[tuple[float, Any], ...] = ((_COLUMN - 8, "right"), (_COLUMN + _MAP + 8, "left"))
    for side, (edge, align) in zip(sides, edges, strict=True):
        texts = []
        for row in side:
            tip = edge + (4 if align == "right" else -4)
            lines.append({"x": tip, "y": _middle(row), "x2": row["x"], "y2": row["y"]})
            texts.append({"text": "\n".join(row["lines"]), "x": edge, "y": row["top"], "ink": INK})
            texts.append({"text": row["text"], "x": edge, "y": row["top"] + len(row["lines"]) * _LINE, "ink": MUTED})
        if texts:
            mark = alt.Chart(values(texts)).mark_text(
                align=align, baseline="top", fontSize=11.5, lineBreak="\n", lineHeight=_LINE
            )
            colour = alt.Color("ink:N", scale=None)
            layers.append(mark.encode(x=across("x", width), y=down("y", whole), text=alt.Text("text:N"), color=colour))
    base = alt.Chart(values(lines))
    leaders = base.mark_rule(color=MUTED, strokeWidth=0.8).encode(
        x=across("x", width), y=down("y", whole), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")
    )
    ends = base.mark_circle(color="white", stroke=INK, strokeWidth=1, size=26, opacity=1)
    return [leaders, ends.encode(x=across("x2", width), y=down("y2", whole)), *layers]


def _scale(plane: _Plane, height: float, whole: float, reading: Reading) -> list[Any]:
    """A bar of a round length."""
    length = max((step for step in _ROUND if step * plane.metre <= _MAP * 0.4), default=_ROUND[0])
    amount, unit = (length, "m") if length < 1000 else (length / 1000, "km")
    told = f"{number(amount, reading.lang)}{NBSP}{unit}"
    width, y = _COLUMN * 2 + _MAP, height + 14
    bar = alt.Chart(values([{"x": _COLUMN, "x2": _COLUMN + length * plane.metre, "y": y, "text": told}]))
    return [
        bar.mark_rule(color=MUTED, strokeWidth=3).encode(x=across("x", width), x2=alt.X2("x2:Q"), y=down("y", whole)),
        bar.mark_text(align="left", dx=6, color=MUTED, fontSize=11).encode(
            x=across("x2", width), y=down("y", whole), text=alt.Text("text:N")
        ),
    ]


def _inset(town: Any, plane: _Plane, frame: Any, whole: float, reading: Reading) -> list[Any]:
    """The outline of the whole town with the frame of the map in it."""
    left, top = _COLUMN + _MAP - _INSET, whole - _INSET
    small, _ = _fitted(town.bounds, left, _INSET, (0, _INSET))
    small = replace(small, top=small.top + top)
    ends = shapely.transform(frame, lambda at: [(plane.lon(x), plane.lat(y)) for x, y in at])
    said = alt.Chart(values([{"x": left - 8, "y": top + _INSET / 2, "text": _TOWN(reading.lang)}]))
    note = said.mark_text(align="right", color=MUTED, fontSize=11).encode(
        x=across("x", _COLUMN * 2 + _MAP), y=down("y", whole), text=alt.Text("text:N")
    )
    here = _land([small.drawn(ends)], stroke=DARK_BLUE, fill=DARK_BLUE)
    return [_land([small.drawn(town)], stroke=MUTED), here, note]
