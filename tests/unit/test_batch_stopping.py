"""A batch stopped from outside: the whole command in processes of its own, stopped as a user or a system stops it."""

import contextlib
import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.unit.pretended_reports import ROOT
from tests.unit.watching import PATIENCE, alive, until

Folder = Callable[..., Path]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
PERSONS = "recorded_at,withdrawn,person,role\n"
# processes for reports load this program too; polars is loaded in all of them
PROGRAM = """
from apk_lib import cli
from tests.unit.pretended_reports import Kernel, installed
installed(Kernel(600.0))
if __name__ == "__main__":
    cli.main()
"""
STOPPED = ["Hotové zprávy zůstaly. Týž příkaz pokračuje tam, kde skončil.", "Přerušeno. / Interrupted."]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def command(folder: Folder, tmp_path: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """The command over two towns with two periods each, two reports at once, in a group of processes of its own."""
    towns = [folder(name, persons=PERSONS) for name in ("a", "b")]
    (tmp_path / "program.py").write_text(PROGRAM, "utf-8")
    words = [sys.executable, tmp_path / "program.py", "report", *towns, "--out", out, "--jobs", "2"]
    pipe, env = subprocess.PIPE, os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, env=env, text=True, start_new_session=True) as process:
        yield process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def workers(command: subprocess.Popen[str]) -> list[int]:
    """The processes started to make reports, which may be loading the library still."""
    children = psutil.Process(command.pid).children()
    return [child.pid for child in children if "multiprocessing.spawn" in " ".join(child.cmdline())]


def by_ctrl_c(command: subprocess.Popen[str]) -> None:
    """A terminal tells every process of the group."""
    os.killpg(command.pid, signal.SIGINT)


@pytest.mark.parametrize("stop", [by_ctrl_c, subprocess.Popen.terminate], ids=["Ctrl-C", "SIGTERM"])
def test_a_stop_is_heard_while_reports_are_made(
    command: subprocess.Popen[str], out: Path, stop: Callable[[subprocess.Popen[str]], None]
) -> None:
    until(lambda: len(list(out.rglob("report.ipynb"))) == 2, command)
    began = workers(command)
    begun = time.monotonic()
    stop(command)
    told, errors = command.communicate(timeout=PATIENCE)
    assert time.monotonic() - begun < 5
    assert (command.returncode, told) == (130, "Hotové zprávy: 0 ze 4.\n")
    # how far it was, and then nothing but our own words
    assert errors.splitlines()[1:] == STOPPED
    assert len(began) == 2
    until(lambda: not any(map(alive, began)))
    # nothing is left of what was begun
    assert [path for path in out.rglob("*") if path.is_file()] == [out / "batch.csv"]
    assert not list(out.rglob(".*"))
    with (out / "batch.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["town"], row["period"], row["result"]) for row in csv.DictReader(file)]
    assert rows == [(town, period, "waiting") for town in ("a", "b") for period in ("P1", "P2")]


def test_a_stop_is_heard_while_processes_are_started(command: subprocess.Popen[str], out: Path) -> None:
    until(lambda: len(workers(command)) == 2, command)
    by_ctrl_c(command)
    told, errors = command.communicate(timeout=PATIENCE)
    assert (command.returncode, told) == (130, "Hotové zprávy: 0 ze 4.\n")
    # what Python itself may say after them, of the pipes of a process that was just starting, is not ours to hush
    assert errors.splitlines()[1:3] == STOPPED
    assert not list(out.rglob(".*"))


NEVER_ENDING = """
import os, time
import polars
from apk_lib.batch.executors import Careful
class Deaf(Careful):
    lost = ConnectionError
    def run(self, work):
        print("begun", flush=True)
        time.sleep(600)
    def end(self):
        pass
try:
    with Deaf(1) as executor:
        executor.submit(print)
except KeyboardInterrupt:
    os._exit(130)
"""


def test_ctrl_c_is_heard_while_the_last_reports_are_waited_for() -> None:
    with subprocess.Popen([sys.executable, "-c", NEVER_ENDING], stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout
            assert program.stdout.readline() == "begun\n"
            # it has come to the end of `with`
            time.sleep(0.3)
            program.send_signal(signal.SIGINT)
            assert program.wait(5) == 130
        finally:
            program.kill()


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script, log = tmp_path / "parent.py", tmp_path / "log"
    script.write_text(
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from apk_lib.batch.executors import processes\n"
        "def work():\n"
        f"    Path({str(log)!r}).write_text(str(os.getpid()))\n"
        "    time.sleep(600)\n"
        "if __name__ == '__main__':\n"
        "    with processes(1) as executor:\n"
        "        executor.submit(work).result()\n"
    )
    with subprocess.Popen([sys.executable, script], stderr=subprocess.DEVNULL) as parent:
        try:
            until(lambda: log.exists() and log.read_text())
        finally:
            parent.kill()
    until(lambda: not alive(int(log.read_text())))
