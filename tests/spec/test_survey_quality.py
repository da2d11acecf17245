"""How good a survey is, what its questions say, what the next one needs; published surveys and documents."""

from math import sqrt

import pytest

ONE_WAVE = """
    | wave | starts     | ends       |
    | W0   | 2020-07-01 | 2020-07-31 |
"""
FOUR = """
    | respondent | wave | zone          |
    | a          | W0   | risk_locality |
    | b          | W0   | risk_locality |
    | c          | W0   | risk_locality |
    | d          | W0   | risk_locality |
"""
ANSWERS = """
    | respondent | item            | answer |
    | a          | safe_after_dark | 1      |
    | b          | safe_after_dark | 3      |
    | c          | safe_after_dark | 4      |
    | d          | safe_after_dark | 9      |
"""
ENDED = """
    | wave | zone          | disposition         | persons |
    | W0   | risk_locality | complete            | 40      |
    | W0   | risk_locality | partial             | 10      |
    | W0   | risk_locality | refusal             | 30      |
    | W0   | risk_locality | non_contact         | 15      |
    | W0   | risk_locality | other_non_interview | 3       |
    | W0   | risk_locality | unknown_eligibility | 2       |
    | W0   | risk_locality | not_eligible        | 20      |
"""
SURVEY = {"survey_waves": ONE_WAVE, "survey_respondents": FOUR, "survey_answers": ANSWERS}


# --- response --------------------------------------------------------------------------------------


def test_the_response_rate_leaves_out_who_does_not_belong(town, expect):
    # 40 and 40 + 10 of 40 + 10 + 30 + 15 + 3 + 2 = 100
    one = town(**SURVEY, survey_dispositions=ENDED)
    expect(
        one.figures("survey_response", by="wave"),
        """
        | measure         | n   | numerator | denominator | value | unit        |
        | approached      | 120 |           |             | 120   | persons     |
        | respondents     | 4   | 4         |             | 4     | respondents |
        | response_rate_1 | 100 | 40        | 100         | 0.4   | share       |
        | response_rate_2 | 100 | 50        | 100         | 0.5   | share       |
        """,
    )
    expect(
        one.figures("survey_response", "response_rate_2", by=("wave", "zone")),
        """
        | zone          | value |
        | risk_locality | 0.5   |
        """,
    )


def test_without_those_approached_only_respondents_are_known(town, expect):
    one = town(**SURVEY)
    expect(
        one.figures("survey_response", by="wave"),
        """
        | measure         | value | state          |
        | approached      |       | not_applicable |
        | respondents     | 4     | ok             |
        | response_rate_1 |       | not_applicable |
        | response_rate_2 |       | not_applicable |
        """,
    )


def test_a_wave_that_is_not_over_has_no_response(town, expect):
    later = town(**SURVEY | {"survey_waves": ONE_WAVE.replace("2020-07", "2021-07")}, survey_dispositions=ENDED)
    assert later.figures("survey_response", by="wave")["value"].is_null().all()


def test_whoever_did_not_answer_may_think_anything(town, expect):
    # half of those approached answered, and of four respondents one feels safe, two unsafe, one does not know:
    # at least 1/2 * 1/4 and at most 1 - 1/2 * 2/4 of everybody feel safe
    one = town(**SURVEY, survey_dispositions=ENDED)
    expect(
        one.figures("safe_after_dark", "lowest_possible", "highest_possible", by="wave"),
        """
        | measure          | n | value | lower | upper |
        | highest_possible | 4 | 3/4   |       |       |
        | lowest_possible  | 4 | 1/8   |       |       |
        """,
    )


def test_bounds_need_those_approached_in_every_zone(town, expect):
    elsewhere = FOUR.replace("| d          | W0   | risk_locality |", "| d          | W0   | surroundings  |")
    one = town(**SURVEY | {"survey_respondents": elsewhere}, survey_dispositions=ENDED)
    expect(
        one.figures("safe_after_dark", "lowest_possible", by="wave"),
        """
        | n | value | state          |
        | 4 |       | not_applicable |
        """,
    )


# --- weights ---------------------------------------------------------------------------------------

