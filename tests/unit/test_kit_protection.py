"""What becomes of the data in the evaluator's kit: every column is decided on, and nobody is one of few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import chain, combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.dataset import Dataset
from apk_lib.disclosure.limits import Limits
from apk_lib.kit import counting, respondents
from apk_lib.kit.contents import FACTS, PROTECTED
from apk_lib.kit.protecting import BOOKKEEPING, PLAN, decisions
from apk_lib.kit.respondents import DESIGN, TRAITS, protected, suppressed
from apk_lib.tables import TABLES
from apk_lib.tables.codes import AGE_GROUPS, SEXES
from tests.remembered import kromeriz

FEW = 3


# --- the plan --------------------------------------------------------------------------------------


def undecided(names: dict[str, list[str]]) -> list[str]:
    """Columns that the plan does not name, and names it has for no column or twice."""
    told = Counter((one.table, one.column) for one in decisions())
    every = {(table, column) for table, columns in names.items() for column in columns if column not in BOOKKEEPING}
    every |= {("*", column) for column in BOOKKEEPING}
    wrong = {pair for pair, times in told.items() if times != 1} | (every ^ told.keys())
    return sorted(".".join(pair) for pair in wrong)


def columns_of_the_model() -> dict[str, list[str]]:
    return {name: list(table.schema.columns()) for name, table in TABLES.items()}


def test_the_plan_decides_on_every_column_of_the_data_model_once() -> None:
    assert undecided(columns_of_the_model()) == []


def test_a_new_column_or_table_is_noticed() -> None:
    more = columns_of_the_model()
    more["events"].append("note")
    assert undecided(more | {"dogs": ["dog"]}) == ["dogs.dog", "events.note"]


def test_book_keeping_columns_are_those_of_every_table() -> None:
    assert {column for columns in columns_of_the_model().values() for column in columns if column in BOOKKEEPING} == {
        *BOOKKEEPING
    }


def test_no_personal_column_is_kept() -> None:
    kept = {(one.table, one.column) for one in decisions() if one.treatment == "kept"}
    personal = {(table.name, column) for table in TABLES.values() for column in table.personal}
    assert len(personal) > 20
    assert kept & personal == set()


def test_the_tables_of_the_kit_hold_what_is_kept_and_nothing_more() -> None:
    for name, table in {**PROTECTED, **FACTS}.items():
        if name in PLAN:
            decided = {*PLAN[name].kept.split(), *PLAN[name].coarsened} | {"synthetic", "least", "most"}
            assert {column.name for column in table.columns} <= decided
    shown = {name for name in PLAN if name in {**PROTECTED, **FACTS}}
    assert {name for name, plan in PLAN.items() if plan.kept} == shown


# --- respondents -----------------------------------------------------------------------------------


def people(*groups: tuple[int, str, str | None, str | None]) -> pl.DataFrame:
    rows = [("W0", zone, zone, age, sex) for n, zone, age, sex in groups for _ in range(n)]
    return pl.DataFrame(rows, schema=["wave", "stratum", "zone", "age_group", "sex"], orient="row")


def groups(rows: pl.DataFrame) -> dict[tuple[str | None, ...], int]:
    return dict(Counter(rows.select("zone", "age_group", "sex").iter_rows()))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # everybody has enough like themselves: nothing is withheld
        ([(3, "a", "15-29", "male"), (4, "a", "60+", "male")], {("a", "15-29", "male"): 3, ("a", "60+", "male"): 4}),
        # two young men and one young woman: without sex they are three
        ([(2, "a", "15-29", "male"), (1, "a", "15-29", "female"), (3, "a", "60+", "male")],
         {("a", "15-29", None): 3, ("a", "60+", "male"): 3}),
        # three men of three ages: without age they are three
        ([(1, "a", "15-29", "male"), (1, "a", "30-44", "male"), (1, "a", "60+", "male"), (3, "a", "60+", "female")],
         {("a", None, "male"): 3, ("a", "60+", "female"): 3}),
        # one alone among many: the whole group beside it loses both, too
        ([(1, "a", "15-29", "male"), (3, "a", "60+", "female")], {("a", None, None): 4}),
        # of two groups beside it the smaller one
        ([(1, "a", "15-29", "male"), (3, "a", "60+", "female"), (5, "a", "30-44", "female")],
         {("a", None, None): 4, ("a", "30-44", "female"): 5}),
        # another part of the town is another group
        ([(2, "a", "15-29", "male"), (1, "b", "15-29", "male"), (2, "b", "60+", "male"), (1, "a", "60+", "male")],
         {("a", None, "male"): 3, ("b", None, "male"): 3}),
        # who told nothing counts as one value
        ([(3, "a", None, "male"), (2, "a", "60+", "male"), (1, "a", "15-29", "male")], {("a", None, "male"): 6}),
    ],
)  # fmt: skip
def test_traits_few_share_are_withheld(
    before: list[tuple[int, str, str | None, str | None]], after: dict[tuple[str | None, ...], int]
) -> None:
    rows = people(*before)
    told = suppressed(rows, DESIGN, TRAITS, FEW)
    assert groups(told) == after
    assert told.columns == rows.columns


sampled = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from([None, *AGE_GROUPS]), st.sampled_from([None, *SEXES])),
    max_size=60,
)


@given(sampled, st.integers(2, 7))
def test_nobody_is_one_of_few_in_any_traits_together_and_nothing_is_invented(
    drawn: list[tuple[str, str | None, str | None]], k: int
) -> None:
    before = people(*((1, *row) for row in drawn))
    before = before.filter(pl.len().over(DESIGN) >= k) if drawn else people().cast(dict.fromkeys(DESIGN, pl.String))
    after = suppressed(before, DESIGN, TRAITS, k)
    names = (*DESIGN, *TRAITS)
    for some in chain.from_iterable(combinations(names, many) for many in range(1, len(names) + 1)):
        assert all(n >= k for n in Counter(after.select(some).iter_rows()).values()), some
    for was, now in zip(before.iter_rows(), after.iter_rows(), strict=True):
        assert all(new in (old, None) for old, new in zip(was, now, strict=True))
        assert was[: len(DESIGN)] == now[: len(DESIGN)]
    # whoever was one of many keeps all that is told, unless somebody of the stratum needed a group
    if all(n >= k for n in Counter(before.iter_rows()).values()):
        assert after.equals(before)


MOMENT = datetime(2020, 8, 1, tzinfo=UTC)


def asked(*rows: Mapping[str, object]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """A sample, the respondents as recorded, and an answer of each, the code of the place it stands at."""
    given = [
        {"respondent": f"R{place}", "wave": "W0", "zone": "a", "stratum": "W0|a", "weight": 2.0, "population": 100.0,
         "psu": None, "panel": None, "sex": "male", "age_group": "60+", "locality": "park", **row}
        for place, row in enumerate(rows, start=1)
    ]  # fmt: skip
    strings = dict.fromkeys(("psu", "panel", "sex", "age_group", "locality"), pl.String)
    sample = pl.DataFrame(given, schema_overrides=strings)
    answers = [{"respondent": row["respondent"], "item": "safe", "answer": place % 4 + 1}
               for place, row in enumerate(given)]  # fmt: skip
    return sample, sample, pl.DataFrame(answers)


def test_new_numbers_follow_no_order_of_the_old_ones_and_stay_the_same() -> None:
    frames = asked(*({} for _ in range(40)))
    told = protected(*frames, FEW)
    sample, raw, answers = (frame.sample(fraction=1, shuffle=True, seed=3) for frame in frames)
    again = protected(sample, raw, answers, FEW)
    assert told.rows["respondent"].to_list() == list(range(1, 41))
    assert told.rows.equals(again.rows)
    assert told.answers.equals(again.answers)
    old = frames[2].sort("respondent")["answer"].to_list()
    assert sorted(told.answers["answer"].to_list()) == sorted(old)
    assert told.answers["answer"].to_list() not in (old, frames[2]["answer"].to_list())


def test_numbers_depend_on_every_answer_and_not_on_ids_alone() -> None:
    sample, raw, answers = asked(*({} for _ in range(40)))
    other = answers.with_columns(pl.when(pl.col("respondent") == "R1").then(4).otherwise("answer").alias("answer"))
    numbers = (respondents._numbers(sample, raw, frame)["respondent"].to_list() for frame in (answers, other))
    assert len({tuple(order) for order in numbers}) == 2


def test_a_weight_is_the_mean_of_those_who_look_alike() -> None:
    # 4 old men weigh 1, 2, 3, 6 = 12; the only young one of 3 women loses her age, they weigh 2, 2, 5 = 9
    men = [{"weight": weight} for weight in (1.0, 2.0, 3.0, 6.0)]
    women = [
        {"weight": w, "sex": "female", "age_group": age} for w, age in ((2.0, "60+"), (2.0, "60+"), (5.0, "15-29"))
    ]
    told = protected(*asked(*men, *women), FEW)
    assert told.withheld == {"age_group": 3, "sex": 0}
    assert sorted(told.rows.select("sex", "age_group", "weight").unique().rows()) == [
        ("female", None, 3.0), ("male", "60+", 3.0),
    ]  # fmt: skip
    assert told.rows["weight"].sum() == 12 + 9


def test_respondents_of_a_small_stratum_are_left_out_with_their_answers() -> None:
    told = protected(*asked({}, {}, {}, {"stratum": "W0|b", "zone": "b"}), FEW)
    assert (told.left_out, len(told.rows), len(told.answers)) == (1, 3, 3)
    alone = protected(*asked({}), FEW)
    assert (alone.left_out, len(alone.rows), len(alone.answers)) == (1, 0, 0)


def test_units_come_as_numbers_a_person_of_a_panel_as_two() -> None:
    streets = [{"psu": street} for street in ("Lipová", "Lipová", "Horní", "Horní")]
    told = protected(*asked(*streets), FEW).rows
    assert sorted(told["psu"].to_list()) == [1, 1, 2, 2]
    first = told.sort("respondent")["psu"].to_list()
    assert first[0] == 1  # numbered by the first respondent, not by name
    panel = [{"wave": wave, "stratum": "a", "panel": f"P{n}"} for wave in ("W0", "W1") for n in range(3)]
    apart = protected(*asked(*panel), FEW).rows
    assert apart["psu"].to_list() == [1, 2, 3, 4, 5, 6]


# --- counts and hours ------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "told"), [(0, (0, 4)), (4, (0, 4)), (5, (5, 9)), (9, (5, 9)), (123, (120, 124))])
def test_a_count_is_told_as_the_range_it_lies_in(count: int, told: tuple[int, int]) -> None:
    assert counting.ranged(pl.DataFrame({"count": [count]}), "count", 5).row(0) == told


def true_hours(town: Dataset) -> Iterator[tuple[tuple[date, str, str], dict[str, int]]]:
    """Microseconds of each person by month, place and band, added up the slow way."""
    held: dict[tuple[date, str, str], Counter[str]] = {}
    for row in town.effort.filter(~pl.col("double_booked")).drop_nulls("locality").iter_rows(named=True):
        cell = (row["day"].replace(day=1), row["locality"], row["band"])
        held.setdefault(cell, Counter())[row["person"]] += row["length"]
    yield from held.items()


def test_hours_that_one_person_served_are_withheld_and_so_is_what_would_tell_them() -> None:
    town = kromeriz("P5")
    limits, period = Limits.of(town.project), town.project.period("P5")
    made = counting.hours(town, period, limits)
    told = {row[:3]: row[3] for row in made.rows.iter_rows()}
    truth = {cell: persons for cell, persons in true_hours(town) if cell[0] <= period.end}
    assert told.keys() == truth.keys()
    dominated = {cell for cell, persons in truth.items() if max(persons.values()) > 0.9 * sum(persons.values())}
    withheld = {cell for cell, hours in told.items() if hours is None}
    assert 0 < len(dominated) < len(withheld) == made.withheld
    assert dominated < withheld
    for cell, hours in told.items():
        assert hours is None or abs(hours - sum(truth[cell].values()) / 3.6e9) <= 0.5
    lines: dict[tuple[str, ...], list[tuple[date, str, str]]] = {}
    for cell in told:
        line = next(one.id for one in town.project.periods if one.start <= cell[0] <= one.end)
        lines.setdefault((line, *cell[1:]), []).append(cell)
    for cells in lines.values():
        hidden = withheld.intersection(cells)
        # one cell alone in its line has nothing to hide behind; the sum of the line is withheld in public, too
        assert len(hidden) != 1 or len(cells) == 1


def test_counts_of_the_kit_hold_the_true_ones() -> None:
    town = kromeriz("P5")
    limits, period = Limits.of(town.project), town.project.period("P5")
    met = Counter(town.table("events")["kind"])
    told = counting.events(town, period, limits).group_by("kind").agg(pl.col("least").sum(), pl.col("most").sum())
    assert set(told["kind"]) == met.keys()
    assert all(least <= met[kind] <= most for kind, least, most in told.iter_rows())
    spoken = counting.contacts(town, period, limits).group_by("kind").agg(pl.col("least").sum(), pl.col("most").sum())
    known = dict(town.table("contacts").group_by("kind").agg(pl.col("count").sum()).iter_rows())
    assert all(least <= known[kind] <= most for kind, least, most in spoken.iter_rows())
    assert set(counting.locality_checks(town, period)["checked_on"].dt.day()) == {1}
