"""The Word report: read back as a word processor reads it."""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from apk_lib.intake import Passage
from apk_lib.prose import Block
from apk_lib.report.formats import pictures
from apk_lib.report.formats.docx import docx
from apk_lib.report.model import Card, Chart, Column, Foot, FrontPage, Note, Reply, Report, Section, Table

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#1f5a8a"/></svg>'
)
COLUMNS = (Column("Lokalita"), Column("Hodiny", "right"))
OPEN = Table("dva řádky", "Hodiny podle lokalit", COLUMNS, (("Slovan", "12"), ("Oskol", "1 034")), open=True)
FOLDED = Table("dva řádky", "Všechna čísla oddílu", COLUMNS, (("Slovan", "12"),))
FRONT = FrontPage(
    "cs",
    "UKÁZKOVÁ DATA · INTERNÍ verze",
    "Průběžná zpráva · období P2",
    "Asistenti Vzorov",
    "CZ.03.1/0001 · město Vzorov · Projekt platí ESF.",
    number="CZ.03.1/0001",
    beneficiary="město Vzorov",
    goals_title="Stav cílů",
    cards=(
        Card("zaměstnat 4 osoby", "3 ze 4 míst", "jedno je volné", "dots", 3, 4),
        Card("být v terénu", "74 % plánu", "hodiny navíc se nepočítají", "bar", share=0.74),
    ),
    findings_title="Co období ukázalo",
    findings=("Ráno stáli u škol.", "Večer v parku ne."),
    missing_title="Co chybí",
    missing=("výkaz práce za květen",),
    timeline=(("P1", False), ("P2", True)),
    facts=(Note("Stav k", "30. 6. 2021"),),
)
SECTION = Section(
    "coverage",
    "U škol stáli téměř vždy",
    ("Plán byl 40 hodin.", "Odsloužili 34."),
    (Chart(SQUARE, "Pruh: 34 ze 40 hodin", "Splněno proti plánu"),),
    (OPEN, FOLDED),
    (Note("Plnění", "odslouženo z plánu, n = 40"),),
    kicker="Plnění plánu",
    chapter="Podrobnosti",
    blocks=(
        Block(
            "KA01 V terénu",
            ("Tým chodil denně.",),
            "Co udělali:",
            ("hlídky", "přechody"),
            words_title="Slovy koordinátora",
            words=(Passage("paragraph", ("Šlo to.",)), Passage("numbers", ("první", "druhé"))),
            evidence="Záznamy: směny",
        ),
    ),
)
REPORT = Report(
    FRONT, (SECTION, replace(SECTION, id="b", heading="Druhý oddíl", tables=(FOLDED,))), Foot(("apk-lib 1",))
)


def opened(report: Report) -> Document:
    return Document(BytesIO(docx(report)))


@pytest.fixture(scope="module")
def written() -> bytes:
    return docx(REPORT)


@pytest.fixture(scope="module")
def document(written: bytes) -> Document:
    return Document(BytesIO(written))


def said(document: Document) -> list[tuple[str, str]]:
    """Style and text of every paragraph of the body, also within tables, in reading order."""
    names = {style.style_id: style.name for style in document.styles}
    found = []
    for paragraph in document.element.body.iter(qn("w:p")):
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        if text:
            found.append((names[paragraph.pPr.pStyle.val], text.replace("\u00a0", " ")))
    return found


