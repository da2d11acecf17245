"""Employment: are the posts filled, and do the people stay?"""

import pytest

# Five people on four posts over two years: reference case ret01_occupancy, made with R 4.2.2
# (spells, person-months, FTE-months, days and retention copied by hand).
TWO_YEARS = """
    | period | start      | end        | report_due |
    | P1     | 2024-01-01 | 2025-12-31 | 2026-01-30 |
"""
FOUR_POSTS = """
    | post | planned_from | planned_to | fte |
    | 1    | 2024-01-01   | 2025-12-31 | 1   |
    | 2    | 2024-01-01   | 2025-12-31 | 1   |
    | 3    | 2024-01-01   | 2025-12-31 | 1   |
    | 4    | 2024-01-01   | 2025-12-31 | 0.5 |
"""
FIVE_PEOPLE = """
    | person | post | start      | last_day   | fte |
    | A      | 1    | 2024-01-01 |            | 1   |
    | B      | 2    | 2024-01-01 | 2025-03-31 | 1   |
    | C      | 3    | 2024-02-15 | 2024-08-20 | 1   |
    | D      | 4    | 2024-01-01 |            | 0.5 |
    | E      | 3    | 2024-10-01 |            | 1   |
"""


def test_person_months_count_the_part_of_each_month_times_fte(town, expect):
    # R: 24 + 15 + 6.1624 + 12 + 15 = 72.1624 of 24 x 3.5 = 84, occupancy 85.9 %
    four = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=FIVE_PEOPLE)
    expect(
        four.figures("person_months"),
        """
        | measure       | value   | denominator | unit          |
        | person_months | 72.1624 | 84          | person_months |
        """,
    )


def test_a_month_begun_in_its_middle_counts_by_its_days(town, expect):
    # C: 15 of 29 days of February, five whole months, 20 of 31 days of August: R 6.162403
    one = town(
        periods=TWO_YEARS,
        posts=FOUR_POSTS,
        contracts="""
        | person | post | start      | last_day   |
        | C      | 3    | 2024-02-15 | 2024-08-20 |
    """,
    )
    expect(
        one.figures("person_months"),
        """
        | value    |
        | 6.162403 |
        """,
    )
    expect(
        one.figures("person_months", by=("post", "month")).filter(post="3").head(8),
        """
        | post | month   | value | denominator |
        | 3    | 2024-01 | 0     | 1           |
        | 3    | 2024-02 | 15/29 | 1           |
        | 3    | 2024-03 | 1     | 1           |
        | 3    | 2024-04 | 1     | 1           |
        | 3    | 2024-05 | 1     | 1           |
        | 3    | 2024-06 | 1     | 1           |
        | 3    | 2024-07 | 1     | 1           |
        | 3    | 2024-08 | 20/31 | 1           |
        """,
    )


def test_fill_rate_is_days_employed_over_days_planned(town, expect):
    # days by R: 731 + 456 + 188 + 731 x 0.5 + 457 = 2197.5 of 731 x 3.5 = 2558.5; nobody on post 3 for 45 + 41 days,
    # on post 2 after March 2025 for 275
    four = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=FIVE_PEOPLE)
    expect(
        four.figures("posts_filled"),
        """
        | measure       | numerator | denominator | value         | unit  |
        | fill_rate     | 2197.5    | 2558.5      | 4395/5117     | share |
        | filled_at_end | 3         | 4           | 3             | posts |
        | surplus_days  | 0         |             | 0             | days  |
        | vacant_days   | 361       |             | 361           | days  |
        """,
    )
    expect(
        four.figures("posts_filled", "vacant_days", by="post"),
        """
        | post | value |
        | 1    | 0     |
        | 2    | 275   |
        | 3    | 86    |
        | 4    | 0     |
        """,
    )


TWO_POSTS = """
    | post | planned_from | planned_to |
    | 1    | 2020-07-01   | 2020-12-31 |
    | 2    | 2020-07-01   | 2020-07-31 |
"""


def test_two_on_one_post_fill_no_other(town, expect):
    # A and B hold post 1 for its 184 days, nobody post 2 for its 31: 184 of 215; B's 184 days are above the plan
    two = town(
        posts=TWO_POSTS,
        contracts="""
            | person | post | start      |
            | A      | 1    | 2020-07-01 |
            | B      | 1    | 2020-07-01 |
        """,
    )
    expect(
        two.figures("posts_filled", "fill_rate", "surplus_days", "vacant_days"),
        """
        | measure      | numerator | denominator | value   |
        | fill_rate    | 184       | 215         | 184/215 |
        | surplus_days | 184       |             | 184     |
        | vacant_days  | 31        |             | 31      |
        """,
    )
    expect(two.figures("person_months"), "| value | denominator |\n| 6 | 7 |")


