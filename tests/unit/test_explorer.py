"""From a figure to its rows and records: by hand on an invented town, and at the edges of what can be asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from apk_lib import explain, open_dataset
from apk_lib.dataset import Dataset
from apk_lib.drilldown import COUNTED, REASONS, Explorer, Selection
from apk_lib.drilldown.records import Records
from apk_lib.drilldown.units import Units, known_categories
from apk_lib.errors import ApkError
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels
from apk_lib.report.explained import workbook
from apk_lib.text import LANGUAGES
from tests.remembered import kromeriz

Folder = Callable[..., Path]
RECORDED = "2020-07-01T08:00:00+02:00"
TABLES = {
    "persons": f"""
        recorded_at,withdrawn,person,role
        {RECORDED},false,APK1,assistant
        {RECORDED},false,APK2,assistant
        """,
    "shifts": f"""
        recorded_at,withdrawn,shift,start,end
        {RECORDED},false,S1,2020-06-01T08:00:00+02:00,2020-06-01T16:00:00+02:00
        """,
    "shift_crew": f"""
        recorded_at,withdrawn,shift,person
        {RECORDED},false,S1,APK1
        {RECORDED},false,S1,APK2
        """,
    "visit_crew": "recorded_at,withdrawn,visit,person",
    "school_breaks": "start,end,school,name,source,confirmed",
    # lines 2 to 10 of the file; the comments tell what each is for
    "visits": f"""
        recorded_at,withdrawn,visit,shift,locality,activity,start,end
        {RECORDED},false,V1,S1,crossing,foot_patrol,2020-06-01T08:00:00+02:00,2020-06-01T09:00:00+02:00
        {RECORDED},false,V2,S1,crossing,foot_patrol,2020-06-01T10:00:00+02:00,2020-06-01T10:30:00+02:00
        {RECORDED},false,V2,S1,crossing,foot_patrol,2020-06-01T10:00:00+02:00,2020-06-01T10:30:00+02:00
        2020-07-02T08:00:00+02:00,false,V2,S1,crossing,foot_patrol,2020-06-01T10:00:00+02:00,2020-06-01T12:00:00+02:00
        {RECORDED},false,V3,S1,,foot_patrol,2020-06-01T13:00:00+02:00,2020-06-01T14:00:00+02:00
        {RECORDED},false,V4,S1,crossing,foot_patrol,2020-06-01T14:00:00+02:00,2020-06-01T15:00:00+02:00
        2020-07-02T08:00:00+02:00,true,V4,S1,crossing,foot_patrol,2020-06-01T14:00:00+02:00,2020-06-01T15:00:00+02:00
        2021-02-01T08:00:00+01:00,false,V5,S1,crossing,foot_patrol,2020-06-01T15:00:00+02:00,2020-06-01T16:00:00+02:00
        {RECORDED},false,V6,S1,nowhere,foot_patrol,2020-06-01T15:00:00+02:00,2020-06-01T16:00:00+02:00
        """,
}
HOURS = Selection("person_hours", period="P1")


@pytest.fixture
def dataset(folder: Folder) -> Dataset:
    return open_dataset(folder(**TABLES), period="P1")


# --- by hand -----------------------------------------------------------------------------------------


def test_two_people_for_one_hour_and_for_two_are_six_hours(dataset: Dataset) -> None:
    figure = Explorer(dataset).figure(HOURS)
    assert (figure["value"], figure["n"], figure["unit"], figure["state"]) == (6.0, 2, "person_hours", "ok")


def test_a_filter_is_one_line_of_the_breakdown(dataset: Dataset) -> None:
    explorer = Explorer(dataset)
    split = explorer.figures(HOURS.split("person"))
    assert split.select("person", "value").rows() == [("APK1", 3.0), ("APK2", 3.0)]
    assert explorer.figure(HOURS.narrowed("person", "APK1"))["value"] == 3.0
    assert explorer.figures(HOURS.split("month", "weekday")).select("month", "weekday", "value").rows() == [
        ("2020-06", "1", 6.0)
    ]


def test_a_category_without_a_row_has_no_cases(dataset: Dataset) -> None:
    found = Explorer(dataset).figure(HOURS.narrowed("month", "2020-11"))
    assert (found["n"], found["value"], found["state"]) == (0, None, "no_cases")


def test_sources_are_the_records_with_their_lines(dataset: Dataset) -> None:
    visits = {one.table: one for one in Explorer(dataset).sources(HOURS)}["visits"]
    assert (visits.n, visits.whole) == (2, False)
    assert visits.rows.select("file", "row", "visit").rows() == [("visits.csv", 2, "V1"), ("visits.csv", 5, "V2")]


def test_more_records_than_shown_are_counted(dataset: Dataset) -> None:
    visits = {one.table: one for one in Explorer(dataset).sources(HOURS, limit=1)}["visits"]
    assert (visits.n, visits.rows["visit"].to_list()) == (2, ["V1"])


def test_every_row_left_out_has_its_reason(dataset: Dataset) -> None:
    left = Explorer(dataset).left_out(HOURS).filter(pl.col("table") == "visits")
    assert dict(left.select("row", "reason").iter_rows()) == {
        3: "superseded",
        4: "duplicate",
        6: "not_counted",
        7: "superseded",
        8: "withdrawn",
        9: "not_yet_recorded",
        10: "rejected",
    }
    assert left.filter(pl.col("reason") == "rejected")["rule"].to_list() == ["locality: localities"]
    assert set(left["file"]) == {"visits.csv"}


def test_rows_of_other_days_and_categories_are_only_counted(dataset: Dataset) -> None:
    explorer = Explorer(dataset)
    later = HOURS.between(date(2020, 8, 1), date(2020, 8, 31))
    assert explorer.left_out(later).is_empty()
    told = {reason: n for table, reason, n in explorer.accounts(later).iter_rows() if table == "visits"}
    assert told == {"outside_days": 9}
    narrow = explorer.accounts(HOURS.narrowed("month", "2020-11")).filter(pl.col("table") == "visits")
    # all nine are of June, also those that do not count
    assert dict(narrow.select("reason", "n").iter_rows()) == {"other_category": 9}


def test_rows_left_out_heed_the_day_and_the_crew(dataset: Dataset) -> None:
    explorer = Explorer(dataset)
    # 1 June 2020 was a Monday; visits name no month, no weekday and nobody, their days and the crew of the shift do
    of_shift = HOURS.narrowed("weekday", "1").narrowed("person", "APK1").narrowed("month", "2020-06")
    assert explorer.left_out(of_shift).equals(explorer.left_out(HOURS))
    for other in (("weekday", "2"), ("month", "2020-07")):
        assert explorer.left_out(HOURS.narrowed(*other)).is_empty()
    assert explorer.explain(of_shift).unheeded == ()
    # the band of a visit is only known of the pieces it is cut into
    assert explorer.explain(HOURS.narrowed("band", explorer.categories(HOURS, "band")[0])).unheeded == ("band",)


def test_another_crew_has_nothing_to_do_with_a_record_left_out(folder: Folder) -> None:
    persons = f"{TABLES['persons'].rstrip()}\n        {RECORDED},false,APK3,assistant\n"
    visits = "recorded_at,withdrawn,visit,person\n" + f"{RECORDED},false,V3,APK2\n"
    explorer = Explorer(open_dataset(folder(**TABLES | {"persons": persons, "visit_crew": visits}), period="P1"))
    left = {
        person: explorer.left_out(HOURS.narrowed("person", person)).filter(pl.col("table") == "visits")["row"].to_list()
        for person in ("APK1", "APK2", "APK3")
    }
    # V3 (line 6) was made by APK2 alone; the shift of the others by APK1 and APK2, APK3 was on none
    assert sorted(left["APK2"]) == [3, 4, 6, 7, 8, 9, 10]
    assert sorted(left["APK1"]) == [3, 4, 7, 8, 9, 10]
    assert left["APK3"] == []


def test_reasons_and_fates_have_words(dataset: Dataset) -> None:
    known = REASONS | COUNTED
    assert set(Explorer(dataset).accounts(HOURS)["reason"]) <= known.keys()
    assert all(text(lang) for text in known.values() for lang in LANGUAGES)


def test_an_explanation_holds_it_all(dataset: Dataset) -> None:
    told = explain(dataset, HOURS)
    assert told.figure["value"] == 6.0
    assert told.counted["length"].sum() == 6 * 3_600_000_000
    assert told.compared.is_empty()
    assert (told.window.start, told.window.end) == (date(2020, 6, 1), date(2020, 11, 30))


# --- what a column means -----------------------------------------------------------------------------


def offered(indicator: str, measure: str, period: str = "P3") -> set[str]:
    """The dimensions by which a measure of Kroměříž can be told apart."""
    return set(Explorer(kromeriz(period)).dimensions(Selection(indicator, measure, period)))


def test_the_day_of_a_last_visit_is_no_weekday_of_its_figure() -> None:
    assert offered("last_visit", "days_since") == {"locality"}
    assert offered("overlooked_localities", "localities") == {"locality"}


def test_a_column_that_only_shares_the_name_of_a_dimension_is_not_offered() -> None:
    assert "person" not in offered("trained_share", "enough_hours")
    assert "found" not in offered("risks_handled", "solved")
    assert "band" not in offered("late_presence", "after_18")
    assert {"weekday", "month", "band", "person"} <= offered("person_hours", "person_hours")
    ages = offered("employed_after_leaving", "four_weeks", "P5")
    assert "esf_age_group" in ages
    assert "age_group" not in ages


def test_a_number_named_person_leads_to_nobody(dataset: Dataset) -> None:
    trained = replace(CATALOGUE["trained_share"], needs=("persons",))
    units = Units(pl.DataFrame({"person": [1, 1]}, schema={"person": pl.Int32}), partial(known_categories, dataset))
    [source] = Records(dataset, dataset.table, trained, dataset.project.period("P1"), units).sources({}, None)
    assert source.whole


def test_a_month_is_spelled_in_one_way() -> None:
    explorer = Explorer(kromeriz("P3"))
    checks = Selection("monitoring_done", "done", "P3")
    assert explorer.categories(checks, "month") == [f"2021-{month:02}" for month in range(6, 12)]
    assert explorer.figure(checks.narrowed("month", "2021-07"))["n"] > 0


def test_a_month_outside_the_days_is_no_month_without_cases() -> None:
    explorer = Explorer(kromeriz("P3"))
    beyond = explorer.explain(Selection("person_hours", period="P3").narrowed("month", "2020-11"))
    assert (beyond.figure["value"], beyond.figure["state"]) == (None, "not_applicable")
    assert beyond.withheld is not None


@pytest.mark.parametrize(("indicator", "measure"), [("gps_tracking", "tracked"), ("gps_comparison", "gps")])
def test_no_row_at_all_has_no_month(indicator: str, measure: str) -> None:
    explorer = Explorer(kromeriz("P3"))
    chosen = Selection(indicator, measure, "P3").narrowed("month", "2021-07")
    assert explorer.rows(chosen).is_empty()
    assert explorer.figure(chosen)["n"] == 0
    assert explorer.figures(chosen.widened("month").split("month")).is_empty()


def test_a_month_that_is_over_is_not_preliminary(folder: Folder) -> None:
    more = {
        "shifts": "S2,2020-07-01T08:00:00+02:00,2020-07-01T16:00:00+02:00",
        "shift_crew": "S2,APK1",
        "visits": "V9,S2,crossing,foot_patrol,2020-07-01T08:00:00+02:00,2020-07-01T09:00:00+02:00",
    }
    recorded = "2020-07-02T08:00:00+02:00"
    tables = {name: f"{TABLES[name].rstrip()}\n        {recorded},false,{row}\n" for name, row in more.items()}
    dataset = open_dataset(folder(**TABLES | tables), period="P1", as_of="2020-07-15")
    explorer = Explorer(dataset)
    assert explorer.figure(HOURS)["state"] == "incomplete_period"
    told = explorer.figures(HOURS.split("month")).select("month", "state")
    assert told.rows() == [("2020-06", "ok"), ("2020-07", "incomplete_period")]
    assert explorer.figure(HOURS.narrowed("month", "2020-06"))["state"] == "ok"
    assert explorer.figure(HOURS.narrowed("month", "2020-07"))["state"] == "incomplete_period"


# --- what cannot be asked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (HOURS.narrowed("locality", "Žižkov"), "Projekt nezná „Žižkov“"),
        (HOURS.narrowed("person", "APK9"), "Projekt nezná „APK9“"),
        (HOURS.narrowed("weekday", "8"), "Projekt nezná „8“"),
        (HOURS.narrowed("month", "2019-01"), "Projekt nezná „2019-01“"),
        (HOURS.narrowed("barva", "modrá"), "nelze členit podle „barva“"),
        (HOURS.split("barva"), "nelze členit podle „barva“"),
        (Selection("nic"), "Ukazatel „nic“ neznáme"),
        (Selection("person_hours", "nic"), "nemá míru „nic“"),
        (Selection("person_hours", period="P9"), "P9"),
        (Selection("person_hours", period="P2"), "začíná 1.\u00a012.\u00a02020"),
        (HOURS.between(date(2020, 6, 2), date(2020, 6, 1)), "dřív než začíná"),
        (HOURS.between(date(2019, 1, 1), date(2019, 12, 31)), "leží mimo projekt"),
        (HOURS.between(date(2025, 1, 1), date(2025, 12, 31)), "leží mimo projekt"),
        (HOURS.between(date(2021, 3, 1), date(2021, 3, 31)), "ještě nenastaly"),
    ],
)
def test_what_cannot_be_asked_is_told_in_words(folder: Folder, chosen: Selection, said: str) -> None:
    explorer = Explorer(open_dataset(folder(**TABLES), period="P1", as_of="2020-11-15"))
    with pytest.raises(ApkError) as refused:
        explorer.explain(chosen)
    assert said in refused.value.text.cs
    assert refused.value.text.en != refused.value.text.cs


def test_days_beyond_the_project_and_the_as_of_date_are_cut(dataset: Dataset) -> None:
    explorer = Explorer(dataset)
    window = explorer.window(HOURS.between(date(2019, 1, 1), date(2030, 1, 1)))
    assert (window.start, window.end, window.is_open) == (dataset.project.start, dataset.as_of, True)
    assert explorer.figure(HOURS.between(date(2020, 6, 1), date(2020, 6, 1)))["value"] == 6.0


def test_a_measure_that_needs_a_dimension_has_no_value_before_it_is_chosen() -> None:
    explorer = Explorer(kromeriz("P4"))
    shares = Selection("item_shares", period="P4")
    assert explorer.figure(shares)["state"] == "not_applicable"
    items = explorer.categories(shares, "item")
    assert "safe_after_dark" in items
    one = shares.narrowed("item", "safe_after_dark")
    assert explorer.dimensions(one) == ("wave",)
    assert explorer.figure(one)["value"] is None
    assert explorer.figures(one.split("wave"))["value"].drop_nulls().len() == 2


# --- edges -------------------------------------------------------------------------------------------


def test_empty_tables_have_figures_without_cases(folder: Folder) -> None:
    heads = {name: text.strip().splitlines()[0].strip() for name, text in TABLES.items()}
    told = explain(open_dataset(folder(**heads), period="P1"), HOURS)
    assert (told.figure["n"], told.figure["state"]) == (0, "no_cases")
    assert [(one.table, one.n) for one in told.sources if not one.whole] == [
        (one.table, 0) for one in told.sources if not one.whole
    ]
    assert told.left_out.is_empty()


def test_tables_nobody_supplied_are_missing(folder: Folder) -> None:
    told = explain(open_dataset(folder(), period="P1"), HOURS)
    assert (told.figure["value"], told.figure["state"], told.sources) == (None, "missing", ())


def test_two_hundred_localities_with_czech_names(folder: Folder) -> None:
    names = [f"ulička_{number:03}" for number in range(200)]
    line = "{},false,V{},S1,{},foot_patrol,2020-06-01T{:02}:{:02}:00+02:00,2020-06-01T{:02}:{:02}:30+02:00"
    times = [divmod(8 * 60 + place, 60) for place in range(200)]
    visits = [line.format(RECORDED, place, name, *times[place], *times[place]) for place, name in enumerate(names)]
    head = TABLES["visits"].strip().splitlines()[0]
    place = folder(**TABLES | {"visits": "\n".join([head, *visits])})
    sheet = place / "project.toml"
    listed = "".join(
        f'\n[[localities]]\nlocality = "{name}"\nname_cs = "Ulička č. {name}"\nname_en = "{name}"\nkind = "risk"\n'
        "valid_from = 2020-06-01\nconfirmed = true\n"
        for name in names
    )
    sheet.write_text(sheet.read_text("utf-8") + listed, "utf-8")
    explorer = Explorer(open_dataset(place, period="P1"))
    assert set(names) <= set(explorer.categories(HOURS, "locality"))
    assert explorer.figures(HOURS.split("locality")).height == 201
    last = explorer.sources(HOURS.narrowed("locality", names[-1]))[0]
    assert "V199" in last.rows["visit"].to_list()


def test_rows_of_the_last_questions_are_kept_and_no_more(dataset: Dataset) -> None:
    explorer = Explorer(dataset)
    for day in range(1, 20):
        explorer.figure(HOURS.between(date(2020, 6, 1), date(2020, 6, day)))
    assert len(explorer._units) == 6


# --- the workbook ------------------------------------------------------------------------------------


def test_a_workbook_says_on_every_sheet_that_it_is_internal_and_invented() -> None:
    dataset = kromeriz("P3")
    told = explain(dataset, Selection("person_hours", period="P3").narrowed("locality", "risk_a"))
    content = workbook(told, Labels.of(dataset, "cs"))
    assert content == workbook(told, Labels.of(dataset, "cs"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[:3] == ["Číslo", "Čitatel", "Jmenovatel"]
    assert {"Návštěvy lokalit", "Nezapočteno"} <= set(book.sheetnames)
    for sheet in book:
        assert sheet["A1"].value.startswith("INTERNÍ")
        assert "SYNTETICKÁ DATA" in sheet["A1"].value
    said = " ".join(str(cell.value) for row in book["Číslo"].iter_rows() for cell in row)
    assert "Osobohodiny" in said
    assert "Vzorec" in said
    assert "verze 1" in said
    assert "Riziková lokalita A" in said


def test_a_workbook_tells_what_its_sheets_cannot_hold(dataset: Dataset) -> None:
    told = explain(dataset, HOURS)
    book = openpyxl.load_workbook(io.BytesIO(workbook(told, Labels.of(dataset, "cs"), most=1)))
    assert "prvních 1 z 4" in book["Čitatel"]["A2"].value.replace("\u00a0", " ")
    assert book["Čitatel"].max_row == 5


def test_what_looks_like_a_formula_stays_text(folder: Folder) -> None:
    outputs = f"""
        recorded_at,withdrawn,output,key_activity,kind,name,due_on,finished_on,published_on,address
        {RECORDED},false,O1,,other,"=HYPERLINK(""http://x"")",2020-06-01,2020-06-02,,+cmd|' /C calc'!A0
        """
    dataset = open_dataset(folder(outputs=outputs), period="P1")
    told = explain(dataset, Selection("outputs_on_time", period="P1", scope="cumulative"))
    book = openpyxl.load_workbook(io.BytesIO(workbook(told, Labels.of(dataset, "en"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
