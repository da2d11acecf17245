"""A closed panel beneath a section of a report; the drill-down in it is made when somebody opens it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
from markupsafe import Markup

from apk_lib.dataset import Dataset
from apk_lib.text import Lang
from apk_lib.widgets.drilldown.markup import framed, own_style
from apk_lib.widgets.drilldown.view import Drilldown
from apk_lib.widgets.drilldown.words import TEXTS
from apk_lib.widgets.pressed import Pressed, button


class Panel:
    """A button that opens and closes the drill-down of some indicators; `drilldown` is None until it is opened."""

    def __init__(self, dataset: Dataset, period: str, lang: Lang, indicators: Sequence[str]) -> None:
        self.dataset, self.period, self.lang, self.indicators = dataset, period, lang, tuple(indicators)
        self.drilldown: Drilldown | None = None
        self.toggle = Pressed(self.press)
        self._inside = ipywidgets.VBox(layout={"display": "none"})
        self.box = ipywidgets.VBox([self.toggle, self._inside])
        self._show(opened=False)

    @property
    def is_open(self) -> bool:
        """Whether the drill-down is seen."""
        return bool(self._inside.layout.display == "")

    def press(self, _does: str) -> None:
        """Open or close it."""
        if self.drilldown is None:
            self.drilldown = Drilldown(self.dataset, self.period, self.lang, indicators=self.indicators)
            self._inside.children = (self.drilldown.box,)
        self._show(opened=not self.is_open)

    def _show(self, opened: bool) -> None:
        self._inside.layout.display = "" if opened else "none"
        said = button(TEXTS["beneath"](self.lang), "toggle", aria_expanded=str(opened).lower())
        self.toggle.html = own_style() + framed([Markup("<p>{}</p>").format(said)], self.lang)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.box._repr_mimebundle_(include=include, exclude=exclude)
