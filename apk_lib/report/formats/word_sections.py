"""Contents, sections, the annex of tables and the passport of a Word report."""

from __future__ import annotations

from collections.abc import Iterator

from apk_lib.intake import Passage
from apk_lib.prose import Block
from apk_lib.report.formats.word_text import field_begin, field_end, link, paragraph, run
from apk_lib.report.formats.word_writer import LANDSCAPE, Writer
from apk_lib.report.formats.words import ANNEX, CONTENTS, PASSPORT, TABLE, TABLES
from apk_lib.report.model import Report, Section, Table
from apk_lib.text import DASH, Text, typeset

RESULTS = Text(cs="Zjištění", en="Findings")


def has_annex(report: Report) -> bool:
    """Whether any section has a table that a page would fold."""
    return any(_folded(section) for section in report.sections)


def put_contents(writer: Writer) -> None:
    """Write the contents as a field that already holds its entries, so that nobody opens an empty page."""
    writer.say("TOC Heading", CONTENTS(writer.lang))
    entries = [
        paragraph(f"toc {level}", link(bookmark, run(typeset(text, writer.lang))))
        for level, text, bookmark in _outline(writer)
    ]
    # without page numbers, which only a word processor knows; it adds them once \n is taken away
    opening = field_begin('TOC \\o "1-2" \\h \\z \\n')
    for place, element in enumerate(opening):
        entries[0].insert(1 + place, element)
    entries[-1].append(field_end())
    for entry in entries:
        writer.put(entry)


def _outline(writer: Writer) -> Iterator[tuple[int, str, str]]:
    """Level, words and bookmark of every heading of the first two levels, in reading order."""
    report, chapter = writer.report, ""
    for place, section in enumerate(report.sections):
        title = section.chapter or RESULTS(writer.lang)
        if title != chapter:
            chapter = title
            yield 1, chapter, f"chapter_{place}"
        yield 2, section.heading, f"section_{place}"
    if has_annex(report):
        yield 1, ANNEX(writer.lang), "tables"
        for place, section in enumerate(report.sections):
            if _folded(section):
                yield 2, _topic(section), f"tables_{place}"
    yield 1, PASSPORT(writer.lang), "passport"


def _topic(section: Section) -> str:
    return section.kicker or section.heading


def _folded(section: Section) -> list[Table]:
    return [table for table in section.tables if not table.open]


def put_sections(writer: Writer) -> None:
    """Write all sections: question, finding, paragraphs, pictures with notes, open tables, what is told one by one."""
    sections = writer.report.sections
    chapter = ""
    numbers = _folded_numbers(sections)
    for place, section in enumerate(sections):
        title = section.chapter or RESULTS(writer.lang)
        if title != chapter:
            chapter = title
            writer.head(1, chapter, f"chapter_{place}")
        writer.say("Question", section.kicker)
        writer.head(2, section.heading, f"section_{place}")
        _put_section(writer, section)
        if numbers[place]:
            told = f"{TABLE(writer.lang)}\u00a0{numbers[place][0]}"
            if len(numbers[place]) > 1:
                told += f"{DASH}{numbers[place][-1]}"
            writer.cross("Evidence", f"{TABLES(writer.lang)} ", f"tables_{place}", told)


def _folded_numbers(sections: tuple[Section, ...]) -> list[range]:
    """The numbers of each section's folded tables: they follow all open ones, which stand before them."""
    following = 1 + sum(table.open for section in sections for table in section.tables)
    numbers = []
    for section in sections:
        count = len(_folded(section))
        numbers.append(range(following, following + count))
        following += count
    return numbers


def _put_section(writer: Writer, section: Section) -> None:
    for text in section.paragraphs:
        writer.say("Body Text", text)
    for chart in section.charts:
        writer.chart(chart)
    for note in section.notes:
        writer.say("Note", note.text, term=note.term)
    for table in section.tables:
        if table.open:
            writer.table(table)
    for block in section.blocks:
        _put_block(writer, block)


def _put_block(writer: Writer, block: Block) -> None:
    if block.title:
        writer.head(3, block.title)
    for text in block.paragraphs:
        writer.say("Body Text", text)
    if block.items:
        writer.say("Items", block.items_title)
        writer.items(block.items)
    if block.words:
        writer.say("Whose Words", block.words_title)
        for passage in block.words:
            _put_passage(writer, passage)
    else:
        writer.say("Awaited", block.awaited)
    writer.say("Evidence", block.evidence)


def _put_passage(writer: Writer, passage: Passage) -> None:
    """Somebody's own words, as they stand."""
    if passage.kind == "paragraph":
        writer.put(paragraph("Own Words", run(passage.items[0])))
    else:
        writer.items(passage.items, numbered=passage.kind == "numbers", as_written=True)


def put_annex(writer: Writer) -> None:
    """Write every table that a page folds, by section, on lines as long as a page is high."""
    writer.head(1, ANNEX(writer.lang), "tables")
    for place, section in enumerate(writer.report.sections):
        if _folded(section):
            writer.head(2, _topic(section), f"tables_{place}")
            for table in _folded(section):
                writer.table(table, LANDSCAPE)


def put_foot(writer: Writer) -> None:
    """Write the passport: what the report was made from and how to verify it."""
    writer.head(1, PASSPORT(writer.lang), "passport")
    for line in writer.report.foot.lines:
        writer.say("Passport", line)
    for table in writer.report.foot.tables:
        writer.table(table)
