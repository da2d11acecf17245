"""The patrol plan: what was promised, slot by slot, and how much of it was kept."""

import pytest

from apk_lib.errors import DataError

# 6 July 2020 is a public holiday (Jan Hus), 7 July an ordinary Tuesday
TWO_DAYS = """
    | locality | valid_from | valid_to   |
    | A        | 2020-07-06 | 2020-07-07 |
    | B        | 2020-07-06 | 2020-07-07 |
"""


def test_hours_beyond_the_plan_do_not_make_up_for_hours_missing_elsewhere(town, expect):
    # ten hours planned in each of two slots, 18 and 2 delivered: raw 20/20, capped (10 + 2)/20
    unequal = town(
        localities=TWO_DAYS,
        stays="""
            | persons           | locality | start            | end              |
            | Anna, Bert, Cyril | A        | 2020-07-07 09:00 | 2020-07-07 14:00 |
            | Dan               | A        | 2020-07-07 09:00 | 2020-07-07 12:00 |
            | Eva               | B        | 2020-07-07 09:00 | 2020-07-07 11:00 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         |
            | A        | 09-14 | 10     | other_working_day |
            | B        | 09-14 | 10     | other_working_day |
        """,
    )
    expect(
        unequal.figures("plan_adherence"),
        """
        | measure       | numerator | denominator | value | unit         |
        | capped        | 12        | 20          | 60 %  | share        |
        | over_delivery | 8         | 20          | 8     | person_hours |
        | raw           | 20        | 20          | 100 % | share        |
        | slot_hits     | 1         | 2           | 50 %  | share        |
        """,
    )
    expect(
        unequal.figures("plan_adherence", "capped", by="locality"),
        """
        | locality | value |
        | A        | 100 % |
        | B        | 20 %  |
        """,
    )


def test_standing_still_counts_in_full(town, expect):
    # no distance is walked on a crossing; half an hour of standing is half an hour of service
    guard = town(
        localities=TWO_DAYS,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 07:15 | 2020-07-07 07:45 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         | measure        |
            | A        | 06-09 | 0.5    | other_working_day | presence_hours |
        """,
    )
    expect(
        guard.figures("presence_adherence"),
        """
        | measure       | value | denominator | unit  |
        | capped        | 100 % | 1/2         | share |
        | over_delivery | 0     | 1/2         | hours |
        | raw           | 100 % | 1/2         | share |
        | slot_hits     | 100 % | 1           | share |
        """,
    )


def test_two_at_a_crossing_are_present_once(town, expect):
    # an hour of presence planned; two stand there together for half of it
    pair = town(
        localities=TWO_DAYS,
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-07 07:00 | 2020-07-07 07:30 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         | measure        |
            | A        | 06-09 | 1      | other_working_day | presence_hours |
        """,
    )
    expect(
        pair.figures("presence_adherence", "capped"),
        """
        | value |
        | 50 %  |
        """,
    )


def test_plans_of_different_measures_are_never_added(town, expect):
    mixed = town(
        localities=TWO_DAYS,
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-07 07:00 | 2020-07-07 08:00 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         | measure        |
            | A        | 06-09 | 2      | other_working_day | presence_hours |
            | A        | 09-14 | 4      | other_working_day | person_hours   |
            | A        | 14-18 | 3      | other_working_day | visits         |
        """,
    )
    for indicator, kept_of_planned in {
        "presence_adherence": "| 1 | 2 |",
        "plan_adherence": "| 0 | 4 |",
        "visit_adherence": "| 0 | 3 |",
    }.items():
        expect(
            mixed.figures(indicator, "capped"),
            f"""
            | numerator | denominator |
            {kept_of_planned}
        """,
        )


def test_visits_are_kept_where_they_start(town, expect):
    # two visits planned before nine: one starts at half past eight and lasts beyond nine, one starts at nine
    day = town(
        localities=TWO_DAYS,
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-07 08:30 | 2020-07-07 09:30 |
            | Cyril      | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         | measure |
            | A        | 06-09 | 2      | other_working_day | visits  |
        """,
    )
    expect(
        day.figures("visit_adherence", "capped", "raw"),
        """
        | measure | numerator | denominator | value |
        | capped  | 1         | 2           | 50 %  |
        | raw     | 1         | 2           | 50 %  |
        """,
    )