def test_what_is_said_stands_in_reading_order_in_real_styles(document: Document) -> None:
    assert said(document) == [
        ("Strip Internal", "UKÁZKOVÁ DATA · INTERNÍ verze"),
        ("Kicker", "Průběžná zpráva · období P2"),
        ("Title", "Asistenti Vzorov"),
        ("Subtitle", "CZ.03.1/0001 · město Vzorov · Projekt platí ESF."),
        ("Period", "P1"),
        ("Period Reported", "P2"),
        ("Label", "Stav cílů"),
        ("Goal", "zaměstnat 4 osoby"),
        ("Fact", "3 ze 4 míst"),
        ("Detail", "jedno je volné"),
        ("Goal", "být v terénu"),
        ("Fact", "74 % plánu"),
        ("Detail", "hodiny navíc se nepočítají"),
        ("Label", "Co období ukázalo"),
        ("List Number", "Ráno stáli u škol."),
        ("List Number", "Večer v parku ne."),
        ("Label", "Co chybí"),
        ("List Bullet", "výkaz práce za květen"),
        ("Header Fact", "Stav k: 30. 6. 2021"),
        ("TOC Heading", "Obsah"),
        ("toc 1", "Podrobnosti"),
        ("toc 2", "U škol stáli téměř vždy"),
        ("toc 2", "Druhý oddíl"),
        ("toc 1", "Tabulky k oddílům"),
        ("toc 2", "Plnění plánu"),
        ("toc 2", "Plnění plánu"),
        ("toc 1", "Původ zprávy a jak ji ověřit"),
        ("Heading 1", "Podrobnosti"),
        ("Question", "Plnění plánu"),
        ("Heading 2", "U škol stáli téměř vždy"),
        ("Body Text", "Plán byl 40 hodin."),
        ("Body Text", "Odsloužili 34."),
        ("Caption", "Obrázek 1: Splněno proti plánu"),
        ("Note", "Plnění odslouženo z plánu, n = 40"),
        ("Table Caption", "Tabulka 1: Hodiny podle lokalit"),
        ("Table Head", "Lokalita"),
        ("Table Head Number", "Hodiny"),
        ("Table Text", "Slovan"),
        ("Table Number", "12"),
        ("Table Text", "Oskol"),
        ("Table Number", "1 034"),
        ("Heading 3", "KA01 V terénu"),
        ("Body Text", "Tým chodil denně."),
        ("Items", "Co udělali:"),
        ("List Bullet", "hlídky"),
        ("List Bullet", "přechody"),
        ("Whose Words", "Slovy koordinátora"),
        ("Own Words", "Šlo to."),
        ("List Number", "první"),
        ("List Number", "druhé"),
        ("Evidence", "Záznamy: směny"),
        ("Evidence", "Podrobná čísla na konci zprávy: Tabulka 2"),
        *said_of_the_second_section(),
        ("Heading 1", "Tabulky k oddílům"),
        ("Heading 2", "Plnění plánu"),
        *said_of_a_folded_table(2),
        ("Heading 2", "Plnění plánu"),
        *said_of_a_folded_table(3),
        ("Heading 1", "Původ zprávy a jak ji ověřit"),
        ("Passport", "apk-lib 1"),
    ]


def said_of_the_second_section() -> list[tuple[str, str]]:
    return [
        ("Question", "Plnění plánu"),
        ("Heading 2", "Druhý oddíl"),
        ("Body Text", "Plán byl 40 hodin."),
        ("Body Text", "Odsloužili 34."),
        ("Caption", "Obrázek 2: Splněno proti plánu"),
        ("Note", "Plnění odslouženo z plánu, n = 40"),
        ("Heading 3", "KA01 V terénu"),
        ("Body Text", "Tým chodil denně."),
        ("Items", "Co udělali:"),
        ("List Bullet", "hlídky"),
        ("List Bullet", "přechody"),
        ("Whose Words", "Slovy koordinátora"),
        ("Own Words", "Šlo to."),
        ("List Number", "první"),
        ("List Number", "druhé"),
        ("Evidence", "Záznamy: směny"),
        ("Evidence", "Podrobná čísla na konci zprávy: Tabulka 3"),
    ]


def said_of_a_folded_table(number: int) -> list[tuple[str, str]]:
    return [
        ("Table Caption", f"Tabulka {number}: Všechna čísla oddílu"),
        ("Table Head", "Lokalita"),
        ("Table Head Number", "Hodiny"),
        ("Table Text", "Slovan"),
        ("Table Number", "12"),
    ]


def test_styles_carry_type_sizes_and_colours_of_the_look(document: Document) -> None:
    sizes = {name: document.styles[name].font.size.pt for name in ("Normal", "Title", "Heading 2", "Note")}
    assert sizes == {"Normal": 10.5, "Title": 20, "Heading 2": 14, "Note": 8.5}
    assert str(document.styles["Heading 1"].font.color.rgb) == "1F5A8A"
    fonts = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert fonts.get(qn("w:ascii")) == "Apk Sans"


def test_nothing_is_formatted_by_hand(document: Document) -> None:
    allowed = {qn(f"w:{name}") for name in ("pStyle", "numPr", "sectPr", "rStyle")}
    marks = [mark for kind in ("pPr", "rPr") for made in document.element.body.iter(qn(f"w:{kind}")) for mark in made]
    assert {mark.tag for mark in marks} == allowed


