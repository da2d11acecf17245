"""Interval limits of survey estimates, for all groups at once; NaN where they are not defined."""

from __future__ import annotations

import numpy as np

from apk_lib.stats import _quantiles
from apk_lib.stats._arrays import Floats, Ints
from apk_lib.stats._quantiles import Limits


def student(value: Floats, se: Floats, n: Ints, df: Ints, confidence: float) -> Limits:
    """Value ± t·se."""
    half_width = _quantiles.student(confidence, df) * se
    return value - half_width, value + half_width


def logit(value: Floats, se: Floats, n: Ints, df: Ints, confidence: float) -> Limits:
    """A symmetric interval on the log odds; a share of 0 or 1 has none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        inner = np.where((value > 0) & (value < 1), value, np.nan)
        odds = inner / (1 - inner)
        factor = np.exp(_quantiles.student(confidence, df) * se / (inner * (1 - inner)))
        return odds / factor / (1 + odds / factor), odds * factor / (1 + odds * factor)


def korn_graubard(value: Floats, se: Floats, n: Ints, df: Ints, confidence: float) -> Limits:
    """Exact limits at the effective sample size (Korn and Graubard 1998).

    A share of 0 or 1 shows no variance to tell its effective size: n stands in, less the loss of df. In clusters
    whose members agree that is too many, and the interval too narrow.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.where(se > 0, value * (1 - value) / se**2, n)
        size = size * (_quantiles.student(confidence, n - 1) / _quantiles.student(confidence, df)) ** 2
        size = np.where(np.isnan(se), np.nan, size)
    return _quantiles.exact_share(size * value, size, confidence)


INTERVALS = {"t": student, "logit": logit, "korn-graubard": korn_graubard}
