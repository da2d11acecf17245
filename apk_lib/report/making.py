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
from apk_lib.errors import ApkError, ParameterError, ReportError, reason
from apk_lib.evaluate import evaluate
from apk_lib.report.documents import EVERY, PROGRESS, Document, period_of, project_of
from apk_lib.report.execution import Executed, executed_report, run_notebook
from apk_lib.report.html import page
from apk_lib.report.parameters import check
from apk_lib.results import csv_text
from apk_lib.text import Lang, Text

AUDIENCE = "internal"
REPLACED = "replaced"
SWAPS = 5
SECONDS_PER_DAY = 86_400
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
    document: Document = PROGRESS

    @property
    def name(self) -> str:
        """What the report is called among those of its project: its period, or the document that has one of its own."""
        return self.period if self.document.own_period is None else self.document.id

    @property
    def parameters(self) -> dict[str, str]:
        """What the notebook is given."""
        return {"data": self.data.as_posix(), "period": self.period, "lang": self.lang, "as_of": self.as_of}

    @property
    def folder(self) -> Path:
        """Where the finished report stands."""
        return self.out / self.data.resolve().name / self.name / self.lang / AUDIENCE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order: `failure` is empty when the report stands."""

    order: Order
    seconds: float
    failure: ApkError | None = None


def orders(
    document: Document, notebooks: Path, data: Path, period: str, lang: Lang, as_of: str, out: Path
) -> list[Order]:
    """The reports asked for, their parameters checked; `period` may be `all`, and is where a document has its own.

    Raises:
        ApkError: the project, a period or another parameter cannot be used.
    """
    data = _as_seen_from_here(data)
    project = project_of(data)
    if document.own_period is not None:
        if period != EVERY:
            raise _has_its_own(document, period)
        as_of_date(as_of, project.periods[0])
        periods = [period_of(document, data, as_of).id]
    else:
        periods = [one.id for one in project.periods] if period == EVERY else [project.period(period).id]
    asked = [Order(notebooks / document.notebook, data, one, lang, as_of, out, document) for one in periods]
    for order in asked:
        check(order.notebook, order.parameters)
        as_of_date(order.as_of, project.period(order.period))
    return asked


def _has_its_own(document: Document, period: str) -> ParameterError:
    return ParameterError(
        Text(
            cs=f"Dokument „{document.title.cs}“ má své období, „{period}“ u něj zadat nejde. Vynechte --period.",
            en=f"The document “{document.title.en}” has a period of its own; “{period}” cannot be given with it. Leave "
            "out --period.",
        )
    )


def _as_seen_from_here(data: Path) -> Path:
    """The folder relative to where the command runs, so that no report carries a path of this machine."""
    here = Path.cwd()
    return data.resolve().relative_to(here) if data.resolve().is_relative_to(here) else data


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
        _recover(order.folder)
        with tempfile.TemporaryDirectory(dir=order.folder.parent, prefix=f".{AUDIENCE}-") as beside:
            work = Path(beside) / AUDIENCE
            work.mkdir()
            _execute(order, work / "report.ipynb")
            _write(order, executed_report(work / "report.ipynb"), work, started)
            _replace(order.folder, work)
    except OSError as error:
        raise ReportError(
            Text(
                cs=f"{order.folder}: zprávu nelze zapsat ({reason(error).cs}). Uvolněte místo, nebo zvolte jinou "
                "složku (--out).",
                en=f"{order.folder}: the report cannot be written ({reason(error).en}). Free the disk or choose "
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
                cs=f"{order.name}: výpočet skončil předčasně ({error}). Spusťte příkaz znovu.",
                en=f"{order.name}: the kernel died ({error}). Run the command again.",
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
    except Exception as error:  # the bug itself, met again: it is told below with the cell's traceback
        failure.add_note(repr(error))
    trace = "\n".join(failure.traceback)
    said = f"{failure.ename}: {failure.evalue}"
    return ReportError(
        Text(
            cs=f"{order.name}: chyba programu v buňce notebooku ({said}). Nahlaste ji.\n{trace}",
            en=f"{order.name}: a bug in a cell of the notebook ({said}). Report it.\n{trace}",
        )
    )


def _write(order: Order, executed: Executed, work: Path, started: datetime) -> None:
    (work / "report.html").write_text(page(executed.report), "utf-8", newline="\n")
    (work / "report.ipynb").write_text(nbformat.writes(executed.notebook) + "\n", "utf-8", newline="\n")
    _trust(executed.notebook)
    for name, frame in (("results", executed.results), ("curves", executed.curves)):
        frame.write_parquet(work / f"{name}.parquet")
        (work / f"{name}.csv").write_text(csv_text(frame), "utf-8", newline="\n")
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
        "passport_version": 2,
        "audience": AUDIENCE,
        "document": order.document.id,
        "parameters": order.parameters,
        **executed.account,
        "figures": {"results": len(executed.results), "curve_points": len(executed.curves)},
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "versions": {"apk-lib": version("apk-lib"), "python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
        "log": {"started": started.isoformat(), "finished": datetime.now(UTC).isoformat()},
    }


def _replace(folder: Path, work: Path) -> None:
    """Put the finished folder in the place of an older one; on any failure the older one stays.

    Another run may be doing the same at the same moment: whoever comes second tries again.
    """
    for attempt in range(SWAPS):
        old = work.parent / f"{REPLACED}-{attempt}"
        try:
            if folder.exists():
                folder.rename(old)
            work.rename(folder)
            return
        except OSError:
            if old.exists() and not folder.exists():
                old.rename(folder)
            if attempt == SWAPS - 1:
                raise


def _recover(folder: Path) -> None:
    """Clear up after a killed run: a report it had moved aside comes back, its old work is removed."""
    for aside in sorted(folder.parent.glob(f".{AUDIENCE}-*/{REPLACED}-*")):
        if not folder.exists():
            aside.rename(folder)
    for left in folder.parent.glob(f".{AUDIENCE}-*"):
        # younger work may belong to a run that is under way
        if time.time() - left.stat().st_mtime > SECONDS_PER_DAY:
            shutil.rmtree(left, ignore_errors=True)
