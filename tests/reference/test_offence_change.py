"""Outcome figures beside R on real series: British seat belts, twelve months before the law and after it (did01)."""

import json
import math
from pathlib import Path

import polars as pl
import pytest

from apk_lib.indicators.statistics.before_after import AgainstComparison, ChangeOfRate, _pearson, compared

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def expected() -> dict[str, float]:
    found: dict[str, float] = json.loads((CASES / "did01_relative_effect.json").read_text(encoding="utf-8"))["expected"]
    return found


@pytest.fixture(scope="module")
def panel() -> pl.DataFrame:
    """Passengers killed or seriously injured: those in front, who had to wear belts, against those in the rear."""
    rows = pl.read_csv(CASES / "csv" / "seatbelts.csv").with_columns(month=pl.date("year", "month", 1))
    window = (
        pl.when(pl.col("month").is_between(pl.date(1982, 2, 1), pl.date(1983, 1, 1))).then(pl.lit("before"))
        .when(pl.col("month").is_between(pl.date(1983, 2, 1), pl.date(1984, 1, 1))).then(pl.lit("after"))
    )  # fmt: skip
    arms = {"risk": "front", "comparison": "rear"}
    parts = [
        rows.select("month", window=window, count=pl.col(column).cast(pl.Int64), arm=pl.lit(arm))
        for arm, column in arms.items()
    ]
    return pl.concat(parts)


@pytest.fixture(scope="module")
def quarters(panel: pl.DataFrame) -> float:
    """Pearson's dispersion of sums of three months, February to April and so on, counted without our code."""
    found = 0.0
    for _, cell in panel.drop_nulls("window").sort("month").group_by("arm", "window"):
        counts = cell["count"].to_list()
        sums = [sum(counts[place : place + 3]) for place in range(0, 12, 3)]
        found += sum((one - sum(sums) / 4) ** 2 / (sum(sums) / 4) for one in sums)
    return found / (16 - 4)


def test_dispersion_is_that_of_months_or_of_quarters(
    panel: pl.DataFrame, expected: dict[str, float], quarters: float
) -> None:
    # belts or not, winters are hard: quarters vary more than months. R's value is that of months
    assert quarters > expected["quasi_phi"]
    assert AgainstComparison("dispersion").summarise(panel, [])["value"].item() == pytest.approx(quarters, rel=1e-9)
    assert _pearson(panel.drop_nulls("window")) == pytest.approx(expected["quasi_phi"], rel=1e-6)


def test_ratio_of_ratios_with_quasi_poisson_limits(
    panel: pl.DataFrame, expected: dict[str, float], quarters: float
) -> None:
    told = AgainstComparison("ratio").summarise(panel, []).row(0, named=True)
    assert told["value"] == pytest.approx(expected["ror"], rel=1e-6)
    # R's error by months, widened to that of quarters; t with 48 - 4 degrees of freedom (R: qt(0.975, 44))
    half = 2.01536757444376 * expected["quasi_se"] * math.sqrt(quarters / expected["quasi_phi"])
    assert told["lower"] == pytest.approx(math.exp(expected["glm_coef"] - half), rel=1e-6)
    assert told["upper"] == pytest.approx(math.exp(expected["glm_coef"] + half), rel=1e-6)


def test_counts_of_the_four_cells(panel: pl.DataFrame, expected: dict[str, float]) -> None:
    names = ("a_before_treat", "b_after_treat", "c_before_ctrl", "d_after_ctrl")
    counts = compared(panel)
    assert (*counts["risk"], *counts["comparison"]) == tuple(expected[name] for name in names)


def test_one_ratio_with_exact_limits() -> None:
    # R's poisson.test(c(11, 21), c(800, 3011)), rr01, as 800 and 3011 months of one arm
    case = json.loads((CASES / "rr01_poisson_test.json").read_text(encoding="utf-8"))["expected"]
    months = {"after": (11, 800), "before": (21, 3011)}
    rows = pl.concat(
        pl.DataFrame({"arm": "risk", "window": window, "count": [1] * x + [0] * (n - x)})
        for window, (x, n) in months.items()
    )
    told = ChangeOfRate().summarise(rows, ["arm"]).row(0, named=True)
    assert told["value"] == pytest.approx(case["ratio"], rel=1e-6)
    assert (told["lower"], told["upper"]) == pytest.approx(tuple(case["ci"]), rel=1e-6)
