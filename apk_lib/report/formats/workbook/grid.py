"""Sheets of a report's workbook: one titled table each, made to be found, read aloud, and sorted.

After the guidance of the UK government on accessible spreadsheets (Analysis Function, Releasing statistics in
spreadsheets): the title in A1, one table a sheet, marked as such and named, no merged cells, no empty rows in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from math import ceil
from typing import Any

from apk_lib.report.formats.workbook.cells import Cell, Link, Number, clean
from apk_lib.report.formats.workbook.words import COLUMN, SHORTHAND, TO_CONTENTS
from apk_lib.text import Lang
from apk_lib.workbooks.template.book import DARK_BLUE, HEAD, RED, Book, write

_MOST_OF_A_NAME = 31
_MOST_OF_A_HEAD = 250
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
# widths in letters; a table of more than a few columns has narrower ones
_WIDEST, _NARROWEST, _OF_NUMBERS, _FEW, _OF_A_PAGE = 60, 9, 13, 8, 230
_OF_A_LINE, _OF_A_TITLE, _HIGHEST = 15.0, 24.0, 409.0  # points


@dataclass(frozen=True, slots=True)
class Grid:
    """One table with what stands above it: its `title` and a line `about` it.

    `name` is what its tab is called in short, `kind` what it holds, `section` the section of the report it belongs to.
    One that is the `only` one of its name is called by it alone, others are numbered.
    """

    name: str
    kind: str
    title: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    section: str = ""
    only: bool = False


def tabs(grids: Iterable[Grid]) -> tuple[str, ...]:
    """What the tabs of grids are called; no two are the same."""
    numbers = count(1)
    return tuple(_tab(grid.name if grid.only else f"{next(numbers)} {grid.name}") for grid in grids)


def _tab(name: str) -> str:
    """The name as a tab can bear it; a longer one ends after a whole word, unless little would be left."""
    plain = " ".join(_FORBIDDEN.sub(" ", clean(name).replace("'", "’")).split())
    if len(plain) <= _MOST_OF_A_NAME:
        return plain
    letters = plain[: _MOST_OF_A_NAME - 1]
    words = letters.rpartition(" ")[0].rstrip(",;–- ")
    return f"{words if 2 * len(words) > _MOST_OF_A_NAME else letters}…"


def put(book: Book, tab: str, grid: Grid, banner: str, contents: str) -> None:
    """Write a grid as a sheet: its title, whom and what the data are of, the way back, and the table below."""
    sheet = book.workbook.add_worksheet(tab)
    write(sheet, 0, 0, clean(grid.title), book.style(bold=True, font_size=16))
    sheet.set_row(0, _OF_A_TITLE)
    told = [(banner, book.style(bold=True, font_color=RED)), (grid.about, book.style())]
    lines = [(clean(words), style) for words, style in told if words]
    for place, (words, style) in enumerate(lines, start=1):
        write(sheet, place, 0, words, style)
    head = len(lines) + 1
    if tab != contents:
        _link(sheet, head, 0, Link(contents, TO_CONTENTS(book.lang)), book)
        head += 1
    _table(sheet, head, grid, book)
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(9)


def _table(sheet: Any, head: int, grid: Grid, book: Book) -> None:
    heads = _distinct(grid.heads, book.lang)
    header = book.style(bold=True, bg_color=HEAD, text_wrap=True)
    if grid.rows:
        columns = [{"header": name, "header_format": header} for name in heads]
        about = {
            "name": f"table_{len(book.workbook.worksheets())}",
            "title": clean(grid.title)[:_MOST_OF_A_HEAD],
            "columns": columns,
            "style": "Table Style Light 1",
            "banded_rows": False,
        }
        sheet.add_table(head, 0, head + len(grid.rows), len(heads) - 1, about)
    else:
        for column, name in enumerate(heads):
            write(sheet, head, column, name, header)
    for line, row in enumerate(grid.rows, start=head + 1):
        for column, cell in enumerate(row):
            _cell(sheet, line, column, cell, book)
    widths = _widths(heads, grid.rows)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for line, row in enumerate((heads, *grid.rows), start=head):
        # told, as not every program fits rows to wrapped words
        sheet.set_row(line, _height(row, widths))
    sheet.repeat_columns(0)
    sheet.fit_to_pages(ceil(sum(widths) / _OF_A_PAGE), 0)


def _cell(sheet: Any, line: int, column: int, cell: Cell, book: Book) -> None:
    match cell:
        case Link():
            _link(sheet, line, column, cell, book)
        case Number(value=value, form=form):
            write(sheet, line, column, value, book.style(num_format=form, align="right"))
        case _:
            # the town's own words, also those that a spreadsheet would take for a formula or a link
            aside = {"align": "center"} if column and cell in SHORTHAND.values() else {}
            write(sheet, line, column, clean(cell), book.style(num_format="@", text_wrap=True, **aside))


def _link(sheet: Any, line: int, column: int, link: Link, book: Book) -> None:
    sheet.write_url(
        line, column, f"internal:'{link.sheet}'!A1", book.style(font_color=DARK_BLUE, underline=1), link.words
    )


def _distinct(heads: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """Heads as a table must have them: no two alike, none empty; what stands for a second time is numbered."""
    made: list[str] = []
    for place, head in enumerate(heads, start=1):
        plain = " ".join(clean(head).split())[:_MOST_OF_A_HEAD] or COLUMN.fill(lang, place=place)
        name, times = plain, 1
        while name.lower() in (one.lower() for one in made):
            times += 1
            name = f"{plain} ({times})"
        made.append(name)
    return tuple(made)


def _widths(heads: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> list[int]:
    """Widths in letters: what stands in a column, within limits; a head may break between its words."""
    least = [max(map(len, head.split())) + 3 for head in heads]
    columns = zip(*rows, strict=True) if rows else ((),) * len(heads)
    longest = [max(map(_length, column), default=0) for column in columns]
    widest = _WIDEST if len(heads) <= _FEW else _WIDEST // 2
    return [min(max(*both, _NARROWEST), widest) for both in zip(least, longest, strict=True)]


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """The height of a row in points, with all lines of its words."""
    lines = [
        sum(max(ceil(len(line) / (width - 2)), 1) for line in cell.split("\n")) if isinstance(cell, str) else 1
        for cell, width in zip(row, widths, strict=True)
    ]
    return min(max(lines) * _OF_A_LINE, _HIGHEST)


def _length(cell: Cell) -> int:
    match cell:
        case Number(value=date()):
            return _OF_NUMBERS + 5
        case Number():
            return _OF_NUMBERS
        case Link(words=words):
            return len(words) + 2
        case _:
            return max(map(len, cell.split("\n"))) + 2
