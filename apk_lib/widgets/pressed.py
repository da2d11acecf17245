"""Markup in a live notebook whose buttons are heard: a real table can hold one in each of its rows.

The widgets of buttons that come with notebooks stand beside markup, never inside it.
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


def button(label: str | Markup, *words: str, disabled: bool = False, **attributes: str) -> Markup:
    """A button of a `Pressed` that says these words; `aria_expanded` and the like are attributes of the same name."""
    said = Markup("").join(
        Markup(' {}="{}"').format(name.replace("_", "-"), value) for name, value in attributes.items()
    )
    off = Markup(" disabled") if disabled else ""
    press = json.dumps(words, ensure_ascii=False)
    made: Any = Markup('<button type="button" class="apk-button" data-press="{}"{}{}>{}</button>')
    return Markup(made.format(press, off, said, label))
