"""The log of a report's states: one readable line for each step somebody took, with name, reason and fingerprint.

It is the only place of a report that knows the clock. A line holds, between tabs, the moment, the state, who took the
step, why, and the seal of the passport that it was taken on (`passport.seal`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from apk_lib.errors import DataError
from apk_lib.text import Text

State = Literal["draft", "submitted", "returned", "approved"]
STATES: dict[State, Text] = {
    "draft": Text(cs="koncept", en="draft"),
    "submitted": Text(cs="předloženo", en="submitted"),
    "returned": Text(cs="vráceno", en="returned"),
    "approved": Text(cs="schváleno", en="approved"),
}
LOG = "state.log"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: when, to which state, who took it, why (may be empty), and on which passport."""

    moment: datetime
    state: State
    name: str
    reason: str
    seal: str

    @property
    def line(self) -> str:
        """The entry as its line of the log."""
        moment = self.moment.isoformat(" ", "seconds")
        return "\t".join([moment, self.state, self.name, self.reason, self.seal])


def entries(folder: Path) -> tuple[Entry, ...]:
    """The steps taken on the report in a folder, in their order; none of a draft.

    Raises:
        DataError: the log holds what the program did not write.
    """
    path = folder / LOG
    if not path.is_file():
        return ()
    try:
        return tuple(_entry(line) for line in path.read_text("utf-8").splitlines())
    except (OSError, ValueError) as error:
        raise DataError(
            Text(
                cs=f"{path}: záznam o stavech zprávy nejde přečíst, někdo jej změnil. Vraťte jej ze zálohy.",
                en=f"{path}: the log of the report's states cannot be read, somebody changed it. Restore it from a "
                "backup.",
            )
        ) from error


def log_text(steps: Sequence[Entry]) -> str:
    """The log as text."""
    return "".join(f"{entry.line}\n" for entry in steps)


def state_of(steps: Sequence[Entry]) -> State:
    """The state that the steps led to."""
    return steps[-1].state if steps else "draft"


def _entry(line: str) -> Entry:
    moment, state, name, reason, seal = line.split("\t")
    for known in get_args(State):
        if known == state != "draft":
            return Entry(datetime.fromisoformat(moment), known, name, reason, seal)
    raise ValueError(f"no state {state!r}")
