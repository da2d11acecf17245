"""Is the library right? Its own functions beside numbers that other people published or computed.

`verify` runs statistics on the cases made with R, and indicators, intervals, calendar and statistics on real
public data. Every row names its source; nothing is compared with our own output. `require_agreement` turns a
difference into an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from apk_lib.dataset import open_dataset
from apk_lib.verification.calendar_days import compare_calendar
from apk_lib.verification.cases import compare_cases
from apk_lib.verification.compare import Comparison, find, read_sources, table
from apk_lib.verification.incident_panel import compare_panel
from apk_lib.verification.incidents import compare_incidents
from apk_lib.verification.patrols import compare_patrols
from apk_lib.verification.published import compare_published, trend
from apk_lib.verification.show import Shown, introduction, show, show_summary, show_trend
from apk_lib.verification.tenures import compare_employment, compare_senators
from apk_lib.verification.totals import require_agreement, summary

__all__ = [
    "Shown",
    "introduction",
    "require_agreement",
    "show",
    "show_summary",
    "show_trend",
    "summary",
    "trend",
    "verify",
]

REFERENCE = Path("data/reference")
CASES = Path("tests/reference/cases")


def verify(reference: str | Path = REFERENCE, cases: str | Path = CASES) -> pl.DataFrame:
    """Every comparison: `area, case, what, part, ours, published, difference, tolerance, agrees, source`.

    `difference` is ours less the published number, `tolerance` what it may be; both numbers may be null,
    where the quantity is not defined. Relative paths are looked for here, in the folders above, and in the
    repository of the library.

    Args:
        reference: the folder of real public data, with its `sources.toml`, which also names the project
            whose bands, schools, breaks and closures are used.
        cases: the folder of the cases made with R.

    Raises:
        ApkError: a file is missing or cannot be read.
    """
    return table(_comparisons(find(reference), find(cases)))


def _comparisons(reference: Path, cases: Path) -> Iterator[Comparison]:
    about = read_sources(reference)["days"]
    dataset = open_dataset(find(about["project"]), period=about["period"])
    yield from compare_cases(cases)
    yield from compare_employment(reference)
    yield from compare_patrols(reference, dataset.table("bands"))
    yield from compare_incidents(reference)
    yield from compare_panel(reference, dataset)
    yield from compare_senators(reference)
    yield from compare_published(reference)
    yield from compare_calendar(reference, dataset)
