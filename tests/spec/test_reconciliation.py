"""Timesheets against shifts, courses and wages: an officer on the spot asks for the month of a person."""

import pytest

from apk_lib.indicators.papers import person_months
from apk_lib.programmes import programme

# one shift of 8.5 hours is 8 hours of work: half an hour for the six hours of presence
STAYS = """
    | persons | locality | start            | end              |
    | a, b    | A        | 2020-07-06 08:00 | 2020-07-06 16:30 |
    | a       | A        | 2020-08-03 08:00 | 2020-08-03 12:00 |
"""
TIMESHEETS = """
    | person | month      | fund | worked | excused | training |
    | a      | 2020-07-01 | 184  | 14     | 0       | 6        |
    | b      | 2020-07-01 | 184  | 10.5   | 0       | 0        |
    | a      | 2020-09-01 | 176  | 0      | 0       | 0        |
"""
COURSES = {
    "trainings": """
        | training | held_on    | kind    |
        | T1       | 2020-07-20 | initial |
    """,
    "training_attendance": """
        | training | person | hours |
        | T1       | a      | 6     |
    """,
}
LINES = """
    | line  | name_cs | name_en |
    | staff | mzdy    | wages   |
"""
WAGES = """
    | expense | line  | paid_on    | claimed | kind  | person | month      |
    | X1      | staff | 2020-08-12 | 20000   | staff | a      | 2020-07-01 |
    | X2      | staff | 2020-08-12 | 20000   | staff | b      | 2020-07-01 |
    | X3      | staff | 2020-09-12 | 10000   | staff | a      | 2020-08-01 |
"""


@pytest.fixture
def papers(town):
    def made(**changed):
        return town(**{"stays": STAYS, "hours_monthly": TIMESHEETS, "expenses": WAGES, "budget_lines": LINES}
                    | COURSES | changed)  # fmt: skip

    return made


def test_months_of_persons_agree_when_timesheet_shifts_and_wage_do(papers, expect):
    """Four months of persons: a in July 14 = 8 + 6; b in July 10.5 against 8; a in August no timesheet for 4 hours;
    a in September an empty timesheet without a wage."""
    expect(papers().figures("reconciliation"), """
        | measure           | n | value | unit          |
        | agree             | 4 | 1/4   | share         |
        | difference_hours  | 4 | 6.5   | person_hours  |
        | person_months     | 4 | 4     | person_months |
        | shift_hours       | 3 | 20    | person_hours  |
        | timesheet_hours   | 3 | 24.5  | person_hours  |
        | training_hours    | 1 | 6     | person_hours  |
        | without_timesheet | 4 | 1     | person_months |
        | without_wage      | 4 | 1     | person_months |
    """)  # fmt: skip
    expect(papers().figures("reconciliation", "agree", by="month"), """
        | month   | numerator | denominator |
        | 2020-07 | 1         | 2           |
        | 2020-08 | 0         | 1           |
        | 2020-09 | 0         | 1           |
    """)  # fmt: skip


def test_how_far_hours_may_lie_apart_is_a_rule_of_the_project(papers, expect):
    lax = papers(programme_rules="| rule | value |\n| reconciliation_hours | 2.5 |")
    expect(lax.figures("reconciliation", "agree"), "| value |\n| 2/4 |")
    # 2.5 hours are not within 2.49
    strict = papers(programme_rules="| rule | value |\n| reconciliation_hours | 2.49 |")
    expect(strict.figures("reconciliation", "agree"), "| value |\n| 1/4 |")


def test_wages_that_name_nobody_are_not_judged(papers, expect):
    unnamed = papers(expenses="""
        | expense | line  | paid_on    | claimed |
        | X1      | staff | 2020-08-12 | 20000   |
    """)  # fmt: skip
    expect(unnamed.figures("reconciliation", "agree", "without_wage"), """
        | measure      | value | state    |
        | agree        | 2/4   | ok       |
        | without_wage |       | no_cases |
    """)  # fmt: skip


def test_mentors_have_no_shifts_to_agree_with(papers, expect):
    # who b is decides whether b's months are held against shifts
    roles = "| person | role |\n| a | assistant |\n| b | mentor |"
    expect(papers(persons=roles).figures("reconciliation", "person_months"), "| value |\n| 3 |")


def test_only_months_of_the_period_are_held_against_each_other(papers, expect):
    expect(papers().figures("reconciliation", period="P2"), """
        | measure           | value | state    |
        | agree             |       | no_cases |
        | difference_hours  |       | no_cases |
        | person_months     |       | no_cases |
        | shift_hours       |       | no_cases |
        | timesheet_hours   |       | no_cases |
        | training_hours    |       | no_cases |
        | without_timesheet |       | no_cases |
        | without_wage      |       | no_cases |
    """)  # fmt: skip


def test_without_timesheets_nothing_can_agree(papers, expect):
    empty = papers(hours_monthly="| person | month | fund | worked | excused | training |")
    expect(empty.figures("reconciliation", "agree", "without_timesheet"), """
        | measure           | value |
        | agree             | 0     |
        | without_timesheet | 3     |
    """)  # fmt: skip


def test_the_list_for_the_check_on_the_spot_names_the_months(papers, expect):
    one = papers().dataset
    names = ("hours_monthly", "shifts", "shift_crew", "persons", "trainings", "training_attendance", "expenses")
    listed = person_months(*(one.table(name) for name in names), one.project, one.project.period("P1"))
    hour = 3_600_000_000
    expect(listed, f"""
        | person | month      | timesheet        | shifts     | training   | wage    | difference          | agrees |
        | a      | 2020-07-01 | {14 * hour}      | {8 * hour} | {6 * hour} | 2000000 | 0                   | true   |
        | a      | 2020-08-01 |                  | {4 * hour} |            | 1000000 | {-4 * hour}         | false  |
        | a      | 2020-09-01 | 0                |            |            |         | 0                   | false  |
        | b      | 2020-07-01 | {21 * hour // 2} | {8 * hour} |            | 2000000 | {5 * hour // 2}     | false  |
    """)  # fmt: skip


def test_the_rule_has_its_default_where_a_sheet_states_none(town):
    assert town(project={"programme": programme("opz_2014")}).dataset.project.limit("reconciliation_hours") == 2
