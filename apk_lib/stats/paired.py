"""The same persons asked or tested twice: how many changed, by how much, and whether more of them one way."""

from __future__ import annotations

from math import sqrt

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats
from apk_lib.stats.results import Estimate, McNemar, SignedRank

# up to so many differences the signed ranks are counted out
EXACT = 25


def paired_difference(b: int, c: int, n: int, method: str = "wald", *, confidence: float = 0.95) -> Estimate:
    """The change (b − c)/n of a share among `n` persons asked twice: `b` went from no to yes, `c` back.

    `wald` takes the variance of the paired difference as seen; `bonett-price` (2012) adds one person to `b`
    and one to `c`, covers better in small panels, and may step outside −1 and 1. `se` is that of the interval.
    Where nobody changed (or everybody, one way) `wald` has no width: it sees no variance, which is no proof that
    there is none; `bonett-price` keeps its width.
    Value and limits are None when `n` is 0. Raises ValueError for numbers that are not whole and for
    b + c above n. Not for two samples of different persons (`proportion_difference`), nor with weights
    (`survey_change`).
    """
    b, c, n = _checks.count("b", b), _checks.count("c", c), _checks.count("n", n)
    _checks.counts_of(b + c, n, "b + c", "n")
    _checks.choice("method", method, _ADDED)
    z = _quantiles.normal(_checks.share("confidence", confidence, open_ended=True))
    if n == 0:
        return Estimate(value=None, lower=None, upper=None, n=0, method=method, confidence=confidence)
    added = _ADDED[method]
    size = n + 2 * added
    centre = (b - c) / size
    se = sqrt(((b + c + 2 * added) / size - centre**2) / size)
    return Estimate(
        value=(b - c) / n,
        lower=centre - z * se,
        upper=centre + z * se,
        n=n,
        method=method,
        confidence=confidence,
        se=se,
    )


def mcnemar(b: int, c: int, *, confidence: float = 0.95) -> McNemar:
    """Did more persons change one way (`b`: no to yes) than the other (`c`)? McNemar (1947).

    `p_value` is the exact binomial test of b in b + c; `chi2` and, with Edwards' correction,
    `chi2_corrected` are its approximations for many changes. `value` is the odds ratio b/c with exact limits
    and `n` = b + c, those who changed. With c = 0 the ratio is unbounded: `value` and `upper` are None; when
    nobody changed, all are. Raises ValueError for numbers that are not whole.
    How large the change is, `paired_difference` tells: this test does not see who stayed.
    """
    b, c = _checks.count("b", b), _checks.count("c", c)
    _checks.share("confidence", confidence, open_ended=True)
    n = b + c
    lower, upper = _quantiles.exact_share(b, n, confidence) if n else (None, None)
    return McNemar(
        value=b / c if c else None,
        lower=None if lower is None else float(lower / (1 - lower)),
        upper=None if upper is None or c == 0 else float(upper / (1 - upper)),
        n=n,
        method="exact",
        confidence=confidence,
        p_value=_quantiles.binomial_test(b, n, 0.5) if n else None,
        chi2=(b - c) ** 2 / n if n else None,
        chi2_corrected=max(abs(b - c) - 1, 0) ** 2 / n if n else None,
    )


def mean_change(before: ArrayLike | pl.Series, after: ArrayLike | pl.Series, *, confidence: float = 0.95) -> Estimate:
    """The mean of after − before, one element a person, with Student's interval of paired differences.

    With one person, or where everybody changed alike, the differences show no variance to build an interval from:
    the limits are None. Raises ValueError for what is missing and for lengths that differ. With a handful of persons
    it leans on differences that are roughly normal; on an ordered scale `wilcoxon_signed` does not.
    """
    first, second = _checks.numbers("before", before), _checks.numbers("after", after)
    _checks.one_length(before=first, after=second)
    _checks.share("confidence", confidence, open_ended=True)
    change, n = second - first, len(first)
    mean = float(change.mean()) if n else None
    spread = float(change.std(ddof=1)) if n > 1 else 0.0
    if mean is None or spread == 0:
        return Estimate(value=mean, lower=None, upper=None, n=n, method="t", confidence=confidence)
    se, df = spread / sqrt(n), n - 1
    half_width = float(_quantiles.student(confidence, df)) * se
    return Estimate(
        value=mean,
        lower=mean - half_width,
        upper=mean + half_width,
        n=n,
        method="t",
        confidence=confidence,
        se=se,
        df=df,
    )


def wilcoxon_signed(differences: ArrayLike | pl.Series) -> SignedRank:
    """Did the answers on an ordered scale move one way? The signed-rank test of Wilcoxon (1945), two-sided.

    `differences` are second less first, one a person; those of 0 are left out. `value` is the rank-biserial
    correlation, from −1 (all lower) to 1 (all higher). Up to 25 differences `p_value` is exact, ties or not:
    every way the signs could have fallen is counted; with more it is normal with corrections for ties and
    continuity, as R's `wilcox.test`. None when nobody changed. Raises ValueError for what is missing.
    Ranks suppose that a step means as much anywhere on the scale.
    """
    given = _checks.numbers("differences", differences)
    moved = given[given != 0]
    n = len(moved)
    ranks, ties = _ranks(np.abs(moved))
    risen, total = float(ranks[moved > 0].sum()), n * (n + 1) / 2
    exact = n <= EXACT
    p_value = None
    if n:
        p_value = _exact(ranks, risen) if exact else _normal(n, ties, risen)
    return SignedRank(
        value=2 * risen / total - 1 if n else None,
        statistic=risen,
        p_value=p_value,
        n=n,
        method="exact" if exact else "normal",
    )


def _ranks(sizes: Floats) -> tuple[Floats, Floats]:
    """The rank of each, equal ones sharing the middle of theirs; and how many share each rank."""
    _, place, ties = np.unique(sizes, return_inverse=True, return_counts=True)
    last = np.cumsum(ties)
    return (last - (ties - 1) / 2)[place], ties.astype(np.float64)


def _exact(ranks: Floats, risen: float) -> float:
    """The share of all signs that give a sum as far from the middle; ranks doubled to be whole."""
    ways = np.ones(1)
    for rank in np.rint(2 * ranks).astype(np.int64):
        ways = np.pad(ways, (0, rank)) + np.pad(ways, (rank, 0))
    middle = (len(ways) - 1) / 2
    as_far = np.abs(np.arange(len(ways)) - middle) >= abs(2 * risen - middle)
    return float(ways[as_far].sum() / ways.sum())


def _normal(n: int, ties: Floats, risen: float) -> float:
    deviation = abs(risen - n * (n + 1) / 4)
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((ties**3 - ties).sum()) / 48
    return min(1.0, 2 * _quantiles.normal_below(-(deviation - 0.5) / sqrt(variance)))


_ADDED = {"wald": 0, "bonett-price": 1}
