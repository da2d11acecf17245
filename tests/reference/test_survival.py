"""Kaplan–Meier curves against R's survival, and the beta-product interval against exact binomial limits."""

import polars as pl
import pytest

from apk_lib.stats import kaplan_meier, proportion

# the names the cases use, by ours
COLUMNS = {
    "time": "time",
    "n_risk": "at_risk",
    "n_event": "events",
    "surv": "value",
    "se": "se",
    "lo": "lower",
    "hi": "upper",
}


def columns(curve):
    return {theirs: curve[ours].to_list() for theirs, ours in COLUMNS.items()}


def limits(curve, times):
    found = curve.at(times)
    return {"t": times, "lo": found["lower"].to_list(), "hi": found["upper"].to_list()}


@pytest.mark.parametrize("name", ["km01_aml_log", "km01_aml_loglog", "km01_aml_plain"])
def test_curves_by_arm(case, name):
    reference = case(name)
    arms = [
        kaplan_meier(arm["time"], arm["status"], interval=reference.input["conf_type"])
        for _, arm in reference.frame.group_by("x", maintain_order=True)
    ]
    reference.holds(columns(pl.concat(arms)))


def test_four_assistants_at_months(case):
    reference = case("km03_four_assistants")
    spells = reference.input["data"]
    curve = kaplan_meier(spells["months"], spells["left"])
    three_of_four = proportion(3, 4)
    reference.holds(
        {
            "loglog": columns(curve.at(reference.expected["loglog"]["time"])),
            "exact_6": [three_of_four.lower, three_of_four.upper],
            "exact_12": [three_of_four.lower, three_of_four.upper],
        }
    )


def test_curves_at_their_ends(case):
    reference = case("km04_degenerate")
    reference.holds(
        {
            name: columns(kaplan_meier(spells["time"], spells["event"]))
            for name, spells in reference.input.items()
            if name in reference.must
        }
    )


def test_beta_product_interval(case):
    reference = case("km07_beta_product_ci")
    four, none, nocens = (reference.input[name] for name in ("four", "none", "nocens"))
    curves = {
        "four": kaplan_meier(four["months"], four["left"], interval="beta-product"),
        "none": kaplan_meier(none["t"], none["e"], interval="beta-product"),
        "nocens_at24": kaplan_meier(nocens["t"], nocens["e"], interval="beta-product"),
    }
    reference.holds({name: limits(curve, reference.expected[name]["t"]) for name, curve in curves.items()})
