"""The sample as files: records of a project folder, their marks and the truth beside them."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from apk_lib.errors import DataError
from apk_lib.intake import csv_text, read_sheet
from apk_lib.project import parse_project
from apk_lib.sample.ground import grounds
from apk_lib.sample.story import sample_and_truth
from apk_lib.sample.town import write_town
from apk_lib.tables import TABLES
from apk_lib.text import Text

SEED = 2020
SOURCES = "sources.toml"
TRUTH = "truth.json"
PLACES = "localities.geojson"


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was written where; `rows` by table."""

    records: Path
    seed: int
    rows: Mapping[str, int]
    invented_town: bool


def write_sample(folder: Path, seed: int = SEED) -> SampleSummary:
    """Write synthetic records for the project of a folder, or for an invented town where it has none.

    Raises:
        DataError: the folder holds records that are not marked as synthetic, or other files and no project;
            nothing is written.
        ProjectError: the project sheet cannot be used.
    """
    records = folder / "records"
    _refuse_real(records)
    invented = not (folder / "project.toml").exists()
    if invented:
        _refuse_strange(folder)
        write_town(folder)
    project = parse_project(read_sheet(folder)[0], folder.resolve().name)
    context = folder / "context"
    drawn = context / PLACES
    places = grounds(drawn.read_text(encoding="utf-8")) if drawn.is_file() else None
    tables, truth = sample_and_truth(project, _context(context), seed, places)
    files = {f"{name}.csv": csv_text(TABLES[name], frame) for name, frame in tables.items()}
    files[SOURCES] = _sources(list(tables), seed)
    files[TRUTH] = json.dumps(truth, ensure_ascii=False, indent=2) + "\n"
    _replace(records, files)
    return SampleSummary(records, seed, {name: frame.height for name, frame in tables.items()}, invented)


def _refuse_real(records: Path) -> None:
    """Stop where a file could hold something real: whatever is not marked as synthetic."""
    if not records.is_dir():
        return
    sources = records / SOURCES
    try:
        marks = tomllib.loads(sources.read_text(encoding="utf-8")) if sources.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        marks = {}
    synthetic = {name for name, mark in marks.items() if isinstance(mark, dict) and mark.get("synthetic") is True}
    real = sorted(marks.keys() - synthetic)
    real += sorted(
        path.name for path in records.iterdir() if path.name not in (SOURCES, TRUTH) and path.stem not in synthetic
    )
    if real:
        raise DataError(
            Text(
                cs=f"Složka {records} obsahuje záznamy bez označení, že jsou syntetické: {', '.join(real)}. "
                "Ukázková data je nepřepíší. Zvolte jinou složku, nebo tyto záznamy přesuňte jinam.",
                en=f"The folder {records} holds records that are not marked as synthetic: {', '.join(real)}. "
                "The sample does not overwrite them. Choose another folder, or move these records elsewhere.",
            )
        )


def _refuse_strange(folder: Path) -> None:
    """An invented town needs a folder of its own: what lies in another might be somebody's data."""
    if folder.is_dir() and any(folder.iterdir()):
        raise DataError(
            Text(
                cs=f"Složka {folder} není prázdná a nemá project.toml. Zvolte prázdnou složku.",
                en=f"The folder {folder} is not empty and has no project.toml. Choose an empty folder.",
            )
        )


def _context(folder: Path) -> dict[str, pl.DataFrame]:
    """School breaks and closures of the folder; a town without the file has none."""
    frames = {}
    for name in ("school_breaks", "context_events"):
        columns = TABLES[name].schema.columns()
        types = {column: declared.dtype for column, declared in columns.items() if column != "source_row"}
        path = folder / f"{name}.csv"
        frames[name] = pl.read_csv(path, schema_overrides=types) if path.is_file() else pl.DataFrame(schema=types)
    return frames


def _sources(names: list[str], seed: int) -> str:
    marks = [
        f'[{name}]\nsynthetic = true\norigin = "apk-lib sample, seed {seed}"\nterms = "synthetic"\n' for name in names
    ]
    return "# Synthetic records: made by chance, nothing in them happened.\n\n" + "\n".join(marks)


def _replace(records: Path, files: Mapping[str, str]) -> None:
    """Write the files into a folder beside and let it take the place of the records in one step."""
    beside = Path(tempfile.mkdtemp(prefix=".records-", dir=records.parent))
    new = beside / "new"
    try:
        new.mkdir()
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        if records.exists():
            records.rename(beside / "old")
        try:
            new.rename(records)
        except OSError:
            if (beside / "old").exists():
                (beside / "old").rename(records)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
