"""What there is to say of judged rows, with the place a person sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from apk_lib import checks
from apk_lib.findings import KEY_SEPARATOR, findings, key_text, no_findings
from apk_lib.intake.judging.comparison import ASIDE, CHANGED, NEW, SAME, Compared
from apk_lib.intake.judging.together import Office
from apk_lib.intake.judging.verdicts import Broken, Place, Places, verdicts
from apk_lib.intake.reading.names import Names
from apk_lib.intake.reading.rows import Reading
from apk_lib.intake.reading.words import loose, tidy
from apk_lib.intake.storage.batches import ORIGIN
from apk_lib.tables import SHEET_TABLES, TABLES, Table
from apk_lib.tables.headings import FILLED
from apk_lib.text import Text

NAMED_BY = ("name_cs", "name_en", "name")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is set aside: the places of rows, and their keys by table, to tell a cause from its consequences."""

    places: frozenset[Place]
    keys: Mapping[str, frozenset[str]]


def left_out(readings: Iterable[Reading], tables: Mapping[str, Compared]) -> LeftOut:
    """The rows that are set aside themselves, not only what their cells hold."""
    places: set[Place] = set()
    keys: dict[str, set[str]] = {}
    for name, compared in tables.items():
        own = compared.having(ASIDE).filter("own")
        places |= {Place(*row) for row in own.select(list(ORIGIN)).iter_rows()}
        if TABLES[name].key:
            keys.setdefault(name, set()).update(own[TABLES[name].key[0]].drop_nulls().cast(pl.String))
    for reading in readings:
        rows = reading.aside["row"].unique().to_list()
        places |= {Place(reading.grid.file, reading.grid.sheet, row) for row in rows}
        column = next((place for place, heading in reading.layout.columns.items()
                       if heading.column == (TABLES[reading.table].key or [""])[0]), None)  # fmt: skip
        cells = [reading.grid.rows[row - 1] for row in rows]
        keys.setdefault(reading.table, set()).update(
            tidy(str(row[column])) for row in cells if column is not None and column < len(row)
        )
    return LeftOut(frozenset(places), {name: frozenset(found) for name, found in keys.items()})


def known_keys(tables: Mapping[str, Compared], office: Office) -> dict[str, dict[str, str]]:
    """What a reference may point to, by table: keys and names as they are matched → as they are written."""
    frames = dict(office.project.frames) if office.project else {}
    known: dict[str, dict[str, str]] = {}
    asked = {rule.partition(": ")[2] for compared in tables.values() for rule in compared.broken["rule"].unique()}
    for name, table in TABLES.items():
        if table.key and name in asked:
            key = table.key[0]
            stored = frames[name] if name in frames else office.rows(name) if name not in SHEET_TABLES else None
            frames_of = [
                frame for frame in (stored, tables[name].rows if name in tables else None) if frame is not None
            ]
            # a name is the better suggestion than an id that reads the same
            for column in (key, *NAMED_BY):
                written = [frame[column].cast(pl.String).drop_nulls() for frame in frames_of if column in frame.columns]
                known.setdefault(name, {}).update(
                    {loose(value): value for values in written for value in sorted(values)}
                )
    return known


def told_verdicts(
    name: str,
    compared: Compared,
    places: Places,
    known: Mapping[str, Mapping[str, str]],
    aside: LeftOut,
    names: Names,
) -> pl.DataFrame:
    """What there is to say of the rows of one table: rules they break, and rows that stand twice.

    Of a crew in a shift that is itself set aside there is nothing more to say.
    """
    table = TABLES[name]
    seen = compared.broken.unique(maintain_order=True)
    ids = seen["id"].unique().implode()
    rows = {row["id"]: row for row in compared.rows.filter(pl.col("id").is_in(ids)).iter_rows(named=True)}
    broken = []
    for said in seen.iter_rows(named=True):
        row = rows[said["id"]]
        place = Place(*(row[column] for column in ORIGIN))
        if not row["own"] and place in aside.places:
            continue
        column, colon, target = said["rule"].partition(": ")
        lost = bool(colon) and str(row[column]) in aside.keys.get(target, ())
        wanted = Text(cs=said["expected_cs"], en=said["expected_en"]) if said.get("expected_cs") else None
        filled = FILLED.get(name)
        where = filled.heading.format(row[filled.key]) if filled and filled.key and not row["own"] else None
        key = shown_key(table, row, names)
        broken.append(
            Broken(place, said["rule"], key, said.get("field"), said.get("value"), wanted, where, target_aside=lost)
        )
    repeated = compared.having("duplicate").filter(pl.col("own"))
    again = findings(
        "duplicate_row", repeated, file=pl.col("origin_file"), sheet=pl.col("origin_sheet"),
        row=pl.col("origin_row"), table=name,
    )  # fmt: skip
    return pl.concat([verdicts(table, broken, places, known), again])


def shown_key(table: Table, row: Mapping[str, Any], names: Names) -> str | None:
    """The key of a row as one text, without anything that could be a name; empty where a part of it is missing."""
    people = {column for column, target in table.references.items() if target == "persons"}
    people |= {"person"} if table.name == "persons" else set()
    parts = [row[column] for column in table.key]
    if not parts or None in parts:
        return None
    return KEY_SEPARATOR.join(
        names.discreet(str(part)) if column in people else str(part)
        for column, part in zip(table.key, parts, strict=True)
    )


def across(
    judged: Mapping[str, pl.DataFrame],
    tables: Mapping[str, Compared],
    readings: Sequence[Reading],
    office: Office,
    places: Places,
    on: date,
) -> pl.DataFrame:
    """What the rows that count break together, with those already stored; only rows of the files are told.

    `judged` are the accepted rows of every table there is anything of; `on` the day waivers are judged at.
    """
    if office.project is None:
        return no_findings()
    found = checks.across(judged, office.project)
    if "waivers" in judged:
        found = checks.waive(found, judged["waivers"], office.project, checks.judged_on(office.project, on))
    there = [
        compared.having(NEW, CHANGED, SAME).select(pl.lit(name).alias("table"), key_text(TABLES[name].key), *ORIGIN)
        for name, compared in tables.items()
    ]
    there += [
        reading.rows.select(
            pl.lit(reading.table).alias("table"), key_text(TABLES[reading.table].key),
            origin_file=pl.lit(reading.grid.file), origin_sheet=pl.lit(reading.grid.sheet, pl.String), origin_row="row",
        )
        for reading in readings
        if reading.table in SHEET_TABLES
    ]  # fmt: skip
    nobody = pl.DataFrame(schema={"table": pl.String, "key": pl.String, **ORIGIN})
    where = pl.concat([nobody, *there]).unique(["table", "key"], keep="last")
    seen = found.join(where, on=["table", "key"], how="inner", maintain_order="left")
    told = seen.with_columns(file="origin_file", sheet="origin_sheet", row="origin_row").select(found.columns)
    cells = [places.cell(Place(file, sheet, row), column)
             for file, sheet, row, column in told.select("file", "sheet", "row", "column").iter_rows()]  # fmt: skip
    return told.with_columns(cell=pl.Series(cells, dtype=pl.String))
