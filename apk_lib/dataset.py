"""A project's tables as they were known at an as-of date.

`Dataset` is the only way from files to figures: it reads the folder, accepts rows, derives the dated
slots of service and plan, and keeps the account of its inputs. A dataset never asks the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from apk_lib import calendars, checks, slots
from apk_lib.errors import DataError, ParameterError
from apk_lib.intake import (
    REJECTED_SCHEMA,
    Accepted,
    SourceFile,
    Stored,
    accepted_tables,
    finish,
    import_files_of,
    read_sheet,
    stamp,
    stored_tables,
)
from apk_lib.periods import Period, local_day
from apk_lib.project import Project, parse_project
from apk_lib.tables import DERIVED_TABLES, SHEET_TABLES
from apk_lib.text import Text

READINGS = 5
# rules of what imports leave unread because it is no row of a table: nobody has anything to mend
_NO_ROWS = ("outside_table", "repeated_header")


@dataclass(frozen=True)
class Dataset:
    """The tables of one project at `as_of`, and where each row came from.

    `accepted` holds the account of every table; `sources` the files, `imports` the accounts of imports.
    Use `table(name)` for any table of the catalogue or a derived one, always a polars frame in its schema.
    """

    folder: Path
    project: Project = field(repr=False)
    as_of: date
    sources: tuple[SourceFile, ...] = field(repr=False)
    accepted: Mapping[str, Accepted] = field(repr=False)
    project_sha256: str
    imports: tuple[tuple[str, str], ...] = field(repr=False, default=())

    def table(self, name: str) -> pl.DataFrame:
        """A table by name; an absent file is an empty table (see `missing`)."""
        if name in DERIVED_TABLES:
            derived: pl.DataFrame = getattr(self, name)
            return derived
        if name in SHEET_TABLES:
            return self.project.frames[name]
        return self.accepted[name].rows

    def missing(self, names: tuple[str, ...]) -> list[str]:
        """Those of the tables (or the tables they are derived from) that nobody supplied.

        An empty file is an answer (nothing happened), an absent one is not. Only context events may be
        absent, and school breaks where there is no school.
        """
        origins = (name for name in self._origins(names) if name not in SHEET_TABLES)
        idle = {"context_events"} if len(self.table("schools")) else {"context_events", "school_breaks"}
        return [name for name in origins if not self.accepted[name].supplied and name not in idle]

    def is_synthetic(self, names: tuple[str, ...]) -> bool:
        """Whether any of the tables was generated rather than recorded."""
        synthetic = {source.table for source in self.sources if source.synthetic}
        return self.project.synthetic or bool(synthetic & set(self._origins(names)))

    @cached_property
    def rejected(self) -> pl.DataFrame:
        """Every rejected row: `table, source_row, rule`; what stands beside a table is no row of it."""
        columns = ["table", "source_row", "rule"]
        parts = [account.rejected.select(columns) for account in self.accepted.values()]
        every = pl.concat([pl.DataFrame(schema=REJECTED_SCHEMA).select(columns), *parts])
        return every.filter(~pl.col("rule").is_in(_NO_ROWS))

    @cached_property
    def rejected_places(self) -> pl.DataFrame:
        """`rejected` with the `file, sheet, row` a person sees."""
        origins = [account.origins.with_columns(table=pl.lit(name)) for name, account in self.accepted.items()]
        on = ["table", "source_row"]
        return self.rejected.join(pl.concat(origins), on=on, how="left", maintain_order="left")

    @property
    def rows_rejected(self) -> int:
        """How many rows of files are rejected: a shift and its crew, written in one row of a sheet, are one."""
        return self.rejected_places.select("file", "sheet", "row").n_unique()

    @cached_property
    def findings(self) -> pl.DataFrame:
        """What the accepted rows break together (`checks.across`), waived as far as waivers hold at `as_of`.

        A table without a file is not held against the others: what nobody supplied proves nothing.
        """
        supplied = {name: account.rows for name, account in self.accepted.items() if account.supplied}
        found = checks.across(supplied, self.project)
        judged_on = checks.judged_on(self.project, self.as_of)
        return checks.waive(found, self.table("waivers"), self.project, judged_on)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over all inputs; equal fingerprints and parameters give equal reports."""
        lines = [
            f"project.toml {self.project_sha256}",
            *(source.fingerprint for source in self.sources),
            *(f"{name} {sha256}" for name, sha256 in self.imports),
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def school_days(self) -> pl.DataFrame:
        """See `calendars.school_days`."""
        start, end = self._span
        breaks, events = self.table("school_breaks"), self.table("context_events")
        return calendars.school_days(self.table("schools"), breaks, events, start, end)

    @cached_property
    def slots(self) -> pl.DataFrame:
        """See `slots.slots`."""
        return slots.slots(self.table("bands"), *self._span)

    @cached_property
    def effort(self) -> pl.DataFrame:
        """See `slots.effort`."""
        return slots.effort(self.table("visits"), self.table("shift_crew"), self.table("persons"), self.slots)

    @cached_property
    def service(self) -> pl.DataFrame:
        """See `slots.service`."""
        return slots.service(self.table("shifts"), self.table("shift_crew"), self.table("persons"), self.slots)

    @cached_property
    def presence(self) -> pl.DataFrame:
        """See `slots.presence`."""
        return slots.presence(self.effort, self.slots)

    @cached_property
    def plan_slots(self) -> pl.DataFrame:
        """See `slots.plan_slots`."""
        localities = self.table("localities")
        day_types = calendars.day_types(localities, self.school_days, *self._span)
        return slots.plan_slots(self.table("patrol_plan"), localities, day_types)

    @cached_property
    def _span(self) -> tuple[date, date]:
        """The days dated slots are made for.

        Whole weeks around the project, so that a weekly plan is spread over all its days, and every day
        on which somebody served.
        """
        days = self.table("shifts").select(first=local_day(pl.col("start")), last=local_day(pl.col("end")))
        first = min([self.project.start, *days["first"]])
        last = max([self.project.end, *days["last"]])
        monday = date.fromordinal(first.toordinal() - first.weekday())
        return monday, date.fromordinal(last.toordinal() + 6 - last.weekday())

    def _origins(self, names: tuple[str, ...]) -> list[str]:
        return sorted({origin for name in names for origin in DERIVED_TABLES.get(name, (name,))})


def open_dataset(data: str | Path, *, period: str, as_of: str = "") -> Dataset:
    """Read a project folder as it was known when the report on `period` was due.

    Args:
        data: the project folder, with `project.toml` and its tables. A relative path is looked for
            here and then in the folders above, so that a notebook finds it wherever it was opened.
        period: the id of a reporting period.
        as_of: an ISO date that replaces the period's `report_due`.

    Raises:
        ApkError: the folder, the sheet, a file, the period or the date cannot be used.
    """
    folder = Path(data)
    found = _found(folder)
    (sheet, sheet_sha256), stored, imports = _unchanged(found)
    project = parse_project(sheet, found.resolve().name)
    known_at = as_of_date(as_of, project.period(period))
    accepted = accepted_tables(stored, project.frames, known_at)
    sources = tuple(source for state in stored.values() for source in state.sources)
    return Dataset(folder, project, known_at, sources, accepted, sheet_sha256, imports)


def _found(folder: Path) -> Path:
    here = Path.cwd()
    candidates = (base / folder for base in (here, *here.parents))
    return next((candidate for candidate in candidates if candidate.is_dir()), folder)


def _unchanged(folder: Path) -> tuple[tuple[str, str], dict[str, Stored], tuple[tuple[str, str], ...]]:
    """The sheet, the stored tables and the accounts of imports of a folder, read while nobody changed them."""
    for _ in range(READINGS):
        finish(folder)
        before = stamp(folder)
        read = read_sheet(folder), stored_tables(folder), import_files_of(folder)
        # a change that stood half-applied both times left nothing to compare
        if not before[0] and stamp(folder) == before:
            return read
    raise DataError(
        Text(
            cs=f"{folder}: data se během čtení stále mění. Počkejte, až import skončí.",
            en=f"{folder}: the data keep changing while they are read. Wait until the import ends.",
        )
    )


def as_of_date(given: str, period: Period) -> date:
    """The date a parameter names; the period's `report_due` when it is empty.

    Raises:
        ParameterError: it is not an ISO date.
    """
    if not given:
        return period.report_due
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise ParameterError(
            Text(
                cs=f"Datum stavu „{given}“ není ve tvaru RRRR-MM-DD. Zadejte např. {period.report_due}.",
                en=f"The as-of date “{given}” is not written as YYYY-MM-DD. Give for instance {period.report_due}.",
            )
        ) from error
