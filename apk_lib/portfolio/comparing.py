"""Which figures of a portfolio mean the same: one definition, one wording of a question, real among real.

Of which programme a town is changes nothing of what is counted, so it is only told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from apk_lib.portfolio import found
from apk_lib.portfolio.compared import items_of
from apk_lib.portfolio.frames import FIGURES, Finding, Portfolio, name_of
from apk_lib.text import Text

_OF_TOWN = ("town", "period")
_Names = Mapping[str, Text]


def compared(portfolio: Portfolio, findings: Iterable[Finding] = ()) -> Portfolio:
    """The portfolio with what differs from most towns marked as not `comparable`, and the findings that say so."""
    names = {town["town"]: name_of(town) for town in portfolio.towns.iter_rows(named=True)}
    figures, definitions = _by_definition(portfolio.figures, names)
    figures, wordings, words = _by_wording(figures, portfolio.wordings, portfolio.towns, names)
    figures, mixed = _by_truth(figures, names)
    programmes = _by_programme(portfolio.towns)
    return replace(
        portfolio,
        figures=figures.select(list(FIGURES)),
        wordings=wordings,
        findings=(*sorted(findings, key=lambda one: (one.file, one.kind)), *programmes, *definitions, *words, *mixed),
    )


def _usual(frame: pl.DataFrame, of: str, what: str) -> pl.DataFrame:
    """`of, usual`: what most towns have, null where equally many have another.

    Where any town is real, an invented one has no say.
    """
    said = frame.filter(~pl.col("synthetic") | pl.col("synthetic").all().over(of))
    towns = said.group_by(of, what).agg(towns=pl.col("town").n_unique())
    most = towns.filter(pl.col("towns") == pl.col("towns").max().over(of))
    return most.group_by(of).agg(usual=pl.when(pl.len() == 1).then(pl.col(what).first())).sort(of)


def _by_definition(figures: pl.DataFrame, names: _Names) -> tuple[pl.DataFrame, list[Finding]]:
    marked = figures.join(_usual(figures, "indicator", "definition_version"), on="indicator", maintain_order="left")
    other = pl.col("definition_version").ne_missing(pl.col("usual"))
    about = ("town", "indicator", "definition_version", "usual")
    named = marked.filter(other).select(about).unique().sort(about)
    findings = [found.other_definition(town, names[town], *row) for town, *row in named.iter_rows()]
    return marked.with_columns(comparable=pl.col("comparable") & ~other), findings


def _by_wording(
    figures: pl.DataFrame, wordings: pl.DataFrame, towns: pl.DataFrame, names: _Names
) -> tuple[pl.DataFrame, pl.DataFrame, list[Finding]]:  # fmt: skip
    of_towns = wordings.join(towns.select(*_OF_TOWN, "synthetic"), on=_OF_TOWN, maintain_order="left")
    marked = of_towns.join(_usual(of_towns, "item", "wording"), on="item", maintain_order="left")
    marked = marked.with_columns(comparable=pl.col("wording").eq_missing(pl.col("usual")))
    rows = figures.with_row_index("row").with_columns(items=items_of())
    # what nobody asked, or nobody may know, has no value
    told = rows.filter(pl.col("value").is_not_null())
    asked = told.select("row", *_OF_TOWN, "items").explode("items").drop_nulls("items")
    judged = asked.join(marked, left_on=[*_OF_TOWN, "items"], right_on=[*_OF_TOWN, "item"], how="left")
    others = judged.filter(~pl.col("comparable").fill_null(False))
    # a question without a wording is one that was asked in several
    how = pl.when(pl.col("wording").is_null()).then(pl.lit("several")).when(pl.col("usual").is_null()).then(
        pl.lit("divided")).otherwise(pl.lit("other"))  # fmt: skip
    named = others.select("town", "items", how=how).unique().sort("town", "items", "how")
    findings = [found.other_wording(town, names[town], *row) for town, *row in named.iter_rows()]
    differing = pl.col("row").is_in(others["row"].implode())
    kept = rows.with_columns(comparable=pl.col("comparable") & ~differing)
    return kept, marked.select(wordings.columns), findings


def _by_truth(figures: pl.DataFrame, names: _Names) -> tuple[pl.DataFrame, list[Finding]]:
    """Invented figures are not compared with real ones of the same indicator; only among themselves."""
    both = (pl.col("synthetic").any() & ~pl.col("synthetic").all()).over("indicator", "measure")
    marked = figures.with_columns(strange=both & pl.col("synthetic"))
    towns = marked.filter("strange")["town"].unique().sort()
    kept = marked.with_columns(comparable=pl.col("comparable") & ~pl.col("strange"))
    return kept, [found.mixed(town, names[town]) for town in towns]


def _by_programme(towns: pl.DataFrame) -> list[Finding]:
    """That towns are of several programmes; they are compared all the same."""
    of = towns.group_by("programme").agg(pl.col("town").unique().sort()).sort("programme")
    return [found.other_programme(dict(of.iter_rows()))] if of.height > 1 else []
