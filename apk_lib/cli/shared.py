"""What all commands share: the application, its Czech help, their options, and folders as they must be."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import apk_lib
from apk_lib.cli.helping import CzechGroup
from apk_lib.errors import ParameterError
from apk_lib.text import Text

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


def words_of(given: str) -> tuple[str, ...]:
    """The words of an option that takes several with commas between them, each once."""
    return tuple(dict.fromkeys(word.strip() for word in given.split(",")))


def need_folder(folder: Path | None) -> None:
    """Refuse a file where a folder should be.

    Raises:
        ParameterError: a file stands there.
    """
    if folder and folder.exists() and not folder.is_dir():
        raise ParameterError(
            Text(cs=f"{folder} je soubor, ne složka. Zadejte složku.", en=f"{folder} is a file. Give a folder.")
        )
