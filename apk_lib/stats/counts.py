"""Counts of a treated area beside those of others: relative change, displacement, regression."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _least_squares, _quantiles
from apk_lib.stats._arrays import Floats
from apk_lib.stats.results import Displacement, LogRatio, NoFiniteEffectError, PoissonRegression

Counts = tuple[int, int]

ITERATIONS = 50
# steps shrink quadratically: after one this small the next would be below rounding
_SMALL_STEP = 1e-10
# an expected count so small (or its inverse) only stands where a coefficient runs away
_RUN_AWAY = 1e-100


def ratio_of_ratios(
    before_treated: int,
    after_treated: int,
    before_comparison: int,
    after_comparison: int,
    overdispersion: float = 1.0,
    *,
    df: int | None = None,
    confidence: float = 0.95,
) -> LogRatio:
    """The after/before ratio of the treated area over that of the comparison: below 1 = relatively fewer.

    The inverse of the relative effect size of Welsh and Farrington (2009). Its logarithm has the variance
    1/a + 1/b + 1/c + 1/d of four Poisson counts times `overdispersion`; crime and complaints come in bursts,
    so take that from `poisson_regression` over months. An estimated one has `df` of its own: then limits are
    Student's, otherwise normal. `n` is the sum of the counts.
    With a count of 0 the logarithm does not exist: all is None; nothing is added to make it exist.
    Raises ValueError for counts that are not whole, an overdispersion or df not above 0. No better than the
    comparison: it has to show what would have happened anyway, and both windows the same months.
    """
    names = ("before_treated", "after_treated", "before_comparison", "after_comparison")
    given = (before_treated, after_treated, before_comparison, after_comparison)
    a, b, c, d = (_checks.count(name, number) for name, number in zip(names, given, strict=True))
    _checks.positive("overdispersion", overdispersion)
    quantile, method = _quantile(confidence, df), "log-normal" if df is None else "log-t"
    n = a + b + c + d
    if 0 in (a, b, c, d):
        return LogRatio(value=None, lower=None, upper=None, n=n, method=method, confidence=confidence)
    value = b * c / (a * d)
    se = sqrt((1 / a + 1 / b + 1 / c + 1 / d) * overdispersion)
    return LogRatio(
        value=value,
        lower=exp(log(value) - quantile * se),
        upper=exp(log(value) + quantile * se),
        n=n,
        method=method,
        confidence=confidence,
        se=se,
    )


def displacement(
    control: Counts,
    treated: Counts,
    displacement_control: Counts,
    displacement_treated: Counts,
    overdispersion: float = 1.0,
    *,
    df: int | None = None,
    shared_control: bool = False,
    confidence: float = 0.95,
) -> Displacement:
    """Did the events move next door? Each pair is the count before and after.

    `value` is the weighted displacement difference of Wheeler and Ratcliffe (2018): the change in the treated
    area and in the ring around it, less that in their controls; below 0 = fewer events in all. `se` is the
    root of the sum of the eight counts (`n`) times `overdispersion`; with `df`, limits are Student's. With a
    `shared_control` both controls are the same counts, which vary together: their change counts twice, its
    variance four times. `wdq` is the quotient of Bowers and Johnson (2003) with `control` for both: above 0 the
    ring gained too, below 0 events moved there, below −1 more than were saved; None unless the treated area did
    better than the control.
    Without any event all are None. Raises ValueError for counts that are not whole, an overdispersion or df not
    above 0, and shared controls that differ. Areas of very different size make the interval too narrow.
    """
    pairs = {
        "control": control,
        "treated": treated,
        "displacement_control": displacement_control,
        "displacement_treated": displacement_treated,
    }
    control, treated, ring_control, ring = (_before_after(name, pair) for name, pair in pairs.items())
    if shared_control and control != ring_control:
        raise ValueError(f"displacement_control: expected the counts of control {control}, got {ring_control}")
    _checks.positive("overdispersion", overdispersion)
    quantile = _quantile(confidence, df)
    n = sum(map(sum, (control, treated, ring_control, ring)))
    value, se = None, None
    if n:
        value = float(_rise(treated) - _rise(control) + _rise(ring) - _rise(ring_control))
        se = sqrt((n + 2 * sum(control) * shared_control) * overdispersion)
    return Displacement(
        value=value,
        lower=None if value is None or se is None else value - quantile * se,
        upper=None if value is None or se is None else value + quantile * se,
        n=n,
        method="wdd",
        confidence=confidence,
        se=se,
        wdq=_quotient(control, treated, ring),
        z=None if value is None or se is None else value / se,
    )


def poisson_regression(
    y: ArrayLike | pl.Series, x: pl.DataFrame, exposure: ArrayLike | pl.Series | None = None
) -> PoissonRegression:
    """Counts `y` as a product of effects: log E(y) = log exposure + intercept + the columns of `x`.

    Maximum likelihood by iteratively reweighted least squares; exp of a coefficient is a ratio of rates.
    `dispersion` is Pearson's χ²/df; where it is above 1, use `se_quasi` in place of `se` (quasi-Poisson).
    Categories enter as columns of 0 and 1 with one left out.
    Raises ValueError for counts that are not whole, exposures not above 0, lengths that differ and columns that
    follow from others; its kind `NoFiniteEffectError` when a coefficient has no finite value (no event at all, or a
    category or trend without one).
    Not for months that depend on each other (`segmented_regression`).
    """
    counts = _checks.numbers("y", y)
    if wrong := np.count_nonzero((counts < 0) | (counts != np.rint(counts))):
        raise ValueError(f"y: expected whole numbers of at least 0, got otherwise in {wrong} rows")
    size = np.ones(len(counts)) if exposure is None else _checks.numbers("exposure", exposure)
    if wrong := np.count_nonzero(size <= 0):
        raise ValueError(f"exposure: expected numbers above 0, got otherwise in {wrong} rows")
    names, design = _least_squares.design(_columns(len(counts), x))
    _checks.one_length(y=counts, exposure=size, x=design)
    if not counts.any():
        raise NoFiniteEffectError("y: expected at least one event, got none")
    coefficients, variance = _maximum_likelihood(counts, design, np.log(size))
    expected = size * np.exp(design @ coefficients)
    df = len(counts) - len(names)
    dispersion = float(np.sum((counts - expected) ** 2 / expected)) / df if df else None
    se = np.sqrt(np.diag(variance))
    return PoissonRegression(
        names=names,
        coefficients=tuple(coefficients.tolist()),
        se=tuple(se.tolist()),
        n=len(counts),
        df=df,
        method="poisson",
        dispersion=dispersion,
        se_quasi=None if dispersion is None else tuple((se * sqrt(dispersion)).tolist()),
    )


def ratio_of_effect(fit: PoissonRegression, name: str, *, confidence: float = 0.95) -> LogRatio:
    """The ratio by which counts change with a column of a `poisson_regression`: exp of its coefficient.

    Its error is widened by the dispersion where that is above 1, never narrowed, and limits are Student's; none where
    nothing is left over to tell the dispersion from.
    Raises ValueError for a name that is no column.
    """
    if name not in fit.names:
        raise ValueError(f"name: expected one of {', '.join(fit.names)}, got {name!r}")
    place = fit.names.index(name)
    value, se = fit.coefficients[place], fit.se[place] * sqrt(max(fit.dispersion or 1.0, 1.0))
    reach = None if fit.dispersion is None else _quantile(confidence, fit.df) * se
    return LogRatio(
        value=exp(value),
        lower=None if reach is None else exp(value - reach),
        upper=None if reach is None else exp(value + reach),
        n=fit.n,
        method="quasi-poisson",
        confidence=confidence,
        se=se,
        df=fit.df,
    )


def _quantile(confidence: float, df: int | None) -> float:
    """The normal quantile of a two-sided interval, Student's where df are known."""
    _checks.share("confidence", confidence, open_ended=True)
    if df is None:
        return _quantiles.normal(confidence)
    return float(_quantiles.student(confidence, _checks.positive("df", df)))


