"""Records as tables: rows of files with their place, unit-level rows of an indicator, rows that do not count.

For the drill-down: internal, since records name pseudonyms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from apk_lib.catalogue.words import DIMENSIONS
from apk_lib.drilldown import REASONS, Explanation
from apk_lib.indicators import Indicator, Measure
from apk_lib.indicators.quantities import quantity
from apk_lib.indicators.statistics import Proportion, Rate, Ratio
from apk_lib.indicators.statistics.formulas import parts
from apk_lib.labels import ABSENT, Figure, Labels
from apk_lib.periods import TIME_ZONE
from apk_lib.rules import RULES, rule_of
from apk_lib.sheets.core import HEADS, Sheet
from apk_lib.tables import DERIVED_TABLES, TABLES, Meaning, meaning
from apk_lib.text import NBSP, Text, day, number, sentence

PLACE = {
    "file": Text(cs="soubor", en="file"),
    "sheet": Text(cs="list", en="sheet"),
    "row": Text(cs="řádek", en="row"),
}
# of a stored row only: nobody reads a table by them
_SILENT = ("source_row", "withdrawn")
PARTS = {
    "numerator": Text(cs="čitatel", en="numerator"),
    "denominator": Text(cs="jmenovatel", en="denominator"),
}
_RECORDS = Text(cs="počet záznamů", en="records")
_BROKEN_DOWN = Text(cs="Členění: {by}", en="Breakdown by {by}")
_TABLE = Text(cs="tabulka", en="table")
_REASON = Text(cs="proč se nepočítá", en="why it does not count")
_YES_NO = {True: Text(cs="ano", en="yes"), False: Text(cs="ne", en="no")}
# the dimension whose names a column that points to a table carries
_NAMED = {"localities": "locality", "schools": "school", "budget_lines": "line", "key_activities": "key_activity",
          "survey_waves": "wave", "survey_items": "item"}  # fmt: skip
_LOCAL = ZoneInfo(TIME_ZONE)
Cell = Callable[[Any], str]


def records_sheet(table: str, rows: pl.DataFrame, labels: Labels) -> Sheet:
    """Records of a table with the `file, sheet, row` in front, as `Explorer.sources` finds them."""
    declared = {name: meaning(column) for name, column in TABLES[table].schema.columns().items()}
    shown = [name for name in rows.columns if name in declared and name not in _SILENT]
    columns: dict[str, tuple[str, Cell]] = {name: (PLACE[name](labels.lang), str) for name in PLACE}
    columns |= {name: (declared[name].label(labels.lang), _read(declared[name], labels)) for name in shown}
    return _sheet(TABLES[table].label(labels.lang), rows, columns)


def units_sheet(of: Explanation, rows: pl.DataFrame, labels: Labels) -> Sheet:
    """Unit-level rows of a figure: what they are of, and the quantities of its formula in its units."""
    statistic = of.measure.statistic
    above, below = parts(statistic)
    divisor = getattr(statistic, "divisor", 1)
    # what is counted against hours has no unit to be turned
    counted = isinstance(statistic, Rate) or getattr(statistic, "counted", False)
    amounts = dict.fromkeys(below, divisor) | dict.fromkeys(above, 1 if counted else divisor)
    columns: dict[str, tuple[str, Cell]] = {}
    known = _meanings(of)
    for name in rows.columns:
        if name in amounts:
            columns[name] = (quantity(of.declared.id, name).label(labels.lang), _amount(amounts[name], labels))
        elif name in DIMENSIONS:
            columns[name] = (labels.dimension(name), _category(name, labels))
        elif name in known and name not in (*_SILENT, "recorded_at"):
            columns[name] = (known[name].label(labels.lang), _read(known[name], labels))
    return _sheet(of.declared.label(labels.lang), rows, columns)


def in_order(figures: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """The rows of a breakdown in the order of the names of their categories; who has no category is left out."""
    by = figures.columns[: figures.columns.index("n")]
    rows = figures.drop_nulls(by)
    for dimension in by:
        known = labels.ordered(dimension, rows[dimension].unique().to_list())
        places = {category: place for place, category in enumerate(known)}
        at = pl.col(dimension).replace_strict(places, return_dtype=pl.Int64)
        rows = rows.with_columns(at.alias(f"at {dimension}"))
    order = [f"at {dimension}" for dimension in by]
    return rows.sort(order).drop(order) if by else rows


def breakdown_sheet(figures: pl.DataFrame, of: Indicator, measure: Measure, labels: Labels) -> Sheet:
    """Rows of `Explorer.figures`: their categories, the value with its interval, and what it is made of.

    Of a quotient of plain sums that is both of them; of others it is how many units they rest on.
    """
    lang, by = labels.lang, figures.columns[: figures.columns.index("n")]
    divided = isinstance(measure.statistic, Ratio | Proportion | Rate)
    estimated = bool(figures["lower"].is_not_null().any())
    about = {"indicator": of.id, "measure": measure.id, "definition_version": of.version}
    rows = []
    for row in figures.iter_rows(named=True):
        figure = Figure({**row, **about}, labels)
        names = [labels.name(dimension, row[dimension]) for dimension in by]
        made_of = [ABSENT if row[one] is None else labels.plain(row[one]) for one in PARTS if divided]
        rest = made_of or [number(row["n"] or 0, lang)]
        rows.append((*names, figure.bare(), *[figure.interval] * estimated, *rest))
    rest = [one(lang) for one in PARTS.values() if divided] or [_RECORDS(lang)]
    heads = [*map(labels.dimension, by), HEADS["value"](lang), *[HEADS["interval"](lang)] * estimated, *rest]
    numeric = (*[False] * len(by), *[True] * (len(heads) - len(by)))
    title = _BROKEN_DOWN.fill(lang, by=" × ".join(map(labels.dimension, by)))
    return Sheet(title, title, tuple(map(sentence, heads)), numeric, tuple(rows))


def left_out_sheet(rows: pl.DataFrame, labels: Labels) -> Sheet:
    """Rows of the files that a figure does not count, with the reason in words."""
    lang = labels.lang
    names = {name: table.label(lang) for name, table in TABLES.items()}
    why = pl.Series([_why(row, labels) for row in rows.iter_rows(named=True)], dtype=pl.String)
    columns: dict[str, tuple[str, Cell]] = {"table": (_TABLE(lang), lambda name: names[name])}
    columns |= {name: (PLACE[name](lang), str) for name in PLACE}
    columns["why"] = (_REASON(lang), str)
    return _sheet(_REASON(lang), rows.with_columns(why=why), columns)


def _why(row: dict[str, Any], labels: Labels) -> str:
    reason = REASONS[row["reason"]](labels.lang)
    rule = row.get("rule")
    if not rule:
        return reason
    known = rule_of(rule)[0]
    return f"{reason}: {RULES[known].says(labels.lang) if known in RULES else rule}"


def _sheet(title: str, rows: pl.DataFrame, columns: dict[str, tuple[str, Cell]]) -> Sheet:
    # a file without sheets has no column of them
    told = {name for name in rows.columns if name != "sheet" or rows[name].is_not_null().any()}
    kept = [name for name in columns if name in told]
    cells = [[_said(columns[name][1], value) for value in rows[name]] for name in kept]
    heads = tuple(sentence(columns[name][0]) for name in kept)
    numeric = tuple(rows.schema[name].is_numeric() for name in kept)
    return Sheet(title, title, heads, numeric, tuple(zip(*cells, strict=True)))


def _said(cell: Cell, value: Any) -> str:
    return "" if value is None else cell(value)


def _meanings(of: Explanation) -> dict[str, Meaning]:
    """The columns of the tables the indicator is made of."""
    tables = [name for need in of.declared.needs for name in DERIVED_TABLES.get(need, (need,)) if name in TABLES]
    return {name: meaning(column) for table in tables for name, column in TABLES[table].schema.columns().items()}


def _plain(labels: Labels) -> Cell:
    def cell(value: Any) -> str:
        if isinstance(value, bool):
            return _YES_NO[value](labels.lang)
        if isinstance(value, datetime):
            return _moment(value, labels)
        if isinstance(value, date):
            return day(value, labels.lang)
        if isinstance(value, Mapping):
            return ", ".join(cell(one) for one in value.values() if one is not None)
        return labels.plain(value) if isinstance(value, int | float) else str(value)

    return cell


def _category(dimension: str, labels: Labels) -> Cell:
    def cell(category: Any) -> str:
        # a month is stored as its first day
        return labels.name(dimension, f"{category:%Y-%m}" if isinstance(category, date) else str(category))

    return cell


def _amount(divisor: int, labels: Labels) -> Cell:
    plain = _plain(labels)
    return lambda value: plain(value / divisor if isinstance(value, int | float) and divisor != 1 else value)


def _read(said: Meaning, labels: Labels) -> Cell:
    """How a person reads a value: codes as words, ids by their names, durations in hours, amounts in crowns."""
    plain = _plain(labels)
    if said.codes:
        codes = {code: text(labels.lang) for code, text in said.codes.items()}
        return lambda value: ", ".join(codes.get(part, part) for part in str(value).split(";"))
    if said.references in _NAMED:
        return _category(_NAMED[said.references], labels)
    if said.scale:
        scale = said.scale
        return lambda value: plain(value / scale)
    return plain


def _moment(value: datetime, labels: Labels) -> str:
    """A moment in local time; in the hour that a night of changing clocks has twice its offset is told."""
    local = value.astimezone(_LOCAL) if value.tzinfo else value
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    offset = f"{NBSP}(UTC{local:%z})" if twice else ""
    return f"{day(local.date(), labels.lang)}{NBSP}{local:%H:%M}{offset}"
