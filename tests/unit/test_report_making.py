"""A report is there whole or not at all, whatever goes wrong on the way."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest
from filelock import FileLock, Timeout
from nbclient.exceptions import DeadKernelError

from apk_lib.errors import ApkError, ParameterError, ProjectError, ReportError
from apk_lib.report import making, placing
from apk_lib.report.documents import (
    DOCUMENTS,
    FINAL_EVALUATION,
    INITIAL_ANALYSIS,
    PROGRESS,
    Document,
    period_of,
)
from apk_lib.report.execution import Executed
from apk_lib.report.making import Order, make, orders
from apk_lib.report.model import Foot, FrontPage, Report

Folder = Callable[..., Path]
FILES = {
    "report.html",
    "report.ipynb",
    "report.json",
    "results.parquet",
    "results.csv",
    "curves.parquet",
    "curves.csv",
    "passport.json",
}
EARLIER = "the earlier report"


@pytest.fixture
def notebooks(root: Path) -> Path:
    return root / "notebooks"


@pytest.fixture
def notebook(notebooks: Path) -> Path:
    return notebooks / PROGRESS.notebook


@pytest.fixture
def order(notebook: Path, folder: Folder, tmp_path: Path) -> Order:
    return Order(notebook, folder(), "P1", "cs", "", tmp_path / "out")


def report(lang: Any = "cs") -> Report:
    front = FrontPage(lang, "", "", "Asistenti", "", "", (), "", (), "", (), (), ())
    return Report(front, (), Foot(("konec",)))


@pytest.fixture
def executes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The notebook runs without a kernel, or fails in the way that is said."""

    def set_up(running: BaseException | None = None, reading: BaseException | None = None) -> None:
        def run(notebook: Path, target: Path, parameters: dict[str, Any], *, time_limit: int) -> None:
            target.write_text("half a notebook", encoding="utf-8")
            if running:
                raise running

        def executed(path: Path) -> Executed:
            if reading:
                raise reading
            frame = pl.DataFrame({"value": [1.5]})
            return Executed(nbformat.v4.new_notebook(), report(), frame, frame, {"project": "vzorov"}, {})

        monkeypatch.setattr(making, "run_notebook", run)
        monkeypatch.setattr(making, "executed_report", executed)

    return set_up


def with_an_earlier_report(order: Order) -> None:
    order.folder.mkdir(parents=True)
    (order.folder / "report.html").write_text(EARLIER, encoding="utf-8")


def only_the_earlier_report(order: Order) -> bool:
    beside = [path.name for path in order.folder.parent.iterdir()]
    inside = [path.name for path in order.folder.iterdir()]
    return (beside, inside) == (["internal"], ["report.html"]) and (order.folder / "report.html").read_text() == EARLIER


# --- orders ----------------------------------------------------------------------------------------


def test_all_periods_are_ordered_in_their_order(notebooks: Path, folder: Folder, tmp_path: Path) -> None:
    asked = orders(PROGRESS, notebooks, folder(), "all", "en", "", tmp_path / "out")
    assert [one.period for one in asked] == ["P1", "P2"]
    assert asked[0].folder == tmp_path / "out/vzorov/P1/en/internal"
    assert asked[0].parameters == {"data": folder().as_posix(), "period": "P1", "lang": "en", "as_of": "",
                                   "audience": "internal"}  # fmt: skip


def test_one_period_is_ordered_alone(notebooks: Path, folder: Folder, tmp_path: Path) -> None:
    assert [one.period for one in orders(PROGRESS, notebooks, folder(), "P2", "cs", "2021-01-31", tmp_path)] == ["P2"]


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"period": "P3"}, ProjectError, "P1, P2"),
        ({"lang": "de"}, ParameterError, "cs, en"),
        ({"as_of": "31. 1. 2021"}, ParameterError, "2020-12-30"),
        ({"as_of": "2021-02-29"}, ParameterError, "2020-12-30"),
    ],
)
def test_a_wrong_order_is_refused_before_anything_runs(
    notebooks: Path, folder: Folder, tmp_path: Path, given: dict[str, str], error: type[Exception], said: str
) -> None:
    words = {"period": "P1", "lang": "cs", "as_of": ""} | given
    with pytest.raises(error, match=said):
        orders(PROGRESS, notebooks, folder(), words["period"], words["lang"], words["as_of"], tmp_path / "out")  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_folder_without_a_project_is_refused(notebooks: Path, tmp_path: Path, document: Document) -> None:
    with pytest.raises(ApkError, match=r"project\.toml"):
        orders(document, notebooks, tmp_path, "all", "cs", "", tmp_path / "out")


