"""What an import and a check cost: beside a bare read of the same cells and a write of them as Parquet.

A workbook of 100,000 visits in 8 columns, to a project that has their 2,083 shifts, in turn and several times over:

- import: `import_files` into a fresh copy of the folder; rows read, judged, compared, written, committed;
- check: `import_files` with `dry_run`, everything but the writing;
- open: `open_dataset` of the folder with all of it imported;
- bare: `python_calamine` to rows, polars to columns, `write_parquet`; nothing is looked at.

Figures are wall-clock seconds; read the ratios, machines differ.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

from apk_lib.dataset import open_dataset
from apk_lib.intake import import_files
from apk_lib.intake.importing import Imported

ROOT = Path(__file__).resolve().parents[2]
ROWS, SHIFTS, A_SHIFT = 100_000, 2_083, 48
SHEET = "Návštěvy lokalit"
HEADS = ["návštěva", "směna", "lokalita", "činnost", "den", "příchod", "odchod", "zapsáno"]
PLACES = ("risk_a", "risk_b")
ACTIVITIES = ("foot_patrol", "pochůzka", "veřejný pořádek")
FIRST = date(2020, 6, 1)
PRAGUE = ZoneInfo("Europe/Prague")
MOMENT = datetime(2026, 6, 1, 12, tzinfo=UTC)
AIM = 4.0


def shift_of(number: int) -> tuple[str, date, int]:
    """The id, the day and the first hour of a shift: three a day."""
    return f"B{number:04}", FIRST + timedelta(days=number // 3), (6, 10, 14)[number % 3]


def town(folder: Path) -> None:
    """Kroměříž with these shifts and nothing else."""
    folder.mkdir()
    shutil.copy(ROOT / "data" / "kromeriz" / "project.toml", folder)
    lines = ["recorded_at,withdrawn,shift,start,end"]
    for number in range(SHIFTS):
        id, day, hour = shift_of(number)
        start = datetime(day.year, day.month, day.day, hour, tzinfo=PRAGUE)
        end = start + timedelta(hours=8)
        lines.append(f"{end.isoformat()},false,{id},{start.isoformat()},{end.isoformat()}")
    (folder / "shifts.csv").write_text("\n".join(lines) + "\n", "utf-8")


def workbook(path: Path) -> None:
    """A visit every ten minutes of a shift: ids, names of places, entries of a list, days and times."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        day_form, clock, moment = (
            book.add_format({"num_format": form}) for form in ("d. m. yyyy", "h:mm", "d. m. yyyy h:mm")
        )
        sheet.write_row(0, 0, HEADS)
        for row in range(1, ROWS + 1):
            id, day, hour = shift_of((row - 1) // A_SHIFT % SHIFTS)
            minute = hour * 60 + (row - 1) % A_SHIFT * 10
            midnight = datetime(day.year, day.month, day.day)
            sheet.write_string(row, 0, f"V{row:06}")
            sheet.write_string(row, 1, id)
            sheet.write_string(row, 2, PLACES[row % len(PLACES)])
            sheet.write_string(row, 3, ACTIVITIES[row % len(ACTIVITIES)])
            sheet.write_datetime(row, 4, midnight, day_form)
            sheet.write_number(row, 5, minute / 1440, clock)
            sheet.write_number(row, 6, (minute + 10) / 1440, clock)
            sheet.write_datetime(row, 7, midnight + timedelta(hours=23), moment)


def bare(book: Path, target: Path) -> None:
    """The same cells into a Parquet file by the shortest way."""
    rows = CalamineWorkbook.from_path(book).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    columns = {name: [row[place] for row in rows[1:]] for place, name in enumerate(HEADS)}
    pl.DataFrame(columns).write_parquet(target)


def imported(book: Path, folder: Path, *, dry_run: bool = False) -> Imported:
    """The import, and that it did what it is measured for."""
    done = import_files([book], folder, MOMENT, dry_run=dry_run)
    added = done.plan.account["new"].sum()
    if added != ROWS:
        raise SystemExit(f"{added} of {ROWS} rows came in: {done.plan.findings['rule'].value_counts().rows()}")
    return done


def timed(way: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def main() -> None:
    """Run the ways in turn and print their medians and the paired ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="paired runs (default 3)")
    parser.add_argument("--profile", action="store_true", help="tell where an import spends its time, and stop")
    given = parser.parse_args()
    seconds: dict[str, list[float]] = {"import": [], "check": [], "open": [], "bare": []}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        book, base = place / "návštěvy.xlsx", place / "base"
        workbook(book)
        town(base)
        if given.profile:
            with cProfile.Profile() as profile:
                imported(book, base)
            pstats.Stats(profile).sort_stats("cumulative").print_stats("apk_lib|calamine|difflib|collect", 45)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
            return
        imported(book, base, dry_run=True)  # warm
        for run in range(given.runs):
            folder = place / f"kromeriz{run}"
            shutil.copytree(base, folder)
            ways: dict[str, Callable[[], object]] = {
                "bare": lambda: bare(book, place / "bare.parquet"),
                "check": lambda: imported(book, base, dry_run=True),
                "import": lambda folder=folder: imported(book, folder),
                "open": lambda folder=folder: open_dataset(folder, period="P5", as_of="9999-12-31"),
            }
            for way, do in ways.items():
                seconds[way].append(timed(do))
    print(f"{ROWS} rows × {len(HEADS)} columns, {SHIFTS} shifts stored, {given.runs} paired runs")
    print(f"{'way':<8}{'median s':>10}{'min':>8}{'max':>8}")
    for way, taken in seconds.items():
        print(f"{way:<8}{statistics.median(taken):>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}")
    for way in ("import", "check", "open"):
        ratios = [mine / theirs for mine, theirs in zip(seconds[way], seconds["bare"], strict=True)]
        aim = f" (aim: at most {AIM:g})" if way != "open" else ""
        print(f"{way} / bare: median {statistics.median(ratios):.2f}{aim}")


if __name__ == "__main__":
    main()
