"""Change the records, and the nine answers change as they must: up, down, round, or into silence.

Each answer is made only of the figures its question needs, as the final evaluation makes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from apk_lib.dataset import Dataset
from apk_lib.evaluation import QUESTIONS, Answer, Strength
from apk_lib.labels import Figure, Labels, Reading
from apk_lib.tables import SHEET_TABLES
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.properties.test_metamorphic import changed, figures_as_written, numbers, with_waves_swapped, without
from tests.remembered import figures_of, kromeriz

LAST = "P5"
Read = Callable[..., Reading]


@pytest.fixture
def town() -> Dataset:
    return kromeriz(LAST)


def read(dataset: Dataset, question: str, lang: Lang = "cs") -> Reading:
    """The figures a question needs, of the whole project."""
    figures = figures_of(dataset, LAST, list(QUESTIONS[question].indicators))
    return Reading(figures.results, figures.curves, Labels.of(dataset, lang))


def answered(dataset: Dataset, question: str, lang: Lang = "cs") -> Answer:
    return QUESTIONS[question].answer(read(dataset, question, lang))


def figure(dataset: Dataset, question: str, indicator: str, measure: str) -> Figure:
    return read(dataset, question).figure(indicator, measure)


def words(answer: Answer) -> str:
    """The finding and what it rests on."""
    return " ".join((answer.heading, *answer.evidence)).replace(NBSP, " ")


def with_localities(dataset: Dataset, localities: pl.DataFrame) -> Dataset:
    frames = dict(dataset.project.frames) | {"localities": localities}
    return replace(dataset, project=replace(dataset.project, frames=frames))


# --- EQ1: posts ------------------------------------------------------------------------------------


def test_without_a_contract_the_posts_were_filled_less_and_fewer_stayed(town: Dataset) -> None:
    contracts = town.table("contracts")
    fewer = changed(town, contracts=contracts.filter(pl.col("contract") != "C2"))
    was, now = (figure(one, "posts", "posts_filled", "fill_rate").value for one in (town, fewer))
    # one of four posts stood empty to the end
    assert now == pytest.approx(was - 0.25)
    assert "3 ze 4 původních" in words(answered(town, "posts"))
    assert "2 ze 3 původních" in words(answered(fewer, "posts"))
    assert "obsazená místa 3 ze 4" in words(answered(fewer, "posts"))


# --- EQ2: training ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "met", "unmet"), [("cs", "je splněn", "splněn není"), ("en", "is met", "is not met")])
def test_without_those_who_passed_the_target_is_not_met(town: Dataset, lang: Lang, met: str, unmet: str) -> None:
    attended = town.table("training_attendance")
    failed = changed(town, training_attendance=attended.filter(pl.col("person").is_in(["APK1", "APK2"])))
    was, now = (answered(one, "training", lang) for one in (town, failed))
    assert met in was.heading
    assert unmet in now.heading
    # that knowledge grew rests on five people; without them the answer claims no growth
    assert was.strength == Strength.WEAK
    assert now.strength == Strength.MODERATE


# --- EQ3: presence ---------------------------------------------------------------------------------


def test_with_half_of_the_visits_presence_falls(town: Dataset) -> None:
    visits = town.table("visits").sort("visit")
    half = changed(town, visits=visits.gather_every(2))
    was, now = (figure(one, "presence", "plan_adherence", "capped").value for one in (town, half))
    assert 0.4 * was < now < 0.7 * was
    was_said, now_said = (
        int(found[1])
        for found in (re.search(r"tým splnil (\d+) %", words(answered(one, "presence"))) for one in (town, half))
        if found
    )
    assert (was_said, now_said) == (round(was * 100), round(now * 100))
    # hours on shift stay, so more of them have no place
    assert "untracked" in answered(half, "presence").doubts


def test_a_plan_doubled_is_kept_less(town: Dataset) -> None:
    plan = town.table("patrol_plan")
    more = changed(town, patrol_plan=plan.with_columns(amount=pl.col("amount") * 2))
    was, now = (figure(one, "presence", "plan_adherence", "capped").value for one in (town, more))
    assert 0.5 * was <= now < was


# --- EQ4: residents --------------------------------------------------------------------------------


def test_when_nobody_trusts_them_the_answer_says_so(town: Dataset) -> None:
    answers = town.table("survey_answers")
    asked = (pl.col("item") == "trusts_assistants") & (pl.col("answer") <= 4)
    nobody = changed(
        town, survey_answers=answers.with_columns(answer=pl.when(asked).then(pl.lit(4)).otherwise("answer"))
    )
    assert "důvěřuje jim 0 %" in words(answered(nobody, "trust"))
    assert "důvěřuje jim 0 %" not in words(answered(town, "trust"))


def test_a_survey_that_did_not_ask_of_them_knows_nothing(town: Dataset) -> None:
    answers, items = (
        town.table(name).filter(~pl.col("item").str.contains("assistants|rates_presence|should_continue"))
        for name in ("survey_answers", "survey_items")
    )
    silent = answered(changed(town, survey_answers=answers, survey_items=items), "trust")
    assert silent.heading.endswith("údaj chybí")
    assert silent.strength == Strength.NONE


# --- EQ5: perceived safety -------------------------------------------------------------------------

TURNED = {
    "cs": ("více lidí než v první vlně", "méně lidí než v první vlně"),
    "en": ("more people feel safe than in the first wave", "fewer people feel safe than in the first wave"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_swapped_waves_turn_the_answer_round(town: Dataset, lang: Lang) -> None:
    more, fewer = TURNED[lang]
    was, now = (answered(one, "safety", lang) for one in (town, with_waves_swapped(town)))
    assert more in was.heading
    assert fewer in now.heading
    assert more not in now.heading
    # what weakens a finding does not depend on whether it pleases
    assert was.strength == now.strength


@pytest.mark.parametrize(("lang", "state"), [("cs", "Známe jen stav"), ("en", "Only the state")])
@pytest.mark.parametrize("wave", ["W0", "W1"])
def test_one_wave_is_a_state_and_no_change(town: Dataset, lang: Lang, state: str, wave: str) -> None:
    single = changed(town, survey_waves=town.table("survey_waves").filter(pl.col("wave") == wave))
    said = answered(single, "safety", lang)
    assert said.heading.startswith(state)
    assert "one_wave" in said.doubts
    assert said.strength == Strength.WEAK
    assert not re.search("nulu|odlišit|zero|apart from chance", words(said))


def test_when_all_answer_alike_that_nothing_changed_is_a_result(town: Dataset) -> None:
    answers = town.table("survey_answers")
    dark = (pl.col("item") == "safe_after_dark") & (pl.col("answer") <= 4)
    alike = changed(town, survey_answers=answers.with_columns(answer=pl.when(dark).then(pl.lit(1)).otherwise("answer")))
    said = answered(alike, "safety")
    # the interval holds zero and no change the programme wants a survey to find
    assert "o 10 procentních bodů ani víc nezměnil" in words(said)
    assert "wide_interval" not in said.doubts
    assert said.strength == Strength.MODERATE


# --- EQ6: offences ---------------------------------------------------------------------------------

EFFECT = re.compile(
    "příznivěji|hůře|odlišit|poměr poměrů|srovnávací(ch|mi)|fared|told apart|ratio of ratios", re.IGNORECASE
)
DURING = pl.col("happened_on") >= pl.date(2020, 6, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_comparison_locality_no_effect_is_told(town: Dataset, lang: Lang) -> None:
    localities = town.table("localities")
    alone = with_localities(town, localities.filter(pl.col("kind") != "comparison"))
    offences = town.table("official_offences").filter(pl.col("locality").fill_null("") != "comparison_c")
    complaints = town.table("complaints").filter(pl.col("locality").fill_null("") != "comparison_c")
    alone = changed(alone, official_offences=offences, complaints=complaints)
    was, now = (answered(one, "offences", lang) for one in (town, alone))
    assert EFFECT.search(words(was))
    assert not EFFECT.search(words(now))
    assert "no_comparison" in now.doubts
    assert "no_comparison" not in was.doubts
    assert now.strength <= was.strength
    assert now.strength == Strength.WEAK


@pytest.mark.parametrize(
    ("place", "lang", "said"),
    [
        pytest.param("risk", "cs", "příznivěji", id="fewer in the risk localities"),
        pytest.param("comparison", "cs", "hůře", id="fewer in the comparison locality"),
        pytest.param("risk", "en", "fared better", id="fewer in the risk localities, in English"),
    ],
)
def test_fewer_offences_during_the_project_move_the_answer(town: Dataset, place: str, lang: Lang, said: str) -> None:
    """Three of four offences of the project's time vanish where it is said, or elsewhere than it pleases."""
    there = town.table("localities").filter(pl.col("kind") == place)["locality"].to_list()
    offences = town.table("official_offences").sort("offence").with_row_index("place")
    gone = pl.col("locality").is_in(there) & DURING & (pl.col("place") % 4 > 0)
    fewer = changed(town, official_offences=offences.filter(~gone.fill_null(False)).drop("place"))
    was, now = (answered(one, "offences", lang) for one in (town, fewer))
    assert said in now.heading
    assert said not in was.heading
    assert "chance" not in now.doubts
    # a state of emergency was in force for a part of the time
    assert now.strength == Strength.MODERATE > was.strength


