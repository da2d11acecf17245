"""Means, shares and their change from weighted, stratified and clustered samples.

`weight`, `stratum`, `psu` and `fpc` name columns: the weight; the stratum; the primary sampling unit, nested
in its stratum (none: every respondent is one); the number of such units in the population of the stratum.
Two stages are pairs: `psu=("first", "second")` with `fpc=("f1", "f2")`; without `fpc` the second is not
needed. A stratum told by several columns may be a sequence of their names.

A null answer leaves its respondent out of the domain, never out of the design; a null group likewise.
A stratum with a single PSU is compared with the mean of all units (`adjust`) or adds nothing (`certainty`).
No variance can be seen inside one PSU: then `se` and the limits are None.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from apk_lib.stats import _checks, _design, _linearise, _survey_limits
from apk_lib.stats._arrays import Floats, Ints, sum_by
from apk_lib.stats._design import Columns, Survey
from apk_lib.stats.results import SurveyEstimate


def survey_estimate(
    frame: pl.DataFrame | pl.LazyFrame,
    y: str,
    *,
    weight: str,
    stratum: Columns = None,
    psu: Columns = None,
    fpc: Columns = None,
    by: Columns = None,
    kind: str = "mean",
    interval: str = "t",
    single_psu: str = "adjust",
    confidence: float = 0.95,
) -> SurveyEstimate | pl.DataFrame:
    """The weighted mean of `y`, or its share where it is 0/1, by Taylor linearisation (Binder 1983).

    `weight`, `stratum`, `psu` (a pair: two stages), `fpc` name columns; the module tells how. Gives one
    estimate, or with `by` a frame: the groups in order, then `n, value, se, lower, upper, df, deff`.
    df = PSUs − strata: of the whole design, in a group of its own respondents'. deff compares with a simple
    random sample with replacement; with `fpc` without, from as many as the weights add up to (else None).
    `logit` and `korn-graubard` are for shares; only the latter is defined where everybody agrees.
    Raises ValueError for absent columns, weights not above 0, gaps in the design, and population numbers
    that differ within a stratum or fall short of the units drawn.
    Not for unweighted handfuls (`proportion`), nor to compare waves (`survey_change`).
    """
    _checks.choice("kind", kind, ("mean", "proportion"))
    _check_options(interval, single_psu, confidence)
    survey = _design.read(frame, y, weight=weight, stratum=stratum, psu=psu, fpc=fpc, by=by)
    if kind == "proportion" or interval != "t":
        _check_shares(survey.y, y)
    return _report(_levels(survey, single_psu), interval, confidence)


def survey_change(
    frame: pl.DataFrame | pl.LazyFrame,
    y: str,
    *,
    wave: str,
    weight: str,
    stratum: Columns = None,
    psu: Columns = None,
    fpc: Columns = None,
    by: Columns = None,
    single_psu: str = "adjust",
    interval: str = "t",
    confidence: float = 0.95,
) -> SurveyEstimate | pl.DataFrame:
    """The mean (or share) of `y` in the last wave less that in the first, waves sorted.

    A PSU of the same stratum and label in both waves is the same unit, and its covariance counts: a panel is
    told by `psu` = the respondent. Independent waves carry other labels, or a stratum that holds the wave.
    Columns and shape as `survey_estimate`; `n` counts both waves, df is that of the whole design, deff
    compares with two independent simple random samples. Undefined for a group that lacks a wave.
    Raises ValueError as `survey_estimate`, and when there are fewer than two waves.
    Not a test of effect: what else happened between the waves is in it.
    """
    _check_options(_checks.choice("interval", interval, ("t",)), single_psu, confidence)
    survey = _design.read(frame, y, weight=weight, stratum=stratum, psu=psu, fpc=fpc, by=by, wave=wave)
    return _report(_changes(survey, wave, single_psu), interval, confidence)


def kish_deff(weight: ArrayLike | pl.Series) -> float | None:
    """The design effect of unequal weights alone, n·Σw² / (Σw)² (Kish 1965); None without respondents.

    Raises ValueError for weights that are not above 0. Not the design effect of a clustered sample, which
    is larger: that is `deff` of an estimate.
    """
    weights = np.sort(_checks.numbers("weight", weight))
    if np.any(weights <= 0):
        raise ValueError(f"weight: expected weights above 0, got {np.count_nonzero(weights <= 0)} others")
    return float(len(weights) * np.sum(weights**2) / np.sum(weights) ** 2) if len(weights) else None


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is reported of each group; NaN where undefined."""

    groups: pl.DataFrame
    n: Ints
    value: Floats
    variance: Floats
    srs_variance: Floats
    df: Ints


