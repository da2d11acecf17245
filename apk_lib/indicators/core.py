"""What an indicator is, and the catalogue of all of them.

An indicator is a function from the project's tables and one reporting period to unit-level rows; its
measures say by which statistic those rows become figures. Declaring one is a single block:

    @indicator(
        label=Text(cs="Osobohodiny", en="Person-hours"), definition=Text(cs="…", en="…"),
        serves=("presence", "KA01"), better="higher", accumulation="sum",
        measures=(Measure("person_hours", Text(cs="…", en="…"), "person_hours", Total("length")),),
    )
    def person_hours(effort: pl.DataFrame, period: Period) -> pl.DataFrame: ...

The id is the function's name, the tables it needs are its parameter names.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from apk_lib.indicators.statistics import Statistic, Trace
from apk_lib.results import UNITS
from apk_lib.tables import DERIVED_TABLES, TABLES
from apk_lib.text import Text

Accumulation = Literal["sum", "last", "distinct_persons", "ratio_of_sums"]
Dimensions = tuple[str, ...]
TOTAL: Dimensions = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an indicator: a statistic of its rows, in total and by the named dimensions.

    `dimensions` holds tuples of up to two columns; `()` is the total. `absent` is what a reader is told where
    there was no case, if that says more than "no case" (a place visited never).
    """

    id: str
    label: Text
    unit: str
    statistic: Statistic
    dimensions: tuple[Dimensions, ...] = (TOTAL,)
    absent: Text | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of an indicator: points instead of one value.

    `unit` is that of its height, `along` names its x, which is a `number`, a `share` of one, or a `day`
    counted from 1 January 1970. Its series are categories of the dimension `across`;
    without one they are localities, zones, or areas named in the data.
    """

    id: str
    label: Text
    unit: str
    along: Text
    trace: Trace
    x_is: Literal["number", "share", "day"] = "number"
    across: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator's reference sheet together with the function that finds its rows.

    `accumulation` says how periods add up: `sum`, `ratio_of_sums` and `distinct_persons` are computed
    anew from the rows since the start of the project, never from earlier figures; `last` is a state
    at the end of the period and has no figure of the period alone.
    """

    id: str
    version: int
    label: Text
    definition: Text
    serves: tuple[str, ...]
    better: Literal["higher", "lower", "neither"]
    accumulation: Accumulation
    measures: tuple[Measure, ...]
    curves: tuple[Curve, ...]
    needs: tuple[str, ...]
    rows: Callable[..., pl.DataFrame]

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes in which the indicator has figures."""
        return ("cumulative",) if self.accumulation == "last" else ("period", "cumulative")

    def curve(self, id: str) -> Curve:
        """The curve with this id."""
        return next(curve for curve in self.curves if curve.id == id)

    def measure(self, id: str) -> Measure:
        """The measure with this id."""
        return next(measure for measure in self.measures if measure.id == id)


CATALOGUE: dict[str, Indicator] = {}
_GIVEN = {"period", "project"}  # not tables: what evaluate hands to every indicator that asks


def indicator(
    *,
    label: Text,
    definition: Text,
    serves: tuple[str, ...],
    better: Literal["higher", "lower", "neither"],
    accumulation: Accumulation,
    measures: tuple[Measure, ...] = (),
    curves: tuple[Curve, ...] = (),
    version: int = 1,
) -> Callable[[Callable[..., pl.DataFrame]], Callable[..., pl.DataFrame]]:
    """Declare the decorated function as an indicator and enter it in the catalogue.

    Raises:
        TypeError: the declaration is wrong (a programmer's mistake): an id twice, an unknown table
            among the parameters, an unknown unit, more than two dimensions.
    """

    def declare(rows: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
        id = rows.__name__
        names = tuple(inspect.signature(rows).parameters)
        needs = tuple(name for name in names if name not in _GIVEN)
        _refuse(id in CATALOGUE, f"indicator {id!r} is declared twice")
        unknown = [name for name in needs if name not in TABLES and name not in DERIVED_TABLES]
        _refuse(
            unknown,
            f"indicator {id!r} asks for unknown tables {unknown}; known: {sorted({*TABLES, *DERIVED_TABLES})}",
        )
        for measure in measures:
            _refuse(
                measure.unit not in UNITS,
                f"{id}.{measure.id}: unknown unit {measure.unit!r}; known: {list(UNITS)}",
            )
            _refuse(any(len(by) > 2 for by in measure.dimensions), f"{id}.{measure.id}: at most two dimensions")
        CATALOGUE[id] = Indicator(
            id,
            version,
            label,
            definition,
            serves,
            better,
            accumulation,
            measures,
            curves,
            needs,
            rows,
        )
        rows.__doc__ = definition.en
        return rows

    return declare


def _refuse(wrong: Any, reason: str) -> None:
    if wrong:
        raise TypeError(reason)
