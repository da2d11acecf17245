"""What the assistants met with: rates with their intervals, outcomes, finds, contacts."""

MET = {
    "persons": """
        | person |
        | Anna   |
    """,
    "shifts": """
        | shift | start            | end              |
        | S1    | 2020-07-07 06:00 | 2020-07-07 18:00 |
        | S2    | 2020-07-08 06:00 | 2020-07-08 18:00 |
    """,
    "shift_crew": """
        | shift | person |
        | S1    | Anna   |
        | S2    | Anna   |
    """,
    "visits": """
        | visit | shift | locality | start            | end              |
        | V1    | S1    | A        | 2020-07-07 06:00 | 2020-07-07 16:00 |
        | V2    | S1    |          | 2020-07-07 16:00 | 2020-07-07 18:00 |
        | V3    | S2    | B        | 2020-07-08 06:00 | 2020-07-08 14:00 |
    """,
    "events": """
        | at               | locality | kind         | outcome                    | found   |
        | 2020-07-07 07:00 | A        | public_order | settled_by_talking         |         |
        | 2020-07-07 08:00 | A        | find         | handed_to_municipal_police | needles |
        | 2020-07-07 17:00 |          | help         |                            |         |
        | 2020-07-08 07:00 | B        | find         | settled_by_talking         | waste   |
        | 2020-07-08 08:00 | B        | traffic      | handed_to_state_police     |         |
    """,
}


def test_events_per_hundred_person_hours_have_the_exact_poisson_interval(town, expect):
    # 5 events in 20 hours: 25 per 100; Garwood's interval of 5 is 1.62349 to 11.66833 (R: poisson.test(5))
    met = town(**MET)
    expect(
        met.figures("event_rate", "events"),
        """
        | n | denominator | value | lower  | upper   | unit          |
        | 5 | 20          | 25    | 8.1174 | 58.3417 | per_100_hours |
        """,
    )
    # 2 events in 10 hours; the interval of 2 is 0.2422 to 7.2247 (R: poisson.test(2))
    expect(
        met.figures("event_rate", "events", by="locality"),
        """
        | locality | n | value | lower  | upper   |
        | A        | 2 | 20    | 2.4221 | 72.2469 |
        | B        | 2 | 25    | 3.0276 | 90.3086 |
        """,
    )


def test_an_event_belongs_to_the_activity_of_its_visit(town):
    # 2 events in the 10 hours of one activity, 1 in the 8 hours of the other; one event was at no visit
    during = {
        "visits": """
            | visit | shift | locality | activity    | start            | end              |
            | V1    | S1    | A        | night_quiet | 2020-07-07 06:00 | 2020-07-07 16:00 |
            | V2    | S2    | B        | vandalism   | 2020-07-08 06:00 | 2020-07-08 14:00 |
        """,
        "events": """
            | at               | locality | visit | kind         |
            | 2020-07-07 07:00 | A        | V1    | public_order |
            | 2020-07-07 08:00 | A        | V1    | find         |
            | 2020-07-07 17:00 | A        |       | help         |
            | 2020-07-08 07:00 | B        | V2    | find         |
        """,
    }
    rates = town(**{**MET, **during}).figures("event_rate", "events", by="activity")
    told = {activity: (n, value) for activity, n, value in rates.select("activity", "n", "value").iter_rows() if n}
    assert told == {"night_quiet": (2, 20.0), "vandalism": (1, 12.5)}


def test_each_kind_of_event_is_held_against_all_hours(town):
    kinds = town(**MET).figures("event_rate", "by_kind", by="event_kind")
    rates = dict(kinds.select("event_kind", "value").iter_rows())
    assert (rates["find"], rates["help"], rates["bylaw"]) == (10, 5, 0)


def test_events_without_any_hours_are_no_rate(town, expect):
    idle = town(visits="| visit | shift | start | end |", shift_crew="| shift | person |", persons="| person |",
                events=MET["events"].replace("A ", "  "))  # fmt: skip
    expect(
        idle.figures("event_rate", "events"),
        """
        | n | value | state          |
        | 5 |       | not_applicable |
        """,
    )


def test_shares_of_outcomes_are_of_the_events_whose_outcome_is_known(town, expect):
    expect(
        town(**MET).figures("event_outcomes", "settled", "handed_to_police"),
        """
        | measure          | numerator | denominator | value |
        | handed_to_police | 2         | 4           | 50 %  |
        | settled          | 2         | 4           | 50 %  |
        """,
    )
    outcomes = town(**MET).figures("event_outcomes", "events", by="outcome").drop_nulls("value")
    assert dict(outcomes.select("outcome", "value").iter_rows()) == {
        "settled_by_talking": 2, "handed_to_municipal_police": 1, "handed_to_state_police": 1,
    }  # fmt: skip


def test_finds_by_what_was_found(town):
    found = town(**MET).figures("finds", by="found").drop_nulls("value")
    assert dict(found.select("found", "value").iter_rows()) == {"needles": 1, "waste": 1}


def test_contacts_are_counted_by_whom_and_held_against_the_hours_in_the_field(town, expect):
    spoken = town(
        **MET,
        contacts="""
            | visit | kind             | count |
            | V1    | resident         | 7     |
            | V1    | building_manager | 2     |
            | V2    | resident         | 4     |
        """,
    )
    kinds = spoken.figures("contacts_made", "contacts", by="contact_kind").drop_nulls("value")
    assert dict(kinds.select("contact_kind", "value").iter_rows()) == {"resident": 11, "building_manager": 2}
    # thirteen contacts in 20 hours, two of them outside localities; nine of them in the ten hours of A
    expect(
        spoken.figures("contacts_made", "per_100_hours"),
        """
        | numerator | value  |
        | 13        | 65     |
        """,
    )
    expect(
        spoken.figures("contacts_made", "per_100_hours", by="locality"),
        """
        | locality | value |
        | A        | 90    |
        | B        | 0     |
        """,
    )
