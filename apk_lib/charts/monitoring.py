"""Pictures of the state of the localities."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import AMBER, DARK_BLUE, INK, WIDTH, finished, looked_up, values
from apk_lib.labels import Reading
from apk_lib.tables.codes import CHECKLIST
from apk_lib.text import Text

_FINE, _WORST = 0, 3
_PALE = "#f8f4ee"
_EPOCH = date(1970, 1, 1)
_STATE = Text(cs="průměrná známka stavu", en="mean score of the state")


def locality_states(reading: Reading) -> Any:
    """The mean state of each locality by thing checked in the period: the darker the worse, empty where not checked."""
    labels = reading.labels
    rows = reading.rows("locality_state", "score", "period", "locality", "checklist_item").drop_nulls("value")
    marks = [
        {
            "place": labels.name("locality", row["category_1"]),
            "item": labels.name("checklist_item", row["category_2"]),
            "score": row["value"],
            "text": labels.bare(row["value"], "score"),
        }
        for row in rows.iter_rows(named=True)
    ]
    places = [labels.name("locality", id) for id in labels.ordered("locality", rows["category_1"].unique().to_list())]
    items = [labels.name("checklist_item", id) for id in CHECKLIST if id in rows["category_2"]]
    base = alt.Chart(values(marks)).encode(
        x=alt.X("item:N", sort=items, title=None, axis=alt.Axis(orient="top", labelAngle=-30, labelFontSize=11)),
        y=alt.Y("place:N", sort=places, title=None),
    )
    scale = alt.Scale(domain=[_FINE, _WORST], range=[_PALE, AMBER], interpolate="rgb")
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("score:Q", scale=scale, legend=None))
    numbers = base.mark_text(fontSize=10, color=INK).encode(text=alt.Text("text:N"))
    return finished((cells + numbers).properties(width=WIDTH - 160, height=alt.Step(26)))


def state_trend(reading: Reading) -> Any:
    """The mean state of all checks by month since the start of the project."""
    points = reading.curves.filter(
        pl.col("indicator") == "locality_state", pl.col("measure") == "trend", pl.col("scope") == "cumulative"
    )
    marks = [
        {"month": f"{_EPOCH + timedelta(days=x):%Y-%m}", "score": y}
        for x, y in points.sort("x").select("x", "y").iter_rows()
    ]
    named = {mark["month"]: reading.labels.name("month", mark["month"]) for mark in marks}
    shown = list(named)[:: max(1, len(named) // 9)]
    axis = alt.Axis(values=shown, labelExpr=f"{looked_up(named)}[datum.value]", labelAngle=0, labelFontSize=11)
    base = alt.Chart(values(marks)).encode(
        x=alt.X("month:O", title=None, axis=axis),
        y=alt.Y("score:Q", title=_STATE(reading.lang), scale=alt.Scale(domain=[_FINE, _WORST]),
                axis=alt.Axis(grid=True, tickCount=4)),
    )  # fmt: skip
    line = base.mark_line(color=DARK_BLUE, strokeWidth=2) + base.mark_circle(color=DARK_BLUE, size=45, opacity=1)
    return finished(line.properties(width=WIDTH - 60, height=150))
