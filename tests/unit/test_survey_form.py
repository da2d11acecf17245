"""The questionnaire of the survey: a form that servers take, and whose exports come back as respondents and answers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from pyxform.xls2xform import convert

from apk_lib.dataset import open_dataset
from apk_lib.intake import Plan, import_files, make_plan, office_of
from apk_lib.project import Project, parse_project
from apk_lib.tables.asked import Asked, asked, questionnaire
from apk_lib.tables.questionnaire import CORE
from apk_lib.tables.scales import SCALES
from apk_lib.text import LANGUAGES, Lang, Text
from apk_lib.workbooks.forms.questions import LANGUAGE_NAMES, TOP, Question
from apk_lib.workbooks.forms.survey import NOTE, survey_choices, survey_questions
from apk_lib.workbooks.forms.write import write_forms
from tests.unit import kobo_export

XF = "{http://www.w3.org/2002/xforms}"
TOML = (Path(__file__).parent / "vzorov.toml").read_text("utf-8") + "".join(
    f'\n[[localities]]\nlocality = "{id}"\nname_cs = "{cs}"\nname_en = "{en}"\nkind = "{kind}"\n'
    "valid_from = 2020-06-01\nconfirmed = true\n"
    for id, cs, en, kind in (
        ("namesti", "Náměstí / tržnice", "Square / market", "risk"),
        ("park sever", "Park Sever", "North Park", "park"),
        ("okoli", "Okolí náměstí", "Around the square", "surroundings"),
    )
)
NOBODY = pl.DataFrame({"person": []}, schema={"person": pl.String})
MARGINS = "variable,category,persons,source,confirmed\nzone,risk_locality,400,matrika,true\n"
MARGINS += "zone,surroundings,2500,matrika,true\nzone,rest_of_town,20000,matrika,true\n"
WAVE = (
    "recorded_at,withdrawn,wave,starts,ends,mode\n2020-06-01T08:00:00+02:00,false,W 0,2020-06-04,2020-06-24,interview\n"
)
SENT = datetime(2020, 6, 10, 8, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A town with a wave and no questions of its own."""
    town = tmp_path / "vzorov"
    town.mkdir()
    (town / "project.toml").write_text(TOML, encoding="utf-8")
    (town / "survey_waves.csv").write_text(WAVE, encoding="utf-8")
    return town


@pytest.fixture
def project() -> Project:
    return parse_project(TOML, "vzorov")


def core(project: Project) -> dict[str, Asked]:
    return questionnaire(project.frames["localities"])


def xform(path: Path) -> ElementTree.Element:
    """The form as a client gets it; any warning of pyxform is a failure."""
    warnings: list[str] = []
    result = convert(str(path), warnings=warnings)
    assert warnings == []
    return ElementTree.fromstring(result.xform)


# --- the form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "name"), [("cs", "dotaznik.xlsx"), ("en", "survey.xlsx")])
def test_pyxform_takes_the_questionnaire(tmp_path: Path, project: Project, lang: Lang, name: str):
    *_, path = write_forms(tmp_path, project, NOBODY, lang, waves=["W 0"])
    assert path.name == name
    root = xform(path)
    default = {node.attrib["lang"]: node.attrib.get("default") for node in root.iter(f"{XF}translation")}
    assert default == {said: "true()" if key == lang else None for key, said in LANGUAGE_NAMES.items()}
    settings = CalamineWorkbook.from_path(path).get_sheet_by_name("settings").to_python()
    assert dict(zip(*settings, strict=True))["form_id"] == "apk_survey_vzorov"


def test_it_asks_about_the_respondent_first_and_never_for_a_name_or_a_weight(project: Project):
    names = [question.name for question in survey_questions(core(project), survey_choices(project, ["W 0"]))]
    about = ["respondent", "wave", "zone", "locality", "sex", "age_group", "stratum", "psu", "panel"]
    assert names[: len(about) + 1] == [NOTE, *(f"survey_respondents__{column}" for column in about)]
    assert all(name.startswith("survey_answers__") for name in names[len(about) + 1 :])
    assert not any("weight" in name or "population" in name or "name" in name.split("_") for name in names)


