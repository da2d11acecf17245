"""The what-if of a coming week: how much of the plan given shifts can keep, and what another hour would add.

The week of 7 September 2020 begins on a Monday and has no public holiday; it is asked for on the Sunday before.
"""

from datetime import date

import polars as pl
import pytest

from apk_lib.errors import ParameterError
from apk_lib.next_week import added_shift, ask, best_use, plan_next_week, served_weeks, usual_shifts, weeks_ahead

SUNDAY = "2020-09-06"
MONDAY = date(2020, 9, 7)
MON, TUE, WED, THU, FRI, SAT, SUN = range(1, 8)


@pytest.fixture
def week(town):
    """What shifts (weekday, from, to, assistants) can keep of a plan."""

    def asked(patrol_plan, *shifts, as_of=SUNDAY, monday=MONDAY, **tables):
        dataset = town(patrol_plan=patrol_plan, as_of=as_of, **tables).dataset
        return ask(dataset, monday).answer(roster(monday, *shifts)).use

    return asked


def roster(monday, *shifts):
    none = added_shift(monday, 1, 0, 1, 1).clear()
    return pl.concat([none, *(added_shift(monday, *shift) for shift in shifts)])


def in_hours(frame):
    """Microseconds as hours, lists as text; days and bands of nothing left out."""
    frame = frame.filter(pl.sum_horizontal(pl.col(pl.Int64)) > 0)
    told = frame.with_columns(pl.col(pl.Int64) / 3_600_000_000)
    lines = ("presence_hours", "person_hours")
    named = [pl.col(f"places_{line}").list.join(" ").alias(f"{line}_at") for line in lines]
    return told.with_columns(named) if "places_person_hours" in told.columns else told


# --- one line --------------------------------------------------------------------------------------


def test_hours_that_do_not_suffice(week, expect):
    # 5 hours for two plans of 4: 5 of 8; the three that are missing would add an eighth each
    use = week(
        """
        | locality | band  | amount | day_types         | valid_from | valid_to   |
        | A        | 09-14 | 4      | other_working_day | 2020-09-08 | 2020-09-08 |
        | B        | 09-14 | 4      | other_working_day | 2020-09-08 | 2020-09-08 |
        """,
        (TUE, 9, 14, 1),
    )
    expect(
        in_hours(use.lines),
        """
        | measure      | planned | given | allocated | missing | adherence |
        | person_hours | 8       | 0     | 5         | 3       | 62.5 %    |
        """,
    )
    expect(
        in_hours(use.hours),
        """
        | plan_day   | band  | useful_person_hours | lift_person_hours | lift_all_person_hours | person_hours_at |
        | 2020-09-08 | 09-14 | 3                   | 12.5 %            | 37.5 %                | B               |
        """,
    )
    expect(
        in_hours(use.allocation),
        """
        | plan_day   | band  | locality | measure      | length |
        | 2020-09-08 | 09-14 | A        | person_hours | 4      |
        | 2020-09-08 | 09-14 | B        | person_hours | 1      |
        """,
    )


def test_hours_that_no_plan_needs(week, expect):
    # two for four hours are eight person-hours, two of them planned; nobody is missed on Wednesday
    use = week(
        """
        | locality | band  | amount | day_types         | valid_from | valid_to   |
        | A        | 14-18 | 2      | other_working_day | 2020-09-08 | 2020-09-08 |
        """,
        (TUE, 14, 18, 2),
        (WED, 12, 16, 1),
    )
    expect(
        in_hours(use.hours),
        """
        | plan_day   | band  | capacity | allocated | slack | useful_person_hours | lift_person_hours |
        | 2020-09-08 | 14-18 | 8        | 2         | 6     | 0                   | 0                 |
        | 2020-09-09 | 09-14 | 2        | 0         | 2     | 0                   | 0                 |
        | 2020-09-09 | 14-18 | 2        | 0         | 2     | 0                   | 0                 |
        """,
    )


def test_less_than_an_hour_can_be_missing(week, expect):
    # a quarter of an hour is missing of two: an hour more adds no more than that
    use = week(
        """
        | locality | band  | amount | day_types         | valid_from | valid_to   |
        | A        | 14-18 | 4.25   | other_working_day | 2020-09-08 | 2020-09-08 |
        """,
        (TUE, 14, 18, 1),
    )
    expect(
        in_hours(use.hours),
        """
        | useful_person_hours | lift_person_hours | lift_all_person_hours |
        | 1/4                 | 1/17              | 1/17                  |
        """,
    )


