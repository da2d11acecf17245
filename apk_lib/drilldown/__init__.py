"""From a figure to the records behind it: what is looked at (`Selection`), and what is found there (`Explorer`).

Everything a widget shows is one call here, and every answer is a frame: `figures` the figure or its breakdown,
`counted` and `compared` the unit-level rows of its numerator and denominator, `sources` the records of the files,
`left_out` those that do not count, and why. All of it is internal: rows name pseudonyms.
"""

from apk_lib.drilldown.explanation import Explanation
from apk_lib.drilldown.explorer import Explorer, explain
from apk_lib.drilldown.reasons import COUNTED, REASONS
from apk_lib.drilldown.records import Source
from apk_lib.drilldown.saved import (
    forget_selection,
    parameters,
    save_selection,
    saved_names,
    saved_selection,
    saved_selections,
)
from apk_lib.drilldown.selection import History, Selection

__all__ = [
    "COUNTED",
    "REASONS",
    "Explanation",
    "Explorer",
    "History",
    "Selection",
    "Source",
    "explain",
    "forget_selection",
    "parameters",
    "save_selection",
    "saved_names",
    "saved_selection",
    "saved_selections",
]
