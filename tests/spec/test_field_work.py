"""How the field work was organised: its part of working time, weeks of localities, late hours, pairs, events."""

import pytest

TWO = """
    | person |
    | Anna   |
    | Bert   |
"""


def test_field_hours_are_held_against_the_funds_of_the_same_assistants(town, expect):
    # July: Anna 4 hours in A and 2 outside localities of a fund of 100; Bert 3 hours, but no timesheet;
    # August: Anna nothing of 50: 6 of 150
    worked = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 08:00 | 2020-07-07 12:00 |
            | Anna    |          | 2020-07-07 12:00 | 2020-07-07 14:00 |
            | Bert    | A        | 2020-07-07 08:00 | 2020-07-07 11:00 |
        """,
        hours_monthly="""
            | person | month      | fund | worked | excused | training |
            | Anna   | 2020-07-01 | 100  | 90     | 10      | 5        |
            | Anna   | 2020-08-01 | 50   | 50     | 0       | 0        |
        """,
    )
    expect(
        worked.figures("field_share"),
        """
        | measure | n | numerator | denominator | value | unit  |
        | of_fund | 2 | 6         | 150         | 4 %   | share |
        """,
    )


def test_only_months_wholly_inside_the_period_count_and_no_mentor(town, expect):
    # as of 15 August: August is not over; a mentor's fund is not the assistants'
    part = town(
        as_of="2020-08-15",
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 08:00 | 2020-07-07 12:00 |
            | Anna    | A        | 2020-08-04 08:00 | 2020-08-04 12:00 |
        """,
        persons="""
            | person | role      |
            | Anna   | assistant |
            | Marek  | mentor    |
        """,
        hours_monthly="""
            | person | month      | fund | worked | excused | training |
            | Anna   | 2020-07-01 | 100  | 90     | 10      | 5        |
            | Anna   | 2020-08-01 | 100  | 90     | 10      | 5        |
            | Marek  | 2020-07-01 | 100  | 90     | 10      | 5        |
        """,
    )
    expect(
        part.figures("field_share"),
        """
        | numerator | denominator |
        | 4         | 100         |
        """,
    )


# P1 begins on Wednesday 1 July 2020: its first whole week is 6-12 July, its last ends on 27 December
PLAN = """
    | locality | band  | amount | measure      | per  | valid_from | valid_to   |
    | A        | 09-14 | 2      | visits       | week | 2020-07-06 | 2020-07-19 |
    | B        | 09-14 | 1      | person_hours | slot | 2020-07-08 | 2020-07-12 |
"""
WALKS = """
    | persons    | locality | start            | end              |
    | Anna, Bert | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
    | Anna       | A        | 2020-07-08 09:00 | 2020-07-08 09:30 |
    | Anna       | A        | 2020-07-14 09:00 | 2020-07-14 09:10 |
    | Anna       | B        | 2020-07-14 10:00 | 2020-07-14 12:00 |
"""


def test_a_planned_week_of_a_locality_is_covered_when_it_was_visited_as_often_as_planned(town, expect):
    # A: first week two visits of two, 2 x 60 + 30 minutes; second week one visit of two, 10 minutes.
    # B: hours are planned in the first week only, and nobody came; its stay of the second week was not planned
    weeks = town(patrol_plan=PLAN, stays=WALKS)
    expect(
        weeks.figures("locality_weeks", by="locality"),
        """
        | measure          | locality | numerator | denominator | value | unit    |
        | covered          | A        | 1         | 2           | 50 %  | share   |
        | covered          | B        | 0         | 1           | 0     | share   |
        | minutes_per_week | A        | 160       | 2           | 80    | minutes |
        | minutes_per_week | B        | 0         | 1           | 0     | minutes |
        | without_visit    | A        | 0         |             | 0     | weeks   |
        | without_visit    | B        | 1         |             | 1     | weeks   |
        """,
    )
    # the total adds up weeks, it is no mean of localities
    expect(
        weeks.figures("locality_weeks"),
        """
        | measure          | numerator | denominator | value  |
        | covered          | 1         | 3           | 1/3    |
        | minutes_per_week | 160       | 3           | 53.333 |
        | without_visit    | 1         |             | 1      |
        """,
    )


