"""Who stayed, pooled over towns: of one town it is never told, four assistants are four known people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from apk_lib.disclosure.limits import Limits
from apk_lib.portfolio.frames import LIMITS
from apk_lib.stats import proportion
from apk_lib.text import Text

REASONS = {
    "nobody": Text(cs="žádné město počty neposlalo", en="no town sent its numbers"),
    "towns": Text(cs="počty poslalo příliš málo měst", en="too few towns sent their numbers"),
    "few": Text(cs="dohromady jde o příliš málo lidí", en="together these are too few people"),
    "dominance": Text(cs="téměř všichni jsou z jednoho města", en="nearly all are from one town"),
    "everybody": Text(
        cs="dopadli všichni stejně, číslo by prozradilo každého", en="all fared alike, the number would tell of each"
    ),
}


@dataclass(frozen=True, slots=True)
class PooledTenure:
    """How many of the people of all towns stayed so many months.

    `k` of `n` is the share `value` with its exact interval (Clopper–Pearson, 95 %). Where it may not be told, all of
    them are None, and `withheld` is one of `REASONS`; `towns` is how many sent somebody.
    """

    months: str
    towns: int
    k: int | None = None
    n: int | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    withheld: str | None = None


def pooled_tenure(contributions: pl.DataFrame, limits: Limits = LIMITS) -> tuple[PooledTenure, ...]:
    """Retention pooled over towns, one result a milestone, in order of months.

    Told only where at least `limits.towns` towns sent somebody, `limits.pooled` people are behind it, none of the towns
    has more than `limits.dominance` of them, and not all stayed or all left. Invented people are not added to real
    ones, nor those counted by an older definition; towns left out so are not among `towns`.

    Args:
        contributions: `frames.CONTRIBUTIONS`, a town at most once a milestone: pick the periods first.
        limits: those of the analyst; no stricter ones of a town are known here, such a town sends nothing.

    Raises:
        ValueError: a town is there twice, so its people would be counted twice.
    """
    if contributions.select("town", "months_since_start").is_duplicated().any():
        raise ValueError("a town twice: choose one period of each")
    milestones = sorted(contributions["months_since_start"].unique(), key=int)
    return tuple(_pooled(one, contributions.filter(months_since_start=one), limits) for one in milestones)


def _pooled(months: str, parts: pl.DataFrame, limits: Limits) -> PooledTenure:
    sent = _alike(parts.filter(pl.col("n") > 0))
    people: list[int] = sent["n"].to_list()
    k, n = sum(sent["k"].to_list()), sum(people)
    if (withheld := next(_against(k, people, limits), None)) is not None:
        return PooledTenure(months, len(people), withheld=withheld)
    found = proportion(k, n)
    return PooledTenure(months, len(people), k, n, found.value, found.lower, found.upper)


def _alike(parts: pl.DataFrame) -> pl.DataFrame:
    """Those that may be added: no invented people to real ones, and none counted by an older definition."""
    newest = pl.col("definition_version") == pl.col("definition_version").max()
    return parts.filter(pl.col("synthetic") == pl.col("synthetic").all()).filter(newest)


def _against(k: int, people: list[int], limits: Limits) -> Iterator[str]:
    """Why the sum may not be told."""
    n = sum(people)
    if not people:
        yield "nobody"
    if len(people) < limits.towns:
        yield "towns"
    if n < limits.pooled:
        yield "few"
    if max(people, default=0) > limits.dominance * n:
        yield "dominance"
    if k in (0, n):
        yield "everybody"
