"""Each notebook runs in a kernel of its own, and whatever becomes of the kernel is told or mended."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from jupyter_core.paths import jupyter_runtime_dir
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from apk_lib.errors import ReportError
from apk_lib.report import engine
from apk_lib.report.documents import DOCUMENTS
from apk_lib.report.execution import run_notebook
from apk_lib.report.forked import forking
from apk_lib.report.forked.forking import CHOICE, NURSERY, Forked, Nursery, Provisioner
from tests.unit.full_disk import limited
from tests.unit.watching import alive, until

Run = Callable[..., str]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WAYS = pytest.mark.parametrize("way", ["forked", "fresh"])
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run cells, and give what the last one showed."""

    def run(*cells: str, time_limit: int = 60) -> str:
        notebook = new_notebook(cells=[new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells, 1)])
        nbformat.write(notebook, tmp_path / "tiny.ipynb")
        run_notebook(tmp_path / "tiny.ipynb", tmp_path / "out.ipynb", {}, time_limit=time_limit)
        outputs = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs
        return "".join(output["data"]["text/plain"] for output in outputs)

    return run


@pytest.fixture
def chosen(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOICE, way)


@pytest.fixture
def nursery(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nursery]:
    """A nursery that may be ruined."""
    own = Nursery()
    monkeypatch.setattr(forking, "NURSERY", own)
    yield own
    if own.zygote is not None:
        own.zygote.end()


def parent_of_a_kernel(run: Run) -> int:
    return int(run("import os\nos.getppid()"))


def connection_files() -> set[Path]:
    return set(Path(jupyter_runtime_dir()).glob("kernel-*.json"))


# --- what a kernel is ------------------------------------------------------------------------------


@WAYS
@pytest.mark.usefixtures("chosen")
def test_a_kernel_knows_that_files_are_made(run: Run, way: str) -> None:
    before = connection_files()
    told = (
        "import os, sys\n[os.environ[name] for name in ('APK_BATCH', 'POLARS_MAX_THREADS')], sys.argv[1], os.getppid()"
    )
    variables, option, parent = eval(run(told))
    assert variables == ["1", "1"]
    assert option == "-f"
    assert (parent == os.getpid()) == (way == "fresh" or sys.platform != "linux")
    assert connection_files() == before


LEAKS = """
import os, random, altair, polars, apk_lib
os.environ["APK_LEAK"] = "yes"
apk_lib.leak = "yes"
altair.renderers.enable("mimetype")
polars.Config.set_tbl_rows(3)
random.seed(1)
os.chdir("/")
"""
FOUND = """
import os, random, altair, polars, apk_lib
("APK_LEAK" in os.environ, hasattr(apk_lib, "leak"), altair.renderers.active,
 polars.Config.state()["POLARS_FMT_MAX_ROWS"], os.getcwd(), random.random())
"""


def test_nothing_that_a_notebook_sets_is_seen_by_the_next(run: Run) -> None:
    before = eval(run(FOUND))
    leaked = eval(run(LEAKS, FOUND))
    after = eval(run(FOUND))
    assert after[:2] == (False, False)
    assert after[:-1] == before[:-1]
    assert all(there != not_there for there, not_there in zip(leaked, after, strict=True))
    assert after[-1] != before[-1]


@on_linux
def test_a_zygote_has_imported_what_reports_import_and_computed_nothing(run: Run) -> None:
    notebooks = [nbformat.read(NOTEBOOKS / document.notebook, as_version=4) for document in DOCUMENTS.values()]
    imports = [cell.source for notebook in notebooks for cell in notebook.cells if cell.id == "imports"]
    assert len(imports) == len(DOCUMENTS)
    first = "import sys\nbefore = set(sys.modules)"
    assert (
        run(first, *imports, "sorted(name for name in set(sys.modules) - before if name.startswith('apk_lib'))") == "[]"
    )
    assert NURSERY.zygote is not None
    tasks = Path(f"/proc/{NURSERY.zygote.process.pid}/task").glob("*/comm")
    names = {task.read_text(encoding="utf-8").strip() for task in tasks}
    # a fork has none of them: the last two only tidy up, those that compute are not there
    assert names <= {Path(sys.executable).resolve().name[:15], "python", "jemalloc_bg_thd", "polars-ooc-clea"}


@on_linux
def test_every_fork_can_compute(run: Run) -> None:
    query = "import polars\npolars.LazyFrame({'a': [1, 1, 2]}).group_by('a').len().sort('a').collect()['len'].to_list()"
    for _ in range(5):
        assert run(query, time_limit=10) == "[2, 1]"


