"""What is wrong with a header: columns that are missing, stand twice or are not read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from apk_lib.findings import findings
from apk_lib.intake.reading.grids import Grid
from apk_lib.intake.reading.words import loose
from apk_lib.intake.reading.xml import column_letters
from apk_lib.tables.headings import FORM_HELPERS, Heading, headings
from apk_lib.text import Text

_TECHNICAL = re.compile(
    r"_.*|deviceid|subscriberid|simserial|phonenumber|username|instanceid|instancename|(parent_)?key|set-?of.*"
    r"|(meta-)?(instance(id|name))|formversion|submitter(id|name)|attachments(present|expected)|status|reviewstate"
    r"|edits|devicetype|generated_note.*|audit|start|end|today|any_visits|any_events|visit_number|isvalidated"
    r"|meta/.*|formhub/.*",
    re.IGNORECASE,
)
_NAMES_OF_PEOPLE = re.compile(
    r"(cele )?(jmeno|prijmeni)( (a|i|,)? ?(jmeno|prijmeni))?|(first |last |full |sur)?name|(jmeno|prijmeni) .*"
)

_HELPERS = {loose(text) for said in FORM_HELPERS.values() for text in (said.cs, said.en)}


def either(text: Text) -> set[str]:
    """A word in both languages, as headings are matched."""
    return {loose(text.cs), loose(text.en)}


def unnamed_columns(grid: Grid, place: int, known: set[int | None]) -> dict[int, str]:
    """Columns without a heading in which something stands below the header, with an empty name."""
    header = grid.rows[place]
    if grid.sheet is None:  # a row longer than the header of a delimited file is a fault of that row
        return {}
    named = {column for column, cell in enumerate(header) if cell not in ("", None)} | known
    width = max((len(row) for row in grid.rows[place + 1 :]), default=0)
    return {column: "" for column in range(width) if column not in named and _filled(grid, place, column)}


def _filled(grid: Grid, place: int, column: int) -> int:
    return sum(1 for row in grid.rows[place + 1 :] if column < len(row) and row[column] not in ("", None))


def missing_columns(
    table: str, columns: Mapping[int, Heading], unread: Mapping[int, str], where: dict[str, Any]
) -> Iterator[pl.DataFrame]:
    """Required columns that the header does not name, each with the nearest heading nobody knows."""
    there = {heading.column for heading in columns.values()}
    written = {loose(name): name for name in unread.values() if name}
    for heading in headings(table):
        if heading.required and heading.column not in there:
            near = difflib.get_close_matches(loose(heading.label.cs), written, n=1)
            yield findings("missing_column", expected=heading.label, column=heading.column,
                           nearest=written[near[0]] if near else None, **where)  # fmt: skip


def repeated_columns(matched: Sequence[tuple[int, Heading]], where: dict[str, Any]) -> Iterator[pl.DataFrame]:
    """Columns of the table that two headings name."""
    seen: dict[str, int] = {}
    for column, heading in matched:
        if heading.column in seen:
            first, second = column_letters(seen[heading.column]), column_letters(column)
            cell = f"{second}{where['row']}"
            yield findings("repeated_column", column=heading.column, value=f"{first}, {second}", cell=cell, **where)
        seen.setdefault(heading.column, column)


def unread_columns(
    grid: Grid, place: int, unread: Mapping[int, str], table: str, export: bool, where: dict[str, Any]
) -> Iterator[pl.DataFrame]:
    """Columns that are not read, with the number of cells in them; one with names of people is more than that."""
    labels = {loose(heading.label.cs): heading.label.cs for heading in headings(table)}
    for column, name in unread.items():
        technical = export and (_TECHNICAL.fullmatch(name) or "__" in name or "/" in name)
        technical = technical or (export and loose(name) in _HELPERS)
        near = [] if export else difflib.get_close_matches(loose(name), labels, n=1)
        rule = "known_export_column" if technical else "unknown_column"
        called = (name, *grid.labels[column : column + 1])
        if any(_NAMES_OF_PEOPLE.fullmatch(loose(one)) for one in called) and not technical:
            rule = "names_column"
        counted = f"{name} ({_filled(grid, place, column)})".strip()
        cell = f"{column_letters(column)}{place + 1}"
        nearest = labels[near[0]] if near else None
        yield findings(rule, row=place + 1, cell=cell, value=counted, nearest=nearest, **where)