def _levels(survey: Survey, single_psu: str) -> _Figures:
    means = _linearise.means(survey)
    size = survey.domains.height
    variance = _linearise.variance(survey, means.domain, means.unit, means.influence, size, single_psu)
    return _Figures(
        groups=survey.domains,
        n=means.n,
        value=means.value,
        variance=np.where(means.psus > 1, variance, np.nan),
        srs_variance=means.srs_variance,
        df=means.df if survey.domains.width else np.array([survey.df]),
    )


def _changes(survey: Survey, wave: str, single_psu: str) -> _Figures:
    means = _linearise.means(survey)
    groups, group, sign = _last_minus_first(survey.domains, wave)
    influence, target = sign[means.domain] * means.influence, group[means.domain]
    variance = _linearise.variance(survey, target, means.unit, influence, groups.height, single_psu)
    ends = np.flatnonzero(sign)

    def both(column: Floats | Ints | NDArray[np.bool_]) -> Floats:
        return sum_by(group[ends], column[ends], groups.height)

    return _Figures(
        groups=groups,
        n=both(means.n).astype(np.int64),
        value=np.where(both(means.n > 0) == 2, both(sign * means.value), np.nan),
        variance=np.where(both(means.psus > 1) == 2, variance, np.nan),
        srs_variance=both(means.srs_variance),
        df=np.full(groups.height, survey.df),
    )


def _last_minus_first(domains: pl.DataFrame, wave: str) -> tuple[pl.DataFrame, Ints, Floats]:
    """The groups; and of each domain (a group in a wave), which group it is and the sign it enters with."""
    waves = domains[wave].unique().sort()
    if len(waves) < 2:
        raise ValueError(f"{wave}: expected at least two waves, got {waves.to_list()}")
    first, last = domains[wave] == waves[0], domains[wave] == waves[-1]
    sign = (last.cast(pl.Float64) - first.cast(pl.Float64)).to_numpy()
    keys = domains.drop(wave)
    if not keys.width:
        return pl.DataFrame(height=1), np.zeros(domains.height, dtype=np.int64), sign
    group = keys.select(pl.struct(pl.all()).rle_id().cast(pl.Int64)).to_series().to_numpy()
    return keys.unique(maintain_order=True), group, sign


def _report(figures: _Figures, interval: str, confidence: float) -> SurveyEstimate | pl.DataFrame:
    """A frame with a row a group, or a single estimate where there are no groups."""
    n, value, df = figures.n, figures.value, figures.df
    se = np.sqrt(figures.variance)
    lower, upper = _survey_limits.INTERVALS[interval](value, se, n, df, confidence)
    columns = {"n": n, "value": value, "se": se, "lower": lower, "upper": upper, "df": df}
    columns["deff"] = figures.variance / figures.srs_variance
    table = pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
    if figures.groups.width:
        return pl.concat([figures.groups, table], how="horizontal")
    return SurveyEstimate(**table.row(0, named=True), method=interval, confidence=confidence)


def _check_options(interval: str, single_psu: str, confidence: float) -> None:
    _checks.choice("interval", interval, _survey_limits.INTERVALS)
    _checks.choice("single_psu", single_psu, ("adjust", "certainty"))
    _checks.share("confidence", confidence, open_ended=True)


def _check_shares(y: Floats, name: str) -> None:
    others = np.count_nonzero(~(np.isnan(y) | (y == 0) | (y == 1)))
    if others:
        raise ValueError(f"{name}: expected 0 and 1, as a share, got other values in {others} rows")
