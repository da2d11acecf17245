"""Change of perceived safety: by group, from wave to wave, against other places, in a panel, and how it is tested."""

import polars as pl
import pytest

WAVES = """
    | wave | starts     | ends       |
    | W0   | 2020-07-01 | 2020-07-31 |
    | W1   | 2021-05-01 | 2021-05-31 |
"""
THREE_WAVES = """
    | wave | starts     | ends       |
    | W0   | 2020-07-01 | 2020-07-31 |
    | W1   | 2020-12-01 | 2020-12-31 |
    | W2   | 2021-05-01 | 2021-05-31 |
"""
RISK, AROUND = "risk_locality", "surroundings"


def asked(*groups):
    """Respondents in groups of (wave, zone, answers to one item), as two tables."""
    people, answers = ["| respondent | wave | zone |"], ["| respondent | item | answer |"]
    for wave, zone, item, given in groups:
        for place, answer in enumerate(given):
            respondent = f"{wave}-{zone}-{place}"
            if f"| {respondent} | {wave} | {zone} |" not in people:
                people.append(f"| {respondent} | {wave} | {zone} |")
            answers.append(f"| {respondent} | {item} | {answer} |")
    return {"survey_respondents": "\n".join(people), "survey_answers": "\n".join(answers)}


DARK = "safe_after_dark"
# of four in each zone: one safe in the risk localities, then three; two around them in both waves
FOUR_EACH = asked(
    ("W0", RISK, DARK, (2, 3, 3, 3)), ("W1", RISK, DARK, (2, 2, 2, 3)),
    ("W0", AROUND, DARK, (2, 2, 3, 3)), ("W1", AROUND, DARK, (2, 2, 3, 3)),
)  # fmt: skip


def test_each_zone_has_a_change_of_its_own(town, expect):
    two = town(survey_waves=WAVES, **FOUR_EACH)
    expect(
        two.figures(DARK, "change", period="P2", by="zone"),
        """
        | zone          | n | value | baseline | state          |
        | rest_of_town  | 0 |       |          | not_applicable |
        | risk_locality | 8 | 1/2   | 1/4      | ok             |
        | surroundings  | 8 | 0     | 1/2      | ok             |
        """,
    )


def test_transfer_is_the_change_here_less_the_change_there(town, expect):
    # 1/2 - 0; the four shares vary by 3/16, 3/16, 4/16 and 4/16, each over 3: 0.29167 is 0.54006 squared, and t with
    # 16 - 4 = 12 degrees of freedom is 2.17881: 1.17669 on either side
    two = town(survey_waves=WAVES, **FOUR_EACH)
    # a table as text ends its cells with the sign that parts a pair
    pairs = two.figures(DARK, "transfer", period="P2", by="zone_pair").with_columns(
        pl.col("zone_pair").str.replace(r"\|", "/")
    )
    expect(
        pairs,
        """
        | zone_pair                  | n  | value | lower  | upper | state          |
        | risk_locality/rest_of_town | 8  |       |        |       | not_applicable |
        | risk_locality/surroundings | 16 | 1/2   | -0.677 | 1.677 | ok             |
        | surroundings/rest_of_town  | 8  |       |        |       | not_applicable |
        """,
    )


def test_every_wave_is_compared_with_the_one_before(town, expect):
    three = town(
        survey_waves=THREE_WAVES,
        **asked(("W0", RISK, DARK, (2, 3, 3, 3)), ("W1", RISK, DARK, (2, 2, 3, 3)), ("W2", RISK, DARK, (2, 2, 2, 2))),
    )
    expect(
        three.figures(DARK, "step_change", period="P2", by="wave"),
        """
        | wave | n | value | baseline | state          |
        | W0   | 0 |       |          | not_applicable |
        | W1   | 8 | 1/4   | 1/4      | ok             |
        | W2   | 8 | 1/2   | 1/2      | ok             |
        """,
    )
    expect(
        three.figures(DARK, "change", period="P2"),
        """
        | n | value | baseline |
        | 8 | 3/4   | 1/4      |
        """,
    )


def test_the_trend_stands_at_the_middle_of_each_fieldwork(town, expect):
    # 16 July 2020 is day 18459, 16 December 2020 day 18612, 16 May 2021 day 18763
    three = town(
        survey_waves=THREE_WAVES,
        **asked(("W0", RISK, DARK, (2, 3)), ("W1", AROUND, DARK, (2, 2)), ("W2", RISK, DARK, (2, 3, 3, 3))),
    )
    expect(
        three.curve(DARK, period="P2"),
        """
        | series        | x     | y   | n_at_risk |
        | all           | 18459 | 1/2 | 2         |
        | all           | 18612 | 1   | 2         |
        | all           | 18763 | 1/4 | 4         |
        | risk_locality | 18459 | 1/2 | 2         |
        | risk_locality | 18763 | 1/4 | 4         |
        | surroundings  | 18612 | 1   | 2         |
        """,
    )


