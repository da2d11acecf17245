"""Which figures of a town are compared with those of other towns, and what they rest on.

Compared are totals, and breakdowns whose categories are the programme's; places, budget lines or bands are words of one
town. Nothing is compared by a trait of a person, nor who was approached or said nothing: those are few.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from apk_lib.disclosure.counting import SAID_NOTHING
from apk_lib.evaluate import CODES
from apk_lib.tables.questionnaire import CORE_ITEMS, SAFETY_ITEMS

_OF_PERSONS = ("sex", "age_group", "esf_age_group", "months_since_start", "end_reason", "disposition")
# no measurement of a town: what a survey would need, and what others found elsewhere
_NOT_OF_TOWNS = ("survey_plan", "survey_weights", "published_safety")
# more waves than a project has periods there are not
WAVES = tuple(str(number) for number in range(1, 100))
# dimension -> its categories
CATEGORIES: Mapping[str, Collection[str]] = {
    **{name: frozenset(codes) for name, codes in CODES.items() if name not in _OF_PERSONS},
    "item": CORE_ITEMS.keys(),
    "wave": WAVES,
}
# the items behind an indicator that is no breakdown by items
ITEMS = {
    **{item: (item,) for item in SAFETY_ITEMS},
    "safety_balance": ("safety_improved",),
    "assistants_help": ("knows_assistants", "safer_with_assistants"),
}
_DIMENSIONS = (("dimension_1", "category_1"), ("dimension_2", "category_2"))


def is_compared() -> pl.Expr:
    """Whether a row of figures is one that towns are compared by."""
    known = [
        pl.col(dimension).is_null() & pl.col(category).is_null() | _is_category(dimension, category)
        for dimension, category in _DIMENSIONS
    ]
    in_order = pl.col("dimension_1").is_not_null() | pl.col("dimension_2").is_null()
    asked = pl.col("measure").is_in(SAID_NOTHING) | pl.col("indicator").is_in(_NOT_OF_TOWNS)
    return pl.all_horizontal(*known, in_order) & ~asked


def numbered_waves(figures: pl.DataFrame, waves: pl.DataFrame) -> pl.DataFrame:
    """Figures by wave under the number of the wave in time: what a town calls its waves nobody else knows.

    Args:
        figures: rows of `Results`.
        waves: the table `survey_waves`.
    """
    in_time = waves.sort("starts", "ends", "wave")["wave"].to_list()
    numbers = {wave: str(number) for number, wave in enumerate(in_time, 1)}
    return figures.with_columns(
        pl.when(pl.col(dimension) == "wave").then(pl.col(category).replace_strict(numbers, default=None))
        .otherwise(category).alias(category)
        for dimension, category in _DIMENSIONS
    )  # fmt: skip


def items_of() -> pl.Expr:
    """The items of the core questionnaire that a figure rests on, a list; empty where it rests on none."""
    by_item = [pl.when(pl.col(dimension) == "item").then(pl.concat_list(category)) for dimension, category
               in _DIMENSIONS]  # fmt: skip
    named = pl.col("indicator").replace_strict(
        {id: list(items) for id, items in ITEMS.items()}, default=None, return_dtype=pl.List(pl.String)
    )
    return pl.coalesce(*by_item, named)


def _is_category(dimension: str, category: str) -> pl.Expr:
    return pl.any_horizontal(
        (pl.col(dimension) == name) & pl.col(category).is_in(list(codes)) for name, codes in CATEGORIES.items()
    ).fill_null(False)
