"""Tables of the assistants: who stayed, why others left, and participants as the fund counts them."""

from __future__ import annotations

from typing import Any

from apk_lib.indicators import CATALOGUE
from apk_lib.labels import ABSENT, FEW_PERSONS, Figure, Reading
from apk_lib.prose.core import out_of
from apk_lib.results import SCOPES
from apk_lib.sheets.core import HEADS, Sheet, sheet_of
from apk_lib.text import Text, sentence

_HEADS = {
    "months": Text(cs="Po nástupu", en="After the start"),
    "stayed": Text(cs="Zůstali", en="Stayed"),
    "reason": Text(cs="Důvod", en="Reason"),
}
_ALL = Text(cs="celkem", en="all")
_PARTICIPANTS = (
    ("participants_supported", "with_work"), ("participants_supported", "training_only"),
    ("participants_supported", "incomplete_cards"), ("participants_in_education", "persons"),
    ("participants_qualified", "persons"), ("disadvantaged_improved", "persons"),
    ("employed_after_leaving", "employed_four_weeks"), ("employed_after_leaving", "employed_six_months"),
)  # fmt: skip


def retention_table(reading: Reading) -> Sheet:
    """How many of whom stayed for half a year, a year and two, with the exact interval."""
    lang, name = reading.lang, reading.labels.name
    rows = []
    for row in _in_order(reading, "retention_milestones", "retained", "months_since_start", "cumulative"):
        figure = Figure(row, reading.labels)
        if figure.withheld:
            continue
        kept = out_of(figure.numerator, figure.denominator, lang) if figure else figure.absence
        rows.append((name("months_since_start", figure.category_1), kept, figure.interval))
    heads = (*(_HEADS[id](lang) for id in ("months", "stayed")), HEADS["interval"](lang))
    summary = Text(cs="Udržení po měsících ({rows})", en="Retention by months ({rows})")
    caption = Text(
        cs="Z těch, kdo nastoupili za projektu a komu ta doba uplynula; interval je přesný (Clopper a Pearson).",
        en="Of those who started during the project and for whom the time has come; the interval is exact "
        "(Clopper–Pearson).",
    )
    return sheet_of(summary, caption, heads, 1, tuple(rows), lang)


def exits_table(reading: Reading) -> Sheet:
    """Exits by reason, the period beside the whole project; reasons nobody left for are not listed."""
    lang, name = reading.lang, reading.labels.name
    now = {row["category_1"]: row for row in _in_order(reading, "exits", "left", "end_reason", "period")}
    rows = [
        (name("end_reason", row["category_1"]), *(_count(one, reading, "0") for one in (now[row["category_1"]], row)))
        for row in _in_order(reading, "exits", "left", "end_reason", "cumulative")
        if row["value"]
    ]
    heads = (_HEADS["reason"](lang), *(sentence(scope(lang)) for scope in SCOPES.values()))
    summary = Text(cs="Odchody podle důvodu ({rows})", en="Exits by reason ({rows})")
    caption = Text(cs="Konec projektu se za odchod nepočítá.", en="The end of the project does not count as leaving.")
    return sheet_of(summary, caption, heads, 1, tuple(rows), lang)


def participants_table(reading: Reading) -> Sheet:
    """Participants and results in all, by sex and by age: what came in the period beside the whole project."""
    lang, name = reading.lang, reading.labels.name
    rows = []
    for indicator, measure in _PARTICIPANTS:
        declared = CATALOGUE[indicator].measure(measure)
        for by in declared.dimensions:
            now = {row["category_1"]: row for row in _in_order(reading, indicator, measure, *by, "period")}
            ever = _in_order(reading, indicator, measure, *by, "cumulative")
            if by and _tells_of_few([*now.values(), *ever]):
                continue
            for row in ever:
                category = row["category_1"]
                if category is not None and not row["value"]:
                    continue
                where = name(by[0], category) if category is not None else _ALL(lang)
                counts = (_count(one, reading) for one in (now.get(category), row))
                rows.append((sentence(declared.label(lang)), where, *counts))
    heads = (HEADS["figure"](lang), HEADS["where"](lang), *(sentence(scope(lang)) for scope in SCOPES.values()))
    summary = Text(cs="Účastníci podle pohlaví a věku ({rows})", en="Participants by sex and age ({rows})")
    caption = Text(
        cs="Osoby; každá jednou. Kdo má neúplnou kartu, je jen v řádcích „celkem“. Členění, v němž by některá skupina "
        "měla méně než tři osoby, neuvádíme. Zaměstnání je odhad města.",
        en="Persons, each once. Persons with an incomplete card are counted only in the “all” rows. Where a group "
        "would have fewer than three persons, only the total is given. Employment is the town's estimate.",
    )
    return sheet_of(summary, caption, heads, 2, tuple(rows), lang)


def _tells_of_few(rows: list[dict[str, Any]]) -> bool:
    """Whether a count is so small that it would tell of one person what only their card knows."""
    return any(0 < (row["value"] or 0) < FEW_PERSONS for row in rows)


def _in_order(reading: Reading, indicator: str, measure: str, *by_and_scope: str) -> list[dict[str, Any]]:
    """The rows of a measure in a scope (the last argument) in the order of its categories."""
    *by, scope = by_and_scope
    rows = list(reading.rows(indicator, measure, scope, *by).iter_rows(named=True))
    if not by:
        return rows
    order = reading.labels.ordered(by[0], [row["category_1"] for row in rows])
    return sorted(rows, key=lambda row: order.index(row["category_1"]))


def _count(row: dict[str, Any] | None, reading: Reading, nobody: str = "") -> str:
    """The bare count; `nobody` is said where there was no case."""
    if row is None:
        return ABSENT
    figure = Figure(row, reading.labels)
    return nobody if nobody and figure.state == "no_cases" else figure.bare()
