"""What a cell of a report's workbook holds: words that stay words, and real numbers with the form to show them in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from apk_lib.labels import DIGITS
from apk_lib.text import MINUS, NBSP, Lang, crowns, number, percent

MOST_LETTERS = 32_000  # a cell holds 32,767
DAY = {"cs": "d. m. yyyy", "en": "d mmmm yyyy"}
# one place more than in the report, where a share of nearly all would read as all
_SHARE_DIGITS = 1
_DIGITS = DIGITS | {"hours": 1, "person_hours": 1, "share_difference": 1, "czk": 2}
# control characters, and what XML cannot hold
_UNWRITTEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MARKS = re.compile("%|Kč|CZK")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a day with its form: a number format of Excel."""

    value: float | date
    form: str = "#,##0"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another sheet of the workbook."""

    sheet: str
    words: str


Cell = str | Number | Link


def measured(value: float, unit: str, lang: Lang) -> Number:
    """A value in its unit as a number: a share as a fraction of one, a difference of shares in percentage points."""
    if unit == "share":
        return Number(value, _share_form(_SHARE_DIGITS, lang))
    return Number(value * 100 if unit == "share_difference" else value, _form(_DIGITS.get(unit, 0)))


def counted(value: float) -> Number:
    """A count, or a sum that need not be whole (hours, money)."""
    return Number(value, _form(0 if float(value).is_integer() else 2))


def read_back(text: str, lang: Lang) -> Cell:
    """A cell of a written table as a number, where that number is written as exactly this text; else the text."""
    group, point = {"cs": (NBSP, ","), "en": (",", ".")}[lang]
    bare = _MARKS.sub("", text).strip()
    digits = len(bare.partition(point)[2])
    plain = bare.replace(group, "").replace(point, ".").replace(MINUS, "-")
    if not _PLAIN.fullmatch(plain):
        return text
    value = float(plain)
    written = {
        number(value, lang, digits): Number(value, _form(digits)),
        percent(value / 100, lang, digits): Number(value / 100, _share_form(digits, lang)),
        crowns(value, lang, digits): Number(value, _crowns_form(digits, lang)),
    }
    return written.get(text, text)


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """Words as a cell can hold them, and as others find them: plain spaces, no control characters, not too long."""
    kept = _UNWRITTEN.sub("", text.replace("\r\n", "\n").replace("\t", " ").replace(NBSP, " "))
    return f"{kept[:MOST_LETTERS]} …" if len(kept) > MOST_LETTERS else kept


def _form(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _share_form(digits: int, lang: Lang) -> str:
    return _form(digits).removeprefix("#,##") + (" %" if lang == "cs" else "%")


def _crowns_form(digits: int, lang: Lang) -> str:
    return f'{_form(digits)} "Kč"' if lang == "cs" else f'"CZK" {_form(digits)}'
