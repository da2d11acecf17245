"""The kernel that files are made in: it keeps no history, and of what a cell prints only the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell

# characters of each stream
KEPT = 2_000
_DESCRIPTORS = {"stdout": 1, "stderr": 2}
_HERE = "apk_lib.report.forked.kernel"
_OPTIONS = (
    "--HistoryManager.enabled=False",
    "--IPKernelApp.log_level=CRITICAL",
    f"--IPKernelApp.outstream_class={_HERE}.Printed",
    f"--IPKernelApp.kernel_class={_HERE}.Kernel",
)


class Printed(OutStream):
    """What cells print. No file shows it, so nothing of it is sent and only its end kept."""

    kept = ""

    def __init__(self, session: object, thread: object, name: str, **named: Any) -> None:
        # until now it led to where the command tells its own, and cells write to it past Python
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), _DESCRIPTORS[name])
        super().__init__(session, thread, name, **named)  # type: ignore[no-untyped-call]

    def write(self, string: str) -> int:
        """Keep the end of it with the end of what was printed before."""
        self.kept = (self.kept + string[-KEPT:])[-KEPT:]
        return len(string)


class Shell(ZMQInteractiveShell):
    """Tells with an error what was printed before it."""

    def _tee(self, channel: str) -> AbstractContextManager[None]:  # type: ignore[override]  # as good as theirs
        """IPython would keep all that a cell prints, for a history that this kernel does not have."""
        return nullcontext()

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        printed = [one.kept for one in (sys.stdout, sys.stderr) if isinstance(one, Printed) and one.kept]
        super()._showtraceback(etype, evalue, [*printed, *stb])  # type: ignore[no-untyped-call]


class Kernel(IPythonKernel):
    """Runs cells in `Shell`."""

    shell_class = Shell


def run(arguments: Sequence[str]) -> None:
    """Run the kernel that a connection file (`-f FILE`) describes, until it is told to end."""
    IPKernelApp.launch_instance([*arguments, *_OPTIONS])
