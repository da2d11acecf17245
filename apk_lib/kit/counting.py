"""Counts and hours of the kit: by month, in ranges, without what one person served alone."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from apk_lib import slots
from apk_lib.dataset import Dataset
from apk_lib.disclosure.limits import Limits
from apk_lib.periods import Period, local_day
from apk_lib.tables.codes import CONTACT_KINDS, EVENT_KINDS
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR, Codes


@dataclass(frozen=True, slots=True)
class Hours:
    """Person-hours by month, locality and band, and how many of their cells are withheld."""

    rows: pl.DataFrame
    withheld: int


def ranged(rows: pl.DataFrame, count: str, limit: int) -> pl.DataFrame:
    """Counts as the range they lie in, `least` to `most`: 0–4, 5–9 and so on for a limit of 5.

    A count under the limit is told as little as in public. So are all others, for otherwise a total published
    elsewhere would tell the few as the rest (OpenSAFELY rounds every count for the same reason).
    """
    least = pl.col(count) // limit * limit
    return rows.with_columns(least=least, most=least + limit - 1).drop(count)


def hours(dataset: Dataset, period: Period, limits: Limits) -> Hours:
    """Whole person-hours of assistants in localities by month and time band.

    Withheld where one person served more than `Limits.dominance` of them. Where that leaves one month of a place and
    band withheld in a reporting period, the shortest other month of theirs is withheld with it: their sum may be known.
    """
    by = ["month", "locality", "band"]
    stays = slots.counted(dataset.effort).filter(pl.col("day") <= period.end)
    persons = stays.group_by(pl.col("day").dt.month_start().alias("month"), "locality", "band", "person").agg(
        pl.col("length").sum()
    )
    cells = persons.group_by(by).agg(
        hours=pl.col("length").sum(), one=pl.col("length").max() > limits.dominance * pl.col("length").sum()
    )
    starts = pl.DataFrame({"start": [one.start for one in dataset.project.periods]}, schema={"start": pl.Date})
    lines = cells.sort("month").join_asof(starts.sort("start").with_columns(line="start"), left_on="month",
                                          right_on="start")  # fmt: skip
    order = pl.struct(~pl.col("one"), "hours", "month").rank("ordinal")
    place = order.over("locality", "band", "line")
    alone = pl.col("one").sum().over("locality", "band", "line") == 1
    told = lines.with_columns(hidden=pl.col("one") | (alone & (place <= 2)))
    whole = (pl.col("hours") / MICROSECONDS_PER_HOUR).round().cast(pl.Int64)
    rows = told.select(*by, hours=pl.when(~pl.col("hidden")).then(whole)).sort(by)
    return Hours(rows, rows["hours"].null_count())


def dispositions(dataset: Dataset, waves: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """How approaching people ended, by wave and part of the town."""
    rows = dataset.table("survey_dispositions").join(waves, on="wave", how="semi")
    told = rows.select("wave", "zone", "disposition", "persons")
    return ranged(told, "persons", limits.survey_cell).sort("wave", "zone", "disposition")


def events(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Events by month and kind."""
    met = dataset.table("events").select("kind", day=local_day(pl.col("at")), count=1)
    return _monthly(met, EVENT_KINDS, dataset, period, limits)


def contacts(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Contacts by month and kind."""
    visits = dataset.table("visits").select("visit", day=local_day(pl.col("start")))
    spoken = dataset.table("contacts").select("visit", "kind", "count").join(visits, on="visit")
    return _monthly(spoken.select("kind", "day", "count"), CONTACT_KINDS, dataset, period, limits)


def occurrences(panel: pl.DataFrame, period: Period, limits: Limits) -> pl.DataFrame:
    """Offences or complaints by month and group of localities, from a panel of `offences.months`."""
    known = panel.filter(pl.col("month") <= period.end).select("month", "arm", "count")
    return ranged(known, "count", limits.occurrences).sort("month", "arm")


def locality_checks(dataset: Dataset, period: Period) -> pl.DataFrame:
    """The state of localities, its days as months."""
    rows = dataset.table("locality_checks").filter(pl.col("checked_on") <= period.end)
    told = rows.select(
        "locality", pl.col("checked_on").dt.month_start(), "item", "score", "reported_to",
        pl.col("fixed_on").dt.month_start(),
    )  # fmt: skip
    return told.sort(told.columns, nulls_last=True)


def _monthly(rows: pl.DataFrame, kinds: Codes, dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """The sum of `count` for each kind and month of the project; a table without a row tells of no month."""
    project = dataset.project.start
    held = rows.filter(pl.col("day").is_between(project, period.end))
    months = pl.date_range(project.replace(day=1), period.end, "1mo", eager=True).alias("month").to_frame()
    grid = months.join(pl.DataFrame({"kind": sorted(kinds)}), how="cross").filter(not rows.is_empty())
    summed = held.group_by(pl.col("day").dt.month_start().alias("month"), "kind").agg(
        pl.col("count").cast(pl.Int64).sum()
    )
    whole = grid.join(summed, on=["month", "kind"], how="left").with_columns(pl.col("count").fill_null(0))
    return ranged(whole, "count", limits.occurrences).sort("month", "kind")
