"""Time in the field: whose time, where, when. Hours are conserved and counted by instants."""


def test_two_assistants_together_are_two_person_hours_and_one_presence(town, expect):
    # 7-8 and 7:30-8:30: two hours of people, an hour and a half of somebody being there
    pair = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-06 07:00 | 2020-07-06 08:00 |
        | Bert    | A        | 2020-07-06 07:30 | 2020-07-06 08:30 |
    """
    )
    expect(
        pair.figures("person_hours"),
        """
        | value | unit         |
        | 2     | person_hours |
        """,
    )
    expect(
        pair.figures("presence_hours"),
        """
        | value | unit  |
        | 3/2   | hours |
        """,
    )


def test_one_person_is_in_one_place_at_a_time_and_the_later_start_counts(town, expect):
    # 8-10 in A and 9-11 in B: A keeps one hour, B two, one hour is double-booked
    torn = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
        | Anna    | B        | 2020-07-06 09:00 | 2020-07-06 11:00 |
    """
    )
    expect(
        torn.figures("person_hours", by="locality"),
        """
        | locality | value |
        | A        | 1     |
        | B        | 2     |
        """,
    )
    expect(
        torn.figures("hours_balance"),
        """
        | measure       | value |
        | double_booked | 1     |
        | hours_in      | 4     |
        | in_localities | 3     |
        | night_shift   | 0     |
        | open_at_most  | 0     |
        | open_visits   | 0     |
        | outside       | 0     |
        | untracked     | 0     |
        """,
    )
    expect(
        torn.figures("hours_balance", "double_booked", by="double_booked_visit"),
        """
        | double_booked_visit | value |
        | V1                  | 1     |
        """,
    )


def test_a_stay_inside_another_takes_its_middle(town, expect):
    # 8-12 in A, meanwhile 9-10 in B: A has 8-9 and 10-12
    torn = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-06 08:00 | 2020-07-06 12:00 |
        | Anna    | B        | 2020-07-06 09:00 | 2020-07-06 10:00 |
    """
    )
    expect(
        torn.figures("presence_hours", by="locality"),
        """
        | locality | value |
        | A        | 3     |
        | B        | 1     |
        """,
    )


def test_the_same_stay_recorded_twice_adds_no_presence_and_no_person_hours(town, expect):
    twice = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
        | Anna    | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
    """
    )
    expect(
        twice.figures("person_hours"),
        """
        | value |
        | 2     |
        """,
    )
    expect(
        twice.figures("presence_hours"),
        """
        | value |
        | 2     |
        """,
    )
    expect(
        twice.figures("hours_balance", "hours_in", "double_booked"),
        """
        | measure       | value |
        | double_booked | 2     |
        | hours_in      | 4     |
        """,
    )


def test_a_shift_over_midnight_belongs_to_two_days_in_tables_of_hours_and_to_one_evening_in_the_plan(town, expect):
    # 22-06 is 2 hours of Monday and 6 hours of Tuesday, all of it Monday's night
    night = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-06 22:00 | 2020-07-07 06:00 |
    """
    )
    expect(
        night.table("effort"),
        """
        | day        | band  | plan_day   | hours |
        | 2020-07-06 | 22-06 | 2020-07-06 | 2     |
        | 2020-07-07 | 22-06 | 2020-07-06 | 6     |
        """,
    )
    # 1 is Monday
    assert night.figures("person_hours", by=("locality", "weekday_band")).select("weekday_band", "value").rows() == [
        ("1|22-06", 2.0),
        ("2|22-06", 6.0),
    ]


def test_a_stay_is_cut_at_the_edges_of_the_bands(town, expect):
    long = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-06 08:30 | 2020-07-06 15:15 |
    """
    )
    expect(
        long.table("effort"),
        """
        | band  | hours |
        | 06-09 | 1/2   |
        | 09-14 | 5     |
        | 14-18 | 5/4   |
        """,
    )


def test_the_nights_on_which_clocks_change_have_their_true_length(town, expect):
    # 24/25 October 2020 the clock goes back, 27/28 March 2021 it goes forward
    nights = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-10-24 22:00 | 2020-10-25 06:00 |
        | Anna    | A        | 2021-03-27 22:00 | 2021-03-28 06:00 |
    """
    )
    expect(
        nights.table("effort"),
        """
        | day        | band  | plan_day   | hours |
        | 2020-10-24 | 22-06 | 2020-10-24 | 2     |
        | 2020-10-25 | 22-06 | 2020-10-24 | 7     |
        | 2021-03-27 | 22-06 | 2021-03-27 | 2     |
        | 2021-03-28 | 22-06 | 2021-03-27 | 5     |
        """,
    )
    expect(
        nights.figures("person_hours", period="P1"),
        """
        | value |
        | 9     |
        """,
    )
    expect(
        nights.figures("person_hours", period="P2"),
        """
        | value |
        | 7     |
        """,
    )


def test_a_mentor_along_adds_no_hours(town, expect):
    escorted = town(
        persons="""
            | person | role      |
            | Anna   | assistant |
            | Karel  | mentor    |
        """,
        stays="""
            | persons     | locality | start            | end              |
            | Anna, Karel | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
            | Karel       | A        | 2020-07-06 12:00 | 2020-07-06 13:00 |
        """,
    )
    expect(
        escorted.figures("person_hours"),
        """
        | value |
        | 2     |
        """,
    )
    expect(
        escorted.figures("presence_hours"),
        """
        | value |
        | 2     |
        """,
    )
    expect(
        escorted.figures("hours_balance", "hours_in"),
        """
        | value |
        | 2     |
        """,
    )


def test_the_time_a_shift_does_not_account_for_is_untracked(town, expect):
    # eight hours on shift = three in A + one outside every locality + four nobody wrote down
    day = town(
        persons="""
            | person |
            | Anna   |
        """,
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-07-06 07:00 | 2020-07-06 15:00 |
        """,
        shift_crew="""
            | shift | person |
            | S1    | Anna   |
        """,
        visits="""
            | visit | shift | locality | start            | end              |
            | V1    | S1    | A        | 2020-07-06 08:00 | 2020-07-06 11:00 |
            | V2    | S1    |          | 2020-07-06 11:00 | 2020-07-06 12:00 |
        """,
    )
    expect(
        day.figures("hours_balance"),
        """
        | measure       | value |
        | double_booked | 0     |
        | hours_in      | 8     |
        | in_localities | 3     |
        | night_shift   | 0     |
        | open_at_most  | 0     |
        | open_visits   | 0     |
        | outside       | 1     |
        | untracked     | 4     |
        """,
    )


