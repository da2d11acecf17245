"""Funnel limits and pooled estimates against published outputs of R, and against counting with whole fractions."""

from collections.abc import Callable
from fractions import Fraction
from math import comb, exp, factorial, log, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import betaincinv

from apk_lib.stats import (
    binomial_limits,
    binomial_p_values,
    deleted_residuals,
    effective_size,
    fixed_effect,
    normal_limits,
    poisson_limits,
    poisson_p_values,
    random_effects,
)

# --- pooled estimates --------------------------------------------------------------------------------

# R. N. Kacker 2004 (Metrologia 41:132–136), and R metafor's outputs on it in full, as stored with statsmodels
# (statsmodels/stats/tests/results/results_meta.py: rma(y, v, method="PM"), "DL", "DL" with test="knha", "FE")
KACKER = [61.0, 61.4, 62.21, 62.3, 62.34, 62.6, 62.7, 62.84, 65.9]
KACKER_SE = np.sqrt([0.2025, 1.21, 0.09, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225])

# dat.bcg of R metadat (G. A. Colditz et al. 1994, JAMA 271:698–702): cases and others with the vaccine and without it
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip


def bcg() -> tuple[list[float], list[float]]:
    """The logarithms of the risk ratios with their errors, as metafor's `escalc(measure="RR")` gives them."""
    values = [log(a / (a + b) / (c / (c + d))) for a, b, c, d in BCG]
    return values, [sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in BCG]


def test_random_effects_of_paule_and_mandel_as_metafor() -> None:
    found = random_effects(KACKER, KACKER_SE)
    assert found.value == pytest.approx(62.4076199113286, abs=1e-10)
    assert found.se == pytest.approx(0.338030602684471, abs=1e-10)
    assert found.tau2 == pytest.approx(0.705395309224248, abs=1e-9)
    assert found.q == pytest.approx(24.801897741835, abs=1e-9)
    assert found.i2 == pytest.approx(0.837218626490482, abs=1e-10)
    # Student's with 8 degrees: 2.306004135 (printed in tables as 2.306); metafor's own limits there are normal
    assert found.upper - found.value == pytest.approx(2.306004135 * 0.338030602684471, abs=1e-8)
    # one more: Student's with 7 degrees, 2.364624252, over the root of both variances (Higgins 2009, formula 12)
    ahead = 2.364624252 * sqrt(0.705395309224248 + 0.338030602684471**2)
    assert found.predicted_upper - found.value == pytest.approx(ahead, abs=1e-8)
    assert found.value - found.predicted_lower == pytest.approx(ahead, abs=1e-8)


def test_tau_of_paule_and_mandel_as_printed_by_kacker() -> None:
    # table 1, first row: 0.8399 for Paule and Mandel, 0.536 for DerSimonian and Laird (0.5359 there, by rounded steps)
    assert sqrt(random_effects(KACKER, KACKER_SE).tau2) == pytest.approx(0.8399, abs=6e-5)
    assert sqrt(random_effects(KACKER, KACKER_SE, "dersimonian-laird").tau2) == pytest.approx(0.5359, abs=1e-3)


def test_random_effects_of_dersimonian_and_laird_with_hartung_and_knapp_as_metafor() -> None:
    found = random_effects(KACKER, KACKER_SE, "dersimonian-laird")
    assert found.value == pytest.approx(62.3901386044504, abs=1e-10)
    assert found.tau2 == pytest.approx(0.288049246973751, abs=1e-10)
    assert found.se == pytest.approx(0.29477605699879, abs=1e-10)
    assert (found.lower, found.upper) == pytest.approx((61.710383798052, 63.0698934108488), abs=1e-9)
    assert found.i2 == pytest.approx(0.67744403741711, abs=1e-10)


def test_fixed_effect_as_metafor() -> None:
    found = fixed_effect(KACKER, KACKER_SE)
    assert found.value == pytest.approx(62.5833970939982, abs=1e-10)
    assert found.se == pytest.approx(0.107845705498231, abs=1e-12)
    assert (found.lower, found.upper) == pytest.approx((62.3720233953344, 62.7947707926621), abs=1e-10)
    assert (found.q, found.i2) == pytest.approx((24.801897741835, 0.67744403741711), abs=1e-10)


