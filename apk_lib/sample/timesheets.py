"""Monthly timesheets that follow from shifts, courses and absences, and where they do not.

The planted story: one timesheet falls short of its shifts, one came after the report was due, and of one month
nobody claimed the wage. Where an initial course came on top of the shifts, the month is over its fund.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from apk_lib.calendars import public_holidays
from apk_lib.checks.stretches import presence_by_month
from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Course, Job
from apk_lib.sample.rows import Row, at, days_between, entered, next_month, table

HOURS_A_DAY = 8
SHORT_BY = 4
DAYS_LATE = 7
_HOUR = 3_600_000_000
PersonMonth = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Planted:
    """The months of persons whose papers do not agree."""

    short: PersonMonth
    late: PersonMonth
    unclaimed: PersonMonth


def person_months(staff: Sequence[Job]) -> dict[PersonMonth, list[date]]:
    """The days of employment in each month of each person."""
    days: dict[PersonMonth, list[date]] = defaultdict(list)
    for job in staff:
        for day in days_between(job.start, job.last_day):
            days[job.person, day.replace(day=1)].append(day)
    return days


def plant(project: Project, staff: Sequence[Job], held: Sequence[Course], dice: Dice) -> Planted:
    """Three whole months of persons without a course, before the last period."""
    taught = {(person, course.held_on.replace(day=1)) for course in held for person in course.attend}
    whole = [
        (person, month)
        for (person, month), days in person_months(staff).items()
        if len(days) == (next_month(month) - month).days
        and next_month(month) <= project.periods[-1].start
        and (person, month) not in taught
    ]
    return Planted(*dice.shuffled(whole)[:3])


def timesheet_rows(
    project: Project, staff: Sequence[Job], rows: Mapping[str, list[Row]], planted: Planted
) -> tuple[list[Row], dict[str, Any]]:
    """The timesheets, entered on the third day of the next month; and what was planted in them."""
    taught, missed = _taught(rows), _missed(project, rows["absences"])
    served = presence_by_month(table("shift_crew", rows["shift_crew"]), table("shifts", rows["shifts"]))
    present = {(person, month): length - breaks for person, month, length, breaks in served.iter_rows()}
    sheets = []
    for (person, month), days in person_months(staff).items():
        training = taught[person, month] * _HOUR
        worked = present.get((person, month), 0) + training
        if (person, month) == planted.short:
            worked -= SHORT_BY * _HOUR
        fund = sum(day.isoweekday() < 6 for day in days) * HOURS_A_DAY * _HOUR
        # what an absence would take over the fund is a day off for work done on other days
        excused = max(0, min(missed[person, month] * HOURS_A_DAY * _HOUR, fund - worked))
        recorded = at(next_month(month) + timedelta(days=2), 10)
        if (person, month) == planted.late:
            recorded = at(_due(project, days[-1]) + timedelta(days=DAYS_LATE), 10)
        sheets.append(entered(recorded, person=person, month=month, fund=fund, worked=worked, excused=excused,
                              training=training))  # fmt: skip
    return sheets, _truth(planted, sheets)


def _taught(rows: Mapping[str, list[Row]]) -> Counter[PersonMonth]:
    """Hours of courses."""
    held = {row["training"]: row["held_on"].replace(day=1) for row in rows["trainings"]}
    hours: Counter[PersonMonth] = Counter()
    for row in rows["training_attendance"]:
        hours[row["person"], held[row["training"]]] += row["hours"] // _HOUR
    return hours


def _missed(project: Project, absences: Sequence[Row]) -> Counter[PersonMonth]:
    """Working days of absences."""
    holidays = public_holidays(project.start, project.end)
    return Counter(
        (row["person"], day.replace(day=1))
        for row in absences
        for day in days_between(row["first_day"], row["last_day"])
        if day.isoweekday() < 6 and day not in holidays
    )


def _due(project: Project, day: date) -> date:
    return next(period.report_due for period in project.periods if day <= period.end)


def _truth(planted: Planted, sheets: Sequence[Row]) -> dict[str, Any]:
    def told(one: PersonMonth) -> dict[str, Any]:
        return {"person": one[0], "month": one[1].isoformat()}

    return {
        "short": told(planted.short) | {"hours": SHORT_BY},
        "late": told(planted.late),
        "wage_not_claimed": told(planted.unclaimed),
        "over_fund": [told((row["person"], row["month"])) for row in sheets if row["worked"] > row["fund"]],
    }
