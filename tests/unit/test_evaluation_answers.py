"""How strongly an answer is supported: the rules, and the figures that raise each doubt, as text tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import Dataset
from apk_lib.evaluate import Figures
from apk_lib.evaluation import AROUND, DOUBTS, QUESTIONS, Answer, Strength, answer, strength
from apk_lib.evaluation.strength import WORDS
from apk_lib.labels import Labels, Reading
from apk_lib.report import FinalEvaluation, InitialAnalysis
from apk_lib.report.model import FrontPage, Section
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.remembered import figures_of, kromeriz

LAST = "P5"


def rows(text: str) -> Iterator[list[str]]:
    """The rows of a table written with pipes, without its head."""
    for line in text.strip().splitlines()[1:]:
        yield [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


@pytest.fixture(scope="module")
def town() -> tuple[Dataset, Figures]:
    return kromeriz(LAST), figures_of(kromeriz(LAST), LAST)


@pytest.fixture(scope="module")
def reading(town: tuple[Dataset, Figures]) -> Reading:
    dataset, figures = town
    return Reading(figures.results, figures.curves, Labels.of(dataset, "cs"))


# --- the rules -------------------------------------------------------------------------------------

RULES = """
    | doubts                                  | strength |
    |                                         | strong   |
    | open                                    | moderate |
    | open part_unknown low_response          | moderate |
    | no_control below_detectable             | moderate |
    | no_control hint                         | weak     |
    | no_control chance                       | weak     |
    | no_control wide_interval                | weak     |
    | one_wave                                | weak     |
    | no_comparison emergency                 | weak     |
    | few_asked                               | weak     |
    | few_counted                             | weak     |
    | chosen_by_peak                          | weak     |
    | no_ratio not_random                     | weak     |
    | choice_unknown follow_patrols           | moderate |
    | not_random undecided_beside             | moderate |
    | after_unknown                           | weak     |
    | own_records late_plan untracked         | moderate |
    | parts_differ undecided                  | moderate |
    | no_denominator                          | moderate |
    | response_unknown rows_rejected          | moderate |
    | no_figure                               | none     |
    | no_figure open chance                   | none     |
