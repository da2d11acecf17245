"""Direct costs claimed, and what the funder paid: wages by person and month, purchases when they were bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Job
from apk_lib.sample.rows import Row, at, entered, next_month
from apk_lib.sample.timesheets import PersonMonth, person_months

# of the budget's direct costs, per thousand
SPENT = 968
PURCHASES = 13
# every so many purchases of services one is a journey
JOURNEY = 5
# the funder's part: how much of it comes in advance, and how much before the final payment, percent
ADVANCE, BEFORE_FINAL = 20, 95
OWN = "own"


@dataclass(frozen=True, slots=True, order=True)
class _Bill:
    """Something to be paid; `weight` is its part of its line."""

    paid_on: date
    weight: int
    kind: str
    key_activity: str | None
    person: str | None = None
    month: date | None = None


def expense_rows(project: Project, staff: list[Job], unclaimed: PersonMonth, dice: Dice) -> list[Row]:
    """Expenses in the order of payment; the largest direct line pays the wages, all but the `unclaimed` one."""
    lines = project.frames["budget_lines"].filter("direct").sort("approved", "line", descending=[True, False])
    goal = round(project.budget / (1 + project.indirect_rate)) * SPENT // 1000
    activities = project.frames["key_activities"]["key_activity"].to_list() or [None]
    bills: list[tuple[date, str, int, _Bill]] = []
    for n, (line, total) in enumerate(zip(lines["line"], _parts(goal, lines["approved"].to_list()), strict=True)):
        if n == 0:
            planned = _wages(project, staff, unclaimed, activities[0])
        else:
            # the larger of the lines that buy things serves the other activities: courses, supervision, the survey
            planned = _purchases(project, activities[1:] if n == 1 and activities[1:] else activities[:1], dice)
        parts = _parts(total, [bill.weight for bill in planned])
        bills += [(bill.paid_on, line, part, bill) for bill, part in zip(planned, parts, strict=True)]
    rows = []
    for n, (day, line, claimed, bill) in enumerate(sorted(bills, key=_place), start=1):
        recorded = at(day + timedelta(days=dice.between(1, 5)), 11)
        rows.append(entered(recorded, expense=f"X{n:03}", line=line, paid_on=day, claimed=claimed,
                            approved=None if day >= project.periods[-1].start else claimed, kind=bill.kind,
                            document=_document(bill, n), key_activity=bill.key_activity, person=bill.person,
                            month=bill.month))  # fmt: skip
    _disallow_one(rows, lines["line"][-1])
    return rows


def _place(bill: tuple[date, str, int, _Bill]) -> tuple[date, str, str, int]:
    day, line, claimed, said = bill
    return day, line, said.person or "", claimed


def _document(bill: _Bill, n: int) -> str:
    """The number of the document: payroll of the month, a travel order, or an invoice."""
    if bill.month:
        return f"MZ {bill.month:%m/%Y}"
    return f"{'CP' if bill.kind == 'travel' else 'FP'} {bill.paid_on.year}/{n:03}"


def _wages(project: Project, staff: list[Job], unclaimed: PersonMonth, activity: str | None) -> list[_Bill]:
    """Wages by person and month; their weight is the days of employment they pay for."""
    return [
        # the last wages are paid on the last day: what is paid later belongs to no period
        _Bill(min(next_month(month) + timedelta(days=11), project.end), len(days), "staff", activity, person, month)
        for (person, month), days in person_months(staff).items()
        if (person, month) != unclaimed
    ]


def _purchases(project: Project, activities: Sequence[str | None], dice: Dice) -> list[_Bill]:
    """Purchases with their relative size; the first ones equip the newly hired."""
    step = project.days // PURCHASES
    days = [project.start + timedelta(days=n * step + dice.between(3, step - 1)) for n in range(PURCHASES)]
    journeys = len(activities) > 1
    return [
        _Bill(day, dice.between(4, 10) * (3 if n == 0 else 1),
              "travel" if journeys and n % JOURNEY == JOURNEY - 1 else "document", activities[n % len(activities)])
        for n, day in enumerate(days)
    ]  # fmt: skip


def _parts(total: int, weights: Sequence[int]) -> list[int]:
    """The total split in proportion to the weights, to the haléř."""
    edges = [total * sum(weights[:n]) // sum(weights) for n in range(len(weights) + 1)]
    return [later - earlier for earlier, later in pairwise(edges)]


def _disallow_one(rows: list[Row], line: str) -> None:
    """The funder accepts only three fifths of one purchase."""
    bought = [row for row in rows if row["line"] == line and row["approved"] is not None]
    if len(bought) > 3:
        bought[3]["approved"] = bought[3]["claimed"] * 3 // 5


def payment_rows(project: Project, expenses: Sequence[Row]) -> list[Row]:
    """What came from the funder, by source: an advance, then after each report but the last what was approved in it.

    The last twentieth waits for the final payment, which comes after the project.
    """
    published = project.frames["funding_parts"]
    whole = int(published["amount"].sum())
    parts = {source: amount for source, amount in published.select("source", "amount").iter_rows() if source != OWN}
    due = {source: project.budget * part // whole for source, part in parts.items()}
    received = {source: amount * ADVANCE // 100 for source, amount in due.items()}
    paid = [(project.start + timedelta(days=20), "advance", source, amount) for source, amount in received.items()]
    for period in project.periods[:-1]:
        claimed = sum(row["approved"] for row in expenses if period.start <= row["paid_on"] <= period.end)
        for source, part in parts.items():
            share = round(claimed * (1 + project.indirect_rate)) * part // whole
            amount = min(share, due[source] * BEFORE_FINAL // 100 - received[source])
            received[source] += amount
            if amount:
                paid.append((period.report_due + timedelta(days=45), "interim", source, amount))
    return [
        entered(at(day + timedelta(days=1), 9), payment=f"PL{n:02}", paid_on=day, kind=kind, source=source,
                amount=amount)
        for n, (day, kind, source, amount) in enumerate(paid, start=1)
    ]  # fmt: skip