def test_a_contract_beyond_the_plan_of_its_post_is_surplus(town, expect):
    # post 2 is planned for July; A holds it to the end of the year at half of its FTE: 15.5 of 31 days, 153 days at
    # half above the plan. None is vacant
    on = town(
        posts=TWO_POSTS,
        contracts="""
            | person | post | start      | fte |
            | A      | 2    | 2020-07-01 | 0.5 |
        """,
    )
    expect(
        on.figures("posts_filled", by="post").filter(post="2"),
        """
        | measure      | post | numerator | denominator | value |
        | fill_rate    | 2    | 15.5      | 31          | 1/2   |
        | surplus_days | 2    | 76.5      |             | 76.5  |
        | vacant_days  | 2    | 0         |             | 0     |
        """,
    )
    expect(on.figures("person_months"), "| value | denominator |\n| 1/2 | 7 |")


def test_a_vacant_day_is_one_on_which_nobody_holds_the_post(town, expect):
    # two hold the post from 1 to 10 September: that does not make up for 21 to 30 November, when nobody did
    one = town(
        posts="""
            | post | planned_from | planned_to |
            | 1    | 2020-07-01   | 2020-12-31 |
        """,
        contracts="""
            | person | post | start      | last_day   |
            | A      | 1    | 2020-07-01 | 2020-09-10 |
            | B      | 1    | 2020-09-01 | 2020-11-20 |
            | C      | 1    | 2020-12-01 |            |
        """,
    )
    expect(
        one.figures("posts_filled", "vacant_days"),
        """
        | value |
        | 10    |
        """,
    )


def test_a_post_is_filled_at_the_end_by_who_works_on_the_last_day(town, expect):
    posts = """
        | post | planned_from | planned_to |
        | 1    | 2020-07-01   | 2021-06-30 |
        | 2    | 2020-07-01   | 2021-06-30 |
        | 3    | 2021-01-01   | 2021-06-30 |
    """
    contracts = """
        | person | post | start      | last_day   |
        | A      | 1    | 2020-07-01 | 2020-12-31 |
        | B      | 2    | 2020-07-01 | 2020-12-30 |
        | C      | 3    | 2021-01-01 |            |
    """
    small = town(posts=posts, contracts=contracts)
    # P1: A works on 31 December, B does not, post 3 is not yet planned; P2: only C
    expect(
        small.figures("posts_filled", "filled_at_end", period="P1"),
        """
        | value | denominator |
        | 1     | 2           |
        """,
    )
    expect(
        small.figures("posts_filled", "filled_at_end", period="P2"),
        """
        | value | denominator |
        | 1     | 3           |
        """,
    )


def test_a_post_nobody_held_stays_in_the_table_with_nothing(town, expect):
    two = town(
        posts="""
            | post | planned_from | planned_to |
            | 1    | 2020-07-01   | 2020-12-31 |
            | 2    | 2020-07-01   | 2020-12-31 |
        """,
        contracts="""
            | person | post | start      |
            | A      | 1    | 2020-07-01 |
        """,
    )
    expect(
        two.figures("posts_filled", "fill_rate", by="post"),
        """
        | post | value | denominator |
        | 1    | 100 % | 184         |
        | 2    | 0 %   | 184         |
        """,
    )


THREE_OF_FOUR = """
    | contract | person | post | start      | last_day   |
    | C1       | A      | 1    | 2020-07-01 | 2020-09-30 |
    | C2       | B      | 2    | 2020-07-01 | 2020-09-30 |
    | C3       | C      | 3    | 2020-07-01 |            |
    | C4       | D      | 4    | 2020-07-01 |            |
    | C5       | B      | 2    | 2020-10-01 |            |
    | C6       | E      | 1    | 2020-11-01 |            |
"""


def test_retention_is_k_of_the_original_holders_with_the_exact_interval(town, expect):
    # A left, B's second contract follows without a gap, E came later and is no original.
    # Clopper-Pearson 3 of 4, R binom.test(3, 4): 0.1941204 to 0.9936905
    expect(
        town(contracts=THREE_OF_FOUR).figures("retention"),
        """
        | measure        | numerator | denominator | value | lower  | upper  | unit  |
        | still_employed | 3         | 4           | 3/4   | 0.1941 | 0.9937 | share |
        """,
    )


