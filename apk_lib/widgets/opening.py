"""Opening a project folder in a live notebook: what is wrong with it is told, and no traceback."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from IPython.display import HTML, display

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import ApkError
from apk_lib.report.beneath import BATCH
from apk_lib.report.html import fragment
from apk_lib.text import Lang, Text
from apk_lib.widgets.trouble import Trouble, examine

_TITLE = Text(cs="Složka projektu: {folder}", en="Project folder: {folder}")


class NotOpenedError(ApkError):
    """The folder cannot be opened; what is wrong stands above, so a notebook shows the message alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def opened(data: str, period: str = "", lang: Lang = "cs", as_of: str = "") -> Dataset:
    """The dataset of a folder; errors of its check are shown above in the words of `apk-lib check`, with a banner.

    Where files are made only a folder that cannot be opened says anything.

    Raises:
        NotOpenedError: there is nothing to go on with.
    """
    folder = Path(data)
    try:
        dataset = open_dataset(folder, period=period, as_of=as_of)
    except ApkError as error:
        show(examine(folder, date.max, (error.text,)), lang)
        raise NotOpenedError(error.text) from None
    if not os.environ.get(BATCH) and _has_errors(dataset):
        show(examine(dataset.folder, dataset.as_of), lang)
    return dataset


def show(trouble: Trouble, lang: Lang) -> None:
    """Display what is wrong, if anything: the banner of a folder that cannot be opened, the list of its errors."""
    if trouble.told:
        front = trouble.front(_TITLE.fill(lang, folder=trouble.folder), lang)
        display(HTML(fragment(front, lang)))  # type: ignore[no-untyped-call]
    if trouble:
        display(HTML(fragment(trouble.section(lang), lang)))  # type: ignore[no-untyped-call]


def _has_errors(dataset: Dataset) -> bool:
    """Whether the check would say so; it reads every file anew, which takes its time."""
    return not dataset.rejected.is_empty() or bool((dataset.findings["severity"] == "error").any())
