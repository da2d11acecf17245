"""The project sheet between cells and text: from what a workbook says to the `project.toml` that is parsed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import polars as pl

from apk_lib.intake.reading.values import Context, Vocabulary, expected, values
from apk_lib.project import HALER_PER_CROWN, PROJECT_KEYS, Key
from apk_lib.rules import RULES
from apk_lib.tables import SHEET_TABLES, meaning
from apk_lib.tables.columns import Meaning
from apk_lib.tables.headings import SCHEMA_VERSION, Heading
from apk_lib.text import Text

_LARGE = 1e15


@dataclass(frozen=True, slots=True)
class HeadProblem:
    """A key of the project whose cell cannot be used: the broken rule of `rules.RULES` and what was expected."""

    key: str
    rule: str
    value: str
    expected: Text
    nearest: str | None = None


def new_project() -> dict[str, Any]:
    """What a new project starts from, in the shape of a `project.toml`; it is not complete."""
    text = resources.files("apk_lib.intake.judging").joinpath("new_project.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def head_heading(name: str) -> Heading:
    """A key of the project as the reader of cells knows columns."""
    key = PROJECT_KEYS[name]
    scale = HALER_PER_CROWN if key.kind == "money" else None
    said = Meaning(key.label, key.kind, codes=key.codes, scale=scale)
    return Heading(name, key.label, key.kind, True, said)


def project_head(cells: Mapping[str, object]) -> tuple[dict[str, Any], list[HeadProblem]]:
    """The `[project]` of a sheet from its cells by key, and every cell that cannot be used.

    A cell may be what a workbook holds (text, number, date) or text as people write it. Keys with a problem
    are left out, so that `parse_project` refuses the rest by name should anybody go on.
    """
    head: dict[str, Any] = {}
    problems = [
        HeadProblem(name, "unknown_code", str(cell), Text(cs="klíč ze sešitu projektu", en="a key of the workbook"))
        for name, cell in cells.items()
        if name not in PROJECT_KEYS
    ]
    for name, key in PROJECT_KEYS.items():
        cell = cells.get(name)
        if cell is None or not str(cell).strip():
            problems.append(HeadProblem(name, "nullability", "", key.help))
            continue
        value, rule, nearest = _read(name, key, cell)
        if rule is None:
            head[name] = value
        else:
            problems.append(HeadProblem(name, rule, str(cell), expected(head_heading(name)), nearest))
    return head, problems


def _read(name: str, key: Key, cell: object) -> tuple[Any, str | None, str | None]:
    """The value of a cell in the type of its key, or the error that keeps it out and what was perhaps meant."""
    if key.kind == "words":
        # the reader of columns would close up the lines of a longer text
        whole = isinstance(cell, float) and cell.is_integer()
        return str(int(cell) if whole else cell).strip(), None, None  # type: ignore[call-overload]
    if isinstance(cell, Decimal):
        cell = float(cell)
    labels = {code: (label.cs, label.en) for code, label in (key.codes or {}).items()}
    read, marks = values([cell], Context(head_heading(name), False, vocabulary=Vocabulary.of(labels, closed=True)))
    errors = [mark for mark in marks if RULES[mark.rule].severity == "error"]
    if errors:
        return None, errors[0].rule, errors[0].nearest
    match key.kind, read[0]:
        case "money", int(haler):
            return Decimal(haler).scaleb(-2), None, None
        case "decimal", float(number):
            return Decimal(repr(number)), None, None
        case _, datetime() as moment:
            return moment.date(), None, None
        case _, value:
            return value, None, None


def project_toml(head: Mapping[str, Any], frames: Mapping[str, pl.DataFrame]) -> str:
    """The text of a `project.toml` with these facts and tables; empty cells are left out.

    `head` has the types of `parse_project` (text, numbers as `Decimal` or `int`, dates, true or false), `frames`
    the stored types of the schemas. Every amount and number comes back exactly.
    """
    facts = [_line(name, head[name]) for name in PROJECT_KEYS if name in head]
    lines = [f"schema_version = {SCHEMA_VERSION}", "", "[project]", *facts]
    for name, table in SHEET_TABLES.items():
        columns = {column: declared for column, declared in table.schema.columns().items() if column != "source_row"}
        money = {column for column, declared in columns.items() if meaning(declared).kind == "money"}
        for row in frames[name].iter_rows(named=True) if name in frames else ():
            lines += ["", f"[[{name}]]"]
            filled = {column: row[column] for column in columns if row[column] is not None}
            for column, value in filled.items():
                lines.append(_line(column, Decimal(value).scaleb(-2) if column in money else value))
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any) -> str:
    match value:
        case bool():
            return f"{key} = {'true' if value else 'false'}"
        case str():
            # text in JSON is text in TOML but for one character
            return f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
        case date():
            return f"{key} = {value.isoformat()}"
        case Decimal():
            return f"{key} = {value:f}"
        case float() if not value.is_integer() or abs(value) >= _LARGE:
            return f"{key} = {value!r}"
    return f"{key} = {int(value)}"
