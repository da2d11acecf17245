"""Our marks in somebody's workbook: how they are set, and how a later check takes exactly them away again.

Every cell that we colour or add wears a fill of `FILLS`. Such a fill tells by the lowest bits of its colour,
unseen by the eye, what stood there before: the number of a sample kept in a hidden sheet. So our marks are found
by their colour, and the colours of the user come back, even after rows were sorted, inserted or deleted in Excel.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Color, Font, PatternFill, Protection
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.units import DEFAULT_COLUMN_WIDTH
from openpyxl.worksheet.dimensions import ColumnDimension

from apk_lib.tables.headings import CHECK
from apk_lib.text import LANGUAGES

# the hidden sheet of samples: a reader passes it over
SAMPLES = "_apk"
AUTHOR = "apk-lib"
SHADES = ("error", "warning", "note", "ours")
# each channel is a multiple of four: its two lowest bits are free for the number
_BASES = {
    "error": (0xF8, 0xB4, 0xAC),
    "warning": (0xFC, 0xE0, 0x90),
    "note": (0xCC, 0xE4, 0xF8),
    "ours": (0xE8, 0xEC, 0xF0),
}
_SHADE_OF = {base: shade for shade, base in _BASES.items()}
# a number below 63 names a sample, 0 being no fill at all
_ADDED = 63
_ADDED_MARKS = tuple((shade, _ADDED) for shade in SHADES)
_CHECKS = tuple(CHECK(lang) for lang in LANGUAGES)
COLUMN_HEADER = ("ours", 0)
SHEET_TITLE = ("ours", 1)
_WIDTH = 60.7109375
_NOTE_FIRST, _NOTE_LAST = "── Kontrola / Check apk-lib ──", "──────────"
_NOTE = re.compile(rf"\n*{_NOTE_FIRST}\n.*?\n{_NOTE_LAST}", re.DOTALL)
_NOTE_WIDTH = 330
_NOTE_LETTERS = 48
_REST = StyleArray()


def colour(shade: str, number: int = 0) -> str:
    """The colour of a shade that carries a number between 0 and 63."""
    bits = (number >> 4 & 3, number >> 2 & 3, number & 3)
    return "FF" + "".join(f"{base + bit:02X}" for base, bit in zip(_BASES[shade], bits, strict=True))


def fill(shade: str, number: int = 0) -> Any:
    """The fill of a shade that carries a number."""
    return PatternFill("solid", fgColor=colour(shade, number))


def meant(mark: Any) -> tuple[str, int] | None:
    """The shade and the number that a fill carries; None for a fill that is not ours."""
    if mark is None or getattr(mark, "fill_type", None) != "solid" or mark.fgColor.type != "rgb":
        return None
    channels = [int(mark.fgColor.rgb[place : place + 2], 16) for place in (2, 4, 6)]
    red, green, blue = (channel & ~3 for channel in channels)
    shade = _SHADE_OF.get((red, green, blue))
    bits = [channel & 3 for channel in channels]
    return (shade, bits[0] << 4 | bits[1] << 2 | bits[2]) if shade else None


def is_ours(sheet: Any) -> bool:
    """Whether a sheet is one that a checked copy added, whatever its name is by now."""
    title = sheet._cells.get((1, 1))
    return sheet.title == SAMPLES or (title is not None and meant(title.fill) == SHEET_TITLE)


def is_checked(book: Any) -> bool:
    """Whether a workbook is a checked copy."""
    return any(map(is_ours, book.worksheets))


# --- taking away -----------------------------------------------------------------------------------


def clean(book: Any) -> None:
    """Take all marks of an earlier check out of a workbook; colours and notes of the user stay or come back."""
    ours = {number: said for number, said in enumerate(map(meant, book._fills)) if said}
    samples = _samples(book)
    for sheet in [sheet for sheet in book.worksheets if is_ours(sheet)]:
        book.remove(sheet)
    for sheet in book.worksheets:
        # cells and their styles are touched directly: the public setters copy and look up for every cell
        if ours:
            columns = _added_columns(sheet, ours)
            for cell in [cell for cell in sheet._cells.values() if cell._style and cell._style.fillId in ours]:
                if cell.column in columns and ours[cell._style.fillId] in (COLUMN_HEADER, *_ADDED_MARKS):
                    sheet._cells.pop((cell.row, cell.column))
                else:
                    _unmark(sheet, cell, samples.get(ours[cell._style.fillId][1], (0, None)))
            for column in columns:
                _forget_width(sheet, column)
        for cell in [cell for cell in sheet._cells.values() if cell._comment]:
            _take_note(sheet, cell)


def _samples(book: Any) -> dict[int, tuple[int, int | None]]:
    """The fill, and the font where it was changed too, that each number stands for."""
    if SAMPLES not in book.sheetnames:
        return {}
    rows = book[SAMPLES].iter_rows(min_row=2, max_col=2)
    return {
        look.row - 1: (look._style.fillId, look._style.fontId if font.value else None)
        for look, font in rows
        if look.has_style
    }


def _added_columns(sheet: Any, ours: Mapping[int, tuple[str, int]]) -> set[int]:
    """The columns under a header of ours: only there a cell may be ours whole."""
    return {
        cell.column
        for cell in sheet._cells.values()
        if cell._style and ours.get(cell._style.fillId) == COLUMN_HEADER and cell._value in _CHECKS
    }


def _unmark(sheet: Any, cell: Any, look: tuple[int, int | None]) -> None:
    fill_id, font_id = look
    style = StyleArray(cell._style)
    style.fillId = fill_id
    style.fontId = style.fontId if font_id is None else font_id
    cell._style = style
    if cell._value is None and not cell._comment and style == _inherited(sheet, cell.row, cell.column):
        sheet._cells.pop((cell.row, cell.column))


def _forget_width(sheet: Any, column: int) -> None:
    letter = get_column_letter(column)
    held = sheet.column_dimensions.get(letter)
    if held is not None and held.width == _WIDTH:
        del sheet.column_dimensions[letter]


def _take_note(sheet: Any, cell: Any) -> None:
    text = str(cell._comment.content)
    if _NOTE_FIRST not in text:
        # the library forgets how large a note was
        cell._comment.width, cell._comment.height = _size(text)
        return
    theirs = _NOTE.sub("", text).strip("\n")
    cell.comment = _sized(theirs, cell._comment.author) if theirs else None
    if cell._value is None and (cell._style or _REST) == _inherited(sheet, cell.row, cell.column):
        sheet._cells.pop((cell.row, cell.column))


# --- setting ---------------------------------------------------------------------------------------


class Marker:
    """Sets marks in one workbook, and keeps a sample of every look that it covers."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._numbers: dict[tuple[int, int | None], int] = {(0, None): 0}
        self._styles: dict[tuple[object, ...], StyleArray] = {}
        # in a protected sheet a table sorts only if nothing in it is locked
        self.free = StyleArray()
        self.free.protectionId = book._protections.add(Protection(locked=False))

    def colour(self, cell: Any, severity: str) -> None:
        """Colour a cell by severity; a light font turns black, so that it can still be read."""
        before = cell._style or _REST
        key = (severity, *before)
        if key not in self._styles:
            self._styles[key] = self._coloured(before, severity)
        cell._style = self._styles[key]

    def _coloured(self, before: StyleArray, severity: str) -> StyleArray:
        font = self.book._fonts[before.fontId]
        covered = (before.fillId, before.fontId if _is_light(font) else None)
        number = self._numbers.setdefault(covered, len(self._numbers))
        if number >= _ADDED:
            # no number is left to find this look again: the note on the cell has to do
            return StyleArray(before)
        style = StyleArray(before)
        style.fillId = self.book._fills.add(fill(severity, number))
        if covered[1] is not None:
            style.fontId = self.book._fonts.add(_darkened(font))
        return style

    def text_style(self, shade: str, number: int = _ADDED, bold: bool = False) -> StyleArray:
        """The style of a cell that we add ourselves."""
        key = ("", shade, number, bold)
        if key not in self._styles:
            style = StyleArray(_REST if bold else self.free)
            style.fillId = self.book._fills.add(fill(shade, number))
            style.fontId = self.book._fonts.add(Font(name="Calibri", size=11, bold=bold))
            style.alignmentId = self.book._alignments.add(Alignment(vertical="top"))
            self._styles[key] = style
        return self._styles[key]

    def keep_samples(self) -> None:
        """Write the hidden sheet from which `clean` brings the covered looks back."""
        sheet = self.book.create_sheet(SAMPLES)
        sheet.sheet_state = "veryHidden"
        put(sheet, 1, 1, AUTHOR)
        for (fill_id, font_id), number in list(self._numbers.items())[1:_ADDED]:
            style = StyleArray()
            style.fillId, style.fontId = fill_id, font_id or 0
            cell = put(sheet, number + 1, 1, "", style)
            if font_id is not None:
                put(sheet, cell.row, 2, "font")


