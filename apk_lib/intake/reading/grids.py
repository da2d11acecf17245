"""Files as grids of cells with true coordinates; nothing is interpreted yet.

A workbook is read cell by cell (columnar readers shift rows and retype columns silently). Before
that its size is looked at: a small file can unpack into more than a machine holds.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from apk_lib.errors import reason
from apk_lib.findings import findings, no_findings
from apk_lib.intake.reading import spss
from apk_lib.intake.reading.gps import FORMATS, HEADER, NoTrackError, track_rows
from apk_lib.intake.reading.xml import Formulas, custom_properties, formulas_without_value, worksheets
from apk_lib.text import Text, number

MAX_FILE_MB = 200
MAX_UNPACKED_MB = 1_000
MAX_COLUMNS = 256
MAX_CELLS = 30_000_000
MEGABYTE = 1_000_000
WORKBOOKS = (".xlsx", ".xlsm")
_OLDER = (".xls", ".xlsb", ".ods")
DELIMITED = (".csv", ".txt", ".tsv")
# an address beyond column Z or row 999,999: all others fit into the limit
_FAR = re.compile(rb"[\"'](?:[A-Z]{2,3}\d+|[A-Z]?\d{7,})[\"']")
_AT = rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']"
_WIDE = re.compile(_AT + rb"(?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])\d+[\"']")
_TWO_LETTERS = re.compile(_AT + rb"[A-Z]{2}\d")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br\s*=\s*[\"'](\d+)[\"']")
_LAST_CELL = re.compile(_AT + rb"[A-Z]{1,3}(\d{6,})[\"']")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: `rows[0][0]` is cell A1. `sheet` is empty for a delimited file.

    `broken` names the rule for cells whose formula has no usable value, by (row, column); `labels` are other names
    of the columns that the first row names.
    """

    file: str
    sheet: str | None
    rows: Sequence[Sequence[object]]
    hidden: bool = False
    broken: Formulas = field(default_factory=dict)
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """One file as it was given: its grids, or the findings that say why there are none."""

    name: str
    path: Path
    sha256: str
    grids: tuple[Grid, ...]
    findings: pl.DataFrame
    content: bytes = field(default=b"", repr=False)
    properties: dict[str, object] = field(default_factory=dict)


class _RefusedError(Exception):
    """The file cannot be used; carries its finding."""

    def __init__(self, rule: str, value: str, expected: Text | None = None) -> None:
        super().__init__(value)
        self.rule, self.value, self.expected = rule, value, expected


def read_books(files: Sequence[Path] | Sequence[Book]) -> tuple[Book, ...]:
    """The files, each under its name; files that share one are told apart by their whole path.

    What is read already stays as it was read.
    """
    names = [file.name for file in files]
    return tuple(
        file if isinstance(file, Book) else read_book(file, file.name if names.count(file.name) == 1 else str(file))
        for file in files
    )


def read_book(path: Path, name: str = "") -> Book:
    """The grids of a workbook or a delimited file; a file that cannot be read gives findings and no grid."""
    name = name or path.name
    try:
        size = path.stat().st_size
        if size > MAX_FILE_MB * MEGABYTE:
            raise _too_large(f"{number(size / MEGABYTE, 'cs')} MB", _megabytes(MAX_FILE_MB))
        content = path.read_bytes()
    except OSError as error:
        wanted = _OF_THE_DISK.get(type(error), reason(error))
        return _refusal(path, name, "", _RefusedError("unreadable_file", "", wanted))
    except _RefusedError as refused:
        return _refusal(path, name, "", refused)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        if path.suffix.lower() in WORKBOOKS:
            return _workbook(path, name, sha256, content)
        if path.suffix.lower() in DELIMITED:
            return _delimited(path, name, sha256, content)
        if path.suffix.lower() in FORMATS:
            return _track(path, name, sha256, content)
        if path.suffix.lower() in spss.FORMATS:
            return _spss(path, name, sha256, content)
        raise _RefusedError(
            "unreadable_file", path.suffix or name, _PLAIN_XLSX if path.suffix.lower() in _OLDER else None
        )
    except _RefusedError as refused:
        return _refusal(path, name, sha256, refused)


_CLOSE = Text(cs="soubor zavřený v Excelu a právo jej číst", en="the file closed in Excel, and the right to read it")
_OF_THE_DISK: dict[type[OSError], Text] = {
    PermissionError: _CLOSE,
    FileNotFoundError: Text(cs="soubor, který existuje; zkontrolujte název a složku",
                            en="a file that exists; check its name and folder"),
    IsADirectoryError: Text(cs="soubor; obsah složky zadejte jako jednotlivé soubory",
                            en="a file; name the files of a folder one by one"),
}  # fmt: skip
_PLAIN_XLSX = Text(cs="sešit .xlsx bez hesla (starší .xls uložte jako .xlsx)",
                   en="a workbook .xlsx without a password (save an older .xls as .xlsx)")  # fmt: skip


def _refusal(path: Path, name: str, sha256: str, refused: _RefusedError) -> Book:
    expected = refused.expected
    found = findings(refused.rule, file=name, value=refused.value or None, expected=expected)
    return Book(name, path, sha256, (), found)


def _too_large(value: str, limit: Text) -> _RefusedError:
    return _RefusedError("too_large", value, Text(cs=f"nejvýše {limit.cs}", en=f"at most {limit.en}"))


def _megabytes(limit: int) -> Text:
    return Text(cs=f"{number(limit, 'cs')} MB", en=f"{number(limit, 'en')} MB")


_COLUMNS = Text(cs=f"{MAX_COLUMNS} sloupců", en=f"{MAX_COLUMNS} columns")
_CELLS = Text(cs=f"{number(MAX_CELLS, 'cs')} buněk", en=f"{number(MAX_CELLS, 'en')} cells")


