"""Which figures of a portfolio mean the same: one definition, one wording of a question, real among real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from apk_lib.portfolio import found
from apk_lib.portfolio.compared import items_of
from apk_lib.portfolio.frames import FIGURES, Finding, Portfolio

_OF_TOWN = ("town", "period")


def compared(portfolio: Portfolio, findings: Iterable[Finding] = ()) -> Portfolio:
    """The portfolio with what differs from most towns marked as not `comparable`, and the findings that say so."""
    figures, definitions = _by_definition(portfolio.figures)
    figures, wordings, words = _by_wording(figures, portfolio.wordings)
    figures, mixed = _by_truth(figures)
    return replace(
        portfolio,
        figures=figures.select(list(FIGURES)),
        wordings=wordings,
        findings=(*sorted(findings, key=lambda one: (one.file, one.kind)), *definitions, *words, *mixed),
    )


def _usual(frame: pl.DataFrame, of: str, what: str) -> pl.DataFrame:
    """`of, usual`: what most towns have; of several equally usual ones the greatest, which is the newest definition."""
    towns = frame.group_by(of, what).agg(towns=pl.col("town").n_unique())
    return towns.sort("towns", what).group_by(of, maintain_order=True).agg(pl.col(what).last().alias("usual"))


def _by_definition(figures: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    marked = figures.join(_usual(figures, "indicator", "definition_version"), on="indicator", maintain_order="left")
    other = pl.col("definition_version") != pl.col("usual")
    named = marked.filter(other).select("town", "indicator", "definition_version", "usual").unique()
    findings = [found.other_definition(*row) for row in named.sort("town", "indicator").iter_rows()]
    return marked.with_columns(comparable=pl.col("comparable") & ~other), findings


def _by_wording(
    figures: pl.DataFrame, wordings: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, list[Finding]]:  # fmt: skip
    marked = wordings.join(_usual(wordings, "item", "wording"), on="item", maintain_order="left")
    marked = marked.with_columns(comparable=pl.col("wording") == pl.col("usual")).select(wordings.columns)
    rows = figures.with_row_index("row").with_columns(items=items_of())
    # what nobody asked, or nobody may know, has no value
    told = rows.filter(pl.col("value").is_not_null())
    asked = told.select("row", *_OF_TOWN, "items").explode("items").drop_nulls("items")
    judged = asked.join(marked, left_on=[*_OF_TOWN, "items"], right_on=[*_OF_TOWN, "item"], how="left")
    # a question without a wording is one that was asked in several
    others = judged.filter(~pl.col("comparable").fill_null(False))
    named = (
        others.select("town", "items", asked=pl.col("wording").is_not_null()).unique().sort("town", "items", "asked")
    )
    findings = [found.other_wording(*row) for row in named.iter_rows()]
    differing = pl.col("row").is_in(others["row"].implode())
    return rows.with_columns(comparable=pl.col("comparable") & ~differing), marked, findings


def _by_truth(figures: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Invented figures are not compared with real ones of the same indicator; only among themselves."""
    both = (pl.col("synthetic").any() & ~pl.col("synthetic").all()).over("indicator", "measure")
    marked = figures.with_columns(strange=both & pl.col("synthetic"))
    towns = marked.filter("strange")["town"].unique().sort()
    kept = marked.with_columns(comparable=pl.col("comparable") & ~pl.col("strange"))
    return kept, [found.mixed(town) for town in towns]
