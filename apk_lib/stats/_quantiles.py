"""Quantiles and probabilities of the few distributions the estimators stand on.

`scipy.special` rather than `scipy.stats`: the same numbers, and a tenth of its import time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from apk_lib.stats._arrays import Floats

Limits = tuple[Floats, Floats]


def normal(confidence: float) -> float:
    """The z of a two-sided interval: 1.96 at 0.95."""
    return float(special.ndtri((1 + confidence) / 2))


def normal_upper(probability: float) -> float:
    """The z below which a share `probability` of the normal distribution lies."""
    return float(special.ndtri(probability))


def normal_below(z: float) -> float:
    """The share of the normal distribution below `z`."""
    return float(special.ndtr(z))


def student(confidence: float, df: ArrayLike) -> Floats:
    """The t of a two-sided interval; NaN without degrees of freedom."""
    return np.asarray(special.stdtrit(np.asarray(df, dtype=np.float64), (1 + confidence) / 2))


def student_below(t: float, df: float) -> float:
    """The share of Student's distribution below `t`."""
    return float(special.stdtr(df, t))


def snedecor(probability: float, df1: float, df2: float) -> float:
    """The quantile of the F distribution."""
    return float(special.fdtri(df1, df2, probability))


def beta(probability: float, a: ArrayLike, b: ArrayLike) -> Floats:
    """The quantile of the beta distribution; NaN unless both parameters are positive."""
    return np.asarray(special.betaincinv(a, b, probability))


def gamma(probability: float, shape: float) -> float:
    """The quantile of the gamma distribution with scale 1."""
    return float(special.gammaincinv(shape, probability))


def binomial(n: int, p: float) -> Floats:
    """The probabilities of 0, 1, … n successes."""
    k = np.arange(n + 1)
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(np.exp(ways + special.xlogy(k, p) + special.xlog1py(n - k, -p)))


def binomial_below(k: ArrayLike, n: ArrayLike, p: float) -> Floats:
    """The probability of at most `k` of `n`; both may be fractions, as effective counts are."""
    k, n = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    inside = k < n
    return np.where(inside, special.betainc(np.where(inside, n - k, 1.0), k + 1, 1 - p), 1.0)


def binomial_above(k: ArrayLike, n: ArrayLike, p: float) -> Floats:
    """The probability of at least `k` of `n`; both may be fractions."""
    return binomial_below(np.asarray(n, dtype=np.float64) - np.asarray(k, dtype=np.float64), n, 1 - p)


def poisson_below(k: ArrayLike, mean: ArrayLike) -> Floats:
    """The probability of at most `k` events where `mean` are expected."""
    return np.asarray(special.gammaincc(np.asarray(k, dtype=np.float64) + 1, mean))


def poisson_above(k: ArrayLike, mean: ArrayLike) -> Floats:
    """The probability of at least `k` events where `mean` are expected."""
    k = np.asarray(k, dtype=np.float64)
    return np.where(k > 0, special.gammainc(np.maximum(k, 1e-300), mean), 1.0)


def binomial_test(k: int, n: int, p: float) -> float:
    """Two-sided exact binomial test: the outcomes no more likely than the observed one."""
    likelihood = binomial(n, p)
    # equally likely outcomes must count although their likelihoods round differently
    as_extreme = likelihood <= likelihood[k] * (1 + 1e-7)
    return min(1.0, float(likelihood[as_extreme].sum()))


def exact_share(k: ArrayLike, n: ArrayLike, confidence: float) -> Limits:
    """Clopper–Pearson limits of k of n; both may be fractions, as effective counts are."""
    k, n = np.broadcast_arrays(np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64))
    tail = (1 - confidence) / 2
    lower = np.where(k == 0, 0.0, beta(tail, k, n - k + 1))
    upper = np.where(k == n, 1.0, beta(1 - tail, k + 1, n - k))
    return lower, upper
