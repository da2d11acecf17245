"""One estimate from those of several places, and how much the places differ beyond chance.

`fixed_effect` answers for these places as if one truth lay behind all; `random_effects` for the mean of places like
these; `deleted_residuals` for how far each place is from what the others let expect of one more. Values go in on the
scale on which their errors are symmetric (a logarithm of a ratio, a logit of a share).
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats
from apk_lib.stats.results import Pooled

Column = ArrayLike | pl.Series
# of fewer places what the next one may show is told by nothing but the assumption
PREDICTED = 5
# of one other nobody knows how much places differ
FEWEST = 3
_ROUNDS, _SMALL_STEP = 200, 1e-13


class _Fit(NamedTuple):
    """The weighted mean with its variance, and the weighted sum of squares about it."""

    mean: float
    variance: float
    squares: float


def fixed_effect(value: Column, se: Column, *, confidence: float = 0.95) -> Pooled:
    """The mean of `value` weighted by 1/se², with a normal interval; `q` and `i2` say how little one truth fits.

    None without a place. Raises ValueError for columns of different length and a standard error not above 0.
    Not for places that differ: its interval does not know it.
    """
    y, variance = _read(value, se)
    if not len(y):
        return _none("fixed", confidence)
    fit = _fit(y, variance)
    reach = _quantiles.normal(_checks.share("confidence", confidence, open_ended=True)) * sqrt(fit.variance)
    df = len(y) - 1
    return Pooled(
        value=fit.mean,
        lower=fit.mean - reach,
        upper=fit.mean + reach,
        n=len(y),
        method="fixed",
        confidence=confidence,
        se=sqrt(fit.variance),
        df=df,
        q=fit.squares,
        i2=max(0.0, 1 - df / fit.squares) if fit.squares and df else None,
    )


def random_effects(value: Column, se: Column, between: str = "paule-mandel", *, confidence: float = 0.95) -> Pooled:
    """The mean of places like these, with the variance `tau2` between them.

    `paule-mandel` (1982) takes the tau2 at which the weighted squares are what chance expects: it assumes no
    distribution and does well with few places (Veroniki 2016); `dersimonian-laird` (1986) is the older closed form,
    too small when places differ much. The interval is Student's with Hartung and Knapp's variance (2001), never
    narrower than without it (Röver 2015): of few places a normal one is too narrow (IntHout 2014).
    `predicted_lower` and `predicted_upper` hold the truth of one more such place (Higgins 2009, Student's with k − 2),
    told of five places on. `i2` is the part of the spread that is not chance. One place has no interval, none no value.
    Raises ValueError as `fixed_effect`, and for an unknown name.
    """
    estimate = _BETWEEN[_checks.choice("between", between, _BETWEEN)]
    y, variance = _read(value, se)
    _checks.share("confidence", confidence, open_ended=True)
    k = len(y)
    if k < 2:
        alone = _none(between, confidence)
        return alone if k == 0 else Pooled(value=float(y[0]), lower=None, upper=None, n=1, method=between,
                                           confidence=confidence, se=sqrt(float(variance[0])), df=0)  # fmt: skip
    tau2 = estimate(y, variance)
    fit = _fit(y, variance + tau2)
    spread = fit.variance * max(1.0, fit.squares / (k - 1))
    reach = float(_quantiles.student(confidence, k - 1)) * sqrt(spread)
    ahead = float(_quantiles.student(confidence, k - 2)) * sqrt(tau2 + spread) if k >= PREDICTED else None
    return Pooled(
        value=fit.mean,
        lower=fit.mean - reach,
        upper=fit.mean + reach,
        n=k,
        method=between,
        confidence=confidence,
        se=sqrt(spread),
        df=k - 1,
        tau2=tau2,
        q=_fit(y, variance).squares,
        i2=tau2 / (tau2 + _typical(variance)),
        predicted_lower=None if ahead is None else fit.mean - ahead,
        predicted_upper=None if ahead is None else fit.mean + ahead,
    )


def deleted_residuals(value: Column, se: Column, between: str = "paule-mandel") -> pl.Series:
    """How far each place is from the mean of the *others*, in errors of what these let expect of one more such place.

    (yᵢ − μ) / √(seᵢ² + τ² + se(μ)²) with μ, τ² and se(μ) of `random_effects` without it: the externally studentised
    residual of Viechtbauer and Cheung (2010), as metafor's `rstudent` but for its usual τ², of restricted maximum
    likelihood. A place far out widens nothing it is held against. Tested by Student's distribution with k − 2 degrees
    of k places, as the interval of one more place is (Higgins 2009): of three places that finds next to nothing. Null
    for fewer than three.
    Raises ValueError as `random_effects`. Not exact for counts of a few: their distribution leans.
    """
    y, error = _checks.numbers("value", value), _checks.numbers("se", se)
    _checks.one_length(value=y, se=error)
    if len(y) < FEWEST:
        return pl.Series("residual", [None] * len(y), dtype=pl.Float64)
    told = []
    for at in range(len(y)):
        others = random_effects(np.delete(y, at), np.delete(error, at), between)
        expected = error[at] ** 2 + (others.tau2 or 0.0) + (others.se or 0.0) ** 2
        told.append((float(y[at]) - (others.value or 0.0)) / sqrt(expected))
    return pl.Series("residual", told)


def _read(value: Column, se: Column) -> tuple[Floats, Floats]:
    """Values and variances in an order of their own, so that sums do not hang on the order given."""
    y, error = _checks.numbers("value", value), _checks.numbers("se", se)
    _checks.one_length(value=y, se=error)
    if wrong := np.count_nonzero(error <= 0):
        raise ValueError(f"se: expected numbers above 0, got otherwise in {wrong} rows")
    order = np.lexsort((error, y))
    return y[order], error[order] ** 2


def _none(method: str, confidence: float) -> Pooled:
    return Pooled(value=None, lower=None, upper=None, n=0, method=method, confidence=confidence)


def _fit(y: Floats, variance: Floats) -> _Fit:
    weight = 1 / variance
    whole = float(np.sum(weight))
    # about the first value: what is common to all would cost digits
    mean = float(y[0]) + float(np.sum(weight * (y - y[0]))) / whole
    return _Fit(mean, 1 / whole, float(np.sum(weight * (y - mean) ** 2)))


def _typical(variance: Floats) -> float:
    """The variance of a typical place (Higgins and Thompson 2002)."""
    weight = 1 / variance
    whole, squares = float(np.sum(weight)), float(np.sum(weight**2))
    return (len(weight) - 1) * whole / (whole**2 - squares)


def _dersimonian_laird(y: Floats, variance: Floats) -> float:
    excess = _fit(y, variance).squares - (len(y) - 1)
    return max(0.0, excess * _typical(variance) / (len(y) - 1))


def _paule_mandel(y: Floats, variance: Floats) -> float:
    """Newton's steps from below (DerSimonian and Kacker 2007), which never pass the root of a convex function."""
    tau2 = 0.0
    for _ in range(_ROUNDS):
        fit = _fit(y, variance + tau2)
        excess = fit.squares - (len(y) - 1)
        step = excess / float(np.sum(((y - fit.mean) / (variance + tau2)) ** 2)) if excess > 0 else 0.0
        tau2 += step
        if step <= _SMALL_STEP * tau2:
            break
    return tau2


_BETWEEN = {"paule-mandel": _paule_mandel, "dersimonian-laird": _dersimonian_laird}