def test_the_core_has_each_item_once_and_one_for_each_place_people_fear(project: Project):
    items = core(project)
    places = ["safe_in_namesti", "safe_in_park_sever"]
    assert list(items)[:4] == ["safe_by_day", "safe_after_dark", *places]
    assert sorted(items) == sorted([*places, *(item.id for item in CORE)])
    assert items["safe_in_park_sever"].row == {
        "item": "safe_in_park_sever", "question_cs": "Jak bezpečně se cítíte v místě: Park Sever?",
        "question_en": "How safe do you feel at North Park?", "scale": "place_safety", "battery": None,
        "locality": "park sever", "primary": None,
    }  # fmt: skip


def test_every_answer_of_a_scale_may_be_chosen_in_both_languages(tmp_path: Path, project: Project):
    *_, path = write_forms(tmp_path, project, NOBODY, "cs", waves=["W 0"])
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("choices").to_python()
    written: dict[str, dict[int, tuple[object, object]]] = {}
    for row in (dict(zip(head, cells, strict=True)) for cells in rows):
        if str(row["list_name"]).startswith("scale_"):
            said = tuple(row[f"label::{LANGUAGE_NAMES[lang]}"] for lang in LANGUAGES)
            written.setdefault(str(row["list_name"]), {})[int(str(row["name"]))] = said
    assert written == {
        f"scale_{name}": {code: (said.cs, said.en) for code, said in scale.answers.items()}
        for name, scale in SCALES.items()
    }


def test_a_locality_is_one_where_people_live_that_is_looked_after(project: Project):
    assert list(survey_choices(project, ["W 0"])["survey_respondents__locality"]) == ["namesti"]


def test_what_follows_a_yes_is_asked_after_it_only(tmp_path: Path, project: Project):
    *_, path = write_forms(tmp_path, project, NOBODY, "cs", waves=["W 0"])
    binds = {bind.attrib["nodeset"].rpartition("/")[2]: bind.attrib for bind in xform(path).iter(f"{XF}bind")}
    relevant = {name: " ".join(bind["relevant"].split()) for name, bind in binds.items() if "relevant" in bind}
    knows = "/data/survey_answers__knows_assistants = '1'"
    assert relevant == {
        "survey_answers__reported_it": "/data/survey_answers__victim_in_12_months = '1'",
        "survey_answers__sees_assistants": knows, "survey_answers__met_assistants": knows,
        "survey_answers__rates_presence": knows, "survey_answers__safer_with_assistants": knows,
        "survey_respondents__locality": "/data/survey_respondents__zone = 'risk_locality'",
    }  # fmt: skip
    assert "uuid()" in binds["survey_respondents__respondent"]["calculate"]


def test_a_town_asks_its_own_questions(tmp_path: Path, project: Project):
    items = asked([
        {"item": "met_assistants", "question_cs": "Mluvil/a jste?", "question_en": "Have you?", "scale": "yes_no"},
        {"item": "žluť.1", "question_cs": "${x} = 1?", "question_en": "=1+1", "scale": None},
    ])  # fmt: skip
    *_, path = write_forms(tmp_path, project, NOBODY, "cs", items)
    said = {node.text for node in xform(path).iter(f"{XF}value")}
    assert {"=1+1", "rozhodně bezpečně"} <= said
    asked_here = [question for question in survey_questions(items, {}) if question.name.startswith("survey_answers__")]
    # nobody asks whether the assistants are known, so nothing depends on it; no scale is the scale of safety
    assert [(one.type, one.relevant) for one in asked_here] == [
        ("select_one scale_yes_no", ""),
        ("select_one scale_safety", ""),
    ]


def test_the_form_keeps_the_order_of_the_core_however_the_rows_are_sorted(project: Project):
    rows = [one.row for one in core(project).values()]
    own = [{"item": item, "question_cs": "?", "question_en": "?"} for item in ("a_lamps", "zz_noise", "b_dogs")]
    alphabetical = sorted([*rows, own[0]], key=lambda row: row["item"]) + own[1:]
    questions = survey_questions(asked(alphabetical), survey_choices(project, ["W 0"]))
    names = [question.name for question in questions]
    places = ["safe_in_namesti", "safe_in_park_sever"]
    order = [CORE[0].id, CORE[1].id, *places, *(item.id for item in CORE[2:]), "a_lamps", "zz_noise", "b_dogs"]
    assert [name for name in names if name.startswith("survey_answers__")] == [f"survey_answers__{id}" for id in order]
    gates = {one.name: found[1] for one in questions if (found := re.search(r"\$\{(.+?)\}", one.relevant))}
    assert gates
    assert all(names.index(gate) < names.index(name) for name, gate in gates.items())


