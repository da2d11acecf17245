"""Published surveys: shares of Czech towns recomputed from their n, and a long series as context."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from scipy.stats import binomtest

from apk_lib import stats
from apk_lib.verification.compare import Case, Comparison, read_sources

AREA = "published"
RELATIVE = 1e-9
# of the columns of the series, those that name no group of people
COMMON = ("Year", "Series", "Observation status", "Unit multiplier", "Units", "GeoCode", "Value")


def compare_published(reference: Path) -> Iterator[Comparison]:
    """Every published percentage that stands beside its n, and the length of the series."""
    sources = read_sources(reference)
    with (reference / sources["surveys_published"]["files"][0]).open(encoding="utf-8", newline="") as file:
        printed = [row for row in csv.DictReader(file) if row["n"] and row["kind"] == "pct as printed"]
    for row in printed:
        yield from _share(row)
    case = Case(AREA, "ons_series", sources["feel_safe"]["origin"])
    yield case.exact("years", trend(reference).height, sources["feel_safe"]["facts"]["years"])


def _share(row: dict[str, str]) -> Iterator[Comparison]:
    """The share of the nearest whole number of people, in percent, with Wilson's limits.

    Where no whole number gives the printed percentage, some did not answer the question: then the nearest
    one may be half a person away.
    """
    n, percent = int(row["n"]), float(row["pct"])
    k = int(row["count"] or round(n * percent / 100))
    ours = stats.proportion(k, n, method="wilson")
    limits = binomtest(k, n).proportion_ci(0.95, method="wilson")
    rounding = 0.5 / 10 ** len(row["pct"].partition(".")[2])
    attained = abs(100 * k / n - percent) <= rounding
    case = Case(AREA, f"{row['place']} {row['wave']}", f"{row['source']}; scipy.stats.binomtest")
    part = f"{row['item']}: {row['response']}"
    what, tolerance = ("percent", rounding) if attained else ("percent_nearest", rounding + 50 / n)
    yield case.near(what, None if ours.value is None else 100 * ours.value, percent, tolerance, part)
    yield case.close("value", ours.value, k / n, RELATIVE, part)
    yield case.close("lower", ours.lower, float(limits.low), RELATIVE, part)
    yield case.close("upper", ours.upper, float(limits.high), RELATIVE, part)


def trend(reference: Path) -> pl.DataFrame:
    """The share who feel safe alone after dark in England and Wales: `year, all, women, men`, in percent.

    A year without a published value is null.
    """
    path = reference / read_sources(reference)["feel_safe"]["files"][0]
    rows = pl.read_csv(path, infer_schema_length=None)
    groups = [column for column in rows.columns if column not in (*COMMON, "Sex")]
    return (
        rows.filter(pl.all_horizontal(pl.col(groups).is_null()))
        .with_columns(sex=pl.col("Sex").fill_null("all").replace({"Female": "women", "Male": "men"}))
        .pivot("sex", index="Year", values="Value")
        .select("all", "women", "men", year="Year")
        .select("year", "all", "women", "men")
        .sort("year")
    )
