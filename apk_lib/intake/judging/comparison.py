"""Incoming rows against those that are stored: new, changed, the same, or in contradiction.

Every incoming row gets exactly one fate, so that rows in = accepted + set aside, always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from apk_lib.findings import key_text
from apk_lib.intake.reading.rows import SUBMITTED_AT
from apk_lib.intake.storage.batches import ORIGIN
from apk_lib.intake.storage.cells import as_text
from apk_lib.tables import Table

NEW, CHANGED, SAME, DUPLICATE, ASIDE = "new", "changed", "unchanged", "duplicate", "aside"
FATES = (NEW, CHANGED, SAME, DUPLICATE, ASIDE)
CHANGES = {"table": pl.String, "key": pl.String, "column": pl.String, "before": pl.String, "after": pl.String, **ORIGIN}


@dataclass(frozen=True, slots=True)
class Compared:
    """The incoming rows of one table (`id` tells them apart) and their fates.

    `fates` has `id, fate`; `broken` has `id, rule`, one line a broken rule of a row that is set aside, and where
    a rule across rows tells it the `field`, `value` and `expected_cs`, `expected_en`.
    """

    rows: pl.DataFrame
    fates: pl.DataFrame
    broken: pl.DataFrame

    def having(self, *fates: str) -> pl.DataFrame:
        """The rows of these fates."""
        return self.rows.join(self.fates.filter(pl.col("fate").is_in(fates)).select("id"), on="id", how="semi")


def compare(table: Table, incoming: pl.DataFrame, stored: pl.DataFrame, recorded_at: datetime) -> Compared:
    """The fate of every incoming row.

    Args:
        table: the table.
        incoming: the columns of its schema (empty where a sheet has none), `id`, and where each row comes from.
            A row without its own moment is recorded when its form was sent, or at `recorded_at`.
        stored: every row stored so far, later ones last.
        recorded_at: the moment of the import.
    """
    content = [name for name in table.schema.columns() if name != "source_row"]
    rows = incoming
    if table.recorded:
        dated = pl.col("recorded_at").is_not_null()
        rows = _submitted(table, rows, stored).with_columns(
            dated=dated,
            recorded_at=pl.coalesce("recorded_at", SUBMITTED_AT, pl.lit(recorded_at, pl.Datetime("us", "UTC"))),
            withdrawn=pl.col("withdrawn").fill_null(False),
        )
        rows = _filled_withdrawals(table, rows, stored)
    first = rows.unique(content, keep="first", maintain_order=True)
    nothing = _withdrawing_nothing(table, first, stored)
    rest = first.join(nothing, on="id", how="anti").with_columns(pl.col("id").alias("source_row"))
    _, failure = table.schema.filter(rest)
    wrong = pl.concat(
        [nothing, _broken(failure.details().with_columns(id=pl.col("source_row")), list(failure.counts()))]
    )
    valid = first.join(wrong.select("id"), on="id", how="anti")
    if table.recorded:
        against, contradictions = _against_stored(table, valid, stored, content)
    else:
        known = valid.join(stored, on=content, how="semi", nulls_equal=True)
        against = [_fate(known, SAME), _fate(valid.join(known, on="id", how="anti"), NEW)]
        contradictions = pl.DataFrame(schema={"id": pl.Int64, "rule": pl.String})
    broken = pl.concat([wrong, contradictions])
    again = rows.join(first, on="id", how="anti").select("id", *content)
    again = again.join(first.select(*content, first="id"), on=content, how="left", nulls_equal=True)
    # the same wrong row twice is wrong twice
    broken = pl.concat([broken, again.join(broken, left_on="first", right_on="id").select("id", "rule")])
    repeated = again.join(broken, on="id", how="anti")
    fates = pl.concat([*against, _fate(repeated, DUPLICATE), _fate(broken.unique("id"), ASIDE)])
    return Compared(rows, fates, broken)


def _withdrawing_nothing(table: Table, rows: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Rows that withdraw what is not there; whatever else they lack does not matter."""
    none = pl.DataFrame(schema={"id": pl.Int64, "rule": pl.String})
    if not table.recorded:
        return none
    asked = rows.filter("withdrawn", ~pl.col("dated")).join(stored, on=table.key, how="anti")
    return pl.concat([none, asked.select("id", rule=pl.lit("nothing_to_withdraw"))])


