"""What leaves the town is searched for persons: each planted leak is found, and an ordinary report has none."""

import json
import struct
import zlib
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import typst
from docx import Document
from openpyxl.comments import Comment

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.evaluate import Figures
from apk_lib.labels import Labels, Reading
from apk_lib.report.allowances import unallowed
from apk_lib.report.layout import as_tables
from apk_lib.report.leaks import Leak, Sought, leaks, personal_strings
from apk_lib.report.model import FrontPage, Section, to_json
from apk_lib.results import Curves, Results
from apk_lib.sheets import all_figures, crossed, points

PERSONAL = frozenset(
    {
        Sought("code", "APK1"),
        Sought("code", "W0-001"),
        Sought("code", "17.394168"),
        Sought("cell", "C1"),
        Sought("category", "P1"),
        Sought("name", "Novák"),
        Sought("pair", "jan park"),
        Sought("words", "novak spadl lavicky"),
        Sought("words", "casteji zajit parku vecer"),
    }
)


def found(folder: Path, name: str, content: bytes | str) -> list[tuple[str, str, str]]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    hits = leaks(folder, PERSONAL)
    assert not any(word in str(hits).casefold() for word in ("novák", "novak", "apk1", "w0-001", "spadl"))
    return [(hit.file, hit.where, hit.kind) for hit in hits]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pan Novák spadl u lavičky", "name"),
        ("s Novákovými", "name"),
        ("Nov\u00adákovi", "name"),
        ("NOVÁKEM", "name"),
        ("Nova\u0301ka", "name"),  # the accent on its own
        ("Nov&aacute;k", "name"),
        ("Nov%C3%A1k", "name"),
        ("Nov\\u00e1k", "name"),
        ("JanNovák.xlsx", "name"),
        ("za Jana Parka", "pair"),
        ("Park, Jan", "pair"),
        ("občas by měl častěji zajít do\u00a0parku večer", "words"),
        ("kdo je apk1?", "code"),
        ("dotaz_W0-001.csv", "code"),
        ("na 17.394168 stupně", "code"),
        ("C1", "cell"),
    ],
)
def test_a_person_is_found_however_it_is_written(tmp_path: Path, text: str, kind: str) -> None:
    assert found(tmp_path, "note.txt", text) == [("note.txt", "text", kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Období P1 a P2, KA01, C1-C4 i APK10 a APK.",
        "Bezručův park má nový zákaz; Janův rodný park.",
        "častěji zajít do parku, ráno i večer",
        "W0-0011, 117.394168 a novákovina",
    ],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, "note.txt", text) == []


def test_a_short_id_counts_as_a_whole_cell_and_a_period_only_as_a_category(tmp_path: Path) -> None:
    assert found(tmp_path, "results.csv", "period,category_1,n\nP1,P2,1\nP1,P1,1\nP1,C1,1\nC1,x,1\n") == [
        ("results.csv", "row 3, column 2", "category"),
        ("results.csv", "row 4, column 2", "cell"),
    ]


def test_html_is_searched_in_text_attributes_comments_and_data_not_drawn(tmp_path: Path) -> None:
    spec = {"datasets": {"d": [{"place": "park", "note": "pan Novák"}]}, "encoding": {"tooltip": {"field": "place"}}}
    page = (
        "<p>No<b>vák</b></p>\n<p title='Nov&aacute;k'>a</p>\n<!-- Novák -->\n"
        f"<script type='application/json'>{json.dumps(spec)}</script>\n"
        "<svg><title>Novák</title><text>Nov<tspan>ák</tspan></text></svg>\n"
        "<td>APK1</td>\n<script>let a = 'Nov\\u00e1k'</script>"
    )
    assert [(where, kind) for _, where, kind in found(tmp_path, "report.html", page)] == [
        ("line 1, p", "name"),
        ("line 2, title", "name"),
        ("line 3, comment", "name"),
        ("line 4, script.datasets.d[0].note", "name"),
        ("line 5, title", "name"),
        ("line 5, text", "name"),
        ("line 6, td", "code"),
        ("line 7, script", "name"),
    ]


