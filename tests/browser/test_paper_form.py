"""The shift sheet as Chromium prints it: one leaf of A4 for every town, nothing cut, nothing asked of the network."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, Route

from apk_lib.project import Project, parse_project
from apk_lib.text import LANGUAGES, Lang, Text
from apk_lib.workbooks.forms.paper import CREW_COLUMNS, CREW_ROWS, LISTED, ROOMY, paper_form

PERSONS = pl.DataFrame({"person": ["APK1", "APK2", "APK3", "APK4", "APK5", "MENTOR1"]})
LONG = "Velmi dlouhý název lokality u křižovatky ulic Československé armády a Komenského náměstí číslo {}"


def kromeriz(root: Path) -> Project:
    return parse_project((root / "data" / "kromeriz" / "project.toml").read_text("utf-8"), "kromeriz")


def crowded(project: Project, localities: int) -> Project:
    first = project.frames["localities"].head(1)
    names = [LONG.format(number) for number in range(1, localities + 1)]
    frame = pl.concat([first.with_columns(locality=pl.lit(n), name_cs=pl.lit(n), name_en=pl.lit(n)) for n in names])
    long = Text(cs=LONG * 4, en=LONG * 4)
    frames = dict(project.frames) | {"localities": frame}
    return dataclasses.replace(project, frames=frames, title=long, cofinancing=long, beneficiary=long)


def crew(columns: int) -> pl.DataFrame:
    """As many people, with pseudonyms as long, as the boxes hold."""
    wide = CREW_COLUMNS[columns]
    return pl.DataFrame({"person": [f"{'M' * (wide - 2)}{number:02}" for number in range(columns * CREW_ROWS)]})


TOWNS = {
    "as it is": (lambda project: project, PERSONS),
    "nobody": (lambda project: project, PERSONS.clear()),
    "listed at full size": (lambda project: crowded(project, ROOMY), PERSONS),
    "listed small": (lambda project: crowded(project, LISTED), PERSONS),
    "too many to list": (lambda project: crowded(project, LISTED + 30), PERSONS),
    "a crowd": (lambda project: crowded(project, LISTED), crew(4)),
    "a crowd of long names": (lambda project: crowded(project, ROOMY), crew(2)),
}  # fmt: skip


def opened(browser: Browser, file: Path) -> tuple[Page, list[str]]:
    outside: list[str] = []
    page = browser.new_page()

    def watch(route: Route) -> None:
        address = route.request.url
        if address == file.as_uri() or address.startswith("data:"):
            route.continue_()
        else:
            outside.append(address)
            route.abort()

    page.route("**/*", watch)
    page.on("console", lambda message: outside.append(message.text) if message.type == "error" else None)
    page.goto(file.as_uri(), wait_until="load")
    return page, outside


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("town", TOWNS)
def test_the_sheet_is_one_leaf(tmp_path: Path, root: Path, browser: Browser, lang: Lang, town: str) -> None:
    change, persons = TOWNS[town]
    file = tmp_path / "sheet.html"
    file.write_text(paper_form(change(kromeriz(root)), persons, lang), "utf-8")
    page, outside = opened(browser, file)
    page.emulate_media(media="print")
    inside = page.evaluate(
        "[...document.querySelectorAll('.side')].map(side => [side.scrollHeight - side.clientHeight,"
        " side.scrollWidth - side.clientWidth])"
    )
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert inside == [[0, 0], [0, 0]]
    assert outside == []
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    boxes = [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", printed)]
    assert all(box == pytest.approx((0, 0, 595.3, 841.9), abs=1) for box in boxes), boxes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_kromeriz_is_cut(tmp_path: Path, root: Path, browser: Browser, lang: Lang) -> None:
    file = tmp_path / "sheet.html"
    file.write_text(paper_form(kromeriz(root), PERSONS, lang), "utf-8")
    page, _ = opened(browser, file)
    page.emulate_media(media="print")
    cut = page.evaluate(
        "[...document.querySelectorAll('th, p, li span, .label, h1, h2, h3')].filter(box =>"
        " box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display !== 'inline' ||"
        " box.scrollHeight > box.clientHeight + 2 && getComputedStyle(box).overflow === 'hidden'"
        ").map(box => box.textContent)"
    )
    family = page.evaluate("document.fonts.check('12px \"Apk Sans\"')")
    page.close()
    assert cut == []
    assert family
