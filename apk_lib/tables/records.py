"""Operational tables: what the town records while the project runs."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import (
    ACTIVITIES,
    CARETAKERS,
    CHECKLIST,
    CONTACT_KINDS,
    DAY_TYPES,
    EVENT_KINDS,
    FINDS,
    HIDDEN_CRIME,
    OUTCOMES,
    PLAN_MEASURES,
    PLAN_UNITS,
    REFERRALS,
)
from apk_lib.tables.columns import (
    Recorded,
    code,
    code_list,
    decimal,
    identifier,
    instant,
    lasts,
    on_day,
    order,
    whole,
    yes_no,
)


class Shifts(Recorded):
    """Shifts as they were served."""

    shift = identifier("směna", "shift", key=True)
    start = instant("začátek", "start")
    end = instant("konec", "end")
    checked_by_mentor = yes_no("zkontroloval mentor", "checked by the mentor", nullable=True)

    @dy.rule()
    def ends_after_start(cls) -> pl.Expr:
        return order("start", "end")


class ShiftCrew(Recorded):
    """Who served a shift."""

    shift = identifier("směna", "shift", key=True, to="shifts")
    person = identifier("osoba", "person", key=True, to="persons", personal=True)


class Visits(Recorded):
    """Stays of a shift's crew; an empty locality is time in service outside every locality.

    A visit whose departure nobody wrote down is a visit of unknown length.
    """

    visit = identifier("návštěva", "visit", key=True)
    shift = identifier("směna", "shift", to="shifts")
    locality = identifier("lokalita", "locality", nullable=True, to="localities")
    activity = code("činnost", "activity", ACTIVITIES)
    start = instant("příchod", "arrival")
    end = instant("odchod", "departure", nullable=True)

    @dy.rule()
    def ends_after_start(cls) -> pl.Expr:
        return pl.col("end").is_null() | order("start", "end")


class VisitCrew(Recorded):
    """Who made a visit, where it was not the whole crew of the shift."""

    visit = identifier("návštěva", "visit", key=True, to="visits")
    person = identifier("osoba", "person", key=True, to="persons", personal=True)


class Contacts(Recorded):
    """With how many people the crew spoke during a visit: contacts, not different people."""

    visit = identifier("návštěva", "visit", key=True, to="visits")
    kind = code("s kým", "with whom", CONTACT_KINDS, key=True)
    count = whole("počet", "count", minimum=0)


class GpsFixes(Recorded):
    """Where a device was at a moment, in WGS 84; a device is a thing of the team, not a person."""

    device = identifier("přístroj", "device", key=True, personal=True)
    at = instant("kdy", "when", key=True)
    lon = decimal("zeměpisná délka", "longitude", minimum=-180, maximum=180, unit="degree", personal=True)
    lat = decimal("zeměpisná šířka", "latitude", minimum=-90, maximum=90, unit="degree", personal=True)


class PatrolPlan(Recorded):
    """How much service is planned where and when; `day_types` are separated by a semicolon.

    `amount` is hours (or a count for `visits`) per slot, day or week.
    """

    plan_row = identifier("řádek plánu", "plan row", key=True)
    locality = identifier("lokalita", "locality", to="localities")
    day_types = code_list("typy dnů", "day types", DAY_TYPES)
    band = identifier("pásmo", "band", to="bands")
    amount = decimal("množství", "amount", minimum=0)
    measure = code("míra", "measure", PLAN_MEASURES)
    per = code("na", "per", PLAN_UNITS)
    valid_from = on_day("platí od", "valid from")
    valid_to = on_day("platí do", "valid to", nullable=True)
    entered_on = on_day("zapsáno dne", "entered on")

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("valid_from", "valid_to")


class Events(Recorded):
    """What the assistants met with; `hidden_crime` marks a contact with a victim of hidden crime."""

    event = identifier("událost", "event", key=True)
    at = instant("kdy", "when")
    visit = identifier("návštěva", "visit", nullable=True, to="visits")
    locality = identifier("lokalita", "locality", nullable=True, to="localities")
    kind = code("druh", "kind", EVENT_KINDS)
    hidden_crime = code("skrytá kriminalita", "hidden crime", HIDDEN_CRIME, nullable=True)
    referral = code("předání pomoci", "referral", REFERRALS, nullable=True)
    outcome = code("výsledek", "outcome", OUTCOMES, nullable=True)
    found = code("co se našlo", "what was found", FINDS, nullable=True)


class LocalityChecks(Recorded):
    """The state of a locality, thing by thing; what was wrong and reported may be mended later."""

    locality = identifier("lokalita", "locality", key=True, to="localities")
    checked_on = on_day("kontrola dne", "checked on", key=True)
    item = code("co se hodnotí", "item", CHECKLIST, key=True)
    score = whole("stav (0 v pořádku až 3 velmi špatný)", "state (0 fine to 3 very bad)", minimum=0, maximum=3)
    reported_to = code("nahlášeno komu", "reported to", CARETAKERS, nullable=True)
    fixed_on = on_day("napraveno dne", "mended on", nullable=True)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("checked_on", "fixed_on")
