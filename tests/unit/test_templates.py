"""The workbooks for a town's records: what stands in them, what they accept, and that nothing is lost in a cell."""

import dataclasses
import functools
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from apk_lib.errors import DataError
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import Office, Plan, TownMapping, make_plan, read, source_files
from apk_lib.intake.reading.names import Names
from apk_lib.project import Project, parse_project
from apk_lib.rules import RULES
from apk_lib.tables import SHEET_TABLES, TABLES, explained
from apk_lib.tables.asked import COMPUTED
from apk_lib.tables.columns import SEPARATOR
from apk_lib.tables.explained import EXPLAINED, example_rows, help_for
from apk_lib.tables.headings import (
    DAY,
    EXAMPLE,
    INSTRUCTIONS,
    LISTS,
    OWN_SHEETS,
    SCHEMA_VERSION,
    WITHOUT_SHEET,
    headings,
)
from apk_lib.text import LANGUAGES, Text
from apk_lib.workbooks.template.book import SYNTHETIC_LINE
from apk_lib.workbooks.template.records import RECORDS, write_template
from apk_lib.workbooks.template.rules_of_cells import Choices, how_to_write, shortened
from apk_lib.workbooks.template.table_sheet import names_of
from apk_lib.workbooks.template.written import Exact, in_units

