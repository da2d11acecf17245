"""How events ended and what was found, by the kind of the event."""

from __future__ import annotations

from collections.abc import Sequence

from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row

# of a hundred
NOT_WRITTEN = 3
TALK, POLICE, STATE, CHILDREN = (
    "settled_by_talking", "handed_to_municipal_police", "handed_to_state_police", "handed_to_child_protection",
)  # fmt: skip
OFFICE, RESCUE, DEFECT, NOTHING = (
    "handed_to_town_office", "handed_to_rescue_service", "defect_reported", "not_settled",
)  # fmt: skip
# kind -> outcomes, each with its parts of the whole
OUTCOMES: dict[str, dict[str, int]] = {
    "public_order": {TALK: 72, POLICE: 14, STATE: 3, NOTHING: 11},
    "civil_coexistence": {TALK: 75, POLICE: 8, OFFICE: 5, CHILDREN: 3, NOTHING: 9},
    "property": {TALK: 28, POLICE: 22, STATE: 16, DEFECT: 20, NOTHING: 14},
    "traffic": {TALK: 83, POLICE: 8, NOTHING: 9},
    "bylaw": {TALK: 76, POLICE: 13, NOTHING: 11},
    "find": {POLICE: 30, OFFICE: 26, STATE: 4, DEFECT: 28, NOTHING: 12},
    "defect": {DEFECT: 90, OFFICE: 6, NOTHING: 4},
    "help": {TALK: 63, RESCUE: 13, CHILDREN: 4, POLICE: 5, STATE: 3, OFFICE: 4, NOTHING: 8},
    "other": {TALK: 66, POLICE: 5, NOTHING: 29},
}
HIDDEN = {STATE: 20, CHILDREN: 10, OFFICE: 35, NOTHING: 35}
FOUND = {"needles": 40, "waste": 45, "lost_property": 10, "other": 5}


def tell_outcomes(events: Sequence[Row], dice: Dice) -> None:
    """Write the outcome and the find into the rows; every version of an event says the same."""
    said: dict[str, Row] = {}
    for row in sorted(events, key=lambda row: (row["event"], row["recorded_at"])):
        if row["event"] not in said:
            parts = HIDDEN if row["hidden_crime"] else OUTCOMES[row["kind"]]
            outcome = None if dice.chance(NOT_WRITTEN) else _one(parts, dice)
            said[row["event"]] = {"outcome": outcome, "found": _one(FOUND, dice) if row["kind"] == "find" else None}
        row |= said[row["event"]]


def _one(parts: dict[str, int], dice: Dice) -> str:
    return dice.pick([code for code, share in parts.items() for _ in range(share)])
