"""What a reader of the dashboard waits for: from the request to the first chart, beside an empty page of Voilà.

Each server is warm (a kernel has run its notebook before the request) and each window is new, in turn and several times
over:

- dashboard: `apk-lib dashboard data/kromeriz`, until the first chart is drawn; then each page, until it is shown;
- bare: `voila --preheat_kernel=True` on a notebook of one empty HTML widget, until that stands there.

Figures are wall-clock seconds; read the ratios, machines differ.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from apk_lib.report.execution import KERNELS  # noqa: E402 - found beside this file
from apk_lib.serving.ports import port_of  # noqa: E402
from tests.browser.find_chromium import find  # noqa: E402
from tests.browser.servers import served  # noqa: E402

AIM = 3.0
WAIT = 120_000
EMPTY = "import ipywidgets\n\nipywidgets.HTML(\"<p id='here'>.</p>\")"
PAGES = ("board", "perception", "employment", "money")


@contextmanager
def bare(folder: Path) -> Iterator[str]:
    """An empty warm page of Voilà, with the kernel that the dashboard uses too."""
    cell = {"cell_type": "code", "execution_count": None, "id": "empty", "metadata": {}, "outputs": [], "source": EMPTY}
    kernel = {"name": "apk-lib", "display_name": "apk-lib", "language": "python"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path = folder / "empty.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    port = port_of(0)
    words = [Path(sys.executable).with_name("voila"), path, f"--port={port}", "--no-browser", "--preheat_kernel=True",
             "--pool_size=1", "--Voila.ip=127.0.0.1", "--Voila.log_level=ERROR"]  # fmt: skip
    process = subprocess.Popen(words, env={**os.environ, "JUPYTER_PATH": str(KERNELS)}, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def first(browser: Browser, address: str, selector: str) -> float:
    """From the request of a new window to what is looked for."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())

    def see() -> None:
        page.goto(address, wait_until="commit", timeout=WAIT)
        page.locator(selector).first.wait_for(timeout=WAIT)

    took = seconds(see)
    page.close(run_before_unload=True)
    return took


def each_page(browser: Browser, address: str) -> dict[str, float]:
    """From a click to the page, each for the first time."""
    page = browser.new_page()
    page.goto(address, timeout=WAIT)
    page.locator(".apk-chart").first.wait_for(timeout=WAIT)

    def open_page(name: str) -> None:
        page.locator(f"[data-page={name}]").click()
        page.locator(".apk-body[aria-busy=false]").wait_for(timeout=WAIT)

    took = {name: seconds(lambda name=name: open_page(name)) for name in PAGES}
    page.close()
    return took


def main() -> None:
    """Measure both, print medians and ratios; exit code 1 above the aim of `--strict`."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--warm", type=float, default=15, help="seconds given to a kernel to get warm")
    options.add_argument("--strict", action="store_true")
    asked = options.parse_args()
    found: dict[str, list[float]] = {"bare": [], "dashboard": []}
    with (
        tempfile.TemporaryDirectory() as kept,
        served(Path(kept) / "log", "dashboard", ROOT / "data/kromeriz") as server,
        bare(Path(kept)) as empty,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=["--headless", "--no-sandbox"])
        for _ in range(asked.times):
            for name, address, selector in (("bare", empty, "#here"), ("dashboard", server.address, ".apk-chart")):
                time.sleep(asked.warm)
                found[name].append(first(browser, address, selector))
        time.sleep(asked.warm)
        pages = each_page(browser, server.address)
        browser.close()
    medians = {name: statistics.median(times) for name, times in found.items()}
    for name, median in medians.items():
        print(
            f"{name:10} {median:6.2f} s  {median / medians['bare']:5.2f} of bare  {[round(t, 2) for t in found[name]]}"
        )
    for name, took in pages.items():
        print(f"{name:10} {took:6.2f} s  from the click, for the first time")
    print(f"aim: the first chart within {AIM:.0f} s")
    sys.exit(asked.strict and medians["dashboard"] > AIM)


if __name__ == "__main__":
    main()