def _before_after(name: str, pair: Counts) -> Counts:
    if len(pair) != 2:
        raise ValueError(f"{name}: expected the counts before and after, got {len(pair)} numbers")
    return _checks.count(f"{name} before", pair[0]), _checks.count(f"{name} after", pair[1])


def _rise(pair: Counts) -> int:
    return pair[1] - pair[0]


def _quotient(control: Counts, treated: Counts, ring: Counts) -> float | None:
    if 0 in control:
        return None
    success, gained = (area[1] / control[1] - area[0] / control[0] for area in (treated, ring))
    return gained / success if success < 0 else None


def _columns(n: int, x: pl.DataFrame) -> dict[str, Floats]:
    columns: dict[str, Floats] = {"intercept": np.ones(n)}
    return columns | {name: _checks.numbers(name, x[name]) for name in x.columns}


def _maximum_likelihood(y: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """The coefficients and their variance."""
    linear = np.log(np.maximum(y, 0.5))
    coefficients = np.zeros(design.shape[1])
    for _ in range(ITERATIONS):
        with np.errstate(over="ignore"):
            expected = np.exp(linear)
        if not _RUN_AWAY < expected.min() <= expected.max() < 1 / _RUN_AWAY:
            break
        root = np.sqrt(expected)
        working = linear - offset + (y - expected) / expected
        before = coefficients
        coefficients, variance = _least_squares.solve(design * root[:, None], working * root)
        linear = design @ coefficients + offset
        if np.max(np.abs(coefficients - before)) <= _SMALL_STEP * (1 + np.max(np.abs(coefficients))):
            return coefficients, variance
    raise NoFiniteEffectError("x: expected columns whose effect is finite, got a category or trend without events")
