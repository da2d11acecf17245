"""One comparison: a number of the library beside the number somebody else gives for the same input."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import polars as pl

import apk_lib
from apk_lib.errors import DataError
from apk_lib.text import Text

# beside a published zero no relative difference exists
SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our number and theirs; `None` means that there is no such number, and then both must have none.

    `what` is the code of the quantity, `part` tells which of several it is; `tolerance` is absolute.
    """

    area: str
    case: str
    what: str
    part: str
    ours: float | None
    published: float | None
    tolerance: float
    source: str


SCHEMA = {
    "area": pl.String, "case": pl.String, "what": pl.String, "part": pl.String, "ours": pl.Float64,
    "published": pl.Float64, "tolerance": pl.Float64, "source": pl.String,
}  # fmt: skip
COLUMNS = ["area", "case", "what", "part", "ours", "published", "difference", "tolerance", "agrees", "source"]


def table(comparisons: Iterable[Comparison]) -> pl.DataFrame:
    """One row a comparison: its fields, with `difference` (ours less theirs) and `agrees`."""
    names = list(SCHEMA)
    rows = [[getattr(one, name) for name in names] for one in comparisons]
    difference = pl.col("ours") - pl.col("published")
    both_absent = pl.col("ours").is_null() & pl.col("published").is_null()
    return (
        pl.DataFrame(rows, schema=SCHEMA, orient="row")
        .with_columns(pl.col("ours", "published").fill_nan(None))
        .with_columns(difference=difference)
        .with_columns(agrees=both_absent | (difference.abs() <= pl.col("tolerance")).fill_null(False))
        .select(COLUMNS)
    )


@dataclass(frozen=True, slots=True)
class Case:
    """Comparisons of one case, written as `case.exact("hours", ours, theirs)`."""

    area: str
    name: str
    source: str

    def exact(self, what: str, ours: float | None, published: float | None, part: str = "") -> Comparison:
        """Two numbers that have to be the same."""
        return self.near(what, ours, published, 0.0, part)

    def near(
        self, what: str, ours: float | None, published: float | None, tolerance: float, part: str = ""
    ) -> Comparison:
        """Two numbers that may differ by `tolerance`."""
        return Comparison(self.area, self.name, what, part, ours, published, tolerance, self.source)

    def close(
        self, what: str, ours: float | None, published: float | None, relative: float, part: str = ""
    ) -> Comparison:
        """Two numbers that may differ by a share of the published one."""
        return self.near(what, ours, published, max(abs(published or 0.0) * relative, SMALLEST), part)


@dataclass(frozen=True, slots=True)
class Reference:
    """A case computed elsewhere: its input, what is expected of whoever computes it, and how closely."""

    name: str
    input: Mapping[str, Any]
    expected: Mapping[str, Any]
    must: Sequence[str]
    tolerance: float
    program: str
    folder: Path

    @property
    def frame(self) -> pl.DataFrame:
        """The rows of the case; an empty cell is null."""
        return pl.read_csv(self.folder / self.input["data"]["csv"], null_values=["", "NA"])

    def compare(self, area: str, origin: str, computed: Mapping[str, Any]) -> Iterator[Comparison]:
        """Every field the case insists on beside what was computed, number by number."""
        case = Case(area, self.name, f"{origin}; {self.program}")
        for what in self.must:
            for part, ours, theirs in _pairs(computed.get(what), self.expected[what]):
                yield case.close(what, ours, theirs, self.tolerance, part)


def read_reference(folder: Path, name: str) -> Reference:
    """The case `name` of a folder: a JSON file, its rows beside it."""
    content = json.loads(existing(folder / f"{name}.json").read_text(encoding="utf-8"))
    version = content["reference"]["R"].removeprefix("R version ").split()[0]
    packages = " ".join(f"{package} {number}" for package, number in content["reference"]["packages"].items())
    return Reference(
        name, content["input"], content["expected"], content["must"], content["rel_tol"],
        f"R {version} ({packages})", folder,
    )  # fmt: skip


def read_sources(reference: Path) -> dict[str, dict[str, Any]]:
    """Origin, terms, files and published facts of each data set of the folder.

    Raises:
        DataError: a file it names is missing.
    """
    sources = tomllib.loads(existing(reference / "sources.toml").read_text(encoding="utf-8"))
    for name in (name for about in sources.values() for name in about["files"]):
        existing(reference / name)
    return sources


def find(path: str | Path) -> Path:
    """The file or folder, looked for here, in the folders above, and in the library's own repository.

    So a path from the root of the repository holds wherever inside it a notebook was opened.

    Raises:
        DataError: it is nowhere.
    """
    wanted, here = Path(path), Path.cwd()
    for root in (here, *here.parents, Path(apk_lib.__file__).parents[1]):
        if (root / wanted).exists():
            return root / wanted
    return existing(wanted)


def existing(path: Path) -> Path:
    """The path, if there is something.

    Raises:
        DataError: there is nothing.
    """
    if path.exists():
        return path
    raise DataError(
        Text(
            cs=f"{path.as_posix()} chybí. Ověření potřebuje referenční data; zadejte cestu k nim.",
            en=f"{path.as_posix()} is missing. Verification needs the reference data; give their path.",
        )
    )


def _pairs(ours: Any, theirs: Any, part: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The numbers of two values of one shape, with the place where each stands."""
    if isinstance(ours, Mapping):
        for key, value in ours.items():
            yield from _pairs(value, theirs[key], f"{part} {key}".strip())
    elif isinstance(theirs, list):
        for place, (one, other) in enumerate(zip_longest(ours or [], theirs)):
            yield from _pairs(one, other, f"{part}[{place}]")
    else:
        yield part, ours, theirs
