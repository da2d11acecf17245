"""The project sheet: one `project.toml` holds everything the project promised.

Nothing about a project is in Python. This module parses the text it is handed and refuses a sheet
that is incomplete or contradicts itself, naming the table, the row and the key.
"""

from __future__ import annotations

import difflib
import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import dataframely as dy
import polars as pl

from apk_lib.errors import ProjectError
from apk_lib.periods import Period
from apk_lib.tables import SHEET_TABLES, Table, meaning
from apk_lib.text import DASH, Text, listing


@dataclass(frozen=True, slots=True)
class Project:
    """One project and its sheet; `frames` are the typed tables of the sheet by name.

    Money is whole haléře. `binding_total` says which published budget binds: `stated` or `parts`.
    """

    id: str
    title: Text
    registration_number: str
    beneficiary: Text
    programme: str
    start: date
    end: date
    posts: int
    total: int
    binding_total: str
    total_confirmed: bool
    indirect_rate: float
    indirect_rate_confirmed: bool
    cofinancing: Text
    synthetic: bool
    limits: Text
    frames: Mapping[str, pl.DataFrame]
    periods: tuple[Period, ...]

    def period(self, id: str) -> Period:
        """The period with this id.

        Raises:
            ProjectError: there is none; the message lists those there are.
        """
        for period in self.periods:
            if period.id == id:
                return period
        known = ", ".join(period.id for period in self.periods)
        raise ProjectError(
            Text(
                cs=f"Období „{id}“ projekt nezná. Zadejte jedno z: {known}.",
                en=f"The project has no period “{id}”. Give one of: {known}.",
            )
        )

    @property
    def days(self) -> int:
        """Calendar days of the whole project."""
        return (self.end - self.start).days + 1

    @property
    def budget(self) -> int:
        """The total that binds, in haléře."""
        if self.binding_total == "stated":
            return self.total
        return int(self.frames["funding_parts"]["amount"].sum())


HALER_PER_CROWN = 100
BINDING_TOTALS = ("stated", "parts")
_KEYS: dict[str, type | tuple[type, ...]] = {
    "title_cs": str, "title_en": str, "registration_number": str, "beneficiary_cs": str,
    "beneficiary_en": str, "programme": str, "start": date, "end": date, "posts": int,
    "total": (Decimal, int), "binding_total": str, "total_confirmed": bool,
    "indirect_rate": (Decimal, int), "indirect_rate_confirmed": bool, "cofinancing_cs": str,
    "cofinancing_en": str, "synthetic": bool, "limits_cs": str, "limits_en": str,
}  # fmt: skip


def parse_project(text: str, id: str) -> Project:
    """The project sheet written in `text`; `id` is the name of its folder.

    Raises:
        ProjectError: the text is not TOML, a key is unknown, missing or of a wrong type, a rule of a
            table is broken, or the periods do not follow each other inside the project.
    """
    try:
        sheet = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml není platný TOML: {error}. Opravte uvedený řádek.",
                en=f"{id}/project.toml is not valid TOML: {error}. Fix the line it names.",
            )
        ) from error
    _only_known("project.toml", sheet, ["project", *SHEET_TABLES], id)
    _shaped(sheet, id)
    head = sheet.get("project", {})
    _only_known("[project]", head, list(_KEYS), id)
    _typed("[project]", head, _KEYS, id)
    _one_of("[project]", "binding_total", head["binding_total"], BINDING_TOTALS, id)
    _within("[project]", "indirect_rate", head["indirect_rate"], 0, 1, id)
    _within("[project]", "total", head["total"], Decimal("0.01"), 10**12, id)
    frames = {name: _frame(table, sheet.get(name, []), id) for name, table in SHEET_TABLES.items()}
    project = _project(head, frames, id)
    _check_periods(project)
    _check_references(project)
    return project


