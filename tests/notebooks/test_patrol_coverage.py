"""The notebook on patrol coverage runs in both languages, wherever it was opened, and shows every picture and table."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from apk_lib import charts, sheets
from apk_lib.report.execution import run_notebook
from apk_lib.report.shown import PART_TYPE
from apk_lib.text import NBSP

NOTEBOOK = "notebooks/patrol_coverage.ipynb"
ASKED = {"cs": "P4", "en": "P1"}
SECTIONS = ["plan", "presence", "regularity", "encounters", "tracking", "next-week"]
THEMES = ("coverage", "encounters", "linked", "places", "presence", "regularity")


@pytest.fixture(scope="session", params=ASKED)
def executed(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any]:
    lang = request.param
    out = tmp_path_factory.mktemp("coverage") / f"{lang}.ipynb"
    data = (root / "data/kromeriz").as_posix()
    run_notebook(root / NOTEBOOK, out, {"data": data, "period": ASKED[lang], "lang": lang, "as_of": ""})
    return lang, nbformat.read(out, as_version=4)


def parts(notebook: Any) -> dict[str, dict[str, Any]]:
    """The parts a reader sees, by the id of their cell."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {
        cell.id: output.data[PART_TYPE]
        for cell in code
        for output in cell.outputs
        if PART_TYPE in output.get("data", {})
    }


def test_every_part_is_shown_in_order(executed: tuple[str, Any]) -> None:
    _, notebook = executed
    shown = parts(notebook)
    assert list(shown) == ["figures", *SECTIONS]
    assert [shown[id]["id"] for id in SECTIONS] == SECTIONS
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type == "execute_result"


def test_a_section_has_its_pictures_and_tables(executed: tuple[str, Any]) -> None:
    lang, notebook = executed
    shown = parts(notebook)
    drawn = {id: len(shown[id]["charts"]) for id in SECTIONS}
    # no device was carried in the first period
    assert drawn == {"plan": 3, "presence": 3, "regularity": 2, "encounters": 3, "tracking": 1 if lang == "cs" else 0,
                     "next-week": 1}  # fmt: skip
    mark = {"cs": "Ukázková (syntetická) data.", "en": "Sample (synthetic) data."}[lang]
    for id in SECTIONS:
        # presence in the localities is known without a device
        assert bool(shown[id]["tables"]) == bool(drawn[id]) or id == "tracking"
        for chart in shown[id]["charts"]:
            assert mark in chart["caption"]
            assert mark in chart["alternative"]
            assert "<svg" in chart["svg"]


def test_every_picture_and_table_of_coverage_is_in_the_notebook(root: Path) -> None:
    source = "".join(
        "".join(cell["source"])
        for cell in nbformat.read(root / NOTEBOOK, as_version=4).cells
        if cell.cell_type == "code"
    )
    drawn = {name for name in charts.__all__ if getattr(charts, name).__module__.rpartition(".")[2] in THEMES}
    assert set(re.findall(r"charts\.(\w+)", source)) == drawn
    tables = {
        name for name in sheets.__all__
        if name.endswith("_table") and getattr(sheets, name).__module__ == "apk_lib.sheets.patrol"
    }  # fmt: skip
    assert tables == set(re.findall(r"sheets\.(\w+)", source))
    assert len(drawn) > 9
    assert len(tables) > 5


def test_the_views_are_live(executed: tuple[str, Any]) -> None:
    _, notebook = executed
    live = [cell for cell in notebook.cells if "drilldown" in cell.metadata.get("tags", [])]
    assert [cell.source.split("(")[0] for cell in live] == ["Drilldown", "NextWeek"]
    for cell in live:
        [output] = cell.outputs
        assert "application/vnd.jupyter.widget-view+json" in output.data


def test_the_opening_says_what_when_and_how_real(executed: tuple[str, Any]) -> None:
    lang, notebook = executed
    page = parts(notebook)["figures"]
    assert ASKED[lang] in page["kicker"]
    assert {"cs": "syntetické", "en": "synthetic"}[lang] in page["banner"]
    [html] = [
        output.data["text/html"] for cell in notebook.cells if cell.get("id") == "figures" for output in cell.outputs
    ]
    assert "@font-face" in html
    assert page["title"].replace(NBSP, " ") in html.replace(NBSP, " ")
