"""Counts as ranges that stay ranges for those who know their total.

On a fixed grid (0–4, 5–9 …) a total tells too much: six months in which all but one begin at 0 and one at 5 hold
exactly these numbers if their total is 5. So each range begins by lot, up to its width below the count, and the lots of
a line are mended until their total leaves every cell all the numbers of its range.

A line of m cells c with ranges from a to a + w has the slack D = Σc - Σa from below and m·w - D from above. Given the
total, a cell can be anything from a to a + w if and only if both are w at least. That depends on the ranges and the
total alone, so knowing how they are made tells no more: any other counts in the ranges with this total might have been
drawn the same ranges.

Two ranges of one count would leave only what they share. So the lot of a cell hangs on the cell, its count and a secret
that stays: in a later kit of the town a cell whose count did not change begins where it did, unless another count of
its line changed and the line now needs this cell for its slack. Then, and where the secret itself changed, ranges of
two kits still narrow each other. A cell whose count changed is drawn anew, so the difference of two beginnings is not
the change.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import polars as pl

from apk_lib.kit.protecting import BOOKKEEPING

_PURPOSE = b"apk-lib kit: ranges of counts"


def secret(table: str, records: pl.DataFrame) -> bytes:
    """What nobody without the records can guess, another for each table: all that is in them, in any order."""
    rows = sorted(records.drop(BOOKKEEPING, strict=False).write_ndjson().splitlines())
    return hmac.digest(_PURPOSE, "\n".join([table, *rows]).encode(), "sha256")


def ranged(rows: pl.DataFrame, by: Sequence[str], limit: int, seed: bytes) -> pl.DataFrame:
    """Rows with `count` as a range of `limit` numbers, `least` to `most`, in place of it and of their `line`.

    The total of each `line` and `by` may be known elsewhere. The other columns together name a cell, each another one;
    `seed` is the `secret` of their lots.
    """
    parts = [rows.clear().with_columns(least=pl.lit(0, pl.Int64))]
    for part in rows.partition_by("line", *by, maintain_order=True):
        cells = part.drop("count", "line").write_ndjson().splitlines()
        keys = [hmac.digest(seed, cell.encode(), "sha256") for cell in cells]
        least = pl.Series("least", beginnings(part["count"].to_list(), limit, keys), dtype=pl.Int64)
        parts.append(part.with_columns(least))
    return pl.concat(parts).with_columns(most=pl.col("least") + limit - 1).drop("count", "line")


def beginnings(counts: Sequence[int], limit: int, keys: Sequence[bytes]) -> list[int]:
    """Where the ranges of a line begin, none below zero; the lot of each cell is drawn with its own key.

    A line whose total is under the limit begins at zero everywhere: such a total is told nowhere either. A line of one
    cell is its total.
    """
    width = limit - 1
    rooms = [min(count, width) for count in counts]
    below = [
        _lot(key, f"begin {count}") % (room + 1) for key, count, room in zip(keys, counts, rooms, strict=True)
    ]  # fmt: skip
    if len(counts) > 1:
        order = [_lot(key, "order") for key in keys]
        gaps = [room - less for room, less in zip(rooms, below, strict=True)]
        less_room = _shared(max(width - sum(below), 0), gaps, order)
        below = [less + more for less, more in zip(below, less_room, strict=True)]
        too_much = _shared(max(sum(below) - width * (len(counts) - 1), 0), below, order)
        below = [less - back for less, back in zip(below, too_much, strict=True)]
    return [count - less for count, less in zip(counts, below, strict=True)]


def _shared(whole: int, most: Sequence[int], order: Sequence[int]) -> list[int]:
    """What each cell takes of a whole, so that the fewest take any: those that can take most, then by the order."""
    taken = [0] * len(most)
    for place in sorted(range(len(most)), key=lambda place: (-most[place], order[place])):
        taken[place] = min(most[place], whole - sum(taken))
    return taken


def _lot(key: bytes, what: str) -> int:
    return int.from_bytes(hmac.digest(key, what.encode(), hashlib.sha256), "big")