def test_a_small_sample_takes_its_limits_from_those_of_both_shares(town, expect):
    # none of four, then all four: exact limits 0 to 0.602 and 0.398 to 1; 1 - sqrt(0.602^2 + 0.602^2) = 0.148
    leap = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (3, 3, 4, 4)), ("W1", RISK, DARK, (1, 1, 2, 2))))
    expect(
        leap.figures(DARK, "change", "change_p", period="P2"),
        """
        | measure  | n | value | lower | upper | method              | state          |
        | change   | 8 | 1     | 0.148 | 1     | mover_korn_graubard | ok             |
        | change_p | 8 |       |       |       | t                   | not_applicable |
        """,
    )


def test_thirty_answers_a_wave_are_linearised(town, expect):
    # 10 and 20 of 30: p(1-p)/29 twice is 0.12379 squared, t with 58 degrees of freedom 2.00172: 0.24779
    many = town(
        survey_waves=WAVES,
        **asked(("W0", RISK, DARK, (2,) * 10 + (3,) * 20), ("W1", RISK, DARK, (2,) * 20 + (3,) * 10)),
    )
    expect(
        many.figures(DARK, "change", period="P2"),
        """
        | n  | value | lower | upper | method   |
        | 60 | 1/3   | 0.086 | 0.581 | taylor_t |
        """,
    )


# --- along the scale -------------------------------------------------------------------------------


def test_the_score_may_rise_where_the_share_stays(town, expect):
    # all unsafe, but less so: the mean score rises from 1 to 2
    calmer = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (4, 4)), ("W1", RISK, DARK, (3, 3))))
    expect(
        calmer.figures(DARK, "score_change", "change", "ordinal_effect", period="P2"),
        """
        | measure        | value | baseline |
        | change         | 0     | 0        |
        | ordinal_effect | 1     |          |
        | score_change   | 1     | 1        |
        """,
    )


def test_the_ordinal_effect_counts_pairs_that_are_safer_later(town, expect):
    # of 16 pairs of answers 9 are safer in the second wave and 1 in the first
    two = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (2, 3, 3, 3)), ("W1", RISK, DARK, (2, 2, 2, 3))))
    expect(
        two.figures(DARK, "ordinal_effect", period="P2"),
        """
        | n | value | unit   |
        | 8 | 8/16  | effect |
        """,
    )
    expect(
        two.figures(DARK, "ordinal_effect", period="P2", by="zone").filter(zone=RISK),
        """
        | value |
        | 1/2   |
        """,
    )


def test_the_odds_of_a_safer_answer(town, expect):
    # 3 to 1 after 1 to 3: nine times the odds; the logarithm errs by sqrt(1 + 1/3 + 1/3 + 1) = 1.63299, as a sample of
    # eight by sqrt(8/7) more: 9 * exp(-1.95996 * 1.74574) = 0.294. Only the cut between safe and unsafe was crossed
    two = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (2, 3, 3, 3)), ("W1", RISK, DARK, (2, 2, 2, 3))))
    expect(
        two.figures(DARK, "odds_ratio", period="P2"),
        """
        | n | value | lower | unit  |
        | 8 | 9.000 | 0.294 | ratio |
        """,
    )
    expect(
        two.figures(DARK, "odds_ratio_at", period="P2", by="cut"),
        """
        | cut | value | state          |
        | 1   |       | not_applicable |
        | 2   | 9.000 | ok             |
        | 3   |       | not_applicable |
        """,
    )


def test_odds_that_nothing_bounds_are_not_told(town, expect):
    leap = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (3, 3)), ("W1", RISK, DARK, (2, 2))))
    expect(
        leap.figures(DARK, "odds_ratio", period="P2"),
        """
        | value | lower | upper | state          |
        |       |       |       | not_applicable |
        """,
    )


# --- the same people -------------------------------------------------------------------------------

PANEL = """
    | respondent | wave | panel |
    | a0         | W0   | a     |
    | b0         | W0   | b     |
    | c0         | W0   | c     |
    | d0         | W0   | d     |
    | a1         | W1   | a     |
    | b1         | W1   | b     |
    | c1         | W1   | c     |
    | d1         | W1   | d     |
"""
MOVED = """
    | respondent | item            | answer |
    | a0         | safe_after_dark | 3      |
    | b0         | safe_after_dark | 3      |
    | c0         | safe_after_dark | 2      |
    | d0         | safe_after_dark | 4      |
    | a1         | safe_after_dark | 2      |
    | b1         | safe_after_dark | 2      |
    | c1         | safe_after_dark | 2      |
    | d1         | safe_after_dark | 4      |
"""


