"""A batch under fire: killed, stopped, two at once, no room on the disk, a town that is broken."""

import csv
import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from apk_lib.batch import failures, holding, running
from apk_lib.batch.asking import Unusable
from apk_lib.batch.asking import ordered as ordered_of_towns
from apk_lib.batch.freshness import fresh
from apk_lib.batch.progress import Tally
from apk_lib.batch.running import make_all
from apk_lib.batch.summary import lines, write_table
from apk_lib.cli import batch as commands
from apk_lib.errors import ApkError, DataError, ParameterError, ReportError
from apk_lib.report import placing, writing
from apk_lib.report.making import Order, Outcome
from tests.unit.pretended_reports import ROOT, Inline, Kernel, batch, installed, ordered
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


def files(out: Path) -> dict[str, bytes]:
    """Every file there is, hidden ones too."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


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
    left, note = asked.folder.with_name(".internal.killed"), asked.folder.with_name(".text-x")
    for folder in (left, note):
        folder.mkdir()
    assert fresh(asked)
    assert left.is_dir()
    assert states(batch([asked])) == ["kept"]
    assert not left.exists()
    assert note.is_dir()


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


def test_a_folder_that_may_only_be_read(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(towns[:1], out)
    batch(asked[:1])
    before = files(out)

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    for name in ("mkdir", "rename", "unlink", "open"):
        monkeypatch.setattr(Path, name, refused if name != "open" else _only_read(Path.open))
    monkeypatch.setattr(FileLock, "acquire", refused)
    outcomes = batch(asked)
    monkeypatch.undo()
    # what stands and is fresh needs no writing
    assert states(outcomes) == ["kept", "failed"]
    assert outcomes[1].failure
    assert "jen ke čtení" in outcomes[1].failure.message("cs")
    assert "--out" in outcomes[1].failure.message("en")
    assert files(out) == before


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


# --- many towns ------------------------------------------------------------------------------------


def one_order(towns: list[Path], out: Path) -> Callable[[Path], Iterator[Order]]:
    return lambda town: iter(ordered([town], out))


def test_a_broken_town_is_one_failure_among_the_others(towns: list[Path], out: Path) -> None:
    (towns[1] / "project.toml").write_text("[", encoding="utf-8")
    orders, unusable = ordered_of_towns(towns, one_order(towns, out))
    assert {order.data.name for order in orders} == {towns[0].name, towns[2].name}
    assert [one.town for one in unusable] == ["b"]
    with pytest.raises(ApkError):
        ordered_of_towns(towns[1:2], one_order(towns, out))


def test_a_parameter_that_cannot_be_used_ends_the_batch(towns: list[Path], out: Path) -> None:
    with pytest.raises(ParameterError):
        ordered_of_towns(towns, lambda town: ordered([town], out, as_of="zítra"))


def test_a_file_of_data_that_cannot_be_read_is_told(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(towns, out)
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == asked[2].data / "persons.csv":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    outcomes = batch(asked)
    assert states(outcomes) == ["made", "made", "failed", "failed", "made", "made"]
    assert isinstance(outcomes[2].failure, DataError)
    assert "persons.csv" in outcomes[2].failure.message("cs")


def test_two_towns_of_one_name_are_refused(folder: Folder, out: Path) -> None:
    one, other = folder("2020/Kroměříž"), folder("2023/kroměříž")
    with pytest.raises(ParameterError) as refused:
        ordered_of_towns([one, other], one_order([], out))
    for lang in ("cs", "en"):
        assert str(one) in refused.value.message(lang)  # type: ignore[arg-type]
        assert str(other) in refused.value.message(lang)  # type: ignore[arg-type]
    # the same folder written twice is one town
    assert len(ordered_of_towns([one, one / "../Kroměříž"], one_order([], out))[0]) == 2


@pytest.mark.parametrize("place", ["", "outputs", "a/b"])
def test_reports_among_the_data_of_a_town_are_refused(towns: list[Path], place: str) -> None:
    inside = towns[1] / place
    with pytest.raises(ParameterError) as refused:
        ordered_of_towns(towns, one_order(towns, inside))
    for lang in ("cs", "en"):
        assert str(inside) in refused.value.message(lang)  # type: ignore[arg-type]
        assert "--out" in refused.value.message(lang)  # type: ignore[arg-type]
    assert not (towns[1] / "outputs").exists()


# --- progress --------------------------------------------------------------------------------------


def test_the_progress_counts_and_guesses(towns: list[Path], out: Path) -> None:
    order = ordered(towns[:1], out)[0]
    tally = Tally(10, 2)
    assert tally.seconds_left is None
    assert tally.told("cs") == "hotovo 0, beze změny 0, chyby 0, počítá se 2"
    for outcome in (Outcome(order, 0.0, kept=True), Outcome(order, 100.0), Outcome(order, 400.0), Outcome(order, 40.0)):
        tally.add(outcome)
    # six wait, two at once, each as long as the middle one of those made: three times 100 seconds
    assert (tally.waiting, tally.running, tally.seconds_left) == (6, 2, 300.0)
    assert tally.told("cs") == "hotovo 3, beze změny 1, chyby 0, počítá se 2, zbývá asi 5 min"
    for _ in range(5):
        tally.add(Outcome(order, 1.0, placing.not_written(out, OSError())))
    assert tally.running == 1
    assert tally.told("en") == "made 3, kept 1, failed 5, running 1, less than a minute left"


def test_the_time_left_is_that_of_the_workers_who_make_the_reports(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Workers(Inline):
        places = 7

    counted = []
    monkeypatch.setattr(commands, "scheduler", lambda address: Workers())
    monkeypatch.setattr(commands, "Tally", lambda total, jobs: counted.append((total, jobs)) or Tally(total, jobs))
    for address in ("tcp://workers", ""):
        commands.make_and_tell(ordered(towns[:1], out), (), out, "cs", jobs=2, address=address, again=False)
    assert counted == [(2, 7), (2, 2)]


def test_the_table_names_every_report(kernel: Kernel, towns: list[Path], out: Path) -> None:
    asked = ordered(towns[:2], out)
    batch(asked[:1])
    kernel.fails["b P2"] = ReportError(placing.not_written(out, OSError(errno.ENOSPC, "")).text)
    outcomes = batch(asked)
    unusable = [Unusable(towns[2], DataError(placing.not_written(out, OSError()).text))]
    write_table(outcomes, unusable, out)
    with (out / "batch.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["town"], row["period"], row["result"], row["file"]) for row in csv.DictReader(file)]
    town = towns[0].name
    assert rows == [
        (town, "P1", "kept", f"{out}/{town}/P1/cs/internal/report.html"),
        (town, "P2", "made", f"{out}/{town}/P2/cs/internal/report.html"),
        ("b", "P1", "made", f"{out}/b/P1/cs/internal/report.html"),
        ("b", "P2", "failed", f"{out}/b/P2/cs/internal.failed.log"),
        ("c (kopie)", "", "failed", ""),
    ]
    said = list(lines(outcomes, unusable, "cs"))
    assert [line.failed for line in said] == [False, False, False, True, True, False]
    assert said[0].text.startswith("Ústí nad Orlicí  P1  beze změny  ")
    assert said[3].text.startswith("b                P2  CHYBA  ")
    assert said[3].text.endswith("internal.failed.log")
    assert said[-1].text == "Hotové zprávy: 3 z 5, z toho beze změny 1."