def _darkened(font: Any) -> Any:
    dark = copy(font)
    dark.color = Color(rgb="FF000000")
    return dark


def _is_light(font: Any) -> bool:
    """Whether a font would be hard to read on our pale fills."""
    shown = font.color
    if shown is None:
        return False
    if shown.type == "theme":
        # 0 and 2 are the light colours of every theme
        return shown.theme in (0, 2) and not (shown.tint or 0) < -0.4
    if shown.type == "indexed":
        return shown.indexed in (1, 9)
    red, green, blue = (int(shown.rgb[place : place + 2], 16) for place in (2, 4, 6))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 150


def put(sheet: Any, row: int, column: int, text: str, style: StyleArray | None = None) -> Any:
    """Write text into a cell, and text it stays: what starts like a formula is none."""
    cell = sheet.cell(row, column)
    cell._value, cell.data_type = text, "s"
    cell._style = style
    if text[:1] in _FORMULA_STARTS:
        cell._style = StyleArray(style or _REST)
        cell._style.quotePrefix = 1
    return cell


_FORMULA_STARTS = {"=", "+", "-", "@", "\t", "\r"}


def cell_at(sheet: Any, row: int, column: int) -> Any:
    """The cell that shows this place: of merged cells the first, where there was none one like its column."""
    cell = sheet._cells.get((row, column))
    if cell is None:
        cell = sheet.cell(row, column)
        # a cell made anew would be locked in a protected sheet, and nobody could fill in what is missing
        cell._style = _inherited(sheet, row, column)
    if isinstance(cell, MergedCell):
        [around] = [merged for merged in sheet.merged_cells.ranges if cell.coordinate in merged]
        cell = sheet.cell(around.min_row, around.min_col)
    return cell