def test_json_is_searched_in_names_values_and_kept_specifications(tmp_path: Path) -> None:
    inner = json.dumps({"values": [{"who": "APK1"}]})
    text = json.dumps({"a": ["x", {"APK1": 1}], "spec": inner, "svg": "<svg><title>Novák</title></svg>"})
    assert [(where, kind) for _, where, kind in found(tmp_path, "report.json", text)] == [
        ("$.a[1][0]", "code"),
        ("$.spec.values[0].who", "code"),
        ("$.svg", "name"),
    ]


def test_parquet_is_searched_in_values_and_names_of_columns(tmp_path: Path) -> None:
    written = BytesIO()
    pl.DataFrame({"id": ["a", "APK1"], "Novák": [1, 2], "lon": [17.5, 17.394168]}).write_parquet(written)
    places = [where for _, where, _ in found(tmp_path, "results.parquet", written.getvalue())]
    assert [where for where in places if not where.startswith("metadata")] == [
        "row 2, column 1",
        "column 2",
        "row 2, column 3",
    ]


def book() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"] = "nic"
    hidden = made.create_sheet("skrytý")
    hidden.sheet_state = "veryHidden"
    hidden["B2"] = "Nováková a Novák"
    hidden["B2"].comment = Comment("APK1", "úřad")
    made.properties.subject = "W0-001"
    made.defined_names["kdo"] = openpyxl.workbook.defined_name.DefinedName("kdo", attr_text='"APK1"')
    rule = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"APK1,APK2"')
    rule.add("A5")
    made.active.add_data_validation(rule)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def test_a_workbook_is_searched_on_hidden_sheets_in_comments_lists_and_properties(tmp_path: Path) -> None:
    places = [(where.split(",")[0], kind) for _, where, kind in found(tmp_path, "report.xlsx", book())]
    assert list(dict.fromkeys(places)) == [
        ("docProps/core.xml", "code"),
        ("xl/comments/comment1.xml", "code"),
        ("xl/workbook.xml", "code"),
        ("xl/worksheets/sheet1.xml", "code"),
        ("xl/worksheets/sheet2.xml", "name"),
    ]


def test_a_document_is_searched_in_runs_alternatives_and_properties(tmp_path: Path) -> None:
    made = Document()
    line = made.add_paragraph("u lavičky pan No")
    line.add_run("vák")
    made.core_properties.keywords = "APK1"
    made.sections[0].footer.paragraphs[0].text = "W0-001"
    written = BytesIO()
    made.save(written)
    places = [(where.split(",")[0], kind) for _, where, kind in found(tmp_path, "report.docx", written.getvalue())]
    assert places == [("docProps/core.xml", "code"), ("word/document.xml", "name"), ("word/footer1.xml", "code")]


def test_a_pdf_is_searched_in_text_and_properties(tmp_path: Path) -> None:
    source = b'#set document(title: "APK1")\nprvn\xc3\xad\n#pagebreak()\npan Nov\xc3\xa1k spadl'
    places = found(tmp_path, "report.pdf", typst.compile(source))
    assert ("report.pdf", "page 2", "name") in places
    assert any(where.startswith("object") and kind == "code" for _, where, kind in places)
    assert not any(where == "page 1" for _, where, _ in places)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize(
    "about", [chunk(b"tEXt", b"Author\0APK1"), chunk(b"zTXt", b"Author\0\0" + zlib.compress(b"APK1"))]
)
def test_a_picture_is_searched_beside_its_pixels(tmp_path: Path, about: bytes) -> None:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    picture = b"\x89PNG\r\n\x1a\n" + head + about + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    assert found(tmp_path, "logo.png", picture) == [("logo.png", "metadata", "code")]


def test_the_name_of_a_file_is_found_and_not_told(tmp_path: Path) -> None:
    assert found(tmp_path, "vykaz_Novak.csv", "a,b\nAPK1,2\n") == [
        ("•.csv", "file name", "name"),
        ("•.csv", "row 2, column 1", "code"),
    ]


@pytest.fixture(scope="module")
def dataset(root: Path) -> Dataset:
    return open_dataset(root / "data/kromeriz", period="P1")