def test_a_panel_is_judged_by_how_each_person_moved(town, expect):
    # two of four crossed to safe, none back: steps 1, 1, 0, 0 vary by 1/3, over 4: 0.28868 squared; t with 3 degrees
    # of freedom 3.18245: 0.91869 on either side. Two heads in two tosses: p = 2 * 1/4
    same = town(survey_waves=WAVES, survey_respondents=PANEL, survey_answers=MOVED)
    expect(
        same.figures(DARK, "change", "panel_change", "panel_mcnemar", "panel_wilcoxon", period="P2"),
        """
        | measure        | n | value | lower  | upper | baseline |
        | change         | 8 | 1/2   | -0.419 | 1.419 | 1/4      |
        | panel_change   | 4 | 1/2   | -0.419 | 1.419 | 1/4      |
        | panel_mcnemar  | 4 | 1/2   |        |       |          |
        | panel_wilcoxon | 4 | 1/2   |        |       |          |
        """,
    )


def test_who_was_asked_once_is_in_no_panel(town, expect):
    once = PANEL.replace("| d1         | W1   | d     |", "| d1         | W1   |       |")
    half = town(survey_waves=WAVES, survey_respondents=once, survey_answers=MOVED)
    expect(
        half.figures(DARK, "panel_change", period="P2"),
        """
        | n | value |
        | 3 | 2/3   |
        """,
    )


@pytest.mark.parametrize("measure", ["panel_change", "panel_mcnemar", "panel_wilcoxon"])
def test_without_a_panel_nobody_moved(town, expect, measure):
    two = town(survey_waves=WAVES, **FOUR_EACH)
    expect(
        two.figures(DARK, measure, period="P2"),
        """
        | n | value | state          |
        | 0 |       | not_applicable |
        """,
    )


def test_a_panel_in_which_nobody_moved_has_no_test(town, expect):
    still = MOVED.replace("a1         | safe_after_dark | 2", "a1         | safe_after_dark | 3")
    still = still.replace("b1         | safe_after_dark | 2", "b1         | safe_after_dark | 3")
    same = town(survey_waves=WAVES, survey_respondents=PANEL, survey_answers=still)
    expect(
        same.figures(DARK, "panel_change", "panel_mcnemar", "panel_wilcoxon", period="P2"),
        """
        | measure        | n | value | lower | upper | state          |
        | panel_change   | 4 | 0     |       |       | ok             |
        | panel_mcnemar  | 4 |       |       |       | not_applicable |
        | panel_wilcoxon | 4 |       |       |       | not_applicable |
        """,
    )


# --- tests -----------------------------------------------------------------------------------------

ITEMS = """
    | item                | scale  |
    | safe_after_dark     |        |
    | avoids_places       |        |
    | victim_in_12_months | yes_no |
"""


def test_a_change_is_tested_by_t(town, expect):
    # 1/4 to 3/4: se squared is 2 * 3/16/3 = 1/8, t = sqrt(2) with 6 degrees of freedom. For an angle of 30 degrees
    # (tan = t/sqrt(6)) the formula for even degrees gives 1/2 * (1 + 3/8 + 27/128) = 0.79297: p = 0.20703
    two = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (2, 3, 3, 3)), ("W1", RISK, DARK, (2, 2, 2, 3))))
    expect(
        two.figures(DARK, "change_p", period="P2"),
        """
        | n | value   | unit        |
        | 8 | 0.20703 | probability |
        """,
    )


def test_declared_tests_answer_for_one_another(town, expect):
    # with 12 degrees of freedom t = sqrt(2) gives p = 1 - 0.37796 * 2.16233 = 0.18272; of two tests the smaller p
    # counts twice, the other is 1 already
    two = town(survey_waves=WAVES, survey_items=ITEMS, **FOUR_EACH)
    expect(
        two.figures("tested_changes", period="P2", by=("item", "zone")),
        """
        | measure | item            | zone          | n | value   |
        | change  | safe_after_dark | risk_locality | 8 | 1/2     |
        | change  | safe_after_dark | surroundings  | 8 | 0       |
        | p       | safe_after_dark | risk_locality | 8 | 0.18272 |
        | p       | safe_after_dark | surroundings  | 8 | 1       |
        | p_holm  | safe_after_dark | risk_locality | 8 | 0.36543 |
        | p_holm  | safe_after_dark | surroundings  | 8 | 1       |
        """,
    )


