"""Typed columns and the text of their files, both ways, with the place of every cell that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from apk_lib.periods import TIME_ZONE
from apk_lib.tables import Table, meaning
from apk_lib.text import Text

BOOLEANS = {"true": True, "false": False}
EXPECTED = {
    dy.Date: Text(cs="datum RRRR-MM-DD", en="a date YYYY-MM-DD"),
    dy.Datetime: Text(cs="čas s posunem, např. 2020-06-01T07:00:00+02:00",
                      en="a time with its offset, such as 2020-06-01T07:00:00+02:00"),
    dy.Int64: Text(cs="celé číslo", en="a whole number"),
    dy.Float64: Text(cs="číslo s desetinnou tečkou", en="a number with a decimal point"),
    dy.Bool: Text(cs="true nebo false", en="true or false"),
    dy.String: Text(cs="text", en="text"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """A cell whose text is not a value of its column."""

    line: int
    column: str
    value: str
    expected: Text


def typed(text: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, list[UnreadableCell]]:
    """The rows of `text` in the types of the table's schema, and the cells that could not be read.

    `text` has only string columns, empty cells as null, and a `source_row`.
    """
    columns = {name: column for name, column in table.schema.columns().items() if name != "source_row"}
    values = text.select("source_row", *(_parsed(name, column).alias(name) for name, column in columns.items()))
    unreadable = []
    for name, column in columns.items():
        lost = text[name].is_not_null() & values[name].is_null()
        for line, value in text.filter(lost).select("source_row", name).iter_rows():
            unreadable.append(UnreadableCell(line, name, value, _expected(column)))
    return values.with_columns(pl.col("source_row").cast(pl.Int64)), unreadable


def _expected(column: dy.Column) -> Text:
    scale = meaning(column).scale
    return EXPECTED[dy.Float64 if scale else type(column)]


def _parsed(name: str, column: dy.Column) -> pl.Expr:
    cell = pl.col(name)
    scale = meaning(column).scale
    if scale is not None:
        stored = _finite(cell) * scale
        # money with more digits than a haléř would be rounded silently
        exact = (stored - stored.round()).abs() < 1e-3 if scale == 100 else stored.is_not_null()
        return pl.when(exact).then(stored.round()).cast(pl.Int64)
    match column:
        case dy.String():
            return cell
        case dy.Date():
            return cell.str.to_date("%Y-%m-%d", strict=False)
        case dy.Datetime():
            return cell.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=False)
        case dy.Bool():
            return cell.replace_strict(BOOLEANS, default=None, return_dtype=pl.Boolean)
        case dy.Float64():
            return _finite(cell)
        case _:
            return cell.cast(column.dtype, strict=False)


def _finite(cell: pl.Expr) -> pl.Expr:
    """The cell as a number; "NaN" and "inf" are words, not numbers."""
    value = cell.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def as_text(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as the cells of their file: hours and crowns as people write them, instants with offset.

    The inverse of `typed`: what is written is read back as it was.
    """
    columns = {name: column for name, column in table.schema.columns().items() if name != "source_row"}
    return rows.select(_written(name, column).alias(name) for name, column in columns.items())


def csv_text(table: Table, rows: pl.DataFrame) -> str:
    """The rows as the text of a CSV file."""
    return as_text(table, rows).write_csv()


def _written(name: str, column: dy.Column) -> pl.Expr:
    cell = pl.col(name)
    scale = meaning(column).scale
    if scale == 100:
        sign = pl.when(cell < 0).then(pl.lit("-")).otherwise(pl.lit(""))
        haler = (cell.abs() % 100).cast(pl.String).str.zfill(2)
        return pl.when(cell.is_not_null()).then(pl.format("{}{}.{}", sign, cell.abs() // 100, haler))
    if scale is not None:
        return (cell / scale).cast(pl.String).str.replace(r"\.0$", "")
    match column:
        case dy.Datetime():
            return cell.dt.convert_time_zone(TIME_ZONE).dt.strftime("%Y-%m-%dT%H:%M:%S%.f%:z")
        case _:
            return cell.cast(pl.String)
