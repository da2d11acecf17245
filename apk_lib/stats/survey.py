"""Means, shares and their change from weighted, stratified and clustered samples.

`weight`, `stratum`, `psu` and `fpc` name columns: the weight; the stratum; the primary sampling unit, nested
in its stratum (none: every respondent is one); the number of such units in the population of the stratum.
Two stages are pairs: `psu=("first", "second")` with `fpc=("f1", "f2")`; without `fpc` the second is not
needed. A stratum told by several columns may be a sequence of their names.

`y` names one column of answers, or several: then a frame comes back with the item in a column `y`, first of all.
`margins`, as of `rake`, are what the population is made of: the weights are raked to them, and the errors take
account of it.

A null answer leaves its respondent out of the domain, never out of the design; a null group likewise.
A stratum with a single PSU is compared with the mean of all units (`adjust`) or adds nothing (`certainty`).
No variance can be seen inside one PSU: then `se` and the limits are None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from apk_lib.stats import _checks, _design, _survey_limits
from apk_lib.stats._arrays import Floats, Ints, sum_by
from apk_lib.stats._cells import Cells
from apk_lib.stats._design import Columns
from apk_lib.stats._linearise import Linear
from apk_lib.stats.results import SurveyEstimate
from apk_lib.stats.weighting import Margins, rake

_RAKED = "__raked"


def survey_estimate(
    frame: pl.DataFrame | pl.LazyFrame,
    y: str | Sequence[str],
    *,
    weight: str,
    stratum: Columns = None,
    psu: Columns = None,
    fpc: Columns = None,
    by: Columns = None,
    margins: Margins | None = None,
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
    `logit` and `korn-graubard` are for shares; only the latter is defined where everybody agrees, and in clusters
    it is too narrow there: without variance it cannot see how much their members are alike.
    Raises ValueError for absent columns, weights not above 0, gaps in the design, and population numbers
    that differ within a stratum or fall short of the units drawn; and as `rake`.
    Not for unweighted handfuls (`proportion`), nor to compare waves (`survey_change`).
    """
    _checks.choice("kind", kind, ("mean", "proportion"))
    _check_options(interval, single_psu, confidence)
    frame, weight = _raked(frame, margins, weight)
    survey = _design.read(
        frame, y, weight=weight, stratum=stratum, psu=psu, fpc=fpc, by=by, margins=tuple(margins or ())
    )
    if kind == "proportion" or interval != "t":
        for name, answers in survey.answers.items():
            _check_shares(answers, name)
    return _report(_levels(Linear(survey), single_psu), y, interval, confidence)


