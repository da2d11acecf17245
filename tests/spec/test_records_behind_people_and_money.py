"""Which records each row of people, papers, money and answers is made of: lines of the tables, their heading is line 1.

Tables that have such a column are then cut to these lines, and the figures must be the same again.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from apk_lib.evaluate import evaluate, unit_rows
from apk_lib.indicators import CATALOGUE
from apk_lib.tables import TABLES

Made = Callable[..., Any]
RECORDS = {f"{table}_row": table for table in TABLES}
POSTS = """
    | post | planned_from | planned_to | fte |
    | 1    | 2020-07-01   | 2021-06-30 | 1   |
    | 2    | 2020-07-01   | 2021-06-30 | 1   |
"""
# a's two contracts follow at once; b is succeeded by c, then by d; e held half of post 2 all the time
CONTRACTS = """
    | contract | person | post | start      | last_day   | fte |
    | C1       | a      | 1    | 2020-07-01 | 2020-08-31 | 1   |
    | C2       | a      | 1    | 2020-09-01 |            | 1   |
    | C3       | b      | 2    | 2020-07-01 | 2020-09-30 | 0.5 |
    | C4       | e      | 2    | 2020-07-15 | 2020-10-20 | 0.5 |
    | C5       | c      | 2    | 2020-11-01 | 2020-12-31 | 1   |
    | C6       | d      | 2    | 2021-01-01 |            | 1   |
