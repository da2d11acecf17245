"""Shares, rates and plans: where they are undefined, and what they refuse."""

import pytest

from apk_lib.stats import (
    detectable_change,
    power,
    proportion,
    proportion_difference,
    rate,
    rate_ratio,
    sample_size,
)


def figures(estimate):
    return estimate.value, estimate.lower, estimate.upper


def test_a_share_of_nobody_is_undefined():
    assert figures(proportion(0, 0)) == (None, None, None)
    assert figures(proportion_difference(1, 2, 0, 0)) == (None, None, None)
    assert proportion_difference(1, 2, 0, 0).n == 2


@pytest.mark.parametrize("method", ["exact", "wilson"])
def test_limits_reach_the_ends_exactly(method):
    assert proportion(0, 4, method).lower == 0
    assert proportion(4, 4, method).upper == 1


def test_result_tells_how_it_was_made():
    found = proportion(3, 4, confidence=0.9)
    assert (found.n, found.method, found.confidence) == (4, "exact", 0.9)
    assert found.se is None


def test_less_confidence_is_narrower():
    wide, narrow = proportion(3, 4), proportion(3, 4, confidence=0.8)
    assert wide.lower < narrow.lower < narrow.upper < wide.upper


def test_difference_is_the_first_less_the_second():
    assert proportion_difference(3, 4, 1, 4).value == 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: proportion(5, 4), "k: expected at most n = 4, got 5"),
        (lambda: proportion(-1, 4), "k: expected a whole number of at least 0, got -1"),
        (lambda: proportion(1.5, 4), "k: expected a whole number"),
        (lambda: proportion(float("nan"), 4), "k: expected a whole number"),
        (lambda: proportion(1, 4, "wald"), "method: expected one of exact, wilson, got 'wald'"),
        (lambda: proportion(1, 4, confidence=95), "confidence: expected a number between 0 and 1, got 95"),
        (lambda: proportion_difference(1, 2, 3, 2), "k2: expected at most n2 = 2, got 3"),
        (lambda: rate(3, 0), "exposure: expected a number greater than 0, got 0"),
        (lambda: rate(3, -1), "exposure: expected a number greater than 0, got -1"),
        (lambda: rate_ratio(1, 10, 1, 0), "t2: expected a number greater than 0, got 0"),
        (lambda: power(1.2, 0.5, 10), "p1: expected a number from 0 to 1, got 1.2"),
        (lambda: power(0.2, 0.5, 0), "n1: expected a number greater than 0"),
        (lambda: power(0.2, 0.5, 10, deff=0), "deff: expected a number greater than 0"),
        (lambda: detectable_change(0.5, 100, power=0.01), "power: expected a number between 0.05 and 1"),
        (lambda: sample_size(0.5, 0.5), "p2: expected a share other than p1 = 0.5"),
        (lambda: sample_size(0.5, 0.6, response=0), "response: expected a share above 0 and up to 1"),
    ],
)
def test_wrong_input_is_named(call, message):
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        call()


def test_rate_without_exposure_is_undefined():
    assert figures(rate(0, 0)) == (None, None, None)


def test_no_event_still_has_an_upper_limit():
    # the rule of three, exactly: −ln 0.025 events at most
    assert figures(rate(0, 10)) == (0, 0, pytest.approx(0.36888794541))


def test_ratio_without_events_in_the_base_is_unbounded():
    found = rate_ratio(4, 10, 0, 10)
    assert found.value is None
    assert found.upper is None
    # 4 of 4 events in the first period: the odds of the exact limit 0.025 ** (1 / 4), and twice (1/2) ** 4
    assert found.lower == pytest.approx(0.3976353644 / (1 - 0.3976353644))
    assert found.p_value == pytest.approx(0.125)


def test_ratio_without_any_event_is_undefined():
    found = rate_ratio(0, 10, 0, 10)
    assert (*figures(found), found.p_value) == (None, None, None, None)


def test_fewer_events_give_a_ratio_below_one():
    assert rate_ratio(0, 1, 5, 1).value == 0
    assert rate_ratio(0, 1, 5, 1).lower == 0


def test_change_counts_from_the_baseline_upward():
    found = detectable_change(0.55, 200)
    assert 0 < found.value < 0.45
    assert power(0.55, 0.55 + found.value, 200).value == pytest.approx(0.8)


def test_change_that_no_survey_of_this_size_finds():
    assert detectable_change(0.9, 5).value is None
    assert detectable_change(1, 1000).value is None


def test_no_change_is_found_as_often_as_the_test_errs():
    assert power(0, 0, 100).value == pytest.approx(0.05 / 2)


def test_everybody_changes():
    assert power(0, 1, 100).value == 1


def test_waves_of_unequal_size_lie_between_the_equal_ones():
    small, mixed, large = power(0.5, 0.6, 100), power(0.5, 0.6, 100, 400), power(0.5, 0.6, 400)
    assert small.value < mixed.value < large.value
    assert (mixed.n1, mixed.n2) == (100, 400)


def test_response_and_design_effect_multiply_the_sample():
    plain, real = sample_size(0.55, 0.65), sample_size(0.55, 0.65, deff=1.5, response=0.5)
    assert real.value == pytest.approx(3 * plain.value)
    assert plain.n1 == plain.n2 == 376
