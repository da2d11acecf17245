"""What an import would do: files read, rows judged, nothing written yet.

`check` and `import` make the same plan; only the second carries it out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from apk_lib.findings import findings, together
from apk_lib.intake.judging.comparison import ASIDE, CHANGED, CHANGES, FATES, NEW, Compared, changes, compare
from apk_lib.intake.judging.offences import placed
from apk_lib.intake.judging.respondents import RESPONDENTS, Survey, stopped
from apk_lib.intake.judging.sheet_import import SheetPlan, plan_sheet
from apk_lib.intake.judging.telling import NAMED_BY, across, known_keys, left_out, shown_key, told_verdicts
from apk_lib.intake.judging.together import Office, incoming, judged_together, late_rows, of_the_sheet
from apk_lib.intake.judging.verdicts import Place, Places
from apk_lib.intake.reading.grids import Book, Grid, read_books
from apk_lib.intake.reading.layout import Layout, find_layout, is_ours, is_project
from apk_lib.intake.reading.mapping import TownMapping
from apk_lib.intake.reading.names import Names
from apk_lib.intake.reading.rows import Reader, Reading
from apk_lib.intake.storage.batches import ASIDE_SCHEMA, ORIGIN
from apk_lib.rules import RULES
from apk_lib.tables import SHEET_TABLES, TABLES
from apk_lib.tables.headings import PROPERTY_SCHEMA, PROPERTY_SYNTHETIC, SCHEMA_VERSION

ACCOUNT = {"file": pl.String, "sheet": pl.String, "table": pl.String, "read": pl.Int64,
           **dict.fromkeys(FATES, pl.Int64), "examples": pl.Int64}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What an import would do, and everything there is to say of the files.

    `sheet` is the new text of `project.toml`, empty where it stays; `additions` are the rows to be stored, by table,
    with where each comes from; `aside` the rows to be set aside; `changes` what updates change; `account` one
    line a sheet: every row read has one fate.
    """

    books: tuple[Book, ...]
    readings: tuple[Reading, ...]
    findings: pl.DataFrame
    account: pl.DataFrame
    additions: Mapping[str, pl.DataFrame]
    aside: pl.DataFrame
    changes: pl.DataFrame
    sheet: str
    refused: bool
    names: Names
    town: TownMapping
    recorded_at: datetime

    @property
    def stops(self) -> bool:
        """Whether a question or a broken structure keeps the files from being imported."""
        return self.refused or any(RULES[rule].stops for rule in self.findings["rule"].unique())

    @property
    def synthetic(self) -> bool:
        """Whether any of the files says that its data are synthetic."""
        return any(book.properties.get(PROPERTY_SYNTHETIC) is True for book in self.books)

    def headers(self, book: Book) -> dict[str, int]:
        """The row of the header in each sheet of a file in which a table was found."""
        return {reading.grid.sheet or "": reading.layout.header + 1 for reading in self.readings
                if reading.grid.file == book.name}  # fmt: skip

    @property
    def adds_nothing(self) -> bool:
        """Whether every row is stored already."""
        return not self.additions and not self.sheet


def make_plan(files: Sequence[Path] | Sequence[Book], office: Office, recorded_at: datetime) -> Plan:
    """Read the files and judge their rows against what is stored; rows without a moment are of `recorded_at`."""
    books = read_books(files)
    readings, said, names = read_all(books, office)
    sheet = plan_sheet([grid for book in books for grid in book.grids], readings, office.id, office.sheet)
    if sheet:
        said.append(sheet.findings)
        if sheet.project:
            said.append(of_the_sheet(sheet.project, {reading.table for reading in readings}))
        office = replace(office, project=sheet.project)
    tables: dict[str, Compared] = {}
    for name in TABLES:
        if name not in SHEET_TABLES and len(rows := incoming(name, readings, office, tables)):
            tables[name] = compare(TABLES[name], rows, office.rows(name), recorded_at)
    tables, counting, fallen = judged_together(tables, office)
    places = Places(readings)
    known = known_keys(tables, office)
    aside = left_out(readings, tables)
    for name, compared in tables.items():
        said.append(told_verdicts(name, compared, places, known, aside, names))
    said.append(fallen)
    said.append(across(counting, tables, readings, office, places, recorded_at.date()))
    additions = {name: rows for name, compared in tables.items() if len(rows := compared.having(NEW, CHANGED))}
    changed = [changes(TABLES[name], compared.having(CHANGED), office.rows(name)) for name, compared in tables.items()]
    late = late_rows(additions, office, recorded_at)
    return Plan(
        books=books,
        readings=tuple(readings),
        findings=together([*(book.findings for book in books), *said, *late]),
        account=_account(readings, tables, sheet),
        additions={name: _ready(name, rows) for name, rows in additions.items()},
        aside=_aside(readings, tables, places, names),
        changes=pl.concat([pl.DataFrame(schema=CHANGES), *([sheet.changes] if sheet else []), *changed]),
        sheet=sheet.text if sheet else "",
        refused=sheet is not None and sheet.refused,
        names=names,
        town=office.town,
        recorded_at=recorded_at,
    )


