"""The sample's offences and complaints: what was planted can be found, bursts are bursts, and clerks are not late."""

from pathlib import Path

import polars as pl
import pytest

from apk_lib import offences as counted
from apk_lib import open_dataset
from apk_lib.dataset import Dataset
from apk_lib.indicators.statistics.before_after import AgainstComparison
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


def drawn_once_more(kind: offences.Kind, seed: int, town: Dataset) -> pl.DataFrame:
    """The counts that another seed would have given the risk and the comparison localities, without a single file."""
    dice, start, end = Dice(seed, "offences"), town.project.start, town.project.end
    emergency = offences.emergency_months(town.table("context_events"), start.replace(year=start.year - 2, day=1), end)
    counts = [
        {"arm": arm, "month": month, "count": offences._burst(expected, kind.successes, dice)}
        for month, share in emergency.iter_rows()
        for arm in ("risk", "comparison")
        for expected in [offences._expected(kind, arm, month, round(share * 1000), start)]
    ]
    return counted.windows(pl.DataFrame(counts), start, end)


@pytest.mark.parametrize("kind", [offences.OFFENCES, offences.COMPLAINTS], ids=["offences", "complaints"])
def test_the_planted_effect_lies_in_most_intervals(kromeriz: Dataset, kind: offences.Kind) -> None:
    # intervals of 95 %: of 60 fewer than 51 would hold the truth once in 1350 times (binomial: 0.00074)
    planted = offences.EFFECT["risk"] / offences.EFFECT["comparison"]
    assert planted == 0.85
    held = 0
    for seed in range(60):
        told = AgainstComparison("ratio").summarise(drawn_once_more(kind, seed, kromeriz), []).row(0, named=True)
        held += told["lower"] < planted < told["upper"]
    assert held >= 51


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
