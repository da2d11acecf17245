"""How long people stay: five made-up spells computed with R, terms of Canadian senators with scipy."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import CensoredData, ecdf

from apk_lib import stats
from apk_lib.indicators.employment import person_months, posts_filled, tenure
from apk_lib.indicators.statistics import Ratio
from apk_lib.periods import Period
from apk_lib.verification.compare import Case, Comparison, Reference, read_reference, read_sources

RELATIVE = 1e-9
# after 4, 8, 12, 20, 28 and 40 years
DAYS = (1461, 2922, 4383, 7305, 10227, 14610)


def compare_employment(reference: Path) -> Iterator[Comparison]:
    """The case `ret01` through the indicators of employment."""
    case = read_reference(reference / "employment", "ret01_occupancy")
    yield from case.compare("employment", read_sources(reference)["ret01"]["origin"], _employment(case))


def _employment(case: Reference) -> Mapping[str, Any]:
    start, end = (date.fromisoformat(case.input[key]) for key in ("project_start", "project_end"))
    whole = Period("all", start, end, end)
    spells = case.frame.select(
        "person",
        contract="person",
        post=pl.col("post").cast(pl.String),
        start=pl.col("start").str.to_date(),
        last_day=pl.col("end").str.to_date(),
        fte=pl.col("fte").cast(pl.Float64),
        end_reason=pl.lit(None, pl.String),
        source_row=pl.int_range(pl.len()),
    )
    plan = {"post": ["1", "2", "3", "4"], "fte": [float(share) for share in case.input["planned_fte"]]}
    posts = pl.DataFrame(plan).with_columns(planned_from=pl.lit(start), planned_to=pl.lit(end))
    months = person_months(posts, spells, whole)
    # the third post was first filled later: its vacancy is what lies between its two holders
    third = spells.filter(post="3").sort("start")
    filled = posts_filled(posts, third, Period("third", third["start"][0], end, end))
    stays = tenure(spells, whole)
    return {
        "person_months": [
            _months(posts.with_columns(fte=pl.lit(1.0)), one.with_columns(fte=pl.lit(1.0)), whole)
            for one in spells.iter_slices(1)
        ],
        "fte_months": [_months(posts, one, whole) for one in spells.iter_slices(1)],
        "planned_fte_months": months["planned"].sum(),
        "occupancy": Ratio("employed", "planned").summarise(months, [])["value"].item(),
        "leavers": stays["left"].sum(),
        "replacements": stays.height - posts.height,
        "vacancy_days_post3": filled.filter(post="3")["vacant_days"].sum(),
    }


def _months(posts: pl.DataFrame, spell: pl.DataFrame, period: Period) -> float:
    return float(person_months(posts, spell, period)["employed"].sum())


def compare_senators(reference: Path) -> Iterator[Comparison]:
    """The curve of all terms beside scipy's, after some days and at every time there is."""
    about = read_sources(reference)["senators"]
    with (reference / about["files"][0]).open(encoding="utf-8", newline="") as file:
        terms = [(int(row["diff_days"]), row["observed"] == "True") for row in csv.DictReader(file)]
    days, ended = np.array(terms, dtype=np.float64).T
    published = Case("senators", "senators_published", about["origin"])
    curve = stats.kaplan_meier(days, ended)
    yield published.exact("terms", curve.n, about["facts"]["terms"])
    yield published.exact("open_terms", curve.n - int(curve["events"].sum()), about["facts"]["open_terms"])
    case = Case("senators", "senators_curve", f"{about['origin']}; scipy.stats.ecdf")
    yield from _at_days(case, curve, _scipy_curve(days, ended))
    yield from _everywhere(case, curve, _scipy_curve(days, ended))


def _scipy_curve(days: np.ndarray[Any, Any], ended: np.ndarray[Any, Any]) -> pl.DataFrame:
    """The survival function of scipy with its log-log limits; null where it gives none."""
    curve = ecdf(CensoredData(uncensored=days[ended == 1], right=days[ended == 0])).sf
    with warnings.catch_warnings():
        # at 1 and at 0 the limits are not defined, and scipy says so
        warnings.simplefilter("ignore")
        limits = curve.confidence_interval(0.95, method="log-log")
    columns = {
        "value": curve.probabilities,
        "lower": limits.low.probabilities,
        "upper": limits.high.probabilities,
    }
    return pl.DataFrame({"time": curve.quantiles} | columns).with_columns(pl.col(columns).fill_nan(None))


def _at_days(case: Case, curve: stats.SurvivalCurve, theirs: pl.DataFrame) -> Iterator[Comparison]:
    for day, row in zip(DAYS, curve.at(DAYS).iter_rows(named=True), strict=True):
        known = theirs.filter(pl.col("time") <= day).row(-1, named=True)
        for what in ("value", "lower", "upper"):
            yield case.close(what, row[what], known[what], RELATIVE, f"{day} d")


def _everywhere(case: Case, curve: stats.SurvivalCurve, theirs: pl.DataFrame) -> Iterator[Comparison]:
    """How many times have an equal value; limits, where scipy gives them, likewise."""
    both = theirs.join(pl.DataFrame(curve), on="time", how="left", suffix="_ours")
    for what in ("value", "lower", "upper"):
        asked = both.drop_nulls(what)
        near = (pl.col(f"{what}_ours") - pl.col(what)).abs() <= RELATIVE
        yield case.exact(f"equal_{what}", asked.filter(near).height, asked.height)
