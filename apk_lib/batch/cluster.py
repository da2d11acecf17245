"""The workers of a Dask scheduler as an executor: the side that asks.

Imported only where a scheduler is given: Dask is an extra.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, wait
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from distributed import Client, KilledWorker, Security
from distributed.comm.core import connect

from apk_lib.batch.elsewhere import Asked, made_as_asked, made_by, orders_of, refusal
from apk_lib.batch.executors import LISTENING, Careful
from apk_lib.errors import ParameterError, ReportError
from apk_lib.report.placing import not_written
from apk_lib.text import Text

Made = TypeVar("Made")
# seconds in which a worker loads the library from a slow disk, or never will
ANSWERING = 120


def connected(address: str, seconds: float) -> Client:
    """A client of the scheduler, silent.

    Raises:
        ParameterError: the address cannot be used, or no scheduler answers there in time.
    """
    for name in ("distributed", "distributed.client", "tornado.application"):
        # what the user is to know of is said in our own words
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        asyncio.run(_answered(address, seconds))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other versions of Dask's own packages; ours are compared below
            return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        raise _nobody_there(address, error) from error


async def _answered(address: str, seconds: float) -> None:
    """Try the address out: a client that fails over it leaves a thread behind, and waits for ever for a mute server."""
    secured = Security().get_connection_args("client")
    connection = await asyncio.wait_for(connect(address, timeout=seconds, **secured), seconds)
    connection.abort()


class Workers(Careful):
    """The workers that a scheduler has now; each report is made in the working directory of this process.

    Raises:
        ParameterError: no worker is there in time, one does not answer, or one has no library like ours.
        ReportError: a worker would not make the same reports as this machine.
    """

    lost = KilledWorker
    lost_twice = Text(
        cs="Procesy, kterým Dask zprávu svěřil, skončily dřív, než ji dopočítaly, nakonec i když se nepočítalo nic "
        "jiného; nejspíš nestačila paměť. Dejte jim jí víc (--memory-limit) a spusťte příkaz znovu.",
        en="The processes to which Dask gave the report ended before it was made, in the end also while nothing else "
        "was being made; most likely memory ran out. Give them more (--memory-limit) and run the command again.",
    )

    def __init__(self, client: Client, seconds: float) -> None:
        self._client, self._seconds = client, seconds
        self._asked = Asked(Path.cwd(), made_by())
        try:
            super().__init__(self._fit())
        except BaseException:
            client.close()
            raise
        # errors of a report are handed over as its outcome: tried again is only what Dask loses on the way
        self._workers = client.get_executor(pure=False, retries=1)
        self._gone = False
        self._marks = contextlib.ExitStack()
        self._marked: dict[Path, Path] = {}
        self._marking = threading.Lock()

    def _fit(self) -> int:
        """How many workers there are, once each is found to make the same reports."""
        try:
            self._client.wait_for_workers(1, timeout=self._seconds)
        except TimeoutError as error:
            raise _no_worker(self._seconds) from error
        try:
            # what `run` does not know it hands on to what waits for it
            answers = self._client.run(refusal, self._asked, on_error="return", callback_timeout=ANSWERING)
        except TimeoutError as error:
            raise _mute() from error
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, ImportError | AttributeError):
                raise _other_library(worker, answer) from answer
            if isinstance(answer, BaseException):
                raise answer
        return len(answers)

    def run(self, work: Callable[[], Made]) -> Made:
        """Let a free worker do it, and wait as long as it takes, unless nobody is left to do it."""
        if self._gone:
            raise _scheduler_gone()
        made: Future[Made] = self._workers.submit(made_as_asked, self._asked, self._mark(work), work)
        self._wait(made)
        try:
            return made.result()
        except CancelledError as error:
            # started anew it would know nothing of this batch
            self._gone = True
            raise _scheduler_gone() from error

    def _wait(self, made: Future[Made]) -> None:
        """Until it is done, everything was stopped, or nobody is left to do it."""
        asked, deserted = time.monotonic(), False
        while not wait([made], timeout=min(LISTENING, self._seconds)).done:
            # Dask may lose a cancellation on the way
            if self.ended:
                made.cancel()
                return
            if time.monotonic() - asked >= self._seconds:
                # a worker that died may be about to start anew
                asked, before = time.monotonic(), deserted
                deserted = self._workers_now() == 0
                if deserted and before:
                    made.cancel()
                    raise _nobody_left()

    def _workers_now(self) -> int:
        try:
            return int(self._client.scheduler_info(n_workers=0)["n_workers"])
        except (OSError, KeyError) as error:
            raise _scheduler_gone() from error

    def _mark(self, work: Callable[[], object]) -> Path | None:
        """An empty file in the folder for reports, by which a worker knows the folder again; gone at the end."""
        for order in orders_of(work):
            with self._marking:
                if order.out not in self._marked:
                    try:
                        order.out.mkdir(parents=True, exist_ok=True)
                        temporary = NamedTemporaryFile(prefix=".apk-lib-", dir=order.out)  # noqa: SIM115
                    except OSError as error:
                        raise not_written(order.out, error) from error
                    file = self._marks.enter_context(temporary)
                    self._marked[order.out] = order.out / Path(file.name).name
                return self._marked[order.out]
        return None

    def end(self) -> None:
        """Wait no longer; a worker cannot be interrupted in a report."""
        self._workers.shutdown(wait=False)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See `Careful`; the marks in the folders for reports go."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self._client.close()
            self._marks.close()


def _nobody_there(address: str, error: Exception) -> ParameterError:
    return ParameterError(
        Text(
            cs=f"Na adrese „{address}“ se plánovač Dask neozval ({error}). Zkontrolujte adresu, např. "
            "tcp://10.0.0.5:8786, a zda běží: dask scheduler",
            en=f"No Dask scheduler answered at “{address}” ({error}). Check the address, such as tcp://10.0.0.5:8786, "
            "and that it runs: dask scheduler",
        )
    )


def _no_worker(seconds: float) -> ParameterError:
    return ParameterError(
        Text(
            cs=f"Plánovač Dask běží, ale do {seconds:g} s se mu nepřihlásil nikdo, kdo by zprávy počítal. Spusťte na "
            "počítačích, které je mají počítat: dask worker ADRESA --nthreads 1 --nworkers POČET",
            en=f"The Dask scheduler runs, but within {seconds:g} s nobody who would make reports came to it. On the "
            "machines that are to make them, start: dask worker ADDRESS --nthreads 1 --nworkers NUMBER",
        )
    )


def _mute() -> ParameterError:
    return ParameterError(
        Text(
            cs=f"Některý z workerů Dask do {ANSWERING:g} s neodpověděl, nejspíš se zasekl. Spusťte workery znovu a "
            "potom týž příkaz.",
            en=f"A Dask worker did not answer within {ANSWERING:g} s, most likely it is stuck. Start the workers "
            "again, then the same command.",
        )
    )


def _other_library(worker: str, error: Exception) -> ParameterError:
    return ParameterError(
        Text(
            cs=f"Na adrese {worker} chybí apk-lib, nebo je tam jiná verze ({error}). Nainstalujte tam stejnou a Dask "
            "znovu spusťte.",
            en=f"At {worker} there is no apk-lib, or another version of it ({error}). Install the same there and start "
            "Dask again.",
        )
    )


def _scheduler_gone() -> ReportError:
    return ReportError(
        Text(
            cs="Spojení s plánovačem Dask se ztratilo. Až poběží, spusťte příkaz znovu; hotové zprávy zůstanou.",
            en="The connection to the Dask scheduler was lost. Once it runs, run the command again; finished reports "
            "stay.",
        )
    )


def _nobody_left() -> ReportError:
    return ReportError(
        Text(
            cs="Plánovači Dask nezbyl nikdo, kdo by zprávu počítal. Spusťte workery znovu a potom týž příkaz.",
            en="The Dask scheduler has nobody left to make the report. Start the workers again, then the same command.",
        )
    )
