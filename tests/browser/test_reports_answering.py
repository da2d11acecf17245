"""A report answers clicks with no server: the linked chart, tables that sort, the bar, the theme, the addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Locator, Page

from apk_lib.report.html import page as written
from apk_lib.report.model import Chart, Column, Foot, FrontPage, Report, Section, Table
from apk_lib.text import NBSP, Lang
from tests.browser.visits import Visit, kept

PERIOD = "P4"
EVIL = "<script>document.title = 'run'</script><img src=x onerror=alert(1)></script><!--"


@pytest.fixture
def visit(root: Path, browser: Browser) -> Iterator[Visit]:
    visit = Visit(browser.new_page(viewport={"width": 1280, "height": 900})).open(kept(root, PERIOD))
    visit.page.locator(".apk-answers").wait_for()
    yield visit
    assert visit.outside == []
    assert visit.errors == []
    visit.page.close()


@pytest.fixture(scope="module")
def cells(root: Path) -> pl.DataFrame:
    """The figures behind the chart: locality, hour, measure, value."""
    results = pl.read_parquet(kept(root, PERIOD).with_name("results.parquet"))
    return results.filter(
        pl.col("indicator") == "hours_of_day",
        pl.col("scope") == "period",
        pl.col("dimension_1") == "locality",
        pl.col("dimension_2") == "hour",
        pl.col("value") > 0,
    ).select("measure", "value", place="category_1", hour=pl.col("category_2").cast(pl.Int64))


def bars(page: Page) -> dict[str, tuple[float, bool]]:
    """What each bar of the live chart says of itself: its amount, and whether it is not faded."""
    page.wait_for_timeout(250)
    read = "(all) => all.map((one) => [one.getAttribute('aria-label'), one.getAttribute('opacity')])"
    said = page.locator(".apk-live [aria-roledescription=bar]").evaluate_all(read)
    amounts = {label.rpartition(": ")[0]: (label.rpartition(": ")[2], opacity == "1") for label, opacity in said}
    return {name: (float(re.sub(r"\s", "", text).replace(",", ".")), full) for name, (text, full) in amounts.items()}


def by_hour(page: Page) -> dict[int, float]:
    return {int(name.split()[1]): amount for name, (amount, _) in bars(page).items() if name.startswith("Hodina ")}


def by_place(page: Page) -> dict[str, float]:
    return {name: amount for name, (amount, _) in bars(page).items() if not name.startswith("Hodina ")}


def summed(cells: pl.DataFrame, by: str, measure: str = "person_hours") -> dict[object, float]:
    return dict(cells.filter(measure=measure).group_by(by).agg(pl.col("value").sum()).sort(by).iter_rows())


def same(shown: dict[int, float], expected: dict[object, float]) -> bool:
    """Whether bars show these amounts, as they are rounded."""
    return shown.keys() == expected.keys() and all(close(amount, expected[key]) for key, amount in shown.items())


def close(amount: float, exact: float) -> bool:
    return amount == pytest.approx(exact, abs=0.51 if exact >= 9.95 else 0.051 if exact >= 0.995 else 0.0051)


def lists(page: Page) -> dict[str, Locator]:
    return {one.inner_text().split("\n")[0].strip(): one.locator("select") for one in page.locator(".vega-bind").all()}


def touched(page: Page, name: str) -> list[Locator]:
    """The places to click in one of the three views."""
    return page.locator(f".apk-live g.mark-rect[class*='{name}'] > path").all()


def press(page: Page, target: Locator, *, shift: bool = False) -> None:
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    if shift:
        page.keyboard.down("Shift")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    if shift:
        page.keyboard.up("Shift")


def test_the_chart_stands_in_the_place_of_its_picture(visit: Visit, cells: pl.DataFrame) -> None:
    assert same(by_hour(visit.page), summed(cells, "hour"))
    figure = visit.page.locator(".apk-answers")
    assert not figure.locator(".apk-chart").is_visible()
    said = [figure.locator(one).get_attribute("aria-label") for one in (".apk-chart", ".apk-stage")]
    assert said[0] == said[1] != ""


def test_print_and_high_contrast_have_the_picture(visit: Visit) -> None:
    figure = visit.page.locator(".apk-answers")
    for media in ({"media": "print"}, {"media": "screen", "forced_colors": "active"}):
        visit.page.emulate_media(**media)
        assert figure.locator(".apk-chart").is_visible()
        assert not figure.locator(".apk-live").is_visible()
    visit.page.emulate_media(media="print", forced_colors="none")
    assert not visit.page.locator(".apk-top").is_visible()


def test_the_list_switches_the_measure(visit: Visit, cells: pl.DataFrame) -> None:
    for measure in ("presence_hours", "visits", "person_hours"):
        lists(visit.page)["Co ukázat"].select_option(measure)
        assert same(by_hour(visit.page), summed(cells, "hour", measure))


def test_a_locality_and_an_hour_are_chosen_from_lists(visit: Visit, cells: pl.DataFrame) -> None:
    place, hour = cells.sort("value", descending=True).select("place", "hour").row(0)
    lists(visit.page)["Lokalita"].select_option(place)
    assert same(by_hour(visit.page), summed(cells.filter(place=place), "hour"))
    lists(visit.page)["Hodina"].select_option(str(hour))
    assert same(by_hour(visit.page), summed(cells.filter(place=place, hour=hour), "hour"))
    for name in ("Lokalita", "Hodina"):
        lists(visit.page)[name].select_option(index=0)
    assert same(by_hour(visit.page), summed(cells, "hour"))


def test_a_bar_of_a_locality_filters_the_hours_and_fades_the_rest(visit: Visit, cells: pl.DataFrame) -> None:
    page, before = visit.page, by_place(visit.page)
    rows = touched(page, "places")
    options = (
        lists(page)["Lokalita"].locator("option").evaluate_all("(all) => all.map((one) => [one.value, one.label])")
    )
    place, name = options[2]  # the first stands for all
    press(page, rows[1])
    assert [one for one, (_, full) in bars(page).items() if full and not one.startswith("Hodina ")] == [name]
    assert same(by_hour(page), summed(cells.filter(place=place), "hour"))
    assert by_place(page) == before
    faded = [cell for cell in touched(page, "cells") if cell.get_attribute("opacity") != "1"]
    assert 0 < len(faded) < len(touched(page, "cells"))
    # Shift adds another
    first = sum(by_hour(page).values())
    press(page, rows[0], shift=True)
    assert len([name for name, (_, full) in bars(page).items() if full and not name.startswith("Hodina ")]) == 2
    assert sum(by_hour(page).values()) > first


def test_a_bar_of_an_hour_filters_the_localities(visit: Visit, cells: pl.DataFrame) -> None:
    page, whole = visit.page, by_place(visit.page)
    press(page, touched(page, "hours")[len(touched(page, "hours")) // 2])
    [chosen] = [int(name.split()[1]) for name, (_, full) in bars(page).items() if full and name.startswith("Hodina ")]
    expected = summed(cells.filter(hour=chosen), "place")
    assert sorted(by_place(page).values()) == pytest.approx(sorted(expected.values()), abs=0.5)
    assert by_place(page) != whole


def test_a_cell_filters_both_and_a_double_click_clears(visit: Visit, cells: pl.DataFrame) -> None:
    page = visit.page
    cell = touched(page, "cells")[3]
    press(page, cell)
    assert len(by_place(page)) == len(by_hour(page)) == 1
    [hour], [amount] = by_hour(page), by_hour(page).values()
    here = cells.filter(measure="person_hours", hour=hour)["value"].to_list()
    assert any(close(amount, value) for value in here)
    box = touched(page, "cells")[7].bounding_box()
    page.mouse.dblclick(box["x"] + 4, box["y"] + 4)
    assert same(by_hour(page), summed(cells, "hour"))


# --- tables ----------------------------------------------------------------------------------------

ROWS = {
    "cs": (
        ("Úvoz", f"1{NBSP}200,5", "1. 6. 2020", "12 h 5 min"),
        ("Cihelna", "–", "15. 1. 2021", "2 h"),
        ("Čápka", "−3", "–", "12 h 30 min"),
        ("chata", "45 %", "2. 6. 2020", "–"),
        ("Dvůr", "0,5", "30. 11. 2019", "9 h"),
    ),
    "en": (
        ("Unit", "1,200.5", "1 June 2020", "12 h 5 min"),
        ("circle", "–", "15 January 2021", "2 h"),
        ("Cabin", "−3", "–", "12 h 30 min"),
        ("chalet", "45%", "2 June 2020", "–"),
        ("Dale", "0.5", "30 November 2019", "9 h"),
    ),
}
# ch stands after h in Czech, č after c; what is missing is last both ways
SORTED = {
    ("cs", 0): ["Cihelna", "Čápka", "Dvůr", "chata", "Úvoz"],
    ("cs", 1): ["Čápka", "Dvůr", "chata", "Úvoz", "Cihelna"],
    ("cs", 2): ["Dvůr", "Úvoz", "chata", "Cihelna", "Čápka"],
    ("cs", 3): ["Cihelna", "Dvůr", "Úvoz", "Čápka", "chata"],
    ("en", 0): ["Cabin", "chalet", "circle", "Dale", "Unit"],
    ("en", 1): ["Cabin", "Dale", "chalet", "Unit", "circle"],
    ("en", 2): ["Dale", "Unit", "chalet", "circle", "Cabin"],
    ("en", 3): ["circle", "Dale", "Unit", "Cabin", "chalet"],
}


def small(lang: Lang, words: str = "", spec: str = "") -> str:
    """A report of one table, and of a chart where there is a specification."""
    heads = (Column("A"), Column("B", "right"), Column("C"), Column("D", "right"))
    rows = tuple((f"{row[0]}{words}", *row[1:]) for row in ROWS[lang])
    table = Table("T", f"T{words}", heads, rows)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">x</text></svg>'
    charts = (Chart(svg, f"Obraz{words}", f"Popis{words}", spec),) if spec else ()
    section = Section("s", f"Nález{words}", (), charts, (table,), ())
    return written(Report(FrontPage(lang, "", "K", f"Zpráva{words}", ""), (section,), Foot(())))


@pytest.fixture
def opened(tmp_path: Path, browser: Browser) -> Iterator[Visit]:
    visit = Visit(browser.new_page())
    yield visit
    assert visit.outside == []
    visit.page.close()


def column(page: Page) -> list[str]:
    return page.locator("tbody th").all_inner_texts()


@pytest.mark.parametrize(("lang", "number"), SORTED)
def test_a_table_sorts_by_its_header(opened: Visit, tmp_path: Path, lang: Lang, number: int) -> None:
    (tmp_path / "r.html").write_text(small(lang), "utf-8")
    page = opened.open(tmp_path / "r.html").page
    page.locator("summary", has_text="T").last.click()
    head, original = page.locator("thead th").nth(number), column(page)
    head.locator("button").focus()
    seen = []
    for way in ("ascending", "descending", None):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == way
        seen.append(column(page))
    upward = SORTED[lang, number]
    missing = [name for name, *cells in ROWS[lang] if number and cells[number - 1] == "–"]
    known = [name for name in upward if name not in missing]
    assert seen == [upward, [*reversed(known), *missing], original]
    assert opened.errors == []


def test_without_scripts_everything_is_there(tmp_path: Path, browser: Browser, root: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(kept(root, PERIOD).as_uri())
    assert page.locator("figure svg.apk-chart").first.is_visible()
    assert page.locator("thead th button").count() == 0
    assert not page.locator("#apk-theme").is_visible()
    assert page.locator(".apk-way").is_visible()
    page.context.close()


# --- the bar, the theme, the addresses -------------------------------------------------------------


def paper(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.querySelector('.apk-report')).backgroundColor")


def test_the_contents_open_close_and_lead(visit: Visit) -> None:
    page = visit.page
    menu = page.locator(".apk-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.locator("a").first.is_visible()
    listed = menu.locator("a").evaluate_all("(all) => all.map((one) => one.hash)")
    assert listed == page.locator(".apk-section").evaluate_all("(all) => all.map((one) => '#' + one.id)")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not menu.locator("a").first.is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    menu.locator("a[href='#perception']").click()
    assert not menu.locator("a").first.is_visible()
    # the heading is not under the bar
    top = page.locator("#perception-heading").bounding_box()
    bar = page.locator(".apk-top").bounding_box()
    assert bar is not None
    assert top is not None
    assert bar["y"] == 0
    assert bar["height"] <= top["y"] < 200


def test_the_theme_switches_remembers_and_prints_light(visit: Visit) -> None:
    page, switch = visit.page, visit.page.locator("#apk-theme")
    light, dark = "rgb(255, 255, 255)", "rgb(22, 27, 33)"
    page.emulate_media(color_scheme="dark")
    assert paper(page) == dark
    switch.select_option("light")
    assert paper(page) == light
    switch.select_option("dark")
    page.emulate_media(color_scheme="light")
    assert paper(page) == dark
    page.reload()
    assert (switch.input_value(), paper(page)) == ("dark", dark)
    page.emulate_media(media="print")
    assert paper(page) == light
    page.emulate_media(media="screen")
    switch.select_option("auto")
    page.reload()
    assert (switch.input_value(), paper(page)) == ("auto", light)


def test_a_theme_that_cannot_be_remembered_still_switches(opened: Visit, tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text(small("cs"), "utf-8")
    opened.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    opened.open(tmp_path / "r.html")
    opened.page.locator("#apk-theme").select_option("dark")
    assert paper(opened.page) == "rgb(22, 27, 33)"
    assert opened.errors == []


def test_each_indicator_has_an_address_that_unfolds(visit: Visit) -> None:
    page = visit.page
    ids = page.locator(".apk-anchor").evaluate_all("(all) => all.map((one) => one.id)")
    assert len(ids) == len(set(ids)) > 40
    folded = page.locator("details .apk-anchor").first.get_attribute("id")
    row = page.locator("tr", has=page.locator(f"#{folded}"))
    assert not row.is_visible()
    page.evaluate(f"location.hash = '#{folded}'")
    row.wait_for(state="visible")
    links = page.locator("tbody a").evaluate_all("(all) => all.map((one) => one.hash.slice(1))")
    assert set(links) <= set(ids)
    assert len(links) > 100


def test_what_is_written_in_data_stays_text(opened: Visit, tmp_path: Path) -> None:
    spec = (
        '{"data": {"values": [{"name": %s, "n": 1}]}, "mark": {"type": "bar", "tooltip": true},'
        ' "encoding": {"y": {"field": "name", "type": "nominal"}, "x": {"field": "n", "type": "quantitative"}},'
        ' "params": [{"name": "p", "value": 1, "bind": {"input": "range", "name": %s}}]}'
    )
    evil = EVIL.replace('"', '\\"')
    (tmp_path / "r.html").write_text(small("cs", EVIL, spec % (f'"{evil}"', '"A"')), "utf-8")
    page = opened.open(tmp_path / "r.html").page
    page.locator(".apk-answers").wait_for()
    bar = page.locator(".apk-live [aria-roledescription=bar]").first
    assert EVIL in (bar.get_attribute("aria-label") or "")
    bar.hover()
    page.wait_for_timeout(300)
    assert page.title() != "run"
    assert page.locator("img").count() == 0
    assert EVIL in page.locator("h1").inner_text()
    assert opened.errors == []
