"""The drill-down, driven through its controls and buttons: no browser, no kernel."""

from __future__ import annotations

import html
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.drilldown import Explorer, Selection, forget_selection
from apk_lib.errors import ApkError, DataError
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import SELECTIONS
from apk_lib.report.beneath import BATCH, opened_below
from apk_lib.report.model import Section
from apk_lib.report.shown import Shown
from apk_lib.text import NBSP, Text
from apk_lib.widgets import Drilldown, Panel, opened
from apk_lib.widgets.drilldown.words import TEXTS
from apk_lib.widgets.pressed import Pressed

EVERY_DAY = "public_holiday;weekend;teaching_day;other_working_day"
# a Friday evening of two with a stay that overlaps another, the last night of P1, the night clocks go back
RECORDS = {
    "persons": "person,role\nA1,assistant\nA2,assistant\nM1,mentor",
    "shifts": "shift,start,end\n"
    "S1,2020-06-05T17:00:00+02:00,2020-06-06T02:00:00+02:00\n"
    "S2,2020-10-25T00:00:00+02:00,2020-10-25T04:00:00+01:00\n"
    "S3,2020-11-30T22:00:00+01:00,2020-12-01T02:00:00+01:00",
    "shift_crew": "shift,person\nS1,A1\nS1,A2\nS1,M1\nS2,A1\nS3,A1",
    "visits": "visit,shift,locality,activity,start,end\n"
    "V1,S1,risk_a,foot_patrol,2020-06-05T17:30:00+02:00,2020-06-05T18:30:00+02:00\n"
    "V2,S1,risk_b,public_order,2020-06-05T18:15:00+02:00,2020-06-05T18:45:00+02:00\n"
    "V3,S1,,other,2020-06-05T19:00:00+02:00,2020-06-05T20:00:00+02:00\n"
    "V4,S2,cycle_path,night_quiet,2020-10-25T02:30:00+02:00,2020-10-25T02:15:00+01:00\n"
    "V5,S3,bezrucuv_park,night_quiet,2020-11-30T23:00:00+01:00,2020-12-01T01:00:00+01:00",
    "patrol_plan": "plan_row,locality,day_types,band,amount,measure,per,valid_from,valid_to,entered_on\n"
    "R1,risk_a,other_working_day,14-18,0.5,person_hours,slot,2020-06-05,2020-06-06,2020-06-01\n"
    "R2,risk_a,weekend,14-18,1.5,person_hours,slot,2020-06-05,2020-06-06,2020-06-01\n"
    f"R3,risk_a,{EVERY_DAY},22-06,7,person_hours,week,2020-06-01,2020-06-07,2020-06-01",
}
NO_BREAKS = "start,end,school,name,source,confirmed\n"  # without this answer nobody knows which days are teaching days
Make = Callable[..., Path]


def recorded(table: str) -> str:
    head, *lines = table.splitlines()
    return "\n".join([f"recorded_at,withdrawn,{head}", *(f"2020-06-01T08:00:00+02:00,false,{line}" for line in lines)])


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Make:
    def make(records: dict[str, str] = RECORDS, **renamed: str) -> Path:
        sheet = (root / "data/kromeriz/project.toml").read_text("utf-8")
        for old, new in renamed.items():
            sheet = sheet.replace(old, new)
        (tmp_path / "project.toml").write_text(sheet, "utf-8")
        for table, text in records.items():
            (tmp_path / f"{table}.csv").write_text(recorded(text), "utf-8")
        if records:
            (tmp_path / "school_breaks.csv").write_text(NO_BREAKS, "utf-8")
        return tmp_path

    return make


@pytest.fixture
def evening(folder: Make) -> Dataset:
    return open_dataset(folder(), period="P1")


@pytest.fixture
def view(evening: Dataset) -> Drilldown:
    return Drilldown(evening, "P1")


@pytest.fixture(scope="module")
def kromeriz(root: Path) -> Dataset:
    return open_dataset(root / "data/kromeriz", period="P2")


