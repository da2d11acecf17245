"""One report, whole or not at all: checked parameters in, a folder of finished files out."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import shutil
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import DeadKernelError
from nbformat.sign import NotebookNotary
from papermill.exceptions import PapermillExecutionError

from apk_lib.dataset import as_of_date, open_dataset
from apk_lib.errors import ApkError, ReportError
from apk_lib.evaluate import evaluate
from apk_lib.project import Project, parse_project
from apk_lib.report.execution import Executed, executed_report, run_notebook
from apk_lib.report.html import page
from apk_lib.report.parameters import check
from apk_lib.text import Lang, Text

AUDIENCE = "internal"
NOTEBOOK = "progress_report.ipynb"
PACKAGES = (
    "polars",
    "dataframely",
    "altair",
    "vl-convert-python",
    "papermill",
    "numpy",
    "scipy",
    "babel",
    "holidays",
)


@dataclass(frozen=True, slots=True)
class Order:
    """One report to make; `as_of` empty means the day the period's report is due."""

    notebook: Path
    data: Path
    period: str
    lang: Lang
    as_of: str
    out: Path

    @property
    def parameters(self) -> dict[str, str]:
        """What the notebook is given."""
        return {"data": self.data.as_posix(), "period": self.period, "lang": self.lang, "as_of": self.as_of}

    @property
    def folder(self) -> Path:
        """Where the finished report stands."""
        return self.out / self.data.resolve().name / self.period / self.lang / AUDIENCE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order: `failure` is empty when the report stands."""

    order: Order
    seconds: float
    failure: ApkError | None = None


def project_of(data: Path) -> Project:
    """The project of a data folder, to know its periods before any table is read.

    Raises:
        ApkError: the folder has no usable project sheet.
    """
    sheet = data / "project.toml"
    if not sheet.is_file():
        raise ReportError(
            Text(
                cs=f"Ve složce {data} není project.toml. Zadejte složku projektu, např. data/kromeriz.",
                en=f"There is no project.toml in {data}. Give the folder of a project, such as data/kromeriz.",
            )
        )
    return parse_project(sheet.read_text("utf-8"), data.resolve().name)


def orders(notebook: Path, data: Path, period: str, lang: Lang, as_of: str, out: Path) -> list[Order]:
    """The reports asked for, their parameters checked; `period` may be `all`.

    Raises:
        ApkError: the project, a period or another parameter cannot be used.
    """
    project = project_of(data)
    periods = [one.id for one in project.periods] if period == "all" else [project.period(period).id]
    asked = [Order(notebook, data, one, lang, as_of, out) for one in periods]
    for order in asked:
        check(order.notebook, order.parameters)
        as_of_date(order.as_of, project.period(order.period))
    return asked


def make(order: Order) -> Outcome:
    """Make one report and put its folder in place in one step.

    A failing cell leaves no report: files are written beside the target and renamed when complete.

    Raises:
        ReportError: a cell failed, the kernel died, or the folder cannot be written.
    """
    begun = time.monotonic()
    started = datetime.now(UTC)
    try:
        order.folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=order.folder.parent, prefix=f".{AUDIENCE}-") as beside:
            work = Path(beside) / AUDIENCE
            work.mkdir()
            _execute(order, work / "report.ipynb")
            _write(order, executed_report(work / "report.ipynb"), work, started)
            _replace(order.folder, work)
    except OSError as error:
        raise ReportError(
            Text(
                cs=f"{order.folder}: zprávu nelze zapsat ({error.strerror}). Uvolněte místo, nebo zvolte jinou "
                "složku (--out).",
                en=f"{order.folder}: the report cannot be written ({error.strerror}). Free the disk or choose "
                "another folder (--out).",
            )
        ) from error
    return Outcome(order, time.monotonic() - begun)


def _execute(order: Order, target: Path) -> None:
    try:
        run_notebook(order.notebook, target, order.parameters)
    except PapermillExecutionError as error:
        raise _explained(order, error) from error
    except (DeadKernelError, RuntimeError) as error:
        raise ReportError(
            Text(
                cs=f"{order.period}: výpočet skončil předčasně ({error}). Spusťte příkaz znovu.",
                en=f"{order.period}: the kernel died ({error}). Run the command again.",
            )
        ) from error


def _explained(order: Order, failure: PapermillExecutionError) -> ApkError:
    """The failure in both languages when the user can act on it; otherwise the bug with its traceback.

    The kernel hands over one line of text, so the same steps are asked again in this process.
    """
    try:
        evaluate(open_dataset(order.data, period=order.period, as_of=order.as_of), order.period)
    except ApkError as error:
        return error
    trace = "\n".join(failure.traceback)
    said = f"{failure.ename}: {failure.evalue}"
    return ReportError(
        Text(
            cs=f"{order.period}: chyba programu v buňce notebooku ({said}). Nahlaste ji.\n{trace}",
            en=f"{order.period}: a bug in a cell of the notebook ({said}). Report it.\n{trace}",
        )
    )


def _write(order: Order, executed: Executed, work: Path, started: datetime) -> None:
    (work / "report.html").write_text(page(executed.report), "utf-8", newline="\n")
    nbformat.write(executed.notebook, work / "report.ipynb")
    _trust(executed.notebook)
    for name, frame in (("results", executed.results), ("curves", executed.curves)):
        frame.write_parquet(work / f"{name}.parquet")
        frame.write_csv(work / f"{name}.csv")
    passport = _passport(order, executed, work, started)
    text = json.dumps(passport, ensure_ascii=False, indent=2)
    (work / "passport.json").write_text(text + "\n", "utf-8", newline="\n")


def _trust(notebook: nbformat.NotebookNode) -> None:
    """Sign the notebook as made here; JupyterLab strips styles and pictures of what it does not trust."""
    with contextlib.suppress(sqlite3.Error, OSError):  # unsigned it is only plainer until it is run
        NotebookNotary().sign(notebook)


def _passport(order: Order, executed: Executed, work: Path, started: datetime) -> dict[str, Any]:
    """What the report was made from; everything but `log` is the same each time."""
    files = sorted(path for path in work.iterdir())
    return {
        "passport_version": 1,
        "audience": AUDIENCE,
        "parameters": order.parameters,
        **executed.account,
        "figures": {"results": len(executed.results), "curve_points": len(executed.curves)},
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "versions": {"apk-lib": version("apk-lib"), "python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
        "log": {"started": started.isoformat(), "finished": datetime.now(UTC).isoformat()},
    }


def _replace(folder: Path, work: Path) -> None:
    """Put the finished folder in the place of an older one."""
    if folder.exists():
        old = work.parent / "replaced"
        folder.rename(old)
        work.rename(folder)
        shutil.rmtree(old)
    else:
        work.rename(folder)
