"""Incoming rows judged with everything that is stored: references, rules across rows, what stops counting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from apk_lib import checks
from apk_lib.findings import findings, no_findings
from apk_lib.intake.judging.comparison import ASIDE, CHANGED, NEW, Compared, current
from apk_lib.intake.judging.verdicts import Broken, Place, Places, verdicts
from apk_lib.intake.reading.mapping import TownMapping
from apk_lib.intake.reading.names import Names
from apk_lib.intake.reading.rows import SUBMITTED_AT, Reading
from apk_lib.intake.storage.accept import SAID, accept
from apk_lib.intake.storage.state import Stored
from apk_lib.periods import local_day
from apk_lib.project import Project
from apk_lib.tables import SHEET_TABLES, TABLES


@dataclass(frozen=True)
class Office:
    """What intake knows before it reads: the project and its stored tables, the town's words, names of people.

    `id` is the name of the project folder and `sheet` the text of its `project.toml`, empty before there is one;
    `folder` is where the polygons of localities lie, for those who ask for them.
    """

    project: Project | None = None
    stored: Mapping[str, Stored] = field(default_factory=dict)
    town: TownMapping = field(default_factory=TownMapping)
    names: Names = field(default_factory=Names)
    id: str = ""
    sheet: str = ""
    folder: Path | None = None

    def rows(self, table: str) -> pl.DataFrame:
        """The stored rows of a table, all versions; empty where nothing is stored."""
        return self.stored[table].rows if table in self.stored else TABLES[table].empty

    def standing(self, table: str) -> pl.DataFrame:
        """The stored rows of a recorded table that stand by now: the last of each key, but for withdrawn ones."""
        return current(TABLES[table], self.rows(table)).filter(~pl.col("withdrawn"))


def incoming(name: str, readings: Sequence[Reading], office: Office, compared: Mapping[str, Compared]) -> pl.DataFrame:
    """The rows of all sheets for one table, in the columns of its schema; what a sheet does not have is empty.

    `compared` are the tables before it: what a row that is set aside would take back, stays.
    """
    columns = {column: declared.dtype for column, declared in TABLES[name].schema.columns().items()
               if column != "source_row"} | {SUBMITTED_AT: pl.Datetime("us", "UTC")}  # fmt: skip
    parts = []
    for reading in readings:
        own = reading.rows if reading.table == name else None
        for rows in (own, _filled(name, reading), _taken_back(name, reading, readings, office, compared)):
            if rows is None:
                continue
            given = [
                (pl.col(column) if column in rows.columns else pl.lit(None)).cast(kind).alias(column)
                for column, kind in columns.items()
            ]
            where = {"origin_file": pl.lit(reading.grid.file), "origin_sheet": pl.lit(reading.grid.sheet, pl.String),
                     "origin_row": pl.col("row"), "own": pl.lit(reading.table == name)}  # fmt: skip
            parts.append(rows.select(*given, **where))
    if not parts:
        return pl.DataFrame()
    return pl.concat(parts).with_row_index("id").with_columns(pl.col("id").cast(pl.Int64))


def _filled(name: str, reading: Reading) -> pl.DataFrame | None:
    """Rows that cells of another table's sheet hold: a crew in the sheet of shifts, answers beside respondents."""
    if name not in reading.fills:
        return None
    key = TABLES[reading.table].key[0]
    beside = [column for column in ("recorded_at", "withdrawn", SUBMITTED_AT) if column in reading.rows.columns]
    return reading.fills[name].join(reading.rows.select("row", key, *beside), on="row", maintain_order="left")


def _taken_back(
    name: str, reading: Reading, readings: Sequence[Reading], office: Office, compared: Mapping[str, Compared]
) -> pl.DataFrame | None:
    """What cells of another table's sheet said before and say no longer; a row that is set aside takes nothing back."""
    if office.rows(name).is_empty() or name not in ("shift_crew", "survey_answers"):
        return None
    gone = _left_the_crew(reading, readings, office) if name == "shift_crew" else _emptied_answers(reading, office)
    if gone is None or reading.table not in compared:
        return gone
    held = compared[reading.table].having(ASIDE)
    here = held.filter(
        pl.col("origin_file") == reading.grid.file, pl.col("origin_sheet").eq_missing(reading.grid.sheet)
    )
    return gone.join(here, left_on="row", right_on="origin_row", how="anti")


def _left_the_crew(reading: Reading, readings: Sequence[Reading], office: Office) -> pl.DataFrame | None:
    """People whom a sheet of shifts no longer names on a shift it tells the crew of.

    Only where everybody it names is known: a slip of the pen takes nobody off.
    """
    crew = _filled("shift_crew", reading)
    if crew is None:
        return None
    people = [office.rows("persons")["person"], *(one.rows["person"] for one in readings if one.table == "persons")]
    known = pl.col("person").is_in(pl.concat(people).implode()).all().over("shift")
    told = crew.filter(known)
    there = current(TABLES["shift_crew"], office.rows("shift_crew")).filter(~pl.col("withdrawn"))
    asked = there.select("shift", "person").join(told.select("shift", "row").unique(), on="shift")
    return asked.join(told, on=["shift", "person"], how="anti").with_columns(withdrawn=pl.lit(True))


def _emptied_answers(reading: Reading, office: Office) -> pl.DataFrame | None:
    """Answers whose cell, in a sheet of respondents with the question in a column, is empty now."""
    items = [heading.column for heading in reading.layout.columns.values() if heading.fills == "survey_answers"]
    if not items:
        return None
    there = current(TABLES["survey_answers"], office.rows("survey_answers")).filter(
        ~pl.col("withdrawn"), pl.col("item").is_in(items)
    )
    asked = there.select("respondent", "item", "answer").join(reading.rows.select("respondent", "row"), on="respondent")
    told = reading.fills["survey_answers"].select("row", "item")
    return asked.join(told, on=["row", "item"], how="anti").with_columns(withdrawn=pl.lit(True))


