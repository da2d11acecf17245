"""Survey estimates: shape, domains, degenerate designs, and what is refused."""

import polars as pl
import pytest

from apk_lib.stats import survey_change, survey_estimate

FIGURES = ["n", "value", "se", "lower", "upper", "df", "deff"]


@pytest.fixture
def people():
    return pl.DataFrame(
        {
            "stratum": ["a", "a", "a", "a", "b", "b", "b", "b"],
            "block": [1, 1, 2, 2, 1, 1, 2, 2],
            "weight": [1.0, 2.0, 1.0, 2.0, 1.0, 1.0, 2.0, 1.0],
            "sex": ["f", "m", "f", "m", "f", "m", "f", None],
            "safe": [1, 0, 1, None, 0, 1, 1, 0],
            "blocks": [10, 10, 10, 10, 20, 20, 20, 20],
        }
    )


DESIGN = {"weight": "weight", "stratum": "stratum", "psu": "block"}


def test_single_estimate_has_everything(people):
    found = survey_estimate(people, "safe", **DESIGN)
    assert found.n == 7
    assert found.value == pytest.approx(5 / 9)
    # four blocks less two strata: the label 1 is another block in each stratum
    assert found.df == 2
    assert (found.method, found.confidence) == ("t", 0.95)
    assert found.effective_n == pytest.approx(found.n / found.deff)


def test_equal_weights_without_design_are_the_textbook_mean():
    found = survey_estimate(pl.DataFrame({"y": [2, 4, 4, 4, 5, 5, 7, 9], "w": [3] * 8}), "y", weight="w")
    # variance 32 / 7 of eight answers with mean 5
    assert (found.value, found.df) == (5, 7)
    assert found.se == pytest.approx((32 / 7 / 8) ** 0.5)
    assert found.deff == pytest.approx(1)


def test_groups_come_in_order_with_the_columns_agreed(people):
    found = survey_estimate(people, "safe", **DESIGN, by="sex")
    assert found.columns == ["sex", *FIGURES]
    # whoever has no sex recorded belongs to no group, and to the design all the same
    assert found["sex"].to_list() == ["f", "m"]
    assert found["n"].to_list() == [4, 2]


def test_groups_of_two_columns(people):
    found = survey_estimate(people.lazy(), "safe", **DESIGN, by=["stratum", "sex"])
    assert found.select("stratum", "sex").rows() == [("a", "f"), ("a", "m"), ("b", "f"), ("b", "m")]


def test_group_counts_its_own_units_and_the_total_those_of_the_design(people):
    groups = survey_estimate(people, "safe", **DESIGN, by="sex")
    # women in all four blocks; men who answered in one block of each stratum
    assert groups["df"].to_list() == [2, 0]
    assert groups["lower"].to_list()[1] is None
    assert survey_estimate(people.filter(pl.col("sex") == "m"), "safe", **DESIGN).df == 1


def test_units_without_a_respondent_of_the_group_count_all_the_same():
    town = pl.DataFrame({"block": [1, 2, 3, 4], "sex": ["f", "f", "m", "m"], "safe": [1, 0, 1, 0], "w": 1})
    found = survey_estimate(town, "safe", weight="w", psu="block", by="sex")
    # influences 1/4 and −1/4 in two of four blocks: 4/3 · 2/16; dropping the others would give 2 · 2/16
    assert found["se"].to_list() == pytest.approx([(1 / 6) ** 0.5] * 2)


def test_a_null_answer_stays_in_the_design(people):
    answered = people.filter(pl.col("safe").is_not_null())
    lone = people.with_columns(safe=pl.when(pl.col("block") == 1).then("safe"))
    assert survey_estimate(people, "safe", **DESIGN).df == survey_estimate(answered, "safe", **DESIGN).df
    assert survey_estimate(lone, "safe", **DESIGN).df == 2
    assert survey_estimate(lone.drop_nulls("safe"), "safe", **DESIGN).df == 0


