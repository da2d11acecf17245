"""What is being written into a Word report: the document and the numbers already given away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.shared import Mm

from apk_lib.report.formats.word_package import blank
from apk_lib.report.formats.word_styles import NUMBERS
from apk_lib.report.formats.word_tables import data_table
from apk_lib.report.formats.word_text import (
    bookmarked,
    field,
    link,
    numbered_anew,
    paragraph,
    put_picture,
    run,
)
from apk_lib.report.formats.words import FIGURE, TABLE
from apk_lib.report.model import Chart, Report, Table
from apk_lib.text import Lang, Text, typeset

PORTRAIT, LANDSCAPE = 170, 267  # mm of text on a line


@dataclass
class Writer:
    """A document under way; it grows only at its end.

    `numbered_lists`, `bookmarks`, `tables` and `figures` count what was written.
    """

    document: Document
    report: Report
    numbered_lists: int = 0
    bookmarks: int = 0
    tables: int = 0
    figures: int = 0

    @classmethod
    def of(cls, report: Report) -> Writer:
        """A writer of an empty document in the report's language."""
        return cls(blank(report.front.lang), report)

    @property
    def lang(self) -> Lang:
        """The language of the report."""
        return self.report.front.lang

    def put(self, element: Any) -> None:
        """Add an element at the end, before the properties of the last pages."""
        body = self.document.element.body
        body.insert(len(body) - 1, element)

    def say(self, style: str, text: str, *, term: str = "") -> None:
        """Add a paragraph in a style, with Czech spaces, if there is anything to say; a `term` before it stands out."""
        if text or term:
            strong = [run(f"{typeset(term, self.lang)} ", "Strong")] if term else []
            self.put(paragraph(style, *strong, run(typeset(text, self.lang))))

    def head(self, level: int, text: str, bookmark: str = "") -> None:
        """Add a heading, with a bookmark where something leads to it."""
        said = [run(typeset(text, self.lang))]
        self.put(paragraph(f"heading {level}", *(self.marked(bookmark, *said) if bookmark else said)))

    def marked(self, bookmark: str, *runs: Any) -> Iterable[Any]:
        """Runs between the ends of a bookmark of this name."""
        self.bookmarks += 1
        return bookmarked(bookmark, self.bookmarks, *runs)

    def items(self, items: Iterable[str], *, numbered: bool = False, as_written: bool = False) -> None:
        """Add a list; each numbered one starts from one."""
        self.numbered_lists += numbered
        for item in items:
            element = paragraph(
                "List Number" if numbered else "List Bullet", run(item if as_written else typeset(item, self.lang))
            )
            self.put(numbered_anew(element, NUMBERS + self.numbered_lists) if numbered else element)

    def table(self, table: Table, widest: float = PORTRAIT) -> None:
        """Add a table under its numbered caption, at most `widest` mm wide."""
        self.tables += 1
        self._caption("Table Caption", TABLE, self.tables, table.caption or table.summary)
        if table.columns:
            self.put(data_table(table, self.lang, widest))

    def chart(self, chart: Chart) -> None:
        """Add a picture over its numbered caption; whoever cannot see it hears its alternative."""
        self.figures += 1
        holder = paragraph("Figure")
        self.put(holder)
        # a picture without words would be taken for decoration
        said = chart.alternative or chart.caption or FIGURE(self.lang)
        put_picture(self.document, holder, chart.svg, said, Mm(PORTRAIT))
        self._caption("caption", FIGURE, self.figures, chart.caption)

    def _caption(self, style: str, kind: Text, number: int, text: str) -> None:
        name = kind(self.lang)
        said = f": {typeset(text, self.lang)}" if text else ""
        self.put(
            paragraph(style, run(f"{name}\u00a0", "Strong"), *field(f"SEQ {name} \\* ARABIC", str(number)), run(said))
        )

    def cross(self, style: str, before: str, bookmark: str, text: str) -> None:
        """Add a paragraph that leads to a bookmark."""
        self.put(paragraph(style, run(before), link(bookmark, run(typeset(text, self.lang), "Hyperlink"))))