def words(value: str) -> str:
    inside = re.sub(r"<style>.*?</style>", " ", value, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", inside)).replace(NBSP, " ")).strip()


def press(part: Pressed, label: str) -> None:
    """Press the only button of a part with this text, as the browser does: what it says is sent to the kernel."""
    buttons = re.findall(r"<button([^>]*)>(.*?)</button>", part.html)
    [about] = [about for about, inside in buttons if words(inside) == label]
    assert " disabled" not in about, f"{label} cannot be pressed"
    said = json.loads(html.unescape(re.search(r'data-press="([^"]*)"', about)[1]))
    part._handle_custom_msg({"press": said}, [])


def click(view: Drilldown, **categories: str) -> None:
    """What the browser sends when a bar or a cell of the chart is clicked."""
    signal = {**{name: [value] for name, value in categories.items()}, "vlPoint": {"or": [categories]}}
    view.chart._vl_selections = {"picked": {"value": signal, "store": []}}


def visits(view: Drilldown) -> list[str]:
    """The visits of the first table of records."""
    return re.findall(r"<td>(V\d+)</td>", view.rows.html.split("</table>")[0])


# --- from a headline to the rows -------------------------------------------------------------------


def test_it_opens_with_a_figure_its_breakdown_and_its_records(view: Drilldown) -> None:
    assert view.selection == Selection("person_hours", period="P1", by=("locality",))
    # 1.5 h of V1, 1 h of V2, 0.75 h of V4, 1 h of V5
    assert "P1, 1. 6. 2020 – 30. 11. 2020" in words(view.headline.html)
    assert re.search(r"Osobohodiny v terénu: osobohodiny 4,2 osobohodiny", words(view.headline.html))
    assert "Čas asistentů v lokalitách" in words(view.headline.html)
    assert "Riziková lokalita A 1,5 1" in words(view.breakdown.html)
    assert visits(view) == ["V1", "V2", "V4", "V5"]
    # file and line: the header is the first
    assert re.search(r"Návštěvy lokalit: zobrazeno 1–4 z 4\..*visits\.csv 2 .*V1 S1 Riziková lokalita A pochůzka",
                     words(view.rows.html))  # fmt: skip


def test_a_button_of_the_table_narrows_to_its_row(view: Drilldown) -> None:
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    assert view.selection == Selection("person_hours", period="P1", only=(("locality", "risk_a"),))
    assert "Lokalita: Riziková lokalita A · P1" in words(view.headline.html)
    assert "1,5 osobohodiny" in words(view.headline.html)
    # V2 overlaps V1 at another place, so it decides what of V1 counts
    assert visits(view) == ["V1", "V2"]
    assert view.chart.chart is None


def test_a_click_in_the_chart_does_the_same_after_every_change(view: Drilldown) -> None:
    click(view, category_1="cycle_path")
    assert view.selection.only == (("locality", "cycle_path"),)
    assert visits(view) == ["V4"]
    press(view.breakdown, "Rozdělit podle: časové pásmo")
    click(view, category_1="22-06")
    assert view.selection.only == (("band", "22-06"), ("locality", "cycle_path"))
    assert visits(view) == ["V4"]


def test_a_click_on_a_cell_narrows_by_both_and_an_empty_one_by_nothing(view: Drilldown) -> None:
    press(view.breakdown, "Rozdělit podle: časové pásmo")
    assert view.selection.by == ("locality", "band")
    before = view.selection
    view.chart._vl_selections = {"picked": {"value": {}, "store": []}}
    assert view.selection == before
    click(view, category_1="risk_a", category_2="14-18")
    assert view.selection == Selection("person_hours", period="P1", only=(("band", "14-18"), ("locality", "risk_a")))
    assert "1 osobohodina" in words(view.headline.html)


def test_what_is_shown_is_what_the_explorer_says(kromeriz: Dataset) -> None:
    view, explorer = Drilldown(kromeriz, "P2"), Explorer(kromeriz)
    click(view, category_1="risk_a")
    press(view.breakdown, "Rozdělit podle: den v týdnu")
    click(view, category_1="6")
    source = explorer.sources(view.selection)[0]
    assert source.n > 5
    assert visits(view) == source.rows["visit"].to_list()[:200]


def test_a_filter_is_taken_off_by_its_chip(view: Drilldown) -> None:
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    assert 'aria-label="Zrušit: Lokalita: Riziková lokalita A"' in view.path.html
    press(view.path, "Riziková lokalita A ×")
    assert view.selection.only == ()
    assert visits(view) == ["V1", "V2", "V4", "V5"]


def test_back_and_forward(view: Drilldown) -> None:
    first = view.selection
    with pytest.raises(AssertionError, match="cannot be pressed"):
        press(view.path, "← Zpět")
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    second = view.selection
    press(view.path, "← Zpět")
    assert view.selection == first
    assert view.controls.by.value == "locality"
    press(view.path, "Vpřed →")
    assert view.selection == second
    assert visits(view) == ["V1", "V2"]


# --- the controls ----------------------------------------------------------------------------------


def test_days(view: Drilldown) -> None:
    controls = view.controls
    controls.days.value = ""
    assert view.selection == Selection("person_hours", by=("locality",))
    controls.days.value = "month"
    assert (view.selection.first, view.selection.last) == (date(2020, 12, 1), date(2020, 12, 31))
    controls.month.value = date(2020, 10, 1)
    assert visits(view) == ["V4"]
    controls.days.value = "week"
    # Monday to Sunday around the Friday of V1 and V2
    controls.week.value = date(2020, 6, 1)
    assert view.selection.last == date(2020, 6, 7)
    assert visits(view) == ["V1", "V2"]
    assert "1. 6. 2020 – 7. 6. 2020" in words(view.headline.html)
    controls.days.value = "range"
    assert (controls.first.value, controls.last.value) == (date(2020, 6, 1), date(2020, 6, 7))
    controls.last.value = date(2020, 10, 25)
    assert visits(view) == ["V1", "V2", "V4"]
    controls.scope.value = "cumulative"
    assert "od začátku projektu" in words(view.headline.html)


def test_days_in_the_wrong_order_are_refused_in_words(view: Drilldown) -> None:
    controls = view.controls
    controls.days.value = "range"
    before = view.selection
    assert controls.last.value == date(2020, 11, 30)
    controls.first.value = date(2020, 12, 24)
    assert "Zadejte dny v pořadí." in view.told.said
    assert view.told.seen
    assert controls.first.value == date(2020, 6, 1)
    assert view.selection == before


def test_another_indicator_measure_and_breakdown(view: Drilldown) -> None:
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    controls = view.controls
    controls.indicator.value = "plan_adherence"
    assert view.selection == Selection("plan_adherence", period="P1", by=("locality",))
    # R1 0.5 h, all of it kept; R2 1.5 h and R3 7 h, nothing of them: 0.5 of 9
    assert "Hodnota Čitatel Jmenovatel" in words(view.breakdown.html)
    assert "Zúžit na Riziková lokalita A 6 % 0,5 9" in words(view.breakdown.html)
    controls.by_second.value = "weekday_band"
    assert view.selection.by == ("locality", "weekday_band")
    controls.measure.value = "over_delivery"
    assert (view.selection.measure, view.selection.only) == ("over_delivery", ())
    controls.dimension.value = "locality"
    controls.category.value = "risk_a"
    assert view.selection.only == (("locality", "risk_a"),)
    assert "Riziková lokalita A ×" in words(view.path.html)


def test_topics_shorten_the_list_of_indicators(view: Drilldown) -> None:
    every = {id for id in CATALOGUE if CATALOGUE[id].measures}
    assert {id for _, id in view.controls.indicator.options} == every
    view.controls.topic.value = "main"
    assert {id for _, id in view.controls.indicator.options} == {
        *(id for id in every if "main" in CATALOGUE[id].serves), "person_hours",
    }  # fmt: skip
    assert view.selection.indicator == "person_hours"


@pytest.fixture(scope="module")
def explaining(kromeriz: Dataset) -> Drilldown:
    view = Drilldown(kromeriz, "P2")
    view.press("explain")
    return view


@pytest.mark.parametrize("id", [id for id in CATALOGUE if CATALOGUE[id].measures])
def test_every_measure_can_be_shown_and_explained(explaining: Drilldown, id: str) -> None:
    view = explaining
    view.controls.indicator.value = id
    for _, measure in view.controls.measure.options:
        view.controls.measure.value = measure
        assert view.explorer.declared(view.selection)[1].id == measure
        assert "Vzorec:" in words(view.explanation.html)
        assert "Definice: verze" in words(view.explanation.html)


def test_a_survey_has_no_figure_over_its_waves(kromeriz: Dataset) -> None:
    view = Drilldown(kromeriz, "P2", indicators=["safe_after_dark"])
    assert view.selection.by == ("wave",)
    assert "Dohromady se neuvádí, jen zvlášť podle: vlna šetření." in words(view.headline.html)
    click(view, category_1="W0")
    assert "95% interval" in words(view.headline.html)


# --- what a figure is made of ----------------------------------------------------------------------


def test_a_number_is_explained_with_its_formula_and_rows(view: Drilldown) -> None:
    view.controls.indicator.value = "plan_adherence"
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    assert view.explanation.html.count("<table") == 0
    press(view.explanation, "Vysvětlit toto číslo")
    said = words(view.explanation.html)
    assert "Vzorec: splněná část plánu ÷ plán." in said
    # R1 0.5 h, all of it kept; R2 1.5 h and R3 7 h, nothing of them
    assert "S čísly: 0,5 ÷ 9 = 6 %." in said
    assert "Řádky, které se počítají (čitatel): zobrazeno 1–1 z 1." in said
    assert "Řádky, se kterými se srovnává (jmenovatel): zobrazeno" in said
    assert 'aria-expanded="true"' in view.explanation.html
    press(view.explanation, "Skrýt vysvětlení")
    assert "Vzorec" not in view.explanation.html


def test_rows_left_out_say_why(folder: Make) -> None:
    wrong = RECORDS["visits"] + "\nV6,S1,risk_a,no_such_activity,2020-06-05T20:00:00+02:00,2020-06-05T20:30:00+02:00"
    view = Drilldown(open_dataset(folder(RECORDS | {"visits": wrong}), period="P1"), "P1")
    press(view.explanation, "Vysvětlit toto číslo")
    said = words(view.explanation.html)
    assert "V6" not in visits(view)
    assert re.search(r"Řádky, které se nepočítají, a proč: zobrazeno 1–\d.*visits\.csv 7 zamítnutý řádek", said)


def test_a_long_table_is_paged(kromeriz: Dataset) -> None:
    view = Drilldown(kromeriz, "P2")
    n = Explorer(kromeriz).sources(view.selection)[0].n
    assert n > 400
    first = visits(view)
    assert len(first) == 200
    press_page(view, "Další řádky")
    assert "zobrazeno 201–400 z" in words(view.rows.html)
    second = visits(view)
    assert len(second) == 200
    assert not set(first) & set(second)
    press_page(view, "Předchozí řádky")
    assert visits(view) == first


def press_page(view: Drilldown, label: str) -> None:
    """The first table's button of this text: other tables have theirs."""
    [about, *_] = [about for about, inside in re.findall(r"<button([^>]*)>(.*?)</button>", view.rows.html)
                   if inside == label]  # fmt: skip
    view.press(*json.loads(html.unescape(re.search(r'data-press="([^"]*)"', about)[1])))


def downloaded(view: Drilldown, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], openpyxl.Workbook]:
    """What pressing the button hands to the browser: a message with the file beside it."""
    sent: list[tuple[dict[str, str], list[bytes]]] = []
    monkeypatch.setattr(view.rows, "send", lambda message, buffers: sent.append((message, buffers)))
    press(view.rows, "Stáhnout všechny řádky jako XLSX")
    [(message, [content])] = sent
    return message, openpyxl.load_workbook(io.BytesIO(content))


