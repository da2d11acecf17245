"""Verifying a report that was handed over: are its inputs still there, and do they give the same figures?

Inputs are looked for by their SHA-256, in place and among the files a project folder keeps. They are laid
out in a folder of their own, brought to the present version if they are older, and evaluated again.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PureWindowsPath
from typing import Any

import polars as pl

from apk_lib.dataset import open_dataset
from apk_lib.errors import DataError, reason
from apk_lib.evaluate import evaluate
from apk_lib.intake import migrated_text
from apk_lib.results import KEY
from apk_lib.text import Text

COMPARED = ("value", "lower", "upper", "numerator", "denominator", "state")
TOLERANCE = 1e-9
SHEET, FIGURES = "project.toml", "results.parquet"


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: inputs that are gone, and the figures that differ (`KEY`, then before and after).

    While an input is missing nothing is computed, so that no figure is said to differ or to agree.
    """

    missing: tuple[str, ...]
    inputs: int
    figures: int
    differing: pl.DataFrame

    @property
    def same(self) -> bool:
        """Whether every input is there and every figure the same."""
        return not self.missing and self.differing.is_empty()

    @property
    def elsewhere(self) -> bool:
        """Whether the folder has no input at all: it is not the one the report was made from."""
        return len(self.missing) == self.inputs


@dataclass(frozen=True, slots=True)
class _Passport:
    """What a passport says that verifying needs: where its figures come from, and every input with its SHA-256."""

    project: str
    period: str
    as_of: str
    inputs: Mapping[str, str]


def verify(passport: Path, folder: Path) -> Verified:
    """Verify the report that `passport` belongs to against the project folder it was made from.

    Raises:
        DataError: the passport or the figures beside it cannot be read.
        ApkError: the inputs are there but cannot be evaluated any more.
    """
    said, reported = _read(passport), _figures(passport.with_name(FIGURES))
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / said.project
        missing = tuple(sorted(_laid_out(said.inputs, folder, copy)))
        if missing:
            return Verified(missing, len(said.inputs), len(reported), reported.clear().select(KEY))
        sheet = copy / SHEET
        sheet.write_text(migrated_text(sheet.read_text("utf-8-sig"), copy.name)[0], "utf-8")
        again = evaluate(open_dataset(copy, period=said.period, as_of=said.as_of), said.period).results
    return Verified((), len(said.inputs), len(reported), _differing(reported, again))


def _read(passport: Path) -> _Passport:
    try:
        said: dict[str, Any] = json.loads(passport.read_text("utf-8"))
        inputs = {SHEET: said["project_sheet_sha256"]} | dict(said.get("imports", {})) | {
            file: sha256 for one in said["inputs"] for file, sha256 in _files(one)
        }  # fmt: skip
        date.fromisoformat(said["as_of"])
        if not all(map(_inside, [said["project"], *inputs])):
            raise ValueError("a name leads out of the folder")
        return _Passport(said["project"], said["parameters"]["period"], said["as_of"], inputs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(passport, error) from error


def _inside(name: str) -> bool:
    """Whether a name stays in its folder, on every system: a passport comes from somebody else."""
    path = PureWindowsPath(name)
    return bool(path.parts) and not path.anchor and ".." not in path.parts


def _figures(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path).select(*KEY, *COMPARED)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> DataError:
    match error:
        case OSError():
            why = reason(error)
        case KeyError():
            why = Text(cs=f"chybí „{error.args[0]}“", en=f"“{error.args[0]}” is missing")
        case _:
            why = Text(cs="má jiný obsah, než do něj zapsal program", en="it does not hold what the program wrote")
    return DataError(
        Text(
            cs=f"{path}: soubor zprávy nejde přečíst ({why.cs}). Zadejte passport.json z celé složky zprávy.",
            en=f"{path}: a file of the report cannot be read ({why.en}). Give passport.json of its whole folder.",
        )
    )


def _files(one: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """A file of a table and what is said of it."""
    yield one["file"], one["sha256"]
    if one.get("described_by"):
        yield one["described_by"], one["described_sha256"]


def _laid_out(inputs: Mapping[str, str], folder: Path, copy: Path) -> Iterable[str]:
    """Copy every input into `copy`; yields those that are nowhere."""
    kept = {path.stem: path for path in (folder / "imports" / "raw").glob("*")}
    for name, sha256 in inputs.items():
        places = [folder / name, *([kept[sha256]] if sha256 in kept else [])]
        found = next((content for path in places if path.is_file()
                      and hashlib.sha256(content := path.read_bytes()).hexdigest() == sha256), None)  # fmt: skip
        if found is None:
            yield name
            continue
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(found)


def _differing(reported: pl.DataFrame, again: pl.DataFrame) -> pl.DataFrame:
    both = reported.select(*KEY, *COMPARED).join(
        again.select(*KEY, *COMPARED), on=KEY, how="full", suffix="_now", nulls_equal=True, coalesce=True
    )
    numbers = [name for name in COMPARED if name != "state"]
    moved = [
        ((pl.col(name) - pl.col(f"{name}_now")).abs() > TOLERANCE * pl.col(name).abs().clip(1)).fill_null(False)
        | (pl.col(name).is_null() != pl.col(f"{name}_now").is_null())
        for name in numbers
    ]
    state = ~pl.col("state").eq_missing(pl.col("state_now"))
    return both.filter(pl.any_horizontal(*moved, state)).sort(KEY)
