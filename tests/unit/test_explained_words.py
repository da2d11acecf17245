"""What a figure is told to be made of: only what was computed, and no claim that its rows do not bear."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from apk_lib.drilldown import Explorer, Selection
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels
from apk_lib.prose.explained import breakdown_told, explained, filter_told
from tests.remembered import kromeriz

AFTER_DARK = Selection("safe_after_dark", "share_safe", "P3").narrowed("wave", "W0")
COSTS = (
    Selection("hourly_cost"),
    Selection("contact_cost"),
    Selection("assistant_month_cost"),
)


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return Explorer(kromeriz("P3"))


@pytest.fixture(scope="module")
def czech() -> Labels:
    return Labels.of(kromeriz("P3"), "cs")


def said(explorer: Explorer, selection: Selection, labels: Labels) -> str:
    """The sentences of an explanation with plain spaces."""
    return " ".join(explained(explorer.explain(selection), labels)).replace("\u00a0", " ")


def rows(*each: tuple[str, float, float | None, float | None], method: str = "ratio_of_sums") -> pl.DataFrame:
    """A breakdown of shares by person."""
    return pl.DataFrame(
        [
            {"person": one, "n": 1, "value": value, "lower": lower, "upper": upper, "unit": "share", "method": method}
            for one, value, lower, upper in each
        ],
        schema_overrides={"lower": pl.Float64, "upper": pl.Float64},
    )


# --- surveys -----------------------------------------------------------------------------------------


def test_the_design_is_that_of_the_whole_wave_whoever_answered(explorer: Explorer, czech: Labels) -> None:
    # three zones were drawn from, every respondent is a unit: 312 records of the wave
    narrow = explorer.explain(AFTER_DARK.narrowed("zone", "risk_locality"))
    respondents = kromeriz("P3").table("survey_respondents").filter(pl.col("wave") == "W0")
    assert narrow.design == (respondents["zone"].n_unique(), len(respondents)) == (3, 312)
    assert len(narrow.compared) < 100
    assert "vrstev 3, výběrových jednotek 312" in said(explorer, narrow.selection, czech)


def test_a_figure_that_uses_no_design_says_nothing_of_it(czech: Labels) -> None:
    explorer = Explorer(kromeriz("P5"))
    assert explorer.explain(Selection("safe_after_dark", "change", "P5")).design == (6, 659)
    odds = Selection("safe_by_day", "odds_ratio", "P5")
    assert explorer.explain(odds).design is None
    assert "vrstev" not in said(explorer, odds, czech)


def test_a_share_of_bare_counts_is_compared_before_it_is_told_to_differ(explorer: Explorer, czech: Labels) -> None:
    # 37 of 97 people are 38 %, as the weighted share; in the whole town 149 of 302 are 49 %, not 56 %
    risk = said(explorer, AFTER_DARK.narrowed("zone", "risk_locality"), czech)
    assert "37 z 97; podíl z pouhých počtů by byl po zaokrouhlení stejný" in risk
    assert "149 z 302; podíl z pouhých počtů by byl 49 %" in said(explorer, AFTER_DARK, czech)


def test_those_without_an_answer_are_the_ones_left_out(explorer: Explorer, czech: Labels) -> None:
    told = explorer.explain(AFTER_DARK)
    assert told.silent == (10, 312)
    assert "Bez platné odpovědi: 10 z 312 dotázaných" in said(explorer, AFTER_DARK, czech)
    # answers to other questions are not left out of this one
    assert "survey_answers" not in told.left_out["table"].to_list()
    fates = {reason for table, reason, _ in explorer.accounts(AFTER_DARK).iter_rows() if table == "survey_answers"}
    assert fates == {"counted", "other_category", "outside_days"}


# --- formulas with numbers ---------------------------------------------------------------------------


def test_several_courses_of_a_person_are_one_mean(explorer: Explorer, czech: Labels) -> None:
    told = said(explorer, Selection("competence_growth", "knowledge", "P2"), czech)
    # by the records of P2: means of 10 points before and of 15,5 after
    assert "průměr po 15,5 − průměr před 10 = 5,5; 4 osoby s oběma hodnotami" in told
    assert "počítá se jednou, jejich průměrem" in told


def test_rows_are_told_apart_from_units(explorer: Explorer, czech: Labels) -> None:
    chosen = Selection("person_hours", period="P3").narrowed("locality", "risk_a").narrowed("weekday", "7")
    told = explorer.explain(chosen)
    n = told.figure["n"]
    assert 0 < n < len(told.counted)
    assert f"{len(told.counted)} řádků z {n} návštěv" in said(explorer, chosen, czech)
    one = Selection("tenure", "median", "P3").narrowed("person", "APK1")
    assert "počítáno z 1 jednotky" in said(explorer, one, czech)


def test_distinct_things_do_not_add_up(explorer: Explorer, czech: Labels) -> None:
    days = Selection("field_days", "person_days", "P3")
    assert "nemusí dát celek" in said(explorer, days, czech)
    assert "nemusí dát celek" in breakdown_told(explorer.figures(days.split("locality")), "Dny", czech)


def test_where_there_are_several_definitions_it_is_told_which_was_taken(
    explorer: Explorer, czech: Labels, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = Selection("person_hours", period="P3")
    assert "v platnosti první den" not in said(explorer, hours, czech)
    monkeypatch.setitem(CATALOGUE.former, ("person_hours", 0), CATALOGUE["person_hours"])
    assert "Ukazatel má 2 verze definice; platí ta, která byla v platnosti první den" in said(explorer, hours, czech)


@pytest.mark.parametrize("costs", COSTS, ids=lambda one: one.indicator)
def test_costs_are_only_told_of_whole_months(explorer: Explorer, czech: Labels, costs: Selection) -> None:
    week, month = costs.between(date(2021, 7, 5), date(2021, 7, 11)), costs.between(date(2021, 7, 1), date(2021, 7, 31))
    assert (explorer.figure(week)["state"], explorer.figure(week)["value"]) == ("not_applicable", None)
    assert "účtují po měsících" in said(explorer, week, czech)
    assert explorer.figure(month)["value"] > 0
    assert "účtují po měsících" not in said(explorer, month, czech)
    assert explorer.figure(costs.within("P3"))["value"] > 0


# --- breakdowns --------------------------------------------------------------------------------------


def test_what_is_the_same_everywhere_is_not_ranked(czech: Labels) -> None:
    told = breakdown_told(rows(("APK1", 1.0, None, None), ("APK2", 1.0, None, None)), "Podíl", czech)
    assert told.replace("\u00a0", " ") == "Podíl: všude stejně, 100 %; celkem 2 hodnoty."


def test_those_who_read_the_same_are_named_together(czech: Labels) -> None:
    most = [(f"APK{n}", 0.9, None, None) for n in range(1, 6)]
    told = breakdown_told(rows(("APK9", 0.2, None, None), *most), "Podíl", czech).replace("\u00a0", " ")
    assert told == ("Podíl: nejvíc APK1, APK2, APK3 a dalších 2 (90 %), nejméně APK9 (20 %); celkem 6 hodnot.")


def test_overlapping_intervals_rank_nobody(czech: Labels) -> None:
    apart = rows(("APK1", 0.1, 0.0, 0.2), ("APK2", 0.9, 0.8, 1.0))
    over = rows(("APK1", 0.0, 0.0, 0.98), ("APK2", 1.0, 0.02, 1.0), method="exact")
    assert "nejvíc APK2" in breakdown_told(apart, "Podíl", czech)
    told = breakdown_told(over, "Podíl", czech)
    assert "nejvíc" not in told
    assert "intervaly se překrývají" in told


def test_weekdays_have_full_names_in_sentences(explorer: Explorer, czech: Labels) -> None:
    told = breakdown_told(explorer.figures(Selection("person_hours", period="P3").split("weekday")), "Hodiny", czech)
    assert "sobota" in told
    assert filter_told("weekday", "7", czech) == "Den v týdnu: neděle"
    # a plan that states its amount a week
    assert filter_told("weekday", "0", czech) == "Den v týdnu: týd."
    assert filter_told("weekday", "7", Labels.of(kromeriz("P3"), "en")) == "Weekday: Sunday"
