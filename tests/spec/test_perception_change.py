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


def pairs_of(figures):
    """A table as text ends its cells with the sign that parts a pair."""
    return figures.with_columns(pl.col("zone_pair").str.replace(r"\|", "/"))


def test_transfer_is_the_change_here_less_the_change_there(town, expect):
    # of 32: 8 to 24, and 16 in both waves: 1/2 - 0; the four shares vary by 3/16, 3/16, 4/16 and 4/16, each over 31:
    # 0.028226 is 0.16800 squared, and t with 128 - 4 = 124 degrees of freedom is 1.97928: 0.33253 on either side
    few, half, many = (2,) * 8 + (3,) * 24, (2,) * 16 + (3,) * 16, (2,) * 24 + (3,) * 8
    two = town(survey_waves=WAVES, **asked(
        ("W0", RISK, DARK, few), ("W1", RISK, DARK, many), ("W0", AROUND, DARK, half), ("W1", AROUND, DARK, half),
    ))  # fmt: skip
    expect(
        pairs_of(two.figures(DARK, "transfer", period="P2", by="zone_pair")),
        """
        | zone_pair                  | n   | value | lower | upper | method   | state          |
        | risk_locality/rest_of_town | 64  |       |       |       | taylor_t | not_applicable |
        | risk_locality/surroundings | 128 | 1/2   | 0.167 | 0.833 | taylor_t | ok             |
        | surroundings/rest_of_town  | 64  |       |       |       | taylor_t | not_applicable |
        """,
    )


