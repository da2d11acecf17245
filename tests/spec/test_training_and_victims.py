"""Training of the assistants, and help to victims of hidden crime."""

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
        | measure  | value | unit     |
        | accepted | 1     | contacts |
        | contacts | 4     | contacts |
        | offered  | 2     | contacts |
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
