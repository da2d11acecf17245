"""The tables of a project folder as they stand: its own files and everything imported since, row by row.

`source_row` numbers the rows of a table through all its files: the rows of its own file keep their line, those
of imports follow. `origins` leads from that number to the file, the sheet and the row a person sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from apk_lib.findings import key_text
from apk_lib.intake.reading.layout import file_stem
from apk_lib.intake.storage.accept import ORIGINS, REJECTED_SCHEMA, Accepted, accept
from apk_lib.intake.storage.batches import ORIGIN, Batch, batches
from apk_lib.intake.storage.files import SourceFile, batch_file, read, source_files
from apk_lib.periods import local_day
from apk_lib.tables import SHEET_TABLES, TABLES, Table

# a new row of a plan may need that an old one is ended: without the correction it does not come either
_TOGETHER = {"patrol_plan"}
_Told = dict[int, dict[tuple[str, str | None], int]]
_UTC = pl.Datetime("us", "UTC")
ASIDE: dict[str, pl.DataType | type[pl.DataType]] = {
    **ORIGINS,
    "rule": pl.String,
    "key": pl.String,
    "recorded_at": _UTC,
    "settled_at": _UTC,
}


@dataclass(frozen=True, slots=True)
class Stored:
    """One table as it is stored, whatever the as-of date.

    `aside` are the rows that imports set aside, one line a rule; `settled_at` is when a later import brought the
    sheet or the key again, and the row stopped counting as left out.
    """

    rows: pl.DataFrame
    origins: pl.DataFrame
    aside: pl.DataFrame
    sources: tuple[SourceFile, ...]

    @property
    def supplied(self) -> bool:
        """Whether there is any file of it: an empty one is an answer, an absent one is not."""
        return bool(self.sources)


def stored_tables(folder: Path) -> dict[str, Stored]:
    """Every table of a project folder that is not part of the project sheet.

    Raises:
        DataError: a file cannot be used; see `read`.
    """
    return _all_stored(folder, {source.table: source for source in source_files(folder)})


def stored_imports(folder: Path) -> dict[str, Stored]:
    """The same without the folder's own files: only what was imported.

    Raises:
        DataError: a file cannot be used; see `read`.
    """
    return _all_stored(folder, {})


def _all_stored(folder: Path, own: Mapping[str, SourceFile]) -> dict[str, Stored]:
    imports = batches(folder)
    aside = _all_aside(imports)
    return {
        name: _stored(table, own.get(name), imports, aside.filter(pl.col("table") == name))
        for name, table in TABLES.items()
        if name not in SHEET_TABLES
    }


@cache
def _nothing(name: str) -> Stored:
    """A table that nobody supplied."""
    return Stored(TABLES[name].empty, pl.DataFrame(schema=ORIGINS), pl.DataFrame(schema=ASIDE), ())


def _stored(table: Table, own: SourceFile | None, imports: list[Batch], aside: pl.DataFrame) -> Stored:
    if own is None and aside.is_empty() and not any(table.name in batch.tables() for batch in imports):
        return _nothing(table.name)
    frames = [table.empty]
    origins, sources = [pl.DataFrame(schema=ORIGINS)], []
    if own:
        rows = read(own)
        frames.append(rows)
        where = {"file": pl.lit(own.name), "sheet": pl.lit(None, pl.String), "row": pl.col("source_row")}
        origins.append(rows.select("source_row", **where))
        sources.append(own)
    last = _last(frames)
    for batch in imports:
        path = batch.tables().get(table.name)
        if path is None:
            continue
        source = batch_file(batch, table.name, path)
        rows = read(source, extra=ORIGIN).with_columns(pl.col("source_row") + last)
        frames.append(rows.drop(list(ORIGIN)))
        origins.append(rows.select("source_row", file="origin_file", sheet="origin_sheet", row="origin_row"))
        sources.append(source)
        last = max(last, _last([rows]))
    left = aside.with_row_index("source_row", offset=last + 1).with_columns(pl.col("source_row").cast(pl.Int64))
    left = left.with_columns(pl.col("rule").str.split(";")).explode("rule").select(list(ASIDE))
    columns = list(table.schema.columns())
    every = pl.concat([frame.select(columns) for frame in frames])
    return Stored(every, pl.concat([*origins, left.select(list(ORIGINS)).unique(maintain_order=True)]), left,
                  tuple(sources))  # fmt: skip


def _last(frames: list[pl.DataFrame]) -> int:
    """The highest number a row has so far."""
    return max((row for frame in frames for row in frame["source_row"].tail(1)), default=0)


def _all_aside(imports: list[Batch]) -> pl.DataFrame:
    """The rows all imports set aside, with the moment in which a later one brought the sheet or the key again."""
    parts = [pl.DataFrame(schema=ASIDE | {"table": pl.String, "number": pl.Int64}).drop("source_row")]
    for batch in imports:
        parts.append(
            batch.aside().select(
                "table", file="origin_file", sheet="origin_sheet", row="origin_row", rule="rules", key="key",
                recorded_at=pl.lit(batch.recorded_at, _UTC),
                settled_at=pl.lit(None, _UTC), number=pl.lit(batch.number, pl.Int64),
            )
        )  # fmt: skip
    aside = pl.concat(parts, how="diagonal").select(parts[0].columns)
    stored = {
        batch.number: {(file_stem(file), sheet): rows for (file, sheet), (rows, _) in batch.told.items()}
        for batch in imports
    }
    for batch in imports:
        aside = aside.with_columns(
            settled_at=pl.when(
                pl.col("settled_at").is_null() & (pl.col("number") < batch.number) & _again(batch, aside, stored)
            )
            .then(pl.lit(batch.recorded_at, _UTC))
            .otherwise("settled_at")
        )
    return aside


def _again(batch: Batch, aside: pl.DataFrame, stored: _Told) -> pl.Series:
    """Which rows set aside earlier an import brought again: their key, or a later state of their sheet.

    A sheet is a later state if it repeats at least as many rows as the earlier one had stored: what is missing in it
    was taken out. Otherwise it is another sheet of the same name, and only keys count.
    """
    repeated = {(file_stem(file), sheet): again for (file, sheet), (_, again) in batch.told.items()}
    by_sheet = []
    for file, sheet, number in aside.select("file", "sheet", "number").iter_rows():
        before = stored[number].get((file_stem(file), sheet), 0)
        by_sheet.append(0 < before <= repeated.get((file_stem(file), sheet), 0))
    keys = {name: _keys(TABLES[name], path) for name, path in batch.tables().items()}
    for table, key in batch.aside().select("table", "key").iter_rows():
        if key is not None:
            keys.setdefault(table, set()).add(key)
    by_key = [key is not None and key in keys.get(table, ()) for table, key in aside.select("table", "key").iter_rows()]
    return pl.Series(by_sheet, dtype=pl.Boolean) | pl.Series(by_key, dtype=pl.Boolean)


def _keys(table: Table, path: Path) -> set[str]:
    if not table.key:
        return set()
    rows = pl.read_csv(path, infer_schema=False, columns=table.key)
    return set(rows.select(key_text(table.key))["key"])


def accepted_tables(
    stored: Mapping[str, Stored],
    sheet: Mapping[str, pl.DataFrame] | None,
    as_of: date,
    *,
    corrected_by: date | None = None,
    before: Mapping[str, Accepted] | None = None,
) -> dict[str, Accepted]:
    """The tables as they were known at `as_of`, each with its account; see `accept`, also for its options.

    `sheet` are the tables of the project sheet; without them nothing that points to them is checked.
    """
    accepted: dict[str, Accepted] = {}
    for name, state in stored.items():
        known = dict(sheet or {}) | {table: account.rows for table, account in accepted.items()}
        known_by = corrected_by if corrected_by and name in _TOGETHER else as_of
        earlier = (before or {}).get(name)
        account = accept(TABLES[name], state.rows, known_by, known, corrected_by=corrected_by, before=earlier)
        rejected = account.rejected
        if len(state.aside):
            # what was left out by another day is in an account made before
            own = rejected.filter(~pl.col("source_row").is_in(state.aside["source_row"].implode()))
            rejected = pl.concat([own, _left_out(name, state, as_of)], how="diagonal").select(list(REJECTED_SCHEMA))
            rejected = rejected.sort("source_row", "rule")
        accepted[name] = replace(account, rejected=rejected, origins=state.origins, supplied=state.supplied)
    return accepted


def _left_out(name: str, state: Stored, as_of: date) -> pl.DataFrame:
    """What imports had set aside by that day, and no later one brought again."""
    open_aside = state.aside.filter(
        local_day(pl.col("recorded_at")) <= as_of,
        pl.col("settled_at").is_null() | (local_day(pl.col("settled_at")) > as_of),
    )
    return open_aside.select(pl.lit(name).alias("table"), "source_row", "rule")