# --- what may go wrong -----------------------------------------------------------------------------


@WAYS
@pytest.mark.usefixtures("chosen")
def test_a_cell_that_takes_too_long_is_ended_and_told(run: Run) -> None:
    begun = time.monotonic()
    with pytest.raises(ReportError) as refused:
        run("1", "import time\ntime.sleep(600)", time_limit=1)
    assert time.monotonic() - begun < 60
    for lang in ("cs", "en"):
        message = refused.value.message(lang)
        assert all(part in message for part in ("tiny.ipynb", "cell-2", "1 s", "--time-limit"))


DEATHS = [("forked", "os._exit(3)", "3"), ("forked", "os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
          ("fresh", "os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL")]  # fmt: skip


@pytest.mark.usefixtures("chosen")
@pytest.mark.parametrize(("way", "death", "told"), DEATHS)
def test_a_kernel_that_dies_is_told(run: Run, tmp_path: Path, death: str, told: str) -> None:
    before = connection_files()
    with pytest.raises(ReportError) as refused:
        run("import os, signal", f"open({str(tmp_path / 'tries')!r}, 'a').write('.')\n{death}")
    for lang in ("cs", "en"):
        assert "cell-2" in refused.value.message(lang)
        assert told in refused.value.message(lang)
    assert (tmp_path / "tries").read_text(encoding="utf-8") == "."
    assert connection_files() == before


def test_a_signal_without_a_name_is_told_by_its_number() -> None:
    assert "signálem 35." in engine._died("a.ipynb", "cell-2", -35).message("cs")


@on_linux
@pytest.mark.parametrize("way", ["kill", "terminate"])
def test_a_forked_kernel_that_is_gone_can_be_ended_again(way: str) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    provisioner = Provisioner()
    provisioner.process = Forked(Mock(ask=lambda order: gone.pid))  # type: ignore[assignment]
    provisioner.pgid = gone.pid
    asyncio.run(getattr(provisioner, way)())


LOST = """
import ctypes, os
from multiprocessing import Pipe
from apk_lib.report.forked.zygote import _forked
os.waitpid(_forked(Pipe()[0], ctypes.CDLL(None), lambda: 1 / 0), 0)
"""


@on_linux
def test_a_fork_that_cannot_start_its_kernel_says_why() -> None:
    done = subprocess.run([sys.executable, "-c", LOST], capture_output=True, text=True, check=True)
    assert "ZeroDivisionError" in done.stderr


PRINTS = """
import sys
for _ in range(10):
    print("x" * 10_000_000)
print("y" * 1_000, file=sys.stderr)
"""
# the most memory that the kernel has held, in kB
PEAK = "__import__('resource').getrusage(0).ru_maxrss"


@WAYS
@pytest.mark.usefixtures("chosen")
def test_what_a_cell_prints_is_not_kept(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("resource")
    grown = run(f"before = {PEAK}", PRINTS, f"{PEAK} - before")
    assert int(grown) < 50_000
    assert (tmp_path / "out.ipynb").stat().st_size < 10_000


PAST_PYTHON = """
import os, subprocess
os.write(1, b"x" * 1_000_000)
os.write(2, b"x" * 1_000_000)
subprocess.run("echo out; echo error >&2", shell=True, check=True)
"""


@WAYS
def test_what_a_cell_writes_past_python_does_not_come_to_the_user(tmp_path: Path, way: str) -> None:
    nbformat.write(new_notebook(cells=[new_code_cell(PAST_PYTHON)]), tmp_path / "tiny.ipynb")
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"} | {CHOICE: way}
    words = [sys.executable, "-c", WORKER, str(tmp_path / "tiny.ipynb")]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "out.ipynb").is_file()


def test_a_notebook_that_the_system_does_not_write_is_no_bug_of_a_cell(run: Run) -> None:
    with limited(50_000), pytest.raises(OSError, match=rf"\[Errno {errno.EFBIG}\]"):
        run("'x' * 100_000")


def test_a_failing_cell_tells_the_end_of_what_was_printed(run: Run) -> None:
    with pytest.raises(PapermillExecutionError) as failed:
        # not in these words, which the traceback quotes
        run("print('x' * 1_000_000)\nprint('as far as', 6 * 7)\n1 / 0")
    assert failed.value.ename == "ZeroDivisionError"
    told = "\n".join(failed.value.traceback)
    assert "as far as 42" in told
    assert "division by zero" in told
    assert len(told) < 10_000


class Ports:
    """Kernels that lose their port a number of times: they end before they are spoken to."""

    def __init__(self, lost: int) -> None:
        self.left, self.asked = lost, 0

    async def launch(self, provisioner: Any, cmd: list[str], **named: Any) -> Any:
        """Start a kernel, or what ends at once."""
        self.asked += 1
        if self.left:
            self.left -= 1
            cmd = [sys.executable, "-c", "raise SystemExit(1)"]
            return await LocalProvisioner.launch_kernel(provisioner, cmd, **named)
        return await LAUNCH(provisioner, cmd, **named)


LAUNCH = Provisioner.launch_kernel


def test_a_kernel_that_does_not_start_is_tried_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = Ports(2)
    monkeypatch.setattr(Provisioner, "launch_kernel", lambda *given, **named: ports.launch(*given, **named))
    assert run("6 * 7") == "42"
    assert ports.asked == 3


def test_a_kernel_that_never_starts_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = Ports(9)
    monkeypatch.setattr(Provisioner, "launch_kernel", lambda *given, **named: ports.launch(*given, **named))
    before = connection_files()
    with pytest.raises(ReportError, match=r"tiny\.ipynb"):
        run("6 * 7")
    assert ports.asked == 3
    assert connection_files() == before


# --- the zygote ------------------------------------------------------------------------------------


@on_linux
def test_a_dead_zygote_is_replaced(run: Run) -> None:
    first = parent_of_a_kernel(run)
    assert parent_of_a_kernel(run) == first
    os.kill(first, signal.SIGKILL)
    assert parent_of_a_kernel(run) not in (first, os.getpid())


@on_linux
def test_a_kernel_ends_with_its_zygote(run: Run) -> None:
    with pytest.raises(ReportError, match="SIGKILL"):
        run("import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(600)", time_limit=60)


@on_linux
@pytest.mark.parametrize(
    "serve",
    ["raise SystemExit(1)", "import multiprocessing.connection as c, sys; c.Connection(int(sys.argv[1])).send(False)"],
    ids=["does not start", "its forks cannot compute"],
)
def test_without_a_zygote_kernels_are_started_anew(
    run: Run, nursery: Nursery, monkeypatch: pytest.MonkeyPatch, serve: str
) -> None:
    monkeypatch.setattr(forking, "_SERVE", serve)
    assert parent_of_a_kernel(run) == os.getpid()
    assert not nursery.fit


@on_linux
def test_a_zygote_that_cannot_load_what_it_needs_says_why(nursery: Nursery, capfd: pytest.CaptureFixture[str]) -> None:
    spec = KernelSpec(metadata={"imports": ["apk_lib.no_such_module"]})
    with pytest.raises(EOFError):
        forking.Zygote(spec)
    assert "No module named 'apk_lib.no_such_module'" in capfd.readouterr().err


@on_linux
def test_a_zygote_that_nobody_waits_for_any_more_ends_without_a_word() -> None:
    orders, theirs = Pipe()
    with theirs:
        number = theirs.fileno()
        words = [sys.executable, "-c", forking._SERVE, str(number), "json"]
        zygote = subprocess.Popen(words, pass_fds=[number], stderr=subprocess.PIPE, text=True)
    # it is still loading: what it will say nobody hears
    orders.close()
    assert zygote.communicate() == (None, "")
    assert zygote.returncode == 0


def test_where_processes_do_not_fork_kernels_are_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert not Nursery().fit


WORKER = """
import sys
from pathlib import Path
from apk_lib.report.execution import run_notebook
run_notebook(Path(sys.argv[1]), Path(sys.argv[1]).with_name("out.ipynb"), {})
"""


@on_linux
def test_nothing_outlives_a_killed_worker(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    tells = (
        f"import os, time\nprint(os.getpid(), os.getppid(), file=open({str(pids)!r}, 'w'), flush=True)\ntime.sleep(600)"
    )
    nbformat.write(new_notebook(cells=[new_code_cell(tells)]), tmp_path / "tiny.ipynb")
    with subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path / "tiny.ipynb")]) as worker:
        until(lambda: pids.exists() and pids.read_text(encoding="utf-8").endswith("\n"))
        kernel, zygote = map(int, pids.read_text(encoding="utf-8").split())
        assert alive(kernel)
        assert alive(zygote)
        worker.kill()
    until(lambda: not alive(kernel) and not alive(zygote))
