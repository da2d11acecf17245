"""Tables hold the same figures as `Results`, no row more and none less."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from apk_lib import select, sheets
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import ABSENT, Labels, Reading
from apk_lib.prose.headlines import headline
from apk_lib.results import SCOPES, STATES
from apk_lib.tables.codes import AGE_GROUPS, SEXES, ZONES
from apk_lib.text import LANGUAGES, MINUS, NBSP, Lang, Text, sentence, sort_key
from tests.remembered import figures_of, kromeriz

# what stands in the order of its list, not of its name
LISTED = {
    "zone": ZONES,
    "sex": SEXES,
    "age_group": AGE_GROUPS,
    "cut": "123",
    "zone_pair": ("risk_locality|surroundings", "risk_locality|rest_of_town", "surroundings|rest_of_town"),
}
SECTIONS = {
    "employment": ("posts_filled", "person_months", "retention", "tenure"),
    "coverage": ("plan_adherence", "presence_adherence", "person_hours", "hours_balance", "teaching_days"),
    "perception": ("safe_by_day", "safe_after_dark"),
    "budget": ("spending", "elapsed_time", "funding_parts_sum"),
}


@pytest.fixture
def known() -> Callable[[str, Lang], Reading]:
    def of(period: str, lang: Lang) -> Reading:
        dataset = kromeriz(period)
        figures = figures_of(dataset, period)
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
    # the cross of weekday and band is a cross, though it is declared as one dimension
    crossed = pl.col("dimension_2").is_not_null() | pl.col("dimension_1").eq_missing(pl.lit("weekday_band"))
    single = reading.results.filter(~crossed)
    keys = ["indicator", "measure", "dimension_1", "category_1"]
    # a figure that does not apply to this project, or of which there was no case at all, has no row
    rows = {
        key: pair
        for key, pair in single.group_by(keys, maintain_order=True)
        if not set(pair["state"]) <= {"not_applicable", "no_cases"}
    }
    assert len(sheet.rows) == len(rows) > 0
    assert str(len(rows)) in sheet.summary
    # figures one after the other, each broken down in the order of the names a Czech reader expects
    groups = list(dict.fromkeys(key[:3] for key in rows))

    def place(key: tuple[Any, ...]) -> tuple[Any, ...]:
        *figure, category = key
        dimension = figure[2]
        if dimension in LISTED:
            return groups.index(tuple(figure)), ("", f"{list(LISTED[dimension]).index(category):02}")
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
        # an interval stands beside the figure it belongs to
        for scope, id in (("period", "interval_period"), ("cumulative", "interval_start")):
            row, cell = scopes.get(scope), shown[sheets.HEADS[id](lang)]
            if row is None or row["lower"] is None:
                assert cell == ABSENT
            else:
                assert cell == reading.labels.interval(row["lower"], row["upper"], row["unit"])


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
    dataset = kromeriz("P1")
    figures = figures_of(dataset, "P1", ["visit_count", "retention"])
    part = select(figures, "retention")
    assert set(part.results["indicator"]) == {"retention"}
    assert select(figures, scope="cumulative", dimension_1="locality").results["category_1"].n_unique() == 10


def test_a_figure_is_called_as_the_definition_it_was_made_by(
    known: Callable[[str, Lang], Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures of a former version bear its names, whatever the indicator is called today."""
    for id in ("elapsed_time", "safe_after_dark"):
        old = replace(CATALOGUE[id], version=7, label=Text(cs="Dřívější název", en="A former name"))
        monkeypatch.setitem(CATALOGUE.former, (id, 7), old)
    now = chosen(known("P4", "en"), "elapsed_time", "safe_after_dark")
    seven = pl.lit(7, pl.Int64).alias("definition_version")
    reading = Reading(now.results.with_columns(seven), now.curves.with_columns(seven), now.labels)
    assert {row[0].split(":")[0] for row in sheets.all_figures(reading).rows} == {"A former name"}
    assert all("A former name" in sheet.caption for sheet in sheets.points(reading))
    assert sheets.points(reading)
    former = replace(CATALOGUE.former["elapsed_time", 7], measures=())
    monkeypatch.setitem(CATALOGUE.former, ("elapsed_time", 7), former)
    assert headline("elapsed_time", now)
    assert not headline("elapsed_time", reading)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_crosses_stand_in_a_table_of_their_own(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    reading = chosen(known("P4", lang), "safe_by_day", "safe_after_dark", "tested_changes")
    sheet = sheets.crossed(reading)
    crosses = reading.results.filter(pl.col("dimension_2").is_not_null(), pl.col("value").is_not_null())
    assert len(sheet.rows) == len(crosses) > 0
    name = reading.labels.name
    zones = [name("zone", zone) for zone in ZONES]
    dark = [row for row in sheet.rows if row[0].startswith(CATALOGUE["safe_after_dark"].label(lang))]
    shares = [row[1] for row in dark if row[1].split(" · ")[-1] in zones][: 2 * len(zones)]
    assert shares == [f"{year} · {zone}" for year in ("2020", "2022") for zone in zones]


def test_each_series_of_a_curve_has_its_interval_beside_it(known: Callable[[str, Lang], Reading]) -> None:
    [sheet] = sheets.points(chosen(known("P4", "en"), "safe_after_dark"))
    assert sheet.heads[1::2] == ("All", "Risk localities", "Surroundings", "Rest of the town")
    assert set(sheet.heads[2::2]) == {"95% CI"}
    assert len(sheet.rows) == 2
    assert all(len(row) == len(sheet.heads) for row in sheet.rows)


# --- patrol coverage -------------------------------------------------------------------------------

COVERAGE = ("week_table", "week_hours_table", "presence_week_table", "activity_table", "school_table", "tracking_table")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", COVERAGE)
def test_a_table_of_coverage_is_a_rectangle(known: Callable[[str, Lang], Reading], name: str, lang: Lang) -> None:
    for period in ("P1", "P4"):
        sheet = getattr(sheets, name)(known(period, lang))
        assert {len(row) for row in sheet.rows} <= {len(sheet.heads)} == {len(sheet.numeric)}
        assert all(sheet.heads)
        assert str(len(sheet.rows)) in sheet.summary
        assert len(set(sheet.rows)) == len(sheet.rows)
        for row in sheet.rows:
            for cell, numeric in zip(row, sheet.numeric, strict=True):
                assert not numeric or re.fullmatch(rf"[\d{NBSP}.,%/ {MINUS}]*|{ABSENT}", cell), cell


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_kept_stands_beside_what_was_planned(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    reading = known("P4", lang)
    shown = {(row[0], row[1]): row[2:] for row in sheets.week_hours_table(reading).rows}
    figures = reading.rows("plan_adherence", "capped", "period", "locality", "weekday_band")
    [monday] = figures.filter(category_1="risk_a", category_2="1|09-14").iter_rows(named=True)
    cell = shown[reading.labels.name("locality", "risk_a"), "9–14"][0]
    kept, planned = (number(part, lang) for part in cell.split(" / "))
    assert kept == pytest.approx(monday["numerator"], abs=0.5)
    assert planned == pytest.approx(monday["denominator"], abs=0.5)
    assert shown.keys() == {(row[0], row[1]) for row in sheets.week_table(reading).rows}


def test_every_activity_of_the_project_has_its_place(known: Callable[[str, Lang], Reading]) -> None:
    reading = known("P4", "cs")
    rows = {row[0]: row[1:] for row in sheets.activity_table(reading).rows}
    assert list(rows) == [
        "Dohled na přechodu", "Dohled na cyklostezce", "Pochůzka", "Veřejný pořádek", "Noční klid", "Vandalismus",
        "Sousedské a rodinné spory", "Jiná činnost", "Pomoc obětem skryté kriminality",
    ]  # fmt: skip
    hours = sum(number(cells[0], "cs") for cells in rows.values() if cells[0] != ABSENT)
    # work outside localities is work too
    assert hours == pytest.approx(reading.figure("activities", "person_hours", "period").value, abs=len(rows) / 2)
    assert hours > reading.figure("person_hours", "person_hours", "period").value
    visits = sum(number(cells[1], "cs") for cells in rows.values() if cells[1] != ABSENT)
    assert visits == reading.figure("activities", "visits", "period").value
    assert number(rows["Jiná činnost"][0], "cs") > 0
    # events that nobody tied to a visit belong to no activity
    events = sum(number(cells[2], "cs") for cells in rows.values() if cells[2] != ABSENT)
    assert 0 < events <= reading.figure("event_outcomes", "events", "period").value
    victims = rows["Pomoc obětem skryté kriminality"]
    assert victims[:3] == (ABSENT,) * 3
    assert number(victims[3], "cs") == reading.figure("victim_support", "contacts", "period").value


# teaching days counted by hand from the calendars of the schools
@pytest.mark.parametrize(("period", "days"), [("P1", 61), ("P2", 89), ("P4", 114)])
def test_crossings_are_told_by_school(known: Callable[[str, Lang], Reading], period: str, days: int) -> None:
    sheet = sheets.school_table(known(period, "en"))
    assert [row[0] for row in sheet.rows] == ["ZŠ Oskol", "ZŠ Slovan", "ZŠ Zachar"]
    assert {row[-1] for row in sheet.rows} == {str(days)}
    assert all(number(row[2], "en") <= days for row in sheet.rows)


def test_the_difference_of_records_and_gps_adds_up(known: Callable[[str, Lang], Reading]) -> None:
    sheet = sheets.tracking_table(known("P4", "cs"))
    assert len(sheet.rows) == 8
    for row in sheet.rows:
        recorded, gps, both, only_recorded, only_gps = (number(cell, "cs") for cell in row[1:])
        assert recorded == pytest.approx(both + only_recorded, abs=1)
        assert gps == pytest.approx(both + only_gps, abs=1)
    # a period without a device has no table
    assert sheets.tracking_table(known("P1", "cs")).rows == ()


def test_presence_by_weekday_and_band_adds_up(known: Callable[[str, Lang], Reading]) -> None:
    reading = known("P4", "cs")
    rows = sheets.presence_week_table(reading).rows
    visits = [number(cell, "cs") for row in rows if row[0] == "Návštěvy" for cell in row[2:] if cell != ABSENT]
    assert sum(visits) == reading.figure("visit_count", "visits", "period").value


def curve_sheet(reading: Reading, indicator: str) -> sheets.Sheet:
    keep = pl.col("indicator") == indicator
    [sheet] = sheets.points(Reading(reading.results.filter(keep), reading.curves.filter(keep), reading.labels))
    return sheet


@pytest.mark.parametrize(
    ("indicator", "lang", "first", "last"),
    [
        ("daily_presence", "cs", "1._12._2021", "31._5._2022"),
        ("daily_presence", "en", "1_December_2021", "31_May_2022"),
        ("evenness", "cs", "0_%", "100_%"),
        ("evenness", "en", "0%", "100%"),
        ("revisit_gaps", "cs", "1", "10"),
    ],
)
def test_a_point_stands_where_it_is(
    known: Callable[[str, Lang], Reading], indicator: str, lang: Lang, first: str, last: str
) -> None:
    sheet = curve_sheet(known("P4", lang), indicator)
    along = [row[0].replace(NBSP, "_") for row in sheet.rows]
    assert (along[0], along[-1]) == (first, last)
    assert len(along) == len(set(along))


def test_the_curve_of_the_period_is_not_mixed_with_that_of_the_project(known: Callable[[str, Lang], Reading]) -> None:
    reading = known("P4", "cs")
    sheet = curve_sheet(reading, "revisit_gaps")
    assert list(sheet.heads[1:]) == sorted(sheet.heads[1:], key=sort_key)
    path = sheet.heads.index("Cyklostezka")
    points = reading.curves.filter(indicator="revisit_gaps", scope="period", series="cycle_path").sort("x")
    for row, y in zip(sheet.rows, points["y"], strict=True):
        assert number(row[path], "cs") == pytest.approx(y, abs=0.5)
    # a curve that only the whole project has is shown all the same
    assert curve_sheet(reading, "tenure").rows


def test_weekdays_and_bands_are_no_rows_of_all_figures(known: Callable[[str, Lang], Reading]) -> None:
    reading = chosen(known("P4", "cs"), "visit_count")
    assert not [row for row in sheets.all_figures(reading).rows if re.match(r"(po|út|st|čt|pá|so|ne) ", row[1])]
