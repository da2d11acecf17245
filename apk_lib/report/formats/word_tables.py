"""Tables of a Word report: widths from what stands in the cells, a head that repeats, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from apk_lib.report.formats.word_styles import SMALL, TABLE, TWENTIETHS_PER_MM, style_id
from apk_lib.report.formats.word_text import writable
from apk_lib.report.model import Table
from apk_lib.text import Lang, typeset

MANY_COLUMNS = 7
# width of a character and of the space beside the text of a cell, in twentieths of a point
_CHARACTER = {"": 97, SMALL: 81}
_BESIDE = 160
_NO_SPACE = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
_SHORT, _LONGEST_WORD, _LONGEST_LINE = 10, 22, 70  # characters


@dataclass(frozen=True, slots=True)
class Edge:
    """The line over a cell of a layout: its colour and width in points."""

    colour: str
    width: float


def data_table(table: Table, lang: Lang, widest: float) -> Any:
    """The element of a table whose rows are read by their head, at most `widest` mm wide."""
    size = SMALL if len(table.columns) >= MANY_COLUMNS else ""
    head = [typeset(column.label, lang) for column in table.columns]
    rows = [[typeset(cell, lang) for cell in row] for row in table.rows]
    columns = list(zip(head, *rows, strict=True))
    widths = _widths([list(column) for column in columns], _CHARACTER[size], round(widest * TWENTIETHS_PER_MM))
    kinds = ["Number" if column.align == "right" else "Text" for column in table.columns]
    heads = [style_id(f"Table Head{' Number' if kind == 'Number' else ''}{size}") for kind in kinds]
    cells = [style_id(f"Table {kind}{size}") for kind in kinds]
    body = "".join(_row(row, cells, widths) for row in rows)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}>{_about(widths, writable(table.caption))}"
        f"{_row(head, heads, widths, head=True)}{body}</w:tbl>"
    )


def layout_table(cells: Sequence[Sequence[Any]], edges: Sequence[Edge], width: float, gap: float, what: str) -> Any:
    """The element of a single row of cells of paragraphs side by side, said to be a layout and no data.

    `width` of the whole and `gap` between two cells are in mm.
    """
    count = len(cells)
    between = round(gap * TWENTIETHS_PER_MM)
    each = round((width * TWENTIETHS_PER_MM - between * (count - 1)) / count)
    widths = [each if place % 2 == 0 else between for place in range(2 * count - 1)]
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"{_NO_SPACE}"
        '<w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblDescription w:val={quoteattr(what)}/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        "<w:tr><w:trPr><w:cantSplit/></w:trPr></w:tr></w:tbl>"
    )
    row = table[-1]
    for place, one in enumerate(widths):
        edge = edges[place // 2] if place % 2 == 0 else None
        cell = parse_xml(f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{one}" w:type="dxa"/>{_line(edge)}</w:tcPr></w:tc>')
        # every cell holds a paragraph, also one that only keeps two others apart
        cell.extend(cells[place // 2] if edge else [parse_xml(f"<w:p {nsdecls('w')}/>")])
        row.append(cell)
    return table


def _line(edge: Edge | None) -> str:
    if edge is None:
        return ""
    eighths = round(edge.width * 8)
    return f'<w:tcBorders><w:top w:val="single" w:sz="{eighths}" w:space="0" w:color="{edge.colour}"/></w:tcBorders>'


def _about(widths: list[int], caption: str) -> str:
    """Properties in the order the standard wants, and the grid."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _row(cells: Sequence[str], styles: list[str], widths: list[int], *, head: bool = False) -> str:
    marks = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{marks}</w:trPr>" + "".join(map(_cell, cells, styles, widths)) + "</w:tr>"


def _cell(text: str, style: str, width: int) -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(writable(text)).split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{lines}</w:t></w:r></w:p></w:tc>'
    )


def _widths(columns: list[list[str]], character: int, widest: int) -> list[int]:
    """As wide as the longest line of each column; where that is too much, words may break over lines, then anywhere."""
    wanted = [min(max(map(len, cells)), _LONGEST_LINE) * character + _BESIDE for cells in columns]
    if sum(wanted) <= widest:
        return wanted
    words = [max(len(word) for cell in cells for word in _words(cell)) for cells in columns]
    least = [min(word, _LONGEST_WORD) * character + _BESIDE for word in words]
    room = widest - sum(least)
    if room < 0:
        return [width * widest // sum(least) for width in least]
    more = [max(0, width - floor) for width, floor in zip(wanted, least, strict=True)]
    return [floor + room * one // max(1, sum(more)) for floor, one in zip(least, more, strict=True)]


def _words(cell: str) -> list[str]:
    """What of a cell should stay on one line: all of a short one, else what stands between two plain spaces."""
    return [cell] if len(cell) <= _SHORT else cell.replace("\n", " ").split(" ")
