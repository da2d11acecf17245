"""What holds for all stretches of time: hours are conserved, cut, merged and assigned exactly.

The answers are compared with a grid of single minutes, filled in here one by one.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import polars.selectors as cs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib import cube, intervals, slots
from apk_lib.indicators.patrol.adherence import plan_adherence
from apk_lib.indicators.patrol.balance import hours_balance
from apk_lib.indicators.patrol.regularity import evenness
from apk_lib.intervals import LENGTH
from apk_lib.periods import Period
from apk_lib.stats import gini
from apk_lib.tables.codes import RULE_DEFAULTS
from tests.properties.examples import examples

MINUTE = 60_000_000  # microseconds
HOUR = 60 * MINUTE
INSTANT = pl.Datetime("us", "UTC")
BANDS = pl.DataFrame(
    {
        "band": ["06-09", "09-14", "14-18", "18-22", "22-06"],
        "start_hour": [6, 9, 14, 18, 22],
        "end_hour": [9, 14, 18, 22, 6],
    }
)
# noon before an ordinary night and before the two nights on which clocks change
ORDINARY = datetime(2020, 9, 7, 12, tzinfo=UTC)
NOONS = [ORDINARY, datetime(2020, 10, 24, 12, tzinfo=UTC), datetime(2021, 3, 27, 12, tzinfo=UTC)]
EVER = Period("P", date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1))
RULES: Any = SimpleNamespace(limit=RULE_DEFAULTS.__getitem__)
NO_CREW = pl.DataFrame(schema={"visit": pl.String, "person": pl.String})
NONE_OPEN = pl.DataFrame(schema={
    "visit": pl.String, "day": pl.Date, "at_most": pl.Int64, "source_row": pl.Int64, "next_row": pl.Int64,
})  # fmt: skip
SLOTS = slots.slots(BANDS, date(2020, 9, 1), date(2021, 4, 10))

Stay = tuple[int, int, str, str]  # first minute, minutes, person, locality


def stays(localities: str = "AB", least: int = 1) -> st.SearchStrategy[list[Stay]]:
    """Stays within two days, often at the same minutes, of up to three people."""
    start = st.integers(0, 48 * 4).map(lambda quarter: quarter * 15) | st.integers(0, 48 * 60)
    length = st.sampled_from([15, 60, 480]) | st.integers(1, 700)
    one = st.tuples(start, length, st.sampled_from("PQR"), st.sampled_from(localities))
    return st.lists(one, min_size=least, max_size=9)


def framed(given_stays: list[Stay], noon: datetime = ORDINARY) -> pl.DataFrame:
    """The stays as a frame; `visit` is their place in the list."""
    rows = [
        (person, f"V{place:02}", locality, noon + timedelta(minutes=first), noon + timedelta(minutes=first + length))
        for place, (first, length, person, locality) in enumerate(given_stays)
    ]
    schema = {"person": pl.String, "visit": pl.String, "locality": pl.String, "start": INSTANT, "end": INSTANT}
    return pl.DataFrame(rows, schema=schema, orient="row")


def tables(
    given_stays: list[Stay], noon: datetime = ORDINARY
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The stays as visits, crews, people and shifts: each stay a shift of its own."""
    frame = framed(given_stays, noon).with_columns(
        shift="visit", activity=pl.lit("foot_patrol"), source_row=pl.lit(2, pl.Int64)
    )
    frame = frame.with_columns(locality=pl.when(pl.col("locality") != "-").then("locality"))
    people = frame.select("person", role=pl.lit("assistant")).unique()
    return frame.drop("person"), frame.select("shift", "person"), people, frame.select("shift", "start", "end")


def effort_of(given_stays: list[Stay], noon: datetime = ORDINARY) -> pl.DataFrame:
    visits, crew, people, _ = tables(given_stays, noon)
    return slots.effort(slots.crewed(visits, crew, NO_CREW, people), SLOTS)


def counted(effort: pl.DataFrame) -> pl.DataFrame:
    return effort.filter(~pl.col("double_booked") & pl.col("locality").is_not_null())


def minutes(column: str) -> pl.Expr:
    """Minutes since the ordinary noon."""
    return (pl.col(column) - ORDINARY).dt.total_minutes()


def length(frame: pl.DataFrame) -> int:
    return int(frame.select(LENGTH.sum()).item())


