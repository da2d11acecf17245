"""How safe people feel at the places the assistants look after."""

from __future__ import annotations

import polars as pl

from apk_lib import surveys
from apk_lib.indicators.core import Measure, indicator
from apk_lib.indicators.perception.answers import HOLM_P, RAW_P
from apk_lib.indicators.statistics.survey import ChangeTest, SurveyChange, SurveyShare
from apk_lib.periods import Period
from apk_lib.tables.questionnaire import SAFE_IN_PLACE
from apk_lib.tables.scales import DOES_NOT_GO, SCALES
from apk_lib.text import Text

_BY_PLACE_AND_WAVE = (("locality", "wave"),)
_BY_PLACE = (("locality",),)


@indicator(
    label=Text(cs="Pocit bezpečí v lokalitách", en="Feeling safe in localities"),
    definition=Text(
        cs="Vážený podíl těch, kdo se v místě cítí bezpečně, mezi těmi, kdo tam chodí a odpověděli; kdo tam nechodí, "
        "je mimo základ a ukazuje se zvlášť. Změny míst tvoří jednu rodinu testů (Holm).",
        en="Weighted share of those who feel safe in the place among those who go there and answered; those who do not "
        "go there are outside the base and shown apart. Changes of places are one family of tests (Holm).",
    ),
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("share_safe", Text(cs="cítí se tam bezpečně", en="feel safe there"), "share",
                SurveyShare("favourable"), _BY_PLACE_AND_WAVE),
        Measure("does_not_go", Text(cs="nechodí tam", en="do not go there"), "share", SurveyShare("does_not_go"),
                _BY_PLACE_AND_WAVE),
        Measure("change", Text(cs="změna podílu „bezpečně“", en="change of the share safe"), "share_difference",
                SurveyChange("compared"), _BY_PLACE),
        Measure("p", RAW_P, "probability", ChangeTest("compared"), _BY_PLACE),
        Measure("p_holm", HOLM_P, "probability", ChangeTest("compared", "holm"), _BY_PLACE),
    ),
)  # fmt: skip
def place_safety(
    survey_items: pl.DataFrame,
    survey_sample: pl.DataFrame,
    survey_answers: pl.DataFrame,
    survey_wordings: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    asked = surveys.known(survey_sample, period)
    incomparable = surveys.incomparable(survey_wordings, asked)
    columns: list[pl.Series] = []
    items = _items(survey_items)
    for locality, item, scale in items.iter_rows():
        told = surveys.answered(asked, survey_answers, item, SCALES[scale]).select(**surveys.meanings(SCALES[scale]))
        safe = told["favourable"]
        columns.append(safe.alias(f"favourable:{locality}"))
        if f"answer_{DOES_NOT_GO}" in told.columns:
            columns.append(told[f"answer_{DOES_NOT_GO}"].alias(f"does_not_go:{locality}"))
        compared = safe if item not in incomparable else safe.clear(len(safe))
        columns.append(compared.alias(f"compared:{locality}"))
    return surveys.with_records(asked.drop("locality"), survey_answers, items["item"]).with_columns(*columns)


def _items(survey_items: pl.DataFrame) -> pl.DataFrame:
    """`locality, item, scale`: of several questions about a place the one of the core questionnaire, or the first."""
    about = surveys.items(survey_items).drop_nulls("locality").filter(pl.col("scale").is_in(["safety", "place_safety"]))
    core = pl.col("item") == pl.format(SAFE_IN_PLACE, "locality")
    ordered = about.sort("locality", core, "item", descending=[False, True, False])
    return ordered.unique("locality", keep="first", maintain_order=True).select("locality", "item", "scale")
