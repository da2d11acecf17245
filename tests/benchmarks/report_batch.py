"""What five reports cost: beside the bare cells of their notebook, and beside the usual tools.

Three ways to the same five reports of data/kromeriz, in turn and several times over:

- ours: `apk_lib.report.batch.make_all` with two workers, HTML included;
- bare: the notebook's code cells run by `exec` in one warm process, no kernel, no HTML;
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

from apk_lib.report.batch import make_all
from apk_lib.report.documents import PROGRESS
from apk_lib.report.making import orders

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "progress_report.ipynb"
DATA = ROOT / "data" / "kromeriz"
WORKERS = 2
AIMS = {"bare": ("at most", 4.0), "tools": ("at most", 0.2)}


def ours(folder: Path) -> None:
    """Five reports with two workers."""
    asked = orders(PROGRESS, NOTEBOOK.parent, DATA, "all", "cs", "", folder)
    failed = [outcome for outcome in make_all(asked, WORKERS) if outcome.failure]
    if failed:
        raise SystemExit(failed[0].failure)


def bare(_: Path) -> None:
    """The code cells alone, in this process; the last expression of a cell is shown as a kernel would."""
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    for period in ("P1", "P2", "P3", "P4", "P5"):
        names: dict[str, object] = {}
        for cell in cells:
            *statements, last = ast.parse(cell.source).body
            exec(compile(ast.Module(statements, []), cell.id, "exec"), names)
            if isinstance(last, ast.Expr):
                shown = eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
                shown._repr_mimebundle_()
            else:
                exec(compile(ast.Module([last], []), cell.id, "exec"), names)
            if cell.id == "parameters":
                names |= {"data": str(DATA), "period": period}


def tools(folder: Path) -> None:
    """The papermill command line and nbconvert, as their manuals say."""
    for period in ("P1", "P2", "P3", "P4", "P5"):
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
    for rival, (word, aim) in AIMS.items():
        ratios = [mine / theirs for mine, theirs in zip(seconds["ours"], seconds[rival], strict=True)]
        print(f"ours / {rival}: median {statistics.median(ratios):.2f} (aim: {word} {aim:g})")


if __name__ == "__main__":
    main()
