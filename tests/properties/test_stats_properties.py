"""What holds of every estimate, whatever the data."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from apk_lib.stats import (
    detectable_change,
    kaplan_meier,
    power,
    proportion,
    proportion_difference,
    rate,
    rate_ratio,
    survey_change,
    survey_estimate,
)

methods = st.sampled_from(["exact", "wilson"])
differences = st.sampled_from(["newcombe", "agresti-caffo"])


@st.composite
def counts(draw):
    n = draw(st.integers(1, 500))
    return draw(st.integers(0, n)), n


@given(counts(), methods)
def test_share_lies_in_its_interval_between_0_and_1(share, method):
    found = proportion(*share, method)
    assert 0 <= found.lower <= found.value <= found.upper <= 1


@given(counts(), methods)
def test_the_other_share_is_the_mirror(share, method):
    k, n = share
    found, other = proportion(k, n, method), proportion(n - k, n, method)
    assert (found.lower, found.upper) == (pytest.approx(1 - other.upper), pytest.approx(1 - other.lower))


@given(counts(), counts(), differences)
def test_swapping_two_shares_mirrors_their_difference(one, other, method):
    there, back = (proportion_difference(*pair, method) for pair in ((*one, *other), (*other, *one)))
    assert there.lower - 1e-12 <= there.value <= there.upper + 1e-12
    assert (there.value, there.lower, there.upper) == pytest.approx((-back.value, -back.upper, -back.lower))


@given(st.integers(0, 1000), st.floats(0.1, 1e6))
def test_rate_lies_in_its_interval(x, exposure):
    found = rate(x, exposure)
    assert 0 <= found.lower <= found.value <= found.upper


@given(st.integers(1, 200), st.floats(0.1, 1e3), st.integers(1, 200), st.floats(0.1, 1e3))
def test_swapping_two_rates_inverts_their_ratio(x1, t1, x2, t2):
    there, back = rate_ratio(x1, t1, x2, t2), rate_ratio(x2, t2, x1, t1)
    assert there.lower <= there.value <= there.upper
    assert (there.value, there.lower) == (pytest.approx(1 / back.value), pytest.approx(1 / back.upper))
    assert there.p_value == pytest.approx(back.p_value)
    assert 0 <= there.p_value <= 1


@given(st.floats(0.01, 0.9), st.integers(5, 2000), st.integers(5, 2000), st.floats(0.5, 5))
def test_detectable_change_has_the_power_asked_for(p, n1, n2, deff):
    found = detectable_change(p, n1, n2, deff)
    if found.value is None:
        assert power(p, 1, n1, n2, deff).value < 0.8
    else:
        assert power(p, p + found.value, n1, n2, deff).value == pytest.approx(0.8, abs=1e-6)


# --- survival --------------------------------------------------------------------------------------

spells = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=40)
intervals = st.sampled_from(["log-log", "log", "plain", "beta-product"])


@given(spells, intervals)
def test_curve_falls_within_its_limits(spells, interval):
    curve = kaplan_meier(*zip(*spells, strict=True), interval=interval)
    values = curve["value"].to_list()
    assert values == sorted(values, reverse=True)
    for row in curve.drop_nulls(["lower", "upper"]).iter_rows(named=True):
        assert 0 <= row["lower"] <= row["value"] + 1e-12
        assert row["value"] - 1e-12 <= row["upper"] <= 1


@given(spells, intervals, st.randoms(use_true_random=False))
def test_order_of_spells_does_not_matter(spells, interval, random):
    shuffled = random.sample(spells, len(spells))
    one, other = (kaplan_meier(*zip(*rows, strict=True), interval=interval) for rows in (spells, shuffled))
    assert one.equals(other)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30), st.integers(1, 40))
def test_without_censoring_beta_product_is_clopper_and_pearsons(lengths, time):
    curve = kaplan_meier(lengths, [1] * len(lengths), interval="beta-product")
    [found] = curve.at(time).iter_rows(named=True)
    exact = proportion(sum(length > time for length in lengths), len(lengths))
    figures = (found["value"], found["lower"], found["upper"])
    assert figures == pytest.approx((exact.value, exact.lower, exact.upper), rel=1e-9, abs=1e-12)


@given(spells, st.lists(st.integers(0, 60), min_size=1, max_size=5))
def test_asked_times_agree_with_the_curve(spells, times):
    curve = kaplan_meier(*zip(*spells, strict=True))
    assert_frame_equal(curve.at(curve["time"]), pl.DataFrame(curve))
    found = curve.at(sorted(times))
    known = curve.select("time", "value").rows()
    for time, value in found.select("time", "value").rows():
        if value is not None:
            assert value == min((v for t, v in known if t <= time), default=1)


# --- surveys ---------------------------------------------------------------------------------------

DESIGN = {"weight": "weight", "stratum": "stratum", "psu": "psu"}
respondents = st.tuples(
    st.sampled_from("ab"),
    st.integers(1, 3),
    st.floats(0.1, 10),
    st.sampled_from([0, 1, None]),
    st.sampled_from(["north", "south"]),
    st.sampled_from([2020, 2021, 2022]),
)
surveys = st.lists(respondents, min_size=1, max_size=40).map(
    lambda rows: pl.DataFrame(
        rows,
        schema={
            "stratum": pl.String,
            "psu": pl.Int64,
            "weight": pl.Float64,
            "safe": pl.Int64,
            "place": pl.String,
            "year": pl.Int64,
        },
        orient="row",
    )
)
kinds = st.sampled_from(["t", "logit", "korn-graubard"])
both_waves = surveys.filter(lambda frame: frame["year"].n_unique() > 1)


@given(surveys, kinds)
def test_survey_share_lies_in_its_interval(survey, interval):
    found = survey_estimate(survey, "safe", **DESIGN, by="place", kind="proportion", interval=interval)
    for row in found.drop_nulls("value").iter_rows(named=True):
        assert 0 <= row["value"] <= 1
        if row["lower"] is not None:
            assert row["lower"] - 1e-12 <= row["value"] <= row["upper"] + 1e-12


@given(both_waves, st.randoms(use_true_random=False))
def test_order_of_respondents_does_not_matter(survey, random):
    shuffled = survey[random.sample(range(survey.height), survey.height)]
    for frame in (survey, shuffled):
        assert survey_estimate(frame, "safe", **DESIGN) == survey_estimate(survey, "safe", **DESIGN)
        assert changes(frame).equals(changes(survey))


def changes(frame):
    return survey_change(frame, "safe", wave="year", **DESIGN, by="place")


@given(both_waves, st.sampled_from([0.5, 4.0, 1024.0]))
def test_scale_of_weights_does_not_matter(survey, factor):
    scaled = survey.with_columns(pl.col("weight") * factor)
    # powers of two scale without rounding
    assert survey_estimate(scaled, "safe", **DESIGN) == survey_estimate(survey, "safe", **DESIGN)
    assert changes(scaled).equals(changes(survey))


@given(both_waves)
def test_swapping_the_waves_mirrors_the_change(survey):
    there = survey_change(survey, "safe", wave="year", **DESIGN)
    back = survey_change(survey.with_columns(-pl.col("year")), "safe", wave="year", **DESIGN)
    assert (back.n, back.df) == (there.n, there.df)
    for one, other in ((back.value, there.value), (back.lower, there.upper), (back.upper, there.lower)):
        assert one == (None if other is None else pytest.approx(-other, abs=1e-12))
    assert back.se == (None if there.se is None else pytest.approx(there.se, abs=1e-12))


@given(surveys)
def test_a_group_is_estimated_as_if_all_others_had_not_answered(survey):
    groups = survey_estimate(survey, "safe", **DESIGN, by="place")
    for row in groups.iter_rows(named=True):
        others_silent = survey.with_columns(safe=pl.when(pl.col("place") == row["place"]).then("safe"))
        alone = survey_estimate(others_silent, "safe", **DESIGN)
        assert (row["n"], row["value"]) == (alone.n, alone.value)
        # units of others are added as zeros or counted as absent: the same sum, rounded in another order
        assert row["se"] == approximately(alone.se)


@given(surveys)
def test_a_respondent_counted_twice_in_the_same_unit_weighs_double(survey):
    doubled = survey.with_columns(pl.col("weight") * 2)
    repeated = pl.concat([survey, survey])
    one, other = (survey_estimate(frame, "safe", **DESIGN) for frame in (doubled, repeated))
    assert (other.value, other.se) == (approximately(one.value), approximately(one.se))


def approximately(value):
    return None if value is None else pytest.approx(value, abs=1e-12)


@given(surveys)
def test_every_respondent_labelled_is_no_psu_at_all(survey):
    labelled = survey.with_row_index("person")
    one = survey_estimate(survey, "safe", weight="weight", stratum="stratum")
    other = survey_estimate(labelled, "safe", weight="weight", stratum="stratum", psu="person")
    assert (other.n, other.df) == (one.n, one.df)
    assert (other.value, other.se) == (approximately(one.value), approximately(one.se))
