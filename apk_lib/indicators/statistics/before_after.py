"""Statistics of a monthly panel: before against after, in the risk localities against the others.

Rows are months of arms: `arm, month, count, window` (`offences.windows`), of which only those in a window are compared.
A ratio is after over before: below 1 = fewer. Nothing here knows whether the records are of offences or complaints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import polars as pl

from apk_lib.indicators.statistics.core import FIGURE, POINT, Total
from apk_lib.stats import displacement, rate_ratio, ratio_of_ratios

# so many quarters in a window tell whether neighbouring months move together
QUARTERS = 4
TREATED, COMPARISON, AROUND = "risk", "comparison", "surroundings"
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Recorded(Total):
    """A total of what was recorded; where records do not reach, nothing is known and nothing is zero."""

    @property
    def empty(self) -> str:
        """Without records there is nothing to add up."""
        return "not_applicable"


@dataclass(frozen=True, slots=True)
class ByMonth:
    """The months of a panel as points, one a month and value of `series`."""

    series: str
    amount: str

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """`x` counts days since 1 January 1970."""
        if rows.is_empty():
            return pl.DataFrame(schema=POINT)
        months = rows.drop_nulls([self.series, self.amount]).unique([self.series, "month"]).sort(self.series, "month")
        return months.select(series=self.series, x=pl.col("month").to_physical().cast(pl.Float64), y=self.amount)


def _figure(**values: Any) -> pl.DataFrame:
    """One figure of a total; none where nothing can be said."""
    return pl.DataFrame([values], schema_overrides={name: FIGURE[name] for name in values})


_NOTHING = pl.DataFrame(schema=FIGURE)


def compared(rows: pl.DataFrame) -> dict[str, Pair]:
    """The counts before and after of each arm whose months are compared, sorted by arm."""
    sums = rows.drop_nulls(["arm", "window"]).group_by("arm", "window").agg(pl.col("count").sum())
    counts = {(arm, window): count for arm, window, count in sums.sort("arm", "window").iter_rows()}
    arms = sorted({arm for arm, _ in counts})
    return {arm: (counts[arm, "before"], counts[arm, "after"]) for arm in arms}


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How many times more counts vary than Poisson counts would (φ̂), and the df of limits that rest on it."""

    phi: float
    df: int


def dispersion(rows: pl.DataFrame, *arms: str) -> Dispersion | None:
    """Pearson's φ̂ of the months of `arms`, or of their quarters where that is larger; never below 1.

    Of the quasi-Poisson panel arm × window, whose fitted values are the means of its cells (McCullagh and Nelder 1989,
    §4.5). Months that rise and fall together hardly show in a φ̂ of months, which takes them as independent; in sums of
    three months more of it does, though not all: with months as alike as 0.6 intervals of 95% cover some 90%. Quarters
    count where each window has four whole ones in every arm. df = months − cells. None
    unless the risk and the comparison localities hold an event in both windows and more months than cells are known;
    another empty cell says nothing. Seasons are part of φ̂, which errs on the side of wider intervals.
    """
    months = rows.drop_nulls("window").filter(pl.col("arm").is_in(arms)).sort("arm", "month")
    pairs = compared(months)
    if any(0 in pairs.get(arm, (0, 0)) for arm in (TREATED, COMPARISON)):
        return None
    told = months.filter(pl.col("count").sum().over("arm", "window") > 0)
    df = len(told) - told.select("arm", "window").n_unique()
    if df == 0:
        return None
    return Dispersion(max(1.0, _pearson(told), _pearson(_quarters(told))), df)


def _pearson(panel: pl.DataFrame) -> float:
    """χ² over its df, from the means of arms and windows; 0 where nothing is left over."""
    mean = pl.col("count").mean().over("arm", "window")
    df = len(panel) - panel.select("arm", "window").n_unique()
    return float(panel.select(((pl.col("count") - mean) ** 2 / mean).sum()).item()) / df if df else 0.0


