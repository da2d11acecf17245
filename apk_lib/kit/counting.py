"""Counts and hours of the kit: by month, counts in ranges, hours without what one person served alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from apk_lib import slots
from apk_lib.dataset import Dataset
from apk_lib.disclosure.limits import Limits
from apk_lib.kit import frames
from apk_lib.kit.ranges import ranged, secret
from apk_lib.periods import Period, local_day
from apk_lib.tables.codes import CONTACT_KINDS, EVENT_KINDS
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR, Codes

# the entries that make the secret of lots: of a month, so that there are many
FIRST = timedelta(days=31)
# month, locality and band
Cell = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class Hours:
    """Person-hours by month, locality and band, and how many of their cells are withheld."""

    rows: pl.DataFrame
    withheld: int


def hours(dataset: Dataset, period: Period, limits: Limits) -> Hours:
    """Whole person-hours of assistants by month, locality in force and time band, 0 where nobody served.

    Withheld where one person served more than `Limits.dominance` of them. The sum of the months withheld in a reporting
    period may be known, for a place and band and for a place, so more are withheld with them until nobody served so
    much of either sum, or all are. A town without any hours has no rows.
    """
    stays = slots.counted(dataset.effort).filter(pl.col("day") <= period.end)
    persons = stays.group_by(pl.col("day").dt.month_start().alias("month"), "locality", "band", "person").agg(
        pl.col("length").sum()
    )
    grid = frames.patrols(dataset, period).filter(not stays.is_empty())
    served: dict[Cell, Counter[str]] = {cell: Counter() for cell in grid.iter_rows()}
    for *cell, person, length in persons.sort("month", "locality", "band", "person").iter_rows():
        served.setdefault((cell[0], cell[1], cell[2]), Counter())[person] += length
    schema = {"month": pl.Date, "locality": pl.String, "band": pl.String}
    cells = pl.DataFrame(list(served), schema=schema, orient="row").sort("month", "locality", "band")
    hidden: set[Cell] = set()
    for part in cells.with_columns(line=_line(dataset)).partition_by("locality", "line", maintain_order=True):
        hidden |= _hidden({cell: served[cell] for cell in part.select(*schema).iter_rows()}, limits.dominance)
    whole = [
        None if cell in hidden else round(served[cell].total() / MICROSECONDS_PER_HOUR) for cell in cells.iter_rows()
    ]  # fmt: skip
    return Hours(cells.with_columns(hours=pl.Series(whole, dtype=pl.Int64)), len(hidden))


def _hidden(served: Mapping[Cell, Counter[str]], dominance: float) -> set[Cell]:
    """The cells of a place and reporting period that are withheld: of each band, then of all bands together."""
    hidden: set[Cell] = set()
    for band in sorted({cell[-1] for cell in served}):
        cells = [cell for cell in served if cell[-1] == band]
        hidden |= {cells[place] for place in withheld([served[cell] for cell in cells], dominance)}
    cells = list(served)
    already = [place for place, cell in enumerate(cells) if cell in hidden]
    return {cells[place] for place in withheld(list(served.values()), dominance, already)}


def withheld(cells: Sequence[Counter[str]], dominance: float, already: Collection[int] = ()) -> set[int]:
    """Places of the cells that one person served more than a share of, and of those that hide their sum.

    Those `already` withheld are among them, and in the sum.

    The shortest other cell that is enough, or else the longest one and so on, until nobody served more than that share
    of what is withheld together. That takes two persons at least.
    """

    def carried(places: Iterable[int]) -> bool:
        together: Counter[str] = Counter()
        for place in places:
            together.update(cells[place])
        return together.total() > 0 and max(together.values()) > dominance * together.total()

    hidden = {*already, *(place for place in range(len(cells)) if carried([place]))}
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
    ranges = ranged(told, ["zone", "whole"], limits.survey_cell, _secret(dataset, "survey_respondents"))
    return ranges.drop("whole").sort("wave", "zone", "disposition")


def events(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Events by month and kind."""
    met = dataset.table("events").with_columns(day=local_day(pl.col("at")), count=1)
    return _monthly(met, EVENT_KINDS, dataset, period, limits, _secret(dataset, "events"))


