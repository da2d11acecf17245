"""Do the items of a scale measure one thing? Cronbach's alpha, McDonald's omega, and each item's part in it."""

from __future__ import annotations

import numpy as np
import polars as pl

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats
from apk_lib.stats.results import Reliability

# a uniqueness this small is a Heywood case (as R's factanal draws the line)
LEAST_UNIQUENESS = 0.005
ITERATIONS = 500
_FLAT = 1e-10
# keeps the step finite where the approximation of the curve is singular
_RIDGE = 1e-8


def reliability(items: pl.DataFrame, *, confidence: float = 0.95) -> Reliability:
    """How reliably the sum of the `items`, a column each and turned one way, tells persons apart.

    `value` is Cronbach's alpha (1951) with the limits of Feldt (1965); `alpha_if_dropped` is that of the other
    items, `item_rest` an item's correlation with their sum. `omega` is omega total (McDonald 1999) from one
    factor fitted to the correlations by maximum likelihood. A row with a gap is left out; `n` rows remain.
    None where undefined: fewer than two items or rows, no variance; for omega fewer than three items, no more
    rows than items, and a Heywood case, where no uniqueness above 0 fits: then `heywood` is true.
    Raises ValueError for columns that are not numbers. Weights do not enter. A high alpha does not show that
    the items have one factor, only that their sum is stable.
    """
    _checks.share("confidence", confidence, open_ended=True)
    answers = _complete(items)
    n, k = answers.shape
    covariance = _covariance(answers)
    value = _alpha(covariance)
    lower, upper = (None, None) if value is None else _feldt(value, n, k, confidence)
    loadings = None
    fits = k > 2 and n > k and bool(np.all(np.diag(covariance) > 0))
    if fits:
        spread = np.sqrt(np.diag(covariance))
        loadings = _one_factor(covariance / np.outer(spread, spread))
    return Reliability(
        value=value,
        lower=lower,
        upper=upper,
        n=n,
        method="feldt",
        confidence=confidence,
        k=k,
        alpha_if_dropped={
            name: _alpha(np.delete(np.delete(covariance, i, 0), i, 1)) for i, name in enumerate(items.columns)
        },
        item_rest={name: _item_rest(covariance, i) for i, name in enumerate(items.columns)},
        omega=None if loadings is None else _omega(loadings),
        heywood=fits and loadings is None,
    )


def _complete(items: pl.DataFrame) -> Floats:
    for name, kind in items.schema.items():
        if not (kind.is_numeric() or kind == pl.Boolean):
            raise ValueError(f"{name}: expected numbers, got {kind}")
    rows = items.cast(pl.Float64).fill_nan(None).drop_nulls()
    # in one order, so that sums do not depend on the order in which persons arrive
    return np.asarray(rows.sort(items.columns).to_numpy() if items.width else np.zeros((0, 0)))


def _covariance(answers: Floats) -> Floats:
    n = len(answers)
    if n < 2:
        return np.zeros((answers.shape[1], answers.shape[1]))
    # counted from the first row, so that what never changes has no variance at all
    shifted = answers - answers[0]
    deviation = shifted - shifted.mean(axis=0)
    return np.asarray(deviation.T @ deviation / (n - 1))


def _alpha(covariance: Floats) -> float | None:
    k, total = len(covariance), float(covariance.sum())
    if k < 2 or total <= 0:
        return None
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def _feldt(alpha: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    tail, df = (1 - confidence) / 2, n - 1
    low, high = (_quantiles.snedecor(p, df, df * (k - 1)) for p in (tail, 1 - tail))
    return 1 - (1 - alpha) * high, 1 - (1 - alpha) * low


def _item_rest(covariance: Floats, item: int) -> float | None:
    own, joint = float(covariance[item, item]), float(covariance[item].sum())
    rest = float(covariance.sum()) - 2 * joint + own
    if len(covariance) < 2 or own <= 0 or rest <= 0:
        return None
    return (joint - own) / float(np.sqrt(own * rest))


def _omega(loadings: Floats) -> float:
    common, unique = float(loadings.sum()) ** 2, float(np.sum(1 - loadings**2))
    return common / (common + unique)


def _one_factor(correlation: Floats) -> Floats | None:
    """The loadings that fit best by maximum likelihood; None when a uniqueness goes to 0.

    Minimised over the logarithms of the uniquenesses (Jöreskog 1967), each step by his approximation of the
    second derivatives, halved until it leads down.
    """
    if np.linalg.eigvalsh(correlation)[0] < _FLAT:
        return None
    k, least = len(correlation), float(np.log(LEAST_UNIQUENESS))
    place = np.clip(np.log((1 - 0.5 / k) / np.diag(np.linalg.inv(correlation))), least, 0.0)
    for _ in range(ITERATIONS):
        height, slope, curve = _discrepancy(correlation, place)
        free = ((place > least) | (slope < 0)) & ((place < 0) | (slope > 0))
        if np.max(np.abs(slope[free]), initial=0.0) < _FLAT:
            break
        step = np.zeros(k)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)] + _RIDGE * np.eye(free.sum()), -slope[free])
        lower = np.clip(place + step, least, 0.0)
        while _discrepancy(correlation, lower)[0] > height and np.any(np.abs(step) > _FLAT):
            step = step / 2
            lower = np.clip(place + step, least, 0.0)
        if np.all(np.abs(lower - place) <= _FLAT):
            break
        place = lower
    if np.any(place <= least):
        return None
    root = np.exp(place / 2)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    return np.asarray(root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0)))


def _discrepancy(correlation: Floats, place: Floats) -> tuple[float, Floats, Floats]:
    """How badly the best loadings for these uniquenesses fit; its slope, and about how it curves."""
    root = np.exp(place / 2)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    minor, across = values[:-1], vectors[:, :-1]
    height = float(np.sum(minor - np.log(minor) - 1))
    return height, across**2 @ (1 - minor), (across @ across.T) ** 2
