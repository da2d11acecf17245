"""Which text of a file was altered after it was made: the file as it stands against what it should say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import takewhile, zip_longest
from xml.etree import ElementTree

from apk_lib.text import NBSP

# elements in the midst of a sentence; every other one begins a new line
_WITHIN = frozenset({"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "tspan", "wbr"})
_SILENT = frozenset({"script", "style"})
MOST = 4_000_000  # pairs of lines that are compared each with each
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Change:
    """One line as it should read and as it reads; empty where there is none."""

    was: str
    now: str


def changes(name: str, right: bytes, found: bytes) -> tuple[Change, ...]:
    """The lines, cells or paragraphs in which a file differs from what it should hold; `name` tells its format.

    None where its text is the same, or where its format shows none (PDF, Parquet).
    """
    suffix = name.rpartition(".")[2]
    if suffix not in _READERS:
        return ()
    try:
        return compared(list(_READERS[suffix](right)), list(_READERS[suffix](found)))
    except (ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        # it is no longer a file of its format: that it was altered is all there is to say
        return ()


def compared(right: Sequence[str], found: Sequence[str]) -> tuple[Change, ...]:
    """The lines in which two texts differ, paired in their order.

    What they begin and end with alike is passed over. Where so much is left that looking for lines that moved would
    take minutes (`MOST`), lines are paired by their place.
    """
    head = _alike(right, found)
    right, found = right[head:], found[head:]
    tail = _alike(right[::-1], found[::-1])
    right, found = right[: len(right) - tail], found[: len(found) - tail]
    steps: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(right), 0, len(found))]
    if len(right) * len(found) <= MOST:
        steps = SequenceMatcher(None, right, found, autojunk=False).get_opcodes()
    return tuple(
        Change(was, now)
        for _, a, b, c, d in steps
        for was, now in zip_longest(right[a:b], found[c:d], fillvalue="")
        if was != now
    )


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


class _Text(HTMLParser):
    """The lines a reader of a page reads, hears or is shown by a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._edge(tag)
        told = dict(attrs).get("aria-label")
        if told:
            self.lines += [told, ""]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self._edge(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.lines[-1] += data

    def _edge(self, tag: str) -> None:
        if tag not in _WITHIN:
            self.lines.append("")


def _of_page(content: bytes) -> Iterator[str]:
    reader = _Text()
    reader.feed(content.decode())
    yield from _plain(reader.lines)


def _of_word(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in sorted(name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")):
            paragraphs = ElementTree.fromstring(archive.read(part)).iter(f"{_WORD}p")
            yield from _plain("".join(one.text or "" for one in each.iter(f"{_WORD}t")) for each in paragraphs)


def _of_workbook(content: bytes) -> Iterator[str]:
    # it takes long to load, and only an altered workbook needs it
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (
                f"{sheet.title}!{cell.coordinate}: {cell.value}" for cell in row if cell.value not in (None, "")
            )


def _of_text(content: bytes) -> Iterator[str]:
    yield from content.decode().splitlines()


def _plain(lines: Iterable[str]) -> Iterator[str]:
    yield from filter(None, (" ".join(line.replace(NBSP, " ").split()) for line in lines))


_READERS = {
    "html": _of_page, "docx": _of_word, "xlsx": _of_workbook, "csv": _of_text, "log": _of_text,
}  # fmt: skip
