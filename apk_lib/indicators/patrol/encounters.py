"""What the assistants met with (KA01): events, how they ended, finds, contacts."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.patrol.rows import LOCALITY
from apk_lib.indicators.statistics import Rate, Ratio, Total
from apk_lib.periods import Period, local_day
from apk_lib.tables.codes import EVENT_KINDS, OUTCOMES
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

_POLICE = ("handed_to_municipal_police", "handed_to_state_police")
_HANDED_OVER = tuple(outcome for outcome in OUTCOMES if outcome.startswith("handed_to_"))
_PER = 100  # person-hours


@indicator(
    label=Text(cs="Události na 100 osobohodin", en="Events per 100 person-hours"),
    definition=Text(
        cs="Zapsané události na 100 osobohodin v terénu (v lokalitách i mimo ně) s přesným Poissonovým intervalem; v "
        "lokalitě události v ní na 100 osobohodin v ní, u činnosti události při jejích návštěvách. Víc hodin najde víc "
        "událostí a záleží, kudy se chodí: číslo neměří kriminalitu ani účinek. Počítají "
        "se i události zapsané bez návštěvy. Interval platí, přicházejí-li události nezávisle; při shlucích je "
        "nejistota větší.",
        en="Events recorded per 100 person-hours in the field (in localities and outside) with the exact Poisson "
        "interval; for a locality its events per 100 person-hours in it, for an activity the events of its visits. "
        "More hours find more events and it matters where one walks: the figure measures neither crime nor effect. "
        "Events recorded without a visit count too. The interval holds where events come independently; in bursts the "
        "uncertainty is larger.",
    ),
    subject="occurrences",
    serves=("presence", "KA02"),
    better="neither",
    accumulation="ratio_of_sums",
    measures=(
        Measure("events", Text(cs="události", en="events"), "per_100_hours",
                Rate("event", "exposure", MICROSECONDS_PER_HOUR, _PER), (TOTAL, LOCALITY, ("activity",))),
        Measure("by_kind", Text(cs="události podle druhu", en="events by kind"), "per_100_hours",
                Rate("event", "whole_exposure", MICROSECONDS_PER_HOUR, _PER), (("event_kind",),)),
    ),
)  # fmt: skip
def event_rate(events: pl.DataFrame, visits: pl.DataFrame, effort: pl.DataFrame, period: Period) -> pl.DataFrame:
    during = _met(events, period).join(
        visits.select("visit", "activity", pl.concat_list(record("visits"))),
        on="visit", how="left", maintain_order="left",
    )  # fmt: skip
    met = during.select("locality", "activity", "visits_row", record("events"), event_kind="kind", event=pl.lit(1))
    spent = effort.filter(~pl.col("double_booked"), period.holds(pl.col("day")))
    worked, behind = pl.col("length").sum(), record("visits").unique().sort()
    exposure = spent.group_by("locality", "activity").agg(behind, exposure=worked).sort("locality", "activity")
    # a kind of event has no hours of its own: each is held against all of them
    every = spent.select(behind.implode(), whole_exposure=worked)
    whole = pl.DataFrame({"event_kind": list(EVENT_KINDS)}).join(every, how="cross")
    return pl.concat([met, exposure, whole], how="diagonal")


def _met(events: pl.DataFrame, period: Period) -> pl.DataFrame:
    return events.filter(period.holds(local_day(pl.col("at")))).sort("at", "event")


@indicator(
    label=Text(cs="Výsledky událostí", en="Outcomes of events"),
    definition=Text(
        cs="Jak události skončily; podíly jsou z událostí, u kterých je výsledek zapsán. Předáno je, co převzala "
        "policie (i městská), OSPOD, odbor města nebo záchranná služba.",
        en="How events ended; shares are of the events whose outcome is recorded. Handed over is what the police (the "
        "municipal one too), child protection, an office of the town or a rescue service took on.",
    ),
    subject="occurrences",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("events", Text(cs="události", en="events"), "events", Total("event"), (TOTAL, ("outcome",))),
        Measure("settled", Text(cs="vyřešeno domluvou", en="settled by talking"), "share", Ratio("settled", "known")),
        Measure("handed_to_police", Text(cs="předáno policii", en="handed to the police"), "share",
                Ratio("handed", "known")),
        Measure("handed_over", Text(cs="předáno jiné složce nebo úřadu", en="handed over to another service"), "share",
                Ratio("handed_over", "known")),
    ),
)  # fmt: skip
def event_outcomes(events: pl.DataFrame, period: Period) -> pl.DataFrame:
    outcome = pl.col("outcome")
    return _met(events, period).select(
        "outcome",
        record("events"),
        event=pl.lit(1),
        known=outcome.is_not_null().cast(pl.Int64),
        settled=(outcome == "settled_by_talking").cast(pl.Int64),
        handed=outcome.is_in(_POLICE).cast(pl.Int64),
        handed_over=outcome.is_in(_HANDED_OVER).cast(pl.Int64),
    )


@indicator(
    label=Text(cs="Nálezy", en="Finds"),
    definition=Text(
        cs="Události, při kterých se něco našlo, podle toho co: injekční materiál, odpad, ztracená věc.",
        en="Events at which something was found, by what it was: needles, waste, lost property.",
    ),
    subject="occurrences",
    serves=("presence", "KA02"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("finds", Text(cs="nálezy", en="finds"), "events", Total("event"), (TOTAL, ("found",), LOCALITY)),
    ),
)
def finds(events: pl.DataFrame, period: Period) -> pl.DataFrame:
    something = (pl.col("kind") == "find") | pl.col("found").is_not_null()
    return _met(events, period).filter(something).select("locality", "found", record("events"), event=pl.lit(1))


@indicator(
    label=Text(cs="Kontakty s obyvateli", en="Contacts with residents"),
    definition=Text(
        cs="S kolika lidmi hlídky při návštěvách mluvily, podle toho s kým. Počítají se kontakty, ne různí lidé. Na "
        "100 osobohodin v terénu: v lokalitách i mimo ně, u lokality kontakty a hodiny v ní.",
        en="With how many people the crews spoke during visits, by whom. Contacts are counted, not different people. "
        "Per 100 person-hours in the field: in localities and outside; for a locality its contacts and hours.",
    ),
    subject="occurrences",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("contacts", Text(cs="kontakty", en="contacts"), "contacts", Total("count"),
                (TOTAL, ("contact_kind",), LOCALITY)),
        Measure("per_100_hours", Text(cs="kontakty na 100 osobohodin", en="contacts per 100 person-hours"),
                "per_100_hours", Ratio("count", "worked", MICROSECONDS_PER_HOUR, _PER, counted=True),
                (TOTAL, LOCALITY)),
    ),
)  # fmt: skip
def contacts_made(
    contacts: pl.DataFrame, visit_starts: pl.DataFrame, effort: pl.DataFrame, period: Period
) -> pl.DataFrame:
    started = visit_starts.filter(period.holds(pl.col("day"))).select("visit", "locality", record("visits"))
    met = contacts.join(started, on="visit").sort("visit", "kind")
    spoken = met.select("locality", "count", "visits_row", record("contacts"), contact_kind="kind")
    spent = effort.filter(~pl.col("double_booked"), period.holds(pl.col("day")))
    return pl.concat([spoken, spent.select("locality", record("visits"), worked="length")], how="diagonal")
