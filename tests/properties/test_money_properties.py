"""Money in whole haléře: parts sum to the whole wherever they are cut, in whatever order rows stand."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.indicators import haler
from apk_lib.indicators.budget import budget_use, funding_split
from apk_lib.indicators.finance import charged, spending
from apk_lib.programmes import programme
from apk_lib.project import parse_project

PROJECT = parse_project((Path(__file__).parents[1] / "unit/vzorov.toml").read_text("utf-8"), "vzorov")
PLUS = replace(PROJECT, programme=programme("opz_plus_2021"), indirect_rate=0.4)
LINES = pl.DataFrame({"line": ["a", "b"], "version": [1, 1], "direct": [True, False], "approved": [10_000, 5_000],
                      "valid_from": [PROJECT.start] * 2})  # fmt: skip

amounts = st.lists(st.integers(-(10**11), 10**11), max_size=30)
shares = st.fractions(0, 1, max_denominator=10**5)


@given(amounts, shares)
def test_a_part_carried_along_is_the_part_of_the_whole_rounded_once(given_amounts, share):
    parts = haler.carried(given_amounts, share)
    assert len(parts) == len(given_amounts)
    exact = sum(given_amounts) * share
    assert abs(sum(parts) - exact) <= Fraction(1, 2)
    assert sum(parts) == haler.nearest(exact)


@given(amounts, st.lists(st.integers(1, 10**5), min_size=1, max_size=5))
def test_the_payers_pay_each_amount_to_the_haler(given_amounts, weights):
    parts = haler.split(given_amounts, [(str(n), Fraction(one, sum(weights))) for n, one in enumerate(weights)])
    assert [sum(one) for one in zip(*parts.values(), strict=True)] == given_amounts
    # whoever bears the rest is off by half a haléř for each of the others, no more
    whole = sum(given_amounts)
    for n, one in enumerate(weights):
        assert abs(sum(parts[str(n)]) - whole * Fraction(one, sum(weights))) <= Fraction(max(len(weights) - 1, 1), 2)


@st.composite
def expenses(draw: Any) -> pl.DataFrame:
    n = draw(st.integers(0, 12))

    def column(of: st.SearchStrategy) -> list:
        return draw(st.lists(of, min_size=n, max_size=n))

    claimed = column(st.integers(0, 10**8))
    return pl.DataFrame(
        {
            "source_row": range(n),
            "expense": [f"X{n:02}" for n in range(n)],
            "line": column(st.sampled_from("ab")),
            "paid_on": [PROJECT.start + timedelta(days) for days in column(st.integers(0, PROJECT.days - 1))],
            "claimed": claimed,
            "approved": [
                None if part is None else whole * part // 4
                for whole, part in zip(claimed, column(st.sampled_from([None, 0, 3, 4])), strict=True)
            ],
            "kind": column(st.sampled_from(["staff", "document", None])),
            "key_activity": column(st.sampled_from(["KA1", "KA2", None])),
        },
        schema={"source_row": pl.Int64, "expense": pl.String, "line": pl.String, "paid_on": pl.Date,
                "claimed": pl.Int64, "approved": pl.Int64, "kind": pl.String, "key_activity": pl.String},
    )  # fmt: skip


projects = st.sampled_from([PROJECT, PLUS])


@given(expenses(), projects)
def test_periods_sources_and_activities_each_sum_to_the_whole(paid, project):
    final = project.periods[-1].since(project.start)
    rows = charged(paid, LINES, project, final)
    by_period = [spending(paid, LINES, project, period)["spent"].sum() for period in project.periods]
    assert sum(by_period) == rows["spent"].sum() == spending(paid, LINES, project, final)["spent"].sum()
    split = funding_split(paid, LINES, project, final)
    assert split["due"].sum() == rows["spent"].sum()
    use = budget_use(paid, LINES, project, final)
    assert use.drop_nulls("key_activity")["direct"].sum() + use["unassigned"].sum() == rows["direct"].sum()
    # what was decided is either evidenced or within the flat rate, and what was claimed is decided or refused
    decided = paid.select(pl.col("approved").fill_null(pl.col("claimed")))["approved"].sum()
    assert rows["direct"].sum() + rows["within_rate"].sum() == decided
    assert rows.schema["spent"] == rows.schema["direct"] == pl.Int64


@given(expenses(), projects, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(paid, project, chance):
    order = list(range(len(paid)))
    chance.shuffle(order)
    final = project.periods[-1].since(project.start)
    assert charged(paid[order], LINES[::-1], project, final).equals(charged(paid, LINES, project, final))


@given(expenses(), st.integers(0, PROJECT.days - 1))
def test_a_later_day_only_adds_expenses(paid, days):
    """What was spent by a day is the same whenever it is asked."""
    until = SimpleNamespace(end=PROJECT.start + timedelta(days), holds=None)
    sooner = charged(paid, LINES, PROJECT, until)
    later = charged(paid, LINES, PROJECT, SimpleNamespace(end=date.max, holds=None))
    assert later.head(len(sooner)).equals(sooner)
