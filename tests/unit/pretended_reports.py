"""Reports that are made in a moment: the whole way of a report but the kernel, which only notes what it was given.

Run as a program it makes reports as the command does, in one process that a test may kill or run twice at once:
`python -m tests.unit.pretended_reports OUT SECONDS MADE TOWN…`. Each report made is added to the file MADE.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import nbformat
import polars as pl

from apk_lib.batch.running import make_all
from apk_lib.report import making
from apk_lib.report.documents import PROGRESS
from apk_lib.report.execution import Executed
from apk_lib.report.making import Order, Outcome, orders
from apk_lib.report.model import Foot, FrontPage, Report

ROOT = Path(__file__).resolve().parents[2]


class Inline(Executor):
    """Does the work at once, in this process."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Kernel:
    """In the place of the kernel: what it was asked for, how long it takes, and what goes wrong."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.made: list[str] = []
        self.fails: dict[str, BaseException] = {}
        self.note: Path | None = None

    def run(self, notebook: Path, target: Path, parameters: dict[str, Any], *, time_limit: int) -> None:
        town, period = Path(parameters["data"]).name, parameters["period"]
        self.made.append(f"{town} {period}")
        target.write_text(json.dumps(parameters), "utf-8")
        time.sleep(self.seconds)
        if error := self.fails.get(f"{town} {period}"):
            raise error
        if self.note:
            with self.note.open("a", encoding="utf-8") as file:
                file.write(f"{town} {period}\n")

    def executed(self, path: Path) -> Executed:
        """A report whose figures and words follow from the data it was made from."""
        given = json.loads(path.read_text("utf-8"))
        words = Path(given["data"], "narrative", f"{given['period']}.md")
        front = FrontPage(given["lang"], "", "", given["period"], "", "", (), "", (), "", (), (), ())
        said = words.read_text("utf-8") if words.is_file() else ""
        rows = Path(given["data"], "persons.csv").read_text("utf-8").count("\n")
        frame = pl.DataFrame({"value": [float(rows)]})
        report = Report(front, (), Foot((said,)))
        return Executed(nbformat.v4.new_notebook(), report, frame, frame, account(given), {})


def account(given: dict[str, Any]) -> dict[str, Any]:
    return {"project": Path(given["data"]).name, "project_sheet_sha256": "0", "inputs": [], "imports": [],
            "as_of": "2021-01-30", "synthetic": True, "definitions": {}}  # fmt: skip


def installed(kernel: Kernel, put: Callable[[Any, str, Any], None] = setattr) -> Kernel:
    put(making, "run_notebook", kernel.run)
    put(making, "executed_report", kernel.executed)
    return kernel


def ordered(towns: Sequence[Path], out: Path, **more: Any) -> list[Order]:
    """The progress reports of all periods of some towns."""
    given = {"lang": "cs", "as_of": ""} | more
    return [order for town in towns for order in orders(PROGRESS, ROOT / "notebooks", town, "all", out=out, **given)]


def batch(asked: Sequence[Order], **more: Any) -> list[Outcome]:
    """The outcomes in the order of what was asked, whatever the order in which they came."""
    return sorted(make_all(asked, 1, Inline(), **more), key=lambda outcome: asked.index(outcome.order))


if __name__ == "__main__":
    kernel = installed(Kernel(float(sys.argv[2])))
    kernel.note = Path(sys.argv[3])
    outcomes = batch(ordered([Path(town) for town in sys.argv[4:]], Path(sys.argv[1])))
    print(" ".join(outcome.state for outcome in outcomes))
    sys.exit(any(outcome.failure for outcome in outcomes))
