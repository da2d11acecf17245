"""The chart that answers clicks: its data are the figures, and it stays usable in any town."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from apk_lib import charts, prose, sheets
from apk_lib.charts.style import picture
from apk_lib.labels import Labels, Reading
from apk_lib.text import LANGUAGES, Lang
from tests.remembered import figures_of, kromeriz

MEASURES = ("person_hours", "presence_hours", "visits")


def reading(lang: Lang = "cs") -> Reading:
    """The hours of the fourth period of Kroměříž."""
    dataset = kromeriz("P4")
    figures = figures_of(dataset, "P4", ["hours_of_day", "plan_adherence", "presence_adherence"])
    return Reading(figures.results, figures.curves, Labels.of(dataset, lang))


def town(names: list[str], hours: range = range(24)) -> Reading:
    """A town of these localities, with an hour of one assistant in each hour of the day in each."""
    rows = [
        {"indicator": "hours_of_day", "measure": measure, "scope": "period", "dimension_1": "locality",
         "category_1": f"place_{number}", "dimension_2": "hour", "category_2": str(hour), "value": 1.0, "state": "ok"}
        for number in range(len(names)) for hour in hours for measure in MEASURES
    ]  # fmt: skip
    labels = Labels.of(kromeriz("P4"), "cs")
    named = {"locality": {f"place_{number}": name for number, name in enumerate(names)}}
    return Reading(pl.DataFrame(rows), pl.DataFrame(), replace(labels, names=labels.names | named))


def spec(of: Reading) -> dict[str, Any]:
    return json.loads(picture(lambda: charts.hours_linked(of), of.lang)[1])


def cells(of: Reading) -> list[dict[str, Any]]:
    [rows] = [rows for rows in spec(of)["datasets"].values() if "person_hours" in rows[0]]
    return rows


@pytest.mark.parametrize("measure", MEASURES)
def test_the_cells_add_up_to_the_figure_of_the_period(measure: str) -> None:
    figures = reading()
    total = figures.figure("hours_of_day", measure, "period").value
    assert total > 100
    assert sum(row[measure] for row in cells(figures)) == pytest.approx(total)


def test_every_cell_is_a_figure() -> None:
    figures = reading()
    known = figures.rows("hours_of_day", "person_hours", "period", "locality", "hour").filter(pl.col("value") > 0)
    expected = {(place, int(hour)): value for place, hour, value in known["category_1", "category_2", "value"].rows()}
    drawn = {(row["place"], row["hour"]): row["person_hours"] for row in cells(figures) if row["person_hours"]}
    assert drawn == expected
    assert {row["name"] for row in cells(figures)} <= set(figures.labels.names["locality"].values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_those_of_the_language(lang: Lang) -> None:
    expected = {"cs": (",", "\u00a0"), "en": (".", ",")}[lang]
    locale = spec(reading(lang))["config"]["locale"]["number"]
    assert (locale["decimal"], locale["thousands"]) == expected


def test_only_this_chart_answers_clicks() -> None:
    figures = reading()
    svg, text = picture(lambda: charts.hours_linked(figures), "cs")
    assert svg == charts.to_svg(lambda: charts.hours_linked(figures), "cs")
    assert picture(lambda: charts.adherence_bars(figures), "cs")[1] == ""
    assert "://" not in text
    assert text == picture(lambda: charts.hours_linked(figures), "cs")[1]
    lists = [one["bind"]["name"] for one in json.loads(text)["params"] if "bind" in one]
    assert lists == ["Co ukázat", "Lokalita", "Hodina"]


def test_two_hundred_localities_with_long_names_stay_rows_to_click() -> None:
    figures = town([f"Sídliště u křižovatky ulic Československé armády a Nábřežní {n:03}" for n in range(200)])
    svg, _ = picture(lambda: charts.hours_linked(figures), "cs")
    width, height = (int(size) for size in re.findall(r'(?:width|height)="(\d+)"', svg)[:2])
    # a row of at least sixteen pixels, and no wider than with short names
    assert height >= 200 * 16
    assert width <= 720


def test_one_locality_and_one_hour_are_a_picture_too() -> None:
    svg, text = picture(lambda: charts.hours_linked(town(["Park"], range(6, 7))), "cs")
    assert "Park" in svg
    assert json.loads(text)["params"]


def test_a_name_is_never_markup() -> None:
    evil = "<script>alert(1)</script> '+alert(1)+\" </script><!--"
    svg, _ = picture(lambda: charts.hours_linked(town([evil, "Park"])), "cs")
    assert "<script" not in svg
    assert {row["name"] for row in cells(town([evil, "Park"]))} == {evil, "Park"}


def test_the_words_speak_of_it_only_where_somebody_was() -> None:
    figures = reading()
    told = prose.coverage(figures_with_plan(figures)).pictures[2]
    assert told is not None
    hours = figures.rows("hours_of_day", "person_hours", "period", "hour").drop_nulls("value")
    busiest = hours.filter(pl.col("value") == pl.col("value").max())["category_1"][0]
    assert f"mezi {busiest}. a {int(busiest) + 1}. hodinou" in told[1]
    nobody = replace(figures, results=figures.results.filter(pl.col("indicator") != "hours_of_day"))
    assert prose.coverage(figures_with_plan(nobody)).pictures[2] is None


def figures_with_plan(of: Reading) -> Reading:
    """The reading with all that the words on coverage need."""
    others = figures_of(kromeriz("P4"), "P4").results.filter(~pl.col("indicator").is_in(of.results["indicator"]))
    others = others.filter(pl.col("indicator") != "hours_of_day")
    return replace(of, results=pl.concat([of.results, others]))


def test_the_table_holds_every_cell() -> None:
    figures = reading()
    table = sheets.hours_table(figures)
    assert len(table.rows) == len(cells(figures))
    assert table.numeric == (False, True, True, True, True)
    assert {len(row) for row in table.rows} == {5}
