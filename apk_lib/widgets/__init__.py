"""Views for the live notebook: what a reader chooses decides what is shown; files never hold them."""

from apk_lib.widgets.coverage import CoverageDrilldown, Selection, figures, narrowed, source_rows, started, summed
from apk_lib.widgets.next_week import NextWeek

__all__ = [
    "CoverageDrilldown",
    "NextWeek",
    "Selection",
    "figures",
    "narrowed",
    "source_rows",
    "started",
    "summed",
]
