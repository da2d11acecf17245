"""The drill-down, driven through its events: no browser, no kernel."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import polars as pl
import pytest
from traitlets import TraitError

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import ParameterError, ProjectError
from apk_lib.evaluate import evaluate
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import NBSP
from apk_lib.widgets import coverage as widgets
from apk_lib.widgets.coverage import (
    COLUMNS,
    TEXTS,
    CoverageDrilldown,
    Selection,
    figures,
    narrowed,
    source_rows,
    started,
    summed,
)

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


@pytest.fixture(scope="module")
def kromeriz(root: Path) -> Dataset:
    return open_dataset(root / "data/kromeriz", period="P2")


def words(value: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", value)).replace(NBSP, " ")


def figure(rows: pl.DataFrame, indicator: str) -> dict[str, float]:
    return summed(rows).row(by_predicate=pl.col("indicator") == indicator, named=True)


def hours(rows: pl.DataFrame, column: str = "counted") -> float:
    return rows[column].sum() / MICROSECONDS_PER_HOUR


# --- the selection: pure ---------------------------------------------------------------------------


def test_a_selection_is_a_value() -> None:
    selection = Selection("P1", band="18-22")
    assert selection == Selection("P1", None, "18-22")
    assert len({selection, Selection("P1", None, "18-22")}) == 1
    with pytest.raises(FrozenInstanceError):
        selection.band = None  # type: ignore[misc]


def test_looking_changes_nothing(evening: Dataset) -> None:
    tables = ("effort", "visits", "plan_slots")
    before = {name: evening.table(name).clone() for name in tables}
    selection = Selection("P1", "risk_a", "18-22")
    first = figures(selection, evening), source_rows(selection, evening)
    again = figures(selection, evening), source_rows(selection, evening)
    assert all(one.equals(other) for one, other in zip(first, again, strict=True))
    assert all(evening.table(name).equals(before[name]) for name in tables)


def test_figures_are_rows_of_results(kromeriz: Dataset) -> None:
    results = evaluate(kromeriz, "P2", list(widgets.MEASURES)).results
    for locality, band in itertools.product((None, "risk_a"), (None, "22-06")):
        rows = figures(Selection("P2", locality, band), kromeriz)
        assert rows.columns == results.columns
        assert rows.join(results, on=rows.columns, how="anti", nulls_equal=True).is_empty()
        assert set(rows["scope"]) == {"period"}
        assert set(rows["measure"]) <= {"person_hours", "presence_hours", "capped"}


def test_counted_time_of_the_rows_is_the_figure(kromeriz: Dataset) -> None:
    """Exactly, for every period, locality and band, and for all of each."""
    localities = [None, *kromeriz.table("localities")["locality"]]
    bands = [None, *kromeriz.table("bands")["band"]]
    compared = 0
    for period in (None, "P2"):
        last = period or started(kromeriz)[-1].id
        results = evaluate(kromeriz, last, ["person_hours"]).results
        for locality, band in itertools.product(localities, bands):
            selection = Selection(period, locality, band)
            sums = summed(narrowed(selection, results))["value"].sum()
            assert hours(source_rows(selection, kromeriz)) == pytest.approx(sums, abs=1e-9), selection
            compared += sums > 0
    assert compared > 50


def test_bands_add_up_to_the_whole_day(kromeriz: Dataset) -> None:
    results = evaluate(kromeriz, "P2", list(widgets.MEASURES)).results
    for indicator in ("person_hours", "presence_hours", "plan_adherence", "presence_adherence"):
        whole = figure(narrowed(Selection("P2"), results), indicator)
        bands = [narrowed(Selection("P2", band=band), results) for band in kromeriz.table("bands")["band"]]
        parts = summed(pl.concat(bands)).filter(indicator=indicator)
        assert parts["numerator"].item() == pytest.approx(whole["numerator"])
        assert parts["denominator"].item() == pytest.approx(whole["denominator"])


def test_adherence_of_a_band_is_a_ratio_of_sums(evening: Dataset) -> None:
    """Friday 0.5 of 0.5, Saturday 0 of 1.5: a quarter, where the mean of percentages would be a half."""
    rows = figures(Selection("P1", "risk_a", "14-18"), evening)
    assert sorted(rows.filter(indicator="plan_adherence")["value"]) == [0, 1]
    assert figure(rows, "plan_adherence")["value"] == pytest.approx(0.25)


def test_a_plan_per_week_counts_in_its_band(evening: Dataset) -> None:
    rows = figures(Selection("P1", "risk_a", "22-06"), evening)
    assert figure(rows, "plan_adherence")["denominator"] == pytest.approx(7)
    # one unit, the week: of no weekday
    assert rows.filter(indicator="plan_adherence")["category_2"].to_list() == ["0|22-06"]


def test_the_rows_behind_a_figure(evening: Dataset) -> None:
    rows = source_rows(Selection("P1", "risk_a", "18-22"), evening)
    assert rows.columns == list(COLUMNS)
    row = rows.row(0, named=True)
    assert len(rows) == 1
    assert (row["visit"], row["shift"], row["locality"], row["activity"]) == (
        "V1",
        "S1",
        "Riziková lokalita A",
        "pochůzka",
    )
    assert (f"{row['start']:%H:%M}", f"{row['end']:%H:%M}") == ("17:30", "18:30")  # the whole visit, local time
    # of 30 minutes in the band the last 15 belong to the stay that started later; two assistants, no mentor
    assert (row["counted"], row["double_booked"]) == (30 * 60_000_000, 30 * 60_000_000)
    assert row["persons"] == "A1, A2"
    lines = (evening.folder / row["file"]).read_text("utf-8").splitlines()
    assert ",V1," in lines[row["source_row"] - 1]


def test_hours_belong_to_their_calendar_day(evening: Dataset) -> None:
    """The night over the end of the period counts its hour before midnight here, the other there."""
    here, there = (source_rows(Selection(period, "bezrucuv_park"), evening) for period in ("P1", "P2"))
    assert (hours(here), hours(there)) == (1, 1)
    assert here["source_row"].to_list() == there["source_row"].to_list()


def test_time_outside_localities_is_no_source(evening: Dataset) -> None:
    assert "V3" not in source_rows(Selection(), evening)["visit"].to_list()


def test_the_whole_project_is_cumulative(evening: Dataset) -> None:
    rows = figures(Selection(), evening)
    assert set(rows["scope"]) == {"cumulative"}
    assert set(rows["period"]) == {"P2"}  # the last one begun by the as-of date
    assert hours(source_rows(Selection(), evening)) == pytest.approx(figure(rows, "person_hours")["value"])


@pytest.mark.parametrize("ask", [figures, source_rows])
def test_an_unknown_category_is_refused(evening: Dataset, ask: Callable[[Selection, Dataset], pl.DataFrame]) -> None:
    with pytest.raises(ParameterError, match="bezrucuv_park"):
        ask(Selection("P1", locality="park"), evening)
    with pytest.raises(ParameterError, match="18-22"):
        ask(Selection("P1", band="18"), evening)
    with pytest.raises(ProjectError, match="P5"):
        ask(Selection("P9"), evening)


# --- the view: through its events ------------------------------------------------------------------


def test_it_starts_with_its_period(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1")
    assert view.selection == Selection("P1")
    assert "všechny lokality · celý den · P1 · 1. 6. 2020" in words(view.figures.value)
    # 1.5 h of V1, 1 h of V2, 0.75 h of V4, 1 h of V5
    assert re.search(r"Osobohodiny v terénu:\s+4,2 osobohodiny \(4 h 15 min\)", words(view.figures.value))
    assert "zobrazeno 4 z 4. Započteno celkem 4 h 15 min, souběh 0 h 30 min" in words(view.rows.value)
    assert "Hodiny patří kalendářnímu dni a pásmu" in words(view.figures.value)


def test_each_drop_down_narrows(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1")
    view.locality.value = "risk_a"
    assert "(1 h 30 min)" in words(view.figures.value)
    view.band.value = "14-18"
    assert "(1 h)" in words(view.figures.value)
    assert "25 % (plán: 2 osobohodiny, z toho splněno: 0,5 osobohodiny)" in words(view.figures.value)
    assert re.findall(r">(V\d)<", view.rows.value) == ["V1"]
    view.band.value = "18-22"
    assert "0,5 osobohodiny (0 h 30 min)" in words(view.figures.value)
    view.locality.value = ""
    assert re.findall(r">(V\d)<", view.rows.value) == ["V1", "V2"]
    view.band.value, view.period.value = "", "P2"
    assert re.findall(r">(V\d)<", view.rows.value) == ["V5"]
    view.period.value = ""
    assert re.findall(r">(V\d)<", view.rows.value) == ["V1", "V2", "V4", "V5"]
    assert "od začátku projektu" in words(view.figures.value)


def test_a_browser_chooses_by_index(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1")
    view.locality.set_state({"index": view.locality._options_labels.index("Riziková lokalita B")})
    assert view.selection.locality == "risk_b"
    assert re.findall(r">(V\d)<", view.rows.value) == ["V2"]


def test_english(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1", "en")
    view.locality.value = "risk_a"
    shown = words(view.figures.value) + words(view.rows.value)
    assert "Risk locality A · whole day · P1 · 1 June 2020" in shown
    assert re.search(r"Person-hours in the field:\s+1.5 person-hours \(1 h 30 min\)", shown)
    assert "shown 1 of 1" in shown
    assert "foot patrol" in shown
    assert [one.description for one in (view.period, view.locality, view.band)] == ["Period", "Locality", "Time band"]
    assert 'lang="en"' in view.figures.value


def test_no_text_of_one_language_stands_in_the_other(kromeriz: Dataset) -> None:
    czech, english = (CoverageDrilldown(kromeriz, "P1", lang) for lang in ("cs", "en"))
    for text in TEXTS.values():
        start = text.cs.split("{")[0]
        if len(start) > 5:
            assert start not in words(english.figures.value + english.rows.value)
    for head in COLUMNS.values():
        assert f">{head.cs[:1].upper()}{head.cs[1:]}<" in czech.rows.value
        assert f">{head.en[:1].upper()}{head.en[1:]}<" in english.rows.value


def test_labels_are_whole_and_localities_sorted_in_czech(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1")
    choices = (view.period, view.locality, view.band)
    assert [one.description for one in choices] == ["Období", "Lokalita", "Časové pásmo"]
    assert {one.style.description_width for one in choices} == {"initial"}
    names = [label for label, _ in view.locality.options]
    assert names[:4] == ["všechny lokality", "Bezručův park", "Cyklostezka", "Erbenovo nábřeží"]
    assert [value for _, value in view.band.options] == ["", "06-09", "09-14", "14-18", "18-22", "22-06"]


def test_an_unknown_value_is_impossible(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1")
    before = view.figures.value
    for choice, value in ((view.period, "P9"), (view.locality, "park"), (view.band, "18"), (view.period, "P3")):
        with pytest.raises(TraitError):
            choice.value = value
    assert view.figures.value == before
    with pytest.raises(ProjectError, match="P9"):
        CoverageDrilldown(evening, "P9")


def test_only_periods_begun_by_the_as_of_date_are_offered(folder: Make) -> None:
    dataset = open_dataset(folder(), period="P2", as_of="2020-11-30")
    view = CoverageDrilldown(dataset, "P2")
    assert [value for _, value in view.period.options] == ["", "P1"]
    assert "Období P2 k 30. 11. 2020 ještě nezačalo" in words(view.figures.value)
    assert view.rows.value == ""
    view.period.value = "P1"
    assert "osobohodin" in words(view.figures.value)


def test_before_the_project_there_is_nothing(folder: Make) -> None:
    view = CoverageDrilldown(open_dataset(folder(), period="P1", as_of="2020-05-01"), "P1")
    assert [value for _, value in view.period.options] == [""]
    assert "ještě nezačalo" in words(view.figures.value)
    assert view.rows.value == ""
    view.period.value = ""
    assert "ještě nezačalo" in words(view.figures.value)
    assert view.rows.value == ""


def test_a_period_under_way_says_so(folder: Make) -> None:
    view = CoverageDrilldown(open_dataset(folder(), period="P1", as_of="2020-06-30"), "P1")
    # V1 and V2 of 5 June; what is written for later days is not counted yet
    assert re.search(r"\(2 h 30 min\), období neskončilo", words(view.figures.value))
    assert re.findall(r">(V\d)<", view.rows.value) == ["V1", "V2"]
    assert "Započteno celkem 2 h 30 min" in words(view.rows.value)


def test_nothing_is_said(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1")
    view.locality.value = "erbenovo_nabrezi"
    assert re.search(r"Osobohodiny v terénu:\s+nic", words(view.figures.value))
    assert re.search(r"Plnění plánu služeb:\s+nic plánováno nebylo", words(view.figures.value))
    assert "zobrazeno 0 z 0" in words(view.rows.value)
    view.band.value = "06-09"
    assert re.search(r"Osobohodiny v terénu:\s+nic", words(view.figures.value))
    assert ">nic<" in view.rows.value


@pytest.mark.parametrize(("lang", "said"), [("cs", "údaj chybí"), ("en", "missing")])
def test_without_a_file_of_visits_the_figures_are_missing(folder: Make, lang: str, said: str) -> None:
    view = CoverageDrilldown(open_dataset(folder({}), period="P1"), "P1", lang)  # type: ignore[arg-type]
    for band in ("", "18-22"):
        view.band.value = band
        assert words(view.figures.value).count(said) == 2
        assert TEXTS["no_cases"](lang) in words(view.rows.value)  # type: ignore[arg-type]


def test_an_empty_file_of_visits_says_that_there_were_none(folder: Make) -> None:
    records = RECORDS | {"visits": RECORDS["visits"].splitlines()[0]}
    view = CoverageDrilldown(open_dataset(folder(records), period="P1"), "P1", "cs")
    assert "údaj chybí" not in view.figures.value
    assert re.search(r"Osobohodiny v terénu:\s+nic", words(view.figures.value))


def test_a_long_table_is_cut_and_says_so(kromeriz: Dataset) -> None:
    view = CoverageDrilldown(kromeriz, "P1")
    rows = source_rows(Selection("P1"), kromeriz)
    assert len(rows) > widgets.SHOWN_ROWS
    assert rows["start"].is_sorted()
    assert view.rows.value.count("<tr>") == 1 + widgets.SHOWN_ROWS
    assert re.search(rf"zobrazeno 200 z {len(rows) // 1000} {len(rows) % 1000:03}\.", words(view.rows.value))


def test_the_marks_stand_on_both_texts(kromeriz: Dataset, evening: Dataset) -> None:
    synthetic, recorded = CoverageDrilldown(kromeriz, "P1"), CoverageDrilldown(evening, "P1")
    for text in (synthetic.figures, synthetic.rows):
        assert "UKÁZKOVÁ" in text.value
        assert "INTERNÍ" in text.value
    for text in (recorded.figures, recorded.rows):
        assert "UKÁZKOVÁ" not in text.value
        assert "INTERNÍ" in text.value


def test_names_cannot_carry_markup(folder: Make) -> None:
    nasty = "<img src=x onerror=alert(1)> & {0} {mark} </table>"
    path = folder(**{'"Riziková lokalita A"': f'"{nasty}"'})
    view = CoverageDrilldown(open_dataset(path, period="P1"), "P1")
    view.locality.value = "risk_a"
    assert view.locality.label == nasty
    for text in (view.figures, view.rows):
        assert "<img" not in text.value
        assert html.escape(nasty) in text.value


def test_the_hour_a_night_has_twice_is_told_apart(evening: Dataset) -> None:
    view = CoverageDrilldown(evening, "P1")
    view.locality.value = "cycle_path"
    assert "02:30 (UTC+0200)" in words(view.rows.value)
    assert "02:15 (UTC+0100)" in words(view.rows.value)
    assert "(0 h 45 min)" in words(view.figures.value)


def test_each_period_is_evaluated_once(evening: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(dataset: Dataset, period: str, indicators: list[str]) -> object:
        asked.append(period)
        return evaluate(dataset, period, indicators)

    monkeypatch.setattr(widgets, "evaluate", counted)
    view = CoverageDrilldown(evening, "P1")
    for locality, period in itertools.product(("risk_a", "risk_b", ""), ("P2", "P1")):
        view.locality.value, view.period.value = locality, period
    assert sorted(map(str, asked)) == ["P1", "P2"]


def test_a_notebook_shows_the_widgets(evening: Dataset) -> None:
    bundle = CoverageDrilldown(evening, "P1")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
