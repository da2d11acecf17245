"""Nothing personal leaves the town: what to look for, and the search for it in every file of a finished report.

What is sought comes from the data themselves, in five kinds, each as strict as can be without finding the report's own
words:

- `code`: the id of a person, respondent or device with a digit in it and four characters at least, as a whole word
  anywhere; so is a GPS coordinate. An id of digits alone is sought from six digits on, for shorter ones are numbers.
- `cell`: a shorter id, where it is the whole of a cell, a field or an attribute; `category`: one that is also an id of
  the project sheet (a period P1), only where it is a category of a figure.
- `name`: a name of four letters and more as a whole word in any Czech case. A name that is also a word of the project
  or of the library is sought only beside the person's other name, and so is a shorter one (`pair`).
- `words`: free text. Four words of four letters and more in a row, shorter ones between them passed over, or all of
  a text with three such words; and what in it looks like a name.

All are compared without case, accents, soft hyphens and kinds of spaces. A text of two long words, a name in a picture
and a person described without a name are not found: rules of disclosure keep those out, this is the second lock.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from apk_lib.report.personal import LONG, Sought, inflected, personal_strings, plain
from apk_lib.report.texts import Piece, pieces

__all__ = ["Leak", "Sought", "leaks", "personal_strings"]

HIDDEN = "•"
MANY = 400  # pieces looked at together
LONGEST_ID = 64
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")
_CHAINED = re.compile(r"[^\W_]+(?:[._-][^\W_]+)+")
_SPLIT = re.compile(r"([._-])")
_PARTS = 4  # of an id with dashes or dots
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# JanNovák.xlsx
_GLUED = re.compile("(?<=[a-záčďéěíňóřšťúůýž])(?=[A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ])")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Leak:
    """Something personal in a file: the file, where inside it, and of what kind; never the thing itself."""

    file: str
    where: str
    kind: str


@dataclass(slots=True)
class _Searched:
    """What is sought, laid out for looking up."""

    codes: set[str] = field(default_factory=set)
    cells: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    pairs: dict[str, set[str]] = field(default_factory=dict)
    words: dict[int, set[str]] = field(default_factory=dict)


def leaks(folder: Path, strings: Collection[Sought]) -> tuple[Leak, ...]:
    """What of `strings` stands in any file below the folder or in the name of one, each place once and in order.

    Args:
        folder: finished files; all of them are opened, hidden parts and properties included.
        strings: what `personal_strings` says of the data.
    """
    searched = _laid_out(strings)
    found: dict[Leak, None] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        shown = _without(name, searched)
        if shown != name:
            found[Leak(shown, "file name", _kind(Piece("", name), searched))] = None
        for piece, kind in _found(list(pieces(path.name, path.read_bytes())), searched):
            found[Leak(shown, _without(piece.where, searched), kind)] = None
    return tuple(found)


def _found(every: list[Piece], searched: _Searched) -> Iterator[tuple[Piece, str]]:
    """Pieces with something personal. Many are looked at as one text first, for nearly all of them hold nothing."""
    for first in range(0, len(every), MANY):
        many = every[first : first + MANY]
        together = "\x1f".join(piece.text for piece in many)
        suspect = bool(_kind_of(together, searched))
        for piece in many:
            kind = _kind(piece, searched) if suspect else _as_a_whole(piece, searched)
            if kind:
                yield piece, kind


def _laid_out(strings: Iterable[Sought]) -> _Searched:
    made = _Searched()
    for one in sorted(strings):
        text = plain(one.text)
        if one.kind == "pair":
            first, second = (inflected(word) for word in text.split(" "))
            for form in first:
                made.pairs.setdefault(form, set()).update(second)
            for form in second:
                made.pairs.setdefault(form, set()).update(first)
        elif one.kind == "name":
            made.names |= inflected(text)
        elif one.kind == "words":
            made.words.setdefault(len(text.split(" ")), set()).add(text)
        else:
            {"code": made.codes, "cell": made.cells, "category": made.categories}[one.kind].add(text)
    return made


def _without(text: str, searched: _Searched) -> str:
    """The text of a place, or only its last suffix where it holds what must not be told."""
    if not _kind(Piece("", text), searched):
        return text
    return HIDDEN + Path(text).suffix if Path(text).suffix.isascii() and len(Path(text).suffix) < 9 else HIDDEN


def _kind(piece: Piece, searched: _Searched) -> str:
    """The kind of what stands in a text, empty where nothing does."""
    return _as_a_whole(piece, searched) or _kind_of(piece.text, searched)


def _as_a_whole(piece: Piece, searched: _Searched) -> str:
    """The kind of an id that is the whole of a text."""
    if len(piece.text) > LONGEST_ID:
        return ""
    whole = plain(piece.text).strip()
    if whole in searched.cells and piece.key != "period":
        return "cell"
    return "category" if whole in searched.categories and piece.key.startswith(("category", "series")) else ""


def _kind_of(text: str, searched: _Searched) -> str:
    for reading in _readings(text):
        if not searched.codes.isdisjoint(_tokens(reading)):
            return "code"
        kind = _spoken(reading, searched)
        if kind:
            return kind
    return ""


def _spoken(text: str, searched: _Searched) -> str:
    words = _WORD.findall(text)
    if not searched.names.isdisjoint(words):
        return "name"
    if any(second in searched.pairs[first] for first, second in pairwise(words) if first in searched.pairs):
        return "pair"
    told = [word for word in words if len(word) >= LONG]
    for length, sequences in searched.words.items():
        if not sequences.isdisjoint(map(" ".join, zip(*(told[at:] for at in range(length)), strict=False))):
            return "words"
    return ""


def _readings(text: str) -> Iterator[str]:
    """The text as it stands, and as it is once entities, escapes and addresses are undone."""
    yield plain(text)
    undone = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unquote(html.unescape(text)))
    if undone != text:
        yield plain(undone)
    parted = _GLUED.sub(" ", text)
    if parted != text:
        yield plain(parted)


def _tokens(text: str) -> set[str]:
    """Words of letters and digits, and such words joined by dashes, dots and underscores."""
    found = set(_LETTERS_AND_DIGITS.findall(text))
    for chain in _CHAINED.findall(text):
        parts = _SPLIT.split(chain)
        for first in range(0, len(parts), 2):
            for last in range(first + 2, min(len(parts), first + 2 * _PARTS), 2):
                found.add("".join(parts[first : last + 1]))
    return found
