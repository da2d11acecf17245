"""The monthly panel of outcomes on real series with gaps: City of London by area, crimes of the district by year.

The half year nobody published stays out of both windows, never a zero. Counted anew line by line; limits come from
scipy's distributions, the dispersion and the ratio of ratios from their formulas.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from scipy.stats import binomtest, t

from apk_lib import offences
from apk_lib.dataset import Dataset
from apk_lib.evaluate import evaluate
from apk_lib.indicators.statistics.before_after import AgainstComparison, ChangeOfRate
from apk_lib.verification.compare import Case, Comparison, find, read_sources

AREA = "incidents"
RELATIVE = 1e-9
# the spring of 2020 emptied the City; months are known to November 2020 and from June 2021
START, END = date(2020, 4, 1), date(2021, 11, 30)
BEFORE = [f"2019-{month:02}" for month in range(4, 12)]
AFTER = [f"2020-{month:02}" for month in range(4, 12)]
Counts = Counter[tuple[str, str]]


def compare_panel(reference: Path, project: Dataset) -> Iterator[Comparison]:
    """All comparisons of panels."""
    about = read_sources(reference)["incidents_london"]
    path, drawn = (reference / name for name in about["files"])
    incidents = pl.read_csv(path, infer_schema_length=None).select(
        source_row=pl.int_range(pl.len()), day=pl.col("month").str.to_date("%Y-%m"), locality=pl.col("lsoa_code")
    )
    with gzip.open(path, mode="rt", encoding="utf-8", newline="") as file:
        recount = Counter((row["lsoa_code"], row["month"]) for row in csv.DictReader(file))
    features = json.loads(drawn.read_text(encoding="utf-8"))["features"]
    areas = sorted(feature["properties"]["LSOA11CD"] for feature in features)
    # the busiest area stands against the other five of the City; whatever lies outside is elsewhere
    busiest = max(areas, key=lambda area: sum(count for (at, _), count in recount.items() if at == area))
    kinds = ["risk" if area == busiest else "comparison" for area in areas]
    panel = offences.months(incidents, "day", pl.DataFrame({"locality": areas, "kind": kinds}), END)
    yield from _months(Case(AREA, "london_panel", about["origin"]), panel, recount)
    yield from _ratios(
        Case(AREA, "london_by_area", f"{about['origin']}; scipy.stats.binomtest"), incidents, recount, areas
    )
    yield from _against(Case(AREA, "london_against", about["origin"]), panel, recount, (busiest, areas))
    yield from _district(project)


def _months(case: Case, panel: pl.DataFrame, recount: Counts) -> Iterator[Comparison]:
    """Known months and incidents of the whole panel; the gap is no row, and no month of it is zero in all arms."""
    by_month = panel.group_by("month").agg(pl.col("count").sum())
    known = {month for _, month in recount}
    yield case.exact("months", by_month.height, len(known))
    yield case.exact("months_of_zero", by_month.filter(pl.col("count") == 0).height, 0)
    yield case.exact("incidents", int(panel["count"].sum()), recount.total())
    windows = offences.windows(panel, START, END).select("month", "window").drop_nulls().unique()
    for window, months in {"before": BEFORE, "after": AFTER}.items():
        named = windows.filter(pl.col("window") == window)["month"].dt.strftime("%Y-%m").to_list()
        yield case.exact("months_equal", len(set(named) & set(months)), len(named), window)


def _ratios(case: Case, incidents: pl.DataFrame, recount: Counts, areas: list[str]) -> Iterator[Comparison]:
    """Of each area, the ratio of the matched months with its exact limits."""
    for area in areas:
        places = pl.DataFrame({"locality": [area], "kind": ["risk"]})
        rows = offences.windows(offences.months(incidents, "day", places, END), START, END)
        ours = ChangeOfRate().summarise(rows, ["arm"]).filter(pl.col("arm") == "risk").row(0, named=True)
        before, after = (sum(recount[area, month] for month in months) for months in (BEFORE, AFTER))
        yield case.exact("incidents", ours["n"], before + after, area)
        limits = binomtest(after, before + after, 0.5).proportion_ci(0.95, method="exact")
        yield case.close("ratio", ours["value"], after / before, RELATIVE, area)
        yield case.close("lower", ours["lower"], float(limits.low / (1 - limits.low)), RELATIVE, area)
        yield case.close("upper", ours["upper"], float(limits.high / (1 - limits.high)), RELATIVE, area)


def _against(case: Case, panel: pl.DataFrame, recount: Counts, places: tuple[str, list[str]]) -> Iterator[Comparison]:
    """The busiest area against the others: dispersion of months, ratio of ratios and its widened limits."""
    rows = offences.windows(panel, START, END)
    busiest, areas = places
    groups = [busiest], [area for area in areas if area != busiest]
    cells = [
        [sum(recount[area, month] for area in group) for month in months]
        for group in groups
        for months in (BEFORE, AFTER)
    ]
    totals = [sum(cell) for cell in cells]
    squares = sum((count - sum(cell) / len(cell)) ** 2 / (sum(cell) / len(cell)) for cell in cells for count in cell)
    # two whole quarters on a side are too few to judge quarters by: months alone tell the spread
    df = sum(map(len, cells)) - len(cells)
    spread, reach = max(squares / df, 1.0), float(t.ppf(0.975, df))
    ratio = totals[1] / totals[0] / (totals[3] / totals[2])
    error = math.sqrt(spread * sum(1 / total for total in totals))
    found = AgainstComparison("ratio").summarise(rows, []).row(0, named=True)
    widened = AgainstComparison("dispersion").summarise(rows, []).row(0, named=True)
    yield case.close("dispersion", widened["value"], spread, RELATIVE)
    yield case.close("ratio_of_ratios", found["value"], ratio, RELATIVE)
    yield case.close("lower", found["lower"], ratio * math.exp(-reach * error), RELATIVE)
    yield case.close("upper", found["upper"], ratio * math.exp(reach * error), RELATIVE)


def _district(project: Dataset) -> Iterator[Comparison]:
    """Crimes of the district by year as the report shows them; a year nobody published is missing, not zero."""
    period = project.project.periods[-1]
    path = find(project.folder) / "context" / "recorded_crime.csv"
    with path.open(encoding="utf-8", newline="") as file:
        printed = [row for row in csv.DictReader(file) if int(row["year"]) < period.end.year]
    curve = evaluate(project, period, ["crime_recorded"]).curves
    ours = {(row["series"], int(row["x"])): row["y"] for row in curve.iter_rows(named=True)}
    case = Case(AREA, "district_years", "Policie ČR; the source stands in each row")
    yield case.exact("years", len(ours), len(printed))
    yield case.exact("years_of_zero", sum(not count for count in ours.values()), 0)
    for row in printed:
        yield case.exact("crimes", ours.get((row["area"], int(row["year"]))), int(row["registered"]),
                         f"{row['area']} {row['year']}")  # fmt: skip
