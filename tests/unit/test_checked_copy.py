"""The corrected workbook comes back: marks on the cells, the sheet of errors, and a second check that ignores both."""

import errno
import io
import os
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import range_boundaries

from apk_lib.errors import DataError
from apk_lib.findings import findings, no_findings, together
from apk_lib.tables.headings import CHECK, ERRORS
from apk_lib.workbooks.checked import checked_copy, errors_sheet
from apk_lib.workbooks.checked import source as source_module
from apk_lib.workbooks.checked.checked_copy import (
    checked_copy_path,
    write_checked_copy,
    write_checked_copy_of_rows,
    write_findings,
)
from apk_lib.workbooks.checked.marks import SAMPLES, Marker, clean, colour, meant

PLAN, CREW, HIDDEN = "Plán služeb", "Petr's směny č. 2", "Zamčený"
HEADERS = {PLAN: 3, CREW: 1, HIDDEN: 1}
NAME = "plán služeb.xlsx"
BLACK, YELLOW = "FF222222", "FFFFFF00"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A town's workbook with everything that has to survive."""
    path = tmp_path / NAME
    with xlsxwriter.Workbook(path) as book:
        plan, crew, locked = book.add_worksheet(PLAN), book.add_worksheet(CREW), book.add_worksheet(HIDDEN)
        day = book.add_format({"num_format": "d. m. yyyy", "bg_color": "#FFFF00"})
        dark = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#222222"})
        plan.merge_range("A1:K1", "Plán služeb 2021", book.add_format({"bold": True}))
        plan.write_row("A3", ["id", "den", "hodiny", "místo", "pozn"], dark)
        for row in range(4, 10):
            plan.write_string(row - 1, 0, f"S-{row}")
            plan.write_datetime(row - 1, 1, date(2021, 1, row), day)  # type: ignore[arg-type]
            plan.write_number(row - 1, 2, row / 2)
        plan.write_formula("C9", "=SUM(C4:C8)", None, 15)
        plan.merge_range("D5:E6", "náměstí")
        plan.write_string("E8", "=HYPERLINK(1)")
        plan.write_comment("A5", "Ověřit u Petra", {"author": "Jana"})
        plan.write_rich_string("D8", "u ", book.add_format({"bold": True}), "kašny")
        plan.set_column("A:A", 17)
        plan.set_column("F:XFD", None, None, {"hidden": True})
        plan.freeze_panes(3, 0)
        plan.data_validation("D4:D99", {"validate": "list", "source": "=mista"})
        plan.conditional_format("C4:C9", {"type": "cell", "criteria": ">", "value": 4, "format": day})
        plan.autofilter("A3:E9")
        crew.add_table("A1:B4", {"columns": [{"header": "id"}, {"header": "asistent"}], "name": "Tabulka_směn"})
        free = book.add_format({"locked": False, "num_format": "@"})
        locked.set_column("A:C", 12, free)
        locked.write_row("A1", ["id", "od", "do"])
        locked.write_string("A2", "x", free)
        locked.protect("heslo", {"sort": True})
        book.define_name("mista", f"='{PLAN}'!$D$4:$D$9")
        book.set_custom_property("apk_schema", 2)
    return path


def found() -> pl.DataFrame:
    def at(rule: str, sheet: str | None, row: int | None, cell: str | None, **said: object) -> pl.DataFrame:
        given = {"table": "shifts", "column": "start"} | said
        return findings(rule, file=NAME, sheet=sheet, row=row, cell=cell, **given)

    return together(
        [
            at("unreadable_cell", PLAN, 4, "B4", value="=1+1", nearest="4. 1. 2021"),
            at("inside_shift", PLAN, 4, None, column=None),
            at("read_as_day", PLAN, 4, "B4"),
            at("spaces_dropped", PLAN, 5, "A5", value="S-5 "),
            at("formula_text", PLAN, 8, "E8", value="=HYPERLINK(1)"),
            at("unknown_code", PLAN, 6, "E6", value="náměstíčko", nearest="náměstí"),
            at("unknown_column", PLAN, 3, "E3", column=None),
            at("missing_column", PLAN, 3, None, column="end"),
            at("visit_hours", PLAN, 7, "C7", waiver="schválil vedoucí"),
            at("nullability", HIDDEN, 2, "B2"),
            at("primary_key", CREW, 2, "A2", value="@x"),
            at("macros", None, None, None, table=None, column=None),
        ]
    )


