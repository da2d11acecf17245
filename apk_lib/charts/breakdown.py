"""A figure broken down: bars by one dimension, a heat map by two, each of which can be picked in a live notebook."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
import vl_convert
from altair.utils.schemapi import debug_mode

from apk_lib.charts.style import (
    BLUE,
    DARK_BLUE,
    GRID,
    INK,
    LOCALES,
    PALE_BLUE,
    PLAIN,
    TURNS_WHITE,
    WIDTH,
    finished,
    looked_up,
    percent_axis,
    values,
)
from apk_lib.labels import Labels
from apk_lib.text import Lang

PICKED = "picked"
# more would be no picture; the table beside it holds them all
MOST_ROWS, MOST_COLUMNS = 40, 31
_NAMES = 200
_STEP, _CELL = 24, 46


def dimensions_of(figures: pl.DataFrame) -> tuple[str, ...]:
    """By what the rows of `Explorer.figures` are told apart."""
    return tuple(figures.columns[: figures.columns.index("n")])


def drawn(figures: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """The rows that a picture holds, in the order of their names; of too many categories those of the largest values.

    Their categories are `category_1` and, where there are two, `category_2`; `at_1` and `at_2` are their places.
    """
    by = dimensions_of(figures)
    rows = figures.rename({one: f"category_{place}" for place, one in enumerate(by, start=1)})
    for place, (dimension, most) in enumerate(zip(by, (MOST_ROWS, MOST_COLUMNS), strict=False), start=1):
        name = f"category_{place}"
        rows = rows.drop_nulls(name)
        height = pl.col("value").max().fill_null(-1.0)
        largest = rows.group_by(name).agg(height=height).sort("height", name, descending=[True, False]).head(most)
        kept = labels.ordered(dimension, largest[name].to_list())
        order = pl.DataFrame({name: kept, f"at_{place}": range(len(kept))}, schema_overrides={name: pl.String})
        rows = rows.join(order, on=name)
    return rows.sort(*(f"at_{place}" for place in range(1, len(by) + 1)))


def breakdown(figures: pl.DataFrame, labels: Labels, alternative: str = "") -> Any:
    """The rows of `Explorer.figures` as a picture: bars with intervals, or a heat map; `PICKED` is what is clicked.

    `alternative` is the sentence for who cannot see it.

    Raises:
        ValueError: the figure is not broken down, so there is nothing to draw (a programmer's mistake).
    """
    by = dimensions_of(figures)
    if not by:
        raise ValueError("a figure that is not broken down is no picture")
    rows = drawn(figures, labels)
    with debug_mode(False):
        draw = _heat if len(by) > 1 else _bars
        return finished(draw(_said(rows, by, labels), by, labels).properties(description=alternative))


def live(lang: Lang) -> Any:
    """A chart in a live notebook, still empty: set its `chart`, then observe its `selections`, which are new each time.

    It asks no server for its scripts and writes numbers as the language does.
    """
    alt.JupyterChart.enable_offline()
    options = {
        "renderer": "svg", "actions": False, "formatLocale": vl_convert.get_format_locale(LOCALES[lang]),
    }  # fmt: skip
    return alt.JupyterChart(None, embed_options=options)  # type: ignore[arg-type]


def _said(rows: pl.DataFrame, by: tuple[str, ...], labels: Labels) -> pl.DataFrame:
    """The rows with the words that stand in the picture."""
    told = [
        labels.state(state) if value is None else labels.bare(value, unit)
        for value, unit, state in rows.select("value", "unit", "state").iter_rows()
    ]
    names = {
        f"name_{place}": [labels.name(one, category) for category in rows[f"category_{place}"]]
        for place, one in enumerate(by, start=1)
    }
    kept = [name for name in rows.columns if name.startswith("category_")]
    return rows.select(*kept, "value", "lower", "upper", "unit").with_columns(
        pl.Series("said", told, dtype=pl.String),
        *(pl.Series(name, column, dtype=pl.String) for name, column in names.items()),
    )


def _bars(rows: pl.DataFrame, by: tuple[str, ...], labels: Labels) -> Any:
    [dimension] = by
    data = values(rows)
    picked = alt.selection_point(name=PICKED, fields=["category_1"])
    y = _place("Y", "category_1", dimension, rows, labels)
    x = alt.X("value:Q", title=None, axis=_axis(rows, labels))
    tooltip = [alt.Tooltip("name_1:N", title=labels.dimension(dimension)), alt.Tooltip("said:N", title=" ")]
    estimated = rows["lower"].is_not_null().any()
    # a whisker is seen on a light bar only
    look: dict[str, Any] = {"height": 15, "color": BLUE if estimated else DARK_BLUE, "cursor": "pointer", "aria": False}
    bars = alt.Chart(data).mark_bar(**look).encode(
        y=y, x=x, tooltip=tooltip, opacity=alt.condition(picked, alt.value(1), alt.value(0.45)),
    ).add_params(picked)  # fmt: skip
    # the number stands behind the end of the whisker
    ends = rows.with_columns(end=pl.max_horizontal("value", "upper", pl.lit(0.0)))
    numbers = alt.Chart(values(ends)).mark_text(align="left", dx=5, color=INK, fontSize=11, aria=False).encode(
        y=y, x=alt.X("end:Q"), text=alt.Text("said:N")
    )  # fmt: skip
    layers = [bars, numbers]
    if estimated:
        spans = values(rows.drop_nulls(["lower", "upper"]))
        whiskers = alt.Chart(spans).mark_rule(color=INK, strokeWidth=1.5, aria=False).encode(
            y=y, x=alt.X("lower:Q"), x2=alt.X2("upper:Q")
        )  # fmt: skip
        layers.insert(1, whiskers)
    return alt.layer(*layers).properties(width=WIDTH - _NAMES, height=alt.Step(_STEP))


def _heat(rows: pl.DataFrame, by: tuple[str, ...], labels: Labels) -> Any:
    data = values(rows)
    picked = alt.selection_point(name=PICKED, fields=["category_1", "category_2"])
    y, x = _place("Y", "category_1", by[0], rows, labels), _place("X", "category_2", by[1], rows, labels)
    heads = [alt.Tooltip(f"name_{place}:N", title=labels.dimension(one)) for place, one in enumerate(by, start=1)]
    known = rows.drop_nulls("value")
    least, most = (float(some or edge) for some, edge in ((known["value"].min(), 0), (known["value"].max(), 1)))  # type: ignore[arg-type]
    least = min(least, 0.0)
    scale = alt.Scale(domain=[least, most], range=[PALE_BLUE, DARK_BLUE], clamp=True)
    # a cell without a value is no cell of zero
    ground = alt.condition("isValid(datum.value)", alt.Color("value:Q", scale=scale, legend=None), alt.value(GRID))
    cells = alt.Chart(data).mark_rect(stroke="white", strokeWidth=1.5, cursor="pointer", aria=False).encode(
        x=x, y=y, color=ground, tooltip=[*heads, alt.Tooltip("said:N", title=" ")],
        opacity=alt.condition(picked, alt.value(1), alt.value(0.45)),
    ).add_params(picked)  # fmt: skip
    dark = f"isValid(datum.value) && datum.value > {least + TURNS_WHITE * (most - least)!r}"
    numbers = alt.Chart(values(known)).mark_text(fontSize=11, aria=False).encode(
        x=x, y=y, text=alt.Text("said:N"), color=alt.condition(dark, alt.value("white"), alt.value("black")),
    )  # fmt: skip
    return alt.layer(cells, numbers).properties(width=alt.Step(_CELL), height=alt.Step(_STEP))


def _place(side: str, field: str, dimension: str, rows: pl.DataFrame, labels: Labels) -> Any:
    """The categories along a side, in the order of the rows, called by their names."""
    # in the order of `drawn`, where the second dimension runs within the first
    found = rows[field].unique(maintain_order=True).to_list()
    categories = found if side == "Y" else labels.ordered(dimension, found)
    names = {one: labels.name(dimension, one) for one in categories}
    axis = alt.Axis(labelExpr=f"{looked_up(names)}[datum.value]", labelLimit=_NAMES, title=None)
    if side == "X":
        axis = alt.Axis(labelExpr=f"{looked_up(names)}[datum.value]", labelAngle=-40, labelLimit=110, title=None,
                        orient="top", domainColor=PLAIN)  # fmt: skip
    return getattr(alt, side)(f"{field}:N", sort=None, scale=alt.Scale(domain=categories), axis=axis)


def _axis(rows: pl.DataFrame, labels: Labels) -> Any:
    """The scale of values; shares are written as percentages."""
    shares = rows["unit"].is_in(["share", "share_difference"]).any()
    written: dict[str, Any] = {"labelExpr": percent_axis(labels.lang)} if shares else {}
    return alt.Axis(grid=True, tickCount=5, **written)
