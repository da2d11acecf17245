"""All rooms together: one project's tables and the truth planted in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from apk_lib.calendars import day_types, school_days
from apk_lib.project import Project
from apk_lib.sample import (
    employment,
    incidents,
    learning,
    locality_checks,
    money,
    offences,
    outcomes,
    papers,
    paperwork,
    participants,
    roster,
    rounds,
    timesheets,
    visit_notes,
    walks,
)
from apk_lib.sample.absences import absence_rows
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Job
from apk_lib.sample.ground import Ground
from apk_lib.sample.plan import late_change, plan, plan_rows
from apk_lib.sample.rows import Row, table
from apk_lib.sample.survey import sample_survey
from apk_lib.tables.codes import NOT_PATROLLED

Tables = dict[str, pl.DataFrame]


def sample_tables(
    project: Project, context: Mapping[str, pl.DataFrame], seed: int, places: Mapping[str, Ground] | None = None
) -> Tables:
    """Every operational table; `context` holds `school_breaks` and `context_events`.

    Without `places`, the polygons of localities, nobody knows where a device could be: there are no `gps_fixes`.
    """
    return sample_and_truth(project, context, seed, places)[0]


def sample_and_truth(
    project: Project, context: Mapping[str, pl.DataFrame], seed: int, places: Mapping[str, Ground] | None = None
) -> tuple[Tables, dict[str, Any]]:
    """The tables with the truth that was planted in them."""
    dice = Dice(seed, "employment")
    staff = employment.jobs(project, dice)
    held = employment.courses(project, staff, dice)
    rows = employment.employment_rows(project, staff) | employment.training_rows(held)
    service, served, made = _service(project, context, staff, held, seed)
    rows |= service
    papers_kept, of_papers = _paperwork(project, context, staff, held, served, rows, seed)
    rows |= papers_kept
    paper = paperwork.disturb(rows, project, Dice(seed, "paperwork"))
    outcomes.tell_outcomes(rows["events"], Dice(seed, "outcomes"))
    forgotten = visit_notes.forget_departures(made, rows["visits"], Dice(seed, "departures"))
    rows |= visit_notes.note_rows(made, rows["visits"], Dice(seed, "notes"))
    pilot = None
    if places:
        rows["gps_fixes"], pilot = walks.fix_rows(project, made, _patrolled(project, places), Dice(seed, "walks"))
    survey, perceived = sample_survey(project, seed)
    kept, planted = offences.record_rows(project, context["context_events"], seed)
    tables = {name: table(name, entries) for name, entries in (rows | kept).items()} | survey
    truth = {
        "seed": seed,
        "employment": _employment_truth(staff),
        "presence": _presence_truth() | {"forgotten_departures": forgotten, "split_visits": len(rows["visit_crew"])},
        "plan_entered_late": [row["plan_row"] for row in rows["patrol_plan"] if row["entered_on"] > row["valid_from"]],
        "survey": perceived,
        "spent_per_thousand_of_direct_costs": money.SPENT,
        "paperwork": paper,
    } | planted | of_papers  # fmt: skip
    return tables, truth if pilot is None else truth | {"gps": pilot}


def _paperwork(
    project: Project,
    context: Mapping[str, pl.DataFrame],
    staff: list[Job],
    held: list[employment.Course],
    served: list[roster.Shift],
    rows: dict[str, list[Row]],
    seed: int,
) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    """What is written beside the service: results of learning, the mentor's reviews, timesheets, money and papers."""
    emergency = context["context_events"].filter(pl.col("kind") == "state_of_emergency").select("start", "end").rows()
    learning.tell_results(rows, emergency, Dice(seed, "learning"))
    learning.check_shifts(rows["shifts"], Dice(seed, "service_checks"))
    planted = timesheets.plant(project, staff, held, Dice(seed, "timesheets"))
    cards, of_cards = participants.participant_rows(project, staff, held, Dice(seed, "participants"))
    checked, of_places = locality_checks.check_rows(project, Dice(seed, "locality_checks"))
    supervised, of_supervision = learning.supervision_rows(project, staff, Dice(seed, "supervision"))
    sheets, of_sheets = timesheets.timesheet_rows(project, staff, rows, planted)
    expenses = money.expense_rows(project, staff, planted.unclaimed, Dice(seed, "money"))
    return supervised | {
        "participants": cards,
        "locality_checks": checked,
        "mentor_reviews": learning.review_rows(served, Dice(seed, "reviews")),
        "hours_monthly": sheets,
        "expenses": expenses,
        "payments": money.payment_rows(project, expenses),
        "outputs": papers.output_rows(project, Dice(seed, "reports")),
        "publicity": papers.publicity_rows(project),
        "risks": papers.risk_rows(project, staff),
    }, {"participants": of_cards, "localities": of_places, "supervision": of_supervision, "timesheets": of_sheets}


def _service(
    project: Project,
    context: Mapping[str, pl.DataFrame],
    staff: list[Job],
    held: list[employment.Course],
    seed: int,
) -> tuple[dict[str, list[Row]], list[roster.Shift], list[rounds.Stay]]:
    """Shifts, their crews, absences, the plan, visits and events; shifts as served and visits as made."""
    localities, schools = project.frames["localities"], project.frames["schools"]
    taught = school_days(schools, context["school_breaks"], context["context_events"], project.start, project.end)
    kinds = day_types(localities, taught, project.start, project.end)
    dice = Dice(seed, "roster")
    away = roster.absences(project, staff, dice)
    served = roster.shifts(project, staff, held, away, dice)
    promised = plan(project)
    dice = Dice(seed, "rounds")
    made = rounds.stays(rounds.Rounds(project, promised, kinds, dice), served, dice)
    rows = roster.shift_rows(served) | {
        "absences": absence_rows(project, staff, held, away),
        "patrol_plan": plan_rows(late_change(project, promised)),
        "visits": rounds.visit_rows(made),
        "events": incidents.event_rows(made, staff, Dice(seed, "incidents")),
    }
    return rows, served, made


def _patrolled(project: Project, places: Mapping[str, Ground]) -> dict[str, Ground]:
    """The polygons of localities where crews go; others are there to be compared with."""
    idle = project.frames["localities"].filter(pl.col("kind").is_in(NOT_PATROLLED))["locality"].to_list()
    return {locality: ground for locality, ground in places.items() if locality not in idle}


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
