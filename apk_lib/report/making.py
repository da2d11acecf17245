"""One report, whole or not at all: checked parameters in, a folder of finished files out."""

from __future__ import annotations

import contextlib
import platform
import sqlite3
import time
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbclient.exceptions import DeadKernelError
from nbformat.sign import NotebookNotary
from papermill.exceptions import PapermillExecutionError

from apk_lib.dataset import as_of_date, open_dataset
from apk_lib.disclosure import Audience
from apk_lib.errors import ApkError, ParameterError, ReportError
from apk_lib.evaluate import evaluate
from apk_lib.report.documents import EVERY, PROGRESS, Document, period_of, project_of
from apk_lib.report.execution import TIME_LIMIT, Executed, executed_report, run_notebook
from apk_lib.report.parameters import check
from apk_lib.report.passport import PASSPORT_VERSION
from apk_lib.report.placing import placed
from apk_lib.report.restating import Restated
from apk_lib.report.source_code import code_version
from apk_lib.report.versions import Place, place_of
from apk_lib.report.writing import Content, finish, write_figures, write_text
from apk_lib.text import Lang, Text

PACKAGES = (
    "polars",
    "dataframely",
    "altair",
    "vl-convert-python",
    "papermill",
    "numpy",
    "scipy",
    "shapely",
    "babel",
    "tzdata",
    "holidays",
    "jinja2",
    "nbformat",
    "typst",
    "python-docx",
    "xlsxwriter",
)
State = Literal["made", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class Order:
    """One report to make, in some formats.

    `as_of` empty means the day the period's report is due; `time_limit` is how many seconds a cell may take.
    """

    notebook: Path
    data: Path
    period: str
    lang: Lang
    as_of: str
    out: Path
    document: Document = PROGRESS
    audience: Audience = "internal"
    formats: tuple[str, ...] = ("html",)
    time_limit: int = TIME_LIMIT

    @property
    def name(self) -> str:
        """What the report is called among those of its project: its period, or the document that has one of its own."""
        return self.period if self.document.own_period is None else self.document.id

    @property
    def town(self) -> str:
        """What the project is called among the reports, however its folder is written."""
        return self.data.resolve().name

    @property
    def parameters(self) -> dict[str, str]:
        """What the notebook is given."""
        return {
            "data": self.data.as_posix(), "period": self.period, "lang": self.lang, "as_of": self.as_of,
            "audience": self.audience,
        }  # fmt: skip

    @property
    def told_parameters(self) -> dict[str, str]:
        """What the report tells of them: outside the town only the name of the folder."""
        return self.parameters if self.audience == "internal" else self.parameters | {"data": self.town}

    @property
    def folder(self) -> Path:
        """Where the first version of the finished report stands."""
        return self.out / self.town / self.name / self.lang / self.audience


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order: `failure` is empty when the report stands, in `folder`.

    `kept` is a report that stood there already, as it would be made; `log` tells more of a failure.
    """

    order: Order
    seconds: float
    failure: ApkError | None = None
    folder: Path | None = None
    kept: bool = False
    log: Path | None = None

    @property
    def state(self) -> State:
        """What became of the order in one word."""
        return "failed" if self.failure else "kept" if self.kept else "made"

    @property
    def report(self) -> Path:
        """The file to open first."""
        return (self.folder or self.order.folder) / f"report.{self.order.formats[0]}"


def orders(
    document: Document,
    notebooks: Path,
    data: Path,
    period: str,
    lang: Lang,
    as_of: str,
    out: Path,
    audience: Audience = "internal",
    formats: tuple[str, ...] = ("html",),
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
    notebook = notebooks / document.notebook
    asked = [Order(notebook, data, one, lang, as_of, out, document, audience, formats) for one in periods]
    for order in asked[:1]:  # the others differ by a period, which is known
        check(order.notebook, order.parameters)
    for order in asked:
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


def make(order: Order, made_from: str = "") -> Outcome:
    """Make one report and put its folder in place in one step.

    A failing cell leaves no report: files are written beside the target and renamed when complete.

    Args:
        order: the report.
        made_from: the fingerprint of everything it is made from (`batch.freshness`), which its passport keeps; without
            one a batch makes the report again.

    Raises:
        ReportError: a cell failed, the kernel died, the folder cannot be written, an earlier making is submitted, or
            a report that leaves the town would name a person.
    """
    begun = time.monotonic()
    place = place_of(order.folder)
    with placed(place.folder) as work:
        notebook = work / "report.ipynb"
        executed = execute(order, notebook)
        notebook.unlink()
        _write(order, executed, work, place, made_from)
        if order.audience != "internal":
            # it reads back every format, whose libraries an internal report need not load
            from apk_lib.report.guarding import refuse_leaks, refuse_withheld

            dataset = open_dataset(order.data, period=order.period, as_of=order.as_of)
            refuse_leaks(work, order.folder, dataset, order.audience)
            refuse_withheld(work, order.folder, dataset, order.period, order.audience, executed.names)
        # somebody may have submitted the earlier making in the meantime
        if place_of(order.folder) != place:
            raise _stepped_on(place.folder)
    return Outcome(order, time.monotonic() - begun, folder=place.folder)


def _stepped_on(folder: Path) -> ReportError:
    return ReportError(
        Text(
            cs=f"{folder}: během výpočtu zprávu někdo předložil nebo vrátil; zůstala, jak byla.",
            en=f"{folder}: somebody submitted or returned the report while it was being made; it stays as it was.",
        )
    )


def execute(order: Order, target: Path) -> Executed:
    """Run the notebook of an order, which is written to `target`, and read the report out of it.

    Raises:
        ApkError: a cell failed or the kernel died.
    """
    try:
        run_notebook(order.notebook, target, order.parameters, time_limit=order.time_limit)
        return executed_report(target)
    except PapermillExecutionError as error:
        raise _explained(order, error) from error
    except (DeadKernelError, RuntimeError) as error:
        raise ReportError(
            Text(
                cs=f"{order.name}: výpočet skončil předčasně ({error}). Spusťte příkaz znovu.",
                en=f"{order.name}: the kernel died ({error}). Run the command again.",
            )
        ) from error


@cache
def versions() -> dict[str, str]:
    """The versions of Python and of the libraries that figures, charts and formats are made by."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


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
    return ReportError(
        Text(
            cs=f"{order.name}: chyba programu v buňce notebooku ({failure.ename}). Nahlaste ji.\n{trace}",
            en=f"{order.name}: a bug in a cell of the notebook ({failure.ename}). Report it.\n{trace}",
        )
    )


def _write(order: Order, executed: Executed, work: Path, place: Place, made_from: str) -> None:
    """Every file of the report; the executed notebook, which holds data on employees, only for the town itself."""
    passport = _passport(order, executed, place) | {"made_from": made_from}
    content = Content(executed.report, executed.results, executed.curves, executed.names)
    if place.before is not None:
        restated = Restated(place.before, passport, executed.results, executed.names, order.lang)
        passport["previous"] = restated.previous
        sections = (*executed.report.sections, restated.section())
        content = replace(content, report=replace(executed.report, sections=sections))
    write_figures(content, work)
    if order.audience == "internal":
        write_text(work / "report.ipynb", nbformat.writes(executed.notebook) + "\n")
        _trust(executed.notebook)
    finish(content, passport, place.steps, work)


def _trust(notebook: nbformat.NotebookNode) -> None:
    """Sign the notebook as made here; JupyterLab strips styles and pictures of what it does not trust."""
    with contextlib.suppress(sqlite3.Error, OSError):  # unsigned it is only plainer until it is run
        NotebookNotary().sign(notebook)


def _passport(order: Order, executed: Executed, place: Place) -> dict[str, Any]:
    """What the report was made from, the same each time; files and state are added with them."""
    return {
        "passport_version": PASSPORT_VERSION,
        "audience": order.audience,
        "document": order.document.id,
        "version": place.version,
        "parameters": order.told_parameters,
        "formats": list(order.formats),
        **executed.account,
        "figures": {"results": len(executed.results), "curve_points": len(executed.curves)},
        "code": code_version(),
        "versions": versions(),
    }
