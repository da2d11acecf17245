"""What holds for the sample of any seed."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.periods import TIME_ZONE
from apk_lib.project import Project, parse_project
from apk_lib.sample import sample_survey, sample_tables
from apk_lib.tables import TABLES
from tests.properties.examples import examples

seeds = st.integers(min_value=0, max_value=2**32)


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return parse_project((root / "data/kromeriz/project.toml").read_text(encoding="utf-8"), "kromeriz")


@pytest.fixture(scope="module")
def no_context() -> dict[str, pl.DataFrame]:
    return {name: TABLES[name].schema.create_empty().drop("source_row") for name in ("school_breaks", "context_events")}


@given(seed=seeds)
@examples(5)
def test_every_sample_keeps_the_rules(project: Project, no_context: dict[str, pl.DataFrame], seed: int) -> None:
    tables = sample_tables(project, no_context, seed)
    for name, frame in tables.items():
        TABLES[name].schema.validate(frame)
    visits = tables["visits"].join(tables["shifts"].select("shift", begins="start", ends="end"), on="shift")
    assert visits.height == tables["visits"].height
    assert (visits["begins"] <= visits["start"]).all()
    assert (visits["end"] <= visits["ends"]).all()
    assert (visits["end"] - visits["start"]).is_between(timedelta(minutes=5), timedelta(minutes=120)).all()


@given(seed=seeds)
@examples(5)
def test_nobody_is_in_two_shifts(project: Project, no_context: dict[str, pl.DataFrame], seed: int) -> None:
    tables = sample_tables(project, no_context, seed)
    served = tables["shift_crew"].join(tables["shifts"], on="shift").sort("person", "start")
    assert served.select((pl.col("end").shift().over("person") <= pl.col("start")).all()).item()
    hired = tables["contracts"].group_by("person").agg(pl.col("start").first().alias("hired"), pl.col("last_day").max())
    dated = served.join(hired, on="person").with_columns(day=pl.col("start").dt.convert_time_zone(TIME_ZONE).dt.date())
    assert dated["day"].is_between(dated["hired"], dated["last_day"]).all()


@given(seed=seeds)
@examples(20)
def test_a_sample_of_the_survey_is_no_larger_than_its_population(project: Project, seed: int) -> None:
    tables, truth = sample_survey(project, seed)
    primary = tables["survey_items"].filter("primary")
    answers = tables["survey_answers"].join(primary, on="item", how="semi")
    drawn = answers.join(tables["survey_respondents"], on="respondent")
    counted = drawn.group_by("item", "wave", "zone", "answer").len()
    for item, wave, zone, answer, n in counted.iter_rows():
        assert n <= truth["population"][item][wave][zone][str(answer)]
    assert sample_survey(project, seed)[0]["survey_answers"].equals(tables["survey_answers"])
