"""Kaplan–Meier curves: shape, times asked for, late entry, and what is refused."""

import polars as pl
import pytest

from apk_lib.stats import kaplan_meier, proportion


def test_curve_is_a_frame_with_a_row_for_every_distinct_time():
    curve = kaplan_meier(pl.Series([5, 5, 3, 8]), pl.Series([True, False, True, False]))
    assert isinstance(curve, pl.DataFrame)
    assert curve.columns == ["time", "at_risk", "events", "value", "se", "lower", "upper"]
    assert curve["time"].to_list() == [3, 5, 8]
    assert (curve.n, curve.method, curve.confidence) == (4, "log-log", 0.95)


def test_nobody_observed_gives_an_empty_curve():
    curve = kaplan_meier([], [])
    assert curve.height == 0
    assert curve.at(6)["value"].to_list() == [None]


def test_times_asked_for_count_the_events_between_them():
    found = kaplan_meier([3, 14, 18, 24], [1, 1, 0, 0]).at([2, 12, 20])
    assert found["events"].to_list() == [0, 1, 1]
    assert found["at_risk"].to_list() == [4, 3, 1]
    assert found["value"].to_list() == [1, 0.75, 0.5]


def test_after_the_last_observed_time_nothing_is_known():
    found = kaplan_meier([3, 14], [1, 0], interval="plain").at([14, 15])
    assert found["value"].to_list() == [0.5, None]
    assert found.row(1)[3:] == (None, None, None, None)


def test_when_everybody_left_nobody_stays_later_either():
    assert kaplan_meier([3, 14], [1, 1]).at(15)["value"].to_list() == [0]


def test_late_entrants_are_at_risk_after_their_entry_only():
    curve = kaplan_meier([4, 6, 9], [1, 1, 0], entry=[0, 4, 1])
    # the second enters at 4, after the first has left
    assert curve["at_risk"].to_list() == [2, 2, 1]
    assert curve["value"].to_list() == [0.5, 0.25, 0.25]


def test_entry_at_zero_changes_nothing():
    plain, entered = (kaplan_meier([3, 14, 18], [1, 1, 0], entry=e) for e in (None, [0, 0, 0]))
    assert entered.equals(plain)


def test_beta_product_is_exact_where_nobody_is_censored():
    found = kaplan_meier([3, 8, 30, 30], [1, 1, 0, 0], interval="beta-product").at([6, 12])
    for row, k in zip(found.iter_rows(named=True), (3, 2), strict=True):
        exact = proportion(k, 4)
        assert (row["lower"], row["upper"]) == (pytest.approx(exact.lower), pytest.approx(exact.upper))


def test_logarithmic_limits_collapse_while_nobody_has_left():
    """As R has it; the docstring sends small teams to `beta-product`."""
    found = kaplan_meier([6, 12], [0, 0], interval="log")
    assert found["lower"].to_list() == found["upper"].to_list() == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, -2], [1, 1]), "duration: expected no negative time, got otherwise in 1 rows"),
        (([1, 2], [1, 2]), "event: expected 0 or 1, got otherwise in 1 rows"),
        (([1, 2], [1, 1], [0, 2]), "entry: expected a time before the end, got otherwise in 1 rows"),
        (([1, 2], [1]), "expected arrays of one length, got 2, 1 and 2"),
        (([1, float("nan")], [1, 1]), "duration: expected a finite number in every row, got 1 rows"),
        ((["x"], [1]), "duration: expected a column of numbers"),
        (([1], [1], None, "wald"), "interval: expected one of log-log, log, plain, beta-product, got 'wald'"),
    ],
)
def test_wrong_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(*arguments)


def test_a_missing_duration_is_refused():
    with pytest.raises(ValueError, match="duration: expected a finite number in every row, got 1 rows"):
        kaplan_meier(pl.Series([1, None]), pl.Series([1, 0]))


def test_times_must_ascend():
    with pytest.raises(ValueError, match="times: expected ascending times"):
        kaplan_meier([3], [1]).at([2, 1])
