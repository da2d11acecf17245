"""Erasing a person: the name and the pseudonym are gone from every byte, the totals of every report stay."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.errors import ApkError, DataError, ParameterError
from apk_lib.intake import check_folder, erase, import_files, town_mapping
from apk_lib.intake.erasing import due
from apk_lib.intake.reading.mapping import TownMapping, learned, mapping_text
from apk_lib.intake.storage import changes as store
from apk_lib.project import parse_project
from apk_lib.results import KEY
from tests.remembered import figures_of
from tests.unit.plain_workbook import workbook

IMPORTED = datetime(2022, 10, 1, 12, tzinfo=UTC)
ERASED_AT = datetime(2022, 11, 1, 12, tzinfo=UTC)
NAMES = {"Jana Nováková": "APK1", "Petr Malý": "APK2", "Ivo Černý": "APK10"}
COMPARED = ("value", "lower", "upper", "numerator", "denominator", "state")
SHEETS: dict[str, list[list[object]]] = {
    "Osoby": [["osoba (pseudonym)", "role"], ["APK10", "assistant"]],
    "Smlouvy": [
        ["smlouva", "osoba", "místo", "nástup", "poslední den", "úvazek", "důvod ukončení"],
        # a second contract of the same person, later in the alphabet, and the correction of another's
        ["C9", "APK1", "POST1", "2022-06-01", "2022-07-31", 0.5, "other_job"],
    ],
    "Nepřítomnosti": [
        ["osoba", "od", "do (včetně)", "omluvené hodiny"],
        ["APK1", "2021-01-04", "2021-01-05", 16],
        ["APK1", "2021-02-05", "2021-02-01", 8],
        ["APK10", "2021-02-05", "2021-02-05", 8],
    ],
    "Měsíční výkazy": [
        ["osoba", "měsíc (první den)", "fond pracovní doby", "odpracováno", "omluveno", "z toho vzdělávání"],
        ["APK1", "2021-01-01", 168, 152, 16, 0],
    ],
    "Výjimky": [
        ["výjimka", "pravidlo", "klíč řádku", "důvod", "schválil (funkce)", "platí do konce období"],
        ["W1", "two_shifts_at_once", "APK1", "omyl v plánu", "vedoucí", "P5"],
        ["W2", "contract_covers_shift", "S-2020-06-01-A · APK1", "dodatek", "vedoucí", "P5"],
        ["W3", "two_shifts_at_once", "APK10", "omyl v plánu", "vedoucí", "P5"],
    ],
}
CORRECTED: dict[str, list[list[object]]] = {
    "Smlouvy": [SHEETS["Smlouvy"][0], ["C9", "APK1", "POST1", "2022-06-01", "2022-08-15", 0.5, "other_job"]],
    "Nepřítomnosti": [SHEETS["Nepřítomnosti"][0], ["APK1", "2021-01-04", "2021-01-06", 24]],
}
NAMED: dict[str, list[list[object]]] = {
    "Účast na kurzech": [["kurz", "osoba", "hodiny"], ["K-ZZ", "Jana Nováková", 8], ["K-ZZ", "Ivo Černý", 8]],
    "Kurzy": [["kurz", "konáno", "druh", "téma"], ["K-ZZ", "2022-05-05", "průběžné vzdělávání", "právo"]],
}

OF_NOBODY = ("official_offences", "complaints")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Kroměříž with three imports, and beside it the key of names with a file that holds names.

    Without its largest tables in which nobody of the staff can stand: they would only be read and counted again.
    """
    place = tmp_path_factory.mktemp("erasing")
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    shutil.copytree(root / "data" / "kromeriz", folder)
    (folder / "records" / "truth.json").unlink()
    for answers in (*folder.glob("records/survey_*.csv"), *(folder / "records" / f"{name}.csv" for name in OF_NOBODY)):
        answers.unlink()
    key.parent.mkdir()
    key.write_text("name,pseudonym\n" + "".join(f"{name},{one}\n" for name, one in NAMES.items()), "utf-8")
    given = place / "given"
    given.mkdir()
    for number, (name, sheets) in enumerate([("první", SHEETS), ("druhý", CORRECTED), ("jména", NAMED)], start=1):
        moment = IMPORTED.replace(day=number)
        done = import_files(
            [workbook(given / f"{name}.xlsx", sheets)], folder, moment, key=key if sheets is NAMED else None
        )
        assert done.number == number, done.plan.findings.filter(severity="error").rows()
    assert len(list((key.parent / "raw").iterdir())) == 1
    shutil.rmtree(given)
    return place