@pytest.fixture(scope="module")
def sought(dataset: Dataset) -> frozenset[Sought]:
    return personal_strings(dataset, ["Jana Řezníčková", "Petr Park"])


def test_ids_names_and_words_of_people_are_sought(sought: frozenset[Sought]) -> None:
    assert {Sought("code", "APK1"), Sought("code", "MENTOR1"), Sought("cell", "C1")} <= sought
    assert {Sought("name", "reznickova"), Sought("pair", "jana reznickova"), Sought("pair", "park petr")} <= sought
    # there is a Bezručův park
    assert Sought("name", "park") not in sought
    assert Sought("words", "casteji zajit parku vecer") in sought
    # the coordinator's own words
    assert Sought("words", "zari stoji rano prechodu") in sought


def test_words_of_free_text_may_be_left_out(dataset: Dataset) -> None:
    assert not [one for one in personal_strings(dataset, free_texts=False) if one.kind in {"name", "words"}]


def test_ordinary_texts_of_the_project_are_no_leak(tmp_path: Path, dataset: Dataset, sought: frozenset[Sought]) -> None:
    sheet = dataset.project.frames
    texts = [text for frame in sheet.values() for column in frame.select(pl.col(pl.String)) for text in column]
    (tmp_path / "report.json").write_text(json.dumps([*texts, dataset.project.title.cs]), "utf-8")
    (tmp_path / "report.html").write_text(
        "<p>Na přechodech tým splnil 86 % plánované přítomnosti; mimo přechody je nejslabší Cyklostezka (44 %).</p>"
        "<p>Ze všech událostí tým vyřešil domluvou 54 %, policii předal 12 %.</p>"
        "<p>Asistenti ve městě působí od roku 2015.</p>",
        "utf-8",
    )
    assert leaks(tmp_path, sought) == ()


KEYED = {"indicator": "hours_of_day", "definition_version": 1, "period": "P1", "scope": "period",
         "measure": "person_hours", "unit": "person_hours", "method": "sum", "synthetic": True}  # fmt: skip
LONGEST = {name: KEYED[name] for name in KEYED if name in Curves.columns()} | {
    "indicator": "revisit_gaps", "measure": "longest", "series": "all", "x": 1.0,
}  # fmt: skip
TWO = {"dimension_1": "locality", "dimension_2": "hour", "category_2": "7"}


def figures(value: float | None, state: str = "ok") -> Figures:
    """Two cells of a chart; what the second one holds is given."""
    rows = [
        {**KEYED, **TWO, "category_1": "park", "value": 3.0, "n": 4, "state": "ok"},
        {**KEYED, **TWO, "category_1": "skola", "value": value, "n": None, "state": state},
    ]
    return Figures(
        pl.DataFrame(rows, schema=Results.create_empty().schema),
        pl.DataFrame([{**LONGEST, "y": value}], schema=Curves.create_empty().schema),
    )


def workbook(value: float | None) -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["Lokalita", "Hodina", "Hodnota", "id"])
    made.active.append(["Park", "7", 3.0, "hours_of_day.person_hours"])
    made.active.append(["Škola", "7", value, "hours_of_day.person_hours"])
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def written(folder: Path, shown: Figures, value: float | None) -> None:
    shown.results.write_parquet(folder / "results.parquet")
    shown.results.write_csv(folder / "results.csv")
    shown.curves.write_csv(folder / "curves.csv")
    cells = [{"place": "park", "hour": 7, "person_hours": 3.0}, {"place": "skola", "hour": 7, "person_hours": value}]
    spec = json.dumps({"datasets": {"d": cells}})
    (folder / "report.html").write_text(f'<script type="application/json">{spec}</script>', "utf-8")
    (folder / "report.json").write_text(json.dumps({"parts": [FRONT], "spec": spec}), "utf-8")
    (folder / "report.xlsx").write_bytes(workbook(value))


FRONT = to_json(FrontPage("cs", "", "", "", ""))
NAMES = {"locality": {"park": "Park", "skola": "Škola"}, "hour": {"7": "7"}}


