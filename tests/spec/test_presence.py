"""Presence in the field, measured in more ways than hours: days, crews, activities, stays, visits without an end.

Cases and expected values: `research/patrol.md`, table of edge cases, and arithmetic in the comments.
"""

import pytest

PAIR_AND_ALONE = """
    | persons    | locality | start            | end              |
    | Anna, Bert | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
    | Anna       | A        | 2020-07-08 09:00 | 2020-07-08 11:00 |
    | Anna       | B        | 2020-07-08 12:00 | 2020-07-08 13:00 |
"""


def test_days_of_people_and_days_with_somebody_there(town, expect):
    # Anna on two days and Bert on one are three person-days; somebody was in the field on two days
    days = town(stays=PAIR_AND_ALONE)
    expect(
        days.figures("field_days"),
        """
        | measure            | value | unit |
        | days_with_presence | 2     | days |
        | person_days        | 3     | days |
        """,
    )
    # Anna was in A and in B on one day: places do not add up to the total
    expect(
        days.figures("field_days", "person_days", by="locality"),
        """
        | locality | value |
        | A        | 3     |
        | B        | 1     |
        """,
    )


def test_the_mean_crew_is_person_hours_over_presence_hours(town, expect):
    # A: four person-hours in three hours of presence; B: one in one
    crew = town(stays=PAIR_AND_ALONE)
    expect(
        crew.figures("mean_crew"),
        """
        | value | unit         |
        | 5/4   | mean_persons |
        """,
    )
    expect(
        crew.figures("mean_crew", by="locality"),
        """
        | locality | value |
        | A        | 4/3   |
        | B        | 1     |
        """,
    )


def test_hours_by_activity_and_by_type_of_day_add_up(town, expect):
    # Monday 6 July 2020 is a public holiday, 11 July a Saturday
    busy = town(
        persons="""
            | person |
            | Anna   |
        """,
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-07-06 08:00 | 2020-07-06 12:00 |
            | S2    | 2020-07-11 08:00 | 2020-07-11 12:00 |
        """,
        shift_crew="""
            | shift | person |
            | S1    | Anna   |
            | S2    | Anna   |
        """,
        visits="""
            | visit | shift | locality | activity    | start            | end              |
            | V1    | S1    | A        | foot_patrol | 2020-07-06 08:00 | 2020-07-06 11:00 |
            | V2    | S1    | A        | vandalism   | 2020-07-06 11:00 | 2020-07-06 12:00 |
            | V3    | S2    | B        | vandalism   | 2020-07-11 08:00 | 2020-07-11 10:00 |
        """,
    )
    by_activity = busy.figures("activities", "person_hours", by="activity").drop_nulls("value")
    assert dict(by_activity.select("activity", "value").iter_rows()) == {"foot_patrol": 3, "vandalism": 3}
    by_day = busy.figures("person_hours", by="day_type").drop_nulls("value")
    assert dict(by_day.select("day_type", "value").iter_rows()) == {"public_holiday": 4, "weekend": 2}
    # what nobody did is there as well, without a value
    idle = busy.figures("activities", "person_hours", by="activity").filter(activity="night_quiet")
    assert idle.select("value", "state").rows() == [(None, "no_cases")]


def test_each_visit_counts_in_the_slot_in_which_it_starts(town):
    long = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-07 08:30 | 2020-07-07 15:00 |
    """
    )
    counted = long.figures("visit_count", by="weekday_band").select("weekday_band", "value").rows()
    assert counted == [("2|06-09", 1)]
    # the hours stand in every slot it touches, and each tells how many visits touch it
    touching = long.figures("person_hours", by="weekday_band").select("weekday_band", "n", "value").rows()
    assert touching == [("2|06-09", 1, 0.5), ("2|09-14", 1, 5), ("2|14-18", 1, 1)]


OPEN_END = {
    "persons": """
        | person |
        | Anna   |
        | Bert   |
    """,
    "shifts": """
        | shift | start            | end              |
        | S1    | 2020-07-07 07:00 | 2020-07-07 15:00 |
    """,
    "shift_crew": """
        | shift | person |
        | S1    | Anna   |
        | S1    | Bert   |
    """,
}


