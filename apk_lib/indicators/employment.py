"""Employment (KA01): are the posts filled, and do the people stay?"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator, record
from apk_lib.indicators.statistics import Distinct, Proportion, Ratio, Spread, Survival, Total
from apk_lib.periods import Period
from apk_lib.text import Text

_ALL_CONTRACTS = pl.col("contracts_row").explode().unique().sort()


def _days_within(start: str, end: str, period: Period) -> pl.Expr:
    """Days of a span that lie in the period, both ends included; an open end lasts."""
    first = pl.max_horizontal(pl.col(start), pl.lit(period.start))
    last = pl.min_horizontal(pl.col(end).fill_null(period.end), pl.lit(period.end))
    return ((last - first).dt.total_days() + 1).clip(0)


def spells(contracts: pl.DataFrame) -> pl.DataFrame:
    """Employment spells: contracts of a person that follow without a gap, or overlap, are one.

    Returns `person, start, exit` (the day after the last day, null while employed) in order of start, with the `post`
    and the `end_reason` of the contract that lasted longest, and the records of all of them (`contracts_row`).
    """
    ordered = contracts.sort("person", "start", "contract").with_columns(last=pl.col("last_day").fill_null(date.max))
    reached = pl.col("last").cum_max().shift(1).over("person")
    ending = pl.col("post", "end_reason").sort_by("last", maintain_order=True).last()
    return (
        ordered.with_columns(spell=(reached.is_null() | (pl.col("start") > reached + timedelta(days=1))).cum_sum())
        .group_by("person", "spell", maintain_order=True)
        .agg(pl.col("start").first(), pl.col("last").max(), ending, record("contracts"))
        .with_columns(exit=pl.when(pl.col("last") < date.max).then(pl.col("last") + timedelta(days=1)))
        .select("person", "start", "exit", "post", "end_reason", "contracts_row")
        .sort("start", "person")
    )


def observed(contracts: pl.DataFrame, period: Period, project_start: date) -> pl.DataFrame:
    """Spells as far as the period saw them; who left before the project is not there.

    Adds `end` (the exit, or the day after the period), `left` (1 or 0; the end of the project is no leaving), `months`
    from the start to the end, null where the exit fell on the very first day of the period, which counts a leaving
    but nobody at risk, and `followed`, the months of those who started in the period: others of the time before it,
    who had left, are in no record, and the few who came from then would carry a curve alone.
    """
    after = period.end + timedelta(days=1)
    gone = pl.col("exit") <= period.end
    project_ended = pl.col("end_reason").eq_missing(pl.lit("end_of_project"))
    seen_from = pl.max_horizontal("start", pl.lit(period.start))
    inside = pl.col("exit").is_null() | (pl.col("exit") >= period.start) & (pl.col("exit") > project_start)
    known = spells(contracts.filter(pl.col("start") <= period.end)).filter(inside).with_columns(
        end=pl.when(gone).then("exit").otherwise(pl.lit(after)),
        left=(gone.fill_null(False) & ~project_ended).cast(pl.Int64),
        seen_from=seen_from,
    )  # fmt: skip
    at_risk = pl.col("seen_from") < pl.col("end")
    return known.with_columns(months=pl.when(at_risk).then(_months("start", "end"))).with_columns(
        followed=pl.when(pl.col("start") >= period.start).then("months")
    )


def held_days(contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Each post and day of the period on which somebody had a contract, with the FTE `held` of all who had.

    `contracts_row` are their records.
    """
    first = pl.max_horizontal("start", pl.lit(period.start))
    last = pl.min_horizontal(pl.col("last_day").fill_null(period.end), pl.lit(period.end))
    days = contracts.filter(first <= last).with_columns(day=pl.date_ranges(first, last)).explode("day")
    return days.group_by("post", "day").agg(record("contracts"), held=pl.col("fte").sort().sum())