def test_captions_and_pages_are_fields(document: Document) -> None:
    fields = [node.text.strip() for node in document.element.body.iter(qn("w:instrText"))]
    assert fields == ['TOC \\o "1-2" \\h \\z \\n', *["SEQ Obrázek \\* ARABIC", "SEQ Tabulka \\* ARABIC"],
                      "SEQ Obrázek \\* ARABIC", *["SEQ Tabulka \\* ARABIC"] * 2]  # fmt: skip
    for section in document.sections:
        feet = [node.text.strip() for node in section.footer._element.iter(qn("w:instrText"))]
        assert feet == ["PAGE", "NUMPAGES"]
        assert "Asistenti Vzorov · CZ.03.1/0001" in section.footer.paragraphs[0].text
    kinds = [node.get(qn("w:fldCharType")) for node in document.element.body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"] * 6


def test_what_leads_somewhere_leads_to_a_bookmark(document: Document) -> None:
    targets = {node.get(qn("w:anchor")) for node in document.element.body.iter(qn("w:hyperlink"))}
    marks = [node.get(qn("w:name")) for node in document.element.body.iter(qn("w:bookmarkStart"))]
    assert targets == set(marks)
    assert len(marks) == len(set(marks))


def test_each_numbered_list_starts_from_one(document: Document) -> None:
    lists = [p._element.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert lists == [3, 3, 4, 4, 5, 5]
    anew = document.part.numbering_part.element.findall(f".//{qn('w:startOverride')}")
    assert [start.get(qn("w:val")) for start in anew] == ["1"] * 3


def data_tables(document: Document) -> list:
    return [table for table in document.tables if table.style.name == "Report Table"]


def test_heads_repeat_and_rows_stay_whole(document: Document) -> None:
    tables = data_tables(document)
    assert len(tables) == 3
    for table in tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True] + [False] * (
            len(table.rows) - 1
        )
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_cards_and_periods_say_that_they_are_a_layout(document: Document) -> None:
    layouts = [table for table in document.tables if table.style.name != "Report Table"]
    told = [table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) for table in layouts]
    assert [words.split(":")[0] for words in told] == ["Rozvržení"] * 2


def test_pictures_are_told_in_words_or_marked_as_decoration(document: Document) -> None:
    told = [
        (shape._inline.docPr.get("descr"), "decorative" in shape._inline.docPr.xml) for shape in document.inline_shapes
    ]
    assert told == [("", True)] * 2 + [("Pruh: 34 ze 40 hodin", False)] * 2


def test_the_same_picture_is_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = []
    genuine = pictures.vl_convert.svg_to_png
    monkeypatch.setattr(
        pictures.vl_convert, "svg_to_png", lambda svg, scale: rendered.append(svg) or genuine(svg, scale)
    )
    pictures.png.cache_clear()
    docx(REPORT)
    assert rendered.count(SQUARE) == 1


@pytest.mark.parametrize(("lang", "locale"), [("cs", "cs-CZ"), ("en", "en-GB")])
def test_language_stands_in_styles_and_properties(lang: str, locale: str) -> None:
    document = opened(replace(REPORT, front=replace(FRONT, lang=lang)))
    assert document.core_properties.language == locale
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == locale
    captions = [p.text for p in document.paragraphs if p.style.name == "Table Caption"]
    assert captions[0].startswith({"cs": "Tabulka", "en": "Table"}[lang])


def test_properties_say_what_it_is_and_no_clock(document: Document) -> None:
    core = document.core_properties
    assert (core.title, core.subject, core.author) == (
        "Asistenti Vzorov",
        "Průběžná zpráva · období P2",
        "město Vzorov",
    )
    assert core.created == core.modified == datetime(1980, 1, 1, tzinfo=UTC)
    assert (core.comments, core.last_modified_by, core.keywords) == ("", "", "")


