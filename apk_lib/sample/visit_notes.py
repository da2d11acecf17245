"""What a crew writes beside its visits: with whom it spoke, who went where it split, and what it forgot to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from apk_lib.sample.dice import Dice
from apk_lib.sample.rounds import Stay
from apk_lib.sample.rows import PRAGUE, Row, entered

FORGOTTEN_DEPARTURES = 12
SPLIT_VISITS = 6
# by kind of locality: with whom, in how many visits of a hundred, with how many at least and at most
TALKS: dict[str, tuple[tuple[str, int, int, int], ...]] = {
    "crossing": (("pupil", 55, 2, 14), ("resident", 12, 1, 3)),
    "risk": (("resident", 50, 1, 5), ("building_manager", 14, 1, 2)),
    "park": (("resident", 25, 1, 3), ("other", 8, 1, 2)),
    "cycle_path": (("other", 10, 1, 3),),
}


def forget_departures(made: Sequence[Stay], visits: Sequence[Row], dice: Dice) -> list[dict[str, Any]]:
    """Empty the departure of a few visits in place; which ones, and when the crew left in truth."""
    again = {visit for visit, times in Counter(row["visit"] for row in visits).items() if times > 1}
    double = {stay.id for stay, following in pairwise(made)
              if stay.shift is following.shift and stay.end > following.start}  # fmt: skip
    chosen = dice.some([stay for stay in made if stay.id not in again | double], FORGOTTEN_DEPARTURES)
    left = {stay.id: stay.end for stay in chosen}
    for row in visits:
        if row["visit"] in left:
            row["end"] = None
    return [{"visit": visit, "left": end.isoformat()} for visit, end in left.items()]


def note_rows(made: Sequence[Stay], visits: Sequence[Row], dice: Dice) -> dict[str, list[Row]]:
    """Contacts and crews of visits, entered with their visit; a visit that was cancelled has none."""
    known = _entered_with(visits)
    talks = [
        (stay.id, {"kind": kind, "count": dice.between(low, high)})
        for stay in made
        for kind, percent, low, high in TALKS.get(stay.kind, ())
        if dice.chance(_likely(kind, percent, stay))
    ]
    pairs = [
        stay for stay in made
        if len(stay.shift.crew) == 2 and stay.kind in ("risk", "park") and stay.end - stay.start > timedelta(minutes=30)
    ]  # fmt: skip
    split = [(stay.id, {"person": dice.pick(stay.shift.crew)}) for stay in dice.some(pairs, SPLIT_VISITS)]
    return {
        name: [entered(moment, visit=visit, **said) for visit, said in notes if (moment := known(visit)) is not None]
        for name, notes in (("visit_crew", split), ("contacts", talks))
    }


def _likely(kind: str, percent: int, stay: Stay) -> int:
    """At night people sleep, and managers of buildings are at work in the daytime only."""
    hour = stay.start.astimezone(PRAGUE).hour
    if kind == "building_manager":
        return percent if 7 <= hour < 17 else 0
    return percent // 3 if hour >= 22 or hour < 6 else percent


def _entered_with(visits: Sequence[Row]) -> Callable[[str], datetime | None]:
    """When each visit was first written down; never, where it was cancelled."""
    gone = {row["visit"] for row in visits if row["withdrawn"]}
    first: dict[str, datetime] = {}
    for row in visits:
        first[row["visit"]] = min(row["recorded_at"], first.get(row["visit"], row["recorded_at"]))
    return lambda visit: None if visit in gone else first[visit]
