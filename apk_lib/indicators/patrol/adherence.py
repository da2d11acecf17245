"""Plan against delivery (KA01, KA02): what was promised, slot by slot, and how much of it was kept."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.patrol.rows import LOCALITY, PLACES, WEEKDAY_BAND, owed
from apk_lib.indicators.statistics import Distinct, Ratio, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.slots import counted
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

# by what is planned: the indicator that holds the plan against what was delivered
ADHERENCE = {
    "person_hours": "plan_adherence",
    "presence_hours": "presence_adherence",
    "visits": "visit_adherence",
}


def _against_plan(
    plan_slots: pl.DataFrame, delivered: pl.DataFrame, measure: str, period: Period, project: Project
) -> pl.DataFrame:
    """One row a unit in which a plan row states its amount: planned, delivered, kept, over, and whether it was hit.

    `plan_days` are the days of the unit: by place, day and band the unit leads to the visits (`drilldown.through`).
    `delivered` has `locality, plan_day, band, amount`. Delivery above the plan of one unit never
    makes up for another, so it is capped where the amount was promised.
    """
    planned = owed(plan_slots, period).filter(pl.col("measure") == measure)
    here = ["locality", "plan_day", "band"]
    done = delivered.group_by(here).agg(delivered=pl.col("amount").sum())
    single = pl.col("per") != "week"
    hit = pl.col("delivered") * 100 >= pl.col("planned") * project.limit("slot_hit_percent")
    units = (
        planned.join(done, on=here, how="left")
        # a week's amount has no weekday and no type of day of its own: its weekday is 0
        .with_columns(
            weekday=pl.when(single).then(pl.col("plan_day").dt.weekday()).otherwise(0),
            day_type=pl.when(single).then("day_type"),
        )
        .group_by("locality", "plan_row", "unit", "weekday", "band", "day_type", maintain_order=True)
        .agg(
            pl.col("planned").sum(),
            pl.col("delivered").fill_null(0).sum(),
            pl.col("patrol_plan_row").first(),
            plan_days="plan_day",
        )
        .filter(pl.col("planned") > 0)
        .with_columns(kept=pl.min_horizontal("planned", "delivered"))
        .with_columns(over=pl.col("delivered") - pl.col("kept"), units=pl.lit(1), hit=hit.cast(pl.Int64))
    )
    return units.with_columns(WEEKDAY_BAND).sort("locality", "unit", "band")


def _adherence(unit: str, divisor: int) -> tuple[Measure, ...]:
    """The measures of adherence to a plan, the same for whatever is planned."""
    return (
        Measure("capped", Text(cs="plnění plánu", en="plan adherence"), "share",
                Ratio("kept", "planned", divisor), (*PLACES, ("day_type",))),
        Measure("raw", Text(cs="odslouženo proti plánu", en="delivered over planned"), "share",
                Ratio("delivered", "planned", divisor), (TOTAL, LOCALITY)),
        Measure("over_delivery", Text(cs="nad plán", en="over-delivery"), unit,
                Total("over", "planned", divisor), (TOTAL, LOCALITY)),
        Measure("slot_hits", Text(cs="splněné služby", en="slots hit"), "share",
                Ratio("hit", "units"), (TOTAL, LOCALITY)),
    )  # fmt: skip


@indicator(
    label=Text(cs="Plnění plánu služeb", en="Adherence to the patrol plan"),
    definition=Text(
        cs="Po jednotlivých službách (lokalita, den a pásmo; u týdenního plánu týden) se bere menší z hodnot "
        "odslouženo a plán; jejich součet se dělí součtem plánu. Hodiny navíc jinde nebo jindy plán nenahrazují. "
        "Noční služba patří k večeru. Služba je splněna, odslouží-li se z ní aspoň část, kterou stanoví pravidla "
        "programu (běžně 80 %).",
        en="Sum of the lesser of delivered and planned over the sum of planned, slot by slot (locality, day and band; "
        "for a weekly plan the week). Extra hours elsewhere or at another time do not make up. A night belongs to its "
        "evening. A slot is hit when the part that the programme's rules state (usually 80 %) was delivered.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=_adherence("person_hours", MICROSECONDS_PER_HOUR),
)  # fmt: skip
def plan_adherence(plan_slots: pl.DataFrame, effort: pl.DataFrame, period: Period, project: Project) -> pl.DataFrame:
    return _against_plan(plan_slots, _worked(effort), "person_hours", period, project)


def _worked(effort: pl.DataFrame) -> pl.DataFrame:
    return counted(effort).with_columns(amount="length")


@indicator(
    label=Text(cs="Přítomnost na přechodech a stanovištích", en="Presence where someone must stand"),
    definition=Text(
        cs="Plánované hodiny, ve kterých na místě stál aspoň jeden asistent, kdykoli během pásma; po jednotlivých "
        "službách. Dva na místě se počítají jednou.",
        en="Planned hours in which at least one assistant stood there, at any time within the band; slot by slot. Two "
        "at the place count once.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=_adherence("hours", MICROSECONDS_PER_HOUR),
)  # fmt: skip
def presence_adherence(
    plan_slots: pl.DataFrame, presence: pl.DataFrame, period: Period, project: Project
) -> pl.DataFrame:
    return _against_plan(plan_slots, presence.with_columns(amount="length"), "presence_hours", period, project)


@indicator(
    label=Text(cs="Plnění plánu návštěv", en="Adherence to planned visits"),
    definition=Text(
        cs="Uskutečněné návštěvy proti plánovaným, nejvýše do plánu každé jednotky.",
        en="Visits made against visits planned, capped at the plan of each unit.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=_adherence("visits", 1),
)
def visit_adherence(
    plan_slots: pl.DataFrame, visit_starts: pl.DataFrame, period: Period, project: Project
) -> pl.DataFrame:
    made = visit_starts.filter(pl.col("locality").is_not_null()).with_columns(amount=pl.lit(1))
    return _against_plan(plan_slots, made, "visits", period, project)


@indicator(
    label=Text(cs="Plnění původního plánu", en="Adherence to the original plan"),
    definition=Text(
        cs="Plnění plánu, jak platil v den služby: změna zapsaná dodatečně se počítá až ode dne zápisu. Liší-li se od "
        "plnění platného plánu, plán se měnil zpětně.",
        en="Adherence to the plan as it stood on the day of service: a change entered afterwards counts only from the "
        "day it was entered. Where it differs from adherence to the plan in force, the plan was changed backwards.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("capped", Text(cs="plnění původního plánu", en="adherence to the original plan"), "share",
                Ratio("kept", "planned", MICROSECONDS_PER_HOUR)),
        Measure("planned", Text(cs="původně plánováno", en="originally planned"), "person_hours",
                Total("planned", divisor=MICROSECONDS_PER_HOUR)),
    ),
)  # fmt: skip
def original_plan_adherence(
    original_plan_slots: pl.DataFrame, effort: pl.DataFrame, period: Period, project: Project
) -> pl.DataFrame:
    return _against_plan(original_plan_slots, _worked(effort), "person_hours", period, project)


@indicator(
    label=Text(cs="Plnění plánu a omluvené hodiny", en="Adherence and excused hours"),
    definition=Text(
        cs="Plánované hodiny zůstávají, i když je asistent omluven: občané nikoho neviděli. Přepočtené plnění dělí "
        "splněné hodiny plánem bez omluvených osobohodin; ty zahrnují celé směny, plán jen jejich část v terénu, "
        "takže přepočet je nejvýš to, co lze omluvou vysvětlit. Poměrné přepočtení proto odečítá jen jejich část, "
        "která na plán připadá: plán dělený hodinami na směně a omluvenými dohromady. Omluva přes okraj období se "
        "dělí podle dnů.",
        en="Planned hours stay although an assistant is excused: citizens saw nobody. The adjusted figure divides "
        "the kept hours by the plan less excused person-hours; these are whole shifts and the plan only their part "
        "in the field, so it is the most that excuses can explain. The proportional figure takes off only their part "
        "that falls on the plan: the plan over the hours on shift and excused together. An absence over the edge of "
        "a period is shared by days.",
    ),
    subject="assistants",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("capped", Text(cs="plnění plánu", en="plan adherence"), "share",
                Ratio("kept", "planned", MICROSECONDS_PER_HOUR)),
        Measure("adjusted", Text(cs="po odečtení omluvených hodin", en="less excused hours"), "share",
                Ratio("kept", "left", MICROSECONDS_PER_HOUR)),
        Measure("proportional", Text(cs="po poměrném odečtení", en="less their proportional part"), "share",
                Ratio("kept", "left_in_part", MICROSECONDS_PER_HOUR)),
        Measure("excused", Text(cs="omluvené osobohodiny", en="excused person-hours"), "person_hours",
                Total("excused", divisor=MICROSECONDS_PER_HOUR)),
    ),
)  # fmt: skip
def excused_adherence(
    plan_slots: pl.DataFrame,
    effort: pl.DataFrame,
    service: pl.DataFrame,
    absences: pl.DataFrame,
    persons: pl.DataFrame,
    period: Period,
    project: Project,
) -> pl.DataFrame:
    units = _against_plan(plan_slots, _worked(effort), "person_hours", period, project)
    away = absences.join(persons.filter(pl.col("role") == "assistant"), on="person", how="semi")
    first, last = (
        pl.max_horizontal("first_day", pl.lit(period.start)),
        pl.min_horizontal("last_day", pl.lit(period.end)),
    )
    inside = ((last - first).dt.total_days() + 1).clip(0)
    days = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    excused = away.with_columns(excused=pl.col("excused_hours") * inside // days).filter(pl.col("excused") > 0)
    traced = ("locality", "plan_days", "band", "patrol_plan_row")
    planned = units.select("planned", "kept", *traced, left="planned", left_in_part="planned")
    served = service.filter(period.holds(pl.col("day")))
    on_shift = int(served["length"].sum())
    share = int(units["planned"].sum()) / max(on_shift + int(excused["excused"].sum()), 1)
    taken = excused.select(
        "excused",
        record("absences"),
        left=-pl.col("excused"),
        left_in_part=-pl.col("excused") * share,
        # its part of the plan rests on the shifts of all these days
        day=pl.lit(served["day"].unique().sort().to_list(), pl.List(pl.Date)),
    )
    return pl.concat([planned, taken], how="diagonal_relaxed")


@indicator(
    label=Text(cs="Neplánované hodiny", en="Unplanned hours"),
    definition=Text(
        cs="Osobohodiny v lokalitě, dni a pásmu, pro které plán žádnou službu nemá.",
        en="Person-hours in a locality, day and band for which the plan has no service.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("person_hours", Text(cs="neplánované osobohodiny", en="unplanned person-hours"), "person_hours",
                Total("length", divisor=MICROSECONDS_PER_HOUR, unit="visit"), (TOTAL, LOCALITY)),
    ),
)  # fmt: skip
def unplanned_hours(plan_slots: pl.DataFrame, effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    inside = counted(effort).filter(period.holds(pl.col("plan_day"))).with_columns(record("visits"))
    return inside.join(plan_slots, on=["locality", "plan_day", "band"], how="anti")


@indicator(
    label=Text(cs="Dohled na přechodech podle škol", en="Crossing supervision by school"),
    definition=Text(
        cs="Plnění plánované přítomnosti na přechodech u školy; vyučovací dny, ve kterých na některém z nich v "
        "plánovaném pásmu aspoň chvíli někdo stál, proti vyučovacím dnům, kdy přechod platil. Vyučovací den je ten, "
        "kdy do školy chodí aspoň někteří žáci.",
        en="Adherence to the presence planned at the crossings of a school; teaching days on which somebody stood "
        "at one of them within a planned band at least for a while, against the teaching days on which a crossing "
        "was valid. On a teaching day some pupils attend.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("capped", Text(cs="plnění plánu", en="plan adherence"), "share",
                Ratio("kept", "planned", MICROSECONDS_PER_HOUR), (("school",),)),
        Measure("days_with_presence", Text(cs="vyučovací dny s dohledem", en="teaching days with supervision"),
                "days", Distinct("stood"), (("school",),)),
        Measure("teaching_days", Text(cs="vyučovací dny", en="teaching days"), "days", Distinct("taught"),
                (("school",),)),
    ),
)  # fmt: skip
def crossing_supervision(
    plan_slots: pl.DataFrame,
    presence: pl.DataFrame,
    localities: pl.DataFrame,
    school_days: pl.DataFrame,
    period: Period,
    project: Project,
) -> pl.DataFrame:
    crossings = localities.filter(pl.col("kind") == "crossing", pl.col("school").is_not_null())
    of_school = crossings.select("locality", "school", "valid_from", "valid_to")
    units = _against_plan(plan_slots, presence.with_columns(amount="length"), "presence_hours", period, project)
    taught = school_days.filter(pl.col("attendance") != "none", period.holds(pl.col("day"))).select("school", "day")
    planned = owed(plan_slots, period).filter(pl.col("measure") == "presence_hours")
    here = ["locality", "plan_day", "band"]
    at_its_time = presence.join(planned.select(*here, "patrol_plan_row"), on=here)
    stood = at_its_time.join(of_school, on="locality").join(taught, on=["school", "day"], how="semi")
    lasts = pl.col("valid_to").is_null() | (pl.col("day") <= pl.col("valid_to"))
    guarded = taught.join(of_school, on="school").filter(pl.col("day") >= pl.col("valid_from"), lasts)
    parts = [
        units.join(of_school, on="locality").select(
            "school", "kept", "planned", "locality", "plan_days", "band", "patrol_plan_row"
        ),
        stood.select("school", "locality", "start", "end", "patrol_plan_row", stood="day"),
        guarded.select("school", taught="day"),
    ]
    return pl.concat(parts, how="diagonal")


@indicator(
    label=Text(cs="Vyučovací dny", en="Teaching days"),
    definition=Text(
        cs="Dny, kdy do školy chodí aspoň někteří žáci; přísnější počítání bere jen dny, kdy chodí všichni. "
        "Nepotvrzené jsou vyučovací dny, u nichž nikdo nedoložil otevření školy nebo prázdniny téhož týdne.",
        en="Days on which at least some pupils attend; the strict reading counts only days when all do. Unconfirmed "
        "are teaching days for which nobody has documented that the school was open, or the breaks of that week.",
    ),
    subject="project",
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
