"""Pictures of perceived safety, money and context."""

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
    LIGHT_BLUE,
    MUTED,
    WIDTH,
    finished,
    percent_axis,
    values,
)
from apk_lib.labels import Reading
from apk_lib.tables.codes import SAFETY_SCALE
from apk_lib.text import Text

ITEMS = {
    "safe_by_day": Text(cs="Ve dne", en="By day"),
    "safe_after_dark": Text(cs="Po setmění", en="After dark"),
}
_CHANGE = Text(
    cs="změna v procentních bodech; šedý pás: nárůst, který šetření zachytí v méně než 80 % případů",
    en="change in percentage points; grey band: rises such a survey finds less than 80% of the time",
)


def answers_by_wave(reading: Reading) -> Any:
    """Answers on the four-point scale, safe to the left of zero and unsafe to the right, waves adjacent."""
    pieces = []
    for item, said in ITEMS.items():
        waves = reading.rows(item, "share_safe", "cumulative", "wave").drop_nulls("value").sort("category_1")
        for wave, n in waves.select("category_1", "n").iter_rows():
            name = f"{said(reading.lang)} · {reading.labels.name('wave', wave)} (n = {n})"
            pieces += _likert(reading, item, wave, name)
    scale = [SAFETY_SCALE[answer](reading.lang) for answer in (1, 2, 3, 4)]
    order = list(dict.fromkeys(piece["name"] for piece in pieces))
    y = alt.Y("name:N", sort=order, title=None)
    reach = (
        max(-min(piece["from"] for piece in pieces), 0.4) * 1.05,
        max(max(piece["to"] for piece in pieces), 0.4) * 1.05,
    )
    colours = alt.Scale(domain=scale, range=[DARK_BLUE, BLUE, LIGHT_AMBER, AMBER])
    sides = percent_axis(reading.lang, "abs(datum.value)")
    axis = alt.Axis(values=[-0.8, -0.4, 0, 0.4, 0.8], labelExpr=sides, grid=True)
    bars = alt.Chart(values(pieces)).mark_bar(height=20).encode(
        y=y,
        x=alt.X("from:Q", title=None, scale=alt.Scale(domain=[-reach[0], reach[1]]), axis=axis),
        x2="to:Q",
        color=alt.Color("answer:N", scale=colours, sort=scale, legend=alt.Legend(columns=4)),
    )  # fmt: skip
    wide = [piece for piece in pieces if abs(piece["to"] - piece["from"]) > 0.04]
    numbers = alt.Chart(values(wide)).mark_text(fontSize=11).encode(
        y=y, x="middle:Q", text="text:N",
        color=alt.condition(alt.datum.dark, alt.value("white"), alt.value(INK)),
    )  # fmt: skip
    return finished((bars + numbers).properties(width=WIDTH - 170, height=alt.Step(30)))


def _likert(reading: Reading, item: str, wave: str, name: str) -> list[dict[str, Any]]:
    share = {answer: reading.figure(item, f"answer_{answer}", wave=wave).value for answer in (1, 2, 3, 4)}
    edges = {2: (-share[2], 0.0), 1: (-share[2] - share[1], -share[2]), 3: (0.0, share[3]),
             4: (share[3], share[3] + share[4])}  # fmt: skip
    return [
        {
            "name": name,
            "answer": SAFETY_SCALE[answer](reading.lang),
            "from": start,
            "to": end,
            "middle": (start + end) / 2,
            "text": f"{share[answer] * 100:.0f}",
            "dark": answer in (1, 4),
        }
        for answer, (start, end) in sorted(edges.items())
    ]


def change_dots(reading: Reading) -> Any:
    """The change of the share who feel safe with its interval, beside the rises a survey of this size can miss."""
    marks: list[dict[str, Any]] = []
    for item, said in ITEMS.items():
        change = reading.figure(item, "change")
        if change:
            shares = {name: change.row[name] for name in ("value", "lower", "upper", "detectable_change")}
            points = {name: None if share is None else share * 100 for name, share in shares.items()}
            marks.append({"name": said(reading.lang), "zero": 0.0, **points})
    ends = [abs(mark[name]) for mark in marks for name in ("lower", "upper", "detectable_change") if mark[name]]
    reach = max(ends, default=10.0) * 1.1
    x = alt.Scale(domain=[-reach, reach])
    order = [str(mark["name"]) for mark in marks]
    base = alt.Chart(values(marks)).encode(y=alt.Y("name:N", sort=order, title=None))
    band = base.mark_bar(height=26, color=GRID).encode(
        x=alt.X("zero:Q", scale=x, title=_CHANGE(reading.lang), axis=alt.Axis(tickCount=7)), x2="detectable_change:Q"
    )
    zero = alt.Chart(values([{"zero": 0}])).mark_rule(strokeDash=[3, 3], color=MUTED).encode(x=alt.X("zero:Q", scale=x))
    rule = base.mark_rule(color=INK, strokeWidth=2).encode(x=alt.X("lower:Q", scale=x), x2="upper:Q")
    dot = base.mark_circle(color=DARK_BLUE, size=90, opacity=1).encode(x=alt.X("value:Q", scale=x))
    return finished((band + zero + rule + dot).properties(width=WIDTH - 100, height=alt.Step(40)))


def money_and_time(reading: Reading) -> Any:
    """The share of the budget spent beside the share of the project's time gone."""
    said = {
        ("spending", "absorption"): Text(cs="vyčerpáno z rozpočtu", en="budget spent"),
        ("elapsed_time", "elapsed"): Text(cs="uplynulo z doby projektu", en="time gone"),
    }
    marks = []
    for (indicator, measure), label in said.items():
        figure = reading.figure(indicator, measure)
        marks.append({"what": label(reading.lang), "share": figure.value or 0.0, "text": figure.show()})
    order = [label(reading.lang) for label in said.values()]
    base = alt.Chart(values(marks)).encode(
        y=alt.Y("what:N", sort=order, title=None),
        x=alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, max(1.0, *(mark["share"] for mark in marks))]),
                axis=alt.Axis(labelExpr=percent_axis(reading.lang), values=[0, 0.25, 0.5, 0.75, 1], grid=True)),
    )  # fmt: skip
    bars = base.mark_bar(height=18).encode(
        color=alt.Color("what:N", scale=alt.Scale(domain=order, range=[DARK_BLUE, LIGHT_BLUE]),
                        legend=None)
    )  # fmt: skip
    numbers = base.mark_text(align="left", dx=5).encode(text="text:N")
    return finished((bars + numbers).properties(width=WIDTH - 200, height=alt.Step(30)))


def crime_years(reading: Reading) -> Any:
    """Recorded crime by year; a line breaks where a year was not published."""
    points = reading.curves.filter(pl.col("indicator") == "crime_recorded").sort("series", "x")
    years = range(int(min(points["x"])), int(max(points["x"])) + 1)
    parts = []
    for (area,), one in points.group_by("series", maintain_order=True):
        known = dict(one.select("x", "y").iter_rows())
        rows = [{"year": str(year), "crimes": known.get(year)} for year in years]
        base = alt.Chart(values(rows), title=str(area)).encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y(
                "crimes:Q",
                title=None,
                scale=alt.Scale(zero=True),
                axis=alt.Axis(grid=True, tickCount=3, format=",.0f"),
            ),
        )
        line = base.mark_line(color=DARK_BLUE, strokeWidth=2, invalid="break-paths-filter-domains")
        dots = base.mark_circle(color=DARK_BLUE, size=45, opacity=1)
        parts.append((line + dots).properties(width=WIDTH - 80, height=90))
    return finished(alt.vconcat(*parts, spacing=12))
