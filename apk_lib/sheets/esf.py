"""The indicators of the European Social Fund as the funder's form lists them, with what reports on each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from apk_lib.labels import ABSENT, ROW, Figure, Reading
from apk_lib.programmes import EsfIndicator, Programme
from apk_lib.prose.esf_table import counted, esf_figure
from apk_lib.sheets.core import Sheet
from apk_lib.text import Text, day, number, percent

_REPORTERS = {
    "beneficiary": Text(cs="příjemce", en="beneficiary"),
    "system": Text(cs="systém", en="system"),
    "authority": Text(cs="řídicí orgán", en="managing authority"),
}
_HEADS = tuple(
    Text(*pair)
    for pair in (
        ("Kód", "Code"), ("Ukazatel", "Indicator"), ("Vykazuje", "Reported by"),
        ("Přírůstek v období", "Increment in the period"), ("Celkem", "Cumulative"), ("Cíl", "Target"),
        ("% cíle", "% of target"), ("Dosaženo dne", "Reached on"), ("Poznámka", "Comment"),
    )
)  # fmt: skip
_ESTIMATE = Text(cs="odhad – vykazuje systém", en="an estimate – the system reports it")
_NOT_OURS = Text(cs="nevykazujeme", en="not reported by us")
_UNKNOWN = Text(cs="stav neznáme u {n}", en="status not known of {n}")
_TRAINING_ONLY = Text(cs="počítá-li se i práce; jen se vzděláváním {value}",
                      en="work counted as support; with training only {value}")  # fmt: skip
_WITH_WORK = Text(cs="počítá-li se jen vzdělávání; i s prací {value}",
                  en="training only; with work counted as support {value}")  # fmt: skip
_INCOMPLETE = Text(cs="neúplné karty (jen v celkovém počtu): {value}",
                   en="incomplete cards (in the total only): {value}")  # fmt: skip
# where one reading of the threshold is reported, the other one is told
_OTHER_READING = {"with_work": ("training_only", _TRAINING_ONLY), "training_only": ("with_work", _WITH_WORK)}
# of an estimate of employment: whose status is not known
_STATUS_UNKNOWN = {
    "four_weeks": "unknown_four_weeks", "employed_four_weeks": "unknown_four_weeks",
    "six_months": "unknown_six_months", "employed_six_months": "unknown_six_months",
}  # fmt: skip


def esf_table(programme: Programme, reached: Mapping[str, date], reading: Reading) -> Sheet:
    """A row an indicator of the programme; `reached` says by its code when it came to its value."""
    lang = reading.lang
    rows = tuple(_row(one, reached.get(one.code), reading) for one in programme.indicators)
    summary = Text(cs="Ukazatele programu ({rows})", en="Indicators of the programme ({rows})")
    caption = Text(
        cs="Ukazatele programu, jak je žádá formulář zprávy. Celkem je od začátku projektu; „dosaženo dne“ je první "
        "den, kdy byla dnešní hodnota úplná.",
        en="The programme's indicators as the form of the report asks for them. Cumulative is since the start of the "
        "project; “reached on” is the first day on which today's value was complete.",
    )
    numeric = (False,) * 3 + (True,) * 5 + (False,)
    heads = tuple(head(lang) for head in _HEADS)
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), heads, numeric, rows)


def esf_meanings(programme: Programme, reading: Reading) -> Sheet:
    """What each indicator of the programme counts, in the programme's words."""
    lang = reading.lang
    rows = tuple((one.code, one.name(lang), one.comment(lang)) for one in programme.indicators)
    summary = Text(cs="Co který ukazatel počítá ({rows})", en="What each indicator counts ({rows})")
    caption = Text(cs="Pravidla ukazatelů podle programu.", en="Rules of the indicators by the programme.")
    heads = (_HEADS[0](lang), _HEADS[1](lang), Text(cs="Co počítá", en="What it counts")(lang))
    return Sheet(summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), heads, (False,) * 3, rows)


def _row(one: EsfIndicator, reached: date | None, reading: Reading) -> tuple[str, ...]:
    lang = reading.lang
    now, ever = (esf_figure(one, reading, scope) for scope in ("period", "cumulative"))
    target = ever.target if ever is not None else None
    value = counted(ever)
    share = percent(value / target, lang) if target and value is not None else ABSENT
    return (
        one.code,
        f"{one.name(lang)} ({one.unit(lang)})",
        _REPORTERS[one.reported_by](lang),
        _shown(now, reading),
        _shown(ever, reading),
        number(target, lang) if target is not None else ABSENT,
        share,
        day(reached, lang) if reached is not None else ABSENT,
        _comment(one, ever, reading),
    )


def _shown(figure: Figure | None, reading: Reading) -> str:
    value = counted(figure)
    if value is not None:
        return number(value, reading.lang)
    # nobody counted is a count where the records are there
    return number(0, reading.lang) if figure is not None and figure.state == "no_cases" else ABSENT


def _comment(one: EsfIndicator, ever: Figure | None, reading: Reading) -> str:
    lang = reading.lang
    if ever is None:
        return _NOT_OURS(lang)
    said = [_ESTIMATE(lang)] if one.reported_by == "system" else []
    if ever.state == "missing":
        said.append(ever.absence)
    said += [_told(one, *_OTHER_READING[one.measure], reading)] if one.measure in _OTHER_READING else []
    said += [_told(one, "incomplete_cards", _INCOMPLETE, reading)] if one.measure in _OTHER_READING else []
    if one.measure in _STATUS_UNKNOWN:
        unknown = reading.rows(str(one.indicator), _STATUS_UNKNOWN[one.measure], "cumulative")
        said += [_UNKNOWN.fill(lang, n=Figure(row, reading.labels).show())
                 for row in unknown.iter_rows(named=True) if row["value"]]  # fmt: skip
    return "; ".join(filter(None, said)) or ABSENT


def _told(one: EsfIndicator, measure: str, text: Text, reading: Reading) -> str:
    found = reading.rows(str(one.indicator), measure, "cumulative")
    figure = Figure(found.row(0, named=True), reading.labels) if len(found) == 1 else None
    return text.fill(reading.lang, value=figure.bare()) if figure is not None and figure.value else ""
