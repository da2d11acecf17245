"""What goes to the funder beside a report: lists of expenditure in batches, and the months of persons for a check.

The lists follow the three forms of the fund's system: accounting documents (SD-1), staff (SD-2), travel (SD-3). Which
columns the system takes in one import is for the funder to say: these hold what the forms ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.indicators.finance import STAFF, claimable
from apk_lib.indicators.papers import person_months
from apk_lib.periods import Period
from apk_lib.results import csv_text
from apk_lib.tables.columns import HALER_PER_CROWN, MICROSECONDS_PER_HOUR
from apk_lib.text import Lang, Text
from apk_lib.workbooks.saved import put_file
from apk_lib.workbooks.template.book import HEAD, HEADING_ROW, SYNTHETIC_LINE, new_book, write

INTERNAL = "INTERNAL"
UNSORTED = "unsorted"
_MONEY = pl.Decimal(20, 2)
_YES_NO = {True: Text(cs="ano", en="yes"), False: Text(cs="ne", en="no")}
_HEADS = {
    "order": Text(cs="pořadí", en="number"),
    "document": Text(cs="číslo dokladu", en="document number"),
    "expense": Text(cs="výdaj", en="expense"),
    "line": Text(cs="položka rozpočtu", en="budget line"),
    "key_activity": Text(cs="klíčová aktivita", en="key activity"),
    "paid_on": Text(cs="uhrazeno", en="paid on"),
    "claimed": Text(cs="nárokováno (Kč)", en="claimed (CZK)"),
    "approved": Text(cs="schváleno (Kč)", en="approved (CZK)"),
    "person": Text(cs="osoba", en="person"),
    "month": Text(cs="za měsíc", en="for the month"),
    "worked": Text(cs="odpracováno podle výkazu (h)", en="worked by the timesheet (h)"),
    "late": Text(cs="z dřívějšího období", en="of an earlier period"),
    "note": Text(cs="poznámka", en="note"),
    "timesheet": Text(cs="výkaz (h)", en="timesheet (h)"),
    "shifts": Text(cs="směny bez přestávek (h)", en="shifts without breaks (h)"),
    "training": Text(cs="kurzy (h)", en="courses (h)"),
    "difference": Text(cs="rozdíl (h)", en="difference (h)"),
    "wage": Text(cs="mzda mezi výdaji (Kč)", en="wage among the expenses (CZK)"),
    "agrees": Text(cs="souhlasí", en="agrees"),
}
_CHECKED = ("person", "month", "timesheet", "shifts", "training", "difference", "wage", "agrees")
_PAPERS = ("hours_monthly", "shifts", "shift_crew", "persons", "trainings", "training_attendance", "expenses")
_TITLE = Text(cs="INTERNÍ: výkazy, směny a mzdy za {period}", en="INTERNAL: timesheets, shifts and wages of {period}")
_SHEET = Text(cs="Měsíce osob", en="Months of persons")
_EXPLANATION = Text(
    cs="Měsíc osoby souhlasí, když se výkaz liší od směn a kurzů nejvýše o {hours} h, výkaz je a mzda je mezi výdaji. "
    "Osobní údaje: jen pro kontrolu na místě.",
    en="A month agrees when the timesheet differs from shifts and courses by no more than {hours} h, there is a "
    "timesheet, and the wage is among the expenses. Personal data: only for a check on the spot.",
)


@dataclass(frozen=True, slots=True)
class Annex:
    """A file that was written, with its number of rows."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Annexes:
    """The files that were written, and the expenses in none of them: those paid before the project began."""

    files: tuple[Annex, ...]
    left_out: tuple[str, ...]


def write_annexes(data: Path, period: str, lang: Lang, as_of: str, out: Path) -> Annexes:
    """Write the annexes of a period's report; those of an earlier run that are no longer due are removed.

    Raises:
        ApkError: the project, the period or the date cannot be used, or a file cannot be written.
    """
    dataset = open_dataset(data, period=period, as_of=as_of)
    folder = out / dataset.project.id / period / "annexes"
    lists = [
        (folder / name, rows)
        for kind, every in _sorted_out(listed_expenses(dataset, period)).items()
        for name, rows in _batches(kind, every, dataset.project.programme.expense_batch)
    ]
    note = SYNTHETIC_LINE if dataset.is_synthetic(("expenses",)) else None
    for path, rows in lists:
        put_file(path, _csv(rows, note, lang).encode("utf-8-sig"))
    checked = _checked(dataset, period)
    book = folder / f"reconciliation-{INTERNAL}.xlsx"
    _write_book(book, checked, dataset, period, lang)
    written = (*(Annex(path, len(rows)) for path, rows in lists), Annex(book, len(checked)))
    for left in set(folder.glob("expenses-*.csv")) - {annex.path for annex in written}:
        left.unlink()
    early = dataset.table("expenses").filter(pl.col("paid_on") < dataset.project.start)
    return Annexes(written, tuple(early["expense"].sort()))


