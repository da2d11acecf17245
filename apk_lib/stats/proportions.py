"""Shares counted without weights, and the difference of two of them."""

from __future__ import annotations

from math import hypot, sqrt

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats.results import Estimate

Limits = tuple[float, float]


def proportion(k: int, n: int, method: str = "exact", *, confidence: float = 0.95) -> Estimate:
    """The share `k` of `n`, a number from 0 to 1.

    `exact` (Clopper and Pearson 1934) never covers less than it says and suits a handful of people;
    `wilson` (1927; method 3 of Newcombe 1998) is narrower and covers `confidence` on average.
    With `n` = 0 there is no share: value and limits are None.
    Raises ValueError when `k` or `n` is not a whole number, or `k` exceeds `n`.
    Not for weighted or clustered answers (`survey_estimate`), nor for a whole population without a model
    of what it stands for.
    """
    k, n = _checks.counts_of(k, n)
    limits_of = _METHODS[_checks.choice("method", method, _METHODS)]
    _checks.share("confidence", confidence, open_ended=True)
    if n == 0:
        return Estimate(value=None, lower=None, upper=None, n=0, method=method, confidence=confidence)
    lower, upper = limits_of(k, n, confidence)
    return Estimate(value=k / n, lower=lower, upper=upper, n=n, method=method, confidence=confidence)


def proportion_difference(
    k1: int, n1: int, k2: int, n2: int, method: str = "newcombe", *, confidence: float = 0.95
) -> Estimate:
    """The difference k1/n1 − k2/n2 of two independent shares, from −1 to 1; pass the later one first.

    `newcombe` (1998, method 10) combines two Wilson intervals and stays within −1 and 1; `agresti-caffo`
    (2000) adds one success and one failure to each sample and may step outside.
    `n` is n1 + n2; value and limits are None when either sample is empty. Raises ValueError as `proportion`.
    Not for the same persons asked twice: their answers are paired.
    """
    k1, n1 = _checks.counts_of(k1, n1, "k1", "n1")
    k2, n2 = _checks.counts_of(k2, n2, "k2", "n2")
    limits_of = _DIFFERENCES[_checks.choice("method", method, _DIFFERENCES)]
    _checks.share("confidence", confidence, open_ended=True)
    if n1 == 0 or n2 == 0:
        return Estimate(value=None, lower=None, upper=None, n=n1 + n2, method=method, confidence=confidence)
    lower, upper = limits_of(k1, n1, k2, n2, confidence)
    value = k1 / n1 - k2 / n2
    return Estimate(value=value, lower=lower, upper=upper, n=n1 + n2, method=method, confidence=confidence)


def _exact(k: int, n: int, confidence: float) -> Limits:
    lower, upper = _quantiles.exact_share(k, n, confidence)
    return float(lower), float(upper)


def _wilson(k: int, n: int, confidence: float) -> Limits:
    z = _quantiles.normal(confidence)
    p = k / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half_width = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    # at the ends the formula gives 0 and 1 but for rounding
    return (0.0 if k == 0 else centre - half_width), (1.0 if k == n else centre + half_width)


def _newcombe(k1: int, n1: int, k2: int, n2: int, confidence: float) -> Limits:
    p1, p2 = k1 / n1, k2 / n2
    lower1, upper1 = _wilson(k1, n1, confidence)
    lower2, upper2 = _wilson(k2, n2, confidence)
    return p1 - p2 - hypot(p1 - lower1, upper2 - p2), p1 - p2 + hypot(upper1 - p1, p2 - lower2)


def _agresti_caffo(k1: int, n1: int, k2: int, n2: int, confidence: float) -> Limits:
    p1, p2 = (k1 + 1) / (n1 + 2), (k2 + 1) / (n2 + 2)
    se = sqrt(p1 * (1 - p1) / (n1 + 2) + p2 * (1 - p2) / (n2 + 2))
    half_width = _quantiles.normal(confidence) * se
    return p1 - p2 - half_width, p1 - p2 + half_width


_METHODS = {"exact": _exact, "wilson": _wilson}
_DIFFERENCES = {"newcombe": _newcombe, "agresti-caffo": _agresti_caffo}
