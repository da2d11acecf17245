"""Checks of papers that speak of a person's employment: participants, wages, reviews and supervision.

Warnings all of them: the paper counts, and somebody decides which of the two is wrong.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.wording import days, expected
from apk_lib.text import Text

_OPEN = date(9999, 12, 30)  # a contract that lasts
_DAY_OR_LATER = Text(cs="{day} nebo později", en="{day} or later")


def _without_contract(rows: pl.DataFrame, contracts: pl.DataFrame, first: pl.Expr, last: pl.Expr) -> pl.DataFrame:
    """Rows of persons none of whose contracts meets the days from `first` to `last`, both included."""
    told = rows.with_columns(first=first, last=last)
    held = contracts.select("person", "start", until=pl.col("last_day").fill_null(_OPEN))
    meets = (pl.col("start") <= pl.col("last")) & (pl.col("until") >= pl.col("first"))
    employed = told.join(held, on="person").filter(meets)
    return told.join(employed, on="source_row", how="anti")


@check("participants")
def participant_without_contract(participants: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Participants who never had a contract: the project supports people by employing them."""
    return participants.join(contracts, on="person", how="anti").with_columns(
        value=pl.col("person"), field=pl.lit("person")
    )


@check("participants")
def qualified_before_entry(participants: pl.DataFrame) -> pl.DataFrame:
    """Participants qualified before they entered the project: a result cannot come before its output."""
    return participants.filter(pl.col("qualified_on") < pl.col("entered_on")).with_columns(
        value=pl.col("qualified_on").cast(pl.String), field=pl.lit("qualified_on"),
        **expected(_DAY_OR_LATER, day=days(pl.col("entered_on"))),
    )  # fmt: skip


@check("participants")
def qualified_without_course(
    participants: pl.DataFrame, training_attendance: pl.DataFrame, trainings: pl.DataFrame
) -> pl.DataFrame:
    """Participants with a qualification though they had passed no course of the project by that day."""
    passed = training_attendance.filter("passed").join(trainings.select("training", "held_on"), on="training")
    first = passed.group_by("person").agg(first=pl.col("held_on").min())
    told = participants.join(first, on="person", how="left")
    too_early = pl.col("first").is_null() | (pl.col("qualified_on") < pl.col("first"))
    return told.filter(pl.col("qualified_on").is_not_null(), too_early).with_columns(
        value=pl.col("qualified_on").cast(pl.String), field=pl.lit("qualified_on")
    )


@check("participants")
def status_though_not_left(participants: pl.DataFrame) -> pl.DataFrame:
    """Participants with a status after leaving who have not left."""
    statuses = ("status_four_weeks", "status_six_months")
    stated = pl.coalesce(pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in statuses)
    said = participants.with_columns(field=stated).filter(pl.col("left_on").is_null(), pl.col("field").is_not_null())
    return said.with_columns(value=pl.coalesce(statuses))


@check("expenses")
def wage_without_month(expenses: pl.DataFrame) -> pl.DataFrame:
    """Wages that do not say whom or which month they pay: they cannot be held against timesheets and shifts."""
    unsaid = pl.coalesce(pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in ("person", "month"))
    wages = expenses.filter(pl.col("kind") == "staff").with_columns(field=unsaid)
    return wages.filter(pl.col("field").is_not_null()).with_columns(value=pl.col("expense"))


@check("expenses")
def wage_without_contract(expenses: pl.DataFrame, persons: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Wages of an assistant for a month in which none of the contracts lasted."""
    wages = expenses.join(persons.filter(pl.col("role") == "assistant"), on="person", how="semi")
    dated = wages.filter(pl.col("month").is_not_null())
    return _without_contract(dated, contracts, pl.col("month"), pl.col("month").dt.month_end()).with_columns(
        value=pl.col("month").dt.strftime("%Y-%m"), field=pl.lit("month")
    )


@check("expenses")
def wage_claimed_twice(expenses: pl.DataFrame) -> pl.DataFrame:
    """Wages of a person for a month that an earlier expense of the same line pays already; the later rows are told."""
    wages = expenses.filter(pl.col("kind") == "staff", pl.col("month").is_not_null()).sort("paid_on", "source_row")
    first = wages.with_columns(first=pl.col("expense").first().over("person", "month", "line"))
    said = Text(cs="jediný výdaj; mzdu platí už {first}", en="one expense; {first} pays the wage already")
    return first.filter(pl.col("person").is_not_null(), pl.col("expense") != pl.col("first")).with_columns(
        value=pl.col("month").dt.strftime("%Y-%m"), field=pl.lit("month"), **expected(said, first=pl.col("first"))
    )


@check("mentor_reviews")
def review_without_contract(mentor_reviews: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Reviews of a week on no day of which the person was employed."""
    sunday = pl.col("week").dt.offset_by("6d")
    return _without_contract(mentor_reviews, contracts, pl.col("week"), sunday).with_columns(
        value=pl.col("week").cast(pl.String), field=pl.lit("week")
    )


@check("supervision_attendance")
def supervision_without_contract(
    supervision_attendance: pl.DataFrame, supervisions: pl.DataFrame, persons: pl.DataFrame, contracts: pl.DataFrame
) -> pl.DataFrame:
    """Assistants at a supervision on a day without a contract; mentors are officers of the town."""
    assistants = supervision_attendance.join(persons.filter(pl.col("role") == "assistant"), on="person", how="semi")
    there = assistants.join(supervisions.select("supervision", "held_on"), on="supervision")
    return _without_contract(there, contracts, pl.col("held_on"), pl.col("held_on")).with_columns(
        value=pl.col("held_on").cast(pl.String), field=pl.lit("person")
    )
