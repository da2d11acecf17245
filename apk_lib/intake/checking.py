"""Checking without importing: files as they would come in, or a whole project folder as it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from apk_lib import checks
from apk_lib.errors import ApkError
from apk_lib.findings import findings, no_findings, together
from apk_lib.intake.importing import town_mapping
from apk_lib.intake.judging.planning import Plan, make_plan
from apk_lib.intake.judging.together import Office, of_the_sheet
from apk_lib.intake.judging.verdicts import Broken, Place, Places, verdicts
from apk_lib.intake.storage.changes import finish
from apk_lib.intake.storage.files import SHAPES_FILES, SourceFile, read, read_sheet, shapes_file, source_files
from apk_lib.intake.storage.state import accepted_tables, stored_imports, stored_tables
from apk_lib.places import read_places, unclear_places
from apk_lib.project import Project, parse_project
from apk_lib.tables import SHAPES, TABLES


@dataclass(frozen=True, slots=True)
class FolderCheck:
    """Everything there is to say of a project folder, and the plan of its own files."""

    findings: pl.DataFrame
    plan: Plan


def check_folder(folder: Path, moment: datetime) -> FolderCheck:
    """Read every table of a project folder as if it came in anew, and judge it with what was imported.

    Raises:
        ApkError: there is no project sheet, or a file is damaged so that nothing can be said.
    """
    finish(folder)
    project = parse_project(read_sheet(folder)[0], folder.resolve().name)
    sources = source_files(folder)
    office = Office(project, stored_imports(folder), town_mapping(folder), id=folder.resolve().name)
    plan = make_plan([source.path for source in sources], office, moment)
    found = [plan.findings.filter(pl.col("rule") != "late_row"), of_the_sheet(project), _of_shapes(folder, project)]
    wrong = [about for source in sources if (about := _not_in_its_form(source)) is not None]
    found += wrong or _of_imports(folder, project, moment)
    return FolderCheck(together(found), replace(plan, findings=together(found)))


def _of_shapes(folder: Path, project: Project) -> pl.DataFrame:
    """What is wrong with the polygons of localities; nothing where there are none."""
    localities = project.frames["localities"]["locality"].to_list()
    try:
        if not (shapes := shapes_file(folder)):
            return no_findings()
        return unclear_places(read_places(shapes[1], shapes[0].name, localities), shapes[0].name, localities)
    except ApkError as error:
        return findings("not_in_its_form", file=SHAPES_FILES[SHAPES], table="localities", expected=error.text)


def _not_in_its_form(source: SourceFile) -> pl.DataFrame | None:
    """What keeps an own file from being read as exactly as reports read it."""
    try:
        read(source)
    except ApkError as error:
        return findings("not_in_its_form", file=source.name, table=source.table, expected=error.text)
    return None


def _of_imports(folder: Path, project: Project, moment: datetime) -> list[pl.DataFrame]:
    """What the imported rows break by now: rows set aside, rows that count no longer, and warnings."""
    stored = stored_tables(folder)
    accepted = accepted_tables(stored, project.frames, date.max)
    own = {source.name for source in source_files(folder)}
    found = []
    for name, account in accepted.items():
        seen = account.rejected.join(account.origins, on="source_row", how="left", maintain_order="left")
        broken = [Broken(Place(row["file"], row["sheet"], row["row"]), row["rule"], None, row["field"], row["value"])
                  for row in seen.iter_rows(named=True) if row["file"] not in own]  # fmt: skip
        found.append(verdicts(TABLES[name], broken, Places([]), {}))
    supplied = {name: account.rows for name, account in accepted.items() if account.supplied}
    told = checks.across(supplied, project)
    if "waivers" in supplied:
        told = checks.waive(told, supplied["waivers"], project, checks.judged_on(project, moment.date()))
    origins = pl.concat([
        account.origins.select("source_row", origin_file="file", origin_sheet="sheet", origin_row="row",
                               table=pl.lit(name))
        for name, account in accepted.items()
    ])  # fmt: skip
    there = told.join(origins, left_on=["table", "row"], right_on=["table", "source_row"], maintain_order="left")
    named = there.with_columns(file="origin_file", sheet="origin_sheet", row="origin_row").select(told.columns)
    return [*found, named.filter(~pl.col("file").is_in(list(own)))]
