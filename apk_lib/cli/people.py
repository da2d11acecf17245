"""Commands that keep a project folder in order: erasing people, bringing an older folder up to date."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, Spoken, app
from apk_lib.intake import erase as erase_people
from apk_lib.intake import migrate as migrate_folder
from apk_lib.text import Lang, Text, number


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vymaže osobu ze záznamů a z klíče jmen.")
def erase(
    data: Data,
    reason: Annotated[str, typer.Option(help="Důvod výmazu, do záznamu; bez jména.", metavar="DŮVOD")],
    person: Annotated[
        list[str] | None,
        typer.Option(help="Pseudonym; bez něj všichni, jakmile uplyne doba uchování.", metavar="OSOBA"),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Klíč jmen, z něhož se osoba také vymaže.", metavar="SOUBOR")] = None,
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Vymaže osobu: jméno z klíče, pseudonym a osobní údaje ze záznamů. Součty hodin a dnů zůstanou."""
    reader: Lang = lang.value
    done = erase_people(data, person or [], reason, datetime.now(UTC), key)
    said = Text(cs="Vymazáno osob: {people}, změněno řádků: {rows}, odstraněno uložených souborů: {files}.",
                en="People erased: {people}, rows changed: {rows}, kept files removed: {files}.")  # fmt: skip
    rows = number(sum(done.rows.values()), reader)
    typer.echo(said.fill(reader, people=done.people, rows=rows, files=done.removed))


@app.command(cls=CzechCommand, add_help_option=False, short_help="Převede složku ze starší verze programu.")
def migrate(
    data: Data,
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Převede složku projektu ze starší verze a vypíše, co se změnilo."""
    reader: Lang = lang.value
    done = migrate_folder(data, datetime.now(UTC))
    for change in done.changes:
        typer.echo(change(reader))
    if not done.changes:
        typer.echo(Text(cs="Složka už je v nynější verzi.", en="The folder is up to date already.")(reader))
