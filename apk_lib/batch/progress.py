"""How far a batch is: what it made, kept and failed to make, what it is making, and how long the rest may take."""

from __future__ import annotations

from collections import Counter
from statistics import median

from apk_lib.report.making import Outcome, State
from apk_lib.text import Lang, Text, number

_SECONDS_PER_MINUTE = 60
_TOLD = Text(
    cs="hotovo {made}, beze změny {kept}, chyby {failed}, počítá se {running}",
    en="made {made}, kept {kept}, failed {failed}, running {running}",
)
_LEFT = Text(cs=", zbývá asi {minutes} min", en=", about {minutes} min left")
_MOMENT = Text(cs=", zbývá méně než minuta", en=", less than a minute left")


class Tally:
    """A count of outcomes as they come; `jobs` reports are made at once."""

    def __init__(self, total: int, jobs: int) -> None:
        self._total, self._jobs = total, jobs
        self._states: Counter[State] = Counter()
        self._seconds: list[float] = []

    def add(self, outcome: Outcome) -> None:
        """Count one more outcome."""
        self._states[outcome.state] += 1
        if outcome.state == "made":
            self._seconds.append(outcome.seconds)

    @property
    def waiting(self) -> int:
        """How many reports have no outcome yet."""
        return self._total - self._states.total()

    @property
    def running(self) -> int:
        """How many reports are being made at most; some of them may wait for another batch that makes them."""
        return min(self._jobs, self.waiting)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest may take, each as long as the median so far; nobody knows before the first is made."""
        return median(self._seconds) * self.waiting / self._jobs if self._seconds else None

    def told(self, lang: Lang) -> str:
        """How far the batch is, in one line."""
        states: dict[State, str] = {state: number(self._states[state], lang) for state in ("made", "kept", "failed")}
        line = _TOLD.fill(lang, **states, running=number(self.running, lang))
        left = self.seconds_left
        if not left:
            return line
        if left < _SECONDS_PER_MINUTE:
            return line + _MOMENT(lang)
        return line + _LEFT.fill(lang, minutes=number(left / _SECONDS_PER_MINUTE, lang))
