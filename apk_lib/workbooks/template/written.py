"""What stands in a cell: a stored value as a person writes it, in the reader's language.

Hours and crowns instead of microseconds and haléře, local time instead of UTC, labels instead of codes.
Nothing is rounded: what a cell cannot hold exactly is written as text that can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from apk_lib.periods import TIME_ZONE
from apk_lib.tables.columns import SEPARATOR, Kind
from apk_lib.tables.headings import DAY, Heading
from apk_lib.text import Lang, Text

Cell = str | float | date | time | None
Names = Mapping[str, Mapping[str, str]]

YES_NO = {True: Text(cs="ano", en="yes"), False: Text(cs="ne", en="no")}
BETWEEN_VALUES = f"{SEPARATOR} "
FORMATS: dict[Kind, str] = {
    # ids and words are text: Excel must make no number, date or formula of them
    "identifier": "@", "code": "@", "codes": "@", "words": "@", "yes_no": "@",
    "day": "d. m. yyyy",
    # a time alone is a number below one: shown with a day it would be in 1900
    "instant": "[<1]hh:mm;d. m. yyyy hh:mm",
    "hours": "#,##0.0#", "money": "#,##0.00", "whole": "0", "decimal": "General",
}  # fmt: skip
TO_THE_MINUTE, TO_THE_SECOND = "d. m. yyyy hh:mm", "d. m. yyyy hh:mm:ss"

_PRAGUE = ZoneInfo(TIME_ZONE)
# Excel counts days from 1900 and believes that year had a 29 February
_FIRST_YEAR = 1901


class Exact(float):
    """A number that xlsxwriter writes with all its digits: it formats with 16, a double may need 17."""

    def __format__(self, form: str) -> str:
        return repr(float(self)).removesuffix(".0")


def cells(row: Mapping[str, Any], headings: Sequence[Heading], lang: Lang, names: Names) -> list[tuple[Heading, Cell]]:
    """The headings with the cells of a stored row; the day is the local day of the first moment after it."""
    written = []
    for place, heading in enumerate(headings):
        if heading.column == DAY and heading.column not in row:
            moment = row.get(headings[place + 1].column)
            value = None if moment is None else _writable(moment.astimezone(_PRAGUE).date())
        else:
            value = in_units(heading, row.get(heading.column))
        written.append((heading, shown(heading, value, lang, names)))
    return written


def in_units(heading: Heading, value: Any) -> Any:
    """A stored value in the units a person writes it in, or as text where a cell would not keep it."""
    scale = heading.meaning.scale
    if value is None:
        return None
    if scale is not None:
        number = value / scale
        return number if round(number * scale) == value else format(Decimal(value) / scale, "f")
    if isinstance(value, datetime):
        return _local(value)
    return _writable(value) if isinstance(value, date) else value


def _writable(day: date) -> date | str:
    return day if day.year >= _FIRST_YEAR else day.isoformat()


def _local(instant: datetime) -> datetime | str:
    """The local date and time; with its offset where the clocks showed it twice or a cell is too coarse."""
    here = instant.astimezone(_PRAGUE)
    twice = here.utcoffset() != here.replace(fold=1 - here.fold).utcoffset()
    if twice or here.microsecond or here.year < _FIRST_YEAR:
        return here.isoformat()
    return here.replace(tzinfo=None)


def shown(heading: Heading, value: Any, lang: Lang, names: Names) -> Cell:
    """A value as its cell shows it: codes by their labels, references by their names."""
    codes = heading.meaning.codes
    match value:
        case None:
            return None
        case Text():
            return value(lang)
        case bool():
            return YES_NO[value](lang)
        case str() if codes:
            return BETWEEN_VALUES.join(codes[code](lang) for code in value.split(SEPARATOR))
        case str() if heading.several:
            return BETWEEN_VALUES.join(value.split(SEPARATOR))
        case str() if heading.meaning.references:
            return names.get(heading.meaning.references, {}).get(value, value)
        case int() | float():
            return Exact(value)
    cell: Cell = value
    return cell


def format_of(heading: Heading, cell: Cell) -> str:
    """The number format of a filled cell; seconds show only where there are some."""
    if isinstance(cell, str):
        return "@"
    if isinstance(cell, datetime):
        return TO_THE_SECOND if cell.second else TO_THE_MINUTE
    return FORMATS[heading.kind]