# --- the exports --------------------------------------------------------------------------------------

FIRST = {
    "survey_respondents__respondent": "Ra1b2c3d4e5f6", "survey_respondents__wave": "W%200",
    "survey_respondents__zone": "risk_locality", "survey_respondents__locality": "namesti",
    "survey_respondents__sex": "female", "survey_respondents__age_group": "60+", "survey_respondents__psu": "A-07",
    "survey_answers__safe_by_day": "2", "survey_answers__safe_after_dark": "9", "survey_answers__safe_in_namesti": "7",
    "survey_answers__satisfied_with_order": "1", "survey_answers__knows_assistants": "1",
    "survey_answers__met_assistants": "2", "survey_answers__trusts_assistants": "8",
}  # fmt: skip
SECOND = {
    "survey_respondents__respondent": "R0f0f0f0f0f0f", "survey_respondents__wave": "W%200",
    "survey_respondents__zone": "risk_locality", "survey_answers__safe_by_day": "4",
    "survey_answers__knows_assistants": "2",
}  # fmt: skip
A, B = FIRST["survey_respondents__respondent"], SECOND["survey_respondents__respondent"]
ANSWERS = [
    (B, "knows_assistants", 2), (B, "safe_by_day", 4), (A, "knows_assistants", 1), (A, "met_assistants", 2),
    (A, "safe_after_dark", 9), (A, "safe_by_day", 2), (A, "safe_in_namesti", 7), (A, "satisfied_with_order", 1),
    (A, "trusts_assistants", 8),
]  # fmt: skip


def filled(project: Project, *rows: Mapping[str, object], group: str = "") -> kobo_export.Made:
    """The form with these answers, its questions perhaps in a group that the town made of them."""
    choices = survey_choices(project, ["W 0"])
    questions = [_grouped(question, group) for question in survey_questions(core(project), choices)]
    submissions = [
        kobo_export.Submission({"shift": row["survey_respondents__respondent"]}, submitted=SENT) for row in rows
    ]
    numbered = [
        (number, {f"{group}{name}": value for name, value in row.items()}) for number, row in enumerate(rows, start=1)
    ]
    return kobo_export.Made({TOP: questions}, choices, submissions, {TOP: numbered})


def _grouped(question: Question, group: str) -> Question:
    label = question.label and Text(cs=f"{group}{question.label.cs}", en=f"{group}{question.label.en}")
    return dataclasses.replace(question, name=f"{group}{question.name}", label=label)


def plan_of(path: Path, folder: Path) -> Plan:
    return make_plan([path], office_of(folder), datetime(2020, 7, 1, tzinfo=UTC))


@pytest.mark.parametrize("group", ["", "Dotazník/část 1/"])
@pytest.mark.parametrize("labels", [None, *LANGUAGES])
def test_an_export_of_kobotoolbox_comes_back(tmp_path, folder, project, labels: Lang | None, group: str):
    (folder / "population_margins.csv").write_text(MARGINS, encoding="utf-8")
    book = kobo_export.kobo_xlsx(tmp_path / "kobo.xlsx", filled(project, FIRST, SECOND, group=group), labels=labels)
    _came_back(book, folder)


@pytest.mark.parametrize("group", ["", "cast_1-"])
def test_an_export_of_odk_central_comes_back(tmp_path, folder, project, group: str):
    (folder / "population_margins.csv").write_text(MARGINS, encoding="utf-8")
    [path] = kobo_export.odk_csvs(tmp_path, filled(project, FIRST, SECOND, group=group), form_id="apk_survey_vzorov")
    _came_back(path, folder)


def _came_back(path: Path, folder: Path) -> None:
    plan = import_files([path], folder, datetime(2020, 7, 1, tzinfo=UTC)).plan
    assert plan.aside.is_empty()
    assert set(plan.findings["severity"]) <= {"note", "warning"}
    assert set(plan.findings["rule"]) >= {"items_of_core", "weights_from_margins"}
    # nobody has to know what the questions of the form are called
    assert "unknown_column" not in plan.findings["rule"]
    dataset = open_dataset(folder, period="P1")
    assert dataset.rejected.is_empty()
    answers = dataset.table("survey_answers").sort("respondent", "item")
    assert answers.select("respondent", "item", "answer").rows() == ANSWERS
    people = dataset.table("survey_respondents").sort("respondent")
    columns = ["wave", "zone", "locality", "sex", "age_group", "psu", "population", "weight"]
    # 400 inhabitants, two respondents: each stands for 200
    assert people.select(columns).rows() == [
        ("W 0", "risk_locality", None, None, None, None, 400, 200.0),
        ("W 0", "risk_locality", "namesti", "female", "60+", "A-07", 400, 200.0),
    ]


