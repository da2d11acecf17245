"""A report that was handed over: its inputs are found again and give its figures, whatever came since."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.errors import ApkError, DataError
from apk_lib.evaluate import evaluate
from apk_lib.intake import erase, import_files, migrate
from apk_lib.report.passport import account
from apk_lib.report.verifying import verify
from tests.unit.plain_workbook import workbook

FIRST, LATER = datetime(2021, 7, 10, 12, tzinfo=UTC), datetime(2023, 1, 2, 12, tzinfo=UTC)
HEAD = ["osoba", "od", "do (včetně)", "omluvené hodiny"]
SHIFTS = ["směna", "den", "začátek", "konec", "posádka"]

Rows = list[list[object]]


@pytest.fixture
def town(tmp_path: Path, root: Path) -> Path:
    """Kroměříž with one import, some of whose rows were set aside."""
    folder = tmp_path / "kromeriz"
    shutil.copytree(root / "data" / "kromeriz", folder)
    rows: Rows = [HEAD, ["APK1", "2021-01-04", "2021-01-05", 16], ["APK1", "2021-02-05", "2021-02-01", 8]]
    assert import_files([workbook(tmp_path / "první.xlsx", {"Nepřítomnosti": rows})], folder, FIRST).number == 1
    return folder


@pytest.fixture
def reported(tmp_path: Path) -> Callable[..., Path]:
    """A report as the batch leaves it: the passport and the figures beside it."""

    def write(folder: Path, period: str = "P2", **said: object) -> Path:
        dataset = open_dataset(folder, period=period)
        place = tmp_path / "report" / period
        place.mkdir(parents=True, exist_ok=True)
        parameters = {"data": folder.as_posix(), "period": period, "lang": "cs", "as_of": ""}
        figures = evaluate(dataset, period)
        facts = account(dataset, figures, "internal")
        # up to the second version imports were a mapping
        facts["imports"] = {one["file"]: one["sha256"] for one in facts["imports"]}
        passport = {"passport_version": 2, "parameters": parameters, **facts, **said}
        (place / "passport.json").write_text(json.dumps(passport, ensure_ascii=False, indent=2), "utf-8")
        figures.results.write_parquet(place / "results.parquet")
        return place / "passport.json"

    return write


def test_a_report_just_made_is_verified(town, reported):
    verified = verify(reported(town), town)
    assert verified.same
    assert verified.missing == ()
    assert verified.figures > 1000
    assert verified.differing.is_empty()


def test_verifying_changes_nothing(town, reported):
    passport = reported(town)
    before = {path: path.read_bytes() for path in town.parent.rglob("*") if path.is_file()}
    verify(passport, town)
    assert {path: path.read_bytes() for path in town.parent.rglob("*") if path.is_file()} == before


def test_later_imports_do_not_matter(town, reported, tmp_path):
    passport = reported(town)
    mended: Rows = [HEAD, ["APK1", "2021-02-01", "2021-02-05", 8], ["APK2", "2021-02-05", "2021-02-05", 8]]
    schools: Rows = [["škola", "název"], *open_schools(town), ["nova", "ZŠ Nová"]]
    more = {
        "Nepřítomnosti": mended, "Školy": schools,
        "Směny": [SHIFTS, ["S-NEW", "2021-03-01", "7:00", "15:00", "APK2"]],
    }  # fmt: skip
    assert import_files([workbook(tmp_path / "první.xlsx", more)], town, LATER).number == 2
    assert verify(passport, town).same
    # also where the later rows say that they were recorded long ago
    early = {"Nepřítomnosti": [[*HEAD, "zapsáno"], ["APK3", "2021-02-08", "2021-02-08", 8, "2021-02-09 8:00"]]}
    assert import_files([workbook(tmp_path / "dávno.xlsx", early)], town, LATER).number == 3
    assert verify(passport, town).same


def open_schools(folder: Path) -> list[list[object]]:
    return [
        list(row) for row in open_dataset(folder, period="P1").table("schools").select("school", "name").iter_rows()
    ]


def test_a_report_of_an_older_version_is_verified_after_the_migration_and_further_imports(town, reported, tmp_path):
    passport = reported(town)
    # the same sheet without what the second version added, as the report of then saw it
    text = (town / "project.toml").read_text("utf-8")
    older = text.replace("schema_version = 2\n", "").partition("[[programme_rules]]")[0]
    (town / "project.toml").write_text(older, "utf-8")
    migrate_later = (town / "project.toml").read_bytes()
    said = json.loads(passport.read_text("utf-8"))
    said["project_sheet_sha256"] = _sha256(migrate_later)
    passport.write_text(json.dumps(said), "utf-8")
    assert verify(passport, town).same, "before the migration"
    migrate(town, LATER)
    assert verify(passport, town).same, "after the migration"
    more: dict[str, Rows] = {"Školy": [["škola", "název"], *open_schools(town), ["nova", "ZŠ Nová"]]}
    assert import_files([workbook(tmp_path / "projekt.xlsx", more)], town, LATER).number == 2
    assert verify(passport, town).same, "after another import"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_passport_of_the_first_version_is_read(town, reported):
    # it knew no imports
    shutil.rmtree(town / "imports")
    passport = reported(town)
    said = json.loads(passport.read_text("utf-8")) | {"passport_version": 1}
    del said["imports"]
    passport.write_text(json.dumps(said), "utf-8")
    assert verify(passport, town).same


@pytest.mark.parametrize(
    "name",
    ["project.toml", "records/visits.csv", "records/sources.toml", "imports/0001/absences.csv",
     "imports/0001/import.json", "imports/0001/quarantine.csv"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_an_input_that_changed_or_is_gone_is_named(town, reported, name, how):
    passport = reported(town)
    path = town / name
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    verified = verify(passport, town)
    assert (verified.missing, verified.changed) == (((name,), ()) if how == "gone" else ((), (name,)))
    assert not verified.same
    assert verified.figures > 1000


def test_after_an_erasure_the_inputs_that_changed_are_named(town, reported):
    passport = reported(town)
    erase(town, ["APK1"], "žádost", LATER)
    verified = verify(passport, town)
    named = {*verified.missing, *verified.changed}
    assert {"records/persons.csv", "records/shift_crew.csv", "imports/0001/absences.csv"} <= named
    assert "records/visits.csv" not in named


def test_a_figure_that_differs_is_named_with_both_values(town, reported):
    passport = reported(town)
    results = pl.read_parquet(passport.with_name("results.parquet"))
    place = results["value"].is_not_null().arg_true()[7]
    claimed = results.with_row_index("at").with_columns(
        value=pl.when(pl.col("at") == place).then(pl.col("value") + 1).otherwise("value")
    )
    claimed.drop("at").write_parquet(passport.with_name("results.parquet"))
    verified = verify(passport, town)
    assert verified.missing == ()
    assert len(verified.differing) == 1
    row = verified.differing.row(0, named=True)
    assert row["value"] == row["value_now"] + 1
    assert row["indicator"] == results["indicator"][place]
    assert not verified.same


@pytest.mark.parametrize("column", ["value", "lower", "numerator", "state"])
def test_a_figure_that_is_empty_now_or_was_then_differs(town, reported, column):
    passport = reported(town)
    results = pl.read_parquet(passport.with_name("results.parquet"))
    place = results[column].is_not_null().arg_true()[3]
    emptied = results.with_row_index("at").with_columns(
        pl.when(pl.col("at") != place).then(pl.col(column)).alias(column)
    )
    emptied.drop("at").write_parquet(passport.with_name("results.parquet"))
    assert len(verify(passport, town).differing) == 1


def test_a_figure_left_out_of_the_report_or_added_to_it_differs(town, reported):
    passport = reported(town)
    results = pl.read_parquet(passport.with_name("results.parquet"))
    results.head(-1).write_parquet(passport.with_name("results.parquet"))
    assert len(verify(passport, town).differing) == 1
    more = pl.concat([results, results.tail(1).with_columns(measure=pl.lit("nothing"))])
    more.write_parquet(passport.with_name("results.parquet"))
    assert len(verify(passport, town).differing) == 1


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda said: "{",
        lambda said: "[]",
        lambda said: json.dumps({key: value for key, value in said.items() if key != "inputs"}),
        lambda said: json.dumps(said | {"parameters": {}}),
        lambda said: json.dumps(said | {"inputs": "none"}),
        lambda said: json.dumps(said | {"inputs": [{"file": "records/visits.csv"}]}),
        lambda said: json.dumps(said | {"imports": [1]}),
        lambda said: json.dumps(said | {"as_of": 3}),
        lambda said: json.dumps(said | {"project": None}),
    ],
    ids=["no JSON", "a list", "no inputs", "no period", "inputs in words", "no hash", "imports as a list",
         "a date that is none", "no project"],
)  # fmt: skip
def test_a_passport_that_is_none_is_refused_in_both_languages(town, reported, spoiled):
    passport = reported(town)
    passport.write_text(spoiled(json.loads(passport.read_text("utf-8"))), "utf-8")
    with pytest.raises(ApkError) as refused:
        verify(passport, town)
    assert refused.value.message("cs") != refused.value.message("en")
    assert "passport.json" in refused.value.message("cs")


@pytest.mark.parametrize("bad", [b"", b"no parquet"])
def test_figures_that_cannot_be_read_are_refused(town, reported, bad):
    passport = reported(town)
    passport.with_name("results.parquet").write_bytes(bad)
    with pytest.raises(DataError, match="results"):
        verify(passport, town)


def test_a_report_without_its_figures_is_refused(town, reported):
    passport = reported(town)
    passport.with_name("results.parquet").unlink()
    with pytest.raises(DataError, match=r"results\.parquet"):
        verify(passport, town)


@pytest.mark.parametrize("name", ["../../outside.csv", "{tmp}/outside.csv"])
def test_a_passport_never_writes_outside_its_own_place(town, reported, tmp_path, monkeypatch, name):
    # a passport comes from somebody else: a name in it may not lead out of the folder that is laid out
    passport = reported(town)
    inside = tmp_path / "deep" / "er"
    inside.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(inside))
    secret = town / "records" / "visits.csv"
    said = json.loads(passport.read_text("utf-8"))
    for one in said["inputs"]:
        if one["file"] == "records/visits.csv":
            one["file"] = name.replace("{tmp}", str(tmp_path))
    (town / "imports" / "raw" / f"{_sha256(secret.read_bytes())}.csv").write_bytes(secret.read_bytes())
    passport.write_text(json.dumps(said), "utf-8")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with suppress(ApkError):
        verify(passport, town)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
