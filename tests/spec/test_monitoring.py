"""The state of the localities: checks, how soon defects are mended, checks kept, complaints per inhabitant."""

CHECKS = """
    | locality | checked_on | item     | score | reported_to        | fixed_on   |
    | A        | 2020-07-06 | waste    | 3     | technical_services | 2020-07-10 |
    | A        | 2020-07-06 | lighting | 1     |                    |            |
    | A        | 2020-08-03 | waste    | 0     |                    |            |
    | B        | 2020-07-07 | waste    | 2     | town_office        |            |
    | B        | 2020-12-28 | graffiti | 2     | town_office        | 2021-01-04 |
"""


def test_the_state_is_the_mean_of_all_scores(town, expect):
    # A: 3 + 1 + 0 of three; B: 2 + 2 of two; together 8 of 5, not the mean of the two localities
    seen = town(locality_checks=CHECKS)
    expect(
        seen.figures("locality_state"),
        """
        | n | numerator | denominator | value | unit  |
        | 5 | 8         | 5           | 1.6   | score |
        """,
    )
    expect(
        seen.figures("locality_state", by="locality"),
        """
        | locality | n | value |
        | A        | 3 | 4/3   |
        | B        | 2 | 2     |
        """,
    )
    by_item = seen.figures("locality_state", by="checklist_item").drop_nulls("value")
    assert dict(by_item.select("checklist_item", "value").iter_rows()) == {"graffiti": 2, "lighting": 1, "waste": 5 / 3}


def test_the_trend_has_a_point_for_every_month_with_checks(town, expect):
    # 1 July 2020 is day 18444 since 1 January 1970, 1 August 18475, 1 December 18597; July: (3 + 1 + 2) / 3
    expect(
        town(locality_checks=CHECKS).curve("locality_state"),
        """
        | series | x     | y |
        | all    | 18444 | 2 |
        | all    | 18475 | 0 |
        | all    | 18597 | 2 |
        """,
    )


def test_places_that_nobody_looks_after_are_not_in_the_state(town):
    beside = town(
        localities="""
            | locality | kind       |
            | A        | risk       |
            | B        | comparison |
        """,
        locality_checks=CHECKS,
    )
    assert beside.figures("locality_state")["numerator"].to_list() == [4]
    assert beside.figures("repairs", "open")["value"].to_list() == [0]


def test_a_defect_is_judged_when_its_time_has_come(town, expect):
    # three were reported. Two weeks after the report: A on 20 July (mended in four days, in time), B on 21 July (not
    # mended), B's graffiti only on 11 January, in the second period, mended after seven days
    defects = town(locality_checks=CHECKS)
    expect(
        defects.figures("repairs"),
        """
        | measure       | n | numerator | denominator | value | unit   |
        | median_days   | 1 |           |             | 4     | days   |
        | mended_within | 2 | 1         | 2           | 50 %  | share  |
        | open          | 3 | 2         |             | 2     | defects |
        """,
    )
    expect(
        defects.figures("repairs", period="P2"),
        """
        | measure       | n | numerator | denominator | value |
        | median_days   | 1 |           |             | 7     |
        | mended_within | 1 | 1         | 1           | 1     |
        | open          | 3 | 1         |             | 1     |
        """,
    )
    expect(
        defects.figures("repairs", period="P2", scope="cumulative"),
        """
        | measure       | n | numerator | denominator | value |
        | median_days   | 2 |           |             | 5.5   |
        | mended_within | 3 | 2         | 3           | 2/3   |
        | open          | 3 | 1         |             | 1     |
        """,
    )
    expect(
        defects.figures("repairs", "open", by="locality"),
        """
        | locality | value |
        | A        | 0     |
        | B        | 2     |
        """,
    )


def test_the_programme_says_how_soon_a_defect_should_be_mended(town, expect):
    # three days: A's four are too late
    strict = town(
        locality_checks=CHECKS,
        programme_rules="""
            | rule        | value |
            | repair_days | 3     |
        """,
    )
    expect(
        strict.figures("repairs", "mended_within", by="locality"),
        """
        | locality | numerator | denominator | value |
        | A        | 0         | 1           | 0     |
        | B        | 0         | 2           | 0     |
        """,
    )


def test_the_last_day_allowed_is_in_time_and_the_next_is_not(town):
    edge = town(
        locality_checks="""
            | locality | checked_on | item     | score | reported_to | fixed_on   |
            | A        | 2020-07-06 | waste    | 3     | other       | 2020-07-20 |
            | A        | 2020-07-06 | lighting | 3     | other       | 2020-07-21 |
        """
    )
    assert edge.figures("repairs", "mended_within")["value"].to_list() == [0.5]


def test_a_defect_reported_at_every_check_is_one_until_it_is_mended(town, expect):
    # the first three reports are one defect, of 6 July, mended on 20 August: 45 days, late; September is another
    chain = town(
        locality_checks="""
            | locality | checked_on | item  | score | reported_to | fixed_on   |
            | A        | 2020-07-06 | waste | 3     | other       |            |
            | A        | 2020-07-20 | waste | 3     | other       | 2020-08-20 |
            | A        | 2020-08-03 | waste | 3     | other       |            |
            | A        | 2020-09-07 | waste | 3     | other       |            |
        """
    )
    expect(
        chain.figures("repairs"),
        """
        | measure       | n | numerator | denominator | value |
        | median_days   | 1 |           |             | 45    |
        | mended_within | 2 | 0         | 2           | 0     |
        | open          | 2 | 1         |             | 1     |
        """,
    )


