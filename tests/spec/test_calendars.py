"""Which kind of day it is: holiday, weekend, teaching day or other working day, in this order."""

from datetime import date

import polars as pl
import pytest

from apk_lib.calendars import day_types
from apk_lib.dataset import open_dataset
from apk_lib.evaluate import evaluate

SCHOOL = """
    | school | name |
    | zs     | ZŠ   |
"""
CROSSING_AND_PARK = """
    | locality | kind     | school | valid_from |
    | crossing | crossing | zs     | 2020-07-01 |
    | park     | park     |        | 2020-07-01 |
"""
AUTUMN = """
    | start      | end        | name             | confirmed |
    | 2020-07-01 | 2020-08-31 | summer holidays  | true      |
    | 2020-10-29 | 2020-10-30 | autumn holidays  | true      |
    | 2021-02-01 | 2021-02-05 | spring holidays  | false     |
"""


def closure(start: str, end: str, attendance: str, confirmed: str = "true") -> str:
    return f"""
        | start   | end   | kind    | what           | attendance   | confirmed   |
        | {start} | {end} | schools | school closure | {attendance} | {confirmed} |
    """


def kinds(school_town, first: date, last: date, locality: str) -> pl.DataFrame:
    every = day_types(school_town.table("localities"), school_town.table("school_days"), first, last)
    return every.filter(locality=locality).with_columns(weekday=pl.col("day").dt.strftime("%a"))


def test_each_day_has_one_kind_and_the_first_that_fits_counts(town, expect):
    # 28 September is a public holiday (a Monday), 28 October too (a Wednesday, before the autumn holidays)
    autumn = town(schools=SCHOOL, localities=CROSSING_AND_PARK, school_breaks=AUTUMN)
    expect(
        kinds(autumn, date(2020, 9, 26), date(2020, 9, 29), "crossing"),
        """
        | day        | weekday | day_type       |
        | 2020-09-26 | Sat     | weekend        |
        | 2020-09-27 | Sun     | weekend        |
        | 2020-09-28 | Mon     | public_holiday |
        | 2020-09-29 | Tue     | teaching_day   |
        """,
    )
    expect(
        kinds(autumn, date(2020, 10, 27), date(2020, 10, 31), "crossing"),
        """
        | day        | weekday | day_type          |
        | 2020-10-27 | Tue     | teaching_day      |
        | 2020-10-28 | Wed     | public_holiday    |
        | 2020-10-29 | Thu     | other_working_day |
        | 2020-10-30 | Fri     | other_working_day |
        | 2020-10-31 | Sat     | weekend           |
        """,
    )


def test_a_public_holiday_at_a_weekend_is_a_public_holiday(town, expect):
    # Easter Monday moves with the year; 26 December 2020 is a Saturday
    calm = town(schools=SCHOOL, localities=CROSSING_AND_PARK)
    expect(
        kinds(calm, date(2020, 12, 24), date(2020, 12, 27), "park"),
        """
        | day        | weekday | day_type       |
        | 2020-12-24 | Thu     | public_holiday |
        | 2020-12-25 | Fri     | public_holiday |
        | 2020-12-26 | Sat     | public_holiday |
        | 2020-12-27 | Sun     | weekend        |
        """,
    )
    expect(
        kinds(calm, date(2021, 4, 2), date(2021, 4, 5), "park"),
        """
        | day        | weekday | day_type       |
        | 2021-04-02 | Fri     | public_holiday |
        | 2021-04-03 | Sat     | weekend        |
        | 2021-04-04 | Sun     | weekend        |
        | 2021-04-05 | Mon     | public_holiday |
        """,
    )


def test_a_locality_without_a_school_has_no_teaching_days(town, expect):
    autumn = town(schools=SCHOOL, localities=CROSSING_AND_PARK, school_breaks=AUTUMN)
    expect(
        kinds(autumn, date(2020, 9, 29), date(2020, 9, 29), "park"),
        """
        | day_type          |
        | other_working_day |
        """,
    )


def test_a_week_without_any_public_holiday_is_no_special_case(town, expect):
    calm = town()
    expect(
        kinds(calm, date(2021, 2, 8), date(2021, 2, 9), "A"),
        """
        | day        | day_type          |
        | 2021-02-08 | other_working_day |
        | 2021-02-09 | other_working_day |
        """,
    )


@pytest.mark.parametrize(
    ("attendance", "day_type"),
    [("none", "other_working_day"), ("some", "teaching_day"), ("all", "teaching_day")],
)
def test_a_teaching_day_is_one_on_which_some_pupils_attend(town, expect, attendance, day_type):
    closed = town(
        schools=SCHOOL,
        localities=CROSSING_AND_PARK,
        context_events=closure("2020-10-14", "2020-10-16", attendance),
    )
    expect(
        kinds(closed, date(2020, 10, 14), date(2020, 10, 14), "crossing"),
        f"""
        | day_type   |
        | {day_type} |
        """,
    )


