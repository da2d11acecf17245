"""Checks of the survey: its sample, its power and who answered."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.wording import expected, numbers
from apk_lib.stats import planning
from apk_lib.text import Text

BASELINE = 0.5  # the change that can be detected is near its largest there, whatever the share will turn out to be


@check("survey_respondents")
def population_holds_sample(survey_respondents: pl.DataFrame) -> pl.DataFrame:
    """Respondents of a stratum with fewer inhabitants than respondents, or with two different populations.

    The correction for a finite population rests on that number. Where more than half of the stratum agrees on one,
    the others are wrong; where no number has such a majority nobody knows which is right, and all are.
    """
    stratum = ("wave", "zone")
    asked, agreeing = pl.len().over(stratum), pl.len().over(*stratum, "population")
    agreed = pl.when(2 * agreeing > asked).then("population").max().over(stratum)
    said = Text(cs="jedno číslo pro vrstvu, nejméně {asked}", en="one number for the stratum, at least {asked}")
    return survey_respondents.with_columns(asked=asked, agreed=agreed).filter(
        (pl.col("asked") > pl.col("agreed")) | pl.col("population").ne_missing(pl.col("agreed"))
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
    (`stats.planning.detectable_change`) from a share of one half, where it is near its largest (for rises it is
    largest slightly below); numbers of respondents are effective ones, (Σw)²/Σw², after Kish, Survey Sampling
    (1965). Waves without respondents are not judged.
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
    most = limits["detectable_change_points"]
    if found is None:  # not even a rise to everybody would be found
        top = numbers(pl.lit(100 * (1 - BASELINE)), 0)
        points = pl.format("víc než {}", top[0]), pl.format("more than {}", top[1])
    else:
        points = numbers(pl.lit(100 * found), 1)
    said = Text(
        cs="rozpoznatelná změna v procentních bodech nejvýše {limit}, zde {points}",
        en="a detectable change of at most {limit} percentage points, here {points}",
    )
    return waves.tail(1).filter(pl.lit(found is None or 100 * found > most)).with_columns(
        value=pl.lit(f"n = {first['asked']}, {last['asked']}"),
        **expected(said, limit=numbers(pl.lit(most), 1), points=points),
    )  # fmt: skip


@check("survey_respondents")
def answer_missing(survey_respondents: pl.DataFrame, survey_answers: pl.DataFrame) -> pl.DataFrame:
    """Respondents without a single answer: a questionnaire that was lost, or a person who was not asked."""
    return survey_respondents.join(survey_answers, on="respondent", how="anti")
