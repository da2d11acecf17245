"""How people write dates, times, numbers and names of things: one cell's text to a value, or a reason why not.

Each function returns the value and the rule under which it was read: `None` for the plain form, a note for
an interpretation, an error for what cannot be read or can be read in two ways.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

Read = tuple[object, str | None]
UNREADABLE: Read = (None, "unreadable_cell")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
EXCEL_EPOCH = datetime(1899, 12, 30)
EXCEL_DAYS = range(20_000, 60_000)

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CZECH_DAY = re.compile(r"(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?(\d{4}|\d{2})")
_SLASH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_CLOCK = re.compile(
    r"(\d{1,2})(?:\.(\d{2})|:(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?)(?:\s?(?:h|hod\.?))?", re.IGNORECASE
)
_OFFSET = r"(Z|[+-]\d{2}:?\d{2})"
_MOMENT = re.compile(rf"(\S.*?\d)[T\s]\s?(\d{{1,2}}(?:\.\d{{2}}|:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?))\s?{_OFFSET}?")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_TWO_SEPARATORS = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+[.,]\d+|[+-]?\d{1,3}(?:[.,]\d{3}){2,}")
_THOUSANDS = re.compile(r"-?\d{1,3}[.,]\d{3}")
_CURRENCY = re.compile(r"\s?(?:Kč|CZK|,-|,--)$", re.IGNORECASE)
_YES = {"ano": True, "yes": True, "true": True, "ne": False, "no": False, "false": False}
_SHORT_YES = {"a": True, "y": True, "x": True, "1": True, "1.0": True, "pravda": True,
              "n": False, "0": False, "0.0": False, "nepravda": False}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """What a town answered about its own way of writing dates: `day_first` for slashes, the century of '21'."""

    day_first: bool | None = None
    century: int | None = None


def tidy(text: str) -> str:
    """The text without spaces at its edges, every kind of space inside made plain."""
    return " ".join(text.split())


@functools.lru_cache(maxsize=100_000)
def loose(text: str) -> str:
    """The text regardless of capitals, accents, underscores and spaces: for matching headings and labels."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return tidy("".join(letter for letter in plain if not unicodedata.combining(letter)))


def read_day(text: str, answers: Answers) -> Read:
    """A calendar day from text: ISO, Czech, or with slashes once the order is known."""
    if found := _ISO_DAY.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), None if len(text) == 10 else "read_as_day")
    if found := _CZECH_DAY.fullmatch(text):
        first, second, year = found.groups()
        return _written_day(int(first), int(second), year, answers)
    if found := _SLASH_DAY.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), found[3]
        if first <= 12 and second <= 12 and first != second and answers.day_first is None:
            return None, "ambiguous_date"
        swapped = second > 12 or (answers.day_first is False and first <= 12)
        return _written_day(*((second, first) if swapped else (first, second)), year, answers)
    return UNREADABLE


def _written_day(day: int, month: int, year: str, answers: Answers) -> Read:
    if len(year) == 4:
        return _day(int(year), month, day, "read_as_day")
    if answers.century is None:
        return None, "ambiguous_date"
    return _day(answers.century + int(year), month, day, "read_as_day")


def _day(year: int, month: int, day: int, rule: str | None) -> Read:
    try:
        read = date(year, month, day)
    except ValueError:
        return UNREADABLE
    return (read, rule) if EARLIEST <= read <= LATEST else UNREADABLE


