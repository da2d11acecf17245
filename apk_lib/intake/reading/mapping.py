"""A town's own words: its sheet names, headings, entries of lists and its way of writing dates.

They are learned once (`--map`, `--dates`, `--century`) and kept in `mapping.toml` of the project folder.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from apk_lib.errors import DataError, ParameterError
from apk_lib.intake.reading.words import Answers, loose
from apk_lib.tables import TABLES
from apk_lib.tables.headings import headings
from apk_lib.text import Text

FILE = "mapping.toml"
SHOWN = 6


@dataclass(frozen=True, slots=True)
class TownMapping:
    """What the town's words mean: sheet → table, (table, heading) → column, (table, column) → word → code."""

    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def parse_mapping(text: str) -> TownMapping:
    """The mapping written in `text`.

    Raises:
        DataError: it is not TOML, or names a table, a column or a code that does not exist.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            Text(
                cs=f"{FILE} není platný TOML: {error}. Opravte uvedený řádek.",
                en=f"{FILE} is not valid TOML: {error}. Fix the line it names.",
            )
        ) from error
    known = TownMapping(answers=Answers(**{key: said.get("dates", {}).get(key) for key in ("day_first", "century")}))
    return learned(known, _entries(said))


def _entries(said: Mapping[str, Any]) -> Iterable[str]:
    for name, table in said.get("sheets", {}).items():
        yield f"{name}={table}"
    for table, columns in said.get("columns", {}).items():
        for heading, column in columns.items():
            yield f"{heading}={table}.{column}"
    for table, columns in said.get("codes", {}).items():
        for column, entries in columns.items():
            for word, code in entries.items():
                yield f"{word}={table}.{column}.{code}"


def learned(known: TownMapping, entries: Iterable[str]) -> TownMapping:
    """The mapping with more entries: `LIST=table`, `SLOUPEC=table.column` or `SLOVO=table.column.code`.

    Raises:
        ParameterError: an entry has no such form, or leads nowhere; the message lists what there is.
    """
    sheets, columns = dict(known.sheets), dict(known.columns)
    codes = {place: dict(entries) for place, entries in known.codes.items()}
    for entry in entries:
        word, equals, target = entry.rpartition("=")
        parts = target.strip().split(".", 2)
        if not equals or not word.strip():
            raise ParameterError(
                Text(
                    cs=f"Přiřazení „{entry}“ nemá „=“ a cíl. Pište LIST=tabulka, SLOUPEC=tabulka.sloupec nebo "
                    "SLOVO=tabulka.sloupec.kód.",
                    en=f"The mapping “{entry}” lacks “=” and a target. Write SHEET=table, COLUMN=table.column or "
                    "WORD=table.column.code.",
                )
            )
        _one_of(entry, parts[0], {name: table.label for name, table in TABLES.items()})
        if len(parts) == 1:
            sheets[loose(word)] = parts[0]
            continue
        known_columns = {heading.column: heading for heading in headings(parts[0])}
        _one_of(entry, parts[1], {name: heading.label for name, heading in known_columns.items()})
        if len(parts) == 2:
            columns[parts[0], loose(word)] = parts[1]
            continue
        _one_of(entry, parts[2], known_columns[parts[1]].meaning.codes or {})
        codes.setdefault((parts[0], parts[1]), {})[word.strip()] = parts[2]
    return replace(known, sheets=sheets, columns=columns, codes=codes)


def _one_of(entry: str, part: str, known: Mapping[str, Text]) -> None:
    """Refuse a target that is none, with the nearest ones first."""
    if part in known:
        return
    names = {name: id for id, label in known.items() for name in (id, loose(label.cs), loose(label.en))}
    near = [names[name] for name in difflib.get_close_matches(loose(part), list(names), n=SHOWN)]
    ids = list(dict.fromkeys([*near, *known]))
    shown = ids if len(ids) <= 2 * SHOWN else ids[:SHOWN]
    more = len(ids) - len(shown)
    cs = ", ".join(f"{id} ({known[id].cs})" for id in shown) + (f" … a dalších {more}" if more else "")
    en = ", ".join(f"{id} ({known[id].en})" for id in shown) + (f" … and {more} more" if more else "")
    raise ParameterError(
        Text(
            cs=f"Přiřazení „{entry}“ nikam nevede. Možnosti: {cs or 'žádné'}.",
            en=f"The mapping “{entry}” leads nowhere. There are: {en or 'none'}.",
        )
    )


def mapping_text(mapping: TownMapping) -> str:
    """The mapping as the text of its file."""
    lines = ["# Vlastní názvy města; zapisuje apk-lib import. / The town's own words; written by apk-lib import.", ""]
    answers = {"day_first": mapping.answers.day_first, "century": mapping.answers.century}
    lines += _section("dates", {key: value for key, value in answers.items() if value is not None})
    lines += _section("sheets", mapping.sheets)
    for table in TABLES:
        lines += _section(f"columns.{table}", {word: to for (of, word), to in mapping.columns.items() if of == table})
    for (table, column), entries in sorted(mapping.codes.items()):
        lines += _section(f"codes.{table}.{column}", entries)
    return "\n".join(lines)


def _section(name: str, entries: Mapping[str, object]) -> list[str]:
    # a JSON string or truth is one of TOML too
    written = [f"{json.dumps(word, ensure_ascii=False)} = {json.dumps(to)}" for word, to in sorted(entries.items())]
    return [f"[{name}]", *written, ""] if written else []
