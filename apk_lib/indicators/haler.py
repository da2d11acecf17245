"""Arithmetic of money in whole haléře: what cannot be divided is decided once, and parts always sum to the whole."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from math import floor

_HALF = Fraction(1, 2)
# a share as it is written: the binary 0.4 is a little more than four tenths
Rate = Fraction


def rate(value: object) -> Rate:
    """A rate or a share exactly as a person writes it."""
    return Fraction(str(value))


def nearest(amount: Rate) -> int:
    """The nearest whole haléř, a half upwards."""
    return floor(amount + _HALF)


def carried(amounts: Sequence[int], share: Rate) -> list[int]:
    """The share of each amount, rounding carried from one to the next.

    At every place the sum so far is the share of the sum so far, rounded once. So the parts of lines, months and
    periods add up to the whole, which is never off by more than half a haléř.
    """
    sums = [nearest(total * share) for total in itertools.accumulate(amounts)]
    return [later - earlier for earlier, later in itertools.pairwise([0, *sums])]


def split(amounts: Sequence[int], shares: Sequence[tuple[str, Rate]]) -> dict[str, list[int]]:
    """Each amount split among those who pay it; the last of them takes what is left."""
    if not shares:
        return {}
    parts = {source: carried(amounts, share) for source, share in shares[:-1]}
    rest = [amount - sum(one) for amount, *one in zip(amounts, *parts.values(), strict=True)]
    return parts | {shares[-1][0]: rest}