def test_the_rows_come_as_a_workbook(view: Drilldown, monkeypatch: pytest.MonkeyPatch) -> None:
    press(view.breakdown, "Zúžit na Cyklostezka")
    before = view.rows.get_state()
    message, book = downloaded(view, monkeypatch)
    assert message == {
        "file": "person_hours.xlsx", "type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }  # fmt: skip
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert "V4" in cells
    assert "V1" not in cells
    assert "person_hours.xlsx se stahuje" in view.told.said
    # nothing of the file is held by what the browser is sent at every change
    assert view.rows.get_state() == before


def test_the_workbook_holds_every_record(kromeriz: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    view = Drilldown(kromeriz, "P2")
    source = Explorer(kromeriz).sources(view.selection)[0]
    assert source.n > len(source.rows)
    _, book = downloaded(view, monkeypatch)
    # above the records stand the title, what they are, an empty line and the head
    assert book["Návštěvy lokalit"].max_row - 4 == source.n
    assert "prvních" not in str(book["Návštěvy lokalit"]["A2"].value)


# --- keeping and handing on ------------------------------------------------------------------------


def test_a_selection_is_saved_reopened_and_forgotten(view: Drilldown) -> None:
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    kept, keeping = view.selection, view.keeping
    keeping.name.value = "Áčko <b>"
    keeping.save.click()
    assert view.told.said == "Výběr „Áčko <b>“ je uložen."
    press(view.path, "← Zpět")
    later = Drilldown(view.dataset, "P1")
    assert list(later.keeping.saved.options) == ["Áčko <b>"]
    later.keeping.open.click()
    assert later.selection == kept
    later.keeping.forget.click()
    assert list(later.keeping.saved.options) == []
    later.keeping.save.click()
    assert "1 až 100 znaků" in later.told.said


def test_another_window_may_have_forgotten_a_selection(view: Drilldown) -> None:
    view.keeping.name.value = "Večery"
    view.keeping.save.click()
    forget_selection(view.dataset.folder, "Večery")
    before = view.selection
    view.keeping.open.click()
    assert "„Večery“ není uložen" in view.told.said
    assert view.selection == before
    assert list(view.keeping.saved.options) == []


def test_one_that_is_no_selection_is_told_of_when_it_is_opened(view: Drilldown) -> None:
    view.keeping.name.value = "Večery"
    view.keeping.save.click()
    path = view.dataset.folder / SELECTIONS
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "Cizí": {"indicator": 3}}), "utf-8")
    later = Drilldown(view.dataset, "P1")
    assert list(later.keeping.saved.options) == ["Cizí", "Večery"]
    later.keeping.open.click()
    assert "„Cizí“" in later.told.said
    later.keeping.saved.value = "Večery"
    later.keeping.open.click()
    assert later.selection == view.selection


