"""The field work by hour of the day (KA01): a finer look than time bands, the same hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator
from apk_lib.indicators.statistics import Total
from apk_lib.intervals import LENGTH, cut
from apk_lib.periods import TIME_ZONE, Period
from apk_lib.slots import counted
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

_BY = (TOTAL, ("hour",), ("locality", "hour"))


@indicator(
    label=Text(cs="Terén po hodinách dne", en="The field by hour of the day"),
    definition=Text(
        cs="Osobohodiny, hodiny přítomnosti a návštěvy lokalit podle hodiny na hodinách v Praze; čas se dělí přesně v "
        "celou, takže součet hodin dne je týž jako bez členění. Návštěva patří hodině, ve které začala. V noci, kdy se "
        "mění čas, se hodina mezi druhou a třetí na jaře nekoná a na podzim je dvakrát: počítají se do ní obě.",
        en="Person-hours, presence-hours and visits to localities by the hour of the clock in Prague; time is cut "
        "exactly on the hour, so the hours of the day add up to the figure without them. A visit belongs to the hour "
        "in which it began. On nights when clocks change there is no hour between two and three in spring and there "
        "are two of them in autumn: both count to it.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("person_hours", Text(cs="osobohodiny", en="person-hours"), "person_hours",
                Total("worked", divisor=MICROSECONDS_PER_HOUR, unit="of_visit"), _BY),
        Measure("presence_hours", Text(cs="hodiny přítomnosti", en="presence-hours"), "hours",
                Total("present", divisor=MICROSECONDS_PER_HOUR), _BY),
        Measure("visits", Text(cs="návštěvy", en="visits"), "visits", Total("visited"), _BY),
    ),
)  # fmt: skip
def hours_of_day(
    effort: pl.DataFrame, presence: pl.DataFrame, visit_starts: pl.DataFrame, period: Period
) -> pl.DataFrame:
    inside = period.holds(pl.col("day"))
    columns, clock = ("locality", "start", "end", "day"), _clock_hours(period)
    spent = cut(counted(effort).filter(inside).select(*columns, of_visit="visit"), clock)
    there = cut(presence.filter(inside).select(columns), clock)
    started = visit_starts.filter(inside, pl.col("locality").is_not_null()).select("locality", "start", "day")
    parts = [
        spent.with_columns(worked=LENGTH),
        there.with_columns(present=LENGTH),
        started.with_columns(hour=_hour("start"), visited=pl.lit(1)),
    ]
    return pl.concat(parts, how="diagonal")


def _clock_hours(period: Period) -> pl.DataFrame:
    """The hours of the period on end: `start, end, hour`. Prague is whole hours from UTC, so each is an hour long."""
    first = datetime.combine(period.start, time()) - timedelta(days=1)
    last = datetime.combine(period.end, time()) + timedelta(days=2)
    start = pl.datetime_range(first, last, "1h", time_zone="UTC", eager=True).alias("start").to_frame()
    return start.with_columns(end=pl.col("start") + pl.duration(hours=1), hour=_hour("start"))


def _hour(instant: str) -> pl.Expr:
    """The hour of the clock at an instant, a code of `HOURS`."""
    return pl.col(instant).dt.convert_time_zone(TIME_ZONE).dt.hour().cast(pl.String)
