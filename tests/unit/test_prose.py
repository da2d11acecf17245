"""Sentences in good Czech and English: prepositions, plurals, and what is said when there is nothing to say."""

import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from apk_lib import prose
from apk_lib.labels import Labels, Reading
from apk_lib.prose import out_of
from apk_lib.text import LANGUAGES, NBSP, Lang, typeset
from tests.remembered import figures_of, kromeriz


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.fixture
def known() -> Callable[[str, Lang], Reading]:
    def of(period: str, lang: Lang) -> Reading:
        dataset = kromeriz(period)
        figures = figures_of(dataset, period)
        return Reading(figures.results, figures.curves, Labels.of(dataset, lang))

    return of


def put(reading: Reading, indicator: str, measure: str, scope: str = "", **values: Any) -> Reading:
    """The reading with other values in the total of a figure; `scope` empty means all scopes."""
    here = (pl.col("indicator") == indicator) & (pl.col("measure") == measure) & pl.col("dimension_1").is_null()
    if scope:
        here &= pl.col("scope") == scope
    assert reading.results.filter(here).height
    dtypes = reading.results.schema
    results = reading.results.with_columns(
        **{
            name: pl.when(here).then(pl.lit(value, dtype=dtypes[name])).otherwise(name)
            for name, value in values.items()
        }
    )
    return Reading(results, reading.curves, reading.labels)


# --- z, ze -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "preposition"),
    [
        (1, "z"), (2, "ze"), (3, "ze"), (4, "ze"), (5, "z"), (6, "ze"), (7, "ze"), (8, "z"), (9, "z"), (10, "z"),
        (11, "z"), (12, "ze"), (13, "ze"), (14, "ze"), (15, "z"), (16, "ze"), (17, "ze"), (18, "z"), (19, "z"),
        (20, "ze"), (24, "ze"), (32, "ze"), (45, "ze"), (50, "z"), (55, "z"), (60, "ze"), (77, "ze"), (80, "z"),
        (99, "z"), (100, "ze"), (150, "ze"), (200, "ze"), (500, "z"), (600, "ze"), (900, "z"), (1000, "z"),
        (1001, "z"), (2000, "ze"), (5000, "z"), (7000, "ze"), (10_000, "z"), (12_000, "ze"), (15_000, "z"),
        (20_000, "ze"), (50_000, "z"), (60_000, "ze"), (75_000, "ze"), (100_000, "ze"), (500_000, "z"),
        (1_000_000, "z"), (4_664_625, "ze"),
    ],
)  # fmt: skip
def test_a_part_of_a_whole_in_czech(n: int, preposition: str) -> None:
    grouped = f"{n:,}".replace(",", " ")
    assert plain(out_of(1, n, "cs")) == f"1 {preposition} {grouped}"


@pytest.mark.parametrize(("k", "n", "said"), [(3, 4, "3 of 4"), (1, 5, "1 of 5"), (0, 100, "0 of 100")])
def test_a_part_of_a_whole_in_english(k: int, n: int, said: str) -> None:
    assert plain(out_of(k, n, "en")) == said
    assert " " not in out_of(k, n, "en")


def test_every_preposition_before_a_number_is_the_one_spoken(known: Callable[[str, Lang], Reading]) -> None:
    for period in ("P1", "P2", "P4"):
        reading = known(period, "cs")
        findings = [prose.employment(reading), prose.coverage(reading), prose.encounters(reading),
                    prose.regularity(reading), prose.tracking(reading), prose.perception(reading),
                    prose.training(reading), prose.victims(reading), prose.budget(reading)]  # fmt: skip
        said = " ".join(text for finding in findings for text in (finding.heading, *finding.paragraphs))
        used = re.findall(rf"\b([Zz]e?)[ {NBSP}](\d{{1,3}}(?:{NBSP}\d{{3}})*)(?!\d)", said)
        assert used
        for preposition, number in used:
            n = int(number.replace(NBSP, ""))
            assert f"{preposition.lower()} {plain(number)}" == plain(out_of(1, n, "cs")).removeprefix("1 ")


# --- plurals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "cs", "en"),
    [
        (0, "je obsazeno 0 ze 4 míst a v práci je stále 0 ze 4", "0 of 4 posts are filled and 0 of 4"),
        (1, "je obsazeno 1 ze 4 míst a v práci je stále 1 ze 4", "1 of 4 posts is filled and 1 of 4"),
        (2, "jsou obsazena 2 ze 4 míst a v práci jsou stále 2 ze 4", "2 of 4 posts are filled and 2 of 4"),
        (4, "jsou obsazena 4 ze 4 míst a v práci jsou stále 4 ze 4", "4 of 4 posts are filled and 4 of 4"),
    ],
)
def test_the_verb_goes_with_the_posts(known: Callable[[str, Lang], Reading], k: int, cs: str, en: str) -> None:
    for lang, said in (("cs", cs), ("en", en)):
        reading = put(known("P4", lang), "posts_filled", "filled_at_end", value=float(k), numerator=float(k))
        reading = put(reading, "retention", "still_employed", numerator=float(k), value=k / 4)
        assert said in plain(prose.employment(reading).heading)