def test_exit_is_the_day_after_the_last_day(town, expect):
    # who works on the last day of the period is still employed; who left the day before is not
    last_days = town(
        contracts="""
        | person | post | start      | last_day   |
        | A      | 1    | 2020-07-01 | 2020-12-30 |
        | B      | 2    | 2020-07-01 | 2020-12-31 |
    """
    )
    expect(
        last_days.figures("retention", period="P1"),
        """
        | numerator | denominator |
        | 1         | 2           |
        """,
    )
    expect(
        last_days.figures("retention", period="P2"),
        """
        | numerator | denominator |
        | 0         | 2           |
        """,
    )


def test_contracts_without_a_gap_are_one_spell(town, expect):
    # B: 1 July to 31 December through two contracts is one spell of six months; A's gap of a day makes two
    expect(
        town(
            contracts="""
            | person | post | start      | last_day   |
            | B      | 2    | 2020-07-01 | 2020-09-30 |
            | B      | 2    | 2020-10-01 |            |
        """
        ).figures("tenure", "longest", "persons"),
        """
        | measure | n | value |
        | longest | 1 | 6     |
        | persons | 1 | 1     |
        """,
    )
    expect(
        town(
            contracts="""
            | person | post | start      | last_day   |
            | A      | 1    | 2020-07-01 | 2020-09-30 |
            | A      | 1    | 2020-10-02 |            |
        """
        ).figures("tenure", "shortest", "longest", "persons"),
        """
        | measure  | n | value |
        | longest  | 2 | 3     |
        | persons  | 1 | 1     |
        | shortest | 2 | 92/31 |
        """,
    )  # July to September; two months from 2 October and 30 of the 31 days to 2 January


def test_contracts_that_overlap_leave_no_gap(town, expect):
    # the second contract is signed before the first one ends: still one spell, and nobody has left
    overlapping = town(
        contracts="""
        | person | post | start      | last_day   |
        | A      | 1    | 2020-07-01 | 2020-10-15 |
        | A      | 1    | 2020-10-01 |            |
    """
    )
    expect(
        overlapping.figures("tenure", "longest"),
        """
        | n | value |
        | 1 | 6     |
        """,
    )
    expect(
        overlapping.figures("retention"),
        """
        | numerator | denominator |
        | 1         | 1           |
        """,
    )


def test_tenure_runs_to_leaving_or_to_the_end_of_the_period(town, expect):
    # calendar months: A and D two years, B and E five quarters; C six months to 15 August and 6 of the 31 days
    # to 15 September
    people = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=FIVE_PEOPLE)
    expect(
        people.figures("tenure"),
        """
        | measure  | n | value  | unit    |
        | longest  | 5 | 24     | months  |
        | median   | 5 | 15     | months  |
        | persons  | 5 | 5      | persons |
        | shortest | 5 | 192/31 | months  |
        """,
    )


@pytest.mark.parametrize(
    ("start", "last_day", "months"),
    [
        ("2024-01-01", "2024-01-31", "1"),
        ("2024-02-01", "2024-02-29", "1"),  # a whole month, however short
        ("2024-02-01", "2024-02-10", "10/29"),
        ("2025-02-01", "2025-02-10", "10/28"),
        ("2024-11-16", "2025-02-15", "3"),  # over the turn of the year
        # a month from 31 January ends with February: one month, and one of the 31 days to 31 March
        ("2024-01-31", "2024-02-29", "32/31"),
    ],
)
def test_a_month_of_tenure_is_a_calendar_month(town, expect, start, last_day, months):
    one = town(
        periods=TWO_YEARS,
        contracts=f"""
        | person | post | start   | last_day   |
        | A      | 1    | {start} | {last_day} |
    """,
    )
    expect(
        one.figures("tenure", "longest"),
        f"""
        | value    |
        | {months} |
        """,
    )


def test_the_survival_curve_starts_at_one_and_the_end_of_the_period_is_no_leaving(town, expect):
    # R survfit: 1 at 6 months, 0.8 at 12, 0.6 at 20; C leaves after 6 6/31 months, B after 15, the others are
    # censored; E is at risk when B leaves, for leaving comes first in a tie
    people = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=FIVE_PEOPLE)
    expect(
        people.curve("tenure"),
        """
        | x      | y   | n_at_risk |
        | 0      | 1   | 5         |
        | 192/31 | 4/5 | 5         |
        | 15     | 3/5 | 4         |
        | 24     | 3/5 | 2         |
        """,
    )


