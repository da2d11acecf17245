"""Commands for records: templates and forms out, workbooks in, checked copies back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from apk_lib.cli.changing import change_lines
from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Help, Language, app, need_folder, tell
from apk_lib.cli.telling import account_lines, aside_line, finding_lines, without_table, without_table_lines
from apk_lib.errors import ParameterError, quoted
from apk_lib.findings import counted
from apk_lib.intake import (
    Answers,
    Office,
    Plan,
    TownMapping,
    check_folder,
    import_files,
    learned,
    make_plan,
    names_of,
    office_of,
    town_mapping,
)
from apk_lib.periods import TIME_ZONE
from apk_lib.tables.asked import asked
from apk_lib.text import Lang, Text

# `apk_lib.workbooks` is imported where a workbook is written: its libraries take long to load

NOON = time(12)
Reader = Annotated[Language, typer.Option(help="Jazyk výpisu a sešitů.", metavar="cs|en")]
Project = Annotated[
    Path | None, typer.Option(help="Složka projektu: jeho lokality, osoby a co je už zapsáno.", metavar="SLOŽKA")
]
Key = Annotated[
    Path | None, typer.Option(help="Klíč jmen a pseudonymů (CSV); leží mimo složku projektu.", metavar="SOUBOR")
]
Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", help="Vlastní názvy: LIST=tabulka, SLOUPEC=tabulka.sloupec, SLOVO=tabulka.sloupec.kód.",
                 metavar="PŘIŘAZENÍ"),
]  # fmt: skip
DayFirst = Annotated[
    bool | None,
    typer.Option("--day-first/--month-first", help="Jak číst 03/04/2021: nejdřív den, nebo nejdřív měsíc."),
]
Century = Annotated[
    int | None,
    typer.Option(help="Století roků zapsaných dvěma číslicemi: 1900, nebo 2000.", metavar="ROK", min=1900, max=2000),
]
Recorded = Annotated[
    str, typer.Option(help="Kdy byly řádky bez vlastního „zapsáno“ zapsány (RRRR-MM-DD); jinak teď.", metavar="DATUM")
]
Files = Annotated[
    list[Path], typer.Argument(help="Sešity .xlsx, soubory .csv, šetření SPSS .sav, trasy GPS.", metavar="SOUBORY")
]
_COPY = Text(cs="Kontrolní kopie: {path}", en="Checked copy: {path}")
_ALL = Text(cs="Všechny nálezy: {path}", en="All findings: {path}")
_IN_THE_COPY = Text(
    cs=", všechny jsou na listu Chyby v kontrolní kopii", en=", all are on the sheet Errors of the copy"
)
_IN_THE_TABLE = Text(cs=", všechny budou v issues.parquet, zadáte-li --out SLOŽKA",
                     en=", all will be in issues.parquet if you give --out FOLDER")  # fmt: skip
_IN_A_CHECK = Text(cs=", všechny ukáže list Chyby v kopii z apk-lib check",
                   en=", all stand on the sheet Errors of the copy that apk-lib check makes")  # fmt: skip


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří sešit pro záznamy.")
def template(
    target: Annotated[Path, typer.Argument(help="Kam sešit uložit (.xlsx); nic nepřepíše.", metavar="SOUBOR")],
    project: Project = None,
    filled: Annotated[bool, typer.Option("--filled", help="Vyplnit tím, co je už v projektu zapsáno.")] = False,
    lang: Reader = Language.cs,
    help: Help = False,
) -> None:
    """Vytvoří sešit pro záznamy: jeden list na tabulku, s výběry, pravidly a příklady."""
    from apk_lib.workbooks import project_template

    project_template(target, project, filled, lang.value)
    typer.echo(target)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Založí projekt: složku se sešitem projektu.")
def new(
    folder: Annotated[Path, typer.Argument(help="Nová složka projektu.", metavar="SLOŽKA")],
    lang: Reader = Language.cs,
    help: Help = False,
) -> None:
    """Založí projekt: složku se sešitem projektu, předvyplněným tím, co určuje program."""
    from apk_lib.workbooks import new_folder

    for path in new_folder(folder, lang.value):
        typer.echo(path)
    said = Text(cs="Vyplňte sešit projektu a načtěte jej: apk-lib import {path} --into {folder}",
                en="Fill the project workbook and read it: apk-lib import {path} --into {folder}")  # fmt: skip
    typer.echo(said.fill(lang.value, path=quoted(path), folder=quoted(folder)))


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří formulář směny a dotazník šetření.")
def forms(
    folder: Annotated[Path, typer.Argument(help="Kam formuláře uložit.", metavar="SLOŽKA")],
    project: Annotated[Path, typer.Option(help="Složka projektu.", metavar="SLOŽKA")],
    lang: Reader = Language.cs,
    help: Help = False,
) -> None:
    """Vytvoří formuláře: záznam směny do telefonu (XLSForm pro Kobo, ODK) a na list A4, a dotazník šetření."""
    from apk_lib.workbooks import write_forms

    need_folder(folder)
    office = office_of(project)
    assert office.project is not None
    items, waves = asked(office.standing("survey_items").to_dicts()), office.standing("survey_waves")["wave"]
    for path in write_forms(folder, office.project, office.rows("persons"), lang.value, items, waves):
        typer.echo(path)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Zkontroluje záznamy a označí v kopii chyby.")
def check(
    files: Annotated[list[Path], typer.Argument(help="Sešity a soubory, nebo jedna složka projektu.",
                                                metavar="SOUBORY|SLOŽKA")],
    project: Project = None,
    out: Annotated[Path | None, typer.Option(help="Kam uložit kontrolní kopie, a s nimi všechny nálezy jako "
                                             "issues.parquet; jinak jsou jen kopie, vedle souborů.",
                                             metavar="SLOŽKA")] = None,
    map_: Mapped = None,
    day_first: DayFirst = None,
    century: Century = None,
    key: Key = None,
    lang: Reader = Language.cs,
    help: Help = False,
) -> None:  # fmt: skip
    """Zkontroluje záznamy a vrátí kopii sešitu s vyznačenými chybami. Původní soubory nemění."""
    need_folder(out)
    moment = datetime.now(UTC)
    whole = len(files) == 1 and files[0].is_dir()
    if whole:
        plan = check_folder(files[0], moment).plan
    else:
        office = replace(office_of(project) if project else Office(), town=_town(project, map_, day_first, century),
                         names=names_of(key, project))  # fmt: skip
        plan = make_plan(files, office, moment)
    if not _checked(plan, whole, out, lang.value):
        raise typer.Exit(1)


def _checked(plan: Plan, whole: bool, out: Path | None, lang: Lang) -> bool:
    """Tell what is wrong, then write the copies (of a whole folder only the findings); whether all is well."""
    from apk_lib.workbooks import write_checked_copies

    strange = [] if whole else without_table(plan)
    tell(account_lines(plan, lang))
    tell(finding_lines(plan.findings, lang, (_IN_THE_TABLE if whole else _IN_THE_COPY)(lang)))
    tell(without_table_lines(strange, lang))
    written = write_checked_copies(replace(plan, books=()) if whole else plan, plan.findings, out, lang)
    tell(_COPY.fill(lang, path=path) for path in written.books)
    if written.findings:
        typer.echo(_ALL.fill(lang, path=written.findings))
    for message in dict.fromkeys(error.message(lang) for error in written.refused):
        typer.echo(message, err=True)
    return not (counted(plan.findings)["error"] or strange or written.refused)


@app.command(name="import", cls=CzechCommand, add_help_option=False, short_help="Načte záznamy do složky projektu.")
def import_(
    files: Files,
    into: Annotated[Path, typer.Option(help="Složka projektu, do níž se importuje.", metavar="SLOŽKA")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Jen ukázat, co by se stalo.")] = False,
    recorded: Recorded = "",
    map_: Mapped = None,
    day_first: DayFirst = None,
    century: Century = None,
    key: Key = None,
    lang: Reader = Language.cs,
    help: Help = False,
) -> None:
    """Načte sešity a soubory do složky projektu: celé, nebo vůbec. Stejný soubor podruhé nic nezmění."""
    reader: Lang = lang.value
    need_folder(into)
    town = _town(into, map_, day_first, century)
    done = import_files(files, into, _moment(recorded), town=town, key=key, dry_run=dry_run)
    plan, number = done.plan, done.number
    strange = without_table(plan)
    tell([*account_lines(plan, reader), *change_lines(plan, reader)])
    tell(finding_lines(plan.findings, reader, _IN_A_CHECK(reader)))
    tell(without_table_lines(strange, reader))
    typer.echo(_outcome(plan, number, dry_run, bool(strange))(reader))
    if not plan.stops and (aside := aside_line(plan, reader)):
        typer.echo(aside)
    if plan.stops or strange:
        raise typer.Exit(1)


def _outcome(plan: Plan, number: int, dry_run: bool, strange: bool) -> Text:
    if plan.stops:
        return Text(cs="Nic se neimportovalo: nejdřív opravte chyby souboru nebo odpovězte na otázky výše.",
                    en="Nothing was imported: first mend the file or answer the questions above.")  # fmt: skip
    if dry_run:
        return Text(cs="Zkouška: nic se nezapsalo.", en="A trial: nothing was written.")
    if strange and not number:
        return Text(cs="Nic se neimportovalo.", en="Nothing was imported.")
    if not number:
        return Text(cs="Nic nového: všechno už v projektu je.", en="Nothing new: everything is in the project already.")
    return Text(cs=f"Import č. {number} je hotov.", en=f"Import no. {number} is done.")


def _town(folder: Path | None, entries: list[str] | None, day_first: bool | None, century: int | None) -> TownMapping:
    known = town_mapping(folder) if folder else TownMapping()
    answers = Answers(known.answers.day_first if day_first is None else day_first, century or known.answers.century)
    return replace(learned(known, entries or ()), answers=answers)


def _moment(recorded: str) -> datetime:
    """The moment an option names; a day means its noon."""
    if not recorded:
        return datetime.now(UTC)
    try:
        if len(recorded) == len("2021-01-31"):
            day = date.fromisoformat(recorded)
            return datetime.combine(day, NOON, ZoneInfo(TIME_ZONE)).astimezone(UTC)
        moment = datetime.fromisoformat(recorded)
    except ValueError as error:
        raise ParameterError(
            Text(
                cs=f"„{recorded}“ není datum. Zadejte je jako RRRR-MM-DD, např. 2021-01-15.",
                en=f"“{recorded}” is not a date. Write it as YYYY-MM-DD, such as 2021-01-15.",
            )
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(TIME_ZONE)).astimezone(UTC)
