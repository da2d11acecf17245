"""From a dataset and a period to figures: indicators × statistics × scopes × dimensions.

Everything that holds for all indicators happens here once: both scopes, the categories that must not
vanish, states, targets, the synthetic mark, the order of rows.
"""

from __future__ import annotations

import inspect
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

import dataframely as dy
import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.errors import ParameterError, ProjectError
from apk_lib.indicators import CATALOGUE, Catalogue, Indicator, Measure
from apk_lib.indicators.leaving import LEAVING_REASONS, MILESTONES
from apk_lib.indicators.statistics import FIGURE
from apk_lib.indicators.statistics.once import computed_once
from apk_lib.indicators.statistics.survey import OfSample
from apk_lib.periods import Period
from apk_lib.results import KEY, WITHHELD, Curves, Results
from apk_lib.tables.codes import (
    ACTIVITIES,
    AGE_GROUPS,
    ARMS,
    CHECKLIST,
    CONTACT_KINDS,
    DAY_TYPES,
    DISPOSITIONS,
    DOCUMENT_KINDS,
    ESF_AGE_GROUPS,
    EVENT_KINDS,
    FINDS,
    HOURS,
    OFFENCE_KINDS,
    OUTCOMES,
    PAYMENT_KINDS,
    SAFETY_CUTS,
    SEXES,
    VISIT_LENGTHS,
    WAVE_SIZES,
    WINDOWS,
    ZONE_PAIRS,
    ZONES,
)
from apk_lib.tables.columns import SEPARATOR
from apk_lib.text import Text, day

# dimension -> the table and column that list its categories, also those without a row in the data
CATEGORIES = {
    "locality": ("localities", "locality"),
    "post": ("posts", "post"),
    "wave": ("survey_waves", "wave"),
    "school": ("schools", "school"),
    "line": ("budget_lines", "line"),
    "key_activity": ("key_activities", "key_activity"),
    "source": ("funding_parts", "source"),
    "item": ("survey_items", "item"),
}
# dimension -> the list of codes that are its categories
CODES = {
    "activity": ACTIVITIES, "day_type": DAY_TYPES, "visit_length": VISIT_LENGTHS, "event_kind": EVENT_KINDS,
    "outcome": OUTCOMES, "found": FINDS, "contact_kind": CONTACT_KINDS, "arm": ARMS, "window": WINDOWS,
    "offence_kind": OFFENCE_KINDS, "complaint_topic": EVENT_KINDS, "zone": ZONES, "zone_pair": ZONE_PAIRS,
    "sex": SEXES, "age_group": AGE_GROUPS, "cut": SAFETY_CUTS, "respondents_per_wave": WAVE_SIZES,
    "disposition": DISPOSITIONS, "output_kind": DOCUMENT_KINDS, "payment_kind": PAYMENT_KINDS,
    "checklist_item": CHECKLIST, "months_since_start": MILESTONES, "end_reason": LEAVING_REASONS,
    "esf_age_group": ESF_AGE_GROUPS, "hour": HOURS,
}  # fmt: skip


