"""What the pictures of patrol coverage carry: each mark is a figure, nothing overlaps, nothing is cut."""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from apk_lib import charts
from apk_lib.calendars import public_holidays
from apk_lib.charts import style
from apk_lib.labels import Labels, Reading, Shapes
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.remembered import figures_of, kromeriz

Rows = list[dict[str, Any]]
ADHERENCE = ("plan_adherence", "presence_adherence", "visit_adherence")


@pytest.fixture
def known() -> Callable[..., Reading]:
    def of(period: str = "P4", lang: Lang = "cs", as_of: str = "") -> Reading:
        dataset = kromeriz(period, as_of)
        figures = figures_of(dataset, period)
        return Reading(figures.results, figures.curves, Labels.of(dataset, lang))

    return of


def data(chart: Any) -> Rows:
    """All rows of data in a chart; of a shape its properties and geometry."""
    spec = chart.to_dict(validate=False)
    found = [row for rows in spec.get("datasets", {}).values() for row in rows]
    return found + list(_inline(spec))


def _inline(spec: Any) -> Any:
    if isinstance(spec, dict):
        inline = spec.get("data")
        if isinstance(inline, dict):
            yield from inline.get("values", [])
        for key, inner in spec.items():
            if key not in ("data", "datasets"):
                yield from _inline(inner)
    elif isinstance(spec, list):
        for inner in spec:
            yield from _inline(inner)


def with_field(rows: Rows, *fields: str) -> Rows:
    return [row for row in rows if set(fields) <= set(row)]


def put(reading: Reading, value: float | None, indicator: str, scope: str | None = None, **where: str) -> Reading:
    """The reading with another value in some figures of an indicator."""
    here = pl.col("indicator") == indicator
    for column, wanted in (where | ({"scope": scope} if scope else {})).items():
        here &= pl.col(column) == wanted
    assert reading.results.filter(here).height
    results = reading.results.with_columns(value=pl.when(here).then(pl.lit(value, pl.Float64)).otherwise("value"))
    return Reading(results, reading.curves, reading.labels)


# --- plan against delivery -------------------------------------------------------------------------


def test_everything_unplanned_is_in_the_bars(known: Callable[..., Reading]) -> None:
    reading = known("P1")
    pieces = with_field(data(charts.adherence_bars(reading)), "from", "to")
    shown = sum(piece["to"] - piece["from"] for piece in pieces if piece["kind"] == "neplánováno")
    whole = reading.figure("unplanned_hours", "person_hours", "period").value
    # less than an hour in a place without a plan of person-hours has no bar of its own
    assert whole - 1 < shown <= whole + 1e-9


def test_hours_in_a_place_without_a_plan_have_a_bar_and_no_tick(known: Callable[..., Reading]) -> None:
    reading = known("P4", "en")
    for column in ("value", "numerator", "denominator"):
        here = (pl.col("indicator") == "plan_adherence") & (pl.col("category_1") == "cycle_path")
        results = reading.results.with_columns(pl.when(here).then(None).otherwise(column).alias(column))
        reading = Reading(results, reading.curves, reading.labels)
    rows = data(charts.adherence_bars(reading))
    name = f"Cycle path{NBSP}{NBSP}no plan"
    assert {row["kind"] for row in rows if row.get("name") == name and row.get("to", 0) > row.get("from", 0)} == {
        "unplanned"
    }
    assert not [row for row in rows if row.get("name") == name and "plan" in row]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cell_of_the_heat_table_is_a_figure(known: Callable[..., Reading], lang: Lang) -> None:
    reading = known("P4", lang)
    rows = data(charts.week_heatmap(reading))
    cells = with_field(rows, "share")
    figures = pl.concat(
        [reading.rows(one, "capped", "period", "locality", "weekday_band").drop_nulls("value") for one in ADHERENCE]
    )
    assert sorted(cell["share"] for cell in cells) == sorted(figures["value"])
    for cell in cells:
        nearly = {"<1": (0, 0.005), ">99": (0.995, 1)}.get(cell["text"])
        assert nearly[0] < cell["share"] < nearly[1] if nearly else cell["text"] == f"{cell['share'] * 100:.0f}"
        assert (cell["text"] == "100") == (cell["share"] == 1)
    # no two cells in one place, and the names of all localities with a plan beside them
    assert len({(cell["x"], cell["y"]) for cell in cells}) == len(cells)
    texts = {row["text"].replace("\n", " ") for row in with_field(rows, "text", "style")}
    for place in figures["category_1"].unique():
        assert reading.labels.name("locality", place) in texts
    # both sides of the share stand in the row: 353 of 481 hours
    park = figures.filter(pl.col("category_1") == "bezrucuv_park", pl.col("category_2").str.ends_with("09-14"))
    kept, planned = (round(park[part].sum()) for part in ("numerator", "denominator"))
    assert f"{kept} / {planned}{NBSP}h" in texts


