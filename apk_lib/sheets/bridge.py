"""What changed in reports already handed in, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from apk_lib.bridge import PARTS
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import ABSENT, ROW, Reading
from apk_lib.results import SCOPES, STATES, UNITS
from apk_lib.sheets.core import HEADS, Sheet, named
from apk_lib.text import Lang, Text, crowns, number, percent

_HEADS = (
    Text(cs="Zpráva za", en="Report on"),
    HEADS["figure"],
    Text(cs="Rozsah", en="Scope"),
    HEADS["unit"],
    Text(cs="Ve zprávě", en="As reported"),
    Text(cs="Pozdní zápisy", en="Late rows"),
    Text(cs="Opravy", en="Corrections"),
    Text(cs="Definice", en="Definition"),
    Text(cs="Dnes", en="Today"),
    Text(cs="Rozdíl", en="Difference"),
)
_WORDS = 4
_SUMMARY = Text(cs="Čísla, která dnes vycházejí jinak ({rows})", en="Figures that come out differently today ({rows})")
_CAPTION = Text(
    cs="Co zpráva uvedla, co čísly pohnulo a jak vycházejí dnes. Díly podílů jsou v procentních bodech.",
    en="What the report said, what moved the figures and how they come out today. Parts of shares are percentage "
    "points.",
)  # fmt: skip


def bridge_table(changes: pl.DataFrame) -> Callable[[Reading], Sheet]:
    """The figures of `bridge.restated` that changed, for the section of a report."""

    def table(reading: Reading) -> Sheet:
        lang = reading.lang
        rows = tuple(_row(one, lang) for one in changes.filter("changed").iter_rows(named=True))
        return Sheet(
            _SUMMARY.fill(lang, rows=ROW.count(len(rows), lang)),
            _CAPTION(lang),
            tuple(head(lang) for head in _HEADS),
            tuple(place >= _WORDS for place in range(len(_HEADS))),
            rows,
        )

    return table


def _row(one: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    declared = CATALOGUE.definition(one["indicator"], one["definition_version"])
    called = named(declared.label(lang), declared.measure(one["measure"]).label(lang))
    steps = (_signed(one[part], one["unit"], lang) for part in PARTS)
    return (
        one["period"], called, SCOPES[one["scope"]](lang), UNITS[one["unit"]](lang),
        _shown(one["then"], one["unit"], lang), *steps, _shown(one["now"], one["unit"], lang),
        _signed(one["difference"], one["unit"], lang),
    )  # fmt: skip


def _shown(value: float | None, unit: str, lang: Lang) -> str:
    """A value so fine that a small change shows."""
    if value is None:
        return STATES["not_applicable"](lang)
    if unit == "share":
        return percent(value, lang, 1)
    return crowns(value, lang) if unit == "czk" else number(value, lang, 1)


def _signed(step: float | None, unit: str, lang: Lang) -> str:
    """A step with its sign; a dash where there is none."""
    if not step:
        return ABSENT
    finer = {"share": (100, 2), "share_difference": (100, 2), "czk": (1, 2)}
    times, digits = finer.get(unit, (1, 1))
    shown = number(step * times, lang, digits)
    return shown if step < 0 else f"+{shown}"
