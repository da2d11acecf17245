"""Which text of a file was altered after it was made: the file as it stands against what it should say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import zip_longest
from xml.etree import ElementTree

from apk_lib.text import NBSP

# elements in the midst of a sentence; every other one begins a new line
_WITHIN = frozenset({"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "tspan", "wbr"})
_SILENT = frozenset({"script", "style"})
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
    """The lines in which two texts differ, paired in their order."""
    steps = SequenceMatcher(None, right, found, autojunk=False).get_opcodes()
    return tuple(
        Change(was, now)
        for kind, a, b, c, d in steps
        if kind != "equal"
        for was, now in zip_longest(right[a:b], found[c:d], fillvalue="")
    )


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
