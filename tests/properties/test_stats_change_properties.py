"""What holds of every change, weight and scale, whatever the data."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apk_lib.stats import (
    adjust,
    displacement,
    mcnemar,
    ordinal_effect,
    p_value,
    paired_difference,
    poisson_regression,
    proportional_odds,
    rake,
    ratio_of_ratios,
    reliability,
    segmented_regression,
    survey_change,
    weight_spread,
    wilcoxon_signed,
)
from tests.properties.examples import examples

# --- ordered answers -------------------------------------------------------------------------------

DESIGN = {"weight": "weight", "stratum": "stratum", "psu": "psu"}
respondents = st.tuples(
    st.sampled_from("ab"),
    st.integers(1, 3),
    st.floats(0.1, 10),
    st.sampled_from([1, 2, 3, 4, None]),
    st.sampled_from([2020, 2021]),
)
surveys = (
    st.lists(respondents, min_size=2, max_size=30)
    .map(lambda rows: pl.DataFrame(rows, schema=["stratum", "psu", "weight", "y", "year"], orient="row"))
    .map(lambda frame: frame.cast({"y": pl.Int64}))
    .filter(lambda frame: frame["year"].n_unique() > 1)
)


def approximately(value):
    return None if value is None else pytest.approx(value, abs=1e-9)


@given(surveys)
def test_swapping_the_waves_turns_the_effect(survey):
    there = ordinal_effect(survey, "y", wave="year", **DESIGN)
    back = ordinal_effect(survey.with_columns(-pl.col("year")), "y", wave="year", **DESIGN)
    assert (back.n, back.n1, back.n2, back.df) == (there.n, there.n2, there.n1, there.df)
    assert back.se == approximately(there.se)
    for one, other in ((back.value, there.value), (back.lower, there.upper), (back.upper, there.lower)):
        assert one == (None if other is None else pytest.approx(-other, abs=1e-9))


@given(surveys)
def test_turning_the_scale_turns_the_effect_and_stretching_it_does_nothing(survey):
    straight, turned, stretched = (
        ordinal_effect(survey.with_columns(y=y), "y", wave="year", **DESIGN)
        for y in (pl.col("y"), 5 - pl.col("y"), pl.col("y") ** 3 + 7)
    )
    assert (stretched.value, stretched.se) == (straight.value, straight.se)
    assert turned.value == (None if straight.value is None else pytest.approx(-straight.value, abs=1e-9))
    assert straight.value is None or -1 - 1e-12 <= straight.value <= 1 + 1e-12


@given(surveys)
def test_the_effect_of_two_answers_is_the_change_of_a_share(survey):
    binary = survey.with_columns(y=(pl.col("y") > 2).cast(pl.Int64))
    effect = ordinal_effect(binary, "y", wave="year", **DESIGN)
    change = survey_change(binary, "y", wave="year", **DESIGN)
    assert (effect.n, effect.df) == (change.n, change.df)
    assert (effect.value, effect.se) == (approximately(change.value), approximately(change.se))


@examples(50)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 1)), max_size=40))
def test_turning_the_scale_inverts_the_odds(rows):
    y, x = np.array(rows, dtype=float).reshape(-1, 2).T
    there, back = proportional_odds(y, x), proportional_odds(-y, x)
    assert there.converged == back.converged
    if there.converged:
        assert (back.value, back.se) == (pytest.approx(1 / there.value), pytest.approx(there.se))
        assert there.lower <= there.value <= there.upper


# --- weights ---------------------------------------------------------------------------------------

persons = st.lists(st.tuples(st.sampled_from("mf"), st.sampled_from([1, 2, 3]), st.floats(0.1, 10)), max_size=30)


@st.composite
def samples(draw):
    """A sample in which every combination occurs, and totals of a population of the same combinations."""
    every = [(sex, age, draw(st.floats(0.1, 10))) for sex in "mf" for age in (1, 2, 3)]
    frame = pl.DataFrame(every + draw(persons), schema=["sex", "age", "w"], orient="row")
    town = [draw(st.integers(1, 50)) for _ in range(6)]
    return frame, {
        "sex": {"m": sum(town[:3]), "f": sum(town[3:])},
        "age": {age: town[age - 1] + town[age + 2] for age in (1, 2, 3)},
    }


@given(samples())
def test_raked_weights_reproduce_the_margins_and_stay(sample):
    frame, margins = sample
    weights = rake(frame, margins, "w")
    raked = frame.with_columns(weights)
    for column, totals in margins.items():
        for category, total in totals.items():
            found = raked.filter(pl.col(column) == category)["w"].sum()
            assert found == pytest.approx(total, rel=1e-9)
    assert rake(raked, margins, "w").to_list() == pytest.approx(weights.to_list(), rel=1e-9)
    assert weight_spread(weights).kish_deff >= 1 - 1e-12


@given(samples(), st.randoms(use_true_random=False))
def test_raking_does_not_depend_on_the_order_of_rows(sample, random):
    frame, margins = sample
    order = random.sample(range(frame.height), frame.height)
    assert rake(frame[order], margins, "w").equals(rake(frame, margins, "w")[order])


@given(samples())
def test_raking_keeps_the_ratio_within_a_combination(sample):
    frame, margins = sample
    factor = frame.with_columns(factor=rake(frame, margins, "w") / frame["w"])
    spread = factor.group_by("sex", "age").agg(least="factor", most="factor")
    spread = spread.with_columns(pl.col("least").list.min(), pl.col("most").list.max())
    assert spread["least"].to_list() == pytest.approx(spread["most"].to_list(), rel=1e-12)


# --- counts ----------------------------------------------------------------------------------------

count = st.integers(1, 500)


@given(count, count, count, count, st.floats(1, 20))
def test_swapping_before_and_after_or_the_areas_inverts_the_ratio(a, b, c, d, overdispersion):
    there = ratio_of_ratios(a, b, c, d, overdispersion)
    assert there.lower <= there.value <= there.upper
    for turned in ((b, a, d, c), (c, d, a, b)):
        back = ratio_of_ratios(*turned, overdispersion)
        assert (back.value, back.log_se) == (pytest.approx(1 / there.value), pytest.approx(there.log_se))
        assert (back.lower, back.upper) == (pytest.approx(1 / there.upper), pytest.approx(1 / there.lower))


@examples(30)
@given(count, count, count, count)
def test_the_ratio_is_the_interaction_of_a_poisson_regression(a, b, c, d):
    x = pl.DataFrame({"treated": [1, 1, 0, 0], "post": [0, 1, 0, 1], "both": [0, 1, 0, 0]})
    fit, ratio = poisson_regression([a, b, c, d], x), ratio_of_ratios(a, b, c, d)
    assert fit.coefficients[-1] == pytest.approx(np.log(ratio.value), abs=1e-9)
    assert fit.se[-1] == pytest.approx(ratio.log_se)


pairs = st.tuples(st.integers(0, 99), st.integers(0, 99))


@given(pairs, pairs, pairs, pairs)
def test_displacement_turns_with_time(control, treated, ring_control, ring):
    there = displacement(control, treated, ring_control, ring)
    back = displacement(*(pair[::-1] for pair in (control, treated, ring_control, ring)))
    assert back.value == (None if there.value is None else -there.value)
    assert (back.se, back.n) == (there.se, there.n)
    # the quotient exists for a success only, and what was a success is none backwards
    assert None in (there.wdq, back.wdq)


# --- pairs and tests -------------------------------------------------------------------------------


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.sampled_from(["wald", "bonett-price"]))
def test_swapping_the_two_waves_of_a_panel_turns_its_change(b, c, stayed, method):
    there, back = (paired_difference(*moved, b + c + stayed, method) for moved in ((b, c), (c, b)))
    for one, other in ((back.value, there.value), (back.lower, there.upper), (back.upper, there.lower)):
        assert one == (None if other is None else pytest.approx(-other, abs=1e-12))
    one, other = mcnemar(b, c), mcnemar(c, b)
    assert one.p_value == approximately(other.p_value)
    assert one.chi2 == other.chi2
    assert one.chi2_corrected is None or one.chi2_corrected <= one.chi2


@given(st.lists(st.integers(-4, 4), max_size=30))
def test_signed_ranks_do_not_know_which_way(differences):
    there, back = wilcoxon_signed(differences), wilcoxon_signed([-one for one in differences])
    assert (back.p_value, back.n) == (approximately(there.p_value), there.n)
    assert there.statistic + back.statistic == there.n * (there.n + 1) / 2
    if there.n:
        assert 0 < there.p_value <= 1
        assert -1 <= there.value <= 1
        assert back.value == pytest.approx(-there.value)


families = st.lists(st.none() | st.floats(0, 1), max_size=20)


@given(families, st.sampled_from(["holm", "bh"]))
def test_adjusting_keeps_order_and_never_lowers(family, method):
    found = adjust(pl.Series(family, dtype=pl.Float64), method).to_list()
    assert [one is None for one in found] == [one is None for one in family]
    told = sorted((p, q) for p, q in zip(family, found, strict=True) if p is not None)
    assert all(p <= q + 1e-15 <= 1 + 1e-12 for p, q in told)
    assert [q for _, q in told] == sorted(q for _, q in told)


@given(families)
def test_holm_is_the_stricter_rule(family):
    holm, bh = (adjust(pl.Series(family, dtype=pl.Float64), method).drop_nulls() for method in ("holm", "bh"))
    assert (holm >= bh - 1e-12).all()


@given(st.floats(-50, 50), st.floats(0.01, 50), st.none() | st.integers(1, 200))
def test_a_p_value_falls_with_the_distance(value, se, df):
    found = p_value(value, se, df)
    assert 0 <= found <= 1
    assert p_value(-value, se, df) == found
    assert p_value(2 * value, se, df) <= found + 1e-12


# --- scales and series -----------------------------------------------------------------------------

answers = st.lists(st.tuples(*[st.integers(1, 4)] * 4), max_size=25)


@examples(40)
@given(answers, st.randoms(use_true_random=False))
def test_reliability_does_not_depend_on_order_or_on_where_a_scale_begins(rows, random):
    items = pl.DataFrame(rows, schema=list("abcd"), orient="row").cast(pl.Float64)
    found = reliability(items)
    assert reliability(items[random.sample(range(items.height), items.height)]) == found
    moved = reliability(items.with_columns(pl.col("a") + 8))
    assert (moved.value, moved.omega) == (approximately(found.value), approximately(found.omega))
    if found.value is not None:
        assert found.lower <= found.value + 1e-12
        assert found.value <= found.upper + 1e-12
    assert found.omega is None or 0 <= found.omega <= 1


series = st.lists(st.floats(-10, 10).map(lambda y: round(y, 3)), min_size=16, max_size=40)


@examples(50)
@given(series, st.floats(-100, 100), st.integers(0, 6))
def test_shifting_a_series_moves_its_intercept_only(y, shift, lags):
    at = len(y) // 2
    here, there = (segmented_regression(np.array(y) + by, at, lags=lags) for by in (0.0, shift))
    assert there.coefficients == pytest.approx((here.coefficients[0] + shift, *here.coefficients[1:]), abs=1e-8)
    assert there.se == pytest.approx(here.se, abs=1e-8)
    assert there.se_ols == pytest.approx(here.se_ols, abs=1e-8)


@examples(50)
@given(series, st.floats(-5, 5))
def test_a_jump_is_all_in_the_level(y, jump):
    at = len(y) // 2
    jumped = np.array(y) + jump * (np.arange(len(y)) >= at)
    here, there = (segmented_regression(one, at, lags=2) for one in (y, jumped))
    assume(here.durbin_watson is not None)
    assert there.level.value == pytest.approx(here.level.value + jump, abs=1e-8)
    assert there.slope.value == pytest.approx(here.slope.value, abs=1e-8)
