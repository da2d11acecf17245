"""Change the records, and the sentences and figures change as they must; no number is without its figure.

The parts of the report are made by the cells of the notebook itself, without a kernel.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from apk_lib import prose
from apk_lib.dataset import Dataset
from apk_lib.evaluate import Figures
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels, Reading, hours_minutes
from apk_lib.report.gaps import foremost, gaps
from apk_lib.report.model import FrontPage, Part, Section
from apk_lib.tables import DERIVED_TABLES
from apk_lib.text import LANGUAGES, NBSP, Lang, crowns, number
from tests.notebook_cells import Notebook, stored, undrawn
from tests.remembered import figures_of, kromeriz
from tests.sampled import sampled, slow

PERIODS = ("P1", "P2", "P3", "P4", "P5")
# the period of the second wave of the survey
LAST = "P4"


def drawn(section: str, lang: Lang) -> Callable[[str], bool]:
    """Draws the pictures of one section only, and once: a picture says little that depends on the language."""
    return lambda source: lang == "cs" and f'report.section("{section}"' in source


def section_of(notebook: Notebook, id: str, dataset: Dataset, figures: Figures, lang: Lang) -> Section:
    """One section without its pictures."""
    part = notebook.only(id).parts(dataset, figures, lang, undrawn)[id]
    assert isinstance(part, Section)
    return part


@pytest.fixture(scope="module")
def notebook(root: Path) -> Notebook:
    return stored(root / "notebooks/progress_report.ipynb")


@pytest.fixture
def known() -> Callable[[str], tuple[Dataset, Figures]]:
    """The dataset and the figures of a period."""
    return lambda period: (kromeriz(period), figures_of(kromeriz(period), period))


@pytest.fixture
def last(known: Callable[[str], tuple[Dataset, Figures]]) -> Dataset:
    return known(LAST)[0]


def changed(dataset: Dataset, **tables: pl.DataFrame) -> Dataset:
    """The dataset with other rows in some of its tables."""
    accepted = {name: replace(dataset.accepted[name], rows=rows) for name, rows in tables.items()}
    return replace(dataset, accepted={**dataset.accepted, **accepted})


def emptied(dataset: Dataset, *names: str) -> Dataset:
    """The dataset as if the files of these tables held no row."""
    return changed(dataset, **{name: dataset.table(name).clear() for name in names})


def without(dataset: Dataset, *names: str) -> Dataset:
    """The dataset as if nobody had supplied the files of these tables."""
    bare = emptied(dataset, *names)
    absent = {name: replace(bare.accepted[name], supplied=False) for name in names}
    return replace(bare, accepted={**bare.accepted, **absent})


def reading(dataset: Dataset, figures: Figures, lang: Lang = "cs") -> Reading:
    return Reading(figures.results, figures.curves, Labels.of(dataset, lang))


def gaps_of(dataset: Dataset, figures: Figures, lang: Lang) -> tuple[str, ...]:
    """All that is missing: what page one tells, and what the evidence section lists."""
    return gaps(dataset, dataset.project.period(LAST), reading(dataset, figures, lang))


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def words(section: Section) -> str:
    """All that a section says itself: its definitions and what the project says are left out."""
    told = (*section.paragraphs, *told_apart(section), *(note.text for note in asides(section)))
    return plain(" ".join((section.heading, *told)))


def told_apart(section: Section) -> list[str]:
    """The sentences on one thing after another (a key activity, a measure), without anybody's own words."""
    return [text for block in section.blocks for text in block.paragraphs]


def asides(section: Section) -> list[Any]:
    """The notes that carry figures: all but the definitions of indicators."""
    definitions = {text for one in CATALOGUE.values() for text in (one.definition.cs, one.definition.en)}
    return [note for note in section.notes if note.text not in definitions]


# --- the waves of the survey -----------------------------------------------------------------------


