"""What the statistics refuse: a sentence that names the input, what it must be and what was given."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats._arrays import Floats


def count(name: str, given: float) -> int:
    """A number of persons, events or units: whole and not negative."""
    if not (np.isfinite(given) and given >= 0 and given == int(given)):
        raise ValueError(f"{name}: expected a whole number of at least 0, got {given!r}")
    return int(given)


def counts_of(k: float, n: float, name_k: str = "k", name_n: str = "n") -> tuple[int, int]:
    """`k` of `n`: two counts of which the first is part of the second."""
    part, whole = count(name_k, k), count(name_n, n)
    if part > whole:
        raise ValueError(f"{name_k}: expected at most {name_n} = {whole}, got {part}")
    return part, whole


def positive(name: str, given: float) -> float:
    """A size that must exist: greater than zero and finite."""
    if not (np.isfinite(given) and given > 0):
        raise ValueError(f"{name}: expected a number greater than 0, got {given!r}")
    return float(given)


def share(name: str, given: float, *, open_ended: bool = False) -> float:
    """A number from 0 to 1; with `open_ended` neither of the two."""
    inside = 0 < given < 1 if open_ended else 0 <= given <= 1
    if not inside:
        raise ValueError(
            f"{name}: expected a number {'between' if open_ended else 'from'} 0 "
            f"{'and' if open_ended else 'to'} 1, got {given!r}"
        )
    return float(given)


def choice(name: str, given: str, allowed: Iterable[str]) -> str:
    """One of the named alternatives."""
    names = list(allowed)
    if given not in names:
        raise ValueError(f"{name}: expected one of {', '.join(names)}, got {given!r}")
    return given


def numbers(name: str, given: ArrayLike | pl.Series) -> Floats:
    """A one-dimensional array of finite numbers (or truth values); nothing may be missing."""
    array = np.asarray(given)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "biuf"):
        raise ValueError(f"{name}: expected a column of numbers, got {array.dtype} in {array.ndim} dimensions")
    array = array.astype(np.float64, copy=False)
    missing = np.count_nonzero(~np.isfinite(array))
    if missing:
        raise ValueError(f"{name}: expected a finite number in every row, got {missing} rows without one")
    return array


def columns(frame: pl.DataFrame | pl.LazyFrame, wanted: Iterable[str]) -> None:
    """Names of columns that the frame has."""
    known = frame.collect_schema().names()
    if absent := sorted(set(wanted) - set(known)):
        raise ValueError(f"expected the columns {', '.join(absent)}, got {', '.join(known)}")


def one_length(**given: Floats) -> None:
    """Arrays with one element for each of the same things."""
    if len({len(array) for array in given.values()}) > 1:
        lengths = " and ".join(str(len(array)) for array in given.values())
        raise ValueError(f"{', '.join(given)}: expected arrays of one length, got {lengths}")
