"""The survey as statistics need it: the design of its sample, and what the answers to an item mean.

One row a respondent, whatever was asked. Statistics read the columns `weight, stratum, psu, population` and,
where margins of the population are known, pairs `margin_…` (a category of one wave) and `total_…` (how many
inhabitants it has).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from apk_lib.periods import Period
from apk_lib.stats import rake
from apk_lib.tables.codes import MARGIN_VARIABLES
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.tables.scales import DECLINED, DEFAULT_SCALE, Scale

MARGIN, TOTAL = "margin_", "total_"
# the category of those who told none, or one without a total
UNKNOWN = "?"


def sample(respondents: pl.DataFrame, waves: pl.DataFrame, margins: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent with the design of the sample.

    `respondent, wave, nth, middle, ends, zone, sex, age_group, locality, panel, weight, stratum, psu, population,
    margin_…, total_…`. `nth` numbers the waves in time, `middle` is the middle day of their fieldwork.

    Units that come back in another wave (PSUs; without them persons of a panel) are the same unit there, and no
    number of such units in the population is known: `population` is null. Otherwise strata contain the wave, and
    where persons were drawn `population` counts the inhabitants of the stratum's zones. It is null for all if it
    is unknown for one or smaller than its sample.
    """
    in_time = waves.sort("starts", "ends", "wave").select(
        "wave",
        "ends",
        nth=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        middle=pl.col("starts") + (pl.col("ends") - pl.col("starts")) / 2,
    )
    asked = respondents.join(in_time, on="wave").sort("nth", "zone", "respondent")
    drawn = asked.select(
        "respondent", "wave", "nth", "middle", "ends", "zone", "sex", "age_group", "locality", "panel", "weight",
        **_design(asked),
    )  # fmt: skip
    return drawn.with_columns(*_margins(drawn, margins))