def test_what_another_window_damaged_is_told_in_words(view: Drilldown, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_: Selection) -> None:
        raise DataError(Text(cs="Soubor zmizel.", en="The file is gone."))

    monkeypatch.setattr(view.explorer, "figures", damaged)
    before = view.selection
    view.controls.by.value = "band"
    assert view.told.said == "Soubor zmizel."
    assert (view.selection, view.controls.by.value) == (before, "locality")


def test_a_report_of_a_selection_is_one_command(view: Drilldown) -> None:
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    assert "<pre>" not in view.keeping.report.value
    for name in ("Áčko $x", "Áčko večer"):
        view.keeping.name.value = name
        view.keeping.save.click()
    command = html.unescape(re.search(r"<pre>(.*?)</pre>", view.keeping.report.value, re.DOTALL)[1])
    # no shell, that of Windows neither, makes anything else of it
    assert shlex.split(command) == [
        "apk-lib", "drilldown", str(view.dataset.folder), "--name", "Áčko večer", "--as-of", str(view.dataset.as_of),
    ]  # fmt: skip
    assert "'" not in command
    press(view.path, "← Zpět")
    assert "<pre>" not in view.keeping.report.value


def test_it_opens_at_a_selection_or_its_text(evening: Dataset) -> None:
    asked = Selection("person_hours", period="P1", only=(("locality", "cycle_path"),))
    for given in (asked, asked.to_text()):
        view = Drilldown(evening, "", "cs", given)
        assert view.selection == asked
        assert visits(view) == ["V4"]


