"""The story of a coordinator at the command line: a project founded, its records checked, imported, mended, reported.

Each command is run in this process, as `apk-lib` would run it. What is not an `ApkError` and no exit leaves the
command as an exception, so every test here also says that no traceback is shown.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import openpyxl
import polars as pl
import pytest

from apk_lib import cli
from apk_lib.batch.running import make_all
from apk_lib.findings import FINDINGS
from apk_lib.intake import importing, office_of
from apk_lib.intake.storage import changes as store
from apk_lib.text import NBSP
from tests.unit.kobo_export import example, kobo_xlsx, made
from tests.unit.plain_workbook import workbook
from tests.unit.pretended_reports import Inline

HERE = Path(__file__).parent
Rows = Sequence[Sequence[object]]
COMMANDS = (
    "new", "template", "forms", "plan-survey", "check", "import", "erase", "migrate", "report", "verify", "submit",
    "return", "approve", "archive", "kit", "sample",
    "catalogue", "narrative", "annex", "dashboard", "lab", "drilldown", "key", "summary",
    "portfolio",
)  # fmt: skip
CZECH = re.compile(r"[ěščřžýáíéůúťďňó„]", re.IGNORECASE)
NEW_CS, NEW_EN = "Nic nového: všechno už v projektu je.", "Nothing new: everything is in the project already."
STOPPED = {"cs": "Nic se neimportovalo", "en": "Nothing was imported"}


class Said(NamedTuple):
    """What a command left behind: its exit code, its output, its errors."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def all(self) -> str:
        return self.out + self.err

    def of(self, word: str) -> list[str]:
        """The lines that begin with a word."""
        return [line for line in self.lines if line.startswith(word)]


