"""The records behind a figure, with the file, sheet and row of each."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from apk_lib.drilldown import Explorer, Selection, Source
from apk_lib.drilldown.explorer import SHOWN_ROWS
from apk_lib.labels import ROW, Labels
from apk_lib.report.selected import DECIDING, deciding
from apk_lib.sheets.records import records_sheet
from apk_lib.tables import TABLES
from apk_lib.text import listing
from apk_lib.widgets.drilldown.markup import paged, paragraph
from apk_lib.widgets.drilldown.words import TEXTS
from apk_lib.widgets.pressed import button


def records(explorer: Explorer, selection: Selection, pages: Mapping[str, int], labels: Labels) -> list[Markup]:
    """The tables of records that rows lead to, a page of each; then which tables were read as a whole."""
    furthest = max(pages.values(), default=0)
    sources = explorer.sources(selection, (furthest + 1) * SHOWN_ROWS)
    led = [source for source in sources if not source.whole]
    told = [_table(source, pages.get(source.table, 0), labels) for source in led if source.n or len(led) == 1]
    if not any(source.n for source in led):
        told = [paragraph(TEXTS["no_records"](labels.lang), "apk-kicker")]
    if deciding(selection, led):
        told.append(paragraph(DECIDING(labels.lang), "apk-kicker"))
    whole = [
        f"{TABLES[source.table].label(labels.lang)} ({ROW.count(source.n, labels.lang)})"
        for source in sources
        if source.whole and source.n
    ]
    if whole:
        listed = TEXTS["read_whole"].fill(labels.lang, tables=listing(whole, labels.lang))
        told.append(paragraph(listed, "apk-kicker"))
    return [Markup("<h3>{}</h3>").format(TEXTS["records"](labels.lang)), *told]


def export(labels: Labels) -> Markup:
    """The button that makes a workbook of all the rows and hands it over."""
    return Markup("<p>{}</p>").format(button(TEXTS["workbook"](labels.lang), "download"))


def _table(source: Source, page: int, labels: Labels) -> Markup:
    shown = source.rows.slice(page * SHOWN_ROWS, SHOWN_ROWS)
    return paged(records_sheet(source.table, shown, labels), source.n, page, source.table, labels.lang)
