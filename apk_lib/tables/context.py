"""Context tables: what happened around the project. Real, public, each row with its source."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import ATTENDANCE, CONTEXT_KINDS, MARGIN_VARIABLES
from apk_lib.tables.columns import Row, code, decimal, identifier, lasts, on_day, whole, words, yes_no


class SchoolBreaks(Row):
    """School holidays and days off; an empty school means every school."""

    start = on_day("od", "from")
    end = on_day("do (včetně)", "to (inclusive)")
    school = identifier("škola", "school", nullable=True, to="schools")
    name = words("název", "name")
    source = words("zdroj", "source", nullable=True)
    confirmed = yes_no("doloženo", "confirmed")

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("start", "end")


class ContextEvents(Row):
    """States of emergency, curfews and school closures; `attendance` only for closures of schools."""

    start = on_day("od", "from")
    end = on_day("do (včetně)", "to (inclusive)")
    kind = code("druh", "kind", CONTEXT_KINDS)
    what = words("co", "what")
    attendance = code("ve škole", "at school", ATTENDANCE, nullable=True)
    source = words("zdroj", "source", nullable=True)
    confirmed = yes_no("doloženo", "confirmed")

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("start", "end")

    @dy.rule()
    def schools_state_attendance(cls) -> pl.Expr:
        return (pl.col("kind") == "schools") == pl.col("attendance").is_not_null()


class RecordedCrime(Row):
    """Crimes recorded by the state police in a year; a year nobody published is not a row."""

    area = words("oblast", "area")
    year = whole("rok", "year", minimum=1990)
    registered = whole("registrované skutky", "registered crimes", minimum=0)
    source = words("zdroj", "source")


class PopulationMargins(Row):
    """How many inhabitants aged 15 or more there are of each kind: what a survey is weighted to."""

    variable = code("znak", "variable", MARGIN_VARIABLES, key=True)
    category = identifier("kategorie", "category", key=True)
    persons = whole("osob", "persons", minimum=1, unit="persons")
    source = words("zdroj", "source")
    confirmed = yes_no("doloženo", "confirmed")


class PublishedSurveys(Row):
    """Shares of people who feel safe as other surveys published them, each with what stands against a comparison."""

    survey = identifier("šetření", "survey", key=True)
    item = identifier("srovnává se s otázkou", "compared with item", key=True)
    place = words("místo", "place")
    year = whole("rok", "year", minimum=1990)
    respondents = whole("dotázaných", "respondents", nullable=True, minimum=1, unit="persons")
    percent_safe = decimal("cítí se bezpečně (%)", "feel safe (%)", minimum=0, maximum=100)
    wording = words("znění", "wording")
    caveat_cs = words("výhrada", "caveat in Czech")
    caveat_en = words("výhrada anglicky", "caveat in English")
    source = words("zdroj", "source")
