"""Checks of records against the project sheet: its days, places, money and the limits it states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.wording import amounts, days, expected
from apk_lib.periods import local_day
from apk_lib.project import Project
from apk_lib.tables.codes import NOT_PATROLLED
from apk_lib.text import Text

# the limits that some check reads; the others of the programme's rules are no matter of checks
LIMITS = ("visit_hours", "shift_hours", "day_hours", "detectable_change_points")

# table -> the column that dates its rows, and whether it is an instant
_DATED = {
    "shifts": ("start", True),
    "visits": ("start", True),
    "events": ("at", True),
    "trainings": ("held_on", False),
    "expenses": ("paid_on", False),
    "locality_checks": ("checked_on", False),
    "supervisions": ("held_on", False),
}
_AT_LEAST = Text(cs="nejméně {least}", en="at least {least}")
_AT_MOST = Text(cs="nejvýše {most}", en="at most {most}")


def _dated(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """The rows with their local day and what it is shown as."""
    column, instant = _DATED[table]
    day = local_day(pl.col(column)) if instant else pl.col(column)
    return rows.with_columns(day=day, value=day.cast(pl.String), field=pl.lit(column))


@check("shifts", "visits", "events", "trainings", "expenses", "locality_checks", "supervisions")
def outside_project(rows: pl.DataFrame, table: str, project: Project) -> pl.DataFrame:
    """Rows dated before the first or after the last day of the project: they count in no period.

    Shifts and visits belong to the local day on which they begin. Wages of the last month are paid after the
    project, so an expense may be paid until the last report is due; later it cannot be claimed.
    """
    last_report = max((period.report_due for period in project.periods), default=project.end)
    last = max(project.end, last_report) if table == "expenses" else project.end
    said = Text(cs="od {first} do {last}", en="from {first} to {last}")
    bounds = {"first": days(pl.lit(project.start)), "last": days(pl.lit(last))}
    outside = ~pl.col("day").is_between(project.start, last)
    return _dated(rows, table).filter(outside).with_columns(**expected(said, **bounds))


@check("visits", "events", "locality_checks")
def locality_not_valid(rows: pl.DataFrame, table: str, localities: pl.DataFrame) -> pl.DataFrame:
    """Visits, events and checks in a locality that was not looked after on that day.

    Its plan and its hours do not meet. A row without a locality speaks of none.
    """
    validity = localities.select("locality", opened="valid_from", closed=pl.col("valid_to").fill_null(date.max))
    outside = ~pl.col("day").is_between(pl.col("opened"), pl.col("closed"))
    said = expected(Text(cs="od {first} do {last}", en="from {first} to {last}"),
                    first=days(pl.col("opened")), last=days(pl.col("closed")))  # fmt: skip
    still_open = expected(Text(cs="od {first}", en="from {first}"), first=days(pl.col("opened")))
    endless = pl.col("closed") == date.max
    worded = {name: pl.when(endless).then(still_open[name]).otherwise(said[name]) for name in said}
    return _dated(rows, table).join(validity, on="locality").filter(outside).with_columns(**worded)


@check("locality_checks")
def check_not_patrolled(locality_checks: pl.DataFrame, localities: pl.DataFrame) -> pl.DataFrame:
    """Checks of a place that is there to be compared with: the assistants do not go there."""
    idle = localities.filter(pl.col("kind").is_in(NOT_PATROLLED))
    return locality_checks.join(idle, on="locality", how="semi").with_columns(
        value=pl.col("locality"), field=pl.lit("locality")
    )


@check("patrol_plan")
def plan_entered_late(patrol_plan: pl.DataFrame) -> pl.DataFrame:
    """Rows of the plan that were entered when they held already: they change what was promised afterwards.

    Reports show the plan as it stood on each day beside the one that is in force now.
    """
    said = Text(cs="zapsáno nejpozději {first}", en="entered by {first}")
    return patrol_plan.filter(pl.col("entered_on") > pl.col("valid_from")).with_columns(
        value=pl.col("entered_on").cast(pl.String), field=pl.lit("entered_on"),
        **expected(said, first=days(pl.col("valid_from"))),
    )  # fmt: skip


@check("funding_parts")
def parts_sum_to_total(funding_parts: pl.DataFrame, project: Project) -> pl.DataFrame:
    """The published funding parts do not sum to the published total; a sheet without parts says nothing of them."""
    return _sum(int(funding_parts["amount"].sum()), project.total, "amount", len(funding_parts))


@check("budget_lines")
def budget_sums_to_total(budget_lines: pl.DataFrame, project: Project) -> pl.DataFrame:
    """The lines of the latest version with the flat rate do not give the total that binds.

    Only direct costs carry the flat rate. A haléř a line is rounding.
    """
    lines = _latest(budget_lines)
    rate = pl.when("direct").then(1 + project.indirect_rate).otherwise(1.0)
    whole = round(lines.sort("line").select((pl.col("approved") * rate).sum()).item())
    found = _sum(whole, project.budget, "approved", len(lines))
    return found.clear() if abs(whole - project.budget) <= len(lines) else found


def _sum(whole: int, total: int, column: str, rows: int) -> pl.DataFrame:
    """One finding on a table as a whole, where its sum is not the total."""
    said = Text(cs="{total}; rozdíl je {difference}", en="{total}; the difference is {difference}")
    sums = pl.DataFrame({"whole": [whole], "total": [total]}).filter(pl.lit(bool(rows) and whole != total))
    return sums.select(
        value=amounts(pl.col("whole"))[0],
        field=pl.lit(column),
        **expected(said, total=amounts(pl.col("total")), difference=amounts(pl.col("whole") - pl.col("total"))),
    )


@check("financial_plan")
def financial_plan_falls(financial_plan: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Rows of the latest financial plan with less than an earlier period: what was spent stays spent."""
    latest = financial_plan.sort("valid_from").unique("period", keep="last", maintain_order=True)
    dated = latest.join(periods.select("period", "end"), on="period").sort("end")
    ordered = dated.with_columns(least=pl.col("spent").cum_max().shift(1))
    return ordered.filter(pl.col("spent") < pl.col("least")).with_columns(
        value=amounts(pl.col("spent"))[0],
        field=pl.lit("spent"),
        **expected(_AT_LEAST, least=amounts(pl.col("least"))),
    )


