"""Which rows count at an as-of date, and why the others do not.

Nothing is repaired and nothing is lost: each row of a file is used, or it is a duplicate, was not yet
recorded, was superseded or withdrawn by a later row, or was rejected under a named rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from apk_lib import checks
from apk_lib.periods import local_day
from apk_lib.rules import RULES
from apk_lib.tables import TABLES, Table
from apk_lib.tables.columns import approved_by

SAID = {"field": pl.String, "value": pl.String, "expected_cs": pl.String, "expected_en": pl.String}
REJECTED_SCHEMA = {"table": pl.String, "source_row": pl.Int64, "rule": pl.String, **SAID}
ORIGINS = {"source_row": pl.Int64, "file": pl.String, "sheet": pl.String, "row": pl.Int64}
UNUSED = {"source_row": pl.Int64, "reason": pl.String}


@dataclass(frozen=True, slots=True)
class Basis:
    """What decides which rows of a table count: those known in time, and the tables `beside` they are held against."""

    in_time: pl.Series
    beside: Mapping[str, pl.DataFrame]

    def same(self, other: Basis | None) -> bool:
        """Whether both rest on the same rows of one table, by their `source_row`, and on the very same others."""
        return (
            other is not None
            and self.beside.keys() == other.beside.keys()
            and all(frame is other.beside[name] for name, frame in self.beside.items())
            and self.in_time.equals(other.in_time)
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """The rows of one table known and valid at an as-of date, with an account of all the others.

    `supplied` says whether there was a file at all: an empty one is an answer, an absent one is not.
    `origins` leads from `source_row` to the file, sheet and row a person sees; `basis` is what decided.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    duplicates: int
    late: int
    superseded: int
    withdrawn: int
    supplied: bool = True
    origins: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ORIGINS))
    basis: Basis | None = None

    def same(self, other: Accepted) -> bool:
        """Whether as many rows of one table were left out for each reason, and the same ones count or break a rule."""
        return (
            (self.duplicates, self.late, self.superseded, self.withdrawn)
            == (other.duplicates, other.late, other.superseded, other.withdrawn)
            and self.rows.equals(other.rows)
            and self.rejected.equals(other.rejected)
        )


def accept(
    table: Table,
    rows: pl.DataFrame,
    as_of: date,
    known: dict[str, pl.DataFrame],
    *,
    corrected_by: date | None = None,
    before: Accepted | None = None,
) -> Accepted:
    """The state of a table at `as_of`.

    Exact duplicates are resolved first (a rule on keys would reject both). Of the rows of one key
    the last one recorded (and, where that is stated, approved) by then counts; one that broke a rule of its row and
    was recorded anew since is superseded, as a good one would be. `known` are the accepted tables that its columns
    reference; what points to a table nobody knows cannot be checked. With `corrected_by`, keys known by that day stay
    as they were then: new ones come in up to `as_of`, corrections and withdrawals of the old ones do not (`bridge`).
    `before` is what was made of the same `rows` as of another day: it is the answer where its basis is the same.
    """
    if rows.is_empty():
        # most tables of a young project: there is nothing to judge, and judging is not free
        return before or Accepted(
            rows, pl.DataFrame(schema=REJECTED_SCHEMA), duplicates=0, late=0, superseded=0, withdrawn=0
        )
    content = [column for column in rows.columns if column != "source_row"]
    distinct = rows.unique(content, keep="first", maintain_order=True)
    in_time = _in_time(table, distinct, as_of, corrected_by)
    basis = Basis(in_time["source_row"], {name: known[name] for name in _beside(table) if name in known})
    if before is not None and basis.same(before.basis):
        return before
    account = replace(
        _judged(table, in_time, known),
        duplicates=len(rows) - len(distinct),
        late=len(distinct) - len(in_time),
        basis=basis,
    )
    # what comes out the same is handed on as the same, so that what rests on it need not be judged again either
    return before if before is not None and account.same(before) else account


def _in_time(table: Table, distinct: pl.DataFrame, as_of: date, corrected_by: date | None) -> pl.DataFrame:
    if not table.recorded:
        return distinct
    in_time = _known_by(distinct, as_of)
    if not corrected_by:
        return in_time
    then = _known_by(distinct, corrected_by)
    new = in_time.join(then, on=table.key, how="anti", nulls_equal=True)
    return pl.concat([then, new]).sort("source_row")


