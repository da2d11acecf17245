"""Reports look as they were looked at: screenshots beside those kept in `kept/`, compared loosely.

What is compared is a small grey picture of the first screen, so that another hinting of letters or a figure that moved
by a digit is no matter, but a lost column, a broken style or an empty chart is. A change that was meant is looked at
and kept: `pytest tests/browser/test_kept_pictures.py --chromium … --keep-pictures`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visits import WIDTHS, Visit, kept

PICTURES = Path(__file__).with_name("kept")
SEEN = [
    ("P2", "desk", "light"),
    ("P2", "desk", "dark"),
    ("P4", "telephone", "light"),
    ("final_evaluation", "desk", "light"),
]
# of 255: hinting moves a pixel of the small picture by one or two, another report by more than ten
LOOSE = 5
SHRINK = """async ([source, width, height]) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width, height});
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, width, height);
    const pixels = context.getImageData(0, 0, width, height).data;
    const greys = [];
    for (let at = 0; at < pixels.length; at += 4) greys.push((pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3);
    return [greys, canvas.toDataURL("image/png")];
}"""


@pytest.fixture(scope="module")
def drawing(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.goto("about:blank")
    yield page
    page.close()


def shrunk(drawing: Page, png: bytes, width: int, height: int) -> tuple[list[float], bytes]:
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    greys, small = drawing.evaluate(SHRINK, [source, width, height])
    return greys, base64.b64decode(small.partition(",")[2])


def first_screen(root: Path, browser: Browser, drawing: Page, report: str, width: str, theme: str) -> bytes:
    """What is seen first, at a third of its size."""
    visit = Visit(browser.new_page(viewport={"width": WIDTHS[width], "height": 900})).open(kept(root, report))
    visit.page.locator("#apk-theme").select_option(theme)
    picture = visit.page.screenshot()
    visit.page.close()
    return shrunk(drawing, picture, WIDTHS[width] // 3, 300)[1]


def difference(drawing: Page, one: bytes, other: bytes) -> float:
    """The mean difference of the two as small grey pictures, of 255."""
    pairs = zip(*(shrunk(drawing, png, 64, 45)[0] for png in (one, other)), strict=True)
    gaps = [abs(here - there) for here, there in pairs]
    return sum(gaps) / len(gaps)


@pytest.mark.parametrize(("report", "width", "theme"), SEEN)
def test_a_report_looks_as_it_was_kept(
    request: pytest.FixtureRequest, root: Path, browser: Browser, drawing: Page, report: str, width: str, theme: str
) -> None:
    seen = first_screen(root, browser, drawing, report, width, theme)
    file = PICTURES / f"{report}-{width}-{theme}.png"
    if request.config.getoption("--keep-pictures"):
        file.write_bytes(seen)
    apart = difference(drawing, seen, file.read_bytes())
    assert apart < LOOSE


def test_another_picture_is_told_from_the_one_kept(root: Path, browser: Browser, drawing: Page) -> None:
    light = (PICTURES / "P2-desk-light.png").read_bytes()
    dark, another = (
        difference(drawing, first_screen(root, browser, drawing, report, "desk", theme), light)
        for report, theme in (("P2", "dark"), ("final_evaluation", "light"))
    )
    assert dark > 10 * LOOSE
    assert another > LOOSE
