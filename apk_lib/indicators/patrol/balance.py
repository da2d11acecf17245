"""The balance of hours: where every recorded hour went."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.statistics import Distinct, Total
from apk_lib.periods import Period
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text


@indicator(
    label=Text(cs="Bilance hodin", en="Balance of hours"),
    definition=Text(
        cs="Vykázané hodiny = v lokalitách + mimo lokality + bez záznamu místa + souběh (jeden člověk na dvou "
        "místech: platí to, kde začal později). Návštěva bez odchodu nemá v bilanci žádné hodiny a její čas na směně "
        "je bez záznamu místa; vypíše se, kolik by mohla mít nejvýše.",
        en="Hours in = in localities + outside localities + untracked + double-booked (one person in two places: the "
        "later start counts). A visit without a departure has no hours in it and its time on shift is untracked; the "
        "most it can have had is printed.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        *(
            Measure(id, label, "person_hours", Total(id, divisor=MICROSECONDS_PER_HOUR, unit="visit"))
            for id, label in {
                "hours_in": Text(cs="vykázané osobohodiny", en="person-hours in"),
                "in_localities": Text(cs="v lokalitách", en="in localities"),
                "outside": Text(cs="mimo lokality", en="outside localities"),
                "untracked": Text(cs="bez záznamu místa", en="untracked"),
                "night_shift": Text(cs="rozdíl nočních služeb", en="difference of nights"),
                "open_at_most": Text(cs="návštěvy bez odchodu, nejvýše", en="visits without departure, at most"),
            }.items()
        ),
        Measure("open_visits", Text(cs="návštěvy bez odchodu", en="visits without departure"), "visits",
                Distinct("open_visit")),
        Measure("double_booked", Text(cs="souběh", en="double-booked"), "person_hours",
                Total("double_booked", divisor=MICROSECONDS_PER_HOUR, unit="double_booked_visit"),
                (TOTAL, ("double_booked_visit",))),
    ),
)  # fmt: skip
def hours_balance(
    effort: pl.DataFrame, service: pl.DataFrame, open_visits: pl.DataFrame, period: Period
) -> pl.DataFrame:
    in_period = period.holds(pl.col("day"))
    standing, placed = ~pl.col("double_booked"), pl.col("locality").is_not_null()
    visited = effort.filter(in_period | period.holds(pl.col("plan_day"))).select(
        "visit",
        record("visits"),
        double_booked_visit=pl.when("double_booked").then("visit"),
        hours_in=pl.when(in_period).then("length"),
        in_localities=pl.when(in_period & standing & placed).then("length"),
        outside=pl.when(in_period & standing & ~placed).then("length"),
        untracked=pl.lit(None, pl.Int64),
        # what adherence counts to this period and tables of hours to another, or the other way round
        night_shift=pl.when(standing & placed).then(
            pl.col("length") * (period.holds(pl.col("plan_day")).cast(pl.Int64) - in_period.cast(pl.Int64))
        ),
        double_booked=pl.when(in_period & ~standing).then("length"),
    )  # fmt: skip
    served = service.filter(in_period)
    untracked = int(served["length"].sum()) - int(effort.filter(in_period & standing)["length"].sum())
    # what is left of all shifts of these days
    days = served["day"].unique().sort().to_list()
    rest = pl.DataFrame({"hours_in": [untracked], "untracked": [untracked], "day": [days]},
                        schema_overrides={"day": pl.List(pl.Date)})  # fmt: skip
    unended = open_visits.filter(in_period).select(
        "visit", "next_row", record("visits"), open_visit="visit", open_at_most="at_most"
    )
    # the next visit says how long an open one can have lasted
    after = unended.drop_nulls("next_row").select(visits_row="next_row")
    return pl.concat([visited, rest, unended.drop("next_row"), after], how="diagonal")
