"""One town signs whatever it likes: the report of all the others is made all the same."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apk_lib.portfolio.subjects import SUBJECTS
from apk_lib.report import PortfolioReport
from apk_lib.report.html import page
from apk_lib.report.model import Report
from tests.portfolio_towns import (
    NAMES,
    adherence,
    answers,
    change,
    effect,
    events,
    portfolio,
    posts,
    share,
    signed,
)
from tests.summaries import signed as signed_by

TOWNS = {town: NAMES[town] for town in ("brodek", "dolany", "habrov", "kamenec", "tyn")}
BAD = "tyn"
SIZES = st.sampled_from([0.0, 5e-324, 1e-300, 1e-9, 0.5, 1.0, 2.0, 29.0, 1e6, 1e15])
ANY = st.one_of(st.none(), SIZES, SIZES.map(lambda one: -one), st.floats(allow_nan=False, allow_infinity=False))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Five towns with a figure in each subject, and the register of their keys."""
    place = tmp_path_factory.mktemp("nonsense")
    rows = [
        one
        for at, town in enumerate(TOWNS)
        for one in (
            share(town, 55 + at, 100), events(town, 90 + 9 * at, 9000.0), adherence(town, 0.7), posts(town, 3, 4),
            answers(town, 0.6, 200.0), answers(town, 0.5, 200.0, wave="1"), answers(town, 0.9, 200.0, "safe_by_day"),
            change(town, 0.1, 0.05), effect(town, 0.8, 1.4),
        )
    ]  # fmt: skip
    register = signed(portfolio(rows, TOWNS), place)
    path = place / BAD / "P5/summary/summary.json"
    return place, register, path, json.loads(path.read_bytes())["summary"]


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is described to the end, but not drawn."""

    def described(draw: Any, lang: str) -> tuple[str, str]:
        json.dumps(draw().to_dict(validate=False), allow_nan=False)
        return "<svg/>", ""

    monkeypatch.setattr("apk_lib.report.portfolio.picture", described)


@st.composite
def coherent(draw: Any) -> dict[str, Any]:
    """A figure that agrees with itself, of sizes nobody has."""
    above, below, factor = draw(SIZES), draw(SIZES), draw(st.sampled_from([1.0, 100.0]))
    said: dict[str, Any] = {"numerator": above, "denominator": below, "n": int(draw(SIZES))}
    value = factor * above / below if below and above / below < 1e15 else draw(SIZES)
    half = draw(SIZES)
    said["value"] = value
    ends = draw(st.sampled_from(["both", "none", "value", "whole"]))
    limits = {"both": (value - half, value + half), "none": (None, None), "value": (value, value), "whole": (0.0, 1.0)}
    said["lower"], said["upper"] = limits[ends]
    return said


def nonsense() -> Iterator[Any]:
    cells = st.dictionaries(st.sampled_from(["n", "numerator", "denominator", "value", "lower", "upper", "confidence",
                                             "effective_n"]), ANY, min_size=1)  # fmt: skip
    whole = st.sampled_from([{"state": "suppressed"}, {"state": "no_cases"}, {"synthetic": False}, {"category_1": "99"},
                             {"definition_version": 99}, {"scope": "period"}])  # fmt: skip
    yield from (cells, coherent(), whole)


# an example takes two seconds: to make one smaller would take minutes and tell little
@settings(
    deadline=None,
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 8), st.one_of(*nonsense())), min_size=1, max_size=9))
def test_no_town_can_end_the_report_of_the_others(folder: Any, changes: list[tuple[int, dict[str, Any]]]) -> None:
    place, register, path, summary = folder
    said = json.loads(json.dumps(summary))
    for at, wrong in changes:
        said["figures"][at % len(said["figures"])].update(wrong)
    for row in said["figures"]:
        # of a text in the place of a number the whole summary is left out, which is tried elsewhere
        row["n"] = None if row["n"] is None or abs(row["n"]) > 1e15 else int(row["n"])
        for name in ("numerator", "denominator", "value", "lower", "upper", "effective_n", "confidence"):
            row[name] = None if row[name] is None or abs(row[name]) > 1e15 else row[name]
    path.write_bytes(signed_by(said, BAD))
    report = PortfolioReport.on(str(place), str(register), "", "", "cs")
    sections = [report.who(), *(report.comparison(subject.id) for subject in SUBJECTS)]
    parts = tuple(shown.part for shown in sections if shown)
    html = page(Report(report.front_page().part, parts, report.foot().part))
    assert "Kamenec" in html
    assert "nan" not in html.replace("nand", "")
    assert report.results.filter(town="kamenec").height == len(report.comparisons)
