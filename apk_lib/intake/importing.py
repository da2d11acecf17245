"""Carrying an import out: all of it becomes part of the project folder, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from apk_lib.errors import DataError, reason
from apk_lib.intake.judging.planning import Plan, make_plan
from apk_lib.intake.judging.together import Office
from apk_lib.intake.reading.grids import read_books
from apk_lib.intake.reading.layout import file_stem
from apk_lib.intake.reading.mapping import FILE as MAPPING
from apk_lib.intake.reading.mapping import TownMapping, mapping_text, parse_mapping
from apk_lib.intake.reading.names import Names, UnusableKeyError, names_text, parse_names
from apk_lib.intake.storage.batches import ASIDE, CHANGES, FOLDER, MANIFEST, ORIGIN, RAW, batches, manifest, next_number
from apk_lib.intake.storage.cells import as_text
from apk_lib.intake.storage.changes import changing, commit, finish
from apk_lib.intake.storage.files import read_sheet
from apk_lib.intake.storage.state import stored_imports, stored_tables
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
        parse_project(sheet, id),
        stored_tables(folder),
        town or town_mapping(folder),
        names or Names(),
        id,
        sheet,
        folder,
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
    if dry_run or not (folder / SHEET).is_file():
        tried = make_plan(books, _office_for_import(folder, town, names_of(key, folder)), recorded_at)
        if not (tried.sheet or tried.stops):
            read_sheet(folder)  # where there is no project yet, nothing is made before one comes
        if dry_run or tried.stops:
            return Imported(tried, 0)
    with changing(folder):
        names = names_of(key, folder)
        plan = make_plan(books, _office_for_import(folder, town, names), recorded_at)
        if plan.stops:
            return Imported(plan, 0)
        if plan.adds_nothing and _known(plan, folder):
            if plan.town != town_mapping(folder):
                commit(folder, {MAPPING: mapping_text(plan.town).encode()})
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
    account = _nameless(plan.account, _without_names(plan))
    sheets = {(file_stem(file), sheet) for file, sheet in account.select("file", "sheet").iter_rows()}
    waiting = (state.aside.filter(pl.col("settled_at").is_null()) for state in stored_imports(folder).values())
    open_rows = {
        (file_stem(file), sheet) for rows in waiting for file, sheet in rows.select("file", "sheet").iter_rows()
    }
    return plan.aside.is_empty() and not sheets & open_rows


def _contents(plan: Plan, folder: Path, number: int, key: Path | None) -> dict[str, bytes]:
    """Every file the import adds to the project folder, with its content."""
    here = f"{FOLDER}/{number:04d}"
    contents: dict[str, bytes] = {}
    called = _without_names(plan)
    # whatever comes with a key may hold names, also where nobody reads them
    private = key is not None
    files = []
    for book in plan.books:
        kept = f"{book.sha256}{book.path.suffix.lower()}"
        if key:
            _keep_private(key, kept, book.content)
        else:
            contents[f"{RAW}/{kept}"] = book.content
        files.append({"name": called[book.name], "sha256": book.sha256, "kept": "" if private else f"{RAW}/{kept}"})
    for name, rows in plan.additions.items():
        text = as_text(TABLES[name], rows).with_columns(_nameless(rows.select(list(ORIGIN)), called))
        contents[f"{here}/{name}.csv"] = text.write_csv().encode()
    if len(plan.aside):
        contents[f"{here}/{ASIDE}"] = _nameless_cells(_nameless(plan.aside, called), plan.names).write_csv().encode()
    if len(plan.changes):
        contents[f"{here}/{CHANGES}"] = _nameless(plan.changes, called).write_csv().encode()
    sheets = _nameless(plan.account, called).to_dicts()
    contents[f"{here}/{MANIFEST}"] = manifest(plan.recorded_at, files, sheets, plan.synthetic)
    if plan.sheet:
        contents[SHEET] = plan.sheet.encode()
        if (folder / SHEET).is_file():
            before, sha256 = (folder / SHEET).read_bytes(), read_sheet(folder)[1]
            contents[f"{RAW}/{sha256}.toml"] = before
    if plan.town != TownMapping():
        contents[MAPPING] = mapping_text(plan.town).encode()
    return contents


def _without_names(plan: Plan) -> dict[str, str]:
    """What the files and the sheets of an import are called, without names of people; by what they are called."""
    said = {book.name for book in plan.books}
    for frame in (plan.account, plan.aside, plan.changes, *plan.additions.values()):
        for column in _PLACES & set(frame.columns):
            said.update(frame[column].drop_nulls().unique())
    return {text: plan.names.without_names(text) for text in said}


_PLACES = {"file", "sheet", "origin_file", "origin_sheet"}


def _nameless(rows: pl.DataFrame, called: Mapping[str, str]) -> pl.DataFrame:
    """The rows with the files and the sheets they come from called without names."""
    changed = {text: other for text, other in called.items() if text != other}
    return rows.with_columns(pl.col(column).replace(changed) for column in rows.columns if column in _PLACES)


def _nameless_cells(aside: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Rows set aside without the names that stand inside a sentence; a cell of people has none already."""

    def nameless(cells: str) -> str:
        said = {heading: names.without_names(text) for heading, text in json.loads(cells).items()}
        return json.dumps(said, ensure_ascii=False)

    return aside.with_columns(pl.col("cells").map_elements(nameless, return_dtype=pl.String))


