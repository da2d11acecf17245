"""What coverage of a million visits costs: beside pandas, and beside a bare sort and a group-by of the same rows.

A million synthetic visits of 40 localities in 1000 days, 5 to 240 minutes long, in no order. Five ways to
person-hours, presence-hours and visits by locality × weekday × band and to the gaps between stays in service
(06-22 every day), in turn and several times over:

- ours: `apk_lib.cube.coverage`, names of localities and instants as they are stored;
- vectorised: pandas by whole columns (`coverage_rivals.py`);
- arrays: the same by numpy alone, as short as a machine allows: no aim, it only says what a table costs;
- usual: pandas `apply` and `groupby.apply`, all visits of 4 of the 40 localities and times 10;
- bare: polars sorts the rows by locality, already a number, and start, and sums by locality.

All answers are compared to the microsecond. Then ours alone from a scanned file, each size in a process of its
own: 4, 40 and 400 localities with as many visits each, so that a row is as much work everywhere.

Figures are wall-clock seconds; read the ratios, machines differ. Run by `make bench`.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from apk_lib.cube import Coverage, coverage
from apk_lib.intervals import LENGTH
from apk_lib.slots import slots

RIVALS = Path(__file__).with_name("coverage_rivals.py")
VISITS, LOCALITIES, SOME = 1_000_000, 40, 4
SIZES = (100_000, 1_000_000, 10_000_000)
FIRST, DAYS = date(2026, 1, 1), 1000
BANDS = pl.DataFrame(
    {
        "band": ["06-09", "09-14", "14-18", "18-22", "22-06"],
        "start_hour": [6, 9, 14, 18, 22],
        "end_hour": [9, 14, 18, 22, 6],
    }
)
MINUTE = 60_000_000  # microseconds
AIMS = {"vectorised": "at least 2", "arrays": "none", "usual": "at least 100", "bare": "at most 4"}
MOST_MEMORY = 4.0  # GiB


# --- visits ------------------------------------------------------------------------------------------


def named(numbers: np.ndarray) -> pl.Series:
    """Names of localities."""
    return pl.select(pl.format("locality_{}", pl.Series(numbers).cast(pl.String).str.zfill(3))).to_series()


def visits(count: int, localities: int, seed: int) -> pl.DataFrame:
    """Visits that begin at any minute."""
    dice = np.random.default_rng(seed)
    begun = date_slots()["start"].to_physical()[0] + dice.integers(1440, DAYS * 1440, count) * MINUTE
    table = {
        "locality": named(dice.integers(0, localities, count)),
        "start": begun,
        "end": begun + dice.integers(5, 241, count) * MINUTE,
    }
    return pl.DataFrame(table).with_columns(pl.col("start", "end").cast(pl.Datetime("us", "UTC")))


def date_slots() -> pl.DataFrame:
    """The slots of all days, with a number for each weekday and band."""
    last = date.fromordinal(FIRST.toordinal() + DAYS)
    weekday = pl.col("day").dt.weekday()
    return slots(BANDS, FIRST, last).with_columns(
        cell=(weekday - 1).cast(pl.Int64) * len(BANDS) + pl.col("band").rank("dense").cast(pl.Int64) - 1
    )


def service(localities: int) -> pl.DataFrame:
    """06-22 of every day in every locality."""
    named_places = pl.DataFrame({"locality": named(np.arange(localities))})
    open_slots = date_slots().filter(pl.col("band") != "22-06").select("start", "end")
    return named_places.join(open_slots, how="cross", maintain_order="left_right")


# --- ways --------------------------------------------------------------------------------------------


def timed(way: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def bare(rows: pl.DataFrame) -> pl.DataFrame:
    """One sort and one group-by."""
    return rows.sort("locality", "start").group_by("locality").agg(LENGTH.sum())


@contextmanager
def rivals(python: str, folder: Path) -> Iterator[Callable[[str], dict]]:
    """A process of the rivals' python that answers orders; closed at the end."""
    command = [python, str(RIVALS), str(folder), str(SOME)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(order: str) -> dict:
            print(order, file=process.stdin, flush=True)
            answer = process.stdout.readline()
            if not answer:
                raise SystemExit(f"The rivals gave no answer to: {order}")
            return json.loads(answer)

        yield ask
        process.stdin.close()


def numbered(made: Coverage) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Our answer in the rivals' numbers: cells, minutes, 64 bits."""
    cells = date_slots().select("band", "cell", weekday=pl.col("day").dt.weekday()).unique()
    number = pl.col("locality").str.strip_prefix("locality_").cast(pl.Int64)
    hours = ("person_hours", "presence_hours", "visits")
    cube = made.cube.join(cells, on=["weekday", "band"]).select(number, "cell", *hours).sort("locality", "cell")
    idle = made.idleness.select(
        number,
        "gaps",
        pl.col("worst", "total") // MINUTE,
        squares=(pl.col("squares") // MINUTE**2).cast(pl.Int64),
    )
    return cube, idle.sort("locality")


def compared(made: Coverage, rows: pl.DataFrame, ask: Callable[[str], dict], folder: Path) -> None:
    """The answers are the same, all of ours and the part of it that the usual way made; hours are conserved."""
    total = made.cube["person_hours"].sum()
    if total != rows.select(LENGTH.sum()).item():
        raise SystemExit("Hours were lost.")
    for way, places in (("vectorised", LOCALITIES), ("arrays", LOCALITIES), ("usual", SOME)):
        ask(f"write {way} {folder}")
        for name, mine in zip(("cube", "idleness"), numbered(made), strict=True):
            theirs = pl.read_parquet(folder / f"{way}_{name}.parquet").cast(pl.Int64).select(mine.columns)
            if not theirs.equals(mine.filter(pl.col("locality") < places)):
                raise SystemExit(f"{way}: the {name} is not ours")


# --- growth ------------------------------------------------------------------------------------------


def written(folder: Path, count: int) -> Path:
    """A file of visits, a million rows at a time and in no order."""
    path = folder / f"{count}.parquet"
    step = min(count, VISITS)
    parts = [visits(step, count * LOCALITIES // VISITS, seed) for seed in range(count // step)]
    pl.concat(parts).write_parquet(path)
    return path


def alone(path: Path, count: int) -> None:
    """Coverage of a scanned file, in this process: prints seconds and the peak of memory."""
    dated, served = date_slots().drop("cell"), service(count * LOCALITIES // VISITS)
    made: list[Coverage] = []
    seconds = timed(lambda: made.append(coverage(pl.scan_parquet(path), dated, served)))
    if made[0].cube["visits"].sum() != count:
        raise SystemExit("Visits were lost.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # kilobytes, but bytes on a Mac
    gibibytes = peak / (2**30 if sys.platform == "darwin" else 2**20)
    print(json.dumps({"seconds": seconds, "gibibytes": gibibytes}))


def growth(folder: Path, runs: int) -> None:
    """Print time and memory by size, and the slope of log time on log size."""
    taken: dict[int, list[float]] = {}
    most: dict[int, float] = {}
    paths = {count: written(folder, count) for count in SIZES}
    for _ in range(runs):
        for count, path in paths.items():
            command = [sys.executable, __file__, "--alone", str(path), str(count)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            taken.setdefault(count, []).append(told["seconds"])
            most[count] = max(most.get(count, 0.0), told["gibibytes"])
    print(f"\nours from a scanned file, {runs} runs\n{'visits':>12}{'median s':>10}{'peak GiB':>10}")
    medians = {count: statistics.median(seconds) for count, seconds in taken.items()}
    for count, seconds in medians.items():
        print(f"{count:>12,}{seconds:>10.2f}{most[count]:>10.2f}")
    steps = [math.log(count) for count in medians], [math.log(seconds) for seconds in medians.values()]
    print(f"slope of log time on log visits: {statistics.linear_regression(*steps).slope:.2f} (1 is linear)")
    print(f"memory of {SIZES[-1]:,}: {most[SIZES[-1]]:.2f} GiB (aim: under {MOST_MEMORY:g})")


# --- ------------------------------------------------------------------------------------------------


def measured(folder: Path, python: str, runs: int) -> None:
    """Print the medians of the ways and their paired ratios."""
    rows, dated, served = visits(VISITS, LOCALITIES, 1), date_slots(), service(LOCALITIES)
    for name, table in (("visits", rows), ("slots", dated.select("start", "end", "cell")), ("service", served)):
        table.write_parquet(folder / f"{name}.parquet")
    plain = rows.with_columns(pl.col("locality").str.strip_prefix("locality_").cast(pl.Int16))
    seconds: dict[str, list[float]] = {way: [] for way in ("ours", "vectorised", "arrays", "usual", "bare")}
    made: list[Coverage] = []
    with rivals(python, folder) as ask:
        ways: dict[str, Callable[[], float]] = {
            "ours": lambda: timed(lambda: made.append(coverage(rows.lazy(), dated, served))),
            "vectorised": lambda: ask("vectorised")["seconds"],
            "arrays": lambda: ask("arrays")["seconds"],
            "usual": lambda: ask("usual")["seconds"] * LOCALITIES / SOME,
            "bare": lambda: timed(lambda: bare(plain)),
        }
        for way in ("ours", "vectorised", "arrays", "bare"):  # warm
            ways[way]()
        for _ in range(runs):
            for way, measure in ways.items():
                seconds[way].append(measure())
        compared(made[-1], rows, ask, folder)
    print(f"{VISITS:,} visits, {LOCALITIES} localities, {DAYS} days, {runs} paired runs; equal to the microsecond")
    print(f"{'way':<12}{'median s':>10}{'min':>8}{'max':>8}")
    for way, taken in seconds.items():
        print(f"{way:<12}{statistics.median(taken):>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}")
    for way, aim in AIMS.items():
        pairs = zip(seconds[way], seconds["ours"], strict=True)
        ratios = [ours / theirs if way == "bare" else theirs / ours for theirs, ours in pairs]
        name = "ours / bare" if way == "bare" else f"{way} / ours"
        print(f"{name}: median {statistics.median(ratios):.2f} (aim: {aim})")


def main() -> None:
    """Run the ways in turn, then ours by size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs (default 5)")
    parser.add_argument("--rivals", default=".venv-rivals/bin/python", help="a python with pandas (tests/benchmarks)")
    parser.add_argument("--alone", nargs=2, metavar=("FILE", "VISITS"), help="only ours, on a file")
    given = parser.parse_args()
    if given.alone:
        alone(Path(given.alone[0]), int(given.alone[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        measured(Path(name), given.rivals, given.runs)
        growth(Path(name), given.runs)


if __name__ == "__main__":
    main()
