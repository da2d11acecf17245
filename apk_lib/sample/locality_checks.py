"""The state of localities as the assistants found it, month by month, and what was mended.

The planted story: places get better by about a third from the first month to the last.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row, at, entered, months_between, next_month

# by item: percent of each of the three points of the scale at the start
WORST: dict[str, int] = {
    "waste": 48, "graffiti": 38, "street_furniture": 32, "lighting": 20, "alcohol": 40, "needles": 14, "noise": 34,
    "gatherings": 38,
}  # fmt: skip
# what somebody can mend, and who
CARETAKERS = {
    "waste": "technical_services", "graffiti": "building_manager", "street_furniture": "technical_services",
    "lighting": "technical_services", "needles": "municipal_police",
}  # fmt: skip
# per hundred: how much better places are at the end, checks left out, defects reported, mended soon, mended at all
BETTER, LEFT_OUT, REPORTED, SOON, MENDED = 35, 6, 92, 75, 92
SOON_DAYS, LATER_DAYS = (1, 12), (15, 45)
POINTS, DEFECT = 3, 2


def check_rows(project: Project, dice: Dice) -> tuple[list[Row], dict[str, Any]]:
    """The checks that the sheet plans for each locality, all items at once; and what was planted."""
    places = project.frames["localities"].select("locality", "checks_per_month", "valid_from", "valid_to")
    rows: list[Row] = []
    planned = done = 0
    for locality, a_month, opened, closed in places.iter_rows():
        for day in _days(project, round(a_month or 0), dice):
            if not opened <= day <= (closed or project.end):
                continue
            planned += 1
            if dice.chance(LEFT_OUT):
                continue
            done += 1
            for item, percent in WORST.items():
                rows += _found(project, locality, day, item, percent, dice)
    better = {"better_percent": BETTER, "at_the_start_percent": WORST}
    return rows, {"planned": planned, "done": done, "open": _open(rows)} | better


def _days(project: Project, a_month: int, dice: Dice) -> list[date]:
    """Days of checks, each in its part of the month, inside the project."""
    days = []
    for month in months_between(project.start, project.end):
        length = (next_month(month) - month).days
        edges = [length * n // a_month for n in range(a_month + 1)] if a_month else []
        days += [month + timedelta(days=dice.between(low, high - 1)) for low, high in pairwise(edges)]
    return [day for day in days if project.start <= day <= project.end]


def _found(project: Project, locality: str, day: date, item: str, percent: int, dice: Dice) -> list[Row]:
    """The state of one thing: as it was found, and again when it was mended."""
    elapsed = (day - project.start).days
    likely = percent * (100 * project.days - BETTER * elapsed) // (100 * project.days)
    score = sum(dice.chance(likely) for _ in range(POINTS))
    defect = score >= DEFECT and item in CARETAKERS and dice.chance(REPORTED)
    told = {"locality": locality, "checked_on": day, "item": item, "score": score,
            "reported_to": CARETAKERS[item] if defect else None}  # fmt: skip
    rows = [entered(at(day, 16), **told, fixed_on=None)]
    if defect and dice.chance(MENDED):
        fixed = day + timedelta(days=dice.between(*(SOON_DAYS if dice.chance(SOON) else LATER_DAYS)))
        if fixed <= project.end:
            rows.append(entered(at(fixed, 17), **told, fixed_on=fixed))
    return rows


def _open(rows: list[Row]) -> int:
    """Defects reported and never mended."""
    return sum(bool(row["reported_to"]) * (1 if row["fixed_on"] is None else -1) for row in rows)
