"""Everything the product hands out as a file, from a project folder or a plan: templates, forms, checked copies."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from apk_lib.dataset import open_dataset
from apk_lib.errors import DataError
from apk_lib.intake import Book, Plan, office_of
from apk_lib.tables import TABLES
from apk_lib.text import Lang, Text
from apk_lib.workbooks.checked_copy import (
    checked_copy_path,
    write_checked_copy,
    write_checked_copy_of_rows,
    write_findings,
)
from apk_lib.workbooks.project_book import write_project_workbook
from apk_lib.workbooks.template import write_template

ISSUES = "issues.parquet"
_BOOK_NAMES = Text(cs="projekt.xlsx", en="project.xlsx")


def project_template(target: Path, folder: Path | None, filled: bool, lang: Lang) -> None:
    """Write the workbook for records, with a project's own lists; `filled` with what is stored by now.

    Raises:
        ApkError: the folder cannot be used, or the file cannot be written.
    """
    if folder is None:
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
    target = folder / _BOOK_NAMES(lang)
    write_project_workbook(target, lang)
    return [target]


def write_checked_copies(plan: Plan, found: pl.DataFrame, out: Path | None, lang: Lang) -> list[Path]:
    """Write a checked copy of every file in a plan, and all findings as `issues.parquet`.

    `out` is the folder for them; without it a copy stands beside its file. The files are never touched.

    Raises:
        DataError: a file cannot be written, or two copies would have the same name; the others are written.
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
    beside = out or (plan.books[0].path.parent if plan.books else Path())
    write_findings(beside / ISSUES, found)
    if refused:
        raise refused[0]
    return [*written, beside / ISSUES]


def _write_copy(plan: Plan, book: Book, found: pl.DataFrame, target: Path, lang: Lang) -> None:
    headers = plan.headers(book)
    if book.grids[0].sheet is not None:
        write_checked_copy(book.path, target, found, headers, lang)
        return
    name = book.path.stem
    rows = [list(row) for row in book.grids[0].rows]
    named = found.with_columns(sheet=pl.lit(name))
    write_checked_copy_of_rows(target, name, rows, named, {name: row for row in headers.values()}, lang)  # noqa: B035
