"""Rows that break a rule, said with the place a person sees: file, sheet, cell, value and what was expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from apk_lib.findings import FINDINGS
from apk_lib.intake.reading import Reading
from apk_lib.intake.values import EXPECTED
from apk_lib.intake.xml import column_letters
from apk_lib.rules import RULES, rule_of
from apk_lib.tables import TABLES, Table, meaning
from apk_lib.tables.headings import Heading
from apk_lib.text import DASH, Text, number

COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, as its user sees it."""

    file: str
    sheet: str | None
    row: int


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

    def raw(self, place: Place) -> dict[str, str]:
        """The whole row as text by heading; empty for a row of a file that is not at hand."""
        reading = self._readings.get((place.file, place.sheet))
        return reading.raw(place.row) if reading else {}


def _stands_for(heading: Heading) -> str:
    """The column of a schema that a heading fills: a crew is persons."""
    return "person" if heading.fills == "shift_crew" else heading.column


def verdicts(
    table: Table,
    broken: Sequence[tuple[Place, str, str | None]],
    places: Places,
    known: Mapping[str, Sequence[str]],
) -> pl.DataFrame:
    """Findings for rows that break rules.

    Args:
        table: the table the rows belong to.
        broken: for each its place, the rule as the schema names it, and the row's key.
        places: leads to cells and values.
        known: the keys of the tables that columns reference, to suggest the nearest.
    """
    nearest = _Nearest(known)
    said: dict[str, list[Any]] = {name: [] for name in FINDINGS}
    personal = set(table.personal)
    for place, name, key in broken:
        rule, column = _told(name)
        wanted = _expected(table, rule, column)
        # a person's pseudonym may be told, a cell that could hold a name may not
        value = None if column in personal and rule == "nullability" else places.value(place, column)
        target = table.references.get(column or "") if rule == "reference" else None
        row = {
            "severity": RULES[rule].severity, "rule": rule, "file": place.file, "sheet": place.sheet, "row": place.row,
            "cell": places.cell(place, column), "table": table.name, "column": column, "key": key, "value": value,
            "expected_cs": wanted.cs or None, "expected_en": wanted.en or None,
            "nearest": nearest.of(target, value) if target else None, "waiver": None,
        }  # fmt: skip
        for field in FINDINGS:
            said[field].append(row[field])
    return pl.DataFrame(said, schema=FINDINGS)


def _told(name: str) -> tuple[str, str | None]:
    """The rule and the column of a rejection: `fte|max`, `locality: localities` or `inside_shift`."""
    column, colon, _ = name.partition(": ")
    return ("reference", column) if colon else rule_of(name)


def _expected(table: Table, rule: str, column: str | None) -> Text:
    declared = RULES[rule].expected
    if declared.cs or column is None:
        return declared
    field = table.schema.columns()[column]
    said = meaning(field)
    if rule == "reference" and said.references:
        label = TABLES[said.references].label
        return Text(cs=f"řádek tabulky {label.cs}", en=f"a row of the table {label.en}")
    if rule in ("min", "max"):
        return _limit(field, rule)
    if said.codes:
        return Text(cs=", ".join(code.cs for code in said.codes.values()),
                    en=", ".join(code.en for code in said.codes.values()))  # fmt: skip
    return EXPECTED[said.kind]


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
    """The nearest known key, each wrong value looked up once."""

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        self._known = known
        self._found: dict[tuple[str, str], str | None] = {}

    def of(self, table: str, value: str | None) -> str | None:
        if value is None:
            return None
        if (table, value) not in self._found:
            keys = self._known.get(table, ())[:COMPARED]
            close = difflib.get_close_matches(value, keys, n=1)
            self._found[table, value] = close[0] if close else None
        return self._found[table, value]
