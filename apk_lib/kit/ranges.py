"""Counts as ranges that stay ranges for those who know their total.

On a fixed grid (0–4, 5–9 …) a total tells too much: six months in which all but one begin at 0 and one at 5 hold
exactly these numbers if their total is 5. So each range begins by lot, up to its width below the count, and the lots of
a line are mended until their total leaves every cell all the numbers of its range.

A line of m cells c with ranges from a to a + w has the slack D = Σc - Σa from below and m·w - D from above. Given the
total, a cell can be anything from a to a + w if and only if both are w at least. That depends on the ranges and the
total alone, so knowing how they are made tells no more: any other counts in the ranges with this total might have been
drawn the same ranges.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import polars as pl

_PURPOSE = b"apk-lib kit: ranges of counts"
# moves when rows are added to a file
_PLACE = "source_row"


def keys(*records: pl.DataFrame) -> dict[str, bytes]:
    """A secret for each `line` of the records, made of all that is recorded in it.

    Nobody without the data can guess it, and two kits of a town have the same ranges where nothing new was recorded.
    """
    lines: dict[str, list[str]] = {}
    for frame in records:
        for (line,), part in frame.partition_by("line", as_dict=True).items():
            lines.setdefault(str(line), []).extend(sorted(part.drop(_PLACE, strict=False).write_ndjson().splitlines()))
    return {line: hmac.digest(_PURPOSE, "\n".join(rows).encode(), "sha256") for line, rows in lines.items()}


def ranged(rows: pl.DataFrame, by: Sequence[str], limit: int, secrets: Mapping[str, bytes]) -> pl.DataFrame:
    """Rows with `count` as a range of `limit` numbers, `least` to `most`, in place of it and of their `line`.

    The total of each `line` and `by` may be known elsewhere. The lots are drawn by the order of cells: keep it.
    """
    parts = [rows.clear().with_columns(least=pl.lit(0, pl.Int64))]
    for names, part in rows.partition_by("line", *by, maintain_order=True, as_dict=True).items():
        key = hmac.digest(secrets.get(str(names[0]), _PURPOSE), repr(names).encode(), "sha256")
        least = pl.Series("least", beginnings(part["count"].to_list(), limit, key), dtype=pl.Int64)
        parts.append(part.with_columns(least))
    return pl.concat(parts).with_columns(most=pl.col("least") + limit - 1).drop("count", "line")


def beginnings(counts: Sequence[int], limit: int, key: bytes) -> list[int]:
    """Where the ranges of a line begin, none below zero.

    A line whose total is under the limit begins at zero everywhere: such a total is told nowhere either. A line of one
    cell is its total.
    """
    width = limit - 1
    rooms = [min(count, width) for count in counts]
    below = [_lot(key, "begin", place) % (room + 1) for place, room in enumerate(rooms)]
    order = sorted(range(len(counts)), key=lambda place: _lot(key, "order", place))
    if len(counts) > 1:
        for place in order:
            below[place] += min(rooms[place] - below[place], max(width - sum(below), 0))
        for place in order:
            below[place] -= min(below[place], max(sum(below) - width * (len(counts) - 1), 0))
    return [count - less for count, less in zip(counts, below, strict=True)]


def _lot(key: bytes, what: str, place: int) -> int:
    return int.from_bytes(hmac.digest(key, f"{what} {place}".encode(), hashlib.sha256), "big")
