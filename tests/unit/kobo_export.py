"""Exports as KoboToolbox and ODK Central write them, for the tests of what reads them back.

KoboToolbox: a workbook with the form's own sheet, cut to 31 characters, and a sheet for each repeat that has a
row. Headers and values are names or, by default there, labels of a language; what has no label keeps its name. A
group path is put before a name where the author of the export ticks it. `_submission_time` is UTC without an
offset. Dates are text with an offset, or real dates without one.

ODK Central: a CSV file for the form and one for each repeat; inside a repeat its own path is left out, and other
groups are joined by a dash (`meta-instanceID`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl
import xlsxwriter

from apk_lib.project import Project
from apk_lib.text import Lang, Text
from apk_lib.workbooks.forms.questions import REPEATS, TOP, Question, asked, choice_name, choices_of, name_of

PRAGUE = ZoneInfo("Europe/Prague")
Row = Mapping[str, object]
Several = Literal["both", "summary", "details"]

KOBO_META = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
             "__version__", "_tags", "meta/rootUuid")  # fmt: skip
ODK_META = ("KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status",
            "ReviewState", "DeviceID", "Edits", "FormVersion")  # fmt: skip


@dataclass(frozen=True)
class Submission:
    """One filled form; rows are by column, without keys: the form computes those of visits and events.

    A moment is an aware datetime, the crew a list; an event names its visit by `visit_number`.
    """

    shift: Row
    visits: Sequence[Row] = ()
    events: Sequence[Row] = ()
    submitted: datetime = datetime(2024, 3, 4, 14, 20, 5, tzinfo=UTC)

    @property
    def uuid(self) -> str:
        return f"00000000-0000-4000-8000-{abs(hash_of(str(self.shift['shift']))):012d}"


@dataclass(frozen=True)
class Made:
    """The form with the answers of everybody: questions by sheet, rows by sheet."""

    questions: Mapping[str, Sequence[Question]]
    choices: Mapping[str, Mapping[str, Text]]
    submissions: Sequence[Submission]
    rows: Mapping[str, Sequence[tuple[int, Row]]] = field(default_factory=dict)


def hash_of(text: str) -> int:
    """A number that is the same in every run, unlike `hash`."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(text)) % 10**12


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PRAGUE)


def example(locality: str, people: Sequence[str]) -> list[Submission]:
    """A day shift with a victim of hidden crime, and a night one with a visit outside and no event."""
    return [
        Submission(
            {"shift": "S20240304-065510", "start": local(2024, 3, 4, 7), "end": local(2024, 3, 4, 15), "crew": people},
            [
                {"locality": locality, "activity": "crossing_supervision",
                 "start": local(2024, 3, 4, 7, 10), "end": local(2024, 3, 4, 7, 50), "contacts_pupil": 14},
                {"locality": locality, "activity": "foot_patrol",
                 "start": local(2024, 3, 4, 8), "end": local(2024, 3, 4, 9, 30)},
            ],
            [
                {"at": local(2024, 3, 4, 7, 30), "visit_number": 1, "locality": locality, "kind": "traffic"},
                {"at": local(2024, 3, 4, 8, 40), "visit_number": 2, "locality": locality, "kind": "help",
                 "hidden_crime": "usury", "referral": "offered", "outcome": "handed_to_town_office"},
                {"at": local(2024, 3, 4, 12), "kind": "other"},
            ],
        ),
        Submission(
            {"shift": "S20240330-215502", "start": local(2024, 3, 30, 22), "end": local(2024, 3, 31, 6),
             "crew": people[:1]},
            [{"activity": "night_quiet", "start": local(2024, 3, 30, 23, 30), "end": local(2024, 3, 31, 3, 30)}],
            submitted=datetime(2024, 3, 31, 4, 15, 1, tzinfo=UTC),
        ),
    ]  # fmt: skip


