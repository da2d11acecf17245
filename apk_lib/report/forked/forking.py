"""Asking for kernels: forked where that is possible, else started anew. The files made in both are the same."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

# `fresh` starts every kernel anew
CHOICE = "APK_KERNEL"
# seconds: to import everything on a busy machine, and to answer once that is done
STARTING, ANSWERING = 120, 30
_SERVE = "import sys; from apk_lib.report.forked.zygote import serve; serve(int(sys.argv[1]), sys.argv[2:])"


class Zygote:
    """A process to fork kernels from, with the modules and the environment that a kernel's description names.

    Raises:
        OSError, EOFError: it cannot be started, or its forks cannot compute.
    """

    def __init__(self, spec: KernelSpec) -> None:
        self._orders, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(theirs.fileno()), *spec.metadata["imports"]],
                env={**os.environ, **spec.env},
                stdin=subprocess.DEVNULL,
                # standard error stays: there it says why it cannot start
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        atexit.register(self.end)
        with self._ended_by_failure():
            if not self._answer(STARTING):
                raise ChildProcessError

    @property
    def ended(self) -> bool:
        """Whether nothing can be asked of it any more."""
        return self._orders.closed

    def ask(self, order: object) -> Any:
        """The answer to an order (`zygote.serve`).

        Raises:
            OSError, EOFError: it has died.
        """
        with self._ended_by_failure():
            self._orders.send(order)
            return self._answer(ANSWERING)

    def end(self) -> None:
        """End the process, and its kernels with it."""
        atexit.unregister(self.end)
        self._orders.close()
        self.process.kill()
        self.process.wait()

    def _answer(self, within: int) -> Any:
        if not self._orders.poll(within):
            raise TimeoutError
        return self._orders.recv()

    @contextlib.contextmanager
    def _ended_by_failure(self) -> Iterator[None]:
        """Whatever comes between order and answer, the next answer would be to the wrong order."""
        try:
            yield
        except BaseException:
            self.end()
            raise


class Forked:
    """A forked kernel, with as much of `subprocess.Popen` as its manager uses."""

    stdin = stdout = stderr = None

    def __init__(self, zygote: Zygote, *order: object) -> None:
        self._zygote = zygote
        self.pid: int = zygote.ask(order)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        if self.returncode is None:
            try:
                self.returncode = self._zygote.ask(self.pid)
            except (OSError, EOFError):  # it ended with the process it was forked from
                self.returncode = -signal.SIGKILL
        return self.returncode

    wait = poll

    def send_signal(self, signum: int) -> None:
        """Send it a signal, unless it is known to have ended."""
        if self.returncode is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Nursery:
    """Where the kernels of this process come from: a zygote, begun when first needed and again when it has died."""

    def __init__(self) -> None:
        self.zygote: Zygote | None = None
        self.fit = sys.platform == "linux"

    def kernel(self, spec: KernelSpec, *order: object) -> Forked | None:
        """A forked kernel (`zygote.serve`), or None where it has to be started anew."""
        for _ in range(2):  # the zygote may have died since it was last asked
            if not self.fit or os.environ.get(CHOICE) == "fresh":
                break
            with contextlib.suppress(OSError, EOFError):
                return Forked(self._living(spec), *order)
        return None

    def _living(self, spec: KernelSpec) -> Zygote:
        if self.zygote is None or self.zygote.ended:
            self.fit = False
            self.zygote = Zygote(spec)
            self.fit = True
        return self.zygote


NURSERY = Nursery()


class Provisioner(LocalProvisioner):
    """Gives a kernel its process."""

    async def launch_kernel(self, cmd: list[str], **named: Any) -> KernelConnectionInfo:
        """Fork it, or start it as it is described."""
        folder = str(named.get("cwd") or Path.cwd())
        forked = NURSERY.kernel(self.kernel_spec, cmd[cmd.index("-f") :], named["env"], folder)
        if forked is None:
            return await super().launch_kernel(cmd, **named)
        self.process = forked  # type: ignore[assignment]  # it is used in the same way
        self.pid = self.pgid = forked.pid
        return self.connection_info


class Manager(AsyncKernelManager):
    """Manages a kernel that `Provisioner` gives its process."""

    async def _async_pre_start_kernel(self, **named: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.provisioner = Provisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**named)
