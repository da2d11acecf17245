"""Pictures of perceived safety: what is drawn is what the figures say, each bar with its number of answers."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from apk_lib import charts
from apk_lib.labels import Reading
from apk_lib.text import LANGUAGES, Lang
from tests.unit import survey_figures as made

DRAWN = ("answers_by_wave", "change_dots", "trend", "likert_items", "assistants_bars", "safety_map", "benchmark_bars",
         "plan_curve")  # fmt: skip


def rows(spec: Any) -> Iterator[dict[str, Any]]:
    """All rows of data in a specification."""
    if isinstance(spec, dict):
        for found in spec.get("datasets", {}).values():
            yield from found
        for inner in spec.values():
            yield from rows(inner)
    elif isinstance(spec, list):
        for inner in spec:
            yield from rows(inner)


def data(name: str, reading: Reading, *fields: str) -> list[dict[str, Any]]:
    """The rows of a picture that have all these fields, each once."""
    found = rows(getattr(charts, name)(reading).to_dict(validate=False))
    unique = {repr(sorted(row.items(), key=str)): row for row in found if set(fields) <= row.keys()}
    return list(unique.values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_drawn_and_the_same_each_time(name: str, lang: Lang) -> None:
    def draw() -> Any:
        return getattr(charts, name)(made.everything(lang))

    if lang == "cs":
        draw().to_dict()  # the library checks the specification against its schema
    first, second = charts.to_svg(draw, lang), charts.to_svg(draw, lang)
    assert first == second
    texts = [element.text or "" for element in ElementTree.fromstring(first).iter() if element.tag.endswith("text")]
    assert texts
    assert not any(word in text for text in texts for word in ("NaN", "null", "undefined", "Infinity"))


@pytest.mark.parametrize("draw", [charts.answers_by_wave, charts.trend, charts.likert_items, charts.benchmark_bars])
def test_one_wave_is_drawn_too(draw: Callable[[Reading], Any]) -> None:
    points = made.trend_points("safe_after_dark", {18459.0: 0.55}) + made.trend_points("safe_by_day", {18459.0: 0.75})
    first = [row for row in made.others() if "W1" not in (row["category_1"], row["category_2"])]
    reading = made.perceived("cs", {"W0": 0.55}, None, rows=first, points=points, **made.NOTES)
    assert "<path" in charts.to_svg(lambda: draw(reading), "cs")


def test_answers_fill_the_whole_on_both_sides_of_zero() -> None:
    reading = made.everything("en")
    bars: dict[str, list[Any]] = {}
    for bar in data("answers_by_wave", reading, "from", "to"):
        bars.setdefault(bar["name"], []).append(bar)
    assert list(bars) == ["By day · 2020 (n = 300)", "By day · 2021 (n = 300)", "After dark · 2020 (n = 300)",
                          "After dark · 2021 (n = 300)"]  # fmt: skip
    for name, safe in zip(bars, (0.75, 0.86, 0.55, 0.66), strict=True):
        assert min(bar["from"] for bar in bars[name]) == pytest.approx(-safe)
        assert max(bar["to"] for bar in bars[name]) == pytest.approx(1 - safe)
    # who does not know stands apart and takes no part of a bar
    assert {row["unknown"] for row in data("answers_by_wave", reading, "unknown")} == {"3%"}


def test_dots_are_the_changes_with_their_bounds() -> None:
    dots = data("change_dots", made.everything("en"), "change", "band")
    assert len(dots) == 16
    names = [dot["name"] for dot in dots]
    assert "risk localities (n = 25 → 25, low number)" in names
    assert "surroundings (n = 110 → 110)" in names
    # of both questions: everybody, and everybody in the risk localities
    everybody = [dot for dot in dots if dot["name"].startswith("everybody")]
    assert [(dot["first"], dot["last"]) for dot in everybody] == [(0.75, 0.86), (0.55, 0.66)]
    for dot in everybody:
        assert [dot[part] for part in ("change", "lower", "upper", "band")] == pytest.approx([11, 2, 20, 12])


def test_a_change_without_bounds_is_a_dot_alone() -> None:
    # everybody feels safe in both waves: the sample shows no variance, so there is no interval and no band
    items = [made.row(item, "change", 0.0, n=600, baseline=1.0) for item in ("safe_by_day", "safe_after_dark")]
    shares = [made.row(item, "share_safe", 1.0, {"wave": wave})
              for item in ("safe_by_day", "safe_after_dark") for wave in ("W0", "W1")]  # fmt: skip
    svg = charts.to_svg(lambda: charts.change_dots(made.reading([*items, *shares], "cs")), "cs")
    assert not any(word in svg for word in ("NaN", "undefined", "Infinity"))
    assert svg.count('aria-roledescription="circle"') == 4


def test_a_trend_has_a_ribbon_from_the_third_wave_on() -> None:
    two, three = (charts.to_svg(lambda known=known: charts.trend(known), "cs")
                  for known in (made.everything("cs"), made.three_waves("cs")))  # fmt: skip
    assert ("mark-area" in two, "mark-area" in three) == (False, True)
    points = data("trend", made.three_waves("en"), "wave", "y", "lower", "upper")
    assert [(point["wave"], point["y"]) for point in points] == [
        ("2020", 0.75), ("2021", pytest.approx(0.78)), ("2022", pytest.approx(0.86)),
        ("2020", 0.55), ("2021", 0.58), ("2022", 0.66),
    ]  # fmt: skip


def test_published_surveys_stand_behind_the_trend() -> None:
    bands = data("trend", made.everything("en"), "low", "high")
    assert [(band["low"], band["high"]) for band in bands] == [(0.72, 0.72), (0.42, 0.61)]
    assert bands[1]["text"] == "published surveys elsewhere 42–61%"


def test_questions_are_sorted_by_the_last_wave() -> None:
    bars = data("likert_items", made.everything("en"), "row", "share")
    last = [bar for bar in bars if bar["row"].endswith("|0")]
    assert len(last) == 23
    assert all(one["share"] >= two["share"] for one, two in itertools.pairwise(last))
    assert all("(n\u00a0=\u00a0" in bar["label"] for bar in bars)
    amber = {bar["row"].split("|")[0] for bar in bars if bar["colour"] in ("#c9761b", "#efc08a")}
    assert amber == {"avoids_places", "victim_in_12_months"}
    [few] = [bar["label"] for bar in bars if bar["row"] == "reported_it|0"]
    assert few.endswith("2021 (n\u00a0=\u00a024, low number)")
    assert max(len(bar["label"]) for bar in bars) <= 65


def test_assistants_go_from_knowing_to_trusting() -> None:
    bars = data("assistants_bars", made.everything("en"), "row", "share")
    asked = [bar["row"].split("|")[0] for bar in bars if bar["row"].endswith("|0")]
    assert asked[0] == "knows_assistants"
    assert asked[-2:] == ["trusts_assistants", "trusts_municipal_police"]


def test_the_map_is_shaded_by_the_share_of_the_places_asked_about() -> None:
    spec = charts.safety_map(made.everything("en")).to_dict(validate=False)

    def shades(part: Any) -> Iterator[float]:
        if isinstance(part, dict):
            if part.get("type") == "Feature" and "shade" in part["properties"]:
                yield part["properties"]["shade"]
            for inner in part.values():
                yield from shades(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from shades(inner)

    assert sorted(shades(spec)) == [0.35, 0.78]
    texts = {row["text"] for row in rows(spec) if "text" in row}
    assert {"35% (n\u00a0=\u00a0120)", "78% (n\u00a0=\u00a0120)"} <= texts


def test_published_bars_carry_their_caveats_and_no_order_of_safety() -> None:
    bars = data("benchmark_bars", made.everything("en"), "name", "share")
    dark = [bar for bar in bars if bar["share"] in (0.66, 0.61, 0.42)]
    assert [bar["name"].replace("\u00a0", " ") for bar in dark] == [
        "here 2021 (n = 300)", "Most 2020 [1]", "INESAN 2013 (n = 1,211) [2]"
    ]  # fmt: skip


def test_the_plan_falls_with_the_size() -> None:
    points = data("plan_curve", made.everything("en"), "n", "points")
    assert [point["n"] for point in points] == [100, 200, 300, 400, 600, 1000]
    assert [point["points"] for point in points] == pytest.approx([21, 15, 12, 10.6, 8.7, 6.7])
    # 10 points is what the programme's rule asks for
    assert [row for row in data("plan_curve", made.everything("en"), "points") if "n" not in row] == [{"points": 10.0}]
