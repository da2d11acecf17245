"""The mentor's what-if for the live notebook: a week, its shifts, and how far they go.

The view only chooses shifts; what they can keep is the arithmetic of `next_week`, and what is said of it is
the section that files show too. A shift of one is the plan of a known person, so it is internal.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

import ipywidgets
import polars as pl
from markupsafe import Markup

from apk_lib.dataset import Dataset
from apk_lib.labels import Labels
from apk_lib.next_week import WeekAhead, added_shift, ask, monday, served_weeks, usual_shifts, usual_week, weeks_ahead
from apk_lib.next_week.asking import SUNDAY
from apk_lib.periods import TIME_ZONE
from apk_lib.report.html import fragment
from apk_lib.report.next_week import next_week_section
from apk_lib.report.selected import banner
from apk_lib.text import DASH, NBSP, Lang, Text, span

WEEKS_OFFERED = 12
MOST = 6
TEXTS = {
    "week": Text(cs="Týden", en="Week"),
    "like": Text(cs="Směny jako v týdnu", en="Shifts as in the week"),
    "crews": Text(cs="Kolik asistentů má směnu:", en="How many assistants are on each shift:"),
    "nobody": Text(cs="Ještě nikdo nesloužil; zadejte směnu níže.", en="Nobody has served yet; add a shift below."),
    "added": Text(cs="Směna navíc", en="One shift more"),
    "day": Text(cs="den", en="day"),
    "from": Text(cs="od", en="from"),
    "to": Text(cs="do", en="to"),
    "assistants": Text(cs="asistentů", en="assistants"),
}
_NATURAL = {"description_width": "initial"}


class NextWeek:
    """A picker of the `week` and of the served week it is `like`, assistants per shift, and what they can keep.

    `crews` are the numbers of the repeated shifts, `added` the controls of one more (weekday, from, to,
    assistants), `result` the finding with its picture and tables. `ahead` holds what is shown. As the last
    line of a notebook cell it shows itself.
    """

    def __init__(self, dataset: Dataset, week: date | str | None = None, lang: Lang = "cs") -> None:
        self.dataset, self.lang, self.labels = dataset, lang, Labels.of(dataset, lang)
        self._ask = cache(lambda first: ask(dataset, first))
        asked = self._ask(monday(week) if week else None).week
        offered = sorted({asked, *weeks_ahead(dataset)[:WEEKS_OFFERED]})
        self.week = self._dropdown("week", offered)
        self.week.value = asked
        self.like = self._dropdown("like", served_weeks(dataset, offered[0])[:WEEKS_OFFERED])
        self.like.value = usual_week(dataset, offered[0])
        self._crews = ipywidgets.VBox()
        self.crews: tuple[Any, ...] = ()
        self.added = self._added()
        self.result = ipywidgets.HTML()
        self._set_shifts()
        self.week.observe(self._set_shifts, names="value")
        self.like.observe(self._set_shifts, names="value")
        for control in self.added:
            control.observe(self._update, names="value")
        one_more = ipywidgets.HBox(
            [ipywidgets.Label(self._said("added")), *self.added], layout={"flex_flow": "row wrap"}
        )
        self.box = ipywidgets.VBox([self.week, self.like, self._crews, one_more, self.result])

    @property
    def shifts(self) -> pl.DataFrame:
        """The shifts as the controls say now: `start, end, crew`."""
        crews = pl.Series("crew", [number.value for number in self.crews], dtype=pl.Int64)
        weekday, begins, ends, crew = (control.value for control in self.added)
        one_more = added_shift(self.week.value, weekday, begins, ends, crew)
        return pl.concat([self._repeated.with_columns(crews), one_more.filter(pl.col("crew") > 0)])

    @property
    def ahead(self) -> WeekAhead:
        """What the shifts can keep of the week."""
        return self._ask(self.week.value).answer(self.shifts, self.like.value)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.box._repr_mimebundle_(include=include, exclude=exclude)

    def _said(self, text: str) -> str:
        return TEXTS[text](self.lang)

    def _dropdown(self, name: str, mondays: list[date]) -> Any:
        options = [(span(first, first + SUNDAY, self.lang), first) for first in mondays]
        return ipywidgets.Dropdown(
            options=options, description=self._said(name), style=_NATURAL, layout={"width": "auto"}
        )

    def _added(self) -> tuple[Any, ...]:
        """The controls of one more shift, which nobody has until somebody is given to it."""
        days = [(self.labels.weekday(str(day)), day) for day in range(1, 8)]
        small = {"layout": {"width": "8em"}, "style": _NATURAL}
        hours = [
            ipywidgets.BoundedIntText(value=hour, min=0, max=most, description=self._said(name), **small)
            for name, hour, most in (("from", 14, 23), ("to", 22, 24))
        ]
        # a slider of this library has no name for who does not see it
        crew = ipywidgets.BoundedIntText(value=0, min=0, max=MOST, description=self._said("assistants"), **small)
        weekday = ipywidgets.Dropdown(options=days, description=self._said("day"), **small)
        return weekday, *hours, crew

    def _set_shifts(self, change: Any = None) -> None:
        """Bring the repeated shifts to the week; in another week they keep the numbers that were set."""
        kept = change is not None and change["owner"] is self.week
        before = {number.description: number.value for number in self.crews} if kept else {}
        self._repeated = usual_shifts(self.dataset, self.week.value, self.like.value)
        names = self._names()
        self.crews = tuple(
            ipywidgets.BoundedIntText(
                value=before.get(name, crew), min=0, max=max(MOST, crew), description=name, style=_NATURAL,
                continuous_update=False,
            )
            for name, crew in zip(names, self._repeated["crew"], strict=True)
        )  # fmt: skip
        for number in self.crews:
            number.observe(self._update, names="value")
        said = ipywidgets.Label(self._said("crews" if self.crews else "nobody"))
        self._crews.children = (said, *self.crews)
        self._update()

    def _names(self) -> list[str]:
        """'po 7–15'; shifts of the same hours are told apart by their order."""
        local = self._repeated.select(pl.col("start", "end").dt.convert_time_zone(TIME_ZONE))
        names: list[str] = []
        for start, end in local.iter_rows():
            name = f"{self.labels.weekday(str(start.isoweekday()))} {_clock(start)}{DASH}{_clock(end)}"
            twice = sum(known == name or known.startswith(f"{name}{NBSP}(") for known in names)
            names.append(f"{name}{NBSP}({twice + 1})" if twice else name)
        return names

    def _update(self, _change: object = None) -> None:
        section = next_week_section(self.ahead, self.labels).part
        frame = Markup('<div class="apk-report apk-in-cell" lang="{}"><p class="apk-banner">{}</p></div>')
        said = banner(self.dataset.is_synthetic(("plan_slots", "effort")), self.lang)
        self.result.value = str(frame.format(self.lang, said)) + fragment(section, self.lang)


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02}" if at.minute else f"{at.hour}"
