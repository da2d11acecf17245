"""JupyterLab as `apk-lib lab` opens it: at the drill-down, with the network shut, and the drill-down runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.servers import Server, Window, served

WAIT = 120_000


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def server(out: Path, root: Path) -> Iterator[Server]:
    with served(out / "log", "lab", root / "data/kromeriz", "--period", "P2", "--out", out / "outputs") as one:
        yield one


@pytest.fixture(scope="module")
def window(browser: Browser, server: Server) -> Iterator[Window]:
    one = Window(browser.new_page(viewport={"width": 1280, "height": 1000}))
    token = re.search(r"token=(\w+)", server.address)[1]
    # a workspace of its own: Lab restores the last one, with tabs that hide what is looked for
    one.page.goto(f"{server.root}/lab/workspaces/drill/tree/drilldown.ipynb?reset&token={token}", timeout=WAIT)
    yield one
    one.page.close()


@pytest.fixture(scope="module")
def page(window: Window) -> Page:
    window.page.locator(".jp-Notebook").wait_for(timeout=WAIT)
    # before its kernel is there, Lab would ask which one to run
    window.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=WAIT)
    window.page.get_by_role("menuitem", name="Run", exact=True).click()
    window.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    window.page.locator(".apk-drilldown").first.wait_for(timeout=WAIT)
    return window.page


def test_without_the_token_lab_asks_for_it(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    other = context.new_page()
    other.goto(server.root)
    assert "/login" in other.url
    context.close()


def test_the_address_opens_the_drilldown(server: Server) -> None:
    assert "/lab/tree/drilldown.ipynb?token=" in server.address


def test_the_drilldown_runs_and_shows_the_period_asked_for(page: Page, root: Path) -> None:
    chosen = page.locator(".widget-dropdown select").first
    assert chosen.evaluate("list => list.selectedOptions[0].textContent").startswith("P2")
    assert page.locator(".apk-drilldown svg, .apk-drilldown-chart canvas, .apk-drilldown-chart svg").count() > 0
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0


def test_the_notebook_of_the_repository_is_untouched(page: Page, out: Path, root: Path) -> None:
    copy = json.loads((out / "outputs/kromeriz/drilldown.ipynb").read_text(encoding="utf-8"))
    assert any('period = "P2"' in "".join(cell["source"]) for cell in copy["cells"])
    stored = json.loads((root / "notebooks/drilldown.ipynb").read_text(encoding="utf-8"))
    assert all(cell.get("outputs", []) == [] for cell in stored["cells"])


def test_nothing_was_asked_of_the_network(page: Page, window: Window) -> None:
    assert window.outside == []
    assert page.get_by_text("Jupyter news").count() == 0
