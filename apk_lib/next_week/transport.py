"""Time brought from where it is offered to where it is promised, exactly, in whole microseconds.

The amounts that promises can receive together form a polymatroid: filling them one after another, each
as far as it goes while nobody before it loses anything, brings the largest total in whatever order they
come. So the order may state a preference and costs nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise


class Transport:
    """Stretches that offer time, promises that take it, and what has been brought so far.

    Both are numbered from 0; `supply[stretch]` is the time on offer and `room[promise, stretch]` how much of
    it the promise could use. Where time may be spent in several stretches, what was brought earlier moves
    over to make place, but no promise ever loses any. `brought[promise, stretch]` is the outcome.
    """

    def __init__(self, supply: Sequence[int], room: Mapping[tuple[int, int], int]) -> None:
        self.free = list(supply)
        self.brought: dict[tuple[int, int], int] = dict.fromkeys(sorted(room), 0)
        self._room = dict(room)
        self._stretches: defaultdict[int, list[int]] = defaultdict(list)
        self._promises: defaultdict[int, list[int]] = defaultdict(list)
        for promise, stretch in self.brought:
            self._stretches[promise].append(stretch)
            self._promises[stretch].append(promise)

    def with_more(self, stretches: Iterable[int], amount: int) -> Transport:
        """A copy in which each of the stretches offers that much more."""
        copy = Transport(self.free, self._room)
        copy.brought |= self.brought
        for stretch in stretches:
            copy.free[stretch] += amount
        return copy

    def fill(self, promise: int, amount: int) -> int:
        """Bring to a promise as much of an amount as can be; returns how much it was."""
        left = amount
        while left and (path := self._path(promise)):
            left -= self._move(path, left)
        return amount - left

    def _path(self, promise: int) -> list[tuple[int, int]]:
        """Who takes which stretch, from the promise to a stretch with free time; empty where there is no way.

        The shortest one, the earliest stretches first: whoever comes next in it gives up the stretch before.
        """
        wanted: dict[int, tuple[int, int] | None] = {promise: None}
        seen: set[int] = set()
        queue = deque([promise])
        while queue:
            taker = queue.popleft()
            within = [s for s in self._stretches[taker] if s not in seen and self._left(taker, s)]
            for stretch in within:
                if self.free[stretch]:
                    return _traced(wanted, (taker, stretch))
            seen.update(within)
            for stretch in within:
                for other in self._promises[stretch]:
                    if other not in wanted and self.brought[other, stretch]:
                        wanted[other] = (taker, stretch)
                        queue.append(other)
        return []

    def _left(self, promise: int, stretch: int) -> int:
        return self._room[promise, stretch] - self.brought[promise, stretch]

    def _move(self, path: list[tuple[int, int]], most: int) -> int:
        given_up = [(taker, stretch) for (_, stretch), (taker, _) in pairwise(path)]
        last = path[-1][1]
        step = min(most, self.free[last], *(self._left(*arc) for arc in path), *map(self.brought.__getitem__, given_up))
        for arc in path:
            self.brought[arc] += step
        for arc in given_up:
            self.brought[arc] -= step
        self.free[last] -= step
        return step


def _traced(wanted: Mapping[int, tuple[int, int] | None], last: tuple[int, int]) -> list[tuple[int, int]]:
    path = [last]
    while (before := wanted[path[-1][0]]) is not None:
        path.append(before)
    return path[::-1]
