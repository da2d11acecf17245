"""The corrected workbook comes back: a copy of the user's file with every finding on its cell.

The copy has coloured cells with notes, a column of texts right of each table and a sheet of errors in front.
The user's own file is only ever read. A copy that comes back to be checked again loses our marks first.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import column_index_from_string, get_column_letter

from apk_lib.errors import DataError, reason
from apk_lib.findings import together, told
from apk_lib.tables.headings import CHECK
from apk_lib.text import LANGUAGES, Lang, Text, listing, number
from apk_lib.workbooks.checked.errors_sheet import LISTED, link_to, shown, storable, write_errors_sheet
from apk_lib.workbooks.checked.marks import (
    AUTHOR,
    Marker,
    add_note,
    cell_at,
    check_column,
    clean,
    is_checked,
    put,
    widen,
)
from apk_lib.workbooks.checked.source import CELLS, is_large, load
from apk_lib.workbooks.saved import DAY_ZERO, is_untouched, packed, put_file

# what a sheet of Excel holds
_ROWS, _COLUMNS, _LETTERS = 1_048_576, 16_384, 32_767

_MARK = Text(cs="_KONTROLA", en="_CHECK")
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SAID_TOGETHER = 3
_NOTES_TOGETHER = 8

_COLUMN_NOTE = Text(
    cs="Sloupec píše program: co je v řádku špatně. Při další kontrole se přepíše.",
    en="The program writes this column: what is wrong in the row. The next check writes it anew.",
)
_VALUE = Text(cs="Zapsáno: {value}", en="Written: {value}")
_EXPECTED = Text(cs="Správně: {expected}", en="Expected: {expected}")
_NEAREST = Text(cs="Nejbližší platná hodnota: {nearest}", en="Nearest valid value: {nearest}")
_MORE = Text(cs="a další: {count}", en="and more: {count}")

_NOT_KEPT = Text(
    cs="V této kopii chybí nebo může vypadat jinak: {what}. Původní soubor {name} jsme nezměnili.",
    en="Missing from this copy, or perhaps different: {what}. The original file {name} is unchanged.",
)
_ONLY_LIST_LARGE = Text(
    cs="Soubor má víc než {cells} buněk, proto je tu jen seznam nálezů bez kopie listů. Opravujte v souboru {name}.",
    en="The file has more than {cells} cells, so this is only the list of findings, without its sheets. Mend {name}.",
)
_ONLY_LIST_STRANGE = Text(
    cs="Kopii listů se nepodařilo vytvořit, proto je tu jen seznam nálezů. Opravujte v souboru {name}.",
    en="The sheets could not be copied, so this is only the list of findings. Mend {name}.",
)


def checked_copy_path(source: Path, folder: Path | None, lang: Lang) -> Path:
    """Where the checked copy of a file belongs; a checked copy is followed by one of the same name."""
    marked = any(source.stem.upper().endswith(_MARK(known)) for known in LANGUAGES)
    return (folder or source.parent) / f"{source.stem}{'' if marked else _MARK(lang)}.xlsx"


def write_checked_copy(source: Path, target: Path, found: pl.DataFrame, headers: Mapping[str, int], lang: Lang) -> None:
    """Write a copy of a workbook with its findings on their cells.

    Args:
        source: the user's .xlsx or .xlsm; read, never written.
        target: the copy, an .xlsx (see `checked_copy_path`).
        found: the findings of this file, in the columns of `FINDINGS`.
        headers: the row of the header in each sheet where a table was found.
        lang: the language of everything we add.

    Raises:
        DataError: the source cannot be read, or the target cannot be written or was edited since.
    """
    said = told(together([found]), lang)
    try:
        large = is_large(source)
        book, lost = (None, []) if large else load(source)
    except OSError as problem:
        raise DataError(
            Text(
                cs=f"Soubor {source} nejde přečíst ({reason(problem).cs}). Zavřete jej v jiných programech "
                "a zkuste to znovu.",
                en=f"The file {source} cannot be read ({reason(problem).en}). Close it elsewhere and try again.",
            )
        ) from problem
    _refuse(source, target, carried=book is not None and is_checked(book))
    if book is None:
        only_list = _ONLY_LIST_LARGE if large else _ONLY_LIST_STRANGE
        why = only_list.fill(lang, cells=number(CELLS, lang), name=source.name)
        put_file(target, _only_list(source.name, said, why, lang))
        return
    clean(book)
    what = listing([text(lang) for text in lost], lang)
    notes = [_NOT_KEPT.fill(lang, what=what, name=source.name)] if lost else []
    _mark(book, source.name, said, headers, notes, lang)
    put_file(target, packed(book))


def write_checked_copy_of_rows(
    target: Path,
    sheet_name: str,
    rows: list[list[object]],
    found: pl.DataFrame,
    headers: Mapping[str, int],
    lang: Lang,
) -> None:
    """Write the rows of a file that is no workbook (a CSV) as one, with its findings on their cells.

    Every cell is text, so that nothing is read in another way than it was written. Findings without a sheet
    belong to `sheet_name`.

    Raises:
        DataError: the target cannot be written or was edited since.
    """
    _refuse(None, target, carried=False)
    said = told(together([found.with_columns(pl.col("sheet").fill_null(sheet_name))]), lang)
    if not _fit(rows):
        why = _ONLY_LIST_LARGE.fill(lang, cells=number(CELLS, lang), name=sheet_name)
        put_file(target, _only_list(sheet_name, said, why, lang))
        return
    book = _new_book()
    title = _sheet_title(sheet_name)
    sheet = book.create_sheet(title)
    text = StyleArray()
    # the format @: what Excel would take for a date or a number stays as it is typed
    text.numFmtId = 49
    widths: dict[int, int] = {}
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None and value != "":
                written = storable(value)
                put(sheet, row, column, written, text)
                widths[column] = max(widths.get(column, 0), len(written))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 2, 9), 40)
    said = said.with_columns(pl.col("sheet").replace({sheet_name: title}))
    _mark(book, sheet_name, said, {title: headers[sheet_name]} if sheet_name in headers else {}, [], lang)
    put_file(target, packed(book))


def write_findings(target: Path, found: pl.DataFrame) -> None:
    """Write all findings as a table with their Czech wording; the same findings make the same bytes.

    Raises:
        DataError: the target cannot be written.
    """
    buffer = io.BytesIO()
    told(together([found]), "cs").write_parquet(buffer)
    put_file(target, buffer.getvalue())


# --- what fits and what may be replaced ------------------------------------------------------------


def _fit(rows: list[list[object]]) -> bool:
    """Whether rows fit into a sheet, and are few enough to be copied."""
    widest = max(map(len, rows), default=0)
    longest = max((len(value) for row in rows for value in row if isinstance(value, str)), default=0)
    return sum(map(len, rows)) <= CELLS and len(rows) <= _ROWS and widest <= _COLUMNS and longest <= _LETTERS


def _refuse(source: Path | None, target: Path, carried: bool) -> None:
    """Refuse to replace what somebody wrote: the source whose cells are not carried over, or an edited copy."""
    if not target.exists():
        return
    if source is not None and target.samefile(source):
        if not carried:
            raise DataError(
                Text(
                    cs=f"Kontrolní kopie by přepsala váš soubor {source}. Přejmenujte jej, nebo zvolte jinou složku.",
                    en=f"The checked copy would overwrite your file {source}. Rename it, or choose another folder.",
                )
            )
    elif not is_untouched(target):
        raise DataError(
            Text(
                cs=f"Soubor {target} od minulé kontroly někdo upravil a nová kopie by úpravy přepsala. "
                "Nechte zkontrolovat jej, nebo jej přejmenujte.",
                en=f"Somebody edited the file {target} since the last check and a new copy would undo that. "
                "Have that file checked, or rename it.",
            )
        )


# --- marking ---------------------------------------------------------------------------------------


def _new_book() -> Any:
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = datetime.datetime(*DAY_ZERO)
    return book


def _sheet_title(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:31] or "CSV"


def _only_list(name: str, said: pl.DataFrame, why: str, lang: Lang) -> bytes:
    book = _new_book()
    write_errors_sheet(book, name, said, [None] * min(len(said), LISTED), [why], lang)
    return packed(book)


def _mark(book: Any, name: str, said: pl.DataFrame, headers: Mapping[str, int], notes: list[str], lang: Lang) -> None:
    """Set all marks: cells, columns of texts, the sheet of errors and the hidden samples."""
    marker = Marker(book)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    columns = {title: check_column(sheets[title], row) for title, row in headers.items() if title in sheets}
    listed = list(said.head(LISTED).iter_rows(named=True))
    links = [_link(finding, sheets, headers, columns) for finding in listed]
    standing = [finding for finding in listed if finding["waiver"] is None and finding["sheet"] in sheets]
    _mark_cells(marker, sheets, standing, columns, headers, lang)
    for title, column in columns.items():
        of_sheet = [finding for finding in standing if finding["sheet"] == title]
        _write_column(marker, sheets[title], column, headers[title], of_sheet, lang)
    write_errors_sheet(book, name, said, links, notes, lang)
    marker.keep_samples()
    _open_at_first(book)
    if book.properties.creator in (None, "", "openpyxl"):
        # the library would sign a file without an author by its own name
        book.properties.creator = AUTHOR


def _address(finding: Mapping[str, Any]) -> tuple[int, int] | None:
    """Row and column of the cell that a finding names."""
    found = _CELL.fullmatch(finding["cell"] or "")
    row, column = (int(found[2]), column_index_from_string(found[1])) if found else (0, 0)
    return (row, column) if 0 < row <= _ROWS and 0 < column <= _COLUMNS else None


def _link(
    finding: Mapping[str, Any], sheets: Mapping[str, Any], headers: Mapping[str, int], columns: Mapping[str, int]
) -> str | None:
    """The place a finding leads to: its cell, the text beside its row, or its sheet."""
    title = finding["sheet"]
    if title not in sheets:
        return None
    if _address(finding):
        return link_to(title, finding["cell"])
    row = finding["row"] or headers.get(title, 1)
    return link_to(title, f"{get_column_letter(columns.get(title, 1))}{row}")


def _mark_cells(
    marker: Marker,
    sheets: Mapping[str, Any],
    standing: list[dict[str, Any]],
    columns: Mapping[str, int],
    headers: Mapping[str, int],
    lang: Lang,
) -> None:
    """Colour each cell by its gravest finding and hang all of them on it in one note."""
    on_cells: dict[Any, list[dict[str, Any]]] = {}
    for finding in standing:
        if address := _address(finding):
            cell = cell_at(sheets[finding["sheet"]], *address)
            on_cells.setdefault((finding["sheet"], cell.row, cell.column), []).append(finding)
    for (title, row, column), findings in on_cells.items():
        cell = sheets[title].cell(row, column)
        # the findings come gravest first
        marker.colour(cell, findings[0]["severity"])
        add_note(cell, _note(findings, lang))


def _note(findings: list[dict[str, Any]], lang: Lang) -> str:
    parts = ["\n".join(_lines(finding, lang)) for finding in findings[:_NOTES_TOGETHER]]
    if len(findings) > _NOTES_TOGETHER:
        parts.append(_MORE.fill(lang, count=len(findings) - _NOTES_TOGETHER))
    return "\n\n".join(parts)


def _lines(finding: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    yield f"{finding['severity_label'].upper()}: {finding['message']}"
    for text, field in ((_VALUE, "value"), (_EXPECTED, "expected"), (_NEAREST, "nearest")):
        if finding[field]:
            yield text.fill(lang, **{field: shown(finding[field])})


def _write_column(
    marker: Marker, sheet: Any, column: int, header: int, findings: list[dict[str, Any]], lang: Lang
) -> None:
    """Write the column of texts: a header, and a short text in each row that has findings."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for finding in findings:
        row, _ = _address(finding) or (finding["row"] or header, 0)
        # what concerns the whole sheet or stands above the table has no row of its own
        rows.setdefault(max(row, header), []).append(finding)
    head = put(sheet, header, column, CHECK(lang), marker.text_style("ours", 0, bold=True))
    whole = [finding for finding in rows.pop(header, []) if not _address(finding)]
    add_note(head, "\n\n".join([*([_note(whole, lang)] if whole else []), _COLUMN_NOTE(lang)]))
    for row, of_row in sorted(rows.items()):
        cell = put(sheet, row, column, _short(of_row, lang), marker.text_style(of_row[0]["severity"]))
        if of_whole_row := [finding for finding in of_row if not _address(finding)]:
            add_note(cell, _note(of_whole_row, lang))
    widen(sheet, column, marker.free)


def _short(findings: list[dict[str, Any]], lang: Lang) -> str:
    parts = []
    for finding in findings[:_SAID_TOGETHER]:
        where = f" ({finding['column_label']})" if finding["column_label"] else ""
        parts.append(f"{finding['severity_label']}{where}: {finding['message']}")
    if len(findings) > _SAID_TOGETHER:
        parts.append(_MORE.fill(lang, count=len(findings) - _SAID_TOGETHER))
    return "; ".join(parts)


def _open_at_first(book: Any) -> None:
    """Open the workbook at its first sheet and only there: of several chosen sheets Excel would edit all at once."""
    book.active = 0
    views = [view for sheet in book.worksheets for view in sheet.views.sheetView]
    views += [view for sheet in book.chartsheets for view in sheet.sheetViews.sheetView]
    for view in views:
        view.tabSelected = False
    book.worksheets[0].sheet_view.tabSelected = True
    for view in book.views:
        view.firstSheet = 0
