"""Comparisons as a reader sees them in the notebook: a heading, what is compared, and the rows."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import get_args

import polars as pl

from apk_lib.errors import ParameterError
from apk_lib.text import LANGUAGES, NBSP, Lang, Text, listing, number
from apk_lib.verification import words
from apk_lib.verification.compare import find
from apk_lib.verification.published import trend
from apk_lib.verification.totals import summary

DIGITS, SMALL = 6, 1e-4
_BOX = "max-height: 40em; overflow: auto"
_CELL = "padding: 0.1em 0.7em; "
_LEFT, _RIGHT = _CELL + "text-align: left", _CELL + "text-align: right; font-variant-numeric: tabular-nums"
# what stands above the rows it is common to
_COMMON = ("case", "source")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Shown:
    """A heading, a sentence and a table; a notebook displays it."""

    lang: Lang
    title: str
    sentence: str
    rows: pl.DataFrame | None = None

    def __repr__(self) -> str:
        return f"{self.title}: {self.sentence}"

    def _repr_html_(self) -> str:
        parts = [f"<h2>{escape(self.title)}</h2>", f"<p>{escape(self.sentence)}</p>"]
        if self.rows is not None:
            parts.append(_html(self.rows, self.lang))
        return f'<section lang="{self.lang}">{"".join(parts)}</section>'


def introduction(lang: Lang) -> Shown:
    """What the notebook does."""
    _known(lang)
    return Shown(lang, words.TITLE(lang), words.INTRODUCTION(lang))


def show(comparisons: pl.DataFrame, area: str, lang: Lang) -> Shown:
    """The comparisons of one area, ours beside the published ones.

    Raises:
        ParameterError: there is no such area or language.
    """
    _known(lang)
    if area not in words.AREAS:
        known = ", ".join(words.AREAS)
        raise ParameterError(
            Text(
                cs=f"Oblast „{area}“ ověření nezná. Zadejte jednu z: {known}.",
                en=f"Verification has no area “{area}”. Give one of: {known}.",
            )
        )
    names = {code: text(lang) for code, text in words.QUANTITIES.items()}
    rows = comparisons.filter(pl.col("area") == area).drop("area").with_columns(pl.col("what").replace(names))
    return Shown(lang, words.AREAS[area](lang), words.AGAINST[area](lang), rows)


def show_trend(reference: str | Path, lang: Lang) -> Shown:
    """A long published series of the feeling of safety, as context."""
    _known(lang)
    series = trend(find(reference)).with_columns(pl.col("all", "women", "men").round(1))
    return Shown(lang, words.TREND(lang), words.TREND_NOTE(lang), series)


def show_summary(comparisons: pl.DataFrame, lang: Lang) -> Shown:
    """How many comparisons agree in each area, and how near to its limit the worst one comes."""
    _known(lang)
    wrong = comparisons.filter(~pl.col("agrees")).height
    verdict = words.SOME_DIFFER if wrong else words.ALL_AGREE
    names = {code: text(lang) for code, text in words.AREAS.items()}
    rows = summary(comparisons).with_columns(pl.col("area").replace(names))
    counts = {"n": number(comparisons.height, lang), "wrong": number(wrong, lang)}
    return Shown(lang, words.SUMMARY(lang), verdict.fill(lang, **counts), rows)


def _known(lang: str) -> None:
    if lang not in LANGUAGES:
        names = get_args(Lang)
        raise ParameterError(
            Text(
                cs=f"lang: „{lang}“ neznáme. Zadejte {listing(names, 'cs')}.",
                en=f"lang: there is no “{lang}”. Give {listing(names, 'en')}.",
            )
        )


def _html(rows: pl.DataFrame, lang: Lang) -> str:
    """The rows as a table; those of one case and source stand together below both."""
    shown = rows.drop(_COMMON, strict=False)
    above = rows.select(_COMMON).rows() if _COMMON[0] in rows.columns else [None] * rows.height
    styles = [_RIGHT if dtype.is_numeric() else _LEFT for dtype in shown.dtypes]
    labels = [words.COLUMNS[name](lang) for name in shown.columns]
    lines = [_line("th", labels, styles)]
    for common, group in groupby(zip(above, shown.iter_rows(), strict=True), key=lambda pair: pair[0]):
        if common is not None:
            name, source = map(escape, common)
            heading = (
                f'<th colspan="{shown.width}" scope="rowgroup" style="{_LEFT}">{name} <small>{source}</small></th>'
            )
            lines.append(f"<tr>{heading}</tr>")
        lines += [_line("td", [_cell(value, lang) for value in cells], styles) for _, cells in group]
    return f'<div style="{_BOX}"><table>{"".join(lines)}</table></div>'


def _line(tag: str, texts: list[str], styles: list[str]) -> str:
    cells = zip(texts, styles, strict=True)
    return "<tr>" + "".join(f'<{tag} style="{style}">{escape(text)}</{tag}>' for text, style in cells) + "</tr>"


def _cell(value: object, lang: Lang) -> str:
    match value:
        case None:
            return ""
        case bool():
            return (words.YES if value else words.NO)(lang)
        case int() | float():
            return _number(value, lang)
        case _:
            return str(value)


def _number(value: float, lang: Lang) -> str:
    """At most six significant digits; a small number as a power of ten."""
    if value == int(value):
        return number(value, lang)
    if abs(value) >= SMALL:
        return number(value, lang, len(f"{value:.{DIGITS}g}".partition(".")[2]))
    digits, power = f"{value:.1e}".split("e")
    return f"{number(float(digits), lang, 1)}{NBSP}·{NBSP}10{str(int(power)).translate(_SUPERSCRIPT)}"
