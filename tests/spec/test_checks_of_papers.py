"""Checks of papers: participants, wages, reviews, supervision, states of localities, outputs, publicity, the plan.

Each test is a small town and what it is told, by rule. The town's project lasts from 1. 7. 2020 to 30. 6. 2021.
"""

from collections.abc import Callable

import polars as pl
import pytest

from apk_lib.text import NBSP

PERSONS = """
    | person | role      |
    | Anna   | assistant |
    | Bert   | assistant |
    | Karel  | mentor    |
"""
# Anna leaves in the autumn, Bert stays
CONTRACTS = """
    | contract | person | post | start      | last_day   |
    | C1       | Anna   | P    | 2020-07-01 | 2020-10-15 |
    | C2       | Bert   | P    | 2020-08-01 |            |
"""


@pytest.fixture
def findings(town) -> Callable[..., pl.DataFrame]:
    """What a town of the given tables is told by one rule, spaces as they are typed."""

    def of(rule: str, **tables: object) -> pl.DataFrame:
        found = town(**{"persons": PERSONS, "contracts": CONTRACTS} | tables).dataset.findings
        words = pl.col("value", "expected_cs", "expected_en").str.replace_all(NBSP, " ")
        return found.filter(pl.col("rule") == rule).with_columns(words)

    return of


# --- participants ----------------------------------------------------------------------------------


def test_a_participant_without_any_contract_is_told(findings, expect):
    found = findings(
        "participant_without_contract",
        participants="""
            | person | entered_on | card_complete |
            | Anna   | 2020-06-20 | true          |
            | Karel  | 2020-07-01 | true          |
        """,
    )
    expect(found, "| severity | key   | row | column | value |\n| warning | Karel | 3   | person | Karel |")


def test_nobody_qualifies_before_entering(findings, expect):
    found = findings(
        "qualified_before_entry",
        participants="""
            | person | entered_on | qualified_on | card_complete |
            | Anna   | 2020-07-01 | 2020-07-01   | true          |
            | Bert   | 2020-08-01 | 2020-07-31   | true          |
            | Karel  | 2020-07-01 |              | true          |
        """,
    )
    expect(
        found,
        """
        | key  | column       | value      | expected_cs             | expected_en            |
        | Bert | qualified_on | 2020-07-31 | 1. 8. 2020 nebo později | 1 August 2020 or later |
        """,
    )


def test_a_qualification_follows_a_passed_course(findings, expect):
    # Anna passed on the day, Bert only sat there, Karel passed later than he says
    found = findings(
        "qualified_without_course",
        participants="""
            | person | entered_on | qualified_on | card_complete |
            | Anna   | 2020-07-01 | 2020-07-20   | true          |
            | Bert   | 2020-08-01 | 2020-08-20   | true          |
            | Karel  | 2020-07-01 | 2020-07-19   | true          |
        """,
        trainings="| training | held_on | kind |\n| T1 | 2020-07-20 | initial |",
        training_attendance="""
            | training | person | hours | passed |
            | T1       | Anna   | 40    | true   |
            | T1       | Bert   | 40    | false  |
            | T1       | Karel  | 40    | true   |
        """,
    )
    expect(found, "| key   | value      |\n| Bert  | 2020-08-20 |\n| Karel | 2020-07-19 |")


def test_a_status_after_leaving_belongs_to_those_who_left(findings, expect):
    found = findings(
        "status_though_not_left",
        participants="""
            | person | entered_on | left_on    | status_four_weeks | status_six_months | card_complete |
            | Anna   | 2020-07-01 | 2020-10-15 | employed          | unknown           | true          |
            | Bert   | 2020-08-01 |            |                   | employed          | true          |
            | Karel  | 2020-07-01 |            |                   |                   | true          |
        """,
    )
    expect(found, "| key  | column            | value    |\n| Bert | status_six_months | employed |")


# --- wages -----------------------------------------------------------------------------------------


