"""The headline figures of patrol coverage, counted once more from the CSV files, minute by minute.

Nothing of the library takes part in the recount: rows are read with `csv`, every minute of every person is put into a
dictionary, holidays come from the reference calendar. All times of the sample are whole minutes, so minutes are exact.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from apk_lib.labels import Labels, Reading
from tests.remembered import figures_of, kromeriz

PRAGUE = ZoneInfo("Europe/Prague")
FIRST, LAST, DUE = date(2021, 12, 1), date(2022, 5, 31), date(2022, 6, 30)
# the five bands of the project sheet: from the hour on
BANDS = {0: "22-06", 6: "06-09", 9: "09-14", 14: "14-18", 18: "18-22", 22: "22-06"}
Row = dict[str, str]
Slot = tuple[str, date, str]  # locality, day of the plan, band


class Minute(NamedTuple):
    """Where a minute lies: its calendar day, its band, and the day to which the plan gives it."""

    day: date
    band: str
    plan_day: date


def rows(folder: Path, table: str, *key: str) -> list[Row]:
    """The rows of a table as they were known when the report was due: of each key the last one recorded."""
    with (folder / "records" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        known = [row for row in csv.DictReader(file) if local(row["recorded_at"]).date() <= DUE]
    last = {tuple(row[name] for name in key): row for row in sorted(known, key=lambda row: at(row["recorded_at"]))}
    return [row for row in last.values() if row["withdrawn"] == "false"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(PRAGUE)


def near(row: Row) -> bool:
    """Whether a stay or a shift can reach into the period or into a night at its edge."""
    return FIRST - timedelta(days=2) <= local(row["start"]).date() <= LAST + timedelta(days=2)


def minutes(start: str, end: str) -> list[int]:
    """The minutes of a stretch, numbered from 1970 in UTC."""
    first, last = (int(at(text).timestamp()) for text in (start, end))
    assert first % 60 == last % 60 == 0
    return list(range(first // 60, last // 60))


@cache
def placed(minute: int) -> Minute:
    moment = datetime.fromtimestamp(minute * 60, PRAGUE)
    begun = max(hour for hour in BANDS if hour <= moment.hour)
    day = moment.date()
    return Minute(day, BANDS[begun], day - timedelta(days=begun == 0))


class Recount:
    """Who was where in each minute, who was on shift, and what the plan asked for."""

    def __init__(self, folder: Path, holidays: set[date]) -> None:
        self.holidays = holidays
        assistants = {row["person"] for row in rows(folder, "persons", "person") if row["role"] == "assistant"}
        crews: dict[str, set[str]] = defaultdict(set)
        for row in rows(folder, "shift_crew", "shift", "person"):
            crews[row["shift"]] |= {row["person"]} & assistants
        lent: dict[str, set[str]] = defaultdict(set)
        for row in rows(folder, "visit_crew", "visit", "person"):
            lent[row["visit"]] |= {row["person"]} & assistants
        visits = [row for row in rows(folder, "visits", "visit") if row["end"] and near(row)]
        # the later start takes a minute over, of equal starts the larger id
        self.where: dict[tuple[str, int], str] = {}
        self.written = 0
        for visit in sorted(visits, key=lambda row: (at(row["start"]), row["visit"])):
            for person in lent.get(visit["visit"]) or crews[visit["shift"]]:
                for minute in minutes(visit["start"], visit["end"]):
                    self.written += FIRST <= placed(minute).day <= LAST
                    self.where[person, minute] = visit["locality"]
        on_shift = {
            (person, minute)
            for shift in filter(near, rows(folder, "shifts", "shift"))
            for person in crews[shift["shift"]]
            for minute in minutes(shift["start"], shift["end"])
        } | self.where.keys()
        self.on_shift = sum(FIRST <= placed(minute).day <= LAST for _, minute in on_shift)
        self.plan = rows(folder, "patrol_plan", "plan_row")
        self.events = [row for row in rows(folder, "events", "event") if FIRST <= local(row["at"]).date() <= LAST]

    def day_type(self, day: date) -> str:
        if day in self.holidays:
            return "public_holiday"
        # no place with a plan of person-hours has a school, so none of its days is a teaching day
        return "weekend" if day.isoweekday() > 5 else "other_working_day"

    def adherence(self) -> tuple[Fraction, Fraction, Fraction, int, int]:
        """Kept, delivered and planned hours of the rows planned in person-hours; slots hit and all of them."""
        done: dict[Slot, int] = defaultdict(int)
        for (_, minute), locality in self.where.items():
            here = placed(minute)
            done[locality, here.plan_day, here.band] += 1
        kept = delivered = planned = Fraction(0)
        hits = units = 0
        for row in self.plan:
            if row["measure"] != "person_hours":
                continue
            for days, asked in self._units(row):
                given = Fraction(sum(done[row["locality"], day, row["band"]] for day in days), 60)
                kept, delivered, planned = kept + min(given, asked), delivered + given, planned + asked
                hits, units = hits + (given >= asked * Fraction(80, 100)), units + 1
        return kept, delivered, planned, hits, units

    def _units(self, row: Row) -> list[tuple[list[date], Fraction]]:
        """The days of each unit of a row that lie in the period and its validity, with the hours they owe."""
        until = date.fromisoformat(row["valid_to"]) if row["valid_to"] else LAST
        first, last = max(FIRST, date.fromisoformat(row["valid_from"])), min(LAST, until)
        by_unit: dict[date, list[date]] = defaultdict(list)
        day = FIRST - timedelta(days=7)
        while day <= LAST + timedelta(days=7):
            if self.day_type(day) in row["day_types"].split(";"):
                by_unit[day - timedelta(days=day.weekday()) if row["per"] == "week" else day].append(day)
            day += timedelta(days=1)
        amount = Fraction(row["amount"])
        owed = [([day for day in days if first <= day <= last], len(days)) for days in by_unit.values()]
        return [(days, amount * len(days) / whole) for days, whole in owed if days]


@pytest.fixture(scope="module")
def recount(root: Path) -> Recount:
    with (root / "data/reference/calendar/cz_public_holidays_2019_2023.csv").open(encoding="utf-8", newline="") as file:
        holidays = {date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    return Recount(root / "data" / "kromeriz", holidays)


@pytest.fixture(scope="module")
def reading() -> Reading:
    dataset = kromeriz("P4")
    figures = figures_of(dataset, "P4")
    return Reading(figures.results, figures.curves, Labels.of(dataset, "en"))


def hours(count: int) -> float:
    return count / 60


def test_person_hours_and_presence_hours(recount: Recount, reading: Reading) -> None:
    inside = [(minute, locality) for (_, minute), locality in recount.where.items()
              if locality and FIRST <= placed(minute).day <= LAST]  # fmt: skip
    assert reading.figure("person_hours", "person_hours", "period").value == pytest.approx(hours(len(inside)))
    assert reading.figure("presence_hours", "presence_hours", "period").value == pytest.approx(hours(len(set(inside))))
    for place in ("risk_a", "crossing_oskol"):
        there = [minute for minute, locality in inside if locality == place]
        for indicator, count in (("person_hours", len(there)), ("presence_hours", len(set(there)))):
            assert reading.figure(indicator, indicator, "period", locality=place).value == pytest.approx(hours(count))
    days = {placed(minute).day for minute, _ in inside}
    assert reading.figure("field_days", "days_with_presence", "period").value == len(days)


def test_the_balance_of_hours(recount: Recount, reading: Reading) -> None:
    spent = [locality for (_, minute), locality in recount.where.items() if FIRST <= placed(minute).day <= LAST]
    double = recount.written - len(spent)
    parts = {
        "in_localities": sum(bool(locality) for locality in spent),
        "outside": sum(not locality for locality in spent),
        "untracked": recount.on_shift - len(spent),
        "double_booked": double,
        "hours_in": recount.on_shift + double,
    }
    assert double > 0
    for part, count in parts.items():
        assert reading.figure("hours_balance", part, "period").value == pytest.approx(hours(count)), part


def test_adherence_to_the_plan(recount: Recount, reading: Reading) -> None:
    kept, delivered, planned, hits, units = recount.adherence()
    capped = reading.figure("plan_adherence", "capped", "period")
    assert (capped.numerator, capped.denominator) == (pytest.approx(float(kept)), pytest.approx(float(planned)))
    assert reading.figure("plan_adherence", "raw", "period").value == pytest.approx(float(delivered / planned))
    hit = reading.figure("plan_adherence", "slot_hits", "period")
    assert (hit.numerator, hit.denominator) == (hits, units)


def test_events_over_the_hours_in_the_field(recount: Recount, reading: Reading) -> None:
    spent = sum(FIRST <= placed(minute).day <= LAST for _, minute in recount.where)
    rate = reading.figure("event_rate", "events", "period")
    assert (rate.n, rate.denominator) == (len(recount.events), pytest.approx(hours(spent)))
    assert rate.value == pytest.approx(100 * len(recount.events) / hours(spent))
