"""How each town stands to the others in one thing, and what all of them have in common.

A town is held against the value common to all, within the limits of its size; p-values of one comparison answer for
each other (Holm). Towns are put into no order by what they reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, exp, floor, inf, log, sqrt
from typing import Any, Literal

import numpy as np
import polars as pl

from apk_lib.portfolio.compared import ITEMS
from apk_lib.portfolio.frames import LIMITS, Portfolio
from apk_lib.stats import (
    Overdispersion,
    Pooled,
    adjust,
    binomial_limits,
    binomial_p_values,
    fixed_effect,
    normal_limits,
    overdispersion,
    p_value,
    poisson_limits,
    poisson_p_values,
    proportion,
    random_effects,
)
from apk_lib.text import Lang, sort_key

# `share` of counted units, `weighted` answers of a survey, `rate` over an exposure, `change` with a symmetric interval,
# `ratio` with one symmetric on the logarithm, `plain` without any, `counts` too small for a percentage
Kind = Literal["share", "weighted", "rate", "change", "ratio", "plain", "counts"]
Standing = Literal["above", "below", "alike", "untested", "suppressed", "missing", "definition", "wording", "mixed",
                   "interval"]  # fmt: skip
# a town with one of these has a value beside those of others
COMPARED_AS: tuple[Standing, ...] = ("above", "below", "alike", "untested")
CONFIDENCES = (0.95, 0.998)
LEVEL = 0.05
_SHARES: tuple[Kind, ...] = ("share", "weighted")
_ESTIMATES: tuple[Kind, ...] = ("change", "ratio")
_UNTESTED: tuple[Kind, ...] = ("plain", "counts")
_BOTH_SIDES = 2 * 1.959963984540054
_GRID, _ROUNDING = 90, 1e-9
# how many hours a rate is over
_HOURS = 100.0


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing compared: a measure of an indicator since the start of the project, of a survey in its last wave."""

    id: str
    indicator: str
    measure: str
    kind: Kind


SUBJECTS = (
    Subject("plan_adherence", "plan_adherence", "capped", "plain"),
    Subject("presence_adherence", "presence_adherence", "capped", "plain"),
    Subject("posts_filled", "posts_filled", "filled_at_end", "counts"),
    Subject("contacts_made", "contacts_made", "per_100_hours", "plain"),
    Subject("event_rate", "event_rate", "events", "rate"),
    Subject("event_outcomes", "event_outcomes", "settled", "share"),
    Subject("safe_by_day", "safe_by_day", "share_safe", "weighted"),
    Subject("safe_after_dark", "safe_after_dark", "share_safe", "weighted"),
    Subject("assistants_help", "assistants_help", "among_all", "weighted"),
    Subject("change_by_day", "safe_by_day", "change", "change"),
    Subject("change_after_dark", "safe_after_dark", "change", "change"),
    Subject("offence_effect", "offence_effect", "ratio_of_ratios", "ratio"),
)


@dataclass(frozen=True, slots=True)
class Town:
    """One town in a comparison: its figure, and how it stands to the others.

    `size` is what precision hangs on: units, effective answers, the exposure, or one over the standard error. `z` is
    its distance from the common value in standard errors under it, `p` the test of that distance after Holm.
    """

    id: str
    name: str
    standing: Standing
    row: Mapping[str, Any]
    size: float = 0.0
    z: float | None = None
    p: float | None = None

    @property
    def value(self) -> float:
        """The value of a town that is compared."""
        return float(self.row["value"])

    @property
    def compared(self) -> bool:
        """Whether it has a value beside those of others."""
        return self.standing in COMPARED_AS