def test_bcg_trials_as_published_by_metafor() -> None:
    """W. Viechtbauer, code to Borenstein et al. 2009 (wviechtb.github.io/meta_analysis_books/borenstein2009.html)."""
    values, errors = bcg()
    fixed = fixed_effect(values, errors)
    assert (fixed.value, fixed.se, fixed.q) == pytest.approx((-0.4303, 0.0405, 152.2330), abs=5e-5)
    assert (fixed.lower, fixed.upper) == pytest.approx((-0.5097, -0.3509), abs=5e-5)
    found = random_effects(values, errors, "dersimonian-laird")
    assert (found.value, found.tau2, found.se) == pytest.approx((-0.7141, 0.3088, 0.1807), abs=5e-5)
    assert (found.lower, found.upper) == pytest.approx((-1.1078, -0.3204), abs=5e-5)
    assert found.i2 == pytest.approx(0.9212, abs=5e-5)
    # by restricted maximum likelihood metafor prints −0.7145 (se 0.1798) and 0.3132: Paule and Mandel's is as near
    near = random_effects(values, errors)
    assert (near.value, near.tau2, near.se) == pytest.approx((-0.7145, 0.3132, 0.1798), abs=0.006)


def test_paule_and_mandel_leave_what_chance_expects() -> None:
    # the equation that defines it: the squares about the mean, weighted with tau2, are k − 1
    values, errors = bcg()
    found = random_effects(values, errors)
    weights = [1 / (error**2 + found.tau2) for error in errors]
    squares = sum(weight * (value - found.value) ** 2 for weight, value in zip(weights, values, strict=True))
    assert squares == pytest.approx(12, abs=1e-9)


def test_places_alike_have_no_variance_between_them() -> None:
    # three values 0.9, 1 and 1.1 with errors of 1: squares about the mean 0.02 are fewer than 2, so tau2 is 0 and the
    # error 1/√3, not narrowed; Student's with 2 degrees 4.302652730
    found = random_effects([0.9, 1.0, 1.1], [1.0, 1.0, 1.0])
    assert (found.tau2, found.i2) == (0, 0)
    assert found.q == pytest.approx(0.02)
    assert found.se == pytest.approx(1 / sqrt(3))
    assert found.upper - 1 == pytest.approx(4.302652730 / sqrt(3))
    assert found.predicted_lower is None


def test_one_place_has_no_interval_and_none_no_value() -> None:
    alone = random_effects([0.4], [0.1])
    assert (alone.value, alone.lower, alone.upper, alone.n) == (0.4, None, None, 1)
    assert random_effects([], []).value is None
    assert fixed_effect([], []).value is None


def test_a_deleted_residual_by_hand() -> None:
    # errors of 1. Of 3 without the others 0 and 1: their squares about 0.5 are 0.5, fewer than 1, so tau2 is 0 and the
    # error of the mean 1/√2: (3 − 0.5)/√1.5. Of 0 without 1 and 3: squares 2 are 1 with 1 + tau2 = 2: 2/√(2 + 1). Of 1
    # without 0 and 3: 4.5 are 1 with tau2 = 3.5: (1 − 1.5)/√(4.5 + 2.25)
    found = deleted_residuals([0.0, 1.0, 3.0], [1.0, 1.0, 1.0])
    assert found.to_list() == pytest.approx([-2 / sqrt(3), -0.5 / sqrt(6.75), 2.5 / sqrt(1.5)])
    assert deleted_residuals([0.0, 1.0], [1.0, 1.0]).to_list() == [None, None]


