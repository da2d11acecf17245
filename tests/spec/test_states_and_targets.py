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
    dataset = town(schools=school).dataset
    nothing = evaluate(dataset, "P1").results
    assert set(nothing["indicator"]) == {id for id, indicator in CATALOGUE.items() if indicator.measures}
    # of the project sheet alone
    told = ["elapsed_time", "funding_parts_sum", "funding_shares"]
    others = nothing.filter(~nothing["indicator"].is_in(told))
    assert others["value"].is_null().all()
    # what only reads tables that few towns have is not missed by anybody
    owed = others["indicator"].is_in([id for id, indicator in CATALOGUE.items() if dataset.missing(indicator.needs)])
    assert set(others.filter(owed)["state"]) == {"missing"}
    assert set(others.filter(~owed)["state"]) <= {"no_cases", "not_applicable"}


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


def test_an_open_period_counts_to_the_as_of_date_above_and_below(town, expect):
    # 1 to 10 July: A held the post for 8 of 10 days, not of 184; an expense written for August waits for August
    early = town(
        as_of="2020-07-10",
        posts=POSTS,
        contracts="""
            | person | post | start      |
            | A      | 1    | 2020-07-03 |
        """,
        budget_lines=LINE,
        expenses="""
            | expense | line  | paid_on    | claimed |
            | X1      | staff | 2020-07-10 | 1000.00 |
            | X2      | staff | 2020-07-11 | 500.00  |
        """,
    )
    for scope in ("period", "cumulative"):
        expect(
            early.figures("posts_filled", scope=scope),
            """
            | measure       | numerator | denominator | value | state             |
            | fill_rate     | 8         | 10          | 80 %  | incomplete_period |
            | filled_at_end | 1         | 1           | 1     | incomplete_period |
            | surplus_days  | 0         |             | 0     | incomplete_period |
            | vacant_days   | 2         |             | 2     | incomplete_period |
            """,
        )
        expect(
            early.figures("person_months", scope=scope),
            """
            | value | denominator |
            | 8/31  | 10/31       |
            """,
        )
        expect(
            early.figures("spending", "direct", scope=scope),
            """
            | value |
            | 1000  |
            """,
        )


def test_the_plan_of_an_open_period_asks_only_for_its_days_so_far(town, expect):
    # ten days of an hour each, one of them kept; the stay written for the 11th is still to come
    early = town(
        as_of="2020-07-10",
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 1      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-10 09:00 | 2020-07-10 11:00 |
            | Anna    | A        | 2020-07-11 09:00 | 2020-07-11 11:00 |
        """,
    )
    expect(
        early.figures("plan_adherence"),
        """
        | measure       | numerator | denominator | value |
        | capped        | 1         | 10          | 10 %  |
        | over_delivery | 1         | 10          | 1     |
        | raw           | 2         | 10          | 20 %  |
        | slot_hits     | 1         | 10          | 10 %  |
        """,
    )
    expect(
        early.figures("person_hours"),
        """
        | n | value | state             |
        | 1 | 2     | incomplete_period |
        """,
    )


def test_who_leaves_after_the_as_of_date_is_still_employed(town, expect):
    notice = town(
        as_of="2020-09-30",
        contracts="""
            | person | post | start      | last_day   |
            | A      | 1    | 2020-07-01 | 2020-10-31 |
            | B      | 2    | 2020-07-01 | 2020-08-31 |
            | C      | 3    | 2020-11-01 |            |
        """,
    )
    # of A and B; C has not come yet
    expect(
        notice.figures("retention"),
        """
        | numerator | denominator |
        | 1         | 2           |
        """,
    )
    expect(
        notice.figures("tenure", "longest", "persons"),
        """
        | measure | value |
        | longest | 3     |
        | persons | 2     |
        """,
    )


@pytest.mark.parametrize(("as_of", "period", "told"), [("2020-06-30", "P1", "30. 6."), ("2020-12-31", "P2", "31. 12.")])
def test_a_period_that_has_not_begun_has_no_figures(town, as_of, period, told):
    with pytest.raises(ParameterError) as refused:
        evaluate(town(as_of=as_of).dataset, period)
    assert f"stav je k {told} 2020" in refused.value.message("cs").replace("\N{NO-BREAK SPACE}", " ")
    assert f"Period {period} starts on" in refused.value.message("en")


def test_a_period_has_figures_from_its_first_day(town, expect):
    expect(
        town(as_of="2020-07-01", posts=POSTS, contracts=CONTRACTS).figures("posts_filled", "fill_rate"),
        """
        | numerator | denominator | state             |
        | 1         | 1           | incomplete_period |
        """,
    )


def test_a_group_without_rows_has_no_cases_unless_it_is_held_against_a_plan(town, expect):
    # nobody planned anything in B and nobody went there
    half = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-06 09:00 | 2020-07-06 10:00 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 1      |
        """,
    )
    for indicator, measure, state in [
        ("person_hours", "person_hours", "no_cases"),
        ("plan_adherence", "capped", "not_applicable"),
        ("plan_adherence", "over_delivery", "not_applicable"),
    ]:
        expect(
            half.figures(indicator, measure, by="locality").filter(locality="B"),
            f"""
            | value | state   |
            |       | {state} |
            """,
        )


