"""Perceived safety: weighted shares of a wave and of its groups, and the change from the first wave to the last."""

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
    # of four who all agree the exact lower limit is 0.025^(1/4) = 0.398: the change may be 1 - 0.398 either way
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
        | value | lower  | upper | method              | baseline | detectable_change |
        | 0     | -0.602 | 0.602 | mover_korn_graubard | 1        |                   |
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


# --- who is in the base ----------------------------------------------------------------------------


def said(item, **answers):
    """Answers of single respondents to an item, as a table."""
    rows = [f"| {respondent} | {item} | {answer} |" for respondent, answer in answers.items()]
    return "\n".join(["| respondent | item | answer |", *rows])


SIX = """
    | respondent | wave | zone          | sex    | age_group |
    | a          | W0   | risk_locality | female | 15-29     |
    | b          | W0   | risk_locality | female | 15-29     |
    | c          | W0   | risk_locality | male   | 60+       |
    | d          | W0   | risk_locality | male   | 60+       |
    | e          | W0   | risk_locality |        |           |
    | f          | W0   | surroundings  | female | 60+       |
"""


def test_refusals_and_answers_off_the_scale_are_in_no_share_of_the_valid(town, expect):
    # 8 declined, 9 does not know; 5 and 7 stand on no scale of safety: two valid answers of four who answered
    answers = said("safe_by_day", a=1, b=3, c=8, d=9, e=5, f=7)
    one = town(survey_waves=ONE_WAVE, survey_respondents=SIX, survey_answers=answers)
    expect(
        one.figures("safe_by_day", "share_safe", "answer_2", "answer_8", "answer_9", by="wave"),
        """
        | measure    | n | value |
        | answer_2   | 2 | 0     |
        | answer_8   | 4 | 1/4   |
        | answer_9   | 4 | 1/4   |
        | share_safe | 2 | 1/2   |
        """,
    )


def test_groups_of_people_have_shares_of_their_own(town, expect):
    # e told neither sex nor age: in the whole, in no group
    answers = said("safe_by_day", a=1, b=3, c=2, d=2, e=4, f=4)
    one = town(survey_waves=ONE_WAVE, survey_respondents=SIX, survey_answers=answers)
    expect(
        one.figures("safe_by_day", "share_safe", by=("wave", "sex")),
        """
        | wave | sex    | n | value |
        | W0   | female | 3 | 1/3   |
        | W0   | male   | 2 | 1     |
        """,
    )
    expect(
        one.figures("safe_by_day", "share_safe", by=("wave", "age_group")),
        """
        | age_group | n | value |
        | 15-29     | 2 | 1/2   |
        | 60+       | 3 | 2/3   |
        """,
    )


def test_one_respondent_of_a_group_is_a_share_without_an_interval(town, expect):
    answers = said("safe_by_day", a=1, b=3, c=2, d=2, e=4, f=4)
    one = town(survey_waves=ONE_WAVE, survey_respondents=SIX, survey_answers=answers)
    expect(
        one.figures("safe_by_day", "share_safe", "mean_score", by=("wave", "zone")).filter(zone="surroundings"),
        """
        | measure    | n | value | lower | upper | state |
        | mean_score | 1 | 1     |       |       | ok    |
        | share_safe | 1 | 0     |       |       | ok    |
        """,
    )


def test_who_told_no_group_still_belongs_to_the_design(town, expect):
    # of five drawn in one stratum two are women, one of them safe: (1/4)^2 + (1/4)^2 = 1/8, times 5/4; effective number
    # 1/4 / (5/32) = 1.6. Without e it would be times 4/3, and 1.5
    five = "\n".join(line for line in SIX.splitlines() if "| f " not in line)
    one = town(survey_waves=ONE_WAVE, survey_respondents=five, survey_answers=said("safe_by_day", a=1, b=3, c=2, d=2))
    expect(
        one.figures("safe_by_day", "share_safe", by=("wave", "sex")),
        """
        | sex    | n | value | effective_n |
        | female | 2 | 1/2   | 1.600       |
        | male   | 2 | 1     |             |
        """,
    )