def test_a_locality_chosen_after_its_peak_weakens_the_answer(town: Dataset) -> None:
    localities = town.table("localities")
    peak = with_localities(town, localities.with_columns(chosen_by_peak=pl.col("kind") == "risk"))
    assert "chosen_by_peak" in answered(peak, "offences").doubts
    assert "chosen_by_peak" not in answered(town, "offences").doubts


# --- EQ7: victims ----------------------------------------------------------------------------------


def test_more_accepted_help_is_told(town: Dataset) -> None:
    events = town.table("events")
    met = pl.col("hidden_crime").is_not_null()
    helped = changed(
        town, events=events.with_columns(referral=pl.when(met).then(pl.lit("accepted")).otherwise("referral"))
    )
    contacts = figure(helped, "victims", "victim_support", "contacts").value
    assert f"přijata byla {contacts:.0f}krát" in words(answered(helped, "victims"))
    none = changed(town, events=events.filter(~met))
    assert "Žádný kontakt" in words(answered(none, "victims"))


# --- EQ8: money ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "within", "over"),
    [
        ("cs", "% zveřejněného rozpočtu; o ", "překročil zveřejněný rozpočet"),
        ("en", "% of the published budget is spent; the funder has not decided", "exceeded the published budget"),
    ],
)
def test_twice_the_money_spent_is_over_the_budget_and_twice_the_cost(
    town: Dataset, lang: Lang, within: str, over: str
) -> None:
    expenses = town.table("expenses")
    dearer = changed(town, expenses=expenses.with_columns(pl.col("claimed", "approved") * 2))
    was, now = (answered(one, "money", lang) for one in (town, dearer))
    assert within in was.heading
    assert over in now.heading
    for indicator, measure in (("hourly_cost", "per_person_hour"), ("contact_cost", "per_contact")):
        before, after = (figure(one, "money", indicator, measure).value for one in (town, dearer))
        assert after == pytest.approx(2 * before)


