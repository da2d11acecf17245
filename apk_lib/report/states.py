"""The way of a report: draft → submitted → returned or approved, each step signed by a name in a plain log.

A step rewrites every format from the stored model with the new state in its passport; the figures and the model stay
byte for byte. A report of synthetic data cannot be approved. Approving one that leaves the town asks once more what
may be told after all that was approved since it was made, and records in its project folder what it makes known, so
that no later one tells the rest (`apk_lib.disclosure.ledger`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.disclosure import ledger
from apk_lib.errors import ParameterError, ReportError
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import PUBLISHED
from apk_lib.intake.storage.changes import changing, commit
from apk_lib.periods import TIME_ZONE
from apk_lib.report.handed_over import HandedOver, data_folder, handed_over
from apk_lib.report.passport import PASSPORT_VERSION, holds_state, seal
from apk_lib.report.placing import placed, refuse_open
from apk_lib.report.state_log import STATES, Entry, State, agreed, beside, entries
from apk_lib.report.verifying import altered_files
from apk_lib.report.writing import finish, read_content, write_text
from apk_lib.text import Text, listing

# from which states a step may be taken
_FROM: dict[State, tuple[State, ...]] = {
    "submitted": ("draft", "returned"),
    "returned": ("submitted",),
    "approved": ("submitted",),
}
_TO_TAKE: dict[State, Text] = {
    "submitted": Text(cs="Předložit lze koncept nebo vrácenou zprávu.",
                      en="A draft or a returned report can be submitted."),
    "returned": Text(cs="Vrátit lze jen předloženou zprávu.", en="Only a submitted report can be returned."),
    "approved": Text(cs="Schválit lze jen předloženou zprávu.", en="Only a submitted report can be approved."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A step to take: to which state, by whom, why (may be empty), and when."""

    state: State
    name: str
    reason: str
    moment: datetime


def take(step: Step, report: Path, data: Path | None = None) -> Path:
    """Take a step on a report: its log grows by a line and its formats say so.

    Args:
        step: what is done, and who does it.
        report: a file of the report, or its folder.
        data: the project folder; else it is looked for by the name in the passport. Only a report that leaves the
            town needs it.

    Returns:
        The folder of the report.

    Raises:
        ParameterError: nobody is named, or a report is returned without a reason.
        ReportError: the step cannot be taken from the state it is in, its files were altered, its data are synthetic,
            a number of it may not be told any more, or it cannot be written.
        DataError: the passport, the log or the project folder cannot be read.
    """
    handed = handed_over(report)
    before = entries(handed.folder)
    _check(step, handed, before)
    said = Entry(_local(step.moment), step.state, _line(step.name), _line(step.reason), seal(handed.passport))
    if handed.audience == "internal":
        with placed(handed.folder) as work:
            _write(handed, (*before, said), work)
        return handed.folder
    _take_outside(handed, before, said, data or data_folder(handed))
    return handed.folder


def _take_outside(handed: HandedOver, before: tuple[Entry, ...], said: Entry, data: Path) -> None:
    """A step on a report that leaves the town, as far as its project folder allows it."""
    approves = said.state == "approved"
    dataset = _dataset(handed, data)
    # no other approval comes between what is asked and what is recorded
    with changing(dataset.folder) if approves else nullcontext():
        # what was opened before may be older than the lock
        dataset = _dataset(handed, dataset.folder)
        kept = [beside(handed.folder), *[dataset.folder / PUBLISHED] * approves]
        with _put_back(kept), placed(handed.folder) as work:
            _write(handed, (*before, said), work)
            _guard(handed, dataset, work, approves=approves)
            refuse_open(handed.folder)
            _tell_in_the_town(handed.folder, said)
            if approves:
                _publish(handed, dataset, said)


def _dataset(handed: HandedOver, folder: Path) -> Dataset:
    return open_dataset(folder, period=handed.period, as_of=handed.as_of)


def _write(handed: HandedOver, steps: tuple[Entry, ...], work: Path) -> None:
    """Every file of the report after a step, in the folder `work`."""
    for name in handed.passport["files"]:
        if not holds_state(name):
            shutil.copyfile(handed.folder / name, work / name)
    passport = {name: value for name, value in handed.passport.items() if name not in ("state", "files")}
    finish(read_content(handed.folder), passport, steps, work)


