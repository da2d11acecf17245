"""Carrying an import out: all of it becomes part of the project folder, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from apk_lib.errors import DataError
from apk_lib.intake.batches import ASIDE, CHANGES, FOLDER, MANIFEST, ORIGIN, RAW, batches, manifest, next_number
from apk_lib.intake.cells import as_text
from apk_lib.intake.files import read_sheet
from apk_lib.intake.grids import read_books
from apk_lib.intake.judging import Office
from apk_lib.intake.layout import file_stem, is_project
from apk_lib.intake.mapping import FILE as MAPPING
from apk_lib.intake.mapping import TownMapping, mapping_text, parse_mapping
from apk_lib.intake.names import Names, names_text, parse_names
from apk_lib.intake.planning import Plan, make_plan
from apk_lib.intake.state import stored_imports, stored_tables
from apk_lib.intake.store import changing, commit, finish
from apk_lib.project import parse_project
from apk_lib.tables import TABLES
from apk_lib.text import Text

SHEET = "project.toml"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `number` is 0 when there was nothing new or it was only tried out."""

    plan: Plan
    number: int


def office_of(folder: Path, town: TownMapping | None = None, names: Names | None = None) -> Office:
    """What intake knows of a project folder before it reads new files.

    Raises:
        ApkError: the project sheet, a stored table or the mapping cannot be used.
    """
    finish(folder)
    sheet, _ = read_sheet(folder)
    id = folder.resolve().name
    return Office(
        parse_project(sheet, id), stored_tables(folder), town or town_mapping(folder), names or Names(), id, sheet
    )


def _office_for_import(folder: Path, town: TownMapping | None, names: Names) -> Office:
    """The same, also for a folder that gets its project sheet only now."""
    if (folder / SHEET).is_file():
        return office_of(folder, town, names)
    return Office(town=town or town_mapping(folder), names=names, id=folder.resolve().name)


def town_mapping(folder: Path) -> TownMapping:
    """The town's own words, as learned by earlier imports.

    Raises:
        DataError: the file of the mapping cannot be used.
    """
    path = folder / MAPPING
    return parse_mapping(path.read_text("utf-8-sig")) if path.is_file() else TownMapping()


def import_files(
    paths: Sequence[Path],
    folder: Path,
    recorded_at: datetime,
    *,
    town: TownMapping | None = None,
    key: Path | None = None,
    dry_run: bool = False,
) -> Imported:
    """Import files into a project folder: whole, or not at all.

    The same file twice changes nothing. With `dry_run` everything is read and judged and nothing written.

    Args:
        paths: workbooks and delimited files.
        folder: the project folder.
        recorded_at: when rows without a moment of their own were recorded.
        town: the town's own words; kept with the project. None: as learned before.
        key: the file with names and pseudonyms of people, outside the project folder.
        dry_run: only tell what would be done.

    Raises:
        ApkError: the folder, the key or a stored file cannot be used, somebody else is importing, or the
            disk cannot be written; the old state stands.
    """
    books = read_books(paths)
    if not any(is_project(grid.sheet) for book in books for grid in book.grids):
        read_sheet(folder)  # says what to do where there is no project yet
    if dry_run:
        names = names_of(key, folder)
        return Imported(make_plan(books, _office_for_import(folder, town, names), recorded_at), 0)
    with changing(folder):
        names = names_of(key, folder)
        plan = make_plan(books, _office_for_import(folder, town, names), recorded_at)
        if plan.stops or (plan.adds_nothing and _known(plan, folder)):
            return Imported(plan, 0)
        number = next_number(folder)
        if key and names.pseudonyms:
            write_key(key, names)
        commit(folder, _contents(plan, folder, number, key))
    return Imported(plan, number)


