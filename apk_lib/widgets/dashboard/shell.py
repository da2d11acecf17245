"""The frame of the dashboard in the browser: plain buttons and lists that a keyboard and a screen reader know.

The ready-made tabs of ipywidgets say nothing of their state, so the frame is its own small component. It only asks
and shows; what is shown comes from Python as HTML made of escaped templates.
"""

from __future__ import annotations

from importlib.resources import files

import traitlets
from anywidget import AnyWidget

from apk_lib.pages import font_faces, style

_PACKAGE = "apk_lib.widgets.dashboard"


class Shell(AnyWidget):
    """Buttons of pages, lists of periods and languages, and the page shown, with a line that says what changed.

    The reader sets `page`, `period` and `lang`; `shown` answers with `html`, what is `said` of it, its `lang` and the
    `title` of the window. `opened` counts the windows that showed the frame.
    """

    _esm = files(_PACKAGE).joinpath("shell.js").read_text(encoding="utf-8")
    _css = font_faces() + style("apk_lib.report", "style.css") + style(_PACKAGE, "shell.css")

    page = traitlets.Unicode().tag(sync=True)
    period = traitlets.Unicode().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)
    opened = traitlets.Int(0).tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
