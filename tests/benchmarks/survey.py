"""What errors of a million answers cost, beside svy; and a survival curve of a million stays, beside lifelines.

A million synthetic respondents, 20 questions, 200 groups, two waves, 50 strata of 20 sampled units each, which both
waves share. Wanted: the share of every question in every group and wave with its error, and its change with the
covariance of the waves.

- ours: `stats.survey_waves`;
- svy: one call for all groups and waves; the changes from the covariance it returns (not timed).

Then a million spells, half of them censored, in days: `stats.kaplan_meier` beside `KaplanMeierFitter`, both with
log-log limits. All answers are compared to a relative 1e-9. Figures are wall-clock seconds; read the ratios,
machines differ. Run by `make bench`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from apk_lib.stats import kaplan_meier, survey_waves

RIVALS = Path(__file__).with_name("survey_rivals.py")
GROUPS, STRATA, UNITS, ITEMS = 200, 50, 20, 20
DESIGN = {"weight": "weight", "stratum": "stratum", "psu": "psu"}
NAMES = [f"q{number:02}" for number in range(ITEMS)]
AIMS = {"svy": 90.0, "lifelines": 3.0}
CLOSE = 1e-9


def answers(respondents: int, seed: int = 1) -> pl.DataFrame:
    """Respondents in no order, with weights that differ and answers that depend on group and wave."""
    dice = np.random.default_rng(seed)
    group, wave = dice.integers(0, GROUPS, respondents), dice.integers(0, 2, respondents)
    safe = 0.4 + 0.2 * group / GROUPS + 0.03 * wave
    columns = {
        "group": group,
        "wave": wave,
        "stratum": dice.integers(0, STRATA, respondents),
        "psu": dice.integers(0, UNITS, respondents),
        "weight": dice.uniform(0.5, 3.0, respondents),
    }
    given = {name: (dice.uniform(size=respondents) < safe).astype(float) for name in NAMES}
    return pl.DataFrame(columns | given)


def stays(count: int, seed: int = 2) -> pl.DataFrame:
    """Lengths of stay in whole days, half of them seen to end."""
    dice = np.random.default_rng(seed)
    days = np.ceil(dice.exponential(500, count)).clip(max=2000)
    return pl.DataFrame({"days": days, "left": dice.integers(0, 2, count)})


def shares(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Shares by group and wave, and their changes."""
    return survey_waves(frame, NAMES, **DESIGN, wave="wave", by="group")


def curve(frame: pl.DataFrame) -> pl.DataFrame:
    """The survival curve."""
    return pl.DataFrame(kaplan_meier(frame["days"], frame["left"]))


def timed(way: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one run, and what it gave."""
    begun = time.perf_counter()
    given = way()
    return time.perf_counter() - begun, given


def raced(what: str, ours: Callable[[], object], rival: subprocess.Popen[str] | None, runs: int) -> object:
    """Both ways in turn; prints medians and the ratio of the pairs, gives back what ours computed."""
    ours()  # warm
    seconds: dict[str, list[float]] = {"ours": []}
    for _ in range(runs):
        took, given = timed(ours)
        seconds["ours"].append(took)
        if rival:
            answer = asked(rival, what)
            seconds.setdefault(answer["way"], []).append(answer["seconds"])
    for way, taken in seconds.items():
        print(f"{what:<8}{way:<12}{statistics.median(taken):>9.2f}{min(taken):>9.2f}{max(taken):>9.2f}")
        if way != "ours":
            ratio = statistics.median(theirs / own for theirs, own in zip(taken, seconds["ours"], strict=True))
            print(f"{way} / ours: median of {runs} pairs {ratio:.1f} (aim: at least {AIMS[way]:g})")
    return given


def asked(rival: subprocess.Popen[str], what: str) -> dict:
    """One run of the rival."""
    assert rival.stdin
    assert rival.stdout
    rival.stdin.write(f"{what}\n")
    rival.stdin.flush()
    line = rival.stdout.readline()
    if not line:
        raise SystemExit("the rival ended without an answer")
    return json.loads(line)


def agreed(what: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Every number that both give is the same to nine digits."""
    if ours.height != theirs.height:
        raise SystemExit(f"{what}: {ours.height} rows against {theirs.height}")
    for name in theirs.columns:
        one, other = ours[name].cast(pl.Float64).to_numpy(), theirs[name].cast(pl.Float64).to_numpy()
        apart = np.abs(one - other) > CLOSE * np.maximum(np.abs(other), 1e-6)
        if np.any(apart) or np.any(np.isnan(one) != np.isnan(other)):
            raise SystemExit(f"{what}: {name} differs, {one[apart][:3]} against {other[apart][:3]}")


def main() -> None:
    """Race both pairs and compare what they give."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rivals", help="a Python with svy and lifelines (rivals.txt); without it only ours runs")
    parser.add_argument("--runs", type=int, default=5, help="paired runs (default 5)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="respondents, and spells (default a million)")
    given = parser.parse_args()
    people, spells = answers(given.rows), stays(given.rows)
    print(f"{given.rows} respondents × {ITEMS} questions × {GROUPS} groups × 2 waves; {given.rows} spells")
    print(f"{'what':<8}{'way':<12}{'median s':>9}{'min':>9}{'max':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people.write_parquet(folder / "people.parquet")
        spells.write_parquet(folder / "spells.parquet")
        rival = None
        if given.rivals:
            command = [given.rivals, str(RIVALS), str(folder)]
            rival = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        each, change = raced("shares", lambda: shares(people), rival, given.runs)
        steps = raced("stays", lambda: curve(spells), rival, given.runs)
        if rival:
            asked(rival, "write")
            agreed("shares", each.sort("y", "group", "wave"), pl.read_parquet(folder / "shares.parquet"))
            agreed("changes", change.sort("y", "group"), pl.read_parquet(folder / "changes.parquet"))
            agreed("stays", steps, pl.read_parquet(folder / "stays.parquet"))
            print("equal to a relative 1e-9")


if __name__ == "__main__":
    main()
