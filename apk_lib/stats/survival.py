"""How long people stay: the product-limit curve of Kaplan and Meier (1958)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats, Ints
from apk_lib.stats._quantiles import Limits


class SurvivalCurve(pl.DataFrame):
    """A frame `time, at_risk, events, value, se, lower, upper`, one row a distinct time, that answers `at`.

    What polars makes of it (`filter`, `select` …) is an ordinary frame.
    """

    n: int
    method: str
    confidence: float

    def __init__(self, steps: _Steps, method: str, confidence: float) -> None:
        super().__init__(_rows(steps, steps.time, method, confidence))
        self.n, self.method, self.confidence = int(steps.ends.total), method, confidence
        self._steps = steps

    def at(self, times: float | Sequence[float] | ArrayLike | pl.Series) -> pl.DataFrame:
        """The curve at the given ascending times: `at_risk` just before, `events` since the preceding one.

        After the last observed time the value is null, unless nobody is left: it cannot be known.
        """
        asked = _checks.numbers("times", np.atleast_1d(np.asarray(times)))
        if np.any(np.diff(asked) < 0):
            raise ValueError(f"times: expected ascending times, got {asked.tolist()}")
        return _rows(self._steps, asked, self.method, self.confidence)


def kaplan_meier(
    duration: ArrayLike | pl.Series,
    event: ArrayLike | pl.Series,
    entry: ArrayLike | pl.Series | None = None,
    interval: str = "log-log",
    *,
    confidence: float = 0.95,
) -> SurvivalCurve:
    """The probability of staying beyond each time; every array has one element a spell, in one unit of time.

    `event` is 1 where the spell ended, 0 where it was still running when last seen; ends come before
    censorings of the same time. `entry` is delayed entry: at risk only after it. `se` is Greenwood's.
    Intervals `log-log`, `log` and `plain` as R's `survfit`; the first is null and the others collapse while
    nobody has left, so for a handful of people use `beta-product` (Fay, Brittain and Proschan 2013, by
    moments), which is the exact binomial one as long as nobody is censored. Limits are null where undefined.
    Raises ValueError for missing or negative durations, other events than 0 and 1, lengths that differ, and
    an entry not before the end. Not where several kinds of leaving compete: they need incidence curves.
    """
    _checks.choice("interval", interval, _INTERVALS)
    _checks.share("confidence", confidence, open_ended=True)
    return SurvivalCurve(_steps(*_spells(duration, event, entry)), interval, confidence)


def _spells(
    duration: ArrayLike | pl.Series, event: ArrayLike | pl.Series, entry: ArrayLike | pl.Series | None
) -> tuple[Floats | None, Floats, Floats]:
    """The checked starts (None: all at risk from the first) and ends of spells, and whether each was seen to end."""
    ends, left = _checks.numbers("duration", duration), _checks.numbers("event", event)
    starts = None if entry is None else _checks.numbers("entry", entry)
    if not len(ends) == len(left) == len(ends if starts is None else starts):
        lengths = f"{len(ends)}, {len(left)} and {len(ends if starts is None else starts)}"
        raise ValueError(f"duration, event, entry: expected arrays of one length, got {lengths}")
    for name, wrong, expected in (
        ("duration", ends < 0, "no negative time"),
        ("event", (left != 0) & (left != 1), "0 or 1"),
        ("entry", np.False_ if starts is None else starts >= ends, "a time before the end"),
    ):
        if wrong.any():
            raise ValueError(f"{name}: expected {expected}, got otherwise in {np.count_nonzero(wrong)} rows")
    return starts, ends, left


@dataclass(frozen=True, slots=True)
class _Tally:
    """Distinct times in order, how many spells there are up to each (none before the first), marked ones at each."""

    time: Floats
    up_to: Ints
    marked: Ints

    @classmethod
    def of(cls, times: Floats, marks: Floats) -> _Tally:
        """The tally of times, `marks` being 0 or 1."""
        time, spells, marked = _counted(times, marks)
        return cls(time, np.concatenate([[0], np.cumsum(spells)]), marked)

    @property
    def total(self) -> int:
        """All there are."""
        return int(self.up_to[-1])

    def before(self, times: Floats, *, including: bool = False) -> Ints:
        """How many lie before each time, or up to it."""
        return np.asarray(self.up_to[np.searchsorted(self.time, times, "right" if including else "left")])


def _counted(times: Floats, marks: Floats) -> tuple[Floats, Ints, Ints]:
    """Each distinct time with its spells and marked ones; whole days are counted in place, others sorted."""
    few = len(times) > 0 and times.min() >= 0 and times.max() < 4 * len(times)
    if few and np.array_equal(np.floor(times), times):
        days = times.astype(np.int64)
        spells = np.bincount(days)
        here = np.flatnonzero(spells)
        return here.astype(np.float64), spells[here], np.bincount(days, marks)[here].astype(np.int64)
    time, run = np.unique(times, return_inverse=True)
    return time, np.bincount(run, minlength=len(time)), np.bincount(run, marks, len(time)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The curve as running totals: element 0 before the first time, element j + 1 from `time[j]` on."""

    starts: _Tally | None
    ends: _Tally
    events: Ints
    value: Floats
    greenwood: Floats
    beta_mean: Floats
    beta_spread: Floats

    @property
    def time(self) -> Floats:
        """The distinct times at which spells ended or were last seen."""
        return self.ends.time

    def at_risk(self, times: Floats, *, after: bool = False) -> Ints:
        """Persons under observation just before, or just after, each time."""
        return _at_risk(self.starts, self.ends, times, after=after)


