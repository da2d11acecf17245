"""Declaring an indicator: a wrong declaration is refused when it is written, not when a report runs."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from apk_lib.indicators import CATALOGUE, Catalogue, Measure, core
from apk_lib.indicators.statistics import Total
from apk_lib.results import UNITS
from apk_lib.tables import DERIVED_TABLES, TABLES
from apk_lib.text import Text

SAID = Text(cs="popis", en="what it counts")


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue()


def measure(**changed: Any) -> Measure:
    return Measure(**{"id": "hours", "label": SAID, "unit": "hours", "statistic": Total("hours")} | changed)


def declared(catalogue: Catalogue, rows: Any, *measures: Measure, **about: Any) -> Any:
    declare = core.indicator(
        label=SAID,
        definition=SAID,
        subject="service",
        serves=("KA01",),
        better="higher",
        accumulation="sum",
        measures=measures,
        catalogue=catalogue,
        **about,
    )
    return declare(rows)


def test_the_id_is_the_name_of_the_function_and_its_parameters_are_the_tables(catalogue):
    def time_spent(visits: pl.DataFrame, effort: pl.DataFrame, project: Any, period: Any) -> pl.DataFrame:
        return visits

    assert declared(catalogue, time_spent, measure()) is time_spent
    entered = catalogue["time_spent"]
    assert (entered.id, entered.needs, entered.version) == ("time_spent", ("visits", "effort"), 1)
    assert entered.scopes == ("period", "cumulative")
    assert entered.measure("hours").unit == "hours"
    assert time_spent.__doc__ == SAID.en


def spent(visits: pl.DataFrame) -> pl.DataFrame:
    return visits


def spent_before(visits: pl.DataFrame) -> pl.DataFrame:
    return visits


def test_an_indicator_declared_twice_is_refused(catalogue):
    declared(catalogue, spent)
    with pytest.raises(TypeError, match=r"'spent' is declared twice \(version 1\)"):
        declared(catalogue, spent)


def test_an_earlier_definition_stays_declared_and_holds_for_periods_that_began_before_the_newer_one(catalogue):
    declared(catalogue, spent_before, measure(), of="spent")
    declared(catalogue, spent, measure(id="minutes"), version=2, valid_from=date(2021, 1, 1))
    assert list(catalogue) == ["spent"]
    held = [(on, catalogue.in_force("spent", on)) for on in (date(2020, 6, 1), date(2020, 12, 31), date(2021, 1, 1))]
    assert [(on.isoformat(), one.version, one.rows.__name__) for on, one in held] == [
        ("2020-06-01", 1, "spent_before"),
        ("2020-12-31", 1, "spent_before"),
        ("2021-01-01", 2, "spent"),
    ]
    assert catalogue.definition("spent", 1).measures[0].id == "hours"
    assert [one.version for one in catalogue.definitions("spent")] == [2, 1]


WRONG_VERSIONS = {
    "twice": ({"version": 2, "valid_from": date(2022, 1, 1)}, r"'spent' is declared twice \(version 2\)"),
    "a gap": ({"version": 4, "valid_from": date(2022, 1, 1)}, "'spent', version 4: after version 2 comes the next one"),
    "since when": ({"version": 3}, "'spent', version 3: since when does it hold"),
    "earlier": (
        {"version": 3, "valid_from": date(2020, 1, 1)},
        r"'spent', version 3 holds from 2020-01-01, not after version 2 \(2021-01-01\)",
    ),
    "the same day": ({"version": 3, "valid_from": date(2021, 1, 1)}, "not after version 2"),
}


@pytest.mark.parametrize(("about", "reason"), WRONG_VERSIONS.values(), ids=WRONG_VERSIONS)
def test_versions_that_do_not_follow_each_other_are_refused(catalogue, about, reason):
    declared(catalogue, spent_before, of="spent")
    declared(catalogue, spent, version=2, valid_from=date(2021, 1, 1))
    with pytest.raises(TypeError, match=reason):
        declared(catalogue, spent, **about)
    assert catalogue["spent"].version == 2


def test_a_first_definition_leaves_no_time_without_one(catalogue):
    with pytest.raises(TypeError, match="'spent': nothing is declared for the time before 2021-01-01"):
        declared(catalogue, spent, valid_from=date(2021, 1, 1))
    # an earlier definition that nobody needs any more need not stay
    declared(catalogue, spent, version=2)
    assert catalogue.in_force("spent", date(2000, 1, 1)).version == 2


def test_an_unknown_table_is_refused_with_the_known_ones(catalogue):
    def time_spent(visit: pl.DataFrame) -> pl.DataFrame:
        return visit

    with pytest.raises(TypeError, match=r"unknown tables \['visit'\].*'visits'"):
        declared(catalogue, time_spent)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"unit": "fortnights"}, "unknown unit 'fortnights'"),
        ({"dimensions": (("a", "b", "c"),)}, "at most two dimensions"),
    ],
)
def test_a_measure_that_cannot_be_shown_is_refused(catalogue, wrong, reason):
    def time_spent(visits: pl.DataFrame) -> pl.DataFrame:
        return visits

    with pytest.raises(TypeError, match=reason):
        declared(catalogue, time_spent, measure(**wrong))


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
