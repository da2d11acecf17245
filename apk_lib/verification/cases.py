"""Cases made with R: unweighted shares and rates, planning of a survey, retention; others beside this module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib import stats
from apk_lib.verification import change_cases, survey_cases
from apk_lib.verification.compare import Comparison, Reference, read_reference

Runner = Callable[[Reference], Mapping[str, Any]]

# the names the cases use, by ours
CURVE = {
    "time": "time", "n_risk": "at_risk", "n_event": "events",
    "surv": "value", "se": "se", "lo": "lower", "hi": "upper",
}  # fmt: skip


def exact_shares(case: Reference) -> Mapping[str, Any]:
    """Clopper and Pearson's limits of x of n."""
    pairs = zip(case.expected["x"], case.expected["n"], strict=True)
    return _limits([stats.proportion(k, n) for k, n in pairs])


def wilson_shares(case: Reference) -> Mapping[str, Any]:
    """Wilson's limits of x of n."""
    pairs = zip(case.input["x"], case.input["n"], strict=True)
    return _limits([stats.proportion(k, n, method="wilson") for k, n in pairs])


def share_differences(case: Reference) -> Mapping[str, Any]:
    """Differences of two shares with Newcombe's and with Agresti and Caffo's limits."""
    tables = list(zip(*(case.input[name] for name in ("x1", "n1", "x2", "n2")), strict=True))
    newcombe, agresti_caffo = (
        [stats.proportion_difference(k1, n1, k2, n2, method) for k1, n1, k2, n2 in tables]
        for method in ("newcombe", "agresti-caffo")
    )
    differences = [one.value for one in newcombe]
    return {"diff": differences} | _limits(newcombe, "newc_") | _limits(agresti_caffo, "ac_")


def two_rates(case: Reference) -> Mapping[str, Any]:
    """The exact comparison of two rates, and the limits of one."""
    (x1, x2), (t1, t2) = case.input["x"], case.input["T"]
    ratio, one = stats.rate_ratio(x1, t1, x2, t2), stats.rate(x1, t1)
    return {
        "ratio": ratio.value,
        "ci": [ratio.lower, ratio.upper],
        "p": ratio.p_value,
        "one_rate_ci": [one.lower, one.upper],
    }


def survey_size(case: Reference) -> Mapping[str, Any]:
    """Sample size, power and the smallest change that can be seen."""
    p1, p2, n, deff = (case.input[name] for name in ("p1", "p2", "n", "deff"))

    def detectable(deff: float) -> float | None:
        rise = stats.detectable_change(p1, n, deff=deff).value
        return None if rise is None else p1 + rise

    return {
        "n_per_wave": stats.sample_size(p1, p2).value,
        "power_n200": stats.power(p1, p2, n).value,
        "mde_p2_n200": detectable(1.0),
        "mde_p2_n200_deff1.5": detectable(deff),
    }


def curves_by_arm(case: Reference) -> Mapping[str, Any]:
    """One Kaplan–Meier curve an arm, one below the other."""
    kind = case.input["conf_type"]
    arms = case.frame.group_by("x", maintain_order=True)
    curves = [pl.DataFrame(stats.kaplan_meier(arm["time"], arm["status"], interval=kind)) for _, arm in arms]
    return _curve(pl.concat(curves))


def four_assistants(case: Reference) -> Mapping[str, Any]:
    """The curve of four people at 6, 12 and 24 months, and 3 of 4 with exact limits."""
    spells = case.input["data"]
    curve = stats.kaplan_meier(spells["months"], spells["left"])
    share = stats.proportion(3, 4)
    exact = [share.lower, share.upper]
    return {"loglog": _curve(curve.at(case.expected["loglog"]["time"])), "exact_6": exact, "exact_12": exact}


def degenerate_curves(case: Reference) -> Mapping[str, Any]:
    """Nobody leaves, everybody leaves, an end and a censoring at one time."""
    spells = {name: case.input[name] for name in case.must}
    return {name: _curve(stats.kaplan_meier(one["time"], one["event"])) for name, one in spells.items()}


def beta_product(case: Reference) -> Mapping[str, Any]:
    """The interval that does not vanish when nobody has left."""
    columns = {"four": ("months", "left"), "none": ("t", "e"), "nocens": ("t", "e")}
    fields = {"four": "four", "none": "none", "nocens": "nocens_at24"}
    found = {}
    for name, (duration, event) in columns.items():
        spells, times = case.input[name], case.expected[fields[name]]["t"]
        curve = stats.kaplan_meier(spells[duration], spells[event], interval="beta-product").at(times)
        found[fields[name]] = {"t": times, "lo": curve["lower"].to_list(), "hi": curve["upper"].to_list()}
    return found


