"""The documents a project hands over, and the period each is about.

A progress report is made on every period. The other two have a period of their own, which follows from the
data and the as-of date, so that the same command always gives the same document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.intake import read_sheet
from apk_lib.periods import Period
from apk_lib.project import Project, parse_project
from apk_lib.tables.codes import OUTPUT_KINDS
from apk_lib.text import Text, sentence

# what is asked for in the place of one document or one period
EVERY = "all"


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of report: its notebook, its title, and how its period is found.

    `own_period` is None for a document that is made on any period.
    """

    id: str
    notebook: str
    title: Text
    own_period: Callable[[Dataset], Period] | None = None


def project_of(data: Path) -> Project:
    """The project of a data folder, to know its periods before any table is read.

    Raises:
        ApkError: the folder has no usable project sheet.
    """
    return parse_project(read_sheet(data)[0], data.resolve().name)


def period_of(document: Document, data: Path, as_of: str = "") -> Period:
    """The period a document with one of its own is about, as far as the folder knows at `as_of`.

    Raises:
        ApkError: the folder or the date cannot be used.
        ValueError: the document has no period of its own (a programmer's mistake).
    """
    if document.own_period is None:
        raise ValueError(f"{document.id} is made on any period")
    last = project_of(data).periods[-1]
    return document.own_period(open_dataset(data, period=last.id, as_of=as_of))


def of_baseline(dataset: Dataset) -> Period:
    """The period in which the first wave of the survey closed; before there is one, the next whose report is due."""
    periods = dataset.project.periods
    closed = dataset.table("survey_waves")["ends"].sort()
    closed = closed.filter(closed <= dataset.as_of)
    if closed.is_empty():
        return next((period for period in periods if dataset.as_of <= period.report_due), periods[-1])
    return next((period for period in periods if closed[0] <= period.end), periods[-1])


def of_the_end(dataset: Dataset) -> Period:
    """The last period; while the project runs, the last one that has begun."""
    periods = dataset.project.periods
    return next((period for period in reversed(periods) if period.start <= dataset.as_of), periods[0])


def _title(kind: str) -> Text:
    return Text(cs=sentence(OUTPUT_KINDS[kind].cs), en=sentence(OUTPUT_KINDS[kind].en))


PROGRESS = Document("progress", "progress_report.ipynb", Text(cs="Průběžná zpráva o realizaci", en="Progress report"))
INITIAL_ANALYSIS = Document("initial_analysis", "initial_analysis.ipynb", _title("initial_analysis"), of_baseline)
FINAL_EVALUATION = Document("final_evaluation", "final_evaluation.ipynb", _title("final_evaluation"), of_the_end)
DOCUMENTS = {document.id: document for document in (PROGRESS, INITIAL_ANALYSIS, FINAL_EVALUATION)}
