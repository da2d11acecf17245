"""Duties to the funder beside the figures: saying who pays, and solving the problems met on the way."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.statistics import Ratio, Spread, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.text import Text


def in_force(publicity: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The items of publicity that hold at the end of a period."""
    over = (pl.col("until") < period.end).fill_null(value=False)
    return publicity.filter(pl.col("since") <= period.end, ~over)


@indicator(
    label=Text(cs="Povinná publicita", en="Mandatory publicity"),
    definition=Text(
        cs="Kolik povinných prvků publicity, které žádá program (plakát, web, pruh log), projekt na konci období má: "
        "prvek je zapsán, platí a neskončil. Bez tabulky publicity se neví nic.",
        en="How many of the kinds of publicity the programme demands (poster, website, logo strip) the project has at "
        "the end of the period: the item is recorded, in force and not over. Without the table nothing is known.",
    ),
    subject="project",
    serves=("management",),
    better="higher",
    accumulation="last",
    measures=(
        Measure("kept", Text(cs="zajištěné povinné prvky", en="mandatory kinds in place"), "share",
                Ratio("kept", "mandatory"), (TOTAL, ("publicity_kind",))),
    ),
)  # fmt: skip
def publicity_kept(publicity: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    mandatory = list(project.programme.publicity_kinds)
    kinds = pl.DataFrame({"publicity_kind": mandatory}, schema={"publicity_kind": pl.String})
    there = in_force(publicity, period).group_by(publicity_kind="kind").agg(record("publicity").sort())
    rows = kinds.join(there, on="publicity_kind", how="left", maintain_order="left").with_columns(
        mandatory=1, kept=pl.col("publicity_row").is_not_null().cast(pl.Int64)
    )
    return rows if len(publicity) else rows.clear()


@indicator(
    label=Text(cs="Otevřené problémy", en="Open problems"),
    definition=Text(
        cs="Problémy zjištěné do konce období a na jeho konci otevřené, podle závažnosti; jak dlouho trvá nejstarší.",
        en="Problems found by the end of the period and open at its end, by severity; how long the oldest has lasted.",
    ),
    subject="project",
    serves=("management",),
    better="lower",
    accumulation="last",
    measures=(
        Measure("open", Text(cs="otevřené na konci období", en="open at the end of the period"), "problems",
                Total("open"), (TOTAL, ("risk_severity",))),
        Measure("oldest", Text(cs="stáří nejstaršího otevřeného", en="age of the oldest open one"), "days",
                Spread("age", "max")),
    ),
)  # fmt: skip
def risks_open(risks: pl.DataFrame, period: Period) -> pl.DataFrame:
    open = pl.col("closed_on").is_null() | (pl.col("closed_on") > period.end)
    known = risks.filter(pl.col("found_on") <= period.end).sort("found_on", "risk")
    return known.select(
        record("risks"),
        risk_severity="severity",
        open=open.cast(pl.Int64),
        age=pl.when(open).then((pl.lit(period.end) - pl.col("found_on")).dt.total_days()),
    )


@indicator(
    label=Text(cs="Zjištěné a vyřešené problémy", en="Problems found and solved"),
    definition=Text(
        cs="Problémy podle dne zjištění a podle dne vyřešení.",
        en="Problems by the day they were found, and by the day they were solved.",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("found", Text(cs="zjištěné", en="found"), "problems", Total("found_then")),
        Measure("solved", Text(cs="vyřešené", en="solved"), "problems", Total("solved")),
    ),
)
def risks_handled(risks: pl.DataFrame, period: Period) -> pl.DataFrame:
    return risks.sort("found_on", "risk").select(
        record("risks"),
        found_then=period.holds(pl.col("found_on")).cast(pl.Int64),
        solved=period.holds(pl.col("closed_on")).fill_null(value=False).cast(pl.Int64),
    )
