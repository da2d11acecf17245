"""How rows are summarised: each statistic turns unit-level rows into a value with its account.

A statistic knows column names and no domain. `summarise(rows, by)` gives one row a group: `by`, then
those of `FIGURE` it can fill; a group without rows is not in the answer. A `trace` gives the points of
a curve instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import polars as pl

from apk_lib.stats import (
    gini,
    lorenz,
    mean_change,
    proportion,
    rate,
)

FIGURE = {
    "n": pl.Int64, "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64,
    "lower": pl.Float64, "upper": pl.Float64, "confidence": pl.Float64, "method": pl.String,
    "effective_n": pl.Float64, "detectable_change": pl.Float64, "baseline": pl.Float64,
}  # fmt: skip
POINT = {"series": pl.String, "x": pl.Float64, "y": pl.Float64, "lower": pl.Float64, "upper": pl.Float64,
         "n_at_risk": pl.Int64}  # fmt: skip


class Statistic(Protocol):
    """Rows in, one figure a group out; `empty` is the state of a group without rows."""

    @property
    def empty(self) -> str:
        """`no_cases` where nothing happened, `not_applicable` where there is nothing to compare with."""

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One row a group of `by` (one row in all when `by` is empty)."""


class Trace(Protocol):
    """Rows in, the points of a curve out."""

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The points: `series, x, y, lower, upper, n_at_risk`."""


def _sum(rows: pl.DataFrame, column: str) -> pl.Expr:
    """The sum of a column; fractions in order of size, so that neither rows nor pseudonyms in another order move it."""
    values = pl.col(column)
    return values.sort().sum() if rows.schema.get(column) == pl.Float64 else values.sum()


def _grouped(rows: pl.DataFrame, by: list[str], **values: pl.Expr) -> pl.DataFrame:
    """The values of each group; no rows, no groups."""
    if by:
        return rows.sort(by).group_by(by, maintain_order=True).agg(**values)
    return rows.select(**values) if len(rows) else pl.DataFrame(schema=FIGURE)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a column, with the sum of the plan as denominator where there is a plan.

    `divisor` turns stored units into shown ones (microseconds into hours, haléře into crowns); `unit`
    names what is counted as `n` where a row is only a piece of it (a visit cut at the edges of slots). With
    `known_only` the sum of amounts nobody wrote down is not 0 but unknown.
    """

    amount: str
    planned: str | None = None
    divisor: int = 1
    unit: str | None = None
    known_only: bool = False

    @property
    def empty(self) -> str:
        """Against a plan that does not exist there is nothing to say."""
        return "not_applicable" if self.planned else "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`value` is the sum; `n` counts the units (or the rows) that carry an amount."""
        amount = _sum(rows, self.amount) / self.divisor
        plan = _sum(rows, self.planned) / self.divisor if self.planned else pl.lit(None)
        carried = pl.col(self.amount).is_not_null()
        if self.known_only:
            amount = pl.when(carried.any()).then(amount)
        n = pl.col(self.unit).filter(carried).drop_nulls().n_unique() if self.unit else carried.sum()
        return _grouped(rows, by, n=n, numerator=amount, denominator=plan, value=amount, method=pl.lit("sum"))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of sums, never a mean of ratios; undefined where the denominator is not above zero.

    `divisor` turns stored units of both into shown ones; where the numerator is `counted` (contacts in hours), of
    the denominator only. `per` is how many units of the denominator the ratio is for (100 hours).
    """

    numerator: str
    denominator: str
    divisor: int = 1
    per: int = 1
    counted: bool = False
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`value` is Σ numerator / Σ denominator over the rows of the group; `n` counts those with a numerator."""
        above = _sum(rows, self.numerator) / (1 if self.counted else self.divisor)
        below = _sum(rows, self.denominator) / self.divisor
        value = pl.when(below > 0).then(above * self.per / below)
        return _grouped(
            rows,
            by,
            n=pl.col(self.numerator).is_not_null().sum(),
            numerator=above,
            denominator=below,
            value=value,
            method=pl.lit("ratio_of_sums"),
        )


@dataclass(frozen=True, slots=True)
class Proportion:
    """k of n with the exact interval, read as "if these n stand for others like them"; n are those that are known."""

    success: str
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`numerator` is k, `denominator` n (see `stats.proportion`)."""
        counted = _grouped(rows, by, numerator=pl.col(self.success).sum(), denominator=pl.col(self.success).count())
        records = []
        for row in counted.iter_rows(named=True):
            share = proportion(int(row["numerator"]), int(row["denominator"]))
            records.append(
                row | {"n": share.n, "value": share.value, "lower": share.lower, "upper": share.upper,
                       "confidence": share.confidence, "method": share.method}
            )  # fmt: skip
        return pl.DataFrame(records, schema={**dict.fromkeys(by, pl.String), **FIGURE})


@dataclass(frozen=True, slots=True)
class Rate:
    """Events over the exposure in which they were met, with the exact Poisson interval.

    `divisor` turns the stored exposure into shown units, `per` is how many of them the rate is for (100 hours).
    Undefined without exposure.
    """

    events: str
    exposure: str
    divisor: int = 1
    per: int = 1
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`numerator` is the number of events, `denominator` the exposure (see `stats.rate`)."""
        sums = _grouped(rows, by, numerator=pl.col(self.events).sum(), denominator=pl.col(self.exposure).sum())
        records = []
        for row in sums.iter_rows(named=True):
            exposed = (row["denominator"] or 0) / self.divisor
            met = int(row["numerator"] or 0)
            # events without any hours are no rate; the count stays
            found = rate(met, exposed / self.per) if exposed else rate(0, 0)
            records.append(
                row | {"n": met, "denominator": exposed, "value": found.value, "lower": found.lower,
                       "upper": found.upper, "confidence": found.confidence, "method": found.method}
            )  # fmt: skip
        return pl.DataFrame(records, schema_overrides=FIGURE) if records else sums