# --- documents with a period of their own ----------------------------------------------------------

# the first wave closes in the second period of the town, and is keyed in a week later
WAVES = """
    recorded_at,withdrawn,wave,starts,ends,mode
    {recorded}T10:00:00+01:00,false,W0,{starts},{ends},interview
"""


def town_with_a_wave(folder: Folder, starts: str, ends: str, recorded: str) -> Path:
    place = folder(survey_waves=WAVES.format(starts=starts, ends=ends, recorded=recorded))
    sources = '[survey_waves]\nsynthetic = true\norigin = "test"\nterms = "test"\n'
    (place / "sources.toml").write_text(sources, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("ends", "recorded", "as_of", "period"),
    [
        pytest.param("2020-08-31", "2020-09-07", "", "P1", id="closed in the first period"),
        pytest.param("2020-12-31", "2021-01-07", "", "P2", id="closed in the second period"),
        pytest.param("2020-11-30", "2020-12-07", "", "P1", id="on the last day of the first"),
        pytest.param("2020-12-31", "2021-01-07", "2020-12-30", "P1", id="not known yet, before the first report"),
        pytest.param("2020-12-31", "2021-01-07", "2020-12-31", "P2", id="not known yet, after the first report"),
        pytest.param("2025-01-31", "2020-09-07", "", "P2", id="not closed by the end"),
    ],
)
def test_the_initial_analysis_is_about_the_period_of_the_first_wave(
    folder: Folder, ends: str, recorded: str, as_of: str, period: str
) -> None:
    place = town_with_a_wave(folder, "2020-08-01", ends, recorded)
    assert period_of(INITIAL_ANALYSIS, place, as_of).id == period


@pytest.mark.parametrize(
    ("as_of", "period"), [("", "P2"), ("2020-12-01", "P2"), ("2020-11-30", "P1"), ("2020-06-01", "P1")]
)
def test_the_final_evaluation_is_about_the_last_period_that_has_begun(folder: Folder, as_of: str, period: str) -> None:
    assert period_of(FINAL_EVALUATION, folder(), as_of).id == period


@pytest.mark.parametrize("document", [INITIAL_ANALYSIS, FINAL_EVALUATION], ids=lambda document: document.id)
def test_a_document_of_its_own_period_stands_under_its_own_name(
    notebooks: Path, folder: Folder, tmp_path: Path, document: Document
) -> None:
    [order] = orders(document, notebooks, folder(), "all", "en", "", tmp_path / "out")
    assert order.folder == tmp_path / "out/vzorov" / document.id / "en/internal"
    assert order.notebook == notebooks / document.notebook
    # the notebook is told the period, so that a passport says what its figures are of
    assert order.parameters["period"] == period_of(document, folder()).id
    with pytest.raises(ParameterError, match="--period"):
        orders(document, notebooks, folder(), "P1", "en", "", tmp_path / "out")
    with pytest.raises(ParameterError, match="2020-12-30"):
        orders(document, notebooks, folder(), "all", "en", "soon", tmp_path / "out")


def test_a_progress_report_has_no_period_of_its_own(folder: Folder) -> None:
    with pytest.raises(ValueError, match="any period"):
        period_of(PROGRESS, folder())


# --- made ------------------------------------------------------------------------------------------


def test_a_report_is_whole(order: Order, executes: Callable[..., None]) -> None:
    executes()
    outcome = make(order)
    assert outcome.failure is None
    assert {path.name for path in order.folder.iterdir()} == FILES
    assert [path.name for path in order.folder.parent.iterdir()] == ["internal"]
    passport = json.loads((order.folder / "passport.json").read_text(encoding="utf-8"))
    assert passport["parameters"] == order.parameters
    assert set(passport["files"]) == FILES - {"passport.json"}
    assert passport["audience"] == "internal"
    assert passport["state"] == "draft"


