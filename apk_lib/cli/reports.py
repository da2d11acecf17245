"""Commands that make reports, sample data, and verify a report that was handed over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import apk_lib
from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, Spoken, app, tell
from apk_lib.errors import DataError
from apk_lib.prose import out_of
from apk_lib.report.documents import DOCUMENTS, EVERY
from apk_lib.report.verifying import Verified
from apk_lib.report.verifying import verify as verified
from apk_lib.text import DASH, NBSP, Lang, Text, number

if TYPE_CHECKING:
    from apk_lib.report.making import Outcome

NOTEBOOKS = Path(apk_lib.__file__).resolve().parents[1] / "notebooks"
SHOWN = 10
DIGITS = 6


class Kind(StrEnum):
    """Documents a project hands over, and all of them."""

    progress = "progress"
    initial_analysis = "initial_analysis"
    final_evaluation = "final_evaluation"
    all = EVERY


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
    jobs: Annotated[int, typer.Option(help="Kolik zpráv počítat najednou.", metavar="POČET", min=1)] = os.cpu_count()
    or 1,
    out: Annotated[Path, typer.Option(help="Kam zprávy uložit.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Vytvoří zprávy za období, vstupní analýzu a závěrečnou evaluační zprávu.

    Ke každé patří report.html k přečtení, report.ipynb, čísla (CSV, Parquet) a passport.json. Najdete je ve složce
    outputs/PROJEKT/OBDOBÍ/JAZYK/internal, evaluační dokumenty místo období ve složce svého jména.
    Příklad: apk-lib report data/kromeriz --period P2
    """
    # charts and notebooks take long to load: no other command waits for them
    from apk_lib.report.batch import make_all
    from apk_lib.report.making import orders

    reader: Lang = lang.value
    console = Console(stderr=True)
    chosen = [one for id, one in DOCUMENTS.items() if document in (id, Kind.all)]
    asked = [order for one in chosen for order in orders(one, NOTEBOOKS, data, period, reader, as_of, out)]
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
            typer.echo(f"{order.name}  {number(outcome.seconds, lang, 1)} s  {order.folder / 'report.html'}")
    good = sum(not outcome.failure for outcome in outcomes)
    closing = Text(cs="Hotové zprávy: {count}.", en="Reports made: {count}.")
    typer.echo(closing.fill(lang, count=out_of(good, len(outcomes), lang).replace(NBSP, " ")))


@app.command(cls=CzechCommand, add_help_option=False, short_help="Ověří, že zpráva odpovídá svým vstupům.")
def verify(
    passport: Annotated[Path, typer.Argument(help="Soubor passport.json ze složky zprávy.", metavar="PAS")],
    data: Annotated[Path, typer.Argument(help="Složka projektu, z níž zpráva vznikla.", metavar="SLOŽKA")],
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Ověří zprávu: jsou její vstupy zachovány a dávají stejná čísla?"""
    reader: Lang = lang.value
    outcome = verified(passport, data)
    if outcome.elsewhere:
        raise DataError(
            Text(
                cs=f"Ve složce {data} není žádný vstup této zprávy. Zadejte složku projektu, z níž zpráva vznikla.",
                en=f"There is no input of this report in {data}. Give the project folder it was made from.",
            )
        )
    tell(_verdict(outcome, reader))
    if not outcome.same:
        raise typer.Exit(1)


def _verdict(outcome: Verified, lang: Lang) -> Iterator[str]:
    """Inputs that are missing, figures that differ, and whether the report agrees."""
    for name in outcome.missing[:SHOWN]:
        yield Text(cs=f"vstup chybí: {name}", en=f"an input is missing: {name}")(lang)
    for row in outcome.differing.head(SHOWN).iter_rows(named=True):
        what = " ".join(str(row[name]) for name in ("indicator", "measure", "category_1", "category_2") if row[name])
        yield f"{what}: {_figure(row['value'], lang)} → {_figure(row['value_now'], lang)}"
    rest = max(len(outcome.missing), len(outcome.differing)) - SHOWN
    if rest > 0:
        yield Text(cs="… a další: {count}", en="… and more: {count}").fill(lang, count=number(rest, lang))
    counts = {"count": len(outcome.differing), "all": outcome.figures, "missing": len(outcome.missing),
              "inputs": outcome.inputs}  # fmt: skip
    if outcome.missing:
        said = Text(
            cs="Zprávu nejde ověřit: chybí {missing} z {inputs} vstupů, proto se nic nepočítalo.",
            en="The report cannot be verified: {missing} of {inputs} inputs are missing, so nothing was computed.",
        )
    elif outcome.same:
        said = Text(cs="Zpráva souhlasí: {all} čísel.", en="The report agrees: {all} figures.")
    else:
        said = Text(cs="Zpráva nesouhlasí: liší se {count} z {all} čísel.",
                    en="The report does not agree: {count} of {all} figures differ.")  # fmt: skip
    yield said.fill(lang, **{name: number(count, lang) for name, count in counts.items()})


def _figure(value: float | None, lang: Lang) -> str:
    return DASH if value is None else number(value, lang, DIGITS)
