"""The day type of each calendar day in each locality.

Day types are disjoint and decided in this order: public holiday, weekend, teaching day, other working
day. A teaching day is one on which at least some pupils of the locality's school attend; a locality
without a school has none.
"""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import polars as pl


def public_holidays(start: date, end: date) -> set[date]:
    """Czech public holidays between two days, both included."""
    return {
        day for day in holidays.country_holidays("CZ", years=range(start.year, end.year + 1)) if start <= day <= end
    }


def school_days(
    schools: pl.DataFrame, school_breaks: pl.DataFrame, context_events: pl.DataFrame, start: date, end: date
) -> pl.DataFrame:
    """Each school's schedule of days on which school could be held.

    One row a school and day that is neither weekend, public holiday nor school break: `school, day,
    attendance {none, some, all}, confirmed`. Outside the closures in `context_events` everybody
    attends; where closures overlap, the strictest holds. A day is unconfirmed when the closure that
    decides it is, or when a break nobody could document stands next to it in the same week.
    """
    working = [day for day in _days(start, end) if day.isoweekday() < 6]
    off = public_holidays(start, end)
    days = schools.select("school").join(pl.DataFrame({"day": [day for day in working if day not in off]}), how="cross")
    breaks = _spread(school_breaks.select("start", "end", "confirmed", off_school="school"))
    free = days.join(breaks, on="day").filter(
        pl.col("off_school").is_null() | (pl.col("off_school") == pl.col("school"))
    )
    unsure_weeks = free.filter(~pl.col("confirmed")).select("school", week=pl.col("day").dt.truncate("1w")).unique()
    closures = _spread(
        context_events.filter(pl.col("kind") == "schools").select("start", "end", "attendance", "confirmed")
    )
    ranked = closures.with_columns(rank=pl.col("attendance").replace_strict({"none": 0, "some": 1, "all": 2}))
    decisive = ranked.sort("day", "rank", "confirmed").unique("day", keep="first", maintain_order=True)
    return (
        days.join(free, on=["school", "day"], how="anti")
        .join(decisive.select("day", "attendance", "confirmed"), on="day", how="left")
        .with_columns(week=pl.col("day").dt.truncate("1w"))
        .join(unsure_weeks.with_columns(unsure=pl.lit(True)), on=["school", "week"], how="left")
        .select(
            "school",
            "day",
            pl.col("attendance").fill_null("all"),
            confirmed=pl.col("confirmed").fill_null(True) & pl.col("unsure").is_null(),
        )
        .sort("school", "day")
    )


def day_types(localities: pl.DataFrame, school_days: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """One row a locality and day: `locality, day, day_type, confirmed`.

    A day has its type whether or not the locality is valid on it; validity is the plan's matter.
    """
    off = public_holidays(start, end)
    days = pl.DataFrame({"day": _days(start, end)}).with_columns(
        holiday=pl.col("day").is_in(list(off)), weekend=pl.col("day").dt.weekday() > 5
    )
    taught = school_days.select("school", "day", "confirmed", teaching=pl.col("attendance") != "none")
    return (
        localities.select("locality", "school")
        .join(days, how="cross")
        .join(taught, on=["school", "day"], how="left")
        .select(
            "locality",
            "day",
            day_type=pl.when("holiday").then(pl.lit("public_holiday"))
            .when("weekend").then(pl.lit("weekend"))
            .when("teaching").then(pl.lit("teaching_day"))
            .otherwise(pl.lit("other_working_day")),
            confirmed=pl.col("confirmed").fill_null(True),
        )
        .sort("locality", "day")
    )  # fmt: skip


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=offset) for offset in range((end - start).days + 1)]


def _spread(spans: pl.DataFrame) -> pl.DataFrame:
    """One row a day of each span instead of its two ends."""
    return spans.with_columns(day=pl.date_ranges("start", "end")).explode("day").drop("start", "end")
