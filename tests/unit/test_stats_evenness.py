"""The Gini index and its curve: where they are undefined, what they refuse, and values worked out by hand."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.stats import gini, lorenz

places = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 1000)), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("delivered", "planned", "value"),
    [
        # all to one of n equal places: 1 - 1/n
        ([0, 0, 0, 8], [1, 1, 1, 1], 0.75),
        # 1 - (1/2 · 1/4 + 1/2 · 5/4)
        ([1, 3], [2, 2], 0.25),
        # one place is as even as can be
        ([5], [3], 0),
        # a third of the plan got nothing, two thirds everything: 1 - 2/3
        ([0, 9], [1, 2], 1 / 3),
    ],
)
def test_values_worked_out_by_hand(delivered, planned, value):
    index = gini(delivered, planned)
    assert index.value == pytest.approx(value, abs=1e-12)
    assert (index.n, index.method) == (len(planned), "gini")


def test_nothing_delivered_is_no_index():
    assert gini([0, 0], [1, 2]).value is None
    with pytest.raises(ValueError, match="nothing has no shares"):
        lorenz([0, 0], [1, 2])


@pytest.mark.parametrize(
    ("delivered", "planned", "reason"),
    [
        ([1], [1, 2], "one length"),
        ([], [], "one length"),
        ([-1, 2], [1, 1], "negative"),
        ([1, 2], [0, 1], "positive"),
        ([1, None], [1, 1], "finite number"),
    ],
)
def test_what_is_no_distribution_is_refused(delivered, planned, reason):
    with pytest.raises(ValueError, match=reason):
        gini(pl.Series(delivered, dtype=pl.Int64), pl.Series(planned, dtype=pl.Int64))


@given(places, st.randoms())
def test_order_and_scale_do_not_matter(some, random):
    shuffled = random.sample(some, len(some))
    delivered, planned = zip(*some, strict=True)
    other_delivered, other_planned = zip(*shuffled, strict=True)
    one, other = gini(delivered, planned), gini([3 * share for share in other_delivered], other_planned)
    assert (one.value is None) == (sum(delivered) == 0)
    if one.value is not None:
        assert one.value == pytest.approx(other.value, abs=1e-12)
        assert 0 <= one.value < 1


@given(places)
def test_the_index_is_twice_the_area_between_the_curve_and_the_diagonal(some):
    delivered, planned = zip(*some, strict=True)
    if not sum(delivered):
        return
    curve = lorenz(delivered, planned)
    assert curve.row(0) == (0, 0)
    assert curve.row(-1) == pytest.approx((1, 1))
    assert (curve["delivered"] <= curve["planned"] + 1e-12).all()
    steps = zip(curve.rows(), curve.rows()[1:], strict=False)
    area = sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in steps)
    assert gini(delivered, planned).value == pytest.approx(1 - 2 * area, abs=1e-9)
