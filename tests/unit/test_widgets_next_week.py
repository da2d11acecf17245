"""The mentor's what-if, driven through its controls: no browser, no kernel."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import ParameterError
from apk_lib.next_week import plan_next_week, usual_shifts
from apk_lib.text import NBSP
from apk_lib.widgets import NextWeek
from apk_lib.widgets.next_week import MOST, WEEKS_OFFERED

FIRST = date(2021, 1, 4)
# the week after it has the holidays of Christmas
SERVED = date(2020, 12, 14)
HOUR = 3_600_000_000


@pytest.fixture(scope="module")
def kromeriz(root: Path) -> Dataset:
    """As known on 30 December 2020, a Wednesday."""
    return open_dataset(root / "data/kromeriz", period="P1")


@pytest.fixture
def view(kromeriz: Dataset) -> NextWeek:
    return NextWeek(kromeriz)


def words(value: str) -> str:
    inside = re.sub(r"<style>.*?</style>", " ", value, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", inside)).replace(NBSP, " "))


def missing(view: NextWeek) -> int:
    return int(view.ahead.use.lines["missing"].sum())


def test_it_opens_with_the_next_week_and_the_usual_shifts(view: NextWeek, kromeriz: Dataset) -> None:
    assert (view.week.value, view.like.value) == (FIRST, SERVED)
    assert view.week.options[0][1] == date(2020, 12, 28)
    assert len(view.week.options) == WEEKS_OFFERED
    usual = usual_shifts(kromeriz, FIRST)
    assert [slider.value for slider in view.crews] == usual["crew"].to_list()
    assert view.shifts.equals(usual)
    assert [slider.description for slider in view.crews][:2] == ["po 7–15", "po 13–21"]
    alone = plan_next_week(kromeriz)
    assert view.ahead.use.lines.equals(alone.use.lines)
    assert view.ahead.like == alone.like == SERVED


def test_it_says_what_files_say_too(view: NextWeek) -> None:
    said = words(view.result.value)
    assert "V týdnu 4. 1. 2021 – 10. 1. 2021 mohou směny pokrýt nejvýše" in said
    assert "ne předpověď" in said
    assert said.strip().startswith("UKÁZKOVÁ (syntetická) DATA · INTERNÍ")
    assert "<svg" in view.result.value
    assert "Kam hodiny dát" in said


def test_fewer_assistants_keep_less(view: NextWeek) -> None:
    before, text = missing(view), view.result.value
    for slider in view.crews:
        slider.value = 0
    assert missing(view) > before
    assert view.result.value != text
    assert view.ahead.use.hours["capacity"].sum() == 0
    assert "Nikdo nemá směnu." in words(view.result.value)


def test_a_shift_more_is_for_whoever_is_given_to_it(view: NextWeek) -> None:
    # Friday of that week was a holiday
    view.like.value = date(2020, 12, 21)
    before, rows = missing(view), len(view.shifts)
    weekday, begins, ends, crew = view.added
    weekday.value, begins.value, ends.value = 5, 7, 15
    assert missing(view) == before
    assert len(view.shifts) == rows
    crew.value = 2
    assert len(view.shifts) == rows + 1
    # on Friday half an hour at three crossings in two bands, 7.5 person-hours before two, and two are enough
    assert before - missing(view) >= 9 * HOUR
    local = view.shifts.tail(1).select(pl.col("start", "end").dt.convert_time_zone("Europe/Prague"))
    assert [str(at.replace(tzinfo=None)) for at in local.row(0)] == ["2021-01-08 07:00:00", "2021-01-08 15:00:00"]
    ends.value = 7
    assert (view.shifts["end"] - view.shifts["start"]).max().total_seconds() == 24 * 3600


def test_another_week_keeps_the_numbers_that_were_set(view: NextWeek, kromeriz: Dataset) -> None:
    view.crews[0].value = MOST
    view.week.value = date(2021, 1, 11)
    assert view.crews[0].value == MOST
    assert view.shifts.row(0, named=True)["start"].date() == date(2021, 1, 11)
    assert "11. 1. 2021 – 17. 1. 2021" in words(view.result.value)
    # the controls of the week before no longer speak
    view.crews[0].value = 0
    assert view.shifts["crew"][0] == 0


def test_another_served_week_brings_its_own(view: NextWeek, kromeriz: Dataset) -> None:
    view.crews[0].value = MOST
    view.like.value = date(2020, 12, 7)
    usual = usual_shifts(kromeriz, FIRST, date(2020, 12, 7))
    assert view.shifts.equals(usual)
    assert view.ahead.like == date(2020, 12, 7)
    assert "7. 12. 2020 – 13. 12. 2020" in words(view.result.value)


def test_a_week_may_be_asked_for(kromeriz: Dataset) -> None:
    far = NextWeek(kromeriz, "2021-06-30", "en")
    assert far.week.value == date(2021, 6, 28)
    assert len(far.week.options) == WEEKS_OFFERED + 1
    assert "not a forecast" in words(far.result.value)
    with pytest.raises(ParameterError, match="už skončil"):
        NextWeek(kromeriz, "2020-12-01")


def test_after_the_project_it_says_so(root: Path) -> None:
    late = NextWeek(open_dataset(root / "data/kromeriz", period="P5"))
    assert "už plán není: projekt skončil 31. 8. 2022" in words(late.result.value)


def test_a_town_without_records(folder: Callable[..., Path]) -> None:
    empty = NextWeek(open_dataset(folder(), period="P1"))
    assert empty.crews == ()
    assert empty.like.value is None
    assert "chybí" in words(empty.result.value)
    assert "UKÁZKOVÁ" not in empty.result.value


def test_shifts_of_the_same_hours_are_told_apart(kromeriz: Dataset) -> None:
    view = NextWeek(kromeriz)
    for _, served in view.like.options[:4]:
        view.like.value = served
        names = [slider.description for slider in view.crews]
        assert len(set(names)) == len(names)


def test_a_notebook_shows_the_widget(view: NextWeek) -> None:
    assert "application/vnd.jupyter.widget-view+json" in view._repr_mimebundle_()
