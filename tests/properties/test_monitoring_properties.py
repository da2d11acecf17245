"""What holds of monitoring and of weeks whatever was recorded: order is nothing, sums are kept, shares are shares."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.indicators.monitoring import locality_state, monitoring_done, repairs
from apk_lib.indicators.spans import months, whole_weeks
from apk_lib.indicators.supervision import weekly_reviews
from apk_lib.periods import Period
from apk_lib.tables import TABLES
from apk_lib.tables.codes import CHECKLIST
from tests.properties.examples import examples

START, END = date(2020, 7, 1), date(2021, 6, 30)
WHOLE = Period("all", START, END, END)
LOCALITIES = ("A", "B", "C")
days = st.dates(START, END)


class Rules:
    """A project of which only its limit on repairs and its start are asked."""

    start = START

    @staticmethod
    def limit(rule: str) -> float:
        return {"repair_days": 14.0}[rule]


def frame(table: str, rows: list[dict[str, Any]], **columns: Any) -> pl.DataFrame:
    """Rows as the table's frame; what is not named is empty."""
    schema = {name: column.dtype for name, column in TABLES[table].schema.columns().items()}
    return pl.DataFrame([dict.fromkeys(schema) | row | columns for row in rows], schema=schema)


@st.composite
def checks(draw: st.DrawFn) -> pl.DataFrame:
    """Checks of three localities, some of them defects, some of these mended."""
    keys = draw(st.lists(st.tuples(st.sampled_from(LOCALITIES), days, st.sampled_from(sorted(CHECKLIST))),
                         min_size=1, max_size=25, unique=True))  # fmt: skip
    rows = []
    for locality, day, item in keys:
        reported = draw(st.sampled_from([None, "other"]))
        took = draw(st.none() | st.integers(0, 60)) if reported else None
        rows.append({
            "locality": locality, "checked_on": day, "item": item, "score": draw(st.integers(0, 3)),
            "reported_to": reported, "fixed_on": None if took is None else day + timedelta(days=took),
        })  # fmt: skip
    return frame("locality_checks", rows)


@st.composite
def places(draw: st.DrawFn) -> pl.DataFrame:
    """The three localities with a plan of checks or none."""
    plan = st.none() | st.integers(0, 8).map(lambda quarters: quarters / 4)
    rows = [{"locality": id, "kind": "risk", "valid_from": START, "checks_per_month": draw(plan)} for id in LOCALITIES]
    return frame("localities", rows)


def split(at: date) -> tuple[Period, Period]:
    """The year cut into two periods, the second one beginning on a day."""
    return Period("1", START, at - timedelta(days=1), END), Period("2", at, END, END)


later_days = st.dates(START + timedelta(days=1), END)


@examples(30)
@given(checks(), places(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(made: pl.DataFrame, localities: pl.DataFrame, random: Any) -> None:
    place = list(range(len(made)))
    random.shuffle(place)
    shuffled = made[place]
    assert locality_state(made, localities, WHOLE).equals(locality_state(shuffled, localities, WHOLE))
    assert repairs(made, localities, WHOLE, Rules()).equals(repairs(shuffled, localities, WHOLE, Rules()))
    assert monitoring_done(made, localities, WHOLE).equals(monitoring_done(shuffled, localities, WHOLE))


@examples(30)
@given(checks(), places(), later_days)
def test_every_score_and_every_due_defect_is_of_one_period(
    made: pl.DataFrame, localities: pl.DataFrame, at: date
) -> None:
    scores = [locality_state(made, localities, period) for period in (WHOLE, *split(at))]
    for column in ("score", "checked"):
        whole, first, second = (rows[column].sum() for rows in scores)
        assert whole == first + second
    judged = [repairs(made, localities, period, Rules()) for period in (WHOLE, *split(at))]
    for column in ("due", "in_time"):
        whole, first, second = (rows[column].sum() for rows in judged)
        assert whole == first + second
    # what is open at the end does not depend on where the period began
    assert judged[0]["open"].sum() == judged[2]["open"].sum()


@examples(30)
@given(checks(), places())
def test_no_more_checks_are_kept_than_made_or_planned(made: pl.DataFrame, localities: pl.DataFrame) -> None:
    done = monitoring_done(made, localities, WHOLE)
    kept = done.drop_nulls("kept")
    assert (kept["kept"] <= kept["planned"]).all()
    assert (kept["kept"] <= kept["checks"].fill_null(0)).all()
    assert done["checks"].sum() == made.select("locality", "checked_on").n_unique()


spans = st.lists(st.tuples(days, st.none() | days), min_size=1, max_size=6)


def of_things(stretches: list[tuple[date, date | None]]) -> pl.DataFrame:
    """Each stretch as a span of a thing of its own."""
    rows = [(n, start, None if end is None else max(start, end)) for n, (start, end) in enumerate(stretches)]
    return pl.DataFrame(rows, schema={"thing": pl.Int64, "start": pl.Date, "end": pl.Date}, orient="row")


@examples(30)
@given(spans, later_days)
def test_a_week_is_of_one_period_and_lies_wholly_in_its_span(
    stretches: list[tuple[date, date | None]], at: date
) -> None:
    things = of_things(stretches)
    whole, first, second = (whole_weeks(things, period, START) for period in (WHOLE, *split(at)))
    assert pl.concat([first, second]).sort("thing", "week").equals(whole.sort("thing", "week"))
    for thing, week in whole.select("thing", "week").iter_rows():
        start, end = things.row(thing)[1:]
        assert week.weekday() == 0
        assert max(start, START) <= week
        assert week + timedelta(days=6) <= (end or END)


@examples(30)
@given(spans, later_days)
def test_parts_of_months_add_up_over_periods(stretches: list[tuple[date, date | None]], at: date) -> None:
    things = of_things(stretches)
    whole, first, second = (months(things, period)["part"].sum() for period in (WHOLE, *split(at)))
    assert first + second == pytest.approx(whole)
    assert months(things, WHOLE)["part"].is_between(0, 1, closed="right").all()


@examples(30)
@given(
    st.lists(st.tuples(st.sampled_from(["Anna", "Bert"]), st.integers(0, 60)), min_size=1, max_size=30, unique=True),
    later_days,
)
def test_weeks_reviewed_add_up_over_periods_and_are_weeks_in_service(given_: list[tuple[str, int]], at: date) -> None:
    monday = date(2020, 6, 22)
    reviews = frame("mentor_reviews", [{"person": who, "week": monday + timedelta(weeks=n)} for who, n in given_])
    contracts = frame("contracts", [
        {"contract": "1", "person": "Anna", "post": "M1", "start": START, "last_day": None, "fte": 1.0},
        {"contract": "2", "person": "Bert", "post": "M2", "start": date(2020, 9, 3), "last_day": date(2021, 2, 5),
         "fte": 1.0},
    ])  # fmt: skip
    parts = [weekly_reviews(reviews, contracts, period, Rules()) for period in (WHOLE, *split(at))]
    for column in ("reviewed", "in_service"):
        whole, first, second = (rows[column].sum() for rows in parts)
        assert whole == first + second
    assert parts[0]["reviewed"].sum() <= min(parts[0]["in_service"].sum(), len(reviews))
