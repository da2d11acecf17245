"""A synthetic twin of the microdata: the same tables and columns, about as many rows, but nobody's data.

Every column is drawn by itself from how often its values occur, rounded, without those that occur seldom. So code that
runs on the twin runs on the data, while no relation between columns, no difference between waves and no rare value is
in it: nothing can be concluded from the twin. What is not drawn is the frame: the strata of the sample with their
inhabitants, and every month, place, band, kind or item there can be (`frames`), not those of which there is a record.

The twin is for anybody, so its numbers of rows must not count anybody either: whoever answered what only victims are
asked is a victim. Respondents of a stratum and answers to a question of a wave are rounded down to a multiple of the
limit; what fewer answered is not in it. Its weights are its own: the inhabitants of a stratum for each of its rows
here, or 1 where their number is not known, for a true weight would tell how many were asked.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from apk_lib.disclosure.limits import Limits
from apk_lib.kit.contents import ANSWER, PROTECTED, Column, Contents
from apk_lib.kit.respondents import DESIGN, TRAITS

SEED = 2009  # the same everywhere: the twin is no secret
_TENS = 10
_WEIGHT_FIGURES = 6
# what follows from the other columns of a row
_DERIVED = ("most", "synthetic")


class Draws:
    """Draws of one twin; whole numbers only, which are the same on every machine."""

    def __init__(self, limit: int, seed: int = SEED) -> None:
        """Draw values that occur `limit` times at least."""
        self.limit = limit
        self._generator = np.random.Generator(np.random.PCG64(seed))

    def of(self, column: Column, values: pl.Series, rows: int) -> pl.Series:
        """`rows` values as `values` are distributed by themselves; where all are rare, any the code list allows."""
        counted = values.value_counts(name="_n").filter(pl.col("_n") >= self.limit).sort(values.name, nulls_last=True)
        things = counted[values.name].to_list() or list(column.codes or _anything(column))
        rounded = (counted["_n"].to_numpy() + self.limit // 2) // self.limit
        upper = np.cumsum(rounded if len(rounded) else np.ones(len(things), int))
        places = np.searchsorted(upper, self._generator.integers(0, upper[-1], rows), side="right")
        return pl.Series(column.name, [things[place] for place in places], dtype=column.dtype)

    def rounded(self, n: int) -> int:
        """The number of rows that stand for `n`: whole multiples of the limit."""
        return n // self.limit * self.limit

    def some(self, things: pl.Series, n: int) -> pl.Series:
        """`n` different ones of the things, all if they are fewer."""
        places = self._generator.permutation(len(things))[:n]
        return things.gather(np.sort(places))

    def any_of(self, things: pl.Series, rows: int) -> pl.Series:
        """One of the things for each row, all equally likely."""
        return things.gather(self._generator.integers(0, len(things), rows))


def fewest(limits: Limits) -> int:
    """How many rows at least stand behind anything in the twin."""
    return max(limits.survey_cell, limits.victims)


def twin(tables: Mapping[str, pl.DataFrame], limit: int, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The twin of the protected tables; a value that stands in fewer than `limit` of their rows is not in it.

    `frames` are the rows of tables that have some only where something was recorded, see `frames.every_frame`.
    """
    draws = Draws(limit)
    made = {"survey_respondents": _respondents(tables["survey_respondents"], draws)}
    made["survey_answers"] = _answers(tables, made["survey_respondents"], draws)
    for name, contents in PROTECTED.items():
        if name not in made:
            real = tables[name]
            frame = frames[name] if name in frames else real.drop("least", *_DERIVED)
            made[name] = _drawn(contents, real, frame if len(real) else frame.clear(), draws)
    return {name: frame.with_columns(synthetic=pl.lit(True)) for name, frame in made.items()}


def _respondents(real: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """The strata of the sample in round numbers, with traits drawn and a weight each."""
    columns = {column.name: column for column in PROTECTED["survey_respondents"].columns}
    strata = real.sort("respondent").partition_by(*DESIGN, "population", maintain_order=True)
    parts = [real.clear()]
    for whole in sorted(strata, key=lambda part: part.select(DESIGN).row(0)):
        stratum, units = whole.head(draws.rounded(len(whole))), whole["psu"].unique().sort()
        alone = len(units) == len(whole)
        psu = units.head(len(stratum)) if alone else draws.any_of(units, len(stratum))
        parts.append(stratum.with_columns(psu.alias("psu")))
    # the numbers of the data would tell how many there are
    made = pl.concat(parts).with_columns(
        _weight(), respondent=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        psu=pl.col("psu").rank("dense").cast(pl.Int64),
    )  # fmt: skip
    return made.with_columns(draws.of(columns[trait], real[trait], len(made)) for trait in TRAITS)


def _weight() -> pl.Expr:
    """The inhabitants of the stratum for each of its rows, 1 where they are not known."""
    people = pl.col("population") / pl.len().over("wave", "stratum")
    return people.round_sig_figs(_WEIGHT_FIGURES).fill_null(1.0).alias("weight")


def _answers(tables: Mapping[str, pl.DataFrame], respondents: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """About as many answers to each question of a wave, by any of its respondents."""
    real = tables["survey_answers"].join(tables["survey_respondents"].select("respondent", "wave"), on="respondent")
    answer = next(column for column in PROTECTED["survey_answers"].columns if column.name == ANSWER)
    parts = [tables["survey_answers"].clear()]
    for (wave, item), given in sorted(real.group_by("wave", "item"), key=lambda part: part[0]):
        who = draws.some(respondents.filter(wave=wave)["respondent"], draws.rounded(len(given)))
        if len(who):
            said = draws.of(answer, given[ANSWER].sort(), len(who))
            parts.append(pl.DataFrame({"respondent": who, "item": [item] * len(who), ANSWER: said, "synthetic": True},
                                      schema=parts[0].schema))  # fmt: skip
    return pl.concat(parts).sort("respondent", "item")


def _drawn(contents: Contents, real: pl.DataFrame, frame: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """A table on a frame, with all that is not in the frame drawn."""
    rough = real.with_columns(hours=pl.col("hours") // _TENS * _TENS) if "hours" in real.columns else real
    given = {*frame.columns, *_DERIVED}
    made = frame.with_columns(
        draws.of(column, rough[column.name], len(frame)) for column in contents.columns if column.name not in given
    )  # fmt: skip
    if "most" in real.columns:
        made = made.with_columns(most=pl.col("least") + (real["most"] - real["least"]).max())
    return made.select(pl.lit(True).alias(name) if name == "synthetic" else name for name in contents.schema.names())


def _anything(column: Column) -> tuple[object, ...]:
    """A value of a column without a code list of which all values are rare."""
    return (None,) if column.missing else (1 if column.name == ANSWER else 0,)
