"""What it costs to turn a million fixes into hours per locality, beside a geopandas overlay of the same segments.

40 devices walk through a town of 36 irregular polygons, none of them convex, a fix every 15 seconds for five hours a
day, a third of the time standing still. Both ways run in turn; the hours of both have to be the same.

- ours: `tracks.follow` to stays, and their hours by locality; places are drawn anew for each run;
- geopandas: `gps_rivals.py`, in an environment of its own.

Figures are wall-clock seconds; read the ratios, machines differ.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from apk_lib.intervals import LENGTH
from apk_lib.places import Places, places
from apk_lib.tracks import Limits, follow

DEVICES, A_DAY, EVERY = 40, 1200, 15_000_000
MIDDLE, ROW_OF_PLACES = (17.39, 49.30), 6
SPACING = (0.011, 0.0062)
METRE = (1 / 72_600, 1 / 111_195)
TOWN = (4600.0, 3900.0)
STANDING = 0.35
# no hysteresis: an overlay knows none
LIMITS = Limits(gap_minutes=5, same_place_gap_minutes=15, same_place_metres=50, speed_kmh=12, border_seconds=0)
HOUR = 3_600_000_000
AIM = 1.5


def corners(seed: int = 1) -> dict[str, list[tuple[float, float]]]:
    """36 stars of 40 corners at uneven angles and distances, side by side without touching."""
    random = np.random.default_rng(seed)
    drawn = {}
    for place in range(ROW_OF_PLACES**2):
        row, column = divmod(place, ROW_OF_PLACES)
        east, north = (MIDDLE[0] + (column - 2.5) * SPACING[0], MIDDLE[1] + (row - 2.5) * SPACING[1])
        angle, reach = np.sort(random.uniform(0, 2 * np.pi, 40)), random.uniform(0.35, 1.0, 40)
        ring = np.column_stack([east + reach * np.cos(angle) * 0.0053, north + reach * np.sin(angle) * 0.0030])
        drawn[f"L{place:02}"] = [tuple(corner) for corner in ring.tolist()]
    return drawn


def walks(fixes: int, seed: int = 2) -> pl.DataFrame:
    """Fixes of walks that turn slowly and come back at the edge of the town, in no order."""
    random = np.random.default_rng(seed)
    parts = []
    each = fixes // DEVICES
    for device in range(DEVICES):
        day, place = np.divmod(np.arange(each), A_DAY)
        heading = np.cumsum(random.normal(0, 0.3, each))
        step = random.uniform(0.5, 1.6, each) * 15 * (random.uniform(size=each) > STANDING)
        lon, lat = (
            middle + _folded(np.cumsum(step * turn(heading)) + random.uniform(0, 9000), side) * metre
            for middle, side, metre, turn in zip(MIDDLE, TOWN, METRE, (np.cos, np.sin), strict=True)
        )
        at = 1_600_000_000_000_000 + day * 24 * HOUR + place * EVERY
        parts.append(pl.DataFrame({"device": [f"D{device:02}"] * each, "at": at, "lon": lon, "lat": lat}))
    whole = pl.concat(parts).with_columns(pl.col("at").cast(pl.Datetime("us", "UTC")))
    return whole.sample(fraction=1, shuffle=True, seed=1)


def _folded(way: np.ndarray, side: float) -> np.ndarray:
    """A coordinate that runs to and fro across the town."""
    return np.abs(way % (2 * side) - side) - side / 2


def hours(fixes: pl.DataFrame, known: Places) -> dict[str, float]:
    """Hours by locality, with `outside`."""
    stays = follow(fixes, known, LIMITS).stays
    spent = stays.group_by(pl.col("locality").fill_null("outside")).agg(LENGTH.sum() / HOUR)
    return dict(spent.iter_rows())


def main() -> None:
    """Run both ways in turn and print their medians and the paired ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rivals", type=Path, help="a Python with geopandas (rivals.txt); without it only ours runs")
    parser.add_argument("--runs", type=int, default=5, help="paired runs (default 5)")
    parser.add_argument("--fixes", type=int, default=1_000_000, help="how many fixes (default a million)")
    given = parser.parse_args()
    drawn, fixes = corners(), walks(given.fixes)
    seconds: dict[str, list[float]] = {"ours": []} | ({"geopandas": []} if given.rivals else {})
    with tempfile.TemporaryDirectory() as name:
        rival = _started(given.rivals, Path(name), drawn, fixes, given.runs) if given.rivals else None
        hours(fixes, places((id, None, shapely.Polygon(ring)) for id, ring in drawn.items()))  # warm
        for _ in range(given.runs):
            known = places((id, None, shapely.Polygon(ring)) for id, ring in drawn.items())
            begun = time.perf_counter()
            ours = hours(fixes, known)
            seconds["ours"].append(time.perf_counter() - begun)
            if rival:
                theirs = _asked(rival)
                seconds["geopandas"].append(theirs["seconds"])
                _same(ours, theirs["hours"])
        if rival:
            rival.wait()
    print(f"{fixes.height} fixes of {DEVICES} devices, {len(drawn)} polygons, {given.runs} paired runs")
    print(f"{'way':<12}{'median s':>10}{'min':>8}{'max':>8}")
    for way, taken in seconds.items():
        print(f"{way:<12}{statistics.median(taken):>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}")
    if rival:
        ratios = [theirs / ours for theirs, ours in zip(seconds["geopandas"], seconds["ours"], strict=True)]
        print(f"geopandas / ours: median {statistics.median(ratios):.2f} (aim: at least {AIM:g}); equal hours")


def _started(
    python: Path, folder: Path, drawn: dict[str, list[tuple[float, float]]], fixes: pl.DataFrame, runs: int
) -> subprocess.Popen[str]:
    """The rival in its own environment, waiting for a line before each run."""
    columns = {name: fixes[name].to_numpy() for name in ("lon", "lat")}
    columns |= {"at": fixes["at"].to_physical().to_numpy(), "device": fixes["device"].to_numpy().astype("U4")}
    np.savez(folder / "fixes.npz", **columns)
    (folder / "places.json").write_text(json.dumps(drawn), encoding="utf-8")
    script = Path(__file__).with_name("gps_rivals.py")
    command = [str(python), str(script), str(folder), str(runs)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _asked(rival: subprocess.Popen[str]) -> dict:
    """One run of the rival."""
    assert rival.stdin
    assert rival.stdout
    rival.stdin.write("\n")
    rival.stdin.flush()
    line = rival.stdout.readline()
    if not line:
        raise SystemExit("the rival ended without an answer")
    return json.loads(line)


def _same(ours: dict[str, float], theirs: dict[str, float]) -> None:
    """A length in degrees loses the last digits, so hours agree to a hundredth of a second."""
    apart = {name for name in ours.keys() | theirs.keys() if abs(ours.get(name, 0) - theirs.get(name, 0)) > 0.01 / 3600}
    if apart:
        raise SystemExit(
            f"the hours differ: {[(name, ours.get(name), theirs.get(name)) for name in sorted(apart)][:5]}"
        )


if __name__ == "__main__":
    main()
