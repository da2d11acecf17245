"""The command line: `apk-lib report`, `apk-lib sample`. It asks, shows and exits; it computes nothing."""

from __future__ import annotations

import itertools
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import apk_lib
from apk_lib.errors import ApkError
from apk_lib.prose import out_of
from apk_lib.report.batch import make_all
from apk_lib.report.making import NOTEBOOK, Outcome, orders
from apk_lib.sample import write_sample
from apk_lib.text import NBSP, Lang, Text, number

NOTEBOOKS = Path(apk_lib.__file__).resolve().parents[1] / "notebooks"
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
          "<path>": "<cesta>", "<int range>": "<číslo>    ", "x>=": "nejméně "}  # fmt: skip


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


@app.command(add_help_option=False)
def report(
    data: Data,
    period: Annotated[str, typer.Option(help="Období (P1, P2, …), nebo all = všechna.", metavar="OBDOBÍ")] = "all",
    lang: Annotated[Language, typer.Option(help="Jazyk zprávy.")] = Language.cs,
    as_of: Annotated[
        str,
        typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy daného období.", metavar="DATUM"),
    ] = "",
    jobs: Annotated[int, typer.Option(help="Kolik zpráv počítat najednou.", min=1)] = os.cpu_count() or 1,
    out: Annotated[Path, typer.Option(help="Kam zprávy uložit.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Vytvoří zprávy za období.

    Ke každé patří report.html k přečtení, report.ipynb, čísla (CSV, Parquet) a passport.json. Najdete je ve složce
    outputs/PROJEKT/OBDOBÍ/JAZYK/internal. Příklad: apk-lib report data/kromeriz --period P2
    """
    reader: Lang = lang.value
    console = Console(stderr=True)
    asked = orders(NOTEBOOKS / NOTEBOOK, data, period, reader, as_of, out)
    title = Text(cs="Zprávy", en="Reports")(reader)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    outcomes: list[Outcome] = []
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=len(asked))
        for outcome in make_all(asked, jobs):
            outcomes.append(outcome)
            progress.advance(task)
    _summary(outcomes, reader)
    if any(outcome.failure for outcome in outcomes):
        raise typer.Exit(1)


@app.command(add_help_option=False)
def sample(
    folder: Annotated[
        Path,
        typer.Argument(help="Složka projektu; prázdná dostane smyšlené město.", metavar="SLOŽKA", file_okay=False),
    ],
    seed: Annotated[int, typer.Option(help="Číslo pro losování; stejné číslo dá stejná data.", min=0)] = 2020,
    help: Help = False,
) -> None:
    """Vytvoří ukázková (syntetická) provozní data. Skutečné záznamy nikdy nepřepíše."""
    made = write_sample(folder, seed)
    typer.echo(
        f"{made.records}: ukázková (syntetická) data, {number(sum(made.rows.values()), 'cs')} řádků, losovací číslo "
        f"{made.seed}"
    )


def _summary(outcomes: list[Outcome], lang: Lang) -> None:
    for outcome in sorted(outcomes, key=lambda outcome: outcome.order.period):
        order = outcome.order
        if outcome.failure:
            typer.echo(
                f"{order.period}  {Text(cs='CHYBA', en='FAILED')(lang)}  {outcome.failure.message(lang)}",
                err=True,
            )
        else:
            typer.echo(f"{order.period}  {number(outcome.seconds, lang, 1)} s  {order.folder / 'report.html'}")
    good = sum(not outcome.failure for outcome in outcomes)
    closing = Text(cs="Hotové zprávy: {count}.", en="Reports made: {count}.")
    typer.echo(closing.fill(lang, count=out_of(good, len(outcomes), lang).replace(NBSP, " ")))


def main() -> None:
    """Run the command line; what the user can mend is told in one line and exit code 1."""
    try:
        app()
    except KeyboardInterrupt:
        typer.echo("Přerušeno. / Interrupted.", err=True)
        sys.exit(130)
    except ApkError as error:
        lang: Lang = "en" if _asked_for_english(sys.argv) else "cs"
        typer.echo(error.message(lang), err=True)
        sys.exit(1)


def _asked_for_english(words: list[str]) -> bool:
    return "--lang=en" in words or any(pair == ("--lang", "en") for pair in itertools.pairwise(words))
