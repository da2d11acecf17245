"""Recorded crime around the project: shown as it was published, with no effect claimed."""


def test_a_year_nobody_published_is_no_point_of_the_curve(town, expect):
    published = town(
        recorded_crime="""
            | area     | year | registered | source |
            | district | 2018 | 1362       | police |
            | district | 2016 | 1465       | police |
            | region   | 2018 | 9000       | police |
        """
    )
    expect(
        published.curve("crime_recorded"),
        """
        | series   | x    | y    |
        | district | 2016 | 1465 |
        | district | 2018 | 1362 |
        | region   | 2018 | 9000 |
        """,
    )
