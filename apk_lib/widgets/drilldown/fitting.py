"""A selection made to fit: in other days, or of another measure, not every filter and breakdown has a meaning."""

from __future__ import annotations

from dataclasses import replace

from apk_lib.drilldown import Explorer, Selection
from apk_lib.evaluate import definition
from apk_lib.indicators import CATALOGUE, Measure


def fitted(explorer: Explorer, selection: Selection) -> Selection:
    """The selection without what its days do not know; a measure that has no total is broken down as it is declared.

    Raises:
        ParameterError: the days had not begun, or are none.
    """
    of = definition(selection.indicator, CATALOGUE, explorer.period(selection).start)
    if selection.measure not in {measure.id for measure in of.measures}:
        selection = replace(selection, measure="")
    kept = replace(selection, only=(), by=())
    for dimension, category in selection.only:
        if dimension in explorer.dimensions(kept):
            kept = kept.narrowed(dimension, category)
    for dimension in selection.by:
        if dimension in explorer.dimensions(kept):
            kept = kept.split(*kept.by, dimension)
    return kept if kept.by else kept.split(*needed(explorer.declared(kept)[1], kept))


def broken_down(explorer: Explorer, selection: Selection) -> Selection:
    """The selection by the first dimension there is, where it is not broken down: something to click on."""
    known = explorer.dimensions(selection)
    return selection if selection.by or not known else selection.split(known[0])


def needed(measure: Measure, selection: Selection) -> tuple[str, ...]:
    """By what else the measure has to be told apart to have a figure at all: its smallest breakdown that fits."""
    taken = set(dict(selection.only))
    if any(set(by) <= taken for by in measure.dimensions):
        return ()
    fitting = [tuple(one for one in by if one not in taken) for by in measure.dimensions if taken <= set(by)]
    return min(fitting, key=len, default=())
