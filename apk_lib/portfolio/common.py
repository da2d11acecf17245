"""What towns have in common in one thing, and how far each strays from it by chance.

A town is told apart when it strays further than chance explains, and further than the *others* stray among themselves:
one that stands out would widen what it is held against and so never be found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import exp, inf, log, sqrt
from typing import Any

import polars as pl

from apk_lib.portfolio.subjects import ESTIMATES, SHARES, Kind, Town
from apk_lib.stats import (
    Pooled,
    binomial_limits,
    binomial_p_values,
    deleted_residuals,
    effective_size,
    fixed_effect,
    normal_limits,
    p_value,
    poisson_limits,
    poisson_p_values,
    random_effects,
)

# how many df the intervals of estimates have a summary does not say. A survey of two waves drawn at four points each
# has six; with more, limits beyond 95 % are a little too wide, never too narrow. At 95 % they are each town's own
ASSUMED_DF = 6
# the 97.5 % points of the normal distribution and of Student's with ASSUMED_DF
_NORMAL, _STUDENT = 1.959963984540054, 2.446911851144969
_ROUNDING = 1e-9
# an interval closer about its value than this is no measurement
_CLOSEST = 1e-6
# nor is a ratio beyond this, or below its inverse
_FARTHEST = 1e9
# how many hours a rate is over
_HOURS = 100.0


def size(kind: Kind, row: Mapping[str, Any]) -> float:
    """What the precision of a figure hangs on; 0 where it does not say."""
    if kind == "weighted":
        return _effective(row)
    if kind == "plain":
        return float(row["n"] or 1)
    if kind in ESTIMATES:
        halves = _halves(kind, row)
        return 2 * _NORMAL / sum(halves) if halves else 0.0
    if row["numerator"] is None or row["denominator"] is None:
        return 0.0
    return float(row["denominator"]) / (_HOURS if kind == "rate" else 1)


def sized(kind: Kind, towns: tuple[Town, ...], centre: float) -> tuple[Town, ...]:
    """Towns with the precision they have on the side of the common value: an interval need not be symmetric."""
    if kind not in ESTIMATES:
        return towns
    halves = [_halves(kind, town.row) or (inf, inf) for town in towns]
    return tuple(
        replace(town, size=_NORMAL / half[town.value < centre]) for town, half in zip(towns, halves, strict=True)
    )


def centre_of(kind: Kind, towns: tuple[Town, ...]) -> float:
    """The value common to all towns: of counts their sum, otherwise the mean weighted by precision."""
    if kind in ESTIMATES:
        mean = fixed_effect(*_measured(kind, towns)).value or 0.0
        return exp(mean) if kind == "ratio" else mean
    counted = sorted(_counted(kind, towns))
    share = sum(part for part, _ in counted) / sum(whole for _, whole in counted)
    return min(share, inf if kind == "rate" else 1.0)


def residuals(kind: Kind, towns: tuple[Town, ...], centre: float) -> list[float] | None:
    """How far each town is from what the others let expect of one more, in errors of that (`deleted_residuals`).

    None where all have none or all of what is counted: that leaves no room for chance.
    """
    if _extreme(kind, centre):
        return None
    return [float(one) for one in deleted_residuals(*_measured(kind, towns))]


def between(kind: Kind, towns: tuple[Town, ...]) -> float | None:
    """The standard deviation between towns beyond chance, on the scale of the estimate; None of one or none."""
    if len(towns) < 2 or _extreme(kind, centre_of(kind, towns)):
        return None
    return sqrt(random_effects(*_measured(kind, towns)).tau2 or 0.0)


def chances(kind: Kind, towns: tuple[Town, ...], centre: float) -> list[float]:
    """The p-value of each town, before correction for their number: the larger of two.

    One is that of chance alone about the common value, exact for counts, of an estimate that of Student's distribution
    by which its own interval is its 95 % limit. The other is that of its residual among the others: towns differ also
    by what is nobody's chance, so a town is told apart only where it strays further than they do.
    """
    found = residuals(kind, towns, centre)
    if found is None:
        return [1.0] * len(towns)
    df = min(len(towns) - 2, ASSUMED_DF) if kind in ESTIMATES else len(towns) - 2
    among = [p_value(one, 1.0, df) or 0.0 for one in found]
    return [max(pair) for pair in zip(_alone(kind, towns, centre), among, strict=True)]


def limits(kind: Kind, centre: float, sizes: list[float], confidence: float, spread: float) -> pl.DataFrame:
    """Control limits `lower` and `upper` about the common value, one row a size, on the scale of the figures.

    `spread` is the standard deviation `between` towns.
    """
    if kind in SHARES:
        return binomial_limits(centre, sizes, confidence=confidence, between=spread)
    if kind == "rate":
        return poisson_limits(centre, sizes, confidence=confidence, between=spread)
    errors = [_NORMAL / _STUDENT / size for size in sizes]
    drawn = normal_limits(_straight(kind, centre), errors, confidence=confidence, between=spread, df=ASSUMED_DF)
    return drawn.select(pl.all().exp()) if kind == "ratio" else drawn


def pooled(kind: Kind, towns: tuple[Town, ...], centre: float) -> Pooled | None:
    """What is typical of towns like these, on the scale of the figures; error and tau2 stay on that of the estimate.

    Of a share, a rate and a ratio it is the median of such towns, not their mean: the mean of logits or logarithms is
    brought back. The change of a share ends at −1 and 1.
    """
    if _extreme(kind, centre):
        return None
    found = random_effects(*_measured(kind, towns))
    back = {"change": _change}.get(kind, _share if kind in SHARES else exp)
    return replace(
        found,
        value=_on(back, found.value),
        lower=_on(back, found.lower),
        upper=_on(back, found.upper),
        predicted_lower=_on(back, found.predicted_lower),
        predicted_upper=_on(back, found.predicted_upper),
    )


def _extreme(kind: Kind, centre: float) -> bool:
    """Whether nothing happened anywhere, or all of it everywhere."""
    return kind not in ESTIMATES and centre in ((0.0, 1.0) if kind in SHARES else (0.0,))


def _effective(row: Mapping[str, Any]) -> float:
    """The effective answers behind a share, read from its interval: there is no size without one."""
    if row["lower"] is None or row["upper"] is None or not row["n"]:
        return 0.0
    told = effective_size(row["value"], row["lower"], row["upper"], row["n"], confidence=row["confidence"] or 0.95)
    return told if told >= 1 else 0.0


def _halves(kind: Kind, row: Mapping[str, Any]) -> tuple[float, float] | None:
    """How far an interval reaches below and above its value; None where there is none to measure by."""
    if row["lower"] is None or row["upper"] is None:
        return None
    if kind == "ratio" and not 1 / _FARTHEST < row["lower"] <= row["upper"] < _FARTHEST:
        return None
    lower, value, upper = (_straight(kind, row[name]) for name in ("lower", "value", "upper"))
    return (value - lower, upper - value) if min(value - lower, upper - value) > _CLOSEST else None


def _straight(kind: Kind, value: float) -> float:
    """An estimate on the scale on which its error is symmetric."""
    return log(value) if kind == "ratio" else value


def _counted(kind: Kind, towns: tuple[Town, ...]) -> list[tuple[float, float]]:
    """How many and over what; answers of a survey as if they were a simple sample as precise."""
    if kind == "weighted":
        return [(_whole(town.value * town.size, town.size), town.size) for town in towns]
    return [(float(town.row["numerator"]), town.size) for town in towns]


def _whole(part: float, whole: float) -> float:
    """None or all where it is so but for rounding."""
    return 0.0 if part < _ROUNDING else whole if whole - part < _ROUNDING else part


def _measured(kind: Kind, towns: tuple[Town, ...]) -> tuple[list[float], list[float]]:
    """Values on the scale on which errors are symmetric, and their errors.

    Half an event is added where there is none, or all are (as R's metafor does).
    """
    if kind in ESTIMATES:
        pairs = [(_straight(kind, town.value), 1 / town.size) for town in towns]
    elif kind == "rate":
        pairs = [(log((x or 0.5) / exposure), sqrt(1 / (x or 0.5))) for x, exposure in _counted(kind, towns)]
    else:
        halved = [(0.5 if k in (0, n) else 0.0, k, n) for k, n in _counted(kind, towns)]
        pairs = [(log((k + half) / (n - k + half)), sqrt(1 / (k + half) + 1 / (n - k + half)))
                 for half, k, n in halved]  # fmt: skip
    return [value for value, _ in pairs], [error for _, error in pairs]


def _alone(kind: Kind, towns: tuple[Town, ...], centre: float) -> list[float]:
    """The p-value of each town where nothing but chance makes them differ."""
    if kind in ESTIMATES:
        about, pairs = _straight(kind, centre), zip(*_measured(kind, towns), strict=True)
        return [p_value((one - about) * _STUDENT, error * _NORMAL, ASSUMED_DF) or 0.0 for one, error in pairs]
    test = poisson_p_values if kind == "rate" else binomial_p_values
    parts, wholes = zip(*_counted(kind, towns), strict=True)
    return [float(one) for one in test(parts, wholes, centre)]


def _on(scale: Callable[[float], float], value: float | None) -> float | None:
    return None if value is None else scale(value)


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def _change(difference: float) -> float:
    return min(max(difference, -1.0), 1.0)
