"""Where influence is collected: cells of a design, and the sampled units and strata they lie in.

A cell is the respondents of one target (a domain, or a comparison of domains) in one unit of the last stage.
Sorted by target and unit, all cells of a unit, and all units of a stratum, stand together, so that every sum of
the variance is a sum of neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from apk_lib.stats._arrays import Floats, Ints, count_by, sum_by
from apk_lib.stats._design import Stage


@dataclass(frozen=True, slots=True)
class _Level:
    """One stage over the cells of all targets.

    `unit` says which unit each cell lies in, `parent` which parent each of these units. Per parent stand its
    target, the number of units drawn there, how many of them have no cell, and its factor.
    """

    unit: Ints
    parent: Ints
    target: Ints
    drawn: Ints
    absent: Ints
    factor: Floats


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of `size` targets, in the order in which sums run."""

    order: Ints
    levels: tuple[_Level, ...]
    size: int

    @classmethod
    def of(cls, target: Ints, unit: Ints, stages: tuple[Stage, ...], size: int) -> Cells:
        """The layout of cells that belong to these targets and lie in these units of the last stage."""
        order = np.lexsort((unit, target))
        levels = tuple(_level(target[order], stage.unit[unit[order]], stage) for stage in stages)
        return cls(order, levels, size)

    def variance(self, influence: Floats, *, adjust: bool) -> Floats:
        """The variance of the summed influence of the cells, for each target.

        With `adjust` a lone unit of a stratum is compared with the mean of all units, otherwise it adds nothing.
        """
        influence = influence[self.order]
        return sum((self._of_stage(level, influence, adjust=adjust) for level in self.levels),
                   start=np.zeros(self.size))  # fmt: skip

    def _of_stage(self, level: _Level, influence: Floats, *, adjust: bool) -> Floats:
        drawn, parents = level.drawn, len(level.drawn)
        total = sum_by(level.unit, influence, len(level.parent))
        mean = sum_by(level.parent, total, parents) / drawn
        squares = sum_by(level.parent, (total - mean[level.parent]) ** 2, parents) + level.absent * mean**2
        # the mean of all units is 0
        lone = mean**2 if adjust else np.zeros(parents)
        spread = np.where(drawn > 1, squares * drawn / np.maximum(drawn - 1, 1), lone)
        return sum_by(level.target, level.factor * spread, self.size)

    def extent(self, filled: Floats) -> tuple[Ints, Ints]:
        """First-stage units with a filled cell of each target, and how many more they are than their strata."""
        level = self.levels[0]
        here = sum_by(level.unit, filled[self.order] > 0, len(level.parent)) > 0
        units = sum_by(level.parent, here, len(level.drawn))
        psus, strata = (sum_by(level.target, some, self.size).astype(np.int64) for some in (units, units > 0))
        return psus, psus - strata


def _level(target: Ints, unit: Ints, stage: Stage) -> _Level:
    run, starts = _runs(target, unit)
    target, parent = target[starts], stage.parent[unit[starts]]
    parent_run, starts = _runs(target, parent)
    parent = parent[starts]
    drawn = stage.units[parent]
    absent = drawn - count_by(parent_run, len(starts))
    return _Level(run, parent_run, target[starts], drawn, absent, stage.factor[parent])


def _runs(outer: Ints, inner: Ints) -> tuple[Ints, Ints]:
    """Which run of equal neighbours each pair belongs to, and where the runs begin."""
    changed = np.concatenate([[True], (np.diff(outer) != 0) | (np.diff(inner) != 0)])[: len(outer)]
    return np.cumsum(changed) - 1, np.flatnonzero(changed)
