"""The patrol plan: how much service each kind of locality is promised, and where it changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from apk_lib.project import Project
from apk_lib.sample.rows import Row, at, entered, monday

WORKING = "teaching_day;other_working_day"
ANY = "public_holiday;weekend;teaching_day;other_working_day"
PAIR = 2
LATE_CUT, LATE_BY = 0.5, timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the plan for a kind of locality; `hour` picks the project's band that holds it."""

    hour: int
    day_types: str
    amount: float
    measure: str = "person_hours"
    per: str = "slot"


# localities of a kind take its variants in turn; one pair walks on foot, so not all can be everywhere
PROMISES: dict[str, tuple[tuple[Promise, ...], ...]] = {
    # three crossings in the two hours before nine: half an hour each is what a pair can do
    "crossing": (
        (
            Promise(7, "teaching_day", 0.5, "presence_hours"),
            Promise(15, "teaching_day", 0.5, "presence_hours"),
        ),
    ),
    "risk": (
        (Promise(10, WORKING, 2.25), Promise(15, WORKING, 1.5), Promise(23, ANY, 2.25, per="week")),
        (Promise(10, WORKING, 2.25), Promise(19, WORKING, 1.5), Promise(23, ANY, 2.0, per="week")),
    ),
    "park": (
        (Promise(10, WORKING, 2.0), Promise(19, WORKING, 1.5), Promise(23, ANY, 1.5, per="week")),
        (Promise(10, WORKING, 1.0, per="day"),),
    ),
    "cycle_path": ((Promise(15, WORKING, 0.75), Promise(15, "weekend", 2.0, per="week")),),
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the plan in force."""

    id: str
    locality: str
    kind: str
    band: str
    promise: Promise
    valid_from: date
    valid_to: date | None
    entered_on: date

    def applies(self, day: date, day_type: str | None) -> bool:
        """Whether the row speaks of a slot that begins on the day."""
        in_force = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return in_force and day_type in self.promise.day_types.split(";")

    @property
    def minutes(self) -> int:
        """How long a pair stays to keep the promise in full."""
        crew = PAIR if self.promise.measure == "person_hours" else 1
        return round(self.promise.amount * 60 / crew)


def band_at(project: Project, hour: int) -> str:
    """The band that holds an hour of the day."""
    for band, start, end in project.frames["bands"].select("band", "start_hour", "end_hour").iter_rows():
        if start <= hour < end or (end <= start and (hour >= start or hour < end)):
            return str(band)
    raise ValueError(hour)


def plan(project: Project) -> list[PlanRow]:
    """Every row of the plan; a slot matches at most one."""
    rows: dict[tuple[str, str, str], PlanRow] = {}
    seen: dict[str, int] = {}
    early = project.start - timedelta(days=7)
    places = project.frames["localities"].select("locality", "kind").iter_rows()
    for locality, kind in places:
        variants = PROMISES.get(kind, ())
        seen[kind] = seen.get(kind, -1) + 1
        for promise in variants[seen[kind] % len(variants)] if variants else ():
            band = band_at(project, promise.hour)
            row = PlanRow("", locality, kind, band, promise, project.start, None, early)
            # where bands are wide, two hours fall in one: the first promise holds
            rows.setdefault((locality, band, promise.day_types), row)
    numbered = [replace(row, id=f"R{n:02}") for n, row in enumerate(rows.values(), start=1)]
    return _revised(project, numbered)


def _revised(project: Project, rows: list[PlanRow]) -> list[PlanRow]:
    """The plan with one promise lowered half-way, entered two weeks ahead."""
    old = next((row for row in reversed(rows) if row.kind == "risk" and row.promise.per == "slot"), None)
    if old is None:
        return rows
    change = monday(project.start + timedelta(days=project.days // 2))
    kept = replace(old, valid_to=change - timedelta(days=1))
    promise = replace(old.promise, amount=old.promise.amount - 0.25)
    new = replace(old, id=f"R{len(rows) + 1:02}", promise=promise, valid_from=change,
                  entered_on=change - timedelta(days=14))  # fmt: skip
    return [*(kept if row is old else row for row in rows), new]


def late_change(project: Project, rows: list[PlanRow]) -> list[PlanRow]:
    """The plan with one promise lowered in the last period but one, entered when it already held.

    Nobody knew of it on those days, so the rounds are walked by the plan as it was.
    """
    old = next((row for row in rows if row.kind == "park" and row.promise.hour >= 18 and row.valid_to is None), None)
    if old is None:
        return rows
    period = project.periods[max(len(project.periods) - 2, 0)]
    change = monday(period.start + timedelta(days=period.days // 2))
    promise = replace(old.promise, amount=old.promise.amount - LATE_CUT)
    new = replace(old, id=f"R{len(rows) + 1:02}", promise=promise, valid_from=change, entered_on=change + LATE_BY)
    kept = replace(old, valid_to=change - timedelta(days=1))
    return [*(kept if row is old else row for row in rows), new]


def plan_rows(rows: list[PlanRow]) -> list[Row]:
    """The plan as it was entered: open rows first, their end when the next version came."""
    versions = {(row.locality, row.valid_from - timedelta(days=1)): row.entered_on for row in rows}
    entries = []
    for row in rows:
        values = {
            "plan_row": row.id, "locality": row.locality, "band": row.band,
            "day_types": row.promise.day_types, "amount": row.promise.amount,
            "measure": row.promise.measure, "per": row.promise.per,
            "valid_from": row.valid_from, "entered_on": row.entered_on,
        }  # fmt: skip
        entries.append(entered(at(row.entered_on, 9), **values, valid_to=None))
        if row.valid_to is not None:
            closed_on = versions[row.locality, row.valid_to]
            entries.append(entered(at(closed_on, 9), **values, valid_to=row.valid_to))
    return entries
