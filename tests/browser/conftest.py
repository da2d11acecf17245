"""One Chromium for all the browser tests: `--chromium PATH`, or what find_chromium.py finds."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chromium", help="path of the Chromium to test with")
    parser.addoption("--keep-pictures", action="store_true", help="keep what is seen now as what to compare with")


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    if named := request.config.getoption("--chromium"):
        return named
    finder = Path(__file__).with_name("find_chromium.py")
    found = subprocess.run([sys.executable, finder], capture_output=True, text=True)
    if found.returncode:
        pytest.fail(found.stderr)
    return found.stdout.strip()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
