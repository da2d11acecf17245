"""A batch under fire: killed, stopped, two at once, no room on the disk, a town that is broken."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from apk_lib.batch import failures, holding, running
from apk_lib.batch.freshness import fresh
from apk_lib.batch.running import make_all
from apk_lib.batch.summary import write_table
from apk_lib.cli import batch as commands
from apk_lib.errors import ReportError
from apk_lib.report import placing, writing
from apk_lib.report.making import Order, Outcome
from tests.unit.full_disk import limited
from tests.unit.pretended_reports import ROOT, Inline, Kernel, batch, installed, ordered
from tests.unit.test_report_independence import files
from tests.unit.watching import PATIENCE, until

Folder = Callable[..., Path]
PERSONS = "recorded_at,withdrawn,person,role\n"


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    return installed(Kernel(), monkeypatch.setattr)


@pytest.fixture
def towns(folder: Folder) -> list[Path]:
    return [folder(name, persons=PERSONS + "x\n" * n) for n, name in enumerate(("Ústí nad Orlicí", "b", "c (kopie)"))]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "zprávy všech měst"


def state(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def states(outcomes: list[Outcome]) -> list[str]:
    return [one.state for one in outcomes]


# --- killed, stopped -------------------------------------------------------------------------------


def started(out: Path, seconds: float, note: Path, towns: list[Path]) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.unit.pretended_reports", out, str(seconds), note, *towns]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_batch_killed_in_the_middle_goes_on_where_it_was(
    kernel: Kernel, towns: list[Path], out: Path, tmp_path: Path
) -> None:
    asked = ordered(towns, out)
    killed = started(out, 0.3, tmp_path / "made", towns)
    # the second report stands and the third is being made
    until(lambda: (asked[1].folder / "passport.json").is_file(), killed)
    until(lambda: any(asked[2].folder.parent.glob(".internal.*/")), killed)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    before = {order: state(order.folder) for order in asked if order.folder.exists()}
    assert list(before) == asked[:2]
    outcomes = batch(asked)
    assert states(outcomes) == ["kept"] * 2 + ["made"] * 4
    assert all(state(order.folder) == was for order, was in before.items())
    # nothing is left of what was under way, and everything is as if nothing had happened
    whole = files(out)
    assert not [name for name in whole if Path(name).parent.name.startswith(".") or ".lock" in name]
    elsewhere = tmp_path / "elsewhere"
    batch(ordered(towns, elsewhere))
    assert files(elsewhere) == whole


def test_a_batch_that_somebody_stops_leaves_whole_reports(kernel: Kernel, towns: list[Path], out: Path) -> None:
    asked = ordered(towns, out)
    kernel.fails["b P1"] = KeyboardInterrupt()
    outcomes = make_all(asked, 1, Inline())
    with pytest.raises(KeyboardInterrupt):
        list(outcomes)
    made = {Path(name).parts[:2] for name in files(out)}
    assert made == {("Ústí nad Orlicí", "P1"), ("Ústí nad Orlicí", "P2")}
    kernel.fails.clear()
    assert states(batch(asked)) == ["kept"] * 2 + ["made"] * 4


def test_what_a_killed_batch_left_beside_a_report_is_cleared_up_by_who_holds_its_place(
    kernel: Kernel, towns: list[Path], out: Path
) -> None:
    [asked, *_] = ordered(towns, out)
    batch([asked])
    left = [asked.folder.with_name(f".{name}.killed") for name in ("internal", "internal.failed.log")]
    for folder in left:
        folder.mkdir()
    assert fresh(asked)
    assert all(map(Path.is_dir, left))
    assert states(batch([asked])) == ["kept"]
    assert not any(map(Path.exists, left))


def test_what_was_left_of_a_table_goes_with_the_next_one(out: Path) -> None:
    (out / ".batch.csv.killed").mkdir(parents=True)
    (out / ".batch.csv.killed/batch.csv").write_text("half a t", encoding="utf-8")
    write_table([], [], out)
    assert [path.name for path in out.rglob("*")] == ["batch.csv"]


def test_what_somebody_makes_is_not_cleared_up_after_a_stop(towns: list[Path], out: Path) -> None:
    [begun, *others] = [order.folder for order in ordered(towns[:2], out)]
    begun.parent.mkdir(parents=True)
    versions = [begun.with_name(f".internal{version}.killed") for version in ("", "-v2")]
    for folder in versions:
        folder.mkdir()
    with holding.held(begun, wait=False):
        holding.clear_up(begun)
        assert all(map(Path.is_dir, versions))
    for folder in (begun, *others):
        holding.clear_up(folder)
    # nor is a folder made for what was never begun
    assert [path.name for path in out.rglob("*")] == [towns[0].name, "P1", "cs"]


# --- two at once -----------------------------------------------------------------------------------


def test_two_batches_at_once_make_each_report_once(towns: list[Path], out: Path, tmp_path: Path) -> None:
    note = tmp_path / "made"
    both = [started(out, 0.2, note, towns) for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(note.read_text(encoding="utf-8").splitlines()) == sorted(
        f"{town.name} {period}" for town in towns for period in ("P1", "P2")
    )
    assert sorted(said[0] + said[1]) == ["kept"] * 6 + ["made"] * 6
    assert not [name for name in files(out) if "/." in name]


def test_what_another_batch_is_making_is_left_for_the_end(kernel: Kernel, towns: list[Path], out: Path) -> None:
    asked = ordered(towns[1:], out)
    asked[0].folder.parent.mkdir(parents=True)
    elsewhere = FileLock(asked[0].folder.with_name(".internal.lock"))
    elsewhere.acquire()
    coming = make_all(asked, 1, Inline())
    others = [next(coming).order for _ in asked[1:]]
    assert set(others) == set(asked[1:])
    elsewhere.release()
    assert [one.order for one in coming] == asked[:1]


def test_a_place_is_held_by_one_at_a_time(out: Path) -> None:
    folder = out / "internal"
    with holding.held(folder, wait=False) as first, holding.held(folder, wait=False) as second:
        assert (first, second) == (True, False)
    with holding.held(folder, wait=False) as third:
        assert third
    assert list(out.iterdir()) == []


def test_a_report_that_another_batch_made_meanwhile_is_kept(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(towns[:1], out)
    batch(asked)
    outcome = running.outcome_of(asked[0], again=False, wait=False)
    assert outcome is not None
    assert (outcome.state, outcome.folder) == ("kept", asked[0].folder)


# --- what cannot be made ---------------------------------------------------------------------------


def test_a_full_disk_fails_the_report_and_leaves_the_others(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(towns, out)
    batch(asked)
    (towns[1] / "persons.csv").write_text(PERSONS + "y\n", encoding="utf-8")
    before = files(out)

    def full(path: Path, text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for module in (writing, failures, running.make.__globals__):
        put = monkeypatch.setitem if isinstance(module, dict) else monkeypatch.setattr
        put(module, "write_text", full)  # type: ignore[arg-type]
    outcomes = {one.order: one for one in batch(asked)}
    assert states([outcomes[order] for order in asked]) == ["kept", "kept", "failed", "failed", "kept", "kept"]
    failure = outcomes[asked[2]].failure
    assert failure
    assert "na disku není místo" in failure.message("cs")
    # there is no room for a log either: what is told stands on the screen alone
    assert outcomes[asked[2]].log is None
    assert files(out) == before
    monkeypatch.undo()
    installed(kernel)
    assert states(batch(asked)).count("made") == 2


@pytest.mark.parametrize(
    ("size", "log"),
    [pytest.param(90, False, id="not even a log"), pytest.param(400, True, id="a table of polars"),
     pytest.param(20_000, True, id="a page")],
)  # fmt: skip
def test_a_system_that_writes_no_more_fails_the_report_and_leaves_nothing_half_written(
    kernel: Kernel, towns: list[Path], out: Path, size: int, log: bool
) -> None:
    asked = ordered(towns[1:2], out)
    with limited(size):
        outcomes = batch(asked)
    assert states(outcomes) == ["failed"] * 2
    for outcome in outcomes:
        assert outcome.failure
        assert f"zprávu nelze zapsat (chyba systému č. {errno.EFBIG})" in outcome.failure.message("cs")
    assert list(files(out)) == [f"b/{period}/cs/internal.failed.log" for period in ("P1", "P2")] * log
    # with room again everything is as if nothing had happened
    assert states(batch(asked)) == ["made"] * 2
    assert len(files(out)) == 2 * 8


def test_a_folder_that_may_only_be_read(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(towns[:1], out)
    batch(asked[:1])
    before = files(out)
    _nothing_can_be_written(monkeypatch)
    outcomes = batch(asked)
    monkeypatch.undo()
    # what stands and is fresh needs no writing
    assert states(outcomes) == ["kept", "failed"]
    assert outcomes[1].failure
    assert "jen ke čtení" in outcomes[1].failure.message("cs")
    assert "--out" in outcomes[1].failure.message("en")
    assert files(out) == before


def test_all_that_is_fresh_is_told_also_where_no_table_can_be_written(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ordered(towns, out)
    batch(asked)
    before = files(out)
    _nothing_can_be_written(monkeypatch)
    commands.make_and_tell(asked, (), out, "en", jobs=1, address="", again=False)
    monkeypatch.undo()
    told = capsys.readouterr()
    assert told.out.splitlines()[-1] == "Reports made: 6 of 6, 6 kept."
    assert told.err.splitlines()[-1] == (
        f"{out / 'batch.csv'}: the table of the reports cannot be written (the disk is read-only). The reports "
        "themselves are not affected."
    )
    assert files(out) == before


def _nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    for name in ("mkdir", "rename", "unlink", "open"):
        monkeypatch.setattr(Path, name, refused if name != "open" else _only_read(Path.open))
    monkeypatch.setattr(FileLock, "acquire", refused)


def _only_read(opened: Callable[..., object]) -> Callable[..., object]:
    def open_(path: Path, mode: str = "r", *more: object, **named: object) -> object:
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(path, mode, *more, **named)

    return open_


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_failure_keeps_a_log_until_the_report_is_made(
    kernel: Kernel, towns: list[Path], out: Path, audience: str
) -> None:
    [order, *_] = [Order(**{name: getattr(one, name) for name in one.__slots__} | {"audience": audience})  # type: ignore[arg-type]
                   for one in ordered(towns[1:2], out, lang="en")]  # fmt: skip
    kernel.fails["b P1"] = ValueError("Jan Novák, 1 row")
    [outcome] = batch([order])
    assert outcome.log == out / f"b/P1/en/{audience}.failed.log"
    said = outcome.log.read_text(encoding="utf-8")
    assert said.startswith("P1: a bug (ValueError). Report it.\n")
    # what leaves the town shows no row, not even by mistake
    assert ("Traceback" in said) == ("Novák" in said) == (audience == "internal")


def test_a_log_is_written_whole_while_another_batch_clears_up(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [order, *_] = ordered(towns[1:2], out)
    kernel.fails["b P1"] = ReportError(placing.not_written(out, OSError(errno.ENOSPC, "")).text)

    def write(path: Path, text: str) -> None:
        placing.recover(order.folder)
        writing.write_text(path, text)

    monkeypatch.setattr(failures, "write_text", write)
    [outcome] = batch([order])
    assert outcome.log
    assert outcome.log.is_file()


def test_a_log_goes_once_the_report_is_made(kernel: Kernel, towns: list[Path], out: Path) -> None:
    [order, other] = ordered(towns[1:2], out)
    kernel.fails["b P1"] = ReportError(placing.not_written(out, OSError(errno.ENOSPC, "")).text)
    failed, made = batch([order, other])
    assert failed.log
    assert failed.log.read_text(encoding="utf-8") == f"{failed.failure.message('cs')}\n"  # type: ignore[union-attr]
    assert made.state == "made"
    kernel.fails.clear()
    assert states(batch([order, other])) == ["made", "kept"]
    assert not failed.log.exists()


def test_an_executor_that_loses_a_report_does_not_lose_the_others(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Losing(Inline):
        def submit(self, work: Callable[..., object], /, *args: object, **kwargs: object):  # type: ignore[no-untyped-def]
            def lost(*_: object, **__: object) -> None:
                raise ReportError(placing.not_written(out, OSError(errno.EIO, "")).text)

            return super().submit(lost if args[0] == asked[1] else work, *args, **kwargs)

    asked = ordered(towns, out)
    outcomes = {one.order: one.state for one in make_all(asked, 1, Losing())}
    assert [outcomes[order] for order in asked] == ["made", "failed", *["made"] * 4]


# --- order, clock, nothing -------------------------------------------------------------------------


def test_the_order_of_a_batch_changes_no_byte(kernel: Kernel, towns: list[Path], tmp_path: Path) -> None:
    made = []
    for seed in range(3):
        asked = ordered(towns, tmp_path / f"out{seed}")
        random.Random(seed).shuffle(asked)
        assert states(batch(asked)) == ["made"] * 6
        made.append(files(tmp_path / f"out{seed}"))
    assert made[0] == made[1] == made[2]
    assert len(made[0]) == 6 * 8


@pytest.mark.parametrize("years", [-30, 30])
def test_no_clock_decides(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    asked = ordered(towns, out)
    batch(asked)
    before = files(out)
    moment = time.time() + years * 31_557_600
    monkeypatch.setattr(time, "time", lambda: moment)
    for path in [*out.rglob("*"), *(path for town in towns for path in town.rglob("*"))]:
        os.utime(path, (moment, moment))
    assert states(batch(asked)) == ["kept"] * 6
    (towns[1] / "persons.csv").write_text(PERSONS, encoding="utf-8")
    assert states(batch(asked)).count("made") == 2
    assert {name for name, content in files(out).items() if before[name] != content} <= {
        name for name in before if name.startswith("b/")
    }


def test_nothing_asked_is_nothing_made(kernel: Kernel) -> None:
    assert list(make_all([], 2)) == []
