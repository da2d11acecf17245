"""Offences and complaints month by month in groups of places, and which months stand before and after.

Pure, like `slots`: frames and days in, frames out. A panel has one row an arm and known month: `arm, month` (its
first day), `count`, and `records`, the `source_row` of those counted, after them (`known_by`) those that say which
months are known. Arms are the kinds of localities (`tables.codes.ARMS`); whatever else there is, is elsewhere.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.periods import TIME_ZONE
from apk_lib.tables.codes import ARMS

YEAR = 12
# a town with so many records a month does not have a month without one: its records are missing (p < 0.00005)
ALWAYS_SOME = 10


def months(records: pl.DataFrame, day: str, localities: pl.DataFrame, known_until: date) -> pl.DataFrame:
    """The panel of a table of records, each on its `day`, as far as whole months are known at a day.

    Months from the first recorded to the last recorded one are known; where a later `recorded_at` shows that records
    were still kept, to the last one that was over by then. One without a record is zero in every arm that has a place,
    unless the town has `ALWAYS_SOME` a month: then the month is a gap and stays out.
    """
    met = with_arm(records, localities).select("arm", "source_row", month=pl.col(day).dt.truncate("1mo"))
    last = pl.max_horizontal(pl.col("month").max(), pl.lit(_over_by_the_last_entry(records), pl.Date))
    spanned = met.select(pl.date_ranges(pl.col("month").min(), last, "1mo").alias("month"))
    known = spanned.explode("month").drop_nulls().filter(pl.col("month").dt.month_end() <= known_until)
    by_month = known.join(met.group_by("month").agg(all=pl.len()), on="month", how="left")
    if len(known) and len(met.filter(pl.col("month") <= known["month"].max())) >= ALWAYS_SOME * len(known):
        by_month = by_month.drop_nulls("all")
    there_are = {*localities["kind"].cast(pl.String), "elsewhere"}
    places = pl.DataFrame({"arm": [arm for arm in ARMS if arm in there_are]})
    counted = met.group_by("month", "arm").agg(count=pl.len().cast(pl.Int64), records="source_row")
    known_by = pl.lit(_edges(records, day), pl.List(pl.Int64))
    return (
        by_month.select("month")
        .join(places, how="cross")
        .join(counted, on=["month", "arm"], how="left")
        .select("arm", "month", pl.col("count").fill_null(0), pl.col("records").list.sort(), known_by=known_by)
        .with_columns(records=pl.coalesce(pl.concat_list("records", "known_by"), "known_by"))
        .sort("arm", "month")
    )


def _edges(records: pl.DataFrame, day: str) -> list[int]:
    """The `source_row` of the first record, the last, and the one entered last: they say which months are known."""
    entered = ["recorded_at"] if "recorded_at" in records.columns else []
    ordered = [records.sort(column, "source_row")["source_row"] for column in (day, *entered)]
    ends = {ordered[0].first(), *(rows.last() for rows in ordered)} if len(records) else set()
    return sorted(row for row in ends if isinstance(row, int))


def _over_by_the_last_entry(records: pl.DataFrame) -> date | None:
    """The last month that was over when the last record was entered, if that is known."""
    if "recorded_at" not in records.columns:
        return None
    entered = pl.col("recorded_at").dt.convert_time_zone(TIME_ZONE).dt.date()
    found = records.select(entered.dt.month_start().dt.offset_by("-1mo").max()).item()
    return found if isinstance(found, date) else None


def with_arm(records: pl.DataFrame, localities: pl.DataFrame) -> pl.DataFrame:
    """The records with the `arm` their locality belongs to."""
    arms = localities.select("locality", arm=pl.col("kind").cast(pl.String)).filter(pl.col("arm").is_in(list(ARMS)))
    joined = records.join(arms, on="locality", how="left", maintain_order="left")
    return joined.with_columns(pl.col("arm").fill_null("elsewhere"))


def windows(panel: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """The months of a panel up to `end`, with the `window` each is compared in: before, after, or null.

    Other columns of the panel stay.

    Windows are as many whole years right before and after `start` as are known on both sides, so that seasons weigh
    alike; without a whole year the months after it stand against the same months a year earlier. A month whose
    counterpart (the same calendar month, in the same year of its window) is not known stays out of both.
    """
    place = pl.col("month").dt.year() * YEAR + pl.col("month").dt.month() - 1
    rows = panel.filter(pl.col("month").dt.month_end() <= end).with_columns(place=place.cast(pl.Int64))
    split = start.year * YEAR + start.month - 1
    opens = split + (start.day > 1)  # a month in which the project began belongs to neither
    first, last = rows["place"].min(), rows["place"].max()
    if not isinstance(first, int) or not isinstance(last, int):
        return rows.drop("place").with_columns(window=pl.lit(None, pl.String))
    length = YEAR * max(min((split - first) // YEAR, (last - opens + 1) // YEAR), 1)
    begins = {"before": split - length, "after": opens}
    marked = pl.concat(
        rows.filter(pl.col("place").is_between(begin, begin + length - 1)).select(
            "place",
            window=pl.lit(window),
            same=pl.struct(pl.col("place") % YEAR, year=(pl.col("place") - begin) // YEAR),
        )
        for window, begin in begins.items()
    ).unique()
    paired = marked.filter(pl.col("window").n_unique().over("same") == len(begins))
    return rows.join(paired, on="place", how="left").drop("place", "same").sort("arm", "month")


def emergency_months(context_events: pl.DataFrame, first: date, end: date) -> pl.DataFrame:
    """The share of the days of each month, from that of `first` to that of `end`, in a state of emergency."""
    declared = context_events.filter(pl.col("kind") == "state_of_emergency")
    days = pl.DataFrame({"day": pl.date_range(first.replace(day=1), end, eager=True).dt.month_end()})
    calendar = days.unique().select(month=pl.col("day").dt.month_start(), days=pl.col("day").dt.day()).sort("month")
    within = (
        declared.select(day=pl.date_ranges("start", "end")).explode("day").drop_nulls().unique()
        .group_by(month=pl.col("day").dt.month_start()).agg(declared=pl.len())
    )  # fmt: skip
    share = pl.col("declared").fill_null(0) / pl.col("days")
    return calendar.join(within, on="month", how="left").select("month", share=share).sort("month")
