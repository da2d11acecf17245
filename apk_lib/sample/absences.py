"""Absences as the personnel office writes them: from, to and the hours of work missed, never why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from apk_lib.calendars import public_holidays
from apk_lib.project import Project
from apk_lib.sample.employment import Course, Job
from apk_lib.sample.rows import Row, at, entered

HOURS_A_DAY = 8
_HOUR = 3_600_000_000


def absence_rows(
    project: Project, staff: list[Job], held: list[Course], away: Collection[tuple[str, date]]
) -> list[Row]:
    """One row for each run of days away in which some day of work was missed; a course is no absence."""
    holidays = public_holidays(project.start, project.end)
    attended = {(person, course.held_on) for course in held for person in course.attend}
    rows = []
    for job in staff:
        missed = {day for person, day in away if person == job.person and job.holds(day)}
        missed -= {day for person, day in attended if person == job.person}
        for first, last in _runs(missed):
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            worked = [day for day in days if day.isoweekday() < 6 and day not in holidays]
            if worked:
                back = at(last + timedelta(days=1), 8)
                hours = len(worked) * HOURS_A_DAY * _HOUR
                rows.append(entered(back, person=job.person, first_day=first, last_day=last, excused_hours=hours))
    return rows


def _runs(days: Collection[date]) -> list[tuple[date, date]]:
    """First and last day of each run of days that follow each other."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and runs[-1][1] == day - timedelta(days=1):
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs
