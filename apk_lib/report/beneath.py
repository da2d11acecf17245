"""What stands beneath a section in a live notebook: a closed panel with the way down to the records behind it.

Files hold nothing of it. A panel makes its drill-down when somebody opens it, so a report opens as fast as without.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.report.shown import Shown

# set in the kernel that makes files (jupyter/kernels)
BATCH = "APK_BATCH"


@dataclass(frozen=True, slots=True)
class OpenSection(Shown):
    """A section with its panel: the drill-down of its indicators in the report's period and language."""

    dataset: Dataset = field(kw_only=True, repr=False)
    period: str = field(kw_only=True)
    indicators: tuple[str, ...] = field(kw_only=True)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        from apk_lib.widgets import Panel

        display(self._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]
        display(Panel(self.dataset, self.period, self.lang, self.indicators))  # type: ignore[no-untyped-call]


def opened_below(shown: Shown, dataset: Dataset, period: str, indicators: Iterable[str]) -> Shown:
    """A section as a notebook displays it: with the panel of its indicators, but where files are made."""
    told_of = set(indicators)
    ids = tuple(id for id in CATALOGUE if id in told_of)
    if os.environ.get(BATCH) or not ids:
        return shown
    about: dict[str, Any] = {"dataset": dataset, "period": period, "indicators": ids}
    return OpenSection(shown.part, shown.lang, shown.figures, **about)
