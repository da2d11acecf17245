"""Progress by key activity and by measure of a wider plan: what was done, what was handed over, whose words follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import heading_of, narrative_name
from apk_lib.labels import Reading
from apk_lib.periods import Period
from apk_lib.prose.core import Block, Finding
from apk_lib.prose.evidence import COORDINATOR, SUPPLIERS, evidence, origins
from apk_lib.prose.headlines import headline, is_missing, serving, told_of
from apk_lib.tables import TABLES
from apk_lib.tables.codes import OUTPUT_KINDS
from apk_lib.text import Lang, Text, day, listing, sentence

_MISSING = Text(cs="Údaj chybí (dodá {who}): {what}.", en="Missing ({who} supplies it): {what}.")
_NO_CASE = Text(cs="V záznamech období není, co by šlo říci (potvrdí {who}): {what}.",
                en="The records of the period hold nothing to tell ({who} confirms it): {what}.")  # fmt: skip
_WORDS = Text(cs="Slovy koordinátora", en="In the coordinator's words")
_AWAITED = Text(cs="Slovy koordinátora: zatím nevyplněno", en="In the coordinator's words: not filled in yet")
_SAMPLE = Text(cs=" (ukázkový text)", en=" (a sample text)")


def activities(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """Each key activity of the project sheet: the figures that serve it, its outputs of the period, and own words."""
    lang = reading.lang
    rows = dataset.project.frames["key_activities"].select("key_activity", f"name_{lang}", "indicators").rows()
    blocks = tuple(_activity(dataset, period, reading, *row) for row in rows)
    silent = [id for id, _, listed in rows if not told_of(serving(id, listed), reading)]
    return Finding(_heading(len(rows), silent, lang), (), (), blocks=blocks)


def _heading(known: int, silent: list[str], lang: Lang) -> str:
    if not known:
        return Text(cs="Projekt neuvádí žádnou klíčovou aktivitu", en="The project names no key activity")(lang)
    if silent:
        some = Text(cs="Záznamy zatím nic neříkají o aktivitách: {silent}",
                    en="So far the records say nothing of the activities {silent}")  # fmt: skip
        return some.fill(lang, silent=listing(silent, lang))
    return Text(cs="Co se v klíčových aktivitách udělalo", en="What was done under each key activity")(lang)


def _activity(dataset: Dataset, period: Period, reading: Reading, id: str, name: str, listed: str | None) -> Block:
    lang, shown = reading.lang, serving(id, listed)
    block = Block(
        title=f"{id} {name}",
        paragraphs=_paragraphs(dataset, shown, reading),
        items_title=Text(cs="Výstupy dokončené v období:", en="Outputs finished in the period:")(lang),
        items=delivered(dataset, period, id, lang),
        evidence=evidence([one for one in shown if headline(one, reading)], lang),
    )
    return with_words(block, dataset, period, id, lang)


def _paragraphs(dataset: Dataset, shown: Iterable[str], reading: Reading) -> tuple[str, ...]:
    return (*told_of(shown, reading), *_unrecorded(dataset, shown, reading))


def _unrecorded(dataset: Dataset, shown: Iterable[str], reading: Reading) -> list[str]:
    """What there is no figure of: missing, or without a case; by who supplies or confirms it."""
    lacking: dict[tuple[bool, str], list[str]] = {}
    for id in shown:
        if id in CATALOGUE and not headline(id, reading):
            needed = origins(CATALOGUE[id].needs)
            void = [name for name in needed if name in TABLES and dataset.table(name).is_empty()] or needed
            who = next((SUPPLIERS[name] for name in void if name in SUPPLIERS), COORDINATOR)(reading.lang)
            lacking.setdefault((is_missing(id, reading), who), []).append(CATALOGUE[id].label(reading.lang))
    return [
        (_MISSING if missing else _NO_CASE).fill(reading.lang, who=who, what="; ".join(what))
        for (missing, who), what in lacking.items()
    ]


def delivered(dataset: Dataset, period: Period, activity: str, lang: Lang) -> tuple[str, ...]:
    """The outputs of an activity finished in the period."""
    done = dataset.table("outputs").filter(
        period.holds(pl.col("finished_on")).fill_null(value=False), pl.col("key_activity") == activity
    )
    columns = ("name", "kind", "finished_on", "published_on", "address")
    lines = []
    for name, kind, finished, published, address in done.sort("finished_on", "output").select(columns).iter_rows():
        label = OUTPUT_KINDS[kind](lang)
        kind_of = "" if label.casefold() == name.casefold() else f" ({label})"
        ready = Text(cs="dokončeno {day}", en="finished on {day}").fill(lang, day=day(finished, lang))
        said = Text(cs=", zveřejněno {day}", en=", published on {day}")
        public = said.fill(lang, day=day(published, lang)) if published else ""
        lines.append(f"{name}{kind_of}, {ready}{public}{f' ({address})' if address else ''}")
    return tuple(lines)


def with_words(block: Block, dataset: Dataset, period: Period, place: str, lang: Lang) -> Block:
    """The block with the coordinator's words on a place, or with that, and where, they are to be written."""
    narrative = dataset.narrative
    sample = _SAMPLE(lang) if narrative and narrative.synthetic else ""
    where = Text(
        cs="Zapište je do souboru {file} pod nadpis „## {heading}“.",
        en="Write them into {file} under the heading “## {heading}”.",
    ).fill(lang, file=narrative_name(period.id), heading=heading_of(place, lang))
    words = narrative.places.get(place, ()) if narrative else ()
    return replace(block, words_title=f"{_WORDS(lang)}{sample}", words=words, awaited=_AWAITED(lang), where=where)


def wider_plan(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """Each measure of the town's wider plans with what its indicators show."""
    lang = reading.lang
    columns = (f"plan_{lang}", f"text_{lang}", "indicators", "confirmed")
    rows = dataset.project.frames["plan_measures"].select(columns).rows()
    if not rows:
        none = Text(cs="Projekt neuvádí, kterému širšímu plánu města slouží",
                    en="The project does not name a wider plan of the town that it serves")  # fmt: skip
        supply = Text(cs="Opatření plánů města doplní koordinátor do listu projektu.",
                      en="The coordinator adds the measures of the town's plans to the project sheet.")  # fmt: skip
        return Finding(none(lang), (supply(lang),), ())
    heading = Text(cs="Projekt je součástí širších plánů města: co k jednotlivým opatřením přinesl",
                   en="The project is part of the town's wider plans: what it contributed to each measure")  # fmt: skip
    return Finding(heading(lang), (), (), blocks=tuple(_measure(dataset, reading, *row) for row in rows))


def _measure(dataset: Dataset, reading: Reading, plan: str, text: str, listed: str, confirmed: bool) -> Block:
    lang, shown = reading.lang, serving("", listed)
    rests = evidence([id for id in shown if headline(id, reading)], lang)
    return Block(
        sentence(text) if confirmed else _unconfirmed(sentence(text), lang),
        _paragraphs(dataset, shown, reading),
        evidence=f"{plan}. {rests}".strip(),
    )


def _unconfirmed(text: str, lang: Lang) -> str:
    """The text with a mark, in the parentheses with which it ends where it has some."""
    said = Text(cs="nedoloženo", en="not confirmed")(lang)
    return f"{text[:-1]}, {said})" if text.endswith(")") else f"{text} ({said})"
