"""Executors of reports: a worker that is killed, a scheduler that is not there, a machine that is not like ours."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from apk_lib.batch import cluster as asking
from apk_lib.batch.executors import Careful, Made, processes, scheduler
from apk_lib.errors import ParameterError, ReportError
from apk_lib.report.documents import PROGRESS
from apk_lib.report.making import Order, make, orders
from tests.unit.fake_work import KILL, SAID, noted, refused
from tests.unit.watching import PATIENCE, alive, until


def here(order: Order) -> tuple[Path, bool]:
    return Path.cwd(), order.data.exists()


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """An order whose folders exist; nothing in them is read."""
    for name in ("data", "out"):
        (tmp_path / name).mkdir()
    notebook = tmp_path / "report.ipynb"
    notebook.touch()
    return Order(notebook, tmp_path / "data", "P1", "cs", "", tmp_path / "out")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where fake reports note what they do."""
    return tmp_path / "log"


# --- processes -------------------------------------------------------------------------------------


def test_each_report_is_made_in_another_process_and_there_are_no_more_than_asked_for(log: Path) -> None:
    with processes(2) as executor:
        made = [executor.submit(noted, log, str(n), 0.05) for n in range(6)]
    pids = {future.result() for future in made}
    assert os.getpid() not in pids
    assert 1 <= len(pids) <= 2


def test_an_error_of_the_work_comes_as_it_is() -> None:
    with processes(1) as executor, pytest.raises(ReportError) as failed:
        executor.submit(refused).result()
    assert failed.value.text == SAID


def test_a_report_whose_process_is_killed_is_made_again_alone_and_the_others_never_notice(log: Path) -> None:
    with processes(2) as executor:
        lost = executor.submit(noted, log, "lost", 0.3, deaths=1)
        others = [executor.submit(noted, log, f"other{n}", 0.2) for n in range(5)]
    assert lost.result() not in (0, os.getpid())
    assert all(future.result() for future in others)
    log = [line.split()[0] for line in log.read_text().splitlines()]
    assert [log.count(f"other{n}") for n in range(5)] == [1] * 5
    assert log.count("lost") == 2
    again = len(log) - 1 - log[::-1].index("lost")
    assert log[again + 1] == "/lost"
    begun_before = {name for name in log[:again] if name.startswith("other")}
    assert begun_before
    assert {f"/{name}" for name in begun_before} <= set(log[:again])


def test_a_report_that_kills_its_process_twice_fails_by_itself(log: Path) -> None:
    with processes(2) as executor:
        lost = executor.submit(noted, log, "lost", deaths=9)
        other = executor.submit(noted, log, "other")
    assert other.result()
    with pytest.raises(ReportError, match="dvakrát náhle skončil"):
        lost.result()
    assert log.read_text().count("lost ") == 2


def test_leaving_by_an_exception_ends_what_runs_and_drops_what_waits(log: Path) -> None:
    with contextlib.suppress(KeyboardInterrupt), processes(1) as executor:
        runs = executor.submit(noted, log, "runs", 600)
        waits = executor.submit(noted, log, "waits")
        until(log.exists)
        raise KeyboardInterrupt
    assert waits.cancelled()
    assert runs.exception() is not None
    name, pid = log.read_text().split()
    assert name == "runs"
    until(lambda: not alive(int(pid)))


class Losing(Careful):
    """Two places; one report takes until everything is stopped, the other is lost at once."""

    lost = ConnectionError
    lost_twice = SAID

    def __init__(self) -> None:
        super().__init__(2)
        self.begun: list[object] = []
        self.stopped = threading.Event()

    def run(self, work: Callable[[], Made]) -> Made:
        self.begun.append(work())
        if self.begun[-1] == "long":
            self.stopped.wait(PATIENCE)
        raise ConnectionError

    def end(self) -> None:
        self.stopped.set()


def test_a_lost_report_that_waits_to_be_made_again_is_not_begun_after_everything_was_stopped() -> None:
    executor = Losing()
    with contextlib.suppress(KeyboardInterrupt), executor:
        futures = [executor.submit(str, "long")]
        until(lambda: executor.begun)
        futures.append(executor.submit(str, "lost"))
        until(lambda: len(executor.begun) == 2)
        # it waits for all the places
        until(executor._door.locked)
        raise KeyboardInterrupt
    assert executor.begun == ["long", "lost"]
    assert all(future.done() for future in futures)


# --- a scheduler -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Two workers of one thread each; a report may take one of them with it once."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=100) as local,
    ):
        yield local.scheduler_address