def known(sample: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The respondents of the waves closed by the end of the period, with the margins that weights of these waves meet.

    Margins that no weights can meet together (a combination that nobody represents) are left out, the last one first.
    """
    closed = sample.filter(pl.col("ends") <= period.end)
    return closed.drop(f"{part}{variable}" for variable in unmet_margins(closed) for part in (MARGIN, TOTAL))


def _design(asked: pl.DataFrame) -> dict[str, pl.Expr]:
    stratum, unit = pl.coalesce("stratum", "zone"), pl.coalesce("psu", "panel")
    units = asked.select("wave", stratum=stratum, unit=unit).drop_nulls("unit").unique()
    if units.select("stratum", "unit").is_duplicated().any():
        unit = pl.coalesce("psu", "panel", "respondent")
        return {"stratum": stratum, "psu": unit, "population": pl.lit(None, pl.Float64)}
    within = pl.col("wave") + "|"
    design = {"stratum": within + stratum, "psu": pl.coalesce(within + pl.col("psu"), "respondent")}
    people = _people(asked.with_columns(**design))
    return design | {"population": pl.lit(people)}


def _people(drawn: pl.DataFrame) -> pl.Series:
    """How many inhabitants each respondent's stratum has, null for all where that cannot be."""
    zones = drawn.group_by("stratum", "zone").agg(pl.col("population").max())
    strata = drawn.group_by("stratum").agg(n=pl.len()).join(
        zones.group_by("stratum").agg(pl.col("population").sum()), on="stratum"
    )  # fmt: skip
    people = drawn.select("stratum").join(strata, on="stratum", maintain_order="left")["population"].cast(pl.Float64)
    # of streets or houses nobody tells how many there are
    usable = drawn["psu"].equals(drawn["respondent"]) and (strata["n"] <= strata["population"]).all()
    return people if usable else pl.Series("population", [None] * len(drawn), dtype=pl.Float64)


# --- margins ---------------------------------------------------------------------------------------


def _margins(drawn: pl.DataFrame, margins: pl.DataFrame) -> list[pl.Series]:
    """For each known variable the respondent's category in the wave and its total.

    Totals of all variables are scaled to the sum of the first. Who told no category, or one without a total,
    is a category of its own with the weight it has.
    """
    given = set(margins["variable"]) if len(drawn) else set()
    columns: list[pl.Series] = []
    people = None
    for variable in (name for name in MARGIN_VARIABLES if name in given):
        totals = margins.filter(variable=variable).select(pl.col("category").alias(variable), "persons")
        people = people or int(totals["persons"].sum())
        columns += _margin(drawn, variable, totals, people)
    return columns


def _margin(drawn: pl.DataFrame, variable: str, totals: pl.DataFrame, people: int) -> list[pl.Series]:
    told = drawn.select("wave", "weight", variable).join(totals, on=variable, how="left", maintain_order="left")
    unknown = pl.col("persons").is_null()
    # sums in a fixed order: frames arrive sorted
    silent = pl.when(unknown).then("weight").otherwise(0.0).sum().over("wave") / pl.col("weight").sum().over("wave")
    category = pl.when(unknown).then(pl.lit(UNKNOWN)).otherwise(variable)
    found = told.select(category=pl.col("wave") + "|" + category, wave="wave", persons="persons", silent=silent)
    present = found.unique("category").select("category", inhabitants=pl.col("persons").sum().over("wave"))
    share = pl.when(pl.col("persons").is_null()).then("silent").otherwise(
        (1 - pl.col("silent")) * pl.col("persons") / pl.col("inhabitants")
    )  # fmt: skip
    placed = found.join(present, on="category", maintain_order="left").with_columns(total=share * people)
    return [placed["category"].alias(MARGIN + variable), placed["total"].alias(TOTAL + variable)]


def unmet_margins(sample: pl.DataFrame) -> dict[str, list[str]]:
    """The variables whose margins no weights meet together with those before them, and the waves where they do not."""
    met: dict[str, dict[str, float]] = {}
    unmet = {}
    for name, totals in totals_of(sample).items():
        if _can_be_met(sample, together := met | {name: totals}):
            met = together
            continue
        waves = [(wave, part) for (wave,), part in sample.group_by("wave", maintain_order=True)]
        every = [wave for wave, part in waves if not _can_be_met(part, {one: totals_of(part)[one] for one in together})]
        unmet[name.removeprefix(MARGIN)] = every
    return unmet


def _can_be_met(sample: pl.DataFrame, margins: Mapping[str, Mapping[str, float]]) -> bool:
    try:
        rake(sample, margins, "weight")
    except ValueError:
        return False
    return True


def totals_of(rows: pl.DataFrame) -> dict[str, dict[str, float]]:
    """The margins that rows of the sample carry, as `stats.rake` takes them; empty where none are known."""
    variables = [name.removeprefix(MARGIN) for name in rows.columns if name.startswith(MARGIN)]
    return {
        MARGIN + name: dict(rows.select(MARGIN + name, TOTAL + name).unique().sort(MARGIN + name).iter_rows())
        for name in variables
    }


def response(dispositions: pl.DataFrame) -> pl.DataFrame:
    """`wave, zone, response`: which share of those approached who belong to the survey, or may, answered at all.

    `survey_dispositions_row` are the records that say so.
    """
    persons, ended = pl.col("persons"), pl.col("disposition")
    answered = persons.filter(ended.is_in(["complete", "partial"])).sum()
    rate = answered / persons.filter(ended != "not_eligible").sum()
    # where nobody is told to have answered, the count is not that of the respondents there are
    known = pl.when(answered > 0).then(rate)
    rates = dispositions.group_by("wave", "zone").agg(
        response=known, survey_dispositions_row=pl.col("source_row").sort()
    )
    return rates.sort("wave", "zone")


# --- items -----------------------------------------------------------------------------------------


def items(survey_items: pl.DataFrame) -> pl.DataFrame:
    """`item, scale, battery, locality, primary, asked_if`; what the table leaves open the core questionnaire says."""
    core = pl.DataFrame(
        [(one.id, one.scale, one.battery, one.primary, one.asked_if) for one in CORE_ITEMS.values()],
        schema=["item", "core_scale", "core_battery", "core_primary", "asked_if"],
        orient="row",
    )
    return survey_items.join(core, on="item", how="left").sort("item").select(
        "item",
        "locality",
        "asked_if",
        scale=pl.coalesce("scale", "core_scale", pl.lit(DEFAULT_SCALE)),
        battery=pl.coalesce("battery", "core_battery"),
        primary=pl.coalesce("primary", "core_primary", pl.lit(False)),
    )  # fmt: skip


def answered(sample: pl.DataFrame, answers: pl.DataFrame, item: str, scale: Scale) -> pl.DataFrame:
    """The sample with each respondent's `answer` to an item and its record, null where the scale does not know it."""
    said = answers.filter(pl.col("item") == item, pl.col("answer").is_in(list(scale.answers)))
    given = said.select("respondent", "answer", survey_answers_row="source_row")
    return sample.join(given, on="respondent", how="left", maintain_order="left")


def with_records(sample: pl.DataFrame, answers: pl.DataFrame, items: Iterable[str]) -> pl.DataFrame:
    """The sample with the records of each respondent's answers to some items (`survey_answers_row`)."""
    given = answers.filter(pl.col("item").is_in(list(items))).sort("source_row")
    behind = given.group_by("respondent").agg(survey_answers_row="source_row")
    return sample.join(behind, on="respondent", how="left", maintain_order="left")


def meanings(scale: Scale) -> dict[str, pl.Expr]:
    """What the column `answer` means on a scale, null outside the base of the figure.

    `favourable` 0/1; `net` +1 favourable, −1 unfavourable, 0 between; `score` turned so that higher is better
    (null where steps are no score); these and `answer_k` of a valid k among valid answers, `answer_k` of other
    codes (does not go there, declined, don't know) among all who were asked and answered something.
    """
    answer = pl.col("answer")
    valid = _among(answer, scale.valid)
    base = pl.when(valid)
    favourable, unfavourable = (_among(answer, codes) for codes in (scale.favourable, scale.unfavourable))
    said = {code: (base if code in scale.valid else pl.when(answer.is_not_null())) for code in scale.answers}
    score = base.then((len(scale.valid) + 1 - answer).cast(pl.Float64))
    return {
        "favourable": base.then(favourable.cast(pl.Float64)),
        "net": base.then(favourable.cast(pl.Float64) - unfavourable.cast(pl.Float64)),
        "score": score if scale.fit_for_score else pl.lit(None, pl.Float64),
        **{f"answer_{code}": among.then((answer == code).cast(pl.Float64)) for code, among in said.items()},
    }


def silence(told: pl.DataFrame, answers: pl.DataFrame, asked_if: str | None) -> pl.Series:
    """Who of those asked an item gave no answer to it: 1 declined or said nothing, 0 answered, null not asked.

    `told` are the rows of `answered`. An item was asked in the waves in which anybody answered it; one that only
    follows a yes to `asked_if`, of those who said yes there.
    """
    asked = pl.col("answer").is_not_null().any().over("wave")
    if asked_if:
        yes = answers.filter(pl.col("item") == asked_if, pl.col("answer") == 1)["respondent"]
        asked = asked & (pl.col("respondent").is_in(yes.implode()) | pl.col("answer").is_not_null())
    silent = (pl.col("answer").is_null() | (pl.col("answer") == DECLINED)).cast(pl.Float64)
    return told.select(pl.when(asked).then(silent)).to_series()


def incomparable(wordings: pl.DataFrame, sample: pl.DataFrame) -> set[str]:
    """Items that a wave of the sample asked in words that cannot be compared."""
    asked = wordings.filter(~pl.col("comparable")).join(sample, on="wave", how="semi")
    return set(asked["item"])


def _among(answer: pl.Expr, codes: Iterable[int]) -> pl.Expr:
    return answer.is_in(list(codes))