def test_a_score_runs_upwards_to_safe(town, expect):
    # answers 1, 2, 3, 4 are scores 4, 3, 2, 1: the mean is 2.5; deviations/4 squared sum to 5/16, times 5/4 for the
    # five drawn (e gave no answer) it is 0.625 squared: with t = 3.182 (3 degrees of freedom) 1.989 on either side. As
    # many feel safe as unsafe: 4/16 * 5/4 is 0.559 squared, 1.779 on either side
    one = town(survey_waves=ONE_WAVE, survey_respondents=FIVE.replace("| 2 ", "| 1 ").replace("| 4 ", "| 1 "),
               survey_answers=said("safe_by_day", a=1, b=2, c=3, d=4))  # fmt: skip
    expect(
        one.figures("safe_by_day", "mean_score", "net_score", by="wave"),
        """
        | measure    | n | value | lower  | upper | unit             |
        | mean_score | 4 | 2.5   | 0.511  | 4.489 | score            |
        | net_score  | 4 | 0     | -1.779 | 1.779 | share_difference |
        """,
    )


def test_the_design_effect_of_a_share(town, expect):
    equal = town(
        survey_waves=WAVES, survey_respondents=EIGHT.replace("3000", "1000"), survey_answers=RISING.replace("9 ", "4 ")
    )
    expect(
        equal.figures("safe_after_dark", "deff", period="P2", by="wave"),
        """
        | wave | n | value |
        | W0   | 4 | 1.333 |
        | W1   | 4 | 1.333 |
        """,
    )


def test_a_score_that_all_share_has_no_interval(town, expect):
    alike = town(survey_waves=ONE_WAVE, survey_respondents=SIX,
                 survey_answers=said("safe_by_day", a=2, b=2, c=2, d=2, e=2, f=2))  # fmt: skip
    expect(
        alike.figures("safe_by_day", "mean_score", "deff", by="wave"),
        """
        | measure    | value | lower | upper | state          |
        | deff       |       |       |       | not_applicable |
        | mean_score | 3     |       |       | ok             |
        """,
    )


# --- how the sample was drawn ----------------------------------------------------------------------

STREETS = """
    | respondent | wave | zone          | psu |
    | a          | W0   | risk_locality | s1  |
    | b          | W0   | risk_locality | s1  |
    | c          | W0   | surroundings  | s2  |
    | d          | W0   | surroundings  | s2  |
    | e          | W0   | surroundings  | s3  |
    | f          | W0   | surroundings  | s3  |
"""


def test_a_sample_of_one_street_tells_a_share_but_no_error(town, expect):
    one_street = STREETS.replace("s2", "s1").replace("s3", "s1").replace("surroundings ", "risk_locality")
    answers = said("safe_by_day", a=1, b=1, c=1, d=3, e=3, f=3)
    one = town(survey_waves=ONE_WAVE, survey_respondents=one_street, survey_answers=answers)
    expect(
        one.figures("safe_by_day", "share_safe", by="wave"),
        """
        | n | value | lower | upper | effective_n |
        | 6 | 1/2   |       |       |             |
        """,
    )


def test_a_stratum_of_one_street_is_compared_with_the_mean_of_all(town, expect):
    # mean 3/6; street totals of w(y - p)/6: s1 +1/6, s2 0, s3 -1/6. The lone s1 counts (1/6)^2; s2 and s3 spread about
    # -1/12: 2 * 2 * (1/12)^2 = 1/36. The variance 2/36 is a design effect of (2/36) / (1/4/6) = 4/3
    answers = said("safe_by_day", a=1, b=1, c=1, d=3, e=3, f=4)
    one = town(survey_waves=ONE_WAVE, survey_respondents=STREETS, survey_answers=answers)
    expect(
        one.figures("safe_by_day", "share_safe", "deff", by="wave"),
        """
        | measure    | n | value | effective_n |
        | deff       | 6 | 4/3   |             |
        | share_safe | 6 | 1/2   | 4.500       |
        """,
    )


def test_waves_are_ordered_by_their_days_not_by_their_names(town, expect):
    named = town(
        survey_waves=WAVES.replace("W0", "první").replace("W1", "druhá"),
        survey_respondents=EIGHT.replace("W0", "první").replace("W1", "druhá"),
        survey_answers=RISING,
    )
    expect(
        named.figures("safe_after_dark", "change", period="P2"),
        """
        | value | baseline |
        | 0.550 | 1/4      |
        """,
    )


