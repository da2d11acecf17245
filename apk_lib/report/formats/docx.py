"""The report as a Word document that a colleague can go on writing in.

Everything is in real styles, captions are fields, and page one is the summary for council and mayor.
"""

from __future__ import annotations

import re

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.section import Section as Pages
from docx.shared import Mm

from apk_lib.report.formats.word_front import put_front, strip
from apk_lib.report.formats.word_package import packed, say_about
from apk_lib.report.formats.word_sections import has_annex, put_annex, put_contents, put_foot, put_sections
from apk_lib.report.formats.word_text import field, paragraph, run, tab
from apk_lib.report.formats.word_writer import LANDSCAPE, PORTRAIT, Writer
from apk_lib.report.formats.words import PAGE
from apk_lib.report.model import Report
from apk_lib.text import typeset

A4 = (Mm(210), Mm(297))
ABOVE, BELOW, EDGE = Mm(20), Mm(19), Mm(10)


def docx(report: Report) -> bytes:
    """The report as a DOCX file; the same report is the same bytes.

    The order is that of the page: summary, contents, sections with their open tables; then all folded tables on pages
    across, and the passport. Charts are pictures with a text alternative.
    """
    writer = Writer.of(report)
    front = report.front
    say_about(writer.document, front.lang, front.title, front.kicker, front.beneficiary)
    put_front(writer, front)
    put_contents(writer)
    put_sections(writer)
    _set_page(writer.document.sections[0], upright=True)
    _head_and_foot(writer.document.sections[0], writer, PORTRAIT, front.number)
    if has_annex(report):
        _set_page(writer.document.add_section(WD_SECTION.NEW_PAGE), upright=False)
        _head_and_foot(writer.document.sections[-1], writer, LANDSCAPE, front.number)
        put_annex(writer)
    _set_page(writer.document.add_section(WD_SECTION.NEW_PAGE), upright=True)
    _head_and_foot(writer.document.sections[-1], writer, PORTRAIT, front.number)
    put_foot(writer)
    return packed(writer.document, writer.numbered_lists)


def _set_page(pages: Pages, *, upright: bool) -> None:
    """A4, upright or across, with as much room for text as the tables count on."""
    pages.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    width, height = A4 if upright else A4[::-1]
    beside = Mm((width.mm - (PORTRAIT if upright else LANDSCAPE)) / 2)
    pages.page_width, pages.page_height = width, height
    pages.left_margin = pages.right_margin = beside
    pages.top_margin, pages.bottom_margin = (ABOVE, BELOW)
    pages.header_distance = pages.footer_distance = EDGE


def _head_and_foot(pages: Pages, writer: Writer, wide: int, number: str) -> None:
    """The strip above every page but the first, which has its own; name, registration number and page below each."""
    lang, (style, text) = writer.lang, strip(writer.report.front)
    first = len(writer.document.sections) == 1
    pages.different_first_page_header_footer = first
    title = typeset(" · ".join(filter(None, (writer.report.front.title, number))), lang)
    before, between, _ = re.split(r"\{\w+\}", PAGE(lang))
    kind = "footer" if wide == PORTRAIT else "Footer Landscape"
    for part in (pages.header, pages.footer, *((pages.first_page_header, pages.first_page_footer) if first else ())):
        part.is_linked_to_previous = False
        for old in list(part._element):
            part._element.remove(old)
    pages.header._element.append(paragraph(style if text else "header", run(typeset(text, lang))))
    for foot in (pages.footer, *([pages.first_page_footer] if first else [])):
        page = (run(before), *field("PAGE", "1"), run(between), *field("NUMPAGES", "1"))
        foot._element.append(paragraph(kind, run(title), tab(), *page))
    if first:
        pages.first_page_header._element.append(paragraph("header"))
