"""What is looked at: steps from one selection to the next, its text, its place in the project's folder."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from apk_lib import open_dataset
from apk_lib.drilldown import (
    History,
    Selection,
    forget_selection,
    parameters,
    save_selection,
    saved_names,
    saved_selection,
    saved_selections,
)
from apk_lib.errors import DataError, ParameterError
from apk_lib.intake import SELECTIONS, check_folder, erase
from apk_lib.intake.storage import changes

HOURS = Selection("person_hours", period="P1")
PARK = HOURS.narrowed("locality", "bezrucuv_park")
PERSONS = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,APK1,assistant
    2020-06-01T08:00:00+02:00,false,APK2,assistant
"""
Folder = Callable[..., Path]
MOMENT = datetime(2022, 11, 1, tzinfo=UTC)


def test_steps_make_new_selections_and_leave_the_old_one() -> None:
    assert PARK.only == (("locality", "bezrucuv_park"),)
    assert HOURS.only == ()
    assert PARK.narrowed("band", "18-22").only == (("band", "18-22"), ("locality", "bezrucuv_park"))
    assert PARK.widened("locality") == HOURS
    assert PARK.widened("band") == PARK


def test_what_is_narrowed_needs_no_breakdown() -> None:
    split = HOURS.split("locality", "band")
    assert split.narrowed("locality", "risk_a").by == ("band",)


def test_a_breakdown_has_two_dimensions_each_once() -> None:
    assert HOURS.split("band", "band", "person", "month").by == ("band", "person")
    assert HOURS.split("band").split().by == ()


def test_days_take_the_place_of_a_period_and_back() -> None:
    week = HOURS.between(date(2020, 6, 1), date(2020, 6, 7))
    assert (week.period, week.first, week.last) == ("", date(2020, 6, 1), date(2020, 6, 7))
    assert week.within("P1") == HOURS


def test_another_measure_keeps_the_days_only() -> None:
    other = PARK.split("band").cumulated(True).about("spending", "spent")
    assert other == Selection("spending", "spent", "P1", scope="cumulative")


def test_the_text_of_a_selection_is_one_line_of_what_is_said() -> None:
    assert PARK.to_text() == (
        '{"indicator": "person_hours", "period": "P1", "scope": "period", "only": [["locality", "bezrucuv_park"]]}'
    )
    week = HOURS.between(date(2020, 6, 1), date(2020, 6, 7)).narrowed("training", "Úvodní školení – říjen")
    assert Selection.from_text(week.to_text()) == week
    assert "říjen" in week.to_text()


@pytest.mark.parametrize(
    "text",
    ["", "nic", "[]", "{}", "null", '{"indicator": 1}', '{"indicator": "x", "scope": "all"}', '{"x": "y"}',
     '{"indicator": "x", "only": [["a"]]}', '{"indicator": "x", "first": "dnes"}', '{"indicator": "x", "by": 1}'],
)  # fmt: skip
def test_what_is_no_selection_is_refused_in_words(text: str) -> None:
    with pytest.raises(ParameterError) as refused:
        Selection.from_text(text)
    assert "není výběr" in refused.value.text.cs
    assert "is no selection" in refused.value.text.en


def test_history_goes_back_and_forward_and_forgets_what_was_left() -> None:
    history = History(HOURS).visit(PARK).visit(PARK).visit(PARK.split("band"))
    assert [one.by for one in (*history.past, history.now)] == [(), (), ("band",)]
    back = history.back().back()
    assert (back.now, back.back()) == (HOURS, back)
    assert back.forward().now == PARK
    assert back.visit(HOURS.split("person")).future == ()
    assert history.forward() == history


# --- saved in the folder -----------------------------------------------------------------------------


def test_selections_are_saved_by_czech_names_and_forgotten(folder: Folder) -> None:
    place = folder(persons=PERSONS)
    assert saved_selections(place) == {}
    save_selection(place, "  Večery  v Bezručově parku ", PARK)
    save_selection(place, "Žádné zúžení", HOURS)
    assert saved_selections(place) == {"Večery v Bezručově parku": PARK, "Žádné zúžení": HOURS}
    save_selection(place, "Žádné zúžení", HOURS.split("band"))
    assert saved_selections(place)["Žádné zúžení"].by == ("band",)
    forget_selection(place, "Večery v Bezručově parku")
    assert list(saved_selections(place)) == ["Žádné zúžení"]
    forget_selection(place, "Žádné zúžení")
    assert not (place / SELECTIONS).exists()
    with pytest.raises(ParameterError, match="není uložen"):
        forget_selection(place, "Žádné zúžení")


def test_a_name_that_looks_the_same_is_the_same(folder: Folder) -> None:
    place = folder(persons=PERSONS)
    save_selection(place, "Ve\u010dery", HOURS)
    save_selection(place, "Vec\u030cery", PARK)
    assert saved_selections(place) == {"Večery": PARK}


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_selection_needs_a_name(folder: Folder, name: str) -> None:
    with pytest.raises(ParameterError, match="1 až 100 znaků"):
        save_selection(folder(persons=PERSONS), name, HOURS)


