"""What a figure tells of how many: the counts that stand in a row of `Results`."""

from __future__ import annotations

import polars as pl

# figures in these units are counts of cases
COUNTED = ("events", "contacts", "offences", "complaints")
# figures in these have a count above the line; only a share has one below it
RELATIVE = ("share", "ratio", "per_100_hours", "per_1000", "per_month")
# units of occurrences and victims in which nothing is told of a case
COUNTLESS = ("months", "localities")
# a ratio of ratios has a ratio above its line; its counts are told by the rates it is made of
_NO_COUNTS = ("ratio_of_ratios",)
# measures of who gave no answer
SAID_NOTHING = ("dont_know", "nonresponse", "answer_8", "answer_9")
# of so little a product of a share falls short of a whole number by rounding
_ROUNDING = 1e-9

_of_cases = pl.col("unit").is_in([*COUNTED, *RELATIVE]) & ~pl.col("measure").is_in(_NO_COUNTS)
_is_share = pl.col("unit") == "share"


def cases(results: pl.DataFrame) -> pl.DataFrame:
    """Results with how many cases a figure counts (`count`), how many it does not (`rest`) and of how many (`whole`).

    The last two only shares have; all are null where a figure counts nothing.
    """
    none = pl.when((pl.col("state") == "no_cases") & pl.col("unit").is_in(COUNTED)).then(0.0)
    return results.with_columns(
        count=pl.when(_of_cases).then(pl.coalesce("numerator", none)),
        rest=pl.when(_is_share).then(pl.col("denominator") - pl.col("numerator")),
        whole=pl.when(_is_share).then("denominator"),
    )


def respondents(results: pl.DataFrame) -> pl.DataFrame:
    """Results of a survey with at least how many answered so (`count`) and otherwise (`rest`).

    A weighted share does not say how many answered so. The number whose share it would be in a sample of equal weights
    stands in for them, rounded down on both sides. Who did not say are at the most those by whom the base of the other
    figures of the same cell is smaller.
    """
    share = pl.when(_is_share)
    so = (pl.col("value") * pl.col("n") + _ROUNDING).floor()
    cell = ["indicator", "scope", "dimension_1", "category_1", "dimension_2", "category_2"]
    smaller = pl.col("n") - pl.col("n").filter(pl.col("value").is_not_null(), pl.col("n") > 0).min().over(cell)
    so = pl.when(pl.col("measure").is_in(SAID_NOTHING)).then(pl.min_horizontal(so, smaller)).otherwise(so)
    otherwise = ((1 - pl.col("value")) * pl.col("n") + _ROUNDING).floor()
    return results.with_columns(
        count=share.then(pl.coalesce("numerator", so)),
        rest=share.then(pl.coalesce(pl.col("denominator") - pl.col("numerator"), otherwise)),
        whole=pl.lit(None, pl.Float64),
    )
