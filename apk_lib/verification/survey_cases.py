"""Cases made with R's survey package: samples of California schools, answers about walking alone at night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from apk_lib import stats
from apk_lib.verification.compare import Reference

_GSS: dict[str, Any] = {"weight": "wtssps", "stratum": ("year", "vstrat"), "psu": "vpsu"}
_PANEL: dict[str, Any] = {"weight": "w", "stratum": "vstrat", "psu": "vpsu"}
_SCHOOL_KINDS = ("E", "H", "M")


def stratified_mean(case: Reference) -> Mapping[str, Any]:
    """A mean over strata of known size."""
    return _fields(_one(case.frame, "api00", weight="pw", stratum="stype", fpc="fpc"))


def mean_of_endless_strata(case: Reference) -> Mapping[str, Any]:
    """The same without the population's size."""
    return _fields(_one(case.frame, "api00", weight="pw", stratum="stype"))


def clustered_mean(case: Reference) -> Mapping[str, Any]:
    """A mean over whole districts."""
    return _fields(_one(case.frame, "api00", weight="pw", psu="dnum", fpc="fpc"))


def stratified_share(case: Reference) -> Mapping[str, Any]:
    """A share with logit limits."""
    design: dict[str, Any] = {"weight": "pw", "stratum": "stype", "fpc": "fpc"}
    share = _one(_with_answer(case), "yes", **design, kind="proportion", interval="logit")
    return _fields(share) | {"logit": [share.lower, share.upper]}


def clustered_shares(case: Reference) -> Mapping[str, Any]:
    """Shares of three categories and their covariance, told by the shares' sums and differences."""
    schools = case.frame.with_columns((pl.col("stype") == kind).cast(pl.Float64).alias(kind) for kind in _SCHOOL_KINDS)

    def estimate(y: pl.Expr) -> stats.SurveyEstimate:
        return _one(schools.with_columns(y.alias("y")), "y", weight="pw", psu="dnum")

    def covariance(one: str, other: str) -> float:
        apart, together = estimate(pl.col(one) - pl.col(other)), estimate(pl.col(one) + pl.col(other))
        return ((together.se or 0.0) ** 2 - (apart.se or 0.0) ** 2) / 4

    shares = [estimate(pl.col(kind)) for kind in _SCHOOL_KINDS]
    return {
        "est": [share.value for share in shares],
        "se": [share.se for share in shares],
        "vcov": [[covariance(one, other) for other in _SCHOOL_KINDS] for one in _SCHOOL_KINDS],
    }


def two_stages(case: Reference) -> Mapping[str, Any]:
    """Districts drawn first, schools within them second; schools that answered both questions."""
    complete = pl.all_horizontal(pl.col("api00", "enroll").is_not_null())
    schools = case.frame.with_columns(
        # the case draws with equal chances at both stages
        weight=pl.col("fpc1") / pl.col("dnum").n_unique() * pl.col("fpc2") / pl.len().over("dnum"),
        api00=pl.when(complete).then("api00"),
        enroll=pl.when(complete).then("enroll"),
    )
    design: dict[str, Any] = {"weight": "weight", "psu": ("dnum", "snum"), "fpc": ("fpc1", "fpc2")}
    means = [_one(schools, y, **design) for y in ("api00", "enroll")]
    return {"est": [mean.value for mean in means], "se": [mean.se for mean in means], "df": means[0].df}


def share_by_group(case: Reference) -> Mapping[str, Any]:
    """A share in each stratum, with logit limits."""
    design: dict[str, Any] = {"weight": "pw", "stratum": "stype", "fpc": "fpc"}
    shares = _groups(_with_answer(case), "yes", **design, by="stype", kind="proportion", interval="logit")
    return {theirs: shares[ours].to_list() for theirs, ours in _limits_as("ci_l", "ci_u").items()}


def panel_change(case: Reference) -> Mapping[str, Any]:
    """The change of the same schools over a year."""
    answers = case.frame.unpivot(
        ["api99", "api00"], index=["dnum", "pw", "fpc"], variable_name="wave", value_name="score"
    ).with_columns(pl.col("wave").replace_strict({"api99": 1999, "api00": 2000}))
    return _fields(_change(answers, "score", wave="wave", weight="pw", psu="dnum", fpc="fpc"))