"""


@pytest.mark.parametrize(("doubts", "expected"), list(rows(RULES)))
def test_an_answer_is_as_strong_as_its_gravest_doubt_allows(doubts: str, expected: str) -> None:
    assert strength(doubts.split()) is Strength[expected.upper()]


def test_every_rule_is_in_the_table() -> None:
    assert {doubt for doubts, _ in rows(RULES) for doubt in doubts.split()} == set(DOUBTS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_tells_why_and_the_gravest_reason_first(lang: Lang) -> None:
    said = Answer("safety", lang, "Nadpis", (), ("open", "chance"), "")
    chance, still_open = (DOUBTS[id].says(lang) for id in ("chance", "open"))
    assert said.why.index(chance) < said.why.index(still_open)
    assert WORDS[Strength.WEAK](lang) in said.why
    assert {"cs": "ukázková data", "en": "sample data"}[lang] not in said.why
    marked = replace(said, synthetic=True)
    assert {"cs": "ukázková data", "en": "sample data"}[lang] in marked.word


# --- what raises a doubt ---------------------------------------------------------------------------

# a figure of the last report is given another value; totals have no category, a cell of two dimensions has a cross
RAISED = """
    | question | indicator               | measure          | category   | column            | value | doubt            | raised |
    | presence | gps_tracking            | tracked          |            | value             | 8000  | own_records      | yes    |
    | presence | gps_tracking            | tracked          |            | value             | 8400  | own_records      | no     |
    | presence | plan_adherence          | capped           |            | value             | 0.7   | late_plan        | yes    |
    | presence | original_plan_adherence | capped           |            | value             | 0.8   | late_plan        | no     |
    | presence | hours_balance           | untracked        |            | value             | 100   | untracked        | no     |
    | presence | hours_balance           | untracked        |            | value             | 9000  | untracked        | yes    |
    | trust    | survey_response         | response_rate_2  | W1         | value             | 0.49  | low_response     | yes    |
    | trust    | survey_response         | response_rate_2  | W0;W1      | value             | 0.5   | low_response     | no     |
    | trust    | survey_response         | response_rate_2  | W0;W1      | value             |       | response_unknown | yes    |
    | trust    | survey_response         | response_rate_2  | W0         | value             |       | response_unknown | no     |
    | safety   | safe_after_dark         | change           |            | lower             | -0.01 | wide_interval    | yes    |
    | safety   | safe_after_dark         | change           |            | lower             | 0.001 | wide_interval    | no     |
    | safety   | safe_after_dark         | change           |            | detectable_change | 0.2   | hint             | yes    |
    | safety   | safe_after_dark         | change           |            | detectable_change | 0.05  | hint             | no     |
    | safety   | safe_after_dark         | change           |            | detectable_change |       | hint             | yes    |
    | safety   | safe_after_dark         | share_safe       | W0         | n                 | 29    | few_asked        | yes    |
    | safety   | safe_after_dark         | share_safe       | W1         | n                 | 29    | few_asked        | yes    |
    | safety   | safe_after_dark         | share_safe       | W0;W1      | n                 | 30    | few_asked        | no     |
    | safety   | safe_after_dark         | change           |            | n                 | 29    | few_asked        | no     |
    | offences | offence_effect          | ratio_of_ratios  |            | upper             | 1.0   | chance           | yes    |
    | offences | offence_effect          | ratio_of_ratios  |            | upper             | 0.99  | chance           | no     |
    | offences | offence_effect          | ratio_of_ratios  |            | value             |       | no_comparison    | no     |
    | offences | offence_effect          | ratio_of_ratios  |            | value             |       | no_ratio         | yes    |
    | offences | offence_effect          | monthly_rate     | comparison×before;comparison×after | value |     | no_comparison | yes |
    | offences | offence_effect          | monthly_rate     | comparison×before;comparison×after | value |     | no_ratio      | no  |
    | offences | offence_effect          | monthly_rate     | risk×after | n                 | 19    | few_counted      | yes    |
    | offences | offence_effect          | monthly_rate     | comparison×before | n          | 19    | few_counted      | yes    |
    | offences | offence_effect          | monthly_rate     | risk×after | n                 | 20    | few_counted      | no     |
    | offences | offence_effect          | monthly_rate     | risk×after | n                 | 19    | chance           | no     |
    | offences | offence_effect          | rate_ratio       | risk       | value             |       | no_figure        | no     |
    | offences | offence_effect          | ratio_of_ratios  |            | upper             | 0.99  | not_random       | yes    |
    | offences | offence_effect          | ratio_of_ratios  |            | upper             | 0.99  | follow_patrols   | yes    |
    | offences | complaint_effect        | ratio_of_ratios  |            | upper             | 1.01  | undecided_beside | yes    |
    | offences | complaint_effect        | ratio_of_ratios  |            | upper             | 0.99  | undecided_beside | no     |
    | offences | complaint_effect        | monthly_rate     | risk×after | n                 | 19    | undecided_beside | yes    |
    | offences | offence_effect          | chosen_by_peak   |            | value             | 1     | chosen_by_peak   | yes    |
    | offences | offence_effect          | chosen_by_peak   |            | value             | 1     | choice_unknown   | no     |
    | offences | offence_effect          | chosen_by_peak   |            | value             |       | choice_unknown   | yes    |
    | offences | offence_effect          | chosen_by_peak   |            | value             |       | chosen_by_peak   | no     |
    | money    | funding_parts_sum       | difference       |            | value             | 0     | parts_differ     | no     |
    | money    | funding_parts_sum       | difference       |            | value             | 1     | parts_differ     | yes    |
    | money    | spending                | undecided        |            | value             | 0     | undecided        | no     |
    | money    | spending                | undecided        |            | value             | 1e6   | undecided        | yes    |
    | posts    | posts_filled            | fill_rate        |            | state             | incomplete_period | open | yes    |
    | money    | contact_cost            | per_contact      |            | state             | missing | part_unknown   | yes    |
    | money    | contact_cost            | per_contact      |            | state             | ok    | part_unknown     | no     |
