"""What towns are compared in, and a town in a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

# `share` of counted units, `weighted` answers of a survey, `rate` over an exposure, `change` with an interval about it,
# `ratio` with one about its logarithm, `plain` without any, `counts` too small for a percentage
Kind = Literal["share", "weighted", "rate", "change", "ratio", "plain", "counts"]
Standing = Literal["above", "below", "alike", "untested", "suppressed", "missing", "definition", "wording", "mixed",
                   "wave", "interval"]  # fmt: skip
# a town with one of these has a value beside those of others
COMPARED_AS: tuple[Standing, ...] = ("above", "below", "alike", "untested")
SHARES: tuple[Kind, ...] = ("share", "weighted")
ESTIMATES: tuple[Kind, ...] = ("change", "ratio")
UNTESTED: tuple[Kind, ...] = ("plain", "counts")
OF_WAVES: tuple[Kind, ...] = ("weighted", "change")


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing compared: a measure of an indicator since the start of the project, of a survey in one of its waves.

    `by_wave` is the measure that tells how many waves there were.
    """

    id: str
    indicator: str
    measure: str
    kind: Kind
    by_wave: str = ""


SUBJECTS = (
    Subject("plan_adherence", "plan_adherence", "capped", "plain"),
    Subject("presence_adherence", "presence_adherence", "capped", "plain"),
    Subject("posts_filled", "posts_filled", "filled_at_end", "counts"),
    Subject("contacts_made", "contacts_made", "per_100_hours", "plain"),
    Subject("event_rate", "event_rate", "events", "rate"),
    Subject("event_outcomes", "event_outcomes", "settled", "share"),
    Subject("safe_by_day", "safe_by_day", "share_safe", "weighted", "share_safe"),
    Subject("safe_after_dark", "safe_after_dark", "share_safe", "weighted", "share_safe"),
    Subject("assistants_help", "assistants_help", "among_all", "weighted", "among_all"),
    Subject("change_by_day", "safe_by_day", "change", "change", "share_safe"),
    Subject("change_after_dark", "safe_after_dark", "change", "change", "share_safe"),
    Subject("offence_effect", "offence_effect", "ratio_of_ratios", "ratio"),
)


@dataclass(frozen=True, slots=True)
class Town:
    """One town in a comparison: its figure, and how it stands to the others.

    `size` is what precision hangs on: units, effective answers, the exposure, or one over the standard error.
    `residual` is its distance from what the others let expect of one more town, in errors of that, `p` its test after
    Holm. `wave` is the number of the wave the figure is of, or that a change runs to; empty where there is none.
    """

    id: str
    name: str
    standing: Standing
    row: Mapping[str, Any]
    size: float = 0.0
    residual: float | None = None
    p: float | None = None
    wave: str = ""

    @property
    def value(self) -> float:
        """The value of a town that is compared."""
        return float(self.row["value"])

    @property
    def compared(self) -> bool:
        """Whether it has a value beside those of others."""
        return self.standing in COMPARED_AS
