"""Perceived safety: weighted shares, and the change from the first wave to the last."""

WAVES = """
    | wave | starts     | ends       |
    | W0   | 2020-07-01 | 2020-07-31 |
    | W1   | 2021-05-01 | 2021-05-31 |
"""
ONE_WAVE = """
    | wave | starts     | ends       |
    | W0   | 2020-07-01 | 2020-07-31 |
"""
# weights 1, 1, 2, 4 and 8; the last respondent does not know
FIVE = """
    | respondent | wave | weight |
    | a          | W0   | 1      |
    | b          | W0   | 1      |
    | c          | W0   | 2      |
    | d          | W0   | 4      |
    | e          | W0   | 8      |
"""
ANSWERS = """
    | respondent | item            | answer |
    | a          | safe_after_dark | 1      |
    | b          | safe_after_dark | 4      |
    | c          | safe_after_dark | 2      |
    | d          | safe_after_dark | 3      |
    | e          | safe_after_dark | 9      |
"""


def test_the_share_safe_is_weighted_and_leaves_out_who_does_not_know(town, expect):
    # (1 + 2) / (1 + 1 + 2 + 4) = 3/8 of four valid answers
    one = town(survey_waves=ONE_WAVE, survey_respondents=FIVE, survey_answers=ANSWERS)
    expect(
        one.figures("safe_after_dark", "share_safe", by="wave"),
        """
        | wave | n | value | unit  | confidence |
        | W0   | 4 | 3/8   | share | 0.95       |
        """,
    )


def test_each_answer_is_a_share_of_the_valid_ones_and_dont_know_of_all(town, expect):
    # 1, 2, 4 and 1 of the weight 8 of four valid answers; 8 of the weight 16 of all five
    one = town(survey_waves=ONE_WAVE, survey_respondents=FIVE, survey_answers=ANSWERS)
    expect(
        one.figures("safe_after_dark", "answer_1", "answer_2", "answer_3", "answer_4", "answer_9", by="wave"),
        """
        | measure  | n | value |
        | answer_1 | 4 | 1/8   |
        | answer_2 | 4 | 2/8   |
        | answer_3 | 4 | 4/8   |
        | answer_4 | 4 | 1/8   |
        | answer_9 | 5 | 8/16  |
        """,
    )


def test_who_was_not_asked_is_in_no_share(town, expect):
    # e answered only the other question
    partly = town(
        survey_waves=ONE_WAVE,
        survey_respondents=FIVE,
        survey_answers="""
        | respondent | item            | answer |
        | a          | safe_after_dark | 1      |
        | d          | safe_after_dark | 4      |
        | e          | safe_by_day     | 2      |
    """,
    )
    expect(
        partly.figures("safe_after_dark", "share_safe", "answer_9", by="wave"),
        """
        | measure    | n | value |
        | answer_9   | 2 | 0     |
        | share_safe | 2 | 1/5   |
        """,
    )
    expect(
        partly.figures("safe_by_day", "share_safe", by="wave"),
        """
        | n | value |
        | 1 | 1     |
        """,
    )


EIGHT = """
    | respondent | wave | weight |
    | a          | W0   | 1000   |
    | b          | W0   | 1000   |
    | c          | W0   | 1000   |
    | d          | W0   | 1000   |
    | e          | W1   | 1000   |
    | f          | W1   | 3000   |
    | g          | W1   | 1000   |
    | h          | W1   | 1000   |
"""
RISING = """
    | respondent | item            | answer |
    | a          | safe_after_dark | 1      |
    | b          | safe_after_dark | 3      |
    | c          | safe_after_dark | 3      |
    | d          | safe_after_dark | 4      |
    | e          | safe_after_dark | 3      |
    | f          | safe_after_dark | 2      |
    | g          | safe_after_dark | 2      |
    | h          | safe_after_dark | 9      |
"""


def test_the_change_is_the_second_wave_minus_the_first(town, expect):
    # first wave 1/4, second (3000 + 1000) / (1000 + 3000 + 1000) = 4/5: it rose by 55 points
    risen = town(survey_waves=WAVES, survey_respondents=EIGHT, survey_answers=RISING)
    expect(
        risen.figures("safe_after_dark", "share_safe", period="P2", by="wave"),
        """
        | wave | n | value |
        | W0   | 4 | 1/4   |
        | W1   | 3 | 4/5   |
        """,
    )
    change = risen.figures("safe_after_dark", "change", period="P2")
    expect(
        change,
        """
        | n | value | baseline | unit             |
        | 7 | 0.550 | 1/4      | share_difference |
        """,
    )
    lower, upper = change.select("lower", "upper").row(0)
    assert lower < 0.55 < upper


