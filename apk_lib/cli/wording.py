"""The command that prepares the place for the coordinator's own words."""

from __future__ import annotations

from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, Spoken, app
from apk_lib.errors import quoted
from apk_lib.intake import write_narrative
from apk_lib.report.documents import project_of
from apk_lib.text import Text


@app.command(cls=CzechCommand, add_help_option=False, short_help="Připraví soubor pro slova koordinátora.")
def narrative(
    data: Data,
    period: Annotated[str, typer.Option(help="Období, o němž chcete psát (P1, P2, …).", metavar="OBDOBÍ")],
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Připraví soubor, do něhož koordinátor napíše vlastní slova ke zprávě; co už napsal, nikdy nezmění.

    Příklad: apk-lib narrative data/kromeriz --period P3
    """
    project = project_of(data)
    names = project.frames["key_activities"].select("key_activity", f"name_{lang.value}")
    path = write_narrative(data, project.period(period).id, dict(names.iter_rows()), lang.value)
    said = Text(cs="Pište pod nadpisy do {path}; zpráva text otiskne.", en="Write under the headings in {path}; the "
                "report prints the text.")  # fmt: skip
    typer.echo(said.fill(lang.value, path=quoted(path)))
