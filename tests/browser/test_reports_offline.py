"""Every report of Kroměříž opens as a plain file with the network shut, on a telephone and on a desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visits import REPORTS, WIDTHS, Visit, kept


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest, root: Path, browser: Browser) -> Iterator[Visit]:
    visit = Visit(browser.new_page()).open(kept(root, request.param))
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
        # a chart that answers clicks stands in the place of its picture
        shown = figure.locator(".apk-stage > svg").all() or drawings
        for drawing in [*drawings, *figure.locator(".apk-stage").all()]:
            assert (drawing.get_attribute("aria-label") or "").strip()
        for drawing in shown:
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
    visit = Visit(browser.new_page()).open(file)
    names = sorted(address.rsplit("/", 1)[1] for address in visit.outside)
    assert names == ["data", "neighbour.css", "picture.png", "socket"]
    assert any("planted" in error for error in visit.errors)
    assert visit.overflow(1280) > 0
    visit.page.close()