def _guard(handed: HandedOver, dataset: Dataset, work: Path, *, approves: bool) -> None:
    # it reads back every format, whose libraries an internal report need not load
    from apk_lib.report.guarding import NOT_APPROVED, NOT_TAKEN, refuse_leaks, refuse_withheld

    refuse_leaks(work, handed.folder, dataset, handed.audience, NOT_TAKEN)
    if approves:
        names = read_content(handed.folder).names
        refuse_withheld(work, handed.folder, dataset, handed.period, handed.audience, names, NOT_APPROVED)


def _tell_in_the_town(folder: Path, said: Entry) -> None:
    """Who took a step on a report that leaves the town, and why: beside its folder, not in it."""
    log = beside(folder)
    write_text(log, (log.read_text("utf-8") if log.is_file() else "") + f"{said.line}\n")


@contextmanager
def _put_back(paths: Sequence[Path]) -> Iterator[None]:
    """Put files back as they were when the block fails: nothing stays recorded that did not happen."""
    before = [path.read_bytes() if path.is_file() else None for path in paths]
    try:
        yield
    except BaseException:
        for path, content in zip(paths, before, strict=True):
            if content is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != content:
                path.write_bytes(content)
        raise


def _check(step: Step, handed: HandedOver, before: tuple[Entry, ...]) -> None:
    now = agreed(handed.folder, handed.passport.get("state"), before)
    if not _line(step.name):
        raise ParameterError(Text(cs="Chybí jméno. Zadejte --name.", en="The name is missing. Give --name."))
    if step.state == "returned" and not _line(step.reason):
        raise ParameterError(
            Text(cs="Chybí důvod vrácení. Zadejte --reason.", en="The reason of the return is missing. Give --reason.")
        )
    if now not in _FROM[step.state]:
        raise ReportError(
            Text(
                cs=f"{handed.folder}: stav zprávy je {STATES[now].cs}. {_TO_TAKE[step.state].cs}",
                en=f"{handed.folder}: the state of the report is {STATES[now].en}. {_TO_TAKE[step.state].en}",
            )
        )
    if handed.passport["passport_version"] < PASSPORT_VERSION:
        raise ReportError(
            Text(
                cs=f"{handed.folder}: zprávu vytvořila starší verze programu. Vytvořte ji znovu (apk-lib report).",
                en=f"{handed.folder}: an older version of the program made the report. Make it again (apk-lib report).",
            )
        )
    if files := altered_files(handed):
        raise ReportError(
            Text(
                cs=f"{handed.folder}: změněno po vytvoření zprávy: {listing(files, 'cs')}. Vytvořte ji znovu.",
                en=f"{handed.folder}: altered after the report was made: {listing(files, 'en')}. Make it again.",
            )
        )
    if step.state == "approved" and handed.passport["synthetic"]:
        raise ReportError(
            Text(
                cs=f"{handed.folder}: zpráva stojí na ukázkových (syntetických) datech. Taková se neschvaluje.",
                en=f"{handed.folder}: the report rests on sample (synthetic) data. Such a one is not approved.",
            )
        )


def _publish(handed: HandedOver, dataset: Dataset, approval: Entry) -> None:
    """Record what an approved report makes known, each figure of it once; the folder is held (`changing`)."""
    subjects = {id: CATALOGUE.definitions(id)[-1].subject for id in CATALOGUE}
    name = "/".join(handed.folder.resolve().parts[-4:])
    new = ledger.entries(
        pl.read_parquet(handed.folder / "results.parquet"), subjects, handed.audience,
        as_of=handed.as_of, report=name, approved_on=approval.moment.date().isoformat(),
    )  # fmt: skip
    path = dataset.folder / PUBLISHED
    content = path.read_bytes() if path.is_file() else b""
    known = ledger.parsed(content.decode())
    later = new.join(known, on=[one for one in new.columns if one != "approved_on"], how="anti", nulls_equal=True,
                     maintain_order="left")  # fmt: skip
    # rows are only ever added at the end: how the file began then can be found again (`handed_over.lay_out`)
    commit(dataset.folder, {PUBLISHED: content + later.write_csv(include_header=not content).encode()})


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(TIME_ZONE)).replace(microsecond=0)


def _line(text: str) -> str:
    """A text as it stands in a line of the log: without tabs and line breaks."""
    return " ".join(text.split())
