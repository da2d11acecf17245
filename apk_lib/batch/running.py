"""Many reports at once: what is fresh is kept, the rest is made, and each outcome is told as it comes.

Nothing here asks the clock of the day: what is fresh is known by content, and seconds only run on.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext

from apk_lib.batch.executors import as_they_end, processes
from apk_lib.batch.failures import logged
from apk_lib.batch.freshness import Inputs, fresh, making_of
from apk_lib.batch.holding import clear_up, held
from apk_lib.errors import ApkError, ReportError
from apk_lib.report.making import Order, Outcome, make
from apk_lib.report.placing import recover, works
from apk_lib.text import Text


def make_all(
    orders: Sequence[Order], jobs: int, executor: Executor | None = None, *, again: bool = False
) -> Generator[Outcome]:
    """Make the reports that are not fresh, `jobs` at a time, and yield each outcome as it comes.

    Stopped at any moment it leaves whole reports and nothing else; called again it goes on where it was. What a killed
    batch left beside a report is cleared up only by whoever holds its place.

    Args:
        orders: the reports to make, each once.
        jobs: how many processes work at once.
        executor: another `concurrent.futures` executor to use instead; the caller closes it.
        again: make also what is fresh.
    """
    stale, inputs = [], Inputs()
    for order in orders:
        begun = time.monotonic()
        if not again and not works(order.folder) and (folder := fresh(order, inputs)):
            yield logged(Outcome(order, time.monotonic() - begun, folder=folder, kept=True))
        else:
            stale.append(order)
    if not stale:
        return
    try:
        with processes(min(jobs, len(stale))) if executor is None else nullcontext(executor) as pool:
            yield from _made(stale, pool, again)
    except (KeyboardInterrupt, GeneratorExit):
        for order in stale:
            clear_up(order.folder)
        raise


def _made(orders: Sequence[Order], executor: Executor, again: bool) -> Iterator[Outcome]:
    """The outcomes; what another batch is making just now is asked for once the rest is done."""
    elsewhere = []
    for order, outcome in _done(orders, executor, again, wait=False):
        if outcome is None:
            elsewhere.append(order)
        else:
            yield logged(outcome)
    for _, outcome in _done(elsewhere, executor, again, wait=True):
        if outcome is not None:
            yield logged(outcome)


def _done(
    orders: Sequence[Order], executor: Executor, again: bool, *, wait: bool
) -> Iterator[tuple[Order, Outcome | None]]:
    futures = {executor.submit(outcome_of, order, again=again, wait=wait): order for order in orders}
    for future in as_they_end(futures):
        order = futures[future]
        try:
            yield order, future.result()
        except ApkError as error:
            yield order, Outcome(order, 0.0, error)
        except Exception as error:  # the executor itself failed on this report; the others are asked for still
            yield order, Outcome(order, 0.0, _bug(order, error))


def outcome_of(order: Order, *, again: bool, wait: bool) -> Outcome | None:
    """Make one report, unless another batch has made it meanwhile; nothing while one is making it and we do not wait.

    Args:
        order: the report.
        again: make it also when it is fresh.
        wait: for another batch that is making it.
    """
    begun = time.monotonic()
    try:
        with held(order.folder, wait=wait) as ours:
            if not ours:
                return None
            recover(order.folder)
            inputs = Inputs()
            if not again and (folder := fresh(order, inputs)):
                return Outcome(order, time.monotonic() - begun, folder=folder, kept=True)
            return make(order, making_of(order, inputs))
    except ApkError as error:
        return Outcome(order, time.monotonic() - begun, error)
    except Exception as error:  # a bug in one report must not take the others with it; it keeps its traceback
        return Outcome(order, time.monotonic() - begun, _bug(order, error))


def _bug(order: Order, error: BaseException) -> ReportError:
    trace = "".join(traceback.format_exception(error))
    return ReportError(
        Text(
            cs=f"{order.name}: chyba programu ({type(error).__name__}). Nahlaste ji.\n{trace}",
            en=f"{order.name}: a bug ({type(error).__name__}). Report it.\n{trace}",
        )
    )