@pytest.fixture
def target(source: Path) -> Path:
    path = checked_copy_path(source, None, "cs")
    write_checked_copy(source, path, found(), HEADERS, "cs")
    return path


def check_cells(sheet: Any, column: str) -> dict[int, str]:
    return {cell.row: cell.value for cell in sheet[column] if cell.value is not None}


def error_rows(book: Any) -> list[dict[str, Any]]:
    sheet = book.worksheets[0]
    left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
    names = [cell.value for cell in sheet[top]][left - 1 : right]
    return [
        dict(zip(names, (cell for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=top + 1, max_row=bottom, max_col=right)
    ]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def state(book: Any) -> dict[str, object]:
    """Everything of the user's that marking could spoil, as it reads."""
    read: dict[str, object] = {"sheets": book.sheetnames}
    for sheet in book.worksheets:
        read[sheet.title] = sorted(map(str, sheet.merged_cells.ranges))
        for cell in sheet._cells.values():
            looks = [cell.fill, cell.font, cell.border, cell.protection, cell.alignment]
            read[f"{sheet.title}!{cell.coordinate}"] = (
                cell.value, cell.data_type, cell.number_format, cell.comment and cell.comment.text, *map(repr, looks)
            )  # fmt: skip
    return read


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


# --- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lang", "copy"),
    [
        ("plán.xlsx", "cs", "plán_KONTROLA.xlsx"),
        ("plán.xlsm", "en", "plán_CHECK.xlsx"),
        ("žádost č. 2.csv", "cs", "žádost č. 2_KONTROLA.xlsx"),
        ("plán_KONTROLA.xlsx", "cs", "plán_KONTROLA.xlsx"),
        ("plán_kontrola.xlsx", "en", "plán_kontrola.xlsx"),
    ],
)
def test_the_copy_is_named_after_the_file(tmp_path: Path, name: str, lang: Any, copy: str) -> None:
    assert checked_copy_path(tmp_path / name, None, lang) == tmp_path / copy
    assert checked_copy_path(tmp_path / name, tmp_path / "jinam", lang) == tmp_path / "jinam" / copy


# --- marks on the cells ----------------------------------------------------------------------------


def test_a_cell_tells_by_colour_and_by_word(target: Path) -> None:
    plan = openpyxl.load_workbook(target)[PLAN]
    shades = {place: (meant(plan[place].fill) or ("", 0))[0] for place in ("B4", "E8", "A5", "C7")}
    assert shades == {"B4": "error", "E8": "warning", "A5": "note", "C7": ""}
    note = plan["B4"].comment.text
    assert "CHYBA: hodnotu nejde přečíst\nZapsáno: =1+1\n" in note
    assert "Nejbližší platná hodnota: 4. 1. 2021" in note
    assert "POZNÁMKA: text přečten jako datum" in note
    assert plan["B4"].number_format == "d. m. yyyy"
    assert "UPOZORNĚNÍ" in plan["E8"].comment.text


def test_a_word_in_bold_stays_bold(target: Path) -> None:
    text = openpyxl.load_workbook(target, rich_text=True)[PLAN]["D8"].value
    assert str(text) == "u kašny"
    assert text[1].font.b


def test_a_waived_finding_is_listed_and_not_coloured(target: Path) -> None:
    book = openpyxl.load_workbook(target)
    assert book[PLAN]["C7"].comment is None
    assert 7 not in check_cells(book[PLAN], "F")
    [row] = [row for row in error_rows(book) if row["pravidlo"].value == "visit_hours"]
    assert row["závažnost"].value == "uznaná výjimka (upozornění)"
    assert meant(row["závažnost"].fill) is None
    assert row["zdůvodnění výjimky"].value == "schválil vedoucí"


def test_a_light_font_turns_dark_on_our_colours(target: Path) -> None:
    header = openpyxl.load_workbook(target)[PLAN]["E3"]
    assert meant(header.fill)
    assert header.font.color.rgb == "FF000000"
    assert header.font.bold


def test_merged_cells_are_marked_at_their_first_cell(target: Path) -> None:
    plan = openpyxl.load_workbook(target)[PLAN]
    assert meant(plan["D5"].fill) == ("error", 0)
    assert "nejbližší platná hodnota: náměstí" in plan["D5"].comment.text.lower()
    assert "D5:E6" in map(str, plan.merged_cells.ranges)


def test_the_users_comment_is_kept_above_ours(target: Path) -> None:
    comment = openpyxl.load_workbook(target)[PLAN]["A5"].comment
    assert comment.text.startswith("Ověřit u Petra\n\n──")
    assert comment.text.count("mezery na okraji vynechány") == 1
    assert comment.author == "Jana"


def test_a_missing_value_can_still_be_filled_in_a_protected_sheet(target: Path) -> None:
    sheet = openpyxl.load_workbook(target)[HIDDEN]
    assert sheet.protection.sheet
    assert sheet.protection.password
    assert not sheet["B2"].protection.locked
    assert sheet["B2"].number_format == "@"
    assert sheet["D1"].value == "Kontrola"
    assert not sheet["D2"].protection.locked


# --- the column of texts ---------------------------------------------------------------------------


def test_the_column_of_texts_stands_right_of_the_table(target: Path) -> None:
    book = openpyxl.load_workbook(target)
    texts = check_cells(book[PLAN], "F")
    assert texts[3] == "Kontrola"
    assert sorted(texts) == [3, 4, 5, 6, 8]
    assert texts[4].startswith("chyba (začátek): hodnotu nejde přečíst; chyba: návštěva není uvnitř")
    assert check_cells(book[CREW], "C") == {1: "Kontrola", 2: "chyba (začátek): stejný klíč mají dva různé řádky"}
    # a row without a cell to blame, and the header of a sheet, tell it on our own cells
    assert "návštěva není uvnitř" in book[PLAN]["F4"].comment.text
    assert "chybí povinný sloupec" in book[PLAN]["F3"].comment.text


def test_hidden_columns_right_of_the_table_do_not_hide_ours(target: Path) -> None:
    letters = openpyxl.load_workbook(target)[PLAN].column_dimensions
    assert not letters["F"].hidden
    assert letters["F"].width > 40
    assert letters["G"].hidden
    assert (letters["G"].min, letters["G"].max) == (7, 16384)
    assert letters["A"].width == pytest.approx(17, abs=1)


def test_a_legend_beside_the_table_is_not_overwritten(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "den", None, None], ["a", 1, "legenda", None]):
        book.active.append(row)
    book.active.merge_cells("D2:E2")
    book.save(tmp_path / "a.xlsx")
    write_checked_copy(tmp_path / "a.xlsx", tmp_path / "b.xlsx", no_findings(), {"Sheet": 1}, "en")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["Sheet"]
    assert (sheet["C2"].value, sheet["F1"].value) == ("legenda", "Check")


