"""The command that prints what the indicators mean."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from apk_lib.catalogue import as_csv, sheet, sheets
from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Help, Language, app


class Format(StrEnum):
    """How the sheets are written."""

    text = "text"
    markdown = "markdown"
    csv = "csv"


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vypíše, co který ukazatel znamená.")
def catalogue(
    lang: Annotated[
        Language, typer.Option("--lang", "--language", help="Jazyk výpisu.", metavar="cs|en")
    ] = Language.cs,
    indicator: Annotated[str, typer.Option(help="Jen tento ukazatel, např. posts_filled.", metavar="UKAZATEL")] = "",
    format: Annotated[
        Format, typer.Option(help="Podoba výpisu: text, Markdown nebo tabulka CSV.", metavar="text|markdown|csv")
    ] = Format.text,
    help: Help = False,
) -> None:
    """Referenční listy ukazatelů: definice, vzorec, čitatel a jmenovatel, zdroje, metoda a kódy ESF.

    Příklad: apk-lib catalogue --indicator posts_filled --format markdown
    """
    chosen = (sheet(indicator, lang.value),) if indicator else sheets(lang.value)
    if format is Format.csv:
        typer.echo(as_csv(chosen, lang.value), nl=False)
        return
    for one in chosen:
        typer.echo(one.markdown() if format is Format.markdown else one.text())