def test_a_wage_says_whose_it_is_and_for_which_month(findings, expect):
    found = findings(
        "wage_without_month",
        expenses="""
            | expense | line | paid_on    | claimed | kind     | person | month      |
            | X1      | pay  | 2020-08-12 | 100     | staff    | Anna   | 2020-07-01 |
            | X2      | pay  | 2020-08-12 | 100     | staff    | Anna   |            |
            | X3      | pay  | 2020-08-12 | 100     | staff    |        |            |
            | X4      | pay  | 2020-08-12 | 100     | document |        |            |
            | X5      | pay  | 2020-08-12 | 100     |          |        |            |
        """,
    )
    expect(found, "| key | column |\n| X2  | month  |\n| X3  | person |")


def test_a_wage_is_paid_for_a_month_with_a_contract(findings, expect):
    # Anna's contract ended on 15 October: October is half hers, November is not; Karel is paid by the town
    found = findings(
        "wage_without_contract",
        expenses="""
            | expense | line | paid_on    | claimed | kind  | person | month      |
            | X1      | pay  | 2020-11-12 | 100     | staff | Anna   | 2020-10-01 |
            | X2      | pay  | 2020-12-12 | 100     | staff | Anna   | 2020-11-01 |
            | X3      | pay  | 2020-12-12 | 100     | staff | Bert   | 2020-07-01 |
            | X4      | pay  | 2020-12-12 | 100     | staff | Karel  | 2020-07-01 |
        """,
    )
    expect(found, "| key | column | value   |\n| X2  | month  | 2020-11 |\n| X3  | month  | 2020-07 |")


def test_a_wage_is_claimed_once_on_a_line(findings, expect):
    found = findings(
        "wage_claimed_twice",
        expenses="""
            | expense | line    | paid_on    | claimed | kind     | person | month      |
            | X2      | pay     | 2020-08-12 | 100     | staff    | Anna   | 2020-07-01 |
            | X1      | pay     | 2020-09-12 | 100     | staff    | Anna   | 2020-07-01 |
            | X3      | reward  | 2020-09-12 | 100     | staff    | Anna   | 2020-07-01 |
            | X4      | pay     | 2020-09-12 | 100     | staff    | Anna   | 2020-08-01 |
            | X5      | pay     | 2020-09-12 | 100     | document | Anna   | 2020-07-01 |
            | X6      | pay     | 2020-09-12 | 100     | staff    |        | 2020-07-01 |
            | X7      | pay     | 2020-09-12 | 100     | staff    |        | 2020-07-01 |
        """,
    )
    expect(
        found,
        """
        | key | value   | expected_cs                      | expected_en                        |
        | X1  | 2020-07 | jediný výdaj; mzdu platí už X2   | one expense; X2 pays the wage already |
        """,
    )


# --- reviews, supervision, states of localities ----------------------------------------------------


def test_a_week_is_reviewed_where_some_day_of_it_was_employed(findings, expect):
    # Anna's last day is a Thursday; Bert starts on a Saturday
    found = findings(
        "review_without_contract",
        mentor_reviews="""
            | person | week       |
            | Anna   | 2020-10-12 |
            | Anna   | 2020-10-19 |
            | Bert   | 2020-07-20 |
            | Bert   | 2020-07-27 |
        """,
    )
    expect(found, "| key | value |\n| Anna · 2020-10-19 | 2020-10-19 |\n| Bert · 2020-07-20 | 2020-07-20 |")


def test_assistants_come_to_supervision_while_they_are_employed(findings, expect):
    found = findings(
        "supervision_without_contract",
        supervisions="| supervision | held_on | kind | hours |\n| S1 | 2020-07-14 | group | 2 |",
        supervision_attendance="| supervision | person |\n| S1 | Anna |\n| S1 | Bert |\n| S1 | Karel |",
    )
    expect(found, "| key | column | value |\n| S1 · Bert | person | 2020-07-14 |")


