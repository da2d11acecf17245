"""Shifts and their crews: two teams that swap mornings and afternoons each week, nights at weekends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apk_lib.calendars import public_holidays
from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Course, Job
from apk_lib.sample.rows import Row, at, days_between, entered, monday

# percent of cases
AWAY_FOR_A_WEEK = 7
AWAY_FOR_A_DAY = 2
HOLIDAY_SERVED = 15
AFTERNOON_HELD = 92
EVENING_ALONE = 50
SUNDAY_IN_SEASON = 75
SUNDAY_IN_WINTER = 15
SEASON = range(4, 11)


Away = set[tuple[str, date]]


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as it was served; `day` is the local day on which it began."""

    id: str
    day: date
    start: datetime
    end: datetime
    crew: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Duty:
    """Hours of the wall clock; an end before the start is on the next day."""

    start: int
    end: int

    def on(self, day: date) -> tuple[datetime, datetime]:
        later = day + timedelta(days=self.end <= self.start)
        return at(day, self.start), at(later, self.end)


_MORNING, _AFTERNOON = _Duty(7, 15), _Duty(13, 21)
_EVENING, _NIGHT, _SUNDAY = _Duty(18, 2), _Duty(22, 6), _Duty(13, 19)


def shifts(project: Project, staff: list[Job], held: list[Course], away: Away, dice: Dice) -> list[Shift]:
    """Every shift of the project in the order of their starts."""
    days = days_between(project.start, project.end)
    holidays = public_holidays(project.start, project.end)
    # an ongoing course takes the whole team, the test of the initial one the afternoon
    taught = {course.held_on: course.kind for course in held}
    served = []
    for day in days:
        if taught.get(day) == "ongoing":
            continue
        teams = _teams(staff, day, away)
        if day.isoweekday() < 6:
            works = day not in holidays or dice.chance(HOLIDAY_SERVED)
            duties = _weekday(day, teams, dice, afternoon=day not in taught) if works else iter(())
        else:
            duties = _weekend(day, teams, dice)
        served += [(*duty.on(day), day, crew) for duty, crew in duties if crew]
    return [
        Shift(f"S{n:04}", day, start, end, tuple(crew)) for n, (start, end, day, crew) in enumerate(served, start=1)
    ]


def absences(project: Project, staff: list[Job], dice: Dice) -> Away:
    """Days on which a person is away; why is nobody's business and has no column."""
    days = days_between(project.start, project.end)
    away = set()
    for job in staff:
        for day in days:
            if day.weekday() == 0 and dice.chance(AWAY_FOR_A_WEEK):
                away |= {(job.person, day + timedelta(days=n)) for n in range(7)}
            if dice.chance(AWAY_FOR_A_DAY):
                away.add((job.person, day))
    return away


Teams = tuple[list[str], list[str]]


def _teams(staff: list[Job], day: date, away: Away) -> Teams:
    """Those present of the team with mornings and of the team with afternoons in this week."""
    posts = sorted({job.post for job in staff})
    half = (len(posts) + 1) // 2
    present = {job.post: job.person for job in staff if job.holds(day) and (job.person, day) not in away}
    first = [present[post] for post in posts[:half] if post in present]
    second = [present[post] for post in posts[half:] if post in present]
    return (first, second) if _even(day) else (second, first)


def _weekday(day: date, teams: Teams, dice: Dice, *, afternoon: bool) -> Iterator[tuple[_Duty, list[str]]]:
    early, late = teams
    # somebody stands at the crossings first
    if not early:
        early, late = late, []
    yield _MORNING, early
    if day.isoweekday() == 5 and _even(day):
        yield _EVENING, late
    elif day.isoweekday() == 3 and not _even(day):
        # a day off for the Saturday night to come
        return
    elif afternoon and dice.chance(AFTERNOON_HELD) and (len(late) > 1 or dice.chance(EVENING_ALONE)):
        yield _AFTERNOON, late


def _weekend(day: date, teams: Teams, dice: Dice) -> Iterator[tuple[_Duty, list[str]]]:
    early, late = teams
    if day.isoweekday() == 6:
        if _clocks_change_after(day):
            yield _NIGHT, late or early
        elif not _even(day):
            yield _EVENING, late
    elif dice.chance(SUNDAY_IN_SEASON if day.month in SEASON else SUNDAY_IN_WINTER):
        yield _SUNDAY, early


def _even(day: date) -> bool:
    """Whether the day's week is an even one, counted through the turns of years."""
    return monday(day).toordinal() // 7 % 2 == 0


def _clocks_change_after(day: date) -> bool:
    """Whether the night that begins on the day is an hour longer or shorter."""
    return at(day + timedelta(days=1), 12) - at(day, 12) != timedelta(days=1)


def shift_rows(served: list[Shift]) -> dict[str, list[Row]]:
    """Shifts and their crews, entered when they end."""
    soon = timedelta(minutes=10)
    return {
        "shifts": [entered(shift.end + soon, shift=shift.id, start=shift.start, end=shift.end) for shift in served],
        "shift_crew": [
            entered(shift.end + soon, shift=shift.id, person=person) for shift in served for person in shift.crew
        ],
    }
