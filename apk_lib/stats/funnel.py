"""Control limits of a funnel plot: how far places of a size stray from one common value by chance alone.

Spiegelhalter 2005 (Stat Med 24:1185–1202). A place beyond its limits differs by more than chance explains; the limits
say nothing of why, and put places into no order.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats
from apk_lib.stats.results import Overdispersion

Column = ArrayLike | pl.Series
WINSORISED = 0.1


def binomial_limits(target: float, n: Column, *, confidence: float = 0.95, overdispersion: float = 1.0) -> pl.DataFrame:
    """Limits `lower` and `upper` of a share among `n`, one row each, where the true share is `target`.

    Exact, drawn straight between whole counts as in Spiegelhalter's program of 2016: a count lies outside exactly when
    its doubled tail (`binomial_p_values`) is below 1 − `confidence`. His formula of 2005 (A.1.1) has the same lower
    limit and an upper one smaller by 1/n, which is passed too often (Manktelow and Seaton 2012). An effective `n` that
    is not whole is rounded down: the limits are never too narrow. With `overdispersion` the distance from the target
    is multiplied by its root.
    Raises ValueError for a target outside 0 to 1 and an n below 1.
    """
    _checks.share("target", target)
    whole = np.floor(_checks.numbers("n", n))
    if small := np.count_nonzero(whole < 1):
        raise ValueError(f"n: expected numbers of at least 1, got less in {small} rows")
    if target in (0, 1):
        bare = np.full(len(whole), float(target))
        return _widened(target, bare, bare, overdispersion, most=1.0)
    lower, upper = _crossings(lambda k: _quantiles.binomial_below(k, whole, target), whole, confidence)
    return _widened(target, lower / whole, upper / whole, overdispersion, most=1.0)


def poisson_limits(
    target: float, exposure: Column, *, confidence: float = 0.95, overdispersion: float = 1.0
) -> pl.DataFrame:
    """Limits `lower` and `upper` of a rate over each `exposure`, where the true rate is `target`.

    Exact and interpolated as `binomial_limits`, for counts that are independent of each other; where they come in
    bursts, `overdispersion` says how much wider they stray.
    Raises ValueError for a target below 0 and an exposure not above 0.
    """
    size = _exposures(exposure)
    if target == 0:
        return _widened(0.0, np.zeros(len(size)), np.zeros(len(size)), overdispersion)
    mean = _checks.positive("target", target) * size
    # beyond it no count is thinkable
    most = np.ceil(mean + 12 * np.sqrt(mean) + 40)
    lower, upper = _crossings(lambda k: _quantiles.poisson_below(k, mean), most, confidence)
    return _widened(target, lower / size, upper / size, overdispersion)


def normal_limits(target: float, se: Column, *, confidence: float = 0.95, overdispersion: float = 1.0) -> pl.DataFrame:
    """Limits `lower` and `upper` of an estimate with each standard error, where the truth is `target`.

    For changes and logarithms of ratios; not for a share or rate of few, whose distribution leans.
    Raises ValueError for a standard error not above 0.
    """
    reach = _quantiles.normal(_checks.share("confidence", confidence, open_ended=True)) * _errors(se)
    return _widened(target, target - reach, target + reach, overdispersion, least=-np.inf)


def binomial_p_values(k: Column, n: Column, target: float) -> pl.Series:
    """The exact test of each `k` of `n` against a share `target`: twice the smaller tail, at most 1.

    Both may be fractions, as effective counts are. Raises ValueError when k exceeds n or the target is no share.
    """
    part, whole = _checks.numbers("k", k), _checks.numbers("n", n)
    _checks.one_length(k=part, n=whole)
    if wrong := np.count_nonzero((part < 0) | (part > whole)):
        raise ValueError(f"k: expected numbers from 0 to n, got others in {wrong} rows")
    _checks.share("target", target)
    return _doubled(_quantiles.binomial_below(part, whole, target), _quantiles.binomial_above(part, whole, target))


def poisson_p_values(x: Column, exposure: Column, target: float) -> pl.Series:
    """The exact test of each count `x` over its exposure against a rate `target`: twice the smaller tail, at most 1.

    Raises ValueError for a count or target below 0 and an exposure not above 0.
    """
    count, size = _checks.numbers("x", x), _exposures(exposure)
    _checks.one_length(x=count, exposure=size)
    if wrong := np.count_nonzero(count < 0) + (target < 0):
        raise ValueError(f"x: expected counts and a target of at least 0, got less in {wrong} rows")
    return _doubled(_quantiles.poisson_below(count, target * size), _quantiles.poisson_above(count, target * size))


def overdispersion(z: Column, *, winsorised: float = WINSORISED) -> Overdispersion:
    """How much more places stray than chance explains: φ, the mean square of their z-scores about the common value.

    The most extreme tenth at either end is pulled in to the next score first (Spiegelhalter 2005, A.3.2), so that the
    places one looks for do not hide themselves; of fewer than ten places none is. Without excess φ is about 1;
    `excess` says whether it is above 1 + 2·√(2/k), two of its standard errors: only then are limits widened.
    Raises ValueError for a share to pull in of a half or more.
    """
    scores = np.sort(_checks.numbers("z", z))
    if not 0 <= winsorised < 0.5:
        raise ValueError(f"winsorised: expected a number from 0 to less than 0.5, got {winsorised!r}")
    k = len(scores)
    if k == 0:
        return Overdispersion(value=None, n=0, threshold=None, method="winsorised")
    out = int(winsorised * k)
    inner = np.clip(scores, scores[out], scores[k - 1 - out])
    return Overdispersion(value=float(np.sum(inner**2)) / k, n=k, threshold=1 + 2 * sqrt(2 / k), method="winsorised")


def _errors(se: Column) -> Floats:
    given = _checks.numbers("se", se)
    if wrong := np.count_nonzero(given <= 0):
        raise ValueError(f"se: expected numbers above 0, got otherwise in {wrong} rows")
    return given


def _exposures(exposure: Column) -> Floats:
    given = _checks.numbers("exposure", exposure)
    if wrong := np.count_nonzero(given <= 0):
        raise ValueError(f"exposure: expected numbers above 0, got otherwise in {wrong} rows")
    return given


def _doubled(below: Floats, above: Floats) -> pl.Series:
    return pl.Series("p_value", np.minimum(1.0, 2 * np.minimum(below, above)))


def _crossings(below: Callable[[Floats], Floats], most: Floats, confidence: float) -> tuple[Floats, Floats]:
    """The counts between which `confidence` of the distribution lies; `below(k)` is the chance of at most k."""
    tail = (1 - _checks.share("confidence", confidence, open_ended=True)) / 2
    # the upper one where the chance of at least so many falls to the tail, hence one further
    return _crossing(below, most, tail), _crossing(below, most, 1 - tail) + 1


def _crossing(below: Callable[[Floats], Floats], most: Floats, probability: float) -> Floats:
    """Where the chance of at most k, drawn straight between whole numbers, passes a probability."""
    under, over = np.full(len(most), -1.0), most.copy()
    while np.any(over - under > 1):
        middle = np.floor((under + over) / 2)
        reached = below(middle) >= probability
        over, under = np.where(reached, middle, over), np.where(reached, under, middle)
    before = np.where(over > 0, below(np.maximum(over - 1, 0)), 0.0)
    step = below(over) - before
    return np.asarray(over - (below(over) - probability) / step)


def _widened(
    target: float, lower: Floats, upper: Floats, overdispersion: float, *, least: float = 0.0, most: float = np.inf
) -> pl.DataFrame:
    root = sqrt(_checks.positive("overdispersion", overdispersion))
    ends = {"lower": target + root * (lower - target), "upper": target + root * (upper - target)}
    return pl.DataFrame({name: np.clip(end, least, most) for name, end in ends.items()})
