"""Answers of a survey: which rest on too few respondents, and which others would tell them.

Rows are those of `counting.respondents` with `reason` (null as long as a figure is shown), `base` and `cell`, the
fewest respondents behind a figure and behind an answer. Each step withholds more and nothing less.
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from apk_lib.disclosure.counting import SAID_NOTHING
from apk_lib.disclosure.steps import withhold

# parts of the respondents that make up all of them
PARTS = ("zone", "sex", "age_group", "zone_pair")
# measures of one cell of which one tells another: together they are told or not
_TOGETHER = (
    ("answer_1", "answer_2", "answer_3", "answer_4"),
    ("share_safe", "net_score"),
    ("better", "worse", "balance"),
    ("among_aware", "among_all"),
)
# measures that a mean of the same answers would help to tell
_AVERAGED = (*_TOGETHER[0], "share_safe", "favourable")
# the shares of which changes are told
CHANGING = ("share_safe", "favourable")
# who did not say: the bases of an item, told for every figure, differ by just as many; only of a question that few
# can answer with yes does it matter who they are
_SENSITIVE = ("victim_in_12_months", "reported_it")
# no answer of anybody: what a survey would need, whom it reached (bases are always told), how many tests there are
_NO_ANSWERS, _TESTS = ("survey_plan", "survey_response"), "tests"
_ROUNDED = 9

_hidden = pl.col("reason").is_not_null()
_place = ["indicator", "scope", "dimension_1", "category_1", "dimension_2", "category_2"]
_report = ["indicator", "scope"]
_answered = (pl.col("n") > 0) & (pl.col("unit") != _TESTS) & ~pl.col("indicator").is_in(_NO_ANSWERS)


def few(rows: pl.DataFrame) -> pl.DataFrame:
    """A figure of few respondents; a share of few who answered so or otherwise.

    A change carries the first wave's share, whose respondents are not told apart: half of both waves' stand for them.
    """
    changed = (pl.col("unit") == "share_difference") & pl.col("baseline").is_not_null()
    first, half = pl.col("baseline"), pl.col("n") / 2
    ends = [share * half for wave in (first, first + pl.col("value")) for share in (wave, 1 - wave)]
    small = reduce(pl.Expr.or_, [(end.floor() < pl.col("cell")).fill_null(False) for end in ends])
    cells = [(pl.col(name) < pl.col("cell")).fill_null(False) for name in ("count", "rest")]
    sensitive = pl.col("category_1").is_in(_SENSITIVE).fill_null(False)
    anyway = pl.col("measure").is_in(SAID_NOTHING) & ~sensitive
    too_few = (pl.col("n") < pl.col("base")) | ~anyway & (cells[0] | cells[1] | changed & small)
    return withhold(rows, _answered & too_few, "few")


def together(rows: pl.DataFrame) -> pl.DataFrame:
    """Answers that add up, and scores that say the same as a share, in one cell."""
    for family in _TOGETHER:
        member = pl.col("measure").is_in(family)
        hidden = (_hidden & member).any().over(_place)
        rows = withhold(rows, _answered & member & hidden, "complement")
    return rows


def means(rows: pl.DataFrame) -> pl.DataFrame:
    """A mean score, with its limits, where an answer or a share of the same cell is withheld: it is made of them.

    With the mean of all go those of parts, whose mean it is.
    """
    mean = pl.col("measure") == "mean_score"
    made = (_hidden & pl.col("measure").is_in(_AVERAGED)).any().over(_place)
    rows = withhold(rows, _answered & mean & made, "complement")
    whole = (_hidden & mean & ~pl.col("dimension_2").is_in(PARTS).fill_null(False)).any()
    part = mean & pl.col("dimension_2").is_in(PARTS).fill_null(False)
    return withhold(rows, _answered & part & whole.over(*_report, "dimension_1", "category_1"), "complement")


def parted(rows: pl.DataFrame) -> pl.DataFrame:
    """Of a breakdown by parts of all respondents nothing is told where one part is not: the whole is known."""
    by_second, by_first = (pl.col(name).is_in(PARTS).fill_null(False) for name in ("dimension_2", "dimension_1"))
    within = pl.when(by_second).then("category_1").otherwise(pl.lit(None, pl.String))
    group = ["indicator", "scope", "measure", "dimension_1", "dimension_2", within.alias("within")]
    return withhold(rows, _answered & (by_second | by_first) & _hidden.any().over(group), "complement")


def changes(rows: pl.DataFrame) -> pl.DataFrame:
    """A change, or a difference of changes, of shares of which one is withheld in any wave."""
    hidden = rows.filter(_hidden, pl.col("measure").is_in(CHANGING))
    of = {end: pl.when(pl.col("dimension_1") == "wave").then(f"{end}_2").otherwise(f"{end}_1")
          for end in ("dimension", "category")}  # fmt: skip
    cells = hidden.select(*_report, **of).unique()
    one = rows.join(cells, left_on=[*_report, "dimension_1", "category_1"],
                    right_on=[*_report, "dimension", "category"], how="semi", nulls_equal=True)  # fmt: skip
    pair = rows.filter(pl.col("dimension_1") == "zone_pair").join(
        cells.filter(pl.col("dimension") == "zone"), on=_report, how="semi"
    )
    step = rows.filter(pl.col("measure") == "step_change").join(
        cells.filter(pl.col("dimension").is_null()), on=_report, how="semi"
    )
    marked = pl.concat([part["row"] for part in (one, pair, step)])
    change = pl.col("unit") == "share_difference"
    return withhold(rows, _answered & change & pl.col("row").is_in(marked.implode()), "complement")


def same_elsewhere(rows: pl.DataFrame) -> pl.DataFrame:
    """A share that is withheld is not told as another indicator's, nor as the share from which a change is counted."""
    value, first = (pl.col(name).round(_ROUNDED) for name in ("value", "baseline"))
    measured = ["share", "share_difference", "score"]
    # that as many kept silent on another question says nothing
    said = ~pl.col("measure").is_in(SAID_NOTHING)
    hidden = rows.filter(_hidden, _answered, said, pl.col("unit").is_in(measured))
    hidden = hidden.select("unit", "n", told=value).drop_nulls()
    shown = rows.filter(~_hidden, said)
    again = shown.with_columns(told=value).join(hidden.unique(), on=["unit", "n", "told"], how="semi")
    shares = hidden.filter(pl.col("unit") == "share").select("told").unique()
    from_it = shown.with_columns(told=first).join(shares, on="told", how="semi")
    return withhold(rows, pl.col("row").is_in(pl.concat([again["row"], from_it["row"]]).implode()), "complement")


STEPS = (few, together, means, parted, changes, same_elsewhere)