def test_a_sheet_without_a_table_gets_no_column(source: Path, tmp_path: Path) -> None:
    write_checked_copy(source, tmp_path / "b.xlsx", found(), {PLAN: 3}, "cs")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book[CREW]["C1"].value is None
    assert meant(book[CREW]["A2"].fill)


# --- the sheet of errors ---------------------------------------------------------------------------


def test_the_sheet_of_errors_counts_and_leads_to_each_cell(target: Path) -> None:
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    assert sheet.title == "Chyby"
    assert [sheet.cell(2, column).value for column in range(1, 5)] == [
        "6\xa0chyb", "1\xa0upozornění", "4\xa0poznámky", "1\xa0uznaná výjimka",
    ]  # fmt: skip
    assert NAME in sheet["A1"].value
    rows = error_rows(book)
    assert len(rows) == len(found())
    links = {row["pravidlo"].value: row["buňka"].hyperlink and row["buňka"].hyperlink.location for row in rows}
    assert links["unreadable_cell"] == f"'{PLAN}'!B4"
    assert links["primary_key"] == "'Petr''s směny č. 2'!A2"
    assert links["inside_shift"] == f"'{PLAN}'!F4"
    assert links["nullability"] == f"'{HIDDEN}'!B2"
    assert links["macros"] is None
    shown = {row["pravidlo"].value: row["buňka"].value for row in rows}
    assert (shown["inside_shift"], shown["macros"]) == ("řádek 4", None)
    [first] = [row for row in rows if row["pravidlo"].value == "unknown_code"]
    assert [cell.value for cell in first.values()][:9] == [
        "chyba", PLAN, "E6", "Směny", "začátek", "náměstíčko", "takový údaj v seznamu není", None, "náměstí",
    ]  # fmt: skip


