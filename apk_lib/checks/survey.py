"""Checks of the survey's sample: its strata, weights and waves, its power and whom it is weighted to."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib import surveys
from apk_lib.checks.core import check
from apk_lib.checks.wording import expected, numbers
from apk_lib.findings import key_text
from apk_lib.rules import RULES
from apk_lib.stats import planning
from apk_lib.tables.codes import AGE_GROUPS, MARGIN_VARIABLES, SEXES, ZONES
from apk_lib.text import LANGUAGES, Lang, Text

_NAME = r"^\p{Lu}\p{L}+(?:[\s.,_-]+\p{Lu}\p{L}+)+$"
WIDEST = 5  # times the median weight of a wave
_WORDS = ZONES | SEXES | AGE_GROUPS
_ONE_ASKED = Text(
    cs="nejméně dva dotázaní; z této {place} je jen jeden dotázaný",
    en="at least two respondents; only one is of this {place}",
)
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


@check("survey_waves")
def wave_empty(survey_waves: pl.DataFrame, survey_respondents: pl.DataFrame) -> pl.DataFrame:
    """Waves without a single respondent: of them nothing is known, and no change to or from them."""
    return survey_waves.join(survey_respondents, on="wave", how="anti")


@check("survey_respondents")
def stratum_single_psu(survey_respondents: pl.DataFrame, survey_answers: pl.DataFrame) -> pl.DataFrame:
    """The first respondent of each stratum of a wave in which only one sampling unit answered.

    A unit is the PSU, where there is none the respondent. From a single one no variance within the stratum can be
    told; the estimate centres it at the mean of the others.
    """
    stratum, unit = pl.coalesce("stratum", "zone"), pl.coalesce("psu", "respondent")
    answered = survey_respondents.join(survey_answers, on="respondent", how="semi")
    told = answered.sort("source_row").with_columns(drawn=stratum, units=unit.n_unique().over("wave", stratum))
    alone = told.filter(pl.col("units") == 1).unique(["wave", "drawn"], keep="first", maintain_order=True)
    usual = RULES["stratum_single_psu"].expected
    place = {"cs": ("části města", "vrstvy"), "en": ("part of the town", "stratum")}
    said: dict[str, pl.Expr] = {}
    for lang in LANGUAGES:
        zone, drawn = (_ONE_ASKED.fill(lang, place=one) for one in place[lang])
        single = pl.when(pl.col("stratum").is_null()).then(pl.lit(zone)).otherwise(pl.lit(drawn))
        said[f"expected_{lang}"] = pl.when(pl.col("psu").is_null()).then(single).otherwise(pl.lit(usual(lang)))
    return alone.with_columns(value=key_text(["wave", "drawn"]), **said)


@check("survey_respondents")
def respondent_like_name(survey_respondents: pl.DataFrame) -> pl.DataFrame:
    """Respondents whose number, or panel id, is two or more capitalised words without a digit.

    The survey promises that it is anonymous. What stands there is not repeated as the value.
    """
    return pl.concat(
        survey_respondents.filter(pl.col(column).str.contains(_NAME)).with_columns(field=pl.lit(column))
        for column in ("respondent", "panel")
    )


@check("survey_respondents")
def weights_spread(survey_respondents: pl.DataFrame) -> pl.DataFrame:
    """The respondent with the largest weight of a wave, where it is over `WIDEST` times the median.

    Few such respondents decide the result of the wave.
    """
    most = WIDEST * pl.col("weight").median().over("wave")
    said = Text(cs="nejvýše {most}, pětinásobek mediánu vlny", en="at most {most}, five times the median of the wave")
    wide = survey_respondents.with_columns(most=most).filter(pl.col("weight") > pl.col("most"))
    largest = wide.sort("weight", "source_row", descending=[True, False]).unique(
        "wave", keep="first", maintain_order=True
    )
    return largest.with_columns(
        value=pl.col("weight").cast(pl.String), field=pl.lit("weight"),
        **expected(said, most=numbers(pl.col("most"), 2)),
    )  # fmt: skip


@check("survey_respondents")
def panel_twice_in_wave(survey_respondents: pl.DataFrame) -> pl.DataFrame:
    """Respondents whose panel id the wave has already: one person has one voice in a wave."""
    again = pl.col("source_row") > pl.col("source_row").min().over("wave", "panel")
    return survey_respondents.filter(pl.col("panel").is_not_null() & again).with_columns(field=pl.lit("panel"))


@check("population_margins")
def margin_category_unanswered(
    population_margins: pl.DataFrame, survey_respondents: pl.DataFrame, survey_waves: pl.DataFrame
) -> pl.DataFrame:
    """Groups of inhabitants of whom nobody answered in a wave, a row for each such wave.

    Waves without any respondent are not judged.
    """
    asked = survey_waves.join(survey_respondents, on="wave", how="semi").sort("starts", "wave").select("wave")
    there = _by_margins(survey_respondents).select("wave", "variable", "category")
    missing = population_margins.join(asked, how="cross").join(there, on=["wave", "variable", "category"], how="anti")
    return missing.with_columns(value=pl.col("wave"), field=pl.lit("category"))


@check("population_margins")
def margins_not_met(
    population_margins: pl.DataFrame, survey_respondents: pl.DataFrame, survey_waves: pl.DataFrame
) -> pl.DataFrame:
    """The first row of each variable that no weights of a wave meet together with those before it, for each such wave.

    Figures do without that variable (`surveys.known`). Named are the pairs of categories that nobody of the wave has.
    """
    sample = surveys.sample(survey_respondents, survey_waves, population_margins)
    unmet = surveys.unmet_margins(sample)
    kept = [variable for variable in MARGIN_VARIABLES if variable in set(population_margins["variable"]) - set(unmet)]
    found = [
        {"variable": variable, "value": wave} | _nobody(sample.filter(wave=wave), variable, kept)
        for variable, waves in unmet.items()
        for wave in waves
    ]
    first = population_margins.sort("source_row").unique("variable", keep="first", maintain_order=True)
    kinds = dict.fromkeys(("variable", "value", "cs", "en"), pl.String)
    said = Text(cs="respondent každé dvojice skupin; chybí: {cs}", en="a respondent of each pair of groups; none: {en}")
    told = {"cs": pl.col("cs"), "en": pl.col("en")}
    return first.join(pl.DataFrame(found, schema=kinds), on="variable", maintain_order="left_right").with_columns(
        field=pl.lit("variable"), **expected(said, **told)
    )


def _nobody(wave: pl.DataFrame, variable: str, kept: list[str]) -> dict[str, str]:
    """The pairs of a category of the variable with one of those kept that nobody of the wave has, in words."""
    pairs = [
        (one, other)
        for before in kept
        for one in wave[variable].drop_nulls().unique().sort()
        for other in wave[before].drop_nulls().unique().sort()
        if wave.filter(pl.col(variable) == one, pl.col(before) == other).is_empty()
    ]
    return {lang: ", ".join(f"{_WORDS[one](lang)} + {_WORDS[other](lang)}" for one, other in pairs) or "?"
            for lang in LANGUAGES}  # fmt: skip


@check("survey_respondents")
def respondent_outside_margins(survey_respondents: pl.DataFrame, population_margins: pl.DataFrame) -> pl.DataFrame:
    """Respondents whom the population margins cannot place: no sex, age or zone, or one the margins do not have."""
    known = population_margins.group_by("variable").agg(categories=pl.col("category").sort())
    placed = _by_margins(survey_respondents).join(known, on="variable")
    outside = pl.col("category").is_null() | ~pl.col("category").is_in("categories")
    return placed.filter(outside).with_columns(
        value=pl.col("category"), field=pl.col("variable"),
        expected_cs=_labels("cs"), expected_en=_labels("en"),
    )  # fmt: skip


def _by_margins(respondents: pl.DataFrame) -> pl.DataFrame:
    """A row for each respondent and each variable that margins may hold, with its `category`."""
    return pl.concat(
        respondents.with_columns(variable=pl.lit(variable), category=pl.col(variable)) for variable in MARGIN_VARIABLES
    )


def _labels(lang: Lang) -> pl.Expr:
    """The categories of a row in words."""
    words = {code: label(lang) for code, label in _WORDS.items()}
    return pl.col("categories").list.eval(pl.element().replace(words)).list.join(", ")