def test_a_defect_of_a_locality_that_ended_stays_as_in_the_whole(town):
    ended = town(
        localities="""
            | locality | valid_from | valid_to   |
            | A        | 2020-01-01 | 2020-08-31 |
        """,
        locality_checks=CHECKS,
    )
    for scope in ("period", "cumulative"):
        assert ended.figures("repairs", "open", period="P2", scope=scope)["n"].to_list() == [1]


def test_one_known_month_is_no_period(town):
    late = town(localities=PEOPLED, complaints="""
        | complaint | received_on | topic        | channel   | locality |
        | C1        | 2020-08-15  | public_order | telephone | A        |
        | C2        | 2021-01-01  | public_order | telephone | A        |
    """)  # fmt: skip
    assert late.figures("complaints_per_inhabitant")["state"].to_list() == ["not_applicable"]


def test_a_defect_whose_time_has_not_come_is_only_open(town, expect):
    # as of 15 July, nine days after the report and six before its time; A's waste is mended by then
    early = town(as_of="2020-07-15", locality_checks=CHECKS)
    expect(
        early.figures("repairs"),
        """
        | measure       | n | value | state             |
        | median_days   | 1 | 4     | incomplete_period |
        | mended_within | 0 |       | not_applicable    |
        | open          | 2 | 1     | incomplete_period |
        """,
    )


PLANNED = """
    | locality | checks_per_month | valid_from | valid_to   |
    | A        | 2                | 2020-01-01 | 2020-08-31 |
    | B        |                  | 2020-01-01 |            |
"""


def test_checks_are_held_against_the_plan_month_by_month(town, expect):
    # A: two a month in July and August. July three days of checks, of which two count; August one: 3 of 4.
    # B has no plan: its check is counted, and is in no share
    made = town(
        localities=PLANNED,
        locality_checks="""
            | locality | checked_on | item     | score |
            | A        | 2020-07-06 | waste    | 0     |
            | A        | 2020-07-06 | lighting | 0     |
            | A        | 2020-07-13 | waste    | 0     |
            | A        | 2020-07-20 | waste    | 0     |
            | A        | 2020-08-03 | waste    | 0     |
            | B        | 2020-08-03 | waste    | 0     |
        """,
    )
    expect(
        made.figures("monitoring_done"),
        """
        | measure | numerator | denominator | value | unit   |
        | checks  | 5         |             | 5     | checks |
        | done    | 3         | 4           | 75 %  | share  |
        """,
    )
    expect(
        made.figures("monitoring_done", by="locality"),
        """
        | measure | locality | value | state          |
        | checks  | A        | 4     | ok             |
        | checks  | B        | 1     | ok             |
        | done    | A        | 75 %  | ok             |
        | done    | B        |       | not_applicable |
        """,
    )


def test_a_broken_month_has_a_plan_by_its_days(town):
    # A begins on 17 December: 15 of 31 days of two checks
    late = town(
        localities="""
            | locality | checks_per_month | valid_from |
            | A        | 2                | 2020-12-17 |
        """,
        locality_checks="""
            | locality | checked_on | item  | score |
            | A        | 2020-12-20 | waste | 0     |
        """,
    ).figures("monitoring_done", "done")
    assert late["denominator"].to_list() == [2 * 15 / 31]
    # one check is more than was planned, and counts up to that
    assert late["value"].to_list() == [1]


def test_of_checks_that_nobody_keeps_nothing_is_known(town):
    idle = town(localities=PLANNED)
    for indicator in ("locality_state", "repairs", "monitoring_done"):
        figures = idle.figures(indicator)
        assert set(figures["value"]) == {None}
        assert set(figures["state"]) <= {"no_cases", "not_applicable"}


COMPLAINTS = """
    | complaint | received_on | topic        | channel   | locality |
    | C0        | 2020-06-15  | public_order | telephone | A        |
    | C1        | 2020-07-06  | public_order | telephone | A        |
    | C2        | 2020-08-06  | public_order | telephone | A        |
    | C3        | 2020-09-06  | public_order | telephone | A        |
    | C4        | 2020-09-07  | public_order | telephone | B        |
    | C5        | 2020-11-01  | public_order | telephone | C        |
    | C6        | 2021-01-01  | public_order | telephone | A        |
"""
PEOPLED = """
    | locality | population |
    | A        | 400        |
    | B        | 600        |
    | C        |            |
    | D        | 1000       |
"""


def test_complaints_are_held_against_the_inhabitants_where_these_are_known(town, expect):
    # 3 of 400, 1 of 600, none of 1000; C's complaint has nobody to be held against: 4 of 2000
    told = town(localities=PEOPLED, complaints=COMPLAINTS)
    expect(
        told.figures("complaints_per_inhabitant", by="locality"),
        """
        | locality | numerator | denominator | value | state          | unit     |
        | A        | 3         | 400         | 7.5   | ok             | per_1000 |
        | B        | 1         | 600         | 5/3   | ok             | per_1000 |
        | C        |           |             |       | not_applicable | per_1000 |
        | D        | 0         | 1000        | 0     | ok             | per_1000 |
        """,
    )
    expect(
        told.figures("complaints_per_inhabitant"),
        """
        | numerator | denominator | value |
        | 4         | 2000        | 2     |
        """,
    )


def test_without_inhabitants_or_records_there_is_no_rate(town):
    nobody = town(complaints=COMPLAINTS)
    assert nobody.figures("complaints_per_inhabitant")["state"].to_list() == ["not_applicable"]
    silent = town(localities=PEOPLED, complaints="| complaint | received_on | topic | channel | locality |")
    assert silent.figures("complaints_per_inhabitant")["state"].to_list() == ["not_applicable"]