def test_a_town_without_questions_gets_those_of_the_form(tmp_path, folder, project):
    (folder / "population_margins.csv").write_text(MARGINS, encoding="utf-8")
    book = kobo_export.kobo_xlsx(tmp_path / "kobo.xlsx", filled(project, FIRST), labels="cs")
    first = import_files([book], folder, datetime(2020, 7, 1, tzinfo=UTC)).plan
    note = first.findings.filter(pl.col("rule") == "items_of_core")
    assert note["value"].item() == str(len(core(project)))
    stored = office_of(folder).standing("survey_items")
    columns = list(next(iter(core(project).values())).row)
    assert stored.select(columns).to_dicts() == [one.row for one in core(project).values()]
    # known as long as the first answer is
    assert stored["recorded_at"].unique().to_list() == [SENT]
    # the next export finds them there
    more = kobo_export.kobo_xlsx(tmp_path / "more.xlsx", filled(project, FIRST, SECOND), labels="en")
    second = import_files([more], folder, datetime(2020, 7, 2, tzinfo=UTC)).plan
    assert "items_of_core" not in second.findings["rule"]
    assert "survey_items" not in second.additions
    # two respondents now share the zone: the weight of the first one changes with the second
    assert second.changes.select("key", "column", "before", "after").rows() == [
        ("Ra1b2c3d4e5f6", "weight", "400.0", "200.0")
    ]


def test_a_questionnaire_that_was_sent_twice_is_one_respondent(tmp_path, folder, project):
    (folder / "population_margins.csv").write_text(MARGINS, encoding="utf-8")
    plan = plan_of(kobo_export.kobo_xlsx(tmp_path / "kobo.xlsx", filled(project, FIRST, FIRST)), folder)
    assert plan.account.select("new", "duplicate").rows() == [(1, 1)]
    assert plan.additions["survey_respondents"]["weight"].to_list() == [400.0]


def test_a_header_that_names_a_column_twice_is_refused_and_nothing_breaks(tmp_path, folder):
    for name, header in {"population_margins": "variable,category,category,persons,source,confirmed",
                         "survey_items": "item,item,question_cs,question_en",
                         "survey_respondents": "respondent,wave,zone,zone,weight"}.items():  # fmt: skip
        path = tmp_path / f"{name}.csv"
        path.write_text(f"{header}\na,b,c,d,e,ano\n", encoding="utf-8")
        plan = plan_of(path, folder)
        assert plan.stops
        assert "repeated_column" in plan.findings["rule"]


def test_without_inhabitants_of_zones_the_import_says_what_is_missing_and_where(tmp_path, folder, project):
    book = kobo_export.kobo_xlsx(tmp_path / "kobo.xlsx", filled(project, FIRST))
    plan = plan_of(book, folder)
    assert plan.stops
    told = plan.findings.filter(pl.col("rule") == "missing_column").sort("column")
    assert told["column"].to_list() == ["population", "weight"]
    assert told["expected_cs"].to_list() == [
        f"sloupec „{column}“; chybí-li váha i obyvatelé, dopočítají se, jakmile list Složení obyvatel řekne, kolik "
        "lidí žije v každé části města" for column in ("obyvatel ve vrstvě", "váha")
    ]  # fmt: skip


def _respondents(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["respondent;wave;zone;weight;population;safe_by_day", *rows, ""]), "utf-8")
    return path


def test_weights_left_empty_are_computed_like_those_without_a_column(tmp_path, folder):
    (folder / "population_margins.csv").write_text(MARGINS, encoding="utf-8")
    path = tmp_path / "survey_respondents.csv"
    plan = plan_of(_respondents(path, "R1;W 0;surroundings;;;1", "R2;W 0;surroundings; ;;2"), folder)
    # 2,500 inhabitants, two respondents
    assert plan.additions["survey_respondents"].select("weight", "population").rows() == [(1250.0, 2500)] * 2
    assert "weights_from_margins" in plan.findings["rule"]
    # one weight that is written says that they are the office's: the other rows lack theirs
    plan = plan_of(_respondents(path, "R1;W 0;surroundings;4,2;2500;1", "R2;W 0;surroundings;;;2"), folder)
    told = plan.findings.filter(pl.col("severity") == "error").sort("column")
    assert told.select("rule", "column", "row").rows() == [
        ("nullability", "population", 3),
        ("nullability", "weight", 3),
    ]
    assert told["expected_cs"].to_list()[1] == "číslo, např. 4,2"


