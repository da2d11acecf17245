"""Pictures of crime around the project."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import DARK_BLUE, WIDTH, finished, values
from apk_lib.labels import Reading


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
