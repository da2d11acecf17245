"""Curves of spells: how long people stay, and why they leave; rows without a duration are left out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from apk_lib.indicators.statistics.core import POINT
from apk_lib.stats import cumulative_incidence, kaplan_meier


@dataclass(frozen=True, slots=True)
class Survival:
    """The Kaplan–Meier curve of durations, starting at one; everybody is at risk from the start.

    Its beta-product interval does not vanish when nobody leaves. Not for spells first seen after their start: with a
    handful of them a single one may be all who are at risk (see `entry` of `stats.kaplan_meier`).
    """

    duration: str
    event: str

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Points at each time somebody left or was censored, `x` in shown units."""
        rows = rows.drop_nulls(self.duration)
        if rows.is_empty():
            return pl.DataFrame(schema=POINT)
        curve = kaplan_meier(rows[self.duration], rows[self.event], interval="beta-product")
        start = pl.DataFrame(curve.at([0.0])).with_columns(at_risk=pl.lit(rows.height, pl.Int64))
        points = pl.concat([start, pl.DataFrame(curve)]).unique("time", keep="last", maintain_order=True)
        # after the last observed day nobody is left to tell: the curve ends with what was known before it
        unseen = (pl.col("time") == pl.col("time").max()) & (pl.col("events") == 0)
        held = points.with_columns(lower=pl.when(unseen).then(pl.col("lower").shift(1)).otherwise("lower"))
        return held.select(series=pl.lit("all"), x="time", y="value", lower="lower", upper="upper", n_at_risk="at_risk")


@dataclass(frozen=True, slots=True)
class Incidence:
    """Cumulative incidence by cause, one series a cause met, starting at nothing; `cause` is null for who stays.

    Causes compete (see `stats.cumulative_incidence`): the series and the share who stayed add up to one.
    """

    duration: str
    cause: str

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Points at nought and at each time somebody left or was censored, `x` in shown units."""
        rows = rows.drop_nulls(self.duration)
        met = cumulative_incidence(rows[self.duration], rows[self.cause])
        known = met.select(series="cause", x="time", y="value", lower="lower", upper="upper", n_at_risk="at_risk")
        first = known.select("series").unique().with_columns(
            x=pl.lit(0.0), y=pl.lit(0.0), n_at_risk=pl.lit(rows.height, pl.Int64)
        )  # fmt: skip
        return pl.concat([pl.DataFrame(schema=POINT), first, known], how="diagonal").sort("series", "x")