@pytest.fixture
def place(base: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "place"
    shutil.copytree(base, copy)
    return copy


def figures(folder: Path, period: str = "P5") -> pl.DataFrame:
    """Every figure of a report of today."""
    return figures_of(open_dataset(folder, period=period, as_of="2022-12-31"), period).results


def differing(before: pl.DataFrame, after: pl.DataFrame) -> list[tuple[object, ...]]:
    both = before.join(after, on=KEY, how="full", suffix="_now", nulls_equal=True, coalesce=True)
    moved = [~pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in COMPARED]
    # the reason of leaving goes, and figures by it with it
    by_reason = pl.col("dimension_1").eq_missing(pl.lit("end_reason"))
    return (
        both.filter(pl.any_horizontal(moved), ~by_reason)
        .select("indicator", "measure", "scope", "value", "value_now")
        .rows()
    )


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, its name, and what is packed inside it."""
    for path in sorted(folder.rglob("*")):
        yield f"the name {path.name}", path.name.encode()
        if path.is_file():
            content = path.read_bytes()
            yield path.relative_to(folder).as_posix(), content
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    for part in archive.namelist():
                        yield f"{path.name}/{part}", archive.read(part)


def mentioning(folder: Path, word: str) -> list[str]:
    """The files in which a word stands by itself."""
    alone = re.compile(rb"(?<![\w])" + re.escape(word.encode()) + rb"(?![\w])")
    return [name for name, content in everything(folder) if alone.search(content)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != store.LOCK}  # fmt: skip


# --- gone ------------------------------------------------------------------------------------------


def test_name_and_pseudonym_are_gone_from_every_byte(place):
    assert len(mentioning(place, "APK1")) > 5
    assert mentioning(place, "Nováková")
    done = erase(place / "kromeriz", ["APK1"], "žádost", ERASED_AT, place / "key" / "names.csv")
    assert done.people == 1
    assert mentioning(place, "APK1") == []
    for word in ("Jana", "Nováková", "Jana Nováková"):
        assert mentioning(place, word) == []


def test_the_others_stay_as_they_were(place):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    before = {name: open_dataset(folder, period="P5", as_of="2022-12-31").table(name)
              for name in ("persons", "contracts", "absences", "shift_crew", "waivers")}  # fmt: skip
    erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    assert key.read_text("utf-8").split("\n")[1:] == ["Petr Malý,APK2", "Ivo Černý,APK10", ""]
    after = open_dataset(folder, period="P5", as_of="2022-12-31")
    for name in ("persons", "contracts", "absences", "shift_crew"):
        others = pl.col("person") != "APK1"
        erased = pl.col("person").str.starts_with("erased")
        assert after.table(name).filter(~erased).equals(before[name].filter(others)), name
        assert after.table(name).filter(erased).height == before[name].filter(~others).height, name
    # a pseudonym that begins like the erased one is another person
    assert "APK10" in after.table("waivers")["row_key"].to_list()


def test_the_kept_workbooks_that_mention_the_person_are_gone_and_the_others_stay(place):
    folder = place / "kromeriz"
    kept = {path.name for path in (folder / "imports" / "raw").iterdir()}
    assert len(kept) == 2
    done = erase(folder, ["APK3"], "žádost", ERASED_AT)
    assert done.removed == 0
    assert {path.name for path in (folder / "imports" / "raw").iterdir()} == kept
    assert erase(folder, ["APK1"], "žádost", ERASED_AT).removed == 2
    assert not any((folder / "imports" / "raw").iterdir())


def test_the_log_says_how_many_and_why_and_names_nobody(place):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    first = erase(folder, ["APK1"], "žádost; podle čl. 17, „GDPR“", ERASED_AT, key)
    erase(folder, ["APK2"], "druhá", ERASED_AT, key)
    with (folder / "imports" / "erasures.csv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    assert head == ["erased_at", "people", "rows", "kept_files_removed", "reason"]
    assert lines[0] == [ERASED_AT.isoformat(), "1", str(sum(first.rows.values())), str(first.removed),
                        "žádost; podle čl. 17, „GDPR“"]  # fmt: skip
    assert len(lines) == 2
    text = (folder / "imports" / "erasures.csv").read_text("utf-8")
    assert not re.search(r"APK|Nov|Mal", text)


# --- names that stand elsewhere ---------------------------------------------------------------------


SENTENCE = "vedla JANA Novakova; hosté Ivo Černý a APK1"
TOPIC: dict[str, list[list[object]]] = {
    "Kurzy": [["kurz", "konáno", "druh", "téma"], ["K-TT", "2022-05-06", "průběžné vzdělávání", SENTENCE]]
}


def test_a_name_inside_a_sentence_goes_and_the_rest_of_it_stays(place, tmp_path):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    import_files([workbook(tmp_path / "x.xlsx", TOPIC)], folder, IMPORTED.replace(day=4))
    assert len(list((folder / "imports" / "raw").iterdir())) == 3
    done = erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    text = (folder / "imports" / "0004" / "trainings.csv").read_text("utf-8")
    assert "vedla •; hosté Ivo Černý a erased1" in text
    assert done.rows["trainings"] == 1
    # the workbook names her inside a sentence only
    assert not any((folder / "imports" / "raw").iterdir())


def test_a_kept_file_whose_sheet_is_called_after_the_person_goes(place, tmp_path):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    sheets = {"viz Novakova Jana.": [SHEETS["Nepřítomnosti"][0], ["APK10", "2022-01-04", "2022-01-05", 16]]}
    assert import_files([workbook(tmp_path / "x.xlsx", sheets)], folder, IMPORTED.replace(day=4)).number == 4
    before = len(list((folder / "imports" / "raw").iterdir()))
    erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    assert before == 3
    assert not any((folder / "imports" / "raw").iterdir())


def test_files_and_sheets_that_an_older_import_stored_under_a_name_lose_it(place):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    batch = folder / "imports" / "0001"
    for path in (*batch.glob("*.csv"), batch / "import.json"):
        text = path.read_text("utf-8").replace("první.xlsx", "Výkaz Jana Nováková.xlsx")
        path.write_text(text.replace("Nepřítomnosti", "novakova_jana").replace("Výjimky", "Ivo Černý"), "utf-8")
    assert {path.name for path in batch.iterdir()} > {"quarantine.csv", "import.json", "absences.csv"}
    before = figures(folder)
    erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    for word in ("Jana", "Nováková", "novakova_jana", "APK1"):
        assert mentioning(place, word) == [], word
    said = json.loads((batch / "import.json").read_text("utf-8"))
    assert [file["name"] for file in said["files"]] == ["Výkaz erased1.xlsx"]
    assert {"erased1", "Ivo Černý"} <= {sheet["sheet"] for sheet in said["sheets"]}
    assert {sheet["file"] for sheet in said["sheets"]} == {"Výkaz erased1.xlsx"}
    absences = pl.read_csv(batch / "absences.csv")
    assert set(absences["origin_sheet"]) == {"erased1"}
    assert differing(before, figures(folder)) == []


def test_what_the_fund_counts_participants_by_stays(place):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    before = pl.read_csv(folder / "records" / "participants.csv").filter(person="APK1")
    erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    after = pl.read_csv(folder / "records" / "participants.csv").filter(person="erased1")
    assert len(after) == len(before) > 1
    assert before["sex"].is_not_null().all()
    kept = ["sex", "age_group", "disadvantaged", "entered_on", "left_on", "qualified_on", "status_four_weeks",
            "status_six_months", "card_complete"]  # fmt: skip
    assert after.select(kept).sort(kept).equals(before.select(kept).sort(kept))
    for name in ("expenses", "hours_monthly", "mentor_reviews", "supervision_attendance"):
        people = pl.read_csv(folder / "records" / f"{name}.csv", infer_schema=False)["person"].drop_nulls()
        assert "APK1" not in set(people), name
        assert "erased1" in set(people), name


def test_what_was_agreed_with_the_mentor_goes_and_the_score_and_the_proof_of_money_stay(place):
    folder = place / "kromeriz"
    names = ("mentor_reviews", "expenses")
    before = {name: pl.read_csv(folder / "records" / f"{name}.csv", infer_schema=False) for name in names}
    erase(folder, ["APK1"], "žádost", ERASED_AT)
    after = {name: pl.read_csv(folder / "records" / f"{name}.csv", infer_schema=False) for name in names}
    theirs = before["mentor_reviews"]["person"] == "APK1"
    assert before["mentor_reviews"].filter(theirs)["tasks"].drop_nulls().len() > 0
    assert after["mentor_reviews"].filter(theirs)["tasks"].is_null().all()
    assert after["mentor_reviews"].filter(~theirs).equals(before["mentor_reviews"].filter(~theirs))
    assert after["mentor_reviews"]["score"].equals(before["mentor_reviews"]["score"])
    assert before["expenses"].filter(person="APK1")["month"].is_not_null().all()
    assert after["expenses"].drop("person").equals(before["expenses"].drop("person"))


def test_lines_of_the_coordinator_that_mention_the_person_are_told_and_left(place):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    words = folder / "narrative" / "P2.md"
    words.write_text("## KA01\n\nAsistent APK2 a APK10 odešel.\nPracovala také Jana\nNováková,\n\nne APK1.\n", "utf-8")
    before = words.read_bytes()
    with pytest.raises(DataError) as told:
        erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    # the name begins on line 4 and ends on line 5
    for lang in ("cs", "en"):
        assert told.value.message(lang).endswith(" narrative/P2.md:4, narrative/P2.md:7.")
        assert not re.search("APK|Jana|Novák", told.value.message(lang))
    assert words.read_bytes() == before
    assert mentioning(folder, "APK1") == ["narrative/P2.md"]
    assert key.read_text("utf-8").split("\n")[1:] == ["Petr Malý,APK2", "Ivo Černý,APK10", ""]
    with pytest.raises(DataError, match=r"narrative/P2\.md:3\."):
        erase(folder, ["APK2"], "žádost", ERASED_AT, key)
    assert mentioning(folder, "APK2") == ["narrative/P2.md"]
    erase(folder, ["APK3"], "žádost", ERASED_AT, key)


def test_the_word_of_the_town_that_is_a_name_goes(place):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    town = learned(TownMapping(), ["Jana Nováková=absences", "Ivo Černý=absences", "kdo=absences.person"])
    (folder / "mapping.toml").write_text(mapping_text(town), "utf-8")
    erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    assert town_mapping(folder) == learned(TownMapping(), ["Ivo Černý=absences", "kdo=absences.person"])


def test_who_stands_only_in_rows_set_aside_or_in_a_crew_can_be_erased(place, tmp_path):
    folder = place / "kromeriz"
    sheets = {"Nepřítomnosti": [SHEETS["Nepřítomnosti"][0], ["APK77", "2022-02-05", "2022-02-01", 8],
                                ["APK78", "nevím", "2022-02-01", 8]]}  # fmt: skip
    done = import_files([workbook(tmp_path / "x.xlsx", sheets)], folder, IMPORTED.replace(day=4))
    assert done.plan.aside.height == 2
    crew = folder / "records" / "shift_crew.csv"
    crew.write_text(crew.read_text("utf-8").replace("APK3", "APK79"), "utf-8")
    assert mentioning(folder, "APK79")
    for person in ("APK77", "APK78", "APK79"):
        assert mentioning(folder, person)
        assert erase(folder, [person], "žádost", ERASED_AT).people == 1
        assert mentioning(folder, person) == []
    # what is no person is none
    for other in ("POST1", "S-2020-06-01-A", "two_shifts_at_once"):
        with pytest.raises(ParameterError):
            erase(folder, [other], "žádost", ERASED_AT)


@pytest.mark.parametrize("held", ["raw", "key"])
def test_when_a_file_beside_the_key_is_held_the_records_are_erased_and_it_says_so(place, monkeypatch, held):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    kept = next((key.parent / "raw").iterdir())
    unlink, replace = Path.unlink, Path.replace

    def refuse(path: Path, *given: object, **named: object) -> object:
        if (held == "raw" and path == kept) or (held == "key" and given == (key,)):
            raise PermissionError(13, "Permission denied")
        return (replace if given else unlink)(path, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(DataError) as failed:
            erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    path = kept if held == "raw" else key
    assert f"The records are erased; {path} is open in another program." in failed.value.message("en")
    assert failed.value.message("cs").startswith(f"Záznamy jsou vymazány; soubor {path} je otevřený")
    assert mentioning(folder, "APK1") == []
    erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    assert mentioning(place, "Nováková") == []


def test_everybody_is_erased_also_where_nobody_is_left(place):
    folder, late = place / "kromeriz", datetime(2040, 1, 1, tzinfo=UTC)
    erase(folder, [], "doba uplynula", late, place / "key" / "names.csv")
    again = erase(folder, [], "doba uplynula", late, place / "key" / "names.csv")
    assert (again.people, again.rows, again.removed) == (0, {}, 0)


# --- what stays ------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["P2", "P5"])
def test_every_figure_of_the_report_stays(place, period):
    folder = place / "kromeriz"
    before = figures(folder, period)
    erase(folder, ["APK1"], "žádost", ERASED_AT)
    assert differing(before, figures(folder, period)) == []


def test_every_figure_stays_when_everybody_is_erased(place):
    folder = place / "kromeriz"
    before = figures(folder)
    erase(folder, [], "doba uplynula", datetime(2040, 1, 1, tzinfo=UTC), place / "key" / "names.csv")
    people = open_dataset(folder, period="P5", as_of="2022-12-31").table("persons")["person"]
    assert people.str.starts_with("erased").all()
    assert people.n_unique() == 7
    for word in (*NAMES.values(), "MENTOR1", "Nováková", "Malý", "Černý"):
        assert mentioning(place, word) == [], word
    assert differing(before, figures(folder)) == []


def test_who_made_a_visit_stays_one_person_under_another_name(place):
    folder = place / "kromeriz"
    crew = open_dataset(folder, period="P5", as_of="2022-12-31").table("visit_crew")
    theirs = crew.filter(person="APK1")["visit"].to_list()
    assert theirs
    done = erase(folder, ["APK1"], "žádost", ERASED_AT)
    assert done.rows["visit_crew"] == len(theirs)
    after = open_dataset(folder, period="P5", as_of="2022-12-31")
    assert after.table("visit_crew").filter(person="erased1")["visit"].to_list() == theirs
    assert after.rejected.filter(table="visit_crew").is_empty()


def test_a_device_is_erased_as_a_person_is(place):
    # where it was stays, for hours in localities; whose it was leads nowhere
    folder = place / "kromeriz"
    fixes = open_dataset(folder, period="P5", as_of="2022-12-31").table("gps_fixes")
    done = erase(folder, ["GPS1"], "žádost", ERASED_AT)
    assert done.rows == {"gps_fixes": fixes.filter(device="GPS1").height}
    after = open_dataset(folder, period="P5", as_of="2022-12-31").table("gps_fixes")
    assert sorted(after["device"].unique()) == ["GPS2", "erased1"]
    assert after.select("at", "lon", "lat").sort("at", "lon").equals(fixes.select("at", "lon", "lat").sort("at", "lon"))
    assert mentioning(folder, "GPS1") == []


TRACK = """<gpx><metadata>{about}</metadata><trk><name>{name}</name><trkseg>
<trkpt lat="49.29" lon="17.39"><time>2022-05-05T06:00:00Z</time></trkpt></trkseg></trk></gpx>"""
KEPT_TRACKS = {
    "named": ("walk1.gpx", TRACK.format(name="GPS7", about=""), "GPS7"),
    "called by its file": ("GPS7.gpx", TRACK.format(name="", about=""), "GPS7"),
    "called by its file, as an id": ("GPS č. 7.gpx", TRACK.format(name="", about=""), "GPS_č._7"),
    "who recorded it": ("walk1.gpx", TRACK.format(name="GPS8", about="<author><name>APK1</name></author>"), "APK1"),
    "GeoJSON": ("walk1.geojson", json.dumps({"type": "Feature", "properties": {
        "device": "GPS7", "time": "2022-05-05T06:00:00Z"}, "geometry": {"type": "Point", "coordinates": [17.39, 49.29]},
    }), "GPS7"),
    "beside the points": ("walk1.geojson", json.dumps({"type": "Feature", "properties": {
        "device": "GPS8", "time": "2022-05-05T06:00:00Z", "note": "APK1 a č. 2"},
        "geometry": {"type": "Point", "coordinates": [17.39, 49.29]}}), "APK1"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "erased"), KEPT_TRACKS.values(), ids=KEPT_TRACKS.keys())
def test_a_kept_track_of_the_erased_goes(place, tmp_path, name, content, erased):
    folder = place / "kromeriz"
    other = tmp_path / "other.gpx"
    other.write_text(TRACK.format(name="GPS9", about=""), "utf-8")
    track = tmp_path / name
    track.write_text(content, "utf-8")
    assert import_files([track, other], folder, ERASED_AT).number == 4
    assert len(list((folder / "imports/raw").glob("*.g*"))) == 2
    erase(folder, [erased], "žádost", ERASED_AT)
    (left,) = (folder / "imports/raw").glob("*.g*")
    assert left.read_text("utf-8") == other.read_text("utf-8")
    assert mentioning(folder, erased) == []


def test_contracts_stay_the_contracts_they_were(place):
    # a correction belongs to its contract also when it came with a later import
    folder = place / "kromeriz"
    columns = ["post", "start", "last_day", "fte"]
    before = open_dataset(folder, period="P5", as_of="2022-12-31").table("contracts").select(columns).sort(columns)
    erase(folder, ["APK1"], "žádost", ERASED_AT)
    dataset = open_dataset(folder, period="P5", as_of="2022-12-31")
    assert dataset.table("contracts").select(columns).sort(columns).rows() == before.rows()
    assert dataset.rejected.filter(pl.col("table") == "contracts").is_empty()


def test_what_is_said_of_the_person_is_emptied(place):
    folder = place / "kromeriz"
    erase(folder, ["APK1"], "žádost", ERASED_AT)
    contracts = open_dataset(folder, period="P5", as_of="2022-12-31").table("contracts")
    theirs = contracts.filter(pl.col("person") == "erased1")
    assert theirs["end_reason"].null_count() == theirs.height
    assert theirs["contract"].str.contains(r"^erased1").all()


def test_nobody_is_mixed_up_with_somebody_erased_before(place):
    folder = place / "kromeriz"
    erase(folder, ["APK1"], "první", ERASED_AT)
    erase(folder, ["APK3", "APK2"], "druhý", ERASED_AT)
    people = open_dataset(folder, period="P5", as_of="2022-12-31").table("persons")["person"].to_list()
    assert len(set(people)) == len(people) == 7
    assert {"erased1", "erased2", "erased3"} <= set(people)


def test_the_folder_can_be_imported_into_and_checked_afterwards(place, tmp_path):
    folder = place / "kromeriz"
    erase(folder, ["APK1"], "žádost", ERASED_AT)
    rejected = open_dataset(folder, period="P5", as_of="2022-12-31").rejected
    assert rejected.select("table").unique().rows() == [("absences",)]
    assert check_folder(folder, ERASED_AT).findings.filter(rule="not_in_its_form").is_empty()
    more = {"Nepřítomnosti": [SHEETS["Nepřítomnosti"][0], ["APK2", "2021-01-04", "2021-01-05", 16]]}
    done = import_files([workbook(tmp_path / "další.xlsx", more)], folder, ERASED_AT)
    assert done.number == 4
    assert done.plan.additions["absences"].height == 1


# --- refused, or failed ----------------------------------------------------------------------------


def test_an_unknown_pseudonym_is_refused_with_the_known_ones(place):
    before = contents(place)
    for strange in (["APK99"], ["APK1", "APK99"], ["erased1"], [""], ["Jana Nováková"]):
        with pytest.raises(ParameterError) as refused:
            erase(place / "kromeriz", strange, "žádost", ERASED_AT, place / "key" / "names.csv")
        assert strange[-1] in refused.value.message("cs")
        assert "APK1, APK10, APK2" in refused.value.message("en")
    assert contents(place) == before


def test_everybody_is_erased_only_when_the_term_is_over(place, root):
    folder = place / "kromeriz"
    before = contents(place)
    with pytest.raises(ParameterError) as refused:
        erase(folder, [], "doba uplynula", ERASED_AT)
    assert "ještě neuplynula" in refused.value.message("cs")
    assert "not over" in refused.value.message("en")
    assert contents(place) == before
    project = parse_project((root / "data" / "kromeriz" / "project.toml").read_text("utf-8"), "kromeriz")
    limits = dict(project.frames["programme_rules"].select("rule", "value").iter_rows())
    last = project.end.replace(year=project.end.year + int(limits["personal_data_years"]))
    assert not due(project, last)
    assert due(project, date.fromordinal(last.toordinal() + 1))


def test_a_second_time_there_is_nobody_to_erase(place):
    erase(place / "kromeriz", ["APK1"], "žádost", ERASED_AT)
    before = contents(place)
    with pytest.raises(ParameterError, match="APK1"):
        erase(place / "kromeriz", ["APK1"], "žádost", ERASED_AT)
    assert contents(place) == before


def test_a_person_twice_in_the_command_is_one_person(place):
    assert erase(place / "kromeriz", ["APK1", "APK1"], "žádost", ERASED_AT).people == 1
    assert mentioning(place / "kromeriz", "APK1") == []


@pytest.mark.parametrize("step", ["_write", "_rename"])
def test_when_it_fails_nothing_has_changed_neither_names_nor_records(place, monkeypatch, step):
    before = contents(place)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, step, refuse)
    with pytest.raises(DataError) as failed:
        erase(place / "kromeriz", ["APK1"], "žádost", ERASED_AT, place / "key" / "names.csv")
    assert "na disku není místo" in failed.value.message("cs")
    assert contents(place) == before


class DiedError(BaseException):
    """The process is killed."""


@pytest.mark.parametrize("step", ["_write", "_rename", "_apply", "unlink", "replace"])
@pytest.mark.parametrize("nth", [1, 2])
def test_killed_anywhere_it_can_be_finished_by_the_same_command(place, monkeypatch, step, nth):
    folder, key = place / "kromeriz", place / "key" / "names.csv"
    owner: object = Path if step in ("unlink", "replace") else store
    real: Callable[..., object] = getattr(owner, step)
    count = 0

    def die(*given: object, **named: object) -> object:
        nonlocal count
        count += 1
        if count >= nth:
            raise DiedError
        return real(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, die)
        with suppress(DiedError):
            erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    # the user starts it again; if it says that there is nobody, there must be nobody
    try:
        erase(folder, ["APK1"], "žádost", ERASED_AT, key)
    except ApkError as error:
        said = error.message("cs")
    else:
        said = ""
    assert mentioning(place, "Nováková") == [], said
    # what is written in words is another test's matter
    assert [name for name in mentioning(folder, "APK1") if "waivers" not in name] == [], said