def _limits(estimates: list[stats.Estimate], prefix: str = "") -> dict[str, Any]:
    lower, upper = [one.lower for one in estimates], [one.upper for one in estimates]
    return {f"{prefix}lo": lower, f"{prefix}hi": upper}


def _curve(points: pl.DataFrame) -> dict[str, list[Any]]:
    return {theirs: points[ours].to_list() for theirs, ours in CURVE.items()}


_R = "input in the case itself"
_NEWCOMBE = "R. G. Newcombe, Statistics in Medicine 17 (1998) 857–890"
_AML = "acute myelogenous leukaemia, Miller 1997, R's survival"
_API = "California schools, Academic Performance Index, R's survey"
_BCS = "British Crime Survey 2007/08, teaching file, UK Data Service SN 6891"
_GSS = "NORC, General Social Survey"
_BELTS = "car drivers and passengers killed or hurt, Great Britain 1969–84, Harvey and Durbin 1986, R's datasets"
_CLAIMS = "car insurance claims 1973, Baxter, Coutts and Ross 1980, R's MASS"
_WDD = "Wheeler and Ratcliffe, Crime Science 7:11 (2018)"
_AGRESTI = "A. Agresti, Categorical Data Analysis (1990), R's help of mcnemar.test"
_BH = "Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995) 289–300"

# area, case, what computes it, origin of its input
CASES: tuple[tuple[str, str, Runner, str], ...] = (
    ("shares", "ci01_clopper_pearson", exact_shares, _R),
    ("shares", "ci02_wilson", wilson_shares, _NEWCOMBE),
    ("shares", "ci03_newcombe_diff", share_differences, _NEWCOMBE),
    ("rates", "rr01_poisson_test", two_rates, _R),
    ("planning", "pow01_prop", survey_size, _R),
    ("retention", "km01_aml_log", curves_by_arm, _AML),
    ("retention", "km01_aml_loglog", curves_by_arm, _AML),
    ("retention", "km01_aml_plain", curves_by_arm, _AML),
    ("retention", "km03_four_assistants", four_assistants, _R),
    ("retention", "km04_degenerate", degenerate_curves, _R),
    ("retention", "km07_beta_product_ci", beta_product, _R),
    ("survey", "svy01_strat_mean", survey_cases.stratified_mean, _API),
    ("survey", "svy02_strat_mean_nofpc", survey_cases.mean_of_endless_strata, _API),
    ("survey", "svy03_strat_prop_cis", survey_cases.stratified_share, _API),
    ("survey", "svy04_clus1_mean_total", survey_cases.clustered_mean, _API),
    ("survey", "svy05_clus1_prop_nofpc", survey_cases.clustered_shares, _API),
    ("survey", "svy06_clus2_mean", survey_cases.two_stages, _API),
    ("survey", "svy08_domain_prop_by", survey_cases.share_by_group, _API),
    ("survey", "svy12_panel_change", survey_cases.panel_change, _API),
    ("survey", "svy14_rake", survey_cases.raked, _API),
    ("survey", "svy15_poststrat", survey_cases.raked, _API),
    ("survey", "svy18_lonely_psu", survey_cases.single_psu, _R),
    ("perception", "bcs01_walkdark", survey_cases.one_wave, _BCS),
    ("perception", "gss01_wave_props", survey_cases.shares_by_wave, _GSS),
    ("perception", "gss02_change", survey_cases.change, _GSS),
    ("perception", "gss06_panel_weighted_change", survey_cases.change_of_persons, _GSS),
    ("perception", "gss05_panel_mcnemar", change_cases.paired_shares, _GSS),
    ("perception", "bcs03_cliff_delta", change_cases.direction, _BCS),
    ("answers", "pair01_mcnemar_agresti", change_cases.approval, _AGRESTI),
    ("answers", "mult01_padjust", change_cases.several_tests, _BH),
    ("answers", "rel01_alpha_omega", change_cases.scale, _BCS),
    ("outcome", "did01_relative_effect", change_cases.seat_belts, _BELTS),
    ("outcome", "did02_wdq_wdd", change_cases.next_door, _WDD),
    ("outcome", "rr02_poisson_glm", change_cases.claims, _CLAIMS),
    ("outcome", "its01_segmented_nw", change_cases.broken_series, _BELTS),
)


def compare_cases(cases: Path) -> Iterator[Comparison]:
    """Every case of `CASES`, read from the folder, beside what the library computes."""
    for area, name, run, origin in CASES:
        case = read_reference(cases, name)
        yield from case.compare(area, origin, run(case))
