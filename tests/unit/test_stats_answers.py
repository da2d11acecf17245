"""Paired answers, p-values, scales, ordered answers and response: where they are undefined, what they refuse."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import wilcoxon

from apk_lib.stats import (
    adjust,
    mcnemar,
    ordinal_effect,
    p_value,
    paired_difference,
    proportional_odds,
    reliability,
    response_rates,
    wilcoxon_signed,
)


def figures(estimate):
    return estimate.value, estimate.lower, estimate.upper


# --- paired ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["wald", "bonett-price"])
def test_nobody_asked_twice_has_no_change(method):
    found = paired_difference(0, 0, 0, method)
    assert (*figures(found), found.se, found.n) == (None, None, None, None, 0)


def test_change_of_a_few_by_hand():
    # (3 − 1)/10; √(4 − 4/10)/10; with one more each way: 2/12, √(6/12 − (2/12)²)/√12
    wald, wider = paired_difference(3, 1, 10), paired_difference(3, 1, 10, "bonett-price")
    assert (wald.value, wald.se) == (0.2, pytest.approx(3.6**0.5 / 10))
    assert (wider.value, wider.se) == (0.2, pytest.approx(((1 / 2 - 1 / 36) / 12) ** 0.5))
    assert (wider.lower + wider.upper) / 2 == pytest.approx(2 / 12)


def test_nobody_changed():
    assert paired_difference(0, 0, 5).se == 0
    found = mcnemar(0, 0)
    assert (*figures(found), found.p_value, found.chi2, found.chi2_corrected, found.n) == (None,) * 6 + (0,)


def test_all_changed_one_way():
    # both tails of Binomial(5, ½): 2/2⁵; the odds ratio is unbounded
    found = mcnemar(5, 0)
    assert (found.p_value, found.value, found.upper) == (2 / 32, None, None)
    assert found.lower == pytest.approx(0.025**0.2 / (1 - 0.025**0.2))
    assert (found.chi2, found.chi2_corrected) == (5, 16 / 5)


def test_as_many_each_way():
    found = mcnemar(3, 3)
    assert (found.value, found.p_value, found.chi2, found.chi2_corrected) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: paired_difference(3, 1, 3), r"b \+ c: expected at most n = 3, got 4"),
        (lambda: paired_difference(-1, 1, 3), "b: expected a whole number"),
        (lambda: paired_difference(1, 1, 3, "exact"), "method: expected one of wald, bonett-price, got 'exact'"),
        (lambda: mcnemar(1.5, 1), "b: expected a whole number"),
        (lambda: mcnemar(1, 1, confidence=1), "confidence: expected a number between 0 and 1"),
        (lambda: wilcoxon_signed([1, None]), "differences: expected a column of numbers"),
        (lambda: wilcoxon_signed([1.0, np.nan]), "differences: expected a finite number in every row"),
    ],
)
def test_wrong_pairs_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("differences", [[], [0, 0]])
def test_signed_ranks_of_nobody_who_changed(differences):
    found = wilcoxon_signed(differences)
    assert (found.value, found.p_value, found.statistic, found.n) == (None, None, 0, 0)


def test_signed_ranks_with_ties_by_hand():
    # ranks 1½, 1½, 3½, 3½, of which 1½ fell: W = 8½; as far from 5 are ±3½ and ±5:
    # sums 0, 1½ (twice) and 8½ (twice), 10, so 6 of 2⁴
    found = wilcoxon_signed([1, -1, 2, 2, 0])
    assert (found.statistic, found.n, found.p_value, found.value) == (8.5, 4, 6 / 16, pytest.approx(0.7))


def test_many_signed_ranks_are_normal():
    differences = np.array([*range(-8, 20), 3, 3, 5])
    moved = differences[differences != 0]
    expected = wilcoxon(moved, correction=True, method="asymptotic")
    found = wilcoxon_signed(differences)
    assert (found.method, found.n) == ("normal", 30)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-12)


# --- p-values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # Student's and the normal table
        ((2.228, 1.0, 10), 0.05),
        ((-1.96, 1.0), 0.05),
        ((0.0, 2.0), 1.0),
        ((12.706, 1.0, 1), 0.05),
    ],
)
def test_p_value_of_one_estimate(given, expected):
    assert p_value(*given) == pytest.approx(expected, abs=2e-5)


@pytest.mark.parametrize(
    "given", [(None, 1.0), (1.0, None), (1.0, 0.0), (float("nan"), 1.0), (1.0, 1.0, 0), (None, None, None)]
)
def test_p_value_of_what_is_undefined(given):
    assert p_value(*given) is None


@pytest.mark.parametrize("given", [(1.0, -1.0), (1.0, 1.0, -1)])
def test_a_negative_error_is_refused(given):
    with pytest.raises(ValueError, match="expected a number of at least 0"):
        p_value(*given)


@pytest.mark.parametrize("method", ["holm", "bh"])
@pytest.mark.parametrize("gap", [None, float("nan")])
def test_a_gap_does_not_count_in_the_family(method, gap):
    # two tests: the smaller counts double, both ways of counting
    found = adjust([0.04, gap, 0.01], method)
    assert found.to_list() == [pytest.approx(0.04), None, pytest.approx(0.02)]


def test_a_declared_family_does_not_shrink_with_its_data():
    # of five declared two were made: 5 · 0.01, then 4 · 0.04; of the false discoveries 5/1 · 0.01, then 5/2 · 0.04
    assert adjust([0.04, None, 0.01], members=5).to_list() == [pytest.approx(0.16), None, pytest.approx(0.05)]
    assert adjust([0.04, None, 0.01], "bh", members=5).to_list() == [pytest.approx(0.1), None, pytest.approx(0.05)]
    with pytest.raises(ValueError, match="members: expected at least the 2 p-values there are, got 1"):
        adjust([0.04, None, 0.01], members=1)


@pytest.mark.parametrize("family", [[], [None], pl.Series("p", [], dtype=pl.Float64), pl.Series("p", [None])])
def test_a_family_of_none(family):
    found = adjust(family)
    assert (found.to_list(), found.dtype) == ([None] * len(family), pl.Float64)


def test_the_name_of_a_column_is_kept():
    assert adjust(pl.Series("p", [1, 0])).name == "p"


@pytest.mark.parametrize(
    ("given", "method", "message"),
    [
        ([0.5, 1.5], "holm", "p_values: expected numbers from 0 to 1, got 1 others"),
        ([-0.1], "bh", "p_values: expected numbers from 0 to 1, got 1 others"),
        (["0.1"], "holm", "p_values: expected numbers from 0 to 1, got String"),
        ([0.1], "bonferroni", "method: expected one of holm, bh, got 'bonferroni'"),
    ],
)
def test_wrong_families_are_named(given, method, message):
    with pytest.raises(ValueError, match=message):
        adjust(given, method)


# --- scales ----------------------------------------------------------------------------------------

# eight rows; beside the first, columns of 1 and −1 that do not correlate
SIGNS = np.array([[1, 1], [1, -1]])
COLUMNS = np.kron(np.kron(SIGNS, SIGNS), SIGNS)[:, 1:4].astype(float)


def correlated(ab, ac, bc):
    """Three items with exactly these correlations."""
    root = np.linalg.cholesky(np.array([[1, ab, ac], [ab, 1, bc], [ac, bc, 1]]))
    return pl.DataFrame(COLUMNS @ root.T, schema=["a", "b", "c"])


def test_omega_where_one_factor_fits_exactly():
    # loadings .8, .7, .6: (Σλ)² = 4.41, Σ(1 − λ²) = 1.51; correlations .56, .48, .42: α = 3/2·(1 − 3/5.92)
    found = reliability(correlated(0.56, 0.48, 0.42))
    assert (found.n, found.k, found.heywood) == (8, 3, False)
    assert found.omega == pytest.approx(4.41 / 5.92, rel=1e-8)
    assert found.value == pytest.approx(1.5 * (1 - 3 / 5.92))
    # two items with correlation r: α = 2·(1 − 2/(2 + 2r))
    assert found.alpha_if_dropped["a"] == pytest.approx(2 * (1 - 2 / 2.84))
    assert found.item_rest["a"] == pytest.approx(1.04 / 2.84**0.5)


def test_a_heywood_case_is_told():
    # the first loading would have to be √(.9·.9/.7) > 1
    found = reliability(correlated(0.9, 0.9, 0.7))
    assert (found.omega, found.heywood) == (None, True)
    assert found.value is not None


def test_two_items_have_alpha_but_no_omega():
    found = reliability(pl.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 3, 4]}))
    assert (*figures(found), found.omega, found.heywood) == (1, 1, 1, None, False)
    assert (found.alpha_if_dropped, found.item_rest) == ({"a": None, "b": None}, {"a": 1, "b": 1})


@pytest.mark.parametrize(
    "items",
    [
        pl.DataFrame(),
        pl.DataFrame({"a": [1, 2, 3]}),
        pl.DataFrame({"a": [1], "b": [2]}),
        pl.DataFrame({"a": [0.1] * 3, "b": [0.7] * 3}),
        pl.DataFrame({"a": [1, None, 3], "b": [None, 2.0, float("nan")]}),
        pl.DataFrame({"a": [], "b": []}, schema={"a": pl.Int64, "b": pl.Int64}),
    ],
    ids=["nothing", "one item", "one row", "no variance", "no complete row", "no row"],
)
def test_scales_without_reliability(items):
    found = reliability(items)
    assert (*figures(found), found.omega, found.heywood) == (None, None, None, None, False)
    assert set(found.item_rest.values()) <= {None}


def test_rows_with_a_gap_are_left_out():
    whole = pl.DataFrame({"a": [1, 2, 3, 4], "b": [2, 1, 4, 3], "c": [1, 3, 2, 4]})
    gaps = pl.concat([whole, pl.DataFrame({"a": [9, None], "b": [None, 9], "c": [9, 9]})])
    assert reliability(gaps) == reliability(whole)


def test_an_item_that_never_changes_has_no_correlation():
    found = reliability(pl.DataFrame({"a": [1, 2, 3, 4, 6], "b": [1, 2, 3, 5, 4], "c": [0.1] * 5}))
    assert (found.item_rest["c"], found.omega, found.heywood) == (None, None, False)
    assert found.alpha_if_dropped["c"] > found.value


def test_items_have_to_be_numbers():
    with pytest.raises(ValueError, match="b: expected numbers, got String"):
        reliability(pl.DataFrame({"a": [1], "b": ["x"]}))


# --- ordered answers -------------------------------------------------------------------------------


def waves(first, last, **columns):
    wave = [1] * len(first) + [2] * len(last)
    return pl.DataFrame({"wave": wave, "y": [*first, *last], **columns}, strict=False)


def test_pairs_counted_by_hand():
    # of the four pairs of a last and a first answer three are higher and one is equal. In the last wave the answers
    # stand at ½ and 1, in the first at ½ and 1 too: variance ⅛ each, over two respondents each, ⅛ in all
    frame = waves([1, 2], [2, 3])
    found = ordinal_effect(frame, "y", wave="wave", stratum="wave")
    assert (found.value, found.superiority) == (0.75, 0.875)
    assert (found.se, found.df, found.n, found.n1, found.n2) == (pytest.approx(0.125**0.5), 2, 4, 2, 2)
    # t with two degrees of freedom: 4.303
    assert found.upper - found.value == pytest.approx(4.303 * found.se, rel=1e-4)
    assert found.value - found.lower == pytest.approx(4.303 * found.se, rel=1e-4)


def test_weights_count_as_respondents():
    weighted = ordinal_effect(waves([1, 2], [2, 3], w=[1, 3, 1, 2]), "y", wave="wave", weight="w")
    repeated = ordinal_effect(waves([1, 2, 2, 2], [2, 3, 3]), "y", wave="wave")
    assert weighted.value == pytest.approx(repeated.value)


def test_raking_moves_the_effect():
    frame = waves([1, 2], [2, 3], w=[1, 1, 1, 1], cell=["a", "b", "c", "d"])
    margins = {"cell": {"a": 1, "b": 3, "c": 1, "d": 2}}
    found = ordinal_effect(frame, "y", wave="wave", weight="w", margins=margins)
    assert found.value == pytest.approx(ordinal_effect(waves([1, 2, 2, 2], [2, 3, 3]), "y", wave="wave").value)


def test_a_panel_in_which_nobody_moves_has_no_error():
    frame = waves([1, 2, 4], [1, 2, 4], person=[1, 2, 3] * 2)
    found = ordinal_effect(frame, "y", wave="wave", psu="person")
    assert (found.value, found.se) == (0, pytest.approx(0, abs=1e-15))


def test_waves_between_do_not_count():
    between = pl.concat([waves([1, 2], [2, 3]).with_columns(pl.col("wave") * 10), waves([4, 4], [1, 1])[:2] * 11])
    found = ordinal_effect(between, "y", wave="wave")
    assert (found.value, found.n) == (0.75, 4)


@pytest.mark.parametrize(("first", "last"), [([1, 2], [None, None]), ([None], [2, 3])])
def test_a_wave_without_answers_has_no_effect(first, last):
    found = ordinal_effect(waves(first, last), "y", wave="wave")
    assert (*figures(found), found.superiority, found.se) == (None,) * 5


def test_everybody_is_higher():
    assert ordinal_effect(waves([1, 2], [3, 4]), "y", wave="wave").value == 1


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (waves([1], []), {}, "wave: expected at least two waves"),
        (waves([1], [float("nan")]), {}, "y: expected a finite number"),
        (waves([1], [2]).cast({"y": pl.String}), {}, "y: expected a column of numbers"),
        (waves([1], [2], w=[1, 0]), {"weight": "w"}, "w: expected a weight greater than 0"),
        (waves([1], [2]), {"weight": "w"}, "expected the columns w, got wave, y"),
        (waves([1], [2]).with_columns(wave=pl.lit(None)), {}, "wave: expected a value, as wave, got otherwise in 2"),
        (waves([], []), {}, "wave: expected at least two waves"),
        (waves([1], [2]), {"psu": "block"}, "expected the columns block"),
    ],
)
def test_wrong_waves_are_named(frame, options, message):
    with pytest.raises(ValueError, match=message):
        ordinal_effect(frame, "y", wave="wave", **options)


@pytest.mark.parametrize(
    ("y", "x"),
    [([], []), ([1, 1, 1], [0, 1, 0]), ([1, 2, 3], [1, 1, 1]), ([1, 1, 2, 2], [0, 0, 1, 1])],
    ids=["nobody", "one answer", "one x", "no overlap"],
)
def test_no_finite_odds_ratio(y, x):
    found = proportional_odds(y, x)
    assert (*figures(found), found.se, found.converged) == (None, None, None, None, False)


def test_two_answers_are_one_cut():
    # 3 of 4 above against 1 of 3: 3/1 over 1/2
    found = proportional_odds([0, 1, 1, 1, 0, 0, 1], [1, 1, 1, 1, 0, 0, 0])
    assert found.value == pytest.approx(6)
    assert figures(found.cuts[0]) == pytest.approx(figures(found))


def test_weights_of_odds_count_as_respondents():
    repeated = proportional_odds([0, 1, 2, 2, 0, 0, 1, 2], [1, 1, 1, 1, 0, 0, 0, 0])
    weighted = proportional_odds([0, 1, 2, 0, 1, 2], [1, 1, 1, 0, 0, 0], [1, 1, 2, 2, 1, 1])
    assert weighted.value == pytest.approx(repeated.value)


def test_robust_error_of_a_two_by_two_table_by_hand():
    # independent respondents: the sandwich is that of the table, n/(n − 1) times 1/a + 1/b + 1/c + 1/d
    found = proportional_odds([0, 1, 1, 1, 0, 0, 1], [1, 1, 1, 1, 0, 0, 0], np.ones(7))
    assert found.se == pytest.approx((7 / 6 * (1 + 1 / 3 + 1 / 2 + 1)) ** 0.5)


def test_odds_of_a_finer_x():
    found = proportional_odds([1, 2, 1, 3, 2, 3], [0, 0, 10, 10, 20, 20])
    scaled = proportional_odds([1, 2, 1, 3, 2, 3], [0, 0, 1, 1, 2, 2])
    assert found.value**10 == pytest.approx(scaled.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (([1, 2], [1]), "y, x, weight: expected arrays of one length, got 2 and 1 and 2"),
        (([1, 2], [1, 2], [1, 0]), "weight: expected weights above 0, got 1 others"),
        (([1, None], [1, 2]), "y: expected a column of numbers"),
    ],
)
def test_wrong_odds_are_named(given, message):
    with pytest.raises(ValueError, match=message):
        proportional_odds(*given)


# --- response --------------------------------------------------------------------------------------


def test_response_rates_by_hand():
    found = response_rates(60, 10, 20, 5, 3, 2)
    assert (found.rate_1, found.rate_2, found.n) == (0.6, 0.7, 100)


def test_response_of_nobody_is_undefined():
    found = response_rates(0, 0, 0, 0, 0, 0)
    assert (found.rate_1, found.rate_2, found.n) == (None, None, 0)


def test_response_has_to_be_counted():
    with pytest.raises(ValueError, match="refusal: expected a whole number of at least 0, got -1"):
        response_rates(1, 0, -1, 0, 0, 0)
