"""The dashboard without a browser: what its pages hold, what a reader's choices change, what faults do to it."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.drilldown import Explorer, Selection
from apk_lib.next_week import kept_so_far, last_service, waiting
from apk_lib.text import NBSP, number, percent
from apk_lib.widgets import Dashboard
from apk_lib.widgets.dashboard import content as content_of_pages
from apk_lib.widgets.dashboard.content import Content
from apk_lib.widgets.dashboard.pages import PAGES
from apk_lib.widgets.trouble import passes
from tests.remembered import figures_of

HERE = Path(__file__).parent
HOUR = 3_600_000_000


def words(page: str) -> str:
    inside = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", inside)).replace(NBSP, " "))


@pytest.fixture(scope="module", autouse=True)
def remembering() -> Iterator[None]:
    """The same folder is opened for one window after another: a figure of the same rows is made but once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content_of_pages, "evaluate", figures_of)
        yield


@pytest.fixture(scope="module")
def dashboard(root: Path) -> Dashboard:
    return Dashboard(root / "data/kromeriz", "P2")


@pytest.fixture(scope="module")
def dataset(dashboard: Dashboard) -> Dataset:
    return dashboard.content.dataset("P2")


@pytest.fixture
def copied(tmp_path: Path, root: Path) -> Path:
    """Kroměříž with the records of its service alone: the others would only be read and counted again."""
    whole, part = root / "data/kromeriz", tmp_path / "kromeriz"
    (part / "records").mkdir(parents=True)
    for name in ("project.toml", *(f"records/{table}.csv" for table in ("persons", "shifts", "shift_crew", "visits"))):
        shutil.copy(whole / name, part / name)
    return part


def changed(path: Path, before: str, after: str) -> None:
    found = path.read_text(encoding="utf-8")
    assert before in found
    path.write_text(found.replace(before, after, 1), encoding="utf-8")


# --- what a reader chooses -------------------------------------------------------------------------


def test_it_opens_on_the_last_period_with_a_shift(root: Path) -> None:
    # the last shift of the sample is on 31 August 2022, in P5; on 1 July 2021 P4 and P5 had not begun
    assert Content(root / "data/kromeriz").period == "P5"
    early = Content(root / "data/kromeriz", as_of="2021-07-01")
    assert [period.id for period in early.periods] == ["P1", "P2", "P3"]
    assert early.period == "P3"


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_in_one_language_and_marked(dashboard: Dashboard, page: str, lang: str) -> None:
    shown = dashboard.content.page(page, "P2", lang)
    assert set(re.findall(r'<div class="apk-report[^"]*" lang="(..)"', shown)) == {lang}
    assert shown.count("<h1>") == 1
    assert words(shown).strip().startswith({"cs": "UKÁZKOVÁ DATA", "en": "SAMPLE DATA"}[lang])
    assert "<script" not in shown
    assert "http://" not in shown.replace("http://www.w3.org", "")


def test_a_page_is_made_once(dashboard: Dashboard) -> None:
    assert dashboard.content.page("money", "P2", "cs") is dashboard.content.page("money", "P2", "cs")


def test_choices_change_what_is_shown(dashboard: Dashboard) -> None:
    shell = dashboard.shell
    assert [id for id, _ in shell.choices["pages"]] == list(PAGES)
    assert [id for id, _ in shell.choices["periods"]] == ["P1", "P2", "P3", "P4", "P5"]
    shell.page = "money"
    assert shell.shown["said"] == "Zobrazeno: Peníze, období P2."
    assert shell.shown["title"] == "Peníze · Asistenti prevence kriminality Kroměříž"
    assert dashboard.below.children == ()
    shell.lang = "en"
    assert shell.shown["lang"] == "en"
    assert dict(shell.choices["pages"])["money"] == "Money"
    shell.page = "drilldown"
    assert len(dashboard.below.children) == 1
    shell.lang, shell.page = "cs", "overview"
    assert dashboard.below.children == ()


def test_the_environment_says_what_was_asked(monkeypatch: pytest.MonkeyPatch, copied: Path) -> None:
    for name, value in {"DATA": str(copied), "PERIOD": "P1", "LANG": "en", "AS_OF": "2020-12-30"}.items():
        monkeypatch.setenv(f"APK_{name}", value)
    made = Dashboard.asked("elsewhere", "", "cs", "")
    assert (made.content.folder, made.shell.period, made.shell.lang, made.content.as_of) == (
        copied, "P1", "en", "2020-12-30",
    )  # fmt: skip


