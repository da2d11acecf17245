"""Support of participants: on which day the hours of each reached the threshold of the programme.

Which hours are support is for the call to say, so there are two readings: education alone (courses and supervision),
or work with it. Pure, like `slots`: frames in, a frame out.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib.periods import local_day
from apk_lib.project import Project
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR

# the tables that prove it, beside the participants
PROOF = ("trainings", "training_attendance", "supervisions", "supervision_attendance", "hours_monthly", "service",
         "shifts", "shift_crew")  # fmt: skip
# the columns with the records of a participant: the card, and lists of those that prove the hours
RECORDS = ("participants_row", *(f"{name}_row" for name in PROOF if name != "service"))
_COLUMNS = ("person", "day", "hours", "alone")


def supported(participants: pl.DataFrame, proof: Mapping[str, pl.DataFrame], project: Project) -> pl.DataFrame:
    """Participants with the day on which they crossed the threshold: `training_only` and `with_work`, null if never.

    With work is never the later of the two. A timesheet's month is known at its end; its hours contain the education
    of that month, so the larger of the two counts, and shifts stand in only where a month has no timesheet. Hours
    before somebody entered or after they left do not count; the timesheet of the month in which they left is known on
    the day they did. `proof` holds the tables named in `PROOF`.

    `RECORDS` are the card and all that proves the person's hours, shifts only of months without a timesheet.
    """
    known = participants.sort("person").rename({"source_row": "participants_row"})
    for records in _records(proof):
        known = known.join(records, on="person", how="left", maintain_order="left")
    spans = known.select("person", "entered_on", "left_on")
    entered = pl.col("day") >= pl.max_horizontal("entered_on", pl.lit(project.start))
    stays = pl.col("left_on").is_null() | (pl.col("day") <= pl.col("left_on"))
    education = _education(proof)
    for reading, hours in (("training_only", education), ("with_work", _with_work(education, proof, spans, project))):
        own = hours.join(spans, on="person").filter(entered, stays)
        known = known.join(_crossed(own, project, reading), on="person", how="left", maintain_order="left")
    return known


def _education(proof: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Hours of courses and supervision by person and day; `alone` marks e-learning."""
    courses = proof["training_attendance"].join(proof["trainings"], on="training").select(
        "person", "hours", day="held_on", alone=pl.col("form").eq_missing(pl.lit("e_learning"))
    )  # fmt: skip
    meetings = proof["supervision_attendance"].join(proof["supervisions"], on="supervision").select(
        "person", "hours", day="held_on", alone=pl.lit(False)
    )  # fmt: skip
    return pl.concat([courses.select(_COLUMNS), meetings.select(_COLUMNS)])


def _with_work(
    education: pl.DataFrame, proof: Mapping[str, pl.DataFrame], spans: pl.DataFrame, project: Project
) -> pl.DataFrame:
    """Education with the hours worked beside it; a month that outlasts the project or the stay ends with it."""
    month, sheets = pl.col("day").dt.month_start(), proof["hours_monthly"]
    learned = education.group_by("person", month=month).agg(learned=pl.col("hours").sum())
    ends = pl.min_horizontal(pl.col("month").dt.month_end(), pl.lit(project.end), "left_on")
    own = sheets.join(spans, on="person").join(learned, on=["person", "month"], how="left")
    worked = own.with_columns(day=ends).filter(pl.col("month") <= pl.col("day")).select(
        "person", "day", hours=(pl.col("worked") - pl.col("learned").fill_null(0)).clip(0), alone=pl.lit(False)
    )  # fmt: skip
    unsheeted = proof["service"].with_columns(month=month).join(sheets, on=["person", "month"], how="anti")
    served = unsheeted.select("person", "day", hours="length", alone=pl.lit(False))
    return pl.concat([education, worked.select(_COLUMNS), served.select(_COLUMNS)])


def _records(proof: Mapping[str, pl.DataFrame]) -> list[pl.DataFrame]:
    """Each `person` with lists of the records that prove their hours, a frame a kind of hours."""
    crew, sheets = proof["shift_crew"], proof["hours_monthly"]
    days = (local_day(pl.col(edge)).dt.month_start() for edge in ("start", "end"))
    months = crew.join(proof["shifts"].select("shift", month=pl.concat_list(*days)), on="shift").explode("month")
    unsheeted = months.join(sheets, on=["person", "month"], how="anti").unique(["shift", "person"])
    proved = [
        came.select("person", on, _record(mine)).join(proof[whole].select(on, _record(whole)), on=on).drop(on)
        for came, mine, whole, on in (
            (proof["training_attendance"], "training_attendance", "trainings", "training"),
            (proof["supervision_attendance"], "supervision_attendance", "supervisions", "supervision"),
            (unsheeted, "shift_crew", "shifts", "shift"),
        )
    ]
    frames = (*proved, sheets.select("person", _record("hours_monthly")))
    return [frame.group_by("person").agg(pl.exclude("person").sort()) for frame in frames]


def _record(table: str) -> pl.Expr:
    return pl.col("source_row").alias(f"{table}_row")


def _crossed(hours: pl.DataFrame, project: Project, reading: str) -> pl.DataFrame:
    """The first day by which the hours of a person reach the threshold; e-learning counts up to its limit."""
    threshold = project.programme.support_hours * MICROSECONDS_PER_HOUR
    limit = project.programme.self_study_hours * MICROSECONDS_PER_HOUR
    by_day = hours.group_by("person", "day").agg(
        alone=pl.col("hours").filter("alone").sum(), led=pl.col("hours").filter(~pl.col("alone")).sum()
    )
    so_far = pl.col("led").cum_sum() + pl.col("alone").cum_sum().clip(upper_bound=limit)
    return (
        by_day.sort("person", "day")
        .with_columns(so_far=so_far.over("person"))
        .filter(pl.col("so_far") >= threshold)
        .group_by("person")
        .agg(pl.col("day").min().alias(reading))
    )
