"""Sentences on perceived safety: they claim what the interval holds, never a cause, and read well with little known."""

import re
from collections.abc import Callable

import polars as pl
import pytest

from apk_lib import prose, sheets
from apk_lib.labels import ABSENT, Published, Reading, Wording
from apk_lib.prose import Finding
from apk_lib.prose.waves import p_value
from apk_lib.text import LANGUAGES, NBSP, Lang, typeset
from tests.unit import survey_figures as made

SAY = {
    name: getattr(prose, name)
    for name in (
        "perception",
        "answers",
        "places_safety",
        "assistants_seen",
        "survey_quality",
        "survey_plan",
        "published",
    )
}
UNFINISHED = re.compile(r"None|\bnan\b|[{}]|[:;,(] ?[.;,)]|  |\.\.|\(\)")
COUNTED = re.compile(r"\d (%|lidí|bod|procent|dotázan|people|percentage|respondents?)\b")
# words that would name a cause; "díky" and "because of" stand only in the words of the question
CAUSE = re.compile(
    r"způsobil|vedl[aoy]? k|přispěl|zlepšil[aoy]? (se )?díky|v důsledku|zásluhou|dopad|účinek projektu"
    r"|caused|led to|contributed|thanks to|as a result|owing to|impact|effect of the project",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def everything(finding: Finding) -> list[str]:
    pictures = [text for picture in finding.pictures if picture for text in picture]
    return [finding.heading, *finding.paragraphs, *(text for _, text in finding.asides), *pictures]


def body(finding: Finding) -> str:
    return plain(" ".join((finding.heading, *finding.paragraphs)))


def reads_well(finding: Finding, lang: Lang) -> None:
    for text in everything(finding):
        assert UNFINISHED.findall(plain(text)) == [], text
        assert not COUNTED.search(typeset(text, lang)), text
        assert not CAUSE.search(text), text
        assert text == text.strip()
    assert not finding.heading.endswith(".")
    assert len(finding.heading.split()) > 2
    assert all(text.endswith(".") for text in everything(finding)[1:])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAY)
def test_all_that_can_be_told_reads_well(name: str, lang: Lang) -> None:
    finding = SAY[name](made.everything(lang))
    reads_well(finding, lang)
    assert finding.paragraphs


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAY)
def test_nothing_known_is_said_to_be_missing(name: str, lang: Lang) -> None:
    bare = made.reading(made.item_rows("safe_after_dark", {}, None), lang)
    finding = SAY[name](bare)
    reads_well(finding, lang)
    assert not finding.paragraphs
    assert not any(finding.pictures)


def few(known: Reading, indicator: str, measure: str, *categories: str) -> Reading:
    """Nineteen answers in these figures."""
    here = (pl.col("indicator") == indicator) & (pl.col("measure") == measure) & pl.col("category_1").is_in(categories)
    assert known.results.filter(here).height
    n = pl.when(here).then(pl.lit(19, known.results.schema["n"])).otherwise("n").alias("n")
    return Reading(known.results.with_columns(n), known.curves, known.labels)


@pytest.mark.parametrize(("name", "indicator", "measure", "dimension"), [
    ("answers", "item_shares", "favourable", "item"), ("places_safety", "place_safety", "share_safe", "locality"),
])  # fmt: skip
def test_what_is_withheld_is_not_the_best_or_the_worst(name: str, indicator: str, measure: str, dimension: str) -> None:
    known = made.everything("cs")
    rows = known.results.filter(pl.col("indicator") == indicator, pl.col("measure") == measure)
    ids = sorted(set(rows["category_1"]))
    named = {id: known.labels.name(dimension, id) for id in ids}
    told = [id for id in ids if named[id] in SAY[name](known).heading]
    assert len(told) == 2
    for id in told:
        now = SAY[name](few(known, indicator, measure, id))
        assert named[id] not in now.heading
        reads_well(now, "cs")
    nobody = SAY[name](few(known, indicator, measure, *ids))
    assert "%" not in nobody.heading


