"""Participants as the fund counts them: whose support reached the threshold, when, and what came of it."""

from dataclasses import replace

import pytest

from apk_lib.programmes import programme

# forty hours in all, at most twenty of them e-learning: the rules of the programme
PERSONS = """
    | person |
    | A      |
    | B      |
    | C      |
"""
CARDS = """
    | person | sex    | age_group | card_complete | entered_on |
    | A      | male   | 25-54     | true          | 2020-07-01 |
    | B      | female | over_54   | true          | 2020-07-01 |
    | C      | male   | under_25  | false         | 2020-07-01 |
"""
EMPTY = {
    "trainings": "| training | held_on |",
    "training_attendance": "| training | person | hours |",
    "hours_monthly": "| person | month | worked |",
    "shifts": "| shift | start | end |",
    "shift_crew": "| shift | person |",
    "visits": "| visit | shift | start |",
}


@pytest.fixture
def supported(town):
    """A town with three participants and nothing else but what is handed over."""

    def made(**tables):
        return town(**{"persons": PERSONS, "participants": CARDS} | EMPTY | tables)

    return made


def test_the_threshold_counts_in_the_period_when_it_is_crossed_and_a_person_once(supported, expect):
    # A: 30 h in the first period, 10 h in the second, where 40 are reached; B: 40 h at once, then more; C: 39.5 h
    courses = supported(
        trainings="""
            | training | held_on    | kind    |
            | K1       | 2020-10-01 | initial |
            | K2       | 2021-03-01 | ongoing |
        """,
        training_attendance="""
            | training | person | hours |
            | K1       | A      | 30    |
            | K1       | B      | 40    |
            | K1       | C      | 39.5  |
            | K2       | A      | 10    |
            | K2       | B      | 10    |
        """,
    )
    for period, scope, persons in (("P1", "period", 1), ("P2", "period", 1), ("P2", "cumulative", 2)):
        expect(
            courses.figures("participants_supported", "training_only", period=period, scope=scope),
            f"""
            | value     | unit    |
            | {persons} | persons |
            """,
        )


def test_elearning_counts_up_to_its_limit_and_supervision_counts_whole(supported, expect):
    # A: 30 e-learning count as 20, with 19 led hours 39; B: the same with an hour of supervision more; C: 40 alone
    learning = supported(
        trainings="""
            | training | held_on    | kind    | form       |
            | E        | 2020-09-01 | ongoing | e_learning |
            | K        | 2020-10-01 | initial | in_person  |
        """,
        training_attendance="""
            | training | person | hours |
            | E        | A      | 30    |
            | E        | B      | 30    |
            | E        | C      | 40    |
            | K        | A      | 19    |
            | K        | B      | 19    |
        """,
        supervisions="""
            | supervision | held_on    | kind  | hours |
            | S           | 2020-11-01 | group | 1     |
        """,
        supervision_attendance="""
            | supervision | person |
            | S           | B      |
        """,
    )
    expect(
        learning.figures("participants_supported", "training_only", by="sex"),
        """
        | sex    | value |
        | female | 1     |
        | male   | 0     |
        | other  |       |
        """,
    )


def test_with_work_a_timesheet_counts_at_the_end_of_its_month_and_holds_the_education_of_that_month(supported, expect):
    # A: 16 h of course and a sheet of 30 h that contains them: 30; B: a sheet of 40; C: 16 h of course, a sheet of 10
    # (that forgot them) in that month and 24 in the next: 40
    months = supported(
        trainings="""
            | training | held_on    | kind    |
            | K        | 2020-12-10 | initial |
        """,
        training_attendance="""
            | training | person | hours |
            | K        | A      | 16    |
            | K        | C      | 16    |
        """,
        hours_monthly="""
            | person | month      | fund | worked | excused | training |
            | A      | 2020-12-01 | 168  | 30     | 0       | 16       |
            | B      | 2020-12-01 | 168  | 40     | 0       | 0        |
            | C      | 2020-12-01 | 168  | 10     | 0       | 0        |
            | C      | 2021-01-01 | 168  | 24     | 0       | 0        |
        """,
    )
    expect(
        months.figures("participants_supported", period="P1"),
        """
        | measure          | value |
        | incomplete_cards | 0     |
        | training_only    | 0     |
        | with_work        | 1     |
        """,
    )
    expect(
        months.figures("participants_supported", period="P2"),
        """
        | measure          | value |
        | incomplete_cards | 1     |
        | training_only    | 0     |
        | with_work        | 1     |
        """,
    )


