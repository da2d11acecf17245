"""The parts of a progress report, as a notebook shows them and as they travel to the files."""

import base64
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from apk_lib import charts, evaluate, open_dataset, prose, select
from apk_lib.cli.telling import finding_lines
from apk_lib.findings import findings
from apk_lib.indicators import CATALOGUE
from apk_lib.report import ProgressReport
from apk_lib.report.gaps import foremost, gaps
from apk_lib.report.model import Foot, FrontPage, Section, from_json
from apk_lib.report.passport import account
from apk_lib.report.shown import FIGURES_TYPE, PART_TYPE
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.remembered import figures_of, kromeriz

Made = Callable[..., ProgressReport]


@pytest.fixture
def report() -> Made:
    def of(period: str, lang: Lang = "cs", as_of: str = "") -> ProgressReport:
        dataset = kromeriz(period, as_of)
        return ProgressReport(dataset, figures_of(dataset, period), lang)

    return of


def front(report: ProgressReport) -> FrontPage:
    part = report.front_page().part
    assert isinstance(part, FrontPage)
    return part


def foot(report: ProgressReport) -> Foot:
    part = report.foot().part
    assert isinstance(part, Foot)
    return part


def every_gap(report: ProgressReport) -> tuple[str, ...]:
    """What the first page tells and what the evidence does."""
    return gaps(report.dataset, report.period, report.read(report.figures))


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


# --- front page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_says_who_and_when(report: Made, lang: Lang) -> None:
    made = report("P2", lang)
    page, project = front(made), made.dataset.project
    assert page.title == project.title(lang)
    for told in (project.registration_number, project.beneficiary(lang), project.cofinancing(lang)):
        assert told in page.subtitle
    assert "P2" in page.kicker
    facts = plain(" ".join(fact.text for fact in page.facts))
    dates = {
        "cs": ("1. 12. 2020", "31. 5. 2021", "30. 6. 2021", "1. 6. 2020", "31. 8. 2022"),
        "en": ("1 December 2020", "31 May 2021", "30 June 2021", "1 June 2020", "31 August 2022"),
    }[lang]
    for day in dates:
        assert day in facts
    assert [label.split()[0] for label, _ in page.timeline] == ["P1", "P2", "P3", "P4", "P5"]
    assert [label.split()[0] for label, now in page.timeline if now] == ["P2"]
    # nobody has documented the dates of the periods
    assert {"cs": "nedoloženo", "en": "not confirmed"}[lang] in facts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_four_goals_three_findings_and_what_is_missing(report: Made, lang: Lang) -> None:
    made = report("P2", lang)
    page = front(made)
    goals = made.dataset.project.frames["goals"].filter(level="concrete")
    assert [card.goal for card in page.cards] == goals[f"text_{lang}"].to_list()
    assert len(page.cards) == 4
    assert len(page.findings) == 3
    assert all(finding.endswith(".") and not finding.endswith("..") for finding in page.findings)
    assert any("35" in line and "000" in line for line in page.missing)


def test_the_last_report_is_the_final_one(report: Made) -> None:
    assert front(report("P5")).kicker.startswith("Závěrečná")
    assert front(report("P5", "en")).kicker.startswith("Final")
    assert front(report("P4")).kicker.startswith("Průběžná")


def test_real_records_carry_no_mark_of_a_sample(root: Path, tmp_path: Path) -> None:
    data = tmp_path / "kromeriz"
    shutil.copytree(root / "data/kromeriz", data)
    for marks in (data / "records/sources.toml", data / "context/sources.toml"):
        marks.write_text(
            marks.read_text(encoding="utf-8").replace("synthetic = true", "synthetic = false"), encoding="utf-8"
        )
    dataset = open_dataset(data, period="P1")
    made = ProgressReport(dataset, figures_of(dataset, "P1"), "cs")
    assert not made.is_synthetic
    page = front(made)
    assert page.banner.startswith("INTERNÍ")
    victims = made.section("victims", made.read(select(made.figures, "victim_support")), prose.victims,
                           charts.victim_contacts).part  # fmt: skip
    told = repr(page) + repr(victims) + repr(foot(made))
    assert not re.search("syntetick|ukázkov", told, re.IGNORECASE)


# --- sections --------------------------------------------------------------------------------------