def test_the_sheet_of_errors_is_ready_to_use(target: Path) -> None:
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    top = range_boundaries(sheet.auto_filter.ref)[1]
    assert sheet.freeze_panes == f"A{top + 1}"
    assert all(sheet.column_dimensions[letter].width >= 12 for letter in "ABCDEFGHIJK")
    assert sheet.cell(top + 1, 7).alignment.wrap_text
    assert book.active.title == "Chyby"
    assert [one.title for one in book.worksheets if one.sheet_view.tabSelected] == ["Chyby"]


def test_nothing_found_is_said(source: Path, tmp_path: Path) -> None:
    write_checked_copy(source, tmp_path / "b.xlsx", no_findings(), HEADERS, "en")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames[0] == "Errors"
    assert book["Errors"]["A3"].value == "We found nothing to mend."
    assert [book["Errors"].cell(2, column).value for column in (1, 2, 3, 4)] == [
        "0\xa0errors", "0\xa0warnings", "0\xa0notes", None,
    ]  # fmt: skip
    assert error_rows(book) == []
    assert check_cells(book[PLAN], "F") == {3: "Check"}


def test_everything_we_add_is_in_the_readers_language(source: Path, tmp_path: Path) -> None:
    write_checked_copy(source, tmp_path / "b.xlsx", found(), HEADERS, "en")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert "ERROR: the value cannot be read\nWritten: =1+1\n" in book[PLAN]["B4"].comment.text
    assert book[PLAN]["F5"].value == "note (start): spaces at the edge left out"
    assert error_rows(book)[0]["severity"].value == "error"
    assert book["Errors"]["A1"].value == f"Check of the file {NAME}"


