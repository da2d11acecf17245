"""Weights made to add up to what is known of the population, and how unequal they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isclose
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks
from apk_lib.stats._arrays import Floats, Ints, sum_by
from apk_lib.stats.results import WeightSpread

# a category is whatever the column holds
Margins = Mapping[str, Mapping[Any, float]]

PRECISION = 1e-10
ROUNDS = 1000
# totals of two margins may differ by the rounding of their sums, no more
_ROUNDING = 1e-12


def rake(frame: pl.DataFrame | pl.LazyFrame, margins: Margins, weight: str) -> pl.Series:
    """The weights of column `weight` raked to `{column: {category: population total}}`, row by row.

    Every margin in turn is scaled to its totals (Deming and Stephan 1940) until none is off by more than a
    10⁻¹⁰th; weights that fit already stay as they are. One margin is post-stratification. Respondents of the
    same categories keep the ratio of their weights.
    Raises ValueError for an absent column, weights not above 0, a missing category, a category without a
    total, a total not above 0 or without respondents, margins of different sums, and when the margins cannot
    be met within 1000 rounds (a combination nobody represents).
    The error of an estimate is smaller than these weights alone would tell: pass `margins` to
    `survey_estimate`. Not a cure for a few respondents standing for many: look at `weight_spread`.
    """
    table = _table(frame, margins, weight)
    _check_sums(margins)
    columns = list(margins)
    keys = table.select(columns).unique().sort(columns)
    targets = [_margin(keys[column], totals) for column, totals in margins.items()]
    rows = table.join(keys.with_row_index("_cell"), on=columns, how="left", maintain_order="left")
    base, cell = rows[weight].to_numpy(), rows["_cell"].cast(pl.Int64).to_numpy()
    order = np.lexsort((base, cell))
    factor = _raked(sum_by(cell[order], base[order], keys.height), targets)
    return pl.Series(weight, base * factor[cell], dtype=pl.Float64)


def weight_spread(weights: ArrayLike | pl.Series) -> WeightSpread:
    """How unequal the weights are: their design effect, and the extremes as multiples of the median.

    `kish_deff` is n·Σw² / (Σw)² (Kish 1965). Without respondents all but `n` and `sum` are None.
    Raises ValueError for weights that are not above 0. Says nothing of clusters: they cost more.
    """
    w = np.sort(_checks.numbers("weights", weights))
    _check_positive("weights", w)
    if not len(w):
        return WeightSpread(kish_deff=None, smallest=None, largest=None, n=0, sum=0.0)
    median = float(np.median(w))
    return WeightSpread(
        kish_deff=float(len(w) * np.sum(w**2) / np.sum(w) ** 2),
        smallest=float(w[0]) / median,
        largest=float(w[-1]) / median,
        n=len(w),
        sum=float(np.sum(w)),
    )


@dataclass(frozen=True, slots=True)
class _Margin:
    """The category each cell lies in, by number, and the population total of each."""

    name: str
    category: Ints
    totals: Floats

    def scale(self, cells: Floats) -> Floats:
        """What each category is to be multiplied by."""
        return self.totals / sum_by(self.category, cells, len(self.totals))


def _raked(cells: Floats, margins: Sequence[_Margin]) -> Floats:
    """What the weights of each cell are multiplied by, from the sums of its base weights."""
    factor = np.ones(len(cells))
    for _ in range(ROUNDS):
        if _error(cells * factor, margins) < PRECISION:
            return factor
        for margin in margins:
            factor = factor * margin.scale(cells * factor)[margin.category]
    error = _error(cells * factor, margins)
    if error < PRECISION:
        return factor
    raise ValueError(
        f"margins {', '.join(margin.name for margin in margins)}: expected totals that can be met together, "
        f"got a margin that is off by {error:.2g} of its total after {ROUNDS} rounds"
    )


def _error(cells: Floats, margins: Sequence[_Margin]) -> float:
    """The largest relative error of a margin."""
    return max(float(np.max(np.abs(1 / margin.scale(cells) - 1))) for margin in margins)


def _margin(categories: pl.Series, totals: Mapping[Any, float]) -> _Margin:
    present = set(categories.to_list())
    for expected, others in (
        ("a population total for every category", present - set(totals)),
        ("respondents in every category that has a total", set(totals) - present),
    ):
        if others:
            names = ", ".join(sorted(map(str, others)))
            raise ValueError(f"{categories.name}: expected {expected}, got none for {names}")
    number = {category: place for place, category in enumerate(totals)}
    codes = np.array([number[category] for category in categories.to_list()], dtype=np.int64)
    return _Margin(categories.name, codes, np.array(list(totals.values()), dtype=np.float64))


def _table(frame: pl.DataFrame | pl.LazyFrame, margins: Margins, weight: str) -> pl.DataFrame:
    if not margins:
        raise ValueError("margins: expected at least one column with its totals, got none")
    _checks.columns(frame, [weight, *margins])
    table = frame.lazy().select(weight, *margins).collect()
    table = table.with_columns(pl.Series(weight, _checks.numbers(weight, table[weight]), dtype=pl.Float64))
    _check_positive(weight, table[weight].to_numpy())
    for column in margins:
        if missing := table[column].null_count():
            raise ValueError(f"{column}: expected a category, got none in {missing} of {table.height} rows")
    return table


def _check_sums(margins: Margins) -> None:
    sums = {}
    for column, totals in margins.items():
        for category, total in totals.items():
            _checks.positive(f"{column}, {category}", total)
        sums[column] = fsum(totals.values())
    first = next(iter(sums.values()))
    if not all(isclose(first, other, rel_tol=_ROUNDING) for other in sums.values()):
        told = ", ".join(f"{column} {total:.15g}" for column, total in sums.items())
        raise ValueError(f"margins: expected totals that add up to one population, got {told}")


def _check_positive(name: str, weights: Floats) -> None:
    if others := np.count_nonzero(weights <= 0):
        raise ValueError(f"{name}: expected weights above 0, got {others} others")
