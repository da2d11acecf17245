"""Cases made with R: change of paired answers and of counts, several tests at once, scales, a broken series."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Any

import polars as pl

from apk_lib import stats
from apk_lib.verification.compare import Reference


def paired_shares(case: Reference) -> Mapping[str, Any]:
    """Yes and no of the same persons in two waves, counted from their answers."""
    table = [
        [case.frame.filter((pl.col("s1") == first) & (pl.col("s2") == second)).height for second in (0, 1)]
        for first in (0, 1)
    ]
    n, (b, c) = case.frame.height, (table[0][1], table[1][0])
    change = stats.paired_difference(b, c, n)
    return {
        "table": table, "n": n, "p_exact": stats.mcnemar(b, c).p_value, "diff": change.value,
        "se_wald": change.se, "ci_wald": [change.lower, change.upper],
    }  # fmt: skip


def approval(case: Reference) -> Mapping[str, Any]:
    """Agresti's approval ratings with the limits of Bonett and Price."""
    (yes, b), (c, no) = case.input["table"]
    change = stats.paired_difference(b, c, yes + b + c + no, method="bonett-price")
    limits = [change.lower, change.upper]
    return {"p_exact": stats.mcnemar(b, c).p_value, "diff": change.value, "ci_bonett_price": limits}


def several_tests(case: Reference) -> Mapping[str, Any]:
    """P-values of a family under both rules."""
    return {name: stats.adjust(case.input["p"], name.lower()).to_list() for name in ("holm", "BH")}


def scale(case: Reference) -> Mapping[str, Any]:
    """Eight worries: alpha with its limits, alpha without each item, omega."""
    found = stats.reliability(case.frame)
    return {
        "alpha": found.value, "alpha_drop": list(found.alpha_if_dropped.values()),
        "feldt_ci": [found.lower, found.upper], "omega_total_ml1": found.omega,
    }  # fmt: skip


def direction(case: Reference) -> Mapping[str, Any]:
    """Who answers higher: women as the last wave, men as the first, on scores turned so that higher is safer."""
    people = case.frame.with_columns(score=5 - pl.col("walkdark"))
    found = stats.ordinal_effect(people, "score", wave="sex")
    return {"n1": found.n1, "n2": found.n2, "delta": found.value, "ps": found.superiority}


def seat_belts(case: Reference) -> Mapping[str, Any]:
    """Passengers hurt in front against those in the rear, a year before and after the law on seat belts."""
    month = pl.col("year") * 12 + pl.col("month") - 1
    months = case.frame.with_columns(since=month - (1983 * 12 + 1)).filter(pl.col("since").is_between(-12, 11))
    after = months["since"] >= 0
    counts = [int(months.filter(part)[seat].sum()) for seat in ("front", "rear") for part in (~after, after)]
    ratio = stats.ratio_of_ratios(*counts)
    seats = months.select("front", "rear", post=after.cast(pl.Int64)).unpivot(index="post")
    x = seats.select(treated=(pl.col("variable") == "front").cast(pl.Int64), post="post")
    fit = stats.poisson_regression(seats["value"], x.with_columns(both=pl.col("treated") * pl.col("post")))
    return {
        "ror": ratio.value, "log_se": ratio.se, "ci": [ratio.lower, ratio.upper],
        "quasi_phi": fit.dispersion, "quasi_se": None if fit.se_quasi is None else fit.se_quasi[-1],
    }  # fmt: skip


def next_door(case: Reference) -> Mapping[str, Any]:
    """Displacement in the published example."""
    control, treated = case.input["control"], case.input["treated"]
    found = stats.displacement(control, treated, case.input["disp_control"], case.input["disp_treated"])
    ratio = stats.ratio_of_ratios(*treated, *control)
    return {
        "wdq": found.wdq, "wdd_total": found.value, "wdd_total_se": found.se, "z": found.z,
        "ci95": [found.lower, found.upper], "ror": ratio.value, "ror_ci": [ratio.lower, ratio.upper],
    }  # fmt: skip


def claims(case: Reference) -> Mapping[str, Any]:
    """Claims on policy holders by district."""
    districts = {f"district_{i}": (pl.col("District") == i).cast(pl.Int64) for i in (2, 3, 4)}
    fit = stats.poisson_regression(case.frame["Claims"], case.frame.select(**districts), case.frame["Holders"])
    return {
        "coef": list(fit.coefficients), "se": list(fit.se), "dispersion": fit.dispersion,
        "se_quasi": list(fit.se_quasi or ()),
    }  # fmt: skip


def broken_series(case: Reference) -> Mapping[str, Any]:
    """Drivers killed month by month, broken at the law on seat belts."""
    killed = [log(count) for count in case.frame["DriversKilled"]]
    fit = stats.segmented_regression(killed, 169, month=case.frame["month"])
    return {"coef": list(fit.coefficients), "se_nw": list(fit.se)}
