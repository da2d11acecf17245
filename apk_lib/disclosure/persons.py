"""Figures of the few who are employed: what of the service and its money would tell of one of them.

Whoever knows a town knows its four assistants. How long a post was empty, how many payslips there are or for how many
somebody was trained tells who left and when, though the figure speaks of the service.
"""

from __future__ import annotations

import polars as pl

from apk_lib.disclosure.rules import Audience, Rule
from apk_lib.disclosure.steps import withhold

# dimensions of which a category is one person, or a month of the few who are employed
PERSONAL = ("post", "double_booked_visit", "training", "month")
# of records by table, and of courses by kind, a reader counts who is employed and whose case it was
_COUNTED_OUT = ("table", "training_kind")
# what tells for how long a post was empty, by itself or divided into what else is told
_OF_POSTS = {
    "posts_filled": ("fill_rate", "vacant_days", "surplus_days"), "person_months": ("person_months",),
    "assistant_month_cost": ("per_assistant_month",), "events_per_assistant_month": ("events",),
    "field_share": ("of_fund",), "supervision": ("hours_per_person",),
}  # fmt: skip
PERSONAL_MEASURES = frozenset((indicator, measure) for indicator, many in _OF_POSTS.items() for measure in many)
# figures whose `n` counts payslips, or people at a course
_COUNTING_PEOPLE = ("training_hours", "spending", "budget_use", "funding_split", "ineligible_share", "hourly_cost",
                    "contact_cost", "spending_plan", "unspent_forecast")  # fmt: skip
# participants the ESF asks for by these; of what its own rules ask, small numbers are told
_ASKED_BY_ESF = ("sex", "esf_age_group")
_FEW_PEOPLE = 5
# audiences of which anybody may be one
BEFORE_EVERYBODY = ("public", "cross_town")

_hidden = pl.col("reason").is_not_null()


def any_dimension(names: tuple[str, ...]) -> pl.Expr:
    """Whether a figure is broken down by one of some dimensions."""
    return pl.any_horizontal(pl.col(dimension).is_in(names).fill_null(False) for dimension in
                             ("dimension_1", "dimension_2"))  # fmt: skip


def of_one(rows: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """Rows with what would tell of one person withheld."""
    if audience == "internal":
        return rows
    rows = withhold(rows, any_dimension(PERSONAL), "personal")
    if audience not in BEFORE_EVERYBODY:
        return rows
    named = pl.any_horizontal(
        (pl.col("indicator") == indicator) & pl.col("measure").is_in(measures)
        for indicator, measures in _OF_POSTS.items()
    )
    return withhold(rows, any_dimension(_COUNTED_OUT) | named, "personal")


def of_participants(rows: pl.DataFrame) -> pl.DataFrame:
    """What the funder sees of people: k of n, but no parts of fewer than five, and no share of one.

    The ESF asks for the sex and age of participants since the start, however few they are.
    """
    counts = pl.col("rule") == Rule.COUNTS.name
    one = (pl.col("unit") == "share") & (pl.col("denominator") <= 1)
    group = ["indicator", "scope", "measure"]
    total = pl.col("value").fill_null(0.0).filter(pl.col("dimension_1").is_null()).first().over(group)
    asked = pl.col("dimension_1").is_in(_ASKED_BY_ESF) & (pl.col("scope") == "cumulative")
    part = pl.col("dimension_1").is_not_null() & ~asked & (total < _FEW_PEOPLE)
    return withhold(rows, counts & (one | part).fill_null(False), "few")


def unnumbered(rows: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """Rows without the numbers beside a value that tell of people: `n`, and what turnover was counted from."""
    turnover = (pl.col("rule") == Rule.COUNTS.name) & (pl.col("unit") == "ratio")
    people = pl.lit(audience in BEFORE_EVERYBODY) & pl.col("indicator").is_in(_COUNTING_PEOPLE)
    blank = {"n": people, "numerator": turnover, "denominator": turnover}
    return rows.with_columns(pl.when(~where).then(name).alias(name) for name, where in blank.items())


def untold(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without those whose very category tells: of one person, of a kind of record, of what is never told."""
    telling = any_dimension((*PERSONAL, "table")) | (pl.col("reason") == "never") & pl.col("dimension_1").is_not_null()
    return rows.filter(~(_hidden & telling))


def points_of_one(points: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """Points of curves of service and money without those of single days and months.

    What was spent is told at the ends of periods, where the plan has its points, and today: month by month it is the
    payroll of a handful.
    """
    if audience not in BEFORE_EVERYBODY:
        return points
    curve = ["indicator", "period", "scope", "measure"]
    spent = (pl.col("indicator") == "spending_plan") & (pl.col("series") == "spent")
    at_end = (pl.col("series") == "planned").any().over([*curve, "x"])
    last = pl.col("x") == pl.col("x").max().over([*curve, "series"])
    return points.filter(pl.col("indicator") != "daily_presence", ~spent | at_end | last)