def single_psu(case: Reference) -> Mapping[str, Any]:
    """A stratum with a single unit under both rules."""
    design: dict[str, Any] = {"weight": "w", "stratum": "h", "psu": "psu"}
    adjust, certainty = (_one(case.frame, "y", **design, single_psu=rule) for rule in ("adjust", "certainty"))
    return {"est": adjust.value, "se_adjust": adjust.se, "se_certainty": certainty.se}


def raked(case: Reference) -> Mapping[str, Any]:
    """A mean with weights raked to two margins, or to one, and what the weights are."""
    margins = case.input["margins"]
    # the design the case's code names is that without population numbers
    found = _one(case.frame, "api00", weight="pw", psu="dnum", margins=margins)
    weights = stats.rake(case.frame, margins, "pw")
    return _fields(found) | {
        "w_first10": weights.head(10).to_list(),
        "w_unique": weights.round(10).unique().sort().to_list(),
        "kish_deff": stats.weight_spread(weights).kish_deff,
    }


def one_wave(case: Reference) -> Mapping[str, Any]:
    """The answers, the share who feel safe, the mean and the net score of one wave."""
    people = case.frame.with_columns(
        *((pl.col("walkdark") == code).alias(f"answer_{code}") for code in (1, 2, 3, 4)),
        net=pl.when(pl.col("walkdark") <= 2).then(1).otherwise(-1),
    )
    design: dict[str, Any] = {"weight": "tcindwt"}
    answers = [_one(people, f"answer_{code}", **design, kind="proportion") for code in (1, 2, 3, 4)]
    safe = _one(people, "safe", **design, kind="proportion", interval="logit")
    mean, net = (_one(people, y, **design) for y in ("walkdark", "net"))
    return {
        "dist": [answer.value for answer in answers],
        "dist_se": [answer.se for answer in answers],
        "safe": safe.value, "safe_se": safe.se, "deff": safe.deff, "safe_logit_ci": [safe.lower, safe.upper],
        "mean": mean.value, "mean_se": mean.se, "net": net.value, "net_se": net.se,
    }  # fmt: skip


def shares_by_wave(case: Reference) -> Mapping[str, Any]:
    """The share not afraid in each wave, weighted and not, and the cost of the weights."""
    people = case.frame.sort("year")
    shares = _groups(people, "safe", **_GSS, by="year", kind="proportion", interval="logit")
    waves = people.partition_by("year", maintain_order=True)
    return {theirs: shares[ours].to_list() for theirs, ours in _limits_as("logit_l", "logit_u").items()} | {
        "df": _one(people, "safe", **_GSS).df,
        "unweighted": [stats.proportion(int(wave["safe"].sum()), wave.height).value for wave in waves],
        "kish_deff_w": [stats.weight_spread(wave["wtssps"]).kish_deff for wave in waves],
    }


def change(case: Reference) -> Mapping[str, Any]:
    """The change between two independent waves."""
    return _fields(_change(case.frame, "safe", wave="year", **_GSS))


def change_of_persons(case: Reference) -> Mapping[str, Any]:
    """The change of the same persons, from answers in long form."""
    people = case.frame
    answers = people.unpivot(["s1", "s2"], index=["id", "w", "vstrat", "vpsu"], variable_name="wave", value_name="safe")
    first, last = (_one(people, y, **_PANEL) for y in ("s1", "s2"))
    found = _change(answers, "safe", wave="wave", **_PANEL)
    return _fields(found) | {"p1": first.value, "p2": last.value, "change": found.value}


def _with_answer(case: Reference) -> pl.DataFrame:
    return case.frame.with_columns(yes=pl.col("sch.wide") == "Yes")


def _fields(found: stats.SurveyEstimate) -> dict[str, Any]:
    limits = [found.lower, found.upper]
    return {"est": found.value, "se": found.se, "deff": found.deff, "ci95_t": limits, "df": found.df}


def _limits_as(lower: str, upper: str) -> dict[str, str]:
    return {"est": "value", "se": "se", lower: "lower", upper: "upper"}


def _one(frame: pl.DataFrame, y: str, **design: Any) -> stats.SurveyEstimate:
    found = stats.survey_estimate(frame, y, **design)
    assert not isinstance(found, pl.DataFrame)
    return found


def _groups(frame: pl.DataFrame, y: str, **design: Any) -> pl.DataFrame:
    found = stats.survey_estimate(frame, y, **design)
    assert isinstance(found, pl.DataFrame)
    return found


def _change(frame: pl.DataFrame, y: str, **design: Any) -> stats.SurveyEstimate:
    found = stats.survey_change(frame, y, **design)
    assert not isinstance(found, pl.DataFrame)
    return found