"""  # noqa: E501


def put(reading: Reading, indicator: str, measure: str, categories: list[str], column: str, value: str) -> Reading:
    """The reading with another number, or state, in the figures of a measure since the start."""
    here = (pl.col("indicator") == indicator) & (pl.col("measure") == measure) & (pl.col("scope") == "cumulative")
    cell = pl.concat_str("category_1", "category_2", separator="×", ignore_nulls=True)
    here &= cell.is_in(categories) if categories else pl.col("dimension_1").is_null()
    assert reading.results.filter(here).height == max(1, len(categories))
    kind = reading.results.schema[column]
    new = pl.lit(value if kind == pl.String else float(value) if value else None).cast(kind)
    return Reading(
        reading.results.with_columns(pl.when(here).then(new).otherwise(column).alias(column)),
        reading.curves, reading.labels,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "indicator", "measure", "category", "column", "value", "doubt", "raised"), list(rows(RAISED))
)
def test_a_figure_raises_a_doubt(
    reading: Reading, question: str, indicator: str, measure: str, category: str, column: str, value: str, doubt: str,
    raised: str,
) -> None:  # fmt: skip
    changed = put(reading, indicator, measure, [one for one in category.split(";") if one], column, value)
    assert (doubt in QUESTIONS[question].answer(changed).doubts) is (raised == "yes")


INTERVALS = """
    | value | lower | upper | wide   | strength | said                           |
    | 0.01  | -0.09 |  0.11 | yes    | weak     | nelze odlišit od náhody        |
    | 0.01  | -0.11 |  0.09 | yes    | weak     | nelze odlišit od náhody        |
    | 0.0   | -0.10 |  0.10 | yes    | weak     | nelze odlišit od náhody        |
    | 0.0   | -0.09 |  0.09 | no     | moderate | o 10 procentních bodů ani víc nezměnil |
    | 0.05  |  0.01 |  0.09 | no     | weak     | procentních bodů), berte to jako náznak; v rizikových |
    | 0.3   |  0.25 |  0.35 | no     | moderate | 35 procentních bodů); v rizikových |
"""


@pytest.mark.parametrize(("value", "lower", "upper", "wide", "support", "said"), list(rows(INTERVALS)))
def test_a_narrow_interval_round_zero_is_a_result(
    reading: Reading, value: str, lower: str, upper: str, wide: str, support: str, said: str
) -> None:
    """The programme wants a survey to find ten points: an interval inside that rules a change of that size out."""
    for column, number in (("value", value), ("lower", lower), ("upper", upper)):
        reading = put(reading, "safe_after_dark", "change", [], column, number)
    given = QUESTIONS["safety"].answer(reading)
    assert ("wide_interval" in given.doubts) is (wide == "yes")
    assert given.strength is Strength[support.upper()]
    assert said in given.heading.replace(NBSP, " ")


def test_a_small_change_is_no_mere_hint_where_a_declared_test_stands(reading: Reading) -> None:
    """The day in the rest of the town: an interval above zero and p = 0.04 after Holm's correction."""
    assert {"hint"} == {"hint", "below_detectable"} & set(QUESTIONS["safety"].answer(reading).doubts)
    stands = put(reading, "tested_changes", "change", ["safe_by_day×rest_of_town"], "lower", "0.01")
    stands = put(stands, "tested_changes", "p_holm", ["safe_by_day×rest_of_town"], "value", "0.04")
    given = QUESTIONS["safety"].answer(stands)
    assert {"below_detectable"} == {"hint", "below_detectable"} & set(given.doubts)
    assert given.strength is Strength.MODERATE
    assert "berte to jako náznak" in given.heading


RISK = """
    | lower | upper | n  | said                                                  |
    | -0.01 |  0.2  | 90 | v rizikových lokalitách změnu nelze odlišit od náhody |
    |  0.01 |  0.2  | 90 | v rizikových lokalitách o 5,8 procentního bodu více   |
    | -0.2  | -0.01 | 90 | v rizikových lokalitách o 5,8 procentního bodu méně   |
    |  0.01 |  0.2  | 29 |                                                       |
"""


@pytest.mark.parametrize(("lower", "upper", "n", "said"), list(rows(RISK)))
def test_the_risk_localities_are_named_beside_the_town(
    reading: Reading, lower: str, upper: str, n: str, said: str
) -> None:
    """By their own interval; where fewer than thirty answered in a wave nothing is told."""
    for column, number in (("lower", lower), ("upper", upper)):
        reading = put(reading, "safe_after_dark", "change", ["risk_locality"], column, number)
    reading = put(reading, "safe_after_dark", "share_safe", ["W0×risk_locality"], "n", n)
    heading = QUESTIONS["safety"].answer(reading).heading.replace(NBSP, " ")
    assert said in heading
    assert ("rizikových" in heading) is bool(said)