TOTALS = {"indicator": pl.String, "measure": pl.String, "scope": pl.String, "unit": pl.String, "value": pl.Float64,
          "synthetic": pl.Boolean, "definition_version": pl.Int64}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one period: `results` one row a figure, `curves` one row a point.

    `withheld` says why its audience does not see a figure (`WITHHELD`); empty where it sees all of them.
    """

    results: pl.DataFrame
    curves: pl.DataFrame
    withheld: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=WITHHELD))


def evaluate(
    dataset: Dataset,
    period: str | Period,
    indicators: list[str] | None = None,
    *,
    defined_on: date | None = None,
    catalogue: Catalogue = CATALOGUE,
) -> Figures:
    """Evaluate indicators for one period, in the period and since the start of the project.

    Args:
        dataset: the tables as known at its as-of date.
        period: a reporting period or its id.
        indicators: ids of the catalogue; all of them by default.
        defined_on: the day whose definitions to use in place of those in force when the period began.
        catalogue: where the definitions stand.

    Raises:
        ApkError: the period or an indicator is unknown, or the plan contradicts itself.

    Returns:
        Figures in the schemas `Results` and `Curves`, sorted by key.
    """
    asked = dataset.project.period(period) if isinstance(period, str) else period
    known = as_far_as_run(asked, dataset)
    ids = indicators if indicators is not None else list(catalogue)
    chosen = [definition(id, catalogue, defined_on or asked.start) for id in ids]
    _check_sheet(dataset, catalogue)
    results: list[pl.DataFrame] = []
    curves: list[pl.DataFrame] = []
    for indicator in chosen:
        for scope in indicator.scopes:
            window = known if scope == "period" else known.since(dataset.project.start)
            rows = unit_rows(indicator, dataset, window)
            key = _key(indicator, asked, scope, dataset)
            with computed_once():
                for measure in indicator.measures:
                    about = {"unit": pl.lit(measure.unit), "empty": without_value(measure)}
                    results.append(_with_key(_figures(measure, rows, dataset), key, measure.id, **about))
            for curve in indicator.curves:
                curves.append(_with_key(curve.trace.trace(rows), key, curve.id))
    return Figures(
        _finished(results, asked, dataset),
        _conformed(curves, Curves.columns()).sort(*KEY, "series", "x"),
    )


def totals(
    dataset: Dataset,
    period: Period,
    measures: Iterable[tuple[str, str]],
    *,
    defined_on: date | None = None,
    catalogue: Catalogue = CATALOGUE,
) -> pl.DataFrame:
    """The totals of some measures as `evaluate` has them, in the first scope of each, and nothing else.

    For those who compare many states of a dataset. A measure that the definition in force lacks has no row.

    Returns:
        `TOTALS`: a row a measure.
    """
    known, found = as_far_as_run(period, dataset), []
    by_indicator: dict[str, list[str]] = {}
    for id, asked in measures:
        by_indicator.setdefault(id, []).append(asked)
    for id, wanted in by_indicator.items():
        indicator = definition(id, catalogue, defined_on or period.start)
        scope = indicator.scopes[0]
        rows = unit_rows(indicator, dataset, known if scope == "period" else known.since(dataset.project.start))
        absent, synthetic = bool(dataset.missing(indicator.needs)), dataset.is_synthetic(indicator.needs)
        for measure in (one for one in indicator.measures if one.id in wanted):
            told = measure.statistic.summarise(rows, [])
            value = told["value"].item() if len(told) and not absent else None
            found.append((id, measure.id, scope, measure.unit, value, synthetic, indicator.version))
    return pl.DataFrame(found, schema=TOTALS, orient="row")


def first_reached(dataset: Dataset, period: Period, indicator: str, measure: str, value: float) -> date | None:
    """The first day on which a measure, counted since the start of the project, had come to a value; none if never.

    By halving, so only of counts: what has happened never gets less from one day to the next, a share may.

    Raises:
        ParameterError: there is no such indicator, or the period had not begun at the as-of date.
    """
    declared, start = definition(indicator, CATALOGUE, period.start), dataset.project.start
    known, statistic = as_far_as_run(period, dataset).since(start), declared.measure(measure).statistic

    def so_far(day: int) -> float:
        told = statistic.summarise(unit_rows(declared, dataset, replace(known, end=start + timedelta(days=day))), [])
        return (told["value"].item() or 0.0) if len(told) else 0.0

    found = bisect_left(range(known.days), value, key=so_far)
    return start + timedelta(days=found) if found < known.days else None


def select(figures: Figures, *indicators: str, **where: str) -> Figures:
    """The figures of some indicators, or those with equal values in named key columns.

    `select(figures, "plan_adherence", scope="period", dimension_1="locality")`.

    Raises:
        ParameterError: there is no such indicator.
    """
    for id in indicators:
        definition(id)
    chosen = [pl.col("indicator").is_in(indicators)] if indicators else []
    chosen += [pl.col(column) == value for column, value in where.items()]
    return Figures(*(frame.filter(*chosen) for frame in (figures.results, figures.curves, figures.withheld)))


def definition(id: str, catalogue: Catalogue = CATALOGUE, on: date = date.max) -> Indicator:
    """The definition of an indicator in force on a day.

    Raises:
        ParameterError: there is no such indicator.
    """
    if id not in catalogue:
        known = ", ".join(sorted(catalogue))
        raise ParameterError(
            Text(
                cs=f"Ukazatel „{id}“ neznáme. Známé ukazatele: {known}.",
                en=f"There is no indicator “{id}”. Known indicators: {known}.",
            )
        )
    return catalogue.in_force(id, on)


def as_far_as_run(period: Period, dataset: Dataset) -> Period:
    """The period as far as it had run at the as-of date.

    Raises:
        ParameterError: it had not begun.
    """
    if dataset.as_of < period.start:
        raise ParameterError(
            Text(
                cs=f"Období {period.id} začíná {day(period.start, 'cs')}, stav je k {day(dataset.as_of, 'cs')}. "
                "Zadejte pozdější datum.",
                en=f"Period {period.id} starts on {day(period.start, 'en')}, the as-of date is "
                f"{day(dataset.as_of, 'en')}. Give a later date.",
            )
        )
    return period.known_at(dataset.as_of)


def _check_sheet(dataset: Dataset, catalogue: Catalogue) -> None:
    """Targets, headlines, activities and plans name indicators that exist; a misspelt one would be lost in silence."""
    every = [one for id in catalogue for one in catalogue.definitions(id)]
    known = {(indicator.id, measure.id) for indicator in every for measure in indicator.measures}
    for indicator, measure in dataset.project.frames["targets"].select("indicator", "measure").iter_rows():
        if (indicator, measure) not in known:
            raise ProjectError(
                Text(
                    cs=f"[[targets]]: ukazatel „{indicator}“ s mírou „{measure}“ neznáme. Známé: {_listed(known)}.",
                    en=f"[[targets]]: there is no indicator “{indicator}” with measure “{measure}”. Known: "
                    f"{_listed(known)}.",
                )
            )
    for headline in dataset.table("goals")["headline"].drop_nulls():
        definition(headline, catalogue)
    for table in ("key_activities", "plan_measures"):
        for ids in dataset.table(table)["indicators"].drop_nulls():
            _check_ids(table, ids.split(SEPARATOR), catalogue)


def _check_ids(table: str, ids: Iterable[str], catalogue: Catalogue) -> None:
    for id in ids:
        if id.strip() not in catalogue:
            known = ", ".join(sorted(catalogue))
            raise ProjectError(
                Text(
                    cs=f"[[{table}]]: ukazatel „{id.strip()}“ neznáme. Známé ukazatele: {known}.",
                    en=f"[[{table}]]: there is no indicator “{id.strip()}”. Known indicators: {known}.",
                )
            )


def _listed(known: set[tuple[str, str]]) -> str:
    return ", ".join(f"{indicator}.{measure}" for indicator, measure in sorted(known))


def unit_rows(indicator: Indicator, dataset: Dataset, window: Period) -> pl.DataFrame:
    """The unit-level rows of an indicator in a stretch of days, from which all its figures are made."""
    given = {"period": window, "project": dataset.project}
    names = inspect.signature(indicator.rows).parameters
    return indicator.rows(**{name: given[name] if name in given else dataset.table(name) for name in names})


def _key(indicator: Indicator, period: Period, scope: str, dataset: Dataset) -> dict[str, pl.Expr]:
    missing = dataset.missing(indicator.needs)
    return {
        "indicator": pl.lit(indicator.id),
        "definition_version": pl.lit(indicator.version, pl.Int64),
        "period": pl.lit(period.id),
        "scope": pl.lit(scope),
        "synthetic": pl.lit(dataset.is_synthetic(indicator.needs)),
        "data_missing": pl.lit(bool(missing)),
    }


def _with_key(frame: pl.DataFrame, key: dict[str, pl.Expr], measure: str, **more: pl.Expr) -> pl.DataFrame:
    return frame.with_columns(measure=pl.lit(measure), **key, **more)


def _figures(measure: Measure, rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The measure in total and by each of its dimensions, with a row for every declared category."""
    parts = []
    for by in measure.dimensions:
        whole = summarised(measure, rows, by, dataset)
        renamed = {column: f"category_{place}" for place, column in enumerate(by, start=1)}
        dimensions = {f"dimension_{place}": pl.lit(column) for place, column in enumerate(by, start=1)}
        parts.append(whole.rename(renamed).with_columns(**dimensions))
    whole = pl.concat(parts, how="diagonal_relaxed")
    # no measure vanishes: where no category is known, one figure without any says why
    return whole if len(whole) else pl.DataFrame({"n": [0]}, schema_overrides=FIGURE)


