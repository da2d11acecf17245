"""Over many samples the interval of the change holds the planted truth about as often as it says it does."""

from pathlib import Path

import polars as pl
import pytest

from apk_lib.indicators import CATALOGUE
from apk_lib.project import Project, parse_project
from apk_lib.sample import sample_survey
from apk_lib.surveys import sample

SEEDS = range(200)
# 95 % of 200 is 190; outside this range the interval promises too much or too little
LEAST, MOST = 180, 199


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return parse_project((root / "data/kromeriz/project.toml").read_text(encoding="utf-8"), "kromeriz")


@pytest.fixture(scope="module")
def surveys(project: Project) -> list[tuple[dict[str, pl.DataFrame], float]]:
    return [sample_survey(project, seed, other_questions=False) for seed in SEEDS]


def interval(item: str, tables: dict[str, pl.DataFrame], project: Project) -> tuple[float, float]:
    """The interval of the change as the report makes it: the indicator's rows, its measure's statistic."""
    indicator = CATALOGUE[item]
    margins = pl.DataFrame({"variable": [], "category": [], "persons": []})
    drawn = tables | {
        "survey_sample": sample(tables["survey_respondents"], tables["survey_waves"], margins)
    }  # fmt: skip
    rows = indicator.rows(**{name: drawn[name] for name in indicator.needs}, period=project.periods[-1])
    change = indicator.measure("change").statistic.summarise(rows, [])
    return change["lower"].item(), change["upper"].item()


@pytest.mark.parametrize("item", ["safe_after_dark", "safe_by_day"])
def test_the_interval_of_the_change_holds_the_truth(project: Project, surveys: list, item: str) -> None:
    held = 0
    for tables, truth in surveys:
        lower, upper = interval(item, tables, project)
        held += lower <= truth["change"][item] <= upper
    assert LEAST <= held <= MOST


def test_an_interval_half_as_wide_would_be_noticed(project: Project, surveys: list) -> None:
    held = 0
    for tables, truth in surveys:
        lower, upper = interval("safe_after_dark", tables, project)
        middle, half = (lower + upper) / 2, (upper - lower) / 4
        held += middle - half <= truth["change"]["safe_after_dark"] <= middle + half
    assert held < LEAST
