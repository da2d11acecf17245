"""Events the assistants met with, more of them in summer, a few of them hidden crime."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Job
from apk_lib.sample.rounds import Stay
from apk_lib.sample.rows import Row, entered

# events per assistant and month
USUAL, SWING = 23, 5
SEASON = {5: 3, 6: 6, 7: 8, 8: 7, 9: 3, 12: -3, 1: -4, 2: -3}
# per thousand of events
HIDDEN_CRIME = 16
KINDS = {
    "crossing": ("traffic", "traffic", "traffic", "help", "defect"),
    "cycle_path": ("traffic", "traffic", "bylaw", "defect", "other"),
    "risk": ("public_order", "civil_coexistence", "civil_coexistence", "bylaw", "property", "help", "find"),
    "park": ("public_order", "public_order", "bylaw", "find", "defect", "property"),
    "outside": ("public_order", "traffic", "help", "other"),
}
CRIMES = ("usury", "usury", "harassment", "domestic_violence", "abuse", "other")
REFERRALS = ("none", "none", "offered", "offered", "accepted")


def event_rows(made: list[Stay], staff: list[Job], dice: Dice) -> list[Row]:
    """Events in the order in which they happened, each seen on some visit."""
    by_month: dict[date, list[Stay]] = defaultdict(list)
    for stay in made:
        by_month[stay.shift.day.replace(day=1)].append(stay)
    rows = []
    for month, visits in by_month.items():
        for _ in range(_how_many(month, staff, dice)):
            rows.append(_event(visits, dice))
    rows.sort(key=lambda row: (row["at"], row["visit"]))
    for n, row in enumerate(rows, start=1):
        row["event"] = f"E{n:04}"
    return rows


def _how_many(month: date, staff: list[Job], dice: Dice) -> int:
    assistants = sum(job.holds(month + timedelta(days=14)) for job in staff)
    return assistants * (USUAL + SEASON.get(month.month, 0)) + dice.between(-SWING, SWING) * assistants


def _event(visits: list[Stay], dice: Dice) -> Row:
    hidden = dice.between(1, 1000) <= HIDDEN_CRIME
    at_risk = [stay for stay in visits if stay.kind == "risk"] if hidden else []
    stay = dice.pick(at_risk or visits)
    minutes = int((stay.end - stay.start) / timedelta(minutes=1))
    return entered(
        # no sooner than its visit, so that the visit is known whenever the event is
        stay.recorded_at + timedelta(minutes=5),
        at=stay.start + timedelta(minutes=dice.between(0, minutes - 1)),
        visit=stay.id,
        locality=stay.locality,
        kind="help" if hidden else dice.pick(KINDS[stay.kind]),
        hidden_crime=dice.pick(CRIMES) if hidden else None,
        referral=dice.pick(REFERRALS) if hidden else None,
    )
