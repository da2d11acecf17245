"""Paired answers, families of tests, scales and ordered answers against R and published examples."""

import numpy as np
import polars as pl
import pytest

from apk_lib.stats import (
    adjust,
    mcnemar,
    ordinal_effect,
    paired_difference,
    proportional_odds,
    reliability,
    wilcoxon_signed,
)

GSS = {"weight": "wtssps", "stratum": ("year", "vstrat"), "psu": "vpsu"}


def test_yes_and_no_of_a_panel(case):
    reference = case("gss05_panel_mcnemar")
    people = reference.frame
    table = [[people.filter(s1=first, s2=second).height for second in (0, 1)] for first in (0, 1)]
    (_, b), (c, _) = table
    change, test = paired_difference(b, c, people.height), mcnemar(b, c)
    reference.holds(
        {
            "table": table,
            "n": change.n,
            "p_exact": test.p_value,
            "diff": change.value,
            "se_wald": change.se,
            "ci_wald": [change.lower, change.upper],
        }
    )
    assert test.chi2 == pytest.approx(reference.expected["chisq"], rel=reference.rel_tol)
    assert test.chi2_corrected == pytest.approx(reference.expected["chisq_cc"], rel=reference.rel_tol)


def test_approval_ratings(case):
    reference = case("pair01_mcnemar_agresti")
    (yes, b), (c, no) = reference.input["table"]
    change = paired_difference(b, c, yes + b + c + no, method="bonett-price")
    limits = [change.lower, change.upper]
    reference.holds({"p_exact": mcnemar(b, c).p_value, "diff": change.value, "ci_bonett_price": limits})


def test_p_values_of_a_family(case):
    reference = case("mult01_padjust")
    p = reference.input["p"]
    reference.holds({"holm": adjust(p).to_list(), "BH": adjust(p, "bh").to_list()})


def test_eight_worries_as_one_scale(case):
    reference = case("rel01_alpha_omega")
    found = reliability(reference.frame)
    reference.holds(
        {
            "alpha": found.value,
            "alpha_drop": list(found.alpha_if_dropped.values()),
            "feldt_ci": [found.lower, found.upper],
            "omega_total_ml1": found.omega,
        }
    )
    expected = reference.expected
    assert (found.n, found.k) == (expected["n"], expected["k"])
    assert list(found.item_rest) == reference.input["data"]["columns"]
    # the field is psych's r.drop, the correlation with the rest
    assert list(found.item_rest.values()) == pytest.approx(expected["r_cor"], rel=1e-9)


def test_who_answers_higher(case):
    reference = case("bcs03_cliff_delta")
    # on scores turned so that higher is safer; men stand for the first wave
    people = reference.frame.with_columns(score=5 - pl.col("walkdark"))
    found = ordinal_effect(people, "score", wave="sex")
    reference.holds({"n1": found.n1, "n2": found.n2, "delta": found.value, "ps": found.superiority})
    raw = ordinal_effect(people, "walkdark", wave="sex")
    assert raw.value == pytest.approx(-reference.expected["delta"], rel=reference.rel_tol)


def test_the_effect_of_yes_and_no_is_the_change_of_the_share(case):
    # P(last > first) − P(last < first) = p₂(1 − p₁) − p₁(1 − p₂) = p₂ − p₁, with its error in the clustered design
    reference = case("gss02_change")
    found = ordinal_effect(reference.frame, "safe", wave="year", **GSS)
    reference.holds({"est": found.value, "se": found.se, "ci95_t": [found.lower, found.upper]})


# A. Agresti, An Introduction to Categorical Data Analysis (2007), table 6.7: political ideology from very liberal to
# very conservative, of Democrats and Republicans; he prints 0.975 with standard error 0.129 and an odds ratio of 2.65.
IDEOLOGY = ([80, 81, 171, 41, 55], [30, 46, 148, 84, 99])


@pytest.fixture
def ideology():
    answers = np.repeat([1, 2, 3, 4, 5, 1, 2, 3, 4, 5], IDEOLOGY[0] + IDEOLOGY[1])
    return answers, np.repeat([0, 1], [sum(party) for party in IDEOLOGY])


def test_odds_of_a_more_conservative_answer(ideology):
    found = proportional_odds(*ideology)
    assert np.log(found.value) == pytest.approx(0.975, abs=5e-4)
    assert found.value == pytest.approx(2.65, abs=5e-3)
    # statsmodels 0.15.0, OrderedModel(distr="logit") by Newton's method
    assert (np.log(found.value), found.log_se) == (pytest.approx(0.97451548), pytest.approx(0.12916414))
    assert found.lower == pytest.approx(np.exp(0.97451548 - 1.95996398 * 0.12916414))


def test_odds_at_each_cut_are_those_of_the_two_by_two_table(ideology):
    found = proportional_odds(*ideology)
    assert [cut.cut for cut in found.cuts] == [1, 2, 3, 4]
    for place, cut in enumerate(found.cuts, start=1):
        # above and up to the cut, of Republicans and of Democrats
        a, b, c, d = (part for party in IDEOLOGY[::-1] for part in (sum(party[place:]), sum(party[:place])))
        assert cut.value == pytest.approx(a * d / (b * c), rel=1e-9)
        assert cut.se == pytest.approx((1 / a + 1 / b + 1 / c + 1 / d) ** 0.5, rel=1e-9)


# R's help of wilcox.test: depression at two visits (Hollander and Wolfe 1973, 29 f.); V = 40, one-sided p = 0.01953
FIRST = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
SECOND = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]


def test_signed_ranks_of_a_published_example():
    found = wilcoxon_signed(np.array(FIRST) - np.array(SECOND))
    # 10 of 2⁹ ways to set the signs lie as far on this side
    assert (found.statistic, found.p_value, found.method) == (40, pytest.approx(2 * 10 / 2**9), "exact")
