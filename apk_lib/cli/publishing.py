"""Commands for a report that is made: it is verified, submitted, returned, approved and kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.reports import NOTEBOOKS
from apk_lib.cli.shared import Help, Language, Spoken, app, tell
from apk_lib.errors import DataError
from apk_lib.report.state_log import State
from apk_lib.report.verifying import Altered, Verified
from apk_lib.text import DASH, Lang, Text, number

SHOWN = 10
DIGITS = 6
WIDTH = 160

Report = Annotated[
    Path, typer.Argument(help="Zpráva: kterýkoli její soubor (report.html, passport.json, …) nebo složka.",
                         metavar="ZPRÁVA")
]  # fmt: skip
Source = Annotated[
    Path | None, typer.Argument(help="Složka projektu; jinak ji najde podle pasu zprávy.", metavar="SLOŽKA")
]
Named = Annotated[
    str,
    typer.Option(
        help="Kdo krok dělá; jméno bude v pasu interní zprávy, u ostatních jen v záznamu vedle její složky.",
        metavar="JMÉNO",
    ),
]
Reason = Annotated[str, typer.Option(help="Proč.", metavar="DŮVOD")]
_DONE: dict[State, Text] = {
    "submitted": Text(cs="Předloženo: {folder}", en="Submitted: {folder}"),
    "returned": Text(cs="Vráceno: {folder}", en="Returned: {folder}"),
    "approved": Text(cs="Schváleno: {folder}", en="Approved: {folder}"),
}
_MORE = Text(cs="… a další: {count}", en="… and more: {count}")
_GONE = Text(cs="vstup chybí: {name}", en="an input is missing: {name}")
_CHANGED = Text(cs="vstup se od té doby změnil: {name}", en="an input has changed since: {name}")
_ALTERED = Text(cs="soubor zprávy se po vytvoření změnil: {name}", en="a file of the report was altered: {name}")
_LOST = Text(cs="soubor zprávy chybí: {name}", en="a file of the report is missing: {name}")
_LINE = Text(cs="  má být „{was}“, je „{now}“", en="  should read “{was}”, reads “{now}”")
_FACT = Text(cs="pas uvádí něco jiného, než vychází: {name}", en="the passport says otherwise than comes out: {name}")
_WORDS = Text(cs="zpráva má říkat „{was}“, říká „{now}“", en="the report should say “{was}”, it says “{now}”")
_CODE = Text(cs="program se změnil: {was} → {now}", en="the program has changed: {was} → {now}")
_OTHER_CODE = Text(
    cs="POZOR: zprávu vytvořil jiný program ({was}), v archivu je dnešní ({now}). Chcete-li v něm mít ten původní, "
    "archivujte z jeho revize.",
    en="CAUTION: another program made the report ({was}), the archive holds that of today ({now}). To have the former "
    "in it, make the archive from its commit.",
)
_FIGURE = Text(cs="{what}: ve zprávě {was}, ze vstupů vychází {now}",
               en="{what}: the report says {was}, the inputs give {now}")  # fmt: skip
_UNKNOWN = Text(
    cs="Zprávu nejde ověřit: chybí nebo se změnilo {missing} z {inputs} vstupů, proto se nic nepočítalo.",
    en="The report cannot be verified: {missing} of {inputs} inputs are missing or changed, so nothing was computed.",
)
_SAME = Text(cs="Zpráva souhlasí: {all} čísel.", en="The report agrees: {all} figures.")
_DIFFERS = Text(cs="Zpráva nesouhlasí: liší se {count} z {all} čísel.",
                en="The report does not agree: {count} of {all} figures differ.")  # fmt: skip
_OTHERWISE = Text(
    cs="Zpráva nesouhlasí: čísla ze vstupů vycházejí ({all}), změnilo se to, co je uvedeno výše.",
    en="The report does not agree: the inputs give its {all} figures, what is told above was changed.",
)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Ověří, že zpráva odpovídá svým vstupům.")
def verify(
    report: Annotated[
        Path,
        typer.Argument(
            help="Zpráva: kterýkoli její soubor (report.html, passport.json, …), složka, nebo archiv ZIP.",
            metavar="ZPRÁVA",
        ),
    ],
    data: Source = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Jen čísla a soubory; věty a tabulky znovu nevytvoří (o 10 s rychlejší).")
    ] = False,
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Ověří zprávu: má své vstupy, dávají táž čísla, věty a tabulky, nezměnil někdo její soubory?

    Řekne, že souhlasí, nebo co se liší a proč; kód ukončení je pak 1.
    Příklad: apk-lib verify outputs/kromeriz/P2/cs/internal/report.html
    """
    from apk_lib.report.archive import verify_archive
    from apk_lib.report.verifying import verify as verified

    reader: Lang = lang.value
    notebooks = None if quick else NOTEBOOKS
    zipped = report.suffix.lower() == ".zip"
    outcome = verify_archive(report, notebooks) if zipped else verified(report, data, notebooks=notebooks)
    if outcome.elsewhere:
        raise DataError(
            Text(
                cs=f"Ve složce {data or report} není žádný vstup této zprávy. Zadejte složku projektu, z níž zpráva "
                "vznikla.",
                en=f"There is no input of this report in {data or report}. Give the project folder it was made from.",
            )
        )
    tell(_verdict(outcome, reader))
    if not outcome.same:
        raise typer.Exit(1)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Předloží zprávu ke schválení.")
