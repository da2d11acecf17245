"""Money: what was spent, against the budget and against time; and whether the published parts add up."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables.columns import HALER_PER_CROWN, MICROSECONDS_PER_HOUR
from apk_lib.text import Text


@indicator(
    label=Text(cs="Čerpání rozpočtu", en="Absorption of the budget"),
    definition=Text(
        cs="Přímé náklady podle data úhrady: schválená částka, a dokud o ní není rozhodnuto, nárokovaná; k tomu "
        "paušál nepřímých nákladů. Porovnává se se závazným rozpočtem.",
        en="Direct costs by date of payment (approved; as claimed until decided) raised by the flat rate of indirect "
        "costs, against the binding budget.",
    ),
    serves=("management",),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("spent", Text(cs="vyčerpáno včetně paušálu", en="spent with the flat rate"), "czk",
                Total("spent", "budget", HALER_PER_CROWN)),
        Measure("direct", Text(cs="přímé náklady", en="direct costs"), "czk",
                Total("direct", divisor=HALER_PER_CROWN), (TOTAL, ("line",), ("line", "month"))),
        Measure("disallowed", Text(cs="neuznáno", en="disallowed"), "czk",
                Total("disallowed", divisor=HALER_PER_CROWN)),
        Measure("undecided", Text(cs="čeká na schválení", en="awaiting approval"), "czk",
                Total("undecided", divisor=HALER_PER_CROWN)),
        Measure("absorption", Text(cs="podíl rozpočtu", en="share of the budget"), "share",
                Ratio("spent", "budget", HALER_PER_CROWN)),
    ),
)  # fmt: skip
def spending(expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    # the flat rate belongs to direct costs only
    kinds = budget_lines.sort("version").unique("line", keep="last").select(
        "line", rate=pl.when("direct").then(1 + project.indirect_rate).otherwise(1.0)
    )  # fmt: skip
    inside = expenses.filter(period.holds(pl.col("paid_on")))
    paid = inside.join(kinds, on="line", how="left").sort("paid_on", "expense")
    direct = pl.col("approved").fill_null(pl.col("claimed"))
    rows = paid.select(
        "line",
        month=pl.col("paid_on").dt.strftime("%Y-%m"),
        direct=direct,
        spent=direct * pl.col("rate"),
        disallowed=(pl.col("claimed") - pl.col("approved")).fill_null(0),
        undecided=pl.when(pl.col("approved").is_null()).then("claimed"),
    )
    return pl.concat([rows, pl.DataFrame({"budget": [project.budget]})], how="diagonal")


@indicator(
    label=Text(cs="Uplynulý čas", en="Elapsed time"),
    definition=Text(
        cs="Dny od začátku projektu do konce období dělené všemi dny projektu.",
        en="Days from the start of the project to the end of the period over all days of the project.",
    ),
    serves=("management",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("elapsed", Text(cs="podíl doby projektu", en="share of the project's time"), "share",
                Ratio("elapsed", "days")),
    ),
)  # fmt: skip
def elapsed_time(project: Project, period: Period) -> pl.DataFrame:
    return pl.DataFrame({"elapsed": [(period.end - project.start).days + 1], "days": [project.days]})


@indicator(
    label=Text(cs="Součet zveřejněných zdrojů", en="Sum of the published funding parts"),
    definition=Text(
        cs="Zveřejněné zdroje financování se sečtou a porovnají se zveřejněnými celkovými náklady.",
        en="The published funding parts are summed and compared with the published total.",
    ),
    serves=("management",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("parts", Text(cs="součet zdrojů", en="sum of the parts"), "czk",
                Total("amount", divisor=HALER_PER_CROWN), (TOTAL, ("source",))),
        Measure("stated", Text(cs="zveřejněné celkové náklady", en="published total"), "czk",
                Total("stated", divisor=HALER_PER_CROWN)),
        Measure("difference", Text(cs="rozdíl", en="difference"), "czk", Total("difference", divisor=HALER_PER_CROWN)),
    ),
)  # fmt: skip
def funding_parts_sum(funding_parts: pl.DataFrame, project: Project) -> pl.DataFrame:
    parts = funding_parts.select("source", "amount", difference="amount")
    stated = pl.DataFrame({"stated": [project.total], "difference": [-project.total]})
    return pl.concat([parts, stated], how="diagonal")


_PAID_LATER = Text(
    cs="Platí se později, než se slouží, proto má smysl hlavně součet od začátku projektu.",
    en="Payment follows service, so above all the sum since the start has a meaning.",
)


@indicator(
    label=Text(cs="Náklady na hodinu", en="Cost per hour"),
    definition=Text(
        cs=f"Vyčerpané náklady s paušálem dělené osobohodinami v terénu (v lokalitách i mimo ně). {_PAID_LATER.cs}",
        en=f"Costs spent, with the flat rate, over person-hours in the field (in localities and outside). "
        f"{_PAID_LATER.en}",
    ),
    serves=("management",),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(
        Measure("per_person_hour", Text(cs="na osobohodinu v terénu", en="per person-hour in the field"), "czk",
                Ratio("crowns", "worked", MICROSECONDS_PER_HOUR, counted=True)),
    ),
)  # fmt: skip
def hourly_cost(
    expenses: pl.DataFrame, budget_lines: pl.DataFrame, effort: pl.DataFrame, project: Project, period: Period
) -> pl.DataFrame:
    served = effort.filter(~pl.col("double_booked"), period.holds(pl.col("day")))
    crowns = _crowns(spending(expenses, budget_lines, project, period))
    return pl.concat([crowns, served.select(worked="length")], how="diagonal")


@indicator(
    label=Text(cs="Náklady na kontakt", en="Cost per contact"),
    definition=Text(
        cs=f"Vyčerpané náklady s paušálem dělené kontakty s lidmi při návštěvách; hlídky ovšem nejen mluví s lidmi. "
        f"{_PAID_LATER.cs}",
        en=f"Costs spent, with the flat rate, over contacts with people during visits; crews do more than "
        "talk, though. "
        f"{_PAID_LATER.en}",
    ),
    serves=("management",),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(Measure("per_contact", Text(cs="na kontakt", en="per contact"), "czk", Ratio("crowns", "contacts")),),
)
def contact_cost(
    expenses: pl.DataFrame, budget_lines: pl.DataFrame, contacts: pl.DataFrame, visit_starts: pl.DataFrame,
    project: Project, period: Period,
) -> pl.DataFrame:  # fmt: skip
    started = visit_starts.filter(period.holds(pl.col("day")))
    met = contacts.join(started, on="visit", how="semi").sort("visit", "kind").select(contacts="count")
    return pl.concat([_crowns(spending(expenses, budget_lines, project, period)), met], how="diagonal")


def _crowns(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.select(crowns=pl.col("spent") / HALER_PER_CROWN).drop_nulls()
