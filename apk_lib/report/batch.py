"""Many reports: each in its own process and kernel, one failure never touching another."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed

from apk_lib.errors import ApkError, ReportError
from apk_lib.report.making import Order, Outcome, make
from apk_lib.text import Text


def make_all(orders: Sequence[Order], jobs: int, executor: Executor | None = None) -> Iterator[Outcome]:
    """Make the reports, `jobs` at a time, and yield each outcome as it comes.

    Args:
        orders: the reports to make.
        jobs: how many processes work at once.
        executor: another `concurrent.futures` executor to use instead; the caller closes it.
    """
    if executor is not None:
        yield from _outcomes(orders, executor)
        return
    # a fresh interpreter each: a fork would copy the threads of the data library in an unknown state
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, min(jobs, len(orders))), spawn, initializer=_end_with_parent) as pool:
        yield from _outcomes(orders, pool)


def _outcomes(orders: Sequence[Order], executor: Executor) -> Iterator[Outcome]:
    futures = {executor.submit(_outcome, order): order for order in orders}
    for future in as_completed(futures):
        try:
            yield future.result()
        except BrokenExecutor as error:
            yield Outcome(futures[future], 0.0, _bug(futures[future], error))


def _outcome(order: Order) -> Outcome:
    begun = time.monotonic()
    try:
        return make(order)
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


def _end_with_parent() -> None:
    """A worker whose parent was killed ends too, instead of waiting for orders for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
