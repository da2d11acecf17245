"""The HTML page: whole, safe, readable without a network and the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import vl_convert

from apk_lib import fonts
from apk_lib.report.html import fragment, page
from apk_lib.report.model import (
    Card,
    Chart,
    Column,
    Foot,
    FrontPage,
    Note,
    Part,
    Report,
    Section,
    Table,
    from_json,
    to_json,
)
from apk_lib.text import NBSP, Lang

NASTY = "<script>alert('1')</script> & \"quoted\" </style>"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
    ' class="marks" width="500" height="90" viewBox="0 0 500 90" onload="alert(1)">'
    '<defs><clipPath id="clip0"><rect width="9" height="9"/></clipPath>'
    '<linearGradient id="shade"><stop offset="0"/></linearGradient></defs>'
    '<g role="graphics-object" aria-roledescription="group" aria-label="inner" clip-path="url(#clip0)">'
    '<a xlink:href="https://example.org/"><rect fill="url(#shade)"/></a><use xlink:href="#shade"/>'
    '<text style="fill: url(https://example.org/x)">5 &amp; 6 &lt; 7</text></g>'
    "<script>alert(2)</script></svg>"
)
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Outline(HTMLParser):
    """Every element with its attributes, and a complaint where a tag is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element and expect its end."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the element opened last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what a reader reads."""
        if not self._open or self._open[-1] not in ("style", "script"):
            self.text.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def sample(lang: Lang = "cs", words: str = "Hodiny v terénu") -> Report:
    """A synthetic report with every kind of content."""
    chart = Chart(svg=SVG, alternative=f"Pruhy: {words}", caption=words)
    columns = (Column("Lokalita"), Column("Plán", "right"), Column("Poznámka"))
    table = Table(f"Tabulka: {words}", words, columns, (("Slovan", "92", words), ("Oskol", "84", "")))
    sections = tuple(
        Section(name, f"{words} v parku", (words,), (chart, chart), (table, table), (Note("n", words),))
        for name in ("pritomnost", "bezpeci")
    )
    cards = (
        Card("Zaměstnat 4 osoby", "3 ze 4", words, "dots", 3, 4),
        Card("Přítomnost", "78 %", words, "bar", share=0.78),
        Card("Nad plán", "120 %", words, "bar", share=1.2),
        Card("Neznámo", "údaj chybí", words, "bar"),
        Card("Pomoc", "7 kontaktů", words),
    )
    front = FrontPage(
        lang=lang, banner=f"UKÁZKOVÁ DATA {words}", kicker="Období P2", title=f"Asistenti {words}",
        subtitle=words, goals_title="Cíle", cards=cards, findings_title="Co období ukázalo",
        findings=(words, "Stál u školy"), missing_title="Co chybí", missing=(words,),
        timeline=(("P1", False), ("P2", True), ("P3", False)), facts=(Note("Projekt", words),),
    )  # fmt: skip
    return Report(front, sections, Foot((words, "SHA-256 7c1e")))


def parts(report: Report) -> list[Part]:
    """The report's parts in reading order."""
    return [report.front, *report.sections, report.foot]


@pytest.mark.parametrize("part", parts(sample()), ids=lambda part: type(part).__name__)
def test_a_part_survives_json(part: Part) -> None:
    assert from_json(json.loads(json.dumps(to_json(part)))) == part


def test_data_never_becomes_markup() -> None:
    calm, nasty = Outline(page(sample())), Outline(page(sample(words=NASTY)))
    assert [name for name, _ in nasty.elements] == [name for name, _ in calm.elements]
    assert "alert('1')" in "".join(nasty.text)
    labels = [attributes.get("aria-label") for attributes in nasty.named("svg")]
    assert f"Pruhy: {NASTY}" in labels


def test_data_never_leaves_the_style_element() -> None:
    styles = re.findall(r"<style>(.*?)</style>", page(sample(words=NASTY + "\n\\")), re.DOTALL)
    assert len(styles) == 1
    assert "<" not in styles[0]
    assert styles[0].count("{") == styles[0].count("}")


SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def test_only_the_own_scripts_run_and_nothing_is_asked_for() -> None:
    html = page(sample())
    outline = Outline(html)
    assert not {"link", "iframe", "img", "object"} & {name for name, _ in outline.elements}
    assert not [key for _, attributes in outline.elements for key in attributes if key.startswith("on")]
    scripts = SCRIPT.findall(html)
    # the theme before the page, the rest behind it; nothing for linked charts where there is none
    assert len(scripts) == len(outline.named("script")) == 2
    assert "//" not in SCRIPT.sub("", re.sub(r"base64,[A-Za-z0-9+/=]+", "", html))
    assert not [script for script in scripts if re.search("://|fetch|XMLHttp|WebSocket|import|eval|innerHTML", script)]
    prints = [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts]
    policies = [meta.get("content") for meta in outline.named("meta") if "http-equiv" in meta]
    assert policies == [
        f"default-src 'none'; script-src {' '.join(prints)}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]


def linked(words: str) -> Report:
    """The sample with a chart that answers clicks in its first section."""
    report = sample()
    spec = json.dumps({"mark": "bar", "data": {"values": [{"name": words}]}}, ensure_ascii=False)
    first = replace(report.sections[0], charts=(Chart(SVG, words, words, spec),))
    return replace(report, sections=(first, *report.sections[1:]))


@pytest.mark.parametrize("words", ["Hodiny", NASTY, "<!-- <script", "</SCRIPT >", "a\\u003cb"])
def test_a_chart_that_answers_clicks_brings_its_libraries_and_stays_data(words: str) -> None:
    html = page(linked(words))
    data = re.findall(r'<script type="application/json" class="apk-spec"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert [json.loads(one)["data"]["values"] for one in data] == [[{"name": words}]]
    assert "<" not in data[0]
    scripts = SCRIPT.findall(html)
    assert [name for name in ("vegaEmbed", "apk-spec") if name in scripts[-1]] == ["vegaEmbed", "apk-spec"]
    assert len(scripts) == 4
    assert "unsafe-eval" not in html[: html.index("<style>")]
    assert page(linked(words)) == html


def test_a_fragment_shows_the_picture_alone() -> None:
    section = linked("Hodiny").sections[0]
    assert "<script" not in fragment(section)
    assert fragment(section).count('class="apk-chart"') == 1
    assert from_json(json.loads(json.dumps(to_json(section)))) == section


def test_each_indicator_has_one_address_and_tables_lead_to_it() -> None:
    report, columns = sample("en"), (Column("Figure"), Column("Value", "right"))
    named = Note("Presence-hours", "Time with somebody there.", ("presence_hours",))
    meanings = Table("Meanings", "Meanings", columns, (("Visits", "1"), ("Both", "2")),
                     defines=(("visit_count",), ("presence_hours", "person_hours")))  # fmt: skip
    rows = (("Presence-hours", "3"), ("Visits to localities: visits", "4"), ("Something else", "5"))
    told = Table("All", "All", columns, rows)
    first, second = (replace(section, notes=(), tables=()) for section in report.sections)
    sections = (replace(first, notes=(named,)), replace(second, notes=(named,), tables=(meanings, told)))
    outline = Outline(page(replace(report, sections=sections)))
    ids = [a["id"] for a in outline.named("span") if (a.get("id") or "").startswith("indicator-")]
    assert sorted(ids) == ["indicator-person_hours", "indicator-presence_hours", "indicator-visit_count"]
    links = [a["href"] for a in outline.named("a") if (a.get("href") or "").startswith("#indicator-")]
    assert links == ["#indicator-presence_hours", "#indicator-visit_count"]
    assert "indicator-" not in "".join(fragment(section, "en") for section in sections)


def test_an_address_in_the_text_stays_text() -> None:
    outline = Outline(page(sample(words="https://www.esfcr.cz")))
    targets = [a.get("href") for _, a in outline.elements if "href" in a]
    assert targets
    assert all((target or "").startswith("#") for target in targets)
    assert "https://www.esfcr.cz" in "".join(outline.text)


def test_ids_are_unique_and_every_reference_leads_somewhere() -> None:
    html = page(sample())
    outline = Outline(html)
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    used = set(re.findall(r"url\(#([^)]+)\)", html))
    used |= {(a["href"] or "")[1:] for _, a in outline.elements if "href" in a}
    used |= {a["aria-labelledby"] or "" for _, a in outline.elements if "aria-labelledby" in a}
    assert used <= set(ids)
    assert len({name for name in used if name.endswith("-clip0")}) == 4


def test_fragments_of_one_notebook_do_not_share_ids() -> None:
    both = "".join(fragment(section) for section in sample().sections)
    ids = re.findall(r'\bid="([^"]+)"', both)
    assert len(ids) == len(set(ids))


def test_a_chart_is_one_picture_with_its_alternative() -> None:
    charts = [a for a in Outline(page(sample())).named("svg") if a.get("class") == "apk-chart"]
    assert len(charts) == 4
    for chart in charts:
        assert chart["role"] == "img"
        assert chart["aria-label"] == "Pruhy: Hodiny v terénu"
        assert not {"width", "height"} & set(chart)
        assert chart["style"] == "max-width:500px"
    assert "aria-roledescription" not in page(sample())
    assert "5 &amp; 6 &lt; 7" in page(sample())


def test_a_chart_without_a_view_box_gets_one_from_its_size() -> None:
    report = sample()
    bare = Chart(SVG.replace(' viewBox="0 0 500 90"', ""), "Pruhy", "")
    section = replace(report.sections[0], charts=(bare,))
    assert 'viewBox="0 0 500 90"' in fragment(section)


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_the_page_has_landmarks_one_title_and_its_language(lang: Lang) -> None:
    outline = Outline(page(sample(lang)))
    for landmark in ("h1", "header", "main", "nav", "footer", "title"):
        assert len(outline.named(landmark)) == 1
    assert outline.named("html")[0]["lang"] == lang
    assert outline.named("a")[0]["href"] == "#apk-main"
    levels = [int(name[1]) for name, _ in outline.elements if re.fullmatch("h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scoped_headers() -> None:
    outline = Outline(page(sample()))
    tables = len(outline.named("table"))
    assert tables == len(outline.named("caption")) == len(outline.named("details")) == 4
    scopes = [header.get("scope") for header in outline.named("th")]
    assert scopes.count("col") == 3 * tables
    assert scopes.count("row") == 2 * tables
    assert len(scopes) == 5 * tables
    frames = [a for a in outline.named("div") if a.get("class") == "apk-scroll"]
    assert len(frames) == tables
    assert all(a["tabindex"] == "0" and a["role"] == "group" and a["aria-label"] for a in frames)


def test_czech_prepositions_hold_to_their_word() -> None:
    assert f"Hodiny v{NBSP}terénu v{NBSP}parku" in page(sample("cs"))
    assert f"Stál u{NBSP}školy" in page(sample("cs"))
    assert "Hodiny v terénu v parku" in page(sample("en"))
    assert f"Hodiny v{NBSP}terénu" in fragment(sample().sections[0])
    assert "Hodiny v terénu" in fragment(sample().sections[0], "en")


def test_pictures_show_what_the_card_says() -> None:
    html = fragment(sample().front)
    assert html.count("<circle") == 4
    assert html.count('r="7.5" fill="var(--blue)"') == 3
    widths = re.findall(r'width="([\d.]+)%" height="10" fill="var\(--blue\)"', html)
    assert [float(width) for width in widths] == [78.0, pytest.approx(83.33)]
    assert html.count('stroke-dasharray="3 3"') == 1


def test_a_report_without_optional_content_has_no_empty_blocks() -> None:
    report = sample()
    front = replace(report.front, banner="", missing=(), timeline=(), facts=(), cards=())
    outline = Outline(page(Report(front, (), report.foot)))
    names = {name for name, _ in outline.elements}
    assert not {"nav", "dl", "article", "ul"} & names
    assert not [a for _, a in outline.elements if a.get("class") == "apk-banner"]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert page(sample()).encode() == page(sample()).encode()
    assert fragment(sample().front) == fragment(sample().front)


@pytest.mark.parametrize("part", parts(sample()), ids=lambda part: type(part).__name__)
def test_a_fragment_touches_nothing_outside_itself(part: Part) -> None:
    html = fragment(part)
    Outline(html)
    style = re.sub(r"@font-face\{[^}]*\}", "", html[html.index("<style>") + 7 : html.index("</style>")])
    rules = re.sub(r"@(container|media)[^{]*\{", "", style)
    selectors = [rule.strip(" }") for rule in re.findall(r"([^{}]*)\{", rules)]
    assert selectors
    assert all(one.strip().startswith(".apk-report") for rule in selectors for one in rule.split(", .")[:1])
    assert len(html.encode()) < 80_000


def test_the_typeface_draws_czech_in_two_weights() -> None:
    vl_convert.register_font_directory(str(fonts.directory()))

    def drawn(family: str, weight: int) -> bytes:
        return vl_convert.svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40">'
            f'<text x="5" y="25" font-family="{family}" font-weight="{weight}" font-size="18">'
            "Příliš žluťoučký kůň</text></svg>"
        )

    regular, semibold = drawn(fonts.FAMILY, 400), drawn(fonts.FAMILY, 600)
    assert regular != drawn("No Such Family", 400)
    assert regular != semibold
    assert semibold == drawn(fonts.FAMILY, 700)


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    files = list(fonts.directory().glob("*.[tw]*f*"))
    assert {file.suffix for file in files} == {".ttf", ".woff2"}
    assert sum(file.stat().st_size for file in files) < 300_000
    assert "SIL OPEN FONT LICENSE" in (fonts.directory() / "OFL.txt").read_text(encoding="utf-8")


def test_the_page_is_set_in_the_bundled_typeface() -> None:
    html = page(sample())
    assert html.count(f'@font-face{{font-family:"{fonts.FAMILY}"') == len(fonts.WEIGHTS)
    assert f'var(--text)/1.5 "{fonts.FAMILY}",' in html
