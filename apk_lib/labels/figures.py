"""Figures with the labels to read them by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from apk_lib.indicators import CATALOGUE, Indicator
from apk_lib.labels.names import ABSENT, Labels
from apk_lib.text import Lang, Text, number

FEWER_THAN = Text(cs="méně než {limit}", en="fewer than {limit}")
# of so few people nothing is told apart, and an interval would say nothing
FEW_PERSONS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of `Results`, ready to be read."""

    row: dict[str, Any]
    labels: Labels

    def __bool__(self) -> bool:
        return self.row.get("value") is not None

    def __getattr__(self, name: str) -> Any:
        if name not in self.row:
            raise AttributeError(name)
        return self.row[name]

    def show(self, what: str = "value", *, unit: str | None = None) -> str:
        """A value of the row with its unit (`unit` where the parts of a ratio have another), or why there is none."""
        value = self.row[what]
        return self.absence if value is None else self.labels.value(value, unit or self.row["unit"])

    def bare(self, what: str = "value", *, unit: str | None = None) -> str:
        """A value of the row without its noun."""
        value = self.row[what]
        return self.absence if value is None else self.labels.bare(value, unit or self.row["unit"])

    @property
    def declared(self) -> Indicator:
        """The definition by which the figure was made."""
        return CATALOGUE.definition(self.row["indicator"], self.row["definition_version"])

    @property
    def absence(self) -> str:
        """Why there is no value; some measures have a word of their own where there was no case.

        Of a count withheld for being small the limit is told, of which it is below.
        """
        if self.withheld and self.row["upper"] is not None:
            return FEWER_THAN.fill(self.labels.lang, limit=number(self.row["upper"] + 1, self.labels.lang))
        if self.row["state"] == "no_cases" and (said := self.declared.measure(self.row["measure"]).absent):
            return said(self.labels.lang)
        return self.labels.state(self.row["state"])

    @property
    def withheld(self) -> bool:
        """Whether its audience does not see it."""
        return bool(self.row["state"] == "suppressed")

    @property
    def unsaid(self) -> bool:
        """Whether it is withheld without even a limit that it is below."""
        return self.withheld and self.row["upper"] is None

    @property
    def of_few(self) -> bool:
        """Whether it rests on so few people that it would tell of one of them (see `FEW_PERSONS`)."""
        return (self.row["n"] or 0) < FEW_PERSONS

    @property
    def open(self) -> bool:
        """Whether the period had not ended when the figure was made."""
        return bool(self.row["state"] == "incomplete_period")

    @property
    def interval(self) -> str:
        """The interval of the value, a dash where it has none."""
        if self.row["lower"] is None:
            return ABSENT
        return self.labels.interval(self.row["lower"], self.row["upper"], self.row["unit"])


@dataclass(frozen=True)
class Reading:
    """Figures with the labels to read them by."""

    results: pl.DataFrame
    curves: pl.DataFrame
    labels: Labels

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.labels.lang

    def has(self, *indicators: str) -> bool:
        """Whether figures of all these indicators were selected."""
        return set(indicators) <= set(self.results["indicator"].unique())

    def declared(self, indicator: str) -> Indicator | None:
        """The definition by which the figures of an indicator were made; none where there are no figures of it."""
        version = self._versions.get(indicator)
        return None if version is None else CATALOGUE.definition(indicator, version)

    def figure(self, indicator: str, measure: str, scope: str = "cumulative", **category: str) -> Figure:
        """One figure; `category` names up to one dimension: `locality="risk_a"`.

        Raises:
            KeyError: there is no such figure (a programmer's mistake).
        """
        found = self.rows(indicator, measure, scope, *category)
        for value in category.values():
            found = found.filter(pl.col("category_1") == value)
        if len(found) != 1:
            raise KeyError(f"{indicator}.{measure} ({scope}, {category}): {len(found)} figures")
        return Figure(found.row(0, named=True), self.labels)

    def rows(self, indicator: str, measure: str, scope: str, *by: str) -> pl.DataFrame:
        """The figures of a measure broken down by dimensions (none: the total)."""
        first, second = [*by, None, None][:2]
        places = self._places.get((indicator, measure, scope, first, second))
        return self.results.clear() if places is None else self.results[places]

    @cached_property
    def _places(self) -> dict[tuple[str | None, ...], pl.Series]:
        """Where the figures of a measure stand: a report asks for them a thousand times."""
        by = ["indicator", "measure", "scope", "dimension_1", "dimension_2"]
        grouped = self.results.select(*by, place=pl.int_range(pl.len())).group_by(by, maintain_order=True).all()
        return dict(zip(grouped.select(by).iter_rows(), grouped["place"], strict=True))

    @cached_property
    def _versions(self) -> dict[str, int]:
        """The version by which each indicator was made."""
        of_each = [
            frame.select("indicator", "definition_version").unique("indicator", keep="first", maintain_order=True)
            for frame in (self.curves, self.results)
        ]
        return dict(row for versions in of_each for row in versions.iter_rows())
