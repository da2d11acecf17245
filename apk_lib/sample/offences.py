"""Offences on record and complaints, two years before the project and through it, with a planted effect.

Each month of each group of places has a count of its own: a usual number, more of it in summer, less in a state of
emergency, and from the start of the project on less in the risk localities. Counts come in bursts: they are negative
binomial, drawn by tossing one coin after another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from apk_lib.offences import emergency_months
from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row, at, days_between, entered

YEARS_BEFORE = 2
# thousandths: what a month is to the usual one, from January on
SEASON = (820, 800, 900, 980, 1080, 1170, 1230, 1210, 1080, 970, 890, 870)
# thousandths of what there would be: in a month wholly in a state of emergency, and from the project's start on
EMERGENCY = 720
EFFECT = {"risk": 850, "surroundings": 960, "comparison": 1000, "elsewhere": 1000}


@dataclass(frozen=True, slots=True)
class Kind:
    """Records of one kind: `usual` ones a month by group of places (thousandths), and what is written of each.

    Counts of a month vary as the failures before the `successes`-th success do: by usual + usual² / successes.
    `after` are the days until a record is entered, at least and at most.
    """

    id: str
    letter: str
    day: str
    usual: Mapping[str, int]
    successes: int
    after: tuple[int, int]
    written: Mapping[str, tuple[str, ...]]


OFFENCES = Kind(
    "offence", "O", "happened_on",
    {"risk": 16_000, "surroundings": 9_000, "comparison": 15_000, "elsewhere": 20_000}, 30, (1, 21),
    {
        "kind": ("public_order", "public_order", "public_order", "civil_coexistence", "civil_coexistence", "property",
                 "property", "property", "traffic", "violence", "drugs", "other"),
        "keeper": ("municipal_police", "municipal_police", "municipal_police", "state_police", "state_police"),
    },
)  # fmt: skip
COMPLAINTS = Kind(
    "complaint", "C", "received_on",
    {"risk": 4_500, "surroundings": 2_500, "comparison": 4_000, "elsewhere": 6_000}, 22, (0, 9),
    {
        "topic": ("public_order", "public_order", "public_order", "civil_coexistence", "civil_coexistence", "bylaw",
                  "traffic", "defect", "property", "other"),
        "channel": ("telephone", "telephone", "telephone", "application", "in_person", "in_writing"),
    },
)  # fmt: skip


def record_rows(
    project: Project, context_events: pl.DataFrame, seed: int
) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    """The rows of both tables, and what was planted in each."""
    offended, of_offences = _rows(project, context_events, OFFENCES, Dice(seed, "offences"))
    complained, of_complaints = _rows(project, context_events, COMPLAINTS, Dice(seed, "complaints"))
    rows = {"official_offences": offended, "complaints": complained}
    return rows, {"offences": of_offences, "complaints": of_complaints}


def _rows(project: Project, context_events: pl.DataFrame, kind: Kind, dice: Dice) -> tuple[list[Row], dict[str, Any]]:
    """The records in the order of their days, and what was planted in them."""
    first = date(project.start.year - YEARS_BEFORE, project.start.month, 1)
    emergency = emergency_months(context_events, first, project.end)
    places = _places(project)
    rows = []
    for month, share in emergency.iter_rows():
        for arm in EFFECT:
            expected = _expected(kind, arm, month, round(share * 1000), project.start) if places[arm] else 0
            for _ in range(_burst(expected, kind.successes, dice)):
                rows.append(_record(kind, month, project.end, places[arm], dice))
    rows.sort(key=lambda row: (row[kind.day], row["recorded_at"]))
    for n, row in enumerate(rows, start=1):
        row[kind.id] = f"{kind.letter}{n:04}"
    planted = {
        "effect_per_thousand": EFFECT, "emergency_per_thousand": EMERGENCY, "successes": kind.successes,
        "usual_per_thousand_months": dict(kind.usual), "records": len(rows),
    }  # fmt: skip
    return rows, planted


def _places(project: Project) -> dict[str, list[str | None]]:
    """The localities of each group; elsewhere are the others and the town outside them."""
    frame = project.frames["localities"].sort("locality")
    by_kind: dict[str, list[str | None]] = {arm: [] for arm in EFFECT}
    for locality, kind in frame.select("locality", "kind").iter_rows():
        by_kind[kind if kind in EFFECT else "elsewhere"].append(locality)
    by_kind["elsewhere"] += [None] * (len(by_kind["elsewhere"]) + 1)
    return by_kind


def _expected(kind: Kind, arm: str, month: date, emergency: int, start: date) -> int:
    """Thousandths of records a month; `emergency` is the part of it in a state of emergency, in thousandths."""
    seasonal = kind.usual[arm] * SEASON[month.month - 1] // 1000
    subdued = seasonal * (1000 * 1000 - (1000 - EMERGENCY) * emergency) // (1000 * 1000)
    return subdued * EFFECT[arm] // 1000 if month >= start.replace(day=1) else subdued


def _burst(expected: int, successes: int, dice: Dice) -> int:
    """How many coins fall on one side before so many fall on the other, `expected` thousandths on average."""
    tails = won = 0
    while expected and won < successes:
        if dice.between(1, successes * 1000 + expected) <= expected:
            tails += 1
        else:
            won += 1
    return tails


def _record(kind: Kind, month: date, end: date, places: list[str | None], dice: Dice) -> Row:
    days = [day for day in days_between(month, month + timedelta(days=30)) if day.month == month.month and day <= end]
    day = dice.pick(days)
    written = {column: dice.pick(codes) for column, codes in kind.written.items()}
    recorded = at(day + timedelta(days=dice.between(*kind.after)), dice.between(8, 16))
    return entered(recorded, **{kind.day: day}, locality=dice.pick(places), **written)
