"""The report as a workbook for who computes on with its figures, and for who reads tables by ear.

Page one, the contents and the notes first; then every figure and every point of a curve once, as real numbers; then
the other tables, the definitions and the passport. Everything comes from the report and the frames of its audience.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import xlsxwriter

from apk_lib.labels import Labels
from apk_lib.report.formats.words import CONTENTS
from apk_lib.report.formats.workbook import words
from apk_lib.report.formats.workbook.cells import clean
from apk_lib.report.formats.workbook.figures import (
    curve_grids,
    definition_grid,
    elsewhere,
    figure_grid,
    homes,
)
from apk_lib.report.formats.workbook.grid import Grid, put, tabs
from apk_lib.report.formats.workbook.parts import contents, notes, passport, summary, table_grids
from apk_lib.report.model import FrontPage, Report, Section
from apk_lib.workbooks.template.book import CREATED, OPTIONS, Book


def xlsx(report: Report, results: pl.DataFrame, curves: pl.DataFrame, names: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook of a report; the same report has the same bytes.

    Args:
        report: all parts of the report.
        results: its figures, as its audience may see them; of a suppressed one no number is written.
        curves: the points of its curves, likewise.
        names: what a reader calls the categories of each dimension.

    Raises:
        DataError: a sheet would have more rows than Excel holds.
    """
    front, listed = report.front, CONTENTS(report.front.lang)
    grids = [summary(front), notes(front), *_rest(report, results, curves, Labels.of_names(front.lang, names))]
    named = tabs(grids)
    first, *others = zip(named, grids, strict=True)
    content = io.BytesIO()
    made = xlsxwriter.Workbook(content, OPTIONS)
    made.set_properties(_properties(front))
    book = Book(made, front.lang, synthetic=False)
    for tab, grid in (first, (listed, contents(grids, named, front.lang)), *others):
        put(book, tab, grid, front.banner, listed)
    made.close()
    return content.getvalue()


def _rest(report: Report, results: pl.DataFrame, curves: pl.DataFrame, labels: Labels) -> Iterable[Grid]:
    """Figures, curves, other tables, definitions, passport; of what there is nothing, there is no sheet."""
    lang, sections = labels.lang, {one.id: one for one in report.sections}
    known = {*results["indicator"].unique(), *curves["indicator"].unique()}
    home = homes(report.sections, known, lang)
    figures = [_figures(sections.get(id), ids, known, results, labels) for id, ids in home.items()]
    yield from (grid for grid in figures if grid.rows)
    for id, ids in home.items():
        yield from curve_grids(sections[id].heading if id else "", ids, curves, labels)
    for section in report.sections:
        yield from table_grids(section, lang)
    if known:
        yield definition_grid(results, curves, lang)
    yield from passport(report.foot, lang)


def _figures(
    section: Section | None, ids: tuple[str, ...], known: set[str], results: pl.DataFrame, labels: Labels
) -> Grid:
    """The figures of a section, or of indicators of which none tells."""
    lang = labels.lang
    if section is None:
        return figure_grid(words.OTHERS(lang), words.ABOUT["others"](lang), "", ids, results, labels)
    said = words.ABOUT["figures"].fill(lang, heading=section.heading)
    about = f"{said} {elsewhere(section, ids, known, lang)}".strip()
    return figure_grid(section.kicker or section.heading, about, section.heading, ids, results, labels)


def _properties(front: FrontPage) -> dict[str, Any]:
    """What the file says of itself: nobody's name but that of the beneficiary, no clock."""
    return {
        "title": clean(front.title),
        "subject": clean(front.kicker),
        "author": clean(front.beneficiary),
        "comments": clean(front.banner),
        "created": CREATED,
    }
