"""Tables of the project sheet: what the project promised, when, where and for how much."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import GOAL_LEVELS, LOCALITY_KINDS, PROGRAMME_RULES
from apk_lib.tables.columns import (
    Row,
    code,
    decimal,
    identifier,
    lasts,
    money,
    on_day,
    whole,
    words,
    yes_no,
)


class Periods(Row):
    """Reporting periods; contiguous, inside the project."""

    period = identifier("období", "period", key=True, plain=True)
    start = on_day("od", "from")
    end = on_day("do (včetně)", "to (inclusive)")
    report_due = on_day("zpráva do", "report due")
    final = yes_no("závěrečné", "final")
    confirmed = yes_no("doloženo", "confirmed")

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("start", "end")


class Goals(Row):
    """Main, partial and concrete goals in the project's own words."""

    goal = identifier("cíl", "goal", key=True)
    level = code("úroveň", "level", GOAL_LEVELS)
    text_cs = words("znění", "wording")
    text_en = words("znění anglicky", "wording in English")
    headline = identifier("hlavní ukazatel", "headline indicator", nullable=True)


class KeyActivities(Row):
    """Key activities of the project; without `indicators` those declared to serve an activity of this id show it."""

    key_activity = identifier("klíčová aktivita", "key activity", key=True)
    name_cs = words("název", "name")
    name_en = words("název anglicky", "name in English")
    indicators = words("ukazatele (oddělené středníkem)", "indicators (separated by a semicolon)", nullable=True)


class Targets(Row):
    """Target values, each in force from a date; the latest one known at the as-of date counts."""

    indicator = identifier("ukazatel", "indicator", key=True)
    measure = identifier("míra", "measure", key=True)
    valid_from = on_day("platí od", "valid from", key=True)
    approved_on = on_day("schváleno", "approved on", nullable=True)
    target = decimal("cílová hodnota", "target value")
    confirmed = yes_no("doloženo", "confirmed")


class FundingParts(Row):
    """The funding parts as published."""

    source = identifier("zdroj", "source", key=True)
    name_cs = words("název", "name")
    name_en = words("název anglicky", "name in English")
    amount = money("částka", "amount")
    confirmed = yes_no("doloženo", "confirmed")


class BudgetLines(Row):
    """Budget lines by version; `direct` costs carry the flat rate of indirect costs."""

    line = identifier("položka", "line", key=True)
    version = whole("verze", "version", key=True, minimum=1)
    name_cs = words("název", "name")
    name_en = words("název anglicky", "name in English")
    direct = yes_no("přímé náklady", "direct costs")
    approved = money("schváleno", "approved")
    valid_from = on_day("platí od", "valid from")
    approved_on = on_day("schváleno dne", "approved on", nullable=True)
    confirmed = yes_no("doloženo", "confirmed")


class FinancialPlan(Row):
    """How much of the total is to be spent by the end of a period, all earlier periods included."""

    period = identifier("období", "period", key=True, to="periods")
    valid_from = on_day("platí od", "valid from", key=True)
    approved_on = on_day("schváleno dne", "approved on", nullable=True)
    spent = money("má být vyčerpáno do konce období", "to be spent by the end of the period")
    confirmed = yes_no("doloženo", "confirmed")


class PlanMeasures(Row):
    """Measures of the town's wider plans that the project serves, and the indicators that show what they got."""

    plan_measure = identifier("opatření", "measure of a plan", key=True)
    plan_cs = words("plán města", "plan of the town")
    plan_en = words("plán města anglicky", "plan of the town in English")
    text_cs = words("znění", "wording")
    text_en = words("znění anglicky", "wording in English")
    indicators = words("ukazatele (oddělené středníkem)", "indicators (separated by a semicolon)")
    confirmed = yes_no("doloženo", "confirmed")


class Localities(Row):
    """Places the assistants look after; a crossing names its school.

    A place that was renamed, split or merged is a new locality that `succeeds` the old one: hours stay where
    they were recorded. A place `chosen_by_peak`, after its worst year, would have improved by itself.
    """

    locality = identifier("lokalita", "locality", key=True)
    name_cs = words("název", "name")
    name_en = words("název anglicky", "name in English")
    kind = code("druh", "kind", LOCALITY_KINDS)
    school = identifier("škola", "school", nullable=True, to="schools")
    valid_from = on_day("platí od", "valid from")
    valid_to = on_day("platí do", "valid to", nullable=True)
    confirmed = yes_no("doloženo", "confirmed")
    succeeds = identifier("navazuje na", "succeeds", nullable=True, to="localities")
    chosen_by_peak = yes_no("vybrána pro výkyv", "chosen by its peak", nullable=True)
    population = whole("počet obyvatel", "inhabitants", nullable=True, minimum=1)
    checks_per_month = decimal("plánované kontroly za měsíc", "planned checks a month", nullable=True, minimum=0)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("valid_from", "valid_to")


class Bands(Row):
    """Time bands of a day in local wall-clock hours; a band with `end <= start` is a night band."""

    band = identifier("pásmo", "band", key=True, plain=True)
    start_hour = whole("od hodiny", "from hour", minimum=0)
    end_hour = whole("do hodiny", "to hour", minimum=0)


class Schools(Row):
    """Schools whose teaching days matter for crossings."""

    school = identifier("škola", "school", key=True)
    name = words("název", "name")


class ProgrammeRules(Row):
    """Limits a record is held against; a limit that is not stated is not checked."""

    rule = code("pravidlo", "rule", PROGRAMME_RULES, key=True)
    value = decimal("hodnota", "value", minimum=0)
    confirmed = yes_no("doloženo", "confirmed")
