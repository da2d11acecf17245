"""Patrol coverage (KA01, KA02): presence in the field, against the plan and in balance."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.periods import Period
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

PLACES = (TOTAL, ("locality",), ("locality", "weekday_band"))
WEEKDAY_BAND = (pl.col("weekday").cast(pl.String) + "|" + pl.col("band")).alias("weekday_band")


def _counted(effort: pl.DataFrame) -> pl.DataFrame:
    """Effort in a locality, each person in one place at a time."""
    return effort.filter(~pl.col("double_booked") & pl.col("locality").is_not_null())


def _with_weekday(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    return rows.with_columns(weekday=pl.col(day).dt.weekday()).with_columns(WEEKDAY_BAND)


@indicator(
    label=Text(cs="Osobohodiny v terénu", en="Person-hours in the field"),
    definition=Text(
        cs="Čas asistentů v lokalitách, každého zvlášť; jeden člověk je v jednu chvíli na jednom místě. Hodiny patří "
        "kalendářnímu dni a pásmu, ve kterém byly odslouženy.",
        en="Time of the assistants in the localities, each counted; a person is in one place at a time. Hours belong "
        "to the calendar day and band in which they were served.",
    ),
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("person_hours", Text(cs="osobohodiny", en="person-hours"), "person_hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR, unit="visit"), PLACES),
    ),
)  # fmt: skip
def person_hours(effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    return _with_weekday(_counted(effort).filter(period.holds(pl.col("day"))), "day")


@indicator(
    label=Text(cs="Hodiny přítomnosti", en="Presence-hours"),
    definition=Text(
        cs="Čas, kdy byl v lokalitě aspoň jeden asistent; dva současně se počítají jednou. Celkem je součet lokalit.",
        en="Time with at least one assistant in the locality; two at once count once. The total adds up localities.",
    ),
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("presence_hours", Text(cs="hodiny přítomnosti", en="presence-hours"), "hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR), PLACES),
    ),
)  # fmt: skip
def presence_hours(presence: pl.DataFrame, period: Period) -> pl.DataFrame:
    return _with_weekday(presence.filter(period.holds(pl.col("day"))), "day")


@indicator(
    label=Text(cs="Návštěvy lokalit", en="Visits to localities"),
    definition=Text(
        cs="Počet návštěv lokalit; každá se počítá jednou, podle svého začátku. Návštěva dvojice je jedna.",
        en="Visits of assistants to a locality, counted once at their start; a pair is one visit.",
    ),
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("visits", Text(cs="návštěvy", en="visits"), "visits", Total("visited"), (TOTAL, ("locality",))),
    ),
)  # fmt: skip
def visit_count(effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    started = _started(effort).filter(period.holds(pl.col("day")))
    return started.select("visit", "locality", visited=pl.lit(1))


def _started(effort: pl.DataFrame) -> pl.DataFrame:
    """One row a visit to a locality, the piece of time in which it started."""
    placed = effort.filter(pl.col("locality").is_not_null())
    return placed.sort("visit", "start", "person").unique("visit", keep="first", maintain_order=True)


def _against_plan(plan_slots: pl.DataFrame, delivered: pl.DataFrame, measure: str, period: Period) -> pl.DataFrame:
    """One row a unit in which a plan row states its amount: planned, delivered, kept and over.

    `delivered` has `locality, plan_day, band, amount`. Delivery above the plan of one unit never
    makes up for another, so it is capped where the amount was promised.
    """
    planned = plan_slots.filter((pl.col("measure") == measure) & period.holds(pl.col("plan_day")))
    here = ["locality", "plan_day", "band"]
    done = delivered.sort(here).group_by(here, maintain_order=True).agg(delivered=pl.col("amount").sum())
    single = pl.col("per") != "week"
    units = (
        planned.join(done, on=here, how="left")
        # a week's amount has no weekday of its own: it stands under 0
        .with_columns(weekday=pl.when(single).then(pl.col("plan_day").dt.weekday()).otherwise(0))
        .group_by("locality", "plan_row", "unit", "weekday", "band", maintain_order=True)
        .agg(pl.col("planned").sum(), pl.col("delivered").fill_null(0).sum())
        .filter(pl.col("planned") > 0)
        .with_columns(kept=pl.min_horizontal("planned", "delivered"))
        .with_columns(over=pl.col("delivered") - pl.col("kept"))
    )
    return units.with_columns(WEEKDAY_BAND).sort("locality", "unit", "band")


def _adherence(unit: str, divisor: int) -> tuple[Measure, ...]:
    """The measures of adherence to a plan, the same for whatever is planned."""
    return (
        Measure("capped", Text(cs="plnění plánu", en="plan adherence"), "share",
                Ratio("kept", "planned", divisor), PLACES),
        Measure("raw", Text(cs="odslouženo proti plánu", en="delivered over planned"), "share",
                Ratio("delivered", "planned", divisor), (TOTAL, ("locality",))),
        Measure("over_delivery", Text(cs="nad plán", en="over-delivery"), unit,
                Total("over", "planned", divisor), (TOTAL, ("locality",))),
    )  # fmt: skip


@indicator(
    label=Text(cs="Plnění plánu služeb", en="Adherence to the patrol plan"),
    definition=Text(
        cs="Po jednotlivých službách (lokalita, den a pásmo; u týdenního plánu týden) se bere menší z hodnot "
        "odslouženo a plán; jejich součet se dělí součtem plánu. Hodiny navíc jinde nebo jindy plán nenahrazují. "
        "Noční služba patří k večeru.",
        en="Sum of the lesser of delivered and planned over the sum of planned, slot by slot (locality, day and band; "
        "for a weekly plan the week). Extra hours elsewhere or at another time do not make up. A night belongs to its "
        "evening.",
    ),
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=_adherence("person_hours", MICROSECONDS_PER_HOUR),
)  # fmt: skip
def plan_adherence(plan_slots: pl.DataFrame, effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    return _against_plan(plan_slots, _counted(effort).with_columns(amount="length"), "person_hours", period)


@indicator(
    label=Text(cs="Přítomnost na přechodech a stanovištích", en="Presence where someone must stand"),
    definition=Text(
        cs="Plánované hodiny, ve kterých na místě stál aspoň jeden asistent, kdykoli během pásma; po jednotlivých "
        "službách. Dva na místě se počítají jednou.",
        en="Planned hours in which at least one assistant stood there, at any time within the band; slot by slot. Two "
        "at the place count once.",
    ),
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=_adherence("hours", MICROSECONDS_PER_HOUR),
)  # fmt: skip
def presence_adherence(plan_slots: pl.DataFrame, presence: pl.DataFrame, period: Period) -> pl.DataFrame:
    return _against_plan(plan_slots, presence.with_columns(amount="length"), "presence_hours", period)


@indicator(
    label=Text(cs="Plnění plánu návštěv", en="Adherence to planned visits"),
    definition=Text(
        cs="Uskutečněné návštěvy proti plánovaným, nejvýše do plánu každé jednotky.",
        en="Visits made against visits planned, capped at the plan of each unit.",
    ),
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=_adherence("visits", 1),
)
def visit_adherence(plan_slots: pl.DataFrame, effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    return _against_plan(plan_slots, _started(effort).with_columns(amount=pl.lit(1)), "visits", period)


@indicator(
    label=Text(cs="Neplánované hodiny", en="Unplanned hours"),
    definition=Text(
        cs="Osobohodiny v lokalitě, dni a pásmu, pro které plán žádnou službu nemá.",
        en="Person-hours in a locality, day and band for which the plan has no service.",
    ),
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("person_hours", Text(cs="neplánované osobohodiny", en="unplanned person-hours"), "person_hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR, unit="visit"), (TOTAL, ("locality",))),
    ),
)  # fmt: skip
def unplanned_hours(plan_slots: pl.DataFrame, effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    inside = _counted(effort).filter(period.holds(pl.col("plan_day")))
    return inside.join(plan_slots, on=["locality", "plan_day", "band"], how="anti")


@indicator(
    label=Text(cs="Bilance hodin", en="Balance of hours"),
    definition=Text(
        cs="Vykázané hodiny = v lokalitách + mimo lokality + bez záznamu místa + souběh (jeden člověk na dvou "
        "místech: platí to, kde začal později).",
        en="Hours in = in localities + outside localities + untracked + double-booked (one person in two places: the "
        "later start counts).",
    ),
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
            }.items()
        ),
        Measure("double_booked", Text(cs="souběh", en="double-booked"), "person_hours",
                Total("double_booked", divisor=MICROSECONDS_PER_HOUR, unit="double_booked_visit"),
                (TOTAL, ("double_booked_visit",))),
    ),
)  # fmt: skip
def hours_balance(effort: pl.DataFrame, service: pl.DataFrame, period: Period) -> pl.DataFrame:
    in_period = period.holds(pl.col("day"))
    counted, placed = ~pl.col("double_booked"), pl.col("locality").is_not_null()
    visited = effort.filter(in_period | period.holds(pl.col("plan_day"))).select(
        "visit",
        double_booked_visit=pl.when("double_booked").then("visit"),
        hours_in=pl.when(in_period).then("length"),
        in_localities=pl.when(in_period & counted & placed).then("length"),
        outside=pl.when(in_period & counted & ~placed).then("length"),
        untracked=pl.lit(None, pl.Int64),
        # what adherence counts to this period and tables of hours to another, or the other way round
        night_shift=pl.when(counted & placed).then(
            pl.col("length") * (period.holds(pl.col("plan_day")).cast(pl.Int64) - in_period.cast(pl.Int64))
        ),
        double_booked=pl.when(in_period & ~counted).then("length"),
    )  # fmt: skip
    on_shift = int(service.filter(in_period)["length"].sum())
    untracked = on_shift - int(effort.filter(in_period & counted)["length"].sum())
    rest = pl.DataFrame({"hours_in": [untracked], "untracked": [untracked]})
    return pl.concat([visited, rest], how="diagonal")


@indicator(
    label=Text(cs="Vyučovací dny", en="Teaching days"),
    definition=Text(
        cs="Dny, kdy do školy chodí aspoň někteří žáci; přísnější počítání bere jen dny, kdy chodí všichni. "
        "Nepotvrzené jsou vyučovací dny, u nichž nikdo nedoložil otevření školy nebo prázdniny téhož týdne.",
        en="Days on which at least some pupils attend; the strict reading counts only days when all do. Unconfirmed "
        "are teaching days for which nobody has documented that the school was open, or the breaks of that week.",
    ),
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=tuple(
        Measure(id, label, "days", Total(id), (("school",),))
        for id, label in {
            "without_closures": Text(cs="bez uzavírek", en="without closures"),
            "some_attend": Text(cs="aspoň někteří žáci", en="some pupils attend"),
            "all_attend": Text(cs="všichni žáci", en="all pupils attend"),
            "unconfirmed": Text(cs="nepotvrzené dny", en="unconfirmed days"),
        }.items()
    ),
)
def teaching_days(school_days: pl.DataFrame, period: Period) -> pl.DataFrame:
    attend = pl.col("attendance")
    return school_days.filter(period.holds(pl.col("day"))).select(
        "school",
        "day",
        without_closures=pl.lit(1),
        some_attend=(attend != "none").cast(pl.Int64),
        all_attend=(attend == "all").cast(pl.Int64),
        unconfirmed=((attend != "none") & ~pl.col("confirmed")).cast(pl.Int64),
    )