def test_nobody_answered(people):
    nobody = people.with_columns(safe=pl.lit(None, dtype=pl.Int64))
    found = survey_estimate(nobody, "safe", **DESIGN)
    assert (found.n, found.value, found.se, found.lower, found.deff) == (0, None, None, None, None)
    groups = survey_estimate(nobody, "safe", **DESIGN, by="sex")
    assert groups.select("n", "value").rows() == [(0, None), (0, None)]


def test_an_empty_frame_is_undefined_too(people):
    found = survey_estimate(people.clear(), "safe", **DESIGN)
    assert (found.n, found.value) == (0, None)
    assert survey_estimate(people.clear(), "safe", **DESIGN, by="sex").height == 0


def test_one_psu_has_no_variance_to_show(people):
    one = people.filter(stratum="a", block=1)
    found = survey_estimate(one, "safe", **DESIGN)
    assert found.value == pytest.approx(1 / 3)
    assert (found.se, found.lower, found.upper, found.deff) == (None, None, None, None)


def test_a_group_within_one_psu_has_none_either(people):
    found = survey_estimate(people, "safe", **DESIGN, by=["stratum", "block"])
    assert found["se"].to_list() == [None] * 4


def test_where_everybody_agrees(people):
    agreed = people.with_columns(safe=1)
    logit = survey_estimate(agreed, "safe", **DESIGN, kind="proportion", interval="logit")
    assert (logit.value, logit.se, logit.lower, logit.upper, logit.deff) == (1, 0, None, None, None)


def test_exact_limits_where_everybody_agrees():
    ten = pl.DataFrame({"safe": [1] * 10, "w": [1.0, 2.0] * 5})
    found = survey_estimate(ten, "safe", weight="w", kind="proportion", interval="korn-graubard")
    # as binom.test(10, 10)
    assert (found.lower, found.upper) == (pytest.approx(0.6915028921812392), 1)


def test_a_census_has_no_error(people):
    census = people.with_columns(blocks=2)
    found = survey_estimate(census, "safe", **DESIGN, fpc="blocks")
    assert found.se == 0
    assert (found.lower, found.upper) == (found.value, found.value)


def test_population_numbers_make_it_more_precise(people):
    without = survey_estimate(people, "safe", **DESIGN)
    finite = survey_estimate(people, "safe", **DESIGN, fpc="blocks")
    assert finite.se < without.se


def test_second_stage_is_not_needed_without_population_numbers(people):
    numbered = people.with_row_index("person")
    one = survey_estimate(numbered, "safe", **DESIGN)
    two = survey_estimate(numbered, "safe", weight="weight", stratum="stratum", psu=("block", "person"))
    assert two == one


def test_stratum_of_several_columns_is_their_combination(people):
    joined = people.with_columns(both=pl.format("{}/{}", "stratum", "sex")).drop_nulls()
    several = survey_estimate(joined, "safe", weight="weight", stratum=("stratum", "sex"))
    assert several == survey_estimate(joined, "safe", weight="weight", stratum="both")


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"weight": pl.Series([0.0, -1.0, None, 1, 1, 1, 1, 1])}, {}, "weight: .* in 3 of 8 rows"),
        ({"weight": float("inf")}, {}, "weight: expected a weight greater than 0, got otherwise in 8"),
        ({"weight": "heavy"}, {}, "weight: expected numbers, got String"),
        ({"safe": float("nan")}, {}, "safe: expected a finite number or null"),
        ({"stratum": None}, {}, "stratum: expected a value, as stratum, got otherwise in 8 of 8 rows"),
        ({}, {"psu": "street"}, "expected the columns street, got stratum, block"),
        ({}, {"psu": ("block", "sex", "safe")}, "psu: expected at most two stages, got 3"),
        ({}, {"psu": ("block", "sex"), "fpc": "blocks"}, r"fpc: expected one column a stage \(2\), got 1"),
        ({"blocks": 1}, {"fpc": "blocks"}, "fpc: .* at least the units drawn, got fewer in 2 strata"),
        ({"blocks": pl.int_range(8) + 10}, {"fpc": "blocks"}, "fpc: expected one population number"),
        ({"safe": 2}, {"kind": "proportion"}, "safe: expected 0 and 1, as a share, got other values in 8"),
        ({"safe": 2}, {"interval": "logit"}, "safe: expected 0 and 1"),
        ({}, {"kind": "total"}, "kind: expected one of mean, proportion, got 'total'"),
        ({}, {"interval": "wald"}, "interval: expected one of t, logit, korn-graubard"),
        ({}, {"single_psu": "fail"}, "single_psu: expected one of adjust, certainty"),
        ({}, {"confidence": 1}, "confidence: expected a number between 0 and 1"),
    ],
)
def test_wrong_input_is_named(people, change, options, message):
    with pytest.raises(ValueError, match=message):
        survey_estimate(people.with_columns(**change_of(change)), "safe", **DESIGN | options)


