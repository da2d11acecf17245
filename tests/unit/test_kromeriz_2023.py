"""Another project is another folder: its facts, and what is said while nobody has handed over any record."""

import shutil
from datetime import date

import pytest

from apk_lib import charts, open_dataset, prose, sheets
from apk_lib.evaluate import evaluate
from apk_lib.labels import Labels, Reading
from apk_lib.sample import write_sample

MONEY = ["spending", "elapsed_time", "spending_plan", "budget_use", "ineligible_share", "unspent_forecast",
         "payments_received", "funding_split", "funding_shares", "funding_parts_sum", "hourly_cost", "contact_cost",
         "assistant_month_cost"]  # fmt: skip
PAPERS = ["outputs_on_time", "documents", "reconciliation"]


@pytest.fixture(scope="module")
def folder(root):
    return root / "data/kromeriz-2023"


def reading(folder, period, lang="cs"):
    dataset = open_dataset(folder, period=period)
    figures = evaluate(dataset, period, [*MONEY, *PAPERS])
    return Reading(figures.results, figures.curves, Labels.of(dataset, lang))


def plain(finding):
    return " ".join((finding.heading, *finding.paragraphs)).replace("\u00a0", " ")


def test_the_sheet_says_what_the_public_page_of_the_project_says(folder):
    """The town's page: title, number, three years from 1. 2. 2023, 6 239 520.00 Kč and its three parts."""
    project = open_dataset(folder, period="P1").project
    assert project.title.cs == "Posílení nástrojů prevence kriminality v Kroměříži"
    assert project.registration_number == "CZ.03.02.01/00/22_018/0000717"
    assert (project.start, project.end, project.total) == (date(2023, 2, 1), date(2026, 1, 31), 623_952_000)
    assert project.frames["funding_parts"]["amount"].to_list() == [478_789_568, 82_767_232, 62_395_200]
    assert project.frames["funding_parts"]["amount"].sum() == project.total
    assert project.programme.id == "opz_plus_2021"
    # what follows from arithmetic alone is confirmed by nobody
    assert not project.indirect_rate_confirmed
    assert not any(period.confirmed for period in project.periods)
    assert not project.frames["budget_lines"]["confirmed"].any()
    assert not project.frames["localities"]["confirmed"].any()


def test_nothing_in_the_folder_breaks_a_rule(folder):
    assert open_dataset(folder, period="P6").findings.is_empty()


def test_every_figure_of_a_project_without_records_says_why_it_has_none(folder):
    # only the sheet speaks: time, sources and the shares of the programme
    dataset = open_dataset(folder, period="P3")
    results = evaluate(dataset, "P3").results
    speaking = set(results.drop_nulls("value")["indicator"])
    assert {"elapsed_time", "funding_parts_sum", "funding_shares"} <= speaking
    assert not speaking & {"spending", "spending_plan", "reconciliation", "posts_filled", "payments_received"}


@pytest.mark.parametrize(("lang", "missing"), [("cs", "údaj chybí"), ("en", "missing")])
def test_what_is_missing_is_said_and_the_sources_still_add_up(folder, lang, missing):
    said = reading(folder, "P3", lang)
    assert missing in plain(prose.budget(said))
    assert "6" in plain(prose.budget(said))
    assert prose.papers(said).heading.endswith(missing)
    assert prose.reconciliation(said).heading.endswith(missing)
    # 0.01 Kč apart, and no expense
    rows = {row[0]: row[1:] for row in sheets.funding_table(said).rows}
    assert len(rows) == 3
    assert all(row[-1] == missing for row in rows.values())
    assert any("0,01" in row[2] or "0.01" in row[2] for row in rows.values())


@pytest.fixture(scope="module")
def invented(folder, tmp_path_factory):
    """A copy of the folder with invented records."""
    copy = tmp_path_factory.mktemp("copy") / "kromeriz-2023"
    shutil.copytree(folder, copy)
    write_sample(copy, 2023)
    return copy


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_with_records_the_same_folder_has_words_pictures_and_tables(invented, lang):
    said = reading(invented, "P3", lang)
    for say in (prose.budget, prose.papers, prose.reconciliation):
        assert say(said).paragraphs
    # staff costs with 40 %: no other expense beside them
    spent, direct = (said.figure("spending", id).value for id in ("spent", "direct"))
    assert spent == pytest.approx(direct * 1.4, abs=0.01)
    for draw in (charts.spending_course, charts.line_bars, charts.reconciliation_months):
        assert charts.to_svg(lambda draw=draw: draw(said), lang).startswith("<svg")
    for table in (sheets.budget_lines_table, sheets.funding_table, sheets.benchmark_table, sheets.outputs_table):
        assert table(said).rows