CELLS = """
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


def test_raked_weights_are_described(town, expect):
    # 300, 300, 200, 200: 4 * 260000 / 1000^2 = 1.04, extremes 300 and 200 to the median 250; each category holds two;
    # half of the sample, but six tenths of the people live in the risk localities
    raked = town(**SURVEY | {"survey_respondents": CELLS}, population_margins=MARGINS)
    expect(
        raked.figures("survey_weights", by="wave"),
        """
        | measure         | n | value | unit        |
        | kish_deff       | 4 | 1.040 | ratio       |
        | largest_weight  | 4 | 1.200 | ratio       |
        | margin_error    | 4 | 0.100 | share       |
        | smallest_cell   | 4 | 2     | respondents |
        | smallest_weight | 4 | 0.800 | ratio       |
        """,
    )


def test_whose_category_nobody_knows_is_no_cell(town, expect):
    # two women, two men and one who told no sex
    five = CELLS + "    | e          | W0   | surroundings  |        |\n"
    raked = town(**SURVEY | {"survey_respondents": five}, population_margins=MARGINS)
    expect(raked.figures("survey_weights", "smallest_cell", by="wave"), "| n | value |\n| 5 | 2 |")


def test_a_later_wave_that_fits_no_margins_leaves_earlier_figures_alone(town, expect):
    # 420, 180, 280, 120 by zone and sex: 4 * 301600 / 1000^2 = 1.2064. In the later wave every woman lives in the risk
    # localities: weighted to both it cannot be, so both are weighted to zones: 300, 300, 200, 200
    more = CELLS + "".join(f"    | {name} | W1 | {zone} | {sex} |\n" for name, zone, sex in (
        ("e", "risk_locality", "female"), ("f", "surroundings", "male")))  # fmt: skip
    waves = ONE_WAVE + "    | W1   | 2021-05-01 | 2021-05-31 |\n"
    shares = MARGINS.replace("female        | 500", "female        | 700").replace(
        "male          | 500", "male          | 300"
    )
    two = town(**SURVEY | {"survey_respondents": more, "survey_waves": waves}, population_margins=shares)
    for period, kish in (("P1", "1.2064"), ("P2", "1.0400")):
        told = two.figures("survey_weights", "kish_deff", period=period, by="wave").filter(wave="W0")
        expect(told, f"| value |\n| {kish} |")


def test_without_margins_the_strata_are_the_cells(town, expect):
    skewed = CELLS.replace("| b          | W0   | risk_locality |", "| b          | W0   | surroundings  |")
    bare = town(**SURVEY | {"survey_respondents": skewed})
    expect(
        bare.figures("survey_weights", "margin_error", "smallest_cell", by="wave"),
        """
        | measure       | n | value | state          |
        | margin_error  | 4 |       | not_applicable |
        | smallest_cell | 4 | 1     | ok             |
        """,
    )


# --- questions -------------------------------------------------------------------------------------

ITEMS = """
    | item             | scale        | battery | locality |
    | knows_assistants |              |         |          |
    | met_assistants   |              |         |          |
    | worry_noise      |              | calm    |          |
    | worry_drugs      |              | calm    |          |
    | safe_in_A        | place_safety |         | A        |
"""


def test_a_question_that_follows_another_is_asked_of_those_it_was_led_to(town, expect):
    # a and c know the assistants and only a said whether they spoke; d declined to say whether he knows them
    one = town(
        survey_waves=ONE_WAVE,
        survey_items=ITEMS,
        survey_respondents=FOUR,
        survey_answers="""
        | respondent | item             | answer |
        | a          | knows_assistants | 1      |
        | b          | knows_assistants | 2      |
        | c          | knows_assistants | 1      |
        | d          | knows_assistants | 8      |
        | a          | met_assistants   | 1      |
        """,
    )
    expect(
        one.figures("item_shares", "favourable", "nonresponse", by=("item", "wave")).drop_nulls("value"),
        """
        | measure     | item             | n | value |
        | favourable  | knows_assistants | 3 | 2/3   |
        | favourable  | met_assistants   | 1 | 1     |
        | nonresponse | knows_assistants | 4 | 1/4   |
        | nonresponse | met_assistants   | 2 | 1/2   |
        """,
    )


def test_every_scale_has_its_own_favourable_side(town, expect):
    # worries run from "not at all" (1) to "very" (4); of three valid answers two are not worried: scores 4, 3, 1
    one = town(
        survey_waves=ONE_WAVE,
        survey_items=ITEMS,
        survey_respondents=FOUR,
        survey_answers="""
        | respondent | item        | answer |
        | a          | worry_noise | 1      |
        | b          | worry_noise | 2      |
        | c          | worry_noise | 4      |
        | d          | worry_noise | 9      |
        """,
    )
    figures = one.figures("item_shares", "favourable", "mean_score", "dont_know", by=("item", "wave"))
    expect(
        figures.filter(item="worry_noise"),
        """
        | measure    | n | value |
        | dont_know  | 4 | 1/4   |
        | favourable | 3 | 2/3   |
        | mean_score | 3 | 8/3   |
        """,
    )


def test_who_does_not_go_to_a_place_is_outside_its_base(town, expect):
    one = town(
        survey_waves=ONE_WAVE,
        survey_items=ITEMS,
        survey_respondents=FOUR,
        survey_answers="""
        | respondent | item      | answer |
        | a          | safe_in_A | 1      |
        | b          | safe_in_A | 4      |
        | c          | safe_in_A | 7      |
        | d          | safe_in_A | 9      |
        """,
    )
    expect(
        one.figures("place_safety", "share_safe", "does_not_go", by=("locality", "wave")),
        """
        | measure     | locality | n | value |
        | does_not_go | A        | 4 | 1/4   |
        | share_safe  | A        | 2 | 1/2   |
        """,
    )
    expect(
        one.figures("place_safety", "change", by="locality"),
        """
        | locality | value | state          |
        | A        |       | not_applicable |
        | B        |       | not_applicable |
        """,
    )


CALM = """
    | respondent | item        | answer |
    | a          | worry_noise | 1      |
    | b          | worry_noise | 2      |
    | c          | worry_noise | 3      |
    | d          | worry_noise | 4      |
    | e          | worry_noise | 4      |
    | a          | worry_drugs | 2      |
    | b          | worry_drugs | 1      |
    | c          | worry_drugs | 4      |
    | d          | worry_drugs | 3      |
    | e          | worry_drugs | 8      |
