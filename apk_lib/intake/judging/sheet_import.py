"""The project sheet from a workbook: what it says now, what that changes, and whether it holds together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from apk_lib.errors import ProjectError
from apk_lib.findings import findings, key_text, no_findings
from apk_lib.intake.judging.comparison import ASIDE, CHANGED, CHANGES, NEW, SAME
from apk_lib.intake.judging.project_sheet import project_head, project_toml
from apk_lib.intake.judging.verdicts import Broken, Place, Places, verdicts
from apk_lib.intake.reading.grids import Grid
from apk_lib.intake.reading.layout import is_project
from apk_lib.intake.reading.rows import Reading
from apk_lib.intake.reading.words import tidy
from apk_lib.intake.storage.batches import ORIGIN
from apk_lib.intake.storage.cells import as_text
from apk_lib.project import PROJECT_KEYS, Project, parse_project
from apk_lib.tables import SHEET_TABLES
from apk_lib.tables.headings import PROJECT_SHEET
from apk_lib.text import LANGUAGES, Text

HEAD = "project"


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A project sheet read from workbooks: its text (empty if nothing changes), findings and changes.

    A sheet that is `refused` cannot be used: nothing that came with it may be imported.
    """

    text: str
    refused: bool
    project: Project | None
    findings: pl.DataFrame
    changes: pl.DataFrame

    def fates(self, reading: Reading) -> dict[str, int]:
        """What becomes of the rows of one of its tables."""
        rows = len(reading.rows)
        if self.refused:
            return {ASIDE: rows}
        changed = self.changes.filter(pl.col("table") == reading.table, pl.col("after").is_not_null())
        keys = changed.group_by("key").agg(new=pl.col("before").is_null().all())
        new, touched = keys.filter("new").height, keys.height
        return {NEW: new, CHANGED: touched - new, SAME: max(rows - touched, 0)}


def plan_sheet(grids: Sequence[Grid], readings: Sequence[Reading], id: str, now: str) -> SheetPlan | None:
    """The project sheet after the workbooks' sheets have taken the place of its tables; None if there are none.

    Args:
        grids: the sheets of all files.
        readings: the tables found in them.
        id: the name of the project folder.
        now: the text of the present `project.toml`, empty for a new project.
    """
    heads = [grid for grid in grids if is_project(grid.sheet)]
    tables = [reading for reading in readings if reading.table in SHEET_TABLES]
    if not heads and not tables:
        return None
    said: dict[str, Any] = tomllib.loads(now, parse_float=Decimal) if now else {}
    project = parse_project(now, id) if now else None
    head = dict(said.get(HEAD, {}))
    found = [no_findings()]
    for grid in heads:
        given, about = _head(grid)
        head |= given
        found.append(about)
    frames = dict(project.frames) if project else {}
    places = Places(tables)
    for name in SHEET_TABLES:
        parts = [reading for reading in tables if reading.table == name]
        if parts:
            frames[name], about = _table(name, parts, places, frames)
            found.append(about)
    wrong = pl.concat(found)
    aside = any(len(reading.aside) for reading in tables)
    if aside or (wrong["severity"] == "error").any():
        return SheetPlan("", True, project, wrong, pl.DataFrame(schema=CHANGES))
    text = project_toml(head, frames)
    try:
        new = parse_project(text, id)
    except ProjectError as error:
        about = findings(
            "project_sheet", file=(heads or [tables[0].grid])[0].file, expected=_of_the_book(error.text, id)
        )
        return SheetPlan("", True, project, pl.concat([wrong, about]), pl.DataFrame(schema=CHANGES))
    changes = pl.concat([_head_changes(said.get(HEAD, {}), head), *_table_changes(project, new)])
    return SheetPlan("" if changes.is_empty() else text, False, new, wrong, changes)


def _of_the_book(text: Text, id: str) -> Text:
    """What is said of a `project.toml`, in the words of the workbook it comes from."""
    said = {}
    for lang in LANGUAGES:
        words = text(lang).replace(f"{id}/project.toml, ", "").replace(f"{id}/project.toml: ", "")
        words = words.replace("[project]", PROJECT_SHEET(lang))
        for name, table in SHEET_TABLES.items():
            words = words.replace(f"[[{name}]]", table.label(lang))
        for key, told in PROJECT_KEYS.items():
            words = words.replace(f"„{key}“", f"„{told.label.cs}“").replace(f"“{key}”", f"“{told.label.en}”")
        said[lang] = words
    return Text(cs=said["cs"], en=said["en"])


