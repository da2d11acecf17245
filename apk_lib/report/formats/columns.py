"""How wide the columns of a printed table are, in which size of type, and whether its page has to be turned.

A column of figures is as wide as its longest figure; columns of words share what is left, and none gets less than its
longest word. Widths are estimated from the number of letters: the typeface is known, its figures are all alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt

from apk_lib.report.model import Table

_ROOM, _TURNED_ROOM = 499.0, 745.0  # points across A4 between the edges, upright and turned
_SIZES = (8.3, 7.7, 7.2, 6.7, 6.2)  # points
_OPEN, _IN_ANNEX = 8.3, 7.2
_LETTER, _HEADER_LETTER, _BESIDE = 0.51, 0.56, 1.15  # of the size of type; the last is the space beside a cell
_WHOLE, _EASY = 13, 22  # letters: a word up to this long stays whole; a column of words this wide reads well
_WORD = re.compile(r"[ \n\u200b]+")


@dataclass(frozen=True, slots=True)
class SetOut:
    """The size of type in points, the width of each column as a multiple of it, and whether the page is turned."""

    size: float
    widths: tuple[float, ...]
    turned: bool


@dataclass(frozen=True, slots=True)
class _Need:
    """Of one column: what it must have, what reads well, what holds each cell on one line, and its header too."""

    least: float
    easy: float
    natural: float
    headed: float


def set_out(table: Table) -> SetOut:
    """The largest type in which the columns have what they need; a page is turned before type gets too small."""
    needs = tuple(_need(table, place) for place in range(len(table.columns)))
    start = _OPEN if table.open else _IN_ANNEX
    sizes = [size for size in _SIZES if size <= start]
    for least in (sum(need.easy for need in needs), sum(need.least for need in needs)):
        for room, turned in ((_ROOM, False), (_TURNED_ROOM, True)):
            for size in sizes:
                if least * size <= room:
                    return SetOut(size, _shared(needs, room / size), turned)
    room = _TURNED_ROOM / sizes[-1]
    # more columns than a page can hold: all give way alike
    return SetOut(sizes[-1], tuple(need.least * room / least for need in needs), turned=True)


def _need(table: Table, place: int) -> _Need:
    label = _HEADER_LETTER / _LETTER * max(map(len, _WORD.split(table.columns[place].label)))
    cells = [row[place] for row in table.rows]
    # a sign of per cent is wide, and a pair of limits must stay on one line
    natural = max([label, *(len(cell) + 0.8 * cell.count("%") for cell in cells)])
    headed = max(natural, min(_HEADER_LETTER / _LETTER * len(table.columns[place].label), _EASY))
    if table.columns[place].align == "right":
        return _Need(*(letters * _LETTER + _BESIDE for letters in (natural, natural, natural, headed)))
    word = max((len(word) for cell in cells for word in _WORD.split(cell)), default=0)
    least = min(max(label, word), _WHOLE)
    easy = max(least, min(natural, _EASY))
    return _Need(*(letters * _LETTER + _BESIDE for letters in (least, easy, natural, headed)))


def _shared(needs: tuple[_Need, ...], room: float) -> tuple[float, ...]:
    """What each column takes: its least, and of the rest the more the longer it is."""
    if sum(need.headed for need in needs) <= room:
        return tuple(round(need.headed, 3) for need in needs)
    widths = [need.least for need in needs]
    for _ in needs:  # what a short column does not need goes round again
        # by roots: a column of sentences would leave a column of names nothing but its longest word
        wishes = [sqrt(max(need.natural - width, 0)) for need, width in zip(needs, widths, strict=True)]
        left = room - sum(widths)
        if sum(wishes) == 0 or left <= 0:
            break
        widths = [
            min(need.natural, width + left * wish / sum(wishes))
            for need, width, wish in zip(needs, widths, wishes, strict=True)
        ]
    return tuple(round(width, 3) for width in widths)