def test_a_sample_beside_real_surveys_is_told_apart() -> None:
    """The mark of a section says of all of it that it is a sample: here half of it is not."""
    known = made.everything("cs")
    own = pl.col("indicator").is_in(["safe_after_dark", "safe_by_day"])
    for synthetic, said in ((own, True), (pl.lit(False), False), (pl.lit(True), False)):
        marked = Reading(known.results.with_columns(synthetic=synthetic), known.curves, known.labels)
        [(caption, _)] = [picture for picture in prose.published(marked).pictures if picture]
        assert ("zveřejněná šetření skutečná" in caption) is said


# --- better, worse, uncertain ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "cs", "en"),
    [
        ((0.11, 0.09), "o 11 procentních bodů více než v první vlně", "11 percentage points more than"),
        ((-0.11, 0.09), "o 11 procentních bodů méně než v první vlně", "11 percentage points fewer than"),
        ((0.11, 0.12), "změnu proti první vlně nelze odlišit od náhody", "cannot be told apart from chance"),
        ((-0.11, 0.12), "změnu proti první vlně nelze odlišit od náhody", "cannot be told apart from chance"),
    ],
)
def test_the_heading_claims_what_the_interval_holds(change: tuple[float, float], cs: str, en: str) -> None:
    for lang, said in (("cs", cs), ("en", en)):
        finding = prose.perception(made.perceived(lang, {"W0": 0.55, "W1": 0.66}, change))
        reads_well(finding, lang)
        assert said in plain(finding.heading)
        uncertain = abs(change[0]) < change[1]
        # the size of a change nobody can tell from chance is no headline
        assert ("11" in finding.heading) is not uncertain
        zero = {"cs": "Interval nulu nevylučuje", "en": "does not rule out zero"}[lang]
        assert (zero in body(finding)) is uncertain


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_the_two_main_questions_are_enough(lang: Lang) -> None:
    finding = prose.perception(made.perceived(lang, {"W0": 0.55, "W1": 0.66}, (0.11, 0.09)))
    assert len(finding.paragraphs) == 4
    assert len(finding.pictures) == 2
    assert finding.compares


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_wave_is_a_baseline(lang: Lang) -> None:
    finding = prose.perception(made.perceived(lang, {"W0": 0.55}, None))
    reads_well(finding, lang)
    assert finding.heading.startswith({"cs": "Vstupní stav", "en": "Baseline"}[lang])
    assert len(finding.paragraphs) == 2
    assert len(finding.pictures) == 1
    assert not finding.compares
    assert not re.search("změn|change", body(finding))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_three_waves_are_told_step_by_step(lang: Lang) -> None:
    finding = prose.perception(made.three_waves(lang))
    reads_well(finding, lang)
    assert len(finding.pictures) == 3
    steps = {
        "cs": "Po setmění proti předchozí vlně (v závorce 95% interval, nekorigováno na počet srovnání): 2021 3 "
        "procentní body (−6 až 12), nelze odlišit od náhody; 2022 8 procentních bodů (−1 až 17), nelze odlišit od "
        "náhody.",
        "en": "After dark against the wave before (in brackets the 95% interval, not corrected for the number of "
        "comparisons): 2021 3 percentage points (−6 to 12), cannot be told apart from chance; 2022 8 percentage points "
        "(−1 to 17), cannot be told apart from chance.",
    }
    assert steps[lang] in body(finding)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_waves_stand_in_time_whatever_they_are_called(lang: Lang) -> None:
    known = made.perceived(lang, {"W1": 0.66, "W0": 0.55}, (0.11, 0.09))
    known.labels.names["wave"] = {"W1": "2018", "W0": "2022"}
    finding = prose.perception(known)
    assert finding.heading.startswith({"cs": f"Po setmění se v místě bydliště cítí bezpečně 55{NBSP}%",
                                       "en": "After dark 55%"}[lang])  # fmt: skip
    assert plain(finding.paragraphs[0]).index("2018") < plain(finding.paragraphs[0]).index("2022")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_question_in_other_words_has_no_change(lang: Lang) -> None:
    notes = {"wordings": (Wording("W1", "safe_after_dark", False, None, "jiná otázka"),)}
    finding = prose.perception(made.perceived(lang, {"W0": 0.55, "W1": 0.66}, None, **notes))
    reads_well(finding, lang)
    assert {"cs": "s první vlnou to srovnat nelze", "en": "cannot be compared with the first wave"}[lang] in body(
        finding
    )
    assert "(2021): jiná otázka." in body(finding)
    assert len(finding.pictures) == 1
    assert not finding.compares


