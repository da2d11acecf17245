"""Pictures of how regularly and how evenly the localities are visited."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import (
    DARK_BLUE,
    INK,
    LIGHT_AMBER,
    MUTED,
    WIDTH,
    finished,
    percent_axis,
    values,
)
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Reading
from apk_lib.text import NBSP, Text

_HOURS = Text(cs="plánované hodiny", en="planned hours")
_NEVER = Text(cs="nikdy", en="never")
_NOT_NOW = Text(cs="v období ani jednou", en="not once in the period")
_EVEN = Text(cs="každé lokalitě stejný díl plánu", en="the same part of its plan to each locality")
_GINI = Text(cs="Giniho index {gini}", en="Gini index {gini}")
_SIDE = 300
_POINTS = {"mean_gap": "circle", "average_idleness": "diamond"}


def gap_bars(reading: Reading) -> Any:
    """The longest gap between visits by locality, with the mean gap and the average wait; never is told in words."""
    rows = _gap_rows(reading)
    lang, measure = reading.lang, CATALOGUE["revisit_gaps"].measure
    longest = max((row["worst"] for row in rows), default=0.0) or 1.0
    y = alt.Y("place:N", sort=[row["place"] for row in rows], title=None, axis=alt.Axis(labelLimit=300))
    scale = alt.Scale(domain=[0, longest * 1.12])
    worst, bar = measure("worst_gap").label(lang), alt.Chart(values(rows))
    bars = bar.transform_filter("datum.worst > 0").mark_bar(height=15).encode(
        y=y,
        x=alt.X("worst:Q", title=_HOURS(lang), scale=scale, axis=alt.Axis(grid=True, tickCount=6)),
        color=alt.Color("kind:N", scale=alt.Scale(domain=[worst], range=[LIGHT_AMBER])),
    )  # fmt: skip
    said = bar.mark_text(align="left", dx=5).encode(y=y, x=alt.X("worst:Q", scale=scale), text=alt.Text("text:N"))
    kinds = {id: measure(id).label(lang) for id in _POINTS}
    known = [(row, id) for row in rows for id in kinds if row[id] is not None]
    points = [{"place": row["place"], "what": kinds[id], "hours": row[id]} for row, id in known]
    shape = alt.Shape("what:N", scale=alt.Scale(domain=list(kinds.values()), range=list(_POINTS.values())),
                      legend=alt.Legend(symbolType="", symbolFillColor=INK, symbolStrokeWidth=0))  # fmt: skip
    shown = (
        alt.Chart(values(points))
        .mark_point(filled=True, color=INK, size=55, opacity=1)
        .encode(y=y, x=alt.X("hours:Q", scale=scale), shape=shape)
    )
    return finished((bars + said + shown).properties(width=WIDTH - 190, height=alt.Step(26)))


def _gap_rows(reading: Reading) -> list[dict[str, Any]]:
    """One row a locality with service time, the longest gap first; where nobody came, at the end and without a bar."""
    came, ever = (
        dict(
            reading.rows("presence_hours", "presence_hours", scope, "locality")
            .select("category_1", "value")
            .iter_rows()
        )
        for scope in ("period", "cumulative")
    )
    kind = CATALOGUE["revisit_gaps"].measure("worst_gap").label(reading.lang)
    longest = reading.rows("revisit_gaps", "worst_gap", "period", "locality").drop_nulls("value")
    rows = []
    for row in longest.iter_rows(named=True):
        place = row["category_1"]
        seen = bool(came.get(place))
        mean, idle = (
            reading.figure("revisit_gaps", id, "period", locality=place).value if seen else None for id in _POINTS
        )
        never = (_NOT_NOW if ever.get(place) else _NEVER)(reading.lang)
        rows.append(
            {
                "place": reading.labels.name("locality", place),
                "kind": kind,
                "worst": row["value"] if seen else 0.0,
                "text": f"{reading.labels.bare(row['value'], 'hours')}{NBSP}h" if seen else never,
                "mean_gap": mean,
                "average_idleness": idle,
            }
        )
    return sorted(rows, key=lambda row: (-row["worst"], row["place"]))


def lorenz_curve(reading: Reading) -> Any:
    """The share of delivered hours against the share of the plan, localities from the least served, with the Gini."""
    lang = reading.lang
    curve = CATALOGUE["evenness"].curve("lorenz")
    points = reading.curves.filter(pl.col("indicator") == "evenness", pl.col("scope") == "period")
    x = alt.X("x:Q", title=curve.along(lang), scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(labelExpr=percent_axis(lang), tickCount=5, grid=True))  # fmt: skip
    y = alt.Y("y:Q", title=curve.label(lang), scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(labelExpr=percent_axis(lang), tickCount=5, grid=True))  # fmt: skip
    base = alt.Chart(values(points.select("x", "y").sort("x"))).encode(x=x)
    between = base.mark_area(color=LIGHT_AMBER, opacity=0.7).encode(y=y, y2=alt.Y2("x:Q"))
    line = base.mark_line(color=DARK_BLUE, strokeWidth=2.5, point={"color": DARK_BLUE, "size": 45}).encode(y=y)
    ends = alt.Chart(values([{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}]))
    even = ends.mark_line(color=MUTED, strokeDash=[4, 4]).encode(x=x, y=y)
    gini = reading.figure("evenness", "gini", "period")
    told = [
        {"x": 0.02, "y": 0.95, "text": _GINI.fill(lang, gini=gini.show()), "colour": INK},
        {"x": 0.02, "y": 0.86, "text": f"- - {_EVEN(lang)}", "colour": MUTED},
    ]
    said = (
        alt.Chart(values(told))
        .mark_text(align="left")
        .encode(x=x, y=y, text=alt.Text("text:N"), color=alt.Color("colour:N", scale=None))
    )
    return finished((between + even + line + said).properties(width=_SIDE, height=_SIDE))