def test_the_same_report_is_the_same_bytes(written: bytes) -> None:
    assert docx(REPORT) == written
    with zipfile.ZipFile(BytesIO(written)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = package.namelist()
    assert names == sorted(names)
    assert not [name for name in names if re.search("thumbnail|customXml|stylesWithEffects", name)]


def test_the_typeface_is_inside_as_word_hides_it(written: bytes, root) -> None:
    with zipfile.ZipFile(BytesIO(written)) as package:
        table = package.read("word/fontTable.xml").decode()
        hidden = package.read("word/fonts/ApkSans-Regular.odttf")
    # ECMA-376 Part 4, 2.8.1: the first 32 bytes against the digits of the key, from its end
    digits = re.search(r'embedRegular [^>]*fontKey="\{([^}]*)\}"', table)[1].replace("-", "")
    key = [int(digits[at : at + 2], 16) for at in range(30, -1, -2)]
    shown = bytes(byte ^ key[place % 16] for place, byte in enumerate(hidden[:32])) + hidden[32:]
    assert shown == (root / "apk_lib/fonts/ApkSans-Regular.ttf").read_bytes()


@pytest.mark.parametrize(
    ("front", "above"),
    [
        (FRONT, "UKÁZKOVÁ DATA · INTERNÍ verze"),
        (replace(FRONT, banner=""), "INTERNÍ VERZE – jen pro město, nezveřejňovat"),
        (replace(FRONT, banner="UKÁZKOVÁ DATA"), "INTERNÍ VERZE – jen pro město, nezveřejňovat · UKÁZKOVÁ DATA"),
        (replace(FRONT, banner="UKÁZKOVÁ DATA", audience="public"), "UKÁZKOVÁ DATA"),
        (replace(FRONT, banner="", audience="public"), ""),
    ],
)
def test_an_internal_version_says_so_on_every_page(front: FrontPage, above: str) -> None:
    document = opened(replace(REPORT, front=front))
    first, *others = document.sections
    assert [section.header.paragraphs[0].text for section in document.sections] == [above] * 3
    assert first.different_first_page_header_footer
    assert first.first_page_header.paragraphs[0].text == ""
    assert not any(section.different_first_page_header_footer for section in others)
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.text == above and above}
    assert styles == ({"Strip Internal" if front.audience == "internal" else "Strip"} if above else set())


def test_an_evaluation_has_its_questions_in_a_table() -> None:
    front = replace(FRONT, cards=(), replies_title="Odpovědi", replies=(Reply("Pomohlo to?", "Ano.", "silně", 3, "b"),))
    table = data_tables(opened(replace(REPORT, front=front)))[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Otázka", "Odpověď", "Jak pevně je doložena"],
        ["1. Pomohlo to?", "Ano.", "silně"],
    ]


ODD = "a\x0bb\x00c\ud800d\ufffee & <f>\ng"


def test_characters_that_no_document_holds_become_spaces() -> None:
    table = replace(OPEN, caption=ODD, rows=((ODD, "1"),))
    chart = Chart(SQUARE, ODD, ODD)
    front = replace(FRONT, title=ODD, banner=ODD, cards=(Card(ODD, ODD, ODD),), findings=(ODD,))
    section = replace(
        SECTION, heading=ODD, paragraphs=(ODD,), charts=(chart,), tables=(table, replace(table, open=False))
    )
    document = opened(Report(front, (section,), Foot((ODD,))))
    assert document.core_properties.title == "a b c d e & <f>\ng"
    assert [table.cell(1, 0).text for table in data_tables(document)] == ["a b c d e & <f>\ng"] * 2


def test_an_empty_report_is_a_document() -> None:
    empty = Report(FrontPage("cs", "", "", "Nic", ""), (), Foot(()))
    assert said(opened(empty))[0] == ("Strip Internal", "INTERNÍ VERZE – jen pro město, nezveřejňovat")
    bare = Section("a", "Nic", (), (), (Table("", "", (), ()), replace(OPEN, rows=())), ())
    assert len(data_tables(opened(replace(empty, sections=(bare,))))) == 1


def widths(table) -> list[int]:
    return [column.width.mm for column in table.columns]


def test_a_long_table_stays_in_order_and_a_wide_one_on_the_page() -> None:
    long = replace(FOLDED, rows=tuple((f"řádek {n}", str(n)) for n in range(200)))
    many = tuple(Column(f"sloupec{n}" * 3, "right") for n in range(14))
    wide = Table("", "", many, (("slovo " * 30,) * 14, ("x" * 300,) * 14), open=True)
    document = opened(replace(REPORT, sections=(replace(SECTION, tables=(wide, long)),)))
    first, second = data_tables(document)
    assert sum(widths(first)) <= 170.1
    assert {cell.paragraphs[0].style.name for cell in first.rows[1].cells} == {"Table Number Small"}
    texts = [node.text for node in second._tbl.iter(qn("w:t"))][2:]
    assert texts == [text for row in long.rows for text in row]


def test_folded_tables_lie_across_at_the_end(document: Document) -> None:
    assert [(round(s.page_width.mm), round(s.page_height.mm)) for s in document.sections] == [
        (210, 297),
        (297, 210),
        (210, 297),
    ]
