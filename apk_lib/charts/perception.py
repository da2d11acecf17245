"""Pictures of perceived safety: answers by wave, the change by group, the way from wave to wave."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import (
    AMBER,
    BLUE,
    DARK_BLUE,
    GRID,
    INK,
    LIGHT_AMBER,
    MUTED,
    WIDTH,
    finished,
    looked_up,
    percent_axis,
    values,
)
from apk_lib.labels import Figure, Reading
from apk_lib.prose.waves import few, figures, wave_of
from apk_lib.tables.questionnaire import SAFETY_ITEMS
from apk_lib.tables.scales import SCALES
from apk_lib.text import Text, number, percent

_GROUPS = ("zone", "sex", "age_group")
_ALL = Text(cs="všichni", en="everybody")
_UNKNOWN = Text(cs="nevím", en="don't know")
_LEVEL = Text(cs="cítí se bezpečně", en="feel safe")
_CHANGE = Text(cs="změna v procentních bodech", en="change in percentage points")
_PUBLISHED = Text(cs="zveřejněná šetření jinde", en="published surveys elsewhere")
_NAMES, _APART = 222, 26
_ANSWERS = {1: DARK_BLUE, 2: BLUE, 3: LIGHT_AMBER, 4: AMBER}
_MERGED = {Text(cs="bezpečně", en="safe"): DARK_BLUE, Text(cs="nebezpečně", en="unsafe"): AMBER}


def answers_by_wave(reading: Reading) -> Any:
    """Answers on the four-point scale, safe to the left of zero and unsafe to the right, waves adjacent.

    Those who do not know stand apart at the right edge, for they are outside the base.
    """
    pieces, silent = [], []
    for item, said in SAFETY_ITEMS.items():
        unknown = {one.category_1: one for one in figures(reading, item, "answer_9", "wave")}
        for wave in figures(reading, item, "share_safe", "wave"):
            name = f"{said(reading.lang)} · {wave_of(wave)} (n = {number(wave.n, reading.lang)})"
            pieces += _likert(reading, item, wave.category_1, name)
            if wave.category_1 in unknown:
                silent.append({"name": name, "unknown": unknown[wave.category_1].show()})
    named = {SCALES["safety"].answers[answer](reading.lang): colour for answer, colour in _ANSWERS.items()}
    named |= {said(reading.lang): colour for said, colour in _MERGED.items()}
    scale = [answer for answer in named if any(piece["answer"] == answer for piece in pieces)]
    order = list(dict.fromkeys(piece["name"] for piece in pieces))
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=200))
    reach = [max([0.4, *(sign * piece[end] for piece in pieces)]) * 1.05 for end, sign in (("from", -1), ("to", 1))]
    colours = alt.Scale(domain=scale, range=[named[answer] for answer in scale])
    sides = percent_axis(reading.lang, "abs(datum.value)")
    axis = alt.Axis(values=[-0.8, -0.4, 0, 0.4, 0.8], labelExpr=sides, grid=True)
    bars = alt.Chart(values(pieces)).mark_bar(height=20).encode(
        y=y,
        x=alt.X("from:Q", title=None, scale=alt.Scale(domain=[-reach[0], reach[1]]), axis=axis),
        x2=alt.X2("to:Q"),
        color=alt.Color("answer:N", scale=colours, sort=scale, legend=alt.Legend(columns=2)),
    )  # fmt: skip
    wide = [piece for piece in pieces if abs(piece["to"] - piece["from"]) > 0.04]
    numbers = alt.Chart(values(wide)).mark_text(fontSize=11).encode(
        y=y, x=alt.X("middle:Q"), text=alt.Text("text:N"),
        color=alt.condition(alt.datum.dark, alt.value("white"), alt.value(INK)),
    )  # fmt: skip
    width = WIDTH - 170 - 60
    apart = alt.Chart(values(silent)).mark_text(align="right", color=MUTED, fontSize=11).encode(
        y=y, x=alt.XValue(width + 62), text=alt.Text("unknown:N")
    )  # fmt: skip
    head = alt.Chart(values([{"text": _UNKNOWN(reading.lang)}])).mark_text(
        align="right", color=MUTED, fontSize=11
    ).encode(x=alt.XValue(width + 62), y=alt.YValue(-9), text=alt.Text("text:N"))  # fmt: skip
    return finished((bars + numbers + apart + head).properties(width=width, height=alt.Step(30)))


def _likert(reading: Reading, item: str, wave: str, name: str) -> list[dict[str, Any]]:
    """The pieces of one bar; safe and unsafe alone where single answers are withheld."""
    told = {answer: reading.figure(item, f"answer_{answer}", wave=wave) for answer in _ANSWERS}
    if any(figure.withheld for figure in told.values()):
        safe = reading.figure(item, "share_safe", wave=wave).value
        edges = dict(zip(_MERGED, ((-safe, 0.0), (0.0, 1.0 - safe)), strict=True))
        return [_piece(name, said(reading.lang), *ends, dark=True) for said, ends in edges.items()]
    share = {answer: figure.value for answer, figure in told.items()}
    ends = {2: (-share[2], 0.0), 1: (-share[2] - share[1], -share[2]), 3: (0.0, share[3]),
            4: (share[3], share[3] + share[4])}  # fmt: skip
    answers = SCALES["safety"].answers
    return [_piece(name, answers[one](reading.lang), *ends[one], dark=one in (1, 4)) for one in sorted(ends)]


def _piece(name: str, answer: str, start: float, end: float, *, dark: bool) -> dict[str, Any]:
    return {"name": name, "answer": answer, "from": start, "to": end, "middle": (start + end) / 2,
            "text": f"{(end - start) * 100:.0f}", "dark": dark}  # fmt: skip


def change_dots(reading: Reading) -> Any:
    """By group the share safe in the first and the last wave, and beside it the change with its interval.

    The grey band holds the rises a survey of this size can miss.
    """
    panels = [(said, _groups(reading, item)) for item, said in SAFETY_ITEMS.items()]
    shown = [(said, rows) for said, rows in panels if rows]
    ends = [abs(row[name]) for _, rows in shown for row in rows for name in ("lower", "upper", "change", "band")
            if row[name] is not None]  # fmt: skip
    reach = max(ends, default=10.0) * 1.08
    parts = []
    for said, rows in shown:
        pair = alt.hconcat(_levels(rows, reading), _moves(rows, reach, reading), spacing=14)
        parts.append(pair.properties(title=said(reading.lang)))
    return finished(alt.vconcat(*parts, spacing=_APART).resolve_scale(x="independent"))


def _groups(reading: Reading, item: str) -> list[dict[str, Any]]:
    """One row a group: everybody, then the parts of the town, the sexes, the ages."""
    rows = []
    for dimension in (None, *_GROUPS):
        for change in figures(reading, item, "change", *([dimension] if dimension else [])):
            waves = figures(reading, item, "share_safe", "wave", *([dimension] if dimension else []))
            mine = [one for one in waves if dimension is None or one.category_2 == change.category_1]
            group = reading.labels.name(dimension, change.category_1) if dimension else _ALL(reading.lang)
            rows.append(_row(group, change, mine))
    return rows


def _row(group: str, change: Figure, waves: list[Figure]) -> dict[str, Any]:
    lang = change.labels.lang
    bases = [number(one.n, lang) for one in ([waves[0], waves[-1]] if waves else [])]
    low = few(min((one.n for one in waves), default=0), lang)
    columns = {"change": "value", "lower": "lower", "upper": "upper", "band": "detectable_change"}
    points = {name: None if change.row[of] is None else change.row[of] * 100 for name, of in columns.items()}
    return {
        "name": f"{group} (n = {' → '.join(bases)}{low})" if bases else group,
        "first": waves[0].value if waves else None,
        "last": waves[-1].value if waves else None,
        "zero": 0.0,
        **points,
    }


def _levels(rows: list[dict[str, Any]], reading: Reading) -> Any:
    """The first wave hollow, the last one full, a line between."""
    base = alt.Chart(values(rows)).encode(y=_rows(rows))
    x = alt.Scale(domain=[0, 1])
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr=percent_axis(reading.lang), grid=True)
    line = base.mark_rule(color=BLUE, strokeWidth=3).encode(
        x=alt.X("first:Q", scale=x, axis=axis, title=_LEVEL(reading.lang)), x2=alt.X2("last:Q")
    )
    first = base.mark_point(color=DARK_BLUE, fill="white", size=95, opacity=1, strokeWidth=1.5).encode(
        x=alt.X("first:Q", scale=x)
    )
    end = base.mark_circle(color=DARK_BLUE, size=50, opacity=1).encode(x=alt.X("last:Q", scale=x))
    return (line + first + end).properties(width=140, height=alt.Step(25))


def _moves(rows: list[dict[str, Any]], reach: float, reading: Reading) -> Any:
    """The change as a dot with its interval on the band of what could be missed."""
    x = alt.Scale(domain=[-reach, reach], nice=False)
    base = alt.Chart(values(rows)).encode(y=_rows(rows, shown=False))
    axis = alt.Axis(tickCount=5)
    band = base.mark_bar(height=17, color=GRID).encode(
        x=alt.X("zero:Q", scale=x, title=_CHANGE(reading.lang), axis=axis), x2=alt.X2("band:Q")
    )
    zero = alt.Chart(values([{"zero": 0}])).mark_rule(strokeDash=[3, 3], color=MUTED).encode(x=alt.X("zero:Q", scale=x))
    rule = base.mark_rule(color=INK, strokeWidth=2).encode(x=alt.X("lower:Q", scale=x), x2=alt.X2("upper:Q"))
    dot = base.mark_circle(color=DARK_BLUE, size=80, opacity=1).encode(x=alt.X("change:Q", scale=x))
    return (band + zero + rule + dot).properties(width=165, height=alt.Step(25))


def _rows(rows: list[dict[str, Any]], shown: bool = True) -> Any:
    # both panels leave equal room for the names, so that their zeros stand one under the other
    axis = alt.Axis(labelLimit=_NAMES, minExtent=_NAMES, maxExtent=_NAMES) if shown else None
    return alt.Y("name:N", sort=[row["name"] for row in rows], title=None, axis=axis)


def trend(reading: Reading) -> Any:
    """The share safe from wave to wave with its interval, on the range of published surveys where there are any."""
    parts = []
    for item, said in SAFETY_ITEMS.items():
        points = (
            reading.curves.filter(pl.col("indicator") == item, pl.col("measure") == "trend", pl.col("series") == "all")
            .drop_nulls("y")
            .sort("x")
        )
        if not points.is_empty():
            parts.append(_way(points, item, reading).properties(title=said(reading.lang)))
    return finished(alt.hconcat(*parts, spacing=30))


def _way(points: pl.DataFrame, item: str, reading: Reading) -> Any:
    """One item: a ribbon where there are three waves or more, otherwise each wave for itself."""
    waves = [wave_of(one) for one in figures(reading, item, "share_safe", "wave")]
    rows = [
        {"wave": wave, "text": percent(point["y"], reading.lang), **point}
        for wave, point in zip(waves, points.select("x", "y", "lower", "upper").to_dicts(), strict=True)
    ]
    # days as numbers: a picture must not depend on the time zone it is drawn in
    names = looked_up({f"{row['x']:.0f}": row["wave"] for row in rows})
    days = alt.Axis(values=[row["x"] for row in rows], labelExpr=f"{names}[format(datum.value, '.0f')]")
    room = max(rows[-1]["x"] - rows[0]["x"], 1.0) * 0.15
    x = alt.X("x:Q", title=None, axis=days, scale=alt.Scale(domain=[rows[0]["x"] - room, rows[-1]["x"] + 2 * room]))
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr=percent_axis(reading.lang), grid=True)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, 1]), title=None, axis=axis)
    base = alt.Chart(values(rows)).encode(x=x)
    layers, between = (
        _elsewhere(item, reading),
        base.encode(y=alt.Y("lower:Q", title=None, axis=axis), y2=alt.Y2("upper:Q")),
    )
    if len(rows) > 2:
        layers.append(between.mark_area(color=BLUE, opacity=0.45))
        layers.append(base.mark_line(color=DARK_BLUE, strokeWidth=2).encode(y=y))
    else:
        layers.append(between.mark_rule(color=INK, strokeWidth=2))
    layers.append(base.mark_circle(color=DARK_BLUE, size=70, opacity=1).encode(y=y))
    layers.append(base.mark_text(align="left", dx=7, dy=-9, fontSize=11).encode(y=y, text=alt.Text("text:N")))
    return alt.layer(*layers).properties(width=(WIDTH - 130) / 2, height=170)


def _elsewhere(item: str, reading: Reading) -> list[Any]:
    """The range of what published surveys found on this item."""
    others = figures(reading, "published_safety", "share_safe", "survey", "item")
    shares = [one.value for one in others if one.category_2 == item]
    if not shares:
        return []
    low, high = min(shares), max(shares)
    span = percent(low, reading.lang) if low == high else reading.labels.interval(low, high, "share")
    text = f"{_PUBLISHED(reading.lang)} {span}"
    base = alt.Chart(values([{"low": low, "high": high, "text": text}]))
    # a single survey is a line, several a band
    band = base.mark_rect(color=GRID, stroke=GRID, strokeWidth=2).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    said = base.mark_text(align="left", baseline="top", dy=3, color=MUTED, fontSize=10.5).encode(
        x=alt.XValue(4), y=alt.Y("low:Q"), text=alt.Text("text:N")
    )
    return [band, said]