def test_a_plan_for_working_days_asks_nothing_on_holidays_and_weekends(town, expect):
    # 3 July 2020 is a Friday, 6 July (Monday) a public holiday, 7 July a Tuesday
    summer = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-07-03 | 2020-07-07 |
            | B        | 2020-01-01 |            |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         |
            | A        | 09-14 | 1      | other_working_day |
            | A        | 14-18 | 1      | weekend           |
            | A        | 18-22 | 1      | public_holiday    |
        """,
    )
    expect(
        summer.table("plan_slots"),
        """
        | plan_day   | band  | day_type          |
        | 2020-07-03 | 09-14 | other_working_day |
        | 2020-07-07 | 09-14 | other_working_day |
        | 2020-07-04 | 14-18 | weekend           |
        | 2020-07-05 | 18-22 | public_holiday    |
        | 2020-07-06 | 18-22 | public_holiday    |
        """,
    )  # 5 July is a Sunday, and the holiday of Cyril and Methodius comes first


def test_work_on_a_day_without_a_plan_is_unplanned_and_never_lowers_adherence(town, expect):
    eager = town(
        localities=TWO_DAYS,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 09:00 | 2020-07-07 11:00 |
            | Anna    | A        | 2020-07-06 09:00 | 2020-07-06 12:00 |
            | Anna    | B        | 2020-07-07 14:00 | 2020-07-07 15:00 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         |
            | A        | 09-14 | 2      | other_working_day |
        """,
    )
    expect(
        eager.figures("plan_adherence", "capped", "raw"),
        """
        | measure | value |
        | capped  | 100 % |
        | raw     | 100 % |
        """,
    )
    expect(
        eager.figures("unplanned_hours", by="locality"),
        """
        | locality | value |
        | A        | 3     |
        | B        | 1     |
        """,
    )


def test_a_locality_that_was_never_planned_has_no_adherence_not_zero(town, expect):
    half = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | B        | 2020-07-07 09:00 | 2020-07-07 11:00 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 1      |
        """,
    )
    expect(
        half.figures("plan_adherence", "capped", by="locality"),
        """
        | locality | value | denominator | state          |
        | A        | 0 %   | 184         | ok             |
        | B        |       |             | not_applicable |
        """,
    )


def test_a_weekly_plan_is_spread_over_the_slots_of_its_week(town, expect):
    # seven hours a week on any day: one hour a day, and delivery of a week counts against the week
    weekly = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-13 09:00 | 2020-07-13 14:00 |
            | Anna    | A        | 2020-07-21 09:00 | 2020-07-21 11:00 |
        """,
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-07-13 | 2020-07-26 |
        """,
        patrol_plan="""
            | locality | band  | amount | per  |
            | A        | 09-14 | 7      | week |
        """,
    )
    # weeks from Monday 13 and Monday 20 July: (5 + 2) of 14
    expect(
        weekly.figures("plan_adherence", "capped", "raw"),
        """
        | measure | n | numerator | denominator | value |
        | capped  | 2 | 7         | 14          | 50 %  |
        | raw     | 2 | 7         | 14          | 50 %  |
        """,
    )
    assert set(weekly.table("plan_slots")["planned"]) == {3_600_000_000}


def test_a_weekly_plan_gives_a_partial_period_its_share(town, expect):
    # the project starts on Wednesday 1 July 2020: five of the seven days of that week are in the first period
    start = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-06-01 | 2020-07-05 |
        """,
        patrol_plan="""
            | locality | band  | amount | per  |
            | A        | 09-14 | 7      | week |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-01 09:00 | 2020-07-01 10:00 |
        """,
    )
    expect(
        start.figures("plan_adherence", "capped"),
        """
        | numerator | denominator | value |
        | 1         | 5           | 20 %  |
        """,
    )


def test_a_weekly_plan_stands_under_no_weekday(town, expect):
    # seven hours of one week, whichever day: they are kept on Tuesday, and yet they are no plan of Tuesday's
    weekly = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-07-13 | 2020-07-19 |
        """,
        patrol_plan="""
            | locality | band  | amount | per  |
            | A        | 09-14 | 7      | week |
            | A        | 14-18 | 1      | slot |
        """,
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-14 09:00 | 2020-07-14 13:00 |
        """,
    )
    by_weekday = weekly.figures("plan_adherence", "capped", by=("locality", "weekday_band"))
    planned = dict(by_weekday.select("weekday_band", "denominator").iter_rows())
    assert planned == {"0|09-14": 7} | {f"{weekday}|14-18": 1 for weekday in range(1, 8)}
    expect(
        by_weekday.head(1),
        """
        | numerator | value |
        | 7         | 100 % |
        """,
    )


