"""The what-if of a coming week as a part that a notebook shows; it is no part of a progress report."""

from __future__ import annotations

from functools import partial

from apk_lib.charts import to_svg
from apk_lib.charts.next_week import next_week_grid
from apk_lib.labels import Labels
from apk_lib.next_week import WeekAhead
from apk_lib.prose.next_week import allocation_table, hours_table, more_table, next_week, visits_table
from apk_lib.report.model import Chart, Column, Note, Section, Table
from apk_lib.report.progress import SYNTHETIC
from apk_lib.report.shown import Shown
from apk_lib.sheets import Sheet


def next_week_section(ahead: WeekAhead, labels: Labels) -> Shown:
    """The finding, the picture and the tables of a what-if: the last line of a notebook cell shows them."""
    finding = next_week(ahead, labels)
    mark = f" {SYNTHETIC(labels.lang)}" if ahead.synthetic else ""
    charts = tuple(
        Chart(to_svg(partial(next_week_grid, ahead, labels), labels.lang), f"{said}{mark}", f"{caption}{mark}")
        for caption, said in filter(None, finding.pictures)
    )
    # without a plan there is nothing to spend hours on
    drawn = (more_table, allocation_table, hours_table, visits_table) if finding.pictures else (visits_table,)
    sheets = (table(ahead, labels) for table in drawn)
    section = Section(
        id="next-week",
        heading=finding.heading,
        paragraphs=finding.paragraphs,
        charts=charts,
        tables=tuple(_table(sheet, mark) for sheet in sheets if sheet.rows),
        notes=tuple(Note(term, text) for term, text in finding.asides),
    )
    return Shown(section, labels.lang)


def _table(sheet: Sheet, mark: str) -> Table:
    columns = tuple(
        Column(head, "right" if numeric else "left") for head, numeric in zip(sheet.heads, sheet.numeric, strict=True)
    )
    return Table(sheet.summary, f"{sheet.caption}{mark}", columns, sheet.rows)
