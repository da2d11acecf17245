"""Unit-level rows made ready for questions: categories as words, and columns that only some questions need.

A click asks for few columns of many rows, so nothing is made, copied or scanned before it is asked for, and only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.evaluate import CATEGORIES, CODES
from apk_lib.indicators.statistics import Statistic
from apk_lib.indicators.statistics.formulas import parts

# columns of unit-level rows by which people ask, beside those that some measure declares
ASKED_BY = ("locality", "band", "weekday", "hour", "month", "day_type", "activity", "person", "wave", "zone")
# made of a day: of that of a row where it has none of its own, or of the first day by which it names a month
FROM_DAY = {
    "month": lambda days: days.dt.strftime("%Y-%m"),
    "weekday": lambda days: days.dt.weekday().cast(pl.String),
}

# of these a column of numbers or days names categories; of any other it only has the same name
OF_TIME = ("month", "weekday", "hour")
REMEMBERED = 50
# beside `CATEGORIES`: people and bands that a project lists
LISTED = {"person": ("persons", "person"), "band": ("bands", "band")}


class Units:
    """The unit-level rows of an indicator in some days.

    `known` gives the categories of a dimension that the project knows; with `dated` the day of a row tells its month
    and weekday: of a state at the end of the days it is the day of something else (of the last visit).
    """

    def __init__(self, rows: pl.DataFrame, known: Callable[[str], set[str]], *, dated: bool = True) -> None:
        self.rows = rows
        self._known, self._dated = known, dated
        self._columns: dict[str, pl.Series] = {}
        self._categories: dict[str, frozenset[str]] = {}
        self._carried: dict[Statistic, tuple[str, ...]] = {}
        self._worded: pl.DataFrame | None = None
        self._places: dict[tuple[tuple[str, str], ...], pl.Series] = {}

    def has(self, name: str) -> bool:
        """Whether there is such a column, or its day to make it from."""
        made = self._dated and name in FROM_DAY and self.rows.schema.get("day") == pl.Date
        return made or name in self.rows.columns

    def column(self, name: str) -> pl.Series:
        """A dimension of the rows as words, as `Results` holds them."""
        if name not in self._columns:
            self._columns[name] = self._made(name)
        return self._columns[name]

    def categories(self, name: str) -> frozenset[str]:
        """The categories of a dimension that stand in some row."""
        if name not in self._categories:
            self._categories[name] = frozenset(map(str, self.column(name).drop_nulls().unique()))
        return self._categories[name]

    def carried(self, statistic: Statistic) -> tuple[str, ...]:
        """The known columns that every row with something to sum up carries."""
        if statistic not in self._carried:
            amounts = [one for some in parts(statistic) for one in some if one in self.rows.columns]
            # a number that is summed up tells nothing apart
            summed = {one for one in amounts_of(statistic) if self.rows.schema.get(one) != pl.String}
            known = dict.fromkeys((*ASKED_BY, *CATEGORIES, *CODES))
            asked = [one for one in known if self.has(one) and one not in summed and self._names(one)]
            held = {one: one if one in self.rows.columns else "day" for one in asked}
            rows = self.rows.select(pl.col(sorted({*amounts, *held.values()})))
            carrying = rows.filter(pl.any_horizontal(pl.col(amounts).is_not_null())) if amounts else rows
            self._carried[statistic] = tuple(one for one in asked if not carrying[held[one]].null_count())
        return self._carried[statistic]

    def worded(self) -> pl.DataFrame:
        """All rows with all their columns, those that name categories as words."""
        if self._worded is None:
            named = {name for name in (*ASKED_BY, *CATEGORIES, *CODES) if name in self.rows.columns}
            numbers = [name for name in sorted(named) if self.rows.schema[name].is_integer()]
            self._worded = self.rows.with_columns(pl.col(numbers).cast(pl.String)) if numbers else self.rows
        return self._worded

    def some(self, only: Mapping[str, str], columns: Iterable[str], by: Iterable[str] = ()) -> pl.DataFrame:
        """Some columns of the rows of some categories, as far as the rows carry them, with the dimensions `by`."""
        wanted = [name for name in dict.fromkeys(columns) if name in self.rows.columns and name not in by]
        chosen = self.rows.select(*wanted, *(self.column(name) for name in by if self.has(name)))
        places = self._where(only)
        return chosen if places is None or not chosen.width else chosen[places]

    def taken(self, only: Mapping[str, str]) -> pl.DataFrame:
        """The rows of some categories with all their columns, as they are."""
        return self.rows if (places := self._where(only)) is None else self.rows[places]

    def _where(self, only: Mapping[str, str]) -> pl.Series | None:
        """The places of the rows of some categories, remembered: one click asks for them many times; None for all."""
        told = tuple((name, category) for name, category in only.items() if self.has(name))
        if not told:
            return None
        if told not in self._places:
            before = self._where(dict(told[:-1]))
            name, category = told[-1]
            here = self.column(name)
            found = ((here if before is None else here.gather(before)) == category).arg_true()
            self._places[told] = found if before is None else before.gather(found)
            if len(self._places) > REMEMBERED:
                self._places.pop(next(iter(self._places)))
        return self._places[told]

    def _names(self, name: str) -> bool:
        """Whether a column holds categories of the dimension, and not something else by the same name."""
        if name not in self.rows.columns:
            return True
        told = self.rows.schema[name] == pl.String or name in OF_TIME
        return told and self.categories(name) <= self._known(name)

    def _made(self, name: str) -> pl.Series:
        column = self.rows[name if name in self.rows.columns else "day"]
        if column.dtype == pl.String:
            return column
        if column.dtype != pl.Date or name not in FROM_DAY:
            return column.cast(pl.String)
        # there are few days, whatever the number of rows; of none no word is made, only nothing
        days = column.unique()
        words = column.replace_strict(days, FROM_DAY[name](days), return_dtype=pl.String) if len(days) else column
        return words.cast(pl.String).alias(name)


def amounts_of(statistic: Statistic) -> tuple[str, ...]:
    """Every column a plain statistic may read."""
    held = (getattr(statistic, field.name) for field in fields(statistic))  # type: ignore[arg-type]
    return tuple(one for one in held if isinstance(one, str))


def known_categories(dataset: Dataset, dimension: str) -> set[str]:
    """The categories of a dimension that a project knows, also those without a row; none where only rows tell."""
    project = dataset.project
    if dimension in CODES:
        return set(map(str, CODES[dimension]))
    if dimension == "weekday":
        # 0 where a plan states its amount a week
        return set(map(str, range(8)))
    if dimension == "hour":
        return set(map(str, range(24)))
    if dimension == "month":
        return set(pl.date_range(project.start, project.end, eager=True).dt.strftime("%Y-%m"))
    table, column = (CATEGORIES | LISTED).get(dimension, ("", ""))
    return set(dataset.table(table)[column].cast(pl.String)) if table else set()
