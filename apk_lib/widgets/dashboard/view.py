"""The dashboard itself: what the reader chooses in the frame decides which content is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets

from apk_lib.dataset import Dataset
from apk_lib.report.html import fragment
from apk_lib.report.model import Section
from apk_lib.text import Lang, Text
from apk_lib.widgets.dashboard.board import own_shifts
from apk_lib.widgets.dashboard.content import Content
from apk_lib.widgets.dashboard.pages import BOARD, DRILLDOWN, OVERVIEW, PAGES
from apk_lib.widgets.dashboard.shell import Shell
from apk_lib.widgets.drilldown import Drilldown

DRILLDOWNS_KEPT = 2
WORDS = {
    "pages": Text(cs="Stránky", en="Pages"),
    "period": Text(cs="Období", en="Period"),
    "lang": Text(cs="Jazyk / Language", en="Language / Jazyk"),
    "busy": Text(cs="Počítám…", en="Computing…"),
    "lost": Text(
        cs="Spojení s programem se přerušilo. Obnovte stránku; nepomůže-li to, spusťte apk-lib dashboard znovu.",
        en="The connection to the program is lost. Reload the page; if that does not help, run apk-lib dashboard anew.",
    ),
}
_BELOW: dict[str, Callable[[Dataset, str, Lang], tuple[Any, ...]]] = {
    BOARD: lambda dataset, _, lang: own_shifts(dataset, lang),
    DRILLDOWN: lambda dataset, period, lang: (Drilldown(dataset, period, lang).box,),
}
_AS_WIDE_AS_THE_PAGE = {
    "width": "100%",
    "max_width": "64rem",
    "margin": "0 auto",
    "padding": "0 clamp(1rem, 4vw, 3rem)",
}
_SAID = Text(cs="Zobrazeno: {page}, období {period}.", en="Shown: {page}, period {period}.")
_REFUSED = Text(cs="Data nejde otevřít.", en="The data cannot be opened.")
_BUG = Text(cs="Chyba programu", en="The program failed")
_REPORT = Text(
    cs="Stránku nejde zobrazit, protože program udělal chybu; vaše data za ni nemohou. Nahlaste ji i s výpisem z okna, "
    "kde běží apk-lib dashboard. Ostatní stránky, období a jazyk můžete zkusit dál.",
    en="The page cannot be shown because of an error of the program, not of your data. Report it with what stands in "
    "the window where apk-lib dashboard runs. You may still try other pages, periods and the other language.",
)


class Dashboard:
    """The pages of one project folder, for whoever opens them; see `Content` for what is shown by default.

    A folder that cannot be read, or whose data fail their check, opens with what is to be mended. As the last line of
    a notebook cell it shows itself.
    """

    def __init__(self, data: str | Path, period: str = "", lang: Lang = "cs", as_of: str = "") -> None:
        self._asked = (data, period, as_of)
        self.content = Content(data, period, as_of)
        self.shell = Shell(page=OVERVIEW, period=self.content.period, lang=lang)
        self.below = ipywidgets.Box(layout=_AS_WIDE_AS_THE_PAGE)
        self.box = ipywidgets.VBox([self.shell, self.below])
        self._drilldowns: dict[tuple[str, str, Lang], tuple[Any, ...]] = {}
        self._choices()
        self._show()
        self.shell.observe(self._guarded(self._chosen), names=["page", "period", "lang"])
        self.shell.observe(self._guarded(self._opened), names="opened")

    @classmethod
    def asked(cls, data: str, period: str, lang: Lang, as_of: str) -> Dashboard:
        """The dashboard that `apk-lib dashboard` was asked for; what it does not say is as given here.

        A warm kernel runs its notebook before anybody can hand it parameters, so they come through the environment.
        """
        said = {name: os.environ.get(f"APK_{name.upper()}", "") for name in ("data", "period", "lang", "as_of")}
        spoken: Lang = "en" if (said["lang"] or lang) == "en" else "cs"
        return cls(said["data"] or data, said["period"] or period, spoken, said["as_of"] or as_of)

    @property
    def lang(self) -> Lang:
        """The language chosen now."""
        return "en" if self.shell.lang == "en" else "cs"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.box._repr_mimebundle_(include=include, exclude=exclude)

    def _guarded(self, answer: Callable[[Any], None]) -> Callable[[Any], None]:
        """An answer whose failure is shown instead of waited for; the bug goes on to the log of the server."""

        def answered(change: Any) -> None:
            try:
                answer(change)
            except Exception:  # any bug whatever: the reader is told, and it is raised as it was
                self.below.children = ()
                lang = self.lang
                page = Section("bug", _BUG(lang), (_REPORT(lang),), (), (), ())
                self.shell.shown = {"html": fragment(page, lang), "said": _BUG(lang), "lang": lang, "title": _BUG(lang)}
                raise

        return answered

    def _chosen(self, change: Any) -> None:
        if change["name"] == "lang":
            self._choices()
        self._show()

    def _opened(self, _change: object) -> None:
        """A page made before anybody asked for it may be of a folder that has changed since."""
        if self.content.stale:
            self.content = Content(*self._asked)
            self._keep_drilldowns(0)
            if self.shell.period not in [period.id for period in self.content.periods]:
                self.shell.period = self.content.period
            self._choices()
            self._show()

    def _choices(self) -> None:
        lang, periods = self.lang, self.content.periods
        self.shell.choices = {
            "words": {name: text(lang) for name, text in WORDS.items()},
            "pages": [(id, page.label(lang)) for id, page in PAGES.items()] if periods else [],
            "periods": [(period.id, f"{period.id} · {period.describe(lang)}") for period in periods],
        }

    def _show(self) -> None:
        page, period, lang = self.shell.page, self.shell.period, self.lang
        below = page in _BELOW and bool(self.content.periods)
        self.below.children = self._controls(page, period, lang) if below else ()
        said = _SAID.fill(lang, page=PAGES[page].label(lang), period=period) if period else _REFUSED(lang)
        title = f"{PAGES[page].label(lang)} · {self.content.title(lang)}"
        html = self.content.page(page, period, lang)
        self.shell.shown = {"html": html, "said": said, "lang": lang, "title": title}

    def _controls(self, page: str, period: str, lang: Lang) -> tuple[Any, ...]:
        """The controls of a page, of a period and in a language; the last are kept, so that going back is quick."""
        asked = page, period, lang
        if asked not in self._drilldowns:
            self._keep_drilldowns(DRILLDOWNS_KEPT - 1)
            self._drilldowns[asked] = _BELOW[page](self.content.dataset(period), period, lang)
        self._drilldowns[asked] = self._drilldowns.pop(asked)
        return self._drilldowns[asked]

    def _keep_drilldowns(self, n: int) -> None:
        """Close all but the last ones made."""
        self.below.children = ()
        while len(self._drilldowns) > n:
            for widget in self._drilldowns.pop(next(iter(self._drilldowns))):
                _close(widget)


def _close(widget: Any) -> None:
    """End a widget with all that is in it."""
    for child in getattr(widget, "children", ()):
        _close(child)
    widget.close()