def test_a_transfer_of_few_answers_takes_its_limits_from_those_of_the_changes(town, expect):
    # none of four has the exact upper limit 1 - 0.025^(1/4) = 0.60236. None to all: 1, from 0.14813; none to none: 0,
    # 0.60236 on either side. The difference: 1 - sqrt(0.85187^2 + 0.60236^2) = -0.0433 to 1 + sqrt(0 + 0.60236^2)
    none, every = (3,) * 4, (2,) * 4
    leap = town(survey_waves=WAVES, survey_items=ITEMS, **asked(
        ("W0", RISK, DARK, none), ("W1", RISK, DARK, every), ("W0", AROUND, DARK, none), ("W1", AROUND, DARK, none),
    ))  # fmt: skip
    expect(
        pairs_of(leap.figures(DARK, "transfer", period="P2", by="zone_pair")).filter(zone_pair=f"{RISK}/{AROUND}"),
        """
        | n  | value | lower   | upper  | method              |
        | 16 | 1     | -0.0433 | 1.6024 | mover_korn_graubard |
        """,
    )
    # and no p-value contradicts them
    tests = leap.figures("tested_transfers", "p", "p_holm", period="P2", by=("item", "zone_pair"))
    assert set(tests["state"]) == {"not_applicable"}


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
    # with two answers only, the effect along the scale is the change of the share
    expect(
        many.figures(DARK, "change", "ordinal_effect", period="P2"),
        """
        | measure        | n  | value | lower | upper | method   |
        | change         | 60 | 1/3   | 0.086 | 0.581 | taylor_t |
        | ordinal_effect | 60 | 1/3   | 0.086 | 0.581 | taylor_t |
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
        | n | value | lower | upper | unit   |
        | 8 | 8/16  |       |       | effect |
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


def test_limits_of_a_panel_rest_on_its_pairs_however_many_others_were_asked(town, expect):
    # the four pairs and three others: steps less 1/2, over 4, squared add up to 1/16; times 7/6 that is 0.27003
    # squared. Four pairs have 3 degrees of freedom, the seven respondents had 6: 3.18245 * 0.27003 = 0.85936
    others = "".join(f"    | other{n} | W1 | |\n" for n in range(3))
    more = "".join(f"    | other{n} | safe_after_dark | 2 |\n" for n in range(3))
    same = town(survey_waves=WAVES, survey_respondents=PANEL + others, survey_answers=MOVED + more)
    expect(
        same.figures(DARK, "panel_change", period="P2"),
        """
        | n | value | lower  | upper | baseline |
        | 4 | 1/2   | -0.359 | 1.359 | 1/4      |
        """,
    )


def test_the_odds_of_a_panel_have_no_limits(town, expect):
    # those of the odds ratio suppose that nobody answered twice; of four, three are safe after one: nine times the odds
    same = town(survey_waves=WAVES, survey_respondents=PANEL, survey_answers=MOVED)
    expect(
        same.figures(DARK, "odds_ratio_at", period="P2", by="cut").filter(cut="2"),
        """
        | n | value | lower | upper | state |
        | 8 | 9.000 |       |       | ok    |
        """,
    )
    assert same.figures(DARK, "odds_ratio", period="P2").select("lower", "upper").row(0) == (None, None)


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
    # the panel above: 1/2 over 0.28868, t = sqrt(3) with 3 degrees of freedom. For an angle of 45 degrees
    # (tan = t/sqrt(3)) the formula for odd degrees gives 2/pi * (pi/4 + 1/2) = 0.81831: p = 0.18169
    same = town(survey_waves=WAVES, survey_respondents=PANEL, survey_answers=MOVED)
    expect(
        same.figures(DARK, "change_p", period="P2"),
        """
        | n | value   | unit        |
        | 8 | 0.18169 | probability |
        """,
    )


def test_a_change_whose_interval_is_not_that_of_t_is_not_tested(town, expect):
    two = town(survey_waves=WAVES, **asked(("W0", RISK, DARK, (2, 3, 3, 3)), ("W1", RISK, DARK, (2, 2, 2, 3))))
    expect(
        two.figures(DARK, "change", "change_p", period="P2"),
        """
        | measure  | n | value | method              | state          |
        | change   | 8 | 1/2   | mover_korn_graubard | ok             |
        | change_p | 8 |       | t                   | not_applicable |
        """,
    )


def panels(*groups):
    """Persons asked twice in groups of (zone, item, first answers, second answers), as two tables."""
    people, answers = ["| respondent | wave | zone | panel |"], ["| respondent | item | answer |"]
    for zone, item, *both in groups:
        for wave, given in zip(("W0", "W1"), both, strict=True):
            for place, answer in enumerate(given):
                respondent = f"{wave}-{zone}-{place}"
                if (row := f"| {respondent} | {wave} | {zone} | {zone}-{place} |") not in people:
                    people.append(row)
                answers.append(f"| {respondent} | {item} | {answer} |")
    return {"survey_respondents": "\n".join(people), "survey_answers": "\n".join(answers)}


# two of four cross to safe here; there one does and one goes back
TWO_PANELS = panels((RISK, DARK, (3, 3, 2, 4), (2, 2, 2, 4)), (AROUND, DARK, (2, 3, 2, 3), (3, 2, 2, 3)))


def test_declared_tests_answer_for_one_another_and_for_those_that_cannot_be_made(town, expect):
    # t = sqrt(3) as above, now with 8 - 2 = 6 degrees of freedom: sin² = 1/3, 0.57735 * (1 + 1/3 + 3/8 * 4/9) =
    # 0.86603, p = 0.13397. Declared were three zones, though one was not asked: the smallest p counts three times
    two = town(survey_waves=WAVES, survey_items=ITEMS, **TWO_PANELS)
    expect(
        two.figures("tested_changes", period="P2", by=("item", "zone")),
        """
        | measure | item            | zone          | n | value   |
        | change  | safe_after_dark | risk_locality | 8 | 1/2     |
        | change  | safe_after_dark | surroundings  | 8 | 0       |
        | p       | safe_after_dark | risk_locality | 8 | 0.13397 |
        | p       | safe_after_dark | surroundings  | 8 | 1       |
        | p_holm  | safe_after_dark | risk_locality | 8 | 0.40192 |
        | p_holm  | safe_after_dark | surroundings  | 8 | 1       |
        """,
    )
    expect(
        two.figures("tested_changes", "members", "tested", period="P2"),
        """
        | measure | value | unit  |
        | members | 3     | tests |
        | tested  | 2     | tests |
        """,
    )


def test_differences_of_change_are_a_family_too(town, expect):
    # the steps 1, 1, 0, 0 vary by 1/3, the steps -1, 1, 0, 0 by 2/3, each over 4: together 1/4, so t = 1/2 / 1/2 with 6
    # degrees of freedom: sin² = 1/7, 0.37796 * (1 + 3/7 + 3/8 * 36/49) = 0.64408, p = 0.35592; of three pairs: 1
    two = town(survey_waves=WAVES, survey_items=ITEMS, **TWO_PANELS)
    told = two.figures("tested_transfers", period="P2", by=("item", "zone_pair"))
    expect(
        pairs_of(told).filter(zone_pair=f"{RISK}/{AROUND}"),
        """
        | measure  | item            | n  | value   | unit             |
        | p        | safe_after_dark | 16 | 0.35592 | probability      |
        | p_holm   | safe_after_dark | 16 | 1       | probability      |
        | transfer | safe_after_dark | 16 | 1/2     | share_difference |
        """,
    )
    expect(
        two.figures("tested_transfers", "members", "tested", period="P2"),
        """
        | measure | value |
        | members | 3     |
        | tested  | 1     |
        """,
    )


def test_exploration_counts_the_false_discoveries_of_its_own_items(town, expect):
    # the primary item is no member of the family: of two, p = 0.18169 counts 2/1 times, p = 1 counts 2/2 times
    three = panels(
        (RISK, DARK, (3, 3, 2, 4), (2, 2, 2, 4)), (RISK, "avoids_places", (2, 2, 1, 2), (1, 1, 1, 2)),
        (RISK, "victim_in_12_months", (1, 2, 1, 2), (2, 1, 1, 2)),
    )  # fmt: skip
    two = town(survey_waves=WAVES, survey_items=ITEMS, **three)
    expect(
        two.figures("item_shares", "p", "p_bh", period="P2", by="item"),
        """
        | measure | item                | value   | state          |
        | p       | avoids_places       | 0.18169 | ok             |
        | p       | safe_after_dark     | 0.18169 | ok             |
        | p       | victim_in_12_months | 1       | ok             |
        | p_bh    | avoids_places       | 0.36338 | ok             |
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
    assert only.figures("tested_changes", "members", "tested", period="P1")["value"].to_list() == [3, 0]


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
            figures = empty.figures(indicator, period="P2", by=by).filter(pl.col("unit") != "tests")
            assert figures["value"].is_null().all()
            assert set(figures["state"]) <= {"no_cases", "not_applicable"}
