"""Places and times of which one person carries nearly all hours: what is withheld with them.

The parts of a breakdown add up to what else is told, so a single cell withheld takes the smallest other of its line
with it. Whatever is withheld of a place or time is withheld of it in every figure of the service and in both scopes.
"""

from __future__ import annotations

import polars as pl

from apk_lib.disclosure.rules import Rule
from apk_lib.disclosure.steps import settled, withhold

CELL = ("dimension_1", "category_1", "dimension_2", "category_2")
# cells that one person carries nearly alone, and what would tell them; one without a dimension is the whole service
CARRIED = dict.fromkeys((*CELL, "reason"), pl.String)
# of the service these are no hours: nobody carries them
_NO_HOURS = ("posts", "meetings")
_BREAKDOWN = ["indicator", "scope", "measure", "dimension_1", "dimension_2"]
# points without names that stand for places
_OF_PLACES = ("lorenz",)

_hidden = pl.col("reason").is_not_null()
_by_place = pl.col("rule") == Rule.TOTALS_BY_PLACE.name
_two = pl.col("dimension_2").is_not_null()


def by_cell(rows: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """Rows with figures of hours and visits withheld where one person carries them."""
    if carried.is_empty():
        return rows
    if carried["dimension_1"].has_nulls():
        return withhold(rows, _by_place & ~pl.col("unit").is_in(_NO_HOURS) & pl.col("value").is_not_null(), "dominance")
    rows = _joined(rows, carried, CELL)
    lines = carried.filter(pl.col("dimension_2").is_null())
    for named in (("dimension_1", "category_1"), ("dimension_2", "category_2")):
        rows = _joined(rows, lines, named)
    return settled(rows, (_lines, _alike))


def rates(rows: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """Rows with rates per hour withheld at a place whose hours are: what is below the line are those hours."""
    whole = pl.lit(carried["dimension_1"].has_nulls())
    per_hour = (pl.col("unit") == "per_100_hours") | (pl.col("indicator") == "hourly_cost")
    here = pl.col("category_1").is_in(_withheld(rows).implode()).fill_null(False)
    return withhold(rows, per_hour & (whole | here) & pl.col("value").is_not_null(), "dominance")


def drawn(points: pl.DataFrame, rows: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """Points without those of places that are withheld, and of nameless ones where any is."""
    if carried["dimension_1"].has_nulls():
        return points.filter(~_by_place)
    places = _withheld(rows)
    unnamed = pl.lit(len(places) > 0) & pl.col("measure").is_in(_OF_PLACES)
    return points.filter(~(_by_place & (unnamed | pl.col("series").is_in(places.implode()))))


def _withheld(rows: pl.DataFrame) -> pl.Series:
    """The places of which the service tells nothing."""
    places = pl.col("dimension_1").is_in(["locality", "school"])
    return rows.filter(_by_place, pl.col("reason").is_in(["dominance", "complement"]), places, ~_two)["category_1"]


def _joined(rows: pl.DataFrame, carried: pl.DataFrame, on: tuple[str, ...]) -> pl.DataFrame:
    """Rows with the reason of the cell, or of the place or time, they are of; `on` names its columns."""
    why = carried.select(**dict(zip(on, CELL, strict=False)), why="reason").unique(on, keep="last", maintain_order=True)
    rows = rows.join(why, on=on, how="left", maintain_order="left", nulls_equal=len(on) > 2)
    return rows.with_columns(reason=pl.coalesce("reason", pl.when(_by_place).then("why"))).drop("why")


def _lines(rows: pl.DataFrame) -> pl.DataFrame:
    """The smallest other of each line in which a single cell is withheld: of a place, of a time, of a breakdown."""
    amount = pl.coalesce("numerator", "value", pl.lit(0.0))
    cell = _by_place & pl.col("dimension_1").is_not_null()
    lacks = _hidden | (pl.col("state") == "suppressed")
    # where nothing was served there is nothing to withhold, and everybody knows it
    counts = cell & ((amount > 0) | lacks)
    for line in ([*_BREAKDOWN], [*_BREAKDOWN, "category_1"], [*_BREAKDOWN, "category_2"]):
        within = counts & (_two if len(line) > len(_BREAKDOWN) else ~_two)
        single = (lacks & within).sum().over(line) == 1
        free = within & ~lacks
        smallest = amount == pl.when(free).then(amount).min().over(line)
        first = (free & smallest).cum_sum().over(line, order_by=["category_1", "category_2"]) == 1
        rows = withhold(rows, free & smallest & single & first, "complement")
    return rows


def _alike(rows: pl.DataFrame) -> pl.DataFrame:
    """What is withheld in one figure of the service, or in one scope, in all; of a withheld margin the whole line."""
    carried = pl.col("reason").is_in(["dominance", "complement"])
    rows = withhold(rows, _by_place & pl.col("dimension_1").is_not_null() & carried.any().over(CELL), "complement")
    margins = rows.filter(_by_place, carried, ~_two, pl.col("dimension_1").is_not_null())
    lines = margins.select(dimension="dimension_1", category="category_1").unique()
    for number in (1, 2):
        of = [f"dimension_{number}", f"category_{number}"]
        found = rows.filter(_by_place, _two).join(lines, left_on=of, right_on=["dimension", "category"], how="semi")
        rows = withhold(rows, pl.col("row").is_in(found["row"].implode()), "complement")
    return rows
