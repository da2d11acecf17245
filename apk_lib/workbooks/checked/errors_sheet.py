"""The sheet of errors in front of a checked copy: how many findings there are, and each with a link to its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import polars as pl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from apk_lib.findings import counted
from apk_lib.rules import SEVERITIES
from apk_lib.tables.headings import ERRORS
from apk_lib.text import Lang, Noun, Text, number
from apk_lib.workbooks.checked.marks import COLUMN_HEADER, SHEET_TITLE, fill, put

# more would help nobody in a workbook, and it would open slowly
LISTED = 20_000
_SHOWN = 500
# the height of a line, and of how many lines a row may be high
_LINE, _LINES = 15.5, 20

_COUNTS: dict[str, Noun] = {
    "error": Noun(cs=("chyba", "chyby", "chyb", "chyby"), en=("error", "errors")),
    "warning": Noun(cs=("upozornění",) * 4, en=("warning", "warnings")),
    "note": Noun(cs=("poznámka", "poznámky", "poznámek", "poznámky"), en=("note", "notes")),
}
_WAIVED = Noun(cs=("uznaná výjimka", "uznané výjimky", "uznaných výjimek", "uznané výjimky"), en=("waived", "waived"))
_TITLE = Text(cs="Kontrola souboru {name}", en="Check of the file {name}")
_CLEAN = Text(cs="Nenašli jsme nic k opravě.", en="We found nothing to mend.")
_WHAT_TO_DO = Text(
    cs="Opravte hodnoty přímo v listech, soubor uložte a nechte zkontrolovat znovu; barvy, komentáře, sloupec Kontrola "
    "i tento list přitom zmizí samy. Řádek s chybou se do čísel nezapočítá. Upozornění opravte, nebo zdůvodněte "
    "výjimkou. Poznámka jen říká, jak jsme buňku přečetli.",
    en="Mend the values in the sheets, save the file and have it checked again; colours, comments, the "
    "column Check and this sheet go by themselves. A row with an error is left out of the figures. Mend a warning or "
    "justify it by a waiver. A note only tells how we read a cell.",
)
_NOT_ALL = Text(
    cs="Vypsáno a označeno je prvních {shown} z {all} nálezů, nejzávažnější napřed; ostatní uloží volba --out.",
    en="The first {shown} of {all} findings are listed and marked, gravest first; the option --out stores the rest.",
)
_WAIVED_SEVERITY = Text(cs="uznaná výjimka ({severity})", en="waived ({severity})")
_ROW = Text(cs="řádek {row}", en="row {row}")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the sheet: its heading, its width and what it shows of a finding."""

    label: Text
    width: float
    shows: Callable[[Mapping[str, Any], Lang], str | None]


def _field(name: str) -> Callable[[Mapping[str, Any], Lang], str | None]:
    return lambda finding, _: cast(str | None, finding[name])


_COLUMNS = (
    _Column(Text(cs="závažnost", en="severity"), 16, lambda finding, lang: _severity(finding, lang)),
    _Column(Text(cs="list", en="sheet"), 17, _field("sheet")),
    _Column(Text(cs="buňka", en="cell"), 12, lambda finding, lang: place(finding, lang)),
    _Column(Text(cs="tabulka", en="table"), 15, _field("table_label")),
    _Column(Text(cs="sloupec", en="column"), 17, _field("column_label")),
    _Column(Text(cs="hodnota", en="value"), 20, _field("value")),
    _Column(Text(cs="co je špatně", en="what is wrong"), 36, _field("message")),
    _Column(Text(cs="co se čeká", en="what was expected"), 32, _field("expected")),
    _Column(Text(cs="nejbližší platná hodnota", en="nearest valid value"), 17, _field("nearest")),
    _Column(Text(cs="pravidlo", en="rule"), 20, _field("rule")),
    _Column(Text(cs="zdůvodnění výjimky", en="why waived"), 24, _field("waiver")),
)
_LINKED = 3


