"""How the field work was organised (KA01, KA02): its part of working time, weeks, late hours, pairs, events."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.patrol.rows import LOCALITY
from apk_lib.indicators.spans import months, whole_weeks
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.intervals import LENGTH, cut
from apk_lib.periods import Period, local_day
from apk_lib.project import Project
from apk_lib.slots import ASSISTANTS, counted, slots
from apk_lib.tables.codes import NOT_PATROLLED
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR, MICROSECONDS_PER_MINUTE
from apk_lib.text import Text

_LATE, _EARLY = 18, 6  # o'clock: from one to the other it is evening or night
_SATURDAY = 6


@indicator(
    label=Text(cs="Terén z fondu pracovní doby", en="Field work of the working-time fund"),
    definition=Text(
        cs="Osobohodiny v terénu (v lokalitách i mimo ně) dělené fondem pracovní doby z měsíčních výkazů týchž "
        "asistentů. Berou se měsíce, které leží celé v období a za které má asistent výkaz.",
        en="Person-hours in the field (in localities and outside them) over the working-time fund in the monthly "
        "timesheets of the same assistants. Months count that lie wholly in the period and have the assistant's "
        "timesheet.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("of_fund", Text(cs="podíl terénu na fondu", en="field work of the fund"), "share",
                Ratio("worked", "fund", MICROSECONDS_PER_HOUR)),
    ),
)  # fmt: skip
def field_share(
    effort: pl.DataFrame, hours_monthly: pl.DataFrame, persons: pl.DataFrame, period: Period
) -> pl.DataFrame:
    whole = (pl.col("month") >= period.start) & (pl.col("month").dt.month_end() <= period.end)
    kept = hours_monthly.filter(whole).join(_assistants(persons), on="person", how="semi")
    spent = (
        effort.filter(~pl.col("double_booked"))
        .group_by("person", month=pl.col("day").dt.truncate("1mo"))
        .agg(record("visits").unique().sort(), worked=pl.col("length").sum())
    )
    funds = kept.select("person", "month", "fund").sort("month", "person")
    return funds.join(spent, on=["person", "month"], how="left").with_columns(pl.col("worked").fill_null(0))


def _assistants(persons: pl.DataFrame) -> pl.DataFrame:
    return persons.filter(pl.col("role").is_in(ASSISTANTS)).select("person")


@indicator(
    label=Text(cs="Týdny lokalit", en="Weeks of localities"),
    definition=Text(
        cs="Jednotkou je lokalita a kalendářní týden (pondělí až neděle), kdy lokalita platila všech sedm dnů a byla v "
        "ní plánována služba; týden patří období, ve kterém končí, týden začatý před projektem se nepočítá. Pokrytý je "
        "týden, ve kterém bylo aspoň tolik návštěv, kolik plán žádá návštěv a služeb (hodiny stanovené na službu nebo "
        "na den jsou každý takový den jedna služba, hodiny stanovené na týden jedna za týden). Návštěva se počítá "
        "podle svého začátku, noc patří k večeru. Dávka jsou minuty asistentů v lokalitě, každého zvlášť, na jeden "
        "takový týden.",
        en="The unit is a locality and a calendar week (Monday to Sunday) in which the locality was valid all seven "
        "days and service was planned there; a week belongs to the period in which it ends, one begun before the "
        "project does not count. A week is covered if it had at least as many visits as the plan asks visits and "
        "services (hours stated for a slot or a day are one service on every such day, hours stated for a week one a "
        "week). A visit counts at its start, a night belongs to its evening. The dose is the minutes of assistants in "
        "the locality, each counted, per such week.",
    ),
    subject="service",
    serves=("presence", "KA01", "KA02"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("covered", Text(cs="pokryté týdny", en="weeks covered"), "share", Ratio("covered", "planned"),
                (TOTAL, LOCALITY)),
        Measure("without_visit", Text(cs="týdny bez návštěvy", en="weeks without a visit"), "weeks",
                Total("unvisited"), (TOTAL, LOCALITY)),
        Measure("minutes_per_week", Text(cs="minuty asistentů na týden", en="minutes of assistants a week"), "minutes",
                Ratio("minutes", "planned"), (TOTAL, LOCALITY)),
    ),
)  # fmt: skip
def locality_weeks(
    plan_slots: pl.DataFrame,
    visit_starts: pl.DataFrame,
    effort: pl.DataFrame,
    localities: pl.DataFrame,
    period: Period,
    project: Project,
) -> pl.DataFrame:
    week = pl.col("plan_day").dt.truncate("1w")
    places = localities.filter(~pl.col("kind").is_in(NOT_PATROLLED)).select(
        "locality", start="valid_from", end="valid_to"
    )
    by = ["locality", "week"]
    asked = plan_slots.filter(pl.col("planned") > 0).group_by("locality", week=week)
    of_visits = pl.col("measure") == "visits"
    services = pl.struct("plan_row", "unit").filter(~of_visits).n_unique()
    plan = asked.agg(
        pl.col("patrol_plan_row").unique().sort(),
        asked=pl.col("planned").filter(of_visits).sum() + services,
        planned=pl.lit(1),
    )
    came = visit_starts.group_by("locality", week=week).agg(came=pl.len(), begun="source_row")
    dose = counted(effort).group_by("locality", week=week).agg(record("visits"), dose=pl.col("length").sum())
    weeks = whole_weeks(places, period, project.start).join(plan, on=by)
    for found in (came, dose):
        weeks = weeks.join(found, on=by, how="left")
    came_by = pl.col("came").fill_null(0)
    behind = (pl.col(name).fill_null(pl.lit([], pl.List(pl.Int64))) for name in ("visits_row", "begun"))
    return weeks.sort(by).select(
        *by,
        "planned",
        "patrol_plan_row",
        pl.concat_list(*behind).list.unique().list.sort(),
        covered=(came_by >= pl.col("asked")).cast(pl.Int64),
        unvisited=(came_by == 0).cast(pl.Int64),
        minutes=pl.col("dose").fill_null(0) / MICROSECONDS_PER_MINUTE,
    )


@indicator(
    label=Text(cs="Přítomnost večer a o víkendu", en="Presence late and at weekends"),
    definition=Text(
        cs="Jaký díl osobohodin v lokalitách připadl na dobu od 18 do 6 hodin a jaký na sobotu a neděli. Rozhoduje čas "
        "a kalendářní den v Praze; svátek ve všední den víkendem není.",
        en="What part of the person-hours in localities fell between 18:00 and 6:00, and what part on Saturdays and "
        "Sundays. Time and calendar day in Prague decide; a holiday on a weekday is no weekend.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="ratio_of_sums",
    measures=(
        Measure("after_18", Text(cs="od 18 do 6 hodin", en="between 18:00 and 6:00"), "share",
                Ratio("late", "length", MICROSECONDS_PER_HOUR), (TOTAL, LOCALITY)),
        Measure("weekend", Text(cs="o víkendu", en="at weekends"), "share",
                Ratio("weekend", "length", MICROSECONDS_PER_HOUR), (TOTAL, LOCALITY)),
    ),
)  # fmt: skip
def late_presence(effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    spent = counted(effort).filter(period.holds(pl.col("day")))
    spent = spent.select("locality", "day", "start", "end", record("visits"))
    halves = pl.DataFrame({"band": ["early", "late"], "start_hour": [_EARLY, _LATE], "end_hour": [_LATE, _EARLY]})
    pieces = cut(spent, slots(halves, period.start, period.end).select("start", "end", half="band"))
    length = pieces.select("locality", "day", "half", "visits_row", length=LENGTH)
    return length.with_columns(
        late=pl.when(pl.col("half") == "late").then("length").otherwise(0),
        weekend=pl.when(pl.col("day").dt.weekday() >= _SATURDAY).then("length").otherwise(0),
    )


@indicator(
    label=Text(cs="Hlídky ve dvojici", en="Patrols in pairs"),
    definition=Text(
        cs="Směny, v jejichž posádce byli aspoň dva asistenti, ze směn aspoň s jedním; mentor se nepočítá. Směna patří "
        "dni, kdy začala.",
        en="Shifts with at least two assistants in the crew, of shifts with at least one; the mentor does not count. A "
        "shift belongs to the day on which it began.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("pairs", Text(cs="směny ve dvojici", en="shifts in pairs"), "share", Ratio("pair", "shifts")),
        Measure("shifts", Text(cs="směny", en="shifts"), "shifts", Total("shifts")),
    ),
)
def pairs(shifts: pl.DataFrame, shift_crew: pl.DataFrame, persons: pl.DataFrame, period: Period) -> pl.DataFrame:
    of_assistants = shift_crew.join(_assistants(persons), on="person", how="semi")
    crews = of_assistants.group_by("shift").agg(record("shift_crew").sort(), crew=pl.len())
    served = shifts.filter(period.holds(local_day(pl.col("start")))).join(crews, on="shift").sort("start", "shift")
    pair = (pl.col("crew") >= 2).cast(pl.Int64)
    return served.select(record("shifts"), "shift_crew_row", shifts=pl.lit(1), pair=pair)


@indicator(
    label=Text(cs="Události na asistenta a měsíc", en="Events per assistant and month"),
    definition=Text(
        cs="Zapsané události dělené člověkoměsíci zaměstnání na místech asistentů (dny v měsíci krát úvazek). Číslo "
        "hlídá záznamy: mimo rozpětí v pravidlech programu (běžně 10 až 60) se buď nezapisuje, nebo zapisuje jinak. "
        "Neměří kriminalitu ani výkon.",
        en="Events recorded over the person-months of employment in the assistants' posts (days of a month times FTE). "
        "The figure watches the records: outside the range in the programme's rules (usually 10 to 60) events are "
        "either not written down or written down differently. It measures neither crime nor performance.",
    ),
    subject="occurrences",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="ratio_of_sums",
    measures=(
        Measure("events", Text(cs="události na asistenta a měsíc", en="events per assistant and month"), "ratio",
                Ratio("recorded", "months")),
    ),
)  # fmt: skip
def events_per_assistant_month(events: pl.DataFrame, contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    met = events.filter(period.holds(local_day(pl.col("at")))).select("event", record("events"), recorded=pl.lit(1))
    held = contracts.sort("contract").select("fte", record("contracts"), start="start", end="last_day")
    employed = months(held, period).select("contracts_row", months=pl.col("part") * pl.col("fte"))
    return pl.concat([met, employed], how="diagonal")
