"""What `remembered` does not compute again is what `apk_lib.evaluate` would compute."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.evaluate import Figures, evaluate
from apk_lib.indicators import CATALOGUE
from tests.remembered import figures_of, kromeriz, read_by

LAST = "P5"


def without_others(dataset: Dataset, kept: tuple[str, ...]) -> Dataset:
    """The dataset as if nobody had supplied any table but these."""
    bare = {
        name: account if name in kept else replace(account, rows=account.rows.clear(), supplied=False)
        for name, account in dataset.accepted.items()
    }
    return replace(dataset, accepted=bare)


def same(one: Figures, other: Figures) -> bool:
    return one.results.equals(other.results) and one.curves.equals(other.curves)


def test_an_indicator_reads_no_table_but_those_it_is_remembered_by() -> None:
    whole = kromeriz(LAST)
    usual = evaluate(whole, LAST)
    for kept in {read_by(id) for id in CATALOGUE}:
        ids = [id for id in CATALOGUE if read_by(id) == kept]
        alone = evaluate(without_others(whole, kept), LAST, ids)
        here = pl.col("indicator").is_in(ids)
        assert same(alone, Figures(usual.results.filter(here), usual.curves.filter(here))), ids


def test_a_changed_town_has_the_figures_that_evaluating_gives() -> None:
    whole = kromeriz(LAST)
    usual = evaluate(whole, LAST)
    assert same(figures_of(whole, LAST), usual)
    bare = replace(without_others(whole, ("shifts", "shift_crew", "persons", "survey_waves")), places=None)
    assert same(figures_of(bare, LAST), evaluate(bare, LAST))
    # the town it was is not forgotten over the town it became
    assert same(figures_of(whole, LAST), usual)
