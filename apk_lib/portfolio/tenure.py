"""Who stayed, pooled over towns: of one town it is never told, four assistants are four known people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from apk_lib.disclosure.limits import Limits
from apk_lib.portfolio.frames import LIMITS
from apk_lib.text import Text

# shares are told in steps of five percentage points
_STEPS = 20
REASONS = {
    "nobody": Text(cs="žádné město počty neposlalo", en="no town sent its numbers"),
    "towns": Text(cs="počty poslalo příliš málo měst", en="too few towns sent their numbers"),
    "single": Text(
        cs="číslo by mohlo ukázat na jedno město nebo na jednotlivce",
        en="the number could point at one town or at single people",
    ),
}


@dataclass(frozen=True, slots=True)
class PooledTenure:
    """The share of the people of all towns who stayed so many months.

    `value` is rounded to five percentage points and is neither 0 nor 1; where it may not be told it is None, and
    `withheld` is one of `REASONS`. `towns` is how many sent somebody, `at_least` the limit that the number of their
    people reaches. That number is told nowhere, nor is there an interval: it would give the counts away.
    """

    months: str
    towns: int
    value: float | None = None
    at_least: int | None = None
    withheld: str | None = None


def pooled_tenure(contributions: pl.DataFrame, limits: Limits = LIMITS) -> tuple[PooledTenure, ...]:
    """Retention pooled over towns, one result a milestone, in order of months.

    Told only where at least `limits.pooled` people from `limits.towns` towns are behind it, none of the towns has more
    than `limits.dominance` of them, and not all stayed or all left – and where all this holds as well of the rest
    without any single town. So nobody who knows one of the towns learns by subtraction what the others may not tell.
    Invented people are not added to real ones, nor those counted by an older definition; towns left out so are not
    among `towns`.

    What remains: whoever is told of several selections of towns, or of one selection again after it changed, can
    compare them. A step of five points hides what one person does except where the share stands at the edge of a step.
    So tell one selection, and the next only when it differs by several towns.

    Args:
        contributions: `frames.CONTRIBUTIONS`, a town at most once a milestone: pick the periods first.
        limits: those of the analyst. A town whose own are stricter sends no contributions (`summary.summarise`).

    Raises:
        ValueError: a town is there twice, so its people would be counted twice.
    """
    if contributions.select("town", "months_since_start").is_duplicated().any():
        raise ValueError("a town twice: choose one period of each")
    milestones = sorted(contributions["months_since_start"].unique(), key=int)
    return tuple(_pooled(one, contributions.filter(months_since_start=one), limits) for one in milestones)


def _pooled(months: str, parts: pl.DataFrame, limits: Limits) -> PooledTenure:
    sent = list(_alike(parts.filter(pl.col("n") > 0)).select("k", "n").iter_rows())
    if (withheld := next(_against(sent, limits), None)) is not None:
        return PooledTenure(months, len(sent), withheld=withheld)
    k, n = (sum(count) for count in zip(*sent, strict=True))
    step = min(max((2 * _STEPS * k + n) // (2 * n), 1), _STEPS - 1)
    return PooledTenure(months, len(sent), step / _STEPS, limits.pooled)


def _alike(parts: pl.DataFrame) -> pl.DataFrame:
    """Those that may be added: no invented people to real ones, and none counted by an older definition."""
    newest = pl.col("definition_version") == pl.col("definition_version").max()
    return parts.filter(pl.col("synthetic") == pl.col("synthetic").all()).filter(newest)


def _against(sent: list[tuple[int, int]], limits: Limits) -> Iterator[str]:
    """Why the share may not be told; what exactly forbids it would tell of the people again."""
    if not sent:
        yield "nobody"
    if len(sent) <= limits.towns:
        yield "towns"
    if any(_points(some, limits) for some in (sent, *(sent[:at] + sent[at + 1 :] for at in range(len(sent))))):
        yield "single"


def _points(sent: list[tuple[int, int]], limits: Limits) -> bool:
    """Whether a sum over towns would point at one of them or at people."""
    k, n = (sum(count) for count in zip(*sent, strict=True)) if sent else (0, 0)
    return n < limits.pooled or k in (0, n) or max(people for _, people in sent) > limits.dominance * n