def test_saved_selections_are_neither_data_nor_a_table(folder: Folder) -> None:
    place = folder(persons=PERSONS)
    before, found = open_dataset(place, period="P1"), check_folder(place, MOMENT)
    save_selection(place, "Večery", PARK)
    after = open_dataset(place, period="P1")
    assert after.fingerprint == before.fingerprint
    assert after.sources == before.sources
    assert repr(check_folder(place, MOMENT)) == repr(found)


@pytest.mark.parametrize("text", ["{", "[]", '{"Večery": "x"}', "\u0000", '{"a": {"indicator": 3}}', '{"a": {}}'])
def test_a_damaged_file_is_named_and_never_overwritten(folder: Folder, text: str) -> None:
    place = folder(persons=PERSONS)
    (place / SELECTIONS).write_text(text, "utf-8")
    with pytest.raises(DataError) as refused:
        saved_selection(place, "a")
    assert SELECTIONS in refused.value.text.cs
    assert "ze souboru odstraňte" in refused.value.text.cs or "Obnovte jej ze zálohy" in refused.value.text.cs
    assert (place / SELECTIONS).read_text("utf-8") == text


def test_one_that_is_no_selection_hides_no_other(folder: Folder) -> None:
    place = folder(persons=PERSONS)
    save_selection(place, "Večery", PARK)
    saved = json.loads((place / SELECTIONS).read_text("utf-8"))
    (place / SELECTIONS).write_text(json.dumps({**saved, "Cizí": {"indicator": 3}}), "utf-8")
    assert saved_names(place) == ["Cizí", "Večery"]
    assert saved_selections(place) == {"Večery": PARK}
    assert saved_selection(place, " Večery ") == PARK
    with pytest.raises(DataError, match="„Cizí“"):
        saved_selection(place, "Cizí")
    with pytest.raises(ParameterError, match=r"Rána“ není uložen\. Uložené: Cizí, Večery"):
        saved_selection(place, "Rána")
    forget_selection(place, "Cizí")
    assert saved_names(place) == ["Večery"]


def test_saving_into_a_damaged_file_loses_nothing(folder: Folder) -> None:
    place = folder(persons=PERSONS)
    (place / SELECTIONS).write_bytes(b"\xff\xfe{")
    for change in (lambda: save_selection(place, "a", HOURS), lambda: forget_selection(place, "a")):
        with pytest.raises(DataError):
            change()
    assert (place / SELECTIONS).read_bytes() == b"\xff\xfe{"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_is_told_in_words(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    place = folder(persons=PERSONS)
    save_selection(place, "Večery", PARK)

    def refused(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(changes, "_write", refused)
    with pytest.raises(DataError, match="nelze zapisovat"):
        save_selection(place, "Rána", HOURS)
    monkeypatch.undo()
    assert saved_selections(place) == {"Večery": PARK}


def test_a_folder_without_a_project_is_not_made_into_one(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        save_selection(tmp_path / "nic", "Večery", HOURS)
    assert not (tmp_path / "nic").exists()


def test_who_is_erased_is_erased_from_saved_selections(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "kromeriz"
    shutil.copytree(root / "data" / "kromeriz", place)
    save_selection(place, "Hodiny jednoho", HOURS.narrowed("person", "APK1"))
    save_selection(place, "Co dělal APK1", PARK)
    save_selection(place, "Jiný", HOURS.narrowed("person", "APK2"))
    save_selection(place, "Park", PARK)
    erase(place, ["APK1"], "žádost", MOMENT)
    assert saved_selections(place) == {"Jiný": HOURS.narrowed("person", "APK2"), "Park": PARK}
    erase(place, ["APK2"], "žádost", datetime(2022, 11, 2, tzinfo=UTC))
    forget_selection(place, "Park")
    save_selection(place, "Hodiny", HOURS.narrowed("person", "APK3"))
    erase(place, ["APK3"], "žádost", datetime(2022, 11, 3, tzinfo=UTC))
    assert not (place / SELECTIONS).exists()


# --- as parameters of a notebook ---------------------------------------------------------------------


def test_a_selection_is_handed_to_a_notebook_as_text(folder: Folder) -> None:
    place = folder(persons=PERSONS)
    dataset = open_dataset(place, period="P2", as_of="2021-03-01")
    given = parameters(PARK, dataset, "cs")
    assert given == {
        "data": str(place), "period": "P1", "lang": "cs", "as_of": "2021-03-01", "selection": PARK.to_text(),
    }  # fmt: skip
    assert json.loads(given["selection"])["indicator"] == "person_hours"
    again = open_dataset(given["data"], period=given["period"], as_of=given["as_of"])
    assert (again.as_of, again.fingerprint) == (dataset.as_of, dataset.fingerprint)


@pytest.mark.parametrize(
    ("last", "period"), [(date(2020, 6, 7), "P1"), (date(2020, 12, 1), "P2"), (date(2021, 5, 31), "P2"), (None, "P2")]
)
def test_days_of_no_period_are_shown_by_the_one_they_end_in(folder: Folder, last: date | None, period: str) -> None:
    dataset = open_dataset(folder(persons=PERSONS), period="P2", as_of="2021-03-01")
    chosen = HOURS.between(date(2020, 6, 1), last) if last else Selection("person_hours")
    assert parameters(chosen, dataset, "en")["period"] == period