@pytest.mark.parametrize(
    ("others", "at_most"),
    [
        # two people, and nothing says when they left: four hours at most, as the programme's rules state
        ("", 8),
        # the next visit of both starts after an hour and a half
        ("| V2 | A | 2020-07-07 10:30 | 2020-07-07 11:00 |", 3),
        # the end of the shift comes first when the visit starts at one
        ("LATE", 4),
    ],
)
def test_a_visit_without_a_departure_is_a_visit_without_hours_and_its_bound_is_told(town, expect, others, at_most):
    start = "2020-07-07 13:00" if others == "LATE" else "2020-07-07 09:00"
    unsure = town(
        **OPEN_END,
        visits=f"""
            | visit | shift | locality | start   | end |
            | V1    | S1    | B        | {start} |     |
            {"" if others in ("", "LATE") else others.replace("| V2 |", "| V2 | S1 |")}
        """,
    )
    expect(
        unsure.figures("hours_balance", "open_at_most", "open_visits"),
        f"""
        | measure      | value     |
        | open_at_most | {at_most} |
        | open_visits  | 1         |
        """,
    )
    assert unsure.figures("visit_count", by="locality").filter(locality="B")["value"].to_list() == [1]
    assert unsure.figures("person_hours", by="locality").filter(locality="B")["value"].to_list() == [None]


def test_a_crew_named_for_the_visit_replaces_the_crew_of_the_shift(town, expect):
    # the pair parts: Anna goes to A, Bert to B
    parted = town(
        **OPEN_END,
        visits="""
            | visit | shift | locality | start            | end              |
            | V1    | S1    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
            | V2    | S1    | B        | 2020-07-07 09:00 | 2020-07-07 10:00 |
            | V3    | S1    | A        | 2020-07-07 11:00 | 2020-07-07 12:00 |
        """,
        visit_crew="""
            | visit | person |
            | V1    | Anna   |
            | V2    | Bert   |
        """,
    )
    expect(
        parted.figures("person_hours", by="locality"),
        """
        | locality | value |
        | A        | 3     |
        | B        | 1     |
        """,
    )
    expect(
        parted.figures("hours_balance", "double_booked"),
        """
        | value |
        | 0     |
        """,
    )


# an hour of Anna, then two of Marek alone, on one shift
MENTOR_ALONG = {
    "persons": """
        | person | role      |
        | Anna   | assistant |
        | Marek  | mentor    |
    """,
    "shifts": """
        | shift | start            | end              |
        | S1    | 2020-07-07 07:00 | 2020-07-07 15:00 |
    """,
    "shift_crew": """
        | shift | person |
        | S1    | Anna   |
        | S1    | Marek  |
    """,
    "visits": """
        | visit | shift | locality | start            | end              |
        | V1    | S1    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
        | V2    | S1    | A        | 2020-07-07 10:00 | 2020-07-07 12:00 |
    """,
    "visit_crew": """
        | visit | person |
        | V1    | Anna   |
        | V2    | Marek  |
    """,
}


@pytest.mark.parametrize(("chosen", "presence"), [(0, 1), (1, 3)])
def test_a_mentor_is_present_only_where_the_rules_say_so_and_adds_no_person_hours(town, chosen, presence):
    along = town(
        **MENTOR_ALONG,
        programme_rules=f"""
            | rule               | value    |
            | mentor_in_presence | {chosen} |
        """,
    )
    assert along.figures("person_hours")["value"].to_list() == [1]
    assert along.figures("presence_hours")["value"].to_list() == [presence]
    # the crew is of assistants: a mentor's hours do not make it smaller
    assert along.figures("mean_crew")["value"].to_list() == [1]


def test_a_short_absence_does_not_end_a_stay_and_a_moment_is_no_stay(town, expect):
    # 9:00-9:10 and 9:15-9:30 are one stay of half an hour (gap of five minutes); six minutes away begin another;
    # half a minute in B is hours but no stay
    brief = town(
        stays="""
        | persons | locality | start               | end                 |
        | Anna    | A        | 2020-07-07 09:00    | 2020-07-07 09:10    |
        | Anna    | A        | 2020-07-07 09:15    | 2020-07-07 09:30    |
        | Anna    | A        | 2020-07-07 09:36    | 2020-07-07 09:45    |
        | Anna    | B        | 2020-07-07 10:00:00 | 2020-07-07 10:00:30 |
    """
    )
    expect(
        brief.figures("stay_lengths", "stays", "median", "at_least_10"),
        """
        | measure     | value  | unit    |
        | at_least_10 | 50 %   | share   |
        | median      | 39/2   | minutes |
        | stays       | 2      | stays   |
        """,
    )
    by_length = brief.figures("stay_lengths", "stays", by="visit_length").drop_nulls("value")
    assert dict(by_length.select("visit_length", "value").iter_rows()) == {"0-10": 1, "30-60": 1}
    assert brief.figures("person_hours", by="locality").filter(locality="B")["value"].to_list() == [1 / 120]


