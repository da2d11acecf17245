"""Where many reports are made: in processes of this machine, or by the workers of a Dask scheduler.

Both are `concurrent.futures` executors. What is lost with its worker is made once more while nothing else is; lost
again, its future raises a `ReportError`, and the others go on. Leaving `with` by an exception, such as Ctrl-C, drops
what waits; processes are ended too, while a worker of Dask finishes the report it has begun.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, ClassVar, ParamSpec, TypeVar

from apk_lib.errors import ParameterError, ReportError
from apk_lib.text import Text

Given = ParamSpec("Given")
Made = TypeVar("Made")
# seconds after which Ctrl-C is heard: a wait without end is not interrupted where polars is loaded, nor on Windows
LISTENING = 0.2


def processes(jobs: int) -> Executor:
    """An executor that makes `jobs` reports at once, each in a process of this machine."""
    return _Processes(max(1, jobs))


def scheduler(address: str, seconds: float = 20.0) -> Careful:
    """An executor that gives the reports to the workers that a Dask scheduler has now.

    Paths mean there what they mean here: the workers need the same folders at the same place, shared over the network.

    Args:
        address: where the scheduler listens, as tcp://10.0.0.5:8786.
        seconds: how long to wait for the scheduler, and for a worker where it has none.

    Raises:
        ParameterError: Dask is not installed, the address cannot be used or nobody answers there, no worker is there,
            or one has no library like ours.
        ReportError: a worker would not make the same reports as this machine.
    """
    try:
        import distributed  # noqa: F401 - whether it is there; it is used below
    except ImportError as error:
        raise _not_installed() from error
    from apk_lib.batch.cluster import Workers, connected

    return Workers(connected(address, seconds), seconds)


def as_they_end(several: Iterable[Future[Made]]) -> Iterator[Future[Made]]:
    """Futures in the order in which they end, like `concurrent.futures.as_completed`, but Ctrl-C is heard meanwhile."""
    left = list(several)
    while left:
        # what was cancelled in a queue never wakes who waits for it
        futures.wait(left, timeout=LISTENING, return_when=futures.FIRST_COMPLETED)
        done = [future for future in left if future.done()]
        left = [future for future in left if future not in done]
        yield from done


class Careful(ThreadPoolExecutor):
    """A thread for each report in the making, which waits for the worker that makes it.

    So it is known which report a worker was at when it died, and no other is lost with it: none waits at a worker.
    """

    lost: ClassVar[type[Exception]]
    """What `run` raises when the worker died."""
    lost_twice: ClassVar[Text]
    """What the user is told of a report that was lost twice."""

    def __init__(self, places: int) -> None:
        super().__init__(places, thread_name_prefix="apk-report")
        self.places = places
        self.ended = False
        self._submitted: list[Future[Any]] = []
        self._door = threading.Lock()
        self._room = threading.Semaphore(places)

    @abstractmethod
    def run(self, work: Callable[[], Made]) -> Made:
        """Let a worker do it and wait for what comes of it."""

    @abstractmethod
    def end(self) -> None:
        """Stop what is being made, as far as it can be."""

    def submit(self, work: Callable[Given, Made], /, *given: Given.args, **named: Given.kwargs) -> Future[Made]:
        """Make one report when there is room."""
        future = super().submit(partial(self._made, partial(work, *given, **named)))
        self._submitted.append(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for what was submitted; with `cancel_futures` drop it, also what is being made."""
        if cancel_futures:
            self.ended = True
            self.end()
        super().shutdown(False, cancel_futures=cancel_futures)
        if wait:
            list(as_they_end(self._submitted))
            super().shutdown()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def _made(self, work: Callable[[], Made]) -> Made:
        try:
            with self._taken(1):
                return self.run(work)
        except self.lost:
            if self.ended:
                raise
        try:
            with self._taken(self.places):
                return self.run(work)
        except self.lost as error:
            raise ReportError(self.lost_twice) from error

    @contextlib.contextmanager
    def _taken(self, places: int) -> Iterator[None]:
        """So many places; who needs them all lets nobody else in before.

        Raises:
            CancelledError: meanwhile everything was stopped.
        """
        with self._door:
            for _ in range(places):
                self._room.acquire()
        try:
            if self.ended:
                raise CancelledError
            yield
        finally:
            self._room.release(places)


class _Processes(Careful):
    """A pool of one process for each place: in a pool of many, one process that is killed ends all of them."""

    lost = BrokenProcessPool
    lost_twice = Text(
        cs="Proces, který zprávu počítal, dvakrát náhle skončil, podruhé když se nepočítalo nic jiného; nejspíš "
        "nestačila paměť. Zavřete jiné programy a spusťte příkaz znovu.",
        en="The process that made the report ended abruptly twice, the second time while nothing else was being made; "
        "most likely memory ran out. Close other programs and run the command again.",
    )

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs)
        self._all = [_Process() for _ in range(jobs)]
        self._idle: queue.LifoQueue[_Process] = queue.LifoQueue()
        for process in self._all:
            self._idle.put(process)

    def run(self, work: Callable[[], Made]) -> Made:
        process = self._idle.get_nowait()
        try:
            return process.run(work)
        finally:
            self._idle.put(process)

    def end(self) -> None:
        for process in self._all:
            process.end()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            for process in self._all:
                process.close()


class _Process:
    """One process that makes one report after another; killed, another takes its place."""

    def __init__(self) -> None:
        # a fresh interpreter each: a fork would copy the threads of the data library in an unknown state
        self._spawn = multiprocessing.get_context("spawn")
        self._ended = False
        self._prepare()

    def _prepare(self) -> None:
        """It starts with its first report."""
        self._told, self._tell = self._spawn.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(1, self._spawn, initializer=_end_when_told, initargs=(self._told,))

    def run(self, work: Callable[[], Made]) -> Made:
        try:
            with _interrupts_held_back():
                future = self._pool.submit(work)
            return future.result()
        except BrokenProcessPool:
            self.close()
            if not self._ended:
                self._prepare()
            raise

    def end(self) -> None:
        """End the process whatever it is doing."""
        self._ended = True
        self._tell.close()

    def close(self) -> None:
        """Let the process finish and end."""
        self._pool.shutdown()
        self._tell.close()
        self._told.close()


@contextlib.contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process that is started meanwhile does not hear Ctrl-C while it loads the library (`_end_when_told`)."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # its start would let interrupts through again
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_when_told(told: Connection) -> None:
    """The process ends when its parent was killed or says so, instead of waiting for reports for ever."""
    # Ctrl-C reaches every process of a terminal: the parent decides what becomes of this one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    parent = multiprocessing.parent_process()
    ends: list[Connection | int] = [told] if parent is None else [told, parent.sentinel]

    def watch() -> None:
        wait(ends)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _not_installed() -> ParameterError:
    return ParameterError(
        Text(
            cs="Pro --scheduler je třeba knihovna Dask. Nainstalujte ji: pip install 'apk-lib[dask]'",
            en="--scheduler needs the library Dask. Install it: pip install 'apk-lib[dask]'",
        )
    )