def test_hours_stated_for_a_slot_or_a_day_are_a_service_of_each_day_and_those_for_a_week_one(town):
    # A owes the evenings of Monday and Tuesday and an hour of the week: three services; B owes only hours of the week
    weeks = town(
        patrol_plan="""
            | locality | band  | amount | measure      | per  | valid_from | valid_to   |
            | A        | 18-22 | 1      | person_hours | slot | 2020-07-06 | 2020-07-07 |
            | A        | 09-14 | 1      | person_hours | week | 2020-07-06 | 2020-07-12 |
            | B        | 09-14 | 5      | person_hours | week | 2020-07-06 | 2020-07-12 |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-06 18:00 | 2020-07-06 19:00 |
            | Anna    | A        | 2020-07-09 10:00 | 2020-07-09 11:00 |
            | Anna    | B        | 2020-07-09 12:00 | 2020-07-09 12:10 |
        """,
    )
    covered = weeks.figures("locality_weeks", "covered", by="locality")
    assert dict(covered.select("locality", "value").iter_rows()) == {"A": 0, "B": 1}


def test_a_week_belongs_to_the_period_in_which_it_ends(town, expect):
    # the week from Monday 28 December 2020 ends on Sunday 3 January 2021: it is of P2, with both its visits.
    # That of 29 June 2020 began before the project and is of no period
    edge = town(
        patrol_plan="""
            | locality | band  | amount | measure | per  | valid_from | valid_to   |
            | A        | 09-14 | 2      | visits  | week | 2020-06-29 | 2020-07-05 |
            | B        | 09-14 | 2      | visits  | week | 2020-12-28 | 2021-01-03 |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | B        | 2020-12-29 09:00 | 2020-12-29 10:00 |
            | Anna    | B        | 2021-01-02 09:00 | 2021-01-02 10:00 |
        """,
    )
    expect(
        edge.figures("locality_weeks", "covered", period="P1"),
        """
        | n | value | state          |
        | 0 |       | not_applicable |
        """,
    )
    for scope in ("period", "cumulative"):
        expect(
            edge.figures("locality_weeks", "covered", period="P2", scope=scope),
            """
            | numerator | denominator | value |
            | 1         | 1           | 1     |
            """,
        )


def test_a_week_in_which_the_locality_was_not_valid_throughout_does_not_count(town):
    late = town(
        localities="""
            | locality | valid_from |
            | A        | 2020-07-08 |
        """,
        patrol_plan="""
            | locality | band  | amount | measure | per  | valid_from | valid_to   |
            | A        | 09-14 | 2      | visits  | week | 2020-07-06 | 2020-07-19 |
        """,
        stays=WALKS.replace("| B   ", "| A   "),
    )
    assert late.figures("locality_weeks", "covered")["denominator"].to_list() == [1]


def test_without_a_plan_no_week_is_covered_or_missed(town):
    free = town(stays=WALKS, patrol_plan="| locality | band | amount |")
    assert set(free.figures("locality_weeks")["value"]) == {None}


@pytest.mark.parametrize(
    ("start", "end", "after_18", "weekend"),
    [
        # Tuesday 17-20: two of three hours
        ("2020-07-07 17:00", "2020-07-07 20:00", 2 / 3, 0),
        # Tuesday 4-8: two of four
        ("2020-07-07 04:00", "2020-07-07 08:00", 1 / 2, 0),
        # Friday 22 to Saturday 2: all late, half of it on Saturday
        ("2020-07-10 22:00", "2020-07-11 02:00", 1, 1 / 2),
        # Sunday noon
        ("2020-07-12 12:00", "2020-07-12 13:00", 0, 1),
        # clocks went back on Sunday 25 October 2020 at three: 0-7 was eight hours, seven of them before six
        ("2020-10-25 00:00", "2020-10-25 07:00", 7 / 8, 1),
    ],
)
def test_late_hours_and_weekends_are_cut_by_the_clock(town, start, end, after_18, weekend):
    spent = town(stays=f"| persons | locality | start | end |\n| Anna | A | {start} | {end} |")
    shares = dict(spent.figures("late_presence").select("measure", "value").iter_rows())
    assert shares == {"after_18": pytest.approx(after_18), "weekend": pytest.approx(weekend)}
    by_place = spent.figures("late_presence", "after_18", by="locality")
    assert dict(by_place.select("locality", "value").iter_rows()) == {"A": pytest.approx(after_18), "B": None}