def test_every_number_that_its_audience_may_not_see_is_found_by_its_key(tmp_path: Path) -> None:
    written(tmp_path, figures(2.5), 2.5)
    assert unallowed(tmp_path, figures(2.5), NAMES) == ()
    assert unallowed(tmp_path, figures(None, "suppressed"), NAMES) == tuple(
        Leak(file, where, "figure")
        for file, where in [
            ("curves.csv", "row 1, y"),
            ("report.html", "data 1[0][0][1][2]"),
            ("report.json", "$[1][0][0][1][2]"),
            ("report.xlsx", "sheet 1, row 3, column 3"),
            ("results.csv", "row 2, value"),
            ("results.parquet", "row 2, value"),
        ]
    )


def test_nothing_is_a_number_of_a_suppressed_figure_too(tmp_path: Path) -> None:
    written(tmp_path, figures(None, "suppressed"), 0)
    places = [leak.file for leak in unallowed(tmp_path, figures(None, "suppressed"), NAMES)]
    assert places == ["report.html", "report.json", "report.xlsx"]


def test_a_figure_of_another_key_is_not_allowed_for_this_one(tmp_path: Path) -> None:
    written(tmp_path, figures(3.0), 3.0)
    places = {leak.file for leak in unallowed(tmp_path, figures(2.5), NAMES)}
    assert places >= {"report.html", "report.xlsx", "results.csv"}


VISITS = {**KEYED, "indicator": "visit_count", "measure": "visits", "unit": "visits", "dimension_1": "locality",
          "category_1": "skola", "n": None, "state": "ok"}  # fmt: skip


def of_school(value: float | None, state: str) -> Figures:
    """Visits at the school in the period and since the start, and the longest gap between them."""
    rows = [
        {**VISITS, "scope": "period", "value": value, "state": state},
        {**VISITS, "scope": "cumulative", "value": 1200.0},
    ]
    return Figures(
        pl.DataFrame(rows, schema=Results.create_empty().schema),
        pl.DataFrame([{**LONGEST, "y": 31.0}], schema=Curves.create_empty().schema),
    )


def model(shown: Figures) -> str:
    """A report of some figures and of nothing else, as it is kept."""
    reading = Reading(shown.results, shown.curves, Labels.of_names("cs", NAMES))
    tables = as_tables([all_figures(reading), crossed(reading), *points(reading)], " Ukázková data.")
    section = Section("a", "", (), (), tables, ())
    return json.dumps({"parts": [FRONT, to_json(section)]}, ensure_ascii=False)


def test_a_figure_told_in_a_table_in_the_place_of_its_absence_is_found(tmp_path: Path) -> None:
    allowed = of_school(None, "suppressed")
    kept, withheld = model(allowed), '"návštěvy", "neuvádí se", "–", "1\u00a0200"'
    assert kept.count(withheld) == 1
    for told, found in [
        (kept, []),
        (kept.replace("1\u00a0200", "neuvádí se"), []),  # it may say less
        (kept.replace(withheld, withheld.replace("neuvádí se", "3")), ["$.parts[1].tables[0].rows[0]"]),
        (kept.replace("1\u00a0200", "1\u00a0201"), ["$.parts[1].tables[0].rows[0]"]),
        (kept.replace('"31"', '"32"'), ["$.parts[1].tables[1].rows[0]"]),
    ]:
        (tmp_path / "report.json").write_text(told, "utf-8")
        assert unallowed(tmp_path, allowed, NAMES) == tuple(Leak("report.json", where, "figure") for where in found)


def test_a_withheld_curve_and_a_cross_that_is_withheld_are_found_in_tables(tmp_path: Path) -> None:
    shown = figures(2.5)
    crosses = shown.results.with_columns(scope=pl.lit("cumulative"))
    (tmp_path / "report.json").write_text(model(Figures(crosses, shown.curves)), "utf-8")
    withheld = Figures(crosses.head(1), shown.curves.clear())
    assert unallowed(tmp_path, Figures(crosses, shown.curves), NAMES) == ()
    places = [leak.where for leak in unallowed(tmp_path, withheld, NAMES)]
    assert places == ["$.parts[1].tables[0].rows[1]", "$.parts[1].tables[1].rows[0]"]
