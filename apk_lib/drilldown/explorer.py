"""From a selection to its figure, its breakdown, the unit-level rows behind it and the records of the files.

A filter is a group of a breakdown taken alone, so that a figure that is declared by a dimension and one that was
narrowed to its category are the same, also in a survey, where a group is a domain of the whole sample.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.drilldown.selection import Selection
from apk_lib.errors import ParameterError
from apk_lib.evaluate import (
    CATEGORIES,
    CODES,
    as_far_as_run,
    definition,
    state,
    summarised,
    unit_rows,
    without_value,
)
from apk_lib.indicators import CATALOGUE, Indicator, Measure
from apk_lib.indicators.statistics import Distinct, Proportion, Rate, Ratio, Spread, Total
from apk_lib.indicators.statistics.formulas import parts
from apk_lib.periods import Period
from apk_lib.tables import DERIVED_TABLES, SHEET_TABLES, TABLES
from apk_lib.text import Text

SHOWN_ROWS = 200
# columns of unit-level rows by which people ask, beside those that some measure declares
ASKED_BY = ("locality", "band", "weekday", "hour", "month", "day_type", "activity", "person", "wave", "zone")
# statistics that mean the same in any part of their rows
_OF_ANY_PART = (Total, Ratio, Distinct, Proportion, Rate, Spread)


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
class Explanation:
    """A figure with everything it is made of (see `Explorer`)."""

    selection: Selection
    window: Period
    declared: Indicator
    measure: Measure
    figure: dict[str, Any]
    counted: pl.DataFrame
    compared: pl.DataFrame
    sources: tuple[Source, ...]
    left_out: pl.DataFrame


def explain(dataset: Dataset, selection: Selection) -> Explanation:
    """Everything a figure is made of; see `Explorer.explain`."""
    return Explorer(dataset).explain(selection)


class Explorer:
    """Answers about one dataset; the unit-level rows of an indicator in the same days are made once."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._rows: dict[tuple[str, int, Period], pl.DataFrame] = {}

    def period(self, selection: Selection) -> Period:
        """The days asked for, as far as they have run at the as-of date.

        Raises:
            ParameterError: the period is unknown, had not begun, or the days are none.
        """
        project, as_of = self.dataset.project, self.dataset.as_of
        if selection.period:
            return as_far_as_run(project.period(selection.period), self.dataset)
        first, last = selection.first or project.start, selection.last or min(project.end, as_of)
        if first > last:
            raise ParameterError(
                Text(
                    cs=f"Výběr končí {last}, dřív než začíná ({first}). Zadejte dny v pořadí.",
                    en=f"The selection ends on {last}, before it begins ({first}). Give the days in order.",
                )
            )
        return as_far_as_run(Period(f"{first}/{last}", first, last, as_of), self.dataset)

    def declared(self, selection: Selection) -> tuple[Indicator, Measure]:
        """The definition in force when the days began, and its measure.

        Raises:
            ParameterError: there is no such indicator or measure, or it is a curve and no figure.
        """
        of = definition(selection.indicator, CATALOGUE, self.period(selection).start)
        known = {measure.id: measure for measure in of.measures}
        if not selection.measure and known:
            return of, of.measures[0]
        if selection.measure not in known:
            listed = ", ".join(known) or "–"
            raise ParameterError(
                Text(
                    cs=f"Ukazatel „{of.id}“ nemá míru „{selection.measure}“. Známé: {listed}.",
                    en=f"Indicator “{of.id}” has no measure “{selection.measure}”. Known: {listed}.",
                )
            )
        return of, known[selection.measure]

    def window(self, selection: Selection) -> Period:
        """The days whose rows count: those asked for, or all since the start of the project."""
        asked, (of, _) = self.period(selection), self.declared(selection)
        since_start = selection.scope == "cumulative" or of.scopes == ("cumulative",)
        return asked.since(self.dataset.project.start) if since_start else asked

    def rows(self, selection: Selection) -> pl.DataFrame:
        """The unit-level rows of the indicator in these days, of every category."""
        (of, _), window = self.declared(selection), self.window(selection)
        key = (of.id, of.version, window)
        if key not in self._rows:
            self._rows[key] = _worded(unit_rows(of, self.dataset, window))
        return self._rows[key]

    def dimensions(self, selection: Selection) -> tuple[str, ...]:
        """By what the measure can be narrowed or broken down, further than it is.

        What it declares, and for a plain sum, ratio or count every known column that all its rows carry.
        """
        _, measure = self.declared(selection)
        taken = {*dict(selection.only), *selection.by}
        whole = [set(by) for by in measure.dimensions if taken <= set(by)]
        declared = dict.fromkeys(one for by in measure.dimensions for one in by if any(one in way for way in whole))
        return tuple(one for one in dict.fromkeys((*declared, *self._carried(selection))) if one not in taken)

    def categories(self, selection: Selection, dimension: str) -> list[str]:
        """The categories of a dimension that the measure has in these days, in no order of meaning."""
        found = self.figures(selection.widened(dimension).split(dimension))
        return [str(one) for one in found[dimension].drop_nulls()] if dimension in found.columns else []

    def figures(self, selection: Selection) -> pl.DataFrame:
        """The figure, or its breakdown: a row a category.

        Returns:
            The dimensions of `by`, then `n, numerator, denominator, value, lower, upper, confidence, method` as in
            `Results`, with `unit, state, synthetic`.

        Raises:
            ParameterError: the measure cannot be narrowed or broken down like this.
        """
        of, measure = self._checked(selection)
        only, rows = dict(selection.only), self.rows(selection)
        # a part of plain rows can be taken before it is summed up, one of a sample only after
        part = _taken(rows, only) if isinstance(measure.statistic, _OF_ANY_PART) else rows
        found = _taken(summarised(measure, part, (*only, *selection.by), self.dataset), only).drop(only)
        if found.is_empty() and not selection.by:
            found = pl.DataFrame({"n": [0]}, schema_overrides={"n": pl.Int64})
        return self._stated(found, of, measure, selection)

    def figure(self, selection: Selection) -> dict[str, Any]:
        """The figure alone, whatever the breakdown."""
        return self.figures(selection.split()).row(0, named=True)

    def counted(self, selection: Selection) -> pl.DataFrame:
        """The unit-level rows that carry something of the numerator, or of a value that is no quotient."""
        return self._carrying(selection, parts(self.declared(selection)[1].statistic)[0])

    def compared(self, selection: Selection) -> pl.DataFrame:
        """The unit-level rows that carry something of the denominator; none where there is none."""
        return self._carrying(selection, parts(self.declared(selection)[1].statistic)[1])

    def explain(self, selection: Selection) -> Explanation:
        """The figure with its definition, the rows of both its parts, their records, and those left out."""
        of, measure = self._checked(selection)
        return Explanation(
            selection, self.window(selection), of, measure, self.figure(selection), self.counted(selection),
            self.compared(selection), self.sources(selection), self.left_out(selection),
        )  # fmt: skip

    def sources(self, selection: Selection, limit: int | None = SHOWN_ROWS) -> tuple[Source, ...]:
        """The records of each table behind the figure: first those that rows lead to, then tables read as a whole.

        `limit` is how many of a table are shown; None is all of them.
        """
        of, _ = self._checked(selection)
        rows = _taken(self.rows(selection), dict(selection.only))
        found = []
        for table in dict.fromkeys(one for name in of.needs for one in DERIVED_TABLES.get(name, (name,))):
            if table in SHEET_TABLES or not self.dataset.accepted[table].supplied:
                continue
            behind = self._behind(rows, table)
            whole = behind is None
            records = self.dataset.table(table)
            taken = (
                records if behind is None else records.join(behind.to_frame("source_row"), on="source_row", how="semi")
            )
            shown = taken if limit is None else taken.head(limit)
            found.append(Source(table, len(taken), self._placed(table, shown), whole))
        return tuple(sorted(found, key=lambda source: source.whole))

    def left_out(self, selection: Selection) -> pl.DataFrame:
        """The rows of the files that the figure does not count: `table, file, sheet, row, reason`."""
        of, _ = self._checked(selection)
        tables = {one for name in of.needs for one in DERIVED_TABLES.get(name, (name,))}
        rejected = self.dataset.rejected_places.filter(pl.col("table").is_in(tables))
        return rejected.select("table", "file", "sheet", "row", reason="rule")

    def _behind(self, rows: pl.DataFrame, table: str) -> pl.Series | None:
        """The `source_row` of the records of a table that the rows lead to; None where they lead to none of it."""
        named, key = f"{table}_row", TABLES[table].key
        if named in rows.columns:
            leading = rows[named]
            return (leading.explode() if leading.dtype == pl.List else leading).drop_nulls().unique()
        if key and set(key) <= set(rows.columns):
            records = self.dataset.table(table)
            return records.join(rows.select(key).unique(), on=key, how="semi")["source_row"]
        return None

    def _placed(self, table: str, records: pl.DataFrame) -> pl.DataFrame:
        """Records with the `file, sheet, row` a person sees, in the order of the files."""
        origins = self.dataset.accepted[table].origins
        placed = records.join(origins, on="source_row", how="left", maintain_order="left")
        return placed.select("file", "sheet", "row", *records.columns).sort("file", "sheet", "row")

    def _carrying(self, selection: Selection, columns: Iterable[str]) -> pl.DataFrame:
        self._checked(selection)
        rows = _taken(self.rows(selection), dict(selection.only))
        held = [one for name in columns for one in rows.columns if one == name or one.startswith(f"{name}:")]
        if not held:
            return rows.clear()
        return rows.filter(pl.any_horizontal(_says_something(rows.schema[one], one) for one in held))

    def _carried(self, selection: Selection) -> list[str]:
        """Known columns that every row of a plain statistic with an amount carries."""
        _, measure = self.declared(selection)
        if not isinstance(measure.statistic, _OF_ANY_PART):
            return []
        rows = self.rows(selection)
        amounts = [one for some in parts(measure.statistic) for one in some if one in rows.columns]
        carrying = rows.filter(pl.any_horizontal(pl.col(amounts).is_not_null())) if amounts else rows
        asked = [one for one in (*ASKED_BY, *CATEGORIES, *CODES) if one in rows.columns]
        return [one for one in dict.fromkeys(asked) if not carrying[one].null_count()]

    def _checked(self, selection: Selection) -> tuple[Indicator, Measure]:
        of, measure = self.declared(selection)
        plain = Selection(selection.indicator, selection.measure, selection.period, selection.first, selection.last,
                          selection.scope)  # fmt: skip
        for dimension in (*dict(selection.only), *selection.by):
            if dimension not in self.dimensions(plain):
                known = ", ".join(self.dimensions(plain)) or "–"
                raise ParameterError(
                    Text(
                        cs=f"„{of.id}“ nelze členit podle „{dimension}“. Lze podle: {known}.",
                        en=f"“{of.id}” cannot be told apart by “{dimension}”. It can by: {known}.",
                    )
                )
            plain = plain.narrowed(dimension, "")
        return of, measure

    def _stated(self, found: pl.DataFrame, of: Indicator, measure: Measure, selection: Selection) -> pl.DataFrame:
        """The figures with what `Results` says of each."""
        missing = bool(self.dataset.missing(of.needs))
        asked = self.period(selection)
        about = found.with_columns(
            data_missing=pl.lit(missing), empty=without_value(measure), unit=pl.lit(measure.unit),
            synthetic=pl.lit(self.dataset.is_synthetic(of.needs)),
        )  # fmt: skip
        lacking = [pl.lit(None, kind).alias(name) for name, kind in SHOWN.items() if name not in found.columns]
        whole = about.with_columns(lacking)
        told = whole.with_columns(state=state(asked.is_open))
        hidden = [pl.when(~pl.col("data_missing")).then(name).alias(name) for name in ("value", "lower", "upper")]
        return told.with_columns(hidden).select(*selection.by, *SHOWN, "unit", "state", "synthetic")