def by(frame: pl.DataFrame, *columns: str) -> dict[tuple[object, ...], int]:
    """Microseconds of each group."""
    sums = frame.group_by(columns).agg(LENGTH.sum().alias("length"))
    return {tuple(row[:-1]): row[-1] for row in sums.select(*columns, "length").iter_rows() if row[-1]}


# --- merging -----------------------------------------------------------------------------------------


@given(stays())
def test_a_union_covers_the_minutes_that_any_stretch_covers(some: list[Stay]) -> None:
    covered = {(locality, minute) for first, size, _, locality in some for minute in range(first, first + size)}
    merged = intervals.union(framed(some).select("locality", "start", "end"), ["locality"])
    minutes = [locality for locality, _ in covered]
    assert by(merged, "locality") == {(name,): minutes.count(name) * MINUTE for name in set(minutes)}


@given(stays())
def test_the_parts_of_a_union_are_apart_and_in_order(some: list[Stay]) -> None:
    merged = intervals.union(framed(some).select("locality", "start", "end"), ["locality"])
    gaps = merged.with_columns(before=pl.col("end").shift(1).over("locality"))
    assert gaps.filter(pl.col("start") <= pl.col("before")).is_empty()
    assert merged.equals(merged.sort("locality", "start"))


@given(stays())
def test_a_union_is_at_most_the_sum_and_doubling_changes_nothing(some: list[Stay]) -> None:
    frame = framed(some).select("locality", "start", "end")
    merged = intervals.union(frame, ["locality"])
    assert length(merged) <= length(frame)
    assert intervals.union(pl.concat([frame, frame]), ["locality"]).equals(merged)
    assert intervals.union(merged, ["locality"]).equals(merged)


@given(stays(), st.integers(0, 90))
def test_stretches_at_most_a_gap_apart_are_one(some: list[Stay], gap: int) -> None:
    merged = intervals.union(framed(some), ["locality"], gap=gap * MINUTE)
    for locality in {stay[3] for stay in some}:
        covered = sorted({m for first, size, _, name in some if name == locality for m in range(first, first + size)})
        begins = [
            m for before, m in zip([None, *covered], covered, strict=False) if before is None or m > before + 1 + gap
        ]
        ends = [
            m + 1 for m, after in zip(covered, [*covered[1:], None], strict=True) if after is None or after in begins
        ]
        mine = merged.filter(pl.col("locality") == locality).select(minutes("start"), minutes("end"))
        assert mine.rows() == list(zip(begins, ends, strict=True))


@given(stays(), st.lists(st.booleans(), min_size=9, max_size=9), st.randoms(use_true_random=False))
def test_a_union_asks_neither_for_order_nor_for_a_key(some: list[Stay], kept: list[bool], dice) -> None:
    frame = framed(some).with_columns(locality=pl.when(pl.Series(kept[: len(some)])).then("locality"))
    merged = intervals.union(frame, ["locality", "person"])
    assert intervals.union(
        frame.sample(fraction=1, shuffle=True, seed=dice.randint(0, 999)), ["locality", "person"]
    ).equals(merged)
    named = intervals.union(frame.with_columns(pl.col("locality").fill_null(" ")), ["locality", "person"])
    assert merged.with_columns(pl.col("locality").fill_null(" ")).equals(named)


