"""Who stayed, over towns: the sum is told only where it tells of no town and of nobody."""

from dataclasses import fields, replace

import polars as pl
import pytest

from apk_lib.portfolio import pooled_tenure
from apk_lib.portfolio.frames import CONTRIBUTIONS, LIMITS
from apk_lib.portfolio.tenure import REASONS, PooledTenure


def sent(*counts: tuple[int, int], months: str = "12") -> pl.DataFrame:
    """Contributions of towns a, b, c …: how many stayed of how many."""
    rows = [{"town": chr(ord("a") + number), "period": "P2", "months_since_start": months, "definition_version": 1,
             "k": k, "n": n, "synthetic": True} for number, (k, n) in enumerate(counts)]  # fmt: skip
    return pl.DataFrame(rows, schema=dict(CONTRIBUTIONS), orient="row")


FOUR = ((3, 4), (4, 4), (3, 4), (2, 3))


def test_the_share_of_four_towns_is_told_in_steps_of_five() -> None:
    # 12 of 15 are 80 %
    [pooled] = pooled_tenure(sent(*FOUR))
    assert (pooled.months, pooled.towns, pooled.value, pooled.at_least, pooled.withheld) == ("12", 4, 0.8, 10, None)
    # 13 of 16 are 81.25 %, 14 of 16 are 87.5 %: half a step goes up
    assert pooled_tenure(sent((3, 4), (4, 4), (3, 4), (3, 4)))[0].value == 0.8
    assert pooled_tenure(sent((3, 4), (4, 4), (4, 4), (3, 4)))[0].value == 0.9


def test_never_all_and_never_none() -> None:
    # 78 of 80 are 97.5 % and would round to all
    assert pooled_tenure(sent((19, 20), (19, 20), (20, 20), (20, 20)))[0].value == 0.95
    assert pooled_tenure(sent((1, 20), (1, 20), (0, 20), (0, 20)))[0].value == 0.05


def test_nothing_of_it_gives_the_counts_away() -> None:
    assert {field.name for field in fields(PooledTenure)} == {"months", "towns", "value", "at_least", "withheld"}


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (((0, 0), (0, 0), (0, 0)), "nobody"),
        (((5, 6), (5, 6)), "towns"),
        (((5, 6), (5, 6), (0, 0)), "towns"),
        # without one of three there are two: who knows it knows the two others
        (((3, 4), (4, 4), (3, 4)), "towns"),
        # ten people, nine of them without one
        (((2, 3), (2, 3), (1, 2), (1, 2)), "single"),
        (((40, 91), (2, 4), (3, 5), (1, 2)), "single"),
        # without the largest, one of the others would be nearly all
        (((50, 100), (30, 60), (1, 2), (1, 2)), "single"),
        (((4, 4), (4, 4), (4, 4), (4, 4)), "single"),
        (((0, 4), (0, 4), (0, 4), (0, 4)), "single"),
        # without the last all stayed
        (((4, 4), (4, 4), (4, 4), (3, 4)), "single"),
        (((0, 4), (0, 4), (1, 4), (0, 4)), "single"),
    ],
)
def test_each_limit_withholds_all_of_it(counts: tuple[tuple[int, int], ...], why: str) -> None:
    [pooled] = pooled_tenure(sent(*counts))
    assert pooled.withheld == why
    assert why in REASONS
    assert (pooled.value, pooled.at_least) == (None, None)


def test_at_the_limits_it_is_told() -> None:
    # without any one of them ten are left
    assert pooled_tenure(sent((3, 4), (2, 3), (2, 4), (2, 3)))[0].value is not None
    # 27 of 30 are 90 %
    assert pooled_tenure(sent((13, 27), (13, 27), (1, 2), (1, 1)))[0].value == 0.5


def test_stricter_limits_of_the_analyst_hold() -> None:
    counts = sent(*FOUR)
    assert pooled_tenure(counts, replace(LIMITS, pooled=12))[0].withheld == "single"
    assert pooled_tenure(counts, replace(LIMITS, towns=4))[0].withheld == "towns"
    assert pooled_tenure(counts, replace(LIMITS, dominance_percent=30))[0].withheld == "single"


def test_milestones_are_judged_apart_and_come_in_order() -> None:
    every = pl.concat([sent((3, 4), (4, 4), months="24"), sent(*FOUR, months="6")])
    assert [(one.months, one.withheld) for one in pooled_tenure(every)] == [("6", None), ("24", "towns")]
    assert pooled_tenure(sent()) == ()


def test_invented_people_are_not_added_to_real_ones() -> None:
    mixed = sent(*FOUR, (0, 10)).with_columns(synthetic=pl.col("town") == "e")
    assert (pooled_tenure(mixed)[0].value, pooled_tenure(mixed)[0].towns) == (0.8, 4)
    mostly = mixed.with_columns(synthetic=pl.col("town") != "e")
    assert pooled_tenure(mostly)[0].withheld == "towns"


def test_people_counted_by_an_older_definition_are_not_added() -> None:
    version = pl.when(pl.col("town") == "a").then(1).otherwise(2)
    both = sent((0, 10), *FOUR).with_columns(definition_version=version)
    assert pooled_tenure(both)[0].value == 0.8


def test_a_town_counted_twice_is_refused() -> None:
    counts = sent(*FOUR)
    with pytest.raises(ValueError, match="twice"):
        pooled_tenure(pl.concat([counts, counts.with_columns(period=pl.lit("P3"))]))
