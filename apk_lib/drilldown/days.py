"""From which day to which a record holds, so that one outside the days looked at is no riddle."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib.periods import Period, local_day

# table -> the columns of its first and last day
SPANS = {
    "posts": ("planned_from", "planned_to"), "contracts": ("start", "last_day"),
    "participants": ("entered_on", "left_on"), "shifts": ("start", "end"), "visits": ("start", "end"),
    "gps_fixes": ("at", "at"), "patrol_plan": ("valid_from", "valid_to"), "events": ("at", "at"),
    "locality_checks": ("checked_on", "checked_on"), "trainings": ("held_on", "held_on"),
    "supervisions": ("held_on", "held_on"), "hours_monthly": ("month", "month"),
    "absences": ("first_day", "last_day"), "expenses": ("paid_on", "paid_on"), "payments": ("paid_on", "paid_on"),
    "survey_waves": ("starts", "ends"), "official_offences": ("happened_on", "happened_on"),
    "complaints": ("received_on", "received_on"), "publicity": ("since", "until"), "risks": ("found_on", "closed_on"),
    "mentor_reviews": ("week", "week"), "school_breaks": ("start", "end"), "context_events": ("start", "end"),
}  # fmt: skip
# where no last day means that it lasts; elsewhere it is not known and the first one stands for it
LASTING = {"posts", "contracts", "participants", "patrol_plan", "publicity", "risks"}
# columns whose day stands for the stretch that it begins
_STRETCHES = {"month": "1mo", "week": "1w"}
# a part of another record -> that table and its key: it has its days
PARTS_OF = {
    "shift_crew": ("shifts", "shift"), "visit_crew": ("visits", "visit"), "contacts": ("visits", "visit"),
    "training_attendance": ("trainings", "training"), "supervision_attendance": ("supervisions", "supervision"),
    "survey_dispositions": ("survey_waves", "wave"), "survey_respondents": ("survey_waves", "wave"),
    "survey_answers": ("survey_respondents", "respondent"),
}  # fmt: skip


def outside(table: str, rows: pl.DataFrame, filed: Mapping[str, pl.DataFrame], window: Period) -> pl.Series:
    """The `source_row` of the rows that hold on no day of the window; a row of unknown days is not among them.

    `filed` are the rows of all tables as they stand in the files: a part of a record that does not count has its days.
    """
    known = dated(table, rows, filed)
    before, after = pl.col("last") < window.start, pl.col("first") > window.end
    return known.filter((before | after).fill_null(False))["source_row"]


def dated(table: str, rows: pl.DataFrame, filed: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The rows with their `first` and `last` day, null where none is known."""
    if table in PARTS_OF:
        whole, key = PARTS_OF[table]
        days = dated(whole, filed[whole], filed).select(key, "first", "last").unique(key, keep="last")
        return rows.join(days, on=key, how="left", maintain_order="left")
    if table not in SPANS:
        return rows.with_columns(first=pl.lit(None, pl.Date), last=pl.lit(None, pl.Date))
    first, last = SPANS[table]
    ends = _day(rows, last)
    if last in _STRETCHES:
        ends = ends.dt.offset_by(_STRETCHES[last]).dt.offset_by("-1d")
    if table not in LASTING:
        ends = ends.fill_null(_day(rows, first))
    return rows.with_columns(first=_day(rows, first), last=ends)


def _day(rows: pl.DataFrame, column: str) -> pl.Expr:
    return local_day(pl.col(column)) if isinstance(rows.schema[column], pl.Datetime) else pl.col(column)
