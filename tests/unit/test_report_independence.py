"""The bytes of a report never depend on which others were made before it in the same process."""

import gc
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import _lru_cache_wrapper
from pathlib import Path

import nbformat
import pytest

from apk_lib.batch.executors import processes
from apk_lib.report import making
from apk_lib.report.documents import PROGRESS
from apk_lib.report.execution import Executed
from apk_lib.report.making import Order, make, orders
from apk_lib.report.model import Foot, Report
from apk_lib.report.versions import Place
from apk_lib.report.writing import FORMATS
from apk_lib.results import Curves
from apk_lib.sample import write_sample
from tests.unit.pretended_reports import ROOT, account
from tests.unit.test_publishing_reports import figures
from tests.unit.test_report_pdf import FRONT, section

Files = dict[str, bytes]


def files(out: Path) -> Files:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def forget() -> None:
    """What the library remembers in a process is gone, as in a new one."""
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper) and one.__module__.startswith("apk_lib."):
            one.cache_clear()


def written(out: Path, given: Sequence[tuple[Order, Executed]]) -> Files:
    """The files of reports, written one after another by what comes after the kernel."""
    forget()
    for order, executed in given:
        work = out / order.audience
        work.mkdir(parents=True)
        making._write(order, executed, work, Place(work, 1), "0")
    return files(out)


def test_what_is_written_does_not_depend_on_what_was_written_before(tmp_path: Path) -> None:
    """Two reports that share their pictures, their categories and their letters, but not what these are called."""
    curves = Curves.create_empty()
    given = []
    for audience, lang, named in (("internal", "cs", "první"), ("public", "en", "the first")):
        front = replace(FRONT, lang=lang, audience=audience, title=named)
        shared = replace(section("alfa"), indicators=("posts_filled",))
        report = Report(front, (shared, section(named)), Foot((named,)))
        order = Order(Path("report.ipynb"), Path(named), "P1", lang, "", tmp_path, PROGRESS, audience, FORMATS)
        frame = figures(4.0 if lang == "cs" else 3.0)
        told = account(order.parameters)
        executed = Executed(nbformat.v4.new_notebook(), report, frame, curves, told, {"post": {"A1": named}})
        given.append((order, executed))
    one, other = written(tmp_path / "one", given), written(tmp_path / "other", given[::-1])
    assert len(one) == 2 * (len(FORMATS) + 6) + 1
    assert [name for name in one if one[name] != other[name]] == []


@pytest.mark.slow
def test_what_is_made_does_not_depend_on_what_was_made_before(tmp_path: Path) -> None:
    model, town = ROOT / "data/kromeriz", tmp_path / "mesto"
    shutil.copytree(model / "context", town / "context")
    shutil.copy(model / "project.toml", town)
    write_sample(town, 7)
    made = []
    for turn in (1, -1):
        out = tmp_path / f"out{turn}"
        [public] = orders(PROGRESS, ROOT / "notebooks", model, "P2", "cs", "", out, "public", FORMATS)
        [internal] = orders(PROGRESS, ROOT / "notebooks", town, "P1", "en", "", out, "internal", FORMATS)
        with processes(1) as executor:
            outcomes = [executor.submit(make, order) for order in (public, internal)[::turn]]
        assert [one.result().failure for one in outcomes] == [None, None]
        made.append(files(out))
    assert len(made[0]) == 2 * (len(FORMATS) + 6) + 1
    assert [name for name in made[0] if made[0][name] != made[1].get(name)] == []
