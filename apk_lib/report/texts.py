"""Every text in a finished file with the place where it stands: what is shown, what is hidden, and what is about it.

For the scan of what leaves the town. Nothing is rendered: what a reader never sees is opened like what he does.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import polars as pl
import pypdf
from pypdf.generic import IndirectObject, NameObject

_EMBEDDED = re.compile(r"data:([\w/+.-]*)((?:;[\w=.-]+)*),([^\"'\s)<>]*)")
_PRINTED = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]{4,}")
# elements that stand within a word or a sentence: their text belongs to what surrounds them
_INLINE = {"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "tspan", "u", "wbr"}
# elements of office files that hold one stretch of text cut into runs
_WHOLE = {"p", "si", "is", "comment", "text"}
_PLACES = {"r", "ref", "sqref", "activeCell", "topLeftCell"}
_CELLS = re.compile(r"[A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?")
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and where it stands; `key` names the column or the field whose whole value it is."""

    where: str
    text: str
    key: str = ""


def pieces(name: str, content: bytes) -> Iterator[Piece]:
    """All texts of a file by the kind its name tells, pictures and files within it opened too.

    A file of an unknown kind is read as text, or as what of it can be printed.
    """
    read = _READERS.get(PurePosixPath(name).suffix.lower(), _unknown)
    for piece in read(content):
        yield from _without_embedded(piece)


def _without_embedded(piece: Piece) -> Iterator[Piece]:
    """The text, and what data addresses in it carry in the place of these."""
    if "data:" not in piece.text:
        yield piece
        return
    for media, marks, content in _EMBEDDED.findall(piece.text):
        if "font" in media:
            continue
        try:
            raw = base64.b64decode(content, validate=True) if "base64" in marks else unquote_to_bytes(content)
        except binascii.Error:  # no data address after all: its text is searched as it stands
            yield replace(piece, text=content)
            continue
        kind = media.rpartition("/")[2].split("+")[0]
        yield from (replace(inner, where=f"{piece.where}: {inner.where}") for inner in pieces(f"embedded.{kind}", raw))
    yield replace(piece, text=_EMBEDDED.sub(" ", piece.text))


class _Page(HTMLParser):
    """Text nodes joined over inline elements, attributes, scripts and comments of an HTML page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self._text: list[str] = []
        self._holder = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.flush()
            self._holder = tag
        line = self.getpos()[0]
        self.found += [Piece(f"line {line}, {name}", value, name) for name, value in attrs if value]
        self.found += [Piece(f"line {line}", name) for name, _ in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.flush()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(Piece(f"line {self.getpos()[0]}, comment", data))

    def flush(self) -> None:
        text, self._text = "".join(self._text), []
        if not text.strip():
            return
        where = f"line {self.getpos()[0]}, {self._holder}"
        if self._holder == "script":
            self.found += _script(text, where)
        else:
            self.found.append(Piece(where, text, self._holder))


def _html(content: bytes) -> Iterator[Piece]:
    page = _Page()
    page.feed(content.decode("utf-8", "replace"))
    page.close()
    page.flush()
    yield from page.found


def _script(text: str, where: str) -> Iterator[Piece]:
    """Data inside a page as fields and values, a program as text."""
    try:
        yield from _walked(json.loads(text), where)
    except ValueError:
        yield Piece(where, text)


def _json(content: bytes) -> Iterator[Piece]:
    yield from _script(content.decode("utf-8", "replace"), "$")


def _walked(value: Any, where: str, key: str = "") -> Iterator[Piece]:
    if isinstance(value, dict):
        for place, (name, inner) in enumerate(value.items()):
            # by its place where the name is no plain word: a name may be what must not be told
            shown = name if re.fullmatch(r"[a-z_]{1,24}", name) else f"[{place}]"
            yield Piece(f"{where}[{place}]", name)
            yield from _walked(inner, f"{where}.{shown}", name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _walked(inner, f"{where}[{place}]", key)
    elif isinstance(value, str) and value[:1] in "{[":  # a specification kept as text
        yield from _script(value, where)
    elif value is not None:
        yield Piece(where, str(value), key)


def _csv(content: bytes) -> Iterator[Piece]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace")))
    head: list[str] = []
    for line, row in enumerate(rows, 1):
        head = head or row
        for place, cell in enumerate(row):
            if cell:
                yield Piece(f"row {line}, column {place + 1}", cell, head[place] if place < len(head) else "")


def _parquet(content: bytes) -> Iterator[Piece]:
    for place, (name, value) in enumerate(sorted(pl.read_parquet_metadata(io.BytesIO(content)).items())):
        yield Piece(f"metadata {place + 1}", name)
        yield Piece(f"metadata {place + 1}", value)
        if name == "ARROW:schema":
            yield from _unknown(base64.b64decode(value), f"metadata {place + 1}")
    frame = pl.read_parquet(io.BytesIO(content))
    for place, name in enumerate(frame.columns, 1):
        yield Piece(f"column {place}", name)
        texts = frame[name].cast(pl.String) if not frame[name].dtype.is_nested() else frame[name].to_list()
        yield from (Piece(f"row {line}, column {place}", str(cell), name) for line, cell in enumerate(texts, 1) if cell)


def _package(content: bytes) -> Iterator[Piece]:
    """An office file: every part of it, also hidden sheets, comments, properties and pictures."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        yield Piece("package", package.comment.decode("utf-8", "replace"))
        for place, name in enumerate(sorted(package.namelist()), 1):
            yield Piece(f"part {place}", name)
            read = pieces(name, package.read(name)) if not name.endswith(".odttf") else ()
            yield from (replace(piece, where=f"{name}, {piece.where}") for piece in read)