def test_where_closures_overlap_the_strictest_holds(town, expect):
    closed = town(
        schools=SCHOOL,
        localities=CROSSING_AND_PARK,
        context_events="""
        | start      | end        | kind    | what                 | attendance |
        | 2020-10-12 | 2020-10-23 | schools | some classes at home | some       |
        | 2020-10-14 | 2020-10-15 | schools | all classes at home  | none       |
        | 2020-10-05 | 2020-11-30 | curfew  | no matter for school |            |
    """,
    )
    expect(
        closed.table("school_days").filter(pl.col("day").is_between(date(2020, 10, 9), date(2020, 10, 16))),
        """
        | day        | attendance |
        | 2020-10-09 | all        |
        | 2020-10-12 | some       |
        | 2020-10-13 | some       |
        | 2020-10-14 | none       |
        | 2020-10-15 | none       |
        | 2020-10-16 | some       |
        """,
    )


def test_a_break_of_one_school_leaves_the_others_at_work(town, expect):
    two = town(
        schools="""
            | school | name     |
            | north  | ZŠ North |
            | south  | ZŠ South |
        """,
        school_breaks="""
            | start      | end        | school | name           |
            | 2020-09-29 | 2020-09-29 | north  | principal's day |
        """,
    )
    expect(
        two.table("school_days").filter(day=date(2020, 9, 29)),
        """
        | school |
        | south  |
        """,
    )


def test_a_day_is_unconfirmed_when_what_decides_it_is(town, expect):
    # an undocumented closure on 3-4 September; undocumented days off on 2-3 February leave no day of that week sure
    unsure = town(
        schools=SCHOOL,
        localities=CROSSING_AND_PARK,
        school_breaks="""
            | start      | end        | name                  | confirmed |
            | 2021-02-02 | 2021-02-03 | days off, no document | false     |
        """,
        context_events=closure("2020-09-03", "2020-09-04", "some", "false"),
    )
    days = unsure.table("school_days")
    expect(
        days.filter(pl.col("day").is_between(date(2020, 9, 2), date(2020, 9, 7))),
        """
        | day        | confirmed |
        | 2020-09-02 | true      |
        | 2020-09-03 | false     |
        | 2020-09-04 | false     |
        | 2020-09-07 | true      |
        """,
    )
    expect(
        days.filter(pl.col("day").is_between(date(2021, 1, 29), date(2021, 2, 8))),
        """
        | day        | confirmed |
        | 2021-01-29 | true      |
        | 2021-02-01 | false     |
        | 2021-02-04 | false     |
        | 2021-02-05 | false     |
        | 2021-02-08 | true      |
        """,
    )


@pytest.mark.parametrize(
    ("period", "without_closures", "some_attend", "all_attend"),
    [("P1", 80, 61, 30), ("P2", 113, 89, 6), ("P3", None, 82, None), ("P4", None, 114, None), ("P5", None, 22, None)],
)
def test_teaching_days_of_kromeriz(root, period, without_closures, some_attend, all_attend):
    # counted by hand from the calendars of the Ministry of Education and the closures of 2020 and 2021
    dataset = open_dataset(root / "data" / "kromeriz", period=period)
    counted = evaluate(dataset, period, ["teaching_days"]).results.filter(scope="period", category_1="slovan")
    days = dict(counted.select("measure", "value").iter_rows())
    assert days["some_attend"] == some_attend
    if without_closures is not None:
        assert (days["without_closures"], days["all_attend"]) == (without_closures, all_attend)


@pytest.mark.parametrize(
    ("period", "calendar_days", "working_days"),
    [("P1", 183, 127), ("P2", 182, 125), ("P3", 183, 126), ("P4", 182, 127), ("P5", 92, 64)],
)
def test_calendar_and_working_days_of_kromeriz(root, period, calendar_days, working_days):
    # the period table of the domain study: Mondays to Fridays without public holidays; 822 and 569 in all
    stretch = open_dataset(root / "data" / "kromeriz", period=period).project.period(period)
    places = pl.DataFrame({"locality": ["town"], "school": [None]}, schema_overrides={"school": pl.String})
    schools = pl.DataFrame(
        schema={"school": pl.String, "day": pl.Date, "confirmed": pl.Boolean, "attendance": pl.String}
    )
    kinds_of_days = day_types(places, schools, stretch.start, stretch.end)
    assert (kinds_of_days.height, stretch.days) == (calendar_days, calendar_days)
    assert kinds_of_days.filter(day_type="other_working_day").height == working_days


def test_a_crossing_in_the_summer_holidays_is_not_missed_it_is_not_planned(town, expect):
    summer = town(
        schools=SCHOOL,
        localities="""
            | locality | kind     | school | valid_from | valid_to   |
            | crossing | crossing | zs     | 2020-07-01 | 2020-08-31 |
            | next     | crossing | zs     | 2020-09-01 | 2020-09-02 |
        """,
        school_breaks=AUTUMN,
        context_events=closure("2021-03-01", "2021-03-02", "none"),
        patrol_plan="""
            | locality | band  | amount | day_types    | measure        |
            | next     | 06-09 | 0.5    | teaching_day | presence_hours |
        """,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | next     | 2020-09-01 07:15 | 2020-09-01 07:45 |
        """,
    )
    expect(
        summer.figures("presence_adherence", "capped", by="locality"),
        """
        | locality | value | denominator | state          |
        | crossing |       |             | not_applicable |
        | next     | 50 %  | 1           | ok             |
        """,
    )
