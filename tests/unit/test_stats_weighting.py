"""Raking: what it keeps, where it stops, and what it refuses."""

import polars as pl
import pytest

from apk_lib.stats import rake, weight_spread

PEOPLE = pl.DataFrame({"sex": ["m", "m", "f"], "old": [True, False, True], "w": [1, 3, 2], "vůle": [1.0, 1.0, 1.0]})


def test_one_margin_keeps_the_ratio_within_its_categories():
    # 1 + 3 stand for 40, 2 stands for 60
    found = rake(PEOPLE, {"sex": {"m": 40, "f": 60}}, "w")
    assert found.to_list() == [10, 30, 60]
    assert (found.name, found.dtype) == ("w", pl.Float64)


def test_two_margins_meet():
    # only the second row is not old, only the third is a woman: the rest follows
    found = rake(PEOPLE, {"sex": {"m": 40, "f": 60}, "old": {True: 75, False: 25}}, "w")
    assert found.to_list() == pytest.approx([15, 25, 60])


def test_weights_that_fit_already_stay_to_the_bit():
    weights = PEOPLE.with_columns(w=pl.Series([0.1, 0.2, 0.7]))
    found = rake(weights, {"sex": {"m": 0.1 + 0.2, "f": 0.7}}, "w")
    assert found.to_list() == [0.1, 0.2, 0.7]


def test_a_lazy_frame_and_ordered_categories_do():
    lazy = PEOPLE.lazy().cast({"sex": pl.Enum(["f", "m"])})
    assert rake(lazy, {"sex": {"m": 40, "f": 60}}, "w").to_list() == [10, 30, 60]


@pytest.mark.parametrize(
    ("change", "margins", "message"),
    [
        ({}, {}, "margins: expected at least one column with its totals, got none"),
        ({}, {"age": {"old": 1}}, "expected the columns age, got sex"),
        ({}, {"sex": {"m": 1}}, "sex: expected a population total for every category, got none for f"),
        (
            {},
            {"sex": {"m": 1, "f": 1, "x": 1}},
            "sex: expected respondents in every category that has a total, got none for x",
        ),
        ({"sex": pl.lit(None)}, {"sex": {"m": 1}}, "sex: expected a category, got none in 3 of 3 rows"),
        ({}, {"sex": {"m": 0, "f": 1}}, "sex, m: expected a number greater than 0, got 0"),
        (
            {},
            {"sex": {"m": 4, "f": 6}, "old": {True: 5, False: 6}},
            "margins: expected totals that add up to one population, got sex 10, old 11",
        ),
        ({"w": pl.Series([1, 0, 1])}, {"sex": {"m": 1, "f": 1}}, "w: expected weights above 0, got 1 others"),
        ({"w": pl.lit(None)}, {"sex": {"m": 1, "f": 1}}, "w: expected a finite number in every row, got 3 rows"),
        ({"w": pl.lit("1")}, {"sex": {"m": 1, "f": 1}}, "w: expected a column of numbers"),
        # nobody is a young woman, and without her the two cannot both be met
        (
            {},
            {"sex": {"m": 40, "f": 60}, "old": {True: 25, False: 75}},
            "margins sex, old: expected totals that can be met together, got a margin that is off by",
        ),
    ],
)
def test_what_raking_refuses(change, margins, message):
    with pytest.raises(ValueError, match=message):
        rake(PEOPLE.with_columns(**change), margins, "w")


def test_a_survey_without_respondents_has_no_weights():
    with pytest.raises(ValueError, match="sex: expected respondents in every category that has a total"):
        rake(PEOPLE.clear(), {"sex": {"m": 1, "f": 1}}, "w")


def test_spread_of_weights():
    # n·Σw²/(Σw)² = 3·(1 + 4 + 9)/36; the median is 2
    found = weight_spread([3, 1, 2])
    assert (found.kish_deff, found.smallest, found.largest) == (pytest.approx(7 / 6), 0.5, 1.5)
    assert (found.n, found.sum) == (3, 6)


def test_spread_of_no_weights_is_undefined():
    found = weight_spread([])
    assert (found.kish_deff, found.smallest, found.largest, found.n, found.sum) == (None, None, None, 0, 0)


@pytest.mark.parametrize("weights", [[1, 0], [-1.0], [float("nan")], ["1"]])
def test_spread_refuses_what_is_no_weight(weights):
    with pytest.raises(ValueError, match="weights: expected"):
        weight_spread(weights)
