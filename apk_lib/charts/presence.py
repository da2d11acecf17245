"""Pictures of presence in the field: day by day, by activity, by the length of stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl

from apk_lib.calendars import public_holidays
from apk_lib.charts.style import (
    BLUE,
    DARK_BLUE,
    INK,
    MUTED,
    PALE_BLUE,
    TURNS_WHITE,
    WIDTH,
    across,
    down,
    finished,
    values,
)
from apk_lib.labels import NOUNS, Reading
from apk_lib.text import NBSP, Lang, month, weekday

_EPOCH = date(1970, 1, 1)
# the calendar: a column a week, a row a weekday, months above
_CELL, _LEFT, _TOP = 20, 24, 20
_NOTHING = "#f3f5f7"


def presence_calendar(reading: Reading) -> Any:
    """Presence-hours of each day of the period, weeks by weekdays; pale where nobody was there.

    A frame marks a public holiday. Days that had not come by the as-of date are not drawn.
    """
    days = [
        (_EPOCH + timedelta(days=x), y)
        for x, y in reading.curves.filter(
            pl.col("indicator") == "daily_presence", pl.col("scope") == "period"
        ).select("x", "y").sort("x").iter_rows()
    ]  # fmt: skip
    first = days[0][0]
    monday = first - timedelta(days=first.weekday())
    holidays = public_holidays(first, days[-1][0])
    cells = []
    for day, hours in days:
        left = _LEFT + (day - monday).days // 7 * _CELL
        top = _TOP + day.weekday() * _CELL
        cells.append(
            {"day": day.isoformat(), "hours": hours, "text": _whole(hours), "x": left, "x2": left + _CELL, "y": top,
             "y2": top + _CELL, "middle": left + _CELL / 2, "row": top + _CELL / 2, "holiday": day in holidays}
        )  # fmt: skip
    return finished(_calendar(cells, _months(cells, reading.lang), reading.lang))


def _whole(hours: float) -> str:
    return "<1" if 0 < hours < 0.5 else f"{hours:.0f}"


def _months(cells: list[dict[str, Any]], lang: Lang) -> list[dict[str, Any]]:
    """The name of each month over the week in which it begins; the year with the first and with each January."""
    named: list[dict[str, Any]] = []
    for cell in cells:
        day = date.fromisoformat(cell["day"])
        begun = named and day.day > 1
        if not begun:
            told = f"{month(day, lang)}{NBSP}{day.year}" if not named or day.month == 1 else month(day, lang)
            # a month that begins inside a week has its first whole week in the next column
            left = cell["x"] if day.weekday() == 0 or not named else cell["x2"]
            named.append({"text": told, "x": left, "y": _TOP / 2})
    return named


def _calendar(cells: list[dict[str, Any]], months: list[dict[str, Any]], lang: Lang) -> Any:
    width, height = max(cell["x2"] for cell in cells) + _LEFT, _TOP + 7 * _CELL
    names = [{"text": weekday(day, lang), "x": _LEFT - 6, "y": _TOP + (day - 0.5) * _CELL} for day in range(1, 8)]
    x, y = across("x", width), down("y", height)
    most = max(cell["hours"] for cell in cells)
    there = alt.Color("hours:Q", scale=alt.Scale(domain=[0, most or 1], range=[PALE_BLUE, DARK_BLUE]), legend=None)
    base = alt.Chart(values(cells))
    grounds = base.mark_rect(stroke="white", strokeWidth=1.5).encode(
        x=x,
        x2=alt.X2("x2:Q"),
        y=y,
        y2=alt.Y2("y2:Q"),
        color=alt.condition("datum.hours > 0", there, alt.value(_NOTHING)),
    )
    frames = (
        base.transform_filter("datum.holiday")
        .mark_rect(filled=False, stroke=INK, strokeWidth=1)
        .encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"))
    )
    numbers = base.mark_text(fontSize=10).encode(
        x=across("middle", width), y=down("row", height), text=alt.Text("text:N"),
        color=alt.condition(f"datum.hours > {TURNS_WHITE * most}", alt.value("white"), alt.value("black")),
    )  # fmt: skip
    sides: tuple[tuple[Any, Any], ...] = ((names, "right"), (months, "left"))
    said = [
        alt.Chart(values(texts))
        .mark_text(align=align, color=MUTED, fontSize=11)
        .encode(x=x, y=y, text=alt.Text("text:N"))
        for texts, align in sides
    ]
    return alt.layer(grounds, frames, numbers, *said).properties(width=width, height=height)


def activity_bars(reading: Reading) -> Any:
    """Person-hours by activity, in localities and outside them, with the number of visits beside."""
    visits = {
        row["category_1"]: row["value"] or 0
        for row in reading.rows("activities", "visits", "period", "activity").iter_rows(named=True)
    }
    marks = []
    for row in reading.rows("activities", "person_hours", "period", "activity").iter_rows(named=True):
        times = visits.get(row["category_1"], 0)
        if row["value"] or times:
            hours, noun = row["value"] or 0.0, NOUNS["visits"]
            told = f"{reading.labels.bare(hours, 'hours')}{NBSP}h · {noun.count(times, reading.lang)}"
            marks.append({"what": reading.labels.name("activity", row["category_1"]), "amount": hours, "text": told})
    return _counted(sorted(marks, key=lambda mark: (-mark["amount"], mark["what"])), room=1.45)


def stay_bars(reading: Reading) -> Any:
    """How many stays were how long."""
    found = {
        row["category_1"]: row["value"] or 0.0
        for row in reading.rows("stay_lengths", "stays", "period", "visit_length").iter_rows(named=True)
    }
    marks = [
        {
            "what": reading.labels.name("visit_length", length),
            "amount": found[length],
            "text": reading.labels.bare(found[length], "stays"),
        }
        for length in reading.labels.ordered("visit_length", list(found))
    ]
    return _counted(marks, room=1.15)


def outcome_bars(reading: Reading) -> Any:
    """How the events ended, among those whose outcome was written down."""
    counts = reading.rows("event_outcomes", "events", "period", "outcome").select("category_1", "value").drop_nulls()
    marks = [
        {"what": reading.labels.name("outcome", id), "amount": n, "text": reading.labels.bare(n, "events")}
        for id, n in counts.iter_rows()
    ]
    return _counted(sorted(marks, key=lambda mark: (-mark["amount"], mark["what"])), room=1.15)


def _counted(marks: list[dict[str, Any]], room: float) -> Any:
    """Bars with their amounts in words at the end; `room` is left for the words, as a part of the longest bar."""
    longest = max((mark["amount"] for mark in marks), default=1.0)
    base = alt.Chart(values(marks)).encode(
        y=alt.Y("what:N", sort=[mark["what"] for mark in marks], title=None, axis=alt.Axis(labelLimit=300)),
        x=alt.X("amount:Q", axis=None, scale=alt.Scale(domain=[0, max(longest, 1.0) * room])),
    )
    bars = base.mark_bar(height=15, color=BLUE)
    numbers = base.mark_text(align="left", dx=5).encode(text=alt.Text("text:N"))
    return finished((bars + numbers).properties(width=WIDTH - 200, height=alt.Step(23)))
