"""Taylor linearisation: the influence of each cell of respondents on the mean of its domain.

Binder (1983); Särndal, Swensson and Wretman (1992, ch. 5). The variance of an estimate is that of the sum of its
influences over the sampled units (`_cells`). Units without a respondent in the domain count with zero.

Where the weights were raked, what the margins explain of an answer does not vary from sample to sample: each
respondent's influence is swept of the means of his margins, as R's survey does (Lumley 2010, ch. 7).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from apk_lib.stats._arrays import Floats, Ints, count_by, sum_by
from apk_lib.stats._cells import Cells
from apk_lib.stats._design import Survey

# alternating sweeps of two margins come to rest long before
SWEEPS = 10


@dataclass(frozen=True, slots=True)
class Means:
    """The weighted mean of each domain, and the influence on it.

    Per domain: `n` respondents in `psus` units of the first stage, `df` = these units − their strata;
    `srs_variance` is the variance of the mean in a simple random sample of that size. `influence` has an element
    for each of `Linear.domain`.
    """

    n: Ints
    value: Floats
    srs_variance: Floats
    psus: Ints
    df: Ints
    influence: Floats


@dataclass(frozen=True)
class Linear:
    """A survey laid out for linearisation once, for all its items."""

    survey: Survey
    _known: dict[str, Means] = field(default_factory=dict, repr=False)

    @cached_property
    def domain(self) -> Ints:
        """The domain that each element of an influence belongs to."""
        if self.survey.margins:
            return np.repeat(np.arange(self.survey.domains.height), self._units)
        return self._cell_domain

    @cached_property
    def unit(self) -> Ints:
        """The unit of the last stage that it lies in."""
        if self.survey.margins:
            return np.tile(np.arange(self._units), self.survey.domains.height)
        return self._cell_unit

    def means(self, item: str) -> Means:
        """The mean of an item in every domain; computed once."""
        if item not in self._known:
            self._known[item] = self._means(item)
        return self._known[item]

    def _means(self, item: str) -> Means:
        """In one go over the rows; what follows sees cells only."""
        given = self.survey.answers[item][self._rows]
        valid = ~np.isnan(given)
        full = bool(valid.all())
        least, most = self._extremes(given, valid)
        # counted from the least answer of the domain, so that what all share cancels exactly
        y = np.where(valid, given - least[self._row_domain], 0.0)
        weighted = self._weight * y
        weight = self._cell_weight if full else self._by_cell(np.where(valid, self._weight, 0.0))
        filled = self._cell_rows if full else self._by_cell(valid)
        sums, squares = self._by_cell(weighted), self._by_cell(weighted * y)
        n, total = self._by_domain(filled), self._by_domain(weight)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self._by_domain(sums) / total
            influence = (sums - mean[self._cell_domain] * weight) / total[self._cell_domain]
            spread = (self._by_domain(squares) / total - mean**2) * (n / (n - 1))
            # finite population: without replacement from as many as the weights add up to
            rest = np.where(total > n, 1 - n / total, np.nan) if self.survey.finite else 1.0
            srs_variance = np.where((least < most) & (spread > 0), spread / n * rest, np.nan)
        if self.survey.margins:
            influence = self._swept(y, valid, mean, total)
        psus, df = self._cells.extent(filled)
        return Means(n.astype(np.int64), np.where(n > 0, least + mean, np.nan), srs_variance, psus, df, influence)

    @cached_property
    def _rows(self) -> slice:
        """Rows of some domain; the others stand first."""
        return slice(int(np.searchsorted(self.survey.domain, 0)), None)

    @cached_property
    def _row_domain(self) -> Ints:
        return self.survey.domain[self._rows]

    @cached_property
    def _weight(self) -> Floats:
        return self.survey.weight[self._rows]

    @cached_property
    def _cell_starts(self) -> Ints:
        domain, unit = self._row_domain, self.survey.unit[self._rows]
        changed = (np.diff(domain) != 0) | (np.diff(unit) != 0)
        return np.concatenate([[0], np.flatnonzero(changed) + 1])[: len(domain)].astype(np.int64)

    @cached_property
    def _cell(self) -> Ints:
        lengths = np.diff(self._cell_starts, append=len(self._weight))
        return np.repeat(np.arange(len(self._cell_starts)), lengths)

    @cached_property
    def _cell_domain(self) -> Ints:
        return self._row_domain[self._cell_starts]

    @cached_property
    def _cell_unit(self) -> Ints:
        return self.survey.unit[self._rows][self._cell_starts]

    @cached_property
    def _cell_weight(self) -> Floats:
        return self._by_cell(self._weight)

    @cached_property
    def _cell_rows(self) -> Floats:
        return count_by(self._cell, len(self._cell_starts)).astype(np.float64)

    @cached_property
    def _cells(self) -> Cells:
        return Cells.of(self._cell_domain, self._cell_unit, self.survey.stages, self.survey.domains.height)

    @property
    def _units(self) -> int:
        return len(self.survey.stages[-1].unit)

    def _by_cell(self, values: Floats | NDArray[np.bool_]) -> Floats:
        return sum_by(self._cell, values, len(self._cell_starts))

    def _by_domain(self, values: Floats) -> Floats:
        return sum_by(self._cell_domain, values, self.survey.domains.height)

    def _extremes(self, y: Floats, valid: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """The least and the largest answer of each domain; equal where everybody says the same."""
        size = self.survey.domains.height
        starts = np.searchsorted(self._row_domain, np.arange(size))
        least, most = np.full(size, np.inf), np.full(size, -np.inf)
        here = np.flatnonzero(np.diff(starts, append=len(y)))
        if len(here):
            least[here] = np.minimum.reduceat(np.where(valid, y, np.inf), starts[here])
            most[here] = np.maximum.reduceat(np.where(valid, y, -np.inf), starts[here])
        return least, most

    def _swept(self, y: Floats, valid: NDArray[np.bool_], mean: Floats, total: Floats) -> Floats:
        """The influence of every unit, also of those outside the domain, swept of the means of the margins."""
        survey, domain = self.survey, self._row_domain
        with np.errstate(invalid="ignore", divide="ignore"):
            direct = np.where(valid, (y - mean[domain]) / total[domain], 0.0)
        swept = []
        for one in range(survey.domains.height):
            share = np.zeros(len(survey.weight))
            share[self._rows] = np.where(domain == one, direct, 0.0)
            for margin in survey.margins * SWEEPS:
                counted = count_by(margin, 0)
                share = share - (sum_by(margin, share, len(counted)) / counted)[margin]
            swept.append(sum_by(survey.unit, survey.weight * share, self._units))
        return np.concatenate(swept) if swept else np.zeros(0)
