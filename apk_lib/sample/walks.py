"""A pilot of GPS: where the device of each crew was, minute by minute, in two weeks of the project.

The device walks what the crew wrote down, a little sooner or later, and does what devices do: it repeats its
place where the crew stands still, goes silent, and once believes to be elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.ground import MILLIONTHS, Ground, Point, distance, towards
from apk_lib.sample.roster import Shift
from apk_lib.sample.rounds import Stay
from apk_lib.sample.rows import PRAGUE, Row, entered, monday

DAYS = 14
MINUTE = timedelta(minutes=1)
PACE = 100_000  # millimetres a minute, between localities
STROLL = 480, 300  # millionths of a degree a minute at most, east and north: some 35 metres
SHAKE = 9  # millionths of a degree, less than a metre
SILENT = (24, 33)  # minutes
JUMP = 45_000  # millionths of a degree to the east
SOONER, LATER = -1, 3


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a device was at a moment."""

    device: str
    at: datetime
    place: Point


def first_day(project: Project) -> date:
    """The Monday on which the pilot begins, in the middle of the last period but one."""
    period = project.periods[max(len(project.periods) - 2, 0)]
    return monday(period.start + timedelta(days=period.days // 2 + 6))


def fix_rows(
    project: Project, made: Sequence[Stay], places: Mapping[str, Ground], dice: Dice
) -> tuple[list[Row], dict[str, Any]]:
    """The fixes of the pilot as the devices handed them over after each shift, and what was planted in them."""
    start = first_day(project)
    pilot = [stay for stay in made if start <= stay.shift.day < start + timedelta(days=DAYS)]
    walks = [
        (shift, list(_Walk(shift, list(stays), places, dice).fixes()))
        for shift, stays in groupby(pilot, key=lambda stay: stay.shift)
    ]
    planted = _spoiled([fixes for _, fixes in walks], dice)
    rows = [
        entered(shift.end + timedelta(hours=1), device=fix.device, at=fix.at,
                lon=fix.place[0] / MILLIONTHS, lat=fix.place[1] / MILLIONTHS)
        for shift, fixes in walks
        for fix in fixes
    ]  # fmt: skip
    days = {"first_day": start.isoformat(), "last_day": (start + timedelta(days=DAYS - 1)).isoformat()}
    return rows, days | {"fixes": len(rows)} | planted


@dataclass(slots=True)
class _Walk:
    """One shift of one device; `stays` are in time order."""

    shift: Shift
    stays: Sequence[Stay]
    places: Mapping[str, Ground]
    dice: Dice
    here: Point = (0, 0)
    base: Point = (0, 0)
    still: bool = False
    spots: dict[str, Point] = field(default_factory=dict)

    def fixes(self) -> Iterator[Fix]:
        """One fix a minute, from the start of the shift to its end."""
        self.base = self.here = _between(self.places)
        device = "GPS1" if self.shift.start.astimezone(PRAGUE).hour < 13 else "GPS2"
        second = timedelta(seconds=self.dice.between(0, 59))
        visits = list(self._as_walked())
        moment = self.shift.start
        while moment < self.shift.end:
            while visits and visits[0][2] <= moment:
                visits.pop(0)
            self._step(moment, visits)
            yield Fix(device, moment + second, self.here if self.still else self._shaken())
            moment += MINUTE

    def _shaken(self) -> Point:
        """The place as a device in motion sees it; one at rest repeats what it said."""
        return self.here[0] + self.dice.between(-SHAKE, SHAKE), self.here[1] + self.dice.between(-SHAKE, SHAKE)

    def _as_walked(self) -> Iterator[tuple[str, datetime, datetime, bool]]:
        """Locality, arrival and departure of each visit as it really was, and whether the crew only stands there."""
        free = self.shift.start
        for stay in self.stays:
            if stay.locality not in self.places:
                continue
            arrives = max(free, stay.start + MINUTE * self.dice.between(SOONER, LATER))
            free = max(arrives + MINUTE, stay.end - MINUTE * self.dice.between(SOONER, LATER))
            yield str(stay.locality), arrives, free, stay.kind == "crossing"

    def _step(self, moment: datetime, visits: Sequence[tuple[str, datetime, datetime, bool]]) -> None:
        self.still = False
        if not visits:
            self.here = towards(self.here, self.base, PACE)
            return
        locality, arrives, _, stands = visits[0]
        ground = self.places[locality]
        if ground.holds(self.here) and arrives <= moment and not stands:
            self.here = self._strolled(ground)
            return
        spot = self._spot(locality, stands)
        left = (arrives - moment) // MINUTE
        if distance(self.here, spot) >= left * PACE:
            self.still = stands and self.here == spot
            self.here = towards(self.here, spot, PACE)
        else:
            self.here = towards(self.here, self.base, PACE)

    def _spot(self, locality: str, stands: bool) -> Point:
        """Where the crew goes in a locality: at a crossing always to the same place."""
        if locality not in self.spots:
            ground = self.places[locality]
            self.spots[locality] = _middle(ground) if stands else ground.somewhere(self.dice)
        return self.spots[locality]

    def _strolled(self, ground: Ground) -> Point:
        """A minute of walking about: most steps stay inside, or the crew stands."""
        for _ in range(6):
            step = [self.dice.between(-most, most) for most in STROLL]
            there = self.here[0] + step[0], self.here[1] + step[1]
            half = self.here[0] + step[0] // 2, self.here[1] + step[1] // 2
            if ground.holds(there) and ground.holds(half):
                return there
        return self.here


def _middle(ground: Ground) -> Point:
    corners = ground.rings[0][:-1]
    return sum(x for x, _ in corners) // len(corners), sum(y for _, y in corners) // len(corners)


def _between(places: Mapping[str, Ground]) -> Point:
    """A place in the middle of the town that no locality holds: where crews write their papers."""
    middles = [_middle(ground) for ground in places.values()]
    x, y = (sum(along) // len(middles) for along in zip(*middles, strict=True))
    while any(ground.holds((x, y)) for ground in places.values()):
        x += 100
    return x, y


def _spoiled(walks: list[list[Fix]], dice: Dice) -> dict[str, Any]:
    """What devices do: twice a long silence, once a jump; changed in place and told."""
    spoiled = dice.shuffled([fixes for fixes in walks if len(fixes) > 2 * max(SILENT)])
    gaps = []
    for fixes, minutes in zip(spoiled, SILENT, strict=False):
        first = dice.between(1, len(fixes) - minutes - 1)
        # so many minutes from the last fix before the silence to the first one after it
        gone = fixes[first : first + minutes - 1]
        del fixes[first : first + minutes - 1]
        gaps.append({"device": gone[0].device, "after": fixes[first - 1].at.isoformat(), "minutes": minutes})
    jumps = []
    for fixes in spoiled[len(SILENT) : len(SILENT) + 1]:
        n = dice.between(1, len(fixes) - 2)
        x, y = fixes[n].place
        fixes[n] = Fix(fixes[n].device, fixes[n].at, (x + JUMP, y))
        jumps.append({"device": fixes[n].device, "at": fixes[n].at.isoformat()})
    return {"gaps": gaps, "jumps": jumps}