"""


def _rows(town: Any, indicator: str, period: str, scope: str) -> pl.DataFrame:
    window = town.dataset.project.period(period)
    window = window if scope == "period" else window.since(town.dataset.project.start)
    return unit_rows(CATALOGUE[indicator], town.dataset, window)


def _cut(town: Any, rows: pl.DataFrame) -> Any:
    accepted = dict(town.dataset.accepted)
    for column in RECORDS.keys() & set(rows.columns):
        table = accepted[RECORDS[column]]
        lines = rows[column].explode() if rows.schema[column] == pl.List else rows[column]
        kept = table.rows.filter(pl.col("source_row").is_in(lines.drop_nulls().implode()))
        accepted[RECORDS[column]] = replace(table, rows=kept)
    return replace(town.dataset, accepted=accepted)


@pytest.fixture
def behind() -> Made:
    """The unit-level rows of an indicator with their records as text, once cut tables gave its figures again."""

    def found(town: Any, indicator: str, period: str = "P1", scope: str = "") -> pl.DataFrame:
        scope = scope or CATALOGUE[indicator].scopes[0]
        rows = _rows(town, indicator, period, scope)
        whole, again = (
            evaluate(dataset, period, [indicator]).results.filter(scope=scope)
            for dataset in (town.dataset, _cut(town, rows))
        )
        assert whole.equals(again)
        lists = [name for name, kind in rows.schema.items() if kind == pl.List]
        return rows.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.sort().list.join(" "))

    return found


def test_a_first_holder_is_known_by_all_contracts_of_the_person(town, behind, expect):
    expect(behind(town(contracts=CONTRACTS), "retention"), """
        | person | still_employed | contracts_row |
        | a      | 1              | 2 3           |
        | b      | 0              | 4             |
    """)  # fmt: skip


def test_who_became_a_first_holder_after_a_gap_stays_one(town, behind, expect):
    # x came second to post 1, left, and was the first on post 2: the first employment of x has ended
    back = """
        | contract | person | post | start      | last_day   |
        | C1       | w      | 1    | 2020-07-01 | 2020-07-31 |
        | C2       | x      | 1    | 2020-08-01 | 2020-08-31 |
        | C3       | x      | 2    | 2020-10-01 |            |
        | C4       | y      | 2    | 2020-11-01 |            |
    """
    expect(behind(town(contracts=back), "retention"), """
        | person | still_employed | contracts_row |
        | w      | 0              | 2             |
        | x      | 0              | 3 4           |
    """)  # fmt: skip


def test_contracts_without_a_gap_are_behind_one_employment(town, behind, expect):
    # c is still there on the last day
    for indicator in ("tenure", "exits"):
        expect(behind(town(contracts=CONTRACTS), indicator), """
            | left | contracts_row |
            | 0    | 2 3           |
            | 1    | 4             |
            | 1    | 5             |
            | 0    | 6             |
        """)  # fmt: skip


def test_a_post_and_a_month_are_made_of_the_contracts_that_reach_them(town, behind, expect):
    staffed = town(posts=POSTS, contracts=CONTRACTS)
    expect(behind(staffed, "posts_filled", period="P2", scope="period"), """
        | post | filled_at_end | contracts_row |
        | 1    | 1             | 3             |
        | 2    | 1             | 7             |
    """)  # fmt: skip
    expect(behind(staffed, "person_months").drop_nulls("employed"), """
        | post | month   | contracts_row |
        | 1    | 2020-07 | 2             |
        | 1    | 2020-08 | 2             |
        | 1    | 2020-09 | 3             |
        | 1    | 2020-10 | 3             |
        | 1    | 2020-11 | 3             |
        | 1    | 2020-12 | 3             |
        | 2    | 2020-07 | 4 5           |
        | 2    | 2020-08 | 4 5           |
        | 2    | 2020-09 | 4 5           |
        | 2    | 2020-10 | 5             |
        | 2    | 2020-11 | 6             |
        | 2    | 2020-12 | 6             |
    """)  # fmt: skip


def test_a_replacement_shows_who_left_who_came_and_who_held_the_post_meanwhile(town, behind, expect):
    # b left on 1 October, c came on 1 November, e held the post until 20 October: 11 days nobody did; e left on
    # 21 October, after which nobody did for the same 11 days
    expect(behind(town(contracts=CONTRACTS), "turnover").drop_nulls("replaced"), """
        | days | contracts_row |
        | 11   | 4 5 6         |
        | 11   | 5 6           |
    """)  # fmt: skip
    # c left on 1 January, the first day of P2, and d came the same day
    expect(behind(town(contracts=CONTRACTS), "turnover", period="P2").drop_nulls("replaced"), """
        | days | contracts_row |
        | 0    | 6 7           |
    """)  # fmt: skip


LEARNING = {
    "trainings": """
        | training | held_on    | kind    |
        | T1       | 2020-07-15 | initial |
        | T2       | 2020-11-05 | ongoing |
        | T3       | 2021-02-10 | initial |
    """,
    "training_attendance": """
        | training | person | hours | passed | pre_score | post_score |
        | T1       | a      | 40    | true   | 3         | 5          |
        | T1       | b      | 40    | false  | 2         | 4          |
        | T2       | a      | 7.5   |        |           |            |
        | T3       | b      | 40    | true   | 4         | 6          |
    """,
}


def test_hours_of_training_are_attendances_with_their_courses(town, behind, expect):
    taught = town(**LEARNING)
    expect(behind(taught, "training_hours"), """
        | training_kind | training_attendance_row | trainings_row |
        | initial       | 2                       | 2             |
        | initial       | 3                       | 2             |
        | ongoing       | 4                       | 3             |
    """)  # fmt: skip
    expect(behind(taught, "initial_training", period="P2", scope="cumulative"), """
        | person | training_attendance_row | trainings_row |
        | a      | 2                       | 2             |
        | b      | 5                       | 4             |
    """)  # fmt: skip
    expect(behind(taught, "competence_growth", period="P2"), """
        | person | training_attendance_row | trainings_row |
        | b      | 5                       | 4             |
    """)  # fmt: skip


def test_training_of_each_person_rests_on_their_contracts_too(town, behind, expect):
    # c and e attended nothing; d came after the period
    expect(behind(town(contracts=CONTRACTS, **LEARNING), "training_per_person"), """
        | person | hours | contracts_row | training_attendance_row | trainings_row |
        | a      | 47.5  | 2 3           | 2 4                     | 2 3           |
        | b      | 40    | 4             | 3                       | 2             |
        | c      | 0     | 6             |                         |               |
        | e      | 0     | 5             |                         |               |
    """)  # fmt: skip
    expect(behind(town(contracts=CONTRACTS, **LEARNING), "trained_share").filter(passed=1), """
        | contracts_row | training_attendance_row | trainings_row |
        | 2 3           | 2                       | 2             |
    """)  # fmt: skip


def test_supervision_is_meetings_the_plan_of_quarters_and_hours_of_people(town, behind, expect):
    met = town(
        contracts=CONTRACTS,
        supervisions="""
            | supervision | held_on    | kind       | hours |
            | V1          | 2020-08-10 | group      | 2     |
            | V2          | 2020-09-10 | individual | 1.5   |
            | V3          | 2021-03-10 | group      | 3     |
        """,
        supervision_attendance="""
            | supervision | person |
            | V1          | a      |
            | V1          | b      |
            | V2          | b      |
            | V3          | a      |
        """,
        programme_rules="""
            | rule                     | value |
            | supervisions_per_quarter | 1.5   |
        """,
    )
    # two meetings; two quarters; a, b, c, e of whom c and e came to none
    expect(behind(met, "supervision"), """
        | held | kept | hours | supervisions_row | supervision_attendance_row | contracts_row |
        | 1    |      |       | 2                |                            |               |
        | 1    |      |       | 3                |                            |               |
        |      | 1.5  |       | 2 3              |                            |               |
        |      | 0    |       |                  |                            |               |
        |      |      | 2     | 2                | 2                          | 2 3           |
        |      |      | 3.5   | 2 3              | 3 4                        | 4             |
        |      |      | 0     |                  |                            | 6             |
        |      |      | 0     |                  |                            | 5             |
    """)  # fmt: skip


PAID = {
    "budget_lines": """
        | line  | name_cs | name_en |
        | staff | mzdy    | wages   |
    """,
    "expenses": """
        | expense | line  | paid_on    | claimed | approved |
        | X1      | staff | 2020-08-31 | 1000.00 | 800.00   |
        | X2      | staff | 2020-07-31 | 1000.00 | 1000.00  |
        | X3      | staff | 2020-12-31 | 300.00  |          |
        | X4      | staff | 2021-01-01 | 500.00  | 0.00     |
    """,
    "project": {"total": 1_000_000},
}


def test_spending_is_the_expenses_of_the_period(town, behind, expect):
    # in the order of payment, then the budget, which no expense makes
    expect(behind(town(**PAID), "spending"), """
        | spent  | expenses_row |
        | 125000 | 3            |
        | 100000 | 2            |
        | 37500  | 4            |
        |        |              |
    """)  # fmt: skip
    expect(behind(town(**PAID), "ineligible_share"), """
        | disallowed | expenses_row |
        | 0          | 3            |
        | 20000      | 2            |
    """)  # fmt: skip
    for scope, lines in (("period", ["5"]), ("cumulative", ["3", "2", "4", "5"])):
        split = behind(town(**PAID), "funding_split", period="P2", scope=scope)
        assert split.filter(source="eu")["expenses_row"].cast(pl.String).to_list() == lines


def test_a_forecast_rests_on_all_expenses_so_far(town, behind, expect):
    for period, lines in (("P1", "2 3 4"), ("P2", "2 3 4 5")):
        for indicator in ("unspent_forecast", "spending_plan"):
            expect(behind(town(**PAID), indicator, period=period).drop_nulls("budget"), f"""
                | expenses_row |
                | {lines}      |
            """)  # fmt: skip
    curve = behind(town(**PAID), "spending_plan").filter(course="spent")
    assert curve["expenses_row"].to_list() == ["", "3", "2 3", "2 3", "2 3", "2 3", "2 3 4"]


def test_an_assistant_month_costs_expenses_over_contracts(town, behind, expect):
    one = town(posts=POSTS, contracts=CONTRACTS, **PAID)
    costs = behind(one, "assistant_month_cost")
    assert costs.drop_nulls("crowns")["expenses_row"].to_list() == [3, 2, 4]
    assert costs.drop_nulls("months")["contracts_row"].to_list() == ["2"] * 2 + ["3"] * 4 + ["4 5"] * 3 + [
        "5", "6", "6"]  # fmt: skip


# a serves through the last midnight of July in two shifts, so that both months read both
PAPERS = {
    "persons": "| person |\n| a |\n| b |",
    "shifts": """
        | shift | start            | end              |
        | S1    | 2020-07-31 18:00 | 2020-08-01 00:00 |
        | S2    | 2020-08-01 00:00 | 2020-08-01 06:00 |
        | S3    | 2020-08-10 08:00 | 2020-08-10 12:00 |
    """,
    "shift_crew": """
        | shift | person |
        | S1    | a      |
        | S1    | b      |
        | S2    | a      |
        | S3    | b      |
    """,
    "visits": "| visit | shift | start |",
    "hours_monthly": """
        | person | month      | fund | worked | excused | training |
        | a      | 2020-07-01 | 184  | 11     | 0       | 6        |
        | b      | 2020-08-01 | 184  | 4      | 0       | 0        |
    """,
    "trainings": "| training | held_on | kind |\n| T1 | 2020-07-20 | initial |",
    "training_attendance": "| training | person | hours |\n| T1 | a | 6 |",
}
WAGES = """
    | expense | line  | paid_on    | claimed | kind  | person | month      |
    | X1      | staff | 2020-09-12 | 20000   | staff | a      | 2020-08-01 |
    | X2      | staff | 2020-09-13 | 2000    | staff | a      | 2020-08-01 |