"""


def test_a_battery_is_reliable_as_far_as_its_items_move_together(town, expect):
    # scores 4 3 2 1 and 3 4 1 2: variances 5/3 each, covariance 1; alpha = 2 * (1 - (10/3) / (10/3 + 2)) = 0.75.
    # e declined one of the two and is left out; two items do not tell omega
    five = FOUR + "    | e          | W0   | risk_locality |\n"
    one = town(survey_waves=ONE_WAVE, survey_items=ITEMS, survey_respondents=five, survey_answers=CALM)
    expect(
        one.figures("battery_reliability", by=("battery", "wave")),
        """
        | measure | battery | wave | n | value | unit  |
        | alpha   | calm    | W0   | 4 | 0.750 | index |
        | omega   | calm    | W0   | 4 |       | index |
        """,
    )
    lower, value, upper = one.figures("battery_reliability", "alpha", by=("battery", "wave")).select(
        "lower", "value", "upper"
    ).row(0)  # fmt: skip
    assert lower < value < upper


@pytest.mark.parametrize(
    "kept",
    [
        lambda line: "worry_drugs" not in line,
        lambda line: "| a " in line or "item" in line,
    ],
    ids=["one item", "one respondent"],
)
def test_a_battery_of_one_item_or_one_respondent_is_not_judged(town, kept):
    few = "\n".join(line for line in CALM.splitlines() if kept(line))
    one = town(survey_waves=ONE_WAVE, survey_items=ITEMS, survey_respondents=FOUR, survey_answers=few)
    figures = one.figures("battery_reliability", by=("battery", "wave"))
    assert set(figures["state"]) == {"not_applicable"}


def test_a_battery_in_which_all_say_the_same_is_not_judged(town):
    alike = "\n".join([CALM.splitlines()[1], *(
        f"| {name} | {item} | 2 |" for item in ("worry_noise", "worry_drugs") for name in "abcd"
    )])  # fmt: skip
    one = town(survey_waves=ONE_WAVE, survey_items=ITEMS, survey_respondents=FOUR, survey_answers=alike)
    assert set(one.figures("battery_reliability", by=("battery", "wave"))["state"]) == {"not_applicable"}


# --- the next survey -------------------------------------------------------------------------------

HALF = ANSWERS.replace("| c          | safe_after_dark | 4 ", "| c          | safe_after_dark | 2 ").replace("9 ", "3 ")
RULE = """
    | rule                     | value |
    | detectable_change_points | 10    |