def made(project: Project, persons: pl.DataFrame, submissions: Sequence[Submission]) -> Made:
    """The answers as the form keeps them: by name of the question, choices as their names, keys computed."""
    choices = choices_of(project, persons)
    questions: dict[str, list[Question]] = {TOP: []}
    place = TOP
    for question in asked(choices):
        if question.type in ("begin_repeat", "end_repeat"):
            place = question.name or TOP
            questions.setdefault(place, [])
        else:
            questions[place].append(question)
    rows: dict[str, list[tuple[int, Row]]] = {place: [] for place in questions}
    for number, one in enumerate(submissions, start=1):
        gates = {"any_visits": "yes" if one.visits else "no", "any_events": "yes" if one.events else "no"}
        rows[TOP].append((number, _named(TOP, one.shift) | gates))
        for table, letter in zip(REPEATS, "VE", strict=True):
            for position, row in enumerate(getattr(one, table), start=1):
                keys = _keys(str(one.shift["shift"]), table, letter, position, row)
                rows[table].append((number, _named(table, row) | keys))
    return Made(questions, choices, submissions, rows)


def _named(table: str, row: Row) -> dict[str, object]:
    coded = ("locality", "crew")
    return {
        name if name == "visit_number" else name_of(table, name): _coded(value) if name in coded else value
        for name, value in row.items()
    }


def _coded(value: object) -> object:
    return [choice_name(one) for one in value] if isinstance(value, (list, tuple)) else choice_name(str(value))


def _keys(shift: str, table: str, letter: str, position: int, row: Row) -> dict[str, object]:
    key = name_of(table, table.removesuffix("s"))
    if table == "visits":
        return {key: f"{shift}-{letter}{position}", name_of(table, "shift"): shift}
    visit = row.get("visit_number")
    return {key: f"{shift}-{letter}{position}", name_of(table, "visit"): f"{shift}-V{visit}" if visit else ""}


# --- KoboToolbox -------------------------------------------------------------------------------------


def kobo_xlsx(target: Path, form: Made, *, title: str = "Asistenti prevence kriminality Kroměříž – záznam směny",
              labels: Lang | None = None, group_paths: bool = False, several: Several = "both",
              real_dates: bool = False, device_times: bool = False) -> Path:  # fmt: skip
    """Write the export.

    Args:
        target: the workbook.
        form: the answers.
        title: the name of the project in KoboToolbox.
        labels: the language of headers and values; `None` for names ("XML values and headers").
        group_paths: whether a header carries its group ("visits/visits__locality").
        several: a choice of several as one column, as 1/0 columns, or both.
        real_dates: whether moments are dates of the workbook, which have no offset.
        device_times: whether the form also keeps `start` and `end`, when it was opened and closed.
    """
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd", "remove_timezone": True}) as book:
        for place, questions in form.questions.items():
            if not form.rows[place]:
                continue  # a repeat that nobody filled has no sheet
            sheet = book.add_worksheet(_sheet_name(title) if place == TOP else place)
            path = f"{place}/" if group_paths and place != TOP else ""
            times = ["start", "end"] if device_times and place == TOP else []
            columns = [column for question in questions for column in _headers(form, question, labels, path, several)]
            for line, cells in enumerate(
                [
                    [*times, *columns, *_kobo_technical(place)],
                    *(
                        [*_device(form.submissions[number - 1], times),
                         *(_shown(value, real_dates) for question in questions
                           for value in _values(form, question, row, labels, several)),
                         *_kobo_account(form.submissions[number - 1], place, number, index, title, real_dates)]
                        for index, (number, row) in enumerate(form.rows[place], start=1)
                    ),
                ]
            ):  # fmt: skip
                sheet.write_row(line, 0, cells)
    return target


def _sheet_name(title: str) -> str:
    plain = re.sub(r"[\[\]*?:\\/]", "_", title)
    return plain if len(plain) <= 31 else f"{plain[:28]}..."


def _list(form: Made, question: Question) -> Mapping[str, Text]:
    return form.choices[question.type.split()[1]]


