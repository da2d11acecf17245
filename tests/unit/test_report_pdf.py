"""The PDF: tagged, archivable, whole, the same every time, and nothing said in a report acts as markup."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst

from apk_lib.intake import Passage
from apk_lib.prose import Block
from apk_lib.report.formats import pdf as module
from apk_lib.report.formats.columns import set_out
from apk_lib.report.formats.pdf import pdf
from apk_lib.report.formats.typeface import characters, printable
from apk_lib.report.model import Card, Chart, Column, Foot, FrontPage, Note, Reply, Report, Section, Table
from apk_lib.text import NBSP, Lang

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="90" viewBox="0 0 {width} 90">'
    '<rect width="200" height="40" fill="#1f5a8a"/>'
    '<text x="4" y="70" font-family="Apk Sans" font-size="12px">popisek {name} &amp; &lt;5</text></svg>'
)
NASTY = (
    "#panic(1) #eval('1') $x^2$ @nobody <label> *silné* _šikmé_ `kód` ```blok``` "
    "\\ \\u{41} = - + / ~ 'a' \"b\" // /* */"
)
PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MARKS: dict[Lang, str] = {"cs": "INTERNÍ", "en": "INTERNAL"}


def chart(name: str, width: int = 500) -> Chart:
    return Chart(SVG.format(name=name, width=width), f"Náhrada {name}.", f"Popis {name}.")


def table(name: str, rows: int = 3, unfolded: bool = False) -> Table:
    columns = (Column(f"Hlava {name}"), Column("Počet", "right"))
    told = tuple((f"{name} {row}", f"1{NBSP}{row:03}") for row in range(rows))
    return Table(f"Souhrn {name}", f"Titulek {name}.", columns, told, unfolded)


def section(name: str, chapter: str = "Kapitola", **more: Any) -> Section:
    told: dict[str, Any] = {
        "paragraphs": (f"Odstavec {name} jedna.", f"Odstavec {name} dva."),
        "charts": (chart(name),),
        "tables": (table(f"{name}o", unfolded=True), table(f"{name}z")),
        "notes": (Note(f"Pojem {name}", f"Metoda {name}."),),
        "kicker": f"Otázka {name}",
        "blocks": (Block(title=f"Blok {name}", paragraphs=(f"Řádek {name}.",), items=(f"bod {name}",),
                         evidence=f"Opora {name}.", words_title="Slovy", words=(Passage("numbers", ("první",)),)),),
    }  # fmt: skip
    return Section(f"id-{name}", f"Nález {name}", chapter=chapter, **{**told, **more})


FRONT = FrontPage(
    lang="cs",
    banner="UKÁZKOVÁ DATA · INTERNÍ verze",
    kicker="Průběžná zpráva · období P2 · 1. 12. 2020 – 31. 5. 2021 · stav k 30. 6. 2021",
    title="Asistenti Vzorov",
    subtitle="CZ.01 · město Vzorov · Spolufinancováno z ESF.",
    number="CZ.01",
    beneficiary="město Vzorov",
    as_of=date(2021, 6, 30),
    goals_title="Stav cílů",
    cards=(
        Card("zaměstnat 4 osoby", "3 ze 4 míst", "Detail osob.", "dots", 3, 4),
        Card("posílit přítomnost", "112 % plánu", "Detail plánu.", "bar", share=1.12),
        Card("nezjištěno", "údaj chybí", "Detail chybí.", "bar"),
        Card("pomoci obětem", "10 kontaktů", "Detail pomoci."),
    ),
    findings_title="Co období ukázalo",
    findings=("Zjištění jedna.", "Zjištění dvě."),
    missing_title="Co chybí",
    missing=("chybí výkaz",),
    timeline=(("P1", False), ("P2", True), ("P3", False)),
    facts=(Note("Období", "P2"), Note("Meze", "Nikdo je nezměřil.")),
    logo_place="Místo pro logo",
)
REPORT = Report(
    FRONT,
    (section("alfa"), section("beta"), section("gama", chapter="Jiná kapitola")),
    Foot(("Otisk " + "0f" * 32,), (table("původ"),)),
)


@cache
def made(report: Report) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf(report)))


def words(report: Report) -> str:
    return " ".join(" ".join(page.extract_text() for page in made(report).pages).split())


def tags(report: Report) -> Iterator[pypdf.generic.DictionaryObject]:
    """The elements of the structure tree in reading order."""

    def walk(node: Any) -> Iterator[pypdf.generic.DictionaryObject]:
        node = node.get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pypdf.generic.DictionaryObject) and "/S" in node:
            yield node
            yield from walk(node.get("/K", pypdf.generic.ArrayObject()))

    root = made(report).root_object["/StructTreeRoot"]
    yield from walk(root["/K"])


def kinds(report: Report) -> list[str]:
    return [str(tag["/S"]) for tag in tags(report)]


def titles(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield entry.title


def public(report: Report) -> Report:
    return replace(report, front=replace(report.front, audience="public", banner="UKÁZKOVÁ DATA"))


def in_english(report: Report) -> Report:
    kicker = "Progress report · period P2 · 1 December 2020 – 31 May 2021 · as of 30 June 2021"
    return replace(report, front=replace(report.front, lang="en", kicker=kicker))


def test_both_standards_are_declared() -> None:
    described = made(REPORT).xmp_metadata
    assert described is not None
    text = described.stream.get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in text
    assert "<pdfaid:part>2</pdfaid:part>" in text
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in text


@pytest.mark.parametrize(("made_in", "lang"), [(lambda report: report, "cs"), (in_english, "en")])
def test_title_author_language_and_day(made_in: Callable[[Report], Report], lang: Lang) -> None:
    report = made_in(REPORT)
    about = made(report).metadata
    assert about is not None
    assert (about.title, about.author) == ("Asistenti Vzorov", "město Vzorov")
    assert about.creation_date is not None
    assert about.creation_date.date() == date(2021, 6, 30)
    assert made(report).root_object["/Lang"] == lang
    assert f"{'strana 2 z' if lang == 'cs' else 'page 2 of'} {len(made(report).pages)}" in words(report)


def test_bookmarks_lead_to_chapters_findings_and_the_annex() -> None:
    assert [title.replace(NBSP, " ") for title in titles(made(REPORT).outline)] == [
        "Obsah", "Kapitola", "Nález alfa", "Nález beta", "Jiná kapitola", "Nález gama",
        "Tabulky k oddílům", "Otázka alfa", "Otázka beta", "Otázka gama", "Původ zprávy a jak ji ověřit",
    ]  # fmt: skip


def test_everything_said_is_there_in_order() -> None:
    front = ["UKÁZKOVÁ DATA", "Místo pro logo", "Průběžná zpráva", "Asistenti Vzorov", "CZ.01", "P1", "Stav cílů",
             "zaměstnat 4 osoby", "3 ze 4 míst", "Detail osob.", "112 % plánu", "údaj chybí", "10 kontaktů",
             "Co období ukázalo", "Zjištění jedna.", "Zjištění dvě.", "Co chybí", "chybí výkaz",
             "Nikdo je nezměřil."]  # fmt: skip
    body = [
        told.format(name=name)
        for name in ("alfa", "beta", "gama")
        for told in ("Otázka {name}", "Nález {name}", "Odstavec {name} jedna.", "Odstavec {name} dva.",
                     "popisek {name} & <5", "Popis {name}.", "Pojem {name}", "Metoda {name}.", "Titulek {name}o.",
                     "Hlava {name}o", "{name}o 2", "Blok {name}", "Řádek {name}.", "bod {name}", "Slovy", "první",
                     "Opora {name}.", "Souhrn {name}z", "s. ")
    ]  # fmt: skip
    annex = [f"{part} {name}z" for name in ("alfa", "beta", "gama") for part in ("Souhrn", "Titulek", "Hlava")]
    last = ["Tabulky k oddílům", *annex, "Původ zprávy a jak ji ověřit", "Otisk", "Titulek původ."]
    text = words(REPORT).replace(NBSP, " ")
    opening, rest = text.split("Obsah", 1)
    contents, rest = rest.split("Původ zprávy a jak ji ověřit", 1)
    in_order(opening, front)
    in_order(contents, ["Kapitola", "Otázka alfa Nález alfa", "Nález beta", "Jiná kapitola", "Nález gama", "Tabulky"])
    in_order(rest, [*body, *last])


def in_order(text: str, said: list[str]) -> None:
    """Each of these is in the text, after the one before it."""
    for one in said:
        assert one in text, one
        text = text.split(one, 1)[1]


def test_headings_charts_tables_and_lists_are_tagged() -> None:
    found = kinds(REPORT)
    assert found.count("/Title") == 1
    assert found.count("/H2") == 6  # three findings, and their tables in the annex
    assert found.count("/H3") == 3
    assert found.count("/Table") == 7
    assert found.count("/TH") == 14  # two columns each; the row repeated on another page is no second header
    assert found.count("/TD") == 7 * 3 * 2
    assert {"/THead", "/TOC", "/L", "/Link", "/BlockQuote"} <= set(found)


def test_each_chart_has_its_words() -> None:
    spoken = [str(tag["/Alt"]) for tag in tags(REPORT) if tag["/S"] == "/Figure"]
    assert spoken == [f"Náhrada {name}." for name in ("alfa", "beta", "gama")]


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_an_internal_version_says_so_on_each_page_and_a_public_one_nowhere(lang: Lang) -> None:
    report = REPORT if lang == "cs" else in_english(REPORT)
    assert all(MARKS[lang] in page.extract_text() for page in made(report).pages)
    assert MARKS[lang] not in words(public(report))
    assert MARKS["cs"].lower() not in words(public(report)).lower()


def test_the_same_report_is_the_same_file() -> None:
    assert pdf(REPORT) == pdf(REPORT)


def test_the_fonts_are_ours_and_inside_and_nothing_is_a_picture_of_pixels() -> None:
    found: set[str] = set()
    for reference in range(1, len(made(REPORT).xref[0]) + 1):
        thing = made(REPORT).get_object(reference)
        if isinstance(thing, dict) and thing.get("/Type") == "/FontDescriptor":
            found.add(str(thing["/FontName"]).partition("+")[2])
            assert "/FontFile2" in thing
        assert not (isinstance(thing, dict) and thing.get("/Subtype") == "/Image")
    assert found == {"ApkSans-Regular", "ApkSans-Semibold"}


def test_links_lead_nowhere_outside() -> None:
    linked = [
        note.get_object() for page in made(REPORT).pages for note in page.get("/Annots", pypdf.generic.ArrayObject())
    ]
    assert len(linked) >= 10
    assert all("/URI" not in note.get("/A", {}) for note in linked)


def test_a_logo_has_its_words() -> None:
    report = replace(REPORT, front=replace(FRONT, logo=PIXEL), sections=())
    assert [str(tag["/Alt"]) for tag in tags(report) if tag["/S"] == "/Figure"] == ["Pruh log poskytovatele dotace"]


def test_replies_lead_to_their_sections() -> None:
    replies = (
        Reply("Funguje to?", "Spíše ano", "slabý důkaz", 1, "id-beta"),
        Reply("A to?", "Ne", "silný", 3, "jinde"),
    )
    report = replace(REPORT, front=replace(FRONT, cards=(), replies_title="Odpovědi", replies=replies))
    text = words(report)
    assert text.index("1. Funguje to?") < text.index("Spíše ano") < text.index("slabý důkaz") < text.index("2. A to?")


LONG = "Tým v období splnil tolik z plánu, kolik dovolily uzávěry škol a nemoci, a zbytek doloží výkazy. "


def test_a_long_summary_still_fits_on_page_one() -> None:
    front = replace(
        FRONT,
        cards=tuple(replace(card, goal=LONG[:90] * 2, detail=LONG * 3) for card in FRONT.cards),
        findings=(LONG,) * 4,
        missing=(LONG,) * 9,
    )
    pages = made(replace(REPORT, front=front)).pages
    assert "Nikdo je nezměřil." in pages[0].extract_text()
    assert "Obsah" in pages[1].extract_text()


def test_a_summary_longer_than_a_page_goes_on() -> None:
    pages = made(replace(REPORT, front=replace(FRONT, missing=(LONG,) * 80))).pages
    assert "Nikdo je nezměřil." not in pages[0].extract_text()
    assert sum(page.extract_text().count("doloží") for page in pages) == 80


def test_an_empty_report_has_one_page() -> None:
    bare = FrontPage(lang="cs", banner="", kicker="", title="Nic", subtitle="", audience="public")
    report = Report(bare, (), Foot(()))
    assert len(made(report).pages) == 1
    assert "Nic" in words(report)
    about = made(report).metadata
    assert about is not None
    assert about.creation_date is not None
    assert about.creation_date.year == 1970  # it speaks of no day, and there is no clock


def test_words_are_no_markup() -> None:
    nasty = Section(NASTY, NASTY, (NASTY,), (), (replace(table("t", unfolded=True), rows=((NASTY, NASTY),)),),
                    (Note(NASTY, NASTY),), NASTY, (Block(title=NASTY, items=(NASTY,), evidence=NASTY),),
                    NASTY)  # fmt: skip
    front = replace(FRONT, title=NASTY, subtitle=NASTY, findings=(NASTY,), missing=(NASTY,))
    report = Report(front, (nasty, nasty), Foot((NASTY,)))
    squeezed = re.sub(r"\s", "", words(report))
    # title, running title, two lists, twice a section (contents and its own place), foot; a cell may be divided
    assert squeezed.count(re.sub(r"\s", "", NASTY[:40])) >= 10
    assert made(report).metadata.title.replace(NBSP, " ") == NASTY  # type: ignore[union-attr]


def test_a_broken_picture_stops_the_report_with_its_reason() -> None:
    broken = section("zlá", charts=(Chart('<svg xmlns="http://www.w3.org/2000/svg" width="x"/>', "Nic.", ""),))
    with pytest.raises(ValueError, match="could not convert"):
        pdf(replace(REPORT, sections=(broken,)))


def test_two_hundred_rows_repeat_their_header_and_lose_nothing() -> None:
    report = replace(REPORT, sections=(section("alfa", tables=(table("dlouhá", 200),)),))
    text = words(report)
    assert all(f"dlouhá {row} 1" in text for row in range(200))
    pages = [page.extract_text() for page in made(report).pages if "dlouhá 1" in page.extract_text()]
    assert len(pages) > 2
    assert all("Hlava dlouhá" in page for page in pages)
    assert kinds(report).count("/TH") == 4  # of this table and of the passport's


def wide(columns: int) -> Table:
    heads = (Column("Ukazatel"), *(Column("95% interval za období", "right") for _ in range(columns - 1)))
    return Table(
        "Široká", "Široká.", heads, (("Nejdelší mezera v plánovaných hodinách", *["1 234,56"] * (columns - 1)),)
    )


@pytest.mark.parametrize(("columns", "turned"), [(2, False), (8, False), (14, True)])
def test_no_column_leaves_the_page(columns: int, turned: bool) -> None:
    plan = set_out(wide(columns))
    room = 297 - 34 if turned else 210 - 34  # millimetres of A4 between the edges
    assert plan.turned == turned
    assert sum(plan.widths) * plan.size * 25.4 / 72 <= room + 0.1
    report = replace(REPORT, sections=(section("alfa", tables=(wide(columns),)),))
    page = next(page for page in made(report).pages if "1 234,56" in page.extract_text().replace(NBSP, " "))
    assert (page.mediabox.width > page.mediabox.height) == turned


def test_a_table_of_too_many_columns_gives_way_and_stays_on_its_page() -> None:
    plan = set_out(wide(40))
    assert sum(plan.widths) * plan.size <= 745.01  # points: A4 turned, between the edges


def test_a_fingerprint_breaks_in_a_cell() -> None:
    long = replace(table("otisk", unfolded=True), rows=(("0123456789abcdef" * 4, "1"),))
    assert "0123456789abcdef" * 4 in re.sub(
        r"[\s\u200b]", "", words(replace(REPORT, sections=(section("a", tables=(long,)),)))
    )


def test_every_letter_that_the_library_writes_is_in_the_typeface(root: Path) -> None:
    folders = ("charts", "evaluation", "indicators", "labels", "prose", "sheets")
    files = [path for name in folders for path in (root / "apk_lib" / name).rglob("*.py")]
    assert len(files) > 50
    lacking = {letter for path in files for text in _literals(path) for letter in text} - characters() - {"\n"}
    assert not {letter for letter in lacking if "[U+" in printable(letter)}


def _literals(path: Path) -> Iterator[str]:
    """The words in a module that are no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.value


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Příliš žluťoučký − 5–6 ≥ 7 m² → ½", "Příliš žluťoučký − 5–6 ≥ 7 m² → ½"),
        ("Nguyễn", "Nguyen"),
        ("ﬁnance\x07", "finance"),
        ("Pearsonovo φ", "Pearsonovo phi"),
        ("palec 👍 a д", "palec [U+1F44D] a [U+0434]"),
    ],
)
def test_what_the_typeface_lacks_is_told_and_no_box(given: str, shown: str) -> None:
    assert printable(given) == shown
    assert set(shown) <= characters()
    assert shown in words(replace(REPORT, sections=(section("a", paragraphs=(given,)),))).replace(NBSP, " ")


def test_a_letter_without_a_shape_stops_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "printable", lambda text: text)
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        pdf(replace(REPORT, sections=(section("a", paragraphs=("д",)),)))


def test_a_caption_that_begins_as_the_summary_is_said_once() -> None:
    points = replace(table("body"), summary=f"Body křivky (16{NBSP}řádků)", caption="Body křivky. Ukázková data.")
    text = words(replace(REPORT, sections=(section("a", tables=(points,)),))).replace(NBSP, " ")
    assert "Body křivky (16 řádků). Ukázková data." in text
