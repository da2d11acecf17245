"""Pictures of towns beside each other: a funnel of values against size, and all towns by name with their intervals.

Own town is a diamond with its name, a town that can be told apart a full dot with its name, all others hollow dots:
shape and words say it, colour only repeats it. No picture puts towns into an order by what they reached.
"""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from apk_lib.charts.style import (
    AMBER,
    BLUE,
    DARK_BLUE,
    GRID,
    INK,
    MUTED,
    WIDTH,
    finished,
    percent_axis,
    values,
)
from apk_lib.portfolio.standing import Comparison
from apk_lib.portfolio.subjects import Town
from apk_lib.prose.portfolio import SIZES, Speaker
from apk_lib.results import UNITS
from apk_lib.text import Text, number

_HEIGHT = 320
# of many towns the rows stand closer
_STEP, _CLOSER, _MANY = 21, 15, 40
_ROOM = 44  # for the names of limits at the right edge
_NAMES = 190
# the diamond of own town; in a row it must not hide its interval
_OWN, _OWN_IN_ROW = 170, 80
# so many names can stand beside dots without covering each other
_NAMED = 8
# sizes further apart than this are drawn on a logarithm, so that small towns do not lie on one another
_FAR = 12
_POOLED = Text(cs="typické město, jako jsou tato", en="a town typical of these")
_NEXT = Text(cs="další takové město", en="one more such town")


def funnel(speaker: Speaker) -> Any:
    """Each town's value against what its precision hangs on, between the limits about the common value."""
    of = speaker.of
    x, y = _across(speaker), _up(speaker)
    drawn = of.funnel.rename({"size": "x"})
    limits = []
    for confidence, dash in ((0.95, [5, 4]), (0.998, [1, 0])):
        lines = drawn.filter(confidence=confidence)
        base = alt.Chart(values(lines.select("x", "lower", "upper"))).mark_line(
            color=MUTED, strokeWidth=1.2, strokeDash=dash, clip=True
        )
        limits += [base.encode(x=x, y=_up(speaker, end)) for end in ("lower", "upper")]
    middle = alt.Chart(values([{"centre": of.centre}])).mark_rule(color=BLUE, strokeWidth=2)
    edge = drawn.filter(x=drawn["x"].max())
    # each pair of limits is named once, so that the names do not meet
    sides = zip(edge.iter_rows(named=True), ("lower", "upper"), strict=True)
    named = [{"x": row["x"], "y": row[end], "text": _level(row["confidence"], speaker)} for row, end in sides]
    ends = alt.Chart(values(named)).mark_text(align="left", dx=4, color=MUTED, fontSize=11).encode(
        x=x, y=_up(speaker, "y"), text="text:N"
    )  # fmt: skip
    layers = [*limits, middle.encode(y=_up(speaker, "centre")), ends, *_dots(speaker, x, y)]
    return finished(alt.layer(*layers).properties(width=WIDTH - 60 - _ROOM, height=_HEIGHT))


def towns(speaker: Speaker) -> Any:
    """All towns by name, each with its interval, the common value as a line, the typical town beneath."""
    rows = [_row(speaker, town) for town in speaker.of.compared]
    pooled = speaker.of.pooled
    if pooled and pooled.value is not None:
        about = {"pooled": True, "own": False, "apart": False}
        mean = {"name": _POOLED(speaker.lang), "lower": pooled.lower, "value": pooled.value, "upper": pooled.upper}
        rows.append(mean | about | {"text": speaker.bare(pooled.value)})
        if pooled.predicted_lower is not None:
            ahead = {"lower": pooled.predicted_lower, "upper": pooled.predicted_upper, "value": None, "text": ""}
            rows.append(ahead | about | {"name": _NEXT(speaker.lang)})
    order = [row["name"] for row in rows]
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=_NAMES, minExtent=_NAMES, maxExtent=_NAMES))
    base = alt.Chart(values(rows)).encode(y=y)
    x = alt.X("value:Q", title=_unit(speaker), scale=_scale(speaker), axis=_axis(speaker))
    rule = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("lower:Q", title=_unit(speaker), scale=_scale(speaker), axis=_axis(speaker)), x2="upper:Q",
        color=alt.condition("datum.pooled", alt.value(BLUE), alt.value(INK)),
    )  # fmt: skip
    dots = [one.encode(x=x, y=y) for one in _marks(rows, _OWN_IN_ROW)]
    mean_dot = alt.Chart(values(rows)).transform_filter("datum.pooled").mark_point(
        shape="square", size=80, fill=BLUE, stroke=BLUE, opacity=1
    ).encode(x=x, y=y)  # fmt: skip
    told = base.mark_text(align="left", fontSize=11).encode(x=alt.value(WIDTH - _NAMES - 50), text="text:N")
    layers = [rule, *dots, mean_dot, told]
    if speaker.of.centre is not None:
        line = alt.Chart(values([{"centre": speaker.of.centre}])).mark_rule(color=BLUE, strokeWidth=1.5)
        layers.insert(
            0, line.encode(x=alt.X("centre:Q", scale=_scale(speaker), title=_unit(speaker), axis=_axis(speaker)))
        )
    step = _STEP if len(rows) <= _MANY else _CLOSER
    return finished(alt.layer(*layers).properties(width=WIDTH - _NAMES - 60, height=alt.Step(step)))


