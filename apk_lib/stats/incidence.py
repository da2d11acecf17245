"""Why people leave: cumulative incidence where several kinds of leaving compete (Aalen and Johansen 1978)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from apk_lib.stats import _checks, _quantiles
from apk_lib.stats._arrays import Floats, Ints
from apk_lib.stats._quantiles import Limits
from apk_lib.stats.survival import kaplan_meier

_COLUMNS = {"time": pl.Float64, "cause": pl.String, "at_risk": pl.Int64, "events": pl.Int64, "value": pl.Float64,
            "se": pl.Float64, "lower": pl.Float64, "upper": pl.Float64}  # fmt: skip


def cumulative_incidence(
    duration: ArrayLike | pl.Series,
    cause: Sequence[str | None] | pl.Series,
    entry: ArrayLike | pl.Series | None = None,
    *,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """The probability of having left for each cause by each time; one element a spell, in one unit of time.

    `cause` is None where the spell was still running when last seen; ends come before censorings of the same time,
    and ends of several causes at one time are shared out as they are, without jitter. `entry` is delayed entry: at
    risk only after it. Returns `time, cause, at_risk, events, value, se, lower, upper` sorted by cause and time, one
    row for each cause met and each distinct time; at any time the causes and the share who stayed
    (`kaplan_meier`) add up to one.

    `se` is Greenwood's for this estimator (Marubini and Valsecchi 1995, as R's `mstate`; without delayed entry also
    that of R's `survfit`), the limits are of log(−log), null where the value is 0 or 1. Raises ValueError for what
    `kaplan_meier` refuses. Not one minus a Kaplan–Meier curve with other causes censored: that overstates each.
    """
    _checks.share("confidence", confidence, open_ended=True)
    kinds = pl.Series("cause", cause, dtype=pl.String)
    stays = kaplan_meier(duration, kinds.is_not_null(), entry)
    ends = _checks.numbers("duration", duration)
    time, at_risk, left = (stays[name].to_numpy() for name in ("time", "at_risk", "events"))
    before = np.concatenate([[1.0], stays["value"].to_numpy()])[:-1]
    parts = [pl.DataFrame(schema=_COLUMNS)]
    for name in kinds.drop_nulls().unique().sort():
        here = np.searchsorted(time, ends[(kinds == name).fill_null(False).to_numpy()])
        events = np.bincount(here, minlength=len(time))
        value, se = _incidence(before, at_risk, left, events)
        lower, upper = _log_log(value, se, confidence)
        columns = {"at_risk": at_risk, "events": events, "value": value, "se": se, "lower": lower, "upper": upper}
        parts.append(pl.DataFrame({"time": time, "cause": [name] * len(time)} | columns))
    return pl.concat(parts, how="vertical_relaxed").with_columns(pl.col("lower", "upper").fill_nan(None))


def _incidence(before: Floats, n: Ints, left: Ints, events: Ints) -> tuple[Floats, Floats]:
    """The running incidence of one cause with its standard error; `before` is the share still there at each time."""
    value = np.cumsum(before * events / n)
    # after everybody has left the curve is flat and this term counts nothing
    hazard = np.divide(left, n * (n - left), out=np.zeros(len(n)), where=n > left)
    own = before**2 * (n - events) * events / n**3
    shared = before * events / n**2
    variance = (
        value**2 * np.cumsum(hazard)
        - 2 * value * np.cumsum(hazard * value + shared)
        + np.cumsum(hazard * value**2 + own + 2 * shared * value)
    )
    return value, np.sqrt(np.maximum(variance, 0.0))


def _log_log(value: Floats, se: Floats, confidence: float) -> Limits:
    inside = np.where((value > 0) & (value < 1), value, np.nan)
    power = np.exp(_quantiles.normal(confidence) * se / (-inside * np.log(inside)))
    return inside**power, inside ** (1 / power)
