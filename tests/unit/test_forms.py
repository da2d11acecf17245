"""The telephone form and the paper sheet: whole, made from the schemas, and safe with any name a town may use."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from pyxform.xls2xform import convert

from apk_lib.errors import DataError
from apk_lib.project import Project, parse_project
from apk_lib.rules import RULES
from apk_lib.tables import TABLES, codes
from apk_lib.tables.headings import SCHEMA_VERSION, headings
from apk_lib.text import LANGUAGES, Lang, Text, sentence
from apk_lib.workbooks.forms import paper
from apk_lib.workbooks.forms.paper import paper_form, pseudonyms
from apk_lib.workbooks.forms.questions import (
    HELPERS,
    LANGUAGE_NAMES,
    REPEATS,
    TOP,
    Question,
    asked,
    choice_id,
    choice_name,
    choices_of,
    name_of,
    questions,
)
from apk_lib.workbooks.forms.write import write_forms, write_xlsform
from tests.unit import kobo_export

XF = "{http://www.w3.org/2002/xforms}"
SCRIPT = "<script>alert('x')</script>"
PERSONS = pl.DataFrame({"person": ["APK2", "APK10", "APK1", "APK1"], "role": ["assistant"] * 4})
NOBODY = PERSONS.clear()


@pytest.fixture
def project() -> Project:
    return parse_project((Path(__file__).parent / "vzorov.toml").read_text("utf-8"), "vzorov")


def with_localities(project: Project, *names: tuple[str, str]) -> Project:
    """The same project with other localities, each an id and a name."""
    first = project.frames["localities"].head(1)
    rows = [first.with_columns(locality=pl.lit(id), name_cs=pl.lit(name), name_en=pl.lit(name)) for id, name in names]
    frames = dict(project.frames) | {"localities": pl.concat([first.clear(), *rows])}
    return dataclasses.replace(project, frames=frames)


def form(project: Project, persons: pl.DataFrame = PERSONS) -> dict[str, Question]:
    return {question.name: question for question in asked(choices_of(project, persons)) if question.name}


def sheets(path: Path) -> dict[str, list[dict[str, str]]]:
    book = CalamineWorkbook.from_path(path)
    content = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in content.items()}


def xform(tmp_path: Path, project: Project, persons: pl.DataFrame = PERSONS, lang: Lang = "cs") -> ElementTree.Element:
    """The form as a client gets it; any warning of pyxform is a failure."""
    write_xlsform(tmp_path / "form.xlsx", project, persons, lang)
    warnings: list[str] = []
    result = convert(str(tmp_path / "form.xlsx"), warnings=warnings)
    assert warnings == []
    return ElementTree.fromstring(result.xform)


def bound(root: ElementTree.Element) -> dict[str, dict[str, str]]:
    return {bind.attrib["nodeset"].rpartition("/")[2]: bind.attrib for bind in root.iter(f"{XF}bind")}


# --- the telephone form ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pyxform_takes_the_form_without_a_warning(tmp_path: Path, project: Project, lang: Lang):
    root = xform(tmp_path, project, lang=lang)
    default = {node.attrib["lang"]: node.attrib.get("default") for node in root.iter(f"{XF}translation")}
    assert default == {name: "true()" if key == lang else None for key, name in LANGUAGE_NAMES.items()}


NAMES = [
    ("Přechod ZŠ / Slovan", SCRIPT),
    ("=1+1", "=1+1"),
    ("${shifts__start}", "${shifts__start} & ${nothing}"),
    ("a__b", "a\nb"),
    ("100 %", "„uvozovky“ 'a' \"b\""),
]
HARD = {
    "one locality and nobody": (NAMES[:1], NOBODY),
    "no locality": ([], PERSONS),
    "neither": ([], NOBODY),
    "names of every kind": (NAMES, pl.DataFrame({"person": ["Jan Novák", "APK__1", "APK/2", "žluť", "a%20b"]})),
    "fifty localities": ([(f"l{n}", f"Lokalita {n}") for n in range(50)], PERSONS),
}


@pytest.mark.parametrize(("localities", "persons"), HARD.values(), ids=HARD.keys())
def test_any_town_gets_a_form(tmp_path: Path, project: Project, localities, persons: pl.DataFrame):
    town = dataclasses.replace(with_localities(project, *localities), title=Text(cs=SCRIPT + "${x}", en="=a"))
    root = xform(tmp_path, town, persons)
    assert not list(root.iter("script"))
    names = [node.text or "" for node in root.iter(f"{XF}name")]
    assert not [name for name in names if re.search(r"\s|/|__(?=.*%)", name)]
    assert {choice_id(name) for name in names} >= {id for id, _ in localities} | set(persons["person"])
    said = {node.text for node in root.iter(f"{XF}value")}
    assert {"ano", "yes"} <= said
    if localities:
        assert localities[0][1] in said


@given(st.text(min_size=1))
def test_a_name_of_a_choice_leads_back_to_its_id(id: str):
    name = choice_name(id)
    assert choice_id(name) == id
    assert not re.search(r"\s|/|__", name)


@pytest.mark.parametrize("id", ["APK1", "crossing_slovan", "POST-1", "žluť", "1.2"])
def test_a_plain_id_is_its_own_name(id: str):
    assert choice_name(id) == id


@pytest.mark.parametrize("table", [TOP, *REPEATS])
def test_every_column_is_asked_or_computed(project: Project, table: str):
    names = form(project)
    untold = {"day", "recorded_at", "withdrawn"}
    expected = {name_of(table, heading.column) for heading in headings(table) if heading.column not in untold}
    assert {name for name in names if name.startswith(f"{table}__")} == expected
    for heading in headings(table):
        question = names.get(name_of(table, heading.column))
        if heading.required:
            assert question is not None
            assert question.required or question.calculation


def test_contacts_are_counted_in_the_visit_and_a_departure_may_be_unknown(project: Project):
    names = form(project)
    for kind, said in codes.CONTACT_KINDS.items():
        question = names[f"visits__contacts_{kind}"]
        assert question.type == "integer"
        assert said.cs in question.cells()[f"label::{LANGUAGE_NAMES['cs']}"]
        assert question.cells()["constraint"] == ". >= 0"
        assert not question.required
    assert not names["visits__end"].required
    assert names["visits__start"].required
    assert not names["events__outcome"].required


def test_what_is_no_column_is_a_known_helper(project: Project):
    others = {name for name in form(project) if "__" not in name}
    assert others == {*HELPERS, *REPEATS}


def test_every_code_may_be_chosen(tmp_path: Path, project: Project):
    write_xlsform(tmp_path / "form.xlsx", project, PERSONS, "cs")
    content = sheets(tmp_path / "form.xlsx")["choices"]
    for name, listed in {
        "visits__activity": codes.ACTIVITIES,
        "events__kind": codes.EVENT_KINDS,
        "events__hidden_crime": codes.HIDDEN_CRIME,
        "events__referral": codes.REFERRALS,
        "events__outcome": codes.OUTCOMES,
        "events__found": codes.FINDS,
    }.items():
        written = {row["name"]: (row[f"label::{LANGUAGE_NAMES['cs']}"], row[f"label::{LANGUAGE_NAMES['en']}"])
                   for row in content if row["list_name"] == name}  # fmt: skip
        assert written == {code: (said.cs, said.en) for code, said in listed.items()}


def test_labels_are_the_headings(project: Project):
    names = form(project)
    for table in (TOP, *REPEATS):
        for heading in headings(table):
            question = names.get(name_of(table, heading.column))
            if question and question.label:
                assert question.label.cs == sentence(heading.label.cs)
                assert question.label.en == sentence(heading.label.en)


def test_the_expressions_hold_the_rules(tmp_path: Path, project: Project):
    binds = bound(xform(tmp_path, project))
    said = "{http://openrosa.org/javarosa}constraintMsg"
    assert binds["shifts__end"]["constraint"].split() == [".", ">", "/data/shifts__start"]
    assert ". > ../visits__start" in " ".join(binds["visits__end"]["constraint"].split())
    assert "/data/shifts__end = ''" in " ".join(binds["visits__start"]["constraint"].split())
    assert binds["events__referral"]["relevant"].split() == ["../events__hidden_crime", "!=", "''"]
    assert "position(..)" in binds["visits__visit"]["calculate"]
    assert "'-E'" in binds["events__event"]["calculate"]
    assert binds["visits__shift"]["calculate"].strip() == "/data/shifts__shift"
    assert binds["visits"]["relevant"].split() == ["/data/any_visits", "=", "'yes'"]
    assert all(said in bind for bind in binds.values() if "constraint" in bind)
    assert {name for name, bind in binds.items() if bind["type" if "type" in bind else "nodeset"] == "dateTime"} == {
        "shifts__start", "shifts__end", "visits__start", "visits__end", "events__at"}  # fmt: skip


def test_what_a_constraint_says_is_said_in_both_languages(project: Project):
    cells = form(project)["visits__end"].cells()
    for lang in LANGUAGES:
        message = cells[f"constraint_message::{LANGUAGE_NAMES[lang]}"]
        assert RULES["ends_after_start"].says(lang) in message
        assert RULES["inside_shift"].says(lang) in message


def test_limits_come_from_the_schema():
    heading = next(heading for heading in headings("posts") if heading.column == "fte")
    [question] = questions("posts", heading, {})
    assert question.cells()["constraint"] == ". >= 0.05 and . <= 1"
    assert question.cells()[f"constraint_message::{LANGUAGE_NAMES['cs']}"] == "Opravte: Nejméně 0.05, nebo Nejvýše 1."


@pytest.mark.parametrize("table", TABLES)
def test_every_kind_of_column_has_a_type_of_question(table: str):
    for heading in headings(table):
        lists = {heading.meaning.references: {}} if heading.meaning.references else {}
        assert all(isinstance(question.type, str) for question in questions(table, heading, lists))
    assert issubclass(TABLES[table].schema, dy.Schema)


def test_without_a_list_of_people_pseudonyms_are_typed(project: Project):
    assert form(project)["shifts__crew"].type == "select_multiple persons"
    assert form(project, NOBODY)["shifts__crew"].type == "text"


def test_a_locality_that_does_not_exist_is_not_asked(project: Project):
    assert "visits__locality" not in form(with_localities(project))


@pytest.mark.parametrize("kind", codes.NOT_PATROLLED)
def test_a_place_nobody_patrols_is_neither_asked_nor_printed(project: Project, kind: str):
    three = with_localities(project, ("a", "Park"), ("b", "Naproti"), ("c", "Most"))
    places = three.frames["localities"]
    kinds = pl.when(pl.col("locality") == "b").then(pl.lit(kind)).otherwise(pl.col("kind").cast(pl.String))
    frames = dict(three.frames) | {"localities": places.with_columns(kind=kinds.cast(places["kind"].dtype))}
    town = dataclasses.replace(three, frames=frames)
    assert list(choices_of(town, PERSONS)["localities"]) == ["a", "c"]
    html = paper_form(town, PERSONS, "cs")
    assert ("Park" in html, "Naproti" in html, "Most" in html) == (True, False, True)


def test_the_form_bears_its_version_and_the_name_of_its_project(tmp_path: Path, project: Project):
    path = tmp_path / "form.xlsx"
    settings = {}
    for name, town in {
        "same": project,
        "again": dataclasses.replace(project, id="Vzorov 2 – město"),
        "other": with_localities(project, ("new", "Nová")),
    }.items():
        write_xlsform(path, town, PERSONS, "cs")
        [settings[name]] = sheets(path)["settings"]
    assert settings["same"]["form_id"] == "apk_vzorov"
    assert settings["again"]["form_id"] == "apk_Vzorov_2_mesto"
    assert settings["same"]["form_title"] == "Asistenti Vzorov – záznam směny"
    assert settings["same"]["version"].startswith(f"{SCHEMA_VERSION}-")
    assert settings["same"]["version"] != settings["other"]["version"]


# --- the paper sheet ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_names_everything(project: Project, lang: Lang):
    html = paper_form(project, PERSONS, lang).replace("\u00a0", " ")
    assert f'<html lang="{lang}">' in html
    expected = [project.title(lang), project.registration_number, project.cofinancing(lang), project.beneficiary(lang)]
    expected += [said(lang) for listed in (codes.ACTIVITIES, codes.EVENT_KINDS, codes.HIDDEN_CRIME, codes.REFERRALS,
                                               codes.OUTCOMES, codes.FINDS, codes.CONTACT_KINDS)
                 for said in listed.values()]  # fmt: skip
    expected += [*project.frames["localities"][f"name_{lang}"], paper.WORDS["privacy"](lang)]
    assert [text for text in expected if text not in html] == []


def test_the_sheet_asks_for_nothing_from_outside(project: Project):
    html = unescape(paper_form(project, PERSONS, "cs"))
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|<img|https?:|@import|url\((?!data:)", html)


def test_the_sheet_escapes_what_a_town_wrote(project: Project):
    hostile = Text(cs=f"{SCRIPT}&", en=SCRIPT)
    fields = dict.fromkeys(("title", "beneficiary", "cofinancing"), hostile)
    town = dataclasses.replace(with_localities(project, (SCRIPT, SCRIPT)), registration_number=SCRIPT, **fields)
    html = paper_form(town, pl.DataFrame({"person": [SCRIPT]}), "cs")
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 8


def test_people_are_each_once_and_in_order():
    assert pseudonyms(PERSONS) == ["APK1", "APK2", "APK10"]


def test_a_list_that_is_too_long_is_said_to_be(project: Project):
    many = with_localities(project, *((f"l{n}", f"Lokalita {n}") for n in range(paper.LISTED + 1)))
    assert "Lokalit je 25" in paper_form(many, PERSONS, "cs").replace("\u00a0", " ")
    boxes = max(paper.CREW_COLUMNS) * paper.CREW_ROWS
    crowd = pl.DataFrame({"person": [f"APK{n}" for n in range(boxes + 1)]})
    assert "<li><span>APK3</span>" in paper_form(project, crowd.head(boxes), "cs")
    assert "<li><span>" not in paper_form(project, crowd, "cs")
    assert "<li><span>" not in paper_form(project, pl.DataFrame({"person": ["A" * 40]}), "cs")


# --- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "names"), [
    ("cs", ["smena.xlsx", "smena_A4.html", "dotaznik.xlsx"]), ("en", ["shift.xlsx", "shift_A4.html", "survey.xlsx"]),
])  # fmt: skip
def test_all_files_are_written_the_same_each_time(tmp_path: Path, project: Project, lang: Lang, names: list[str]):
    first = [path.read_bytes() for path in write_forms(tmp_path / "a" / "forms", project, PERSONS, lang)]
    written = write_forms(tmp_path / "b", project, PERSONS.reverse(), lang)
    assert [path.name for path in written] == names
    assert [path.read_bytes() for path in written] == first
    assert write_forms(tmp_path / "b", project, PERSONS, lang) == written
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == sorted(names)


def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path: Path, project: Project):
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="nelze zapsat") as refused:
        write_forms(tmp_path / "file", project, PERSONS, "cs")
    assert "cannot be written" in refused.value.message("en")


def test_what_stood_there_stays_when_a_file_cannot_be_replaced(tmp_path: Path, project: Project):
    (tmp_path / "smena.xlsx" / "inside").mkdir(parents=True)
    with pytest.raises(DataError, match=r"smena\.xlsx"):
        write_forms(tmp_path, project, PERSONS, "cs")
    assert [path.name for path in tmp_path.iterdir()] == ["smena.xlsx"]


# --- the exports of the tests ------------------------------------------------------------------------


@pytest.fixture
def answers(project: Project) -> kobo_export.Made:
    return kobo_export.made(project, PERSONS, kobo_export.example("crossing", ["APK1", "APK2"]))


@pytest.mark.parametrize("labels", [None, *LANGUAGES])
@pytest.mark.parametrize("group_paths", [False, True])
def test_an_export_of_kobotoolbox(tmp_path: Path, answers: kobo_export.Made, labels: Lang | None, group_paths: bool):
    kobo_export.kobo_xlsx(tmp_path / "export.xlsx", answers, labels=labels, group_paths=group_paths)
    content = sheets(tmp_path / "export.xlsx")
    assert list(content) == ["Asistenti prevence kriminali...", "visits", "events"]
    shift, *_ = content["Asistenti prevence kriminali..."]
    crew = {None: "shifts__crew", "cs": "Posádka", "en": "Crew"}[labels]
    assert (shift[crew], shift[f"{crew}/APK1"], shift[f"{crew}/APK10"]) == ("APK1 APK2", "1", "0")
    path = "visits/" if group_paths else ""
    visit = content["visits"][1]
    assert visit[f"{path}visits__visit"] == "S20240304-065510-V2"
    assert (
        visit[path + {None: "visits__locality", "cs": "Lokalita", "en": "Locality"}[labels]]
        == ({None: "crossing", "cs": "Přechod", "en": "Crossing"}[labels])
    )
    assert (visit["_parent_index"], visit["_submission__submission_time"]) == (1, "2024-03-04T14:20:05")


def test_an_export_without_events_has_no_sheet_of_them(tmp_path: Path, project: Project):
    quiet = kobo_export.made(project, PERSONS, kobo_export.example("crossing", ["APK1"])[1:])
    kobo_export.kobo_xlsx(tmp_path / "export.xlsx", quiet, real_dates=True, device_times=True, several="summary")
    content = sheets(tmp_path / "export.xlsx")
    [shift] = content["Asistenti prevence kriminali..."]
    assert set(content) == {"Asistenti prevence kriminali...", "visits"}
    assert str(shift["shifts__start"]) == "2024-03-30 22:00:00"
    assert shift["start"] < shift["end"]


@pytest.mark.parametrize("split", [False, True])
def test_an_export_of_odk_central(tmp_path: Path, answers: kobo_export.Made, split: bool):
    paths = kobo_export.odk_csvs(tmp_path, answers, split=split)
    assert [path.name for path in paths] == ["apk_kromeriz.csv", "apk_kromeriz-visits.csv", "apk_kromeriz-events.csv"]
    shifts, visits, events = ([*csv.DictReader(io.StringIO(path.read_text("utf-8")))] for path in paths)
    assert (len(shifts), len(visits), len(events)) == (2, 3, 3)
    assert ("shifts__crew/APK10" in shifts[0]) is split
    assert visits[1]["PARENT_KEY"] == shifts[0]["KEY"] == shifts[0]["meta-instanceID"]
    assert visits[1]["KEY"] == f"{shifts[0]['KEY']}/visits[2]"
    assert events[1]["events__visit"] == visits[1]["visits__visit"]
    assert visits[2]["visits__end"] == "2024-03-31T03:30:00.000+02:00"
