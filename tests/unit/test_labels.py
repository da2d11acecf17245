"""How figures read: names of categories and values with their units."""

from datetime import date

import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.labels import DIGITS, NOUNS, WEEK, Figure, Labels, Reading, hours_minutes
from apk_lib.results import STATES, UNITS
from apk_lib.text import NBSP

AS_OF = date(2020, 12, 30)
CS = Labels("cs", {"locality": {"cheb": "Cheb", "lipa": "Česká Lípa", "hodonin": "Hodonín", "zlin": "Zlín"}}, AS_OF)
EN = Labels("en", {}, AS_OF)


def spaced(text: str) -> str:
    """The text with `_` for each space that does not break, so that a test shows it."""
    return text.replace(NBSP, "_")


@pytest.mark.parametrize(
    ("value", "unit", "cs", "en"),
    [
        (0.784, "share", "78_%", "78%"),
        # a few are not none, nearly all are not all
        (0.004, "share", "0,4_%", "0.4%"),
        (0.005, "share", "0,5_%", "0.5%"),
        (0.995, "share", "99,5_%", "99.5%"),
        (0.997, "share", "99,7_%", "99.7%"),
        (0.0, "share", "0_%", "0%"),
        (1.0, "share", "100_%", "100%"),
        (0.0602, "share_difference", "6_procentních bodů", "6_percentage points"),
        (0.0151, "share_difference", "1,5_procentního bodu", "1.5_percentage points"),
        (-0.01, "share_difference", "−1_procentní bod", "−1_percentage point"),
        (3, "persons", "3_osoby", "3_people"),
        (1, "posts", "1_místo", "1_post"),
        (72.16, "person_months", "72,2_člověkoměsíce", "72.2_person-months"),
        (2840.4, "person_hours", "2_840_osobohodin", "2,840_person-hours"),
        # a few minutes are not nothing
        (10.4, "hours", "10_hodin", "10_hours"),
        (4.5, "hours", "4,5_hodiny", "4.5_hours"),
        (0.25, "person_hours", "0,25_osobohodiny", "0.25_person-hours"),
        (-1.5, "hours", "−1,5_hodiny", "−1.5_hours"),
        (0.0, "person_hours", "0_osobohodin", "0_person-hours"),
        (35000, "czk", "35_000,00_Kč", "CZK_35,000.00"),
        (2, "days", "2_dny", "2_days"),
    ],
)
def test_a_value_reads_with_its_unit(value, unit, cs, en):
    assert spaced(CS.value(value, unit)) == cs
    assert spaced(EN.value(value, unit)) == en


def test_every_unit_can_be_read():
    for unit in UNITS:
        assert CS.value(2.0, unit)
        assert EN.bare(2.0, unit)
    assert NOUNS.keys() <= UNITS.keys()
    assert DIGITS.keys() <= UNITS.keys()


def test_every_state_can_be_read():
    for state in STATES:
        assert CS.state(state) != EN.state(state) or state == "ok"


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "cs", "en"),
    [
        (0.194, 0.994, "share", "19–99_%", "19–99%"),
        (0.002, 0.6, "share", "0,2–60_%", "0.2–60%"),
        (0.4, 0.998, "share", "40–99,8_%", "40–99.8%"),
        (-0.023, 0.141, "share_difference", "−2,3_až_14,1_procentního bodu", "−2.3_to_14.1_percentage points"),
        (-0.05, 0.07, "share_difference", "−5_až_7_procentních bodů", "−5_to_7_percentage points"),
        (1.0, 4.3, "months", "1_až_4,3_měsíce", "1_to_4.3_months"),
    ],
)
def test_an_interval_reads_from_to(lower, upper, unit, cs, en):
    assert spaced(CS.interval(lower, upper, unit)) == cs
    assert spaced(EN.interval(lower, upper, unit)) == en