def _xml(content: bytes) -> Iterator[Piece]:
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        yield from _unknown(content)
        return
    yield from _element(root, "")
    # comments and processing instructions, which the tree leaves out
    for note in re.findall(rb"<[!?](?!DOCTYPE|\[CDATA).*?>", content, re.DOTALL):
        yield Piece("comment", note.decode("utf-8", "replace"))


def _element(element: ElementTree.Element, where: str) -> Iterator[Piece]:
    tag = element.tag.rpartition("}")[2]
    cell = element.get("r", "")
    place = f"{tag} {cell}".strip() if re.fullmatch(r"[A-Z]{1,3}\d+", cell) else where or tag
    for name, value in element.attrib.items():
        if name in _PLACES and _CELLS.fullmatch(value):  # A1 is a place here, whoever else is called so
            continue
        yield Piece(f"{place}, {name.rpartition('}')[2]}", value, name.rpartition("}")[2])
    if tag in _WHOLE:
        yield Piece(place, "".join(element.itertext()))
    for text in (element.text, element.tail):
        if text and text.strip():
            yield Piece(place, text, tag)
    for number, child in enumerate(element, 1):
        inner = f"{place} {number}" if tag in {"body", "sst", "comments", "definedNames"} else place
        yield from _element(child, inner)


def _picture(content: bytes) -> Iterator[Piece]:
    """What is written beside the pixels of a picture: text chunks of PNG, printable stretches of others."""
    if not content.startswith(PNG):
        yield from _unknown(content)
        return
    at = len(PNG)
    while at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        chunk = content[at + 8 : at + 8 + length]
        if kind in {b"tEXt", b"zTXt", b"iTXt", b"eXIf"}:
            yield from _unknown(chunk, "metadata")
            # what is compressed follows the keyword, its zero and the bytes of its method
            for start in (
                chunk.find(b"\x00") + 2,
                *(found.start() for found in re.finditer(b"\x78[\x01\x5e\x9c\xda]", chunk)),
            ):
                yield from _inflated(chunk[start:])
        at += length + 12
    yield from _unknown(content[at:], "after the picture")


def _inflated(content: bytes) -> Iterator[Piece]:
    try:
        yield from _unknown(zlib.decompress(content), "metadata")
    except zlib.error:  # the chunk is not compressed here: it was read as it stands
        return


def _pdf(content: bytes) -> Iterator[Piece]:
    document = pypdf.PdfReader(io.BytesIO(content))
    for number, page in enumerate(document.pages, 1):
        text = page.extract_text()
        # a word cut at the end of a line is one word
        yield Piece(f"page {number}", re.sub(r"[-\u2010\u00ad]\n", "", text).replace("\n", " "))
    for number in range(1, int(str(document.trailer["/Size"]))):
        yield from _pdf_object(IndirectObject(number, 0, document).get_object(), f"object {number}")
    yield from _pdf_object(document.trailer, "trailer")
    for name, files in document.attachments.items():
        for attached in files:
            yield from pieces(name, attached)


def _pdf_object(value: Any, where: str) -> Iterator[Piece]:
    """Strings and streams of metadata of one object: titles, alternatives of pictures, bookmarks, notes."""
    if isinstance(value, dict):
        if value.get("/Type") == "/Metadata":
            yield from _unknown(value.get_data(), where)  # type: ignore[attr-defined]
        for name, inner in value.items():
            yield from _pdf_object(inner, f"{where} {name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _pdf_object(inner, where)
    elif isinstance(value, str) and not isinstance(value, NameObject):
        yield Piece(where, value)


def _unknown(content: bytes, where: str = "text") -> Iterator[Piece]:
    """Text as UTF-8; of what is none, every stretch that can be printed."""
    try:
        yield Piece(where, content.decode("utf-8"))
    except UnicodeDecodeError:
        for stretch in _PRINTED.findall(content):
            yield Piece(where, stretch.decode("utf-8", "replace"))
        yield Piece(where, re.sub(r"[^\w\s.-]+", " ", content.decode("utf-16-le", "ignore")))


_READERS: dict[str, Callable[[bytes], Iterator[Piece]]] = {
    ".html": _html, ".json": _json, ".ipynb": _json, ".csv": _csv, ".parquet": _parquet, ".pdf": _pdf,
    ".xlsx": _package, ".docx": _package, ".zip": _package, ".xml": _xml, ".rels": _xml, ".svg": _xml, ".vml": _xml,
    ".png": _picture, ".jpeg": _picture, ".jpg": _picture, ".gif": _picture,
}  # fmt: skip
