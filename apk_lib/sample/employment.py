"""Who was employed when, and what they were taught.

The planted story: everyone starts with the project, one assistant leaves in the second period for
another job, the post stays empty for three weeks, a replacement stays to the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row, at, entered, monday

VACANCY = timedelta(days=21)
APPROVED_BEFORE = timedelta(days=32)
COURSE_HOURS = 40
ONGOING_HOURS = 8
TOPICS = (
    "Právní minimum a oprávnění asistenta",
    "Komunikace v náročných situacích",
    "První pomoc",
    "Oběti skryté kriminality a předání pomoci",
    "Místní vyhlášky a veřejný pořádek",
)


@dataclass(frozen=True, slots=True)
class Job:
    """One person's employment on one post; `leaves` marks an exit before the end of the project."""

    contract: str
    person: str
    post: str
    start: date
    last_day: date
    leaves: bool = False

    def holds(self, day: date) -> bool:
        """Whether the person is employed on the day."""
        return self.start <= day <= self.last_day


def jobs(project: Project, dice: Dice) -> list[Job]:
    """Everyone who was ever employed, the replacement last."""
    second = project.periods[min(1, len(project.periods) - 1)]
    # a Sunday in the middle of the period, so that the replacement starts on a Monday
    exit_day = monday(second.start + timedelta(days=second.days // 2)) - timedelta(days=1)
    leaver = dice.between(1, project.posts)
    staff = [
        Job(
            f"C{n}",
            f"APK{n}",
            f"POST{n}",
            project.start,
            exit_day if n == leaver else project.end,
            n == leaver,
        )
        for n in range(1, project.posts + 1)
    ]
    newcomer = project.posts + 1
    start = exit_day + VACANCY + timedelta(days=1)
    return [*staff, Job(f"C{newcomer}", f"APK{newcomer}", f"POST{leaver}", start, project.end)]


def employment_rows(project: Project, staff: list[Job]) -> dict[str, list[Row]]:
    """Posts, persons and contracts; a contract's last day is known only when it comes."""
    before = at(project.start - timedelta(days=4), 9)
    ends = {"planned_from": project.start, "planned_to": project.end, "fte": 1.0,
            "approved_on": project.start - APPROVED_BEFORE}  # fmt: skip
    persons = [entered(at(job.start, 8), person=job.person, role="assistant") for job in staff]
    return {
        "posts": [entered(before, post=f"POST{n}", **ends) for n in range(1, project.posts + 1)],
        "persons": [*persons, entered(before, person="MENTOR1", role="mentor")],
        "contracts": [row for job in staff for row in _contract_rows(job)],
    }


def _contract_rows(job: Job) -> list[Row]:
    said = {"contract": job.contract, "person": job.person, "post": job.post, "start": job.start, "fte": 1.0}
    reason = "other_job" if job.leaves else "end_of_project"
    notice = at(job.last_day, 10) - timedelta(days=14 if job.leaves else 0)
    return [
        entered(at(job.start, 8), **said, last_day=None, end_reason=None),
        entered(notice, **said, last_day=job.last_day, end_reason=reason),
    ]


@dataclass(frozen=True, slots=True)
class Course:
    """A course on one day; on an ongoing one nobody serves, an initial one ends in a test."""

    training: str
    held_on: date
    kind: str
    topic: str
    attend: tuple[str, ...]


def courses(project: Project, staff: list[Job], dice: Dice) -> list[Course]:
    """The initial course of the first four, that of the newcomer, and two ongoing ones a year."""
    newcomer = staff[-1]
    first, second = (_thursday(start + timedelta(days=24)) for start in (project.start, newcomer.start))
    planned = [
        (first, "initial", "Vstupní vzdělávání asistentů", [job.person for job in staff[:-1]]),
        (second, "initial", "Vstupní vzdělávání nového asistenta", [newcomer.person]),
    ]
    day, topics = first + timedelta(days=120), iter(TOPICS * 9)
    while day < project.end:
        held = _thursday(day)
        there = [job.person for job in staff if job.holds(held) and not dice.chance(10)]
        planned.append((held, "ongoing", next(topics), there))
        day += timedelta(days=182)
    return [
        Course(f"T{n}", held, kind, topic, tuple(there))
        for n, (held, kind, topic, there) in enumerate(sorted(planned), start=1)
    ]


def _thursday(day: date) -> date:
    """The Thursday of the day's week."""
    return monday(day) + timedelta(days=3)


def training_rows(held: list[Course]) -> dict[str, list[Row]]:
    """Courses and who attended them; only an initial course ends in a test."""
    hour = 3_600_000_000
    trainings, attendance = [], []
    for course in held:
        evening = at(course.held_on, 17)
        initial = course.kind == "initial"
        trainings.append(entered(evening, training=course.training, held_on=course.held_on,
                                 kind=course.kind, topic=course.topic))  # fmt: skip
        hours = (COURSE_HOURS if initial else ONGOING_HOURS) * hour
        attendance += [
            entered(
                evening,
                training=course.training,
                person=person,
                hours=hours,
                passed=True if initial else None,
            )
            for person in course.attend
        ]
    return {"trainings": trainings, "training_attendance": attendance}
