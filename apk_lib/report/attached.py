"""What goes to the funder beside a report, and what the funder's form asks for that no record here holds."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from math import ceil

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators.finance import STAFF
from apk_lib.labels import ABSENT, ROW, Reading
from apk_lib.periods import Period
from apk_lib.prose import Finding
from apk_lib.report.annexes import UNSORTED, listed_expenses
from apk_lib.sheets import Sheet
from apk_lib.tables.codes import EXPENSE_KINDS
from apk_lib.text import Lang, Noun, Text, number

_FILE = Noun(cs=("soubor", "soubory", "souborů", "souboru"), en=("file", "files"))
_MONTH = Noun(cs=("měsíc osoby", "měsíce osob", "měsíců osob", "měsíce osob"),
              en=("month of a person", "months of persons"))  # fmt: skip
_COMMAND = Text(cs="příkaz apk-lib annex", en="the command apk-lib annex")
_TOWN = Text(cs="přiloží koordinátor", en="the coordinator attaches it")
_INTERNAL = Text(cs=" (INTERNÍ)", en=" (INTERNAL)")
_UNSORTED = Text(cs="výdaje bez druhu", en="expenses without a kind")


def attached(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """How the annexes are written, and what the coordinator adds to the form by hand."""
    lang = reading.lang
    command = f"apk-lib annex {shlex.quote(dataset.folder.as_posix())} --period {period.id}"
    written = Text(
        cs="Soupisky výdajů a souhlas výkazů zapíše příkaz: {command}",
        en="This command writes the lists of expenditure and the check of timesheets: {command}",
    ).fill(lang, command=command)
    besides = Text(
        cs="Do formuláře se dále vyplňuje, co záznamy neobsahují (vyplní koordinátor): kontaktní osoba, horizontální "
        "principy, veřejné zakázky, kontroly, příjmy projektu, čestná prohlášení.",
        en="The form also asks for what the records do not hold (the coordinator fills it in): contact person, "
        "horizontal principles, public procurement, inspections, revenue of the project, declarations.",
    )(lang)
    heading = Text(cs="Co se ke zprávě přikládá a co se vyplňuje jen ve formuláři",
                   en="What is attached to the report, and what only the form asks for")  # fmt: skip
    return Finding(heading(lang), (written, besides), ())


def attached_table(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    """A row an annex of the period: how much it holds and who supplies it."""
    lang = reading.lang
    rows = (*_lists(dataset, period, lang), _check(reading), *_outputs(dataset, period, lang),
            *_courses(dataset, period, lang))  # fmt: skip
    heads = (Text(cs="Příloha", en="Annex"), Text(cs="Rozsah", en="Extent"), Text(cs="Odkud", en="From"))
    summary = Text(cs="Přílohy zprávy ({rows})", en="Annexes of the report ({rows})")
    caption = Text(cs="Přílohy za období.", en="Annexes of the period.")
    written = tuple(head(lang) for head in heads)
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), written, (False,) * 3, rows)


def _lists(dataset: Dataset, period: Period, lang: Lang) -> Iterator[tuple[str, ...]]:
    listed, size = listed_expenses(dataset, period.id), dataset.project.programme.expense_batch
    counts = dict(listed.group_by("kind").len().iter_rows())
    said = Text(cs="soupiska výdajů: {kind}{internal}", en="list of expenditure: {kind}{internal}")
    for kind, name in (EXPENSE_KINDS | {UNSORTED: _UNSORTED}).items():
        if n := counts.get(kind):
            internal = _INTERNAL(lang) if kind == STAFF else ""
            extent = f"{ROW.count(n, lang)}, {_FILE.count(ceil(n / size), lang)}"
            yield said.fill(lang, kind=name(lang), internal=internal), extent, _COMMAND(lang)


def _check(reading: Reading) -> tuple[str, ...]:
    months = reading.figure("reconciliation", "person_months", "period")
    said = Text(cs="souhlas výkazů, směn a mezd{internal}", en="check of timesheets, shifts and wages{internal}")
    lang = reading.lang
    extent = _MONTH.count(int(months.value), lang) if months else ABSENT
    return said.fill(lang, internal=_INTERNAL(lang)), extent, _COMMAND(lang)


def _outputs(dataset: Dataset, period: Period, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Outputs of key activities finished in the period."""
    done = dataset.table("outputs").filter(
        period.holds(pl.col("finished_on")).fill_null(value=False), pl.col("key_activity").is_not_null()
    )
    said = Text(cs="výstup {activity}: {name}", en="output of {activity}: {name}")
    for name, activity in done.sort("finished_on", "output").select("name", "key_activity").iter_rows():
        yield said.fill(lang, activity=activity, name=name), "1", _TOWN(lang)


def _courses(dataset: Dataset, period: Period, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Attendance lists and certificates of the courses held in the period."""
    held = dataset.table("trainings").filter(period.holds(pl.col("held_on")))
    went = dataset.table("training_attendance").join(held, on="training", how="semi")
    for text, n in (
        (Text(cs="prezenční listiny kurzů", en="attendance lists of courses"), len(held)),
        (Text(cs="osvědčení z kurzů", en="certificates of courses"), went.filter("certified").height),
    ):
        if n:
            yield text(lang), number(n, lang), _TOWN(lang)