def with_waves_swapped(dataset: Dataset) -> Dataset:
    people = dataset.table("survey_respondents")
    return changed(
        dataset, survey_respondents=people.with_columns(pl.col("wave").replace_strict({"W0": "W1", "W1": "W0"}))
    )


@pytest.mark.parametrize("item", ["safe_after_dark", "safe_by_day"])
def test_swapped_waves_turn_the_change_round(last: Dataset, item: str) -> None:
    was, now = (
        reading(dataset, figures_of(dataset, LAST, [item])).figure(item, "change")
        for dataset in (last, with_waves_swapped(last))
    )
    assert was.value != 0
    assert now.value == pytest.approx(-was.value)
    assert (now.lower, now.upper) == (pytest.approx(-was.upper), pytest.approx(-was.lower))
    assert now.n == was.n
    # the baseline is the share of the wave that now comes first
    assert now.baseline == pytest.approx(was.baseline + was.value)


@pytest.mark.parametrize(
    ("lang", "more", "fewer", "above", "below"),
    [
        ("cs", "více než v první vlně", "méně než v první vlně", "nad nulou", "pod nulou"),
        ("en", "more than in the first wave", "fewer than in the first wave", "above zero", "below zero"),
    ],
)
def test_the_sentence_turns_with_the_waves(
    notebook: Notebook, last: Dataset, lang: Lang, more: str, fewer: str, above: str, below: str
) -> None:
    swapped = with_waves_swapped(last)
    was, now = (
        section_of(notebook, "perception", dataset, figures_of(dataset, LAST), lang) for dataset in (last, swapped)
    )
    assert more in plain(was.heading)
    assert fewer not in plain(was.heading)
    assert fewer in plain(now.heading)
    assert more not in plain(now.heading)
    assert above in words(was)
    assert below not in words(was)
    assert below in words(now)
    assert above not in words(now)


def with_change(figures: Figures, value: float, lower: float, upper: float) -> Figures:
    """Figures in which the change of both items is this one."""
    change = pl.col("measure") == "change"
    numbers = {"value": value, "lower": lower, "upper": upper}
    results = figures.results.with_columns(
        **{name: pl.when(change).then(pl.lit(number)).otherwise(name) for name, number in numbers.items()}
    )
    return Figures(results, figures.curves)


VERDICTS = [
    pytest.param(0.1, 0.001, 0.2, "better", id="above zero"),
    pytest.param(0.03, -0.04, 0.1, "uncertain", id="around zero, up"),
    pytest.param(-0.03, -0.1, 0.04, "uncertain", id="around zero, down"),
    pytest.param(0.1, 0.0, 0.2, "uncertain", id="from zero"),
    pytest.param(-0.1, -0.2, 0.0, "uncertain", id="to zero"),
    pytest.param(-0.1, -0.2, -0.001, "worse", id="below zero"),
]
SAYINGS: dict[Lang, dict[str, tuple[str, str]]] = {
    "cs": {
        "better": ("více než", "nad nulou"),
        "uncertain": ("nelze odlišit od náhody", "nelze odlišit od náhody"),
        "worse": ("méně než", "pod nulou"),
    },
    "en": {
        "better": ("more than", "above zero"),
        "uncertain": ("from chance", "from chance"),
        "worse": ("fewer than", "below zero"),
    },
}


def of_the_change(section: Section) -> str:
    """The paragraph on the change of the headline item: other changes have sentences of their own."""
    return next(text for text in section.paragraphs if re.match("Po setmění: změna|After dark: a change", text))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("value", "lower", "upper", "verdict"), VERDICTS)
def test_a_sentence_says_what_the_interval_allows(
    notebook: Notebook,
    known: Callable[[str], tuple[Dataset, Figures]],
    lang: Lang,
    value: float,
    lower: float,
    upper: float,
    verdict: str,
) -> None:
    dataset, figures = known(LAST)
    section = section_of(notebook, "perception", dataset, with_change(figures, value, lower, upper), lang)
    for said, (in_heading, in_text) in SAYINGS[lang].items():
        assert (in_heading in plain(section.heading)) == (said == verdict)
        assert (in_text in of_the_change(section)) == (said == verdict)


