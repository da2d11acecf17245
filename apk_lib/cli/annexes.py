"""The command that writes what goes to the funder beside a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, app, tell
from apk_lib.labels import ROW
from apk_lib.text import Lang, Noun, Text, listing

_LEFT_OUT = Text(cs="Mimo soupisky {n}, uhrazeno před začátkem projektu: {which}.",
                 en="Left out of the lists: {n}, paid before the project began: {which}.")  # fmt: skip
_EXPENSE = Noun(cs=("výdaj", "výdaje", "výdajů", "výdaje"), en=("expense", "expenses"))


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
    # charts and workbooks take long to load: no other command waits for them
    from apk_lib.report.annexes import write_annexes

    reader: Lang = lang.value
    written = write_annexes(data, period, reader, as_of, out)
    tell(f"{one.path}  {ROW.count(one.rows, reader)}" for one in written.files)
    if early := written.left_out:
        typer.echo(_LEFT_OUT.fill(reader, n=_EXPENSE.count(len(early), reader), which=listing(early, reader)))
