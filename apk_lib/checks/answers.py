"""Checks of what was answered in the survey, and to which wording."""

from __future__ import annotations

import polars as pl

from apk_lib.checks.core import check
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.tables.scales import DEFAULT_SCALE, SCALES
from apk_lib.text import LANGUAGES

_SCALES = pl.DataFrame(
    {
        "scale": list(SCALES),
        "answers": [sorted(scale.answers) for scale in SCALES.values()],
        **{
            f"codes_{lang}": [", ".join(f"{code} = {said(lang)}" for code, said in scale.answers.items())
                              for scale in SCALES.values()]
            for lang in LANGUAGES
        },
    },
    schema_overrides={"answers": pl.List(pl.Int64)},
)  # fmt: skip


@check("survey_answers")
def answer_off_scale(survey_answers: pl.DataFrame, survey_items: pl.DataFrame) -> pl.DataFrame:
    """Answers that the scale of their item does not have: a code of another scale, or a slip."""
    named = {
        lang: pl.col("item").replace_strict(
            {id: one.label(lang) for id, one in CORE_ITEMS.items()}, default=pl.col(f"question_{lang}")
        )
        for lang in LANGUAGES
    }
    scales = survey_items.select("item", **named, scale=pl.col("scale").fill_null(DEFAULT_SCALE))
    answers = survey_answers.join(scales.join(_SCALES, on="scale"), on="item")
    return answers.filter(~pl.col("answer").is_in("answers")).with_columns(
        value=pl.col("answer").cast(pl.String), field=pl.lit("answer"),
        **{f"expected_{lang}": pl.format("{} ({}): {}", "item", lang, f"codes_{lang}") for lang in LANGUAGES},
    )  # fmt: skip


@check("survey_respondents")
def answer_missing(survey_respondents: pl.DataFrame, survey_answers: pl.DataFrame) -> pl.DataFrame:
    """Respondents without a single answer: a questionnaire that was lost, or a person who was not asked."""
    return survey_respondents.join(survey_answers, on="respondent", how="anti")


@check("survey_wordings")
def wording_not_comparable(survey_wordings: pl.DataFrame) -> pl.DataFrame:
    """Items that a wave asked in words that cannot be compared with the other waves: they have no change."""
    return survey_wordings.filter(~pl.col("comparable")).with_columns(value=pl.col("note"), field=pl.lit("comparable"))