def test_population_numbers_that_cannot_be_are_not_used(town, expect):
    # three inhabitants, four of them asked: nobody's share of the population is known, so no correction for it
    few = FIVE.replace("| weight |", "| weight | population |").replace("      |\n", "      | 3 |\n")
    one, other = (
        town(survey_waves=ONE_WAVE, survey_respondents=text, survey_answers=ANSWERS).figures(
            "safe_after_dark", "share_safe", by="wave"
        )
        for text in (few, FIVE)
    )
    assert one["value"].item() == other["value"].item()
    assert abs(one["lower"].item() - other["lower"].item()) < 1e-4


# --- weights raked to the population ---------------------------------------------------------------

FOUR_CELLS = """
    | respondent | wave | zone          | sex    |
    | a          | W0   | risk_locality | female |
    | b          | W0   | risk_locality | male   |
    | c          | W0   | surroundings  | female |
    | d          | W0   | surroundings  | male   |
"""
MARGINS = """
    | variable | category      | persons | source |
    | zone     | risk_locality | 600     | census |
    | zone     | surroundings  | 400     | census |
    | sex      | female        | 500     | census |
    | sex      | male          | 500     | census |
"""
IN_RISK = said("safe_by_day", a=1, b=1, c=3, d=3)


def test_known_margins_of_the_population_set_the_weights(town, expect):
    # four equal weights are raked to 300, 300, 200 and 200: the two who feel safe stand for 600 of 1000. The margin of
    # zones explains every answer, so nothing is left to err
    raked = town(survey_waves=ONE_WAVE, survey_respondents=FOUR_CELLS, survey_answers=IN_RISK,
                 population_margins=MARGINS)  # fmt: skip
    expect(
        raked.figures("safe_by_day", "share_safe", by="wave"),
        """
        | n | value | lower | upper | effective_n |
        | 4 | 3/5   |       |       |             |
        """,
    )


def test_margins_of_another_total_are_scaled_to_the_first(town, expect):
    other = MARGINS.replace("| 500 ", "| 50  ")
    raked = town(survey_waves=ONE_WAVE, survey_respondents=FOUR_CELLS, survey_answers=IN_RISK,
                 population_margins=other)  # fmt: skip
    expect(
        raked.figures("safe_by_day", "share_safe", by="wave"),
        """
        | value |
        | 3/5   |
        """,
    )


def test_who_told_no_category_keeps_the_weight_he_has(town, expect):
    # d keeps a quarter; three quarters are shared by halves: two women 187.5 each, one man 375
    untold = FOUR_CELLS.replace("| b          | W0   | risk_locality | male   |",
                                "| b          | W0   | risk_locality | female |")  # fmt: skip
    untold = untold.replace("| c          | W0   | surroundings  | female |",
                            "| c          | W0   | surroundings  | male   |")  # fmt: skip
    untold = untold.replace("| d          | W0   | surroundings  | male   |",
                            "| d          | W0   | surroundings  |        |")  # fmt: skip
    sexes = "\n".join(line for line in MARGINS.splitlines() if "zone" not in line)
    raked = town(survey_waves=ONE_WAVE, survey_respondents=untold, population_margins=sexes,
                 survey_answers=said("safe_by_day", a=1, b=3, c=3, d=3))  # fmt: skip
    expect(
        raked.figures("safe_by_day", "share_safe", by="wave"),
        """
        | value |
        | 3/16  |
        """,
    )


def test_margins_that_nobody_can_meet_together_lose_the_last(town, expect):
    # all women live in the risk localities, all men around: 600 and 500 cannot both be
    apart = FOUR_CELLS.replace("risk_locality | male  ", "risk_locality | female")
    apart = apart.replace("surroundings  | female", "surroundings  | male  ")
    raked = town(survey_waves=ONE_WAVE, survey_respondents=apart, survey_answers=IN_RISK,
                 population_margins=MARGINS)  # fmt: skip
    expect(
        raked.figures("safe_by_day", "share_safe", by="wave"),
        """
        | value |
        | 3/5   |
        """,
    )
