"""Figures of a dataset as an audience may see them."""

from __future__ import annotations

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.disclosure import ledger
from apk_lib.disclosure.carried import CARRIED, CELL
from apk_lib.disclosure.guard import guard
from apk_lib.disclosure.limits import Limits
from apk_lib.disclosure.rules import AUDIENCES, Audience
from apk_lib.errors import ParameterError
from apk_lib.evaluate import Figures, as_far_as_run
from apk_lib.indicators import CATALOGUE
from apk_lib.indicators.patrol.rows import with_weekday
from apk_lib.periods import TIME_ZONE, Period
from apk_lib.slots import counted
from apk_lib.text import Text

# by what hours are told; by none of them is all of it
_CELLS = ((), ("locality",), ("activity",), ("weekday_band",), ("hour",), ("locality", "weekday_band"),
          ("locality", "hour"))  # fmt: skip


def protect(figures: Figures, dataset: Dataset, audience: Audience) -> Figures:
    """The figures that an audience may see, and which it may not and why; the town itself sees all of them.

    Args:
        figures: what `evaluate` gave for one period, all of it: a part cannot be judged without the rest.
        dataset: the dataset they were evaluated from.
        audience: one of `disclosure.AUDIENCES`.

    Raises:
        ParameterError: the audience is unknown.
        ProjectError: the project sheet sets a limit that would protect nobody.
        DataError: the ledger of what was published is damaged.
    """
    if audience not in AUDIENCES:
        known = ", ".join(AUDIENCES)
        raise ParameterError(
            Text(
                cs=f"Pro koho zpráva je: „{audience}“ neznáme. Zadejte jedno z: {known}.",
                en=f"There is no audience “{audience}”. Give one of: {known}.",
            )
        )
    if audience == "internal":
        return figures
    limits = Limits.of(dataset.project)
    subjects = {id: CATALOGUE.definitions(id)[-1].subject for id in CATALOGUE}
    alone = carried_cells(dataset, figures.results["period"].unique().to_list(), limits.dominance)
    published = ledger.parsed(dataset.published)
    return Figures(*guard(figures.results, figures.curves, subjects, audience, limits, alone, published))


def carried_cells(dataset: Dataset, periods: list[str], most: float) -> pl.DataFrame:
    """The places, times and activities of which one person carries more than `most` of the hours (`CARRIED`).

    What is carried in the period is withheld of the time since the start, too, and the other way round. A place that
    would be the only one is joined by the one with the fewest hours (`complement`): totals less all others would tell
    it. One row without a dimension stands for all hours, where one person carries them or no place is left.
    """
    parts = []
    for period in periods:
        known = as_far_as_run(dataset.project.period(period), dataset)
        for window in (known, known.since(dataset.project.start)):
            parts.append(_served(dataset, window))
    cells = pl.concat([_carried(part, by, most) for part in parts for by in _CELLS])
    places = cells.filter(pl.col("dimension_1") == "locality", pl.col("dimension_2").is_null())["category_1"].unique()
    joined, nothing_left = places.to_list(), False
    for part in parts:
        hours = part.group_by("locality").agg(pl.col("length").sum()).sort("length", "locality")["locality"].to_list()
        withheld, others = ([place for place in hours if (place in joined) is told] for told in (True, False))
        joined += others[:1] if len(withheld) == 1 else []
        nothing_left |= bool(withheld) and len(others) <= int(len(withheld) == 1)
    added = pl.DataFrame({"category_1": joined}, schema={"category_1": pl.String})
    added = added.with_columns(dimension_1=pl.lit("locality"), reason=pl.lit("complement"))
    whole = pl.DataFrame({"reason": ["dominance"] if nothing_left else []}, schema={"reason": pl.String})
    every = pl.concat([cells, added, whole], how="diagonal")
    taught = dataset.table("localities").select("locality", "school").drop_nulls()
    schools = every.filter(pl.col("dimension_1") == "locality", pl.col("dimension_2").is_null()).join(
        taught, left_on="category_1", right_on="locality"
    )
    both = pl.concat([every, schools.select(dimension_1=pl.lit("school"), category_1="school", reason="reason")],
                     how="diagonal").select(list(CARRIED))  # fmt: skip
    return both.unique(CELL, keep="first", maintain_order=True).sort(CELL)


def _served(dataset: Dataset, window: Period) -> pl.DataFrame:
    """The time of each person in a window, with the categories it is told by; cut where an hour of the clock ends."""
    effort = counted(dataset.effort).filter(pl.col("day").is_between(window.start, window.end))
    hours = pl.datetime_ranges(pl.col("start").dt.truncate("1h"), "end", "1h", closed="left")
    pieces = with_weekday(effort.with_columns(clock=hours).explode("clock"), "day")
    ends = pl.min_horizontal("end", pl.col("clock").dt.offset_by("1h"))
    return pieces.with_columns(
        hour=pl.col("clock").dt.convert_time_zone(TIME_ZONE).dt.hour().cast(pl.String),
        length=(ends - pl.max_horizontal("start", "clock")).dt.total_microseconds(),
    )


def _carried(served: pl.DataFrame, by: tuple[str, ...], most: float) -> pl.DataFrame:
    """`CARRIED` of the cells by some dimensions that one person carries."""
    by_person = served.group_by(*by, "person").agg(pl.col("length").sum()).with_columns(whole=pl.lit(0))
    hours = by_person.group_by(*by, "whole").agg(total=pl.col("length").sum(), largest=pl.col("length").max())
    carried = hours.filter(pl.col("total") > 0, pl.col("largest") > most * pl.col("total"))
    names = [*by, None, None][:2]
    named = {f"dimension_{number}": pl.lit(name, pl.String) for number, name in enumerate(names, 1)}
    categories = {f"category_{number}": pl.col(name) if name else pl.lit(None, pl.String)
                  for number, name in enumerate(names, 1)}  # fmt: skip
    return carried.with_columns(**named, **categories, reason=pl.lit("dominance")).select(list(CARRIED))
