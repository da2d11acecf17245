"""Warnings that were accepted: which, until when, and what a report says of them."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from apk_lib import evaluate, open_dataset
from apk_lib.checks import CHECKS, judged_on, waive
from apk_lib.findings import FINDINGS, counted, findings
from apk_lib.project import Project, parse_project
from apk_lib.report import ProgressReport
from apk_lib.report.gaps import gaps
from apk_lib.report.passport import account
from apk_lib.tables import TABLES
from apk_lib.text import LANGUAGES, Lang
from tests.remembered import figures_of

FOUND = pl.DataFrame({"key": ["S1", "S2", None]})
WAIVER = {"source_row": 2, "withdrawn": False, "waiver": "W1", "rule": "shift_without_crew", "row_key": None,
          "reason": "stará docházka", "approved_by": "tajemník", "valid_to_period": "P1"}  # fmt: skip


@pytest.fixture
def project() -> Project:
    """Two periods: to 30 November 2020, due 30 December; to 31 May 2021, due 30 July."""
    text = (Path(__file__).parent / "vzorov.toml").read_text(encoding="utf-8")
    return parse_project(text, "vzorov")


def found(rule: str = "shift_without_crew") -> pl.DataFrame:
    return findings(rule, FOUND, table="shifts", key=pl.col("key"))


def waivers(*rows: dict[str, object]) -> pl.DataFrame:
    types = {name: column.dtype for name, column in TABLES["waivers"].schema.columns().items()}
    return pl.DataFrame([WAIVER | row for row in rows], schema=types, orient="row")


def told(frame: pl.DataFrame) -> list[tuple[str, str, str, str | None]]:
    """What is said of the waivers themselves: rule, severity, waiver, value."""
    return frame.filter(pl.col("table") == "waivers").select("rule", "severity", "key", "value").rows()


# --- which warnings ----------------------------------------------------------------------------------


def test_without_waivers_everything_stands(project):
    assert waive(found(), waivers(), project, date(2020, 7, 1)).equals(found())


def test_a_waiver_without_a_key_meets_every_warning_of_its_rule(project):
    both = pl.concat([found(), found("shift_hours")])
    waived = waive(both, waivers({}), project, date(2020, 7, 1))
    assert waived.schema == FINDINGS
    assert waived["rule"].equals(both["rule"])
    assert waived["waiver"].to_list() == ["stará docházka (tajemník, do konce P1)"] * 3 + [None] * 3
    assert counted(waived)["warning"] == 3


def test_a_waiver_with_a_key_meets_that_row_alone(project):
    waived = waive(found(), waivers({"row_key": "S2"}), project, date(2020, 7, 1))
    assert waived["waiver"].is_not_null().to_list() == [False, True, False]
    assert told(waived) == []


def test_a_waiver_holds_to_the_last_day_of_its_period(project):
    ends = project.period("P1").end
    for day, holds in [(ends, True), (date.fromordinal(ends.toordinal() + 1), False)]:
        waived = waive(found(), waivers({"row_key": "S1"}), project, day)
        assert (waived["waiver"].count() == 1) == holds
        # a warning that stands again is told with its waiver, which is no warning of its own
        assert told(waived) == ([] if holds else [("waiver_expired", "note", "W1", "P1")])
        assert counted(waived)["warning"] == (2 if holds else 3)


def test_of_several_waivers_the_one_that_holds_longest_is_named(project):
    several = waivers(
        {},
        {"waiver": "W2", "source_row": 3, "row_key": "S1", "valid_to_period": "P2", "reason": "zápis ztracen"},
        {"waiver": "W3", "source_row": 4, "row_key": "S1", "valid_to_period": "P2", "reason": "jiný"},
    )
    waived = waive(found(), several, project, date(2020, 7, 1))
    assert waived["waiver"].to_list() == [
        "zápis ztracen (tajemník, do konce P2)",
        "stará docházka (tajemník, do konce P1)",
        "stará docházka (tajemník, do konce P1)",
    ]
    # after P1 the first one has expired for the others, and S1 is still waived
    later = waive(found(), several, project, date(2020, 12, 1))
    assert later["waiver"].is_not_null().to_list()[:3] == [True, False, False]
    assert told(later) == [("waiver_expired", "note", "W1", "P1")]


def test_an_expired_waiver_of_what_was_mended_says_nothing(project):
    assert told(waive(found().clear(), waivers({"row_key": "S1"}), project, date(2020, 12, 1))) == []


def test_errors_and_notes_are_never_waived(project):
    for rule in ("inside_shift", "limit_not_stated"):
        waived = waive(found(rule), waivers({"rule": rule}), project, date(2020, 7, 1))
        assert waived["waiver"].count() == 0
        assert told(waived) == [("waiver_of_unknown_rule", "warning", "W1", rule)]


def test_a_waiver_of_an_unknown_rule_is_told_with_the_nearest_one(project):
    waived = waive(found(), waivers({"rule": "shift_without_crews"}), project, date(2020, 7, 1))
    assert waived["waiver"].count() == 0
    assert told(waived) == [("waiver_of_unknown_rule", "warning", "W1", "shift_without_crews")]
    last = waived.row(-1, named=True)
    assert (last["nearest"], last["row"], last["column"]) == ("shift_without_crew", 2, "rule")


def test_a_key_that_meets_no_warning_is_told(project):
    waived = waive(found(), waivers({"row_key": "S3"}), project, date(2020, 7, 1))
    assert told(waived) == [("waiver_of_nothing", "note", "W1", "S3")]
    # a waiver of the whole rule may wait for its first warning
    assert told(waive(found().clear(), waivers({}), project, date(2020, 7, 1))) == []
    # and of a rule these findings know nothing of, nothing is said
    assert "formula_text" not in CHECKS
    text = waivers({"rule": "formula_text", "row_key": "E1"})
    assert told(waive(found(), text, project, date(2020, 7, 1))) == []


def test_a_waiver_to_the_end_of_a_period_is_good_for_the_report_on_it(project):
    first, second = project.periods
    assert judged_on(project, first.report_due) == first.end
    assert judged_on(project, first.start) == first.start
    day_after = date.fromordinal(first.report_due.toordinal() + 1)
    assert judged_on(project, day_after) == day_after
    assert judged_on(project, second.report_due) == second.end
    assert judged_on(project, date(2030, 1, 1)) == date(2030, 1, 1)


# --- what a report says ------------------------------------------------------------------------------

HEADER = "recorded_at,withdrawn,waiver,rule,row_key,reason,approved_by,valid_to_period\n"


@pytest.fixture
def town(root: Path, tmp_path: Path) -> Callable[..., Path]:
    """Kroměříž with waivers."""

    def of(*lines: str) -> Path:
        data = tmp_path / "kromeriz"
        shutil.copytree(root / "data/kromeriz", data)
        rows = "".join(f"2020-12-01T08:00:00+01:00,false,{line}\n" for line in lines)
        (data / "records/waivers.csv").write_text(HEADER + rows, encoding="utf-8")
        return data

    return of


def missing(data: Path, period: str, lang: Lang) -> list[str]:
    dataset = open_dataset(data, period=period)
    report = ProgressReport(dataset, evaluate(dataset, period, ["funding_parts_sum", "hours_balance", "teaching_days"]),
                            lang)  # fmt: skip
    return [line.replace("\u00a0", " ") for line in gaps(dataset, report.period, report.read(report.figures))]


def test_the_report_tells_warnings_by_rule_with_who_looks_into_them(root: Path) -> None:
    lines = missing(root / "data/kromeriz", "P4", "cs")
    # two pairs of events of the sample happen to be alike
    assert "stejná událost pod dvěma označeními (Události, počet: 2; prověří mentor)" in lines
    [waves] = [line for line in lines if line.startswith("vlny jsou příliš malé")]
    assert waves.endswith("prověří zpracovatel šetření)")
    assert not any("výjimka" in line for line in lines)
    lines = missing(root / "data/kromeriz", "P4", "en")
    assert "the same event under two ids (Events, number: 2; the mentor looks into it)" in lines


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_prints_a_waiver_until_it_ends(town, lang: Lang) -> None:
    data = town("W1,duplicate_event,E0957,dvě různé věci,vedoucí strážník,P3", "W2,wave_can_detect,,malý výběr,rada,P5")
    waived = {
        "cs": "výjimka do konce P3: stejná událost pod dvěma označeními (počet: 1; důvod: dvě různé věci; schválení: "
        "vedoucí strážník)",
        "en": "waived to the end of P3: the same event under two ids (number: 1; reason: dvě různé věci; approved by: "
        "vedoucí strážník)",
    }[lang]
    standing = {"cs": r"stejná událost .*počet: (\d)", "en": r"the same event .*number: (\d)"}[lang]
    for period, count in [("P3", "1"), ("P4", "2")]:
        lines = missing(data, period, lang)
        assert (waived in lines) == (period == "P3")
        [told] = [line for line in lines if re.match(standing, line)]
        assert re.match(standing, told)[1] == count  # type: ignore[index]
    assert any({"cs": "malý výběr", "en": "to the end of P5"}[lang] in line for line in missing(data, "P4", lang))


def test_that_nothing_was_waived_needs_no_confirmation(town) -> None:
    assert not any("waivers" in line for line in missing(town(), "P1", "cs"))


def test_the_difference_of_the_funding_parts_can_be_waived(town) -> None:
    data = town("W1,parts_sum_to_total,,vysvětluje rozhodnutí,tajemník,P5")
    lines = missing(data, "P1", "cs")
    assert not any("nesouhlasí s celkovými náklady" in line for line in lines)
    assert sum("vysvětluje rozhodnutí" in line for line in lines) == 1


def test_the_passport_lists_warnings_without_keys_and_values(town) -> None:
    data = town("W1,duplicate_event,E0957,dvě různé věci,vedoucí strážník,P5")
    dataset = open_dataset(data, period="P2")
    warnings = account(dataset, figures_of(dataset, "P2", ["posts_filled"]), "internal")["warnings"]
    assert {tuple(one) for one in warnings} == {("rule", "table", "row", "waiver")}
    assert [(one["rule"], one["waiver"]) for one in warnings if one["table"] == "events"] == [
        ("duplicate_event", "dvě různé věci (vedoucí strážník, do konce P5)"),
        ("duplicate_event", None),
    ]


def test_the_foot_counts_warnings(town) -> None:
    data = town("W1,duplicate_event,E0957,dvě různé věci,vedoucí strážník,P5")
    dataset = open_dataset(data, period="P2")
    foot = ProgressReport(dataset, evaluate(dataset, "P2", ["person_hours"]), "en").foot().part
    # by then: two pairs of events, the funding parts, four double bookings, four forgotten departures, one timesheet
    # shorter than its shifts and five longer than the fund
    assert "Warnings: 17, 1 of them waived" in repr(foot)