def test_a_weekly_plan_for_some_days_is_spread_over_those_of_the_whole_week(town, expect):
    # ten hours a week on working days, and the plan ends on Wednesday: three of its five days
    ending = town(
        patrol_plan="""
            | locality | band  | amount | per  | day_types         | valid_from | valid_to   |
            | A        | 09-14 | 10     | week | other_working_day | 2020-07-13 | 2020-07-15 |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-13 09:00 | 2020-07-13 10:00 |
        """,
    )
    expect(
        ending.figures("plan_adherence", "capped"),
        """
        | numerator | denominator |
        | 1         | 6           |
        """,
    )


def test_a_weekly_plan_that_changes_in_the_middle_of_a_week_gives_each_version_its_days(town, expect):
    # 14 hours a week to Thursday 16 July, 7 hours from Friday 17 July: 4/7 of 14 and 3/7 of 7, not 14 + 7
    changed = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-07-13 | 2020-07-19 |
        """,
        patrol_plan="""
            | plan_row | locality | band  | amount | per  | valid_from | valid_to   |
            | R1       | A        | 09-14 | 14     | week | 2020-01-01 | 2020-07-16 |
            | R2       | A        | 09-14 | 7      | week | 2020-07-17 |            |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-13 09:00 | 2020-07-13 10:00 |
        """,
    )
    expect(
        changed.figures("plan_adherence", "raw"),
        """
        | denominator |
        | 11          |
        """,
    )


def test_a_locality_added_in_the_middle_of_a_week_owes_only_its_days(town, expect):
    # the park joins on Friday: three sevenths of that week's seven hours
    added = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-07-17 | 2020-07-19 |
        """,
        patrol_plan="""
            | locality | band  | amount | per  |
            | A        | 09-14 | 7      | week |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-17 09:00 | 2020-07-17 10:00 |
        """,
    )
    expect(
        added.figures("plan_adherence", "raw"),
        """
        | denominator |
        | 3           |
        """,
    )


def test_each_slot_uses_the_plan_in_force_on_its_day(town, expect):
    changed = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-07-07 | 2020-07-10 |
        """,
        patrol_plan="""
            | plan_row | locality | band  | amount | valid_from | valid_to   |
            | R1       | A        | 09-14 | 3      | 2020-01-01 | 2020-07-08 |
            | R2       | A        | 09-14 | 1      | 2020-07-09 |            |
        """,
    )
    expect(
        changed.table("plan_slots").sort("plan_day"),
        """
        | plan_row | plan_day   | planned     |
        | R1       | 2020-07-07 | 10800000000 |
        | R1       | 2020-07-08 | 10800000000 |
        | R2       | 2020-07-09 | 3600000000  |
        | R2       | 2020-07-10 | 3600000000  |
        """,
    )


def test_a_locality_added_later_is_planned_from_its_first_day(town, expect):
    # 15 to 30 November: 16 of the 30 days of the month
    added = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-11-01 | 2020-11-30 |
            | B        | 2020-11-15 | 2020-11-30 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 1      |
            | B        | 09-14 | 1      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | B        | 2020-11-15 09:00 | 2020-11-15 10:00 |
        """,
    )
    expect(
        added.figures("plan_adherence", "raw", by="locality"),
        """
        | locality | numerator | denominator |
        | A        | 0         | 30          |
        | B        | 1         | 16          |
        """,
    )


def test_a_locality_is_planned_only_while_it_is_valid(town, expect):
    short = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-09-02 | 2020-09-03 |
        """,
        patrol_plan="""
            | locality | band  | amount | valid_from | valid_to   |
            | A        | 09-14 | 1      | 2020-01-01 | 2020-12-31 |
        """,
    )
    expect(
        short.table("plan_slots"),
        """
        | plan_day   |
        | 2020-09-02 |
        | 2020-09-03 |
        """,
    )


def test_a_plan_of_nothing_asks_for_nothing(town, expect):
    idle = town(
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 0      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 09:00 | 2020-07-07 11:00 |
        """,
    )
    expect(
        idle.figures("plan_adherence"),
        """
        | measure       | value | state          |
        | capped        |       | not_applicable |
        | over_delivery |       | not_applicable |
        | raw           |       | not_applicable |
        | slot_hits     |       | not_applicable |
        """,
    )


