"""Before the survey: how many respondents, what power, what change can be seen at all.

All three compare two independent shares by the two-sided normal test, as R's `power.prop.test` does:
pooled variance under no change, separate variances under the change, n/deff in place of n.
"""

from __future__ import annotations

from math import ceil, sqrt

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats.results import Plan

METHOD = "normal"


def power(
    p1: float, p2: float, n1: float, n2: float | None = None, deff: float = 1.0, *, confidence: float = 0.95
) -> Plan:
    """The probability that a change from share `p1` to `p2` will be found significant (`value`, 0 to 1).

    `n1` and `n2` are the respondents of the two waves (`n2` = `n1` unless given) and `deff` their design
    effect; or pass effective numbers and leave `deff` at 1.
    Raises ValueError for shares outside 0 to 1 and for empty waves.
    Not to be computed from the change just observed: that says nothing beyond its p-value.
    """
    p1, p2 = _checks.share("p1", p1), _checks.share("p2", p2)
    n1, n2 = _waves(n1, n2, deff, confidence)
    value = _power(p1, p2, n1 / deff, n2 / deff, confidence)
    return Plan(value=value, n1=n1, n2=n2, power=value, confidence=confidence, method=METHOD)


def detectable_change(
    p: float,
    n1: float,
    n2: float | None = None,
    deff: float = 1.0,
    power: float = 0.8,
    *,
    confidence: float = 0.95,
) -> Plan:
    """The smallest rise p2 − `p` of a share that is found with probability `power` (`value`, in shares).

    Counted upward from the baseline `p`; None when even a rise to 1 would not be found.
    `n1`, `n2`, `deff` and the errors as in `power`; `power` must lie between the error of the test and 1.
    Not the half-width of an interval (that is the critical difference): a change of this size may be missed
    once in five surveys, a smaller one may be found.
    """
    p = _checks.share("p", p)
    n1, n2 = _waves(n1, n2, deff, confidence)
    if not 1 - confidence < power < 1:
        raise ValueError(f"power: expected a number between {1 - confidence:g} and 1, got {power!r}")
    value = _rise(p, n1 / deff, n2 / deff, power, confidence)
    return Plan(value=value, n1=n1, n2=n2, power=power, confidence=confidence, method=METHOD)


def sample_size(
    p1: float,
    p2: float,
    deff: float = 1.0,
    response: float = 1.0,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Plan:
    """How many persons to approach in each wave so that a change from `p1` to `p2` is found with `power`.

    `value` is exact, `n1` = `n2` rounded up; `response` is the share of those approached who answer
    (0 excluded). Raises ValueError when the shares are equal: no sample finds no change.
    Not for panels: the same persons asked twice need fewer.
    """
    p1, p2 = _checks.share("p1", p1), _checks.share("p2", p2)
    if p1 == p2:
        raise ValueError(f"p2: expected a share other than p1 = {p1}, got the same")
    if not 0 < response <= 1:
        raise ValueError(f"response: expected a share above 0 and up to 1, got {response!r}")
    _checks.positive("deff", deff)
    z = _quantiles.normal(_checks.share("confidence", confidence, open_ended=True))
    reserve = _quantiles.normal_upper(_checks.share("power", power, open_ended=True))
    middle = (p1 + p2) / 2
    spread = z * sqrt(2 * middle * (1 - middle)) + reserve * sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    value = (spread / (p2 - p1)) ** 2 * deff / response
    return Plan(value=value, n1=ceil(value), n2=ceil(value), power=power, confidence=confidence, method=METHOD)


def _power(p1: float, p2: float, n1: float, n2: float, confidence: float) -> float:
    if p1 == p2:
        return (1 - confidence) / 2
    pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
    under_no_change = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    under_change = sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    margin = abs(p2 - p1) - _quantiles.normal(confidence) * under_no_change
    if under_change == 0:  # everybody changes: certain unless the samples are tiny
        return float(margin > 0)
    return _quantiles.normal_below(margin / under_change)


def _rise(p: float, n1: float, n2: float, power: float, confidence: float) -> float | None:
    """The rise above `p` that has the power, found by halving."""
    missed, found = p, 1.0
    if p == 1 or _power(p, found, n1, n2, confidence) < power:
        return None
    for _ in range(60):
        middle = (missed + found) / 2
        if _power(p, middle, n1, n2, confidence) < power:
            missed = middle
        else:
            found = middle
    return found - p


def _waves(n1: float, n2: float | None, deff: float, confidence: float) -> tuple[float, float]:
    _checks.positive("deff", deff)
    _checks.share("confidence", confidence, open_ended=True)
    return _checks.positive("n1", n1), _checks.positive("n2", n1 if n2 is None else n2)