def test_an_empty_file_is_an_answer_and_no_file_is_none(town, expect):
    # a header without rows says that nobody went out; without the file nobody said anything
    none = "| visit |"
    said = {"persons": "| person |", "shifts": "| shift |", "shift_crew": "| shift |"}
    for texts, state in [(said | {"visits": none}, "no_cases"), (said, "missing")]:
        expect(
            town(**texts).figures("person_hours"),
            f"""
            | n | value | state   |
            | 0 |       | {state} |
            """,
        )


def test_a_plan_needs_the_breaks_of_schools_only_where_there_is_a_school(town, expect):
    records = {
        "stays": """
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-06 09:00 | 2020-07-06 10:00 |
        """,
        "patrol_plan": """
            | locality | band  | amount |
            | A        | 09-14 | 1      |
        """,
    }
    school = {"schools": "| school | name |\n| zs | ZŠ |"}
    breaks = {"school_breaks": "| start | end |"}
    for sheet, state in [({}, "ok"), (school, "missing"), (school | breaks, "ok")]:
        expect(
            town(**records, **sheet).figures("plan_adherence", "capped"),
            f"""
            | state   |
            | {state} |
            """,
        )


TARGETS = """
    | indicator    | measure       | valid_from | approved_on | target |
    | posts_filled | filled_at_end | 2020-08-01 |             | 4      |
    | posts_filled | filled_at_end | 2020-11-01 |             | 3      |
    | posts_filled | filled_at_end | 2021-01-01 |             | 2      |
"""


@pytest.mark.parametrize(
    ("as_of", "target"),
    # a report on P1 written in P2 measures P1 against what was in force at its end
    [("2020-07-31", ""), ("2020-10-31", "4"), ("2020-11-01", "3"), ("2020-12-31", "3"), ("2021-01-30", "3")],
)
def test_the_target_in_force_at_the_end_of_the_period_or_so_far_counts(town, expect, as_of, target):
    aimed = town(as_of=as_of, posts=POSTS, contracts=CONTRACTS, targets=TARGETS)
    expect(
        aimed.figures("posts_filled", "filled_at_end", "fill_rate", scope="cumulative"),
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
        aimed.figures("posts_filled", "filled_at_end", scope="cumulative"),
        """
        | target |
        | 4      |
        """,
    )


def test_a_target_is_of_the_whole_project_and_of_the_total_not_of_their_parts(town, expect):
    aimed = town(
        posts=POSTS,
        contracts=CONTRACTS,
        targets="""
        | indicator    | measure   | target |
        | posts_filled | fill_rate | 0.9    |
    """,
    )
    expect(
        aimed.figures("posts_filled", "fill_rate", scope="cumulative"),
        """
        | target |
        | 0.90   |
        """,
    )
    expect(
        aimed.figures("posts_filled", "fill_rate", scope="period"),
        """
        | target |
        |        |
        """,
    )
    expect(
        aimed.figures("posts_filled", "fill_rate", scope="cumulative", by="post"),
        """
        | post | target |
        | 1    |        |
        """,
    )


@pytest.mark.parametrize(
    ("indicator", "measure"), [("posts_filed", "filled_at_end"), ("posts_filled", "filled"), ("crime_recorded", "x")]
)
def test_a_target_of_nothing_we_know_is_refused(town, indicator, measure):
    # a misspelt target would be lost in silence
    astray = town(targets=f"| indicator | measure | target |\n| {indicator} | {measure} | 4 |")
    with pytest.raises(ProjectError) as refused:
        evaluate(astray.dataset, "P1", ["retention"])
    assert f"„{indicator}“ s mírou „{measure}“" in refused.value.message("cs")
    assert "posts_filled.filled_at_end" in refused.value.message("en")


def test_a_goal_whose_headline_is_no_indicator_is_refused(town):
    goals = "| goal | level | text_cs | text_en | headline |\n| main | main | cíl | goal | {} |"
    evaluate(town(goals=goals.format("retention")).dataset, "P1", ["retention"])
    with pytest.raises(ParameterError, match=r"„udrzeni“.*retention"):
        evaluate(town(goals=goals.format("udrzeni")).dataset, "P1", ["retention"])


@pytest.mark.parametrize(("table", "named"), [("key_activities", "key_activity"), ("plan_measures", "plan_measure")])
def test_an_activity_or_a_measure_of_a_plan_shown_by_nothing_we_know_is_refused(town, table, named):
    rows = f"| {named} | indicators |\n| one | {{}} |"
    evaluate(town(**{table: rows.format("retention; tenure")}).dataset, "P1", ["retention"])
    with pytest.raises(ProjectError) as refused:
        evaluate(town(**{table: rows.format("retention; udrzeni")}).dataset, "P1", ["retention"])
    assert f"[[{table}]]: ukazatel „udrzeni“" in refused.value.message("cs")
    assert "retention" in refused.value.message("en")


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


def test_select_refuses_an_indicator_nobody_knows(town):
    # an empty answer would read as if nothing had happened
    figures = evaluate(town(posts=POSTS, contracts=CONTRACTS).dataset, "P1", ["posts_filled"])
    with pytest.raises(ParameterError, match=r"„post_filled“.*posts_filled"):
        select(figures, "post_filled")
    assert select(figures, "retention").results.is_empty()
