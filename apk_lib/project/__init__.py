"""The project sheet: one `project.toml` holds everything the project promised.

Nothing about a project is in Python. This module parses the text it is handed and refuses a sheet
that is incomplete or contradicts itself, naming the table, the row and the key.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import dataframely as dy
import polars as pl

from apk_lib.errors import ProjectError
from apk_lib.periods import Period
from apk_lib.programmes import Programme, programme, programmes
from apk_lib.project.form import all_present, exact, one_of, only_known, shaped, typed, within
from apk_lib.project.keys import BINDING_TOTALS, PROJECT_KEYS, TYPES, Key
from apk_lib.tables import SHEET_TABLES, Table, meaning
from apk_lib.tables.codes import RULE_DEFAULTS
from apk_lib.tables.columns import HALER_PER_CROWN
from apk_lib.tables.headings import SCHEMA_VERSION
from apk_lib.text import Text

__all__ = ["HALER_PER_CROWN", "PROJECT_KEYS", "Key", "Project", "parse_project", "schema_version", "sheet_frame"]


@dataclass(frozen=True, slots=True)
class Project:
    """One project and its sheet; `frames` are the typed tables of the sheet by name.

    Money is whole haléře. `binding_total` says which published budget binds: `stated` or `parts`.
    """

    id: str
    title: Text
    registration_number: str
    beneficiary: Text
    programme: Programme
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

    def limit(self, rule: str) -> float:
        """The value of a programme rule: what the sheet states, otherwise its default (`codes.RULE_DEFAULTS`).

        Raises:
            KeyError: the rule has no default and the sheet does not state it (a programmer's mistake).
        """
        stated = dict(self.frames["programme_rules"].select("rule", "value").iter_rows())
        return float(stated[rule]) if rule in stated else RULE_DEFAULTS[rule]

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


# an import reads its sheet several times over, and judging its rules is not free
@lru_cache(maxsize=8)
def parse_project(text: str, id: str) -> Project:
    """The project sheet written in `text`; `id` is the name of its folder.

    Raises:
        ProjectError: the text is not TOML, a key is unknown, missing or of a wrong type, a rule of a
            table is broken, or the periods do not follow each other inside the project.
    """
    sheet = _parsed(text, id)
    if sheet and _version(sheet, id) < SCHEMA_VERSION:
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml je ze starší verze programu. Převeďte složku příkazem: apk-lib migrate {id}",
                en=f"{id}/project.toml is from an older version. Bring the folder up to date: apk-lib migrate {id}",
            )
        )
    only_known("project.toml", sheet, ["schema_version", "project", *SHEET_TABLES], id)
    shaped(sheet, id)
    head = sheet.get("project", {})
    only_known("[project]", head, list(PROJECT_KEYS), id)
    typed("[project]", head, {name: TYPES[key.kind] for name, key in PROJECT_KEYS.items()}, id)
    one_of("[project]", "binding_total", head["binding_total"], tuple(BINDING_TOTALS), id)
    one_of("[project]", "programme", head["programme"], tuple(programmes()), id)
    within("[project]", "indirect_rate", head["indirect_rate"], 0, 1, id)
    within("[project]", "total", head["total"], Decimal("0.01"), 10**12, id)
    frames = {name: sheet_frame(table, sheet.get(name, []), id) for name, table in SHEET_TABLES.items()}
    project = _project(head, frames, id)
    _check_periods(project)
    _check_references(project)
    return project


def schema_version(text: str, id: str) -> int:
    """The version of the schemas a project sheet was written for; a sheet that states none is of the first.

    Raises:
        ProjectError: the text is not TOML, or comes from a newer version of the program.
    """
    return _version(_parsed(text, id), id)


def _parsed(text: str, id: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml není platný TOML: {error}. Opravte uvedený řádek.",
                en=f"{id}/project.toml is not valid TOML: {error}. Fix the line it names.",
            )
        ) from error


def _version(sheet: Mapping[str, Any], id: str) -> int:
    version = sheet.get("schema_version", 1)
    if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml: schema_version je {version!r}, tato verze programu umí 1 až {SCHEMA_VERSION}. "
                "Použijte novější apk-lib.",
                en=f"{id}/project.toml: schema_version is {version!r}, this version knows 1 to {SCHEMA_VERSION}. "
                "Use a newer apk-lib.",
            )
        )
    return version


def _project(head: Mapping[str, Any], frames: Mapping[str, pl.DataFrame], id: str) -> Project:
    def both(key: str) -> Text:
        return Text(cs=head[f"{key}_cs"], en=head[f"{key}_en"])

    fields = ("registration_number", "start", "end", "posts", "binding_total",
              "total_confirmed", "indirect_rate_confirmed", "synthetic")  # fmt: skip
    columns = ("period", "start", "end", "report_due", "final", "confirmed")
    periods = tuple(Period(*row) for row in frames["periods"].sort("start").select(columns).iter_rows())
    return Project(
        id=id, title=both("title"), beneficiary=both("beneficiary"), cofinancing=both("cofinancing"),
        limits=both("limits"), total=int(head["total"] * HALER_PER_CROWN), indirect_rate=float(head["indirect_rate"]),
        programme=programme(head["programme"]), frames=frames, periods=periods,
        **{field: head[field] for field in fields},
    )  # fmt: skip


def sheet_frame(table: Table, rows: Sequence[Mapping[str, Any]], id: str) -> pl.DataFrame:
    """The rows of one `[[table]]` as a typed frame that keeps its schema's rules.

    Raises:
        ProjectError: a key is unknown, missing or of a wrong type, or a rule is broken.
    """
    columns = {name: column for name, column in table.schema.columns().items() if name != "source_row"}
    types = {name: _python_type(column) for name, column in columns.items()}
    required = {name for name, column in columns.items() if not column.nullable}
    for position, row in enumerate(rows, start=1):
        where = f"[[{table.name}]] č. {position}"
        typed(where, row, {name: types[name] for name in row.keys() & types.keys()}, id)
        only_known(where, row, list(columns), id)
        all_present(where, row, required, id)
        exact(where, row, columns, id)
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
    for column, table, cs, en in (("school", "schools", "škola", "school"),
                                  ("succeeds", "localities", "předchozí lokalita", "earlier locality")):  # fmt: skip
        known = set(project.frames[table][SHEET_TABLES[table].key[0]])
        for locality, named in project.frames["localities"].select("locality", column).iter_rows():
            if named is not None and (named not in known or named == locality):
                raise ProjectError(
                    Text(
                        cs=f"{project.id}/project.toml, lokalita „{locality}“: {cs} „{named}“ není v [[{table}]].",
                        en=f"{project.id}/project.toml, locality “{locality}”: no {en} “{named}” in [[{table}]].",
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
