"""A new version of an approved report: which figures differ from the approved one, and why.

The approved version stands beside untouched. Both passports say what each was made from, so the causes are what
differs between them: the records of the tables that a figure needs, its definition, the as-of date, or the program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib.indicators import CATALOGUE
from apk_lib.report.lines import SINCE_APPROVED
from apk_lib.report.model import Column, Section, Table
from apk_lib.report.passport import PASSPORT, seal
from apk_lib.report.state_log import entries
from apk_lib.report.verifying import FIGURES, differing
from apk_lib.report.writing import Names
from apk_lib.results import KEY, SCOPES, STATES, UNITS
from apk_lib.sheets import HEADS
from apk_lib.sheets.core import named
from apk_lib.tables import DERIVED_TABLES, SHEET_TABLES, TABLES
from apk_lib.text import Lang, Noun, Text, crowns, day, listing, number, percent

_FIGURE = [name for name in KEY if name != "definition_version"]
_SHOWN = ("value", "state", "unit", "definition_version")
_MOST_TABLES = 4
_NUMBERS = Noun(cs=("číslo", "čísla", "čísel", "čísla"), en=("figure", "figures"))
_TOPIC = Text(cs="Změny od schválené verze", en="Changes since the approved version")
_CHANGED = Text(cs="Od schválené verze se změnilo {changed} z {all}",
                en="Since the approved version {changed} of {all} changed")  # fmt: skip
_SAME = Text(cs="Od schválené verze se žádné číslo nezměnilo", en="No figure changed since the approved version")
# who approved it is not said outside the town
_ABOUT = Text(
    cs="Verze {version} byla schválena {when}{who}; zůstává, jak byla. Stav záznamů byl k {then}, teď je k {now}.",
    en="Version {version} was approved on {when}{who}; it stays as it was. The records were as of {then}, now they are "
    "as of {now}.",
)
_WHO = Text(cs=" (schválil/a {name})", en=" (by {name})")
_BROKEN_DOWN = Text(cs="V členění se změnilo {n}; najdete je porovnáním souborů results.csv obou verzí.",
                    en="Broken down, {n} changed; comparing results.csv of both versions shows them.")  # fmt: skip
_CAPTION = Text(cs="Souhrnná čísla, která jsou dnes jiná než ve schválené verzi, a proč.",
                en="Totals that are other today than in the approved version, and why.")  # fmt: skip
_THEN, _NOW, _WHY = Text(cs="Schváleno", en="Approved"), Text(cs="Dnes", en="Today"), Text(cs="Proč", en="Why")
_SCOPE = Text(cs="Rozsah", en="Scope")
_RECORDS = Text(cs="změněné záznamy: {tables}", en="changed records: {tables}")
_OTHERS = Text(cs="a další", en="and others")
_PROJECT = Text(cs="list projektu", en="the project sheet")
_DEFINED = Text(cs="změna definice", en="a changed definition")
_DAY = Text(cs="stav k jinému dni", en="another as-of date")
_GUARD = Text(cs="změnilo se, co se smí uvést", en="what may be shown changed")
_PROGRAM = Text(cs="změna programu", en="a changed program")


@dataclass(frozen=True)
class Restated:
    """A report made after an approval: the folder of the approved version, and the new passport and figures."""

    before: Path
    passport: Mapping[str, Any]
    results: pl.DataFrame
    names: Names
    lang: Lang

    @property
    def previous(self) -> dict[str, Any]:
        """What the new passport says of the version before."""
        then, approval = self._then(), entries(self.before)[-1]
        return {
            "folder": self.before.name, "version": then["version"], "as_of": then["as_of"], "seal": seal(then),
            "approved_by": approval.name, "approved_on": approval.moment.date().isoformat(),
        }  # fmt: skip

    def section(self) -> Section:
        """The figures that differ, before and now, with what moved each."""
        lang, changed = self.lang, self._changed()
        whole = changed.filter(pl.col("dimension_1").is_null())
        counted = {"changed": _NUMBERS.count(len(changed), lang), "all": number(len(self.results), lang)}
        heading = _CHANGED.fill(lang, **counted) if len(changed) else _SAME(lang)
        rest = len(changed) - len(whole)
        more = (_BROKEN_DOWN.fill(lang, n=_NUMBERS.count(rest, lang)),) if rest else ()
        heads = (HEADS["figure"], _SCOPE, HEADS["unit"], _THEN, _NOW, _WHY)
        columns = tuple(Column(head(lang), "right" if head in (_THEN, _NOW) else "left") for head in heads)
        rows = tuple(self._row(row) for row in whole.iter_rows(named=True))
        table = (Table(_TOPIC(lang), _CAPTION(lang), columns, rows, open=True),) if rows else ()
        return Section(SINCE_APPROVED, heading, (self._about(), *more), (), table, (), _TOPIC(lang))

    def _then(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.before / PASSPORT).read_text("utf-8"))
        return said

    def _about(self) -> str:
        then, approval, lang = self._then(), entries(self.before)[-1], self.lang
        dates = {"then": _day(then["as_of"], lang), "now": _day(self.passport["as_of"], lang)}
        when = day(approval.moment.date(), lang)
        who = _WHO.fill(lang, name=approval.name) if approval.name else ""
        return _ABOUT.fill(lang, version=then["version"], who=who, when=when, **dates)

    def _changed(self) -> pl.DataFrame:
        """The figures that differ; each with the columns `_SHOWN` of both versions."""
        columns = [*_FIGURE, *_SHOWN]
        then = pl.read_parquet(self.before / FIGURES).select(columns)
        both = differing(then, self.results.select(columns), on=_FIGURE, compared=_SHOWN, numbers=("value",))
        # that a period ended in the meantime changes no figure
        return both.filter(pl.col("value").ne_missing(pl.col("value_now")))

    def _row(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        lang = self.lang
        unit = row["unit_now"] or row["unit"]
        version = row["definition_version_now"] or row["definition_version"]
        declared = CATALOGUE.definition(row["indicator"], version)
        called = named(declared.label(lang), declared.measure(row["measure"]).label(lang))
        shown = (_shown(row[f"value{end}"], row[f"state{end}"], unit, lang) for end in ("", "_now"))
        why = listing(self._causes(row, declared.needs), lang)
        return called, SCOPES[row["scope"]](lang), UNITS[unit](lang), *shown, why

    def _causes(self, row: Mapping[str, Any], needs: tuple[str, ...]) -> Iterator[str]:
        lang, then = self.lang, self._then()
        found = [_DEFINED(lang)] * (row["definition_version"] != row["definition_version_now"])
        origins = {origin for name in needs for origin in DERIVED_TABLES.get(name, (name,))}
        tables = sorted(self._changed_tables(then) & origins)
        if tables:
            said = [TABLES[name].label(lang) for name in tables[:_MOST_TABLES]]
            said += [_OTHERS(lang)] * (len(tables) > _MOST_TABLES)
            found.append(_RECORDS.fill(lang, tables=", ".join(said)))
        if then["project_sheet_sha256"] != self.passport["project_sheet_sha256"] and origins & SHEET_TABLES.keys():
            found.append(_PROJECT(lang))
        if then["as_of"] != self.passport["as_of"]:
            found.append(_DAY(lang))
        if "suppressed" in (row["state"], row["state_now"]):
            found.append(_GUARD(lang))
        yield from found or [_PROGRAM(lang)]

    def _changed_tables(self, then: Mapping[str, Any]) -> set[str]:
        before, now = ({(one["table"], one["sha256"]) for one in said["inputs"]} for said in (then, self.passport))
        return {table for table, _ in before ^ now}


def _day(iso: str, lang: Lang) -> str:
    return day(date.fromisoformat(iso), lang)


def _shown(value: float | None, state: str | None, unit: str, lang: Lang) -> str:
    """A value so fine that a small change shows, or why there is none."""
    if value is None:
        return STATES[state or "not_applicable"](lang)
    if unit == "share":
        return percent(value, lang, 1)
    return crowns(value, lang) if unit == "czk" else number(value, lang, 2)
