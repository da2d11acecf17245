"""The command that makes a report of a selection of the drill-down."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from unittest.mock import patch

import nbformat
import pytest

from apk_lib import Selection, cli
from apk_lib.drilldown import save_selection
from apk_lib.report.selections import file_name
from apk_lib.text import NBSP

NIGHT = Selection("person_hours", period="P2", only=(("band", "22-06"),), by=("weekday",))


@pytest.fixture
def town(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "data/kromeriz", tmp_path / "town"))


def apk(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    with patch.object(sys, "argv", ["apk-lib", *map(str, words)]), pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(str(ended.value)), said.out + said.err


def test_a_saved_selection_becomes_a_page_and_a_notebook(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save_selection(town, "Noční služba", NIGHT)
    code, said = apk(capsys, "drilldown", "town", "--name", "Noční služba", "--as-of", "2021-05-31")
    folder = tmp_path / "outputs/town/selections"
    made = {path.suffix: path for path in folder.iterdir()}
    assert code == 0
    assert said.strip() == str(made[".html"].relative_to(tmp_path))
    assert set(made) == {".html", ".ipynb"}
    # rows of records are no business of the working directory
    assert {path.name for path in tmp_path.iterdir()} == {"town", "outputs"}
    page = made[".html"].read_text("utf-8").replace(NBSP, " ")
    page = page[page.index("<body") :]
    for said in ("INTERNÍ – obsahuje údaje o zaměstnancích", "Jak číslo vzniklo", "sobota"):
        # the page itself would be half a megabyte of message
        assert page.count(said), said
    cells = nbformat.read(made[".ipynb"], 4).cells
    assert not [cell for cell in cells if "drilldown" in cell.metadata.get("tags", ()) and cell.outputs]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "buď --name"),
        (("--name", "a", "--selection", NIGHT.to_text()), "buď --name"),
        (("--name", "Rána"), "„Rána“ není uložen"),
        (("--selection", "{"), "není výběr"),
        (("--selection", json.dumps({"indicator": "no_such"})), "no_such"),
    ],
)
def test_what_is_no_selection_is_refused_in_words(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    code, said = apk(capsys, "drilldown", town, *words, "--out", tmp_path / "out")
    assert code == 1
    assert told in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_every_name_has_a_file_of_its_own() -> None:
    assert file_name("Večery") == "Večery"
    apart = {file_name(name) for name in ("a/b", "a:b", "a b", "a_b", "../a b", "a_b ")}
    assert len(apart) == 6
    assert not [name for name in apart if set(name) & set('/:. "')]
