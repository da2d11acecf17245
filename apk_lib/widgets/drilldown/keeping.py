"""Selections kept under a name, and handed on as the parameters of a notebook."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
from markupsafe import Markup

from apk_lib.dataset import Dataset
from apk_lib.drilldown import Selection, forget_selection, parameters, save_selection, saved_selections
from apk_lib.errors import ApkError
from apk_lib.text import Lang, Text
from apk_lib.widgets.drilldown.words import TEXTS

NOTEBOOK = "notebooks/drilldown.ipynb"


class Keeping:
    """A name to save the shown selection under, and the saved ones to open or forget; `say` tells how it went."""

    def __init__(
        self, folder: Path, lang: Lang, now: Callable[[], Selection], go: Callable[[Selection], None],
        say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.folder, self.lang = folder, lang
        self._now, self._go, self._say = now, go, say
        style = {"description_width": "initial"}
        self.name = ipywidgets.Combobox(description=TEXTS["name"](lang), style=style)
        self.save = self._button("save", self._save)
        self.saved = ipywidgets.Dropdown(description=TEXTS["saved"](lang), style=style, layout={"width": "auto"})
        self.open = self._button("open", self._open)
        self.forget = self._button("forget", self._forget)
        self._kept = ipywidgets.HBox([self.saved, self.open, self.forget])
        self.box = ipywidgets.VBox([ipywidgets.HBox([self.name, self.save]), self._kept])
        for row in (self._kept, self.box.children[0]):
            row.add_class("apk-drilldown-controls")

    def refresh(self) -> None:
        """Offer what is saved by now."""
        self._try(self._list)

    def _button(self, name: str, act: Callable[[], None]) -> Any:
        made = ipywidgets.Button(description=TEXTS[name](self.lang))
        made.on_click(lambda _: self._try(act))
        return made

    def _try(self, act: Callable[[], None]) -> None:
        """What cannot be saved or read is told in words."""
        try:
            act()
        except ApkError as error:
            self._say(error.message(self.lang))

    def _list(self) -> None:
        names = list(saved_selections(self.folder))
        # a name that is taken can be chosen again: the selection takes its place
        self.name.options = names
        self.saved.options, self.saved.value = names, names[0] if names else None
        self._kept.layout.display = "" if names else "none"

    def _save(self) -> None:
        save_selection(self.folder, self.name.value, self._now())
        self._told("kept", self.name.value)
        self.name.value = ""

    def _open(self) -> None:
        self._go(saved_selections(self.folder)[self.saved.value])

    def _forget(self) -> None:
        name = self.saved.value
        forget_selection(self.folder, name)
        self._told("forgotten", name)

    def _told(self, what: str, name: str) -> None:
        self._list()
        self._say(TEXTS[what].fill(self.lang, name=name))


def command(selection: Selection, dataset: Dataset, lang: Lang) -> str:
    """The command that makes a report of a selection: a notebook with its figure, breakdown and explanation."""
    given = parameters(selection, dataset, lang)
    out = Text(cs="vyber.ipynb", en="selection.ipynb")(lang)
    said = " ".join(f"-p {name} {shlex.quote(value)}" for name, value in given.items() if value)
    return f"papermill {NOTEBOOK} {out} {said} -p live False"


def handed_on(selection: Selection, dataset: Dataset, lang: Lang) -> Markup:
    """How to make a report of a selection, folded."""
    folded = Markup('<details id="apk-report-of-it"><summary>{}</summary><p>{}</p><pre>{}</pre></details>')
    return folded.format(TEXTS["report"](lang), TEXTS["report_how"](lang), command(selection, dataset, lang))
