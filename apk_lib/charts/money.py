"""Pictures of money, and of the papers that stand behind it."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from apk_lib.charts.style import (
    AMBER,
    DARK_BLUE,
    INK,
    LIGHT_BLUE,
    MUTED,
    WIDTH,
    finished,
    looked_up,
    percent_axis,
    values,
)
from apk_lib.labels import Reading
from apk_lib.tables.codes import SPENDING_COURSE
from apk_lib.text import Text

_MILLIONS = Text(cs="miliony Kč", en="CZK million")
_HOURS = Text(cs="hodiny v měsíci", en="hours in the month")
_SHEETS = Text(cs="výkazy", en="timesheets")
_SERVED = Text(cs="směny bez přestávek a kurzy", en="shifts without breaks, and courses")
_MILLION = 1_000_000
_LABELS = 6  # at most so many months are named on an axis: more would run into each other
_STEPS = (1, 2, 3, 6, 12, 24)


def _step(months: int) -> int:
    """Every how many months an axis names one: such steps as reporting periods and years have."""
    return next((step for step in _STEPS if months <= step * _LABELS), _STEPS[-1])


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
    numbers = base.mark_text(align="left", dx=5).encode(text=alt.Text("text:N"))
    return finished((bars + numbers).properties(width=WIDTH - 200, height=alt.Step(30)))


def spending_course(reading: Reading) -> Any:
    """What was spent, month by month, against the financial plan and even spending over the whole project."""
    lang = reading.lang
    points = reading.curves.filter(pl.col("indicator") == "spending_plan", pl.col("measure") == "course")
    there = [series for series in SPENDING_COURSE if series in points["series"]]
    names = {series: reading.labels.series(series, "spending_course") for series in there}
    day = pl.col("x").cast(pl.Int32).cast(pl.Date)
    rows = points.sort("series", "x").select(
        what=pl.col("series").replace_strict(names, return_dtype=pl.String),
        month=day.dt.year() * 12 + day.dt.month() - 1 + day.dt.day() / day.dt.month_end().dt.day(),
        money=pl.col("y") / _MILLION,
    )
    looks = {"spent": (DARK_BLUE, [1, 0]), "planned": (AMBER, [1, 0]), "linear": (MUTED, [4, 3])}
    first, last = (int(rows["month"].cast(pl.Float64).min() or 0), int(rows["month"].cast(pl.Float64).max() or 0))  # type: ignore[arg-type]
    shown = list(range(first, last + 1, _step(last - first)))
    named = looked_up({str(n): reading.labels.name("month", f"{n // 12}-{n % 12 + 1:02}") for n in shown})
    lines = alt.Chart(values(rows)).mark_line(strokeWidth=2.2).encode(
        x=alt.X("month:Q", title=None, scale=alt.Scale(domain=[first, last], nice=False),
                axis=alt.Axis(values=shown, labelExpr=f"{named}[datum.value]")),
        y=alt.Y("money:Q", title=_MILLIONS(lang), axis=alt.Axis(grid=True, tickCount=5)),
        color=alt.Color("what:N", scale=alt.Scale(domain=list(names.values()), range=[looks[one][0] for one in there]),
                        legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=3)),
        strokeDash=alt.StrokeDash(
            "what:N", legend=None, scale=alt.Scale(domain=list(names.values()), range=[looks[one][1] for one in there])
        ),
    )  # fmt: skip
    return finished(lines.properties(width=WIDTH - 80, height=180))


def line_bars(reading: Reading) -> Any:
    """How much of each budget line is used; an overspent one is amber."""
    used = reading.rows("budget_use", "used", "cumulative", "line").drop_nulls("value")
    labels = reading.labels
    order = labels.ordered("line", used["category_1"].to_list())
    shares = dict(used.select("category_1", "value").iter_rows())
    rows = [{"line": labels.name("line", line), "share": shares[line], "over": shares[line] > 1,
             "text": labels.value(shares[line], "share")} for line in order]  # fmt: skip
    longest = max([1.0, *shares.values()])
    base = alt.Chart(values(rows)).encode(
        y=alt.Y("line:N", sort=[row["line"] for row in rows], title=None),
        x=alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, longest * 1.12]),
                axis=alt.Axis(labelExpr=percent_axis(reading.lang), tickCount=5, grid=True)),
    )  # fmt: skip
    bars = base.mark_bar(height=18).encode(
        color=alt.Color("over:N", scale=alt.Scale(domain=[False, True], range=[DARK_BLUE, AMBER]), legend=None)
    )
    numbers = base.mark_text(align="left", dx=5).encode(text=alt.Text("text:N"))
    whole = alt.Chart(values([{"share": 1.0}])).mark_rule(color=INK).encode(x=alt.X("share:Q"))
    return finished((bars + whole + numbers).properties(width=WIDTH - 200, height=alt.Step(30)))


def reconciliation_months(reading: Reading) -> Any:
    """Hours of timesheets, and of shifts with courses, by month."""
    hours = {
        id: dict(reading.rows("reconciliation", f"{id}_hours", "cumulative", "month")
                 .select("category_1", "value").iter_rows())
        for id in ("timesheet", "shift", "training")
    }  # fmt: skip
    lang = reading.lang
    months = sorted({month for known in hours.values() for month in known if month is not None})
    rows = []
    for month in months:
        told = {id: known.get(month) or 0.0 for id, known in hours.items()}
        named = reading.labels.name("month", month)
        rows += [
            {"month": named, "what": _SERVED(lang), "hours": told["shift"] + told["training"]},
            {"month": named, "what": _SHEETS(lang), "hours": told["timesheet"]},
        ]
    order = [reading.labels.name("month", month) for month in months]
    shown = order[:: _step(len(order))]
    base = alt.Chart(values(rows)).encode(
        x=alt.X("month:O", sort=order, title=None, axis=alt.Axis(values=shown, labelAngle=0, labelFontSize=11)),
        y=alt.Y("hours:Q", title=_HOURS(lang), axis=alt.Axis(grid=True, tickCount=4)),
    )
    looks = alt.Color("what:N", scale=alt.Scale(domain=[_SERVED(lang), _SHEETS(lang)], range=[LIGHT_BLUE, DARK_BLUE]))
    bars = base.transform_filter(alt.datum.what == _SERVED(lang)).mark_bar().encode(color=looks)
    ticks = (
        base.transform_filter(alt.datum.what == _SHEETS(lang)).mark_tick(thickness=2.5, width=14).encode(color=looks)
    )
    return finished((bars + ticks).properties(width=WIDTH - 80, height=140))