def test_a_chart_the_words_do_not_speak_of_is_left_out(report: Made) -> None:
    for period, drawn in (("P1", 1), ("P4", 2)):
        made = report(period)
        safety = made.read(select(made.figures, "safe_by_day", "safe_after_dark"))
        section = made.section("perception", safety, prose.perception, charts.answers_by_wave, charts.change_dots).part
        assert isinstance(section, Section)
        assert len(section.charts) == drawn
        limits = made.dataset.project.limits("cs")
        assert (limits in section.paragraphs) == (period == "P4")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_figure_has_its_definition_beside_it(report: Made, lang: Lang) -> None:
    made = report("P1", lang)
    named = ("plan_adherence", "presence_adherence", "person_hours", "hours_balance")
    hours = made.read(select(made.figures, *named, "unplanned_hours", "presence_hours", "visit_count", "teaching_days"))
    section = made.section("coverage", hours, prose.coverage).part
    assert isinstance(section, Section)
    # more of them than the margin holds stand in a table
    [definitions] = [
        table for table in section.tables if table.summary in ("Co které číslo znamená", "What each figure means")
    ]
    assert not definitions.open
    for id in ("plan_adherence", "presence_adherence", "person_hours"):
        # one definition may serve several indicators, named together
        terms = [row[0] for row in definitions.rows if row[1] == CATALOGUE[id].definition(lang)]
        assert len(terms) == 1, id
        assert CATALOGUE[id].label(lang).lower() in terms[0].lower()
    # the balance is spelled out in numbers instead
    assert any(re.search(r"\d h\b.* = \d.* h\b", plain(note.text)) for note in section.notes)


# --- foot ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_foot_tells_how_to_verify(report: Made, lang: Lang) -> None:
    made = report("P3", lang, "2022-01-15")
    told = " ".join(foot(made).lines)
    assert hashlib.sha256(made.figures.results.write_csv().encode()).hexdigest() in told
    assert made.dataset.fingerprint[:16] in told
    assert f"--period P3 --lang {lang} --as-of 2022-01-15" in told
    assert plain({"cs": "15. 1. 2022", "en": "15 January 2022"}[lang]) in plain(told)


def test_the_command_of_the_foot_can_be_copied(root: Path, tmp_path: Path) -> None:
    data = tmp_path / "nové město"
    shutil.copytree(root / "data/kromeriz", data)
    dataset = open_dataset(data, period="P1")
    told = " ".join(foot(ProgressReport(dataset, evaluate(dataset, "P1", ["person_hours"]), "cs")).lines)
    # a shell would take a name with a space for two words
    assert re.search(r"report ([\"']).*nové město\1 --period", told)


def test_the_foot_hands_the_figures_over(report: Made) -> None:
    made = report("P1")
    bundle = made.foot()._repr_mimebundle_()
    handed = bundle[FIGURES_TYPE]
    for name in ("results", "curves"):
        frame = pl.read_parquet(io.BytesIO(base64.b64decode(handed[name])))
        assert frame.equals(getattr(made.figures, name))
    assert handed["account"] == account(made.dataset, made.figures, "internal")
    json.dumps(handed)


def test_every_part_shows_itself_and_travels(report: Made) -> None:
    made = report("P1")
    for shown in (made.front_page(), made.foot()):
        bundle = shown._repr_mimebundle_()
        assert bundle["text/html"].startswith("<style>")
        assert from_json(json.loads(json.dumps(bundle[PART_TYPE]))) == shown.part


def test_rows_that_come_late_are_told(report: Made) -> None:
    early, late = (" ".join(foot(report("P1", "en", as_of)).lines) for as_of in ("2020-11-30", "2022-10-30"))
    counted = [int(re.search(r"(\d+) recorded after", text)[1]) for text in (early, late)]  # type: ignore[index]
    assert counted[0] > counted[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", ["P1", "P4"])
def test_page_one_tells_six_gaps_and_the_evidence_the_others(report: Made, period: str, lang: Lang) -> None:
    made = report(period, lang)
    every = every_gap(made)
    told, section = front(made).missing, made.evidence().part
    assert isinstance(section, Section)
    others = section.blocks[0].items
    assert told[:-1] + others == every
    assert len(told) == 7
    assert str(len(others)) in told[-1]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (8, "a další 2 nálezy v záznamech"),
        (11, "a dalších 5 nálezů v záznamech"),
    ],
)
def test_how_many_more_gaps_there_are_is_good_czech(count: int, said: str) -> None:
    told, others = foremost(tuple(map(str, range(count))), "cs")
    assert plain(told[-1]).startswith(said)
    assert (*told[:-1], *others) == tuple(map(str, range(count)))


def test_a_line_is_not_spent_on_saying_that_there_is_one_more() -> None:
    lines = tuple(map(str, range(7)))
    assert foremost(lines, "cs") == (lines, ())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_many_missing_tables_are_one_line_and_a_bare_period_says_so(root: Path, lang: Lang) -> None:
    dataset = open_dataset(root / "data/kromeriz-2023", period="P2")
    page = front(ProgressReport(dataset, evaluate(dataset, "P2"), lang))
    assert len([line for line in page.missing if "(shifts)" in line and "(visits)" in line]) == 1
    assert not [line for line in page.missing if "waivers" in line]
    assert page.findings == (
        {"cs": "Za toto období zatím nejsou žádné záznamy.", "en": "There are no records of this period yet."}[lang],
    )


