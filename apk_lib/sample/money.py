"""Direct costs claimed: wages month by month, equipment and services when they were bought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, repeat

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Job
from apk_lib.sample.rows import Row, at, days_between, entered

# of the budget's direct costs, per thousand
SPENT = 968
PURCHASES = 13


def expense_rows(project: Project, staff: list[Job], dice: Dice) -> list[Row]:
    """Expenses in the order of payment; the largest direct line pays the wages."""
    lines = project.frames["budget_lines"].filter("direct").sort("approved", "line", descending=[True, False])
    direct = lines["approved"].to_list()
    goal = round(project.budget / (1 + project.indirect_rate)) * SPENT // 1000
    payments: list[tuple[date, str, int]] = []
    for n, (line, total) in enumerate(zip(lines["line"], _parts(goal, direct), strict=True)):
        planned = _wages(project, staff) if n == 0 else _purchases(project, dice)
        days, weights = zip(*planned, strict=True)
        payments += zip(days, repeat(line), _parts(total, weights), strict=False)
    rows = []
    for n, (day, line, claimed) in enumerate(sorted(payments), start=1):
        recorded = at(day + timedelta(days=dice.between(1, 5)), 11)
        rows.append(entered(recorded, expense=f"X{n:03}", line=line, paid_on=day, claimed=claimed,
                            approved=None if day >= project.periods[-1].start else claimed))  # fmt: skip
    _disallow_one(rows, lines["line"][-1])
    return rows


def _wages(project: Project, staff: list[Job]) -> list[tuple[date, int]]:
    """Pay days with the days of employment they pay for."""
    months: dict[date, int] = {}
    for day in days_between(project.start, project.end):
        month = day.replace(day=1)
        months[month] = months.get(month, 0) + sum(job.holds(day) for job in staff)
    # the last wages are paid on the last day: what is paid later belongs to no period
    return [(min(_next_month(month) + timedelta(days=11), project.end), days) for month, days in months.items()]


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _purchases(project: Project, dice: Dice) -> list[tuple[date, int]]:
    """Days of purchase with their relative size; the first ones equip the newly hired."""
    step = project.days // PURCHASES
    days = [project.start + timedelta(days=n * step + dice.between(3, step - 1)) for n in range(PURCHASES)]
    return [(day, dice.between(4, 10) * (3 if n == 0 else 1)) for n, day in enumerate(days)]


def _parts(total: int, weights: Sequence[int]) -> list[int]:
    """The total split in proportion to the weights, to the haléř."""
    edges = [total * sum(weights[:n]) // sum(weights) for n in range(len(weights) + 1)]
    return [later - earlier for earlier, later in pairwise(edges)]


def _disallow_one(rows: list[Row], line: str) -> None:
    """The funder accepts only three fifths of one purchase."""
    bought = [row for row in rows if row["line"] == line and row["approved"] is not None]
    if len(bought) > 3:
        bought[3]["approved"] = bought[3]["claimed"] * 3 // 5
