"""The dashboard itself: what the reader chooses in the frame decides which content is shown."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets

from apk_lib.text import Lang, Text
from apk_lib.widgets.dashboard.content import Content
from apk_lib.widgets.dashboard.pages import DRILLDOWN, OVERVIEW, PAGES
from apk_lib.widgets.dashboard.shell import Shell
from apk_lib.widgets.drilldown import Drilldown

WORDS = {
    "pages": Text(cs="Stránky", en="Pages"),
    "period": Text(cs="Období", en="Period"),
    "lang": Text(cs="Jazyk / Language", en="Language / Jazyk"),
    "busy": Text(cs="Počítám…", en="Computing…"),
}
_SAID = Text(cs="Zobrazeno: {page}, období {period}.", en="Shown: {page}, period {period}.")
_REFUSED = Text(cs="Data nejde otevřít.", en="The data cannot be opened.")


class Dashboard:
    """The pages of one project folder, for whoever opens them; see `Content` for what is shown by default.

    A folder that cannot be read, or whose data fail their check, opens with what is to be mended. As the last line of
    a notebook cell it shows itself.
    """

    def __init__(self, data: str | Path, period: str = "", lang: Lang = "cs", as_of: str = "") -> None:
        self._asked = (data, period, as_of)
        self.content = Content(data, period, as_of)
        self.shell = Shell(page=OVERVIEW, period=self.content.period, lang=lang)
        self.below = ipywidgets.Box()
        self.box = ipywidgets.VBox([self.shell, self.below])
        self._drilldowns = cache(self._drilldown)
        self._choices()
        self._show()
        self.shell.observe(self._chosen, names=["page", "period", "lang"])
        self.shell.observe(self._opened, names="opened")

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

    def _chosen(self, change: Any) -> None:
        if change["name"] == "lang":
            self._choices()
        self._show()

    def _opened(self, _change: object) -> None:
        """A page made before anybody asked for it may be of a folder that has changed since."""
        if self.content.stale:
            self.content = Content(*self._asked)
            self._drilldowns.cache_clear()
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
        drilled = page == DRILLDOWN and bool(self.content.periods)
        self.below.children = (self._drilldowns(period, lang),) if drilled else ()
        said = _SAID.fill(lang, page=PAGES[page].label(lang), period=period) if period else _REFUSED(lang)
        title = f"{PAGES[page].label(lang)} · {self.content.title(lang)}"
        html = self.content.page(page, period, lang)
        self.shell.shown = {"html": html, "said": said, "lang": lang, "title": title}

    def _drilldown(self, period: str, lang: Lang) -> Any:
        return Drilldown(self.content.dataset(period), period, lang).box
