"""The notebook of the drill-down, executed as a report of a selection and as a live one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from apk_lib import Explorer, Selection, open_dataset
from apk_lib.drilldown import parameters
from apk_lib.report.execution import executed_parts
from apk_lib.report.shown import PART_TYPE
from apk_lib.text import NBSP

NOTEBOOK = "notebooks/drilldown.ipynb"
SELECTION = Selection("plan_adherence", period="P2", only=(("locality", "risk_a"),), by=("weekday",))
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module", params=["cs", "en"])
def executed(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook as the command of the drill-down makes it, with its language."""
    dataset = open_dataset(root / "data/kromeriz", period="P2")
    given = parameters(SELECTION, dataset, request.param) | {"live": request.param == "en"}
    target = tmp_path_factory.mktemp("drilldown") / "selection.ipynb"
    papermill.execute_notebook(root / NOTEBOOK, target, parameters=given, cwd=root, progress_bar=False,
                               kernel_name="python3")  # fmt: skip
    return request.param, nbformat.read(target, as_version=4)


def outputs(notebook: Any) -> dict[str, list[Any]]:
    return {cell.id: [one for one in cell.outputs if one.output_type != "stream"] for cell in notebook.cells
            if cell.cell_type == "code"}  # fmt: skip


def part(notebook: Any, id: str) -> dict[str, Any]:
    [output] = outputs(notebook)[id]
    return output.data[PART_TYPE]


def test_the_live_view_is_left_out_of_a_report(executed: tuple[str, Any]) -> None:
    lang, notebook = executed
    shown = outputs(notebook)["drilldown"]
    assert [WIDGET in output.data for output in shown] == ([True] if lang == "en" else [])
    if lang == "cs":
        assert "widgets" not in notebook.metadata


def test_made_into_a_file_it_holds_no_widget(executed: tuple[str, Any], tmp_path: Path) -> None:
    # also when the kernel was that of the machine, where views are live
    _, notebook = executed
    nbformat.write(notebook, tmp_path / "made.ipynb")
    made, parts = executed_parts(tmp_path / "made.ipynb")
    assert len(parts) == 3
    assert not [output for cell in outputs(made).values() for output in cell if WIDGET in output.get("data", {})]
    assert "widgets" not in made.metadata
    assert "widget" not in json.dumps([cell.outputs for cell in made.cells if cell.cell_type == "code"])


def test_the_report_says_what_the_explorer_says(executed: tuple[str, Any], root: Path) -> None:
    lang, notebook = executed
    explorer = Explorer(open_dataset(root / "data/kromeriz", period="P2"))
    figure = explorer.figure(SELECTION)
    front = part(notebook, "figure")
    whole = {"cs": f"{figure['value'] * 100:.0f} %", "en": f"{figure['value'] * 100:.0f}%"}[lang]
    assert front["subtitle"].replace(NBSP, " ") == whole
    assert {"cs": "UKÁZKOVÁ", "en": "SAMPLE"}[lang] in front["banner"]
    assert {"cs": "INTERNÍ", "en": "INTERNAL"}[lang] in front["banner"]
    breakdown = part(notebook, "breakdown")
    [table] = breakdown["tables"]
    assert len(table["rows"]) == len(explorer.figures(SELECTION))
    assert "<svg" in breakdown["charts"][0]["svg"]
    said = " ".join(part(notebook, "explanation")["paragraphs"])
    assert {"cs": "Vzorec: splněná část plánu ÷ plán.", "en": "Formula: part of the plan kept ÷ plan."}[lang] in said


def test_every_step_shows_something(executed: tuple[str, Any]) -> None:
    _, notebook = executed
    shown = {id for id, some in outputs(notebook).items() if some}
    assert shown - {"drilldown"} == {"figure", "breakdown", "explanation", "figures", "chart", "counted", "sources",
                                     "left-out"}  # fmt: skip
    assert not re.search(r"Traceback", json.dumps(notebook))
