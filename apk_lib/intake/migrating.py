"""Project folders of older versions: brought to the present one, with a listing of what changed.

The sheet before the change is kept under its hash, so a report made from it can still be verified.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from apk_lib.errors import DataError
from apk_lib.intake.judging.project_sheet import new_project
from apk_lib.intake.storage.batches import FOLDER, RAW
from apk_lib.intake.storage.changes import changing, commit
from apk_lib.intake.storage.files import read_sheet
from apk_lib.project import parse_project, schema_version
from apk_lib.tables.headings import SCHEMA_VERSION
from apk_lib.text import Text, number

LOG = f"{FOLDER}/migrations.json"


@dataclass(frozen=True, slots=True)
class Migrated:
    """A folder's version before and what was changed on the way to the present one; nothing if it was there."""

    before: int
    changes: tuple[Text, ...]


def migrated_text(sheet: str, id: str) -> tuple[str, tuple[Text, ...]]:
    """A project sheet of any older version in the present one, and what changed.

    Raises:
        ProjectError: the sheet is not TOML or is from a newer version.
    """
    version = schema_version(sheet, id)
    said: list[Text] = []
    while version < SCHEMA_VERSION:
        sheet, changes = _STEPS[version](sheet)
        said += changes
        version += 1
    return sheet, tuple(said)


def migrate(folder: Path, moment: datetime) -> Migrated:
    """Bring a project folder to the present version as one change.

    Raises:
        ApkError: the sheet cannot be used as it is or as it would be, or the folder cannot be written.
    """
    read_sheet(folder, any_version=True)  # a folder that is no project is not made into one
    with changing(folder):
        before, sha256 = read_sheet(folder, any_version=True)
        after, changes = migrated_text(before, folder.resolve().name)
        version = schema_version(before, folder.resolve().name)
        if not changes:
            return Migrated(version, ())
        parse_project(after, folder.resolve().name)
        entry = {
            "at": moment.isoformat(),
            "from": version,
            "to": SCHEMA_VERSION,
            "project_toml_before": sha256,
            "project_toml_after": hashlib.sha256(after.encode()).hexdigest(),
            "changes": [change.en for change in changes],
        }
        log = [*_log(folder), entry]
        raw = (folder / "project.toml").read_bytes()
        commit(folder, {f"{RAW}/{sha256}.toml": raw, "project.toml": after.encode(),
                        LOG: (json.dumps(log, ensure_ascii=False, indent=2) + "\n").encode()})  # fmt: skip
        return Migrated(version, changes)


def _log(folder: Path) -> list[object]:
    path = folder / LOG
    if not path.is_file():
        return []
    try:
        log: list[object] = json.loads(path.read_text("utf-8"))
        return log
    except ValueError as error:
        raise DataError(
            Text(
                cs=f"{path}: záznam změn verze je poškozený ({error}). Obnovte jej ze zálohy.",
                en=f"{path}: the log of migrations is damaged ({error}). Restore it from a backup.",
            )
        ) from error


def _with_programme_rules(sheet: str) -> tuple[str, list[Text]]:
    """Version 2: limits of records became rows of the sheet."""
    changes = [Text(cs="přibyl údaj o verzi (schema_version = 2)", en="the version is stated (schema_version = 2)")]
    lines = [_version_line(2), sheet.rstrip("\n"), ""]
    if "programme_rules" not in tomllib.loads(sheet):
        for row in new_project()["programme_rules"]:
            rule, value = row["rule"], row["value"]
            lines += ["[[programme_rules]]", f'rule = "{rule}"', f"value = {value}", "confirmed = false", ""]
            shown = {lang: number(value, lang) for lang in ("cs", "en")}
            changes.append(Text(cs=f"přibylo pravidlo programu {rule} = {shown['cs']} (nedoloženo)",
                                en=f"programme rule {rule} = {shown['en']} was added (not confirmed)"))  # fmt: skip
    return "\n".join(lines), changes


def _version_line(version: int) -> str:
    return f"schema_version = {version}\n"


_STEPS: dict[int, Callable[[str], tuple[str, list[Text]]]] = {1: _with_programme_rules}
