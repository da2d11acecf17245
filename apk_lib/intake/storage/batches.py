"""Imports kept in a project folder: each is a folder of its own, never changed afterwards.

`imports/0001/` holds the rows one import added (with the file, sheet and row each came from), the rows it
set aside, what it changed, and `import.json`; `imports/raw/` the files it was given, by their SHA-256.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib.errors import DataError
from apk_lib.tables.headings import SCHEMA_VERSION
from apk_lib.text import Text

FOLDER = "imports"
RAW = "imports/raw"
MANIFEST = "import.json"
ASIDE = "quarantine.csv"
CHANGES = "changes.csv"
ORIGIN = {"origin_file": pl.String, "origin_sheet": pl.String, "origin_row": pl.Int64}
ASIDE_SCHEMA = {"table": pl.String, "key": pl.String, **ORIGIN, "rules": pl.String, "cells": pl.String}


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: when its rows were recorded, from which files, and whether they are synthetic.

    `told` says of each sheet (file, sheet) how many rows it stored or had stored before, and how many of them were
    rows that stood already.
    """

    number: int
    path: Path
    recorded_at: datetime
    files: tuple[Mapping[str, str], ...]
    told: Mapping[tuple[str, str | None], tuple[int, int]]
    synthetic: bool

    @property
    def name(self) -> str:
        """The batch's folder inside the project folder."""
        return f"{FOLDER}/{self.path.name}"

    def tables(self) -> dict[str, Path]:
        """The files of rows it added, by table."""
        own = {ASIDE, CHANGES}
        return {path.stem: path for path in sorted(self.path.glob("*.csv")) if path.name not in own}

    def aside(self) -> pl.DataFrame:
        """The rows it set aside."""
        path = self.path / ASIDE
        return pl.read_csv(path, schema_overrides=ASIDE_SCHEMA) if path.is_file() else pl.DataFrame(schema=ASIDE_SCHEMA)


def batches(folder: Path) -> list[Batch]:
    """The imports of a project folder, in their order.

    Raises:
        DataError: a manifest cannot be read, or comes from a newer version of the program.
    """
    found = (folder / FOLDER).glob(f"[0-9][0-9][0-9][0-9]*/{MANIFEST}")
    return [_batch(path) for path in sorted(found)]


def _batch(path: Path) -> Batch:
    try:
        said = json.loads(path.read_text("utf-8"))
        if said["schema_version"] > SCHEMA_VERSION:
            raise DataError(
                Text(
                    cs=f"{path}: import zapsala novější verze programu. Použijte novější apk-lib.",
                    en=f"{path}: the import was written by a newer version. Use a newer apk-lib.",
                )
            )
        return Batch(
            int(path.parent.name),
            path.parent,
            datetime.fromisoformat(said["recorded_at"]),
            tuple(said["files"]),
            {
                (sheet["file"], sheet["sheet"]): (
                    sheet["new"] + sheet["changed"] + sheet["unchanged"],
                    sheet["changed"] + sheet["unchanged"],
                )
                for sheet in said["sheets"]
            },
            bool(said["synthetic"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            Text(
                cs=f"{path}: soubor importu je poškozený ({error}). Obnovte jej ze zálohy.",
                en=f"{path}: the file of an import is damaged ({error}). Restore it from a backup.",
            )
        ) from error


def next_number(folder: Path) -> int:
    """The number of the next import."""
    return max((batch.number for batch in batches(folder)), default=0) + 1


def manifest(
    recorded_at: datetime, files: list[dict[str, str]], sheets: list[dict[str, Any]], synthetic: bool
) -> bytes:
    """The text of an import's manifest; `sheets` carry the counts of rows."""
    said = {
        "schema_version": SCHEMA_VERSION,
        "recorded_at": recorded_at.isoformat(),
        "synthetic": synthetic,
        "files": files,
        "sheets": sheets,
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
