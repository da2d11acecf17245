"""What columns and codes of the kit mean: a code book, a list of codes, and a description machines read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from apk_lib.kit.contents import ANSWER, FACTS, MICRODATA, PROTECTED, REFERENCE, TWIN, Contents
from apk_lib.kit.protecting import TREATMENTS, decisions
from apk_lib.results import csv_text
from apk_lib.tables.columns import Codes
from apk_lib.tables.scales import SCALES
from apk_lib.text import LANGUAGES, Text

NO_CELL = Text(cs="prázdné být nemá", en="should not be empty")
# as Frictionless calls types of values
_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "string", pl.Int64: "integer", pl.Float64: "number", pl.Boolean: "boolean", pl.Date: "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a column; `scale` is that of the question where it decides what an answer means.

    `value` is how a CSV writes it, `number` how the files of SPSS do.
    """

    table: str
    column: str
    scale: str
    value: str
    number: int
    label: Text


def every_table() -> dict[str, Contents]:
    """All tables of the kit by name, the protected ones first; none has the name of another."""
    return {**PROTECTED, **FACTS}


def code_book() -> str:
    """What each column holds, one row a column, as the text of a CSV file."""
    rows = []
    for table in every_table().values():
        for column in table.columns:
            missing = column.missing or NO_CELL
            listed = column.codes is not None or column.name == ANSWER
            rows.append(
                {"table": table.name, "column": column.name, "label_cs": column.label.cs, "label_en": column.label.en,
                 "type": _type(column.dtype), "unit": column.unit or "", "codes": "codes.csv" if listed else "",
                 "missing_cs": missing.cs, "missing_en": missing.en}
            )  # fmt: skip
    return csv_text(pl.DataFrame(rows))


def every_code() -> str:
    """Every code of every column with its labels, as the text of a CSV file."""
    rows = [
        {"table": one.table, "column": one.column, "scale": one.scale, "value": one.value, "number": one.number,
         "label_cs": one.label.cs, "label_en": one.label.en}
        for one in codes()
    ]  # fmt: skip
    return csv_text(pl.DataFrame(rows))


def codes() -> Iterator[Code]:
    """Every code of every column; those of answers by the scale of their question."""
    for table in every_table().values():
        for column in table.columns:
            for number, (value, label) in enumerate((column.codes or {}).items(), start=1):
                yield Code(table.name, column.name, "", value, number, label)
            if column.name == ANSWER:
                for name, scale in SCALES.items():
                    for answer, label in scale.answers.items():
                        yield Code(table.name, column.name, name, str(answer), answer, label)


def numbers(listed: Codes) -> dict[str, int]:
    """The numbers that stand for codes in files of SPSS."""
    return {value: number for number, value in enumerate(listed, start=1)}


def protection() -> str:
    """What became of each column of the data model and why, as the text of a CSV file."""
    rows = [
        {"table": one.table, "column": one.column, "treatment": one.treatment,
         **{f"treatment_{lang}": TREATMENTS[one.treatment](lang) for lang in LANGUAGES},
         **{f"how_or_why_{lang}": one.reason(lang) for lang in LANGUAGES}}
        for one in decisions()
    ]  # fmt: skip
    return csv_text(pl.DataFrame(rows))


def data_model(name: str, frames: Mapping[str, Mapping[str, pl.DataFrame]]) -> str:
    """The files of the kit, by folder, as a Frictionless data package: each with columns, types and allowed codes."""
    resources = [
        _resource(f"{folder}/{table.name}", table, frames[folder][table.name])
        for folder, tables in ((MICRODATA, PROTECTED), (TWIN, PROTECTED), (REFERENCE, FACTS))
        for table in tables.values()
    ]
    package = {"profile": "tabular-data-package", "name": name, "resources": resources}
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(path: str, table: Contents, frame: pl.DataFrame) -> dict[str, Any]:
    fields = []
    for column in table.columns:
        field: dict[str, Any] = {"name": column.name, "type": _type(column.dtype), "title": column.label.en,
                                 "description": column.label.cs}  # fmt: skip
        allowed: dict[str, Any] = {} if column.missing else {"required": True}
        if column.codes and column.kind == "code":
            allowed["enum"] = list(column.codes)
        fields.append(field | ({"constraints": allowed} if allowed else {}))
    return {
        "name": path.replace("/", "-").replace("_", "-"), "path": f"{path}.csv", "profile": "tabular-data-resource",
        "title": table.label.en, "description": table.label.cs, "encoding": "utf-8", "rows": len(frame),
        "schema": {"fields": fields, "missingValues": [""]},
    }  # fmt: skip


def _type(dtype: pl.DataType) -> str:
    return _TYPES[type(dtype)]
