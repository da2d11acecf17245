"""Weights raked to margins against R's survey; the errors of raked estimates are in the tests of survey designs."""

import pytest

from apk_lib.stats import rake, weight_spread


def test_weights_raked_to_two_margins(case):
    reference = case("svy14_rake")
    weights = rake(reference.frame, reference.input["margins"], "pw")
    close = {"rel": reference.rel_tol}
    assert weights.head(10).to_list() == pytest.approx(reference.expected["w_first10"], **close)
    assert weight_spread(weights).kish_deff == pytest.approx(reference.expected["kish_deff"], **close)
    assert weight_spread(weights).sum == pytest.approx(reference.expected["sum_w"], **close)
    assert weights.min() == pytest.approx(reference.expected["min_w"], **close)
    assert weights.max() == pytest.approx(reference.expected["max_w"], **close)


def test_one_margin_is_post_stratification(case):
    reference = case("svy15_poststrat")
    weights = rake(reference.frame, reference.input["margins"], "pw")
    found = weights.round(10).unique().sort().to_list()
    assert found == pytest.approx(reference.expected["w_unique"], rel=reference.rel_tol)
