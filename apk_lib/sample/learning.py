"""What people learned and how they were led: scores of courses, supervision, the mentor's reviews and checks.

The planted story: knowledge grows more than confidence; one meeting of supervision fell out in the winter of the
second period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Job
from apk_lib.sample.roster import Shift
from apk_lib.sample.rows import Row, at, entered, monday

# points of a test and of the scale of confidence
MOST_POINTS, MOST_CONFIDENT = 20, 5
KNOWN_BEFORE, LEARNED = (8, 13), (3, 6)
CONFIDENT_BEFORE, GAINED = (2, 4), (0, 1)
# percent
SCORED, CERTIFIED = 92, 60
ATTENDED, REVIEWED, TASKED, SHIFTS_CHECKED = 92, 90, 35, 66
CALLED_OFF = 2
QUARTER, SIX_WEEKS = timedelta(days=91), timedelta(days=44)
_HOUR = 3_600_000_000
TASKS = (
    "dbát na úplnost zápisů návštěv",
    "častěji zajít do parku večer",
    "procvičit jednání s opilými",
    "předávat závady týž den",
    "projít vyhlášky města",
)


def tell_results(rows: dict[str, list[Row]], online: Sequence[tuple[date, date]], dice: Dice) -> None:
    """Write forms of courses, scores and certificates into the rows; courses while people might not meet are online."""
    certified = {}
    for row in rows["trainings"]:
        away = any(first <= row["held_on"] <= last for first, last in online)
        row["form"] = "online" if away and row["kind"] == "ongoing" else "in_person"
        certified[row["training"]] = row["kind"] == "initial" or dice.chance(CERTIFIED)
    for row in rows["training_attendance"]:
        row["certified"] = certified[row["training"]]
        row |= _scores(dice) if dice.chance(SCORED) else dict.fromkeys(_SCORES)


_SCORES = ("pre_score", "post_score", "pre_confidence", "post_confidence")


def _scores(dice: Dice) -> dict[str, float]:
    knew, felt = dice.between(*KNOWN_BEFORE), dice.between(*CONFIDENT_BEFORE)
    after = min(knew + dice.between(*LEARNED), MOST_POINTS), min(felt + dice.between(*GAINED), MOST_CONFIDENT)
    return dict(zip(_SCORES, map(float, (knew, after[0], felt, after[1])), strict=True))


def supervision_rows(project: Project, staff: list[Job], dice: Dice) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    """A meeting of the team in each quarter of the project but one, and an hour for the newcomer alone."""
    planned = [project.start + QUARTER * n + SIX_WEEKS for n in range(round(project.days / QUARTER.days))]
    meetings = [(_tuesday(day), "group", 2) for n, day in enumerate(planned) if n != CALLED_OFF]
    meetings.append((_tuesday(staff[-1].start + SIX_WEEKS), "individual", 1))
    held, there = [], []
    for n, (day, kind, hours) in enumerate(sorted(meetings), start=1):
        noted, id = at(day, 17), f"SV{n:02}"
        held.append(entered(noted, supervision=id, held_on=day, kind=kind, hours=hours * _HOUR))
        asked = staff[-1:] if kind == "individual" else [job for job in staff if job.holds(day)]
        there += [entered(noted, supervision=id, person=job.person) for job in asked
                  if kind == "individual" or dice.chance(ATTENDED)]  # fmt: skip
    truth = {"group": len(meetings) - 1, "individual": 1, "called_off_about": planned[CALLED_OFF].isoformat()}
    return {"supervisions": held, "supervision_attendance": there}, truth


def _tuesday(day: date) -> date:
    return monday(day) + timedelta(days=1)


def review_rows(served: Sequence[Shift], dice: Dice) -> list[Row]:
    """Reviews of weeks in which a person served, better as the project goes; a tenth was never written."""
    weeks = sorted({(monday(shift.day), person) for shift in served for person in shift.crew})
    half = weeks[len(weeks) // 2][0]
    return [
        entered(
            at(week + timedelta(days=7), 9),
            person=person,
            week=week,
            score=dice.pick((1, 2, 2, 2, 3, 3) if week < half else (1, 1, 2, 2, 2, 3)),
            tasks=dice.pick(TASKS) if dice.chance(TASKED) else None,
        )
        for week, person in weeks
        if dice.chance(REVIEWED)
    ]


def check_shifts(shifts: Sequence[Row], dice: Dice) -> None:
    """Write into the rows whether the mentor came to see the shift."""
    for row in shifts:
        row["checked_by_mentor"] = dice.chance(SHIFTS_CHECKED)
