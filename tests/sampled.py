"""Which cases run in every `make test`, and which only in `make test-slow`: a sample stays, nothing is given up."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest


def sampled(cases: Sequence[object], every: int) -> list[Any]:
    """The cases of a parameter: each so-many-th runs always, the others are slow."""
    return [case if place % every == 0 else slow(case) for place, case in enumerate(cases)]


def slow(case: object) -> Any:
    """A case for `make test-slow`; of several parameters it is a tuple."""
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)


def edges(steps: Sequence[str]) -> list[int]:
    """The places of the first and the last step of each run of equal ones."""
    runs = [[place for place, _ in run] for _, run in itertools.groupby(enumerate(steps), key=lambda step: step[1])]
    return sorted({place for run in runs for place in (run[0], run[-1])})
