"""Tables as text, so that a spec reads as documentation: input, expression, expected.

`table("contracts", '''| person | start | ...''')` is a typed frame in the schema of that table, read
by the intake's own parser; instants are local wall-clock time. A column the text leaves out takes a
value that changes nothing (`UNSAID`), an optional one stays empty, a key counts 1, 2, 3.

`town(contracts='''…''', posts='''…''')` is a small invented town: two periods with both clock-change
nights, two localities, no school. `expect(frame, '''…''')` compares the columns that the text names:
whole numbers, fractions (2/3) and text exactly, decimals as far as they are written (0.86), 60 % is 0.6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dataframely as dy
import polars as pl
import pytest

from apk_lib.dataset import Dataset
from apk_lib.evaluate import Figures, evaluate
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import REJECTED_SCHEMA, Accepted
from apk_lib.intake.storage.cells import typed
from apk_lib.periods import TIME_ZONE, Period
from apk_lib.places import Places
from apk_lib.programmes import programme
from apk_lib.project import Project
from apk_lib.tables import SHEET_TABLES, TABLES
from apk_lib.text import Text

EVERY_DAY = "public_holiday;weekend;teaching_day;other_working_day"
UNSAID = {
    "withdrawn": "false", "confirmed": "true", "final": "false", "direct": "true", "version": "1",
    "recorded_at": "2020-01-01 00:00", "valid_from": "2020-01-01", "entered_on": "2020-01-01",
    "fte": "1", "role": "assistant", "activity": "foot_patrol", "events.kind": "help", "localities.kind": "risk",
    "day_types": EVERY_DAY, "per": "slot", "patrol_plan.measure": "person_hours", "topic": "law",
    "mode": "interview", "weight": "1", "zone": "risk_locality", "population": "1000000", "budget_lines.approved": "0",
}  # fmt: skip

SHEET = {
    "periods": """
        | period | start      | end        | report_due | final |
        | P1     | 2020-07-01 | 2020-12-31 | 2021-01-30 | false |
        | P2     | 2021-01-01 | 2021-06-30 | 2021-08-29 | true  |
    """,
    "localities": """
        | locality |
        | A        |
        | B        |
    """,
    "bands": """
        | band  | start_hour | end_hour |
        | 06-09 | 6          | 9        |
        | 09-14 | 9          | 14       |
        | 14-18 | 14         | 18       |
        | 18-22 | 18         | 22       |
        | 22-06 | 22         | 6        |
    """,
}


def rows_of(text: str) -> list[dict[str, str | None]]:
    """The rows of a pipe table; an empty cell is None, a line `|---|---|` only decorates."""
    written = [line.strip() for line in text.strip().splitlines()]
    lines = [
        line.removeprefix("|").removesuffix("|").split("|")
        for line in written
        if not set(line) <= set("|-") or " " in line
    ]
    header, *body = [[cell.strip() or None for cell in line] for line in lines]
    assert all(len(line) == len(header) for line in body), f"ragged table:\n{text}"
    return [dict(zip([str(name) for name in header], line, strict=True)) for line in body]


def _table(name: str, text: str) -> pl.DataFrame:
    table = TABLES[name]
    columns = {column: kind for column, kind in table.schema.columns().items() if column != "source_row"}
    written = rows_of(text)
    unknown = {column for row in written for column in row} - columns.keys()
    assert not unknown, f"{name} has no columns {unknown}"
    cells = [
        {column: _cell(name, column, kind, row, place) for column, kind in columns.items()}
        for place, row in enumerate(written, start=1)
    ]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String)).with_row_index("source_row", offset=2)
    rows, unreadable = typed(frame, table)
    assert not unreadable, unreadable
    return pl.DataFrame(table.schema.validate(rows))


def _cell(table: str, column: str, kind: dy.Column, row: dict[str, str | None], place: int) -> str | None:
    text = row.get(column)
    if column not in row and not kind.nullable:
        text = UNSAID.get(f"{table}.{column}", UNSAID.get(column))
        if text is None:
            text = f"{table}-{place:03}" if kind.primary_key else next(iter(row.values()))
    if text and isinstance(kind, dy.Datetime):
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(TIME_ZONE)).isoformat()
    return text


@dataclass(frozen=True)
class Town:
    """An invented town, asked for its figures."""

    dataset: Dataset
    made: dict[tuple[str, str], Figures] = field(default_factory=dict, repr=False, compare=False)

    def evaluated(self, indicator: str, period: str) -> Figures:
        """All figures of an indicator: a test that asks for several of them has them made once."""
        if (indicator, period) not in self.made:
            self.made[indicator, period] = evaluate(self.dataset, period, [indicator])
        return self.made[indicator, period]

    def figures(
        self, indicator: str, *measures: str, period: str = "P1", scope: str = "", by: str | tuple[str, ...] = ()
    ) -> pl.DataFrame:
        """Figures of an indicator: all measures or those named, in total or by one or two dimensions."""
        dimensions = (by,) if isinstance(by, str) else by
        first, second = (*dimensions, None, None)[:2]
        scope = scope or CATALOGUE[indicator].scopes[0]
        asked = measures or tuple(measure.id for measure in CATALOGUE[indicator].measures)
        return self.evaluated(indicator, period).results.filter(
            pl.col("scope") == scope,
            pl.col("measure").is_in(asked),
            pl.col("dimension_1").eq_missing(pl.lit(first, pl.String)),
            pl.col("dimension_2").eq_missing(pl.lit(second, pl.String)),
        ).rename({f"category_{place}": dimension for place, dimension in enumerate(dimensions, start=1)})  # fmt: skip

    def curve(self, indicator: str, period: str = "P1") -> pl.DataFrame:
        """The points of an indicator's curve since the start of the project."""
        return self.evaluated(indicator, period).curves.filter(pl.col("scope") == "cumulative")

    def table(self, name: str) -> pl.DataFrame:
        """A table, derived ones too; with `hours` where it has a length."""
        frame = self.dataset.table(name)
        return frame.with_columns(hours=pl.col("length") / 3_600_000_000) if "length" in frame.columns else frame