@pytest.mark.parametrize(
    ("dimension", "category", "cs", "en"),
    [
        ("weekday_band", "5|18-22", "pá 18–22", "Fr 18–22"),
        ("weekday_band", "1|06-09", "po 6–9", "Mo 6–9"),
        ("weekday_band", "7|22-06", "ne 22–6", "Su 22–6"),
        ("weekday_band", "7|00-06", "ne 0–6", "Su 0–6"),
        # a plan by the week has no weekday
        ("weekday_band", "0|22-06", f"{WEEK.cs} 22–6", f"{WEEK.en} 22–6"),
        ("month", "2021-03", "3/2021", "3/2021"),
        ("locality", "unheard_of", "unheard_of", "unheard_of"),
        ("respondents_per_wave", "1000", f"1{NBSP}000", "1,000"),
        ("post", "3", f"místo{NBSP}3", f"post{NBSP}3"),
        ("double_booked_visit", "V7", f"návštěva{NBSP}V7", f"visit{NBSP}V7"),
    ],
)
def test_a_category_has_a_name(dimension, category, cs, en):
    assert CS.name(dimension, category) == cs
    assert EN.name(dimension, category) == en


def test_categories_stand_in_czech_order_and_time_in_its_own():
    assert CS.ordered("locality", ["zlin", "cheb", "lipa", "hodonin"]) == ["lipa", "hodonin", "cheb", "zlin"]
    assert CS.ordered("month", ["2021-02", "2020-11"]) == ["2020-11", "2021-02"]


def test_lists_stand_in_their_own_order_and_numbers_by_size():
    assert CS.ordered("zone", ["rest_of_town", "risk_locality", "surroundings"]) == [
        "risk_locality",
        "surroundings",
        "rest_of_town",
    ]
    assert CS.ordered("age_group", ["60+", "15-29", "45-59"]) == ["15-29", "45-59", "60+"]
    assert CS.ordered("cut", ["3", "1"]) == ["1", "3"]
    assert CS.ordered("zone_pair", ["surroundings|rest_of_town", "risk_locality|surroundings"])[0].startswith("risk")
    assert CS.ordered("respondents_per_wave", ["1000", "200"]) == ["200", "1000"]
    # a battery of a town's own is in no list
    assert CS.ordered("battery", ["worries", "own"]) == ["own", "worries"]


def test_waves_and_questions_stand_as_they_were_asked():
    asked = Labels("cs", {"wave": {"B": "2020", "A": "2022"}, "item": {"z": "Z", "a": "A"}}, AS_OF)
    assert asked.ordered("wave", ["A", "B"]) == ["B", "A"]
    assert asked.ordered("item", ["new", "a", "z"]) == ["z", "a", "new"]


def test_a_series_is_the_whole_a_part_of_the_town_or_a_place():
    zoned = Labels("en", {"zone": {"rest_of_town": "rest of the town"}, "locality": {"park": "Park"}}, AS_OF)
    assert [zoned.series(one) for one in ("all", "rest_of_town", "park", "Kroměříž")] == [
        "all", "rest of the town", "Park", "Kroměříž",
    ]  # fmt: skip


def test_the_survey_has_names_and_notes(root):
    dataset = open_dataset(root / "data" / "kromeriz", period="P4")
    for lang, dark, pair, mode in [
        ("cs", "bezpečně po setmění", "rizikové lokality proti zbytku města", "tazatel"),
        ("en", "safe after dark", "risk localities against the rest of the town", "interviewer"),
    ]:
        labels = Labels.of(dataset, lang)
        assert labels.name("item", "safe_after_dark") == dark
        assert labels.name("zone_pair", "risk_locality|rest_of_town") == pair
        assert labels.survey.modes == {"W0": mode, "W1": mode}
        # an item that asks of a place is called by the place, and the notes know which
        assert {labels.name("item", item) for item in labels.survey.places} == {
            labels.name("locality", place) for place in labels.survey.places.values()
        }
        for (survey, item), note in labels.survey.published.items():
            assert labels.name("survey", survey).endswith(str(note.year))
            assert item in ("safe_by_day", "safe_after_dark")
            assert note.caveat


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0, "0_h"),
        (1.5, "1_h_30_min"),
        (3412 + 1 / 3, "3_412_h_20_min"),
        (-2.25, "−2_h_15_min"),
        (1 + 61 / 3600, "1_h_1_min_1_s"),
    ],
)
def test_hours_are_shown_to_the_second(hours, shown):
    assert spaced(hours_minutes(hours, "cs")) == shown


