"""The dashboard in a real browser with the network shut: by mouse and keyboard, on a desk and on a telephone."""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from apk_lib.text import NBSP
from apk_lib.widgets.dashboard.content import Content
from apk_lib.widgets.dashboard.pages import PAGES
from tests.browser.servers import Server, Window, served

# a telephone, everywhere; a desk where pages differ most
TELEPHONE, DESK = 390, 1280
ON_A_DESK = ("overview", "drilldown")
READY = "document.querySelector('.apk-body')?.getAttribute('aria-busy') === 'false'"
WAIT = 120_000
# what others made and we cannot mend: the rule of axe, the element, and why
NOT_OURS = {
    (
        "scrollable-region-focusable",
        ".apk-drilldown-chart",
    ): "a Box of ipywidgets is asked to be tabbable and drops it; the figures of the chart stand as a table beneath it",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Server]:
    with served(
        tmp_path_factory.mktemp("dashboard") / "log", "dashboard", root / "data/kromeriz", "--period", "P2"
    ) as one:
        yield one


def opened(browser: Browser, address: str, width: int = 1280) -> Window:
    window = Window(browser.new_page(viewport={"width": width, "height": 844}))
    window.page.goto(address, timeout=WAIT)
    window.page.wait_for_function(READY, timeout=WAIT)
    return window


@pytest.fixture(scope="module")
def window(browser: Browser, server: Server) -> Iterator[Window]:
    one = opened(browser, server.address)
    yield one
    one.page.close()
    assert one.outside == []
    assert one.errors == []


def press(window: Window, page: str) -> None:
    window.page.locator(f"[data-page={page}]").click()
    shown(window, PAGES[page].label.cs)


def shown(window: Window, said: str) -> None:
    """Wait until the line for screen readers says that something is shown."""
    window.page.wait_for_function("said => document.querySelector('.apk-said').textContent.includes(said)", arg=said,
                                  timeout=WAIT)  # fmt: skip


def choose(window: Window, label: str, value: str) -> None:
    window.page.get_by_label(label, exact=True).select_option(value)
    window.page.wait_for_function(READY, timeout=WAIT)


def text(window: Window, selector: str) -> str:
    return re.sub(r"\s+", " ", window.page.locator(selector).inner_text().replace(NBSP, " "))


def violations(window: Window) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(window.page).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
        if not any(rule["id"] == id and selector in str(node["target"]) for id, selector in NOT_OURS)
    ]


# --- who is let in ---------------------------------------------------------------------------------


