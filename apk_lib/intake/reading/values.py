"""Columns of cells to typed columns, with every interpretation and every cell that cannot be read.

A column that holds one type is taken as it is; any other is read cell by cell, each distinct value once.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from apk_lib.intake.reading import words
from apk_lib.intake.reading.words import EXCEL_DAYS, EXCEL_EPOCH, UNREADABLE, Answers, Read, tidy
from apk_lib.tables.columns import HALER_PER_CROWN, MICROSECONDS_PER_HOUR, SEPARATOR, Kind
from apk_lib.tables.headings import Heading
from apk_lib.text import Text

Cells = Sequence[object]
SHOWN_CODES = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to say of one cell: its place in the column, the rule, and the nearest valid value."""

    place: int
    rule: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a column understands: `exact` as written and `loose` regardless of capitals and accents.

    `closed` columns know nothing else; an open one (a reference, an id) keeps what it does not know.
    """

    exact: Mapping[str, str]
    loose: Mapping[str, str]
    closed: bool

    @classmethod
    def of(cls, labels: Mapping[str, Sequence[str]], *, closed: bool) -> Vocabulary:
        """From ids and the names each may be written by; a name two ids share is nobody's."""
        written: dict[str, set[str]] = {}
        for id, names in labels.items():
            for name in (id, *names):
                written.setdefault(name, set()).add(id)
        exact = {name: next(iter(ids)) for name, ids in written.items() if len(ids) == 1}
        exact |= {id: id for id in labels}
        loosely: dict[str, set[str]] = {}
        for name, id in exact.items():
            loosely.setdefault(words.loose(name), set()).add(id)
        return cls(exact, {name: next(iter(ids)) for name, ids in loosely.items() if len(ids) == 1}, closed)


NOTHING = Vocabulary({}, {}, closed=False)


@dataclass(frozen=True, slots=True)
class Context:
    """How the cells of one column are read: its heading, its words and the town's answers."""

    heading: Heading
    in_text_file: bool
    answers: Answers = field(default_factory=Answers)
    vocabulary: Vocabulary = NOTHING


def values(cells: Cells, context: Context) -> tuple[list[object], list[Mark]]:
    """The values of a column (empty and unreadable cells are None) and what is to be said of its cells.

    Values are plain: text, numbers, dates; hours are microseconds, money haléře. A moment is a `datetime`
    (aware if its offset was written) or, where only a time stands, microseconds since midnight.
    """
    if context.heading.kind == "instant" and (plain := _plain_moments(cells)) is not None:
        return plain, []
    read = _READERS[context.heading.kind]
    memory: dict[tuple[type, object], tuple[object, str | None, str | None]] = {}
    read_values: list[object] = []
    marks: list[Mark] = []
    for place, cell in enumerate(cells):
        if cell == "" or cell is None:
            read_values.append(None)
            continue
        same = (cell.__class__, cell)
        known = memory.get(same)
        if known is None:
            value, rule = _outcome(cell, context, read)
            known = memory[same] = value, rule, None if rule is None else _nearest(cell, rule, context)
        value, rule, nearest = known
        read_values.append(value)
        if rule is not None:
            marks.append(Mark(place, rule, nearest))
    return read_values, marks


Reader = Callable[[object, Context], Read]


def _outcome(cell: object, context: Context, read: Reader) -> Read:
    if isinstance(cell, float) and not math.isfinite(cell):
        return UNREADABLE
    if not isinstance(cell, str):
        return read(cell, context)
    # a sentence keeps its lines and spaces; everything else is read as one line
    text = cell.strip() if context.heading.kind == "words" else tidy(cell)
    if not text:
        return None, None
    # written words may hold what looks like two spaces; an id with a space at its edge is another id
    value, rule = read(text, context)
    dropped = cell != cell.strip() or (context.heading.kind in ("identifier", "code") and cell != text)
    return value, rule or ("spaces_dropped" if dropped else None)


def _identifier(cell: object, context: Context) -> Read:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return UNREADABLE
    if not isinstance(cell, str):
        cell, rule = (str(int(cell)) if float(cell).is_integer() else repr(cell)), "number_as_id"
        value, _ = _known(cell, context)
        return value, rule
    return _known(cell, context)


def _known(text: str, context: Context) -> Read:
    vocabulary = context.vocabulary
    if text in vocabulary.exact:
        return vocabulary.exact[text], None
    if vocabulary.loose and words.loose(text) in vocabulary.loose:
        return vocabulary.loose[words.loose(text)], "matched_loosely"
    if vocabulary.closed:
        return None, "unknown_code"
    return text, "formula_text" if words.looks_like_formula(text) else None


def _code(cell: object, context: Context) -> Read:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _known(str(cell), context)


