"""Tables of the survey of perceived safety: waves, who was approached, items, respondents and their answers."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import AGE_GROUPS, DISPOSITIONS, SEXES, SURVEY_MODES, ZONES
from apk_lib.tables.columns import (
    Recorded,
    code,
    decimal,
    identifier,
    lasts,
    on_day,
    whole,
    words,
    yes_no,
)
from apk_lib.tables.scales import ANSWERS, SCALE_NAMES


class SurveyWaves(Recorded):
    """Waves of the survey; what differs between their questionnaires stands in `survey_wordings`."""

    wave = identifier("vlna", "wave", key=True)
    starts = on_day("sběr od", "fieldwork from")
    ends = on_day("sběr do", "fieldwork to")
    mode = code("způsob sběru", "mode", SURVEY_MODES)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("starts", "ends")


class SurveyDispositions(Recorded):
    """How many people approached in a part of the town ended how (AAPOR's final dispositions)."""

    wave = identifier("vlna", "wave", key=True, to="survey_waves")
    zone = code("část města", "zone", ZONES, key=True)
    disposition = code("výsledek oslovení", "disposition", DISPOSITIONS, key=True)
    persons = whole("osob", "persons", minimum=0, unit="persons")


class SurveyItems(Recorded):
    """Questions with their scale (none: that of safety); `tables.questionnaire` holds the core ones.

    Items of one `battery` measure one thing together; a `primary` item belongs to the family of tests that was
    declared beforehand; an item about a `locality` asks of that place alone.
    """

    item = identifier("otázka", "item", key=True, plain=True)
    question_cs = words("znění", "wording")
    question_en = words("znění anglicky", "wording in English")
    scale = code("škála", "scale", SCALE_NAMES, nullable=True)
    battery = identifier("baterie", "battery", nullable=True)
    locality = identifier("lokalita", "locality", nullable=True, to="localities")
    primary = yes_no("hlavní otázka", "primary item", nullable=True)


class SurveyWordings(Recorded):
    """Where a wave asked an item in another place or with other words; without a row nothing differed."""

    wave = identifier("vlna", "wave", key=True, to="survey_waves")
    item = identifier("otázka", "item", key=True, to="survey_items")
    place = whole("pořadí v dotazníku", "place in the questionnaire", nullable=True, minimum=1)
    comparable = yes_no("srovnatelné s ostatními vlnami", "comparable with the other waves")
    note = words("poznámka", "note", nullable=True)


class SurveyRespondents(Recorded):
    """One row a respondent, with the design of the sample.

    Drawn in strata (`stratum`, otherwise the zones), perhaps in units such as streets (`psu`); `panel` is the same
    for a person asked in several waves. `population` counts the inhabitants of the zone.
    """

    respondent = identifier("respondent", "respondent", key=True, personal=True)
    wave = identifier("vlna", "wave", to="survey_waves")
    zone = code("část města", "zone", ZONES)
    weight = decimal("váha", "weight", minimum=1e-9)
    population = whole("obyvatel ve vrstvě", "population of the stratum", minimum=1, unit="persons")
    stratum = identifier("vrstva", "stratum", nullable=True)
    psu = identifier("výběrová jednotka", "sampling unit (PSU)", nullable=True)
    panel = identifier("stálý respondent", "panel id", nullable=True, personal=True)
    sex = code("pohlaví", "sex", SEXES, nullable=True)
    age_group = code("věk", "age", AGE_GROUPS, nullable=True)
    locality = identifier("bydlí v lokalitě", "lives in locality", nullable=True, to="localities")


class SurveyAnswers(Recorded):
    """Answers in long form, as codes of the item's scale."""

    respondent = identifier("respondent", "respondent", key=True, to="survey_respondents", personal=True)
    item = identifier("otázka", "item", key=True, to="survey_items")
    answer = whole("odpověď", "answer", minimum=1)

    @dy.rule()
    def on_the_scale(cls) -> pl.Expr:
        return pl.col("answer").is_in(ANSWERS)
