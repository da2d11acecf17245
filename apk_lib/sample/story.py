"""All rooms together: one project's tables and the truth planted in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from apk_lib.calendars import day_types, school_days
from apk_lib.project import Project
from apk_lib.sample import employment, incidents, money, paperwork, rounds
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Job
from apk_lib.sample.plan import plan, plan_rows
from apk_lib.sample.roster import shift_rows, shifts
from apk_lib.sample.rows import Row, table
from apk_lib.sample.survey import sample_survey

Tables = dict[str, pl.DataFrame]


def sample_tables(project: Project, context: Mapping[str, pl.DataFrame], seed: int) -> Tables:
    """Every operational table; `context` holds `school_breaks` and `context_events`."""
    return sample_and_truth(project, context, seed)[0]


def sample_and_truth(project: Project, context: Mapping[str, pl.DataFrame], seed: int) -> tuple[Tables, dict[str, Any]]:
    """The tables with the truth that was planted in them."""
    dice = Dice(seed, "employment")
    staff = employment.jobs(project, dice)
    held = employment.courses(project, staff, dice)
    rows = employment.employment_rows(project, staff) | employment.training_rows(held)
    rows |= _service(project, context, staff, held, seed)
    rows["expenses"] = money.expense_rows(project, staff, Dice(seed, "money"))
    paper = paperwork.disturb(rows, project, Dice(seed, "paperwork"))
    survey, perceived = sample_survey(project, seed)
    tables = {name: table(name, entries) for name, entries in rows.items()} | survey
    truth = {
        "seed": seed,
        "employment": _employment_truth(staff),
        "presence": _presence_truth(),
        "survey": perceived,
        "spent_per_thousand_of_direct_costs": money.SPENT,
        "paperwork": paper,
    }
    return tables, truth


def _service(
    project: Project,
    context: Mapping[str, pl.DataFrame],
    staff: list[Job],
    held: list[employment.Course],
    seed: int,
) -> dict[str, list[Row]]:
    """Shifts, their crews, the plan, visits and events."""
    localities, schools = project.frames["localities"], project.frames["schools"]
    taught = school_days(schools, context["school_breaks"], context["context_events"], project.start, project.end)
    kinds = day_types(localities, taught, project.start, project.end)
    served = shifts(project, staff, held, Dice(seed, "roster"))
    promised = plan(project)
    dice = Dice(seed, "rounds")
    made = rounds.stays(rounds.Rounds(project, promised, kinds, dice), served, dice)
    return shift_rows(served) | {
        "patrol_plan": plan_rows(promised),
        "visits": rounds.visit_rows(made),
        "events": incidents.event_rows(made, staff, Dice(seed, "incidents")),
    }


def _employment_truth(staff: list[Job]) -> dict[str, Any]:
    originals = staff[:-1]
    leaver = next(job for job in originals if job.leaves)
    return {
        "originals": len(originals),
        "still_employed": len(originals) - 1,
        "left": leaver.person,
        "last_day": leaver.last_day.isoformat(),
        "replaced_by": staff[-1].person,
        "vacancy_days": (staff[-1].start - leaver.last_day - timedelta(days=1)).days,
    }


def _presence_truth() -> dict[str, Any]:
    """What keeps the plan from being kept; the figure itself follows from the records."""
    return {
        "stays_left_out_percent": rounds.LEFT_OUT | {"park_evening": rounds.LEFT_OUT_PARK_EVENING},
        "double_booked_visits": rounds.DOUBLE_BOOKED,
    }
