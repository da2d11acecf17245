"""What a figure is when it has no value, when its period is not over, and what it is measured against."""

import pytest

from apk_lib.errors import ParameterError, ProjectError
from apk_lib.evaluate import evaluate, select
from apk_lib.indicators import CATALOGUE

EXPENSE = """
    | expense | line  | paid_on    | claimed |
    | X1      | staff | 2020-07-31 | 1000.00 |
"""
LINE = """
    | line  | name_cs | name_en |
    | staff | mzdy    | wages   |
"""
POSTS = """
    | post | planned_from | planned_to |
    | 1    | 2020-07-01   | 2021-06-30 |
"""
CONTRACTS = """
    | person | post | start      |
    | A      | 1    | 2020-07-01 |
"""


def test_without_its_table_a_figure_is_missing(town, expect):
    # money has its budget but no expenses, employment its posts but no contracts
    empty = town(project={"total": 1_000_000}, posts=POSTS)
    expect(
        empty.figures("spending", "spent", "absorption"),
        """
        | measure    | value | state   |
        | absorption |       | missing |
        | spent      |       | missing |
        """,
    )
    expect(
        empty.figures("posts_filled", "fill_rate", by="post"),
        """
        | post | value | state   |
        | 1    |       | missing |
        """,
    )


def test_without_any_record_every_indicator_is_there_and_none_has_a_value(town):
    school = "| school | name |\n| zs | ZŠ |"
    nothing = evaluate(town(schools=school).dataset, "P1").results
    assert set(nothing["indicator"]) == {id for id, indicator in CATALOGUE.items() if indicator.measures}
    from_sheet = ["elapsed_time", "funding_parts_sum"]  # need no table but the project sheet
    others = nothing.filter(~nothing["indicator"].is_in(from_sheet))
    assert set(others["state"]) == {"missing"}
    assert others["value"].is_null().all()


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2020-12-30", "incomplete_period"), ("2020-12-31", "ok"), ("2021-01-30", "ok")],
)
def test_a_period_that_is_not_over_is_incomplete(town, expect, as_of, state):
    early = town(as_of=as_of, posts=POSTS, contracts=CONTRACTS)
    expect(
        early.figures("posts_filled", "fill_rate"),
        f"""
        | value | state   |
        | 100 % | {state} |
        """,
    )


TARGETS = """
    | indicator    | measure       | valid_from | approved_on | target |
    | posts_filled | filled_at_end | 2020-07-01 |             | 4      |
    | posts_filled | filled_at_end | 2020-11-01 |             | 3      |
"""


@pytest.mark.parametrize(("as_of", "target"), [("2020-06-30", ""), ("2020-10-31", "4"), ("2020-11-01", "3")])
def test_the_target_in_force_at_the_as_of_date_counts(town, expect, as_of, target):
    aimed = town(as_of=as_of, posts=POSTS, contracts=CONTRACTS, targets=TARGETS)
    expect(
        aimed.figures("posts_filled", "filled_at_end", "fill_rate"),
        f"""
        | measure       | target   |
        | fill_rate     |          |
        | filled_at_end | {target} |
        """,
    )


def test_a_target_approved_after_the_as_of_date_is_not_yet_known(town, expect):
    aimed = town(
        as_of="2020-12-31",
        posts=POSTS,
        contracts=CONTRACTS,
        targets="""
        | indicator    | measure       | valid_from | approved_on | target |
        | posts_filled | filled_at_end | 2020-07-01 | 2020-06-15  | 4      |
        | posts_filled | filled_at_end | 2020-10-01 | 2021-02-15  | 3      |
    """,
    )
    expect(
        aimed.figures("posts_filled", "filled_at_end"),
        """
        | target |
        | 4      |
        """,
    )


def test_a_target_is_of_the_total_not_of_its_parts(town, expect):
    aimed = town(
        posts=POSTS,
        contracts=CONTRACTS,
        targets="""
        | indicator    | measure   | target |
        | posts_filled | fill_rate | 0.9    |
    """,
    )
    expect(
        aimed.figures("posts_filled", "fill_rate"),
        """
        | target |
        | 0.90   |
        """,
    )
    expect(
        aimed.figures("posts_filled", "fill_rate", by="post"),
        """
        | post | target |
        | 1    |        |
        """,
    )


def test_every_locality_has_a_row_in_every_measure_by_locality(town):
    visited = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 06-09 | 1      |
        """,
    )
    results = evaluate(visited.dataset, "P1").results
    by_locality = results.filter(results["dimension_2"].is_null(), dimension_1="locality")
    told = by_locality.group_by("indicator", "measure", "scope").agg("category_1")
    assert len(told) > 0
    assert {tuple(sorted(names)) for names in told["category_1"]} == {("A", "B")}


def test_the_cumulative_figure_is_computed_from_the_rows_not_from_earlier_figures(town, expect):
    # 1 of 2 hours kept, then 4 of 6: since the start 5 of 8, never the mean of two percentages
    kept = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-12-31 | 2021-01-04 |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-12-31 09:00 | 2020-12-31 10:00 |
            | Anna    | A        | 2021-01-04 09:00 | 2021-01-04 13:00 |
        """,
        patrol_plan="""
            | plan_row | locality | band  | amount | day_types         | valid_from | valid_to   |
            | R1       | A        | 09-14 | 2      | other_working_day | 2020-01-01 | 2020-12-31 |
            | R2       | A        | 09-14 | 6      | other_working_day | 2021-01-01 |            |
        """,
    )
    for period, scope, value in [("P1", "period", "1/2"), ("P2", "period", "4/6"), ("P2", "cumulative", "5/8")]:
        expect(
            kept.figures("plan_adherence", "capped", period=period, scope=scope),
            f"""
            | value   |
            | {value} |
            """,
        )


def test_one_synthetic_table_marks_the_figures_made_from_it(town, expect):
    invented = town(posts=POSTS, contracts=CONTRACTS, project={"synthetic": True})
    expect(
        invented.figures("posts_filled", "fill_rate"),
        """
        | synthetic |
        | true      |
        """,
    )
    expect(
        town(posts=POSTS, contracts=CONTRACTS).figures("posts_filled", "fill_rate"),
        """
        | synthetic |
        | false     |
        """,
    )


def test_an_unknown_indicator_is_named_with_the_known_ones(town):
    with pytest.raises(ParameterError, match=r"„udrzeni“.*retention"):
        evaluate(town().dataset, "P1", ["udrzeni"])


def test_an_unknown_period_is_named_with_the_known_ones(town):
    with pytest.raises(ProjectError, match=r"„P9“.*P1, P2"):
        evaluate(town().dataset, "P9")


def test_select_keeps_the_figures_asked_for(town):
    figures = evaluate(town(posts=POSTS, contracts=CONTRACTS).dataset, "P1", ["posts_filled", "retention"])
    chosen = select(figures, "posts_filled", scope="period", dimension_1="post").results
    assert set(chosen["indicator"]) == {"posts_filled"}
    assert set(chosen["scope"]) == {"period"}
    assert set(chosen["dimension_1"]) == {"post"}
    assert select(figures, scope="cumulative").results["indicator"].unique().sort().to_list() == [
        "posts_filled",
        "retention",
    ]
    assert not select(figures, "retention").curves.height
