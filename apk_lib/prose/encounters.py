"""Sentences on what the assistants met with: events and their outcomes, finds, contacts, activities."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, of, out_of, part
from apk_lib.text import NBSP, Text, listing

_HUNDRED = Text(cs=f"100{NBSP}osobohodin", en=f"100{NBSP}person-hours")
_RATES = Text(
    cs=f"Události na 100{NBSP}osobohodin v lokalitě s 95% intervalem; čárkovaná čára je celek a zahrnuje i hodiny a "
    "události mimo lokality. Interval platí, přicházejí-li události nezávisle. Víc hodin najde víc událostí a záleží, "
    "kudy se chodí.",
    en=f"Events per 100{NBSP}person-hours in a locality with the 95% interval; the dashed line is the whole and "
    "includes hours and events outside localities. The interval holds where events come independently. More hours "
    "find more events, and it matters where one walks.",
)
_ACTIVITIES = Text(
    cs="Osobohodiny a návštěvy podle činnosti za období, v lokalitách i mimo ně.",
    en="Person-hours and visits by activity in the period, in localities and outside them.",
)
_OUTCOMES = Text(
    cs="Výsledky událostí za období; události bez zapsaného výsledku v grafu nejsou.",
    en="Outcomes of events in the period; events without a recorded outcome are not in the chart.",
)


def encounters(reading: Reading) -> Finding:
    """How events ended, how many there were for the hours, what was found, who was spoken to, what hours went to."""
    lang = reading.lang
    events = reading.figure("event_outcomes", "events", "period")
    heading = _heading(reading, events)
    busy = _activities(reading)
    said = (
        f"{_outcomes(reading, events)} {_rate(reading)}".strip(),
        f"{finds(reading)} {_contacts(reading)}".strip(),
        f"{busy} {_schools(reading)}".strip(),
    )
    rate = reading.figure("event_rate", "events", "period")
    pictures = (
        (_ACTIVITIES(lang), f"{heading}. {busy}") if busy else None,
        (_RATES(lang), f"{heading}. {_rate(reading)}") if rate and rate.n else None,
        (_OUTCOMES(lang), f"{heading}. {_outcomes(reading, events)}") if _known(reading) else None,
    )
    return Finding(heading, tuple(text for text in said if text), pictures)


def _known(reading: Reading) -> bool:
    """Whether the outcome of any event was written down."""
    return bool(reading.figure("event_outcomes", "settled", "period"))


def _heading(reading: Reading, events: Figure) -> str:
    lang = reading.lang
    if not events and events.state == "no_cases":
        return Text(cs="V období není zapsána žádná událost", en="No event is recorded in the period")(lang)
    if not events:
        return Text(cs="Události v období: {state}", en="Events in the period: {state}").fill(lang, state=events.show())
    if _known(reading):
        parts = {id: part(reading.figure("event_outcomes", id, "period")) for id in ("settled", "handed_to_police")}
        return Text(
            cs="Ze všech událostí se zapsaným výsledkem (včetně nálezů a závad) tým vyřešil domluvou {settled}, "
            "policii předal {handed_to_police}",
            en="Of all events with a recorded outcome (finds and defects included) the team settled {settled} by "
            "talking and handed {handed_to_police} to the police",
        ).fill(lang, **parts)
    kinds = reading.rows("event_rate", "by_kind", "period", "event_kind").sort("n", "category_1")
    kind = Figure(kinds.row(-1, named=True), reading.labels)
    return Text(
        cs="Asistenti zapsali {events}; nejčastější druh: {kind} ({n})",
        en="The assistants recorded {events}; the most frequent kind: {kind} ({n})",
    ).fill(
        lang,
        events=events.show(),
        kind=reading.labels.name("event_kind", kind.category_1),
        n=reading.labels.bare(kind.n, "events"),
    )


def _rate(reading: Reading) -> str:
    rate = reading.figure("event_rate", "events", "period")
    if not rate or not rate.n:
        return ""
    return Text(
        cs="Událostí na {hundred} v terénu: {rate} (95% interval {interval}). Víc hodin najde víc událostí a "
        "záleží, kudy se chodí: číslo neměří kriminalitu ani účinek.",
        en="Events per {hundred} in the field: {rate} (95% interval {interval}). More hours find more events "
        "and it matters where one walks: the figure measures neither crime nor effect.",
    ).fill(reading.lang, hundred=_HUNDRED(reading.lang), rate=rate.show(), interval=rate.interval)


def _outcomes(reading: Reading, events: Figure) -> str:
    lang = reading.lang
    if not events:
        return ""
    if not _known(reading):
        return Text(
            cs="Výsledek událostí zapsán není, proto nelze říci, kolik jich tým vyřešil domluvou nebo předal policii.",
            en="The outcome of events is not recorded, so nobody can say how many the team settled by talking or "
            "handed to the police.",
        )(lang)
    known = reading.figure("event_outcomes", "settled", "period").denominator
    return Text(
        cs="Výsledek je zapsán u {known} {of} {events}.", en="The outcome is recorded for {known} {of} {events}."
    ).fill(lang, known=reading.labels.bare(known, "events"), of=of(events.value, lang), events=events.show())


def finds(reading: Reading) -> str:
    """How many things were found in the period, by what they were; nothing where nothing was found."""
    total = reading.figure("finds", "finds", "period")
    if not total:
        return ""
    kinds = _by_kind(reading, "finds", "finds", "found")
    if not kinds:
        return Text(
            cs="Nálezy: {n}; co se našlo, zapsáno není.", en="Finds: {n}; what was found is not recorded."
        ).fill(reading.lang, n=total.bare())
    return Text(cs="Nálezy: {n}, z toho: {kinds}.", en="Finds: {n}, of these: {kinds}.").fill(
        reading.lang, n=total.bare(), kinds=kinds
    )


def _contacts(reading: Reading) -> str:
    lang = reading.lang
    total = reading.figure("contacts_made", "contacts", "period")
    if total.value == 0 or total.state == "no_cases":
        return Text(cs="Kontakty s lidmi zapsány nejsou.", en="No contacts with people are recorded.")(lang)
    if not total:
        what = Text(cs="Kontakty s obyvateli a správci objektů: {state}.",
                    en="Contacts with residents and managers of buildings: {state}.")  # fmt: skip
        return what.fill(lang, state=total.show())
    return Text(
        cs="Kontakty s lidmi při návštěvách: {n} ({kinds}), na {hundred} {rate}. Počítají se kontakty, ne různí lidé.",
        en="Contacts with people during visits: {n} ({kinds}), {rate} per {hundred}. Contacts are counted, not "
        "different people.",
    ).fill(
        lang,
        n=total.bare(),
        hundred=_HUNDRED(lang),
        kinds=_by_kind(reading, "contacts_made", "contacts", "contact_kind"),
        rate=reading.figure("contacts_made", "per_100_hours", "period").show(),
    )


def _by_kind(reading: Reading, indicator: str, measure: str, dimension: str) -> str:
    """Counts by a dimension, the most first: obyvatel 310; správce objektu 42."""
    rows = reading.rows(indicator, measure, "period", dimension).drop_nulls("value")
    ordered = rows.filter(rows["value"] > 0).sort(["value", "category_1"], descending=[True, False])
    counts = ordered.select("category_1", "value").iter_rows()
    labels = reading.labels
    return "; ".join(f"{labels.name(dimension, kind)} {labels.bare(n, 'events')}" for kind, n in counts)


def _activities(reading: Reading) -> str:
    """What most hours in the field went to; nothing where there were none."""
    rows = reading.rows("activities", "person_hours", "period", "activity").filter(pl.col("value") > 0)
    if rows.is_empty():
        return ""
    most = Figure(rows.sort("value", "category_1").row(-1, named=True), reading.labels)
    whole = reading.figure("activities", "person_hours", "period")
    return Text(
        cs="Nejvíc hodin připadlo na činnost „{activity}“: {hours} {of} {whole} v lokalitách i mimo ně.",
        en="Most hours went to “{activity}”: {hours} {of} {whole} in localities and outside them.",
    ).fill(
        reading.lang,
        activity=reading.labels.name("activity", most.category_1),
        hours=most.bare(),
        of=of(whole.value, reading.lang),
        whole=whole.show(),
    )


def _schools(reading: Reading) -> str:
    """On how many teaching days somebody stood at the crossings of each school."""
    if not reading.has("crossing_supervision"):
        return ""
    lang, labels = reading.lang, reading.labels
    taught, stood = (
        {
            row["category_1"]: row["value"]
            for row in reading.rows("crossing_supervision", id, "period", "school").iter_rows(named=True)
        }
        for id in ("teaching_days", "days_with_presence")
    )
    guarded = labels.ordered("school", [school for school, days in taught.items() if days])
    counts = {school: out_of(stood.get(school) or 0, taught[school], lang) for school in guarded}
    parts = [f"{labels.name('school', school)} {count}" for school, count in counts.items()]
    if not parts:
        return ""
    return Text(
        cs="Vyučovací dny, kdy u přechodu někdo stál: {schools}.",
        en="Teaching days on which somebody stood at the crossing: {schools}.",
    ).fill(lang, schools=listing(parts, lang))
