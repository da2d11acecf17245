"""Selections kept under a name, and the command that makes a report of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
from markupsafe import Markup

from apk_lib.dataset import Dataset
from apk_lib.drilldown import (
    Selection,
    forget_selection,
    save_selection,
    saved_names,
    saved_selection,
    saved_selections,
)
from apk_lib.errors import ApkError, ParameterError, quoted
from apk_lib.text import Lang
from apk_lib.widgets.drilldown.markup import framed
from apk_lib.widgets.drilldown.words import TEXTS

# between double quotes each of them means something to some shell
_SPECIAL = re.compile(r'["$`\\!%]')


class Keeping:
    """A name to save the shown selection under, and the saved ones to open or forget; `say` tells how it went."""

    def __init__(
        self, dataset: Dataset, lang: Lang, now: Callable[[], Selection], go: Callable[[Selection], None],
        say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.dataset, self.folder, self.lang = dataset, dataset.folder, lang
        self._now, self._go, self._say = now, go, say
        style = {"description_width": "initial"}
        self.name = ipywidgets.Combobox(description=TEXTS["name"](lang), style=style)
        self.save = self._button("save", self._save)
        self.saved = ipywidgets.Dropdown(description=TEXTS["saved"](lang), style=style, layout={"width": "auto"})
        self.open = self._button("open", self._open)
        self.forget = self._button("forget", self._forget)
        self._kept = ipywidgets.HBox([self.saved, self.open, self.forget])
        self.report = ipywidgets.HTML()
        self.box = ipywidgets.VBox([ipywidgets.HBox([self.name, self.save]), self._kept, self.report])
        for row in (self._kept, self.box.children[0]):
            row.add_class("apk-drilldown-controls")

    def refresh(self) -> None:
        """Offer what is saved by now."""
        self._try(self._list)

    def show(self) -> None:
        """Tell how to make a report of what is looked at."""
        self._try(self._hand_on)

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
        names, before = saved_names(self.folder), self.saved.value
        # a name that is taken can be chosen again: the selection takes its place
        self.name.options = names
        self.saved.options, self.saved.value = names, before if before in names else next(iter(names), None)
        self._kept.layout.display = "" if names else "none"
        self._hand_on()

    def _save(self) -> None:
        save_selection(self.folder, self.name.value, self._now())
        self._told("kept", self.name.value)
        self.name.value = ""

    def _open(self) -> None:
        self._go(self._still_saved(saved_selection))

    def _forget(self) -> None:
        name = self.saved.value
        self._still_saved(forget_selection)
        self._told("forgotten", name)

    def _still_saved(self, act: Callable[[Path, str], Any]) -> Any:
        """What is done to the chosen one; another window may have forgotten it, so then the list is made anew."""
        try:
            return act(self.folder, self.saved.value)
        except ParameterError:
            self._list()
            raise

    def _told(self, what: str, name: str) -> None:
        self._list()
        self._say(TEXTS[what].fill(self.lang, name=name))

    def _hand_on(self) -> None:
        """The command, folded; it names a saved selection, which every shell takes the same."""
        now = self._now()
        named = [name for name, one in saved_selections(self.folder).items() if one == now]
        name = next((name for name in named if not _SPECIAL.search(name)), "")
        said = Markup("<p>{}</p>").format(TEXTS["report_how" if name else "report_save"](self.lang))
        if name:
            said += Markup("<pre>{}</pre>").format(command(name, self.dataset, self.lang))
        folded = Markup("<details><summary>{}</summary>{}</details>").format(TEXTS["report"](self.lang), said)
        self.report.value = framed([folded], self.lang)


def command(name: str, dataset: Dataset, lang: Lang) -> str:
    """The command that makes a report of a saved selection: its figure, breakdown and explanation."""
    english = " --lang en" if lang == "en" else ""
    return f'apk-lib drilldown {quoted(dataset.folder)} --name "{name}" --as-of {dataset.as_of}{english}'
