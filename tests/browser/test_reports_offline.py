"""Every report of Kroměříž opens as a plain file with the network shut, on a telephone and on a desk."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

REPORTS = ("P1", "P2", "P3", "P4", "P5", "initial_analysis", "final_evaluation")
WIDTHS = {"telephone": 390, "desk": 1280}


@dataclass
class Visit:
    """A page opened with every request outside its own file refused, and what was heard meanwhile."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, file: Path) -> None:
        own = file.resolve().as_uri()

        def watch(route: Route) -> None:
            address = route.request.url
            if address == own or address.startswith(("data:", "blob:")):
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

    def overflow(self, width: int) -> int:
        """By how many pixels the page is wider than a window of this width."""
        self.page.set_viewport_size({"width": width, "height": 844})
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest, root: Path, browser: Browser) -> Iterator[Visit]:
    file = root / "outputs" / "kromeriz" / request.param / "cs" / "internal" / "report.html"
    if not file.is_file():
        pytest.fail(f"no {file.relative_to(root)}: run make report first")
    visit = Visit(browser.new_page())
    visit.open(file)
    yield visit
    visit.page.close()


def test_report_asks_nothing_of_the_network(report: Visit) -> None:
    assert report.outside == []


def test_report_has_no_console_errors(report: Visit) -> None:
    assert report.errors == []


def test_report_is_czech_and_has_one_title(report: Visit) -> None:
    assert report.page.locator("html").get_attribute("lang") == "cs"
    assert report.page.locator("h1").count() == 1
    assert report.page.locator("h1").inner_text().strip()


def test_every_figure_is_a_drawing_that_says_its_finding(report: Visit) -> None:
    figures = report.page.locator("figure").all()
    assert figures, "the report has no figure"
    for figure in figures:
        drawings = figure.locator("svg[role=img]").all()
        assert drawings, f"a figure without a drawing: {figure.inner_text()[:80]!r}"
        for drawing in drawings:
            assert (drawing.get_attribute("aria-label") or "").strip()
            box = drawing.bounding_box()
            assert box is not None, "a drawing that is not shown"
            assert box["width"] > 0
            assert box["height"] > 0


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_report_does_not_scroll_sideways(report: Visit, width: int) -> None:
    assert report.overflow(width) <= 0


def test_exactly_the_five_periods_and_both_evaluations_have_a_report(root: Path) -> None:
    reports = root.glob("outputs/kromeriz/*/cs/internal/report.html")
    assert sorted(path.parents[2].name for path in reports) == sorted(REPORTS)


def test_the_watch_sees_what_it_is_for(tmp_path: Path, browser: Browser) -> None:
    """A page that asks for a picture, data, a socket and a neighbouring file, fails, and is too wide."""
    (tmp_path / "neighbour.css").touch()
    file = tmp_path / "page.html"
    file.write_text(
        '<!doctype html><link rel="stylesheet" href="neighbour.css"><img src="http://127.0.0.1:9/picture.png">'
        '<script>fetch("http://127.0.0.1:9/data").catch(() => {}); new WebSocket("ws://127.0.0.1:9/socket");'
        'throw new Error("planted")</script><div style="width: 2000px">wide</div>',
        encoding="utf-8",
    )
    visit = Visit(browser.new_page())
    visit.open(file)
    names = sorted(address.rsplit("/", 1)[1] for address in visit.outside)
    assert names == ["data", "neighbour.css", "picture.png", "socket"]
    assert any("planted" in error for error in visit.errors)
    assert visit.overflow(1280) > 0
    visit.page.close()
