"""Figures as an audience may see them: the rules of `rules` applied to every row and every point.

A figure is withheld for a `reason`: `never` shown to this audience, `personal` (it tells of one person), `few` cases
or respondents, `complement` (it would tell a withheld one), `dominance` (one person did nearly all of it there) or
`published` (with what is known already it would tell of few). What is shown is shown unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib.disclosure import answers, carried, cells, counting, ledger, persons
from apk_lib.disclosure.carried import CARRIED
from apk_lib.disclosure.limits import Limits
from apk_lib.disclosure.rules import RULES, Audience, Rule, Subject
from apk_lib.disclosure.steps import settled, withhold
from apk_lib.results import WITHHELD, Curves, Results

# what counts people, or says how many of how many
_OF_PEOPLE = ("persons", "posts", "mean_persons")
# points by month that are no counts of cases, and points by wave of all respondents and of their zones
_NO_CASES, _BY_ZONE = ("compared_months",), ("wave", "zone")
_BLANK = ("n", "numerator", "denominator", "value", "lower", "upper", "confidence", "effective_n",
          "detectable_change", "baseline", "target")  # fmt: skip
_hidden = pl.col("reason").is_not_null()


def guard(
    results: pl.DataFrame,
    curves: pl.DataFrame,
    subjects: Mapping[str, Subject],
    audience: Audience,
    limits: Limits,
    alone: pl.DataFrame | None = None,
    published: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Results, curves and what was withheld from them, with the reason.

    Args:
        results: figures in the schema `Results`.
        curves: points in the schema `Curves`.
        subjects: what each indicator speaks of.
        audience: for whom.
        limits: how many must stand behind a figure.
        alone: what one person carries nearly alone, and what would tell it (`carried.CARRIED`).
        published: what is known already (`ledger.PUBLISHED`).
    """
    alone = pl.DataFrame(schema=CARRIED) if alone is None else alone
    rules = {subject: by_audience[audience] for subject, by_audience in RULES.items()}
    rows = _ruled(results, subjects, rules).with_row_index("row")
    rows = carried.by_cell(_whole_subjects(rows, audience), alone)
    known = ledger.known_to(published, audience)
    judged = [_judged(part, limits, audience, known, _unserved(rows)) for part in _parted(rows)]
    others = rows.filter(~pl.col("row").is_in(pl.concat([part["row"] for part in judged]).implode()))
    rows = pl.concat([*judged, others], how="diagonal_relaxed").sort("row")
    if audience in persons.BEFORE_EVERYBODY:
        rows = carried.rates(rows, alone)
    points = persons.points_of_one(_ruled(curves, subjects, rules), audience)
    points = _points(carried.drawn(points, rows, alone), rows, limits, audience)
    # where not even all cells of a breakdown hide which of them are few, nothing else may say it
    alike = pl.when(pl.col("vague").fill_null(False) & _hidden).then(pl.lit("few")).otherwise("reason")
    withheld = rows.filter(_hidden).with_columns(reason=alike).select(*WITHHELD)
    shown = _blanked(persons.unnumbered(persons.untold(rows), audience))
    return shown, points.select(list(Curves.columns())), withheld


def _ruled(frame: pl.DataFrame, subjects: Mapping[str, Subject], rules: Mapping[Subject, Rule]) -> pl.DataFrame:
    """Rows with their `subject`, its `rule`, and no reason yet to withhold them."""
    subject = pl.col("indicator").replace_strict(dict(subjects), return_dtype=pl.String)
    rule = pl.col("subject").replace_strict({name: rule.name for name, rule in rules.items()}, return_dtype=pl.String)
    return frame.with_columns(subject=subject, reason=pl.lit(None, pl.String)).with_columns(rule=rule)


def _is(*rules: Rule) -> pl.Expr:
    return pl.col("rule").is_in([rule.name for rule in rules])


