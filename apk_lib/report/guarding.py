"""Before a report that leaves the town gets its name: nothing in its files may point at a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from apk_lib.dataset import Dataset
from apk_lib.disclosure import Audience
from apk_lib.errors import ReportError
from apk_lib.evaluate import evaluate
from apk_lib.protection import protect
from apk_lib.report.allowances import unallowed
from apk_lib.report.leaks import Leak, leaks, personal_strings
from apk_lib.text import Text


def refuse_leaks(work: Path, folder: Path, dataset: Dataset, audience: Audience) -> None:
    """Refuse the finished files in `work` if one of them holds what the data say of a person.

    Problems and the coordinator's words may go to the funder, for whom they are written. The error names the file and
    the place in it, never the person; `folder` is where the report was to stand.

    Raises:
        ReportError: something personal is in a file.
    """
    _refuse(leaks(work, personal_strings(dataset, free_texts=audience != "funder")), folder)


def refuse_withheld(
    work: Path, folder: Path, dataset: Dataset, period: str, audience: Audience, names: Mapping[str, Mapping[str, str]]
) -> None:
    """Refuse the finished files in `work` if one of them tells a figure that its audience may not see.

    What it may see is asked of the data anew, not taken from the report; `names` say what a reader calls the categories
    of each dimension.

    Raises:
        ReportError: a figure that is withheld, or that the data do not give, is in a file.
    """
    allowed = protect(evaluate(dataset, period), dataset, audience)
    _refuse(unallowed(work, allowed, names), folder)


def _refuse(found: Sequence[Leak], folder: Path) -> None:
    if found:
        first, rest = found[0], len(found) - 1
        raise ReportError(
            Text(
                cs=f"{folder}: zpráva nevznikla, protože by v ní byl údaj, který do ní nepatří: {first.file}, "
                f"{first.where} (další místa: {rest}). Nahlaste to; dřívější zpráva zůstala, jak byla.",
                en=f"{folder}: the report was not made, for it would hold what does not belong in it: {first.file}, "
                f"{first.where} (further places: {rest}). Report it; the earlier report stays as it was.",
            )
        )
