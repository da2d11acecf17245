"""A report of a selection of the drill-down: its notebook executed, and what it says as a page."""

from __future__ import annotations

import re
import tempfile
from hashlib import sha256
from pathlib import Path

import nbformat
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from apk_lib.dataset import Dataset
from apk_lib.drilldown import Explorer, Selection, parameters
from apk_lib.errors import ReportError, reason
from apk_lib.report.execution import executed_parts, run_notebook
from apk_lib.report.html import page
from apk_lib.report.model import Foot, FrontPage, Report, Section
from apk_lib.text import Lang, Text

FOLDER = "selections"


def make_selection(notebook: Path, dataset: Dataset, selection: Selection, name: str, lang: Lang, out: Path) -> Path:
    """Execute the notebook of the drill-down on a selection; its page stands beside the notebook.

    Args:
        notebook: the notebook of the drill-down.
        dataset: what the selection is of.
        selection: what is looked at.
        name: what the files are called.
        lang: the language of the page.
        out: the folder of outputs; the files go to `PROJECT/selections` in it.

    Returns:
        The page.

    Raises:
        ParameterError: the selection means nothing in these data.
        ReportError: a cell failed, the kernel died, or the folder cannot be written.
    """
    # what the reader can mend is told here, in words, before a kernel starts
    Explorer(dataset).explain(selection)
    folder = out / dataset.folder.resolve().name / FOLDER
    target = folder / f"{file_name(name)}.html"
    given = parameters(selection, dataset, lang) | {"data": dataset.folder.resolve().as_posix(), "live": False}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as beside:
            executed = Path(beside) / f"{target.stem}.ipynb"
            run_notebook(notebook, executed, given)
            told, parts = executed_parts(executed)
            executed.write_text(nbformat.writes(told) + "\n", "utf-8", newline="\n")
            whole = executed.with_suffix(".html")
            front = next(part for part in parts if isinstance(part, FrontPage))
            sections = tuple(part for part in parts if isinstance(part, Section))
            whole.write_text(page(Report(front, sections, Foot(()))), "utf-8", newline="\n")
            for made in (executed, whole):
                made.replace(folder / made.name)
    except OSError as error:
        why = reason(error)
        raise ReportError(
            Text(
                cs=f"{target}: zprávu nelze zapsat ({why.cs}). Zvolte jinou složku (--out).",
                en=f"{target}: the report cannot be written ({why.en}). Choose another folder (--out).",
            )
        ) from error
    except (PapermillExecutionError, DeadKernelError) as error:
        raise ReportError(
            Text(
                cs=f"{name}: chyba programu v notebooku. Nahlaste ji.\n{error}",
                en=f"{name}: a bug in the notebook. Report it.\n{error}",
            )
        ) from error
    return target


def file_name(name: str) -> str:
    """A name as every system takes it for a file; what had to be changed keeps names apart by a fingerprint."""
    plain = re.sub(r"[^\w-]+", "_", name).strip("_")
    return plain if plain == name else f"{plain}_{sha256(name.encode()).hexdigest()[:6]}"
