"""Commands that make reports and sample data."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import apk_lib
from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, app
from apk_lib.disclosure import Audience
from apk_lib.prose import out_of
from apk_lib.report.documents import DOCUMENTS, EVERY
from apk_lib.report.writing import FORMATS, formats_of
from apk_lib.text import NBSP, Lang, Text, number

if TYPE_CHECKING:
    from apk_lib.report.making import Outcome

NOTEBOOKS = Path(apk_lib.__file__).resolve().parents[1] / "notebooks"


class Kind(StrEnum):
    """Documents a project hands over, and all of them."""

    progress = "progress"
    initial_analysis = "initial_analysis"
    final_evaluation = "final_evaluation"
    all = EVERY


class Version(StrEnum):
    """Whom a report is for."""

    internal = "internal"
    funder = "funder"
    public = "public"
    cross_town = "cross_town"


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří zprávy za období a evaluační dokumenty.")
def report(
    data: Data,
    document: Annotated[
        Kind,
        typer.Option(
            help="Průběžné zprávy, vstupní analýza, závěrečná evaluační zpráva, nebo všechny dokumenty.",
            metavar="|".join(Kind),
        ),
    ] = Kind.progress,
    period: Annotated[
        str, typer.Option(help="Období průběžné zprávy (P1, P2, …), nebo all = všechna.", metavar="OBDOBÍ")
    ] = EVERY,
    lang: Annotated[Language, typer.Option(help="Jazyk zprávy.", metavar="cs|en")] = Language.cs,
    as_of: Annotated[
        str,
        typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy daného období.", metavar="DATUM"),
    ] = "",
    audience: Annotated[
        Version,
        typer.Option(
            help="Pro koho: interní, pro poskytovatele dotace, pro veřejnost, pro srovnání měst. Co dané publikum "
            "nesmí vidět, ve zprávě není.",
            metavar="|".join(Version),
        ),
    ] = Version.internal,
    format: Annotated[
        str,
        typer.Option(help=f"Formáty s čárkou mezi sebou ({', '.join(FORMATS)}), all = všechny.", metavar="FORMÁTY"),
    ] = FORMATS[0],
    jobs: Annotated[int, typer.Option(help="Kolik zpráv počítat najednou.", metavar="POČET", min=1)] = os.cpu_count()
    or 1,
    out: Annotated[Path, typer.Option(help="Kam zprávy uložit.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Vytvoří zprávy za období, vstupní analýzu a závěrečnou evaluační zprávu.

    Ke každé patří čísla (CSV, Parquet), report.json a passport.json, k interní i report.ipynb. Najdete je ve složce
    outputs/PROJEKT/OBDOBÍ/JAZYK/PUBLIKUM, evaluační dokumenty místo období ve složce svého jména.
    Příklad: apk-lib report data/kromeriz --period P2 --audience public --format html,pdf
    """
    # charts and notebooks take long to load: no other command waits for them
    from apk_lib.report.batch import make_all
    from apk_lib.report.making import orders

    reader: Lang = lang.value
    console = Console(stderr=True)
    chosen = [one for id, one in DOCUMENTS.items() if document in (id, Kind.all)]
    whom: Audience = audience.value
    formats = formats_of(format)
    asked = [
        order for one in chosen for order in orders(one, NOTEBOOKS, data, period, reader, as_of, out, whom, formats)
    ]
    title = Text(cs="Zprávy", en="Reports")(reader)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    outcomes: list[Outcome] = []
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=len(asked))
        for outcome in make_all(asked, jobs):
            outcomes.append(outcome)
            progress.advance(task)
    _summary(sorted(outcomes, key=lambda outcome: asked.index(outcome.order)), reader)
    if any(outcome.failure for outcome in outcomes):
        raise typer.Exit(1)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří ukázková (syntetická) data.")
def sample(
    folder: Annotated[
        Path,
        typer.Argument(help="Složka projektu; prázdná dostane smyšlené město.", metavar="SLOŽKA", file_okay=False),
    ],
    seed: Annotated[
        int, typer.Option(help="Číslo pro losování; stejné číslo dá stejná data.", metavar="ČÍSLO", min=0)
    ] = 2020,
    help: Help = False,
) -> None:
    """Vytvoří ukázková (syntetická) provozní data. Skutečné záznamy nikdy nepřepíše."""
    from apk_lib.sample import write_sample

    made = write_sample(folder, seed)
    typer.echo(
        f"{made.records}: ukázková (syntetická) data, {number(sum(made.rows.values()), 'cs')} řádků, losovací číslo "
        f"{made.seed}"
    )


def _summary(outcomes: list[Outcome], lang: Lang) -> None:
    for outcome in outcomes:
        order = outcome.order
        if outcome.failure:
            typer.echo(
                f"{order.name}  {Text(cs='CHYBA', en='FAILED')(lang)}  {outcome.failure.message(lang)}",
                err=True,
            )
        else:
            typer.echo(f"{order.name}  {number(outcome.seconds, lang, 1)} s  {outcome.report}")
    good = sum(not outcome.failure for outcome in outcomes)
    closing = Text(cs="Hotové zprávy: {count}.", en="Reports made: {count}.")
    typer.echo(closing.fill(lang, count=out_of(good, len(outcomes), lang).replace(NBSP, " ")))
