"""The cumulative logit: logit P(answer ≤ cut) = threshold of the cut − effect · x, by maximum likelihood.

With two answers it is logistic regression.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import special

from apk_lib.stats._arrays import Floats, Ints

ITERATIONS = 50
# steps shrink quadratically: after one this small the next would be below rounding
_SMALL_STEP = 1e-8


def log_odds(codes: Ints, x: Floats, weight: Floats, *, robust: bool) -> tuple[float, float] | None:
    """The effect of x and its standard error; None when it is not finite.

    `codes` number the answers from 0 up without a gap. The error is that of the observed information, or with
    `robust` that of the sandwich, in which every respondent is a sampled unit.
    """
    if len(codes) == 0 or codes.max() == 0 or np.ptp(x) == 0:
        return None
    width = float(np.ptp(x))
    model = _Model.of(codes, (x - x.min()) / width, weight)
    place = _highest(model)
    if place is None:
        return None
    scores, information = model.scores(place), model.information(place)
    variance = np.linalg.inv(information)
    if robust:
        n = len(codes)
        variance = variance @ (scores.T @ scores) @ variance * n / (n - 1)
    return float(place[-1]) / width, sqrt(float(variance[-1, -1])) / width


@dataclass(frozen=True, slots=True)
class _Model:
    """The two ends between which each answer lies on the logit scale: `upper` and `lower`, linear in the parameters.

    The parameters are the thresholds and the effect. The highest answer has no upper end, the lowest no lower.
    """

    upper: Floats
    lower: Floats
    no_upper: Floats
    no_lower: Floats
    weight: Floats

    @classmethod
    def of(cls, codes: Ints, x: Floats, weight: Floats) -> _Model:
        """The model of these answers."""
        thresholds = np.eye(int(codes.max()) + 1)[:, :-1]
        effect = -x[:, None]
        return cls(
            upper=np.hstack([thresholds[codes], effect]),
            lower=np.hstack([np.roll(thresholds, 1, axis=0)[codes], effect]),
            no_upper=np.where(codes == codes.max(), np.inf, 0.0),
            no_lower=np.where(codes == 0, -np.inf, 0.0),
            weight=weight,
        )

    def start(self) -> Floats:
        """Thresholds as if x had no effect."""
        cuts = self.upper.shape[1] - 1
        share = np.cumsum(self.upper[:, :cuts].T @ self.weight) / self.weight.sum()
        return np.append(special.logit(share), 0.0)

    def likelihood(self, place: Floats) -> float:
        """The logarithm of the likelihood; minus infinity where thresholds are out of order."""
        probability = self._shares(place)[0] - self._shares(place)[1]
        if np.any(probability <= 0):
            return -np.inf
        return float(self.weight @ np.log(probability))

    def scores(self, place: Floats) -> Floats:
        """Each respondent's part in the slope."""
        above, below = self._shares(place)
        probability = above - below
        part = self.weight / probability
        return (part * above * (1 - above))[:, None] * self.upper - (part * below * (1 - below))[:, None] * self.lower

    def information(self, place: Floats) -> Floats:
        """How steeply the likelihood falls away: less its second derivatives."""
        above, below = self._shares(place)
        probability = above - below
        rise, fall = above * (1 - above) / probability, below * (1 - below) / probability
        at_upper = self.weight * (rise * (1 - 2 * above) - rise**2)
        at_lower = self.weight * (-fall * (1 - 2 * below) - fall**2)
        across = (self.upper * (self.weight * rise * fall)[:, None]).T @ self.lower
        own = (self.upper * at_upper[:, None]).T @ self.upper + (self.lower * at_lower[:, None]).T @ self.lower
        return -(own + across + across.T)

    def _shares(self, place: Floats) -> tuple[Floats, Floats]:
        """The probability of an answer up to each one's own, and up to the one before."""
        upper, lower = self.upper @ place + self.no_upper, self.lower @ place + self.no_lower
        return np.asarray(special.expit(upper)), np.asarray(special.expit(lower))


def _highest(model: _Model) -> Floats | None:
    """The parameters of the greatest likelihood by Newton's steps, halved until they lead up; None if endless."""
    place = model.start()
    for _ in range(ITERATIONS):
        information = model.information(place)
        if np.linalg.cond(information) > 1 / np.finfo(float).eps:
            return None
        step = np.linalg.solve(information, model.scores(place).sum(axis=0))
        if np.max(np.abs(step)) <= _SMALL_STEP:
            return place + step
        height = model.likelihood(place)
        while model.likelihood(place + step) < height and np.max(np.abs(step)) > _SMALL_STEP:
            step = step / 2
        place = place + step
    return None
