"""A chart that answers clicks in the report's file: when and where somebody was in the field."""

from __future__ import annotations

import json
from typing import Any

import altair as alt

from apk_lib.charts.style import DARK_BLUE, MUTED, PALE_BLUE, finished, looked_up, values
from apk_lib.labels import NOUNS, Reading
from apk_lib.text import Text, sentence

_INDICATOR = "hours_of_day"
_UNITS = {"person_hours": "person_hours", "presence_hours": "hours", "visits": "visits"}
_PRESENCE = Text(cs="Hodiny přítomnosti", en="Presence-hours")
_SHOWN = Text(cs="Co ukázat", en="Show")
_PLACE = Text(cs="Lokalita", en="Locality")
_HOUR = Text(cs="Hodina", en="Hour")
_ALL = Text(cs="všechny", en="all")
_FROM = Text(cs="hodina, od které čas běží", en="hour at which the time begins")
_AMOUNT = Text(cs="Množství", en="Amount")
# names, a column an hour, bars of the localities with the number behind them
_NAMES, _COLUMN, _SIDE, _TOP, _NUMBER = 190, 15, 96, 70, 46
_ROW, _LOW_ROW, _MANY = 22, 17, 40
_FADED = 0.15
# a visit is whole, of hours a few minutes are not nothing
_WRITTEN = "format(datum.total, measure == 'visits' || datum.total >= 10 ? ',.0f' : datum.total >= 1 ? ',.1f' : ',.2f')"


def hours_linked(reading: Reading) -> Any:
    """Hours and visits of the period by locality and hour of day, each beside the sums of its row and column.

    In the file of a report a cell, a bar of a locality or one of an hour is chosen by a click (Shift adds, a double
    click clears): the bars then count only what was chosen, the rest of the heat map fades. Lists choose the measure,
    one locality and one hour. The picture without scripts shows person-hours of everything. A cell is empty where
    nobody was.
    """
    rows = _rows(reading)
    names = {row["place"]: row["name"] for row in rows}
    places = reading.labels.ordered("locality", list(names))
    hours = list(range(min(row["hour"] for row in rows), max(row["hour"] for row in rows) + 1))
    cell = alt.selection_point("cell", fields=["place", "hour"])
    place, time = (alt.selection_point(name, fields=[field]) for name, field in (("place", "place"), ("time", "hour")))
    y = alt.Y("place:N", title=None, scale=alt.Scale(domain=places), axis=None)
    x = alt.X("hour:O", title=None, scale=alt.Scale(domain=hours), axis=None)
    every = (
        alt.Chart(values(rows))
        .transform_calculate(amount="datum[measure]")
        .transform_filter("datum.amount > 0")
        .transform_filter("listed_place == null || datum.place == listed_place")
        .transform_filter("listed_hour == null || datum.hour == listed_hour")
    )
    lists = (
        _measure(reading),
        _listed("listed_place", _PLACE, {one: names[one] for one in places}, reading),
        _listed("listed_hour", _HOUR, {hour: str(hour) for hour in hours}, reading),
    )
    step = alt.Step(_ROW if len(places) <= _MANY else _LOW_ROW)
    width = len(hours) * _COLUMN
    heat = _cells(every, x, y, names, (cell, place, time), reading).properties(width=width, height=step)
    above = _of_hours(every, x, hours, cell & place, time, reading).properties(width=width, height=_TOP)
    beside = _of_places(every, y, places, cell & time, place).properties(width=_SIDE, height=step)
    both = alt.hconcat(heat, beside, spacing=10)
    chart = alt.vconcat(above, both, spacing=6).add_params(*lists).resolve_scale(color="independent")
    return finished(chart)


def _rows(reading: Reading) -> list[dict[str, Any]]:
    """One row a locality and hour of day in which somebody was there, with the amount of each measure.

    An hour at a place of which anything is withheld is not drawn.
    """
    amounts: dict[tuple[str, int], dict[str, float]] = {}
    withheld: set[tuple[str, int]] = set()
    for measure in _UNITS:
        rows = reading.rows(_INDICATOR, measure, "period", "locality", "hour")
        for place, hour, value in rows.select("category_1", "category_2", "value").iter_rows():
            amounts.setdefault((place, int(hour)), dict.fromkeys(_UNITS, 0.0))[measure] = value
        withheld |= {(place, int(hour)) for place, hour in rows.filter(state="suppressed").select(
            "category_1", "category_2").iter_rows()}  # fmt: skip
    cells = {at: told for at, told in amounts.items() if at not in withheld and any(told.values())}
    name = reading.labels.name
    return [
        {"place": place, "name": name("locality", place), "hour": hour, **cells[place, hour]}
        for place, hour in sorted(cells)
    ]


