"""How each town stands to the others in one thing, and what all of them have in common.

A town is held against the value common to all, within the limits of its size; p-values of one comparison answer for
each other (Holm). Towns are put into no order by what they reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, floor
from typing import Any

import numpy as np
import polars as pl

from apk_lib.portfolio import common
from apk_lib.portfolio.compared import ITEMS
from apk_lib.portfolio.frames import LIMITS, Portfolio
from apk_lib.portfolio.subjects import OF_WAVES, SHARES, SUBJECTS, UNTESTED, Kind, Standing, Subject, Town
from apk_lib.stats import Pooled, adjust, proportion
from apk_lib.text import Lang, sort_key

CONFIDENCES = (0.95, 0.998)
LEVEL = 0.05
_GRID = 90
_WAVE = "wave"
# the figure of each town, and the number of the wave it is of
_Rows = Mapping[str, tuple[dict[str, Any], str]]


@dataclass(frozen=True)
class Comparison:
    """All towns in one thing: `towns` by name, the `centre` common to all, how far they differ, the `pooled` value.

    `centre` is None where fewer than three towns can be tested, `pooled` also where all have the same extreme.
    `between` is the standard deviation beyond chance of the towns that are not told apart, on the scale of the estimate
    (the logit of a share, the logarithm of a rate or ratio); None where there is none. `wave` is the one compared.
    """

    subject: Subject
    towns: tuple[Town, ...]
    unit: str
    centre: float | None = None
    between: float | None = None
    pooled: Pooled | None = None
    wave: str = ""

    @property
    def compared(self) -> tuple[Town, ...]:
        """The towns whose values stand beside each other."""
        return tuple(town for town in self.towns if town.compared)

    def standing(self, *standings: Standing) -> tuple[Town, ...]:
        """The towns that stand so."""
        return tuple(town for town in self.towns if town.standing in standings)

    @property
    def tested(self) -> bool:
        """Whether towns are held against limits."""
        return self.centre is not None

    @property
    def widened(self) -> bool:
        """Whether limits allow for more than chance: towns differ among themselves."""
        return bool(self.between)

    @property
    def synthetic(self) -> bool:
        """Whether any figure comes from generated rows."""
        return any(town.row["synthetic"] for town in self.compared)

    @cached_property
    def funnel(self) -> pl.DataFrame:
        """Limits over the sizes there are: `size, confidence, lower, upper`, on the scale of the figures."""
        if self.centre is None:
            return pl.DataFrame(schema=dict.fromkeys(("size", "confidence", "lower", "upper"), pl.Float64))
        sizes = _sizes([town.size for town in self.compared], whole=self.subject.kind in SHARES)
        parts = [
            common.limits(self.subject.kind, self.centre, sizes, confidence, self.between or 0.0).select(
                size=pl.Series(sizes), confidence=pl.lit(confidence), lower="lower", upper="upper"
            )
            for confidence in CONFIDENCES
        ]
        return pl.concat(parts)


def compare(portfolio: Portfolio, lang: Lang, period: str = "") -> tuple[Comparison, ...]:
    """Every subject of which any town has a figure, withheld or not; of each town its last period unless one is named.

    A town is in a comparison when its figure is `comparable` (`read_portfolio`) and, where limits are drawn, has what
    they are drawn from. With fewer than three such towns nothing is tested or pooled.
    """
    towns = chosen_towns(portfolio, period).with_columns(name=pl.col(f"name_{lang}"))
    figures = portfolio.figures.join(towns, on=["town", "period"], how="semi")
    found = (_comparison(subject, figures, towns, portfolio) for subject in SUBJECTS)
    return tuple(one for one in found if one.towns)


def chosen_towns(portfolio: Portfolio, period: str = "") -> pl.DataFrame:
    """The summaries that are compared, one a town: that of a period, or the last of each.

    Two towns of one name are told apart by their ids.
    """
    towns = portfolio.towns.filter(pl.col("period") == period) if period else portfolio.towns
    last = towns.sort("town", "end").group_by("town", maintain_order=True).last()
    told = pl.concat_str(pl.lit(" ("), "town", pl.lit(")"))
    names = ("name_cs", "name_en")
    return last.with_columns(
        pl.when(pl.col(name).is_duplicated()).then(pl.col(name) + told).otherwise(name).alias(name) for name in names
    )


def _comparison(subject: Subject, figures: pl.DataFrame, towns: pl.DataFrame, portfolio: Portfolio) -> Comparison:
    rows, wave = _rows(subject, figures)
    if not rows:
        return Comparison(subject, (), "")
    read = [_town(subject, one, rows, wave, portfolio) for one in towns.iter_rows(named=True)]
    ordered = sorted(read, key=lambda town: (sort_key(town.name), town.id))
    return _tested(Comparison(subject, tuple(ordered), next(iter(rows.values()))[0]["unit"], wave=wave))


def _rows(subject: Subject, figures: pl.DataFrame) -> tuple[_Rows, str]:
    """The figure of each town with the wave it is of, and the wave that is compared.

    That is the one that is the last of most towns, of equally many the earlier: a baseline is not held against a third
    wave. A town that has not come so far has the figure of its last one.
    """
    of = figures.filter(pl.col("indicator") == subject.indicator, pl.col("scope") == "cumulative",
                        pl.col("dimension_2").is_null())  # fmt: skip
    waves: dict[str, dict[int, dict[str, Any]]] = {}
    told = pl.col("value").is_not_null() | (pl.col("state") == "suppressed")
    for row in of.filter(told, measure=subject.by_wave, dimension_1=_WAVE).iter_rows(named=True):
        waves.setdefault(row["town"], {})[int(row["category_1"])] = row
    votes = Counter(max(of_town) for of_town in waves.values() if of_town[max(of_town)]["comparable"])
    usual = min(votes, key=lambda wave: (-votes[wave], wave), default=None)
    if subject.kind == "weighted":
        chosen = {town: usual if usual in of_town else max(of_town) for town, of_town in waves.items()}
        return {town: (waves[town][wave], str(wave)) for town, wave in chosen.items()}, str(usual or "")
    totals = of.filter(pl.col("measure") == subject.measure, pl.col("dimension_1").is_null()).sort("town")
    last = {town: str(max(of_town)) for town, of_town in waves.items()}
    return {row["town"]: (row, last.get(row["town"], "")) for row in totals.iter_rows(named=True)}, str(usual or "")


def _town(subject: Subject, town: Mapping[str, Any], rows: _Rows, wave: str, portfolio: Portfolio) -> Town:
    unknown = {"state": "missing", "value": None, "synthetic": town["synthetic"]}
    row, of_wave = rows.get(town["town"], (unknown, ""))
    standing = _standing(subject, row, rows, portfolio)
    if standing == "untested" and subject.kind in OF_WAVES and of_wave != wave:
        standing = "wave"
    size = common.size(subject.kind, row) if standing == "untested" else 0.0
    return Town(town["town"], town["name"], standing, _with_interval(subject.kind, row), size, wave=of_wave)


def _standing(subject: Subject, row: Mapping[str, Any], rows: _Rows, portfolio: Portfolio) -> Standing:
    """`untested` where the figure can be compared, otherwise why it cannot."""
    if row["state"] == "suppressed":
        return "suppressed"
    if row["value"] is None:
        return "missing"
    if row["comparable"]:
        return "untested" if common.size(subject.kind, row) > 0 else "interval"
    if row["definition_version"] not in {one["definition_version"] for one, _ in rows.values() if one["comparable"]}:
        return "definition"
    asked = portfolio.wordings.filter(town=row["town"], period=row["period"], comparable=False)
    return "wording" if asked["item"].is_in(list(ITEMS.get(subject.indicator, ()))).any() else "mixed"


def _with_interval(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    """The figure with an exact interval where it is so many of so many and was sent without one."""
    if kind != "share" or row["value"] is None or row["lower"] is not None or not common.size(kind, row):
        return row
    exact = proportion(int(row["numerator"]), int(row["denominator"]))
    return row | {"lower": exact.lower, "upper": exact.upper}


def _tested(bare: Comparison) -> Comparison:
    """The comparison with its common value, its spread and how each town stands to it."""
    kind, towns = bare.subject.kind, bare.compared
    if kind in UNTESTED or len(towns) < LIMITS.towns:
        return bare
    centre = common.centre_of(kind, towns)
    held = common.sized(kind, towns, centre)
    residuals = common.residuals(kind, held, centre)
    corrected = adjust(common.chances(kind, held, centre)).to_list()
    judged = {
        town.id: replace(
            town,
            p=corrected[at],
            residual=residuals[at] if residuals else None,
            standing="alike" if corrected[at] >= LEVEL else "above" if town.value > centre else "below",
        )
        for at, town in enumerate(held)
    }
    others = tuple(town for town in judged.values() if town.standing == "alike")
    return replace(
        bare,
        towns=tuple(judged.get(town.id, town) for town in bare.towns),
        centre=centre,
        between=common.between(kind, others),
        pooled=common.pooled(kind, towns, centre),
    )


def _sizes(known: list[float], *, whole: bool) -> list[float]:
    """Sizes at which limits are drawn: from a little under the least to a little over the largest."""
    least, most = min(known) * 0.85, max(known) * 1.15
    if not whole:
        return [float(size) for size in np.geomspace(least, most, _GRID)]
    return sorted({float(round(size)) for size in np.geomspace(max(1, floor(least)), ceil(most), _GRID)})
