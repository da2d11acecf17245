"""What a click costs where a million visits are recorded: the figure, its breakdown and the first records behind it.

A million synthetic visits by pairs in 40 localities and 1000 days (`coverage.py` makes them), each on a shift of its
pair. The unit-level rows are made once, when an indicator is chosen; then a click narrows person-hours to a locality
and asks for the figure, the breakdown by another dimension, and 200 records of each table behind it.

- ours: `Explorer.figure`, `Explorer.figures`, `Explorer.sources`;
- bare: polars filters the same rows and sums them, in all and by the dimension: no categories, states or records.

Every click is to another locality, so nothing is remembered but the rows. The sums are compared. Figures are wall-clock
milliseconds; machines differ, read the ratio. Run by `make bench`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
from coverage import BANDS, DAYS, FIRST, LOCALITIES, ON_SHIFT, PAIRS, dated_visits, identified, named

from apk_lib.dataset import Dataset
from apk_lib.drilldown import Explorer, Selection
from apk_lib.intake import REJECTED_SCHEMA, Accepted, SourceFile
from apk_lib.project import parse_project
from apk_lib.tables import SHEET_TABLES, TABLES

VISITS = 1_000_000
AIM_MS = 150
BREAKDOWNS = ("band", "weekday", "month")
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
SHEET = """
schema_version = 2
[project]
title_cs = "Velké město"
title_en = "A large town"
registration_number = "CZ.1/2"
beneficiary_cs = "město"
beneficiary_en = "the town"
programme = "opz_2014"
start = {start}
end = {end}
posts = 4
total = 1.00
binding_total = "stated"
total_confirmed = false
indirect_rate = 0.25
indirect_rate_confirmed = false
cofinancing_cs = "-"
cofinancing_en = "-"
limits_cs = "-"
limits_en = "-"
synthetic = true
[[periods]]
period = "P1"
start = {start}
end = {end}
report_due = {end}
final = true
confirmed = true
[[funding_parts]]
source = "eu"
name_cs = "Unie"
name_en = "Union"
amount = 1.00
confirmed = true
"""
PLACE = """
[[localities]]
locality = "{name}"
name_cs = "{name}"
name_en = "{name}"
kind = "risk"
valid_from = {start}
confirmed = true
"""
BAND = """
[[bands]]
band = "{band}"
start_hour = {start_hour}
end_hour = {end_hour}
"""


def records() -> dict[str, pl.DataFrame]:
    """Visits of shifts, each shift by the same pair on one day in four."""
    dice = np.random.default_rng(7)
    pair = dice.integers(0, PAIRS, VISITS)
    day = dice.integers(1, DAYS // ON_SHIFT, VISITS) * ON_SHIFT - pair % ON_SHIFT
    shift = identified("S", pair * DAYS + day)
    visits = dated_visits(day * 1440 + dice.integers(0, 1440, VISITS), LOCALITIES, 2).with_columns(shift=shift)
    first = pl.col("start").dt.truncate("1d")
    shifts = visits.group_by("shift").agg(start=first.min(), end=pl.col("end").max()).sort("shift")
    crew = pl.DataFrame({"shift": shift, "pair": pair}).unique().join(pl.DataFrame({"mate": [0, 1]}), how="cross")
    persons = identified("P", np.arange(2 * PAIRS))
    return {
        "visits": visits.with_columns(activity=pl.lit("foot_patrol")),
        "shifts": shifts,
        "shift_crew": crew.select("shift", person=persons.gather(2 * crew["pair"] + crew["mate"])).sort(pl.all()),
        "persons": pl.DataFrame({"person": persons}).with_columns(role=pl.lit("assistant")),
    }


def town() -> Dataset:
    """A dataset of them, as if it were read from a folder."""
    start, end = FIRST, date.fromordinal(FIRST.toordinal() + DAYS)
    localities = "".join(PLACE.format(name=name, start=start) for name in named(np.arange(LOCALITIES)))
    bands = "".join(BAND.format(**band) for band in BANDS.iter_rows(named=True))
    project = parse_project(SHEET.format(start=start, end=end) + localities + bands, "large")
    made, accepted, sources = records(), {}, []
    for name, table in TABLES.items():
        if name in SHEET_TABLES:
            continue
        rows = made.get(name, table.empty)
        schema = table.empty.schema
        given = {"recorded_at": RECORDED, "withdrawn": False}
        lacking = [pl.lit(given.get(one)).alias(one) for one in schema if one not in rows.columns]
        whole = rows.with_columns(lacking).with_columns(source_row=pl.int_range(2, pl.len() + 2)).cast(dict(schema))
        origins = whole.select(
            "source_row", file=pl.lit(f"{name}.csv"), sheet=pl.lit(None, pl.String), row="source_row"
        )
        rejected = pl.DataFrame(schema=REJECTED_SCHEMA)
        accepted[name] = Accepted(whole.select(list(schema)), rejected, 0, 0, 0, 0, origins=origins)
        sources.append(SourceFile(name, Path(f"{name}.csv"), f"{name}.csv", "", True, "", "", "", ""))
    return Dataset(Path("large"), project, end, tuple(sources), accepted, "")


def milliseconds(way: Callable[[], object]) -> float:
    """Wall-clock milliseconds of one run."""
    begun = time.perf_counter()
    way()
    return 1000 * (time.perf_counter() - begun)


def click(explorer: Explorer, place: str, by: str) -> tuple[float, pl.DataFrame]:
    """What a click on a locality asks for: the figure, and the breakdown."""
    chosen = Selection("person_hours").narrowed("locality", place)
    figure, split = explorer.figure(chosen), explorer.figures(chosen.split(by))
    explorer.sources(chosen)
    return figure["value"], split


def bare(rows: pl.DataFrame, place: str, by: str) -> tuple[float, pl.DataFrame]:
    """The same sums and nothing else."""
    here = rows.filter(pl.col("locality") == place)
    hours = pl.col("length").sum() / 3_600_000_000
    return here.select(hours).item(), here.group_by(by).agg(hours).sort(by)


def agreed(ours: tuple[float, pl.DataFrame], theirs: tuple[float, pl.DataFrame], by: str) -> None:
    """The figures are the same."""
    mine = ours[1].filter(pl.col("n") > 0).select(pl.col(by).cast(pl.String), "value").sort(by)
    other = theirs[1].select(pl.col(by).cast(pl.String), value="length").sort(by)
    same = (mine[by] == other[by]).all() and ((mine["value"] - other["value"]).abs() < 1e-6).all()
    if abs(ours[0] - theirs[0]) > 1e-6 or not same:
        raise SystemExit("The sums differ.")


def main() -> None:
    """Click through localities and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=12, help="clicks (default 12)")
    runs = parser.parse_args().runs
    explorer, whole = Explorer(town()), Selection("person_hours")
    opened = milliseconds(lambda: explorer.rows(whole))
    first = milliseconds(lambda: click(explorer, "locality_000", BREAKDOWNS[0]))
    rows, day = explorer.rows(whole), pl.col("day")
    plain = rows.with_columns(month=day.dt.strftime("%Y-%m"), weekday=day.dt.weekday())
    ours, theirs = [], []
    for run in range(1, runs + 1):
        place, by = f"locality_{run % LOCALITIES:03}", BREAKDOWNS[run % len(BREAKDOWNS)]
        answers: list[tuple[float, pl.DataFrame]] = []
        ours.append(milliseconds(lambda: answers.append(click(explorer, place, by))))  # noqa: B023 - called at once
        theirs.append(milliseconds(lambda: answers.append(bare(plain, place, by))))  # noqa: B023
        agreed(answers[0], answers[1], by)
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(f"{VISITS:,} visits by pairs, {len(rows):,} unit-level rows, {LOCALITIES} localities; {runs} clicks")
    print(f"making the rows, once: {opened:,.0f} ms; the first click: {first:,.0f} ms")
    print(f"{'way':<8}{'median ms':>10}{'min':>8}{'max':>8}")
    for way, taken in (("ours", ours), ("bare", theirs)):
        print(f"{way:<8}{statistics.median(taken):>10.0f}{min(taken):>8.0f}{max(taken):>8.0f}")
    print(f"a click: median {statistics.median(ours):.0f} ms (aim: at most {AIM_MS}); ours / bare: median {ratio:.1f}")


if __name__ == "__main__":
    main()