def test_the_survival_curve_ends_with_the_limits_known_before_its_last_censored_day(town):
    # after the last day nobody is left to tell, which is no reason for the limit to fall to zero
    curve = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=FIVE_PEOPLE).curve("tenure").sort("x")
    assert curve["lower"].to_list()[-1] == curve["lower"].to_list()[-2] > 0


def test_person_months_rest_on_the_months_in_which_somebody_was_employed(town, expect):
    # A works July to September, B October to December on the second post: six months of a post, twelve planned
    two = town(
        posts="""
            | post | planned_from | planned_to |
            | 1    | 2020-07-01   | 2020-12-31 |
            | 2    | 2020-07-01   | 2020-12-31 |
        """,
        contracts="""
            | person | post | start      | last_day   |
            | A      | 1    | 2020-07-01 | 2020-09-30 |
            | B      | 2    | 2020-10-01 |            |
        """,
    )
    expect(
        two.figures("person_months"),
        """
        | n | value | denominator |
        | 6 | 6     | 12          |
        """,
    )


MILESTONE_PEOPLE = """
    | contract | person | post | start      | last_day   | end_reason     |
    | C1       | A      | 1    | 2024-01-01 |            |                |
    | C2       | B      | 2    | 2024-01-01 | 2024-06-30 | other_job      |
    | C3       | C      | 3    | 2024-01-01 | 2024-06-29 | agreement      |
    | C4       | D      | 4    | 2024-07-01 |            |                |
    | C5       | E      | 2    | 2025-07-02 |            |                |
    | C6       | F      | 3    | 2024-08-01 | 2025-01-15 | end_of_project |
"""


def test_retained_are_counted_among_those_whose_time_has_come(town, expect):
    # six months from 1 January end with 30 June: B, whose exit is 1 July, stayed; C left a day earlier. E's six months
    # end on 1 January 2026, a day after the period and its next day: not yet due. F's year was stopped by the end of
    # the project. 24 months from 1 January 2024 end with the period, so A's count and D's do not.
    # R binom.test: 4 of 5 0.2835821 to 0.9949492; 2 of 4 0.0675860 to 0.9324140; 1 of 3 0.0084038 to 0.9057007
    people = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=MILESTONE_PEOPLE)
    expect(
        people.figures("retention_milestones", by="months_since_start"),
        """
        | months_since_start | numerator | denominator | value | lower  | upper  | state |
        | 12                 | 2         | 4           | 1/2   | 0.0676 | 0.9324 | ok    |
        | 24                 | 1         | 3           | 1/3   | 0.0084 | 0.9057 | ok    |
        | 6                  | 3         | 4           | 3/4   | 0.1941 | 0.9937 | ok    |
        """,
    )


def test_a_milestone_that_nobody_could_reach_yet_has_no_figure(town, expect):
    young = town(
        contracts="""
        | person | post | start      | last_day |
        | A      | 1    | 2020-07-01 |          |
        | B      | 2    | 2020-07-02 |          |
    """
    )
    # A's half year ends with the period
    expect(
        young.figures("retention_milestones", by="months_since_start"),
        """
        | months_since_start | numerator | denominator | value | lower | state    |
        | 12                 | 0         | 0           |       |       | no_cases |
        | 24                 | 0         | 0           |       |       | no_cases |
        | 6                  | 1         | 1           | 1     | 0.025 | ok       |
        """,
    )


BEFORE_THE_PROJECT = """
    | contract | person | post | start      | last_day   | end_reason |
    | C1       | A      | 1    | 2019-07-01 | 2020-09-30 | other_job  |
    | C2       | B      | 2    | 2019-01-01 | 2020-06-30 | notice     |
    | C3       | C      | 2    | 2020-07-01 |            |            |
"""


def test_who_worked_before_the_project_is_not_in_the_curve(town, expect):
    # A, employed for a year when the project began, would alone be at risk from the 12th month on; the curve is C's.
    # B had left before the project and is nobody's assistant of it
    old = town(contracts=BEFORE_THE_PROJECT)
    expect(
        old.curve("tenure"),
        """
        | x  | y | n_at_risk |
        | 0  | 1 | 1         |
        | 6  | 1 | 1         |
        """,
    )
    expect(
        old.figures("tenure", "persons", "longest"),
        """
        | measure | value |
        | longest | 15    |
        | persons | 2     |
        """,
    )
    expect(
        old.figures("retention"),
        """
        | numerator | denominator |
        | 1         | 2           |
        """,
    )
    # those who left A's year before him are in no record: A does not count as kept for six months
    expect(
        old.figures("retention_milestones", by="months_since_start").filter(months_since_start="6"),
        """
        | numerator | denominator |
        | 1         | 1           |
        """,
    )


