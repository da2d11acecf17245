"""What five reports cost: beside the bare cells of their notebook, and beside the usual tools.

Three ways to the same five reports of data/kromeriz, in turn and several times over:

- ours: `apk_lib.batch.running.make_all` with two workers, HTML included;
- bare: the notebook's code cells run by `exec` in one warm process, no kernel, no HTML, no drill-down;
- tools: the `papermill` command line, then `jupyter nbconvert --to html`, one report after another.

Figures are wall-clock seconds for five reports; read the ratios, machines differ. Run by `make bench`.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat

from apk_lib.batch.running import make_all
from apk_lib.report.documents import PROGRESS
from apk_lib.report.making import orders

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "progress_report.ipynb"
DATA = ROOT / "data" / "kromeriz"
WORKERS = 2
AIMS = {"bare": 3.0, "tools": 0.2}
PERIODS = ("P1", "P2", "P3", "P4", "P5")


def ours(folder: Path) -> None:
    """Five reports with two workers."""
    asked = orders(PROGRESS, NOTEBOOK.parent, DATA, "all", "cs", "", folder)
    failed = [outcome for outcome in make_all(asked, WORKERS) if outcome.failure]
    if failed:
        raise SystemExit(failed[0].failure)


def bare(_: Path) -> None:
    """The code cells alone, in this process; what a cell ends in is shown as a kernel would."""
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    for period in PERIODS:
        names: dict[str, object] = {}
        for cell in cells:
            # no report shows the drill-down
            if "drilldown" not in cell.metadata.get("tags", []):
                shown = ran(cell.source, cell.id, names)
                if hasattr(shown, "_repr_mimebundle_"):
                    shown._repr_mimebundle_()
            if cell.id == "parameters":
                names |= {"data": str(DATA), "period": period}


def ran(source: str, name: str, names: dict[str, object]) -> object:
    """What a cell ends in, once it ran; nothing where it ends in a statement."""
    statements = ast.parse(source).body
    ending = statements.pop() if isinstance(statements[-1], ast.Expr) else None
    exec(compile(ast.Module(statements, []), name, "exec"), names)
    return None if ending is None else eval(compile(ast.Expression(ending.value), name, "eval"), names)


def tools(folder: Path) -> None:
    """The papermill command line and nbconvert, as their manuals say."""
    for period in PERIODS:
        executed = folder / f"{period}.ipynb"
        papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", str(NOTEBOOK), str(executed),
                     "-r", "data", str(DATA), "-r", "period", period]  # fmt: skip
        nbconvert = [sys.executable, "-m", "nbconvert", "--to", "html", str(executed)]
        for command in (papermill, nbconvert):
            subprocess.run(command, check=True, cwd=ROOT, capture_output=True)


def timed(way: Callable[[Path], None]) -> float:
    """Wall-clock seconds of one run in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        way(Path(folder))
        return time.perf_counter() - begun


def main() -> None:
    """Run the three ways in turn and print their medians and the paired ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="paired runs (default 3)")
    runs = parser.parse_args().runs
    timed(bare)  # warm: the bare cells are to pay for no import
    seconds: dict[str, list[float]] = {"ours": [], "bare": [], "tools": []}
    for _ in range(runs):
        for name, way in (("ours", ours), ("bare", bare), ("tools", tools)):
            seconds[name].append(timed(way))
    print(f"five reports, {WORKERS} workers, {runs} paired runs")
    print(f"{'way':<8}{'median s':>10}{'min':>8}{'max':>8}")
    for name, taken in seconds.items():
        print(f"{name:<8}{statistics.median(taken):>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}")
    for rival, aim in AIMS.items():
        ratios = [mine / theirs for mine, theirs in zip(seconds["ours"], seconds[rival], strict=True)]
        print(f"ours / {rival}: median {statistics.median(ratios):.2f} (aim: at most {aim:g})")


if __name__ == "__main__":
    main()
