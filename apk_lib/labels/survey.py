"""What the survey's waves, questions and comparisons are called, and what is told beside their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apk_lib.dataset import Dataset
from apk_lib.tables.codes import SURVEY_MODES
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.text import Lang


@dataclass(frozen=True, slots=True)
class Wording:
    """What a wave changed in a question; `place` is its place in the questionnaire, where that is known."""

    wave: str
    item: str
    comparable: bool
    place: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What another survey asked, and what stands against a comparison."""

    year: int
    wording: str
    caveat: str
    source: str


@dataclass(frozen=True, slots=True)
class SurveyNotes:
    """What is told beside figures of the survey.

    `modes` say how each wave was taken, `wordings` where questions differ, `published` what other surveys asked
    (by survey and item), `places` of which locality an item asks.
    """

    modes: Mapping[str, str] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()
    published: Mapping[tuple[str, str], Published] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def waves(dataset: Dataset) -> dict[str, str]:
    """Waves in time, each called by its year, or by month and year where two fall into one."""
    waves = dict(dataset.table("survey_waves").sort("starts", "wave").select("wave", "starts").iter_rows())
    years = [starts.year for starts in waves.values()]
    return {
        wave: f"{starts.year}" if years.count(starts.year) == 1 else f"{starts.month}/{starts.year}"
        for wave, starts in waves.items()
    }


def items(dataset: Dataset, localities: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """Questions as they are called in the core questionnaire, by the place they ask of, or by their own words."""
    names = {id: item.label(lang) for id, item in CORE_ITEMS.items()}
    asked = dataset.table("survey_items").select("item", f"question_{lang}", "locality")
    for item, question, locality in asked.iter_rows():
        names.setdefault(item, question if locality is None else localities.get(locality, locality))
    return names


def surveys(dataset: Dataset) -> dict[str, str]:
    """Published surveys by place and year."""
    found = dataset.table("published_surveys").select("survey", "place", "year")
    return {survey: f"{place} {year}" for survey, place, year in found.iter_rows()}


def survey_notes(dataset: Dataset, lang: Lang) -> SurveyNotes:
    """The notes on the survey of a dataset, in the reader's language."""
    modes = {
        wave: SURVEY_MODES[mode](lang)
        for wave, mode in dataset.table("survey_waves").sort("starts", "wave").select("wave", "mode").iter_rows()
    }
    wordings = dataset.table("survey_wordings").select("wave", "item", "comparable", "place", "note")
    others = dataset.table("published_surveys")
    published = others.select("survey", "item", "year", "wording", f"caveat_{lang}", "source")
    places = dataset.table("survey_items").drop_nulls("locality").select("item", "locality")
    return SurveyNotes(
        modes,
        tuple(Wording(*row) for row in wordings.sort("wave", "item").iter_rows()),
        {(survey, item): Published(*rest) for survey, item, *rest in published.sort("survey", "item").iter_rows()},
        dict(places.iter_rows()),
    )