@dataclass(frozen=True)
class Comparison:
    """All towns in one thing: `towns` by name, the `centre` common to all, how far they stray, the `pooled` value.

    `centre` is None where fewer than three towns can be tested, `pooled` also where all have the same extreme.
    """

    subject: Subject
    towns: tuple[Town, ...]
    unit: str
    centre: float | None = None
    spread: Overdispersion | None = None
    pooled: Pooled | None = None

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
    def widening(self) -> float:
        """How much limits are widened for towns that differ by more than chance: φ, or 1."""
        return self.spread.value if self.spread and self.spread.excess and self.spread.value else 1.0

    @property
    def synthetic(self) -> bool:
        """Whether any figure comes from generated rows."""
        return any(town.row["synthetic"] for town in self.compared)

    @cached_property
    def funnel(self) -> pl.DataFrame:
        """Limits over the sizes there are: `size, confidence, lower, upper`, on the scale of the figures."""
        if self.centre is None:
            return pl.DataFrame(schema=dict.fromkeys(("size", "confidence", "lower", "upper"), pl.Float64))
        sizes = _sizes([town.size for town in self.compared], whole=self.subject.kind in _SHARES)
        parts = [
            _limits(self.subject.kind, self.centre, sizes, confidence, self.widening).select(
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
    """The summaries that are compared, one a town: that of a period, or the last of each."""
    towns = portfolio.towns.filter(pl.col("period") == period) if period else portfolio.towns
    return towns.sort("town", "end").group_by("town", maintain_order=True).last()


def _comparison(subject: Subject, figures: pl.DataFrame, towns: pl.DataFrame, portfolio: Portfolio) -> Comparison:
    rows = _rows(subject, figures)
    if not rows:
        return Comparison(subject, (), "")
    read = [_town(subject, one, rows, portfolio) for one in towns.iter_rows(named=True)]
    ordered = sorted(read, key=lambda town: (sort_key(town.name), town.id))
    return _tested(Comparison(subject, tuple(ordered), next(iter(rows.values()))["unit"]))


def _rows(subject: Subject, figures: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """The figure of each town; of answers by wave that of the last."""
    by = pl.lit("wave" if subject.kind == "weighted" else None, pl.String)
    rows = figures.filter(
        pl.col("indicator") == subject.indicator,
        pl.col("measure") == subject.measure,
        pl.col("scope") == "cumulative",
        pl.col("dimension_1").eq_missing(by),
        pl.col("dimension_2").is_null(),
    )
    in_time = rows.sort("town", pl.col("category_1").cast(pl.Int64)).group_by("town", maintain_order=True)
    return {row["town"]: row for row in in_time.last().iter_rows(named=True)}


def _town(subject: Subject, town: Mapping[str, Any], rows: Mapping[str, dict[str, Any]], portfolio: Portfolio) -> Town:
    row = rows.get(town["town"], {"state": "missing", "value": None, "synthetic": town["synthetic"]})
    standing = _standing(subject, row, rows, portfolio)
    size = _size(subject.kind, row) if standing == "untested" else 0.0
    return Town(town["town"], town["name"], standing, _with_interval(subject.kind, row), size)


def _standing(
    subject: Subject, row: Mapping[str, Any], rows: Mapping[str, dict[str, Any]], portfolio: Portfolio
) -> Standing:
    """`untested` where the figure can be compared, otherwise why it cannot."""
    if row["state"] == "suppressed":
        return "suppressed"
    if row["value"] is None:
        return "missing"
    if row["comparable"]:
        return "untested" if _size(subject.kind, row) > 0 else "interval"
    if row["definition_version"] not in {one["definition_version"] for one in rows.values() if one["comparable"]}:
        return "definition"
    asked = portfolio.wordings.filter(town=row["town"], period=row["period"], comparable=False)
    return "wording" if asked["item"].is_in(list(ITEMS.get(subject.indicator, ()))).any() else "mixed"


def _with_interval(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    """The figure with an exact interval where it is so many of so many and was sent without one."""
    if kind != "share" or row["value"] is None or row["lower"] is not None or not row["denominator"]:
        return row
    exact = proportion(int(row["numerator"]), int(row["denominator"]))
    return row | {"lower": exact.lower, "upper": exact.upper}


def _size(kind: Kind, row: Mapping[str, Any]) -> float:
    """What the precision of a figure hangs on; 0 where it does not say."""
    if kind == "weighted":
        return float(row["effective_n"] or row["n"] or 0)
    if kind in ("share", "counts", "rate"):
        return float(row["denominator"] or 0) / (_HOURS if kind == "rate" else 1)
    if kind == "plain":
        return float(row["n"] or 1)
    if row["lower"] is None or not row["upper"] > row["lower"] or (kind == "ratio" and row["lower"] <= 0):
        return 0.0
    # Student's interval read as a normal one: of few clusters the error is a little too large, never too small
    return _BOTH_SIDES / (_straight(kind, row["upper"]) - _straight(kind, row["lower"]))


def _straight(kind: Kind, value: float) -> float:
    """An estimate on the scale on which its error is symmetric."""
    return log(value) if kind == "ratio" else value


def _tested(bare: Comparison) -> Comparison:
    """The comparison with its common value, its spread and how each town stands to it."""
    kind, towns = bare.subject.kind, bare.compared
    if kind in _UNTESTED or len(towns) < LIMITS.towns:
        return bare
    centre = _centre(kind, towns)
    scores = _scores(kind, towns, centre)
    common = replace(bare, centre=centre, spread=overdispersion(scores) if scores else None)
    chances = adjust(_chances(kind, towns, centre, scores, common.widening)).to_list()
    judged = {
        town.id: replace(
            town,
            p=chances[at],
            z=scores[at] if scores else None,
            standing="alike" if chances[at] >= LEVEL else "above" if town.value > centre else "below",
        )
        for at, town in enumerate(towns)
    }
    return replace(
        common, towns=tuple(judged.get(town.id, town) for town in bare.towns), pooled=_pooled(kind, towns, centre)
    )


def _counted(kind: Kind, towns: tuple[Town, ...]) -> list[tuple[float, float]]:
    """How many and over what; answers of a survey as if they were a simple sample as precise."""
    if kind == "weighted":
        return [(_whole(town.value * town.size, town.size), town.size) for town in towns]
    return [(float(town.row["numerator"]), town.size) for town in towns]


def _whole(part: float, whole: float) -> float:
    """None or all where it is so but for rounding."""
    return 0.0 if part < _ROUNDING else whole if whole - part < _ROUNDING else part


def _measured(kind: Kind, towns: tuple[Town, ...]) -> tuple[list[float], list[float]]:
    """Values on the scale on which errors are symmetric, and their errors.

    Half an event is added where there is none, or all are (as R's metafor does).
    """
    if kind in _ESTIMATES:
        pairs = [(_straight(kind, town.value), 1 / town.size) for town in towns]
    elif kind == "rate":
        pairs = [(log((x or 0.5) / exposure), sqrt(1 / (x or 0.5))) for x, exposure in _counted(kind, towns)]
    else:
        halved = [(0.5 if k in (0, n) else 0.0, k, n) for k, n in _counted(kind, towns)]
        pairs = [(log((k + half) / (n - k + half)), sqrt(1 / (k + half) + 1 / (n - k + half)))
                 for half, k, n in halved]  # fmt: skip
    return [value for value, _ in pairs], [error for _, error in pairs]


def _centre(kind: Kind, towns: tuple[Town, ...]) -> float:
    """The value common to all towns: of counts their sum, of estimates the mean weighted by precision."""
    if kind in _ESTIMATES:
        mean = fixed_effect(*_measured(kind, towns)).value or 0.0
        return exp(mean) if kind == "ratio" else mean
    counted = sorted(_counted(kind, towns))
    share = sum(part for part, _ in counted) / sum(whole for _, whole in counted)
    return min(share, inf if kind == "rate" else 1.0)


def _scores(kind: Kind, towns: tuple[Town, ...], centre: float) -> list[float] | None:
    """The distance of each town from the common value in standard errors under it (Spiegelhalter 2005, A.2).

    None where that value leaves no room for chance: no events at all, or nothing but events.
    """
    if kind in _ESTIMATES:
        values, errors = _measured(kind, towns)
        return [(one - _straight(kind, centre)) / error for one, error in zip(values, errors, strict=True)]
    variance = centre if kind == "rate" else centre * (1 - centre)
    if variance <= 0:
        return None
    return [(part / whole - centre) * sqrt(whole / variance) for part, whole in _counted(kind, towns)]


def _chances(
    kind: Kind, towns: tuple[Town, ...], centre: float, scores: list[float] | None, widening: float
) -> list[float | None]:
    """The p-value of each town: exact, and where limits are widened or errors normal that of its score."""
    if scores is None:
        return [1.0] * len(towns)
    if widening > 1 or kind in _ESTIMATES:
        return [p_value(score, sqrt(widening)) for score in scores]
    test = poisson_p_values if kind == "rate" else binomial_p_values
    parts, wholes = zip(*_counted(kind, towns), strict=True)
    return test(parts, wholes, centre).to_list()


def _limits(kind: Kind, centre: float, sizes: list[float], confidence: float, widening: float) -> pl.DataFrame:
    said = {"confidence": confidence, "overdispersion": widening}
    if kind in _SHARES:
        return binomial_limits(centre, sizes, **said)
    if kind == "rate":
        return poisson_limits(centre, sizes, **said)
    drawn = normal_limits(_straight(kind, centre), [1 / size for size in sizes], **said)
    return drawn.select(pl.all().exp()) if kind == "ratio" else drawn


def _pooled(kind: Kind, towns: tuple[Town, ...], centre: float) -> Pooled | None:
    """The mean of towns like these, on the scale of the figures; its error and tau2 stay on that of the estimate."""
    if kind not in _ESTIMATES and centre in (0.0, 1.0 if kind in _SHARES else 0.0):
        return None
    found = random_effects(*_measured(kind, towns))
    back = {"change": float}.get(kind, _share if kind in _SHARES else exp)
    return replace(
        found,
        value=_on(back, found.value),
        lower=_on(back, found.lower),
        upper=_on(back, found.upper),
        predicted_lower=_on(back, found.predicted_lower),
        predicted_upper=_on(back, found.predicted_upper),
    )


def _on(scale: Callable[[float], float], value: float | None) -> float | None:
    return None if value is None else scale(value)


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def _sizes(known: list[float], *, whole: bool) -> list[float]:
    """Sizes at which limits are drawn: from a little under the least to a little over the largest."""
    least, most = min(known) * 0.85, max(known) * 1.15
    if not whole:
        return [float(size) for size in np.geomspace(least, most, _GRID)]
    return sorted({float(round(size)) for size in np.geomspace(max(1, floor(least)), ceil(most), _GRID)})
