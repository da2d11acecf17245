"""The command that makes a report of a selection of the drill-down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.reports import NOTEBOOKS
from apk_lib.cli.shared import Data, Help, Language, Spoken, app
from apk_lib.dataset import open_dataset
from apk_lib.drilldown import Selection, saved_selection
from apk_lib.errors import ParameterError
from apk_lib.report.documents import project_of
from apk_lib.text import Text


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří zprávu o číslu a řádcích, z nichž je.")
def drilldown(
    data: Data,
    name: Annotated[str, typer.Option(help="Jméno uloženého výběru.", metavar="JMÉNO")] = "",
    selection: Annotated[str, typer.Option(help="Výběr jako text JSON, místo jména.", metavar="JSON")] = "",
    period: Annotated[
        str,
        typer.Option(
            help="Období (P1, P2, …), k jehož termínu zprávy data číst; jinak podle výběru.", metavar="OBDOBÍ"
        ),
    ] = "",
    as_of: Annotated[
        str, typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy období.", metavar="DATUM")
    ] = "",
    lang: Spoken = Language.cs,
    out: Annotated[Path, typer.Option(help="Kam zprávu uložit.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Vytvoří zprávu o jednom výběru: číslo, jeho členění, vysvětlení a řádky záznamů, z nichž je.

    Výběr uložíte v přehledu nebo v notebooku. Zpráva (HTML a notebook) je ve složce outputs/PROJEKT/selections a je
    jen pro interní potřebu. Příklad: apk-lib drilldown data/kromeriz --name "Večery"
    """
    if bool(name) == bool(selection):
        raise ParameterError(
            Text(
                cs="Zadejte buď --name se jménem uloženého výběru, nebo --selection s jeho textem.",
                en="Give either --name with the name of a saved selection, or --selection with its text.",
            )
        )
    project = project_of(data)
    asked = saved_selection(data, name) if name else Selection.from_text(selection)
    dataset = open_dataset(data, period=period or asked.period or project.periods[-1].id, as_of=as_of)
    # notebooks take long to load: no other command waits for them
    from apk_lib.report.selections import make_selection

    called = name or asked.indicator
    typer.echo(str(make_selection(NOTEBOOKS / "drilldown.ipynb", dataset, asked, called, lang.value, out)))
