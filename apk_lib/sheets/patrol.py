"""Tables of patrol coverage, encounters and tracking, each in a shape of its own."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from apk_lib.indicators import CATALOGUE
from apk_lib.indicators.patrol import ADHERENCE
from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.sheets.core import HEADS, Sheet, sheet_of
from apk_lib.tables.codes import ACTIVITIES
from apk_lib.text import Text, sentence

_CONTACTS = Text(cs="Kontakty s oběťmi", en="Contacts with victims")
_HOUR = Text(cs="Hodina", en="Hour")
_VICTIMS = Text(cs="Pomoc obětem skryté kriminality", en="Help to victims of hidden crime")
_ONLY = {
    "recorded": Text(cs="Jen v záznamech", en="Only in the records"),
    "gps": Text(cs="Jen v GPS", en="Only in GPS"),
}


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
    return sheet_of(summary, caption, heads, 2, rows, lang)


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
    return sheet_of(summary, caption, heads, 2, rows, lang)


def hours_table(reading: Reading) -> Sheet:
    """Hours and visits of the period by locality and hour of day, a row for each hour in which somebody was there."""
    lang, measures = reading.lang, CATALOGUE["hours_of_day"].measures
    cells: dict[tuple[str, str], dict[str, Figure]] = {}
    for measure in measures:
        known = reading.rows("hours_of_day", measure.id, "period", "locality", "hour").filter(pl.col("value") > 0)
        for row in known.iter_rows(named=True):
            cells.setdefault((row["category_1"], row["category_2"]), {})[measure.id] = Figure(row, reading.labels)
    places = reading.labels.ordered("locality", list({place for place, _ in cells}))
    rows = tuple(
        (
            reading.labels.name("locality", place),
            hour,
            *(or_dash(cells[place, hour].get(measure.id)) for measure in measures),
        )
        for place, hour in sorted(cells, key=lambda key: (places.index(key[0]), int(key[1])))
    )
    heads = (HEADS["locality"](lang), _HOUR(lang), *(sentence(measure.label(lang)) for measure in measures))
    summary = Text(cs="Přítomnost podle hodiny dne ({rows})", en="Presence by hour of day ({rows})")
    caption = Text(
        cs="Přítomnost v lokalitách za období podle hodiny dne; hodina 14 je čas od 14:00 do 15:00.",
        en="Presence in localities in the period by hour of day; hour 14 is the time from 14:00 to 15:00.",
    )
    return sheet_of(summary, caption, heads, 1, rows, lang)


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
        (sentence(label(lang)), *(or_dash(found.get(id)) for found in by.values()), _events(met.get(id)), ABSENT)
        for id, label in ACTIVITIES.items()
    ]
    if reading.has("victim_support"):
        contacts = reading.figure("victim_support", "contacts", "period")
        rows.append((_VICTIMS(lang), ABSENT, ABSENT, ABSENT, or_dash(contacts)))
    heads = (*(HEADS[id](lang) for id in ("activity", "person_hours", "visits", "events")), _CONTACTS(lang))
    summary = Text(cs="Činnosti ({rows})", en="Activities ({rows})")
    caption = Text(
        cs="Činnosti za období: osobohodiny a návštěvy v lokalitách i mimo ně, události při těchto návštěvách; u "
        "skryté kriminality kontakty s oběťmi.",
        en="Activities in the period: person-hours and visits in localities and outside them, events during these "
        "visits; for hidden crime contacts with victims.",
    )
    return sheet_of(summary, caption, heads, 1, tuple(rows), lang)


def _events(figure: Figure | None) -> str:
    """The events a rate is made of."""
    if figure is None or not figure.n:
        told = figure is not None and (figure.state == "missing" or figure.withheld)
        return figure.show() if figure is not None and told else ABSENT
    return figure.labels.bare(figure.n, "events")


def or_dash(figure: Figure | None) -> str:
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
        (reading.labels.name("school", id), *(or_dash(found[measure.id].get(id)) for measure in supervised))
        for id in schools
    )
    heads = (HEADS["school"](lang), *(sentence(measure.label(lang)) for measure in supervised))
    summary = Text(cs="Přechody podle škol ({rows})", en="Crossings by school ({rows})")
    caption = Text(cs="Dohled na přechodech za období.", en="Supervision of crossings in the period.")
    return sheet_of(summary, caption, heads, 1, rows, lang)


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
    return sheet_of(summary, caption, heads, 1, rows, lang)
