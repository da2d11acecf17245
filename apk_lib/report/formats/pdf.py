"""The report as a PDF that can be read aloud (PDF/UA-1) and kept for ever (PDF/A-2a).

The pages are set by Typst from `report.typ` and the report as data, so nothing said in a report can act as markup;
the compiler refuses what breaks either standard. No clock, no system font and no address is involved.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from xml.etree import ElementTree

import typst

from apk_lib import fonts
from apk_lib.report.formats import words
from apk_lib.report.formats.columns import set_out
from apk_lib.report.formats.typeface import printable
from apk_lib.report.model import Chart, FrontPage, Report, Table
from apk_lib.text import Lang, Text, typeset

WORDS: dict[str, Text] = {
    "contents": words.CONTENTS,
    "logo_strip": words.LOGO,
    "internal": words.INTERNAL,
    "page": words.PAGE,
    "on_page": Text(cs="s.\N{NO-BREAK SPACE}", en="p.\N{NO-BREAK SPACE}"),
    "tables": words.TABLES,
    "annex": words.ANNEX,
    "passport": words.PASSPORT,
}
STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")

_NO_DAY = date(1970, 1, 1)
# fields that are no words of the report, and what nobody prints
_AS_IT_IS = {"id", "section", "picture", "align", "kind", "lang", "audience"}
_UNPRINTED = {"logo", "spec", "defines", "indicators", "as_of"}
# a path or a fingerprint may break where a line or a column of a table would not hold it
_UNBROKEN, _UNBROKEN_CELL = re.compile(r"[^\s\u200b]{61,}"), re.compile(r"[^\s\u200b]{29,}")
_PIECE = 14


def pdf(report: Report) -> bytes:
    """The whole report as one PDF, the same bytes for the same report.

    Its date is the day the report speaks of. A `typst.TypstError` is a fault of the template: it passes unchanged.
    """
    return typst.compile(
        files("apk_lib.report.formats").joinpath("report.typ").read_bytes(),
        sys_inputs={"report": json.dumps(_given(report), ensure_ascii=False)},
        format="pdf",
        font_paths=_typefaces(),
        ignore_system_fonts=True,
        pdf_standards=list(STANDARDS),
    )


def _given(report: Report) -> dict[str, Any]:
    """What the template reads: the report in its own typeface, and what follows from it."""
    front, lang = report.front, report.front.lang
    told = {
        "author": front.beneficiary or front.title,
        "running": " · ".join(filter(None, (front.title, front.number))),
        "words": {name: text(lang) for name, text in WORDS.items()},
        "front": front,
        "sections": report.sections,
        "foot": report.foot,
    }
    given: dict[str, Any] = _printed(told, lang)
    return given | {"family": fonts.FAMILY, "date": _day(front), "logo": _logo(front)}


def _printed(value: Any, lang: Lang, name: str = "") -> Any:
    """The value as plain JSON, its words in characters that the typeface has, with spaces that must not break."""
    if is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return _printed(named, lang) | _measured(value)
    if isinstance(value, Mapping):
        return {key: _printed(item, lang, key) for key, item in value.items() if key not in _UNPRINTED}
    if isinstance(value, tuple):
        return [_printed(item, lang, name) for item in value]
    if not isinstance(value, str) or name in _AS_IT_IS:
        return value
    shown = printable(value)
    if name == "svg":
        return shown
    return (_UNBROKEN_CELL if name == "rows" else _UNBROKEN).sub(_breakable, typeset(shown, lang))


def _measured(part: object) -> dict[str, Any]:
    """What the template cannot see from the words alone: how wide a picture or the columns of a table are."""
    if isinstance(part, Chart):
        return {"width": _width(part.svg)}
    return {"set_out": asdict(set_out(part))} if isinstance(part, Table) else {}


def _breakable(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][start : start + _PIECE] for start in range(0, len(word[0]), _PIECE))


def _width(svg: str) -> float:
    """How wide a picture is, in pixels."""
    root = ElementTree.fromstring(svg)
    return float(root.get("width", "").removesuffix("px") or root.get("viewBox", "0 0 640 0").split()[2])


def _day(front: FrontPage) -> tuple[int, int, int]:
    """The day the document says that it is of: that of the state of things, for there is no clock."""
    day = front.as_of or _NO_DAY
    return day.year, day.month, day.day


def _logo(front: FrontPage) -> list[int]:
    return list(base64.b64decode(front.logo.partition(",")[2]))


@cache
def _typefaces() -> typst.Fonts:
    """The bundled typeface alone: Typst's own would stand in for a letter that is missing."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.directory())])
