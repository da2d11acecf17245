"""Figures as an audience may see them: the rules of `rules` applied to every row and every point.

A figure is withheld for a `reason`: `never` shown to this audience, `personal` (it tells of one person), `few` cases
or respondents, `complement` (it would tell a withheld one), `dominance` (one person did nearly all of it there) or
`published` (with what is known already it would tell of few). What is shown is shown unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib.disclosure import answers, cells, counting, ledger
from apk_lib.disclosure.limits import Limits
from apk_lib.disclosure.rules import RULES, Audience, Rule, Subject
from apk_lib.disclosure.steps import settled, withhold
from apk_lib.results import KEY, WITHHELD, Curves, Results

# dimensions of which a category is one person, or a month of the few who are employed
PERSONAL = ("post", "double_booked_visit", "training", "month")
# places of which a person may carry nearly all hours: `scope, dimension, category, reason`
WITHHELD_PLACES = dict.fromkeys(("scope", "dimension", "category", "reason"), pl.String)
# what counts people, or says how many of how many
_OF_PEOPLE = ("persons", "posts", "mean_persons")
# points by month or place that are no counts of cases, and points without names that stand for places
_NO_CASES, _OF_PLACES = ("compared_months",), ("lorenz",)
_BLANK = ("n", "numerator", "denominator", "value", "lower", "upper", "effective_n", "detectable_change", "baseline",
          "target")  # fmt: skip
_DIMENSIONS = ("dimension_1", "dimension_2")
_hidden = pl.col("reason").is_not_null()


def guard(
    results: pl.DataFrame,
    curves: pl.DataFrame,
    subjects: Mapping[str, Subject],
    audience: Audience,
    limits: Limits,
    places: pl.DataFrame | None = None,
    published: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Results, curves and what was withheld from them, with the reason.

    Args:
        results: figures in the schema `Results`.
        curves: points in the schema `Curves`.
        subjects: what each indicator speaks of.
        audience: for whom.
        limits: how many must stand behind a figure.
        places: what one person carries nearly alone, and what would tell it (`WITHHELD_PLACES`).
        published: what is known already (`ledger.PUBLISHED`).
    """
    places = pl.DataFrame(schema=WITHHELD_PLACES) if places is None else places
    rules = {subject: by_audience[audience] for subject, by_audience in RULES.items()}
    rows = _ruled(results, subjects, rules).with_row_index("row")
    rows = _whole_subjects(rows, audience)
    rows = _by_place(rows, places)
    known = ledger.known_to(published, audience)
    judged = [_judged(part, limits, audience, known) for part in _parted(rows)]
    others = rows.filter(~pl.col("row").is_in(pl.concat([part["row"] for part in judged]).implode()))
    rows = pl.concat([*judged, others], how="diagonal_relaxed").sort("row")
    points = _points(_ruled(curves, subjects, rules), rows, places, limits, audience)
    # where not even all cells of a breakdown hide which of them are few, nothing else may say it
    alike = pl.when(pl.col("vague").fill_null(False) & _hidden).then(pl.lit("few")).otherwise("reason")
    withheld = rows.filter(_hidden).with_columns(reason=alike).select(*WITHHELD)
    return _blanked(rows), points.select(list(Curves.columns())), withheld


def _ruled(frame: pl.DataFrame, subjects: Mapping[str, Subject], rules: Mapping[Subject, Rule]) -> pl.DataFrame:
    """Rows with their `subject`, its `rule`, and no reason yet to withhold them."""
    subject = pl.col("indicator").replace_strict(dict(subjects), return_dtype=pl.String)
    rule = pl.col("subject").replace_strict({name: rule.name for name, rule in rules.items()}, return_dtype=pl.String)
    return frame.with_columns(subject=subject, reason=pl.lit(None, pl.String)).with_columns(rule=rule)


def _is(*rules: Rule) -> pl.Expr:
    return pl.col("rule").is_in([rule.name for rule in rules])


