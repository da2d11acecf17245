"""What a figure is made of, in sentences: its value, its formula with the numbers in place, and how it was estimated.

The sentences only repeat what `Explorer` found; nothing is computed here but sums of weights, which are shown.
"""

from __future__ import annotations

from math import isclose
from typing import Any

import polars as pl

from apk_lib.catalogue.words import COMPLETE, METHODS
from apk_lib.drilldown import Explanation, Selection
from apk_lib.indicators import Indicator, Measure
from apk_lib.indicators.quantities import quantity
from apk_lib.indicators.statistics import Proportion, Rate, Ratio, Total
from apk_lib.indicators.statistics.formulas import PLAIN, formula
from apk_lib.indicators.statistics.survey import OfSample, SurveyShare
from apk_lib.labels import ABSENT, Figure, Labels
from apk_lib.periods import Period
from apk_lib.surveys import totals_of
from apk_lib.text import NBSP, Text, day, number, sentence

_INTERVAL = Text(cs="{value} (95% interval {interval})", en="{value} (95% CI {interval})")
_OPEN = Text(cs="{value} – období neskončilo, číslo je předběžné",
             en="{value} – the period is not over, the figure is preliminary")  # fmt: skip
_SINCE_START = Text(cs="od začátku projektu, {span}", en="since the start of the project, {span}")
_FORMULA = Text(cs="Vzorec: {formula}.", en="Formula: {formula}.")
_QUOTIENT = Text(cs="S čísly: {times}{above} ÷ {below} = {value}.", en="With its numbers: {times}{above} ÷ {below} = "
                 "{value}.")  # fmt: skip
_SUM = Text(cs="S čísly: sečteno {n} položek, dohromady {value}.",
            en="With its numbers: {n} items summed, {value} in all.")  # fmt: skip
_PARTS = Text(cs="Čitatel: {above}; jmenovatel: {below}; výsledek: {value}.",
              en="Numerator: {above}; denominator: {below}; result: {value}.")  # fmt: skip
_RESULT = Text(cs="Výsledek: {value}; počítáno z {n} jednotek.", en="Result: {value}; made of {n} units.")
_ABOVE = Text(cs="Čitatel je {what}.", en="The numerator is {what}.")
_BELOW = Text(cs="Jmenovatel je {what}.", en="The denominator is {what}.")
_METHOD = Text(cs="Metoda: {method}.", en="Method: {method}.")
_VERSION = Text(cs="Definice: verze {version}, platí od začátku.", en="Definition: version {version}, valid from the "
                "start.")  # fmt: skip
_VERSION_SINCE = Text(cs="Definice: verze {version}, platí od {day}.", en="Definition: version {version}, valid from "
                      "{day}.")  # fmt: skip
_WEIGHTED = Text(
    cs="S vahami: součet vah odpovědí, které se počítají, {above} ÷ součet vah všech platných odpovědí {below} = "
    "{value}. Lidí je to {few} z {all}; podíl z pouhých počtů by proto byl jiný.",
    en="With its weights: the weights of the answers that count sum to {above} ÷ those of all valid answers {below} = "
    "{value}. These are {few} of {all} people, so a share of bare counts would differ.",
)
_DESIGN = Text(
    cs="Odpovědi se váží tak, aby vzorek odpovídal obyvatelům. Interval počítá s tím, jak byl výběr udělán: vrstev "
    "{strata}, výběrových jednotek {psus}. Kdo odpověď nemá, z výpočtu podílu vypadá, ve výběru však zůstává.",
    en="Answers are weighted so that the sample matches the residents. The interval reckons with how the sample was "
    "drawn: strata {strata}, sampling units {psus}. Who has no answer leaves the share but stays in the sample.",
)
_SPREAD = Text(
    cs="{what}: nejvíc {most} ({most_value}), nejméně {least} ({least_value}); celkem {n} hodnot.",
    en="{what}: most {most} ({most_value}), least {least} ({least_value}); {n} values in all.",
)
_ONE = Text(cs="{what}: jediná hodnota, {most} ({most_value}).", en="{what}: a single value, {most} ({most_value}).")
_NO_VALUE = Text(cs="{what}: v žádné skupině není hodnota.", en="{what}: there is no value in any group.")


def named(of: Indicator, measure: Measure, labels: Labels) -> str:
    """An indicator and its measure; one name is not said twice."""
    label, own = of.label(labels.lang), measure.label(labels.lang)
    return label if label.lower() == own.lower() else f"{label}: {own}"


def value_told(row: dict[str, Any], of: Indicator, measure: Measure, labels: Labels) -> str:
    """A row of `Explorer.figures` in words: its value with the interval and what to think of it, or why there is none.

    A measure may have a word of its own for no case.
    """
    figure = Figure({**row, "indicator": of.id, "definition_version": of.version, "measure": measure.id}, labels)
    if not figure:
        return figure.absence
    value = figure.show()
    if row["lower"] is not None:
        value = _INTERVAL.fill(labels.lang, value=value, interval=figure.interval)
    return _OPEN.fill(labels.lang, value=value) if figure.open else value