def _codes(cell: object, context: Context) -> Read:
    found, rules = [], []
    for part in str(cell).replace(",", SEPARATOR).split(SEPARATOR):
        if tidy(part):
            value, rule = _known(tidy(part), context)
            if value is None:
                return value, rule
            found.append(str(value))
            rules.append(rule)
    return SEPARATOR.join(found) or None, next((rule for rule in rules if rule), None)


def _words(cell: object, context: Context) -> Read:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)), None
    text = str(cell)
    if words.looks_personal(text):
        return text, "personal_data_in_text"
    return text, "formula_text" if words.looks_like_formula(text) else None


def _day(cell: object, context: Context) -> Read:
    if isinstance(cell, str):
        day, rule = words.read_day(cell, context.answers)
        moment = None if day or rule == "ambiguous_date" else words.read_moment(cell, context.answers)[0]
        return (moment.date(), "read_as_day") if isinstance(moment, datetime) else (day, rule)
    if isinstance(cell, datetime):
        return _sensible(cell.date(), "read_as_day" if cell.time() != time() else None)
    if isinstance(cell, date):
        return _sensible(cell, None)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell in EXCEL_DAYS:
        return (EXCEL_EPOCH + timedelta(days=int(cell))).date(), "number_as_day"
    return UNREADABLE


def _sensible(day: date, rule: str | None) -> Read:
    return (day, rule) if words.EARLIEST <= day <= words.LATEST else UNREADABLE


def _moment(cell: object, context: Context) -> Read:
    match cell:
        case str():
            value, rule = words.read_moment(cell, context.answers)
            plain = context.in_text_file and rule == "read_as_time"
            return value, None if plain else rule
        case datetime() if cell.tzinfo is not None:  # a device wrote it, to its own precision
            return (cell, None) if words.EARLIEST <= cell.date() <= words.LATEST else UNREADABLE
        case datetime():
            if cell.year < 1901:  # a time of 24 hours or more, which Excel shows as a day of 1900
                return _since_midnight(cell - EXCEL_EPOCH)
            return _whole_second(cell), None
        case date():
            return _moment(datetime.combine(cell, time()), context)
        case time():
            return _since_midnight(datetime.combine(date.min, cell) - datetime.min)
        case timedelta():
            return _since_midnight(cell)
        case float() | int() if not isinstance(cell, bool) and 0 < cell <= 1:
            return round(cell * 86_400) * 1_000_000, "number_as_time"
        case float() if int(cell) in EXCEL_DAYS:
            return _whole_second(EXCEL_EPOCH + timedelta(days=cell)), "number_as_day"
    return UNREADABLE


def _plain_moments(cells: Cells) -> list[object] | None:
    """A column of whole seconds as it is; None if any cell needs a closer look."""
    if not cells or not set(map(type, cells)) <= {datetime, date}:
        return None
    if any(isinstance(cell, datetime) and cell.tzinfo is not None for cell in cells):
        return None
    midnight = time()
    moments = [cell if isinstance(cell, datetime) else datetime.combine(cell, midnight) for cell in cells]  # type: ignore[arg-type]
    if min(moments).year < 1901 or any(moment.microsecond for moment in moments):
        return None
    return list(moments)


def _since_midnight(length: timedelta) -> Read:
    microseconds = round(length.total_seconds()) * 1_000_000
    return (microseconds, None) if 0 <= microseconds <= 24 * MICROSECONDS_PER_HOUR else UNREADABLE


