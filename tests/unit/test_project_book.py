"""The project sheet as a workbook and back: nothing is lost on the way, and a wrong cell is named."""

import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.errors import ProjectError
from apk_lib.intake.judging.project_sheet import new_project, project_head, project_toml
from apk_lib.intake.reading.values import Context, Vocabulary, values
from apk_lib.project import PROJECT_KEYS, Project, parse_project, sheet_frame
from apk_lib.rules import RULES
from apk_lib.tables import SHEET_TABLES
from apk_lib.tables.codes import PROGRAMME_RULES, RULE_DEFAULTS
from apk_lib.tables.headings import INSTRUCTIONS, LISTS, PROJECT_SHEET, SCHEMA_VERSION, headings
from apk_lib.text import LANGUAGES
from apk_lib.workbooks.template.book import SYNTHETIC_LINE
from apk_lib.workbooks.template.project_book import write_project_workbook

HERE = Path(__file__).parent
SHEETS = ("vzorov.toml", "../../data/kromeriz/project.toml", "../../apk_lib/sample/town.toml")
SAID = {
    "title_cs": "Asistenti Vzorov", "title_en": "Assistants Sampleton", "registration_number": "CZ.1/2",
    "beneficiary_cs": "město Vzorov", "beneficiary_en": "the town of Sampleton", "programme": "opz_plus_2021",
    "start": date(2024, 1, 1), "end": date(2024, 12, 31), "posts": 4, "total": Decimal("4664625.25"),
    "binding_total": "stated", "total_confirmed": False, "indirect_rate": Decimal("0.25"),
    "indirect_rate_confirmed": True, "cofinancing_cs": "Hradí ESF.", "cofinancing_en": "Paid by ESF.",
    "synthetic": False, "limits_cs": "Nikdo neměřil.", "limits_en": "Nobody measured.",
}  # fmt: skip


def loaded(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text("utf-8"), parse_float=Decimal)


def head_cells(workbook: openpyxl.Workbook, lang: str) -> dict[str, object]:
    return {row[0]: row[2] for row in workbook[PROJECT_SHEET(lang)].iter_rows(min_row=5, values_only=True)}


def read_table(workbook: openpyxl.Workbook, name: str, lang: str) -> pl.DataFrame:
    """The rows of a sheet that are no examples, cell by cell as the reader of workbooks takes them."""
    rows = [
        row for row in workbook[SHEET_TABLES[name].label(lang)].iter_rows(min_row=5, values_only=True) if not row[0]
    ]
    columns: dict[str, list] = {"source_row": list(range(1, len(rows) + 1))}
    for place, heading in enumerate(headings(name), start=1):
        codes = {code: (label.cs, label.en) for code, label in (heading.meaning.codes or {}).items()}
        context = Context(heading, in_text_file=False, vocabulary=Vocabulary.of(codes, closed=bool(codes)))
        read, marks = values([row[place] for row in rows], context)
        assert [mark for mark in marks if RULES[mark.rule].severity == "error"] == []
        columns[heading.column] = list(read)
    types = {column: declared.dtype for column, declared in SHEET_TABLES[name].schema.columns().items()}
    return pl.DataFrame(columns, schema=types)


def same(one: Project, other: Project) -> bool:
    tables = all(one.frames[name].equals(other.frames[name]) for name in SHEET_TABLES)
    facts = [slot for slot in Project.__dataclass_fields__ if slot != "frames"]
    return tables and all(getattr(one, fact) == getattr(other, fact) for fact in facts)


# --- there and back --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_project_comes_back_from_its_workbook(tmp_path, name, lang):
    text = (HERE / name).read_text("utf-8")
    write_project_workbook(tmp_path / "p.xlsx", lang, loaded(name))
    workbook = openpyxl.load_workbook(tmp_path / "p.xlsx")
    head, problems = project_head(head_cells(workbook, lang))
    assert problems == []
    frames = {table: read_table(workbook, table, lang) for table in SHEET_TABLES}
    assert same(parse_project(project_toml(head, frames), "p"), parse_project(text, "p"))


@pytest.mark.parametrize("name", SHEETS)
def test_a_project_comes_back_from_its_text(name):
    project = parse_project((HERE / name).read_text("utf-8"), "p")
    text = project_toml(loaded(name)["project"], project.frames)
    assert same(parse_project(text, "p"), project)
    assert project_toml(loaded(name)["project"], parse_project(text, "p").frames) == text


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
amounts = st.integers(-(2**62), 2**62)