def _whole_subjects(rows: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """What is withheld for what it speaks of, however many stand behind it."""
    counted = pl.col("unit").is_in(_OF_PEOPLE) | pl.col("unit").is_in(["share", "ratio"])
    rows = withhold(rows, _is(Rule.NOTHING), "never")
    rows = persons.of_one(withhold(rows, _is(Rule.COUNTS) & ~counted, "personal"), audience)
    rows = persons.of_participants(rows)
    return withhold(rows, _is(Rule.TOTALS) & pl.col("dimension_1").is_not_null(), "never")


def _unserved(rows: pl.DataFrame) -> pl.DataFrame:
    """The places, and the scopes, in which nobody served an hour, where that is told: `scope, category_1`."""
    hours = (pl.col("indicator") == "person_hours") & (pl.col("dimension_1") == "locality")
    none = pl.col("dimension_2").is_null() & (pl.col("value").fill_null(0.0) == 0) & ~_hidden
    return rows.filter(hours, none, pl.col("state").is_in(["ok", "no_cases", "not_applicable"])).select(
        "scope", "category_1"
    )


def _parted(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows judged as cases and rows judged as answers; the others are not judged by numbers."""
    # what tells of a post is withheld whatever it counts, and its count may be told elsewhere
    by_number = _is(Rule.CELLS, Rule.TOTALS) & ~(pl.col("reason") == "personal").fill_null(False)
    answered = pl.col("subject") == "survey"
    made = pl.col("indicator").is_in(cells.MADE)
    return rows.filter(by_number & ~answered | made), rows.filter(by_number & answered)


def _judged(
    rows: pl.DataFrame, limits: Limits, audience: Audience, known: pl.DataFrame, unserved: pl.DataFrame
) -> pl.DataFrame:
    if (rows["subject"] == "survey").any():
        marked = rows.pipe(counting.respondents).with_columns(
            base=pl.lit(limits.survey_base), cell=pl.lit(limits.survey_cell), least=pl.lit(limits.survey_cell)
        )
        return settled(ledger.marked(marked, known), (*answers.STEPS, ledger.isolated))
    least = {subject: limits.least(subject, audience) for subject in ("occurrences", "victims")}
    marked = (
        rows.pipe(counting.cases)
        .pipe(cells.structural, unserved)
        .with_columns(
            least=pl.col("subject").replace_strict(least, default=None, return_dtype=pl.Float64), vague=pl.lit(False)
        )
    )
    return settled(ledger.marked(marked, known), (*cells.STEPS, ledger.isolated))


def _points(points: pl.DataFrame, rows: pl.DataFrame, limits: Limits, audience: Audience) -> pl.DataFrame:
    """The points of the curves that may be seen."""
    curve = ["indicator", "scope", "measure"]
    withheld = rows.filter(_hidden)
    seen = points.filter(~_is(Rule.NOTHING, Rule.COUNTS))
    least = pl.min_horizontal(pl.col("y") * pl.col("n_at_risk"), (1 - pl.col("y")) * pl.col("n_at_risk")).floor()
    few_answers = (pl.col("n_at_risk") < limits.survey_base) | (least < limits.survey_cell)
    few_cases = (pl.col("y") < limits.least("occurrences", audience)) & ~pl.col("measure").is_in(_NO_CASES)
    few = pl.when(pl.col("subject") == "survey").then(few_answers).otherwise(few_cases) & _is(Rule.CELLS)
    shown = seen.filter(~few.fill_null(False).any().over(curve))
    in_time = pl.col("dimension_1").is_in(_BY_ZONE) & pl.col("dimension_2").is_in(_BY_ZONE).fill_null(True)
    parts = withheld.filter(in_time, pl.col("measure").is_in(answers.CHANGING), pl.col("unit") == "share")["indicator"]
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
        # a method is told where there were cases: withheld figures are not to say whether there were any
        method=pl.when(_hidden).then(pl.lit("none")).otherwise("method"),
        state=pl.when(_hidden).then(pl.lit("suppressed")).otherwise("state"),
    ).select(list(Results.columns()))
