"""Who leaves (KA01): how many stay for half a year and longer, why others go, and how soon somebody comes."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator
from apk_lib.indicators.employment import observed
from apk_lib.indicators.statistics import Incidence, Proportion, Ratio, Spread, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables.codes import END_REASONS
from apk_lib.text import Text

MILESTONES = {
    "6": Text(cs="6 měsíců", en="6 months"),
    "12": Text(cs="12 měsíců", en="12 months"),
    "24": Text(cs="24 měsíců", en="24 months"),
}
LEAVING_REASONS = {id: name for id, name in END_REASONS.items() if id != "end_of_project"} | {
    "not_stated": Text(cs="důvod neuveden", en="reason not stated")
}
_DAYS_OF_YEAR = 365.25


@indicator(
    label=Text(cs="Udržení po 6, 12 a 24 měsících", en="Retention after 6, 12 and 24 months"),
    definition=Text(
        cs="Kolik lidí bylo zaměstnáno i po daném počtu měsíců od nástupu, z těch, kdo nastoupili za projektu a jimž "
        "ta doba do konce období uplynula. Koho dříve ukončil konec projektu, se nepočítá. Interval platí, jen pokud "
        "je bereme jako zástupce podobných lidí.",
        en="How many people were still employed so many months after their start, of those who started during the "
        "project and for whom the time had come by the end of the period. Whom the end of the project stopped earlier "
        "does not count. The interval holds only if we read them as standing for others like them.",
    ),
    serves=("employ", "KA01"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("retained", Text(cs="zůstali", en="stayed"), "share", Proportion("retained"),
                (("months_since_start",),), Text(cs="ještě nenastalo", en="not yet due")),
    ),
)  # fmt: skip
def retention_milestones(contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    started = observed(contracts, period, period.start).filter(pl.col("start") >= period.start)
    first = started.group_by("person", maintain_order=True).first()
    due = pl.col("start").dt.offset_by(pl.col("months_since_start") + "mo")
    come = pl.col("due") <= period.end + timedelta(days=1)
    stayed = pl.col("exit").is_null() | (pl.col("exit") >= pl.col("due"))
    stopped = ~stayed & pl.col("end_reason").eq_missing(pl.lit("end_of_project"))
    return (
        first.join(pl.DataFrame({"months_since_start": list(MILESTONES)}), how="cross")
        .with_columns(due=due)
        .sort("months_since_start", "person")
        .select("person", "months_since_start", retained=pl.when(come & ~stopped).then(stayed.cast(pl.Int64)))
    )


@indicator(
    label=Text(cs="Fluktuace a náhrady", en="Turnover and replacement"),
    definition=Text(
        cs="Odchody dělené průměrným počtem zaměstnaných (dny zaměstnání lidí dělené dny období); na rok přepočteno "
        "365,25 dne. Konec projektu není odchod; kdo odejde dvakrát, počítá se dvakrát. Náhrada patří do období, kdy "
        "nastoupila na uvolněné místo; dny se počítají od prvního dne po odchodu.",
        en="Leavings over the average number employed (days of employment of people over days of the period); a year "
        "is 365.25 days. The end of the project is no leaving; who leaves twice counts twice. A replacement belongs "
        "to the period in which it took the vacant post; days count from the first day after the leaving.",
    ),
    serves=("employ", "KA01"),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(
        Measure("leavers", Text(cs="odešli", en="left"), "persons", Total("left")),
        Measure("headcount", Text(cs="průměrný počet zaměstnaných", en="average number employed"), "mean_persons",
                Total("headcount")),
        Measure("turnover", Text(cs="fluktuace", en="turnover"), "ratio", Ratio("left", "headcount")),
        Measure("annualised", Text(cs="fluktuace přepočtená na rok", en="turnover a year"), "ratio",
                Ratio("left", "person_years")),
        Measure("replaced", Text(cs="znovu obsazená místa", en="posts filled again"), "posts", Total("replaced")),
        Measure("days_to_replace", Text(cs="medián doby do náhrady", en="median time to replacement"), "days",
                Spread("days", "median")),
    ),
)  # fmt: skip
def turnover(contracts: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    stays = observed(contracts, period, project.start)
    days = (pl.col("end") - pl.col("seen_from")).dt.total_days().clip(0)
    # in an order that pseudonyms do not change
    spells = stays.select("left", headcount=days / period.days, person_years=days / _DAYS_OF_YEAR).sort(pl.all())
    return pl.concat([spells, _replacements(contracts, project, period)], how="diagonal")


def _replacements(contracts: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    """Posts that somebody else took over in the period from who had left, with the days nobody held them."""
    left = observed(contracts, period.since(project.start), project.start).filter(pl.col("left") == 1)
    others = contracts.select("post", successor="person", came="start", last_day="last_day")
    later = (pl.col("came") > pl.col("start")) & (pl.col("successor") != pl.col("person"))
    lasts = pl.col("last_day").is_null() | (pl.col("last_day") >= pl.col("exit"))
    return (
        left.join(others, on="post")
        .filter(later, lasts)
        .with_columns(taken=pl.max_horizontal("came", "exit"))
        .sort("post", "exit", "person", "taken")
        .unique(["post", "exit", "person"], keep="first", maintain_order=True)
        .filter(period.holds(pl.col("taken")))
        .select(replaced=pl.lit(1, pl.Int64), days=(pl.col("taken") - pl.col("exit")).dt.total_days())
    )


@indicator(
    label=Text(cs="Odchody podle důvodu", en="Leavings by reason"),
    definition=Text(
        cs="Odchody asistentů podle důvodu v jejich smlouvě; konec projektu není odchod. Křivka podle Aalena a "
        "Johansena říká, jaký podíl lidí do té doby odešel z kterého důvodu: důvody se vylučují, součty s podílem "
        "těch, kdo zůstali, dávají celek.",
        en="Leavings of assistants by the reason in their contract; the end of the project is no leaving. The curve "
        "(Aalen–Johansen) tells what share has left for which reason by then: reasons exclude each other, and with "
        "the share who stayed they add up to the whole.",
    ),
    serves=("employ", "KA01"),
    better="lower",
    accumulation="sum",
    measures=(
        Measure("left", Text(cs="odešli", en="left"), "persons", Total("left"), (TOTAL, ("end_reason",))),
    ),
    curves=(
        Curve("incidence", Text(cs="podíl těch, kdo odešli", en="share who have left"), "share",
              Text(cs="měsíce od nástupu", en="months since the start"), Incidence("months", "end_reason", "entry"),
              across="end_reason"),
    ),
)  # fmt: skip
def exits(contracts: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    reason = pl.when(pl.col("left") == 1).then(pl.col("end_reason").fill_null("not_stated"))
    return observed(contracts, period, project.start).select("months", "entry", "left", end_reason=reason)
