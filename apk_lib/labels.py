"""How figures read: names of categories, values with their units, in one language.

Charts, sentences and tables share one `Labels`, so a figure reads the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.evaluate import CODES
from apk_lib.indicators import CATALOGUE
from apk_lib.results import STATES
from apk_lib.tables import SHAPES
from apk_lib.tables.codes import RULE_DEFAULTS, TRAINING_KINDS, VISIT_LENGTHS
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
    "crimes": Noun(cs=("skutek", "skutky", "skutků", "skutku"), en=("crime", "crimes")),
}  # fmt: skip
DIGITS = {"person_months": 1, "months": 1, "per_100_hours": 1, "mean_persons": 2, "index": 2}
# units that are no things to be counted: the number stands alone, the sentence says what it is
NUMBERS = ("per_100_hours", "index")
# things without a name of their own are called by their kind and code
CODED = {
    "post": Text(cs="místo", en="post"),
    "double_booked_visit": Text(cs="návštěva", en="visit"),
}
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
    `limits` are the programme rules in force, by their code.
    """

    lang: Lang
    names: dict[str, dict[str, str]]
    as_of: date
    shapes: Shapes | None = None
    rejected: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset, lang: Lang) -> Labels:
        """The labels of a dataset in a language."""
        frames = dataset.project.frames
        tables = {"locality": "localities", "line": "budget_lines", "source": "funding_parts"}
        names = {
            dimension: dict(frames[table].select(dimension, f"name_{lang}").iter_rows())
            for dimension, table in tables.items()
        }
        names["school"] = dict(frames["schools"].select("school", "name").iter_rows())
        coded = CODES | {"training_kind": TRAINING_KINDS}
        names |= {dimension: {id: text(lang) for id, text in codes.items()} for dimension, codes in coded.items()}
        waves = dict(dataset.table("survey_waves").select("wave", "starts").iter_rows())
        years = [starts.year for starts in waves.values()]
        names["wave"] = {
            wave: f"{starts.year}" if years.count(starts.year) == 1 else f"{starts.month}/{starts.year}"
            for wave, starts in waves.items()
        }
        rejected = dict(dataset.rejected.group_by("table").agg(pl.col("source_row").n_unique()).iter_rows())
        limits = {rule: dataset.project.limit(rule) for rule in RULE_DEFAULTS}
        return cls(lang, names, dataset.as_of, _shapes(dataset), rejected, limits)

    def name(self, dimension: str, category: str) -> str:
        """What a reader calls a category; a code nobody named stays as it is."""
        if dimension == "weekday_band":
            day, band = category.split("|")
            return f"{self.weekday(day)} {self.band(band)}"
        if dimension == "month":
            year, month = category.split("-")
            return f"{int(month)}/{year}"
        if dimension in CODED:
            return f"{CODED[dimension](self.lang)}{NBSP}{category}"
        return self.names.get(dimension, {}).get(category, category)

    def weekday(self, day: str) -> str:
        """The short name of a weekday, or of the whole week (0) when a plan states its amount a week."""
        return WEEK(self.lang) if day == "0" else weekday(int(day), self.lang)

    def band(self, band: str) -> str:
        """A time band without leading zeros: 6–9."""
        return ABSENT.join(part.lstrip("0") or "0" for part in band.split("-"))

    def ordered(self, dimension: str, categories: list[str]) -> list[str]:
        """Categories in the order of their names in Czech; waves and months in time."""
        if dimension in ("wave", "month", "weekday_band"):
            return sorted(categories)
        if dimension == "visit_length":
            return [length for length in VISIT_LENGTHS if length in categories]
        return sorted(categories, key=lambda category: sort_key(self.name(dimension, category)))

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
    drawn = zip(dataset.places.localities, dataset.places.shapes, strict=True)
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of `Results`, ready to be read."""

    row: dict[str, Any]
    labels: Labels

    def __bool__(self) -> bool:
        return self.row.get("value") is not None

    def __getattr__(self, name: str) -> Any:
        if name not in self.row:
            raise AttributeError(name)
        return self.row[name]

    def show(self, what: str = "value", *, unit: str | None = None) -> str:
        """A value of the row with its unit (`unit` where the parts of a ratio have another), or why there is none."""
        value = self.row[what]
        return self.absence if value is None else self.labels.value(value, unit or self.row["unit"])

    def bare(self, what: str = "value", *, unit: str | None = None) -> str:
        """A value of the row without its noun."""
        value = self.row[what]
        return self.absence if value is None else self.labels.bare(value, unit or self.row["unit"])

    @property
    def absence(self) -> str:
        """Why there is no value; some measures have a word of their own where there was no case."""
        said = CATALOGUE[self.row["indicator"]].measure(self.row["measure"]).absent
        if said is not None and self.row["state"] == "no_cases":
            return said(self.labels.lang)
        return self.labels.state(self.row["state"])

    @property
    def open(self) -> bool:
        """Whether the period had not ended when the figure was made."""
        return bool(self.row["state"] == "incomplete_period")

    @property
    def interval(self) -> str:
        """The interval of the value, a dash where it has none."""
        if self.row["lower"] is None:
            return ABSENT
        return self.labels.interval(self.row["lower"], self.row["upper"], self.row["unit"])


@dataclass(frozen=True)
class Reading:
    """Figures with the labels to read them by."""

    results: pl.DataFrame
    curves: pl.DataFrame
    labels: Labels

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.labels.lang

    def has(self, *indicators: str) -> bool:
        """Whether figures of all these indicators were selected."""
        return set(indicators) <= set(self.results["indicator"].unique())

    def figure(self, indicator: str, measure: str, scope: str = "cumulative", **category: str) -> Figure:
        """One figure; `category` names up to one dimension: `locality="risk_a"`.

        Raises:
            KeyError: there is no such figure (a programmer's mistake).
        """
        found = self.rows(indicator, measure, scope, *category)
        for value in category.values():
            found = found.filter(pl.col("category_1") == value)
        if len(found) != 1:
            raise KeyError(f"{indicator}.{measure} ({scope}, {category}): {len(found)} figures")
        return Figure(found.row(0, named=True), self.labels)

    def rows(self, indicator: str, measure: str, scope: str, *by: str) -> pl.DataFrame:
        """The figures of a measure broken down by dimensions (none: the total)."""
        first, second = [*by, None, None][:2]
        return self.results.filter(
            pl.col("indicator") == indicator,
            pl.col("measure") == measure,
            pl.col("scope") == scope,
            pl.col("dimension_1").eq_missing(pl.lit(first, pl.String)),
            pl.col("dimension_2").eq_missing(pl.lit(second, pl.String)),
        )
