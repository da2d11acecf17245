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