def _quarters(months: pl.DataFrame) -> pl.DataFrame:
    """Sums of three months each from the start of the window; no rows unless there are enough of them."""
    place = pl.col("month").dt.year() * 12 + pl.col("month").dt.month()
    quarters = (
        months.with_columns(quarter=(place - place.min().over("window")) // 3)
        .group_by("arm", "window", "quarter").agg(pl.col("count").sum(), months=pl.len()).filter(pl.col("months") == 3)
        .sort("arm", "window", "quarter")
    )  # fmt: skip
    told = quarters.group_by("arm", "window").len().filter(pl.col("len") >= QUARTERS)
    return quarters if len(told) == months.select("arm", "window").n_unique() else quarters.clear()


@dataclass(frozen=True, slots=True)
class ChangeOfRate:
    """The rate after over the rate before, with the exact conditional interval, for each arm."""

    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`numerator` counts after, `denominator` before; undefined where there was nothing before."""
        months = rows.drop_nulls(["arm", "window"]).group_by("arm", "window").len()
        exposure = {(arm, window): n for arm, window, n in months.iter_rows()}
        found = []
        for arm, (before, after) in compared(rows).items():
            ratio = rate_ratio(after, exposure[arm, "after"], before, exposure[arm, "before"])
            known = ratio.value is not None
            found.append({
                "arm": arm, "n": ratio.n, "numerator": float(after), "denominator": float(before), "value": ratio.value,
                "lower": ratio.lower if known else None, "upper": ratio.upper if known else None,
                "confidence": ratio.confidence, "method": ratio.method,
            })  # fmt: skip
        return pl.DataFrame(found, schema={"arm": pl.String, **FIGURE}) if by == ["arm"] else _NOTHING


@dataclass(frozen=True, slots=True)
class AgainstComparison:
    """The ratio in the risk localities over that in the comparison localities, or what widens its interval.

    The standard error on the log scale is that of four Poisson counts times the root of `dispersion`; limits are
    Student's with its df.
    """

    what: Literal["ratio", "dispersion"]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One figure in total; `numerator` is the ratio of the risk localities, `denominator` that they stand against.

        Not applicable without comparison localities, or with an empty cell.
        """
        arms, spread = compared(rows), dispersion(rows, TREATED, COMPARISON)
        if by or spread is None:
            return _NOTHING
        treated, control = arms[TREATED], arms[COMPARISON]
        n = sum(treated) + sum(control)
        if self.what == "dispersion":
            return _figure(n=n, value=spread.phi, method="pearson")
        ratio = ratio_of_ratios(*treated, *control, overdispersion=spread.phi, df=spread.df)
        return _figure(
            n=n, numerator=treated[1] / treated[0], denominator=control[1] / control[0], value=ratio.value,
            lower=ratio.lower, upper=ratio.upper, confidence=ratio.confidence, method="quasi_poisson_t",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Displacement:
    """What moved between the risk localities and their surroundings, beside the comparison localities.

    `quotient` is Bowers and Johnson's (2003); `difference` Wheeler and Ratcliffe's (2018) weighted displacement
    difference, of the risk localities and their surroundings together, `local` of the risk localities alone. Both are
    held against the same comparison localities, whose change therefore counts twice and its variance four times.
    Standard errors are those of Poisson counts times √φ̂ of all arms that enter, limits are Student's.
    """

    what: Literal["quotient", "difference", "local"]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One figure in total; the quotient only where the risk localities did better than the comparison."""
        arms = compared(rows)
        needed = (TREATED, COMPARISON) if self.what == "local" else (TREATED, COMPARISON, AROUND)
        spread = dispersion(rows, *needed)
        if by or spread is None or not arms.keys() >= set(needed):
            return _NOTHING
        control, around = arms[COMPARISON], (0, 0) if self.what == "local" else arms[AROUND]
        twice = (0, 0) if self.what == "local" else control
        found = displacement(
            control, arms[TREATED], twice, around, spread.phi, df=spread.df, shared_control=self.what != "local"
        )
        n = sum(sum(arms[arm]) for arm in needed)
        if self.what == "quotient":
            return _figure(n=n, value=found.wdq, method="bowers_johnson")
        return _figure(
            n=n, value=found.value, lower=found.lower, upper=found.upper, confidence=found.confidence,
            method="wheeler_ratcliffe_quasi_t",
        )  # fmt: skip