def test_a_long_list_is_cut_and_says_so(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (checked_copy, errors_sheet):
        monkeypatch.setattr(module, "LISTED", 3)
    write_checked_copy(source, tmp_path / "b.xlsx", found(), HEADERS, "cs")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert len(error_rows(book)) == 3
    assert "prvních 3 z 12 nálezů" in book["Chyby"]["A4"].value


def test_many_findings_of_one_cell_make_one_readable_note(source: Path, tmp_path: Path) -> None:
    many = together([findings("unreadable_cell", file=NAME, sheet=PLAN, row=4, cell="B4", value="x" * 999)] * 30)
    write_checked_copy(source, tmp_path / "b.xlsx", many, HEADERS, "cs")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")[PLAN]
    assert "a další: 22" in sheet["B4"].comment.text
    assert "…" in sheet["B4"].comment.text
    assert sheet["F4"].value.endswith("a další: 27")


# --- text stays text, formulas stay formulas -------------------------------------------------------


def test_text_that_starts_like_a_formula_stays_text(target: Path) -> None:
    book = openpyxl.load_workbook(target)
    values = {row["pravidlo"].value: row["hodnota"] for row in error_rows(book)}
    for rule, value in (("unreadable_cell", "=1+1"), ("primary_key", "@x"), ("formula_text", "=HYPERLINK(1)")):
        assert (values[rule].value, values[rule].data_type, values[rule].quotePrefix) == (value, "s", True)
    assert (book[PLAN]["E8"].value, book[PLAN]["E8"].data_type) == ("=HYPERLINK(1)", "s")
    assert (book[PLAN]["C9"].value, book[PLAN]["C9"].data_type) == ("=SUM(C4:C8)", "f")
    formulas = [name for name, part in parts(target).items() if name.endswith(".xml") and b"<f>" in part]
    assert len(formulas) == 1


def test_what_a_sheet_cannot_hold_is_left_out(source: Path, tmp_path: Path) -> None:
    odd = findings("unreadable_cell", file=NAME, sheet=PLAN, row=4, cell="B4", value="a\x00\x0bb" + "c" * 99_999)
    write_checked_copy(source, tmp_path / "b.xlsx", odd, HEADERS, "cs")
    [row] = error_rows(openpyxl.load_workbook(tmp_path / "b.xlsx"))
    assert row["hodnota"].value.startswith("abccc")
    assert len(row["hodnota"].value) == 500


@pytest.mark.parametrize("cell", ["", "XFE", "XFE4", "B9999999", "B0", "A1:B2", "nikde"])
def test_a_cell_that_is_none_is_taken_for_its_row(source: Path, tmp_path: Path, cell: str) -> None:
    odd = findings("unreadable_cell", file=NAME, sheet=PLAN, row=4, cell=cell)
    write_checked_copy(source, tmp_path / "b.xlsx", odd, HEADERS, "cs")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book[PLAN]["F4"].value
    assert error_rows(book)[0]["buňka"].hyperlink.location == f"'{PLAN}'!F4"


def test_what_is_above_the_table_is_told_at_its_header(source: Path, tmp_path: Path) -> None:
    above = findings("outside_table", file=NAME, sheet=PLAN, row=1)
    write_checked_copy(source, tmp_path / "b.xlsx", above, HEADERS, "cs")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")[PLAN]
    assert check_cells(sheet, "F") == {3: "Kontrola"}
    assert "text pod tabulkou" in sheet["F3"].comment.text


# --- what survives ---------------------------------------------------------------------------------


def test_the_original_is_never_touched(source: Path) -> None:
    before = (source.read_bytes(), source.stat().st_mtime_ns)
    write_checked_copy(source, checked_copy_path(source, None, "cs"), found(), HEADERS, "cs")
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
    assert sorted(os.listdir(source.parent)) == [NAME, "plán služeb_KONTROLA.xlsx"]


def test_what_is_not_a_cell_survives(source: Path, target: Path) -> None:
    ours, theirs = openpyxl.load_workbook(target), openpyxl.load_workbook(source)
    assert ours[PLAN].data_validations.dataValidation[0].formula1 == "mista"
    assert [str(area.sqref) for area in ours[PLAN].conditional_formatting] == ["C4:C9"]
    assert ours.defined_names["mista"].value == theirs.defined_names["mista"].value
    assert ours.custom_doc_props["apk_schema"].value == 2
    assert ours[PLAN].freeze_panes == "A4"
    assert ours[PLAN].auto_filter.ref == "A3:E9"
    assert ours[CREW].tables["Tabulka_směn"].ref == "A1:B4"
    assert ours.sheetnames == ["Chyby", PLAN, CREW, HIDDEN, SAMPLES]
    assert ours[SAMPLES].sheet_state == "veryHidden"


def test_what_cannot_be_kept_is_said_only_where_there_is_some(source: Path, target: Path, tmp_path: Path) -> None:
    said = [cell.value for cell in openpyxl.load_workbook(target)["Chyby"]["A"][:5]]
    assert not any("chybí nebo" in str(text) for text in said)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"")
        archive.writestr("xl/media/image1.png", b"")
    write_checked_copy(source, tmp_path / "b.xlsx", found(), HEADERS, "cs")
    note = openpyxl.load_workbook(tmp_path / "b.xlsx")["Chyby"]["A4"].value
    assert "chybí nebo může vypadat jinak: makra a obrázky." in note
    assert NAME in note


def test_lists_that_only_newer_excel_knows_are_told_lost(source: Path, tmp_path: Path) -> None:
    extension = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/></extLst></worksheet>'
    )
    other = tmp_path / "jiný.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        for name, part in parts(source).items():
            sheet = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, part.replace(b"</worksheet>", extension) if sheet else part)
    write_checked_copy(other, tmp_path / "b.xlsx", found(), HEADERS, "cs")
    assert "rozevírací seznamy z jiného listu" in openpyxl.load_workbook(tmp_path / "b.xlsx")["Chyby"]["A4"].value


