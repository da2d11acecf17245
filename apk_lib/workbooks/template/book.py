"""A workbook in the making: its styles, its lists behind the choices, its marks, and one safe way to save it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from apk_lib.errors import DataError
from apk_lib.tables.headings import LISTS, PROPERTY_PROJECT, PROPERTY_SCHEMA, PROPERTY_SYNTHETIC, SCHEMA_VERSION
from apk_lib.text import Lang, Text
from apk_lib.workbooks.saved import put_file
from apk_lib.workbooks.template.written import Cell

SYNTHETIC_LINE = "SYNTETICKÁ DATA / SYNTHETIC DATA"
INK, MUTED, DARK_BLUE, HEAD, HEAD_PERSONAL, RED = "#1f2933", "#5b6770", "#1f5a8a", "#dfe9f1", "#f6e3c8", "#b3261e"
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
HEADING_ROW = 3

# the same content gives the same bytes: a workbook does not tell when it was made
CREATED = datetime(2020, 1, 1)
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LISTS_WORDS = Text(
    cs="Z tohoto listu vybírají ostatní listy. Neměňte jej.",
    en="The other sheets choose from this sheet. Do not change it.",
)


@dataclass
class Book:
    """An open workbook in one language; sheets are added in the order in which they are written."""

    workbook: Any
    lang: Lang
    synthetic: bool
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _styles: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def style(self, **properties: object) -> Any:
        """A cell format; the same properties give the same one."""
        wanted = {"font_color": INK, "valign": "top"} | properties
        key = tuple(sorted(wanted.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format(wanted)
        return self._styles[key]

    def sheet(self, name: str, title: str, explanation: str) -> Any:
        """A new protected sheet with its title, the mark of synthetic data, and one line that explains it."""
        sheet = self.workbook.add_worksheet(name)
        # rows cannot be inserted: Excel would allow it among the locked headings too, and below them a new row
        # would be locked like them; new rows are written at the end, their order does not matter
        allowed = ("format_cells", "format_columns", "format_rows", "delete_rows", "sort")
        sheet.protect("", dict.fromkeys(allowed, True))
        marked = f"{title} · {SYNTHETIC_LINE}" if self.synthetic else title
        write(sheet, 0, 0, marked, self.style(bold=True, font_size=14, font_color=RED if self.synthetic else INK))
        write(sheet, 1, 0, explanation, self.style())
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(0)
        return sheet

    def listed(self, name: str, values: Sequence[str]) -> str:
        """The formula of a list to choose from; the values will stand on the hidden sheet."""
        self.lists[f"apk_{name}"] = tuple(values)
        return f"=apk_{name}"

    def write_lists(self) -> None:
        """Add the hidden sheet with every list and the defined names the validations point to."""
        title = LISTS(self.lang)
        sheet = self.sheet(title, title, _LISTS_WORDS(self.lang))
        for column, (name, values) in enumerate(self.lists.items()):
            write(sheet, HEADING_ROW, column, name, self.style(bold=True))
            for row, value in enumerate(values, start=HEADING_ROW + 1):
                write(sheet, row, column, value, self.style(num_format="@"))
            last = HEADING_ROW + len(values)
            area = xlsxwriter.utility.xl_range_abs(HEADING_ROW + 1, column, last, column)
            self.workbook.define_name(name, f"='{title}'!{area}")
        sheet.set_column(0, max(len(self.lists) - 1, 0), 30)
        sheet.hide()


def write(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    """Write one cell by its type; text stays text whatever it looks like.

    Raises:
        DataError: the cell does not fit into a sheet of Excel.
    """
    match cell:
        case None:
            outcome = sheet.write_blank(row, column, None, style)
        case str():
            outcome = sheet.write_string(row, column, cell, style)
        case datetime() | date() | time():
            outcome = sheet.write_datetime(row, column, cell, style)
        case _:
            outcome = sheet.write_number(row, column, cell, style)
    if outcome:
        raise DataError(
            Text(
                cs=f"List {sheet.get_name()}, řádek {row + 1}: údaj se do sešitu Excelu nevejde. Excel má nejvýše "
                "1 048 576 řádků a 32 767 znaků v buňce; předejte data jako CSV.",
                en=f"Sheet {sheet.get_name()}, row {row + 1}: it does not fit into a workbook. Excel has at most "
                "1,048,576 rows and 32,767 characters in a cell; hand the data over as CSV.",
            )
        )


@contextlib.contextmanager
def new_book(target: Path, lang: Lang, title: str, project: str, synthetic: bool) -> Iterator[Book]:
    """A workbook that takes the place of `target` in one step once it is whole.

    Raises:
        DataError: the target cannot be written, or replaced because it is open in Excel.
    """
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, OPTIONS)
    workbook.set_properties({"title": title, "author": "apk-lib", "created": CREATED})
    workbook.set_custom_property(PROPERTY_SCHEMA, SCHEMA_VERSION)
    workbook.set_custom_property(PROPERTY_PROJECT, project)
    workbook.set_custom_property(PROPERTY_SYNTHETIC, synthetic)
    book = Book(workbook, lang, synthetic)
    yield book
    book.write_lists()
    workbook.close()
    put_file(target, content.getvalue())
