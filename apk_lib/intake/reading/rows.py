"""From a grid to the rows of its table: every row is read, set aside with its reason, or an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import polars as pl

from apk_lib.findings import FINDINGS, findings, no_findings, together
from apk_lib.intake.reading.answers import ANSWERS, answer_words
from apk_lib.intake.reading.grids import Grid
from apk_lib.intake.reading.layout import Layout
from apk_lib.intake.reading.mapping import TownMapping
from apk_lib.intake.reading.moments import Moments, moments, submitted
from apk_lib.intake.reading.names import Names
from apk_lib.intake.reading.values import Context, Mark, Vocabulary, expected, values
from apk_lib.intake.reading.words import loose
from apk_lib.intake.reading.xml import column_letters
from apk_lib.rules import RULES
from apk_lib.tables import TABLES
from apk_lib.tables.codes import AGE_GROUPS, SEXES, ZONES
from apk_lib.tables.headings import DAY, EXAMPLE, FILLED, Heading, headings
from apk_lib.text import Text

FEW_CELLS = 2
SUBMITTED_AT = "submitted_at"
_TOTALS = {"celkem", "soucet", "celkovy soucet", "total", "sum"}
_REFUSED = {"not approved", "validation status not approved", "rejected", "neschvaleno", "zamitnuto"}
_SUBMITTED = next(heading for heading in headings("shifts") if heading.column == "recorded_at")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sheet holds of one table.

    `rows` are typed, with `row`, the number of the row in the sheet, and `SUBMITTED_AT` where a form was sent;
    `fills` the rows of other tables that its cells hold (a crew). `aside` are the rows that cannot be read, by row
    and rule, `unread` what could be read of them; `examples` the rows that are none. Every row with something in it
    is in exactly one of them.
    """

    grid: Grid
    layout: Layout
    names: Names
    rows: pl.DataFrame
    fills: Mapping[str, pl.DataFrame]
    aside: pl.DataFrame
    unread: pl.DataFrame
    examples: int
    findings: pl.DataFrame

    @property
    def table(self) -> str:
        """The table the sheet holds."""
        return self.layout.table

    def raw(self, row: int) -> dict[str, str]:
        """What stands in the columns that are read, as text by heading: the original of a row that is set aside.

        No name is repeated; the whole row is in the kept file.
        """
        header, cells = self.grid.rows[self.layout.header], self.grid.rows[row - 1]
        found = {}
        for column, heading in self.layout.columns.items():
            if column < len(cells) and cells[column] not in ("", None):
                text = str(cells[column])
                found[str(header[column])] = self.names.discreet(text) if heading.meaning.personal else text
        return found


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known before a sheet is read: the town's words, the ids and names of things, the names of people."""

    town: TownMapping = field(default_factory=TownMapping)
    known: dict[str, dict[str, Sequence[str]]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    rollover_hours: float | None = None

    def read(self, grid: Grid, layout: Layout) -> Reading:
        """The rows of the table that `layout` found in `grid`."""
        return _read(self, grid, layout)

    def vocabulary(self, table: str, heading: Heading) -> Vocabulary:
        """The words a column understands."""
        said = heading.meaning
        if said.codes and heading.fills == ANSWERS:
            return Vocabulary.of(answer_words(said.codes), closed=True)
        if (table, heading.column) == ("population_margins", "category"):
            groups = ZONES | SEXES | AGE_GROUPS
            return Vocabulary.of({code: (label.cs, label.en) for code, label in groups.items()}, closed=False)
        if said.codes:
            labels = {code: (label.cs, label.en) for code, label in said.codes.items()}
            own = self.town.codes.get((table, heading.column), {})
            words = {
                code: (*names, *(word for word, to in own.items() if to == code)) for code, names in labels.items()
            }
            return Vocabulary.of(words, closed=True)
        if said.references and not said.personal:
            return Vocabulary.of(self.known.get(said.references, {}), closed=False)
        return Vocabulary.of({}, closed=False)


def _read(reader: Reader, grid: Grid, layout: Layout) -> Reading:
    where: dict[str, Any] = {"file": grid.file, "sheet": grid.sheet, "table": layout.table}
    sorted_rows = _sorted_rows(grid, layout)
    taken = [grid.rows[row] for row in sorted_rows.data]
    wanted = [*layout.columns, *([] if layout.submitted is None else [layout.submitted])]
    cells = {column: [row[column] if column < len(row) else "" for row in taken] for column in wanted}
    context = _Sheet(reader, grid, layout, sorted_rows.data, where)
    read, said, fills = context.columns(cells)
    frame = pl.DataFrame({"row": [row + 1 for row in sorted_rows.data]}, schema={"row": pl.Int64}).with_columns(read)
    told = together([*said, *_told_rows(sorted_rows, where), _not_approved(grid, layout, sorted_rows, where),
                     _overflowing(grid, layout, sorted_rows, where)])  # fmt: skip
    wrong = told.filter(pl.col("severity") == "error", pl.col("row").is_not_null())
    aside = pl.concat([wrong.select("row", "rule"), _left_out(sorted_rows)]).unique(maintain_order=True)
    bad = aside["row"].unique()
    good = {name: rows.filter(~pl.col("row").is_in(bad.implode())) for name, rows in fills.items()}
    rows = frame.filter(~pl.col("row").is_in(bad.implode()))
    unread = frame.join(rows, on="row", how="anti")
    return Reading(grid, layout, reader.names, rows, good, aside, unread, len(sorted_rows.examples), told)


# --- which rows are rows ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _SortedRows:
    data: list[int]
    examples: list[int]
    below: list[int]
    headers: list[int]


def _sorted_rows(grid: Grid, layout: Layout) -> _SortedRows:
    """Every row below the header that holds anything, by what it is (numbers from zero)."""
    found = _SortedRows([], [], [], [])
    example_words = {loose(EXAMPLE.cs), loose(EXAMPLE.en)}
    header = [cell for cell in grid.rows[layout.header] if cell not in ("", None)]
    own = set(layout.own)
    gap = False
    for place in range(layout.header + 1, len(grid.rows)):
        row = grid.rows[place]
        filled = [cell for cell in row if cell != "" and cell is not None]
        if not filled or (own and not _besides(row, own)):
            gap = True
        elif (
            layout.example is not None
            and layout.example < len(row)
            and loose(str(row[layout.example])) in example_words
        ):
            found.examples.append(place)
        elif len(filled) > 1 and filled == header:
            found.headers.append(place)
        elif _is_total(row, layout) or (
            gap and len(filled) <= FEW_CELLS < len(layout.columns) and _no_key(row, layout)
        ):
            found.below.append(place)
        else:
            found.data.append(place)
    return found


def _besides(row: Sequence[object], own: set[int]) -> bool:
    return any(cell not in ("", None) for column, cell in enumerate(row) if column not in own)


def _is_total(row: Sequence[object], layout: Layout) -> bool:
    """Whether the row sums up what stands above it."""
    first = next((cell for cell in row if cell not in ("", None)), None)
    if not isinstance(first, str) or first[:1] not in "CcSsTt" or loose(first.rstrip(": ")) not in _TOTALS:
        return False
    return any(row[column] in ("", None) if column < len(row) else True
               for column, heading in layout.columns.items() if heading.required)  # fmt: skip


def _no_key(row: Sequence[object], layout: Layout) -> bool:
    """Whether the row has too little to be one: fewer than two of the required columns."""
    required = [column for column, heading in layout.columns.items() if heading.required]
    return (
        len(layout.columns) > FEW_CELLS
        and sum(1 for column in required if column < len(row) and row[column] not in ("", None)) < FEW_CELLS
    )


def _told_rows(rows: _SortedRows, where: dict[str, Any]) -> list[pl.DataFrame]:
    return [
        findings(rule, pl.DataFrame({"row": [place + 1 for place in places]}, schema={"row": pl.Int64}),
                 row=pl.col("row"), **where)
        for rule, places in (("outside_table", rows.below), ("repeated_header", rows.headers))
    ]  # fmt: skip


def _overflowing(grid: Grid, layout: Layout, rows: _SortedRows, where: dict[str, Any]) -> pl.DataFrame:
    """Rows of a delimited file with more cells than headings: a decimal comma took itself for a separator."""
    width = len(grid.rows[layout.header])
    if grid.sheet is not None:
        return no_findings()
    over = [(place + 1, str(cell)) for place in rows.data
            if (cell := next((cell for cell in grid.rows[place][width:] if cell != ""), None)) is not None]  # fmt: skip
    frame = pl.DataFrame(over, schema={"row": pl.Int64, "value": pl.String}, orient="row")
    cell = pl.format("{}{}", pl.lit(column_letters(width)), "row")
    return findings(
        "unreadable_cell", frame, expected=_AS_MANY, row=pl.col("row"), cell=cell, value=pl.col("value"), **where
    )


def _not_approved(grid: Grid, layout: Layout, rows: _SortedRows, where: dict[str, Any]) -> pl.DataFrame:
    """Records of a form that somebody looked at and refused."""
    if layout.review is None:
        return no_findings()
    said = [(place + 1, str(row[layout.review])) for place in rows.data if layout.review < len(row := grid.rows[place])]
    refused = [(row, status) for row, status in said if loose(status) in _REFUSED]
    frame = pl.DataFrame(refused, schema={"row": pl.Int64, "value": pl.String}, orient="row")
    letters = column_letters(layout.review)
    return findings("not_approved", frame, row=pl.col("row"), value=pl.col("value"),
                    cell=pl.format("{}{}", pl.lit(letters), "row"), **where)  # fmt: skip


_AS_MANY = Text(cs="nejvýše tolik buněk, kolik je záhlaví; číslo s čárkou dejte do uvozovek",
                en="no more cells than headings; put a number with a comma into quotation marks")  # fmt: skip


def _left_out(rows: _SortedRows) -> pl.DataFrame:
    pairs = [(place + 1, "outside_table") for place in rows.below]
    pairs += [(place + 1, "repeated_header") for place in rows.headers]
    return pl.DataFrame(pairs, schema={"row": pl.Int64, "rule": pl.String}, orient="row")


# --- the columns of a sheet ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sheet:
    reader: Reader
    grid: Grid
    layout: Layout
    places: list[int]
    where: dict[str, Any]

    def columns(
        self, cells: Mapping[int, Sequence[object]]
    ) -> tuple[list[pl.Series], list[pl.DataFrame], dict[str, pl.DataFrame]]:
        """The typed columns of the schema that the sheet has, what is said of cells, and the rows of other tables."""
        plain: dict[str, list[object]] = {}
        said, series = [], []
        schema = TABLES[self.layout.table].schema.columns()
        fills: dict[str, list[pl.DataFrame]] = {}
        for column, heading in self.layout.columns.items():
            if heading.several:
                crew, marks = self._crew(cells[column])
                fills.setdefault("shift_crew", []).append(crew)
            else:
                plain[heading.column], marks = self._values(heading, cells[column])
            said.append(self._told(column, heading, cells[column], marks))
            if heading.fills and not heading.several:
                fills.setdefault(heading.fills, []).append(self._each(heading, plain.pop(heading.column)))
            elif heading.kind not in ("instant",) and heading.column in schema:
                series.append(pl.Series(heading.column, plain[heading.column], dtype=schema[heading.column].dtype))
        if self.layout.submitted is not None:
            sent, _ = values(cells[self.layout.submitted], Context(_SUBMITTED, in_text_file=True))
            series.append(submitted(sent).alias(SUBMITTED_AT))
        for name, read in self._moments(plain, cells).items():
            series.append(read.series)
            column = next(place for place, heading in self.layout.columns.items() if heading.column == name)
            said.append(self._told(column, self.layout.columns[column], cells[column], read.marks))
        return series, said, {name: pl.concat(parts) for name, parts in fills.items()}

    def _values(self, heading: Heading, cells: Sequence[object]) -> tuple[list[object], list[Mark]]:
        cells = self._decoded(heading, cells)
        context = Context(heading, self.grid.sheet is None, self.reader.town.answers,
                          self.reader.vocabulary(self.layout.table, heading))  # fmt: skip
        if heading.meaning.personal and _holds_people(self.layout.table, heading):
            introduces = self.layout.table == "persons"
            return self.reader.names.replaced(*values(cells, context), introduces=introduces)
        read, marks = values(cells, context)
        if _holds_devices(self.layout.table, heading):
            return self.reader.names.devices(read, marks, self.reader.known.get("gps_fixes", {}))
        if heading.kind == "words":
            named = {value for value in set(read) if isinstance(value, str) and self.reader.names.in_text(value)}
            marks += [Mark(place, "personal_data_in_text") for place, value in enumerate(read) if value in named]
        return read, marks

    def _decoded(self, heading: Heading, cells: Sequence[object]) -> Sequence[object]:
        """Ids as forms carry them: what a form may not hold is written as %20."""
        if not self.layout.export or heading.kind != "identifier":
            return cells
        return [unquote(cell) if isinstance(cell, str) and "%" in cell else cell for cell in cells]

    def _moments(self, plain: Mapping[str, list[object]], cells: Mapping[int, Sequence[object]]) -> dict[str, Moments]:
        columns = {name: plain[name] for heading in self.layout.columns.values()
                   if heading.kind == "instant" and (name := heading.column) in plain}  # fmt: skip
        day = next((column for column, heading in self.layout.columns.items() if heading.column == DAY), None)
        written = [cell not in ("", None) for cell in cells[day]] if day is not None else None
        return moments(columns, plain.get(DAY), written, self.reader.rollover_hours)

    def _crew(self, cells: Sequence[object]) -> tuple[pl.DataFrame, list[Mark]]:
        """The people named in the cells, one row each."""
        people, marks = self.reader.names.several(cells, decode=self.layout.export)
        pairs = [(self.places[place] + 1, person) for place, crew in enumerate(people) for person in crew]
        return pl.DataFrame(pairs, schema={"row": pl.Int64, "person": pl.String}, orient="row"), marks

    def _each(self, heading: Heading, cells: Sequence[object]) -> pl.DataFrame:
        """The values of a column, one row of the other table each; its heading says the key."""
        filled = FILLED[heading.fills or ""]
        key = heading.row_key
        given = [(self.places[place] + 1, key, cell) for place, cell in enumerate(cells) if cell is not None]
        schema = {"row": pl.Int64, filled.key: pl.String, filled.value: pl.Int64}
        return pl.DataFrame(given, schema=schema, orient="row")

    def _told(self, column: int, heading: Heading, cells: Sequence[object], marks: Sequence[Mark]) -> pl.DataFrame:
        """What is said of the cells of a column, with their addresses."""
        letters = column_letters(column)
        broken = [
            Mark(index, rule)
            for index, place in enumerate(self.places if self.grid.broken else ())
            if (rule := self.grid.broken.get((place, column)))
        ]
        every = [*marks, *broken]
        if not every:
            return pl.DataFrame(schema=FINDINGS)
        rows = [self.places[mark.place] + 1 for mark in every]
        hidden = {"name_without_key", "name_replaced", "device_like_name"}
        people = heading.meaning.personal and (heading.several or _holds_people(self.layout.table, heading))
        people = people or _holds_devices(self.layout.table, heading)
        shown = [str(cells[mark.place]) for mark in every]
        wanted = expected(heading)
        rules = [RULES[mark.rule] for mark in every]
        frame = {
            "severity": [rule.severity for rule in rules],
            "rule": [mark.rule for mark in every],
            "row": rows,
            "cell": [f"{letters}{row}" for row in rows],
            # a name is never repeated outside the cell it stands in
            "value": [
                None if mark.rule in hidden else self.reader.names.discreet(value) if people else value
                for mark, value in zip(every, shown, strict=True)
            ],
            "expected_cs": [rule.expected.cs or wanted.cs for rule in rules],
            "expected_en": [rule.expected.en or wanted.en for rule in rules],
            "nearest": [mark.nearest for mark in every],
        }
        constant = {"column": heading.column, "key": None, "waiver": None} | self.where
        return pl.DataFrame(frame, schema_overrides={"nearest": pl.String, "value": pl.String}).with_columns(
            pl.lit(value, dtype=pl.String).alias(name) for name, value in constant.items()
        ).select(pl.col(name).cast(kind) for name, kind in FINDINGS.items())  # fmt: skip


def _holds_people(table: str, heading: Heading) -> bool:
    """Whether a column holds people, and not another personal thing such as a contract."""
    return heading.meaning.references == "persons" or (table == "persons" and heading.column == "person")


def _holds_devices(table: str, heading: Heading) -> bool:
    """Whether a column holds devices, which people like to call by their own names."""
    return table == "gps_fixes" and heading.column == "device"
