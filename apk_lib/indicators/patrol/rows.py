"""What the indicators of patrol coverage share: whose time counts, where, and by which dimensions."""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.indicators.core import TOTAL
from apk_lib.periods import Period
from apk_lib.tables.codes import NOT_PATROLLED

LOCALITY = ("locality",)
PLACES = (TOTAL, LOCALITY, ("locality", "weekday_band"))
WEEKDAY_BAND = (pl.col("weekday").cast(pl.String) + "|" + pl.col("band")).alias("weekday_band")


def with_weekday(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """The rows with their `weekday` and `weekday_band`."""
    return rows.with_columns(weekday=pl.col(day).dt.weekday()).with_columns(WEEKDAY_BAND)


def with_day_type(rows: pl.DataFrame, day_types: pl.DataFrame) -> pl.DataFrame:
    """The rows with the `day_type` their day has in their locality."""
    return rows.join(day_types.select("locality", "day", "day_type"), on=["locality", "day"], how="left")


def looked_after(localities: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The localities the assistants look after that were valid at some time of the period."""
    return valid(localities, begun_by=period.end, lasting_to=period.start)


def valid(localities: pl.DataFrame, *, begun_by: date, lasting_to: date) -> pl.DataFrame:
    """The localities the assistants look after that began by one day and lasted at least to another."""
    lasting = pl.col("valid_to").is_null() | (pl.col("valid_to") >= lasting_to)
    begun = pl.col("valid_from") <= begun_by
    return localities.filter(begun, lasting, ~pl.col("kind").is_in(NOT_PATROLLED)).sort("locality")


def owed(plan_slots: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The planned slots of the period; of an open one those that have ended."""
    ended = pl.col("ends_on") <= period.end if period.is_open else pl.lit(True)
    return plan_slots.filter(period.holds(pl.col("plan_day")), ended)
