"""What the dashboard shows, as HTML: one page about one period in one language, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import ApkError
from apk_lib.evaluate import Figures, evaluate
from apk_lib.intake import source_files, stamp
from apk_lib.next_week import last_service
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.report import ProgressReport
from apk_lib.report.documents import project_of
from apk_lib.report.html import fragment
from apk_lib.report.model import FrontPage, Part, Section
from apk_lib.text import Lang, Text, sentence
from apk_lib.widgets.dashboard.board import board, kicker
from apk_lib.widgets.dashboard.pages import BOARD, DRILLDOWN, OVERVIEW, PAGES
from apk_lib.widgets.trouble import Trouble, examine, passes

# what a window keeps in memory: two periods beside each other and the last one, and their pages in both languages
PERIODS_KEPT = 3
PAGES_KEPT = PERIODS_KEPT * len(PAGES) * 2
_DRILLDOWN = Text(cs="Od čísla k záznamům", en="From a figure to its records")
_CHOOSE = Text(
    cs="Vyberte ukazatel a členění; klepnutím do grafu se dostanete k řádkům, z nichž číslo je.",
    en="Choose an indicator and a breakdown; a click on the chart leads to the rows the figure is made of.",
)


class Content:
    """A project folder opened for the dashboard: its `project`, the `periods` offered, its `trouble` if there is any.

    Without a period it opens on the last one with a record of service; without a date each period is shown as known
    when its report was due.
    """

    def __init__(self, data: str | Path, period: str = "", as_of: str = "") -> None:
        here = Path.cwd()
        given = Path(data)
        self.folder = next((base / given for base in (here, *here.parents) if (base / given).is_dir()), given)
        self.as_of = as_of
        self.state = _state(self.folder)
        self.project: Project | None = None
        self.periods: tuple[Period, ...] = ()
        self.period = ""
        few, many = lru_cache(PERIODS_KEPT), lru_cache(PAGES_KEPT)
        self.dataset: Callable[[str], Dataset] = few(lambda id: open_dataset(self.folder, period=id, as_of=as_of))
        self.figures: Callable[[str], Figures] = few(lambda id: evaluate(self.dataset(id), id))
        self.page: Callable[[str, str, Lang], str] = many(self._page)
        self.trouble = self._opened(period)

    @property
    def stale(self) -> bool:
        """Whether the folder was changed since it was opened."""
        return self.state != _state(self.folder)

    def title(self, lang: Lang) -> str:
        """What the window is called."""
        return self.project.title(lang) if self.project else str(self.folder)

    def _opened(self, period: str) -> Trouble:
        """Read the sheet and the tables once; what cannot be read is told, never raised."""
        try:
            self.project = project_of(self.folder)
            asked = self.project.period(period) if period else None
            whole = self.dataset(self.project.periods[-1].id)
        except ApkError as error:
            return examine(self.folder, date.max, (error.text,))
        known_to = whole.as_of if self.as_of else last_service(whole) or self.project.start
        self.periods = tuple(one for one in self.project.periods if one.start <= known_to or one == asked)
        self.period = (asked or (self.periods or self.project.periods)[-1]).id
        return Trouble(self.folder) if passes(whole) else examine(self.folder, whole.as_of)

    def _page(self, id: str, period: str, lang: Lang) -> str:
        if not self.periods:
            return self._refused(lang)
        try:
            parts = self._parts(id, period, lang)
        except ApkError as error:
            parts = [replace(self.trouble, told=(error.text,)).front(self.title(lang), lang)]
        told = [self.trouble.section(lang)] if self.trouble else []
        first = parts[0]
        if told and isinstance(first, FrontPage):
            # what is wrong stands on the first screen, the list of it under the head
            first = replace(first, banner=" · ".join(filter(None, (told[0].heading, first.banner))))
        shown = (one if isinstance(one, str) else fragment(one, lang) for one in (first, *told, *parts[1:]))
        return "".join(shown)

    def _refused(self, lang: Lang) -> str:
        """What can be said of a folder that cannot be opened."""
        front = fragment(self.trouble.front(self.title(lang), lang))
        errors = not self.trouble.errors.is_empty()
        return front + (fragment(replace(self.trouble, told=()).section(lang), lang) if errors else "")

    def _parts(self, id: str, period: str, lang: Lang) -> list[Part | str]:
        """The head of the page, then what stands on it."""
        report = ProgressReport(self.dataset(period), self.figures(period), lang)
        opening: Any = report.opening().part
        head: FrontPage = replace(opening, kicker=sentence(opening.kicker), logo_place="")
        if id == OVERVIEW:
            front: Any = report.front_page().part
            front = replace(front, kicker=head.kicker, logo_place="")
            return [front, *(told.part(report) for told in PAGES[id].sections)]
        brief = replace(head, subtitle="", timeline=(), logo="")
        if id == BOARD:
            week = kicker(report.dataset, lang) or brief.kicker
            return [replace(brief, kicker=week), *board(report.dataset, report.labels)]
        if id == DRILLDOWN:
            return [brief, Section(DRILLDOWN, _DRILLDOWN(lang), (_CHOOSE(lang),), (), (), ())]
        return [brief, *(told.part(report) for told in PAGES[id].sections)]


def _state(folder: Path) -> tuple[object, ...]:
    """What tells two states of a folder apart: its imports, its sheet and its own files."""
    try:
        return (stamp(folder), *(source.fingerprint for source in source_files(folder)))
    except ApkError as error:
        return (error.text,)
