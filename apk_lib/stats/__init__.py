"""Estimates with their intervals: shares, rates, lengths of stay, survey answers, scales, and how they change.

Pure: arrays and frames in, small frozen results or polars frames out. Nothing here knows what is measured.
Values take the input as it is and turn no scales; what is undefined is None, never 0 or 1.
"""

from __future__ import annotations

from apk_lib.stats.counts import displacement, poisson_regression, ratio_of_effect, ratio_of_ratios
from apk_lib.stats.evenness import gini, lorenz
from apk_lib.stats.funnel import (
    binomial_limits,
    binomial_p_values,
    effective_size,
    normal_limits,
    poisson_limits,
    poisson_p_values,
)
from apk_lib.stats.incidence import cumulative_incidence
from apk_lib.stats.multiplicity import adjust, p_value
from apk_lib.stats.ordinal import ordinal_effect, proportional_odds
from apk_lib.stats.paired import mcnemar, mean_change, paired_difference, wilcoxon_signed
from apk_lib.stats.planning import detectable_change, power, sample_size
from apk_lib.stats.pooling import deleted_residuals, fixed_effect, random_effects
from apk_lib.stats.proportions import proportion, proportion_difference
from apk_lib.stats.rates import rate, rate_ratio
from apk_lib.stats.response import response_rates
from apk_lib.stats.results import (
    Displacement,
    Estimate,
    Index,
    LogRatio,
    McNemar,
    NoFiniteEffectError,
    OddsRatioAt,
    OrdinalEffect,
    Plan,
    PoissonRegression,
    Pooled,
    ProportionalOdds,
    RateRatio,
    Regression,
    Reliability,
    ResponseRates,
    SegmentedRegression,
    SignedRank,
    SurveyEstimate,
    WeightSpread,
)
from apk_lib.stats.scales import reliability
from apk_lib.stats.series import segmented_regression
from apk_lib.stats.survey import survey_change, survey_contrast, survey_estimate, survey_waves
from apk_lib.stats.survival import SurvivalCurve, kaplan_meier
from apk_lib.stats.weighting import rake, weight_spread

__all__ = [
    "Displacement",
    "Estimate",
    "Index",
    "LogRatio",
    "McNemar",
    "NoFiniteEffectError",
    "OddsRatioAt",
    "OrdinalEffect",
    "Plan",
    "PoissonRegression",
    "Pooled",
    "ProportionalOdds",
    "RateRatio",
    "Regression",
    "Reliability",
    "ResponseRates",
    "SegmentedRegression",
    "SignedRank",
    "SurveyEstimate",
    "SurvivalCurve",
    "WeightSpread",
    "adjust",
    "binomial_limits",
    "binomial_p_values",
    "cumulative_incidence",
    "deleted_residuals",
    "detectable_change",
    "displacement",
    "effective_size",
    "fixed_effect",
    "gini",
    "kaplan_meier",
    "lorenz",
    "mcnemar",
    "mean_change",
    "normal_limits",
    "ordinal_effect",
    "p_value",
    "paired_difference",
    "poisson_limits",
    "poisson_p_values",
    "poisson_regression",
    "power",
    "proportion",
    "proportion_difference",
    "proportional_odds",
    "rake",
    "random_effects",
    "rate",
    "rate_ratio",
    "ratio_of_effect",
    "ratio_of_ratios",
    "reliability",
    "response_rates",
    "sample_size",
    "segmented_regression",
    "survey_change",
    "survey_contrast",
    "survey_estimate",
    "survey_waves",
    "weight_spread",
    "wilcoxon_signed",
]