def test_a_union_is_exact_for_the_longest_spans_in_many_groups() -> None:
    # the spans of these groups sum to 2 million years, ten times what 64 bits of microseconds hold
    year, instants = 365 * 24 * HOUR, [(0, 1), (2, 9000), (8999, 9000), (9000, 9997)]
    rows = [(group, first * year, last * year - group) for group in range(200) for first, last in instants]
    schema = {"group": pl.Int64, "start": INSTANT, "end": INSTANT}
    dawn = int(datetime(1, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
    frame = pl.DataFrame([(group, dawn + a, dawn + b) for group, a, b in rows], schema=schema, orient="row")
    merged = intervals.union(frame, ["group"])
    wanted = [
        (group, dawn + a * year, dawn + b * year - group)
        for group in range(200)
        for a, b in ([(0, 1), (2, 9997)] if group == 0 else [(0, 1), (2, 9000), (9000, 9997)])
    ]
    assert merged.equals(pl.DataFrame(wanted, schema=schema, orient="row"))
    assert intervals.union(frame, ["group"], gap=199)["group"].value_counts()["count"].unique().to_list() == [2]


@pytest.mark.parametrize(("start", "end"), [(0, None), (None, 0), (1, 0)])
def test_what_is_no_stretch_is_refused(start: int | None, end: int | None) -> None:
    frame = pl.DataFrame(
        {"locality": ["A"], "start": [start], "end": [end]}, schema_overrides={"start": INSTANT, "end": INSTANT}
    )
    for refuse in (lambda: intervals.union(frame, ["locality"]), lambda: intervals.cut(frame, SLOTS)):
        with pytest.raises(ValueError, match="stretch"):
            refuse()


# --- one place at a time -----------------------------------------------------------------------------


@given(stays())
def test_each_minute_of_a_person_belongs_to_the_stay_that_started_last(some: list[Stay]) -> None:
    wanted: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for person in {stay[2] for stay in some}:
        mine = [(first, f"V{place:02}", size) for place, (first, size, who, _) in enumerate(some) if who == person]
        for minute in range(50 * 60 + 700):
            present = sorted((first, visit) for first, visit, size in mine if first <= minute < first + size)
            for _, visit in present[:-1]:
                wanted[visit, True] += MINUTE
            for _, visit in present[-1:]:
                wanted[visit, False] += MINUTE
    placed = intervals.one_place_at_a_time(framed(some), "person", "visit")
    assert by(placed, "visit", "double_booked") == wanted


@given(stays())
def test_assigning_a_place_conserves_the_hours_and_nobody_is_in_two(some: list[Stay]) -> None:
    frame = framed(some)
    placed = intervals.one_place_at_a_time(frame, "person", "visit")
    assert by(placed, "visit") == by(frame, "visit")
    here = placed.filter(~pl.col("double_booked"))
    assert length(intervals.union(here.select("person", "start", "end"), ["person"])) == length(here)
    assert length(intervals.union(frame.select("person", "start", "end"), ["person"])) == length(here)


@given(stays(), stays("Z"))
def test_a_stay_in_another_locality_never_adds_hours_elsewhere(some: list[Stay], more: list[Stay]) -> None:
    before = by(counted(effort_of(some)), "locality")
    after = by(counted(effort_of(some + more)), "locality")
    assert all(hours <= before.get(place, 0) for place, hours in after.items() if place != ("Z",))


# --- cutting -----------------------------------------------------------------------------------------


@given(stays(), st.sampled_from(NOONS), st.sampled_from([7, 30, 60, 1440]))
def test_cutting_finer_never_changes_sums(some: list[Stay], noon: datetime, step: int) -> None:
    edges = pl.datetime_range(
        noon - timedelta(hours=3), noon + timedelta(days=4), f"{step}m", time_unit="us", eager=True
    )
    fine = pl.DataFrame({"start": edges}).with_columns(end=pl.col("start").shift(-1)).drop_nulls()
    frame = framed(some, noon)
    for pieces in (intervals.cut(frame, fine), intervals.cut(intervals.cut(frame, SLOTS.select("start", "end")), fine)):
        assert by(pieces, "visit", "locality") == by(frame, "visit", "locality")
        assert pieces.filter(pl.col("start") >= pl.col("end")).is_empty()


@given(stays(), st.sampled_from([1, 7, 30, 240, 1440]), st.sets(st.integers(0, 60 * 60), max_size=12))
def test_pieces_are_the_minutes_of_their_slots_in_the_order_of_the_stretches(
    some: list[Stay], step: int, odd: set[int]
) -> None:
    # even slots, slots of any length, and one that is far longer than all others
    edges = sorted({-1, *range(0, 240, step), *odd, 60 * 60 + 1, 100_000})
    instants = [ORDINARY + timedelta(minutes=edge) for edge in edges]
    dated = pl.DataFrame({"start": instants[:-1], "end": instants[1:], "slot": edges[:-1]}).cast(
        {"start": INSTANT, "end": INSTANT}
    )
    pieces = intervals.cut(framed(some), dated)
    wanted = [
        (f"V{place:02}", left, max(left, first), min(right, first + size))
        for place, (first, size, _, _) in enumerate(some)
        for left, right in pairwise(edges)
        if left < first + size and first < right
    ]
    assert pieces.select("visit", "slot", minutes("start"), minutes("end")).rows() == wanted
    assert intervals.cut(framed([]), dated).schema == pieces.schema


@pytest.mark.parametrize(("first", "size"), [(-1, 5), (55, 6), (-5, 100), (-5, 2), (70, 5)])
def test_a_stretch_outside_all_slots_is_refused(first: int, size: int) -> None:
    dated = pl.DataFrame(
        {
            "start": [ORDINARY, ORDINARY + timedelta(minutes=20)],
            "end": [ORDINARY + timedelta(minutes=m) for m in (20, 60)],
        }
    ).cast(INSTANT)
    with pytest.raises(ValueError, match="outside all slots"):
        intervals.cut(framed([(first, size, "P", "A")]), dated)
    with pytest.raises(ValueError, match="outside all slots"):
        intervals.cut(framed([(first, size, "P", "A")]), dated.clear())
    assert len(intervals.cut(framed([(0, 60, "P", "A")]), dated)) == 2


@given(stays(), st.sampled_from(NOONS))
def test_every_piece_lies_in_its_slot(some: list[Stay], noon: datetime) -> None:
    pieces = intervals.cut(framed(some, noon), SLOTS).with_columns(
        local=pl.col("start").dt.convert_time_zone("Europe/Prague"),
    ).with_columns(hour=pl.col("local").dt.hour())  # fmt: skip
    assert (pieces["day"] == pieces["local"].dt.date()).all()
    edges = pl.col("band").str.split("-").list
    first, last = edges.get(0).cast(pl.Int64), edges.get(1).cast(pl.Int64)
    within = pl.when(first < last).then(pl.col("hour").is_between(first, last - 1)).otherwise(
        (pl.col("hour") >= first) | (pl.col("hour") < last)
    )  # fmt: skip
    assert pieces.filter(~within).is_empty()


@given(st.sets(st.integers(0, 23).filter(lambda hour: hour != 2), min_size=1, max_size=8))
def test_slots_leave_no_gap_whatever_the_bands(hours: set[int]) -> None:
    starts = sorted(hours)
    ends = [*starts[1:], starts[0]]
    bands = pl.DataFrame({"band": [f"{hour:02}" for hour in starts], "start_hour": starts, "end_hour": ends})
    made = slots.slots(bands, date(2021, 3, 20), date(2021, 4, 3))
    assert (made["end"].head(-1) == made["start"].tail(-1)).all()
    days = by(made, "day")
    # the clock goes forward on 28 March
    assert days[date(2021, 3, 28),] == 23 * HOUR
    assert {days[date(2021, 3, day),] for day in range(20, 28)} == {24 * HOUR}


# --- gaps --------------------------------------------------------------------------------------------


def served(stretches: list[tuple[int, int]], places: str = "ABC") -> pl.DataFrame:
    """The same service in every place, from stretches of minutes."""
    return framed([(first, size, "P", place) for place in places for first, size in stretches])


SERVICE = st.lists(st.tuples(st.integers(0, 60 * 60), st.integers(1, 900)), min_size=1, max_size=5)


@given(stays(least=0), SERVICE)
def test_gaps_are_the_runs_of_service_without_a_stay(some: list[Stay], service: list[tuple[int, int]]) -> None:
    open_minutes = sorted({minute for first, size in service for minute in range(first, first + size)})
    wanted = []
    for place in "ABC":
        visited = {minute for first, size, _, name in some if name == place for minute in range(first, first + size)}
        runs: list[list[int]] = [[]]
        for minute in open_minutes:
            if minute in visited:
                runs.append([])
            else:
                runs[-1].append(minute)
        wanted += [
            (place, run[0], run[-1] + 1, len(run) * MINUTE, run[0] == open_minutes[0] or run[-1] == open_minutes[-1])
            for run in runs
            if run
        ]
    found = intervals.gaps(framed(some), served(service), ["locality"])
    assert found.with_columns(minutes("start"), minutes("end")).rows() == wanted
    assert found.columns == ["locality", "start", "end", "length", "censored"]


@given(stays(least=0), SERVICE, st.sampled_from(NOONS), st.randoms(use_true_random=False))
def test_gaps_and_presence_in_service_are_all_of_service(
    some: list[Stay], service: list[tuple[int, int]], noon: datetime, dice
) -> None:
    frame, whole = framed(some, noon), intervals.union(served(service), ["locality"])
    shift = noon - ORDINARY
    whole = whole.with_columns(pl.col("start", "end") + shift)
    found = intervals.gaps(frame, whole, ["locality"])
    both = pl.concat([part.select("locality", "start", "end") for part in (frame, whole)])
    outside = by(intervals.union(both, ["locality"]), "locality")
    visited, open_time = by(intervals.union(frame, ["locality"]), "locality"), by(whole, "locality")
    for place in "ABC":
        # present in service = present + service - present or service
        present = visited.get((place,), 0) + open_time[place,] - outside[place,]
        assert found.filter(locality=place)["length"].sum() + present == open_time[place,]
    seed = dice.randint(0, 999)
    again = [part.sample(fraction=1, shuffle=True, seed=seed) for part in (pl.concat([frame, frame]), whole)]
    assert intervals.gaps(*again, ["locality"]).equals(found)


@given(stays(), SERVICE)
def test_gaps_a_week_later_are_the_same(some: list[Stay], service: list[tuple[int, int]]) -> None:
    week = pl.col("start", "end") + timedelta(days=7)
    now = intervals.gaps(framed(some), served(service), ["locality"])
    later = intervals.gaps(framed(some).with_columns(week), served(service).with_columns(week), ["locality"])
    assert later.equals(now.with_columns(week))


def test_the_gaps_of_a_day_with_two_visits() -> None:
    # service 06-22, visits 8-9 and 14-15: gaps 2, 5 and 7 h, average idleness 78 / 32 h
    day, visited = [(6 * 60, 16 * 60)], [(8 * 60, 60, "P", "A"), (14 * 60, 60, "P", "A")]
    found = intervals.gaps(framed(visited), served(day, "A"), ["locality"])
    assert found["length"].to_list() == [2 * HOUR, 5 * HOUR, 7 * HOUR]
    assert found["censored"].to_list() == [True, False, True]
    assert sum((length / HOUR) ** 2 for length in found["length"]) / (2 * 16) == 2.4375
    never = intervals.gaps(framed([]), served(day, "A"), ["locality"])
    assert never.select("length", "censored").rows() == [(16 * HOUR, True)]


def test_a_night_without_service_is_no_gap() -> None:
    days = [(first * 24 * 60 + 6 * 60, 16 * 60) for first in range(2)]
    evening, night, morning = (20 * 60, 60, "P", "A"), (23 * 60, 30, "P", "A"), (31 * 60, 60, "P", "A")
    found = intervals.gaps(framed([evening, night, morning]), served(days, "A"), ["locality"])
    # 21-22 and 06-07: the stay at night divides nothing
    assert found["length"].to_list() == [14 * HOUR, 2 * HOUR, 14 * HOUR]
    until_night = intervals.gaps(framed([(21 * 60, 10 * 60, "P", "A")]), served(days, "A"), ["locality"])
    assert until_night["length"].to_list() == [15 * HOUR, 15 * HOUR]
    assert intervals.gaps(framed([evening]), served([], ""), ["locality"]).is_empty()


def test_a_gap_begins_and_ends_with_a_moment_of_service() -> None:
    # 06-22 twice and a stretch without length at midnight; the first stay ends with the evening's service
    service = served([(6 * 60, 16 * 60), (24 * 60, 0), (30 * 60, 16 * 60)], "A")
    visited = framed(
        [(20 * 60, 120, "P", "A"), (32 * 60, 60, "P", "A"), (6 * 60, 60, "P", "A"), (46 * 60, 60, "P", "A")]
    )
    for key in ("A", None):
        nobody, there = (frame.with_columns(locality=pl.lit(key, pl.String)) for frame in (service, visited))
        found = intervals.gaps(there, nobody, ["locality"]).with_columns(minutes("start") / 60, minutes("end") / 60)
        assert found.rows() == [
            (key, 7, 20, 13 * HOUR, False), (key, 30, 32, 2 * HOUR, False), (key, 33, 46, 13 * HOUR, True)
        ]  # fmt: skip


# --- the cube ----------------------------------------------------------------------------------------


@examples(20)
@given(stays("AB-"), st.sampled_from(NOONS), st.integers(1, 4), st.lists(st.integers(1, 3), min_size=9, max_size=9))
def test_the_cube_is_the_sum_of_effort_presence_and_visits(
    some: list[Stay], noon: datetime, block: int, crews: list[int]
) -> None:
    # each visit has a crew of its own, of one to three, so that nobody is in two places
    visits, shifts, *_ = tables(some, noon)
    crew = shifts.select("shift", person=pl.Series(crews[: len(some)])).with_columns(person=pl.int_ranges(0, "person"))
    crew = crew.explode("person").with_columns(person=pl.format("{}-{}", "shift", "person"))
    frame = slots.crewed(visits, crew, NO_CREW, crew.select("person", role=pl.lit("assistant")))
    assert len(frame) == sum(crews[: len(some)])
    effort = slots.effort(frame, SLOTS)
    service = served([(0, 600), (1440, 600)], "AC")
    made = cube.coverage(frame.lazy(), SLOTS, service, block=block)
    whole = cube.coverage(frame.lazy(), SLOTS, service)
    assert made.cube.equals(whole.cube)
    assert made.idleness.equals(whole.idleness)
    cells = ["locality", pl.col("day").dt.weekday().alias("weekday"), "band"]
    spent = effort.group_by(cells).agg(pl.col("length").sum()).sort("locality", "weekday", "band")
    assert made.cube.select("locality", "weekday", "band", length="person_hours").equals(spent)
    present = slots.presence(effort, SLOTS).group_by(cells).agg(pl.col("length").sum())
    here = made.cube.drop_nulls("locality").select("locality", "weekday", "band", length="presence_hours")
    assert here.equals(present.sort("locality", "weekday", "band"))
    begun = slots.visit_starts(frame, SLOTS).group_by(cells).agg(length=pl.len().cast(pl.Int64))
    counted_here = made.cube.filter(pl.col("visits") > 0).select("locality", "weekday", "band", length="visits")
    assert counted_here.equals(begun.sort("locality", "weekday", "band"))
    assert made.cube["visits"].sum() == len(some)
    found = intervals.gaps(frame, service, ["locality"])
    for row in made.idleness.iter_rows(named=True):
        lengths = found.filter(locality=row["locality"])["length"].to_list()
        sums = (row["service"], row["gaps"], row["worst"], row["total"], row["squares"])
        assert sums == (20 * HOUR, len(lengths), max(lengths), sum(lengths), sum(length**2 for length in lengths))
    assert made.idleness["locality"].to_list() == ["A", "C"]


def test_a_visit_of_several_rows_begins_with_the_earliest() -> None:
    # noon is 14 o'clock in Prague: a pair from 16 to 20, one of them from 19 on only, 2 hours of it in 14-18;
    # the order of the rows is that of the later one first
    frame = framed([(300, 60, "Q", "A"), (120, 240, "P", "A")]).with_columns(visit=pl.lit("V"))
    made = cube.coverage(frame.lazy(), SLOTS, served([], ""))
    wanted = [("A", 1, "14-18", 2 * HOUR, 2 * HOUR, 1), ("A", 1, "18-22", 3 * HOUR, 2 * HOUR, 0)]
    assert made.cube.rows() == wanted
    assert cube.coverage(pl.concat([frame] * 2).lazy(), SLOTS, served([], "")).cube["visits"].to_list() == [1, 0]


def test_a_visit_without_length_is_counted_where_it_began() -> None:
    # at 18 o'clock in Prague: alone, and where a stay that ends there leaves nobody present in the next slot
    frame = framed([(240, 0, "P", "A"), (240, 0, "P", "B"), (180, 60, "Q", "B"), (300, 0, "P", "B")])
    made = cube.coverage(frame.lazy(), SLOTS, served([], ""))
    assert made.cube.rows() == [
        ("A", 1, "18-22", 0, 0, 1), ("B", 1, "14-18", HOUR, HOUR, 1), ("B", 1, "18-22", 0, 0, 2)
    ]  # fmt: skip


def test_the_cube_of_a_scanned_file_and_of_nothing(tmp_path: Path) -> None:
    frame = framed([(0, 90, "P", "A"), (30, 700, "Q", "B"), (60, 10, "P", "A")])
    frame.write_parquet(tmp_path / "visits.parquet")
    scanned = cube.coverage(pl.scan_parquet(tmp_path / "visits.parquet"), SLOTS, served([(0, 600)]), block=1)
    at_once = cube.coverage(frame.lazy(), SLOTS, served([(0, 600)]))
    assert scanned.cube.equals(at_once.cube)
    assert scanned.idleness.equals(at_once.idleness)
    nothing = cube.coverage(frame.clear().lazy(), SLOTS, served([], ""))
    assert (nothing.cube.schema, len(nothing.cube)) == (at_once.cube.schema, 0)
    assert (nothing.idleness.schema, len(nothing.idleness)) == (at_once.idleness.schema, 0)


# --- the time in the field ---------------------------------------------------------------------------


@given(stays("AB-"), st.sampled_from(NOONS), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(some: list[Stay], noon: datetime, dice) -> None:
    visits, crew, people, shifts = tables(some, noon)
    seed = dice.randint(0, 1000)
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=seed) for frame in (visits, crew, people, shifts)]
    effort = slots.effort(slots.crewed(visits, crew, NO_CREW, people), SLOTS)
    assert slots.effort(slots.crewed(*shuffled[:2], NO_CREW, shuffled[2]), SLOTS).equals(effort)
    here = slots.crewed(visits, crew, NO_CREW, people)
    presence, service = slots.presence(effort, SLOTS), slots.service(shifts, crew, here, people, SLOTS)
    assert slots.presence(effort.sample(fraction=1, shuffle=True, seed=seed), SLOTS).equals(presence)
    there = slots.crewed(*shuffled[:2], NO_CREW, shuffled[2])
    assert slots.service(shuffled[3], shuffled[1], there, shuffled[2], SLOTS).equals(service)


@given(stays(), st.sampled_from(NOONS))
def test_presence_is_at_most_person_hours_and_these_at_most_crew_times_presence(
    some: list[Stay], noon: datetime
) -> None:
    effort = effort_of(some, noon)
    people = len({person for _, _, person, _ in some})
    presence, person_hours = by(slots.presence(effort, SLOTS), "locality"), by(counted(effort), "locality")
    assert presence.keys() == person_hours.keys()
    for place, here in presence.items():
        assert here <= person_hours[place] <= people * here


@given(stays(), st.integers(0, 8))
def test_a_row_recorded_twice_leaves_presence_and_person_hours_unchanged(some: list[Stay], which: int) -> None:
    once, twice = effort_of(some), effort_of([*some, some[which % len(some)]])
    assert slots.presence(twice, SLOTS).equals(slots.presence(once, SLOTS))
    people = ["person", "locality", "day", "band"]
    if len({(first, person) for first, _, person, _ in some}) == len(some):
        # where two stays start together the larger id wins, and the copy has a new one
        assert by(counted(twice), *people) == by(counted(once), *people)


@given(stays("AB-"))
def test_a_week_later_everything_is_the_same(some: list[Stay]) -> None:
    columns = ["person", "visit", "locality", "band", "length", "double_booked"]
    weekday = pl.col("day").dt.weekday()
    now, later = effort_of(some), effort_of(some, ORDINARY + timedelta(days=7))
    assert later.select(*columns, weekday).equals(now.select(*columns, weekday))


def balance(effort: pl.DataFrame, service: pl.DataFrame, period: Period) -> dict[str, int]:
    """The parts of the balance of hours in microseconds, over all visits."""
    rows = hours_balance(effort, service, NONE_OPEN, period).drop("visits_row")
    return rows.select(cs.numeric().sum()).row(0, named=True)


@given(stays("AB-"), st.sampled_from(NOONS), st.integers(0, 5), st.integers(1, 4))
def test_hours_in_are_in_localities_outside_untracked_or_double_booked(
    some: list[Stay], noon: datetime, skipped: int, substituted: int
) -> None:
    # some stays are left out of the visits: their shift is served, but nobody wrote where; others were made by
    # somebody who was not on that shift
    visits, crew, people, shifts = tables(some, noon)
    visits = visits.gather_every(skipped + 1)
    others = visits.gather_every(substituted).select("visit", person=pl.lit(people["person"].max()))
    crewed = slots.crewed(visits, crew, others, people)
    effort = slots.effort(crewed, SLOTS)
    service = slots.service(shifts, crew, crewed, people, SLOTS)
    for period in (EVER, Period("P", noon.date(), noon.date(), noon.date())):
        parts = balance(effort, service, period)
        assert parts["hours_in"] == sum(
            parts[part] for part in ("in_localities", "outside", "untracked", "double_booked")
        )
        assert parts["untracked"] >= 0
    assert parts.keys() >= {"night_shift"}
    on_shift = shifts.join(crew, on="shift").select("person", "start", "end")
    served = length(intervals.union(pl.concat([on_shift, crewed.select(on_shift.columns)]), ["person"]))
    whole = balance(effort, service, EVER)
    assert whole["hours_in"] == served + whole["double_booked"]
    assert whole["night_shift"] == 0


# --- against the plan --------------------------------------------------------------------------------

HERE = ["locality", "plan_day", "band"]


def plan(amounts: pl.DataFrame) -> pl.DataFrame:
    """Dated slots of a plan by the slot, from `locality, plan_day, band, planned`."""
    return amounts.with_columns(
        plan_row=pl.col("locality"), unit=pl.col("plan_day"), measure=pl.lit("person_hours"), per=pl.lit("slot"),
        day_type=pl.lit("weekend"), ends_on=pl.col("plan_day"), patrol_plan_row=pl.lit(2),
    )  # fmt: skip


@given(stays(), st.sampled_from(NOONS), st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_capped_adherence_is_at_most_one_and_at_most_the_raw_one(
    some: list[Stay], noon: datetime, hours: list[int]
) -> None:
    days = [noon.date() + timedelta(days=place % 3) for place in range(len(hours))]
    amounts = pl.DataFrame(
        {"locality": [f"{'AB'[place % 2]}" for place in range(len(hours))], "plan_day": days,
         "band": [BANDS["band"][place % 5] for place in range(len(hours))], "planned": [hour * HOUR for hour in hours]}
    ).unique(HERE)  # fmt: skip
    units = plan_adherence(plan(amounts), effort_of(some, noon), EVER, RULES)
    assert (units["kept"] <= units["planned"]).all()
    assert (units["kept"] <= units["delivered"]).all()
    assert (units["kept"] + units["over"] == units["delivered"]).all()
    assert units["planned"].sum() == amounts["planned"].sum()
    if promised := units["planned"].sum():
        assert units["kept"].sum() / promised <= min(1, units["delivered"].sum() / promised)
    assert units["delivered"].sum() <= length(counted(effort_of(some, noon)))


@given(stays(), st.sampled_from(NOONS))
def test_a_plan_equal_to_what_was_delivered_is_kept_in_full(some: list[Stay], noon: datetime) -> None:
    effort = effort_of(some, noon)
    units = plan_adherence(
        plan(counted(effort).group_by(HERE).agg(planned=pl.col("length").sum())), effort, EVER, RULES
    )
    assert units["kept"].sum() == units["planned"].sum() == units["delivered"].sum() == length(counted(effort))
    assert units["over"].sum() == 0
    spread = evenness(plan(counted(effort).group_by(HERE).agg(planned=pl.col("length").sum())), effort, EVER)
    if len(spread):
        assert gini(spread["delivered"], spread["planned"]).value == 0


DAYS = pl.DataFrame({"day": [date(2020, 9, 7) + timedelta(days=day) for day in range(14)]}).select(
    "day", locality=pl.lit("A"), confirmed=pl.lit(True),
    day_type=pl.when(pl.col("day").dt.weekday() > 5).then(pl.lit("weekend")).otherwise(pl.lit("other_working_day")),
)  # fmt: skip
A = pl.DataFrame(
    {"locality": ["A"], "valid_from": [date(2020, 1, 1)], "valid_to": [None]},
    schema_overrides={"valid_to": pl.Date},
)


@pytest.mark.parametrize("day_types", ["weekend", "other_working_day", "weekend;other_working_day"])
@given(amount=st.decimals(0, 200, places=3).map(float), last=st.integers(0, 13))
def test_the_parts_of_a_week_sum_to_its_amount_to_the_microsecond(day_types: str, amount: float, last: int) -> None:
    row = {
        "plan_row": ["R1"], "locality": ["A"], "day_types": [day_types], "band": ["09-14"], "amount": [amount],
        "measure": ["person_hours"], "per": ["week"], "valid_from": [date(2020, 1, 1)], "valid_to": [None],
        "source_row": [2],
    }  # fmt: skip
    whole = pl.DataFrame(row, schema_overrides={"valid_to": pl.Date})
    weeks = slots.plan_slots(whole, A, DAYS, BANDS, SLOTS).group_by("unit").agg(pl.col("planned").sum())
    assert weeks["planned"].to_list() == [round(amount * HOUR)] * 2
    # two versions that follow each other promise together what one promises alone
    change = date(2020, 9, 7) + timedelta(days=last)
    first = whole.with_columns(valid_to=pl.lit(change))
    second = whole.with_columns(plan_row=pl.lit("R2"), valid_from=pl.lit(change + timedelta(days=1)))
    both = slots.plan_slots(pl.concat([first, second]), A, DAYS, BANDS, SLOTS)
    assert both["planned"].sum() == weeks["planned"].sum()
