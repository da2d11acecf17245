"""How figures read: names of categories, values with their units, in one language.

Charts, sentences and tables share one `Labels`, so a figure reads the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from apk_lib.catalogue.words import DIMENSIONS
from apk_lib.dataset import Dataset
from apk_lib.evaluate import CODES
from apk_lib.labels.survey import SurveyNotes, items, survey_notes, surveys, waves
from apk_lib.results import STATES
from apk_lib.tables import SHAPES, TABLES
from apk_lib.tables.codes import (
    AGE_GROUPS,
    DISPOSITIONS,
    NOT_PATROLLED,
    OUTPUT_KINDS,
    PUBLICITY_KINDS,
    RISK_SEVERITIES,
    RULE_DEFAULTS,
    SAFETY_CUTS,
    SEXES,
    SPENDING_COURSE,
    TRAINING_KINDS,
    VISIT_LENGTHS,
    ZONE_PAIRS,
    ZONES,
)
from apk_lib.tables.questionnaire import BATTERIES
from apk_lib.text import NBSP, Lang, Noun, Text, crowns, number, percent, sort_key, weekday

ROW = Noun(cs=("řádek", "řádky", "řádků", "řádku"), en=("row", "rows"))
POINT = Noun(cs=("procentní bod", "procentní body", "procentních bodů", "procentního bodu"),
             en=("percentage point", "percentage points"))  # fmt: skip
NOUNS = {
    "persons": Noun(cs=("osoba", "osoby", "osob", "osoby"), en=("person", "people")),
    "posts": Noun(cs=("místo", "místa", "míst", "místa"), en=("post", "posts")),
    "person_months": Noun(cs=("člověkoměsíc", "člověkoměsíce", "člověkoměsíců", "člověkoměsíce"),
                          en=("person-month", "person-months")),
    "months": Noun(cs=("měsíc", "měsíce", "měsíců", "měsíce"), en=("month", "months")),
    "days": Noun(cs=("den", "dny", "dní", "dne"), en=("day", "days")),
    "hours": Noun(cs=("hodina", "hodiny", "hodin", "hodiny"), en=("hour", "hours")),
    "person_hours": Noun(cs=("osobohodina", "osobohodiny", "osobohodin", "osobohodiny"),
                         en=("person-hour", "person-hours")),
    "minutes": Noun(cs=("minuta", "minuty", "minut", "minuty"), en=("minute", "minutes")),
    "stays": Noun(cs=("pobyt", "pobyty", "pobytů", "pobytu"), en=("stay", "stays")),
    "localities": Noun(cs=("lokalita", "lokality", "lokalit", "lokality"), en=("locality", "localities")),
    "events": Noun(cs=("událost", "události", "událostí", "události"), en=("event", "events")),
    "mean_persons": Noun(cs=("osoba", "osoby", "osob", "osoby"), en=("person", "people")),
    "visits": Noun(cs=("návštěva", "návštěvy", "návštěv", "návštěvy"), en=("visit", "visits")),
    "contacts": Noun(cs=("kontakt", "kontakty", "kontaktů", "kontaktu"), en=("contact", "contacts")),
    "respondents": Noun(cs=("dotázaný", "dotázaní", "dotázaných", "dotázaného"), en=("respondent", "respondents")),
    "offences": Noun(cs=("přestupek", "přestupky", "přestupků", "přestupku"), en=("offence", "offences")),
    "complaints": Noun(cs=("stížnost", "stížnosti", "stížností", "stížnosti"), en=("complaint", "complaints")),
    "documents": Noun(cs=("dokument", "dokumenty", "dokumentů", "dokumentu"), en=("document", "documents")),
    "problems": Noun(cs=("problém", "problémy", "problémů", "problému"), en=("problem", "problems")),
    "rows": ROW,
    "points": Noun(cs=("bod", "body", "bodů", "bodu"), en=("point", "points")),
    "checks": Noun(cs=("kontrola", "kontroly", "kontrol", "kontroly"), en=("check", "checks")),
    "defects": Noun(cs=("závada", "závady", "závad", "závady"), en=("defect", "defects")),
    "meetings": Noun(cs=("setkání", "setkání", "setkání", "setkání"), en=("meeting", "meetings")),
    "weeks": Noun(cs=("týden", "týdny", "týdnů", "týdne"), en=("week", "weeks")),
    "shifts": Noun(cs=("směna", "směny", "směn", "směny"), en=("shift", "shifts")),
    "outputs": Noun(cs=("výstup", "výstupy", "výstupů", "výstupu"), en=("output", "outputs")),
    "tests": Noun(cs=("test", "testy", "testů", "testu"), en=("test", "tests")),
    "crimes": Noun(cs=("skutek", "skutky", "skutků", "skutku"), en=("crime", "crimes")),
}  # fmt: skip
DIGITS = {"person_months": 1, "months": 1, "per_100_hours": 1, "mean_persons": 2, "index": 2, "score": 2, "effect": 2,
          "ratio": 2, "probability": 3, "per_month": 1, "per_1000": 1, "points": 1}  # fmt: skip
# units that are no things to be counted: the number stands alone, the sentence says what it is
NUMBERS = ("per_100_hours", "per_1000", "index", "score", "effect", "ratio", "probability", "per_month")
# things without a name of their own are called by their kind and code
CODED = {
    "post": Text(cs="místo", en="post"),
    "double_booked_visit": Text(cs="návštěva", en="visit"),
}
WHOLE = Text(cs="celkem", en="all")
# dimensions whose categories stand in the order of their declaration
DECLARED = {
    "visit_length": VISIT_LENGTHS, "zone": ZONES, "sex": SEXES, "age_group": AGE_GROUPS, "cut": SAFETY_CUTS,
    "battery": BATTERIES, "output_kind": OUTPUT_KINDS, "zone_pair": ZONE_PAIRS,
    "disposition": DISPOSITIONS, "publicity_kind": PUBLICITY_KINDS, "risk_severity": RISK_SEVERITIES,
    "spending_course": SPENDING_COURSE,
    **{dimension: CODES[dimension] for dimension in ("months_since_start", "end_reason", "esf_age_group", "hour")},
}  # fmt: skip
WEEK = Text(cs="týd.", en="wk")
ABSENT = "–"


def decimals(value: float, unit: str) -> int:
    """Decimal places of a value; a few minutes are not nothing."""
    if unit in ("hours", "person_hours") and abs(value) < 10:
        return 1 if abs(value) >= 1 else 2
    return DIGITS.get(unit, 0)


def _share_digits(share: float) -> int:
    """No decimal places, unless rounding would make a share all or nothing."""
    return 1 if 0 < share <= 0.005 or 0.995 <= share < 1 else 0


@dataclass(frozen=True)
class Shapes:
    """Where the localities of a project lie: GeoJSON geometries in degrees (longitude, latitude).

    `localities` by id, `town` is the outline of the whole town where one is known; `schematic` says that the
    shapes were drawn for a sample and are no real boundaries.
    """

    localities: Mapping[str, Mapping[str, Any]]
    town: Mapping[str, Any] | None = None
    schematic: bool = False


@dataclass(frozen=True)
class Labels:
    """The reader's language, the names this project gives to its categories, and what else is told beside figures.

    `shapes` are the localities on a map, None where a town has none; `rejected` counts rows rejected by table;
    `limits` are the programme rules in force, by their code; `survey` holds the notes on its questions.
    """

    lang: Lang
    names: dict[str, dict[str, str]]
    as_of: date
    shapes: Shapes | None = None
    rejected: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    survey: SurveyNotes = field(default_factory=SurveyNotes)

    @classmethod
    def of(cls, dataset: Dataset, lang: Lang) -> Labels:
        """The labels of a dataset in a language."""
        frames = dataset.project.frames
        tables = {"locality": "localities", "line": "budget_lines", "source": "funding_parts",
                  "key_activity": "key_activities"}  # fmt: skip
        names = {
            dimension: dict(frames[table].select(dimension, f"name_{lang}").iter_rows())
            for dimension, table in tables.items()
        }
        names["table"] = {name: table.label(lang) for name, table in TABLES.items()}
        names["school"] = dict(frames["schools"].select("school", "name").iter_rows())
        names["training"] = dict(dataset.table("trainings").select("training", "topic").iter_rows())
        coded = CODES | {"training_kind": TRAINING_KINDS} | DECLARED
        names |= {dimension: {id: text(lang) for id, text in codes.items()} for dimension, codes in coded.items()}
        names |= {
            "wave": waves(dataset),
            "item": items(dataset, names["locality"], lang),
            "survey": surveys(dataset),
        }
        rejected = dict(dataset.rejected.group_by("table").agg(pl.col("source_row").n_unique()).iter_rows())
        stated = frames["programme_rules"]["rule"].to_list()
        limits = {rule: dataset.project.limit(rule) for rule in dict.fromkeys([*RULE_DEFAULTS, *stated])}
        return cls(lang, names, dataset.as_of, _shapes(dataset), rejected, limits, survey_notes(dataset, lang))

    @classmethod
    def of_names(cls, lang: Lang, names: Mapping[str, Mapping[str, str]]) -> Labels:
        """The labels of finished figures, without their dataset: of `names`, by dimension, and of codes of the library.

        They read figures and categories; they know no day, no place and no limit.
        """
        coded = {dimension: {id: text(lang) for id, text in codes.items()} for dimension, codes in DECLARED.items()}
        given = {dimension: coded.get(dimension, {}) | dict(named) for dimension, named in names.items()}
        return cls(lang, coded | given, date.min)

    def dimension(self, dimension: str) -> str:
        """What a reader calls that by which figures are broken down."""
        return DIMENSIONS[dimension](self.lang)

    def name(self, dimension: str, category: str) -> str:
        """What a reader calls a category; a code nobody named stays as it is."""
        if dimension == "weekday_band":
            day, band = category.split("|")
            return f"{self.weekday(day)} {self.band(band)}"
        if dimension == "weekday":
            return self.weekday(category, full=True)
        if dimension == "band":
            return self.band(category)
        if dimension == "month":
            # also of a month told by its first day
            year, month = category.split("-")[:2]
            return f"{int(month)}/{year}"
        if dimension == "respondents_per_wave":
            return number(int(category), self.lang)
        if dimension in CODED:
            return f"{CODED[dimension](self.lang)}{NBSP}{category}"
        return self.names.get(dimension, {}).get(category, category)

    def named(self, results: pl.DataFrame) -> dict[str, dict[str, str]]:
        """What a reader calls each category of some figures, by dimension."""
        pairs = [results.select(f"dimension_{n}", f"category_{n}").drop_nulls().unique().rows() for n in (1, 2)]
        names: dict[str, dict[str, str]] = {}
        for dimension, category in sorted({pair for some in pairs for pair in some}):
            names.setdefault(dimension, {})[category] = self.name(dimension, category)
        return names

    def weekday(self, day: str, *, full: bool = False) -> str:
        """The name of a weekday, short or `full`, or of the whole week (0) when a plan states its amount a week."""
        return WEEK(self.lang) if day == "0" else weekday(int(day), self.lang, full=full)

    def band(self, band: str) -> str:
        """A time band without leading zeros: 6–9."""
        return ABSENT.join(part.lstrip("0") or "0" for part in band.split("-"))

    def ordered(self, dimension: str, categories: list[str]) -> list[str]:
        """Categories in the order of their names in Czech; waves and months in time, numbers and lists as they go."""
        if dimension in ("month", "weekday", "weekday_band", "band"):
            return sorted(categories)
        if dimension in ("hour", "respondents_per_wave"):
            return sorted(categories, key=int)
        if dimension in ("wave", "item"):
            # waves and questions stand in `names` as they were asked
            known = list(self.names.get(dimension, {}))
            return sorted(categories, key=lambda one: (known.index(one) if one in known else len(known), one))
        if dimension in DECLARED and set(categories) <= set(DECLARED[dimension]):
            return [category for category in DECLARED[dimension] if category in categories]
        return sorted(categories, key=lambda category: sort_key(self.name(dimension, category)))

    def series(self, series: str, dimension: str = "") -> str:
        """What a reader calls a series of a curve: the whole, or a category (of a zone or locality, unless told)."""
        if series == "all":
            return WHOLE(self.lang)
        return self.name(dimension or ("zone" if series in ZONES else "locality"), series)

    def value(self, value: float, unit: str, *, digits: int | None = None) -> str:
        """A value with its unit, as a sentence needs it: 78 %, 2 840 osobohodin, 35 000,00 Kč."""
        shown: dict[str, Callable[[], str]] = {
            "share": lambda: percent(value, self.lang, _share_digits(value) if digits is None else digits),
            "share_difference": lambda: POINT.count(value * 100, self.lang, 1 if digits is None else digits),
            "czk": lambda: crowns(value, self.lang, 2 if digits is None else digits),
        }
        if unit in shown:
            return shown[unit]()
        if unit in NUMBERS:
            return self.bare(value, unit)
        return NOUNS[unit].count(value, self.lang, decimals(value, unit) if digits is None else digits)

    def bare(self, value: float, unit: str) -> str:
        """A value without the noun of its unit, as a table or a 'from–to' needs it."""
        if unit in ("share", "czk"):
            return self.value(value, unit)
        if unit == "share_difference":
            return number(value * 100, self.lang, 1)
        return number(value, self.lang, decimals(value, unit))

    def plain(self, value: float) -> str:
        """A number without a unit, with two decimal places at most."""
        digits = next(places for places in (0, 1, 2) if places == 2 or round(value, places) == round(value, 2))
        return number(value, self.lang, digits)

    def interval(self, lower: float, upper: float, unit: str) -> str:
        """An interval: 19–99 %, −2,3 až 14,1 procentního bodu."""
        if unit == "share":
            low = number(lower * 100, self.lang, _share_digits(lower))
            return f"{low}{ABSENT}{self.value(upper, unit)}"
        to = {"cs": f"{NBSP}až{NBSP}", "en": f"{NBSP}to{NBSP}"}[self.lang]
        return f"{self.bare(lower, unit)}{to}{self.value(upper, unit)}"

    def state(self, state: str) -> str:
        """Why there is no value."""
        return STATES[state](self.lang)


def _shapes(dataset: Dataset) -> Shapes | None:
    if not dataset.places:
        return None
    kinds = dict(dataset.table("localities").select("locality", "kind").iter_rows())
    every = zip(dataset.places.localities, dataset.places.shapes, strict=True)
    # what nobody patrols is no white place on a map of patrols
    drawn = ((locality, shape) for locality, shape in every if kinds.get(locality) not in NOT_PATROLLED)
    schematic = any(source.synthetic for source in dataset.sources if source.table == SHAPES)
    town = dataset.outline.__geo_interface__ if dataset.outline else None
    return Shapes({locality: shape.__geo_interface__ for locality, shape in drawn}, town, schematic)


def hours_minutes(hours: float, lang: Lang) -> str:
    """Hours to the second, so that parts printed side by side add up: 3 412 h 20 min."""
    seconds = round(hours * 3600)
    parts = [f"{number(abs(seconds) // 3600, lang)}{NBSP}h"]
    if seconds % 3600:
        parts.append(f"{abs(seconds) % 3600 // 60}{NBSP}min")
    if seconds % 60:
        parts.append(f"{abs(seconds) % 60}{NBSP}s")
    return ("−" if seconds < 0 else "") + NBSP.join(parts)
