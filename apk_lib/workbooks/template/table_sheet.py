"""One table as a sheet to fill in.

Row 1 names the table, row 2 explains it, row 3 says how each column is written, row 4 holds the headings.
Column A marks examples; the data begin in column B. The reader of workbooks relies on this.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from apk_lib.tables import SHEET_TABLES, Table
from apk_lib.tables.asked import COMPUTED
from apk_lib.tables.columns import Kind
from apk_lib.tables.explained import EXPLAINED, example_rows
from apk_lib.tables.headings import EXAMPLE, REQUIRED_MARK, Heading, headings
from apk_lib.text import Lang, Text
from apk_lib.workbooks.template.book import HEAD, HEAD_PERSONAL, HEADING_ROW, LAST_COLUMN, MUTED, Book, write
from apk_lib.workbooks.template.rules_of_cells import Choices, how_to_write, validation
from apk_lib.workbooks.template.written import FORMATS, Names, cells, format_of, shown

EMPTY_ROWS = 2000
ROWS_BELOW_FILLED = 1000
_FIRST_ROW = HEADING_ROW + 1
_WIDTHS: dict[Kind, int] = {
    "identifier": 18, "code": 24, "codes": 30, "words": 36, "day": 13, "instant": 17, "hours": 12, "money": 15,
    "whole": 12, "decimal": 12, "yes_no": 11,
}  # fmt: skip
_HELP_LINES, _WIDEST, _LINE_HEIGHT = 4, 40, 12.5

_PSEUDONYM = Text(
    cs="Osobní údaj. Patří sem jen označení (pseudonym), nikdy jméno. Sloupec neopustí město.",
    en="Personal data. Only an id (pseudonym) belongs here, never a name. The column never leaves the town.",
)
_ABOUT_ONE_PERSON = Text(
    cs="Osobní údaj: řádek vypovídá o jednom člověku, kterého smí označovat jen pseudonym. Sloupec neopustí město.",
    en="Personal data: the row tells of one person, known by a pseudonym only. The column never leaves the town.",
)


def write_table(book: Book, table: Table, rows: pl.DataFrame | None, choices: Choices, names: Names) -> None:
    """Add the sheet of a table: with `rows`, or with two examples where there are none to write.

    Args:
        book: the workbook.
        table: a table of the catalogue.
        rows: its rows in the stored types; an empty frame leaves the sheet empty.
        choices: what references are chosen from.
        names: by table, how a referenced thing is called in a cell.
    """
    title = table.label(book.lang)
    sheet = book.sheet(title, title, EXPLAINED[table.name].told(book.lang))
    columns = headings(table.name)
    _write_columns(book, sheet, columns, [how_to_write(table, heading, book.lang, choices) for heading in columns])
    _write_headings(book, sheet, table, columns)
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.repeat_rows(HEADING_ROW)
    last = _last_row(rows)
    for place, heading in enumerate(columns, start=1):
        sheet.data_validation(_FIRST_ROW, place, last, place, validation(book, table, heading, choices))
    sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST_ROW + 1}:XFD{last + 1}"})
    if rows is None:
        # a thing with a sheet in this workbook is called by its id, another by its name
        named = {target: called for target, called in example_names(book.lang).items() if target not in choices.keys}
        _write_examples(book, sheet, table, columns, named)
    else:
        _write_rows(book, sheet, columns, rows, names)


def _last_row(rows: pl.DataFrame | None) -> int:
    """The last row for which Excel offers choices; data below it are read all the same."""
    filled = EMPTY_ROWS if rows is None else rows.height + ROWS_BELOW_FILLED
    return _FIRST_ROW + filled - 1


def _write_columns(book: Book, sheet: Any, columns: Sequence[Heading], helps: Sequence[str]) -> None:
    """Widths and formats of whole columns: no cell is written where nothing stands."""
    lang = book.lang
    unlocked = {"locked": False, "text_wrap": True}
    sheet.set_column(0, 0, 10, book.style(**unlocked, font_color=MUTED))
    lines = 1
    for place, (heading, help) in enumerate(zip(columns, helps, strict=True), start=1):
        fits_help = min(_WIDEST, math.ceil(len(help) / _HELP_LINES) + 2)
        kind = "code" if heading.meaning.references else heading.kind
        width = max(_WIDTHS[kind], len(heading.label(lang)) + 5, fits_help)
        lines = max(lines, math.ceil(len(help) / (width - 2)))
        sheet.set_column(place, place, width, book.style(**unlocked, num_format=FORMATS[heading.kind]))
        write(sheet, HEADING_ROW - 1, place, help, book.style(font_size=9, font_color=MUTED, text_wrap=True))
    # a whole row has to be unlocked, or Excel refuses to delete it; the writer would then take the sheet to be
    # as wide as its formats and walk through every empty cell
    widest = sheet.dim_colmax
    sheet.set_column(len(columns) + 1, LAST_COLUMN, None, book.style(**unlocked))
    sheet.dim_colmax = widest
    for row in range(HEADING_ROW + 1):
        sheet.set_row(row, lines * _LINE_HEIGHT if row == HEADING_ROW - 1 else None, book.style())


def _write_headings(book: Book, sheet: Any, table: Table, columns: Sequence[Heading]) -> None:
    lang = book.lang
    write(sheet, HEADING_ROW, 0, EXAMPLE(lang), book.style(bold=True, font_color=MUTED, bottom=1))
    for place, heading in enumerate(columns, start=1):
        computed = table.name == "survey_respondents" and heading.column in COMPUTED
        required = heading.required and not computed
        label = f"{heading.label(lang)} {REQUIRED_MARK}" if required else heading.label(lang)
        personal = heading.meaning.personal
        colour = HEAD_PERSONAL if personal else HEAD
        write(sheet, HEADING_ROW, place, label, book.style(bold=True, bg_color=colour, bottom=1, text_wrap=True))
        if personal:
            note = _PSEUDONYM if heading.kind == "identifier" else _ABOUT_ONE_PERSON
            sheet.write_comment(HEADING_ROW, place, note(lang), {"author": "apk-lib", "width": 220, "height": 90})


def _write_examples(book: Book, sheet: Any, table: Table, columns: Sequence[Heading], names: Names) -> None:
    grey = {"italic": True, "font_color": MUTED, "locked": False, "text_wrap": True}
    for row, example in enumerate(example_rows(table.name), start=_FIRST_ROW):
        write(sheet, row, 0, EXAMPLE(book.lang), book.style(**grey))
        for place, heading in enumerate(columns, start=1):
            cell = shown(heading, example[heading.column], book.lang, names)
            write(sheet, row, place, cell, book.style(**grey, num_format=FORMATS[heading.kind]))


def _write_rows(book: Book, sheet: Any, columns: tuple[Heading, ...], rows: pl.DataFrame, names: Names) -> None:
    styles: dict[str, Any] = {}
    for place, row in enumerate(rows.iter_rows(named=True), start=_FIRST_ROW):
        for column, (heading, cell) in enumerate(cells(row, columns, book.lang, names), start=1):
            if cell is None:
                continue
            form = format_of(heading, cell)
            if form not in styles:
                styles[form] = book.style(locked=False, text_wrap=True, num_format=form)
            write(sheet, place, column, cell, styles[form])


def key_range(book: Book, table: Table, rows: pl.DataFrame | None) -> str:
    """The defined name over the ids written on a table's sheet, as far as they reach.

    An empty cell in a list would make Excel accept anything, so the name ends with the last id.
    """
    sheet = table.label(book.lang)
    place = [heading.column for heading in headings(table.name)].index(table.key[0]) + 1
    letter = chr(ord("A") + place)
    first = _FIRST_ROW + (1 if rows is not None else 1 + len(example_rows(table.name)))
    column = f"${letter}${first}:${letter}${_last_row(rows) + 1}"
    area = f"'{sheet}'!{column}"
    name = f"apk_key_{table.name}"
    book.workbook.define_name(name, f"='{sheet}'!${letter}${first}:INDEX({area},MAX(1,COUNTA({area})))")
    return name


def referenced(tables: Iterable[Table]) -> set[str]:
    """The tables that columns of these sheets point to."""
    targets = (heading.meaning.references for table in tables for heading in headings(table.name))
    return {target for target in targets if target is not None}


def names_of(rows: Iterable[Mapping[str, Any]], key: str, lang: Lang) -> dict[str, str]:
    """Id → the name its cell shows; the id itself where a thing has no name, or one that another could mean."""
    known = list(rows)
    meant: dict[str, set[str]] = defaultdict(set)
    for row in known:
        for column in (key, "name", "name_cs", "name_en"):
            meant[row.get(column) or row[key]].add(row[key])
    called = {row[key]: row.get(f"name_{lang}") or row.get("name") or row[key] for row in known}
    return {id: name if meant[name] == {id} else id for id, name in called.items()}


def example_names(lang: Lang) -> Names:
    """The names of the things the examples refer to."""
    return {name: names_of(example_rows(name), table.key[0], lang) for name, table in SHEET_TABLES.items()}