def _project(head: Mapping[str, Any], frames: Mapping[str, pl.DataFrame], id: str) -> Project:
    def both(key: str) -> Text:
        return Text(cs=head[f"{key}_cs"], en=head[f"{key}_en"])

    fields = ("registration_number", "programme", "start", "end", "posts", "binding_total",
              "total_confirmed", "indirect_rate_confirmed", "synthetic")  # fmt: skip
    columns = ("period", "start", "end", "report_due", "final", "confirmed")
    periods = tuple(Period(*row) for row in frames["periods"].sort("start").select(columns).iter_rows())
    return Project(
        id=id, title=both("title"), beneficiary=both("beneficiary"), cofinancing=both("cofinancing"),
        limits=both("limits"), total=int(head["total"] * HALER_PER_CROWN), indirect_rate=float(head["indirect_rate"]),
        frames=frames, periods=periods, **{field: head[field] for field in fields},
    )  # fmt: skip


def _frame(table: Table, rows: Sequence[Mapping[str, Any]], id: str) -> pl.DataFrame:
    """The rows of one `[[table]]` as a typed frame that keeps its schema's rules."""
    columns = {name: column for name, column in table.schema.columns().items() if name != "source_row"}
    types = {name: _python_type(column) for name, column in columns.items()}
    required = {name for name, column in columns.items() if not column.nullable}
    for position, row in enumerate(rows, start=1):
        where = f"[[{table.name}]] č. {position}"
        _typed(where, row, {name: types[name] for name in row.keys() & types.keys()}, id)
        _only_known(where, row, list(columns), id)
        _all_present(where, row, required, id)
    values = [
        {"source_row": position} | {name: _stored(columns[name], value) for name, value in row.items()}
        for position, row in enumerate(rows, start=1)
    ]
    dtypes = {name: column.dtype for name, column in table.schema.columns().items()}
    frame = pl.DataFrame(values, schema=dtypes, orient="row")
    good, failure = table.schema.filter(frame)
    if len(failure):
        first = failure.invalid().row(0, named=True)
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, [[{table.name}]] č. {first['source_row']}: porušené pravidlo "
                f"{', '.join(failure.counts())}. Opravte tento řádek.",
                en=f"{id}/project.toml, [[{table.name}]] no. {first['source_row']}: broken rule "
                f"{', '.join(failure.counts())}. Fix this row.",
            )
        )
    return pl.DataFrame(good)


def _python_type(column: dy.Column) -> type | tuple[type, ...]:
    kinds: dict[type, type | tuple[type, ...]] = {
        dy.String: str, dy.Date: date, dy.Bool: bool, dy.Float64: (Decimal, int),
        dy.Int64: (Decimal, int) if meaning(column).scale else int,
    }  # fmt: skip
    return kinds[type(column)]


def _stored(column: dy.Column, value: Any) -> Any:
    scale = meaning(column).scale
    if scale is not None:
        return int(value * scale)
    return float(value) if isinstance(column, dy.Float64) else value


def _only_known(where: str, given: Mapping[str, Any], known: list[str], id: str) -> None:
    for key in given.keys() - set(known):
        nearest = ", ".join(difflib.get_close_matches(key, known, n=1)) or DASH
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: neznámý klíč „{key}“. Nejbližší: {nearest}. "
                f"Známé: {', '.join(known)}.",
                en=f"{id}/project.toml, {where}: unknown key “{key}”. Nearest: {nearest}. Known: {', '.join(known)}.",
            )
        )


def _all_present(where: str, given: Mapping[str, Any], required: set[str], id: str) -> None:
    if missing := sorted(required - given.keys()):
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: chybí {listing(missing, 'cs')}. Doplňte.",
                en=f"{id}/project.toml, {where}: {listing(missing, 'en')} missing. Add it.",
            )
        )