def summarised(measure: Measure, rows: pl.DataFrame, by: tuple[str, ...], dataset: Dataset) -> pl.DataFrame:
    """The measure by some dimensions, with a row for every declared category: `by`, then the columns of `FIGURE`."""
    # who has no group leaves a domain of a survey, never its design
    inside = rows if isinstance(measure.statistic, OfSample) or not by else rows.drop_nulls(list(by))
    return _every_category(measure.statistic.summarise(inside, list(by)), by, dataset)


def without_value(measure: Measure) -> pl.Expr:
    """The state of a figure without a value: "never" is only said of what could have been, so of a row."""
    empty = pl.lit(measure.statistic.empty)
    return pl.when(pl.col("n").is_null()).then(pl.lit("not_applicable")).otherwise(empty) if measure.absent else empty


def _every_category(summary: pl.DataFrame, by: tuple[str, ...], dataset: Dataset) -> pl.DataFrame:
    if not by:
        return summary if len(summary) else pl.DataFrame({"n": [0]}, schema_overrides=FIGURE)
    if len(by) == 1 and by[0] in CATEGORIES:
        table, column = CATEGORIES[by[0]]
        expected = dataset.table(table).select(column).unique()
        return expected.join(summary, on=column, how="full", coalesce=True)
    if len(by) == 1 and by[0] in CODES:
        return pl.DataFrame({by[0]: list(CODES[by[0]])}).join(summary, on=by[0], how="full", coalesce=True)
    return summary


