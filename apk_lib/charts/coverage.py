"""Pictures of the plan against what was delivered."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt

from apk_lib.charts.style import (
    DARK_BLUE,
    GREY,
    GRID,
    INK,
    LIGHT_BLUE,
    MUTED,
    PALE_BLUE,
    TURNS_WHITE,
    WIDTH,
    across,
    down,
    finished,
    values,
)
from apk_lib.indicators.patrol import ADHERENCE
from apk_lib.labels import NOUNS, Reading
from apk_lib.text import NBSP, Text, sentence

_KEPT = Text(cs="splněný plán", en="plan kept")
_OVER = Text(cs="nad plán", en="over the plan")
_UNPLANNED = Text(cs="neplánováno", en="unplanned")
_NO_PLAN = Text(cs="bez plánu", en="no plan")
_PLAN = Text(cs="svislá čárka: plán", en="vertical tick: the plan")
_CROSSINGS = Text(cs="hodiny přítomnosti (někdo tam stál)", en="presence-hours (somebody stood there)")
_SUMS = Text(cs="splněno / plán", en="kept / planned")
# the heat table: names, bands, a cell a day, the sums behind
_BAND_ENDS, _CELLS_BEGIN, _CELL, _ROW, _APART, _HEAD, _SUM = 204, 212, 36, 20, 9, 22, 104
_NAME_LETTERS, _NAME_LINE = 24, 15


def adherence_bars(reading: Reading) -> Any:
    """Delivered against planned by locality: kept, over the plan, unplanned, the plan as a tick.

    Person-hours, presence-hours and visits are different measures and stand apart, each on its own scale.
    """
    parts = []
    titles = {
        "plan_adherence": sentence(NOUNS["person_hours"].form(2, reading.lang)),
        "presence_adherence": sentence(_CROSSINGS(reading.lang)),
        "visit_adherence": sentence(NOUNS["visits"].form(2, reading.lang)),
    }
    for indicator, title in titles.items():
        rows = _plan_rows(reading, indicator)
        if rows:
            parts.append(_bars(rows, reading).properties(title=f"{title} · {_PLAN(reading.lang)}"))
    return finished(alt.vconcat(*parts, spacing=14).resolve_scale(color="shared", x="independent"))


def _plan_rows(reading: Reading, indicator: str) -> list[dict[str, Any]]:
    """One row a locality that has a plan, in the order of adherence; then those where hours had none."""
    hours = indicator == "plan_adherence"
    unplanned = dict(
        reading.rows("unplanned_hours", "person_hours", "period", "locality").select("category_1", "value").iter_rows()
    )
    rows = []
    for row in reading.rows(indicator, "capped", "period", "locality").iter_rows(named=True):
        if row["state"] == "suppressed":
            continue
        # in person-hours everything unplanned is shown, or the bars would not add up
        beside = (unplanned.get(row["category_1"]) or 0.0) if hours else 0.0
        known = row["value"] is not None
        if known or beside >= 1:
            over = reading.figure(indicator, "over_delivery", "period", locality=row["category_1"])
            place = reading.labels.name("locality", row["category_1"])
            said = reading.labels.value(row["value"], "share") if known else _NO_PLAN(reading.lang)
            rows.append(
                {
                    "name": f"{place}{NBSP}{NBSP}{said}",
                    "share": row["value"] if known else -1.0,
                    "kept": row["numerator"] or 0.0,
                    "over": over.value or 0.0,
                    "unplanned": beside,
                    "plan": row["denominator"] if known else None,
                }
            )
    planned = any(row["plan"] for row in rows)
    return sorted(rows, key=lambda row: (-row["share"], row["name"])) if planned else []


def _bars(rows: list[dict[str, Any]], reading: Reading) -> Any:
    lang = reading.lang
    kinds = {"kept": _KEPT(lang), "over": _OVER(lang), "unplanned": _UNPLANNED(lang)}
    pieces = []
    for row in rows:
        start = 0.0
        for kind, label in kinds.items():
            pieces.append({"name": row["name"], "kind": label, "from": start, "to": start + row[kind]})
            start += row[kind]
    y = alt.Y("name:N", sort=[row["name"] for row in rows], title=None, axis=alt.Axis(labelLimit=300))
    longest = max(max(row["plan"] or 0.0, row["kept"] + row["over"] + row["unplanned"]) for row in rows)
    # room for the tick of the plan at the far end
    scale = alt.Scale(domain=[0, longest * 1.03])
    bars = alt.Chart(values(pieces)).mark_bar(height=15).encode(
        y=y,
        x=alt.X("from:Q", title=None, scale=scale, axis=alt.Axis(grid=True, tickCount=5)),
        x2=alt.X2("to:Q"),
        color=alt.Color("kind:N", scale=alt.Scale(domain=list(kinds.values()), range=[DARK_BLUE, LIGHT_BLUE, GREY])),
    )  # fmt: skip
    plans = [{"name": row["name"], "plan": row["plan"]} for row in rows if row["plan"]]
    ticks = (
        alt.Chart(values(plans))
        .mark_tick(color=INK, thickness=2, height=23, opacity=1)
        .encode(y=y, x=alt.X("plan:Q", scale=scale))
    )
    return (bars + ticks).properties(width=WIDTH - 215, height=alt.Step(26))


def week_heatmap(reading: Reading) -> Any:
    """Adherence by weekday in each locality and band with a plan, in %, and what is behind: kept and planned.

    A cell is empty where nothing was planned; the last column holds what is planned by the week.
    """
    rows = _week_rows(reading)
    days = [*"1234567", *(["0"] if any("0" in row["shares"] for row in rows) else [])]
    left = {day: _CELLS_BEGIN + place * _CELL + (_APART if day == "0" else 0) for place, day in enumerate(days)}
    ends = left[days[-1]] + _CELL
    cells, texts = [], []
    for day in days:
        texts.append(_said(reading.labels.weekday(day), left[day] + _CELL / 2, _HEAD / 2, "middle"))
    texts.append(_said(_SUMS(reading.lang), ends + _SUM, _HEAD / 2, "end"))
    top, rules = float(_HEAD), []
    for place in dict.fromkeys(row["place"] for row in rows):
        mine = [row for row in rows if row["place"] == place]
        lines = textwrap.wrap(place, _NAME_LETTERS)
        texts.append(_said("\n".join(lines), 0, top + _ROW / 2, "name"))
        for number, row in enumerate(mine):
            middle = top + number * _ROW + _ROW / 2
            texts.append(_said(row["band"], _BAND_ENDS, middle, "end"))
            texts.append(_said(row["sum"], ends + _SUM, middle, "end"))
            cells += [
                {"share": share, "text": _percent(share), "x": left[day], "x2": left[day] + _CELL,
                 "middle": left[day] + _CELL / 2, "y": middle - _ROW / 2, "y2": middle + _ROW / 2, "row": middle}
                for day, share in row["shares"].items()
            ]  # fmt: skip
        top += max(len(mine) * _ROW, len(lines) * _NAME_LINE + _ROW - _NAME_LINE) + _APART
        rules.append({"x": 0, "x2": ends + _SUM, "y": top - _APART / 2})
    return finished(_table(cells, texts, rules[:-1], ends + _SUM, top - _APART))


def _percent(share: float) -> str:
    """Whole percent; nearly all is not all, a little is not nothing."""
    if 0 < share < 0.005:
        return "<1"
    return ">99" if 0.995 <= share < 1 else f"{share * 100:.0f}"


def _said(text: str, x: float, y: float, style: str) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "style": style}


def _week_rows(reading: Reading) -> list[dict[str, Any]]:
    """One row a locality, band and measure of the plan: the share of each weekday, and the sums in words."""
    found: dict[tuple[str, str, str], dict[str, dict[str, Any]]] = {}
    for indicator in ADHERENCE.values():
        figures = reading.rows(indicator, "capped", "period", "locality", "weekday_band")
        for row in figures.drop_nulls("value").iter_rows(named=True):
            day, band = row["category_2"].split("|")
            found.setdefault((row["category_1"], band, indicator), {})[day] = row
    labels = reading.labels
    order = labels.ordered("locality", list({place for place, _, _ in found}))
    rows = []
    for (place, band, indicator), cells in sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0])):
        unit = "visits" if indicator == "visit_adherence" else "hours"
        kept, planned = (sum(cell[part] for cell in cells.values()) for part in ("numerator", "denominator"))
        tail = f"{NBSP}h" if unit == "hours" else f"{NBSP}×"
        rows.append(
            {
                "place": labels.name("locality", place),
                "band": labels.band(band),
                "shares": {day: cell["value"] for day, cell in cells.items()},
                "sum": f"{labels.bare(kept, unit)} / {labels.bare(planned, unit)}{tail}",
            }
        )
    return rows


def _table(
    cells: list[dict[str, Any]], texts: list[dict[str, Any]], rules: list[dict[str, Any]], width: float, height: float
) -> Any:
    x, y = across("x", width), down("y", height)
    grounds = alt.Chart(values(cells)).mark_rect(stroke="white", strokeWidth=1.5).encode(
        x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"),
        color=alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=[PALE_BLUE, DARK_BLUE]), legend=None),
    )  # fmt: skip
    numbers = alt.Chart(values(cells)).mark_text(fontSize=11).encode(
        x=across("middle", width), y=down("row", height), text=alt.Text("text:N"),
        color=alt.condition(f"datum.share > {TURNS_WHITE}", alt.value("white"), alt.value("black")),
    )  # fmt: skip
    lines = [alt.Chart(values(rules)).mark_rule(color=GRID).encode(x=x, x2=alt.X2("x2:Q"), y=y)] if rules else []
    styles: dict[str, tuple[Any, str]] = {"middle": ("center", MUTED), "end": ("right", MUTED), "name": ("left", INK)}
    said = [
        alt.Chart(values([text for text in texts if text["style"] == style]))
        .mark_text(align=align, color=colour, fontSize=11.5, baseline="middle", lineBreak="\n", lineHeight=_NAME_LINE)
        .encode(x=x, y=y, text=alt.Text("text:N"))
        for style, (align, colour) in styles.items()
    ]
    return alt.layer(*lines, grounds, numbers, *said).properties(width=width, height=height)
