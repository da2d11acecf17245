"""All rows a table of the kit can have: they follow from public tables alone, whoever served or looked where and when.

Which rows there are would tell something, too: a month without hours of a band is a month in which somebody was away.
"""

from __future__ import annotations

from itertools import product

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.periods import Period
from apk_lib.tables.codes import CHECKLIST, DISPOSITIONS, ZONES


def every_frame(dataset: Dataset, period: Period) -> dict[str, pl.DataFrame]:
    """The frames by table of the kit, of those tables that have rows only where something was recorded."""
    return {
        "survey_dispositions": dispositions(dataset, period),
        "patrol_monthly": patrols(dataset, period),
        "locality_checks": checks(dataset, period),
    }


def months(dataset: Dataset, period: Period) -> pl.DataFrame:
    """Each `month` of the project up to the end of a period, as its first day."""
    first = dataset.project.start.replace(day=1)
    return pl.date_range(first, period.end, "1mo", eager=True).alias("month").to_frame()


def patrols(dataset: Dataset, period: Period) -> pl.DataFrame:
    """Every `month, locality, band` with the locality in force on some day of the month."""
    bands = dataset.table("bands").select("band").unique()
    return _in_force(dataset, period).join(bands, how="cross").sort("month", "locality", "band")


def checks(dataset: Dataset, period: Period) -> pl.DataFrame:
    """One check of every locality in force in every month, of all items: `locality, checked_on, item`."""
    items = pl.DataFrame({"item": sorted(CHECKLIST)})
    rows = _in_force(dataset, period).join(items, how="cross")
    return rows.select("locality", pl.col("month").alias("checked_on"), "item").sort("locality", "checked_on", "item")


def dispositions(dataset: Dataset, period: Period) -> pl.DataFrame:
    """Every `wave, zone, disposition` of the waves that ended by the end of a period."""
    waves = dataset.table("survey_waves").filter(pl.col("ends") <= period.end)["wave"].unique().sort()
    names = {"wave": pl.String, "zone": pl.String, "disposition": pl.String}
    return pl.DataFrame(list(product(waves, sorted(ZONES), sorted(DISPOSITIONS))), schema=names, orient="row")


def _in_force(dataset: Dataset, period: Period) -> pl.DataFrame:
    """Every `month, locality` with the locality in force on some day of the month."""
    places = dataset.table("localities").select("locality", "valid_from", "valid_to")
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= pl.col("month").dt.month_end())
    lasting = pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col("month"))
    return months(dataset, period).join(places, how="cross").filter(begun, lasting).select("month", "locality").unique()
