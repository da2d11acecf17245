"""What holds between the figures of Kroměříž: periods add up to the whole, and as-of dates only move rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.evaluate import evaluate
from apk_lib.indicators import CATALOGUE
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.indicators.statistics.survey import SurveyChange
from apk_lib.periods import Period
from apk_lib.results import KEY, Results
from apk_lib.tables.questionnaire import SAFETY_ITEMS

PERIODS = ["P1", "P2", "P3", "P4", "P5"]
PERIOD_1 = Period("P1", date(2020, 6, 1), date(2020, 11, 30), date(2020, 12, 30))
SUMS = [
    (indicator.id, measure.id)
    for indicator in CATALOGUE.values()
    for measure in indicator.measures
    if indicator.accumulation == "sum" and isinstance(measure.statistic, Total)
]
PARTS = ["dimension_1", "category_1", "dimension_2", "category_2"]


@pytest.fixture(scope="module")
def dataset(root: Path) -> Dataset:
    """Everything recorded by the date of the final report."""
    return open_dataset(root / "data" / "kromeriz", period="P5")


@pytest.fixture(scope="module")
def results(dataset: Dataset) -> pl.DataFrame:
    """The figures of all five periods, as known at that date."""
    return pl.concat(evaluate(dataset, period).results for period in PERIODS)


def over_periods(results: pl.DataFrame, column: str) -> pl.DataFrame:
    """The sum over the periods beside the cumulative figure of the last one, part by part."""
    in_periods = results.filter(scope="period").group_by(PARTS).agg(pl.col(column).sum().alias("summed"))
    cumulative = results.filter(scope="cumulative", period="P5").select(*PARTS, pl.col(column).fill_null(0))
    return cumulative.join(in_periods, on=PARTS, how="full", nulls_equal=True, coalesce=True)


@pytest.mark.parametrize(("indicator", "measure"), SUMS, ids=[f"{indicator}.{measure}" for indicator, measure in SUMS])
def test_the_periods_of_a_sum_add_up_to_its_cumulative_figure(
    results: pl.DataFrame, indicator: str, measure: str
) -> None:
    both = over_periods(results.filter(indicator=indicator, measure=measure), "value")
    assert both.height
    assert both["summed"].to_list() == pytest.approx(both["value"].to_list(), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("indicator", "measure", "columns"),
    [
        # a week cut by the edge of a period is capped in two parts, so what was kept need not add up; these do
        ("plan_adherence", "raw", ("numerator", "denominator")),
        ("presence_adherence", "raw", ("numerator", "denominator")),
        ("posts_filled", "fill_rate", ("numerator", "denominator")),
    ],
)
def test_both_sums_of_a_ratio_add_up_over_periods(
    results: pl.DataFrame, indicator: str, measure: str, columns: tuple[str, ...]
) -> None:
    for column in columns:
        both = over_periods(results.filter(indicator=indicator, measure=measure), column)
        assert both["summed"].to_list() == pytest.approx(both[column].to_list(), rel=1e-9)


def test_the_first_period_is_its_own_cumulative_figure(results: pl.DataFrame) -> None:
    first = results.filter(period="P1").sort(KEY)
    # but for the target, which is one of the whole project
    figures = first.drop("target")
    both = figures.filter(scope="period").drop("scope"), figures.filter(scope="cumulative").drop("scope")
    of_period = both[1].join(both[0].select("indicator", "measure").unique(), on=["indicator", "measure"], how="semi")
    assert of_period.equals(both[0])
    targets = first.drop_nulls("target")
    assert set(targets["scope"]) == {"cumulative"}
    assert targets["dimension_1"].is_null().all()


def test_people_are_not_counted_twice_over_periods(results: pl.DataFrame) -> None:
    trained = results.filter(indicator="initial_training")
    each = trained.filter(scope="period")["value"].fill_null(0)
    ever = trained.filter(scope="cumulative", period="P5")["value"].item()
    assert each.max() <= ever <= each.sum()


def test_localities_add_up_to_the_total(results: pl.DataFrame) -> None:
    for indicator in ("person_hours", "presence_hours", "visit_count", "unplanned_hours"):
        rows = results.filter(pl.col("dimension_2").is_null(), indicator=indicator)
        total = rows.filter(pl.col("dimension_1").is_null()).select("period", "scope", "value")
        parts = (
            rows.filter(dimension_1="locality").group_by("period", "scope").agg(pl.col("value").sum().alias("summed"))
        )
        both = total.join(parts, on=["period", "scope"])
        assert both.height == 2 * len(PERIODS)
        assert both["summed"].to_list() == pytest.approx(both["value"].to_list())


def test_hours_in_the_field_are_the_same_in_every_table(results: pl.DataFrame) -> None:
    for period in PERIODS:
        one = results.filter(period=period, scope="period")
        total = one.filter(pl.col("dimension_1").is_null(), indicator="person_hours")["value"].item()
        balance = one.filter(indicator="hours_balance", measure="in_localities")["value"].item()
        bands = one.filter(indicator="person_hours", dimension_2="weekday_band")["value"].sum()
        assert total == pytest.approx(balance)
        assert total == pytest.approx(bands)


def test_capped_adherence_never_exceeds_the_raw_one(results: pl.DataFrame) -> None:
    for indicator in ("plan_adherence", "presence_adherence"):
        rows = results.filter(pl.col("dimension_2").is_null(), indicator=indicator)
        sides = rows.filter(measure="capped").join(
            rows.filter(measure="raw"),
            on=["period", "scope", "dimension_1", "category_1"],
            nulls_equal=True,
            suffix="_raw",
        )
        valued = sides.drop_nulls("value")
        assert valued.height
        assert valued.filter(pl.col("value") > pl.min_horizontal(pl.lit(1.0), "value_raw") + 1e-12).is_empty()


def test_every_measure_has_a_row_in_every_scope_and_period(results: pl.DataFrame) -> None:
    for indicator in CATALOGUE.values():
        for measure in indicator.measures:
            rows = results.filter(indicator=indicator.id, measure=measure.id)
            assert set(rows["scope"]) == set(indicator.scopes), (indicator.id, measure.id)
            assert set(rows["period"]) == set(PERIODS), (indicator.id, measure.id)


def test_a_ratio_is_its_numerator_over_its_denominator(results: pl.DataFrame) -> None:
    for indicator in CATALOGUE.values():
        for measure in (measure for measure in indicator.measures if isinstance(measure.statistic, Ratio)):
            valued = results.filter(indicator=indicator.id, measure=measure.id).drop_nulls("value")
            ratio = valued["numerator"] * measure.statistic.per / valued["denominator"]
            assert ratio.to_list() == pytest.approx(valued["value"].to_list())


def test_figures_keep_the_schema_and_are_the_same_twice(dataset: Dataset, results: pl.DataFrame) -> None:
    assert Results.is_valid(results)
    again = evaluate(dataset, "P3").results
    assert again.equals(results.filter(period="P3"))


def test_a_later_as_of_date_only_adds_what_was_recorded_since(root: Path) -> None:
    early, late = (
        open_dataset(root / "data" / "kromeriz", period="P1", as_of=day) for day in ("2020-12-30", "2022-10-30")
    )
    for name, account in early.accepted.items():
        assert account.rows.height + account.late >= late.accepted[name].rows.height, name
        assert account.late >= late.accepted[name].late, name


@pytest.mark.parametrize("days", [1, 60])
def test_an_open_period_is_the_same_as_one_that_ends_on_the_as_of_date(root: Path, days: int) -> None:
    # what lies after the as-of date is in no numerator and in no denominator
    due = PERIOD_1.start + timedelta(days=days - 1)
    early = open_dataset(root / "data" / "kromeriz", period="P1", as_of=due.isoformat())
    open_one = evaluate(early, PERIOD_1).results
    # the night that has only begun is still owed by nobody
    ended = evaluate(early, replace(PERIOD_1, end=due, is_open=True)).results
    assert open_one.drop("state").equals(ended.drop("state"))
    told = open_one.drop_nulls("value")
    assert set(told["state"]) == {"incomplete_period"}
    assert set(ended.drop_nulls("value")["state"]) == {"ok"}


@pytest.mark.parametrize("indicator", SAFETY_ITEMS)
def test_the_scale_of_the_weights_changes_no_figure_of_the_survey(dataset: Dataset, indicator: str) -> None:
    # agencies deliver weights that sum to the inhabitants, or weights with the mean 1: the same survey
    given = CATALOGUE[indicator]
    tables = {name: dataset.table(name) for name in given.needs}
    rows = given.rows(**tables, period=dataset.project.period("P5"))
    scaled = rows.with_columns(pl.col("weight") / pl.col("weight").mean().over("wave"))
    one, other = (SurveyChange("compared").summarise(frame, []).row(0, named=True) for frame in (rows, scaled))
    for figure in ("value", "lower", "upper", "baseline"):
        assert other[figure] == pytest.approx(one[figure])
    # the sampled fraction enters a design effect only by the weights that say it: hence two per cent
    assert other["detectable_change"] == pytest.approx(one["detectable_change"], rel=0.02)
    assert other["effective_n"] == pytest.approx(one["effective_n"], rel=0.05)
