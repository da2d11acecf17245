"""What a figure is made of, in sentences: its value, its formula with the numbers in place, and how it was estimated.

The sentences only repeat what `Explorer` found; nothing is computed here but sums of weights, which are shown.
"""

from __future__ import annotations

from math import isclose
from typing import Any

import polars as pl

from apk_lib.catalogue.words import COMPLETE, METHODS
from apk_lib.drilldown import Explanation, Selection
from apk_lib.indicators import CATALOGUE, Indicator, Measure
from apk_lib.indicators.quantities import quantity
from apk_lib.indicators.statistics import Distinct, MeanChange, Proportion, Rate, Ratio, Total
from apk_lib.indicators.statistics.formulas import PLAIN, formula
from apk_lib.indicators.statistics.survey import SurveyShare
from apk_lib.labels import ABSENT, NOUNS, ROW, Figure, Labels
from apk_lib.periods import Period
from apk_lib.surveys import totals_of
from apk_lib.text import NBSP, Lang, Noun, Text, day, listing, number, sentence

# more groups that read the same are counted
NAMED_GROUPS = 3
_INTERVAL = Text(cs="{value} (95% interval {interval})", en="{value} (95% CI {interval})")
_OPEN = Text(cs="{value} – období neskončilo, číslo je předběžné",
             en="{value} – the period is not over, the figure is preliminary")  # fmt: skip
_SINCE_START = Text(cs="od začátku projektu, {span}", en="since the start of the project, {span}")
_FORMULA = Text(cs="Vzorec: {formula}.", en="Formula: {formula}.")
_QUOTIENT = Text(cs="S čísly: {times}{above} ÷ {below} = {value}.", en="With its numbers: {times}{above} ÷ {below} = "
                 "{value}.")  # fmt: skip
_SUM = Text(cs="S čísly: dohromady {value}; sečteno: {n}.", en="With its numbers: {value} in all; summed: {n}.")
_PIECES = Text(cs="{rows} z {n}", en="{rows} of {n}")
_BESIDE = Text(cs="S čísly: sečteno {value}; pro srovnání {what}: {below}.",
               en="With its numbers: {value} added up; for comparison {what}: {below}.")  # fmt: skip
_PARTS = Text(cs="Čitatel: {above}; jmenovatel: {below}; výsledek: {value}.",
              en="Numerator: {above}; denominator: {below}; result: {value}.")  # fmt: skip
_RESULT = Text(cs="Výsledek: {value}; počítáno z {n}.", en="Result: {value}; made of {n}.")
# as it stands after "of", also in Czech
_UNITS = Noun(cs=("jednotky", "jednotek", "jednotek", "jednotky"), en=("unit", "units"))
_VISITS = Noun(cs=("návštěvy", "návštěv", "návštěv", "návštěvy"), en=("visit", "visits"))
_VALUES = Noun(cs=("hodnota", "hodnoty", "hodnot", "hodnoty"), en=("value", "values"))
_VERSIONS = Noun(cs=("verzi", "verze", "verzí", "verze"), en=("version", "versions"))
_GAIN = Text(
    cs="S čísly: průměr po {after} − průměr před {before} = {value}; {n} s oběma hodnotami. Kdo má víc kurzů, počítá "
    "se jednou, jejich průměrem.",
    en="With its numbers: mean after {after} − mean before {before} = {value}; {n} with both values. A person with "
    "several courses counts once, by the mean of them.",
)
_NOT_ADDED = Text(
    cs="Co je ve více skupinách, počítá se v každé: součet skupin proto nemusí dát celek.",
    en="What is in several groups counts in each: the groups therefore need not add up to the whole.",
)
_SILENT = Text(cs="Bez platné odpovědi: {few} z {all} dotázaných.", en="Without a valid answer: {few} of {all} "
               "respondents.")  # fmt: skip
_UNHEEDED = Text(
    cs="Výčet nezapočtených záznamů se neohlíží na vše, co jste zvolili; některé tabulky nerozlišují: {dimensions}.",
    en="The list of records left out does not heed all you chose; some tables do not tell apart: {dimensions}.",
)
_ABOVE = Text(cs="Čitatel je {what}.", en="The numerator is {what}.")
_BELOW = Text(cs="Jmenovatel je {what}.", en="The denominator is {what}.")
_METHOD = Text(cs="Metoda: {method}.", en="Method: {method}.")
_VERSION = Text(cs="Definice: verze {version}, platí od začátku.", en="Definition: version {version}, valid from the "
                "start.")  # fmt: skip
