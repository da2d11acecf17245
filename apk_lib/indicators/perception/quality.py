"""How good the survey is: who answered, how the weights look, whether batteries hold together."""

from __future__ import annotations

import polars as pl

from apk_lib import surveys
from apk_lib.indicators.core import Measure, indicator, record
from apk_lib.indicators.statistics import Distinct
from apk_lib.indicators.statistics.survey_quality import (
    BatteryReliability,
    MarginError,
    Persons,
    ResponseRate,
    SmallestCell,
    WeightSpread,
)
from apk_lib.periods import Period
from apk_lib.tables.scales import SCALES
from apk_lib.text import Text

_BY_WAVE = (("wave",),)
_BY_ZONE = (("wave",), ("wave", "zone"))


@indicator(
    label=Text(cs="Návratnost šetření", en="Response to the survey"),
    definition=Text(
        cs="Podíl oslovených, kteří odpověděli, podle standardu AAPOR: RR1 počítá úplné rozhovory, RR2 i částečné; "
        "kdo do výběru nepatří, se nepočítá, u koho to nelze zjistit, se počítá. Nízká návratnost zkreslení "
        "nedokazuje, vysoká je nevylučuje.",
        en="Share of those approached who answered, by the AAPOR standard: RR1 counts complete interviews, RR2 partial "
        "ones too; those who do not belong are not counted, those of whom it is unknown are. A low rate is no proof of "
        "bias, a high one no proof against it.",
    ),
    subject="survey",
    serves=("KA04",),
    better="higher",
    accumulation="last",
    measures=(
        Measure("response_rate_1", Text(cs="návratnost RR1", en="response rate 1"), "share", ResponseRate(1), _BY_ZONE),
        Measure("response_rate_2", Text(cs="návratnost RR2", en="response rate 2"), "share", ResponseRate(2), _BY_ZONE),
        Measure("respondents", Text(cs="dotázaní", en="respondents"), "respondents", Distinct("respondent"), _BY_ZONE),
        Measure("approached", Text(cs="oslovení", en="people approached"), "persons", Persons(),
                (("wave",), ("wave", "disposition"))),
    ),
)  # fmt: skip
def survey_response(
    survey_sample: pl.DataFrame, survey_dispositions: pl.DataFrame, survey_waves: pl.DataFrame, period: Period
) -> pl.DataFrame:
    answered = surveys.known(survey_sample, period).select("wave", "zone", "respondent")
    closed = survey_waves.filter(pl.col("ends") <= period.end)
    approached = survey_dispositions.join(closed, on="wave", how="semi").select(
        "wave", "zone", "disposition", "persons", record("survey_dispositions")
    )
    rows = pl.concat([answered, approached], how="diagonal")
    return rows.sort("wave", "zone", "disposition", "respondent")


@indicator(
    label=Text(cs="Váhy šetření", en="Weights of the survey"),
    definition=Text(
        cs="Jak nestejné jsou konečné váhy (Kishův efekt, krajní váhy v násobcích mediánu), kolik dotázaných má "
        "nejmenší kategorie a o kolik se výběr před vyrovnáním vah lišil od složení obyvatel.",
        en="How unequal the final weights are (Kish's effect, extremes in multiples of the median), how many "
        "respondents the smallest category has, and how far the sample was from the population before raking.",
    ),
    subject="survey",
    serves=("KA04",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("kish_deff", Text(cs="efekt nestejných vah", en="design effect of weighting"), "ratio",
                WeightSpread("kish_deff"), _BY_WAVE),
        Measure("largest_weight", Text(cs="největší váha k mediánu", en="largest weight to the median"), "ratio",
                WeightSpread("largest"), _BY_WAVE),
        Measure("smallest_weight", Text(cs="nejmenší váha k mediánu", en="smallest weight to the median"), "ratio",
                WeightSpread("smallest"), _BY_WAVE),
        Measure("smallest_cell", Text(cs="dotázaných v nejmenší kategorii", en="respondents in the smallest category"),
                "respondents", SmallestCell(), _BY_WAVE),
        Measure("margin_error", Text(cs="největší rozdíl podílu proti obyvatelům",
                                     en="largest difference of a share from the population"), "share",
                MarginError(), _BY_WAVE),
    ),
)  # fmt: skip
def survey_weights(survey_sample: pl.DataFrame, period: Period) -> pl.DataFrame:
    return surveys.known(survey_sample, period)


@indicator(
    label=Text(cs="Spolehlivost baterií otázek", en="Reliability of batteries of questions"),
    definition=Text(
        cs="Nakolik otázky jedné baterie měří totéž: Cronbachovo alfa s Feldtovým intervalem a omega; nevážené, z "
        "dotázaných, kteří odpověděli na všechny.",
        en="How far the questions of a battery measure one thing: Cronbach's alpha with Feldt's interval, and omega; "
        "unweighted, of respondents who answered all of them.",
    ),
    subject="survey",
    serves=("KA04",),
    better="higher",
    accumulation="last",
    measures=(
        Measure("alpha", Text(cs="Cronbachovo alfa", en="Cronbach's alpha"), "index", BatteryReliability("alpha"),
                (("battery", "wave"),)),
        Measure("omega", Text(cs="McDonaldovo omega", en="McDonald's omega"), "index", BatteryReliability("omega"),
                (("battery", "wave"),)),
    ),
)  # fmt: skip
def battery_reliability(
    survey_items: pl.DataFrame, survey_sample: pl.DataFrame, survey_answers: pl.DataFrame, period: Period
) -> pl.DataFrame:
    asked = surveys.known(survey_sample, period)
    parts = []
    for row in surveys.items(survey_items).drop_nulls("battery").iter_rows(named=True):
        scale = SCALES[row["scale"]]
        told = surveys.answered(asked, survey_answers, row["item"], scale)
        said = {name: pl.lit(row[name]) for name in ("battery", "item")} | {"score": surveys.meanings(scale)["score"]}
        parts.append(told.select("respondent", "wave", "survey_answers_row", **said))
    kinds = {"respondent": pl.String, "wave": pl.String, "survey_answers_row": pl.Int64, "battery": pl.String,
             "item": pl.String, "score": pl.Float64}  # fmt: skip
    return pl.concat([pl.DataFrame(schema=kinds), *parts]).sort("battery", "wave", "item", "respondent")
