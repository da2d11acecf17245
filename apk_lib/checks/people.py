"""Checks of contracts and timesheets: who was employed when, and whether hours fit the months they are paid in."""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.stretches import HALF_HOUR, after_earlier, presence_by_month
from apk_lib.checks.wording import days, expected, lasting, numbers
from apk_lib.periods import local_day
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import DASH, Text

_OPEN = date(9999, 12, 30)  # a contract that lasts; the day after it is still a date
_AT_LEAST = Text(cs="nejméně {least}", en="at least {least}")
_AT_MOST = Text(cs="nejvýše {most}", en="at most {most}")


@check("shift_crew")
def contract_covers_shift(
    shift_crew: pl.DataFrame, shifts: pl.DataFrame, persons: pl.DataFrame, contracts: pl.DataFrame
) -> pl.DataFrame:
    """Assistants on a shift without a contract on the local day on which it began.

    The night shift of the last day of employment is served under its contract to the end. Mentors are officers
    of the town: their contracts are no matter of the project.
    """
    assistants = persons.filter(pl.col("role") == "assistant")
    began = shifts.select("shift", day=local_day(pl.col("start")))
    on_shift = shift_crew.join(assistants, on="person", how="semi").join(began, on="shift")
    employed = pl.col("day").is_between(pl.col("start"), pl.col("last_day").fill_null(_OPEN))
    covered = on_shift.join(contracts.select("person", "start", "last_day"), on="person").filter(employed)
    return on_shift.join(covered, on=["shift", "person"], how="anti").with_columns(
        value=pl.col("day").cast(pl.String), field=pl.lit("person")
    )


@check("contracts")
def contract_gap(contracts: pl.DataFrame) -> pl.DataFrame:
    """Contracts of a person that begin later than the day after the earlier ones ended.

    A gap ends the spell of employment: if there was none, retention is counted wrongly.
    """
    first, last = pl.col("until").dt.offset_by("1d"), pl.col("start").dt.offset_by("-1d")
    said = Text(cs="nástup {day}, jestliže zaměstnání trvalo", en="a start on {day} if employment went on")
    return _in_order(contracts).filter(pl.col("start") > first).with_columns(
        value=pl.concat_str(first.cast(pl.String), pl.lit(f" {DASH} "), last.cast(pl.String)),
        field=pl.lit("start"),
        **expected(said, day=days(first)),
    )  # fmt: skip


@check("contracts")
def contracts_overlap(contracts: pl.DataFrame) -> pl.DataFrame:
    """Contracts of a person that begin before an earlier one has ended: the person is counted on two posts."""
    said = Text(cs="nástup až po posledním dni smlouvy {other}", en="a start after the last day of contract {other}")
    return _in_order(contracts).filter(pl.col("start") <= pl.col("until")).with_columns(
        value=pl.col("start").cast(pl.String), field=pl.lit("start"), **expected(said, other=pl.col("other"))
    )  # fmt: skip


def _in_order(contracts: pl.DataFrame) -> pl.DataFrame:
    return after_earlier(contracts.with_columns(last=pl.col("last_day").fill_null(_OPEN)), "last", "contract")


