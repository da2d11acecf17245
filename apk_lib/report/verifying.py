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
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib.dataset import open_dataset
from apk_lib.errors import DataError
from apk_lib.evaluate import evaluate
from apk_lib.intake import migrated_text
from apk_lib.results import KEY
from apk_lib.text import Text

COMPARED = ("value", "lower", "upper", "numerator", "denominator", "state")
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: inputs that are gone, and the figures that differ (`KEY`, then before and after)."""

    missing: tuple[str, ...]
    figures: int
    differing: pl.DataFrame

    @property
    def same(self) -> bool:
        """Whether every input is there and every figure the same."""
        return not self.missing and self.differing.is_empty()


def verify(passport: Path, folder: Path) -> Verified:
    """Verify the report that `passport` belongs to against the project folder it was made from.

    Raises:
        DataError: the passport or the figures beside it cannot be read.
        ApkError: the inputs are there but cannot be evaluated any more.
    """
    said = _read(passport)
    inputs = {"project.toml": said["project_sheet_sha256"]} | dict(said.get("imports", {})) | {
        file: sha256 for one in said["inputs"] for file, sha256 in _files(one)
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / said["project"]
        missing = tuple(sorted(_laid_out(inputs, folder, copy)))
        reported = pl.read_parquet(passport.with_name("results.parquet"))
        if missing:
            return Verified(missing, len(reported), reported.clear().select(KEY))
        sheet = copy / "project.toml"
        sheet.write_text(migrated_text(sheet.read_text("utf-8-sig"), copy.name)[0], "utf-8")
        period = said["parameters"]["period"]
        again = evaluate(open_dataset(copy, period=period, as_of=said["as_of"]), period).results
    return Verified((), len(reported), _differing(reported, again))


def _read(passport: Path) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(passport.read_text("utf-8"))
        if not passport.with_name("results.parquet").is_file():
            raise FileNotFoundError("results.parquet")
        for name in ("project", "project_sheet_sha256", "inputs", "parameters", "as_of"):
            said[name]
        return said
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            Text(
                cs=f"{passport}: pas zprávy nejde přečíst ({error}). Zadejte passport.json ze složky zprávy.",
                en=f"{passport}: the passport cannot be read ({error}). Give passport.json of a report's folder.",
            )
        ) from error


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
        ((pl.col(name) - pl.col(f"{name}_now")).abs() > TOLERANCE * pl.col(name).abs().clip(1))
        | (pl.col(name).is_null() != pl.col(f"{name}_now").is_null())
        for name in numbers
    ]
    state = ~pl.col("state").eq_missing(pl.col("state_now"))
    return both.filter(pl.any_horizontal(*moved, state).fill_null(True)).sort(KEY)