# --- EQ9: what stays -------------------------------------------------------------------------------


def test_who_left_before_the_end_does_not_stay(town: Dataset) -> None:
    contracts = town.table("contracts")
    left = changed(
        town,
        contracts=contracts.with_columns(
            last_day=pl.when(pl.col("contract") == "C2").then(pl.date(2022, 1, 31)).otherwise("last_day")
        ),
    )
    assert "3 ze 4 původních" in words(answered(town, "after"))
    assert "2 ze 4 původních" in words(answered(left, "after"))
    assert answered(left, "after").strength == Strength.WEAK


# --- all of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "missing"), [("cs", "údaj chybí"), ("en", "missing")])
def test_where_nobody_supplied_a_table_every_answer_is_missing(town: Dataset, lang: Lang, missing: str) -> None:
    bare = without(town, *(name for name in town.accepted if name not in SHEET_TABLES))
    for id in QUESTIONS:
        said = answered(bare, id, lang)
        assert said.heading.endswith(missing), id
        assert said.strength == Strength.NONE, id
        assert said.evidence == (), id
        assert not re.search(r"\d", words(said)), id


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_number_of_an_answer_is_without_its_figure(town: Dataset, question: str, lang: Lang) -> None:
    known = read(town, question, lang)
    # answers cite figures of an item in a wave too
    flat = Reading(known.results.with_columns(dimension_2=pl.lit(None, pl.String)), known.curves, known.labels)
    given = QUESTIONS[question].answer(known)
    text = " ".join((given.heading, *given.evidence, given.unknown))
    for group in known.labels.names["age_group"].values():
        text = text.replace(group, "")
    written = figures_as_written(flat)
    if question == "money":
        # the heading rounds the cost of an hour, and what is undecided, to crowns
        for rounded in (known.figure("hourly_cost", "per_person_hour"), known.figure("spending", "undecided")):
            written |= numbers(known.labels.value(rounded.value, "czk", digits=0), lang)
    if question == "offences":
        # the heading says by what share there were fewer, the ratio being that of after to before
        for arm in ("risk", "comparison"):
            ratio = known.figure("offence_effect", "rate_ratio", arm=arm).value
            written |= numbers(known.labels.value(abs(ratio - 1), "share"), lang)
    assert numbers(text, lang) - written == set()


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_of_a_sample_is_marked(town: Dataset, question: str) -> None:
    assert "ukázková data" in answered(town, question).word
    sources = tuple(replace(source, synthetic=False) for source in town.sources)
    assert "ukázková data" not in answered(replace(town, sources=sources), question).word