def test_exploration_counts_the_false_discoveries_of_its_own_items(town, expect):
    # the primary item is no member of the family: of two, p = 0.20703 counts 2/1 times, p = 1 counts 2/2 times
    three = asked(
        ("W0", RISK, DARK, (2, 3, 3, 3)), ("W1", RISK, DARK, (2, 2, 2, 3)),
        ("W0", RISK, "avoids_places", (1, 2, 2, 2)), ("W1", RISK, "avoids_places", (1, 1, 1, 2)),
        ("W0", RISK, "victim_in_12_months", (1, 1, 2, 2)), ("W1", RISK, "victim_in_12_months", (1, 1, 2, 2)),
    )  # fmt: skip
    two = town(survey_waves=WAVES, survey_items=ITEMS, **three)
    expect(
        two.figures("item_shares", "p", "p_bh", period="P2", by="item"),
        """
        | measure | item                | value   | state          |
        | p       | avoids_places       | 0.20703 | ok             |
        | p       | safe_after_dark     | 0.20703 | ok             |
        | p       | victim_in_12_months | 1       | ok             |
        | p_bh    | avoids_places       | 0.41406 | ok             |
        | p_bh    | safe_after_dark     |         | not_applicable |
        | p_bh    | victim_in_12_months | 1       | ok             |
        """,
    )


# --- what cannot be compared -----------------------------------------------------------------------

REWORDED = """
    | wave | item            | comparable |
    | W1   | safe_after_dark | false      |
"""


def test_a_reworded_question_keeps_its_shares_and_loses_its_changes(town, expect):
    two = town(survey_waves=WAVES, survey_items=ITEMS, survey_wordings=REWORDED, **FOUR_EACH)
    expect(
        two.figures(DARK, "share_safe", period="P2", by="wave"),
        """
        | wave | n | value |
        | W0   | 8 | 3/8   |
        | W1   | 8 | 5/8   |
        """,
    )
    untold = ("change", "score_change", "change_p", "ordinal_effect", "odds_ratio", "panel_change")
    figures = two.figures(DARK, *untold, period="P2")
    assert figures["value"].is_null().all()
    assert set(figures["state"]) == {"not_applicable"}
    for measure, by in (("change", "zone"), ("step_change", "wave"), ("transfer", "zone_pair")):
        assert set(two.figures(DARK, measure, period="P2", by=by)["state"]) == {"not_applicable"}
    assert set(two.figures("item_shares", "change", "p", period="P2", by="item")["state"]) == {"not_applicable"}
    assert two.curve(DARK, period="P2").is_empty()


def test_a_wave_not_yet_closed_rewords_nothing(town, expect):
    three = WAVES + "    | W2   | 2021-07-01 | 2021-07-31 |\n"
    later = town(survey_waves=three, survey_wordings=REWORDED.replace("W1", "W2"), **FOUR_EACH)
    expect(
        later.figures(DARK, "change", period="P2"),
        """
        | value |
        | 1/4   |
        """,
    )


def test_one_wave_alone_has_no_change_of_any_kind(town):
    only = town(survey_waves=WAVES, survey_items=ITEMS, **FOUR_EACH)
    untold = ("change", "score_change", "change_p", "ordinal_effect", "odds_ratio", "panel_change")
    assert set(only.figures(DARK, *untold, period="P1")["state"]) == {"not_applicable"}
    for measure, by in (
        ("change", "sex"),
        ("step_change", "wave"),
        ("transfer", "zone_pair"),
        ("odds_ratio_at", "cut"),
    ):
        assert set(only.figures(DARK, measure, period="P1", by=by)["state"]) == {"not_applicable"}
    assert set(only.figures("tested_changes", period="P1", by=("item", "zone"))["state"]) == {"not_applicable"}


def test_one_respondent_in_each_wave_is_a_change_without_limits_or_tests(town, expect):
    lonely = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (2,)), ("W1", RISK, DARK, (3,))))
    expect(
        lonely.figures(DARK, "change", "change_p", "score_change", "ordinal_effect", "odds_ratio", period="P2"),
        """
        | measure        | value | lower | upper | state          |
        | change         | -1    |       |       | ok             |
        | change_p       |       |       |       | not_applicable |
        | odds_ratio     |       |       |       | not_applicable |
        | ordinal_effect | -1    |       |       | ok             |
        | score_change   | -1    |       |       | ok             |
        """,
    )


def test_a_survey_that_nobody_answered_has_states_and_no_values(town):
    empty = town(
        survey_waves=WAVES, survey_items=ITEMS, survey_respondents="| respondent |", survey_answers="| respondent |"
    )
    for indicator in (DARK, "item_shares", "tested_changes", "place_safety", "survey_weights", "survey_plan"):
        for by in ((), "wave", "item", "zone_pair", ("item", "wave"), "respondents_per_wave"):
            figures = empty.figures(indicator, period="P2", by=by)
            assert figures["value"].is_null().all()
            assert set(figures["state"]) <= {"no_cases", "not_applicable"}