def apk(*words: object) -> Said:
    out, err = StringIO(), StringIO()
    env = {"COLUMNS": "120", "JUPYTER_PATH": ""}
    with (
        patch("sys.argv", ["apk-lib", *map(str, words)]),
        patch.dict(os.environ, env),
        patch("apk_lib.batch.running.make_all", partial(make_all, executor=Inline())),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            cli.main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return Said(code, out.getvalue().replace(NBSP, " "), err.getvalue().replace(NBSP, " "))


# --- files, as a clerk makes them --------------------------------------------------------------------


def delimited(path: Path, rows: Rows, encoding: str = "cp1250") -> Path:
    path.write_bytes("".join(";".join(map(str, row)) + "\r\n" for row in rows).encode(encoding))
    return path


def typed(path: Path, cells: Mapping[str, Mapping[str, object]]) -> Path:
    """Type values into cells of a workbook and save it."""
    book = openpyxl.load_workbook(path)
    for sheet, values in cells.items():
        for cell, value in values.items():
            book[sheet][cell] = value
    book.save(path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != store.LOCK}  # fmt: skip


def mentions(folder: Path, words: Iterable[str]) -> list[str]:
    """The files of a folder in which one of the words stands, packed workbooks too."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            texts = _cells(path) if path.suffix == ".xlsx" else [path.read_bytes().decode("utf-8", "replace")]
            found += [f"{path.name}: {word}" for word in words if any(word in text for text in texts)]
    return found


def _cells(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]


PERSONS: list[Any] = ["osoba (pseudonym)", "role"]
CONTRACTS: list[Any] = ["smlouva", "osoba", "místo", "nástup", "úvazek"]
SHIFTS: list[Any] = ["směna", "den", "začátek", "konec", "posádka"]
VISITS: list[Any] = ["návštěva", "směna", "lokalita", "činnost", "den", "příchod", "odchod"]
EVENTS: list[Any] = ["událost", "den", "kdy", "návštěva", "lokalita", "druh"]
WAIVERS: list[Any] = ["výjimka", "pravidlo", "klíč řádku", "důvod", "schválil (funkce)", "platí do konce období"]


def workdays(first: date, last: date) -> Iterator[date]:
    days = (first + timedelta(place) for place in range((last - first).days + 1))
    return (day for day in days if day.weekday() < 5)


def records() -> dict[str, list[list[Any]]]:
    """Two months of a town: two people, shifts of working days, a visit and an event in most of them."""
    days = list(workdays(date(2020, 6, 1), date(2020, 7, 31)))
    return {
        "Místa": [["místo", "plánováno od", "plánováno do", "úvazek"],
                  ["M1", "1. 6. 2020", "31.5.2021", "1,0"], ["M2", "1.6.2020", "31.5.2021", 1]],
        "Osoby": [PERSONS, ["APK1", "asistent prevence kriminality"], ["APK2", "Asistent Prevence Kriminality"]],
        "Smlouvy": [CONTRACTS, ["C1", "APK1", "M1", "1.6.2020", "1,0"], ["C2", "APK2", "M2", "1.6.2020", 1]],
        "Směny": [SHIFTS] + [[f"S{place:02}", day, "7:00", "15:00", "APK1; APK2" if place % 3 else "APK1"]
                             for place, day in enumerate(days, 1)],
        "Návštěvy lokalit": [VISITS] + [[f"V{place:02}", f"S{place:02}", "prechod", "pochuzka", day, "7:30", "8.15"]
                                        for place, day in enumerate(days, 1)],
        "Události": [EVENTS, ["U1", "1.6.2020", "7:50", "V01", "Přechod", "doprava"]],
        "Kurzy": [["kurz", "konáno", "druh", "téma"], ["K1", "30.6.2020", "vstupní vzdělávání", "Vstupní kurz"]],
        "Účast na kurzech": [["kurz", "osoba", "hodiny", "zkouška složena"], ["K1", "APK1", "7,5", "ano"]],
        "Vlny šetření": [["vlna", "sběr od", "sběr do", "způsob sběru"], ["W0", "1.7.2020", "31.7.2020", "tazatel"]],
        "Otázky": [["otázka", "znění", "znění anglicky"], ["safe_by_day", "Ve dne?", "By day?"],
                   ["safe_after_dark", "Po setmění?", "After dark?"]],
        "Respondenti": [["respondent", "vlna", "část města", "váha", "obyvatel ve vrstvě", "Ve dne?", "Po setmění?"]]
        + [[place, "W0", "okolí lokalit", "12,5", "2 500", 1 + place % 4, 9] for place in range(1, 13)],
    }  # fmt: skip


def mistaken() -> dict[str, list[list[Any]]]:
    """The same records with what people really do: row 1 is the heading, so shift S01 stands in row 2."""
    sheets = records()
    shifts, visits = sheets["Směny"], sheets["Návštěvy lokalit"]
    shifts[3][3] = ""  # row 4: no end
    shifts[4][2] = "sedm"  # row 5: a time in words
    shifts[6][4] = "APK1, APK3"  # row 7: somebody nobody knows
    visits[2][2] = "Park Severní"  # row 3: no such locality
    visits[6][5:] = ["17:30", "18:15"]  # row 7: after the shift
    visits[7][1] = "S99"  # row 8: no such shift
    sheets["Události"].append(["U2", "2.6.2020", "23:50", "", "", "hluk"])  # row 3: no such kind
    sheets["Účast na kurzech"].append(["K1", "APK2", "sedm a půl", ""])  # row 3: hours in words
    sheets["Respondenti"][4][5] = 5  # row 5: not on the scale
    return sheets


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("files")
    return {
        "good": workbook(place / "zaznamy.xlsx", records()),
        "wrong": workbook(place / "chyby.xlsx", mistaken()),
        "small": workbook(place / "osoby.xlsx", {"Osoby": records()["Osoby"]}),
        "foreign": delimited(place / "cizi.csv", [["Jméno", "Telefon"], ["Jan Novák", "777 123 456"]]),
    }


def _founded(place: Path) -> Path:
    place.mkdir(parents=True)
    shutil.copy(HERE / "vzorov.toml", place / "project.toml")
    return place


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> Path:
    place = _founded(tmp_path_factory.mktemp("filled") / "vzorov")
    said = apk("import", files["good"], "--into", place, "--recorded", "2020-08-03")
    assert said.code == 0, said
    assert "Import č. 1 je hotov." in said.out
    return place


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A project folder with its sheet and no records."""
    return _founded(tmp_path / "vzorov")


@pytest.fixture
def kept(tmp_path: Path, filled: Path) -> Path:
    """A project folder with the records of two months imported."""
    return Path(shutil.copytree(filled, tmp_path / "vzorov"))


# --- a project is founded ----------------------------------------------------------------------------

HEAD = {"C5": "Asistenti Lhotov", "C6": "Assistants Lhotov", "C7": "CZ.03/1", "C8": "město Lhotov",
        "C9": "town of Lhotov", "C11": "1.1.2024", "C12": "31.12.2024", "C13": 2, "C14": "3 000 000,50"}  # fmt: skip
PROJECT: dict[str, dict[str, object]] = {
    "Projekt": HEAD,
    "Sledovaná období": {"B7": "P1", "C7": "1.1.2024", "D7": "30.6.2024", "E7": "30.7.2024", "F7": "ne", "G7": "ano",
                         "B8": "P2", "C8": "1.7.2024", "D8": "31.12.2024", "E8": "30.1.2025", "F8": "Ano", "G8": "ano"},
    "Zdroje financování": {"B7": "eu", "C7": "Příspěvek Unie", "D7": "Union", "E7": "2 850 000,-", "F7": "ano"},
    "Školy": {"B7": "masarykova", "C7": "ZŠ Masarykova"},
    "Lokality": {"B7": "prechod", "C7": "Přechod Masarykova", "D7": "Masaryk crossing", "E7": "prechod u skoly",
                 "F7": "masarykova", "G7": "1.1.2024", "I7": "ne"},
}  # fmt: skip


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project workbook that `new` makes, filled in without a mistake."""
    place = tmp_path_factory.mktemp("new") / "mesto"
    said = apk("new", place)
    assert said.code == 0
    assert said.lines[0] == str(place / "projekt.xlsx")
    assert "apk-lib import" in said.lines[1]
    assert f"--into {place}" in said.lines[1] or f'--into "{place}"' in said.lines[1]
    return typed(place / "projekt.xlsx", PROJECT)


def _new_folder(tmp_path: Path, sheet: Path, changed: Mapping[str, Mapping[str, object]] | None = None) -> Path:
    folder = Path(shutil.copytree(sheet.parent, tmp_path / "mesto"))
    if changed:
        typed(folder / sheet.name, changed)
    return folder


def test_a_filled_project_workbook_becomes_a_project(tmp_path: Path, sheet: Path) -> None:
    folder = _new_folder(tmp_path, sheet)
    first = apk("import", folder / sheet.name, "--into", folder)
    assert first.code == 0
    assert first.lines[-1] == "Import č. 1 je hotov."
    assert (folder / "project.toml").is_file()
    # a whole new project is no list of changes, and no column is called by its code
    assert not {"title_cs", "binding_total", "confirmed"} & set(re.findall(r"\w+", first.out))
    assert "změněné" not in first.out
    assert len(first.lines) < 40
    before = contents(folder)
    again = apk("import", folder / sheet.name, "--into", folder)
    assert (again.code, again.lines[-1]) == (0, NEW_CS)
    assert contents(folder) == before


def test_mistakes_of_the_project_workbook_are_told_and_mended_in_the_copy(tmp_path: Path, sheet: Path) -> None:
    wrong = {"Projekt": {"C6": None, "C13": "dva", "C17": "25 %"}, "Lokality": {"E7": "přechod", "D7": None}}
    folder = _new_folder(tmp_path, sheet, wrong)
    before = contents(folder)
    refused = apk("import", folder / sheet.name, "--into", folder)
    assert refused.code == 1
    assert STOPPED["cs"] in refused.lines[-1]
    assert contents(folder) == before
    for cell in ("Projekt, C6", "Projekt, C13", "Lokality, E7"):
        assert cell in refused.out
    assert "„dva“" in refused.out
    assert "přechod u školy" in refused.out
    # a share in percent may be understood or asked about, never "mended" to 25
    assert not re.search(r"25 %.*nejbližší:? 25(?!\s?%)", refused.out)
    assert "čekáme pro anglickou zprávu" not in refused.out
    checked = apk("check", folder / sheet.name)
    assert checked.code == 1
    copy = folder / "projekt_KONTROLA.xlsx"
    assert str(copy) in checked.out
    assert (folder / sheet.name).read_bytes() == before[sheet.name]
    typed(copy, {"Projekt": {"C6": "Assistants", "C13": 2, "C17": "0,25"},
                 "Lokality": {"E7": "přechod u školy", "D7": "Crossing"}})  # fmt: skip
    assert apk("check", copy).code == 0
    assert apk("import", copy, "--into", folder, "--dry-run").code == 0
    assert not (folder / "project.toml").exists()
    assert apk("import", copy, "--into", folder).lines[-1] == "Import č. 1 je hotov."


@pytest.mark.parametrize(("cells", "place"), [
    ({"Sledovaná období": {"C8": "2.7.2024"}}, "Sledovaná období"),
    ({"Projekt": {"C17": "25"}}, "sazba nepřímých nákladů"),
    ({"Lokality": {"F7": "ZŠ Neznámá"}}, "Lokality"),
])  # fmt: skip
def test_what_contradicts_itself_is_told_in_the_words_of_the_workbook(
    tmp_path: Path, sheet: Path, cells: dict[str, dict[str, object]], place: str
) -> None:
    folder = _new_folder(tmp_path, sheet, cells)
    said = apk("import", folder / sheet.name, "--into", folder)
    assert said.code == 1
    assert place in " ".join(said.of("Chyba"))
    # the clerk has never seen the file the workbook is turned into
    assert "project.toml" not in said.out
    assert "[[" not in said.out


def test_a_locality_finds_its_school_by_name_in_the_same_workbook(tmp_path: Path, sheet: Path) -> None:
    folder = _new_folder(tmp_path, sheet, {"Lokality": {"F7": "ZŠ Masarykova"}})
    assert apk("import", folder / sheet.name, "--into", folder).code == 0


def test_a_project_in_english(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    said = apk("new", folder, "--lang", "en")
    assert (said.code, said.lines[0]) == (0, str(folder / "project.xlsx"))
    assert "Fill the project workbook" in said.out
    again = apk("new", folder, "--lang", "en")
    assert (again.code, again.out) == (1, "")
    assert "not empty" in again.err
    refused = apk("import", folder / "project.xlsx", "--into", folder, "--lang", "en")
    assert refused.code == 1
    assert STOPPED["en"] in refused.lines[-1]
    assert not CZECH.search(refused.out.replace("město Vzorov", ""))


def test_the_command_that_new_tells_can_be_copied_whatever_the_folder_is_called(tmp_path: Path) -> None:
    said = apk("new", tmp_path / "nové město")
    assert f'"{tmp_path / "nové město" / "projekt.xlsx"}"' in said.lines[1]
    assert f'"{tmp_path / "nové město"}"' in said.lines[1].replace(str(Path("projekt.xlsx")), "")


# --- templates and forms -----------------------------------------------------------------------------


def test_a_template_of_a_project_is_read_back_whole(kept: Path, tmp_path: Path) -> None:
    target = tmp_path / "vyplneno.xlsx"
    assert apk("template", target, "--project", kept, "--filled").out.strip() == str(target)
    before = contents(kept)
    said = apk("import", target, "--into", kept)
    assert (said.code, said.lines[-1]) == (0, NEW_CS)
    assert not said.of("Chyba")
    assert contents(kept) == before


def test_a_template_never_overwrites_what_somebody_has_filled_in(town: Path, files: dict[str, Path],
                                                                 tmp_path: Path) -> None:  # fmt: skip
    mine = Path(shutil.copy(files["good"], tmp_path / "zaznamy.xlsx"))
    for lang, word in (("cs", "nepřepíš"), ("en", "overwrit")):
        said = apk("template", mine, "--project", town, "--lang", lang)
        assert said.code == 1
        assert said.out == ""
        assert "zaznamy.xlsx" in said.err
        assert word in said.err
    assert mine.read_bytes() == files["good"].read_bytes()


def test_a_template_is_a_workbook_and_says_so(tmp_path: Path) -> None:
    said = apk("template", tmp_path / "zaznamy.txt")
    assert said.code == 1
    assert ".xlsx" in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("lang", "names"), [
    ("cs", ["smena.xlsx", "smena_A4.html", "dotaznik.xlsx"]), ("en", ["shift.xlsx", "shift_A4.html", "survey.xlsx"]),
])  # fmt: skip
def test_forms_are_written_in_both_languages(kept: Path, tmp_path: Path, lang: str, names: list[str]) -> None:
    said = apk("forms", tmp_path / "formuláře", "--project", kept, "--lang", lang)
    assert said.code == 0
    assert [Path(line).name for line in said.lines] == names
    assert all(Path(line).is_file() for line in said.lines)


# --- records are checked -----------------------------------------------------------------------------


def test_a_check_says_where_what_and_what_to_do(town: Path, files: dict[str, Path], tmp_path: Path) -> None:
    original, before = files["wrong"].read_bytes(), contents(town)
    said = apk("check", files["wrong"], "--project", town, "--out", tmp_path / "kontrola")
    assert said.code == 1
    assert files["wrong"].read_bytes() == original
    assert contents(town) == before
    errors = said.of("Chyba")
    for place, what in (("Směny, D4", "chybí povinný údaj"), ("Směny, C5", "„sedm“"), ("Směny, E7", "APK3"),
                        ("Návštěvy lokalit, C3", "„Park Severní“"), ("Návštěvy lokalit", "není uvnitř své směny"),
                        ("Návštěvy lokalit, B8", "„S99“"), ("Události, F3", "„hluk“"),
                        ("Účast na kurzech, C3", "„sedm a půl“"), ("Respondenti", "na škále otázky není")):  # fmt: skip
        assert any(place in line and what in line for line in errors), (place, what)
    assert re.search(r"^Chyby: \d+, upozornění: \d+, poznámky: \d+\.$", said.out, re.MULTILINE)
    copy, issues = tmp_path / "kontrola/chyby_KONTROLA.xlsx", tmp_path / "kontrola/issues.parquet"
    assert str(copy) in said.out
    assert str(issues) in said.out
    assert openpyxl.load_workbook(copy).sheetnames[0] == "Chyby"
    kept = pl.read_parquet(issues)
    assert set(FINDINGS) <= set(kept.columns)
    assert f"Chyby: {kept.filter(severity='error').height}, " in said.out


def test_a_check_in_english_holds_no_czech_of_ours(town: Path, tmp_path: Path) -> None:
    rows = [["shift", "start", "end", "crew"], ["S1", "2020-06-01 7:00", "2020-06-01 6:00", "APK9"],
            ["S2", "2020-06-02 7:00", "seven", ""]]  # fmt: skip
    said = apk("check", workbook(tmp_path / "book.xlsx", {"Shifts": rows}), "--project", town, "--lang", "en")
    assert said.code == 1
    assert "Error: book.xlsx, Shifts" in said.out
    assert "“seven”" in said.out
    assert re.search(r"^Errors: \d+, warnings: \d+, notes: \d+\.$", said.out, re.MULTILINE)
    assert not CZECH.search(said.out.replace(str(tmp_path), ""))
    assert len(list(tmp_path.glob("book_*.xlsx"))) == 1


def test_nothing_is_said_twice(town: Path, files: dict[str, Path], tmp_path: Path) -> None:
    said = apk("check", files["wrong"], "--project", town, "--out", tmp_path / "out")
    assert len(said.lines) == len(set(said.lines))


def test_one_wrong_row_is_told_as_one_cause(town: Path, tmp_path: Path) -> None:
    """A person of an unknown role falls; contracts and crews of the person fall with it, and nobody else is offered."""
    sheets = records()
    sheets["Osoby"][1][1] = "šéf"
    said = apk("check", workbook(tmp_path / "sešit.xlsx", sheets), "--project", town, "--out", tmp_path / "out")
    errors = said.of("Chyba")
    assert "Osoby, B2" in errors[0]
    assert not any("nejbližší APK2" in line for line in errors)
    assert len(errors) < 10


def test_a_hint_is_never_the_value_itself(town: Path, files: dict[str, Path], tmp_path: Path) -> None:
    apk("check", files["wrong"], "--project", town, "--out", tmp_path)
    found = pl.read_parquet(tmp_path / "issues.parquet")
    assert found.filter(pl.col("nearest") == pl.col("value")).is_empty()
    # no shift is near to S99: a wrong hint is worse than none
    assert found.filter(pl.col("value") == "S99")["nearest"].to_list() == [None]


def test_a_note_of_what_was_understood_expects_nothing(town: Path, files: dict[str, Path], tmp_path: Path) -> None:
    said = apk("check", files["good"], "--project", town, "--out", tmp_path)
    assert said.code == 0
    assert said.out.startswith("zaznamy.xlsx, Místa")
    read = [line for line in said.of("Poznámka") if "přečten" in line]
    assert read
    assert not [line for line in read if "čekáme" in line]
    assert len(said.lines) < 60


def test_notes_of_different_tables_are_not_told_as_of_one(town: Path, files: dict[str, Path], tmp_path: Path) -> None:
    """Recorded after the report was due: shifts, visits and events are three notes, not shifts three times."""
    said = apk("check", files["good"], "--project", town, "--out", tmp_path)
    late = [line for line in said.of("Poznámka") if "po termínu zprávy" in line]
    assert len({line.split(":")[1] for line in late}) == len(late) >= 3
    assert not any("×" in line for line in late)


def test_a_copy_that_somebody_mended_is_not_overwritten_and_the_findings_are_told(
    town: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    mine = Path(shutil.copy(files["wrong"], tmp_path / "sešit.xlsx"))
    assert apk("check", mine, "--project", town).code == 1
    copy = typed(tmp_path / "sešit_KONTROLA.xlsx", {"Směny": {"D4": "15:00"}})
    mended = copy.read_bytes()
    again = apk("check", mine, "--project", town)
    assert again.code == 1
    assert copy.read_bytes() == mended
    assert "sešit_KONTROLA.xlsx" in again.err
    assert again.of("Chyba")
    # the copy itself is what to check next
    assert "D4" not in " ".join(apk("check", copy, "--project", town).of("Chyba"))


def test_a_check_of_the_folder_tells_what_stands_there(kept: Path, files: dict[str, Path], tmp_path: Path) -> None:
    clean = apk("check", kept, "--out", tmp_path / "out")
    assert clean.code == 0
    assert "Chyby: 0" in clean.out
    assert apk("import", files["wrong"], "--into", kept, "--recorded", "2020-08-04").code == 0
    before = contents(kept)
    wrong = apk("check", kept, "--out", tmp_path / "out")
    assert wrong.code == 1
    assert any("chyby.xlsx" in line for line in wrong.of("Chyba"))
    assert (tmp_path / "out/issues.parquet").is_file()
    assert contents(kept) == before


def test_a_check_of_the_folder_repeats_the_warnings_of_its_rows(town: Path, tmp_path: Path) -> None:
    rows = {"Osoby": [PERSONS, ["APK1", "mentor"]], "Směny": [SHIFTS, ["S1", "1.6.2019", "7:00", "15:00", ""]]}
    imported = apk("import", workbook(tmp_path / "a.xlsx", rows), "--into", town, "--recorded", "2020-06-02")
    assert "mimo trvání projektu" in imported.out
    assert "mimo trvání projektu" in apk("check", town, "--out", tmp_path / "out").out


def test_a_row_that_fell_with_another_is_told_by_the_check_of_the_folder(kept: Path, tmp_path: Path) -> None:
    gone = workbook(tmp_path / "zrušeno.xlsx", {"Směny": [[*SHIFTS, "zrušeno"], ["S01", "", "", "", "", "ano"]]})
    said = apk("import", gone, "--into", kept, "--recorded", "2020-08-10")
    assert "Návštěvy lokalit" in " ".join(said.of("Chyba"))
    later = apk("check", kept, "--out", tmp_path / "out")
    assert later.code == 1
    assert "Návštěvy lokalit" in " ".join(later.of("Chyba"))


# --- records are imported ----------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "trial"), [("cs", "Zkouška: nic se nezapsalo."), ("en", "A trial")])
def test_trying_it_out_writes_nothing(town: Path, files: dict[str, Path], lang: str, trial: str) -> None:
    before = contents(town)
    said = apk("import", files["good"], "--into", town, "--dry-run", "--lang", lang)
    assert said.code == 0
    assert trial in said.lines[-1]
    assert contents(town) == before


def test_the_same_file_again_changes_nothing(kept: Path, files: dict[str, Path]) -> None:
    before = contents(kept)
    for lang, closing in (("cs", NEW_CS), ("en", NEW_EN)):
        said = apk("import", files["good"], "--into", kept, "--lang", lang)
        assert (said.code, said.lines[-1]) == (0, closing)
    assert contents(kept) == before


def test_rows_that_are_set_aside_are_told_in_the_end(town: Path, files: dict[str, Path]) -> None:
    said = apk("import", files["wrong"], "--into", town, "--recorded", "2020-08-03")
    assert said.code == 0
    assert "Import č. 1 je hotov." in said.out
    # the last line is what a clerk reads: done, but not all of it counts
    assert "odlož" in said.lines[-1].lower()
    assert (town / "imports/0001/quarantine.csv").is_file()


def test_three_changed_rows_are_told_in_the_words_of_the_workbook(kept: Path, tmp_path: Path) -> None:
    sheets = records()
    sheets["Směny"][1][3] = "16:00"
    sheets["Návštěvy lokalit"][2][3] = "noční klid"
    sheets["Osoby"][2][1] = "mentor (strážník)"
    said = apk("import", workbook(tmp_path / "oprava.xlsx", sheets), "--into", kept, "--recorded", "2020-08-05")
    assert said.code == 0
    assert said.out.count("změněné 1") == 3
    changes = [line for line in said.lines if " → " in line and ".xlsx" not in line]
    assert len(changes) == 3
    assert any("V02" in line and "činnost: pochůzka → noční klid" in line for line in changes)
    assert any("APK2" in line and "role: asistent prevence kriminality → mentor (strážník)" in line for line in changes)
    assert any("S01" in line and "konec:" in line and "16:00" in line for line in changes)
    assert not re.search(r"foot_patrol|night_quiet|\+02:00", " ".join(changes))


def test_a_file_with_no_table_is_not_called_known(town: Path, files: dict[str, Path]) -> None:
    before = contents(town)
    for lang, known in (("cs", "všechno už"), ("en", "everything is")):
        said = apk("import", files["foreign"], "--into", town, "--lang", lang)
        assert said.code == 1
        assert known not in said.out
    assert contents(town) == before


def test_dates_are_asked_about_and_the_answer_is_learned(kept: Path, tmp_path: Path) -> None:
    rows = [SHIFTS, ["D1", "03/04/21", "7:00", "15:00", "APK1"], ["D2", "04/04/21", "7:00", "15:00", "APK1"]]
    book = workbook(tmp_path / "duben.xlsx", {"Směny": rows})
    before = contents(kept)
    asked = apk("import", book, "--into", kept)
    assert asked.code == 1
    assert STOPPED["cs"] in asked.lines[-1]
    assert contents(kept) == before
    # the question names what would answer it, and the times beside an unclear day are no mistakes of their own
    assert "--century" in asked.out
    assert "--day-first" in asked.out
    assert "chybí den" not in asked.out
    answered = apk("import", book, "--into", kept, "--day-first", "--century", "2000", "--recorded", "2021-04-10")
    assert (answered.code, answered.lines[-1]) == (0, "Import č. 2 je hotov.")
    stored = (kept / "imports/0002/shifts.csv").read_text("utf-8")
    assert "2021-04-03T07:00:00" in stored
    rows = [SHIFTS, ["D3", "05/04/21", "7:00", "15:00", "APK1"]]
    later = workbook(tmp_path / "dál.xlsx", {"Směny": rows})
    assert apk("import", later, "--into", kept, "--recorded", "2021-04-12").code == 0


def test_a_towns_own_words_are_learned(kept: Path, tmp_path: Path) -> None:
    shifts = delimited(tmp_path / "Služby.csv", [["Č.", "Datum", "Nástup", "Odchod", "Kdo sloužil"],
                                                 ["N1", "3.8.2020", "7:00", "15:00", "APK1"]])  # fmt: skip
    visits = delimited(
        tmp_path / "Terén.csv",
        [
            ["Návštěva", "Směna", "Kde", "Co", "Den", "Příchod", "Odchod"],
            ["X1", "N1", "Přechod", "obchůzka", "3.8.2020", "7:30", "8:15"],
        ],
    )
    words = ["Služby=shifts", "Č.=shifts.shift", "Datum=shifts.day", "Nástup=shifts.start", "Odchod=shifts.end",
             "Kdo sloužil=shifts.crew", "Terén=visits", "Kde=visits.locality", "Co=visits.activity",
             "obchůzka=visits.activity.foot_patrol"]  # fmt: skip
    maps = [word for entry in words for word in ("--map", entry)]
    said = apk("import", shifts, visits, "--into", kept, *maps, "--recorded", "2020-08-10")
    assert (said.code, said.lines[-1]) == (0, "Import č. 2 je hotov.")
    assert "Windows-1250" in said.out
    assert "Chyby: 0" in said.out
    again = apk("import", shifts, visits, "--into", kept)
    assert (again.code, again.lines[-1]) == (0, NEW_CS)


@pytest.mark.parametrize(("entry", "there"), [("Služby=shift", "shifts"), ("Č.=shifts.id", "crew"), ("Služby", "="),
                                              ("x=visits.activity.walk", "foot_patrol")])  # fmt: skip
def test_a_word_that_leads_nowhere_is_told_with_what_there_is(
    town: Path, files: dict[str, Path], entry: str, there: str
) -> None:
    for lang in ("cs", "en"):
        said = apk("check", files["foreign"], "--project", town, "--map", entry, "--lang", lang)
        assert (said.code, said.out) == (1, "")
        assert len(said.err.splitlines()) == 1
        assert there in said.err
        assert lang == "cs" or "tabulka" not in said.err


def test_an_export_of_the_form_is_read_as_it_comes(kept: Path, tmp_path: Path) -> None:
    office = office_of(kept)
    assert office.project is not None
    form = made(office.project, office.rows("persons"), example("crossing", ["APK1", "APK2"]))
    book = kobo_xlsx(tmp_path / "kobo.xlsx", form, labels="cs", group_paths=True)
    said = apk("import", book, "--into", kept, "--recorded", "2024-04-01")
    assert (said.code, said.lines[-1]) == (0, "Import č. 2 je hotov.")
    assert "Chyby: 0" in said.out
    assert "Směny: 2 řádky (nové 2)" in said.out
    # our own form has no question that we do not know
    assert "sloupec neznáme" not in said.out
    assert apk("import", book, "--into", kept).lines[-1] == NEW_CS


# --- names of people ---------------------------------------------------------------------------------

NAMES = ("Vopička", "Vopicka", "VOPIČKA", "Němcová", "nemcova")


def _with_names(path: Path) -> Path:
    return workbook(path, {
        "Osoby": [PERSONS, ["Karel Vopička", "asistent prevence kriminality"], ["Žofie Němcová", "mentor (strážník)"]],
        "Směny": [SHIFTS, ["J1", "3.8.2020", "7:00", "15:00", "Karel Vopička; Žofie Němcová"],
                  ["J2", "4.8.2020", "7:00", "", "Karel Vopička"],
                  ["J3", "5.8.2020", "7:00", "15:00", "Žofie Němcová"]],
        "Účast na kurzech": [["kurz", "osoba", "hodiny"], ["K99", "Žofie Němcová", 4]],
    })  # fmt: skip


def test_names_stay_in_the_key_and_nowhere_else(kept: Path, tmp_path: Path) -> None:
    book, key = _with_names(tmp_path / "jména.xlsx"), tmp_path / "tajné" / "klíč.csv"
    before = contents(kept)
    without = apk("import", book, "--into", kept)
    assert without.code == 1
    assert "--key" in without.out
    assert contents(kept) == before
    said = apk("import", book, "--into", kept, "--key", key, "--recorded", "2020-08-06")
    assert said.code == 0
    assert key.read_text("utf-8").splitlines() == ["name,pseudonym", "Karel Vopička,APK3", "Žofie Němcová,APK4"]
    assert [path.suffix for path in (key.parent / "raw").iterdir()] == [".xlsx"]
    assert mentions(kept, NAMES) == []
    assert not [name for name in NAMES if name in without.all + said.all]
    checked = apk("check", kept, "--out", tmp_path / "out")
    assert not [name for name in NAMES if name in checked.all]
    assert mentions(tmp_path / "out", NAMES) == []


@pytest.mark.parametrize("written", ["Vopička", "VOPIČKA", "K. Vopička"])
def test_a_surname_alone_is_a_name_too(kept: Path, tmp_path: Path, written: str) -> None:
    key = tmp_path / "tajné" / "klíč.csv"
    key.parent.mkdir()
    key.write_text("name,pseudonym\nKarel Vopička,APK1\n", "utf-8")
    rows = {"Směny": [SHIFTS, ["J1", "3.8.2020", "7:00", "15:00", written]]}
    book = workbook(tmp_path / "jména.xlsx", rows)
    for words in ([], ["--key", key]):
        said = apk("import", book, "--into", kept, *words)
        assert not [name for name in NAMES if name in said.all]
        checked = apk("check", book, "--project", kept, "--out", tmp_path / "out", *words)
        assert not [name for name in NAMES if name in checked.all]
        assert mentions(kept, NAMES) == []
        assert not re.search("|".join(NAMES), str(pl.read_parquet(tmp_path / "out/issues.parquet").to_dicts()))


def test_the_key_lies_outside_the_project(kept: Path, files: dict[str, Path]) -> None:
    for lang, word in (("cs", "klíč jmen nesmí ležet"), ("en", "may not lie in the project folder")):
        said = apk("import", files["good"], "--into", kept, "--key", kept / "klic.csv", "--lang", lang)
        assert (said.code, said.out) == (1, "")
        assert word in said.err
    assert not (kept / "klic.csv").exists()


def test_a_person_is_erased_from_the_records_and_from_the_key(kept: Path, tmp_path: Path) -> None:
    book, key = _with_names(tmp_path / "jména.xlsx"), tmp_path / "tajné" / "klíč.csv"
    assert apk("import", book, "--into", kept, "--key", key, "--recorded", "2020-08-06").code == 0
    said = apk("erase", kept, "--person", "APK3", "--reason", "žádost", "--key", key)
    assert said.code == 0
    assert said.lines == [said.lines[0]]
    assert said.lines[0].startswith("Vymazáno osob: 1, ")
    # the workbook kept beside the key named the person; its removal is told
    assert said.lines[0].endswith("odstraněno uložených souborů: 1.")
    assert key.read_text("utf-8") == "name,pseudonym\nŽofie Němcová,APK4\n"
    assert mentions(kept, ["APK3", "Vopička"]) == []
    assert mentions(key.parent, ["APK3", "Vopička"]) == []
    assert "žádost" in (kept / "imports/erasures.csv").read_text("utf-8")


def test_a_name_forgotten_in_the_key_can_be_erased_later(kept: Path, tmp_path: Path) -> None:
    book, key = _with_names(tmp_path / "jména.xlsx"), tmp_path / "tajné" / "klíč.csv"
    assert apk("import", book, "--into", kept, "--key", key, "--recorded", "2020-08-06").code == 0
    assert apk("erase", kept, "--person", "APK3", "--reason", "žádost").code == 0
    assert apk("erase", kept, "--person", "APK3", "--reason", "žádost", "--key", key).code == 0
    assert "Vopička" not in key.read_text("utf-8")


def test_an_erasure_that_cannot_be_done_says_why(kept: Path) -> None:
    before = contents(kept)
    unknown = apk("erase", kept, "--person", "APK9", "--reason", "x")
    assert (unknown.code, unknown.out) == (1, "")
    assert "APK1, APK2" in unknown.err
    assert apk("erase", kept, "--person", "APK9", "--reason", "x", "--lang", "en").err.startswith("There is no")
    with patch("apk_lib.intake.erasing.due", return_value=False):
        early = apk("erase", kept, "--reason", "x")
    assert early.code == 1
    assert "--person" in early.err
    assert apk("erase", kept).code == 2
    assert contents(kept) == before


# --- a warning is waived, a report is made and verified ----------------------------------------------


def test_a_waived_warning_is_told_and_no_longer_counted(town: Path, tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Osoby": [PERSONS, ["APK1", "asistent prevence kriminality"]],
        "Směny": [SHIFTS, ["S1", "1.6.2019", "7:00", "15:00", ""]],
    }
    book = workbook(tmp_path / "směny.xlsx", sheets)
    assert apk("import", book, "--into", town, "--recorded", "2020-06-02").code == 0
    waivers = [WAIVERS, ["O1", "outside_project", "S1", "zkušební směna", "velitel", "P2"],
               ["O2", "mimo projekt", "", "x", "tajemník", "P2"]]  # fmt: skip
    said = apk("import", workbook(tmp_path / "výjimky.xlsx", {"Výjimky": waivers}), "--into", town,
               "--recorded", "2020-06-03")  # fmt: skip
    assert said.code == 0
    assert "„mimo projekt“" in " ".join(said.of("Upozornění"))
    again = apk("import", book, "--into", town, "--recorded", "2020-06-04")
    told = [line for line in again.of("Upozornění") if "mimo trvání projektu" in line]
    assert len(told) == 1
    assert "zkušební směna (velitel, do konce P2)" in told[0]
    assert "upozornění: 0" in again.out


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, filled: Path, files: dict[str, Path]) -> tuple[Path, Path]:
    """A project folder with rows set aside, and the passport of a report made from it."""
    place = tmp_path_factory.mktemp("reported")
    folder = Path(shutil.copytree(filled, place / "vzorov"))
    assert apk("import", files["wrong"], "--into", folder, "--recorded", "2020-08-04").code == 0
    said = apk("report", folder, "--period", "P1", "--out", place / "zprávy")
    assert said.code == 0, said
    assert said.lines[-1] == "Hotové zprávy: 1 z 1."
    return folder, place / "zprávy/vzorov/P1/cs/internal/passport.json"


def test_a_report_counts_the_rows_that_were_set_aside(reported: tuple[Path, Path]) -> None:
    folder, passport = reported
    said: dict[str, Any] = json.loads(passport.read_text("utf-8"))
    aside = pl.read_csv(folder / "imports/0002/quarantine.csv")
    assert {row["file"] for row in said["rejected"]} == {"chyby.xlsx"}
    assert len(said["rejected"]) == aside.height
    page = passport.with_name("report.html").read_text("utf-8")
    assert re.search(r"řádk\w+ v\s+záznamech porušuj", page)


def test_a_report_is_verified_also_after_more_imports(reported: tuple[Path, Path], tmp_path: Path) -> None:
    folder, passport = reported
    kept = Path(shutil.copytree(folder, tmp_path / "vzorov"))
    said = apk("verify", passport, kept, "--quick")
    assert said.code == 0, said
    assert re.fullmatch(r"Zpráva souhlasí: [\d\s]+ čísel\.\n", said.out)
    more = records()
    more["Směny"][1][3] = "19:00"
    assert apk("import", workbook(tmp_path / "oprava.xlsx", more), "--into", kept).code == 0
    later = apk("verify", passport, kept, "--quick", "--lang", "en")
    assert later.code == 0
    assert re.fullmatch(r"The report agrees: [\d,]+ figures\.\n", later.out)


def test_a_report_that_does_not_agree_says_in_what(reported: tuple[Path, Path], tmp_path: Path) -> None:
    folder, passport = reported
    own = Path(shutil.copytree(passport.parent, tmp_path / "zpráva"))
    figures = pl.read_parquet(own / "results.parquet")
    first = figures.with_row_index().filter(pl.col("value").is_not_null())["index"][0]
    raised = pl.when(pl.int_range(pl.len()) == first).then(pl.col("value") + 1).otherwise("value")
    figures.with_columns(value=raised).write_parquet(own / "results.parquet")
    said = apk("verify", own / "passport.json", folder)
    assert said.code == 1
    assert len(said.lines) == 3
    assert said.lines[0] == "soubor zprávy se po vytvoření změnil: results.parquet"
    assert said.lines[-1].startswith("Zpráva nesouhlasí: liší se 1 z ")


def test_a_report_is_submitted_returned_and_archived(reported: tuple[Path, Path], tmp_path: Path) -> None:
    folder, passport = reported
    own = Path(shutil.copytree(passport.parent, tmp_path / "zpráva"))
    said = apk("submit", own / "report.html", "--name", "Jana Malá")
    assert (said.code, said.out) == (0, f"Předloženo: {own}\n")
    again = apk("submit", own, "--name", "Jana Malá", "--lang", "en")
    assert (again.code, again.err.count("\n")) == (1, 1)
    assert "the state of the report is submitted" in again.err
    assert apk("return", own, "--name", "Petr Novotný").code == 2
    assert apk("return", own, "--name", "Petr Novotný", "--reason", "chybí výkazy").code == 0
    assert "chybí výkazy" in (own / "state.log").read_text("utf-8")
    packed = tmp_path / "archiv.zip"
    assert apk("archive", own, folder, "--out", packed).code == 0
    said = apk("verify", packed, "--quick")
    assert said.code == 0, said
    assert said.out.startswith("Zpráva souhlasí")


def test_inputs_that_are_gone_are_told_and_not_too_many_of_them(reported: tuple[Path, Path], tmp_path: Path) -> None:
    folder, passport = reported
    kept = Path(shutil.copytree(folder, tmp_path / "vzorov"))
    assert apk("erase", kept, "--person", "APK1", "--reason", "žádost").code == 0
    gone = apk("verify", passport, kept)
    assert gone.code == 1
    assert "vstup se od té doby změnil: imports/0001/persons.csv" in gone.lines
    # nothing was computed, so nothing is said to be equal
    assert "liší se 0" not in gone.out
    (tmp_path / "other").mkdir()
    elsewhere = apk("verify", passport, tmp_path / "other", "--lang", "en")
    assert (elsewhere.code, elsewhere.out) == (1, "")
    assert len(elsewhere.err.splitlines()) == 1
    assert "no input of this report" in elsewhere.err


# --- older folders -----------------------------------------------------------------------------------


def test_an_older_folder_is_brought_up_to_date(town: Path) -> None:
    sheet = town / "project.toml"
    sheet.write_text(sheet.read_text("utf-8").replace("schema_version = 2\n", ""), "utf-8")
    for words in (["check", town], ["report", town], ["forms", town / "f", "--project", town]):
        said = apk(*words)
        assert said.code == 1
        assert f"apk-lib migrate {town}" in said.err
    first = apk("migrate", town)
    assert first.code == 0
    assert "schema_version = 2" in first.out
    assert apk("migrate", town).lines == ["Složka už je v nynější verzi."]
    assert apk("migrate", town, "--lang", "en").lines == ["The folder is up to date already."]
    assert apk("check", town, "--out", town.parent / "out").code == 0


# --- help and wrong arguments ------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_is_czech(command: str) -> None:
    said = apk(command, "--help")
    assert said.code == 0
    assert said.out.startswith("Použití: ")
    for word in ("Usage", "Options", "Arguments", "required", "default", "list[", "<=", "<dir>", "no-filled"):
        assert word not in said.out, word
    assert all(ord(letter) < 0x2500 for letter in said.out)


def test_the_commands_are_listed_in_the_order_of_the_work() -> None:
    said = apk("--help").out
    told = [line.split()[0] for line in said.split("Příkazy:")[1].splitlines() if line.strip()]
    assert sorted(told) == sorted(COMMANDS)
    order = [told.index(name) for name in ("new", "template", "check", "import", "report", "verify", "erase")]
    assert order == sorted(order)
    assert "..." not in said


# {good} is a workbook, {town} a project, {place} a folder with: text.xlsx (no workbook), empty/ (a folder), file
WRONG = {
    "import a missing file": "import {place}/not.xlsx --into {town}",
    "import a folder": "import {place}/empty --into {town}",
    "import what is no workbook": "import {place}/text.xlsx --into {town}",
    "import into what is no project": "import {good} --into {place}/empty",
    "import into a mistyped folder": "import {good} --into {place}/mistyped",
    "import into a file": "import {good} --into {place}/file",
    "import into nothing": "import {good}",
    "import nothing": "import --into {town}",
    "a day that is none": "import {good} --into {town} --recorded 5.3.2024",
    "a century that is none": "import {good} --into {town} --century 24",
    "a key that is none": "import {good} --into {town} --key {good}",
    "check nothing": "check",
    "check a missing file": "check {place}/not.xlsx --out {place}/out",
    "check what is no workbook": "check {place}/text.xlsx --out {place}/out",
    "check an empty folder": "check {place}/empty",
    "check for what is no project": "check {good} --project {place}/empty",
    "copies into a file": "check {good} --project {town} --out {place}/file",
    "template for what is no project": "template {place}/t.xlsx --project {place}/empty",
    "template onto a folder": "template {place}/empty",
    "forms for what is no project": "forms {place}/forms --project {place}/empty",
    "forms into a file": "forms {place}/file --project {town}",
    "new onto a file": "new {place}/file",
    "new onto a project": "new {town}",
    "erase in no project": "erase {place}/mistyped --reason x",
    "migrate no project": "migrate {place}/mistyped",
    "verify a missing passport": "verify {place}/not.json {town}",
    "verify a folder": "verify {town} {town}",
    "report of no project": "report {place}/mistyped",
    "no such command": "chek {good}",
}
# how the system says it, in English, whatever the language of the reader
SYSTEM = re.compile(r"No such file|Is a directory|File exists|not a zip|Errno|codec|Expecting value|Permission denied")


@pytest.mark.parametrize("what", list(WRONG))
def test_a_wrong_argument_is_told_in_a_few_words(
    town: Path, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    place = tmp_path / "place"
    (place / "empty").mkdir(parents=True)
    for name in ("text.xlsx", "file"):
        (place / name).write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    words = [word.format(place=place, town=town, good=files["small"]) for word in WRONG[what].split()]
    before = contents(tmp_path)
    for lang in ("cs", "en"):
        said = apk(*words, "--lang", lang)
        assert said.code in (1, 2)
        # what is wrong is told, and nothing else: not the rows of a file nobody can use here
        told = [line for line in said.all.splitlines() if line.strip() and "issues.parquet" not in line]
        assert 1 <= len(told) <= 4, said.all
        if said.code == 1 and lang == "cs":
            assert CZECH.search(said.all)
            assert not SYSTEM.search(said.all)
        if said.code == 1 and lang == "en":
            assert not CZECH.search(said.all)
    left = {name for name in contents(tmp_path) if "issues.parquet" not in name}
    assert left == set(before)
    assert not (place / "mistyped").exists()
    assert list((place / "empty").iterdir()) == []


def test_a_usage_mistake_is_told_in_czech(files: dict[str, Path]) -> None:
    said = apk("import", files["good"])
    assert said.code == 2
    assert "--into" in said.err
    assert not re.search(r"Usage|OPTIONS|Error|Missing", said.err)


def test_a_folder_that_cannot_be_written_is_told_in_one_line(town: Path, files: dict[str, Path]) -> None:
    before = contents(town)
    refusal = PermissionError(13, "Permission denied")
    for lang, word in (("cs", "nelze zapisovat"), ("en", "cannot be written")):
        with patch.object(store, "_write", side_effect=refusal):
            said = apk("import", files["good"], "--into", town, "--lang", lang)
        assert (said.code, said.out) == (1, "")
        assert len(said.err.splitlines()) == 1
        assert str(town) in said.err
        assert word in said.err
    assert contents(town) == before


def test_a_copy_open_in_excel_is_told_and_the_findings_too(town: Path, files: dict[str, Path], tmp_path: Path) -> None:
    refusal = PermissionError(13, "Permission denied")
    for lang, word, errors in (("cs", "Excel", "Chyba"), ("en", "Excel", "Error")):
        with patch("pathlib.Path.replace", side_effect=refusal):
            said = apk("check", files["wrong"], "--project", town, "--out", tmp_path / "out", "--lang", lang)
        assert said.code == 1
        assert word in said.err
        assert said.of(errors)


def test_who_writes_just_now_is_waited_for_and_then_told(town: Path, files: dict[str, Path]) -> None:
    with patch.object(store, "WAIT_SECONDS", 0.05), store.changing(town):
        wait = partial(store.changing, wait=0.05)
        with patch.object(importing, "changing", wait):
            said = apk("import", files["good"], "--into", town)
    assert (said.code, said.out) == (1, "")
    assert "právě zapisuje někdo jiný" in said.err
