"""Every chart draws in both languages, in the report's own typeface, of nothing but figures."""

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from apk_lib import charts, fonts, prose
from apk_lib.dataset import Dataset
from apk_lib.labels import Labels, Reading
from apk_lib.text import LANGUAGES, Lang
from tests.remembered import figures_of, kromeriz

# `breakdown` is drawn from an explorer, not from a reading: see test_breakdown_charts
DRAWN = sorted(set(charts.__all__) - {"breakdown", "to_svg"})
# before the second wave there is no change to draw, in the first period no device was carried: the words of the
# section speak of neither
NOT_DRAWN = {("change_dots", "P1"), ("tracked_bars", "P1")}
CASES = [(name, period) for name in DRAWN for period in ("P1", "P4") if (name, period) not in NOT_DRAWN]


@pytest.fixture(scope="module")
def dataset() -> Callable[[str], Dataset]:
    return kromeriz


@pytest.fixture(scope="module")
def reading() -> Callable[[str, Lang], Reading]:
    def of(period: str, lang: Lang) -> Reading:
        figures = figures_of(kromeriz(period), period)
        return Reading(figures.results, figures.curves, Labels.of(kromeriz(period), lang))

    return of


def drawn(name: str, reading: Reading) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return getattr(charts, name)(reading)


def values(spec: Any) -> Iterator[dict[str, Any]]:
    """All rows of data in a specification."""
    if isinstance(spec, dict):
        for rows in spec.get("datasets", {}).values():
            yield from rows
        yield from spec.get("data", {}).get("values", []) if isinstance(spec.get("data"), dict) else []
        for inner in spec.values():
            yield from values(inner)
    elif isinstance(spec, list):
        for inner in spec:
            yield from values(inner)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "period"), CASES)
def test_a_chart_becomes_a_picture(reading: Callable[[str, Lang], Reading], name: str, period: str, lang: Lang) -> None:
    chart = drawn(name, reading(period, lang))
    if (period, lang) == ("P4", "cs"):
        # the library checks the specification against its schema, which takes its time
        chart.to_dict()
    svg = charts.to_svg(lambda: chart, lang)
    root = ElementTree.fromstring(svg)
    texts = [element for element in root.iter() if element.tag.endswith("text") and (element.text or "").strip()]
    assert texts
    assert {element.attrib["font-family"].strip("\"'") for element in texts} == {fonts.FAMILY}
    addresses = [value for element in root.iter() for key, value in element.attrib.items() if "href" in key]
    assert all(value.startswith(("#", "data:")) for value in addresses)
    assert not re.search(r"url\((?![\"']?#)", svg)
    assert "<script" not in svg
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", svg)
    said = " ".join(element.text or "" for element in texts)
    assert not re.search(r"\bNaN\b|\bnull\b|undefined", said)


@pytest.fixture(scope="module")
def records(dataset: Callable[[str], Dataset]) -> set[str]:
    """The names of persons, contracts, shifts, visits, events and respondents."""
    keys = {"persons": "person", "contracts": "contract", "shifts": "shift", "visits": "visit", "events": "event",
            "survey_respondents": "respondent"}  # fmt: skip
    return {name for table, key in keys.items() for name in dataset("P4").table(table)[key].to_list()}


@pytest.mark.parametrize(("name", "period"), CASES)
def test_a_chart_holds_no_person_and_no_record(
    reading: Callable[[str, Lang], Reading], records: set[str], name: str, period: str
) -> None:
    rows = list(values(drawn(name, reading(period, "cs")).to_dict(validate=False)))
    assert rows
    assert len(records) > 1000
    assert not [value for row in rows for value in row.values() if isinstance(value, str) and value in records]


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_the_same_each_time(reading: Callable[[str, Lang], Reading], name: str) -> None:
    first, second = (charts.to_svg(lambda: drawn(name, reading("P4", "cs")), "cs") for _ in range(2))
    assert first == second


def test_bars_stand_for_the_figures(reading: Callable[[str, Lang], Reading]) -> None:
    figures = reading("P4", "en")
    rows = list(values(charts.adherence_bars(figures).to_dict(validate=False)))
    plans = {row["name"]: row["plan"] for row in rows if "plan" in row}
    for row in figures.rows("plan_adherence", "capped", "period", "locality").drop_nulls("value").iter_rows(named=True):
        name = f"{figures.labels.name('locality', row['category_1'])}\u00a0\u00a0{round(row['value'] * 100)}%"
        assert plans[name] == row["denominator"]
        [kept] = [piece for piece in rows if piece.get("name") == name and piece.get("kind") == "plan kept"]
        assert kept["to"] - kept["from"] == pytest.approx(row["numerator"])
    assert len(plans) == figures.rows("plan_adherence", "capped", "period", "locality").drop_nulls("value").height + (
        figures.rows("presence_adherence", "capped", "period", "locality").drop_nulls("value").height
    )


def test_answers_fill_the_whole(reading: Callable[[str, Lang], Reading]) -> None:
    pieces = [
        row for row in values(charts.answers_by_wave(reading("P4", "cs")).to_dict(validate=False)) if "from" in row
    ]
    lengths: dict[str, dict[str, float]] = {}
    for piece in pieces:
        lengths.setdefault(piece["name"], {})[piece["answer"]] = piece["to"] - piece["from"]
    assert len(lengths) == 4
    for answers in lengths.values():
        assert sum(answers.values()) == pytest.approx(1)


def test_an_unpublished_year_breaks_the_line(reading: Callable[[str, Lang], Reading]) -> None:
    figures = reading("P4", "cs")
    points = figures.curves.filter(indicator="crime_recorded")
    rows = [row for row in values(charts.crime_years(figures).to_dict(validate=False)) if "year" in row]
    known = sorted((float(row["year"]), row["crimes"]) for row in rows if row["crimes"] is not None)
    assert sorted(set(known)) == sorted(set(points.select("x", "y").iter_rows()))
    years = points["x"].unique()
    assert {row["year"] for row in rows} == {f"{year:.0f}" for year in range(int(min(years)), int(max(years)) + 1)}


def test_without_a_published_year_there_is_still_a_section(reading: Callable[[str, Lang], Reading]) -> None:
    full = reading("P1", "cs")
    bare = Reading(full.results, full.curves.filter(pl.col("indicator") != "crime_recorded"), full.labels)
    finding = prose.context(bare)
    assert not finding.pictures
    assert "údaj chybí" in finding.heading
