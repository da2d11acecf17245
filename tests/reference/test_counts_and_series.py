"""Counts before and after beside a comparison, and a broken series, against R and a published example."""

import numpy as np
import polars as pl
import pytest

from apk_lib.stats import displacement, poisson_regression, ratio_of_ratios, segmented_regression


def year(people, since):
    """Twelve months from February of a year."""
    month = pl.col("year") * 12 + pl.col("month")
    return people.filter(month.is_between(since * 12 + 2, since * 12 + 13))


def test_front_passengers_against_rear_ones(case):
    reference = case("did01_relative_effect")
    before, after = (year(reference.frame, since) for since in (1982, 1983))
    counts = [part[seat].sum() for seat in ("front", "rear") for part in (before, after)]
    ratio = ratio_of_ratios(*counts)
    months = [
        (count, treated, post, treated * post)
        for treated, seat in enumerate(("rear", "front"))
        for post, part in enumerate((before, after))
        for count in part[seat]
    ]
    y, *x = zip(*months, strict=True)
    fit = poisson_regression(y, pl.DataFrame(dict(zip(("treated", "post", "both"), x, strict=True))))
    reference.holds(
        {
            "ror": ratio.value,
            "log_se": ratio.log_se,
            "ci": [ratio.lower, ratio.upper],
            "quasi_phi": fit.dispersion,
            "quasi_se": fit.se_quasi[-1],
        }
    )
    # four counts are enough for the coefficient, and overdispersion widens the interval of their ratio alike
    assert fit.coefficients[-1] == pytest.approx(reference.expected["glm_coef"])
    wide = ratio_of_ratios(*counts, overdispersion=fit.dispersion)
    assert wide.log_se == pytest.approx(reference.expected["quasi_se"])


def test_displacement_of_the_published_example(case):
    reference = case("did02_wdq_wdd")
    areas = [reference.input[name] for name in ("control", "treated", "disp_control", "disp_treated")]
    found = displacement(*areas)
    ratio = ratio_of_ratios(*reference.input["treated"], *reference.input["control"])
    reference.holds(
        {
            "wdq": found.wdq,
            "wdd_total": found.value,
            "wdd_total_se": found.se,
            "z": found.z,
            "ci95": [found.lower, found.upper],
            "ror": ratio.value,
            "ror_ci": [ratio.lower, ratio.upper],
        }
    )


def test_claims_by_district(case):
    reference = case("rr02_poisson_glm")
    rows = reference.frame
    districts = rows.select((pl.col("District") == i).cast(pl.Int64).alias(f"district_{i}") for i in (2, 3, 4))
    fit = poisson_regression(rows["Claims"], districts, rows["Holders"])
    reference.holds({"coef": fit.coefficients, "se": fit.se, "dispersion": fit.dispersion, "se_quasi": fit.se_quasi})
    assert fit.names == ("intercept", "district_2", "district_3", "district_4")


def test_drivers_killed_before_and_after_the_law(case):
    reference = case("its01_segmented_nw")
    rows = reference.frame
    fit = segmented_regression(np.log(rows["DriversKilled"]), 169, month=rows["month"])
    reference.holds({"coef": fit.coefficients, "se_nw": fit.se})
    expected = reference.expected
    assert fit.se_ols == pytest.approx(expected["se_ols"])
    assert fit.durbin_watson == pytest.approx(expected["dw"])
    post, ts = (expected["names"].index(name) for name in ("post", "ts"))
    assert (fit.level.value, fit.level.se) == pytest.approx((expected["coef"][post], expected["se_nw"][post]))
    assert (fit.slope.value, fit.slope.se) == pytest.approx((expected["coef"][ts], expected["se_nw"][ts]))
    assert (fit.n, fit.df, fit.lags) == (192, 192 - 15, 12)
