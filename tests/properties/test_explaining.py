"""A figure of the drill-down is that of the report, its rows add up to it, its records are enough to make it again.

Over the whole catalogue, all reporting periods and all declared categories of Kroměříž; `make test` takes a part of
them in turn, `make test-slow` (THOROUGH=1) every one.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from math import isclose
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.dataset import Dataset
from apk_lib.drilldown import Explorer, History, Selection
from apk_lib.errors import ParameterError
from apk_lib.indicators import CATALOGUE, Indicator
from apk_lib.indicators.statistics import Distinct, Proportion, Rate, Ratio, Spread, Total
from apk_lib.indicators.statistics.survey import OfSample, SurveyMean
from apk_lib.intake import unused
from apk_lib.tables import TABLES
from tests.remembered import figures_of, kromeriz

THOROUGH = bool(os.environ.get("THOROUGH"))
PERIODS = ("P1", "P2", "P3", "P4", "P5")
NUMBERS = ("n", "numerator", "denominator", "value", "lower", "upper")
# indirect costs are a share of all direct ones since the start, rounded once: a period has the difference of two
# rounded sums, so cut to the records of the period it may differ by a haléř
ROUNDED_ONCE = {"spending", "hourly_cost", "contact_cost", "assistant_month_cost", "funding_split"}
CZK_CENT = 0.011


def sampled(cases: list[Any], every: int) -> list[Any]:
    """Every so-many-th of the cases, all of them under THOROUGH."""
    return cases if THOROUGH else cases[::every]


@cache
def explorer_of(period: str) -> Explorer:
    """One explorer a period, for its rows are dear."""
    return Explorer(kromeriz(period))


def of_results(row: dict[str, Any], period: str) -> Selection:
    """The selection that a row of `Results` answers."""
    pairs = ((row[f"dimension_{place}"], row[f"category_{place}"]) for place in (1, 2))
    only = tuple(sorted((dimension, category) for dimension, category in pairs if dimension))
    return Selection(row["indicator"], row["measure"], period, scope=row["scope"], only=only)


def declared(period: str) -> list[Indicator]:
    """The definitions with figures by which a period is reported."""
    start = kromeriz(period).project.period(period).start
    return [of for of in (CATALOGUE.in_force(id, start) for id in CATALOGUE) if of.measures]


def near(one: Any, other: Any, rel: float = 1e-12, absolute: float = 0.0) -> bool:
    """Equal, or floats as near as sums in another order are."""
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=rel, abs_tol=absolute)
    return bool(one == other)


def differences(first: pl.DataFrame, second: pl.DataFrame, rel: float, absolute: float = 0.0) -> list[str]:
    """Where two frames of figures differ."""
    if first.height != second.height:
        return [f"{first.height} rows, {second.height} rows"]
    return [
        f"{name}: {one[name]} and {other[name]} in {one}"
        for one, other in zip(first.iter_rows(named=True), second.iter_rows(named=True), strict=True)
        for name in one
        if not near(one[name], other[name], rel, absolute)
    ]


# --- the same figure ---------------------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS)
def test_a_narrowed_figure_is_that_of_the_report(period: str) -> None:
    dataset, explorer = kromeriz(period), explorer_of(period)
    wrong: list[Any] = []
    rows = figures_of(dataset, period).results.rows(named=True)
    cases = sampled(rows, 9)
    # cases of one indicator stand together, so that its rows are made once
    for row in cases:
        found = explorer.figure(of_results(row, period))
        wrong += [(row, name, found[name]) for name in (*NUMBERS, "state") if not near(found[name], row[name])]
    assert len(cases) > 100
    assert wrong == []


@pytest.mark.parametrize("period", PERIODS)
def test_a_breakdown_is_that_of_the_report(period: str) -> None:
    explorer, results = explorer_of(period), figures_of(kromeriz(period), period).results
    one = results.filter(pl.col("dimension_1").is_not_null() & pl.col("dimension_2").is_null())
    groups = [key for key, _ in one.group_by("indicator", "measure", "scope", "dimension_1", maintain_order=True)]
    for indicator, measure, scope, dimension in sampled(groups, 6):
        told = one.filter(
            indicator=pl.lit(indicator), measure=pl.lit(measure), scope=pl.lit(scope), dimension_1=pl.lit(dimension)
        )
        chosen = Selection(indicator, measure, period, scope=scope)
        if _lacks_a_way(chosen, explorer, dimension):
            continue
        found = explorer.figures(chosen.split(dimension))
        expected = told.drop_nulls("category_1").sort("category_1").select("category_1", *NUMBERS, "state")
        got = found.drop_nulls(dimension).select(pl.col(dimension).alias("category_1"), *NUMBERS, "state")
        assert differences(expected, got, 1e-12) == [], (indicator, measure, dimension)


def _lacks_a_way(chosen: Selection, explorer: Explorer, dimension: str) -> bool:
    """Whether the measure declares the dimension only together with another."""
    return (dimension,) not in explorer.declared(chosen)[1].dimensions


def test_a_breakdown_by_two_is_the_same_either_way() -> None:
    explorer, wrong, seen = explorer_of("P5"), [], 0
    for of in declared("P5"):
        for measure in of.measures:
            for pair in (by for by in measure.dimensions if len(by) == 2):
                chosen = Selection(of.id, measure.id, "P5")
                one, other = (
                    explorer.figures(chosen.split(*by)).sort(pair, nulls_last=True).select(*pair, *NUMBERS, "state")
                    for by in (pair, pair[::-1])
                )
                wrong += [(of.id, measure.id, found) for found in differences(one, other, 1e-12)]
                seen += len(one)
    assert seen > 100
    assert wrong == []


@pytest.mark.parametrize("period", PERIODS)
def test_a_pair_narrowed_by_one_is_a_line_of_the_breakdown_by_two(period: str) -> None:
    explorer, wrong, seen = explorer_of(period), [], 0
    for of in declared(period):
        for measure in of.measures:
            for pair in (by for by in measure.dimensions if len(by) == 2):
                chosen = Selection(of.id, measure.id, period)
                known = explorer.figures(chosen.split(*pair)).drop_nulls([*pair, "value"])
                for row in sampled(known.rows(named=True), 40):
                    for filtered, broken in (pair, pair[::-1]):
                        found = explorer.figures(chosen.narrowed(filtered, row[filtered]).split(broken))
                        line = found.filter(pl.col(broken) == row[broken]).select(NUMBERS)
                        told = pl.DataFrame([row], schema=known.schema).select(NUMBERS)
                        wrong += [(of.id, measure.id, filtered, one) for one in differences(told, line, 1e-12)]
                        seen += 1
    assert seen > 5
    assert wrong == []


# --- the rows add up ---------------------------------------------------------------------------------


def added_up(statistic: Any, counted: pl.DataFrame, compared: pl.DataFrame) -> tuple[float, float | None] | None:
    """Numerator and denominator by hand from the rows shown; None for what no sum of rows makes."""
    match statistic:
        case Total(amount=amount, planned=None, divisor=divisor):
            return sum(counted[amount].to_list()) / divisor, None
        case Total(amount=amount, planned=planned, divisor=divisor):
            plan = [one for one in compared[planned].to_list() if one is not None]
            return sum(one for one in counted[amount].to_list() if one is not None) / divisor, sum(plan) / divisor
        case Ratio(numerator=above, denominator=below, divisor=divisor, counted=plain):
            under = sum(one for one in compared[below].to_list() if one is not None) / divisor
            return sum(one for one in counted[above].to_list() if one is not None) / (1 if plain else divisor), under
        case Proportion(success=success):
            return float(sum(map(bool, counted[success].to_list()))), float(len(compared))
        case Rate(events=events, exposure=exposure, divisor=divisor):
            under = sum(one for one in compared[exposure].to_list() if one is not None) / divisor
            return float(sum(one for one in counted[events].to_list() if one is not None)), under
        case Distinct(unit=unit):
            return float(len(set(map(repr, counted[unit].to_list())))), None
    return None


@pytest.mark.parametrize("period", PERIODS)
def test_the_rows_shown_add_up_to_both_parts(period: str) -> None:
    dataset, explorer = kromeriz(period), explorer_of(period)
    wrong, seen = [], 0
    rows = [row for row in figures_of(dataset, period).results.rows(named=True) if row["state"] != "missing"]
    for row in sampled(rows, 12):
        chosen = of_results(row, period)
        figure, statistic = explorer.figure(chosen), explorer.declared(chosen)[1].statistic
        if figure["n"] == 0:
            continue
        made = added_up(statistic, explorer.counted(chosen), explorer.compared(chosen))
        if made is None:
            continue
        seen += 1
        told = (figure["numerator"], figure["denominator"])
        wrong += [(chosen, made, told) for mine, own in zip(made, told, strict=True) if not near(mine, own, 1e-9, 1e-9)]
    assert seen > 30
    assert wrong == []


@pytest.mark.parametrize("period", PERIODS)
def test_a_value_of_zero_is_shown_like_any_other(period: str) -> None:
    explorer, seen = explorer_of(period), 0
    for of in declared(period):
        for measure in (one for one in of.measures if isinstance(one.statistic, Spread | SurveyMean)):
            for by in measure.dimensions:
                known = explorer.figures(Selection(of.id, measure.id, period).split(*by)).drop_nulls([*by, "value"])
                for row in sampled(known.rows(named=True), 4):
                    chosen = Selection(of.id, measure.id, period)
                    for dimension in by:
                        chosen = chosen.narrowed(dimension, row[dimension])
                    assert len(explorer.counted(chosen)) == row["n"], chosen
                    seen += 1
    assert seen > 3


@pytest.mark.parametrize("period", PERIODS)
def test_a_sum_is_the_sum_of_its_parts(period: str) -> None:
    explorer, seen = explorer_of(period), 0
    for of in sampled(declared(period), 3):
        for measure in of.measures:
            chosen = Selection(of.id, measure.id, period)
            if not isinstance(measure.statistic, Total) or () not in measure.dimensions:
                continue
            whole = explorer.figure(chosen)
            for dimension in explorer.dimensions(chosen):
                # a declared dimension may leave out rows that have none
                if explorer._of(chosen).column(dimension).null_count():
                    continue
                parts = explorer.figures(chosen.split(dimension))["value"].drop_nulls()
                assert near(float(sum(parts.sort())), float(whole["value"] or 0.0), 1e-9), (
                    of.id,
                    measure.id,
                    dimension,
                )
                seen += 1
    assert seen > 5


# --- the records are enough --------------------------------------------------------------------------


def cut(dataset: Dataset, explorer: Explorer, chosen: Selection) -> Dataset:
    """The dataset with only the records behind a figure, in each table that its rows lead to."""
    accepted = dict(dataset.accepted)
    for source in explorer.sources(chosen, limit=None):
        if not source.whole:
            account = accepted[source.table]
            behind = pl.col("source_row").is_in(source.rows["source_row"].implode())
            accepted[source.table] = replace(account, rows=account.rows.filter(behind))
            assert len(source.rows) == source.n == len(accepted[source.table].rows), (chosen, source.table)
    return replace(dataset, accepted=accepted)


@pytest.mark.parametrize("period", PERIODS)
def test_the_records_behind_are_enough(period: str) -> None:
    dataset, explorer = kromeriz(period), explorer_of(period)
    wrong: list[Any] = []
    cases = [(of, scope) for of in declared(period) for scope in of.scopes]
    for of, scope in sampled(cases[PERIODS.index(period) :], 5):
        whole = Selection(of.id, period=period, scope=scope)
        left = Explorer(cut(dataset, explorer, whole))
        slack = CZK_CENT if of.id in ROUNDED_ONCE else 0.0
        for measure in of.measures:
            for by in measure.dimensions:
                asked = whole.about(of.id, measure.id).split(*by)
                found = differences(explorer.figures(asked), left.figures(asked), 1e-9, max(slack, 1e-12))
                wrong += [(asked, one) for one in found]
    assert wrong == []


@pytest.mark.parametrize("period", PERIODS)
def test_the_records_behind_a_category_are_enough(period: str) -> None:
    dataset, explorer = kromeriz(period), explorer_of(period)
    wrong, seen = [], 0
    for of in sampled(declared(period)[PERIODS.index(period) :], 6):
        chosen = Selection(of.id, of.measures[0].id, period)
        # a domain of a survey needs its whole design
        if isinstance(of.measures[0].statistic, OfSample):
            continue
        slack = CZK_CENT if of.id in ROUNDED_ONCE else 0.0
        for dimension in explorer.dimensions(chosen)[:2]:
            for category in explorer.categories(chosen, dimension)[:2]:
                narrow = chosen.narrowed(dimension, category)
                left = Explorer(cut(dataset, explorer, narrow))
                # a column is offered while all rows carry it; fewer records may leave rows without it
                if dimension not in left.dimensions(chosen):
                    continue
                found = differences(explorer.figures(narrow), left.figures(narrow), 1e-9, max(slack, 1e-12))
                wrong += [(narrow, one) for one in found]
                seen += 1
    assert seen > 5
    assert wrong == []


@pytest.mark.parametrize("period", PERIODS)
def test_rows_not_used_are_those_that_the_account_counts(period: str) -> None:
    dataset, seen = kromeriz(period), 0
    for name, account in dataset.accepted.items():
        gone = unused(TABLES[name], dataset.stored[name].rows, account, dataset.as_of)
        counts = dict(gone["reason"].value_counts().iter_rows())
        told = {
            "duplicate": account.duplicates,
            "not_yet_recorded": account.late,
            "superseded": account.superseded,
            "withdrawn": account.withdrawn,
        }
        assert counts == {reason: n for reason, n in told.items() if n}, name
        seen += len(gone)
    assert seen > 0


def test_every_row_of_the_files_has_one_fate() -> None:
    dataset, explorer = kromeriz("P4"), explorer_of("P4")
    for of in sampled(declared("P4"), 5):
        account = explorer.accounts(Selection(of.id, period="P4"))
        for table in account["table"].unique():
            rejected = dataset.rejected.filter(pl.col("table") == table)["source_row"]
            rows = {*dataset.stored[table].rows["source_row"], *rejected}
            assert account.filter(pl.col("table") == table)["n"].sum() == len(rows), (of.id, table)


# --- selections --------------------------------------------------------------------------------------

NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    made = Selection(draw(NAMES), draw(st.just("") | NAMES))
    if draw(st.booleans()):
        first = draw(DAYS)
        made = made.between(first, first + timedelta(days=draw(st.integers(0, 900))))
    else:
        made = made.within(draw(st.just("") | NAMES))
    for dimension, category in draw(st.dictionaries(NAMES, NAMES, max_size=3)).items():
        made = made.narrowed(dimension, category)
    return made.split(*draw(st.lists(NAMES, max_size=2))).cumulated(draw(st.booleans()))


@given(selections())
def test_a_selection_is_read_as_it_was_written(chosen: Selection) -> None:
    assert Selection.from_text(chosen.to_text()) == chosen


@given(selections(), NAMES, NAMES, NAMES, NAMES)
def test_filters_commute_and_can_be_taken_back(chosen: Selection, a: str, x: str, b: str, y: str) -> None:
    if a != b:
        assert chosen.narrowed(a, x).narrowed(b, y) == chosen.narrowed(b, y).narrowed(a, x)
    if a not in dict(chosen.only) and a not in chosen.by:
        assert chosen.narrowed(a, x).widened(a) == chosen


@given(st.lists(selections(), min_size=1, max_size=6), st.lists(st.booleans(), max_size=12))
def test_back_and_forward_lead_through_what_was_visited(visited: list[Selection], steps: list[bool]) -> None:
    path: list[Selection] = [visited[0]]
    history = History(visited[0])
    for one in visited[1:]:
        history = history.visit(one)
        path += [one] if one != path[-1] else []
    place = len(path) - 1
    for back in steps:
        history = history.back() if back else history.forward()
        place = max(0, place - 1) if back else min(len(path) - 1, place + 1)
        assert history.now == path[place]
        assert [*history.past, history.now, *history.future] == path


@given(st.permutations([("locality", "risk_a"), ("band", "18-22"), ("person", "APK2")]))
def test_the_order_of_filters_changes_no_figure(pairs: list[tuple[str, str]]) -> None:
    chosen = Selection("person_hours", period="P3")
    for dimension, category in pairs:
        chosen = chosen.narrowed(dimension, category)
    figure = explorer_of("P3").figure(chosen)
    assert figure["value"] > 0
    assert figure == explorer_of("P3").figure(Selection.from_text(chosen.to_text()))


@given(selections())
def test_a_selection_of_anything_is_answered_or_refused_in_words(chosen: Selection) -> None:
    known = replace(chosen, indicator="person_hours", measure="", period="")
    refused = ""
    try:
        answered = explorer_of("P3").figures(known)
    except ParameterError as error:
        refused = error.text.cs
    assert refused.endswith(".") if refused else answered.columns[-3:] == ["unit", "state", "synthetic"]
