"""How regularly and how evenly localities are visited.

Cases and expected values: `research/patrol.md` §2 (service 6-22, visits 8-9 and 14-15), and arithmetic in the comments.
"""

ALL_DAY = """
    | band  | start_hour | end_hour |
    | 06-22 | 6          | 22       |
    | 22-06 | 22         | 6        |
"""
ONE_DAY = """
    | locality | valid_from | valid_to   |
    | A        | 2020-07-07 | 2020-07-07 |
"""
PLAN = """
    | locality | band  | amount |
    | A        | 06-22 | 2      |
"""
TWO_VISITS = """
    | persons | locality | start            | end              |
    | Anna    | A        | 2020-07-07 08:00 | 2020-07-07 09:00 |
    | Anna    | A        | 2020-07-07 14:00 | 2020-07-07 15:00 |
"""


def test_gaps_between_visits_with_both_edges(town, expect):
    # gaps of 2, 5 and 7 hours; average idleness (4 + 25 + 49) / (2 · 16) = 78 / 32
    day = town(bands=ALL_DAY, localities=ONE_DAY, patrol_plan=PLAN, stays=TWO_VISITS)
    expect(
        day.figures("revisit_gaps"),
        """
        | measure          | value | unit  |
        | average_idleness | 78/32 | hours |
        | mean_gap         | 14/3  | hours |
        | service_hours    | 16    | hours |
        | worst_gap        | 7     | hours |
        """,
    )
    longest = day.curve("revisit_gaps").select("series", "x", "y").rows()
    assert longest == [("A", 1, 7), ("A", 2, 5), ("A", 3, 2)]


def test_a_gap_does_not_run_through_the_night_without_service(town, expect):
    # from nine in the morning to eight the next day: 13 hours of service, not 23
    two_days = town(
        bands=ALL_DAY,
        localities=ONE_DAY.replace("2020-07-07 |\n", "2020-07-08 |\n"),
        patrol_plan=PLAN,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 08:00 | 2020-07-07 09:00 |
            | Anna    | A        | 2020-07-08 08:00 | 2020-07-08 09:00 |
        """,
    )
    # 2, then 13 + 2 over the night, then 13
    expect(
        two_days.figures("revisit_gaps", "worst_gap", "service_hours"),
        """
        | measure       | value |
        | service_hours | 32    |
        | worst_gap     | 15    |
        """,
    )


def test_a_locality_never_visited_waited_all_the_time(town, expect):
    never = town(
        bands=ALL_DAY,
        localities=ONE_DAY,
        patrol_plan=PLAN,
        stays="""
            | persons | locality | start            | end              |
            | Anna    |          | 2020-07-07 08:00 | 2020-07-07 09:00 |
        """,
    )
    expect(
        never.figures("revisit_gaps", "worst_gap", "average_idleness"),
        """
        | measure          | value |
        | average_idleness | 8     |
        | worst_gap        | 16    |
        """,
    )
    # "never" is no number
    expect(
        town(stays=TWO_VISITS).figures("last_visit", "days_since", by="locality"),
        """
        | locality | value | state    |
        | A        | 177   | ok       |
        | B        |       | no_cases |
        """,
    )


def test_never_is_said_only_of_localities_that_somebody_should_have_visited(town, expect):
    # B ended before the period did, C is a comparison area
    some = town(
        localities="""
            | locality | kind       | valid_from | valid_to   |
            | A        | risk       | 2020-07-01 |            |
            | B        | risk       | 2020-07-01 | 2020-08-31 |
            | C        | comparison | 2020-07-01 |            |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    |          | 2020-07-07 08:00 | 2020-07-07 09:00 |
        """,
    )
    expect(
        some.figures("last_visit", "days_since", by="locality"),
        """
        | locality | value | state          |
        | A        |       | no_cases       |
        | B        |       | not_applicable |
        | C        |       | not_applicable |
        """,
    )


def test_a_weekly_amount_binds_nobody_to_a_day_so_it_makes_no_service_time(town, expect):
    weekly = town(
        bands=ALL_DAY,
        patrol_plan="""
            | locality | band  | amount | per  |
            | A        | 06-22 | 2      | week |
        """,
        stays=TWO_VISITS,
    )
    expect(
        weekly.figures("revisit_gaps", "worst_gap"),
        """
        | value | state    |
        |       | no_cases |
        """,
    )


def test_a_locality_is_overlooked_only_where_service_was_planned_since(town, expect):
    # both were last visited on 7 July; in B nothing has been planned since
    quiet = town(
        as_of="2020-07-31",
        patrol_plan="""
            | locality | band  | amount | valid_from | valid_to   |
            | A        | 09-14 | 1      | 2020-07-01 |            |
            | B        | 09-14 | 1      | 2020-07-01 | 2020-07-07 |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
            | Anna    | B        | 2020-07-07 11:00 | 2020-07-07 12:00 |
        """,
    )
    expect(
        quiet.figures("last_visit", "days_since", by="locality"),
        """
        | locality | value |
        | A        | 24    |
        | B        | 24    |
        """,
    )
    assert quiet.figures("overlooked_localities")["value"].to_list() == [1]


def test_evenness_is_weighted_by_the_plan(town, expect):
    # equal plans, one hour in A and three in B: shares of delivery 1/4 and 1; G = 1 - (1/2 · 1/4 + 1/2 · 5/4) = 1/4
    uneven = town(
        localities=ONE_DAY + "    | B        | 2020-07-07 | 2020-07-07 |\n",
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 2      |
            | B        | 09-14 | 2      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
            | Anna    | B        | 2020-07-07 10:00 | 2020-07-07 13:00 |
        """,
    )
    expect(
        uneven.figures("evenness"),
        """
        | n | value | unit  |
        | 2 | 1/4   | index |
        """,
    )
    assert uneven.curve("evenness").select("x", "y").rows() == [(0, 0), (0.5, 0.25), (1, 1)]


def test_delivery_in_proportion_to_the_plan_is_even(town):
    even = town(
        localities=ONE_DAY + "    | B        | 2020-07-07 | 2020-07-07 |\n",
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 1      |
            | B        | 09-14 | 3      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
            | Anna    | B        | 2020-07-07 10:00 | 2020-07-07 13:00 |
        """,
    )
    assert even.figures("evenness")["value"].to_list() == [0]
    assert even.figures("plan_adherence", "capped")["value"].to_list() == [1]


def test_extent_counts_only_localities_valid_in_the_period(town, expect):
    # C came later and the comparison area is nobody's to visit: one of two
    spread = town(
        localities="""
            | locality | kind       | valid_from |
            | A        | risk       | 2020-07-01 |
            | B        | park       | 2020-07-01 |
            | C        | park       | 2021-03-01 |
            | D        | comparison | 2020-07-01 |
        """,
        stays=TWO_VISITS,
    )
    expect(
        spread.figures("extent"),
        """
        | numerator | denominator | value |
        | 1         | 2           | 50 %  |
        """,
    )
