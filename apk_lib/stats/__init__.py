"""Estimates with their intervals: shares, rates, lengths of stay, survey means and their change.

Pure: arrays and frames in, small frozen results or polars frames out. Nothing here knows what is measured.
Values take the input as it is and turn no scales; what is undefined is None, never 0 or 1.
"""

from __future__ import annotations

from apk_lib.stats.evenness import gini, lorenz
from apk_lib.stats.planning import detectable_change, power, sample_size
from apk_lib.stats.proportions import proportion, proportion_difference
from apk_lib.stats.rates import rate, rate_ratio
from apk_lib.stats.results import Estimate, Index, Plan, RateRatio, SurveyEstimate
from apk_lib.stats.survey import kish_deff, survey_change, survey_estimate
from apk_lib.stats.survival import SurvivalCurve, kaplan_meier

__all__ = [
    "Estimate",
    "Index",
    "Plan",
    "RateRatio",
    "SurveyEstimate",
    "SurvivalCurve",
    "detectable_change",
    "gini",
    "kaplan_meier",
    "kish_deff",
    "lorenz",
    "power",
    "proportion",
    "proportion_difference",
    "rate",
    "rate_ratio",
    "sample_size",
    "survey_change",
    "survey_estimate",
]