def test_a_window_opened_later_sees_the_folder_as_it_is_then(copied: Path) -> None:
    made = Dashboard(copied, "P1")
    before = made.content
    made.shell.opened += 1
    assert made.content is before
    changed(copied / "records/visits.csv", "crossing_slovan", "nowhere")
    made.shell.opened += 1
    assert made.content is not before
    assert "Data neprošla kontrolou: 1 chyba" in words(made.shell.shown["html"])


def test_a_bug_is_told_and_goes_on(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Dashboard(copied, "P1")
    with monkeypatch.context() as broken:
        broken.setattr(made.content, "page", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            made.shell.page = "money"
    assert made.shell.shown["said"] == "Chyba programu"
    assert "Nahlaste ji" in words(made.shell.shown["html"])
    made.shell.page = "overview"
    assert made.shell.shown["said"] == "Zobrazeno: Přehled, období P1."


def test_a_window_keeps_two_drilldowns_and_ends_older_ones(dashboard: Dashboard) -> None:
    shell = dashboard.shell
    shell.page, shell.period, shell.lang = "drilldown", "P2", "cs"
    [first] = dashboard.below.children
    inside = first.children[0]
    shell.lang = "en"
    shell.lang = "cs"
    assert dashboard.below.children == (first,)
    shell.lang = "en"
    shell.period = "P1"
    assert first.comm is None
    assert inside.comm is None
    shell.period, shell.lang, shell.page = "P2", "cs", "overview"


# --- the board -------------------------------------------------------------------------------------


def test_the_board_stands_at_the_last_day_of_service(dataset: Dataset) -> None:
    starts = dataset.table("shifts")["start"].dt.convert_time_zone("Europe/Prague").dt.date()
    assert last_service(dataset) == max(day for day in starts if day <= dataset.as_of)


def test_the_week_adds_up_to_the_plan_and_the_visits(dataset: Dataset) -> None:
    # Tuesday 16 March 2021: only Monday and Tuesday count
    then = SimpleNamespace(**{name: getattr(dataset, name) for name in ("project", "table")}, as_of=date(2021, 3, 16))
    rows = kept_so_far(then, "presence_hours")
    in_days = pl.col("plan_day").is_between(date(2021, 3, 15), date(2021, 3, 16))
    planned = dataset.table("plan_slots").filter(in_days, measure="presence_hours")
    assert rows["planned"].sum() == planned["planned"].sum()
    assert set(rows["weekday"]) <= {1, 2}
    assert (rows["kept"] <= rows["planned"]).all()
    there = dataset.table("presence").filter(in_days, pl.col("locality").is_in(rows["locality"].implode()))
    assert rows["delivered"].sum() <= there["length"].sum()


def test_who_waits_longest_comes_first(dataset: Dataset) -> None:
    rows = waiting(dataset)
    for standing in rows.partition_by("overlooked", "idle"):
        since = standing["since"].to_list()
        assert since == sorted(since, reverse=True)
    assert rows["overlooked"].is_sorted(descending=True)
    for row in rows.iter_rows(named=True):
        assert row["last"] + timedelta(days=row["since"]) == dataset.as_of


@pytest.fixture(scope="module")
def board(dashboard: Dashboard) -> str:
    """The week of 27 December 2021, recorded to Thursday."""
    return dashboard.content.page("board", "P3", "cs").replace(NBSP, " ")


def rows_of(page: str, table: str) -> dict[str, list[str]]:
    body = re.search(rf'<table class="{table}.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert body
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)]
    return {words(name).strip(): [words(cell).strip() for cell in cells] for name, *cells in found}


def decimal(text: str) -> float:
    return float(text.replace(",", "."))


def test_the_figures_of_the_board_add_up_for_a_reader(board: str) -> None:
    week, gaps = rows_of(board, "apk-week"), rows_of(board, "apk-table")
    share = re.search(r"zatím do čt 30\. 12\.: splněno (\d+) % plánu", words(board))
    assert share
    for name, (*days, total, counted) in week.items():
        plan = decimal(total.partition(" / ")[2])
        kept = decimal(counted.partition(" ")[0])
        # each of the days is rounded to a tenth of an hour
        planned = sum(decimal(cell.partition(" / ")[2]) for cell in days if " / " in cell)
        assert planned == pytest.approx(plan, abs=0.05 * len(days))
        assert kept <= plan
        if name in gaps:
            assert decimal(gaps[name][3]) == pytest.approx(plan - kept)
        else:
            assert 100 * kept / plan == pytest.approx(int(share[1]), abs=0.6)
            assert counted.endswith(f"({share[1]} %)")


def test_what_may_be_done_until_sunday_is_no_fault_yet(board: str, root: Path) -> None:
    # four rows of the plan state an amount a week, and nobody had served any of it by Thursday
    plan = pl.read_csv(root / "data/kromeriz/records/patrol_plan.csv").filter(per="week")
    weekly = number(plan["amount"].sum(), "cs", 2)
    assert f'<td class="apk-open">do neděle zbývá {weekly} h</td>' in board


def test_the_board_says_what_the_drilldown_shows_of_its_week(board: str, root: Path) -> None:
    recorded = open_dataset(root / "data/kromeriz", period="P3", as_of="2021-12-30")
    week = Selection("plan_adherence", "capped").between(date(2021, 12, 27), date(2022, 1, 2))
    share = percent(Explorer(recorded).figure(week)["value"], "cs", 0).replace(NBSP, " ")
    assert f"„Od čísla k záznamům“ ukáže za tento týden {share}" in words(board)


def test_a_place_without_plan_and_without_anybody_is_no_riddle(board: str) -> None:
    gaps = rows_of(board, "apk-table")
    assert gaps["Přechod ZŠ Oskol"] == ["teď se neplánuje", "22. 12. 2021", "8", "0"]
    assert gaps["Cyklostezka"][0] == "v pořádku"


def test_what_to_do_next_week_stands_first_and_its_table_open(board: str) -> None:
    section = board[board.index('id="orders"') :]
    assert words(section).partition(">")[2].strip().startswith("Příští týden přidejte: čt 14–18 do terénu, ")
    assert section.index("Jedno z rozdělení hodin") < section.index("<details")
    assert "Poslední zapsaný týden · záznamy sahají do 30. 12. 2021" in words(board)


def test_a_mentor_enters_the_real_shifts_below_the_board(dashboard: Dashboard) -> None:
    dashboard.shell.lang, dashboard.shell.page = "cs", "board"
    (controls,) = dashboard.below.children
    assert [one.description for one in controls.children[:2]] == ["Týden", "Směny jako v týdnu"]
    dashboard.shell.page = "overview"
    assert dashboard.below.children == ()


def test_a_town_without_service_has_an_empty_board(tmp_path: Path) -> None:
    shutil.copy(HERE / "vzorov.toml", tmp_path / "project.toml")
    content = Content(tmp_path)
    assert not content.trouble
    assert "Zatím není zapsána žádná směna" in words(content.page("board", content.period, "cs"))
    for page in PAGES:
        assert content.page(page, content.period, "en")


# --- faults ----------------------------------------------------------------------------------------


def test_a_row_that_breaks_a_rule_is_told_and_the_rest_is_shown(copied: Path) -> None:
    assert passes(open_dataset(copied, period="P1"))
    changed(copied / "records/visits.csv", "crossing_slovan", "<script>alert(1)</script>")
    assert not passes(open_dataset(copied, period="P1"))
    page = Content(copied, "P1").page("overview", "P1", "cs")
    assert "<script>" not in page
    said = words(page)
    assert "Data neprošla kontrolou: 1 chyba" in said
    assert "visits.csv, E2 lokalita: odkaz vede na řádek, který není <script>alert(1)</script>" in said
    assert "Stav konkrétních cílů" in said


def test_a_table_that_cannot_be_read_leaves_the_name_of_the_project(copied: Path) -> None:
    changed(copied / "records/visits.csv", "locality", "misto")
    made = Dashboard(copied)
    assert made.shell.choices["pages"] == []
    said = words(made.shell.shown["html"])
    assert "DATA NEJDE OTEVŘÍT Asistenti prevence kriminality Kroměříž" in said
    assert "visits.csv, řádek 1: sloupce nesedí" in said
    made.shell.lang = "en"
    assert "THE DATA CANNOT BE OPENED" in words(made.shell.shown["html"])


@pytest.mark.parametrize(
    ("period", "as_of", "told"), [("P9", "", "P9"), ("P1", "yesterday", "yesterday"), ("P5", "2020-07-01", "P5")]
)
def test_what_was_asked_wrongly_is_told(copied: Path, period: str, as_of: str, told: str) -> None:
    made = Dashboard(copied, period, as_of=as_of)
    assert told in words(made.shell.shown["html"])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    made = Dashboard(tmp_path / "nowhere")
    assert "není project.toml" in words(made.shell.shown["html"])
    assert made.shell.shown["said"] == "Data nejde otevřít."
