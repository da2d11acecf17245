"""The drill-down in JupyterLab with the network shut: choosing, clicking, going back, and markup that stays text."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from apk_lib import Explorer, Selection, open_dataset
from tests.browser.servers import Window

PERIOD = "P2"
NASTY = "<script>document.title='broken'</script>"
CELLS = ("parameters", "imports", "open", "drilldown")
# what answers may take on a busy machine, in milliseconds
PATIENCE = 60_000


@contextmanager
def laboratory(folder: Path) -> Iterator[str]:
    """JupyterLab of the notebooks in a folder; ended with its kernels."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    # JupyterLab would ask whether to fetch news
    (folder / "config").mkdir()
    (folder / "config/jupyter_lab_config.py").write_text("c.LabApp.news_url = None\n", "utf-8")
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_DATA_DIR": str(folder / "jupyter")}
    words = [Path(sys.executable).with_name("jupyter"), "lab", "--no-browser", "--allow-root", f"--port={port}",
             "--ServerApp.token=drill", f"--ServerApp.root_dir={folder}"]  # fmt: skip
    with (folder / "lab.log").open("wb") as log:
        server = subprocess.Popen(words, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/api?token=drill", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("JupyterLab did not start")


@pytest.fixture(scope="module")
def data(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kroměříž with markup in the name of a locality."""
    folder = tmp_path_factory.mktemp("data") / "kromeriz"
    shutil.copytree(root / "data/kromeriz", folder)
    sheet = folder / "project.toml"
    sheet.write_text(sheet.read_text("utf-8").replace('"Riziková lokalita B"', f'"{NASTY}"'), "utf-8")
    return folder


@pytest.fixture(scope="module")
def window(root: Path, data: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("lab")
    notebook = json.loads((root / "notebooks/drilldown.ipynb").read_text("utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in CELLS]
    given = {"data": str(data), "period": PERIOD, "lang": "cs", "as_of": "", "selection": "", "live": True}
    notebook["cells"][0]["source"] = [f"{name} = {value!r}\n" for name, value in given.items()]
    (folder / "drilldown.ipynb").write_text(json.dumps(notebook), "utf-8")
    with laboratory(folder) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        window = Window(page)
        page.goto(f"{address}/doc/workspaces/drilldown/tree/drilldown.ipynb?token=drill&reset")
        page.locator(".jp-Notebook").wait_for(timeout=PATIENCE)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE)
        page.get_by_role("menuitem", name="Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.locator(".apk-lead").wait_for(timeout=PATIENCE)
        page.locator(".apk-drilldown-chart svg .mark-rect path").first.wait_for(timeout=PATIENCE)
        yield window
        page.close()


@pytest.fixture
def view(window: Window) -> Locator:
    """The view at what it opened with: as many steps back as there are."""
    box = window.page.locator(".apk-drilldown-box")
    back = box.get_by_role("button", name="← Zpět")
    while back.is_enabled():
        back.click()
        box.page.wait_for_timeout(700)
    return box


def records(box: Locator) -> list[str]:
    """The visits of the first table of records."""
    table = box.get_by_role("region", name=re.compile("^Návštěvy lokalit"))
    return re.findall(r"\bV\d{5}\b", table.inner_text())


def choose(box: Locator, label: str, option: str) -> None:
    box.get_by_label(label, exact=True).select_option(label=option)


def lead(box: Locator) -> Locator:
    return box.locator(".apk-lead")


def test_a_drop_down_changes_the_tables(view: Locator, data: Path) -> None:
    choose(view, "Ukazatel", "Návštěvy lokalit")
    figure = Explorer(open_dataset(data, period=PERIOD)).figure(Selection("visit_count", period=PERIOD))
    thousands, rest = divmod(int(figure["value"]), 1000)
    expect(lead(view)).to_contain_text(re.compile(rf"^{thousands}\s{rest:03}\s"), timeout=PATIENCE)


def test_a_click_in_the_chart_shows_the_right_rows_and_back_comes_back(view: Locator, data: Path) -> None:
    before = lead(view).inner_text()
    # in the order of names: the third bar is the cycle path, after the markup and the park
    view.locator(".apk-drilldown-chart svg .mark-rect path").nth(2).click()
    expect(view.get_by_role("button", name="Zrušit: Lokalita: Cyklostezka")).to_be_visible(timeout=PATIENCE)
    asked = Selection("person_hours", period=PERIOD, only=(("locality", "cycle_path"),))
    source = Explorer(open_dataset(data, period=PERIOD)).sources(asked)[0]
    assert source.n > 20
    assert records(view) == source.rows["visit"].to_list()[:200]
    view.get_by_role("button", name="Rozdělit podle: den v týdnu", exact=True).click()
    view.locator(".apk-drilldown-chart svg .mark-rect path").first.click()
    expect(view.get_by_role("button", name="Zrušit: Den v týdnu: pondělí")).to_be_visible(timeout=PATIENCE)
    assert len(records(view)) < source.n
    for _ in range(3):
        view.get_by_role("button", name="← Zpět").click()
        view.page.wait_for_timeout(700)
    expect(lead(view)).to_have_text(before, timeout=PATIENCE)


def test_the_keyboard_does_what_a_click_does(view: Locator) -> None:
    name = view.get_by_role("button", name="Zúžit na Cyklostezka")
    name.focus()
    name.press("Enter")
    expect(view.get_by_role("button", name="Zrušit: Lokalita: Cyklostezka")).to_be_visible(timeout=PATIENCE)


def test_the_rows_are_downloaded(view: Locator, data: Path, tmp_path: Path) -> None:
    view.get_by_role("button", name="Zúžit na Cyklostezka").click()
    expect(view.get_by_role("button", name="Zrušit: Lokalita: Cyklostezka")).to_be_visible(timeout=PATIENCE)
    with view.page.expect_download(timeout=PATIENCE) as asked:
        view.get_by_role("button", name="Stáhnout všechny řádky jako XLSX").click()
    assert asked.value.suggested_filename == "person_hours.xlsx"
    asked.value.save_as(tmp_path / "rows.xlsx")
    source = Explorer(open_dataset(data, period=PERIOD)).sources(
        Selection("person_hours", period=PERIOD, only=(("locality", "cycle_path"),))
    )[0]
    assert openpyxl.load_workbook(tmp_path / "rows.xlsx")["Návštěvy lokalit"].max_row - 4 == source.n
    expect(view.get_by_role("status")).to_contain_text("se stahuje")


def test_the_picture_is_reached_by_keyboard(view: Locator) -> None:
    sentence = view.locator(".apk-drilldown-chart [tabindex='0']")
    sentence.focus()
    expect(sentence).to_be_focused()


def test_markup_in_a_name_stays_text(view: Locator, window: Window) -> None:
    view.get_by_role("button", name=f"Zúžit na {NASTY}").click()
    expect(view.get_by_role("button", name=f"Zrušit: Lokalita: {NASTY}")).to_be_visible(timeout=PATIENCE)
    assert "broken" not in window.page.title()
    assert window.page.locator(".apk-drilldown script").count() == 0


def test_it_is_accessible_and_asks_nobody_outside(view: Locator, window: Window) -> None:
    view.get_by_role("button", name="Vysvětlit toto číslo").click()
    expect(view.get_by_text("Jak číslo vzniklo")).to_be_visible(timeout=PATIENCE)
    found = Axe().run(window.page, context=".apk-drilldown-box").response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert window.outside == []


def test_a_telephone_needs_no_scrolling_sideways(view: Locator, window: Window) -> None:
    page: Page = window.page
    page.set_viewport_size({"width": 390, "height": 1600})
    page.wait_for_timeout(500)
    wide = view.evaluate("box => box.scrollWidth - box.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 1600})
    assert wide <= 1
