"""What a figure is made of: sentences with its numbers, the rows of both its parts, and those that do not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
from markupsafe import Markup

from apk_lib.drilldown import Explanation
from apk_lib.drilldown.explorer import SHOWN_ROWS
from apk_lib.labels import Labels
from apk_lib.prose.explained import explained
from apk_lib.report.selected import HEADING
from apk_lib.sheets import Sheet
from apk_lib.sheets.records import left_out_sheet, units_sheet
from apk_lib.text import typeset
from apk_lib.widgets.drilldown.markup import paged
from apk_lib.widgets.drilldown.words import TEXTS


def explanation(of: Explanation, pages: Mapping[str, int], labels: Labels) -> list[Markup]:
    """The sentences and, page by page, the tables."""
    lang = labels.lang
    lines = Markup("").join(Markup("<p>{}</p>").format(typeset(line, lang)) for line in explained(of, labels))
    divided = not of.compared.is_empty()
    parts = {"counted": ("numerator" if divided else "made_of", of.counted)}
    if divided:
        parts["compared"] = ("denominator", of.compared)
    tables = [_part(called, title, rows, of, pages, labels) for called, (title, rows) in parts.items()]
    page = pages.get("left_out", 0)
    left = left_out_sheet(_page(of.left_out, page), labels)
    title = TEXTS["left_out"](lang)
    tables.append(paged(replace(left, caption=title), len(of.left_out), page, "left_out", lang))
    return [Markup('<h3 tabindex="-1" data-focus>{}</h3>').format(HEADING(lang)), lines, *tables]


def _part(
    called: str, title: str, rows: pl.DataFrame, of: Explanation, pages: Mapping[str, int], labels: Labels
) -> Markup:
    page = pages.get(called, 0)
    sheet: Sheet = units_sheet(of, _page(rows, page), labels)
    return paged(replace(sheet, caption=TEXTS[title](labels.lang)), len(rows), page, called, labels.lang)


def _page(rows: pl.DataFrame, page: int) -> pl.DataFrame:
    return rows.slice(page * SHOWN_ROWS, SHOWN_ROWS)