_VERSION_SINCE = Text(cs="Definice: verze {version}, platí od {day}.", en="Definition: version {version}, valid from "
                      "{day}.")  # fmt: skip
_VERSION_CHOSEN = Text(
    cs="Ukazatel má {n} definice; platí ta, která byla v platnosti první den toho, co je zvoleno.",
    en="The indicator has {n} of its definition; the one in force on the first day chosen holds.",
)
_WEIGHTED = Text(
    cs="S vahami: součet vah odpovědí, které se počítají, {above} ÷ součet vah všech platných odpovědí {below} = "
    "{value}. Lidí je to {few} z {all}; podíl z pouhých počtů by byl {bare}.",
    en="With its weights: the weights of the answers that count sum to {above} ÷ those of all valid answers {below} = "
    "{value}. These are {few} of {all} people; a share of bare counts would be {bare}.",
)
_BARE_SAME = Text(cs="po zaokrouhlení stejný", en="the same when rounded")
_DESIGN = Text(
    cs="Odpovědi se váží tak, aby vzorek odpovídal obyvatelům. Interval počítá s tím, jak byl výběr udělán: vrstev "
    "{strata}, výběrových jednotek {psus}. Kdo odpověď nemá, z výpočtu podílu vypadá, ve výběru však zůstává.",
    en="Answers are weighted so that the sample matches the residents. The interval reckons with how the sample was "
    "drawn: strata {strata}, sampling units {psus}. Who has no answer leaves the share but stays in the sample.",
)
_SPREAD = Text(
    cs="{what}: nejvíc {most} ({most_value}), nejméně {least} ({least_value}); celkem {n}.",
    en="{what}: most {most} ({most_value}), least {least} ({least_value}); {n} in all.",
)
_UNRANKED = Text(
    cs="{what}: od {least_value} ({least}) po {most_value} ({most}), celkem {n}; intervaly se překrývají, samy o "
    "pořadí skupin nerozhodují.",
    en="{what}: from {least_value} ({least}) to {most_value} ({most}), {n} in all; the intervals overlap and do not by "
    "themselves decide the order of the groups.",
)
_SAME = Text(cs="{what}: všude stejně, {most_value}; celkem {n}.", en="{what}: the same everywhere, {most_value}; {n} "
             "in all.")  # fmt: skip
_FURTHER = Text(cs="dalších {n}", en="{n} more")
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
    """Sentences: the formula, the same with its numbers, how it was estimated, what is not in it, by which definition.

    Of a figure that is withheld they say why.
    """
    lang, statistic = labels.lang, of.measure.statistic
    told = formula(statistic, lambda column: quantity(of.declared.id, column))
    lines = [_FORMULA.fill(lang, formula=told.statement(lang))]
    # beside a sum stands what it is compared with: nothing is divided
    if told.numerator and told.denominator and not isinstance(statistic, Total):
        lines.append(_ABOVE.fill(lang, what=told.numerator(lang)))
        lines.append(_BELOW.fill(lang, what=told.denominator(lang)))
    if of.withheld:
        lines.append(of.withheld(lang))
    known = of.figure["value"] is not None
    if known:
        lines.append(_with_numbers(of, labels))
    if known and isinstance(statistic, Distinct):
        lines.append(_NOT_ADDED(lang))
    lines += _of_sample(of, lang)
    if known:
        method = of.figure["method"] or "none"
        complete = f"{sentence(COMPLETE(lang))}."
        lines.append(complete if method in PLAIN else _METHOD.fill(lang, method=METHODS[method](lang)))
    if of.unheeded:
        dimensions = listing([labels.dimension(one) for one in of.unheeded], lang)
        lines.append(_UNHEEDED.fill(lang, dimensions=dimensions))
    return (*lines, *_version(of.declared, labels))


def _of_sample(of: Explanation, lang: Lang) -> list[str]:
    """How a sample was drawn and how many of it said nothing; of a figure that is of no sample nothing."""
    lines, known = [], of.figure["value"] is not None
    if known and of.design:
        strata, psus = (number(n, lang) for n in of.design)
        lines.append(_DESIGN.fill(lang, strata=strata, psus=psus))
    if known and of.silent:
        few, every = (number(n, lang) for n in of.silent)
        lines.append(_SILENT.fill(lang, few=few, all=every))
    return lines


