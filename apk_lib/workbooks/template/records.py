"""The workbook for a town's records: one sheet a table, empty with examples or filled with what is known.

Everything in it comes from the schemas and their explanations; nothing is laid out by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from apk_lib.project import Project
from apk_lib.tables import SHEET_TABLES, TABLES
from apk_lib.tables.explained import EXPLAINED
from apk_lib.tables.headings import WITHOUT_SHEET
from apk_lib.text import Lang, Text
from apk_lib.workbooks.template.book import new_book
from apk_lib.workbooks.template.instructions import NEVER_WRITTEN, PERSONAL_MARKED, Guide, write_instructions
from apk_lib.workbooks.template.rules_of_cells import Choices
from apk_lib.workbooks.template.table_sheet import key_range, names_of, referenced, write_table
from apk_lib.workbooks.template.written import Names

RECORDS = tuple(table for name, table in TABLES.items() if name not in SHEET_TABLES and name not in WITHOUT_SHEET)

_TITLE = Text(cs="Sešit pro záznamy", en="Workbook for records")
_TITLE_OF = Text(cs="Sešit pro záznamy: {project}", en="Workbook for records: {project}")
_PURPOSE = Text(
    cs="Sem se zapisuje, co asistenti prevence kriminality dělali. Program ze sešitu připraví zprávy o projektu.",
    en="Here you write what the crime-prevention assistants did. The program makes the project's reports from it.",
)
_STEPS = (
    Text(cs="Vyplňujte jen listy, které potřebujete. Tabulka níže říká, co na který list patří, kdo ho vyplňuje a kdy.",
         en="Fill in only the sheets you need. The table below says what belongs where, who fills it in and when."),
    Text(cs="Každá věc má jeden řádek. Pište od prvního prázdného řádku pod záhlavím; na pořadí řádků nezáleží.",
         en="One row for each thing. Begin in the first empty row below the headings; the order does not matter."),
    Text(cs="Řádky se slovem „příklad“ v prvním sloupci jsou ukázka a nenačítají se. Můžete je smazat. Když je "
            "přepíšete vlastními údaji, smažte i slovo „příklad“.",
         en="Rows with the word “example” in the first column only show how to write and are not read. You may delete "
            "them. If you write your own data over them, delete the word “example” too."),
    Text(cs="Sloupce s hvězdičkou (*) jsou povinné, ostatní mohou zůstat prázdné. Co do sloupce patří, stojí šedě nad "
            "záhlavím.",
         en="Columns with an asterisk (*) are required, others may stay empty. What belongs in a column stands in grey "
            "above its heading."),
    Text(cs="Kde buňka nabízí seznam, vyberte z něj. Kopírujete-li údaje odjinud, vložte jen hodnoty (Vložit jinak, "
            "Hodnoty), jinak se seznamy ztratí.",
         en="Where a cell offers a list, choose from it. When you copy data from elsewhere, paste values only (Paste "
            "Special, Values), or the lists get lost."),
    Text(cs="Den pište jako 4. 3. 2024 a čas jako 7:30. Končí-li směna po půlnoci, stačí čas: program pozná, že jde "
            "o následující den.",
         en="Write a day as 4. 3. 2024 and a time as 7:30. If a shift ends after midnight, the time is enough: the "
            "program knows it is the next day."),
    Text(cs="Chybu opravte přímo v jejím řádku; je-li v něm vyplněno „zapsáno“, tento údaj smažte. Řádek, který už byl "
            "načten, nemažte: ve sloupci „zrušeno“ vyberte „ano“.",
         en="Mend a mistake in its own row; if “recorded at” is filled in there, clear it. Do not delete a row that "
            "was already read: choose “yes” in “withdrawn”."),
    Text(cs="Názvy listů ani záhlaví neměňte. Hotový sešit uložte ve formátu .xlsx a načtěte jej do programu.",
         en="Do not change the names of sheets or the headings. Save the workbook as .xlsx and read it into the "
            "program."),
)  # fmt: skip
_GUIDE = Guide(_PURPOSE, _STEPS, (*NEVER_WRITTEN, PERSONAL_MARKED))


def write_template(
    target: Path,
    lang: Lang,
    project: Project | None = None,
    filled: Mapping[str, pl.DataFrame] | None = None,
    synthetic: bool = False,
) -> None:
    """Write the workbook for all tables of records.

    Args:
        target: the file to write; it appears whole or not at all.
        lang: the language of headings, labels and instructions.
        project: whose localities, bands, schools, budget lines and periods are offered; without one their
            ids are written by hand.
        filled: rows by table in the stored types; a table it does not name stays empty. Without it each
            sheet shows two examples.
        synthetic: whether the rows were generated; every sheet then says so.

    Raises:
        DataError: the file cannot be replaced, or a table does not fit into a sheet.
    """
    title = _TITLE_OF.fill(lang, project=project.title(lang)) if project else _TITLE(lang)
    names = project_names(project, lang) if project else {}
    with new_book(target, lang, title, project.id if project else "", synthetic) as book:
        sheets = [(table.label(lang), EXPLAINED[table.name].told(lang)) for table in RECORDS]
        write_instructions(book, title, _GUIDE, sheets)
        rows = {table.name: _rows(table.name, filled) for table in RECORDS}
        targets = referenced(RECORDS)
        keys = {table.name: key_range(book, table, rows[table.name]) for table in RECORDS if table.name in targets}
        choices = Choices(keys, {name: list(called.values()) for name, called in names.items()})
        for table in RECORDS:
            write_table(book, table, rows[table.name], choices, names)


def _rows(name: str, filled: Mapping[str, pl.DataFrame] | None) -> pl.DataFrame | None:
    if filled is None:
        return None
    return filled[name] if name in filled else pl.DataFrame(TABLES[name].schema.create_empty())


def project_names(project: Project, lang: Lang) -> Names:
    """By table of the project sheet, how each thing is called in a cell; of a budget line its latest version."""
    named = {}
    for name in referenced(RECORDS) & SHEET_TABLES.keys():
        key = SHEET_TABLES[name].key
        named[name] = names_of(project.frames[name].sort(key).iter_rows(named=True), key[0], lang)
    return named
