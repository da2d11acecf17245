"""Tables of a portfolio: towns in one thing, the summaries they sent, and who stayed in all of them together."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from apk_lib.labels import ABSENT, Labels
from apk_lib.portfolio.frames import Finding
from apk_lib.portfolio.subjects import OF_WAVES, Kind, Town
from apk_lib.portfolio.tenure import REASONS, PooledTenure
from apk_lib.prose.core import out_of
from apk_lib.prose.portfolio import Speaker
from apk_lib.sheets.core import HEADS, Sheet, sheet_of
from apk_lib.text import Lang, Text, day, number, sentence

_TOWN = Text(cs="Město", en="Town")
_COUNT = Text(cs="Počet", en="Count")
_STANDS = Text(cs="Vůči společné hodnotě", en="Against the common value")
_NOTE = Text(cs="Poznámka", en="Note")
_PERIOD, _AS_OF = Text(cs="Období", en="Period"), Text(cs="Stav k", en="As of")
_FILE, _HASH = Text(cs="Soubor", en="File"), "SHA-256"
_SIGNATURE = Text(cs="Podpis", en="Signature")
_HOLDS = Text(cs="souhlasí s klíčem v registru", en="fits the key in the register")
_DATA = Text(cs="Původ dat", en="Data")
_SAMPLE, _REAL = Text(cs="ukázková", en="sample"), Text(cs="skutečná", en="real")
_WHAT = Text(cs="Co se zjistilo", en="What was found")
_TAKEN = Text(cs="Soubor použit", en="File used")
_YES, _NO = Text(cs="ano", en="yes"), Text(cs="ne", en="no")
_MONTHS = Text(cs="Měsíců od nástupu", en="Months since the start")
_STAYED = Text(cs="Zůstalo", en="Stayed")
_TOWNS = Text(cs="Měst", en="Towns")
_PEOPLE, _AT_LEAST = Text(cs="Lidí", en="People"), Text(cs="nejméně {n}", en="at least {n}")
_WAVE = Text(cs="Vlna šetření", en="Wave")
# what a figure rests on
_NUMBERS: dict[Kind, Text] = {
    "weighted": Text(cs="Odpovědí", en="Answers"),
    "change": Text(cs="Odpovědí", en="Answers"),
    "rate": Text(cs="Událostí", en="Events"),
    "ratio": Text(cs="Přestupků a trestných činů", en="Offences"),
}


def comparison_table(speaker: Speaker) -> Sheet:
    """A row a town, by name: its count, value and interval as far as it has them, and how it stands."""
    lang, kind = speaker.lang, speaker.of.subject.kind
    stands = (_STANDS if speaker.of.tested else _NOTE)(lang)
    heads = {"stands": stands, "wave": _WAVE(lang), "n": _NUMBERS.get(kind, _COUNT)(lang), "count": _COUNT(lang),
             "value": HEADS["value"](lang), "interval": HEADS["interval"](lang)}  # fmt: skip
    without = {"plain": ("n", "count", "interval"), "counts": ("n", "value", "interval"), "share": ("n",)}
    left_out = {*without.get(kind, ("count",)), *(() if kind in OF_WAVES else ("wave",))}
    cells = [(town.name, _cells(speaker, town)) for town in speaker.of.towns]
    if not speaker.of.tested and all(of["stands"] == ABSENT for _, of in cells):
        left_out.add("stands")
    kept = [name for name in heads if name not in left_out]
    rows = [(name, *(of[name] for name in kept)) for name, of in cells]
    summary = Text(cs=f"{speaker.what}: všechna města ({{rows}})", en=f"{speaker.what}: all towns ({{rows}})")
    caption = Text(cs=f"{speaker.what}: města podle abecedy.", en=f"{speaker.what}: towns by the alphabet.")
    return sheet_of(
        summary, caption, (_TOWN(lang), *(heads[name] for name in kept)), 1 + ("stands" in kept), tuple(rows), lang
    )


def _cells(speaker: Speaker, town: Town) -> dict[str, str]:
    row = town.row
    cells = dict.fromkeys(("n", "count", "value", "interval"), ABSENT) | {
        "stands": speaker.stands_briefly(town), "wave": town.wave or ABSENT,
    }  # fmt: skip
    if not town.compared:
        return cells
    if speaker.of.subject.kind in ("share", "counts"):
        cells["count"] = out_of(row["numerator"], row["denominator"], speaker.lang)
    if row["n"] is not None:
        cells["n"] = number(row["n"], speaker.lang)
    return cells | {"value": speaker.figure(town), "interval": speaker.interval(row["lower"], row["upper"])}


def summaries_table(towns: pl.DataFrame, lang: Lang) -> Sheet:
    """A row a summary that is in: whose, when, what file, and that its signature holds."""
    rows = tuple(
        (
            one[f"name_{lang}"], one["period"], day(one["as_of"], lang), (_SAMPLE if one["synthetic"] else _REAL)(lang),
            one["file"], _HOLDS(lang), one["sha256"],
        )
        for one in towns.iter_rows(named=True)
    )  # fmt: skip
    heads = (*(head(lang) for head in (_TOWN, _PERIOD, _AS_OF, _DATA, _FILE, _SIGNATURE)), _HASH)
    summary = Text(cs="Z jakých souhrnů srovnání vzniklo ({rows})", en="The summaries behind the comparison ({rows})")
    caption = Text(cs="Souhrny měst, jejich otisky a podpisy.", en="Summaries of towns, fingerprints and signatures.")
    return sheet_of(summary, caption, heads, len(heads), rows, lang)


def findings_table(findings: Sequence[Finding], lang: Lang) -> Sheet:
    """A row a finding of the folder: which file, what is wrong with it, and whether it is in."""
    rows = tuple(
        (one.file or ABSENT, sentence(one.text(lang)), (_NO if one.left_out else _YES)(lang) if one.file else ABSENT)
        for one in findings
    )  # fmt: skip
    heads = (_FILE(lang), _WHAT(lang), _TAKEN(lang))
    summary = Text(cs="Co se ve složce souhrnů zjistilo ({rows})", en="What was found in the folder ({rows})")
    caption = Text(cs="Soubory, které chybějí nebo stojí za pozornost.", en="Files left out, or worth knowing of.")
    return sheet_of(summary, caption, heads, len(heads), rows, lang)


def tenure_table(pooled: Sequence[PooledTenure], lang: Lang) -> Sheet:
    """A row a milestone: what share of all towns stayed so long, or why it is not told."""
    labels = Labels.of_names(lang, {})
    rows = tuple(
        (one.months, sentence(REASONS[one.withheld or "nobody"](lang)), str(one.towns), ABSENT)
        if one.value is None
        else (one.months, labels.value(one.value, "share"), str(one.towns), _AT_LEAST.fill(lang, n=one.at_least))
        for one in pooled
    )  # fmt: skip
    heads = (_MONTHS(lang), _STAYED(lang), _TOWNS(lang), _PEOPLE(lang))
    summary = Text(cs="Setrvání ve všech městech dohromady ({rows})", en="Retention in all towns together ({rows})")
    caption = Text(cs="Jaký podíl asistentů zůstal, za všechna města dohromady, zaokrouhleno na 5 procentních bodů.",
                   en="What share of assistants stayed, in all towns together, to 5 percentage points.")  # fmt: skip
    return sheet_of(summary, caption, heads, 2, rows, lang)
