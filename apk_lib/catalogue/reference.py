"""One indicator on one sheet: read from its declaration, written as text, Markdown or rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import fill

import polars as pl

from apk_lib.catalogue.words import ACCUMULATION, BETTER, COMPLETE, DIMENSIONS, GOALS, METHODS, REPORTED_BY
from apk_lib.errors import ParameterError
from apk_lib.indicators import CATALOGUE, Curve, Indicator, Measure
from apk_lib.indicators.quantities import Quantity, quantity
from apk_lib.indicators.statistics import Proportion, Ratio
from apk_lib.indicators.statistics.formulas import Formula, formula
from apk_lib.programmes import programmes
from apk_lib.results import UNITS, csv_text
from apk_lib.tables import DERIVED_TABLES, SHAPES, SHAPES_LABEL, TABLES
from apk_lib.text import Lang, Text, day, sentence

_HEADS = {
    "indicator": Text(cs="Ukazatel", en="Indicator"),
    "definition": Text(cs="Definice", en="Definition"),
    "version": Text(cs="Verze", en="Version"),
    "serves": Text(cs="Slouží", en="Serves"),
    "better": Text(cs="Směr", en="Direction"),
    "periods": Text(cs="Období", en="Periods"),
    "tables": Text(cs="Zdrojové tabulky", en="Source tables"),
    "esf": Text(cs="Ukazatel ESF", en="ESF indicator"),
}
_MEASURE_HEADS = {
    "measure": Text(cs="Míra", en="Measure"),
    "formula": Text(cs="Vzorec", en="Formula"),
    "numerator": Text(cs="Čitatel", en="Numerator"),
    "denominator": Text(cs="Jmenovatel", en="Denominator"),
    "unit": Text(cs="Jednotka", en="Unit"),
    "by": Text(cs="Členění", en="Broken down by"),
    "method": Text(cs="Interval a metoda", en="Interval and method"),
}
_CURVE = Text(cs="křivka: {label} ({along})", en="curve: {label} ({along})")
_WHOLE = Text(cs="celkem", en="in total")
_SINCE = Text(cs="{version}, platí od {day}", en="{version}, valid from {day}")
_ALWAYS = Text(cs="{version}, platí od začátku", en="{version}, valid from the start")
_BEFORE = Text(cs="předtím verze {version}: {definition}", en="before that version {version}: {definition}")
_ONLY_SHEET = Text(cs="list projektu", en="project sheet")
# derived of the project sheet alone, or of every table there is
_MADE_OF = {"slots": TABLES["bands"].label, "row_accounts": Text(cs="všechny tabulky záznamů", en="all tables")}
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class ReferenceSheet:
    """What an indicator means, in one language: `facts` and `measures` hold what to say under each head."""

    id: str
    title: str
    facts: dict[str, str]
    measures: tuple[dict[str, str], ...]
    lang: Lang

    def text(self) -> str:
        """The sheet as lines for a screen."""
        lines = [f"{self.title} ({self.id})", ""]
        for head, said in self.facts.items():
            lines.append(_hung(f"{_HEADS[head](self.lang)}: {said}", "  "))
        for measure in self.measures:
            lines += ["", f"  • {measure['measure']}"]
            rest = ((head, said) for head, said in measure.items() if head != "measure" and said)
            lines += [_hung(f"{_MEASURE_HEADS[head](self.lang)}: {said}", "    ") for head, said in rest]
        return "\n".join([*lines, ""])

    def markdown(self) -> str:
        """The sheet as Markdown."""
        facts = [f"- **{_HEADS[head](self.lang)}:** {said}" for head, said in self.facts.items()]
        heads = [head(self.lang) for head in _MEASURE_HEADS.values()]
        rows = [[measure[head].replace("|", "\\|") for head in _MEASURE_HEADS] for measure in self.measures]
        table = [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]
        return "\n".join([f"## {self.title} (`{self.id}`)", "", *facts, "", *table, ""])

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def __str__(self) -> str:
        return self.text()


def sheet(indicator: str, lang: Lang = "cs") -> ReferenceSheet:
    """The reference sheet of one indicator, by its id.

    Raises:
        ParameterError: there is no such indicator.
    """
    if indicator not in CATALOGUE:
        known = ", ".join(sorted(CATALOGUE))
        raise ParameterError(
            Text(
                cs=f"Ukazatel „{indicator}“ neznáme. Známé ukazatele: {known}.",
                en=f"There is no indicator “{indicator}”. Known indicators: {known}.",
            )
        )
    declared = CATALOGUE[indicator]
    measures = [_measure(declared, measure, lang) for measure in declared.measures]
    curves = [_curve(declared, curve, lang) for curve in declared.curves]
    return ReferenceSheet(indicator, declared.label(lang), dict(_facts(declared, lang)), (*measures, *curves), lang)


def sheets(lang: Lang = "cs") -> tuple[ReferenceSheet, ...]:
    """The reference sheets of all indicators, in the order of their declarations."""
    return tuple(sheet(id, lang) for id in CATALOGUE)


def as_csv(chosen: Iterable[ReferenceSheet], lang: Lang = "cs") -> str:
    """Sheets as the text of a CSV file, one row a measure; what is told of the indicator stands in each of its rows."""
    rows = [
        {"id": one.id, _HEADS["indicator"](lang): one.title}
        | {_HEADS[head](lang): one.facts.get(head, "") for head in list(_HEADS)[1:]}
        | {head(lang): measure[id] for id, head in _MEASURE_HEADS.items()}
        for one in chosen
        for measure in one.measures
    ]
    return csv_text(pl.DataFrame(rows))


def _facts(declared: Indicator, lang: Lang) -> Iterator[tuple[str, str]]:
    yield "definition", declared.definition(lang)
    yield "version", "; ".join(_versions(declared, lang))
    yield "serves", ", ".join(GOALS[one](lang) if one in GOALS else one for one in declared.serves)
    yield "better", BETTER[declared.better](lang)
    yield "periods", " ".join(ACCUMULATION[rule](lang) for rule in _rules(declared))
    yield "tables", ", ".join(text(lang) for text in _tables(declared)) or _ONLY_SHEET(lang)
    if esf := "; ".join(_esf(declared, lang)):
        yield "esf", esf


def _rules(declared: Indicator) -> Iterator[str]:
    """How its periods add up; shares and ratios are ratios of sums whatever the rest of the indicator is."""
    yield declared.accumulation
    if declared.accumulation == "sum" and any(
        isinstance(one.statistic, Ratio | Proportion) for one in declared.measures
    ):
        yield "ratio_of_sums"


def _versions(declared: Indicator, lang: Lang) -> Iterator[str]:
    """The version in force with the day it holds from, then what held before."""
    since = declared.valid_from
    told = _SINCE.fill(lang, version=declared.version, day=day(since, lang)) if since else None
    yield told or _ALWAYS.fill(lang, version=declared.version)
    for former in CATALOGUE.definitions(declared.id)[1:]:
        yield _BEFORE.fill(lang, version=former.version, definition=former.definition(lang))


def _tables(declared: Indicator) -> list[Text]:
    """The tables its rows are made of; of derived ones those they come from."""
    labels = {name: table.label for name, table in TABLES.items()} | {SHAPES: SHAPES_LABEL} | _MADE_OF
    names = [name for need in declared.needs for name in (DERIVED_TABLES.get(need) or (need,)) if need not in _MADE_OF]
    made_of = [need for need in declared.needs if need in _MADE_OF]
    return [labels[name] for name in dict.fromkeys([*names, *made_of])]


def _esf(declared: Indicator, lang: Lang) -> Iterator[str]:
    """The indicators of programmes that its measures show."""
    for programme in programmes().values():
        for esf in programme.indicators:
            if esf.indicator == declared.id and esf.measure:
                measure, by = declared.measure(esf.measure).label(lang), REPORTED_BY[esf.reported_by](lang)
                yield f"{programme.name(lang)}: {esf.code} {esf.name(lang)} – {measure} ({by})"


def _measure(declared: Indicator, measure: Measure, lang: Lang) -> dict[str, str]:
    by = (" × ".join(DIMENSIONS[one](lang) for one in dimensions) or _WHOLE(lang) for dimensions in measure.dimensions)
    told = formula(measure.statistic, lambda column: _quantity(declared, column))
    return {"measure": sentence(measure.label(lang))} | _told(told, measure.unit, ", ".join(by), lang)


def _curve(declared: Indicator, curve: Curve, lang: Lang) -> dict[str, str]:
    told = formula(curve.trace, lambda column: _quantity(declared, column))
    named = _CURVE.fill(lang, label=curve.label(lang), along=curve.along(lang))
    by = DIMENSIONS[curve.across](lang) if curve.across else ""
    return {"measure": sentence(named)} | _told(told, curve.unit, by, lang)


def _quantity(declared: Indicator, column: str) -> Quantity:
    return quantity(declared.id, column)


def _told(told: Formula, unit: str, by: str, lang: Lang) -> dict[str, str]:
    methods = "; ".join(METHODS[method](lang) for method in told.methods)
    return {
        "formula": told.statement(lang),
        "numerator": told.numerator(lang) if told.numerator else "",
        "denominator": told.denominator(lang) if told.denominator else "",
        "unit": UNITS[unit](lang),
        "by": by,
        "method": methods or COMPLETE(lang),
    }


def _hung(text: str, indent: str) -> str:
    """A paragraph of the screen's width with its continuation hung behind its head."""
    return fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)
