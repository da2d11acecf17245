"""What is looked at: a frozen value that knows no data, with the steps from one to the next."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from apk_lib.errors import ParameterError
from apk_lib.text import Text

Scope = Literal["period", "cumulative"]
MOST_DIMENSIONS = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """A measure of an indicator, the days it is of, the categories it is narrowed to and how it is broken down.

    Without a `measure` it is the first of the indicator. The days are those of a reporting `period`, or from `first` to
    `last`, or with neither of the project so far; `scope` says whether in these days or since the start of the
    project. `only` holds a category a dimension, in the order of dimensions; `by` up to two dimensions.
    """

    indicator: str
    measure: str = ""
    period: str = ""
    first: date | None = None
    last: date | None = None
    scope: Scope = "period"
    only: tuple[tuple[str, str], ...] = ()
    by: tuple[str, ...] = ()

    def about(self, indicator: str, measure: str = "") -> Selection:
        """Another measure in the same days; filters and breakdown of the former may not fit it, so they go."""
        return replace(self, indicator=indicator, measure=measure, only=(), by=())

    def within(self, period: str) -> Selection:
        """The same in a reporting period, or with "" in the project so far."""
        return replace(self, period=period, first=None, last=None)

    def between(self, first: date, last: date) -> Selection:
        """The same from one day to another, both included: a week, a month, any stretch."""
        return replace(self, period="", first=first, last=last)

    def cumulated(self, whole: bool) -> Selection:
        """The same since the start of the project, or in its days only."""
        return replace(self, scope="cumulative" if whole else "period")

    def narrowed(self, dimension: str, category: str) -> Selection:
        """Only one category of a dimension; what is told apart by it already is one, so it leaves the breakdown."""
        only = tuple(sorted((dict(self.only) | {dimension: category}).items()))
        return replace(self, only=only, by=tuple(one for one in self.by if one != dimension))

    def widened(self, dimension: str) -> Selection:
        """Every category of a dimension again."""
        return replace(self, only=tuple(pair for pair in self.only if pair[0] != dimension))

    def split(self, *by: str) -> Selection:
        """Broken down by up to two dimensions, or with none not at all."""
        return replace(self, by=tuple(dict.fromkeys(by))[:MOST_DIMENSIONS])

    def to_text(self) -> str:
        """The selection as one line of JSON, for a file or a parameter of a notebook; what is not said is left out."""
        said = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(said, ensure_ascii=False, default=date.isoformat)

    @classmethod
    def from_text(cls, text: str) -> Selection:
        """The selection that `to_text` wrote.

        Raises:
            ParameterError: the text is none.
        """
        try:
            return cls(**_read(json.loads(text)))
        except (ValueError, TypeError) as error:
            raise ParameterError(
                Text(
                    cs=f"„{text}“ není výběr. Zadejte text, který vrací Selection.to_text(), např. "
                    '{"indicator": "person_hours", "period": "P1"}.',
                    en=f"“{text}” is no selection. Give what Selection.to_text() returns, for instance "
                    '{"indicator": "person_hours", "period": "P1"}.',
                )
            ) from error


def _read(said: dict[str, Any]) -> dict[str, Any]:
    """The fields of a selection from JSON; `ValueError` or `TypeError` where they are none."""
    values: dict[str, Any] = {}
    for name, value in dict(said).items():
        if name in ("first", "last"):
            values[name] = date.fromisoformat(value)
        elif name == "only":
            values[name] = tuple(sorted((str(dimension), str(category)) for dimension, category in value))
        elif name == "by":
            values[name] = tuple(str(dimension) for dimension in value)[:MOST_DIMENSIONS]
        elif name == "scope" and value not in ("period", "cumulative"):
            raise ValueError(value)
        elif not isinstance(value, str):
            raise TypeError(value)
        else:
            values[name] = value
    return values


@dataclass(frozen=True, slots=True)
class History:
    """The selections gone through: where one can go back to, where one is, where one can go forward to again."""

    now: Selection
    past: tuple[Selection, ...] = ()
    future: tuple[Selection, ...] = ()

    def visit(self, selection: Selection) -> History:
        """Another selection; what lay ahead is forgotten, and the same one again is no step."""
        return self if selection == self.now else History(selection, (*self.past, self.now))

    def back(self) -> History:
        """One step back; at the beginning nowhere."""
        return History(self.past[-1], self.past[:-1], (self.now, *self.future)) if self.past else self

    def forward(self) -> History:
        """One step forward again; at the end nowhere."""
        return History(self.future[0], (*self.past, self.now), self.future[1:]) if self.future else self
