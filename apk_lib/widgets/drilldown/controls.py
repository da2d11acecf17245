"""The controls of the drill-down: each says one thing of the selection, and shows what the selection says."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import ipywidgets

from apk_lib.catalogue.words import GOALS
from apk_lib.drilldown import Explorer, Selection
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels
from apk_lib.results import SCOPES
from apk_lib.text import Lang, day, sentence, sort_key, span
from apk_lib.text import month as month_name
from apk_lib.widgets.drilldown.words import TEXTS

WEEK, MONTH, RANGE = "week", "month", "range"
NONE = ""
SUNDAY = timedelta(days=6)
_STYLE = {"description_width": "initial"}


class Controls:
    """Drop-downs and days; `go` is called with the selection that they make of what is looked at `now`."""

    def __init__(
        self, explorer: Explorer, labels: Labels, indicators: Sequence[str], now: Callable[[], Selection],
        go: Callable[[Selection], None],
    ) -> None:  # fmt: skip
        self.explorer, self.labels, self.lang = explorer, labels, labels.lang
        self._now_is, self._go, self._quiet = now, go, False
        known = [id for id in CATALOGUE if CATALOGUE[id].measures]
        self._offered = [id for id in indicators if id in known] or known
        self.days, self.week, self.month = (self._choice(name) for name in ("days", "which_week", "which_month"))
        self.first, self.last = self._day("from"), self._day("to")
        self.topic, self.indicator, self.measure = (self._choice(name) for name in ("topic", "indicator", "measure"))
        self.scope, self.by, self.by_second = (self._choice(name) for name in ("scope", "first", "second"))
        self.dimension, self.category = self._choice("narrow"), self._choice("category")
        self._days = self._row(self.days, self.week, self.month, self.first, self.last, self.scope)
        self.box = ipywidgets.VBox([
            self._days,
            self._row(self.topic, self.indicator, self.measure),
            self._row(self.by, self.by_second, self.dimension, self.category),
        ])  # fmt: skip
        self._offer(self.days, self._of_days())
        self._offer(self.week, [(span(one, one + SUNDAY, self.lang), one) for one in self._mondays()])
        self._offer(self.month, [(_month(one, self.lang), one) for one in self._months()])
        topics = {one for id in self._offered for one in CATALOGUE[id].serves}
        named = sorted((self._topic(one), one) for one in topics)
        self._offer(self.topic, [(self._said("every_topic"), NONE), *named])
        _shown(self.topic, not indicators)
        self._bind()

    def show(self, selection: Selection) -> None:
        """Set every control to what the selection says, without a word to anybody."""
        with self._silently():
            self._show_days(selection)
            if self.topic.value and self.topic.value not in CATALOGUE[selection.indicator].serves:
                self.topic.value = NONE
            self._show_topic(selection.indicator)
            of, measure = self.explorer.declared(selection)
            self._offer(self.measure, [(sentence(one.label(self.lang)), one.id) for one in of.measures], measure.id)
            scopes = [(sentence(SCOPES[one](self.lang)), one) for one in of.scopes]
            self._offer(self.scope, scopes, selection.scope if selection.scope in of.scopes else of.scopes[0])
            _shown(self.scope, len(scopes) > 1 and bool(selection.period or selection.first or selection.last))
            self._show_breakdown(selection)

    def empty(self) -> None:
        """Show no days as chosen: those asked for cannot be, so that any there are can be chosen instead."""
        with self._silently():
            self.days.value = None
            for control in (self.week, self.month, self.first, self.last):
                _shown(control, False)

    @property
    def _now(self) -> Selection:
        return self._now_is()

    def _show_days(self, selection: Selection) -> None:
        kind = self._kind(selection)
        self.days.value = kind
        first, last = selection.first, selection.last
        for control, own in ((self.week, WEEK), (self.month, MONTH), (self.first, RANGE), (self.last, RANGE)):
            _shown(control, kind == own)
        if kind == WEEK:
            self.week.value = first
        if kind == MONTH:
            self.month.value = first
        self.first.value, self.last.value = first, last

    def _show_topic(self, indicator: str) -> None:
        """The indicators of the topic, and the one shown whatever its topic."""
        of_topic = [id for id in self._offered if not self.topic.value or self.topic.value in CATALOGUE[id].serves]
        listed = dict.fromkeys([*of_topic, indicator])
        named = sorted(((CATALOGUE[id].label(self.lang), id) for id in listed), key=lambda one: sort_key(one[0]))
        self._offer(self.indicator, named, indicator)

    def _show_breakdown(self, selection: Selection) -> None:
        nothing = (self._said("nothing"), NONE)
        whole = self.explorer.dimensions(selection.split())
        first = selection.by[0] if selection.by else NONE
        self._offer(self.by, [nothing, *self._dimensions(whole)], first)
        further = self.explorer.dimensions(selection.split(first)) if first else ()
        self._offer(self.by_second, [nothing, *self._dimensions(further)], (*selection.by, NONE, NONE)[1])
        _shown(self.by_second, bool(further))
        self._offer(self.dimension, [(self._said("choose"), NONE), *self._dimensions(whole)], NONE)
        _shown(self.category, False)

    # --- what each control does ---------------------------------------------------------------------

    def _bind(self) -> None:
        does: dict[Any, Callable[[Any], None]] = {
            self.days: self._ask_days,
            self.week: lambda monday: self._go(self._now.between(monday, monday + SUNDAY)),
            self.month: lambda first: self._go(self._now.between(first, _month_end(first))),
            self.first: lambda _: self._ask_range(),
            self.last: lambda _: self._ask_range(),
            self.topic: lambda _: self._ask_topic(),
            self.indicator: lambda id: self._go(self._now.about(id)),
            self.measure: lambda id: self._go(self._now.about(self._now.indicator, id)),
            self.scope: lambda scope: self._go(self._now.cumulated(scope == "cumulative")),
            self.by: lambda one: self._go(self._now.split(*[one] * bool(one))),
            self.by_second: lambda one: self._go(self._now.split(self.by.value, *[one] * bool(one))),
            self.dimension: self._ask_category,
            self.category: self._ask_narrowed,
        }
        for control, act in does.items():
            control.observe(lambda change, act=act: self._quiet or act(change["new"]), names="value")

    def _ask_days(self, kind: str) -> None:
        """A period, or of the other kinds the last week or month begun, or the days shown so far."""
        if kind == WEEK:
            self._go(self._now.between(self.week.options[0][1], self.week.options[0][1] + SUNDAY))
        elif kind == MONTH:
            first = self.month.options[0][1]
            self._go(self._now.between(first, _month_end(first)))
        elif kind == RANGE:
            asked = self.explorer.period(self._now)
            with self._silently():
                self.first.value, self.last.value = asked.start, asked.end
                for control in (self.first, self.last):
                    _shown(control, True)
                for control in (self.week, self.month):
                    _shown(control, False)
            self._ask_range()
        else:
            self._go(self._now.within(kind))

    def _ask_range(self) -> None:
        if self.first.value and self.last.value:
            self._go(self._now.between(self.first.value, self.last.value))

    def _ask_topic(self) -> None:
        with self._silently():
            self._show_topic(self._now.indicator)

    def _ask_category(self, dimension: str) -> None:
        _shown(self.category, bool(dimension))
        if dimension:
            known = self.labels.ordered(dimension, self.explorer.categories(self._now.split(), dimension))
            named = [(self.labels.name(dimension, one), one) for one in known]
            with self._silently():
                self._offer(self.category, [(self._said("choose"), NONE), *named], NONE)

    def _ask_narrowed(self, category: str) -> None:
        if category:
            self._go(self._now.narrowed(self.dimension.value, category))

    # --- what there is to choose from ----------------------------------------------------------------

    def _of_days(self) -> list[tuple[str, str]]:
        dataset = self.explorer.dataset
        begun = [one for one in dataset.project.periods if one.start <= dataset.as_of]
        whole = TEXTS["whole"].fill(self.lang, as_of=day(dataset.as_of, self.lang))
        periods = [(f"{one.id} · {one.describe(self.lang)}", one.id) for one in begun]
        other = [(self._said(kind), kind) for kind in (WEEK, MONTH, RANGE)] if begun else []
        return [(whole, NONE), *periods, *other]

    def _kind(self, selection: Selection) -> str:
        first, last = selection.first, selection.last
        if first is None or last is None:
            return selection.period
        if first.weekday() == 0 and last == first + SUNDAY and first in self._mondays():
            return WEEK
        return MONTH if first in self._months() and last == _month_end(first) else RANGE

    def _mondays(self) -> list[date]:
        """The weeks of the project begun so far, the latest first."""
        start, end = self._run()
        monday = start - timedelta(days=start.weekday())
        return [monday + timedelta(weeks=n) for n in reversed(range((end - monday).days // 7 + 1))]

    def _months(self) -> list[date]:
        start, end = self._run()
        count = (end.year - start.year) * 12 + end.month - start.month + 1
        numbers = (start.year * 12 + start.month - 1 + n for n in reversed(range(count)))
        return [date(one // 12, one % 12 + 1, 1) for one in numbers]

    def _run(self) -> tuple[date, date]:
        project, as_of = self.explorer.dataset.project, self.explorer.dataset.as_of
        return project.start, max(project.start, min(project.end, as_of))

    def _dimensions(self, known: Iterable[str]) -> list[tuple[str, str]]:
        return [(self.labels.dimension(one), one) for one in known]

    def _topic(self, topic: str) -> str:
        name = GOALS[topic](self.lang) if topic in GOALS else self.labels.name("key_activity", topic)
        return sentence(name) if topic in GOALS or name == topic else f"{topic} · {name}"

    # --- widgets -------------------------------------------------------------------------------------

    @contextmanager
    def _silently(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def _offer(self, control: Any, options: list[tuple[str, Any]], value: Any = None) -> None:
        with self._silently():
            if list(control.options) != options:
                control.options = options
            control.value = value if value is not None else options[0][1] if options else None

    def _choice(self, name: str) -> Any:
        return ipywidgets.Dropdown(description=self._said(name), style=_STYLE, layout={"width": "auto"})

    def _day(self, name: str) -> Any:
        return ipywidgets.DatePicker(description=self._said(name), style=_STYLE, layout={"width": "auto"})

    def _row(self, *controls: Any) -> Any:
        row = ipywidgets.HBox(controls)
        row.add_class("apk-drilldown-controls")
        return row

    def _said(self, text: str) -> str:
        return TEXTS[text](self.lang)


def _shown(control: Any, shown: bool) -> None:
    control.layout.display = "" if shown else "none"


def _month(first: date, lang: Lang) -> str:
    return f"{month_name(first, lang)} {first.year}"


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])
