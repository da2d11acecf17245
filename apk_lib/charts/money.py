"""Pictures of money."""

from __future__ import annotations

from typing import Any

import altair as alt

from apk_lib.charts.style import DARK_BLUE, LIGHT_BLUE, WIDTH, finished, percent_axis, values
from apk_lib.labels import Reading
from apk_lib.text import Text


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
