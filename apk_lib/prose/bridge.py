"""What changed in reports already handed in, in words."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from apk_lib.bridge import PARTS
from apk_lib.labels import Reading
from apk_lib.prose.core import Finding, out_of
from apk_lib.text import Lang, Text, day, listing

CAUSES = {
    "late": Text(cs="pozdní zápisy", en="late rows"),
    "corrected": Text(cs="opravy", en="corrections"),
    "defined": Text(cs="změna definice", en="a changed definition"),
}
_UNPARTED = Text(cs="hodnota přibyla nebo zmizela", en="a value appeared or vanished")
_MANY = Text(cs="Z čísel dříve odevzdaných zpráv dnes vychází jinak {many}",
             en="Of the figures of earlier reports {many} come out differently today")  # fmt: skip
_SAME = Text(cs="Čísla dříve odevzdaných zpráv se nezměnila", en="The figures of earlier reports have not changed")
_FIRST = Text(cs="Před touto zprávou žádná odevzdána nebyla", en="No report was handed in before this one")
_PERIOD = Text(
    cs="Zpráva za {period} (stav k {day}): jinak vychází {many} porovnaných čísel. Příčiny a počty: {causes}.",
    en="Report on {period} (as of {day}): {many} compared figures come out differently. Causes and counts: {causes}.",
)
_UNCHANGED = Text(
    cs="Zpráva za {period} (stav k {day}): všech {n} porovnaných čísel platí beze změny.",
    en="Report on {period} (as of {day}): all {n} compared figures hold unchanged.",
)
_HOW = (
    Text(cs="Odkud rozdíl je", en="Where a difference comes from"),
    Text(
        cs="Pozdní zápis je řádek o něčem, co do dne stavu zprávy nikdo nezapsal. Oprava mění nebo ruší řádek, "
        "který už zapsán byl. Změna definice znamená, že se dnes počítá jinak. Rozdíl se dělí v tomto pořadí a "
        "díly dají celek. Odevzdaná zpráva se nepřepisuje.",
        en="A late row tells of something nobody had entered by the as-of date of the report. A correction changes or "
        "cancels a row that had been entered. A changed definition means that it is counted otherwise today. The "
        "difference is divided in this order and its parts sum to it. A report handed in is not rewritten.",
    ),
)


def bridge(changes: pl.DataFrame) -> Callable[[Reading], Finding]:
    """The words of `bridge.restated`, for the section of a report."""

    def say(reading: Reading) -> Finding:
        lang, changed = reading.lang, changes.filter("changed")
        if changes.is_empty():
            return Finding(_FIRST(lang), (), ())
        told = tuple(_period(one, lang) for one in changes.partition_by("period", maintain_order=True))
        if changed.is_empty():
            return Finding(_SAME(lang), told, ())
        heading = _MANY.fill(lang, many=out_of(len(changed), len(changes), lang))
        return Finding(heading, told, (), asides=((_HOW[0](lang), _HOW[1](lang)),))

    return say


def _period(figures: pl.DataFrame, lang: Lang) -> str:
    """What became of the figures of one period, in one sentence or two."""
    changed = figures.filter("changed")
    about = {"period": figures["period"][0], "day": day(figures["reported_on"][0], lang)}
    if changed.is_empty():
        return _UNCHANGED.fill(lang, n=len(figures), **about)
    counts = {CAUSES[part]: int((changed[part] != 0).sum()) for part in PARTS}
    counts[_UNPARTED] = changed["difference"].null_count()
    causes = listing((f"{cause(lang)} ({count})" for cause, count in counts.items() if count), lang)
    return _PERIOD.fill(lang, many=out_of(len(changed), len(figures), lang), causes=causes, **about)
