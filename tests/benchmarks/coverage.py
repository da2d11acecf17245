"""What coverage of a million rows costs: beside pandas, and beside a bare sort and a group-by of the same rows.

A million synthetic rows, one a person and visit: half a million visits by pairs in 40 localities and 1000 days,
5 to 240 minutes long, in no order. Five ways to person-hours, presence-hours and visits (a pair's is one) by
locality × weekday × band and to the gaps between stays in service (06-22 every day), in turn and several times over:

- ours: `apk_lib.cube.coverage`, names of localities and instants as they are stored;
- vectorised: pandas by whole columns (`coverage_rivals.py`);
- arrays: the same by numpy alone, as short as a machine allows: no aim, it only says what a table costs;
- usual: pandas `apply` and `groupby.apply`, all visits of 4 of the 40 localities and times 10;
- bare: polars sorts the rows by locality, already a number, and start, and sums by locality.

Then the same of the records of a town, 400 localities and 1500 pairs of which few are in two places at once:

- report path: what a report runs, `slots.crewed`, `effort`, `presence`, sums by cell, `gaps`;
- vectorised, bare: as above, by pandas with crews and overlaps of a person resolved, and of the rows of all people.

All answers are compared to the microsecond. Then ours alone from a scanned file, each size in a process of its
own: 4, 40 and 400 localities with as many rows each, so that a row is as much work everywhere.

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
from apk_lib.intervals import LENGTH, gaps
from apk_lib.slots import crewed, effort, presence, slots, visit_starts

RIVALS = Path(__file__).with_name("coverage_rivals.py")
ROWS, LOCALITIES, SOME = 1_000_000, 40, 4
TOWN_LOCALITIES, PAIRS, ON_SHIFT = 400, 1500, 4  # a pair is on shift every fourth day
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
CELL = ["locality", "weekday", "band"]
MOST_MEMORY = 4.0  # GiB


# --- visits ------------------------------------------------------------------------------------------


def named(numbers: np.ndarray) -> pl.Series:
    """Names of localities."""
    return pl.select(pl.format("locality_{}", pl.Series(numbers).cast(pl.String).str.zfill(3))).to_series()


def identified(letter: str, numbers: np.ndarray) -> pl.Series:
    """Identifiers, a letter and the number."""
    return pl.select(letter + pl.Series(numbers).cast(pl.String).str.zfill(8)).to_series()


def dated_visits(begun: np.ndarray, localities: int, seed: int) -> pl.DataFrame:
    """One row a visit that begins at each of the minutes."""
    dice = np.random.default_rng(seed)
    start = date_slots()["start"].to_physical()[0] + begun * MINUTE
    table = {
        "visit": identified("V", np.arange(len(begun)) + seed * ROWS),
        "locality": named(dice.integers(0, localities, len(begun))),
        "start": start,
        "end": start + dice.integers(5, 241, len(begun)) * MINUTE,
    }
    return pl.DataFrame(table).with_columns(pl.col("start", "end").cast(pl.Datetime("us", "UTC")))


def rows_of_pairs(count: int, localities: int, seed: int) -> pl.DataFrame:
    """Visits that begin at any minute, each by two: two rows, far apart."""
    begun = np.random.default_rng(seed).integers(1440, DAYS * 1440, count // 2)
    return pl.concat([dated_visits(begun, localities, seed)] * 2)


def town() -> dict[str, pl.DataFrame]:
    """The records of a town by name of table: visits of shifts, each shift by the same pair on one day in four."""
    dice = np.random.default_rng(2)
    pair = dice.integers(0, PAIRS, ROWS // 2)
    day = dice.integers(1, DAYS // ON_SHIFT, ROWS // 2) * ON_SHIFT - pair % ON_SHIFT
    shift = identified("S", pair * DAYS + day)
    visits = dated_visits(day * 1440 + dice.integers(0, 1440, ROWS // 2), TOWN_LOCALITIES, 2)
    crew = pl.DataFrame({"shift": shift, "pair": pair}).unique().join(pl.DataFrame({"mate": [0, 1]}), how="cross")
    persons = identified("P", np.arange(2 * PAIRS))
    return {
        "visits": visits.with_columns(shift=shift, activity=pl.lit("foot_patrol"), source_row=pl.lit(2)),
        "shift_crew": crew.select("shift", person=persons.gather(2 * crew["pair"] + crew["mate"])),
        "visit_crew": pl.DataFrame(schema={"visit": pl.String, "person": pl.String}),
        "persons": pl.DataFrame({"person": persons}).with_columns(role=pl.lit("assistant")),
    }


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


def report_path(records: dict[str, pl.DataFrame], dated: pl.DataFrame, served: pl.DataFrame) -> Coverage:
    """The same answer from the tables of a report."""
    made = crewed(**records)
    cut = effort(made, dated)
    there = presence(cut, dated)
    cells = ["locality", pl.col("day").dt.weekday().alias("weekday"), "band"]
    spent = cut.filter(~pl.col("double_booked")).group_by(cells).agg(person_hours=pl.col("length").sum())
    here = there.group_by(cells).agg(presence_hours=pl.col("length").sum())
    begun = visit_starts(made, dated).group_by(cells).agg(visits=pl.len().cast(pl.Int64))
    cube = spent.join(here, on=CELL).join(begun, on=CELL, how="full", coalesce=True).fill_null(0)
    length = pl.col("length")
    idle = gaps(there, served, ["locality"]).group_by("locality").agg(
        gaps=length.len(), worst=length.max(), total=length.sum(), squares=length.cast(pl.Int128).pow(2).sum()
    )  # fmt: skip
    return Coverage(cube, idle)


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


def compared(made: Coverage, ways: dict[str, int], ask: Callable[[str], dict], folder: Path) -> None:
    """The answers are the same: each way's for as many localities as it counted."""
    for way, places in ways.items():
        ask(f"write {way} {folder}")
        for name, mine in zip(("cube", "idleness"), numbered(made), strict=True):
            theirs = pl.read_parquet(folder / f"{way}_{name}.parquet").cast(pl.Int64).select(mine.columns)
            if not theirs.equals(mine.filter(pl.col("locality") < places)):
                raise SystemExit(f"{way}: the {name} is not ours")


