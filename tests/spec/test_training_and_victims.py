"""Training and supervision of the assistants, and help to victims of hidden crime."""

PEOPLE = """
    | person |
    | Anna   |
    | Bert   |
"""
COURSES = """
    | training | held_on    | kind    |
    | T1       | 2020-07-15 | initial |
    | T2       | 2020-11-05 | ongoing |
    | T3       | 2021-02-10 | initial |
"""
ATTENDANCE = """
    | training | person | hours | passed |
    | T1       | Anna   | 40    | true   |
    | T1       | Bert   | 40    | false  |
    | T2       | Anna   | 7.5   |        |
    | T2       | Bert   | 7.5   |        |
    | T3       | Anna   | 8     | true   |
    | T3       | Bert   | 40    | true   |
"""


def test_a_person_trained_twice_is_one_person(town, expect):
    both = town(persons=PEOPLE, trainings=COURSES, training_attendance=ATTENDANCE)
    # P1: Anna passed, Bert did not; P2: both passed; since the start: two people, not three
    for period, scope, trained in [("P1", "period", 1), ("P2", "period", 2), ("P2", "cumulative", 2)]:
        expect(
            both.figures("initial_training", period=period, scope=scope),
            f"""
            | value     | unit    |
            | {trained} | persons |
            """,
        )


def test_training_hours_count_every_participant(town, expect):
    # 2 x 40 + 2 x 7.5 = 95, and 8 + 40 in the second period
    both = town(persons=PEOPLE, trainings=COURSES, training_attendance=ATTENDANCE)
    expect(
        both.figures("training_hours", period="P1"),
        """
        | value | unit         |
        | 95    | person_hours |
        """,
    )
    expect(
        both.figures("training_hours", by="training_kind", period="P1"),
        """
        | training_kind | value |
        | initial       | 80    |
        | ongoing       | 15    |
        """,
    )
    expect(
        both.figures("training_hours", period="P2", scope="cumulative"),
        """
        | value |
        | 143   |
        """,
    )


def test_a_course_counts_on_the_day_it_was_held(town, expect):
    edges = town(
        persons=PEOPLE,
        trainings="""
            | training | held_on    | kind    |
            | last     | 2020-12-31 | ongoing |
            | first    | 2021-01-01 | ongoing |
        """,
        training_attendance="""
            | training | person | hours |
            | last     | Anna   | 2     |
            | first    | Anna   | 3     |
        """,
    )
    expect(
        edges.figures("training_hours", period="P1"),
        """
        | value |
        | 2     |
        """,
    )
    expect(
        edges.figures("training_hours", period="P2"),
        """
        | value |
        | 3     |
        """,
    )


STAFF = {
    "persons": """
        | person |
        | Anna   |
        | Bert   |
        | Cyril  |
    """,
    "posts": """
        | post | planned_from | planned_to |
        | M1   | 2020-07-01   | 2021-06-30 |
        | M2   | 2020-07-01   | 2021-06-30 |
    """,
    "contracts": """
        | contract | person | post | start      | last_day   |
        | C1       | Anna   | M1   | 2020-07-01 |            |
        | C2       | Bert   | M2   | 2020-07-01 | 2020-12-31 |
        | C3       | Cyril  | M2   | 2021-01-04 |            |
    """,
}


def test_the_trained_are_told_of_all_who_started(town, expect):
    # by the end of P1 two started and Anna passed; by the end of P2 three did, and Bert passed in February after he
    # had left: two of three. Forty hours are asked: in P1 both have them; Cyril has none
    both = town(
        **STAFF,
        trainings=COURSES,
        training_attendance=ATTENDANCE,
        programme_rules="""
            | rule                   | value |
            | initial_training_hours | 40    |
        """,
    )
    expect(
        both.figures("trained_share", period="P1"),
        """
        | measure      | numerator | denominator | value | unit  |
        | enough_hours | 2         | 2           | 1     | share |
        | trained      | 1         | 2           | 50 %  | share |
        """,
    )
    expect(
        both.figures("trained_share", period="P2"),
        """
        | measure      | numerator | denominator | value |
        | enough_hours | 2         | 3           | 2/3   |
        | trained      | 2         | 3           | 2/3   |
        """,
    )