def test_safety_tells_the_difference_to_the_rest_the_places_and_the_silent(reading: Reading) -> None:
    evidence = " ".join(QUESTIONS["safety"].answer(reading).evidence).replace(NBSP, " ")
    assert re.search("v rizikových lokalitách proti zbytku města: [^:]*95% interval [^:]*, nelze odlišit", evidence)
    assert re.search("Změna podle míst [^:]*: Bezručův park [^;]*;[^.]*Riziková lokalita B [^.]*[.] Změny", evidence)
    assert "Kdyby se všichni, kdo neodpověděli" in evidence


FEW = """
    | question | indicator       | measure    | category                                                            |
    | trust    | item_shares     | favourable | knows_assistants×W1;trusts_assistants×W1                            |
    | safety   | safe_after_dark | share_safe | W0                                                                  |
    | after    | item_shares     | favourable | should_continue×W1                                                  |
"""


@pytest.mark.parametrize(("question", "indicator", "measure", "category"), list(rows(FEW)))
def test_a_heading_shows_no_share_of_fewer_than_twenty_answers(
    reading: Reading, question: str, indicator: str, measure: str, category: str
) -> None:
    for n, told in (("20", True), ("19", False)):
        given = QUESTIONS[question].answer(put(reading, indicator, measure, category.split(";"), "n", n))
        assert bool(re.search(f"{NBSP}%|procent", given.heading)) is told
        assert told or "n = 19" in given.heading.replace(NBSP, " ")


def test_a_reason_of_a_limit_tells_the_figure_behind_it(reading: Reading) -> None:
    """A hundred hours checked by GPS of four hundred, and ninety-six without a place."""
    for indicator, measure, hours in (("hours_balance", "hours_in", "400"), ("gps_tracking", "tracked", "100"),
                                      ("hours_balance", "untracked", "96")):  # fmt: skip
        reading = put(reading, indicator, measure, [], "value", hours)
    why = QUESTIONS["presence"].answer(reading).why.replace(NBSP, " ")
    assert "méně než 50 % hodin (25 %)" in why
    assert "není zapsáno místo (24 %)" in why


def test_money_the_funder_has_not_decided_on_is_told_in_the_heading(reading: Reading) -> None:
    pending = QUESTIONS["money"].answer(put(reading, "spending", "undecided", [], "value", "5000")).heading
    assert "Zatím je vyčerpáno" in pending
    assert "o 5 000 Kč poskytovatel ještě nerozhodl" in pending.replace(NBSP, " ")
    settled = QUESTIONS["money"].answer(put(reading, "spending", "undecided", [], "value", "0")).heading
    assert settled.startswith("Ke konci projektu je vyčerpáno")
    assert "nerozhodl" not in settled


def test_of_trust_each_share_is_withheld_by_itself(reading: Reading) -> None:
    few = put(reading, "item_shares", "favourable", ["trusts_assistants×W1"], "n", "19")
    assert re.fullmatch("O asistentech ví [0-9]+.% lidí", QUESTIONS["trust"].answer(few).heading)


def test_the_map_of_presence_says_that_shapes_are_schematic(reading: Reading) -> None:
    assert "nejsou to skutečné hranice" in str(QUESTIONS["presence"].answer(reading).captions[2])


def test_groups_asked_too_few_times_in_a_wave_are_not_told(reading: Reading) -> None:
    """Twenty-nine men in one wave: their change is not told, however many there were in the other."""
    was = " ".join(QUESTIONS["safety"].answer(reading).evidence)
    few = put(reading, "safe_after_dark", "share_safe", ["W0×male"], "n", "29")
    now = " ".join(QUESTIONS["safety"].answer(few).evidence)
    assert "; muž " in was
    assert "; muž " not in now


@pytest.mark.parametrize(
    ("p", "lower", "said"),
    [("0.04", "0.01", "obstojí"), ("0.06", "0.01", "nelze odlišit od náhody"), ("", "0.01", "nelze odlišit od náhody"),
     ("0.04", "-0.01", "nelze odlišit od náhody")],
)  # fmt: skip
def test_a_change_of_trust_stands_after_correction(reading: Reading, p: str, lower: str, said: str) -> None:
    """Of the exploration p after Benjamini and Hochberg decides, not the interval of the single test."""
    told = put(reading, "item_shares", "p_bh", ["trusts_assistants"], "value", p)
    told = put(told, "item_shares", "change", ["trusts_assistants"], "lower", lower)
    evidence = " ".join(QUESTIONS["trust"].answer(told).evidence)
    assert re.search(rf"důvěra k nim [^;]*; {said}\)", evidence)