def _known(plan: Plan, folder: Path) -> bool:
    """Whether the same files were imported before, or have nothing to keep and nothing to settle."""
    kept = {file["sha256"] for batch in batches(folder) for file in batch.files}
    if all(book.sha256 in kept for book in plan.books):
        return True
    sheets = {(file_stem(file), sheet) for file, sheet in plan.account.select("file", "sheet").iter_rows()}
    waiting = (state.aside.filter(pl.col("settled_at").is_null()) for state in stored_imports(folder).values())
    open_rows = {
        (file_stem(file), sheet) for rows in waiting for file, sheet in rows.select("file", "sheet").iter_rows()
    }
    return plan.aside.is_empty() and not sheets & open_rows


def _contents(plan: Plan, folder: Path, number: int, key: Path | None) -> dict[str, bytes]:
    """Every file the import adds to the project folder, with its content."""
    here = f"{FOLDER}/{number:04d}"
    contents: dict[str, bytes] = {}
    # whatever comes with a key may hold names, also where nobody reads them
    private = key is not None
    files = []
    for book in plan.books:
        kept = f"{book.sha256}{book.path.suffix.lower()}"
        if key:
            _keep_private(key, kept, book.content)
        else:
            contents[f"{RAW}/{kept}"] = book.content
        files.append({"name": book.name, "sha256": book.sha256, "kept": "" if private else f"{RAW}/{kept}"})
    for name, rows in plan.additions.items():
        text = as_text(TABLES[name], rows).with_columns(rows.select(list(ORIGIN)))
        contents[f"{here}/{name}.csv"] = text.write_csv().encode()
    if len(plan.aside):
        contents[f"{here}/{ASIDE}"] = plan.aside.write_csv().encode()
    if len(plan.changes):
        contents[f"{here}/{CHANGES}"] = plan.changes.write_csv().encode()
    sheets = plan.account.to_dicts()
    contents[f"{here}/{MANIFEST}"] = manifest(plan.recorded_at, files, sheets, plan.synthetic)
    if plan.sheet:
        contents[SHEET] = plan.sheet.encode()
        if (folder / SHEET).is_file():
            before, sha256 = (folder / SHEET).read_bytes(), read_sheet(folder)[1]
            contents[f"{RAW}/{sha256}.toml"] = before
    if plan.town != TownMapping():
        contents[MAPPING] = mapping_text(plan.town).encode()
    return contents


def names_of(key: Path | None, folder: Path) -> Names:
    """The names in a key file; an absent file is a key nobody is in yet.

    Raises:
        DataError: the key lies inside the project folder, or cannot be read.
    """
    if key is None:
        return Names()
    if key.resolve().is_relative_to(folder.resolve()):
        raise DataError(
            Text(
                cs=f"{key}: klíč jmen nesmí ležet ve složce projektu. Uložte jej mimo {folder}.",
                en=f"{key}: the key of names may not lie in the project folder. Keep it outside {folder}.",
            )
        )
    if not key.exists():
        return replace(Names(), has_key=True)
    try:
        return parse_names(key.read_text("utf-8-sig"))
    except (ValueError, OSError) as error:
        raise DataError(
            Text(
                cs=f"{key}: klíč jmen nejde přečíst ({error}). Čekáme CSV v UTF-8 se sloupci name,pseudonym.",
                en=f"{key}: the key of names cannot be read ({error}). Expected a CSV in UTF-8 with name,pseudonym.",
            )
        ) from error


def write_key(key: Path, names: Names) -> None:
    """Write the key of names; it appears whole or not at all."""
    _put(key, names_text(names).encode())


def _keep_private(key: Path, name: str, raw: bytes) -> None:
    """A file with names is kept beside the key, not in the project folder."""
    _put(key.parent / "raw" / name, raw)


def _put(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)  # it may hold names
        raise DataError(
            Text(
                cs=f"{path}: nelze zapsat ({error.strerror}). Uvolněte místo nebo získejte právo k zápisu.",
                en=f"{path}: it cannot be written ({error.strerror}). Free the disk or get the right to write.",
            )
        ) from error


def counts(plan: Plan) -> dict[str, int]:
    """Rows by fate over all sheets."""
    sums = plan.account.select(pl.col(pl.Int64).sum())
    return dict(zip(sums.columns, sums.row(0), strict=True))
