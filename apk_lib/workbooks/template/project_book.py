"""The project sheet as a workbook: a coordinator fills in Excel what `project.toml` says in text.

`intake.project_sheet` takes it back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from apk_lib.intake.judging.project_sheet import head_heading, new_project
from apk_lib.intake.reading.values import expected
from apk_lib.project import PROJECT_KEYS, Key, sheet_frame
from apk_lib.tables import SHEET_TABLES
from apk_lib.tables.columns import Meaning
from apk_lib.tables.explained import EXPLAINED
from apk_lib.tables.headings import PROJECT_SHEET
from apk_lib.text import Lang, Text
from apk_lib.workbooks.template.book import HEAD, HEADING_ROW, MUTED, Book, new_book, write
from apk_lib.workbooks.template.instructions import NEVER_WRITTEN, Guide, write_instructions
from apk_lib.workbooks.template.rules_of_cells import MESSAGE_LENGTH, TITLE_LENGTH, Choices, coded, numeric, shortened
from apk_lib.workbooks.template.table_sheet import key_range, referenced, write_table
from apk_lib.workbooks.template.written import FORMATS, YES_NO, Cell, Exact

_TABLES = tuple(SHEET_TABLES.values())
_TITLE = Text(cs="Sešit projektu", en="Project workbook")
_TITLE_OF = Text(cs="Sešit projektu: {project}", en="Project workbook: {project}")
_PURPOSE = Text(
    cs="Sem se zapisuje, co projekt slíbil: kdy, kde, za kolik a s jakým cílem. Zprávy s tím porovnávají záznamy.",
    en="Here stands what the project promised: when, where, for how much and why. Reports hold the records against it.",
)
_EXPLANATION = Text(
    cs="Základní údaje o projektu. Vyplňte žlutá pole ve sloupci hodnota; všechna jsou povinná.",
    en="Basic facts of the project. Fill in the yellow fields in the column value; all are required.",
)
_HEADS = (
    Text(cs="klíč", en="key"),
    Text(cs="údaj", en="fact"),
    Text(cs="hodnota", en="value"),
    Text(cs="vysvětlení", en="explanation"),
)
_ROW_HEIGHT, _CHARACTERS_A_LINE = 15, 55
_TO_FILL = "#fdf6d8"
_STEPS = (
    Text(cs="Mějte po ruce rozhodnutí o poskytnutí dotace a schválenou žádost.",
         en="Have the grant decision and the approved application at hand."),
    Text(cs="Začněte listem Projekt, pak vyplňte Sledovaná období. Období na sebe navazují a pokryjí celý projekt.",
         en="Begin with the sheet Project, then fill in Reporting periods. They follow each other and cover the whole "
            "project."),
    Text(cs="Školy vyplňte dřív než Lokality: přechod se na svou školu odkazuje.",
         en="Fill in Schools before Localities: a crossing refers to its school."),
    Text(cs="Řádky se slovem „příklad“ v prvním sloupci jsou ukázka a nenačítají se. Můžete je smazat.",
         en="Rows with the word “example” in the first column only show how to write and are not read. You may delete "
            "them."),
    Text(cs="Časová pásma a pravidla programu jsou předvyplněné. Upravte je podle svého projektu.",
         en="Time bands and programme rules are filled in beforehand. Change them to fit your project."),
    Text(cs="Do sloupce „doloženo“ zapište ano, jen když údaj stojí v dokumentu projektu. Zpráva ostatní údaje označí.",
         en="Write yes into the column “confirmed” only where a document of the project says so. Reports mark "
            "the rest."),
    Text(cs="Názvy listů, záhlaví ani klíče neměňte. Sešit uložte ve formátu .xlsx a načtěte jej do programu.",
         en="Do not change the names of sheets, headings or keys. Save the workbook as .xlsx and read it into the "
            "program."),
)  # fmt: skip


def write_project_workbook(target: Path, lang: Lang, sheet: Mapping[str, Any] | None = None) -> None:
    """Write the workbook of a project.

    Args:
        target: the file to write; it appears whole or not at all.
        lang: the language of headings, labels and instructions.
        sheet: a `project.toml` as `tomllib` reads it with `parse_float=Decimal`. Without it the workbook is
            for a new project: with the programme's habits, and examples where a town has its own.

    Raises:
        ProjectError: a row of the sheet breaks its schema.
        DataError: the file cannot be replaced.
    """
    given = new_project() if sheet is None else sheet
    head = given.get("project", {})
    rows = {
        table.name: sheet_frame(table, given.get(table.name, []), target.stem)
        if sheet is not None or table.name in given
        else None
        for table in _TABLES
    }
    name = head.get(f"title_{lang}")
    title = _TITLE_OF.fill(lang, project=name) if name else _TITLE(lang)
    with new_book(target, lang, title, "", bool(head.get("synthetic", False))) as book:
        project = (PROJECT_SHEET(lang), _EXPLANATION(lang))
        tables = [(table.label(lang), EXPLAINED[table.name].told(lang)) for table in _TABLES]
        write_instructions(book, title, Guide(_PURPOSE, _STEPS, NEVER_WRITTEN), [project, *tables])
        _write_head(book, head)
        targets = referenced(_TABLES)
        keys = {table.name: key_range(book, table, rows[table.name]) for table in _TABLES if table.name in targets}
        for table in _TABLES:
            write_table(book, table, rows[table.name], Choices(keys, {}), {})


def _write_head(book: Book, head: Mapping[str, Any]) -> None:
    """The sheet of facts that stand once: key, name, value and explanation of each."""
    lang = book.lang
    sheet = book.sheet(PROJECT_SHEET(lang), PROJECT_SHEET(lang), _EXPLANATION(lang))
    for column, (label, width) in enumerate(zip(_HEADS, (26, 38, 60, 50), strict=True)):
        sheet.set_column(column, column, width)
        write(sheet, HEADING_ROW, column, label(lang), book.style(bold=True, bg_color=HEAD, bottom=1))
    for row, (name, key) in enumerate(PROJECT_KEYS.items(), start=HEADING_ROW + 1):
        # Excel does not fit the height of a row that was written by a program
        sheet.set_row(row, _ROW_HEIGHT * max(1, math.ceil(len(str(head.get(name, ""))) / _CHARACTERS_A_LINE)))
        value = {"locked": False, "text_wrap": True, "align": "left", "bg_color": _TO_FILL, "border": 4}
        write(sheet, row, 0, name, book.style(font_color=MUTED))
        write(sheet, row, 1, key.label(lang), book.style())
        write(sheet, row, 2, _cell(key, head.get(name), lang), book.style(**value, num_format=FORMATS[key.kind]))
        write(sheet, row, 3, key.help(lang), book.style(font_color=MUTED, text_wrap=True))
        sheet.data_validation(row, 2, row, 2, _validation(book, name, key))
    sheet.freeze_panes(HEADING_ROW + 1, 0)


def _cell(key: Key, value: Any, lang: Lang) -> Cell:
    match value:
        case bool():
            return YES_NO[value](lang)
        case str() if key.codes:
            return key.codes[value](lang) if value in key.codes else value
        case Decimal() | int():
            return Exact(value)
    cell: Cell = value
    return cell


def _validation(book: Book, name: str, key: Key) -> dict[str, Any]:
    lang = book.lang
    if key.codes or key.kind == "yes_no":
        rule = coded(book, f"project_{name}", key.label, Meaning(key.label, key.kind, codes=key.codes))
    elif key.kind == "day":
        rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    elif key.kind in ("whole", "money", "decimal"):
        rule = numeric(key.kind, 0, 1 if key.kind == "decimal" else None)
    else:
        rule = {"validate": "any"}
    rule.setdefault("error_message", expected(head_heading(name))(lang))
    said = {"input_title": key.label(lang), "input_message": key.help(lang)}
    rule |= {"input_title": shortened(said["input_title"], TITLE_LENGTH)}
    return rule | {"input_message": shortened(said["input_message"], MESSAGE_LENGTH)}
