"""Who stayed, over towns: the sum is told only where it tells of no town and of nobody."""

import polars as pl
import pytest

from apk_lib.portfolio import pooled_tenure
from apk_lib.portfolio.frames import CONTRIBUTIONS, LIMITS
from apk_lib.portfolio.tenure import REASONS
from apk_lib.stats import proportion


def sent(*counts: tuple[int, int], months: str = "12") -> pl.DataFrame:
    """Contributions of towns a, b, c …: how many stayed of how many."""
    rows = [{"town": chr(ord("a") + number), "period": "P2", "months_since_start": months, "definition_version": 1,
             "k": k, "n": n, "synthetic": True} for number, (k, n) in enumerate(counts)]  # fmt: skip
    return pl.DataFrame(rows, schema=dict(CONTRIBUTIONS), orient="row")


def test_the_sum_of_three_towns_is_told_with_its_exact_interval() -> None:
    [pooled] = pooled_tenure(sent((3, 4), (4, 4), (3, 4)))
    assert (pooled.months, pooled.towns, pooled.k, pooled.n, pooled.withheld) == ("12", 3, 10, 12, None)
    assert pooled.value == pytest.approx(10 / 12)
    # R 4: binom.test(10, 12)$conf.int
    assert (pooled.lower, pooled.upper) == pytest.approx((0.5158623, 0.9791375), abs=1e-6)
    exact = proportion(10, 12)
    assert (pooled.lower, pooled.upper) == (exact.lower, exact.upper)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (((0, 0), (0, 0), (0, 0)), "nobody"),
        (((5, 6), (5, 6)), "towns"),
        (((5, 6), (5, 6), (0, 0)), "towns"),
        (((2, 3), (2, 3), (2, 3)), "few"),
        (((40, 91), (2, 4), (3, 5)), "dominance"),
        (((4, 4), (4, 4), (4, 4)), "everybody"),
        (((0, 4), (0, 4), (0, 4)), "everybody"),
    ],
)
def test_each_limit_withholds_all_of_it(counts: tuple[tuple[int, int], ...], why: str) -> None:
    [pooled] = pooled_tenure(sent(*counts))
    assert pooled.withheld == why
    assert why in REASONS
    assert {pooled.k, pooled.n, pooled.value, pooled.lower, pooled.upper} == {None}


def test_at_the_limits_it_is_told() -> None:
    assert pooled_tenure(sent((2, 3), (3, 3), (2, 4)))[0].n == 10
    assert pooled_tenure(sent((50, 90), (3, 5), (3, 5)))[0].n == 100


def test_stricter_limits_of_the_analyst_hold() -> None:
    from dataclasses import replace

    counts = sent((3, 4), (4, 4), (3, 4))
    assert pooled_tenure(counts, replace(LIMITS, pooled=13))[0].withheld == "few"
    assert pooled_tenure(counts, replace(LIMITS, towns=4))[0].withheld == "towns"
    assert pooled_tenure(counts, replace(LIMITS, dominance_percent=30))[0].withheld == "dominance"


def test_milestones_are_judged_apart_and_come_in_order() -> None:
    every = pl.concat([sent((3, 4), (4, 4), months="24"), sent((3, 4), (4, 4), (3, 4), months="6")])
    assert [(one.months, one.withheld) for one in pooled_tenure(every)] == [("6", None), ("24", "towns")]
    assert pooled_tenure(sent()) == ()


def test_invented_people_are_not_added_to_real_ones() -> None:
    mixed = sent((3, 4), (4, 4), (3, 4), (9, 10)).with_columns(synthetic=pl.col("town") == "d")
    assert (pooled_tenure(mixed)[0].n, pooled_tenure(mixed)[0].towns) == (12, 3)
    mostly = mixed.with_columns(synthetic=pl.col("town") != "d")
    assert pooled_tenure(mostly)[0].withheld == "towns"


def test_people_counted_by_an_older_definition_are_not_added() -> None:
    version = pl.when(pl.col("town") == "a").then(1).otherwise(2)
    both = sent((9, 10), (3, 4), (4, 4), (3, 4)).with_columns(definition_version=version)
    assert pooled_tenure(both)[0].n == 12


def test_a_town_counted_twice_is_refused() -> None:
    counts = sent((3, 4), (4, 4), (3, 4))
    with pytest.raises(ValueError, match="twice"):
        pooled_tenure(pl.concat([counts, counts.with_columns(period=pl.lit("P3"))]))
