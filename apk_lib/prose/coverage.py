"""Sentences on patrol coverage."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Figure, Reading, hours_minutes
from apk_lib.prose.core import Finding, no_figure
from apk_lib.text import Text

_BARS = Text(
    cs="Odsloužené hodiny proti plánu podle lokalit za období; u názvu je plnění plánu.",
    en="Hours delivered against the plan by locality in the period; adherence stands beside the name.",
)
_WEEK = Text(
    cs="Plnění plánu v % podle dne a pásma; prázdné pole znamená, že tam služba plánována nebyla; sloupec „týd.“ jsou "
    "služby plánované na celý týden.",
    en="Adherence in % by weekday and band; an empty cell means that nothing was planned there; the column “wk” holds "
    "services planned by the week.",
)
BALANCE = ("hours_in", "in_localities", "outside", "untracked", "double_booked")


def coverage(reading: Reading) -> Finding:
    """Where and when the plan was kept, what was done beyond it, and where the hours went."""
    lang = reading.lang
    capped = reading.figure("plan_adherence", "capped", "period")
    if not capped and reading.figure("presence_adherence", "capped", "period"):
        return _posts_only(reading)
    if not capped:
        return no_figure(capped, Text(cs="Plnění plánu služeb", en="Adherence to the plan"), lang)
    heading = _heading(reading, capped)
    planned = _planned(reading, capped)
    return Finding(
        heading,
        (planned, _visits(reading)),
        ((_BARS(lang), f"{heading}. {planned}"), (_WEEK(lang), f"{heading}. {_places(reading)}")),
        (_balance(reading), _calendar(reading)),
    )


def _posts_only(reading: Reading) -> Finding:
    """A town that plans nothing but presence at crossings and other posts."""
    lang = reading.lang
    kept = reading.figure("presence_adherence", "capped", "period")
    worst, _ = _extremes(reading, "presence_adherence")
    heading = Text(
        cs="Na přechodech tým splnil {kept} plánované přítomnosti; nejslabší místo je {place} ({worst})",
        en="At the crossings the team kept {kept} of the planned presence; the weakest place is {place} ({worst})",
    ).fill(lang, kept=kept.show(), worst=worst.show(), place=reading.labels.name("locality", worst.category_1))
    pictures = tuple((caption(lang), heading) for caption in (_BARS, _WEEK))
    return Finding(heading, (_visits(reading),), pictures, (_balance(reading), _calendar(reading)))


def _extremes(reading: Reading, indicator: str) -> tuple[Figure, Figure]:
    rows = reading.rows(indicator, "capped", "period", "locality").drop_nulls("value").sort("value", "category_1")
    return Figure(rows.row(0, named=True), reading.labels), Figure(rows.row(-1, named=True), reading.labels)


def _heading(reading: Reading, capped: Figure) -> str:
    worst, _ = _extremes(reading, "plan_adherence")
    crossings = reading.figure("presence_adherence", "capped", "period")
    text = {
        True: Text(
            cs="Na přechodech tým splnil {crossings} plánované přítomnosti, jinde odsloužil {capped} plánovaných "
            "hodin; nejslabší místo je {place} ({worst})",
            en="At the crossings the team kept {crossings} of the planned presence; elsewhere it served {capped} of "
            "the planned hours; the weakest place is {place} ({worst})",
        ),
        False: Text(
            cs="Tam a tehdy, kde byla služba plánována, tým odsloužil {capped} hodin; nejslabší místo je {place} "
            "({worst})",
            en="Where and when service was planned the team delivered {capped} of the hours; the weakest place is "
            "{place} ({worst})",
        ),
    }[bool(crossings)]
    place = reading.labels.name("locality", worst.category_1)
    return text.fill(reading.lang, crossings=crossings.show(), capped=capped.show(), worst=worst.show(), place=place)


def _planned(reading: Reading, capped: Figure) -> str:
    raw = reading.figure("plan_adherence", "raw", "period")
    over = reading.figure("plan_adherence", "over_delivery", "period")
    unplanned = reading.figure("unplanned_hours", "person_hours", "period")
    return Text(
        cs="V osobohodinách (bez stanovišť, kde se plánuje přítomnost) bylo naplánováno {planned}; tam a tehdy, kde "
        "byly plánovány, jich tým odsloužil {kept}. Nad plán jednotlivých služeb šlo {over}, bez plánu {unplanned}. "
        "Hodiny navíc jinde plán nenahrazují, proto se do plnění nepočítají; s hodinami nad plán by vyšlo {raw}.",
        en="In person-hours (without the posts where presence is planned) {planned} were planned; where and when they "
        "were planned the team delivered {kept}. Beyond the planned services went {over}, and {unplanned} had no "
        "plan. Extra hours elsewhere do not make up for it, so they do not count; with hours over the plan it would "
        "be {raw}.",
    ).fill(
        reading.lang,
        planned=capped.show("denominator", unit="person_hours"),
        kept=capped.bare("numerator", unit="person_hours"),
        over=over.show(),
        unplanned=unplanned.show(),
        raw=raw.show(),
    )


def _visits(reading: Reading) -> str:
    persons = reading.figure("person_hours", "person_hours", "period")
    presence = reading.figure("presence_hours", "presence_hours", "period")
    visits = reading.figure("visit_count", "visits", "period")
    return Text(
        cs="V lokalitách včetně přechodů: {persons}; aspoň jeden asistent tam byl {presence}. Návštěvy: {visits}.",
        en="In the localities, crossings included: {persons}; at least one assistant was there for {presence}. "
        "Visits: {visits}.",
    ).fill(reading.lang, persons=persons.show(), presence=presence.show(), visits=visits.bare())


def _places(reading: Reading) -> str:
    worst, best = _extremes(reading, "plan_adherence")
    name = reading.labels.name
    return Text(
        cs="Nejlépe je plán plněn v lokalitě {best} ({most}), nejméně v lokalitě {worst} ({least}).",
        en="The plan is kept best in {best} ({most}), least in {worst} ({least}).",
    ).fill(
        reading.lang, best=name("locality", best.category_1), most=best.show(),
        worst=name("locality", worst.category_1), least=worst.show(),
    )  # fmt: skip


def _balance(reading: Reading) -> tuple[str, str]:
    lang = reading.lang
    parts = {id: _hours(reading.figure("hours_balance", id, "period")) for id in (*BALANCE, "night_shift")}
    text = Text(
        cs="{hours_in} vykázaných = {in_localities} v lokalitách + {outside} mimo lokality + {untracked} bez záznamu "
        "místa + {double_booked} souběhu (jeden člověk na dvou místech, platí pozdější začátek). Služby přes půlnoc "
        "na okraji období mění plnění plánu proti tabulkám hodin o {night_shift}.",
        en="{hours_in} in = {in_localities} in localities + {outside} outside them + {untracked} untracked + "
        "{double_booked} double-booked (one person in two places, the later start counts). Nights at the edge of the "
        "period shift adherence against tables of hours by {night_shift}.",
    )
    return Text(cs="Bilance hodin", en="Balance of hours")(lang), text.fill(lang, **parts)


def _hours(figure: Figure) -> str:
    return hours_minutes(figure.value, figure.labels.lang) if figure else figure.show()


def _calendar(reading: Reading) -> tuple[str, str]:
    """Teaching days of the schools in the period; a range where schools differ."""
    lang = reading.lang
    by = {
        id: reading.rows("teaching_days", id, "period", "school").drop_nulls("value")["value"]
        for id in ("some_attend", "all_attend", "without_closures", "unconfirmed")
    }
    shown = {id: _range(days, reading) for id, days in by.items()}
    text = Text(
        cs="Přechody se plánují ve vyučovací dny, kdy do školy chodí aspoň někteří žáci: {some_attend}, z toho "
        "nepotvrzené: {unconfirmed}. Přísněji (chodí všichni): {all_attend}; kdyby uzavírek nebylo: "
        "{without_closures}.",
        en="Crossings are planned on teaching days, when at least some pupils attend: {some_attend}, of them "
        "unconfirmed: {unconfirmed}. Strictly (all attend): {all_attend}; had there been no closures: "
        "{without_closures}.",
    )
    return Text(cs="Kalendář škol", en="School calendar")(lang), text.fill(lang, **shown)


def _range(days: pl.Series, reading: Reading) -> str:
    if days.is_empty():
        return reading.labels.state("missing")
    low, high = min(days), max(days)
    if low == high:
        return reading.labels.value(low, "days")
    return reading.labels.interval(low, high, "days")