@given(words, amounts, st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.booleans())
def test_every_value_comes_back_from_the_text(said, amount, number, day, confirmed):
    targets = {"indicator": said, "measure": "m", "valid_from": day, "target": number, "confirmed": confirmed}
    parts = {"source": said, "name_cs": said, "name_en": said, "amount": amount, "confirmed": confirmed}
    frames = {"targets": typed("targets", targets), "funding_parts": typed("funding_parts", parts)}
    sheet = tomllib.loads(project_toml({"title_cs": said}, frames), parse_float=Decimal)
    assert sheet["project"]["title_cs"] == said
    assert sheet_frame(SHEET_TABLES["targets"], sheet["targets"], "p").equals(frames["targets"])
    assert sheet_frame(SHEET_TABLES["funding_parts"], sheet["funding_parts"], "p").equals(frames["funding_parts"])


def typed(name: str, row: dict) -> pl.DataFrame:
    types = {column: declared.dtype for column, declared in SHEET_TABLES[name].schema.columns().items()}
    return pl.DataFrame([{"source_row": 1} | row], schema=types)


def test_the_text_of_a_wrong_project_is_refused_by_its_reader():
    with pytest.raises(ProjectError, match=r"\[\[periods\]\]"):
        parse_project(project_toml(SAID, {}), "p")


# --- a new project ---------------------------------------------------------------------------------


def test_a_new_project_asks_for_what_a_town_has_of_its_own(tmp_path):
    write_project_workbook(tmp_path / "p.xlsx", "cs")
    workbook = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert workbook.sheetnames == [
        INSTRUCTIONS("cs"), PROJECT_SHEET("cs"), *(table.label("cs") for table in SHEET_TABLES.values()), LISTS("cs")
    ]  # fmt: skip
    prefilled = {name for name in SHEET_TABLES if workbook[SHEET_TABLES[name].label("cs")]["A5"].value is None}
    assert prefilled == {"bands", "programme_rules"}
    _, problems = project_head(head_cells(workbook, "cs"))
    assert {problem.rule for problem in problems} == {"nullability"}
    assert {problem.key for problem in problems} == {
        "title_cs", "title_en", "registration_number", "beneficiary_cs", "beneficiary_en", "start", "end", "posts",
        "total",
    }  # fmt: skip


def test_a_new_project_is_complete_once_the_town_filled_it_in(tmp_path):
    write_project_workbook(tmp_path / "p.xlsx", "cs")
    workbook = openpyxl.load_workbook(tmp_path / "p.xlsx")
    sheet = workbook[SHEET_TABLES["periods"].label("cs")]
    for column, value in enumerate(["P1", date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 30), "ano", "ne"], 2):
        sheet.cell(7, column, value)
    typed_in = {"start": datetime(2024, 1, 1), "end": "31. 12. 2024", "posts": 4.0, "total": "4 664 625,25"}
    filled = {key: cell for key, cell in head_cells(workbook, "cs").items() if cell is not None}
    head, problems = project_head(SAID | filled | typed_in)
    assert problems == []
    frames = {name: read_table(workbook, name, "cs") for name in SHEET_TABLES}
    project = parse_project(project_toml(head, frames), "vzorov")
    assert (project.total, project.indirect_rate, project.posts) == (466_462_525, 0.4, 4)
    assert project.frames["bands"]["band"].to_list() == ["06-09", "09-14", "14-18", "18-22", "22-06"]
    rules = dict(project.frames["programme_rules"].select("rule", "value").iter_rows())
    limits = {"visit_hours": 12, "shift_hours": 16, "day_hours": 12, "rollover_hours": 12,
              "detectable_change_points": 10, "personal_data_years": 10, "supervisions_per_quarter": 1,
              "initial_training_hours": 40}  # fmt: skip
    assert rules == limits | RULE_DEFAULTS
    assert rules.keys() == PROGRAMME_RULES.keys()


def test_nothing_a_new_project_starts_from_is_confirmed():
    said = new_project()
    assert {row["rule"] for row in said["programme_rules"]} == PROGRAMME_RULES.keys()
    assert not any(row["confirmed"] for row in said["programme_rules"])
    assert not said["project"]["total_confirmed"]
    assert not said["project"]["indirect_rate_confirmed"]
    assert said["project"].keys() <= PROJECT_KEYS.keys()