def test_the_design_effect_of_a_change_compares_its_variance_with_simple_samples(town, expect):
    # equal weights, one stratum a wave: 1 of 4 safe, then 2 of 4, hence p(1-p) = 3/16 and 4/16. By linearisation each
    # is divided by n - 1 = 3, in simple samples by n = 4: 7/48 over 7/64 is a design effect of 4/3, so that eight
    # answers are worth six; a population of a million changes the fifth decimal place
    equal = town(
        survey_waves=WAVES,
        survey_respondents=EIGHT.replace("3000", "1000"),
        survey_answers=RISING.replace("9 ", "4 "),
    )
    expect(
        equal.figures("safe_after_dark", "change", period="P2"),
        """
        | n | value | effective_n |
        | 8 | 1/4   | 6.000       |
        """,
    )


def test_weights_that_sum_to_the_number_of_respondents_give_the_same_change(town, expect):
    # agencies often deliver weights with the mean 1
    normalised = town(survey_waves=WAVES, survey_respondents=EIGHT.replace("000", "   "), survey_answers=RISING)
    expect(
        normalised.figures("safe_after_dark", "change", period="P2"),
        """
        | n | value | baseline |
        | 7 | 0.550 | 1/4      |
        """,
    )


def test_swapping_the_waves_turns_the_change_around(town, expect):
    swapped = town(
        survey_waves=WAVES,
        survey_respondents=EIGHT.replace("W0", "W?").replace("W1", "W0").replace("W?", "W1"),
        survey_answers=RISING,
    )
    expect(
        swapped.figures("safe_after_dark", "change", period="P2"),
        """
        | value  | baseline |
        | -0.550 | 4/5      |
        """,
    )


def test_without_a_second_wave_there_is_no_change(town, expect):
    one = town(survey_waves=ONE_WAVE, survey_respondents=FIVE, survey_answers=ANSWERS)
    expect(
        one.figures("safe_after_dark", "change"),
        """
        | value | lower | upper | detectable_change |
        |       |       |       |                   |
        """,
    )
    assert one.figures("safe_after_dark", "change")["state"].item() != "ok"


def test_a_wave_counts_from_the_period_in_which_its_fieldwork_ends(town, expect):
    two = town(survey_waves=WAVES, survey_respondents=EIGHT, survey_answers=RISING)
    expect(
        two.figures("safe_after_dark", "share_safe", period="P1", by="wave"),
        """
        | wave | n | value | state    |
        | W0   | 4 | 1/4   | ok       |
        | W1   | 0 |       | no_cases |
        """,
    )
    assert two.figures("safe_after_dark", "change", period="P1")["value"].item() is None


def test_a_town_where_everybody_feels_safe_is_no_special_case(town, expect):
    happy = town(
        survey_waves=WAVES,
        survey_respondents=EIGHT,
        survey_answers="\n".join(
            ["| respondent | item | answer |", *(f"| {name} | safe_by_day | 1 |" for name in "abcdefgh")]
        ),
    )
    expect(
        happy.figures("safe_by_day", "share_safe", period="P2", by="wave"),
        """
        | wave | value | upper |
        | W0   | 1     | 1     |
        | W1   | 1     | 1     |
        """,
    )
    expect(
        happy.figures("safe_by_day", "change", period="P2"),
        """
        | value | lower | upper | baseline | detectable_change |
        | 0     |       |       | 1        |                   |
        """,
    )


def test_a_wave_in_which_nobody_gave_a_valid_answer_has_no_share(town, expect):
    unsure = town(
        survey_waves=ONE_WAVE,
        survey_respondents=FIVE,
        survey_answers="""
        | respondent | item            | answer |
        | a          | safe_after_dark | 9      |
        | b          | safe_after_dark | 9      |
    """,
    )
    expect(
        unsure.figures("safe_after_dark", "share_safe", "answer_9", by="wave"),
        """
        | measure    | n | value |
        | answer_9   | 2 | 1     |
        | share_safe | 0 |       |
        """,
    )


def test_a_first_wave_in_which_nobody_gave_a_valid_answer_leaves_the_change_without_a_value(town, expect):
    unsure = town(
        survey_waves=WAVES,
        survey_respondents=EIGHT,
        survey_answers="""
        | respondent | item            | answer |
        | a          | safe_after_dark | 9      |
        | b          | safe_after_dark | 9      |
        | e          | safe_after_dark | 1      |
        | f          | safe_after_dark | 3      |
        """,
    )
    expect(
        unsure.figures("safe_after_dark", "change", period="P2"),
        """
        | value | detectable_change |
        |       |                   |
        """,
    )
