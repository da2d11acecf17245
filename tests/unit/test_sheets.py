"""Tables hold the same figures as `Results`, no row more and none less."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from apk_lib import evaluate, open_dataset, select, sheets
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import ABSENT, Labels, Reading
from apk_lib.results import SCOPES, STATES
from apk_lib.text import LANGUAGES, MINUS, NBSP, Lang, sentence, sort_key

SECTIONS = {
    "employment": ("posts_filled", "person_months", "retention", "tenure"),
    "coverage": ("plan_adherence", "presence_adherence", "person_hours", "hours_balance", "teaching_days"),
    "perception": ("safe_by_day", "safe_after_dark"),
    "budget": ("spending", "elapsed_time", "funding_parts_sum"),
}


@pytest.fixture(scope="module")
def known(root: Path) -> Callable[[str, Lang], Reading]:
    made: dict[str, Any] = {}

    def of(period: str, lang: Lang) -> Reading:
        if period not in made:
            dataset = open_dataset(root / "data/kromeriz", period=period)
            made[period] = dataset, evaluate(dataset, period)
        dataset, figures = made[period]
        return Reading(figures.results, figures.curves, Labels.of(dataset, lang))

    return of


def chosen(reading: Reading, *indicators: str) -> Reading:
    keep = pl.col("indicator").is_in(indicators)
    return Reading(reading.results.filter(keep), reading.curves.filter(keep), reading.labels)


def number(cell: str, lang: Lang) -> float:
    """The number that a reader reads in a cell."""
    bare = cell.replace("Kč", "").replace("CZK", "").replace("%", "").replace(NBSP, "").replace(MINUS, "-")
    return float(bare.replace(",", ".") if lang == "cs" else bare.replace(",", ""))


def agrees(cell: str, row: dict[str, Any], lang: Lang) -> bool:
    if row["value"] is None:
        return cell == STATES[row["state"]](lang)
    scale = 100 if row["unit"] in ("share", "share_difference") else 1
    decimals = re.search(r"(?<=[.,])\d+(?=\D*$)", cell) if (lang == "cs") == ("," in cell) else None
    slack = 0.5 * 10.0 ** -len(decimals[0] if decimals else "")
    return abs(number(cell, lang) - row["value"] * scale) <= slack + 1e-9


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("period", ["P1", "P4"])
def test_every_figure_has_its_row(known: Callable[[str, Lang], Reading], period: str, section: str, lang: Lang) -> None:
    reading = chosen(known(period, lang), *SECTIONS[section])
    sheet = sheets.all_figures(reading)
    single = reading.results.filter(pl.col("dimension_2").is_null())
    keys = ["indicator", "measure", "dimension_1", "category_1"]
    # a figure that does not apply to this project has no row
    rows = {
        key: pair
        for key, pair in single.group_by(keys, maintain_order=True)
        if set(pair["state"]) != {"not_applicable"}
    }
    assert len(sheet.rows) == len(rows) > 0
    assert str(len(rows)) in sheet.summary
    # figures one after the other, each broken down in the order of the names a Czech reader expects
    groups = list(dict.fromkeys(key[:3] for key in rows))

    def place(key: tuple[Any, ...]) -> tuple[Any, ...]:
        *figure, category = key
        dimension = figure[2]
        return groups.index(tuple(figure)), sort_key(reading.labels.name(dimension, category)) if category else ("", "")

    in_order = sorted(rows.items(), key=lambda item: place(item[0]))
    for cells, ((indicator, measure, dimension, category), pair) in zip(sheet.rows, in_order, strict=True):
        shown = dict(zip(sheet.heads, cells, strict=True))
        declared = CATALOGUE[str(indicator)]
        # the measure is named too, unless it says the same as the indicator
        assert cells[0].startswith(declared.label(lang))
        assert declared.measure(str(measure)).label(lang).lower() in cells[0].lower()
        assert cells[1] == (reading.labels.name(str(dimension), str(category)) if category else ABSENT)
        scopes = {row["scope"]: row for row in pair.iter_rows(named=True)}
        for scope, head in SCOPES.items():
            cell = shown[sentence(head(lang))]
            assert agrees(cell, scopes[scope], lang) if scope in scopes else cell == ABSENT
        last = scopes["cumulative"]
        assert (shown[sheets.HEADS["target"](lang)] == ABSENT) == (last["target"] is None)
        counted = shown[sheets.HEADS["n"](lang)]
        assert number(counted, lang) == last["n"] if last["n"] else counted == ABSENT
        assert (shown[sheets.HEADS["interval"](lang)] == ABSENT) == (last["lower"] is None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_week_holds_every_cell_of_the_plan(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    reading = known("P4", lang)
    sheet = sheets.week_table(reading)
    cells = {
        (row["category_1"], *row["category_2"].split("|")[::-1]): row["value"]
        for indicator in ("plan_adherence", "presence_adherence")
        for row in reading.rows(indicator, "capped", "period", "locality", "weekday_band").iter_rows(named=True)
        if row["value"] is not None
    }
    labels = reading.labels
    read = {
        (shown[0], shown[1], day): number(cell, lang)
        for shown in sheet.rows
        for day, cell in zip([*"1234567", "0"], shown[2:], strict=True)
        if cell
    }
    assert read.keys() == {(labels.name("locality", place), labels.band(band), day) for place, band, day in cells}
    for (place, band, day), value in cells.items():
        assert read[labels.name("locality", place), labels.band(band), day] == pytest.approx(value * 100, abs=0.5)
    assert str(len(sheet.rows)) in sheet.summary


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_is_a_rectangle(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    for sheet in (sheets.all_figures(known("P1", lang)), sheets.week_table(known("P1", lang))):
        assert {len(row) for row in sheet.rows} == {len(sheet.heads)} == {len(sheet.numeric)}
        assert all(sheet.heads)
        assert all(isinstance(cell, str) for row in sheet.rows for cell in row)
        assert len(set(sheet.rows)) == len(sheet.rows)


def test_selected_figures_are_a_part_of_all(root: Path) -> None:
    dataset = open_dataset(root / "data/kromeriz", period="P1")
    figures = evaluate(dataset, "P1", ["visit_count", "retention"])
    part = select(figures, "retention")
    assert set(part.results["indicator"]) == {"retention"}
    assert select(figures, scope="cumulative", dimension_1="locality").results["category_1"].n_unique() == 8
