"""How strongly an answer is supported: the rules, and the figures that raise each doubt, as text tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.evaluate import Figures, evaluate
from apk_lib.evaluation import AROUND, DOUBTS, QUESTIONS, Answer, Strength, answer, strength
from apk_lib.evaluation.strength import WORDS
from apk_lib.labels import Labels, Reading
from apk_lib.report import FinalEvaluation, InitialAnalysis
from apk_lib.report.model import FrontPage, Section
from apk_lib.text import LANGUAGES, NBSP, Lang

LAST = "P5"


def rows(text: str) -> Iterator[list[str]]:
    """The rows of a table written with pipes, without its head."""
    for line in text.strip().splitlines()[1:]:
        yield [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


@pytest.fixture(scope="module")
def town(root: Path) -> tuple[Dataset, Figures]:
    dataset = open_dataset(root / "data/kromeriz", period=LAST)
    return dataset, evaluate(dataset, LAST)


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
    | no_control chance                       | weak     |
    | one_wave                                | weak     |
    | no_comparison emergency                 | weak     |
    | few_asked                               | weak     |
    | few_counted                             | weak     |
    | chosen_by_peak                          | weak     |
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

# a figure of the last report is given another value; totals have no category
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
    | safety   | safe_after_dark         | change           |            | lower             | -0.01 | chance           | yes    |
    | safety   | safe_after_dark         | change           |            | lower             | 0.001 | chance           | no     |
    | safety   | safe_after_dark         | change           |            | detectable_change | 0.2   | below_detectable | yes    |
    | safety   | safe_after_dark         | change           |            | detectable_change | 0.05  | below_detectable | no     |
    | safety   | safe_after_dark         | change           |            | detectable_change |       | below_detectable | yes    |
    | safety   | safe_after_dark         | change           |            | n                 | 29    | few_asked        | yes    |
    | safety   | safe_after_dark         | change           |            | n                 | 30    | few_asked        | no     |
    | offences | offence_effect          | ratio_of_ratios  |            | upper             | 1.0   | chance           | yes    |
    | offences | offence_effect          | ratio_of_ratios  |            | upper             | 0.99  | chance           | no     |
    | offences | offence_effect          | ratio_of_ratios  |            | value             |       | no_comparison    | yes    |
    | offences | offence_effect          | rate_ratio       | risk       | numerator         | 19    | few_counted      | yes    |
    | offences | offence_effect          | rate_ratio       | comparison | denominator       | 19    | few_counted      | yes    |
    | offences | offence_effect          | rate_ratio       | risk       | numerator         | 20    | few_counted      | no     |
    | offences | offence_effect          | chosen_by_peak   |            | value             | 1     | chosen_by_peak   | yes    |
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
    here &= (
        pl.col("category_1").is_in(categories) & pl.col("dimension_2").is_null()
        if categories
        else (pl.col("dimension_1").is_null())
    )
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
    assert "3 osoby (cíl 4)" in said.replace(NBSP, " ")


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
    page = front(InitialAnalysis(bare, evaluate(bare, "P1"), lang))
    assert said in page.missing[0]
    assert any("survey_waves" in line for line in page.missing)
    assert all({"cs": "údaj chybí", "en": "missing"}[lang] in finding for finding in page.findings)
    # the field is no matter of the initial analysis
    assert not any("mentor" in line for line in page.missing)
