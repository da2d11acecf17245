"""The picture of a breakdown: what is drawn, in which order, and what a click on it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from apk_lib import charts
from apk_lib.charts.breakdown import MOST_ROWS, PICKED, drawn, live
from apk_lib.charts.style import to_svg
from apk_lib.dataset import open_dataset
from apk_lib.labels import Labels
from apk_lib.prose.explained import breakdown_told

ABOUT = {"numerator": None, "denominator": None, "confidence": None, "method": "sum", "synthetic": False}


@pytest.fixture(scope="module")
def czech(root: Path) -> Labels:
    return Labels.of(open_dataset(root / "data/kromeriz", period="P1"), "cs")


def figures(*rows: dict[str, Any], unit: str = "person_hours") -> pl.DataFrame:
    """Rows as `Explorer.figures` has them."""
    dimensions = [name for name in rows[0] if name not in ("value", "lower", "upper", "n")]
    told = [
        {"n": 1, "lower": None, "upper": None, **ABOUT, **row, "unit": unit,
         "state": "no_cases" if row["value"] is None else "ok"}
        for row in rows
    ]  # fmt: skip
    order = [*dimensions, "n", "numerator", "denominator", "value", "lower", "upper", "confidence", "method", "unit",
             "state", "synthetic"]  # fmt: skip
    kinds = {"value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64, "n": pl.Int64}
    return pl.DataFrame(told, schema_overrides=kinds).select(order)


def data(chart: Any) -> list[list[dict[str, Any]]]:
    return list(chart.to_dict()["datasets"].values())


def test_bars_stand_in_the_order_of_their_names_and_say_their_values(czech: Labels) -> None:
    rows = figures({"locality": "risk_b", "value": 2.5}, {"locality": "bezrucuv_park", "value": 10.0},
                   {"locality": "risk_a", "value": None})  # fmt: skip
    svg = to_svg(lambda: charts.breakdown(rows, czech), "cs")
    names = [svg.index(name) for name in ("Bezručův park", "Riziková lokalita A", "Riziková lokalita B")]
    assert names == sorted(names)
    # 2.5 person-hours as Czech writes it; who had no case says so
    for said in (">2,5<", ">10<", ">žádný případ<"):
        assert said in svg


def test_an_interval_has_a_whisker_and_a_plain_sum_none(czech: Labels) -> None:
    plain = charts.breakdown(figures({"locality": "risk_a", "value": 0.5}, unit="share"), czech).to_dict()
    rows = figures({"locality": "risk_a", "value": 0.5, "lower": 0.4, "upper": 0.6}, unit="share")
    estimated = charts.breakdown(rows, czech).to_dict()
    assert [layer["mark"]["type"] for layer in plain["layer"]] == ["bar", "text"]
    assert [layer["mark"]["type"] for layer in estimated["layer"]] == ["bar", "rule", "text"]
    assert "50 %" in to_svg(lambda: charts.breakdown(rows, czech), "cs").replace("\u00a0", " ")


def test_two_dimensions_are_a_heat_map_in_their_order(czech: Labels) -> None:
    rows = figures(*({"locality": place, "weekday": day, "value": float(day)}
                     for place in ("risk_b", "risk_a") for day in "715"))  # fmt: skip
    chart = charts.breakdown(rows, czech).to_dict()
    [cells, numbers] = chart["layer"]
    assert (cells["mark"]["type"], numbers["mark"]["type"]) == ("rect", "text")
    assert cells["encoding"]["x"]["scale"]["domain"] == ["1", "5", "7"]
    assert cells["encoding"]["y"]["scale"]["domain"] == ["risk_a", "risk_b"]
    assert '"7": "neděle"' in cells["encoding"]["x"]["axis"]["labelExpr"]


def test_a_click_says_the_categories(czech: Labels) -> None:
    one = charts.breakdown(figures({"locality": "risk_a", "value": 1.0}), czech).to_dict()
    two = charts.breakdown(figures({"locality": "risk_a", "weekday": "1", "value": 1.0}), czech).to_dict()
    assert [(param["name"], param["select"]["fields"]) for chart in (one, two) for param in chart["params"]] == [
        (PICKED, ["category_1"]), (PICKED, ["category_1", "category_2"]),
    ]  # fmt: skip


def test_of_too_many_categories_the_largest_are_drawn(czech: Labels) -> None:
    rows = figures(*({"locality": f"l{n:03}", "value": float(n)} for n in range(200)))
    kept = drawn(rows, czech)["category_1"].to_list()
    assert len(kept) == MOST_ROWS
    assert kept == [f"l{n:03}" for n in range(200 - MOST_ROWS, 200)]


def test_one_category_and_long_names(czech: Labels) -> None:
    name = "x" * 60
    svg = to_svg(lambda: charts.breakdown(figures({"locality": name, "value": 1.0}), czech), "cs")
    # cut on the axis, whole in the table beside
    assert f">{name}<" not in svg
    assert ">xxxxxxxxxx" in svg


def test_the_alternative_goes_with_the_picture(czech: Labels) -> None:
    rows = figures({"locality": "risk_a", "value": 3.0}, {"locality": "risk_b", "value": 1.0})
    told = breakdown_told(rows, "Hodiny", czech)
    assert told.replace("\u00a0", " ") == (
        "Hodiny: nejvíc Riziková lokalita A (3 osobohodiny), nejméně Riziková lokalita B (1 osobohodina); "
        "celkem 2 hodnoty."
    )
    assert charts.breakdown(rows, czech, told).to_dict()["description"] == told


def test_a_figure_without_a_breakdown_is_no_picture(czech: Labels) -> None:
    with pytest.raises(ValueError, match="not broken down"):
        charts.breakdown(figures({"value": 1.0}), czech)


def test_a_live_chart_asks_no_server_and_writes_czech_numbers(czech: Labels) -> None:
    chart = live("cs")
    assert "https://esm.sh" not in chart._esm
    assert chart.embed_options["formatLocale"]["decimal"] == ","
    chart.chart = charts.breakdown(figures({"locality": "risk_a", "value": 1.0}), czech)
    assert chart.selections.trait_names() == [PICKED]
