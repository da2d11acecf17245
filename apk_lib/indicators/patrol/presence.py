"""Presence in the field (KA01, KA02): hours of people, hours with somebody there, days, visits, stays."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator, record
from apk_lib.indicators.patrol.rows import LOCALITY, PLACES, valid, with_day_type, with_weekday
from apk_lib.indicators.statistics import Daily, Distinct, Ratio, Spread, Total
from apk_lib.intervals import LENGTH, union
from apk_lib.periods import Period, local_day
from apk_lib.project import Project
from apk_lib.slots import counted
from apk_lib.slots import presence as presence_of
from apk_lib.tables.codes import VISIT_LENGTHS
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR, MICROSECONDS_PER_MINUTE
from apk_lib.text import Text

_TIMES = (*PLACES, ("weekday_band",), ("day_type",))
# minutes, between the entries of VISIT_LENGTHS; stops under the first were not told from a drive-by (Koper 1995)
_EDGES = (10, 16, 30, 60)


@indicator(
    label=Text(cs="Osobohodiny v terénu", en="Person-hours in the field"),
    definition=Text(
        cs="Čas asistentů v lokalitách, každého zvlášť; jeden člověk je v jednu chvíli na jednom místě. Hodiny patří "
        "kalendářnímu dni a pásmu, ve kterém byly odslouženy; n jsou návštěvy, které do nich zasahují.",
        en="Time of the assistants in the localities, each counted; a person is in one place at a time. Hours belong "
        "to the calendar day and band in which they were served; n are the visits that reach into them.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("person_hours", Text(cs="osobohodiny", en="person-hours"), "person_hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR, unit="visit"), _TIMES),
    ),
)  # fmt: skip
def person_hours(effort: pl.DataFrame, day_types: pl.DataFrame, period: Period) -> pl.DataFrame:
    spent = counted(effort).filter(period.holds(pl.col("day"))).with_columns(record("visits"))
    return with_day_type(with_weekday(spent, "day"), day_types)


@indicator(
    label=Text(cs="Osobohodiny ve stálých lokalitách", en="Person-hours in the constant set"),
    definition=Text(
        cs="Osobohodiny jen v lokalitách, které platí po celý projekt: tak lze srovnat období, mezi nimiž lokality "
        "přibyly nebo ubyly.",
        en="Person-hours only in localities valid through the whole project, so that periods between which localities "
        "came or went can be compared.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("person_hours", Text(cs="osobohodiny", en="person-hours"), "person_hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR, unit="visit")),
        Measure("localities", Text(cs="stálé lokality", en="localities of the constant set"), "localities",
                Distinct("throughout")),
    ),
)  # fmt: skip
def constant_set_hours(
    effort: pl.DataFrame, localities: pl.DataFrame, period: Period, project: Project
) -> pl.DataFrame:
    throughout = valid(localities, begun_by=project.start, lasting_to=project.end).select("locality")
    inside = counted(effort).filter(period.holds(pl.col("day")))
    spent = inside.join(throughout, on="locality", how="semi")
    listed = throughout.sort("locality").select(throughout="locality")
    return pl.concat([spent.select("visit", record("visits"), "length"), listed], how="diagonal")


@indicator(
    label=Text(cs="Hodiny přítomnosti", en="Presence-hours"),
    definition=Text(
        cs="Čas, kdy byl v lokalitě aspoň jeden asistent (nebo mentor, říkají-li to pravidla programu); dva současně "
        "se počítají jednou. Celkem je součet lokalit.",
        en="Time with at least one assistant (or a mentor, where the programme's rules say so) in the locality; two at "
        "once count once. The total adds up localities.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("presence_hours", Text(cs="hodiny přítomnosti", en="presence-hours"), "hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR), _TIMES),
    ),
)  # fmt: skip
def presence_hours(presence: pl.DataFrame, day_types: pl.DataFrame, period: Period) -> pl.DataFrame:
    return with_day_type(with_weekday(presence.filter(period.holds(pl.col("day"))), "day"), day_types)


@indicator(
    label=Text(cs="Přítomnost po dnech", en="Presence day by day"),
    definition=Text(
        cs="Hodiny přítomnosti za každý kalendářní den, součet lokalit; den bez přítomnosti má nulu.",
        en="Presence-hours of each calendar day, added up over localities; a day without presence has zero.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    curves=(
        Curve("daily", Text(cs="hodiny přítomnosti za den", en="presence-hours a day"), "hours",
              Text(cs="den", en="day"), Daily("length", "day", MICROSECONDS_PER_HOUR), x_is="day"),
    ),
)  # fmt: skip
def daily_presence(presence: pl.DataFrame, period: Period) -> pl.DataFrame:
    there = presence.filter(period.holds(pl.col("day"))).select("day", "length", "locality", "start", "end")
    if there.is_empty():
        return there
    every = pl.DataFrame({"day": pl.date_range(period.start, period.end, eager=True)})
    return pl.concat([there, every.with_columns(length=pl.lit(0, pl.Int64))], how="diagonal")


@indicator(
    label=Text(cs="Dny v terénu", en="Days in the field"),
    definition=Text(
        cs="Osobodny: dny, ve kterých byl asistent v lokalitě, sečtené přes asistenty. Dny s přítomností: kalendářní "
        "dny, kdy tam byl aspoň jeden. Celkem je v lokalitách dohromady, každý den jednou, není to součet lokalit.",
        en="Person-days: days on which an assistant was in the locality, added up over assistants. Days with presence: "
        "calendar days with at least one. The total is over all localities, each day once, not their sum.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("person_days", Text(cs="osobodny", en="person-days"), "days", Distinct("person_day"),
                (TOTAL, LOCALITY)),
        Measure("days_with_presence", Text(cs="dny s přítomností", en="days with presence"), "days",
                Distinct("day"), (TOTAL, LOCALITY)),
    ),
)  # fmt: skip
def field_days(effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    spent = counted(effort).filter(period.holds(pl.col("day")))
    return spent.select("locality", "day", record("visits"), person_day=pl.struct("person", "day"))


@indicator(
    label=Text(cs="Průměrná velikost hlídky", en="Mean crew"),
    definition=Text(
        cs="Osobohodiny dělené hodinami přítomnosti asistentů: kolik jich bylo na místě, když tam nějaký byl.",
        en="Person-hours over the presence-hours of assistants: how many were there while one was.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="ratio_of_sums",
    measures=(
        Measure("mean_crew", Text(cs="průměrná velikost hlídky", en="mean crew"), "mean_persons",
                Ratio("worked", "present", MICROSECONDS_PER_HOUR), (TOTAL, LOCALITY, ("weekday_band",))),
    ),
)  # fmt: skip
def mean_crew(effort: pl.DataFrame, slots: pl.DataFrame, period: Period) -> pl.DataFrame:
    here = ("locality", "start", "end", "day", "band")
    worked = counted(effort).select(*here, worked="length")
    # of assistants only, also where the rules let a mentor be present
    rows = pl.concat([worked, presence_of(effort, slots).select(*here, present="length")], how="diagonal")
    return with_weekday(rows.filter(period.holds(pl.col("day"))), "day")


@indicator(
    label=Text(cs="Návštěvy lokalit", en="Visits to localities"),
    definition=Text(
        cs="Počet návštěv lokalit; každá se počítá jednou, podle svého začátku. Návštěva dvojice je jedna. Počítá se "
        "i návštěva, u které chybí odchod.",
        en="Visits of assistants to a locality, counted once at their start; a pair is one visit. One without a "
        "departure counts as well.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("visits", Text(cs="návštěvy", en="visits"), "visits", Total("visited"),
                (TOTAL, LOCALITY, ("weekday_band",))),
    ),
)  # fmt: skip
def visit_count(visit_starts: pl.DataFrame, period: Period) -> pl.DataFrame:
    started = visit_starts.filter(period.holds(pl.col("day")), pl.col("locality").is_not_null())
    return with_weekday(started, "day").with_columns(record("visits"), visited=pl.lit(1))


@indicator(
    label=Text(cs="Práce podle činností", en="Work by activity"),
    definition=Text(
        cs="Osobohodiny v terénu a návštěvy podle činnosti, v lokalitách i mimo ně.",
        en="Person-hours in the field and visits by activity, in localities and outside them.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("person_hours", Text(cs="osobohodiny", en="person-hours"), "person_hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR), (TOTAL, ("activity",))),
        Measure("visits", Text(cs="návštěvy", en="visits"), "visits", Total("visited"), (TOTAL, ("activity",))),
    ),
)  # fmt: skip
def activities(effort: pl.DataFrame, visit_starts: pl.DataFrame, period: Period) -> pl.DataFrame:
    in_period = period.holds(pl.col("day"))
    spent = effort.filter(in_period, ~pl.col("double_booked")).select("activity", record("visits"), "length")
    made = visit_starts.filter(in_period).select("activity", record("visits"), visited=pl.lit(1))
    return pl.concat([spent, made], how="diagonal")


@indicator(
    label=Text(cs="Délka pobytů", en="Length of stays"),
    definition=Text(
        cs="Pobyt je souvislá přítomnost v lokalitě; krátký odchod (v pravidlech programu, běžně do 5 minut) jej "
        "nepřeruší. Počítá se jednou, podle svého začátku; kratší než minuta je jen průchod. Hranice 10 a 16 minut "
        "jsou vypůjčené z výzkumu policejních hlídek (Koper 1995), o účinku asistentů nic neříkají.",
        en="A stay is unbroken presence in a locality; a short absence (a rule of the programme, usually up to 5 "
        "minutes) does not end it. It counts once, at its start; under a minute it is only passing through. The "
        "limits of 10 and 16 minutes come from research on police patrols (Koper 1995) and say nothing of effect.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("stays", Text(cs="pobyty", en="stays"), "stays", Total("stay"),
                (TOTAL, ("visit_length",), ("locality", "visit_length"))),
        Measure("median", Text(cs="medián délky", en="median length"), "minutes", Spread("minutes", "median"),
                (TOTAL, LOCALITY)),
        Measure("at_least_10", Text(cs="pobyty od 10 minut", en="stays of 10 minutes or more"), "share",
                Ratio("long", "stay"), (TOTAL, LOCALITY)),
    ),
)  # fmt: skip
def stay_lengths(presence: pl.DataFrame, period: Period, project: Project) -> pl.DataFrame:
    apart = round(project.limit("stay_gap_minutes") * MICROSECONDS_PER_MINUTE)
    shortest = round(project.limit("shortest_stay_minutes") * MICROSECONDS_PER_MINUTE)
    stays = union(presence, ["locality"], gap=apart).with_columns(length=LENGTH)
    length = pl.col("length")
    passed = pl.sum_horizontal((length >= edge * MICROSECONDS_PER_MINUTE).cast(pl.Int64) for edge in _EDGES)
    return stays.filter(length >= shortest, period.holds(local_day(pl.col("start")))).with_columns(
        stay=pl.lit(1),
        minutes=length / MICROSECONDS_PER_MINUTE,
        long=(length >= _EDGES[0] * MICROSECONDS_PER_MINUTE).cast(pl.Int64),
        visit_length=passed.replace_strict(dict(enumerate(VISIT_LENGTHS)), return_dtype=pl.String),
    )
