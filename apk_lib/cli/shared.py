"""What all commands share: the application, its Czech help, and how a command is asked for its language."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import apk_lib

app = typer.Typer(
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


_WORDS = {"Usage:": "Použití:", "Options:": "Volby:", "Arguments:": "Argumenty:", "Commands:": "Příkazy:",
          "[OPTIONS]": "[VOLBY]", "COMMAND [ARGS]...": "PŘÍKAZ …", "[required]": "[povinné]", "default: ": "jinak: ",
          "<path>": "<cesta>", "<text>": "<text>", "<int range>": "<číslo>    ", "x>=": "nejméně "}  # fmt: skip


def _show_help(context: typer.Context, asked: bool) -> None:
    if asked:
        text = context.get_help()
        for english, czech in _WORDS.items():
            text = text.replace(english, czech)
        typer.echo(text)
        raise typer.Exit


Help = Annotated[
    bool, typer.Option("--help", is_eager=True, callback=_show_help, help="Vypíše tuto nápovědu a skončí.")
]
Data = Annotated[Path, typer.Argument(help="Složka projektu, např. data/kromeriz.", metavar="SLOŽKA")]


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
