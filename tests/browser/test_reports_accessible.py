"""Every report passes the checker of accessibility: light and dark, on a telephone and on a desk, all unfolded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from apk_lib.report.making import Order, make
from tests.browser.visits import REPORTS, WIDTHS, Visit, kept

# rows of one table are of one markup: the first ones stand for the rest, and the checker takes seconds, not minutes
ROWS = 4
UNFOLD = f"""() => {{
    document.querySelectorAll("details").forEach((one) => {{ one.open = true; }});
    document.querySelector(".apk-menu").open = false;
    document.querySelectorAll("tbody").forEach((body) => [...body.rows].slice({ROWS}).forEach((row) => row.remove()));
}}"""


@pytest.fixture(scope="module")
def english(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    order = Order(root / "notebooks" / "progress_report.ipynb", root / "data" / "kromeriz", "P2", "en", "",
                  tmp_path_factory.mktemp("english"))  # fmt: skip
    assert make(order).failure is None
    return order.folder / "report.html"


@pytest.fixture(scope="module", params=[*REPORTS, "in English"])
def visit(request: pytest.FixtureRequest, root: Path, browser: Browser) -> Iterator[Visit]:
    file = request.getfixturevalue("english") if request.param == "in English" else kept(root, request.param)
    visit = Visit(browser.new_page()).open(file)
    visit.page.evaluate(UNFOLD)
    yield visit
    visit.page.close()


def faults(visit: Visit) -> list[str]:
    """What the checker objects to, with where."""
    found = Axe().run(visit.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("width", "theme"), [("telephone", "light"), ("desk", "light"), ("desk", "dark")])
def test_the_checker_finds_nothing(visit: Visit, width: str, theme: str) -> None:
    visit.page.set_viewport_size({"width": WIDTHS[width], "height": 844})
    visit.page.locator("#apk-theme").select_option(theme)
    assert faults(visit) == []
    assert visit.errors == []


def test_the_open_contents_pass_too(root: Path, browser: Browser) -> None:
    visit = Visit(browser.new_page()).open(kept(root, "P2"))
    visit.page.locator(".apk-menu summary").click()
    assert faults(visit) == []
    visit.page.close()


def test_the_checker_sees_what_it_is_for(tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / "page.html"
    file.write_text('<!doctype html><html><title>x</title><p style="color: #999">pale</p><img src="data:,">', "utf-8")
    visit = Visit(browser.new_page()).open(file)
    found = " ".join(faults(visit))
    assert all(rule in found for rule in ("color-contrast", "html-has-lang", "image-alt"))
    visit.page.close()
