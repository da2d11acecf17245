"""A dataset: the tables as they were known at a date, and the account of its inputs."""

import shutil
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from apk_lib import dataset as reading
from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import DataError, ParameterError, ProjectError
from apk_lib.intake.storage.accept import REJECTED_SCHEMA

PERSONS = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,Anna,assistant
"""


def test_a_dataset_is_as_known_when_the_report_was_due(folder):
    town = folder(persons=PERSONS)
    assert open_dataset(town, period="P1").as_of == date(2020, 12, 30)
    assert open_dataset(town, period="P2").as_of == date(2021, 7, 30)
    assert open_dataset(str(town), period="P1", as_of="2020-11-15").as_of == date(2020, 11, 15)


@pytest.mark.parametrize("as_of", ["30. 12. 2020", "2020-13-01", "dnes"])
def test_an_as_of_that_is_no_date_is_answered_with_an_example(folder, as_of):
    with pytest.raises(ParameterError) as refused:
        open_dataset(folder(), period="P1", as_of=as_of)
    assert f"„{as_of}“" in refused.value.message("cs")
    assert "2020-12-30" in refused.value.message("cs")
    assert "YYYY-MM-DD" in refused.value.message("en")


def test_an_unknown_period_is_answered_with_the_known_ones(folder):
    with pytest.raises(ProjectError, match=r"„P3“.*P1, P2"):
        open_dataset(folder(), period="P3")


def test_equal_inputs_have_equal_fingerprints_wherever_they_lie(folder, tmp_path):
    town = folder(persons=PERSONS)
    shutil.copytree(town, tmp_path / "elsewhere" / "vzorov")
    fingerprint = open_dataset(town, period="P1").fingerprint
    assert open_dataset(town, period="P1").fingerprint == fingerprint
    assert open_dataset(tmp_path / "elsewhere" / "vzorov", period="P1").fingerprint == fingerprint


@pytest.mark.parametrize("name", ["persons.csv", "project.toml", "sources.toml"])
def test_one_byte_changes_the_fingerprint(folder, name):
    # also of the account of sources: it decides what is marked synthetic
    town = folder(persons=PERSONS)
    (town / "sources.toml").write_text("[persons]\nsynthetic = true\n", encoding="utf-8")
    before = open_dataset(town, period="P1").fingerprint
    with (town / name).open("ab") as file:
        file.write(b"\n")
    assert open_dataset(town, period="P1").fingerprint != before


def test_a_table_that_has_no_file_is_empty_and_missing(folder):
    dataset = open_dataset(folder(persons=PERSONS), period="P1")
    assert dataset.table("contracts").is_empty()
    assert dataset.missing(("persons", "contracts")) == ["contracts"]
    # time in the field is made from three tables
    assert dataset.missing(("effort",)) == ["shift_crew", "visits"]


def test_an_empty_file_is_not_missing(folder):
    # a header alone says that nothing happened
    dataset = open_dataset(folder(persons="recorded_at,withdrawn,person,role\n"), period="P1")
    assert dataset.table("persons").is_empty()
    assert dataset.missing(("persons",)) == []
    assert dataset.accepted["persons"].supplied
    assert not dataset.accepted["visits"].supplied


def test_a_plan_needs_the_breaks_of_schools_where_there_is_one_and_never_the_events(folder):
    town = folder()
    assert open_dataset(town, period="P1").missing(("plan_slots",)) == ["patrol_plan", "school_breaks"]
    sheet = (town / "project.toml").read_text("utf-8")
    without = sheet.replace('[[schools]]\nschool = "slovan"\nname = "ZŠ Slovan"\n', "")
    without = without.replace('school = "slovan"\n', "")
    assert "slovan" not in without
    (town / "project.toml").write_text(without, encoding="utf-8")
    assert open_dataset(town, period="P1").missing(("plan_slots",)) == ["patrol_plan"]


def test_a_table_of_the_sheet_is_a_table_like_any_other(folder):
    dataset = open_dataset(folder(), period="P1")
    assert dataset.table("localities")["locality"].to_list() == ["crossing"]
    assert not dataset.is_synthetic(("localities",))


def test_slots_reach_over_whole_weeks_around_the_project(folder):
    # 1 June 2020 is a Monday, 31 May 2021 too
    days = open_dataset(folder(), period="P1").slots["day"]
    assert days.min() <= date(2020, 6, 1)
    assert days.max() >= date(2021, 6, 6)


# --- reading while somebody writes -------------------------------------------------------------------


def test_a_change_that_is_only_half_applied_is_not_read(folder, monkeypatch):
    # the change is committed right after the reader looked for one to finish, and stands while it reads
    town, seen = folder(persons=PERSONS), []

    def finish(at):
        seen.append(at)
        if len(seen) == 1:
            (at / ".change").mkdir()
        elif (at / ".change").exists():
            (at / ".change").rmdir()

    monkeypatch.setattr(reading, "finish", finish)
    assert open_dataset(town, period="P1").table("persons")["person"].to_list() == ["Anna"]
    assert len(seen) == 2


def test_a_change_that_never_ends_is_refused(folder, monkeypatch):
    town = folder(persons=PERSONS)
    (town / ".change").mkdir()
    monkeypatch.setattr(reading, "finish", lambda _: None)
    with pytest.raises(DataError, match="se během čtení stále mění"):
        open_dataset(town, period="P1")


# --- what is rejected --------------------------------------------------------------------------------


def with_rejected(dataset: Dataset, table: str, *rows: tuple[int, str, int, str]) -> Dataset:
    """The dataset with rejected rows of imports: number, sheet, its row and the rule."""
    numbers, sheets, places, rules = zip(*rows, strict=True)
    account = dataset.accepted[table]
    rejected = pl.DataFrame({"source_row": numbers, "rule": rules}).with_columns(table=pl.lit(table))
    origins = pl.DataFrame({"source_row": numbers, "sheet": sheets, "row": places}).with_columns(file=pl.lit("z.xlsx"))
    empty = pl.DataFrame(schema=REJECTED_SCHEMA)
    account = replace(
        account,
        rejected=pl.concat([empty, rejected], how="diagonal"),
        origins=origins.unique().select(account.origins.columns),
    )
    return replace(dataset, accepted={**dataset.accepted, table: account})


def test_what_is_no_row_of_a_table_is_not_rejected(folder):
    dataset = with_rejected(
        open_dataset(folder(persons=PERSONS), period="P1"), "shifts",
        (2, "Směny", 9, "outside_table"), (3, "Směny", 5, "repeated_header"), (4, "Směny", 6, "start|nullability"),
    )  # fmt: skip
    assert dataset.rejected.rows() == [("shifts", 4, "start|nullability")]
    assert dataset.rejected_places.select("file", "sheet", "row").rows() == [("z.xlsx", "Směny", 6)]


def test_a_row_of_a_sheet_is_counted_once_whatever_tables_it_fills(folder):
    dataset = open_dataset(folder(persons=PERSONS), period="P1")
    assert dataset.rows_rejected == 0
    dataset = with_rejected(dataset, "shifts", (2, "Směny", 6, "start|nullability"), (2, "Směny", 6, "unreadable_cell"))
    dataset = with_rejected(dataset, "shift_crew", (2, "Směny", 6, "reference_aside"), (3, "Směny", 6, "unknown_code"),
                            (4, "Směny", 7, "unknown_code"), (5, "Posádky", 7, "unknown_code"))  # fmt: skip
    assert len(dataset.rejected) == 6
    assert dataset.rows_rejected == 3