def test_nothing_planned_is_an_empty_cell(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    cells = with_field(data(charts.week_heatmap(reading)), "share")
    columns = sorted({cell["x"] for cell in cells})
    # no service is planned for a Saturday or a Sunday alone: five weekdays and the week
    assert len(columns) == 6
    assert columns[5] - columns[4] > 2 * (columns[4] - columns[3])


def luminance(colour: list[float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_number_is_readable_on_every_shade() -> None:
    ends = [[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in (style.PALE_BLUE, style.DARK_BLUE)]
    for step in range(101):
        ground = luminance([pale + (dark - pale) * step / 100 for pale, dark in zip(*ends, strict=True)]) + 0.05
        assert (1.05 / ground if step / 100 > style.TURNS_WHITE else ground / 0.05) >= 4.5


# --- presence --------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["P1", "P3", "P5"])
def test_the_calendar_holds_each_day_once(known: Callable[..., Reading], period: str) -> None:
    reading = known(period)
    cells = with_field(data(charts.presence_calendar(reading)), "day", "hours")
    days = [date.fromisoformat(cell["day"]) for cell in cells]
    first, last = min(days), max(days)
    assert sorted(days) == [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(cell["hours"] for cell in cells) == pytest.approx(
        reading.figure("presence_hours", "presence_hours", "period").value
    )
    for cell, day in zip(cells, days, strict=True):
        assert (cell["y"] - min(one["y"] for one in cells)) / (cell["y2"] - cell["y"]) == day.weekday()
        assert cell["holiday"] == (day in public_holidays(first, last))
    assert len({(cell["x"], cell["y"]) for cell in cells}) == len(cells)
    # the week of the last day stands as many columns to the right as weeks lie between
    width = cells[0]["x2"] - cells[0]["x"]
    begun = first - timedelta(days=first.weekday())
    assert max(cell["x"] for cell in cells) - min(cell["x"] for cell in cells) == width * ((last - begun).days // 7)


def test_days_to_come_are_not_in_the_calendar(known: Callable[..., Reading]) -> None:
    cells = with_field(data(charts.presence_calendar(known("P4", "cs", "2022-02-15"))), "day", "hours")
    assert max(cell["day"] for cell in cells) == "2022-02-15"


@pytest.mark.parametrize(
    ("lang", "named"),
    [("cs", ["prosinec 2021", "leden 2022", "únor", "březen", "duben", "květen"]),
     ("en", ["December 2021", "January 2022", "February", "March", "April", "May"])],
)  # fmt: skip
def test_months_are_named_and_do_not_touch(known: Callable[..., Reading], lang: Lang, named: list[str]) -> None:
    rows = data(charts.presence_calendar(known("P4", lang)))
    texts = [row for row in with_field(rows, "text", "x") if "day" not in row and len(row["text"]) > 2]
    months = sorted((row["x"], row["text"].replace(NBSP, " ")) for row in texts)
    assert [text for _, text in months] == named
    # some seven pixels a letter of this size at most
    for (x, text), (following, _) in itertools.pairwise(months):
        assert x + 6.5 * len(text) < following


def test_activities_and_stays_are_counted(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    bars = with_field(data(charts.activity_bars(reading)), "amount")
    assert sum(bar["amount"] for bar in bars) == pytest.approx(
        reading.figure("activities", "person_hours", "period").value
    )
    assert "jiná činnost" in {bar["what"] for bar in bars}
    assert bars[0]["text"].replace(NBSP, " ") == "910 h · 593 návštěv"
    stays = with_field(data(charts.stay_bars(reading)), "amount")
    assert [bar["what"] for bar in stays][::4] == ["do 10 minut", "hodina a déle"]
    assert sum(bar["amount"] for bar in stays) == reading.figure("stay_lengths", "stays", "period").value


def test_outcomes_are_counted(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    bars = with_field(data(charts.outcome_bars(reading)), "amount")
    settled = reading.figure("event_outcomes", "settled", "period")
    assert sum(bar["amount"] for bar in bars) == settled.denominator
    assert {bar["what"]: bar["amount"] for bar in bars}["vyřešeno domluvou"] == settled.numerator


# --- regularity ------------------------------------------------------------------------------------


def test_the_longest_gap_is_the_longest_bar(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    rows = with_field(data(charts.gap_bars(reading)), "worst")
    assert {row["place"]: row["worst"] for row in rows} == {
        reading.labels.name("locality", place): hours
        for place, hours in reading.rows("revisit_gaps", "worst_gap", "period", "locality")
        .drop_nulls("value")  # localities nobody patrols
        .select("category_1", "value")
        .iter_rows()
    }
    assert [row["worst"] for row in rows] == sorted((row["worst"] for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("scopes", "said"), [(("period",), "v období ani jednou"), (("period", "cumulative"), "nikdy")]
)
def test_a_place_nobody_came_to_has_no_bar(known: Callable[..., Reading], scopes: tuple[str, ...], said: str) -> None:
    reading = known("P4")
    for scope in scopes:
        reading = put(reading, None, "presence_hours", scope, category_1="cycle_path")
    rows = data(charts.gap_bars(reading))
    [path] = [row for row in with_field(rows, "worst") if row["place"] == "Cyklostezka"]
    assert (path["worst"], path["text"]) == (0, said)
    assert with_field(rows, "worst")[-1] == path
    assert "Cyklostezka" not in {row["place"] for row in with_field(rows, "hours")}


def test_the_curve_goes_from_nothing_to_all(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    rows = data(charts.lorenz_curve(reading))
    points = sorted((row["x"], row["y"]) for row in with_field(rows, "x", "y") if "text" not in row)
    assert points[0] == (0, 0)
    assert points[-1] == (1, 1)
    # a curve from the least served never lies above the diagonal
    assert all(y <= x + 1e-9 for x, y in points)
    assert f"Giniho index {reading.figure('evenness', 'gini', 'period').show()}" in {row.get("text") for row in rows}


# --- encounters and GPS ----------------------------------------------------------------------------


def test_a_dot_stands_in_its_interval(known: Callable[..., Reading]) -> None:
    reading = known("P4", "en")
    rows = with_field(data(charts.event_rates(reading)), "rate", "lower")
    figures = reading.rows("event_rate", "events", "period", "locality").drop_nulls("value")
    assert sorted((row["rate"], row["lower"], row["upper"]) for row in rows) == sorted(
        figures.select("value", "lower", "upper").iter_rows()
    )
    assert f"Cycle path · 29{NBSP}events" in {row["place"] for row in rows}


def test_gps_stands_beside_the_records(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    rows = with_field(data(charts.tracked_bars(reading)), "hours", "what")
    for what, id in (("podle záznamů", "recorded"), ("podle GPS", "gps")):
        assert sum(row["hours"] for row in rows if row["what"] == what) == pytest.approx(
            reading.figure("gps_comparison", id, "period").value
        )


# --- the map ---------------------------------------------------------------------------------------

DEGREE = 111_195.0  # metres a degree of latitude


def square(lon: float, lat: float, metres: float) -> dict[str, Any]:
    """A square with this south-west corner."""
    up, right = metres / DEGREE, metres / DEGREE / math.cos(math.radians(lat))
    ring = [(lon, lat), (lon + right, lat), (lon + right, lat + up), (lon, lat + up), (lon, lat)]
    return {"type": "Polygon", "coordinates": [ring]}


def with_shapes(reading: Reading, names: dict[str, str], **shapes: Any) -> Reading:
    labels = replace(reading.labels, shapes=Shapes(**shapes), names=reading.labels.names | {"locality": names})
    return Reading(reading.results, reading.curves, labels)


def polygons(rows: Rows) -> list[Any]:
    return [row for row in rows if row.get("type") == "Feature" and "shade" in row["properties"]]


def sides(ring: Any) -> tuple[float, float]:
    xs, ys = zip(*ring, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


def test_the_map_shades_each_locality_by_its_hours(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    rows = data(charts.locality_map(reading))
    hours = reading.rows("presence_hours", "presence_hours", "period", "locality").drop_nulls("value")
    assert sorted(shape["properties"]["shade"] for shape in polygons(rows)) == sorted(hours["value"])
    texts = {row["text"] for row in with_field(rows, "text")}
    assert {reading.labels.name("locality", place) for place in hours["category_1"]} <= texts
    assert "výřez v obrysu města" in texts


def test_the_map_is_true_to_shape_and_scale(known: Callable[..., Reading]) -> None:
    squares = {"a": square(17.39, 49.29, 400), "b": square(17.40, 49.295, 200)}
    reading = with_shapes(known("P4"), {"a": "A", "b": "B"}, localities=squares)
    rows = data(charts.locality_map(reading))
    drawn = sorted(sides(shape["geometry"]["coordinates"][0]) for shape in polygons(rows))
    for width, height in drawn:
        assert width == pytest.approx(height, rel=1e-3)
    assert drawn[1][0] == pytest.approx(2 * drawn[0][0], rel=1e-3)
    [bar] = [row for row in with_field(rows, "x", "x2", "text") if row["text"].endswith("m")]
    metres = float(bar["text"].split(NBSP)[0]) * (1000 if bar["text"].endswith("km") else 1)
    assert (bar["x2"] - bar["x"]) / metres == pytest.approx(drawn[1][0] / 400, rel=1e-3)


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_no_label_lies_on_another(known: Callable[..., Reading], count: int) -> None:
    # tiny localities in one corner and one far away, with names no column holds
    squares = {f"p{n}": square(17.39 + 0.0002 * n, 49.29 + 0.0001 * (n % 3), 12) for n in range(count - 1)}
    squares["far"] = square(17.42, 49.30, 12)
    names = {id: f"Sídliště u nádraží a přilehlé dvory číslo {id}" for id in squares}
    town = square(17.3, 49.2, 20_000)
    reading = with_shapes(known("P4"), names, localities=squares, town=town)
    chart = charts.locality_map(reading)
    rows, spec = data(chart), chart.to_dict(validate=False)
    labels = with_field(rows, "text", "ink")
    assert len(labels) == 2 * count
    for edge in {row["x"] for row in labels}:
        column = sorted((row["y"], row["y"] + 14 * (1 + row["text"].count("\n"))) for row in labels if row["x"] == edge)
        assert column[0][0] >= 0
        assert column[-1][1] <= spec["height"]
        for (_, bottom), (top, _) in itertools.pairwise(column):
            assert bottom <= top + 1e-6
    assert all(len(line) <= 22 for row in labels for line in row["text"].split("\n"))
    assert len(polygons(rows)) == count
    assert charts.to_svg(lambda: chart, "cs").count("<path") >= count


def test_a_town_without_an_outline_has_a_map_all_the_same(known: Callable[..., Reading]) -> None:
    reading = known("P4")
    shapes = reading.labels.shapes
    assert shapes is not None
    bare = with_shapes(reading, reading.labels.names["locality"], localities=shapes.localities)
    rows = data(charts.locality_map(bare))
    assert len(polygons(rows)) == 8
    assert "výřez v obrysu města" not in {row.get("text") for row in rows}


def test_where_nobody_was_is_white(known: Callable[..., Reading]) -> None:
    reading = put(known("P4"), None, "presence_hours", "period", category_1="cycle_path")
    rows = data(charts.locality_map(reading))
    assert sorted(shape["properties"]["shade"] for shape in polygons(rows))[0] == 0
    assert f"0{NBSP}h" in {row.get("text") for row in rows}
