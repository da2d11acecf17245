"""A report opened in Chromium with the network shut, and the reports there are to open."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route

REPORTS = ("P1", "P2", "P3", "P4", "P5", "initial_analysis", "final_evaluation")
WIDTHS = {"telephone": 390, "desk": 1280}


@dataclass
class Visit:
    """A page opened with every request outside its own file refused, and what was heard meanwhile."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, file: Path) -> Visit:
        own = file.resolve().as_uri()

        def watch(route: Route) -> None:
            address = route.request.url
            if address.partition("#")[0] == own or address.startswith(("data:", "blob:")):
                route.continue_()
            else:
                self.outside.append(address)
                route.abort()

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.errors.append(message.text)

        self.page.route("**/*", watch)
        self.page.route_web_socket("**/*", lambda socket: self.outside.append(socket.url))
        self.page.on("console", hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(own, wait_until="load")
        self.page.wait_for_timeout(300)  # what a script asks for after loading counts too
        return self

    def overflow(self, width: int) -> int:
        """By how many pixels the page is wider than a window of this width."""
        self.page.set_viewport_size({"width": width, "height": 844})
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def kept(root: Path, name: str) -> Path:
    """The Czech report as `make report` left it."""
    file = root / "outputs" / "kromeriz" / name / "cs" / "internal" / "report.html"
    if not file.is_file():
        pytest.fail(f"no {file.relative_to(root)}: run make report first")
    return file
