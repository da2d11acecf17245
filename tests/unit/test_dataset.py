"""A dataset: the tables as they were known at a date, and the account of its inputs."""

import shutil
from datetime import date

import pytest

from apk_lib.dataset import open_dataset
from apk_lib.errors import ParameterError, ProjectError

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