def _town(
    *, as_of: str = "2030-01-01", stays: str = "", project: dict[str, Any] | None = None,
    places: Places | None = None, **texts: str,
) -> Town:  # fmt: skip
    """A town from the tables as text; `places` are the polygons of its localities.

    `stays` is short for shifts of one visit each: `| persons | locality | start | end |`, where
    persons are separated by commas and are assistants unless `persons` says otherwise.
    """
    frames = {name: _table(name, text) for name, text in (SHEET | texts).items()}
    if stays:
        frames = _from_stays(rows_of(stays)) | frames
    sheet = {name: frames.get(name, table.empty) for name, table in SHEET_TABLES.items()}
    columns = ("period", "start", "end", "report_due", "final", "confirmed")
    periods = tuple(Period(*row) for row in sheet["periods"].select(columns).iter_rows())
    said = Text(cs="Vzorov", en="Sampleton")
    about: dict[str, Any] = {
        "id": "vzorov", "title": said, "registration_number": "X/1", "beneficiary": said,
        "programme": programme("opz_2014"), "start": periods[0].start, "end": periods[-1].end, "posts": 4,
        "total": 0, "binding_total": "stated",
        "total_confirmed": True, "indirect_rate": 0.25, "indirect_rate_confirmed": True, "cofinancing": said,
        "synthetic": False, "limits": said, "frames": sheet, "periods": periods,
    }  # fmt: skip
    accepted = {
        name: Accepted(
            frames.get(name, table.empty),
            pl.DataFrame(schema=REJECTED_SCHEMA),
            duplicates=0,
            late=0,
            superseded=0,
            withdrawn=0,
            supplied=name in frames,
        )
        for name, table in TABLES.items()
        if name not in SHEET_TABLES
    }
    stated = Project(**about | (project or {}))
    return Town(Dataset(Path(), stated, date.fromisoformat(as_of), (), accepted, "", places=places))


def _from_stays(stays: list[dict[str, str | None]]) -> dict[str, pl.DataFrame]:
    def written(header: str, lines: list[str]) -> str:
        return "\n".join([header, *lines])

    crews = {
        place: [name.strip() for name in str(stay["persons"]).split(",")] for place, stay in enumerate(stays, start=1)
    }
    people = sorted({name for crew in crews.values() for name in crew})
    numbered = list(enumerate(stays, start=1))
    return {
        "persons": _table("persons", written("| person |", [f"| {name} |" for name in people])),
        "shifts": _table("shifts", written(
            "| shift | start | end |", [f"| S{n} | {stay['start']} | {stay['end']} |" for n, stay in numbered])),
        "shift_crew": _table("shift_crew", written(
            "| shift | person |", [f"| S{n} | {name} |" for n, crew in crews.items() for name in crew])),
        "visits": _table("visits", written("| visit | shift | locality | start | end |", [
            f"| V{n} | S{n} | {stay['locality'] or ''} | {stay['start']} | {stay['end']} |" for n, stay in numbered])),
    }  # fmt: skip


def _expect(frame: pl.DataFrame, text: str) -> None:
    __tracebackhide__ = True
    wanted = rows_of(text)
    shown = frame.select(list(wanted[0]))
    same = len(shown) == len(wanted) and all(
        _agrees(value, row[column])
        for actual, row in zip(shown.iter_rows(named=True), wanted, strict=True)
        for column, value in actual.items()
    )
    if not same:
        with pl.Config(tbl_rows=100, tbl_cols=20, float_precision=6, tbl_hide_column_data_types=True):
            pytest.fail(f"expected\n{text}\ngot\n{shown}", pytrace=False)


def _agrees(value: object, cell: str | None) -> bool:
    if value is None or cell is None:
        return value is None and cell is None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).lower() == cell.lower()
    percent = cell.endswith("%")
    number = cell.removesuffix("%").replace(" ", "")
    decimals = len(number.partition(".")[2])
    scale = 100 if percent else 1
    slack = 0.5 * 10.0**-decimals if decimals else 1e-9
    return abs(value * scale - float(Fraction(number))) <= slack + 1e-9


@pytest.fixture
def table() -> Callable[[str, str], pl.DataFrame]:
    return _table


@pytest.fixture
def town() -> Callable[..., Town]:
    return _town


@pytest.fixture
def expect() -> Callable[[pl.DataFrame, str], None]:
    return _expect