def contacts(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Contacts by month and kind."""
    visits = dataset.table("visits").select("visit", day=local_day(pl.col("start")))
    spoken = dataset.table("contacts").join(visits, on="visit")
    return _monthly(spoken, CONTACT_KINDS, dataset, period, limits, _secret(dataset, "contacts"))


def offences(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Offences by month and group of localities."""
    return _by_arm(dataset.offence_months, dataset, period, limits, _secret(dataset, "official_offences"))


def complaints(dataset: Dataset, period: Period, limits: Limits) -> pl.DataFrame:
    """Complaints by month and group of localities."""
    return _by_arm(dataset.complaint_months, dataset, period, limits, _secret(dataset, "complaints"))


def locality_checks(dataset: Dataset, period: Period) -> pl.DataFrame:
    """The state of localities, its days as months."""
    rows = dataset.table("locality_checks").filter(pl.col("checked_on") <= period.end)
    told = rows.select(
        "locality", pl.col("checked_on").dt.month_start(), "item", "score", "reported_to",
        pl.col("fixed_on").dt.month_start(),
    )  # fmt: skip
    return told.sort(told.columns, nulls_last=True)


def _monthly(
    rows: pl.DataFrame, kinds: Codes, dataset: Dataset, period: Period, limits: Limits, seed: bytes
) -> pl.DataFrame:
    """The sum of `count` for each kind and month of the project; a table without a row tells of no month."""
    held = rows.filter(pl.col("day").is_between(dataset.project.start, period.end))
    every_kind = pl.DataFrame({"kind": sorted(kinds)}).filter(not rows.is_empty())
    grid = frames.months(dataset, period).join(every_kind, how="cross")
    summed = held.group_by(pl.col("day").dt.month_start().alias("month"), "kind").agg(
        pl.col("count").cast(pl.Int64).sum()
    )
    whole = grid.join(summed, on=["month", "kind"], how="left").with_columns(pl.col("count").fill_null(0))
    told = whole.with_columns(line=_line(dataset)).sort("month", "kind")
    return ranged(told, ["kind"], limits.occurrences, seed).sort("month", "kind")


def _by_arm(panel: pl.DataFrame, dataset: Dataset, period: Period, limits: Limits, seed: bytes) -> pl.DataFrame:
    """A panel of `offences.months` as ranges."""
    known = panel.filter(pl.col("month") <= period.end).select("month", "arm", "count").sort("month", "arm")
    return ranged(known.with_columns(line=_line(dataset)), ["arm"], limits.occurrences, seed).sort("month", "arm")


def _secret(dataset: Dataset, table: str) -> bytes:
    """The secret of a table's lots: the visits that were entered first, or the table's own rows if there are none.

    Hundreds of places and minutes that nobody has from outside. What is entered late is not among them, so it stays
    from kit to kit until one of them is corrected.
    """
    visits = dataset.table("visits")
    rows = dataset.table(table) if visits.is_empty() else visits
    return secret(table, rows.filter(pl.col("recorded_at") <= pl.col("recorded_at").min() + FIRST))


def _line(dataset: Dataset) -> pl.Expr:
    """The reporting period a `month` lies in, before the project its year: totals of these are told elsewhere."""
    starts = sorted(one.start.replace(day=1) for one in dataset.project.periods)
    first = starts[0]
    since = (pl.col("month").dt.year() - first.year) * 12 + pl.col("month").dt.month().cast(pl.Int32) - first.month
    begun = pl.sum_horizontal((pl.col("month") >= start).cast(pl.Int32) for start in starts)
    return pl.when(begun > 0).then(begun).otherwise(since // 12).cast(pl.String)