def listed_expenses(dataset: Dataset, period: str) -> pl.DataFrame:
    """The expenses a period's report claims, in the order of payment, each of them in one report only.

    They are those its figures count (`claimable`) but for those that the report before claimed by the day it was due;
    what it could not know yet comes `late`.
    """
    project = dataset.project
    asked = project.period(period).known_at(dataset.as_of)
    rows = _evidenced(dataset, asked)
    if before := [one for one in project.periods if one.end < asked.start]:
        told = _evidenced(dataset.known_at(before[-1].report_due, ("expenses",)), before[-1])
        rows = rows.join(told, on="expense", how="anti")
    someone = pl.when(pl.col("person").is_not_null()).then(pl.lit(STAFF))
    rows = rows.with_columns(
        kind=pl.coalesce("kind", someone, pl.lit(STAFF if project.programme.rate_base == STAFF else UNSORTED)),
        late=pl.col("paid_on") < asked.start,
    )
    worked = dataset.table("hours_monthly").select("person", "month", "worked")
    return rows.join(worked, on=["person", "month"], how="left").sort("paid_on", "expense")


def _evidenced(dataset: Dataset, period: Period) -> pl.DataFrame:
    expenses, lines = dataset.table("expenses"), dataset.table("budget_lines")
    return claimable(expenses, lines, dataset.project, period).filter("evidenced").drop("evidenced", "counted_on")


def _sorted_out(expenses: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(kind): rows for (kind,), rows in expenses.group_by("kind", maintain_order=True)}


def _batches(kind: str, rows: pl.DataFrame, size: int) -> list[tuple[str, pl.DataFrame]]:
    """Lists of at most as many rows as the funder imports at once, numbered through; staff lists name persons."""
    mark = f"-{INTERNAL}" if kind == STAFF else ""
    numbered = rows.with_row_index("order", offset=1)
    return [(f"expenses-{kind}-{n}{mark}.csv", batch) for n, batch in enumerate(numbered.iter_slices(size), start=1)]


def _csv(rows: pl.DataFrame, note: str | None, lang: Lang) -> str:
    staff = ("person", "month", "worked") if rows["kind"][0] == STAFF else ()
    columns = ("order", "document", "expense", "line", "key_activity", "paid_on", *staff, "claimed", "approved", "late")
    shown = rows.select(
        *(_shown(name, lang) for name in columns), *([pl.lit(note).alias(_HEADS["note"](lang))] if note else ())
    )
    return csv_text(shown, separator=";", decimal_comma=lang == "cs")


def _shown(name: str, lang: Lang) -> pl.Expr:
    column = pl.col(name)
    shown = {
        "claimed": column.cast(_MONEY) / HALER_PER_CROWN,
        "approved": column.cast(_MONEY) / HALER_PER_CROWN,
        "worked": (column / MICROSECONDS_PER_HOUR).round(2),
        "month": column.cast(pl.String).str.head(7),
        "late": column.replace_strict({truth: said(lang) for truth, said in _YES_NO.items()}, return_dtype=pl.String),
    }.get(name, column)
    return shown.alias(_HEADS[name](lang))


def _checked(dataset: Dataset, period: str) -> pl.DataFrame:
    tables = {name: dataset.table(name) for name in _PAPERS}
    asked = dataset.project.period(period).known_at(dataset.as_of)
    return person_months(**tables, project=dataset.project, period=asked)


def _write_book(target: Path, checked: pl.DataFrame, dataset: Dataset, period: str, lang: Lang) -> None:
    title = _TITLE.fill(lang, period=period)
    with new_book(target, lang, title, "", dataset.is_synthetic(_PAPERS)) as book:
        hours = f"{dataset.project.limit('reconciliation_hours'):g}"
        sheet = book.sheet(_SHEET(lang), title, _EXPLANATION.fill(lang, hours=hours))
        for column, name in enumerate(_CHECKED):
            sheet.set_column(column, column, 24)
            write(sheet, HEADING_ROW, column, _HEADS[name](lang), book.style(bold=True, bg_color=HEAD, bottom=1))
        for row, values in enumerate(checked.select(_CHECKED).iter_rows(named=True), start=HEADING_ROW + 1):
            # colour is no message by itself: the last column says the same
            style = {} if values["agrees"] else {"bg_color": "#f6e3c8"}
            for column, name in enumerate(_CHECKED):
                cell, number_format = _cell(name, values, lang)
                write(sheet, row, column, cell, book.style(**style, num_format=number_format))
        sheet.freeze_panes(HEADING_ROW + 1, 0)


def _cell(name: str, values: Mapping[str, object], lang: Lang) -> tuple[str | float | None, str]:
    match name, values[name]:
        case _, None:
            return None, "General"
        case "agrees", bool(agrees):
            return _YES_NO[agrees](lang), "@"
        case "wage", int(haler):
            return haler / HALER_PER_CROWN, "#,##0.00"
        case _, int(length):
            return length / MICROSECONDS_PER_HOUR, "0.00"
        case "month", month:
            return str(month)[:7], "@"
        case _, words:
            return str(words), "@"
