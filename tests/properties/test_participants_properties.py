"""What holds of participants whatever is recorded: a person counts once, and no result exceeds its output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.indicators import CATALOGUE
from apk_lib.periods import Period
from apk_lib.programmes import Programme, programme
from apk_lib.support import PROOF, supported
from apk_lib.tables.codes import AFTER_LEAVING, TRAINING_FORMS
from tests.properties.examples import examples

HOUR = 3_600_000_000
START, END = date(2020, 6, 1), date(2021, 5, 31)
DAYS = st.integers(0, (END - START).days).map(lambda after: START + timedelta(days=after))
PERSONS = [f"P{n}" for n in range(1, 7)]
INSTANT = pl.Datetime("us", "UTC")
RESULTS = ("participants_in_education", "participants_qualified", "disadvantaged_improved")
Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Stated:
    """As much of a project as these indicators ask."""

    programme: Programme
    start: date = START
    end: date = END


def reading(measure: str) -> Stated:
    """A project whose programme reports participants by this measure."""
    known = programme("opz_2014")
    indicators = tuple(
        replace(one, measure=measure) if one.indicator == "participants_supported" else one for one in known.indicators
    )
    return Stated(replace(known, indicators=indicators))


@st.composite
def cards(draw: st.DrawFn) -> pl.DataFrame:
    status = st.sampled_from([*AFTER_LEAVING, None])
    rows = []
    for person in draw(st.lists(st.sampled_from(PERSONS), unique=True, min_size=1)):
        entered = draw(DAYS)
        left = draw(st.none() | st.integers(0, 200).map(lambda after, first=entered: first + timedelta(days=after)))
        rows.append(
            {
                "person": person, "sex": draw(st.sampled_from(["female", "male", None])),
                "age_group": draw(st.sampled_from(["under_25", "25-54", "over_54", None])),
                "disadvantaged": draw(st.sampled_from([True, False, None])), "entered_on": entered, "left_on": left,
                "card_complete": draw(st.booleans()), "qualified_on": draw(st.none() | DAYS),
                "status_four_weeks": draw(status) if left else None,
                "status_six_months": draw(status) if left else None,
            }
        )  # fmt: skip
    texts = ("person", "sex", "age_group", "status_four_weeks", "status_six_months")
    days = ("entered_on", "left_on", "qualified_on")
    schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(days, pl.Date)
    return pl.DataFrame(rows, schema_overrides=schema | dict.fromkeys(("disadvantaged", "card_complete"), pl.Boolean))


@st.composite
def towns(draw: st.DrawFn) -> Tables:
    """Participants and what proves their support, in the columns the indicators read."""

    def many(width: int, **columns: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        return draw(st.lists(st.fixed_dictionaries(columns), max_size=width))

    hours = st.integers(0, 45).map(lambda whole: whole * HOUR)
    person = st.sampled_from(PERSONS)
    trainings = many(4, held_on=DAYS, form=st.sampled_from([*TRAINING_FORMS, None]))
    meetings = many(3, held_on=DAYS, hours=hours)
    attended, supervised, sheets, served = (
        many(10, training=st.integers(0, 3).map(str), person=person, hours=hours),
        many(4, supervision=st.integers(0, 2).map(str), person=person),
        many(6, person=person, month=DAYS.map(lambda day: day.replace(day=1)), worked=hours),
        many(8, person=person, day=DAYS, length=hours),
    )
    columns = {
        "trainings": {"training": pl.String, "held_on": pl.Date, "form": pl.String},
        "training_attendance": {"training": pl.String, "person": pl.String, "hours": pl.Int64},
        "supervisions": {"supervision": pl.String, "held_on": pl.Date, "hours": pl.Int64},
        "supervision_attendance": {"supervision": pl.String, "person": pl.String},
        "hours_monthly": {"person": pl.String, "month": pl.Date, "worked": pl.Int64},
        "service": {"person": pl.String, "day": pl.Date, "length": pl.Int64},
        "shifts": {"shift": pl.String, "start": INSTANT, "end": INSTANT},
        "shift_crew": {"shift": pl.String, "person": pl.String},
    }  # fmt: skip
    rows = {
        "trainings": [one | {"training": str(n)} for n, one in enumerate(trainings)],
        "supervisions": [one | {"supervision": str(n)} for n, one in enumerate(meetings)],
        "training_attendance": attended, "supervision_attendance": supervised, "hours_monthly": sheets,
        "service": served, "shifts": [], "shift_crew": [],
    }  # fmt: skip
    keys = {"training_attendance": ["training", "person"], "supervision_attendance": ["supervision", "person"],
            "hours_monthly": ["person", "month"]}  # fmt: skip
    tables = {name: pl.DataFrame(rows[name], schema=columns[name]) for name in columns}
    tables |= {name: tables[name].unique(key, maintain_order=True) for name, key in keys.items()}
    every = {"participants": draw(cards())} | tables
    return {name: table.with_row_index("source_row") for name, table in every.items()}


def counted(indicator: str, tables: Tables, project: Stated, window: Period) -> pl.DataFrame:
    """The rows of an indicator in a window."""
    known = supported(tables["participants"], {name: tables[name] for name in PROOF}, project)
    return CATALOGUE[indicator].rows(known, project, window)


def persons(rows: pl.DataFrame, column: str, sex: str | None = None) -> set[str]:
    """The different persons that a column names, of one sex or of all."""
    return set((rows.filter(sex=sex) if sex else rows)[column].drop_nulls())


CUTS = st.lists(DAYS, max_size=3).map(lambda days: sorted({START, *days}))
MEASURES = [("participants_supported", "training_only"), ("participants_supported", "with_work"),
            *((id, "improved") for id in RESULTS)]  # fmt: skip


def periods_of(cuts: list[date]) -> list[Period]:
    ends = [*(day - timedelta(days=1) for day in cuts[1:]), END]
    return [Period("P", first, last, last) for first, last in zip(cuts, ends, strict=True)]


@examples(15)
@given(tables=towns(), cuts=CUTS, measure=st.sampled_from(["training_only", "with_work"]))
def test_the_whole_is_the_union_of_its_periods_and_each_person_is_in_one(tables, cuts, measure):
    project, periods = reading(measure), periods_of(cuts)
    for indicator, column in MEASURES:
        inside = [persons(counted(indicator, tables, project, period), column) for period in periods]
        whole = persons(counted(indicator, tables, project, periods[-1].since(START)), column)
        assert set().union(*inside) == whole, (indicator, column)
        assert sum(map(len, inside)) == len(whole), (indicator, column)


@examples(15)
@given(tables=towns(), until=DAYS, measure=st.sampled_from(["training_only", "with_work"]))
def test_no_result_exceeds_its_output_in_all_or_by_sex(tables, until, measure):
    project, window = reading(measure), Period("P", START, until, until)
    output = counted("participants_supported", tables, project, window)
    for result in RESULTS:
        rows = counted(result, tables, project, window)
        for sex in (None, "female", "male"):
            assert persons(rows, "improved", sex) <= persons(output, measure, sex), (result, sex)
    after = counted("employed_after_leaving", tables, project, window)
    for column in ("person_four_weeks", "person_six_months", "over_54", "disadvantaged"):
        assert persons(after.filter(pl.col(column) == 1), "person") <= persons(output, measure), column
    for column in ("unknown_four_weeks", "unknown_six_months", "not_due_six_months"):
        assert persons(after, column) <= persons(output, measure), column


@examples(10)
@given(tables=towns(), until=DAYS)
def test_work_only_adds_to_training(tables, until):
    rows = counted("participants_supported", tables, reading("with_work"), Period("P", START, until, until))
    assert persons(rows, "training_only") <= persons(rows, "with_work")
    assert persons(rows, "incomplete") <= persons(rows, "with_work")


@examples(10)
@given(tables=towns(), until=DAYS, seed=st.integers(0, 99))
def test_the_order_of_rows_tells_nothing(tables, until, seed):
    turned = {name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in tables.items()}
    window = Period("P", START, until, until)
    for indicator in ("participants_supported", *RESULTS, "employed_after_leaving"):
        both = [counted(indicator, given_in, reading("with_work"), window) for given_in in (tables, turned)]
        figures = [
            {measure.id: measure.statistic.summarise(rows, []).to_dicts() for measure in CATALOGUE[indicator].measures}
            for rows in both
        ]
        assert figures[0] == figures[1], indicator
