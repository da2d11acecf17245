"""Operational tables: what the town records while the project runs."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import (
    ACTIVITIES,
    CONTACT_KINDS,
    DAY_TYPES,
    END_REASONS,
    EVENT_KINDS,
    FINDS,
    HIDDEN_CRIME,
    OUTCOMES,
    PLAN_MEASURES,
    PLAN_UNITS,
    REFERRALS,
    ROLES,
    TRAINING_KINDS,
)
from apk_lib.tables.columns import (
    Recorded,
    code,
    code_list,
    decimal,
    hours,
    identifier,
    instant,
    lasts,
    money,
    on_day,
    order,
    whole,
    words,
    yes_no,
)


class Posts(Recorded):
    """Planned posts, the unit the funder pays for."""

    post = identifier("místo", "post", key=True)
    planned_from = on_day("plánováno od", "planned from")
    planned_to = on_day("plánováno do", "planned to")
    fte = decimal("úvazek", "FTE", minimum=0.05, maximum=1)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("planned_from", "planned_to")


class Persons(Recorded):
    """People under a pseudonym; names live in a key file outside the data folder."""

    person = identifier("osoba (pseudonym)", "person (pseudonym)", key=True, personal=True)
    role = code("role", "role", ROLES)


class Contracts(Recorded):
    """Employment contracts; `last_day` is the last day of employment, empty while it lasts."""

    contract = identifier("smlouva", "contract", key=True, personal=True)
    person = identifier("osoba", "person", to="persons", personal=True)
    post = identifier("místo", "post", to="posts")
    start = on_day("nástup", "start", personal=True)
    last_day = on_day("poslední den", "last day", nullable=True, personal=True)
    fte = decimal("úvazek", "FTE", minimum=0.05, maximum=1)
    end_reason = code("důvod ukončení", "reason of leaving", END_REASONS, nullable=True, personal=True)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("start", "last_day")


class Shifts(Recorded):
    """Shifts as they were served."""

    shift = identifier("směna", "shift", key=True)
    start = instant("začátek", "start")
    end = instant("konec", "end")

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


class Trainings(Recorded):
    """Courses held."""

    training = identifier("kurz", "training", key=True)
    held_on = on_day("konáno", "held on")
    kind = code("druh", "kind", TRAINING_KINDS)
    topic = words("téma", "topic")


class TrainingAttendance(Recorded):
    """Who attended, for how long, and whether the test was passed."""

    training = identifier("kurz", "training", key=True, to="trainings")
    person = identifier("osoba", "person", key=True, to="persons", personal=True)
    hours = hours("hodiny", "hours")
    passed = yes_no("zkouška složena", "passed", nullable=True, personal=True)


class Expenses(Recorded):
    """Direct costs claimed; `approved` is empty until the funder decides."""

    expense = identifier("výdaj", "expense", key=True)
    line = identifier("položka rozpočtu", "budget line", to="budget_lines")
    paid_on = on_day("uhrazeno", "paid on")
    claimed = money("nárokováno", "claimed")
    approved = money("schváleno", "approved", nullable=True)
