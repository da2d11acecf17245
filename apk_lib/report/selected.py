"""A selection of the drill-down as a section that a notebook shows and a file can hold: the way back to every row."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from apk_lib import charts
from apk_lib.charts import to_svg
from apk_lib.drilldown import Explanation, Explorer, Selection, Source
from apk_lib.drilldown.explorer import SHOWN_ROWS
from apk_lib.labels import Labels
from apk_lib.prose.explained import breakdown_told, explained, filter_told, named, value_told, window_told
from apk_lib.report.layout import as_tables
from apk_lib.report.model import Chart, FrontPage, Note, Section
from apk_lib.report.shown import Shown
from apk_lib.sheets.records import breakdown_sheet, in_order, left_out_sheet, records_sheet, units_sheet
from apk_lib.text import Lang, Text

_BANNER = Text(cs="INTERNÍ – obsahuje údaje o zaměstnancích, nezveřejňujte",
               en="INTERNAL – it holds data on employees, do not publish")  # fmt: skip
_SYNTHETIC = Text(cs="UKÁZKOVÁ (syntetická) DATA · {banner}", en="SAMPLE (synthetic) DATA · {banner}")
_MARK = Text(cs=" Ukázková (syntetická) data.", en=" Sample (synthetic) data.")
_DEFINITION = Text(cs="Definice", en="Definition")
HEADING = Text(cs="Jak číslo vzniklo", en="How the number came about")
DECIDING = Text(
    cs="Mezi záznamy jsou i ty, které do zúžení nepatří, ale rozhodují o tom, co se z něj počítá, například souběžná "
    "návštěva jinde.",
    en="The records include those outside what was narrowed to that decide what of it counts, such as a visit "
    "elsewhere at the same time.",
)


def banner(synthetic: bool, lang: Lang) -> str:
    """The strip above whatever shows records: it is internal, and of invented data if it is."""
    internal = _BANNER(lang)
    return _SYNTHETIC.fill(lang, banner=internal) if synthetic else internal


def selection_front(explorer: Explorer, selection: Selection, labels: Labels) -> Shown:
    """What is looked at and its figure, under the marks of internal and of synthetic data."""
    of, measure = explorer.declared(selection)
    row = explorer.figure(selection)
    where = [filter_told(dimension, category, labels) for dimension, category in selection.only]
    where.append(window_told(selection, of, explorer.window(selection), labels))
    front = FrontPage(
        lang=labels.lang,
        banner=banner(row["synthetic"], labels.lang),
        kicker=" · ".join(where),
        title=named(of, measure, labels),
        subtitle=value_told(row, of, measure, labels),
        facts=(Note(_DEFINITION(labels.lang), of.definition(labels.lang)),),
    )
    return Shown(front, labels.lang)


def deciding(selection: Selection, sources: Iterable[Source]) -> bool:
    """Whether the records may hold some of another category: those that overlap what a figure is narrowed to."""
    return bool(selection.only) and any(one.table == "visits" and one.n and not one.whole for one in sources)


def breakdown_section(explorer: Explorer, selection: Selection, labels: Labels) -> Shown:
    """The breakdown as a sentence, a chart and a table; of a figure that is not broken down its one row."""
    of, measure = explorer.declared(selection)
    figures = in_order(explorer.figures(selection), labels)
    sheet = breakdown_sheet(figures, of, measure, labels)
    mark = _MARK(labels.lang) if figures["synthetic"].any() else ""
    told = breakdown_told(figures, named(of, measure, labels), labels)
    drawn = selection.by and figures["value"].is_not_null().any()
    draw = partial(charts.breakdown, figures, labels, told)
    pictures = (Chart(to_svg(draw, labels.lang), f"{told}{mark}", f"{sheet.caption}.{mark}"),) if drawn else ()
    tables = as_tables([sheet], mark, [sheet])
    return Shown(Section("breakdown", sheet.caption, (told,), pictures, tables, ()), labels.lang)


def explanation_section(of: Explanation, labels: Labels) -> Shown:
    """How the figure came about: its formula with the numbers, and the first rows of everything behind it."""
    mark = _MARK(labels.lang) if of.figure["synthetic"] else ""
    sheets = [units_sheet(of, rows.head(SHOWN_ROWS), labels) for rows in (of.counted, of.compared)]
    sheets += [records_sheet(one.table, one.rows.head(SHOWN_ROWS), labels) for one in of.sources if not one.whole]
    sheets.append(left_out_sheet(of.left_out.head(SHOWN_ROWS), labels))
    told = [*explained(of, labels), *[DECIDING(labels.lang)] * deciding(of.selection, of.sources)]
    part = Section("explanation", HEADING(labels.lang), tuple(told), (), as_tables(sheets, mark), ())
    return Shown(part, labels.lang)
