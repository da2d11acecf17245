"""The survey as files of SPSS, one row a respondent, and commands with which SPSS reads every CSV with its labels.

Codes are numbers in the files and words in the CSV; `codes.csv` has both. The commands run in SPSS from version 16 on
and in PSPP, in the folder into which the kit was unpacked, and save each table with its labels beside its CSV.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from apk_lib.kit.codebook import numbers
from apk_lib.kit.contents import ANSWER, PROTECTED, Column, Contents
from apk_lib.kit.scratch import scratch
from apk_lib.tables.scales import DEFAULT_SCALE, SCALES
from apk_lib.text import Lang, Text

# what SPSS allows of bytes in a label of a variable, of a value, in a name; of digits in a number
_LABEL, _VALUE, _NAME = 255, 120, 60
# the header of the file says when it was written: a day of nine letters, then a time of eight
_WRITTEN_AT, _NEVER = 92, b"01 Jan 8000:00:00"
# variables with an amount; all others name a kind, an answer or a number
_MEASURED = ("weight", "population")
_YES_NO = {True: Text(cs="ano", en="yes"), False: Text(cs="ne", en="no")}
# what the writer says where a file cannot be longer
_UNWRITTEN = "Unable to write"
_SYNTHETIC = Text(cs="SYNTETICKÁ DATA", en="SYNTHETIC DATA")
_OPENING = Text(
    cs="* Spusťte ve složce, do níž jste sadu rozbalili: vedle každého CSV vznikne soubor .sav s popisky.\n"
    "* Pro dvojče nahraďte slovo microdata slovem twin.",
    en="* Run in the folder into which the kit was unpacked: a file .sav with labels is made beside each CSV.\n"
    "* For the twin put twin in place of microdata.",
)


def variables(items: pl.DataFrame) -> dict[str, str]:
    """Item → the name of its variable: letters, digits, dots and underscores, no two alike in any case of letters."""
    named: dict[str, str] = {}
    for item in items["item"].sort():
        plain = "q_" + re.sub(r"[^\w.]", "_", item)
        short = plain.encode()[:_NAME].decode(errors="ignore").rstrip(".")
        taken = {name.casefold() for name in named.values()}
        clashes = (f"{short}_{place}" for place in range(2, len(items) + 2))
        named[item] = short if short.casefold() not in taken else next(
            name for name in clashes if name.casefold() not in taken
        )  # fmt: skip
    return named


def wide(respondents: pl.DataFrame, answers: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent with a column for each question, codes as numbers."""
    columns = {column.name: column for column in PROTECTED["survey_respondents"].columns}
    coded = respondents.with_columns(
        pl.col(name).replace_strict(numbers(column.codes), return_dtype=pl.Int64)
        for name, column in columns.items()
        if column.codes
    ).with_columns(pl.col("synthetic").cast(pl.Int64))
    by_item = {item: part for (item,), part in answers.partition_by("item", as_dict=True).items()}
    for item, name in variables(items).items():
        given = by_item.get(item, answers.clear()).select("respondent", pl.col(ANSWER).alias(name))
        coded = coded.join(given, on="respondent", how="left", maintain_order="left")
    return coded


def sav(respondents: pl.DataFrame, answers: pl.DataFrame, items: pl.DataFrame, lang: Lang) -> bytes:
    """`wide` as a .sav file with labels in a language; the same rows give the same bytes."""
    table = wide(respondents, answers, items)
    declared = PROTECTED["survey_respondents"].columns
    labels = {column.name: column.label(lang) for column in declared}
    values: dict[str, dict[int, str]] = {
        column.name: {number: column.codes[code](lang) for code, number in numbers(column.codes).items()}
        for column in declared
        if column.codes
    } | {"synthetic": {int(code): label(lang) for code, label in _YES_NO.items()}}  # fmt: skip
    named = variables(items)
    for row in items.iter_rows(named=True):
        labels[named[row["item"]]] = row[f"question_{lang}"]
        scale = SCALES[row["scale"] or DEFAULT_SCALE]
        values[named[row["item"]]] = {code: label(lang) for code, label in scale.answers.items()}
    with scratch() as folder:
        path = folder / "survey.sav"
        _write(
            table, path, file_label=_SYNTHETIC(lang) if respondents["synthetic"].any() else "",
            column_labels={name: _cut(labels[name], _LABEL) for name in table.columns},
            variable_value_labels={name: {code: _cut(label, _VALUE) for code, label in told.items()}
                                   for name, told in values.items()},
            variable_measure={name: "scale" if name in _MEASURED else "nominal" for name in table.columns},
        )  # fmt: skip
        content = path.read_bytes()
    return content[:_WRITTEN_AT] + _NEVER + content[_WRITTEN_AT + len(_NEVER) :]


