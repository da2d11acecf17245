"""The rounds: where a crew went in its shift, driven by the plan and by what keeps people from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.plan import PlanRow
from apk_lib.sample.roster import Shift
from apk_lib.sample.rows import PRAGUE, Row, at, entered, monday

SHORTEST, LONGEST = 10, 75
OVERRUN, LONGEST_GAP = 15, 10
DOUBLE_BOOKED = 8
# percent of promised stays that are left out, by kind of locality; the park's evenings are the weak spot
LEFT_OUT = {"crossing": 2, "risk": 4, "park": 8, "cycle_path": 12}
LEFT_OUT_PARK_EVENING = 34
ACTIVITIES: dict[str, dict[str, tuple[str, ...]]] = {
    "crossing": {"day": ("crossing_supervision",)},
    "cycle_path": {"day": ("cycle_path_supervision",), "night": ("foot_patrol",)},
    "risk": {
        "day": ("foot_patrol", "foot_patrol", "foot_patrol", "public_order", "neighbour_dispute"),
        "evening": ("foot_patrol", "public_order", "public_order", "neighbour_dispute"),
        "night": ("night_quiet", "night_quiet", "public_order"),
    },
    "park": {
        "day": ("foot_patrol", "foot_patrol", "vandalism", "public_order"),
        "evening": ("public_order", "foot_patrol", "vandalism"),
        "night": ("night_quiet", "vandalism"),
    },
    "outside": {"day": ("other", "foot_patrol"), "night": ("other", "night_quiet")},
}


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit of a shift's crew; no locality is time outside all of them."""

    shift: Shift
    locality: str | None
    kind: str
    activity: str
    start: datetime
    end: datetime
    id: str = ""
    recorded_at: datetime = datetime.min


class Rounds:
    """Walks shift after shift and remembers which promises of the plan are kept already."""

    def __init__(self, project: Project, rows: list[PlanRow], day_types: pl.DataFrame, dice: Dice) -> None:
        self.dice = dice
        self.rows = rows
        self.bands = project.frames["bands"].select("band", "start_hour", "end_hour").rows()
        self.day_types = {
            (row[0], row[1]): row[2] for row in day_types.select("locality", "day", "day_type").iter_rows()
        }
        self.kept: dict[tuple[str, date], int] = defaultdict(int)

    def walk(self, shift: Shift) -> Iterator[Stay]:
        """The stays of one shift in time order, with untracked walking between them."""
        clock = shift.start + self._gap()
        for band, opens, closes in self._windows(shift):
            clock = max(clock, opens)
            for row in self._wanted(shift.day, band):
                minutes = self._minutes(row, shift.day)
                # some stays run over the edge of their band, none over the end of the shift
                edge = closes + timedelta(minutes=OVERRUN if self.dice.chance(40) else 0)
                until = min(clock + timedelta(minutes=minutes), edge, shift.end)
                if _length(clock, until) < SHORTEST or clock >= closes:
                    continue
                self.kept[row.id, _unit(row, shift.day)] += _length(clock, until)
                yield self._stay(shift, row.locality, row.kind, clock, until)
                clock = until + self._gap()
            while _length(clock, closes) >= 25 and self.dice.chance(80):
                stay = self._spare_time(shift, clock, closes)
                clock = stay.end + self._gap()
                yield stay

    def _windows(self, shift: Shift) -> list[tuple[str, datetime, datetime]]:
        """The bands of the shift's day that it touches, in time order."""
        windows = []
        for band, start_hour, end_hour in self.bands:
            last = shift.day + timedelta(days=end_hour <= start_hour)
            opens = max(at(shift.day, start_hour), shift.start)
            closes = min(at(last + timedelta(days=end_hour == 24), end_hour % 24), shift.end)
            if opens < closes:
                windows.append((band, opens, closes))
        return sorted(windows, key=lambda window: window[1])

    def _wanted(self, day: date, band: str) -> list[PlanRow]:
        """What the plan still asks for, crossings first: children do not wait."""
        rows = [
            row
            for row in self.rows
            if row.band == band
            and row.applies(day, self.day_types.get((row.locality, day)))
            and row.minutes - self.kept[row.id, _unit(row, day)] >= SHORTEST
            and not self.dice.chance(_left_out(row))
        ]
        return sorted(self.dice.shuffled(rows), key=lambda row: row.kind != "crossing")

    def _minutes(self, row: PlanRow, day: date) -> int:
        left = row.minutes - self.kept[row.id, _unit(row, day)]
        return min(LONGEST, left * self.dice.between(88, 125) // 100)

    def _spare_time(self, shift: Shift, clock: datetime, closes: datetime) -> Stay:
        """What a crew does once the plan is kept: paperwork and errands, or a look at a place anyway."""
        until = min(clock + timedelta(minutes=self.dice.between(25, 65)), closes)
        places = [row for row in self.rows if row.kind != "crossing" and (row.locality, shift.day) in self.day_types]
        if not places or self.dice.chance(50):
            return self._stay(shift, None, "outside", clock, until)
        row = self.dice.pick(places)
        return self._stay(shift, row.locality, row.kind, clock, until)

    def _stay(self, shift: Shift, locality: str | None, kind: str, start: datetime, end: datetime) -> Stay:
        choices = ACTIVITIES[kind]
        activity = self.dice.pick(choices.get(_part_of_day(start), choices["day"]))
        return Stay(shift, locality, kind, activity, start, end)

    def _gap(self) -> timedelta:
        return timedelta(minutes=self.dice.between(3, LONGEST_GAP))


def _left_out(row: PlanRow) -> int:
    evening = row.kind == "park" and row.promise.hour >= 18
    return LEFT_OUT_PARK_EVENING if evening else LEFT_OUT[row.kind]


def _unit(row: PlanRow, day: date) -> date:
    return monday(day) if row.promise.per == "week" else day


def _length(start: datetime, end: datetime) -> int:
    return int((end - start) / timedelta(minutes=1))


def _part_of_day(instant: datetime) -> str:
    hour = instant.astimezone(PRAGUE).hour
    return "night" if hour >= 22 or hour < 6 else "evening" if hour >= 18 else "day"


def stays(rounds: Rounds, served: list[Shift], dice: Dice) -> list[Stay]:
    """Every visit of the project, numbered in the order of starts, a few of them double-booked."""
    walked = [stay for shift in served for stay in rounds.walk(shift)]
    pairs = [
        n
        for n, (stay, following) in enumerate(pairwise(walked))
        if stay.shift is following.shift
        and stay.locality != following.locality
        and _length(stay.end, following.start) <= LONGEST_GAP
        and _length(following.start, following.end) > 35
    ]
    for n in dice.some(pairs, DOUBLE_BOOKED):
        overlap = timedelta(minutes=dice.between(10, 30))
        walked[n] = replace(walked[n], end=walked[n + 1].start + overlap)
    return [
        replace(stay, id=f"V{n:05}", recorded_at=_entered_at(stay.shift, dice))
        for n, stay in enumerate(walked, start=1)
    ]


def _entered_at(shift: Shift, dice: Dice) -> datetime:
    """Mostly after the shift, sometimes some mornings later."""
    late = dice.chance(10)
    return at(shift.day + timedelta(days=dice.between(1, 4)), 9) if late else shift.end + timedelta(minutes=15)


def visit_rows(made: list[Stay]) -> list[Row]:
    """Visits as they were entered."""
    return [
        entered(stay.recorded_at, visit=stay.id, shift=stay.shift.id, locality=stay.locality,
                activity=stay.activity, start=stay.start, end=stay.end)
        for stay in made
    ]  # fmt: skip