def judged_together(
    tables: Mapping[str, Compared], office: Office
) -> tuple[dict[str, Compared], dict[str, pl.DataFrame], pl.DataFrame]:
    """The tables after references and rules across rows, all rows that count, and what would stop counting.

    A row that breaks one is set aside now, so that a wrong correction never takes the place of a good row.
    """
    judged: dict[str, Compared] = {}
    fallen = [no_findings()]
    known: dict[str, pl.DataFrame] = dict(office.project.frames) if office.project else {}
    before = dict(known)
    for name, table in TABLES.items():
        if name in SHEET_TABLES or (name not in tables and name not in office.stored):
            continue
        stored = office.rows(name)
        if name not in tables:
            after = accept(table, stored, date.max, known)
            # before the first table of the import as much is known as was known
            earlier = accept(table, stored, date.max, before) if judged else after
            fallen.append(_fallen(name, earlier.rejected, after.rejected, office))
            known[name], before[name] = after.rows, earlier.rows
            continue
        compared = tables[name]
        offset = max((row for row in stored["source_row"].tail(1)), default=0) + 1
        added = compared.having(NEW, CHANGED).with_columns(source_row=pl.col("id") + offset)
        # a key stays with the rows it had: the newest version is judged, the older ones are behind it
        account = accept(table, pl.concat([stored, added.select(stored.columns)]), date.max, known)
        wrong = account.rejected.filter(pl.col("source_row") >= offset)
        wrong = wrong.select("rule", *SAID, id=pl.col("source_row") - offset)
        good = added.join(wrong, on="id", how="anti")
        every = pl.concat([stored, good.select(stored.columns)])
        after = account if wrong.is_empty() else accept(table, every, date.max, known)
        earlier = accept(table, stored, date.max, before) if len(stored) else after
        stored_only = after.rejected.filter(pl.col("source_row") < offset)
        fallen.append(_fallen(name, earlier.rejected, stored_only, office))
        judged[name] = _set_aside(compared, wrong)
        known[name], before[name] = after.rows, earlier.rows if len(stored) else stored
    counting = {name: rows for name, rows in known.items() if name in tables or _supplied(name, office)}
    return judged, counting, pl.concat(fallen)


def _supplied(name: str, office: Office) -> bool:
    """Whether a table has a file: what nobody supplied is not held against the others."""
    return name in office.stored and office.stored[name].supplied


def _set_aside(compared: Compared, wrong: pl.DataFrame) -> Compared:
    ids = wrong["id"].unique().implode()
    fate = pl.when(pl.col("id").is_in(ids)).then(pl.lit(ASIDE)).otherwise("fate")
    return replace(
        compared,
        fates=compared.fates.with_columns(fate=fate),
        broken=pl.concat([compared.broken, wrong], how="diagonal"),
    )


def _fallen(name: str, before: pl.DataFrame, after: pl.DataFrame, office: Office) -> pl.DataFrame:
    """Stored rows that would stop counting because of what is imported."""
    new = after.join(before, on=["source_row", "rule"], how="anti")
    if new.is_empty():
        return no_findings()
    seen = new.join(office.stored[name].origins, on="source_row", how="left", maintain_order="left")
    where = seen.select("file", "sheet", "row", "rule")
    broken = [Broken(Place(file, sheet, row), rule) for file, sheet, row, rule in where.iter_rows()]
    return verdicts(TABLES[name], broken, Places([]), {})


def of_the_sheet(project: Project, read: Collection[str] = ()) -> pl.DataFrame:
    """What the tables of the project sheet break together, but for rows of those just `read`: they have a place."""
    found = checks.across({}, project).with_columns(file=pl.lit("project.toml"))
    # a note speaks of a row that is not there
    of_no_row = pl.col("key").is_null() | (pl.col("severity") == "note")
    return found.filter(of_no_row | ~pl.col("table").is_in(list(read)))


_DATED_BY = {"shifts": "start", "visits": "start", "gps_fixes": "at", "events": "at", "trainings": "held_on",
             "expenses": "paid_on", "locality_checks": "checked_on", "supervisions": "held_on"}  # fmt: skip


def late_rows(additions: Mapping[str, pl.DataFrame], office: Office, moment: datetime) -> list[pl.DataFrame]:
    """Rows of periods whose report is out.

    Recorded now they enter only by a new version of it. Recorded, as they say, before it was due they change what it
    said, which is told; the first rows of a table bring a history along and change nothing.
    """
    found = []
    today = pl.Series([moment]).to_frame("at").select(local_day(pl.col("at").dt.convert_time_zone("UTC"))).item()
    for name, column in _DATED_BY.items():
        if office.project is None or name not in additions:
            continue
        day = local_day(pl.col(column)) if additions[name].schema[column] != pl.Date else pl.col(column)
        days = additions[name].select(day=day, known=local_day(pl.col("recorded_at")))
        for period in office.project.periods:
            of_it = days.filter(pl.col("day").is_between(period.start, period.end))
            late = of_it.filter(pl.col("known") > period.report_due).height
            back = len(of_it) - late if today > period.report_due and len(office.rows(name)) else 0
            for rule, count in (("late_row", late), ("rewrites_period", back)):
                if count:
                    found.append(findings(rule, table=name, key=period.id, value=str(count)))
    return found
