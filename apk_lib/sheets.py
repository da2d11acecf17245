"""Figures as tables: the same rows the charts and sentences are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from apk_lib.indicators import CATALOGUE
from apk_lib.labels import ABSENT, ROW, Figure, Reading
from apk_lib.results import SCOPES, UNITS
from apk_lib.text import Text, number, sentence

HEADS = {
    "figure": Text(cs="Ukazatel", en="Indicator"),
    "where": Text(cs="Členění", en="Broken down by"),
    "unit": Text(cs="Jednotka", en="Unit"),
    "target": Text(cs="Cíl", en="Target"),
    "n_period": Text(cs="n za období", en="n in the period"),
    "n": Text(cs="n od začátku", en="n since the start"),
    "interval": Text(cs="95% interval", en="95% CI"),
    "band": Text(cs="Pásmo", en="Band"),
    "locality": Text(cs="Lokalita", en="Locality"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table ready to be read; `numeric` says which columns hold numbers."""

    summary: str
    caption: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def all_figures(reading: Reading) -> Sheet:
    """Every figure of the reading, the period beside the whole project; the cross of two dimensions apart."""
    lang = reading.lang
    single = _by_name(reading.results.filter(pl.col("dimension_2").is_null()), reading)
    rows = []
    for key, pair in single.group_by(["indicator", "measure", "dimension_1", "category_1"], maintain_order=True):
        indicator, measure, dimension, category = (str(part) if part is not None else "" for part in key)
        scopes = {row["scope"]: Figure(row, reading.labels) for row in pair.iter_rows(named=True)}
        last = scopes["cumulative"]
        if all(figure.state in ("not_applicable", "no_cases") for figure in scopes.values()):
            continue
        declared = CATALOGUE[indicator]
        rows.append(
            (
                _named(declared.label(lang), declared.measure(measure).label(lang)),
                reading.labels.name(dimension, category) if category else ABSENT,
                UNITS[last.unit](lang),
                scopes["period"].bare() if "period" in scopes else ABSENT,
                last.bare(),
                last.bare("target") if last.target is not None else ABSENT,
                _counted(scopes.get("period")),
                _counted(last),
                last.interval if last.lower is not None else ABSENT,
            )
        )
    spans = [sentence(said(lang)) for said in SCOPES.values()]
    left, right = ("figure", "where", "unit"), ("target", "n_period", "n", "interval")
    heads = (*(HEADS[id](lang) for id in left), *spans, *(HEADS[id](lang) for id in right))
    summary = Text(cs="Všechna čísla oddílu ({rows})", en="All figures of the section ({rows})")
    caption = Text(
        cs="Čísla, z nichž jsou věty a grafy tohoto oddílu.",
        en="The figures behind the sentences and charts of this section.",
    )
    numeric = (False, False, False, True, True, True, True, True, True)
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), heads, numeric, tuple(rows))


def _by_name(results: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """The rows of each measure in the order of their categories' names, the total first."""
    places: dict[tuple[str, str], int] = {}
    known = results.select("dimension_1", "category_1").drop_nulls().unique()
    for (dimension,), categories in known.group_by("dimension_1"):
        ordered = reading.labels.ordered(str(dimension), categories["category_1"].to_list())
        places |= {(str(dimension), category): place for place, category in enumerate(ordered)}
    place = [places.get(key, -1) for key in results.select("dimension_1", "category_1").iter_rows()]
    by = ["indicator", "measure", "dimension_1", "place"]
    return results.with_columns(place=pl.Series(place, dtype=pl.Int64)).sort(by, maintain_order=True).drop("place")


def _counted(figure: Figure | None) -> str:
    return number(figure.n, figure.labels.lang) if figure is not None and figure.n else ABSENT


def _named(label: str, measure: str) -> str:
    """An indicator and its measure; one word is not said twice."""
    return label if label.lower() == measure.lower() else f"{label}: {measure}"


def points(reading: Reading) -> list[Sheet]:
    """Each curve as a table: a row a point, a column a series, the interval beside a single one."""
    lang = reading.lang
    sheets = []
    for (indicator, measure), curve in reading.curves.group_by("indicator", "measure", maintain_order=True):
        declared = CATALOGUE[str(indicator)].curve(str(measure))
        series = curve["series"].unique(maintain_order=True).to_list()
        heights = {(row["series"], row["x"]): row for row in curve.iter_rows(named=True)}
        bounded = curve["lower"].is_not_null().any()
        rows = tuple(
            (
                f"{x:.0f}" if float(x).is_integer() else number(x, lang, 1),
                *(_height(heights.get((one, x)), declared.unit, reading) for one in series),
                *([_bounds(heights[series[0], x], declared.unit, reading)] if bounded else []),
            )
            for x in curve["x"].unique().sort()
        )
        named = [declared.label(lang)] if series == ["all"] else series
        heads = (sentence(declared.along(lang)), *map(sentence, named), *([HEADS["interval"](lang)] if bounded else []))
        caption = Text(cs="Body křivky: {label}.", en="Points of the curve: {label}.")
        summary = Text(cs="Body křivky ({rows})", en="Points of the curve ({rows})")
        sheets.append(
            Sheet(
                summary.fill(lang, rows=ROW.count(len(rows), lang)),
                caption.fill(lang, label=declared.label(lang)),
                heads,
                (True,) * len(heads),
                rows,
            )
        )
    return sheets


def _height(point: dict[str, Any] | None, unit: str, reading: Reading) -> str:
    return ABSENT if point is None or point["y"] is None else reading.labels.bare(point["y"], unit)


def _bounds(point: dict[str, Any], unit: str, reading: Reading) -> str:
    return ABSENT if point["lower"] is None else reading.labels.interval(point["lower"], point["upper"], unit)


def week_table(reading: Reading) -> Sheet:
    """Adherence by locality, band and weekday, the numbers of the heat map."""
    lang = reading.lang
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for indicator in ("plan_adherence", "presence_adherence"):
        for row in reading.rows(indicator, "capped", "period", "locality", "weekday_band").iter_rows(named=True):
            day, band = row["category_2"].split("|")
            cells.setdefault((row["category_1"], band), {})[day] = Figure(row, reading.labels).bare()
    places = reading.labels.ordered("locality", sorted({place for place, _ in cells}))
    days = [*"1234567", "0"]
    rows = tuple(
        (reading.labels.name("locality", place), reading.labels.band(band),
         *(cells[place, band].get(day, "") for day in days))
        for place in places
        for band in sorted(band for where, band in cells if where == place)
    )  # fmt: skip
    heads = (HEADS["locality"](lang), HEADS["band"](lang), *(reading.labels.weekday(day) for day in days))
    summary = Text(cs="Plnění plánu podle dne a pásma ({rows})", en="Adherence by weekday and band ({rows})")
    caption = Text(
        cs="Plnění plánu za období; prázdné pole: nic plánováno nebylo.",
        en="Adherence in the period; an empty cell: nothing was planned.",
    )
    return Sheet(
        summary.fill(lang, rows=ROW.count(len(rows), lang)),
        caption(lang),
        heads,
        (False, False, *(True,) * len(days)),
        rows,
    )