def test_the_last_wave_is_last_in_time_not_in_the_alphabet(reading: Reading) -> None:
    """The waves change their names, not their places: W1 comes before W0."""
    names = reading.labels.names | {"wave": {"W1": "2020", "W0": "2022"}}
    turned = Reading(reading.results, reading.curves, replace(reading.labels, names=names))
    share = {wave: reading.results.filter(
        pl.col("indicator") == "item_shares", pl.col("measure") == "favourable", pl.col("scope") == "cumulative",
        pl.col("category_1") == "knows_assistants", pl.col("category_2") == wave)["value"].item()
        for wave in ("W0", "W1")}  # fmt: skip
    for known, wave in ((reading, "W1"), (turned, "W0")):
        given = QUESTIONS["trust"].answer(known)
        assert f"ví {share[wave] * 100:.0f}{NBSP}%" in given.heading
        assert "v šetření 2022 na otázku" in given.evidence[0]


def test_each_question_is_told_with_the_wave_that_asked_it_last(reading: Reading) -> None:
    here = (pl.col("category_1") == "met_assistants") & (pl.col("category_2") == "W1")
    asked_once = Reading(reading.results.filter(~here.fill_null(False)), reading.curves, reading.labels)
    [said, *_] = QUESTIONS["trust"].answer(asked_once).evidence
    parts = said.split("Z lidí, kteří v šetření ")
    assert ["mluvilo s nimi" in part for part in parts if part.startswith("2020")] == [True]
    assert ["mluvilo s nimi" in part for part in parts if part.startswith("2022")] == [False]


# --- what is said of offences ----------------------------------------------------------------------

MOVED = """
    | lower | upper | quotient | said                                                      | shown |
    | -200  | -50   | 0.4      | I s okolím vychází úbytek; část se do okolí přesunout mohla. | yes |
    | -200  | -50   |          | I s okolím vychází úbytek; část se do okolí přesunout mohla. | no  |
    | -200  | 50    | 0.4      | Interval nulu nevylučuje                                  | no    |
    | 10    | 90    | 0.4      | S okolím vychází přírůstek.                               | no    |
"""


