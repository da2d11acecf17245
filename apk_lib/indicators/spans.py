"""Spans of days cut into the whole weeks and the months in which plans and records are kept."""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.periods import Period


def whole_weeks(spans: pl.DataFrame, period: Period, begun: date) -> pl.DataFrame:
    """The ISO weeks (Monday to Sunday) that lie wholly in a span and end in the period: each week is of one period.

    `spans` have `start` and `end`, null where they last; no week that began before the day `begun` counts (the start
    of the project). Returns their other columns with `week`, its Monday.
    """
    sundays = pl.date_range(period.start, period.end, eager=True).alias("sunday")
    weeks = sundays.filter(sundays.dt.weekday() == 7).to_frame().with_columns(week=pl.col("sunday").dt.offset_by("-6d"))
    lasts = pl.col("end").is_null() | (pl.col("end") >= pl.col("sunday"))
    whole = spans.join(weeks, how="cross").filter(pl.col("week") >= begun, pl.col("week") >= pl.col("start"), lasts)
    return whole.drop("start", "end", "sunday")


def months(spans: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The calendar months in which a span and the period meet; `part` is how much of the month that is, by days.

    `spans` have `start` and `end`, null where they last. Returns their other columns with `month`, its first day.
    """
    firsts = pl.date_range(period.start.replace(day=1), period.end, "1mo", eager=True).alias("month").to_frame()
    first = pl.max_horizontal("start", "month", pl.lit(period.start))
    last = pl.min_horizontal(pl.col("end").fill_null(period.end), pl.col("month").dt.month_end(), pl.lit(period.end))
    part = ((last - first).dt.total_days() + 1) / pl.col("month").dt.month_end().dt.day()
    cut = spans.join(firsts, how="cross").with_columns(part=part).filter(pl.col("part") > 0)
    return cut.drop("start", "end")
