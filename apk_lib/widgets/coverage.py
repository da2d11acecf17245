"""A drill-down for the live notebook: period, locality and band → the figures → the source rows.

`Selection` and its functions are pure; `CoverageDrilldown` only shows what they return. Figures are rows
of `Results` or sums of their numerators and denominators, never means of percentages. Person-hours belong
to the calendar day and band in which they were served, so the counted time of the source rows adds up to
them exactly; the plan of a night belongs to its evening. The view names pseudonyms, so it is internal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import ipywidgets
import polars as pl
from markupsafe import Markup

from apk_lib.dataset import Dataset
from apk_lib.errors import ParameterError
from apk_lib.evaluate import evaluate
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels, hours_minutes
from apk_lib.periods import TIME_ZONE, Period
from apk_lib.tables import TABLES, meaning
from apk_lib.tables.codes import ACTIVITIES
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import NBSP, Lang, Text, day, number, sentence

MEASURES = {"person_hours": "person_hours", "presence_hours": "presence_hours", "plan_adherence": "capped",
            "presence_adherence": "capped", "visit_adherence": "capped"}  # fmt: skip
SHOWN_ROWS = 200
ALL = ""  # the value of a drop-down that narrows nothing
_VISITS = TABLES["visits"].schema.columns()
COLUMNS = {
    **{name: meaning(_VISITS[name]).label for name in ("visit", "shift", "locality", "activity", "start", "end")},
    "counted": Text(cs="započteno (osobominuty)", en="counted (person-minutes)"),
    "double_booked": Text(cs="souběh (osobominuty)", en="double-booked (person-minutes)"),
    "persons": Text(cs="osoby", en="persons"),
    "file": Text(cs="soubor", en="file"),
    "source_row": Text(cs="řádek souboru", en="line of the file"),
}
TEXTS = {
    "period": Text(cs="Období", en="Period"),
    "all_period": Text(cs="od začátku projektu (stav k {as_of})", en="whole project (as of {as_of})"),
    "locality": Text(cs="Lokalita", en="Locality"),
    "all_locality": Text(cs="všechny lokality", en="all localities"),
    "band": Text(cs="Časové pásmo", en="Time band"),
    "all_band": Text(cs="celý den", en="whole day"),
    "internal": Text(cs="INTERNÍ – obsahuje údaje o zaměstnancích, nezveřejňujte",
                     en="INTERNAL – it holds data on employees, do not publish"),
    "synthetic": Text(cs="UKÁZKOVÁ (syntetická) DATA · ", en="SAMPLE (synthetic) DATA · "),
    "no_cases": Text(cs="nic", en="nothing"),
    "no_plan": Text(cs="nic plánováno nebylo", en="nothing was planned"),
    "not_started": Text(cs="Období {period} k {as_of} ještě nezačalo. Vyberte jiné, je-li v nabídce.",
                        en="As of {as_of}, {period} has not started. Choose another period if there is one."),
    "adherence": Text(cs="{share} (plán: {planned}, z toho splněno: {kept})",
                      en="{share} (planned: {planned}, of which kept: {kept})"),
    "rows": Text(cs="Návštěvy za osobohodinami: zobrazeno {shown} z {n}. Započteno celkem {counted}, souběh "
                 "{double_booked}. Počítá se čas ve vybraném období a pásmu; po půlnoci začíná nový den.",
                 en="Visits behind the person-hours: shown {shown} of {n}. Counted in all {counted}, double-booked "
                 "{double_booked}. Time in the period and band counts; midnight starts a new day."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at; None means all: the project so far, every locality, the whole day."""

    period: str | None = None
    locality: str | None = None
    band: str | None = None


def started(dataset: Dataset) -> tuple[Period, ...]:
    """The periods that have begun by the as-of date; later ones can hold no figure."""
    return tuple(period for period in dataset.project.periods if period.start <= dataset.as_of)


def narrowed(selection: Selection, results: pl.DataFrame) -> pl.DataFrame:
    """The rows of `Results` that add up to the selection: one a figure; for a band one a weekday or week."""
    first = "locality" if selection.locality or selection.band else None
    second = "weekday_band" if selection.band else None
    measure = pl.col("indicator").replace_strict(MEASURES, default=None, return_dtype=pl.String)
    return results.filter(
        pl.col("scope") == ("period" if selection.period else "cumulative"),
        pl.col("measure") == measure,
        pl.col("dimension_1").eq_missing(pl.lit(first, pl.String)),
        pl.col("dimension_2").eq_missing(pl.lit(second, pl.String)),
        pl.col("category_1") == selection.locality if selection.locality else True,
        pl.col("category_2").str.ends_with(f"|{selection.band}") if selection.band else True,
    )