def _version(of: Indicator, labels: Labels) -> list[str]:
    """Since when the definition holds, and where there are others which one was taken."""
    since = day(of.valid_from, labels.lang) if of.valid_from else ""
    lines = [(_VERSION_SINCE if since else _VERSION).fill(labels.lang, version=of.version, day=since)]
    if (n := len(CATALOGUE.definitions(of.id))) > 1:
        lines.append(_VERSION_CHOSEN.fill(labels.lang, n=_VERSIONS.count(n, labels.lang)))
    return lines


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
        bare = labels.value(len(counted) / len(all_), figure["unit"])
        said = _BARE_SAME(lang) if bare == value else bare
        return _WEIGHTED.fill(lang, value=value, bare=said, **weights, **people)
    n = _UNITS.count(figure["n"] or 0, lang)
    if isinstance(statistic, Total):
        return _added_up(of, statistic, value, labels)
    if isinstance(statistic, MeanChange):
        each = of.counted.group_by(statistic.person).agg(pl.col(statistic.before, statistic.after).mean())
        ends = {end: _plain(each[getattr(statistic, end)].sort().mean(), labels) for end in ("before", "after")}
        people_told = NOUNS["persons"].count(len(each), lang)
        return _GAIN.fill(lang, value=_plain(figure["value"], labels), n=people_told, **ends)
    if figure["numerator"] is not None and figure["denominator"] is not None:
        return _PARTS.fill(lang, above=above, below=below, value=value)
    return _RESULT.fill(lang, value=value, n=n)


def _added_up(of: Explanation, statistic: Total, value: str, labels: Labels) -> str:
    """A sum with how many rows were added up, of how many things, or beside what it is compared with."""
    lang, figure = labels.lang, of.figure
    if statistic.planned and figure["denominator"] is not None:
        what = quantity(of.declared.id, statistic.planned).label(lang)
        below = labels.value(figure["denominator"], figure["unit"])
        return _BESIDE.fill(lang, value=value, what=what, below=below)
    rows, things = ROW.count(len(of.counted), lang), _VISITS if statistic.unit == "visit" else _UNITS
    pieces = _PIECES.fill(lang, rows=rows, n=things.count(figure["n"] or 0, lang))
    return _SUM.fill(lang, n=pieces if statistic.unit else rows, value=value)


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
    """A sentence for who cannot see the picture of a breakdown: where there is most and where least.

    What reads the same is called the same, and groups whose intervals overlap are not ranked.
    """
    known = figures.drop_nulls("value").sort("value", maintain_order=True)
    if known.is_empty():
        return _NO_VALUE.fill(labels.lang, what=what)
    by = figures.columns[: figures.columns.index("n")]
    read = known.with_columns(
        read=pl.Series([labels.value(*row) for row in known.select("value", "unit").iter_rows()], dtype=pl.String)
    )
    least, most = read.row(0, named=True), read.row(-1, named=True)
    said = {}
    for end, row in (("least", least), ("most", most)):
        said[end] = _names(read.filter(pl.col("read") == row["read"]), by, labels)
        said[f"{end}_value"] = row["read"]
    told = _SPREAD if len(known) > 1 else _ONE
    if len(known) > 1 and least["read"] == most["read"]:
        told = _SAME
    elif len(known) > 1 and None not in (least["upper"], most["lower"]) and most["lower"] <= least["upper"]:
        told = _UNRANKED
    line = told.fill(labels.lang, what=what, n=_VALUES.count(len(known), labels.lang), **said)
    return f"{line} {_NOT_ADDED(labels.lang)}" if known["method"].eq("distinct").any() else line


def _names(rows: pl.DataFrame, by: list[str], labels: Labels) -> str:
    """The groups of some rows by name, as many as a sentence bears."""
    lang = labels.lang
    each = [
        ", ".join(labels.name(dimension, one) if one else ABSENT for dimension, one in row.items())
        for row in rows.select(by).iter_rows(named=True)
    ]
    further = len(each) - NAMED_GROUPS
    if further > 0:
        each = [*each[:NAMED_GROUPS], _FURTHER.fill(lang, n=number(further, lang))]
    return listing(each, lang)


def _plain(value: float | None, labels: Labels) -> str:
    return ABSENT if value is None else labels.plain(value)
