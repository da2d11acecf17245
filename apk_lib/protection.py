"""Figures of a dataset as an audience may see them."""

from __future__ import annotations

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.disclosure import ledger
from apk_lib.disclosure.guard import WITHHELD_PLACES, guard
from apk_lib.disclosure.limits import Limits
from apk_lib.disclosure.rules import AUDIENCES, Audience
from apk_lib.errors import ParameterError
from apk_lib.evaluate import Figures, as_far_as_run
from apk_lib.indicators import CATALOGUE
from apk_lib.slots import counted
from apk_lib.text import Text


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
    places = carried_places(dataset, figures.results["period"].unique().to_list(), limits.dominance)
    published = ledger.parsed(dataset.published)
    return Figures(*guard(figures.results, figures.curves, subjects, audience, limits, places, published))


def carried_places(dataset: Dataset, periods: list[str], most: float) -> pl.DataFrame:
    """The places of which one person carries more than `most` of the hours, by scope, and their schools.

    A single one is joined by the place with the fewest hours (`complement`): totals less all others would tell it.
    """
    parts = [pl.DataFrame(schema=WITHHELD_PLACES)]
    for period in periods:
        known = as_far_as_run(dataset.project.period(period), dataset)
        for scope, window in (("period", known), ("cumulative", known.since(dataset.project.start))):
            days = pl.col("day").is_between(window.start, window.end)
            carried = _carried(counted(dataset.effort).filter(days), most)
            parts.append(carried.select(pl.lit(scope).alias("scope"), pl.lit("locality").alias("dimension"),
                                        category="locality", reason="reason"))  # fmt: skip
    places = pl.concat(parts)
    taught = dataset.table("localities").select("locality", "school").drop_nulls()
    schools = places.join(taught, left_on="category", right_on="locality").with_columns(
        dimension=pl.lit("school"), category="school"
    )
    both = pl.concat([places, schools.select(places.columns)])
    return both.sort("scope", "dimension", "category", "reason").unique(["scope", "dimension", "category"], keep="last",
                                                                        maintain_order=True)  # fmt: skip


def _carried(effort: pl.DataFrame, most: float) -> pl.DataFrame:
    """`locality, reason` of what is carried by one person, or hides the only such place."""
    by_person = effort.group_by("locality", "person").agg(pl.col("length").sum())
    hours = by_person.group_by("locality").agg(total=pl.col("length").sum(), largest=pl.col("length").max())
    carried = pl.col("largest") > most * pl.col("total")
    alone = hours.filter(carried).select("locality", reason=pl.lit("dominance"))
    others = hours.filter(~carried, pl.col("total") > 0).sort("total", "locality").head(1 if len(alone) == 1 else 0)
    return pl.concat([alone, others.select("locality", reason=pl.lit("complement"))])
