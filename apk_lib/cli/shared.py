"""What all commands share: the application, its Czech help, their options, and folders as they must be."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import apk_lib
from apk_lib.cli.helping import CzechGroup
from apk_lib.errors import DataError, ParameterError
from apk_lib.text import Text
from apk_lib.workbooks import project_workbook

SHEET = "project.toml"

app = typer.Typer(
    cls=CzechGroup,
    help="Ze záznamů města zpráva pro poskytovatele dotace. / From a town's records to a report for its funder.",
    add_help_option=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Language(StrEnum):
    """Languages of a report."""

    cs = "cs"
    en = "en"


def _show_help(context: typer.Context, asked: bool) -> None:
    if asked:
        typer.echo(context.get_help())
        raise typer.Exit


Help = Annotated[
    bool, typer.Option("--help", is_eager=True, callback=_show_help, help="Vypíše tuto nápovědu a skončí.")
]
Data = Annotated[Path, typer.Argument(help="Složka projektu, např. data/kromeriz.", metavar="SLOŽKA")]
Spoken = Annotated[Language, typer.Option(help="Jazyk výpisu.", metavar="cs|en")]


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    help: Help = False,
    version: Annotated[bool, typer.Option("--version", help="Vypíše verzi a skončí.")] = False,
) -> None:
    """Ze záznamů města zpráva pro poskytovatele dotace. / From a town's records to a report for its funder."""
    if version:
        typer.echo(f"apk-lib {apk_lib.__version__}")
    elif context.invoked_subcommand is None:
        _show_help(context, True)


def tell(lines: Iterable[str]) -> None:
    """Show lines on the screen."""
    for line in lines:
        typer.echo(line)


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project."""
    return (folder / SHEET).is_file()


def need_project(folder: Path) -> None:
    """Refuse a folder that is none of a project, with what to do.

    Raises:
        DataError: there is no `project.toml` in the folder.
    """
    if not is_project(folder):
        raise no_project(folder)


def no_project(folder: Path) -> DataError:
    """That a folder holds no project; a filled workbook of the project only waits to be imported."""
    book = project_workbook(folder)
    if book:
        command = f"apk-lib import {quoted(book)} --into {quoted(folder)}"
        return DataError(
            Text(
                cs=f"Projekt ve složce {folder} ještě není založen. Vyplňte sešit projektu a načtěte jej: {command}",
                en=f"The project in {folder} is not founded yet. Fill its workbook and read it: {command}",
            )
        )
    return DataError(
        Text(
            cs=f"Ve složce {folder} není {SHEET}. Zadejte složku projektu, např. data/kromeriz, nebo založte novou "
            "příkazem apk-lib new SLOŽKA.",
            en=f"There is no {SHEET} in {folder}. Give the folder of a project, such as data/kromeriz, or found "
            "a new one by apk-lib new FOLDER.",
        )
    )


def need_folder(folder: Path | None) -> None:
    """Refuse a file where a folder should be.

    Raises:
        ParameterError: a file stands there.
    """
    if folder and folder.exists() and not folder.is_dir():
        raise ParameterError(
            Text(cs=f"{folder} je soubor, ne složka. Zadejte složku.", en=f"{folder} is a file. Give a folder.")
        )


def quoted(path: Path) -> str:
    """A path as it may be copied into a command, also with spaces in it."""
    text = str(path)
    if os.name != "nt" and re.search(r"[\"$`\\!]", text):
        return shlex.quote(text)
    return text if re.fullmatch(r"[\w@%+=:,./\\~-]+", text) else f'"{text}"'
