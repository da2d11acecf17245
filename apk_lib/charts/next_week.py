"""The picture of a coming week: where hours are missing and where they are left."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import BLUE, GRID, INK, LIGHT_AMBER, MUTED, finished, values
from apk_lib.labels import Labels
from apk_lib.next_week import LINES, WeekAhead
from apk_lib.prose.next_week import date_name, decimal
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import MINUS, Text

_TITLE = Text(
    cs="hodiny: + ještě by se využily · {minus} plán je nepotřebuje",
    en="hours: + more could be used · {minus} no plan needs them",
)
# from pale to full; ink stays readable on all of them
_SHADES = {"wants": ["#fbeedd", LIGHT_AMBER], "left": ["#e9f0f7", BLUE], "even": [GRID, GRID]}


def next_week_grid(ahead: WeekAhead, labels: Labels) -> Any:
    """Day × band of the week: amber cells want hours, blue ones can give some; the number is hours of assistants.

    A cell that wants hours says so even if it also has some left (two are on shift at once where one must
    stand longer). Empty where nothing is planned and nobody serves.
    """
    marks = _marks(ahead, labels)
    days = [date_name(day, labels) for day in ahead.use.hours["plan_day"].unique(maintain_order=True)]
    bands = [labels.band(band) for band in sorted(ahead.use.hours["band"].unique())]
    base = alt.Chart(values(pl.DataFrame(marks, schema=_SCHEMA, orient="row"))).encode(
        x=alt.X("day:O", sort=days, title=None, scale=alt.Scale(domain=days),
                axis=alt.Axis(orient="top", labelAngle=0, labelColor=MUTED)),
        y=alt.Y("band:O", sort=bands, title=None, scale=alt.Scale(domain=bands), axis=alt.Axis(labelColor=MUTED)),
    )  # fmt: skip
    cells, numbers = [], []
    for kind, shades in _SHADES.items():
        of_kind = base.transform_filter(alt.datum.kind == kind)
        color = alt.Color("hours:Q", scale=alt.Scale(domainMin=0, range=shades), legend=None)
        cells.append(of_kind.mark_rect(stroke="white", strokeWidth=2).encode(color=color))
        numbers.append(
            of_kind.mark_text(color=INK, fontWeight=600 if kind == "wants" else 400).encode(text=alt.Text("text:N"))
        )
    grid = alt.layer(*cells, *numbers).resolve_scale(color="independent")
    title = _TITLE.fill(labels.lang, minus=MINUS)
    return finished(grid.properties(width=alt.Step(66), height=alt.Step(30), title=title))


_SCHEMA = {"day": pl.String, "band": pl.String, "kind": pl.String, "hours": pl.Float64, "text": pl.String}


def _marks(ahead: WeekAhead, labels: Labels) -> list[tuple[str, str, str, float, str]]:
    marks = []
    for row in ahead.use.hours.iter_rows(named=True):
        useful = sum(row[f"useful_{line}"] for line in LINES)
        if not useful and not row["capacity"]:
            continue
        kind, length, sign = ("wants", useful, "+") if useful else ("left", row["slack"], MINUS)
        text = f"{sign}{decimal(length, labels.lang)}" if length else "0"
        where = date_name(row["plan_day"], labels), labels.band(row["band"])
        marks.append((*where, kind if length else "even", length / MICROSECONDS_PER_HOUR, text))
    return marks