def test_hours_of_ongoing_courses_are_no_initial_training_and_no_rule_is_no_share(town, expect):
    short = {
        "trainings": COURSES,
        "training_attendance": """
            | training | person | hours | passed |
            | T1       | Anna   | 39    | true   |
            | T2       | Anna   | 7.5   |        |
            | T1       | Bert   | 40    | true   |
        """,
    }
    ruled = """
        | rule                   | value |
        | initial_training_hours | 40    |
    """
    assert town(**STAFF, **short, programme_rules=ruled).figures("trained_share", "enough_hours")["value"].item() == 0.5
    expect(
        town(**STAFF, **short).figures("trained_share", "enough_hours"),
        """
        | value | state          |
        |       | not_applicable |
        """,
    )


def test_training_per_person_counts_everybody_employed_in_the_period(town, expect):
    # P1: 40 + 7.5 each of two. P2: Anna 8 and Cyril 0; Bert's forty are of somebody who had left. Since the start:
    # Anna 55.5, Bert 87.5, Cyril 0 = 143 over three
    both = town(**STAFF, trainings=COURSES, training_attendance=ATTENDANCE)
    for period, scope, mean, least in [
        ("P1", "period", "47.5", "47.5"), ("P2", "period", "4", "0"), ("P2", "cumulative", "143/3", "0"),
    ]:  # fmt: skip
        expect(
            both.figures("training_per_person", period=period, scope=scope),
            f"""
            | measure     | value   | unit  |
            | least_hours | {least} | hours |
            | mean_hours  | {mean}  | hours |
            """,
        )


SUPERVISED = {
    "supervisions": """
        | supervision | held_on    | kind       | hours |
        | V1          | 2020-08-10 | group      | 2     |
        | V2          | 2020-11-10 | individual | 1.5   |
        | V3          | 2021-03-10 | group      | 3     |
    """,
    "supervision_attendance": """
        | supervision | person |
        | V1          | Anna   |
        | V1          | Bert   |
        | V2          | Bert   |
        | V3          | Anna   |
    """,
    "programme_rules": """
        | rule                     | value |
        | supervisions_per_quarter | 1.5   |
    """,
}


def test_supervisions_are_held_against_the_rule_for_a_quarter(town, expect):
    # P1 is two quarters, 1.5 a quarter: two of three. Hours: Anna 2, Bert 3.5 over two people
    expect(
        town(**STAFF, **SUPERVISED).figures("supervision"),
        """
        | measure          | n | numerator | denominator | value | unit     |
        | held             | 2 | 2         | 3           | 2     | meetings |
        | held_share       | 2 | 2         | 3           | 2/3   | share    |
        | hours_per_person | 2 | 5.5       | 2           | 2.75  | hours    |
        """,
    )
    # since the start: three of six; 2 + 3.5 + 3 hours over three people
    expect(
        town(**STAFF, **SUPERVISED).figures("supervision", period="P2", scope="cumulative"),
        """
        | measure          | numerator | denominator | value |
        | held             | 3         | 6           | 3     |
        | held_share       | 3         | 6           | 50 %  |
        | hours_per_person | 8.5       | 3           | 17/6  |
        """,
    )


def test_more_in_one_quarter_does_not_make_up_for_another(town, expect):
    # four in the first quarter of P1, of which 1.5 count, none in the second: 1.5 of 3
    crowded = SUPERVISED | {
        "supervisions": """
            | supervision | held_on    | kind       | hours |
            | V1          | 2020-07-10 | group      | 2     |
            | V2          | 2020-08-10 | individual | 2     |
            | V3          | 2020-09-10 | group      | 2     |
            | V4          | 2020-09-30 | group      | 2     |
        """,
    }
    expect(
        town(**STAFF, **crowded).figures("supervision", "held", "held_share"),
        """
        | measure    | numerator | denominator | value |
        | held       | 4         | 3           | 4     |
        | held_share | 1.5       | 3           | 50 %  |
        """,
    )


def test_a_quarter_that_is_not_over_owes_its_part(town, expect):
    # as of 15 August: a month and 15 of 31 days, a third of it times 1.5
    expect(
        town(**STAFF, **SUPERVISED, as_of="2020-08-15").figures("supervision", "held", "held_share"),
        """
        | measure    | numerator | denominator | value  | state             |
        | held       | 1         | 0.741935    | 1      | incomplete_period |
        | held_share | 0.741935  | 0.741935    | 1      | incomplete_period |
        """,
    )


def test_no_table_of_supervisions_is_no_zero(town):
    unknown = town(**STAFF, programme_rules=SUPERVISED["programme_rules"]).figures("supervision")
    assert set(unknown["value"]) == {None}
    assert set(unknown["state"]) == {"not_applicable"}