# --- reading ---------------------------------------------------------------------------------------


def read_all(books: Iterable[Book], office: Office) -> tuple[list[Reading], list[pl.DataFrame], Names]:
    """Every table of every sheet in the order of references, what is said of the sheets, and people known by then."""
    grids = [grid for book in books if not _too_new(book) for grid in book.grids if not is_ours(grid.sheet)]
    said = [findings("newer_schema", file=book.name) for book in books if _too_new(book)]
    reader = _reader(office)
    grids, about_offences = placed([grid for grid in grids if not is_project(grid.sheet)], office)
    said += about_offences
    found, survey = _asked(grids, office, reader)
    readings: list[Reading] = []
    for grid, layout, about in sorted(found, key=_order):
        # with a key a column of names is only unread, and the file is kept beside the key
        told = about.filter(pl.col("rule") != "names_column") if office.names.has_key else about
        reading: Reading | None = None
        if layout and layout.table == RESPONDENTS:
            reading, told = survey.read(reader, grid, layout, told)
        elif layout and not stopped(told):
            if layout.table == "persons":
                _register(grid, layout, reader.names)
            reading = reader.read(grid, layout)
        said.append(told)
        if reading:
            readings.append(reading)
            said.append(reading.findings)
            _learn(reader, reading)
    return readings, said, reader.names


_Found = tuple[Grid, Layout | None, pl.DataFrame]


def _too_new(book: Book) -> bool:
    version = book.properties.get(PROPERTY_SCHEMA)
    return isinstance(version, float) and version > SCHEMA_VERSION


def _order(found: _Found) -> tuple[int, str, str]:
    grid, layout, _ = found
    place = list(TABLES).index(layout.table) if layout else -1
    return place, grid.file, grid.sheet or ""


def _asked(grids: Sequence[Grid], office: Office, reader: Reader) -> tuple[list[_Found], Survey]:
    """The tables of sheets; those of respondents as the questions say, which may come in the same files."""
    survey = Survey.of(office)
    found = [(grid, *find_layout(grid, office.town, survey.items)) for grid in grids]
    tables: dict[str, list[dict[str, object]]] = {"survey_items": [], "population_margins": []}
    for grid, layout, about in found:
        if layout and layout.table in tables and not stopped(about):
            tables[layout.table] += reader.read(grid, layout).rows.to_dicts()
    told = survey.told(tables["survey_items"], tables["population_margins"])
    if told.items == survey.items:
        return found, told
    return [
        (grid, *find_layout(grid, office.town, told.items)) if layout and layout.table == RESPONDENTS else
        (grid, layout, about)
        for grid, layout, about in found
    ], told  # fmt: skip


def _learn(reader: Reader, reading: Reading) -> None:
    """What a sheet introduces may be referred to by the sheets after it, by id or by name."""
    key = (TABLES[reading.table].key or [""])[0]
    if key not in reading.rows.columns:
        return
    if reading.table == "persons":
        reader.names.learn(reading.rows["person"].drop_nulls())
    elif reading.table in SHEET_TABLES:
        reader.known.setdefault(reading.table, {}).update(_names_by_id(reading.rows, key, NAMED_BY))