def _typed(where: str, given: Mapping[str, Any], types: Mapping[str, type | tuple[type, ...]], id: str) -> None:
    _all_present(where, given, set(types), id)
    for key, expected in types.items():
        value = given[key]
        names = expected if isinstance(expected, tuple) else (expected,)
        # exact types: true is no number, and a moment is no day
        if type(value) not in names:
            wanted = " / ".join(kind.__name__ for kind in names)
            raise ProjectError(
                Text(
                    cs=f"{id}/project.toml, {where}: „{key}“ je {value!r}, čekáme typ {wanted}.",
                    en=f"{id}/project.toml, {where}: “{key}” is {value!r}, expected type {wanted}.",
                )
            )


def _shaped(sheet: Mapping[str, Any], id: str) -> None:
    """`[project]` is one table, all others are rows: `[[schools]]`."""
    for name, given in sheet.items():
        if isinstance(given, list) == (name == "project"):
            wanted = f"[{name}]" if name == "project" else f"[[{name}]]"
            raise ProjectError(
                Text(
                    cs=f"{id}/project.toml: „{name}“ se zapisuje jako {wanted}. Opravte hranaté závorky.",
                    en=f"{id}/project.toml: “{name}” is written as {wanted}. Fix the brackets.",
                )
            )


def _one_of(where: str, key: str, value: str, allowed: tuple[str, ...], id: str) -> None:
    if value not in allowed:
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: „{key}“ je {value!r}, čekáme jedno z: {', '.join(allowed)}.",
                en=f"{id}/project.toml, {where}: “{key}” is {value!r}, expected one of: {', '.join(allowed)}.",
            )
        )


def _within(where: str, key: str, value: Decimal | int, low: Decimal | int, high: int, id: str) -> None:
    cents = Decimal(value).as_tuple().exponent if Decimal(value).is_finite() else None
    if cents is None or not low <= value <= high or (key == "total" and isinstance(cents, int) and cents < -2):
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: „{key}“ je {value}, čekáme číslo od {low} do {high} (u částek "
                "nejvýše dvě desetinná místa).",
                en=f"{id}/project.toml, {where}: “{key}” is {value}, expected a number from {low} to {high} "
                "(amounts with at most two decimal places).",
            )
        )


def _check_periods(project: Project) -> None:
    periods = project.periods
    edges = [project.start, *(period.start for period in periods[1:])]
    meets = all((later.start - earlier.end).days == 1 for earlier, later in itertools.pairwise(periods))
    if not periods or not meets or periods[0].start != edges[0] or periods[-1].end != project.end:
        raise ProjectError(
            Text(
                cs=f"{project.id}/project.toml, [[periods]]: období na sebe musí navazovat bez mezery od "
                f"{project.start} do {project.end}. Opravte jejich začátky a konce.",
                en=f"{project.id}/project.toml, [[periods]]: periods must follow each other without a gap "
                f"from {project.start} to {project.end}. Fix their starts and ends.",
            )
        )


def _check_references(project: Project) -> None:
    schools = set(project.frames["schools"]["school"])
    for locality, school in project.frames["localities"].select("locality", "school").iter_rows():
        if school is not None and school not in schools:
            raise ProjectError(
                Text(
                    cs=f"{project.id}/project.toml, lokalita „{locality}“: škola „{school}“ není v [[schools]].",
                    en=f"{project.id}/project.toml, locality “{locality}”: no school “{school}” in [[schools]].",
                )
            )
    bands = project.frames["bands"].sort("start_hour")
    hours = [
        hour
        for start, end in bands.select("start_hour", "end_hour").iter_rows()
        for hour in (range(start, end) if end > start else [*range(start, 24), *range(end)])
    ]
    if sorted(hours) != list(range(24)) or 2 in set(bands["start_hour"]):
        raise ProjectError(
            Text(
                cs=f"{project.id}/project.toml, [[bands]]: pásma musí pokrýt každou hodinu dne právě jednou a "
                "žádné nesmí začínat ve 2 hodiny, kdy se mění čas. Opravte hranice pásem.",
                en=f"{project.id}/project.toml, [[bands]]: bands must cover each hour of the day exactly once and "
                "none may start at 2 o'clock, when clocks change. Fix the edges of the bands.",
            )
        )