def test_the_limits_of_visit_lengths_belong_to_the_longer_band(town):
    exact = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-07 06:00 | 2020-07-07 06:10 |
        | Anna    | A        | 2020-07-07 07:00 | 2020-07-07 07:16 |
        | Anna    | A        | 2020-07-07 08:00 | 2020-07-07 08:30 |
        | Anna    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
    """
    )
    lengths = exact.figures("stay_lengths", "stays", by="visit_length").drop_nulls("value")
    assert dict(lengths.select("visit_length", "value").iter_rows()) == {"10-16": 1, "16-30": 1, "30-60": 1, "60+": 1}


def test_a_trend_is_shown_over_the_localities_that_were_always_there(town, expect):
    # B came in the middle of the project: its hour is in the full set, not in the constant one
    grown = town(
        localities="""
            | locality | valid_from |
            | A        | 2020-01-01 |
            | B        | 2020-11-15 |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-11-16 09:00 | 2020-11-16 11:00 |
            | Anna    | B        | 2020-11-16 12:00 | 2020-11-16 13:00 |
        """,
    )
    expect(
        grown.figures("constant_set_hours"),
        """
        | measure      | value |
        | localities   | 1     |
        | person_hours | 2     |
        """,
    )
    assert grown.figures("person_hours")["value"].to_list() == [3]


def test_a_renamed_locality_keeps_its_hours_under_the_old_name(town, expect):
    renamed = town(
        localities="""
            | locality | valid_from | valid_to   | succeeds |
            | old      | 2020-07-01 | 2020-09-30 |          |
            | new      | 2020-10-01 |            | old      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | old      | 2020-09-30 09:00 | 2020-09-30 11:00 |
            | Anna    | new      | 2020-10-01 09:00 | 2020-10-01 10:00 |
        """,
    )
    expect(
        renamed.figures("person_hours", by="locality"),
        """
        | locality | value |
        | new      | 1     |
        | old      | 2     |
        """,
    )


def test_each_day_of_the_period_has_its_presence(town):
    two = town(
        as_of="2020-07-04",
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-02 09:00 | 2020-07-02 10:00 |
            | Anna       | B        | 2020-07-02 11:00 | 2020-07-02 12:30 |
        """,
    )
    # 1 July 2020 is day 18444 since 1 January 1970
    daily = two.curve("daily_presence").select("x", "y").rows()
    assert daily == [(18444, 0), (18445, 2.5), (18446, 0), (18447, 0)]


def test_a_substitute_brings_hours_of_their_own_into_the_balance(town, expect):
    # Anna is on shift for two hours, the visit of one of them was made by Bert, who was not on it
    lent = town(
        persons="""
            | person |
            | Anna   |
            | Bert   |
        """,
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-07-07 09:00 | 2020-07-07 11:00 |
        """,
        shift_crew="""
            | shift | person |
            | S1    | Anna   |
        """,
        visits="""
            | visit | shift | locality | start            | end              |
            | V1    | S1    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
            | V2    | S1    | B        | 2020-07-07 10:00 | 2020-07-07 11:00 |
        """,
        visit_crew="""
            | visit | person |
            | V2    | Bert   |
        """,
    )
    expect(
        lent.figures("hours_balance", "hours_in", "in_localities", "untracked"),
        """
        | measure       | value |
        | hours_in      | 3     |
        | in_localities | 2     |
        | untracked     | 1     |
        """,
    )


def test_work_by_activity_counts_also_what_was_done_outside_localities(town):
    errand = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
            | Anna    |          | 2020-07-07 10:00 | 2020-07-07 12:00 |
        """
    )
    done = errand.figures("activities", by="activity").drop_nulls("value")
    assert done.select("activity", "measure", "value").rows() == [
        ("foot_patrol", "person_hours", 3),
        ("foot_patrol", "visits", 2),
    ]
