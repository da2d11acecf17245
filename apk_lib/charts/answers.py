"""Pictures of the rest of the survey: every question, the assistants, the places, published surveys, the next one."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

import altair as alt

from apk_lib.charts.places import Shade, shaded_map
from apk_lib.charts.style import (
    AMBER,
    BLUE,
    DARK_BLUE,
    INK,
    LIGHT_AMBER,
    LIGHT_BLUE,
    MUTED,
    WIDTH,
    finished,
    looked_up,
    percent_axis,
    values,
)
from apk_lib.labels import Figure, Reading
from apk_lib.prose.answers import ASSISTANTS, last_answers
from apk_lib.prose.survey_method import caveats_by_number, newest_first, wanted_change
from apk_lib.prose.waves import base, figures, share, wave_of
from apk_lib.tables.questionnaire import ADVERSE, SAFETY_ITEMS
from apk_lib.text import NBSP, Text, number

_UNKNOWN = Text(cs="nevím", en="don't know")
_HERE = Text(cs="zde {wave}", en="here {wave}")
_SIZE = Text(cs="dotázaných v každé vlně", en="respondents in each wave")
_POINTS = Text(cs="zachytitelný nárůst v procentních bodech", en="detectable rise in percentage points")
# words that a line may cross stand on white
_HALO: tuple[dict[str, Any], ...] = ({"stroke": "white", "strokeWidth": 4, "color": "white"}, {})
_BAR, _LABEL, _LETTERS = 11, 290, 60


def likert_items(reading: Reading) -> Any:
    """Every question by its favourable share in the last wave, waves adjacent, with intervals and the share unsure."""
    places = reading.labels.survey.places
    asked = [one for one in last_answers(reading, "item_shares", "favourable", "item") if one.category_1 not in places]
    ranked = sorted(asked, key=lambda one: (-one.value, one.category_1))
    return _shares_of_items(reading, [one.category_1 for one in ranked])


def assistants_bars(reading: Reading) -> Any:
    """What people know of the assistants and think of them, from knowing to trusting."""
    known = {one.category_1 for one in last_answers(reading, "item_shares", "favourable", "item")}
    return _shares_of_items(reading, [item for item in ASSISTANTS if item in known])


def _shares_of_items(reading: Reading, items: list[str]) -> Any:
    """Two bars a question, the last wave dark above the first one light."""
    waves: dict[str, list[Figure]] = {}
    for one in figures(reading, "item_shares", "favourable", "item", "wave"):
        waves.setdefault(one.category_1, []).append(one)
    unknown = {one.category_1: one for one in last_answers(reading, "item_shares", "dont_know", "item")}
    rows, silent, order = [], [], []
    for item in items:
        ends = [waves[item][-1], waves[item][0]] if len(waves[item]) > 1 else waves[item]
        for place, one in enumerate(ends):
            tail = f"{wave_of(one)} ({base(one)})"
            name = shorten(reading.labels.name("item", item), _LETTERS - len(tail), placeholder="…")
            label = f"{name} · {tail}" if place == 0 else tail
            # a question in words of its own may be long; rows of equal words are still rows of their own
            key = f"{item}|{place}"
            order.append(key)
            rows.append(_bar(key, label, one, last=place == 0, adverse=item in ADVERSE))
        if item in unknown:
            silent.append({"row": f"{item}|0", "unknown": unknown[item].show()})
    return finished(_bars(rows, silent, order, reading))


def _bar(key: str, label: str, one: Figure, *, last: bool, adverse: bool) -> dict[str, Any]:
    colours = {(True, False): DARK_BLUE, (False, False): LIGHT_BLUE, (True, True): AMBER, (False, True): LIGHT_AMBER}
    return {
        "row": key, "label": label, "share": one.value, "lower": one.lower, "upper": one.upper, "text": share(one),
        "at": max(one.value, one.upper or 0.0), "colour": colours[last, adverse],
    }  # fmt: skip


def _bars(rows: list[dict[str, Any]], silent: list[dict[str, Any]], order: list[str], reading: Reading) -> Any:
    names = {row["row"]: row["label"] for row in rows}
    told = alt.Axis(labelExpr=f"{looked_up(names)}[datum.value]", labelLimit=_LABEL)
    y = alt.Y("row:N", sort=order, title=None, axis=told, scale=alt.Scale(paddingInner=0.25))
    x = alt.Scale(domain=[0, 1.12])
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr=percent_axis(reading.lang), grid=True)
    drawn = alt.Chart(values(rows)).encode(y=y)
    width = WIDTH - _LABEL - 50
    bars = drawn.mark_bar(height=_BAR).encode(
        x=alt.X("share:Q", scale=x, axis=axis, title=None), color=alt.Color("colour:N", scale=None)
    )
    between = drawn.encode(x=alt.X("lower:Q", scale=x), x2=alt.X2("upper:Q"))
    numbers = drawn.mark_text(align="left", dx=5, fontSize=11).encode(x=alt.X("at:Q", scale=x), text=alt.Text("text:N"))
    layers = [bars, *_interval(between), numbers]
    if silent:
        layers.append(
            alt.Chart(values(silent)).mark_text(align="right", color=MUTED, fontSize=11)
            .encode(y=y, x=alt.XValue(width + 52), text=alt.Text("unknown:N"))
        )  # fmt: skip
        head = alt.Chart(values([{"text": _UNKNOWN(reading.lang)}])).mark_text(align="right", color=MUTED, fontSize=11)
        layers.append(head.encode(x=alt.XValue(width + 52), y=alt.YValue(-8), text=alt.Text("text:N")))
    return alt.layer(*layers).properties(width=width, height=alt.Step(17))


def _interval(between: alt.Chart) -> list[Any]:
    """The line of an interval on white, for it crosses the dark end of its bar."""
    return [between.mark_rule(color=colour, strokeWidth=wide) for colour, wide in (("white", 4), (INK, 1.6))]


def safety_map(reading: Reading) -> Any:
    """The localities asked about, shaded by the share who feel safe there in the last wave, with the answers."""
    asked = last_answers(reading, "place_safety", "share_safe", "locality")
    shapes = reading.labels.shapes
    assert shapes is not None, "no shapes to draw"
    drawn = [one for one in asked if one.category_1 in shapes.localities]
    return shaded_map(reading, {one.category_1: Shade(one.value, f"{share(one)} ({base(one)})") for one in drawn}, 1.0)


def benchmark_bars(reading: Reading) -> Any:
    """The share safe here in the last wave, and what other surveys published, the newest first; no ranking."""
    marks, others = caveats_by_number(reading), newest_first(reading)
    parts = []
    for item, said in SAFETY_ITEMS.items():
        rows = [_own(one, reading) for one in figures(reading, item, "share_safe", "wave")[-1:]]
        rows += [_other(one, marks, reading) for one in others if one.category_2 == item]
        if any(row["colour"] != DARK_BLUE for row in rows):
            parts.append(_beside(rows, reading).properties(title=said(reading.lang)))
    return finished(alt.vconcat(*parts, spacing=16))


def _own(one: Figure, reading: Reading) -> dict[str, Any]:
    here = _HERE.fill(reading.lang, wave=wave_of(one))
    return {"name": f"{here} ({base(one)})", "share": one.value, "lower": one.lower, "upper": one.upper,
            "at": max(one.value, one.upper or 0.0), "text": one.show(), "colour": DARK_BLUE}  # fmt: skip


def _other(one: Figure, marks: dict[tuple[str, str], int], reading: Reading) -> dict[str, Any]:
    key = (one.category_1, one.category_2)
    mark = f"{NBSP}[{marks[key]}]" if key in marks else ""
    n = f" (n{NBSP}={NBSP}{number(one.n, reading.lang)})" if one.n else ""
    return {"name": f"{reading.labels.name('survey', one.category_1)}{n}{mark}", "share": one.value, "lower": None,
            "upper": None, "at": one.value, "text": one.show(), "colour": BLUE}  # fmt: skip


def _beside(rows: list[dict[str, Any]], reading: Reading) -> Any:
    y = alt.Y("name:N", sort=[row["name"] for row in rows], title=None, axis=alt.Axis(labelLimit=_LABEL))
    x = alt.Scale(domain=[0, 1.12])
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr=percent_axis(reading.lang), grid=True)
    drawn = alt.Chart(values(rows)).encode(y=y)
    bars = drawn.mark_bar(height=15).encode(
        x=alt.X("share:Q", scale=x, axis=axis, title=None), color=alt.Color("colour:N", scale=None)
    )
    between = alt.Chart(values([row for row in rows if row["lower"] is not None])).encode(
        y=y, x=alt.X("lower:Q", scale=x), x2=alt.X2("upper:Q")
    )
    numbers = drawn.mark_text(align="left", dx=5, fontSize=11).encode(x=alt.X("at:Q", scale=x), text=alt.Text("text:N"))
    return alt.layer(bars, *_interval(between), numbers).properties(width=WIDTH - _LABEL, height=alt.Step(24))


def plan_curve(reading: Reading) -> Any:
    """What rise a survey finds by its size; the dashed line is the rise the programme's rule asks for."""
    sizes = figures(reading, "survey_plan", "detectable", "respondents_per_wave")
    rows = [{"n": int(one.category_1), "points": one.value * 100, "text": one.bare()} for one in sizes]
    wanted = wanted_change(reading)
    axis = alt.Axis(values=[row["n"] for row in rows], grid=False)
    across = alt.Scale(domain=[0, max(row["n"] for row in rows) * 1.08])
    up = alt.Axis(grid=True, tickCount=5)
    drawn = alt.Chart(values(rows)).encode(
        x=alt.X("n:Q", title=_SIZE(reading.lang), axis=axis, scale=across),
        y=alt.Y("points:Q", title=_POINTS(reading.lang), scale=alt.Scale(zero=True), axis=up),
    )
    asked = [] if wanted is None else [{"points": wanted * 100}]
    layers = [
        *(alt.Chart(values(asked)).mark_rule(color=INK, strokeDash=[5, 4]).encode(y=alt.Y("points:Q")) for _ in asked),
        drawn.mark_line(color=BLUE, strokeWidth=2),
        drawn.mark_circle(color=DARK_BLUE, size=60, opacity=1),
        *(
            drawn.mark_text(align="left", dx=6, dy=-8, fontSize=11, **ink).encode(text=alt.Text("text:N"))
            for ink in _HALO
        ),
    ]
    return finished(alt.layer(*layers).properties(width=WIDTH - 90, height=200))
