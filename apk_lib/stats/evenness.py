"""How evenly something is spread over places of different claims."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks
from apk_lib.stats._arrays import Floats
from apk_lib.stats.results import Index


def gini(delivered: ArrayLike | pl.Series, planned: ArrayLike | pl.Series) -> Index:
    """The Gini index of `delivered` over places, weighted by `planned`; `n` counts the places.

    Places are sorted by delivered / planned; with cumulative shares X of the plan and Y of the delivery,
    G = 1 − Σ (X_i − X_{i−1}) (Y_i + Y_{i−1}). 0 means that every place got the same part of its plan; the index
    stays below 1. Null where nothing was delivered. It has no interval: the places are all there are. Not for a
    few events over many places, where even chance spreads unevenly (Bernasco and Steenbeek 2017).

    Raises:
        ValueError: the arrays differ in length, are empty, hold a negative or missing number, or a plan of zero.
    """
    claim, share = _numbers(delivered, planned)
    if share.sum() == 0:
        return Index(value=None, n=len(claim), method="gini")
    x, y = _cumulative(claim, share)
    value = 1 - float(np.sum(np.diff(x) * (y[1:] + y[:-1])))
    # an even spread sums to rounding errors beside zero
    even = abs(value) <= len(claim) * np.finfo(float).eps
    return Index(value=0.0 if even else value, n=len(claim), method="gini")


def lorenz(delivered: ArrayLike | pl.Series, planned: ArrayLike | pl.Series) -> pl.DataFrame:
    """The Lorenz curve behind `gini`: cumulative shares `planned` and `delivered` from (0, 0) to (1, 1).

    Raises:
        ValueError: as `gini`, and where nothing was delivered.
    """
    claim, share = _numbers(delivered, planned)
    if share.sum() == 0:
        raise ValueError("delivered must hold something: nothing has no shares")
    x, y = _cumulative(claim, share)
    return pl.DataFrame({"planned": x, "delivered": y})


def _numbers(delivered: ArrayLike | pl.Series, planned: ArrayLike | pl.Series) -> tuple[Floats, Floats]:
    share, claim = _checks.numbers("delivered", delivered), _checks.numbers("planned", planned)
    if len(share) != len(claim) or len(claim) == 0:
        raise ValueError(f"delivered and planned must be of one length, got {len(share)} and {len(claim)}")
    if (share < 0).any():
        raise ValueError("delivered must not be negative")
    if (claim <= 0).any():
        raise ValueError("planned must be positive: leave out places without a plan")
    return claim, share


def _cumulative(claim: Floats, share: Floats) -> tuple[Floats, Floats]:
    # equal parts in the order of their size, so that the curve does not depend on the order of rows
    order = np.lexsort((claim, share / claim))
    x, y = (np.concatenate([[0.0], np.cumsum(values[order])]) for values in (claim, share))
    return x / x[-1], y / y[-1]
