"""Kroměříž and its figures, made once in a run: what reads no changed table keeps the figures it had.

An indicator is pure (`lint-imports`): its figures follow from the tables it reads, the project, the polygons and the
as-of date. So a town with another table has only some figures of its own, and a sentence in the second language needs
none. `test_remembering.py` holds this against `apk_lib.evaluate`; whoever tests evaluating itself calls that.
"""

from __future__ import annotations

import hashlib
import inspect
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl

from apk_lib import open_dataset
from apk_lib.dataset import Dataset
from apk_lib.evaluate import CATEGORIES, Figures, evaluate
from apk_lib.indicators import CATALOGUE, Indicator
from apk_lib.intake import Accepted
from apk_lib.results import KEY
from apk_lib.tables import DERIVED_TABLES

KROMERIZ = Path(__file__).resolve().parents[1] / "data" / "kromeriz"


@cache
def kromeriz(period: str, as_of: str = "") -> Dataset:
    """The dataset of Kroměříž, opened for a period; nothing in it can be changed."""
    return open_dataset(KROMERIZ, period=period, as_of=as_of)


def figures_of(dataset: Dataset, period: str, indicators: list[str] | None = None) -> Figures:
    """As `evaluate`, but what was computed from the same rows before is not computed again."""
    asked = list(CATALOGUE) if indicators is None else indicators
    invented = " ".join(sorted(source.table for source in dataset.sources if source.synthetic))
    whole = _digest((dataset.project, dataset.places, dataset.outline, str(dataset.as_of), invented, period))
    keys = {id: (id, whole, *(_state(dataset, name) for name in read_by(id))) for id in asked}
    if unknown := [id for id, key in keys.items() if key not in _FIGURES]:
        new = evaluate(dataset, period, unknown)
        for id in unknown:
            here = pl.col("indicator") == id
            _FIGURES[keys[id]] = Figures(new.results.filter(here), new.curves.filter(here))
    found = [_FIGURES[key] for key in keys.values()]
    return Figures(
        pl.concat([one.results for one in found]).sort(KEY),
        pl.concat([one.curves for one in found]).sort(*KEY, "series", "x"),
    )


_FIGURES: dict[tuple[object, ...], Figures] = {}
# what was digested is kept, so that no other object can take its id
_DIGESTS: dict[int, tuple[object, bytes]] = {}


def _digest(said: object) -> bytes:
    if isinstance(said, tuple):
        return hashlib.sha256(b"".join(_digest(part) for part in said)).digest()
    if isinstance(said, str):
        return hashlib.sha256(said.encode()).digest()
    if id(said) not in _DIGESTS:
        _DIGESTS[id(said)] = said, hashlib.sha256(pickle.dumps(said)).digest()
    return _DIGESTS[id(said)][1]


def _state(dataset: Dataset, name: str) -> object:
    """What a figure can see of a table: its rows, and whether anybody supplied it."""
    account = dataset.accepted[name]
    return name, _digest(account.rows), account.supplied


@cache
def read_by(id: str) -> tuple[str, ...]:
    """The tables of records an indicator reads, whether itself, through derived ones or as categories."""
    asked = {name for definition in CATALOGUE.definitions(id) for name in _asked_for(definition)}
    return tuple(sorted({origin for name in asked for origin in _origins(name)}))


def _asked_for(indicator: Indicator) -> set[str]:
    dimensions = {name for measure in indicator.measures for by in measure.dimensions for name in by}
    categories = {CATEGORIES[name][0] for name in dimensions & CATEGORIES.keys()}
    return {*inspect.signature(indicator.rows).parameters, *indicator.needs, *categories} - {"period", "project"}


@cache
def _origins(name: str) -> frozenset[str]:
    """The tables of records that are opened where this one is asked for; those of the sheet are the project's."""
    whole = kromeriz("P5")
    watched = _Watched(whole.accepted)
    # a copy has derived nothing yet
    replace(whole, accepted=watched).table(name)
    declared = set(DERIVED_TABLES.get(name, ())) & whole.accepted.keys()
    return frozenset(watched.opened | declared)


class _Watched(Mapping[str, Accepted]):
    """Accounts of tables that remember which of them were looked at."""

    def __init__(self, accounts: Mapping[str, Accepted]) -> None:
        self._accounts = accounts
        self.opened: set[str] = set()

    def __getitem__(self, name: str) -> Accepted:
        self.opened.add(name)
        return self._accounts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._accounts)

    def __len__(self) -> int:
        return len(self._accounts)
