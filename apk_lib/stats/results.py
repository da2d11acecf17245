"""What the statistics hand back: small frozen records; `None` where a value is not defined."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRatio(Estimate):
    """A ratio whose interval is symmetric on the logarithm; `se` is that of its logarithm."""

    @property
    def log_se(self) -> float | None:
        """The standard error of the logarithm: `se` by its full name."""
        return self.se


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsRatioAt(LogRatio):
    """The odds ratio of an answer above `cut`."""

    cut: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionalOdds(LogRatio):
    """One odds ratio for all cuts of a scale, and `cuts`, that of each; `converged` when all are finite."""

    cuts: tuple[OddsRatioAt, ...]
    converged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Displacement(Estimate):
    """What changed in a place and in the ring around it: `wdq` and the weighted difference `value` with its `z`."""

    wdq: float | None
    z: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class McNemar(Estimate):
    """The test of paired yes and no: `p_value` is exact, the two chi-squares have one degree of freedom."""

    p_value: float | None
    chi2: float | None
    chi2_corrected: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRank:
    """Wilcoxon's test of `n` differences other than 0: `statistic` is the sum of the ranks of those above 0."""

    value: float | None
    statistic: float
    p_value: float | None
    n: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalEffect(SurveyEstimate):
    """P(last > first) − P(last < first) of `n1` answers in the first wave and `n2` in the last."""

    n1: int
    n2: int

    @property
    def superiority(self) -> float | None:
        """The probability that an answer of the last wave is the higher one, ties counting half."""
        return None if self.value is None else (self.value + 1) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability(Estimate):
    """Cronbach's alpha of `k` items with Feldt's limits, and what single items do to it.

    `alpha_if_dropped` and `item_rest` are told by item; `omega` is that of one factor, None in a Heywood case.
    """

    k: int
    alpha_if_dropped: Mapping[str, float | None]
    item_rest: Mapping[str, float | None]
    omega: float | None
    heywood: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """Coefficients by `names` with their standard errors, from `n` observations and `df` left over."""

    names: tuple[str, ...]
    coefficients: tuple[float, ...]
    se: tuple[float, ...]
    n: int
    df: int
    method: str


class NoFiniteEffectError(ValueError):
    """No finite coefficients fit the counts best: some category, trend or the whole holds no event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoissonRegression(Regression):
    """`dispersion` is Pearson's; `se_quasi` is `se` times its root. None when nothing is left over."""

    dispersion: float | None
    se_quasi: tuple[float, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentedRegression(Regression):
    """A series broken at one point: the change of its `level` there, and of its `slope` afterwards.

    `se` allows for autocorrelation up to `lags`, `se_ols` does not; `durbin_watson` near 2 shows none.
    """

    se_ols: tuple[float, ...]
    level: Estimate
    slope: Estimate
    durbin_watson: float | None
    lags: int
    fitted: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRates:
    """The response rates 1 and 2 of `n` persons approached or sampled, shares of one."""

    rate_1: float | None
    rate_2: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled(Estimate):
    """One estimate from `n` places: `q` is Cochran's sum of squares, `tau2` the variance between places.

    `i2` is the part of the spread that is not chance; `predicted_lower` and `predicted_upper` hold one more place.
    """

    tau2: float | None = None
    q: float | None = None
    i2: float | None = None
    predicted_lower: float | None = None
    predicted_upper: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSpread:
    """How unequal the weights of `n` respondents are: `smallest` and `largest` as multiples of their median."""

    kish_deff: float | None
    smallest: float | None
    largest: float | None
    n: int
    sum: float
