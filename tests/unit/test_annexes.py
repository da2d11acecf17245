"""Annexes of a report: lists of expenditure, each expense in one of them, and the months of persons."""

import hashlib
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from apk_lib import cli
from apk_lib.dataset import open_dataset
from apk_lib.errors import ProjectError
from apk_lib.evaluate import evaluate
from apk_lib.report.annexes import write_annexes

PERSONS = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,Anna,assistant
"""
HEADER = "recorded_at,withdrawn,expense,line,paid_on,claimed,approved,kind,document,key_activity,person,month\n"
SHEETS = """
    recorded_at,withdrawn,person,month,fund,worked,excused,training
    2020-07-03T08:00:00+02:00,false,Anna,2020-06-01,176,100.5,0,0
    2020-08-03T08:00:00+02:00,false,Anna,2020-07-01,176,33.333333,0,0
"""


def expense(n: int, paid_on: str, recorded: str = "", **said: str) -> str:
    cells = {"line": "1.1.1", "claimed": "100.50", "approved": "", "kind": "document", "document": f"FP {n}",
             "key_activity": "", "person": "", "month": ""} | said  # fmt: skip
    return ",".join([f"{recorded or paid_on}T12:00:00+02:00", "false", f"X{n:03}", cells.pop("line"), paid_on,
                     *cells.values()]) + "\n"  # fmt: skip


@pytest.fixture
def made(folder, tmp_path):
    """Write the annexes of a period from these lines of expenses: the files by name, with rows of the lists."""

    def of(period: str, *lines: str, sheet: str = "", **options: str) -> dict[str, list[dict]]:
        place = folder(persons=PERSONS, hours_monthly=SHEETS)
        (place / "expenses.csv").write_text(HEADER + "".join(lines), "utf-8")
        toml = (place / "project.toml").read_text("utf-8") + (
            '\n[[budget_lines]]\nline = "1.1.1"\nversion = 1\nname_cs = "vše"\nname_en = "all"\ndirect = true\n'
            "approved = 1000.00\nvalid_from = 2020-06-01\nconfirmed = true\n"
        )
        for old, new in [line.split("→") for line in sheet.splitlines()]:
            assert old in toml
            toml = toml.replace(old, new)
        (place / "project.toml").write_text(toml, "utf-8")
        written = write_annexes(place, period, options.get("lang", "en"), "", tmp_path / "out")
        return {one.path.name: rows(one.path) for one in written.files}

    return of


def rows(path: Path) -> list[dict]:
    if path.suffix == ".xlsx":
        return []
    return pl.read_csv(path, separator=";", infer_schema=False).to_dicts()


def test_each_form_of_the_fund_has_its_list_and_staff_is_internal(made):
    files = made(
        "P1",
        expense(1, "2020-07-12", kind="staff", person="Anna", month="2020-06-01", claimed="20000"),
        expense(2, "2020-08-01"),
        expense(3, "2020-08-02", kind="travel", approved="50"),
        expense(4, "2020-08-03", kind=""),
        expense(5, "2020-08-04", kind="", person="Anna", month="2020-07-01"),
    )
    assert set(files) == {
        "expenses-staff-1-INTERNAL.csv", "expenses-document-1.csv", "expenses-travel-1.csv", "expenses-unsorted-1.csv",
        "reconciliation-INTERNAL.xlsx",
    }  # fmt: skip
    wage, unsaid = files["expenses-staff-1-INTERNAL.csv"]
    assert (wage["person"], wage["for the month"], wage["claimed (CZK)"]) == ("Anna", "2020-06", "20000.00")
    assert wage["worked by the timesheet (h)"] == "100.5"
    # who is paid says what kind it is
    assert unsaid["expense"] == "X005"
    assert files["expenses-travel-1.csv"][0]["approved (CZK)"] == "50.00"
    assert "person" not in files["expenses-document-1.csv"][0]


def test_an_expense_that_came_after_the_report_is_claimed_in_the_next_one_and_only_there(made):
    # the report on P1 was due on 30 December 2020
    lines = (expense(1, "2020-07-12"), expense(2, "2020-07-13", recorded="2021-01-05"), expense(3, "2021-01-10"))
    first, second = made("P1", *lines), made("P2", *lines)
    assert [row["expense"] for row in first["expenses-document-1.csv"]] == ["X001"]
    assert [(row["expense"], row["of an earlier period"]) for row in second["expenses-document-1.csv"]] == [
        ("X002", "yes"), ("X003", "no"),
    ]  # fmt: skip


def test_an_expense_corrected_since_is_claimed_once_and_one_that_was_not_claimed_then_comes_late(made):
    first = (expense(1, "2020-07-12", kind="travel"), expense(2, "2020-07-12", kind="staff"),
             expense(3, "2020-07-12", kind="staff"))  # fmt: skip
    since = (expense(1, "2020-07-12", "2021-02-01", kind="staff"), expense(2, "2020-07-12", "2021-02-01", kind="staff"),
             expense(3, "2020-07-12", "2021-02-01", kind="travel"))  # fmt: skip
    files = made("P2", *first, *since, sheet='programme = "opz_2014"→programme = "opz_plus_2021"')
    assert [row["expense"] for row in files["expenses-staff-1-INTERNAL.csv"]] == ["X001"]


def test_an_expense_of_before_the_project_is_in_neither_list_nor_figure_and_is_told(
    made, tmp_path, monkeypatch, capsys
):
    """The project begins on 1 June 2020."""
    files = made("P1", expense(1, "2020-05-31", claimed="1000"), expense(2, "2020-06-01", claimed="100"))
    assert [(row["expense"], row["claimed (CZK)"]) for row in files["expenses-document-1.csv"]] == [("X002", "100.00")]
    dataset = open_dataset(tmp_path / "vzorov", period="P1")
    direct = evaluate(dataset, "P1", ["spending"]).results.filter(measure="direct", scope="cumulative")
    assert direct.filter(pl.col("dimension_1").is_null())["value"].item() == 100.0
    words = ["annex", tmp_path / "vzorov", "--period", "P1", "--lang", "en", "--out", tmp_path / "out"]
    monkeypatch.setattr(sys, "argv", ["apk-lib", *map(str, words)])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    said = capsys.readouterr().out.splitlines()
    assert said[-1].replace("\xa0", " ") == "Left out of the lists: 1 expense, paid before the project began: X001."


def test_hours_of_a_timesheet_are_rounded_to_hundredths(made):
    """20 minutes are a third of an hour."""
    [row] = made("P1", expense(1, "2020-07-12", kind="staff", person="Anna", month="2020-07-01"))[
        "expenses-staff-1-INTERNAL.csv"
    ]
    assert row["worked by the timesheet (h)"] == "33.33"


def test_lists_hold_as_many_rows_as_the_funder_imports_and_are_numbered_through(made, tmp_path):
    files = made("P1", *(expense(n, "2020-07-12") for n in range(1, 202)))
    assert [len(files[f"expenses-document-{n}.csv"]) for n in (1, 2)] == [200, 1]
    assert files["expenses-document-2.csv"][0]["number"] == "201"
    # a list of an earlier run that is due no longer does not stay beside the new ones
    assert "expenses-document-2.csv" not in made("P1", expense(1, "2020-07-12"))
    assert not list(tmp_path.rglob("expenses-document-2.csv"))


def test_where_the_flat_rate_pays_for_all_else_only_staff_is_claimed(made):
    files = made("P1", expense(1, "2020-07-12"), expense(2, "2020-07-12", kind="staff"),
                 sheet='programme = "opz_2014"→programme = "opz_plus_2021"')  # fmt: skip
    assert set(files) == {"expenses-staff-1-INTERNAL.csv", "reconciliation-INTERNAL.xlsx"}


def test_no_cell_of_a_list_is_a_formula_and_amounts_are_czech_in_czech(made):
    [row] = made("P1", expense(1, "2020-07-12", document="=1+1", claimed="-1.25"), lang="cs")["expenses-document-1.csv"]
    assert row["číslo dokladu"] == "'=1+1"
    assert row["nárokováno (Kč)"] == "-1,25"


@pytest.mark.parametrize(("synthetic", "note"), [("false", None), ("true", "SYNTETICKÁ DATA / SYNTHETIC DATA")])
def test_lists_of_invented_data_say_so_in_every_row(made, synthetic, note):
    [row] = made("P1", expense(1, "2020-07-12"), sheet=f"synthetic = false→synthetic = {synthetic}")[
        "expenses-document-1.csv"
    ]
    assert row.get("note") == note


def test_the_same_records_give_the_same_bytes(made, tmp_path):
    def digests() -> dict[str, str]:
        made("P1", expense(1, "2020-07-12"), expense(2, "2020-07-12", kind="staff", person="Anna", month="2020-06-01"))
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "out").rglob("*.*")}

    assert digests() == digests()


def test_the_workbook_names_the_months_of_persons_and_says_whose_eyes_it_is_for(made, tmp_path):
    made("P1", expense(1, "2020-07-12", kind="staff", person="Anna", month="2020-06-01", claimed="20000"))
    [path] = (tmp_path / "out").rglob("reconciliation-INTERNAL.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.cell(1, 1).value.startswith("INTERNAL: ")
    # 100.5 hours by the timesheet and no shift: they do not agree
    assert [cell.value for cell in sheet[5]] == ["Anna", "2020-06", 100.5, None, None, 100.5, 20000, "no"]


def test_an_unknown_period_is_answered_with_the_known_ones(made):
    with pytest.raises(ProjectError, match="P1, P2"):
        made("P9", expense(1, "2020-07-12"))
