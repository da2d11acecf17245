"""What an indicator is, and the catalogue of all of them.

An indicator is a function from the project's tables and one reporting period to unit-level rows; its
measures say by which statistic those rows become figures. Declaring one is a single block:

    @indicator(
        label=Text(cs="Osobohodiny", en="Person-hours"), definition=Text(cs="…", en="…"),
        subject="service", serves=("presence", "KA01"), better="higher", accumulation="sum",
        measures=(Measure("person_hours", Text(cs="…", en="…"), "person_hours", Total("length")),),
    )
    def person_hours(effort: pl.DataFrame, period: Period) -> pl.DataFrame: ...

The id is the function's name, the tables it needs are its parameter names.

A definition that changes does not rewrite what was reported by it: the earlier one stays declared above (`of` names the
id it had), the newer one brings `version` and `valid_from`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from apk_lib.disclosure import Subject
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

    `subject` is what, or whom, its figures speak of: by it an audience sees them or does not (`apk_lib.disclosure`).
    `accumulation` says how periods add up: `sum`, `ratio_of_sums` and `distinct_persons` are computed
    anew from the rows since the start of the project, never from earlier figures; `last` is a state
    at the end of the period and has no figure of the period alone. `valid_from` is the day from which the definition
    holds, None for the first one. With `whole_months` it says nothing of a part of a month: costs are booked by months.
    """

    id: str
    version: int
    label: Text
    definition: Text
    subject: Subject
    serves: tuple[str, ...]
    better: Literal["higher", "lower", "neither"]
    accumulation: Accumulation
    measures: tuple[Measure, ...]
    curves: tuple[Curve, ...]
    needs: tuple[str, ...]
    rows: Callable[..., pl.DataFrame]
    valid_from: date | None = None
    whole_months: bool = False

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


class Catalogue(dict[str, Indicator]):
    """The definitions that hold today by id; those they replaced stay in `former`, by id and version.

    A period is reported by one definition, also in its figures since the start of the project: the newest that held on
    its first day. A change in the middle of a period therefore waits for the next one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.former: dict[tuple[str, int], Indicator] = {}

    def enter(self, new: Indicator) -> None:
        """Enter a definition; those of one id come in the order in which they held.

        Raises:
            TypeError: a version is declared twice or left out, or does not begin after the one before.
        """
        if (before := self.get(new.id)) is None:
            _refuse(new.valid_from, f"{new.id!r}: nothing is declared for the time before {new.valid_from}")
        else:
            named = f"{new.id!r}, version {new.version}"
            _refuse(new.version == before.version, f"indicator {new.id!r} is declared twice (version {new.version})")
            _refuse(new.version != before.version + 1, f"{named}: after version {before.version} comes the next one")
            _refuse(not new.valid_from, f"{named}: since when does it hold? Give valid_from")
            _refuse(
                before.valid_from and new.valid_from and new.valid_from <= before.valid_from,
                f"{named} holds from {new.valid_from}, not after version {before.version} ({before.valid_from})",
            )
            self.former[before.id, before.version] = before
        self[new.id] = new

    def definition(self, id: str, version: int) -> Indicator:
        """The definition of that version, former or not."""
        newest = self[id]
        return newest if newest.version == version else self.former[id, version]

    def definitions(self, id: str) -> tuple[Indicator, ...]:
        """All definitions of an indicator, the newest first."""
        earlier = [one for (of, _), one in self.former.items() if of == id]
        return (self[id], *reversed(earlier))

    def in_force(self, id: str, on: date) -> Indicator:
        """The definition by which a period beginning `on` that day is reported."""
        return next(one for one in self.definitions(id) if not one.valid_from or one.valid_from <= on)


CATALOGUE = Catalogue()
_GIVEN = {"period", "project"}  # not tables: what evaluate hands to every indicator that asks


def indicator(
    *,
    label: Text,
    definition: Text,
    subject: Subject,
    serves: tuple[str, ...],
    better: Literal["higher", "lower", "neither"],
    accumulation: Accumulation,
    measures: tuple[Measure, ...] = (),
    curves: tuple[Curve, ...] = (),
    version: int = 1,
    valid_from: date | None = None,
    of: str = "",
    whole_months: bool = False,
    catalogue: Catalogue = CATALOGUE,
) -> Callable[[Callable[..., pl.DataFrame]], Callable[..., pl.DataFrame]]:
    """Declare the decorated function as an indicator and enter it in the catalogue.

    Raises:
        TypeError: the declaration is wrong (a programmer's mistake): an unknown table among the parameters, an unknown
            unit, more than two dimensions, or versions that do not follow each other (`Catalogue.enter`).
    """

    def declare(rows: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
        id = of or rows.__name__
        names = tuple(inspect.signature(rows).parameters)
        needs = tuple(name for name in names if name not in _GIVEN)
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
        about = (label, definition, subject, serves, better, accumulation, measures, curves, needs, rows)
        catalogue.enter(Indicator(id, version, *about, valid_from, whole_months))
        rows.__doc__ = definition.en
        return rows

    return declare


def record(table: str) -> pl.Expr:
    """Which record of the table a row is made of: its line in the workbook, as the column `<table>_row`.

    A row made of several records holds their list (`record(table)` among the aggregates of a group). All records that
    a figure reads in its window are among those of its rows: cut to them, the table gives the same figure again.
    """
    return pl.col("source_row").alias(f"{table}_row")


def _refuse(wrong: Any, reason: str) -> None:
    if wrong:
        raise TypeError(reason)
