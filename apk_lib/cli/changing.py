"""What updates change, in the words of the workbook: labels for columns and codes, moments as a clerk writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

from apk_lib.intake import Plan
from apk_lib.periods import TIME_ZONE
from apk_lib.project import PROJECT_KEYS
from apk_lib.tables import TABLES
from apk_lib.tables.columns import SEPARATOR, Codes, Kind
from apk_lib.tables.headings import PROJECT_SHEET, headings
from apk_lib.text import DASH, NBSP, Lang, Text, crowns, day, number

SHOWN = 40
_MORE = Text(cs="… a další změny: {count}", en="… and more changes: {count}")
_GONE = Text(cs="řádek odebrán", en="the row is removed")
_AT_THE_SAME_PLACE = ["table", "key"]


def change_lines(plan: Plan, lang: Lang) -> Iterator[str]:
    """What updates change, cell by cell; of a row that is new there is nothing to tell, nor of one that is gone."""
    there, stays = (pl.col(side).is_not_null().any().over(_AT_THE_SAME_PLACE) for side in ("before", "after"))
    gone = plan.changes.filter(there, ~stays).unique(_AT_THE_SAME_PLACE, maintain_order=True)
    changed = plan.changes.filter(there, stays)
    for row in changed.head(SHOWN).iter_rows(named=True):
        label, kind, codes = _column(row["table"], row["column"])
        before, after = (shown(row[side], kind, codes, lang) for side in ("before", "after"))
        yield f"{_row(row['table'], row['key'], lang)}, {label(lang)}: {before} → {after}"
    for row in gone.head(SHOWN).iter_rows(named=True):
        yield f"{_row(row['table'], row['key'], lang)}: {_GONE(lang)}"
    rest = max(len(changed) - SHOWN, 0) + max(len(gone) - SHOWN, 0)
    if rest:
        yield _MORE.fill(lang, count=number(rest, lang))


def _row(table: str, key: str | None, lang: Lang) -> str:
    label = TABLES[table].label(lang) if table in TABLES else PROJECT_SHEET(lang)
    return f"{label} {key}" if key else label


def _column(table: str, column: str) -> tuple[Text, Kind, Codes | None]:
    """What a column is called, what it holds and the words of its codes."""
    if table not in TABLES:
        fact = PROJECT_KEYS[column]
        return fact.label, fact.kind, fact.codes
    heading = next(heading for heading in headings(table) if heading.column == column)
    return heading.label, heading.kind, heading.meaning.codes


def shown(value: str | None, kind: Kind, codes: Codes | None, lang: Lang) -> str:
    """A value as its file writes it, in the words of the workbook."""
    # with the libraries of workbooks, for which no other command waits
    from apk_lib.workbooks.template.written import BETWEEN_VALUES, YES_NO

    if value is None:
        return DASH
    if codes:
        words = [codes[code](lang) if code in codes else code for code in value.split(SEPARATOR)]
        return BETWEEN_VALUES.join(words)
    match kind:
        case "yes_no":
            return YES_NO[value.lower() == "true"](lang)
        case "day" | "instant":
            return moment(value, lang)
        case "money":
            return crowns(float(value), lang)
        case "hours" | "whole" | "decimal":
            digits = max(-int(Decimal(value).normalize().as_tuple().exponent), 0)
            return number(float(value), lang, digits)
    return value


def moment(value: str, lang: Lang) -> str:
    """A day or a moment in ISO as local time: 1. 6. 2020 15:00; anything else stays as it is."""
    try:
        if len(value) == len("2020-06-01"):
            return day(date.fromisoformat(value), lang)
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    here = at.astimezone(ZoneInfo(TIME_ZONE)) if at.tzinfo else at
    seconds = f":{here.second:02}" if here.second else ""
    return f"{day(here.date(), lang)}{NBSP}{here.hour}:{here.minute:02}{seconds}"
