"""What many towns cost: 60 towns × 5 periods made in one batch with two workers, watched from outside.

Each town has the sheet and the context of data/kromeriz and records of its own from `apk_lib.sample`; making them is
not timed. Then `apk_lib.batch.running.make_all` makes every progress report, and once more, when nothing is stale.
Beside it, one report by the `papermill` command line and `jupyter nbconvert`, cold, as an estimate of the usual tools.

Memory is that of this process and all below it, workers and kernels, with shared pages counted once where the system
tells (PSS), every few seconds. It is flat when the last tenth of the reports needs no more than the first.

Figures are wall-clock seconds; read the ratios, machines differ. What fails the run is a report that was not made, or
not kept the second time; whether an aim of speed or memory was met is only printed, for it depends on the machine.
Run by `make bench-batch`; `--towns 1` for a try.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import psutil

from apk_lib.batch.running import make_all
from apk_lib.report.documents import PROGRESS
from apk_lib.report.making import Order, Outcome, orders
from apk_lib.sample import write_sample

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
MODEL = ROOT / "data" / "kromeriz"
TOWNS = 60
WORKERS = 2
SAMPLED_EVERY = 3.0
MEGABYTE = 1024**2
AIM_TOOLS = 0.2
AIM_FLAT = 1.2


def town(folder: Path, seed: int) -> Path:
    """A project folder with the sheet and context of the model and records from a seed."""
    shutil.copytree(MODEL / "context", folder / "context")
    shutil.copy(MODEL / "project.toml", folder)
    write_sample(folder, seed)
    return folder


def towns(folder: Path, count: int) -> list[Path]:
    """So many towns, from seeds 1, 2, …"""
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        made = [pool.submit(town, folder / f"mesto-{seed:02}", seed) for seed in range(1, count + 1)]
        return [future.result() for future in made]


@dataclass
class Watch:
    """Memory of all processes of the batch as it goes on: `finished` reports so far, bytes."""

    finished: int = 0
    samples: list[tuple[int, int]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Sample while something runs."""
        thread = threading.Thread(target=self._sample)
        thread.start()
        try:
            yield
        finally:
            self.ended.set()
            thread.join()

    def _sample(self) -> None:
        while not self.ended.wait(SAMPLED_EVERY):
            self.samples.append((self.finished, memory()))

    def between(self, least: float, most: float) -> float:
        """Mean megabytes while between so many reports were finished; not a number without a sample."""
        found = [size for finished, size in self.samples if least <= finished <= most]
        return statistics.fmean(found) / MEGABYTE if found else float("nan")

    @property
    def most(self) -> float:
        """The largest sample in megabytes."""
        return max((size for _, size in self.samples), default=0) / MEGABYTE


def memory() -> int:
    """Bytes of this process and all below it."""
    total = 0
    myself = psutil.Process()
    for process in (myself, *myself.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):  # ended since the list was made
            told = process.memory_full_info()
            total += getattr(told, "pss", 0) or told.rss
    return total


def batch(asked: Sequence[Order], watch: Watch) -> tuple[list[Outcome], float, float]:
    """The outcomes, the seconds they took and the processor seconds of all processes below this one."""
    outcomes: list[Outcome] = []
    begun, processor = time.perf_counter(), processor_seconds()
    with watch.watching():
        for outcome in make_all(asked, WORKERS):
            outcomes.append(outcome)
            watch.finished = len(outcomes)
            told(outcome, len(outcomes), len(asked), time.perf_counter() - begun)
    return outcomes, time.perf_counter() - begun, processor_seconds() - processor


def told(outcome: Outcome, place: int, total: int, seconds: float) -> None:
    """A line now and then, and for each failure."""
    order = outcome.order
    if outcome.failure:
        print(f"FAILED {order.data.name} {order.name}: {outcome.failure.message('en')}", flush=True)
    if place % max(1, total // 30) == 0 or place == total:
        print(f"{seconds:7.0f} s  {place:>4} of {total}  {order.data.name} {order.name}", flush=True)


def processor_seconds() -> float:
    """Of all processes below this one that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tools(order: Order, folder: Path) -> float:
    """Seconds of the papermill command line and nbconvert for one report, as their manuals say."""
    executed = folder / "tools.ipynb"
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", str(order.notebook), str(executed),
                 "-r", "data", str(order.data), "-r", "period", order.period]  # fmt: skip
    nbconvert = [sys.executable, "-m", "nbconvert", "--to", "html", str(executed)]
    begun = time.perf_counter()
    for command in (papermill, nbconvert):
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return time.perf_counter() - begun


def measured(folder: Path, count: int) -> tuple[list[tuple[str, str]], bool]:
    """The rows of the table, and whether every report was made and then kept."""
    begun = time.perf_counter()
    print(f"making {count} towns in {folder} …", flush=True)
    made = towns(folder / "towns", count)
    print(f"{count} towns, {time.perf_counter() - begun:.0f} s", flush=True)
    out = folder / "outputs"
    asked = [order for one in made for order in orders(PROGRESS, NOTEBOOKS, one, "all", "cs", "", out)]
    rival = tools(asked[0], folder)
    print(f"one report by papermill and nbconvert: {rival:.1f} s", flush=True)
    watch = Watch()
    outcomes, seconds, processor = batch(asked, watch)
    again, seconds_again, _ = batch(asked, Watch())
    states, states_again = (Counter(outcome.state for outcome in some) for some in (outcomes, again))
    total = len(asked)
    tenth = max(1, total // 10)
    first, last = watch.between(1, tenth), watch.between(total - tenth, total)
    each = seconds / total
    rows = [
        ("towns × periods", f"{count} × {total // count} = {total} reports"),
        ("workers", f"{WORKERS}"),
        ("made, failed", f"{states['made']}, {states['failed']}"),
        ("seconds", f"{seconds:.0f}"),
        ("seconds a report", f"{each:.2f}"),
        ("processor seconds a report", f"{processor / total:.2f}"),
        ("papermill + nbconvert, seconds a report (one, cold)", f"{rival:.1f}"),
        ("ours / papermill + nbconvert", against(each / rival, AIM_TOOLS)),
        ("memory, first tenth of the reports", f"{first:.0f} MB"),
        ("memory, last tenth", f"{last:.0f} MB"),
        ("memory, last / first", against(last / first, AIM_FLAT)),
        ("memory, maximum", f"{watch.most:.0f} MB"),
        ("the same command again: kept, made, failed",
         f"{states_again['kept']}, {states_again['made']}, {states_again['failed']}"),
        ("the same command again, seconds", f"{seconds_again:.1f}"),
        ("reports on disk", f"{sum(path.stat().st_size for path in out.rglob('*')) / MEGABYTE:.0f} MB"),
    ]  # fmt: skip
    return rows, states["made"] == states_again["kept"] == total


def against(ratio: float, aim: float) -> str:
    """A ratio with its aim, and whether it was met; one that was not measured met none."""
    return f"{ratio:.2f} (aim: at most {aim:g}, {'met' if ratio <= aim else 'NOT MET'})"


def main() -> None:
    """Make the towns and their reports, print the table; exit code 1 when a report was not made or not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--towns", type=int, default=TOWNS, help=f"how many towns (default {TOWNS})")
    parser.add_argument("--folder", type=Path, help="an empty folder to work in and to keep (default a temporary one)")
    given = parser.parse_args()
    with contextlib.ExitStack() as held:
        folder = given.folder or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="hundred-towns-")))
        rows, whole = measured(folder.resolve(), given.towns)
    print("\n| | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    sys.exit(not whole)


if __name__ == "__main__":
    main()
