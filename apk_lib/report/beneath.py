"""What stands beneath a section in a live notebook: a closed panel with the way down to the records behind it.

Files hold nothing of it. The notebook says what makes a panel, so that reports know no widget.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.report.shown import Shown
from apk_lib.text import Lang

# set in the kernel that makes files (jupyter/kernels)
BATCH = "APK_BATCH"
# of a dataset, a period, a language and indicators: what stands beneath a section that tells of them
Below = Callable[[Dataset, str, Lang, tuple[str, ...]], object]


@dataclass(frozen=True, slots=True)
class OpenSection(Shown):
    """A section with what stands beneath it, made when it is displayed."""

    below: Callable[[], object] = field(kw_only=True, repr=False)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]
        display(self.below())  # type: ignore[no-untyped-call]


def opened_below(shown: Shown, dataset: Dataset, period: str, indicators: Iterable[str], below: Below | None) -> Shown:
    """A section as a notebook displays it: with the panel of its indicators, but where files are made."""
    told_of = set(indicators)
    ids = tuple(id for id in CATALOGUE if id in told_of)
    if below is None or os.environ.get(BATCH) or not ids:
        return shown
    made = partial(below, dataset, period, shown.lang, ids)
    return OpenSection(shown.part, shown.lang, shown.figures, below=made)
