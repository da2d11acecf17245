"""The log of a report's states: one readable line for each step somebody took, with name, reason and fingerprint.

It is the only place of a report that knows the clock. A line holds, between tabs, the moment, the state, who took the
step, why, and the seal of the passport that it was taken on (`passport.seal`). In the folder of a report that leaves
the town nobody is named: there a line holds the moment, the state and the seal, and the whole one stands in a log
beside the folder (`beside`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from apk_lib.errors import DataError, ReportError
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
    """One step: when, to which state, who took it, why (may be empty), and on which passport.

    Read from the folder of a report that leaves the town it says neither who nor why.
    """

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

    @property
    def nameless(self) -> str:
        """The entry as a line that leaves the town."""
        return "\t".join([self.moment.isoformat(" ", "seconds"), self.state, self.seal])


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


def log_text(steps: Sequence[Entry], *, named: bool = True) -> str:
    """The log as text; not `named` as it leaves the town."""
    return "".join(f"{entry.line if named else entry.nameless}\n" for entry in steps)


def beside(folder: Path) -> Path:
    """The log that says who took the steps on a report that leaves the town, and why; it stays in the town."""
    return folder.with_name(f"{folder.name}.log")


def state_of(steps: Sequence[Entry]) -> State:
    """The state that the steps led to."""
    return steps[-1].state if steps else "draft"


def agreed(folder: Path, said: str | None, steps: Sequence[Entry]) -> State:
    """The state of a report, of which its passport and its log must say the same.

    Args:
        folder: where it stands.
        said: the state in its passport; none in an old one, which knew no states.
        steps: its log.

    Raises:
        ReportError: they say otherwise, so one of them was lost or changed.
    """
    now = state_of(steps)
    if said in (None, now):
        return now
    told = STATES[said] if said in STATES else Text(cs=str(said), en=str(said))
    raise ReportError(
        Text(
            cs=f"{folder}: podle passport.json je stav zprávy {told.cs}, podle {LOG} {STATES[now].cs}; jeden z nich se "
            "ztratil nebo změnil. Vraťte oba ze zálohy. Nejde-li to, složku přejmenujte a zprávu vytvořte znovu.",
            en=f"{folder}: by passport.json the state of the report is {told.en}, by {LOG} {STATES[now].en}; one of "
            "them was lost or changed. Restore both from a backup. If that cannot be, rename the folder and make the "
            "report again.",
        )
    )


def _entry(line: str) -> Entry:
    moment, state, *who, seal = line.split("\t")
    name, reason = who or ("", "")
    for known in get_args(State):
        if known == state != "draft":
            return Entry(datetime.fromisoformat(moment), known, name, reason, seal)
    raise ValueError(f"no state {state!r}")
