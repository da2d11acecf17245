"""Perceived safety (KA04): what people say, and whether it changed."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import Measure, indicator
from apk_lib.indicators.statistics import SurveyChange, SurveyShare
from apk_lib.periods import Period
from apk_lib.tables.codes import SAFETY_SCALE
from apk_lib.text import Text

SAFE_ANSWERS = (1, 2)
DONT_KNOW = 9
BY_WAVE = (("wave",),)

_MEASURES = (
    Measure("share_safe", Text(cs="cítí se bezpečně", en="feel safe"), "share", SurveyShare("safe"), BY_WAVE),
    *(
        Measure(f"answer_{answer}", label, "share", SurveyShare(f"answer_{answer}"), BY_WAVE)
        for answer, label in SAFETY_SCALE.items()
    ),
    Measure("change", Text(cs="změna podílu „bezpečně“", en="change of the share safe"), "share_difference",
            SurveyChange("safe")),
)  # fmt: skip
_RULE = Text(
    cs="Vážený podíl odpovědí „rozhodně“ a „spíše bezpečně“ mezi platnými odpověďmi; „nevím“ je mimo základ a ukazuje "
    "se zvlášť. Interval z návrhu výběru (Taylorova linearizace, vrstvy, konečná populace). Změna je poslední vlna "
    "minus první.",
    en="Weighted share of “very” and “rather safe” among valid answers; “don't know” is outside the base and shown "
    "apart. Interval by the design of the sample (Taylor linearisation, strata, finite population). The change is the "
    "last wave minus the first.",
)


def _respondents(
    item: str, answers: pl.DataFrame, respondents: pl.DataFrame, waves: pl.DataFrame, period: Period
) -> pl.DataFrame:
    """One row a respondent of the waves closed by the end of the period, with 0/1 answers to an item.

    The stratum contains the wave, so that independent waves never share a unit.
    """
    closed = waves.filter(pl.col("ends") <= period.end)
    given = answers.filter(pl.col("item") == item).select("respondent", "answer")
    valid = pl.col("answer") != DONT_KNOW
    return (
        respondents.join(closed, on="wave", how="semi")
        .join(given, on="respondent", how="left")
        .sort("wave", "zone", "respondent")
        .select(
            "wave",
            "zone",
            "weight",
            "population",
            stratum=pl.col("wave") + "|" + pl.col("zone"),
            safe=pl.when(valid).then(pl.col("answer").is_in(SAFE_ANSWERS).cast(pl.Float64)),
            **{
                f"answer_{answer}": pl.when(valid | (answer == DONT_KNOW)).then(
                    (pl.col("answer") == answer).cast(pl.Float64)
                )
                for answer in SAFETY_SCALE
            },
        )
    )


@indicator(
    label=Text(cs="Pocit bezpečí po setmění", en="Feeling safe after dark"),
    definition=_RULE,
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=_MEASURES,
)
def safe_after_dark(
    survey_answers: pl.DataFrame, survey_respondents: pl.DataFrame, survey_waves: pl.DataFrame, period: Period
) -> pl.DataFrame:
    return _respondents("safe_after_dark", survey_answers, survey_respondents, survey_waves, period)


@indicator(
    label=Text(cs="Pocit bezpečí ve dne", en="Feeling safe by day"),
    definition=_RULE,
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=_MEASURES,
)
def safe_by_day(
    survey_answers: pl.DataFrame, survey_respondents: pl.DataFrame, survey_waves: pl.DataFrame, period: Period
) -> pl.DataFrame:
    return _respondents("safe_by_day", survey_answers, survey_respondents, survey_waves, period)
