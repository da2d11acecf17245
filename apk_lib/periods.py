"""Reporting periods and the local calendar days they hold.

A period is a stretch of calendar days in Europe/Prague, both ends included. Instants are stored in
UTC; whether one lies in a period is decided by its local day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from apk_lib.text import Lang, span

TIME_ZONE = "Europe/Prague"


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period; `report_due` is the default as-of date of its report.

    One that `is_open` was cut at its as-of date: what began on the last evening has not ended yet.
    """

    id: str
    start: date
    end: date
    report_due: date
    final: bool = False
    confirmed: bool = True
    is_open: bool = False

    @property
    def days(self) -> int:
        """Calendar days, both ends included."""
        return (self.end - self.start).days + 1

    def since(self, start: date) -> Period:
        """The same period reaching back to `start`: the cumulative view of a report."""
        return replace(self, start=start)

    def known_at(self, as_of: date) -> Period:
        """The part of the period that lies before the end of a day: of an open period no more can be counted."""
        return replace(self, end=as_of, is_open=True) if as_of < self.end else self

    def holds(self, day: pl.Expr) -> pl.Expr:
        """Whether a local calendar day lies in the period."""
        return day.is_between(self.start, self.end)

    def describe(self, lang: Lang) -> str:
        """The stretch of days as a reader writes it."""
        return span(self.start, self.end, lang)


def local_day(instant: pl.Expr) -> pl.Expr:
    """The local calendar day of a UTC instant."""
    return instant.dt.convert_time_zone(TIME_ZONE).dt.date()