def agreed(reported: Coverage, records: dict[str, pl.DataFrame], dated: pl.DataFrame, served: pl.DataFrame) -> None:
    """The cube is what a report says: visits of all rows, hours and gaps of rows with one place at a time."""
    made = crewed(**records)
    alone = effort(made, dated).filter(~pl.col("double_booked"))
    everything, resolved = (coverage(rows.lazy(), dated, served) for rows in (made, alone))
    hours = [*CELL, "person_hours", "presence_hours"]
    pairs = (
        (reported.cube.select(*CELL, "visits"), everything.cube.select(*CELL, "visits"), "visits"),
        (reported.cube.select(hours), resolved.cube.select(hours), "person_hours"),
        (reported.idleness, resolved.idleness.select(reported.idleness.columns), "gaps"),
    )
    for theirs, ours, counted in pairs:
        first, second = (frame.filter(pl.col(counted) > 0).sort(frame.columns[:3]) for frame in (theirs, ours))
        if not first.cast({counted: pl.Int64}).equals(second):
            raise SystemExit(f"The cube differs from the report in {counted}.")


# --- growth ------------------------------------------------------------------------------------------


def written(folder: Path, count: int) -> Path:
    """A file of visits, a million rows at a time and in no order."""
    path = folder / f"{count}.parquet"
    step = min(count, ROWS)
    parts = [rows_of_pairs(step, count * LOCALITIES // ROWS, seed) for seed in range(count // step)]
    pl.concat(parts).write_parquet(path)
    return path


def alone(path: Path, count: int) -> None:
    """Coverage of a scanned file, in this process: prints seconds and the peak of memory."""
    dated, served = date_slots().drop("cell"), service(count * LOCALITIES // ROWS)
    made: list[Coverage] = []
    seconds = timed(lambda: made.append(coverage(pl.scan_parquet(path), dated, served)))
    if made[0].cube["visits"].sum() != count // 2:
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
    print(f"\nours from a scanned file, {runs} runs\n{'rows':>12}{'median s':>10}{'peak GiB':>10}")
    medians = {count: statistics.median(seconds) for count, seconds in taken.items()}
    for count, seconds in medians.items():
        print(f"{count:>12,}{seconds:>10.2f}{most[count]:>10.2f}")
    steps = [math.log(count) for count in medians], [math.log(seconds) for seconds in medians.values()]
    print(f"slope of log time on log rows: {statistics.linear_regression(*steps).slope:.2f} (1 is linear)")
    print(f"memory of {SIZES[-1]:,}: {most[SIZES[-1]]:.2f} GiB (aim: under {MOST_MEMORY:g})")


# --- ------------------------------------------------------------------------------------------------


Ways = dict[str, Callable[[], float]]


def raced(ways: Ways, runs: int) -> dict[str, list[float]]:
    """Seconds of each way, run in turn; all but the usual one, which is slow, once before to warm up."""
    for way, measure in ways.items():
        if way != "usual":
            measure()
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, measure in ways.items():
            seconds[way].append(measure())
    return seconds


def told(seconds: dict[str, list[float]], aims: dict[str, str]) -> None:
    """Print medians, and ratios of the first way, ours, to the others."""
    ours, *others = seconds
    print(f"{'way':<12}{'median s':>10}{'min':>8}{'max':>8}")
    for way, taken in seconds.items():
        note = f"  made on {SOME} of {LOCALITIES} localities, x{LOCALITIES // SOME}" if way == "usual" else ""
        print(f"{way:<12}{statistics.median(taken):>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}{note}")
    for way in others:
        pairs = zip(seconds[way], seconds[ours], strict=True)
        ratios = [mine / theirs if way == "bare" else theirs / mine for theirs, mine in pairs]
        name = f"{ours} / bare" if way == "bare" else f"{way} / {ours}"
        print(f"{name}: median {statistics.median(ratios):.2f} (aim: {aims.get(way, 'none')})")


def numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """What the bare way is spared: localities already as small numbers."""
    return rows.with_columns(pl.col("locality").str.strip_prefix("locality_").cast(pl.Int16))


def measured(folder: Path, python: str, runs: int) -> None:
    """Print the medians of the ways and their paired ratios."""
    rows, dated, served = rows_of_pairs(ROWS, LOCALITIES, 1), date_slots(), service(LOCALITIES)
    for name, table in (("visits", rows), ("slots", dated.select("start", "end", "cell")), ("service", served)):
        table.write_parquet(folder / f"{name}.parquet")
    plain = numbers(rows)
    made: list[Coverage] = []
    with rivals(python, folder) as ask:
        ways: Ways = {
            "ours": lambda: timed(lambda: made.append(coverage(rows.lazy(), dated, served))),
            "vectorised": lambda: ask("vectorised")["seconds"],
            "arrays": lambda: ask("arrays")["seconds"],
            "usual": lambda: ask("usual")["seconds"] * LOCALITIES / SOME,
            "bare": lambda: timed(lambda: bare(plain)),
        }
        seconds = raced(ways, runs)
        if made[-1].cube["person_hours"].sum() != rows.select(LENGTH.sum()).item():
            raise SystemExit("Hours were lost.")
        compared(made[-1], {"vectorised": LOCALITIES, "arrays": LOCALITIES, "usual": SOME}, ask, folder)
    print(f"{ROWS:,} rows of persons ({ROWS // 2:,} visits by pairs), {LOCALITIES} localities, {DAYS} days")
    print(f"{runs} paired runs; equal to the microsecond")
    told(seconds, AIMS)


def measured_report(folder: Path, python: str, runs: int) -> None:
    """Print the medians of the path of a report and of its rivals."""
    records, dated, served = town(), date_slots(), service(TOWN_LOCALITIES)
    folder.mkdir()
    for name, table in {**records, "slots": dated.select("start", "end", "cell"), "service": served}.items():
        table.write_parquet(folder / f"{name}.parquet")
    plain = numbers(crewed(**records).select("locality", "start", "end"))
    made: list[Coverage] = []
    with rivals(python, folder) as ask:
        ways: Ways = {
            "report path": lambda: timed(lambda: made.append(report_path(records, dated, served))),
            "vectorised": lambda: ask("town")["seconds"],
            "bare": lambda: timed(lambda: bare(plain)),
        }
        seconds = raced(ways, runs)
        compared(made[-1], {"town": TOWN_LOCALITIES}, ask, folder)
    agreed(made[-1], records, dated, served)
    lost = 1 - made[-1].cube["person_hours"].sum() / plain.select(LENGTH.sum()).item()
    print(f"\nrecords of a town: {len(plain):,} rows of {2 * PAIRS:,} persons ({ROWS // 2:,} visits by pairs)")
    print(f"{TOWN_LOCALITIES} localities, {lost:.1%} of the hours in two places at once; {runs} paired runs, equal")
    told(seconds, {})


def main() -> None:
    """Run the ways in turn, then ours by size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="paired runs (default 5)")
    parser.add_argument("--rivals", default=".venv-rivals/bin/python", help="a python with pandas (tests/benchmarks)")
    parser.add_argument("--alone", nargs=2, metavar=("FILE", "ROWS"), help="only ours, on a file")
    given = parser.parse_args()
    if given.alone:
        alone(Path(given.alone[0]), int(given.alone[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        measured(Path(name), given.rivals, given.runs)
        measured_report(Path(name) / "town", given.rivals, given.runs)
        growth(Path(name), given.runs)


if __name__ == "__main__":
    main()
