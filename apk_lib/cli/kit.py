"""The command that makes the kit of an outside evaluator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apk_lib.batch.asking import refuse_inside
from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, Spoken, app, need_folder, tell
from apk_lib.errors import ParameterError
from apk_lib.text import Lang, Noun, Text, number

if TYPE_CHECKING:
    from apk_lib.kit import Kit

_FILE = Noun(cs=("soubor", "soubory", "souborů", "souboru"), en=("file", "files"))
_MADE = Text(cs="Sada pro hodnotitele: {path}  {files}", en="Evaluator's kit: {path}  {files}")
_EMPTY = Text(cs="  {file}: prázdné buňky: {what}", en="  {file}: empty cells: {what}")
_LEFT_OUT = Text(cs="  {file}: vynechané vlny šetření: {waves}", en="  {file}: waves of the survey left out: {waves}")
_WAVES, _SUFFIX = "waves", ".zip"
# a range that begins at zero withholds nothing
_RANGES = ("least", "most")
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
        typer.Option(help="Soubor ZIP; jinak outputs/PROJEKT/OBDOBÍ/evaluators-kit.zip.", metavar="SOUBOR"),
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
    _need_zip(out)
    refuse_inside([data], out or Path("outputs"))
    tell(_told(made(data, out, period=period, as_of=as_of), lang.value))


def _need_zip(out: Path | None) -> None:
    """Refuse a folder, or a name that does not say it is a ZIP.

    Raises:
        ParameterError: it is one of these.
    """
    if out and (out.is_dir() or out.suffix.casefold() != _SUFFIX):
        example = out / f"kit{_SUFFIX}"
        raise ParameterError(
            Text(
                cs=f"{out} není soubor ZIP. Zadejte jej i s názvem, např. --out {example}",
                en=f"{out} is no ZIP file. Give its name, too, such as --out {example}",
            )
        )


def _told(made: Kit, lang: Lang) -> Iterator[str]:
    from apk_lib.kit.contents import MICRODATA, PROTECTED

    yield _MADE.fill(lang, path=made.path, files=_FILE.count(made.files, lang))
    for table, columns in made.withheld.items():
        file = f"{MICRODATA}/{table}.csv"
        if waves := columns.get(_WAVES):
            yield _LEFT_OUT.fill(lang, file=file, waves=number(waves, lang))
        labels = {one.name: one.label(lang) for one in PROTECTED[table].columns if one.name not in _RANGES}
        empty = [(name, count) for name, count in columns.items() if name in labels and count]
        if what := ", ".join(f"{labels[name]} [{name}] {number(count, lang)}" for name, count in empty):
            yield _EMPTY.fill(lang, file=file, what=what)
    yield _NOTE(lang)
