"""Counts and hours of the kit: by month, counts in ranges, hours without what one person served alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from apk_lib import slots
from apk_lib.dataset import Dataset
from apk_lib.disclosure.limits import Limits
from apk_lib.kit.ranges import keys, ranged
from apk_lib.periods import Period, local_day
from apk_lib.tables.codes import CONTACT_KINDS, EVENT_KINDS
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR, Codes


@dataclass(frozen=True, slots=True)
class Hours:
    """Person-hours by month, locality and band, and how many of their cells are withheld."""

    rows: pl.DataFrame
    withheld: int


def hours(dataset: Dataset, period: Period, limits: Limits) -> Hours:
    """Whole person-hours of assistants in localities by month and time band.

    Withheld where one person served more than `Limits.dominance` of them. The sum of the months withheld in a reporting
    period may be known, so more of a place and band are withheld with them until nobody served so much of that sum, or
    all are.
    """
    stays = slots.counted(dataset.effort).filter(pl.col("day") <= period.end)
    stays = stays.with_columns(month=pl.col("day").dt.month_start()).with_columns(line=_line(dataset))
    persons = stays.group_by("locality", "band", "line", "month", "person").agg(pl.col("length").sum())
    schema = {"month": pl.Date, "locality": pl.String, "band": pl.String, "hours": pl.Int64}
    rows: list[tuple[object, ...]] = []
    for (locality, band, _), part in persons.partition_by("locality", "band", "line", as_dict=True).items():
        cells: dict[date, Counter[str]] = {}
        for month, person, length in part.sort("month", "person").select("month", "person", "length").iter_rows():
            cells.setdefault(month, Counter())[person] += length
        hidden = withheld(list(cells.values()), limits.dominance)
        rows += [
            (month, locality, band, None if place in hidden else round(served.total() / MICROSECONDS_PER_HOUR))
            for place, (month, served) in enumerate(cells.items())
        ]
    told = pl.DataFrame(rows, schema=schema, orient="row").sort("month", "locality", "band")
    return Hours(told, told["hours"].null_count())


def withheld(cells: Sequence[Counter[str]], dominance: float) -> set[int]:
    """Places of the cells that one person served more than a share of, and of those that hide their sum.

    The shortest other cell that is enough, or else the longest one and so on, until nobody served more than that share
    of what is withheld together. That takes two persons at least.
    """

    def carried(places: Iterable[int]) -> bool:
        together: Counter[str] = Counter()
        for place in places:
            together.update(cells[place])
        return together.total() > 0 and max(together.values()) > dominance * together.total()

    hidden = {place for place in range(len(cells)) if carried([place])}
    while carried(hidden) and len(hidden) < len(cells):
        others = sorted(set(range(len(cells))) - hidden, key=lambda place: (cells[place].total(), place))
        hidden.add(next((place for place in others if not carried({*hidden, place})), others[-1]))
    return hidden


def dispositions(dataset: Dataset, waves: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """How approaching people ended, by wave and part of the town."""
    rows = dataset.table("survey_dispositions").join(waves, on="wave", how="semi")
    told = rows.select("wave", "zone", "disposition", count="persons", line="wave").sort("wave", "zone", "disposition")
    # how many completed it everybody knows: the others have a total of their own
    told = told.with_columns(whole=pl.col("disposition") == "complete")
    asked = (dataset.table(f"survey_{name}").with_columns(line="wave") for name in ("respondents", "dispositions"))
    return ranged(told, ["zone", "whole"], limits.survey_cell, keys(*asked)).drop("whole").sort(
        "wave", "zone", "disposition"
    )  # fmt: skip


def events(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Events by month and kind."""
    met = dataset.table("events").with_columns(day=local_day(pl.col("at")), count=1)
    return _monthly(met, EVENT_KINDS, dataset, period, limits)


def contacts(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Contacts by month and kind."""
    visits = dataset.table("visits").select("visit", day=local_day(pl.col("start")))
    spoken = dataset.table("contacts").join(visits, on="visit")
    return _monthly(spoken, CONTACT_KINDS, dataset, period, limits)


def offences(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Offences by month and group of localities."""
    records = dataset.table("official_offences").with_columns(month=pl.col("happened_on").dt.month_start())
    return _by_arm(dataset.offence_months, records, dataset, period, limits)


def complaints(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Complaints by month and group of localities."""
    records = dataset.table("complaints").with_columns(month=pl.col("received_on").dt.month_start())
    return _by_arm(dataset.complaint_months, records, dataset, period, limits)


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
    project, line = dataset.project.start, _line(dataset)
    held = rows.filter(pl.col("day").is_between(project, period.end))
    months = pl.date_range(project.replace(day=1), period.end, "1mo", eager=True).alias("month").to_frame()
    grid = months.join(pl.DataFrame({"kind": sorted(kinds)}), how="cross").filter(not rows.is_empty())
    summed = held.group_by(pl.col("day").dt.month_start().alias("month"), "kind").agg(
        pl.col("count").cast(pl.Int64).sum()
    )
    whole = grid.join(summed, on=["month", "kind"], how="left").with_columns(pl.col("count").fill_null(0))
    told = whole.with_columns(line=line).sort("month", "kind")
    records = held.with_columns(month=pl.col("day").dt.month_start()).with_columns(line=line)
    return ranged(told, ["kind"], limits.occurrences, keys(records)).sort("month", "kind")


def _by_arm(
    panel: pl.DataFrame, records: pl.DataFrame, dataset: Dataset, period: Period, limits: Limits
) -> pl.DataFrame:
    """A panel of `offences.months` as ranges; `records` with their `month` are what it counts."""
    known = panel.filter(pl.col("month") <= period.end).select("month", "arm", "count").sort("month", "arm")
    secrets = keys(records.with_columns(line=_line(dataset)))
    return ranged(known.with_columns(line=_line(dataset)), ["arm"], limits.occurrences, secrets).sort("month", "arm")


def _line(dataset: Dataset) -> pl.Expr:
    """The reporting period a `month` lies in, before the project its year: totals of these are told elsewhere."""
    starts = sorted(one.start.replace(day=1) for one in dataset.project.periods)
    first = starts[0]
    since = (pl.col("month").dt.year() - first.year) * 12 + pl.col("month").dt.month().cast(pl.Int32) - first.month
    begun = pl.sum_horizontal((pl.col("month") >= start).cast(pl.Int32) for start in starts)
    return pl.when(begun > 0).then(begun).otherwise(since // 12).cast(pl.String)
