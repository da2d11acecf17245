"""Any figures as tables: one row a figure, one row a point of a curve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl

from apk_lib.indicators import CATALOGUE, Curve, Indicator
from apk_lib.labels import ABSENT, ROW, Figure, Labels, Reading
from apk_lib.results import SCOPES, UNITS
from apk_lib.text import Lang, Text, day, number, percent, sentence

HEADS = {
    "figure": Text(cs="Ukazatel", en="Indicator"),
    "where": Text(cs="Členění", en="Broken down by"),
    "unit": Text(cs="Jednotka", en="Unit"),
    "value": Text(cs="Hodnota", en="Value"),
    "target": Text(cs="Cíl", en="Target"),
    "n_period": Text(cs="n za období", en="n in the period"),
    "n": Text(cs="n od začátku", en="n since the start"),
    "interval": Text(cs="95% interval", en="95% CI"),
    "interval_period": Text(cs="95% interval za období", en="95% CI in the period"),
    "interval_start": Text(cs="95% interval od začátku", en="95% CI since the start"),
    "activity": Text(cs="Činnost", en="Activity"),
    "band": Text(cs="Pásmo", en="Band"),
    "events": Text(cs="Události", en="Events"),
    "locality": Text(cs="Lokalita", en="Locality"),
    "person_hours": Text(cs="Osobohodiny", en="Person-hours"),
    "school": Text(cs="Škola", en="School"),
    "visits": Text(cs="Návštěvy", en="Visits"),
}


_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table ready to be read; `numeric` says which columns hold numbers."""

    summary: str
    caption: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def all_figures(reading: Reading) -> Sheet:
    """Every figure of the reading, the period beside the whole project; crosses, also of weekday and band, apart."""
    lang = reading.lang
    crossed = pl.col("dimension_2").is_not_null() | pl.col("dimension_1").eq_missing(pl.lit("weekday_band"))
    single = _by_name(reading.results.filter(~crossed), reading)
    rows = []
    for (_, _, dimension, category), scopes in _in_both_scopes(single, reading.labels).items():
        period, last = scopes.get("period"), scopes["cumulative"]
        if all(figure.state in ("not_applicable", "no_cases") or figure.unsaid for figure in scopes.values()):
            continue
        rows.append(
            (
                _called(last, lang),
                reading.labels.name(dimension, category) if category else ABSENT,
                UNITS[last.unit](lang),
                period.bare() if period is not None else ABSENT,
                period.interval if period is not None else ABSENT,
                last.bare(),
                last.interval,
                last.bare("target") if last.target is not None else ABSENT,
                _counted(period),
                _counted(last),
            )
        )
    period_head, start_head = (sentence(said(lang)) for said in SCOPES.values())
    left, right = ("figure", "where", "unit"), ("target", "n_period", "n")
    # each interval beside the value it belongs to
    spans = (period_head, HEADS["interval_period"](lang), start_head, HEADS["interval_start"](lang))
    heads = (*(HEADS[id](lang) for id in left), *spans, *(HEADS[id](lang) for id in right))
    summary = Text(cs="Všechna čísla oddílu ({rows})", en="All figures of the section ({rows})")
    caption = Text(
        cs="Čísla, z nichž jsou věty a grafy tohoto oddílu.",
        en="The figures behind the sentences and charts of this section.",
    )
    numeric = (False,) * len(left) + (True,) * (len(heads) - len(left))
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), heads, numeric, tuple(rows))


def _in_both_scopes(results: pl.DataFrame, labels: Labels) -> dict[tuple[str, ...], dict[str, Figure]]:
    """The figures of each measure and category by scope, in the order of the rows."""
    pairs: dict[tuple[str, ...], dict[str, Figure]] = {}
    for row in results.iter_rows(named=True):
        key = tuple(row[name] or "" for name in ("indicator", "measure", "dimension_1", "category_1"))
        pairs.setdefault(key, {})[row["scope"]] = Figure(row, labels)
    return pairs


def crossed(reading: Reading) -> Sheet:
    """Figures since the start of the project that are broken down by two things, which `all_figures` leaves out."""
    lang, name = reading.lang, reading.labels.name
    crosses = reading.results.filter(pl.col("scope") == "cumulative", pl.col("dimension_2").is_not_null())
    rows = []
    for row in _by_name(crosses, reading).iter_rows(named=True):
        figure = Figure(row, reading.labels)
        if figure.state not in ("not_applicable", "no_cases") and not figure.unsaid:
            where = (name(figure.dimension_1, figure.category_1), name(figure.dimension_2, figure.category_2))
            unit = UNITS[figure.unit](lang)
            rows.append(
                (_called(figure, lang), " · ".join(where), unit, figure.bare(), figure.interval, _counted(figure))
            )
    heads = tuple(HEADS[id](lang) for id in ("figure", "where", "unit", "value", "interval", "n"))
    summary = Text(cs="Čísla podle dvou hledisek ({rows})", en="Figures broken down by two things ({rows})")
    caption = Text(cs="Čísla členěná podle dvou hledisek zároveň.", en="Figures broken down by two things at once.")
    return sheet_of(summary, caption, heads, 3, tuple(rows), lang)


