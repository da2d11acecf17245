"""Counts of cases: which are too few to be told, and which others would tell them.

Rows are those of `counting.cases` with `reason` (null as long as a figure is shown), `subject`, `least` (the smallest
count told), `known` (published before) and `vague` (not even told to be few). Each step withholds more and nothing
less, so that repeating them ends.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import polars as pl

from apk_lib.disclosure.steps import withhold
from apk_lib.tables.codes import OUTCOMES

# figures made of cells that another indicator tells (of its total where no dimension stands): they fall together
_MADE_OF = pl.DataFrame(
    [("complaints_per_inhabitant", "complaints_received", "arm"), ("complaint_effect", "complaints_received", "arm"),
     ("offence_effect", "recorded_offences", "arm"), ("offence_trend", "recorded_offences", "arm"),
     ("contact_cost", "contacts_made", None)],
    schema=["made", "indicator", "dimension_1"], orient="row",
)  # fmt: skip
# of these any cell withheld withholds all: their places and months add up to cells told elsewhere
_WHOLE = [cell["made"] for cell in _MADE_OF.iter_rows(named=True) if cell["dimension_1"]]
MADE = (*_WHOLE, "contact_cost")

_POLICE = ("handed_to_municipal_police", "handed_to_state_police")
# outcomes of which the sum is told: handed over to the police, to others, and to nobody
_SUMS = {outcome: "police" if outcome in _POLICE else "elsewhere" if outcome.startswith("handed_to_") else "nobody"
         for outcome in OUTCOMES}  # fmt: skip
_HANDED_OVER = ("handed_to_police", "handed_over")
# indicators of the same cases
_FAMILY = dict.fromkeys(("event_outcomes", "event_rate", "events_per_assistant_month", "finds"), "events")

# cases that only the patrols meet: where nobody served there are none
_OF_PATROLS = ("event_rate", "contacts_made", "finds")

_hidden = pl.col("reason").is_not_null()
_few = pl.col("count") < pl.col("least")
_REPORT = ["indicator", "scope"]
_BREAKDOWN = [*_REPORT, "measure", "dimension_1"]
_CELL = ["dimension_1", "category_1", "dimension_2", "category_2"]


def structural(rows: pl.DataFrame, unserved: pl.DataFrame) -> pl.DataFrame:
    """Rows of cases that nobody was there to meet, counted neither as few nor as what hides few: all know of them.

    `unserved` names the places without an hour of service by scope (`scope, category_1`).
    """
    place = pl.col("indicator").is_in(_OF_PATROLS) & (pl.col("dimension_1") == "locality")
    none = place & (pl.col("count").fill_null(0.0) == 0)
    absent = rows.filter(none).join(unserved, on=["scope", "category_1"], how="semi")["row"]
    known = pl.col("row").is_in(absent.implode())
    return rows.with_columns(pl.when(~known).then(name).alias(name) for name in ("count", "rest", "whole"))


def few(rows: pl.DataFrame) -> pl.DataFrame:
    """A count under its limit, a share of fewer cases or of all but fewer."""
    return withhold(rows, _few | (pl.col("rest") < pl.col("least")), "few")


def steps_of_help(rows: pl.DataFrame) -> pl.DataFrame:
    """Who was offered help is told only if enough others were not, and so on: each step is a part of the one before."""
    step = (pl.col("subject") == "victims") & (pl.col("unit") == "contacts")
    before = pl.when(step).then("count").shift(1).over("indicator", "scope", step, order_by="count", descending=True)
    return withhold(rows, step & (before - pl.col("count") < pl.col("least")), "few")


def crossed(rows: pl.DataFrame) -> pl.DataFrame:
    """Of a breakdown by two dimensions nothing is told where one cell is not: both its margins are known."""
    two = pl.col("dimension_2").is_not_null() & pl.col("count").is_not_null()
    return withhold(rows, two & _hidden.any().over([*_BREAKDOWN, "dimension_2"]), "complement")


def complemented(rows: pl.DataFrame) -> pl.DataFrame:
    """With a cell withheld go the smallest others, until the known total no longer narrows what is told of it.

    Of what is withheld the sum can be had, in a breakdown and within `_SUMS`. Every cell under the limit may still be
    anything under it if the others, each at the limit at least, leave `least - 1` of the sum. Where not even all cells
    do, none is said to be few. A cell published before hides nothing.
    """
    cell = pl.col("dimension_1").is_not_null() & pl.col("dimension_2").is_null() & pl.col("count").is_not_null()
    summed = pl.col("category_1").replace_strict(_SUMS, default=None, return_dtype=pl.String)
    hides = cell & ~pl.col("known")
    for group, part in (([*_BREAKDOWN, hides], hides), ([*_BREAKDOWN, hides, summed], hides & summed.is_not_null())):
        rows = _hiding(rows, group, part)
    return rows


def _hiding(rows: pl.DataFrame, group: list[Any], part: pl.Expr) -> pl.DataFrame:
    """The cells of each group that need others, with the smallest others that hide them."""
    over: Any = {"partition_by": group, "order_by": [~_hidden, "count", "category_1"]}
    place, under = pl.cum_count("count").over(**over), pl.col("least") - 1
    sums = pl.col("count").cum_sum().over(**over)
    spare = (pl.col("count") - pl.when(_few).then(0.0).otherwise("least")).cum_sum().over(**over)
    mixed = (~_few).cum_sum().over(**over) > 0
    # small cells alone are bounded from above, too: the others of them must be able to make up the sum
    safe = (place > 1) & (spare >= under) & (mixed | (sums <= under * (place - 1)))
    hidden = _hidden.sum().over(group)
    needed = part & (hidden > 0) & (place > hidden) & ~safe.shift(1).over(**over).fill_null(False)
    summed = pl.col("count").sum().over(group) >= pl.col("least")
    vague = part & (hidden > 0) & summed & ~safe.last().over(**over)
    return withhold(rows.with_columns(vague=pl.col("vague") | vague), needed, "complement")


def handed_over(rows: pl.DataFrame) -> pl.DataFrame:
    """Where few were handed over to the police, or few elsewhere, no outcome is told.

    Handed over is the sum of both, and what is not handed over the rest of all: two of the three tell the third.
    """
    known = pl.col("denominator").is_not_null() & (pl.col("indicator") == "event_outcomes")
    police, both = (pl.col("count").filter(known & (pl.col("measure") == one)).first() for one in _HANDED_OVER)
    fallen = (_hidden & known & pl.col("measure").is_in(_HANDED_OVER)).any()
    few_of_a_part = (fallen | (both - police < pl.col("least").first())).over(_REPORT)
    outcomes = (pl.col("dimension_1") == "outcome").fill_null(False) | known
    return withhold(rows, outcomes & few_of_a_part, "complement")


def same_elsewhere(rows: pl.DataFrame) -> pl.DataFrame:
    """A count withheld in one figure is not told by another of the same cell, nor by a total, or a cell, that it is."""
    at = [pl.col("indicator").replace(_FAMILY).alias("family"), pl.col("scope")]
    counted = rows.filter(pl.col("count").is_not_null())
    by_n = pl.when(pl.col("subject") == "victims").then(pl.col("n").cast(pl.Float64))
    hidden = counted.filter(_hidden).select(*at, *_CELL, told="count").unique()
    telling = counted.filter(~_hidden).select("row", *at, *_CELL, told=pl.concat_list("count", "rest", "whole", by_n))
    met = telling.explode("told").join(hidden, on=["family", "scope", "told"], suffix="_of")
    same = reduce(pl.Expr.and_, [pl.col(name).eq_missing(pl.col(f"{name}_of")) for name in _CELL])
    total = pl.col("dimension_1").is_null() != pl.col("dimension_1_of").is_null()
    return withhold(rows, pl.col("row").is_in(met.filter(same | total)["row"].implode()), "complement")


def parts_of_total(rows: pl.DataFrame) -> pl.DataFrame:
    """A total that is withheld is not told by its parts."""
    total = (_hidden & pl.col("dimension_1").is_null() & pl.col("count").is_not_null()).any().over(*_REPORT, "measure")
    part = pl.col("dimension_1").is_not_null() & pl.col("count").is_not_null()
    return withhold(rows, part & total, "complement")


def both_scopes(rows: pl.DataFrame) -> pl.DataFrame:
    """What the period and the time since the start tell together of the time before the period.

    A cell is withheld in both or in none: what is told since the start bounds what was in the period. Of a total the
    period's is withheld with the other, and where all but few of the other fall into it. In the first period both
    are one figure.
    """
    key = ["indicator", "measure", *_CELL]
    since = pl.col("scope") == "cumulative"
    pairs = rows.filter(~since).join(rows.filter(since), on=key, nulls_equal=True, suffix="_since")
    pairs = pairs.filter(pl.col("count").is_not_null(), pl.col("count_since").is_not_null())
    before, others = (pl.col(f"{name}_since") - pl.col(name) for name in ("count", "rest"))
    first = (before == 0).all()
    isolates = ~_hidden & ~first & ((before < pl.col("least")) | (others < pl.col("least")).fill_null(False))
    now = pairs.filter(isolates | pl.col("reason_since").is_not_null())["row"]
    cells = pairs.filter(_hidden, pl.col("dimension_1").is_not_null())["row_since"]
    return withhold(rows, pl.col("row").is_in(pl.concat([now, cells]).implode()), "complement")


def made_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Figures made of cells of which one is withheld, and all figures of an indicator that stands or falls whole."""
    hidden = rows.filter(_hidden)
    made = _MADE_OF.join(hidden, on=["indicator", "dimension_1"], how="semi", nulls_equal=True)["made"].unique()
    whole = pl.col("indicator").is_in(_WHOLE) & _hidden.any().over(_REPORT)
    # where nothing could be counted there is nothing to withhold
    says = pl.col("value").is_not_null() | pl.col("count").is_not_null()
    return withhold(rows, says & (pl.col("indicator").is_in(made.implode()) | whole), "complement")


STEPS = (few, steps_of_help, crossed, complemented, handed_over, same_elsewhere, parts_of_total, both_scopes, made_of)