def test_shifts_stand_in_where_a_month_has_no_timesheet(supported, expect):
    # A: 12 h of July on shifts without a sheet and 28 h of August's sheet; August's own 12 h of shifts are in it
    shifts = supported(
        hours_monthly="""
            | person | month      | fund | worked | excused | training |
            | A      | 2020-08-01 | 168  | 28     | 0       | 0        |
            | B      | 2020-08-01 | 168  | 27     | 0       | 0        |
        """,
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-07-06 08:00 | 2020-07-06 20:00 |
            | S2    | 2020-08-06 08:00 | 2020-08-06 20:00 |
        """,
        shift_crew="""
            | shift | person |
            | S1    | A      |
            | S1    | B      |
            | S2    | A      |
            | S2    | B      |
        """,
    )
    expect(
        shifts.figures("participants_supported", "with_work", by="sex").filter(state="ok"),
        """
        | sex    | value |
        | female | 0     |
        | male   | 1     |
        """,
    )


ALL_WORKED = """
    | person | month      | fund | worked | excused | training |
    | A      | 2020-07-01 | 184  | 160    | 0       | 0        |
    | B      | 2020-07-01 | 184  | 160    | 0       | 0        |
    | C      | 2020-07-01 | 184  | 160    | 0       | 0        |
"""


def test_an_incomplete_card_counts_in_the_total_only(supported, expect):
    worked = supported(hours_monthly=ALL_WORKED)
    expect(
        worked.figures("participants_supported"),
        """
        | measure          | value |
        | incomplete_cards | 1     |
        | training_only    | 0     |
        | with_work        | 3     |
        """,
    )
    expect(
        worked.figures("participants_supported", "with_work", by="esf_age_group"),
        """
        | esf_age_group | value |
        | 25-54         | 1     |
        | over_54       | 1     |
        | under_25      |       |
        """,
    )


def test_hours_before_somebody_entered_are_no_support(supported, expect):
    late = CARDS.replace("| true          | 2020-07-01 |\n    | C", "| true          | 2020-08-01 |\n    | C")
    expect(
        supported(hours_monthly=ALL_WORKED, participants=late).figures("participants_supported", "with_work"),
        """
        | value |
        | 2     |
        """,
    )


def test_where_no_participants_are_recorded_there_is_no_figure(supported, expect):
    empty = supported(participants="| person | entered_on | card_complete |", hours_monthly=ALL_WORKED)
    for indicator in ("participants_supported", "participants_in_education", "participants_qualified",
                      "disadvantaged_improved", "employed_after_leaving"):  # fmt: skip
        assert set(empty.figures(indicator)["state"]) == {"no_cases"}, indicator


LEFT = """
    | person | sex    | age_group | disadvantaged | card_complete | entered_on | left_on    | qualified_on | status_four_weeks | status_six_months |
    | A      | male   | over_54   | true          | true          | 2020-07-01 | 2020-10-31 |              | in_education      | employed          |
    | B      | female | 25-54     | true          | true          | 2020-07-01 | 2021-02-28 | 2020-11-30   | self_employed     | unknown           |
    | C      | male   | over_54   | false         | true          | 2020-07-01 | 2021-02-28 |              | unknown           |                   |
    | D      | male   | over_54   | true          | false         | 2020-07-01 | 2020-10-31 | 2020-11-30   | in_education      | employed          |
    | E      | female | over_54   | true          | true          | 2020-07-01 | 2020-10-31 | 2020-11-30   | in_education      | employed          |
"""  # noqa: E501
FIVE = "| person |\n| A |\n| B |\n| C |\n| D |\n| E |"
# E never reached the threshold, D's card is not complete: neither counts in any result
FIVE_WORKED = ALL_WORKED + "    | D | 2020-07-01 | 184 | 160 | 0 | 0 |\n    | E | 2020-07-01 | 184 | 39 | 0 | 0 |\n"


@pytest.mark.parametrize(
    ("indicator", "first", "second"),
    [
        ("participants_in_education", 1, 0),  # A left in the first period
        ("participants_qualified", 1, 0),  # B in November
        ("disadvantaged_improved", 1, 1),  # A learns, B works; C is not disadvantaged
    ],
)
def test_results_count_supported_persons_with_a_complete_card(supported, expect, indicator, first, second):
    left = supported(persons=FIVE, participants=LEFT, hours_monthly=FIVE_WORKED)
    for period, scope, value in (
        ("P1", "period", first),
        ("P2", "period", second),
        ("P2", "cumulative", first + second),
    ):
        expect(
            left.figures(indicator, period=period, scope=scope),
            f"""
            | measure | value   | unit    |
            | persons | {value} | persons |
            """,
        )


def test_results_by_sex(supported, expect):
    left = supported(persons=FIVE, participants=LEFT, hours_monthly=FIVE_WORKED)
    expect(
        left.figures("disadvantaged_improved", period="P2", scope="cumulative", by="sex"),
        """
        | sex    | value |
        | female | 1     |
        | male   | 1     |
        | other  |       |
        """,
    )


JANUARY_SHEETS = """
    | person | month      | fund | worked | excused | training |
    | A      | 2021-01-01 | 160  | 40     | 0       | 0        |
    | B      | 2021-01-01 | 160  | 40     | 0       | 0        |
"""


def test_a_result_belongs_to_the_period_when_the_person_became_supported_if_that_was_later(supported, expect):
    # B qualified in November, the hours that make a participant come with January's timesheet
    late = supported(persons=FIVE, participants=LEFT, hours_monthly=JANUARY_SHEETS)
    for period, value in (("P1", 0), ("P2", 1)):
        expect(
            late.figures("participants_qualified", period=period, scope="period"),
            f"""
            | value   |
            | {value} |
            """,
        )


def test_support_after_leaving_does_not_count(supported, expect):
    # A left in October: January's timesheet is B's support only
    late = supported(persons=FIVE, participants=LEFT, hours_monthly=JANUARY_SHEETS)
    expect(
        late.figures("participants_supported", "with_work", period="P2", scope="cumulative"),
        "| value |\n| 1 |",
    )
    # a course on the day of leaving counts, one on the day after does not
    for held_on, value in (("2020-10-31", 1), ("2020-11-01", 0)):
        course = supported(
            persons=FIVE, participants=LEFT,
            trainings=f"| training | held_on | kind |\n| K | {held_on} | initial |",
            training_attendance="| training | person | hours |\n| K | A | 40 |",
        )  # fmt: skip
        expect(course.figures("participants_supported", "training_only"), f"| value |\n| {value} |")


def test_the_timesheet_of_the_month_of_leaving_is_known_on_that_day(supported, expect):
    # B leaves on 15 December: the sheet of December is of the first period, and of her stay
    cards = LEFT.replace("2021-02-28 | 2020-11-30", "2020-12-15 | 2020-11-30")
    sheet = "| person | month | fund | worked | excused | training |\n| B | 2020-12-01 | 168 | 40 | 0 | 0 |"
    left = supported(persons=FIVE, participants=cards, hours_monthly=sheet)
    expect(left.figures("participants_supported", "with_work", period="P1"), "| value |\n| 1 |")


@pytest.mark.parametrize(("qualified_on", "better"), [("2020-11-28", 1), ("2020-11-29", 0)])
def test_a_qualification_betters_the_lot_of_who_left_for_four_weeks(supported, expect, qualified_on, better):
    # four weeks after 31 October end with 28 November
    cards = f"""
        | person | sex  | age_group | disadvantaged | card_complete | entered_on | left_on    | qualified_on   | status_four_weeks |
        | A      | male | over_54   | true          | true          | 2020-07-01 | 2020-10-31 | {qualified_on} | inactive          |
    """  # noqa: E501
    left = supported(participants=cards, hours_monthly=ALL_WORKED)
    expect(left.figures("disadvantaged_improved"), f"| value |\n| {better} |")


def test_incomplete_cards_are_of_the_reading_the_programme_reports(supported, expect):
    # C, whose card is incomplete, worked and was at no course
    known = programme("opz_2014")
    trained = tuple(
        replace(one, measure="training_only") if one.indicator == "participants_supported" else one
        for one in known.indicators
    )
    for indicators, incomplete in ((known.indicators, 1), (trained, 0)):
        town = supported(hours_monthly=ALL_WORKED, project={"programme": replace(known, indicators=indicators)})
        expect(town.figures("participants_supported", "incomplete_cards"), f"| value |\n| {incomplete} |")


def test_while_nobody_can_be_known_after_six_months_there_is_no_figure(supported, expect):
    # A left in October: half a year ends in April, after the first period
    cards = LEFT.replace("in_education      | employed ", "in_education      |          ")
    left = supported(persons=FIVE, participants=cards, hours_monthly=FIVE_WORKED)
    measures = ("employed_six_months", "not_due_six_months", "over_54_six_months", "six_months", "unknown_six_months")
    expect(
        left.figures("employed_after_leaving", *measures, period="P1"),
        """
        | measure             | value | state    |
        | employed_six_months |       | no_cases |
        | not_due_six_months  | 1     | ok       |
        | over_54_six_months  |       | no_cases |
        | six_months          |       | no_cases |
        | unknown_six_months  | 0     | ok       |
        """,
    )
    # by the end of the second it has passed, and nobody knows: B and C left in February
    expect(
        left.figures("employed_after_leaving", *measures, period="P2", scope="cumulative"),
        """
        | measure             | value | state    |
        | employed_six_months | 0     | ok       |
        | not_due_six_months  | 2     | ok       |
        | over_54_six_months  | 0     | ok       |
        | six_months          |       | no_cases |
        | unknown_six_months  | 1     | ok       |
        """,
    )


def test_results_follow_the_reading_the_programme_reports(supported, expect):
    # only training counts, and nobody had any
    known = programme("opz_2014")
    trained = tuple(
        replace(one, measure="training_only") if one.indicator == "participants_supported" else one
        for one in known.indicators
    )
    strict = supported(
        persons=FIVE, participants=LEFT, hours_monthly=FIVE_WORKED,
        project={"programme": replace(known, indicators=trained)},
    )  # fmt: skip
    expect(
        strict.figures("disadvantaged_improved"),
        """
        | value | state |
        | 0     | ok    |
        """,
    )


def test_employment_after_leaving_is_of_those_whose_status_is_known(supported, expect):
    # within four weeks: A learns, B works, C is not known; after six months: A works, for B and C it is too soon
    left = supported(persons=FIVE, participants=LEFT, hours_monthly=FIVE_WORKED)
    expect(
        left.figures("employed_after_leaving", period="P2", scope="cumulative"),
        """
        | measure                  | numerator | denominator | value | lower  | upper  |
        | disadvantaged_six_months | 1         |             | 1     |        |        |
        | employed_four_weeks      | 1         |             | 1     |        |        |
        | employed_six_months      | 1         |             | 1     |        |        |
        | four_weeks               | 1         | 2           | 1/2   | 0.0126 | 0.9874 |
        | not_due_six_months       | 2         |             | 2     |        |        |
        | over_54_six_months       | 1         |             | 1     |        |        |
        | six_months               | 1         | 1           | 1     | 0.025  | 1      |
        | unknown_four_weeks       | 1         |             | 1     |        |        |
        | unknown_six_months       | 0         |             | 0     |        |        |
        """,
    )


SCORES = """
    | training | person | hours | pre_score | post_score | pre_confidence | post_confidence |
    | K1       | A      | 8     | 10        | 14         | 2              | 3               |
    | K1       | B      | 8     | 12        | 14         | 3              |                 |
    | K1       | C      | 8     | 9         | 18         |                |                 |
    | K2       | A      | 8     | 5         | 7          |                |                 |
"""
COURSES = """
    | training | held_on    | kind    |
    | K1       | 2020-09-01 | initial |
    | K2       | 2020-10-01 | ongoing |
"""


def test_growth_is_the_mean_of_after_less_before_over_those_who_have_both(supported, expect):
    # K1: gains 4, 2, 9: mean 5, sd sqrt(13), t(0.975; 2) = 4.302653 (table): half-width 4.302653·sqrt(13/3) = 8.9567
    # in all: A's 4 and 2 are 3, with 2 and 9: mean 14/3, sd sqrt(43/3): half-width 4.302653·sqrt(43/9) = 9.4048
    scored = supported(trainings=COURSES, training_attendance=SCORES)
    expect(
        scored.figures("competence_growth"),
        """
        | measure    | n | value | lower   | upper   | unit   |
        | confidence | 1 | 1     |         |         | points |
        | knowledge  | 3 | 14/3  | -4.7381 | 14.0715 | points |
        """,
    )
    expect(
        scored.figures("competence_growth", "knowledge", by="training"),
        """
        | training | n | value | lower   | upper   |
        | K1       | 3 | 5     | -3.9567 | 13.9567 |
        | K2       | 1 | 2     |         |         |
        """,
    )


def test_scores_nobody_wrote_down_are_no_growth(supported, expect):
    bare = supported(trainings=COURSES, training_attendance="| training | person | hours |\n| K1 | A | 8 |")
    expect(
        bare.figures("competence_growth"),
        """
        | measure    | n | value | state    |
        | confidence | 0 |       | no_cases |
        | knowledge  | 0 |       | no_cases |
        """,
    )
