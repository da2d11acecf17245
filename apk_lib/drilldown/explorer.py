"""From a selection to its figure, its breakdown, the unit-level rows behind it and the records of the files.

A filter is a group of a breakdown taken alone, so that a figure that is declared by a dimension and one that was
narrowed to its category are the same, also in a survey, where a group is a domain of the whole sample.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.drilldown.explanation import Explanation, closed, design, silent, withheld
from apk_lib.drilldown.records import Records, Source
from apk_lib.drilldown.selection import Selection
from apk_lib.drilldown.through import Remembered
from apk_lib.drilldown.units import Units, amounts_of, known_categories
from apk_lib.errors import ParameterError
from apk_lib.evaluate import as_far_as_run, definition, state, summarised, unit_rows, without_value
from apk_lib.indicators import CATALOGUE, Indicator, Measure
from apk_lib.indicators.statistics import Distinct, MeanChange, Proportion, Rate, Ratio, Spread, Stated, Total, survey
from apk_lib.indicators.statistics.formulas import parts
from apk_lib.indicators.statistics.survey_comparisons import OddsRatio, OrdinalEffect
from apk_lib.periods import Period
from apk_lib.text import Text

SHOWN_ROWS = 200
# rows of so many stretches of days are kept: a million visits are some 200 MB
KEPT = 6
SHOWN_CATEGORIES = 12
# statistics that mean the same in any part of their rows
_OF_ANY_PART = (Total, Ratio, Distinct, Proportion, Rate, Spread)
# statistics of values, among which a zero is one like any other: nothing is added up
_OF_VALUES = (Spread, Stated, MeanChange, survey.SurveyMean, survey.MeanChange, OrdinalEffect, OddsRatio)
SHOWN = {"n": pl.Int64, "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64, "lower": pl.Float64,
         "upper": pl.Float64, "confidence": pl.Float64, "method": pl.String}  # fmt: skip


def explain(dataset: Dataset, selection: Selection) -> Explanation:
    """Everything a figure is made of; see `Explorer.explain`."""
    return Explorer(dataset).explain(selection)


class Explorer:
    """Answers about one dataset; the unit-level rows of an indicator in the same days are made once."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._tables = Remembered(dataset.table)
        self._units: dict[tuple[str, int, Period], Units] = {}

    def period(self, selection: Selection) -> Period:
        """The days asked for, as far as they lie in the project and have run at the as-of date.

        Raises:
            ParameterError: the period is unknown, had not begun, or the days are none of the project's.
        """
        project, as_of = self.dataset.project, self.dataset.as_of
        if selection.period:
            return as_far_as_run(project.period(selection.period), self.dataset)
        first, last = selection.first or project.start, selection.last or project.end
        if first > last:
            raise ParameterError(
                Text(
                    cs=f"Výběr končí {last}, dřív než začíná ({first}). Zadejte dny v pořadí.",
                    en=f"The selection ends on {last}, before it begins ({first}). Give the days in order.",
                )
            )
        if first > project.end or last < project.start:
            raise ParameterError(
                Text(
                    cs=f"Dny {first} až {last} leží mimo projekt, který trvá od {project.start} do {project.end}. "
                    "Zadejte dny z něj.",
                    en=f"The days {first} to {last} lie outside the project, which lasts from {project.start} to "
                    f"{project.end}. Give days of it.",
                )
            )
        if first > as_of:
            raise ParameterError(
                Text(
                    cs=f"Výběr začíná {first}, stav dat je k {as_of}: tyto dny ještě nenastaly. Zadejte dřívější dny, "
                    "nebo pozdější datum stavu.",
                    en=f"The selection begins on {first}, the data are as of {as_of}: these days are yet to come. Give "
                    "earlier days, or a later as-of date.",
                )
            )
        first, last = max(first, project.start), min(last, project.end)
        return Period(f"{first}/{last}", first, last, as_of).known_at(as_of)

    def declared(self, selection: Selection) -> tuple[Indicator, Measure]:
        """The definition in force when the days began, and its measure.

        Raises:
            ParameterError: there is no such indicator or measure, or it is a curve and no figure.
        """
        of = definition(selection.indicator, CATALOGUE, self.period(selection).start)
        known = {measure.id: measure for measure in of.measures}
        if not selection.measure and known:
            return of, of.measures[0]
        if selection.measure not in known:
            listed = ", ".join(known) or "–"
            raise ParameterError(
                Text(
                    cs=f"Ukazatel „{of.id}“ nemá míru „{selection.measure}“. Známé: {listed}.",
                    en=f"Indicator “{of.id}” has no measure “{selection.measure}”. Known: {listed}.",
                )
            )
        return of, known[selection.measure]

    def window(self, selection: Selection) -> Period:
        """The days whose rows count: those asked for, or all since the start of the project."""
        asked, (of, _) = self.period(selection), self.declared(selection)
        since_start = selection.scope == "cumulative" or of.scopes == ("cumulative",)
        return asked.since(self.dataset.project.start) if since_start else asked

    def rows(self, selection: Selection) -> pl.DataFrame:
        """The unit-level rows of the indicator in these days, of every category."""
        return self._of(selection).worded()

    def dimensions(self, selection: Selection) -> tuple[str, ...]:
        """By what the measure can be narrowed or broken down, further than it is.

        What it declares, and for a plain sum, ratio or count every known column that all its rows carry; the day of
        a row also tells its `month` and `weekday`.
        """
        return self._further(selection, {*dict(selection.only), *selection.by})

    def categories(self, selection: Selection, dimension: str) -> list[str]:
        """The categories of a dimension that the measure has in these days, in alphabetical order."""
        found = self.figures(selection.widened(dimension).split(dimension))
        return [str(one) for one in found[dimension].drop_nulls()] if dimension in found.columns else []

    def figures(self, selection: Selection) -> pl.DataFrame:
        """The figure, or its breakdown: a row a category.

        A measure that only has a meaning by some dimension (answers by question and wave) is `not_applicable` until
        it is told apart by it.

        Returns:
            The dimensions of `by`, then `n, numerator, denominator, value, lower, upper, confidence, method` as in
            `Results`, with `unit, state, synthetic`.

        Raises:
            ParameterError: the measure cannot be narrowed or broken down like this.
        """
        of, measure = self._checked(selection)
        only, units, statistic = dict(selection.only), self._of(selection), measure.statistic
        lacking = _lacking(measure, {*only, *selection.by})
        if isinstance(statistic, _OF_ANY_PART):
            # a part of plain rows can be taken before it is summed up, one of a sample only after
            by = (*(selection.by or only), *(one for one in lacking if one not in selection.by))
            made = summarised(measure, units.some(only, amounts_of(statistic), by), by, self.dataset)
        else:
            by = _as_declared(measure, (*only, *selection.by, *lacking))
            made = summarised(measure, units.worded(), by, self.dataset)
        named = made.with_columns(pl.col(by).cast(pl.String)) if by else made
        found = _taken(named, {name: category for name, category in only.items() if name in by})
        if lacking:
            found = found.select(*selection.by, n=pl.lit(0, pl.Int64)).unique() if selection.by else found.clear()
        if found.is_empty() and not selection.by:
            found = pl.DataFrame({"n": [0]}, schema_overrides={"n": pl.Int64})
        return self._stated(found, of, measure, selection)

    def figure(self, selection: Selection) -> dict[str, Any]:
        """The figure alone, whatever the breakdown."""
        return self.figures(selection.split()).row(0, named=True)

    def counted(self, selection: Selection) -> pl.DataFrame:
        """The unit-level rows that carry something of the numerator, or of a value that is no quotient."""
        above, _ = parts(self.declared(selection)[1].statistic)
        return self._carrying(selection, above)

    def compared(self, selection: Selection) -> pl.DataFrame:
        """The unit-level rows that carry something of the denominator; none where there is none.

        Cases counted among others are compared with all of which it is known whether they are such.
        """
        above, below = parts(self.declared(selection)[1].statistic)
        return self._carrying(selection, below, known=set(above) & set(below))

    def explain(self, selection: Selection, limit: int | None = SHOWN_ROWS) -> Explanation:
        """The figure with its definition, the rows of both its parts, their records, and those left out.

        `limit` is how many records of a table are shown; None, for an export, is all of them.
        """
        of, measure = self._checked(selection)
        window, only, left = self.window(selection), dict(selection.only), self.left_out(selection)
        return Explanation(
            selection, window, of, measure, self.figure(selection), self.counted(selection),
            self.compared(selection), self.sources(selection, limit), left,
            design(measure.statistic, self.rows(selection), only.get("wave")),
            silent(measure.statistic, self._of(selection).taken(only), only.get("item")),
            withheld(of, selection, window, self.dataset.project),
            self._records(selection).unheeded(only, left["table"].unique()),
        )  # fmt: skip

    def sources(self, selection: Selection, limit: int | None = SHOWN_ROWS) -> tuple[Source, ...]:
        """The records of each table behind the figure: first those that rows lead to, then tables read as a whole.

        `limit` is how many of a table are shown; None is all of them.
        """
        self._checked(selection)
        return self._records(selection).sources(dict(selection.only), limit)

    def left_out(self, selection: Selection) -> pl.DataFrame:
        """The rows of the files that the figure does not count although they are of these days and categories.

        Returns:
            `table, file, sheet, row`, the `reason` by `REASONS`; of a rejected row a line for each `rule` it breaks,
            with the `field` and `value` it speaks of and what was expected, where the rule tells. `not_counted` is only
            known of tables that rows lead to.
        """
        self._checked(selection)
        return self._records(selection).left_out(dict(selection.only))

    def accounts(self, selection: Selection) -> pl.DataFrame:
        """What became of the rows of the files: `table, reason, n`, each row counted once (`REASONS`, `COUNTED`)."""
        self._checked(selection)
        return self._records(selection).accounts(dict(selection.only))

    def _of(self, selection: Selection) -> Units:
        (of, _), window = self.declared(selection), self.window(selection)
        key = (of.id, of.version, window)
        # what was asked for last goes last
        units = self._units.pop(key, None) or self._made(of, window)
        self._units[key] = units
        while len(self._units) > KEPT:
            self._units.pop(next(iter(self._units)))
        return units

    def _made(self, of: Indicator, window: Period) -> Units:
        known = partial(known_categories, self.dataset)
        return Units(unit_rows(of, self.dataset, window), known, dated=of.accumulation != "last")

    def _records(self, selection: Selection) -> Records:
        of, _ = self.declared(selection)
        return Records(self.dataset, self._tables, of, self.window(selection), self._of(selection))

    def _carrying(self, selection: Selection, columns: Iterable[str], known: Collection[str] = ()) -> pl.DataFrame:
        """The rows in which one of the columns says something; of those `known` it is enough that they are."""
        self._checked(selection)
        only = dict(selection.only)
        rows, item = self._of(selection).taken(only), only.get("item")
        statistic = self.declared(selection)[1].statistic
        there = {*known, *columns} if isinstance(statistic, _OF_VALUES) else known
        together = pl.all_horizontal if isinstance(statistic, MeanChange) else pl.any_horizontal
        # answers to a battery stand side by side: `favourable:<item>`
        said = [
            pl.col(one).is_not_null() if name in there else _says_something(rows.schema[one], one)
            for name in columns for one in rows.columns
            if one == name or (one.startswith(f"{name}:") and item in (None, one.removeprefix(f"{name}:")))
        ]  # fmt: skip
        return rows.filter(together(said)) if said else rows.clear()

    def _further(self, selection: Selection, taken: set[str]) -> tuple[str, ...]:
        _, measure = self.declared(selection)
        ways = [by for by in measure.dimensions if taken <= set(by)]
        carried: tuple[str, ...] = ()
        if isinstance(measure.statistic, _OF_ANY_PART):
            carried = self._of(selection).carried(measure.statistic)
        known = dict.fromkeys((*(one for by in ways for one in by), *carried))
        return tuple(one for one in known if one not in taken)

    def _checked(self, selection: Selection) -> tuple[Indicator, Measure]:
        of, measure = self.declared(selection)
        taken: set[str] = set()
        for dimension in (*dict(selection.only), *selection.by):
            further = self._further(selection, taken)
            if dimension not in further:
                known = ", ".join(further) or "–"
                raise ParameterError(
                    Text(
                        cs=f"„{of.id}“ nelze členit podle „{dimension}“. Lze podle: {known}.",
                        en=f"“{of.id}” cannot be told apart by “{dimension}”. It can by: {known}.",
                    )
                )
            taken.add(dimension)
        for dimension, category in selection.only:
            self._check_category(selection, dimension, category)
        return of, measure

    def _check_category(self, selection: Selection, dimension: str, category: str) -> None:
        """That a project knows the category, whether or not it has a row in these days."""
        listed = known_categories(self.dataset, dimension)
        units = self._of(selection)
        if category in listed or (units.has(dimension) and category in units.categories(dimension)):
            return
        ever = self._of(Selection(selection.indicator, selection.measure, scope="cumulative"))
        there = ever.categories(dimension) if ever.has(dimension) else frozenset()
        if category not in there:
            known = ", ".join(sorted(listed | there)[:SHOWN_CATEGORIES]) or "–"
            raise ParameterError(
                Text(
                    cs=f"Projekt nezná „{category}“ (členění „{dimension}“). Zná např.: {known}.",
                    en=f"The project knows no “{category}” (dimension “{dimension}”). It knows for instance: {known}.",
                )
            )

    def _stated(self, found: pl.DataFrame, of: Indicator, measure: Measure, selection: Selection) -> pl.DataFrame:
        """The figures with what `Results` says of each."""
        about = found.with_columns(
            data_missing=pl.lit(bool(self.dataset.missing(of.needs))), empty=without_value(measure),
            unit=pl.lit(measure.unit), synthetic=pl.lit(self.dataset.is_synthetic(of.needs)),
        )  # fmt: skip
        whole = about.with_columns(
            (pl.col(name) if name in found.columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in SHOWN.items()
        )
        none = bool(_lacking(measure, {*dict(selection.only), *selection.by}))
        none |= withheld(of, selection, self.window(selection), self.dataset.project) is not None
        missing = pl.col("data_missing")
        told = whole.with_columns(
            state=pl.when(~missing & none).then(pl.lit("not_applicable")).otherwise(self._state(selection)),
            n=pl.col("n").fill_null(0),
            method=pl.col("method").fill_null("none"),
        )
        hidden = [pl.when(~missing & (not none)).then(name).alias(name) for name in ("value", "lower", "upper")]
        shown = told.with_columns(hidden).select(*selection.by, *SHOWN, "unit", "state", "synthetic")
        return shown.sort(selection.by, nulls_last=True) if selection.by else shown

    def _state(self, selection: Selection) -> pl.Expr:
        """The state of each figure; of a month that was over also in days that are not."""
        unfinished = self.period(selection).is_open
        month = dict(selection.only).get("month")
        if not unfinished or not (month or "month" in selection.by):
            return state(unfinished)
        over = closed(pl.lit(month) if month else pl.col("month"), self.dataset.as_of)
        return pl.when(over).then(state(unfinished=False)).otherwise(state(unfinished=True))


def _lacking(measure: Measure, dimensions: set[str]) -> tuple[str, ...]:
    """The dimensions by which a measure still has to be told apart to mean something; none if it does.

    It means what it declares; a plain sum, ratio or count of it may be told apart further.
    """
    any_part = isinstance(measure.statistic, _OF_ANY_PART)
    ways = [set(by) for by in measure.dimensions]
    if any(way <= dimensions if any_part else way == dimensions for way in ways):
        return ()
    wider = [by for by in measure.dimensions if any_part or dimensions <= set(by)]
    return tuple(one for one in min(wider, key=len) if one not in dimensions)


def _as_declared(measure: Measure, dimensions: tuple[str, ...]) -> tuple[str, ...]:
    """The dimensions in the order in which the measure declares them: to some statistics each place means another."""
    return next((by for by in measure.dimensions if set(by) == set(dimensions)), dimensions)


def _taken(rows: pl.DataFrame, only: dict[str, str]) -> pl.DataFrame:
    """The figures of some categories, without their names."""
    return rows.filter(*(pl.col(name) == category for name, category in only.items())).drop(list(only))


def _says_something(dtype: pl.DataType, column: str) -> pl.Expr:
    """Whether a row adds to a sum of the column: it is known, and neither zero nor false."""
    there = pl.col(column).is_not_null()
    if dtype == pl.Boolean:
        return there & pl.col(column)
    return there & (pl.col(column) != 0) if dtype.is_numeric() else there