def _by_name(results: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """The rows of each measure in the order of their categories, the total first."""
    by = ["indicator", "measure"]
    for one in ("1", "2"):
        dimension, category, place = f"dimension_{one}", f"category_{one}", f"place_{one}"
        places: dict[tuple[str, str], int] = {}
        for (of,), known in results.select(dimension, category).drop_nulls().unique().group_by(dimension):
            ordered = reading.labels.ordered(str(of), known[category].to_list())
            places |= {(str(of), name): at for at, name in enumerate(ordered)}
        at = [places.get(key, -1) for key in results.select(dimension, category).iter_rows()]
        results = results.with_columns(pl.Series(place, at, dtype=pl.Int64))
        by += [dimension, place]
    return results.sort(by, maintain_order=True).drop("place_1", "place_2")


def _counted(figure: Figure | None) -> str:
    return number(figure.n, figure.labels.lang) if figure is not None and figure.n else ABSENT


def _called(figure: Figure, lang: Lang) -> str:
    declared = figure.declared
    return named(declared.label(lang), declared.measure(figure.measure).label(lang))


def named(label: str, measure: str) -> str:
    """An indicator and its measure; one word is not said twice."""
    return label if label.lower() == measure.lower() else f"{label}: {measure}"


def points(reading: Reading) -> list[Sheet]:
    """Each curve as a table: a row a point, a column a series, its interval beside it.

    Of a curve of the period and of the whole project only that of the period is shown.
    """
    curves = reading.curves
    of_period = curves.filter(pl.col("scope") == "period").select("indicator", "measure").unique()
    whole = curves.filter(pl.col("scope") == "cumulative").join(of_period, on=["indicator", "measure"], how="anti")
    shown = pl.concat([curves.filter(pl.col("scope") == "period"), whole])
    by = ["indicator", "definition_version", "measure"]
    return [
        _curve_sheet(CATALOGUE.definition(str(indicator), int(version)), str(measure), curve, reading)
        for (indicator, version, measure), curve in shown.group_by(by, maintain_order=True)
    ]


def _curve_sheet(of: Indicator, measure: str, curve: pl.DataFrame, reading: Reading) -> Sheet:
    lang, declared = reading.lang, of.curve(measure)
    series = _in_order(curve["series"].unique().to_list(), declared, reading)
    heights = {(row["series"], row["x"]): row for row in curve.iter_rows(named=True)}
    shown = (_height, _bounds) if curve["lower"].is_not_null().any() else (_height,)
    rows = tuple(
        (
            _along(x, declared, lang),
            *(show(heights.get((one, x)), declared.unit, reading) for one in series for show in shown),
        )
        for x in curve["x"].unique().sort()
    )
    called = partial(reading.labels.series, dimension=declared.across)
    titles = [declared.label(lang)] if series == ["all"] else [called(one) for one in series]
    columns = [head for name in titles for head in (sentence(name), HEADS["interval"](lang))[: len(shown)]]
    heads = (sentence(declared.along(lang)), *columns)
    caption = Text(cs="Body křivky – {label}.", en="Points of the curve – {label}.")
    summary = Text(cs="Body křivky – {label} ({rows})", en="Points of the curve – {label} ({rows})")
    # two curves of a section may have one name
    label = named(of.label(lang), declared.label(lang))
    return Sheet(
        summary.fill(lang, label=label, rows=ROW.count(len(rows), lang)),
        caption.fill(lang, label=label),
        heads,
        (True,) * len(heads),
        rows,
    )


def _along(x: float, declared: Curve, lang: Lang) -> str:
    """Where a point stands: a number, a day, or a part of the whole."""
    if declared.x_is == "day":
        return day(_EPOCH + timedelta(days=x), lang)
    if declared.x_is == "share":
        return percent(x, lang, 1)
    return f"{x:.0f}" if float(x).is_integer() else number(x, lang, 1)


def _in_order(series: list[str], declared: Curve, reading: Reading) -> list[str]:
    """The whole before its parts, these in the order of their dimension."""
    whole = [one for one in series if one == "all"]
    parts = [one for one in series if one != "all"]
    return whole + reading.labels.ordered(declared.across or "locality", parts)


def _height(point: dict[str, Any] | None, unit: str, reading: Reading) -> str:
    return ABSENT if point is None or point["y"] is None else reading.labels.bare(point["y"], unit)


def _bounds(point: dict[str, Any] | None, unit: str, reading: Reading) -> str:
    return (
        ABSENT
        if point is None or point["lower"] is None
        else reading.labels.interval(point["lower"], point["upper"], unit)
    )


def sheet_of(
    summary: Text, caption: Text, heads: tuple[str, ...], named: int, rows: tuple[tuple[str, ...], ...], lang: Lang
) -> Sheet:
    """A sheet whose first `named` columns hold words and the others numbers."""
    numeric = (False,) * named + (True,) * (len(heads) - named)
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), heads, numeric, rows)
