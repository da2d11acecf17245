"""Respondents nobody can tell from others: new numbers, traits withheld where few share them, weights of groups.

k-anonymity by local suppression (Samarati and Sweeney 1998): whoever is in the kit shares wave, part of the town,
stratum, sampling unit, sex and age, as they stand there, with at least k - 1 others, and so with as many in any of
these alone. Streets and houses are therefore merged into units of k respondents; where persons were drawn each is a
unit, whose number tells no more than that of the respondent. It says nothing of what they answered: all of a group may
have said the same (l-diversity is not claimed).

Nobody is dropped for being one of few: the totals of the report less those of the kit would be their answers. Strata
smaller than k are merged with others of the same part of the town, and where a part of the town has fewer than k, the
whole wave is told without parts. Only a wave of fewer than k in all is not told.

Units and strata of one wave have nothing to do with those of another: a number that comes back would join the answers
of one street, or person, over time. Estimates of one wave stand; a change looks less certain than it is where the same
units were asked again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

# what the design of the sample needs is told of all of a wave alike, what is of a person may be withheld
DESIGN = ("wave", "stratum", "zone")
TRAITS = ("age_group", "sex")
# the stratum a respondent was drawn in, before strata are merged
_DRAWN = "_drawn"
# the merged unit of a respondent within the design; 0 where persons were drawn
_UNIT = "_unit"
_PURPOSE = b"apk-lib kit: numbers of respondents"
_SIGNIFICANT = 6


@dataclass(frozen=True, slots=True)
class Respondents:
    """Protected respondents and answers, and what it cost.

    `withheld` counts the empty cells by column, whoever emptied them: those who told nothing may be few. `left_out` are
    the waves with fewer than k respondents in all.
    """

    rows: pl.DataFrame
    answers: pl.DataFrame
    withheld: dict[str, int]
    left_out: int


def protected(sample: pl.DataFrame, raw: pl.DataFrame, answers: pl.DataFrame, k: int) -> Respondents:
    """Respondents and their answers without what would point at one of them.

    Args:
        sample: `surveys.sample` of the waves to tell of.
        raw: the respondents as they are recorded, for their sampling units.
        answers: answers in long form.
        k: how many at least share what is told of traits.
    """
    numbers = _numbers(sample, raw, answers)
    drawn = raw.select("respondent", unit="psu").join(numbers, on="respondent")
    known = sample.drop("psu").join(drawn, on="respondent", maintain_order="left")
    known = known.with_columns(pl.col("population").cast(pl.Int64))
    enough = _designed(known, k)
    told = _weighed(_numbered_design(suppressed(_merged(enough, k), (*DESIGN, _UNIT), TRAITS, k)))
    columns = ("wave", "zone", "sex", "age_group", "weight", "stratum", "psu", "population")
    rows = told.select(pl.col("number").alias("respondent"), *columns)
    kept = answers.join(told.select("respondent", "number"), on="respondent")
    return Respondents(
        rows.sort("respondent"),
        kept.select(pl.col("number").alias("respondent"), "item", "answer").sort("respondent", "item"),
        {name: told[name].null_count() for name in ("zone", *TRAITS)},
        known["wave"].n_unique() - enough["wave"].n_unique(),
    )


def _designed(rows: pl.DataFrame, k: int) -> pl.DataFrame:
    """The rows of waves of `k` at least, in strata of which each holds `k` in each part of the town it lies in.

    `unit` is told apart by the stratum it was drawn in. The zone is empty in a wave of which some part has fewer.
    """
    rows = rows.filter(pl.len().over("wave") >= k).with_columns(_n=pl.len().over("wave", "zone"))
    parted = pl.when(pl.col("_n").min().over("wave") >= k).then("zone")
    rows = rows.with_columns(parted.alias("zone"), pl.col("stratum").alias(_DRAWN)).drop("_n")
    every = [rows.clear(), *(_with_merged_strata(wave, k) for wave in rows.partition_by("wave", maintain_order=True))]
    unit = pl.concat_str(_DRAWN, pl.lit("\x1e"), "unit")
    return pl.concat(every).with_columns(unit.alias("unit")).drop(_DRAWN)


def _with_merged_strata(wave: pl.DataFrame, k: int) -> pl.DataFrame:
    """A wave whose smallest stratum is merged with the smallest beside it until none is too small.

    A merged stratum has the inhabitants of all it is made of, if they are known.
    """
    while True:
        sizes = wave.group_by("stratum", "zone").agg(n=pl.len()).sort("n", "stratum", "zone")
        if sizes["n"][0] >= k:
            break
        small, zone, _ = sizes.row(0)
        beside = sizes.filter(pl.col("zone").eq_missing(pl.lit(zone, pl.String)), pl.col("stratum") != small)
        merged = pl.when(pl.col("stratum") == small).then(pl.lit(beside["stratum"][0])).otherwise("stratum")
        wave = wave.with_columns(merged.alias("stratum"))
    people = wave.unique([_DRAWN], keep="first", maintain_order=True).group_by("stratum").agg(
        pl.when(pl.col("population").is_not_null().all()).then(pl.col("population").sum())
    )  # fmt: skip
    return wave.drop("population").join(people, on="stratum", maintain_order="left").select(wave.columns)


def suppressed(rows: pl.DataFrame, fixed: Sequence[str], traits: Sequence[str], k: int) -> pl.DataFrame:
    """The rows with traits emptied until at least `k` share all of `fixed` and `traits`; an empty trait is a value.

    Rows in groups of fewer than k lose one trait, the one that brings most of them into groups of k, then the next;
    who is left loses two, and so on. Where at last too few have lost all, the smallest group beside them loses all,
    too. That is short and always the same, not the least possible number of cells.

    Every group of `fixed` must hold at least `k` rows.
    """
    group = [*fixed, *traits]
    rows = rows.with_columns(pl.len().over(group).alias("_size")).with_row_index("_row")
    for many in range(1, len(traits) + 1):
        choices = list(combinations(traits, many))
        while choices and (rows["_size"] < k).any():
            tried = [_without(rows, choice, group, k) for choice in choices]
            left = [one.filter(pl.col("_size") < k).height for one in tried]
            best = left.index(min(left))
            if left[best] == rows.filter(pl.col("_size") < k).height:
                break
            rows = tried[best]
            choices.pop(best)
    return _topped_up(rows, fixed, traits, k).sort("_row").drop("_row", "_size")


def _without(rows: pl.DataFrame, traits: Sequence[str], group: list[str], k: int) -> pl.DataFrame:
    """The rows in small groups without some traits, where that makes their groups large enough."""
    few = pl.col("_size") < k
    lost = rows.with_columns(pl.when(~few).then(trait).alias(trait) for trait in traits)
    large = lost.select(pl.len().over(group)).to_series() >= k
    changed = (pl.when(few & large).then(lost[trait]).otherwise(trait).alias(trait) for trait in traits)
    return rows.with_columns(changed).with_columns(pl.len().over(group).alias("_size"))


def _topped_up(rows: pl.DataFrame, fixed: Sequence[str], traits: Sequence[str], k: int) -> pl.DataFrame:
    """The rows still in small groups without any trait, and with them whole groups beside them, the smallest first."""
    group = [*fixed, *traits]
    bare = pl.all_horizontal(pl.col(trait).is_null() for trait in traits)
    while len(small := rows.filter(pl.col("_size") < k)):
        taken = small.filter(~bare)["_row"]
        if taken.is_empty():
            beside = (
                rows.join(small, on=fixed, how="semi", nulls_equal=True)
                .filter(~bare)
                .sort("_size", *group, nulls_last=True)
            )
            smallest = beside.unique(list(fixed), keep="first", maintain_order=True)
            taken = rows.join(smallest, on=group, how="semi", nulls_equal=True)["_row"]
        lost = pl.col("_row").is_in(taken.implode())
        rows = rows.with_columns(pl.when(~lost).then(trait).alias(trait) for trait in traits)
        rows = rows.with_columns(pl.len().over(group).alias("_size"))
    return rows


def _numbers(sample: pl.DataFrame, raw: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """New numbers of respondents in the order of a keyed hash: `respondent, number`.

    The key is made of all that is recorded of them. Nobody without the data can guess it; the fingerprint of a
    dataset would be no secret, for passports of published reports hold it.
    """
    secret = hashlib.sha256(_PURPOSE)
    for frame, order in ((raw, ("wave", "respondent")), (answers, ("respondent", "item"))):
        secret.update(frame.sort(order).write_csv().encode())
    ids = sample["respondent"].to_list()
    keyed = sorted(ids, key=lambda id: hmac.digest(secret.digest(), id.encode(), "sha256"))
    return pl.DataFrame({"respondent": keyed, "number": range(1, len(keyed) + 1)},
                        schema={"respondent": pl.String, "number": pl.Int64})  # fmt: skip


def _merged(rows: pl.DataFrame, k: int) -> pl.DataFrame:
    """The rows with the number of their merged unit: units of a stratum and part of the town, `k` respondents at least.

    Units are merged in the order of their first new number, which has no meaning. Who has no unit where others have is
    one. A unit in two parts of the town is one in each.
    """
    parts = [rows.clear().with_columns(pl.lit(0, pl.Int64).alias(_UNIT))]
    for part in rows.partition_by(DESIGN, maintain_order=True):
        if part["unit"].null_count() == len(part):
            parts.append(part.with_columns(pl.lit(0, pl.Int64).alias(_UNIT)))
            continue
        alone = pl.concat_str(pl.lit("\x1e"), pl.col("number").cast(pl.String))
        part = part.with_columns(pl.coalesce("unit", alone))
        units = part.group_by("unit").agg(pl.col("number").min(), n=pl.len()).sort("number")
        places = pl.Series(_UNIT, filled(units["n"].to_list(), k), dtype=pl.Int64)
        parts.append(part.join(units.select("unit", places), on="unit", maintain_order="left"))
    return pl.concat(parts).drop("unit")


def filled(sizes: Sequence[int], k: int) -> list[int]:
    """The number, from 1, of the group each of the sizes goes to: one after another until a group holds `k`.

    What does not fill a last group goes to the one before it.
    """
    places: list[int] = []
    group, held = 1, 0
    for size in sizes:
        places.append(group)
        held += size
        if held >= k:
            group, held = group + 1, 0
    return [min(place, max(group - 1, 1)) for place in places]


def _numbered_design(rows: pl.DataFrame) -> pl.DataFrame:
    """Strata and units of each wave by running numbers in the order of their first respondent.

    Their own names, or any order of them, would tell which they are.
    """
    number = pl.col("number")
    unit = pl.when(pl.col(_UNIT) > 0).then(number.min().over(*DESIGN, _UNIT)).otherwise(number)
    return rows.with_columns(
        stratum=number.min().over("wave", "stratum").rank("dense").cast(pl.Int64), psu=unit.rank("dense").cast(pl.Int64)
    ).drop(_UNIT)


def _weighed(rows: pl.DataFrame) -> pl.DataFrame:
    """Each weight as the mean of those who share all that is told: totals stay, and a weight tells no trait."""
    # sums in a fixed order
    mean = pl.col("weight").mean().round_sig_figs(_SIGNIFICANT).over(*DESIGN, *TRAITS)
    return rows.sort("respondent").with_columns(mean)
