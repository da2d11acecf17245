"""Commands that make reports and sample data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import apk_lib
from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Help, app, words_of
from apk_lib.cli.usage import UnknownWordError
from apk_lib.disclosure import AUDIENCES
from apk_lib.report.documents import DOCUMENTS, EVERY
from apk_lib.report.writing import FORMATS, formats_of
from apk_lib.text import LANGUAGES, Text, number

if TYPE_CHECKING:
    from apk_lib.report.making import Order

SECONDS_PER_MINUTE = 60
NOTEBOOKS = Path(apk_lib.__file__).resolve().parents[1] / "notebooks"


_PASSED_OVER = Text(
    cs="{folder}: není to složka projektu, vynecháno.", en="{folder}: it is no project folder, passed over."
)


class Kind(StrEnum):
    """Documents a project hands over, and all of them."""

    progress = "progress"
    initial_analysis = "initial_analysis"
    final_evaluation = "final_evaluation"
    all = EVERY


def _several(known: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """What makes an option take one word or more of those that are `known`, with commas between them."""
    words = tuple(known)

    def read(given: str) -> tuple[str, ...]:
        asked = words_of(given)
        for word in asked:
            if word not in words:
                raise UnknownWordError(word)
        return asked

    return read


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří zprávy za období a evaluační dokumenty.")
def report(
    data: Annotated[
        list[Path],
        typer.Argument(
            help="Složky projektů, např. data/kromeriz, jedna nebo více. Je-li mezi více složkami (data/*) jedna bez "
            "projektu, vynechá se.",
            metavar="SLOŽKY",
        ),
    ],
    document: Annotated[
        Kind,
        typer.Option(
            help="Průběžné zprávy, vstupní analýza, závěrečná evaluační zpráva, nebo všechny dokumenty.",
            metavar="|".join(Kind),
        ),
    ] = Kind.progress,
    period: Annotated[
        str, typer.Option(help="Období průběžné zprávy, i více s čárkou (P1,P2), nebo all = všechna.", metavar="OBDOBÍ")
    ] = EVERY,
    lang: Annotated[
        Any, typer.Option(help="Jazyk zprávy, nebo oba: cs,en.", metavar="cs|en", parser=_several(LANGUAGES))
    ] = "cs",
    as_of: Annotated[
        str,
        typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy daného období.", metavar="DATUM"),
    ] = "",
    audience: Annotated[
        Any,
        typer.Option(
            help="Pro koho: interní, pro poskytovatele dotace, pro veřejnost, pro srovnání měst; i více s čárkou mezi "
            "sebou. Co dané publikum nesmí vidět, ve zprávě není.",
            metavar="|".join(AUDIENCES),
            parser=_several(AUDIENCES),
        ),
    ] = "internal",
    format: Annotated[
        str,
        typer.Option(help=f"Formáty s čárkou mezi sebou ({', '.join(FORMATS)}), all = všechny.", metavar="FORMÁTY"),
    ] = FORMATS[0],
    jobs: Annotated[int, typer.Option(help="Kolik zpráv počítat najednou.", metavar="POČET", min=1)] = os.cpu_count()
    or 1,
    scheduler: Annotated[
        str,
        typer.Option(
            help="Počítat na více počítačích: adresa plánovače Dask, např. tcp://10.0.0.5:8786.", metavar="ADRESA"
        ),
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Vytvořit znovu i zprávy, na kterých by se nic nezměnilo.")
    ] = False,
    time_limit: Annotated[
        int, typer.Option(help="Kolik minut smí trvat jeden krok výpočtu.", metavar="MINUTY", min=1)
    ] = 10,
    out: Annotated[Path, typer.Option(help="Kam zprávy uložit.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Vytvoří zprávy za období, vstupní analýzu a závěrečnou evaluační zprávu, i pro mnoho měst najednou.

    Ke každé patří čísla (CSV, Parquet), report.json a passport.json, k interní i report.ipynb. Najdete je ve složce
    outputs/PROJEKT/OBDOBÍ/JAZYK/PUBLIKUM, evaluační dokumenty místo období ve složce svého jména. Zprávy, na kterých
    by se nic nezměnilo, zůstanou. Přerušený příkaz zadejte znovu: pokračuje tam, kde skončil.
    Příklad: apk-lib report data/kromeriz --period P2 --audience public --format html,pdf
    """
    # charts and notebooks take long to load: no other command waits for them
    from apk_lib.batch.asking import ordered, told_apart
    from apk_lib.cli.batch import make_and_tell
    from apk_lib.report.making import orders

    chosen = [one for id, one in DOCUMENTS.items() if document in (id, Kind.all)]
    formats, seconds = formats_of(format), time_limit * SECONDS_PER_MINUTE

    def of_town(town: Path) -> Iterator[Order]:
        named = product(chosen, words_of(period))
        asked = [order for one, of in named for order in orders(one, NOTEBOOKS, town, of, lang[0], as_of, out)]
        # `all` beside a period names that one twice
        for order, language, whom in product(dict.fromkeys(asked), lang, audience):
            yield replace(order, audience=whom, lang=language, formats=formats, time_limit=seconds)

    projects, others = told_apart(data)
    for folder in others:
        typer.echo(_PASSED_OVER.fill(lang[0], folder=folder), err=True)
    asked, unusable = ordered(projects, of_town)
    make_and_tell(asked, unusable, out, lang[0], jobs=jobs, address=scheduler, again=again)


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