# --- what stands behind ------------------------------------------------------------------------------


def transfers(*kept: str, p: dict[str, float] | None = None, tested: float = 6.0) -> list[dict[str, object]]:
    """The family of differences of change, these pairs alone, with other p-values after correction."""
    rows = [one for one in made.behind() if one["indicator"] == "tested_transfers"]
    shown = [one for one in rows if one["category_2"] is None or one["category_2"] in kept]
    for one in shown:
        if one["measure"] == "p_holm" and p:
            one["value"] = p[one["category_2"]]
        if one["measure"] == "tested":
            one["value"] = tested
    return shown


WITHIN, BEYOND, BETWEEN = "risk_locality|surroundings", "risk_locality|rest_of_town", "surroundings|rest_of_town"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_difference_is_claimed_only_where_it_stands_after_correction(lang: Lang) -> None:
    said = body(prose.perception(made.everything(lang)))
    # 11 ± 10 leaves zero out and stands (p = 0.03), 9 ± 8 leaves it out and does not stand (p = 0.06), 7 ± 12 neither
    told = {
        "cs": "Rozdíly změn mezi částmi města (předem určených testů: 6): po Holmově úpravě na hladině 5 % obstojí: "
        "bezpečně ve dne – rizikové lokality proti zbytku města 11 procentních bodů (95% interval 1 až 21), vývoj v "
        "první příznivější; bezpečně po setmění – rizikové lokality proti zbytku města 11 procentních bodů (95% "
        "interval 1 až 21), vývoj v první příznivější; ostatní nelze odlišit od náhody. Čím to je, šetření neříká.",
        "en": "Differences of change between parts of the town (tests declared beforehand: 6): after Holm's correction "
        "at the 5% level these stand: safe by day – risk localities against the rest of the town 11 percentage "
        "points (95% interval 1 to 21), the first fared better; safe after dark – risk localities against the rest of "
        "the town 11 percentage points (95% interval 1 to 21), the first fared better; the others cannot be told apart "
        "from chance. What is behind it, the survey does not say.",
    }
    assert told[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("rows", "cs", "en"),
    [
        pytest.param(transfers(WITHIN, BETWEEN), "žádný z rozdílů nelze odlišit od náhody.",
                     "not one of the differences can be told apart from chance.", id="none stands"),
        # without a p-value after correction nothing is claimed, whatever the interval leaves out
        pytest.param([one for one in transfers(BEYOND) if one["measure"] != "p_holm"],
                     "žádný z rozdílů nelze odlišit od náhody.",
                     "not one of the differences can be told apart from chance.", id="no test could be made"),
        # a small p does not stand against an interval with zero in it
        pytest.param(transfers(WITHIN, p={WITHIN: 0.01}), "žádný z rozdílů nelze odlišit od náhody.",
                     "not one of the differences can be told apart from chance.", id="interval with zero"),
        pytest.param(transfers(BEYOND), "příznivější. Čím to je, šetření neříká.",
                     "the first fared better. What is behind it, the survey does not say.", id="all stand"),
        pytest.param(transfers(WITHIN, tested=4.0), "(předem určených testů: 6, provést šlo: 4)",
                     "(tests declared beforehand: 6, of which could be made: 4)", id="not all could be made"),
    ],
)  # fmt: skip
def test_differences_of_change_are_told_as_one_family(
    rows: list[dict[str, object]], lang: Lang, cs: str, en: str
) -> None:
    finding = prose.perception(made.perceived(lang, {"W0": 0.5, "W1": 0.6}, (0.1, 0.05), rows=rows))
    reads_well(finding, lang)
    assert {"cs": cs, "en": en}[lang] in body(finding)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_family_of_tests_is_counted_and_named(lang: Lang) -> None:
    said = body(prose.perception(made.everything(lang)))
    told = {
        "cs": "podle částí města (předem určených testů: 6): po Holmově úpravě na hladině 5 % obstojí: bezpečně ve dne "
        "– rizikové lokality a bezpečně po setmění – rizikové lokality.",
        "en": "by part of the town (tests declared beforehand: 6): after Holm's correction at the 5% level these "
        "stand: safe by day – risk localities and safe after dark – risk localities.",
    }
    assert told[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_of_the_family_stands_only_with_its_interval(lang: Lang) -> None:
    """A p-value of 0.01 after correction does not stand against an interval from −1 to 11 points."""
    by = {"item": "safe_after_dark", "zone": "risk_locality"}
    rows = [made.row("tested_changes", "change", 0.05, by, **made.around(0.05, 0.06)),
            made.row("tested_changes", "p_holm", 0.01, by),
            made.row("tested_changes", "members", 6.0), made.row("tested_changes", "tested", 1.0)]  # fmt: skip
    said = body(prose.perception(made.perceived(lang, {"W0": 0.5, "W1": 0.6}, (0.1, 0.05), rows=rows)))
    told = {
        "cs": "(předem určených testů: 6, provést šlo: 1): po Holmově úpravě na hladině 5 % neobstojí žádná změna.",
        "en": "(tests declared beforehand: 6, of which could be made: 1): after Holm's correction at the 5% level no "
        "change stands.",
    }
    assert told[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_everybody_felt_safe_nothing_is_said_of_a_rise(lang: Lang) -> None:
    full = made.perceived(lang, {"W0": 1.0, "W1": 0.9}, (-0.1, 0.05))
    results = full.results.with_columns(detectable_change=pl.lit(None, pl.Float64))
    finding = prose.perception(Reading(results, full.curves, full.labels))
    reads_well(finding, lang)
    rise = {"cs": "Ani nárůst na 100 %", "en": "Not even a rise to 100%"}[lang]
    assert rise not in body(finding)
    near = made.perceived(lang, {"W0": 0.99, "W1": 0.9}, (-0.09, 0.05))
    results = near.results.with_columns(detectable_change=pl.lit(None, pl.Float64))
    assert rise in body(prose.perception(Reading(results, near.curves, near.labels)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_interval_is_announced_once_a_paragraph(lang: Lang) -> None:
    """Shares, steps and the whole scale say once what stands in their brackets."""
    for known in (made.everything(lang), made.three_waves(lang)):
        for text in map(plain, prose.perception(known).paragraphs):
            if not re.search("Holm", text):
                assert text.count("95% interval") <= 2, text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_those_asked_twice_are_told_apart(lang: Lang) -> None:
    rows = [
        made.row("safe_after_dark", "panel_change", 0.05, n=48, **made.around(0.05, 0.06)),
        made.row("safe_after_dark", "panel_mcnemar", 0.12),
        made.row("safe_after_dark", "panel_wilcoxon", 0.0003),
    ]
    finding = prose.perception(made.perceived(lang, {"W0": 0.55, "W1": 0.6}, (0.05, 0.09), rows=rows))
    reads_well(finding, lang)
    told = {
        "cs": "v obou vlnách (n = 48): změna (vážená) 5 procentních bodů (95% interval −1 až 11), nelze odlišit od "
        "náhody; bez vah McNemarův test p = 0,120, Wilcoxonův test p < 0,001.",
        "en": "in both waves (n = 48): a change (weighted) of 5 percentage points (95% interval −1 to 11), cannot be "
        "told apart from chance; without weights McNemar's test p = 0.120, Wilcoxon's test p < 0.001.",
    }
    assert told[lang] in body(finding)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_scale_is_told_in_words_and_as_odds(lang: Lang) -> None:
    effect = made.row("safe_after_dark", "ordinal_effect", -0.12, **made.around(-0.12, 0.08))
    ratios = [made.row("safe_after_dark", "odds_ratio", 0.7, lower=0.5, upper=0.98),
              made.row("safe_after_dark", "odds_ratio_at", 0.65, {"cut": "2"}, unit="ratio")]  # fmt: skip
    finding = prose.perception(made.perceived(lang, {"W0": 0.6, "W1": 0.5}, (-0.1, 0.09), rows=[effect, *ratios]))
    reads_well(finding, lang)
    worse = {"cs": "o 12 procentních bodů méně často (−20 až −4, interval nulu vylučuje)",
             "en": "12 percentage points less often (−20 to −4, the interval rules out zero)"}  # fmt: skip
    assert worse[lang] in body(finding)
    odds = {"cs": "po setmění 0,70, 95% interval 0,50 až 0,98 (bezpečně proti nebezpečně 0,65)",
            "en": "after dark 0.70, 95% interval 0.50 to 0.98 (safe against unsafe 0.65)"}  # fmt: skip
    assert odds[lang] in plain(finding.asides[-1][1])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_answers_are_marked_and_still_fewer_are_no_percentage(lang: Lang) -> None:
    by = {zone: {"wave": "W0", "zone": zone} for zone in ("risk_locality", "surroundings", "rest_of_town")}
    rows = [
        made.row("safe_after_dark", "share_safe", 0.4, by["risk_locality"], n=29),
        made.row("safe_after_dark", "share_safe", 0.5, by["surroundings"], n=30),
        made.row("safe_after_dark", "share_safe", 0.6, by["rest_of_town"], n=19),
    ]
    said = body(prose.perception(made.perceived(lang, {"W0": 0.5}, None, rows=rows)))
    low = {"cs": "nízký počet", "en": "low number"}[lang]
    assert f"(n = 29, {low})" in said
    assert "(n = 30)" in said
    none = {"cs": "podíl neuvádíme (n = 19, nízký počet)", "en": "no share shown (n = 19, low number)"}[lang]
    assert none in said
    assert "60" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_of_mode_and_the_response_are_told(lang: Lang) -> None:
    said = body(prose.perception(made.everything(lang)))
    assert {
        "cs": "Z oslovených odpovědělo 42 % (2020) a 45 % (2021)",
        "en": "Of those approached 42% (2020) and 45% (2021) answered",
    }[lang] in said
    assert {"cs": "Způsob sběru se mezi vlnami změnil", "en": "Waves were taken in different ways"}[lang] in said
    same = made.perceived(lang, {"W0": 0.55, "W1": 0.66}, (0.11, 0.09), modes={"W0": "online", "W1": "online"})
    assert not re.search("Způsob sběru|different ways", body(prose.perception(same)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_uncounted_approaches_are_said_to_be_missing(lang: Lang) -> None:
    silent = made.row("survey_response", "response_rate_2", None, {"wave": "W0"}, state="missing")
    asked = made.row("survey_response", "respondents", 300.0, {"wave": "W0"})
    known = made.perceived(lang, {"W0": 0.5}, None, rows=[silent, asked])
    for finding in (prose.perception(known), prose.survey_quality(known)):
        reads_well(finding, lang)
        assert re.search("nevíme|not known", body(finding))


@pytest.mark.parametrize(
    ("value", "cs", "en"),
    [(0.0004, "p < 0,001", "p < 0.001"), (0.0312, "p = 0,031", "p = 0.031"), (0.9, "p = 0,900", "p = 0.900")],
)
def test_a_p_value_is_never_nothing(value: float, cs: str, en: str) -> None:
    assert (plain(p_value(value, "cs")), plain(p_value(value, "en"))) == (cs, en)


# --- the rest of the questionnaire -------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_exploration_is_called_one(lang: Lang) -> None:
    finding = prose.answers(made.everything(lang))
    said = body(finding)
    assert {
        "cs": "jsou průzkum, ne předem určené testy (21 otázek",
        "en": "are an exploration, not tests declared beforehand (21 questions",
    }[lang] in said
    # every fourth question was made to pass
    assert said.count("95% interval 2 ") == 5
    assert {"cs": "Cronbachovo alfa", "en": "Cronbach's alpha"}[lang] in finding.asides[0][1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_adverse_question_is_not_praised(lang: Lang) -> None:
    by = {item: {"item": item, "wave": "W0"} for item in ("avoids_places", "knows_assistants", "should_continue")}
    shares = {"avoids_places": 0.9, "knows_assistants": 0.6, "should_continue": 0.7}
    rows = [made.row("item_shares", "favourable", share, by[item]) for item, share in shares.items()]
    heading = plain(prose.answers(made.reading(rows, lang)).heading)
    assert "90" not in heading
    assert "70" in heading
    assert "60" in heading


@pytest.mark.parametrize("lang", LANGUAGES)
def test_places_are_told_apart_only_where_intervals_do(lang: Lang) -> None:
    apart = body(prose.places_safety(made.everything(lang)))
    meeting = {"cs": "se překrývají", "en": "overlap"}[lang]
    assert meeting not in apart
    rows = [
        made.row("place_safety", "share_safe", share, {"locality": place, "wave": "W0"}, **made.around(share, 0.09))
        for place, share in (("park", 0.5), ("square", 0.6))
    ]
    assert meeting in prose.places_safety(made.reading(rows, lang)).heading


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_opinion_is_no_effect(lang: Lang) -> None:
    said = body(prose.assistants_seen(made.everything(lang)))
    assert {"cs": "je názor dotázaných, ne změřený účinek", "en": "is what people think, not a measured effect"}[
        lang
    ] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_answer_stands_under_the_wave_it_is_of(lang: Lang) -> None:
    """One question was asked in 2020 alone, the other also in 2021: each is told with its own wave."""
    asked = (("knows_assistants", "W0"), ("knows_assistants", "W1"), ("met_assistants", "W0"))
    rows = [made.row("item_shares", "favourable", 0.5, {"item": item, "wave": wave}) for item, wave in asked]
    said = body(prose.assistants_seen(made.reading(rows, lang)))
    assert "2021 (" in said
    assert "2020 (" in said
    assert not re.search("poslední vln|last wave", said)
    single = [one for one in rows if one["category_2"] == "W0"]
    assert "2021" not in body(prose.assistants_seen(made.reading(single, lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_exploration_stands_only_with_its_interval(lang: Lang) -> None:
    """A p-value of 0.01 after correction beside an interval from −1 to 11 points: nothing passed."""
    by = {"item": "trusts_assistants"}
    rows = [made.row("item_shares", "favourable", 0.5, by | {"wave": "W1"}), made.row("item_shares", "p_bh", 0.01, by),
            made.row("item_shares", "change", 0.05, by, **made.around(0.05, 0.06))]  # fmt: skip
    none = {"cs": "neobstojí žádná", "en": "none stands"}[lang]
    assert none in body(prose.assistants_seen(made.reading(rows, lang)))


# --- the method --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_weights_took_away_is_told_as_it_was_before(lang: Lang) -> None:
    said = body(prose.survey_quality(made.everything(lang)))
    before = {"cs": "Před vážením se podíly skupin od obyvatel lišily nejvýš o",
              "en": "Before weighting the shares of groups differed from the inhabitants by"}[lang]  # fmt: skip
    assert said.count(before) == 2
    assert {"cs": "samy o sobě by rozptyl zvětšily 1,31krát", "en": "by themselves they would raise the variance 1.31 "
            "times"}[lang] in said  # fmt: skip
    assert {"cs": "(nepočítaje výběrovou chybu)", "en": "(apart from sampling error)"}[lang] in said
    # without margins there is nothing to differ from, and nothing is said
    rows = [one | {"value": None, "state": "not_applicable"} if one["measure"] == "margin_error" else one
            for one in [*made.behind(), *made.others()]]  # fmt: skip
    finding = prose.survey_quality(made.perceived(lang, {"W0": 0.55, "W1": 0.66}, (0.11, 0.09), rows=rows))
    reads_well(finding, lang)
    assert before not in body(finding)
    assert not re.search("netýká se|not applicable", body(finding))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_published_surveys_are_no_ranking(lang: Lang) -> None:
    known = made.everything(lang)
    finding = prose.published(known)
    assert {"cs": "ne pořadí měst", "en": "no ranking of towns"}[lang] in finding.heading
    assert not re.search(r"lépe než|hůře než|better than|worse than|nejbezpeč|safest", body(finding))
    caveats = plain(finding.asides[0][1])
    # the newest survey is listed first, so it has the first number
    assert caveats.startswith("[1] sami se přihlásili. [2] kvótní výběr.")
    table = sheets.published_table(known)
    assert [row[0] for row in table.rows] == ["Most 2020", "INESAN 2013", "INESAN 2013"]


def test_equal_caveats_share_a_number() -> None:
    known = made.everything("en")
    notes = {key: Published(note.year, note.wording, "the same", note.source)
             for key, note in known.labels.survey.published.items()}  # fmt: skip
    again = made.reading(made.others(), "en", published=notes)
    assert prose.published(again).asides[0][1] == f"[1]{NBSP}the same."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plan_says_how_many_to_approach(lang: Lang) -> None:
    heading = plain(prose.survey_plan(made.everything(lang)).heading)
    assert [int(number.replace(",", "")) for number in re.findall(r"\d+", heading)] == [10, 447, 994]
    # without a rule of the programme there is nothing to plan for
    sizes = [row for row in made.others() if row["measure"] == "detectable"]
    assert not re.search(r"\d", prose.survey_plan(made.reading(sizes, lang)).heading)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_curves_of_two_questions_have_two_titles(lang: Lang) -> None:
    titles = [sheet.summary for sheet in sheets.points(made.everything(lang))]
    assert len(titles) == len(set(titles)) == 2
    assert {"cs": "po setmění", "en": "after dark"}[lang] in " ".join(titles)


# --- tables ------------------------------------------------------------------------------------------


def cells(sheet: sheets.Sheet) -> dict[str, list[str]]:
    return {row[0]: [plain(cell) for cell in row[1:]] for row in sheet.rows}


def test_the_table_of_changes_shows_what_each_rests_on() -> None:
    rows = cells(sheets.change_table(made.everything("en")))
    assert rows["After dark · everybody"] == [
        "55% (n = 300)", "66% (n = 300)", "11", "2 to 20", "300", "12", "p = 0.012"
    ]  # fmt: skip
    assert rows["After dark · risk localities"] == [
        "40% (n = 25, low number)", "55% (n = 25, low number)", "15", "6 to 24", "38", "14", "p = 0.004 (p = 0.024)"
    ]  # fmt: skip
    # neither effective size nor test was given for the sexes
    assert rows["By day · male"] == ["70% (n = 90)", "70% (n = 90)", "0", "−14 to 14", ABSENT, ABSENT, ABSENT]
    assert len(rows) == 16


def test_a_table_without_a_change_has_no_rows() -> None:
    assert sheets.change_table(made.perceived("cs", {"W0": 0.5}, None)).rows == ()


def test_the_other_tables_hold_their_figures() -> None:
    known = made.everything("cs")
    assert cells(sheets.items_table(known))["ví o asistentech"] == [
        "58 % (n = 300)", "63 % (n = 300)", "5", "−2 až 12", "3 %", "p = 0,200 (p = 0,300)"
    ]  # fmt: skip
    assert cells(sheets.places_table(known))["Náměstí"] == [
        "70 % (n = 120)", "78 % (n = 120)", "8", "−4 až 20", "25 %", "p = 0,400 (p = 0,800)"
    ]  # fmt: skip
    assert cells(sheets.plan_table(known))[f"1{NBSP}000"] == ["6,7 procentního bodu"]


@pytest.mark.parametrize("make", [sheets.change_table, sheets.items_table, sheets.places_table, sheets.plan_table,
                                  sheets.published_table])  # fmt: skip
def test_every_row_is_as_long_as_the_head(make: Callable[[Reading], sheets.Sheet]) -> None:
    sheet = make(made.everything("cs"))
    assert sheet.rows
    assert {len(row) for row in sheet.rows} == {len(sheet.heads)} == {len(sheet.numeric)}