def test_supervisions_held_without_a_rule_are_counted_and_not_compared(town, expect):
    ruleless = {name: text for name, text in SUPERVISED.items() if name != "programme_rules"}
    expect(
        town(**STAFF, **ruleless).figures("supervision", "held", "held_share"),
        """
        | measure    | value | state          |
        | held       | 2     | ok             |
        | held_share |       | not_applicable |
        """,
    )


# P1 begins on Wednesday 1 July 2020; as of Sunday 26 July three whole weeks have ended: 6, 13 and 20 July
WEEKLY = """
    | person | week       | score |
    | Anna   | 2020-06-29 | 1     |
    | Anna   | 2020-07-06 | 2     |
    | Anna   | 2020-07-13 |       |
    | Bert   | 2020-07-06 | 3     |
    | Bert   | 2020-07-13 | 5     |
"""
JULY = {
    "persons": STAFF["persons"],
    "posts": STAFF["posts"],
    "contracts": """
        | contract | person | post | start      | last_day   |
        | C1       | Anna   | M1   | 2020-07-01 | 2020-07-14 |
        | C2       | Anna   | M1   | 2020-07-15 |            |
        | C3       | Bert   | M2   | 2020-07-01 | 2020-07-18 |
    """,
}


def test_a_week_in_service_is_one_employed_on_all_seven_days(town, expect):
    # Anna: three weeks, over two contracts that follow, two of them reviewed; Bert left on Saturday of the second:
    # one week, reviewed. 3 of 4; scores of these weeks 2 and 3
    expect(
        town(**JULY, mentor_reviews=WEEKLY, as_of="2020-07-26").figures("weekly_reviews"),
        """
        | measure    | n | numerator | denominator | value | unit  |
        | mean_score | 2 | 5         | 2           | 2.5   | score |
        | reviewed   | 4 | 3         | 4           | 75 %  | share |
        """,
    )
    # a day earlier the third week was not over
    assert (
        town(**JULY, mentor_reviews=WEEKLY, as_of="2020-07-25").figures("weekly_reviews", "reviewed")["denominator"]
        .to_list() == [3]
    )  # fmt: skip


def test_no_table_of_reviews_is_no_zero(town):
    assert set(town(**JULY).figures("weekly_reviews")["value"]) == {None}


def test_contacts_with_victims_are_counted_with_help_offered_and_accepted(town, expect):
    # four contacts; who accepted help was offered it first: two offered and accepted among them
    met = town(
        events="""
        | event | at               | hidden_crime      | referral |
        | E1    | 2020-07-06 10:00 | usury             | none     |
        | E2    | 2020-07-07 10:00 | harassment        | offered  |
        | E3    | 2020-07-08 10:00 | domestic_violence | accepted |
        | E4    | 2020-07-09 10:00 | abuse             |          |
        | E5    | 2020-07-09 11:00 |                   |          |
    """
    )
    expect(
        met.figures("victim_support"),
        """
        | measure        | numerator | denominator | value | unit     |
        | accepted       | 1         |             | 1     | contacts |
        | accepted_share | 1         | 2           | 50 %  | share    |
        | contacts       | 4         |             | 4     | contacts |
        | offered        | 2         |             | 2     | contacts |
        """,
    )


def test_an_event_belongs_to_the_period_of_its_local_day(town, expect):
    # half past midnight on New Year's Day in Prague is still 2020 in UTC
    midnight = town(
        events="""
        | event | at               | hidden_crime |
        | E1    | 2020-12-31 23:59 | usury        |
        | E2    | 2021-01-01 00:30 | usury        |
    """
    )
    for period in ("P1", "P2"):
        expect(
            midnight.figures("victim_support", "contacts", period=period),
            """
            | value |
            | 1     |
            """,
        )


def test_victims_are_counted_in_total_only(town):
    met = town(
        events="""
        | event | at               | hidden_crime | locality |
        | E1    | 2020-07-06 10:00 | usury        | A        |
    """
    )
    assert met.figures("victim_support", by="locality").is_empty()


def test_a_period_without_a_victim_has_no_cases(town, expect):
    calm = town(
        events="""
        | event | at               | hidden_crime |
        | E1    | 2020-07-06 10:00 |              |
    """
    )
    expect(
        calm.figures("victim_support", "contacts"),
        """
        | value | n | state    |
        |       | 0 | no_cases |
        """,
    )
