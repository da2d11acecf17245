"""Survey estimates of several items at once, with raked weights, and sums of group means with their covariance."""

import polars as pl
import pytest

from apk_lib.stats import rake, survey_change, survey_contrast, survey_estimate, survey_waves

DESIGN = {"weight": "weight", "stratum": "stratum", "psu": "block"}


@pytest.fixture
def people():
    return pl.DataFrame(
        {
            "wave": [1, 1, 1, 1, 2, 2, 2, 2] * 2,
            "place": ["a"] * 8 + ["b"] * 8,
            "stratum": ["s", "s", "t", "t"] * 4,
            "block": [1, 2, 1, 2, 1, 2, 3, 4] * 2,
            "weight": [1.0, 2.0, 1.5, 1.0, 1.0, 3.0, 1.0, 2.0] * 2,
            "sex": ["f", "m", "m", "f"] * 4,
            "safe": [1, 0, 1, None, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, None, 0],
            "score": [4, 2, 3, 1, 2, 4, 3, 3, 1, 2, 4, 1, 3, 3, 2, None],
        }
    )


def test_several_items_are_each_item_alone(people):
    both = survey_estimate(people, ["safe", "score"], **DESIGN, by="place")
    assert both.columns[:2] == ["y", "place"]
    for item in ("safe", "score"):
        alone = survey_estimate(people, item, **DESIGN, by="place")
        assert both.filter(y=item).drop("y").equals(alone)


def test_items_without_groups_are_a_frame_of_a_row_each(people):
    both = survey_estimate(people, ["safe", "score"], **DESIGN)
    alone = survey_estimate(people, "score", **DESIGN)
    assert both["y"].to_list() == ["safe", "score"]
    row = both.row(1, named=True)
    assert (row["n"], row["value"], row["se"], row["df"]) == (alone.n, alone.value, alone.se, alone.df)


def test_one_item_in_a_list_is_a_frame_too(people):
    assert survey_change(people, ["safe"], wave="wave", **DESIGN)["y"].to_list() == ["safe"]


def test_a_share_is_asked_of_every_item(people):
    with pytest.raises(ValueError, match="score: expected 0 and 1"):
        survey_estimate(people, ["safe", "score"], **DESIGN, kind="proportion", interval="logit")


def test_an_item_that_is_no_column_is_named(people):
    with pytest.raises(ValueError, match="expected the columns fear"):
        survey_estimate(people, ["safe", "fear"], **DESIGN)


MARGINS = {"sex": {"f": 60, "m": 40}, "place": {"a": 50, "b": 50}}


def test_raked_value_is_that_of_raked_weights(people):
    raked = people.with_columns(weight=rake(people, MARGINS, "weight"))
    found = survey_estimate(people, "score", **DESIGN, margins=MARGINS)
    assert found.value == pytest.approx(survey_estimate(raked, "score", **DESIGN).value, rel=1e-12)


def test_what_the_margins_tell_exactly_has_no_error(people):
    # everybody answered, and the answer is the sex: its share is the margin, whatever the sample
    known = people.with_columns(woman=(pl.col("sex") == "f").cast(pl.Int64))
    found = survey_estimate(known, "woman", **DESIGN, margins=MARGINS)
    assert found.value == pytest.approx(0.6, abs=1e-9)
    assert found.se == pytest.approx(0, abs=1e-9)
    raked = known.with_columns(weight=rake(known, MARGINS, "weight"))
    assert survey_estimate(raked, "woman", **DESIGN).se > 0.05


def test_waves_are_raked_each_to_its_own_margin(people):
    both = people.with_columns(margin=pl.format("{}|{}", "wave", "sex"))
    margins = {"margin": {"1|f": 60, "1|m": 40, "2|f": 60, "2|m": 40}}
    change = survey_change(both, "score", wave="wave", **DESIGN, margins=margins)
    means = [
        survey_estimate(people.filter(wave=wave), "score", **DESIGN, margins={"sex": MARGINS["sex"]}).value
        for wave in (1, 2)
    ]
    assert change.value == pytest.approx(means[1] - means[0], rel=1e-12)


def test_margins_that_contradict_each_other_are_refused(people):
    with pytest.raises(ValueError, match="sex"):
        survey_estimate(people, "score", **DESIGN, margins={"sex": {"f": 60}})


def test_the_change_is_a_contrast_of_two_waves(people):
    change = survey_change(people, "score", wave="wave", **DESIGN)
    contrast = survey_contrast(people, "score", by="wave", coefficients={(2,): 1, (1,): -1}, **DESIGN)
    assert (contrast.value, contrast.se, contrast.n, contrast.df) == (
        pytest.approx(change.value), pytest.approx(change.se), change.n, change.df,
    )  # fmt: skip


IN_DIFFERENCES = {("a", 2): 1, ("a", 1): -1, ("b", 2): -1, ("b", 1): 1}


def test_difference_in_differences_of_places_in_other_units_adds_variances(people):
    apart = people.with_columns(stratum=pl.format("{}{}", "place", "stratum"))
    found = survey_contrast(apart, "score", by=["place", "wave"], coefficients=IN_DIFFERENCES, **DESIGN)
    changes = survey_change(apart, "score", wave="wave", **DESIGN, by="place")
    assert found.value == pytest.approx(changes["value"][0] - changes["value"][1])
    assert found.se**2 == pytest.approx((changes["se"] ** 2).sum())


def test_difference_in_differences_in_the_same_units_keeps_their_covariance(people):
    # twins in one unit who say the same: nothing is left of the difference between their places
    twins = people.filter(place="a")
    twins = pl.concat([twins, twins.with_columns(place=pl.lit("b"))])
    found = survey_contrast(twins, "score", by=["place", "wave"], coefficients=IN_DIFFERENCES, **DESIGN)
    assert (found.value, found.se) == (pytest.approx(0), pytest.approx(0, abs=1e-12))


def test_a_group_that_nobody_answers_for_leaves_no_contrast(people):
    silent = people.with_columns(score=pl.when((pl.col("place") == "a") | (pl.col("wave") == 1)).then("score"))
    found = survey_contrast(silent, "score", by=["place", "wave"], coefficients=IN_DIFFERENCES, **DESIGN)
    assert (found.value, found.se, found.lower) == (None, None, None)
    unknown = {**IN_DIFFERENCES, ("c", 1): 1}
    assert survey_contrast(people, "score", by=["place", "wave"], coefficients=unknown, **DESIGN).value is None


@pytest.mark.parametrize("y", ["safe", ["safe", "score"]])
@pytest.mark.parametrize("by", [None, "place"])
@pytest.mark.parametrize("margins", [None, MARGINS])
def test_waves_and_their_change_in_one_are_both_alone(people, y, by, margins):
    options = {**DESIGN, "margins": margins}
    levels, change = survey_waves(people, y, wave="wave", by=by, **options)
    assert levels.equals(survey_estimate(people, y, by=[*([by] if by else []), "wave"], **options))
    expected = survey_change(people, y, wave="wave", by=by, **options)
    assert change.equals(expected) if isinstance(change, pl.DataFrame) else change == expected


def test_waves_with_limits_of_shares_ask_for_shares(people):
    levels, _ = survey_waves(people, "safe", wave="wave", interval="korn-graubard", **DESIGN)
    expected = survey_estimate(people, "safe", by="wave", interval="korn-graubard", **DESIGN)
    assert levels.equals(expected)
    with pytest.raises(ValueError, match="score: expected 0 and 1"):
        survey_waves(people, "score", wave="wave", interval="logit", **DESIGN)
