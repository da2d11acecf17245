"""Parameters of a notebook are refused in one line before a kernel starts."""

import json
from pathlib import Path

import pytest

from apk_lib.errors import ParameterError
from apk_lib.report.parameters import check, declared

CELL = 'data = "data/town"\nperiod = "P1"\nlang = "cs"\nas_of = ""\nshown = 3\nwide = False\n'


def cell(id: str, source: str, *tags: str) -> dict:
    return {"cell_type": "code", "id": id, "metadata": {"tags": list(tags)} if tags else {}, "source": source,
            "outputs": [], "execution_count": None}  # fmt: skip


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    cells = [cell("before", "other = 1"), cell("parameters", CELL, "parameters"), cell("after", "period = 'P9'")]
    path = tmp_path / "report.ipynb"
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_cell_of_parameters_is_read(notebook: Path) -> None:
    assert declared(notebook) == {
        "data": "data/town", "period": "P1", "lang": "cs", "as_of": "", "shown": 3, "wide": False,
    }  # fmt: skip


def test_the_report_declares_its_parameters(root: Path) -> None:
    assert declared(root / "notebooks/progress_report.ipynb") == {
        "data": "data/kromeriz", "period": "P1", "lang": "cs", "as_of": "", "audience": "internal",
    }  # fmt: skip


def test_what_is_given_stands_over_the_defaults(notebook: Path) -> None:
    assert check(notebook, {}) == declared(notebook)
    assert check(notebook, {"period": "P3", "shown": 5}) == declared(notebook) | {"period": "P3", "shown": 5}


def refusal(notebook: Path, **given: object) -> tuple[str, str]:
    with pytest.raises(ParameterError) as refused:
        check(notebook, given)
    cs, en = refused.value.message("cs"), refused.value.message("en")
    assert "\n" not in cs + en
    assert cs != en
    return cs, en


@pytest.mark.parametrize("name", ["perod", "other", "Period", ""])
def test_an_unknown_name_is_refused_and_the_known_are_listed(notebook: Path, name: str) -> None:
    for said in refusal(notebook, **{name: "P1"}):
        assert f"„{name}“" in said or f"“{name}”" in said
        assert "data, period, lang, as_of, shown, wide" in said


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("period", 1, "str"),
        ("period", None, "str"),
        ("data", Path("data/town"), "str"),
        ("shown", "3", "int"),
        ("shown", 3.0, "int"),
        # true is no number, and a number is no truth
        ("shown", True, "int"),
        ("wide", 0, "bool"),
    ],
)
def test_a_wrong_type_is_refused_with_the_right_one(notebook: Path, name: str, value: object, wanted: str) -> None:
    for said in refusal(notebook, **{name: value}):
        assert name in said
        assert repr(value) in said
        assert wanted in said


@pytest.mark.parametrize("lang", ["de", "CS", "", "cs "])
def test_an_unknown_language_is_refused_with_those_there_are(notebook: Path, lang: str) -> None:
    for said in refusal(notebook, lang=lang):
        assert "cs, en" in said


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_both_languages_are_taken(notebook: Path, lang: str) -> None:
    assert check(notebook, {"lang": lang})["lang"] == lang