def test_weights_left_empty_without_inhabitants_say_what_is_missing(tmp_path, folder):
    plan = plan_of(_respondents(tmp_path / "survey_respondents.csv", "R1;W 0;surroundings;;;1"), folder)
    assert plan.stops
    told = plan.findings.filter(pl.col("rule") == "missing_column")
    assert told["column"].sort().to_list() == ["population", "weight"]
    assert all("list Složení obyvatel" in said for said in told["expected_cs"])


def test_a_respondent_is_withdrawn_without_a_weight(tmp_path, folder):
    path = tmp_path / "survey_respondents.csv"
    import_files([_respondents(path, "R1;W 0;surroundings;4;9;1")], folder, SENT)
    path.write_text("respondent;wave;zone;weight;population;withdrawn\nR1;;;;;ano\n", "utf-8")
    plan = plan_of(path, folder)
    assert not plan.stops
    assert plan.account["changed"].to_list() == [1]


def test_an_unknown_wave_lists_the_known_ones(tmp_path, folder):
    plan = plan_of(_respondents(tmp_path / "survey_respondents.csv", "R1;W9;surroundings;4;9;1"), folder)
    told = plan.findings.filter(pl.col("rule") == "reference")
    assert told["expected_cs"].to_list() == ["řádek tabulky Vlny šetření: W 0"]


def test_an_answer_of_another_scale_is_told_with_its_cell_and_what_may_stand_there(tmp_path, folder, project):
    (folder / "population_margins.csv").write_text(MARGINS, encoding="utf-8")
    wrong = SECOND | {"survey_answers__knows_assistants": "5", "survey_answers__safe_by_day": "3"}
    plan = plan_of(kobo_export.kobo_xlsx(tmp_path / "kobo.xlsx", filled(project, wrong)), folder)
    [told] = plan.findings.filter(pl.col("severity") == "error").to_dicts()
    head = CalamineWorkbook.from_path(tmp_path / "kobo.xlsx").get_sheet_by_index(0).to_python()[0]
    place = head.index("survey_answers__knows_assistants")
    letters = (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
    assert (told["rule"], told["cell"], told["value"]) == ("answer_off_scale", f"{letters}2", "5")
    assert (
        told["expected_en"]
        == "knows_assistants (knows of the assistants): 1 = yes, 2 = no, 8 = declined, 9 = don't know"
    )
    assert plan.additions["survey_answers"]["item"].to_list() == ["safe_by_day"]


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("spíše bezpečně", 2), ("Rather safe", 2), ("spise bezpecne", 2), ("nechodím tam", 7), ("nechodí tam", 7),
     ("odmítl", 8), ("odmítla odpovědět", 8), ("refused", 8), ("nevím", 9), ("don't know", 9), ("4", 4)],
)  # fmt: skip
def test_answers_are_read_in_the_words_of_their_scale(tmp_path, folder, cell: str, answer: int):
    path = tmp_path / "survey_respondents.csv"
    path.write_text(
        f"respondent;wave;zone;weight;population;safe_in_namesti\nR1;W 0;okolí lokalit;1;9;{cell}\n", "utf-8"
    )
    plan = plan_of(path, folder)
    assert plan.additions["survey_answers"]["answer"].to_list() == [answer]


@pytest.mark.parametrize(("cell", "answer"), [("výborně", 1), ("1 výborně", 1), ("5 insufficient", 5), ("dobře", 3)])
def test_a_grade_is_read_by_its_number_or_its_word(tmp_path, folder, cell: str, answer: int):
    path = tmp_path / "survey_respondents.csv"
    line = f"R1;W 0;okolí lokalit;1;9;{cell}\n"
    path.write_text(f"respondent;wave;zone;weight;population;satisfied_with_order\n{line}", "utf-8")
    assert plan_of(path, folder).additions["survey_answers"]["answer"].to_list() == [answer]
