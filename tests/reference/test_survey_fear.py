"""Real answers about walking alone at night (British Crime Survey, General Social Survey) against R."""

import polars as pl

from apk_lib.stats import proportion, survey_change, survey_estimate, weight_spread

GSS = {"weight": "wtssps", "stratum": ("year", "vstrat"), "psu": "vpsu"}


def test_answers_shares_and_scores_of_one_wave(case):
    reference = case("bcs01_walkdark")
    people = reference.frame.with_columns(net=pl.when(pl.col("walkdark") <= 2).then(1).otherwise(-1))
    answers = [
        survey_estimate(
            people.with_columns(given=pl.col("walkdark") == code),
            "given",
            weight="tcindwt",
            kind="proportion",
        )
        for code in (1, 2, 3, 4)
    ]
    safe = survey_estimate(people, "safe", weight="tcindwt", kind="proportion", interval="logit")
    mean, net = (survey_estimate(people, y, weight="tcindwt") for y in ("walkdark", "net"))
    reference.holds(
        {
            "dist": [answer.value for answer in answers],
            "dist_se": [answer.se for answer in answers],
            "safe": safe.value,
            "safe_se": safe.se,
            "deff": safe.deff,
            "safe_logit_ci": [safe.lower, safe.upper],
            "mean": mean.value,
            "mean_se": mean.se,
            "net": net.value,
            "net_se": net.se,
        }
    )


def test_shares_by_wave(case):
    reference = case("gss01_wave_props")
    people = reference.frame
    waves = survey_estimate(people, "safe", **GSS, by="year", kind="proportion", interval="logit")
    answers = [wave["safe"] for _, wave in people.sort("year").group_by("year", maintain_order=True)]
    weights = [wave["wtssps"] for _, wave in people.sort("year").group_by("year", maintain_order=True)]
    reference.holds(
        {
            "est": waves["value"].to_list(),
            "se": waves["se"].to_list(),
            "logit_l": waves["lower"].to_list(),
            "logit_u": waves["upper"].to_list(),
            "df": survey_estimate(people, "safe", **GSS).df,
            "unweighted": [proportion(wave.sum(), len(wave)).value for wave in answers],
            "kish_deff_w": [weight_spread(wave).kish_deff for wave in weights],
        }
    )
    assert waves["year"].to_list() == reference.expected["year"]
    assert waves["n"].to_list() == reference.expected["n"]


def test_change_between_independent_waves(case):
    reference = case("gss02_change")
    found = survey_change(reference.frame, "safe", wave="year", **GSS)
    reference.holds({"est": found.value, "se": found.se, "ci95_t": [found.lower, found.upper]})


def test_change_of_the_same_persons(case):
    reference = case("gss06_panel_weighted_change")
    people = reference.frame.with_columns(change=pl.col("s2") - pl.col("s1"))
    design = {"weight": "w", "stratum": "vstrat", "psu": "vpsu"}
    first, last, change = (survey_estimate(people, y, **design) for y in ("s1", "s2", "change"))
    reference.holds(
        {
            "p1": first.value,
            "p2": last.value,
            "change": change.value,
            "se": change.se,
            "ci95_t": [change.lower, change.upper],
            "df": change.df,
        }
    )


def test_the_same_persons_told_in_long_form(case):
    reference = case("gss06_panel_weighted_change")
    answers = reference.frame.unpivot(
        ["s1", "s2"], index=["id", "w", "vstrat", "vpsu"], variable_name="wave", value_name="safe"
    )
    found = survey_change(answers, "safe", wave="wave", weight="w", stratum="vstrat", psu="vpsu")
    expected = reference.expected
    reference.holds(
        {
            "p1": expected["p1"],
            "p2": expected["p1"] + found.value,
            "change": found.value,
            "se": found.se,
            "ci95_t": [found.lower, found.upper],
            "df": found.df,
        }
    )