def _finished(parts: list[pl.DataFrame], period: Period, dataset: Dataset) -> pl.DataFrame:
    frame = _conformed(parts, Results.columns(), data_missing=pl.Boolean, empty=pl.String)
    # validity is judged at the end of the period, approval at the as-of date (`Dataset.table`)
    valid = pl.col("valid_from") <= min(period.end, dataset.as_of)
    targets = (
        dataset.table("targets").filter(valid).sort("valid_from")
        .unique(["indicator", "measure"], keep="last").select("indicator", "measure", in_force="target")
    )  # fmt: skip
    reached = pl.col("dimension_1").is_null() & (pl.col("scope") == "cumulative")
    return (
        frame.join(targets, on=["indicator", "measure"], how="left")
        .with_columns(
            state=state(period.end > dataset.as_of),
            value=pl.when(~pl.col("data_missing")).then("value"),
            lower=pl.when(~pl.col("data_missing")).then("lower"),
            upper=pl.when(~pl.col("data_missing")).then("upper"),
            target=pl.when(reached).then("in_force"),
            method=pl.col("method").fill_null("none"),
            n=pl.col("n").fill_null(0),
        )
        .select(Results.column_names())
        .sort(KEY)
        .pipe(Results.validate)
        .pipe(pl.DataFrame)
    )


def state(unfinished: bool) -> pl.Expr:
    """The state of each figure, from its `data_missing`, `value`, `n` and the `empty` state of its measure."""
    return (
        pl.when("data_missing").then(pl.lit("missing"))
        .when(pl.col("value").is_not_null()).then(pl.lit("incomplete_period" if unfinished else "ok"))
        .when(pl.col("n").fill_null(0) == 0).then(pl.col("empty"))
        .otherwise(pl.lit("not_applicable"))
    )  # fmt: skip


def _conformed(parts: list[pl.DataFrame], columns: Mapping[str, dy.Column], **extra: type[pl.DataType]) -> pl.DataFrame:
    schema = {name: column.dtype for name, column in columns.items()} | extra
    frame = pl.concat([pl.DataFrame(schema=schema), *(part for part in parts if len(part))], how="diagonal_relaxed")
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
