"""Declaring an indicator: a wrong declaration is refused when it is written, not when a report runs."""

from typing import Any

import polars as pl
import pytest

from apk_lib.indicators import CATALOGUE, Measure, core
from apk_lib.indicators.statistics import Total
from apk_lib.results import UNITS
from apk_lib.tables import DERIVED_TABLES, TABLES
from apk_lib.text import Text

SAID = Text(cs="popis", en="what it counts")


@pytest.fixture(autouse=True)
def empty_catalogue(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    catalogue: dict[str, Any] = {}
    monkeypatch.setattr(core, "CATALOGUE", catalogue)
    return catalogue


def measure(**changed: Any) -> Measure:
    return Measure(**{"id": "hours", "label": SAID, "unit": "hours", "statistic": Total("hours")} | changed)


def declared(rows: Any, *measures: Measure) -> Any:
    declare = core.indicator(
        label=SAID,
        definition=SAID,
        serves=("KA01",),
        better="higher",
        accumulation="sum",
        measures=measures,
    )
    return declare(rows)


def test_the_id_is_the_name_of_the_function_and_its_parameters_are_the_tables(empty_catalogue):
    def time_spent(visits: pl.DataFrame, effort: pl.DataFrame, project: Any, period: Any) -> pl.DataFrame:
        return visits

    assert declared(time_spent, measure()) is time_spent
    entered = empty_catalogue["time_spent"]
    assert (entered.id, entered.needs, entered.version) == ("time_spent", ("visits", "effort"), 1)
    assert entered.scopes == ("period", "cumulative")
    assert entered.measure("hours").unit == "hours"
    assert time_spent.__doc__ == SAID.en


def test_an_indicator_declared_twice_is_refused():
    def time_spent(visits: pl.DataFrame) -> pl.DataFrame:
        return visits

    declared(time_spent)
    with pytest.raises(TypeError, match="'time_spent' is declared twice"):
        declared(time_spent)


def test_an_unknown_table_is_refused_with_the_known_ones():
    def time_spent(visit: pl.DataFrame) -> pl.DataFrame:
        return visit

    with pytest.raises(TypeError, match=r"unknown tables \['visit'\].*'visits'"):
        declared(time_spent)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"unit": "fortnights"}, "unknown unit 'fortnights'"),
        ({"dimensions": (("a", "b", "c"),)}, "at most two dimensions"),
    ],
)
def test_a_measure_that_cannot_be_shown_is_refused(wrong, reason):
    def time_spent(visits: pl.DataFrame) -> pl.DataFrame:
        return visits

    with pytest.raises(TypeError, match=reason):
        declared(time_spent, measure(**wrong))


def test_every_indicator_of_the_catalogue_has_something_to_show_and_known_tables():
    for indicator in CATALOGUE.values():
        assert indicator.measures or indicator.curves, indicator.id
        assert set(indicator.needs) <= TABLES.keys() | DERIVED_TABLES.keys(), indicator.id
        assert len({measure.id for measure in indicator.measures}) == len(indicator.measures), indicator.id


def test_every_curve_says_in_what_its_points_are_measured():
    curves = [(indicator, curve) for indicator in CATALOGUE.values() for curve in indicator.curves]
    assert curves
    for indicator, curve in curves:
        assert indicator.curve(curve.id) is curve
        assert curve.unit in UNITS, (indicator.id, curve.id)
        assert curve.along("cs") != curve.along("en"), (indicator.id, curve.id)
