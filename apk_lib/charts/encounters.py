"""Pictures of what the assistants met with, and of records beside GPS."""

from __future__ import annotations

from typing import Any

import altair as alt

from apk_lib.charts.style import DARK_BLUE, INK, LIGHT_BLUE, MUTED, WIDTH, finished, values
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import NOUNS, Reading
from apk_lib.text import NBSP, Text

_RATE = Text(cs="události na 100 osobohodin s 95% intervalem · čárkovaně celek i mimo lokality",
             en="events per 100 person-hours with the 95% interval · dashed: all together, outside too")  # fmt: skip


def event_rates(reading: Reading) -> Any:
    """Events per 100 person-hours by locality with their Poisson intervals; dashed: the whole, outside them too."""
    marks = []
    for row in reading.rows("event_rate", "events", "period", "locality").drop_nulls("value").iter_rows(named=True):
        place, count = reading.labels.name("locality", row["category_1"]), NOUNS["events"].count(row["n"], reading.lang)
        marks.append(
            {
                "place": f"{place} · {count}",
                "rate": row["value"],
                "lower": row["lower"],
                "upper": row["upper"],
                "text": reading.labels.bare(row["value"], "per_100_hours"),
            }
        )
    marks.sort(key=lambda mark: (-mark["rate"], mark["place"]))
    base = alt.Chart(values(marks)).encode(
        y=alt.Y("place:N", sort=[mark["place"] for mark in marks], title=None, axis=alt.Axis(labelLimit=320))
    )
    reach = max((mark["upper"] for mark in marks), default=1.0)
    scale = alt.Scale(domain=[0, reach * 1.05])
    x = alt.X("lower:Q", title=_RATE(reading.lang), scale=scale, axis=alt.Axis(grid=True, tickCount=6))
    intervals = base.mark_rule(color=INK, strokeWidth=1.5).encode(x=x, x2=alt.X2("upper:Q"))
    dots = base.mark_circle(color=DARK_BLUE, size=80, opacity=1).encode(x=alt.X("rate:Q", scale=scale))
    at = {"x": alt.X("rate:Q", scale=scale), "text": "text:N"}
    # in a white halo, so that the dashed line does not cross a number
    halo = base.mark_text(dy=-11, fontSize=11, stroke="white", strokeWidth=4, strokeJoin="round").encode(**at)
    layers = [intervals, dots, halo, base.mark_text(dy=-11, fontSize=11).encode(**at)]
    whole = reading.figure("event_rate", "events", "period")
    if whole:
        line = alt.Chart(values([{"rate": whole.value}]))
        layers.insert(0, line.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x=alt.X("rate:Q", scale=scale)))
    return finished(alt.layer(*layers).properties(width=WIDTH - 250, height=alt.Step(30)))


def tracked_bars(reading: Reading) -> Any:
    """Hours written down beside hours found by GPS, by locality."""
    measures = {id: CATALOGUE["gps_comparison"].measure(id).label(reading.lang) for id in ("recorded", "gps")}
    marks = []
    for id, what in measures.items():
        for row in reading.rows("gps_comparison", id, "period", "locality").drop_nulls("value").iter_rows(named=True):
            told = f"{reading.labels.bare(row['value'], 'hours')}{NBSP}h"
            place = reading.labels.name("locality", row["category_1"])
            marks.append({"place": place, "what": what, "hours": row["value"], "text": told})
    kinds = list(measures.values())
    longest = max((mark["hours"] for mark in marks), default=1.0)
    places = list(dict.fromkeys(mark["place"] for mark in sorted(marks, key=lambda mark: -mark["hours"])))
    base = alt.Chart(values(marks)).encode(
        y=alt.Y("place:N", sort=places, title=None, axis=alt.Axis(labelLimit=300)),
        yOffset=alt.YOffset("what:N", sort=kinds),
        x=alt.X("hours:Q", axis=None, scale=alt.Scale(domain=[0, longest * 1.15])),
    )
    colours = alt.Scale(domain=kinds, range=[DARK_BLUE, LIGHT_BLUE])
    bars = base.mark_bar().encode(color=alt.Color("what:N", scale=colours, sort=kinds))
    numbers = base.mark_text(align="left", dx=5, fontSize=11).encode(text=alt.Text("text:N"))
    return finished((bars + numbers).properties(width=WIDTH - 190, height=alt.Step(15)))
