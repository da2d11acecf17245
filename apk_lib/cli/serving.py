"""Commands that open a project in the browser: the dashboard, and JupyterLab at the drill-down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.reports import NOTEBOOKS
from apk_lib.cli.shared import Data, Help, Language, Spoken, app
from apk_lib.dataset import as_of_date
from apk_lib.errors import ApkError, DataError, ReportError, quoted
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.report.documents import project_of
from apk_lib.text import Lang, Text

# servers take long to load: no other command waits for them

Shown = Annotated[str, typer.Option(help="Období, kterým začít (P1, P2, …); jinak poslední se záznamy.",
                                    metavar="OBDOBÍ")]  # fmt: skip
AsOf = Annotated[str, typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy období.", metavar="DATUM")]
Port = Annotated[int, typer.Option(help="Port na tomto počítači; jinak některý volný.", metavar="ČÍSLO", min=0,
                                   max=65535)]  # fmt: skip
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Neotvírat prohlížeč, jen vypsat adresu.")]
_OPEN = Text(
    cs="Přehled je na této adrese, platí jen na tomto počítači a dokud příkaz běží (ukončíte jej Ctrl+C):",
    en="The dashboard is at this address, on this computer only and while the command runs (Ctrl+C ends it):",
)
_LAB = Text(cs="JupyterLab s rozkliknutím otevírá {path}; příkaz ukončíte Ctrl+C.",
            en="JupyterLab opens the drill-down {path}; Ctrl+C ends the command.")  # fmt: skip


@app.command(cls=CzechCommand, add_help_option=False, short_help="Otevře přehled projektu v prohlížeči.")
def dashboard(
    data: Data,
    period: Shown = "",
    as_of: AsOf = "",
    lang: Spoken = Language.cs,
    port: Port = 0,
    no_browser: NoBrowser = False,
    help: Help = False,
) -> None:
    """Otevře přehled projektu v prohlížeči: cíle, nástěnku hlídek, pocit bezpečí, zaměstnání a peníze.

    Běží jen na tomto počítači a pustí jen toho, kdo má celou adresu. Data, která neprošla kontrolou, otevře se seznamem
    chyb. Příklad: apk-lib dashboard data/kromeriz --period P2
    """
    _need_project(data)
    notebook = _notebook("dashboard.ipynb")
    _need_sense(data, period, as_of)
    from apk_lib.serving.dashboard import Asked, serve_dashboard

    reader: Lang = lang.value

    def say(address: str) -> None:
        typer.echo(_OPEN(reader))
        typer.echo(address)

    asked = Asked(data.resolve(), period, reader, as_of, port, not no_browser)
    serve_dashboard(notebook, asked, say)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Otevře JupyterLab s rozkliknutím čísel.")
def lab(
    data: Data,
    period: Annotated[str, typer.Option(help="Období (P1, P2, …); jinak poslední.", metavar="OBDOBÍ")] = "",
    as_of: AsOf = "",
    lang: Spoken = Language.cs,
    port: Port = 0,
    no_browser: NoBrowser = False,
    out: Annotated[Path, typer.Option(help="Kam uložit vlastní kopii sešitu.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Otevře JupyterLab se sešitem, který vede od čísla k záznamům.

    Sešit je vlastní kopie ve složce outputs/PROJEKT; co v ní změníte, zůstane. Příklad: apk-lib lab data/kromeriz
    """
    from apk_lib.serving.lab import own_copy, serve_lab

    notebook = _notebook("drilldown.ipynb")
    asked = _asked(project_of(data), period, as_of)
    given = {"data": str(data.resolve()), "period": asked.id, "lang": lang.value, "as_of": as_of}
    copy = own_copy(notebook, out / data.resolve().name, given)
    typer.echo(_LAB.fill(lang.value, path=quoted(copy)))
    serve_lab(copy, port, typer.echo, browser=not no_browser)


def _notebook(name: str) -> Path:
    """A notebook of the library, which come with its source and with no installed package."""
    notebook = NOTEBOOKS / name
    if not notebook.is_file():
        raise ReportError(
            Text(
                cs=f"Sešit {name} tu není: má být ve složce {NOTEBOOKS}. Spusťte příkaz ze stažené složky knihovny.",
                en=f"There is no notebook {name}: it should be in {NOTEBOOKS}. Run this from the library's own folder.",
            )
        )
    return notebook


def _asked(project: Project, period: str, as_of: str) -> Period:
    """The period asked for, else the last; both words have to mean something."""
    asked = project.period(period) if period else project.periods[-1]
    as_of_date(as_of, asked)
    return asked


def _need_sense(data: Path, period: str, as_of: str) -> None:
    """Refuse a period or a date that the sheet does not know; one that cannot be read the dashboard tells itself."""
    try:
        project = project_of(data)
    except ApkError:
        return
    _asked(project, period, as_of)


def _need_project(data: Path) -> None:
    """Refuse what is no folder; a project with faults opens and tells them."""
    if not data.is_dir():
        raise DataError(
            Text(
                cs=f"Složka {data} tu není. Zadejte složku projektu, např. data/kromeriz.",
                en=f"There is no folder {data}. Give the folder of a project, such as data/kromeriz.",
            )
        )