def figures(selection: Selection, dataset: Dataset) -> pl.DataFrame:
    """The rows of `Results` behind the selection (see `narrowed`), evaluated; raises as `source_rows` does."""
    return narrowed(selection, evaluate(dataset, _window(selection, dataset), list(MEASURES)).results)


def summed(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an indicator: sums of numerators and denominators, and their sum or ratio as `value`."""
    key, ratio = ("indicator", "unit", "method"), pl.col("numerator") / pl.col("denominator")
    known = rows.drop_nulls("value").group_by(key, maintain_order=True)
    incomplete = (pl.col("state") == "incomplete_period").any()
    sums = known.agg(pl.col("numerator", "denominator").sum(), incomplete=incomplete)
    return sums.with_columns(value=pl.when(pl.col("method") == "ratio_of_sums").then(ratio).otherwise("numerator"))


def source_rows(selection: Selection, dataset: Dataset, lang: Lang = "cs") -> pl.DataFrame:
    """The visits behind the person-hours by their start: `COLUMNS`, words in the language asked.

    `start` and `end` are the whole visit in local time; `counted` and `double_booked` are microseconds
    of all its persons inside the selection. The sum of `counted` is exactly the figure.

    Raises:
        ApkError: the project does not know the period, locality or band.
    """
    asked = {name: value for name in ("locality", "band") if (value := getattr(selection, name))}
    in_time = _window(selection, dataset).known_at(dataset.as_of).holds(pl.col("day"))
    pieces = dataset.table("effort").filter(in_time, pl.col("locality").is_not_null(), **asked)
    sums = pieces.group_by("visit").agg(
        counted=pl.col("length").filter(~pl.col("double_booked")).sum(),
        double_booked=pl.col("length").filter("double_booked").sum(),
        persons=pl.col("person").unique().sort().str.join(", "),
    )
    where = dataset.accepted["visits"].origins.with_columns(
        file=pl.concat_str("file", "sheet", separator=", ", ignore_nulls=True)
    )
    visits = dataset.table("visits").join(sums, on="visit").join(where, on="source_row", how="left")
    visits = visits.with_columns(source_row="row").sort("start", "visit")
    return visits.with_columns(
        pl.col("locality").replace(Labels.of(dataset, lang).names["locality"]),
        pl.col("activity").replace({code: text(lang) for code, text in ACTIVITIES.items()}),
        pl.col("start", "end").dt.convert_time_zone(TIME_ZONE),
    ).select(*COLUMNS)


def _window(selection: Selection, dataset: Dataset) -> Period:
    """The chosen period, or the last one begun, reaching back to the start of the project."""
    for name, table in (("locality", "localities"), ("band", "bands")):
        value, known = getattr(selection, name), dataset.table(table)[name].to_list()
        if value not in (None, *known):
            cs, en = f"{name}: „{value}“ projekt nezná. Zadejte", f"{name}: no “{value}” in the project. Give"
            raise ParameterError(Text(cs=f"{cs}: {', '.join(known)}.", en=f"{en}: {', '.join(known)}."))
    if selection.period:
        return dataset.project.period(selection.period)
    return (started(dataset) or dataset.project.periods)[-1].since(dataset.project.start)


class CoverageDrilldown:
    """Three drop-downs (`period`, `locality`, `band`), the `figures` in words and their source `rows`.

    As the last line of a notebook cell it shows itself, in the style the report's parts bring along.
    """

    def __init__(self, dataset: Dataset, period: str, lang: Lang = "cs") -> None:
        self.dataset, self.lang, self.labels = dataset, lang, Labels.of(dataset, lang)
        self._asked, begun = dataset.project.period(period), started(dataset)
        self._results = cache(lambda id: evaluate(dataset, id, list(MEASURES)).results)
        places = self.labels.ordered("locality", dataset.table("localities")["locality"].to_list())
        self.period = self._dropdown("period", {one.id: f"{one.id} · {one.describe(lang)}" for one in begun})
        self.locality = self._dropdown("locality", {one: self.labels.name("locality", one) for one in places})
        bands = dataset.table("bands").sort("start_hour")["band"]
        self.band = self._dropdown("band", {one: self.labels.band(one) for one in bands})
        self.period.value = period if self._asked in begun else None
        self.figures, self.rows = ipywidgets.HTML(), ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.period, self.locality, self.band, self.figures, self.rows])
        for choice in (self.period, self.locality, self.band):
            choice.observe(self._update, names="value")
        self._update()

    @property
    def selection(self) -> Selection:
        """What the drop-downs say now."""
        return Selection(self.period.value or None, self.locality.value or None, self.band.value or None)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.box._repr_mimebundle_(include=include, exclude=exclude)

    def _dropdown(self, name: str, options: dict[str, str]) -> Any:
        everything = self._said(f"all_{name}", as_of=day(self.dataset.as_of, self.lang))
        return ipywidgets.Dropdown(
            options=[(everything, ALL), *((label, value) for value, label in options.items())],
            description=self._said(name), style={"description_width": "initial"}, layout={"width": "auto"},
        )  # fmt: skip

    def _said(self, text: str, **values: object) -> str:
        return TEXTS[text].fill(self.lang, **values)

    def _update(self, _change: object = None) -> None:
        if self.period.value is None or not started(self.dataset):
            said = self._said("not_started", period=self._asked.id, as_of=day(self.dataset.as_of, self.lang))
            self.figures.value, self.rows.value = self._framed(Markup("<p>{}</p>").format(said)), ""
            return
        selection = self.selection
        results = self._results(_window(selection, self.dataset).id)
        where = f"{self.locality.label} · {self.band.label} · {self.period.label}"
        lines = Markup("").join(self._lines(selection, results))
        self.figures.value = self._framed(Markup("<p><strong>{}</strong></p>{}").format(where, lines))
        self.rows.value = self._framed(self._table(source_rows(selection, self.dataset, self.lang)))

    def _framed(self, body: Markup) -> str:
        mark = self._said("synthetic") if self.dataset.is_synthetic(("effort", "plan_slots")) else ""
        frame = Markup('<div class="apk-report apk-in-cell" lang="{}"><p class="apk-banner">{}</p>{}</div>')
        return str(frame.format(self.lang, mark + self._said("internal"), body))

    def _lines(self, selection: Selection, results: pl.DataFrame) -> list[Markup]:
        """Figures in words with their definitions; those of hours and of the plan always have a line."""
        sums = {row["indicator"]: row for row in summed(narrowed(selection, results)).iter_rows(named=True)}
        missing = set(results.filter(pl.col("state") == "missing")["indicator"])
        absent = {"person_hours": self._said("no_cases"), "plan_adherence": self._said("no_plan")}
        absent |= {id: self.labels.state("missing") for id in missing & absent.keys()}
        said = absent | {id: self._words(row) for id, row in sums.items()}
        line = Markup('<p>{}: <strong>{}</strong></p><p class="apk-kicker">{}</p>')
        shown = [CATALOGUE[id] for id in MEASURES if id in said]
        return [line.format(one.label(self.lang), said[one.id], one.definition(self.lang)) for one in shown]

    def _words(self, row: dict[str, Any]) -> str:
        if row["unit"] == "share":
            unit = CATALOGUE[row["indicator"]].measure("over_delivery").unit
            planned, kept = (self.labels.value(row[name], unit, digits=1) for name in ("denominator", "numerator"))
            said = self._said("adherence", share=self.labels.value(row["value"], "share"), planned=planned, kept=kept)
        else:
            value = self.labels.value(row["value"], row["unit"], digits=1)
            said = f"{value} ({hours_minutes(row['value'], self.lang)})"
        return f"{said}, {self.labels.state('incomplete_period')}" if row["incomplete"] else said

    def _table(self, rows: pl.DataFrame) -> Markup:
        spent = {name: int(rows[name].sum()) / MICROSECONDS_PER_HOUR for name in ("counted", "double_booked")}
        hours = {name: hours_minutes(length, self.lang) for name, length in spent.items()}
        caption = self._said("rows", shown=min(len(rows), SHOWN_ROWS), n=number(len(rows), self.lang), **hours)
        heads = (Markup('<th scope="col">{}</th>').format(sentence(head(self.lang))) for head in COLUMNS.values())
        lines = (map(self._cell, COLUMNS, row) for row in rows.head(SHOWN_ROWS).iter_rows())
        body = Markup("").join(Markup("<tr>{}</tr>").format(Markup("").join(cells)) for cells in lines)
        none = Markup('<tr><td colspan="{}">{}</td></tr>').format(len(COLUMNS), self._said("no_cases"))
        opened = '<p class="apk-kicker">{0}</p><div class="apk-scroll" tabindex="0" role="region" aria-label="{0}">'
        table = '<table class="apk-table"><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>'
        return Markup(opened + table).format(caption, Markup("").join(heads), body or none)

    def _cell(self, name: str, value: Any) -> Markup:
        if name in ("counted", "double_booked"):
            value = number(value * 60 / MICROSECONDS_PER_HOUR, self.lang, 2)
            return Markup('<td class="apk-number">{}</td>').format(value)
        if isinstance(value, datetime):
            # a night of changing clocks has one hour twice: the offset tells which
            twice = value.replace(fold=0).utcoffset() != value.replace(fold=1).utcoffset()
            offset = f"{NBSP}(UTC{value:%z})" if twice else ""
            value = f"{day(value.date(), self.lang)}{NBSP}{value:%H:%M}{offset}"
        return Markup("<td>{}</td>").format(value)
