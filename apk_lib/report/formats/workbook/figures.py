"""The figures and curves of a report as tidy tables of real numbers: one row a figure in both scopes, one a point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl

from apk_lib.catalogue.words import DIMENSIONS, METHODS
from apk_lib.disclosure import SUBJECTS
from apk_lib.indicators import CATALOGUE, Curve, Indicator, Measure
from apk_lib.labels import Labels
from apk_lib.report.formats.workbook import words
from apk_lib.report.formats.workbook.cells import DAY, Cell, Number, counted, measured
from apk_lib.report.formats.workbook.grid import Grid
from apk_lib.report.formats.workbook.words import HEADS, NOT_APPLICABLE, PARTS_OF_A_FIGURE, SCOPED, SHORTHAND
from apk_lib.report.model import Section
from apk_lib.results import SCOPES, STATES, UNITS
from apk_lib.sheets.core import named
from apk_lib.text import Lang, listing, sentence, sort_key

_FIGURE = ("indicator", "definition_version", "measure", "dimension_1", "category_1", "dimension_2", "category_2")
WITHHELD = SHORTHAND["suppressed"]
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure in both scopes: its rows of `Results`, and how it is declared."""

    scopes: Mapping[str, Mapping[str, Any]]
    declared: Indicator
    labels: Labels

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.labels.lang

    @property
    def row(self) -> Mapping[str, Any]:
        """What holds in both scopes: the key, the unit."""
        return next(iter(self.scopes.values()))

    @property
    def measure(self) -> Measure:
        """How its measure is declared."""
        return self.declared.measure(self.row["measure"])


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures; an `optional` one stands only where it says something of some row."""

    head: str
    cell: Callable[[_Figure], Cell]
    optional: bool = False


def figure_grid(name: str, about: str, section: str, ids: Sequence[str], results: pl.DataFrame, labels: Labels) -> Grid:
    """All figures of some indicators, in their order: the period beside the whole project."""
    lang, chosen = labels.lang, results.filter(pl.col("indicator").is_in(list(ids)))
    ordered = sorted(_figures(chosen, labels), key=partial(_place, ids=ids, places=_places(chosen, labels)))
    nothing = (NOT_APPLICABLE, WITHHELD)
    columns = [one for one in _columns(lang) if not one.optional or any(one.cell(of) not in nothing for of in ordered)]
    rows = tuple(tuple(one.cell(of) for one in columns) for of in ordered)
    title = words.ALL_FIGURES.fill(lang, topic=name) if section else name
    return Grid(name, words.FIGURES(lang), title, about, tuple(one.head for one in columns), rows, section)


def _figures(results: pl.DataFrame, labels: Labels) -> Iterable[_Figure]:
    pairs: dict[tuple[Any, ...], dict[str, dict[str, Any]]] = {}
    for row in results.iter_rows(named=True):
        pairs.setdefault(tuple(row[name] for name in _FIGURE), {})[row["scope"]] = row
    for (id, version, *_), scopes in pairs.items():
        yield _Figure(scopes, CATALOGUE.definition(id, version), labels)


def _places(results: pl.DataFrame, labels: Labels) -> dict[tuple[str, str], int]:
    """Where each category stands among those of its dimension."""
    pairs = {
        pair for n in (1, 2) for pair in results.select(f"dimension_{n}", f"category_{n}").drop_nulls().iter_rows()
    }
    by = {dimension: [one for of, one in sorted(pairs) if of == dimension] for dimension, _ in sorted(pairs)}
    return {
        (dimension, category): place
        for dimension, categories in by.items()
        for place, category in enumerate(labels.ordered(dimension, categories))
    }


def _place(of: _Figure, ids: Sequence[str], places: Mapping[tuple[str, str], int]) -> tuple[Any, ...]:
    """Where a figure stands: as declared, the total first, categories in the order a reader expects."""
    row, measure = of.row, of.measure
    pairs = [(row[f"dimension_{n}"], row[f"category_{n}"]) for n in (1, 2) if row[f"dimension_{n}"] is not None]
    by = tuple(dimension for dimension, _ in pairs)
    return (
        ids.index(row["indicator"]),
        row["definition_version"],
        of.declared.measures.index(measure),
        len(by),
        # where no category is known, a figure without any stands in the place of a breakdown
        (*measure.dimensions, by).index(by),
        [places[pair] for pair in pairs],
    )


def _columns(lang: Lang) -> list[_Column]:
    """What is told of each figure."""
    head = {id: said(lang) for id, said in HEADS.items()}
    both = partial(_in_both_scopes, lang=lang)
    told: dict[str, Callable[[_Figure], Cell]] = {
        "indicator": lambda of: of.declared.label(of.lang),
        "measure": lambda of: of.measure.label(of.lang),
        "by": partial(_dimension, which=1),
        "category": partial(_category, which=1),
        "by_2": partial(_dimension, which=2),
        "category_2": partial(_category, which=2),
        "unit": lambda of: UNITS[of.row["unit"]](of.lang),
    }
    optional = ("by_2", "category_2")
    beside = ("target", "baseline", "effective_n", "detectable_change")
    return [
        *(_Column(head[id], cell, id in optional) for id, cell in told.items()),
        *both(("value", "lower", "upper")),
        *(_Column(head[what], partial(_last, what=what), optional=True) for what in beside),
        *both(("n", "numerator", "denominator", "state")),
        _Column(head["synthetic"], _synthetic),
        _Column(head["id"], lambda of: f"{of.row['indicator']}.{of.row['measure']}"),
    ]


def _in_both_scopes(parts: Sequence[str], lang: Lang) -> list[_Column]:
    return [
        _Column(SCOPED[scope].fill(lang, what=PARTS_OF_A_FIGURE[what](lang)), partial(_part, scope=scope, what=what))
        for scope in SCOPES
        for what in parts
    ]


def _dimension(of: _Figure, which: int) -> str:
    by = of.row[f"dimension_{which}"]
    return DIMENSIONS[by](of.lang) if by is not None else _whole(of, which)


def _category(of: _Figure, which: int) -> str:
    by, category = of.row[f"dimension_{which}"], of.row[f"category_{which}"]
    return of.labels.name(by, category) if category is not None else _whole(of, which)


def _whole(of: _Figure, which: int) -> str:
    return words.TOTAL(of.lang) if which == 1 else NOT_APPLICABLE


def _part(of: _Figure, scope: str, what: str) -> Cell:
    """A part of a figure in one scope, or why there is none; of one that is withheld no number is ever written."""
    row = of.scopes.get(scope)
    if row is None:
        return NOT_APPLICABLE
    if what == "state":
        return _state(row["state"], of.lang)
    if row["state"] == "suppressed":
        return _withheld(row, of.lang) if what == "value" else WITHHELD
    if row[what] is None:
        return NOT_APPLICABLE if row["value"] is not None else SHORTHAND.get(row["state"], NOT_APPLICABLE)
    if what in ("n", "numerator", "denominator"):
        return counted(row[what])
    return measured(row[what], row["unit"], of.lang)


def _withheld(row: Mapping[str, Any], lang: Lang) -> str:
    """What stands in the place of a withheld value: of a small count below what limit it is."""
    return WITHHELD if row["upper"] is None else words.FEWER.fill(lang, limit=f"{row['upper'] + 1:g}")


def _last(of: _Figure, what: str) -> Cell:
    """What is only told since the start of the project."""
    row = of.scopes.get("cumulative")
    if row is None or (row["state"] != "suppressed" and row[what] is None):
        return NOT_APPLICABLE
    if row["state"] == "suppressed":
        return WITHHELD
    return counted(row[what]) if what == "effective_n" else measured(row[what], row["unit"], of.lang)


def _state(state: str, lang: Lang) -> str:
    said = STATES[state](lang)
    return f"{SHORTHAND[state]} {said}" if state in SHORTHAND else said


def _synthetic(of: _Figure) -> str:
    return _yes(any(row["synthetic"] for row in of.scopes.values()), of.lang)


def _yes(said: bool, lang: Lang) -> str:
    return (words.YES if said else words.NO)(lang)


def curve_grids(section: str, ids: Sequence[str], curves: pl.DataFrame, labels: Labels) -> Iterable[Grid]:
    """The curves of some indicators, one a grid: a row a point, of the period and since the start of the project."""
    for id in ids:
        of_one = curves.filter(pl.col("indicator") == id)
        for (version, measure), points in of_one.group_by("definition_version", "measure", maintain_order=True):
            declared = CATALOGUE.definition(id, int(version))
            yield _curve_grid(declared, declared.curve(str(measure)), points, section, labels)


def _curve_grid(of: Indicator, curve: Curve, points: pl.DataFrame, section: str, labels: Labels) -> Grid:
    lang = labels.lang
    name = named(of.label(lang), curve.label(lang))
    height = f"{sentence(curve.label(lang))} ({UNITS[curve.unit](lang)})"
    between, at_risk = (points[column].is_not_null().any() for column in ("lower", "n_at_risk"))
    limits = [HEADS[id](lang) for id in ("lower", "upper")] if between else []
    heads = (HEADS["scope"](lang), HEADS["series"](lang), sentence(curve.along(lang)), height, *limits,
             *[HEADS["at_risk"](lang)] * at_risk, HEADS["synthetic"](lang))  # fmt: skip
    rows = tuple(
        (
            SCOPES[point["scope"]](lang),
            labels.series(point["series"], curve.across),
            _along(point["x"], curve, lang),
            *(_height(point[what], curve, lang) for what in ("y", *["lower", "upper"] * between)),
            *[NOT_APPLICABLE if point["n_at_risk"] is None else counted(point["n_at_risk"])] * at_risk,
            _yes(point["synthetic"], lang),
        )
        for point in points.iter_rows(named=True)
    )
    about = words.ABOUT["points"].fill(lang, heading=section) if section else words.ABOUT["others"](lang)
    return Grid(name, words.POINTS(lang), f"{name} ({words.POINTS(lang)})", about, heads, rows, section)


def _along(x: float, curve: Curve, lang: Lang) -> Number:
    if curve.x_is == "day":
        return Number(_EPOCH + timedelta(days=x), DAY[lang])
    if curve.x_is == "share":
        return measured(x, "share", lang)
    # a year is no amount: no gap in its middle
    return Number(x, "0" if float(x).is_integer() else "0.0")


def _height(y: float | None, curve: Curve, lang: Lang) -> Cell:
    return NOT_APPLICABLE if y is None else measured(y, curve.unit, lang)


def homes(sections: Sequence[Section], known: Iterable[str], lang: Lang) -> dict[str, tuple[str, ...]]:
    """The indicators that stand with each section, by its id; under an empty id those of which none tells.

    Of several sections that tell of one it is that of the fewest indicators, so that each figure stands once.
    """
    told: dict[str, list[str]] = {section: [] for section in (*(one.id for one in sections), "")}
    for id in sorted(known, key=lambda one: (sort_key(CATALOGUE[one].label(lang)), one)):
        telling = [one for one in sections if id in one.indicators]
        told[min(telling, key=lambda one: len(one.indicators)).id if telling else ""].append(id)
    return {section: tuple(ids) for section, ids in told.items()}


def elsewhere(section: Section, here: Iterable[str], known: Iterable[str], lang: Lang) -> str:
    """That some indicators of a section stand with another one; empty where all stand here."""
    others = [id for id in section.indicators if id in set(known) - set(here)]
    these = listing((CATALOGUE[id].label(lang) for id in others), lang)
    return words.ABOUT["elsewhere"].fill(lang, these=these) if others else ""


def definition_grid(results: pl.DataFrame, curves: pl.DataFrame, lang: Lang) -> Grid:
    """What each figure of the workbook means: one row a definition in force."""
    both = pl.concat([frame.select("indicator", "definition_version") for frame in (results, curves)]).unique()
    known = sorted(both.iter_rows(), key=lambda one: (sort_key(CATALOGUE.definition(*one).label(lang)), one))
    heads = ("id", "indicator", "definition", "version", "valid_from", "measures", "subject", "methods")
    rows = tuple(_defined(CATALOGUE.definition(*one), results, lang) for one in known)
    name, about = words.DEFINITIONS(lang), words.ABOUT["definitions"](lang)
    return Grid(name, words.WORDS(lang), name, about, tuple(HEADS[id](lang) for id in heads), rows, only=True)


def _defined(of: Indicator, results: pl.DataFrame, lang: Lang) -> tuple[Cell, ...]:
    used = results.filter(pl.col("indicator") == of.id)["method"].unique().sort()
    parts: list[Measure | Curve] = [*of.measures, *of.curves]
    return (
        of.id,
        of.label(lang),
        of.definition(lang),
        counted(of.version),
        NOT_APPLICABLE if of.valid_from is None else Number(of.valid_from, DAY[lang]),
        "; ".join(f"{one.label(lang)} ({UNITS[one.unit](lang)})" for one in parts),
        SUBJECTS[of.subject](lang),
        "; ".join(METHODS[one](lang) for one in used if one in METHODS) or NOT_APPLICABLE,
    )
