"""Waiting for what other processes do."""

import subprocess
import time
from collections.abc import Callable

import psutil

# seconds
PATIENCE = 60


def until(true: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Wait until something is true, and while a process runs if it is that process which makes it so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert process is None or process.poll() is None, "it ended before"
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process runs: one that has ended may wait for somebody to ask how."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
