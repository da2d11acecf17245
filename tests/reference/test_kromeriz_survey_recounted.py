"""The figures of the survey, counted once more from the CSV files by the textbook formulas.

Nothing of the library takes part in the recount: rows are read with `csv`. Both waves are stratified samples of
persons drawn without replacement, so a share has the variance Σ (1 − n/N) · n/(n − 1) · Σ u² over the zones, with
u = w (y − p) / Σ w less its mean in the zone (Särndal, Swensson and Wretman 1992, 5.7).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from scipy import stats

from apk_lib.dataset import open_dataset
from apk_lib.evaluate import evaluate

ITEM = "safe_after_dark"
Row = dict[str, str]


class Recount:
    """The answers of each wave and zone, in memory."""

    def __init__(self, folder: Path) -> None:
        self.people = self._rows(folder, "survey_respondents")
        self.dispositions = self._rows(folder, "survey_dispositions")
        self.answers: dict[tuple[str, str], int] = {
            (row["respondent"], row["item"]): int(row["answer"]) for row in self._rows(folder, "survey_answers")
        }

    def _rows(self, folder: Path, table: str) -> list[Row]:
        with (folder / "records" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def share(self, wave: str, item: str = ITEM, zone: str = "", sex: str = "") -> tuple[float, float, int]:
        """A share of answers 1 and 2 among 1 to 4 with its variance and the number of valid answers."""
        strata: dict[str, list[Row]] = defaultdict(list)
        for person in self.people:
            if person["wave"] == wave:
                strata[person["zone"]].append(person)

        def counts(person: Row) -> bool:
            kind = person["zone"] == (zone or person["zone"]) and person["sex"] == (sex or person["sex"])
            return kind and self.answers.get((person["respondent"], item)) in (1, 2, 3, 4)

        def safe(person: Row) -> bool:
            return self.answers[person["respondent"], item] in (1, 2)

        valid = [person for people in strata.values() for person in people if counts(person)]
        whole = sum(float(person["weight"]) for person in valid)
        share = sum(float(person["weight"]) for person in valid if safe(person)) / whole
        variance = 0.0
        for people in strata.values():
            n = len(people)
            u = [float(one["weight"]) * (safe(one) - share) / whole if counts(one) else 0.0 for one in people]
            middle = sum(u) / n
            rest = 1 - n / int(people[0]["population"])
            variance += rest * n / (n - 1) * sum((one - middle) ** 2 for one in u)
        return share, variance, len(valid)


@pytest.fixture(scope="module")
def recount(root: Path) -> Recount:
    return Recount(root / "data" / "kromeriz")


@dataclass(frozen=True)
class Figures:
    """What the library says."""

    results: pl.DataFrame

    def figure(self, indicator: str, measure: str, **category: str) -> SimpleNamespace:
        """The one figure of these categories, its dimensions in the order they are declared."""
        dimensions = dict(zip(("1", "2"), (*category.items(), (None, None), (None, None)), strict=False))
        found = self.results.filter(
            pl.col("indicator") == indicator,
            pl.col("measure") == measure,
            *(
                pl.col(f"{column}_{place}").eq_missing(pl.lit(value, pl.String))
                for place, pair in dimensions.items()
                for column, value in zip(("dimension", "category"), pair, strict=True)
            ),
        )
        [row] = found.iter_rows(named=True)
        return SimpleNamespace(**row)


@pytest.fixture(scope="module")
def told(root: Path) -> Figures:
    dataset = open_dataset(root / "data" / "kromeriz", period="P5")
    chosen = [ITEM, "safe_by_day", "survey_response", "tested_changes", "item_shares"]
    return Figures(evaluate(dataset, "P5", chosen).results)


@pytest.mark.parametrize("wave", ["W0", "W1"])
@pytest.mark.parametrize("group", [{}, {"zone": "risk_locality"}, {"sex": "female"}], ids=str)
def test_shares_of_waves_and_groups(recount: Recount, told: Figures, wave: str, group: dict[str, str]) -> None:
    share, variance, n = recount.share(wave, **group)
    figure = told.figure(ITEM, "share_safe", wave=wave, **group)
    assert (figure.n, figure.value) == (n, pytest.approx(share))
    assert figure.effective_n == pytest.approx(share * (1 - share) / variance)


@pytest.mark.parametrize("group", [{}, {"zone": "surroundings"}, {"sex": "male"}], ids=str)
def test_changes_and_their_limits(recount: Recount, told: Figures, group: dict[str, str]) -> None:
    first, last = (recount.share(wave, **group) for wave in ("W0", "W1"))
    # the df of the whole design: respondents of both waves less three zones in each
    df = len(recount.people) - 6
    half = stats.t.ppf(0.975, df) * sqrt(first[1] + last[1])
    figure = told.figure(ITEM, "change", **group)
    change = last[0] - first[0]
    assert (figure.n, figure.value, figure.baseline) == (
        first[2] + last[2], pytest.approx(change), pytest.approx(first[0])
    )  # fmt: skip
    assert (figure.lower, figure.upper) == (pytest.approx(change - half), pytest.approx(change + half))


def test_transfer_from_the_risk_localities(recount: Recount, told: Figures) -> None:
    def moved(zone: str) -> tuple[float, float]:
        first, last = (recount.share(wave, zone=zone) for wave in ("W0", "W1"))
        return last[0] - first[0], first[1] + last[1]

    here, there = moved("risk_locality"), moved("surroundings")
    half = stats.t.ppf(0.975, len(recount.people) - 6) * sqrt(here[1] + there[1])
    figure = told.figure(ITEM, "transfer", zone_pair="risk_locality|surroundings")
    assert figure.value == pytest.approx(here[0] - there[0])
    assert figure.upper - figure.value == pytest.approx(half)


def test_declared_tests_by_holm(recount: Recount, told: Figures) -> None:
    p = {}
    for item in (ITEM, "safe_by_day"):
        for zone in ("risk_locality", "surroundings", "rest_of_town"):
            first, last = (recount.share(wave, item, zone) for wave in ("W0", "W1"))
            t = abs(last[0] - first[0]) / sqrt(first[1] + last[1])
            p[item, zone] = 2 * stats.t.sf(t, len(recount.people) - 6)
    adjusted = 0.0
    for rank, (item, zone) in enumerate(sorted(p, key=lambda one: p[one])):
        adjusted = max(adjusted, min(1.0, (len(p) - rank) * p[item, zone]))
        figure = told.figure("tested_changes", "p_holm", item=item, zone=zone)
        assert figure.value == pytest.approx(adjusted)


@pytest.mark.parametrize("wave", ["W0", "W1"])
def test_the_response_rate(recount: Recount, told: Figures, wave: str) -> None:
    ended: dict[str, int] = defaultdict(int)
    for row in recount.dispositions:
        if row["wave"] == wave:
            ended[row["disposition"]] += int(row["persons"])
    belong = sum(ended.values()) - ended["not_eligible"]
    for measure, answered in (
        ("response_rate_1", ended["complete"]), ("response_rate_2", ended["complete"] + ended["partial"]),
    ):  # fmt: skip
        assert told.figure("survey_response", measure, wave=wave).value == pytest.approx(answered / belong)


@pytest.mark.parametrize("wave", ["W0", "W1"])
def test_a_question_that_follows_another(recount: Recount, told: Figures, wave: str) -> None:
    asked = answered = 0.0
    for person in recount.people:
        if person["wave"] == wave and recount.answers.get((person["respondent"], "knows_assistants")) == 1:
            asked += float(person["weight"])
            answer = recount.answers.get((person["respondent"], "met_assistants"))
            answered += float(person["weight"]) * (answer in (1, 2, 9))
    figure = told.figure("item_shares", "nonresponse", item="met_assistants", wave=wave)
    assert figure.value == pytest.approx(1 - answered / asked)
