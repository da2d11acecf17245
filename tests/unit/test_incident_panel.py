"""The monthly panel agrees with a recount of real series; one that fills gaps with zeros, or mistakes, is noticed."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from apk_lib import offences, open_dataset
from apk_lib.indicators.statistics import before_after
from apk_lib.verification.compare import table
from apk_lib.verification.incident_panel import compare_panel

Compared = Callable[[], pl.DataFrame]


@pytest.fixture(scope="module")
def compared(root: Path) -> Compared:
    project = open_dataset(root / "data/kromeriz", period="P5")
    return lambda: table(compare_panel(root / "data/reference", project))


def wrong(comparisons: pl.DataFrame) -> set[str]:
    return set(comparisons.filter(~pl.col("agrees"))["case"])


def test_everything_agrees(compared: Compared) -> None:
    comparisons = compared()
    assert wrong(comparisons) == set()
    assert set(comparisons["case"]) == {"london_panel", "london_by_area", "london_against", "district_years"}
    # as many months as the collection says; eight of the twelve a year apart are known on both sides
    assert comparisons.filter(case="london_panel", what="months")["ours"].to_list() == [38]
    assert comparisons.filter(case="london_panel", what="months_equal")["ours"].to_list() == [8, 8]
    assert comparisons.filter(case="london_by_area", what="ratio").height == 6


def test_a_gap_filled_with_zeros_is_noticed(compared: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offences, "ALWAYS_SOME", 10**9)
    assert wrong(compared()) == {"london_panel", "london_by_area", "london_against"}


def test_a_dispersion_that_is_left_out_is_noticed(compared: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before_after, "dispersion", lambda rows, *arms: before_after.Dispersion(1.0, 28))
    assert wrong(compared()) == {"london_against"}
