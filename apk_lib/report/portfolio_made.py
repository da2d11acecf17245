"""The comparison of towns as files, whole or not at all: the notebook is run, its report and figures put in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from apk_lib.errors import DataError, ParameterError, ReportError
from apk_lib.portfolio import Finding, read_portfolio
from apk_lib.report.execution import executed_report, run_notebook
from apk_lib.report.placing import placed
from apk_lib.report.portfolio import PortfolioReport
from apk_lib.report.writing import Content, write_figures, written
from apk_lib.text import LANGUAGES, Lang, Text

NOTEBOOK = "portfolio.ipynb"
FOLDER = "portfolio"
_REFUSED = Text(
    cs="Žádný ze souborů ve složce {folder} nejde do srovnání vzít, zpráva nevznikla:",
    en="None of the files in {folder} can be taken into the comparison; no report was made:",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A comparison of towns that stands in a `folder`, and what it says."""

    folder: Path
    report: PortfolioReport


def make_portfolio(
    notebooks: Path, summaries: Path, register: Path, out: Path, lang: Lang, town: str = "", period: str = ""
) -> Made:
    """Make the comparison of the summaries in a folder and put it in place in one step.

    Where it stands tells the period and the town it is made for, if any is named: `portfolio/P2/kromeriz/cs`.

    Raises:
        ApkError: the folder, the register, the town or the period cannot be used, no summary can be taken, or the
            report cannot be written.
    """
    asked = (str(summaries), str(register), town, period, lang)
    # what cannot be used is told here, in both languages; the notebook would say it as an error of its cell
    _need_some(summaries, register)
    report = PortfolioReport.on(*asked)
    names = ("summaries", "register", "town", "period", "lang")
    parameters = dict(zip(names, asked, strict=True))
    folder = out.joinpath(*filter(None, (FOLDER, period, town, lang)))
    with placed(folder) as work:
        notebook = work / "report.ipynb"
        try:
            run_notebook(notebooks / NOTEBOOK, notebook, parameters)
        except (PapermillExecutionError, DeadKernelError) as error:
            raise ReportError(
                Text(
                    cs=f"Srovnání měst: chyba programu v notebooku. Nahlaste ji.\n{error}",
                    en=f"Comparison of towns: a bug in the notebook. Report it.\n{error}",
                )
            ) from error
        made = executed_report(notebook)
        notebook.unlink()
        content = Content(made.report, made.results, made.curves, made.names)
        write_figures(content, work)
        (work / "report.html").write_bytes(written("html", content))
    return Made(folder, report)


def _need_some(summaries: Path, register: Path) -> None:
    """Refuse a folder that has nothing to compare.

    Raises:
        ApkError: the folder or the register cannot be used, or no summary of it can be taken.
    """
    found = read_portfolio(summaries, register)
    if not found.towns.is_empty():
        return
    if found.findings:
        raise DataError(_refused(summaries, found.findings))
    raise ParameterError(
        Text(
            cs=f"Ve složce {summaries} není žádný souhrn města. Uložte do ní nebo do podsložek soubory, které města "
            "poslala; mohou mít jakýkoli název s koncovkou .json.",
            en=f"There is no summary of a town in {summaries}. Put the files that towns sent into it or into folders "
            "in it; they may have any name that ends with .json.",
        )
    )


def _refused(summaries: Path, findings: Sequence[Finding]) -> Text:
    """That nothing could be taken, and of each file why."""
    cs, en = (
        "\n".join([_REFUSED.fill(lang, folder=summaries), *(f"  {one.told(lang)}" for one in findings)])
        for lang in LANGUAGES
    )
    return Text(cs=cs, en=en)
