"""The process that kernels are forked from. It imports and never computes.

A query of polars starts threads; a kernel forked after one would wait for threads that it does not have.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from typing import NoReturn

import polars as pl

from apk_lib.report.forked.kernel import run

# of Linux: which signal a process gets when the one that it was forked from ends
PR_SET_PDEATHSIG = 1
# seconds in which a fork has made its first query, or never will
TRIED = 30


def serve(descriptor: int, modules: list[str]) -> None:
    """Import the modules, say whether a fork of this process can compute, and then fork as asked.

    An order is what `_kernel` takes, answered by the id of its process; or such an id, answered by its exit code (None
    while it runs, negative of a signal). When the other end of the connection closes, this process ends, and its
    kernels with it.
    """
    orders = Connection(descriptor)
    for module in modules:
        import_module(module)
    # what is here by now is never collected, so that forks share it
    gc.freeze()
    library = ctypes.CDLL(None)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        orders.send(os.waitpid(_forked(orders, library, _query), 0)[1] == 0)
        _answer(orders, library)


def _answer(orders: Connection, library: ctypes.CDLL) -> NoReturn:
    while True:
        order = orders.recv()
        if isinstance(order, int):
            ended, status = os.waitpid(order, os.WNOHANG)
            orders.send(os.waitstatus_to_exitcode(status) if ended else None)
        else:
            orders.send(_forked(orders, library, partial(_kernel, *order)))


def _forked(orders: Connection, library: ctypes.CDLL, work: Callable[[], None]) -> int:
    zygote = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setpgid(0, 0)
        # the second question is for one that ended before the first was heard
        if library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) == 0 and os.getppid() == zygote:
            orders.close()
            work()
            os._exit(0)
    except BaseException:
        # not to where the kernel would keep what is printed
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(1)


def _query() -> None:
    signal.alarm(TRIED)
    pl.LazyFrame({"a": [1, 1, 2], "b": [1, 2, 3]}).group_by("a").agg(pl.col("b").sum()).sort("a").collect()


def _kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv[1:] = arguments
    run(arguments)