"""


def test_a_month_of_a_person_shows_all_papers_that_testify_to_it(town, behind, expect):
    papers = town(budget_lines=PAID["budget_lines"], expenses=WAGES, **PAPERS)
    expect(behind(papers, "reconciliation"), """
        | person | month   | hours_monthly_row | shifts_row | shift_crew_row | training_attendance_row | trainings_row | expenses_row |
        | a      | 2020-07 | 2                 | 2 3        | 2 4            | 2                       | 2             |              |
        | a      | 2020-08 |                   | 2 3        | 2 4            |                         |               | 2 3          |
        | b      | 2020-07 |                   | 2          | 3              |                         |               |              |
        | b      | 2020-08 | 3                 | 4          | 5              |                         |               |              |
    """)  # noqa: E501  # fmt: skip


CARDS = """
    | person | sex    | age_group | card_complete | entered_on | left_on    | qualified_on |
    | b      | female | 25-54     | true          | 2020-07-01 |            |              |
    | a      | male   | 25-54     | true          | 2020-07-01 | 2020-12-01 | 2020-08-20   |
"""


def test_support_shows_the_card_and_what_proves_the_hours(town, behind, expect):
    # a shift proves hours only where a month has no timesheet: a's August, b's July
    supported = town(participants=CARDS, **PAPERS)
    card_and_proof = """
        | participants_row | training_attendance_row | trainings_row | hours_monthly_row | shifts_row | shift_crew_row |
        | 3                | 2                       | 2             | 2                 | 2 3        | 2 4            |
        | 2                |                         |               | 3                 | 2          | 3              |
    """
    for indicator in ("participants_supported", "participants_qualified", "employed_after_leaving"):
        expect(behind(supported, indicator), card_and_proof)


def test_duties_show_the_items_and_problems_they_count(town, behind, expect):
    kept = town(
        publicity="""
            | item | kind    | place | since      | until      |
            | A    | poster  | hall  | 2020-07-01 |            |
            | B    | website | web   | 2020-07-01 | 2020-12-30 |
            | C    | poster  | gate  | 2020-08-01 |            |
        """,
        outputs="""
            | output | kind             | name   | due_on     | finished_on |
            | O2     | initial_analysis | report | 2020-12-31 | 2020-12-01  |
            | O1     | final_evaluation | report | 2021-02-28 | 2020-12-31  |
        """,
    )
    expect(behind(kept, "publicity_kept").drop_nulls("publicity_row"), """
        | publicity_kind | publicity_row |
        | poster         | 2 4           |
    """)  # fmt: skip
    expect(behind(kept, "outputs_on_time"), "| outputs_row |\n| 2 |")
    expect(behind(kept, "documents"), "| outputs_row |\n| 3 |\n| 2 |")


SURVEY = {
    "survey_waves": "| wave | starts | ends |\n| W0 | 2020-07-01 | 2020-07-31 |",
    "survey_respondents": "| respondent | wave |\n| r | W0 |\n| s | W0 |\n| t | W0 |",
    "survey_answers": """
        | respondent | item                  | answer |
        | s          | knows_assistants      | 1      |
        | r          | knows_assistants      | 2      |
        | s          | safer_with_assistants | 2      |
        | s          | safe_after_dark       | 3      |
        | r          | safe_after_dark       | 1      |
    """,
    "survey_dispositions": """
        | wave | zone          | disposition | persons |
        | W0   | risk_locality | complete    | 3       |
        | W0   | risk_locality | refusal     | 2       |
    """,
}


def test_respondents_show_their_answers_to_what_was_asked(town, behind, expect):
    expect(behind(town(**SURVEY), "safe_after_dark"), """
        | respondent | survey_answers_row | survey_dispositions_row |
        | r          | 6                  | 2 3                     |
        | s          | 5                  | 2 3                     |
        | t          |                    | 2 3                     |
    """)  # fmt: skip
    expect(behind(town(**SURVEY), "assistants_help"), """
        | respondent | survey_answers_row |
        | r          | 3                  |
        | s          | 2 4                |
        | t          |                    |
    """)  # fmt: skip
    # who was to be asked whether they feel safer is told by the answer to another question
    asked = town(**SURVEY, survey_items="| item |\n| safer_with_assistants |")
    expect(behind(asked, "item_shares"), """
        | respondent | silent:safer_with_assistants | survey_answers_row |
        | r          |                              | 3                  |
        | s          | 0                            | 2 4                |
        | t          |                              |                    |
    """)  # fmt: skip
    expect(behind(town(**SURVEY), "survey_response").drop_nulls("disposition"), """
        | disposition | survey_dispositions_row |
        | complete    | 2                       |
        | refusal     | 3                       |
    """)  # fmt: skip
