"""The budget and those who pay it: plan and reality, lines, sources, payments, what was refused and what will be left.

Of lines and plans that changed, the version in force counts: approved by the as-of date (`Dataset.table`) and valid
by the end of the period.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from apk_lib.indicators import haler
from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator, record
from apk_lib.indicators.finance import charged, spending
from apk_lib.indicators.statistics import Ratio, Series, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables.columns import HALER_PER_CROWN
from apk_lib.text import Text

_Kinds = dict[str, pl.DataType | type[pl.DataType]]
_RECORDS: _Kinds = {"expenses_row": pl.List(pl.Int64)}
_COURSE: _Kinds = {"course": pl.String, "day": pl.Date, "amount": pl.Int64}


@indicator(
    label=Text(cs="Čerpání proti plánu", en="Spending against the plan"),
    definition=Text(
        cs="Vyčerpané náklady s paušálem proti rozpočtu rozloženému rovnoměrně na dny projektu a proti finančnímu "
        "plánu, který byl schválen ke stavu zprávy a platí ke konci období; mezi konci období je plán přímka. "
        "Rozdíl je v procentních bodech rozpočtu, kladný znamená, že je vyčerpáno víc.",
        en="Costs spent, with the flat rate, against the budget spread evenly over the days of the project and against "
        "the financial plan approved by the as-of date and valid at the end of the period; between the ends of "
        "periods the plan is a straight line. The difference is in points of the budget; above zero more is spent.",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("linear", Text(cs="rovnoměrné čerpání", en="even spending"), "czk",
                Total("linear", "budget", HALER_PER_CROWN)),
        Measure("planned", Text(cs="finanční plán", en="financial plan"), "czk",
                Total("planned", "planned_of", HALER_PER_CROWN, known_only=True)),
        Measure("against_linear", Text(cs="proti rovnoměrnému čerpání", en="against even spending"),
                "share_difference", Ratio("over_linear", "budget", HALER_PER_CROWN)),
        Measure("against_plan", Text(cs="proti finančnímu plánu", en="against the financial plan"), "share_difference",
                Ratio("over_plan", "planned_of", HALER_PER_CROWN)),
    ),
    curves=(
        Curve("course", Text(cs="průběh čerpání", en="course of spending"), "czk", Text(cs="den", en="day"),
              Series("course", "at", "crowns"), x_is="day", across="spending_course"),
    ),
)  # fmt: skip
def spending_plan(
    expenses: pl.DataFrame, budget_lines: pl.DataFrame, financial_plan: pl.DataFrame, project: Project, period: Period
) -> pl.DataFrame:
    paid = charged(expenses, budget_lines, project, period)
    spent, budget = int(paid["spent"].sum()), project.budget
    linear = haler.nearest(haler.Rate((period.end - project.start).days + 1, project.days) * budget)
    plan = _plan(financial_plan, project, period)
    planned = _planned_by(plan, period.end)
    row = {"linear": [linear], "budget": [budget], "over_linear": [spent - linear]}
    if planned is not None:
        row |= {"planned": [planned], "planned_of": [budget], "over_plan": [spent - planned]}
    empty = {"planned": pl.Int64, "planned_of": pl.Int64, "over_plan": pl.Int64}
    figures = pl.DataFrame(row | _behind(paid), schema_overrides=_RECORDS).with_columns(
        pl.lit(None, kind).alias(name) for name, kind in empty.items() if name not in row
    )
    even = [("linear", _eve(project.start), 0), ("linear", project.end, budget)]
    drawn = pl.DataFrame([*even, *(("planned", *point) for point in plan)], schema=_COURSE, orient="row")
    course = pl.concat([drawn, _spent_by(paid, project, period)], how="diagonal")
    crowns = pl.col("amount") / HALER_PER_CROWN
    points = course.select("course", "expenses_row", at=pl.col("day").to_physical(), crowns=crowns)
    return pl.concat([figures, points], how="diagonal")


def _eve(day: date) -> date:
    return day - timedelta(days=1)


def _plan(financial_plan: pl.DataFrame, project: Project, period: Period) -> list[tuple[date, int]]:
    """The financial plan in force: what is to be spent by the end of each of its days, from nothing on."""
    ends = {one.id: one.end for one in project.periods}
    valid = financial_plan.filter(pl.col("valid_from") <= period.end, pl.col("period").is_in(list(ends)))
    force = valid.sort("valid_from").unique("period", keep="last").select("period", "spent")
    points = sorted((ends[id], spent) for id, spent in force.iter_rows())
    return [(_eve(project.start), 0), *points] if points else []


def _planned_by(plan: list[tuple[date, int]], day: date) -> int | None:
    """The plan at the end of a day; beyond its last point nothing is planned."""
    for (first, low), (last, high) in pairwise(plan):
        if first <= day <= last:
            return low + haler.nearest(haler.Rate((day - first).days, (last - first).days) * (high - low))
    return None


def _spent_by(paid: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    """What was spent by the end of each month, and by the end of the period."""
    ends = pl.date_range(project.start.replace(day=1), period.end, "1mo", eager=True).dt.month_end()
    days = [_eve(project.start), *(day for day in ends if day < period.end), period.end]
    by_day = [paid.filter(pl.col("counted_on") <= day) for day in days]
    points = [("spent", day, int(by["spent"].sum()), by["expenses_row"]) for day, by in zip(days, by_day, strict=True)]
    return pl.DataFrame(points, schema=_COURSE | _RECORDS, orient="row")


@indicator(
    label=Text(cs="Čerpání položek", en="Use of budget lines"),
    definition=Text(
        cs="Přímé náklady položky dělené její částkou schválenou ke stavu zprávy a platnou ke konci období; nad 100 % "
        "je položka přečerpána. Náklady klíčových aktivit jsou bez paušálu; co nemá aktivitu, je uvedeno zvlášť.",
        en="Direct costs of a line over its amount approved by the as-of date and valid at the end of the period; "
        "above 100% the line is overspent. Costs of key activities are without the flat rate; what names no activity "
        "stands apart.",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("spent", Text(cs="přímé náklady", en="direct costs"), "czk",
                Total("direct", "line_approved", HALER_PER_CROWN), (TOTAL, ("line",))),
        Measure("used", Text(cs="podíl položky", en="share of the line"), "share",
                Ratio("direct", "line_approved", HALER_PER_CROWN), (TOTAL, ("line",))),
        Measure("by_key_activity", Text(cs="přímé náklady aktivity", en="direct costs of an activity"), "czk",
                Total("direct", divisor=HALER_PER_CROWN), (("key_activity",),)),
        Measure("no_key_activity", Text(cs="bez klíčové aktivity", en="of no key activity"), "czk",
                Total("unassigned", divisor=HALER_PER_CROWN)),
    ),
)  # fmt: skip
def budget_use(expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    unassigned = pl.when(pl.col("key_activity").is_null()).then("direct")
    paid = charged(expenses, budget_lines, project, period).select(
        "line", "key_activity", "direct", "expenses_row", unassigned=unassigned
    )
    valid = budget_lines.filter(pl.col("valid_from") <= period.end).sort("valid_from", "version")
    # the flat rate pays for lines of indirect costs
    valid = valid if project.indirect_rate == 0 else valid.filter("direct")
    force = valid.unique("line", keep="last", maintain_order=True).select("line", line_approved="approved")
    return pl.concat([paid, force], how="diagonal")


@indicator(
    label=Text(cs="Rozdělení podle zdrojů", en="Split by source"),
    definition=Text(
        cs="Vyčerpané náklady rozdělené podle podílů programu na haléře, zbytek nese poslední zdroj, zpravidla město.",
        en="Costs spent, split by the shares of the programme to 0.01 CZK; the last source, usually the town, bears "
        "the rest.",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("due", Text(cs="podíl na vyčerpaném", en="share of what is spent"), "czk",
                Total("due", divisor=HALER_PER_CROWN), (TOTAL, ("source",))),
    ),
)  # fmt: skip
def funding_split(expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    # what the flat rate pays for has no part of its own
    paid = charged(expenses, budget_lines, project, period).drop_nulls("spent")
    inside = paid.select(period.holds(pl.col("counted_on"))).to_series()
    due = [
        paid.select("expenses_row", due=pl.Series(parts, dtype=pl.Int64), source=pl.lit(source)).filter(inside)
        for source, parts in haler.split(paid["spent"].to_list(), _shares(project)).items()
    ]
    return pl.concat(due)


def _shares(project: Project) -> list[tuple[str, haler.Rate]]:
    return [(source, haler.rate(share)) for source, share in project.programme.shares]


@indicator(
    label=Text(cs="Podíly zdrojů na rozpočtu", en="Shares of the sources in the budget"),
    definition=Text(
        cs="Závazný rozpočet rozdělený podle podílů programu na haléře, zbytek nese poslední zdroj, zpravidla město. "
        "Rozdíl je zveřejněná částka zdroje minus jeho podíl.",
        en="The binding budget split by the shares of the programme to 0.01 CZK; the last source, usually the town, "
        "bears the rest. The difference is the published part of a source minus its share.",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("entitled", Text(cs="podíl na rozpočtu", en="share of the budget"), "czk",
                Total("entitled", divisor=HALER_PER_CROWN), (TOTAL, ("source",))),
        Measure("published_difference", Text(cs="rozdíl zveřejněné částky", en="difference of the published part"),
                "czk", Total("difference", divisor=HALER_PER_CROWN), (TOTAL, ("source",))),
    ),
)  # fmt: skip
def funding_shares(funding_parts: pl.DataFrame, project: Project) -> pl.DataFrame:
    entitled = pl.DataFrame(
        [(source, parts[0]) for source, parts in haler.split([project.budget], _shares(project)).items()],
        schema={"source": pl.String, "entitled": pl.Int64}, orient="row",
    )  # fmt: skip
    differing = funding_parts.select("source", "amount").join(entitled, on="source", how="inner")
    difference = differing.sort("source").select("source", difference=pl.col("amount") - pl.col("entitled"))
    return pl.concat([entitled, difference], how="diagonal")


@indicator(
    label=Text(cs="Součet zveřejněných zdrojů", en="Sum of the published funding parts"),
    definition=Text(
        cs="Zveřejněné zdroje financování se sečtou a porovnají se zveřejněnými celkovými náklady.",
        en="The published funding parts are summed and compared with the published total.",
    ),
    subject="project",
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


@indicator(
    label=Text(cs="Neuznané výdaje", en="Disallowed costs"),
    definition=Text(
        cs="Neuznaná část výdajů, o nichž už poskytovatel rozhodl, dělená jejich nárokovanou částkou.",
        en="The part disallowed of the costs the funder has decided on, over the amount claimed of them.",
    ),
    subject="project",
    serves=("management",),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(
        Measure("share", Text(cs="podíl neuznaných", en="share disallowed"), "share",
                Ratio("disallowed", "decided", HALER_PER_CROWN)),
    ),
)  # fmt: skip
def ineligible_share(
    expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period
) -> pl.DataFrame:
    paid = spending(expenses, budget_lines, project, period).drop_nulls("approved").drop_nulls("direct")
    return paid.select("disallowed", "expenses_row", decided="claimed")


@indicator(
    label=Text(cs="Odhad nedočerpání", en="Forecast of what will be left"),
    definition=Text(
        cs="Rozpočet bez vyčerpaných nákladů a bez toho, co ubude, půjde-li čerpání po dnech dál jako dosud. Záporné "
        "číslo znamená přečerpání. V prvních měsících je odhad nespolehlivý, protože se platí později.",
        en="The budget less what is spent and less what will be if each day takes as much as so far. A negative number "
        "means overspending. In the first months the forecast is unreliable, as payment comes later.",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("forecast", Text(cs="zbude", en="will be left"), "czk", Total("left", "budget", HALER_PER_CROWN)),
        Measure("share", Text(cs="podíl rozpočtu", en="share of the budget"), "share",
                Ratio("left", "budget", HALER_PER_CROWN)),
    ),
)  # fmt: skip
def unspent_forecast(
    expenses: pl.DataFrame, budget_lines: pl.DataFrame, project: Project, period: Period
) -> pl.DataFrame:
    paid = charged(expenses, budget_lines, project, period)
    gone = (period.end - project.start).days + 1
    left = project.budget - haler.nearest(haler.Rate(project.days, gone) * int(paid["spent"].sum()))
    return pl.DataFrame({"left": [left], "budget": [project.budget]} | _behind(paid), schema_overrides=_RECORDS)


def _behind(paid: pl.DataFrame) -> dict[str, list[pl.Series]]:
    """All expenses as the records of one row."""
    return {"expenses_row": [paid["expenses_row"]]}


@indicator(
    label=Text(cs="Přijaté platby", en="Payments received"),
    definition=Text(
        cs="Platby od poskytovatele podle dne připsání; vratky se odečítají. Co přišlo po projektu, patří k jeho "
        "poslednímu dni.",
        en="Payments from the funder by the day they came; what went back is taken off. What came after the project "
        "belongs to its last day.",
    ),
    subject="project",
    serves=("management",),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("received", Text(cs="přijato", en="received"), "czk", Total("amount", divisor=HALER_PER_CROWN),
                (TOTAL, ("payment_kind",))),
    ),
)  # fmt: skip
def payments_received(payments: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    counted_on = pl.min_horizontal("paid_on", pl.lit(project.end))
    came = payments.filter(period.holds(counted_on)).sort("paid_on", "payment")
    amount = pl.when(pl.col("kind") == "refund").then(-pl.col("amount").abs()).otherwise("amount")
    return came.select(record("payments"), payment_kind="kind", amount=amount)