def test_one_newcomer_does_not_end_the_curve_of_those_employed_for_years(town, expect):
    # four since 2015 and E, who leaves after two months: the curve is of E alone and says so by who is at risk;
    # the three first figures are of all five
    old = town(
        contracts="""
        | person | post | start      | last_day   | end_reason |
        | A      | 1    | 2015-07-01 |            |            |
        | B      | 2    | 2015-07-01 |            |            |
        | C      | 3    | 2015-07-01 |            |            |
        | D      | 4    | 2015-07-01 |            |            |
        | E      | 4    | 2020-07-01 | 2020-08-31 | other_job  |
        | F      | 4    | 2020-07-01 |            |            |
    """
    )
    expect(
        old.curve("tenure"),
        """
        | x | y   | n_at_risk |
        | 0 | 1   | 2         |
        | 2 | 1/2 | 2         |
        | 6 | 1/2 | 1         |
        """,
    )
    expect(
        old.curve("exits").filter(series="other_job"),
        """
        | x | y   | n_at_risk |
        | 0 | 0   | 2         |
        | 2 | 1/2 | 2         |
        | 6 | 1/2 | 1         |
        """,
    )
    expect(
        old.figures("tenure", "persons", "longest"),
        """
        | measure | value |
        | longest | 66    |
        | persons | 6     |
        """,
    )


def test_the_end_of_the_project_is_no_leaving(town, expect):
    # A's contract ends with the project a week before the period does, B leaves on the same day
    ended = town(
        contracts="""
        | person | post | start      | last_day   | end_reason     |
        | A      | 1    | 2020-07-01 | 2020-12-24 | end_of_project |
        | B      | 2    | 2020-07-01 | 2020-12-24 | notice         |
    """
    )
    expect(
        ended.figures("exits"),
        """
        | value |
        | 1     |
        """,
    )
    expect(
        ended.curve("tenure").tail(1),
        """
        | y   | n_at_risk |
        | 1/2 | 2         |
        """,
    )


def test_turnover_is_leavers_over_the_average_headcount(town, expect):
    # days by R: 731 + 456 + 188 + 731 + 457 = 2563 of 731 in the two years; two left. C's post was empty for 41 days
    # (ret01), B's nobody took
    people = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=FIVE_PEOPLE)
    expect(
        people.figures("turnover"),
        """
        | measure         | value                | unit         |
        | annualised      | 1461/5126            | ratio        |
        | days_to_replace | 41                   | days         |
        | headcount       | 2563/731             | mean_persons |
        | leavers         | 2                    | persons      |
        | replaced        | 1                    | posts        |
        | turnover        | 1462/2563            | ratio        |
        """,
    )


def test_a_leaving_belongs_to_the_period_of_the_day_after_the_last_one(town, expect):
    # A works to the last day of the first period and leaves in the second; D took A's post after 31 days there.
    # B, at work on the last day of the project, never left
    two = town(
        contracts="""
        | person | post | start      | last_day   | end_reason |
        | A      | 1    | 2020-07-01 | 2020-12-31 | other_job  |
        | B      | 2    | 2020-07-01 | 2021-06-30 | notice     |
        | D      | 1    | 2021-02-01 |            |            |
    """
    )
    expect(
        two.figures("turnover", "leavers", "replaced", "days_to_replace", period="P1"),
        """
        | measure         | value | state    |
        | days_to_replace |       | no_cases |
        | leavers         | 0     | ok       |
        | replaced        | 0     | ok       |
        """,
    )
    expect(
        two.figures("turnover", "leavers", "replaced", "days_to_replace", "headcount", period="P2"),
        """
        | measure         | value   |
        | days_to_replace | 31      |
        | headcount       | 331/181 |
        | leavers         | 1       |
        | replaced        | 1       |
        """,
    )


