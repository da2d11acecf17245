"""The what-if of a week against a linear programme over single hours: nothing better is possible, nothing is lost."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from apk_lib import slots
from apk_lib.next_week import Use, added_shift, best_use
from apk_lib.next_week.transport import Transport
from tests.properties.examples import examples

HOUR = 3_600_000_000
PRAGUE = ZoneInfo("Europe/Prague")
BANDS = pl.DataFrame(
    {"band": ["06-09", "09-14", "14-18", "18-22", "22-06"], "start_hour": [6, 9, 14, 18, 22],
     "end_hour": [9, 14, 18, 22, 6]}
)  # fmt: skip
# an ordinary week and those that end with a night on which clocks change
MONDAYS = [date(2020, 9, 7), date(2020, 10, 19), date(2021, 3, 22)]
PRESENCE, PERSON = "presence_hours", "person_hours"
ORDER = [(line, place) for place in "DABC" for line in (PERSON, PRESENCE)]
# every example is a week solved twice
FEW = examples(25)
PLAN = {"plan_row": pl.String, "locality": pl.String, "plan_day": pl.Date, "band": pl.String, "measure": pl.String,
        "per": pl.String, "unit": pl.Date, "planned": pl.Int64}  # fmt: skip
GIVEN = {"measure": pl.String, "locality": pl.String, "plan_day": pl.Date, "band": pl.String, "amount": pl.Int64}


@dataclass(frozen=True)
class Case:
    """A week with its plan, shifts (weekday, from, to, assistants) and what was given."""

    monday: date
    plan: pl.DataFrame
    shifts: tuple[tuple[int, int, int, int], ...]
    given: pl.DataFrame

    @property
    def slots(self) -> pl.DataFrame:
        sunday = self.monday + timedelta(days=6)
        around = slots.slots(BANDS, self.monday, sunday)
        return around.filter(pl.col("plan_day").is_between(self.monday, sunday))

    @property
    def roster(self) -> pl.DataFrame:
        none = added_shift(self.monday, 1, 0, 1, 1).clear()
        return pl.concat([none, *(added_shift(self.monday, *shift) for shift in self.shifts)])

    def use(self, order: list[tuple[str, str]] = ORDER) -> Use:
        return best_use(self.plan, self.slots, self.roster, self.given, order)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Few places and times, so that everybody wants the same hours."""
    monday = draw(st.sampled_from(MONDAYS))
    quarters = st.integers(1, 24).map(lambda n: n * HOUR // 4)
    rows, done = [], []
    for place in "ABCD":
        for band in ("14-18", "22-06"):
            per, measure = draw(st.sampled_from(["none", "slot", "week"])), draw(st.sampled_from([PRESENCE, PERSON]))
            days = sorted(draw(st.sets(st.sampled_from([0, 1, 5, 6]), min_size=1, max_size=3)))
            for day in () if per == "none" else days:
                on = monday + timedelta(days=day)
                unit = monday if per == "week" else on
                rows.append((f"{place}{band}", place, on, band, measure, per, unit, draw(quarters)))
                if draw(st.integers(0, 3)) == 0:
                    done.append((measure, place, on, band, draw(quarters)))
    shift = st.tuples(st.sampled_from([1, 2, 6, 7]), st.sampled_from([13, 14, 16, 20, 22]),
                      st.sampled_from([15, 17, 18, 23, 2, 6]), st.integers(0, 3))  # fmt: skip
    shifts = tuple(draw(st.lists(shift, max_size=4)))
    return Case(monday, pl.DataFrame(rows, PLAN, orient="row"), shifts, pl.DataFrame(done, GIVEN, orient="row"))


# --- the programme, made hour by hour and knowing nothing of the code under test ---------------------


def hours_of(case: Case) -> list[tuple[date, str, int]]:
    """Every hour of the week's plan with the assistants on shift: (plan day, band, number)."""
    first = datetime.combine(case.monday, datetime.min.time(), PRAGUE).astimezone(UTC)
    served, told = case.roster.rows(), []
    for n in range(8 * 24):
        at = first + timedelta(hours=n)
        local = at.astimezone(PRAGUE)
        band = next((b for b, s, e in BANDS.iter_rows() if s <= local.hour < e), "22-06")
        day = local.date() - timedelta(days=local.hour < 6)
        if not case.monday <= day <= case.monday + timedelta(days=6):
            continue
        on = sum(crew for start, end, crew in served if start <= at < end)
        told.append((day, band, on))
    return told


def optimum(case: Case, more: tuple[date, str] | None = None) -> tuple[float, float]:
    """The most presence there can be, and the most person-hours beside it, in hours; `more` people at one time."""
    grid = [(day, band, on + 100 * ((day, band) == more)) for day, band, on in hours_of(case)]
    units: dict[tuple[str, date], dict[str, object]] = {}
    for row in case.plan.iter_rows(named=True):
        unit = units.setdefault((row["plan_row"], row["unit"]), {"days": set(), "owed": 0, "given": 0, **row})
        unit["days"].add(row["plan_day"])
        unit["owed"] += row["planned"]
        same = case.given.filter(measure=row["measure"], locality=row["locality"], plan_day=row["plan_day"],
                                 band=row["band"])  # fmt: skip
        unit["given"] += same["amount"].sum()
    arcs = [
        (u, h)
        for u, unit in enumerate(units.values())
        for h, (day, band, _) in enumerate(grid)
        if band == unit["band"] and day in unit["days"]
    ]
    if not arcs:
        return 0.0, 0.0
    present = np.array([list(units.values())[u]["measure"] == PRESENCE for u, _ in arcs])
    by_unit = np.array([[u == n for u, _ in arcs] for n in range(len(units))], dtype=float)
    by_hour = np.array([[h == n for _, h in arcs] for n in range(len(grid))], dtype=float)
    owed = [max(unit["owed"] - unit["given"], 0) / HOUR for unit in units.values()]
    limits, rights = np.vstack([by_unit, by_hour]), [*owed, *(on for *_, on in grid)]
    bounds = [(0, 1 if here else None) for here in present]
    first = linprog(-present.astype(float), limits, rights, bounds=bounds)
    both = linprog(
        -np.ones(len(arcs)), np.vstack([limits, -present.astype(float)]), [*rights, first.fun + 1e-9], bounds=bounds
    )
    return -first.fun, -both.fun + first.fun


def allocated(use: Use) -> tuple[float, float]:
    lines = dict(use.lines.select("measure", "allocated").iter_rows())
    return lines[PRESENCE] / HOUR, lines[PERSON] / HOUR


@FEW
@given(cases())
def test_nothing_better_is_possible(case: Case) -> None:
    assert allocated(case.use()) == pytest.approx(optimum(case), abs=1e-6)


@FEW
@given(cases(), st.sampled_from([0, 1, 5, 6]), st.sampled_from(["14-18", "22-06"]))
def test_what_further_hours_would_add_is_what_they_add(case: Case, day: int, band: str) -> None:
    where = case.monday + timedelta(days=day), band
    use = case.use()
    told = use.hours.row(by_predicate=(pl.col("plan_day") == where[0]) & (pl.col("band") == band), named=True)
    useful = np.array([told[f"useful_{line}"] for line in (PRESENCE, PERSON)]) / HOUR
    assert useful + allocated(use) == pytest.approx(np.array(optimum(case, where)), abs=1e-6)


# --- conservation ------------------------------------------------------------------------------------


@FEW
@given(cases())
def test_every_hour_is_spent_once(case: Case) -> None:
    use = case.use()
    where = ["plan_day", "band"]
    spent = use.allocation.group_by(where).agg(spent=pl.col("length").sum())
    hours = use.hours.join(spent, on=where, how="left").with_columns(pl.col("spent").fill_null(0))
    assert hours.filter(pl.col("spent") != pl.col("allocated")).is_empty()
    assert hours.filter(pl.col("allocated") + pl.col("slack") != pl.col("capacity")).is_empty()
    assert hours.filter(pl.col("slack") < 0).is_empty()
    assert hours["capacity"].sum() == sum(on for *_, on in hours_of(case)) * HOUR


@FEW
@given(cases())
def test_no_promise_gets_more_than_it_was_promised(case: Case) -> None:
    use = case.use()
    parts = use.promises.filter(pl.col("planned") != pl.sum_horizontal("given", "allocated", "missing"))
    assert parts.is_empty()
    assert use.promises.filter(pl.min_horizontal("given", "allocated", "missing") < 0).is_empty()
    assert use.promises["planned"].sum() == case.plan["planned"].sum()
    assert use.promises["allocated"].sum() == use.allocation["length"].sum()
    sums = use.promises.group_by("measure").agg(pl.col("planned", "given", "allocated", "missing").sum())
    lines = use.lines.filter(pl.col("planned") > 0).select(sums.columns)
    assert lines.sort("measure").equals(sums.sort("measure"))


@FEW
@given(cases())
def test_presence_is_no_longer_than_somebody_is_on_shift(case: Case) -> None:
    covered: dict[tuple[date, str], int] = {}
    for day, band, on in hours_of(case):
        covered[day, band] = covered.get((day, band), 0) + HOUR * (on > 0)
    for day, band, _, measure, length in case.use().allocation.iter_rows():
        assert measure == PERSON or length <= covered[day, band]


@FEW
@given(cases())
def test_a_crew_that_never_splits_stands_in_fewer_places(case: Case) -> None:
    standing = case.use().lines.filter(measure=PRESENCE).row(0, named=True)
    if standing["planned"]:
        assert standing["unsplit"] <= standing["adherence"] <= 1
        alone = replace(case, shifts=tuple((*shift[:3], min(shift[3], 1)) for shift in case.shifts)).use()
        assert alone.lines.filter(measure=PRESENCE)["adherence"].item() == pytest.approx(standing["unsplit"])


# --- what changes and what does not ------------------------------------------------------------------


@FEW
@given(cases(), st.tuples(st.sampled_from([1, 2, 7]), st.integers(12, 22), st.sampled_from([23, 2]), st.just(1)))
def test_another_shift_never_lowers_adherence(case: Case, shift: tuple[int, int, int, int]) -> None:
    more = replace(case, shifts=(*case.shifts, shift)).use()
    assert all(after >= before for before, after in zip(allocated(case.use()), allocated(more), strict=True))


@FEW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case: Case, dice: random.Random) -> None:
    def mixed(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.sample(fraction=1, shuffle=True, seed=dice.randrange(1000))

    use = case.use()
    again = best_use(mixed(case.plan), mixed(case.slots), mixed(case.roster), mixed(case.given), ORDER)
    for name in ("lines", "promises", "allocation", "hours", "visits"):
        assert getattr(use, name).equals(getattr(again, name)), name


@FEW
@given(cases(), st.permutations("ABCD"))
def test_who_comes_first_changes_no_total_and_gets_all_that_there_is(case: Case, places: list[str]) -> None:
    order = [(line, place) for place in places for line in (PRESENCE, PERSON)]
    use = case.use(order)
    assert allocated(use) == allocated(case.use())
    first = use.promises.filter(locality=places[0], measure=PRESENCE)["allocated"].sum()
    alone = replace(case, plan=case.plan.filter(locality=places[0], measure=PRESENCE)).use()
    assert first == alone.promises["allocated"].sum()


def test_time_moves_over_along_several_stretches() -> None:
    # the third promise can only have stretch 0, which the first leaves for stretch 1 of the second, for 2
    room = {(0, 0): 5, (0, 1): 5, (1, 1): 5, (1, 2): 5, (2, 0): 5}
    transport = Transport([5, 5, 5], room)
    assert [transport.fill(promise, 5) for promise in range(3)] == [5, 5, 5]
    assert {arc: amount for arc, amount in transport.brought.items() if amount} == {(0, 1): 5, (1, 2): 5, (2, 0): 5}
    assert transport.free == [0, 0, 0]
    assert transport.with_more([0], 3).free == [3, 0, 0]
