"""Towns beside each other: what is told of them, what never is, and what cannot be compared.

All towns are invented (`tests.portfolio_towns`).
"""

import json
import re
import warnings
from collections.abc import Iterable
from dataclasses import replace
from math import comb, log, sqrt
from typing import Any

import polars as pl
import pytest

from apk_lib.charts import portfolio as charts
from apk_lib.charts.style import to_svg
from apk_lib.errors import ParameterError
from apk_lib.indicators import CATALOGUE
from apk_lib.portfolio.frames import Finding, Portfolio
from apk_lib.portfolio.standing import Comparison, compare
from apk_lib.portfolio.subjects import SUBJECTS, Town
from apk_lib.prose.portfolio import Speaker
from apk_lib.report import PortfolioReport
from apk_lib.report.html import page
from apk_lib.report.model import Report, Section, from_json, to_json
from apk_lib.report.shown import Shown
from apk_lib.text import LANGUAGES, Lang, Text
from tests.portfolio_towns import (
    NAMES,
    adherence,
    answers,
    change,
    effect,
    events,
    portfolio,
    posts,
    share,
    signed,
    twelve,
    withheld,
)

FEW = {town: NAMES[town] for town in ("brodek", "dolany", "habrov", "kamenec", "tyn")}
RANKING = re.compile(
    r"nejlepší|nejhorší|nejlépe|nejhůř|lepší|horší|pořadí|žebříč|vítěz|\bbest\b|\bworst\b|\bbetter\b|\bworse\b|\brank|"
    r"league|\btop\b|bottom|winner|loser|leader",
    re.IGNORECASE,
)


def one(told: Portfolio, id: str, lang: Lang = "cs") -> Comparison:
    return {found.subject.id: found for found in compare(told, lang)}[id]


def standings(comparison: Comparison) -> dict[str, str]:
    return {town.id: town.standing for town in comparison.towns}


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are drawn where they are looked at."""
    monkeypatch.setattr("apk_lib.report.portfolio.picture", lambda draw, lang: ("<svg/>", ""))


def plain(shown: Shown | None) -> Any:
    """A part with common spaces."""
    assert shown is not None
    return from_json(json.loads(json.dumps(to_json(shown.part)).replace("\\u00a0", " ")))


def said(report: PortfolioReport) -> list[str]:
    """Every word of a report but for the definitions of indicators, which are the catalogue's."""
    sections = [report.who(), *(report.comparison(subject.id) for subject in SUBJECTS), report.tenure()]
    parts = [shown.part for shown in (report.front_page(), *sections, report.foot()) if shown]
    defined = {CATALOGUE[subject.indicator].definition(report.lang) for subject in SUBJECTS}
    return [text for part in parts for text in _texts(to_json(part)) if text not in defined]


