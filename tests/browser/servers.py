"""Servers of the product, started as a person starts them and stopped with everything they started."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import ConsoleMessage, Page, Route

APK = Path(sys.executable).with_name("apk-lib")
START = 60  # seconds a server may take to say where it is
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*token=\S+")
OWN = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


@dataclass(frozen=True)
class Server:
    """A running command: the full address it told, and its process."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def root(self) -> str:
        return re.match(r"http://127\.0\.0\.1:\d+", self.address)[0]

    def kernels(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(20)


@contextmanager
def served(log: Path, *words: object) -> Iterator[Server]:
    """Run `apk-lib` with these words until it tells an address; whatever it leaves behind is ended by its id."""
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(log.parent / "config")}
    with log.open("wb") as out:
        process = subprocess.Popen([APK, *map(str, words), "--no-browser"], stdout=out, stderr=out, env=env)
    left: list[psutil.Process] = []
    try:
        server = Server(_address(process, log), process)
        yield server
        if process.poll() is None:
            left = server.kernels()
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    finally:
        for one in [*left, *([psutil.Process(process.pid)] if process.poll() is None else [])]:
            if one.is_running():
                one.kill()
        process.wait(20)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        if found := ADDRESS.search(log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no server: {log.read_text(encoding='utf-8')}")


@dataclass
class Window:
    """A page from which everything but this machine is refused, and what was heard of it meanwhile."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route("**/*", self._watch)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _watch(self, route: Route) -> None:
        if route.request.url.startswith(OWN):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def overflow(self, width: int) -> int:
        """By how many pixels the page is wider than a window of this width."""
        self.page.set_viewport_size({"width": width, "height": 844})
        self.page.wait_for_timeout(200)
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
