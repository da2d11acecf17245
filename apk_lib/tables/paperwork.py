"""Tables of the paperwork around the records: timesheets, absences, outputs, publicity, risks, accepted warnings."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import OUTPUT_KINDS, PUBLICITY_KINDS, RISK_SEVERITIES
from apk_lib.tables.columns import Recorded, code, hours, identifier, lasts, on_day, words, yes_no


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
    """Documents and other outputs the project promised; an empty day of finishing means not finished yet."""

    output = identifier("výstup", "output", key=True)
    key_activity = identifier("klíčová aktivita", "key activity", nullable=True, to="key_activities")
    kind = code("druh", "kind", OUTPUT_KINDS)
    name = words("název", "name")
    due_on = on_day("má být hotovo", "due on", nullable=True)
    finished_on = on_day("dokončeno", "finished on", nullable=True)
    published_on = on_day("zveřejněno", "published on", nullable=True)
    address = words("kde je", "where it is", nullable=True)
    logo_strip = yes_no("nese pruh log", "carries the logo strip", nullable=True)
    registration_number = yes_no("nese registrační číslo", "carries the registration number", nullable=True)

    @dy.rule()
    def published_when_finished(cls) -> pl.Expr:
        return pl.col("published_on").is_null() | (pl.col("finished_on") <= pl.col("published_on")).fill_null(False)


class Publicity(Recorded):
    """Where the project says who pays for it."""

    item = identifier("prvek", "item", key=True)
    kind = code("druh", "kind", PUBLICITY_KINDS)
    place = words("místo", "place")
    since = on_day("od", "since")
    until = on_day("do", "until", nullable=True)
    evidence = words("doklad", "evidence", nullable=True)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("since", "until")


class Risks(Recorded):
    """Problems met on the way, what was done about them, and whether they are over."""

    risk = identifier("problém", "risk", key=True)
    found_on = on_day("zjištěno", "found on")
    description = words("popis", "description")
    key_activity = identifier("klíčová aktivita", "key activity", nullable=True, to="key_activities")
    severity = code("závažnost", "severity", RISK_SEVERITIES)
    solution = words("řešení", "solution", nullable=True)
    closed_on = on_day("vyřešeno", "closed on", nullable=True)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("found_on", "closed_on")
