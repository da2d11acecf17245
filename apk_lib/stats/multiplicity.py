"""P-values: of one estimate, and of a family of them looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats


def p_value(value: float | None, se: float | None, df: float | None = None) -> float | None:
    """The two-sided test that the truth behind `value` is 0: Student's t with `df`, normal without.

    None when the value or its error is not defined, and when the error or `df` is 0: there is nothing to
    compare with. Raises ValueError for a negative error or `df`.
    Not for a value chosen as the largest of several: `adjust` the p-values of all of them.
    """
    for name, given in (("se", se), ("df", df)):
        if given is not None and given < 0:
            raise ValueError(f"{name}: expected a number of at least 0, got {given!r}")
    if value is None or se is None or not (isfinite(value) and isfinite(se)) or se == 0 or df == 0:
        return None
    away = -abs(value / se)
    return 2 * (_quantiles.normal_below(away) if df is None else _quantiles.student_below(away, df))


def adjust(
    p_values: ArrayLike | Sequence[float | None] | pl.Series, method: str = "holm", *, members: int | None = None
) -> pl.Series:
    """The p-values of one family, each made to answer for all; in the order given.

    `holm` (1979): the probability that any of the family is found by chance alone stays below the level; for
    a family declared beforehand. `bh` (Benjamini and Hochberg 1995): the share of chance finds among those
    found does; for exploration. A null (or NaN) stays null and does not count in the family, unless `members`
    says how many tests it was declared with: those that could not be made count as p = 1, so that a family does
    not shrink with its data.
    Raises ValueError for numbers outside 0 to 1, an unknown method, and fewer members than p-values.
    """
    adjusted = _METHODS[_checks.choice("method", method, _METHODS)]
    family = p_values if isinstance(p_values, pl.Series) else pl.Series("p_value", list(np.asarray(p_values).flat))
    if not (family.dtype.is_numeric() or family.dtype == pl.Null):
        raise ValueError(f"p_values: expected numbers from 0 to 1, got {family.dtype}")
    family = family.cast(pl.Float64).fill_nan(None)
    told = family.is_not_null().to_numpy()
    p = family.to_numpy()[told]
    if others := np.count_nonzero((p < 0) | (p > 1)):
        raise ValueError(f"p_values: expected numbers from 0 to 1, got {others} others")
    untold = 0 if members is None else members - len(p)
    if untold < 0:
        raise ValueError(f"members: expected at least the {len(p)} p-values there are, got {members}")
    order = np.argsort(p, kind="stable")
    whole = np.concatenate([p[order], np.ones(untold)])
    result = np.full(len(family), np.nan)
    result[np.flatnonzero(told)[order]] = np.minimum(adjusted(whole)[: len(p)], 1.0)
    return pl.Series(family.name, result).fill_nan(None)


def _holm(p: Floats) -> Floats:
    """From p-values in ascending order."""
    return np.maximum.accumulate(p * np.arange(len(p), 0, -1))


def _benjamini_hochberg(p: Floats) -> Floats:
    """From p-values in ascending order."""
    n = len(p)
    return np.minimum.accumulate((p * n / np.arange(1, n + 1))[::-1])[::-1]


_METHODS = {"holm": _holm, "bh": _benjamini_hochberg}
