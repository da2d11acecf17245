"""Chance that falls the same way everywhere.

Each room of the sample throws its own dice, so a change in one leaves the others as they were. Only
integer draws are used: they are the same on every platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Thing = TypeVar("Thing")
# in the order in which they were built: the place of a room is part of its seed
ROOMS = ("employment", "roster", "rounds", "incidents", "money", "survey", "paperwork", "outcomes", "notes",
         "departures", "walks", "people", "opinions", "approached",
         "offences", "complaints",
         "learning", "supervision", "reviews", "participants", "locality_checks", "timesheets", "service_checks",
         "reports")  # fmt: skip


class Dice:
    """The dice of one room, seeded by the sample's seed."""

    def __init__(self, seed: int, room: str) -> None:
        self.generator = np.random.Generator(np.random.PCG64([seed, ROOMS.index(room)]))

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return int(self.generator.integers(low, high + 1))

    def chance(self, percent: int) -> bool:
        """Whether something that happens `percent` times in a hundred happens now."""
        return self.between(1, 100) <= percent

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things; a thing listed twice is twice as likely."""
        return things[self.between(0, len(things) - 1)]

    def some(self, things: Sequence[Thing], n: int) -> list[Thing]:
        """`n` different places of the sequence, in its order; all of it where it is shorter."""
        return [things[place] for place in sorted(self.shuffled(range(len(things)))[:n])]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """The things in a random order."""
        mixed = list(things)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.between(0, last)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
