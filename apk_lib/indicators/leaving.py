"""Who leaves (KA01): how many stay for half a year and longer, why others go, and how soon somebody comes."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator
from apk_lib.indicators.employment import held_days, observed
from apk_lib.indicators.statistics import Incidence, Proportion, Rate, Ratio, Spread, Total
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
# a year is 365.25 days: in whole quarters of a day its length is exact
_QUARTERS_OF_DAY, _QUARTERS_OF_YEAR = 4, 1461
# whoever comes so many days before somebody leaves comes for the handover
HANDOVER = timedelta(days=14)


@indicator(
    label=Text(cs="Udržení po 6, 12 a 24 měsících", en="Retention after 6, 12 and 24 months"),
    definition=Text(
        cs="Kolik lidí bylo zaměstnáno i po daném počtu měsíců od nástupu, z těch, kdo nastoupili za projektu a jimž "
        "ta doba do konce období uplynula. Koho dříve ukončil konec projektu, se nepočítá. Interval platí, jen pokud "
        "je bereme jako zástupce podobných lidí.",
        en="How many people were still employed so many months after their start, of those who started during the "
        "project and for whom the time had come by the end of the period. Those whose employment ended with the "
        "project are not counted. The interval holds only if we read them as standing for others like them.",
    ),
    subject="tenure",
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
        .select(
            "person",
            "months_since_start",
            "contracts_row",
            retained=pl.when(come & ~stopped).then(stayed.cast(pl.Int64)),
        )
    )


@indicator(
    label=Text(cs="Fluktuace a náhrady", en="Turnover and replacement"),
    definition=Text(
        cs="Odchody dělené průměrným počtem zaměstnaných (dny zaměstnání lidí dělené dny období); na rok přepočteno "
        "365,25 dne, s přesným intervalem. Odchod patří do období, v němž je první den po zaměstnání; konec projektu "
        "není odchod, kdo odejde dvakrát, počítá se dvakrát. Náhrada je smlouva na totéž místo, která začala nejdřív "
        "14 dní před odchodem (předání), i když se vrátil týž člověk; patří do období, kdy místo převzala. Dny čekání "
        "jsou ty, kdy místo nikdo nedržel.",
        en="Leavings over the average number employed (days of employment of people over days of the period); a year "
        "is 365.25 days, with the exact interval. A leaving belongs to the period of the first day after the "
        "employment; the end of the project is no leaving, who leaves twice counts twice. A replacement is a contract "
        "on the same post that began no earlier than 14 days before the leaving (handover), even if the same person "
        "came back, in the period in which it took the post over. Days of waiting are those on which nobody held it.",
    ),
    subject="tenure",
    serves=("employ", "KA01"),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(
        Measure("leavers", Text(cs="odešli", en="left"), "persons", Total("left")),
        Measure("headcount", Text(cs="průměrný počet zaměstnaných", en="average number employed"), "mean_persons",
                Total("headcount")),
        Measure("turnover", Text(cs="fluktuace", en="turnover"), "ratio", Ratio("left", "headcount")),
        Measure("annualised", Text(cs="fluktuace přepočtená na rok", en="turnover a year"), "ratio",
                Rate("left", "person_years", _QUARTERS_OF_YEAR)),
        Measure("replaced", Text(cs="znovu obsazená místa", en="posts filled again"), "posts", Total("replaced")),
        Measure("days_to_replace", Text(cs="medián doby do náhrady", en="median time to replacement"), "days",
                Spread("days", "median")),
    ),
)  # fmt: skip
def turnover(contracts: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    stays = observed(contracts, period, project.start)
    days = (pl.col("end") - pl.col("seen_from")).dt.total_days().clip(0)
    spells = stays.select("left", "contracts_row", headcount=days / period.days, person_years=days * _QUARTERS_OF_DAY)
    return pl.concat([spells, _replacements(contracts, project, period)], how="diagonal")


def _replacements(contracts: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    """Posts that were taken over in the period from who had left, with the days nobody held them in between.

    Their records are the contracts of who left, of who came, and of all who held the post in between.
    """
    left = observed(contracts, period.since(project.start), project.start).filter(pl.col("left") == 1)
    successors = contracts.select("post", "source_row", came="start", until="last_day")
    newly = pl.col("came") >= pl.col("exit") - HANDOVER
    lasts = pl.col("until").is_null() | (pl.col("until") >= pl.col("exit"))
    taken = (
        left.join(successors, on="post")
        .filter(newly, lasts)
        .with_columns(taken=pl.max_horizontal("came", "exit"))
        .sort("post", "exit", "person", "taken", "source_row")
        .unique(["post", "exit", "person"], keep="first", maintain_order=True)
        .filter(period.holds(pl.col("taken")))
        .with_row_index("replacement")
    )
    between = taken.with_columns(day=pl.date_ranges("exit", "taken", closed="left")).explode("day").drop_nulls("day")
    held = held_days(contracts, period.since(project.start)).select("post", "day", meanwhile="contracts_row")
    waiting = (
        between.join(held, on=["post", "day"], how="left")
        .group_by("replacement")
        .agg(pl.col("meanwhile").explode().drop_nulls().unique().sort(), empty=pl.col("meanwhile").null_count())
    )
    waited = taken.join(waiting, on="replacement", how="left", maintain_order="left")
    return waited.select(
        contracts_row=pl.concat_list("contracts_row", "source_row", pl.col("meanwhile").fill_null([])).list.unique(),
        replaced=pl.lit(1, pl.Int64),
        days=pl.col("empty").fill_null(0).cast(pl.Int64),
    )


@indicator(
    label=Text(cs="Odchody podle důvodu", en="Exits by reason"),
    definition=Text(
        cs="Odchody asistentů podle důvodu v jejich smlouvě; konec projektu není odchod. Křivka podle Aalena a "
        "Johansena říká, jaký podíl zaměstnání, která začala za projektu, do té doby skončil z kterého důvodu: důvody "
        "se vylučují, součty s podílem těch, kdo zůstali, dávají celek. Odchod patří do období, v němž je první den "
        "po zaměstnání (u účastníků podpory rozhoduje poslední den).",
        en="Leavings of assistants by the reason in their contract; the end of the project is no leaving. The curve "
        "(Aalen–Johansen) tells what share of spells that began during the project has ended for which reason by "
        "then: reasons exclude each other, and with the share who stayed they add up to the whole. A leaving belongs "
        "to the period of the first day after the employment (with participants of support the last day decides).",
    ),
    subject="tenure",
    serves=("employ", "KA01"),
    better="lower",
    accumulation="sum",
    measures=(
        Measure("left", Text(cs="odešli", en="left"), "persons", Total("left"), (TOTAL, ("end_reason",))),
    ),
    curves=(
        Curve("incidence", Text(cs="podíl těch, kdo odešli", en="share who have left"), "share",
              Text(cs="měsíce od nástupu", en="months since the start"), Incidence("followed", "end_reason"),
              across="end_reason"),
    ),
)  # fmt: skip
def exits(contracts: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    reason = pl.when(pl.col("left") == 1).then(pl.col("end_reason").fill_null("not_stated"))
    return observed(contracts, period, project.start).select("followed", "left", "contracts_row", end_reason=reason)