# --- what is missing -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rejected_row_is_told(root: Path, tmp_path: Path, lang: Lang) -> None:
    data = tmp_path / "kromeriz"
    shutil.copytree(root / "data/kromeriz", data)
    contracts = data / "records/contracts.csv"
    with contracts.open("a", encoding="utf-8") as file:
        file.write("2020-06-02T08:00:00+02:00,false,C99,NOBODY,POST1,2020-06-01,,1.0,\n")
    dataset = open_dataset(data, period="P1")
    made = ProgressReport(dataset, figures_of(dataset, "P1"), lang)
    [line] = [line for line in every_gap(made) if "passport.json" in line]
    assert plain(line).startswith({"cs": "1 řádek", "en": "1 row"}[lang])
    told = account(dataset, made.figures, "internal")
    lines = contracts.read_text(encoding="utf-8").splitlines()
    assert [(row["table"], row["file"], row["row"]) for row in told["rejected"]] == [
        ("contracts", "records/contracts.csv", len(lines))
    ]
    assert {one["table"]: one["rows_rejected"] for one in told["tables"]}["contracts"] == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_place_to_be_mended_is_named(report: Made, lang: Lang) -> None:
    made = report("P1", lang)
    name = "localities.geojson"
    unclear = [
        findings("overlapping_localities", file=name, table="localities", key="cycle_path · risk_a", value="12 m²"),
        *(findings("locality_without_polygon", file=name, table="localities", key=place)
          for place in ("risk_b", "cycle_path")),
    ]  # fmt: skip
    found = pl.concat([made.dataset.findings, *unclear])
    dataset = replace(made.dataset)
    # as if the polygons of the town were unclear
    dataset.__dict__["findings"] = found
    told = ProgressReport(dataset, made.figures, lang)
    lines = [plain(line) for line in every_gap(told)]
    path, risk_a, risk_b = (made.labels.name("locality", place) for place in ("cycle_path", "risk_a", "risk_b"))
    assert [line for line in lines if f": {path} × {risk_a} (" in line]
    assert [line for line in lines if f": {risk_b}, {path} (" in line]
    # the check of files tells the ids, which stand in the file
    told_in_a_check = "\n".join(finding_lines(pl.concat(unclear), lang, ""))
    assert f"{name}, cycle_path · risk_a: " in told_in_a_check
    assert f"{name}, risk_b: " in told_in_a_check


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("cs", ("complaints; dodá městská policie)", "locality_checks; mentor potvrdí,", "outputs; dodá koordinátor)")),
        ("en", ("complaints; the municipal police force supplies it)", "locality_checks; the mentor confirms that",
                "outputs; the coordinator supplies it)")),
    ],
)  # fmt: skip
def test_a_table_is_asked_of_those_whose_records_it_holds(report: Made, lang: Lang, said: tuple[str, ...]) -> None:
    made = report("P1", lang)
    accepted = dict(made.dataset.accepted)
    for name, supplied in (("complaints", False), ("outputs", False), ("locality_checks", True)):
        accepted[name] = replace(accepted[name], rows=accepted[name].rows.clear(), supplied=supplied)
    told = gaps(replace(made.dataset, accepted=accepted), made.period, made.read(made.figures))
    for words in said:
        assert [line for line in map(plain, told) if words in line]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_of_a_sheet_that_fills_two_tables_is_one_and_a_text_below_it_none(report: Made, lang: Lang) -> None:
    made = report("P1", lang)
    accepted = dict(made.dataset.accepted)
    for table, source_row, row, rule in (
        ("shifts", 900_000, 6, "start|nullability"),
        ("shift_crew", 900_000, 6, "reference_aside"),
        ("shifts", 900_001, 9, "outside_table"),
    ):
        state = accepted[table]
        wrong = pl.DataFrame({"table": [table], "source_row": [source_row], "rule": [rule]})
        where = pl.DataFrame({"source_row": [source_row], "file": ["z.xlsx"], "sheet": ["Směny"], "row": [row]})
        accepted[table] = replace(state, rejected=pl.concat([state.rejected, wrong], how="diagonal"),
                                  origins=pl.concat([state.origins, where]))  # fmt: skip
    dataset = replace(made.dataset, accepted=accepted)
    told = ProgressReport(dataset, made.figures, lang)
    [line] = [line for line in every_gap(told) if "passport.json" in line]
    assert plain(line).startswith({"cs": "1 řádek", "en": "1 row"}[lang])
    assert {"cs": "odmítnuto 1,", "en": "1 rejected,"}[lang] in plain(" ".join(foot(told).lines))
    passport = account(dataset, made.figures, "internal")
    assert [(one["table"], one["row"]) for one in passport["rejected"]] == [("shifts", 6), ("shift_crew", 6)]
    counts = {one["table"]: one["rows_rejected"] for one in passport["tables"]}
    assert (counts["shifts"], counts["shift_crew"], counts["visits"]) == (1, 1, 0)