def _submitted(table: Table, rows: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """The moment a form was sent, for what is new; a form that was edited later is a correction of today."""
    there = stored.select(*table.key, there=pl.lit(True)).unique(table.key)
    beside = rows.join(there, on=table.key, how="left", maintain_order="left")
    new = pl.when(pl.col("there").is_null()).then(SUBMITTED_AT)
    return beside.with_columns(new.alias(SUBMITTED_AT)).drop("there")


def _fate(rows: pl.DataFrame, fate: str) -> pl.DataFrame:
    return rows.select("id", pl.lit(fate).alias("fate"))


def _broken(details: pl.DataFrame, rules: Sequence[str]) -> pl.DataFrame:
    marks = details.select("id", *(pl.col(rule).cast(pl.String) for rule in rules))
    found = marks.unpivot(index="id", variable_name="rule", value_name="outcome").filter(pl.col("outcome") == "invalid")
    return found.select(pl.col("id").cast(pl.Int64), pl.col("rule").cast(pl.String))


def current(table: Table, stored: pl.DataFrame) -> pl.DataFrame:
    """The last stored row of each key, withdrawn ones too."""
    return stored.sort("recorded_at", maintain_order=True).unique(table.key, keep="last", maintain_order=True)


def _filled_withdrawals(table: Table, rows: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """A row that only says "withdrawn" takes the rest from what it withdraws."""
    rest = [
        name for name in table.schema.columns() if name not in {*table.key, "source_row", "recorded_at", "withdrawn"}
    ]
    if not rest or not rows["withdrawn"].any():
        return rows
    beside = rows.join(current(table, stored).select(*table.key, *rest), on=table.key, how="left", suffix="_stored",
                       maintain_order="left")  # fmt: skip
    filled = [
        pl.when("withdrawn").then(pl.coalesce(name, f"{name}_stored")).otherwise(name).alias(name) for name in rest
    ]
    return beside.with_columns(filled).select(rows.columns)


def _against_stored(
    table: Table, valid: pl.DataFrame, stored: pl.DataFrame, content: Sequence[str]
) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    said = [name for name in content if name not in {*table.key, "recorded_at"}]
    last = current(table, stored).select(*table.key, *said, "recorded_at", there=pl.lit(True))
    moment = stored.unique([*table.key, "recorded_at"], keep="last").select(*table.key, *said, "recorded_at",
                                                                              then=pl.lit(True))  # fmt: skip
    rows = valid.join(last, on=table.key, how="left", suffix="_last", maintain_order="left").join(
        moment, on=[*table.key, "recorded_at"], how="left", suffix="_then", maintain_order="left"
    )
    equal = _all_equal(said, "_last")
    then = pl.col("then").is_not_null()
    same = (then & _all_equal(said, "_then")) | (pl.col("there").is_not_null() & equal & ~pl.col("dated"))
    fate = (
        pl.when(same)
        .then(pl.lit(SAME))
        .when(then)
        .then(pl.lit("primary_key"))
        .when(pl.col("there").is_null())
        .then(pl.lit(NEW))
        .when(pl.col("recorded_at") <= pl.col("recorded_at_last"))
        .then(pl.lit("older_than_stored"))
        .otherwise(pl.lit(CHANGED))
    )
    judged = rows.select("id", fate=fate)
    contradiction = ~pl.col("fate").is_in(FATES)
    return [judged.filter(~contradiction)], judged.filter(contradiction).select("id", rule="fate")


def _all_equal(columns: Sequence[str], suffix: str) -> pl.Expr:
    if not columns:
        return pl.lit(True)
    return pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}{suffix}")) for name in columns)


def changes(table: Table, changed: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """What an update changes, one line a cell: key, column, before and after, as files write them."""
    if changed.is_empty():
        return pl.DataFrame(schema=CHANGES)
    columns = [name for name in table.schema.columns() if name not in {*table.key, "source_row", "recorded_at"}]
    key = key_text(table.key)
    after = as_text(table, changed).select(key, *columns)
    after = after.with_columns(changed.select(list(ORIGIN)))
    before = as_text(table, current(table, stored)).select(key, *columns)
    long = [
        frame.unpivot(columns, index=index, variable_name="column", value_name=said)
        for frame, index, said in ((before, ["key"], "before"), (after, ["key", *ORIGIN], "after"))
    ]
    both = long[1].join(long[0], on=["key", "column"], how="left", maintain_order="left")
    told = both.filter(~pl.col("before").eq_missing(pl.col("after")))
    return told.select(pl.lit(table.name).alias("table"), *(name for name in CHANGES if name != "table"))
