"""The indicators of the European Social Fund as the funder's form lists them, with what reports on each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from apk_lib.labels import ABSENT, ROW, Figure, Reading
from apk_lib.programmes import EsfIndicator, Programme
from apk_lib.prose.esf_table import counted, esf_figure
from apk_lib.sheets.core import Sheet
from apk_lib.text import Lang, Noun, Text, day, number, percent

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
_UNKNOWN = Text(cs="stav neznáme: {n}", en="status not known of {n}")
_TRAINING_ONLY = Text(cs="počítá-li se i práce; jen se vzděláváním {value}",
                      en="work counted as support; with training only {value}")  # fmt: skip
_WITH_WORK = Text(cs="počítá-li se jen vzdělávání; i s prací {value}",
                  en="training only; with work counted as support {value}")  # fmt: skip
_INCOMPLETE = Text(cs="neúplné karty (jen v celkovém počtu): {value}",
                   en="incomplete cards (in the total only): {value}")  # fmt: skip
_LATE = Text(cs="z toho {n} dodatečně za dřívější období", en="{n} of them late, for earlier periods")
_FEWER = Text(cs="opravy za dřívější období: −{n}", en="corrections for earlier periods: −{n}")
_NO_TARGET = Text(cs="nedoloženo", en="not confirmed")
_NOT_YET = Text(cs="{n} s neúplnou kartou se zatím {does}", en="{n} with an incomplete card {does}")
_PERSON = Noun(cs=("osoba", "osoby", "osob", "osoby"), en=("person", "persons"))
_DOES = Noun(cs=("nepočítá", "nepočítají", "nepočítá", "nepočítá"), en=("does not count yet", "do not count yet"))
# where one reading of the threshold is reported, the other one is told
_OTHER_READING = {"with_work": ("training_only", _TRAINING_ONLY), "training_only": ("with_work", _WITH_WORK)}
# of an estimate of employment: whose status is not known
_STATUS_UNKNOWN = {
    "four_weeks": "unknown_four_weeks", "employed_four_weeks": "unknown_four_weeks",
    "six_months": "unknown_six_months", "employed_six_months": "unknown_six_months",
}  # fmt: skip


def esf_table(
    programme: Programme, reached: Mapping[str, date], before: Mapping[str, float], reading: Reading
) -> Sheet:
    """A row an indicator of the programme.

    By its code `reached` says when it came to its value, and `before` what the report before this one stated.
    """
    lang = reading.lang
    rows = tuple(_row(one, reached.get(one.code), before.get(one.code, 0.0), reading) for one in programme.indicators)
    summary = Text(cs="Ukazatele programu ({rows})", en="Indicators of the programme ({rows})")
    caption = Text(
        cs="Ukazatele programu, jak je žádá formulář zprávy. Celkem je od začátku projektu, přírůstek je oproti "
        "tomu, co uvedla předchozí zpráva; „dosaženo dne“ je první den, kdy byla dnešní hodnota úplná.",
        en="The programme's indicators as the form of the report asks for them. Cumulative is since the start of the "
        "project, the increment is over what the report before stated; “reached "
        "on” is the first day on which today's value was complete.",
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


def _row(one: EsfIndicator, reached: date | None, before: float, reading: Reading) -> tuple[str, ...]:
    lang = reading.lang
    now, ever = (esf_figure(one, reading, scope) for scope in ("period", "cumulative"))
    target = ever.target if ever is not None else None
    value = _value(one, ever)
    added = None if value is None else value - before
    late = (added or 0.0) - (_value(one, now) or 0.0)
    share = percent(value / target, lang) if target and value is not None else ABSENT
    return (
        one.code,
        f"{one.name(lang)} ({one.unit(lang)})",
        _REPORTERS[one.reported_by](lang),
        ABSENT if added is None else number(added, lang),
        ABSENT if value is None else number(value, lang),
        _target(one, target, lang),
        share,
        day(reached, lang) if reached is not None else ABSENT,
        _comment(one, ever, late, reading),
    )


def _value(one: EsfIndicator, figure: Figure | None) -> float | None:
    """How many a figure counts; nobody counted is a count where our records say it, in an estimate nothing is known."""
    nobody = figure is not None and figure.state == "no_cases" and one.reported_by != "system"
    return 0.0 if nobody else counted(figure)


def _target(one: EsfIndicator, target: float | None, lang: Lang) -> str:
    if target is not None:
        return number(target, lang)
    return _NO_TARGET(lang) if one.reported_by == "beneficiary" and one.indicator else ABSENT


def _comment(one: EsfIndicator, ever: Figure | None, late: float, reading: Reading) -> str:
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
    said += [(_LATE if late > 0 else _FEWER).fill(lang, n=number(abs(late), lang))] if late else []
    said += [_not_counted(reading)] if one.kind != "output" and one.counts == "persons" else []
    return "; ".join(filter(None, said)) or ABSENT


def _not_counted(reading: Reading) -> str:
    """Participants with an incomplete card: no result of theirs counts until somebody completes it."""
    cards = reading.figure("participants_supported", "incomplete_cards")
    if not cards or not cards.value:
        return ""
    lang = reading.lang
    return _NOT_YET.fill(lang, n=_PERSON.count(int(cards.value), lang), does=_DOES.form(cards.value, lang))


def _told(one: EsfIndicator, measure: str, text: Text, reading: Reading) -> str:
    found = reading.rows(str(one.indicator), measure, "cumulative")
    figure = Figure(found.row(0, named=True), reading.labels) if len(found) == 1 else None
    return text.fill(reading.lang, value=figure.bare()) if figure is not None and figure.value else ""