def read_clock(text: str) -> Read:
    """A time of day in microseconds since midnight; 24:00 is the end of the day."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return UNREADABLE
    hours, minutes, seconds = int(found[1]), int(found[2] or found[3]), int(found[4] or 0)
    past_end = hours > 24 or (hours == 24 and (minutes or seconds))
    if past_end or minutes > 59 or seconds > 59:
        return UNREADABLE
    fraction = int((found[5] or "0").ljust(6, "0"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction, "read_as_time"


def read_moment(text: str, answers: Answers) -> Read:
    """A moment from text: a day with a time (a local `datetime`, or aware if an offset is written), or a time alone."""
    if (alone := read_clock(text)) != UNREADABLE:
        return alone
    found = _MOMENT.fullmatch(text)
    if not found:
        day, rule = read_day(text, answers)
        return (None, "ambiguous_date") if rule == "ambiguous_date" else UNREADABLE
    day, rule = read_day(found[1].rstrip(), answers)
    clock, _ = read_clock(found[2])
    if not isinstance(day, date) or not isinstance(clock, int):
        return None, rule if day is None else "unreadable_cell"
    moment = datetime(day.year, day.month, day.day) + timedelta(microseconds=clock)
    if offset := found[3]:
        zone = "+00:00" if offset == "Z" else offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
        return _aware(moment, zone, rule)
    return moment, "read_as_time"


def _aware(moment: datetime, zone: str, rule: str | None) -> Read:
    try:
        return datetime.fromisoformat(f"{moment.isoformat()}{zone}"), rule
    except ValueError:
        return UNREADABLE


def read_number(text: str, *, in_text_file: bool = False, kind: str = "decimal") -> Read:
    """A number from text with a Czech or a plain decimal sign; `in_text_file` numbers are text anyway.

    Of money and of whole numbers (`kind`) three digits after a sign may be thousands, so they are a question.
    """
    money = kind == "money"
    bare = _CURRENCY.sub("", text) if money else text
    if _TWO_SEPARATORS.fullmatch(bare.replace(" ", "")) and not (_GROUPED.fullmatch(bare)):
        return None, "ambiguous_number"
    if kind in ("money", "whole") and _THOUSANDS.fullmatch(bare):
        return None, "ambiguous_number"
    if not _NUMBER.fullmatch(bare) and not _GROUPED.fullmatch(bare):
        return UNREADABLE
    value = float(bare.replace(" ", "").replace(",", "."))
    if abs(value) >= 2**53:  # beyond this a number is no longer the one that was written
        return UNREADABLE
    plain = in_text_file and _PLAIN_NUMBER.fullmatch(text)
    return value, None if plain else "read_as_number"


def read_yes_no(text: str) -> Read:
    """Yes or no in either language."""
    lowered = text.casefold()
    if lowered in _YES:
        return _YES[lowered], None
    if lowered in _SHORT_YES:
        return _SHORT_YES[lowered], "read_as_yes_no"
    return UNREADABLE


# a month may be raised by 20, 50 or 70, so that a file number is seldom taken for one
_BIRTH_NUMBER = re.compile(
    r"(?<!\d)\d{2}(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|5[1-9]|6[0-2]|7[1-9]|8[0-2])(?:0[1-9]|[12]\d|3[01])\s?/\s?\d{3,4}(?!\d)"
)
_PHONE = re.compile(r"(?<![\d.,])(?:\+420\s?|00420\s?)?[67]\d{2}[ \u00a0-]?\d{3}[ \u00a0-]?\d{3}(?![\d.,])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s])|[\t\r]")
_NAME = re.compile(r"(?=.*[^\W\d_]{2})[^\W\d_]+\.?(?:(?:, ?| |-)[^\W\d_]+\.?)+")


def looks_personal(text: str) -> bool:
    """Whether a text holds a birth number, a mobile phone number or an e-mail address."""
    return bool(_BIRTH_NUMBER.search(text) or _PHONE.search(text) or _EMAIL.search(text))


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return bool(_FORMULA.match(text))


def looks_like_name(text: str) -> bool:
    """Whether a text is two or more words (or initials) without a digit: a name, where a pseudonym belongs."""
    return bool(_NAME.fullmatch(text))


def first_number(text: str) -> str | None:
    """The number inside a text like "cca 5", to suggest it; nothing where there are several."""
    found = re.findall(r"\d+(?:[.,]\d+)?", text)
    return found[0] if len(found) == 1 else None
