"""Checks of what a project owes the one who pays: marks on its outputs, and publicity without a gap."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from apk_lib.checks.core import check
from apk_lib.checks.wording import days, expected
from apk_lib.project import Project
from apk_lib.text import DASH, Text


@check("outputs")
def output_unmarked(outputs: pl.DataFrame) -> pl.DataFrame:
    """Published outputs of which nobody says that they carry the logo strip and the registration number."""
    marks = ("logo_strip", "registration_number")
    missing = pl.coalesce(pl.when(~pl.col(mark).fill_null(value=False)).then(pl.lit(mark)) for mark in marks)
    published = outputs.filter(pl.col("published_on").is_not_null()).with_columns(field=missing)
    return published.filter(pl.col("field").is_not_null()).with_columns(value=pl.col("output"))


@check("publicity")
def publicity_gap(publicity: pl.DataFrame, project: Project) -> pl.DataFrame:
    """Days of the project on which a kind of publicity that the programme demands was nowhere.

    A gap before an item is told of that item, a gap after the last one of that last one; a kind of which there is no
    item at all is no matter of rows.
    """
    mandatory = publicity.filter(pl.col("kind").is_in(project.programme.publicity_kinds))
    ends = mandatory.with_columns(until=pl.col("until").fill_null(project.end)).sort("kind", "since", "item")
    reached = pl.col("until").cum_max().shift(1).over("kind").fill_null(project.start - timedelta(days=1))
    before = ends.with_columns(first=reached.dt.offset_by("1d"), last=pl.col("since").dt.offset_by("-1d"))
    final = ends.sort("kind", "until", "item").unique("kind", keep="last", maintain_order=True)
    after = final.with_columns(first=pl.col("until").dt.offset_by("1d"), last=pl.lit(project.end))
    gaps = pl.concat([before.with_columns(field=pl.lit("since")), after.with_columns(field=pl.lit("until"))])
    said = Text(cs="bez mezery od {start} do {end}", en="without a gap from {start} to {end}")
    bounds = {"start": days(pl.lit(project.start)), "end": days(pl.lit(project.end))}
    return gaps.filter(pl.col("first") <= pl.col("last")).with_columns(
        value=pl.concat_str(pl.col("first").cast(pl.String), pl.lit(f" {DASH} "), pl.col("last").cast(pl.String)),
        **expected(said, **bounds),
    )
