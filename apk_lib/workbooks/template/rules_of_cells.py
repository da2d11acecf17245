"""What a cell accepts: the validation Excel applies to a column, with words that say what to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apk_lib.tables import SHEET_TABLES, TABLES, Table
from apk_lib.tables.columns import Meaning
from apk_lib.tables.explained import help_for
from apk_lib.tables.headings import Heading
from apk_lib.text import Lang, Text, number, sentence, sort_key
from apk_lib.workbooks.template.book import Book
from apk_lib.workbooks.template.written import BETWEEN_VALUES, YES_NO

TITLE_LENGTH, MESSAGE_LENGTH = 32, 255
_SMALLEST = 1e-6
_EVERY_NUMBER = 1e12
_DAYS = (date(1990, 1, 1), date(2100, 12, 31))
_LAST_SERIAL = 73_415

_HOW: dict[str, Text] = {
    "day": Text(cs="datum, např. 4.\u00a03.\u00a02024", en="a date, such as 4\u00a0March\u00a02024"),
    "instant": Text(cs="čas, např. 7:30, nebo datum s časem", en="a time, such as 7:30, or a date with a time"),
    "hours": Text(cs="hodiny, např. 7,5", en="hours, such as 7.5"),
    "money": Text(cs="v korunách, např. 9680,50", en="in crowns, such as 9680.50"),
    "yes_no": Text(cs="ano / ne", en="yes / no"),
    "code": Text(cs="vyberte ze seznamu", en="choose from the list"),
    "codes": Text(cs="vyberte ze seznamu", en="choose from the list"),
    "words": Text(cs="text", en="text"),
    "identifier": Text(cs="označení", en="an id"),
}
_KEY = Text(cs="vlastní označení řádku, každé jen jednou", en="your own id of the row, each only once")
# kinds of which a help says all there is to say
_PLAIN = ("identifier", "words", "yes_no")
_FROM_SHEET = Text(cs="označení z listu {sheet}", en="an id from the sheet {sheet}")
_FROM_PROJECT = Text(cs="podle listu {sheet} v sešitu projektu", en="from the sheet {sheet} of the project workbook")
_MOMENT = Text(
    cs="datum s časem, např. 6.\u00a03.\u00a02024 9:00", en="a date with a time, such as 6.\u00a03.\u00a02024 9:00"
)
_WHOLE, _DECIMAL = Text(cs="celé číslo", en="a whole number"), Text(cs="číslo", en="a number")
_AT_LEAST = Text(cs="{kind} od {low}", en="{kind} from {low}")
_FROM_TO = Text(cs="{kind} od {low} do {high}", en="{kind} from {low} to {high}")
_POSITIVE = Text(cs="{kind} větší než 0", en="{kind} greater than 0")

_CHOOSE = Text(cs="Vyberte ze seznamu", en="Choose from the list")
_CHECK = Text(cs="Zkontrolujte údaj", en="Check the value")
_WRONG_CODE = Text(cs="Sloupec „{label}“ přijímá jen: {values}.", en="Column “{label}” accepts only: {values}.")
_SEVERAL = Text(
    cs="Víc hodnot oddělte středníkem. Možnosti: {values}.",
    en="Separate several values by a semicolon. Choices: {values}.",
)
_UNKNOWN_ROW = Text(
    cs="Na listu {sheet} toto označení není. Doplňte je tam, jinak se řádek nenačte.",
    en="The sheet {sheet} has no such id. Add it there, otherwise the row will not be read.",
)
_SEVERAL_ROWS = Text(
    cs="Víc označení oddělte středníkem. Každé musí být na listu {sheet}.",
    en="Separate several ids by a semicolon. Each must be on the sheet {sheet}.",
)
_UNKNOWN_NAME = Text(
    cs="Vyberte název ze seznamu. Seznam je z listu {sheet} v sešitu projektu.",
    en="Choose a name from the list. It comes from the sheet {sheet} of the project workbook.",
)
_WRONG_VALUE = Text(cs="Ve sloupci „{label}“ čekáme: {how}.", en="Column “{label}” expects: {how}.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the references of a workbook can be chosen from.

    `keys` are the defined names over the key columns of sheets in this workbook, `names` the names of
    things the project sheet lists; both by table.
    """

    keys: Mapping[str, str]
    names: Mapping[str, Sequence[str]]


def how_to_write(table: Table, heading: Heading, lang: Lang, choices: Choices) -> str:
    """How a column is written, in a few words, and its help where it has one."""
    form, said = _form(table, heading, lang, choices), help_for(table.name, heading.column)
    return form if said is None or said(lang) == form else f"{form}; {said(lang)}"


def _form(table: Table, heading: Heading, lang: Lang, choices: Choices) -> str:
    target = heading.meaning.references
    if target:
        if choices.names.get(target):
            return _HOW["code"](lang)
        words = _FROM_PROJECT if target in SHEET_TABLES and target not in choices.keys else _FROM_SHEET
        return words.fill(lang, sheet=TABLES[target].label(lang))
    if heading.kind in ("whole", "decimal"):
        return _number(table, heading, lang)
    if [heading.column] == table.key and not heading.meaning.codes:
        return _KEY(lang)
    if heading.kind in _PLAIN and (said := help_for(table.name, heading.column)):
        return said(lang)
    if heading.column == "recorded_at":
        return _MOMENT(lang)
    return _HOW[heading.kind](lang)