def submit(
    report: Report,
    name: Named,
    data: Source = None,
    reason: Reason = "",
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Předloží zprávu ke schválení; od té chvíle ji příkaz report nepřepíše.

    Příklad: apk-lib submit outputs/kromeriz/P2/cs/public/report.pdf --name "Jana Malá"
    """
    _take("submitted", report, data, name, reason, lang.value)


@app.command("return", cls=CzechCommand, add_help_option=False, short_help="Vrátí předloženou zprávu k přepracování.")
def send_back(
    report: Report, name: Named, reason: Reason, data: Source = None, lang: Spoken = Language.cs, help: Help = False
) -> None:
    """Vrátí předloženou zprávu s důvodem; pak ji lze vytvořit znovu a předložit.

    Příklad: apk-lib return outputs/kromeriz/P2/cs/public --name "Petr Novotný" --reason "chybí výkazy za květen"
    """
    _take("returned", report, data, name, reason, lang.value)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Schválí předloženou zprávu.")
def approve(
    report: Report,
    name: Named,
    data: Source = None,
    reason: Reason = "",
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Schválí předloženou zprávu. Schválená se už nikdy nepřepíše; nová zpráva bude její další verze s přehledem změn.

    Zpráva z ukázkových (syntetických) dat se neschvaluje. Co schválená zpráva zveřejňuje, si projekt pamatuje v souboru
    published.csv. Příklad: apk-lib approve outputs/kromeriz/P2/cs/public --name "Petr Novotný"
    """
    _take("approved", report, data, name, reason, lang.value)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Uloží zprávu se vstupy do jednoho souboru na léta.")
def archive(
    report: Report,
    data: Source = None,
    out: Annotated[
        Path | None, typer.Option(help="Soubor ZIP; jinak vedle složky zprávy.", metavar="SOUBOR", dir_okay=False)
    ] = None,
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Uloží do jednoho souboru zprávu, její vstupy, program, který ji vytvořil, definice a otisky všeho.

    Vstupy obsahují údaje o zaměstnancích, archiv je proto vždy interní. Ověří jej apk-lib verify ARCHIV.zip.
    Příklad: apk-lib archive outputs/kromeriz/P2/cs/internal
    """
    from apk_lib.report.archive import archive as archived
    from apk_lib.report.handed_over import handed_over
    from apk_lib.report.verifying import other_code

    said = Text(cs="INTERNÍ archiv: {path}", en="INTERNAL archive: {path}")
    typer.echo(said.fill(lang.value, path=archived(report, data, out)))
    for one in other_code(handed_over(report)):
        typer.echo(_OTHER_CODE.fill(lang.value, was=one.was, now=one.now), err=True)


def _take(state: State, report: Path, data: Path | None, name: str, reason: str, lang: Lang) -> None:
    from apk_lib.report.states import Step, take

    step = Step(state, name, reason, datetime.now(UTC))
    typer.echo(_DONE[state].fill(lang, folder=take(step, report, data)))


def _verdict(outcome: Verified, lang: Lang) -> Iterator[str]:
    """What is missing, what was altered, what differs, and whether the report agrees."""
    for text, names in ((_GONE, outcome.missing), (_CHANGED, outcome.changed)):
        yield from _shortened([text.fill(lang, name=name) for name in names], lang)
    for one in outcome.altered:
        yield from _altered(one, lang)
    yield from _shortened([_FACT.fill(lang, name=name) for name in outcome.accounts], lang)
    yield from _shortened([_differs(row, lang) for row in outcome.differing.iter_rows(named=True)], lang)
    yield from _shortened([_WORDS.fill(lang, was=_cut(one.was), now=_cut(one.now)) for one in outcome.told], lang)
    yield from _shortened([_CODE.fill(lang, was=one.was, now=one.now) for one in outcome.code], lang)
    counts = {
        "count": len(outcome.differing), "all": outcome.figures, "inputs": outcome.inputs,
        "missing": len(outcome.missing) + len(outcome.changed),
    }  # fmt: skip
    said = _SAME if outcome.same else _OTHERWISE
    if outcome.missing or outcome.changed:
        said = _UNKNOWN
    elif len(outcome.differing):
        said = _DIFFERS
    yield said.fill(lang, **{name: number(count, lang) for name, count in counts.items()})


def _shortened(lines: list[str], lang: Lang) -> Iterator[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield _MORE.fill(lang, count=number(len(lines) - SHOWN, lang))


def _altered(one: Altered, lang: Lang) -> Iterator[str]:
    yield (_LOST if one.gone else _ALTERED).fill(lang, name=one.file)
    lines = [_LINE.fill(lang, was=_cut(change.was), now=_cut(change.now)) for change in one.changes]
    yield from _shortened(lines, lang)


def _differs(row: dict[str, object], lang: Lang) -> str:
    what = " ".join(str(row[name]) for name in ("indicator", "measure", "category_1", "category_2") if row[name])
    return _FIGURE.fill(lang, what=what, was=_figure(row["value"], lang), now=_figure(row["value_now"], lang))


def _figure(value: object, lang: Lang) -> str:
    return number(value, lang, DIGITS) if isinstance(value, float) else DASH


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"