def _inherited(sheet: Any, row: int, column: int) -> StyleArray:
    """The style that an empty place has from its row or its column."""
    if row in sheet.row_dimensions and sheet.row_dimensions[row].has_style:
        return StyleArray(sheet.row_dimensions[row]._style)
    held = _dimension(sheet, column)
    return StyleArray(held._style) if held is not None and held.has_style else StyleArray()


def add_note(cell: Any, text: str) -> None:
    """Hang a note on a cell, below the user's own where there is one."""
    block = f"{_NOTE_FIRST}\n{text}\n{_NOTE_LAST}"
    theirs = cell.comment
    content = f"{theirs.content}\n\n{block}" if theirs else block
    cell.comment = _sized(content, theirs.author if theirs else AUTHOR)


def _sized(text: str, author: str) -> Any:
    width, height = _size(text)
    return Comment(text, author, height=height, width=width)


def _size(text: str) -> tuple[int, int]:
    """The width and the height in which a note can be read whole, unless it is very long."""
    lines = sum(max(1, math.ceil(len(line) / _NOTE_LETTERS)) for line in text.split("\n"))
    return _NOTE_WIDTH, min(420, 24 + 17 * lines)


# --- the column of ours ----------------------------------------------------------------------------


def check_column(sheet: Any, header: int) -> int:
    """The number of the column for our texts: the first one right of the table where nothing stands."""
    taken = set(_taken(sheet, header))
    named = [column for row, column in sheet._cells if row == header and sheet._cells[row, column]._value is not None]
    column = max(named, default=0) + 1
    while column in taken:
        column += 1
    return column


def _taken(sheet: Any, header: int) -> Iterator[int]:
    for (row, column), cell in sheet._cells.items():
        if row >= header and cell._value is not None:
            yield column
    for merged in sheet.merged_cells.ranges:
        if merged.max_row >= header:
            yield from range(merged.min_col, merged.max_col + 1)


def widen(sheet: Any, column: int, style: StyleArray) -> None:
    """Give a column our width and style; a group of columns that it belongs to (hidden ones, say) is split."""
    held = _dimension(sheet, column)
    letters = sheet.column_dimensions
    if held is not None:
        held.reindex()
        first, last = held.min, held.max
        del letters[held.index]
        for start, end in ((first, column - 1), (column + 1, last)):
            if start <= end:
                letters[get_column_letter(start)] = _part(sheet, held, start, end)
    letter = get_column_letter(column)
    letters[letter] = ColumnDimension(sheet, index=letter, width=_WIDTH, style=style)


def _part(sheet: Any, whole: Any, start: int, end: int) -> Any:
    return ColumnDimension(
        sheet,
        index=get_column_letter(start),
        min=start,
        max=end,
        width=whole.width or DEFAULT_COLUMN_WIDTH,
        hidden=whole.hidden,
        outlineLevel=whole.outlineLevel,
        bestFit=whole.bestFit,
        collapsed=whole.collapsed,
        style=whole._style,
    )


def _dimension(sheet: Any, column: int) -> Any:
    for held in sheet.column_dimensions.values():
        held.reindex()
        if held.min <= column <= held.max:
            return held
    return None
