"""From the records a town already keeps to a progress report it can hand to its funder.

An analyst needs six calls: `open_dataset` reads a project folder as known at a date, `evaluate` makes
all figures of a period, `protect` leaves those that an audience may see, `select` picks some of them, `explain` tells
of one what it is made of, and `apk_lib.charts` draws them.
"""

import sys

# jsonschema builds some 35 parsers at import, over a second in every process, for a check of
# international addresses that nothing here needs; it does without when the module is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from apk_lib.dataset import Dataset, open_dataset  # noqa: E402 - the line above has to come first
from apk_lib.drilldown import Explorer, Selection, explain  # noqa: E402
from apk_lib.evaluate import Figures, evaluate, select  # noqa: E402
from apk_lib.protection import protect  # noqa: E402

__version__ = "0.1.0"
__all__ = ["Dataset", "Explorer", "Figures", "Selection", "evaluate", "explain", "open_dataset", "protect", "select"]