def _at_risk(starts: _Tally | None, ends: _Tally, times: Floats, *, after: bool = False) -> Ints:
    entered = ends.total if starts is None else starts.before(times, including=after)
    return np.asarray(entered - ends.before(times, including=after), dtype=np.int64)


def _steps(starts: Floats | None, ends: Floats, left: Floats) -> _Steps:
    entered, tally = None if starts is None else _Tally.of(starts, left), _Tally.of(ends, left)
    d = tally.marked
    n = _at_risk(entered, tally, tally.time)
    with np.errstate(divide="ignore"):
        greenwood = np.where(d > 0, d / (n * (n - d)), 0.0)
    return _Steps(
        starts=entered,
        ends=tally,
        events=np.concatenate([[0], np.cumsum(d)]),
        value=np.concatenate([[1.0], np.cumprod(1 - d / n)]),
        greenwood=np.concatenate([[0.0], np.cumsum(greenwood)]),
        # a product of Beta(n − d + 1, d): its mean, and the logarithm of 1 + its relative variance
        beta_mean=np.concatenate([[1.0], np.cumprod((n - d + 1) / (n + 1))]),
        beta_spread=np.concatenate([[0.0], np.cumsum(np.log1p(d / ((n - d + 1) * (n + 2))))]),
    )


def _rows(steps: _Steps, times: Floats, method: str, confidence: float) -> pl.DataFrame:
    step = np.searchsorted(steps.time, times, "right")
    value = steps.value[step]
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.where(value > 0, value * np.sqrt(steps.greenwood[step]), np.nan)
        lower, upper = _INTERVALS[method](steps, step, steps.at_risk(times, after=True), confidence)
    unknown = (times > np.max(steps.time, initial=-np.inf)) & (value > 0)
    columns = {"value": value, "se": se, "lower": lower, "upper": upper}
    return pl.DataFrame(
        {"time": times, "at_risk": steps.at_risk(times), "events": np.diff(steps.events[step], prepend=0)}
        | {name: np.where(unknown, np.nan, column) for name, column in columns.items()}
    ).with_columns(pl.col(columns.keys()).fill_nan(None))


def _log_log(steps: _Steps, step: Ints, _: Ints, confidence: float) -> Limits:
    # at 1 and at 0 the transformation has no variance to go by
    value = np.where((steps.value[step] > 0) & (steps.value[step] < 1), steps.value[step], np.nan)
    power = np.exp(_quantiles.normal(confidence) * np.sqrt(steps.greenwood[step]) / np.log(value))
    return value ** (1 / power), value**power


def _log(steps: _Steps, step: Ints, _: Ints, confidence: float) -> Limits:
    value = np.where(steps.value[step] > 0, steps.value[step], np.nan)
    factor = np.exp(_quantiles.normal(confidence) * np.sqrt(steps.greenwood[step]))
    return value / factor, np.minimum(value * factor, 1.0)


def _plain(steps: _Steps, step: Ints, _: Ints, confidence: float) -> Limits:
    value = steps.value[step]
    half_width = _quantiles.normal(confidence) * value * np.sqrt(steps.greenwood[step])
    return np.maximum(value - half_width, 0.0), np.minimum(value + half_width, 1.0)


def _beta_product(steps: _Steps, step: Ints, remaining: Ints, confidence: float) -> Limits:
    tail = (1 - confidence) / 2
    mean, spread = steps.beta_mean[step], steps.beta_spread[step]
    # the lower limit allows for those still there: one more factor, Beta(remaining, 1)
    lower_mean = mean * remaining / (remaining + 1)
    lower_spread = spread + np.log1p(1 / (remaining * (remaining + 2)))
    lower = np.where(remaining > 0, _matched_beta(tail, lower_mean, lower_spread), 0.0)
    return lower, np.where(spread > 0, _matched_beta(1 - tail, mean, spread), 1.0)


def _matched_beta(probability: float, mean: Floats, spread: Floats) -> Floats:
    """The quantile of the beta distribution with this mean and ln(1 + relative variance)."""
    size = (1 - mean) / (mean * np.expm1(spread)) - 1
    return _quantiles.beta(probability, mean * size, (1 - mean) * size)


_INTERVALS = {"log-log": _log_log, "log": _log, "plain": _plain, "beta-product": _beta_product}
