"""Where a table lies in a sheet: its header is found, not assumed.

A header is the row that names the most columns of one table, by label in either language, by id, or by the
town's own heading. The sheet's name decides between tables that share headings.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import polars as pl

from apk_lib.findings import findings, no_findings
from apk_lib.intake.reading.answers import item_of
from apk_lib.intake.reading.grids import Grid
from apk_lib.intake.reading.header_faults import (
    either,
    missing_columns,
    repeated_columns,
    unnamed_columns,
    unread_columns,
)
from apk_lib.intake.reading.mapping import TownMapping
from apk_lib.intake.reading.words import loose, tidy
from apk_lib.tables import TABLES
from apk_lib.tables.asked import Asked
from apk_lib.tables.headings import CHECK, EXAMPLE, OWN_SHEETS, PROJECT_SHEET, REQUIRED_MARK, Heading, headings

SEARCHED_ROWS = 60
CHECKED_COPY = re.compile(r"_(?:KONTROLA|CHECK)$", re.IGNORECASE)
_MOMENT_OF_SUBMISSION = ("_submission_time", "_submission__submission_time", "submissiondate")
_SIGNS_OF_EXPORT = {"_uuid", "_id", "_submission_time", "_submission__uuid", "key", "submissiondate"}
_REVIEW = ("_validation_status", "_submission__validation_status", "reviewstate")
# ODK Central joins a group to the name of a question by a dash
_GROUP = re.compile(rf".*-(?=(?:{'|'.join(TABLES)})__)")
_DEVICE = {"start", "end", "today"}


@dataclass(frozen=True, slots=True)
class Layout:
    """One table found in a sheet: the row of its header (from zero) and what each column holds.

    `example` is the column that marks rows as examples, `submitted` the one with the moment (UTC) in which a
    form was sent, `review` the one that says whether it was approved. `own` are columns written by our own check,
    `export` says that a form's server wrote the sheet.
    """

    table: str
    header: int
    columns: Mapping[int, Heading]
    example: int | None
    submitted: int | None
    review: int | None
    own: tuple[int, ...]
    export: bool


def is_ours(sheet: str | None) -> bool:
    """Whether a sheet is instructions, lists or the result of a check."""
    names = {loose(text) for own in OWN_SHEETS for text in (own.cs, own.en)}
    return sheet is not None and (loose(sheet) in names or sheet.startswith("_apk"))


def is_project(sheet: str | None) -> bool:
    """Whether a sheet holds the head of the project sheet."""
    return sheet is not None and loose(sheet) in {loose(PROJECT_SHEET.cs), loose(PROJECT_SHEET.en)}


def find_layout(grid: Grid, town: TownMapping, items: Mapping[str, Asked]) -> tuple[Layout | None, pl.DataFrame]:
    """The table of a sheet and what is wrong with its header; no table at all is a note, not an error.

    `items` are the questions of the survey by id: the sheet of respondents may hold their answers in columns.
    """
    named = _named(grid, town)
    best: list[tuple[tuple[int, int, int], int, str]] = []
    for place, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        names = [_heading_name(cell) for cell in row]
        if sum(map(bool, names)) == 0:
            continue
        for table in [named] if named else list(TABLES):
            labels = grid.labels if place == 0 else ()
            matched = {heading.column for _, heading in _matched(table, names, labels, town, items)}
            required = {heading.column for heading in headings(table) if heading.required}
            enough = len(matched) >= 2 and 2 * len(matched & required) >= len(required)
            if enough or (named and (len(matched) >= 2 or (matched and len(required) == 1))):
                best.append(((len(matched), -len(required - matched), -place), place, table))
    if not best:
        rule = "no_header" if named else "no_table"
        empty = not any(cell not in ("", None) for row in grid.rows for cell in row)
        return None, no_findings() if empty else findings(
            rule, file=grid.file, sheet=grid.sheet, table=named, value=_sheet_name(grid)
        )
    score, place, table = max(best)
    rivals = sorted({other for rank, row, other in best if rank == score and row == place} - {table})
    if rivals:
        value = ", ".join(TABLES[name].label.cs for name in sorted([table, *rivals]))
        return None, findings("unclear_table", file=grid.file, sheet=grid.sheet, row=place + 1, value=value)
    return _layout(grid, table, place, town, items)


def file_stem(name: str) -> str:
    """The name of a file without its ending, and without the mark of a checked copy."""
    return CHECKED_COPY.sub("", PurePath(name).stem)


def _sheet_name(grid: Grid) -> str:
    return grid.sheet if grid.sheet is not None else file_stem(grid.file)


def _named(grid: Grid, town: TownMapping) -> str | None:
    """The table a sheet (or a file) is named after."""
    name = loose(_sheet_name(grid))
    if name in town.sheets:
        return town.sheets[name]
    return next((id for id, table in TABLES.items() if name in {loose(id), loose(table.label.cs),
                                                                loose(table.label.en)}), None)  # fmt: skip


def _heading_name(cell: object) -> str:
    """A heading as it is matched: without the mark of required columns and the group of a form."""
    text = tidy(str(cell)).removesuffix(REQUIRED_MARK).strip() if isinstance(cell, str) else ""
    last = _GROUP.sub("", text.rpartition("/")[2])
    return last if "__" in last else text


@functools.cache
def _names(table: str) -> dict[str, Heading]:
    found: dict[str, Heading] = {}
    for heading in headings(table):
        for text in (heading.label.cs, heading.label.en):
            found.setdefault(loose(re.sub(r"\s*\([^)]*\)", "", text)), heading)
        for text in (heading.column, f"{table}__{heading.column}", heading.label.cs, heading.label.en):
            found[loose(text)] = heading
    return found


def _matched(
    table: str, names: Sequence[str], labels: Sequence[str], town: TownMapping, items: Mapping[str, Asked]
) -> Iterator[tuple[int, Heading]]:
    export = _is_export(names)
    for column, name in enumerate(names):
        # what a telephone calls start and end is when the form was open
        if not name or (export and name in _DEVICE):
            continue
        for called in (name, *labels[column : column + 1]):
            if heading := _heading_of(table, called, town, items, export):
                yield column, heading
                break


def _heading_of(table: str, name: str, town: TownMapping, items: Mapping[str, Asked], export: bool) -> Heading | None:
    """The heading that a column is called after: in the town's words, in ours, or by a question of the survey."""
    if own := town.columns.get((table, loose(name))):
        return next(heading for heading in headings(table) if heading.column == own)
    # a form's server may put the group before a label
    within = [name[place + 1 :] for place, sign in enumerate(name) if sign == "/"] if export else []
    spellings = (name, re.sub(r"\s*\([^)]*\)", "", name), *within)
    known = (_names(table).get(loose(one)) for one in spellings)
    asked = (item_of(one, items) for one in spellings if table == "survey_respondents")
    return next((heading for heading in itertools.chain(known, asked) if heading), None)


