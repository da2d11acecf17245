"""The files of a project folder: which table each one holds, where it comes from, what it contains."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from apk_lib.errors import DataError, ProjectError, quoted
from apk_lib.intake.storage.batches import ASIDE, MANIFEST, Batch, batches
from apk_lib.intake.storage.batches import FOLDER as IMPORTS
from apk_lib.intake.storage.cells import UnreadableCell, typed
from apk_lib.project import schema_version
from apk_lib.tables import OUTLINE, SHAPES, SHEET_TABLES, TABLES, Table
from apk_lib.tables.headings import PROJECT_BOOK, SCHEMA_VERSION
from apk_lib.text import LANGUAGES, Text

SHOWN_CELLS = 10
# the polygons of localities and the outline of the town: the files of a project folder that are no tables
SHAPES_FILE = "context/localities.geojson"
SHAPES_FILES = {SHAPES: SHAPES_FILE, OUTLINE: "context/outline.geojson"}
# what approved reports made known; no table, for it says nothing of the town
PUBLISHED = "published.csv"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a project folder and its origin; `synthetic` travels with every figure made from it."""

    table: str
    path: Path
    name: str
    sha256: str
    synthetic: bool
    origin: str
    terms: str
    described_by: str
    described_sha256: str

    @property
    def fingerprint(self) -> str:
        """The file and what is said of it, in one line."""
        return f"{self.name} {self.sha256} {self.described_sha256}"


def read_sheet(folder: Path, *, any_version: bool = False) -> tuple[str, str]:
    """The text of a folder's `project.toml` and its SHA-256.

    Raises:
        DataError: there is none, or it is not UTF-8.
        ProjectError: it is of an older version, unless `any_version` will do.
    """
    path = folder / "project.toml"
    if not path.is_file():
        raise _no_project(folder)
    text = text_of(path, str(path))
    if text.strip() and not any_version and schema_version(text, folder.resolve().name) < SCHEMA_VERSION:
        command = f"apk-lib migrate {quoted(folder)}"
        raise ProjectError(
            Text(
                cs=f"{path} je ze starší verze programu. Převeďte složku příkazem: {command}",
                en=f"{path} is from an older version. Bring it up to date: {command}",
            )
        )
    return text, _sha256(path)


def text_of(path: Path, called: str) -> str:
    """The text of a file; `called` is how an error names it.

    Raises:
        DataError: it is not UTF-8.
    """
    try:
        # a spreadsheet or a text editor may have put a byte-order mark in front
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            Text(
                cs=f"{called} není v UTF-8 (bajt {error.start}). Uložte jej v UTF-8.",
                en=f"{called} is not UTF-8 (byte {error.start}). Save it as UTF-8.",
            )
        ) from error


def _no_project(folder: Path) -> DataError:
    """That a folder holds no project; a workbook of the project in it only waits to be filled and imported."""
    books = (folder / PROJECT_BOOK(lang) for lang in LANGUAGES)
    if book := next((path for path in books if path.is_file()), None):
        command = f"apk-lib import {quoted(book)} --into {quoted(folder)}"
        return DataError(
            Text(
                cs=f"Projekt ve složce {folder} ještě není založen. Vyplňte sešit projektu a načtěte jej: {command}",
                en=f"The project in {folder} is not founded yet. Fill its workbook and read it: {command}",
            )
        )
    return DataError(
        Text(
            cs=f"Ve složce {folder} není project.toml. Zadejte složku projektu, např. data/kromeriz, nebo založte "
            "novou příkazem apk-lib new SLOŽKA.",
            en=f"There is no project.toml in {folder}. Give the folder of a project, such as data/kromeriz, or found "
            "a new one by apk-lib new FOLDER.",
        )
    )


