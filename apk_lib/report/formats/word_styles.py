"""The styles of a Word report: type, sizes and colours of the look, and nothing that the report does not use.

A style is one line of a table here; what a paragraph looks like is said nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from apk_lib import fonts
from apk_lib.text import Lang

LOCALES: dict[Lang, str] = {"cs": "cs-CZ", "en": "en-GB"}
BLUE, SKY, PALE, SAND = "1F5A8A", "8FB8D8", "A9C8E0", "EFC08A"
INK, MUTED, GRID, QUIET, STRIP, STRIP_INK, WHITE = (
    "1F2933", "5B6770", "E3E7EA", "F4F7FA", "FDF3E3", "6B3D0A", "FFFFFF",
)  # fmt: skip
TABLE = "ReportTable"
BULLETS, NUMBERS = 1, 2  # the two lists of the numbering part
TWENTIETHS = 20  # a point has twenty of the units Word measures spaces in
MEASURE = 28  # mm that running text keeps free on the right, so that a line holds some 75 characters
TWENTIETHS_PER_MM = 56.7


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: sizes and spaces in points, indents in mm, a border as side, colour and width in points."""

    name: str
    size: float = 10.5
    colour: str = INK
    bold: bool = False
    before: float = 0
    after: float = 5
    line: float = 1.06
    left: float = 0
    right: float = 0
    hanging: float = 0
    align: Literal["left", "right"] = "left"
    border: tuple[str, str, float] | None = None
    fill: str = ""
    keep: bool = False  # with the paragraph that follows
    whole: bool = False  # on one page
    new_page: bool = False
    level: int | None = None  # in the outline
    list: int = 0
    based: str = "Normal"
    number_stop: float = 0  # mm of a tab stop on the right


_PARAGRAPHS = (
    _Style("Normal", based=""),
    _Style("Body Text", right=MEASURE),
    _Style("Strip", 9, STRIP_INK, after=9, line=1.15, left=2, right=1, border=("box", STRIP, 3), fill=STRIP),
    _Style("Strip Internal", 9, WHITE, True, after=9, line=1.15, left=2, right=1, border=("box", STRIP_INK, 3),
           fill=STRIP_INK),
    _Style("Kicker", 9.5, MUTED, after=0, keep=True),
    _Style("Title", 20, bold=True, after=2, line=1, keep=True),
    _Style("Subtitle", 9.5, MUTED, after=6, line=1),
    _Style("Rule", 4, after=4, line=1, border=("bottom", GRID, 0.5)),
    _Style("Logo", after=10),
    _Style("Label", 10.5, bold=True, before=8, after=2, keep=True),
    _Style("heading 1", 13, BLUE, True, 22, 8, 1.05, border=("top", BLUE, 2.25), keep=True, whole=True, level=0),
    _Style("heading 2", 14, INK, True, 2, 5, 1.05, right=8, keep=True, whole=True, level=1),
    _Style("heading 3", 10.5, INK, True, 9, 3, 1.06, right=MEASURE, keep=True, whole=True, level=2),
    _Style("Question", 9.5, MUTED, before=16, after=1, keep=True),
    _Style("Goal", 9, MUTED, before=3, after=2, line=1),
    _Style("Fact", 15, bold=True, after=3, line=0.95),
    _Style("Detail", 9, MUTED, before=2, after=0, line=1),
    _Style("Period", 8.5, MUTED, before=2, after=0, line=1.05),
    _Style("Period Reported", 8.5, INK, True, before=2, after=0, line=1.05),
    _Style("Header Fact", 9, after=1.5, line=1.04),
    _Style("List Bullet", 10, after=1.5, line=1.02, left=5, hanging=5, right=4, list=BULLETS),
    _Style("List Number", 10, after=1.5, line=1.02, left=5, hanging=5, right=4, list=NUMBERS),
    _Style("Figure", before=6, after=2, keep=True),
    _Style("caption", 9, MUTED, before=2, after=8, right=10),
    _Style("Table Caption", 9, MUTED, before=10, after=3, right=10, keep=True, whole=True, based="caption"),
    _Style("Note", 8.5, MUTED, before=0, after=4, left=3, right=MEASURE, border=("left", GRID, 2.25), whole=True),
    _Style("Items", 9.5, MUTED, after=2, keep=True),
    _Style("Evidence", 8.5, MUTED, after=6, right=MEASURE),
    _Style("Awaited", 9.5, MUTED, before=5, after=8, left=2, right=MEASURE, border=("box", MUTED, 0.5), whole=True),
    _Style("Own Words", left=4, right=MEASURE, border=("left", SKY, 2.25), fill=QUIET),
    _Style("Whose Words", 9, MUTED, after=2, left=4, right=MEASURE, border=("left", SKY, 2.25), fill=QUIET, keep=True),
    _Style("Passport", 9, MUTED, after=4, right=MEASURE),
    _Style("TOC Heading", 13, BLUE, True, 0, 6, keep=True, new_page=True),
    _Style("toc 1", 9.5, BLUE, True, 7, 1.5, 1),
    _Style("toc 2", 9.5, after=1.5, line=1, left=4, right=10),
    _Style("header", 8.5, STRIP_INK, after=0),
    _Style("footer", 8.5, MUTED, after=0, number_stop=170),
    _Style("Footer Landscape", 8.5, MUTED, after=0, number_stop=267),
)  # fmt: skip
# text of tables in two sizes; the small one is for tables of many columns
SMALL = " Small"
_CELLS = tuple(
    _Style(f"Table {name}{size}", points, MUTED if name.startswith("Head") else INK, name.startswith("Head"), 1.5, 1.5,
           1.0, align="right" if name.endswith("Number") else "left", keep=name.startswith("Head"))
    for size, points in (("", 9.0), (SMALL, 7.5))
    for name in ("Text", "Number", "Head", "Head Number")
)  # fmt: skip


