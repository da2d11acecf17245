"""Everything the product hands out as a file, from a project folder or a plan: templates, forms, checked copies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from apk_lib.dataset import open_dataset
from apk_lib.errors import DataError, ParameterError
from apk_lib.intake import Book, Plan, office_of
from apk_lib.tables import TABLES
from apk_lib.tables.headings import PROJECT_BOOK
from apk_lib.text import Lang, Text
from apk_lib.workbooks.checked.checked_copy import (
    checked_copy_path,
    write_checked_copy,
    write_checked_copy_of_rows,
    write_findings,
)
from apk_lib.workbooks.template.project_book import write_project_workbook
from apk_lib.workbooks.template.records import write_template

ISSUES = "issues.parquet"


@dataclass(frozen=True, slots=True)
class Copies:
    """What a check wrote: the checked copies, all findings as a table, and what could not be written."""

    books: tuple[Path, ...]
    findings: Path | None
    refused: tuple[DataError, ...]


def project_template(target: Path, folder: Path | None, filled: bool, lang: Lang) -> None:
    """Write the workbook for records, with a project's own lists; `filled` with what is stored by now.

    Raises:
        ApkError: the folder cannot be used, or the file exists or cannot be written.
    """
    _refuse(target)
    if folder is None:
        if filled:
            raise ParameterError(
                Text(
                    cs="Volba --filled vyplňuje to, co je v projektu zapsáno. Zadejte i --project SLOŽKA.",
                    en="The option --filled fills in what a project has stored. Give --project FOLDER as well.",
                )
            )
        write_template(target, lang)
        return
    office = office_of(folder)
    assert office.project is not None
    if not filled:
        write_template(target, lang, office.project)
        return
    last = office.project.periods[-1].id
    dataset = open_dataset(folder, period=last, as_of="9999-12-31")
    # without its moment a row that somebody edits is a correction, and any other is known already
    forgotten = pl.lit(None, pl.Datetime("us", "UTC")).alias("recorded_at")
    rows = {
        name: account.rows.with_columns(forgotten) if TABLES[name].recorded else account.rows
        for name, account in dataset.accepted.items()
    }
    write_template(target, lang, office.project, rows, dataset.is_synthetic(tuple(rows)))


def _refuse(target: Path) -> None:
    """Refuse what is no workbook, and what would overwrite somebody's work."""
    if target.suffix.lower() != ".xlsx":
        raise DataError(
            Text(
                cs=f"{target}: sešit musí mít příponu .xlsx. Zadejte např. {target.with_suffix('.xlsx')}.",
                en=f"{target}: the workbook needs the ending .xlsx. Give {target.with_suffix('.xlsx')}, for example.",
            )
        )
    if target.exists():
        raise DataError(
            Text(
                cs=f"{target} už existuje a nepřepíšeme jej. Zvolte jiný název.",
                en=f"{target} exists already and is not overwritten. Choose another name.",
            )
        )


def new_folder(folder: Path, lang: Lang) -> list[Path]:
    """Found a project folder: the workbook of the project, to be filled and imported.

    Raises:
        DataError: the folder has something in it, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(
            Text(
                cs=f"Složka {folder} není prázdná. Zvolte novou, aby se nic nepřepsalo.",
                en=f"The folder {folder} is not empty. Choose a new one, so that nothing is overwritten.",
            )
        )
    target = folder / PROJECT_BOOK(lang)
    write_project_workbook(target, lang)
    return [target]


def write_checked_copies(plan: Plan, found: pl.DataFrame, out: Path | None, lang: Lang) -> Copies:
    """Write a checked copy of every file in a plan; with a folder `out` all findings as `issues.parquet` too.

    Without `out` a copy stands beside its file. The files are never touched, and what cannot be written keeps
    nothing else from being written.
    """
    written: list[Path] = []
    refused: list[DataError] = []
    for book in plan.books:
        if not book.grids:
            continue
        target = checked_copy_path(book.path, out, lang)
        try:
            if target in written:
                raise DataError(
                    Text(
                        cs=f"{book.path}: kontrolní kopie by přepsala jinou ({target.name}). Zkontrolujte ji zvlášť.",
                        en=f"{book.path}: its copy would overwrite another ({target.name}). Check it by itself.",
                    )
                )
            _write_copy(plan, book, found.filter(pl.col("file") == book.name), target, lang)
            written.append(target)
        except DataError as error:
            refused.append(error)
    issues = out / ISSUES if out else None
    if issues:
        try:
            write_findings(issues, found)
        except DataError as error:
            issues = None
            refused.append(error)
    return Copies(tuple(written), issues, tuple(refused))


def _write_copy(plan: Plan, book: Book, found: pl.DataFrame, target: Path, lang: Lang) -> None:
    headers = plan.headers(book)
    if book.grids[0].sheet is not None:
        write_checked_copy(book.path, target, found, headers, lang)
        return
    name = book.path.stem
    rows = [list(row) for row in book.grids[0].rows]
    named = found.with_columns(sheet=pl.lit(name))
    write_checked_copy_of_rows(target, name, rows, named, {name: row for row in headers.values()}, lang)  # noqa: B035
