"""Which rows count at an as-of date, and why the others do not.

Nothing is repaired and nothing is lost: each row of a file is used, or it is a duplicate, was not yet
recorded, was superseded or withdrawn by a later row, or was rejected under a named rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from apk_lib.periods import local_day
from apk_lib.tables import TABLES, Table

REJECTED_SCHEMA = {"table": pl.String, "source_row": pl.Int64, "rule": pl.String}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The rows of one table known and valid at an as-of date, with an account of all the others.

    `supplied` says whether there was a file at all: an empty one is an answer, an absent one is not.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    duplicates: int
    late: int
    superseded: int
    withdrawn: int
    supplied: bool = True


def accept(table: Table, rows: pl.DataFrame, as_of: date, known: dict[str, pl.DataFrame]) -> Accepted:
    """The state of a table at `as_of`.

    Exact duplicates are resolved first (a rule on keys would reject both). Of the rows of one key
    the last one recorded by then counts. `known` are the accepted tables that its columns reference.
    """
    content = [column for column in rows.columns if column != "source_row"]
    distinct = rows.unique(content, keep="first", maintain_order=True)
    # a row without its moment is not late: it breaks a rule
    known_by = pl.col("recorded_at").is_null() | (local_day(pl.col("recorded_at")) <= as_of)
    in_time = distinct.filter(known_by) if table.recorded else distinct
    checked, failure = table.schema.filter(in_time)
    broken = [_rejected(table, failure.details(), list(failure.counts()))] if len(failure) else []
    valid = pl.DataFrame(checked)
    current, superseded, withdrawn = _current(table, valid) if table.recorded else (valid, 0, 0)
    for column, target in table.references.items():
        there = known[target][TABLES[target].key[0]]
        orphan = pl.col(column).is_not_null() & ~pl.col(column).is_in(there.implode())
        broken.append(_flagged(table, current.filter(orphan), f"{column}: {target}"))
        current = current.filter(~orphan)
    for rule, wrong in _across_rows(table, current, known).items():
        broken.append(_flagged(table, wrong, rule))
        current = current.join(wrong, on=table.key, how="anti")
    return Accepted(
        rows=current.sort("source_row"),
        rejected=pl.concat([pl.DataFrame(schema=REJECTED_SCHEMA), *broken]).sort("source_row", "rule"),
        duplicates=len(rows) - len(distinct),
        late=len(distinct) - len(in_time),
        superseded=superseded,
        withdrawn=withdrawn,
    )


def _current(table: Table, valid: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    last = valid.sort("recorded_at").unique(table.key, keep="last", maintain_order=True)
    standing = last.filter(~pl.col("withdrawn"))
    return standing, len(valid) - len(last), len(last) - len(standing)


def _rejected(table: Table, details: pl.DataFrame, rules: list[str]) -> pl.DataFrame:
    marks = details.select("source_row", *(pl.col(rule).cast(pl.String) for rule in rules))
    return (
        marks.unpivot(index="source_row", variable_name="rule", value_name="outcome")
        .filter(pl.col("outcome") == "invalid")
        .select(pl.lit(table.name).alias("table"), "source_row", "rule")
    )


def _flagged(table: Table, rows: pl.DataFrame, rule: str) -> pl.DataFrame:
    return rows.select(pl.lit(table.name).alias("table"), "source_row", pl.lit(rule).alias("rule"))


def _across_rows(table: Table, rows: pl.DataFrame, known: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Rows that break a rule which one row alone cannot show, by rule."""
    if table.name == "visits":
        return {"inside_shift": _outside_shift(rows, known["shifts"])}
    if table.name == "survey_respondents":
        stratum = ("wave", "zone")
        fits = (pl.len().over(stratum) <= pl.col("population")) & (pl.col("population").n_unique().over(stratum) == 1)
        return {"population_holds_sample": rows.filter(~fits)}
    return {}


def _outside_shift(visits: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """Visits that do not lie inside their shift; hours balance only if they all do."""
    bounds = shifts.select("shift", begins="start", finishes="end")
    outside = (pl.col("start") < pl.col("begins")) | (pl.col("end") > pl.col("finishes"))
    return visits.join(bounds, on="shift").filter(outside).select(visits.columns)