def _judged(table: Table, in_time: pl.DataFrame, known: dict[str, pl.DataFrame]) -> Accepted:
    """The account of the rows known in time."""
    checked, failure = table.schema.filter(in_time)
    valid = pl.DataFrame(checked)
    current, superseded, withdrawn = _current(table, valid) if table.recorded else (valid, 0, 0)
    broken = []
    if len(failure):
        rejected = _rejected(table, failure.details(), list(failure.counts()))
        if table.recorded:
            mended = _mended(table, pl.DataFrame(failure.invalid()), valid)
            rejected = rejected.join(mended, on="source_row", how="anti")
            superseded += len(mended)
        broken.append(rejected)
    for column, target in table.references.items():
        if target not in known:
            continue
        there = known[target][TABLES[target].key[0]]
        orphan = pl.col(column).is_not_null() & ~pl.col(column).is_in(there.implode())
        if len(orphans := current.filter(orphan)):
            broken.append(_flagged(table, orphans, f"{column}: {target}"))
            current = current.filter(~orphan)
    for rule, wrong in checks.broken(table.name, current, known).items():
        if len(wrong):
            broken.append(_flagged(table, wrong, rule))
            current = current.join(wrong, on=table.key, how="anti")
    return Accepted(
        rows=current.sort("source_row"),
        rejected=pl.concat([pl.DataFrame(schema=REJECTED_SCHEMA), *broken]).sort("source_row", "rule"),
        duplicates=0,
        late=0,
        superseded=superseded,
        withdrawn=withdrawn,
    )


def _beside(table: Table) -> set[str]:
    """The tables that rows of a table are held against."""
    rules = [one for one in checks.CHECKS.values() if table.name in one.tables and RULES[one.id].severity == "error"]
    others = {name for one in rules for name in (*one.needs, *one.optional)}
    return {*table.references.values(), *others} - {table.name}


def _known_by(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    # a row without its moment is not late: it breaks a rule
    recorded = rows.filter(pl.col("recorded_at").is_null() | (local_day(pl.col("recorded_at")) <= day))
    # before a change of the grant is approved, what it would replace still holds
    return approved_by(recorded, day)


def unused(table: Table, rows: pl.DataFrame, used: Accepted, as_of: date) -> pl.DataFrame:
    """Why the rows that are neither used nor rejected do not count: what the account of `accept` numbers, row by row.

    Only rows of the same keys are judged again, so that asking is cheap where little was corrected. `used` is what
    `accept` made of `rows` at `as_of`.

    Returns:
        `source_row, reason`: `duplicate`, `not_yet_recorded`, `superseded` or `withdrawn`.
    """
    settled = pl.concat([used.rows["source_row"], used.rejected["source_row"]])
    gone = rows.filter(~pl.col("source_row").is_in(settled.implode()))
    if gone.is_empty():
        return pl.DataFrame(schema=UNUSED)
    alike = rows.join(gone, on=table.key, how="semi", nulls_equal=True, maintain_order="left") if table.key else rows
    content = [column for column in rows.columns if column != "source_row"]
    distinct = alike.unique(content, keep="first", maintain_order=True)
    in_time = _known_by(distinct, as_of) if table.recorded else distinct
    cancelling = distinct.clear()
    if table.recorded:
        valid = pl.DataFrame(table.schema.filter(in_time)[0])
        cancelling = _last(table, valid).filter("withdrawn")

    def among(some: pl.DataFrame) -> pl.Expr:
        return pl.col("source_row").is_in(some["source_row"].implode())

    reason = (
        pl.when(~among(distinct)).then(pl.lit("duplicate"))
        .when(~among(in_time)).then(pl.lit("not_yet_recorded"))
        .when(among(cancelling)).then(pl.lit("withdrawn"))
        .otherwise(pl.lit("superseded"))
    )  # fmt: skip
    return gone.select("source_row", reason=reason)


def _last(table: Table, valid: pl.DataFrame) -> pl.DataFrame:
    """Of each key the row recorded last."""
    return valid.sort("recorded_at").unique(table.key, keep="last", maintain_order=True)


def _current(table: Table, valid: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    last = _last(table, valid)
    standing = last.filter(~pl.col("withdrawn"))
    return standing, len(valid) - len(last), len(last) - len(standing)


def _mended(table: Table, invalid: pl.DataFrame, valid: pl.DataFrame) -> pl.DataFrame:
    """The invalid rows whose key a valid row recorded later has; without a whole key a row stays rejected."""
    last = valid.group_by(table.key).agg(later=pl.col("recorded_at").max())
    return invalid.join(last, on=table.key).filter(pl.col("later") > pl.col("recorded_at")).select("source_row")


def _rejected(table: Table, details: pl.DataFrame, rules: list[str]) -> pl.DataFrame:
    marks = details.select("source_row", *(pl.col(rule).cast(pl.String) for rule in rules))
    return (
        marks.unpivot(index="source_row", variable_name="rule", value_name="outcome")
        .filter(pl.col("outcome") == "invalid")
        .select(pl.lit(table.name).alias("table"), "source_row", "rule", *_said(pl.DataFrame()))
    )


def _flagged(table: Table, rows: pl.DataFrame, rule: str) -> pl.DataFrame:
    return rows.select(pl.lit(table.name).alias("table"), "source_row", pl.lit(rule).alias("rule"), *_said(rows))


def _said(rows: pl.DataFrame) -> list[pl.Expr]:
    """What a rule tells of its rows beside that they break it."""
    return [(pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in SAID.items()]  # fmt: skip