def _row(speaker: Speaker, town: Town) -> dict[str, Any]:
    row = town.row
    return {
        "name": town.name, "x": town.size, "value": town.value, "lower": row["lower"], "upper": row["upper"],
        "text": speaker.figure_bare(town), "pooled": False, "own": town.id == speaker.own,
        "apart": town.standing in ("above", "below"),
    }  # fmt: skip


def _dots(speaker: Speaker, x: Any, y: Any) -> list[Any]:
    rows = [_row(speaker, town) for town in speaker.of.compared]
    apart = [row for row in rows if row["apart"] and not row["own"]]
    said = apart if len(apart) <= _NAMED else []
    right = max(row["x"] for row in rows)
    sides: tuple[tuple[list[dict[str, Any]], Literal["left", "right", "center"], int, int], ...]
    sides = (([row for row in said if row["x"] < 0.6 * right], "left", 8, -8),
             ([row for row in said if row["x"] >= 0.6 * right], "right", -8, -8),
             ([row for row in rows if row["own"]], "center", 0, 18))  # fmt: skip
    names = []
    for some, align, dx, dy in sides:
        if some:
            name: dict[str, Any] = {"align": align, "dx": dx, "dy": dy, "fontSize": 11}
            base = alt.Chart(values(some)).encode(x=x, y=y, text="name:N")
            # first as a white edge, so that a name can be read on a line or a dot
            names += [base.mark_text(**name, stroke="white", strokeWidth=3), base.mark_text(**name)]
    return [*(one.encode(x=x, y=y) for one in _marks(rows, _OWN)), *names]


def _marks(rows: list[dict[str, Any]], own: int) -> list[Any]:
    """Towns as they stand: hollow, full, and own as a diamond of a size, full where it can be told apart."""
    base = alt.Chart(values([row for row in rows if not row["pooled"]]))
    full = alt.condition("datum.apart", alt.value(DARK_BLUE), alt.value("white"))
    others = base.transform_filter("!datum.own").mark_point(
        size=60, stroke=DARK_BLUE, strokeWidth=1.5, opacity=1
    ).encode(fill=full)  # fmt: skip
    mine = base.transform_filter("datum.own").mark_point(
        shape="diamond", size=own, stroke=AMBER, strokeWidth=2.5, opacity=1
    ).encode(fill=alt.condition("datum.apart", alt.value(AMBER), alt.value("white")))  # fmt: skip
    return [others, mine]


def _level(confidence: float, speaker: Speaker) -> str:
    said = number(confidence * 100, speaker.lang, 1)
    return f"{said}\u00a0%" if speaker.lang == "cs" else f"{said}%"


def _across(speaker: Speaker) -> Any:
    sizes = [town.size for town in speaker.of.compared]
    least, most = min(sizes) * 0.85, max(sizes) * 1.15
    kind: Literal["log", "linear"] = "log" if most > _FAR * least else "linear"
    scale = alt.Scale(type=kind, domain=[least, most], nice=False, zero=False)
    axis = alt.Axis(tickCount=6, labelExpr="format(datum.value, ',~g')" if kind == "linear" else _ROUND)
    return alt.X("x:Q", title=SIZES[speaker.of.subject.kind](speaker.lang), scale=scale, axis=axis)


# on a logarithm only round sizes are told
_ROUND = "indexof([1, 2, 5], round(datum.value / pow(10, floor(log(datum.value) / LN10 + 1e-9)))) < 0 ? '' : " \
         "format(datum.value, ',~g')"  # fmt: skip


def _up(speaker: Speaker, field: str = "value") -> Any:
    return alt.Y(f"{field}:Q", title=_unit(speaker), scale=_scale(speaker, funnel=True), axis=_axis(speaker))


def _unit(speaker: Speaker) -> str | None:
    """What the numbers of an axis are; a share says it by its sign."""
    return None if speaker.of.unit == "share" else UNITS[speaker.of.unit](speaker.lang)


def _axis(speaker: Speaker) -> Any:
    unit = speaker.of.unit
    if unit in ("share", "share_difference"):
        said = percent_axis(speaker.lang) if unit == "share" else "format(datum.value * 100, '.0f')"
        return alt.Axis(tickCount=5, labelExpr=said, grid=True, gridColor=GRID)
    return alt.Axis(tickCount=5, grid=True, gridColor=GRID)


def _scale(speaker: Speaker, *, funnel: bool = False) -> Any:
    """The range that holds every value and interval, in a funnel its limits; ratios on a logarithm."""
    of: Comparison = speaker.of
    held = [town.value for town in of.compared]
    if funnel:
        # of the outer limits only where they are narrowest: of small towns they would leave no room for the others
        inner = of.funnel.filter(confidence=0.95)
        edge = of.funnel.filter(size=of.funnel["size"].max())
        held += [*inner["lower"], *inner["upper"], *edge["lower"], *edge["upper"]]
    else:
        held += [end for town in of.compared for end in (town.row["lower"], town.row["upper"]) if end is not None]
        if of.pooled and of.pooled.predicted_lower is not None and of.pooled.predicted_upper is not None:
            held += [of.pooled.predicted_lower, of.pooled.predicted_upper]
    low, high = min(held), max(held)
    if of.unit == "ratio":
        return alt.Scale(type="log", domain=[low / 1.05, high * 1.05], nice=False)
    room = max((high - low) * 0.06, 0.01)
    edges = [low - room, high + room]
    if of.unit != "share_difference":
        edges[0] = max(0.0, edges[0])
    if of.unit == "share":
        edges[1] = min(1.0, edges[1])
    return alt.Scale(domain=edges, nice=False, zero=False)