def _headers(form: Made, question: Question, labels: Lang | None, path: str, several: Several) -> Iterator[str]:
    name = path + (question.label(labels) if labels and question.label else question.name)
    if not question.type.startswith("select_multiple"):
        yield name
        return
    if several != "details":
        yield name
    if several != "summary":
        yield from (f"{name}/{said(labels) if labels else one}" for one, said in _list(form, question).items())


def _values(form: Made, question: Question, row: Row, labels: Lang | None, several: Several) -> Iterator[object]:
    value = row.get(question.name)
    if question.type.startswith("select_multiple"):
        chosen = list(value) if isinstance(value, list) else []
        if several != "details":
            yield " ".join(_list(form, question)[one](labels) if labels else one for one in chosen)
        if several != "summary":
            yield from (("1" if one in chosen else "0") for one in _list(form, question))
    elif question.type.startswith("select_one") and value is not None:
        yield _list(form, question)[str(value)](labels) if labels else value
    elif isinstance(value, list):
        yield " ".join(map(str, value))
    else:
        yield value


def _shown(value: object, real_dates: bool) -> object:
    if isinstance(value, datetime):
        return value if real_dates else value.isoformat(timespec="milliseconds")
    return "" if value is None else value


def _device(one: Submission, times: Sequence[str]) -> list[str]:
    opened = one.submitted.astimezone(PRAGUE)
    return [(opened - timedelta(minutes=9 - 8 * place)).isoformat("T", "milliseconds") for place, _ in enumerate(times)]


def _kobo_technical(place: str) -> list[str]:
    if place == TOP:
        return [*KOBO_META, "_index"]
    return ["_index", "_parent_table_name", "_parent_index", *(f"_submission_{name}" for name in KOBO_META)]


def _kobo_account(one: Submission, place: str, number: int, index: int, title: str, real_dates: bool) -> list[object]:
    # the server's own time, in UTC and without an offset
    at = one.submitted.replace(tzinfo=None)
    meta = [
        100_000 + number,
        one.uuid,
        at if real_dates else at.isoformat(),
        "",
        "",
        "submitted_via_web",
        "vzorov",
        "vK7dXhQ2",
        "",
        one.uuid,
    ]
    return [*meta, index] if place == TOP else [index, title, number, *meta]


# --- ODK Central -------------------------------------------------------------------------------------


def odk_csvs(
    folder: Path, form: Made, *, form_id: str = "apk_kromeriz", group_paths: bool = True, split: bool = False
) -> list[Path]:
    """Write the CSV files that ODK Central packs into its export.

    Args:
        folder: where to; it must exist.
        form: the answers.
        form_id: the id of the form, which names the files.
        group_paths: whether `instanceID` is named with its group (`meta-instanceID`).
        split: whether a choice of several also has its 1/0 columns.
    """
    several: Several = "both" if split else "summary"
    meta = [f"{'meta-' if group_paths else ''}{name}" for name in ("instanceID", "instanceName")]
    written = []
    for place, questions in form.questions.items():
        names = [column for question in questions for column in _headers(form, question, None, "", several)]
        technical = ["PARENT_KEY", "KEY"] if place != TOP else [*meta, *ODK_META]
        target = folder / (f"{form_id}.csv" if place == TOP else f"{form_id}-{place}.csv")
        with target.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow([*(["SubmissionDate"] if place == TOP else []), *names, *technical])
            counted: dict[int, int] = {}
            for number, row in form.rows[place]:
                counted[number] = counted.get(number, 0) + 1
                values = [
                    _shown(value, real_dates=False)
                    for question in questions
                    for value in _values(form, question, row, None, several)
                ]
                lines.writerow(_odk_line(form.submissions[number - 1], place, counted[number], values))
        written.append(target)
    return written


def _odk_line(one: Submission, place: str, position: int, values: Sequence[object]) -> list[object]:
    key = f"uuid:{one.uuid}"
    if place != TOP:
        return [*values, key, f"{key}/{place}[{position}]"]
    at = one.submitted.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return [at, *values, key, one.shift["shift"], key, 7, "Terén", 0, 0, "", "", "collect:aB3dE5", 0, "2-1a2b3c4d"]