# --- states ----------------------------------------------------------------------------------------


def test_a_period_not_begun_says_so_and_another_can_be_chosen(folder: Make) -> None:
    view = Drilldown(open_dataset(folder(), period="P2", as_of="2020-11-30"), "P2")
    assert "Zadejte pozdější datum" in view.told.said
    assert view.rows.html == ""
    view.controls.days.value = "P1"
    assert view.selection.period == "P1"
    assert "V1" in visits(view)


def test_before_the_project_there_is_nothing(folder: Make) -> None:
    view = Drilldown(open_dataset(folder(), period="P1", as_of="2020-05-01"), "P1")
    assert [value for _, value in view.controls.days.options] == [""]
    assert "Zadejte pozdější datum" in view.told.said
    view.controls.days.value = ""
    assert view.rows.html == ""


def test_without_a_file_the_figure_is_missing(folder: Make) -> None:
    view = Drilldown(open_dataset(folder({}), period="P1"), "P1")
    assert "údaj chybí" in words(view.headline.html)
    assert view.chart.chart is None
    assert "Za tímto číslem nestojí žádný záznam" in words(view.rows.html)
    assert "v žádné skupině není hodnota" in words(view.sentence.html)


def test_a_week_without_service_says_so(view: Drilldown) -> None:
    view.controls.days.value = "week"
    view.controls.week.value = date(2020, 7, 6)
    assert "žádný případ" in words(view.headline.html)
    assert visits(view) == []


