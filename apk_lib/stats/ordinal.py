"""Answers on an ordered scale: which wave answers higher, and by what odds."""

from __future__ import annotations

from math import exp
from typing import TypedDict

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _cumulative_logit, _quantiles
from apk_lib.stats._arrays import Floats, Ints, sum_by
from apk_lib.stats._design import Columns
from apk_lib.stats.results import OddsRatioAt, OrdinalEffect, ProportionalOdds, SurveyEstimate
from apk_lib.stats.survey import survey_change
from apk_lib.stats.weighting import Margins, rake

_WEIGHT, _STANDING = "__weight", "__standing"


def ordinal_effect(
    frame: pl.DataFrame | pl.LazyFrame,
    y: str,
    *,
    wave: str,
    weight: str | None = None,
    stratum: Columns = None,
    psu: Columns = None,
    fpc: Columns = None,
    margins: Margins | None = None,
    single_psu: str = "adjust",
    confidence: float = 0.95,
) -> OrdinalEffect:
    """P(last > first) − P(last < first) of two answers drawn from the last and the first wave, −1 to 1.

    Cliff's delta (1993) with weights: p₂ᵀ S p₁ of the two distributions, S the sign of the difference. Only the
    order of the answers counts, no distance between them. Its variance is that of a survey: columns, panels,
    null answers and refusals as `survey_change`. None when a wave has no answers.
    0 does not mean that nothing changed: answers may have moved to both ends.
    """
    table = frame.lazy().collect()
    _checks.columns(table, [y, wave, *([] if weight is None else [weight])])
    if weight is None:
        weight, table = _WEIGHT, table.with_columns(pl.lit(1.0).alias(_WEIGHT))
    weights = table[weight] if margins is None else rake(table, margins, weight)
    standing, n1, n2 = _standing(table[y], table[wave], weights)
    # either wave's mean standing is the effect, with its own sign: their difference is twice the effect, and
    # the influence of a respondent on that difference is his influence on the effect
    found = survey_change(
        table.with_columns(standing.alias(_STANDING)), _STANDING, wave=wave, weight=weight, stratum=stratum,
        psu=psu, fpc=fpc, margins=margins, single_psu=single_psu, confidence=confidence,
    )  # fmt: skip
    assert isinstance(found, SurveyEstimate)
    twice, upper = found.value, found.upper
    reach = None if twice is None or upper is None else upper - twice
    value = None if twice is None else twice / 2
    return OrdinalEffect(
        value=value,
        lower=None if value is None or reach is None else value - reach,
        upper=None if value is None or reach is None else value + reach,
        n=found.n,
        method="t",
        confidence=confidence,
        se=found.se,
        df=found.df,
        deff=found.deff,
        n1=n1,
        n2=n2,
    )


def proportional_odds(
    y: ArrayLike | pl.Series,
    x: ArrayLike | pl.Series,
    weight: ArrayLike | pl.Series | None = None,
    *,
    confidence: float = 0.95,
) -> ProportionalOdds:
    """The odds of an answer above a cut of the scale for `x` one higher, over the odds for `x`.

    `value` supposes one ratio at every cut (McCullagh 1980); `cuts` gives that of each from a logit of its own:
    where they differ much, the one ratio is an average to be read with care. Maximum likelihood; `se` is that
    of the logarithm, from the observed information as R's `polr`, with weights the sandwich of independent
    respondents. None, and `converged` false, where no finite ratio fits: one answer or one x only, or no
    overlap. Raises ValueError for what is missing, weights not above 0 and lengths that differ.
    Not for clustered samples: `se` knows no clusters.
    """
    answers, place = _checks.numbers("y", y), _checks.numbers("x", x)
    weights = np.ones(len(answers)) if weight is None else _checks.numbers("weight", weight)
    _checks.one_length(y=answers, x=place, weight=weights)
    if others := np.count_nonzero(weights <= 0):
        raise ValueError(f"weight: expected weights above 0, got {others} others")
    z = _quantiles.normal(_checks.share("confidence", confidence, open_ended=True))
    order = np.lexsort((weights, place, answers))
    answers, place, weights = answers[order], place[order], weights[order]
    scale, codes = np.unique(answers, return_inverse=True)

    def told(codes: Ints) -> _Ratio:
        found = _cumulative_logit.log_odds(codes, place, weights, robust=weight is not None)
        if found is None:
            return _Ratio(value=None, lower=None, upper=None, se=None)
        log_odds, se = found
        return _Ratio(value=exp(log_odds), lower=exp(log_odds - z * se), upper=exp(log_odds + z * se), se=se)

    n, one = len(answers), told(codes)
    cuts = tuple(
        OddsRatioAt(**told((codes > i).astype(np.int64)), n=n, method="logit", confidence=confidence, cut=float(cut))
        for i, cut in enumerate(scale[:-1])
    )
    return ProportionalOdds(
        **one,
        n=n,
        method="proportional odds",
        confidence=confidence,
        cuts=cuts,
        converged=one["value"] is not None,
    )


class _Ratio(TypedDict):
    """An odds ratio as its records take it."""

    value: float | None
    lower: float | None
    upper: float | None
    se: float | None


def _standing(y: pl.Series, wave: pl.Series, weight: pl.Series) -> tuple[pl.Series, int, int]:
    """How each answer of the first and the last wave stands to the other wave: the share below less that above.

    And how many answered in each. Null without an answer, and in a wave between.
    """
    if missing := wave.null_count():
        raise ValueError(f"{wave.name}: expected a value, as wave, got otherwise in {missing} of {len(wave)} rows")
    waves = wave.unique().sort()
    given = y.is_not_null()
    answers = np.zeros(len(y))
    answers[given.to_numpy()] = _checks.numbers(y.name, y.filter(given))
    weights = _checks.numbers(weight.name, weight)
    scale, codes = np.unique(answers, return_inverse=True)
    rows = [(given & (wave == one)).to_numpy() for one in (waves[:1], waves[-1:])]
    standing = np.full(len(y), np.nan)
    for own, other in (rows, rows[::-1]):
        standing[own] = _above_and_below(codes[other], weights[other], len(scale))[codes[own]]
    return pl.Series(standing).fill_nan(None), int(rows[0].sum()), int(rows[1].sum())


def _above_and_below(codes: Ints, weight: Floats, size: int) -> Floats:
    """For each point of the scale, the share of these answers below it less the share above."""
    order = np.lexsort((weight, codes))
    share = sum_by(codes[order], weight[order], size)
    total = share.sum()
    if total == 0:
        return np.zeros(size)
    up_to = np.cumsum(share)
    return np.asarray((up_to - share - (up_to[-1] - up_to)) / total)