def test_what_a_killed_run_left_is_cleared_up(order: Order, executes: Callable[..., None]) -> None:
    executes()
    make(order)
    killed = order.folder.parent / ".internal.killed"
    killed.mkdir()
    order.folder.rename(killed / "replaced-0")
    placing.recover(order.folder)
    assert (order.folder / "report.html").is_file()
    assert not killed.exists()


def test_two_who_clear_up_at_once_do_not_hinder_each_other(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = order.folder.parent / ".internal.killed"
    (killed / "replaced-0").mkdir(parents=True)
    rename, rmtree, held = Path.rename, shutil.rmtree, []

    def second(self: Path, target: Path) -> Path:
        rename(self, target)
        return rename(self, target)

    def removed(path: Path, **named: Any) -> None:
        with pytest.raises(Timeout), FileLock(path / placing.OWNER, timeout=0):
            pass
        held.append(path)
        rmtree(path, **named)

    monkeypatch.setattr(Path, "rename", second)
    monkeypatch.setattr(placing.shutil, "rmtree", removed)
    placing.recover(order.folder)
    assert [path.name for path in order.folder.parent.iterdir()] == ["internal"]
    assert held == [killed]


@pytest.mark.parametrize("days", [-400, 0, 400], ids=["long ago", "now", "a clock that was set back"])
def test_work_under_way_is_left_alone_whatever_the_clock_says(order: Order, days: int) -> None:
    with placing.placed(order.folder) as work:
        (work / "report.html").touch()
        moment = work.parent.stat().st_mtime + days * 86_400
        os.utime(work.parent, (moment, moment))
        placing.recover(order.folder)
        assert (work / "report.html").is_file()
    assert [path.name for path in order.folder.parent.iterdir()] == ["internal"]


def test_a_report_replaces_the_earlier_one_whole(order: Order, executes: Callable[..., None]) -> None:
    with_an_earlier_report(order)
    (order.folder / "report.pdf").touch()
    executes()
    make(order)
    assert {path.name for path in order.folder.iterdir()} == FILES
    assert [path.name for path in order.folder.parent.iterdir()] == ["internal"]


# --- not made --------------------------------------------------------------------------------------

FAILURES = [
    pytest.param({"running": DeadKernelError("Kernel died")}, ReportError, id="the kernel dies"),
    pytest.param({"running": RuntimeError("Kernel didn't respond in 120 seconds")}, ReportError, id="no kernel"),
    pytest.param({"reading": OSError(errno.ENOSPC, "No space left on device")}, ReportError, id="the disk is full"),
    pytest.param({"running": KeyboardInterrupt()}, KeyboardInterrupt, id="interrupted running"),
    pytest.param({"reading": KeyboardInterrupt()}, KeyboardInterrupt, id="interrupted reading"),
]


@pytest.mark.parametrize(("fails", "error"), FAILURES)
def test_a_failure_leaves_no_report(
    order: Order, executes: Callable[..., None], fails: dict[str, BaseException], error: type[BaseException]
) -> None:
    executes(**fails)
    with pytest.raises(error):
        make(order)
    assert list(order.folder.parent.iterdir()) == []


@pytest.mark.parametrize(("fails", "error"), FAILURES)
def test_a_failure_leaves_the_earlier_report(
    order: Order, executes: Callable[..., None], fails: dict[str, BaseException], error: type[BaseException]
) -> None:
    with_an_earlier_report(order)
    executes(**fails)
    with pytest.raises(error):
        make(order)
    assert only_the_earlier_report(order)


def test_a_report_that_cannot_take_its_place_leaves_the_earlier_one(
    order: Order, executes: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_an_earlier_report(order)
    executes()
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        # as where a virus scanner holds a new file, and only the earlier report can be moved
        if (self / "passport.json").exists():
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(ReportError):
        make(order)
    assert only_the_earlier_report(order)


@pytest.mark.parametrize("place", ["out", "out/vzorov", "out/vzorov/P1"])
def test_a_file_in_the_way_is_told(order: Order, executes: Callable[..., None], tmp_path: Path, place: str) -> None:
    executes()
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("a file", encoding="utf-8")
    with pytest.raises(ReportError) as refused:
        make(order)
    for lang in ("cs", "en"):
        assert "--out" in refused.value.message(lang)
        assert "\n" not in refused.value.message(lang)
    assert (tmp_path / place).read_text(encoding="utf-8") == "a file"