@pytest.fixture
def bare() -> Iterator[Callable[..., LocalCluster]]:
    """A scheduler with so many workers in threads of this process: `bare(n_workers=0)`."""
    started = []

    def start(n_workers: int, threads_per_worker: int = 1) -> LocalCluster:
        local = LocalCluster(
            n_workers=n_workers,
            threads_per_worker=threads_per_worker,
            processes=False,
            protocol="tcp",
            dashboard_address=":0",
            silence_logs=100,
        )
        started.append(local)
        return local

    yield start
    for local in started:
        local.close()


def test_dask_is_not_loaded_unless_a_scheduler_is_given() -> None:
    program = (
        "import sys, apk_lib.cli\n"
        "from apk_lib.batch.executors import processes\n"
        "with processes(1): pass\n"
        "sys.exit(' '.join({'distributed', 'dask', 'tblib'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("\n", 1)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ParameterError, match=r"pip install 'apk-lib\[dask\]'"):
        scheduler("tcp://127.0.0.1:8786")


@pytest.mark.parametrize("address", ["", "10.0.0.5", "http://127.0.0.1:8786", "tcp://127.0.0.1:port"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ParameterError, match=f"„{address}“"):
        scheduler(address)


def test_where_nobody_listens_the_command_does_not_wait_for_ever() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(ParameterError, match="neozval"):
            scheduler(address, seconds=0.5)
    assert time.monotonic() - begun < 5


def test_who_listens_but_is_no_scheduler_is_not_waited_for_either() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(ParameterError, match="neozval"):
            scheduler(address, seconds=0.5)


def test_a_scheduler_without_workers_is_refused(bare: Callable[..., LocalCluster]) -> None:
    with pytest.raises(ParameterError, match="dask worker ADRESA --nthreads 1"):
        scheduler(bare(n_workers=0).scheduler_address, seconds=0.2)


def test_a_worker_of_several_threads_is_refused(bare: Callable[..., LocalCluster]) -> None:
    with pytest.raises(ReportError, match=r"ve více vláknech jednoho procesu \(2\)"):
        scheduler(bare(n_workers=1, threads_per_worker=2).scheduler_address)


def test_a_worker_with_other_code_or_packages_is_refused(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = asking.made_by()
    monkeypatch.setattr(asking, "made_by", lambda: ours | {"apk-lib": "0" * 64, "polars": "1.0.0"})
    with pytest.raises(ReportError, match=rf"{socket.gethostname()}.*\(apk-lib, polars {ours['polars']} ≠ 1.0.0\)"):
        scheduler(cluster)


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be stopped there")
def test_a_worker_that_is_stuck_is_not_waited_for_for_ever(
    cluster: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scheduler(cluster) as executor:
        stuck = executor.submit(noted, log, "a").result(PATIENCE)
    monkeypatch.setattr(asking, "ANSWERING", 0.3)
    os.kill(stuck, signal.SIGSTOP)
    try:
        with pytest.raises(ParameterError, match=r"do 0\.3 s neodpověděl"):
            scheduler(cluster)
    finally:
        os.kill(stuck, signal.SIGCONT)


def test_the_working_directory_is_that_of_who_asks(
    cluster: str, order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    relative = Order(Path("report.ipynb"), Path("data"), "P1", "cs", "", Path("out"))
    with scheduler(cluster) as executor:
        assert executor.submit(here, relative).result(PATIENCE) == (tmp_path, True)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_worker_that_does_not_see_the_folders_is_named(cluster: str, order: Order) -> None:
    with scheduler(cluster) as executor:
        order.data.rmdir()
        with pytest.raises(ReportError, match=f"{socket.gethostname()}.*nevidí {order.data}"):
            executor.submit(here, order).result(PATIENCE)
        order.data.mkdir()
        # another folder of the same name there: it does not hold the mark that this machine put into its own
        (mark,) = order.out.iterdir()
        mark.rename(order.out / "aside")
        with pytest.raises(ReportError, match=f"nevidí {order.out}"):
            executor.submit(here, order).result(PATIENCE)
        (order.out / "aside").rename(mark)
        assert executor.submit(here, order).result(PATIENCE)
        # the same folders, but the program is installed elsewhere
        order.notebook.unlink()
        with pytest.raises(ReportError, match=f"nemá notebook.*{order.notebook}"):
            executor.submit(here, order).result(PATIENCE)


def test_an_output_folder_that_cannot_be_made_fails_the_report(cluster: str, order: Order) -> None:
    order.out.rmdir()
    order.out.write_text("a file")
    with scheduler(cluster) as executor, pytest.raises(ReportError, match=str(order.out)):
        executor.submit(here, order).result(PATIENCE)


def test_an_error_of_the_work_comes_through_dask_as_it_is(cluster: str) -> None:
    with scheduler(cluster) as executor, pytest.raises(ReportError) as failed:
        executor.submit(refused).result(PATIENCE)
    assert failed.value.text == SAID


def test_the_report_of_a_worker_that_is_killed_is_made_by_another(
    cluster: str, log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with scheduler(cluster) as executor:
        made = executor.submit(noted, log, "lost", 2)
        until(lambda: log.exists() and log.read_text())
        killed = int(log.read_text().split()[1])
        os.kill(killed, KILL)
        other = executor.submit(noted, log, "other")
        assert made.result(PATIENCE) != killed
        assert other.result(PATIENCE) != killed
    assert capfd.readouterr() == ("", "")


def test_a_report_that_kills_every_worker_fails_by_itself(cluster: str, log: Path) -> None:
    with scheduler(cluster) as executor:
        lost = executor.submit(noted, log, "lost", deaths=9)
        others = [executor.submit(noted, log, f"other{n}") for n in range(3)]
        with pytest.raises(ReportError, match="nakonec i když se nepočítalo nic"):
            lost.result(PATIENCE)
        assert all(other.result(PATIENCE) for other in others)


def test_leaving_by_an_exception_drops_what_waits_at_the_scheduler(cluster: str, log: Path) -> None:
    with contextlib.suppress(KeyboardInterrupt), scheduler(cluster) as executor:
        waits = [executor.submit(noted, log, f"n{n}", 1) for n in range(6)]
        until(lambda: log.exists() and len(log.read_text().splitlines()) >= 2)
        raise KeyboardInterrupt
    assert all(future.done() for future in waits)
    time.sleep(1.5)
    assert sum(line.startswith("n") for line in log.read_text().splitlines()) <= 4


def test_a_cancellation_that_dask_loses_is_not_waited_for(
    cluster: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.suppress(KeyboardInterrupt), scheduler(cluster) as executor:
        monkeypatch.setattr("distributed.cfexecutor.ClientExecutor.shutdown", lambda self, wait: None)
        made = executor.submit(noted, log, "long", 20)
        until(lambda: log.exists() and log.read_text())
        begun = time.monotonic()
        raise KeyboardInterrupt
    assert made.done()
    assert time.monotonic() - begun < 10


def test_a_scheduler_that_is_killed_fails_what_it_had_and_what_waited(log: Path, root: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with contextlib.ExitStack() as started:

        def start(*words: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", *words, "--dashboard-address", ":0"]
            process = started.enter_context(subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=root))
            started.callback(process.kill)
            return process

        killed = start("distributed.cli.dask_scheduler", "--host", address)
        start("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny")
        with scheduler(address, seconds=PATIENCE) as executor:
            lost = [executor.submit(noted, log, f"n{n}", 2) for n in range(2)]
            until(log.exists)
            killed.kill()
            for future in lost:
                with pytest.raises(ReportError, match="Spojení s plánovačem Dask se ztratilo"):
                    future.result(PATIENCE)


def test_a_report_that_nobody_is_left_to_make_does_not_wait_for_ever(
    log: Path, bare: Callable[..., LocalCluster]
) -> None:
    local = bare(n_workers=1)
    with scheduler(local.scheduler_address, seconds=0.5) as executor:
        local.scale(0)
        until(lambda: not local.scheduler.workers)
        made = executor.submit(noted, log, "never")
        with pytest.raises(ReportError, match="nezbyl nikdo"):
            made.result(PATIENCE)
    assert not log.exists()


@pytest.mark.slow
def test_reports_made_through_dask_are_the_same_to_the_byte(cluster: str, root: Path, tmp_path: Path) -> None:
    made = {}
    for way in ("processes", "dask"):
        asked = orders(PROGRESS, root / "notebooks", root / "data/kromeriz", "all", "cs", "", tmp_path / way)[1:3]
        with processes(2) if way == "processes" else scheduler(cluster) as executor:
            futures = [executor.submit(make, order) for order in asked]
            folders = [future.result().folder for future in futures]
        made[way] = {
            path.relative_to(tmp_path / way): path.read_bytes()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }
    assert len(made["dask"]) > 8
    assert made["dask"] == made["processes"]