def test_the_project_names_its_own_categories(root):
    dataset = open_dataset(root / "data" / "kromeriz", period="P5")
    for lang, park, wage in [
        ("cs", "Erbenovo nábřeží", "Osobní náklady"),
        ("en", "Erbenovo nábřeží embankment", "Staff costs"),
    ]:
        labels = Labels.of(dataset, lang)
        assert labels.name("locality", "erbenovo_nabrezi") == park
        assert labels.name("line", "1.1.1") == wage
        assert labels.name("school", "slovan") == "ZŠ Slovan"
        assert labels.name("wave", "W1") == "2022"
        # the report on P5 is due on 30 October 2022
        assert labels.as_of == date(2022, 10, 30)


ROW = {
    "indicator": "retention", "measure": "still_employed", "scope": "cumulative", "dimension_1": None,
    "category_1": None, "dimension_2": None, "category_2": None, "value": 0.75, "lower": 0.194, "upper": 0.994,
    "n": 4, "unit": "share", "state": "ok",
}  # fmt: skip


def reading(*rows: dict) -> Reading:
    texts = dict.fromkeys(["dimension_1", "category_1", "dimension_2", "category_2"], pl.String)
    return Reading(pl.DataFrame(list(rows), schema_overrides=texts | {"value": pl.Float64}), pl.DataFrame(), CS)


def test_a_figure_shows_its_value_and_its_interval():
    figure = reading(ROW).figure("retention", "still_employed")
    assert figure
    assert (figure.n, spaced(figure.show()), spaced(figure.show("upper"))) == (4, "75_%", "99_%")
    assert spaced(figure.interval) == "19–99_%"


def test_the_parts_of_a_ratio_are_shown_in_their_own_unit():
    figure = reading(ROW | {"numerator": 3.0, "denominator": 4.0}).figure("retention", "still_employed")
    assert spaced(figure.show("numerator", unit="persons")) == "3_osoby"
    assert figure.bare("denominator", unit="persons") == "4"


@pytest.mark.parametrize(("state", "is_open"), [("ok", False), ("incomplete_period", True)])
def test_a_figure_of_a_period_that_is_not_over_is_open(state, is_open):
    assert reading(ROW | {"state": state}).figure("retention", "still_employed").open is is_open


def test_a_figure_without_a_value_says_why():
    figure = reading(ROW | {"value": None, "state": "missing"}).figure("retention", "still_employed")
    assert not figure
    assert figure.show() == figure.bare() == "údaj chybí"


def test_a_figure_of_a_category_is_found_by_its_name():
    by_post = [
        ROW | {"dimension_1": "post", "category_1": post, "value": value} for post, value in [("1", 0.5), ("2", 1.0)]
    ]
    read = reading(ROW, *by_post)
    assert read.figure("retention", "still_employed", post="2").value == 1.0
    assert read.figure("retention", "still_employed").value == 0.75
    assert read.rows("retention", "still_employed", "cumulative", "post")["category_1"].to_list() == ["1", "2"]


def test_a_figure_that_does_not_exist_is_a_mistake_of_the_programmer():
    with pytest.raises(KeyError, match=r"retention\.nobody"):
        reading(ROW).figure("retention", "nobody")


def test_figures_can_be_copied_and_sent():
    # a missing attribute must not look for itself for ever
    with pytest.raises((AttributeError, KeyError)):
        _ = Figure(ROW, CS).no_such_column