def source_files(folder: Path) -> list[SourceFile]:
    """The tables found in a project folder, by name.

    A `sources.toml` beside the tables says where they come from; a table it does not name is taken
    for the town's own records.

    Raises:
        DataError: a file holds no known table, or two hold the same.
    """
    found: dict[str, SourceFile] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".csv" and path.is_file()):
        inside = path.relative_to(folder).parts
        if inside[0] in (IMPORTS, PUBLISHED) or any(part.startswith(".") for part in inside):
            continue
        source = _source(path, folder)
        if source.table in found:
            raise DataError(
                Text(
                    cs=f"Tabulka {source.table} je ve složce dvakrát: {found[source.table].name} a {source.name}. "
                    "Ponechte jen jednu.",
                    en=f"Table {source.table} is in the folder twice: {found[source.table].name} and {source.name}. "
                    "Keep only one.",
                )
            )
        found[source.table] = source
    return [found[name] for name in TABLES if name in found]


def _source(path: Path, folder: Path) -> SourceFile:
    name = path.relative_to(folder).as_posix()
    if path.stem not in TABLES or path.stem in SHEET_TABLES:
        known = [table for table in TABLES if table not in SHEET_TABLES]
        near = difflib.get_close_matches(path.stem, known, n=1)
        raise DataError(
            Text(
                cs=f"{name}: tabulku „{path.stem}“ neznáme"
                + (f", mysleli jste „{near[0]}“?" if near else ".")
                + f" Známé tabulky: {', '.join(known)}.",
                en=f"{name}: there is no table “{path.stem}”"
                + (f", did you mean “{near[0]}”?" if near else ".")
                + f" Known tables: {', '.join(known)}.",
            )
        )
    return source_of(path, folder, path.stem)


def read_published(folder: Path) -> str:
    """The text of `PUBLISHED`; empty where there is none.

    Raises:
        DataError: the file is not UTF-8.
    """
    path = folder / PUBLISHED
    return text_of(path, PUBLISHED) if path.is_file() else ""


def shapes_file(folder: Path, shapes: str = SHAPES) -> tuple[SourceFile, str] | None:
    """The polygons of localities or another of `SHAPES_FILES`, as text with their source; nothing where there are none.

    Raises:
        DataError: the file is not UTF-8.
    """
    path = folder / SHAPES_FILES[shapes]
    if not path.is_file():
        return None
    return source_of(path, folder, shapes), text_of(path, SHAPES_FILES[shapes])


def source_of(path: Path, folder: Path, table: str) -> SourceFile:
    """A file with what the `sources.toml` beside it says of it."""
    name = path.relative_to(folder).as_posix()
    beside = path.parent / "sources.toml"
    described = _described(beside).get(path.stem, {})
    return SourceFile(
        table=table,
        path=path,
        name=name,
        sha256=_sha256(path),
        synthetic=bool(described.get("synthetic", False)),
        origin=str(described.get("origin", "")),
        terms=str(described.get("terms", "")),
        described_by=beside.relative_to(folder).as_posix() if beside.is_file() else "",
        described_sha256=_sha256(beside) if beside.is_file() else "",
    )


def batch_file(batch: Batch, table: str, path: Path) -> SourceFile:
    """The rows an import added to one table, as a file of the project folder."""
    files = ", ".join(file["name"] for file in batch.files)
    return SourceFile(
        table=table,
        path=path,
        name=f"{batch.name}/{path.name}",
        sha256=_sha256(path),
        synthetic=batch.synthetic,
        origin=files,
        terms="",
        described_by=f"{batch.name}/{MANIFEST}",
        described_sha256=_sha256(batch.path / MANIFEST),
    )


def import_files_of(folder: Path) -> tuple[tuple[str, str], ...]:
    """The manifests and the quarantines of a project folder's imports, each with its SHA-256."""
    paths = [batch.path / name for batch in batches(folder) for name in (MANIFEST, ASIDE)]
    return tuple((path.relative_to(folder).as_posix(), _sha256(path)) for path in paths if path.is_file())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _described(path: Path) -> dict[str, dict[str, object]]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            Text(
                cs=f"{path} není platný TOML v UTF-8: {error}. Opravte uvedený řádek.",
                en=f"{path} is not valid TOML in UTF-8: {error}. Fix the line it names.",
            )
        ) from error


