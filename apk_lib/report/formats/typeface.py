"""Which characters the bundled typeface can show, and what stands for one that it cannot.

A printed page has no other typeface to borrow a letter from: without this a letter from far away or a little picture
in somebody's own words would stop the whole report.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from apk_lib import fonts

# a tab, the end of a line, and the places where a word may break: they have no shape and need none
_UNSEEN = frozenset("\t\n\u00ad\u200b")
_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER ([A-Z]+)")
_SEGMENTED = 4  # the format of a table of characters that every TrueType font of the basic plane carries


@cache
def characters() -> frozenset[str]:
    """The characters that every weight of the typeface has a shape for."""
    weights = (frozenset(_mapped(fonts.directory() / f"{name}.ttf")) for name in fonts.WEIGHTS.values())
    return frozenset.intersection(*weights)


def printable(text: str) -> str:
    """The text with nothing in it that the typeface lacks.

    A letter with a mark that is not there loses its mark, another form of a character becomes the plain one, a Greek
    letter is told by its name, a sign that steers a terminal goes; what is left is told by its number in Unicode, so
    that nobody takes it for something else.
    """
    if text.isascii() and text.isprintable():
        return text
    known = characters() | _UNSEEN
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if letter in known else _stand_in(letter, known) for letter in composed)


def _stand_in(letter: str, known: frozenset[str]) -> str:
    if unicodedata.category(letter) in {"Cc", "Cf", "Mn"}:
        return ""
    if letter.isspace():
        return " "
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if plain and set(plain) <= known:
        return plain
    greek = _GREEK.fullmatch(unicodedata.name(letter, ""))
    return greek[1].lower() if greek else f"[U+{ord(letter):04X}]"


def _mapped(path: Path) -> Iterator[str]:
    """The characters in a TrueType font's table `cmap` (OpenType specification, subtable format 4)."""
    font = path.read_bytes()
    cmap = _table(font, b"cmap")
    for record in range(struct.unpack_from(">H", cmap, 2)[0]):
        (offset,) = struct.unpack_from(">I", cmap, 4 + record * 8 + 4)
        if struct.unpack_from(">H", cmap, offset)[0] == _SEGMENTED:
            return _segments(cmap[offset:])
    raise ValueError(f"{path.name}: no table of characters in format {_SEGMENTED}")


def _table(font: bytes, tag: bytes) -> bytes:
    for record in range(struct.unpack_from(">H", font, 4)[0]):
        name, _, offset, length = struct.unpack_from(">4sIII", font, 12 + record * 16)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {tag.decode()}")


def _segments(table: bytes) -> Iterator[str]:
    size = struct.unpack_from(">H", table, 6)[0]  # twice the number of segments
    for place in range(0, size, 2):
        (last,) = struct.unpack_from(">H", table, 14 + place)
        (first,) = struct.unpack_from(">H", table, 16 + size + place)
        (delta,) = struct.unpack_from(">H", table, 16 + 2 * size + place)
        at = 16 + 3 * size + place
        (skip,) = struct.unpack_from(">H", table, at)
        for code in range(first, last + 1):
            glyph = code if not skip else struct.unpack_from(">H", table, at + skip + 2 * (code - first))[0]
            if glyph and (glyph + delta) % 0x10000:
                yield chr(code)
