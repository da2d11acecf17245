"""Counts beside a comparison and broken series: where they are undefined, what they refuse."""

import math

import numpy as np
import polars as pl
import pytest

from apk_lib.stats import (
    NoFiniteEffectError,
    displacement,
    poisson_regression,
    ratio_of_effect,
    ratio_of_ratios,
    segmented_regression,
)


def figures(estimate):
    return estimate.value, estimate.lower, estimate.upper


# --- counts ----------------------------------------------------------------------------------------


def test_half_as_many_where_nothing_else_changed():
    found = ratio_of_ratios(40, 20, 30, 30)
    assert (found.value, found.n) == (0.5, 120)
    assert found.log_se == pytest.approx((1 / 40 + 1 / 20 + 2 / 30) ** 0.5)
    assert np.log(found.upper / found.value) == pytest.approx(1.959964 * found.log_se)


def test_overdispersion_widens_by_its_root():
    one, four = (ratio_of_ratios(40, 20, 30, 30, overdispersion) for overdispersion in (1, 4))
    assert four.log_se == pytest.approx(2 * one.log_se)


def test_an_estimated_overdispersion_has_students_limits():
    # t with 10 degrees of freedom: 2.228139
    found = ratio_of_ratios(40, 20, 30, 30, 2, df=10)
    assert np.log(found.upper / found.value) == pytest.approx(2.228139 * found.log_se)
    assert found.method == "log-t"


@pytest.mark.parametrize("counts", [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0), (0, 0, 0, 0)])
def test_nothing_is_added_to_a_count_of_zero(counts):
    found = ratio_of_ratios(*counts)
    assert (*figures(found), found.se, found.n) == (None, None, None, None, sum(counts))


def test_displacement_by_hand():
    # 20 fewer, 5 fewer in the control; the ring rose by 6, its control by 1: −20 + 5 + 6 − 1
    found = displacement((20, 15), (50, 30), (10, 11), (10, 16))
    assert (found.value, found.se, found.n) == (-10, pytest.approx(162**0.5), 162)
    assert found.z == pytest.approx(-10 / 162**0.5)
    # (16/15 − 10/20) / (30/15 − 50/20)
    assert found.wdq == pytest.approx((16 / 15 - 0.5) / -0.5)


@pytest.mark.parametrize("control", [(10, 5), (10, 0), (0, 10)], ids=["no success", "none after", "none before"])
def test_no_quotient_without_success_or_control(control):
    found = displacement(control, (10, 9), (5, 5), (5, 5))
    assert found.wdq is None
    assert found.value == 9 - 10 - (control[1] - control[0])


def test_a_control_that_serves_both_areas_counts_four_times():
    # 50 + 30 + 10 + 16 and 4 (20 + 15); t of 12 df is 2.1788 (Student's table)
    found = displacement((20, 15), (50, 30), (20, 15), (10, 16), 2.0, df=12, shared_control=True)
    assert found.value == -20 + 5 + 6 + 5
    assert found.se == pytest.approx(((106 + 140) * 2) ** 0.5)
    assert found.upper - found.value == pytest.approx(2.1788 * found.se, rel=1e-4)


def test_a_shared_control_is_one_control():
    with pytest.raises(ValueError, match="displacement_control: expected the counts of control"):
        displacement((20, 15), (50, 30), (10, 11), (10, 16), shared_control=True)


def test_ratio_of_an_effect_widens_with_dispersion_and_never_narrows():
    # groups of means 10 and 20: the ratio is 2, Poisson variance of its logarithm 1/40 + 1/80
    group = pl.DataFrame({"after": [0.0] * 4 + [1.0] * 4})
    wide, narrow = (
        poisson_regression(before + after, group)
        for before, after in (([4, 16, 4, 16], [8, 32, 8, 32]), ([10] * 4, [19, 21, 19, 21]))
    )
    assert narrow.dispersion < 1 < wide.dispersion
    for fit in (wide, narrow):
        found = ratio_of_effect(fit, "after")
        assert (found.value, found.df) == (pytest.approx(2), 6)
        # χ² of the wide one: 4 · 36/10 + 4 · 144/20 = 43.2 over 6
        spread = 43.2 / 6 if fit is wide else 1.0
        assert found.se == pytest.approx((spread * (1 / 40 + 1 / 80)) ** 0.5)
        # t of 6 df is 2.4469
        assert found.upper == pytest.approx(2 * math.exp(2.4469 * found.se), rel=1e-4)


