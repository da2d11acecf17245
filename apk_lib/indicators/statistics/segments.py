"""Statistics of the course of a monthly series: did its level or its trend change when the project began?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

import numpy as np
import polars as pl

from apk_lib.indicators.statistics.core import FIGURE
from apk_lib.stats import NoFiniteEffectError, poisson_regression, ratio_of_effect

# months and events without which a trend before or after is not told; months that show seasons beside a trend
EITHER_SIDE, EVENTS, TWO_YEARS = 8, 20, 24


def with_trend(known: pl.DataFrame, start: date) -> pl.DataFrame:
    """The panel with what a segmented regression needs: `t` in months, `post`, `t_after`, and `before` once a month.

    `t` counts months of the calendar, so that a month nobody knows leaves a gap and no bend. A month in which the
    project began belongs to neither side.
    """
    place = pl.col("month").dt.year() * 12 + pl.col("month").dt.month()
    post = pl.col("month") >= start
    t = (place - place.min()).cast(pl.Float64)
    opens = t.filter(post).min()
    split = (pl.col("month") < start) & (pl.col("month").dt.month_end() >= start)
    trend = known.filter(~split).with_columns(
        t=t, post=post.cast(pl.Float64), t_after=pl.when(post).then(t - opens).otherwise(0.0)
    )
    once = trend.select("month", before=1 - pl.col("post").cast(pl.Int64)).unique().sort("month")
    return pl.concat([trend, once.select("before")], how="diagonal")


@dataclass(frozen=True, slots=True)
class Segment:
    """The step at the start of the project, or the change of the monthly trend from then on, as a ratio.

    A quasi-Poisson model of an arm's counts on t, post, months after, the calendar month (with two years or more) and
    the share of days in a state of emergency (where it varies, does not follow from the rest, and its months hold an
    event). Limits are Student's, with errors widened by Pearson's dispersion, never narrowed. Months are taken as
    independent: neighbours that rise and fall together make the interval too narrow. No figure where no finite step
    or trend fits best (all events of a side in one month).
    """

    what: Literal["level", "slope"]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One ratio an arm; `n` counts months. None with too few months or events on a side."""
        schema = {"arm": pl.String, **FIGURE}
        found = [
            {"arm": arm, "n": len(months)} | self._ratio(months.sort("month"))
            for (arm,), months in rows.drop_nulls("arm").sort("arm").group_by("arm", maintain_order=True)
        ]
        return pl.DataFrame(found, schema=schema) if by == ["arm"] else pl.DataFrame(schema=FIGURE)

    def _ratio(self, months: pl.DataFrame) -> dict[str, float | str | None]:
        sides = months.group_by("post").agg(months=pl.len(), events=pl.col("count").sum())
        told = sides.filter(pl.col("months") >= EITHER_SIDE, pl.col("events") >= EVENTS)
        if len(told) < 2:
            return {}
        try:
            fit = poisson_regression(months["count"], _design(months))
        except NoFiniteEffectError:
            return {}
        ratio = ratio_of_effect(fit, {"level": "post", "slope": "t_after"}[self.what])
        if ratio.lower is None:
            return {}
        return {
            "value": ratio.value, "lower": ratio.lower, "upper": ratio.upper, "confidence": ratio.confidence,
            "method": "quasi_poisson_segmented",
        }  # fmt: skip


def _design(months: pl.DataFrame) -> pl.DataFrame:
    """The columns of the model, those first that are asked for; the rest as far as they say something of their own."""
    columns = months.select("t", "post", "t_after")
    numbers = months["month"].dt.month()
    met = months.filter(pl.col("count") > 0)["month"].dt.month().n_unique()
    if len(months) >= TWO_YEARS and met == numbers.n_unique():
        later = numbers.unique().sort()[1:]
        columns = columns.with_columns((numbers == n).cast(pl.Float64).alias(f"month_{n}") for n in later)
    if not months.filter(pl.col("share") > 0)["count"].sum():
        return columns
    with_emergency = columns.with_columns(months["share"].alias("emergency"))
    ones = np.ones((len(months), 1))
    full = np.linalg.matrix_rank(np.hstack([ones, with_emergency.to_numpy()])) == with_emergency.width + 1
    return with_emergency if full else columns
