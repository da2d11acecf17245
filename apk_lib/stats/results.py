"""What the statistics hand back: small frozen records; `None` where a value is not defined."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its interval.

    `lower` and `upper` bound it with `confidence`; `n` counts what it rests on (persons, answers, events);
    `method` is the name of the interval. `se` and `df` are given where the interval is built from them.
    """

    value: float | None
    lower: float | None
    upper: float | None
    n: int
    method: str
    confidence: float
    se: float | None = None
    df: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRatio(Estimate):
    """A ratio of two rates; `p_value` is the two-sided test that they are equal."""

    p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyEstimate(Estimate):
    """An estimate from a sample survey; `deff` is its variance over that of a simple random sample."""

    deff: float | None

    @property
    def effective_n(self) -> float | None:
        """The size of the simple random sample that would be as precise."""
        return self.n / self.deff if self.deff else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a comparison of two shares needs or can do: `value` with `n1` and `n2` respondents and `power`."""

    value: float | None
    n1: float
    n2: float
    power: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index of all `n` units there are: it has no interval."""

    value: float | None
    n: int
    method: str
