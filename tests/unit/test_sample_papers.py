"""What is planted in the papers of the sample: timesheets, participants, states of localities, money and duties."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from apk_lib.checks import CHECKS
from apk_lib.checks.stretches import presence_by_month
from apk_lib.dataset import Dataset, open_dataset
from apk_lib.project import Project

HOUR = 3_600_000_000
LAST = "P5"


@pytest.fixture(scope="module")
def dataset(root: Path) -> Dataset:
    return open_dataset(root / "data/kromeriz", period=LAST)


@pytest.fixture(scope="module")
def project(dataset: Dataset) -> Project:
    return dataset.project


@pytest.fixture(scope="module")
def truth(root: Path) -> dict:
    return json.loads((root / "data/kromeriz/records/truth.json").read_text("utf-8"))


def told(person_months: pl.DataFrame) -> list[dict[str, str]]:
    rows = person_months.sort("person", "month").select("person", "month").iter_rows()
    return [{"person": person, "month": month.isoformat()} for person, month in rows]


# --- timesheets and wages --------------------------------------------------------------------------


def test_timesheets_follow_from_shifts_and_courses_but_for_one(dataset: Dataset, truth: dict) -> None:
    sheets = dataset.table("hours_monthly")
    presence = presence_by_month(dataset.table("shift_crew"), dataset.table("shifts"))
    both = sheets.join(presence, on=["person", "month"], how="left")
    worked = pl.col("worked") - pl.col("training") - (pl.col("presence") - pl.col("breaks"))
    wrong = both.with_columns(by=worked).filter(pl.col("by") != 0)
    assert wrong["by"].to_list() == [-4 * HOUR]
    assert [one | {"hours": 4} for one in told(wrong)] == [truth["timesheets"]["short"]]


def test_a_timesheet_gives_training_the_hours_of_the_courses(dataset: Dataset) -> None:
    held = dataset.table("trainings").select("training", month=pl.col("held_on").dt.truncate("1mo"))
    attended = dataset.table("training_attendance").join(held, on="training")
    hours = attended.group_by("person", "month").agg(taken=pl.col("hours").sum())
    sheets = dataset.table("hours_monthly").join(hours, on=["person", "month"], how="left")
    assert (sheets["training"] == sheets["taken"].fill_null(0)).all()


def test_hours_over_the_fund_are_those_the_truth_names(dataset: Dataset, truth: dict) -> None:
    over = dataset.table("hours_monthly").filter(pl.col("worked") + pl.col("excused") > pl.col("fund"))
    assert told(over) == sorted(truth["timesheets"]["over_fund"], key=lambda one: (one["person"], one["month"]))


def test_each_month_of_a_contract_has_its_timesheet_and_all_but_one_its_wage(dataset: Dataset, truth: dict) -> None:
    months = dataset.table("contracts").select(
        "person", month=pl.date_ranges(pl.col("start").dt.truncate("1mo"), "last_day", "1mo")
    )
    expected = set(months.explode("month").iter_rows())
    assert set(dataset.table("hours_monthly").select("person", "month").iter_rows()) == expected
    wages = dataset.table("expenses").filter(kind="staff")
    unclaimed = pl.DataFrame(sorted(expected), schema=["person", "month"], orient="row").join(
        wages, on=["person", "month"], how="anti"
    )
    assert wages.select("person", "month").is_unique().all()
    assert told(unclaimed) == [truth["timesheets"]["wage_not_claimed"]]


def test_one_timesheet_came_after_the_report_was_due(root: Path, project: Project, truth: dict) -> None:
    late = truth["timesheets"]["late"]
    month = date.fromisoformat(late["month"])
    [period] = [one for one in project.periods if one.start <= month <= one.end]
    missing = open_dataset(root / "data/kromeriz", period=period.id).table("hours_monthly")
    later = open_dataset(root / "data/kromeriz", period=period.id, as_of=str(period.report_due + timedelta(days=7)))
    assert missing.filter(person=late["person"], month=month).is_empty()
    assert len(later.table("hours_monthly").filter(person=late["person"], month=month)) == 1


def test_papers_break_no_rule_but_those_planted(dataset: Dataset) -> None:
    planted = {"shifts_within_worked", "worked_within_fund"}
    papers = {"hours_monthly", "participants", "expenses", "payments", "locality_checks", "supervisions", "outputs",
              "supervision_attendance", "mentor_reviews", "publicity", "risks", "financial_plan"}  # fmt: skip
    of_papers = dataset.findings.filter(pl.col("table").is_in(papers))
    assert set(of_papers["rule"]) == planted < set(CHECKS)


# --- participants ----------------------------------------------------------------------------------


def test_one_card_is_incomplete_in_the_first_report_only(root: Path, truth: dict) -> None:
    said = truth["participants"]["card_incomplete"]["person"]
    for period, people in (("P1", [said]), ("P2", [])):
        cards = open_dataset(root / "data/kromeriz", period=period).table("participants")
        assert cards.filter(~pl.col("card_complete"))["person"].to_list() == people
        assert cards.filter(pl.col("sex").is_null())["person"].to_list() == people


def test_each_assistant_is_a_participant_who_passed_the_initial_course(dataset: Dataset, truth: dict) -> None:
    cards, contracts = dataset.table("participants"), dataset.table("contracts")
    both = cards.join(contracts, on="person")
    assert len(both) == len(cards) == len(contracts) == 5
    assert (both["entered_on"] == both["start"]).all()
    assert (both["left_on"] == both["last_day"]).all()
    initial = dataset.table("trainings").filter(kind="initial")
    passed = dataset.table("training_attendance").join(initial, on="training").select("person", "held_on")
    assert both.join(passed, on="person").filter(pl.col("qualified_on") == pl.col("held_on")).height == 5
    after = {person: [four, six] for person, four, six in
             cards.select("person", "status_four_weeks", "status_six_months").iter_rows()}  # fmt: skip
    assert after == truth["participants"]["after_leaving"]


# --- learning and the state of localities ----------------------------------------------------------


def test_a_meeting_of_supervision_fell_out(dataset: Dataset, truth: dict) -> None:
    held = dataset.table("supervisions")
    counts = dict(held["kind"].value_counts().iter_rows())
    assert counts == {kind: truth["supervision"][kind] for kind in ("group", "individual")}
    group = held.filter(kind="group").sort("held_on")["held_on"]
    gaps = group.diff().drop_nulls().dt.total_days()
    assert (gaps > 130).sum() == 1  # a quarter is 91 days
    assert (gaps.is_between(84, 98) | (gaps > 130)).all()


def test_about_nine_weeks_of_ten_are_reviewed_and_two_shifts_of_three_checked(dataset: Dataset) -> None:
    begun = dataset.table("shifts").select("shift", day=pl.col("start").dt.convert_time_zone("Europe/Prague").dt.date())
    weeks = dataset.table("shift_crew").join(begun, on="shift")
    served = weeks.select("person", week=pl.col("day").dt.truncate("1w")).unique()
    reviews = dataset.table("mentor_reviews")
    assert reviews.join(served, on=["person", "week"], how="anti").is_empty()
    # within four errors of what was planted
    assert len(reviews) / len(served) == pytest.approx(0.9, abs=4 * (0.09 / len(served)) ** 0.5)
    checked = dataset.table("shifts")["checked_by_mentor"]
    assert checked.mean() == pytest.approx(0.66, abs=4 * (0.2244 / len(checked)) ** 0.5)


def test_localities_get_better_and_some_defects_stay(dataset: Dataset, project: Project, truth: dict) -> None:
    checks, said = dataset.table("locality_checks"), truth["localities"]
    assert checks.select("locality", "checked_on").n_unique() == said["done"] < said["planned"]
    assert checks.filter(pl.col("reported_to").is_not_null(), pl.col("fixed_on").is_null()).height == said["open"] > 0
    # three points of the scale, each as likely as planted, fewer by `better_percent` at the end: halves of the project
    half = project.start + timedelta(days=project.days // 2)
    early, late = (checks.filter(part)["score"].mean() for part in (pl.col("checked_on") < half,
                                                                    pl.col("checked_on") >= half))  # fmt: skip
    start = 3 * sum(said["at_the_start_percent"].values()) / 100 / len(said["at_the_start_percent"])
    better = said["better_percent"] / 100
    error = (3 * 0.34 * 0.66 / (len(checks) / 2)) ** 0.5
    assert early == pytest.approx(start * (1 - better / 4), abs=4 * error)
    assert late == pytest.approx(start * (1 - better * 3 / 4), abs=4 * error)


# --- money and duties ------------------------------------------------------------------------------


def test_payments_never_exceed_the_funders_part_nor_the_last_twentieth(dataset: Dataset, project: Project) -> None:
    payments = dataset.table("payments")
    assert payments.sort("paid_on")["kind"].to_list() == ["advance"] * 2 + ["interim"] * 8
    # 85 and 10 % of 4 664 625,00 Kč: 3 964 931,25 and 466 462,50
    due = {"eu": 396_493_125, "state": 46_646_250}
    received = dict(payments.group_by("source").agg(pl.col("amount").sum()).iter_rows())
    assert received == {source: amount * 95 // 100 for source, amount in due.items()}


def test_reports_are_handed_in_and_one_is_late(dataset: Dataset) -> None:
    reports = dataset.table("outputs").filter(kind="progress_report").sort("due_on")
    early = (reports["due_on"] - reports["finished_on"]).dt.total_days().to_list()
    assert early[2] == -4
    assert all(2 <= days <= 6 for place, days in enumerate(early) if place != 2)


def test_at_the_start_nothing_promised_is_written_yet(root: Path) -> None:
    outputs = open_dataset(root / "data/kromeriz", period="P1", as_of="2020-06-02").table("outputs")
    assert len(outputs) == 7
    assert outputs["finished_on"].is_null().all()
    assert outputs["due_on"].is_not_null().all()


def test_one_problem_is_open(dataset: Dataset) -> None:
    risks = dataset.table("risks")
    assert len(risks) == 6
    assert risks.filter(pl.col("closed_on").is_null())["risk"].to_list() == ["PR6"]