def storable(text: object) -> str:
    """A text as a workbook can hold it: without control characters."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", str(text)))


def shown(text: object) -> str:
    """A text that is only quoted: storable, and cut where nobody would read on."""
    whole = storable(text)
    return whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1] + "…"


def place(finding: Mapping[str, Any], lang: Lang) -> str | None:
    """Where a finding is: its cell, or the row where no single cell is to blame."""
    if finding["cell"] or finding["row"] is None:
        return cast(str | None, finding["cell"])
    return _ROW.fill(lang, row=finding["row"])


def _severity(finding: Mapping[str, Any], lang: Lang) -> str:
    word = str(finding["severity_label"])
    return word if finding["waiver"] is None else _WAIVED_SEVERITY.fill(lang, severity=word)


def write_errors_sheet(
    book: Any, name: str, found: pl.DataFrame, links: Iterable[str | None], notes: Iterable[str], lang: Lang
) -> None:
    """Put the sheet of errors in front of a workbook.

    `found` are findings as `told`; `links` gives each of the first `LISTED` of them the place in the workbook that
    it leads to; `notes` are said above the table.
    """
    sheet = book.create_sheet(ERRORS(lang), 0)
    said = [*notes]
    if len(found) > LISTED:
        said.append(_NOT_ALL.fill(lang, shown=number(LISTED, lang), all=number(len(found), lang)))
    looks = _Looks(book)
    put(sheet, 1, 1, shown(_TITLE.fill(lang, name=name)), looks.title)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 1.5 * _LINE, 1.2 * _LINE
    _write_counts(sheet, found, looks, lang)
    columns = _COLUMNS if found["waiver"].count() else _COLUMNS[:-1]
    said.insert(0, _WHAT_TO_DO(lang) if len(found) else _CLEAN(lang))
    header = _write_notes(sheet, said, columns, looks)
    for column, declared in enumerate(columns, 1):
        put(sheet, header, column, declared.label(lang), looks.header)
        sheet.column_dimensions[get_column_letter(column)].width = declared.width
    sheet.row_dimensions[header].height = 2 * _LINE
    rows = found.head(LISTED).iter_rows(named=True)
    for row, (finding, link) in enumerate(zip(rows, links, strict=True), header + 1):
        texts = [declared.shows(finding, lang) for declared in columns]
        first = looks.of[finding["severity"]] if finding["waiver"] is None else looks.plain
        _write_row(sheet, row, texts, first, looks)
        if link:
            cell = sheet.cell(row, _LINKED)
            cell._style, cell.hyperlink = looks.link, Hyperlink(ref=cell.coordinate, location=link)
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A{header}:{last}{header + min(len(found), LISTED)}"
    _set_up(sheet, header)


def _write_counts(sheet: Any, found: pl.DataFrame, looks: _Looks, lang: Lang) -> None:
    for column, (severity, count) in enumerate(counted(found).items(), 1):
        put(sheet, 2, column, _COUNTS[severity].count(count, lang), looks.of[severity] if count else looks.plain)
    waived = found.height - found["waiver"].null_count()
    if waived:
        put(sheet, 2, len(_COUNTS) + 1, _WAIVED.count(waived, lang), looks.plain)


def _write_notes(sheet: Any, notes: list[str], columns: tuple[_Column, ...], looks: _Looks) -> int:
    """Write the notes, each over the whole width, and return the row of the table's header."""
    letters = int(sum(declared.width for declared in columns))
    for row, note in enumerate(notes, 3):
        put(sheet, row, 1, note, looks.plain)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
        # merged cells do not grow with their text
        sheet.row_dimensions[row].height = _LINE * (1 + len(note) // letters)
    return 3 + len(notes)


def _write_row(sheet: Any, row: int, texts: list[str | None], first: StyleArray, looks: _Looks) -> None:
    lines = 1
    for column, (text, declared) in enumerate(zip(texts, _COLUMNS, strict=False), 1):
        if text is not None:
            written = shown(text)
            put(sheet, row, column, written, first if column == 1 else looks.plain)
            lines = max(lines, 1 + int(len(written) / declared.width))
    # not every program fits the height of a row to wrapped text
    if lines > 1:
        sheet.row_dimensions[row].height = min(lines, _LINES) * _LINE


def link_to(sheet: str, cell: str) -> str:
    """The place in a workbook that a link leads to."""
    return f"{quote_sheetname(sheet)}!{cell}"


def _set_up(sheet: Any, header: int) -> None:
    """A frozen header, and a print that a clerk can hold."""
    sheet.freeze_panes = f"A{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_properties.tabColor = "C00000"


class _Looks:
    """The styles of the sheet, looked up once and then shared by its cells."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.plain = self._style()
        self.link = self._style(font=Font(name="Calibri", size=11, color="FF0563C1", underline="single"))
        self.title = self._style(SHEET_TITLE, Font(name="Calibri", size=14, bold=True), wrap=False)
        self.header = self._style(COLUMN_HEADER, Font(name="Calibri", size=11, bold=True))
        self.of: dict[str, StyleArray] = {severity: self._style((severity, 0)) for severity in SEVERITIES}

    def _style(self, mark: tuple[str, int] | None = None, font: Any = None, wrap: bool = True) -> StyleArray:
        style = StyleArray()
        style.fontId = self._book._fonts.add(font or Font(name="Calibri", size=11))
        style.alignmentId = self._book._alignments.add(Alignment(vertical="top", wrap_text=wrap or None))
        if mark:
            style.fillId = self._book._fills.add(fill(*mark))
        if mark == COLUMN_HEADER:
            style.borderId = self._book._borders.add(Border(bottom=Side("thin", color="FF7F7F7F")))
        return style
