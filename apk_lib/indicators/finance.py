"""Money spent: direct costs with the flat rate, what an hour, a contact and a month of an assistant cost."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators import haler
from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.employment import person_months
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables.columns import HALER_PER_CROWN, MICROSECONDS_PER_HOUR
from apk_lib.text import Text

STAFF = "staff"


@indicator(
    label=Text(cs="Čerpání rozpočtu", en="Absorption of the budget"),
    definition=Text(
        cs="Výdaje podle data úhrady: schválená částka, a dokud o ní není rozhodnuto, nárokovaná; k tomu paušál "
        "nepřímých nákladů na haléře. Porovnává se se závazným rozpočtem. Kde paušál náleží k osobním nákladům, "
        "dokládají se jen ty a z paušálu se platí všechno ostatní; výdaj bez druhu se pak bere jako osobní. Výdaje "
        "položek nepřímých nákladů platí paušál. Co se zaplatí po projektu do termínu poslední zprávy, patří k jeho "
        "poslednímu dni.",
        en="Costs by date of payment (approved; as claimed until decided) raised by the flat rate of indirect "
        "costs to 0.01 CZK, against the binding budget. Where the flat rate belongs to staff costs, only these are "
        "evidenced and the rate pays for all else; an expense of no stated kind is then taken for one of staff. "
        "Expenses of lines of indirect costs are paid by the rate. What is paid after the project and before its last "
        "report is due belongs to its last day.",
    ),
    subject="project",
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
        Measure("within_rate", Text(cs="zaplaceno z paušálu", en="paid out of the flat rate"), "czk",
                Total("within_rate", divisor=HALER_PER_CROWN, known_only=True)),
        Measure("absorption", Text(cs="podíl rozpočtu", en="share of the budget"), "share",
                Ratio("spent", "budget", HALER_PER_CROWN)),
    ),
)  # fmt: skip
def spending(expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    rows = charged(expenses, budget_lines, project, period).filter(period.holds(pl.col("counted_on")))
    return pl.concat([rows, pl.DataFrame({"budget": [project.budget]})], how="diagonal")


def claimable(expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    """The expenses paid from the start of the project to the end of a period; what is claimed of them is `evidenced`.

    Where the flat rate belongs to staff costs, only these are; it pays for all others, and for every line of indirect
    costs, as the version of the line in force on that day says. What is paid after the project and before its last
    report is due (the last wages) is `counted_on` the last day of the project.
    """
    nature = budget_lines.sort("valid_from", "version").select("line", "valid_from", carries="direct")
    of_staff = pl.col("kind").fill_null(STAFF) == STAFF
    last = max(project.end, *(one.report_due for one in project.periods))
    paid = (
        expenses.filter(pl.col("paid_on").is_between(project.start, last))
        .with_columns(counted_on=pl.min_horizontal("paid_on", pl.lit(project.end)))
        .filter(pl.col("counted_on") <= period.end)
        .sort("counted_on")
        .join_asof(nature, left_on="counted_on", right_on="valid_from", by="line", check_sortedness=False)
    )
    # a line nobody has approved yet is taken for direct costs
    direct = pl.col("carries").fill_null(True) | (project.indirect_rate == 0)
    claimed = direct & of_staff if project.programme.rate_base == STAFF else direct
    return paid.with_columns(evidenced=claimed).drop("carries", "valid_from")


def charged(expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    """Every expense paid since the start of the project, in the order of payment, with its part of the flat rate.

    `line, key_activity, counted_on, month, claimed, approved, direct, spent, disallowed, undecided, within_rate`, money
    in haléře, and `expenses_row`; `within_rate` is what the flat rate pays for, which is never claimed beside it. The
    rounding is carried on: without the expenses before it the part of one may be a haléř off.
    """
    paid, evidenced = claimable(expenses, budget_lines, project, period), pl.col("evidenced")
    decided = pl.col("approved").fill_null(pl.col("claimed"))
    rows = paid.sort("paid_on", "expense").select(
        "line", "key_activity", "counted_on", "claimed", "approved", record("expenses"),
        month=pl.col("counted_on").dt.strftime("%Y-%m"),
        direct=pl.when(evidenced).then(decided),
        base=pl.when(evidenced).then(decided).otherwise(0),
        disallowed=pl.when(evidenced).then((pl.col("claimed") - pl.col("approved")).fill_null(0)),
        undecided=pl.when(evidenced & pl.col("approved").is_null()).then("claimed"),
        within_rate=pl.when(~evidenced).then(decided),
    )  # fmt: skip
    flat = pl.Series("flat", haler.carried(rows["base"].to_list(), haler.rate(project.indirect_rate)), pl.Int64)
    return rows.with_columns(spent=pl.col("direct") + flat).drop("base")


@indicator(
    label=Text(cs="Uplynulý čas", en="Elapsed time"),
    definition=Text(
        cs="Dny od začátku projektu do konce období dělené všemi dny projektu.",
        en="Days from the start of the project to the end of the period over all days of the project.",
    ),
    subject="project",
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
    subject="project",
    serves=("management",),
    better="lower",
    accumulation="ratio_of_sums",
    whole_months=True,
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
    return pl.concat([crowns, served.select("visit", record("visits"), worked="length")], how="diagonal")


@indicator(
    label=Text(cs="Náklady na kontakt", en="Cost per contact"),
    definition=Text(
        cs=f"Vyčerpané náklady s paušálem dělené kontakty s lidmi při návštěvách; hlídky ovšem nejen mluví s lidmi. "
        f"{_PAID_LATER.cs}",
        en=f"Costs spent, with the flat rate, over contacts with people during visits; crews do more than "
        "talk, though. "
        f"{_PAID_LATER.en}",
    ),
    subject="project",
    serves=("management",),
    better="lower",
    accumulation="ratio_of_sums",
    whole_months=True,
    measures=(Measure("per_contact", Text(cs="na kontakt", en="per contact"), "czk", Ratio("crowns", "contacts")),),
)
def contact_cost(
    expenses: pl.DataFrame, budget_lines: pl.DataFrame, contacts: pl.DataFrame, visit_starts: pl.DataFrame,
    project: Project, period: Period,
) -> pl.DataFrame:  # fmt: skip
    started = visit_starts.filter(period.holds(pl.col("day"))).select("visit", record("visits"))
    met = contacts.select("visit", "kind", record("contacts"), contacts="count").join(started, on="visit")
    met = met.sort("visit", "kind").drop("kind")
    return pl.concat([_crowns(spending(expenses, budget_lines, project, period)), met], how="diagonal")


@indicator(
    label=Text(cs="Náklady na měsíc asistenta", en="Cost of an assistant-month"),
    definition=Text(
        cs="Vyčerpané náklady s paušálem dělené člověkoměsíci zaměstnání na místech asistentů. Města a výzvy se liší "
        f"tím, co do nákladů patří (mentor, koordinátor, vybavení), proto jde jen o řádové srovnání. {_PAID_LATER.cs}",
        en="Costs spent, with the flat rate, over person-months of employment in the posts of assistants. Towns and "
        "calls differ in what counts as a cost (mentor, coordinator, equipment), so only orders of magnitude compare. "
        f"{_PAID_LATER.en}",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="ratio_of_sums",
    whole_months=True,
    measures=(
        Measure("per_assistant_month", Text(cs="na měsíc asistenta", en="per assistant-month"), "czk",
                Ratio("crowns", "months")),
    ),
)  # fmt: skip
def assistant_month_cost(
    expenses: pl.DataFrame, budget_lines: pl.DataFrame, posts: pl.DataFrame, contracts: pl.DataFrame,
    project: Project, period: Period,
) -> pl.DataFrame:  # fmt: skip
    held = person_months(posts, contracts, period).drop_nulls("employed")
    served = held.select("contracts_row", months=pl.col("employed") + pl.col("surplus"))
    return pl.concat([_crowns(spending(expenses, budget_lines, project, period)), served], how="diagonal")


def _crowns(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.select("expenses_row", crowns=pl.col("spent") / HALER_PER_CROWN).drop_nulls("crowns")