"""


def needed(p1: float, p2: float) -> float:
    """Respondents a wave by the published formula, in simple samples, for power 0.8 at alpha 0.05."""
    middle = (p1 + p2) / 2
    spread = 1.959964 * sqrt(2 * middle * (1 - middle)) + 0.841621 * sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return (spread / (p2 - p1)) ** 2


def test_the_plan_learns_from_the_last_wave(town, expect):
    # half of four feel safe, the design effect is 4/3: 387.34 * 4/3 = 516.5 respondents find ten points; half of those
    # approached answered, so 1032.9 are to be approached
    one = town(**SURVEY | {"survey_answers": HALF}, survey_dispositions=ENDED, programme_rules=RULE)
    assert round(needed(0.5, 0.6), 2) == 387.34
    expect(
        one.figures("survey_plan", "needed", "to_approach"),
        """
        | measure     | n | value | unit        |
        | needed      | 4 | 517   | respondents |
        | to_approach | 4 | 1033  | persons     |
        """,
    )
    sizes = one.figures("survey_plan", "detectable", by="respondents_per_wave")
    assert set(sizes["respondents_per_wave"]) == {"100", "200", "300", "400", "600", "1000"}
    for size, change in sizes.select("respondents_per_wave", "value").iter_rows():
        assert needed(0.5, 0.5 + change) * 4 / 3 == pytest.approx(int(size), rel=1e-5)


def test_who_gives_no_valid_answer_is_needed_too(town, expect):
    # four of five answered, half of them safe: steps of 1/2 over 4, squared, add up to 1/16, times 5/4: 0.078125, five
    # quarters of 1/4/4. 387.34 * 5/4 = 484.2 answers are those of 605.2 respondents, half of those approached
    five = FOUR + "    | e          | W0   | risk_locality |\n"
    said = HALF + "    | e          | safe_after_dark | 9      |\n"
    more = SURVEY | {"survey_respondents": five, "survey_answers": said}
    one = town(**more, survey_dispositions=ENDED, programme_rules=RULE)
    expect(
        one.figures("survey_plan", "needed", "to_approach"),
        """
        | measure     | n | value |
        | needed      | 4 | 606   |
        | to_approach | 4 | 1211  |
        """,
    )
    for size, change in one.figures("survey_plan", "detectable", by="respondents_per_wave").select(
        "respondents_per_wave", "value"
    ).iter_rows():  # fmt: skip
        assert needed(0.5, 0.5 + change) * 5 / 4 == pytest.approx(int(size) * 4 / 5, rel=1e-5)


def test_half_of_a_small_town_asked_once_promises_the_next_survey_nothing(town, expect):
    # 600 of 1200, half of them safe: with replacement the design effect is 600/599, so 387.34 * 600/599 = 387.98. Held
    # against the town they were drawn from the error would be half as large, and 195 enough
    people = "\n".join(["| respondent | wave | population |", *(f"| r{n} | W0 | 1200 |" for n in range(600))])
    said = "\n".join(
        ["| respondent | item | answer |", *(f"| r{n} | safe_after_dark | {2 + n % 2} |" for n in range(600))]
    )
    one = town(survey_waves=ONE_WAVE, survey_respondents=people, survey_answers=said, programme_rules=RULE)
    expect(one.figures("survey_plan", "needed"), "| n | value |\n| 600 | 388 |")
    expect(one.figures("safe_after_dark", "deff", by="wave"), "| n | value |\n| 600 | 0.501 |")


def test_without_a_rule_or_those_approached_the_plan_is_shorter(town, expect):
    one = town(**SURVEY | {"survey_answers": HALF})
    expect(
        one.figures("survey_plan", "needed", "to_approach"),
        """
        | measure     | value | state          |
        | needed      |       | not_applicable |
        | to_approach |       | not_applicable |
        """,
    )
    ruled = town(**SURVEY | {"survey_answers": HALF}, programme_rules=RULE)
    expect(
        ruled.figures("survey_plan", "needed", "to_approach"),
        """
        | measure     | value | state          |
        | needed      | 517   | ok             |
        | to_approach |       | not_applicable |
        """,
    )


# --- published surveys and documents ---------------------------------------------------------------


def test_a_published_share_stands_as_it_was_published(town, expect):
    # what was asked after the period is not cited in its report
    one = town(
        published_surveys="""
        | survey | item            | place   | year | respondents | percent_safe | wording | caveat_cs | caveat_en |
        | north  | safe_by_day     | Northam | 2016 | 1000        | 86           | w       | c         | c         |
        | north  | safe_after_dark | Northam | 2016 | 1000        | 42.5         | w       | c         | c         |
        | later  | safe_by_day     | Southam | 2021 |             | 90           | w       | c         | c         |
        """
    )
    expect(
        one.figures("published_safety", by=("survey", "item")),
        """
        | survey | item            | n    | value | lower |
        | north  | safe_after_dark | 1000 | 0.425 |       |
        | north  | safe_by_day     | 1000 | 0.86  |       |
        """,
    )


OUTPUTS = """
    | output | kind             | name | finished_on | published_on |
    | D1     | initial_analysis | n    | 2020-10-20  | 2021-01-05   |
    | D2     | final_evaluation | n    | 2021-06-20  |              |
    | D3     | other            | n    | 2020-10-20  | 2020-10-20   |
"""


def test_documents_count_when_finished_and_when_published(town, expect):
    # a poster is an output and no document
    one = town(outputs=OUTPUTS)
    for period, finished, published in (("P1", "1", "0"), ("P2", "1", "1")):
        expect(
            one.figures("documents", period=period),
            f"""
            | measure   | value       | unit      |
            | finished  | {finished}  | documents |
            | published | {published} | documents |
            """,
        )
    expect(
        one.figures("documents", "finished", period="P2", scope="cumulative", by="output_kind"),
        """
        | output_kind      | value | state    |
        | final_evaluation | 1     | ok       |
        | initial_analysis | 1     | ok       |
        | other_document   |       | no_cases |
        """,
    )