def _write(table: pl.DataFrame, path: Path, **described: Any) -> None:
    """Write a table as a .sav file, all of it.

    Raises:
        OSError: there was no room for it, which the writer says late, or not at all of the end of a file.
    """
    try:
        pyreadstat.write_sav(table, path, **described)
    except pyreadstat.ReadstatError as problem:
        if _UNWRITTEN not in str(problem):
            raise
        raise _no_room(path) from problem
    try:
        rows = pyreadstat.read_sav(path, usecols=[table.columns[0]], output_format="polars")[0]
    except pyreadstat.ReadstatError as problem:
        raise _no_room(path) from problem
    if len(rows) != len(table):
        raise _no_room(path)


def _no_room(path: Path) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def syntax(tables: Mapping[str, tuple[Contents, pl.DataFrame]], lang: Lang) -> str:
    """Commands that read the CSV of each table, `path → its columns, its rows`, and give it its labels."""
    blocks = [f"\ufeff{_OPENING(lang)}", "SET DECIMAL=DOT."]
    for path, (table, frame) in tables.items():
        blocks += ["", *_read(path, table, frame), *_labelled(table, lang), f"SAVE OUTFILE='{path[:-4]}.sav'."]
    return "\n".join(blocks) + "\n"


def _read(path: str, contents: Contents, frame: pl.DataFrame) -> Iterator[str]:
    yield from (
        "GET DATA", "  /TYPE=TXT", f"  /FILE='{path}'", "  /ENCODING='UTF8'", "  /ARRANGEMENT=DELIMITED",
        "  /DELIMITERS=\",\"", "  /QUALIFIER='\"'", "  /FIRSTCASE=2", "  /VARIABLES=",
    )  # fmt: skip
    lines = [f"    {column.name} {_form(column, frame[column.name])}" for column in contents.columns]
    yield from (*lines[:-1], f"{lines[-1]}.")


def _form(column: Column, values: pl.Series) -> str:
    """How SPSS reads a column: a text is as wide as its longest value."""
    if column.dtype == pl.String:
        # as the file has it, where a risky beginning is marked by an apostrophe
        return f"A{max([1, *(len(value.encode()) + 1 for value in values.drop_nulls().unique())])}"
    return {pl.Int64: "F12.0", pl.Float64: "F18.6", pl.Boolean: "A5", pl.Date: "SDATE10"}[type(column.dtype)]


def _labelled(contents: Contents, lang: Lang) -> Iterator[str]:
    for column in contents.columns:
        yield f"VARIABLE LABELS {column.name} {_quoted(column.label(lang), _LABEL)}."
    for column in contents.columns:
        listed: Mapping[Any, Text] = column.codes or {}
        if column.dtype == pl.Boolean:
            listed = {str(code).lower(): label for code, label in _YES_NO.items()}
        if listed and column.kind != "codes":
            yield f"VALUE LABELS {column.name}"
            lines = [f"  {_quoted(str(code), _VALUE)} {_quoted(label(lang), _VALUE)}" for code, label in listed.items()]
            yield from (*lines[:-1], f"{lines[-1]}.")


def _quoted(text: str, most: int) -> str:
    return "'" + _cut(text, most).replace("'", "''").replace("\n", " ") + "'"


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