def window_told(selection: Selection, of: Indicator, window: Period, labels: Labels) -> str:
    """The days a figure is of."""
    span = window.describe(labels.lang)
    if selection.scope == "cumulative" or of.scopes == ("cumulative",):
        return _SINCE_START.fill(labels.lang, span=span)
    return f"{selection.period}, {span}" if selection.period else span


def filter_told(dimension: str, category: str, labels: Labels) -> str:
    """One category a figure is narrowed to: Lokalita: Bezručův park."""
    return f"{sentence(labels.dimension(dimension))}: {labels.name(dimension, category)}"


def explained(of: Explanation, labels: Labels) -> tuple[str, ...]:
    """Sentences: the formula, the same with its numbers, how it was estimated, by which definition."""
    lang, statistic = labels.lang, of.measure.statistic
    told = formula(statistic, lambda column: quantity(of.declared.id, column))
    lines = [_FORMULA.fill(lang, formula=told.statement(lang))]
    if told.numerator and told.denominator:
        lines.append(_ABOVE.fill(lang, what=told.numerator(lang)))
        lines.append(_BELOW.fill(lang, what=told.denominator(lang)))
    known = of.figure["value"] is not None
    if known:
        lines.append(_with_numbers(of, labels))
    if isinstance(statistic, OfSample) and {"weight", "stratum", "psu"} <= set(of.compared.columns):
        strata, psus = (number(of.compared[name].n_unique(), lang) for name in ("stratum", "psu"))
        lines.append(_DESIGN.fill(lang, strata=strata, psus=psus))
    if known:
        method = of.figure["method"] or "none"
        complete = f"{sentence(COMPLETE(lang))}."
        lines.append(complete if method in PLAIN else _METHOD.fill(lang, method=METHODS[method](lang)))
    return (*lines, _version(of.declared, labels))


def _version(of: Indicator, labels: Labels) -> str:
    since = day(of.valid_from, labels.lang) if of.valid_from else ""
    return (_VERSION_SINCE if since else _VERSION).fill(labels.lang, version=of.version, day=since)


def _with_numbers(of: Explanation, labels: Labels) -> str:
    lang, figure, statistic = labels.lang, of.figure, of.measure.statistic
    value = labels.value(figure["value"], figure["unit"])
    above, below = (_plain(figure[name], labels) for name in ("numerator", "denominator"))
    if isinstance(statistic, Ratio | Proportion | Rate):
        per = getattr(statistic, "per", 1)
        times = "" if per == 1 else f"{number(per, lang)}{NBSP}×{NBSP}"
        return _QUOTIENT.fill(lang, times=times, above=above, below=below, value=value)
    if isinstance(statistic, SurveyShare) and (sums := _weights(of, statistic)) is not None:
        counted, all_ = sums
        weights = {
            "above": _plain(float(counted["weight"].sum()), labels),
            "below": _plain(float(all_["weight"].sum()), labels),
        }
        people = {"few": number(len(counted), lang), "all": number(len(all_), lang)}
        return _WEIGHTED.fill(lang, value=value, **weights, **people)
    n = number(figure["n"] or 0, lang)
    if isinstance(statistic, Total) and not statistic.planned:
        return _SUM.fill(lang, n=n, value=value)
    if figure["numerator"] is not None and figure["denominator"] is not None:
        return _PARTS.fill(lang, above=above, below=below, value=value)
    return _RESULT.fill(lang, value=value, n=n)


def _weights(of: Explanation, statistic: SurveyShare) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Those whose answer counts and all with a valid one; None where their weights as they stand are not the figure.

    Weights that are raked to the residents are made anew for each estimate.
    """
    if statistic.answer not in of.compared.columns or totals_of(of.compared):
        return None
    valid = of.compared.drop_nulls(statistic.answer)
    counted = valid.filter(pl.col(statistic.answer).cast(pl.Boolean))
    share = float(counted["weight"].sum()) / (float(valid["weight"].sum()) or 1.0)
    return (counted, valid) if isclose(share, of.figure["value"], abs_tol=1e-9) else None


def breakdown_told(figures: pl.DataFrame, what: str, labels: Labels) -> str:
    """A sentence for who cannot see the picture of a breakdown: where there is most and where least."""
    known = figures.drop_nulls("value").sort("value", maintain_order=True)
    if known.is_empty():
        return _NO_VALUE.fill(labels.lang, what=what)
    by = figures.columns[: figures.columns.index("n")]
    least, most = known.row(0, named=True), known.row(-1, named=True)
    said = {}
    for end, row in (("least", least), ("most", most)):
        said[end] = ", ".join(labels.name(dimension, row[dimension] or "") for dimension in by)
        said[f"{end}_value"] = labels.value(row["value"], row["unit"])
    told = _SPREAD if len(known) > 1 else _ONE
    return told.fill(labels.lang, what=what, n=number(len(known), labels.lang), **said)


def _plain(value: float | None, labels: Labels) -> str:
    return ABSENT if value is None else labels.plain(value)