def _number(table: Table, heading: Heading, lang: Lang) -> str:
    kind = (_WHOLE if heading.kind == "whole" else _DECIMAL)(lang)
    low, high = limits(table, heading)
    if low is None:
        return kind
    if 0 < low < _SMALLEST:
        return _POSITIVE.fill(lang, kind=kind)
    # a year has no grouped thousands
    least = str(int(low)) if low == int(low) else number(low, lang, 2)
    if high is None:
        return _AT_LEAST.fill(lang, kind=kind, low=least)
    return _FROM_TO.fill(lang, kind=kind, low=least, high=number(high, lang, 2))


def limits(table: Table, heading: Heading) -> tuple[float | None, float | None]:
    """The least and the greatest value a column takes, in the units a person writes."""
    column = heading.within(table.name)
    scale = heading.meaning.scale or 1
    low, high = (None if (end := getattr(column, name, None)) is None else end / scale for name in ("min", "max"))
    return low, high


def validation(book: Book, table: Table, heading: Heading, choices: Choices) -> dict[str, Any]:
    """The data validation of a column, with its message for whoever stands in a cell."""
    lang = book.lang
    form, how = _form(table, heading, lang, choices), how_to_write(table, heading, lang, choices)
    rule = _rule(book, table, heading, choices)
    rule.setdefault("error_title", _CHECK(lang))
    rule.setdefault("error_message", _WRONG_VALUE.fill(lang, label=heading.label(lang), how=form))
    rule |= {"input_title": sentence(heading.label(lang)), "input_message": sentence(how)}
    for name, length in (("input_title", TITLE_LENGTH), ("error_title", TITLE_LENGTH)):
        rule[name] = shortened(rule[name], length)
    for name in ("input_message", "error_message"):
        rule[name] = shortened(rule[name], MESSAGE_LENGTH)
    return rule


def _rule(book: Book, table: Table, heading: Heading, choices: Choices) -> dict[str, Any]:
    if heading.meaning.codes or heading.kind == "yes_no":
        return coded(book, f"{table.name}_{heading.column}", heading.label, heading.meaning)
    if heading.meaning.references:
        return _reference(book, heading, choices)
    match heading.kind:
        case "day":
            return {"validate": "date", "criteria": "between", "minimum": _DAYS[0], "maximum": _DAYS[1]}
        case "instant":
            # a time alone is a fraction of a day; a moment with its offset is text, which only warns
            between = {"criteria": "between", "minimum": 0, "maximum": _LAST_SERIAL}
            return {"validate": "decimal", "error_type": "warning", **between}
        case "hours" | "money" | "whole" | "decimal":
            return numeric(heading.kind, *limits(table, heading))
    return {"validate": "any"}


def coded(book: Book, name: str, label: Text, meaning: Meaning) -> dict[str, Any]:
    """The choice of one code of a list, or of several, which Excel cannot check and only reminds of."""
    lang = book.lang
    if meaning.kind == "yes_no":
        name, values = "yes_no", [said(lang) for said in YES_NO.values()]
    else:
        values = [said(lang) for said in (meaning.codes or {}).values()]
    several = meaning.kind == "codes"
    message = _SEVERAL if several else _WRONG_CODE
    return {
        "validate": "list",
        "source": book.listed(name, values),
        "error_type": "information" if several else "stop",
        "error_title": _CHOOSE(lang),
        "error_message": message.fill(lang, label=label(lang), values=BETWEEN_VALUES.join(values)),
    }


def _reference(book: Book, heading: Heading, choices: Choices) -> dict[str, Any]:
    lang, target = book.lang, heading.meaning.references or ""
    sheet = TABLES[target].label(lang)
    chosen = {"validate": "list", "error_title": _CHOOSE(lang)}
    if target in choices.keys:
        message = (_SEVERAL_ROWS if heading.several else _UNKNOWN_ROW).fill(lang, sheet=sheet)
        return chosen | {"source": f"={choices.keys[target]}", "error_type": "information", "error_message": message}
    if names := sorted(choices.names.get(target, ()), key=sort_key):
        message = _UNKNOWN_NAME.fill(lang, sheet=sheet)
        return chosen | {"source": book.listed(target, names), "error_type": "stop", "error_message": message}
    return {"validate": "any"}


def numeric(kind: str, low: float | None, high: float | None) -> dict[str, Any]:
    """The rule of a number between limits; money and numbers without limits accept any number."""
    validate = "whole" if kind == "whole" else "decimal"
    low, high = (int(end) if end is not None and end == int(end) else end for end in (low, high))
    if low is not None and high is None:
        return {"validate": validate, "criteria": ">=", "value": low}
    low, high = (-_EVERY_NUMBER if low is None else low), (_EVERY_NUMBER if high is None else high)
    return {"validate": validate, "criteria": "between", "minimum": low, "maximum": high}


def shortened(text: str, length: int) -> str:
    """The text within a length of Excel, which drops a validation with a longer one without a word."""
    return text if len(text) <= length else text[: length - 2].rsplit(" ", 1)[0] + " …"