def test_a_plan_of_the_week_makes_way_for_a_plan_of_the_day(week, expect):
    # A comes first and could be served on Monday, but B only then: A moves to Tuesday and both are kept
    use = week(
        """
        | locality | band  | amount | per  | valid_from | valid_to   |
        | A        | 14-18 | 4      | week | 2020-09-01 |            |
        | B        | 14-18 | 4      | slot | 2020-09-07 | 2020-09-07 |
        """,
        (MON, 14, 18, 1),
        (TUE, 14, 18, 1),
    )
    expect(
        in_hours(use.allocation),
        """
        | plan_day   | locality | length |
        | 2020-09-07 | B        | 4      |
        | 2020-09-08 | A        | 4      |
        """,
    )
    expect(use.lines.filter(measure="person_hours"), "| adherence |\n| 100 %     |")


def test_an_hour_may_help_where_it_only_makes_way(week, expect):
    # Monday has four hours for the two of A and the four of B; A, first by its id, can be served all week
    use = week(
        """
        | locality | band  | amount | per  | valid_from | valid_to   |
        | A        | 14-18 | 2      | week | 2020-09-01 |            |
        | B        | 14-18 | 4      | slot | 2020-09-07 | 2020-09-07 |
        """,
        (MON, 14, 18, 1),
    )
    expect(
        in_hours(use.hours).head(2),
        """
        | plan_day   | capacity | useful_person_hours | lift_person_hours | person_hours_at |
        | 2020-09-07 | 4        | 2                   | 1/6               | B               |
        | 2020-09-08 | 0        | 2                   | 1/6               | B               |
        """,
    )
    # an hour more on Monday is for B; one on Tuesday is for A, which then makes way for B on Monday
    expect(in_hours(use.allocation), "| locality | length |\n| A | 2 |\n| B | 2 |")


# --- where somebody must stand ---------------------------------------------------------------------


def test_two_at_one_place_are_one_hour_of_presence(week, expect):
    # two for an hour cannot stand there for two; the second is free, and an hour at another time would help
    use = week(
        """
        | locality | band  | amount | measure        | valid_from | valid_to   |
        | A        | 06-09 | 2      | presence_hours | 2020-09-07 | 2020-09-07 |
        """,
        (MON, 7, 8, 2),
    )
    expect(
        in_hours(use.hours),
        """
        | capacity | allocated | slack | useful_presence_hours | lift_presence_hours | presence_hours_at |
        | 2        | 1         | 1     | 1                     | 50 %                | A                 |
        """,
    )


def test_a_crew_may_split_between_places(week, expect):
    # an hour of two is enough for three half-hours; if they never part, an hour of presence is all
    use = week(
        """
        | locality | band  | amount | measure        | valid_from | valid_to   |
        | A        | 06-09 | 0.5    | presence_hours | 2020-09-07 | 2020-09-07 |
        | B        | 06-09 | 0.5    | presence_hours | 2020-09-07 | 2020-09-07 |
        | C        | 06-09 | 0.5    | presence_hours | 2020-09-07 | 2020-09-07 |
        """,
        (MON, 8, 9, 2),
        localities="| locality |\n| A |\n| B |\n| C |",
    )
    expect(in_hours(use.lines), "| planned | allocated | adherence | unsplit |\n| 3/2 | 3/2 | 100 % | 66.7 % |")


def test_presence_and_person_hours_are_two_lines_and_presence_comes_first(week, expect):
    # three hours of one: two to stand, one is left of the three planned elsewhere
    use = week(
        """
        | locality | band  | amount | measure        | valid_from | valid_to   |
        | A        | 09-14 | 3      | person_hours   | 2020-09-07 | 2020-09-07 |
        | B        | 09-14 | 2      | presence_hours | 2020-09-07 | 2020-09-07 |
        """,
        (MON, 9, 12, 1),
    )
    expect(
        in_hours(use.lines),
        """
        | measure        | planned | allocated | missing | adherence |
        | presence_hours | 2       | 2         | 0       | 100 %     |
        | person_hours   | 3       | 1         | 2       | 33.3 %    |
        """,
    )