def residuals(values: list[float], errors: list[float], between: Callable[..., float]) -> list[float]:
    """The distance of each place from the weighted mean of the others, in errors of both and what lies between."""
    told = []
    for at, (value, error) in enumerate(zip(values, errors, strict=True)):
        y, v = (np.delete(np.square(errors) if squared else values, at) for squared in (False, True))
        tau2 = between(y, v)
        weight = 1 / (v + tau2)
        mean = np.sum(weight * y) / np.sum(weight)
        told.append(float((value - mean) / sqrt(error**2 + tau2 + 1 / np.sum(weight))))
    return told


def restricted_likelihood(y: np.ndarray, v: np.ndarray) -> float:
    """τ² at which the restricted likelihood of the values is largest."""

    def minus(log_tau2: float) -> float:
        weight = 1 / (v + np.exp(log_tau2))
        mean = np.sum(weight * y) / np.sum(weight)
        return float(-np.sum(np.log(weight)) + np.log(np.sum(weight)) + np.sum(weight * (y - mean) ** 2))

    return float(np.exp(minimize_scalar(minus, bounds=(-20, 5), method="bounded", options={"xatol": 1e-10}).x))


def test_deleted_residuals_are_metafors_but_for_the_variance_between() -> None:
    """R metafor, tests/testthat/test_misc_residuals.r: `rstudent(rma(yi, vi))` of the first six trials of dat.bcg."""
    published = [0.1426, -0.9957, -0.4591, -1.1949, 2.0949, 0.4330]
    values, errors = (one[:6] for one in bcg())
    assert residuals(values, errors, restricted_likelihood) == pytest.approx(published, abs=5e-5)
    # the same with the variance of Paule and Mandel, which is held against metafor above
    same = residuals(values, errors, lambda y, v: random_effects(y, np.sqrt(v)).tau2)
    assert deleted_residuals(values, errors).to_list() == pytest.approx(same, abs=1e-9)


