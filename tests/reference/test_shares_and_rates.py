"""Unweighted shares, rates and sample sizes against R and Newcombe's published examples."""

from apk_lib.stats import (
    detectable_change,
    power,
    proportion,
    proportion_difference,
    rate,
    rate_ratio,
    sample_size,
)


def test_exact_interval_of_k_of_n(case):
    reference = case("ci01_clopper_pearson")
    found = [proportion(k, n) for k, n in zip(reference.expected["x"], reference.expected["n"], strict=True)]
    reference.holds({"lo": [one.lower for one in found], "hi": [one.upper for one in found]})


def test_wilson_interval(case):
    reference = case("ci02_wilson")
    pairs = zip(reference.input["x"], reference.input["n"], strict=True)
    found = [proportion(k, n, method="wilson") for k, n in pairs]
    reference.holds({"lo": [one.lower for one in found], "hi": [one.upper for one in found]})


def test_difference_of_two_shares(case):
    reference = case("ci03_newcombe_diff")
    tables = list(zip(*(reference.input[name] for name in ("x1", "n1", "x2", "n2")), strict=True))
    newcombe = [proportion_difference(*table) for table in tables]
    agresti_caffo = [proportion_difference(*table, method="agresti-caffo") for table in tables]
    reference.holds(
        {
            "diff": [one.value for one in newcombe],
            "newc_lo": [one.lower for one in newcombe],
            "newc_hi": [one.upper for one in newcombe],
            "ac_lo": [one.lower for one in agresti_caffo],
            "ac_hi": [one.upper for one in agresti_caffo],
        }
    )


def test_rate_and_ratio_of_two_rates(case):
    reference = case("rr01_poisson_test")
    (x1, x2), (t1, t2) = reference.input["x"], reference.input["T"]
    ratio, one = rate_ratio(x1, t1, x2, t2), rate(x1, t1)
    reference.holds(
        {
            "ratio": ratio.value,
            "ci": [ratio.lower, ratio.upper],
            "p": ratio.p_value,
            "one_rate_ci": [one.lower, one.upper],
        }
    )


def test_size_power_and_detectable_change(case):
    reference = case("pow01_prop")
    p1, p2, n, deff = (reference.input[name] for name in ("p1", "p2", "n", "deff"))
    reference.holds(
        {
            "n_per_wave": sample_size(p1, p2).value,
            "power_n200": power(p1, p2, n).value,
            "mde_p2_n200": p1 + detectable_change(p1, n).value,
            "mde_p2_n200_deff1.5": p1 + detectable_change(p1, n, deff=deff).value,
        }
    )