def _is_export(names: Sequence[str]) -> bool:
    """Whether the server of a form wrote these headings."""
    prefixed = any(name.partition("__")[0] in TABLES for name in names if "__" in name)
    return prefixed or any(name.casefold() in _SIGNS_OF_EXPORT for name in names)


def _layout(
    grid: Grid, table: str, place: int, town: TownMapping, items: Mapping[str, Asked]
) -> tuple[Layout | None, pl.DataFrame]:
    row = grid.rows[place]
    names = [_heading_name(cell) for cell in row]
    matched = list(_matched(table, names, grid.labels if place == 0 else (), town, items))
    columns = dict(matched)
    rest = {column: name for column, name in enumerate(names) if name and column not in columns}
    example = next((column for column, name in rest.items() if loose(name) in either(EXAMPLE)), None)
    submitted = next((column for column, name in rest.items() if name.casefold() in _MOMENT_OF_SUBMISSION), None)
    review = next((column for column, name in rest.items() if name.casefold() in _REVIEW), None)
    own = tuple(column for column, name in rest.items() if loose(name) in either(CHECK))
    known = {example, submitted, review, *own, *columns}
    unread = {column: name for column, name in rest.items() if column not in known}
    export = _is_export(names)
    where: dict[str, Any] = {"file": grid.file, "sheet": grid.sheet, "table": table}
    found = [
        *missing_columns(table, columns, unread, where | {"row": place + 1}),
        *repeated_columns(matched, where | {"row": place + 1}),
        *unread_columns(grid, place, unread | unnamed_columns(grid, place, known), table, export, where),
    ]
    if grid.hidden:
        found.append(findings("hidden_sheet_read", **where))
    layout = Layout(table, place, columns, example, submitted, review, own, export)
    return layout, pl.concat([no_findings(), *found])
