"""Words and numbers in Czech and English.

Everything a reader sees is a `Text` with both languages side by side, so a missing translation
cannot happen by accident. Numbers, dates and plurals come from CLDR through Babel; this module only
closes Babel's gaps: spaces that must not break, Czech sorting, and prepositions at the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

Lang = Literal["cs", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

_LOCALES = {"cs": Locale.parse("cs"), "en": Locale.parse("en_GB")}
_LONELY_LETTER = re.compile(r"(?<![^\s(„\"])([AIKOSUVZaikosuvz]) (?=\S)")
_COUNTED = re.compile(rf"(?<!\d{NBSP})(?<![\d.,])(\d{{1,3}}) (?=%|[^\W\d_]{{4}})")


@dataclass(frozen=True, slots=True)
class Text:
    """One thing to say, in both languages; call it with a language to read it."""

    cs: str
    en: str

    def __call__(self, lang: Lang) -> str:
        """The text in a language."""
        return self.cs if lang == "cs" else self.en

    def fill(self, lang: Lang, **values: object) -> str:
        """The text with its `{placeholders}` replaced."""
        return self(lang).format(**values)


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted thing in the plural forms of both languages.

    Czech has three forms for whole numbers and a fourth for fractions: 1 hodina, 2 hodiny, 5 hodin,
    1,5 hodiny.
    """

    cs: tuple[str, str, str, str]
    en: tuple[str, str]

    def form(self, n: float, lang: Lang, digits: int = 0) -> str:
        """The form that goes with `n` as it is printed with `digits` decimal places."""
        shown = abs(round(n, digits))
        category = _LOCALES[lang].plural_form(int(shown) if shown == int(shown) else shown)
        if lang == "cs":
            return self.cs[("one", "few", "other", "many").index(category)]
        return self.en[0 if category == "one" else 1]

    def count(self, n: float, lang: Lang, digits: int = 0) -> str:
        """The number with its noun, held together by a non-breaking space."""
        return f"{number(n, lang, digits)}{NBSP}{self.form(n, lang, digits)}"


def number(value: float, lang: Lang, digits: int = 0) -> str:
    """A number with grouped thousands and exactly `digits` decimal places at most."""
    rounded = round(value, digits) + 0.0
    pattern = "#,##0" + ("." + "0" * digits if digits and rounded != int(rounded) else "")
    return _decimal(rounded, pattern, lang)


@lru_cache(maxsize=65_536)
def _decimal(rounded: float, pattern: str, lang: Lang) -> str:
    """A rounded number by its pattern; a report writes the same few numbers over and over."""
    return format_decimal(rounded, pattern, locale=_LOCALES[lang]).replace("-", MINUS)


def percent(share: float, lang: Lang, digits: int = 0) -> str:
    """A share of one as a percentage: 0.78 is '78 %' in Czech and '78%' in English."""
    return number(share * 100, lang, digits) + (f"{NBSP}%" if lang == "cs" else "%")


def crowns(value: float, lang: Lang, digits: int = 2) -> str:
    """An amount in Czech crowns, always with both digits of the haléř unless `digits` is 0."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    amount = _decimal(round(value, digits) + 0.0, pattern, lang)
    return f"{amount}{NBSP}Kč" if lang == "cs" else f"CZK{NBSP}{amount}"


def day(value: date, lang: Lang) -> str:
    """A date as a clerk writes it: 1. 6. 2020, 1 June 2020; it never breaks over a line."""
    pattern = "d. M. y" if lang == "cs" else "d MMMM y"
    return format_date(value, pattern, locale=_LOCALES[lang]).replace(" ", NBSP)


def span(start: date, end: date, lang: Lang) -> str:
    """A stretch of days, both ends included."""
    return f"{day(start, lang)} {DASH} {day(end, lang)}"


def weekday(iso_weekday: int, lang: Lang, *, full: bool = False) -> str:
    """The short name of a weekday, 1 = Monday, or as a sentence needs it the full one."""
    monday = date(2024, 1, 1)
    return format_date(monday + timedelta(days=iso_weekday - 1), "EEEE" if full else "EEEEEE", locale=_LOCALES[lang])


def month(value: date, lang: Lang) -> str:
    """The name of a month as it stands alone: červen, June."""
    return format_date(value, "LLLL", locale=_LOCALES[lang])


def listing(words: Iterable[str], lang: Lang) -> str:
    """Words joined as a sentence joins them: 'a, b a c'."""
    items = list(words)
    last = {"cs": " a ", "en": " and "}[lang]
    return last.join(items) if len(items) < 3 else ", ".join(items[:-1]) + last + items[-1]


def typeset(text: str, lang: Lang) -> str:
    """The text with the spaces of Czech typography.

    No one-letter preposition ends a line, and no number stands apart from what it counts.
    """
    if lang != "cs":
        return text
    return _COUNTED.sub(rf"\1{NBSP}", _LONELY_LETTER.sub(rf"\1{NBSP}", text))


def sentence(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


_ALPHABET = "aábcčdďeéěfghiíjklmnňoóöpqrřsštťuúůüvwxyýzž"
# Primary order of the Czech alphabet: č, ř, š, ž are letters of their own, 'ch' stands after 'h'.
_LETTERS = {"č": "c~", "ř": "r~", "š": "s~", "ž": "z~", "ch": "h~"}
_PLAIN = str.maketrans("áďéěíňóöťúůüý", "adeeinootuuuy")


def sort_key(name: str) -> tuple[str, str]:
    """A key that sorts names as a Czech dictionary does (č after c, ch after h, accents last)."""
    lowered = name.lower()
    primary = re.sub("ch|[čřšž]", lambda found: _LETTERS[found[0]], lowered).translate(_PLAIN)
    accents = "".join(chr(_ALPHABET.find(letter) + 64) for letter in lowered if letter in _ALPHABET)
    return primary, accents
