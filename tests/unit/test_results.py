"""The frame every figure lives in refuses figures that contradict themselves."""

from typing import Any

import polars as pl
import pytest

from apk_lib.results import KEY, SCOPES, STATES, UNITS, Results

ROW: dict[str, Any] = dict.fromkeys(Results.column_names()) | {
    "indicator": "retention",
    "definition_version": 1,
    "period": "P1",
    "scope": "cumulative",
    "measure": "still_employed",
    "n": 4,
    "value": 0.75,
    "unit": "share",
    "lower": 0.194,
    "upper": 0.994,
    "confidence": 0.95,
    "method": "exact",
    "state": "ok",
    "synthetic": False,
}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={name: column.dtype for name, column in Results.columns().items()})


def broken(*rows: dict[str, Any]) -> set[str]:
    return set(Results.filter(frame(*rows))[1].counts())


def test_a_figure_is_one_row_and_its_key_says_which():
    by_post = {"dimension_1": "post", "category_1": "1"}
    assert Results.is_valid(frame(ROW, ROW | by_post))
    assert broken(ROW, ROW | {"value": 0.5}) == {"one_row_a_figure"}
    assert set(KEY) <= ROW.keys()


@pytest.mark.parametrize("state", sorted(STATES.keys() - {"ok", "incomplete_period"}))
def test_where_there_is_no_value_none_is_shown(state):
    without = {"value": None, "lower": None, "upper": None, "state": state}
    assert Results.is_valid(frame(ROW | without))
    assert broken(ROW | {"state": state}) == {"value_only_where_there_is_one"}


@pytest.mark.parametrize("interval", [{"lower": 0.8}, {"upper": 0.7}])
def test_an_interval_holds_its_value(interval):
    assert broken(ROW | interval) == {"interval_holds_the_value"}


@pytest.mark.parametrize(
    ("column", "value"), [("state", "fine"), ("scope", "weekly"), ("unit", "parsecs"), ("n", -1), ("confidence", 1.5)]
)
def test_a_code_nobody_knows_is_refused(column, value):
    assert any(rule.startswith(f"{column}|") for rule in broken(ROW | {column: value}))


def test_codes_are_said_in_both_languages():
    for codes in (STATES, SCOPES, UNITS):
        assert all(text.cs and text.en for text in codes.values())
