"""Surveys kept in SPSS files come in as if they were sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.intake import Plan, TownMapping, import_files, learned, make_plan, office_of
from apk_lib.intake.reading.grids import read_book
from apk_lib.text import LANGUAGES
from apk_lib.workbooks import write_checked_copies

TOML = (Path(__file__).parent / "vzorov.toml").read_text("utf-8")
WAVE = (
    "recorded_at,withdrawn,wave,starts,ends,mode\n2020-06-01T08:00:00+02:00,false,W0,2020-06-04,2020-06-24,interview\n"
)
ITEMS = (
    "recorded_at,withdrawn,item,question_cs,question_en,scale\n"
    "2020-06-01T08:00:00+02:00,false,safe_by_day,Cítíte se ve dne bezpečně?,Do you feel safe by day?,safety\n"
    "2020-06-01T08:00:00+02:00,false,order,Jak jste spokojeni s pořádkem?,How satisfied are you?,grade\n"
)
MOMENT = datetime(2020, 7, 1, tzinfo=UTC)
PEOPLE = {
    "respondent": ["R1", "R2", "R3"], "vlna": ["W0"] * 3, "cast": [1.0, 2.0, 2.0], "vaha": [1.5, 2.0, 2.0],
    "pop": [420.0, 2500.0, 2500.0], "q1": [2.0, 99.0, 9.0], "q2": [1.0, 5.0, None], "pohl": [1.0, 2.0, None],
}  # fmt: skip
LABELS = {
    "cast": "Část města", "vaha": "Váha", "pop": "obyvatel ve vrstvě", "q1": "Cítíte se ve dne bezpečně?",
    "q2": "Jak jste spokojeni s pořádkem?", "pohl": "pohlaví",
}  # fmt: skip
WORDS = {
    "cast": {1: "rizikové lokality", 2: "okolí lokalit"},
    "q1": {1: "rozhodně bezpečně", 2: "spíše bezpečně", 9: "nevím", 99: "bez údaje – přerušeno"},
    "pohl": {1: "žena", 2: "muž"},
}


def sav(path: Path, columns: dict[str, Any] | None = None, **about: Any) -> Path:
    said = {"column_labels": LABELS, "variable_value_labels": WORDS, "missing_ranges": {"q1": [99]}} | about
    pyreadstat.write_sav(pl.DataFrame(columns or PEOPLE), path, **said)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    town = tmp_path / "vzorov"
    town.mkdir()
    for name, content in {"project.toml": TOML, "survey_waves.csv": WAVE, "survey_items.csv": ITEMS}.items():
        (town / name).write_text(content, encoding="utf-8")
    return town


def plan_of(path: Path, folder: Path, town: TownMapping | None = None) -> Plan:
    return make_plan([path], office_of(folder, town), MOMENT)


def test_labels_of_variables_are_headings_and_labels_of_values_are_words(tmp_path, folder):
    plan = import_files([sav(tmp_path / "šetření.sav")], folder, MOMENT).plan
    assert plan.aside.is_empty()
    assert "error" not in plan.findings["severity"]
    dataset = open_dataset(folder, period="P1")
    people = dataset.table("survey_respondents").sort("respondent")
    assert people.select("respondent", "wave", "zone", "weight", "population", "sex").rows() == [
        ("R1", "W0", "risk_locality", 1.5, 420, "female"),
        ("R2", "W0", "surroundings", 2.0, 2500, "male"),
        ("R3", "W0", "surroundings", 2.0, 2500, None),
    ]
    answers = dataset.table("survey_answers").sort("respondent", "item")
    assert answers.select("respondent", "item", "answer").rows() == [
        ("R1", "order", 1), ("R1", "safe_by_day", 2), ("R2", "order", 5), ("R3", "safe_by_day", 9),
    ]  # fmt: skip


def test_what_spss_declares_missing_is_left_out_and_told(tmp_path, folder):
    found = plan_of(sav(tmp_path / "a.sav"), folder).findings.filter(pl.col("rule") == "declared_missing")
    assert found["value"].to_list() == ["q1: 99 bez údaje – přerušeno (1)"]
    assert found["severity"].to_list() == ["note"]


def test_a_range_and_a_text_may_be_missing_too(tmp_path):
    columns = {"a": [1.0, 97.0, 98.0, 98.0, 3.0], "b": ["x", "xx", "y", "", "xx"]}
    path = sav(tmp_path / "a.sav", columns, column_labels=None, variable_value_labels={"a": {97: "neví"}},
               missing_ranges={"a": [{"lo": 90, "hi": 99}], "b": ["xx"]})  # fmt: skip
    book = read_book(path)
    assert [list(row) for row in book.grids[0].rows] == [["a", "b"], [1, "x"], ["", ""], ["", "y"], ["", ""], [3, ""]]
    assert sorted(book.findings["value"]) == ["a: 97 neví (1), 98 (2)", "b: xx (2)"]


def test_names_of_variables_may_be_the_headings(tmp_path, folder):
    columns = {"respondent": ["R1"], "wave": ["W0"], "zone": ["rest_of_town"], "weight": [1.0], "population": [9.0],
               "order": [4.0]}  # fmt: skip
    path = sav(tmp_path / "a.sav", columns, column_labels=["x", "", "zone of the town", None, "y", "Pořádek"],
               variable_value_labels={}, missing_ranges={})  # fmt: skip
    plan = plan_of(path, folder)
    assert plan.additions["survey_answers"].select("item", "answer").rows() == [("order", 4)]
    assert plan.additions["survey_respondents"]["zone"].to_list() == ["rest_of_town"]


def test_the_towns_own_names_are_mapped_by_name_or_by_label(tmp_path, folder):
    labels = LABELS | {"cast": "Kde bydlíte", "pohl": "Jste"}
    town = learned(TownMapping(), ["cast=survey_respondents.zone", "Jste=survey_respondents.sex"])
    plan = plan_of(sav(tmp_path / "a.sav", column_labels=labels), folder, town)
    people = plan.additions["survey_respondents"]
    assert people["zone"].to_list() == ["risk_locality", "surroundings", "surroundings"]
    assert people["sex"].to_list() == ["female", "male", None]


def test_a_wrong_answer_is_told_with_its_cell(tmp_path, folder):
    path = sav(tmp_path / "a.sav", PEOPLE | {"q2": [1.0, 7.0, None]})
    [told] = plan_of(path, folder).findings.filter(pl.col("severity") == "error").to_dicts()
    assert (told["rule"], told["file"], told["cell"], told["value"]) == ("answer_off_scale", "a.sav", "G3", "7")
    copies = write_checked_copies(plan_of(path, folder), plan_of(path, folder).findings, tmp_path / "out", "cs")
    assert [copy.name for copy in copies.books] == ["a_KONTROLA.xlsx"]


def test_a_column_of_names_is_refused_by_its_label_too(tmp_path, folder):
    path = sav(tmp_path / "a.sav", PEOPLE | {"v12": ["Jana", "Petr", "Eva"]}, column_labels=LABELS | {"v12": "Jméno"})
    plan = plan_of(path, folder)
    assert plan.stops
    assert plan.findings.filter(pl.col("rule") == "names_column")["cell"].to_list() == ["I1"]
    assert "Petr" not in plan.findings.write_csv()


def test_days_are_days(tmp_path, folder):
    columns = {"complaint": ["ST1"], "received_on": [date(2020, 6, 9)], "topic": ["traffic"], "channel": ["telephone"]}
    path = sav(tmp_path / "complaints.sav", columns, column_labels=None, variable_value_labels={}, missing_ranges={})
    [row] = plan_of(path, folder).additions["complaints"].to_dicts()
    assert row["received_on"] == date(2020, 6, 9)


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: whole[:400], lambda whole: b"PK\x03\x04" + whole])
def test_a_broken_file_is_refused_in_words(tmp_path, folder, damage):
    path = sav(tmp_path / "a.sav")
    path.write_bytes(damage(path.read_bytes()))
    plan = plan_of(path, folder)
    assert plan.stops
    assert plan.findings["rule"].to_list() == ["unreadable_file"]
    said = plan.findings.row(0, named=True)
    assert [said[f"expected_{lang}"].split(";")[0] for lang in LANGUAGES] == ["soubor SPSS .sav", "an SPSS file .sav"]
