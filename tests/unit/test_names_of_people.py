"""Names of people live in the key and nowhere in the project folder, whatever a file or a sheet is called."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from apk_lib.errors import DataError
from apk_lib.intake import import_files, names_of, town_mapping
from apk_lib.intake.reading.mapping import TownMapping, learned
from apk_lib.intake.reading.names import Names, names_text, parse_names
from tests.unit.plain_workbook import workbook

MOMENT = datetime(2022, 10, 1, 12, tzinfo=UTC)
KEY = "name,pseudonym\nJana Nováková,APK1\nIvo Černý,APK10\nMgr. Eva Malá-Říhová,APK3\nJan B.,APK4\n"
HEAD = ["osoba", "od", "do (včetně)", "omluvené hodiny"]


@pytest.fixture
def names() -> Names:
    return parse_names(KEY)


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    copy = tmp_path / "kromeriz"
    shutil.copytree(root / "data" / "kromeriz", copy)
    (copy / "records" / "truth.json").unlink()
    key = tmp_path / "key" / "names.csv"
    key.parent.mkdir()
    key.write_text(KEY, "utf-8")
    return copy


# --- in a text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Jana Nováková", "APK1"),
        ("Výkaz Jana Nováková.xlsx", "Výkaz APK1.xlsx"),
        ("vykaz_JANA_NOVAKOVA_2022.csv", "vykaz_APK1_2022.csv"),
        ("Nováková Jana", "APK1"),
        ("viz Nováková, Jana.", "viz APK1."),
        ("JanaNováková2022.xlsx", "APK1 2022.xlsx"),
        ("2022Jana Nováková", "2022 APK1"),
        ("Jana\u00a0 Nova\u0301kova\u0301\u0301!", "APK1!"),
        ("Ivo Černý; Jana Nováková", "APK10; APK1"),
        ("vedla mgr. Eva Malá-Říhová", "vedla APK3"),
        ("Jan B", "APK4"),
        # somebody else, or nobody
        ("Jana Novákovák", "Jana Novákovák"),
        ("Bohujana Nováková", "Bohujana Nováková"),
        ("Jana a paní Nováková", "Jana a paní Nováková"),
        ("Janb", "Janb"),
        ("směna APK1", "směna APK1"),
        ("", ""),
    ],
)
def test_a_name_gives_way_to_its_pseudonym(names, text, without):
    assert names.without_names(text) == without
    assert names.in_text(text) == (without != text)


def test_without_a_key_a_text_stays_as_it_is():
    assert Names().without_names("Jana Nováková") == "Jana Nováková"
    assert not Names().in_text("Jana Nováková")


def test_a_name_just_registered_is_found_also_by_whoever_shares_the_key(names):
    copy = Names(names.pseudonyms, frozenset({"APK20"}), has_key=True)
    assert not names.in_text("Petr Malý")
    copy.register("Petr Malý")
    copy.register("petr maly")
    assert names.without_names("Malý Petr") == copy.without_names("Malý Petr") == "APK21"
    assert copy.replaced(["Petr Malý", "malý"], [])[0] == ["APK21", None]
    names.pseudonyms = {"Petr Malý": "APK21"}
    assert not names.in_text("Jana Nováková")
    assert names.several(["Petr Malý, APK7; petr malý", None])[0] == [["APK21", "APK7"], []]


# --- the key ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "cs", "en"),
    [
        ("name,pseudonym\n\nA B,APK1\nC D,APK1\n", "řádek 4: pseudonym APK1 se opakuje", "line 4: pseudonym APK1"),
        ("A B,APK1\na  b,APK2\n", "řádek 2: jméno se opakuje, už je na řádku 1", "line 2: the name stands in line 1"),
        ("name,pseudonym\nA B\n", "řádek 2: čekáme", "line 2: expected"),
        ("name,pseudonym\nA B,\n", "řádek 2: čekáme", "line 2: expected"),
    ],
)
def test_a_key_that_cannot_be_used_says_the_line_and_the_reason_in_both_languages(tmp_path, lines, cs, en):
    with pytest.raises(ValueError, match="řádek") as wrong:
        parse_names(lines)
    assert cs in str(wrong.value)
    assert en in str(wrong.value)
    (tmp_path / "k.csv").write_text(lines, "utf-8")
    with pytest.raises(DataError) as told:
        names_of(tmp_path / "k.csv", None)
    assert cs in told.value.message("cs")
    assert "line" not in told.value.message("cs")
    assert en in told.value.message("en")


def test_a_key_is_read_back_as_it_was_written(names):
    assert parse_names(names_text(names)) == names


@pytest.mark.parametrize(
    ("key", "folder", "refused"),
    [
        ("data/town/key.csv", "data/town", True),
        ("data/town/records/key.csv", "data/town", True),
        ("data/key.csv", "data/town", True),
        ("secret/key.csv", "data/town", False),
        ("key.csv", "towns/town", False),
        ("towns/key.csv", "towns/town", False),
        ("data/town/key.csv", None, False),
    ],
)
def test_where_a_key_may_lie(tmp_path, key, folder, refused):
    for place in (tmp_path / key, tmp_path / (folder or "data/town") / "x"):
        place.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / key).write_text(KEY, "utf-8")
    where = tmp_path / folder if folder else None
    if not refused:
        assert names_of(tmp_path / key, where).has_key
        return
    with pytest.raises(DataError, match="nesmí ležet") as told:
        names_of(tmp_path / key, where)
    assert "may not lie" in told.value.message("en")


# --- an import -------------------------------------------------------------------------------------


def test_no_name_comes_into_the_folder_through_what_files_and_sheets_are_called(folder, tmp_path):
    rows: list[list[object]] = [HEAD, ["Jana Nováková", "2022-01-04", "2022-01-05", 16],
                                ["Jana Nováková", "2022-02-05", "2022-02-01", 8]]  # fmt: skip
    key = tmp_path / "key" / "names.csv"
    book = workbook(tmp_path / "given" / "Výkaz Jana Nováková.xlsx", {"Nováková Jana": rows})
    done = import_files([book], folder, MOMENT, key=key)
    assert done.number == 1
    rows[1][3] = 8
    changed = workbook(tmp_path / "given" / "Výkaz Jana Nováková.xlsx", {"Nováková Jana": rows})
    assert import_files([changed], folder, MOMENT.replace(day=2), key=key).number == 2
    written = b"".join(path.read_bytes() for path in sorted((folder / "imports").rglob("*")) if path.is_file())
    assert "Nováková" not in written.decode()
    assert "Jana" not in written.decode()
    for batch, name in (("0001", "absences"), ("0001", "quarantine"), ("0002", "changes")):
        stored = pl.read_csv(folder / "imports" / batch / f"{name}.csv")
        assert set(stored.select("origin_file", "origin_sheet").rows()) == {("Výkaz APK1.xlsx", "APK1")}
    said = json.loads((folder / "imports" / "0001" / "import.json").read_text("utf-8"))
    assert said["files"][0]["name"] == said["sheets"][0]["file"] == "Výkaz APK1.xlsx"
    assert said["sheets"][0]["sheet"] == "APK1"


def test_a_sheet_called_after_a_person_is_the_same_sheet_the_next_time(folder, tmp_path):
    # its rows set aside are settled once it comes without them
    key, good = tmp_path / "key" / "names.csv", ["APK1", "2022-01-04", "2022-01-05", 16]
    bad = ["APK1", "2022-02-05", "2022-02-01", 8]
    for day, rows in enumerate([[HEAD, good, bad], [HEAD, good]], start=1):
        book = workbook(tmp_path / f"{day}" / "x.xlsx", {"Jana Nováková": rows})
        assert import_files([book], folder, MOMENT.replace(day=day), key=key).number == day
    assert import_files([book], folder, MOMENT.replace(day=3), key=key).number == 0


def test_what_the_town_calls_things_is_kept_also_when_every_row_is_known(folder, tmp_path):
    book = workbook(tmp_path / "x.xlsx", {"Nepřítomnosti": [HEAD, ["APK1", "2022-01-04", "2022-01-05", 16]]})
    assert import_files([book], folder, MOMENT).number == 1
    town = learned(TownMapping(), ["Dovolené=absences"])
    assert import_files([book], folder, MOMENT, town=town, dry_run=True).number == 0
    assert town_mapping(folder) == TownMapping()
    assert import_files([book], folder, MOMENT, town=town).number == 0
    assert town_mapping(folder) == town
    assert import_files([book], folder, MOMENT).number == 0
    assert town_mapping(folder) == town
    assert not (folder / "imports" / "0002").exists()
