"""Figures as tables: the same rows the charts and sentences are made of.

`all_figures` and `points` hold any reading, the others are those of patrol coverage in a shape of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from apk_lib.indicators import CATALOGUE, Curve
from apk_lib.indicators.patrol import ADHERENCE
from apk_lib.labels import ABSENT, ROW, Figure, Reading
from apk_lib.results import SCOPES, UNITS
from apk_lib.tables.codes import ACTIVITIES
from apk_lib.text import Lang, Text, day, number, percent, sentence

HEADS = {
    "figure": Text(cs="Ukazatel", en="Indicator"),
    "where": Text(cs="Členění", en="Broken down by"),
    "unit": Text(cs="Jednotka", en="Unit"),
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
_CONTACTS = Text(cs="Kontakty s oběťmi", en="Contacts with victims")
_VICTIMS = Text(cs="Pomoc obětem skryté kriminality", en="Help to victims of hidden crime")
_ONLY = {
    "recorded": Text(cs="Jen v záznamech", en="Only in the records"),
    "gps": Text(cs="Jen v GPS", en="Only in GPS"),
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
    """Every figure of the reading, the period beside the whole project; crosses, also of weekday and band, apart."""
    lang = reading.lang
    crossed = pl.col("dimension_2").is_not_null() | pl.col("dimension_1").eq_missing(pl.lit("weekday_band"))
    single = _by_name(reading.results.filter(~crossed), reading)
    rows = []
    for key, pair in single.group_by(["indicator", "measure", "dimension_1", "category_1"], maintain_order=True):
        indicator, measure, dimension, category = (str(part) if part is not None else "" for part in key)
        scopes = {row["scope"]: Figure(row, reading.labels) for row in pair.iter_rows(named=True)}
        period, last = scopes.get("period"), scopes["cumulative"]
        if all(figure.state in ("not_applicable", "no_cases") for figure in scopes.values()):
            continue
        declared = CATALOGUE[indicator]
        rows.append(
            (
                _named(declared.label(lang), declared.measure(measure).label(lang)),
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
    """Each curve as a table: a row a point, a column a series, the interval beside a single one.

    Of a curve of the period and of the whole project only that of the period is shown.
    """
    curves = reading.curves
    of_period = curves.filter(pl.col("scope") == "period").select("indicator", "measure").unique()
    whole = curves.filter(pl.col("scope") == "cumulative").join(of_period, on=["indicator", "measure"], how="anti")
    shown = pl.concat([curves.filter(pl.col("scope") == "period"), whole])
    return [
        _curve_sheet(CATALOGUE[str(indicator)].curve(str(measure)), curve, reading)
        for (indicator, measure), curve in shown.group_by("indicator", "measure", maintain_order=True)
    ]


def _curve_sheet(declared: Curve, curve: pl.DataFrame, reading: Reading) -> Sheet:
    lang = reading.lang
    series = reading.labels.ordered("locality", curve["series"].unique().to_list())
    heights = {(row["series"], row["x"]): row for row in curve.iter_rows(named=True)}
    bounded = curve["lower"].is_not_null().any()
    rows = tuple(
        (
            _along(x, declared, lang),
            *(_height(heights.get((one, x)), declared.unit, reading) for one in series),
            *([_bounds(heights[series[0], x], declared.unit, reading)] if bounded else []),
        )
        for x in curve["x"].unique().sort()
    )
    # a series is a locality, an area, or the only one
    named = [declared.label(lang)] if series == ["all"] else [reading.labels.name("locality", one) for one in series]
    heads = (sentence(declared.along(lang)), *map(sentence, named), *([HEADS["interval"](lang)] if bounded else []))
    caption = Text(cs="Body křivky: {label}.", en="Points of the curve: {label}.")
    summary = Text(cs="Body křivky: {label} ({rows})", en="Points of the curve: {label} ({rows})")
    return Sheet(
        summary.fill(lang, label=declared.label(lang), rows=ROW.count(len(rows), lang)),
        caption.fill(lang, label=declared.label(lang)),
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


def _height(point: dict[str, Any] | None, unit: str, reading: Reading) -> str:
    return ABSENT if point is None or point["y"] is None else reading.labels.bare(point["y"], unit)


def _bounds(point: dict[str, Any], unit: str, reading: Reading) -> str:
    return ABSENT if point["lower"] is None else reading.labels.interval(point["lower"], point["upper"], unit)


def week_table(reading: Reading) -> Sheet:
    """Adherence by locality, band and weekday, the numbers of the heat map."""
    summary = Text(cs="Plnění plánu podle dne a pásma ({rows})", en="Adherence by weekday and band ({rows})")
    caption = Text(
        cs="Plnění plánu za období; prázdné pole: nic plánováno nebylo.",
        en="Adherence in the period; an empty cell: nothing was planned.",
    )
    return _week(reading, summary, caption, Figure.bare)


def week_hours_table(reading: Reading) -> Sheet:
    """What was kept of what was planned by locality, band and weekday, the hours behind the heat map."""
    summary = Text(
        cs="Splněno a plánováno podle dne a pásma ({rows})", en="Kept and planned by weekday and band ({rows})"
    )
    caption = Text(
        cs="Splněno / plánováno za období v hodinách, u plánu návštěv v návštěvách; prázdné pole: nic plánováno "
        "nebylo.",
        en="Kept / planned in the period in hours, in visits where visits are planned; an empty cell: nothing was "
        "planned.",
    )
    return _week(reading, summary, caption, _kept_and_planned)


def _kept_and_planned(figure: Figure) -> str:
    unit = "visits" if figure.indicator == "visit_adherence" else "hours"
    return f"{figure.bare('numerator', unit=unit)} / {figure.bare('denominator', unit=unit)}"


def _week(reading: Reading, summary: Text, caption: Text, said: Callable[[Figure], str]) -> Sheet:
    """A row a locality, band and measure of the plan, a column a weekday; the last one is the whole week."""
    lang = reading.lang
    cells: dict[tuple[str, str, str], dict[str, str]] = {}
    for indicator in ADHERENCE.values():
        for row in reading.rows(indicator, "capped", "period", "locality", "weekday_band").iter_rows(named=True):
            day_of_week, band = row["category_2"].split("|")
            cells.setdefault((row["category_1"], band, indicator), {})[day_of_week] = said(Figure(row, reading.labels))
    places = reading.labels.ordered("locality", sorted({place for place, _, _ in cells}))
    days = [*"1234567", "0"]
    ordered = sorted(cells, key=lambda key: (places.index(key[0]), key))
    rows = tuple(
        (
            reading.labels.name("locality", key[0]),
            reading.labels.band(key[1]),
            *(cells[key].get(one, "") for one in days),
        )
        for key in ordered
    )
    heads = (HEADS["locality"](lang), HEADS["band"](lang), *(reading.labels.weekday(one) for one in days))
    return _sheet(summary, caption, heads, 2, rows, lang)


def presence_week_table(reading: Reading) -> Sheet:
    """Hours and visits of the period by band and weekday."""
    lang = reading.lang
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for indicator, measure in (("person_hours",) * 2, ("presence_hours",) * 2, ("visit_count", "visits")):
        for row in reading.rows(indicator, measure, "period", "weekday_band").iter_rows(named=True):
            one, band = row["category_1"].split("|")
            named = sentence(CATALOGUE[indicator].measure(measure).label(lang))
            cells.setdefault((named, band), {})[one] = Figure(row, reading.labels).bare()
    rows = tuple(
        (named, reading.labels.band(band), *(by.get(one, ABSENT) for one in "1234567"))
        for (named, band), by in cells.items()
    )
    heads = (HEADS["figure"](lang), HEADS["band"](lang), *(reading.labels.weekday(one) for one in "1234567"))
    summary = Text(cs="Přítomnost podle dne a pásma ({rows})", en="Presence by weekday and band ({rows})")
    caption = Text(
        cs="Přítomnost v lokalitách za období podle kalendářního dne a pásma; návštěva se počítá podle začátku.",
        en="Presence in localities in the period by calendar day and band; a visit counts at its start.",
    )
    return _sheet(summary, caption, heads, 2, rows, lang)


def activity_table(reading: Reading) -> Sheet:
    """Every activity with its person-hours, visits and events; help to victims of hidden crime has contacts instead."""
    lang = reading.lang
    by = {
        head: {row["category_1"]: Figure(row, reading.labels) for row in found.iter_rows(named=True)}
        for head, found in {
            measure: reading.rows("activities", measure, "period", "activity") for measure in ("person_hours", "visits")
        }.items()
    }
    met = {
        row["category_1"]: Figure(row, reading.labels)
        for row in reading.rows("event_rate", "events", "period", "activity").iter_rows(named=True)
    }
    rows = [
        (sentence(label(lang)), *(_or_none(found.get(id)) for found in by.values()), _events(met.get(id)), ABSENT)
        for id, label in ACTIVITIES.items()
    ]
    if reading.has("victim_support"):
        contacts = reading.figure("victim_support", "contacts", "period")
        rows.append((_VICTIMS(lang), ABSENT, ABSENT, ABSENT, _or_none(contacts)))
    heads = (*(HEADS[id](lang) for id in ("activity", "person_hours", "visits", "events")), _CONTACTS(lang))
    summary = Text(cs="Činnosti ({rows})", en="Activities ({rows})")
    caption = Text(
        cs="Činnosti za období: osobohodiny a návštěvy v lokalitách i mimo ně, události při těchto návštěvách; u "
        "skryté kriminality kontakty s oběťmi.",
        en="Activities in the period: person-hours and visits in localities and outside them, events during these "
        "visits; for hidden crime contacts with victims.",
    )
    return _sheet(summary, caption, heads, 1, tuple(rows), lang)


def _events(figure: Figure | None) -> str:
    """The events a rate is made of."""
    if figure is None or not figure.n:
        return ABSENT if figure is None or figure.state != "missing" else figure.show()
    return figure.labels.bare(figure.n, "events")


def _or_none(figure: Figure | None) -> str:
    """A figure of a table in which nothing happened is a dash, something missing is told."""
    if figure is None or figure.state in ("no_cases", "not_applicable"):
        return ABSENT
    return figure.bare()


def school_table(reading: Reading) -> Sheet:
    """Crossings by school: adherence and the teaching days on which somebody stood there."""
    lang = reading.lang
    supervised = CATALOGUE["crossing_supervision"].measures
    found = {
        measure.id: {
            row["category_1"]: Figure(row, reading.labels)
            for row in reading.rows("crossing_supervision", measure.id, "period", "school").iter_rows(named=True)
        }
        for measure in supervised
    }
    schools = reading.labels.ordered("school", [id for id, days in found["teaching_days"].items() if days])
    rows = tuple(
        (reading.labels.name("school", id), *(_or_none(found[measure.id].get(id)) for measure in supervised))
        for id in schools
    )
    heads = (HEADS["school"](lang), *(sentence(measure.label(lang)) for measure in supervised))
    summary = Text(cs="Přechody podle škol ({rows})", en="Crossings by school ({rows})")
    caption = Text(cs="Dohled na přechodech za období.", en="Supervision of crossings in the period.")
    return _sheet(summary, caption, heads, 1, rows, lang)


def tracking_table(reading: Reading) -> Sheet:
    """Records against GPS by locality: hours by the records, by GPS, by both, and what only one of them says."""
    lang = reading.lang
    compared = CATALOGUE["gps_comparison"].measures
    found = {
        measure.id: {
            row["category_1"]: row["value"] or 0.0
            for row in reading.rows("gps_comparison", measure.id, "period", "locality").iter_rows(named=True)
            if row["state"] != "missing"
        }
        for measure in compared
    }
    places = [id for id in found["recorded"] if any(found[measure.id].get(id) for measure in compared)]
    bare = reading.labels.bare
    rows = tuple(
        (
            reading.labels.name("locality", id),
            *(bare(found[measure.id].get(id, 0.0), "hours") for measure in compared),
            *(bare(found[one].get(id, 0.0) - found["both"].get(id, 0.0), "hours") for one in _ONLY),
        )
        for id in reading.labels.ordered("locality", places)
    )
    named = [measure.label for measure in compared] + list(_ONLY.values())
    heads = (HEADS["locality"](lang), *(sentence(text(lang)) for text in named))
    summary = Text(cs="Záznamy proti GPS ({rows})", en="Records against GPS ({rows})")
    caption = Text(
        cs="Hodiny, kdy byl někdo v lokalitě, jen v čase, kdy aspoň jeden přístroj znal polohu.",
        en="Hours with somebody in the locality, only in time in which at least one device knew its place.",
    )
    return _sheet(summary, caption, heads, 1, rows, lang)


def _sheet(
    summary: Text, caption: Text, heads: tuple[str, ...], named: int, rows: tuple[tuple[str, ...], ...], lang: Lang
) -> Sheet:
    """A sheet whose first `named` columns hold words and the others numbers."""
    numeric = (False,) * named + (True,) * (len(heads) - named)
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), heads, numeric, rows)