SHOWN = {"n": pl.Int64, "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64, "lower": pl.Float64,
         "upper": pl.Float64, "confidence": pl.Float64, "method": pl.String}  # fmt: skip


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with categories as words, as `Results` holds them, and the month and weekday of their day."""
    if rows.schema.get("day") == pl.Date:
        made = {"month": pl.col("day").dt.strftime("%Y-%m"), "weekday": pl.col("day").dt.weekday()}
        rows = rows.with_columns(**{name: value for name, value in made.items() if name not in rows.columns})
    known = [name for name in dict.fromkeys((*ASKED_BY, *CATEGORIES, *CODES)) if name in rows.columns]
    return rows.with_columns(pl.col(name).cast(pl.String) for name in known if rows.schema[name].is_integer())


def _taken(rows: pl.DataFrame, only: dict[str, str]) -> pl.DataFrame:
    """The rows of some categories, as far as the rows carry them."""
    return rows.filter(*(pl.col(name) == category for name, category in only.items() if name in rows.columns))


def _says_something(dtype: pl.DataType, column: str) -> pl.Expr:
    there = pl.col(column).is_not_null()
    return (
        there & (pl.col(column) != 0)
        if dtype.is_numeric()
        else there & pl.col(column)
        if dtype == pl.Boolean
        else there
    )
