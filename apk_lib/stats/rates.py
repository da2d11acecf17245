"""Counts over an exposure (person-months, hours, inhabitants) and the ratio of two such rates."""

from __future__ import annotations

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats.results import Estimate, RateRatio


def rate(x: int, exposure: float, *, confidence: float = 0.95) -> Estimate:
    """Events per unit of exposure: `x` / `exposure`, with `n` = `x`.

    The interval is exact for a Poisson count (Garwood 1936). Without exposure and events there is no rate:
    value and limits are None. Raises ValueError for a count that is not whole, a negative exposure, or
    events without exposure. Not for counts that come in bursts, as one offender's series do: the interval
    is then too narrow.
    """
    x = _checks.count("x", x)
    if x or exposure:
        _checks.positive("exposure", exposure)
    _checks.share("confidence", confidence, open_ended=True)
    if exposure == 0:
        return Estimate(value=None, lower=None, upper=None, n=x, method="garwood", confidence=confidence)
    tail = (1 - confidence) / 2
    lower = _quantiles.gamma(tail, x) / exposure if x else 0.0
    upper = _quantiles.gamma(1 - tail, x + 1) / exposure
    return Estimate(value=x / exposure, lower=lower, upper=upper, n=x, method="garwood", confidence=confidence)


def rate_ratio(x1: int, t1: float, x2: int, t2: float, *, confidence: float = 0.95) -> RateRatio:
    """The ratio (x1/t1) / (x2/t2) of two independent rates; pass the later one first: below 1 = fewer.

    Exact and conditional on `n` = x1 + x2 events (Przyborowski and Wilenski 1940; R's `poisson.test`),
    `p_value` included. With x2 = 0 the ratio is unbounded, so `value` and `upper` are None; without any
    event, all four are. Raises ValueError for counts that are not whole and exposures that are not positive.
    Not for overdispersed counts, nor a proof of effect: it knows no comparison area.
    """
    x1, x2 = _checks.count("x1", x1), _checks.count("x2", x2)
    t1, t2 = _checks.positive("t1", t1), _checks.positive("t2", t2)
    _checks.share("confidence", confidence, open_ended=True)
    n = x1 + x2
    lower, upper = _quantiles.exact_share(x1, n, confidence) if n else (None, None)
    return RateRatio(
        value=x1 / t1 / (x2 / t2) if x2 else None,
        lower=None if lower is None else float(lower / (1 - lower)) * t2 / t1,
        upper=None if upper is None or x2 == 0 else float(upper / (1 - upper)) * t2 / t1,
        n=n,
        method="conditional",
        confidence=confidence,
        p_value=_quantiles.binomial_test(x1, n, t1 / (t1 + t2)) if n else None,
    )