def _any_dimension(names: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(pl.col(dimension).is_in(names).fill_null(False) for dimension in _DIMENSIONS)


def _whole_subjects(rows: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """What is withheld for what it speaks of, however many stand behind it."""
    counted = pl.col("unit").is_in(_OF_PEOPLE) | pl.col("unit").is_in(["share", "ratio"])
    of_one = _is(Rule.COUNTS) & ~counted
    personal = pl.lit(audience != "internal") & _any_dimension(PERSONAL)
    rows = withhold(rows, _is(Rule.NOTHING), "never")
    rows = withhold(rows, personal | of_one, "personal")
    return withhold(rows, _is(Rule.TOTALS) & pl.col("dimension_1").is_not_null(), "never")


def _by_place(rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Figures of places that one person carries; by place and another dimension none: the other's totals are known."""
    ruled = _is(Rule.TOTALS_BY_PLACE)
    for dimension, category in (("dimension_1", "category_1"), ("dimension_2", "category_2")):
        named = places.rename({"dimension": dimension, "category": category, "reason": "why"})
        rows = rows.join(named, on=["scope", dimension, category], how="left", maintain_order="left")
        rows = rows.with_columns(reason=pl.coalesce("reason", pl.when(ruled).then("why"))).drop("why")
    table = ["indicator", "scope", "measure", "dimension_1", "dimension_2"]
    holed = pl.col("reason").is_in(["dominance", "complement"]).any().over(table)
    return withhold(rows, ruled & pl.col("dimension_2").is_not_null() & holed, "complement")


def _parted(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows judged as cases and rows judged as answers; the others are not judged by numbers."""
    by_number = _is(Rule.CELLS, Rule.TOTALS)
    answered = pl.col("subject") == "survey"
    made = pl.col("indicator").is_in(cells.MADE)
    return rows.filter(by_number & ~answered | made), rows.filter(by_number & answered)


def _judged(rows: pl.DataFrame, limits: Limits, audience: Audience, known: pl.DataFrame) -> pl.DataFrame:
    if (rows["subject"] == "survey").any():
        marked = rows.pipe(counting.respondents).with_columns(
            base=pl.lit(limits.survey_base), cell=pl.lit(limits.survey_cell), least=pl.lit(limits.survey_cell)
        )
        return settled(ledger.marked(marked, known), (*answers.STEPS, ledger.isolated))
    least = {subject: limits.least(subject, audience) for subject in ("occurrences", "victims")}
    marked = rows.pipe(counting.cases).with_columns(
        least=pl.col("subject").replace_strict(least, default=None, return_dtype=pl.Float64), vague=pl.lit(False)
    )
    return settled(ledger.marked(marked, known), (*cells.STEPS, ledger.isolated))


def _points(
    points: pl.DataFrame, rows: pl.DataFrame, places: pl.DataFrame, limits: Limits, audience: Audience
) -> pl.DataFrame:
    """The points of the curves that may be seen."""
    curve = ["indicator", "scope", "measure"]
    withheld = rows.filter(_hidden)
    named = places.select("scope", series="category")
    by_place = points.filter(~_is(Rule.NOTHING, Rule.COUNTS)).join(
        points.filter(_is(Rule.TOTALS_BY_PLACE)).join(named, on=["scope", "series"], how="semi"),
        on=[*KEY, "series", "x"], how="anti", nulls_equal=True,
    )  # fmt: skip
    unnamed = _is(Rule.TOTALS_BY_PLACE) & pl.col("measure").is_in(_OF_PLACES)
    by_place = by_place.filter(~(unnamed & pl.col("scope").is_in(places["scope"].unique().implode())))
    least = pl.min_horizontal(pl.col("y") * pl.col("n_at_risk"), (1 - pl.col("y")) * pl.col("n_at_risk")).floor()
    few_answers = (pl.col("n_at_risk") < limits.survey_base) | (least < limits.survey_cell)
    few_cases = (pl.col("y") < limits.least("occurrences", audience)) & ~pl.col("measure").is_in(_NO_CASES)
    few = pl.when(pl.col("subject") == "survey").then(few_answers).otherwise(few_cases) & _is(Rule.CELLS)
    shown = by_place.filter(~few.fill_null(False).any().over(curve))
    parts = withheld.filter(_any_dimension(answers.PARTS), pl.col("unit") == "share")["indicator"]
    whole = withheld.filter(pl.col("indicator").is_in(cells.MADE))["indicator"]
    return shown.filter(~pl.col("indicator").is_in(pl.concat([parts, whole]).unique().implode()))


def _blanked(rows: pl.DataFrame) -> pl.DataFrame:
    """Results in which nothing stands of what is withheld, but that a count of cases is under its limit."""
    told = (pl.col("subject") == "occurrences") & (pl.col("reason") == "few") & pl.col("unit").is_in(counting.COUNTED)
    under = pl.when(told & (pl.col("count") < pl.col("least")) & ~pl.col("vague")).then(pl.col("least") - 1.0)
    blank = [pl.when(~_hidden).then(name).alias(name) for name in _BLANK if name != "upper"]
    return rows.with_columns(
        *blank,
        upper=pl.when(_hidden).then(under).otherwise("upper"),
        state=pl.when(_hidden).then(pl.lit("suppressed")).otherwise("state"),
    ).select(list(Results.columns()))
