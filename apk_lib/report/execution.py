"""Running the report notebook and taking the report out of it."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
import polars as pl

from apk_lib.report import engine
from apk_lib.report.looking import look_in
from apk_lib.report.model import Foot, FrontPage, Part, Report, Section, from_json
from apk_lib.report.shown import FIGURES_TYPE, PART_TYPE

KERNEL = "apk-lib"
# seconds
TIME_LIMIT = 600
WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"
KERNELS = Path(__file__).resolve().parent / "jupyter"


@dataclass(frozen=True, slots=True)
class Executed:
    """What an executed report notebook holds: the notebook itself, the report, the figures and their names."""

    notebook: nbformat.NotebookNode
    report: Report
    results: pl.DataFrame
    curves: pl.DataFrame
    account: dict[str, Any]
    names: Mapping[str, Mapping[str, str]]


def run_notebook(notebook: Path, target: Path, parameters: dict[str, Any], *, time_limit: int = TIME_LIMIT) -> None:
    """Execute a notebook in a kernel of its own and write it to `target` as the executor leaves it.

    Args:
        notebook: the notebook.
        target: the file to write.
        parameters: what to put in place of those that the notebook has.
        time_limit: seconds that each cell may take.

    Raises:
        PapermillExecutionError: a cell failed.
        ReportError: a cell took too long, or the kernel died or could not be started.
    """
    # the kernel of this package keeps no history and leaves the other processors to the other workers
    look_in("JUPYTER_PATH", KERNELS)
    papermill.execute_notebook(
        _literal(notebook),
        _literal(target),
        parameters=parameters,
        engine_name=engine.NAME,
        kernel_name=KERNEL,
        progress_bar=False,
        request_save_on_cell_execute=False,
        time_limit=time_limit,
    )


def _literal(path: Path) -> str:
    """The path as the executor reads it: it fills in names between braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def executed_report(path: Path) -> Executed:
    """Read an executed report notebook: its parts become the report, its figures frames again.

    The notebook comes back normalised: no times, fixed ids, no widget state, the drill-down cell
    without output, the figures taken out, so that running it again gives the same bytes.
    """
    notebook, parts, figures = _taken(path)
    report = Report(
        front=next(part for part in parts if isinstance(part, FrontPage)),
        sections=tuple(part for part in parts if isinstance(part, Section)),
        foot=next(part for part in parts if isinstance(part, Foot)),
    )
    results, curves = _frame(figures["results"]), _frame(figures["curves"])
    names = {dimension: dict(sorted(named.items())) for dimension, named in sorted(figures["names"].items())}
    return Executed(notebook, report, results, curves, figures["account"], names)


def executed_parts(path: Path) -> tuple[nbformat.NotebookNode, list[Part]]:
    """Read an executed notebook that is no whole report: normalised as one that is, and the parts it shows."""
    notebook, parts, _ = _taken(path)
    return notebook, parts


def _taken(path: Path) -> tuple[nbformat.NotebookNode, list[Part], dict[str, Any]]:
    notebook = nbformat.read(path, as_version=4)
    parts: list[Part] = []
    figures: dict[str, Any] = {}
    for output in _outputs(notebook):
        data = output.get("data", {})
        if PART_TYPE in data:
            parts.append(from_json(data[PART_TYPE]))
        figures |= data.pop(FIGURES_TYPE, {})
    _normalise(notebook)
    return notebook, parts, figures


def _outputs(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def _normalise(notebook: nbformat.NotebookNode) -> None:
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
        if "drilldown" in tags:
            cell.outputs = []
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _is_kept(output)]
            for output in cell.outputs:
                output.get("data", {}).pop("text/plain", None)


def _is_kept(output: dict[str, Any]) -> bool:
    """Whether an output belongs into a file: no lines of a log, and no widget, which is nothing without its kernel."""
    return output["output_type"] != "stream" and WIDGET_TYPE not in output.get("data", {})


def _frame(parquet: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(base64.b64decode(parquet)))