def test_states_are_checked_in_places_that_are_looked_after(findings, expect):
    places = """
        | locality | kind       | valid_from |
        | A        | park       | 2020-09-01 |
        | B        | comparison | 2020-07-01 |
    """
    checks = """
        | locality | checked_on | item  | score |
        | A        | 2020-08-31 | waste | 1     |
        | A        | 2020-09-01 | waste | 1     |
        | B        | 2020-09-01 | waste | 1     |
        | A        | 2021-07-01 | waste | 1     |
    """
    tables = {"localities": places, "locality_checks": checks}
    expect(findings("check_not_patrolled", **tables), "| row | column | value |\n| 4 | locality | B |")
    expect(
        findings("locality_not_valid", **tables),
        "| row | column | value | expected_cs |\n| 2 | checked_on | 2020-08-31 | od 1. 9. 2020 |",
    )
    expect(findings("outside_project", **tables), "| row | value |\n| 5 | 2021-07-01 |")


def test_a_supervision_is_held_while_the_project_lasts(findings, expect):
    found = findings(
        "outside_project",
        supervisions="""
            | supervision | held_on    | kind  | hours |
            | S1          | 2020-06-30 | group | 2     |
            | S2          | 2020-07-01 | group | 2     |
        """,
    )
    expect(found, "| table | key | value |\n| supervisions | S1 | 2020-06-30 |")


# --- outputs, publicity, the financial plan --------------------------------------------------------


def test_a_published_output_carries_its_marks(findings, expect):
    found = findings(
        "output_unmarked",
        outputs="""
            | output | kind  | name | finished_on | published_on | logo_strip | registration_number |
            | D1     | other | one  | 2020-09-01  | 2020-09-01   | true       | true                |
            | D2     | other | two  | 2020-09-01  | 2020-09-01   | false      | true                |
            | D3     | other | more | 2020-09-01  | 2020-09-01   | true       |                     |
            | D4     | other | yet  | 2020-09-01  |              | false      | false               |
        """,
    )
    expect(found, "| key | column |\n| D2 | logo_strip |\n| D3 | registration_number |")


def test_mandatory_publicity_has_no_gap(findings, expect):
    # the poster was late and later taken down for a week, the website went too soon; the press may come and go
    found = findings(
        "publicity_gap",
        publicity="""
            | item | kind       | place | since      | until      |
            | 1    | poster     | door  | 2020-07-04 | 2020-09-30 |
            | 2    | poster     | door  | 2020-10-08 |            |
            | 3    | website    | web   | 2020-07-01 | 2021-05-31 |
            | 4    | logo_strip | all   | 2020-06-01 | 2020-12-31 |
            | 5    | logo_strip | all   | 2021-01-01 | 2021-06-30 |
            | 6    | press      | paper | 2020-08-01 | 2020-08-01 |
        """,
    )
    whole = "od 1. 7. 2020 do 30. 6. 2021"
    expect(
        found,
        f"""
        | key | column | value                   | expected_cs      |
        | 1   | since  | 2020-07-01 – 2020-07-03 | bez mezery {whole} |
        | 2   | since  | 2020-10-01 – 2020-10-07 | bez mezery {whole} |
        | 3   | until  | 2021-06-01 – 2021-06-30 | bez mezery {whole} |
        """,
    )


def test_a_financial_plan_never_falls(findings, expect):
    # the second version lowers P2 under P1 of the first, which still holds
    found = findings(
        "financial_plan_falls",
        financial_plan="""
            | period | valid_from | spent |
            | P1     | 2020-07-01 | 1000  |
            | P2     | 2020-07-01 | 2000  |
            | P2     | 2020-10-01 | 999.5 |
        """,
    )
    expect(
        found,
        """
        | key             | column | value     | expected_cs         |
        | P2 · 2020-10-01 | spent  | 999,50 Kč | nejméně 1 000,00 Kč |
        """,
    )
