"""The reports and documents of Kroměříž, made once for all tests, also when several processes share the tests."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from apk_lib.batch.running import make_all
from apk_lib.report.documents import DOCUMENTS, PROGRESS, Document, period_of
from apk_lib.report.making import Order
from apk_lib.report.writing import FORMATS
from apk_lib.text import LANGUAGES

ASKED = (("P1", "cs"), ("P4", "cs"), ("P4", "en"))
PATIENCE = 300


@pytest.fixture(scope="session")
def order(root: Path) -> Callable[..., Order]:
    """An order of a report on Kroměříž, or on another folder."""

    def of(period: str, lang: str, out: Path, data: Path = root / "data/kromeriz") -> Order:
        return Order(root / "notebooks" / PROGRESS.notebook, data, period, lang, "", out)  # type: ignore[arg-type]

    return of


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, order: Callable[..., Order]) -> dict[tuple[str, str], Path]:
    """The folders of the finished reports by period and language.

    ("again", "cs") is P1 made a second time, ("P4", "public") the public version of P4 in every format, in Czech.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    first, again = shared / "reports", shared / "reports-again"
    orders = [order(period, lang, first) for period, lang in ASKED] + [order("P1", "cs", again)]
    public = replace(order("P4", "cs", first), audience="public", formats=FORMATS)
    _once(shared / "reports-made", lambda: _make([*orders, public]))
    made = {(one.period, one.lang): one.folder for one in orders[:-1]}
    return {**made, ("again", "cs"): orders[-1].folder, ("P4", "public"): public.folder}


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[tuple[str, str], Path]:
    """The folders of the finished evaluations by document and language."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    data = root / "data/kromeriz"

    def ordered(document: Document, lang: str) -> Order:
        period = period_of(document, data).id
        return Order(root / "notebooks" / document.notebook, data, period, lang, "", shared / "documents", document)  # type: ignore[arg-type]

    own = [document for document in DOCUMENTS.values() if document.own_period is not None]
    orders = [ordered(document, lang) for document in own for lang in LANGUAGES]
    _once(shared / "documents-made", lambda: _make(orders))
    return {(one.document.id, one.lang): one.folder for one in orders}


def _make(orders: list[Order]) -> None:
    failures = [outcome.failure for outcome in make_all(orders, jobs=2) if outcome.failure]
    assert failures == []


def _once(mark: Path, work: Callable[[], None]) -> None:
    """Do the work in one process; the others wait for it."""
    done, failed = mark.with_suffix(".done"), mark.with_suffix(".failed")
    try:
        mark.mkdir()
    except FileExistsError:
        begun = time.monotonic()
        while not done.exists():
            assert not failed.exists(), "the reports could not be made: see the other process"
            assert time.monotonic() - begun < PATIENCE, "the reports are not ready"
            time.sleep(0.1)
        return
    try:
        work()
        done.touch()
    except BaseException:
        failed.touch()
        raise
