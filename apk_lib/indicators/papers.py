"""Papers the project owes: outputs and reports by their dates, timesheets that agree with shifts and wages."""

from __future__ import annotations

import polars as pl

from apk_lib.checks.stretches import presence_by_month
from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.statistics import Proportion, Spread, Total
from apk_lib.periods import Period, local_day
from apk_lib.project import Project
from apk_lib.slots import ASSISTANTS
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

_BY_KIND = (TOTAL, ("output_kind",))
_BY_MONTH = (TOTAL, ("month",))
_LAST_MOMENT = pl.col("end").max() - pl.duration(microseconds=1)


@indicator(
    label=Text(cs="Výstupy včas", en="Outputs on time"),
    definition=Text(
        cs="Výstupy a zprávy s termínem v období: kolik jich bylo hotovo nejpozději v den termínu. Předstih je medián "
        "dnů od dokončení do termínu, záporný znamená zpoždění; co hotové není, předstih nemá.",
        en="Outputs and reports due in the period: how many were finished by the day. Days early are the median from "
        "finishing to the due date, negative when late; what is not finished has none.",
    ),
    subject="project",
    serves=("management", "KA04", "KA05"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("on_time", Text(cs="včas", en="on time"), "share", Proportion("on_time"), _BY_KIND),
        Measure("days_early", Text(cs="předstih (medián)", en="days early (median)"), "days",
                Spread("early", "median"), _BY_KIND),
    ),
)  # fmt: skip
def outputs_on_time(outputs: pl.DataFrame, period: Period) -> pl.DataFrame:
    due = outputs.filter(period.holds(pl.col("due_on"))).sort("output")
    return due.select(
        record("outputs"),
        output_kind="kind",
        on_time=(pl.col("finished_on") <= pl.col("due_on")).fill_null(False).cast(pl.Int64),
        early=(pl.col("due_on") - pl.col("finished_on")).dt.total_days(),
    )


@indicator(
    label=Text(cs="Souhlas výkazů, směn a mezd", en="Agreement of timesheets, shifts and wages"),
    definition=Text(
        cs="Každý měsíc každého asistenta, o němž svědčí výkaz, služba, kurz nebo mzda: odpracováno podle výkazu proti "
        "době na směnách bez přestávek (půl hodiny za každých šest hodin) a kurzům. Souhlasí, když se liší nejvýše "
        "o tolik hodin, kolik dovolují pravidla projektu (jinak 2), výkaz je a mzda je mezi výdaji. Rozdíl je součet "
        "rozdílů jednotlivých měsíců bez ohledu na znaménko. Nejmenují-li výdaje nikoho, mzdy se neposuzují.",
        en="Each month of each assistant to which a timesheet, service, a course or a wage testifies: hours worked "
        "by the timesheet against time on shifts without breaks (half an hour for each six) and courses. They agree "
        "when they differ by no more hours than the project's rules allow (2 unless stated), there is a timesheet, "
        "and the wage is among the expenses. The difference adds up the months' differences whatever their sign. "
        "Where no expense names anybody, wages are not judged.",
    ),
    subject="assistants",
    serves=("management",),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("person_months", Text(cs="měsíce osob", en="months of persons"), "person_months", Total("one"),
                _BY_MONTH),
        Measure("agree", Text(cs="souhlasí", en="agree"), "share", Proportion("agrees"), _BY_MONTH),
        Measure("timesheet_hours", Text(cs="výkazy", en="timesheets"), "person_hours",
                Total("timesheet", divisor=MICROSECONDS_PER_HOUR), _BY_MONTH),
        Measure("shift_hours", Text(cs="směny bez přestávek", en="shifts without breaks"), "person_hours",
                Total("shifts", divisor=MICROSECONDS_PER_HOUR), _BY_MONTH),
        Measure("training_hours", Text(cs="kurzy", en="courses"), "person_hours",
                Total("training", divisor=MICROSECONDS_PER_HOUR), _BY_MONTH),
        Measure("difference_hours", Text(cs="rozdíly", en="differences"), "person_hours",
                Total("apart", divisor=MICROSECONDS_PER_HOUR), _BY_MONTH),
        Measure("without_wage", Text(cs="bez mzdy mezi výdaji", en="without a wage among the expenses"),
                "person_months", Total("without_wage", known_only=True), _BY_MONTH),
        Measure("without_timesheet", Text(cs="bez výkazu", en="without a timesheet"), "person_months",
                Total("without_timesheet"), _BY_MONTH),
    ),
)  # fmt: skip
def reconciliation(
    hours_monthly: pl.DataFrame, shifts: pl.DataFrame, shift_crew: pl.DataFrame, persons: pl.DataFrame,
    trainings: pl.DataFrame, training_attendance: pl.DataFrame, expenses: pl.DataFrame, project: Project,
    period: Period,
) -> pl.DataFrame:  # fmt: skip
    listed = person_months(
        hours_monthly, shifts, shift_crew, persons, trainings, training_attendance, expenses, project, period
    )
    return listed.with_columns(
        pl.col("agrees", "without_wage", "without_timesheet").cast(pl.Int64),
        pl.col("month").dt.strftime("%Y-%m"),
        one=pl.lit(1),
        apart=pl.col("difference").abs(),
    )


