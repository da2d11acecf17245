"""Participants as the European Social Fund counts them: a card each, mended, completed and closed as time goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Course, Job
from apk_lib.sample.rows import Row, at, entered

SEXES = ("male", "male", "female")
AGES = ("under_25", "25-54", "25-54", "over_54")
# percent
DISADVANTAGED = 60
# the mended card comes after the first report was due
MENDED_AFTER = timedelta(days=20)
FOUR_WEEKS, SIX_MONTHS = timedelta(days=30), timedelta(days=190)
_UNSAID = {"sex": None, "age_group": None, "disadvantaged": None}
# what a card says from a day on
Step = tuple[date, dict[str, Any]]


def participant_rows(
    project: Project, staff: Sequence[Job], held: Sequence[Course], dice: Dice
) -> tuple[list[Row], dict[str, Any]]:
    """Each card in its versions, one of them incomplete until after the first report; and what was planted.

    Whoever stays to the end has its status four weeks later only: half a year later nobody reports any more.
    """
    qualified = {person: course.held_on for course in held if course.kind == "initial" for person in course.attend}
    incomplete = dice.pick([job for job in staff[:-1] if not job.leaves]).person
    mended = project.periods[0].report_due + MENDED_AFTER
    rows, statuses = [], {}
    for job in staff:
        said = {"sex": dice.pick(SEXES), "age_group": dice.pick(AGES), "disadvantaged": dice.chance(DISADVANTAGED)}
        after = ("employed", "employed") if job.leaves else (dice.pick(("employed", "employed", "unknown")), None)
        statuses[job.person] = after
        missing = job.person == incomplete
        steps: list[Step] = [
            (job.start, (_UNSAID if missing else {}) | {"card_complete": not missing}),
            (qualified[job.person], {"qualified_on": qualified[job.person]}),
        ]
        if missing:
            steps.append((mended, said | {"card_complete": True}))
        rows += _versions(job, said, [*steps, *_after(job, after)])
    return rows, {
        "card_incomplete": {"person": incomplete, "mended_on": mended.isoformat()},
        "disadvantaged": sorted({row["person"] for row in rows if row["disadvantaged"]}),
        "after_leaving": {person: list(after) for person, after in statuses.items()},
    }


def _after(job: Job, after: tuple[str, str | None]) -> list[Step]:
    four_weeks, six_months = after
    steps: list[Step] = [
        (job.last_day, {"left_on": job.last_day}),
        (job.last_day + FOUR_WEEKS, {"status_four_weeks": four_weeks}),
    ]
    return [*steps, (job.last_day + SIX_MONTHS, {"status_six_months": six_months})] if six_months else steps


def _versions(job: Job, said: dict[str, Any], steps: Sequence[Step]) -> list[Row]:
    """The card after each step; what is once said stays."""
    card = {
        "person": job.person, **said, "entered_on": job.start, "left_on": None, "qualified_on": None,
        "status_four_weeks": None, "status_six_months": None,
    }  # fmt: skip
    versions = []
    for day, changed in sorted(steps, key=lambda step: step[0]):
        card = card | changed
        versions.append(entered(at(day, 18), **card))
    return versions