def test_deleted_residuals_are_those_of_an_interval_for_one_more_place() -> None:
    # a place with next to no error of its own at the end of the others' interval for one more is at Student's quantile
    values, errors = bcg()
    others = random_effects(values, errors)
    found = deleted_residuals([*values, others.predicted_upper], [*errors, 1e-9])
    # 13 others: 11 degrees, 2.200985160 (tables)
    assert found[13] == pytest.approx(2.200985160, abs=1e-8)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: binomial_limits(1.2, [5]), "target"),
        (lambda: binomial_limits(0.5, [0.4]), "n: expected numbers of at least 1"),
        (lambda: binomial_p_values([4], [3], 0.5), "k: expected numbers from 0 to n"),
        (lambda: poisson_limits(2.0, [0.0]), "exposure"),
        (lambda: poisson_p_values([-1], [1.0], 2.0), "at least 0"),
        (lambda: normal_limits(0.0, [0.0]), "se"),
        (lambda: normal_limits(0.0, [0.1], df=0), "df"),
        (lambda: normal_limits(0.0, [0.1], between=-1), "between"),
        (lambda: binomial_limits(0.5, [5], between=float("nan")), "between"),
        (lambda: deleted_residuals([1.0], [0.1, 0.2]), "one length"),
        (lambda: effective_size(0.5, 0.6, 0.7, 10), "share"),
        (lambda: effective_size(0.5, 0.4, 0.6, 0), "n"),
        (lambda: random_effects([1.0], [0.0]), "se"),
        (lambda: random_effects([1.0, 2.0], [0.1]), "one length"),
        (lambda: random_effects([1.0, 2.0], [0.1, 0.1], "guess"), "between"),
    ],
)
def test_what_cannot_be_is_refused(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


# --- funnel limits -----------------------------------------------------------------------------------


def binomial_chances(n: int, share: Fraction) -> list[Fraction]:
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def poisson_chances(mean: float, most: int) -> list[Fraction]:
    return [Fraction(exp(-mean)) * Fraction(mean) ** k / factorial(k) for k in range(most)]


def interpolated(chances: list[Fraction], tail: Fraction) -> tuple[float, float]:
    """`qbinom.interp` of D. Spiegelhalter's funnel program (February 2016), counted with whole fractions.

    r is the least count with P(X ≤ r) ≥ p and α = (P(X ≤ r) − p) / P(X = r); the lower limit is r − α at the tail, the
    upper one r + 1 − α at one less the tail.
    """

    def at(p: Fraction) -> Fraction:
        below = Fraction(0)
        for r, chance in enumerate(chances):
            below += chance
            if below >= p:
                return r - (below - p) / chance
        raise AssertionError

    return float(at(tail)), float(at(1 - tail) + 1)


@pytest.mark.parametrize("tail", [Fraction(1, 40), Fraction(1, 1000)], ids=["95", "99.8"])
@pytest.mark.parametrize("n", [1, 2, 7, 20, 100, 150])
@pytest.mark.parametrize("share", [Fraction(2, 5), Fraction(1, 20), Fraction(93, 100)])
def test_limits_of_a_share_as_spiegelhalters_program(n: int, share: Fraction, tail: Fraction) -> None:
    lower, upper = interpolated(binomial_chances(n, share), tail)
    found = binomial_limits(float(share), [n], confidence=float(1 - 2 * tail)).row(0)
    assert found == pytest.approx((max(lower, 0) / n, min(upper, n) / n), abs=1e-9)


@pytest.mark.parametrize("tail", [Fraction(1, 40), Fraction(1, 1000)], ids=["95", "99.8"])
@pytest.mark.parametrize("mean", [0.5, 3.0, 12.0, 60.0])
def test_limits_of_a_rate_counted_with_fractions(mean: float, tail: Fraction) -> None:
    lower, upper = interpolated(poisson_chances(mean, 160), tail)
    found = poisson_limits(2.0, [mean / 2], confidence=float(1 - 2 * tail)).row(0)
    assert found == pytest.approx((max(lower, 0) * 2 / mean, upper * 2 / mean), rel=1e-9)


def test_the_lower_limit_is_that_of_the_paper_and_the_upper_one_count_further() -> None:
    # A.1.1: y_p = (r_p − α)/n with r_p = qbinom(p, 100, 0.4). R: qbinom(c(0.025, 0.975), 100, 0.4) is 31 and 50,
    # pbinom(31) = 0.03984831, dbinom(31) = 0.01510994 ⇒ α = 0.98269 (recounted below with fractions)
    chances = binomial_chances(100, Fraction(2, 5))
    assert float(sum(chances[:31])) < 0.025 < float(sum(chances[:32]))
    assert float(sum(chances[:50])) < 0.975 < float(sum(chances[:51]))
    lower, upper = binomial_limits(0.4, [100]).row(0)
    assert lower == pytest.approx((31 - float((sum(chances[:32]) - Fraction(1, 40)) / chances[31])) / 100)
    assert upper == pytest.approx((50 - float((sum(chances[:51]) - Fraction(39, 40)) / chances[50]) + 1) / 100)


def test_normal_limits_with_what_lies_between_places() -> None:
    # 0.1 ± 1.959964·0.05; errors of 0.03 with 0.04 between places are 0.05 together
    assert normal_limits(0.1, [0.05]).row(0) == pytest.approx((0.1 - 0.0979982, 0.1 + 0.0979982), abs=1e-7)
    assert normal_limits(0.1, [0.03], between=0.04).row(0) == pytest.approx(
        (0.1 - 0.0979982, 0.1 + 0.0979982), abs=1e-7
    )
    # Student's 2.446912·0.03 = 0.0734074 and 1.959964·0.04 = 0.0783986: the root of both squares is 0.1074007
    both = normal_limits(0.1, [0.03], between=0.04, df=6).row(0)
    assert both == pytest.approx((0.1 - 0.1074007, 0.1 + 0.1074007), abs=1e-6)


def test_limits_of_a_share_and_a_rate_widen_on_the_scale_of_their_errors() -> None:
    # of 100 with a share of 0.4 and 0.3 between logits: the exact limit is log(l/(1 − l)) − log(2/3) from the target
    (low, high), (wide, wider) = (binomial_limits(0.4, [100], between=of).row(0) for of in (0, 0.3))
    for near, far in ((low, wide), (high, wider)):
        chance = log(near / (1 - near)) - log(0.4 / 0.6)
        both = log(far / (1 - far)) - log(0.4 / 0.6)
        assert both**2 == pytest.approx(chance**2 + (1.959963985 * 0.3) ** 2)
        assert both * chance > 0
    (low, high), (wide, wider) = (poisson_limits(2.0, [30.0], between=of).row(0) for of in (0, 0.3))
    for near, far in ((low, wide), (high, wider)):
        assert log(far / 2) ** 2 == pytest.approx(log(near / 2) ** 2 + (1.959963985 * 0.3) ** 2)
    # what cannot be less is no less
    assert poisson_limits(2.0, [0.5], between=0.3).row(0)[0] == 0
    assert binomial_limits(0.5, [2], between=0.3).row(0) == (0, 1)


def test_limits_of_errors_that_were_estimated() -> None:
    # Student's with 6 degrees: 2.446911851 at 0.95, 5.207626 at 0.998 (tables)
    assert normal_limits(0.1, [0.05], df=6).row(0) == pytest.approx((0.1 - 0.12234559, 0.1 + 0.12234559), abs=1e-7)
    assert normal_limits(0.0, [1.0], df=6, confidence=0.998).row(0)[1] == pytest.approx(5.207626, abs=1e-6)


def test_an_effective_size_is_read_back_from_its_interval() -> None:
    # R 4: binom.test(3, 10)$conf.int is 0.06673951 and 0.65245285; of none of 10 the upper limit is 1 − 0.025^(1/10)
    assert effective_size(0.3, 0.06673951, 0.65245285, 500) == pytest.approx(10, abs=1e-6)
    assert effective_size(0.0, 0.0, 1 - 0.025**0.1, 500) == pytest.approx(10, abs=1e-9)
    # more than were asked it is not
    assert effective_size(0.3, 0.06673951, 0.65245285, 7) == 7
    assert effective_size(0.3, 0.3, 0.3, 7) == 7
    # 90 %: none of 10 has the upper limit 1 − 0.05^(1/10)
    assert effective_size(0.0, 0.0, 1 - 0.05**0.1, 500, confidence=0.9) == pytest.approx(10, abs=1e-9)


def test_an_effective_size_of_korn_and_graubards_interval_as_r_survey() -> None:
    """R survey 4.4: `svyciprop(~I(y), design, method = "beta")`; df and effective size by its formula.

    Ten clusters of 20, share 0.3, standard error 0.05: 0.21/0.0025 = 84 answers, times (t199/t9)² with t199 = 1.971957
    and t9 = 2.262157: 63.83; k = 19.15. qbeta(0.025, 19.15, 45.68) and qbeta(0.975, 20.15, 44.68) bound it.
    """
    shrunk = 84 * (1.971957 / 2.262157) ** 2
    lower, upper = betaincinv([0.3 * shrunk, 0.3 * shrunk + 1], [0.7 * shrunk + 1, 0.7 * shrunk], [0.025, 0.975])
    assert effective_size(0.3, lower, upper, 200) == pytest.approx(63.83, abs=0.01)


def test_p_values_are_twice_the_smaller_tail() -> None:
    # 0.6^10 = 0.0060466176; of 3 of 10: P(≤ 3) = 0.3822806016; 4 of 10: twice either tail passes 1
    assert binomial_p_values([0, 3, 4], [10, 10, 10], 0.4).to_list() == pytest.approx([0.0120932352, 0.7645612032, 1])
    # e^−2 = 0.1353353; P(X ≥ 6) = 1 − 7.2667 e^−2 (1 + 2 + 2 + 4/3 + 2/3 + 4/15)
    by_hand = [2 * exp(-2), 2 * (1 - (7 + 4 / 15) * exp(-2))]
    assert poisson_p_values([0, 6], [1.0, 1.0], 2.0).to_list() == pytest.approx(by_hand)
