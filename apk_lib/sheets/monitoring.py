"""Tables of the monitoring of localities and of their weeks, a row a locality."""

from __future__ import annotations

from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Figure, Reading
from apk_lib.sheets.core import HEADS, Sheet, sheet_of
from apk_lib.sheets.patrol import or_dash
from apk_lib.tables.codes import CHECKLIST
from apk_lib.text import Text, sentence

_KEPT = ("monitoring_done.done", "monitoring_done.checks", "repairs.mended_within", "repairs.median_days",
         "repairs.open", "complaints_per_inhabitant.complaints")  # fmt: skip
_WEEKS = ("locality_weeks.covered", "locality_weeks.without_visit", "locality_weeks.minutes_per_week",
          "late_presence.after_18", "late_presence.weekend")  # fmt: skip
_MEAN = Text(cs="Průměr", en="Mean")


def states_table(reading: Reading) -> Sheet:
    """The state of each locality by thing checked, the numbers of the heat map."""
    lang = reading.lang
    seen = {
        (row["category_1"], row["category_2"]): Figure(row, reading.labels)
        for row in reading.rows("locality_state", "score", "period", "locality", "checklist_item").iter_rows(named=True)
    }
    things = [id for id in CHECKLIST if any(id == thing for _, thing in seen)]
    mean = _by_locality(reading, "locality_state.score")
    rows = tuple(
        (reading.labels.name("locality", id), *(or_dash(seen.get((id, thing))) for thing in things), mean[id].bare())
        for id in reading.labels.ordered("locality", [id for id, figure in mean.items() if figure])
    )
    named = [sentence(CHECKLIST[thing](lang)) for thing in things]
    summary = Text(cs="Stav lokalit ({rows})", en="State of the localities ({rows})")
    caption = Text(
        cs="Průměrný stav za období: 0 v pořádku až 3 velmi špatný; pomlčka: nekontrolovalo se.",
        en="Mean state in the period: 0 fine to 3 very bad; a dash: not checked.",
    )
    return sheet_of(summary, caption, (HEADS["locality"](lang), *named, _MEAN(lang)), 1, rows, lang)


def monitoring_table(reading: Reading) -> Sheet:
    """Checks made, what became of defects, and complaints, a row a locality."""
    summary = Text(cs="Kontroly, závady a stížnosti ({rows})", en="Checks, defects and complaints ({rows})")
    caption = Text(
        cs="Kontroly, závady a stížnosti za období; pomlčka: není co říci nebo s čím srovnat.",
        en="Checks, defects and complaints in the period; a dash: nothing to tell or to compare with.",
    )
    return _places(reading, _KEPT, summary, caption)


def locality_weeks_table(reading: Reading) -> Sheet:
    """Planned weeks of each locality: how many were covered, how long assistants were there, how late."""
    summary = Text(cs="Týdny podle lokalit ({rows})", en="Weeks by locality ({rows})")
    caption = Text(
        cs="Celé týdny s plánem služby, které v období skončily; pozdní hodiny a víkendy jsou z osobohodin období.",
        en="Whole weeks with a plan of service that ended in the period; late hours and weekends are of the period's "
        "person-hours.",
    )
    return _places(reading, _WEEKS, summary, caption)


def _places(reading: Reading, ids: tuple[str, ...], summary: Text, caption: Text) -> Sheet:
    """Figures `indicator.measure` of the period as columns; a locality of which none is known has no row."""
    found = [_by_locality(reading, id) for id in ids]
    known = {place for by in found for place, figure in by.items() if figure}
    rows = tuple(
        (reading.labels.name("locality", id), *(or_dash(by.get(id)) for by in found))
        for id in reading.labels.ordered("locality", sorted(known))
    )
    heads = (HEADS["locality"](reading.lang), *(_head(id, reading) for id in ids))
    return sheet_of(summary, caption, heads, 1, rows, reading.lang)


def _by_locality(reading: Reading, id: str) -> dict[str, Figure]:
    """The figures of `indicator.measure` in the period, by locality."""
    indicator, measure = id.split(".")
    rows = reading.rows(indicator, measure, "period", "locality").drop_nulls("category_1")
    return {row["category_1"]: Figure(row, reading.labels) for row in rows.iter_rows(named=True)}


def _head(id: str, reading: Reading) -> str:
    indicator, measure = id.split(".")
    return sentence(CATALOGUE[indicator].measure(measure).label(reading.lang))
