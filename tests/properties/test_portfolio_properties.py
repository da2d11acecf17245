"""What holds of any towns beside each other, however few, small or alike. All of them are invented."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apk_lib.portfolio.common import centre_of, chances
from apk_lib.portfolio.standing import LEVEL, compare
from apk_lib.portfolio.subjects import COMPARED_AS, Town
from apk_lib.prose.portfolio import Speaker
from tests.portfolio_towns import NAMES, answers, change, effect, events, portfolio, share

towns = st.lists(st.tuples(st.integers(1, 400), st.floats(0, 1), st.floats(0.01, 0.3)), min_size=0, max_size=len(NAMES))


def told(drawn):
    figures, names = [], dict(list(NAMES.items())[: len(drawn)])
    for town, (n, part, error) in zip(names, drawn, strict=True):
        k = round(n * part)
        figures += [share(town, k, n), answers(town, part, float(n)), events(town, k, 100.0 * n),
                    change(town, part - 0.5, error), effect(town, 0.5 + part, 1 + error)]  # fmt: skip
    return portfolio(figures, names)


@settings(deadline=None, max_examples=60)
@given(towns)
def test_any_towns_can_be_compared_and_told_of(drawn):
    for found in compare(told(drawn), "cs"):
        values = [town.value for town in found.compared]
        assert {town.standing for town in found.towns} <= set(COMPARED_AS)
        if len(drawn) < 3:
            assert found.centre is None
            assert {town.standing for town in found.towns} == {"untested"}
        else:
            assert min(values) - 1e-9 <= found.centre <= max(values) + 1e-9
            for town in found.towns:
                assert (town.standing == "alike") == (town.p >= LEVEL)
                assert town.standing != "above" or town.value > found.centre
            assert found.funnel.filter(found.funnel["lower"] > found.centre + 1e-9).is_empty()
            assert found.funnel.filter(found.funnel["upper"] < found.centre - 1e-9).is_empty()
        for lang in ("cs", "en"):
            finding = Speaker(found, lang, "brodek").finding()
            assert "{" not in finding.heading + "".join(finding.paragraphs)
            assert "nan" not in finding.heading + "".join(finding.paragraphs)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(2, 400), st.floats(0.05, 0.95), st.floats(0.01, 0.3)), min_size=3, max_size=12))
def test_the_mean_of_towns_lies_among_them(drawn):
    for found in compare(told(drawn), "cs"):
        # a share or rate of none or all is moved by half an event before it is pooled
        if found.subject.kind in ("change", "ratio"):
            values = [town.value for town in found.compared]
            assert min(values) - 1e-9 <= found.pooled.value <= max(values) + 1e-9
            assert found.pooled.lower <= found.pooled.value <= found.pooled.upper


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(-0.3, 0.3), st.floats(0.01, 0.2)), min_size=2, max_size=14),
    st.floats(0.01, 0.2),
    st.lists(st.floats(0, 0.9), min_size=2, max_size=4),
)
def test_a_town_further_away_is_never_judged_more_mildly(others, error, distances):
    """Its own distance must not widen what it is held against: p before correction only falls."""
    mean = sum(value / se**2 for value, se in others) / sum(1 / se**2 for _, se in others)
    found = []
    for distance in sorted(distances):
        values = [(mean + distance, error), *others]
        told_of = tuple(
            Town(f"t{at}", "", "untested", {"value": value, "lower": value - 1.959963984540054 * se,
                                            "upper": value + 1.959963984540054 * se}, 1 / se)
            for at, (value, se) in enumerate(values)
        )  # fmt: skip
        found.append(chances("change", told_of, centre_of("change", told_of))[0])
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(found)), found


@settings(deadline=None, max_examples=40)
@given(st.integers(4, 9), st.floats(0.25, 0.8))
def test_one_town_far_from_few_others_alike_is_told_apart(n, distance):
    names = dict(list(NAMES.items())[:n])
    rows = [change(town, distance if town == "brodek" else 0.001 * at, 0.02) for at, town in enumerate(names)]
    found = compare(portfolio(rows, names), "cs")[0]
    assert [town.id for town in found.standing("above")] == ["brodek"]
    [odd] = found.standing("above")
    outer = found.funnel.filter(found.funnel["confidence"] == 0.95)
    assert odd.value > outer.sort((outer["size"] - odd.size).abs())["upper"][0]


def test_a_town_far_out_is_found_whichever_it_is():
    for odd in NAMES:
        found = compare(portfolio([answers(town, 0.9 if town == odd else 0.6, 200.0) for town in NAMES]), "cs")[0]
        assert [town.id for town in found.standing("above")] == [odd]
        assert found.centre == pytest.approx(0.625)


@pytest.mark.parametrize("apart", [0.0, 0.3, 0.6], ids=["alike", "differing", "differing-much"])
@pytest.mark.parametrize("n", [4, 8, 20])
def test_where_no_town_is_special_one_is_told_apart_in_a_twentieth_of_portfolios_at_most(n, apart):
    """Sixty portfolios of towns that differ among themselves, from fixed seeds.

    Of sixty with a chance of 0.05 more than seven are found with a probability of 0.01 (binomial).
    """
    names = {f"t{at}": f"Obec {at}" for at in range(n)}
    found = 0
    for seed in range(60):
        draws = np.random.default_rng(seed)
        hours = np.exp(draws.uniform(np.log(2000), np.log(40000), n))
        counts = draws.poisson(hours / 100 * np.exp(draws.normal(0, apart, n)))
        rows = [events(town, int(x), float(on)) for town, x, on in zip(names, counts, hours, strict=True)]
        found += bool(compare(portfolio(rows, names), "cs")[0].standing("above", "below"))
    assert found <= 7