# --- workbooks -------------------------------------------------------------------------------------


def _workbook(path: Path, name: str, sha256: str, content: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED_MB * MEGABYTE:
                raise _too_large(f"{number(unpacked / MEGABYTE, 'cs')} MB", _megabytes(MAX_UNPACKED_MB))
            sheets = worksheets(archive)
            if archive.testzip():
                raise zipfile.BadZipFile("an entry is not what it says")
            for xml in sheets.values():
                _check_extent(xml)
            properties = custom_properties(archive)
            macros = any(entry.endswith("vbaProject.bin") for entry in archive.namelist())
        reader = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = tuple(
            Grid(name, meta.name, reader.get_sheet_by_name(meta.name).to_python(skip_empty_area=False),
                 meta.visible != SheetVisibleEnum.Visible, formulas_without_value(sheets.get(meta.name, b"")))
            for meta in reader.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        )  # fmt: skip
    except _NO_WORKBOOK as error:
        # each says in its own way that this is no workbook: not a zip, encrypted, or with broken XML inside
        raise _RefusedError("unreadable_file", content[:8].hex(" "), _PLAIN_XLSX) from error
    except BaseException as error:
        # a panic of the reader, which is no Exception: it met a number no calendar has
        if type(error).__name__ != "PanicException":
            raise
        raise _RefusedError("unreadable_file", content[:8].hex(" "), _PLAIN_XLSX) from error
    if not grids:
        raise _RefusedError("unreadable_file", content[:8].hex(" "), _PLAIN_XLSX)
    found = findings("macros", file=name) if macros else no_findings()
    return Book(name, path, sha256, grids, found, content, properties)


# what the readers of archives, of XML and of sheets raise; RuntimeError is an entry that is encrypted or packed oddly
_NO_WORKBOOK = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, CalamineError, PasswordError, OSError, SyntaxError,
    ValueError, LookupError, ArithmeticError, EOFError, RuntimeError,
)  # fmt: skip


def _check_extent(xml: bytes) -> None:
    """A reader lays a sheet out as a full rectangle: two far cells are enough to fill the memory."""
    if not _FAR.search(xml):
        return
    if _WIDE.search(xml):
        raise _too_large("", _COLUMNS)
    rows = max(map(int, _ROW.findall(xml)), default=0)
    rows = max(rows, max(map(int, _LAST_CELL.findall(xml)), default=0))
    columns = MAX_COLUMNS if _TWO_LETTERS.search(xml) else 26
    if rows * columns > MAX_CELLS:
        raise _too_large(f"{rows} × {columns}", _CELLS)


# --- tracks ----------------------------------------------------------------------------------------


def _track(path: Path, name: str, sha256: str, content: bytes) -> Book:
    """The points of a track as a sheet of fixes; its rows are numbered as the points are, under a header."""
    try:
        rows = track_rows(path.name, content)
    except NoTrackError as error:
        raise _RefusedError("unreadable_file", error.value, error.expected) from error
    if len(rows) * len(HEADER) > MAX_CELLS:
        raise _too_large(str(len(rows) * len(HEADER)), _CELLS)
    return Book(name, path, sha256, (Grid(name, "gps_fixes", rows),), no_findings(), content)


# --- SPSS ------------------------------------------------------------------------------------------


def _spss(path: Path, name: str, sha256: str, content: bytes) -> Book:
    """The variables of an SPSS file as columns, under their names; what it declares missing is told by variable."""
    try:
        read = spss.variables(content)
    except spss.NoSurveyError as error:
        raise _RefusedError("unreadable_file", content[:8].hex(" "), spss.EXPECTED) from error
    if len(read.labels) > MAX_COLUMNS:
        raise _too_large(str(len(read.labels)), _COLUMNS)
    missing = pl.DataFrame(
        [(f"{variable}: {', '.join(f'{value} ({times})' for value, times in sorted(values.items()))}",)
         for variable, values in read.missing.items()],
        schema={"value": pl.String}, orient="row",
    )  # fmt: skip
    found = findings("declared_missing", missing, file=name, value=pl.col("value"))
    return Book(name, path, sha256, (Grid(name, None, read.rows, labels=read.labels),), found, content)


# --- delimited files -------------------------------------------------------------------------------


def _delimited(path: Path, name: str, sha256: str, content: bytes) -> Book:
    text, guessed = _decoded(content)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise _RefusedError("unreadable_file", "", _WHOLE_QUOTES) from error
    if rows and max(map(len, rows)) > MAX_COLUMNS:
        raise _too_large(str(max(map(len, rows))), _COLUMNS)
    found = findings("read_as_cp1250", file=name) if guessed else no_findings()
    return Book(name, path, sha256, (Grid(name, None, rows),), found, content)


_WHOLE_QUOTES = Text(cs="soubor .csv, v němž má každá uvozovka svůj pár",
                     en="a file .csv in which every quotation mark has its pair")  # fmt: skip
_TEXT = Text(cs="soubor .csv v UTF-8 nebo Windows-1250", en="a file .csv in UTF-8 or Windows-1250")


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text of a file and whether its encoding had to be guessed."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1250"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding == "cp1250"
    raise _RefusedError("unreadable_file", content[:20].hex(" "), _TEXT)


def _delimiter(text: str) -> str:
    """The sign that separates columns: the one that stands in the most of the first lines.

    A sign between quotation marks separates nothing, and a sentence may hold commas.
    """
    head = [line for line in re.sub(r'"[^"]*"', "", text[:8192]).splitlines()[:-1] or [text[:8192]] if line.strip()]
    return max(";,\t", key=lambda sign: (sum(sign in line for line in head), head[0].count(sign) if head else 0))