def test_the_first_hour_goes_where_somebody_must_stand(week, expect):
    # of one hour half an hour stands at A, the other half is a quarter of the plan of B
    use = week(
        """
        | locality | band  | amount | measure        | valid_from | valid_to   |
        | A        | 09-14 | 0.5    | presence_hours | 2020-09-07 | 2020-09-07 |
        | B        | 09-14 | 2      | person_hours   | 2020-09-07 | 2020-09-07 |
        """
    )
    expect(
        in_hours(use.hours),
        """
        | useful_presence_hours | useful_person_hours | lift_presence_hours | lift_person_hours | person_hours_at |
        | 1/2                   | 2                   | 100 %               | 25 %              | B               |
        """,
    )
    expect(in_hours(use.hours), "| lift_all_person_hours | presence_hours_at |\n| 100 % | A |")


# --- the week --------------------------------------------------------------------------------------


def test_a_night_belongs_to_its_evening(week, expect):
    # the night of Sunday ends on Monday of the next week, the small hours of Monday are the night before
    use = week(
        """
        | locality | band  | amount |
        | A        | 22-06 | 8      |
        """,
        (SUN, 22, 6, 1),
        (MON, 0, 6, 1),
    )
    expect(
        in_hours(use.hours.filter(pl.col("capacity") > 0)),
        """
        | plan_day   | band  | capacity | allocated |
        | 2020-09-13 | 22-06 | 8        | 8         |
        """,
    )
    expect(in_hours(use.lines), "| planned | allocated |\n| 56 | 8 |")


@pytest.mark.parametrize(("monday", "hours"), [(date(2020, 10, 19), 9), (date(2021, 3, 22), 7), (MONDAY, 8)])
def test_a_night_on_which_clocks_change_is_longer_or_shorter(week, monday, hours):
    use = week("| locality | band | amount |\n| A | 22-06 | 12 |", (SAT, 22, 6, 1), monday=monday)
    assert in_hours(use.allocation)["length"].to_list() == [hours]


def test_a_public_holiday_has_its_own_plan(week, expect):
    # 28 September 2020 is a Monday and a holiday: four working days are planned, the shift of Monday is free
    use = week(
        """
        | locality | band  | amount | day_types         |
        | A        | 09-14 | 5      | other_working_day |
        """,
        *((day, 9, 14, 1) for day in (MON, TUE, WED, THU)),
        monday=date(2020, 9, 28),
    )
    expect(in_hours(use.lines), "| planned | allocated | adherence |\n| 20 | 15 | 75 % |")
    expect(in_hours(use.hours).head(1), "| plan_day | capacity | slack |\n| 2020-09-28 | 5 | 5 |")


def test_a_locality_that_ends_in_the_week_owes_its_part(week, expect):
    # three of seven days of seven hours a week
    use = week(
        "| locality | band | amount | per |\n| A | 09-14 | 7 | week |",
        (THU, 9, 14, 1),
        (MON, 9, 10, 1),
        localities="| locality | valid_to |\n| A | 2020-09-09 |",
    )
    expect(in_hours(use.lines), "| planned | allocated | adherence |\n| 3 | 1 | 33.3 % |")


def test_there_is_no_plan_after_the_end_of_the_project(town, week, expect):
    # the project ends on Wednesday 30 June 2021
    plan = "| locality | band | amount |\n| A | 09-14 | 1 |"
    use = week(plan, (MON, 9, 14, 1), (FRI, 9, 14, 1), monday=date(2021, 6, 28), as_of="2021-06-27")
    expect(in_hours(use.lines), "| planned | allocated | adherence |\n| 3 | 1 | 33.3 % |")
    after = plan_next_week(town(patrol_plan=plan, as_of="2021-07-30").dataset)
    assert after.week == date(2021, 8, 2)
    assert after.use.promises.is_empty()
    assert after.use.lines["adherence"].to_list() == [None, None]
    assert weeks_ahead(town(as_of="2021-07-30").dataset) == []


def test_neither_plan_nor_shift(week, expect):
    nothing = "| locality | band | amount |"
    expect(week(nothing).lines, "| measure | planned | adherence |\n| presence_hours | 0 | |\n| person_hours | 0 | |")
    idle = week(nothing, (TUE, 9, 12, 2))
    expect(in_hours(idle.hours), "| capacity | allocated | slack | lift_person_hours |\n| 6 | 0 | 6 | |")
    plan = "| locality | band | amount | valid_from | valid_to |\n| A | 09-14 | 2 | 2020-09-07 | 2020-09-07 |"
    expect(week(plan).lines.filter(measure="person_hours"), "| allocated | adherence |\n| 0 | 0 % |")
    expect(in_hours(week(plan).hours), "| capacity | useful_person_hours | lift_person_hours |\n| 0 | 2 | 50 % |")