def _texts(part: Any) -> Iterable[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


def section(told: Portfolio, id: str, lang: Lang = "cs", town: str = "") -> Section:
    part = plain(PortfolioReport(told, lang, town).comparison(id))
    assert isinstance(part, Section)
    return part


# --- what is told ------------------------------------------------------------------------------------


def test_the_town_that_truly_differs_is_told_apart_and_a_tiny_one_is_not() -> None:
    found = one(twelve(), "safe_after_dark")
    assert [town.name for town in found.standing("above")] == ["Týnec"]
    assert found.standing("below") == ()
    alike = {town.id for town in found.standing("alike")}
    assert {"dolany", "lhota"} <= alike
    part = section(twelve(), "safe_after_dark")
    assert part.heading == "Pocit bezpečí po setmění: nad společnou hodnotou 64 % je Týnec (84 %)"
    text = " ".join(part.paragraphs)
    assert "nelze odlišit" in text
    assert "Nízký počet, a proto široký interval: Dolany" in text
    assert "údaj se neuvádí, aby neukázal na jednotlivce (Habrov)" in text
    assert "jiné znění otázky (Jasenka)" in text
    english = section(twelve(), "safe_after_dark", "en")
    assert english.heading == "Feeling safe after dark: Týnec (84%) is above the common value of 64%"
    assert "Cannot be told apart from the common value: Brodek" in " ".join(english.paragraphs)


def test_another_version_of_a_definition_is_not_compared() -> None:
    assert standings(one(twelve(), "event_outcomes"))["ceska"] == "definition"
    assert "jiná verze definice (Česká Lhota)" in " ".join(section(twelve(), "event_outcomes").paragraphs)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("town", ["", "kamenec", "habrov"])
def test_no_word_puts_towns_into_an_order(lang: Lang, town: str) -> None:
    words = said(PortfolioReport(twelve(), lang, town))
    assert [text for text in words if RANKING.search(text)] == []
    assert len(" ".join(words)) > 5000


def test_towns_stand_by_the_czech_alphabet_whatever_they_reached() -> None:
    names = [town.name for town in one(twelve(), "plan_adherence").towns]
    assert names == ["Brodek", "Česká Lhota", "Dolany", "Habrov", "Chotovice", "Jasenka", "Kamenec", "Malá Lhota",
                     "Nová Ves", "Řevnička", "Týnec", "Zálesí"]  # fmt: skip
    for lang in LANGUAGES:
        for subject in SUBJECTS:
            shown = PortfolioReport(twelve(), lang).comparison(subject.id)
            if shown is not None and isinstance(shown.part, Section):
                assert [row[0] for row in shown.part.tables[-1].rows] == names


def test_the_common_value_is_that_of_all_and_p_values_answer_for_each_other() -> None:
    # 9 of 20 and four times 44 of 60 are 185 of 260
    told = portfolio([share("brodek", 9, 20), *(share(town, 44, 60) for town in FEW if town != "brodek")], FEW)
    found = one(told, "event_outcomes")
    assert found.centre == pytest.approx(185 / 260)
    [brodek] = [town for town in found.towns if town.id == "brodek"]
    # chance alone: the tail of the binomial distribution twice
    tail = 2 * sum(_binomial(k, 20, 185 / 260) for k in range(10))
    # among the others, which are one as the other: the distance of the logits over the errors of both
    distance = log(9 / 11) - log(44 / 16)
    own, others = 1 / 9 + 1 / 11, (1 / 44 + 1 / 16) / 4
    assert brodek.residual == pytest.approx(distance / sqrt(own + others))
    # Student's with three degrees at 2.41 is at 0.095 (tables: 0.1 at 2.353, 0.05 at 3.182); the larger counts, 5 times
    assert 2.353 < -brodek.residual < 2.6
    assert brodek.p > 5 * tail
    assert 5 * 0.08 < brodek.p < 5 * 0.1
    assert brodek.standing == "alike"


def _binomial(k: int, n: int, p: float) -> float:
    return comb(n, k) * p**k * (1 - p) ** (n - k)


def test_own_town_is_told_and_marked_by_shape_and_name() -> None:
    part = section(twelve(), "safe_after_dark", town="kamenec")
    assert part.paragraphs[0].startswith("Vaše město – Kamenec: 60 % (95% interval 54–66 %), od společné hodnoty nelze")
    assert all("Kosočtverec je vaše město." in chart.caption for chart in part.charts)
    speaker = Speaker(one(twelve(), "safe_after_dark"), "cs", "kamenec")
    for draw in (charts.funnel, charts.towns):
        marks = [layer["mark"] for layer in draw(speaker).to_dict()["layer"]]
        assert [mark["shape"] for mark in marks if mark.get("shape") == "diamond"] == ["diamond"]
    assert "Kamenec" in to_svg(lambda: charts.funnel(speaker), "cs")
    assert "Kosočtverec" not in str(section(twelve(), "safe_after_dark").charts)
    # a town that is not compared is told why, and no mark is promised
    left = section(twelve(), "safe_after_dark", town="habrov")
    assert left.paragraphs[0] == "Vaše město – Habrov: údaj se neuvádí, aby neukázal na jednotlivce."
    assert "Kosočtverec" not in str([chart.caption for chart in left.charts])


def test_posts_of_a_town_are_counts_and_never_percentages() -> None:
    part = section(portfolio([posts(town, 3, 4) for town in FEW], FEW), "posts_filled", town="tyn")
    assert part.heading == "Obsazenost míst: obsazeno 15 ze 20 míst (5 měst)"
    assert part.charts == ()
    assert "%" not in str((part.heading, part.paragraphs, part.tables[0].rows))
    assert "3 ze 4" in part.paragraphs[0]


def test_a_share_of_few_is_told_as_a_count() -> None:
    told = portfolio([share("brodek", 3, 4), *(share(town, 60, 100) for town in ("dolany", "tyn", "kamenec"))])
    part = section(told, "event_outcomes", town="brodek")
    assert part.paragraphs[0].startswith("Vaše město – Brodek: 3 ze 4")
    assert "Nízký počet, a proto široký interval: Brodek (n = 4)." in part.paragraphs


def test_what_has_no_interval_has_dots_and_a_reason() -> None:
    part = section(twelve(), "plan_adherence")
    assert part.heading.endswith("meze nakreslit nelze")
    assert len(part.charts) == 1
    assert "interval k němu není" in " ".join(part.paragraphs)
    assert "společn" not in part.heading


# --- what precision is read from ---------------------------------------------------------------------


def test_effective_answers_are_those_of_the_towns_own_interval_and_never_more_than_were_asked() -> None:
    # four points of 25 with 15, 15, 15 and 16 yes: the variance between them says 2379 effective answers of 100 asked,
    # Korn and Graubard's interval, which knows three degrees of freedom, about 900; there are no more than 100
    share, raw = 0.61, 2379.0
    shrunk = raw * (1.984217 / 3.182446) ** 2
    assert 900 < shrunk < 950
    few = answers("brodek", share, shrunk) | {"n": 100, "effective_n": raw}
    others = [answers(town, 0.5, 400.0) for town in FEW if town != "brodek"]
    [brodek] = [town for town in one(portfolio([few, *others], FEW), "safe_after_dark").towns if town.id == "brodek"]
    assert brodek.size == 100
    # of 2500 asked the interval decides
    many = few | {"n": 2500}
    [brodek] = [town for town in one(portfolio([many, *others], FEW), "safe_after_dark").towns if town.id == "brodek"]
    assert brodek.size == pytest.approx(shrunk, rel=1e-6)


def test_a_share_of_answers_without_an_interval_is_not_compared() -> None:
    bare = answers("brodek", 0.6, 90.0) | {"lower": None, "upper": None}
    told = portfolio([bare, *(answers(town, 0.6, 90.0) for town in FEW if town != "brodek")], FEW)
    assert standings(one(told, "safe_after_dark"))["brodek"] == "interval"


def test_a_change_is_judged_by_students_distribution_and_its_own_interval() -> None:
    # one town 0.38 from the others, its interval ± 0.2: beyond its 95 % limit. Normal tails would say z = 3.72 among
    # others that are all 0, and 20·p below 0.01; Student's with six degrees does not hold it for 20 towns
    names = {f"t{n:02}": f"Obec {n:02}" for n in range(20)}
    rows = [change(town, 0.38 if town == "t00" else 0.0, 0.2 / 1.959963984540054) for town in names]
    found = one(portfolio(rows, names), "change_after_dark")
    [odd] = [town for town in found.towns if town.id == "t00"]
    assert odd.residual == pytest.approx(0.38 / (0.2 / 1.959963984540054 * sqrt(1 + 1 / 19)))
    assert odd.residual > 3.5  # a normal p of 0.0005, times 20 about 0.01
    # the 0.9985 point of Student's with six degrees is 4.689 (tables: 0.998 at 4.317, 0.999 at 5.208)
    assert odd.residual < 4.689
    assert odd.standing == "alike"
    # the 95 % limit is its own interval
    edge = found.funnel.filter(confidence=0.95)
    assert (edge["upper"] - found.centre).to_list() == pytest.approx((1.959963984540054 / edge["size"]).to_list())


def test_an_interval_that_leans_counts_by_its_half_towards_the_common_value() -> None:
    others = [change(town, 0.0, 0.05) for town in FEW if town != "brodek"]
    near = change("brodek", 0.3, 0.05) | {"lower": 0.2, "upper": 0.7}
    [town] = [one for one in _compared(near, others) if one.id == "brodek"]
    assert town.size == pytest.approx(1.959963984540054 / 0.1)
    below = near | {"value": -0.3, "lower": -0.7, "upper": -0.2}
    [town] = [one for one in _compared(below, others) if one.id == "brodek"]
    assert town.size == pytest.approx(1.959963984540054 / 0.1)


def _compared(first: dict[str, Any], others: list[dict[str, Any]]) -> tuple[Town, ...]:
    return one(portfolio([first, *others], FEW), "change_after_dark").towns


# --- waves -------------------------------------------------------------------------------------------


def test_waves_of_one_number_are_compared_and_named() -> None:
    """Most have come to the second; one has a third, another only a baseline."""
    rows = [answers(town, 0.6, 200.0) for town in FEW if town != "dolany"]
    rows += [answers("brodek", 0.9, 200.0, wave="3"), answers("dolany", 0.3, 200.0, wave="1")]
    rows += [answers(town, 0.5, 200.0, wave="1") for town in ("habrov", "tyn")]
    told = portfolio(rows, FEW)
    found = one(told, "safe_after_dark")
    assert found.wave == "2"
    assert {town.id: (town.standing, town.wave) for town in found.towns} == {
        "brodek": ("alike", "2"), "dolany": ("wave", "1"), "habrov": ("alike", "2"), "kamenec": ("alike", "2"),
        "tyn": ("alike", "2"),
    }  # fmt: skip
    part = section(told, "safe_after_dark")
    text = " ".join(part.paragraphs)
    assert "Srovnává se 2. vlna šetření každého města." in text
    assert "Zda se ptali osobně, poštou nebo přes internet, souhrny neříkají" in text
    assert "jiná vlna šetření (Dolany)" in text
    assert part.tables[0].columns[2].label == "Vlna šetření"
    assert [row[2] for row in part.tables[0].rows] == ["2", "1", "2", "2", "2"]


def test_a_change_to_another_wave_is_not_compared() -> None:
    rows = [one for town in FEW for one in (answers(town, 0.6, 200.0), change(town, 0.05, 0.03))]
    told = portfolio([*rows, answers("brodek", 0.7, 200.0, wave="3")], FEW)
    found = one(told, "change_after_dark")
    assert standings(found)["brodek"] == "wave"
    assert found.wave == "2"
    assert "mezi první a 2. vlnou" in " ".join(section(told, "change_after_dark").paragraphs)


# --- few towns, and nothing to tell apart ------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_portfolio_without_towns_says_so(lang: Lang) -> None:
    report = PortfolioReport(portfolio([], {}), lang)
    assert report.comparisons == {}
    assert all(report.comparison(subject.id) is None for subject in SUBJECTS)
    assert report.tenure() is None
    html = page(Report(report.front_page().part, (report.who().part,), report.foot().part))
    assert {"cs": "Ve srovnání není žádné město", "en": "No town is in the comparison"}[lang] in html


@pytest.mark.parametrize("n", [1, 2])
def test_fewer_than_three_towns_are_not_held_against_each_other(n: int) -> None:
    told = portfolio([answers(town, 0.6, 100.0) for town in list(FEW)[:n]], dict(list(FEW.items())[:n]))
    found = one(told, "safe_after_dark")
    assert (found.centre, found.pooled, found.between) == (None, None, None)
    part = section(told, "safe_after_dark", town="brodek")
    have = "má jen 1 město" if n == 1 else "mají jen 2 města"
    assert part.heading == f"Pocit bezpečí po setmění: srovnatelný údaj {have}, města proto neposuzujeme"
    assert part.paragraphs[0].startswith("Vaše město – Brodek: 60 % (95% interval")
    assert "nelze odlišit" not in str(part)
    assert len(part.charts) == 1


def test_three_towns_are_pooled_and_the_next_one_only_told_from_five() -> None:
    three, five = (
        one(portfolio([answers(town, 0.6, 100.0) for town in list(FEW)[:n]], FEW), "safe_after_dark") for n in (3, 5)
    )
    assert three.pooled is not None
    assert three.pooled.value == pytest.approx(0.6)
    assert three.pooled.predicted_lower is None
    assert five.pooled is not None
    assert five.pooled.predicted_lower is not None
    assert standings(three)["tyn"] == "missing"


def test_where_all_withhold_there_is_nothing_but_the_reason() -> None:
    part = section(portfolio([withheld(answers(town, 0.6, 90.0)) for town in FEW], FEW), "safe_after_dark")
    assert part.heading == "Pocit bezpečí po setmění: údaj, který by šel srovnat, nemá žádné město"
    assert part.charts == ()
    assert part.paragraphs == (
        "Mimo srovnání: údaj se neuvádí, aby neukázal na jednotlivce (Brodek, Dolany, Habrov, Kamenec a Týnec).",
    )


@pytest.mark.parametrize("value", [0, 1])
def test_the_same_extreme_everywhere_is_no_difference(value: int) -> None:
    told = portfolio([share(town, value * n, n) for town, n in zip(FEW, (20, 30, 40, 50, 60), strict=True)], FEW)
    found = one(told, "event_outcomes")
    assert (found.centre, found.pooled, found.between) == (float(value), None, None)
    assert set(standings(found).values()) == {"alike"}
    part = section(told, "event_outcomes")
    assert "Všechna města mají touž krajní hodnotu" in " ".join(part.paragraphs)
    assert len(part.charts) == 2


def test_one_town_without_events_among_others() -> None:
    told = portfolio([events("brodek", 0, 900.0), *(events(town, 40, 900.0) for town in ("dolany", "habrov", "tyn"))])
    found = one(told, "event_rate")
    assert found.pooled is not None
    assert found.pooled.value is not None
    assert 0 < found.pooled.value < 40 / 9
    assert section(told, "event_rate").charts


def test_identical_values_are_alike() -> None:
    found = one(portfolio([change(town, 0.05, 0.03) for town in FEW], FEW), "change_after_dark")
    assert found.centre == pytest.approx(0.05)
    assert found.between == 0
    assert found.pooled is not None
    assert found.pooled.value == pytest.approx(0.05)
    assert set(standings(found).values()) == {"alike"}


@pytest.mark.parametrize("n", [4, 5, 7, 9])
def test_a_town_far_out_among_few_is_found(n: int) -> None:
    # its own distance must not widen the limits it is held against
    names = dict(list(NAMES.items())[:n])
    rows = [change(town, 0.3 if town == "brodek" else 0.0, 0.02) for town in names]
    found = one(portfolio(rows, names), "change_after_dark")
    assert [town.id for town in found.standing("above")] == ["brodek"]


def test_of_few_towns_nobody_is_told_apart_by_chance_alone_and_that_is_said() -> None:
    names = dict(list(NAMES.items())[:4])
    told = portfolio([events(town, 20 * n, 9000.0) for n, town in enumerate(names, 5)], names)
    # 100 and 160 events where 130 were expected are further than chance alone makes them; each is among the others
    found = one(told, "event_rate")
    assert [town.standing for town in found.towns] == ["alike"] * 4
    outer = found.funnel.filter(confidence=0.95)
    assert max(town.value for town in found.towns) < outer["upper"].max()
    assert "Měst je málo, a tak se dá odlišit jen krajní rozdíl." in " ".join(section(told, "event_rate").paragraphs)
    # of three a change of 0.3 with intervals of ± 0.1 about the others' 0.1 could be any of them
    changes = [change(town, 0.4 if town == "brodek" else 0.1, 0.05) for town in list(names)[:3]]
    assert {town.standing for town in one(portfolio(changes, names), "change_after_dark").towns[:3]} == {"alike"}


def test_what_is_said_of_the_spread_is_of_the_towns_that_are_not_told_apart() -> None:
    text = " ".join(section(twelve(), "safe_after_dark").paragraphs)
    assert "Údaje neukazují, že by se ostatní města od sebe lišila víc, než dělá náhoda" in text
    assert "Z rozdílů mezi všemi městy nejde náhodou vysvětlit 83 %" in text
    text = " ".join(section(twelve(), "safe_by_day").paragraphs)
    assert "Údaje neukazují, že by se města od sebe lišila víc" in text


@pytest.mark.parametrize(("id", "words"), [("event_rate", True), ("safe_after_dark", False)])
def test_of_widened_limits_nothing_exact_is_claimed(id: str, words: bool) -> None:
    part = section(twelve(), id)
    read, how = (note.text for note in part.notes[-2:])
    assert ("přibližně 95 % měst" in read) is words
    assert ("už přesné nejsou" in how) is words
    assert "reziduum s vynecháním města" in how


def test_the_common_value_of_a_survey_is_a_weighted_mean_and_the_next_town_has_a_probability() -> None:
    text = " ".join(section(twelve(), "safe_after_dark").paragraphs)
    assert "je průměr 10 měst; víc v něm váží města s přesnějším údajem" in text
    assert "dohromady" not in text
    assert "s pravděpodobností 95 %" in text


def test_several_comparisons_are_not_corrected_for_each_other_and_that_is_said() -> None:
    front = plain(PortfolioReport(twelve(), "cs", "tyn").front_page())
    assert "odlišuje v 1 z" in front.findings[0]
    assert "mezi více srovnáními se jedno může ukázat i náhodou" in front.findings[-1]
    # also where nobody in particular reads, and not where no town stands apart
    assert plain(PortfolioReport(twelve(), "cs").front_page()).findings[-1] == front.findings[-1]
    alike = portfolio([one for town in FEW for one in (answers(town, 0.6, 90.0), change(town, 0.1, 0.05))], FEW)
    told = plain(PortfolioReport(alike, "cs").front_page()).findings
    assert len(told) == 2
    assert not any("náhodou" in one for one in told)


def test_a_share_of_few_is_a_count_in_the_picture_too() -> None:
    told = portfolio([share("brodek", 3, 4), *(share(town, 60, 100) for town in ("dolany", "tyn", "kamenec"))])
    drawn = json.dumps(charts.towns(Speaker(one(told, "event_outcomes"), "cs")).to_dict(), ensure_ascii=False)
    texts = re.findall(r'"text": "([^"]+)"', drawn.replace("\N{NO-BREAK SPACE}", " "))
    assert "3 ze 4" in texts
    assert "75 %" not in texts


def test_two_towns_of_one_name_stay_two() -> None:
    names = FEW | {"dolany": "Brodek"}
    found = one(portfolio([answers(town, 0.6, 100.0) for town in names], names), "safe_after_dark")
    assert [town.name for town in found.towns][:2] == ["Brodek (brodek)", "Brodek (dolany)"]
    drawn = str(charts.towns(Speaker(found, "cs")).to_dict())
    assert "Brodek (dolany)" in drawn


def test_of_summaries_that_tell_who_stayed_it_is_said() -> None:
    who = plain(PortfolioReport(twelve(), "cs").who())
    assert "soubory samy ale nikomu nepředávejte" in " ".join(who.paragraphs)
    without = replace(twelve(), contributions=twelve().contributions.clear())
    assert "nepředávejte" not in " ".join(plain(PortfolioReport(without, "cs").who()).paragraphs)


def test_towns_that_differ_anyway_are_held_against_that() -> None:
    counts = (300, 900, 1500, 2400, 3000)
    told = portfolio([events(town, x, 9000.0) for town, x in zip(FEW, counts, strict=True)], FEW)
    found = one(told, "event_rate")
    assert found.between > 0.5
    assert set(standings(found).values()) == {"alike"}
    part = section(told, "event_rate", town="tyn")
    assert "žádné z 5 měst nevybočuje z toho, jak se města liší mezi sebou (společná hodnota 18)" in part.heading
    text = " ".join(part.paragraphs)
    assert "Meze s tím počítají" in text
    assert "nelze odlišit" not in text
    # the limits that are drawn hold every town
    limits = found.funnel.filter(confidence=0.95)
    assert limits["lower"].max() < 300 / 90
    assert limits["upper"].min() > 3000 / 90


def test_a_change_without_an_interval_is_left_out_and_said() -> None:
    bare = change("brodek", 0.05, 0.03) | {"lower": None, "upper": None}
    told = portfolio([bare, *(change(town, 0.05, 0.03) for town in FEW if town != "brodek")], FEW)
    assert standings(one(told, "change_after_dark"))["brodek"] == "interval"
    assert "k údaji není použitelný interval (Brodek)" in " ".join(section(told, "change_after_dark").paragraphs)
    # an interval down to nothing has no logarithm
    odd = effect("brodek", 0.8, 1.3) | {"lower": 0.0}
    ratios = portfolio([odd, *(effect(town, 0.8, 1.3) for town in FEW if town != "brodek")], FEW)
    assert standings(one(ratios, "offence_effect"))["brodek"] == "interval"


def test_a_ratio_is_pooled_on_its_logarithm() -> None:
    # two towns at 0.5 and two at 2, one at 1, all as precise: their mean on the logarithm is 1
    values = zip(FEW, (0.5, 0.5, 1.0, 2.0, 2.0), strict=True)
    found = one(portfolio([effect(town, value, 1.5) for town, value in values], FEW), "offence_effect")
    assert found.centre == pytest.approx(1)
    assert found.pooled is not None
    assert found.pooled.value == pytest.approx(1)
    assert found.pooled.lower is not None
    assert found.pooled.upper is not None
    assert found.pooled.lower * found.pooled.upper == pytest.approx(1)


def test_a_real_town_among_samples_is_said_to_be_another_matter() -> None:
    mixed = answers("brodek", 0.6, 90.0) | {"synthetic": False, "comparable": False}
    told = portfolio([mixed, *(answers(town, 0.6, 90.0) for town in FEW if town != "brodek")], FEW)
    assert standings(one(told, "safe_after_dark"))["brodek"] == "mixed"


# --- periods, the order of towns, the whole report ---------------------------------------------------


def test_the_last_period_of_each_town_is_compared_unless_one_is_named() -> None:
    late = portfolio([adherence(town, 0.9) for town in FEW], FEW)
    early_towns = late.towns.with_columns(
        period=pl.lit("P2"), start=pl.col("start").dt.offset_by("-1y"), end=pl.col("end").dt.offset_by("-1y")
    )
    early_rows = late.figures.with_columns(period=pl.lit("P2"), value=pl.lit(0.5))
    both = replace(
        late, towns=pl.concat([late.towns, early_towns]), figures=pl.concat([early_rows, late.figures])
    )  # fmt: skip
    assert {town.value for found in compare(both, "cs") for town in found.towns} == {0.9}
    assert {town.value for found in compare(both, "cs", "P2") for town in found.towns} == {0.5}


def test_the_order_in_which_towns_come_does_not_matter() -> None:
    told = twelve()
    turned = replace(told, towns=told.towns.reverse(), figures=told.figures.reverse())
    assert compare(turned, "cs") == compare(told, "cs")


def test_figures_handed_over_hold_nothing_of_who_is_not_compared() -> None:
    results = PortfolioReport(twelve(), "cs").results
    gone = results.filter(~pl.col("standing").is_in(["above", "below", "alike", "untested"]))
    assert set(gone["standing"]) == {"suppressed", "wording", "definition", "missing"} & set(gone["standing"])
    assert len(gone) > 5
    numbers = gone.select("n", "numerator", "denominator", "value", "lower", "upper", "size", "residual", "p")
    assert numbers.null_count().sum_horizontal().item() == numbers.height * numbers.width
    assert results["synthetic"].all()


def test_files_left_out_are_told_and_many_are_counted() -> None:
    found = tuple(Finding("unsigned", Text(cs=f"Bez podpisu {n}.", en=f"Unsigned {n}."), f"{n}.json", left_out=True)
                  for n in range(9))  # fmt: skip
    report = PortfolioReport(portfolio([adherence("tyn", 0.9)], {"tyn": "Týnec"}, findings=found), "cs")
    front = plain(report.front_page())
    assert len(front.missing) == 6
    assert front.missing[-1] == "a další 4, viz tabulku"
    who = plain(report.who())
    assert "Vynechali jsme 9 souborů; proč, říká tabulka." in who.paragraphs
    assert len(who.tables[0].rows) == 9


def test_who_stayed_is_told_of_all_towns_together_alone() -> None:
    part = plain(PortfolioReport(twelve(), "cs").tenure())
    assert part.heading == "Po 12 měsících zůstalo přibližně 75 % asistentů, za 4 města dohromady"
    assert part.tables[0].rows == (("12", "75 %", "4", "nejméně 10"),)
    # three of four in each of four towns: 12 of 16 stand nowhere, nor what would give them away
    assert not re.search(r"\b(12 z|16|interval 4)", str(part.paragraphs + part.tables[0].rows[0][1:]))
    assert not any(name in str(part) for name in NAMES.values())
    two = replace(twelve(), contributions=twelve().contributions.head(2))
    untold = plain(PortfolioReport(two, "cs").tenure())
    assert untold.heading == "Setrvání asistentů se neuvádí: počty poslalo příliš málo měst"
    assert "75" not in str(untold)


def test_sample_data_say_so_everywhere() -> None:
    report = PortfolioReport(twelve(), "cs")
    assert report.front_page().part.banner.startswith("UKÁZKOVÁ DATA")
    for subject in SUBJECTS:
        if (shown := report.comparison(subject.id)) is not None:
            assert all("Ukázková (syntetická) data." in chart.caption for chart in shown.part.charts)
            assert all("Ukázková (syntetická) data." in table.caption for table in shown.part.tables)


def test_the_foot_names_every_summary_with_its_fingerprint() -> None:
    foot = PortfolioReport(twelve(), "en", "tyn").foot().part
    [table] = foot.tables
    assert len(table.rows) == 12
    assert {len(row[-1]) for row in table.rows} == {64}
    assert {row[-2] for row in table.rows} == {"fits the key in the register"}
    assert foot.lines[-1].endswith("--register REGISTER --town tyn --lang en")


def test_an_unknown_town_or_period_is_refused_in_both_languages(tmp_path: Any) -> None:
    told = portfolio([adherence(town, 0.9) for town in FEW], FEW)
    register = signed(told, tmp_path)
    on = (str(tmp_path), str(register))
    with pytest.raises(ParameterError) as wrong:
        PortfolioReport.on(*on, "brno", "", "cs")
    assert "brodek, dolany, habrov, kamenec a tyn" in wrong.value.text.cs
    with pytest.raises(ParameterError) as wrong:
        PortfolioReport.on(*on, "", "P9", "cs")
    assert "P5" in wrong.value.text.en
    assert len(PortfolioReport.on(*on, "tyn", "P5", "cs").towns) == 5


# --- pictures ----------------------------------------------------------------------------------------


def pictures(lang: Lang) -> Iterable[Any]:
    for found in compare(twelve(), lang):
        speaker = Speaker(found, lang, "kamenec")
        if found.tested:
            yield charts.funnel(speaker)
        if found.subject.kind != "counts":
            yield charts.towns(speaker)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_is_drawn_of_what_is_compared(lang: Lang) -> None:
    drawn = 0
    for chart in pictures(lang):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            if lang == "cs":
                chart.to_dict()
            svg = to_svg(lambda chart=chart: chart, lang)
        assert "<text" in svg
        assert not re.search(r"\bNaN\b|\bnull\b|undefined", re.sub(r"<[^>]*>", " ", svg))
        drawn += 1
    assert drawn > 12


def test_a_withheld_town_is_in_no_picture() -> None:
    for draw in (charts.funnel, charts.towns):
        drawn = str(draw(Speaker(one(twelve(), "safe_after_dark"), "cs", "habrov")).to_dict(validate=False))
        assert "Habrov" not in drawn
        assert "Jasenka" not in drawn