def test_two_rows_for_one_slot_are_refused(town):
    doubled = town(
        patrol_plan="""
        | plan_row | locality | band  | amount | day_types                 |
        | R1       | A        | 09-14 | 1      | weekend;other_working_day |
        | R2       | A        | 09-14 | 2      | weekend                   |
    """
    )
    with pytest.raises(DataError) as refused:
        doubled.table("plan_slots")
    assert "R1" in refused.value.message("cs")
    assert "R2" in refused.value.message("cs")


def test_teaching_days_of_a_locality_without_a_school_are_refused(town):
    impossible = town(
        patrol_plan="""
        | plan_row | locality | band  | amount | day_types    |
        | R7       | A        | 06-09 | 0.5    | teaching_day |
    """
    )
    with pytest.raises(DataError, match=r"R7.*lokalita A žádný nemá"):
        impossible.table("plan_slots")


# --- who was away, what was changed afterwards, nights on which clocks change -------------------------


def test_planned_hours_stay_when_somebody_is_excused_and_the_adjusted_figure_stands_beside(town, expect):
    # 40 person-hours planned, 8 excused, 30 delivered: 75 % and 30/32 = 93.75 %
    away = town(
        persons="""
            | person | role      |
            | Anna   | assistant |
            | Bert   | assistant |
            | Marek  | mentor    |
        """,
        localities=TWO_DAYS.replace("2020-07-06 | 2020-07-07", "2020-07-07 | 2020-07-07"),
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-07-07 06:00 | 2020-07-07 21:00 |
        """,
        shift_crew="""
            | shift | person |
            | S1    | Anna   |
            | S1    | Bert   |
        """,
        visits="""
            | visit | shift | locality | start            | end              |
            | V1    | S1    | A        | 2020-07-07 06:00 | 2020-07-07 21:00 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 06-09 | 10     |
            | A        | 09-14 | 10     |
            | A        | 14-18 | 10     |
            | A        | 18-22 | 10     |
        """,
        absences="""
            | person | first_day  | last_day   | excused_hours |
            | Anna   | 2020-07-08 | 2020-07-08 | 8             |
            | Marek  | 2020-07-07 | 2020-07-07 | 8             |
        """,
    )
    expect(
        away.figures("excused_adherence", "adjusted", "capped"),
        """
        | measure  | value   |
        | adjusted | 93.75 % |
        | capped   | 75 %    |
        """,
    )


def test_an_absence_over_the_edge_of_a_period_is_shared_by_days(town):
    # ten days, the last four of them in the second period
    away = town(
        persons="""
            | person |
            | Anna   |
        """,
        absences="""
            | person | first_day  | last_day   | excused_hours |
            | Anna   | 2020-12-26 | 2021-01-04 | 40            |
        """,
    )
    for period, hours in {"P1": 24, "P2": 16}.items():
        figure = away.figures("excused_adherence", "excused", period=period, scope="period")
        # without a plan the hours are still known
        assert figure["numerator"].to_list() == [hours]


def test_more_excused_than_planned_leaves_nothing_to_divide_by(town):
    away = town(
        localities=TWO_DAYS,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | B        | 2020-07-07 09:00 | 2020-07-07 10:00 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types         |
            | A        | 09-14 | 4      | other_working_day |
        """,
        absences="""
            | person | first_day  | last_day   | excused_hours |
            | Anna   | 2020-07-08 | 2020-07-08 | 8             |
        """,
    )
    adjusted = away.figures("excused_adherence", "adjusted")
    assert adjusted.select("value", "state").rows() == [(None, "not_applicable")]


CHANGED = """
    | plan_row | locality | band  | amount | valid_from | valid_to   | entered_on      |
    | R1       | A        | 09-14 | 10     | 2020-07-01 | 2020-07-08 | 2020-06-20      |
    | R2       | A        | 09-14 | 6      | 2020-07-09 |            | {entered_on} |
"""
TEN_DAYS = """
    | locality | valid_from | valid_to   |
    | A        | 2020-07-01 | 2020-07-10 |
"""
SIX_A_DAY = "\n".join(
    ["| persons | locality | start | end |"]
    + [f"| Anna, Bert | A | 2020-07-{day:02} 09:00 | 2020-07-{day:02} 12:00 |" for day in range(1, 11)]
)


def test_a_change_entered_in_time_leaves_one_plan(town):
    planned = town(localities=TEN_DAYS, patrol_plan=CHANGED.format(entered_on="2020-07-08"), stays=SIX_A_DAY)
    # eight days of ten hours and two of six
    assert planned.figures("plan_adherence", "capped")["denominator"].to_list() == [92]
    assert planned.figures("original_plan_adherence", "planned")["value"].to_list() == [92]