def _measure(reading: Reading) -> Any:
    lang = reading.lang
    named = {
        "person_hours": sentence(NOUNS["person_hours"].form(2, lang)),
        "presence_hours": _PRESENCE(lang),
        "visits": sentence(NOUNS["visits"].form(2, lang)),
    }
    choice = alt.binding_select(options=list(named), labels=list(named.values()), name=_SHOWN(lang))
    return alt.param("measure", value="person_hours", bind=choice)


def _listed(name: str, title: Text, categories: dict[Any, str], reading: Reading) -> Any:
    """A list to choose one category from, for who uses no mouse; it narrows everything, at first nothing."""
    labels = [_ALL(reading.lang), *categories.values()]
    return alt.param(name, value=None, bind=alt.binding_select(options=[None, *categories], labels=labels,
                                                               name=title(reading.lang)))  # fmt: skip


def _cells(every: Any, x: Any, y: Any, names: dict[str, str], chosen: tuple[Any, Any, Any], reading: Reading) -> Any:
    cell, place, time = chosen
    lang = reading.lang
    told = alt.Axis(labelExpr=f"{looked_up(names)}[datum.value]", labelLimit=_NAMES)
    return (
        every.transform_calculate(total="datum.amount", said=_WRITTEN)
        # hundreds of cells are read from the table, not one by one
        .mark_rect(stroke="white", strokeWidth=1.5, aria=False, cursor="pointer")
        .encode(
            x=x.axis(labelAngle=0, labelFontSize=10, labelPadding=4, title=_FROM(lang)),
            y=y.axis(told),
            color=alt.Color(
                "amount:Q",
                scale=alt.Scale(domainMin=0, range=[PALE_BLUE, DARK_BLUE]),
                # squares, since a gradient would bear another id each time it is drawn
                legend=alt.Legend(type="symbol", orient="bottom", tickCount=4, symbolStrokeWidth=0),
            ),
            opacity=alt.condition(cell & place & time, alt.value(1), alt.value(_FADED)),
            tooltip=[
                alt.Tooltip("name:N", title=_PLACE(lang)),
                alt.Tooltip("hour:O", title=_HOUR(lang)),
                alt.Tooltip("said:N", title=_AMOUNT(lang)),
            ],
        )
        .properties(name="cells")
        .add_params(cell)
    )


def _of_hours(every: Any, x: Any, hours: list[int], others: Any, own: Any, reading: Reading) -> Any:
    """The sums by hour above the heat map, of what is chosen elsewhere."""
    bars = (
        _summed(every, others, ["hour"], f"{json.dumps(_HOUR(reading.lang))} + ' ' + datum.hour")
        .mark_bar(color=DARK_BLUE, width=_COLUMN - 3)
        .encode(
            x=x,
            y=alt.Y("total:Q", title=None, axis=alt.Axis(grid=True, tickCount=3)),
            opacity=alt.condition(own, alt.value(1), alt.value(_FADED)),
            description=alt.Description("said:N"),
        )
    )
    return bars + _touched("hours", [{"hour": hour} for hour in hours], own).encode(x=x)


def _of_places(every: Any, y: Any, places: list[str], others: Any, own: Any) -> Any:
    """The sums by locality beside the heat map, of what is chosen elsewhere."""
    summed = _summed(every, others, ["place", "name"], "datum.name")
    # room for the number behind the longest bar
    x = alt.X("total:Q", axis=None, scale=alt.Scale(domainMin=0, range=[0, _SIDE - _NUMBER]))
    shown = alt.condition(own, alt.value(1), alt.value(_FADED))
    bars = summed.mark_bar(color=DARK_BLUE, height=13).encode(
        x=x, y=y, opacity=shown, description=alt.Description("said:N")
    )
    numbers = (
        summed.mark_text(align="left", dx=4, fontSize=11, color=MUTED, aria=False)
        .encode(x=x, y=y, text=alt.Text("written:N"), opacity=shown)
    )  # fmt: skip
    return bars + numbers + _touched("places", [{"place": place} for place in places], own).encode(y=y)


def _summed(every: Any, others: Any, by: list[str], called: str) -> Any:
    return (
        every.transform_filter(others)
        .transform_aggregate(total="sum(amount)", groupby=by)
        .transform_calculate(written=_WRITTEN)
        .transform_calculate(said=f"{called} + ': ' + datum.written")
    )


def _touched(name: str, rows: list[dict[str, Any]], own: Any) -> Any:
    """Nothing to see, but all the length of a bar's place to click, where the bar itself is short."""
    # the library would give a view with a selection another name each time
    return alt.Chart(values(rows), name=name).mark_rect(opacity=0, aria=False, cursor="pointer").add_params(own)