def change_of(columns):
    plain = (int, float, str, type(None))
    return {name: pl.lit(value) if isinstance(value, plain) else value for name, value in columns.items()}


@pytest.fixture
def waves(people):
    return pl.concat(
        [
            people.with_columns(year=2020),
            people.with_columns(year=2021, safe=pl.lit(None, dtype=pl.Int64)),
            people.with_columns(year=2022, safe=1 - pl.col("safe")),
        ]
    )


def test_change_is_last_less_first_whatever_lies_between(waves):
    found = survey_change(waves, "safe", wave="year", **DESIGN)
    assert found.value == pytest.approx(4 / 9 - 5 / 9)
    assert found.n == 14


def test_change_within_the_same_units_knows_their_covariance(waves):
    """Every answer is the opposite of the earlier one, so the panel's error is twice that of a wave."""
    one = survey_estimate(waves.filter(year=2020), "safe", **DESIGN)
    panel = survey_change(waves, "safe", wave="year", **DESIGN)
    assert panel.se == pytest.approx(2 * one.se)
    assert panel.df == 2


def test_change_between_other_units_adds_the_variances(waves):
    one = survey_estimate(waves.filter(year=2020), "safe", **DESIGN)
    design = DESIGN | {"stratum": ("year", "stratum")}
    found = survey_change(waves.filter(pl.col("year") != 2021), "safe", wave="year", **design)
    assert found.se == pytest.approx(2**0.5 * one.se)
    assert found.df == 4


def test_change_by_group(waves):
    found = survey_change(waves, "safe", wave="year", **DESIGN, by="sex")
    assert found.columns == ["sex", *FIGURES]
    assert found["n"].to_list() == [8, 4]
    # the design's, also in a group
    assert found["df"].to_list() == [2, 2]


def test_a_group_that_lacks_a_wave_has_no_change(waves):
    men_later = waves.filter((pl.col("sex") == "f") | (pl.col("year") == 2022))
    found = survey_change(men_later, "safe", wave="year", **DESIGN, by="sex")
    assert found.row(1, named=True) | {"df": None} == {
        "sex": "m",
        "n": 2,
        **dict.fromkeys(["value", "se", "lower", "upper", "df", "deff"]),
    }


def test_change_needs_two_waves(people):
    with pytest.raises(ValueError, match=r"year: expected at least two waves, got \[2020\]"):
        survey_change(people.with_columns(year=2020), "safe", wave="year", **DESIGN)


def test_change_refuses_a_row_without_a_wave(waves):
    gap = waves.with_columns(year=pl.when(pl.col("year") != 2021).then("year"))
    with pytest.raises(ValueError, match="year: expected a value, as wave, got otherwise in 8 of 24 rows"):
        survey_change(gap, "safe", wave="year", **DESIGN)


def test_change_has_one_interval(waves):
    with pytest.raises(ValueError, match="interval: expected one of t, got 'logit'"):
        survey_change(waves, "safe", wave="year", **DESIGN, interval="logit")
