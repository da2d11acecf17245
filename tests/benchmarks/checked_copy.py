"""What the marks in a checked copy cost: beside a bare load and save of the same workbook by openpyxl.

A workbook of 20,000 rows and 8 columns with 5,000 findings spread over it, in turn and several times over:

- ours: `write_checked_copy`: colours, notes, the column of texts, the sheet of errors with its links;
- bare: `openpyxl.load_workbook` and `save`, nothing else.

Figures are wall-clock seconds; read the ratio, machines differ.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import polars as pl
import xlsxwriter

from apk_lib.findings import findings, together
from apk_lib.workbooks.checked.checked_copy import write_checked_copy

ROWS, COLUMNS, FINDINGS = 20_000, 8, 5_000
SHEET = "Směny"
AIM = 2.0


def workbook(path: Path) -> None:
    """Ids, moments, words and numbers, as a town's sheet of shifts has them."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        moment = book.add_format({"num_format": "d. m. yyyy h:mm"})
        sheet.write_row(0, 0, [f"sloupec {column}" for column in range(COLUMNS)])
        for row in range(1, ROWS + 1):
            start = datetime(2021, 1, 1) + timedelta(hours=row)
            sheet.write_string(row, 0, f"S-{row:05}")
            sheet.write_datetime(row, 1, start, moment)
            sheet.write_datetime(row, 2, start + timedelta(hours=8), moment)
            sheet.write_row(row, 3, [f"lokalita {row % 23}", f"poznámka ke směně {row % 997}", row * 0.5, row, row / 7])


def planted() -> pl.DataFrame:
    """Findings of all severities, most on cells and some on whole rows, over the whole sheet."""
    step = ROWS // FINDINGS
    rules = ("unreadable_cell", "ends_after_start", "read_as_day", "inside_shift", "formula_text")
    parts = []
    for place, rule in enumerate(rules):
        rows = [2 + step * number for number in range(place, FINDINGS, len(rules))]
        frame = pl.DataFrame({"row": rows, "cell": [f"{'ABCDEFGH'[row % COLUMNS]}{row}" for row in rows]})
        cell = pl.lit(None) if rule == "inside_shift" else pl.col("cell")
        parts.append(findings(rule, frame, file="plan.xlsx", sheet=SHEET, row=pl.col("row"), cell=cell,
                              table="shifts", column="start", value="31. 2. 2021", nearest="28. 2. 2021"))  # fmt: skip
    return together(parts)


def timed(way: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def main() -> None:
    """Run both ways in turn and print their medians and the paired ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs (default 5)")
    runs = parser.parse_args().runs
    found = planted()
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "plan.xlsx", Path(name) / "plan_KONTROLA.xlsx"
        workbook(source)
        ways: dict[str, Callable[[], object]] = {
            "ours": lambda: write_checked_copy(source, target, found, {SHEET: 1}, "cs"),
            "bare": lambda: openpyxl.load_workbook(source).save(source.with_name("bare.xlsx")),
        }
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(runs):
            for way, run in ways.items():
                seconds[way].append(timed(run))
    print(f"{ROWS} rows × {COLUMNS} columns, {len(found)} findings, {runs} paired runs")
    print(f"{'way':<8}{'median s':>10}{'min':>8}{'max':>8}")
    for way, taken in seconds.items():
        print(f"{way:<8}{statistics.median(taken):>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}")
    ratios = [mine / theirs for mine, theirs in zip(seconds["ours"], seconds["bare"], strict=True)]
    print(f"ours / bare: median {statistics.median(ratios):.2f} (aim: at most {AIM:g})")


if __name__ == "__main__":
    main()