PRAGUE = ZoneInfo("Europe/Prague")
HOUR = 3_600_000_000
YES_NO = {"cs": ["ano", "ne"], "en": ["yes", "no"]}
RECORDED = datetime(2021, 3, 6, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def kromeriz(root: Path) -> Project:
    return parse_project((root / "data/kromeriz/project.toml").read_text("utf-8"), "kromeriz")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("template") / "empty.xlsx"
    write_template(target, "cs")
    return target


@pytest.fixture(scope="module")
def of_kromeriz(tmp_path_factory: pytest.TempPathFactory, kromeriz: Project) -> Path:
    target = tmp_path_factory.mktemp("template") / "kromeriz.xlsx"
    write_template(target, "cs", kromeriz)
    return target


def frame(name: str, *rows: dict) -> pl.DataFrame:
    """Typed rows of a table; what a row leaves out is empty, but for what every recorded row has."""
    types = {column: declared.dtype for column, declared in TABLES[name].schema.columns().items()}
    always = {"source_row": 5} | ({"recorded_at": RECORDED, "withdrawn": False} if TABLES[name].recorded else {})
    return pl.DataFrame([always | row for row in rows], schema=types, orient="row")


@functools.cache
def opened(path: Path) -> openpyxl.Workbook:
    """A workbook that is written once."""
    return openpyxl.load_workbook(path)


def written(target: Path, name: str, *rows: dict, lang="cs", project=None) -> list[dict]:
    """The cells of rows once they were written, by heading; each is openpyxl's cell."""
    write_template(target, lang, project, {name: frame(name, *rows)})
    sheet = openpyxl.load_workbook(target)[TABLES[name].label(lang)]
    columns = [heading.column for heading in headings(name)]
    return [dict(zip(columns, list(sheet[place])[1:], strict=True)) for place in range(5, 5 + len(rows))]


# --- explanations and examples ---------------------------------------------------------------------


# of two places neither comes after the other
WITHOUT_EXAMPLE = {"localities.succeeds"}


def unexplained() -> list[str]:
    missing = [name for name in TABLES if name not in EXPLAINED]
    for name in TABLES.keys() & EXPLAINED.keys():
        rows = example_rows(name)
        known = {heading.column for heading in headings(name)}
        missing += [f"{name}.{column}" for column in known if all(row[column] is None for row in rows)]
        strange = EXPLAINED[name].examples.keys() | EXPLAINED[name].help.keys()
        missing += [f"{name}.{column} is no heading" for column in strange - known]
    return [one for one in missing if one not in WITHOUT_EXAMPLE]


def test_every_table_is_explained_and_every_heading_has_an_example():
    assert unexplained() == []


def test_a_missing_example_is_noticed(monkeypatch):
    crippled = dataclasses.replace(EXPLAINED["posts"], examples=EXPLAINED["posts"].examples | {"fte": (None, None)})
    monkeypatch.setitem(explained.EXPLAINED, "posts", crippled)
    assert unexplained() == ["posts.fte"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_explanation_fits_on_one_line(lang):
    assert {name: told for name, said in EXPLAINED.items() if len(told := said.told(lang)) > 200} == {}


def example_frame(name: str) -> pl.DataFrame:
    """The examples as the typed rows they would become."""
    rows = []
    for place, example in enumerate(example_rows(name)):
        row, day, last = {"source_row": place}, example.get(DAY), None
        for heading in headings(name):
            value = example[heading.column]
            if isinstance(value, time):
                moment = datetime.combine(day, value, PRAGUE)
                value = last = moment + timedelta(days=1) if last and moment < last else moment
            elif isinstance(value, datetime):
                value = value.replace(tzinfo=PRAGUE)
            elif isinstance(value, Text):
                value = value.cs
            elif heading.meaning.scale and value is not None:
                value = round(value * heading.meaning.scale)
            row[heading.column] = value
        rows.append(row | ({"recorded_at": RECORDED, "withdrawn": False} if TABLES[name].recorded else {}))
    types = {column: declared.dtype for column, declared in TABLES[name].schema.columns().items()}
    return pl.DataFrame([{key: row.get(key) for key in types} for row in rows], schema=types, orient="row")


@pytest.mark.parametrize("name", TABLES)
def test_the_examples_would_be_accepted(name):
    good, failure = TABLES[name].schema.filter(example_frame(name))
    assert failure.counts() == {}
    assert len(good) == 2


@pytest.mark.parametrize("name", TABLES)
def test_the_examples_refer_to_each_other(name):
    for heading in headings(name):
        target = heading.meaning.references
        known = {row[TABLES[target].key[0]] for row in example_rows(target)} if target else set()
        for row in example_rows(name):
            if target and row[heading.column] is not None:
                assert set(row[heading.column].split(SEPARATOR)) <= known


def test_the_examples_name_things_that_exist():
    assert {row["rule"] for row in example_rows("waivers")} <= {
        rule for rule, said in RULES.items() if said.severity == "warning"
    }
    for row in example_rows("targets"):
        assert row["measure"] in {measure.id for measure in CATALOGUE[row["indicator"]].measures}
    assert {row["headline"] for row in example_rows("goals")} - {None} <= CATALOGUE.keys()
    visits, shifts = example_frame("visits"), example_frame("shifts")
    inside = visits.join(shifts, on="shift", suffix="_shift").filter(
        pl.col("start").is_between("start_shift", "end_shift") & (pl.col("end") <= pl.col("end_shift"))
    )
    assert inside.height == 2


# --- layout ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_of_records_has_a_sheet_in_order(tmp_path, lang):
    write_template(tmp_path / "w.xlsx", lang)
    names = openpyxl.load_workbook(tmp_path / "w.xlsx").sheetnames
    told = [name for name in TABLES if name not in SHEET_TABLES and name not in WITHOUT_SHEET]
    expected = [TABLES[name].label(lang) for name in told]
    assert names == [INSTRUCTIONS(lang), *expected, LISTS(lang)]
    assert not {name.casefold() for name in expected} & {own(lang).casefold() for own in OWN_SHEETS}
    assert max(map(len, names)) <= 31


def test_a_sheet_has_title_explanation_help_headings_and_examples(empty):
    for table in RECORDS:
        sheet = opened(empty)[table.label("cs")]
        columns = headings(table.name)
        assert sheet["A1"].value == table.label("cs")
        assert sheet["A2"].value == EXPLAINED[table.name].told("cs")
        assert all(cell.value for cell in sheet[3][1:])
        labels = [
            heading.label("cs") + (" *" if heading.required and heading.column not in COMPUTED else "")
            for heading in columns
        ]
        assert [cell.value for cell in sheet[4]] == [EXAMPLE("cs"), *labels]
        assert len(set(labels)) == len(labels)
        assert sheet.max_row == 6
        assert [sheet.cell(row, 1).value for row in (5, 6)] == ["příklad", "příklad"]
        assert sheet["B5"].font.i


def test_examples_are_written_as_a_person_writes(of_kromeriz):
    shifts, plan, visits = (
        [cell.value for cell in opened(of_kromeriz)[TABLES[name].label("cs")][row]]
        for name, row in (("shifts", 5), ("patrol_plan", 6), ("visits", 5))
    )
    assert shifts[1:6] == ["S001", datetime(2024, 3, 4), time(7), time(15), "APK1; APK2"]
    assert "státní svátek; víkend" in plan
    assert visits[3:5] == ["Přechod ZŠ Vzorová", "dohled na přechodu"]


def test_calamine_reads_times_and_days_of_examples_by_their_formats(empty):
    rows = CalamineWorkbook.from_path(empty).get_sheet_by_name("Směny").to_python(skip_empty_area=False)
    assert rows[4][1:5] == ["S001", date(2024, 3, 4), time(7), time(15)]
    assert rows[5][6] == datetime(2024, 3, 6, 9)


def test_sheets_are_frozen_protected_and_simple(empty):
    for sheet in opened(empty).worksheets[1:-1]:
        assert sheet.freeze_panes == "A5"
        assert not sheet.merged_cells.ranges
        assert sheet.auto_filter.ref is None
        assert sheet.protection.sheet
        assert not sheet.protection.deleteRows  # False is allowed
        assert sheet.protection.insertRows
        assert all(cell.protection.locked for row in sheet.iter_rows(max_row=4) for cell in row)
        assert not any(cell.protection.locked for row in sheet["A5:B6"] for cell in row)
        assert not any(dimension.protection.locked for dimension in sheet.column_dimensions.values())
        assert max(dimension.max for dimension in sheet.column_dimensions.values()) == 16_384


def test_the_instructions_lead_to_every_sheet(empty):
    workbook = opened(empty)
    sheet = workbook[INSTRUCTIONS("cs")]
    links = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert links == {table.label("cs"): f"'{table.label('cs')}'!A1" for table in RECORDS}
    assert list(links) == [table.label("cs") for table in RECORDS]
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert all(said in words for said in ("příklad", "zdravotním stavu", "etnickém", "trestní", f"{SCHEMA_VERSION}"))


def test_personal_columns_carry_a_note(empty):
    workbook = opened(empty)
    for table in RECORDS:
        for heading, cell in zip(headings(table.name), workbook[table.label("cs")][4][1:], strict=True):
            assert bool(cell.comment) == heading.meaning.personal, f"{table.name}.{heading.column}"
    assert "pseudonym" in workbook["Osoby"]["B4"].comment.text


def test_the_properties_say_what_it_is(tmp_path, empty, of_kromeriz):
    write_template(tmp_path / "w.xlsx", "en", synthetic=True)
    said = [
        {prop.name: prop.value for prop in opened(path).custom_doc_props.props}
        for path in (empty, of_kromeriz, tmp_path / "w.xlsx")
    ]
    assert [properties["apk_schema"] for properties in said] == [SCHEMA_VERSION] * 3
    assert [properties["apk_project"] or "" for properties in said] == ["", "kromeriz", ""]
    assert [properties["apk_synthetic"] for properties in said] == [False, False, True]


def test_synthetic_data_say_so_on_every_sheet(tmp_path, empty):
    write_template(tmp_path / "w.xlsx", "cs", filled={}, synthetic=True)
    for sheet in openpyxl.load_workbook(tmp_path / "w.xlsx").worksheets:
        assert SYNTHETIC_LINE in sheet["A1"].value
        assert sheet["A1"].font.color.rgb == "FFB3261E"
    assert not any(SYNTHETIC_LINE in sheet["A1"].value for sheet in opened(empty).worksheets)


def test_the_same_content_has_the_same_bytes(tmp_path, of_kromeriz, kromeriz):
    write_template(tmp_path / "again.xlsx", "cs", kromeriz)
    assert (tmp_path / "again.xlsx").read_bytes() == of_kromeriz.read_bytes()


# --- what cells accept -----------------------------------------------------------------------------


def validations(path: Path, name: str, lang="cs") -> dict:
    sheet = opened(path)[TABLES[name].label(lang)]
    by_column = {str(rule.sqref).split(":")[0][0]: rule for rule in sheet.data_validations.dataValidation}
    return {heading.column: by_column[chr(ord("B") + place)] for place, heading in enumerate(headings(name))}


def values_of(workbook: openpyxl.Workbook, name: str) -> list:
    sheet, area = workbook.defined_names[name].attr_text.rsplit("!", 1)
    return [cell.value for (cell,) in workbook[sheet.strip("'")][area.replace("$", "")]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_stand_behind_names_and_hold_every_label(tmp_path, lang):
    write_template(tmp_path / "w.xlsx", lang)
    workbook = opened(tmp_path / "w.xlsx")
    assert workbook[LISTS(lang)].sheet_state == "hidden"
    seen = Counter()
    for table in RECORDS:
        rules = validations(tmp_path / "w.xlsx", table.name, lang)
        for heading in headings(table.name):
            if heading.meaning.codes and heading.kind != "whole":
                labels = [label(lang) for label in heading.meaning.codes.values()]
                assert values_of(workbook, rules[heading.column].formula1) == labels
                assert rules[heading.column].errorStyle == ("information" if heading.kind == "codes" else None)
                assert labels[0] in rules[heading.column].error
                seen["codes"] += 1
            elif heading.kind == "yes_no":
                assert (
                    values_of(workbook, rules[heading.column].formula1) == ["ano", "ne"][::1] if lang == "cs" else True
                )
                seen["yes_no"] += 1
    assert seen["codes"] > 10
    assert seen["yes_no"] > 15


def test_no_rule_is_written_inline_and_none_was_dropped(of_kromeriz):
    workbook = opened(of_kromeriz)
    for table in RECORDS:
        rules = validations(of_kromeriz, table.name)
        assert len(rules) == len(headings(table.name))
        for rule in rules.values():
            assert str(rule.sqref).endswith("2004")
            assert rule.type != "list" or rule.formula1 in workbook.defined_names
            assert 0 < len(rule.prompt) <= 255
            assert 0 < len(rule.promptTitle) <= 32
            assert len(rule.error) <= 255


def test_localities_bands_and_the_rest_come_from_the_project(of_kromeriz, kromeriz, empty):
    workbook = opened(of_kromeriz)
    places = values_of(workbook, validations(of_kromeriz, "visits")["locality"].formula1)
    assert len(places) == len(kromeriz.frames["localities"])
    assert places[:2] == ["Bezručův park", "Cyklostezka"]
    assert values_of(workbook, "apk_bands") == ["06-09", "09-14", "14-18", "18-22", "22-06"]
    assert "Osobní náklady" in values_of(workbook, "apk_budget_lines")
    assert validations(of_kromeriz, "visits")["locality"].errorStyle is None  # stop
    assert validations(empty, "visits")["locality"].type is None


def test_rows_of_other_sheets_are_offered_and_a_strange_one_only_warned_of(empty):
    rule = validations(empty, "visits")["shift"]
    assert (rule.formula1, rule.errorStyle) == ("apk_key_shifts", "information")
    area = opened(empty).defined_names["apk_key_shifts"].attr_text
    # from the first row that is no example to the last id
    assert area == "'Směny'!$B$7:INDEX('Směny'!$B$7:$B$2004,MAX(1,COUNTA('Směny'!$B$7:$B$2004)))"


def test_numbers_keep_the_limits_of_the_schema(empty):
    fte = validations(empty, "posts")["fte"]
    assert (fte.type, fte.operator, fte.formula1, fte.formula2) == ("decimal", None, "0.05", "1")
    year = validations(empty, "recorded_crime")["year"]
    assert (year.type, year.operator, year.formula1) == ("whole", "greaterThanOrEqual", "1990")
    assert validations(empty, "training_attendance")["hours"].operator == "greaterThanOrEqual"
    assert validations(empty, "posts")["planned_from"].type == "date"
    # a moment with its offset is text: Excel warns and lets it be
    assert validations(empty, "shifts")["start"].errorStyle == "warning"


def test_a_message_is_cut_to_what_excel_takes():
    assert shortened("krátké", 10) == "krátké"
    assert shortened("slovo " * 100, 255).endswith("slovo …")
    assert len(shortened("x" * 300, 255)) <= 255


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_to_write_is_never_empty_nor_says_a_thing_twice(lang):
    for name, table in TABLES.items():
        for heading in headings(name):
            told = how_to_write(table, heading, lang, Choices({}, {}))
            assert told
            parts = told.split("; ")
            assert len(parts) == len(set(parts))
            if said := help_for(name, heading.column):
                assert said(lang) in told


# --- filled rows -----------------------------------------------------------------------------------


def test_rows_are_written_from_row_five_without_examples(tmp_path):
    [row] = written(tmp_path / "w.xlsx", "persons", {"person": "APK1", "role": "mentor"})
    assert (row["person"].value, row["role"].value, row["withdrawn"].value) == ("APK1", "mentor (strážník)", "ne")
    workbook = openpyxl.load_workbook(tmp_path / "w.xlsx")
    assert workbook["Osoby"]["A5"].value is None
    assert workbook["Osoby"].max_row == 5
    assert [workbook["Místa"].cell(row, 2).value for row in (5, 6)] == [None, None]
    assert str(next(iter(workbook["Osoby"].data_validations.dataValidation)).sqref) == "B5:B1005"


def test_hours_are_hours_money_is_crowns_and_codes_are_labels(tmp_path):
    [row] = written(tmp_path / "w.xlsx", "expenses", {"expense": "X1", "line": "1.1.1", "paid_on": date(2021, 3, 1),
                                                      "claimed": 1_234_510, "approved": None})  # fmt: skip
    assert (row["claimed"].value, row["approved"].value) == (12345.1, None)
    assert row["claimed"].number_format == "#,##0.00"
    assert row["paid_on"].value == datetime(2021, 3, 1)
    assert row["paid_on"].number_format == "d. m. yyyy"
    [row] = written(
        tmp_path / "w.xlsx", "training_attendance", {"training": "K", "person": "A", "hours": 27 * HOUR // 4}
    )
    assert (row["hours"].value, row["passed"].value) == (6.75, None)
    [row] = written(
        tmp_path / "w.xlsx", "patrol_plan", {"plan_row": "R", "day_types": "weekend;teaching_day"}, lang="en"
    )
    assert row["day_types"].value == "weekend; teaching day"


def test_a_number_keeps_every_digit(tmp_path):
    weights = [0.1 + 0.2, 1 / 3, 4.2, 1e-9, 12345.678901234567]
    rows = written(tmp_path / "w.xlsx", "survey_respondents", *({"respondent": "R", "weight": w} for w in weights))
    assert [row["weight"].value for row in rows] == weights
    assert f"{Exact(4.0)}" == "4"


MOMENTS = {
    datetime(2021, 3, 6, 8, 0, tzinfo=UTC): (datetime(2021, 3, 6, 9, 0), "d. m. yyyy hh:mm"),
    datetime(2021, 7, 6, 8, 0, 7, tzinfo=UTC): (datetime(2021, 7, 6, 10, 0, 7), "d. m. yyyy hh:mm:ss"),
    datetime(2021, 7, 6, 8, 0, 7, 250_000, tzinfo=UTC): ("2021-07-06T10:00:07.250000+02:00", "@"),
    # the hour from two to three happens twice
    datetime(2020, 10, 24, 23, 59, tzinfo=UTC): (datetime(2020, 10, 25, 1, 59), "d. m. yyyy hh:mm"),
    datetime(2020, 10, 25, 0, 30, tzinfo=UTC): ("2020-10-25T02:30:00+02:00", "@"),
    datetime(2020, 10, 25, 1, 30, tzinfo=UTC): ("2020-10-25T02:30:00+01:00", "@"),
    datetime(2020, 10, 25, 2, 0, tzinfo=UTC): (datetime(2020, 10, 25, 3, 0), "d. m. yyyy hh:mm"),
}


def test_a_moment_is_local_and_says_its_offset_where_it_must(tmp_path):
    rows = written(tmp_path / "w.xlsx", "shifts", *({"shift": "S", "start": at, "end": at} for at in MOMENTS))
    assert [(row["start"].value, row["start"].number_format) for row in rows] == list(MOMENTS.values())
    assert [row["crew"].value for row in rows] == [None] * len(MOMENTS)


def test_the_day_is_the_local_day_of_the_first_moment(tmp_path):
    late = datetime(2021, 3, 6, 23, 30, tzinfo=UTC)
    served = {"visit": "V", "start": late, "end": late + timedelta(hours=30)}
    rows = written(tmp_path / "w.xlsx", "visits", served, {"visit": "W"})
    assert [row["day"].value for row in rows] == [datetime(2021, 3, 7), None]


def test_text_stays_text(tmp_path):
    topics = ["=1+1", "+420 123", "@x", "001", "1e5", "http://x.cz", "Příliš žluťoučký kůň úpěl", "řádek\nřádek", "ano"]
    rows = written(tmp_path / "w.xlsx", "trainings", *({"training": topic, "topic": topic} for topic in topics))
    for topic, row in zip(topics, rows, strict=True):
        for cell in (row["topic"], row["training"]):
            assert (cell.value, cell.data_type, cell.number_format) == (topic, "s", "@")
            assert cell.hyperlink is None


def test_references_to_the_project_show_names_and_unknown_ones_stay(tmp_path, kromeriz):
    rows = [{"visit": "V", "locality": place} for place in ("risk_a", "nowhere", None)]
    shown = [row["locality"].value for row in written(tmp_path / "w.xlsx", "visits", *rows, project=kromeriz)]
    assert shown == ["Riziková lokalita A", "nowhere", None]
    assert written(tmp_path / "w.xlsx", "visits", *rows)[0]["locality"].value == "risk_a"


def test_a_name_that_could_mean_two_things_is_not_used():
    rows = [
        {"locality": "a", "name_cs": "Park", "name_en": "Park A"},
        {"locality": "b", "name_cs": "Park B", "name_en": "Park"},
        {"locality": "c", "name_cs": "a", "name_en": "C"},
        {"locality": "d", "name_cs": "Náves", "name_en": "Green"},
    ]
    assert names_of(rows, "locality", "cs") == {"a": "a", "b": "Park B", "c": "c", "d": "Náves"}
    assert names_of([{"band": "06-09"}], "band", "cs") == {"06-09": "06-09"}


def test_a_table_without_rows_is_an_empty_sheet(tmp_path):
    write_template(tmp_path / "w.xlsx", "cs", filled={"posts": TABLES["posts"].schema.create_empty()})
    for sheet in openpyxl.load_workbook(tmp_path / "w.xlsx").worksheets[1:-1]:
        assert sheet.max_row == 4


def test_a_project_without_schools_offers_none(tmp_path, kromeriz):
    bare = kromeriz.frames | {"schools": kromeriz.frames["schools"].clear()}
    write_template(tmp_path / "w.xlsx", "cs", dataclasses.replace(kromeriz, frames=bare))
    assert validations(tmp_path / "w.xlsx", "school_breaks")["school"].type is None


@given(st.datetimes(datetime(1995, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_no_moment_is_lost(instant):
    start = next(heading for heading in headings("shifts") if heading.column == "start")
    for moment in (instant, instant.replace(microsecond=0)):
        cell = in_units(start, moment)
        back = datetime.fromisoformat(cell) if isinstance(cell, str) else cell.replace(tzinfo=PRAGUE)
        assert back.astimezone(UTC) == moment


@given(st.integers(0, 10**18))
def test_no_length_of_time_is_lost(length):
    hours = next(heading for heading in headings("training_attendance") if heading.column == "hours")
    cell = in_units(hours, length)
    assert (
        round(cell * HOUR) == length if isinstance(cell, float) else abs(Decimal(cell) * HOUR - length) < Decimal("0.5")
    )


# --- through the reader ----------------------------------------------------------------------------


def planned(path: Path, project: Project | None) -> Plan:
    return make_plan([path], Office(project, {}, TownMapping(), Names()), datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_untouched_template_adds_nothing_and_nobody_complains(tmp_path, lang, kromeriz):
    write_template(tmp_path / "w.xlsx", lang, kromeriz)
    plan = planned(tmp_path / "w.xlsx", kromeriz)
    assert plan.findings.is_empty()
    assert plan.additions == {}
    assert plan.account["examples"].to_list() == [2] * len(RECORDS)


def test_the_records_of_kromeriz_come_back_from_a_workbook(tmp_path, kromeriz, root):
    sources = [source for source in source_files(root / "data/kromeriz") if source.table not in WITHOUT_SHEET]
    records = {source.table: read(source) for source in sources}
    write_template(tmp_path / "w.xlsx", "cs", kromeriz, records)
    additions = planned(tmp_path / "w.xlsx", kromeriz).additions
    assert additions.keys() == records.keys()
    for name, rows in records.items():
        columns = [column for column in TABLES[name].schema.columns() if column != "source_row"]
        assert additions[name].select(columns).sort(columns).equals(rows.select(columns).sort(columns)), name


# --- files -----------------------------------------------------------------------------------------


def test_what_does_not_fit_is_refused_and_nothing_is_left(tmp_path):
    target = tmp_path / "w.xlsx"
    target.write_text("old")
    with pytest.raises(DataError, match=r"Kurzy, řádek 5"):
        write_template(target, "cs", filled={"trainings": frame("trainings", {"training": "K", "topic": "x" * 40_000})})
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["w.xlsx"]


def test_a_workbook_open_in_excel_is_told_of(tmp_path, monkeypatch):
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(DataError, match=r"otevřený v Excelu"):
        write_template(tmp_path / "w.xlsx", "cs")
    assert list(tmp_path.iterdir()) == []
