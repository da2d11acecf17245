"""Rows that break a rule, said with the place a person sees: file, sheet, cell, value and what was expected."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from apk_lib.findings import FINDINGS
from apk_lib.intake.reading.names import Names
from apk_lib.intake.reading.rows import Reading
from apk_lib.intake.reading.values import written
from apk_lib.intake.reading.words import loose
from apk_lib.intake.reading.xml import column_letters
from apk_lib.rules import RULES, rule_of
from apk_lib.tables import TABLES, Table, meaning
from apk_lib.tables.headings import FILLED, Heading
from apk_lib.text import DASH, Text, number

_FEW = "survey_waves"  # a table of few rows: what may be referred to is listed
COMPARED, LOOKED_UP = 5_000, 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, as its user sees it."""

    file: str
    sheet: str | None
    row: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that breaks a rule, as the schema names it; what a rule across rows tells stands in the rest.

    `where` is the column of the sheet, where it is another than the rule's (an answer in the column of its question);
    `target_aside` says that the row it refers to is there, but set aside.
    """

    place: Place
    rule: str
    key: str | None = None
    field: str | None = None
    value: str | None = None
    expected: Text | None = None
    where: str | None = None
    target_aside: bool = False


class Places:
    """Leads from a row and a column of a table to the cell, and to what stands there."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = {(reading.grid.file, reading.grid.sheet): reading for reading in readings}
        self._columns = {
            place: {_stands_for(heading): column for column, heading in reading.layout.columns.items()}
            for place, reading in self._readings.items()
        }

    def cell(self, place: Place, column: str | None) -> str | None:
        """The address of a cell, where the column is in the sheet."""
        found = self._columns.get((place.file, place.sheet), {}).get(column or "")
        return None if found is None else f"{column_letters(found)}{place.row}"

    def value(self, place: Place, column: str | None) -> str | None:
        """What stands in a cell, as text."""
        found = self._columns.get((place.file, place.sheet), {}).get(column or "")
        if found is None:
            return None
        row = self._readings[place.file, place.sheet].grid.rows[place.row - 1]
        return str(row[found]) if found < len(row) and row[found] not in ("", None) else None

    def discreet(self, value: str) -> str:
        """A value of a column that holds people, without anything that could be a name."""
        return next((reading.names for reading in self._readings.values()), Names()).discreet(value)

    def raw(self, place: Place) -> dict[str, str]:
        """The whole row as text by heading; empty for a row of a file that is not at hand."""
        reading = self._readings.get((place.file, place.sheet))
        return reading.raw(place.row) if reading else {}


def _stands_for(heading: Heading) -> str:
    """The column of a schema that a heading fills: a crew is persons."""
    return FILLED[heading.fills].value if heading.fills and heading.several else heading.column


def verdicts(
    table: Table, broken: Sequence[Broken], places: Places, known: Mapping[str, Mapping[str, str]]
) -> pl.DataFrame:
    """Findings for rows that break rules.

    Args:
        table: the table the rows belong to.
        broken: the rows and rules.
        places: leads to cells and values.
        known: by table the keys and names that columns may reference, as they are matched → as they are written.
    """
    nearest = _Nearest(known)
    said: dict[str, list[Any]] = {name: [] for name in FINDINGS}
    for one in broken:
        rule, column = _told(one.rule)
        column = one.field or column
        target = table.references.get(column or "") if rule == "reference" else None
        if target and one.target_aside:
            rule, target = "reference_aside", None
        wanted = one.expected or _expected(table, rule, column, known)
        value = one.value or places.value(one.place, one.where or column)
        if column and value and meaning(table.schema.columns()[column]).personal:
            value = places.discreet(value)
        row = {
            "severity": RULES[rule].severity, "rule": rule, "file": one.place.file, "sheet": one.place.sheet,
            "row": one.place.row, "cell": places.cell(one.place, one.where or column), "table": table.name,
            "column": column, "key": one.key, "value": value, "expected_cs": wanted.cs or None,
            "expected_en": wanted.en or None, "nearest": nearest.of(target, value) if target else None, "waiver": None,
        }  # fmt: skip
        for field in FINDINGS:
            said[field].append(row[field])
    return pl.DataFrame(said, schema=FINDINGS)


def _told(name: str) -> tuple[str, str | None]:
    """The rule and the column of a rejection: `fte|max`, `locality: localities` or `inside_shift`."""
    column, colon, _ = name.partition(": ")
    return ("reference", column) if colon else rule_of(name)


def _expected(table: Table, rule: str, column: str | None, known: Mapping[str, Mapping[str, str]]) -> Text:
    declared = RULES[rule].expected
    if declared.cs or column is None:
        return declared
    field = table.schema.columns()[column]
    said = meaning(field)
    if rule == "reference" and said.references:
        label = TABLES[said.references].label
        there = ", ".join(sorted(set(known.get(_FEW, {}).values()))) if said.references == _FEW else ""
        listed = f": {there}" if there else ""
        return Text(cs=f"řádek tabulky {label.cs}{listed}", en=f"a row of the table {label.en}{listed}")
    if rule in ("min", "max"):
        return _limit(field, rule)
    if said.codes:
        return Text(cs=", ".join(code.cs for code in said.codes.values()),
                    en=", ".join(code.en for code in said.codes.values()))  # fmt: skip
    return written(column, said.kind)


def _limit(field: dy.Column, rule: str) -> Text:
    limit = getattr(field, rule)
    scale = meaning(field).scale or 1
    shown = {lang: number(limit / scale, lang, 2) if limit >= 0.01 or limit <= 0 else DASH for lang in ("cs", "en")}
    if rule == "max":
        return Text(cs=f"nejvýše {shown['cs']}", en=f"at most {shown['en']}")
    if shown["cs"] == DASH:
        return Text(cs="více než 0", en="more than 0")
    return Text(cs=f"nejméně {shown['cs']}", en=f"at least {shown['en']}")


class _Nearest:
    """The nearest known key or name, each wrong value looked up once.

    Between ids that differ in nothing but numbers any hint is a guess, and so it is between people.
    """

    def __init__(self, known: Mapping[str, Mapping[str, str]]) -> None:
        self._known = known
        self._matched = {table: list(written)[:COMPARED] for table, written in known.items() if table != "persons"}
        self._shapes = {table: {_shape(name) for name in names} for table, names in self._matched.items()}
        self._found: dict[tuple[str, str], str | None] = {}

    def of(self, table: str, value: str | None) -> str | None:
        if value is None or table not in self._matched or _shape(loose(value)) in self._shapes[table]:
            return None
        if (table, value) not in self._found:
            if len(self._found) >= LOOKED_UP:
                return None
            close = difflib.get_close_matches(loose(value), self._matched[table], n=1)
            found = self._known[table][close[0]] if close else None
            self._found[table, value] = found if found != value else None
        return self._found[table, value]


def _shape(name: str) -> str:
    return re.sub(r"\d+", "#", name)