def test_visits_are_listed_apart(week, expect):
    use = week(
        """
        | locality | band  | amount | measure | per  |
        | A        | 14-18 | 3      | visits  | week |
        """,
        (TUE, 14, 18, 1),
    )
    expect(use.visits, "| locality | per | unit | band | planned | given |\n| A | week | 2020-09-07 | 14-18 | 3 | 0 |")
    expect(use.lines, "| planned |\n| 0       |\n| 0       |")


def test_of_a_week_under_way_only_what_is_to_come(town, expect):
    # of ten hours three are given; the shift of Monday is over, that of Thursday serves the rest
    begun = town(
        as_of="2020-09-09",
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-09-07 14:00 | 2020-09-07 17:00 |
        """,
        patrol_plan="""
            | locality | band  | amount | per  |
            | A        | 14-18 | 10     | week |
        """,
    )
    shifts = roster(MONDAY, (MON, 14, 18, 1), (THU, 14, 18, 2))
    ahead = plan_next_week(begun.dataset, "2020-09-09", shifts)
    assert (ahead.week, ahead.from_day) == (MONDAY, date(2020, 9, 10))
    expect(
        in_hours(ahead.use.lines),
        """
        | planned | given | allocated | missing | adherence |
        | 10      | 3     | 7         | 0       | 100 %     |
        """,
    )
    expect(in_hours(ahead.use.hours), "| plan_day | capacity | slack |\n| 2020-09-10 | 8 | 1 |")


# --- who comes first, and which shifts -------------------------------------------------------------


def test_the_locality_not_visited_for_longest_comes_first(town, expect):
    visited = {
        "as_of": SUNDAY,
        "patrol_plan": """
            | locality | band  | amount |
            | A        | 14-18 | 4      |
            | B        | 14-18 | 4      |
        """,
    }
    stays = """
        | persons | locality | start            | end              |
        | Anna    | {}       | 2020-09-03 14:00 | 2020-09-03 18:00 |
        | Anna    | {}       | 2020-09-04 14:00 | 2020-09-04 16:00 |
    """
    shifts = roster(MONDAY, (MON, 14, 18, 1))
    for earlier, later in ("AB", "BA"):
        ahead = plan_next_week(town(stays=stays.format(earlier, later), **visited).dataset, shifts=shifts)
        assert ahead.use.allocation["locality"].to_list() == [earlier]


def test_a_locality_never_visited_comes_before_all(town):
    visited = town(
        as_of=SUNDAY,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-01 14:00 | 2020-07-01 18:00 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 14-18 | 4      |
            | B        | 14-18 | 4      |
        """,
    )
    ahead = plan_next_week(visited.dataset, shifts=roster(MONDAY, (MON, 14, 18, 1)))
    assert ahead.use.allocation["locality"].to_list() == ["B"]


def test_who_is_not_named_waits_for_those_who_are(town):
    asked = ask(
        town(
            as_of=SUNDAY,
            patrol_plan="""
                | locality | band  | amount |
                | A        | 14-18 | 4      |
                | B        | 14-18 | 4      |
            """,
        ).dataset
    )
    named = best_use(asked.plan, asked.slots, roster(MONDAY, (MON, 14, 18, 1)), asked.given, [("person_hours", "B")])
    assert named.allocation["locality"].to_list() == ["B"]