def person_months(
    hours_monthly: pl.DataFrame, shifts: pl.DataFrame, shift_crew: pl.DataFrame, persons: pl.DataFrame,
    trainings: pl.DataFrame, training_attendance: pl.DataFrame, expenses: pl.DataFrame, project: Project,
    period: Period,
) -> pl.DataFrame:  # fmt: skip
    """The months of each assistant in a period, for a check on the spot: personal, never for anybody outside.

    `person, month, timesheet, shifts, training` (microseconds, null where there is none), `wage` (haléře),
    `difference` (timesheet less shifts and courses), `agrees, without_wage, without_timesheet`, and the records that
    testify to each; sorted by person.
    """
    on = ["person", "month"]
    held = trainings.select("training", record("trainings"), month=pl.col("held_on").dt.truncate("1mo"))
    attended = training_attendance.with_columns(record("training_attendance")).join(held, on="training")
    paid = expenses.drop_nulls(on).group_by(on).agg(record("expenses"), wage=pl.col("claimed").sum())
    parts = [
        hours_monthly.select(*on, record("hours_monthly"), timesheet="worked"),
        presence_by_month(shift_crew, shifts)
        .select(*on, shifts=pl.col("presence") - pl.col("breaks"))
        .join(_shifts_of(shift_crew, shifts), on=on, how="left"),
        attended.group_by(on).agg("training_attendance_row", "trainings_row", training=pl.col("hours").sum()),
        paid,
    ]
    assistants = persons.filter(pl.col("role").is_in(ASSISTANTS)).select("person")
    each = pl.concat([part.select(on) for part in parts]).unique().join(assistants, on="person", how="semi")
    rows = each.filter(period.holds(pl.col("month")))
    for part in parts:
        rows = rows.join(part, on=on, how="left")
    return _judged(rows.sort(on), project.limit("reconciliation_hours"), wages_known=len(paid) > 0)


def _shifts_of(shift_crew: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """The shifts of each person and month: `person, month, shifts_row, shift_crew_row`.

    Shifts without a gap stand in every month that they reach together: their breaks belong to the one they began in.
    """
    crew = shift_crew.select("shift", "person", record("shift_crew"))
    mine = crew.join(shifts.select("shift", "start", "end", record("shifts")), on="shift").sort("person", "start")
    reached = pl.col("end").cum_max().shift(1).over("person")
    stretch = mine.with_columns(stretch=(reached.is_null() | (pl.col("start") > reached)).cum_sum())
    first, last = (local_day(one.over("stretch")).dt.truncate("1mo") for one in (pl.col("start").min(), _LAST_MOMENT))
    every = stretch.with_columns(month=pl.date_ranges(first, last, "1mo")).explode("month")
    return every.group_by("person", "month").agg("shifts_row", "shift_crew_row")


def _judged(rows: pl.DataFrame, hours: float, *, wages_known: bool) -> pl.DataFrame:
    served = pl.col("shifts").fill_null(0) + pl.col("training").fill_null(0)
    near = pl.col("difference").abs() <= round(hours * MICROSECONDS_PER_HOUR)
    unpaid = pl.col("wage").is_null() if wages_known else pl.lit(None, pl.Boolean)
    return rows.with_columns(
        difference=pl.col("timesheet").fill_null(0) - served,
        without_wage=unpaid,
        without_timesheet=pl.col("timesheet").is_null(),
    ).with_columns(
        agrees=near & ~pl.col("without_timesheet") & ~pl.col("without_wage").fill_null(False)
    )  # fmt: skip