def _beside_plan(contracts: pl.DataFrame, posts: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Days held beside the plan of their post: `post, day, planned, within, above, contracts_row`.

    `within` is the FTE held up to that of the post on a day for which it is planned (`planned`), `above` the rest.
    """
    plan = posts.select("post", "planned_from", "planned_to", full="fte")
    inside = pl.col("day").is_between("planned_from", pl.col("planned_to").fill_null(period.end))
    within = pl.when(inside).then(pl.min_horizontal("held", "full")).otherwise(0.0)
    return (
        held_days(contracts, period)
        .join(plan, on="post")
        .with_columns(planned=inside, within=within)
        .select("post", "day", "planned", "within", "contracts_row", above=pl.col("held") - pl.col("within"))
    )


def _summed(held: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Days of the groups weighted by FTE; equal days are multiplied, so that a full post gives exactly its plan."""
    kind = (*by, "planned", "within", "above")
    alike = held.group_by(kind).agg(_ALL_CONTRACTS, days=pl.len()).sort(kind)
    within, above = (pl.col(column) * pl.col("days") for column in ("within", "above"))
    covered = pl.col("days").filter("planned").sum().cast(pl.Int64)
    return alike.group_by(by, maintain_order=True).agg(
        _ALL_CONTRACTS, within=within.sum(), above=above.sum(), covered_days=covered
    )


@indicator(
    label=Text(cs="Obsazenost míst", en="Posts filled"),
    definition=Text(
        cs="Dny zaměstnání vážené úvazkem dělené plánovanými dny. Každý den se místu počítá nejvýše jeho plánovaný "
        "úvazek, a jen ve dnech, na které je plánováno; co je navíc (překryv při předání, smlouva za plánem), jsou "
        "dny nad plán a jiné místo neobsadí. Za obsazené se počítá místo, které má poslední den období platnou "
        "smlouvu.",
        en="Days of employment weighted by FTE over planned days. A day counts for a post up to its planned FTE, and "
        "only while the post is planned; the rest (overlap at a handover, a contract beyond the plan) are days above "
        "the plan and fill no other post. A filled post has a contract on the last day of the period.",
    ),
    subject="service",
    serves=("employ", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("filled_at_end", Text(cs="obsazená místa ke konci období", en="posts filled at the end of the period"),
                "posts", Total("filled_at_end", "planned_at_end")),
        Measure("fill_rate", Text(cs="obsazenost", en="fill rate"), "share",
                Ratio("employed_days", "planned_days"), (TOTAL, ("post",))),
        Measure("vacant_days", Text(cs="neobsazené dny", en="vacant days"), "days",
                Total("vacant_days"), (TOTAL, ("post",))),
        Measure("surplus_days", Text(cs="dny nad plán místa", en="days above the plan of a post"), "days",
                Total("surplus_days"), (TOTAL, ("post",))),
    ),
)  # fmt: skip
def posts_filled(posts: pl.DataFrame, contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    at_end = pl.lit(period.end).is_between("start", pl.col("last_day").fill_null(period.end))
    by_post = contracts.sort("post", "contract").group_by("post", maintain_order=True)
    planned = _days_within("planned_from", "planned_to", period)
    planned_at_end = pl.lit(period.end).is_between("planned_from", "planned_to")
    return (
        posts.join(by_post.agg(at_end=at_end.any()), on="post", how="left")
        .join(_summed(_beside_plan(contracts, posts, period), "post"), on="post", how="left")
        .sort("post")
        .select(
            "post",
            "contracts_row",
            planned_days=planned * pl.col("fte"),
            employed_days=pl.col("within").fill_null(0.0),
            surplus_days=pl.col("above").fill_null(0.0),
            vacant_days=planned - pl.col("covered_days").fill_null(0),
            planned_at_end=planned_at_end.cast(pl.Int64),
            filled_at_end=(pl.col("at_end").fill_null(False) & planned_at_end).cast(pl.Int64),
        )
    )


@indicator(
    label=Text(cs="Člověkoměsíce", en="Person-months"),
    definition=Text(
        cs="Dny zaměstnání v měsíci dělené počtem dnů měsíce, krát úvazek; plán míst se počítá stejně. Každý den se "
        "místu počítá nejvýše jeho plánovaný úvazek, a jen ve dnech, na které je plánováno.",
        en="Days employed in a month over the days of the month, times FTE; the plan of posts is counted alike. A day "
        "counts for a post up to its planned FTE, and only while the post is planned.",
    ),
    subject="service",
    serves=("employ", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("person_months", Text(cs="člověkoměsíce", en="person-months"), "person_months",
                Total("employed", "planned"), (TOTAL, ("post", "month"))),
    ),
)  # fmt: skip
def person_months(posts: pl.DataFrame, contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    planned = _by_month(posts.select("post", "fte", start="planned_from", end="planned_to"), period)
    held = _beside_plan(contracts, posts, period).with_columns(first=pl.col("day").dt.month_start())
    length = pl.col("first").dt.month_end().dt.day()
    employed = _summed(held, "post", "first").select(
        "post", "contracts_row", month=pl.col("first").dt.strftime("%Y-%m"), employed=pl.col("within") / length,
        surplus=pl.col("above") / length,
    )  # fmt: skip
    return pl.concat([planned.select("post", "month", planned="months"), employed], how="diagonal").sort(
        "post", "month", "planned"
    )


def _by_month(spans: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Spans of days cut into calendar months; `months` is the part of each month, times FTE."""
    months = pl.DataFrame({"first": pl.date_range(period.start.replace(day=1), period.end, "1mo", eager=True)})
    length = pl.col("first").dt.month_end().dt.day()
    cut_start = pl.max_horizontal("start", "first", pl.lit(period.start))
    cut_end = pl.min_horizontal(pl.col("end").fill_null(period.end), pl.col("first").dt.month_end(), pl.lit(period.end))
    return (
        spans.join(months, how="cross")
        .with_columns(days=(cut_end - cut_start).dt.total_days() + 1)
        .filter(pl.col("days") > 0)
        .with_columns(months=pl.col("days") / length * pl.col("fte"), month=pl.col("first").dt.strftime("%Y-%m"))
    )


@indicator(
    label=Text(cs="Udržení původních asistentů", en="Retention of the original assistants"),
    definition=Text(
        cs="Kolik z prvních držitelů míst je na konci období stále zaměstnáno. Interval platí, jen pokud je bereme "
        "jako zástupce podobných lidí.",
        en="How many of the first holders of the posts are still employed at the end of the period. The interval "
        "holds only if we read them as standing for others like them.",
    ),
    subject="tenure",
    serves=("employ", "KA01"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("still_employed", Text(cs="stále zaměstnáni", en="still employed"), "share",
                Proportion("still_employed")),
    ),
)  # fmt: skip
def retention(contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    # who left before the project held none of its posts
    inside = pl.col("last_day").is_null() | (pl.col("last_day") >= period.start)
    known = contracts.filter(inside, pl.col("start") <= period.end)
    original = (
        known.sort("post", "start", "contract").group_by("post", maintain_order=True).first().select("person").unique()
    )
    first_spell = spells(known).join(original, on="person", how="semi").group_by("person", maintain_order=True).first()
    stays = pl.col("exit").is_null() | (pl.col("exit") > period.end)
    # also a later contract, by which somebody may have been the first holder of another post
    every = known.group_by("person").agg(record("contracts").sort())
    return first_spell.select("person", still_employed=stays.cast(pl.Int64)).join(every, on="person").sort("person")


@indicator(
    label=Text(cs="Délka zaměstnání", en="Tenure"),
    definition=Text(
        cs="Měsíce od nástupu do odchodu nebo do konce období. Počítají se zaměstnání: souvislé smlouvy jsou jedno, "
        "kdo se po mezeře vrátil, má dvě. Křivka udržení podle Kaplana a Meiera je jen ze zaměstnání, která začala za "
        "projektu; konec období ani projektu není odchod.",
        en="Months from the start to leaving or to the end of the period. Spells of employment are counted: contracts "
        "without a gap are one, whoever came back after a gap has two. The Kaplan–Meier curve of retention is of "
        "spells that began during the project only; neither the end of the period nor that of the project is leaving.",
    ),
    subject="tenure",
    serves=("employ", "KA01"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("median", Text(cs="medián dosavadní délky", en="median so far"), "months", Spread("months", "median")),
        Measure("shortest", Text(cs="nejkratší", en="shortest"), "months", Spread("months", "min")),
        Measure("longest", Text(cs="nejdelší", en="longest"), "months", Spread("months", "max")),
        Measure("persons", Text(cs="osoby celkem", en="persons ever"), "persons", Distinct("person")),
    ),
    curves=(
        Curve("retained", Text(cs="podíl stále zaměstnaných", en="share still employed"), "share",
              Text(cs="měsíce od nástupu", en="months since the start"), Survival("followed", "left")),
    ),
)  # fmt: skip
def tenure(contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    # the figures are those since the start of the project: there the period begins
    return observed(contracts, period, period.start).select("person", "months", "followed", "left", "contracts_row")


def _months(start: str, end: str) -> pl.Expr:
    """Calendar months between two days: whole ones, and the rest over the length of the month it falls in."""
    first, last = pl.col(start), pl.col(end)
    apart = (last.dt.year() - first.dt.year()) * 12 + last.dt.month().cast(pl.Int32) - first.dt.month().cast(pl.Int32)
    whole = apart - (first.dt.offset_by(apart.cast(pl.String) + "mo") > last).cast(pl.Int32)
    reached = first.dt.offset_by(whole.cast(pl.String) + "mo")
    following = first.dt.offset_by((whole + 1).cast(pl.String) + "mo")
    return whole + (last - reached).dt.total_days() / (following - reached).dt.total_days()
