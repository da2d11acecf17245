"""The sample's offences and complaints: what was planted can be found, bursts are bursts, and clerks are not late."""

from pathlib import Path

import polars as pl
import pytest

from apk_lib import evaluate, open_dataset
from apk_lib.dataset import Dataset
from apk_lib.labels import Labels, Reading
from apk_lib.sample import offences
from apk_lib.sample.dice import Dice

TABLES = {"official_offences": ("happened_on", 21), "complaints": ("received_on", 9)}


@pytest.fixture(scope="module")
def kromeriz(root: Path) -> Dataset:
    return open_dataset(root / "data/kromeriz", period="P5")


@pytest.mark.parametrize("table", TABLES)
def test_records_reach_two_years_back_and_through_the_project(kromeriz: Dataset, table: str) -> None:
    day, latest = TABLES[table]
    rows = kromeriz.table(table)
    months = rows[day].dt.truncate("1mo").unique()
    assert (str(months.min()), str(months.max()), len(months)) == ("2018-06-01", "2022-08-01", 51)
    entered = rows["recorded_at"].dt.convert_time_zone("Europe/Prague").dt.date()
    late = (entered - rows[day]).dt.total_days()
    assert (late.min() >= 0, late.max() <= latest) == (True, True)  # type: ignore[operator]


@pytest.mark.parametrize("indicator", ["offence_effect", "complaint_effect"])
def test_the_planted_effect_lies_in_the_interval(kromeriz: Dataset, indicator: str) -> None:
    figures = evaluate(kromeriz, "P5", [indicator])
    reading = Reading(figures.results, figures.curves, Labels.of(kromeriz, "en"))
    planted = offences.EFFECT["risk"] / offences.EFFECT["comparison"]
    found = reading.figure(indicator, "ratio_of_ratios")
    assert planted == 0.85
    assert found.lower < planted < found.upper
    # months vary more than Poisson counts: an interval without that would be too narrow
    assert reading.figure(indicator, "overdispersion").value > 1.1


def test_counts_come_in_bursts() -> None:
    # 16 on average, variance 16 + 16²/30 = 24.533; the error of 4000 draws is sqrt(24.533 / 4000) = 0.078
    dice = Dice(1, "offences")
    drawn = pl.Series([offences._burst(16_000, 30, dice) for _ in range(4000)])
    assert drawn.mean() == pytest.approx(16, abs=0.3)
    assert drawn.var() == pytest.approx(24.533, abs=2.4)


def test_emergencies_and_seasons_move_what_is_expected(kromeriz: Dataset) -> None:
    kind, start = offences.OFFENCES, kromeriz.project.start
    january, july = (start.replace(year=2019, month=month) for month in (1, 7))
    # 16 a month: 82 % of it in January, 123 % in July; wholly in an emergency 72 % of that; planted 85 % afterwards
    assert offences._expected(kind, "risk", january, 0, start) == 13_120
    assert offences._expected(kind, "risk", july, 0, start) == 19_680
    assert offences._expected(kind, "risk", july, 1000, start) == 14_169
    assert offences._expected(kind, "risk", july.replace(year=2021), 0, start) == 16_728
    assert offences._expected(kind, "comparison", july.replace(year=2021), 0, start) == 18_450
