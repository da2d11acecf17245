"""The breakdown as a table: its rows do what a click in the chart does, for who works by keyboard."""

from __future__ import annotations

from typing import Any

import polars as pl
from markupsafe import Markup

from apk_lib.charts.breakdown import dimensions_of, drawn
from apk_lib.drilldown.explorer import SHOWN_ROWS
from apk_lib.indicators import Indicator, Measure
from apk_lib.labels import Labels
from apk_lib.sheets.records import breakdown_sheet, in_order
from apk_lib.text import number
from apk_lib.widgets.drilldown.markup import paged, paragraph
from apk_lib.widgets.drilldown.words import TEXTS
from apk_lib.widgets.pressed import button


def breakdown_table(figures: pl.DataFrame, of: Indicator, measure: Measure, page: int, labels: Labels) -> Markup:
    """A page of the rows of a breakdown; the name of a row narrows to it."""
    by, rows = dimensions_of(figures), in_order(figures, labels)
    shown = rows.slice(page * SHOWN_ROWS, SHOWN_ROWS)
    heads = [_narrowing(by, row, labels) for row in shown.iter_rows(named=True)]
    return paged(breakdown_sheet(shown, of, measure, labels), len(rows), page, "breakdown", labels.lang, heads)


def limits_told(figures: pl.DataFrame, labels: Labels) -> Markup:
    """What to do with the chart, and how much of the breakdown it holds where it cannot hold all of it."""
    lang, n, in_chart = labels.lang, len(in_order(figures, labels)), len(drawn(figures, labels))
    cut = TEXTS["in_chart"].fill(lang, shown=number(in_chart, lang), n=number(n, lang)) if in_chart < n else ""
    return paragraph(f"{TEXTS['click'](lang)} {cut}".strip(), "apk-kicker")


def _narrowing(by: tuple[str, ...], row: dict[str, Any], labels: Labels) -> list[Markup]:
    """The names of a row: the last one is the button that narrows to all of them, the others stand before it."""
    names = [labels.name(dimension, row[dimension]) for dimension in by]
    words = [word for dimension in by for word in (dimension, row[dimension])]
    does = Markup('<span class="apk-hidden">{} {}</span>')
    hidden = does.format(TEXTS["narrow_to"](labels.lang), " ".join([*names[:-1], ""]))
    return [*map(Markup.escape, names[:-1]), button(hidden + names[-1], "narrow", *words)]