# --- the second check ------------------------------------------------------------------------------


def test_a_copy_of_a_copy_is_the_same_file(target: Path, tmp_path: Path) -> None:
    again = tmp_path / "znovu" / NAME
    again.parent.mkdir()
    again.write_bytes(target.read_bytes())
    write_checked_copy(again, again.parent / "b.xlsx", found(), HEADERS, "cs")
    first, second = parts(target), parts(again.parent / "b.xlsx")
    assert differing(first, second) == []


def test_the_same_check_makes_the_same_bytes(source: Path, target: Path, tmp_path: Path) -> None:
    write_checked_copy(source, tmp_path / "b.xlsx", found(), HEADERS, "cs")
    assert (tmp_path / "b.xlsx").read_bytes() == target.read_bytes()


def test_cleaning_brings_everything_back(source: Path, target: Path) -> None:
    marked, theirs = openpyxl.load_workbook(target), openpyxl.load_workbook(source)
    clean(marked)
    assert differing(state(marked), state(theirs)) == []


def test_an_untouched_workbook_has_nothing_to_clean(source: Path) -> None:
    book = openpyxl.load_workbook(source)
    before = state(book)
    clean(book)
    assert differing(state(book), before) == []


def test_a_mended_copy_loses_the_mark_and_keeps_the_mending(target: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(target)
    book[PLAN]["B4"] = date(2021, 1, 4)
    book[PLAN].insert_rows(4)  # the clerk inserts a row: cells, colours and notes move down
    book.save(target)
    write_checked_copy(target, target, no_findings(), HEADERS, "en")
    sheet = openpyxl.load_workbook(target)[PLAN]
    assert sheet["B5"].value.date() == date(2021, 1, 4)
    assert sheet["B5"].fill.fgColor.rgb == YELLOW
    assert sheet["E3"].fill.fgColor.rgb == BLACK
    assert sheet["E3"].font.color.rgb == "FFFFFFFF"
    assert check_cells(sheet, "F") == {3: "Check"}
    assert not any(meant(cell.fill) for row in sheet["A1:E12"] for cell in row)


def test_our_colour_pasted_on_data_never_deletes_them(target: Path) -> None:
    book = openpyxl.load_workbook(target)
    book[PLAN]["A8"]._style = book[PLAN]["F4"]._style
    clean(book)
    assert book[PLAN]["A8"].value == "S-8"
    assert meant(book[PLAN]["A8"].fill) is None


def test_a_list_that_comes_back_is_followed_by_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "a_KONTROLA.xlsx"
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    write_checked_copy(tmp_path / "a.xlsx", path, found(), HEADERS, "cs")
    write_checked_copy(path, path, no_findings(), {}, "cs")
    assert openpyxl.load_workbook(path).sheetnames == ["Chyby", SAMPLES]


def test_a_reply_in_our_note_is_kept(target: Path) -> None:
    book = openpyxl.load_workbook(target)
    book[PLAN]["B4"].comment = Comment(book[PLAN]["B4"].comment.text + "\nTo je správně!", "Jana")
    clean(book)
    assert book[PLAN]["B4"].comment.text == "To je správně!"


def test_a_town_with_a_sheet_and_a_column_of_our_name_keeps_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = ERRORS.cs
    book.active.append(["id", "den", CHECK.cs])
    book.active.append(["a", 1, "v pořádku"])
    book.save(tmp_path / "a.xlsx")
    for _ in range(2):
        write_checked_copy(tmp_path / "a.xlsx", tmp_path / "a_KONTROLA.xlsx", no_findings(), {ERRORS.cs: 1}, "cs")
    sheet = openpyxl.load_workbook(tmp_path / "a_KONTROLA.xlsx")[ERRORS.cs]
    assert [cell.value for cell in sheet[1]] == ["id", "den", "Kontrola", "Kontrola"]
    assert sheet["C2"].value == "v pořádku"


def test_many_looks_all_come_back(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in range(1, 81):
        cell = book.active.cell(row, 1, "x")
        cell.fill = PatternFill("solid", fgColor=f"FF0101{row:02X}")
        cell.font = Font(color="FFFFFFFF" if row % 2 else "FF000000")
    before = state(book)
    marker = Marker(book)
    for row in range(1, 81):
        marker.colour(book.active.cell(row, 1), "error")
    assert meant(book.active["A1"].fill) == ("error", 1)
    marker.keep_samples()
    clean(book)
    assert differing(state(book), before) == []


def test_a_colour_carries_its_number_unseen() -> None:
    for shade in ("error", "warning", "note", "ours"):
        for number in range(64):
            assert meant(PatternFill("solid", fgColor=colour(shade, number))) == (shade, number)
    for theirs in ("FFFFC7CE", "FFFFEB9C", "FFC6EFCE", "FFFF0000", "FFFFFF00", "FFDDEBF7", "00000000"):
        assert meant(PatternFill("solid", fgColor=theirs)) is None
    assert meant(PatternFill("lightGray", fgColor=colour("error"))) is None


# --- files that are no workbook, or too large a one ------------------------------------------------

ROWS: list[list[object]] = [["id", "den"], ["007", "=1+1"], ["a", None, "1,50"]]


def rows_found(**said: Any) -> pl.DataFrame:
    return findings(
        "unreadable_cell", file="a.csv", row=2, cell="B2", value="=1+1", table="shifts", column="day", **said
    )


@pytest.mark.parametrize("name", ["směny", "plán: leden/únor [2021] s velmi dlouhým názvem"])
def test_a_csv_comes_back_as_a_workbook(tmp_path: Path, name: str) -> None:
    write_checked_copy_of_rows(tmp_path / "b.xlsx", name, ROWS, rows_found(), {name: 1}, "cs")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book.worksheets[1]
    assert [[cell.value for cell in row] for row in sheet["A1:C3"]] == [
        ["id", "den", None], ["007", "=1+1", None], ["a", None, "1,50"],
    ]  # fmt: skip
    assert (sheet["B2"].data_type, sheet["B2"].number_format) == ("s", "@")
    assert sheet["D1"].value == "Kontrola"
    assert sheet["D2"].value == "chyba (den): hodnotu nejde přečíst"
    assert meant(sheet["B2"].fill)
    assert error_rows(book)[0]["buňka"].hyperlink.location.endswith("!B2")


def test_a_long_text_of_a_csv_is_not_cut(tmp_path: Path) -> None:
    write_checked_copy_of_rows(tmp_path / "b.xlsx", "směny", [["x" * 30_000]], no_findings(), {}, "cs")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["směny"]["A1"].value == "x" * 30_000


def test_a_csv_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_checked_copy_of_rows(tmp_path / name, "směny", ROWS, rows_found(sheet="směny"), {"směny": 1}, "cs")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_large_file_gets_a_list_only(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (checked_copy, source_module):
        monkeypatch.setattr(module, "CELLS", 3)
    write_checked_copy(source, tmp_path / "b.xlsx", found(), HEADERS, "cs")
    write_checked_copy_of_rows(tmp_path / "c.xlsx", "směny", ROWS, rows_found(), {}, "cs")
    for name, count in (("b.xlsx", len(found())), ("c.xlsx", 1)):
        book = openpyxl.load_workbook(tmp_path / name)
        assert book.sheetnames == ["Chyby"]
        assert "víc než 3 buněk" in book["Chyby"]["A4"].value
        assert len(error_rows(book)) == count
        assert not any(row["buňka"].hyperlink for row in error_rows(book))


@pytest.mark.parametrize("cut", [0, 30, 3000])
def test_a_workbook_that_cannot_be_copied_gets_a_list(source: Path, tmp_path: Path, cut: int) -> None:
    content = source.read_bytes()
    # a damaged part in a sound archive, or no archive at all
    (tmp_path / "a.xlsx").write_bytes(content[:cut] + b"?" * 20 + content[cut + 20 :] if cut else b"no workbook")
    write_checked_copy(tmp_path / "a.xlsx", tmp_path / "b.xlsx", found(), HEADERS, "en")
    assert "could not be copied" in openpyxl.load_workbook(tmp_path / "b.xlsx")["Errors"]["A4"].value


# --- files that cannot be written ------------------------------------------------------------------


def failing(problem: OSError) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise problem

    return fail


@pytest.mark.parametrize(
    ("method", "problem", "cs", "en"),
    [
        ("replace", PermissionError(errno.EACCES, "odepřeno"), "otevřený v Excelu. Zavřete", "open in Excel. Close"),
        ("write_bytes", PermissionError(errno.EACCES, "odepřeno"), "nejde zapisovat", "cannot be written to"),
        ("write_bytes", OSError(errno.ENOSPC, "plno"), "Na disku není místo", "no space left"),
        ("mkdir", OSError(errno.EROFS, "jen pro čtení"), "Zvolte jinou složku", "Choose another folder"),
    ],
)
def test_a_file_that_cannot_be_written_says_what_to_do(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, problem: OSError, cs: str, en: str
) -> None:
    target = tmp_path / "kopie.xlsx"
    write_checked_copy(source, target, no_findings(), HEADERS, "cs")
    before = target.read_bytes()
    monkeypatch.setattr(Path, method, failing(problem))
    with pytest.raises(DataError) as raised:
        write_checked_copy(source, target, found(), HEADERS, "cs")
    monkeypatch.undo()
    assert cs in raised.value.message("cs")
    assert en in raised.value.message("en")
    assert target.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["kopie.xlsx", NAME]


def test_a_missing_source_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nejde přečíst"):
        write_checked_copy(tmp_path / "není.xlsx", tmp_path / "b.xlsx", found(), HEADERS, "cs")


def test_a_users_file_with_the_name_of_a_copy_is_not_overwritten(source: Path) -> None:
    own = source.rename(source.with_name("moje_KONTROLA.xlsx"))
    before = own.read_bytes()
    with pytest.raises(DataError, match="přepsala váš soubor"):
        write_checked_copy(own, checked_copy_path(own, None, "cs"), found(), HEADERS, "cs")
    assert own.read_bytes() == before


def test_a_large_file_with_the_name_of_a_copy_is_not_replaced_by_a_list(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "CELLS", 3)
    before = target.read_bytes()
    with pytest.raises(DataError, match="přepsala váš soubor"):
        write_checked_copy(target, target, found(), HEADERS, "cs")
    assert target.read_bytes() == before


def test_corrections_made_in_a_copy_are_not_lost(source: Path, target: Path) -> None:
    write_checked_copy(source, target, found(), HEADERS, "cs")
    book = openpyxl.load_workbook(target)
    book[PLAN]["B4"] = date(2021, 1, 4)
    book.save(target)
    before = target.read_bytes()
    with pytest.raises(DataError, match="někdo upravil"):
        write_checked_copy(source, target, found(), HEADERS, "cs")
    with pytest.raises(DataError, match="někdo upravil"):
        write_checked_copy_of_rows(target, "směny", ROWS, rows_found(), {}, "cs")
    assert target.read_bytes() == before
    write_checked_copy(target, target, found(), HEADERS, "cs")
    assert openpyxl.load_workbook(target)[PLAN]["B4"].value.date() == date(2021, 1, 4)


# --- all findings as a table -----------------------------------------------------------------------


def test_findings_are_written_with_their_czech_wording(tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        write_findings(tmp_path / name, found().sample(fraction=1, shuffle=True, seed=len(name)))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    table = pl.read_parquet(io.BytesIO((tmp_path / "a.parquet").read_bytes()))
    assert table.filter(rule="unreadable_cell")["message"].to_list() == ["hodnotu nejde přečíst"]
    assert len(table) == len(found())


def test_headers_of_unknown_sheets_do_no_harm(source: Path, tmp_path: Path) -> None:
    headers: Mapping[str, int] = HEADERS | {"jinde": 1}
    write_checked_copy(source, tmp_path / "b.xlsx", found(), headers, "cs")
    assert (tmp_path / "b.xlsx").exists()
