"""The command that makes the kit of an outside evaluator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, Spoken, app, need_folder, tell
from apk_lib.text import Lang, Noun, Text

if TYPE_CHECKING:
    from apk_lib.kit import Kit

_FILE = Noun(cs=("soubor", "soubory", "souborů", "souboru"), en=("file", "files"))
_MADE = Text(cs="Sada pro hodnotitele: {path}  {files}", en="Evaluator's kit: {path}  {files}")
_WITHHELD = Text(cs="  skryto v {table}: {what}", en="  withheld in {table}: {what}")
_NOTE = Text(
    cs="Data jsou chráněná, ne veřejná: předejte je jen hodnotiteli. Jen vymyšlenou složku twin smíte dát komukoli.",
    en="The data are protected, not public: hand them to the evaluator alone. Only the invented folder twin is for "
    "anybody.",
)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří sadu dat a metod pro vnějšího hodnotitele.")
def kit(
    data: Data,
    out: Annotated[
        Path | None,
        typer.Option(help="Soubor ZIP; jinak outputs/PROJEKT/OBDOBÍ/evaluators-kit.zip.", metavar="SOUBOR",
                     dir_okay=False),
    ] = None,
    period: Annotated[str, typer.Option(help="Období, do jehož konce sada sahá; jinak poslední.",
                                        metavar="OBDOBÍ")] = "",
    as_of: Annotated[
        str,
        typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy daného období.", metavar="DATUM"),
    ] = "",
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:  # fmt: skip
    """Vytvoří pro statistika mimo město jeden soubor: chráněná data, popis sloupců, metody a syntetické dvojče dat.

    Záznamy o lidech z projektu v ní nejsou. Znaky respondentů, jak v ní stojí, má vždy společné více lidí
    (k-anonymita); jejich odpovědi tím chráněny nejsou. Co se s daty stalo, říká README a protection.csv.
    Příklad: apk-lib kit data/kromeriz --out kit.zip
    """
    # statistics and the search for persons take long to load: no other command waits for them
    from apk_lib.kit import kit as made

    need_folder(data)
    tell(_told(made(data, out, period=period, as_of=as_of), lang.value))


def _told(made: Kit, lang: Lang) -> Iterator[str]:
    yield _MADE.fill(lang, path=made.path, files=_FILE.count(made.files, lang))
    for table, columns in made.withheld.items():
        if what := ", ".join(f"{column} {count}" for column, count in columns.items() if count):
            yield _WITHHELD.fill(lang, table=table, what=what)
    yield _NOTE(lang)
