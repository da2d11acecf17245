"""Paragraphs of a Word report: text that XML can hold, fields, links, bookmarks, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph

from apk_lib.report.formats.pictures import SCALE, png
from apk_lib.report.formats.word_styles import style_id

# characters that no XML document may hold, whatever somebody's data carry
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
EMU_PER_INCH, PIXELS_PER_INCH = 914_400, 96
TALLEST = Mm(215)


def writable(text: str) -> str:
    """The text with a space for each character that XML cannot hold, and one kind of line end."""
    return _UNWRITABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraph(style: str, *runs: Any) -> Any:
    """A paragraph element of a style, made of run elements."""
    made = OxmlElement("w:p")
    marks = OxmlElement("w:pPr")
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), style_id(style))
    marks.append(named)
    made.append(marks)
    made.extend(runs)
    return made


def run(text: str, style: str = "") -> Any:
    """A run of text, in a character style where one is named; a line end in the text ends the line."""
    made = OxmlElement("w:r")
    if style:
        marks = OxmlElement("w:rPr")
        named = OxmlElement("w:rStyle")
        named.set(qn("w:val"), style_id(style))
        marks.append(named)
        made.append(marks)
    for index, line in enumerate(writable(text).split("\n")):
        if index:
            made.append(OxmlElement("w:br"))
        said = OxmlElement("w:t")
        said.set(qn("xml:space"), "preserve")
        said.text = line
        made.append(said)
    return made


def tab() -> Any:
    """A run that goes to the next tab stop."""
    made = OxmlElement("w:r")
    made.append(OxmlElement("w:tab"))
    return made


def field(instruction: str, shown: str) -> Iterator[Any]:
    """The runs of a field that already shows its value."""
    yield from field_begin(instruction)
    yield run(shown)
    yield field_end()


def field_begin(instruction: str) -> Iterator[Any]:
    """The runs that open a field, up to where its value begins."""
    yield _mark("begin")
    made = OxmlElement("w:r")
    said = OxmlElement("w:instrText")
    said.set(qn("xml:space"), "preserve")
    said.text = f" {instruction} "
    made.append(said)
    yield made
    yield _mark("separate")


def field_end() -> Any:
    """The run that closes a field."""
    return _mark("end")


def _mark(kind: str) -> Any:
    made = OxmlElement("w:r")
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    made.append(mark)
    return made


def link(bookmark: str, *runs: Any) -> Any:
    """Runs that lead to a bookmark of the document."""
    made = OxmlElement("w:hyperlink")
    made.set(qn("w:anchor"), bookmark)
    made.set(qn("w:history"), "1")
    made.extend(runs)
    return made


def bookmarked(name: str, number: int, *runs: Any) -> Iterator[Any]:
    """Runs between the two ends of a bookmark."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    yield start
    yield from runs
    yield end


def numbered_anew(element: Any, number: int) -> Any:
    """The paragraph of a list as part of the numbered list of this number."""
    element.pPr.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))
    return element


def put_picture(document: Document, element: Any, svg: str, alternative: str, widest: int) -> None:
    """Add a rendered SVG to a paragraph element, as wide as it was drawn but for `widest`, in EMU.

    An empty `alternative` says that the picture is decoration.
    """
    put_image(document, element, png(svg), alternative, widest, TALLEST, EMU_PER_INCH // (PIXELS_PER_INCH * SCALE))


def put_image(document: Document, element: Any, content: bytes, alternative: str, widest: int, tallest: int,
              pixel: int | None = None) -> None:  # fmt: skip
    """Add a picture to a paragraph element, within these EMU; `pixel` is the size of one, else the file says it."""
    drawn = Paragraph(element, document._body).add_run()
    id, image = document.part.get_or_add_image(BytesIO(content))
    natural = (image.px_width * pixel, image.px_height * pixel) if pixel else (image.width, image.height)
    scale = min(1.0, widest / natural[0], tallest / natural[1])
    shape = CT_Inline.new_pic_inline(
        document.part.next_id, id, "picture.png", *(Emu(round(length * scale)) for length in natural)
    )
    for side in "TBLR":
        shape.set(f"dist{side}", "0")
    drawn._r.add_drawing(shape)
    shape.docPr.set("descr", writable(alternative))
    if not alternative:
        shape.docPr.append(parse_xml(_DECORATIVE))
