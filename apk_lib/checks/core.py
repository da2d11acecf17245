"""What a check across rows and tables is, and the catalogue of all of them.

A check is a function from tables to the rows that break its rule. Declaring one is a single block:

    @check("shifts")
    def shift_without_crew(shifts: pl.DataFrame, shift_crew: pl.DataFrame) -> pl.DataFrame:
        return shifts.join(shift_crew, on="shift", how="anti")

The rule is the function's name (its severity and wording stand in `rules`), the tables it needs are its
parameter names; one that is `optional` is empty where nobody supplied it. Besides tables it may ask for
`project`, for `limits` (programme rule → value, only those stated) and, where it holds for several tables,
for `rows` of the table under check and for its name `table`.

The frame it returns holds whole rows of the table, and where it can say more, the columns `value` (what is
there, as text that reads the same in both languages), `expected_cs`, `expected_en`, `nearest` and `field` (the
column it speaks of). A frame without the table's key and `source_row` speaks of the table as a whole.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from apk_lib.findings import ORDER, findings, key_text, no_findings
from apk_lib.project import Project
from apk_lib.rules import RULES
from apk_lib.tables import TABLES

Wrong = Callable[..., pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that only several rows or tables together can break, and the function that finds the rows.

    `tables` are those it speaks of, one after the other; `needs` the tables it cannot do without, `optional` those
    it looks into besides.
    """

    id: str
    tables: tuple[str, ...]
    needs: tuple[str, ...]
    optional: tuple[str, ...]
    wrong: Wrong


CHECKS: dict[str, Check] = {}
_GIVEN = {"project", "limits", "rows", "table"}  # not tables: what the engine hands to every check that asks
_OF_A_PROJECT = {"project", "limits"}
_SAYS = ("value", "expected_cs", "expected_en", "nearest")


def check(*tables: str, optional: tuple[str, ...] = ()) -> Callable[[Wrong], Wrong]:
    """Declare the decorated function as the check of the rule it is named after, on rows of `tables`.

    Of a table that most towns do not keep (`optional`) nothing at all is an answer.

    Raises:
        TypeError: the declaration is wrong (a programmer's mistake): an unknown rule or table, a rule
            twice, or an error that needs a project (a file is read before the project asks anything).
    """

    def declare(wrong: Wrong) -> Wrong:
        id = wrong.__name__
        names = tuple(inspect.signature(wrong).parameters)
        needs = tuple(name for name in names if name not in _GIVEN and name not in optional)
        unknown = [name for name in (*tables, *needs, *optional) if name not in TABLES]
        _refuse(id in CHECKS, f"check {id!r} is declared twice")
        _refuse(id not in RULES, f"check {id!r}: there is no such rule")
        _refuse(not tables, f"check {id!r} speaks of no table")
        _refuse(unknown, f"check {id!r} asks for unknown tables {unknown}; known: {sorted(TABLES)}")
        of_project = RULES[id].severity == "error" and _OF_A_PROJECT & set(names)
        _refuse(of_project, f"check {id!r}: a row cannot be rejected for what the project sheet says")
        CHECKS[id] = Check(id, tables, needs, optional, wrong)
        return wrong

    return declare


def _refuse(wrong: Any, reason: str) -> None:
    if wrong:
        raise TypeError(reason)


def across(tables: Mapping[str, pl.DataFrame], project: Project) -> pl.DataFrame:
    """Everything that the rows of a project break together, as a frame of `findings.FINDINGS`.

    Args:
        tables: rows by the name of their table. A check whose tables are not all given is left out: what
            nobody supplied proves nothing. The tables of the project sheet are always there.
        project: the project whose sheet and limits the rows are held against.

    Returns:
        Errors first, then in the order of rules, tables and rows; `row` is the row's `source_row`, `key` its
        key with the values joined by a dot in the middle. Nothing is waived yet (see `waivers.waive`).
    """
    known = {**project.frames, **tables}
    rules = known["programme_rules"]
    given = {"project": project, "limits": dict(rules.select("rule", "value").iter_rows())}
    parts = [
        _told(one.id, table, _wrong(one, table, known, given))
        for one in CHECKS.values()
        for table in one.tables
        if {table, *one.needs} <= known.keys()
    ]
    return pl.concat([no_findings(), *parts]).sort(
        _place("severity", ORDER), _place("rule", RULES), _place("table", TABLES), "row", "key", "value",
        nulls_last=True,
    )  # fmt: skip


def broken(table: str, rows: pl.DataFrame, known: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Rows of a table that break a rule of severity *error*, by rule; these rows count nowhere.

    `known` are the accepted tables that the rules look into; a rule that needs another one is not judged. A
    dataset knows every table, so there nothing is left out; a file that is checked by itself knows only its own.
    """
    tables = {**known, table: rows}
    return {
        one.id: _wrong(one, table, tables, {})
        for one in CHECKS.values()
        if table in one.tables and RULES[one.id].severity == "error" and set(one.needs) <= tables.keys()
    }


def _wrong(one: Check, table: str, known: Mapping[str, pl.DataFrame], given: Mapping[str, Any]) -> pl.DataFrame:
    nothing = {name: TABLES[name].empty for name in one.optional if name not in known}
    here = {**given, "rows": known[table], "table": table}
    asked = inspect.signature(one.wrong).parameters
    tables = {**nothing, **known}
    return one.wrong(**{name: here[name] if name in _GIVEN else tables[name] for name in asked})


def _told(rule: str, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    key = [name for name in TABLES[table].key if name in rows.columns]
    said: dict[str, Any] = {name: pl.col(name) for name in _SAYS if name in rows.columns}
    if key:
        said["key"] = key_text(key)
    if "source_row" in rows.columns:
        said["row"] = pl.col("source_row")
    if "field" in rows.columns:
        said["column"] = pl.col("field")
    return findings(rule, rows, table=table, **said)


def _place(column: str, order: Iterable[str]) -> pl.Expr:
    places = {name: place for place, name in enumerate(order)}
    return pl.col(column).replace_strict(places, return_dtype=pl.Int32)
