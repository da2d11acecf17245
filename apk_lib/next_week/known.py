"""What is known of the week that the coming one follows: its plan so far, and the places that wait for a visit.

Figures are those of the patrol indicators; days after the last record of service are nobody's fault yet, so ask with
a dataset as of that day (`last_service`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.evaluate import unit_rows
from apk_lib.indicators import CATALOGUE
from apk_lib.indicators.patrol import ADHERENCE
from apk_lib.next_week.asking import SUNDAY, monday
from apk_lib.periods import Period, local_day

ANY_DAY = 0  # the weekday of what is planned for a week as a whole
_UNIT = ["locality", "plan_row", "unit", "weekday", "band"]


def last_service(dataset: Dataset) -> date | None:
    """The last day on which a shift began, as far as is known; None where nobody has served yet."""
    days = dataset.table("shifts").select(day=local_day(pl.col("start")))["day"]
    return max(days.filter(days <= dataset.as_of), default=None)


def kept_so_far(dataset: Dataset, measure: str) -> pl.DataFrame:
    """The plan of the as-of date's week as far as it is due: `locality, weekday, planned, delivered, kept, left`.

    `measure` is a line of the plan; hours are microseconds, weekday 1 is Monday and 0 what is planned for any day. An
    amount for any day is due when its last day is over. Until then it neither counts nor is missed: `left` is what
    of all of it is still to be given, 0 where it is due.
    """
    whole, ended = _week(dataset, measure)
    amount = [*_UNIT, "planned"]
    due = whole.join(ended, on=amount, how="semi").with_columns(left=pl.col("planned") * 0)
    under_way = whole.filter(weekday=ANY_DAY).join(ended, on=amount, how="anti")
    later = under_way.with_columns(pl.col("planned", "delivered", "kept") * 0, left=pl.col("planned") - pl.col("kept"))
    return (
        pl.concat([due, later])
        .group_by("locality", "weekday")
        .agg(pl.col("planned", "delivered", "kept", "left").sum())
        .sort("locality", "weekday")
    )


def adherence_so_far(dataset: Dataset, measure: str) -> float | None:
    """What the indicator says of the same week, with its part of amounts for any day; None where nothing is planned."""
    _, ended = _week(dataset, measure)
    planned = int(ended["planned"].sum())
    return int(ended["kept"].sum()) / planned if planned else None


def _week(dataset: Dataset, measure: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The units of the plan in the whole week, and the parts of them that have ended by the as-of date."""
    first, of = monday(dataset.as_of), CATALOGUE[ADHERENCE[measure]]
    sunday = max(min(first + SUNDAY, dataset.project.end), dataset.as_of)
    week = Period("", first, sunday, sunday)
    return unit_rows(of, dataset, week), unit_rows(of, dataset, week.known_at(dataset.as_of))


def waiting(dataset: Dataset) -> pl.DataFrame:
    """A row a locality at the as-of date, those that wait first: `locality, since, last, overlooked, idle`.

    `since` is in days; it and `last` are null where nobody has ever been. `idle` is a locality without anybody for
    longer than it should be where nothing was planned since; such come last.
    """
    whole = Period("", dataset.project.start, dataset.as_of, dataset.as_of)
    seen = unit_rows(CATALOGUE["overlooked_localities"], dataset, whole)
    last = pl.lit(dataset.as_of) - pl.duration(days="since")
    long = pl.col("since").is_null() | (pl.col("since") > dataset.project.limit("revisit_days"))
    rows = seen.select(
        "locality", "since", "overlooked", last=last.cast(pl.Date), idle=long & (pl.col("overlooked") == 0)
    )
    by = ["overlooked", "idle", "since", "locality"]
    return rows.sort(by, descending=[True, False, True, False], nulls_last=False)
