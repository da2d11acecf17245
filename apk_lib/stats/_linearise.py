"""Taylor linearisation: each respondent's influence on an estimate, and the variance of their sum.

Binder (1983); Särndal, Swensson and Wretman (1992, ch. 5). The variance sums, over strata, the spread of
the influence collected in each sampled unit. Units without a respondent in the domain count with zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apk_lib.stats._arrays import Floats, Ints, count_by, sum_by
from apk_lib.stats._design import Stage, Survey

# below this share of the squared mean a spread is an artefact of rounding
_ROUNDING = 1e-24


@dataclass(frozen=True, slots=True)
class Means:
    """The weighted mean of each domain, and the influence on it of each sampled unit.

    Per domain: `n` respondents in `psus` units of the first stage, `df` = these units − their strata;
    `srs_variance` is the variance of the mean in a simple random sample of that size.
    Per cell, a domain's respondents in one unit of the last stage: the domain, the unit, their influence.
    """

    n: Ints
    value: Floats
    srs_variance: Floats
    psus: Ints
    df: Ints
    domain: Ints
    unit: Ints
    influence: Floats


def means(survey: Survey) -> Means:
    """The mean of every domain, in one go over the rows; what follows sees cells only."""
    rows = np.flatnonzero((survey.domain >= 0) & ~np.isnan(survey.y))
    y, weight, domain = survey.y[rows], survey.weight[rows], survey.domain[rows]
    size = survey.domains.height
    n = count_by(domain, size)
    total = sum_by(domain, weight, size)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = sum_by(domain, weight * y, size) / total
        deviation = y - value[domain]
        # one answer has no spread of its own: 0/0
        spread = sum_by(domain, weight * deviation**2, size) / total * (n / (n - 1))
        # finite population: without replacement from as many as the weights add up to
        rest = np.where(total > n, 1 - n / total, np.nan) if survey.finite else 1.0
        srs_variance = np.where(spread > _ROUNDING * value**2, spread / n * rest, np.nan)
    cell_domain, unit, cell = _cross(domain, survey.unit[rows], len(survey.stages[-1].unit))
    influence = sum_by(cell, weight * deviation / total[domain], len(unit))
    psus, df = _extent(survey.stages[0], cell_domain, unit, size)
    return Means(n, value, srs_variance, psus, df, cell_domain, unit, influence)


def variance(survey: Survey, target: Ints, unit: Ints, influence: Floats, size: int, single_psu: str) -> Floats:
    """The variance of the summed influence of the cells, for each of `size` targets."""
    adjust = single_psu == "adjust"
    return sum(
        (_stage_variance(stage, target, unit, influence, size, adjust=adjust) for stage in survey.stages),
        start=np.zeros(size),
    )


def _stage_variance(stage: Stage, target: Ints, unit: Ints, influence: Floats, size: int, *, adjust: bool) -> Floats:
    unit_target, unit, cell_unit = _cross(target, stage.unit[unit], len(stage.parent))
    total = sum_by(cell_unit, influence, len(unit))
    parent_target, parent, unit_parent = _cross(unit_target, stage.parent[unit], len(stage.units))
    units = stage.units[parent]
    mean = sum_by(unit_parent, total, len(units)) / units
    absent = units - count_by(unit_parent, len(units))
    squares = sum_by(unit_parent, (total - mean[unit_parent]) ** 2, len(units)) + absent * mean**2
    # a lone unit is compared with the mean of all units, which is 0
    lone = mean**2 if adjust else np.zeros(len(mean))
    spread = np.where(units > 1, squares * units / np.maximum(units - 1, 1), lone)
    return sum_by(parent_target, stage.factor[parent] * spread, size)


def _extent(stage: Stage, domain: Ints, unit: Ints, size: int) -> tuple[Ints, Ints]:
    """First-stage units with respondents of each domain, and how many more they are than their strata."""
    domain, unit, _ = _cross(domain, stage.unit[unit], len(stage.parent))
    psus = count_by(domain, size)
    domain, _, _ = _cross(domain, stage.parent[unit], len(stage.units))
    return psus, psus - count_by(domain, size)


def _cross(outer: Ints, inner: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """The pairs of codes that occur, in order, and the pair each element belongs to (`inner` < `size`)."""
    pairs, element = np.unique(outer * size + inner, return_inverse=True)
    return *np.divmod(pairs, max(size, 1)), element
