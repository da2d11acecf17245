"""What becomes of the data in the evaluator's kit: every column is decided on, and nobody is one of few."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain, combinations, product
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.dataset import Dataset
from apk_lib.disclosure.limits import Limits
from apk_lib.kit import counting, frames, ranges, respondents
from apk_lib.kit.contents import FACTS, PROTECTED
from apk_lib.kit.protecting import BOOKKEEPING, PLAN, decisions
from apk_lib.kit.respondents import DESIGN, TRAITS, protected, suppressed
from apk_lib.stats import survey_estimate
from apk_lib.stats.results import SurveyEstimate
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
    assert told.withheld == {"zone": 0, "age_group": 3, "sex": 0}
    assert sorted(told.rows.select("sex", "age_group", "weight").unique().rows()) == [
        ("female", None, 3.0), ("male", "60+", 3.0),
    ]  # fmt: skip
    assert told.rows["weight"].sum() == 12 + 9


def strata(told: respondents.Respondents) -> list[tuple[str | None, int | None, int]]:
    """Part of the town, inhabitants and respondents of each stratum and part."""
    grouped = told.rows.group_by("stratum", "zone", "population").agg(n=pl.len())
    return sorted(grouped.select("zone", "population", "n").rows(), key=repr)


def test_a_small_stratum_is_merged_with_the_smallest_beside_it() -> None:
    village = {"stratum": "village", "population": 40.0}
    other = {"stratum": "other", "population": 500.0}
    beyond = {"stratum": "beyond", "zone": "b", "population": 70.0}
    told = protected(*asked(*[{}] * 5, village, *[other] * 4, *[beyond] * 3), FEW)
    # the smallest stratum of part a, not that of part b, which is smaller
    assert strata(told) == [("a", 100, 5), ("a", 540, 5), ("b", 70, 3)]
    assert (told.left_out, told.withheld["zone"]) == (0, 0)
    unknown = protected(*asked(*[{}] * 5, village | {"population": None}), FEW)
    assert strata(unknown) == [("a", None, 6)]


def test_a_small_part_of_the_town_leaves_no_parts_in_its_wave() -> None:
    few = {"stratum": "b", "zone": "b", "population": 30.0}
    later = {"wave": "W1", "stratum": "W1|a"}
    told = protected(*asked(*[{}] * 4, few, few, *[later] * 3), FEW)
    assert strata(told) == [("a", 100, 3), (None, 130, 6)]
    assert told.withheld["zone"] == 6
    assert told.left_out == 0


def test_a_wave_of_fewer_than_k_is_the_only_thing_left_out() -> None:
    told = protected(*asked(*[{}] * 3, {"wave": "W1", "stratum": "b"}), FEW)
    assert (told.left_out, len(told.rows), len(told.answers)) == (1, 3, 3)
    assert set(told.rows["wave"]) == {"W0"}
    alone = protected(*asked({}), FEW)
    assert (alone.left_out, len(alone.rows), len(alone.answers)) == (1, 0, 0)


def test_a_street_of_one_stratum_is_not_that_of_another_merged_with_it() -> None:
    # two streets of a merged with two neighbours in b, whose street has the name of one in a
    streets = [("a", "S1")] * 4 + [("a", "S2")] + [("b", "S1")] * 2
    rows = [{"wave": f"W{n}", "stratum": stratum, "psu": psu} for n in range(9) for stratum, psu in streets]
    told = protected(*asked(*rows), FEW).rows
    # units of 4, 1 and 2: four orders of six give one of 4 and one of 3; units of 6 and 1 would be one in any order
    sizes = Counter(told.group_by("wave", "psu").len()["len"])
    assert sizes.keys() == {3, 4, 7}
    assert sizes[3] == sizes[4] == 9 - sizes[7]


def test_totals_of_the_report_less_those_of_the_kit_are_nobodys_answers() -> None:
    town = kromeriz("P5")
    sample, raw, answers = town.survey_sample, town.table("survey_respondents"), town.table("survey_answers")
    wave = sample["wave"].min()
    for alone in sample.filter(wave=wave)["respondent"].to_list()[:40:8]:
        village = pl.when(pl.col("respondent") == alone).then(pl.lit("village")).otherwise("stratum")
        told = protected(sample.with_columns(village.alias("stratum")), raw, answers, 10)
        assert (told.left_out, len(told.rows), len(told.answers)) == (0, len(sample), len(answers))
        kit_rows = told.rows.filter(wave=wave).join(told.answers, on="respondent")
        report = sample.filter(wave=wave).join(answers, on="respondent")
        for item in ("safe_by_day", "safe_after_dark"):
            known, shown = (frame.filter(item=item) for frame in (report, kit_rows))
            assert len(known) == len(shown)
            # one respondent weighs a two-hundredth of those who said the same, or more
            for answer in set(known["answer"]):
                sums = [frame.filter(answer=answer)["weight"].sum() for frame in (known, shown)]
                assert sums[1] == pytest.approx(sums[0], rel=1e-4)
            assert Counter(known["answer"]) == Counter(shown["answer"])
        assert told.rows.filter(wave=wave)["weight"].sum() == pytest.approx(
            sample.filter(wave=wave)["weight"].sum(), rel=1e-5
        )


surveyed = st.lists(
    st.tuples(st.sampled_from(["W0", "W1"]), st.sampled_from("abc"), st.sampled_from("stu"),
              st.integers(1, 9), st.sampled_from([None, "15-29", "60+"])),
    max_size=40,
)  # fmt: skip


@given(surveyed, st.integers(2, 5))
def test_nobody_is_left_out_alone_and_totals_stay(drawn: list[tuple[str, str, str, int, str | None]], k: int) -> None:
    people = [
        {"wave": wave, "zone": zone, "stratum": stratum, "weight": float(weight), "age_group": age}
        for wave, zone, stratum, weight, age in drawn
    ]  # fmt: skip
    sample, raw, answers = asked({}, *people)
    told = protected(sample, raw, answers, k)
    large = sample.filter(pl.len().over("wave") >= k)
    assert told.left_out == sample["wave"].n_unique() - large["wave"].n_unique()
    for (wave,), rows in large.group_by("wave"):
        shown = told.rows.filter(wave=wave)
        assert len(shown) == len(rows)
        assert shown["weight"].sum() == pytest.approx(rows["weight"].sum(), rel=1e-4)
        assert all(n >= k for n in shown.group_by(DESIGN).len()["len"])
        # parts of the town are those they were, or none
        parts = Counter(rows["zone"])
        assert Counter(shown["zone"]) == (parts if min(parts.values()) >= k else {None: len(rows)})
    assert sorted(told.answers["answer"]) == sorted(
        answers.join(large, on="respondent", how="semi")["answer"]
    )  # fmt: skip


def test_persons_are_units_and_have_another_number_in_each_wave() -> None:
    panel = [{"wave": wave, "stratum": "a", "panel": f"P{n}"} for wave in ("W0", "W1") for n in range(3)]
    apart = protected(*asked(*panel), FEW).rows
    assert apart["psu"].to_list() == [1, 2, 3, 4, 5, 6]
    # the stratum bears another number, too: what is counted in one wave says nothing of the other
    assert sorted(apart.select("wave", "stratum").unique()["stratum"]) == [1, 2]


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [([], []), ([3], [1]), ([1, 2, 3], [1, 1, 2]), ([2, 2, 2], [1, 1, 1]), ([1, 1, 1, 1, 1, 1, 1], [1] * 3 + [2] * 4),
     ([5, 1], [1, 1]), ([1, 5], [1, 1])],
)  # fmt: skip
def test_units_are_merged_until_each_has_enough(sizes: list[int], groups: list[int]) -> None:
    assert respondents.filled(sizes, FEW) == groups


def test_a_street_alone_is_no_unit_and_comes_back_in_no_other_wave() -> None:
    # two asked in each of six streets in both waves: units of three or more hold two streets
    streets = [{"wave": wave, "stratum": "a", "psu": f"S{n}"} for wave in ("W0", "W1") for n in range(6) for _ in "ab"]
    told = protected(*asked(*streets), FEW).rows
    assert set(told.group_by("psu").len()["len"]) == {4}
    assert told["psu"].n_unique() == 6
    assert told.group_by("psu").agg(pl.col("wave").n_unique())["wave"].to_list() == [1] * 6


housed = st.lists(
    st.tuples(st.sampled_from(["W0", "W1"]), st.sampled_from("ab"), st.sampled_from(["S1", "S2", "S3", "S4", None]),
              st.sampled_from([None, "15-29", "60+"]), st.sampled_from(["female", "male"])),
    max_size=60,
)  # fmt: skip


@given(housed, st.integers(2, 6))
def test_a_neighbour_is_one_of_k_in_the_unit_with_any_traits(
    drawn: list[tuple[str, str, str | None, str | None, str]], k: int
) -> None:
    rows = [
        {"wave": wave, "zone": zone, "stratum": zone, "psu": street, "age_group": age, "sex": sex}
        for wave, zone, street, age, sex in drawn
    ]
    told = protected(*asked({}, *rows), k).rows
    clustered = {(row["wave"], row["zone"]) for row in rows if row["psu"]}
    shown = [row for row in told.iter_rows(named=True) if (row["wave"], row["zone"]) in clustered]
    names = ("wave", "zone", "stratum", "population", "psu", "sex", "age_group", "weight")
    for some in chain.from_iterable(combinations(names, many) for many in range(1, len(names) + 1)):
        assert all(n >= k for n in Counter(tuple(row[name] for name in some) for row in shown).values()), some
    assert all(len(waves) == 1 for waves in told.group_by("psu").agg(pl.col("wave").unique())["wave"].to_list())


def test_strata_are_numbered_by_no_order_of_their_names() -> None:
    orders = set()
    for answer in range(6):
        sample, raw, answers = asked(*({"zone": zone, "stratum": zone} for zone in "abcd" for _ in range(3)))
        told = protected(sample, raw, answers.with_columns(answer=pl.lit(answer)), FEW).rows
        orders.add(tuple(told.unique("zone").sort("zone")["stratum"]))
    assert all(sorted(order) == [1, 2, 3, 4] for order in orders)
    assert len(orders) > 1


def test_estimates_of_a_sample_of_streets_stand_and_their_errors_are_close() -> None:
    # two strata of 40 streets with 5 respondents each, a street as a whole more or less afraid
    luck = random.Random(2020)
    rows, yes = [], []
    for stratum in "ab":
        for street in range(40):
            fear = luck.choice([0.3, 0.5, 0.7])
            for _ in range(5):
                rows.append({"zone": stratum, "stratum": stratum, "psu": f"{stratum}{street}", "population": None})
                yes.append(float(luck.random() < fear))
    sample, raw, _ = asked(*rows)
    answers = pl.DataFrame({"respondent": raw["respondent"], "item": "safe", "answer": [int(one) for one in yes]})
    told = protected(sample, raw, answers, 10)
    kit_frame = told.rows.join(told.answers, on="respondent").with_columns(pl.col("answer").cast(pl.Float64))
    full = sample.join(answers, on="respondent").with_columns(pl.col("answer").cast(pl.Float64))
    ours, theirs = (survey_estimate(frame, "answer", weight="weight", stratum="stratum", psu="psu")
                    for frame in (full, kit_frame))  # fmt: skip
    assert isinstance(ours, SurveyEstimate)
    assert isinstance(theirs, SurveyEstimate)
    assert (theirs.n, theirs.value) == (400, pytest.approx(ours.value, rel=1e-6))
    # streets by twos: 40 units, not 80; of sixty such samples tried nine tenths were within 15 %, all within 20 %
    assert (ours.df, theirs.df) == (78, 38)
    assert ours.se is not None
    assert theirs.se == pytest.approx(ours.se, rel=0.25)


# --- counts and hours ------------------------------------------------------------------------------


# lines of which a grid of fixed ranges would tell every cell: all at its lower ends, or at its upper ends
EDGES = [[0, 0, 5, 0, 0, 0], [4] * 6, [5, 5], [9, 9, 9], [0, 5, 10, 0], [0, 4], [14, 4, 9]]


def drawn(counts: Sequence[int], limit: int, lot: bytes) -> list[int]:
    return ranges.beginnings(counts, limit, [lot + bytes([place]) for place in range(len(counts))])


def possible(least: Sequence[int], limit: int, total: int) -> list[set[int]]:
    """What each cell can be for one who knows its range and the total of all, by trying everything."""
    ranges = [range(begin, begin + limit) for begin in least]
    fitting = [cells for cells in product(*ranges) if sum(cells) == total]
    return [set(values) for values in zip(*fitting, strict=True)]


@pytest.mark.parametrize("limit", [3, 4, 5])
@pytest.mark.parametrize("cells", [2, 3, 4])
def test_an_exact_total_leaves_every_cell_all_numbers_of_its_range(limit: int, cells: int) -> None:
    tried = 0
    for counts in product((0, 1, limit - 1, limit, limit + 1, 2 * limit - 1), repeat=cells):
        for key in (b"a", b"b"):
            least = drawn(counts, limit, key)
            assert all(0 <= begin <= count < begin + limit for begin, count in zip(least, counts, strict=True))
            if sum(counts) >= limit:  # a smaller total is told nowhere
                assert all(len(one) == limit for one in possible(least, limit, sum(counts))), (counts, least)
                tried += 1
            else:
                assert least == [0] * cells
    assert tried > 40


@pytest.mark.parametrize("counts", EDGES)
def test_a_total_does_not_tell_cells_at_the_ends_of_a_grid(counts: list[int]) -> None:
    least = drawn(counts, 5, b"key")
    assert all(len(one) == 5 for one in possible(least, 5, sum(counts)))


@given(st.lists(st.integers(0, 30), min_size=2, max_size=12), st.integers(3, 10), st.binary(min_size=1, max_size=4))
def test_the_slack_of_a_line_is_enough_on_both_sides(counts: list[int], limit: int, key: bytes) -> None:
    least = drawn(counts, limit, key)
    assert all(0 <= begin <= count < begin + limit for begin, count in zip(least, counts, strict=True))
    slack, most = sum(counts) - sum(least), len(counts) * (limit - 1)
    assert slack >= min(limit - 1, sum(counts))
    assert most - slack >= limit - 1


def test_any_counts_that_fit_might_have_been_drawn_the_same_ranges() -> None:
    # so knowing how ranges are drawn narrows nothing: 2, 3 and 1 with a total of 6, ranges of 3
    told = {tuple(drawn([2, 3, 1], 3, bytes([n]))) for n in range(200)}
    assert len(told) > 3
    for least in told:
        for counts in product(*(range(begin, begin + 3) for begin in least)):
            if sum(counts) == 6:
                assert any(tuple(drawn(counts, 3, bytes([n, m]))) == least
                           for n in range(20) for m in range(60)), (least, counts)  # fmt: skip


def test_a_secret_needs_every_record_and_no_order_of_them() -> None:
    records = pl.DataFrame({"event": ["U1", "U2"], "source_row": [2, 3]})
    moved = pl.DataFrame({"event": ["U2", "U1"], "source_row": [4, 9]})
    same, again = (ranges.secret("events", frame) for frame in (records, moved))
    assert same == again
    others = {ranges.secret("events", records.head(1)), ranges.secret("contacts", records)}
    assert len(others | {same}) == 3


def lined(counts: Sequence[int]) -> pl.DataFrame:
    return pl.DataFrame({"line": "1", "kind": "help", "count": counts, "month": range(len(counts))})


def test_a_cell_keeps_its_range_when_another_one_changes() -> None:
    first, again, late, else_ = (
        ranges.ranged(rows, ["kind"], 5, seed)
        for rows, seed in (
            (lined([7] * 20), b"a"), (lined([7] * 20).reverse(), b"a"), (lined([7] * 19 + [8]), b"a"),
            (lined([7] * 20), b"b"),
        )
    )  # fmt: skip
    assert first.columns == ["kind", "month", "least", "most"]
    assert set(first["most"] - first["least"]) == {4}
    assert first.equals(again.reverse())
    assert first.head(19).equals(late.head(19))
    assert not first.equals(else_)
    # cells of a line draw apart
    assert first["least"].n_unique() > 2


def test_a_count_that_changed_is_drawn_anew() -> None:
    # else the change itself would be the difference of the beginnings
    changes = {
        ranges.ranged(lined([count] * 20), ["kind"], 5, b"a")["least"][0] - count for count in range(10, 40)
    }  # fmt: skip
    assert changes == {0, -1, -2, -3, -4}


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.integers(0, 20))
def test_the_fewest_cells_are_moved(most: list[int], whole: int) -> None:
    taken = ranges._shared(whole, most, list(range(len(most))))
    assert all(0 <= one <= limit for one, limit in zip(taken, most, strict=True))
    assert sum(taken) == min(whole, sum(most))
    enough = (
        many for many in range(len(most) + 1) if any(sum(some) >= sum(taken) for some in combinations(most, many))
    )
    assert sum(one > 0 for one in taken) == next(enough)


def test_ranges_of_five_kits_do_not_narrow_counts_that_stayed() -> None:
    told: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for id in ("P1", "P2", "P3", "P4", "P5"):
        town = kromeriz(id)
        limits, period = Limits.of(town.project), town.project.period(id)
        months = town.table("visits").select("visit", at="start")
        contacts = town.table("contacts").join(months, on="visit").select("kind", "at", "count")
        events = town.table("events").select("kind", "at", count=1)
        for name, made, records in (
            ("events", counting.events(town, period, limits), events),
            ("contacts", counting.contacts(town, period, limits), contacts),
        ):
            truth: Counter[tuple[date, str]] = Counter()
            for kind, at, count in records.iter_rows():
                truth[at.astimezone(ZoneInfo("Europe/Prague")).date().replace(day=1), kind] += count
            for row in made.iter_rows(named=True):
                cell = (row["month"], row["kind"])
                told.setdefault((name, *cell, truth[cell]), []).append((row["least"], row["most"]))
    again = {cell: shown for cell, shown in told.items() if len(shown) > 1}
    narrower = [cell for cell, shown in again.items() if len(set(shown)) > 1]
    assert len(again) > 250
    # of 368 counts one has moved for the slack of its line; with a lot for all that is in a line 204 had
    assert len(narrower) <= 0.01 * len(again)


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        # nobody carries a month
        ([{"x": 5, "y": 5}, {"x": 3, "y": 7}], set()),
        # one month of x: the shortest other that leaves x no more than nine tenths of both
        ([{"x": 24}, {"y": 1, "z": 1}, {"y": 2, "z": 2}, {"y": 9, "z": 9}], {0, 2}),
        # two months of x alone hide nothing of each other
        ([{"x": 12}, {"x": 8}, {"x": 9, "y": 3}, {"x": 1, "y": 6}], {0, 1, 3}),
        # a month of x and one of y do
        ([{"x": 12}, {"y": 9}, {"x": 5, "y": 5}], {0, 1}),
        # none is enough by itself: the longest, then the shortest that is
        ([{"x": 100}, {"x": 1, "y": 7}, {"x": 1, "y": 3}, {"x": 4, "y": 5}], {0, 1, 3}),
        # x served nearly all of the period: all of it
        ([{"x": 100}, {"x": 1, "y": 1}], {0, 1}),
        ([{"x": 100}], {0}),
        ([], set()),
    ],
)
def test_what_hides_the_hours_of_one_person_is_mostly_of_others(cells: list[dict[str, int]], hidden: set[int]) -> None:
    assert counting.withheld([Counter(cell) for cell in cells], 0.9) == hidden


def test_what_is_withheld_already_is_in_the_sum() -> None:
    cells = [Counter(cell) for cell in ({"x": 5, "y": 5}, {"x": 60}, {"x": 10, "z": 10}, {"x": 1, "y": 6})]
    # x has 65 of 70, with 11 more of the shortest other 66 of 77
    assert counting.withheld(cells, 0.9, [0]) == {0, 1, 3}
    assert counting.withheld(cells[:1], 0.9, [0]) == {0}


@given(st.lists(st.dictionaries(st.sampled_from("xyz"), st.integers(1, 40), min_size=1), max_size=6))
def test_no_sum_of_withheld_hours_is_of_one_person_unless_all_are(cells: list[dict[str, int]]) -> None:
    hidden = counting.withheld([Counter(cell) for cell in cells], 0.9)
    together = sum((Counter(cells[place]) for place in hidden), Counter[str]())
    assert {place for place, cell in enumerate(cells) if max(cell.values()) > 0.9 * sum(cell.values())} <= hidden
    assert len(hidden) == len(cells) or max(together.values(), default=0) <= 0.9 * together.total()


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
    # every month, place and band: nobody sees from a row that is not there when somebody was away
    months = [date(2020 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(27)]
    places, bands = town.table("localities")["locality"], town.table("bands")["band"]
    assert told.keys() == set(product(months, places, bands))
    assert truth.keys() < told.keys()
    dominated = {cell for cell, persons in truth.items() if max(persons.values()) > 0.9 * sum(persons.values())}
    withheld = {cell for cell, hours in told.items() if hours is None}
    assert 0 < len(dominated) < len(withheld) == made.withheld
    assert dominated < withheld
    for cell, hours in told.items():
        assert hours is None or abs(hours - sum(truth.get(cell, {}).values()) / 3.6e9) <= 0.5
    lines: dict[tuple[str, ...], list[tuple[date, str, str]]] = {}
    for cell in told:
        line = next(one.id for one in town.project.periods if one.start <= cell[0] <= one.end)
        # the sum of a place and band may be known, and that of a place
        lines.setdefault((line, *cell[1:]), []).append(cell)
        lines.setdefault((line, cell[1]), []).append(cell)
    for cells in lines.values():
        hidden = withheld.intersection(cells)
        served = sum((Counter(truth.get(cell, {})) for cell in hidden), Counter[str]())
        # where all of a line is withheld, nothing is left to hide behind; its sum is withheld in public, too
        assert len(hidden) == len(cells) or max(served.values(), default=0) <= 0.9 * served.total()


def test_a_frame_has_places_in_the_months_they_are_in_force() -> None:
    tables = {
        "bands": pl.DataFrame({"band": ["day", "night"]}),
        "localities": pl.DataFrame(
            [("always", None, None), ("closed", None, date(2020, 7, 1)), ("opened", date(2020, 8, 31), None)],
            schema={"locality": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}, orient="row",
        ),
    }  # fmt: skip
    town: Any = SimpleNamespace(project=SimpleNamespace(start=date(2020, 6, 15)), table=tables.__getitem__)
    until: Any = SimpleNamespace(end=date(2020, 8, 31))
    there = [(6, "always"), (6, "closed"), (7, "always"), (7, "closed"), (8, "always"), (8, "opened")]
    assert frames.patrols(town, until).rows() == [
        (date(2020, month, 1), place, band) for month, place in there for band in ("day", "night")
    ]  # fmt: skip
    looked = frames.checks(town, until)
    assert set(looked.select(pl.col("checked_on").dt.month(), "locality").rows()) == set(there)
    assert len(looked) == len(there) * looked["item"].n_unique()


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