def test_a_change_entered_afterwards_shows_both_plans(town, expect):
    # entered on the tenth: on the ninth the plan still asked for ten
    late = town(localities=TEN_DAYS, patrol_plan=CHANGED.format(entered_on="2020-07-10"), stays=SIX_A_DAY)
    expect(
        late.figures("plan_adherence", "capped"),
        """
        | numerator | denominator |
        | 60        | 92          |
        """,
    )
    expect(
        late.figures("original_plan_adherence", "capped"),
        """
        | numerator | denominator |
        | 60        | 96          |
        """,
    )


def test_a_plan_entered_after_the_fact_asked_for_nothing_before(town):
    late = town(
        localities=TEN_DAYS,
        patrol_plan="""
            | locality | band  | amount | valid_from | entered_on |
            | A        | 09-14 | 6      | 2020-07-01 | 2020-07-06 |
        """,
        stays=SIX_A_DAY,
    )
    assert late.figures("plan_adherence", "capped")["denominator"].to_list() == [60]
    assert late.figures("original_plan_adherence", "planned")["value"].to_list() == [30]


@pytest.mark.parametrize(("night", "hours"), [("2020-10-24", 9), ("2021-03-27", 7), ("2020-10-23", 8)])
def test_a_night_planned_whole_is_as_long_as_the_night(town, expect, night, hours):
    # a full shift is 100 % of the plan, not 112 % or 87 %
    period = "P1" if night < "2021" else "P2"
    morning = f"{night[:-2]}{int(night[-2:]) + 1}"
    whole = town(
        localities=f"""
            | locality | valid_from | valid_to |
            | A        | {night}    | {night}  |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 22-06 | 16     |
        """,
        stays=f"""
            | persons    | locality | start         | end             |
            | Anna, Bert | A        | {night} 22:00 | {morning} 06:00 |
        """,
    )
    expect(
        whole.figures("plan_adherence", "capped", "raw", period=period, scope="period"),
        f"""
        | measure | denominator | value |
        | capped  | {2 * hours} | 100 % |
        | raw     | {2 * hours} | 100 % |
        """,
    )


def test_a_part_of_a_night_is_asked_as_stated_even_when_clocks_change(town):
    part = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-10-24 | 2020-10-24 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 22-06 | 2      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-10-24 22:00 | 2020-10-25 00:00 |
        """,
    )
    assert part.figures("plan_adherence", "capped").select("denominator", "value").rows() == [(2, 1)]


def test_a_slot_is_hit_from_the_part_that_the_rules_state(town, expect):
    # an hour planned on each of three days; 48 and 47 minutes and nothing delivered: one hit of three
    nearly = town(
        localities=TEN_DAYS.replace("2020-07-10", "2020-07-03"),
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 1      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-01 09:00 | 2020-07-01 09:48 |
            | Anna    | A        | 2020-07-02 09:00 | 2020-07-02 09:47 |
        """,
    )
    expect(
        nearly.figures("plan_adherence", "slot_hits"),
        """
        | numerator | denominator |
        | 1         | 3           |
        """,
    )


def test_adherence_by_type_of_day_leaves_weekly_amounts_out(town):
    # 6 July 2020 is a public holiday
    mixed = town(
        localities=TWO_DAYS,
        patrol_plan="""
            | locality | band  | amount | per  |
            | A        | 09-14 | 2      | slot |
            | B        | 09-14 | 7      | week |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-06 09:00 | 2020-07-06 10:00 |
        """,
    )
    by_type = mixed.figures("plan_adherence", "capped", by="day_type").drop_nulls("value")
    assert dict(by_type.select("day_type", "value").iter_rows()) == {"public_holiday": 0.5, "other_working_day": 0}


def test_a_chain_of_late_changes_leaves_one_plan_a_day(town):
    # A to the 3rd, B for the 4th and 5th entered on the 9th, C from the 6th entered in time: on the 4th and 5th
    # the plan still was A, from the 6th on it was C
    chained = town(
        localities=TEN_DAYS,
        patrol_plan="""
            | plan_row | locality | band  | amount | valid_from | valid_to   | entered_on |
            | A        | A        | 09-14 | 1      | 2020-07-01 | 2020-07-03 | 2020-06-20 |
            | B        | A        | 09-14 | 100    | 2020-07-04 | 2020-07-05 | 2020-07-09 |
            | C        | A        | 09-14 | 10     | 2020-07-06 |            | 2020-07-01 |
        """,
        stays=SIX_A_DAY,
    )
    # 3 · 1 + 2 · 100 + 5 · 10, and 5 · 1 + 5 · 10
    assert chained.figures("plan_adherence", "capped")["denominator"].to_list() == [253]
    assert chained.figures("original_plan_adherence", "planned")["value"].to_list() == [55]