@check("contracts")
def post_held_twice(contracts: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    """Contracts with whose start a post holds more FTE than the funder pays for.

    The sum grows only on a day on which somebody starts, so it is enough to look there; of two who start on one
    day the larger id is told.
    """
    mine, theirs = pl.col("start"), pl.col("start_right")
    before = (theirs < mine) | ((theirs == mine) & (pl.col("contract_right") <= pl.col("contract")))
    lasts = pl.col("last_day_right").is_null() | (pl.col("last_day_right") >= mine)
    pairs = contracts.select("post", "contract", "start").join(contracts, on="post", suffix="_right")
    both = pairs.rename({"last_day": "last_day_right", "fte": "fte_right"})
    held = both.filter(before, lasts).group_by("contract").agg(held=pl.col("fte_right").sum().round(6))
    over = contracts.join(held, on="contract").join(posts.select("post", planned="fte"), on="post")
    said = Text(cs="nejvýše {planned}, od toho dne je to {held}", en="at most {planned}, from that day it is {held}")
    return over.filter(pl.col("held") > pl.col("planned")).with_columns(
        value=pl.col("start").cast(pl.String), field=pl.lit("fte"),
        **expected(said, planned=numbers(pl.col("planned"), 2), held=numbers(pl.col("held"), 2)),
    )  # fmt: skip


@check("hours_monthly")
def training_within_month(
    hours_monthly: pl.DataFrame, training_attendance: pl.DataFrame, trainings: pl.DataFrame
) -> pl.DataFrame:
    """Months in which a person's courses took more hours than the timesheet gives to training.

    A course belongs to the month in which it was held; a month without a timesheet is not judged. That training is
    part of the hours worked is a rule of the row.
    """
    held = trainings.select("training", month=pl.col("held_on").dt.truncate("1mo"))
    taken = training_attendance.join(held, on="training").group_by("person", "month").agg(taken=pl.col("hours").sum())
    sheets = hours_monthly.join(taken, on=["person", "month"])
    return sheets.filter(pl.col("taken") > pl.col("training")).with_columns(
        value=lasting(pl.col("training")), field=pl.lit("training"),
        **expected(_AT_LEAST, least=lasting(pl.col("taken"))),
    )  # fmt: skip


@check("hours_monthly")
def shifts_within_worked(hours_monthly: pl.DataFrame, shift_crew: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """Months in which a person's shifts, without meal breaks, took more hours than the timesheet says were worked.

    One half hour a month more is let pass, as timesheets are rounded. A month without a timesheet is not judged.
    """
    least = pl.col("presence") - pl.col("breaks") - HALF_HOUR
    sheets = hours_monthly.join(presence_by_month(shift_crew, shifts), on=["person", "month"])
    said = Text(cs="nejméně {least}, směny mají {shifts}", en="at least {least}, the shifts have {shifts}")
    return sheets.filter(pl.col("worked") < least).with_columns(
        value=lasting(pl.col("worked")), field=pl.lit("worked"),
        **expected(said, least=lasting(least), shifts=lasting(pl.col("presence"))),
    )  # fmt: skip


@check("hours_monthly")
def worked_within_fund(hours_monthly: pl.DataFrame) -> pl.DataFrame:
    """Months in which hours worked and excused exceed the working-time fund: overtime, or an hour entered twice."""
    together = pl.col("worked") + pl.col("excused")
    said = Text(cs="dohromady nejvýše {fund}", en="at most {fund} together")
    return hours_monthly.filter(together > pl.col("fund")).with_columns(
        value=lasting(together), field=pl.lit("worked"), **expected(said, fund=lasting(pl.col("fund")))
    )


@check("absences")
def absence_within_days(absences: pl.DataFrame) -> pl.DataFrame:
    """Absences with more hours excused than their days have: the days or the hours are wrong."""
    hours = ((pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1) * 24 * MICROSECONDS_PER_HOUR
    return absences.filter(pl.col("excused_hours") > hours).with_columns(
        value=lasting(pl.col("excused_hours")), field=pl.lit("excused_hours"), **expected(_AT_MOST, most=lasting(hours))
    )


@check("contracts")
def month_without_timesheet(contracts: pl.DataFrame, hours_monthly: pl.DataFrame) -> pl.DataFrame:
    """Contracts of a person in whose whole months a timesheet is missing between the first and the last there is.

    The hours of a period are the sum of its months: with one of them missing the sum is silently too small.
    """
    if hours_monthly.is_empty():
        return contracts.clear()
    months = pl.date_range(pl.col("month").min(), pl.col("month").max(), "1mo").alias("month")
    employed = contracts.join(hours_monthly.select(months), how="cross").filter(
        pl.col("start") <= pl.col("month"),
        pl.col("last_day").is_null() | (pl.col("last_day") >= pl.col("month").dt.month_end()),
    )
    absent = employed.join(hours_monthly, on=["person", "month"], how="anti")
    listed = pl.col("month").sort().dt.strftime("%Y-%m").str.join(", ")
    told = absent.group_by("contract").agg(value=listed)
    return contracts.join(told, on="contract").with_columns(field=pl.lit("person"))