def _whole_second(moment: datetime) -> datetime:
    """Excel keeps a moment as a fraction of a day: the last digits are not the user's."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _number(cell: object, context: Context) -> Read:
    if isinstance(cell, str):
        return words.read_number(cell, in_text_file=context.in_text_file, kind=context.heading.kind)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return float(cell), None
    return UNREADABLE


def _whole(cell: object, context: Context) -> Read:
    value, rule = _answer(cell, context) if context.vocabulary.exact else _number(cell, context)
    if isinstance(value, float):
        # beyond 2^53 a number read from a sheet is no longer the one that was written
        return (int(value), rule) if value.is_integer() and abs(value) < 2**53 else UNREADABLE
    return value, rule


def _answer(cell: object, context: Context) -> Read:
    """An answer of a survey, as its number or in words."""
    value, rule = _number(cell, context)
    if value is not None or not isinstance(cell, str):
        return value, rule
    code, rule = _known(cell, context)
    return (None, "unreadable_cell") if code is None else (float(str(code)), rule)


def _money(cell: object, context: Context) -> Read:
    value, rule = _number(cell, context)
    if not isinstance(value, float):
        return value, rule
    stored = value * HALER_PER_CROWN
    exact = abs(stored - round(stored)) < 1e-3 and abs(stored) < 2**53
    return (round(stored), rule) if exact else UNREADABLE


def _hours(cell: object, context: Context) -> Read:
    if isinstance(cell, time):
        cell = datetime.combine(date.min, cell) - datetime.min
    if isinstance(cell, timedelta):
        return round(cell.total_seconds()) * 1_000_000, "read_as_time"
    value, rule = _number(cell, context)
    if isinstance(value, float):
        return (round(value * MICROSECONDS_PER_HOUR), rule) if abs(value) < 1e6 else UNREADABLE
    clock = words.read_clock(cell) if isinstance(cell, str) and ":" in cell else UNREADABLE
    return clock if clock[0] is not None else (value, rule)


def _yes_no(cell: object, context: Context) -> Read:
    if isinstance(cell, bool):
        return cell, None
    return words.read_yes_no(str(cell))


_READERS: dict[str, Reader] = {
    "identifier": _identifier, "code": _code, "codes": _codes, "words": _words, "day": _day, "instant": _moment,
    "hours": _hours, "money": _money, "whole": _whole, "decimal": _number, "yes_no": _yes_no,
}  # fmt: skip

EXPECTED: dict[str, Text] = {
    "identifier": Text(cs="označení (text)", en="an id (text)"),
    "code": Text(cs="údaj ze seznamu", en="an entry of the list"),
    "codes": Text(cs="údaje ze seznamu, oddělené středníkem", en="entries of the list, separated by semicolons"),
    "words": Text(cs="text", en="text"),
    "day": Text(cs="datum, např. 5. 1. 2021", en="a date, such as 5. 1. 2021 or 2021-01-05"),
    "instant": Text(cs="datum a čas, např. 5. 1. 2021 7:30", en="a date and a time, such as 5. 1. 2021 7:30"),
    "hours": Text(cs="počet hodin, např. 7,5", en="a number of hours, such as 7.5"),
    "money": Text(cs="částka v korunách, nejvýše dvě desetinná místa", en="crowns, at most two decimal places"),
    "whole": Text(cs="celé číslo", en="a whole number"),
    "decimal": Text(cs="číslo, např. 0,5", en="a number, such as 0.5"),
    "yes_no": Text(cs="ano nebo ne", en="yes or no"),
}


_OF_A_WEIGHT = Text(cs="číslo, např. 4,2", en="a number, such as 4.2")


def written(column: str, kind: Kind) -> Text:
    """What a column without a list holds, by its kind; the example of a weight is one that a weight may be."""
    return _OF_A_WEIGHT if column == "weight" else EXPECTED[kind]


def expected(heading: Heading) -> Text:
    """What a cell of this column should hold; a list of codes shows its first labels."""
    codes = heading.meaning.codes
    if not codes:
        return written(heading.column, heading.kind)
    labels = list(codes.values())
    more = " …" if len(labels) > SHOWN_CODES else ""
    shown = labels[:SHOWN_CODES]
    return Text(cs=", ".join(label.cs for label in shown) + more, en=", ".join(label.en for label in shown) + more)


def _nearest(cell: object, rule: str, context: Context) -> str | None:
    """The nearest valid value, where there is one: of a code its id, which `findings.told` puts into words."""
    text = tidy(str(cell))
    if rule == "matched_loosely":
        id = str(_known(text, context)[0])
        if context.heading.meaning.codes:
            return id
        # of a thing with a name its name, as it is written properly
        spellings = context.vocabulary.exact.items()
        named = (name for name, of in spellings if of == id and words.loose(name) == words.loose(text))
        return next(named, id)
    if rule == "unknown_code":
        if context.heading.kind == "codes":
            parts = map(tidy, text.replace(",", SEPARATOR).split(SEPARATOR))
            text = next((part for part in parts if _known(part, context)[0] is None), text)
        close = difflib.get_close_matches(words.loose(text), list(context.vocabulary.loose), n=1, cutoff=0.5)
        return next((context.vocabulary.loose[name] for name in close), None)
    if rule == "ambiguous_date":
        known = context.answers
        orders = (True, False) if known.day_first is None else (known.day_first,)
        readings = {words.read_day(text, Answers(first, known.century or 2000))[0] for first in orders}
        days = sorted(day for day in readings if isinstance(day, date))
        return " / ".join(f"{day.day}. {day.month}. {day.year}" for day in days) or None
    if rule == "unreadable_cell" and context.heading.kind in ("hours", "money", "whole", "decimal"):
        if text.endswith("%"):
            share, _ = words.read_number(tidy(text.removesuffix("%")))
            return f"{share / 100:g}".replace(".", ",") if isinstance(share, float) else None
        return words.first_number(text)
    return None
