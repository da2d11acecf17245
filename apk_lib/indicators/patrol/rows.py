"""What the indicators of patrol coverage share: whose time counts, where, and by which dimensions."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL
from apk_lib.periods import Period

LOCALITY = ("locality",)
PLACES = (TOTAL, LOCALITY, ("locality", "weekday_band"))
WEEKDAY_BAND = (pl.col("weekday").cast(pl.String) + "|" + pl.col("band")).alias("weekday_band")


def counted(effort: pl.DataFrame) -> pl.DataFrame:
    """Effort in a locality, each person in one place at a time."""
    return effort.filter(~pl.col("double_booked") & pl.col("locality").is_not_null())


def with_weekday(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """The rows with their `weekday` and `weekday_band`."""
    return rows.with_columns(weekday=pl.col(day).dt.weekday()).with_columns(WEEKDAY_BAND)


def with_day_type(rows: pl.DataFrame, day_types: pl.DataFrame) -> pl.DataFrame:
    """The rows with the `day_type` their day has in their locality."""
    return rows.join(day_types.select("locality", "day", "day_type"), on=["locality", "day"], how="left")


def looked_after(localities: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The localities the assistants look after that were valid at some time of the period."""
    begun = pl.col("valid_from") <= period.end
    open_still = pl.col("valid_to").is_null() | (pl.col("valid_to") >= period.start)
    return localities.filter(begun, open_still, pl.col("kind") != "comparison").sort("locality")
