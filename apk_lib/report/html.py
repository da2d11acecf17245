"""The report as one HTML file that asks for nothing: no address, its typeface and its few scripts inside.

`page` writes the whole report; `fragment` writes one part for the output of a notebook cell. Both
use the same templates and the same style, so what the author sees is what the mayor gets.
"""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

from jinja2 import Environment
from markupsafe import Markup

from apk_lib import fonts
from apk_lib.pages import environment, font_faces, style
from apk_lib.report import anchors, live
from apk_lib.report.model import Chart, Foot, FrontPage, Part, Report, Section
from apk_lib.text import Lang, Text

WORDS: dict[str, Text] = {
    "skip": Text(cs="Přeskočit na výsledky", en="Skip to the results"),
    "contents": Text(cs="Obsah", en="Contents"),
    "periods": Text(cs="Období projektu", en="Project periods"),
    "method": Text(cs="Poznámky k metodě", en="Notes on the method"),
    "facts": Text(cs="Údaje o zprávě", en="About this report"),
    "bar": Text(cs="Lišta zprávy", en="Bar of the report"),
    "theme": Text(cs="Vzhled", en="Theme"),
    "auto": Text(cs="podle systému", en="as the system"),
    "light": Text(cs="světlý", en="light"),
    "dark": Text(cs="tmavý", en="dark"),
    "answers": Text(cs="Graf, který odpovídá na výběr", en="Chart that answers a selection"),
    "hint": Text(
        cs="Klepnutí na pole nebo pruh vybere, Shift přidá, dvojí klepnutí výběr zruší.",
        en="A click on a cell or a bar selects, Shift adds, a double click clears.",
    ),
    "logo": Text(cs="Pruh log poskytovatele dotace", en="The funder's logo strip"),
}

_MACROS: dict[type[Part], tuple[str, ...]] = {
    FrontPage: ("head", "answers"),
    Section: ("section",),
    Foot: ("foot",),
}
_LOCAL_URL = re.compile(r"""url\(\s*["']?#([^"')]+?)["']?\s*\)""")
_FOREIGN_URL = re.compile(r"""url\(\s*["']?(?!#)""")
_NOT_IN_A_PICTURE = {"script", "foreignObject", "metadata"}


def page(report: Report) -> str:
    """The whole report as one self-contained HTML file."""
    lang = report.front.lang
    template = _environment().get_template("page.html.jinja")
    closing = live.closing(report)
    return template.render(
        lang=lang,
        words=_words(lang),
        policy=live.policy((live.opening(), *closing)),
        opening=live.opening(),
        closing=closing,
        family=fonts.FAMILY,
        style=Markup(font_faces() + style("apk_lib.report", "style.css") + style("apk_lib.report", "page.css")),
        report=report,
        whole=True,
        homes=anchors.homes(report),
        named=anchors.named(report),
    )


def fragment(part: Part, lang: Lang = "cs") -> str:
    """One part of the report for the output of a notebook cell, with its style and without what moves.

    The front page knows its language; for the other parts say it. The front page also brings the
    typeface, which serves all parts shown in the same notebook.
    """
    lang = part.lang if isinstance(part, FrontPage) else lang
    template = _environment().get_template("section.html.jinja")
    macros = template.make_module({"lang": lang, "words": _words(lang), "whole": False, "homes": {}, "named": {}})
    body = Markup("\n").join(getattr(macros, name)(part) for name in _MACROS[type(part)])
    sheet = style("apk_lib.report", "style.css")
    faces = font_faces() if isinstance(part, FrontPage) else ""
    root = Markup('<div class="apk-report apk-in-cell" lang="{}">').format(lang)
    return f"<style>{faces}{sheet}</style>\n{root}\n{body}\n</div>\n"


def picture(chart: Chart, prefix: str) -> Markup:
    """The chart's SVG ready to stand inside HTML among other charts.

    Its ids get the prefix, its size becomes an upper limit, and a screen reader meets one picture
    with the chart's text alternative instead of hundreds of marks.
    """
    root = ElementTree.fromstring(chart.svg)
    _remove_foreign(root)
    for element in root.iter():
        element.tag = _local_name(element.tag)
        kept = _attributes(element, prefix)
        element.attrib.clear()
        element.attrib.update(kept)
    width, height = root.attrib.pop("width", ""), root.attrib.pop("height", "")
    root.attrib.setdefault("viewBox", f"0 0 {_pixels(width)} {_pixels(height)}")
    widest = root.attrib["viewBox"].replace(",", " ").split()[2]
    root.attrib["class"] = "apk-chart"
    root.attrib["style"] = f"max-width:{widest}px"
    root.attrib["role"] = "img"
    root.attrib["aria-label"] = chart.alternative
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _remove_foreign(root: ElementTree.Element) -> None:
    for parent in root.iter():
        for child in list(parent):
            if _local_name(child.tag) in _NOT_IN_A_PICTURE:
                parent.remove(child)


def _attributes(element: ElementTree.Element, prefix: str) -> dict[str, str]:
    kept: dict[str, str] = {}
    for qualified, value in element.attrib.items():
        name = _local_name(qualified)
        if name == "id":
            kept[name] = prefix + value
        elif name == "href":
            if value.startswith("#"):
                kept[name] = f"#{prefix}{value[1:]}"
            elif value.startswith("data:"):
                kept[name] = value
        elif _belongs(name, qualified, value):
            kept[name] = _LOCAL_URL.sub(rf"url(#{prefix}\1)", value)
    return kept


def _belongs(name: str, qualified: str, value: str) -> bool:
    spoken = name == "role" or name.startswith("aria-")
    return not (spoken or name.startswith("on") or qualified != name or _FOREIGN_URL.search(value))


def _local_name(qualified: str) -> str:
    return qualified.rpartition("}")[2]


def _pixels(length: str) -> str:
    return length.removesuffix("px") or "640"


@cache
def _environment() -> Environment:
    made = environment("apk_lib.report")
    made.filters["picture"] = _picture
    made.filters["quoted"] = _quoted
    made.filters["inside_script"] = live.data
    return made


def _picture(chart: Chart, section_id: str, number: int) -> Markup:
    # from the section, not from a counter: fragments of one notebook share a page too
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", section_id)
    return picture(chart, f"{plain}-{number}-")


def _quoted(text: str) -> Markup:
    """The text as a CSS string that can leave neither its quotes nor the style element."""
    return Markup('"' + re.sub(r'["\\<>&\s]', lambda found: f"\\{ord(found[0]):x} ", text) + '"')


def _words(lang: Lang) -> dict[str, str]:
    return {name: text(lang) for name, text in WORDS.items()}
