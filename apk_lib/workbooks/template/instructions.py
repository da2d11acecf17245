"""The first sheet of a workbook: what it is, how to fill it, what does not belong there, what is where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apk_lib.tables.headings import INSTRUCTIONS, SCHEMA_VERSION
from apk_lib.text import Text
from apk_lib.workbooks.template.book import DARK_BLUE, Book, write

_WIDTH, _LINE_HEIGHT = 110, 15
_HOW = Text(cs="Jak vyplňovat", en="How to fill it in")
_NEVER = Text(cs="Co sem nepatří", en="What does not belong here")
_SHEETS = Text(cs="Listy sešitu", en="Sheets of the workbook")
_VERSION = Text(cs="Verze sešitu: {version}", en="Version of the workbook: {version}")
NEVER_WRITTEN = (
    Text(cs="Jména, rodná čísla, adresy, telefony a e-maily. Asistenty, mentory i dotázané zapisujte jen pod označením "
            "(pseudonymem); klíč ke jménům mějte uložený jinde.",
         en="Names, birth numbers, addresses, telephones and e-mails. Write assistants, mentors and respondents under "
            "an id (pseudonym) only; keep the key to the names elsewhere."),
    Text(cs="Nic o zdravotním stavu, o národnosti nebo etnickém původu ani o trestní minulosti. U nepřítomnosti "
            "nezapisujte důvod.",
         en="Nothing about health, nationality or ethnic origin, or about a criminal record. Do not write the reason "
            "of an absence."),
)  # fmt: skip
PERSONAL_MARKED = Text(
    cs="Sloupce s osobními údaji mají béžové záhlaví a poznámku. Nikdy neopustí město.",
    en="Columns with personal data have a beige heading and a note. They never leave the town.",
)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the instructions of a workbook say: what it is, how to fill it in, what nobody writes there."""

    purpose: Text
    steps: Sequence[Text]
    never: Sequence[Text]


def write_instructions(book: Book, title: str, guide: Guide, sheets: Sequence[tuple[str, str]]) -> None:
    """Add the sheet of instructions to a workbook still without sheets; `sheets` says what belongs on each other."""
    lang = book.lang
    sheet = book.sheet(INSTRUCTIONS(lang), title, guide.purpose(lang))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, _WIDTH)
    row = 3
    numbered = [(f"{place}.", step(lang)) for place, step in enumerate(guide.steps, start=1)]
    row = _section(book, sheet, row, _HOW(lang), numbered)
    row = _section(book, sheet, row, _NEVER(lang), [("–", said(lang)) for said in guide.never])
    heading_row = row
    row = _section(book, sheet, row, _SHEETS(lang), list(sheets))
    link = book.style(font_color=DARK_BLUE, underline=1)
    for place, (name, _) in enumerate(sheets, start=heading_row + 1):
        sheet.write_url(place, 0, f"internal:'{name}'!A1", link, name)
    write(sheet, row, 0, _VERSION.fill(lang, version=SCHEMA_VERSION), book.style())


def _section(book: Book, sheet: Any, row: int, title: str, lines: Sequence[tuple[str, str]]) -> int:
    """A title with lines of two cells below; the row after it and an empty one."""
    write(sheet, row, 0, title, book.style(bold=True, font_size=12))
    for place, (first, second) in enumerate(lines, start=row + 1):
        write(sheet, place, 0, first, book.style())
        write(sheet, place, 1, second, book.style(text_wrap=True))
        sheet.set_row(place, math.ceil(len(second) / _WIDTH) * _LINE_HEIGHT)
    return row + len(lines) + 2