def test_each_of_a_pair_counts_in_the_late_hours(town):
    # an hour of two late, an hour of one early: two of three person-hours
    both = town(
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-07 18:00 | 2020-07-07 19:00 |
            | Anna       | A        | 2020-07-07 17:00 | 2020-07-07 18:00 |
        """
    )
    assert both.figures("late_presence", "after_18")["value"].to_list() == [pytest.approx(2 / 3)]


SHIFTS = """
    | shift | start            | end              | checked_by_mentor |
    | S1    | 2020-07-07 07:00 | 2020-07-07 15:00 | true              |
    | S2    | 2020-07-08 07:00 | 2020-07-08 15:00 | false             |
    | S3    | 2020-07-09 07:00 | 2020-07-09 15:00 |                   |
    | S4    | 2021-01-05 07:00 | 2021-01-05 15:00 |                   |
"""
CREWS = {
    "persons": """
        | person | role      |
        | Anna   | assistant |
        | Bert   | assistant |
        | Marek  | mentor    |
    """,
    "shifts": SHIFTS,
    "shift_crew": """
        | shift | person |
        | S1    | Anna   |
        | S1    | Bert   |
        | S2    | Anna   |
        | S2    | Marek  |
        | S3    | Marek  |
        | S4    | Anna   |
    """,
}


def test_a_pair_is_of_two_assistants_and_a_mentor_makes_none(town, expect):
    # S1 is a pair, S2 is not, S3 is the mentor's alone and no patrol of assistants
    expect(
        town(**CREWS).figures("pairs"),
        """
        | measure | n | numerator | denominator | value | unit   |
        | pairs   | 2 | 1         | 2           | 50 %  | share  |
        | shifts  | 2 | 2         |             | 2     | shifts |
        """,
    )


def test_a_check_that_nobody_wrote_down_is_not_a_no(town, expect):
    # of three shifts two have an answer, one of them yes; in the second period none has
    expect(
        town(**CREWS).figures("mentor_checks"),
        """
        | n | numerator | denominator | value |
        | 2 | 1         | 2           | 50 %  |
        """,
    )
    expect(
        town(**CREWS).figures("mentor_checks", period="P2"),
        """
        | n | value | state          |
        | 0 |       | not_applicable |
        """,
    )


def test_events_are_held_against_the_months_of_employment(town, expect):
    # P1 has six months: Anna 6 x 1 and Bert half of July (16 of 31 days) at half time: 6 + 8/31; 13 events
    events = "\n".join(f"| 2020-07-{day:02} 10:00 |" for day in range(1, 14))
    met = town(
        persons=TWO,
        posts="""
            | post | planned_from | planned_to |
            | M1   | 2020-07-01   | 2021-06-30 |
            | M2   | 2020-07-01   | 2021-06-30 |
        """,
        contracts="""
            | contract | person | post | start      | last_day   | fte |
            | C1       | Anna   | M1   | 2020-07-01 |            | 1   |
            | C2       | Bert   | M2   | 2020-07-01 | 2020-07-16 | 0.5 |
        """,
        events=f"| at |\n{events}",
    )
    expect(
        met.figures("events_per_assistant_month"),
        """
        | n  | numerator | denominator | value   | unit  |
        | 13 | 13        | 6.2581      | 2.07732 | ratio |
        """,
    )


def test_what_was_handed_over_to_anybody_is_told_beside_what_went_to_the_police(town, expect):
    # five with an outcome: police twice, child protection once, a defect reported (not handed over), settled once
    met = town(
        events="""
            | at               | outcome                    |
            | 2020-07-07 07:00 | handed_to_municipal_police |
            | 2020-07-07 08:00 | handed_to_state_police     |
            | 2020-07-07 09:00 | handed_to_child_protection |
            | 2020-07-07 10:00 | defect_reported            |
            | 2020-07-07 11:00 | settled_by_talking         |
            | 2020-07-07 12:00 |                            |
        """
    )
    expect(
        met.figures("event_outcomes", "handed_over", "handed_to_police", "settled"),
        """
        | measure          | numerator | denominator | value |
        | handed_over      | 3         | 5           | 60 %  |
        | handed_to_police | 2         | 5           | 40 %  |
        | settled          | 1         | 5           | 20 %  |
        """,
    )
