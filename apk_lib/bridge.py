"""The bridge from reports already handed in to what is known today.

A submitted report is frozen; rows entered since change what its figures would be. For each earlier period the bridge
sets the headline figures as they were reported beside the same figures as known now, and tells what moved them.

It is a frame of its own and no part of `Figures`: there a figure has one value, that of one as-of date, and results.csv
of a report must not depend on what earlier reports said. It is a function of the folder, the periods and the as-of
date, so it is as repeatable as they are. What it cannot see is the project sheet, which keeps no earlier states.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import pairwise

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.errors import PlanError
from apk_lib.evaluate import TOTALS, totals
from apk_lib.indicators import CATALOGUE, Catalogue, Indicator
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables import DERIVED_TABLES, SHEET_TABLES, TABLES

Headline = tuple[str, str]
HEADLINES: tuple[Headline, ...] = (
    ("posts_filled", "filled_at_end"),
    ("posts_filled", "fill_rate"),
    ("retention", "still_employed"),
    ("person_hours", "person_hours"),
    ("plan_adherence", "capped"),
    ("presence_adherence", "capped"),
    ("event_outcomes", "events"),
    ("contacts_made", "contacts"),
    ("initial_training", "persons_trained"),
    ("training_hours", "hours"),
    ("victim_support", "contacts"),
    ("spending", "spent"),
    ("spending", "disallowed"),
    ("spending", "absorption"),
)
# what was reported, what after each step of the way, and the steps between
STATES = ("then", "with_late", "with_corrections", "now")
PARTS = ("late", "corrected", "defined")
RESTATED = {
    "period": pl.String, "reported_on": pl.Date, "scope": pl.String, "indicator": pl.String, "measure": pl.String,
    "unit": pl.String, "then": pl.Float64, **dict.fromkeys(PARTS, pl.Float64), "now": pl.Float64,
    "difference": pl.Float64, "changed": pl.Boolean, "synthetic": pl.Boolean, "definition_version": pl.Int64,
}  # fmt: skip
FIGURE = ["indicator", "measure"]
# every derived table is laid over the days of service
_SERVICE = ("shifts", "shift_crew", "visits", "visit_crew", "persons")
# sums of one thing taken in another order differ by less
LEAST = 1e-9


def restated(dataset: Dataset, period: str, *, catalogue: Catalogue = CATALOGUE) -> pl.DataFrame:
    """The headline figures of all periods before `period`, as reported and as known now, with what moved each.

    The way from `then` to `now` is taken in this order: `late`, rows of things that nobody had entered by the day the
    report was due, as they stand now; `corrected`, rows entered by then and corrected, withdrawn or mended since, and
    plans changed since; `defined`, the definition by which `period` is reported in the place of the one in force then.
    Another order would divide the same difference otherwise. The parts sum to `difference` wherever the figure had a
    value both times; a figure that gained or lost its value has none. What the sheet approved since comes as late.

    Returns:
        A row a figure, whether it `changed` or not, by period in time; columns as `RESTATED`. Shares are fractions, the
        definition is that of `now`.
    """
    project, current = dataset.project, dataset.project.period(period)
    before = [one for one in project.periods if one.end < current.start and one.report_due < dataset.as_of]
    wanted = [pair for pair in headlines(project) if pair[0] in catalogue]
    parts = [_restated(dataset, earlier, current.start, wanted, catalogue) for earlier in before]
    return pl.concat([pl.DataFrame(schema=RESTATED), *parts])


def headlines(project: Project) -> list[Headline]:
    """Indicators and measures that a project answers for: those of every project, its goals' and its programme's."""
    goals = project.frames["goals"]["headline"].drop_nulls().to_list()
    named = [(id, CATALOGUE[id].measures[0].id) for id in goals if id in CATALOGUE and CATALOGUE[id].measures]
    counted = [(esf.indicator, esf.measure) for esf in project.programme.indicators if esf.indicator and esf.measure]
    return list(dict.fromkeys((*HEADLINES, *named, *counted)))


def _restated(
    dataset: Dataset, earlier: Period, now: date, wanted: list[Headline], catalogue: Catalogue
) -> pl.DataFrame:
    """The figures of one earlier period in all states, and the steps between them."""
    due = earlier.report_due
    tables = tuple({name: None for id, _ in wanted for one in catalogue.definitions(id) for name in one.needs})
    then = dataset.known_at(due, tables)
    with_late = dataset.known_at(dataset.as_of, tables, corrected_by=due)
    told = [_values(known, earlier, wanted, earlier.start, catalogue) for known in (then, dataset)]
    touched = [pair for pair in wanted if _differ(with_late, dataset, catalogue.in_force(pair[0], earlier.start))]
    corrected = _values(with_late, earlier, touched, earlier.start, catalogue)
    told.insert(1, _instead(told[-1], touched, corrected))
    anew = [pair for pair in wanted if catalogue.in_force(pair[0], now) != catalogue.in_force(pair[0], earlier.start)]
    told.append(_instead(told[-1], anew, _values(dataset, earlier, anew, now, catalogue)))
    figures = pl.DataFrame(wanted, schema=FIGURE, orient="row")
    for name, values in zip(STATES, told, strict=True):
        about = ["value"] if name != "now" else ["value", "unit", "scope", "synthetic", "definition_version"]
        figures = figures.join(values.select(*FIGURE, *about), on=FIGURE, how="left", maintain_order="left")
        figures = figures.rename({"value": name})
    figures = figures.drop_nulls("scope").with_columns(period=pl.lit(earlier.id), reported_on=pl.lit(due))
    return steps(figures).select(list(RESTATED))


def _differ(one: Dataset, other: Dataset, indicator: Indicator) -> bool:
    """Whether an indicator may have other figures in two datasets as of one day: a table it rests on differs."""
    return any(one.accepted[name].basis is not other.accepted[name].basis for name in rests_on(indicator.needs))


def rests_on(needs: tuple[str, ...]) -> list[str]:
    """The tables of the folder behind some tables: derived ones look into the records of service besides."""
    derived = [name for name in needs if name in DERIVED_TABLES]
    origins = {origin for name in needs for origin in DERIVED_TABLES.get(name, (name,))}
    return [name for name in TABLES if name in {*origins, *_SERVICE * bool(derived)} and name not in SHEET_TABLES]


def _instead(values: pl.DataFrame, pairs: list[Headline], anew: pl.DataFrame) -> pl.DataFrame:
    """Values with those of some indicators replaced."""
    return pl.concat([values.filter(~pl.col("indicator").is_in([id for id, _ in pairs])), anew])


def steps(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures in their `STATES` with the `PARTS` of the way between them.

    A state in which the figure has no value takes no step: the next one that has a value takes the whole way. What is
    less than `LEAST` is no step.
    """
    reached = [pl.coalesce(*STATES[place::-1]) for place in range(len(STATES))]
    told = pl.col("then").is_not_null() & pl.col("now").is_not_null()
    parts = {
        part: pl.when(told).then(_step(before, after))
        for part, (before, after) in zip(PARTS, pairwise(reached), strict=True)
    }
    moved = pl.any_horizontal(
        pl.col(one).ne_missing(pl.col(other)) & _step(pl.col(one), pl.col(other)).ne_missing(0.0)
        for one, other in pairwise(STATES)
    )
    return figures.with_columns(**parts, difference=_step(pl.col("then"), pl.col("now")), changed=moved)


def _step(before: pl.Expr, after: pl.Expr) -> pl.Expr:
    step = after - before
    return pl.when(step.abs() < LEAST).then(0.0).otherwise(step)


def _values(
    dataset: Dataset, period: Period, wanted: list[Headline], defined_on: date, catalogue: Catalogue
) -> pl.DataFrame:
    """Totals of a period; a plan that contradicted itself at that date had no figures then."""
    known = [pl.DataFrame(schema=TOTALS)]
    for id in dict.fromkeys(id for id, _ in wanted):
        with suppress(PlanError):
            measures = [pair for pair in wanted if pair[0] == id]
            known.append(totals(dataset, period, measures, defined_on=defined_on, catalogue=catalogue))
    return pl.concat(known)
