"""How sheets and definitions stand in a section: tables open or folded, and what the margin holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from apk_lib.report.model import Column, Note, Table
from apk_lib.sheets import HEADS, Sheet
from apk_lib.text import Lang, Text

_MEANINGS = Text(cs="Co které číslo znamená", en="What each figure means")
_MARGIN = 5  # definitions that a margin holds


def as_tables(sheets: Iterable[Sheet], mark: str, opened: Sequence[Sheet] = ()) -> tuple[Table, ...]:
    """The sheets that have rows as tables of the report, folded but for those `opened`; `mark` ends their captions."""
    return tuple(_table(sheet, mark, sheet in opened) for sheet in sheets if sheet.rows)


def _table(sheet: Sheet, mark: str, open: bool) -> Table:
    columns = tuple(
        Column(head, "right" if number else "left") for head, number in zip(sheet.heads, sheet.numeric, strict=True)
    )
    return Table(sheet.summary, f"{sheet.caption}{mark}", columns, sheet.rows, open)


def beside(definitions: tuple[Note, ...], mark: str, lang: Lang) -> tuple[tuple[Note, ...], tuple[Table, ...]]:
    """Definitions as notes of the margin; as a folded table where the margin would run far past the text."""
    if len(definitions) <= _MARGIN:
        return definitions, ()
    title, heads = _MEANINGS(lang), (HEADS["figure"](lang), _MEANINGS(lang))
    rows = tuple((note.term, note.text) for note in definitions)
    defines = tuple(note.defines for note in definitions)
    return (), (Table(title, f"{title}.{mark}", tuple(Column(head) for head in heads), rows, defines=defines),)
