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
from apk_lib.text import LANGUAGES, Text

# what a refusal says: of a report that is being made, of a step on one, and of an approval after another one
NOT_MADE = Text(
    cs="{folder}: zpráva nevznikla, protože by v ní byl údaj, který do ní nepatří: {file}, {where} (další místa: "
    "{rest}). Nahlaste to; dřívější zpráva zůstala, jak byla.",
    en="{folder}: the report was not made, for it would hold what does not belong in it: {file}, {where} (further "
    "places: {rest}). Report it; the earlier report stays as it was.",
)
NOT_TAKEN = Text(
    cs="{folder}: krok se neprovedl, podle dnešních záznamů je ve zprávě údaj, který do ní nepatří: {file}, {where} "
    "(další místa: {rest}). Vytvořte ji znovu (apk-lib report); zpráva zůstala, jak byla.",
    en="{folder}: the step was not taken; by the records of today the report holds what does not belong in it: {file}, "
    "{where} (further places: {rest}). Make it again (apk-lib report); the report stays as it was.",
)
NOT_APPROVED = Text(
    cs="{folder}: zprávu nelze schválit. Od jejího vytvoření se schválily jiné nebo se změnily záznamy a některé její "
    "číslo už se nesmí uvést: {file}, {where} (další místa: {rest}). Vraťte ji (apk-lib return) a vytvořte znovu "
    "(apk-lib report), čísla se pak vynechají.",
    en="{folder}: the report cannot be approved. Since it was made others were approved or the records changed, and a "
    "number of it may not be told any more: {file}, {where} (further places: {rest}). Return it (apk-lib return) and "
    "make it again (apk-lib report); the numbers are then left out.",
)


def refuse_leaks(work: Path, folder: Path, dataset: Dataset, audience: Audience, told: Text = NOT_MADE) -> None:
    """Refuse the finished files in `work` if one of them holds what the data say of a person.

    Problems and the coordinator's words may go to the funder, for whom they are written. The error names the file and
    the place in it, never the person; `folder` is where the report was to stand, `told` what the refusal says.

    Raises:
        ReportError: something personal is in a file.
    """
    _refuse(leaks(work, personal_strings(dataset, free_texts=audience != "funder")), folder, told)


def refuse_withheld(
    work: Path,
    folder: Path,
    dataset: Dataset,
    period: str,
    audience: Audience,
    names: Mapping[str, Mapping[str, str]],
    told: Text = NOT_MADE,
) -> None:
    """Refuse the finished files in `work` if one of them tells a figure that its audience may not see.

    What it may see is asked of the data and of what is published anew, not taken from the report; `names` say what a
    reader calls the categories of each dimension, `told` what the refusal says.

    Raises:
        ReportError: a figure that is withheld, or that the data do not give, is in a file.
    """
    allowed = protect(evaluate(dataset, period), dataset, audience)
    _refuse(unallowed(work, allowed, names), folder, told)


def _refuse(found: Sequence[Leak], folder: Path, told: Text) -> None:
    if found:
        first, rest = found[0], len(found) - 1
        said = {lang: told.fill(lang, folder=folder, file=first.file, where=first.where, rest=rest)
                for lang in LANGUAGES}  # fmt: skip
        raise ReportError(Text(cs=said["cs"], en=said["en"]))
