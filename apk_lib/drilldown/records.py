"""The records of the files behind unit-level rows, and what became of every other row of the same tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.drilldown import through
from apk_lib.drilldown.crews import CREWED, not_of
from apk_lib.drilldown.days import PARTS_OF, SPANS, dated, outside
from apk_lib.drilldown.reasons import COUNTED, REASONS
from apk_lib.drilldown.units import Units
from apk_lib.indicators import Indicator
from apk_lib.intake import SAID, unused
from apk_lib.periods import Period
from apk_lib.tables import DERIVED_TABLES, SHEET_TABLES, TABLES

LEFT_OUT = {"table": pl.String, "file": pl.String, "sheet": pl.String, "row": pl.Int64, "reason": pl.String,
            "rule": pl.String, **SAID}  # fmt: skip
ACCOUNT = {"table": pl.String, "reason": pl.String, "n": pl.Int64}
# columns of rows by which `through` finds records
WAYS = {"locality", "start", "end", "day", "plan_days", "band", "device", "cell", "gps"}
_PLACE = ("file", "sheet", "row")
# tables of which each indicator reads the rows of its own question
_OF_MANY_QUESTIONS = {"survey_answers"}
# dimensions that the days of a record tell
_OF_DAYS = ("month", "weekday")


@dataclass(frozen=True, slots=True)
class Source:
    """The records of one table behind a figure: `rows` the first of `n`, with the `file, sheet, row` a person sees.

    Of a table that `whole` says was read as it is, nothing tells which of its records count.
    """

    table: str
    n: int
    rows: pl.DataFrame
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """The tables an indicator reads, looked at from its unit-level rows in some days."""

    dataset: Dataset
    named: through.Tables
    of: Indicator
    window: Period
    units: Units

    @property
    def tables(self) -> list[str]:
        """The tables of records somebody supplied; those of the project sheet are no records."""
        names = dict.fromkeys(one for name in self.of.needs for one in DERIVED_TABLES.get(name, (name,)))
        accepted = self.dataset.accepted
        return [name for name in names if name not in SHEET_TABLES and name in accepted and accepted[name].supplied]

    def sources(self, only: Mapping[str, str], limit: int | None) -> tuple[Source, ...]:
        """See `Explorer.sources`."""
        found, rows = [], self._leading(only)
        for table in self.tables:
            behind, records = self._behind(table, rows), self.named(table)
            n = len(records) if behind is None else len(behind)
            if behind is None:
                shown = records if limit is None else records.head(limit)
            else:
                first = behind if limit is None else behind.bottom_k(limit)
                shown = records.filter(_among(first))
            found.append(Source(table, n, self._placed(table, shown), whole=behind is None))
        return tuple(sorted(found, key=lambda source: source.whole))

    def _leading(self, only: Mapping[str, str]) -> pl.DataFrame:
        """The rows of some categories, with the columns that may lead to records."""
        keys = {column for table in self.tables for column in TABLES[table].key}
        columns = self.units.rows.columns
        return self.units.some(only, [one for one in columns if one.endswith("_row") or one in WAYS | keys])

    def _behind(self, table: str, rows: pl.DataFrame) -> pl.Series | None:
        """The `source_row` of the records that rows lead to, each once; None where they lead to none of the table."""
        found = through.records(rows, table, self.named, self.tables)
        named, key = f"{table}_row", TABLES[table].key
        if found is None and named in rows.columns:
            leading = rows[named]
            found = (leading.explode() if leading.dtype == pl.List else leading).drop_nulls().unique()
        if found is None and self._named_by_key(table, rows):
            records = self.named(table)
            found = records.join(rows.select(key).unique(), on=key, how="semi")["source_row"]
        return found

    def left_out(self, only: Mapping[str, str]) -> pl.DataFrame:
        """See `Explorer.left_out`."""
        shown = [reason for reason in REASONS if reason != "outside_days"]
        parts = [pl.DataFrame(schema=LEFT_OUT)]
        for table in self.tables:
            account = self.dataset.accepted[table]
            gone = self._fates(table, only).filter(pl.col("reason").is_in(shown))
            said = account.rejected.select("source_row", "rule", *SAID).with_columns(reason=pl.lit("rejected"))
            told = gone.join(said, on=["source_row", "reason"], how="left", maintain_order="left")
            placed = told.join(account.origins, on="source_row", how="left", maintain_order="left")
            # what cannot be found in a file helps nobody
            parts.append(placed.filter(pl.col("file").is_not_null()).with_columns(table=pl.lit(table)))
        rank = pl.col("reason").replace_strict({one: place for place, one in enumerate(REASONS)}, return_dtype=pl.Int8)
        order = [pl.col("table").replace_strict({one: place for place, one in enumerate(TABLES)}, return_dtype=pl.Int8)]
        whole = pl.concat([part.select(list(LEFT_OUT)) for part in parts])
        return whole.sort(*order, rank, *_PLACE, "rule", maintain_order=True)

    def accounts(self, only: Mapping[str, str]) -> pl.DataFrame:
        """See `Explorer.accounts`."""
        every = [self._fates(table, only).select(pl.lit(table).alias("table"), "reason") for table in self.tables]
        fates = pl.concat([pl.DataFrame(schema=ACCOUNT).drop("n"), *every])
        counts = fates.group_by("table", "reason").agg(n=pl.len().cast(pl.Int64))
        known = {one: place for place, one in enumerate((*COUNTED, *REASONS))}
        order = pl.col("reason").replace_strict(known, return_dtype=pl.Int8)
        named = pl.col("table").replace_strict({one: place for place, one in enumerate(TABLES)}, return_dtype=pl.Int8)
        return counts.sort(named, order)

    def _fates(self, table: str, only: Mapping[str, str]) -> pl.DataFrame:
        """What became of every row of the files of a table: `source_row, reason`, each row once."""
        account = self.dataset.accepted[table]
        # what stands beside a table is rejected too, but is no row of it
        told = self.dataset.rejected.filter(pl.col("table") == table)
        rejected = account.rejected.join(told, on=["source_row", "rule"], how="semi").unique("source_row")
        stored = self._filed[table]
        away = pl.concat(
            [
                rejected.select("source_row", reason=pl.lit("rejected")),
                unused(TABLES[table], stored, account, self.dataset.as_of),
            ]
        )
        elsewhere = _among(self._of_another_category(table, stored, only))
        beyond = _among(outside(table, stored, self._filed, self.window))
        away = away.with_columns(
            reason=pl.when(beyond).then(pl.lit("outside_days"))
            .when(elsewhere).then(pl.lit("other_category")).otherwise("reason")
        )  # fmt: skip
        behind, ever = self._behind(table, self._leading(only)), self._behind(table, self._leading({}))
        if behind is None or ever is None:
            used = account.rows.select("source_row", reason=pl.lit("context"))
        else:
            # of what rows only name by its key, nothing says that it should have been counted
            rest = "not_counted" if self._leads_to(table) else "context"
            rest = "other_category" if table in _OF_MANY_QUESTIONS else rest
            used = account.rows.select(
                "source_row",
                reason=pl.when(_among(behind)).then(pl.lit("counted"))
                .when(_among(ever)).then(pl.lit("other_category"))
                .when(beyond).then(pl.lit("outside_days"))
                .when(elsewhere).then(pl.lit("other_category")).otherwise(pl.lit(rest)),
            )  # fmt: skip
        return pl.concat([used, away])

    @property
    def _filed(self) -> Mapping[str, pl.DataFrame]:
        """The rows of all tables of records as they stand in the files, also those that do not count."""
        stored = {name: state.rows for name, state in self.dataset.stored.items()}
        return {name: account.rows for name, account in self.dataset.accepted.items()} | stored

    def _leads_to(self, table: str) -> bool:
        """Whether each record of the table would have a row of its own, were it counted."""
        named = f"{table}_row" in self.units.rows.columns
        return named or (table in SPANS and not self._named_by_key(table, self.units.rows))

    def _named_by_key(self, table: str, rows: pl.DataFrame) -> bool:
        """Whether rows hold the key of the table, and no numbers by the same name."""
        key, kinds = TABLES[table].key, self.named(table).schema
        return bool(key) and all(rows.schema.get(name) == kinds[name] for name in key)

    def unheeded(self, only: Mapping[str, str], tables: Iterable[str]) -> tuple[str, ...]:
        """The dimensions of filters by which some of the tables cannot be told apart: their rows all stay."""
        return tuple(name for name in only if not all(self._tells(table, name) for table in tables))

    def _tells(self, table: str, dimension: str) -> bool:
        """Whether a record of the table says of which category it is."""
        if dimension in _OF_DAYS and (table in SPANS or table in PARTS_OF):
            return True
        return dimension in self._filed[table].columns or (dimension == "person" and table in CREWED)

    def _of_another_category(self, table: str, rows: pl.DataFrame, only: Mapping[str, str]) -> pl.Series:
        """The `source_row` of those that themselves, their days or their crews say so."""
        spans, said = dated(table, rows, self._filed), [pl.lit(False)]
        for name, category in only.items():
            if not self._tells(table, name):
                continue
            if name == "month":
                first, last = (pl.col(end).dt.strftime("%Y-%m") for end in ("first", "last"))
                said.append((first > category) | (last < category))
            elif name in rows.columns:
                said.append(pl.col(name).cast(pl.String) != category)
            elif name == "weekday":
                on = pl.col("first").dt.weekday().cast(pl.String)
                said.append((pl.col("first") == pl.col("last")) & (on != category))
            else:
                said.append(_among(not_of(category, table, rows, self._filed)))
        return spans.filter(pl.any_horizontal(said))["source_row"]

    def _placed(self, table: str, records: pl.DataFrame) -> pl.DataFrame:
        """Records with the `file, sheet, row` a person sees, in the order of the files."""
        origins = self.dataset.accepted[table].origins
        here = origins.filter(_among(records["source_row"])) if len(records) < len(origins) else origins
        placed = records.join(here, on="source_row", how="left", maintain_order="left")
        return placed.select(*_PLACE, *records.columns).sort("source_row")


def _among(source_rows: pl.Series) -> pl.Expr:
    return pl.col("source_row").is_in(source_rows.implode())
