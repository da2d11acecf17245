"""The drill-down itself: it binds what is pressed and chosen to a selection, and a selection to what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
from markupsafe import Markup

from apk_lib import charts
from apk_lib.charts.breakdown import PICKED, live
from apk_lib.dataset import Dataset
from apk_lib.drilldown import Explorer, History, Selection
from apk_lib.errors import ApkError
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels
from apk_lib.prose.explained import breakdown_told, filter_told, named, value_told, window_told
from apk_lib.report.selected import banner
from apk_lib.text import Lang, number, typeset
from apk_lib.widgets.drilldown.breakdown import breakdown_table, limits_told
from apk_lib.widgets.drilldown.chips import chips, offers, steps
from apk_lib.widgets.drilldown.controls import Controls
from apk_lib.widgets.drilldown.explanation import explanation
from apk_lib.widgets.drilldown.fitting import broken_down, fitted, needed
from apk_lib.widgets.drilldown.keeping import Keeping
from apk_lib.widgets.drilldown.markup import framed, paragraph, styles
from apk_lib.widgets.drilldown.rows import export, records
from apk_lib.widgets.drilldown.words import TEXTS
from apk_lib.widgets.pressed import Pressed, Told, button

FIRST_SHOWN = "person_hours"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what scrolls sideways has to be reached by keyboard: by its sentence, which tells what the picture shows
_REACHED = Markup('<p tabindex="0">{}</p>')


class Drilldown:
    """From an indicator to its breakdown, to the records of the files, and how the figure came about.

    It opens with a `selection` (also as the text of one), or with the first of `indicators` in a reporting `period`;
    `indicators` are those offered, all unless told. `controls` choose, `path` holds steps and filters, `told` is read
    out, `headline` the figure in words, `sentence`, `chart` and `breakdown` its parts, `rows` the records,
    `explanation` what it is made of, `keeping` the saved selections. As the last line of a notebook cell it shows
    itself; `box` is the widget.
    """

    def __init__(
        self,
        dataset: Dataset,
        period: str = "",
        lang: Lang = "cs",
        selection: Selection | str | None = None,
        indicators: Sequence[str] = (),
    ) -> None:
        self.dataset, self.lang, self.labels = dataset, lang, Labels.of(dataset, lang)
        self.explorer = Explorer(dataset)
        self._pages: dict[str, int] = {}
        self._explained = self._standing = False
        start = Selection.from_text(selection) if isinstance(selection, str) and selection else selection
        self.history = History(start if isinstance(start, Selection) else _first(period, indicators))
        self.controls = Controls(self.explorer, self.labels, indicators, lambda: self.selection, self.go)
        self.keeping = Keeping(dataset, lang, lambda: self.selection, self.go, self._say)
        self.path, self.headline, self.breakdown, self.rows, self.explanation = (Pressed(self.press) for _ in range(5))
        self.sentence, self.told = Pressed(self.press), Told(lang=lang)
        self.chart = live(lang)
        self.box = self._arranged()
        self._open(split=not start)
        self.keeping.refresh()

    @property
    def selection(self) -> Selection:
        """What is looked at now."""
        return self.history.now

    def go(self, selection: Selection) -> None:
        """Look at another selection, made to fit; one that means nothing is told in words and nothing moves."""
        try:
            reached = fitted(self.explorer, selection)
            if selection.indicator != self.selection.indicator:
                reached = broken_down(self.explorer, reached)
            self.explorer.figures(reached)
        except ApkError as error:
            self._refuse(error)
            return
        self._reach(self.history.visit(reached))

    def press(self, does: str, *words: str) -> None:
        """What a button does, by its words.

        `narrow dimension category …`, `widen dimension`, `split dimension`, `back`, `forward`, `page table number`,
        `explain`, `download`.
        """
        acts: dict[str, Callable[..., None]] = {
            "narrow": self._narrow,
            "widen": lambda dimension: self.go(self.selection.widened(dimension)),
            "split": lambda dimension: self.go(self.selection.split(*self.selection.by, dimension)),
            "back": lambda: self._reach(self.history.back()),
            "forward": lambda: self._reach(self.history.forward()),
            "page": self._turn,
            "explain": self._toggle,
            "download": self._download,
        }
        acts[does](*words)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.box._repr_mimebundle_(include=include, exclude=exclude)

    # --- steps -----------------------------------------------------------------------------------------

    def _open(self, split: bool) -> None:
        """The first selection; where its days had not begun, the words that say so and the days there are."""
        try:
            first = fitted(self.explorer, self.selection)
            self._reach(History(broken_down(self.explorer, first) if split else first))
        except ApkError as error:
            self._refuse(error)

    def _refuse(self, error: ApkError) -> None:
        """Say why there is nothing to show; the controls go back to what is shown, if anything is."""
        if self._standing:
            self.controls.show(self.selection)
        else:
            self.controls.empty()
        self._say(error.message(self.lang))

    def _narrow(self, *words: str) -> None:
        reached = self.selection
        for dimension, category in zip(words[::2], words[1::2], strict=True):
            reached = reached.narrowed(dimension, category)
        self.go(reached)

    def _turn(self, table: str, page: str) -> None:
        self._pages[table] = max(0, int(page))
        self._show()

    def _toggle(self) -> None:
        self._explained = not self._explained
        self._show_explanation()

    def _download(self) -> None:
        """Hand over a workbook of all the rows, those of tables read as a whole too."""
        # few ask for a workbook, and its library takes its time to come
        from apk_lib.report.explained import workbook

        book = workbook(self.explorer.explain(self.selection, limit=None), self.labels)
        name = f"{self.selection.indicator}.xlsx"
        self.rows.hand(name, XLSX, book)
        kb = number(max(1, round(len(book) / 1024)), self.lang)
        self._say(TEXTS["downloaded"].fill(self.lang, name=name, kb=kb))

    def _reach(self, history: History) -> None:
        self.history, self._pages = history, {}
        self._standing = True
        self.controls.show(self.selection)
        self._show()

    def _picked(self, change: Any) -> None:
        """A click in the chart: a list of one with the categories of the bar or cell; a second click takes it back."""
        picked = change["new"].value
        if picked:
            categories = [picked[0].get(f"category_{place}") for place in range(1, len(self.selection.by) + 1)]
            if None not in categories:
                self._narrow(*(word for pair in zip(self.selection.by, categories, strict=True) for word in pair))

    # --- what is shown ---------------------------------------------------------------------------------

    def _show(self) -> None:
        self._show_headline()
        self._show_breakdown()
        self._show_rows()
        self._show_explanation()
        self.keeping.show()

    def _say(self, message: str) -> None:
        """A message in the place of the headline, or above it where there is one."""
        self.told.say(message)

    def _show_headline(self) -> None:
        selection, labels, lang = self.selection, self.labels, self.lang
        of, measure = self.explorer.declared(selection)
        where = [filter_told(dimension, category, labels) for dimension, category in selection.only]
        where.append(window_told(selection, of, self.explorer.window(selection), labels))
        apart = " × ".join(map(labels.dimension, needed(measure, selection)))
        value = TEXTS["no_total"].fill(lang, by=apart) if apart else self._value()
        lead = Markup('<p class="apk-lead" tabindex="-1" data-focus>{}</p>')
        body = [
            paragraph(" · ".join(where), "apk-kicker"),
            paragraph(named(of, measure, labels)),
            lead.format(value),
            paragraph(typeset(of.definition(lang), lang), "apk-kicker"),
        ]
        self.path.html = framed([steps(self.history, labels), chips(selection, labels)], lang)
        self.headline.html = framed(body, lang)
        self.told.say(f"{named(of, measure, labels)}: {value}", seen=False)

    def _value(self) -> str:
        return value_told(self.explorer.figure(self.selection), *self.explorer.declared(self.selection), self.labels)

    def _show_breakdown(self) -> None:
        selection, labels = self.selection, self.labels
        further = [] if len(selection.by) > 1 else self.explorer.dimensions(selection)
        offered = offers(further, labels)
        if not selection.by:
            self.chart.chart = None
            self.sentence.html = ""
            self.breakdown.html = framed([offered], self.lang)
            return
        of, measure = self.explorer.declared(selection)
        figures = self.explorer.figures(selection)
        known = not figures.drop_nulls([*selection.by, "value"]).is_empty()
        told = breakdown_told(figures, named(of, measure, labels), labels)
        self.chart.chart = charts.breakdown(figures, labels, told) if known else None
        if known:
            self.chart.selections.observe(self._picked, names=[PICKED])
        table = breakdown_table(figures, of, measure, self._pages.get("breakdown", 0), labels)
        limits = limits_told(figures, labels) if known else Markup("")
        self.sentence.html = framed([_REACHED.format(told)], self.lang)
        self.breakdown.html = framed([limits, table, offered], self.lang)

    def _show_rows(self) -> None:
        told = records(self.explorer, self.selection, self._pages, self.labels)
        self.rows.html = framed([*told, export(self.labels)], self.lang)

    def _show_explanation(self) -> None:
        said = TEXTS["hide" if self._explained else "explain"](self.lang)
        toggle = button(said, "explain", aria_expanded=str(self._explained).lower())
        body = [Markup("<p>{}</p>").format(toggle)]
        if self._explained:
            body += explanation(self.explorer.explain(self.selection), self._pages, self.labels)
        self.explanation.html = framed(body, self.lang)

    def _arranged(self) -> Any:
        chart = ipywidgets.VBox([self.sentence, self.chart])
        chart.add_class("apk-drilldown-chart")
        box = ipywidgets.VBox([
            ipywidgets.HTML(styles() + self._banner()), self.controls.box, self.path, self.told, self.headline, chart,
            self.breakdown, self.explanation, self.rows, self.keeping.box,
        ])  # fmt: skip
        for name in ("apk-drilldown-box", "apk-view"):
            box.add_class(name)
        return box

    def _banner(self) -> str:
        said = banner(any(source.synthetic for source in self.dataset.sources), self.lang)
        return framed([Markup('<p class="apk-banner"><span>{}</span></p>').format(said)], self.lang)


def _first(period: str, indicators: Sequence[str]) -> Selection:
    """What is shown first: the first indicator offered that has figures and no curves alone."""
    offered = [id for id in indicators if id in CATALOGUE and CATALOGUE[id].measures]
    return Selection((*offered, FIRST_SHOWN)[0], period=period)
