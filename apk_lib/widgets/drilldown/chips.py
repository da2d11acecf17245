"""Where one is: steps back and forth, the filters that can be taken off, and what else one can break down by."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from apk_lib.drilldown import History, Selection
from apk_lib.labels import Labels
from apk_lib.prose.explained import filter_told
from apk_lib.widgets.drilldown.markup import list_of
from apk_lib.widgets.drilldown.words import TEXTS
from apk_lib.widgets.pressed import button


def steps(history: History, labels: Labels) -> Markup:
    """The buttons back and forward."""
    lang = labels.lang
    back = button(TEXTS["back"](lang), "back", disabled=not history.past)
    forward = button(TEXTS["forward"](lang), "forward", disabled=not history.future)
    return list_of([back, forward], TEXTS["steps"](lang))


def chips(selection: Selection, labels: Labels) -> Markup:
    """A button a filter, which takes it off; the eye meets the category, a screen reader what the button does."""
    off = []
    for dimension, category in selection.only:
        does = TEXTS["remove"].fill(labels.lang, what=filter_told(dimension, category, labels))
        off.append(button(f"{labels.name(dimension, category)} ×", "widen", dimension, aria_label=does))
    return list_of(off, TEXTS["filters"](labels.lang))


def offers(dimensions: Iterable[str], labels: Labels) -> Markup:
    """A button for each breakdown that is left."""
    told = [(one, TEXTS["split"].fill(labels.lang, what=labels.dimension(one))) for one in dimensions]
    return list_of([button(said, "split", one) for one, said in told], TEXTS["offer"](labels.lang))
