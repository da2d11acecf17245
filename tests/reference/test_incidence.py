"""Cumulative incidence and mean change against worked examples of R."""

from math import sqrt

import numpy as np
import polars as pl
import pytest

from apk_lib.stats import cumulative_incidence, kaplan_meier, mean_change

# the first example in tests/testci.R of R's package survival (T. Therneau), worked out there by hand
TIMES = [1, 2, 2, 3, 3, 3, 5, 6]
CAUSES = [None, "1", None, "2", None, "2", None, "2"]


def by_hand():
    """`byhand` of testci.R: each person's leverage on the state probabilities, and their squares summed."""
    u2 = np.tile([1 / 49, -1 / 49, 0], (8, 1))
    u2[0] = 0
    u2[1, :2] += [-1 / 7, 1 / 7]
    stayed = 6 / 7
    u3 = u2 @ np.array([[3 / 5, 0, 2 / 5], [0, 1, 0], [0, 1, 0]])
    u3[3:, 0] += stayed * 2 / 25
    u3[3:, 2] -= stayed * 2 / 25
    for person in (3, 5):
        u3[person] += [-stayed / 5, 0, stayed / 5]
    # at time 6 the last one leaves: who has not left for cause 1 has left for cause 2
    u6 = np.column_stack([np.zeros(8), u3[:, 1], -u3[:, 1]])
    return {time: np.sqrt((u**2).sum(axis=0))[1:] for time, u in ((2.0, u2), (3.0, u3), (5.0, u3), (6.0, u6))}


@pytest.mark.parametrize(
    ("time", "first", "second", "at_risk"),
    [(1.0, 0, 0, 8), (2.0, 1 / 7, 0, 7), (3.0, 1 / 7, 12 / 35, 5), (5.0, 1 / 7, 12 / 35, 2), (6.0, 1 / 7, 6 / 7, 1)],
)
def test_incidence_of_two_causes_as_worked_out_for_r(time, first, second, at_risk):
    found = cumulative_incidence(TIMES, CAUSES).filter(time=time)
    assert found["cause"].to_list() == ["1", "2"]
    assert found["value"].to_list() == pytest.approx([first, second], rel=1e-12)
    assert found["at_risk"].to_list() == [at_risk, at_risk]
    assert found["se"].to_list() == pytest.approx(by_hand().get(time, [0, 0]), rel=1e-12)


def test_limits_are_those_of_the_log_of_the_log():
    # x^exp(±z·se/(x·ln x)), Pintilie 2006 as R's tidycmprsk, at 1/7 with variance 6/343
    limits = cumulative_incidence(TIMES, CAUSES).filter(time=2.0, cause="1").row(0, named=True)
    power = np.exp(1.959963984540054 * sqrt(6 / 343) / (1 / 7 * np.log(1 / 7)))
    assert (limits["lower"], limits["upper"]) == pytest.approx(((1 / 7) ** (1 / power), (1 / 7) ** power), rel=1e-12)
    never = cumulative_incidence(TIMES, CAUSES).filter(time=1.0)
    assert never["lower"].to_list() == never["upper"].to_list() == [None, None]


def test_without_censoring_incidence_is_a_share_and_its_error_the_binomial_one():
    # five leave, two of them for another job: 2/5 with sqrt(0.4·0.6/5)
    last = cumulative_incidence([3, 5, 5, 8, 9], ["job", "health", "job", "health", "health"]).filter(time=9.0)
    assert last.filter(cause="job").select("value", "se").row(0) == pytest.approx((0.4, sqrt(0.24 / 5)))


def test_one_cause_is_one_minus_kaplan_and_meier_with_greenwoods_error():
    time, left, entry = [4, 6, 6, 9, 12, 15], [1, 0, 1, 1, 0, 1], [0, 2, 0, 5, 0, 7]
    one = cumulative_incidence(time, ["gone" if gone else None for gone in left], entry)
    curve = kaplan_meier(time, left, entry)
    assert one["value"].to_list() == pytest.approx((1 - curve["value"]).to_list())
    # by the last time everybody has left, where Kaplan and Meier's curve has no error
    assert one["se"].to_list()[:-1] == pytest.approx(curve["se"].to_list()[:-1])
    assert one["at_risk"].to_list() == curve["at_risk"].to_list()


def test_delayed_entry_counts_nobody_before_they_came():
    # at 2 the first and the third are there: 1/2 leaves; at 5 the second, who came at 3, and the third: 1/2 of the rest
    found = cumulative_incidence([2, 5, 6], ["job", "job", None], [0, 3, 0])
    assert found.select("at_risk", "value").rows() == [(2, 0.5), (2, 0.75), (1, 0.75)]


def test_ties_are_shared_out_whatever_the_order_of_rows():
    rows = pl.DataFrame({"time": TIMES, "cause": CAUSES}, schema_overrides={"cause": pl.String})
    turned = rows.reverse()
    assert cumulative_incidence(rows["time"], rows["cause"]).equals(
        cumulative_incidence(turned["time"], turned["cause"])
    )


def test_nobody_and_nobody_who_left():
    assert cumulative_incidence([], []).is_empty()
    assert cumulative_incidence([3, 4], [None, None]).is_empty()


def test_mean_change_as_rs_t_test_of_the_sleep_data():
    # R: with(sleep, t.test(extra[group == 2], extra[group == 1], paired = TRUE)), Student's data of 1908:
    # t = 4.0621, df = 9, mean difference 1.58, 95 percent confidence interval 0.7001142 to 2.4598858
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = mean_change(first, second)
    assert (found.value, found.lower, found.upper) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=5e-8)
    assert (found.df, found.n) == (9, 10)
    assert found.value / found.se == pytest.approx(4.0621, abs=5e-5)


@pytest.mark.parametrize(
    ("duration", "cause", "entry", "reason"),
    [
        ([1, 2], ["job"], None, "one length"),
        ([-1], ["job"], None, "no negative time"),
        ([2], ["job"], [2], "a time before the end"),
        ([float("nan")], ["job"], None, "finite"),
    ],
)
def test_spells_that_cannot_be_are_refused(duration, cause, entry, reason):
    with pytest.raises(ValueError, match=reason):
        cumulative_incidence(duration, cause, entry)


def test_scores_of_different_people_are_no_pairs():
    with pytest.raises(ValueError, match="one length"):
        mean_change([1, 2], [3])


@pytest.mark.parametrize(("before", "after", "value"), [([], [], None), ([3], [5], 2), ([3, 4, 5], [4, 5, 6], 1)])
def test_mean_change_has_no_interval_where_nothing_varies(before, after, value):
    found = mean_change(before, after)
    assert (found.value, found.lower, found.upper, found.n) == (value, None, None, len(before))