def style_id(name: str) -> str:
    """The identifier of the style of this name."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


def styles(lang: Lang) -> str:
    """The whole part `styles.xml` of a report in a language."""
    return (
        f"<w:styles {nsdecls('w')}>{_defaults(lang)}"
        + "".join(_paragraph_style(style) for style in (*_PARAGRAPHS, *_CELLS))
        + _CHARACTERS
        + _TABLES
        + "</w:styles>"
    )


def numbering(restarts: int) -> str:
    """The whole part `numbering.xml`: bullets, numbers, and as many numbered lists as start again from one."""
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_mm(5)}" w:hanging="{_mm(5)}"/></w:pPr>'
        f'<w:rPr><w:color w:val="{MUTED}"/></w:rPr></w:lvl></w:abstractNum>'
        for number, kind, text in ((BULLETS, "bullet", "•"), (NUMBERS, "decimal", "%1."))
    )
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    used = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{min(number, NUMBERS)}"/>'
        f"{again if number > NUMBERS else ''}</w:num>"
        for number in range(1, NUMBERS + restarts + 1)
    )
    return f"<w:numbering {nsdecls('w')}>{lists}{used}</w:numbering>"


def replace_content(element: object, xml: str) -> None:
    """Put the content of a part written as XML in the place of what the part holds."""
    old, new = element, parse_xml(xml)
    for child in list(old):  # type: ignore[call-overload]
        old.remove(child)  # type: ignore[attr-defined]
    old.extend(list(new))  # type: ignore[attr-defined]


def _mm(length: float) -> int:
    return round(length * TWENTIETHS_PER_MM)


def _defaults(lang: Lang) -> str:
    family = f'<w:rFonts w:ascii="{fonts.FAMILY}" w:eastAsia="{fonts.FAMILY}" w:hAnsi="{fonts.FAMILY}" w:cs="Calibri"/>'
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{family}<w:color w:val="{INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        f'<w:lang w:val="{LOCALES[lang]}" w:eastAsia="{LOCALES[lang]}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


def _paragraph_style(style: _Style) -> str:
    default = ' w:default="1"' if not style.based else ""
    based = f'<w:basedOn w:val="{style_id(style.based)}"/>' if style.based else ""
    following = '<w:next w:val="BodyText"/>' if style.level is not None else ""
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    size = round(style.size * 2)
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style_id(style.name)}"><w:name w:val="{style.name}"/>'
        f"{based}{following}<w:qFormat/><w:pPr>{_paragraph_marks(style)}</w:pPr>"
        f'<w:rPr>{bold}<w:color w:val="{style.colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        "</w:style>"
    )


def _paragraph_marks(style: _Style) -> str:
    """What stands in `w:pPr`, in the order the standard wants."""
    spacing = (
        f'<w:spacing w:before="{round(style.before * TWENTIETHS)}" w:after="{round(style.after * TWENTIETHS)}" '
        f'w:line="{round(style.line * 240)}" w:lineRule="auto"/>'
    )
    hanging = f' w:hanging="{_mm(style.hanging)}"' if style.hanging else ""
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{_mm(style.number_stop)}"/></w:tabs>' if style.number_stop else ""
    return (
        ("<w:keepNext/>" if style.keep else "")
        + ("<w:keepLines/>" if style.whole else "")
        + ("<w:pageBreakBefore/>" if style.new_page else "")
        + (f'<w:numPr><w:numId w:val="{style.list}"/></w:numPr>' if style.list else "")
        + (_borders(*style.border) if style.border else "")
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{style.fill}"/>' if style.fill else "")
        + stop
        + spacing
        + f'<w:ind w:left="{_mm(style.left)}" w:right="{_mm(style.right)}"{hanging}/>'
        + f'<w:jc w:val="{style.align}"/>'
        + (f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else "")
    )


def _borders(side: str, colour: str, width: float) -> str:
    sides = ("top", "left", "bottom", "right") if side == "box" else (side,)
    kind = "dashed" if side == "box" and colour == MUTED else "single"
    space = 6 if side in {"left", "top"} else 3
    eighths = round(width * 8)
    lines = (f'<w:{one} w:val="{kind}" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>' for one in sides)
    return f"<w:pBdr>{''.join(lines)}</w:pBdr>"


_CHARACTERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:basedOn w:val="DefaultParagraphFont"/>'
    f'<w:qFormat/><w:rPr><w:b/><w:bCs/><w:color w:val="{INK}"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:color w:val="{BLUE}"/></w:rPr></w:style>'
)
_CELL_SPACE = (
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'
)
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_CELL_SPACE.format(side=0)}</w:tblPr></w:style>'
    f'<w:style w:type="table" w:styleId="{TABLE}"><w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/>'
    "<w:qFormat/><w:tblPr><w:tblBorders>"
    f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{GRID}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{GRID}"/></w:tblBorders>'
    f'{_CELL_SPACE.format(side=70)}</w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
)
