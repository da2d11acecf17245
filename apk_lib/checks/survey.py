"""Checks of the survey: its sample, its power and who answered."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.wording import expected, numbers
from apk_lib.stats import planning
from apk_lib.text import Text

BASELINE = 0.5  # the share at which a change is hardest to see: a sample good enough there is good enough anywhere


@check("survey_respondents")
def population_holds_sample(survey_respondents: pl.DataFrame) -> pl.DataFrame:
    """Respondents of a stratum with fewer inhabitants than respondents, or with two different populations.

    The correction for a finite population rests on that number.
    """
    stratum = ("wave", "zone")
    asked, sizes = pl.len().over(stratum), pl.col("population").n_unique().over(stratum)
    said = Text(cs="jedno číslo pro vrstvu, nejméně {asked}", en="one number for the stratum, at least {asked}")
    return survey_respondents.with_columns(asked=asked, sizes=sizes).filter(
        (pl.col("asked") > pl.col("population")) | (pl.col("sizes") > 1)
    ).with_columns(
        value=pl.col("population").cast(pl.String), field=pl.lit("population"),
        **expected(said, asked=pl.col("asked").cast(pl.String)),
    )  # fmt: skip


@check("survey_waves")
def wave_can_detect(
    survey_waves: pl.DataFrame, survey_respondents: pl.DataFrame, limits: Mapping[str, float]
) -> pl.DataFrame:
    """The last wave, where it and the first one together are too small for the change they should detect.

    Held against the limit is the smallest change that is found in four surveys of five
    (`stats.planning.detectable_change`) from a share of one half; numbers of respondents are effective ones,
    (Σw)²/Σw², after Kish, Survey Sampling (1965). Waves without respondents are not judged.
    """
    weight = pl.col("weight")
    sizes = survey_respondents.sort("respondent").group_by("wave", maintain_order=True).agg(
        asked=pl.len(), effective=weight.sum() ** 2 / (weight**2).sum()
    )  # fmt: skip
    waves = survey_waves.join(sizes, on="wave").sort("starts", "wave")
    if len(waves) < 2 or "detectable_change_points" not in limits:
        return survey_waves.clear()
    first, last = waves.row(0, named=True), waves.row(-1, named=True)
    found = planning.detectable_change(BASELINE, first["effective"], last["effective"]).value
    # where not even a rise to everybody would be found, no change would
    points = 100 * (1 - BASELINE if found is None else found)
    said = Text(
        cs="rozpoznatelná změna v procentních bodech nejvýše {limit}, zde {points}",
        en="a detectable change of at most {limit} percentage points, here {points}",
    )
    most = limits["detectable_change_points"]
    return waves.tail(1).filter(pl.lit(points > most)).with_columns(
        value=pl.lit(f"n = {first['asked']}, {last['asked']}"),
        **expected(said, limit=numbers(pl.lit(most), 1), points=numbers(pl.lit(points), 1)),
    )  # fmt: skip


@check("survey_respondents")
def answer_missing(survey_respondents: pl.DataFrame, survey_answers: pl.DataFrame) -> pl.DataFrame:
    """Respondents without a single answer: a questionnaire that was lost, or a person who was not asked."""
    return survey_respondents.join(survey_answers, on="respondent", how="anti")
