"""The command that writes what goes to the funder beside a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, app, tell
from apk_lib.labels import ROW
from apk_lib.report.annexes import write_annexes
from apk_lib.text import Lang


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří přílohy: soupisky výdajů a souhlas výkazů.")
def annex(
    data: Data,
    period: Annotated[str, typer.Option(help="Období zprávy (P1, P2, …).", metavar="OBDOBÍ")],
    lang: Annotated[Language, typer.Option(help="Jazyk příloh.", metavar="cs|en")] = Language.cs,
    as_of: Annotated[
        str,
        typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy daného období.", metavar="DATUM"),
    ] = "",
    out: Annotated[Path, typer.Option(help="Kam přílohy uložit.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Vytvoří přílohy zprávy: soupisky výdajů (doklady, lidské zdroje, cestovné) a souhlas výkazů, směn a mezd.

    Soupisky mají nejvýše tolik řádků, kolik systém poskytovatele načte najednou. Soubory s označením INTERNAL
    obsahují údaje o osobách. Příklad: apk-lib annex data/kromeriz --period P3
    """
    reader: Lang = lang.value
    tell(f"{one.path}  {ROW.count(one.rows, reader)}" for one in write_annexes(data, period, reader, as_of, out))
