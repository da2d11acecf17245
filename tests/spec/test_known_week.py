"""What is known of the last recorded week: what was due, what counts of it, and who waits.

Monday 7 September 2020 begins a week without a public holiday; the last record is of Thursday.
"""

from datetime import date

import polars as pl
import pytest

from apk_lib.next_week import adherence_so_far, kept_so_far, last_service, usual_week, waiting

THURSDAY, SUNDAY = "2020-09-10", "2020-09-13"
TWO_PLACES = {
    "patrol_plan": """
        | locality | band  | amount | per  | valid_from | valid_to   |
        | A        | 14-18 | 2      | slot | 2020-09-07 | 2020-09-13 |
        | A        | 22-06 | 3.5    | week | 2020-09-07 | 2020-09-13 |
        | B        | 09-14 | 1      | slot | 2020-09-07 | 2020-09-10 |
    """,
    "stays": """
        | persons | locality | start            | end              |
        | Bert    | B        | 2020-09-07 09:00 | 2020-09-07 10:00 |
        | Anna    | A        | 2020-09-07 14:00 | 2020-09-07 17:00 |
        | Anna    | A        | 2020-09-08 14:00 | 2020-09-08 15:00 |
        | Anna    | A        | 2020-09-08 22:00 | 2020-09-08 23:00 |
        | Anna    | A        | 2020-09-10 14:00 | 2020-09-10 16:00 |
    """,
}


def hours(rows):
    return rows.with_columns(pl.col("planned", "delivered", "kept", "left") / 3_600_000_000)


def test_an_amount_for_any_day_neither_counts_nor_is_missed_until_its_last_day(town, expect):
    # of three and a half hours a night of Tuesday gave one: two and a half are left until Sunday
    rows = kept_so_far(town(as_of=THURSDAY, **TWO_PLACES).dataset, "person_hours")
    expect(
        hours(rows),
        """
        | locality | weekday | planned | delivered | kept | left |
        | A        | 0       | 0       | 0         | 0    | 2.5  |
        | A        | 1       | 2       | 3         | 2    | 0    |
        | A        | 2       | 2       | 1         | 1    | 0    |
        | A        | 3       | 2       | 0         | 0    | 0    |
        | A        | 4       | 2       | 2         | 2    | 0    |
        | B        | 1       | 1       | 1         | 1    | 0    |
        | B        | 2       | 1       | 0         | 0    | 0    |
        | B        | 3       | 1       | 0         | 0    | 0    |
        | B        | 4       | 1       | 0         | 0    | 0    |
        """,
    )
    # six hours count of the twelve that were due, although seven were given
    expect(hours(rows.sum()), "| planned | delivered | kept |\n| 12 | 7 | 6 |")


def test_on_its_last_day_an_amount_for_any_day_is_due(town, expect):
    rows = kept_so_far(town(as_of=SUNDAY, **TWO_PLACES).dataset, "person_hours")
    expect(hours(rows.head(1)), "| weekday | planned | delivered | kept | left |\n| 0 | 3.5 | 1 | 1 | 0 |")
    # seven days of two hours, four of one, and the nights
    expect(hours(rows.sum()), "| planned | kept |\n| 21.5 | 7 |")


def test_an_amount_that_ends_before_sunday_is_due_when_it_ends(town, expect):
    # two nights of the seven that the week has: two of seven hours
    ended = town(
        as_of=THURSDAY,
        patrol_plan="""
            | locality | band  | amount | per  | valid_from | valid_to   |
            | A        | 22-06 | 7      | week | 2020-09-07 | 2020-09-08 |
        """,
    ).dataset
    expect(hours(kept_so_far(ended, "person_hours")), "| weekday | planned | left |\n| 0 | 2 | 0 |")


def test_the_indicator_takes_the_nights_gone_by(town):
    # three nights of half an hour each have ended, of which one hour counts: 7 of 13.5
    dataset = town(as_of=THURSDAY, **TWO_PLACES).dataset
    assert adherence_so_far(dataset, "person_hours") == pytest.approx(7 / 13.5)
    assert adherence_so_far(dataset, "visits") is None


def test_the_last_service_is_the_day_on_which_a_shift_began(town):
    night = {
        "shifts": "| shift | start | end |\n| S1 | 2020-09-10 22:00 | 2020-09-11 06:00 |",
        "persons": "| person |\n| Anna |",
        "shift_crew": "| shift | person |\n| S1 | Anna |",
    }
    assert last_service(town(as_of="2020-09-20", **night).dataset) == date(2020, 9, 10)
    assert last_service(town(as_of="2020-09-20").dataset) is None


def test_who_waits_comes_first_and_who_is_not_planned_last(town, expect):
    # ten days without anybody: B was planned since, A was not; nobody may be away for more than four
    seen = town(
        as_of="2020-09-20",
        localities="| locality |\n| A |\n| B |\n| C |",
        patrol_plan="""
            | locality | band  | amount | valid_to   |
            | A        | 14-18 | 1      | 2020-09-10 |
            | B        | 14-18 | 1      |            |
            | C        | 14-18 | 1      |            |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-09-10 14:00 | 2020-09-10 15:00 |
            | Bert    | B        | 2020-09-10 14:00 | 2020-09-10 15:00 |
            | Anna    | C        | 2020-09-19 14:00 | 2020-09-19 15:00 |
        """,
    ).dataset
    rows = waiting(seen).with_columns(pl.col("idle").cast(pl.Int64))
    expect(
        rows.with_columns(pl.col("last").cast(pl.String)),
        """
        | locality | since | last       | overlooked | idle |
        | B        | 10    | 2020-09-10 | 1          | 0    |
        | C        | 1     | 2020-09-19 | 0          | 0    |
        | A        | 10    | 2020-09-10 | 0          | 1    |
        """,
    )


def test_a_week_with_a_public_holiday_is_copied_only_if_there_is_no_other(town):
    # 28 September 2020 is a public holiday
    crew = {"persons": "| person |\n| Anna |", "shift_crew": "| shift | person |\n| S1 | Anna |\n| S2 | Anna |"}
    shifts = """
        | shift | start            | end              |
        | S1    | {}               | {}               |
        | S2    | 2020-09-29 09:00 | 2020-09-29 15:00 |
    """
    usual = shifts.format("2020-09-22 09:00", "2020-09-22 15:00")
    assert usual_week(town(as_of="2020-10-04", shifts=usual, **crew).dataset, "2020-10-05") == date(2020, 9, 21)
    only = shifts.format("2020-09-30 09:00", "2020-09-30 15:00")
    assert usual_week(town(as_of="2020-10-04", shifts=only, **crew).dataset, "2020-10-05") == date(2020, 9, 28)
    assert usual_week(town(as_of="2020-10-04").dataset, "2020-10-05") is None
