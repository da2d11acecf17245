"""The design of the survey's sample: which units were drawn, in which strata, of how many."""

import polars as pl

WAVES = """
    | wave  | starts     | ends       |
    | later | 2021-05-01 | 2021-05-30 |
    | first | 2020-07-01 | 2020-07-31 |
"""
PERSONS = """
    | respondent | wave  | zone          | population |
    | a          | first | risk_locality | 400        |
    | b          | first | surroundings  | 3000       |
    | c          | later | risk_locality | 410        |
"""


def persons(column, *cells):
    """The three persons with one column more."""
    header, *rows = PERSONS.strip().splitlines()
    lines = zip([header, *rows], (column, *cells), strict=True)
    return "\n".join(f"{line} {cell} |" for line, cell in lines)


def slashed(column):
    """A column whose parts the table as text would take for cells."""
    return pl.col(column).str.replace_all("|", "/", literal=True)


def test_persons_are_drawn_anew_from_the_zones_of_each_wave(town, expect):
    expect(
        town(survey_waves=WAVES, survey_respondents=PERSONS)
        .table("survey_sample")
        .select("respondent", "nth", "middle", "psu", "population", stratum=slashed("stratum")),
        """
        | respondent | nth | middle     | stratum             | psu | population |
        | a          | 1   | 2020-07-16 | first/risk_locality | a   | 400        |
        | b          | 1   | 2020-07-16 | first/surroundings  | b   | 3000       |
        | c          | 2   | 2021-05-15 | later/risk_locality | c   | 410        |
        """,
    )


def test_a_stratum_over_several_zones_holds_their_people(town, expect):
    strata = persons("stratum", "s", "s", "s")
    expect(
        town(survey_waves=WAVES, survey_respondents=strata)
        .table("survey_sample")
        .select("respondent", "population", stratum=slashed("stratum")),
        """
        | respondent | stratum | population |
        | a          | first/s | 3400       |
        | b          | first/s | 3400       |
        | c          | later/s | 410        |
        """,
    )


def test_of_streets_nobody_knows_how_many_there_are(town, expect):
    other = persons("psu", "Long", "Long", "New")
    expect(
        town(survey_waves=WAVES, survey_respondents=other)
        .table("survey_sample")
        .select("respondent", "population", psu=slashed("psu"), stratum=slashed("stratum")),
        """
        | respondent | stratum             | psu        | population |
        | a          | first/risk_locality | first/Long |            |
        | b          | first/surroundings  | first/Long |            |
        | c          | later/risk_locality | later/New  |            |
        """,
    )


def test_a_street_that_comes_back_is_the_same_street(town, expect):
    # one of the risk localities; the Long street around them is another
    streets = persons("psu", "Long", "Long", "Long")
    expect(
        town(survey_waves=WAVES, survey_respondents=streets).table("survey_sample"),
        """
        | respondent | stratum       | psu  | population |
        | a          | risk_locality | Long |            |
        | b          | surroundings  | Long |            |
        | c          | risk_locality | Long |            |
        """,
    )


def test_a_person_of_a_panel_is_the_same_person_and_others_are_their_own(town, expect):
    panel = """
    | respondent | wave  | panel |
    | a          | first | p1    |
    | b          | first |       |
    | c          | later | p1    |
    """
    expect(
        town(survey_waves=WAVES, survey_respondents=panel).table("survey_sample"),
        """
        | respondent | stratum       | psu | population |
        | a          | risk_locality | p1  |            |
        | b          | risk_locality | b   |            |
        | c          | risk_locality | p1  |            |
        """,
    )


def test_margins_are_told_by_wave(town, expect):
    raked = town(
        survey_waves=WAVES,
        survey_respondents=PERSONS,
        population_margins="""
        | variable | category      | persons | source |
        | zone     | risk_locality | 400     | census |
        | zone     | surroundings  | 3600    | census |
        """,
    )
    # the second wave asked nobody around the localities: those it asked stand for everybody
    expect(
        raked.table("survey_sample").select("respondent", "total_zone", margin_zone=slashed("margin_zone")),
        """
        | respondent | margin_zone         | total_zone |
        | a          | first/risk_locality | 400        |
        | b          | first/surroundings  | 3600       |
        | c          | later/risk_locality | 4000       |
        """,
    )