def survey_change(
    frame: pl.DataFrame | pl.LazyFrame,
    y: str | Sequence[str],
    *,
    wave: str,
    weight: str,
    stratum: Columns = None,
    psu: Columns = None,
    fpc: Columns = None,
    by: Columns = None,
    margins: Margins | None = None,
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
    frame, weight = _raked(frame, margins, weight)
    survey = _design.read(
        frame, y, weight=weight, stratum=stratum, psu=psu, fpc=fpc, by=by, wave=wave, margins=tuple(margins or ())
    )
    combined = _combined(Linear(survey), *_last_minus_first(survey.domains, wave), single_psu)
    return _report(combined, y, interval, confidence)


def survey_waves(
    frame: pl.DataFrame | pl.LazyFrame,
    y: str | Sequence[str],
    *,
    wave: str,
    weight: str,
    stratum: Columns = None,
    psu: Columns = None,
    fpc: Columns = None,
    by: Columns = None,
    margins: Margins | None = None,
    single_psu: str = "adjust",
    interval: str = "t",
    confidence: float = 0.95,
) -> tuple[pl.DataFrame, SurveyEstimate | pl.DataFrame]:
    """Every wave and the change from the first to the last, from one reading of the frame.

    The first is `survey_estimate` by group and wave with this `interval`, the second `survey_change`, both to the bit:
    for surveys so large that reading them twice is felt.
    Raises ValueError as they do.
    """
    _check_options(interval, single_psu, confidence)
    frame, weight = _raked(frame, margins, weight)
    survey = _design.read(
        frame, y, weight=weight, stratum=stratum, psu=psu, fpc=fpc, by=by, wave=wave, margins=tuple(margins or ())
    )
    if interval != "t":
        for name, answers in survey.answers.items():
            _check_shares(answers, name)
    linear = Linear(survey)
    levels = _report(_levels(linear, single_psu), y, interval, confidence)
    assert isinstance(levels, pl.DataFrame)
    combined = _combined(linear, *_last_minus_first(survey.domains, wave), single_psu)
    return levels, _report(combined, y, "t", confidence)


def survey_contrast(
    frame: pl.DataFrame | pl.LazyFrame,
    y: str,
    *,
    by: Columns,
    coefficients: Mapping[tuple[object, ...], float],
    weight: str,
    stratum: Columns = None,
    psu: Columns = None,
    fpc: Columns = None,
    margins: Margins | None = None,
    single_psu: str = "adjust",
    confidence: float = 0.95,
) -> SurveyEstimate:
    """A sum of group means of `y`, each times its coefficient, with the covariance of the groups.

    `coefficients` holds a number for each group that counts, by its values in the columns `by`: a difference in
    differences is `{("W1", "a"): 1, ("W0", "a"): -1, ("W1", "b"): -1, ("W0", "b"): 1}`. `n` counts the respondents
    of these groups, df is that of the whole design. None where one of the groups is empty.
    Raises ValueError as `survey_estimate`. Not for ratios of means: it knows sums only.
    """
    _check_options("t", single_psu, confidence)
    frame, weight = _raked(frame, margins, weight)
    survey = _design.read(
        frame, y, weight=weight, stratum=stratum, psu=psu, fpc=fpc, by=by, margins=tuple(margins or ())
    )
    signs = np.array([float(coefficients.get(group, 0.0)) for group in survey.domains.iter_rows()])
    one = np.zeros(survey.domains.height, dtype=np.int64)
    found = _combined(Linear(survey), pl.DataFrame(height=1), one, signs, single_psu, wanted=len(coefficients))
    contrast = _report(found, y, "t", confidence)
    assert isinstance(contrast, SurveyEstimate)
    return contrast


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is reported of each group, item after item; NaN where undefined."""

    groups: pl.DataFrame
    n: Ints
    value: Floats
    variance: Floats
    srs_variance: Floats
    df: Ints


def _raked(
    frame: pl.DataFrame | pl.LazyFrame, margins: Margins | None, weight: str
) -> tuple[pl.DataFrame | pl.LazyFrame, str]:
    """The frame with the column of weights to use."""
    if not margins:
        return frame, weight
    whole = frame.lazy().collect()
    return whole.with_columns(rake(whole, margins, weight).alias(_RAKED)), _RAKED


def _levels(linear: Linear, single_psu: str) -> list[_Figures]:
    survey, size = linear.survey, linear.survey.domains.height
    cells = Cells.of(linear.domain, linear.unit, survey.stages, size)
    figures = []
    for item in survey.answers:
        means = linear.means(item)
        variance = cells.variance(means.influence, adjust=single_psu == "adjust")
        figures.append(
            _Figures(
                groups=survey.domains,
                n=means.n,
                value=means.value,
                variance=np.where(means.psus > 1, variance, np.nan),
                srs_variance=means.srs_variance,
                df=means.df if survey.domains.width else np.array([survey.df]),
            )
        )
    return figures


def _combined(
    linear: Linear, groups: pl.DataFrame, group: Ints, sign: Floats, single_psu: str, *, wanted: int = 2
) -> list[_Figures]:
    """Sums of the means of domains, each with its sign, by the group that the domain belongs to.

    Undefined for a group with answers in fewer than `wanted` domains.
    """
    survey, ends = linear.survey, np.flatnonzero(sign)
    # a domain that does not count keeps no cell
    used = np.isin(linear.domain, ends)
    domain = linear.domain[used]
    cells = Cells.of(group[domain], linear.unit[used], survey.stages, groups.height)

    def over(column: Floats | Ints | NDArray[np.bool_]) -> Floats:
        return sum_by(group[ends], column[ends], groups.height)

    figures = []
    for item in survey.answers:
        means = linear.means(item)
        variance = cells.variance(sign[domain] * means.influence[used], adjust=single_psu == "adjust")
        figures.append(
            _Figures(
                groups=groups,
                n=over(means.n).astype(np.int64),
                value=np.where(over(means.n > 0) == wanted, over(sign * means.value), np.nan),
                variance=np.where(over(means.psus > 1) == wanted, variance, np.nan),
                srs_variance=over(sign**2 * means.srs_variance),
                df=np.full(groups.height, survey.df),
            )
        )
    return figures


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


def _report(
    figures: list[_Figures], y: str | Sequence[str], interval: str, confidence: float
) -> SurveyEstimate | pl.DataFrame:
    """A frame with a row a group (of each item), or a single estimate where there are neither."""
    tables = [_table(one, interval, confidence) for one in figures]
    if not isinstance(y, str):
        named = [table.insert_column(0, pl.lit(name).alias("y")) for name, table in zip(y, tables, strict=True)]
        return pl.concat(named)
    if figures[0].groups.width:
        return tables[0]
    return SurveyEstimate(**tables[0].row(0, named=True), method=interval, confidence=confidence)


def _table(figures: _Figures, interval: str, confidence: float) -> pl.DataFrame:
    n, value, df = figures.n, figures.value, figures.df
    se = np.sqrt(figures.variance)
    lower, upper = _survey_limits.INTERVALS[interval](value, se, n, df, confidence)
    columns = {"n": n, "value": value, "se": se, "lower": lower, "upper": upper, "df": df}
    columns["deff"] = figures.variance / figures.srs_variance
    table = pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
    return pl.concat([figures.groups, table], how="horizontal") if figures.groups.width else table


def _check_options(interval: str, single_psu: str, confidence: float) -> None:
    _checks.choice("interval", interval, _survey_limits.INTERVALS)
    _checks.choice("single_psu", single_psu, ("adjust", "certainty"))
    _checks.share("confidence", confidence, open_ended=True)


def _check_shares(y: Floats, name: str) -> None:
    others = np.count_nonzero(~(np.isnan(y) | (y == 0) | (y == 1)))
    if others:
        raise ValueError(f"{name}: expected 0 and 1, as a share, got other values in {others} rows")