def test_an_effect_that_is_no_column_is_named():
    fit = poisson_regression([1, 2, 3, 4], pl.DataFrame({"after": [0.0, 0.0, 1.0, 1.0]}))
    with pytest.raises(ValueError, match="name: expected one of intercept, after, got 'post'"):
        ratio_of_effect(fit, "post")


def test_displacement_without_any_event_is_undefined():
    found = displacement((0, 0), (0, 0), (0, 0), (0, 0))
    assert (*figures(found), found.se, found.z, found.wdq, found.n) == (None,) * 6 + (0,)


def test_regression_on_nothing_is_the_rate():
    # 12 events in 6: the logarithm of 2 with variance 1/12; χ² = 0/1 + 9/9... of 2, 4, 6 beside 2, 4, 6 is 0
    fit = poisson_regression([2, 4, 6], pl.DataFrame(), [1, 2, 3])
    assert fit.coefficients == (pytest.approx(np.log(2)),)
    assert fit.se == (pytest.approx(12**-0.5),)
    assert (fit.names, fit.n, fit.df, fit.dispersion) == (("intercept",), 3, 2, pytest.approx(0, abs=1e-12))


def test_as_many_coefficients_as_counts_leave_no_dispersion():
    fit = poisson_regression([2, 4], pl.DataFrame({"x": [0, 1]}))
    assert fit.coefficients == pytest.approx((np.log(2), np.log(2)))
    assert (fit.df, fit.dispersion, fit.se_quasi) == (0, None, None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ratio_of_ratios(1.5, 1, 1, 1), "before_treated: expected a whole number"),
        (lambda: ratio_of_ratios(1, 1, 1, 1, 0), "overdispersion: expected a number greater than 0"),
        (lambda: ratio_of_ratios(1, 1, 1, 1, df=0), "df: expected a number greater than 0"),
        (lambda: displacement((1,), (1, 1), (1, 1), (1, 1)), "control: expected the counts before and after, got 1"),
        (lambda: displacement((1, 1), (1, -1), (1, 1), (1, 1)), "treated after: expected a whole number"),
        (lambda: poisson_regression([1, -1], pl.DataFrame()), "y: expected whole numbers of at least 0"),
        (lambda: poisson_regression([1.5, 1], pl.DataFrame()), "y: expected whole numbers of at least 0"),
        (lambda: poisson_regression([0, 0], pl.DataFrame()), "y: expected at least one event, got none"),
        (lambda: poisson_regression([1, 1], pl.DataFrame(), [1, 0]), "exposure: expected numbers above 0"),
        (lambda: poisson_regression([1, 1], pl.DataFrame(), [1]), "y, exposure, x: expected arrays of one length"),
        (lambda: poisson_regression([1, 1], pl.DataFrame({"x": [1]})), "expected arrays of one length, got 2 and 1"),
        (
            lambda: poisson_regression([1, 2, 3], pl.DataFrame({"x": [1, 1, 1]})),
            "expected columns that do not follow from each other, got intercept, x",
        ),
        (lambda: poisson_regression([1], pl.DataFrame({"x": [1]})), "expected at least 2 observations, got 1"),
        (lambda: poisson_regression([1, 2], pl.DataFrame({"x": [1, None]})), "x: expected a finite number"),
        (
            lambda: poisson_regression([3, 2, 0, 0], pl.DataFrame({"x": [0, 0, 1, 1]})),
            "x: expected columns whose effect is finite",
        ),
    ],
)
def test_wrong_counts_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("y", "x"),
    [
        ([0, 0], [0, 1]),
        ([3, 2, 0, 0], [0, 0, 1, 1]),
        ([30] + [0] * 60, [*range(61)]),
        ([0] * 60 + [30], [*range(61)]),
    ],
    ids=["no event", "a category without one", "a trend down to nothing", "a trend up from nothing"],
)
def test_counts_without_a_finite_effect_are_told_apart_from_wrong_ones(y, x):
    with pytest.raises(NoFiniteEffectError):
        poisson_regression(y, pl.DataFrame({"x": x}))


# --- series ----------------------------------------------------------------------------------------


def broken(n=20, at=12, **options):
    """10 + t, 5 lower from the change on and 2 a step steeper, with a ripple."""
    t = np.arange(1, n + 1)
    y = 10 + t - 5 * (t > at) + 2 * np.maximum(0, t - at)
    return segmented_regression(y + options.pop("ripple", 0) * (-1.0) ** t, at, **options)


