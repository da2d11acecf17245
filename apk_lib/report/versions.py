"""Where a report may be written: what somebody submitted or approved is never overwritten.

The first version stands in the folder of its audience, the others beside it (`public`, `public-v2`, …). A new making
replaces the last one while it is a draft or was returned; after an approval it becomes the next version.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path

from apk_lib.errors import ReportError, quoted
from apk_lib.report.handed_over import handed_over
from apk_lib.report.passport import PASSPORT
from apk_lib.report.placing import recover
from apk_lib.report.state_log import Entry, agreed, entries
from apk_lib.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """The folder a new making goes to, its version, the steps that stay with it, and the version approved before."""

    folder: Path
    version: int
    steps: tuple[Entry, ...] = ()
    before: Path | None = None


def place_of(folder: Path) -> Place:
    """The place for a new making of the report whose first version stands, or will stand, in `folder`.

    Raises:
        ReportError: its last version is submitted, or its passport and its log do not agree on its state.
        DataError: a passport or a log cannot be read, so that nobody knows its state.
    """
    recover(folder)
    made = _versions(folder)
    if not made:
        return Place(folder, 1)
    last, steps = made[-1], entries(made[-1])
    said = handed_over(last).passport.get("state") if (last / PASSPORT).is_file() else None
    state = agreed(last, said, steps)
    if state == "submitted":
        raise _is_submitted(last)
    if state == "approved":
        return Place(_version(folder, len(made) + 1), len(made) + 1, (), last)
    return Place(last, len(made), steps, made[-2] if len(made) > 1 else None)


def latest(folder: Path) -> Path | None:
    """The folder of the last version of the report whose first version stands in `folder`; none before the first."""
    made = _versions(folder)
    return made[-1] if made else None


def _versions(folder: Path) -> list[Path]:
    """The folders of all versions there are, the first one first."""
    return list(takewhile(Path.is_dir, (_version(folder, n) for n in count(1))))


def _version(folder: Path, n: int) -> Path:
    return folder if n == 1 else folder.with_name(f"{folder.name}-v{n}")


def _is_submitted(folder: Path) -> ReportError:
    command = f"apk-lib return {quoted(folder)} --name … --reason …"
    return ReportError(
        Text(
            cs=f"{folder}: zpráva je předložená, nepřepíše se. Chcete-li ji vytvořit znovu, nejdřív ji vraťte: "
            f"{command}",
            en=f"{folder}: the report is submitted and will not be overwritten. To make it again, return it first: "
            f"{command}",
        )
    )
