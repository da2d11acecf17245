"""Tables of the paperwork around the records: timesheets, absences, outputs, and warnings that were accepted."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import OUTPUT_KINDS
from apk_lib.tables.columns import Recorded, code, hours, identifier, lasts, on_day, words


class HoursMonthly(Recorded):
    """The monthly timesheet of a person; `training` is part of `worked`."""

    person = identifier("osoba", "person", key=True, to="persons", personal=True)
    month = on_day("měsíc (první den)", "month (first day)", key=True)
    fund = hours("fond pracovní doby", "working-time fund")
    worked = hours("odpracováno", "worked")
    excused = hours("omluveno", "excused")
    training = hours("z toho vzdělávání", "of which training")

    @dy.rule()
    def month_is_its_first_day(cls) -> pl.Expr:
        return pl.col("month").dt.day() == 1

    @dy.rule()
    def training_within_worked(cls) -> pl.Expr:
        return pl.col("training") <= pl.col("worked")


class Absences(Recorded):
    """Days away from work, without a reason: health has no column."""

    person = identifier("osoba", "person", key=True, to="persons", personal=True)
    first_day = on_day("od", "from", key=True, personal=True)
    last_day = on_day("do (včetně)", "to (inclusive)", personal=True)
    excused_hours = hours("omluvené hodiny", "excused hours")

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("first_day", "last_day")


class Waivers(Recorded):
    """A warning accepted with its reason, until the end of a period; an empty row key means every row."""

    waiver = identifier("výjimka", "waiver", key=True)
    rule = identifier("pravidlo", "rule")
    row_key = identifier("klíč řádku", "key of the row", nullable=True)
    reason = words("důvod", "reason")
    approved_by = words("schválil (funkce)", "approved by (office)")
    valid_to_period = identifier("platí do konce období", "valid to the end of period", to="periods")


class Outputs(Recorded):
    """Documents and other outputs of the project."""

    output = identifier("výstup", "output", key=True)
    key_activity = identifier("klíčová aktivita", "key activity", nullable=True, to="key_activities")
    kind = code("druh", "kind", OUTPUT_KINDS)
    name = words("název", "name")
    finished_on = on_day("dokončeno", "finished on")
    published_on = on_day("zveřejněno", "published on", nullable=True)
    address = words("kde je", "where it is", nullable=True)

    @dy.rule()
    def published_when_finished(cls) -> pl.Expr:
        return lasts("finished_on", "published_on")