def test_an_exact_line_is_found():
    fit = broken(lags=3)
    assert fit.coefficients == pytest.approx((10, 1, -5, 2))
    assert fit.names == ("intercept", "t", "post", "ts")
    assert (fit.level.value, fit.slope.value) == pytest.approx((-5, 2))
    assert fit.fitted == pytest.approx(tuple(10 + t - 5 * (t > 12) + 2 * max(0, t - 12) for t in range(1, 21)))
    assert (fit.n, fit.df, fit.lags, fit.method) == (20, 16, 3, "newey-west")


def test_a_constant_series_has_no_residual_to_correlate():
    fit = segmented_regression(np.zeros(20), 10, lags=2)
    assert (fit.level.value, fit.level.se, fit.durbin_watson) == (0, 0, None)


def test_a_ripple_is_negative_autocorrelation():
    fit = broken(ripple=1, lags=2)
    # alternating residuals: nearly 4
    assert fit.durbin_watson > 3.5
    # what returns at once cancels out in the level
    assert fit.level.se < fit.se_ols[2]


def test_without_lags_the_error_allows_for_unequal_spread_only():
    fit, t = broken(ripple=1, lags=0), np.arange(1, 21)
    x = np.column_stack([np.ones(20), t, t > 12, np.maximum(0, t - 12)])
    residual = 10 + t - 5 * (t > 12) + 2 * np.maximum(0, t - 12) + (-1.0) ** t - np.array(fit.fitted)
    bread = np.linalg.inv(x.T @ x)
    # White 1980, HC0
    white = bread @ (x.T * residual**2 @ x) @ bread
    assert fit.se == pytest.approx(np.sqrt(np.diag(white)))


def test_limits_are_students():
    fit = broken(ripple=1, lags=2)
    # 16 degrees of freedom: 2.120
    assert fit.level.upper - fit.level.value == pytest.approx(2.1199 * fit.level.se, rel=1e-4)
    assert (fit.level.df, fit.level.n) == (16, 20)


def test_months_and_covariates_have_columns_of_their_own():
    months = [t % 12 + 1 for t in range(36)]
    heat = pl.DataFrame({"heat": [(t * 7) % 5 for t in range(36)]})
    y = [3.0 * (m == 2) + 0.5 * h for m, h in zip(months, heat["heat"], strict=True)]
    fit = segmented_regression(y, 24, month=months, covariates=heat)
    found = dict(zip(fit.names, fit.coefficients, strict=True))
    assert (found["month_2"], found["heat"], found["month_3"]) == pytest.approx((3, 0.5, 0), abs=1e-9)
    assert "month_1" not in found
    assert fit.df == 36 - 4 - 11 - 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"at": 7}, "at: expected at least 8 points before the change, got 7"),
        ({"at": 18}, "y: expected at least 3 points after the change, got 2"),
        ({"at": 25}, "y: expected at least 3 points after the change, got 0"),
        ({"at": 8.5}, "at: expected a whole number"),
        ({"lags": 20}, "lags: expected fewer than the 20 points, got 20"),
        ({"lags": -1}, "lags: expected a whole number"),
        ({"month": [13] * 20}, "month: expected whole numbers from 1 to 12, got otherwise in 20 rows"),
        ({"month": [1, 2]}, "expected arrays of one length"),
        (
            {"covariates": pl.DataFrame({"t": range(20)})},
            "covariates: expected other names than the model's own, got t",
        ),
        ({"covariates": pl.DataFrame({"x": range(20)})}, "expected columns that do not follow from each other"),
    ],
)
def test_wrong_series_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        broken(**options)


def test_a_missing_month_is_not_zero():
    with pytest.raises(ValueError, match="y: expected a finite number in every row, got 1 rows without one"):
        segmented_regression([1.0] * 19 + [float("nan")], 10)


def test_every_point_with_a_column_of_its_own_leaves_no_error():
    # eleven points, seven columns of pulses beside the model's four
    pulses = pl.DataFrame({f"pulse_{i}": [float(t == i) for t in range(11)] for i in (1, 2, 3, 4, 5, 6, 9)})
    with pytest.raises(ValueError, match="y: expected more points than the 11 columns of the model, got 11"):
        segmented_regression(range(11), 8, lags=1, covariates=pulses)