@pytest.mark.parametrize(("lang", "nothing"), [("cs", "o 0 procentních bodů více"), ("en", "0 percentage points more")])
def test_a_small_sure_change_is_no_change_of_zero(
    notebook: Notebook, known: Callable[[str], tuple[Dataset, Figures]], lang: Lang, nothing: str
) -> None:
    dataset, figures = known(LAST)
    section = section_of(notebook, "perception", dataset, with_change(figures, 0.004, 0.001, 0.007), lang)
    assert nothing not in plain(section.heading)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_wave_is_a_baseline_and_claims_no_change(notebook: Notebook, last: Dataset, lang: Lang) -> None:
    waves = last.table("survey_waves")
    single = changed(last, survey_waves=waves.filter(pl.col("wave") == "W0"))
    figures = figures_of(single, LAST)
    assert set(figures.results.filter(pl.col("measure") == "change")["value"]) == {None}
    section = section_of(notebook, "perception", single, figures, lang)
    assert plain(section.heading).startswith({"cs": "Vstupní stav:", "en": "Baseline:"}[lang])
    assert not re.search("změn|vln[aěyu]|chang|wave", words(section))
    limits = last.project.limits(lang)
    assert limits not in section.paragraphs
    assert limits in section_of(notebook, "perception", last, figures_of(last, LAST), lang).paragraphs


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("answer", [1, 4])
def test_a_survey_in_which_all_answer_alike_still_reports(
    notebook: Notebook, last: Dataset, lang: Lang, answer: int
) -> None:
    answers = last.table("survey_answers")
    alike = changed(last, survey_answers=answers.with_columns(answer=pl.lit(answer, dtype=answers.schema["answer"])))
    alone = notebook.only("perception")
    section = alone.parts(alike, figures_of(alike, LAST), lang, drawn("perception", lang))["perception"]
    assert isinstance(section, Section)
    assert ("100" if answer == 1 else " 0") in plain(section.heading)


def test_a_wave_without_a_single_answer_has_no_change(last: Dataset) -> None:
    answers = last.table("survey_answers")
    silent = changed(last, survey_answers=answers.filter(pl.col("respondent").str.starts_with("W0")))
    change = reading(silent, figures_of(silent, LAST, ["safe_after_dark"])).figure("safe_after_dark", "change")
    assert change.value is None


# --- hours and the plan ----------------------------------------------------------------------------


def with_everybody_twice(dataset: Dataset) -> Dataset:
    """Each assistant has a twin who goes everywhere too."""
    twin = pl.col("person") + "-twin"
    doubled = {name: dataset.table(name) for name in ("persons", "shift_crew", "visit_crew")}
    return changed(dataset, **{name: pl.concat([rows, rows.with_columns(twin)]) for name, rows in doubled.items()})


def with_plan_doubled(dataset: Dataset) -> Dataset:
    plan = dataset.table("patrol_plan")
    hours = pl.col("measure") == "person_hours"
    return changed(
        dataset, patrol_plan=plan.with_columns(amount=pl.when(hours).then(pl.col("amount") * 2).otherwise("amount"))
    )