def test_one_row(view: Drilldown) -> None:
    view.go(Selection("person_hours", period="P1", only=(("locality", "risk_b"),), by=("day_type",)))
    assert "jediná hodnota" in words(view.sentence.html)


def test_a_town_of_200_localities_with_long_names(folder: Make, root: Path) -> None:
    sheet = folder() / "project.toml"
    name = "Dlouhé jméno lokality, které zabere šedesát písmen, č. {n:03}"
    more = "".join(
        f'\n[[localities]]\nlocality = "l{n}"\nname_cs = "{name.format(n=n)}"\nname_en = "{name.format(n=n)}"\n'
        'kind = "park"\nvalid_from = 2020-06-01\nconfirmed = false\n'
        for n in range(200)
    )
    sheet.write_text(sheet.read_text("utf-8") + more, "utf-8")
    view = Drilldown(open_dataset(sheet.parent, period="P1"), "P1")
    n = len(view.dataset.table("localities"))
    assert n > 200
    assert f"Graf ukazuje 40 z {n} hodnot" in words(view.breakdown.html)
    assert f"zobrazeno 1–200 z {n}" in words(view.breakdown.html)
    press(view.breakdown, "Další řádky")
    assert f"zobrazeno 201–{n} z {n}" in words(view.breakdown.html)


def test_marks_stand_on_it(kromeriz: Dataset, evening: Dataset) -> None:
    synthetic, recorded = (Drilldown(one, "P1").box.children[0].value for one in (kromeriz, evening))
    assert "UKÁZKOVÁ (syntetická) DATA · INTERNÍ" in words(synthetic)
    assert "INTERNÍ" in words(recorded)
    assert "UKÁZKOVÁ" not in words(recorded)


def test_english(evening: Dataset) -> None:
    view = Drilldown(evening, "P1", "en")
    press(view.breakdown, "Narrow to Risk locality A")
    press(view.explanation, "Explain this number")
    assert "1.5 person-hours" in words(view.headline.html)
    said = " ".join(
        words(part.html) for part in (view.path, view.headline, view.breakdown, view.rows, view.explanation)
    )
    for text in TEXTS.values():
        start = re.split(r"[{]", text.cs)[0].strip()
        if len(start) > 5 and start not in text.en:
            assert start not in said
    assert 'lang="en"' in view.headline.html


NASTY = "<script>alert(1)</script>"


def test_markup_in_names_and_ids_stays_text(folder: Make) -> None:
    records = RECORDS | {"visits": RECORDS["visits"].replace("V1,", f"{NASTY},")}
    path = folder(records, **{'"Riziková lokalita A"': f'"{NASTY}"'})
    view = Drilldown(open_dataset(path, period="P1"), "P1")
    press(view.explanation, "Vysvětlit toto číslo")
    press(view.breakdown, f"Zúžit na {NASTY}")
    for part in (view.path, view.headline, view.rows, view.explanation):
        assert "<script" not in part.html
        assert html.escape(NASTY, quote=False) in part.html


# --- beneath a section of a report -----------------------------------------------------------------