def test_a_colleague_on_the_same_post_is_no_replacement(town, expect):
    # B held half of the post before A left it; C comes ten days before A leaves: no day without anybody
    shared = town(
        contracts="""
        | person | post | start      | last_day   | end_reason |
        | A      | 1    | 2020-08-01 | 2020-10-31 | notice     |
        | B      | 1    | 2020-07-01 |            |            |
        | C      | 1    | 2020-10-22 |            |            |
    """
    )
    expect(
        shared.figures("turnover", "replaced", "days_to_replace"),
        """
        | measure         | value |
        | days_to_replace | 0     |
        | replaced        | 1     |
        """,
    )


def test_a_colleague_who_shared_the_post_since_before_is_no_successor(town, expect):
    # B has shared A's post since August; nobody came to it. C came 15 days before A left, for no handover either
    shared = """
        | contract | person | post | start      | last_day   | end_reason |
        | C1       | A      | 1    | 2020-07-01 | 2020-10-31 | notice     |
        | C2       | B      | 1    | 2020-08-01 | 2020-11-10 | notice     |
        | C3       | C      | 1    | 2020-10-17 | 2020-11-01 | notice     |
    """
    nobody = """
        | measure         | value | state    |
        | days_to_replace |       | no_cases |
        | replaced        | 0     | ok       |
    """
    expect(town(contracts=shared).figures("turnover", "replaced", "days_to_replace"), nobody)
    # D comes on 21 November to the post of all three; empty were the ten days after B, who held it so long
    taken = town(contracts=shared + "| C4 | D | 1 | 2020-11-21 | | |\n")
    expect(
        taken.figures("turnover", "replaced", "days_to_replace"),
        """
        | measure         | value |
        | days_to_replace | 10    |
        | replaced        | 3     |
        """,
    )


def test_who_comes_back_fills_the_post_again(town, expect):
    back = town(
        contracts="""
        | contract | person | post | start      | last_day   | end_reason |
        | C1       | A      | 1    | 2020-07-01 | 2020-08-31 | agreement  |
        | C2       | A      | 1    | 2020-09-08 |            |            |
    """
    )
    expect(
        back.figures("turnover", "replaced", "days_to_replace"),
        """
        | measure         | value |
        | days_to_replace | 7     |
        | replaced        | 1     |
        """,
    )


def test_yearly_turnover_of_few_leavings_has_the_exact_interval(town, expect):
    # two leavings in 2563 days of people (ret01), 2563/365.25 years; Poisson 2: 0.2422093 to 7.2246877 (tables of
    # Garwood), over 7.0171116 years
    people = town(periods=TWO_YEARS, posts=FOUR_POSTS, contracts=FIVE_PEOPLE)
    expect(
        people.figures("turnover", "annualised"),
        """
        | numerator | value     | lower  | upper  |
        | 2         | 1461/5126 | 0.0345 | 1.0296 |
        """,
    )


def test_exits_by_reason_keep_those_without_one(town, expect):
    people = town(
        contracts="""
        | person | post | start      | last_day   | end_reason |
        | A      | 1    | 2020-07-01 | 2020-08-31 | probation  |
        | B      | 2    | 2020-07-01 | 2020-09-30 | other_job  |
        | C      | 3    | 2020-07-01 | 2020-10-31 |            |
        | D      | 4    | 2020-07-01 |            |            |
    """
    )
    expect(
        people.figures("exits", by="end_reason").filter(state="ok"),
        """
        | end_reason | value |
        | not_stated | 1     |
        | other_job  | 1     |
        | probation  | 1     |
        """,
    )
    # a quarter each: after 2, 3 and 4 months one of the four leaves
    curve = people.curve("exits")
    expect(
        curve.filter(x=6),
        """
        | series     | y   |
        | not_stated | 1/4 |
        | other_job  | 1/4 |
        | probation  | 1/4 |
        """,
    )
    expect(
        curve.filter(series="other_job"),
        """
        | x | y   | n_at_risk |
        | 0 | 0   | 4         |
        | 2 | 0   | 4         |
        | 3 | 1/4 | 3         |
        | 4 | 1/4 | 2         |
        | 6 | 1/4 | 1         |
        """,
    )


def test_where_nobody_is_employed_there_is_nothing_to_leave(town, expect):
    nobody = town(contracts="| contract | person | post | start |")
    for indicator in ("turnover", "exits"):
        assert set(nobody.figures(indicator)["state"]) <= {"no_cases", "not_applicable"}
    assert nobody.curve("exits").is_empty()
    expect(
        nobody.figures("retention_milestones", by="months_since_start"),
        """
        | months_since_start | state          |
        | 12                 | not_applicable |
        | 24                 | not_applicable |
        | 6                  | not_applicable |
        """,
    )
