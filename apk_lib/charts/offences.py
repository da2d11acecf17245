"""Pictures of recorded offences: month by month in groups of localities, and the ratio of after to before."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import AMBER, DARK_BLUE, INK, MUTED, PLAIN, WIDTH, finished, values
from apk_lib.labels import Figure, Reading
from apk_lib.prose.before_after import both
from apk_lib.tables.codes import ARMS
from apk_lib.text import Text

_MONTH = 1 / 12
_RATIO = Text(cs="poměr počtu v době projektu k počtu před ním, 1 = beze změny",
              en="ratio of the count during the project to that before it, 1 = no change")  # fmt: skip
_AGAINST = Text(cs="rizikové proti srovnávacím", en="risk against comparison")


def offence_months(reading: Reading) -> Any:
    """Offences by month, a panel a group of localities, with states of emergency and the start of the project."""
    counts = _curve(reading, "offences_by_month")
    edges = [float(year) for year in counts["year"].sort()]
    first, last = edges[0], edges[-1]
    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[first, last + _MONTH], nice=False),
              axis=alt.Axis(format="d", values=list(range(int(first) + 1, int(last) + 1)), grid=True))  # fmt: skip
    behind, before = _emergency(reading, x), _start(reading, x)
    months = pl.DataFrame({"step": range(round((last - first) / _MONTH) + 1)})
    middles = months.select("step", year=first + (pl.col("step") + 0.5) * _MONTH)
    y = alt.Y("count:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(grid=True, tickCount=3))
    parts = []
    for arm in (arm for arm in ARMS if arm in counts["series"]):
        known = counts.filter(pl.col("series") == arm).select(
            step=((pl.col("year") - first) / _MONTH).round().cast(pl.Int64), count="y"
        )
        # a month nobody knows breaks the line
        rows = values(middles.join(known, on="step", how="left", maintain_order="left"))
        line = alt.Chart(rows).mark_line(color=DARK_BLUE, strokeWidth=1.8, invalid="break-paths-filter-domains")
        panel = alt.layer(*behind, line.encode(x=x, y=y), *before, title=reading.labels.name("arm", arm))
        parts.append(panel.properties(width=WIDTH - 60, height=72))
    return finished(alt.vconcat(*parts, spacing=8))


def _emergency(reading: Reading, x: alt.X) -> list[Any]:
    """Grey behind the months with a state of emergency."""
    subdued = _curve(reading, "emergency_share").filter(pl.col("y") > 0)
    if subdued.is_empty():
        return []
    bands = alt.Chart(values(subdued.select("year", till=pl.col("year") + _MONTH, share="y")))
    shade = alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.1, 0.8]), legend=None)
    return [bands.mark_rect(color=PLAIN).encode(x=x, x2=alt.X2("till:Q"), opacity=shade)]


def _start(reading: Reading, x: alt.X) -> list[Any]:
    """The line at the first month compared with those before."""
    after = _curve(reading, "compared_months").filter(pl.col("series") == "after")
    return [alt.Chart(values(after.select("year").head(1))).mark_rule(color=INK).encode(x=x)] if len(after) else []


def _curve(reading: Reading, measure: str) -> pl.DataFrame:
    """The points of a curve of offences with the `year` their month begins in, fractions being twelfths."""
    curves = reading.curves.filter(
        pl.col("indicator").is_in(["offence_effect", "emergency_months"]), pl.col("measure") == measure
    ).sort("series", "x")
    month = pl.col("x").cast(pl.Int32).cast(pl.Date)
    return curves.with_columns(year=month.dt.year() + (month.dt.month() - 1) * _MONTH)


def offence_ratios(reading: Reading) -> Any:
    """The ratio of after to before in each group with its interval, and that of the risk localities to the comparison.

    Counts that carry no ratio (`prose.offences.Panel`) are not drawn.
    """
    panel, _ = both(reading)
    marks = []
    for arm in panel.counts:
        change = reading.figure("offence_effect", "rate_ratio", arm=arm)
        if change and panel.enough(arm):
            counts = f"{change.denominator:.0f} → {change.numerator:.0f}"
            marks.append(_mark(f"{reading.labels.name('arm', arm)} · {counts}", change, DARK_BLUE))
    if panel.against:
        marks.append(_mark(_AGAINST(reading.lang), panel.against, AMBER))
    ends = [mark[name] for mark in marks for name in ("lower", "upper")]
    scale = alt.Scale(type="log", domain=[min(ends, default=0.5) * 0.95, max(ends, default=2.0) * 1.05], nice=False)
    ticks = alt.Axis(values=[0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 2, 3, 4], grid=True)
    base = alt.Chart(values(marks)).encode(
        y=alt.Y("name:N", sort=[mark["name"] for mark in marks], title=None, axis=alt.Axis(labelLimit=320))
    )
    x = alt.X("lower:Q", title=_RATIO(reading.lang), scale=scale, axis=ticks)
    colour = alt.Color("colour:N", scale=None)
    one = alt.Chart(values([{"one": 1.0}])).mark_rule(color=MUTED, strokeDash=[4, 3])
    at = {"x": alt.X("value:Q", scale=scale), "text": "text:N"}
    layers = [
        one.encode(x=alt.X("one:Q", scale=scale)),
        base.mark_rule(strokeWidth=1.5).encode(x=x, x2=alt.X2("upper:Q"), color=colour),
        base.mark_circle(size=80, opacity=1).encode(x=alt.X("value:Q", scale=scale), color=colour),
        # in a white halo, so that no line crosses a number
        base.mark_text(dy=-11, fontSize=11, stroke="white", strokeWidth=4, strokeJoin="round").encode(**at),
        base.mark_text(dy=-11, fontSize=11).encode(**at),
    ]
    return finished(alt.layer(*layers).properties(width=WIDTH - 250, height=alt.Step(32)))


def _mark(name: str, ratio: Figure, colour: str) -> dict[str, Any]:
    return {"name": name, "colour": colour, "text": ratio.bare()} | {
        end: ratio.row[end] for end in ("value", "lower", "upper")
    }
