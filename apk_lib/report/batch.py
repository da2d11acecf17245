"""Many reports: each in its own process and kernel, one failure never touching another."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed

from apk_lib.errors import ApkError
from apk_lib.report.making import Order, Outcome, make


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
    with ProcessPoolExecutor(max(1, min(jobs, len(orders))), mp_context=spawn) as pool:
        yield from _outcomes(orders, pool)


def _outcomes(orders: Sequence[Order], executor: Executor) -> Iterator[Outcome]:
    for future in as_completed([executor.submit(_outcome, order) for order in orders]):
        yield future.result()


def _outcome(order: Order) -> Outcome:
    begun = time.monotonic()
    try:
        return make(order)
    except ApkError as error:
        return Outcome(order, time.monotonic() - begun, error)
