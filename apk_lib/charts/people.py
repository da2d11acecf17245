"""Pictures of employment and training."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import BLUE, DARK_BLUE, LIGHT_BLUE, MUTED, WIDTH, finished, percent_axis, values
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Reading
from apk_lib.results import SCOPES
from apk_lib.text import Text

_STAYED = Text(cs="podíl stále zaměstnaných", en="share still employed")
_MONTHS = Text(cs="měsíce od nástupu", en="months since the start")
_MONTHLY = Text(cs="hodiny vzdělávání v měsíci", en="training hours in the month")


def post_months(reading: Reading) -> Any:
    """Each post month by month since the start of the project: how much of the month it was filled."""
    rows = reading.rows("person_months", "person_months", "cumulative", "post", "month").drop_nulls("value")
    labels = reading.labels
    months = sorted(rows["category_2"].unique())
    marks = [
        {
            "post": labels.name("post", row["category_1"]),
            "month": labels.name("month", row["category_2"]),
            "filled": row["value"],
            # the number stands only where a month was not full
            "text": "" if row["value"] > 0.995 else labels.value(row["value"], "share"),
        }
        for row in rows.iter_rows(named=True)
    ]
    named = [labels.name("month", month) for month in months]
    shown = named[:: max(1, len(named) // 9)]
    base = alt.Chart(values(marks)).encode(
        x=alt.X("month:O", sort=named, title=None, axis=alt.Axis(values=shown, labelAngle=0, labelFontSize=11)),
        y=alt.Y("post:N", title=None),
    )
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color("filled:Q", scale=alt.Scale(domain=[0, 1], range=["#f3f5f7", DARK_BLUE]), legend=None)
    )
    numbers = base.mark_text(fontSize=10, color="#1f2933").encode(text=alt.Text("text:N"))
    return finished((cells + numbers).properties(width=WIDTH - 80, height=alt.Step(26)))


def retention_curve(reading: Reading) -> Any:
    """The Kaplan–Meier curve of tenure with its beta-product interval."""
    points = reading.curves.filter(pl.col("indicator") == "tenure", pl.col("measure") == "retained")
    lang = reading.lang
    base = alt.Chart(values(points.select("x", "y", "lower", "upper"))).encode(
        x=alt.X("x:Q", title=_MONTHS(lang), axis=alt.Axis(tickCount=6))
    )
    band = base.mark_area(interpolate="step-after", color=LIGHT_BLUE, opacity=0.45).encode(
        y=alt.Y("lower:Q", title=_STAYED(lang), scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(labelExpr=percent_axis(lang), tickCount=3, grid=True)),
        y2=alt.Y2("upper:Q"),
    )  # fmt: skip
    line = base.mark_line(interpolate="step-after", color=DARK_BLUE, strokeWidth=2.5).encode(y=alt.Y("y:Q"))
    return finished((band + line).properties(width=WIDTH - 80, height=120))


def training_months(reading: Reading) -> Any:
    """Hours of training by month and kind since the start of the project, with the month's total."""
    rows = reading.rows("training_hours", "hours", "cumulative", "training_kind", "month")
    labels = reading.labels
    months = sorted(rows["category_2"].unique())
    kinds = [labels.name("training_kind", kind) for kind in ("initial", "ongoing")]
    pieces, totals = [], []
    for month in months:
        reached = 0.0
        for kind, hours in rows.filter(pl.col("category_2") == month).select("category_1", "value").iter_rows():
            kind_name = labels.name("training_kind", kind)
            piece = {"month": labels.name("month", month), "kind": kind_name, "from": reached, "to": reached + hours}
            pieces.append(piece)
            reached += hours
        totals.append(
            {"month": labels.name("month", month), "hours": reached, "text": labels.bare(reached, "person_hours")}
        )
    y = alt.Y("month:O", sort=[labels.name("month", month) for month in months], title=None)
    axis = alt.Axis(grid=True, tickCount=4)
    bars = alt.Chart(values(pieces)).mark_bar(height=15).encode(
        y=y,
        x=alt.X("from:Q", title=_MONTHLY(reading.lang), axis=axis),
        x2=alt.X2("to:Q"),
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[DARK_BLUE, BLUE]), sort=kinds),
    )  # fmt: skip
    numbers = (
        alt.Chart(values(totals))
        .mark_text(align="left", dx=5, color=MUTED)
        .encode(y=y, x=alt.X("hours:Q"), text=alt.Text("text:N"))
    )
    return finished((bars + numbers).properties(width=WIDTH - 120, height=alt.Step(24)))


def victim_contacts(reading: Reading) -> Any:
    """Contacts with victims, help offered and accepted: the period beside the whole project, where they differ."""
    lang = reading.lang
    measures = [measure for measure in CATALOGUE["victim_support"].measures if measure.unit == "contacts"]
    told = {
        scope: [reading.figure("victim_support", measure.id, scope) for measure in measures] for scope in SCOPES
    }  # fmt: skip
    period, whole = ([figure.value for figure in figures] for figures in told.values())
    shown = list(SCOPES) if period != whole else ["cumulative"]
    kinds = [measure.label(lang) for measure in measures]
    scopes = [SCOPES[scope](lang) for scope in shown]
    marks = [
        {"what": kind, "scope": SCOPES[scope](lang), "count": figure.value or 0.0, "text": figure.bare()}
        for scope in shown
        for kind, figure in zip(kinds, told[scope], strict=True)
    ]
    base = alt.Chart(values(marks)).encode(
        y=alt.Y("what:N", sort=kinds, title=None),
        yOffset=alt.YOffset("scope:N", sort=scopes),
        x=alt.X("count:Q", title=None, axis=None),
    )
    colours = alt.Scale(domain=scopes, range=[DARK_BLUE, LIGHT_BLUE])
    bars = base.mark_bar().encode(color=alt.Color("scope:N", scale=colours))
    numbers = base.mark_text(align="left", dx=5).encode(text=alt.Text("text:N"))
    return finished((bars + numbers).properties(width=WIDTH - 220, height=alt.Step(18)))
