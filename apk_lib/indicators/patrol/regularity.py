"""How regularly and how evenly the localities are visited (KA02)."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator, record
from apk_lib.indicators.patrol.rows import LOCALITY, looked_after, owed, valid
from apk_lib.indicators.statistics import Evenness, Largest, Lorenz, Ratio, Spread, Total
from apk_lib.intervals import LENGTH, gaps, union
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.slots import counted
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

_LONGEST = 10  # gaps of a locality shown one by one


@indicator(
    label=Text(cs="Doba mezi návštěvami", en="Time between visits"),
    definition=Text(
        cs="Mezery mezi pobyty v době služby, tedy ve dnech a pásmech, pro které má lokalita plán na službu nebo na "
        "den; týdenní množství dobu služby nestanoví. Počítá se i mezera od začátku období k prvnímu pobytu a od "
        "posledního do konce. Průměrné čekání je čas, který uplynul od konce posledního pobytu, v průměru přes dobu "
        "bez asistenta i s ním: Σ mezera² / (2 · doba služby).",
        en="Gaps between stays within service time, the days and bands for which the locality has a plan for the slot "
        "or the day; a weekly amount states none. The gaps from the start of the period to the first stay and from "
        "the last one to the end count too. Average idleness is the time since the last stay ended, averaged over "
        "service time: Σ gap² / (2 · service time).",
    ),
    subject="service",
    serves=("presence", "KA02"),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(
        Measure("mean_gap", Text(cs="průměrná mezera", en="mean gap"), "hours", Ratio("gap", "gaps"),
                (TOTAL, LOCALITY)),
        Measure("worst_gap", Text(cs="nejdelší mezera", en="worst gap"), "hours", Spread("gap", "max"),
                (TOTAL, LOCALITY)),
        Measure("average_idleness", Text(cs="průměrné čekání", en="average idleness"), "hours",
                Ratio("squared", "doubled"), (TOTAL, LOCALITY)),
        Measure("service_hours", Text(cs="doba služby", en="service time"), "hours",
                Total("service", divisor=MICROSECONDS_PER_HOUR), (TOTAL, LOCALITY)),
    ),
    curves=(
        Curve("longest", Text(cs="nejdelší mezery", en="longest gaps"), "hours", Text(cs="pořadí", en="rank"),
              Largest("locality", "gap", _LONGEST)),
    ),
)  # fmt: skip
def revisit_gaps(plan_slots: pl.DataFrame, slots: pl.DataFrame, presence: pl.DataFrame, period: Period) -> pl.DataFrame:
    wanted = owed(plan_slots, period).filter(pl.col("per") != "week", pl.col("planned") > 0)
    dated = wanted.select("locality", "plan_day", "band").unique().join(slots, on=["plan_day", "band"])
    service = union(dated.select("locality", "start", "end"), ["locality"])
    asked = wanted.group_by("locality").agg(pl.col("patrol_plan_row").unique().sort())
    # every gap rests on all visits while there was service (`drilldown.through`), so each row says how long that is
    served = (
        service.group_by("locality")
        .agg(pl.col("start").min(), pl.col("end").max(), service=LENGTH.sum())
        .join(asked, on="locality")
        .sort("locality")
    )
    between = gaps(union(presence.select("locality", "start", "end"), ["locality"]), service, ["locality"])
    hours = pl.col("length") / MICROSECONDS_PER_HOUR
    single = between.select(
        "locality", begins="start", ends="end", gap=hours, gaps=pl.lit(1), squared=hours.pow(2)
    ).join(served.drop("service"), on="locality", maintain_order="left")
    doubled = served.with_columns(doubled=2 * pl.col("service") / MICROSECONDS_PER_HOUR)
    return pl.concat([single, doubled], how="diagonal")


@indicator(
    label=Text(cs="Poslední návštěva", en="Last visit"),
    definition=Text(
        cs="Kalendářní dny od poslední přítomnosti v lokalitě do konce období.",
        en="Calendar days from the last presence in the locality to the end of the period.",
    ),
    subject="service",
    serves=("presence", "KA02"),
    better="lower",
    accumulation="last",
    measures=(
        Measure("days_since", Text(cs="dny od poslední návštěvy", en="days since the last visit"), "days",
                Spread("since", "max"), (LOCALITY,), absent=Text(cs="nikdy", en="never")),
    ),
)  # fmt: skip
def last_visit(
    presence: pl.DataFrame, visit_starts: pl.DataFrame, localities: pl.DataFrame, period: Period
) -> pl.DataFrame:
    return _since_last(presence, visit_starts, localities, period)


def _since_last(
    presence: pl.DataFrame, visit_starts: pl.DataFrame, localities: pl.DataFrame, period: Period
) -> pl.DataFrame:
    """One row a locality valid at the end of the period: `locality, day, since`, null where nobody ever came."""
    days = pl.concat([presence.select("locality", "day"), visit_starts.select("locality", "day")])
    last = days.filter(pl.col("day") <= period.end).group_by("locality").agg(pl.col("day").max())
    since = (pl.lit(period.end) - pl.col("day")).dt.total_days()
    still = valid(localities, begun_by=period.end, lasting_to=period.end).select("locality")
    return still.join(last, on="locality", how="left", maintain_order="left").with_columns(since=since)


@indicator(
    label=Text(cs="Opomíjené lokality", en="Overlooked localities"),
    definition=Text(
        cs="Lokality, ve kterých nikdo nebyl déle, než stanoví pravidla programu, a služba v nich od té doby byla "
        "plánována. Výchozí 4 dny jsou vypůjčené z pokusu s policejními hlídkami (Barnes 2020).",
        en="Localities where nobody has been for longer than the programme's rules state and where service was "
        "planned since. The usual 4 days are borrowed from a trial with police patrols (Barnes 2020).",
    ),
    subject="service",
    serves=("presence", "KA02"),
    better="lower",
    accumulation="last",
    measures=(
        Measure("localities", Text(cs="opomíjené lokality", en="overlooked localities"), "localities",
                Total("overlooked"), (TOTAL, LOCALITY)),
    ),
)  # fmt: skip
def overlooked_localities(
    presence: pl.DataFrame,
    visit_starts: pl.DataFrame,
    plan_slots: pl.DataFrame,
    localities: pl.DataFrame,
    period: Period,
    project: Project,
) -> pl.DataFrame:
    seen = _since_last(presence, visit_starts, localities, period)
    latest = pl.col("plan_day") == pl.col("plan_day").max()
    due = (
        plan_slots.filter(pl.col("ends_on") <= period.end)
        .group_by("locality")
        .agg(pl.col("patrol_plan_row").filter(latest).unique().sort(), due=pl.col("plan_day").max())
    )
    long = pl.col("since").is_null() | (pl.col("since") > project.limit("revisit_days"))
    unmet = pl.col("due").is_not_null() & (pl.col("day").is_null() | (pl.col("due") > pl.col("day")))
    dated = seen.join(due, on="locality", how="left", maintain_order="left")
    return dated.with_columns(overlooked=(long & unmet).cast(pl.Int64))


@indicator(
    label=Text(cs="Rovnoměrnost podle plánu", en="Evenness against the plan"),
    definition=Text(
        cs="Giniho index odsloužených osobohodin vážený plánem: 0 znamená, že každá lokalita dostala týž díl svého "
        "plánu. Berou se lokality s plánem osobohodin a všechny hodiny v nich. Křivka řadí lokality od nejméně "
        "obsloužené; čím dál je od úhlopříčky, tím nerovnoměrnější služba.",
        en="Gini index of delivered person-hours weighted by the plan: 0 means that every locality got the same part "
        "of its plan. Localities with a plan of person-hours count, with all hours in them. The curve sorts them from "
        "the least served; the farther from the diagonal, the less even.",
    ),
    subject="service",
    serves=("presence", "KA02"),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(
        Measure("gini", Text(cs="Giniho index", en="Gini index"), "index", Evenness("delivered", "planned")),
    ),
    curves=(
        Curve("lorenz", Text(cs="podíl odsloužených hodin", en="share of delivered hours"), "share",
              Text(cs="podíl plánu", en="share of the plan"), Lorenz("delivered", "planned"), x_is="share"),
    ),
)  # fmt: skip
def evenness(plan_slots: pl.DataFrame, effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    promised = owed(plan_slots, period).filter(pl.col("measure") == "person_hours")
    rows = pl.col("patrol_plan_row").unique().sort()
    planned = promised.group_by("locality").agg(pl.col("planned").sum(), rows).filter(pl.col("planned") > 0)
    spent = counted(effort).filter(period.holds(pl.col("plan_day")))
    delivered = spent.group_by("locality").agg(record("visits").unique().sort(), delivered=pl.col("length").sum())
    both = planned.join(delivered, on="locality", how="left").sort("locality")
    return both.with_columns(pl.col("delivered").fill_null(0))


@indicator(
    label=Text(cs="Navštívené lokality", en="Localities visited"),
    definition=Text(
        cs="Lokality aspoň s jednou návštěvou z těch, které v období platily; srovnávací lokality se nepočítají.",
        en="Localities with at least one visit among those valid in the period; comparison localities do not count.",
    ),
    subject="service",
    serves=("presence", "KA02"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("localities_visited", Text(cs="navštívené lokality", en="localities visited"), "share",
                Ratio("visited", "valid")),
    ),
)  # fmt: skip
def extent(
    visit_starts: pl.DataFrame, presence: pl.DataFrame, localities: pl.DataFrame, period: Period
) -> pl.DataFrame:
    days = pl.concat([presence.select("locality", "day"), visit_starts.select("locality", "day")])
    there = days.filter(period.holds(pl.col("day"))).group_by("locality").agg(pl.col("day").unique().sort())
    there_is = looked_after(localities, period).select("locality", valid=pl.lit(1))
    found = there_is.join(there, on="locality", how="left", maintain_order="left")
    return found.with_columns(visited=pl.col("day").is_not_null().cast(pl.Int64))
