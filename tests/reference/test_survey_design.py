"""Estimates from the California schools samples that ship with R's survey package, against that package."""

import polars as pl
import pytest

from apk_lib.stats import rake, survey_change, survey_estimate, weight_spread


def limits(estimate):
    return [estimate.lower, estimate.upper]


@pytest.mark.parametrize(
    ("name", "y", "design"),
    [
        ("svy01_strat_mean", "api00", {"stratum": "stype", "fpc": "fpc"}),
        ("svy02_strat_mean_nofpc", "api00", {"stratum": "stype"}),
        ("svy04_clus1_mean_total", "api00", {"psu": "dnum", "fpc": "fpc"}),
    ],
)
def test_mean(case, name, y, design):
    reference = case(name)
    found = survey_estimate(reference.frame, y, weight="pw", **design)
    fields = {
        "est": found.value,
        "se": found.se,
        "deff": found.deff,
        "ci95_t": limits(found),
        "df": found.df,
    }
    reference.holds({field: fields[field] for field in reference.must})


def test_share_with_logit_interval(case):
    reference = case("svy03_strat_prop_cis")
    schools = reference.frame.with_columns(yes=pl.col("sch.wide") == "Yes")
    found = survey_estimate(
        schools, "yes", weight="pw", stratum="stype", fpc="fpc", kind="proportion", interval="logit"
    )
    reference.holds({"est": found.value, "se": found.se, "df": found.df, "logit": limits(found)})


def test_share_with_exact_limits_at_the_effective_size(case):
    """R's `svyciprop(method = "beta")` is the interval of Korn and Graubard; the case gives it as context."""
    reference = case("svy03_strat_prop_cis")
    schools = reference.frame.with_columns(yes=pl.col("sch.wide") == "Yes")
    design = {"weight": "pw", "stratum": "stype", "fpc": "fpc"}
    found = survey_estimate(schools, "yes", **design, kind="proportion", interval="korn-graubard")
    assert limits(found) == pytest.approx(reference.expected["beta"], rel=reference.rel_tol)


def test_shares_of_three_categories_and_their_covariance(case):
    reference = case("svy05_clus1_prop_nofpc")
    kinds = ["E", "H", "M"]
    schools = reference.frame.with_columns((pl.col("stype") == kind).cast(pl.Float64).alias(kind) for kind in kinds)

    def estimate(y):
        return survey_estimate(schools.with_columns(y.alias("y")), "y", weight="pw", psu="dnum")

    def covariance(one, other):
        # an estimate is linear in the answers, so sums and differences tell the covariance
        apart, together = estimate(pl.col(one) - pl.col(other)), estimate(pl.col(one) + pl.col(other))
        return (together.se**2 - apart.se**2) / 4

    found = [estimate(pl.col(kind)) for kind in kinds]
    reference.holds(
        {
            "est": [one.value for one in found],
            "se": [one.se for one in found],
            "vcov": [[covariance(one, other) for other in kinds] for one in kinds],
        }
    )


def test_two_stages(case):
    reference = case("svy06_clus2_mean")
    schools = reference.frame
    complete = pl.all_horizontal(pl.col("api00", "enroll").is_not_null())
    drawn = pl.col("dnum").n_unique()
    schools = schools.with_columns(
        # the case draws with equal chances at both stages
        weight=pl.col("fpc1") / drawn * pl.col("fpc2") / pl.len().over("dnum"),
        # it uses schools that answered both questions; the others stay in the design
        api00=pl.when(complete).then("api00"),
        enroll=pl.when(complete).then("enroll"),
    )
    found = [
        survey_estimate(schools, y, weight="weight", psu=("dnum", "snum"), fpc=("fpc1", "fpc2"))
        for y in ("api00", "enroll")
    ]
    assert {one.n for one in found} == {reference.expected["n_used"]}
    reference.holds({"est": [one.value for one in found], "se": [one.se for one in found], "df": found[0].df})


def test_share_by_group(case):
    reference = case("svy08_domain_prop_by")
    schools = reference.frame.with_columns(yes=pl.col("sch.wide") == "Yes")
    found = survey_estimate(
        schools,
        "yes",
        weight="pw",
        stratum="stype",
        fpc="fpc",
        by="stype",
        kind="proportion",
        interval="logit",
    )
    assert found["stype"].to_list() == reference.expected["group"]
    names = {"est": "value", "se": "se", "ci_l": "lower", "ci_u": "upper"}
    reference.holds({theirs: found[ours].to_list() for theirs, ours in names.items()})


def test_panel_change(case):
    reference = case("svy12_panel_change")
    panel = reference.frame.unpivot(
        ["api99", "api00"], index=["dnum", "pw", "fpc"], variable_name="wave", value_name="score"
    ).with_columns(pl.col("wave").replace_strict({"api99": 1999, "api00": 2000}))
    found = survey_change(panel, "score", wave="wave", weight="pw", psu="dnum", fpc="fpc")
    reference.holds({"est": found.value, "se": found.se})


def test_stratum_with_a_single_psu(case):
    reference = case("svy18_lonely_psu")
    adjust, certainty = (
        survey_estimate(reference.frame, "y", weight="w", stratum="h", psu="psu", single_psu=rule)
        for rule in ("adjust", "certainty")
    )
    reference.holds({"est": adjust.value, "se_adjust": adjust.se, "se_certainty": certainty.se})


def test_raking_and_its_error(case):
    reference = case("svy14_rake")
    weights = rake(reference.frame, reference.input["margins"], "pw")
    mean = survey_estimate(reference.frame, "api00", weight="pw", psu="dnum", margins=reference.input["margins"])
    computed = {"est": mean.value, "se": mean.se, "kish_deff": weight_spread(weights).kish_deff}
    reference.holds(computed | {"w_first10": weights.head(10).to_list()})


def test_post_stratification_and_its_error(case):
    reference = case("svy15_poststrat")
    weights = rake(reference.frame, reference.input["margins"], "pw")
    mean = survey_estimate(reference.frame, "api00", weight="pw", psu="dnum", margins=reference.input["margins"])
    unique = weights.round(10).unique().sort().to_list()
    reference.holds({"est": mean.value, "se": mean.se, "w_unique": unique})
