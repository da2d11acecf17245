"""The forms for a telephone (KoboToolbox, ODK), of a shift and of the survey, and the shift sheet on paper.

All are made from the schemas: a column that appears there appears here. On the telephone a shift is
one form, its visits and its events are repeats inside it; the survey is a form of its own, one answer a person.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from apk_lib.errors import DataError, reason
from apk_lib.project import Project
from apk_lib.tables import TABLES
from apk_lib.tables.asked import Asked, questionnaire
from apk_lib.tables.headings import SCHEMA_VERSION
from apk_lib.text import LANGUAGES, Lang, Text
from apk_lib.workbooks.forms.paper import paper_form
from apk_lib.workbooks.forms.questions import LANGUAGE_NAMES, TOP, Question, asked, choices_of, plain, value_of
from apk_lib.workbooks.forms.survey import KEY, lists_of, survey_choices, survey_questions

Sheet = Sequence[Mapping[str, str]]

_FILES = {
    "form": Text(cs="smena.xlsx", en="shift.xlsx"),
    "paper": Text(cs="smena_A4.html", en="shift_A4.html"),
    "survey": Text(cs="dotaznik.xlsx", en="survey.xlsx"),
}
_TITLE = Text(cs="{project} – záznam směny", en="{project} – shift sheet")
_SURVEY_TITLE = Text(cs="{project} – dotazník o pocitu bezpečí", en="{project} – survey of perceived safety")


def write_forms(
    folder: Path,
    project: Project,
    persons: pl.DataFrame,
    lang: Lang,
    items: Mapping[str, Asked] | None = None,
    waves: Iterable[str] = (),
) -> list[Path]:
    """Write the telephone form, the paper sheet and the questionnaire into a folder; older ones are replaced.

    Args:
        folder: where to.
        project: the project with its localities.
        persons: the table `persons`.
        lang: the language the forms open in; both are inside.
        items: the questions of the survey; the core questionnaire where the town has none.
        waves: the waves of the survey to choose from.

    Raises:
        DataError: the folder cannot be written; what stood there stays.
    """
    asked_here = items or questionnaire(project.frames["localities"])
    contents = {
        folder / _FILES["form"](lang): _xlsform(project, persons, lang),
        folder / _FILES["paper"](lang): paper_form(project, persons, lang).encode(),
        folder / _FILES["survey"](lang): _survey(project, asked_here, waves, lang),
    }
    return _put(contents)


def write_xlsform(target: Path, project: Project, persons: pl.DataFrame, lang: Lang) -> None:
    """Write the XLSForm workbook of a shift; `lang` is the language it opens in, both are inside.

    Raises:
        DataError: the file cannot be written.
    """
    _put({target: _xlsform(project, persons, lang)})


def _put(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write files of one folder beside their places first, so that no half of one is ever seen."""
    target = next(iter(contents))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".forms-") as beside:
            for path, content in contents.items():
                (Path(beside) / path.name).write_bytes(content)
            for target in contents:
                os.replace(Path(beside) / target.name, target)
    except OSError as error:
        raise DataError(
            Text(
                cs=f"{target}: formulář nelze zapsat ({reason(error).cs}). Zavřete jej, je-li otevřený, uvolněte "
                "místo, nebo zvolte jinou složku.",
                en=f"{target}: the form cannot be written ({reason(error).en}). Close it if it is open, free the disk "
                "or choose another folder.",
            )
        ) from error
    return list(contents)


def _xlsform(project: Project, persons: pl.DataFrame, lang: Lang) -> bytes:
    lists = choices_of(project, persons)
    head = _head(project, _TITLE, "apk", value_of(TOP, TABLES[TOP].key[0]), lang)
    return _workbook(asked(lists), lists, head)


def _survey(project: Project, items: Mapping[str, Asked], waves: Iterable[str], lang: Lang) -> bytes:
    lists = survey_choices(project, waves)
    questions = survey_questions(items, lists)
    used = {name: entries for name, entries in lists.items() if name in lists_of(questions)}
    return _workbook(questions, used, _head(project, _SURVEY_TITLE, "apk_survey", f"${{{KEY}}}", lang))


def _workbook(questions: Iterable[Question], lists: Mapping[str, Mapping[str, Text]], head: Mapping[str, str]) -> bytes:
    """The three sheets of an XLSForm as a workbook; the same form has the same bytes."""
    labels = {lang: f"label::{name}" for lang, name in LANGUAGE_NAMES.items()}
    choices = [
        {"list_name": list_name, "name": name, **{labels[lang]: plain(label(lang)) for lang in LANGUAGES}}
        for list_name, entries in lists.items()
        for name, label in entries.items()
    ]
    survey = [question.cells() for question in questions]
    # a server takes a changed form only under a new version: the schema first, then what lists and questions are like
    said = hashlib.sha256(repr((survey, choices, head)).encode()).hexdigest()
    settings = {**head, "version": f"{SCHEMA_VERSION}-{said[:8]}"}
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": settings["form_title"], "created": datetime(2020, 1, 1)})
    for name, rows in (("survey", survey), ("choices", choices), ("settings", [settings])):
        _write(book, name, rows)
    book.close()
    return content.getvalue()


def _head(project: Project, title: Text, id: str, instance: str, lang: Lang) -> dict[str, str]:
    """What a form is called; `instance` is what one filled form is called."""
    return {
        "form_title": title.fill(lang, project=plain(project.title(lang))),
        "form_id": f"{id}_{_ascii(project.id)}",
        "default_language": LANGUAGE_NAMES[lang],
        "instance_name": instance,
    }


def _ascii(id: str) -> str:
    """The id as a form may be called: plain letters, digits, underscores and dashes."""
    bare = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "_", bare)


def _write(book: xlsxwriter.Workbook, name: str, rows: Sheet) -> None:
    sheet = book.add_worksheet(name)
    columns = list(rows[0])
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        longest = max(len(text) for text in (column, *(row[column] for row in rows)))
        sheet.set_column(place, place, min(longest + 2, 60))
        sheet.write_string(0, place, column, book.add_format({"bold": True}))
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            # text is text: a name that starts with "=" is no formula
            if row[column]:
                sheet.write_string(line, place, row[column])