def test_without_the_token_nothing_is_shown(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    for path in ("/", "/?token=", "/?token=wrong", "/voila/files/progress_report.png"):
        response = page.goto(server.root + path)
        assert response is not None
        assert response.status == 403, path
        assert "Kroměříž" not in page.content()
    page.goto(server.root)
    assert page.title() == "Přehled se otevírá celou adresou"
    assert Axe().run(page).response["violations"] == []
    context.close()


def test_it_listens_on_this_machine_only(server: Server) -> None:
    listening = [one.laddr.ip for one in psutil.Process(server.process.pid).net_connections() if one.status == "LISTEN"]
    assert set(listening) == {"127.0.0.1"}


@pytest.mark.parametrize("way", ["login", "", "voila/files/x", "api/kernels/00000000-0000-0000-0000-000000000000"])
def test_another_name_of_this_machine_is_refused_even_with_the_token(server: Server, way: str) -> None:
    token = server.address.rpartition("=")[2]
    code, _ = asked(f"{server.root}/{way}?token={token}", Host="evil.example")
    assert code == 403


@pytest.mark.parametrize(
    "way",
    ["nothing/static/a.js", "apk/static/none.js", "apk/static/../conf.json", "apk", "apk/../../x", "%2e%2e/static/x"],
)
def test_what_is_no_part_of_the_template_is_not_there(server: Server, way: str) -> None:
    code, _ = asked(f"{server.root}/voila/templates/{way}")
    assert code in (403, 404)


def test_the_page_may_ask_nobody_else(server: Server) -> None:
    _, headers = asked(f"{server.root}/login")
    allowed = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert allowed["default-src"] == "'self'"
    assert allowed["frame-ancestors"] == "'none'"
    assert "http" not in str(allowed)


def asked(address: str, **headers: str) -> tuple[int, Any]:
    """The state and the headers of an answer, redirects followed."""
    try:
        answer = urlopen(Request(address, headers=headers))
    except HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers


# --- what is shown ---------------------------------------------------------------------------------


def test_the_first_page_tells_the_goals_of_the_project(window: Window) -> None:
    press(window, "overview")
    assert window.page.locator("html").get_attribute("lang") == "cs"
    assert window.page.title() == "Přehled · Asistenti prevence kriminality Kroměříž"
    assert text(window, "h1") == "Asistenti prevence kriminality Kroměříž"
    assert text(window, ".apk-banner").startswith("UKÁZKOVÁ DATA")
    assert window.page.locator(".apk-card").count() == 4
    assert window.page.locator(".apk-chart").first.bounding_box()["width"] > 300


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_is_named_accessible_and_fits_a_telephone(window: Window, page: str) -> None:
    press(window, page)
    current = window.page.locator("nav [aria-current=page]")
    assert current.all_inner_texts() == [PAGES[page].label.cs]
    assert window.page.locator("h1").count() == 1
    assert window.page.locator("h2").count() >= 1
    assert "Traceback" not in window.page.content()
    for width in (TELEPHONE, *[DESK] * (page in ON_A_DESK)):
        assert window.overflow(width) <= 0
        assert violations(window) == []
    window.page.set_viewport_size({"width": DESK, "height": 844})


def test_the_board_says_what_the_library_says(window: Window, root: Path) -> None:
    press(window, "board")
    content = Content(root / "data/kromeriz", "P2")
    told = re.sub(r"<[^>]*>", " ", content.page("board", "P2", "cs"))
    week = [re.sub(r"\s+", " ", row.inner_text().replace(NBSP, " ")) for row in
            window.page.locator(".apk-week").first.locator("tbody tr").all()]  # fmt: skip
    assert len(week) == 6
    for row in week:
        assert row in re.sub(r"\s+", " ", told.replace(NBSP, " "))


def test_the_period_changes_what_is_shown(window: Window) -> None:
    press(window, "overview")
    assert "stav k 30. 6. 2021" in text(window, ".apk-kicker >> nth=0")
    choose(window, "Období", "P1")
    shown(window, "období P1")
    assert "stav k 30. 12. 2020" in text(window, ".apk-kicker >> nth=0")
    choose(window, "Období", "P2")
    shown(window, "období P2")


def test_the_language_changes_everything(window: Window) -> None:
    press(window, "overview")
    choose(window, "Jazyk / Language", "en")
    shown(window, "Shown: Overview")
    assert window.page.locator("html").get_attribute("lang") == "en"
    assert window.page.locator(".apk-dashboard").get_attribute("lang") == "en"
    assert window.page.locator(".apk-body [lang=cs]").count() == 0
    assert window.page.title().startswith("Overview · ")
    assert text(window, "nav").startswith("Overview")
    assert text(window, ".apk-banner").startswith("SAMPLE DATA")
    choose(window, "Language / Jazyk", "cs")
    shown(window, "Zobrazeno: Přehled")


def test_the_keyboard_alone_is_enough(window: Window) -> None:
    press(window, "overview")
    window.page.evaluate("document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus()")
    reached = []
    for _ in range(12):
        window.page.keyboard.press("Tab")
        reached.append(window.page.evaluate("document.activeElement.textContent"))
        if reached[-1] == "Peníze":
            break
    assert reached[-1] == "Peníze", reached
    window.page.keyboard.press("Enter")
    shown(window, "Peníze")
    assert window.page.evaluate("document.activeElement.textContent") == "Peníze"


# --- a folder with faults --------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path, root: Path) -> Callable[[str, str, str], Path]:
    def copied(file: str, before: str, after: str) -> Path:
        folder = Path(shutil.copytree(root / "data/kromeriz", tmp_path / "kromeriz"))
        path = folder / file
        found = path.read_text(encoding="utf-8")
        assert before in found
        path.write_text(found.replace(before, after, 1), encoding="utf-8")
        return folder

    return copied


def test_a_row_that_breaks_a_rule_is_told_above_the_rest(
    browser: Browser, tmp_path: Path, broken: Callable[[str, str, str], Path]
) -> None:
    folder = broken("records/visits.csv", "crossing_slovan", "<img src=x onerror=alert(1)>")
    with served(tmp_path / "log", "dashboard", folder, "--period", "P1") as server:
        window = opened(browser, server.address)
        assert text(window, "#check-heading") == "Data neprošla kontrolou: 1 chyba"
        row = text(window, "#check tbody tr")
        assert "visits.csv, E2" in row
        assert "<img src=x onerror=alert(1)>" in row
        assert window.page.locator(".apk-card").count() == 4
        assert violations(window) == []
        assert (window.outside, window.errors) == ([], [])
        window.page.close()


# --- the end ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "after"), [("SIGTERM", 0), ("SIGTERM", 0.3), ("SIGINT", 2)])
def test_nothing_outlives_the_command(tmp_path: Path, how: str, after: float) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with served(tmp_path / "log", "dashboard", folder) as server:
        time.sleep(after)  # no time, and a kernel being started or up
        assert server.stop(getattr(signal, how)) == 0
        assert (tmp_path / "log").read_text(encoding="utf-8").strip().endswith(server.address)
        assert [one.pid for one in psutil.process_iter() if serves(one, folder)] == []


def test_a_window_that_closes_ends_its_kernel_and_the_warm_one_stays(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with served(tmp_path / "log", "dashboard", tmp_path / "empty") as server:
        for _ in range(2):
            # no window that watches requests: a browser drops what a closing page still asks through a watch
            page = browser.new_page()
            page.goto(server.address, timeout=WAIT)
            page.wait_for_function(READY, timeout=WAIT)
            page.wait_for_timeout(1000)
            page.goto("about:blank")
            page.close()
        until = time.monotonic() + 20
        while len(server.kernels()) != 1 and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(2)
        assert len(server.kernels()) == 1


def test_a_window_whose_command_was_killed_says_so(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "project.toml").write_text("[[[project]", encoding="utf-8")
    with served(tmp_path / "log", "dashboard", folder) as server:
        window = opened(browser, server.address)
        assert text(window, ".apk-banner") == "DATA NEJDE OTEVŘÍT"
        assert "project.toml není platný TOML" in text(window, ".apk-list")
        assert window.page.locator("nav").count() == 0
        assert "Traceback" not in window.page.content()
        assert violations(window) == []
        kernels = server.kernels()
        server.process.kill()
        window.page.get_by_text("Spojení s programem se přerušilo").wait_for(timeout=WAIT)
        assert window.page.locator(".apk-body").get_attribute("aria-busy") == "false"
        window.page.close()
        # a kernel looks after its parent
        psutil.wait_procs(kernels, timeout=30)
        assert [one.pid for one in kernels if one.is_running()] == []


def serves(process: psutil.Process, folder: Path) -> bool:
    """Whether a process was started to show a folder; a kernel is told by its environment."""
    try:
        return process.environ().get("APK_DATA") == str(folder)
    except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
