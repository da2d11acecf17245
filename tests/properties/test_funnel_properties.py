"""What holds of every funnel and every pooled estimate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.stats import (
    binomial_limits,
    binomial_p_values,
    deleted_residuals,
    normal_limits,
    poisson_limits,
    poisson_p_values,
    random_effects,
)

shares = st.floats(0.02, 0.98)
places = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.05, 2)), min_size=2, max_size=12)
confidences = st.sampled_from([0.95, 0.998])


@given(shares, st.integers(1, 400), confidences)
def test_a_count_is_outside_exactly_when_its_test_says_so(target, n, confidence):
    lower, upper = binomial_limits(target, [n], confidence=confidence).row(0)
    p = binomial_p_values(list(range(n + 1)), [n] * (n + 1), target)
    for k, said in enumerate(p):
        if abs(said - (1 - confidence)) > 1e-9 and 0 < k < n:
            assert (k / n < lower or k / n > upper) == (said < 1 - confidence), (k, said)


@given(st.floats(0.1, 50), st.floats(0.1, 20), confidences)
def test_a_count_over_an_exposure_likewise(target, exposure, confidence):
    lower, upper = poisson_limits(target, [exposure], confidence=confidence).row(0)
    counts = list(range(1, int(3 * target * exposure) + 10))
    for x, said in zip(counts, poisson_p_values(counts, [exposure] * len(counts), target), strict=True):
        if abs(said - (1 - confidence)) > 1e-9:
            assert (x / exposure < lower or x / exposure > upper) == (said < 1 - confidence), (x, said)


@given(shares, st.integers(1, 400), confidences)
def test_limits_of_the_other_share_are_the_mirror(target, n, confidence):
    lower, upper = binomial_limits(target, [n], confidence=confidence).row(0)
    other = binomial_limits(1 - target, [n], confidence=confidence).row(0)
    assert other == pytest.approx((1 - upper, 1 - lower), abs=1e-7)


@given(shares, st.floats(0.1, 50), st.integers(5, 200), confidences)
def test_limits_hold_the_target_and_narrow_with_size(target, rate, n, confidence):
    sizes = [n, 4 * n, 16 * n]
    for limits, centre in (
        (binomial_limits(target, sizes, confidence=confidence), target),
        (poisson_limits(rate, sizes, confidence=confidence), rate),
        (normal_limits(rate, [1 / size for size in sizes], confidence=confidence), rate),
    ):
        assert (limits["lower"] <= centre).all()
        assert (limits["upper"] >= centre).all()
        width = limits["upper"] - limits["lower"]
        assert width.is_sorted(descending=True)
        assert width[2] < width[0]


@given(shares, st.integers(2, 300), st.floats(0, 3))
def test_what_lies_between_places_only_widens(target, n, between):
    narrow = binomial_limits(target, [n]).row(0)
    wide = binomial_limits(target, [n], between=between).row(0)
    assert 0 <= wide[0] <= narrow[0] + 1e-12
    assert narrow[1] - 1e-12 <= wide[1] <= 1
    narrow, wide = (poisson_limits(target, [n], between=one).row(0) for one in (0, between))
    assert 0 <= wide[0] <= narrow[0] + 1e-12
    assert narrow[1] - 1e-12 <= wide[1]


@given(places, st.randoms(use_true_random=False), st.sampled_from(["paule-mandel", "dersimonian-laird"]))
def test_the_order_of_places_does_not_matter_and_the_mean_lies_among_them(found, random, between):
    values, errors = zip(*found, strict=True)
    pooled = random_effects(values, errors, between)
    assert min(values) - 1e-9 <= pooled.value <= max(values) + 1e-9
    assert pooled.lower <= pooled.value <= pooled.upper
    assert 0 <= pooled.i2 <= 1
    shuffled = list(found)
    random.shuffle(shuffled)
    assert random_effects(*zip(*shuffled, strict=True), between) == pooled
    told = dict(zip(found, deleted_residuals(values, errors, between), strict=True))
    again = dict(zip(shuffled, deleted_residuals(*zip(*shuffled, strict=True), between), strict=True))
    assert again == told


@given(places, st.floats(-10, 10), st.floats(0.1, 10))
def test_moving_and_stretching_the_scale_moves_and_stretches_the_estimate(found, shift, factor):
    values, errors = zip(*found, strict=True)
    plain = random_effects(values, errors)
    moved = random_effects([shift + factor * one for one in values], [factor * one for one in errors])
    assert moved.value == pytest.approx(shift + factor * plain.value, abs=1e-6)
    assert moved.tau2 == pytest.approx(factor**2 * plain.tau2, rel=1e-6, abs=1e-8)
