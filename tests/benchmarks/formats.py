"""What a report costs in all its formats: beside the same report in HTML alone.

One report of data/kromeriz, in turn and several times over:

- html: `apk_lib.report.making.make` with HTML alone;
- all: the same with HTML, PDF, DOCX and XLSX, every format written from the one run of the notebook.

Then how often a chart is drawn: from its specification to SVG when the cells run (here, in this process), from SVG to
pixels when the formats are written. A drawing made twice from the same source, or made again for another format, is
counted apart; there should be none.

Figures are wall-clock seconds; read the ratio, machines differ. Run by `make bench`.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import vl_convert

from apk_lib.report.documents import PROGRESS
from apk_lib.report.making import make, orders

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "progress_report.ipynb"
DATA = ROOT / "data" / "kromeriz"
PERIOD = "P2"
WAYS: dict[str, tuple[str, ...]] = {"html": ("html",), "all": ("html", "pdf", "docx", "xlsx")}
AIM = 2.0


def made(formats: tuple[str, ...], folder: Path) -> Path:
    """One report in these formats; where it stands."""
    (order,) = orders(PROGRESS, NOTEBOOK.parent, DATA, PERIOD, "cs", "", folder, formats=formats)
    make(order)
    return order.folder


def timed(formats: tuple[str, ...]) -> float:
    """Wall-clock seconds of one report in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        made(formats, Path(folder))
        return time.perf_counter() - begun


def cells_run() -> None:
    """The code cells of the notebook, in this process."""
    names: dict[str, object] = {}
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(ast.parse(cell.source), cell.id, "exec"), names)
            if cell.id == "parameters":
                names |= {"data": str(DATA), "period": PERIOD}


def drawn(name: str, way: Callable[[], object]) -> Counter[str]:
    """How often a function of the renderer was given each source while something ran."""
    found: Counter[str] = Counter()
    real: Callable[..., Any] = getattr(vl_convert, name)

    def counting(source: str, *others: Any, **named: Any) -> Any:
        found[source] += 1
        return real(source, *others, **named)

    setattr(vl_convert, name, counting)
    try:
        way()
    finally:
        setattr(vl_convert, name, real)
    return found


def main() -> None:
    """Run both ways in turn, print their medians and the paired ratio, then count the drawings."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs (default 5)")
    runs = parser.parse_args().runs
    timed(WAYS["all"])  # warm: neither is to pay for an import
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(runs):
        for way, formats in WAYS.items():
            seconds[way].append(timed(formats))
    print(f"one report, {PERIOD}, {runs} paired runs")
    print(f"{'way':<8}{'median s':>10}{'min':>8}{'max':>8}")
    for way, taken in seconds.items():
        print(f"{way:<8}{statistics.median(taken):>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}")
    ratios = [every / alone for every, alone in zip(seconds["all"], seconds["html"], strict=True)]
    print(f"all / html: median {statistics.median(ratios):.2f} (aim: at most {AIM:g})")
    told(drawn("vegalite_to_svg", cells_run), "drawn as SVG by the cells")
    with tempfile.TemporaryDirectory() as folder:
        # an entry remembered from the timed runs would hide a drawing
        from apk_lib.report.formats import pictures

        pictures.png.cache_clear()
        told(drawn("svg_to_png", lambda: made(WAYS["all"], Path(folder))), "rendered to pixels for all formats")
        pictures.png.cache_clear()
        again = drawn("vegalite_to_svg", lambda: made(WAYS["all"], Path(folder)))
        told(again, "drawn as SVG again by the formats")


def told(found: Counter[str], what: str) -> None:
    """One line on a count of drawings."""
    twice = sum(times > 1 for times in found.values())
    print(f"{what}: {len(found)} pictures, {found.total()} times; more than once: {twice}")


if __name__ == "__main__":
    main()