def _head(grid: Grid) -> tuple[dict[str, Any], pl.DataFrame]:
    """The facts of the sheet `Projekt`: a key, a label, a value in each row."""
    cells: dict[str, object] = {}
    rows: dict[str, int] = {}
    for number, row in enumerate(grid.rows, start=1):
        key = tidy(str(row[0])) if row else ""
        if key in PROJECT_KEYS:
            cells[key] = row[2] if len(row) > 2 else ""
            rows[key] = number
    head, problems = project_head(cells)
    about = [
        findings(
            problem.rule, file=grid.file, sheet=grid.sheet, table=HEAD, column=problem.key, value=problem.value or None,
            row=rows.get(problem.key), cell=f"C{rows[problem.key]}" if problem.key in rows else None,
            expected=problem.expected, nearest=problem.nearest,
        )
        for problem in problems
    ]  # fmt: skip
    return head, pl.concat([no_findings(), *about])


def _table(
    name: str, readings: Iterable[Reading], places: Places, frames: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of one table of the sheet, and what breaks its schema or points to nothing in the tables before it."""
    table = SHEET_TABLES[name]
    columns = {column: declared.dtype for column, declared in table.schema.columns().items() if column != "source_row"}
    parts = []
    for reading in readings:
        given = [
            (pl.col(column) if column in reading.rows.columns else pl.lit(None)).cast(kind).alias(column)
            for column, kind in columns.items()
        ]
        where = {"file": pl.lit(reading.grid.file), "sheet": pl.lit(reading.grid.sheet, pl.String)}
        parts.append(reading.rows.select(*given, row="row", **where))
    rows = pl.concat(parts).with_row_index("source_row").with_columns(pl.col("source_row").cast(pl.Int64))
    _, failure = table.schema.filter(rows)
    wrong = failure.details()
    places_of = rows.select("source_row", "file", "sheet", "row", key_text(table.key))
    seen = wrong.join(places_of, on="source_row", how="left")
    broken = [
        Broken(Place(line["file"], line["sheet"], line["row"]), rule, line["key"])
        for rule in failure.counts()
        for line in seen.filter(pl.col(rule) == "invalid").iter_rows(named=True)
    ]
    for column, target in table.references.items():
        there = frames[target][SHEET_TABLES[target].key[0]] if target in frames else pl.Series(dtype=pl.String)
        orphans = rows.filter(pl.col(column).is_not_null(), ~pl.col(column).is_in(there.implode()))
        broken += [
            Broken(Place(line["file"], line["sheet"], line["row"]), f"{column}: {target}")
            for line in orphans.iter_rows(named=True)
        ]
    return rows.select("source_row", *columns), verdicts(table, broken, places, {})


def _head_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> pl.DataFrame:
    lines = [
        {"table": HEAD, "key": "", "column": key, "before": _shown(before.get(key)), "after": _shown(value)}
        for key, value in after.items()
        if before.get(key) != value
    ]
    return pl.DataFrame([line | dict.fromkeys(ORIGIN) for line in lines], schema=CHANGES)


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def _table_changes(before: Project | None, after: Project) -> Iterable[pl.DataFrame]:
    """What changes in the tables of the sheet; a row that is gone is told with nothing after it."""
    for name, table in SHEET_TABLES.items():
        columns = [column for column in table.schema.columns() if column != "source_row"]
        states = []
        for said, project in (("before", before), ("after", after)):
            frame = project.frames[name] if project else pl.DataFrame(table.schema.create_empty())
            keyed = as_text(table, frame).select(key_text(table.key), *columns)
            states.append(keyed.unpivot(columns, index="key", variable_name="column", value_name=said))
        both = states[1].join(states[0], on=["key", "column"], how="full", coalesce=True)
        told = both.filter(~pl.col("before").eq_missing(pl.col("after"))).sort("key", "column")
        nothing = [pl.lit(None, kind).alias(column) for column, kind in ORIGIN.items()]
        yield told.select(pl.lit(name).alias("table"), "key", "column", "before", "after", *nothing)
