"""What people think has changed, and whether they feel safer because of the assistants, on both bases."""

WAVE = """
    | wave | starts     | ends       |
    | W0   | 2020-07-01 | 2020-07-31 |
"""
# weights 1, 1, 2, 4 and 8
FIVE = """
    | respondent | wave | weight |
    | a          | W0   | 1      |
    | b          | W0   | 1      |
    | c          | W0   | 2      |
    | d          | W0   | 4      |
    | e          | W0   | 8      |
"""


def test_the_balance_is_those_who_say_better_less_those_who_say_worse(town, expect):
    # better 1 (a) and 2 (c), the same 4 (d), worse 1 (b); e does not know: (3 - 1) / 8
    one = town(
        survey_waves=WAVE,
        survey_respondents=FIVE,
        survey_answers="""
            | respondent | item            | answer |
            | a          | safety_improved | 1      |
            | b          | safety_improved | 5      |
            | c          | safety_improved | 2      |
            | d          | safety_improved | 3      |
            | e          | safety_improved | 9      |
        """,
    )
    expect(
        one.figures("safety_balance", by="wave"),
        """
        | measure | wave | n | value | unit             |
        | balance | W0   | 4 | 2/8   | share_difference |
        | better  | W0   | 4 | 3/8   | share            |
        | worse   | W0   | 4 | 1/8   | share            |
        """,
    )


def test_who_does_not_know_the_assistants_does_not_feel_safer_because_of_them(town, expect):
    # a and c know and feel safer or not (weights 1 and 2), d knows and does not answer, b and e do not know:
    # of the aware 1 of 3; of all, d not counting as safer, 1 of 1 + 1 + 2 + 4 + 8 = 16
    one = town(
        survey_waves=WAVE,
        survey_respondents=FIVE,
        survey_answers="""
            | respondent | item                  | answer |
            | a          | knows_assistants      | 1      |
            | b          | knows_assistants      | 2      |
            | c          | knows_assistants      | 1      |
            | d          | knows_assistants      | 1      |
            | e          | knows_assistants      | 2      |
            | a          | safer_with_assistants | 2      |
            | c          | safer_with_assistants | 3      |
            | d          | safer_with_assistants | 9      |
        """,
    )
    expect(
        one.figures("assistants_help", by="wave"),
        """
        | measure     | wave | n | value | unit  |
        | among_all   | W0   | 5 | 1/16  | share |
        | among_aware | W0   | 2 | 1/3   | share |
        """,
    )


def test_whether_one_knows_the_assistants_must_be_told(town, expect):
    # the same answer without saying whether one knows them has no base
    one = town(
        survey_waves=WAVE,
        survey_respondents=FIVE,
        survey_answers="""
            | respondent | item                  | answer |
            | a          | safer_with_assistants | 1      |
            | b          | knows_assistants      | 9      |
        """,
    )
    assert set(one.figures("assistants_help", by="wave")["value"]) == {None}