def test_a_panel_makes_its_drill_down_when_it_is_opened(evening: Dataset) -> None:
    panel = Panel(evening, "P1", "cs", ("visit_count", "person_hours", "daily_presence"))
    assert panel.drilldown is None
    assert 'aria-expanded="false"' in panel.toggle.html
    press(panel.toggle, "Až k řádkům záznamů")
    drilldown = panel.drilldown
    assert drilldown.selection.indicator == "visit_count"
    assert {id for _, id in drilldown.controls.indicator.options} == {"visit_count", "person_hours"}
    assert panel.is_open
    press(panel.toggle, "Až k řádkům záznamů")
    assert not panel.is_open
    press(panel.toggle, "Až k řádkům záznamů")
    assert panel.drilldown is drilldown


def test_a_picture_that_scrolls_is_reached_by_keyboard(view: Drilldown) -> None:
    assert re.search(r'<p tabindex="0">Osobohodiny v terénu: .*nejvíc ', view.sentence.html)
    [box] = [part for part in view.box.children if "apk-drilldown-chart" in part._dom_classes]
    assert box.children == (view.sentence, view.chart)
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    assert view.sentence.html == ""


def test_what_changed_is_read_out_by_one_line_that_stays(view: Drilldown) -> None:
    assert "role=" not in view.headline.html + view.path.html
    assert view.told.said.replace(NBSP, " ") == "Osobohodiny v terénu: osobohodiny: 4,2 osobohodiny"
    assert not view.told.seen
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    assert view.told.said.replace(NBSP, " ") == "Osobohodiny v terénu: osobohodiny: 1,5 osobohodiny"


def test_records_that_decide_from_elsewhere_are_told_of(view: Drilldown) -> None:
    said = "souběžná návštěva jinde"
    assert said not in words(view.rows.html)
    press(view.breakdown, "Zúžit na Riziková lokalita A")
    assert visits(view) == ["V1", "V2"]
    assert said in words(view.rows.html)
    view.controls.indicator.value = "spending"
    assert said not in words(view.rows.html)


def test_reports_know_no_widget() -> None:
    known = "import sys, apk_lib.report.progress; print([one for one in sys.modules if one.startswith('apk_lib.wid')])"
    assert subprocess.run([sys.executable, "-c", known], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_files_hold_no_panel(evening: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(Section("a", "A", (), (), (), ()), "cs")
    monkeypatch.delenv(BATCH, raising=False)
    live = opened_below(shown, evening, "P1", ["person_hours"], Panel)
    assert hasattr(live, "_ipython_display_")
    assert live.part == shown.part
    assert opened_below(shown, evening, "P1", ["person_hours"], None) is shown
    displayed: list[object] = []
    monkeypatch.setattr("IPython.display.display", lambda one, **_: displayed.append(one))
    live._ipython_display_()
    assert [type(one) for one in displayed] == [dict, Panel]
    assert displayed[1].indicators == ("person_hours",)
    monkeypatch.setenv(BATCH, "1")
    assert opened_below(shown, evening, "P1", ["person_hours"], Panel) is shown


# --- a folder with faults --------------------------------------------------------------------------


def test_a_folder_that_cannot_be_opened_tells_what_is_wrong(
    folder: Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("apk_lib.widgets.opening.display", lambda one: shown.append(one.data))
    path = folder()
    (path / "visits.csv").write_text("no,such\ncolumns,here\n", "utf-8")
    with pytest.raises(ApkError) as failure:
        opened(str(path), "P1")
    assert "DATA NEJDE OTEVŘÍT" in words(" ".join(shown))
    assert "visits.csv" in words(" ".join(shown))
    # a notebook shows the message alone
    assert failure.value._render_traceback_() == [str(failure.value)]


def test_a_folder_with_wrong_rows_opens_under_their_list(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("apk_lib.widgets.opening.display", lambda one: shown.append(one.data))
    monkeypatch.delenv(BATCH, raising=False)
    assert opened(str(folder()), "P1").as_of
    assert shown == []
    wrong = RECORDS["visits"] + "\nV6,S1,risk_a,no_such_activity,2020-06-05T20:00:00+02:00,2020-06-05T20:30:00+02:00"
    assert opened(str(folder(RECORDS | {"visits": wrong})), "P1").as_of
    assert "Data neprošla kontrolou: 1 chyba" in words(" ".join(shown))
    shown.clear()
    monkeypatch.setenv(BATCH, "1")
    opened(str(folder(RECORDS | {"visits": wrong})), "P1")
    assert shown == []
