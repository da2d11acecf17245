"""The comparison of towns as files, whole or not at all: the notebook is run, its report and figures put in place."""

from __future__ import annotations

from pathlib import Path

from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from apk_lib.errors import ReportError
from apk_lib.report.execution import executed_report, run_notebook
from apk_lib.report.placing import placed
from apk_lib.report.portfolio import PortfolioReport
from apk_lib.report.writing import Content, write_figures, written
from apk_lib.text import Lang, Text

NOTEBOOK = "portfolio.ipynb"


def make_portfolio(
    notebooks: Path, summaries: Path, register: Path, out: Path, lang: Lang, town: str = "", period: str = ""
) -> Path:
    """Make the comparison of the summaries in a folder and put it in place in one step; the folder it stands in.

    Raises:
        ApkError: the folder, the register, the town or the period cannot be used, or the report cannot be written.
    """
    asked = (str(summaries), str(register), town, period, lang)
    # what cannot be used is told here, in both languages; the notebook would say it as an error of its cell
    PortfolioReport.on(*asked)
    names = ("summaries", "register", "town", "period", "lang")
    parameters = dict(zip(names, asked, strict=True))
    folder = out / "portfolio" / lang
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
    return folder