@pytest.mark.parametrize(("lower", "upper", "quotient", "said", "shown"), list(rows(MOVED)))
def test_a_fall_with_the_surroundings_does_not_say_that_nothing_moved(
    reading: Reading, lower: str, upper: str, quotient: str, said: str, shown: str
) -> None:
    for measure, column, number in (("displacement_difference", "lower", lower),
                                    ("displacement_difference", "upper", upper),
                                    ("displacement_quotient", "value", quotient)):  # fmt: skip
        reading = put(reading, "offence_effect", measure, [], column, number)
    evidence = " ".join(QUESTIONS["offences"].answer(reading).evidence).replace(NBSP, " ")
    assert said in evidence
    assert "nepřesunul" not in evidence
    assert ("Kvocient přesunu je 0,40" in evidence) is (shown == "yes")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_cell_is_told_as_one(town: tuple[Dataset, Figures], lang: Lang) -> None:
    """No offence in the comparison locality since the project began: it is there, but there is no ratio to it."""
    dataset, _ = town
    offences = dataset.table("official_offences")
    gone = (pl.col("locality") == "comparison_c") & (pl.col("happened_on") >= dataset.project.start)
    kept = replace(dataset.accepted["official_offences"], rows=offences.filter(~gone.fill_null(False)))
    bare = replace(dataset, accepted={**dataset.accepted, "official_offences": kept})
    figures = figures_of(bare, LAST, list(QUESTIONS["offences"].indicators))
    given = QUESTIONS["offences"].answer(Reading(figures.results, figures.curves, Labels.of(bare, lang)))
    assert {"no_ratio", "few_counted"} <= set(given.doubts)
    assert "no_comparison" not in given.doubts
    assert {"cs": "ani jeden záznam: poměr spočítat nejde", "en": "not a single record"}[lang] in given.evidence[1]
    nothing = re.compile("není s čím|Srovnávací lokalita není|no comparison locality|nelze říci proč|say why")
    assert not nothing.search(" ".join((given.heading, *given.evidence)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_offences_are_counts_in_the_evaluation_too(town: tuple[Dataset, Figures], lang: Lang) -> None:
    """One record in forty: no ratio, no verdict, no picture of ratios."""
    dataset, _ = town
    few = {
        name: replace(dataset.accepted[name], rows=dataset.table(name).gather_every(40))
        for name in ("official_offences", "complaints")
    }
    scarce = replace(dataset, accepted={**dataset.accepted, **few})
    figures = figures_of(scarce, LAST, list(QUESTIONS["offences"].indicators))
    given = QUESTIONS["offences"].answer(Reading(figures.results, figures.curves, Labels.of(scarce, lang)))
    said = " ".join((given.heading, *given.evidence))
    assert not re.search("poměr poměrů|ratio of ratios|interval|příznivěji|fared|told apart|odlišit", said)
    assert given.captions[1] is None
    assert {"cs": "poměr by říkal víc", "en": "a ratio would say more"}[lang] in said


@pytest.mark.parametrize(("rejected", "raised"), [(5, False), (6, True)])
def test_many_rows_set_aside_raise_a_doubt(
    town: tuple[Dataset, Figures], reading: Reading, rejected: int, raised: bool
) -> None:
    """More than 5 % of the rows of a table: 95 contracts with 5 rejected are 5 %, with 6 they are more."""
    dataset, _ = town
    account = dataset.accepted["contracts"]
    many = pl.concat([account.rows] * 95).head(95)
    set_aside = pl.DataFrame(
        {"table": "contracts", "source_row": range(1, rejected + 1), "rule": "lasts"},
        schema_overrides={"source_row": account.rows.schema["source_row"]},
    )
    worse = replace(
        dataset, accepted=dict(dataset.accepted) | {"contracts": replace(account, rows=many, rejected=set_aside)}
    )
    assert ("rows_rejected" in answer(QUESTIONS["posts"], worse, reading).doubts) is raised
    # a question of other tables is not touched
    assert "rows_rejected" not in answer(QUESTIONS["victims"], worse, reading).doubts


# --- the documents ---------------------------------------------------------------------------------


def front(document: FinalEvaluation | InitialAnalysis) -> FrontPage:
    part = document.front_page().part
    assert isinstance(part, FrontPage)
    return part


def around(document: FinalEvaluation, id: str) -> Section:
    part = document.around(id).part
    assert isinstance(part, Section)
    return part


@pytest.fixture
def final(town: tuple[Dataset, Figures]) -> Callable[[Lang], FinalEvaluation]:
    return lambda lang: FinalEvaluation(*town, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_answers_nine_questions(final: Callable[[Lang], FinalEvaluation], lang: Lang) -> None:
    page = front(final(lang))
    assert [reply.question for reply in page.replies] == [question.asks(lang) for question in QUESTIONS.values()]
    assert len(page.replies) == 9
    for reply, given in zip(page.replies, final(lang).answers.values(), strict=True):
        assert reply.answer == f"{given.heading}."
        assert given.word in reply.strength
        assert reply.level == given.strength
    assert page.kicker.startswith({"cs": "Závěrečná evaluační zpráva", "en": "Final evaluation report"}[lang])
    assert all(reported for _, reported in page.timeline)


@pytest.mark.parametrize(
    ("lang", "said"), [("cs", "projekt neskončil, evaluace je předběžná"), ("en", "the evaluation is preliminary")]
)
def test_before_the_end_the_evaluation_is_preliminary(root: Path, lang: Lang, said: str) -> None:
    running = FinalEvaluation.on(str(root / "data/kromeriz"), "", lang, "2022-03-31")
    assert running.period.id == "P4"
    page = front(running)
    assert said in page.banner
    assert said in page.missing[0]
    assert [reported for _, reported in page.timeline] == [True, True, True, True, False]
    told = {id: given.doubts for id, given in running.answers.items()}
    assert all("open" in told[id] for id in ("posts", "presence", "money"))
    ended = FinalEvaluation.on(str(root / "data/kromeriz"), "", lang, "")
    assert "neskončil" not in front(ended).banner + "".join(front(ended).missing)


def test_records_that_end_before_the_project_make_it_preliminary(root: Path, town: tuple[Dataset, Figures]) -> None:
    dataset, figures = town
    early = {
        name: replace(one, rows=one.rows.filter(pl.col("recorded_at").dt.date() < pl.date(2022, 6, 1)))
        if "recorded_at" in one.rows.columns else one
        for name, one in dataset.accepted.items()
    }  # fmt: skip
    page = front(FinalEvaluation(replace(dataset, accepted=early), figures, "cs"))
    assert "záznamy končí 31. 5. 2022" in page.missing[0].replace(NBSP, " ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_around_the_answers_has_something_to_say(
    final: Callable[[Lang], FinalEvaluation], lang: Lang
) -> None:
    for id in AROUND:
        section = around(final(lang), id)
        assert len(section.heading.split()) > 3
        assert all(paragraph.endswith(".") for paragraph in section.paragraphs)
        assert section.tables


def test_the_limits_are_those_of_the_project_and_of_the_data(
    final: Callable[[Lang], FinalEvaluation], town: tuple[Dataset, Figures]
) -> None:
    dataset, figures = town
    said = " ".join(around(final("cs"), "limits").paragraphs).replace(NBSP, " ")
    assert dataset.project.limits("cs") in said
    assert "nouzový stav 219" in said
    frames = dict(dataset.project.frames)
    frames["localities"] = frames["localities"].filter(pl.col("kind") != "comparison")
    alone = replace(dataset, project=replace(dataset.project, frames=frames))
    assert "Projekt nemá srovnávací lokalitu" in " ".join(
        around(FinalEvaluation(alone, figures, "cs"), "limits").paragraphs
    )
    assert "Srovnávací lokalitu a její záznamy zvolit předem" in " ".join(
        around(FinalEvaluation(alone, figures, "cs"), "lessons").paragraphs
    )
    assert "Srovnávací lokalitu" not in " ".join(around(final("cs"), "lessons").paragraphs)


DEVIATIONS = """
    | indicator         | measure      | column | value | said                     |
    | plan_adherence    | capped       | value  | 1     | Služby:                  |
    | posts_filled      | vacant_days  | value  | 0     | Místa:                   |
    | spending          | absorption   | value  | 1     | Rozpočet:                |
    | spending          | disallowed   | value  | 0     | Uznatelnost:             |
    | funding_parts_sum | difference   | value  | 0     | Zdroje:                  |
"""


@pytest.mark.parametrize(("indicator", "measure", "column", "value", "said"), list(rows(DEVIATIONS)))
def test_a_deviation_is_told_only_where_there_is_one(
    town: tuple[Dataset, Figures], reading: Reading, indicator: str, measure: str, column: str, value: str, said: str
) -> None:
    dataset, _ = town
    was, now = (
        AROUND["deviations"].say(dataset, one) for one in (reading, put(reading, indicator, measure, [], column, value))
    )
    assert any(text.startswith(said) for text in was.paragraphs)
    assert not any(text.startswith(said) for text in now.paragraphs)
    assert len(now.paragraphs) == len(was.paragraphs) - 1


def test_a_target_that_was_not_reached_is_a_deviation(town: tuple[Dataset, Figures], reading: Reading) -> None:
    dataset, _ = town
    say = AROUND["deviations"].say
    assert "Nesplněné cíle" not in " ".join(say(dataset, reading).paragraphs)
    short = put(reading, "initial_training", "persons_trained", [], "value", "3")
    [said] = [text for text in say(dataset, short).paragraphs if text.startswith("Nesplněné cíle")]
    assert said.replace(NBSP, " ") == "Nesplněné cíle: osoby po vstupním kurzu 3 ze 4."
    # while the project runs there is time left for it, and for spending the budget
    running = replace(dataset, as_of=dataset.project.end - timedelta(days=1))
    before, after = say(dataset, short), say(running, short)
    assert [text for text in after.paragraphs if text.startswith("Cíle")] == [
        said.replace("Nesplněné cíle", "Cíle zatím nedosažené")
    ]
    assert any(text.startswith("Rozpočet:") for text in before.paragraphs)
    assert not any(text.startswith("Rozpočet:") for text in after.paragraphs)
    over = put(short, "spending", "absorption", [], "value", "1.01")
    assert any(text.startswith("Rozpočet:") for text in say(running, over).paragraphs)


@pytest.mark.parametrize(
    ("lower", "learned", "doubts"),
    [("0.5", "znalosti se po kurzech od začátku projektu zlepšily v průměru o 5 bodů", ()),
     ("-0.5", "změna znalostí po kurzech od začátku projektu není doložena", ("chance",)),
     ("", "zda znalosti vzrostly, záznamy neříkají", ("part_unknown",))],
)  # fmt: skip
def test_knowledge_is_said_to_have_grown_only_where_the_interval_says_so(
    town: tuple[Dataset, Figures], reading: Reading, lower: str, learned: str, doubts: tuple[str, ...]
) -> None:
    dataset, _ = town
    put_in = reading
    for column, value in (("value", "5"), ("upper", "9"), ("lower", lower)):
        put_in = put(put_in, "competence_growth", "knowledge", [], column, value)
    given = answer(QUESTIONS["training"], dataset, put_in)
    assert given.heading.replace(NBSP, " ").endswith(learned)
    assert tuple(one for one in given.doubts if one in ("chance", "part_unknown")) == doubts


@pytest.mark.parametrize(
    ("chosen", "peak", "unknown"),
    [([True, None], True, True), ([True, False], True, False), ([False, False], False, False),
     ([None, None], False, True)],
)  # fmt: skip
def test_the_limits_tell_how_risk_localities_were_chosen(
    town: tuple[Dataset, Figures], reading: Reading, chosen: list[bool | None], peak: bool, unknown: bool
) -> None:
    """Nothing recorded is no proof that nobody chose them after a bad year."""
    dataset, _ = town
    localities = dataset.table("localities").sort("locality")
    ids = localities.filter(pl.col("kind") == "risk")["locality"].to_list()
    how = pl.col("locality").replace_strict(dict(zip(ids, chosen, strict=True)), default=None, return_dtype=pl.Boolean)
    names = dict(localities.select("locality", "name_cs").iter_rows())
    frames = dict(dataset.project.frames) | {"localities": localities.with_columns(chosen_by_peak=how)}
    told = AROUND["limits"].say(replace(dataset, project=replace(dataset.project, frames=frames)), reading)
    said = " ".join(told.paragraphs)
    assert ("Pro výkyv byly vybrány" in said) is peak
    silent = re.search("Jak byly vybrány tyto rizikové lokality, není zapsáno: ([^.]*)", said)
    of = [names[id] for id, one in zip(ids, chosen, strict=True) if one is None]
    assert (silent is not None) is unknown
    assert silent is None or all(name in silent[1] for name in of)


def test_the_limits_call_closures_by_their_name(town: tuple[Dataset, Figures], reading: Reading) -> None:
    [said] = [text for text in AROUND["limits"].say(town[0], reading).paragraphs if text.startswith("Omezení")]
    assert "uzavření škol" in said
    assert "Při sběru odpovědí žádné neplatilo." in said


# --- the initial analysis --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_initial_analysis_knows_one_wave_although_there_are_two(town: tuple[Dataset, Figures], lang: Lang) -> None:
    """Made of the last period, where both waves are known, it still speaks of the first alone."""
    document = InitialAnalysis(*town, lang)
    figures = document.read(document.figures).results
    of_wave = figures.filter((pl.col("dimension_1") == "wave") | (pl.col("dimension_2") == "wave"))
    waves = of_wave.select(pl.when(pl.col("dimension_1") == "wave").then("category_1").otherwise("category_2").unique())
    assert waves.to_series().to_list() == ["W0"]
    assert (
        figures.filter(pl.col("measure") == "change")["value"].null_count()
        == figures.filter(pl.col("measure") == "change").height
    )
    page = front(document)
    assert page.findings[0].startswith({"cs": "Vstupní stav", "en": "Baseline"}[lang])


@pytest.mark.parametrize(
    ("lang", "said"),
    [("cs", "první vlna šetření není zapsána jako skončená (dodá zpracovatel šetření)"),
     ("en", "no wave of the survey is recorded as closed (whoever runs the survey supplies it)")],
)  # fmt: skip
def test_without_a_wave_the_initial_analysis_says_what_is_missing(
    town: tuple[Dataset, Figures], lang: Lang, said: str
) -> None:
    dataset, _ = town
    names = [name for name in dataset.accepted if name.startswith("survey_")]
    none = {name: replace(dataset.accepted[name], rows=dataset.table(name).clear(), supplied=False) for name in names}
    bare = replace(dataset, accepted=dict(dataset.accepted) | none)
    page = front(InitialAnalysis(bare, figures_of(bare, "P1"), lang))
    assert said in page.missing[0]
    assert any("survey_waves" in line for line in page.missing)
    assert all({"cs": "údaj chybí", "en": "missing"}[lang] in finding for finding in page.findings)
    # the field is no matter of the initial analysis
    assert not any("mentor" in line for line in page.missing)