def test_five_posts_take_the_genitive(known: Callable[[str, Lang], Reading]) -> None:
    reading = put(known("P4", "cs"), "posts_filled", "filled_at_end", value=5.0, denominator=6.0)
    assert "je obsazeno 5 ze 6 míst" in plain(prose.employment(reading).heading)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_vacancy_is_told_as_none(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    reading = known("P1", lang)
    assert reading.figure("posts_filled", "vacant_days", "period").value == 0
    said = plain(prose.employment(reading).paragraphs[0])
    assert said.endswith({"cs": "Neobsazené dny v období: 0.", "en": "Vacant days in the period: 0."}[lang])


@pytest.mark.parametrize(
    ("n", "cs", "en"),
    [
        (1, "dokončila 1 osoba", "1 person completed"),
        (2, "dokončily 2 osoby", "2 people completed"),
        (4, "dokončily 4 osoby", "4 people completed"),
        (5, "dokončilo 5 osob", "5 people completed"),
    ],
)
def test_the_verb_goes_with_the_trained(known: Callable[[str, Lang], Reading], n: int, cs: str, en: str) -> None:
    for lang, said in (("cs", cs), ("en", en)):
        reading = put(known("P4", lang), "initial_training", "persons_trained", value=float(n))
        assert said in plain(prose.training(reading).heading)


@pytest.mark.parametrize(
    ("n", "cs", "en"),
    [
        (1, "1 kontakt s", "1 contact with"),
        (2, "2 kontakty s", "2 contacts with"),
        (5, "5 kontaktů s", "5 contacts with"),
    ],
)
def test_contacts_are_counted(known: Callable[[str, Lang], Reading], n: int, cs: str, en: str) -> None:
    for lang, said in (("cs", cs), ("en", en)):
        reading = put(known("P4", lang), "victim_support", "contacts", "period", value=float(n))
        assert said in plain(prose.victims(reading).heading)


# --- targets and nothing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trained", "met"), [(0.0, False), (3.0, False), (4.0, True), (5.0, True)], ids=lambda value: str(value)
)
def test_a_target_is_met_or_not(known: Callable[[str, Lang], Reading], trained: float, met: bool) -> None:
    for lang, yes, no in (("cs", "cíl je splněn", "cíl zatím splněn není"), ("en", "is met", "is not met yet")):
        reading = put(known("P4", lang), "initial_training", "persons_trained", value=trained)
        heading = prose.training(reading).heading
        assert (yes in heading, no in heading) == (met, not met)
        card = prose.goal_state("initial_training", reading)
        assert (card.filled, card.total) == (min(int(trained), 4), 4)
        assert {"cs": "zatím nesplněn", "en": "not met yet"}[lang] in card.detail or met


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_target_nothing_is_said_to_be_met(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    reading = put(known("P4", lang), "initial_training", "persons_trained", target=None)
    finding, card = prose.training(reading), prose.goal_state("initial_training", reading)
    said = " ".join((finding.heading, *finding.paragraphs, card.fact, card.detail))
    assert not re.search(r"splněn|\bmet\b|[Cc]íl|[Tt]arget", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_contact_in_the_period_is_zero_contacts(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    reading = known("P4", lang)
    for measure in ("contacts", "offered", "accepted"):
        reading = put(reading, "victim_support", measure, "period", value=None, n=0, state="no_cases")
    finding, card = prose.victims(reading), prose.goal_state("victim_support", reading)
    assert {"cs": "žádný kontakt", "en": "no contact"}[lang] in plain(finding.heading)
    assert plain(card.fact) == {"cs": "0 kontaktů", "en": "0 contacts"}[lang]
    said = " ".join((finding.heading, *finding.paragraphs, card.fact, card.detail))
    assert not re.search(r"žádný případ|no cases|None", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_wave_speaks_of_one(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    finding = prose.perception(known("P1", lang))
    assert not finding.compares
    assert len(finding.pictures) == 1
    both = prose.perception(known("P4", lang))
    assert both.compares
    assert len(both.pictures) == 2
    changed = {"cs": "změna", "en": "a change of"}[lang]
    assert [sum(changed in text for text in one.paragraphs[2:4]) for one in (finding, both)] == [0, 2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_parts_that_meet_the_total_need_no_explaining(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    reading = put(known("P4", lang), "funding_parts_sum", "difference", value=0.0)
    said = prose.budget(reading).paragraphs[-1]
    assert {"cs": "přesně", "en": "exactly"}[lang] in said
    assert not re.search("vysvětlit|explain", said)
    apart = plain(prose.budget(known("P4", lang)).paragraphs[-1])
    assert {"cs": "35 000,00 Kč", "en": "CZK 35,000.00"}[lang] in apart


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_goal_without_an_indicator_says_so(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    state = prose.goal_state(None, known("P1", lang))
    assert state.fact == {"cs": "zatím bez ukazatele", "en": "no indicator yet"}[lang]
    assert state.picture == "none"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_any_indicator_may_head_a_goal(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    state = prose.goal_state("visit_count", known("P1", lang))
    assert plain(state.fact).endswith({"cs": "návštěv", "en": "visits"}[lang])
    assert state.detail[0].isupper()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_breaks_between_a_number_and_its_unit(known: Callable[[str, Lang], Reading], lang: Lang) -> None:
    for period in ("P1", "P4"):
        reading = known(period, lang)
        for say in (prose.employment, prose.coverage, prose.perception, prose.training, prose.victims, prose.budget):
            finding = say(reading)
            for text in (finding.heading, *finding.paragraphs, *(note for _, note in finding.asides)):
                assert not COUNTED.search(typeset(text, lang))
                assert "  " not in text


COUNTED = re.compile(r"\d (%|Kč|h|min|osob|hodin|dn|den|míst|bod|kontakt|person|hour|days?|point)")
