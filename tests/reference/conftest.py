"""The reference cases: inputs, and the numbers that R or a publication gives for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case: its input, what it expects, and how closely."""

    name: str
    input: dict[str, Any]
    expected: dict[str, Any]
    must: list[str]
    rel_tol: float

    @property
    def frame(self) -> pl.DataFrame:
        """The rows of the case; an empty cell is null."""
        return pl.read_csv(CASES / self.input["data"]["csv"], null_values=["", "NA"])

    def holds(self, computed: Mapping[str, Any]) -> None:
        """Every field the case insists on was computed, and agrees."""
        assert sorted(computed) == sorted(self.must)
        for field in self.must:
            self._agrees(computed[field], self.expected[field], field)

    def _agrees(self, computed: Any, expected: Any, at: str) -> None:
        if isinstance(expected, Mapping):
            for key in computed:
                self._agrees(computed[key], expected[key], f"{at}.{key}")
        elif isinstance(expected, list):
            assert len(computed) == len(expected), f"{self.name}, {at}: lengths differ"
            for i, (one, other) in enumerate(zip(computed, expected, strict=True)):
                self._agrees(one, other, f"{at}[{i}]")
        elif expected is None or isinstance(expected, str):
            assert computed == expected, f"{self.name}, {at}: {computed} is not {expected}"
        else:
            # beside a zero no relative difference exists
            close = pytest.approx(expected, rel=self.rel_tol, abs=1e-12)
            assert computed == close, f"{self.name}, {at}: {computed} is not {expected}"


@pytest.fixture(scope="session")
def case() -> Callable[[str], Case]:
    """Read a case by its name, the file's without the ending."""

    def read(name: str) -> Case:
        content = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        return Case(
            name=name,
            input=content["input"],
            expected=content["expected"],
            must=content["must"],
            rel_tol=content["rel_tol"],
        )

    return read