def test_twice_the_people_are_twice_the_hours(last: Dataset) -> None:
    was, now = (
        reading(dataset, figures_of(dataset, LAST, ["person_hours", "presence_hours", "visit_count", "hours_balance"]))
        for dataset in (last, with_everybody_twice(last))
    )
    for scope in ("period", "cumulative"):
        for indicator, measure in [("person_hours", "person_hours"), ("hours_balance", "hours_in"),
                                   ("hours_balance", "in_localities"), ("hours_balance", "outside"),
                                   ("hours_balance", "untracked"), ("hours_balance", "double_booked")]:  # fmt: skip
            assert now.figure(indicator, measure, scope).value == pytest.approx(
                2 * was.figure(indicator, measure, scope).value
            )
        # somebody being there, and a visit of a crew, are the same with more people
        for indicator, measure in [("presence_hours", "presence_hours"), ("visit_count", "visits")]:
            assert now.figure(indicator, measure, scope).value == was.figure(indicator, measure, scope).value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_on_the_plan_follows_the_hours(
    notebook: Notebook, known: Callable[[str], tuple[Dataset, Figures]], lang: Lang
) -> None:
    dataset, figures = known(LAST)
    was = section_of(notebook, "coverage", dataset, figures, lang)
    more = with_everybody_twice(dataset)
    more_figures = figures_of(more, LAST)
    now = section_of(notebook, "coverage", more, more_figures, lang)
    old, new = (
        reading(one, them, lang).figure("plan_adherence", "capped", "period")
        for one, them in ((dataset, figures), (more, more_figures))
    )
    assert old.value < new.value <= min(1.0, 2 * old.value)
    assert old.show() in was.heading
    assert new.show() in now.heading
    assert was.heading != now.heading


