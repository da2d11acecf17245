"""Checking without importing: files as they would come in, or a whole project folder as it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from apk_lib.errors import ApkError
from apk_lib.findings import findings, together
from apk_lib.intake.files import read, read_sheet, source_files
from apk_lib.intake.importing import town_mapping
from apk_lib.intake.judging import Office, of_the_sheet
from apk_lib.intake.planning import Plan, make_plan
from apk_lib.intake.state import Stored, stored_imports
from apk_lib.intake.store import finish
from apk_lib.intake.verdicts import Broken, Place, Places, verdicts
from apk_lib.project import parse_project
from apk_lib.tables import TABLES


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
    stored = stored_imports(folder)
    office = Office(project, stored, town_mapping(folder), id=folder.resolve().name)
    plan = make_plan([source.path for source in sources], office, moment)
    found = [plan.findings.filter(pl.col("rule") != "late_row"), of_the_sheet(project)]
    for source in sources:
        try:
            read(source)
        except ApkError as error:
            found.append(findings("not_in_its_form", file=source.name, table=source.table, expected=error.text))
    found += [_left_aside(name, state) for name, state in stored.items()]
    return FolderCheck(together(found), replace(plan, findings=together(found)))


def _left_aside(name: str, state: Stored) -> pl.DataFrame:
    """Rows of imports that still wait to be mended."""
    waiting = state.aside.filter(pl.col("settled_at").is_null())
    seen = waiting.select("file", "sheet", "row", "rule", "key")
    broken = [Broken(Place(file, sheet, row), rule, key) for file, sheet, row, rule, key in seen.iter_rows()]
    return verdicts(TABLES[name], broken, Places([]), {})