@check("budget_lines")
def expense_over_line(budget_lines: pl.DataFrame, expenses: pl.DataFrame) -> pl.DataFrame:
    """Budget lines on which more was claimed than their latest version allows; the line is told, not an expense.

    What the funder then disallowed was claimed too: the line was overdrawn when the claim was made.
    """
    claimed = expenses.group_by("line").agg(claimed=pl.col("claimed").sum())
    over = _latest(budget_lines).join(claimed, on="line").filter(pl.col("claimed") > pl.col("approved"))
    return over.with_columns(
        value=amounts(pl.col("claimed"))[0],
        field=pl.lit("approved"),
        **expected(_AT_MOST, most=amounts(pl.col("approved"))),
    )


@check("expenses")
def approved_over_claimed(expenses: pl.DataFrame) -> pl.DataFrame:
    """Expenses of which more was approved than claimed; the undecided ones have nothing approved."""
    return expenses.filter(pl.col("approved") > pl.col("claimed")).with_columns(
        value=amounts(pl.col("approved"))[0],
        field=pl.lit("approved"),
        **expected(_AT_MOST, most=amounts(pl.col("claimed"))),
    )


@check("programme_rules")
def limit_not_stated(limits: Mapping[str, float]) -> pl.DataFrame:
    """Limits the programme does not state: what they would bound is not checked, and that is said once."""
    return pl.DataFrame({"rule": [rule for rule in LIMITS if rule not in limits]}, schema={"rule": pl.String})


def _latest(budget_lines: pl.DataFrame) -> pl.DataFrame:
    return budget_lines.sort("version").unique("line", keep="last", maintain_order=True)
