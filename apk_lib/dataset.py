"""A project's tables as they were known at an as-of date.

`Dataset` is the only way from files to figures: it reads the folder, accepts rows, derives the dated
slots of service and plan, and keeps the account of its inputs. A dataset never asks the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from apk_lib import calendars, checks, gps, offences, slots, support, surveys, tracks
from apk_lib.errors import DataError, ParameterError
from apk_lib.intake import (
    REJECTED_SCHEMA,
    Accepted,
    Logo,
    Narrative,
    SourceFile,
    Stored,
    accepted_tables,
    finish,
    import_files_of,
    read_logo,
    read_narrative,
    read_published,
    read_sheet,
    shapes_file,
    stamp,
    stored_tables,
)
from apk_lib.periods import Period, local_day
from apk_lib.places import Places, Shape, places, read_outline, read_places, unclear_places
from apk_lib.project import Project, parse_project
from apk_lib.tables import DERIVED_TABLES, OUTLINE, SHAPES, SHEET_TABLES, TABLES
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR, approved_by
from apk_lib.text import Text

READINGS = 5
_ROWS = {"table": pl.String, "passing": pl.Int64}
# rules of what imports leave unread because it is no row of a table: nobody has anything to mend
_NO_ROWS = ("outside_table", "repeated_header")
# tables whose absence says that there is nothing of the kind; what needs one has no figure
_MAY_BE_ABSENT = {"context_events", "visit_crew", "survey_dispositions", "survey_wordings", "population_margins",
                  "published_surveys", "participants", "locality_checks", "supervisions", "supervision_attendance",
                  "mentor_reviews", "payments", "publicity", "risks"}  # fmt: skip
_OWED_WITH = {"school_breaks": "schools"}  # owed only where the other has a row
_OWED_BY_NAME = {"hours_monthly"}  # as proof of support shifts stand in for timesheets
_OF_ANY = {"row_accounts"}  # tells of those tables that there are, and needs none of the others


@dataclass(frozen=True)
class Dataset:
    """The tables of one project at `as_of`, and where each row came from.

    `accepted` holds the account of every table; `sources` the files, `imports` the accounts of imports, `places`
    the polygons of localities and `outline` that of the town, where the folder has them. `narrative` are the words of
    the coordinator on the period of the dataset, `logo` the funder's strip, `stored` all rows, whenever recorded.
    Use `table(name)` for any table of the catalogue or a derived one, always a polars frame in its schema.
    """

    folder: Path
    project: Project = field(repr=False)
    as_of: date
    sources: tuple[SourceFile, ...] = field(repr=False)
    accepted: Mapping[str, Accepted] = field(repr=False)
    project_sha256: str
    imports: tuple[tuple[str, str], ...] = field(repr=False, default=())
    places: Places | None = field(repr=False, default=None)
    outline: Shape | None = field(repr=False, default=None)
    narrative: Narrative | None = field(repr=False, default=None)
    logo: Logo | None = field(repr=False, default=None)
    stored: Mapping[str, Stored] = field(repr=False, default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """A table by name; an absent file is an empty table (see `missing`).

        A change of the grant that was approved after the as-of date is not in it: nobody could act on it yet.
        """
        if name in DERIVED_TABLES:
            derived: pl.DataFrame = getattr(self, name)
            return derived
        if name in SHEET_TABLES:
            return approved_by(self.project.frames[name], self.as_of)
        return self.accepted[name].rows

    def known_at(self, as_of: date, tables: tuple[str, ...], *, corrected_by: date | None = None) -> Dataset:
        """The same folder with some `tables` as they were known at another date (`accept`, also for `corrected_by`).

        What these tables point to, and what derived ones are made of, goes with them; the others stay as they are, and
        so does the project sheet, which keeps no earlier states.
        """
        names = self._origins(tables)
        for name in names:  # grows as it goes, up to what points to nothing
            targets = TABLES[name].references.values() if name in TABLES else ()
            names += [target for target in targets if target not in (*names, *SHEET_TABLES)]
        frames = {**self.project.frames, **{name: account.rows for name, account in self.accepted.items()}}
        stored = {name: state for name, state in self.stored.items() if name in names}
        accepted = accepted_tables(stored, frames, as_of, corrected_by=corrected_by, before=self.accepted)
        return replace(self, as_of=as_of, accepted={**self.accepted, **accepted})

    def missing(self, names: tuple[str, ...]) -> list[str]:
        """Those of the tables (or the tables they are derived from) that nobody supplied.

        An empty file is an answer (nothing happened), an absent one is not, but for `_MAY_BE_ABSENT` and `_OWED_…`.
        """
        idle = _MAY_BE_ABSENT | (_OWED_BY_NAME - set(names))
        idle |= {name for name, other in _OWED_WITH.items() if self.table(other).is_empty()}
        supplied = {name for name, account in self.accepted.items() if account.supplied}
        supplied |= {SHAPES} if self.places else set()
        asked = tuple(name for name in names if name not in _OF_ANY) if supplied else names
        return [name for name in self._origins(asked) if name not in supplied | idle | SHEET_TABLES.keys()]

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

    @cached_property
    def row_accounts(self) -> pl.DataFrame:
        """How many rows of each `table` are `passing` and how many `rejected`, each counted once."""
        used = {name: account.rows.height for name, account in self.accepted.items() if account.supplied}
        passing = pl.DataFrame({"table": list(used), "passing": list(used.values())}, schema_overrides=_ROWS)
        rejected = self.rejected.group_by("table").agg(rejected=pl.col("source_row").n_unique().cast(pl.Int64))
        both = passing.join(rejected, on="table", how="full", coalesce=True).fill_null(0)
        return both.filter(pl.col("passing") + pl.col("rejected") > 0).sort("table")

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
        if self.places:
            file = next((source.name for source in self.sources if source.table == SHAPES), "")
            found = pl.concat([found, unclear_places(self.places, file, self.table("localities")["locality"])])
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
    def published(self) -> str:
        """What approved reports made known (`disclosure.ledger`); empty before the first."""
        return read_published(_found(self.folder))

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
    def day_types(self) -> pl.DataFrame:
        """See `calendars.day_types`."""
        return calendars.day_types(self.table("localities"), self.school_days, *self._span)

    @cached_property
    def effort(self) -> pl.DataFrame:
        """The assistants' time in the field (`slots.effort`)."""
        return self._effort(slots.ASSISTANTS)

    @cached_property
    def service(self) -> pl.DataFrame:
        """See `slots.service`."""
        crew, stays = self.table("shift_crew"), self._crewed(slots.ASSISTANTS)
        return slots.service(self.table("shifts"), crew, stays, self.table("persons"), self.slots)

    @cached_property
    def presence(self) -> pl.DataFrame:
        """See `slots.presence`; a mentor is somebody there only where the programme's rules say so."""
        if self.project.limit("mentor_in_presence"):
            return slots.presence(self._effort((*slots.ASSISTANTS, "mentor")), self.slots)
        return slots.presence(self.effort, self.slots)

    @cached_property
    def visit_starts(self) -> pl.DataFrame:
        """See `slots.visit_starts`."""
        return slots.visit_starts(self._crewed(slots.ASSISTANTS), self.slots)

    @cached_property
    def open_visits(self) -> pl.DataFrame:
        """See `slots.open_visits`."""
        longest = round(self.project.limit("open_visit_hours") * MICROSECONDS_PER_HOUR)
        return slots.open_visits(self._crewed(slots.ASSISTANTS), self.table("shifts"), self.slots, longest)

    @cached_property
    def plan_slots(self) -> pl.DataFrame:
        """See `slots.plan_slots`."""
        return self._dated(self.table("patrol_plan"))

    @cached_property
    def original_plan_slots(self) -> pl.DataFrame:
        """The slots of the plan as it stood on each day itself (`slots.as_it_stood`)."""
        return self._dated(slots.as_it_stood(self.table("patrol_plan")))

    @cached_property
    def tracks(self) -> tracks.Tracks:
        """What the fixes of devices say of time (`tracks.follow`); without polygons everything is outside."""
        return tracks.follow(self.table("gps_fixes"), self.places or places([]), tracks.Limits.of(self.project))

    @cached_property
    def gps_stays(self) -> pl.DataFrame:
        """The stays of devices by locality (`tracks.Tracks.stays`)."""
        return self.tracks.stays

    @cached_property
    def gps_single(self) -> pl.DataFrame:
        """Fixes alone between gaps, with their local `day`: visits of unknown length."""
        return self.tracks.single.with_columns(day=local_day(pl.col("at")))

    @cached_property
    def gps_compared(self) -> pl.DataFrame:
        """See `gps.compared`."""
        return gps.compared(self.presence, self.gps_stays, self.places or places([]), self._gps_slots)

    @cached_property
    def gps_time(self) -> pl.DataFrame:
        """See `gps.on_shift`."""
        return gps.on_shift(self.tracks, self.service, self._gps_slots)

    @cached_property
    def gps_cells(self) -> pl.DataFrame:
        """See `gps.cells`."""
        steps = tracks.steps(self.table("gps_fixes"), tracks.Limits.of(self.project))
        return gps.cells(steps, self.places or places([]), self.project.limit("gps_cell_metres"))

    @cached_property
    def offence_months(self) -> pl.DataFrame:
        """See `offences.months`."""
        return offences.months(self.table("official_offences"), "happened_on", self.table("localities"), self.as_of)

    @cached_property
    def complaint_months(self) -> pl.DataFrame:
        """See `offences.months`."""
        return offences.months(self.table("complaints"), "received_on", self.table("localities"), self.as_of)

    @cached_property
    def supported(self) -> pl.DataFrame:
        """See `support.supported`."""
        proof = {name: self.table(name) for name in support.PROOF}
        return support.supported(self.table("participants"), proof, self.project)

    @cached_property
    def survey_sample(self) -> pl.DataFrame:
        """See `surveys.sample`."""
        waves, margins = self.table("survey_waves"), self.table("population_margins")
        return surveys.sample(self.table("survey_respondents"), waves, margins)

    @cached_property
    def _gps_slots(self) -> pl.DataFrame:
        """Slots over every day of a fix: a device may be on while nobody is."""
        days = self.table("gps_fixes").select(local_day(pl.col("at"))).to_series().sort()
        first, last = self._span
        return slots.slots(self.table("bands"), min([first, *days.head(1)]), max([last, *days.tail(1)]))

    def _dated(self, plan: pl.DataFrame) -> pl.DataFrame:
        return slots.plan_slots(plan, self.table("localities"), self.day_types, self.table("bands"), self.slots)

    def _effort(self, roles: tuple[str, ...]) -> pl.DataFrame:
        return slots.effort(self._crewed(roles), self.slots)

    def _crewed(self, roles: tuple[str, ...]) -> pl.DataFrame:
        crews = self.table("shift_crew"), self.table("visit_crew")
        return slots.crewed(self.table("visits"), *crews, self.table("persons"), roles)

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
    words = read_narrative(found, period, project.frames["key_activities"]["key_activity"].to_list())
    strip, shapes, town = read_logo(found), shapes_file(found), shapes_file(found, OUTLINE)
    town = town if shapes else None
    localities = set(project.frames["localities"]["locality"])
    beside = (shapes, town, words, strip)
    return Dataset(
        folder, project, known_at,
        (*(source for state in stored.values() for source in state.sources), *(one[0] for one in beside if one)),
        accepted, sheet_sha256, imports,
        places=read_places(shapes[1], shapes[0].name, localities) if shapes else None,
        outline=read_outline(town[1], town[0].name) if town else None,
        narrative=words[1] if words else None,
        logo=strip[1] if strip else None,
        stored=stored,
    )  # fmt: skip


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