# --- the workbook ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_of_facts_names_explains_and_offers(tmp_path, lang):
    write_project_workbook(tmp_path / "p.xlsx", lang, loaded("vzorov.toml"))
    workbook = openpyxl.load_workbook(tmp_path / "p.xlsx")
    sheet = workbook[PROJECT_SHEET(lang)]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    assert list(rows) == list(PROJECT_KEYS)
    for name, key in PROJECT_KEYS.items():
        assert [rows[name][1].value, rows[name][3].value] == [key.label(lang), key.help(lang)]
        assert [cell.protection.locked for cell in rows[name]] == [True, True, False, True]
    assert rows["binding_total"][2].value == {"cs": "stanovený celek", "en": "the stated total"}[lang]
    assert (rows["total"][2].value, rows["start"][2].value) == (4664625, datetime(2020, 6, 1))
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert len(rules) == len(PROJECT_KEYS)
    assert rules[rows["binding_total"][2].coordinate].formula1 == "apk_project_binding_total"
    assert rules[rows["synthetic"][2].coordinate].formula1 == "apk_yes_no"
    assert all(rule.formula1 in workbook.defined_names for rule in rules.values() if rule.type == "list")
    assert {prop.name: prop.value for prop in workbook.custom_doc_props.props}["apk_schema"] == SCHEMA_VERSION


def test_a_locality_chooses_its_school_from_the_sheet_of_schools(tmp_path):
    write_project_workbook(tmp_path / "p.xlsx", "cs", loaded("vzorov.toml"))
    workbook = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert "apk_key_schools" in {rule.formula1 for rule in workbook["Lokality"].data_validations.dataValidation}
    assert workbook["Lokality"]["F5"].value == "slovan"


def test_an_invented_project_says_so_and_the_bytes_are_the_same(tmp_path):
    sheet = loaded(SHEETS[2])
    for name in ("a.xlsx", "b.xlsx"):
        write_project_workbook(tmp_path / name, "cs", sheet)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert all(SYNTHETIC_LINE in each["A1"].value for each in workbook.worksheets)


def test_a_sheet_that_breaks_its_schema_is_refused(tmp_path):
    sheet = loaded("vzorov.toml")
    sheet["bands"][0]["start_hour"] = -1
    with pytest.raises(ProjectError, match=r"\[\[bands\]\]"):
        write_project_workbook(tmp_path / "p.xlsx", "cs", sheet)
    assert list(tmp_path.iterdir()) == []


# --- cells of the sheet of facts -------------------------------------------------------------------


def test_cells_become_the_types_of_their_keys():
    cells = SAID | {"start": datetime(2024, 1, 1), "posts": 4.0, "total": 4664625.25, "indirect_rate": 0.25,
                    "binding_total": "součet zdrojů financování", "total_confirmed": "ano", "synthetic": "Ne",
                    "limits_cs": " první řádek\ndruhý  řádek ", "registration_number": 12.0}  # fmt: skip
    head, problems = project_head(cells)
    assert problems == []
    assert head == SAID | {"binding_total": "parts", "total_confirmed": True,
                           "limits_cs": "první řádek\ndruhý  řádek", "registration_number": "12"}  # fmt: skip
    assert [type(head[key]) for key in ("start", "posts", "total", "indirect_rate")] == [date, int, Decimal, Decimal]


@pytest.mark.parametrize(
    ("key", "cell", "rule"),
    [
        ("start", "loni", "unreadable_cell"),
        ("start", "1. 2. 24", "ambiguous_date"),
        ("posts", "čtyři", "unreadable_cell"),
        ("posts", 4.5, "unreadable_cell"),
        ("posts", True, "unreadable_cell"),
        ("total", "4.664.625,25", "ambiguous_number"),
        ("total", 0.105, "unreadable_cell"),
        ("indirect_rate", "čtvrtina", "unreadable_cell"),
        ("binding_total", "rozpočet", "unknown_code"),
        ("synthetic", "možná", "unreadable_cell"),
        ("title_cs", None, "nullability"),
        ("title_cs", "  ", "nullability"),
        ("titel", "x", "unknown_code"),
    ],
)
def test_a_wrong_cell_is_named_with_its_rule_and_left_out(key, cell, rule):
    head, problems = project_head(SAID | {key: cell})
    assert [(problem.key, problem.rule) for problem in problems] == [(key, rule)]
    assert RULES[rule].severity == "error"
    assert problems[0].expected.cs
    assert head == {name: value for name, value in SAID.items() if name != key}


def test_a_missing_key_is_a_problem_too():
    head, problems = project_head({})
    assert head == {}
    assert [problem.key for problem in problems] == list(PROJECT_KEYS)


def test_a_close_label_is_suggested():
    _, [problem] = project_head(SAID | {"binding_total": "stanoveny celk"})
    assert PROJECT_KEYS["binding_total"].codes[problem.nearest].cs == "stanovený celek"
