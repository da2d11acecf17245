"""What key activities say of an indicator in one sentence: by whose localities, in whose forms, of how many people."""

from __future__ import annotations

import pytest

from apk_lib.evaluate import evaluate
from apk_lib.labels import Labels, Reading
from apk_lib.prose.headlines import headline, serving
from apk_lib.text import NBSP, Lang
from tests.spec.conftest import _town

PLACES = """
    | locality | kind         |
    | A        | risk         |
    | B        | surroundings |
    | C        | comparison   |
"""
RECORDED = """
    | offence | happened_on | locality | kind     | keeper       |
    | 1       | 2020-07-01  | A        | property | state_police |
    | 2       | 2020-08-01  | A        | property | state_police |
    | 3       | 2020-12-31  | B        | property | state_police |
    | 4       | 2020-12-31  | C        | property | state_police |
    | 5       | 2020-12-31  |          | property | state_police |
"""
COMPLAINED = """
    | complaint | received_on | locality | topic    | channel   |
    | 1         | 2020-07-01  | A        | property | telephone |
    | 2         | 2020-12-31  | C        | property | telephone |
"""


def said(indicator: str, lang: Lang = "cs", **tables: str) -> str:
    """The sentence of an invented town on an indicator."""
    dataset = _town(**tables).dataset
    figures = evaluate(dataset, "P1", [indicator])
    return headline(indicator, Reading(figures.results, figures.curves, Labels.of(dataset, lang))).replace(NBSP, " ")


def test_offences_and_complaints_are_those_of_the_risk_localities_and_around_them() -> None:
    places = {"localities": PLACES, "official_offences": RECORDED}
    assert said("recorded_offences", **places) == (
        "V rizikových lokalitách byly evidovány 2 přestupky a trestné činy, v jejich okolí 1."
    )
    assert said("recorded_offences", "en", **places) == (
        "In the risk localities 2 offences and crimes were recorded, in their surroundings 1."
    )
    assert said("complaints_received", localities=PLACES, complaints=COMPLAINED) == (
        "Stížností z rizikových lokalit bylo 1, z okolí 0."
    )


def test_surroundings_that_are_not_there_are_not_told_of() -> None:
    alone = "| locality | kind |\n| A | risk |\n| C | comparison |"
    recorded = RECORDED.replace("| B        |", "| C        |")
    assert said("recorded_offences", localities=alone, official_offences=recorded) == (
        "V rizikových lokalitách byly evidovány 2 přestupky a trestné činy."
    )


@pytest.mark.parametrize(
    ("gains", "sentence"),
    [
        # gains of 4, 5 and 6: 5 ± 4.302653·1/sqrt(3) = 2.5 to 7.5
        ((4, 5, 6), "Znalosti se po kurzech v období zlepšily v průměru o 5 bodů."),
        ((-4, -5, -6), "Znalosti se po kurzech v období zhoršily v průměru o 5 bodů."),
        ((-1, 0, 6), "Změna znalostí po kurzech v období není doložena."),
        ((4, 5), ""),
    ],
)
def test_knowledge_is_told_with_its_direction_and_of_three_people_at_least(
    gains: tuple[int, ...], sentence: str
) -> None:
    courses = "| training | held_on | kind |\n| K | 2020-09-01 | initial |"
    rows = "\n".join(f"| K | P{n} | 8 | 10 | {10 + gain} |" for n, gain in enumerate(gains))
    scores = f"| training | person | hours | pre_score | post_score |\n{rows}"
    assert said("competence_growth", trainings=courses, training_attendance=scores) == sentence


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (1, "Zkoušku vstupního vzdělávání složil od začátku projektu 1 člověk."),
        (2, "Zkoušku vstupního vzdělávání složili od začátku projektu 2 lidé."),
        (5, "Zkoušku vstupního vzdělávání složilo od začátku projektu 5 lidí."),
    ],
)
def test_verbs_take_the_form_of_what_is_counted(people: int, sentence: str) -> None:
    courses = "| training | held_on | kind |\n| K | 2020-09-01 | initial |"
    passed = "\n".join(f"| K | P{n} | 8 | true |" for n in range(people))
    attended = f"| training | person | hours | passed |\n{passed}"
    assert said("initial_training", trainings=courses, training_attendance=attended) == sentence


def test_weeks_are_told_of_one_activity_and_reports_of_none() -> None:
    assert "locality_weeks" in serving("KA02", None)
    assert "locality_weeks" not in serving("KA01", None)
    assert "locality_weeks" in serving("KA01", "locality_weeks")
    assert not any("outputs_on_time" in serving(f"KA0{n}", None) for n in range(1, 6))
