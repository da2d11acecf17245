"""Control limits of a funnel plot: how far places of a size stray from one common value.

Spiegelhalter 2005 (Stat Med 24:1185–1202): by chance alone, or, with a standard deviation `between` places, by chance
and by what makes them differ anyway, added to each other as variances (Spiegelhalter 2005, Qual Saf Health Care
14:347–351, on random effects). They are added on the scale on which errors are symmetric: the logit of a share, the
logarithm of a rate. The limits say nothing of why a place lies beyond them, and put places into no order.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats

Column = ArrayLike | pl.Series
Scale = Callable[[Floats], Floats]
_HALVINGS, _DECIMALS = 60, 9


def binomial_limits(target: float, n: Column, *, confidence: float = 0.95, between: float = 0.0) -> pl.DataFrame:
    """Limits `lower` and `upper` of a share among `n`, one row each, where the true share is `target`.

    Exact, drawn straight between whole counts as in Spiegelhalter's program of 2016: a count lies outside exactly when
    its doubled tail (`binomial_p_values`) is below 1 − `confidence`. His formula of 2005 (A.1.1) has the same lower
    limit and an upper one smaller by 1/n, which is passed too often (Manktelow and Seaton 2012). An effective `n` that
    is not whole is rounded down: the limits are never too narrow. `between` is a standard deviation of logits.
    Raises ValueError for a target outside 0 to 1, an n below 1 and a negative `between`.
    """
    _checks.share("target", target)
    whole = np.floor(_checks.numbers("n", n))
    if small := np.count_nonzero(whole < 1):
        raise ValueError(f"n: expected numbers of at least 1, got less in {small} rows")
    if target in (0, 1):
        bare = np.full(len(whole), float(target))
        return pl.DataFrame({"lower": bare, "upper": bare})
    lower, upper = _crossings(lambda k: _quantiles.binomial_below(k, whole, target), whole, confidence)
    low, high = (np.clip(end / whole, 0.0, 1.0) for end in (lower, upper))
    return _widened(target, low, high, _reach(between, confidence), (_logit, _share))


def poisson_limits(target: float, exposure: Column, *, confidence: float = 0.95, between: float = 0.0) -> pl.DataFrame:
    """Limits `lower` and `upper` of a rate over each `exposure`, where the true rate is `target`.

    Exact and interpolated as `binomial_limits`, for counts that are independent of each other. `between` is a standard
    deviation of logarithms.
    Raises ValueError for a target below 0, an exposure not above 0 and a negative `between`.
    """
    size = _exposures(exposure)
    if target == 0:
        return pl.DataFrame({"lower": np.zeros(len(size)), "upper": np.zeros(len(size))})
    mean = _checks.positive("target", target) * size
    # beyond it no count is thinkable
    most = np.ceil(mean + 12 * np.sqrt(mean) + 40)
    lower, upper = _crossings(lambda k: _quantiles.poisson_below(k, mean), most, confidence)
    return _widened(target, np.maximum(lower, 0.0) / size, upper / size, _reach(between, confidence), (np.log, np.exp))


def normal_limits(
    target: float, se: Column, *, confidence: float = 0.95, between: float = 0.0, df: float | None = None
) -> pl.DataFrame:
    """Limits `lower` and `upper` of an estimate with each standard error, where the truth is `target`.

    For changes and logarithms of ratios; not for a share or rate of few, whose distribution leans. Errors that were
    themselves estimated have Student's limits with `df`.
    Raises ValueError for a standard error and a df not above 0 and a negative `between`.
    """
    _checks.share("confidence", confidence, open_ended=True)
    if df is None:
        chance = _quantiles.normal(confidence) * _errors(se)
    else:
        chance = float(_quantiles.student(confidence, _checks.positive("df", df))) * _errors(se)
    reach = np.hypot(chance, _reach(between, confidence))
    return pl.DataFrame({"lower": target - reach, "upper": target + reach})


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


def effective_size(share: float, lower: float, upper: float, n: float, *, confidence: float = 0.95) -> float:
    """The size of a simple sample whose exact interval about a share is as wide as this one, at most `n`.

    Of an interval of Korn and Graubard (1998) it is the effective size they drew it from: design and degrees of
    freedom are in it, which n over the design effect forgets. More than were asked it cannot be: a variance that
    seems smaller than that of a simple sample is mostly a bad estimate of it from few clusters, so size is cut at n as
    for the figures of the US National Center for Health Statistics (Parker et al. 2017).
    Raises ValueError for limits that do not hold the share and an n not above 0.
    """
    _checks.positive("n", n)
    if not 0 <= lower <= share <= upper <= 1:
        raise ValueError(f"share: expected limits from 0 to 1 about it, got {lower!r}, {share!r}, {upper!r}")

    def wider(size: float) -> bool:
        low, high = _quantiles.exact_share(share * size, size, confidence)
        return float(high - low) > upper - lower

    if wider(n):
        return n
    under, over = 0.0, float(n)
    for _ in range(_HALVINGS):
        middle = (under + over) / 2
        under, over = (middle, over) if wider(middle) else (under, middle)
    return round(over, _DECIMALS)


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


def _reach(between: float, confidence: float) -> float:
    if not between >= 0:
        raise ValueError(f"between: expected a number of at least 0, got {between!r}")
    return _quantiles.normal(confidence) * between


def _widened(target: float, lower: Floats, upper: Floats, reach: float, scale: tuple[Scale, Scale]) -> pl.DataFrame:
    """Limits with `reach` added as a variance on a scale, there and back; the end of the scale stays where it is."""
    if reach == 0:
        return pl.DataFrame({"lower": lower, "upper": upper})
    there, back = scale
    with np.errstate(divide="ignore"):
        middle, low, high = there(np.array([target])), there(lower), there(upper)
    down, up = np.hypot(middle - low, reach), np.hypot(high - middle, reach)
    return pl.DataFrame({"lower": back(middle - down), "upper": back(middle + up)})


def _logit(share: Floats) -> Floats:
    return np.log(share) - np.log1p(-share)


def _share(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)))
