"""Hours of the day: time cut on the hour of the clock, which adds up to the hours that were not cut."""

import polars as pl

HOURS = ("person_hours", "presence_hours", "visits")


def by_hour(town, measure: str, period: str = "P1") -> dict[str, float]:
    """The hours of the day that have a figure."""
    found = town.figures("hours_of_day", measure, period=period, by="hour").drop_nulls("value")
    return dict(found.select("hour", "value").iter_rows())


def test_time_is_cut_on_the_hour_and_a_visit_counts_where_it_began(town, expect):
    pair = town(
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-07 08:45 | 2020-07-07 10:15 |
            | Anna       | B        | 2020-07-07 10:15 | 2020-07-07 10:30 |
            | Cyril      |          | 2020-07-07 08:00 | 2020-07-07 09:00 |
        """
    )
    # of two: 2 × 15 minutes before nine, 2 × 60, 2 × 15, and Anna's 15 in B; Cyril is in no locality
    assert by_hour(pair, "person_hours") == {"8": 0.5, "9": 2, "10": 0.75}
    # somebody was in A for 15, 60 and 15 minutes, in B for 15
    assert by_hour(pair, "presence_hours") == {"8": 0.25, "9": 1, "10": 0.5}
    # between nine and ten somebody was there, but no visit began
    assert by_hour(pair, "visits") == {"8": 1, "9": 0, "10": 1}
    expect(
        pair.figures("hours_of_day", "person_hours", by=("locality", "hour")),
        """
        | locality | hour | n | value |
        | A        | 10   | 1 | 0.5   |
        | A        | 8    | 1 | 0.5   |
        | A        | 9    | 1 | 2     |
        | B        | 10   | 1 | 0.25  |
        """,
    )
    # an hour in which nobody ever was is there without a value
    empty = pair.figures("hours_of_day", "presence_hours", by="hour").filter(pl.col("hour") == "3")
    assert empty.select("value", "state").rows() == [(None, "no_cases")]


def test_in_spring_there_is_no_hour_between_two_and_three(town):
    # 28 March 2021: after 1:59 comes 3:00, so from 0:30 to 4:00 there are two hours and a half
    night = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2021-03-28 00:30 | 2021-03-28 04:00 |
        """
    )
    assert by_hour(night, "person_hours", "P2") == {"0": 0.5, "1": 1, "3": 1}
    assert by_hour(night, "presence_hours", "P2") == {"0": 0.5, "1": 1, "3": 1}
    assert night.figures("hours_of_day", "person_hours", period="P2")["value"].item() == 2.5


def test_in_autumn_the_hour_between_two_and_three_comes_twice(town):
    # 25 October 2020: 2:00 to 3:00 passes twice, so from 1:30 to 3:15 there are two hours and three quarters
    night = town(
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-10-25 01:30 | 2020-10-25 03:15 |
        """
    )
    assert by_hour(night, "person_hours") == {"1": 1, "2": 4, "3": 0.5}
    assert by_hour(night, "presence_hours") == {"1": 0.5, "2": 2, "3": 0.25}
    assert by_hour(night, "visits") == {"1": 1, "2": 0, "3": 0}


def test_the_last_hour_of_a_period_is_its_own(town):
    # a night over New Year: until midnight it is of the first period
    new_year = town(
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-12-31 23:30 | 2021-01-01 00:30 |
        """
    )
    assert [by_hour(new_year, "person_hours", period) for period in ("P1", "P2")] == [{"23": 0.5}, {"0": 0.5}]
    assert [by_hour(new_year, "visits", period) for period in ("P1", "P2")] == [{"23": 1}, {"0": 0}]


def test_hours_of_the_day_add_up_to_what_they_divide(town):
    # odd minutes, a person in two places (the later start counts) and a visit without an end, over a night of a change
    odd = town(
        persons="| person |\n| Anna |\n| Bert |",
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-10-24 20:07 | 2020-10-25 05:59 |
        """,
        shift_crew="| shift | person |\n| S1 | Anna |\n| S1 | Bert |",
        visits="""
            | visit | shift | locality | start            | end              |
            | V1    | S1    | A        | 2020-10-24 20:07 | 2020-10-25 03:13 |
            | V2    | S1    | B        | 2020-10-24 23:31 | 2020-10-25 01:01 |
            | V3    | S1    | B        | 2020-10-25 04:01 |                  |
        """,
    )
    whole = {"person_hours": "person_hours", "presence_hours": "presence_hours", "visits": "visit_count"}
    for measure in HOURS:
        total = odd.figures(whole[measure], measure)["value"].item()
        assert odd.figures("hours_of_day", measure)["value"].item() == total
        assert round(sum(by_hour(odd, measure).values()), 9) == round(total, 9)
    # 20:07 to 3:13 on that night is 8 h 6 min, two assistants
    assert odd.figures("hours_of_day", "person_hours")["value"].item() == 16.2