def read(source: SourceFile, extra: Mapping[str, pl.DataType | type[pl.DataType]] | None = None) -> pl.DataFrame:
    """The rows of a file in the types of their schema; no rule is checked yet.

    `extra` are columns beside those of the schema, with their types.

    Raises:
        DataError: the file is not UTF-8, its header differs from the schema, or a cell cannot be
            read; the message names up to ten cells and counts the rest. A column that may be empty may be absent:
            a file written before the schema had it says nothing there.
    """
    table = TABLES[source.table]
    _check_separator(source)
    try:
        text = pl.read_csv(source.path, infer_schema=False).with_columns(pl.all().replace("", None))
    except (pl.exceptions.ComputeError, pl.exceptions.NoDataError) as error:
        raise DataError(
            Text(
                cs=f"{source.name}: soubor nejde přečíst jako CSV v UTF-8 ({error}). Uložte jej znovu jako CSV UTF-8.",
                en=f"{source.name}: the file cannot be read as CSV in UTF-8 ({error}). Save it again as CSV UTF-8.",
            )
        ) from error
    beside = extra or {}
    _check_header(source, text.drop([name for name in beside if name in text.columns]), table)
    absent = [name for name in table.schema.columns() if name != "source_row" and name not in text.columns]
    text = text.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    rows, unreadable = typed(text.with_row_index("source_row", offset=2), table)
    if unreadable:
        raise _cannot_read(source, unreadable)
    return rows.with_columns(text[name].cast(kind) for name, kind in beside.items())


def _check_separator(source: SourceFile) -> None:
    """What a Czech spreadsheet program saves as "CSV" is often something else; say it by its name."""
    start = source.path.read_bytes()[:4096]
    if b"\x00" in start:
        raise DataError(
            Text(
                cs=f"{source.name}: soubor není v UTF-8 (vypadá jako UTF-16). Uložte jej jako CSV UTF-8.",
                en=f"{source.name}: the file is not UTF-8 (it looks like UTF-16). Save it as CSV UTF-8.",
            )
        )
    header = start.split(b"\n")[0]
    if b";" in header and b"," not in header:
        raise DataError(
            Text(
                cs=f"{source.name}: sloupce odděluje středník. Uložte soubor jako CSV UTF-8 s čárkou mezi sloupci a "
                "desetinnou tečkou.",
                en=f"{source.name}: columns are separated by semicolons. Save the file as CSV UTF-8 with commas "
                "between columns and a decimal point.",
            )
        )


def _check_header(source: SourceFile, text: pl.DataFrame, table: Table) -> None:
    declared = table.schema.columns()
    expected = [name for name in declared if name != "source_row"]
    missing = [name for name in expected if name not in text.columns and not declared[name].nullable]
    surplus = [name for name in text.columns if name not in expected]
    if missing or surplus:
        raise DataError(
            Text(
                cs=f"{source.name}, řádek 1: sloupce nesedí (chybí: {', '.join(missing) or 'nic'}; "
                f"navíc: {', '.join(surplus) or 'nic'}). Čekáme: {', '.join(expected)}.",
                en=f"{source.name}, line 1: the columns differ (missing: {', '.join(missing) or 'none'}; "
                f"surplus: {', '.join(surplus) or 'none'}). Expected: {', '.join(expected)}.",
            )
        )


def _cannot_read(source: SourceFile, cells: list[UnreadableCell]) -> DataError:
    shown = cells[:SHOWN_CELLS]
    rest = len(cells) - len(shown)
    cs = "; ".join(f"řádek {cell.line}, {cell.column}: „{cell.value}“, čekáme {cell.expected.cs}" for cell in shown)
    en = "; ".join(f"line {cell.line}, {cell.column}: “{cell.value}”, expected {cell.expected.en}" for cell in shown)
    return DataError(
        Text(
            cs=f"{source.name}: {cs}" + (f"; a dalších {rest}" if rest else "") + ". Opravte uvedené buňky.",
            en=f"{source.name}: {en}" + (f"; and {rest} more" if rest else "") + ". Fix these cells.",
        )
    )