def _register(grid: Grid, layout: Layout, names: Names) -> None:
    """People whom the sheet of persons names get their pseudonym, if there is a key to keep it in."""
    column = next((place for place, heading in layout.columns.items() if heading.column == "person"), None)
    for row in grid.rows[layout.header + 1 :]:
        if column is not None and column < len(row) and isinstance(row[column], str):
            names.register(str(row[column]))


def _reader(office: Office) -> Reader:
    frames = dict(office.project.frames) if office.project else {}
    known = {name: _names_by_id(frame, TABLES[name].key[0], NAMED_BY) for name, frame in frames.items()}
    for name in ("posts", "shifts", "visits", "trainings", "survey_waves", "survey_items", "gps_fixes"):
        known[name] = _names_by_id(office.rows(name), TABLES[name].key[0], ())
    people = frozenset(office.rows("persons")["person"].drop_nulls())
    names = replace(office.names, known=office.names.known | people)
    limits = dict(frames["programme_rules"].select("rule", "value").iter_rows()) if "programme_rules" in frames else {}
    return Reader(office.town, known, names, limits.get("rollover_hours"))


def _names_by_id(rows: pl.DataFrame, id: str, columns: Sequence[str]) -> dict[str, Sequence[str]]:
    named = [column for column in columns if column in rows.columns]
    return {row[0]: [name for name in row[1:] if name] for row in rows.select(id, *named).iter_rows() if row[0]}


# --- what is written down --------------------------------------------------------------------------


def _ready(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    columns = [column for column in TABLES[name].schema.columns() if column != "source_row"]
    return rows.select(*columns, *ORIGIN)


def _account(readings: Sequence[Reading], tables: Mapping[str, Compared], sheet: SheetPlan | None) -> pl.DataFrame:
    """One line a sheet: how many rows were read and what became of them."""
    lines = []
    for reading in readings:
        name, where = reading.table, (reading.grid.file, reading.grid.sheet)
        fates = dict.fromkeys(FATES, 0)
        if name in tables:
            own = tables[name].rows.filter(
                pl.col("own"), pl.col("origin_file") == where[0], pl.col("origin_sheet").eq_missing(where[1])
            )
            counted = own.join(tables[name].fates, on="id").group_by("fate").len()
            fates |= dict(counted.iter_rows())
        if sheet and name in SHEET_TABLES:
            fates |= sheet.fates(reading)
        fates[ASIDE] += reading.aside["row"].n_unique()
        lines.append({"file": where[0], "sheet": where[1], "table": name,
                      "read": len(reading.rows) + reading.aside["row"].n_unique(),
                      **fates, "examples": reading.examples})  # fmt: skip
    return pl.DataFrame(lines, schema=ACCOUNT)


def _aside(readings: Sequence[Reading], tables: Mapping[str, Compared], places: Places, names: Names) -> pl.DataFrame:
    """Every row that is set aside, as it stands in its file, with the rules it breaks."""
    rows: dict[tuple[str, str, str | None, int], tuple[str | None, list[str]]] = {}
    for reading in readings:
        of = TABLES[reading.table]
        whole = set(of.key) <= set(reading.unread.columns)
        read = {row["row"]: row for row in reading.unread.iter_rows(named=True)} if whole else {}
        for row, rule in reading.aside.select("row", "rule").iter_rows():
            place = (reading.table, reading.grid.file, reading.grid.sheet, row)
            key = shown_key(of, read[row], names) if row in read else None
            rows.setdefault(place, (key, []))[1].append(rule)
    for name, compared in tables.items():
        ids = compared.broken["id"].unique().implode()
        held = {row["id"]: row for row in compared.rows.filter(pl.col("id").is_in(ids)).iter_rows(named=True)}
        for id, rule in compared.broken.select("id", "rule").unique(maintain_order=True).iter_rows():
            row = held[id]
            place = (name, row["origin_file"], row["origin_sheet"], row["origin_row"])
            rows.setdefault(place, (shown_key(TABLES[name], row, names), []))[1].append(rule)
    lines = []
    for (table, file, sheet, number), (key, rules) in rows.items():
        cells = json.dumps(places.raw(Place(file, sheet, number)), ensure_ascii=False)
        lines.append((table, key, file, sheet, number, ";".join(rules), cells))
    return pl.DataFrame(lines, schema=ASIDE_SCHEMA, orient="row")
