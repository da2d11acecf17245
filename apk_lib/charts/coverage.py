"""Pictures of patrol coverage."""

from __future__ import annotations

from typing import Any

import altair as alt

from apk_lib.charts.style import DARK_BLUE, INK, LIGHT_BLUE, MUTED, PLAIN, WIDTH, finished, values
from apk_lib.labels import NOUNS, Reading
from apk_lib.text import NBSP, Text, sentence

_KEPT = Text(cs="splněný plán", en="plan kept")
_OVER = Text(cs="nad plán", en="over the plan")
_UNPLANNED = Text(cs="neplánováno", en="unplanned")
_PLAN = Text(cs="svislá čárka: plán", en="vertical tick: the plan")
_CROSSINGS = Text(cs="hodiny přítomnosti (někdo tam stál)", en="presence-hours (somebody stood there)")


def adherence_bars(reading: Reading) -> Any:
    """Delivered against planned hours by locality: kept, over the plan, unplanned, the plan as a tick.

    Person-hours and presence-hours are different measures and stand apart, each on its own scale.
    """
    parts = []
    titles = {
        "plan_adherence": sentence(NOUNS["person_hours"].form(2, reading.lang)),
        "presence_adherence": sentence(_CROSSINGS(reading.lang)),
    }
    for indicator, title in titles.items():
        rows = _plan_rows(reading, indicator)
        if rows:
            parts.append(_bars(rows, reading).properties(title=f"{title} · {_PLAN(reading.lang)}"))
    return finished(alt.vconcat(*parts, spacing=14).resolve_scale(color="shared", x="independent"))


def _plan_rows(reading: Reading, indicator: str) -> list[dict[str, Any]]:
    """One row a locality that has a plan, in the order of adherence."""
    unplanned = {
        row["category_1"]: row["value"] or 0.0
        for row in reading.rows("unplanned_hours", "person_hours", "period", "locality").iter_rows(named=True)
    }
    rows = []
    for row in reading.rows(indicator, "capped", "period", "locality").iter_rows(named=True):
        if row["value"] is None:
            continue
        over = reading.figure(indicator, "over_delivery", "period", locality=row["category_1"])
        rows.append(
            {
                "place": reading.labels.name("locality", row["category_1"]),
                "share": row["value"],
                "label": reading.labels.value(row["value"], "share"),
                "kept": row["numerator"],
                "over": over.value,
                "unplanned": unplanned.get(row["category_1"], 0.0) if indicator == "plan_adherence" else 0.0,
                "plan": row["denominator"],
            }
        )
    return sorted(rows, key=lambda row: (-row["share"], row["place"]))


def _bars(rows: list[dict[str, Any]], reading: Reading) -> Any:
    lang = reading.lang
    kinds = {"kept": _KEPT(lang), "over": _OVER(lang), "unplanned": _UNPLANNED(lang)}
    pieces = []
    for row in rows:
        start = 0.0
        for kind, label in kinds.items():
            pieces.append({"name": _name(row), "kind": label, "from": start, "to": start + row[kind]})
            start += row[kind]
    order = [_name(row) for row in rows]
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=300))
    longest = max(max(row["plan"], row["kept"] + row["over"] + row["unplanned"]) for row in rows)
    # room for the tick of the plan at the far end
    scale = alt.Scale(domain=[0, longest * 1.03])
    bars = alt.Chart(values(pieces)).mark_bar(height=15).encode(
        y=y,
        x=alt.X("from:Q", title=None, scale=scale, axis=alt.Axis(grid=True, tickCount=5)),
        x2="to:Q",
        color=alt.Color("kind:N", scale=alt.Scale(domain=list(kinds.values()), range=[DARK_BLUE, LIGHT_BLUE, PLAIN])),
    )  # fmt: skip
    plans = [{"name": _name(row), "plan": row["plan"]} for row in rows]
    ticks = (
        alt.Chart(values(plans))
        .mark_tick(color=INK, thickness=2, height=23)
        .encode(y=y, x=alt.X("plan:Q", scale=scale))
    )
    return (bars + ticks).properties(width=WIDTH - 215, height=alt.Step(26))


def _name(row: dict[str, Any]) -> str:
    return f"{row['place']}{NBSP}{NBSP}{row['label']}"


def week_heatmap(reading: Reading) -> Any:
    """Adherence by weekday and band in each locality with a plan; empty where nothing was planned."""
    marks = []
    for indicator in ("plan_adherence", "presence_adherence"):
        for row in reading.rows(indicator, "capped", "period", "locality", "weekday_band").iter_rows(named=True):
            if row["value"] is not None:
                day, band = row["category_2"].split("|")
                marks.append(
                    {
                        "place": reading.labels.name("locality", row["category_1"]),
                        "day": reading.labels.weekday(day),
                        "order": day,
                        "band": reading.labels.band(band),
                        "start": band,
                        "share": row["value"],
                        "text": f"{row['value'] * 100:.0f}",
                    }
                )
    weekly = ["0"] if any(mark["order"] == "0" for mark in marks) else []
    days = [reading.labels.weekday(day) for day in [*"1234567", *weekly]]
    bands = [reading.labels.band(band) for band in sorted({mark["start"] for mark in marks})]
    places = reading.labels.ordered("locality", sorted({mark["place"] for mark in marks}))
    base = alt.Chart(values(marks)).encode(
        x=alt.X("day:O", sort=days, title=None, scale=alt.Scale(domain=days),
                axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=11, labelColor=MUTED)),
        y=alt.Y("band:O", sort=bands, title=None, scale=alt.Scale(domain=bands),
                axis=alt.Axis(labelFontSize=11, labelColor=MUTED)),
    )  # fmt: skip
    cells = base.mark_rect(stroke="white", strokeWidth=1.5).encode(
        color=alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=["#e4edf5", DARK_BLUE]), legend=None)
    )
    numbers = base.mark_text(fontSize=10.5).encode(
        text="text:N", color=alt.condition("datum.share > 0.55", alt.value("white"), alt.value(INK))
    )
    small = (cells + numbers).properties(width=alt.Step(20), height=alt.Step(19))
    facets = small.facet(
        facet=alt.Facet("place:N", sort=places, header=alt.Header(labelFontSize=12)), columns=3, spacing=16
    )
    return finished(facets)
