"""From a figure to the records behind it: what is looked at (`Selection`), and what is found there (`Explorer`).

Everything a widget shows is one call here, and every answer is a frame: `figures` the figure or its breakdown,
`counted` and `compared` the unit-level rows of its numerator and denominator, `sources` the records of the files,
`left_out` those that do not count, and why. All of it is internal: rows name pseudonyms.
"""

from apk_lib.drilldown.explorer import Explanation, Explorer, Source, explain
from apk_lib.drilldown.selection import History, Selection

__all__ = ["Explanation", "Explorer", "History", "Selection", "Source", "explain"]