def test_of_equals_the_one_kept_least_comes_first(town):
    # both were visited on Friday, B for an hour less
    uneven = town(
        as_of=SUNDAY,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-09-04 14:00 | 2020-09-04 16:00 |
            | Bert    | B        | 2020-09-04 14:00 | 2020-09-04 15:00 |
        """,
        patrol_plan="""
            | locality | band  | amount |
            | A        | 14-18 | 4      |
            | B        | 14-18 | 4      |
        """,
    )
    ahead = plan_next_week(uneven.dataset, shifts=roster(MONDAY, (MON, 14, 18, 1)))
    assert ahead.use.allocation["locality"].to_list() == ["B"]


SERVED = """
    | shift | start            | end              |
    | S1    | 2020-08-28 14:00 | 2020-08-28 18:00 |
    | S2    | 2020-09-01 07:00 | 2020-09-01 15:00 |
    | S3    | 2020-09-05 22:00 | 2020-09-06 06:00 |
    | S4    | 2020-09-07 07:00 | 2020-09-07 15:00 |
"""
CREWS = {
    "persons": "| person | role |\n| Anna | assistant |\n| Bert | assistant |\n| Mia | mentor |",
    "shift_crew": """
        | shift | person |
        | S1    | Anna   |
        | S2    | Anna   |
        | S2    | Bert   |
        | S3    | Anna   |
        | S3    | Mia    |
        | S4    | Anna   |
    """,
}


def local(shifts):
    return shifts.with_columns(
        pl.col("start", "end").dt.convert_time_zone("Europe/Prague").dt.strftime("%Y-%m-%d %H:%M")
    )


def test_the_shifts_of_the_last_whole_week_are_repeated(town, expect):
    # on Tuesday 8 September the week has begun but is not whole; mentors are not counted
    served = town(as_of="2020-09-08", shifts=SERVED, **CREWS).dataset
    assert served_weeks(served, "2020-09-14") == [date(2020, 8, 31), date(2020, 8, 24)]
    expect(
        local(usual_shifts(served, date(2020, 9, 14))),
        """
        | start            | end              | crew |
        | 2020-09-15 07:00 | 2020-09-15 15:00 | 2    |
        | 2020-09-19 22:00 | 2020-09-20 06:00 | 1    |
        """,
    )
    expect(
        local(usual_shifts(served, "2020-09-14", like="2020-08-28")),
        "| start | end | crew |\n| 2020-09-18 14:00 | 2020-09-18 18:00 | 1 |",
    )
    assert plan_next_week(served, "2020-09-14").like == date(2020, 8, 31)


def test_nobody_has_served_yet(town):
    early = town(as_of=SUNDAY, patrol_plan="| locality | band | amount |\n| A | 09-14 | 1 |").dataset
    ahead = plan_next_week(early)
    assert ahead.shifts.is_empty()
    assert ahead.like is None
    assert ahead.use.lines.filter(measure="person_hours")["adherence"].item() == 0


def test_times_that_a_night_skips_or_has_twice(town, expect):
    # at 02:30 on 28 March 2021 clocks already say 03:30; on 25 October 2020 they say 02:30 twice
    served = {
        "persons": "| person |\n| Anna |",
        "shift_crew": "| shift | person |\n| S1 | Anna |",
        "shifts": "| shift | start | end |\n| S1 | 2020-09-06 02:30 | 2020-09-06 10:00 |",
    }
    night = town(as_of=SUNDAY, **served).dataset
    moved = [usual_shifts(night, week) for week in ("2021-03-22", "2020-10-19")]
    lengths = [(shift["end"] - shift["start"]).item().total_seconds() / 3600 for shift in moved]
    assert lengths == [7, 8.5]
    expect(local(moved[0]), "| start | end |\n| 2021-03-28 03:00 | 2021-03-28 10:00 |")
    # it ends with the second half past two
    evening = served | {"shifts": "| shift | start | end |\n| S1 | 2020-09-06 01:00 | 2020-09-06 02:30 |"}
    late = usual_shifts(town(as_of=SUNDAY, **evening).dataset, "2020-10-19")
    assert (late["end"] - late["start"]).item().total_seconds() / 3600 == 2.5


# --- what cannot be asked --------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["2020-09-06", "2020-08-31", "next week"])
def test_a_week_that_is_over_or_no_day(town, asked):
    with pytest.raises(ParameterError, match=r"už skončil|není ve tvaru"):
        plan_next_week(town(as_of=SUNDAY).dataset, asked)


@pytest.mark.parametrize("column", ["crew", "end"])
def test_shifts_that_cannot_be(town, column):
    worse = {"crew": pl.lit(-1, pl.Int64), "end": pl.col("start")}[column].alias(column)
    with pytest.raises(ParameterError, match="Směny příštího týdne"):
        plan_next_week(town(as_of=SUNDAY).dataset, shifts=roster(MONDAY, (MON, 9, 10, 1)).with_columns(worse))


def test_a_plan_nobody_can_date_is_no_plan(town):
    # a school without its breaks: nobody knows which days are teaching days
    undated = town(
        as_of=SUNDAY,
        schools="| school | name |\n| S | Slovan |",
        patrol_plan="| locality | band | amount |\n| A | 09-14 | 1 |",
    )
    ahead = plan_next_week(undated.dataset)
    assert "school_breaks" in ahead.missing
    assert ahead.use.promises.is_empty()