def names_of(key: Path | None, folder: Path | None) -> Names:
    """The names in a key file; an absent file is a key nobody is in yet.

    Args:
        key: the key file, if there is one.
        folder: the project folder; None where files are only checked, without a project.

    Raises:
        DataError: the key lies inside the project folder or beside it among the data, or cannot be read.
    """
    if key is None:
        return Names()
    if folder is not None:
        _need_apart(key, folder)
    if not key.exists():
        return replace(Names(), has_key=True)
    try:
        return parse_names(key.read_text("utf-8-sig"))
    except (ValueError, OSError) as error:
        said = Text(cs="není v UTF-8", en="it is not in UTF-8")
        if isinstance(error, UnusableKeyError):
            said = error.text
        elif isinstance(error, OSError):
            said = reason(error)
        raise DataError(
            Text(
                cs=f"{key}: klíč jmen nejde přečíst ({said.cs}). Čekáme CSV v UTF-8 se sloupci name,pseudonym.",
                en=f"{key}: the key of names cannot be read ({said.en}). Expected a CSV in UTF-8 with name,pseudonym.",
            )
        ) from error


def _need_apart(key: Path, folder: Path) -> None:
    """Refuse a key that would be handed on with the data."""
    place, project = key.resolve(), folder.resolve()
    inside = place.is_relative_to(project)
    if not inside and not (project.parent.name == "data" and place.parent == project.parent):
        return
    kept = project if inside else project.parent
    raise DataError(
        Text(
            cs=f"{key}: klíč jmen nesmí ležet ve složce {'projektu' if inside else 'dat'}. Uložte jej mimo {kept}.",
            en=f"{key}: the key of names may not lie in the {'project' if inside else 'data'} folder. "
            f"Keep it outside {kept}.",
        )
    )


def write_key(key: Path, names: Names) -> None:
    """Write the key of names; it appears whole or not at all."""
    _put(key, names_text(names).encode())


def _keep_private(key: Path, name: str, raw: bytes) -> None:
    """A file with names is kept beside the key, not in the project folder."""
    _put(key.parent / "raw" / name, raw)


def _put(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    made = not path.parent.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)  # it may hold names
        if made:
            with suppress(OSError):
                path.parent.rmdir()
        raise DataError(
            Text(
                cs=f"{path}: nelze zapsat ({reason(error).cs}). Uvolněte místo nebo získejte právo k zápisu.",
                en=f"{path}: it cannot be written ({reason(error).en}). Free the disk or get the right to write.",
            )
        ) from error


def counts(plan: Plan) -> dict[str, int]:
    """Rows by fate over all sheets."""
    sums = plan.account.select(pl.col(pl.Int64).sum())
    return dict(zip(sums.columns, sums.row(0), strict=True))