def test_a_row_followed_by_two_gives_each_type_of_day_its_own_follower(town):
    # 4 July 2020 is a Saturday, the 5th and 6th are public holidays; the follower of weekends was entered in time,
    # that of the other days on the 8th
    split = town(
        localities=TEN_DAYS,
        patrol_plan="""
            | plan_row | locality | band | amount | valid_from | valid_to | entered_on | day_types |
            | A | A | 09-14 | 1   | 2020-07-01 | 2020-07-03 | 2020-06-20 | public_holiday;weekend;other_working_day |
            | B | A | 09-14 | 10  | 2020-07-04 |            | 2020-07-01 | weekend                                  |
            | C | A | 09-14 | 100 | 2020-07-04 |            | 2020-07-08 | public_holiday;other_working_day         |
        """,
        stays=SIX_A_DAY,
    )
    # 1st to 3rd: 3 · 1; the Saturday 10; 5th to 7th still A: 3 · 1; 8th to 10th C: 3 · 100
    assert split.figures("original_plan_adherence", "planned")["value"].to_list() == [316]


def test_an_open_period_does_not_ask_for_the_night_that_has_only_begun(town):
    # as of the 3rd two nights have ended; that of the 3rd lasts till the 4th
    nights = town(
        as_of="2020-07-03",
        patrol_plan="""
            | locality | band  | amount |
            | A        | 22-06 | 2      |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-01 22:00 | 2020-07-02 00:00 |
        """,
    )
    assert nights.figures("plan_adherence", "capped").select("numerator", "denominator").rows() == [(2, 4)]


def test_excused_hours_are_taken_off_in_proportion_to_what_the_plan_asks_for(town, expect):
    # ten hours on shift, ten excused: half of the ten planned is theirs; four kept of ten, of nothing and of five
    away = town(
        persons="""
            | person |
            | Anna   |
            | Bert   |
        """,
        localities=TWO_DAYS.replace("2020-07-06 | 2020-07-07", "2020-07-07 | 2020-07-07"),
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-07-07 09:00 | 2020-07-07 19:00 |
        """,
        shift_crew="""
            | shift | person |
            | S1    | Anna   |
        """,
        visits="""
            | visit | shift | locality | start            | end              |
            | V1    | S1    | A        | 2020-07-07 09:00 | 2020-07-07 13:00 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 09-14 | 10     |
        """,
        absences="""
            | person | first_day  | last_day   | excused_hours |
            | Bert   | 2020-07-07 | 2020-07-07 | 10            |
        """,
    )
    expect(
        away.figures("excused_adherence"),
        """
        | measure      | value | state          |
        | adjusted     |       | not_applicable |
        | capped       | 40 %  | ok             |
        | excused      | 10    | ok             |
        | proportional | 80 %  | ok             |
        """,
    )


def test_a_crossing_is_supervised_only_at_its_planned_time_and_while_it_is_valid(town, expect):
    # the crossing opened on Wednesday 2 September 2020; somebody stood there on Tuesday, on Wednesday at nine in the
    # evening, and on Thursday in the morning
    opened = town(
        schools="""
            | school | name |
            | one    | One  |
        """,
        school_breaks="""
            | school | start      | end        | name     |
            | one    | 2020-07-01 | 2020-08-31 | holidays |
        """,
        localities="""
            | locality | kind     | school | valid_from |
            | A        | crossing | one    | 2020-09-02 |
        """,
        patrol_plan="""
            | locality | band  | amount | day_types    | measure        |
            | A        | 06-09 | 1      | teaching_day | presence_hours |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-09-01 07:00 | 2020-09-01 08:00 |
            | Anna    | A        | 2020-09-02 21:00 | 2020-09-02 22:00 |
            | Anna    | A        | 2020-09-03 07:00 | 2020-09-03 08:00 |
        """,
        as_of="2020-09-04",
    )
    expect(
        opened.figures("crossing_supervision", by="school"),
        """
        | measure            | school | value |
        | capped             | one    | 1/3   |
        | days_with_presence | one    | 1     |
        | teaching_days      | one    | 3     |
        """,
    )
