"""A series broken at one point: did its level or its slope change there?"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _least_squares, _quantiles
from apk_lib.stats._arrays import Floats
from apk_lib.stats.results import Estimate, SegmentedRegression

# a trend needs so many points before the change, and the new one so many after it
BEFORE, AFTER = 8, 3


def segmented_regression(
    y: ArrayLike | pl.Series,
    at: int,
    *,
    month: ArrayLike | pl.Series | None = None,
    lags: int = 12,
    covariates: pl.DataFrame | None = None,
    confidence: float = 0.95,
) -> SegmentedRegression:
    """`y` in equal steps of time on 1, t = 1 … n, `post` (t > `at`) and `ts` = max(0, t − `at`).

    `at` is the number of points before the change. `month` (1 to 12, one a point) adds a level for each month
    but the first there is, `covariates` their columns. Pass log counts for relative changes: exp of `level`
    is then a ratio. `level` is the jump at the change, `slope` what each later step adds to the old slope.
    `se` is that of Newey and West (1987): Bartlett weights up to `lags` steps, no prewhitening, no factor for
    small samples; limits are Student's. An interval of no width says that the series lies on the model exactly (a
    constant one): nothing was left to tell an error from.
    Raises ValueError for fewer than 8 points before the change or 3 after it (24 before are better), missing
    points, months outside 1 to 12, lags not shorter than the series, and columns that follow from others.
    It knows no comparison: what else came at the same time is in it.
    """
    values = _checks.numbers("y", y)
    n, lags = len(values), _checks.count("lags", lags)
    _check_points(n, _checks.count("at", at), lags)
    _checks.share("confidence", confidence, open_ended=True)
    names, design = _least_squares.design(_columns(n, at, month, covariates))
    df = n - len(names)
    if df == 0:
        raise ValueError(f"y: expected more points than the {n} columns of the model, got {n}")
    coefficients, inverse = _least_squares.solve(design, values)
    fitted = design @ coefficients
    residual = values - fitted
    squares = float(residual @ residual)
    se = np.sqrt(np.diag(inverse @ _long_run(design * residual[:, None], lags) @ inverse))
    half_width = float(_quantiles.student(confidence, df)) * se

    def told(name: str) -> Estimate:
        place = names.index(name)
        value, reach = float(coefficients[place]), float(half_width[place])
        return Estimate(
            value=value, lower=value - reach, upper=value + reach, n=n, method="newey-west",
            confidence=confidence, se=float(se[place]), df=df,
        )  # fmt: skip

    return SegmentedRegression(
        names=names,
        coefficients=tuple(coefficients.tolist()),
        se=tuple(se.tolist()),
        n=n,
        df=df,
        method="newey-west",
        se_ols=tuple(np.sqrt(np.diag(inverse) * squares / df).tolist()),
        level=told("post"),
        slope=told("ts"),
        durbin_watson=float(np.sum(np.diff(residual) ** 2)) / squares if squares else None,
        lags=lags,
        fitted=tuple(fitted.tolist()),
    )


def _check_points(n: int, at: int, lags: int) -> None:
    if at < BEFORE:
        raise ValueError(f"at: expected at least {BEFORE} points before the change, got {at}")
    if n - at < AFTER:
        raise ValueError(f"y: expected at least {AFTER} points after the change, got {max(n - at, 0)}")
    if lags >= n:
        raise ValueError(f"lags: expected fewer than the {n} points, got {lags}")


def _columns(
    n: int, at: int, month: ArrayLike | pl.Series | None, covariates: pl.DataFrame | None
) -> dict[str, Floats]:
    t = np.arange(1.0, n + 1)
    columns = {"intercept": np.ones(n), "t": t, "post": (t > at).astype(np.float64), "ts": np.maximum(0, t - at)}
    if month is not None:
        months = _checks.numbers("month", month)
        if wrong := np.count_nonzero(~np.isin(months, np.arange(1, 13))):
            raise ValueError(f"month: expected whole numbers from 1 to 12, got otherwise in {wrong} rows")
        columns |= {f"month_{number:g}": (months == number).astype(np.float64) for number in np.unique(months)[1:]}
    if covariates is not None:
        if taken := sorted(set(columns) & set(covariates.columns)):
            raise ValueError(f"covariates: expected other names than the model's own, got {', '.join(taken)}")
        columns |= {name: _checks.numbers(name, covariates[name]) for name in covariates.columns}
    return columns


def _long_run(scores: Floats, lags: int) -> Floats:
    """The variance of the sum of the scores, allowing for dependence of neighbours."""
    total = scores.T @ scores
    for lag in range(1, lags + 1):
        together = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (together + together.T)
    return total