@pytest.mark.parametrize("lang", LANGUAGES)
def test_twice_the_people_against_twice_the_plan_is_the_same_share(
    notebook: Notebook, known: Callable[[str], tuple[Dataset, Figures]], lang: Lang
) -> None:
    dataset, figures = known(LAST)
    both = with_plan_doubled(with_everybody_twice(dataset))
    both_figures = figures_of(both, LAST)
    assert section_of(notebook, "coverage", both, both_figures, lang).heading == (
        section_of(notebook, "coverage", dataset, figures, lang).heading
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_wholly_kept_is_100_percent(
    notebook: Notebook, known: Callable[[str], tuple[Dataset, Figures]], lang: Lang
) -> None:
    dataset, figures = known(LAST)
    capped = pl.col("measure") == "capped"
    kept = Figures(
        figures.results.with_columns(
            value=pl.when(capped & pl.col("value").is_not_null()).then(pl.lit(1.0)).otherwise("value"),
            numerator=pl.when(capped).then("denominator").otherwise("numerator"),
        ),
        figures.curves,
    )
    parts = notebook.only("front-page", "coverage").parts(dataset, kept, lang, drawn("coverage", lang))
    section, front = parts["coverage"], parts["front-page"]
    assert isinstance(section, Section)
    assert isinstance(front, FrontPage)
    assert plain(section.heading).count({"cs": "100 %", "en": "100%"}[lang]) == 2
    assert [card.share for card in front.cards if card.picture == "bar"] == [1.0]
    assert [plain(card.fact) for card in front.cards if card.picture == "bar"] == [
        {"cs": "100 % plánu", "en": "100% of the plan"}[lang]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("dropped", [without, emptied])
def test_without_a_plan_the_section_says_so(
    notebook: Notebook, last: Dataset, lang: Lang, dropped: Callable[..., Dataset]
) -> None:
    unplanned = dropped(last, "patrol_plan")
    figures = figures_of(unplanned, LAST)
    parts = notebook.only("front-page", "coverage").parts(unplanned, figures, lang, drawn("coverage", lang))
    section, front = parts["coverage"], parts["front-page"]
    assert isinstance(section, Section)
    assert isinstance(front, FrontPage)
    assert not re.search(r"\d", section.heading)
    if dropped is without:
        assert {"cs": "údaj chybí", "en": "missing"}[lang] in section.heading
    # the hours themselves do not need a plan
    hours = reading(unplanned, figures, lang).figure("person_hours", "person_hours", "period")
    assert hours.value > 0
    assert any(hours.bare() in row for table in section.tables for row in table.rows)
    assert any("(patrol_plan;" in line for line in gaps_of(unplanned, figures, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_expired_plan_is_a_period_without_one(notebook: Notebook, last: Dataset, lang: Lang) -> None:
    plan = last.table("patrol_plan")
    expired = changed(last, patrol_plan=plan.with_columns(valid_to=pl.lit(date(2021, 1, 31))))
    alone = notebook.only("coverage")
    section = alone.parts(expired, figures_of(expired, LAST), lang, drawn("coverage", lang))["coverage"]
    assert isinstance(section, Section)
    assert not re.search(r"\d", section.heading)


# --- each table dropped in turn --------------------------------------------------------------------

RECORDS = (
    "posts", "persons", "contracts", "shifts", "shift_crew", "visits", "patrol_plan", "events", "trainings",
    "training_attendance", "expenses", "survey_waves", "survey_items", "survey_respondents", "survey_answers",
    "school_breaks", "context_events", "recorded_crime", "absences", "visit_crew", "contacts", "gps_fixes",
    "survey_dispositions", "survey_wordings", "published_surveys", "official_offences", "complaints", "outputs",
    "participants", "locality_checks", "supervisions", "supervision_attendance", "mentor_reviews", "hours_monthly",
    "payments", "publicity", "risks",
)  # fmt: skip


# a town in which nothing happened around the project, whose crews never split, without devices, or whose survey
# asked every wave alike has no such file
OPTIONAL = {
    "context_events", "visit_crew", "gps_fixes", "survey_dispositions", "survey_wordings", "population_margins",
    "published_surveys", "participants", "locality_checks", "supervisions", "supervision_attendance",
    "mentor_reviews", "payments", "publicity", "risks",
}  # fmt: skip


def needed() -> set[str]:
    """The tables that some indicator cannot do without."""
    asked = [name for indicator in CATALOGUE.values() for name in indicator.needs]
    return {origin for name in asked for origin in DERIVED_TABLES.get(name, (name,))} - OPTIONAL


def test_every_table_is_dropped_in_turn(last: Dataset) -> None:
    # what a town need not keep is not in the sample
    assert set(RECORDS) == set(last.accepted) - {"waivers", "population_margins"}


# what is missing is told in Czech of every table; the rest by a sample, and in `make test-slow` of every one
DROPPED = [
    *((without, name, "cs") for name in RECORDS),
    *sampled([(without, name, "en") for name in RECORDS], 6),
    *sampled([(emptied, name, "cs") for name in RECORDS], 4),
    *sampled([(emptied, name, "en") for name in RECORDS], 12),
]


@pytest.mark.parametrize(("dropped", "name", "lang"), DROPPED)
def test_without_a_table_the_report_still_stands_and_names_it(
    notebook: Notebook,
    known: Callable[[str], tuple[Dataset, Figures]],
    name: str,
    dropped: Callable[..., Dataset],
    lang: Lang,
) -> None:
    whole, usual = known(LAST)
    poorer = dropped(whole, name)
    figures = figures_of(poorer, LAST)

    def differs(source: str) -> bool:
        was, now = of_section(usual, source), of_section(figures, source)
        return not (was.results.equals(now.results) and was.curves.equals(now.curves))

    # a chart says little that depends on the language: it is drawn once, and only where it changed
    parts = notebook.shorter().parts(poorer, figures, lang, differs if lang == "cs" else undrawn)
    front = parts["front-page"]
    assert isinstance(front, FrontPage)
    every = gaps_of(poorer, figures, lang)
    lines = [line for line in every if f"({name};" in line]
    # page one tells the first of them; what is missing altogether stands there
    assert front.missing == foremost(every, lang)[0]
    assert dropped is emptied or set(lines) <= set(front.missing)
    # that no question was reworded needs no confirmation
    assert len(lines) == (1 if (dropped is emptied and name != "survey_wordings") or name in needed() else 0)
    if dropped is without and name in needed():
        assert all(line.startswith({"cs": "údaj chybí", "en": "missing"}[lang]) for line in lines)
    for section in parts.values():
        if isinstance(section, Section):
            assert UNFINISHED.findall(words(section)) == [], section.id


# a hole where a word or a number should be
UNFINISHED = re.compile(r"None|\bnan\b|[{}]|[:;,(] ?[.;,)]|  ")


@pytest.mark.parametrize("dropped", [without, emptied])
def test_without_any_record_the_report_still_stands(
    notebook: Notebook, last: Dataset, dropped: Callable[..., Dataset]
) -> None:
    bare = dropped(last, *RECORDS)
    figures = figures_of(bare, LAST)
    for lang in LANGUAGES:
        # the whole report, with its pictures, once; what is missing in both languages
        shown = notebook if lang == "cs" else notebook.only("front-page")
        front = shown.parts(bare, figures, lang)["front-page"]
        assert isinstance(front, FrontPage)
        expected = needed() & set(RECORDS) if dropped is without else set(RECORDS) - {"survey_wordings"}
        every = gaps_of(bare, figures, lang)
        assert front.missing == foremost(every, lang)[0]
        told = {name for name in RECORDS for line in every if re.search(rf"\({name}[;)]", line)}
        assert told == expected
        if dropped is without:
            [line] = [line for line in front.missing if "(shifts)" in line]
            assert {name for name in RECORDS if f"({name})" in line} == expected


@pytest.mark.parametrize(
    ("table", "zero"),
    [
        pytest.param("shifts", r"\b0 h (vykázaných|in\b)", id="balance of hours"),
        pytest.param("school_breaks", r"\b0 (dní|days)\b", id="school calendar"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_missing_is_not_zero(notebook: Notebook, last: Dataset, lang: Lang, table: str, zero: str) -> None:
    poorer = without(last, table)
    section = section_of(notebook, "coverage", poorer, figures_of(poorer, LAST), lang)
    assert not re.search(zero, words(section))


# --- every number in a sentence is a figure --------------------------------------------------------

NUMBER = {
    "cs": re.compile(rf"−?(?:\d{{1,3}}(?:{NBSP}\d{{3}})+(?!\d)|\d+)(?:,\d+)?"),
    "en": re.compile(r"−?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"),
}
NOT_A_FIGURE = {
    # dates, hours of the day, ids of periods, and the registration number
    "cs": re.compile(rf"\d{{1,2}}\.[{NBSP} ]\d{{1,2}}\.[{NBSP} ]\d{{4}}|\d+\.[{NBSP} ]a[{NBSP} ]\d+\.[{NBSP} ]hodinou"
                     r"|\bP\d\b|\bCZ\.\d[\d./_]+"),
    "en": re.compile(rf"\d{{1,2}}[{NBSP} ][A-Z][a-z]+[{NBSP} ]\d{{4}}|\b\d+:00\b|\bP\d\b|\bCZ\.\d[\d./_]+"),
}  # fmt: skip
# the power by which a detectable change is defined, and the end of its scale
METHOD = {("percent", "80"), ("percent", "100")}
# events and contacts are told per a hundred person-hours
METHOD |= {("number", "100")}
# the ends of the scale of a locality's state, and the hour after which presence is late
METHOD |= {("number", "0"), ("number", "3"), ("number", "18"), ("number", "6")}
# the months after which those who stayed are counted, and the hours by which a timesheet and a log may differ
METHOD |= {("number", "12"), ("number", "24"), ("number", "2")}
# other towns' published figures, quoted beside ours: Děčín 2017 and the ministry's project of 2012 to 2014
METHOD |= {("number", quoted) for quoted in ("2017", "31", "17", "2012", "2014")}
# rules of the project that are told beside what they are held against
TOLD_RULES = ("events_per_month_low", "events_per_month_high", "initial_training_hours")
# parts of the form that speak of dates and duties
UNNUMBERED = ("obligations",)
AFTER = [
    ("percent", re.compile(rf"[{NBSP} ]?%|–[\d.,{NBSP}]+%")),
    ("crowns", re.compile(rf"{NBSP}Kč")),
    *((unit, re.compile(rf"{NBSP}{unit}\b")) for unit in ("h", "min", "s")),
]


def numbers(text: str, lang: Lang) -> set[tuple[str, str]]:
    """The numbers of a text as (kind, number): percent, crowns, h, min, s, or number."""
    text = NOT_A_FIGURE[lang].sub("", text)
    found = set()
    for match in NUMBER[lang].finditer(text):
        kind = next((kind for kind, unit in AFTER if unit.match(text, match.end())), "number")
        kind = "crowns" if text[: match.start()].endswith(f"CZK{NBSP}") else kind
        found.add((kind, match[0]))
    return found


def figures_as_written(reading: Reading) -> set[tuple[str, str]]:
    """All ways the library may write a figure of the reading.

    Of crosses only those of a wave, a question or an area reach a sentence, never those of weekdays and bands.
    """
    lang = reading.lang
    written = set(METHOD)
    for wave in reading.labels.names["wave"].values():
        written |= numbers(wave, lang)
    # what a service counts as kept from is a rule of the project
    written.add(("percent", number(reading.labels.limits["slot_hit_percent"], lang)))
    limits = reading.labels.limits
    written |= {("number", number(limits[rule], lang)) for rule in TOLD_RULES if rule in limits}
    # rows that are rejected are no figures: they are counted where the balance of hours stands
    for table in ("visits", "shifts", "shift_crew"):
        written.add(("number", number(reading.labels.rejected.get(table, 0), lang)))
    spoken = pl.col("dimension_2").is_null() | pl.col("dimension_1").is_in(["wave", "item", "arm"])
    for row in reading.results.filter(spoken).iter_rows(named=True):
        values = [
            row[name] for name in ("value", "lower", "upper", "target", "detectable_change") if row[name] is not None
        ]
        shares = [row[name] for name in ("baseline", "confidence") if row[name] is not None]
        counts = [row[name] for name in ("n", "numerator", "denominator", "effective_n") if row[name] is not None]
        if row["unit"] == "share":
            shares += values
        elif row["unit"] in ("share_difference", "effect"):
            counts += [100 * sign * value for value in values for sign in (1, -1)]
        elif row["unit"] == "czk":
            amounts = [crowns(value, lang) for value in [*values, row["denominator"] or 0.0]]
            written |= {("crowns", found[0]) for amount in amounts for found in NUMBER[lang].finditer(amount)}
        else:
            counts += values
            # as many decimal places as the unit has: a mean of 1.84 people
            written |= {("number", reading.labels.bare(value, row["unit"])) for value in values}
        if row["unit"] == "ratio":
            # a ratio of 0.74 is 26 % fewer
            shares += [abs(1 - value) for value in values]
        if row["unit"] in ("hours", "person_hours"):
            written |= {pair for value in values for pair in numbers(hours_minutes(value, lang), lang)}
        written |= {("percent", number(share * 100, lang, digits)) for share in shares for digits in (0, 1)}
        written |= {("number", number(count, lang, digits)) for count in counts for digits in (0, 1)}
    for x, y in reading.curves.select("x", "y").drop_nulls().iter_rows():
        written |= {("number", number(y, lang)), ("number", f"{x:.0f}")}
    return written


def sentences(parts: dict[str, Part], project_says: str) -> dict[str, str]:
    """What each part says itself, by its cell; the project's own words and definitions are left out."""
    said = {}
    for id, part in parts.items():
        if isinstance(part, Section):
            paragraphs = [text for text in part.paragraphs if text != project_says]
            pictures = [text for chart in part.charts for text in (chart.caption, chart.alternative)]
            # what changed in earlier reports is no figure of this one
            apart = [] if id == "evidence" else told_apart(part)
            said[id] = "\n".join([part.heading, *paragraphs, *apart, *pictures, *(note.text for note in asides(part))])
        elif isinstance(part, FrontPage):
            cards = [text for card in part.cards for text in (card.fact, card.detail)]
            said[id] = "\n".join([*cards, *part.findings])
    return said


def of_section(figures: Figures, source: str) -> Figures:
    """The figures that a cell selects: the indicators its source names; a part of the form speaks of all."""
    named = [id for id in CATALOGUE if f'"{id}"' in source and "report.part(" not in source]
    chosen = pl.col("indicator").is_in(named or list(CATALOGUE))
    return Figures(figures.results.filter(chosen), figures.curves.filter(chosen))


@pytest.mark.parametrize(
    ("period", "lang"),
    [*((period, "cs") for period in PERIODS), ("P1", "en"), (LAST, "en"),
     *(slow((period, "en")) for period in PERIODS if period not in ("P1", LAST))],
)  # fmt: skip
def test_every_number_in_a_sentence_is_a_figure(
    notebook: Notebook, known: Callable[[str], tuple[Dataset, Figures]], period: str, lang: Lang
) -> None:
    dataset, figures = known(period)
    # two periods with their pictures, whose alternatives are sentences too
    pictures = period in ("P1", LAST) and lang == "cs"
    parts = notebook.parts(dataset, figures, lang, lambda source: pictures)
    said = sentences(parts, dataset.project.limits(lang))
    assert len(said) == 20
    # how many departures from the plan there are is counted in their list
    departures = parts["problems"].blocks[-1].paragraphs[1:]
    counted = {"problems": {("number", number(len(departures), lang))}}
    for id, text in said.items():
        found = numbers(text, lang)
        assert found or id in UNNUMBERED, id
        allowed = figures_as_written(reading(dataset, of_section(figures, notebook.cells[id]), lang))
        assert found - allowed - counted.get(id, set()) == set(), id


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", ["P1", LAST])
def test_every_number_on_patrol_coverage_is_a_figure(
    root: Path, known: Callable[[str], tuple[Dataset, Figures]], period: str, lang: Lang
) -> None:
    coverage = stored(root / "notebooks/patrol_coverage.ipynb")
    dataset, figures = known(period)
    parts = coverage.parts(dataset, figures, lang, lambda source: lang == "cs")
    said = sentences(parts, dataset.project.limits(lang))
    assert list(said) == ["plan", "presence", "regularity", "encounters", "tracking"]
    for id, text in said.items():
        allowed = figures_as_written(reading(dataset, of_section(figures, coverage.cells[id]), lang))
        assert numbers(text, lang) - allowed == set(), id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_of_another_period_is_noticed(
    notebook: Notebook, known: Callable[[str], tuple[Dataset, Figures]], lang: Lang
) -> None:
    dataset, figures = known("P2")
    other = known(LAST)[1]
    said = sentences(notebook.parts(dataset, figures, lang, undrawn), dataset.project.limits(lang))
    strangers = {
        id for id, text in said.items()
        if numbers(text, lang) - figures_as_written(reading(dataset, of_section(other, notebook.cells[id]), lang))
    }  # fmt: skip
    assert {"employment", "coverage", "victims", "budget", "front-page"} <= strangers


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("cs", "1_822_osobohodin, 40–100_%", "number 1_822, percent 40, percent 100"),
        ("cs", "−2,3_až_14,1 bodu", "number 14,1, number −2,3"),
        ("cs", "733_982,62_Kč; 3_h 20_min", "crowns 733_982,62, h 3, min 20"),
        ("cs", "P2: 56_% (1._6._2020), 3krát", "number 3, percent 56"),
        ("en", "CZK_4,664,625.00; 19–99%", "crowns 4,664,625.00, percent 19, percent 99"),
        ("en", "1_June_2020, P2: 2,290 person-hours", "number 2,290"),
    ],
)
def test_numbers_are_read_out_of_a_text(lang: Lang, text: str, expected: str) -> None:
    found = numbers(text.replace("_", NBSP), lang)
    assert sorted(" ".join(pair).replace(NBSP, "_") for pair in found) == sorted(expected.split(", "))


def test_prose_has_a_verdict_for_the_figure_of_the_report(last: Dataset) -> None:
    change = reading(last, figures_of(last, LAST, ["safe_after_dark"])).figure("safe_after_dark", "change")
    assert prose.verdict(change) == ("better" if change.lower > 0 else "worse" if change.upper < 0 else "uncertain")