NEW_YEARS_NIGHT = """
    | persons | locality | start            | end              |
    | Anna    | A        | 2020-12-31 22:00 | 2021-01-01 06:00 |
"""


def test_a_night_over_the_edge_of_a_period_is_split_by_date_in_hours_and_whole_in_the_plan(town, expect):
    # two hours are of 2020, six of 2021; the plan counts all eight to the evening, hence the printed difference
    night = town(
        stays=NEW_YEARS_NIGHT,
        patrol_plan="""
        | locality | band  | amount |
        | A        | 22-06 | 8      |
    """,
    )
    expect(
        night.figures("hours_balance", "in_localities", "night_shift", period="P1"),
        """
        | measure       | value |
        | in_localities | 2     |
        | night_shift   | 6     |
        """,
    )
    expect(
        night.figures("hours_balance", "in_localities", "night_shift", period="P2"),
        """
        | measure       | value |
        | in_localities | 6     |
        | night_shift   | -6    |
        """,
    )
    expect(
        night.figures("hours_balance", "in_localities", "night_shift", period="P2", scope="cumulative"),
        """
        | measure       | value |
        | in_localities | 8     |
        | night_shift   | 0     |
        """,
    )
    expect(
        night.figures("plan_adherence", "raw", period="P1"),
        """
        | numerator |
        | 8         |
        """,
    )
    expect(
        night.figures("plan_adherence", "raw", period="P2"),
        """
        | numerator |
        | 0         |
        """,
    )


def test_a_visit_counts_once_where_it_starts_and_a_pair_makes_one_visit(town, expect):
    visits = town(
        stays="""
        | persons    | locality | start            | end              |
        | Anna, Bert | A        | 2020-07-06 08:30 | 2020-07-06 15:00 |
        | Anna       | B        | 2020-12-31 23:00 | 2021-01-01 01:00 |
        | Anna       |          | 2020-07-07 08:00 | 2020-07-07 09:00 |
    """
    )
    expect(
        visits.figures("visit_count", by="locality"),
        """
        | locality | value |
        | A        | 1     |
        | B        | 1     |
        """,
    )
    expect(
        visits.figures("visit_count", period="P2"),
        """
        | n | value | state    |
        | 0 |       | no_cases |
        """,
    )


def test_hours_rest_on_visits_not_on_the_pieces_they_are_cut_into(town, expect):
    # V1 by two in two bands and V2 over midnight, both in A, V3 outside: two visits make 13 + 2 + 1 hours in A
    cut = town(
        stays="""
        | persons    | locality | start            | end              |
        | Anna, Bert | A        | 2020-07-06 08:30 | 2020-07-06 15:00 |
        | Anna       | A        | 2020-07-06 22:00 | 2020-07-07 01:00 |
        | Bert       |          | 2020-07-07 08:00 | 2020-07-07 09:00 |
    """
    )
    expect(
        cut.figures("person_hours"),
        """
        | n | value |
        | 2 | 16    |
        """,
    )
    expect(
        cut.figures("hours_balance", "double_booked", "hours_in", "in_localities", "outside"),
        """
        | measure       | n | value |
        | double_booked | 0 | 0     |
        | hours_in      | 3 | 17    |
        | in_localities | 2 | 16    |
        | outside       | 1 | 1     |
        """,
    )


def test_a_visit_of_a_mentor_alone_is_no_visit(town, expect):
    visits = town(
        persons="""
            | person | role      |
            | Anna   | assistant |
            | Karel  | mentor    |
        """,
        stays="""
            | persons     | locality | start            | end              |
            | Anna, Karel | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
            | Karel       | A        | 2020-07-06 12:00 | 2020-07-06 13:00 |
        """,
    )
    expect(
        visits.figures("visit_count"),
        """
        | n | value |
        | 1 | 1     |
        """,
    )


def test_a_locality_nobody_visited_stays_in_the_table(town, expect):
    lonely = town(
        stays="""
        | persons | locality | start            | end              |
        | Anna    | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
    """
    )
    expect(
        lonely.figures("person_hours", by="locality"),
        """
        | locality | value | state    |
        | A        | 2     | ok       |
        | B        |       | no_cases |
        """,
    )
