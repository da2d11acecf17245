"""Street incidents of the City of London: counts by month, and rates with exact limits.

Counted anew line by line; the limits come from scipy's chi-squared and binomial distributions.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from scipy.stats import binomtest, chi2

from apk_lib import stats
from apk_lib.indicators.statistics import Total
from apk_lib.verification.compare import Case, Comparison, read_sources

AREA = "incidents"
RELATIVE = 1e-9
# the same half year before and after the spring of 2020
LATER, EARLIER = ("2020-04", "2020-09"), ("2019-04", "2019-09")
HALF_YEAR = 6


def compare_incidents(reference: Path) -> Iterator[Comparison]:
    """All comparisons on the incidents."""
    about = read_sources(reference)["incidents_london"]
    path, areas = (reference / name for name in about["files"])
    incidents = pl.read_csv(path, infer_schema_length=None).with_columns(incidents=pl.lit(1))
    with gzip.open(path, mode="rt", encoding="utf-8", newline="") as file:
        recount = Counter((row["crime_type"], row["month"]) for row in csv.DictReader(file))
    source = about["origin"]
    yield from _published(Case(AREA, "london_published", source), about["facts"], incidents, areas)
    yield from _counts(Case(AREA, "london_counts", source), incidents, recount)
    yield from _rates(Case(AREA, "london_rates", f"{source}; scipy.stats.chi2"), recount)
    yield from _ratio(Case(AREA, "london_ratio", f"{source}; scipy.stats.binomtest"), recount)


def _published(case: Case, facts: dict[str, int], incidents: pl.DataFrame, areas: Path) -> Iterator[Comparison]:
    """What the collection says of itself; a month nobody published is missing, not zero."""
    by_month = Total("incidents").summarise(incidents, ["month"])
    firsts = by_month.select(pl.col("month").str.to_date("%Y-%m"))
    calendar = firsts.select(pl.date_range(pl.col("month").min(), pl.col("month").max(), "1mo").dt.strftime("%Y-%m"))
    series = calendar.join(by_month, on="month", how="left")
    ours = {
        "rows": int(by_month["value"].sum()),
        "months": by_month.height,
        "missing_months": series["value"].null_count(),
        "without_place": incidents["lsoa_code"].null_count(),
        "areas": len(json.loads(areas.read_text(encoding="utf-8"))["features"]),
    }
    for what, published in facts.items():
        yield case.exact(what, ours[what], published)
    yield case.exact("months_of_zero", series.filter(pl.col("value") == 0).height, 0)


def _counts(case: Case, incidents: pl.DataFrame, recount: Counter[tuple[str, str]]) -> Iterator[Comparison]:
    """Of each type, all incidents, and in how many months the two counts are equal."""
    monthly = Total("incidents").summarise(incidents, ["crime_type", "month"])
    ours = {(row["crime_type"], row["month"]): row["value"] for row in monthly.iter_rows(named=True)}
    for kind in _kinds(recount):
        here = {key: count for key, count in recount.items() if key[0] == kind}
        total = sum(count for key, count in ours.items() if key[0] == kind)
        equal = sum(ours.get(key) == count for key, count in here.items())
        yield case.exact("incidents", total, sum(here.values()), kind)
        yield case.exact("months_equal", equal, len(here), kind)


def _rates(case: Case, recount: Counter[tuple[str, str]]) -> Iterator[Comparison]:
    """Incidents a month of each type, with the exact limits of a Poisson count."""
    months = len({month for _, month in recount})
    for kind in _kinds(recount):
        x = sum(count for key, count in recount.items() if key[0] == kind)
        ours = stats.rate(x, months)
        lower, upper = chi2.ppf(0.025, 2 * x) / 2 / months, chi2.ppf(0.975, 2 * x + 2) / 2 / months
        yield case.close("rate", ours.value, x / months, RELATIVE, kind)
        yield case.close("lower", ours.lower, float(lower), RELATIVE, kind)
        yield case.close("upper", ours.upper, float(upper), RELATIVE, kind)


def _ratio(case: Case, recount: Counter[tuple[str, str]]) -> Iterator[Comparison]:
    """Half a year of 2020 beside the same half of 2019, each type on its own."""
    for kind in _kinds(recount):
        later, earlier = (
            sum(count for (what, month), count in recount.items() if what == kind and start <= month <= end)
            for start, end in (LATER, EARLIER)
        )
        ours = stats.rate_ratio(later, HALF_YEAR, earlier, HALF_YEAR)
        theirs = binomtest(later, later + earlier, 0.5)
        limits = theirs.proportion_ci(0.95, method="exact")
        yield case.close("ratio", ours.value, later / earlier, RELATIVE, kind)
        yield case.close("lower", ours.lower, float(limits.low / (1 - limits.low)), RELATIVE, kind)
        yield case.close("upper", ours.upper, float(limits.high / (1 - limits.high)), RELATIVE, kind)
        yield case.close("p", ours.p_value, float(theirs.pvalue), RELATIVE, kind)


def _kinds(recount: Counter[tuple[str, str]]) -> list[str]:
    return sorted({kind for kind, _ in recount})
