"""Records of one kind before the project and during it: what may be compared, and what the comparison allows to say.

Counts under `FEW_COUNTED` carry no ratio; the verdict of a comparison is that of its whole interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from apk_lib.labels import Figure, Reading
from apk_lib.results import FEW_COUNTED
from apk_lib.tables.codes import ARMS
from apk_lib.text import Text

COMPARED = ("risk", "comparison")
OFFENCES = Text(cs="Přestupky a trestné činy", en="Offences and crimes")
COMPLAINTS = Text(cs="Stížnosti", en="Complaints")
_OF_OFFENCES = Text(cs="přestupků a trestných činů", en="offences and crimes")
_OF_COMPLAINTS = Text(cs="stížností", en="complaints")


def verdict(ratio: Figure) -> str:
    """`better`, `worse` or `uncertain`: on which side of 1 the whole interval of a ratio lies."""
    if ratio.lower is None or ratio.lower <= 1 <= ratio.upper:
        return "uncertain"
    return "better" if ratio.upper < 1 else "worse"


@dataclass(frozen=True)
class Panel:
    """The figures of one kind of record: the indicator of its change, the unit it counts and what it is called.

    `so_many` are the records as said behind a number.
    """

    reading: Reading
    indicator: str
    unit: str
    named: Text
    so_many: Text

    @cached_property
    def counts(self) -> dict[str, tuple[Figure, Figure]]:
        """The rates before and during the project of each arm whose months are compared, in the order of `ARMS`."""
        rows = self.reading.rows(self.indicator, "monthly_rate", "cumulative", "arm", "window")
        cells = {(row["category_1"], row["category_2"]): Figure(row, self.reading.labels)
                 for row in rows.drop_nulls("value").iter_rows(named=True)}  # fmt: skip
        pairs = {arm: (cells.get((arm, "before")), cells.get((arm, "after"))) for arm in ARMS}
        return {arm: (before, after) for arm, (before, after) in pairs.items() if before and after}

    @property
    def months(self) -> int:
        """How many months there are in either window."""
        return int(next(iter(self.counts.values()))[0].denominator) if self.counts else 0

    def enough(self, *arms: str) -> bool:
        """Whether every count of these arms carries a ratio."""
        return all(arm in self.counts and min(rate.n for rate in self.counts[arm]) >= FEW_COUNTED for arm in arms)

    @cached_property
    def against(self) -> Figure | None:
        """The ratio of ratios with its interval; None where there is none, or counts do not carry it."""
        ratio = self.figure("ratio_of_ratios")
        return ratio if ratio and ratio.lower is not None and self.enough(*COMPARED) else None

    @property
    def ratios(self) -> bool:
        """Whether the counts of any arm carry a ratio."""
        return any(map(self.enough, self.counts))

    @property
    def compares(self) -> bool:
        """Whether there are risk and comparison localities with months to compare."""
        return all(arm in self.counts for arm in COMPARED)

    @property
    def verdict(self) -> str:
        """What the comparison allows to say of the risk localities (`verdict`), `uncertain` also without one."""
        return verdict(self.against) if self.against else "uncertain"

    @property
    def drawn(self) -> bool:
        """Whether any month is known."""
        return not self.reading.curves.filter(pl.col("measure") == f"{self.unit}_by_month").is_empty()

    def figure(self, measure: str) -> Figure:
        """A figure of the change in total."""
        return self.reading.figure(self.indicator, measure)

    def said(self, n: float) -> str:
        """So many records."""
        return self.reading.labels.value(n, self.unit)


def both(reading: Reading) -> tuple[Panel, Panel]:
    """Offences and complaints."""
    return (
        Panel(reading, "offence_effect", "offences", OFFENCES, _OF_OFFENCES),
        Panel(reading, "complaint_effect", "complaints", COMPLAINTS, _OF_COMPLAINTS),
    )
