"""Tables of the survey of perceived safety: waves, items, respondents and their answers."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import SURVEY_MODES, ZONES
from apk_lib.tables.columns import (
    Recorded,
    code,
    decimal,
    identifier,
    lasts,
    on_day,
    whole,
    words,
)


class SurveyWaves(Recorded):
    """Waves of the survey; the questionnaire has the same wording in each."""

    wave = identifier("vlna", "wave", key=True)
    starts = on_day("sběr od", "fieldwork from")
    ends = on_day("sběr do", "fieldwork to")
    mode = code("způsob sběru", "mode", SURVEY_MODES)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("starts", "ends")


class SurveyItems(Recorded):
    """Questions; the four-point scale of safety runs from 1 (very safe) to 4, 9 is don't know."""

    item = identifier("otázka", "item", key=True)
    question_cs = words("znění", "wording")
    question_en = words("znění anglicky", "wording in English")


class SurveyRespondents(Recorded):
    """One row a respondent, with the design of the sample."""

    respondent = identifier("respondent", "respondent", key=True, personal=True)
    wave = identifier("vlna", "wave", to="survey_waves")
    zone = code("část města", "zone", ZONES)
    weight = decimal("váha", "weight", minimum=1e-9)
    population = whole("obyvatel ve vrstvě", "population of the stratum", minimum=1, unit="persons")


class SurveyAnswers(Recorded):
    """Answers in long form."""

    respondent = identifier("respondent", "respondent", key=True, to="survey_respondents", personal=True)
    item = identifier("otázka", "item", key=True, to="survey_items")
    answer = whole("odpověď", "answer", minimum=1)

    @dy.rule()
    def on_the_scale(cls) -> pl.Expr:
        return pl.col("answer").is_in([1, 2, 3, 4, 9])
