"""Markup in a live notebook whose buttons are heard, and a line that is read out.

A real table can hold a button in each of its rows; those that come with notebooks stand beside markup only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup


class Pressed(anywidget.AnyWidget):
    """A piece of markup, `html`; what is pressed in it is handed to `heard`, the words given to its `button`."""

    _esm = files("apk_lib.widgets").joinpath("pressed.js").read_text("utf-8")
    html = traitlets.Unicode().tag(sync=True)

    def __init__(self, heard: Callable[..., None]) -> None:
        super().__init__()
        self._heard = heard
        self.on_msg(lambda _widget, content, _buffers: self.press(*content["press"]))

    def press(self, *words: str) -> None:
        """What a click does on the button of these words."""
        self._heard(*words)

    def hand(self, name: str, kind: str, content: bytes) -> None:
        """Hand a file to who pressed a button; nothing of it stays here."""
        self.send({"file": name, "type": kind}, buffers=[content])


class Told(anywidget.AnyWidget):
    """One line that a screen reader reads out whenever it changes; the eye meets it only where it is `seen`."""

    _esm = files("apk_lib.widgets").joinpath("told.js").read_text("utf-8")
    said = traitlets.Unicode().tag(sync=True)
    seen = traitlets.Bool(False).tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)

    def say(self, message: str, seen: bool = True) -> None:
        """Say another message, in one change."""
        with self.hold_trait_notifications():
            self.said, self.seen = message, seen


def button(label: str | Markup, *words: str, disabled: bool = False, **attributes: str) -> Markup:
    """A button of a `Pressed` that says these words; `aria_expanded` and the like are attributes of the same name."""
    said = Markup("").join(
        Markup(' {}="{}"').format(name.replace("_", "-"), value) for name, value in attributes.items()
    )
    off = Markup(" disabled") if disabled else ""
    press = json.dumps(words, ensure_ascii=False)
    made: Any = Markup('<button type="button" class="apk-button" data-press="{}"{}{}>{}</button>')
    return Markup(made.format(press, off, said, label))