@dataclass(frozen=True, slots=True)
class Evenness:
    """The Gini index of what was delivered, weighted by what was planned (see `stats.gini`)."""

    delivered: str
    planned: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One index over the rows (a row a place); by a dimension it has no meaning."""
        if rows.is_empty() or by:
            return pl.DataFrame(schema={**dict.fromkeys(by, pl.String), **FIGURE})
        index = gini(rows[self.delivered], rows[self.planned])
        return pl.DataFrame({"n": [index.n], "value": [index.value], "method": [index.method]}, schema_overrides=FIGURE)


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different things: a person counts once, however many rows name them."""

    unit: str
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`value` is the number of distinct values."""
        counted = pl.col(self.unit).drop_nulls().n_unique().cast(pl.Float64)
        return _grouped(rows, by, n=counted.cast(pl.Int64), numerator=counted, value=counted,
                        method=pl.lit("distinct"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spread:
    """The median, the smallest or the largest value of a column."""

    column: str
    which: str
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`value` is that value; `n` how many there are."""
        values = {"median": pl.col(self.column).median(), "min": pl.col(self.column).min(),
                  "max": pl.col(self.column).max()}  # fmt: skip
        return _grouped(rows, by, n=pl.col(self.column).count(), value=values[self.which], method=pl.lit(self.which))


@dataclass(frozen=True, slots=True)
class MeanChange:
    """The mean of what each person gained, with Student's interval (see `stats.mean_change`).

    A person with several rows in a group counts once, by the mean of them: rows of one person are no independent
    cases. Rows that lack one of the two values are left out.
    """

    before: str
    after: str
    person: str
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`value` is the mean gain; `n` counts persons with both values."""
        both = rows.drop_nulls([self.before, self.after]).sort(*by, self.person, self.before, self.after)
        means = both.group_by(*by, self.person, maintain_order=True).agg(pl.col(self.before, self.after).mean())
        each = means.sort(*by, self.before, self.after)  # an order that pseudonyms do not change
        records = []
        for key, group in each.group_by(by, maintain_order=True) if by else [((), each)]:
            found = mean_change(group[self.before], group[self.after])
            records.append(
                dict(zip(by, key, strict=True)) | {"n": found.n, "value": found.value, "lower": found.lower,
                "upper": found.upper, "confidence": found.confidence, "method": found.method}
            )  # fmt: skip
        return pl.DataFrame(records, schema={**dict.fromkeys(by, pl.String), **FIGURE})


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that somebody else computed, with the number of cases they state; one row a group."""

    value: str
    cases: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """The value as it stands."""
        return rows.select(*by, n=self.cases, value=self.value, method=pl.lit("stated"))


@dataclass(frozen=True, slots=True)
class Series:
    """Values as they are, one point a row; a row of no series is none."""

    series: str
    x: str
    y: str

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """One point a row, sorted by series and `x`."""
        points = rows.drop_nulls(self.series).select(
            series=self.series, x=pl.col(self.x).cast(pl.Float64), y=pl.col(self.y).cast(pl.Float64)
        )
        return points.sort("series", "x")


@dataclass(frozen=True, slots=True)
class Daily:
    """The sum of a column for each day, `x` counting days since 1 January 1970."""

    amount: str
    day: str
    divisor: int

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """One point a day that the rows name."""
        if rows.is_empty():
            return pl.DataFrame(schema=POINT)
        days = rows.group_by(self.day).agg(y=pl.col(self.amount).sum() / self.divisor).sort(self.day)
        return days.select(series=pl.lit("all"), x=pl.col(self.day).to_physical().cast(pl.Float64), y="y")


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest values of each series in falling order, `x` their rank from one."""

    series: str
    value: str
    keep: int

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """At most `keep` points a series."""
        if rows.is_empty():
            return pl.DataFrame(schema=POINT)
        ranked = rows.drop_nulls(self.value).sort(self.series, self.value, descending=[False, True])
        rank = pl.int_range(1, pl.len() + 1).over(self.series).cast(pl.Float64)
        points = ranked.select(series=self.series, x=rank, y=pl.col(self.value).cast(pl.Float64))
        return points.filter(pl.col("x") <= self.keep)


@dataclass(frozen=True, slots=True)
class Lorenz:
    """Cumulative shares, from the place served least against its plan to the one served most (see `stats.lorenz`)."""

    delivered: str
    planned: str

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The points from (0, 0) to (1, 1); none where nothing was delivered or planned."""
        if rows.is_empty() or not rows[self.delivered].sum():
            return pl.DataFrame(schema=POINT)
        curve = lorenz(rows[self.delivered], rows[self.planned])
        return curve.select(series=pl.lit("all"), x="planned", y="delivered")
